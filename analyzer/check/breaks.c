/* breaks.c - what exactly of an expectation does not hold (breaks.h). */
#include "check/breaks.h"
#include "check/words.h"

#include <string.h>

static const char v6_mark[] = " (IPv6)";

/* ---- told ---- */

static const struct pktset *bad_packets(struct arena *a, const struct ask *ask,
					const struct answer *x)
{
	if (!ask->expects->denies)
		return pktset_minus(a, ask->question.packets, x->passes);
	return pktset_or(a, pktset_or(a, x->passes, x->partial), x->unknown);
}

static const char *end_words(struct arena *a, const struct point *p)
{
	return p->kind == POINT_INTERFACE ? p->interface->o.id : range_words(a, p->range);
}

/* Texts alone are the report's; what leads to them is not. */
static void add_texts(struct checker *c, struct arena *scratch, struct draft *d,
		      const struct ask *ask, const struct pktset *bad, const struct part *pair)
{
	const char **texts;
	const char *mark = ask->question.destination.address.family == IPV6 ? v6_mark : "";
	size_t n = pktset_texts(scratch, bad, &texts);
	const char *ends = pair && n ? arena_printf(scratch, " from %s to %s",
						    end_words(scratch, &pair->source),
						    end_words(scratch, &pair->destination))
				     : "";
	for (size_t i = 0; i < n; i++)
		vec_push(&d->breaks, arena_printf(c->arena, "%s%s%s", texts[i], ends, mark));
}

void breaks_add(struct checker *c, struct draft *d, const struct ask *ask)
{
	struct arena a = ARENA_INIT, of_part = ARENA_INIT;
	const struct pktset *all =
		ask->parts.len ? ask->question.packets : bad_packets(&a, ask, &ask->answer);
	for (size_t i = 0; i < ask->parts.len; i++)
		all = pktset_and(&a, all, bad_packets(&a, ask, &ask->parts.items[i].answer));
	add_texts(c, &a, d, ask, all, NULL);
	for (size_t i = 0; i < ask->parts.len; i++) {
		const struct part *p = &ask->parts.items[i];
		arena_reset(&of_part);
		add_texts(c, &of_part, d, ask,
			  pktset_minus(&of_part, bad_packets(&of_part, ask, &p->answer), all), p);
	}
	arena_free(&of_part);
	arena_free(&a);
}

/* ---- compared ---- */

/* "tcp/22 from a to b (IPv6)": packets, and the rest, which says between whom. */
struct broken {
	const struct pktset *packets; /* NULL: no protocol */
	const char *ends;
};

static struct broken read_break(struct arena *a, const char *text)
{
	struct proto_spec spec;
	struct vck_error ignored;
	size_t len = strcspn(text, " ");
	struct broken b = {.ends = text + len};
	if (proto_parse(arena_strndup(a, text, len), &spec, &ignored))
		b.packets = pktset_of(a, spec.span);
	return b;
}

static bool ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);
	return n >= m && strcmp(s + n - m, tail) == 0;
}

/* What is between every pair is between this one. */
static const char *any_ends(const char *ends)
{
	return ends_with(ends, v6_mark) ? v6_mark : "";
}

static void remember(struct arena *a, struct map *known, const char *text)
{
	struct broken b = read_break(a, text);
	const struct pktset *old = map_get_str(known, b.ends);
	if (b.packets)
		map_put_str(known, b.ends,
			    (void *)(uintptr_t)(old ? pktset_or(a, old, b.packets) : b.packets));
}

static bool is_known(struct arena *a, const struct map *known, const char *text)
{
	struct broken b = read_break(a, text);
	const struct pktset *here = map_get_str(known, b.ends);
	const struct pktset *anywhere = map_get_str(known, any_ends(b.ends));
	here = pktset_or(a, here ? here : pktset_empty, anywhere ? anywhere : pktset_empty);
	return b.packets && pktset_covers(here, b.packets);
}

size_t breaks_beyond(struct arena *a, const char *const *before, size_t n_before,
		     const char *const *now, size_t n_now, const char ***out)
{
	struct arena scratch = ARENA_INIT;
	struct map known = map_init(&scratch);
	VEC(const char *) beyond = VEC_INIT;
	for (size_t i = 0; i < n_before; i++)
		remember(&scratch, &known, before[i]);
	for (size_t i = 0; i < n_now; i++)
		if (!is_known(&scratch, &known, now[i]))
			vec_push(&beyond, now[i]);
	size_t n = beyond.len;
	*out = vec_move(&beyond, a);
	vec_free(&beyond);
	map_free(&known);
	arena_free(&scratch);
	return n;
}

const struct vck_finding *breaks_news(struct arena *a, const struct vck_finding *f,
				      const char *const *before, size_t n_before)
{
	enum { NAMED = 5 };
	const char **news;
	size_t n = breaks_beyond(a, before, n_before, f->breaks, f->n_breaks, &news);
	struct buf b = BUF_INIT;
	if (!n)
		return NULL;
	for (size_t i = 0; i < n && i < NAMED; i++)
		buf_printf(&b, "%s%s",
			   i ? "; " : "it did not hold before, but this is new: ", news[i]);
	if (n > NAMED)
		buf_printf(&b, " and %zu more", n - NAMED);
	struct vck_finding *told = arena_new(a, struct vck_finding);
	*told = *f;
	told->evidence = arena_array(a, struct vck_evidence, f->n_evidence + 1);
	for (size_t i = 0; i < f->n_evidence; i++)
		told->evidence[i + 1] = f->evidence[i];
	told->evidence[0] = (struct vck_evidence){.text = arena_strdup(a, buf_str(&b))};
	told->n_evidence++;
	buf_free(&b);
	return told;
}
