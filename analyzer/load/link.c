/*
 * link.c - ids become pointers.
 *
 * `refs` has a row for each member that names another resource; from the same rows come the
 * references that lead nowhere. What takes more than a look-up follows below, and lists of what
 * points here in link_list.c.
 */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- from id to pointer ---- */

struct inner {
	size_t offset, size; /* of a LIST, and of its items; size 0: none */
};

struct ref {
	enum kind from;
	struct inner list[2];
	size_t id, pointer; /* in the object, or in the innermost item */
	bool many;          /* a LIST of ids, a LIST of pointers */
	bool set;           /* a LIST of ids, a pointer to a struct group_set */
	enum kind to;
	const char *member; /* as JSON names it */
};

#define REF(FROM, type, id_, pointer_, TO, json)                                                   \
	{                                                                                          \
		.from = KIND_##FROM, .id = offsetof(struct type, id_),                             \
		.pointer = offsetof(struct type, pointer_), .to = KIND_##TO, .member = json        \
	}
#define MANY(FROM, type, id_, pointer_, TO, json)                                                  \
	{                                                                                          \
		.from = KIND_##FROM, .id = offsetof(struct type, id_),                             \
		.pointer = offsetof(struct type, pointer_), .many = true, .to = KIND_##TO,         \
		.member = json                                                                     \
	}
#define GROUPS(FROM, type, json)                                                                   \
	{                                                                                          \
		.from = KIND_##FROM, .id = offsetof(struct type, group_ids),                       \
		.pointer = offsetof(struct type, group_set), .set = true,                          \
		.to = KIND_SECURITY_GROUP, .member = json                                          \
	}
#define IN(type, member_)                                                                          \
	{                                                                                          \
		offsetof(struct type, member_), sizeof *((struct type *)0)->member_.items          \
	}
#define REF_IN(FROM, type, list_, item, id_, pointer_, TO, json)                                   \
	{                                                                                          \
		.from = KIND_##FROM, .list = {IN(type, list_)}, .id = offsetof(struct item, id_),  \
		.pointer = offsetof(struct item, pointer_), .to = KIND_##TO, .member = json        \
	}
#define REF_IN2(FROM, type, list_, inner_type, inner_list, item, id_, pointer_, TO, json)          \
	{                                                                                          \
		.from = KIND_##FROM, .list = {IN(type, list_), IN(inner_type, inner_list)},        \
		.id = offsetof(struct item, id_), .pointer = offsetof(struct item, pointer_),      \
		.to = KIND_##TO, .member = json                                                    \
	}
#define ATTACHED(FROM, type, json)                                                                 \
	REF_IN(FROM, type, attachments, gateway_attachment, vpc_id, vpc, VPC, json)
#define GROUP_RULES(list_, json)                                                                   \
	REF_IN2(SECURITY_GROUP, security_group, list_, ip_permission, group_pairs,                 \
		user_id_group_pair, group_id, group, SECURITY_GROUP,                               \
		json "[].UserIdGroupPairs[].GroupId"),                                             \
		REF_IN2(SECURITY_GROUP, security_group, list_, ip_permission, group_pairs,         \
			user_id_group_pair, vpc_peering_connection_id, peering,                    \
			VPC_PEERING_CONNECTION, NULL /* R44 */),                                   \
		REF_IN2(SECURITY_GROUP, security_group, list_, ip_permission, prefix_lists,        \
			prefix_list_ref, prefix_list_id, prefix_list, PREFIX_LIST,                 \
			json "[].PrefixListIds[].PrefixListId")

/* Those of a kind stand together, GROUPS last. */
static const struct ref refs[] = {
	REF(SUBNET, subnet, vpc_id, vpc, VPC, "VpcId"),
	REF(ROUTE_TABLE, route_table, vpc_id, vpc, VPC, "VpcId"),
	REF_IN(ROUTE_TABLE, route_table, routes, route, destination_prefix_list_id,
	       destination_prefix_list, PREFIX_LIST, "Routes[].DestinationPrefixListId"),
	REF(NETWORK_ACL, network_acl, vpc_id, vpc, VPC, "VpcId"),
	REF(SECURITY_GROUP, security_group, vpc_id, vpc, VPC, "VpcId"),
	GROUP_RULES(ingress, "IpPermissions"),
	GROUP_RULES(egress, "IpPermissionsEgress"),
	REF(NETWORK_INTERFACE, network_interface, subnet_id, subnet, SUBNET, "SubnetId"),
	REF(NETWORK_INTERFACE, network_interface, vpc_id, vpc, VPC, "VpcId"),
	REF(NETWORK_INTERFACE, network_interface, instance_id, instance, INSTANCE,
	    "Attachment.InstanceId"),
	GROUPS(NETWORK_INTERFACE, network_interface, "Groups[].GroupId"),
	ATTACHED(INTERNET_GATEWAY, internet_gateway, "Attachments[].VpcId"),
	ATTACHED(EGRESS_ONLY_INTERNET_GATEWAY, egress_only_internet_gateway, "Attachments[].VpcId"),
	ATTACHED(VPN_GATEWAY, vpn_gateway, "VpcAttachments[].VpcId"),
	REF(VPC_PEERING_CONNECTION, vpc_peering_connection, requester.vpc_id, requester.vpc, VPC,
	    "RequesterVpcInfo.VpcId"),
	REF(VPC_PEERING_CONNECTION, vpc_peering_connection, accepter.vpc_id, accepter.vpc, VPC,
	    "AccepterVpcInfo.VpcId"),
	REF(NAT_GATEWAY, nat_gateway, vpc_id, vpc, VPC, "VpcId"),
	REF(NAT_GATEWAY, nat_gateway, subnet_id, subnet, SUBNET, "SubnetId"),
	REF(NAT_GATEWAY, nat_gateway, route_table_id, route_table, ROUTE_TABLE, "RouteTableId"),
	REF(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, vpc_id, vpc, VPC, "VpcId"),
	REF(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, subnet_id, subnet, SUBNET,
	    "SubnetId"),
	MANY(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, network_interface_ids,
	     interfaces, NETWORK_INTERFACE, "NetworkInterfaceIds[]"),
	GROUPS(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, "SecurityGroupIds[]"),
	REF(TGW_ATTACHMENT, tgw_attachment, transit_gateway_id, transit_gateway, TRANSIT_GATEWAY,
	    "TransitGatewayId"),
	REF(TGW_ATTACHMENT, tgw_attachment, association_route_table_id, route_table,
	    TGW_ROUTE_TABLE, "Association.TransitGatewayRouteTableId"),
	REF(TGW_ATTACHMENT, tgw_attachment, o.id, vpc_attachment, TGW_VPC_ATTACHMENT, NULL),
	REF(TGW_ATTACHMENT, tgw_attachment, o.id, peering_attachment, TGW_PEERING_ATTACHMENT, NULL),
	REF(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, transit_gateway_id, transit_gateway,
	    TRANSIT_GATEWAY, "TransitGatewayId"),
	REF(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, vpc_id, vpc, VPC, "VpcId"),
	MANY(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, subnet_ids, subnets, SUBNET, "SubnetIds[]"),
	REF(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, o.id, attachment, TGW_ATTACHMENT, NULL),
	REF(TGW_PEERING_ATTACHMENT, tgw_peering_attachment, requester.transit_gateway_id,
	    requester.transit_gateway, TRANSIT_GATEWAY, NULL),
	REF(TGW_PEERING_ATTACHMENT, tgw_peering_attachment, accepter.transit_gateway_id,
	    accepter.transit_gateway, TRANSIT_GATEWAY, NULL),
	REF(TGW_ROUTE_TABLE, tgw_route_table, transit_gateway_id, transit_gateway, TRANSIT_GATEWAY,
	    "TransitGatewayId"),
	REF_IN2(TGW_ROUTE_TABLE, tgw_route_table, routes, tgw_route, attachments,
		tgw_route_attachment, attachment_id, attachment, TGW_ATTACHMENT, NULL),
	REF_IN2(TGW_ROUTE_TABLE, tgw_route_table, routes, tgw_route, attachments,
		tgw_route_attachment, attachment_id, vpc_attachment, TGW_VPC_ATTACHMENT, NULL),
	REF_IN(TGW_ROUTE_TABLE, tgw_route_table, propagations, tgw_propagation, attachment_id,
	       attachment, TGW_ATTACHMENT, NULL),
	REF_IN(TGW_ROUTE_TABLE, tgw_route_table, propagations, tgw_propagation, attachment_id,
	       vpc_attachment, TGW_VPC_ATTACHMENT, NULL),
	REF_IN(TGW_ROUTE_TABLE, tgw_route_table, prefix_list_references, tgw_prefix_list_reference,
	       prefix_list_id, prefix_list, PREFIX_LIST, NULL),
	REF_IN(TGW_ROUTE_TABLE, tgw_route_table, prefix_list_references, tgw_prefix_list_reference,
	       attachment_id, attachment, TGW_ATTACHMENT, NULL),
	REF_IN(TGW_ROUTE_TABLE, tgw_route_table, prefix_list_references, tgw_prefix_list_reference,
	       attachment_id, vpc_attachment, TGW_VPC_ATTACHMENT, NULL),
	REF(VPC_ENDPOINT, vpc_endpoint, vpc_id, vpc, VPC, "VpcId"),
	MANY(TARGET_GROUP, target_group, load_balancer_arns, load_balancers, LOAD_BALANCER,
	     "LoadBalancerArns[]"),
	MANY(VPC_ENDPOINT, vpc_endpoint, network_interface_ids, interfaces, NETWORK_INTERFACE,
	     "NetworkInterfaceIds[]"),
	GROUPS(VPC_ENDPOINT, vpc_endpoint, NULL),
	REF(LOAD_BALANCER, load_balancer, vpc_id, vpc, VPC, "VpcId"),
	REF_IN(LOAD_BALANCER, load_balancer, zones, load_balancer_zone, subnet_id, subnet, SUBNET,
	       "AvailabilityZones[].SubnetId"),
	GROUPS(LOAD_BALANCER, load_balancer, NULL),
	REF(TARGET_GROUP, target_group, vpc_id, vpc, VPC, "VpcId"),
};

static const char *text_at(const void *base, size_t offset)
{
	const char *text;
	memcpy(&text, (const char *)base + offset, sizeof text);
	return text;
}

static struct object *object_at(const void *base, size_t offset)
{
	struct object *o;
	memcpy(&o, (const char *)base + offset, sizeof o);
	return o;
}

static void set_object(void *base, size_t offset, const struct object *o)
{
	memcpy((char *)base + offset, &o, sizeof o);
}

/* What an id led to. Ids that many name are interned: their address tells them. */
struct memo {
	const char *id;
	enum kind to;
	const struct object *object;
};

enum { MEMOS = 512 }; /* a power of two */

typedef VEC(struct dangling) danglings;

struct visit {
	const struct net *net;
	struct arena *arena;
	struct memo memos[MEMOS];
	struct group_sets *sets;
	const bool *seen; /* a list of that kind was there, were it empty */
	bool loses;       /* something that may be missed was not found: loader's `loses` */
	struct named named;
	danglings found;
};

/* Called for the object itself, or for each item of the list (of the lists) in it. */
typedef void visit_fn(struct visit *, const struct ref *, struct object *, void *item);
/* Called for each object, after that. */
typedef void visited_fn(struct visit *, struct object *);

static void visit_items(struct visit *v, const struct ref *ref, struct object *o, void *base,
			unsigned depth, visit_fn *visit)
{
	if (depth == COUNT_OF(ref->list) || !ref->list[depth].size) {
		visit(v, ref, o, base);
		return;
	}
	any_list list = list_get(base, ref->list[depth].offset);
	char *item = list.items;
	for (size_t i = 0; i < list.len; i++, item += ref->list[depth].size)
		visit_items(v, ref, o, item, depth + 1, visit);
}

/* Some objects of the kind that the rows from `row` to `end` begin at. Object by object rather than row
 * by row: an object that is at hand costs nothing. */
static void visit_kind(struct visit *v, const objects *some, size_t row, size_t end,
		       visit_fn *visit, visited_fn *visited)
{
	size_t size = kind_info[refs[row].from].size;
	for (size_t i = 0; i < some->len; i++) {
		list_ahead(some->items, some->len, i, size);
		for (size_t k = row; k < end; k++)
			visit_items(v, &refs[k], some->items[i], some->items[i], 0, visit);
		if (visited)
			visited(v, some->items[i]);
	}
}

static size_t end_of_kind(size_t row)
{
	size_t end = row;
	while (end < COUNT_OF(refs) && refs[end].from == refs[row].from)
		end++;
	return end;
}

static int by_id(const void *a, const void *b)
{
	const struct object *const *x = a, *const *y = b;
	return strcmp((*x)->id, (*y)->id);
}

/* By id. An interface has a handful of groups: a call for each would take longer than sorting. */
static void sort_few(const struct object **items, size_t len)
{
	enum { FEW = 16 };
	if (len > FEW) {
		qsort(items, len, sizeof *items, by_id);
		return;
	}
	for (size_t i = 1; i < len; i++) {
		const struct object *o = items[i];
		size_t at = i;
		for (; at && strcmp(items[at - 1]->id, o->id) > 0; at--)
			items[at] = items[at - 1];
		items[at] = o;
	}
}

static const struct object *find(struct visit *v, const struct ref *ref, const char *id)
{
	struct memo *m = &v->memos[((uintptr_t)id / ARENA_ALIGN + ref->to) % MEMOS];
	if (id != m->id || ref->to != m->to)
		*m = (struct memo){id, ref->to, net_find(v->net, ref->to, id)};
	return m->object;
}

/* Some of what it names was not found, and may be missed: link_danglings() looks into it. */
static void lose(struct visit *v, const struct ref *ref)
{
	if (ref->member && v->seen[ref->to])
		v->loses = true;
}

static void resolve_many(struct visit *v, const struct ref *ref, void *item)
{
	any_list ids = list_get(item, ref->id);
	any_list found = {NULL, 0};
	if (!ids.len)
		return;
	const struct object **to = arena_alloc(v->arena, ids.len * sizeof *to);
	for (size_t i = 0; i < ids.len; i++) {
		const struct object *o = find(v, ref, text_at(ids.items, i * sizeof(const char *)));
		if (o)
			to[found.len++] = o;
	}
	if (found.len < ids.len)
		lose(v, ref);
	sort_few(to, found.len);
	found.items = to;
	list_set(item, ref->pointer, found);
}

static const struct group_set *set_at(const void *base, size_t offset)
{
	const struct group_set *set;
	memcpy(&set, (const char *)base + offset, sizeof set);
	return set;
}

static void resolve_groups(struct visit *v, const struct ref *ref, void *item)
{
	const struct group_set *set = group_set_of(v->sets, list_get(item, ref->id));
	memcpy((char *)item + ref->pointer, &set, sizeof set);
	if (set->groups.len < set->group_ids.len)
		lose(v, ref);
}

static void resolve_one(struct visit *v, const struct ref *ref, void *item)
{
	const char *id = text_at(item, ref->id);
	const struct object *found = find(v, ref, id);
	set_object(item, ref->pointer, found);
	if (id && !found)
		lose(v, ref);
}

static void resolve(struct visit *v, const struct ref *ref, struct object *o, void *item)
{
	(void)o;
	if (ref->many)
		resolve_many(v, ref, item);
	else if (ref->set)
		resolve_groups(v, ref, item);
	else
		resolve_one(v, ref, item);
}

/* What follows from that for the object alone, while it is at hand. */
static void resolved(struct visit *v, struct object *o)
{
	struct network_interface *eni = (void *)o;
	if (o->kind != KIND_NETWORK_INTERFACE)
		return;
	if (!eni->vpc && !eni->vpc_id && eni->subnet) { /* it may name its subnet alone */
		eni->vpc = eni->subnet->vpc;
		eni->vpc_id = eni->subnet->vpc_id;
		if (eni->vpc_id && !eni->vpc)
			v->loses = true;
	}
	link_own_addresses(eni);
	eni->role = link_role(eni, &v->named);
}

/* The kind that the rows from `row` on begin at: by one thread, or in rounds. */
struct resolving {
	const struct net *net;
	const bool *seen;
	struct group_sets *sets;
	const objects *all;
	size_t row, end;
	bool *loses; /* by round */
};

/* The first round is for the sets of groups, which are numbered as they are found; each of the others is for
 * a stretch of the objects. */
static void resolve_some(void *ctx, struct arena *arena, size_t round)
{
	const struct resolving *r = ctx;
	struct visit v = {.net = r->net, .arena = arena, .sets = r->sets, .seen = r->seen};
	size_t from = round ? (round - 1) * ROUND_OBJECTS : 0, len = r->all->len - from;
	bool rest = round && len > ROUND_OBJECTS;
	objects some = {.items = r->all->items + from, .len = rest ? ROUND_OBJECTS : len};
	size_t sets = r->end;
	while (sets > r->row && refs[sets - 1].set)
		sets--;
	if (round)
		visit_kind(&v, &some, r->row, sets, resolve, resolved);
	else if (sets < r->end)
		visit_kind(&v, &some, sets, r->end, resolve, NULL);
	r->loses[round] = v.loses;
}

static bool resolve_in_rounds(struct loader *l, struct resolving *r)
{
	size_t count = 1 + (r->all->len + ROUND_OBJECTS - 1) / ROUND_OBJECTS;
	bool loses = false;
	r->loses = mem_zalloc(count * sizeof *r->loses);
	rounds_run(l, (struct rounds){resolve_some, r, count});
	for (size_t i = 0; i < count; i++)
		loses |= r->loses[i];
	free(r->loses);
	return loses;
}

/* Kinds that others look into, as interfaces do into subnets, have their rows before theirs. */
static void resolve_all(struct loader *l)
{
	bool seen[KIND_COUNT] = {false};
	struct group_sets sets;
	for (size_t i = 0; i < l->sources.len; i++)
		for (unsigned kind = 0; kind < KIND_COUNT; kind++)
			seen[kind] |= l->sources.items[i]->seen[kind];
	group_sets_open(&sets, l->net);
	struct visit v = {.net = l->net, .arena = &l->net->arena, .sets = &sets, .seen = seen};
	for (size_t row = 0, end; row < COUNT_OF(refs); row = end) {
		const objects *all = &l->objects[refs[row].from];
		end = end_of_kind(row);
		struct resolving r = {l->net, seen, &sets, all, row, end, NULL};
		if (rounds_pay(l, all->len)) {
			l->loses[refs[row].from] |= resolve_in_rounds(l, &r);
			continue;
		}
		v.loses = false;
		visit_kind(&v, all, row, end, resolve, resolved);
		l->loses[refs[row].from] |= v.loses;
	}
	group_sets_close(&sets);
	l->loses[KIND_TGW_ATTACHMENT] = true; /* link_vpc.c takes tables from them again */
}

/* ---- references that lead nowhere ---- */

static bool is_deleted(const struct object *o)
{
	static const struct {
		enum kind kind;
		size_t state;
	} states[] = {
		{KIND_NAT_GATEWAY, offsetof(struct nat_gateway, state)},
		{KIND_VPC_PEERING_CONNECTION, offsetof(struct vpc_peering_connection, status_code)},
		{KIND_TGW_ATTACHMENT, offsetof(struct tgw_attachment, state)},
		{KIND_TGW_VPC_ATTACHMENT, offsetof(struct tgw_vpc_attachment, state)},
		{KIND_TGW_ROUTE_TABLE, offsetof(struct tgw_route_table, state)},
		{KIND_VPC_ENDPOINT, offsetof(struct vpc_endpoint, state)},
		{KIND_INSTANCE_CONNECT_ENDPOINT, offsetof(struct instance_connect_endpoint, state)},
		{KIND_VPN_GATEWAY, offsetof(struct vpn_gateway, state)},
	};
	static const char *const gone[] = {"deleted",           "deleting", "failed",
					   "rejected",          "expired",  "delete-complete",
					   "delete-in-progress"};
	for (size_t i = 0; i < COUNT_OF(states); i++)
		for (size_t k = 0; states[i].kind == o->kind && k < COUNT_OF(gone); k++)
			if (str_eq(text_at(o, states[i].state), gone[k]))
				return true;
	return false;
}

/* Where the resource that a reference names should lie. False: that can't be said, or not here. */
static bool should_be_here(const struct net *net, const struct ref *ref, const struct object *o,
			   const void *item)
{
	const char *account = o->account, *region = o->region;
	if (object_seen_by(o) && account && strcmp(object_seen_by(o), account) != 0)
		return false; /* another account's resource, shown to us */
	if (o->kind == KIND_NETWORK_INTERFACE && ref->to == KIND_INSTANCE &&
	    ((const struct network_interface *)(const void *)o)->requester_managed)
		return false;
	if (o->kind == KIND_VPC_PEERING_CONNECTION) {
		const struct vpc_peering_connection *pcx = (const void *)o;
		const struct peering_side *side =
			ref->id == offsetof(struct vpc_peering_connection, requester.vpc_id)
				? &pcx->requester
				: &pcx->accepter;
		account = side->owner_id;
		region = side->region;
		if (!account || !region)
			return false;
	}
	if (o->kind == KIND_SECURITY_GROUP && ref->to == KIND_SECURITY_GROUP) {
		const struct user_id_group_pair *pair = item;
		if (pair->vpc_peering_connection_id || !str_eq(pair->user_id, account))
			return false; /* a group across a peering connection: R44 */
	}
	if (ref->from == KIND_TGW_VPC_ATTACHMENT && ref->to == KIND_TRANSIT_GATEWAY)
		return false; /* may be shared with us, unseen */
	return net_knows(net, ref->to, account, region);
}

static void note_dangling(struct visit *v, const struct ref *ref, const struct object *from,
			  const void *item, const char *id)
{
	struct dangling d = {from, ref->member, id, ref->to};
	if (!is_deleted(from) && should_be_here(v->net, ref, from, item))
		vec_push(&v->found, d);
}

static void check_ref(struct visit *v, const struct ref *ref, struct object *o, void *item)
{
	if (!ref->member)
		return;
	if (!ref->many && !ref->set) {
		const char *id = text_at(item, ref->id);
		if (id && !object_at(item, ref->pointer))
			note_dangling(v, ref, o, item, id);
		return;
	}
	any_list ids = list_get(item, ref->id);
	size_t found = ref->set ? set_at(item, ref->pointer)->groups.len
				: list_get(item, ref->pointer).len;
	for (size_t i = 0; i < ids.len && found < ids.len; i++) {
		const char *id = text_at(ids.items, i * sizeof(const char *));
		if (id && !net_find(v->net, ref->to, id))
			note_dangling(v, ref, o, item, id);
	}
}

/* Routes name their target in one of many members. */
static const struct {
	enum target target;
	enum kind kind;
	const char *member;
} route_targets[] = {
	{TARGET_INTERNET_GATEWAY, KIND_INTERNET_GATEWAY, "Routes[].GatewayId"},
	{TARGET_EGRESS_ONLY_INTERNET_GATEWAY, KIND_EGRESS_ONLY_INTERNET_GATEWAY,
	 "Routes[].EgressOnlyInternetGatewayId"},
	{TARGET_NAT_GATEWAY, KIND_NAT_GATEWAY, "Routes[].NatGatewayId"},
	{TARGET_INSTANCE, KIND_INSTANCE, "Routes[].InstanceId"},
	{TARGET_NETWORK_INTERFACE, KIND_NETWORK_INTERFACE, "Routes[].NetworkInterfaceId"},
	{TARGET_VPC_PEERING_CONNECTION, KIND_VPC_PEERING_CONNECTION,
	 "Routes[].VpcPeeringConnectionId"},
	{TARGET_TRANSIT_GATEWAY, KIND_TRANSIT_GATEWAY, "Routes[].TransitGatewayId"},
	{TARGET_VPN_GATEWAY, KIND_VPN_GATEWAY, "Routes[].GatewayId"},
	{TARGET_VPC_ENDPOINT, KIND_VPC_ENDPOINT, "Routes[].GatewayId"},
};

static size_t route_row(const struct route *r)
{
	size_t row = 0;
	while (row < COUNT_OF(route_targets) && route_targets[row].target != r->target)
		row++;
	return row;
}

static void link_routes(struct net *net)
{
	for (size_t t = 0; t < net->route_tables.len; t++) {
		struct route_table *table = net->route_tables.items[t];
		for (size_t i = 0; i < table->routes.len; i++) {
			struct route *r = &table->routes.items[i];
			size_t row = route_row(r);
			if (row < COUNT_OF(route_targets))
				r->object = net_find(net, route_targets[row].kind, r->target_id);
		}
	}
}

/* A transit gateway may be shared with us without being shown; a blackhole is told as such. */
static void check_routes(const struct net *net, danglings *found)
{
	for (size_t t = 0; t < net->route_tables.len; t++) {
		const struct route_table *table = net->route_tables.items[t];
		if (object_seen_by(&table->o) &&
		    !str_eq(object_seen_by(&table->o), table->o.account))
			continue;
		for (size_t i = 0; i < table->routes.len; i++) {
			const struct route *r = &table->routes.items[i];
			size_t row = route_row(r);
			if (r->object || r->route_state != ROUTE_ACTIVE ||
			    row == COUNT_OF(route_targets) || r->target == TARGET_TRANSIT_GATEWAY)
				continue;
			if (!net_knows(net, route_targets[row].kind, table->o.account,
				       table->o.region))
				continue;
			struct dangling d = {&table->o, route_targets[row].member, r->target_id,
					     route_targets[row].kind};
			vec_push(found, d);
		}
	}
}

static int by_from(const void *a, const void *b)
{
	const struct dangling *x = a, *y = b;
	int order = strcmp(x->from->id, y->from->id);
	if (!order)
		order = strcmp(x->member, y->member);
	if (!order)
		order = strcmp(x->id, y->id);
	return order ? order
		     : (x->from->ordinal > y->from->ordinal) -
			       (x->from->ordinal < y->from->ordinal);
}

void link_danglings(struct loader *l)
{
	struct net *net = l->net;
	struct visit v = {.net = net};
	for (size_t row = 0, end; row < COUNT_OF(refs); row = end) {
		end = end_of_kind(row);
		if (l->loses[refs[row].from])
			visit_kind(&v, &l->objects[refs[row].from], row, end, check_ref, NULL);
	}
	check_routes(net, &v.found);
	if (v.found.len)
		qsort(v.found.items, v.found.len, sizeof *v.found.items, by_from);
	net->danglings.items = vec_move(&v.found, &net->arena);
	net->danglings.len = v.found.len;
	vec_free(&v.found);
}

/* ---- the whole ---- */

/* Objects lie in memory as they were read; sorting comes as late as lists allow. */
void link_net(struct loader *l)
{
	struct net *net = l->net;
	resolve_all(l);
	link_before_lists(l);
	sort_objects(l);
	link_lists(l);
	link_routes(net);
	link_after_lists(l);
}
