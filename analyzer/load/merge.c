/*
 * merge.c - the same resource seen twice is one (R86).
 *
 * By id: the owner's copy wins, else the one with more members, else the first. Twice in one list
 * of one document is no second view but a mistake, and an error.
 */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

struct survivor {
	struct object *object;
	const struct object *last; /* the copy seen last */
	uint32_t next;             /* with the same id that is another resource all the same */
};

typedef VEC(struct survivor) survivors;

/* Kinds whose id does not tell their resources apart. */
static bool same_resource(const struct object *a, const struct object *b)
{
	const struct tgw_attachment *ta = (const void *)a, *tb = (const void *)b;
	const struct sg_vpc_association *sa = (const void *)a, *sb = (const void *)b;
	if (a->kind == KIND_TGW_ATTACHMENT) /* a peering's two sides share one id */
		return !ta->transit_gateway_id || !tb->transit_gateway_id ||
		       str_eq(ta->transit_gateway_id, tb->transit_gateway_id);
	if (a->kind == KIND_SG_VPC_ASSOCIATION)
		return str_eq(sa->vpc_id, sb->vpc_id);
	if (a->kind == KIND_AVAILABILITY_ZONE) /* us-east-1a is another zone in each account */
		return !a->account || !b->account || str_eq(a->account, b->account);
	return true;
}

/* Two calls (or rows) that share a list. */
static bool may_repeat(enum kind kind)
{
	return kind == KIND_PREFIX_LIST || kind == KIND_SG_VPC_ASSOCIATION;
}

static bool owners_copy(const struct object *o)
{
	return object_seen_by(o) && str_eq(object_seen_by(o), o->account);
}

static bool better(const struct object *a, const struct object *b)
{
	if (owners_copy(a) != owners_copy(b))
		return owners_copy(a);
	return a->members > b->members;
}

/* DescribeManagedPrefixLists knows the list, DescribePrefixLists its blocks. */
static void join_prefix_lists(struct loader *l, struct prefix_list *to,
			      const struct prefix_list *from)
{
	if (!to->prefix_list_name)
		to->prefix_list_name = from->prefix_list_name;
	if (!to->address_family)
		to->address_family = from->address_family;
	if (!to->version)
		to->version = from->version;
	if (!from->entries_known)
		return;
	uint32_t len = to->entries.len + from->entries.len;
	struct cidr *all = arena_array(&l->net->arena, struct cidr, len);
	for (size_t i = 0; i < to->entries.len; i++)
		all[i] = to->entries.items[i];
	for (size_t i = 0; i < from->entries.len; i++)
		all[to->entries.len + i] = from->entries.items[i];
	to->entries.items = all;
	to->entries.len = len;
	to->entries_known = true;
}

/* What only the copy that goes knew. */
static void inherit(struct loader *l, struct object *to, const struct object *from)
{
	if (!to->account)
		to->account = from->account;
	if (!to->region)
		to->region = from->region;
	if (to->kind == KIND_PREFIX_LIST)
		join_prefix_lists(l, (void *)to, (const void *)from);
}

static enum vck_status fail_twice(const struct object *o, const struct survivor *first,
				  struct vck_error *err)
{
	struct where where = {object_file(o), NULL, o->line, 0};
	return vck_fail(err, VCK_E_INPUT, &where,
			"%s stands twice in \"%s\": in line %u and in line %u", o->id,
			kind_info[o->kind].list_key, first->last->line, o->line);
}

static void add_survivor(struct loader *l, survivors *all, const objects *in, size_t place,
			 uint32_t after)
{
	struct object *o = in->items[place];
	struct survivor s = {o, o, NONE};
	if (after == NONE)
		ids_put(&l->net->by_id[o->kind], in->items, place);
	else
		all->items[after].next = (uint32_t)all->len;
	o->ordinal = (unsigned)all->len;
	vec_push(all, s);
}

/* Two copies in one list of one document are a mistake. */
static bool same_list(const struct object *a, const struct object *b)
{
	return a->list && a->list == b->list && a->origin->source == b->origin->source &&
	       !may_repeat(a->kind);
}

static enum vck_status merge_one(struct loader *l, survivors *all, const objects *in, size_t place,
				 struct vck_error *err)
{
	struct object *o = in->items[place];
	struct ids *by_id = &l->net->by_id[o->kind];
	const struct object *first = ids_get(by_id, in->items, o->id);
	uint32_t at = first ? first->ordinal : NONE, last = NONE;
	while (at != NONE && !same_resource(all->items[at].object, o)) {
		last = at;
		at = all->items[at].next;
	}
	if (at == NONE) {
		add_survivor(l, all, in, place, last);
		return VCK_OK;
	}
	struct survivor *s = &all->items[at];
	if (same_list(s->last, o))
		return fail_twice(o, s, err);
	s->last = o;
	o->ordinal = (unsigned)at;
	if (!better(o, s->object)) {
		inherit(l, s->object, o);
		return VCK_OK;
	}
	inherit(l, o, s->object);
	s->object = o;
	if (last == NONE)
		ids_put(by_id, in->items, place);
	return VCK_OK;
}

bool object_is_gone(const struct object *o)
{
	return o->kind == KIND_INSTANCE &&
	       ((const struct instance *)(const void *)o)->state == INSTANCE_TERMINATED;
}

static void set_aside(struct loader *l, const struct object *o, struct object *stays)
{
	struct entry e = {stays, o->origin->source};
	vec_push(&l->others, e);
}

/* They stand in other places now. Of those that share an id, the first is found by it. */
static void index_again(struct loader *l, enum kind kind)
{
	const objects *all = &l->objects[kind];
	struct ids *by_id = &l->net->by_id[kind];
	ids_free(by_id);
	for (size_t i = 0; i < all->len; i++) {
		all->items[i]->ordinal = (unsigned)i;
		if (!ids_get(by_id, all->items, all->items[i]->id))
			ids_put(by_id, all->items, i);
	}
}

/* Leaves the survivors, in the order in which the first copy of each was read. */
static enum vck_status merge_same_ids(struct loader *l, enum kind kind, struct vck_error *err)
{
	objects *in = &l->objects[kind];
	survivors all = VEC_INIT;
	enum vck_status st = VCK_OK;
	ids_free(&l->net->by_id[kind]);
	for (size_t i = 0; i < in->len && !st; i++)
		st = merge_one(l, &all, in, i, err);
	for (size_t i = 0; i < in->len && !st; i++) {
		struct object *o = in->items[i], *stays = all.items[o->ordinal].object;
		if (stays != o)
			set_aside(l, o, stays);
	}
	for (size_t i = 0; i < all.len && !st; i++)
		in->items[i] = all.items[i].object;
	if (!st)
		in->len = all.len;
	vec_free(&all);
	return st;
}

static void drop_gone(struct loader *l, objects *instances)
{
	size_t kept = 0;
	for (size_t i = 0; i < instances->len; i++) {
		struct object *o = instances->items[i];
		if (object_is_gone(o))
			set_aside(l, o, o);
		else
			instances->items[kept++] = o;
	}
	instances->len = kept;
}

static enum vck_status merge_kind(struct loader *l, enum kind kind, struct vck_error *err)
{
	objects *all = &l->objects[kind];
	size_t read = all->len;
	enum vck_status st = VCK_OK;
	if (kind == KIND_INSTANCE && l->gone)
		drop_gone(l, all);
	if (l->repeats[kind])
		st = merge_same_ids(l, kind, err);
	if (!st && all->len < read)
		index_again(l, kind);
	loader_show(l, kind);
	return st;
}

enum vck_status merge_entries(struct loader *l, struct vck_error *err)
{
	enum vck_status st = VCK_OK;
	for (unsigned kind = 0; kind < KIND_COUNT && !st; kind++)
		st = merge_kind(l, kind, err);
	return st;
}

/* ---- additions ---- */

/* Lists and route tables may be known by their contents alone. */
static struct object *make_target(struct loader *l, enum kind kind, const struct addition *a,
				  objects *made)
{
	if (kind != KIND_PREFIX_LIST && kind != KIND_TGW_ROUTE_TABLE)
		return NULL;
	struct object *o = arena_zalloc(&l->net->arena, kind_info[kind].size);
	struct origin *origin = arena_new(&l->net->arena, struct origin);
	origin->file = a->file;
	o->kind = kind;
	o->id = a->id;
	o->origin = origin;
	o->line = a->line;
	vec_push(made, o);
	return o;
}

static void add_made(struct loader *l, enum kind kind, objects *made)
{
	for (size_t i = 0; i < made->len; i++)
		loader_add(l, made->items[i]);
	loader_show(l, kind);
	vec_free(made);
}

static struct object *target_of(struct loader *l, const struct wrapper_info *w,
				const struct addition *a, objects *made)
{
	struct object *o = ids_get(&l->net->by_id[w->kind], net_list(l->net, w->kind).items, a->id);
	if (!o)
		o = make_target(l, w->kind, a, made);
	if (!o)
		loader_warn(l, "%s: \"%s\" adds to %s, which the snapshot does not hold", a->file,
			    w->key, a->id);
	return o;
}

int order_entry(const void *a, const void *b)
{
	return cidr_cmp(*(const struct cidr *)a, *(const struct cidr *)b);
}

int order_tgw_route(const void *a, const void *b)
{
	const struct tgw_route *x = a, *y = b;
	int order = cidr_cmp(x->destination, y->destination);
	if (!order)
		order = str_cmp(x->prefix_list_id, y->prefix_list_id);
	return order ? order : str_cmp(x->type, y->type);
}

int order_tgw_propagation(const void *a, const void *b)
{
	const struct tgw_propagation *x = a, *y = b;
	return str_cmp(x->attachment_id, y->attachment_id);
}

int order_tgw_association(const void *a, const void *b)
{
	const struct tgw_association *x = a, *y = b;
	return str_cmp(x->attachment_id, y->attachment_id);
}

int order_tgw_prefix_list_reference(const void *a, const void *b)
{
	const struct tgw_prefix_list_reference *x = a, *y = b;
	return str_cmp(x->prefix_list_id, y->prefix_list_id);
}

int order_listener(const void *a, const void *b)
{
	const struct listener *x = a, *y = b;
	int order = str_cmp(x->arn, y->arn);
	if (order || x->arn)
		return order;
	order = str_cmp(x->protocol, y->protocol);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

int order_attribute(const void *a, const void *b)
{
	const struct attribute *x = a, *y = b;
	return str_cmp(x->key, y->key);
}

int order_target_health(const void *a, const void *b)
{
	const struct target_health *x = a, *y = b;
	int order = str_cmp(x->target_id, y->target_id);
	if (!order)
		order = str_cmp(x->availability_zone, y->availability_zone);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

struct ranked {
	const char *item;
	int (*order)(const void *, const void *);
};

static int by_item(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = x->order(x->item, y->item);
	return order ? order : (x->item > y->item) - (x->item < y->item);
}

/* Keep the first of equal items, and their order. Returns how many are left. */
static size_t drop_repeats(const struct wrapper_info *w, char *items, size_t len)
{
	size_t size = w->reader->size, kept = 0;
	struct ranked *ranked = mem_alloc((len + 1) * sizeof *ranked);
	bool *repeats = mem_zalloc(len + 1);
	for (size_t i = 0; i < len; i++)
		ranked[i] = (struct ranked){items + i * size, w->order};
	qsort(ranked, len, sizeof *ranked, by_item);
	for (size_t i = 1; i < len; i++)
		repeats[(size_t)(ranked[i].item - items) / size] =
			w->order(ranked[i - 1].item, ranked[i].item) == 0;
	for (size_t i = 0; i < len; i++)
		if (!repeats[i])
			memmove(items + kept++ * size, items + i * size, size);
	free(repeats);
	free(ranked);
	return kept;
}

/* Append the items of `count` additions, which all name the same object. */
static void append(struct loader *l, const struct wrapper_info *w, struct object *o,
		   const struct addition *a, size_t count)
{
	any_list old = list_get(o, w->list);
	size_t size = w->reader->size, len = old.len;
	bool more = false;
	for (size_t i = 0; i < count; i++) {
		len += a[i].items.len;
		more |= a[i].more || !a[i].has_items; /* R2: what is not shown may be */
	}
	char *items = arena_zalloc(&l->net->arena, len * size), *at = items;
	if (old.len)
		memcpy(at, old.items, old.len * size);
	at += old.len * size;
	for (size_t i = 0; i < count; i++) {
		if (a[i].items.len)
			memcpy(at, a[i].items.items, a[i].items.len * size);
		at += a[i].items.len * size;
	}
	if (old.len || count > 1)
		len = drop_repeats(w, items, len);
	list_set(o, w->list, (any_list){items, (uint32_t)len});
	if (!more)
		*(bool *)((char *)o + w->known) = true;
}

static int by_target(const void *a, const void *b)
{
	const struct addition *x = a, *y = b;
	int order = strcmp(x->id, y->id);
	if (order)
		return order;
	order = str_cmp(x->file, y->file);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

void merge_additions(struct loader *l)
{
	for (unsigned w = 0; w < WRAPPER_COUNT; w++) {
		additions *all = &l->additions[w];
		objects made = VEC_INIT;
		if (all->len)
			qsort(all->items, all->len, sizeof *all->items, by_target);
		for (size_t i = 0, to; i < all->len; i = to) {
			for (to = i + 1; to < all->len; to++)
				if (!str_eq(all->items[i].id, all->items[to].id))
					break;
			struct object *o = target_of(l, &wrapper_info[w], &all->items[i], &made);
			if (o)
				append(l, &wrapper_info[w], o, &all->items[i], to - i);
		}
		add_made(l, wrapper_info[w].kind, &made);
	}
}
