#include "reach/filter.h"

#include <string.h>

void atom_narrow(struct ip_range *atom, struct ip_range to)
{
	if (!atom || atom->family != to.family)
		return;
	if (to.lo > atom->lo)
		atom->lo = to.lo;
	if (to.hi < atom->hi)
		atom->hi = to.hi;
}

static int by_value(const void *a, const void *b)
{
	const u128 *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

enum { FEW = 16 }; /* most filters name no more blocks */

static void sort(u128 *items, size_t n)
{
	if (n > 2 * FEW + 1) {
		qsort(items, n, sizeof *items, by_value);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		u128 item = items[i];
		size_t k = i;
		for (; k && items[k - 1] > item; k--)
			items[k] = items[k - 1];
		items[k] = item;
	}
}

/* The contributions of one family, and where they make the answer change. */
struct cuts {
	struct cut {
		u128 lo, hi;
		const struct contribution *by;
	} * all;
	const struct contribution **covering; /* the address at hand */
	u128 *at;
	size_t count, n_at;
};

static void collect(struct cuts *c, const struct filter_rules *rules, uint8_t family)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct cidr cidr = rules->items[i].cidr;
		if (cidr.family == family)
			c->all[c->count++] =
				(struct cut){cidr.first, cidr_last(cidr), &rules->items[i]};
	}
}

/* The first address of each block, and the one behind its last. */
static void find_edges(struct cuts *c, u128 last)
{
	size_t n = 0, unique = 1;
	c->at[n++] = 0;
	for (size_t i = 0; i < c->count; i++) {
		if (c->all[i].lo)
			c->at[n++] = c->all[i].lo;
		if (c->all[i].hi != last)
			c->at[n++] = c->all[i].hi + 1;
	}
	sort(c->at, n);
	for (size_t i = 1; i < n; i++)
		if (c->at[i] != c->at[unique - 1])
			c->at[unique++] = c->at[i];
	c->n_at = unique;
}

static struct sets sets_at(const struct cuts *c, const struct filter_rules *rules, u128 at)
{
	size_t hits = 0;
	for (size_t k = 0; k < c->count; k++)
		if (c->all[k].lo <= at && at <= c->all[k].hi)
			c->covering[hits++] = c->all[k].by;
	return rules->combine(rules->ctx, c->covering, hits);
}

static struct filter_family steps_of(struct arena *a, const struct filter_rules *rules,
				     uint8_t family, struct cuts *c)
{
	struct filter_family out;
	collect(c, rules, family);
	find_edges(c, family == IPV4 ? UINT32_MAX : ~(u128)0);
	out.steps = arena_array(a, struct filter_step, c->n_at);
	out.count = c->n_at;
	for (size_t i = 0; i < c->n_at; i++)
		out.steps[i] = (struct filter_step){c->at[i], sets_at(c, rules, c->at[i])};
	return out;
}

struct filter_family filter_build_family(struct arena *a, const struct filter_rules *rules,
					 uint8_t family)
{
	struct cut all[FEW];
	const struct contribution *covering[FEW];
	u128 at[2 * FEW + 1];
	struct cuts c = {.all = all, .covering = covering, .at = at};
	bool many = rules->count > FEW;
	if (many) {
		c.all = mem_alloc(rules->count * sizeof *c.all);
		c.covering = mem_alloc(rules->count * sizeof(struct contribution *));
		c.at = mem_alloc((2 * rules->count + 1) * sizeof *c.at);
	}
	struct filter_family out = steps_of(a, rules, family, &c);
	if (many) {
		free(c.all);
		free(c.covering);
		free(c.at);
	}
	return out;
}

void filter_build(struct arena *a, const struct filter_rules *rules, struct filter *out)
{
	out->v4 = filter_build_family(a, rules, IPV4);
	out->v6 = filter_build_family(a, rules, IPV6);
}

/* A filter and its steps, side by side. Those of IPv6 begin at 0 again. */
struct shared_filter {
	struct filter filter;
	struct filter_step steps[];
};

const struct filter *filter_shared(struct map *all, struct arena *scratch, const struct filter *f)
{
	size_t steps = (f->v4.count + f->v6.count) * sizeof(struct filter_step);
	struct shared_filter *made = arena_alloc(scratch, sizeof *made + steps);
	memcpy(made->steps, f->v4.steps, f->v4.count * sizeof *made->steps);
	memcpy(made->steps + f->v4.count, f->v6.steps, f->v6.count * sizeof *made->steps);
	const struct filter *same = map_get(all, made->steps, steps);
	if (same)
		return same;
	made = arena_memdup(all->arena, made, sizeof *made + steps);
	made->filter.v4 = (struct filter_family){made->steps, f->v4.count};
	made->filter.v6 = (struct filter_family){made->steps + f->v4.count, f->v6.count};
	map_put(all, made->steps, steps, &made->filter);
	return &made->filter;
}

struct sets filter_find(const struct filter *f, struct ip ip, struct ip_range *atom)
{
	const struct filter_family *fam = ip.family == IPV4 ? &f->v4 : &f->v6;
	size_t lo = 0, hi = fam->count;
	if (hi == 1) /* all addresses alike */
		return fam->steps[0].sets;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (fam->steps[mid].lo <= ip.value)
			lo = mid;
		else
			hi = mid;
	}
	if (atom) {
		u128 last = ip.family == IPV4 ? UINT32_MAX : ~(u128)0;
		u128 end = lo + 1 < fam->count ? fam->steps[lo + 1].lo - 1 : last;
		atom_narrow(atom, (struct ip_range){fam->steps[lo].lo, end, ip.family});
	}
	return fam->steps[lo].sets;
}
