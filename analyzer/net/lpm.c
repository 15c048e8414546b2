#include "net/lpm.h"
#include "base/vec.h"

#include <stdlib.h>

struct step { /* from `lo` up to the next step the answer is `value` */
	u128 lo;
	uint32_t value;
};

struct lpm_family {
	struct step *steps; /* steps[0].lo == 0 */
	size_t count;
};

struct lpm {
	struct lpm_family v4, v6;
};

/* Outer prefixes before inner ones, equal ones in the order given. */
static int by_prefix(const void *a, const void *b)
{
	const struct lpm_entry *x = a, *y = b;
	int c = cidr_cmp(x->prefix, y->prefix);
	return c ? c : (x->value > y->value) - (x->value < y->value);
}

struct builder {
	VEC(struct step) steps;
	VEC(const struct lpm_entry *)
	open; /* the prefixes around the current place, outermost first */
};

static void step_to(struct builder *b, u128 lo, uint32_t value)
{
	struct step *last = b->steps.len ? &b->steps.items[b->steps.len - 1] : NULL;
	if (last && last->lo == lo)
		last->value = value;
	else
		vec_push(&b->steps, ((struct step){lo, value}));
}

/* Close the prefixes that end before `next` begins (all of them when next is NULL). */
static void close_before(struct builder *b, const struct lpm_entry *next, u128 last_of_family)
{
	while (b->open.len) {
		const struct lpm_entry *top = b->open.items[b->open.len - 1];
		u128 end = cidr_last(top->prefix);
		if (next && end >= next->prefix.first)
			return;
		b->open.len--;
		if (end != last_of_family)
			step_to(b, end + 1,
				b->open.len ? b->open.items[b->open.len - 1]->value
					    : (uint32_t)LPM_NONE);
	}
}

static struct lpm_family build_family(struct arena *arena, const struct lpm_entry *entries,
				      size_t count, u128 last_of_family)
{
	struct builder b = {VEC_INIT, VEC_INIT};
	step_to(&b, 0, LPM_NONE);
	for (size_t i = 0; i < count; i++) {
		if (i && cidr_equal(entries[i].prefix, entries[i - 1].prefix))
			continue;
		close_before(&b, &entries[i], last_of_family);
		step_to(&b, entries[i].prefix.first, entries[i].value);
		vec_push(&b.open, &entries[i]);
	}
	close_before(&b, NULL, last_of_family);
	struct lpm_family f = {vec_move(&b.steps, arena), b.steps.len};
	vec_free(&b.steps);
	vec_free(&b.open);
	return f;
}

const struct lpm *lpm_build(struct arena *arena, struct lpm_entry *entries, size_t count)
{
	struct lpm *t = arena_new(arena, struct lpm);
	size_t v4 = 0;
	if (count)
		qsort(entries, count, sizeof *entries, by_prefix);
	while (v4 < count && entries[v4].prefix.family == IPV4)
		v4++;
	t->v4 = build_family(arena, entries, v4, UINT32_MAX);
	t->v6 = build_family(arena, entries + v4, count - v4, ~(u128)0);
	return t;
}

static size_t step_of(const struct lpm_family *f, u128 value)
{
	size_t lo = 0, hi = f->count;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (f->steps[mid].lo <= value)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

static const struct lpm_family *family_of(const struct lpm *t, struct ip ip)
{
	return ip.family == IPV4 ? &t->v4 : &t->v6;
}

uint32_t lpm_find(const struct lpm *t, struct ip ip)
{
	const struct lpm_family *f = family_of(t, ip);
	return f->steps[step_of(f, ip.value)].value;
}

struct ip_range lpm_interval(const struct lpm *t, struct ip ip)
{
	const struct lpm_family *f = family_of(t, ip);
	size_t i = step_of(f, ip.value);
	u128 last = ip.family == IPV4 ? UINT32_MAX : ~(u128)0;
	return (struct ip_range){f->steps[i].lo, i + 1 < f->count ? f->steps[i + 1].lo - 1 : last,
				 ip.family};
}
