/*
 * diff_join.c - which interfaces are one in both networks.
 *
 * An interface is the same when its id is. Those of one class before and of one class after are a
 * joint: what one of them gains or loses, all do. What is new or gone is a joint of one class alone.
 */
#include "base/str.h"
#include "query/differ.h"

#include <stdlib.h>
#include <string.h>

static const struct endpoint_class **class_of_members(const struct classes *c, struct arena *a)
{
	const struct endpoint_class **of =
		arena_array(a, const struct endpoint_class *, c->members.len + 1);
	for (size_t i = 0; i < c->items.len; i++)
		for (uint32_t k = 0; k < c->items.items[i].count; k++)
			of[c->items.items[i].first + k] = &c->items.items[i];
	return of;
}

static struct joint *joint_of(struct differ *d, struct map *by_classes,
			      const struct endpoint_class *const class[TIMES], const char *vpc_id)
{
	struct joint *j = map_get(by_classes, class, TIMES * sizeof *class);
	if (j)
		return j;
	j = arena_new(d->arena, struct joint);
	memcpy(j->class, class, sizeof j->class);
	j->vpc_id = vpc_id;
	map_put(by_classes, j->class, sizeof j->class, j);
	vec_push(&d->joints, j);
	return j;
}

struct located { /* an interface's member and class, before and after */
	struct member_pair member;
	const struct endpoint_class *class[TIMES];
	const char *id, *vpc_id;
};

static void locate(struct differ *d, struct map *by_interface, int time, struct located *all,
		   size_t *n)
{
	const struct classes *c = d->at[time].classes;
	const struct endpoint_class **of = class_of_members(c, d->arena);
	for (size_t i = 0; i < c->members.len; i++) {
		const struct member *m = &c->members.items[i];
		const char *id = m->interface->o.id;
		struct located *l = map_get_str(by_interface, id);
		if (m->address.family != d->family)
			continue; /* told with the other family */
		if (!l) {
			l = &all[(*n)++];
			l->id = id;
			map_put_str(by_interface, id, l);
		}
		l->member.at[time] = m;
		l->class[time] = of[i];
		l->vpc_id = m->interface->vpc_id;
	}
}

static int by_id(const void *pa, const void *pb)
{
	const struct located *a = pa, *b = pb;
	return str_cmp(a->id, b->id);
}

/* joints[class]: those that are of it. */
static void list_joints(struct differ *d, struct net_side *side, int time)
{
	const struct endpoint_class *first = side->classes->items.items;
	size_t n = side->classes->items.len;
	side->joints = arena_array(d->arena, struct joint_list, n + 1);
	for (size_t i = 0; i < d->joints.len; i++)
		if (d->joints.items[i]->class[time])
			side->joints[d->joints.items[i]->class[time] - first].items.len++;
	for (size_t i = 0; i < n; i++) {
		struct joint_list *l = &side->joints[i];
		l->items.items = arena_array(d->arena, uint32_t, l->items.len + 1);
		l->items.len = 0;
	}
	for (size_t i = 0; i < d->joints.len; i++)
		if (d->joints.items[i]->class[time]) {
			struct joint_list *l =
				&side->joints[d->joints.items[i]->class[time] - first];
			l->items.items[l->items.len++] = (uint32_t)i;
		}
}

static bool is_with_kin(const struct joint *j)
{
	for (int t = 0; t < TIMES; t++)
		if (j->class[t] && j->class[t] -> has_kin)
			return true;
	return false;
}

static void list_kin(struct differ *d)
{
	d->has_kin = arena_array(d->arena, bool, d->joints.len + 1);
	for (size_t i = 0; i < d->joints.len; i++)
		d->has_kin[i] = is_with_kin(d->joints.items[i]);
}

static void list_vpcs(struct differ *d)
{
	struct map seen = map_init(d->arena);
	VEC(struct vpc_pair) vpcs = VEC_INIT;
	for (size_t i = 0; i < d->joints.len; i++) {
		const char *id = d->joints.items[i]->vpc_id;
		struct vpc_pair pair;
		if (!id || map_get_str(&seen, id))
			continue;
		map_put_str(&seen, id, d);
		for (int t = 0; t < TIMES; t++)
			pair.at[t] = net_vpc(d->at[t].net, id);
		vec_push(&vpcs, pair);
	}
	d->vpcs.items = vec_move(&vpcs, d->arena);
	d->vpcs.len = vpcs.len;
	vec_free(&vpcs);
	map_free(&seen);
}

void join_classes(struct differ *d)
{
	size_t n = 0, most = d->at[BEFORE].classes->members.len + d->at[AFTER].classes->members.len;
	struct located *all = arena_array(d->arena, struct located, most + 1);
	struct map by_interface = map_init(d->arena), by_classes = map_init(d->arena);
	locate(d, &by_interface, BEFORE, all, &n);
	locate(d, &by_interface, AFTER, all, &n);
	if (n > 1)
		qsort(all, n, sizeof *all, by_id);
	for (size_t i = 0; i < n; i++) {
		struct joint *j = joint_of(d, &by_classes, all[i].class, all[i].vpc_id);
		vec_push(&j->members, all[i].member);
	}
	map_free(&by_interface);
	map_free(&by_classes);
	for (int t = 0; t < TIMES; t++)
		list_joints(d, &d->at[t], t);
	list_kin(d);
	list_vpcs(d);
}
