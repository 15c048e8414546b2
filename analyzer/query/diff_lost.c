/*
 * diff_lost.c - from which VPCs packets are lost, before and after, where nobody knows what routes
 * lead to.
 *
 * Such packets may come to nearly everybody. Pairs that are lost are not looked at one by one
 * (pairs.h): of each VPC the ranges of addresses are kept that its packets are lost on the way to.
 */
#include "query/differ.h"

#include <stdlib.h>

static void take_range(void *ctx, struct ip_range r)
{
	struct lost_ranges *l = ctx;
	if (r.family == l->family)
		vec_push(&l->items, r);
}

static int by_address(const void *pa, const void *pb)
{
	const struct ip_range *a = pa, *b = pb;
	return (a->lo > b->lo) - (a->lo < b->lo);
}

void lost_find(struct diff_worker *w, int time)
{
	struct lost_ranges *l = &w->lost[time];
	size_t n = 0;
	l->items.len = 0;
	pairs_lost(w->pairs[time], take_range, l);
	struct ip_range *r = l->items.items;
	if (l->items.len > 1)
		qsort(r, l->items.len, sizeof *r, by_address);
	for (size_t i = 0; i < l->items.len; i++)
		if (n && r[i].lo <= r[n - 1].hi)
			r[n - 1].hi = r[i].hi > r[n - 1].hi ? r[i].hi : r[n - 1].hi;
		else
			r[n++] = r[i];
	l->items.len = n;
}

static bool holds(const struct lost_ranges *l, u128 value)
{
	size_t lo = 0, hi = l->items.len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (l->items.items[mid].hi < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < l->items.len && l->items.items[lo].lo <= value;
}

static bool is_stray_at(const struct joint *j, int time)
{
	return j->is_stray && !j->class[time] && j->members.items[0].at[time];
}

bool lost_else(const struct differ *d, const struct diff_worker *w, const struct diff_cell *c)
{
	int other = 1 - c->time;
	const struct endpoint_class *from = d->joints.items[c->from]->class[other];
	const struct endpoint_class *to = d->joints.items[c->to]->class[other];
	if (is_stray_at(d->joints.items[c->from], other) ||
	    is_stray_at(d->joints.items[c->to], other))
		return true;
	return from && to && holds(&w->lost[other], to->sample.address.value);
}

/* ---- VPCs ---- */

/* What of a range is not in others: items[*at..) are those that may still meet it, or what follows. */
static void cut(struct ip_range rest, const struct lost_ranges *others, size_t *at,
		struct lost_ranges *out)
{
	const struct ip_range *o = others->items.items;
	size_t n = others->items.len;
	while (*at < n && o[*at].hi < rest.lo)
		++*at;
	for (size_t i = *at; i < n && o[i].lo <= rest.hi; i++) {
		if (o[i].lo > rest.lo)
			vec_push(&out->items,
				 ((struct ip_range){rest.lo, o[i].lo - 1, rest.family}));
		if (o[i].hi >= rest.hi)
			return;
		rest.lo = o[i].hi + 1;
	}
	vec_push(&out->items, rest);
}

static void minus(const struct lost_ranges *a, const struct lost_ranges *b, struct lost_ranges *out)
{
	size_t at = 0;
	out->items.len = 0;
	for (size_t i = 0; i < a->items.len; i++)
		cut(a->items.items[i], b, &at, out);
}

/* The VPC of somebody there; NULL: nobody is. */
static const char *vpc_in(const struct differ *d, const struct diff_worker *w, int time,
			  const struct lost_ranges *ranges)
{
	const struct endpoint_class *c = NULL;
	for (size_t i = 0; i < ranges->items.len && !c; i++)
		c = pairs_first_in(w->pairs[time], ranges->items.items[i]);
	return c ? d->at[time].net->vpcs.items[c->vpc]->o.id : NULL;
}

void lost_list(const struct differ *d, const struct diff_worker *w, const char *to[LOST_KINDS])
{
	struct lost_ranges once = {0}, both = {0};
	minus(&w->lost[BEFORE], &w->lost[AFTER], &once);
	to[LOST_BEFORE] = vpc_in(d, w, BEFORE, &once);
	minus(&w->lost[AFTER], &w->lost[BEFORE], &once);
	to[LOST_AFTER] = vpc_in(d, w, AFTER, &once);
	minus(&w->lost[AFTER], &once, &both);
	to[LOST_BOTH] = vpc_in(d, w, AFTER, &both);
	vec_free(&once.items);
	vec_free(&both.items);
}

void lost_tell(struct differ *d, const struct vpc_pair *from, const char *const to[LOST_KINDS])
{
	const char *id = (from->at[AFTER] ? from->at[AFTER] : from->at[BEFORE])->o.id;
	for (int k = 0; k < LOST_KINDS; k++) {
		struct diff_lost *lost = &d->lost->told[k];
		if (!to[k] || map_get_str(&d->lost->seen[k], id))
			continue;
		map_put_str(&d->lost->seen[k], id, d);
		if (!lost->vpcs++) {
			lost->from = id;
			lost->to = to[k];
		}
	}
}
