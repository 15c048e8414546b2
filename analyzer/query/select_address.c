/*
 * select_address.c - whom an address or a prefix means.
 *
 * Several VPCs may hold one address. The other end says which is meant: its own VPC, else one that
 * its routes lead to, else one that it is joined with; where that leaves several, the one that its
 * packets get to, else all. An address that nobody holds is a host on the internet, on premises, or
 * nobody's.
 */
#include "model/blocks.h"
#include "model/names.h"
#include "query/select.h"

static const struct vpc *other_vpc(const struct picker *p)
{
	if (!p->other)
		return NULL;
	return p->other->interface ? p->other->interface->vpc : p->other->vpc;
}

/* The route by which the other end's subnet sends to this address: the longest that covers it. */
static const struct route *other_route(const struct picker *p, struct ip ip)
{
	const struct network_interface *n = p->other ? p->other->interface : NULL;
	const struct route_table *t = n && n->subnet ? n->subnet->route_table : NULL;
	const struct route *best = NULL;
	for (size_t i = 0; t && i < t->routes.len; i++) {
		const struct route *r = &t->routes.items[i];
		if (cidr_covers(r->destination, ip) &&
		    (!best || r->destination.len > best->destination.len))
			best = r;
	}
	return best;
}

static bool route_reaches(const struct route *r, const struct vpc *from, const struct vpc *to)
{
	if (!r || !r->object || !from)
		return false;
	if (r->target == TARGET_VPC_PEERING_CONNECTION) {
		const struct peering_side *far =
			peering_far((const struct vpc_peering_connection *)r->object, from);
		return far && far->vpc == to;
	}
	for (size_t i = 0; r->target == TARGET_TRANSIT_GATEWAY && i < to->tgw_attachments.len; i++)
		if (&to->tgw_attachments.items[i]->transit_gateway->o == r->object)
			return true;
	return false;
}

/* Of several VPCs that hold an address: the other end's own, one that it routes to, one that it is
 * joined with, the lowest id. */
unsigned preference(const struct picker *p, const struct vpc *v, struct ip ip)
{
	const struct vpc *from = other_vpc(p);
	if (!from)
		return 3;
	if (v == from)
		return 0;
	if (route_reaches(other_route(p, ip), from, v))
		return 1;
	return reach_connection(p->reach, from, v) ? 2 : 3;
}

typedef VEC(struct address_owner) owners;

/* The VPCs that may have somebody with this address, in their order; *at is 0 at first. */
static const struct vpc *next_vpc(const struct picker *p, struct names *names, struct ip ip,
				  uint32_t *at)
{
	if (names)
		return names_next_vpc(names, ip, at);
	return *at < p->net->vpcs.len ? p->net->vpcs.items[(*at)++] : NULL;
}

bool held_elsewhere(struct reach *reach, const struct point *meant)
{
	const struct picker p = {.net = reach_net(reach)};
	struct names *names = p.net->prefix_owners.len ? NULL : reach_names(reach);
	const struct vpc *v;
	for (uint32_t at = 0; (v = next_vpc(&p, names, meant->address, &at));)
		if (v != meant->interface->vpc && net_owner(p.net, v, meant->address).interface)
			return true;
	return false;
}

/* Those that hold the address in the VPCs that are preferred. */
static void preferred_owners(const struct picker *p, struct ip ip, owners *out)
{
	struct names *names = p->net->prefix_owners.len ? NULL : reach_names(p->reach);
	const struct vpc *v;
	unsigned best = 4;
	for (uint32_t at = 0; (v = next_vpc(p, names, ip, &at));) {
		struct address_owner o = net_owner(p->net, v, ip);
		unsigned rank = o.interface ? preference(p, v, ip) : 4;
		if (rank < best) {
			best = rank;
			out->len = 0;
		}
		if (rank == best && rank < 4)
			vec_push(out, o);
	}
}

/* Those that hold a private address in VPCs that were not read, unless the other end's packets for it
 * go to one that was. */
static void unread_owners(const struct picker *p, struct ip ip, owners *out)
{
	struct names *names = reach_names(p->reach);
	if (names && !names_have_strays(names))
		return;
	const struct vpc *covering = covering_vpc(p, ip);
	if (covering && preference(p, covering, ip) < 3)
		return;
	for (size_t i = 0; i < p->net->network_interfaces.len; i++) {
		const struct network_interface *n = p->net->network_interfaces.items[i];
		if (!n->vpc && interface_has(n, ip))
			vec_push(out, ((struct address_owner){n, NULL}));
	}
}

static bool is_way(const struct hop *hop)
{
	return hop->component != COMPONENT_SECURITY_GROUP &&
	       hop->component != COMPONENT_NETWORK_ACL && hop->component != COMPONENT_INSTANCE &&
	       hop->component != COMPONENT_NETWORK_INTERFACE;
}

/* Does what the other end sends to this address get to this owner of it, filters aside? */
static bool is_led_to(const struct picker *p, struct ip ip, const struct address_owner *o)
{
	struct arena scratch = ARENA_INIT;
	struct trace trace = {.arena = &scratch};
	struct answer answer;
	struct question q = {.source = *p->other,
			     .destination = point_interface(o->interface, ip),
			     .packets = pktset_all};
	bool led = true;
	reach_flow(p->reach, &scratch, &q, &answer, &trace);
	for (size_t i = 0; i < trace.hops.len && !trace.hops.items[i].reply; i++)
		if (is_way(&trace.hops.items[i]) && trace.hops.items[i].outcome == VCK_STOP)
			led = false;
	vec_free(&trace.hops);
	arena_free(&scratch);
	return led;
}

/* Who is meant by an address: of several preferred owners the one that the other end's packets get
 * to; where that does not tell them apart, all. */
static void meant_owners(const struct picker *p, struct ip ip, owners *out)
{
	preferred_owners(p, ip, out);
	if (out->len < 2 || !p->other || p->other->kind != POINT_INTERFACE)
		return;
	size_t led = 0, which = 0;
	for (size_t i = 0; i < out->len; i++)
		if (is_led_to(p, ip, &out->items[i])) {
			which = i;
			led++;
		}
	if (led == 1) {
		out->items[0] = out->items[which];
		out->len = 1;
	}
}

/* Of those that are preferred alike the first. */
const struct vpc *covering_vpc(const struct picker *p, struct ip ip)
{
	const struct blocks *blocks = reach_blocks(p->reach);
	struct blocks_at at = blocks_of(blocks, ip);
	const struct vpc *v, *found = NULL;
	unsigned best = 4;
	while ((v = blocks_next(blocks, &at))) {
		unsigned rank = preference(p, v, ip);
		if (rank < best || (rank == best && v->o.ordinal < found->o.ordinal)) {
			best = rank;
			found = v;
		}
	}
	return found;
}

static bool leads_away(const struct route *r)
{
	return r->target == TARGET_VPN_GATEWAY || r->target == TARGET_TRANSIT_GATEWAY;
}

/* Some table of the VPC, an appliance's for one, leads there. */
static bool vpc_leads(const struct vpc *v, struct ip ip)
{
	for (size_t i = 0; v && i < v->route_tables.len; i++) {
		const struct route_table *t = v->route_tables.items[i];
		for (size_t k = 0; k < t->routes.len; k++)
			if (leads_away(&t->routes.items[k]) &&
			    cidr_covers(t->routes.items[k].destination, ip))
				return true;
	}
	return false;
}

static bool gateway_leads(const struct picker *p, struct ip ip)
{
	const struct route *r = other_route(p, ip);
	if (!r || leads_away(r))
		return r;
	bool forwarded = r->target == TARGET_NETWORK_INTERFACE || r->target == TARGET_INSTANCE ||
			 r->target == TARGET_VPC_ENDPOINT;
	return forwarded && vpc_leads(other_vpc(p), ip);
}

/* In a VPC that has the address its subnets differ, and the resolver is no host (R27). */
static void keep_to_vpc(struct ip_range *alike, struct ip first, const struct vpc *v)
{
	struct ip resolver = {v->cidr_block.first + 2, v->cidr_block.family};
	ip_range_keep(alike, first, cidr_of_ip(resolver));
	for (size_t i = 0; i < v->subnets.len; i++)
		for (size_t k = 0; k < v->subnets.items[i]->cidrs.len; k++)
			ip_range_keep(alike, first, v->subnets.items[i]->cidrs.items[k]);
}

/* ... that the blocks of VPCs, and what is in those that have it, do not tell from the first one. */
static void keep_to_blocks(struct ip_range *alike, struct ip first, const struct blocks *blocks)
{
	struct blocks_at at = blocks_of(blocks, first);
	const struct vpc *v;
	alike->hi = at.alike.hi < alike->hi ? at.alike.hi : alike->hi;
	while ((v = blocks_next(blocks, &at)))
		keep_to_vpc(alike, first, v);
}

static void keep_to_routes(struct ip_range *alike, struct ip first, const struct vpc *v)
{
	for (size_t i = 0; v && i < v->route_tables.len; i++)
		for (size_t k = 0; k < v->route_tables.items[i]->routes.len; k++)
			ip_range_keep(alike, first,
				      v->route_tables.items[i]->routes.items[k].destination);
}

/* Of a range those that are meant as its first address is. */
static struct ip_range meant_alike(const struct picker *p, struct ip_range range, bool public)
{
	struct ip first = {range.lo, range.family};
	struct ip_range alike = ip_special_range(first);
	keep_to_blocks(&alike, first, reach_blocks(p->reach));
	if (!public)
		keep_to_routes(&alike, first, other_vpc(p));
	range.hi = alike.hi < range.hi ? alike.hi : range.hi;
	return range;
}

static struct point first_unowned(const struct picker *p, struct ip_range range)
{
	struct ip first = {range.lo, range.family};
	const struct vpc *v = covering_vpc(p, first);
	enum ip_nobody nobody = ip_nobody(first);
	bool routed = nobody != IP_LOOPBACK && nobody != IP_MULTICAST;
	bool public = !nobody && !ip_is_private(first) && !ip_is_link_local(first);
	enum point_kind kind = v                                   ? POINT_ADDRESS
			       : public                            ? POINT_INTERNET
			       : routed && gateway_leads(p, first) ? POINT_ON_PREMISES
								   : POINT_ADDRESS;
	if (range.lo < range.hi)
		range = meant_alike(p, range, public);
	struct point point = point_host(kind, range);
	point.vpc = v;
	return point;
}

/* All of them; where somebody is held to be meant already, those on the internet alone. */
void pick_unowned(struct picker *p, struct ip_range range)
{
	bool held = p->points.len, more = true;
	while (more) {
		struct ip first = {range.lo, range.family};
		struct point point = {.range = ip_special_range(first)};
		if (!held || !ip_is_private(first))
			point = first_unowned(p, range);
		if (!held || point.kind == POINT_INTERNET)
			vec_push(&p->points, point);
		more = point.range.hi < range.hi;
		range.lo = point.range.hi + 1;
	}
}

struct point select_unowned(struct reach *reach, const struct point *other, struct ip_range range)
{
	const struct picker p = {.reach = reach, .net = reach_net(reach), .other = other};
	return first_unowned(&p, range);
}

enum vck_status pick_address(struct picker *p, struct ip ip)
{
	owners held = VEC_INIT;
	struct ip_range range = {ip.value, ip.value, ip.family};
	meant_owners(p, ip, &held);
	if (!held.len && ip_is_private(ip))
		unread_owners(p, ip, &held);
	for (size_t i = 0; i < held.len; i++)
		vec_push(&p->points, point_interface(held.items[i].interface, ip));
	p->is_set |= held.len > 1;
	vec_free(&held);
	if (p->points.len)
		return VCK_OK;
	struct address_owner o = net_public_owner(p->net, ip);
	if (!o.interface) {
		pick_unowned(p, range);
		return VCK_OK;
	}
	/* An IPv6 address is public and the interface's own; its VPC was not read, or it is found above. */
	struct point point = point_interface(o.interface, o.slot ? o.slot->private_ip : ip);
	point.public_address = o.slot ? ip : (struct ip){0};
	vec_push(&p->points, point);
	return VCK_OK;
}
