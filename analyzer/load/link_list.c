/*
 * link_list.c - lists of what points here.
 *
 * `backrefs` has a row for each. Who points there is looked for in the order in which objects lie in
 * memory, and what is found are ordinals, which lie together: these are brought into the order of
 * ids, and handed to the lists.
 */
#include "load/loader.h"

#include <stdlib.h>
#include <string.h>

struct backref {
	enum kind from;
	size_t inner, item_size; /* a LIST of items that point; size 0: the object itself does */
	bool of_set;             /* the object points to a struct group_set: its groups are meant */
	size_t pointer;          /* in the object or item */
	enum kind to;            /* a pointer may lead to other kinds, too: these don't count */
	size_t list;             /* the LIST in what it points to */
};

#define BACK(FROM, type, pointer_, TO, to_type, list_)                                             \
	{                                                                                          \
		.from = KIND_##FROM, .pointer = offsetof(struct type, pointer_), .to = KIND_##TO,  \
		.list = offsetof(struct to_type, list_)                                            \
	}
#define BACK_IN(FROM, type, in, item, pointer_, TO, to_type, list_)                                \
	{                                                                                          \
		.from = KIND_##FROM, .inner = offsetof(struct type, in),                           \
		.item_size = sizeof(struct item), .pointer = offsetof(struct item, pointer_),      \
		.to = KIND_##TO, .list = offsetof(struct to_type, list_)                           \
	}
#define BACK_SET(FROM, type, set, list_)                                                           \
	{                                                                                          \
		.from = KIND_##FROM, .pointer = offsetof(struct type, set), .of_set = true,        \
		.to = KIND_SECURITY_GROUP, .list = offsetof(struct security_group, list_)          \
	}
/* A LIST of pointers: its items are the pointers. */
#define BACK_EACH(FROM, type, in, TO, to_type, list_)                                              \
	{                                                                                          \
		.from = KIND_##FROM, .inner = offsetof(struct type, in),                           \
		.item_size = sizeof(void *), .to = KIND_##TO,                                      \
		.list = offsetof(struct to_type, list_)                                            \
	}

static const struct backref backrefs[] = {
	BACK(SUBNET, subnet, vpc, VPC, vpc, subnets),
	BACK(SUBNET, subnet, route_table, ROUTE_TABLE, route_table, subnets),
	BACK(NETWORK_INTERFACE, network_interface, vpc, VPC, vpc, interfaces),
	BACK(NETWORK_INTERFACE, network_interface, subnet, SUBNET, subnet, interfaces),
	BACK_SET(NETWORK_INTERFACE, network_interface, group_set, interfaces),
	BACK(NETWORK_INTERFACE, network_interface, instance, INSTANCE, instance, interfaces),
	BACK(NETWORK_INTERFACE, network_interface, service, LOAD_BALANCER, load_balancer,
	     interfaces),
	BACK(ROUTE_TABLE, route_table, vpc, VPC, vpc, route_tables),
	BACK_IN(INTERNET_GATEWAY, internet_gateway, attachments, gateway_attachment, vpc, VPC, vpc,
		internet_gateways),
	BACK_IN(EGRESS_ONLY_INTERNET_GATEWAY, egress_only_internet_gateway, attachments,
		gateway_attachment, vpc, VPC, vpc, egress_only_gateways),
	BACK_IN(VPN_GATEWAY, vpn_gateway, attachments, gateway_attachment, vpc, VPC, vpc,
		vpn_gateways),
	BACK(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, vpc, VPC, vpc,
	     instance_connect_endpoints),
	BACK(VPC_ENDPOINT, vpc_endpoint, vpc, VPC, vpc, endpoints),
	BACK_EACH(TARGET_GROUP, target_group, load_balancers, LOAD_BALANCER, load_balancer,
		  target_groups),
	BACK(TGW_ATTACHMENT, tgw_attachment, transit_gateway, TRANSIT_GATEWAY, transit_gateway,
	     attachments),
	BACK(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, vpc, VPC, vpc, tgw_attachments),
	BACK(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, transit_gateway, TRANSIT_GATEWAY,
	     transit_gateway, vpc_attachments),
	BACK(TGW_ROUTE_TABLE, tgw_route_table, transit_gateway, TRANSIT_GATEWAY, transit_gateway,
	     route_tables),
};

/* One object points to another: ordinals in the lists of their kinds. */
struct edge {
	uint32_t from, to;
};

typedef VEC(struct edge) edges;

static const void *pointer_at(const void *base, size_t offset)
{
	const void *p;
	memcpy(&p, (const char *)base + offset, sizeof p);
	return p;
}

static void add_edge(edges *found, const struct backref *b, const struct object *from,
		     const struct object *to)
{
	if (to && to->kind == b->to) {
		struct edge e = {from->ordinal, to->ordinal};
		vec_push(found, e);
	}
}

static void add_edges(edges *found, const struct backref *b, const struct object *o)
{
	if (b->of_set) {
		const struct group_set *set = pointer_at(o, b->pointer);
		for (size_t k = 0; k < set->groups.len; k++)
			add_edge(found, b, o, &set->groups.items[k]->o);
		return;
	}
	if (!b->item_size) {
		add_edge(found, b, o, pointer_at(o, b->pointer));
		return;
	}
	any_list inner = list_get(o, b->inner);
	for (size_t k = 0; k < inner.len; k++)
		add_edge(found, b, o, pointer_at(inner.items, k * b->item_size + b->pointer));
}

/* By where they come from, of so many; else they stay in order. */
static void sort_edges(edges *all, size_t count)
{
	size_t *place = mem_zalloc((count + 1) * sizeof *place);
	struct edge *sorted = mem_alloc(all->len * sizeof *sorted);
	for (size_t i = 0; i < all->len; i++)
		place[all->items[i].from + 1]++;
	for (size_t i = 0; i < count; i++)
		place[i + 1] += place[i];
	for (size_t i = 0; i < all->len; i++)
		sorted[place[all->items[i].from]++] = all->items[i];
	free(place);
	free(all->items);
	all->items = sorted;
}

/* Make room in the lists for what the edges bring. Returns where each begins. */
static const struct object ***make_lists(struct arena *arena, const struct backref *b,
					 const edges *all, const struct object_list *targets)
{
	const struct object ***begin = mem_alloc(targets->len * sizeof *begin);
	uint32_t *count = mem_zalloc(targets->len * sizeof *count);
	for (size_t i = 0; i < all->len; i++)
		count[all->items[i].to]++;
	for (size_t i = 0; i < targets->len; i++) {
		if (!count[i])
			continue;
		begin[i] = arena_alloc(arena, count[i] * sizeof **begin);
		list_set(targets->items[i], b->list, (any_list){begin[i], count[i]});
	}
	free(count);
	return begin;
}

static void gather(void *ctx, struct arena *arena, size_t row)
{
	struct loader *l = ctx;
	const struct backref *b = &backrefs[row];
	struct object_list from = net_list(l->net, b->from), targets = net_list(l->net, b->to);
	edges all = VEC_INIT;
	if (!from.len || !targets.len)
		return;
	vec_reserve(&all, from.len);
	for (size_t i = 0; i < from.len; i++)
		add_edges(&all, b, l->objects[b->from].items[i]);
	sort_edges(&all, from.len);
	const struct object ***next = make_lists(arena, b, &all, &targets);
	for (size_t i = 0; i < all.len; i++)
		*next[all.items[i].to]++ = from.items[all.items[i].from];
	free(next);
	vec_free(&all);
}

void link_lists(struct loader *l)
{
	if (rounds_pay(l, l->net->network_interfaces.len))
		rounds_run(l, (struct rounds){gather, l, COUNT_OF(backrefs)});
	else
		for (size_t row = 0; row < COUNT_OF(backrefs); row++)
			gather(l, &l->net->arena, row);
}
