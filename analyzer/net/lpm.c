#include "net/lpm.h"
#include "base/vec.h"

#include <stdlib.h>

struct step { /* from `lo` up to the next step the answer is `value` */
	u128 lo;
	uint32_t value;
};

struct step_v4 { /* millions of look-ups: as short as can be */
	uint32_t lo, value;
};

struct lpm { /* the first step of each begins at 0 */
	struct step_v4 *v4;
	struct step *v6;
	size_t n_v4, n_v6;
};

/* Outer prefixes before inner ones, equal ones in the order given. */
static int by_prefix(const void *a, const void *b)
{
	const struct lpm_entry *x = a, *y = b;
	int c = cidr_cmp(x->prefix, y->prefix);
	return c ? c : (x->value > y->value) - (x->value < y->value);
}

/* Whoever has them in order already need not have them sorted. */
static bool in_order(const struct lpm_entry *entries, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (by_prefix(&entries[i - 1], &entries[i]) > 0)
			return false;
	return true;
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

static void cut(struct builder *b, const struct lpm_entry *entries, size_t count,
		u128 last_of_family)
{
	b->steps.len = b->open.len = 0;
	step_to(b, 0, LPM_NONE);
	for (size_t i = 0; i < count; i++) {
		if (i && cidr_equal(entries[i].prefix, entries[i - 1].prefix))
			continue;
		close_before(b, &entries[i], last_of_family);
		step_to(b, entries[i].prefix.first, entries[i].value);
		vec_push(&b->open, &entries[i]);
	}
	close_before(b, NULL, last_of_family);
}

static void build_v4(struct lpm *t, struct arena *arena, const struct builder *b)
{
	t->n_v4 = b->steps.len;
	t->v4 = arena_array(arena, struct step_v4, t->n_v4);
	for (size_t i = 0; i < t->n_v4; i++)
		t->v4[i] =
			(struct step_v4){(uint32_t)b->steps.items[i].lo, b->steps.items[i].value};
}

const struct lpm *lpm_build(struct arena *arena, struct lpm_entry *entries, size_t count)
{
	struct lpm *t = arena_new(arena, struct lpm);
	struct builder b = {VEC_INIT, VEC_INIT};
	size_t v4 = 0;
	if (!in_order(entries, count))
		qsort(entries, count, sizeof *entries, by_prefix);
	while (v4 < count && entries[v4].prefix.family == IPV4)
		v4++;
	cut(&b, entries, v4, UINT32_MAX);
	build_v4(t, arena, &b);
	cut(&b, entries + v4, count - v4, ~(u128)0);
	t->n_v6 = b.steps.len;
	t->v6 = vec_move(&b.steps, arena);
	vec_free(&b.steps);
	vec_free(&b.open);
	return t;
}

static uint32_t find_v4(const struct lpm *t, uint32_t value, struct ip_range *around)
{
	size_t lo = 0, hi = t->n_v4;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (t->v4[mid].lo <= value)
			lo = mid;
		else
			hi = mid;
	}
	if (around)
		*around = (struct ip_range){t->v4[lo].lo,
					    hi < t->n_v4 ? t->v4[hi].lo - 1 : UINT32_MAX, IPV4};
	return t->v4[lo].value;
}

static uint32_t find_v6(const struct lpm *t, u128 value, struct ip_range *around)
{
	size_t lo = 0, hi = t->n_v6;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (t->v6[mid].lo <= value)
			lo = mid;
		else
			hi = mid;
	}
	if (around)
		*around = (struct ip_range){t->v6[lo].lo,
					    hi < t->n_v6 ? t->v6[hi].lo - 1 : ~(u128)0, IPV6};
	return t->v6[lo].value;
}

uint32_t lpm_find(const struct lpm *t, struct ip ip, struct ip_range *around)
{
	return ip.family == IPV4 ? find_v4(t, (uint32_t)ip.value, around)
				 : find_v6(t, ip.value, around);
}
