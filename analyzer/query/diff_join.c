/*
 * diff_join.c - which interfaces are one in both networks.
 *
 * An interface is the same when its id is. Those of one class before and of one class after are a
 * joint: what one of them gains or loses, all do. What is new or gone is a joint of one class alone;
 * where the network that lacks it was not asked for it, nothing can be said of it, and it is left out.
 * Who was moved to another host, or is a stray, is a joint of its own, and who shares its host, too.
 */
#include "base/str.h"
#include "query/differ.h"
#include "query/internal.h"
#include "query/matrix.h"

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

struct located { /* an interface's member and class, before and after */
	struct member_pair member;
	const struct endpoint_class *class[TIMES];
	const char *id, *vpc_id;
	bool is_stray, alone; /* alone: in a joint of its own */
	uint32_t joint;
};

static struct joint *joint_of(struct differ *d, struct map *by_classes, struct located *l)
{
	bool alone = l->is_stray || l->alone;
	struct joint *j = alone ? NULL : map_get(by_classes, l->class, sizeof l->class);
	l->joint = (uint32_t)d->joints.len;
	if (j)
		return j;
	j = arena_new(d->arena, struct joint);
	memcpy(j->class, l->class, sizeof j->class);
	j->vpc_id = l->vpc_id;
	j->is_stray = l->is_stray;
	if (!alone)
		map_put(by_classes, j->class, sizeof j->class, j);
	vec_push(&d->joints, j);
	return j;
}

/* ---- where interfaces are ---- */

static bool asked_for(const struct net *net, const struct network_interface *eni,
		      const char *account)
{
	return net_knows(net, KIND_NETWORK_INTERFACE, account, eni->o.region) ||
	       (eni->instance_id && net_knows(net, KIND_INSTANCE, account, eni->o.region));
}

bool may_be_missing(const struct net *net, const struct network_interface *eni)
{
	const char *owner = eni->o.account, *viewer = object_seen_by(&eni->o);
	if (net_network_interface(net, eni->o.id))
		return false;
	return !asked_for(net, eni, owner) && !(viewer && asked_for(net, eni, viewer));
}

struct locating {
	struct differ *differ;
	struct map by_interface;
	struct located *all;
	size_t n;
};

static void locate(struct locating *x, int time, const struct member *m,
		   const struct endpoint_class *class)
{
	const struct differ *d = x->differ;
	const struct network_interface *eni = m->interface;
	struct located *l = map_get_str(&x->by_interface, eni->o.id);
	if (m->address.family != d->family)
		return; /* told with the other family */
	if (!l && may_be_missing(d->at[1 - time].net, eni))
		return;
	if (!l) {
		l = &x->all[x->n++];
		l->id = eni->o.id;
		map_put_str(&x->by_interface, eni->o.id, l);
	}
	l->member.at[time] = m;
	l->class[time] = class;
	l->vpc_id = eni->vpc_id;
	l->is_stray |= !class;
}

static void locate_strays(struct locating *x, int time)
{
	const struct differ *d = x->differ;
	const struct net *net = d->at[time].net;
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		const struct member m = {eni, interface_address(eni, d->family)};
		if (!eni->vpc && m.address.family)
			locate(x, time, arena_memdup(d->arena, &m, sizeof m), NULL);
	}
}

static void locate_all(struct locating *x, int time)
{
	const struct classes *c = x->differ->at[time].classes;
	const struct endpoint_class **of = class_of_members(c, x->differ->arena);
	for (size_t i = 0; i < c->members.len; i++)
		locate(x, time, &c->members.items[i], of[i]);
	locate_strays(x, time);
}

/* ---- interfaces of one host ---- */

bool are_one_host(const struct member_pair *a, const struct member_pair *b, int time)
{
	const struct member *x = a->at[time], *y = b->at[time];
	return x && y && one_host(x->interface, y->interface);
}

bool are_always_one_host(const struct member_pair *a, const struct member_pair *b)
{
	bool ever = false;
	for (int t = 0; t < TIMES; t++) {
		bool one = are_one_host(a, b, t);
		if (a->at[t] && b->at[t] && !one)
			return false;
		ever |= one;
	}
	return ever;
}

struct relative { /* an interface, by its host at one time */
	const char *host;
	struct located *who;
};

static int by_host(const void *pa, const void *pb)
{
	const struct relative *a = pa, *b = pb;
	int c = str_cmp(a->host, b->host);
	return c ? c : str_cmp(a->who->id, b->who->id);
}

/* Where the instance is not in the snapshot, nobody knows whose interfaces it has. */
static const char *host_with_kin(const struct member *m)
{
	const struct network_interface *eni = m ? m->interface : NULL;
	return eni && (!eni->instance || eni->has_kin) ? eni->instance_id : NULL;
}

struct couple {
	struct located *a, *b;
};

struct couples {
	VEC(struct couple) items;
};

static void take_apart(struct located *a, struct located *b, struct couples *out)
{
	bool always = are_always_one_host(&a->member, &b->member);
	if (always && !a->is_stray && !b->is_stray)
		return;
	a->alone = b->alone = true;
	if (!always) {
		vec_push(&out->items, ((struct couple){a, b}));
		vec_push(&out->items, ((struct couple){b, a}));
	}
}

static void take_hosts_apart(struct locating *x, int time, struct couples *out)
{
	VEC(struct relative) all = VEC_INIT;
	for (size_t i = 0; i < x->n; i++) {
		const char *host = host_with_kin(x->all[i].member.at[time]);
		if (host)
			vec_push(&all, ((struct relative){host, &x->all[i]}));
	}
	if (all.len)
		qsort(all.items, all.len, sizeof *all.items, by_host);
	for (size_t i = 0; i < all.len; i++)
		for (size_t k = i + 1; k < all.len && str_eq(all.items[k].host, all.items[i].host);
		     k++)
			take_apart(all.items[i].who, all.items[k].who, out);
	vec_free(&all);
}

static void list_parted(struct differ *d, const struct couples *couples)
{
	size_t n = couples->items.len;
	d->parted.items = arena_array(d->arena, struct parted, n + 1);
	d->parted.len = n;
	for (size_t i = 0; i < n; i++)
		d->parted.items[i] = (struct parted){couples->items.items[i].a->joint,
						     couples->items.items[i].b->joint};
}

/* ---- joints ---- */

static int by_id(const void *pa, const void *pb)
{
	const struct located *const *a = pa, *const *b = pb;
	return str_cmp((*a)->id, (*b)->id);
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
		if (pair.at[BEFORE] || pair.at[AFTER])
			vec_push(&vpcs, pair);
	}
	d->vpcs.items = vec_move(&vpcs, d->arena);
	d->vpcs.len = vpcs.len;
	vec_free(&vpcs);
	map_free(&seen);
}

/* By id, so that members of joints are in that order. */
static struct located **in_order(struct locating *x)
{
	struct located **order = arena_array(x->differ->arena, struct located *, x->n + 1);
	for (size_t i = 0; i < x->n; i++)
		order[i] = &x->all[i];
	if (x->n > 1)
		qsort(order, x->n, sizeof *order, by_id);
	return order;
}

void join_classes(struct differ *d)
{
	size_t most = d->at[BEFORE].net->network_interfaces.len +
		      d->at[AFTER].net->network_interfaces.len;
	struct locating x = {.differ = d,
			     .by_interface = map_init(d->arena),
			     .all = arena_array(d->arena, struct located, most + 1)};
	struct map by_classes = map_init(d->arena);
	struct couples couples = {0};
	for (int t = 0; t < TIMES; t++)
		locate_all(&x, t);
	for (int t = 0; t < TIMES; t++)
		take_hosts_apart(&x, t, &couples);
	struct located **order = in_order(&x);
	for (size_t i = 0; i < x.n; i++) {
		struct joint *j = joint_of(d, &by_classes, order[i]);
		vec_push(&j->members, order[i]->member);
	}
	list_parted(d, &couples);
	vec_free(&couples.items);
	map_free(&x.by_interface);
	map_free(&by_classes);
	for (int t = 0; t < TIMES; t++)
		list_joints(d, &d->at[t], t);
	list_kin(d);
	list_vpcs(d);
}
