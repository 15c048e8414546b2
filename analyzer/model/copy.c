/*
 * copy.c - a network's objects once more.
 *
 * A pointer from one object to another leads, in the copy, to the counterpart: the object of the
 * same kind and ordinal. `lists` has a row for each list that the copy must own, because its items
 * hold such pointers or are changed by an edit; `links` has a row for each pointer. A row that lacks
 * shows in tests: they spoil the original's objects and ask the copy.
 *
 * Nearly all objects are interfaces and instances, and few flows are asked of a copy. So these two kinds
 * are made when somebody comes to them: by a pointer, an id or an address. Until then their places in the
 * copy's lists are empty, and the lists of interfaces that a VPC, a subnet and a group have are the
 * original's.
 *
 * Tables of ids and addresses are the original's: they tell places in the lists, which are the
 * same here. The copy's own maps hold what edits add.
 */
#include "model/net.h"

#include "base/vec.h"

#include <string.h>

struct inner {
	size_t offset, size; /* of a LIST, and of its items; size 0: none */
};

#define IN(type, member_)                                                                          \
	{                                                                                          \
		offsetof(struct type, member_), sizeof *((struct type *)0)->member_.items          \
	}

/* ---- lists that the copy owns: a list comes before those inside its items ---- */

struct owned_list {
	enum kind kind;
	struct inner in[3]; /* the last that is set is the one to copy */
};

static const struct owned_list lists[] = {
	{KIND_ROUTE_TABLE, {IN(route_table, routes)}},
	{KIND_SECURITY_GROUP, {IN(security_group, ingress)}},
	{KIND_SECURITY_GROUP, {IN(security_group, ingress), IN(ip_permission, prefix_lists)}},
	{KIND_SECURITY_GROUP, {IN(security_group, ingress), IN(ip_permission, group_pairs)}},
	{KIND_SECURITY_GROUP, {IN(security_group, egress)}},
	{KIND_SECURITY_GROUP, {IN(security_group, egress), IN(ip_permission, prefix_lists)}},
	{KIND_SECURITY_GROUP, {IN(security_group, egress), IN(ip_permission, group_pairs)}},
	{KIND_NETWORK_INTERFACE, {IN(network_interface, private_ips)}},
	{KIND_INTERNET_GATEWAY, {IN(internet_gateway, attachments)}},
	{KIND_EGRESS_ONLY_INTERNET_GATEWAY, {IN(egress_only_internet_gateway, attachments)}},
	{KIND_VPN_GATEWAY, {IN(vpn_gateway, attachments)}},
	{KIND_TGW_ROUTE_TABLE, {IN(tgw_route_table, routes)}},
	{KIND_TGW_ROUTE_TABLE, {IN(tgw_route_table, routes), IN(tgw_route, attachments)}},
	{KIND_TGW_ROUTE_TABLE, {IN(tgw_route_table, propagations)}},
	{KIND_TGW_ROUTE_TABLE, {IN(tgw_route_table, prefix_list_references)}},
	{KIND_LOAD_BALANCER, {IN(load_balancer, zones)}},
	{KIND_LOAD_BALANCER, {IN(load_balancer, listeners)}},
	{KIND_TARGET_GROUP, {IN(target_group, targets)}},
};

/* ---- pointers to other objects ---- */

struct link {
	enum kind kind;
	struct inner in[2];
	size_t pointer;
	bool many; /* a LIST of pointers */
	bool set;  /* to a struct group_set */
	bool all;  /* ... to so many interfaces that they are linked when all are there */
};

#define ONE(KIND, type, member_)                                                                   \
	{                                                                                          \
		.kind = KIND_##KIND, .pointer = offsetof(struct type, member_)                     \
	}
#define MANY(KIND, type, member_)                                                                  \
	{                                                                                          \
		.kind = KIND_##KIND, .pointer = offsetof(struct type, member_), .many = true       \
	}
#define ALL(KIND, type, member_)                                                                   \
	{                                                                                          \
		.kind = KIND_##KIND, .pointer = offsetof(struct type, member_), .many = true,      \
		.all = true                                                                        \
	}
#define GROUPS(KIND, type)                                                                         \
	{                                                                                          \
		.kind = KIND_##KIND, .pointer = offsetof(struct type, group_set), .set = true      \
	}
#define ONE_IN(KIND, type, list_, item, member_)                                                   \
	{                                                                                          \
		.kind = KIND_##KIND, .in = {IN(type, list_)},                                      \
		.pointer = offsetof(struct item, member_)                                          \
	}
#define MANY_IN(KIND, type, list_, item, member_)                                                  \
	{                                                                                          \
		.kind = KIND_##KIND, .in = {IN(type, list_)},                                      \
		.pointer = offsetof(struct item, member_), .many = true                            \
	}
#define ONE_IN2(KIND, type, list_, inner_type, inner_list, item, member_)                          \
	{                                                                                          \
		.kind = KIND_##KIND, .in = {IN(type, list_), IN(inner_type, inner_list)},          \
		.pointer = offsetof(struct item, member_)                                          \
	}
#define RULES(list_)                                                                               \
	ONE_IN2(SECURITY_GROUP, security_group, list_, ip_permission, prefix_lists,                \
		prefix_list_ref, prefix_list),                                                     \
		ONE_IN2(SECURITY_GROUP, security_group, list_, ip_permission, group_pairs,         \
			user_id_group_pair, group),                                                \
		ONE_IN2(SECURITY_GROUP, security_group, list_, ip_permission, group_pairs,         \
			user_id_group_pair, peering)

static const struct link links[] = {
	MANY(VPC, vpc, subnets),
	ALL(VPC, vpc, interfaces),
	MANY(VPC, vpc, route_tables),
	MANY(VPC, vpc, peerings),
	MANY(VPC, vpc, internet_gateways),
	MANY(VPC, vpc, egress_only_gateways),
	MANY(VPC, vpc, vpn_gateways),
	MANY(VPC, vpc, tgw_attachments),
	MANY(VPC, vpc, instance_connect_endpoints),
	MANY(VPC, vpc, endpoints),
	ONE(VPC, vpc, main_route_table),
	ONE(VPC, vpc, default_network_acl),
	ONE(SUBNET, subnet, vpc),
	ONE(SUBNET, subnet, route_table),
	ONE(SUBNET, subnet, network_acl),
	ALL(SUBNET, subnet, interfaces),
	ONE(ROUTE_TABLE, route_table, vpc),
	ONE_IN(ROUTE_TABLE, route_table, routes, route, destination_prefix_list),
	ONE_IN(ROUTE_TABLE, route_table, routes, route, object),
	MANY(ROUTE_TABLE, route_table, subnets),
	ONE(NETWORK_ACL, network_acl, vpc),
	ONE(SECURITY_GROUP, security_group, vpc),
	RULES(ingress),
	RULES(egress),
	ALL(SECURITY_GROUP, security_group, interfaces),
	MANY(SECURITY_GROUP, security_group, further_vpcs),
	ONE(NETWORK_INTERFACE, network_interface, subnet),
	ONE(NETWORK_INTERFACE, network_interface, vpc),
	GROUPS(NETWORK_INTERFACE, network_interface),
	ONE(NETWORK_INTERFACE, network_interface, instance),
	ONE(NETWORK_INTERFACE, network_interface, service),
	MANY(INSTANCE, instance, interfaces),
	ONE(INSTANCE, instance, primary),
	ONE_IN(INTERNET_GATEWAY, internet_gateway, attachments, gateway_attachment, vpc),
	ONE_IN(EGRESS_ONLY_INTERNET_GATEWAY, egress_only_internet_gateway, attachments,
	       gateway_attachment, vpc),
	ONE(VPC_PEERING_CONNECTION, vpc_peering_connection, requester.vpc),
	ONE(VPC_PEERING_CONNECTION, vpc_peering_connection, accepter.vpc),
	ONE(NAT_GATEWAY, nat_gateway, vpc),
	ONE(NAT_GATEWAY, nat_gateway, subnet),
	ONE(NAT_GATEWAY, nat_gateway, route_table),
	ONE(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, vpc),
	ONE(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, subnet),
	GROUPS(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint),
	MANY(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, interfaces),
	MANY(TRANSIT_GATEWAY, transit_gateway, attachments),
	MANY(TRANSIT_GATEWAY, transit_gateway, vpc_attachments),
	MANY(TRANSIT_GATEWAY, transit_gateway, route_tables),
	ONE(TGW_ATTACHMENT, tgw_attachment, transit_gateway),
	ONE(TGW_ATTACHMENT, tgw_attachment, route_table),
	ONE(TGW_ATTACHMENT, tgw_attachment, vpc_attachment),
	ONE(TGW_ATTACHMENT, tgw_attachment, peering_attachment),
	ONE(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, transit_gateway),
	ONE(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, vpc),
	MANY(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, subnets),
	ONE(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, attachment),
	ONE(TGW_PEERING_ATTACHMENT, tgw_peering_attachment, requester.transit_gateway),
	ONE(TGW_PEERING_ATTACHMENT, tgw_peering_attachment, accepter.transit_gateway),
	ONE(TGW_ROUTE_TABLE, tgw_route_table, transit_gateway),
	ONE_IN2(TGW_ROUTE_TABLE, tgw_route_table, routes, tgw_route, attachments,
		tgw_route_attachment, attachment),
	ONE_IN2(TGW_ROUTE_TABLE, tgw_route_table, routes, tgw_route, attachments,
		tgw_route_attachment, vpc_attachment),
	ONE_IN(TGW_ROUTE_TABLE, tgw_route_table, propagations, tgw_propagation, attachment),
	ONE_IN(TGW_ROUTE_TABLE, tgw_route_table, propagations, tgw_propagation, vpc_attachment),
	ONE_IN(TGW_ROUTE_TABLE, tgw_route_table, prefix_list_references, tgw_prefix_list_reference,
	       prefix_list),
	ONE_IN(TGW_ROUTE_TABLE, tgw_route_table, prefix_list_references, tgw_prefix_list_reference,
	       attachment),
	ONE_IN(TGW_ROUTE_TABLE, tgw_route_table, prefix_list_references, tgw_prefix_list_reference,
	       vpc_attachment),
	ONE_IN(VPN_GATEWAY, vpn_gateway, attachments, gateway_attachment, vpc),
	ONE(VPC_ENDPOINT, vpc_endpoint, vpc),
	MANY(VPC_ENDPOINT, vpc_endpoint, interfaces),
	GROUPS(VPC_ENDPOINT, vpc_endpoint),
	ONE(LOAD_BALANCER, load_balancer, vpc),
	ONE_IN(LOAD_BALANCER, load_balancer, zones, load_balancer_zone, subnet),
	MANY_IN(LOAD_BALANCER, load_balancer, listeners, listener, forward.target_groups),
	MANY_IN(LOAD_BALANCER, load_balancer, listeners, listener, rules),
	MANY(LOAD_BALANCER, load_balancer, interfaces),
	GROUPS(LOAD_BALANCER, load_balancer),
	MANY(LOAD_BALANCER, load_balancer, target_groups),
	ONE(TARGET_GROUP, target_group, vpc),
	ONE_IN(TARGET_GROUP, target_group, targets, target_health, interface),
	ONE_IN(TARGET_GROUP, target_group, targets, target_health, load_balancer),
	MANY(TARGET_GROUP, target_group, load_balancers),
	MANY(LISTENER_RULE, listener_rule, forward.target_groups),
};

/* ---- the copy ---- */

static any_list list_at(const void *base, size_t offset)
{
	any_list l;
	memcpy(&l, (const char *)base + offset, sizeof l);
	return l;
}

static void put_list(void *base, size_t offset, any_list l)
{
	memcpy((char *)base + offset, &l, sizeof l);
}

static void own_list(struct arena *a, void *base, struct inner in)
{
	any_list l = list_at(base, in.offset);
	if (!l.len)
		return;
	l.items = arena_memdup(a, l.items, l.len * in.size);
	put_list(base, in.offset, l);
}

static void own_lists(struct arena *a, void *base, const struct inner *in)
{
	if (!in[1].size) {
		own_list(a, base, in[0]);
		return;
	}
	any_list l = list_at(base, in[0].offset);
	for (size_t i = 0; i < l.len; i++)
		own_lists(a, (char *)l.items + i * in[0].size, in + 1);
}

static void relink_one(const struct net *net, void *at)
{
	const struct object *o;
	memcpy(&o, at, sizeof o);
	o = net_counterpart(net, o);
	memcpy(at, &o, sizeof o);
}

static void relink_set(const struct net *net, void *at)
{
	const struct group_set *set;
	memcpy(&set, at, sizeof set);
	set = net->group_sets.items[set->ordinal];
	memcpy(at, &set, sizeof set);
}

static void relink(const struct net *net, struct arena *a, void *base, const struct link *l,
		   unsigned depth)
{
	if (depth < 2 && l->in[depth].size) {
		any_list items = list_at(base, l->in[depth].offset);
		for (size_t i = 0; i < items.len; i++)
			relink(net, a, (char *)items.items + i * l->in[depth].size, l, depth + 1);
		return;
	}
	if (l->set) {
		relink_set(net, (char *)base + l->pointer);
		return;
	}
	if (!l->many) {
		relink_one(net, (char *)base + l->pointer);
		return;
	}
	own_list(a, base, (struct inner){l->pointer, sizeof(struct object *)});
	any_list items = list_at(base, l->pointer);
	for (size_t i = 0; i < items.len; i++)
		relink_one(net, (struct object **)items.items + i);
}

/* ---- one object ---- */

/* A list of one block may be the block in the object itself. */
static const struct {
	enum kind kind;
	size_t list, own;
} blocks[] = {
	{KIND_VPC, offsetof(struct vpc, cidrs), offsetof(struct vpc, cidr_block)},
	{KIND_SUBNET, offsetof(struct subnet, cidrs), offsetof(struct subnet, cidr_block)},
};

static struct object *copy_object(struct arena *arena, const struct object *of)
{
	struct object *o = arena_memdup(arena, of, kind_info[of->kind].size);
	for (size_t i = 0; i < COUNT_OF(blocks); i++) {
		if (blocks[i].kind != of->kind)
			continue;
		any_list l = list_at(o, blocks[i].list);
		if (l.items == (const char *)of + blocks[i].own)
			l.items = (char *)o + blocks[i].own;
		put_list(o, blocks[i].list, l);
	}
	return o;
}

/* `all`: the pointers that wait until all objects are there; or the others. */
static void link_object(struct net *net, struct object *o, bool all)
{
	for (size_t row = 0; !all && row < COUNT_OF(lists); row++)
		if (lists[row].kind == o->kind)
			own_lists(&net->arena, o, lists[row].in);
	for (size_t row = 0; row < COUNT_OF(links); row++)
		if (links[row].kind == o->kind && links[row].all == all)
			relink(net, &net->arena, o, &links[row], 0);
}

static bool waits(enum kind kind)
{
	return kind == KIND_NETWORK_INTERFACE || kind == KIND_INSTANCE;
}

/* It stands in its place before what it points to is made, which may point back. */
static void make(struct net *net, const struct object *of)
{
	struct object *o = copy_object(&net->arena, of);
	net_list(net, of->kind).items[of->ordinal] = o;
	link_object(net, o, false);
}

const struct object *net_counterpart(const struct net *net, const struct object *of)
{
	struct object_list l = of ? net_list(net, of->kind) : (struct object_list){0};
	if (!of || of->ordinal >= l.len)
		return NULL;
	if (!l.items[of->ordinal])
		make(net->filling, net_list(net->original, of->kind).items[of->ordinal]);
	return l.items[of->ordinal];
}

/* ---- the whole ---- */

static void lay_out_sets(struct net *net)
{
	struct group_set **sets = arena_memdup(&net->arena, net->group_sets.items,
					       net->group_sets.len * sizeof *sets);
	for (size_t i = 0; i < net->group_sets.len; i++)
		sets[i] = arena_memdup(&net->arena, sets[i], sizeof *sets[i]);
	net->group_sets.items = sets;
}

static void link_sets(struct net *net)
{
	for (size_t i = 0; i < net->group_sets.len; i++) {
		struct group_set *set = net->group_sets.items[i];
		own_list(&net->arena, set,
			 (struct inner){offsetof(struct group_set, groups),
					sizeof *set->groups.items});
		for (size_t k = 0; k < set->groups.len; k++)
			relink_one(net, &set->groups.items[k]);
	}
}

static void copy_kind(struct net *net, enum kind kind)
{
	struct object_list from = net_list(net->original, kind), to = from;
	to.items = arena_array(&net->arena, struct object *, from.len + 1);
	for (size_t i = 0; !waits(kind) && i < from.len; i++)
		to.items[i] = copy_object(&net->arena, from.items[i]);
	net_set_list(net, kind, to);
	net->added[kind] = map_init(&net->arena);
}

static void link_kind(struct net *net, enum kind kind, bool all)
{
	struct object_list l = net_list(net, kind);
	for (size_t i = 0; i < l.len; i++)
		link_object(net, l.items[i], all);
}

static void copy_danglings(struct net *net)
{
	net->danglings.items = arena_memdup(&net->arena, net->danglings.items,
					    net->danglings.len * sizeof(struct dangling));
	for (size_t i = 0; i < net->danglings.len; i++)
		relink_one(net, &net->danglings.items[i].from);
}

static void copy_prefixes(struct net *net)
{
	struct inner with = {offsetof(struct net, with_prefixes), sizeof *net->with_prefixes.items};
	struct inner owners = {offsetof(struct net, prefix_owners),
			       sizeof *net->prefix_owners.items};
	own_list(&net->arena, net, with);
	own_list(&net->arena, net, owners);
	for (size_t i = 0; i < net->with_prefixes.len; i++)
		relink_one(net, &net->with_prefixes.items[i]);
	for (size_t i = 0; i < net->prefix_owners.len; i++) {
		relink_one(net, &net->prefix_owners.items[i].vpc);
		relink_one(net, &net->prefix_owners.items[i].interface);
	}
}

struct net *net_copy(const struct net *of)
{
	struct net *net = mem_zalloc(sizeof *net);
	*net = *of;
	net->arena = (struct arena)ARENA_INIT;
	net->original = of;
	net->filling = net;
	net->added_public = map_init(&net->arena);
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		copy_kind(net, (enum kind)kind);
	lay_out_sets(net);
	link_sets(net);
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		if (!waits((enum kind)kind))
			link_kind(net, (enum kind)kind, false);
	copy_danglings(net);
	copy_prefixes(net);
	return net;
}

void net_complete(const struct net *copy)
{
	struct net *net = copy->filling;
	if (!net)
		return;
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list l = net_list(net->original, (enum kind)kind);
		for (size_t i = 0; waits((enum kind)kind) && i < l.len; i++)
			net_counterpart(net, l.items[i]);
	}
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		link_kind(net, (enum kind)kind, true);
	net->filling = NULL;
}
