/* edit.c - each kind of edit, written down with what it overwrites, so that it can be taken back.
 */
#include "model/edit.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

#include <string.h>

struct change { /* bytes that were overwritten */
	void *at, *old;
	size_t size;
};

struct indexed { /* a look-up that was added */
	struct map *map;
	const void *key;
	size_t len;
};

struct whatif {
	struct net *net;
	struct arena arena; /* what edits make; forgotten by undo */
	VEC(struct change) changes;
	VEC(struct indexed) indexed;
	VEC(const struct object *) touched;
};

/* ---- writing, and taking back ---- */

static void overwrite(struct whatif *w, void *at, const void *bytes, size_t size)
{
	struct change c = {at, arena_memdup(&w->arena, at, size), size};
	vec_push(&w->changes, c);
	memcpy(at, bytes, size);
}

#define SET(w, member, ...)                                                                        \
	do {                                                                                       \
		__typeof__(member) set_ = __VA_ARGS__;                                             \
		overwrite((w), &(member), &set_, sizeof set_);                                     \
	} while (0)

struct any_list {
	void *items;
	size_t len;
};

/* The list, longer by one at `place`; the new item is cleared. */
static void *insert(struct whatif *w, void *list, size_t size, size_t place)
{
	struct any_list l, longer;
	memcpy(&l, list, sizeof l);
	char *items = arena_zarray(&w->arena, size, l.len + 1);
	if (place)
		memcpy(items, l.items, place * size);
	if (place < l.len)
		memcpy(items + (place + 1) * size, (char *)l.items + place * size,
		       (l.len - place) * size);
	longer = (struct any_list){items, l.len + 1};
	overwrite(w, list, &longer, sizeof longer);
	return items + place * size;
}

#define INSERT(w, list, place) insert((w), &(list), sizeof *(list).items, (place))
#define APPEND(w, list)        INSERT(w, list, (list).len)

static void remove_at(struct whatif *w, void *list, size_t size, size_t place)
{
	struct any_list l;
	memcpy(&l, list, sizeof l);
	char *items = arena_memdup(&w->arena, l.items, l.len * size);
	memmove(items + place * size, items + (place + 1) * size, (l.len - place - 1) * size);
	l.items = items;
	l.len--;
	overwrite(w, list, &l, sizeof l);
}

static void add_pointer(struct whatif *w, void *list, size_t len, const void *object)
{
	memcpy(insert(w, list, sizeof object, len), &object, sizeof object);
}

#define ADD_POINTER(w, list, object) add_pointer((w), &(list), (list).len, (object))

static void touch(struct whatif *w, const struct object *o)
{
	vec_push(&w->touched, o);
}

static void index_key(struct whatif *w, struct map *map, const void *key, size_t len, void *value)
{
	struct indexed i = {map, key, len};
	vec_push(&w->indexed, i);
	map_put(map, key, len, value);
}

struct whatif *whatif_new(const struct net *net)
{
	struct whatif *w = mem_zalloc(sizeof *w);
	w->net = net_copy(net);
	return w;
}

void whatif_free(struct whatif *w)
{
	if (!w)
		return;
	vec_free(&w->changes);
	vec_free(&w->indexed);
	vec_free(&w->touched);
	arena_free(&w->arena);
	net_free(w->net);
	free(w);
}

const struct net *whatif_net(const struct whatif *w)
{
	return w->net;
}

const struct object *const *whatif_touched(const struct whatif *w, size_t *count)
{
	*count = w->touched.len;
	return w->touched.items;
}

void whatif_undo(struct whatif *w)
{
	while (w->changes.len) {
		const struct change *c = &w->changes.items[--w->changes.len];
		memcpy(c->at, c->old, c->size);
	}
	while (w->indexed.len) {
		const struct indexed *i = &w->indexed.items[--w->indexed.len];
		map_put(i->map, i->key, i->len, NULL);
	}
	w->touched.len = 0;
	arena_reset(&w->arena);
}

/* ---- objects of the copy ---- */

static struct object *mine(struct whatif *w, const struct object *o, enum kind kind)
{
	const struct object *copy = o && o->kind == kind ? net_counterpart(w->net, o) : NULL;
	return copy ? net_list(w->net, kind).items[copy->ordinal] : NULL;
}

#define MINE(type, KIND, o) struct type *type = (void *)mine(w, (o), KIND_##KIND)

static void name_object(struct whatif *w, struct object *o, enum kind kind, const char *id,
			const struct object *like)
{
	o->kind = kind;
	o->id = id;
	o->account = like->account;
	o->region = like->region;
	o->ordinal = (unsigned)net_list(w->net, kind).len;
	index_key(w, &w->net->by_id[kind], id, strlen(id), o);
}

/* ---- rules and entries ---- */

static void mine_refs(struct whatif *w, struct ip_permission *p)
{
	for (size_t i = 0; i < p->prefix_lists.len; i++) {
		struct prefix_list_ref *r = &p->prefix_lists.items[i];
		r->prefix_list = (const void *)net_counterpart(
			w->net, r->prefix_list ? &r->prefix_list->o : NULL);
	}
	for (size_t i = 0; i < p->group_pairs.len; i++) {
		struct user_id_group_pair *g = &p->group_pairs.items[i];
		g->group = (const void *)net_counterpart(w->net, g->group ? &g->group->o : NULL);
		g->peering =
			(const void *)net_counterpart(w->net, g->peering ? &g->peering->o : NULL);
	}
}

static bool allow(struct whatif *w, const struct edit *e)
{
	MINE(security_group, SECURITY_GROUP, e->on);
	if (!security_group)
		return false;
	struct ip_permission *p =
		e->egress ? APPEND(w, security_group->egress) : APPEND(w, security_group->ingress);
	*p = e->permission;
	if (p->prefix_lists.len)
		p->prefix_lists.items =
			arena_memdup(&w->arena, p->prefix_lists.items,
				     p->prefix_lists.len * sizeof *p->prefix_lists.items);
	if (p->group_pairs.len)
		p->group_pairs.items =
			arena_memdup(&w->arena, p->group_pairs.items,
				     p->group_pairs.len * sizeof *p->group_pairs.items);
	mine_refs(w, p);
	touch(w, &security_group->o);
	return true;
}

static bool add_entry(struct whatif *w, const struct edit *e)
{
	MINE(network_acl, NETWORK_ACL, e->on);
	size_t at = 0;
	if (!network_acl || e->entry.rule_number < 1 || e->entry.rule_number > 32766)
		return false;
	for (; at < network_acl->entries.len; at++) {
		const struct network_acl_entry *x = &network_acl->entries.items[at];
		if (x->egress == e->entry.egress && x->rule_number == e->entry.rule_number)
			return false; /* NetworkAclEntryAlreadyExists */
		if (x->egress > e->entry.egress ||
		    (x->egress == e->entry.egress && x->rule_number > e->entry.rule_number))
			break;
	}
	*(struct network_acl_entry *)INSERT(w, network_acl->entries, at) = e->entry;
	touch(w, &network_acl->o);
	return true;
}

static bool remove_entry(struct whatif *w, const struct edit *e)
{
	MINE(network_acl, NETWORK_ACL, e->on);
	bool found = false;
	for (size_t i = 0; network_acl && i < network_acl->entries.len;) {
		const struct network_acl_entry *x = &network_acl->entries.items[i];
		if (x->egress != e->entry.egress || x->rule_number != e->entry.rule_number) {
			i++;
			continue;
		}
		remove_at(w, &network_acl->entries, sizeof *x, i);
		found = true;
	}
	if (found)
		touch(w, &network_acl->o);
	return found;
}

/* ---- routes ---- */

static const struct {
	enum kind kind;
	enum target target;
} targets[] = {
	{KIND_VPC_PEERING_CONNECTION, TARGET_VPC_PEERING_CONNECTION},
	{KIND_INTERNET_GATEWAY, TARGET_INTERNET_GATEWAY},
	{KIND_EGRESS_ONLY_INTERNET_GATEWAY, TARGET_EGRESS_ONLY_INTERNET_GATEWAY},
	{KIND_NAT_GATEWAY, TARGET_NAT_GATEWAY},
	{KIND_TRANSIT_GATEWAY, TARGET_TRANSIT_GATEWAY},
	{KIND_VPN_GATEWAY, TARGET_VPN_GATEWAY},
	{KIND_NETWORK_INTERFACE, TARGET_NETWORK_INTERFACE},
};

/* An object of the network, or what an earlier edit made. */
static const struct object *route_target(struct whatif *w, const struct edit *e)
{
	if (!e->target_id)
		return net_counterpart(w->net, e->target);
	const struct object *o = net_find(w->net, KIND_INTERNET_GATEWAY, e->target_id);
	return o ? o : net_find(w->net, KIND_VPC_PEERING_CONNECTION, e->target_id);
}

static enum target target_of(const struct object *o)
{
	for (size_t i = 0; o && i < COUNT_OF(targets); i++)
		if (targets[i].kind == o->kind)
			return targets[i].target;
	return TARGET_NONE;
}

/* The table's own route for exactly this destination; a propagated one does not stand in the way.
 */
static size_t static_route(const struct route_table *t, struct cidr c)
{
	size_t i = 0;
	while (i < t->routes.len &&
	       (t->routes.items[i].propagated || !cidr_equal(t->routes.items[i].destination, c)))
		i++;
	return i;
}

static bool put_route(struct whatif *w, const struct edit *e, bool replace)
{
	MINE(route_table, ROUTE_TABLE, e->on);
	const struct object *to = route_target(w, e);
	enum target target = target_of(to);
	size_t at = route_table ? static_route(route_table, e->prefix) : 0;
	if (!route_table || !target || (at < route_table->routes.len) != replace)
		return false; /* RouteAlreadyExists; or there is none to replace */
	struct route r = {.destination = e->prefix, .target = target, .target_id = to->id};
	r.object = to;
	r.state = "active";
	if (replace)
		SET(w, route_table->routes.items[at], r);
	else
		*(struct route *)APPEND(w, route_table->routes) = r;
	touch(w, &route_table->o);
	return true;
}

static bool add_route(struct whatif *w, const struct edit *e)
{
	return put_route(w, e, false);
}

static bool replace_route(struct whatif *w, const struct edit *e)
{
	return put_route(w, e, true);
}

static size_t static_tgw_route(const struct tgw_route_table *t, struct cidr c)
{
	size_t i = 0;
	while (i < t->routes.len &&
	       (t->routes.items[i].from_prefix_list || !str_eq(t->routes.items[i].type, "static") ||
		!cidr_equal(t->routes.items[i].destination, c)))
		i++;
	return i;
}

static bool put_tgw_route(struct whatif *w, const struct edit *e, bool replace)
{
	MINE(tgw_route_table, TGW_ROUTE_TABLE, e->on);
	MINE(tgw_attachment, TGW_ATTACHMENT, e->target);
	if (!tgw_route_table || !tgw_attachment)
		return false;
	size_t at = static_tgw_route(tgw_route_table, e->prefix);
	if ((at < tgw_route_table->routes.len) != replace)
		return false;
	struct tgw_route r = {.destination = e->prefix, .type = "static", .state = "active"};
	r.attachments.items = arena_array(&w->arena, struct tgw_route_attachment, 1);
	r.attachments.len = 1;
	r.attachments.items[0] =
		(struct tgw_route_attachment){.attachment_id = tgw_attachment->o.id,
					      .resource_id = tgw_attachment->resource_id,
					      .resource_type = tgw_attachment->resource_type,
					      .attachment = tgw_attachment,
					      .vpc_attachment = tgw_attachment->vpc_attachment};
	if (replace)
		SET(w, tgw_route_table->routes.items[at], r);
	else
		*(struct tgw_route *)APPEND(w, tgw_route_table->routes) = r;
	touch(w, &tgw_route_table->o);
	return true;
}

static bool add_tgw_route(struct whatif *w, const struct edit *e)
{
	return put_tgw_route(w, e, false);
}

static bool replace_tgw_route(struct whatif *w, const struct edit *e)
{
	return put_tgw_route(w, e, true);
}

static bool accept_attachment(struct whatif *w, const struct edit *e)
{
	MINE(tgw_vpc_attachment, TGW_VPC_ATTACHMENT, e->on);
	if (!tgw_vpc_attachment || !str_eq(tgw_vpc_attachment->state, "pendingAcceptance"))
		return false;
	SET(w, tgw_vpc_attachment->state, "available");
	struct tgw_attachment *a = (void *)mine(
		w, tgw_vpc_attachment->attachment ? &tgw_vpc_attachment->attachment->o : NULL,
		KIND_TGW_ATTACHMENT);
	if (a)
		SET(w, a->state, "available");
	return true;
}

/* One subnet a zone. */
static bool add_attachment_subnet(struct whatif *w, const struct edit *e)
{
	MINE(tgw_vpc_attachment, TGW_VPC_ATTACHMENT, e->on);
	MINE(subnet, SUBNET, e->target);
	if (!tgw_vpc_attachment || !subnet || subnet->vpc != tgw_vpc_attachment->vpc)
		return false;
	for (size_t i = 0; i < tgw_vpc_attachment->subnets.len; i++)
		if (str_eq(tgw_vpc_attachment->subnets.items[i]->availability_zone,
			   subnet->availability_zone))
			return false;
	ADD_POINTER(w, tgw_vpc_attachment->subnets, subnet);
	ADD_POINTER(w, tgw_vpc_attachment->subnet_ids, subnet->o.id);
	return true;
}

static bool associate_attachment(struct whatif *w, const struct edit *e)
{
	MINE(tgw_attachment, TGW_ATTACHMENT, e->on);
	MINE(tgw_route_table, TGW_ROUTE_TABLE, e->target);
	if (!tgw_attachment || !tgw_route_table || tgw_attachment->route_table)
		return false;
	SET(w, tgw_attachment->route_table, tgw_route_table);
	return true;
}

static bool hide_clients(struct whatif *w, const struct edit *e)
{
	MINE(target_group, TARGET_GROUP, e->on);
	static const char key[] = "preserve_client_ip.enabled";
	if (!target_group)
		return false;
	for (size_t i = 0; i < target_group->attributes.len; i++)
		if (str_eq(target_group->attributes.items[i].key, key))
			remove_at(w, &target_group->attributes, sizeof(struct attribute), i--);
	*(struct attribute *)APPEND(w, target_group->attributes) = (struct attribute){key, "false"};
	return true;
}

static void leave_table(struct whatif *w, struct route_table *t, const struct subnet *s)
{
	for (size_t i = 0; i < t->subnets.len; i++)
		if (t->subnets.items[i] == s) {
			remove_at(w, &t->subnets, sizeof(struct subnet *), i);
			return;
		}
}

static bool use_table(struct whatif *w, const struct edit *e)
{
	MINE(subnet, SUBNET, e->on);
	MINE(route_table, ROUTE_TABLE, e->target);
	if (!subnet || !route_table || subnet->vpc != route_table->vpc)
		return false;
	struct route_table *old = (void *)mine(
		w, subnet->route_table ? &subnet->route_table->o : NULL, KIND_ROUTE_TABLE);
	if (old)
		leave_table(w, old, subnet);
	ADD_POINTER(w, route_table->subnets, subnet);
	SET(w, subnet->route_table, route_table);
	SET(w, subnet->explicit_route_table, true);
	return true;
}

/* What had no target to take its traffic has one now. */
static void revive_routes(struct whatif *w, const struct vpc *v, const struct object *target)
{
	for (size_t t = 0; v && t < v->route_tables.len; t++) {
		struct route_table *table =
			(void *)mine(w, &v->route_tables.items[t]->o, KIND_ROUTE_TABLE);
		for (size_t i = 0; i < table->routes.len; i++) {
			struct route *r = &table->routes.items[i];
			if (r->object != target || r->route_state != ROUTE_BLACKHOLE)
				continue;
			SET(w, r->route_state, ROUTE_ACTIVE);
			touch(w, &table->o);
		}
	}
}

/* ---- peering connections ---- */

/* R31: the blocks show while the connection is active. */
static void show_blocks(struct whatif *w, struct peering_side *s)
{
	if (s->vpc && !s->cidrs.len) {
		SET(w, s->cidrs.items, s->vpc->cidrs.items);
		SET(w, s->cidrs.len, s->vpc->cidrs.len);
	}
}

static void revive_references(struct whatif *w, const struct vpc_peering_connection *p)
{
	for (size_t i = 0; i < w->net->security_groups.len; i++) {
		struct security_group *g = w->net->security_groups.items[i];
		for (size_t k = 0; k < g->ingress.len + g->egress.len; k++) {
			struct ip_permission *r = k < g->ingress.len
							  ? &g->ingress.items[k]
							  : &g->egress.items[k - g->ingress.len];
			for (size_t n = 0; n < r->group_pairs.len; n++)
				if (r->group_pairs.items[n].peering == p) {
					SET(w, r->group_pairs.items[n].peering_status, "active");
					touch(w, &g->o);
				}
		}
	}
}

static bool overlap(const struct vpc *a, const struct vpc *b)
{
	for (size_t i = 0; i < a->cidrs.len; i++)
		for (size_t k = 0; k < b->cidrs.len; k++)
			if (cidr_overlaps(a->cidrs.items[i], b->cidrs.items[k]))
				return true;
	return false;
}

static bool accept_peering(struct whatif *w, const struct edit *e)
{
	MINE(vpc_peering_connection, VPC_PEERING_CONNECTION, e->on);
	struct vpc_peering_connection *p = vpc_peering_connection;
	if (!p || p->state != PEERING_PENDING_ACCEPTANCE)
		return false;
	if (p->requester.vpc && p->accepter.vpc && overlap(p->requester.vpc, p->accepter.vpc))
		return false;
	SET(w, p->state, PEERING_ACTIVE);
	SET(w, p->status_code, "active");
	show_blocks(w, &p->requester);
	show_blocks(w, &p->accepter);
	revive_routes(w, p->requester.vpc, &p->o);
	revive_routes(w, p->accepter.vpc, &p->o);
	revive_references(w, p);
	return true;
}

static void new_side(struct peering_side *s, const struct vpc *v)
{
	s->vpc = v;
	s->vpc_id = v->o.id;
	s->owner_id = v->o.account;
	s->region = v->o.region;
	s->cidr_block = v->cidr_block;
	s->cidrs.items = v->cidrs.items;
	s->cidrs.len = v->cidrs.len;
}

static bool new_peering(struct whatif *w, const struct edit *e)
{
	MINE(vpc, VPC, e->on);
	struct vpc *far = (void *)mine(w, e->target, KIND_VPC);
	if (!vpc || !far || vpc == far || overlap(vpc, far))
		return false;
	struct vpc_peering_connection *p = arena_new(&w->arena, struct vpc_peering_connection);
	name_object(w, &p->o, KIND_VPC_PEERING_CONNECTION, EDIT_NEW_PEERING_ID, &vpc->o);
	p->state = PEERING_ACTIVE;
	p->status_code = "active";
	new_side(&p->requester, vpc);
	new_side(&p->accepter, far);
	ADD_POINTER(w, w->net->vpc_peering_connections, p);
	ADD_POINTER(w, vpc->peerings, p);
	ADD_POINTER(w, far->peerings, p);
	return true;
}

/* ---- the internet ---- */

struct owned { /* an entry of by_public */
	struct address_key key;
	struct address_owner owner;
};

static bool associate_address(struct whatif *w, const struct edit *e)
{
	MINE(network_interface, NETWORK_INTERFACE, e->on);
	struct network_interface *n = network_interface;
	if (!n || !n->private_ips.len || n->public_ip.family ||
	    net_public_owner(w->net, e->address).interface)
		return false;
	struct owned *o = arena_alloc(&w->net->arena, sizeof *o); /* keys outlive the undo */
	o->key = address_key(NULL, e->address);
	o->owner = (struct address_owner){n, &n->private_ips.items[0]};
	SET(w, n->public_ip, e->address);
	SET(w, n->private_ips.items[0].public_ip, e->address);
	index_key(w, &w->net->by_public, &o->key, sizeof o->key, &o->owner);
	return true;
}

static bool lists_gateway(const struct vpc *v, const struct internet_gateway *g)
{
	for (size_t i = 0; i < v->internet_gateways.len; i++)
		if (v->internet_gateways.items[i] == g)
			return true;
	return false;
}

static bool attach(struct whatif *w, struct internet_gateway *g, struct vpc *v)
{
	struct gateway_attachment *a = arena_new(&w->arena, struct gateway_attachment);
	for (size_t i = 0; i < v->internet_gateways.len; i++) {
		const struct internet_gateway *other = v->internet_gateways.items[i];
		for (size_t k = 0; other != g && k < other->attachments.len; k++)
			if (other->attachments.items[k].vpc == v &&
			    gateway_attached(&other->attachments.items[k]))
				return false; /* a VPC has one at most */
	}
	*a = (struct gateway_attachment){.vpc_id = v->o.id, .state = "available", .vpc = v};
	SET(w, g->attachments.items, a);
	SET(w, g->attachments.len, 1);
	if (!lists_gateway(v, g))
		ADD_POINTER(w, v->internet_gateways, g);
	revive_routes(w, v, &g->o);
	return true;
}

static bool attach_gateway(struct whatif *w, const struct edit *e)
{
	MINE(internet_gateway, INTERNET_GATEWAY, e->on);
	struct vpc *v = (void *)mine(w, e->target, KIND_VPC);
	return internet_gateway && v && attach(w, internet_gateway, v);
}

static bool new_gateway(struct whatif *w, const struct edit *e)
{
	MINE(vpc, VPC, e->on);
	if (!vpc)
		return false;
	struct internet_gateway *g = arena_new(&w->arena, struct internet_gateway);
	name_object(w, &g->o, KIND_INTERNET_GATEWAY, EDIT_NEW_GATEWAY_ID, &vpc->o);
	ADD_POINTER(w, w->net->internet_gateways, g);
	return attach(w, g, vpc);
}

static bool exclude_vpc(struct whatif *w, const struct edit *e)
{
	MINE(vpc, VPC, e->on);
	if (!vpc)
		return false;
	SET(w, vpc->block_public_access, "off");
	for (size_t i = 0; i < vpc->subnets.len; i++) {
		struct subnet *s = (void *)mine(w, &vpc->subnets.items[i]->o, KIND_SUBNET);
		SET(w, s->block_public_access, "off");
	}
	return true;
}

/* ---- EC2 Instance Connect Endpoints ---- */

/* Without a group of its own it gets the VPC's default one. */
static void default_group(struct whatif *w, struct instance_connect_endpoint *e)
{
	for (size_t i = 0; i < w->net->security_groups.len; i++) {
		const struct security_group *g = w->net->security_groups.items[i];
		if (g->vpc != e->vpc || !str_eq(g->group_name, "default"))
			continue;
		const char **ids = arena_array(&w->arena, const char *, 1);
		const struct security_group **groups =
			arena_array(&w->arena, const struct security_group *, 1);
		ids[0] = g->o.id;
		groups[0] = g;
		e->group_ids.items = ids;
		e->groups.items = groups;
		e->group_ids.len = e->groups.len = 1;
		return;
	}
}

static bool new_endpoint(struct whatif *w, const struct edit *edit)
{
	struct subnet *s = (void *)mine(
		w, edit->kind == EDIT_NEW_ENDPOINT ? edit->on : edit->target, KIND_SUBNET);
	struct instance_connect_endpoint *e =
		arena_new(&w->arena, struct instance_connect_endpoint);
	if (!s || !s->vpc)
		return false;
	struct vpc *v = (void *)mine(w, &s->vpc->o, KIND_VPC);
	for (size_t i = 0; i < v->instance_connect_endpoints.len; i++)
		if (edit->kind == EDIT_NEW_ENDPOINT &&
		    !str_starts(v->instance_connect_endpoints.items[i]->state, "delete"))
			return false; /* a VPC has one at most */
	name_object(w, &e->o, KIND_INSTANCE_CONNECT_ENDPOINT, EDIT_NEW_ENDPOINT_ID, &s->o);
	e->state = "create-complete";
	e->vpc_id = v->o.id;
	e->vpc = v;
	e->subnet_id = s->o.id;
	e->subnet = s;
	e->preserve_client_ip = FLAG_NO;
	const struct instance_connect_endpoint *old =
		(const void *)mine(w, edit->on, KIND_INSTANCE_CONNECT_ENDPOINT);
	if (old && old->group_ids.len) {
		memcpy(&e->group_ids, &old->group_ids, sizeof e->group_ids);
		memcpy(&e->groups, &old->groups, sizeof e->groups);
		e->preserve_client_ip = old->preserve_client_ip;
	} else {
		default_group(w, e);
	}
	ADD_POINTER(w, w->net->instance_connect_endpoints, e);
	ADD_POINTER(w, v->instance_connect_endpoints, e);
	return true;
}

/* ---- hosts ---- */

static bool no_source_dest_check(struct whatif *w, const struct edit *e)
{
	MINE(network_interface, NETWORK_INTERFACE, e->on);
	if (network_interface)
		SET(w, network_interface->source_dest_check, FLAG_NO);
	return network_interface != NULL;
}

static bool start_instance(struct whatif *w, const struct edit *e)
{
	MINE(instance, INSTANCE, e->on);
	if (!instance ||
	    (instance->state != INSTANCE_STOPPED && instance->state != INSTANCE_STOPPING))
		return false;
	SET(w, instance->state, INSTANCE_RUNNING);
	SET(w, instance->state_text, "running");
	for (size_t i = 0; i < instance->interfaces.len; i++) {
		const struct network_interface *n = instance->interfaces.items[i];
		revive_routes(w, n->vpc, &n->o);
		revive_routes(w, n->vpc, &instance->o);
	}
	return true;
}

static bool enable_metadata(struct whatif *w, const struct edit *e)
{
	MINE(instance, INSTANCE, e->on);
	if (instance)
		SET(w, instance->http_endpoint, "enabled");
	return instance != NULL;
}

/* ---- the list ---- */

static bool (*const apply[EDIT_KIND_COUNT])(struct whatif *, const struct edit *) = {
	[EDIT_ALLOW] = allow,
	[EDIT_ADD_ENTRY] = add_entry,
	[EDIT_REMOVE_ENTRY] = remove_entry,
	[EDIT_ADD_ROUTE] = add_route,
	[EDIT_REPLACE_ROUTE] = replace_route,
	[EDIT_ADD_TGW_ROUTE] = add_tgw_route,
	[EDIT_REPLACE_TGW_ROUTE] = replace_tgw_route,
	[EDIT_USE_TABLE] = use_table,
	[EDIT_ACCEPT_PEERING] = accept_peering,
	[EDIT_NEW_PEERING] = new_peering,
	[EDIT_ASSOCIATE_ADDRESS] = associate_address,
	[EDIT_ATTACH_GATEWAY] = attach_gateway,
	[EDIT_NEW_GATEWAY] = new_gateway,
	[EDIT_NO_SOURCE_DEST_CHECK] = no_source_dest_check,
	[EDIT_START_INSTANCE] = start_instance,
	[EDIT_NEW_ENDPOINT] = new_endpoint,
	[EDIT_REPLACE_ENDPOINT] = new_endpoint,
	[EDIT_EXCLUDE_VPC] = exclude_vpc,
	[EDIT_ACCEPT_ATTACHMENT] = accept_attachment,
	[EDIT_ADD_ATTACHMENT_SUBNET] = add_attachment_subnet,
	[EDIT_ASSOCIATE_ATTACHMENT] = associate_attachment,
	[EDIT_HIDE_CLIENTS] = hide_clients,
	[EDIT_ENABLE_METADATA] = enable_metadata,
};

bool whatif_apply(struct whatif *w, const struct edit *edits, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!apply[edits[i].kind](w, &edits[i]))
			return false;
	return true;
}
