/*
 * scope_caller.c - the accounts whose credentials made a source.
 */
#include "load/scope.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* Kinds that DescribeX shows to their owner alone; the rest may be shared (R86). */
static const bool owner_sees_alone[KIND_COUNT] = {
	[KIND_INSTANCE] = true,
	[KIND_INTERNET_GATEWAY] = true,
	[KIND_INSTANCE_CONNECT_ENDPOINT] = true,
	[KIND_LOAD_BALANCER] = true,
	[KIND_TARGET_GROUP] = true,
	[KIND_LISTENER_RULE] = true,
};

/* Kinds whose OwnerId may be a caller's, where nothing surer is at hand. */
static const bool owner_may_be_caller[KIND_COUNT] = {
	[KIND_VPC] = true,          [KIND_SUBNET] = true,         [KIND_ROUTE_TABLE] = true,
	[KIND_NETWORK_ACL] = true,  [KIND_SECURITY_GROUP] = true, [KIND_NETWORK_INTERFACE] = true,
	[KIND_VPC_ENDPOINT] = true,
};

static void add_name(names *v, const char *name)
{
	if (name && (!v->len || !str_eq(v->items[v->len - 1], name)))
		vec_push(v, name);
}

static void copy_names(names *to, const names *from)
{
	for (size_t i = 0; i < from->len; i++)
		vec_push(to, from->items[i]);
}

static void keep_common(names *v, const names *other)
{
	size_t kept = 0;
	for (size_t i = 0; i < v->len; i++)
		if (has_name(other, v->items[i]))
			v->items[kept++] = v->items[i];
	v->len = kept;
}

void scope_note(const struct object *o)
{
	struct source *s = o->origin->source;
	names *to = owner_sees_alone[o->kind]      ? &s->sure
		    : owner_may_be_caller[o->kind] ? &s->maybe
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
		vec_sort_unique(&s->sure, str_order);
		vec_sort_unique(&s->maybe, str_order);
		s->in = folder_named(l, &by_name, s->folder);
		copy_names(&s->in->sure, &s->sure);
		copy_names(&s->in->maybe, &s->maybe);
	}
	for (size_t i = 0; i < l->folders.len; i++) {
		vec_sort_unique(&l->folders.items[i]->sure, str_order);
		vec_sort_unique(&l->folders.items[i]->maybe, str_order);
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
	find_folders(l);
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		find_callers(s);
		if (!s->callers.len)
			copy_names(&s->callers, &s->in->maybe);
		vec_sort_unique(&s->callers, str_order);
	}
	name_viewers(l);
	scope_each(l, l->lacks, name_owner);
}
