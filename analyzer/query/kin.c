/* kin.c - the interfaces of one host (R11). */
#include "base/str.h"
#include "base/vec.h"
#include "query/matrix.h"

#include <stdlib.h>

struct relative {
	const struct member *member;
	uint32_t class;
};

static int by_host(const void *a, const void *b)
{
	const struct relative *x = a, *y = b;
	int c = str_cmp(x->member->interface->instance_id, y->member->interface->instance_id);
	return c ? c : (x->member > y->member) - (x->member < y->member);
}

static bool of_one_host(const struct relative *x, const struct relative *y)
{
	return str_eq(x->member->interface->instance_id, y->member->interface->instance_id);
}

static int by_classes(const void *a, const void *b)
{
	const struct kin *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return (x->destination > y->destination) - (x->destination < y->destination);
}

static struct relative *relatives_of(const struct classes *c, size_t *count)
{
	struct relative *all = mem_alloc((c->members.len + 1) * sizeof *all);
	size_t n = 0;
	for (uint32_t i = 0; i < c->items.len; i++) {
		const struct endpoint_class *e = &c->items.items[i];
		for (uint32_t k = 0; e->has_kin && k < e->count; k++) {
			const struct member *m = &c->members.items[e->first + k];
			if (m->interface->instance_id)
				all[n++] = (struct relative){m, i};
		}
	}
	if (n)
		qsort(all, n, sizeof *all, by_host);
	*count = n;
	return all;
}

void kin_find(struct kinship *out, const struct classes *c, struct arena *arena)
{
	VEC(struct kin) kin = VEC_INIT;
	size_t n;
	struct relative *all = relatives_of(c, &n);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && of_one_host(&all[i], &all[end]);)
			end++;
		for (size_t a = i; a < end; a++)
			for (size_t b = i; b < end; b++)
				if (a != b)
					vec_push(&kin,
						 ((struct kin){all[a].class, all[b].class,
							       all[a].member, all[b].member}));
	}
	if (kin.len)
		qsort(kin.items, kin.len, sizeof *kin.items, by_classes);
	out->items.items = vec_move(&kin, arena);
	out->items.len = kin.len;
	vec_free(&kin);
	free(all);
}

size_t kin_between(const struct kinship *k, uint32_t from, uint32_t to, size_t *first)
{
	size_t lo = 0, hi = k->items.len, end;
	struct kin key = {.from = from, .to = to};
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (by_classes(&k->items.items[mid], &key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (end = lo; end < k->items.len && k->items.items[end].from == from &&
		       k->items.items[end].to == to;)
		end++;
	*first = lo;
	return end - lo;
}

static uint64_t selected_twice(const struct matrix *m, const struct endpoint_class *c)
{
	uint64_t n = 0;
	for (uint32_t i = 0; i < c->count; i++) {
		const struct member *one = &m->classes->members.items[c->first + i];
		n += member_selected(&m->source, one) && member_selected(&m->destination, one);
	}
	return n;
}

uint64_t cell_pairs(const struct matrix *m, const struct cell *c)
{
	uint64_t n = (uint64_t)m->source.counts[c->from] * m->destination.counts[c->to];
	size_t first, kin = m->kin.items.len ? kin_between(&m->kin, c->from, c->to, &first) : 0;
	if (c->from == c->to)
		n -= selected_twice(m, &m->classes->items.items[c->from]);
	for (size_t i = 0; i < kin; i++)
		n -= member_selected(&m->source, m->kin.items.items[first + i].source) &&
		     member_selected(&m->destination, m->kin.items.items[first + i].destination);
	return n;
}
