/* places.c - where packets are treated alike on their way in and out (classes.h, plan.h). */
#include "reach/places.h"
#include "base/cons.h"
#include "reach/internal.h"

#include <string.h>

/* ---- what routes and gateways stand in ---- */

static void mark_next_hops(const struct net *net, struct landmarks *m)
{
	for (size_t i = 0; i < net->route_tables.len; i++)
		for (size_t k = 0; k < net->route_tables.items[i]->routes.len; k++) {
			const struct network_interface *eni =
				next_hop(net, &net->route_tables.items[i]->routes.items[k]);
			if (!eni)
				continue;
			m->next_hop[eni->o.ordinal] = true;
			if (eni->subnet)
				m->leads_on[eni->subnet->o.ordinal] = true;
		}
}

/* What a NAT gateway sends on no plan holds (plan.h), so that it matters only to routes. */
static void mark_subnets(const struct net *net, struct landmarks *m)
{
	memcpy(m->forwards, m->leads_on, net->subnets.len * sizeof *m->leads_on);
	for (size_t i = 0; i < net->tgw_vpc_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = net->tgw_vpc_attachments.items[i];
		for (size_t k = 0; k < a->subnets.len; k++)
			m->forwards[a->subnets.items[k]->o.ordinal] = true;
	}
	memcpy(m->of_its_own, m->forwards, net->subnets.len * sizeof *m->forwards);
	for (size_t i = 0; i < net->nat_gateways.len; i++)
		if (net->nat_gateways.items[i]->subnet)
			m->of_its_own[net->nat_gateways.items[i]->subnet->o.ordinal] = true;
}

static uint64_t mix(uint64_t h, uint64_t x)
{
	h ^= x + UINT64_C(0x9e3779b97f4a7c15) + (h << 6) + (h >> 2);
	return h * UINT64_C(0xff51afd7ed558ccd);
}

static void mark_host(struct landmarks *m, const struct network_interface *eni, uint64_t how)
{
	if (!eni->instance) {
		m->targeted[eni->o.ordinal] += how;
		return;
	}
	for (size_t i = 0; i < eni->instance->interfaces.len; i++)
		m->targeted[eni->instance->interfaces.items[i]->o.ordinal] += how;
}

/* R85: a balancer's target may not call itself through it; what balances over the same ones in the
 * same way is alike. */
static void mark_targets(const struct net *net, struct landmarks *m)
{
	for (size_t i = 0; i < net->target_groups.len; i++) {
		const struct target_group *tg = net->target_groups.items[i];
		for (size_t k = 0; k < tg->targets.len; k++) {
			const struct target_health *t = &tg->targets.items[k];
			uint64_t h = mix(i + 1, (uint64_t)(unsigned)t->port);
			h = mix(h, (uintptr_t)t->availability_zone);
			h = mix(h, str_eq(t->state, "healthy"));
			if (t->interface)
				mark_host(m, t->interface, h);
		}
	}
}

void landmarks_find(struct landmarks *m, const struct net *net, struct arena *arena)
{
	m->next_hop = arena_array(arena, bool, net->network_interfaces.len + 1);
	m->targeted = arena_array(arena, uint64_t, net->network_interfaces.len + 1);
	m->leads_on = arena_array(arena, bool, net->subnets.len + 1);
	m->forwards = arena_array(arena, bool, net->subnets.len + 1);
	m->of_its_own = arena_array(arena, bool, net->subnets.len + 1);
	mark_next_hops(net, m);
	mark_subnets(net, m);
	mark_targets(net, m);
}

bool landmarks_special(const struct landmarks *m, const struct network_interface *eni)
{
	return eni->role != ROLE_HOST || eni->prefixes.len || m->next_hop[eni->o.ordinal];
}

/* ---- places ---- */

struct number { /* of a key, in the order in which keys are met */
	uintptr_t key[6];
	uint32_t n;
};

static uint32_t number_of(struct cons *c, struct arena *a, const uintptr_t *key)
{
	bool fresh;
	struct number *number = cons_find(c, a, key, &fresh);
	if (fresh)
		number->n = (uint32_t)c->len;
	return number->n;
}

struct numbering {
	struct cons kinds, filters, zones;
	struct arena arena;
	const struct landmarks *marks;
	const struct net *net;
};

/* An attachment's subnet without a filter is like any other without one: what comes into it goes on as if it
 * had come into the VPC, and plans see to it (plan.h). */
static bool is_of_its_own(const struct numbering *n, const struct subnet *s, bool open)
{
	return s &&
	       (n->marks->leads_on[s->o.ordinal] || (n->marks->forwards[s->o.ordinal] && !open));
}

static struct place place_of(struct numbering *n, const struct endpoint_class *c)
{
	const struct network_interface *eni = c->sample.interface;
	const struct subnet *s = eni->subnet;
	struct place p = {
		.subnet = s,
		.special = landmarks_special(n->marks, eni) ? eni : NULL,
		.vpc = c->vpc,
		.family = c->sample.address.family,
		.table = (uint32_t)(s && s->route_table ? s->route_table->o.ordinal
							: n->net->route_tables.len),
		.at_home = s && s->vpc && s->vpc->o.ordinal == c->vpc,
		.open = s && nacl_is_open(s->network_acl, c->sample.address.family),
	};
	uintptr_t kind[] = {
		c->vpc,
		p.family,
		(uintptr_t)p.special,
		(uintptr_t)(s && n->marks->of_its_own[s->o.ordinal] ? s : NULL),
		(uintptr_t)(s ? s->route_table : NULL),
		(uintptr_t)(s ? s->network_acl : NULL),
	};
	uintptr_t zone[] = {
		(uintptr_t)(s ? s->availability_zone_id : NULL),
		(uintptr_t)(s ? s->availability_zone : NULL),
		(uintptr_t)(s && object_seen_by(&s->o) ? object_seen_by(&s->o)
			    : s                        ? s->o.account
						       : NULL),
	};
	static const char unfiltered = 0;
	uintptr_t filters[] = {
		c->vpc,
		p.family,
		(uintptr_t)p.special,
		(uintptr_t)(is_of_its_own(n, s, p.open) ? s : NULL),
		p.open ? (uintptr_t)&unfiltered : (uintptr_t)(s ? s->network_acl : NULL),
	};
	p.kind = number_of(&n->kinds, &n->arena, kind);
	p.filters = number_of(&n->filters, &n->arena, filters);
	p.zone = number_of(&n->zones, &n->arena, zone);
	return p;
}

static bool same_place(const struct place *p, const struct place *q)
{
	return p->vpc == q->vpc && p->subnet == q->subnet && p->special == q->special &&
	       p->family == q->family;
}

static void widen(struct place *p, const struct member *m)
{
	struct ip ip = m->address;
	if (!p->span.family)
		p->span = (struct ip_range){ip.value, ip.value, ip.family};
	if (ip.value < p->span.lo)
		p->span.lo = ip.value;
	if (ip.value > p->span.hi)
		p->span.hi = ip.value;
}

/* Classes come sorted by place. */
void places_build(struct classes *c, const struct landmarks *marks)
{
	struct numbering n = {.marks = marks,
			      .net = c->net,
			      .kinds = {.words = 6, .size = sizeof(struct number)},
			      .filters = {.words = 5, .size = sizeof(struct number)},
			      .zones = {.words = 3, .size = sizeof(struct number)}};
	VEC(struct place) places = VEC_INIT;
	for (uint32_t i = 0; i < c->items.len; i++) {
		struct endpoint_class *e = &c->items.items[i];
		struct place p = place_of(&n, e);
		p.first = i;
		if (!places.len || !same_place(&p, &places.items[places.len - 1]))
			vec_push(&places, p);
		struct place *last = &places.items[places.len - 1];
		last->count++;
		last->strays |= p.subnet && !subnet_covers(p.subnet, e->sample.address);
		e->place = (uint32_t)places.len - 1;
		for (uint32_t k = 0; k < e->count; k++)
			widen(last, &c->members.items[e->first + k]);
	}
	c->places.items = vec_move(&places, &c->arena);
	c->places.len = places.len;
	for (uint32_t i = (uint32_t)places.len; i-- > 0;) {
		struct vpc_classes *v = &c->of_vpc[c->places.items[i].vpc];
		v->first_place = i;
		v->n_places++;
	}
	vec_free(&places);
	cons_free(&n.kinds);
	cons_free(&n.filters);
	cons_free(&n.zones);
	arena_free(&n.arena);
}

/* ---- what answers there ---- */

bool place_answers_itself(const struct place *p)
{
	static const bool does[ROLE_COUNT] = {
		[ROLE_LOAD_BALANCER] = true,
		[ROLE_UNREAD_BALANCER] = true,
		[ROLE_CLASSIC_BALANCER] = true,
		[ROLE_GATEWAY_BALANCER] = true,
	};
	return p->special && does[p->special->role];
}

bool place_calls_itself(const struct place *p)
{
	return p->special && p->special->role == ROLE_CONNECT_ENDPOINT;
}

bool place_answers_nobody(const struct place *p)
{
	static const bool does[ROLE_COUNT] = {
		[ROLE_NAT_GATEWAY] = true,
		[ROLE_CONNECT_ENDPOINT] = true,
		[ROLE_TRANSIT_GATEWAY] = true,
		[ROLE_LAMBDA] = true,
	};
	return p->special && does[p->special->role];
}

bool place_starts_nothing(const struct place *p, const struct reach *r,
			  const struct pktset *packets)
{
	return p->special && !interface_takes_part(r, p->special, packets, true);
}
