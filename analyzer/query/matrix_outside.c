/*
 * matrix_outside.c - hosts outside, by VPC, subnet, group or tag: what somebody of them passes, and what
 * everybody does.
 *
 * A row has the addresses of which it says something: those from (or to) which something passes, or may,
 * with somebody of the group. What passes to all is what every interface of the group passes with every
 * host.
 */
#include "base/str.h"
#include "query/grouping.h"

#include <stdlib.h>

static struct host_group *group_of(struct grouping *g, const struct host_answer *x, uint32_t label)
{
	uint64_t key = (uint64_t)x->any->kind << 33 | (uint64_t)x->inbound << 32 | label;
	size_t at = (size_t)(uintptr_t)map_get(&g->by_hosts, &key, sizeof key);
	if (at)
		return &g->hosts.items[at - 1];
	vec_push(&g->hosts, ((struct host_group){.kind = x->any->kind,
						 .inbound = x->inbound,
						 .label = label,
						 .id = g->labels.items[label].id,
						 .sums = sums_none()}));
	map_put(&g->by_hosts, arena_memdup(&g->arena, &key, sizeof key), sizeof key,
		(void *)(uintptr_t)g->hosts.len);
	return &g->hosts.items[g->hosts.len - 1];
}

/* ---- addresses ---- */

static int by_address(const void *pa, const void *pb)
{
	const struct ip_range *a = pa, *b = pb;
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return a->lo != b->lo ? (a->lo < b->lo ? -1 : 1) : 0;
}

static void merge_ranges(struct host_group *h)
{
	size_t n = 0;
	if (h->everybody || !h->ranges.len)
		h->ranges.len = 0;
	else
		qsort(h->ranges.items, h->ranges.len, sizeof *h->ranges.items, by_address);
	for (size_t i = 0; i < h->ranges.len; i++) {
		struct ip_range r = h->ranges.items[i];
		struct ip_range *last = n ? &h->ranges.items[n - 1] : NULL;
		if (last && last->family == r.family && (r.lo <= last->hi || r.lo == last->hi + 1))
			last->hi = r.hi > last->hi ? r.hi : last->hi;
		else
			h->ranges.items[n++] = r;
	}
	h->ranges.len = h->merged = n;
}

static void add_ranges(struct host_group *h, const struct host_row *row)
{
	enum { SOME = 256 };
	for (size_t i = 0; i < row->ranges.len; i++)
		vec_push(&h->ranges, row->ranges.items[i]);
	if (h->ranges.len > 2 * h->merged + SOME)
		merge_ranges(h);
}

/* ---- adding up ---- */

/* What of a class passes with every host. */
static const struct pktset *with_every_host(struct grouping *g, const struct host_answer *x)
{
	const struct pktset *all = x->everybody ? pktset_all : pktset_empty;
	for (size_t i = 0; i < x->rows.len; i++)
		all = pktpool_and(g->pool, all, pktpool_keep(g->pool, x->rows.items[i].passes));
	return all;
}

void outside_add(struct grouping *g, const struct host_answer *x, uint32_t label, uint64_t count)
{
	struct host_group *h = group_of(g, x, label);
	bool reached = false;
	h->everybody |= x->everybody && x->all_hosts;
	h->sums.denied |= !x->everybody;
	for (size_t i = 0; i < x->rows.len; i++) {
		const struct host_row *row = &x->rows.items[i];
		const struct answer_sets sets = {.passes = pktpool_keep(g->pool, row->passes),
						 .partial = pktpool_keep(g->pool, row->partial),
						 .unknown = pktpool_keep(g->pool, row->unknown),
						 .denied = row->denied};
		sums_add(g, &h->sums, &sets);
		add_ranges(h, row);
		reached |= !pktset_is_empty(row->passes);
	}
	h->sums.all = pktpool_and(g->pool, h->sums.all, with_every_host(g, x));
	h->told += count;
	h->reached += reached ? count : 0;
}

void grouping_add_hosts(struct matrix *m, uint32_t class, const struct host_answer *x)
{
	struct grouping *g = m->grouping;
	const struct shares *s = x->inbound ? &g->destinations[class] : &g->sources[class];
	for (uint32_t i = 0; i < s->len; i++)
		outside_add(g, x, s->items[i].label, s->items[i].count);
}

/* ---- rows ---- */

static uint64_t members_of(const struct grouping *g, const struct host_group *h)
{
	const struct label *l = &g->labels.items[h->label];
	return h->inbound ? l->destinations : l->sources;
}

static void emit_group(struct matrix *m, struct host_group *h)
{
	struct grouping *g = m->grouping;
	bool whole = h->told == members_of(g, h);
	struct vck_matrix_end inside = label_end(g, h->label), outside = host_end(h->kind);
	merge_ranges(h);
	const char **ranges = arena_array(&g->arena, const char *, h->ranges.len + 1);
	for (size_t i = 0; i < h->ranges.len; i++)
		ranges[i] = range_text(&g->arena, h->ranges.items[i]);
	struct vck_matrix_row row = {.source = h->inbound ? outside : inside,
				     .destination = h->inbound ? inside : outside,
				     .ranges = ranges,
				     .n_ranges = h->ranges.len,
				     .pairs = members_of(g, h),
				     .reached = h->reached};
	sums_tell(g, &h->sums, whole, m->packets, &row);
	emit_row(m, &row);
}

/* By kind, then what comes in before what goes out, then by label. */
static int by_kind(const void *pa, const void *pb)
{
	const struct host_group *a = pa, *b = pb;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->inbound != b->inbound)
		return a->inbound ? -1 : 1;
	return str_cmp(a->id, b->id);
}

void outside_emit(struct matrix *m)
{
	struct grouping *g = m->grouping;
	if (g->hosts.len)
		qsort(g->hosts.items, g->hosts.len, sizeof *g->hosts.items, by_kind);
	for (size_t i = 0; i < g->hosts.len && !m->stopped; i++)
		emit_group(m, &g->hosts.items[i]);
}

void outside_free(struct grouping *g)
{
	for (size_t i = 0; i < g->hosts.len; i++)
		vec_free(&g->hosts.items[i].ranges);
	vec_free(&g->hosts);
	map_free(&g->by_hosts);
}
