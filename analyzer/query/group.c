/*
 * group.c - the members of a group, and ends that may be called by a group's name.
 *
 * Each value is resolved as the selector that it stands for, so that a group and a selector mean
 * the same interfaces; the criteria are then intersected.
 */
#include "query/expect.h"
#include "query/internal.h"

#include <string.h>

struct gather {
	struct reach *reach;
	struct arena *arena;
	uint8_t family;
	const struct point *other;
	VEC(struct point) points;
	struct vck_error first; /* why the first value that gave nothing gave nothing */
};

const struct group *group_find(const struct groups *groups, const char *name)
{
	for (size_t i = 0; groups && i < groups->len; i++)
		if (str_eq(groups->items[i].name, name))
			return &groups->items[i];
	return NULL;
}

/* ---- one value ---- */

static void take_selector(struct gather *g, const char *selector)
{
	struct selection s;
	struct vck_error err;
	if (select_points(g->reach, g->arena, selector, g->family, g->other, &s, &err)) {
		if (!g->first.status)
			g->first = err;
		return;
	}
	for (size_t i = 0; i < s.points.len; i++)
		vec_push(&g->points, s.points.items[i]);
}

static const char *group_name_of(const struct object *o)
{
	return o->kind == KIND_SECURITY_GROUP ? ((const struct security_group *)o)->group_name
					      : NULL;
}

static bool is_called(const struct object *o, const char *glob)
{
	const char *name = group_name_of(o), *tag = name_tag(o);
	return str_eq(o->id, glob) || (tag && str_glob(glob, tag)) ||
	       (name && str_glob(glob, name));
}

static void no_such(struct gather *g, enum kind kind, const char *text)
{
	size_t count, n = 0;
	const struct object *const *all = net_all(reach_net(g->reach), kind, &count);
	const char **names = arena_array(g->arena, const char *, 3 * count + 1);
	for (size_t i = 0; i < count; i++) {
		names[n++] = all[i]->id;
		if (name_tag(all[i]))
			names[n++] = name_tag(all[i]);
		if (group_name_of(all[i]))
			names[n++] = group_name_of(all[i]);
	}
	const char *near = n ? str_nearest(text, names, n) : NULL;
	if (!g->first.status)
		vck_fail(&g->first, VCK_E_USAGE, NULL, "no %s has the id or name \"%s\"%s%s%s",
			 kind_info[kind].noun, text, near ? "; did you mean \"" : "",
			 near ? near : "", near ? "\"?" : "");
}

/* A VPC, subnet or security group by its id, or by a pattern for its name. */
static void take_called(struct gather *g, enum kind kind, const char *text)
{
	size_t count, found = 0;
	const struct object *const *all = net_all(reach_net(g->reach), kind, &count);
	for (size_t i = 0; i < count; i++) {
		if (!is_called(all[i], text))
			continue;
		found++;
		take_selector(g, all[i]->id);
	}
	if (!found)
		no_such(g, kind, text);
}

static void take_value(struct gather *g, const struct criterion *c, const char *value)
{
	switch (c->key) {
	case BY_SELECTOR:
	case BY_CIDR:
		take_selector(g, value);
		break;
	case BY_VPC:
		take_called(g, KIND_VPC, value);
		break;
	case BY_SUBNET:
		take_called(g, KIND_SUBNET, value);
		break;
	case BY_SECURITY_GROUP:
		take_called(g, KIND_SECURITY_GROUP, value);
		break;
	case BY_TAG:
		take_selector(g, arena_printf(g->arena, "tag:%s=%s", c->tag, value));
		break;
	case BY_NAME:
		take_selector(g, arena_printf(g->arena, "name=%s", value));
		break;
	}
}

/* ---- criteria ---- */

static enum vck_status fail_in(const struct groups *groups, const struct group *group,
			       unsigned line, unsigned column, const char *text,
			       struct vck_error *err)
{
	struct where where = {.file = groups->file, .line = line, .column = column};
	return vck_fail(err, VCK_E_CONFIG, &where, "the group \"%s\" is empty: %s", group->name,
			text);
}

/* An id that is not there is a mistake even where other values match. */
static bool is_missing_id(struct gather *g, const struct criterion *c, const char *value)
{
	const struct net *net = reach_net(g->reach);
	if (c->key == BY_TAG || c->key == BY_NAME || c->key == BY_CIDR)
		return false;
	for (int k = 0; k < KIND_COUNT; k++)
		if (!str_empty(kind_info[k].id_prefix) && str_starts(value, kind_info[k].id_prefix))
			return !net_find_any(net, value);
	return false;
}

static enum vck_status take_criterion(struct gather *g, const struct groups *groups,
				      const struct group *group, const struct criterion *c,
				      struct vck_error *err)
{
	for (size_t i = 0; i < c->values.len; i++) {
		const char *value = c->values.items[i];
		size_t before = g->points.len;
		take_value(g, c, value);
		if (g->points.len == before && is_missing_id(g, c, value)) {
			struct where where = {
				.file = groups->file, .line = c->line, .column = c->column};
			return vck_fail(err, VCK_E_CONFIG, &where, "the group \"%s\": %s",
					group->name, g->first.text);
		}
	}
	if (g->points.len)
		return VCK_OK;
	return fail_in(groups, group, c->line, c->column, g->first.text, err);
}

static void keep_marked(struct gather *g, const unsigned *seen, unsigned round)
{
	size_t n = 0;
	for (size_t i = 0; i < g->points.len; i++) {
		const struct network_interface *eni = g->points.items[i].interface;
		if (eni && seen[eni->o.ordinal] == round)
			g->points.items[n++] = g->points.items[i];
	}
	g->points.len = n;
}

/* seen[ordinal] counts the criteria that an interface has met so far. */
static void mark(const struct gather *g, unsigned *seen, unsigned round)
{
	for (size_t i = 0; i < g->points.len; i++) {
		const struct network_interface *eni = g->points.items[i].interface;
		if (eni && seen[eni->o.ordinal] + 1 == round)
			seen[eni->o.ordinal] = round;
	}
}

static int cmp_members(const void *pa, const void *pb)
{
	const struct point *a = pa, *b = pb;
	unsigned x = a->interface ? a->interface->o.ordinal + 1 : 0;
	unsigned y = b->interface ? b->interface->o.ordinal + 1 : 0;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (x != y)
		return x < y ? -1 : 1;
	return ip_cmp(a->address, b->address);
}

static void settle(struct gather *g)
{
	size_t n = 0;
	if (g->points.len > 1)
		qsort(g->points.items, g->points.len, sizeof *g->points.items, cmp_members);
	for (size_t i = 0; i < g->points.len; i++)
		if (!n || cmp_members(&g->points.items[n - 1], &g->points.items[i]) != 0)
			g->points.items[n++] = g->points.items[i];
	g->points.len = n;
}

static enum vck_status gather_all(struct gather *g, const struct groups *groups,
				  const struct group *group, struct vck_error *err)
{
	const struct net *net = reach_net(g->reach);
	unsigned *seen = arena_array(g->arena, unsigned, net->network_interfaces.len + 1);
	unsigned round = 0;
	enum vck_status status = VCK_OK;
	for (size_t i = 0; i < group->criteria.len && !status; i++) {
		g->points.len = 0;
		g->first = (struct vck_error){0};
		status = take_criterion(g, groups, group, &group->criteria.items[i], err);
		mark(g, seen, ++round);
	}
	if (!status && round > 1)
		keep_marked(g, seen, round);
	settle(g);
	if (!status && !g->points.len)
		status = fail_in(groups, group, group->line, group->column,
				 "each of its conditions is met, but by no interface all of them",
				 err);
	return status;
}

enum vck_status group_points(struct reach *reach, struct arena *arena, const struct groups *groups,
			     const struct group *group, uint8_t family, const struct point *other,
			     struct selection *out, struct vck_error *err)
{
	struct gather g = {.reach = reach, .arena = arena, .family = family, .other = other};
	enum vck_status status = gather_all(&g, groups, group, err);
	*out = (struct selection){.text = group->name, .is_set = true};
	out->points.items = vec_move(&g.points, arena);
	out->points.len = g.points.len;
	vec_free(&g.points);
	return status;
}

/* ---- ends ---- */

static enum vck_status no_such_group(const struct naming *naming, const char *text,
				     enum vck_status status, struct vck_error *err)
{
	const char *near = NULL;
	VEC(const char *) names = VEC_INIT;
	for (size_t i = 0; naming->groups && i < naming->groups->len; i++)
		vec_push(&names, naming->groups->items[i].name);
	if (names.len)
		near = str_nearest(text, names.items, names.len);
	vec_free(&names);
	if (near)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"there is no group \"%s\"; did you mean \"%s\"?", text, near);
	return status;
}

/* Every address of the family that the interfaces of a selection have. */
static void widen(struct arena *arena, uint8_t family, struct selection *s)
{
	VEC(struct point) all = VEC_INIT;
	for (size_t i = 0; i < s->points.len; i++) {
		const struct point *p = &s->points.items[i];
		const struct network_interface *n = p->interface;
		vec_push(&all, *p);
		if (p->kind != POINT_INTERFACE || p->eice || p->public_address.family)
			continue;
		for (size_t k = 0; family != IPV6 && k < n->private_ips.len; k++)
			if (ip_cmp(n->private_ips.items[k].private_ip, p->address) != 0)
				vec_push(&all,
					 point_interface(n, n->private_ips.items[k].private_ip));
		for (size_t k = 0; family == IPV6 && k < n->ipv6.len; k++)
			if (ip_cmp(n->ipv6.items[k], p->address) != 0)
				vec_push(&all, point_interface(n, n->ipv6.items[k]));
	}
	s->points.items = vec_move(&all, arena);
	s->points.len = all.len;
	vec_free(&all);
}

/* Sets: a single address that somebody wrote is what they mean. */
static bool is_address(const char *text)
{
	struct ip ip;
	return text && ip_parse(text, &ip);
}

static enum vck_status look_up(struct reach *reach, struct arena *arena,
			       const struct naming *naming, const char *text, uint8_t family,
			       const struct point *other, struct selection *out,
			       struct vck_error *err)
{
	const struct group *group = naming ? group_find(naming->groups, text) : NULL;
	enum vck_status status =
		group ? group_points(reach, arena, naming->groups, group, family, other, out, err)
		      : select_points(reach, arena, text, family, other, out, err);
	if (status && naming && !group && !is_address(text))
		return no_such_group(naming, text, status, err);
	if (!status && naming && naming->denies && !is_address(text))
		widen(arena, family, out);
	return status;
}

/* ---- ends that many questions have ---- */

/* Almost all members are an interface by an address of its own; a hundred thousand of them are short. */
struct known_point {
	const struct network_interface *interface;
	struct ip address;
};

struct known_end {
	enum vck_status status;
	struct selection selection; /* without its points where all of them are in `plain` */
	LIST(struct known_point) plain;
	const struct vck_error *error;
};

/* Only an address may mean one or another, as the other end has it. */
static bool hangs_on_other(const struct criterion *c)
{
	return c->key == BY_SELECTOR || c->key == BY_CIDR;
}

static bool stands_alone(const struct naming *naming, const char *text)
{
	const struct group *g = group_find(naming->groups, text);
	for (size_t i = 0; g && i < g->criteria.len; i++)
		if (hangs_on_other(&g->criteria.items[i]))
			return false;
	return g || str_starts(text, "name=") || str_starts(text, "tag:");
}

static bool is_plain(const struct point *p)
{
	return p->kind == POINT_INTERFACE && !p->eice && !p->public_address.family;
}

static void remember_points(struct arena *arena, struct known_end *k, const struct selection *s)
{
	size_t n = s->points.len, plain = 0;
	while (plain < n && is_plain(&s->points.items[plain]))
		plain++;
	k->selection = *s;
	k->selection.points.items = NULL;
	if (plain < n) {
		k->selection.points.items =
			arena_memdup(arena, s->points.items, n * sizeof *s->points.items);
		return;
	}
	k->plain.items = arena_array(arena, struct known_point, n + 1);
	k->plain.len = n;
	for (size_t i = 0; i < n; i++)
		k->plain.items[i] = (struct known_point){s->points.items[i].interface,
							 s->points.items[i].address};
}

static void remember(struct naming_memory *m, const char *key, const struct selection *s,
		     enum vck_status status, const struct vck_error *why)
{
	enum { MOST_POINTS = 1 << 21 }; /* what a person names again and again is less */
	if (m->points + s->points.len > MOST_POINTS)
		return;
	struct known_end *k = arena_new(m->arena, struct known_end);
	k->status = status;
	k->error = status ? arena_memdup(m->arena, why, sizeof *why) : NULL;
	remember_points(m->arena, k, s);
	m->points += s->points.len;
	map_put_str(&m->ends, arena_strdup(m->arena, key), k);
}

static struct selection recall(struct arena *arena, const struct known_end *k)
{
	struct selection s = k->selection;
	if (s.points.items || !s.points.len)
		return s;
	s.points.items = arena_alloc(arena, s.points.len * sizeof *s.points.items);
	for (size_t i = 0; i < k->plain.len; i++)
		s.points.items[i] =
			point_interface(k->plain.items[i].interface, k->plain.items[i].address);
	return s;
}

enum vck_status end_points(struct reach *reach, struct arena *arena, const struct naming *naming,
			   const char *text, uint8_t family, const struct point *other,
			   struct selection *out, struct vck_error *err)
{
	struct naming_memory *memory = naming ? naming->memory : NULL;
	struct vck_error why;
	if (!memory || !stands_alone(naming, text))
		return look_up(reach, arena, naming, text, family, other, out, err);
	const char *key = arena_printf(arena, "%d %d %s", (int)family, naming->denies, text);
	const struct known_end *k = map_get_str(&memory->ends, key);
	if (k) {
		*out = recall(arena, k);
		if (k->status && err)
			*err = *k->error;
		return k->status;
	}
	enum vck_status status = look_up(reach, arena, naming, text, family, NULL, out, &why);
	remember(memory, key, out, status, &why);
	if (status && err)
		*err = why;
	return status;
}

bool naming_skips(const struct naming *naming, const struct part *part)
{
	return naming->no_self && part->source.interface &&
	       part->source.interface == part->destination.interface;
}
