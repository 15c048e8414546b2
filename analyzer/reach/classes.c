#include "reach/classes.h"
#include "base/cons.h"
#include "reach/internal.h"
#include "reach/places.h"

#include <string.h>

/* ---- atoms: between which edges does an address lie? ---- */

struct edges {
	VEC(u128) v4, v6;
};

static void add_edges(struct edges *e, struct cidr c)
{
	u128 last = c.family == IPV4 ? UINT32_MAX : ~(u128)0;
	if (!c.family || !c.len)
		return;
	if (c.family == IPV4) {
		vec_push(&e->v4, c.first);
		if (cidr_last(c) != last)
			vec_push(&e->v4, cidr_last(c) + 1);
	} else {
		vec_push(&e->v6, c.first);
		if (cidr_last(c) != last)
			vec_push(&e->v6, cidr_last(c) + 1);
	}
}

static void group_edges(struct edges *e, const struct ip_permission *p, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < p[i].ip_ranges.len; k++)
			add_edges(e, p[i].ip_ranges.items[k]);
		for (size_t k = 0; k < p[i].ipv6_ranges.len; k++)
			add_edges(e, p[i].ipv6_ranges.items[k]);
	}
}

static int by_value(const void *a, const void *b)
{
	const u128 *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static size_t sort_unique(u128 *items, size_t n)
{
	size_t unique = 0;
	if (n)
		qsort(items, n, sizeof *items, by_value);
	for (size_t i = 0; i < n; i++)
		if (!unique || items[i] != items[unique - 1])
			items[unique++] = items[i];
	return unique;
}

/* Where no table shows its routes, what a VPC is reached by and what is local to it hang on its blocks and
 * subnets alone; its resolver is like nobody else (R27). Others may have the same addresses. */
static void block_edges(const struct net *net, struct edges *e)
{
	for (size_t i = 0; i < net->vpcs.len; i++) {
		const struct vpc *v = net->vpcs.items[i];
		for (size_t k = 0; k < v->cidrs.len; k++)
			add_edges(e, v->cidrs.items[k]);
		if (v->cidr_block.family)
			add_edges(e, cidr_of_ip((struct ip){v->cidr_block.first + 2,
							    v->cidr_block.family}));
	}
	for (size_t i = 0; i < net->subnets.len; i++)
		for (size_t k = 0; k < net->subnets.items[i]->cidrs.len; k++)
			add_edges(e, net->subnets.items[i]->cidrs.items[k]);
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *pcx = net->vpc_peering_connections.items[i];
		for (size_t k = 0; k < pcx->requester.cidrs.len; k++)
			add_edges(e, pcx->requester.cidrs.items[k]);
		for (size_t k = 0; k < pcx->accepter.cidrs.len; k++)
			add_edges(e, pcx->accepter.cidrs.items[k]);
	}
}

static void collect_edges(const struct net *net, struct edges *e)
{
	for (size_t i = 0; i < net->security_groups.len; i++) {
		const struct security_group *sg = net->security_groups.items[i];
		group_edges(e, sg->ingress.items, sg->ingress.len);
		group_edges(e, sg->egress.items, sg->egress.len);
	}
	for (size_t i = 0; i < net->network_acls.len; i++)
		for (size_t k = 0; k < net->network_acls.items[i]->entries.len; k++)
			add_edges(e, net->network_acls.items[i]->entries.items[k].cidr);
	for (size_t i = 0; i < net->route_tables.len; i++)
		for (size_t k = 0; k < net->route_tables.items[i]->routes.len; k++)
			add_edges(e, net->route_tables.items[i]->routes.items[k].destination);
	for (size_t i = 0; i < net->tgw_route_tables.len; i++)
		for (size_t k = 0; k < net->tgw_route_tables.items[i]->routes.len; k++)
			add_edges(e, net->tgw_route_tables.items[i]->routes.items[k].destination);
	for (size_t i = 0; i < net->prefix_lists.len; i++)
		for (size_t k = 0; k < net->prefix_lists.items[i]->entries.len; k++)
			add_edges(e, net->prefix_lists.items[i]->entries.items[k]);
	block_edges(net, e);
	e->v4.len = sort_unique(e->v4.items, e->v4.len);
	e->v6.len = sort_unique(e->v6.items, e->v6.len);
}

static uint32_t atom_index(const struct edges *e, struct ip ip)
{
	const u128 *items = ip.family == IPV4 ? e->v4.items : e->v6.items;
	size_t lo = 0, hi = ip.family == IPV4 ? e->v4.len : e->v6.len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (items[mid] <= ip.value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (uint32_t)lo;
}

enum { KEY_WORDS = 8 };

struct class_number {
	uintptr_t key[KEY_WORDS];
	uint32_t index; /* of the class, in the order in which they are met */
};

struct building {
	struct classes *c;
	struct edges edges;
	struct landmarks marks;
	bool outside;
	struct cons numbers;
	struct arena scratch;
	VEC(struct endpoint_class) items;
	VEC(struct member) members;
	VEC(uint32_t) class_of; /* of members */
};

/* ---- keys ---- */

static enum client_kind client_of(const struct network_interface *eni)
{
	struct question q = {.source = {.kind = POINT_INTERFACE, .interface = eni}};
	unsigned lo, hi;
	client_ports(&q, &lo, &hi);
	return lo == 1024 ? CLIENT_SERVICE : lo == 49152 ? CLIENT_WINDOWS : CLIENT_UNIX;
}

static bool is_used(const struct network_interface *eni)
{
	return str_eq(eni->status, "in-use") || str_eq(eni->status, "associated");
}

/* As check_interface() judges it. */
static enum life life_of(const struct network_interface *eni)
{
	bool is_host = eni->instance_id, unsaid = is_host && eni->instance_state == INSTANCE_UNSAID;
	if (eni->status && !is_used(eni))
		return LIFE_DOWN;
	if (is_host && !unsaid && eni->instance_state != INSTANCE_RUNNING)
		return LIFE_DOWN;
	return unsaid || !eni->status ? LIFE_UNKNOWN : LIFE_UP;
}

/* The address by which hosts outside see it: this one, unless but a further one has a public address. */
static struct ip outward_of(const struct building *b, const struct network_interface *eni,
			    struct ip ip)
{
	struct ip none = {0};
	if (!b->outside || ip.family != IPV4)
		return none;
	return interface_public_of(eni, ip).family ? ip : interface_facing_internet(eni);
}

/* The stretch that its public address lies in, numbered from 1. */
static uintptr_t public_side(const struct building *b, const struct network_interface *eni,
			     struct ip outward)
{
	return outward.family ? atom_index(&b->edges, interface_public_of(eni, outward)) + 1u : 0;
}

/* Likewise that of the further address. */
static uintptr_t further_side(const struct building *b, struct ip outward, struct ip ip)
{
	return outward.family && !ip_equal(outward, ip) ? atom_index(&b->edges, outward) + 1u : 0;
}

/* Where the instance is not in the snapshot, nobody knows. */
static bool may_have_kin(const struct network_interface *eni)
{
	return eni->instance_id && (!eni->instance || eni->has_kin);
}

static void add_member(struct building *b, const struct network_interface *eni, struct ip ip)
{
	const struct group_set *set = eni->group_set;
	enum client_kind client = client_of(eni);
	enum life life = life_of(eni);
	bool alone = landmarks_special(&b->marks, eni);
	struct ip outward = outward_of(b, eni, ip);
	uintptr_t key[KEY_WORDS] = {
		(uintptr_t)eni->subnet,
		(uintptr_t)(alone ? eni : NULL),
		(uintptr_t)b->marks.targeted[eni->o.ordinal],
		(uintptr_t)set,
		atom_index(&b->edges, ip),
		public_side(b, eni, outward),
		further_side(b, outward, ip) << 12 | (uintptr_t)ip.family << 8 |
			(uintptr_t)client << 4 | (uintptr_t)life << 1 | eni->deny_all_igw_traffic,
		(uintptr_t)eni->vpc,
	};
	bool fresh;
	struct class_number *number = cons_find(&b->numbers, &b->scratch, key, &fresh);
	if (fresh) {
		number->index = (uint32_t)b->items.len;
		vec_push(&b->items,
			 ((struct endpoint_class){.sample = {eni, ip},
						  .group_set = set->ordinal,
						  .vpc = eni->vpc->o.ordinal,
						  .place = alone ? eni->o.ordinal + 1 : 0,
						  .client = client,
						  .life = life}));
	}
	b->items.items[number->index].count++;
	b->items.items[number->index].has_kin |= may_have_kin(eni);
	vec_push(&b->members, ((struct member){eni, ip}));
	vec_push(&b->class_of, number->index);
}

static struct ip address_of(const struct network_interface *eni, uint8_t family)
{
	if (family == IPV4 && eni->private_ip.family)
		return eni->private_ip;
	return eni->ipv6.len ? eni->ipv6.items[0] : (struct ip){0};
}

/* ---- order ---- */

static int by_place(const void *a, const void *b)
{
	const struct endpoint_class *x = a, *y = b;
	const struct network_interface *p = x->sample.interface, *q = y->sample.interface;
	if (x->vpc != y->vpc)
		return x->vpc < y->vpc ? -1 : 1;
	if (p->subnet != q->subnet)
		return (p->subnet ? p->subnet->o.ordinal + 1 : 0) <
				       (q->subnet ? q->subnet->o.ordinal + 1 : 0)
			       ? -1
			       : 1;
	if (x->place != y->place) /* special ones behind the others */
		return x->place < y->place ? -1 : 1;
	if (x->sample.address.family != y->sample.address.family)
		return x->sample.address.family < y->sample.address.family ? -1 : 1;
	return (p->o.ordinal > q->o.ordinal) - (p->o.ordinal < q->o.ordinal);
}

/* Sort the classes, and lay the members of each side by side in the order of their ids. */
static void arrange(struct building *b)
{
	struct classes *c = b->c;
	size_t n = b->items.len;
	uint32_t *new_place = arena_array(&b->scratch, uint32_t, n + 1);
	for (size_t i = 0; i < n; i++)
		b->items.items[i].first = (uint32_t)i; /* where it was */
	if (n)
		qsort(b->items.items, n, sizeof *b->items.items, by_place);
	c->items.items = vec_move(&b->items, &c->arena);
	c->items.len = n;
	uint32_t at = 0;
	for (size_t i = 0; i < n; i++) {
		new_place[c->items.items[i].first] = (uint32_t)i;
		c->items.items[i].first = at;
		at += c->items.items[i].count;
		c->items.items[i].count = 0;
	}
	c->members.items = arena_array(&c->arena, struct member, b->members.len + 1);
	c->members.len = b->members.len;
	for (size_t i = 0; i < b->members.len; i++) {
		struct endpoint_class *e = &c->items.items[new_place[b->class_of.items[i]]];
		c->members.items[e->first + e->count++] = b->members.items[i];
	}
	c->of_vpc = arena_array(&c->arena, struct vpc_classes, c->net->vpcs.len + 1);
	for (size_t i = n; i-- > 0;) {
		struct vpc_classes *v = &c->of_vpc[c->items.items[i].vpc];
		v->first = (uint32_t)i;
		v->count++;
	}
}

/* Addresses that a VPC took from the public ones are routed as those are. */
static bool has_public_blocks(const struct net *net)
{
	for (size_t i = 0; i < net->vpcs.len; i++)
		for (size_t k = 0; k < net->vpcs.items[i]->cidrs.len; k++) {
			struct cidr c = net->vpcs.items[i]->cidrs.items[k];
			if (c.family == IPV4 && !ip_is_private((struct ip){c.first, c.family}))
				return true;
		}
	return false;
}

struct classes *classes_build(const struct net *net, uint8_t family, bool outside)
{
	struct classes *c = mem_zalloc(sizeof *c);
	struct building b = {.c = c,
			     .outside = outside || has_public_blocks(net),
			     .numbers = {.words = KEY_WORDS, .size = sizeof(struct class_number)}};
	c->net = net;
	net_complete(net);
	collect_edges(net, &b.edges);
	landmarks_find(&b.marks, net, &b.scratch);
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		struct ip ip = address_of(eni, family);
		if (ip.family && eni->vpc)
			add_member(&b, eni, ip);
	}
	arrange(&b);
	places_build(c, &b.marks);
	vec_free(&b.edges.v4);
	vec_free(&b.edges.v6);
	vec_free(&b.items);
	vec_free(&b.members);
	vec_free(&b.class_of);
	cons_free(&b.numbers);
	arena_free(&b.scratch);
	return c;
}

void classes_free(struct classes *c)
{
	if (!c)
		return;
	arena_free(&c->arena);
	free(c);
}

/* ---- joined VPCs ---- */

typedef VEC(const struct vpc *) vpc_vec;

static void join(vpc_vec *out, bool *seen, const struct vpc *vpc)
{
	if (vpc && !seen[vpc->o.ordinal]) {
		seen[vpc->o.ordinal] = true;
		vec_push(out, vpc);
	}
}

static void join_gateway(const struct net *net, vpc_vec *out, bool *seen, bool *gateways,
			 const struct transit_gateway *g)
{
	if (!g || gateways[g->o.ordinal])
		return;
	gateways[g->o.ordinal] = true;
	for (size_t i = 0; i < g->vpc_attachments.len; i++)
		join(out, seen, g->vpc_attachments.items[i]->vpc);
	for (size_t i = 0; i < g->attachments.len; i++)
		if (is_peering_type(g->attachments.items[i]->resource_type))
			join_gateway(net, out, seen, gateways,
				     far_gateway(net, g, g->attachments.items[i]->o.id));
	for (size_t i = 0; i < net->tgw_peering_attachments.len; i++) {
		const struct tgw_peering_attachment *p = net->tgw_peering_attachments.items[i];
		if (p->requester.transit_gateway == g || p->accepter.transit_gateway == g)
			join_gateway(net, out, seen, gateways, far_gateway(net, g, p->o.id));
	}
}

static int by_ordinal(const void *a, const void *b)
{
	const struct vpc *x = *(const struct vpc *const *)a, *y = *(const struct vpc *const *)b;
	return (x->o.ordinal > y->o.ordinal) - (x->o.ordinal < y->o.ordinal);
}

size_t vpcs_joined(const struct net *net, const struct vpc *vpc, uint8_t family,
		   const struct vpc ***out, struct arena *arena)
{
	vpc_vec joined = VEC_INIT;
	bool *seen = mem_zalloc(net->vpcs.len + 1),
	     *gateways = mem_zalloc(net->transit_gateways.len + 1);
	join(&joined, seen, vpc);
	for (size_t i = 0; i < vpc->peerings.len; i++) {
		const struct peering_side *far = peering_far(vpc->peerings.items[i], vpc);
		enum peering_state state = vpc->peerings.items[i]->state;
		if (far && (state == PEERING_ACTIVE || state == PEERING_UNSAID))
			join(&joined, seen, far->vpc);
	}
	for (size_t i = 0; i < vpc->tgw_attachments.len; i++)
		join_gateway(net, &joined, seen, gateways,
			     vpc->tgw_attachments.items[i]->transit_gateway);
	for (size_t i = 0; family == IPV6 && i < net->vpcs.len; i++)
		if (vpc->internet_gateways.len && net->vpcs.items[i]->internet_gateways.len)
			join(&joined, seen, net->vpcs.items[i]); /* R63 */
	qsort(joined.items, joined.len, sizeof *joined.items, by_ordinal);
	*out = vec_move(&joined, arena);
	size_t n = joined.len;
	vec_free(&joined);
	free(seen);
	free(gateways);
	return n;
}
