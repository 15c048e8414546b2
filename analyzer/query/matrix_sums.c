/* matrix_sums.c - several answers become a row: what somebody passes, and what everybody does. */
#include "query/grouping.h"

struct sums sums_none(void)
{
	return (struct sums){.some = pktset_empty,
			     .all = pktset_all,
			     .partial = pktset_empty,
			     .unknown = pktset_empty};
}

void sums_add(struct grouping *g, struct sums *s, const struct answer_sets *a)
{
	s->some = pktpool_or(g->pool, s->some, a->passes);
	s->partial = pktpool_or(g->pool, s->partial, a->partial);
	s->unknown = pktpool_or(g->pool, s->unknown, a->unknown);
	s->denied |= a->denied;
}

/* As `path` says of sets: what passes somewhere and not elsewhere is more than what is not known. */
static enum vck_verdict verdict_of(const struct sums *s, bool whole, const struct pktset *packets)
{
	bool partial = !pktset_is_empty(s->partial);
	bool passes = partial || !pktset_is_empty(s->some);
	if (whole && pktset_covers(s->all, packets))
		return VCK_REACHABLE;
	if (passes && (partial || s->denied || !whole))
		return VCK_PARTIAL;
	return pktset_is_empty(s->unknown) ? VCK_BLOCKED : VCK_UNKNOWN;
}

struct sums_text {
	uintptr_t
		key[5]; /* what is said, and the verdict: rows by the million share a few hundred */
	const char **some, **all, **partial, **unknown;
	size_t n_some, n_all, n_partial, n_unknown;
	unsigned long number;
};

static const struct sums_text *text_of(struct grouping *g, const struct sums *s,
				       const struct pktset *all, enum vck_verdict verdict)
{
	bool fresh;
	uintptr_t key[] = {(uintptr_t)s->some, (uintptr_t)all, (uintptr_t)s->partial,
			   (uintptr_t)s->unknown, verdict};
	g->texts.words = COUNT_OF(key);
	g->texts.size = sizeof(struct sums_text);
	struct sums_text *t = cons_find(&g->texts, &g->arena, key, &fresh);
	if (fresh) {
		t->n_some = pktset_texts(&g->arena, s->some, &t->some);
		t->n_all = pktset_texts(&g->arena, all, &t->all);
		t->n_partial = pktset_texts(&g->arena, s->partial, &t->partial);
		t->n_unknown = pktset_texts(&g->arena, s->unknown, &t->unknown);
		t->number = ++*g->answers_numbered;
	}
	return t;
}

void sums_tell(struct grouping *g, const struct sums *s, bool whole, const struct pktset *packets,
	       struct vck_matrix_row *row)
{
	row->verdict = verdict_of(s, whole, packets);
	const struct sums_text *t = text_of(g, s, whole ? s->all : pktset_empty, row->verdict);
	row->passes = t->some;
	row->n_passes = t->n_some;
	row->all = t->all;
	row->n_all = t->n_all;
	row->partial = t->partial;
	row->n_partial = t->n_partial;
	row->unknown = t->unknown;
	row->n_unknown = t->n_unknown;
	row->answer = t->number;
}
