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

void sums_tell(struct grouping *g, const struct sums *s, bool whole, const struct pktset *packets,
	       struct vck_matrix_row *row)
{
	const char **some, **all, **partial, **unknown;
	row->verdict = verdict_of(s, whole, packets);
	row->n_passes = pktset_texts(&g->arena, s->some, &some);
	row->n_all = pktset_texts(&g->arena, whole ? s->all : pktset_empty, &all);
	row->n_partial = pktset_texts(&g->arena, s->partial, &partial);
	row->n_unknown = pktset_texts(&g->arena, s->unknown, &unknown);
	row->passes = some;
	row->all = all;
	row->partial = partial;
	row->unknown = unknown;
}
