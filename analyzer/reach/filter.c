#include "reach/filter.h"

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

/* Most filters name a few blocks. */
static void sort(u128 *items, size_t n)
{
	enum { FEW = 16 };
	if (n > FEW) {
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

/* Where the answer may change: the first address of each block, and the one behind its last. */
static size_t edges(const struct contribution *c, size_t count, uint8_t family, u128 *out)
{
	u128 last = family == IPV4 ? UINT32_MAX : ~(u128)0;
	size_t n = 0;
	out[n++] = 0;
	for (size_t i = 0; i < count; i++) {
		if (c[i].cidr.family != family)
			continue;
		out[n++] = c[i].cidr.first;
		if (cidr_last(c[i].cidr) != last)
			out[n++] = cidr_last(c[i].cidr) + 1;
	}
	sort(out, n);
	size_t unique = 1;
	for (size_t i = 1; i < n; i++)
		if (out[i] != out[unique - 1])
			out[unique++] = out[i];
	return unique;
}

static void build_family(struct arena *a, const struct contribution *c, size_t count,
			 uint8_t family, filter_combine_fn *combine, struct filter_family *out)
{
	u128 *at = mem_alloc((2 * count + 1) * sizeof *at);
	const struct contribution **covering =
		mem_alloc((count + 1) * sizeof(struct contribution *));
	size_t n = edges(c, count, family, at);
	out->steps = arena_array(a, struct filter_step, n);
	out->count = n;
	for (size_t i = 0; i < n; i++) {
		size_t hits = 0;
		for (size_t k = 0; k < count; k++)
			if (cidr_covers(c[k].cidr, (struct ip){at[i], family}))
				covering[hits++] = &c[k];
		out->steps[i] = (struct filter_step){at[i], combine(a, covering, hits)};
	}
	free(covering);
	free(at);
}

void filter_build(struct arena *a, const struct contribution *c, size_t count,
		  filter_combine_fn *combine, struct filter *out)
{
	build_family(a, c, count, IPV4, combine, &out->v4);
	build_family(a, c, count, IPV6, combine, &out->v6);
}

struct sets filter_find(const struct filter *f, struct ip ip, struct ip_range *atom)
{
	const struct filter_family *fam = ip.family == IPV4 ? &f->v4 : &f->v6;
	size_t lo = 0, hi = fam->count;
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
