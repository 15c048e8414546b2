/*
 * scope.c - whose resources these are, where they lie, and what was asked for (R2).
 *
 * The source says so (a path, a dump), else the resources themselves: ARNs and OwnerId, zones, and
 * what they are linked to. What no source says is told by what its file holds, then by its folder.
 * A list with nothing in it counts for the accounts and Regions that its file shows.
 */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- callers: the accounts whose credentials made a source ---- */

/* Kinds that DescribeX shows to their owner alone; the rest may be shared (R86). */
static const bool owner_sees_alone[KIND_COUNT] = {
	[KIND_INSTANCE] = true,
	[KIND_INTERNET_GATEWAY] = true,
	[KIND_INSTANCE_CONNECT_ENDPOINT] = true,
	[KIND_LOAD_BALANCER] = true,
	[KIND_TARGET_GROUP] = true,
	[KIND_LISTENER_RULE] = true,
};

/*
 * Every VPC has these, so where they are known their elements say so; other kinds may be absent.
 * Instances have interfaces: where a list shows none of theirs, it is not about them (R14).
 */
static const bool in_every_vpc[KIND_COUNT] = {
	[KIND_INSTANCE] = true,    [KIND_NETWORK_INTERFACE] = true, [KIND_VPC] = true,
	[KIND_ROUTE_TABLE] = true, [KIND_NETWORK_ACL] = true,       [KIND_SECURITY_GROUP] = true,
};

/* Kinds whose elements may lie in other accounts and Regions than their caller. */
static const bool wanders[KIND_COUNT] = {
	[KIND_PREFIX_LIST] = true,
	[KIND_VPC_PEERING_CONNECTION] = true,
	[KIND_TGW_PEERING_ATTACHMENT] = true,
};

/* Kinds whose OwnerId may be a caller's, where nothing surer is at hand. */
static const bool owner_may_be_caller[KIND_COUNT] = {
	[KIND_VPC] = true,          [KIND_SUBNET] = true,         [KIND_ROUTE_TABLE] = true,
	[KIND_NETWORK_ACL] = true,  [KIND_SECURITY_GROUP] = true, [KIND_NETWORK_INTERFACE] = true,
	[KIND_VPC_ENDPOINT] = true,
};

struct folder {
	const char *name;
	names sure, maybe;
	pairs pairs;
};

static void add_name(names *v, const char *name)
{
	if (name && (!v->len || !str_eq(v->items[v->len - 1], name)))
		vec_push(v, name);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(names *v)
{
	size_t kept = 0;
	if (v->len)
		qsort(v->items, v->len, sizeof *v->items, by_text);
	for (size_t i = 0; i < v->len; i++)
		if (!kept || strcmp(v->items[kept - 1], v->items[i]) != 0)
			v->items[kept++] = v->items[i];
	v->len = kept;
}

static void copy_names(names *to, const names *from)
{
	for (size_t i = 0; i < from->len; i++)
		vec_push(to, from->items[i]);
}

static bool has_name(const names *v, const char *name)
{
	return v->len && name && bsearch(&name, v->items, v->len, sizeof *v->items, by_text);
}

static void keep_common(names *v, const names *other)
{
	size_t kept = 0;
	for (size_t i = 0; i < v->len; i++)
		if (has_name(other, v->items[i]))
			v->items[kept++] = v->items[i];
	v->len = kept;
}

typedef void visit_fn(struct loader *, struct entry);

static void each_object(struct loader *l, struct object *const *items, size_t len, visit_fn *visit)
{
	for (size_t i = 0; i < len; i++) {
		list_ahead(items, len, i, sizeof **items);
		const struct origin *origin = items[i]->origin;
		if (origin->source) /* it was read */
			visit(l, (struct entry){items[i], origin->source});
	}
}

/* Before they are merged, and after that. */
static void each_entry(struct loader *l, visit_fn *visit)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list list = net_list(l->net, kind);
		each_object(l, l->objects[kind].items, l->objects[kind].len, visit);
		each_object(l, list.items, list.len, visit);
	}
	for (size_t i = 0; i < l->others.len; i++)
		visit(l, l->others.items[i]);
}

static void note_account(struct loader *l, struct entry e)
{
	const struct object *o = e.object;
	(void)l;
	names *to = owner_sees_alone[o->kind]      ? &e.source->sure
		    : owner_may_be_caller[o->kind] ? &e.source->maybe
						   : NULL;
	if (!to || !o->account || (to->len && to->items[to->len - 1] == o->account))
		return;
	if (is_account(o->account, strlen(o->account)))
		add_name(to, o->account);
}

static struct folder *folder_named(struct loader *l, struct map *by_name, const char *name)
{
	struct folder *f = map_get_str(by_name, name);
	if (!f) {
		f = arena_new(&l->net->arena, struct folder);
		f->name = name;
		map_put_str(by_name, name, f);
		vec_push(&l->folders, f);
	}
	return f;
}

static void find_folders(struct loader *l)
{
	struct map by_name = map_init(&l->net->arena);
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		add_name(&s->sure, s->sure_account);
		sort_names(&s->sure);
		sort_names(&s->maybe);
		s->in = folder_named(l, &by_name, s->folder);
		copy_names(&s->in->sure, &s->sure);
		copy_names(&s->in->maybe, &s->maybe);
	}
	for (size_t i = 0; i < l->folders.len; i++) {
		sort_names(&l->folders.items[i]->sure);
		sort_names(&l->folders.items[i]->maybe);
	}
	map_free(&by_name);
}

static void find_callers(struct source *s)
{
	const struct folder *f = s->in;
	if (s->account)
		add_name(&s->callers, s->account);
	else if (s->sure.len)
		copy_names(&s->callers, &s->sure);
	else
		copy_names(&s->callers, &s->maybe);
	if (s->account || s->sure.len || !f->sure.len)
		return;
	keep_common(&s->callers, &f->sure);
	if (!s->callers.len)
		copy_names(&s->callers, &f->sure);
}

/* The member that names the owner where it is not OwnerId. */
static const char *owner_of(const struct object *o)
{
	switch ((int)o->kind) {
	case KIND_TGW_ATTACHMENT:
		return ((const struct tgw_attachment *)(const void *)o)->transit_gateway_owner_id;
	case KIND_TGW_VPC_ATTACHMENT:
		return ((const struct tgw_vpc_attachment *)(const void *)o)->vpc_owner_id;
	default:
		return NULL;
	}
}

static void name_owner(struct loader *l, struct entry e)
{
	struct object *o = e.object;
	(void)l;
	if (!o->account)
		o->account = owner_of(o);
	if (!o->account && o->kind != KIND_PREFIX_LIST)
		o->account = object_seen_by(o);
}

static void name_viewers(struct loader *l)
{
	for (size_t i = 0; i < l->origins.len; i++) {
		struct origin *o = l->origins.items[i];
		if (!o->seen_by && o->source->callers.len == 1)
			o->seen_by = o->source->callers.items[0];
	}
}

void scope_callers(struct loader *l)
{
	each_entry(l, note_account);
	find_folders(l);
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		find_callers(s);
		if (!s->callers.len)
			copy_names(&s->callers, &s->in->maybe);
		sort_names(&s->callers);
	}
	name_viewers(l);
	each_entry(l, name_owner);
}

/* ---- places: account and Region through what a resource is linked to ---- */

static void learn(struct object *o, const struct object *from)
{
	if (!from || (o->region && o->account))
		return;
	if (!o->region)
		o->region = from->region;
	if (!o->account)
		o->account = from->account;
}

#define THROUGH(symbol, type, member)                                                              \
	{                                                                                          \
		KIND_##symbol, offsetof(struct type, member)                                       \
	}

/* In this order: a VPC learns from what lies in it before others learn from the VPC. */
static const struct {
	enum kind kind;
	size_t pointer;
} upward[] =
	{
		THROUGH(SUBNET, subnet, vpc),
		THROUGH(NETWORK_INTERFACE, network_interface, vpc),
		THROUGH(LOAD_BALANCER, load_balancer, vpc),
		THROUGH(TARGET_GROUP, target_group, vpc),
		THROUGH(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, vpc),
},
  downward[] = {
	  THROUGH(SUBNET, subnet, vpc),
	  THROUGH(NETWORK_INTERFACE, network_interface, subnet),
	  THROUGH(NETWORK_INTERFACE, network_interface, vpc),
	  THROUGH(INSTANCE, instance, primary),
	  THROUGH(ROUTE_TABLE, route_table, vpc),
	  THROUGH(NETWORK_ACL, network_acl, vpc),
	  THROUGH(SECURITY_GROUP, security_group, vpc),
	  THROUGH(NAT_GATEWAY, nat_gateway, subnet),
	  THROUGH(NAT_GATEWAY, nat_gateway, vpc),
	  THROUGH(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, vpc),
	  THROUGH(VPC_ENDPOINT, vpc_endpoint, vpc),
	  THROUGH(LOAD_BALANCER, load_balancer, vpc),
	  THROUGH(TARGET_GROUP, target_group, vpc),
	  THROUGH(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, vpc),
	  THROUGH(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, transit_gateway),
	  THROUGH(TGW_ATTACHMENT, tgw_attachment, transit_gateway),
	  THROUGH(TGW_ATTACHMENT, tgw_attachment, vpc_attachment),
	  THROUGH(TGW_ROUTE_TABLE, tgw_route_table, transit_gateway),
};

static struct object *pointer_at(const struct object *o, size_t offset)
{
	struct object *p;
	memcpy(&p, (const char *)o + offset, sizeof p);
	return p;
}

static void learn_upward(struct net *net)
{
	for (size_t row = 0; row < COUNT_OF(upward); row++) {
		struct object_list list = net_list(net, upward[row].kind);
		for (size_t i = 0; i < list.len; i++) {
			list_ahead(list.items, list.len, i, kind_info[upward[row].kind].size);
			struct object *up = pointer_at(list.items[i], upward[row].pointer);
			if (up && !up->region)
				up->region = list.items[i]->region;
		}
	}
}

static void learn_downward(struct net *net)
{
	for (size_t row = 0; row < COUNT_OF(downward); row++) {
		struct object_list list = net_list(net, downward[row].kind);
		size_t size = kind_info[downward[row].kind].size;
		for (size_t i = 0; i < list.len; i++) {
			list_ahead(list.items, list.len, i, size);
			learn(list.items[i], pointer_at(list.items[i], downward[row].pointer));
		}
	}
}

static void learn_from_attachment(struct object *o, const struct gateway_attachment *a, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i].vpc)
			learn(o, &a[i].vpc->o);
}

/* A peering connection knows the Regions and owners of its VPCs, and they its. */
static void learn_from_side(struct vpc_peering_connection *pcx, const struct peering_side *side)
{
	if (!pcx->o.account)
		pcx->o.account = side->owner_id;
	if (!pcx->o.region)
		pcx->o.region = side->region ? side->region
				: side->vpc  ? side->vpc->o.region
					     : NULL;
}

static void place_gateways(struct net *net)
{
	for (size_t i = 0; i < net->internet_gateways.len; i++) {
		struct internet_gateway *g = net->internet_gateways.items[i];
		learn_from_attachment(&g->o, g->attachments.items, g->attachments.len);
	}
	for (size_t i = 0; i < net->egress_only_internet_gateways.len; i++) {
		struct egress_only_internet_gateway *g =
			net->egress_only_internet_gateways.items[i];
		learn_from_attachment(&g->o, g->attachments.items, g->attachments.len);
	}
	for (size_t i = 0; i < net->vpn_gateways.len; i++) {
		struct vpn_gateway *g = net->vpn_gateways.items[i];
		learn_from_attachment(&g->o, g->attachments.items, g->attachments.len);
	}
	for (size_t i = 0; i < net->addresss.len; i++) {
		struct address *a = net->addresss.items[i];
		const struct network_interface *eni =
			net_network_interface(net, a->network_interface_id);
		if (eni)
			learn(&a->o, &eni->o);
	}
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		learn_from_side(net->vpc_peering_connections.items[i],
				&net->vpc_peering_connections.items[i]->requester);
		learn_from_side(net->vpc_peering_connections.items[i],
				&net->vpc_peering_connections.items[i]->accepter);
	}
}

/* The Region that a peering connection names for a VPC whose own elements tell none. */
static void place_peers(struct net *net)
{
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		struct vpc_peering_connection *pcx = net->vpc_peering_connections.items[i];
		const struct peering_side *sides[] = {&pcx->requester, &pcx->accepter};
		for (size_t k = 0; k < COUNT_OF(sides); k++) {
			const struct object *vpc = net_find(net, KIND_VPC, sides[k]->vpc_id);
			struct object *o = vpc ? net_list(net, KIND_VPC).items[vpc->ordinal] : NULL;
			if (o && !o->region)
				o->region = sides[k]->region;
		}
	}
}

void scope_places(struct loader *l)
{
	learn_upward(l->net);
	place_peers(l->net);
	learn_downward(l->net);
	place_gateways(l->net);
}

/* ---- what was asked for ---- */

static int by_pair(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = str_cmp(x->account, y->account);
	return order ? order : str_cmp(x->region, y->region);
}

static void add_pair(pairs *v, struct pair p)
{
	if (!v->len || by_pair(&v->items[v->len - 1], &p) != 0)
		vec_push(v, p);
}

static void sort_pairs(pairs *v)
{
	size_t kept = 0;
	if (v->len)
		qsort(v->items, v->len, sizeof *v->items, by_pair);
	for (size_t i = 0; i < v->len; i++)
		if (!kept || by_pair(&v->items[kept - 1], &v->items[i]) != 0)
			v->items[kept++] = v->items[i];
	v->len = kept;
}

/* The account and Region that an element stands for. False: it tells nothing of its source. */
static bool pair_of(struct entry e, struct pair *out)
{
	const struct object *o = e.object;
	const struct source *s = e.source;
	if (wanders[o->kind] || !o->region)
		return false;
	*out = (struct pair){NULL, s->region ? s->region : o->region};
	if (has_name(&s->callers, o->account))
		out->account = o->account;
	else if (s->callers.len == 1)
		out->account = s->callers.items[0];
	else if (s->callers.len)
		return false;
	return true;
}

/* Does this tell what the one before it told? Nearly all do: those of a file stand together. */
static bool tells_the_same(struct told *last, struct entry e)
{
	struct told now = {e.source, e.object->account, e.object->region, e.object->kind};
	if (last->source == now.source && last->account == now.account &&
	    last->region == now.region && last->kind == now.kind)
		return true;
	*last = now;
	return false;
}

static void note_pair(struct loader *l, struct entry e)
{
	struct source *s = e.source;
	struct pair p;
	if ((s->account && s->region) || tells_the_same(&l->told, e) || !pair_of(e, &p))
		return;
	add_pair(&s->pairs, p);
	if (!in_every_vpc[e.object->kind])
		return;
	if (!s->own_pairs)
		s->own_pairs = arena_array(&l->net->arena, pairs, KIND_COUNT);
	add_pair(&s->own_pairs[e.object->kind], p);
}

/* What the folder knows of this source's callers, where its own elements tell nothing. */
static void borrow_pairs(struct source *s)
{
	const pairs *near = &s->in->pairs;
	for (size_t i = 0; i < near->len; i++) {
		const struct pair *p = &near->items[i];
		if (s->region && !str_eq(s->region, p->region))
			continue;
		if (!s->callers.len || has_name(&s->callers, p->account))
			add_pair(&s->pairs, *p);
	}
	for (size_t i = 0; i < s->callers.len && !s->pairs.len; i++)
		add_pair(&s->pairs, (struct pair){s->callers.items[i], s->region});
	if (!s->pairs.len)
		add_pair(&s->pairs, (struct pair){NULL, s->region});
}

static void forget_pairs(struct loader *l)
{
	for (size_t i = 0; i < l->folders.len; i++)
		l->folders.items[i]->pairs.len = 0;
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		s->pairs.len = 0;
		for (unsigned k = 0; k < KIND_COUNT && s->own_pairs; k++)
			s->own_pairs[k].len = 0;
	}
}

static void find_pairs(struct loader *l)
{
	l->told = (struct told){NULL, NULL, NULL, KIND_COUNT};
	each_entry(l, note_pair);
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		if (s->account && s->region)
			add_pair(&s->pairs, (struct pair){s->account, s->region});
		sort_pairs(&s->pairs);
		for (size_t p = 0; p < s->pairs.len; p++)
			vec_push(&s->in->pairs, s->pairs.items[p]);
		for (unsigned k = 0; k < KIND_COUNT && s->own_pairs; k++)
			sort_pairs(&s->own_pairs[k]);
	}
	for (size_t i = 0; i < l->folders.len; i++)
		sort_pairs(&l->folders.items[i]->pairs);
	for (size_t i = 0; i < l->sources.len; i++)
		if (!l->sources.items[i]->pairs.len)
			borrow_pairs(l->sources.items[i]);
}

/* A resource of which nothing tells the Region lies in its source's, when that is one. */
static void place_by_source(struct loader *l, struct entry e)
{
	const pairs *p = &e.source->pairs;
	(void)l;
	if (p->len == 1 && !e.object->region && !wanders[e.object->kind])
		e.object->region = p->items[0].region;
	if (p->len == 1 && !e.object->account && !wanders[e.object->kind])
		e.object->account = p->items[0].account;
}

/* A part of a source: what it says of one account and Region. */
struct share {
	struct pair pair;
	const struct source *source;
};

static int by_share(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	return by_pair(&x->pair, &y->pair);
}

static bool has_pair(const pairs *v, const struct pair *p)
{
	return v->len && bsearch(p, v->items, v->len, sizeof *v->items, by_pair);
}

static bool counts_for(const struct source *s, enum kind kind, const struct pair *p)
{
	const pairs *own = s->own_pairs ? &s->own_pairs[kind] : NULL;
	if (!own || !own->len || kind == KIND_INSTANCE || has_pair(own, p))
		return true;
	return kind == KIND_NETWORK_INTERFACE && !has_pair(&s->own_pairs[KIND_INSTANCE], p);
}

/* R2: a list that was cut is no answer, unless its last page is here, too. */
static bool answers(const struct source *s, enum kind kind)
{
	return s->seen[kind] && !s->refused[kind] && (!s->cut[kind] || s->ended[kind]);
}

static void add_share(struct scope *scope, const struct share *share)
{
	const struct source *s = share->source;
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		if (answers(s, kind) && counts_for(s, kind, &share->pair))
			scope->known[kind] = true;
	}
	if (s->bpa != BPA_UNSET)
		scope->bpa = s->bpa;
}

static void free_folders(struct loader *l)
{
	for (size_t i = 0; i < l->folders.len; i++) {
		vec_free(&l->folders.items[i]->sure);
		vec_free(&l->folders.items[i]->maybe);
		vec_free(&l->folders.items[i]->pairs);
	}
	vec_free(&l->folders);
}

void scope_free(struct loader *l)
{
	free_folders(l);
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		vec_free(&s->sure);
		vec_free(&s->maybe);
		vec_free(&s->callers);
		vec_free(&s->pairs);
		for (unsigned k = 0; k < KIND_COUNT && s->own_pairs; k++)
			vec_free(&s->own_pairs[k]);
	}
	vec_free(&l->sources);
}

void scope_known(struct loader *l, bool final)
{
	VEC(struct share) shares = VEC_INIT;
	VEC(struct scope) scopes = VEC_INIT;
	forget_pairs(l);
	find_pairs(l);
	if (final)
		each_entry(l, place_by_source);
	for (size_t i = 0; i < l->sources.len; i++) {
		const struct source *s = l->sources.items[i];
		for (size_t p = 0; p < s->pairs.len; p++) {
			struct share share = {s->pairs.items[p], s};
			vec_push(&shares, share);
		}
	}
	if (shares.len)
		qsort(shares.items, shares.len, sizeof *shares.items, by_share);
	for (size_t i = 0; i < shares.len; i++) {
		const struct pair *p = &shares.items[i].pair;
		if (!i || by_share(&shares.items[i - 1], &shares.items[i]) != 0) {
			struct scope scope = {.account = p->account, .region = p->region};
			vec_push(&scopes, scope);
		}
		add_share(&scopes.items[scopes.len - 1], &shares.items[i]);
	}
	l->net->scopes.items = vec_move(&scopes, &l->net->arena);
	l->net->scopes.len = scopes.len;
	vec_free(&scopes);
	vec_free(&shares);
}
