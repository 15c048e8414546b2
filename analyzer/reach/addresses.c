#include "reach/addresses.h"

#include <stdlib.h>
#include <string.h>

/* ---- order ---- */

enum { FAMILY_BYTE = 16, BYTES }; /* of an address, the least first; then its family */

static unsigned byte_of(struct ip ip, unsigned byte)
{
	return byte == FAMILY_BYTE ? ip.family : (unsigned)(ip.value >> 8 * byte) & 255;
}

static void sort_by_byte(const struct address_of_class *from, struct address_of_class *to, size_t n,
			 unsigned byte)
{
	size_t next[256 + 1] = {0};
	for (size_t i = 0; i < n; i++)
		next[byte_of(from[i].address, byte) + 1]++;
	for (unsigned i = 0; i < 256; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < n; i++)
		to[next[byte_of(from[i].address, byte)]++] = from[i];
}

/* Byte by byte, but for those in which all addresses are equal: few are left of a network's. Equal
 * addresses stay in the order of their classes. */
static void sort_by_address(struct address_of_class *all, size_t n)
{
	struct address_of_class *from = all, *to = mem_alloc((n + 1) * sizeof *to), *spare = to;
	struct ip differ = {0};
	for (size_t i = 1; i < n; i++) {
		differ.value |= all[i].address.value ^ all[0].address.value;
		differ.family |= all[i].address.family ^ all[0].address.family;
	}
	for (unsigned byte = 0; byte < BYTES; byte++) {
		if (!byte_of(differ, byte))
			continue;
		sort_by_byte(from, to, n, byte);
		struct address_of_class *sorted = to;
		to = from;
		from = sorted;
	}
	if (from != all)
		memcpy(all, from, n * sizeof *all);
	free(spare);
}

static bool one_run(const struct address_of_class *x, const struct address_of_class *y)
{
	return x->vpc == y->vpc && x->address.family == y->address.family;
}

static void find_runs(struct addresses *a, struct arena *arena)
{
	a->runs.items = arena_array(arena, struct address_run, a->all.len + 1);
	for (uint32_t i = 0; i < a->all.len; i++)
		if (!i || !one_run(&a->all.items[i - 1], &a->all.items[i]))
			a->runs.items[a->runs.len++] = (struct address_run){i, a->all.items[i].vpc};
	a->runs.items[a->runs.len].at = (uint32_t)a->all.len;
}

void addresses_sort(struct addresses *out, const struct classes *classes, struct arena *arena)
{
	size_t n = classes->items.len;
	struct address_of_class *all = arena_array(arena, struct address_of_class, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct endpoint_class *c = &classes->items.items[i];
		all[i] = (struct address_of_class){c->sample.address, i, c->vpc};
	}
	sort_by_address(all, n);
	out->all.items = all;
	out->all.len = n;
	find_runs(out, arena);
	out->v4.items = arena_array(arena, uint32_t, n + 1);
	for (size_t i = 0; i < n && all[i].address.family == IPV4; i++)
		out->v4.items[out->v4.len++] = (uint32_t)all[i].address.value;
}

static size_t search_v4(const struct addresses *a, uint32_t value)
{
	size_t lo = 0, n = a->v4.len;
	while (n) {
		size_t half = n / 2;
		bool behind = a->v4.items[lo + half] < value;
		lo = behind ? lo + half + 1 : lo;
		n = behind ? n - half - 1 : half;
	}
	return lo;
}

size_t addresses_from(const struct addresses *a, struct ip ip)
{
	if (ip.family == IPV4)
		return search_v4(a, (uint32_t)ip.value);
	size_t lo = a->v4.len, hi = a->all.len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (ip_cmp(a->all.items[mid].address, ip) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t addresses_behind(const struct addresses *a, struct ip_range r)
{
	u128 last = r.family == IPV4 ? UINT32_MAX : ~(u128)0;
	if (r.hi == last)
		return addresses_from(a, (struct ip){0, (uint8_t)(r.family + 1)});
	return addresses_from(a, (struct ip){r.hi + 1, r.family});
}

size_t addresses_run(const struct addresses *a, size_t i)
{
	size_t lo = 0, hi = a->runs.len;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (a->runs.items[mid].at <= i)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}
