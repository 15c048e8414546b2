/*
 * tgw_dead.c - where a transit gateway leads nobody who is outside (tgw_table.h).
 *
 * In a mesh a gateway has a route for each VPC, and what is meant for on premises would be followed
 * into each of them, from each of them, only to find that nobody has the address there. What is said
 * of one such stretch is true of all of them, so they are found once and told as one.
 */
#include "net/lpm.h"
#include "reach/tgw_table.h"

struct finder {
	struct reach *r;
	const struct tgw_table *table;
	VEC(struct ip_range) found;
};

static bool nobody_has(const struct net *net, const struct vpc *vpc, u128 address,
		       struct ip_range r)
{
	struct ip ip = {address, r.family};
	return address < r.lo || address > r.hi || !net_owner(net, vpc, ip).interface;
}

/* The addresses that a walk would look at: the first, and those around the VPC's resolver. */
static bool nobody_is_met(const struct net *net, const struct vpc *vpc, struct ip_range r)
{
	enum { RESOLVER = 2 };
	u128 resolver = vpc->cidr_block.first + RESOLVER;
	return nobody_has(net, vpc, r.lo, r) && nobody_has(net, vpc, resolver, r) &&
	       nobody_has(net, vpc, resolver + 1, r);
}

/* Whatever subnet it comes in by, it is the VPC's own, and nobody has it (R27). */
static bool dies_in_vpc(const struct finder *f, const struct tgw_vpc_attachment *a,
			struct ip_range range)
{
	const struct vpc *vpc = a->vpc;
	if (!vpc || !a->subnets.len || a->subnets.len < a->subnet_ids.len ||
	    unread_interfaces(f->r->net, vpc) || !nobody_is_met(f->r->net, vpc, range))
		return false;
	for (size_t i = 0; i < a->subnets.len; i++) {
		struct ip_range there = range;
		if (a->subnets.items[i]->vpc != vpc ||
		    !subnet_delivers(f->r, a->subnets.items[i], &there))
			return false;
	}
	return true;
}

static bool is_dead(const struct finder *f, uint32_t i, struct ip_range range)
{
	struct ip lo = {range.lo, range.family}, hi = {range.hi, range.family};
	if (i == LPM_NONE)
		return true;
	const struct tgw_entry *e = &f->table->entries[i];
	if (e->contested || tgw_ties(f->table, i) > 1)
		return false;
	if (e->blackhole)
		return true;
	return e->vpc_attachment && !ip_is_link_local(lo) && !ip_is_link_local(hi) &&
	       dies_in_vpc(f, e->vpc_attachment, range);
}

static void add(struct finder *f, struct ip_range range)
{
	struct ip_range *last = f->found.len ? &f->found.items[f->found.len - 1] : NULL;
	if (last && last->hi + 1 == range.lo)
		last->hi = range.hi;
	else
		vec_push(&f->found, range);
}

/* On premises has IPv4 addresses alone. */
static const struct dead_ranges *find(struct reach *r, const struct tgw_route_table *rt)
{
	struct finder f = {.r = r, .table = tgw_table_of(r, rt)};
	struct dead_ranges *dead = arena_new(&r->arena, struct dead_ranges);
	const u128 end = cidr_range((struct cidr){.family = IPV4}).hi;
	struct ip_range around = {0, 0, IPV4};
	bool known = rt->routes_known && !f.table->incomplete && !f.table->list_missing;
	for (u128 at = 0; known && at <= end; at = around.hi + 1) {
		uint32_t i = lpm_find(f.table->lpm, (struct ip){at, IPV4}, &around);
		if (is_dead(&f, i, around))
			add(&f, around);
	}
	dead->items = vec_move(&f.found, &r->arena);
	dead->len = f.found.len;
	vec_free(&f.found);
	return dead;
}

const struct ip_range *tgw_dead_around(struct reach *r, const struct tgw_route_table *rt,
				       struct ip ip)
{
	const struct dead_ranges **slot = &r->tgw_dead[rt->o.ordinal];
	if (ip.family != IPV4)
		return NULL;
	if (!*slot)
		*slot = find(r, rt);
	size_t lo = 0, hi = (*slot)->len; /* the last that begins at or before it */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if ((*slot)->items[mid].lo <= ip.value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && (*slot)->items[lo - 1].hi >= ip.value ? &(*slot)->items[lo - 1] : NULL;
}
