#include "reach/leads.h"

/* ---- where a table leads ---- */

static bool is_local(const struct table_entry *e)
{
	return !e->route ||
	       (e->route->target == TARGET_LOCAL && e->route->route_state == ROUTE_ACTIVE);
}

static uint8_t *arrivals_by(struct leads *l, const struct transit_gateway *tgw,
			    const struct vpc *from)
{
	const struct tgw_route_table *rt = gateway_table(tgw, from);
	uint8_t **slot = rt ? &l->arrivals[rt->o.ordinal] : NULL;
	if (slot && !*slot)
		*slot = arena_array(&l->arena, uint8_t, l->classes->net->vpcs.len + 1);
	return slot ? *slot : NULL;
}

static bool any_meets(const struct cidr *blocks, size_t count, struct ip_range range)
{
	for (size_t i = 0; i < count; i++) {
		struct ip_range block = cidr_range(blocks[i]);
		if (block.family == range.family && block.lo <= range.hi && range.lo <= block.hi)
			return true;
	}
	return false;
}

static void lead_by_route(struct leads *l, const struct subnet *s, const struct route *route,
			  struct lead *out)
{
	if (route->route_state != ROUTE_ACTIVE || !route->object)
		return;
	if (route->target == TARGET_VPC_PEERING_CONNECTION) {
		out->kind = LEAD_PEER;
		out->by = route->object;
	} else if (route->target == TARGET_TRANSIT_GATEWAY) {
		out->kind = LEAD_GATEWAY;
		out->by = route->object;
		out->arrivals = arrivals_by(l, (const void *)route->object, s->vpc);
	}
}

static struct lead find_lead(struct leads *l, const struct subnet *s, struct ip_range span)
{
	struct lead lead = {.atom = span, .from = s->vpc->o.ordinal};
	struct ip_range atom = span;
	const struct table *t = s->route_table ? subnet_table(l->r, s) : NULL;
	const struct table_entry *e = NULL;
	if (!t || !table_find_range(t, &atom, &e))
		return lead;
	lead.atom = atom;
	lead.found = true;
	lead.entry = e;
	lead.clear = !any_meets(s->vpc->cidrs.items, s->vpc->cidrs.len, atom);
	if (e && is_local(e)) {
		lead.kind = LEAD_LOCAL;
		lead.by = &s->vpc->o;
	} else if (e && e->route) {
		lead_by_route(l, s, e->route, &lead);
	}
	return lead;
}

static struct lead *last_of(const struct leads *l, const struct place *from)
{
	return &l->of_table[from->table];
}

const struct lead *leads_last(const struct leads *l, const struct place *from)
{
	return last_of(l, from);
}

static const struct lead *lead_to(struct leads *l, const struct place *from,
				  const struct ip_range *span)
{
	struct lead *known = last_of(l, from);
	if (known->atom.family != span->family || span->lo < known->atom.lo ||
	    known->atom.hi < span->hi || known->from != from->vpc)
		*known = find_lead(l, from->subnet, *span);
	return known;
}

/* ---- what is at the other end ---- */

static bool once(uint8_t *found, bool yes)
{
	*found = yes ? YES : NO;
	return yes;
}

/* Does each host get what is sent to its address, and not the resolver (R27), nor another one? */
static bool find_settled(const struct leads *l, uint32_t vpc)
{
	const struct vpc *v = l->classes->net->vpcs.items[vpc];
	const struct vpc_classes *in = &l->classes->of_vpc[vpc];
	struct ip resolver = {v->cidr_block.first + 2, v->cidr_block.family};
	for (uint32_t i = in->first; i < in->first + in->count; i++) {
		struct ip ip = l->classes->items.items[i].sample.address;
		if (ip_equal(ip, resolver) || ip_is_link_local(ip))
			return false;
	}
	return !v->twins;
}

static bool is_settled(struct leads *l, uint32_t vpc)
{
	uint8_t *found = &l->settled[vpc];
	return *found ? *found == YES : once(found, find_settled(l, vpc));
}

static bool arrives(struct leads *l, const struct lead *lead, const struct vpc *from, uint32_t to)
{
	uint8_t *found = lead->arrivals ? &lead->arrivals[to] : NULL;
	if (!found)
		return false;
	return *found ? *found == YES
		      : once(found, is_settled(l, to) &&
					    gateway_leads_straight(
						    l->r, (const void *)lead->by, from,
						    l->classes->net->vpcs.items[to], l->spans[to]));
}

/* Do its table and its VPC's blocks say all there is of where it sends to these addresses? */
static bool may_lead(const struct place *from, const struct ip_range *span)
{
	return from->at_home && from->family == span->family;
}

static bool is_peer(const struct lead *lead, const struct vpc *from, uint32_t to)
{
	const struct peering_side *far = peering_far((const void *)lead->by, from);
	return far && far->vpc && far->vpc->o.ordinal == to;
}

bool leads_straight(struct leads *l, const struct place *from, uint32_t to)
{
	const struct ip_range *span = &l->spans[to];
	if (!may_lead(from, span))
		return false;
	const struct lead *lead = lead_to(l, from, span);
	if (to == from->vpc)
		return lead->kind == LEAD_LOCAL && is_settled(l, to);
	if (lead->kind < LEAD_PEER)
		return false;
	const struct vpc *vpc = l->classes->net->vpcs.items[from->vpc];
	if (!lead->clear && any_meets(vpc->cidrs.items, vpc->cidrs.len, *span))
		return false;
	return lead->kind == LEAD_GATEWAY ? arrives(l, lead, vpc, to)
					  : is_peer(lead, vpc, to) && is_settled(l, to);
}

const struct transit_gateway *leads_through(struct leads *l, const struct place *from, uint32_t to)
{
	const struct lead *lead = last_of(l, from);
	bool straight = lead_goes_straight(l, lead, from, to) ||
			(to != from->vpc && leads_straight(l, from, to));
	return straight && lead->kind == LEAD_GATEWAY ? (const void *)lead->by : NULL;
}

const struct object *leads_by(struct leads *l, const struct place *from, uint32_t to)
{
	const struct ip_range *span = &l->spans[to];
	return may_lead(from, span) ? lead_to(l, from, span)->by : NULL;
}

/* ---- nowhere ---- */

/* By no route, one that leads to nothing, or into a gateway that leads no further. */
static bool is_nowhere(struct leads *l, const struct vpc *from, const struct table_entry *e,
		       struct ip ip, struct ip_range *all)
{
	const struct route *r = e ? e->route : NULL;
	if (!e)
		return true;
	if (!r || e->ambiguous)
		return false;
	if (r->route_state != ROUTE_ACTIVE)
		return true;
	if (r->target == TARGET_TRANSIT_GATEWAY && r->object)
		return gateway_leads_nowhere(l->r, (const void *)r->object, from, ip, all);
	if (r->target == TARGET_VPC_PEERING_CONNECTION && r->object)
		return peering_leads_nowhere((const void *)r->object, from, ip, all);
	return r->target == TARGET_INTERNET_GATEWAY && ip_is_private(ip);
}

/* Some of them are the VPC's own, and are delivered or answered without a route. `clear`: no block of it. */
static bool are_own(const struct subnet *s, struct ip_range range, bool clear)
{
	struct ip resolver = {s->vpc->cidr_block.first + 2, s->vpc->cidr_block.family};
	if (resolver.family == range.family && range.lo <= resolver.value &&
	    resolver.value <= range.hi)
		return true;
	return (!clear && any_meets(s->vpc->cidrs.items, s->vpc->cidrs.len, range)) ||
	       any_meets(s->cidrs.items, s->cidrs.len, range);
}

static bool holds(const struct lead *lead, struct ip ip)
{
	return lead->atom.family == ip.family && lead->atom.lo <= ip.value &&
	       ip.value <= lead->atom.hi;
}

/* What is known of its last lead is asked before the table is. */
static const struct lead *find_nearby(const struct leads *l, const struct place *from, struct ip ip)
{
	const struct lead *last = last_of(l, from);
	bool near = last->found && last->from == from->vpc && holds(last, ip);
	return near ? last : NULL;
}

bool leads_nowhere(struct leads *l, const struct place *from, struct ip ip, struct ip_range *all)
{
	const struct subnet *s = from->subnet;
	if (!from->at_home || !s->route_table)
		return false;
	*all = ip_special_range(ip);
	const struct lead *near = find_nearby(l, from, ip);
	const struct table *t = near ? NULL : subnet_table(l->r, s);
	const struct table_entry *e = near ? near->entry : table_find(t, ip, all);
	if (near)
		atom_narrow(all, near->atom);
	return !ip_is_link_local(ip) && (near || !table_may_differ(t, e, ip)) &&
	       is_nowhere(l, s->vpc, e, ip, all) && !are_own(s, *all, near && near->clear);
}

bool leads_all_nowhere(struct leads *l, const struct place *from, uint32_t to)
{
	struct ip_range span = l->spans[to], all;
	struct ip_range *known = &l->nowhere[from - l->classes->places.items];
	if (known->family == span.family && known->lo <= span.lo && span.hi <= known->hi)
		return span.family;
	if (span.family != from->family ||
	    !leads_nowhere(l, from, (struct ip){span.lo, span.family}, &all) || span.hi > all.hi)
		return false;
	*known = all;
	return true;
}

/* ---- apart ---- */

static bool meet(struct ip_range a, struct ip_range b)
{
	return a.family == b.family && a.lo <= b.hi && b.lo <= a.hi;
}

bool leads_apart(const struct leads *l, uint32_t vpc, uint32_t other)
{
	struct ip_range x = l->spans[vpc], y = l->spans[other];
	return x.family && x.family == y.family && !meet(x, y) && !meet(l->grounds[vpc], y) &&
	       !meet(l->grounds[other], x);
}

/* ---- life ---- */

static void widen(struct ip_range *r, struct ip_range by)
{
	if (!r->family)
		*r = by;
	r->lo = by.lo < r->lo ? by.lo : r->lo;
	r->hi = by.hi > r->hi ? by.hi : r->hi;
}

static struct ip_range ground_of(const struct classes *c, const struct vpc_classes *v,
				 uint8_t family)
{
	struct ip_range ground = {0};
	for (uint32_t i = 0; i < v->n_places; i++) {
		const struct subnet *s = c->places.items[v->first_place + i].subnet;
		for (size_t k = 0; s && k < s->cidrs.len; k++)
			if (s->cidrs.items[k].family == family)
				widen(&ground, cidr_range(s->cidrs.items[k]));
	}
	return ground;
}

static struct ip_range span_of(const struct classes *c, const struct vpc_classes *v)
{
	struct ip_range span = c->places.items[v->first_place].span;
	for (uint32_t i = 1; i < v->n_places; i++) {
		const struct ip_range *s = &c->places.items[v->first_place + i].span;
		if (s->family != span.family)
			return (struct ip_range){0};
		widen(&span, *s);
	}
	return span;
}

void leads_open(struct leads *l, struct reach *r, const struct classes *classes)
{
	const struct net *net = classes->net;
	*l = (struct leads){.r = r, .classes = classes};
	l->settled = arena_array(&l->arena, uint8_t, net->vpcs.len + 1);
	l->arrivals = arena_array(&l->arena, uint8_t *, net->tgw_route_tables.len + 1);
	l->spans = arena_array(&l->arena, struct ip_range, net->vpcs.len + 1);
	l->of_table = arena_array(&l->arena, struct lead, net->route_tables.len + 1);
	l->nowhere = arena_array(&l->arena, struct ip_range, classes->places.len + 1);
	l->grounds = arena_array(&l->arena, struct ip_range, net->vpcs.len + 1);
	for (size_t i = 0; i < net->vpcs.len; i++) {
		const struct vpc_classes *v = &classes->of_vpc[i];
		if (v->count)
			l->spans[i] = span_of(classes, v);
		if (l->spans[i].family)
			l->grounds[i] = ground_of(classes, v, l->spans[i].family);
	}
}

void leads_close(struct leads *l)
{
	arena_free(&l->arena);
}
