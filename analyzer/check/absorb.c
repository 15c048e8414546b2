/*
 * absorb.c - one thing is said once.
 *
 * A cause takes in what it brings about: the state of a connection its blackhole routes, a missing
 * gateway the route that would lead to it, a denial the traps of the group's rules, a missing route
 * the lint that nobody routes to the connection.
 */
#include "check/finding.h"

/* ---- within one flow ---- */

static bool trace_has(const struct trace *t, enum vck_code code, const char *id)
{
	for (size_t i = 0; i < t->hops.len; i++)
		if (t->hops.items[i].code == code &&
		    (!id || str_eq(t->hops.items[i].object ? t->hops.items[i].object->id
							   : t->hops.items[i].id,
				   id)))
			return true;
	return false;
}

static bool leads_to_internet(const struct hop *h)
{
	return !h->wanted && h->wanted_prefix.family && h->wanted_prefix.len == 0;
}

/* Who is to leave by a NAT gateway needs no public address. */
static bool someone_leaves_privately(const struct net *net, const struct trace *t)
{
	const struct object *goal;
	for (size_t i = 0; i < t->hops.len; i++)
		if (leaves_privately(net, t, &t->hops.items[i], &goal))
			return true;
	return false;
}

bool hop_is_absorbed(const struct net *net, const struct trace *t, const struct hop *h)
{
	const char *target = h->route ? h->route->target_id : NULL;
	bool to_gateway = h->route && h->route->target == TARGET_INTERNET_GATEWAY;
	if (h->code == VCK_ROUTE_BLACKHOLE && target)
		return trace_has(t, VCK_PEERING_NOT_ACTIVE, target) ||
		       trace_has(t, VCK_IGW_DETACHED, target) ||
		       trace_has(t, VCK_NAT_UNAVAILABLE, target) ||
		       (to_gateway && trace_has(t, VCK_IGW_MISSING, NULL));
	if (h->code == VCK_ROUTE_MISSING && leads_to_internet(h))
		return trace_has(t, VCK_IGW_MISSING, NULL);
	if (h->code == VCK_PUBLIC_IP_MISSING)
		return someone_leaves_privately(net, t);
	return false;
}

/* ---- between findings ---- */

static bool states(enum vck_code code)
{
	return code == VCK_PEERING_NOT_ACTIVE || code == VCK_IGW_DETACHED ||
	       code == VCK_NAT_UNAVAILABLE;
}

static void *key_of(const struct draft *d)
{
	return (void *)(uintptr_t)d;
}

/* Everything that takes in something, by "what:id". */
static struct map absorbers(struct checker *c)
{
	struct map m = map_init(c->arena);
	for (size_t i = 0; i < c->drafts.len; i++) {
		struct draft *d = c->drafts.items[i];
		if (states(d->code))
			map_put_str(&m, arena_printf(c->arena, "state:%s", d->id), key_of(d));
		if (d->code ==
		    VCK_PEERING_CIDR_OVERLAP) /* who wins is said: the other has no route */
			map_put_str(&m, arena_printf(c->arena, "route:%s", d->id), key_of(d));
		if (d->lint)
			continue;
		map_put_str(&m, arena_printf(c->arena, "%d:%s", (int)d->code, d->id), key_of(d));
		if (d->about) /* the connection that a missing or wrong route should lead to */
			map_put_str(&m, arena_printf(c->arena, "route:%s", d->about->id),
				    key_of(d));
		for (size_t g = 0; d->interface && problem_is_filter(d->code) &&
				   g < d->interface->group_set->groups.len;
		     g++)
			map_put_str(&m,
				    arena_printf(c->arena, "group:%s",
						 d->interface->group_set->groups.items[g]->o.id),
				    key_of(d));
	}
	return m;
}

static bool is_trap(enum vck_code code)
{
	return code == VCK_SG_ICMP_MISMATCH || code == VCK_SG_RULE_STALE ||
	       code == VCK_SG_REFERENCE_UNSUPPORTED;
}

static bool taken_in(const struct checker *c, const struct map *m, const struct draft *d)
{
	if (!d->lint)
		return false;
	if (map_get_str(m, arena_printf(c->arena, "%d:%s", (int)d->code, d->id)))
		return true;
	if (d->code == VCK_ROUTE_BLACKHOLE && d->about)
		return map_get_str(m, arena_printf(c->arena, "state:%s", d->about->id)) != NULL;
	if (d->code == VCK_PEERING_UNROUTED)
		return map_get_str(m, arena_printf(c->arena, "route:%s", d->id)) != NULL;
	return is_trap(d->code) &&
	       map_get_str(m, arena_printf(c->arena, "group:%s", d->id)) != NULL;
}

void absorb(struct checker *c)
{
	struct map m = absorbers(c);
	size_t n = 0;
	for (size_t i = 0; i < c->drafts.len; i++)
		c->drafts.items[i]->absorbed = taken_in(c, &m, c->drafts.items[i]);
	for (size_t i = 0; i < c->drafts.len; i++)
		if (!c->drafts.items[i]->absorbed)
			c->drafts.items[n++] = c->drafts.items[i];
	c->drafts.len = n;
	map_free(&m);
}
