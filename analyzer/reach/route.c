/* route.c - which route wins, and where to go on when it is the wrong one (R3, R20-R26). */
#include "reach/internal.h"

static hop_fn *const hops[TARGET_COUNT] = {
#define HOP(target, fn) [TARGET_##target] = fn,
#include "reach/hops.def"
#undef HOP
};

void hop_local(struct walk *w, struct hop *hop, const struct route *r)
{
	(void)hop;
	(void)r;
	w->subnet = NULL;
	w->at = AT_VPC;
}

void hop_unsupported(struct walk *w, struct hop *hop, const struct route *r)
{
	static const char *const what[TARGET_COUNT] = {
		[TARGET_CARRIER_GATEWAY] = "a carrier gateway",
		[TARGET_LOCAL_GATEWAY] = "a local gateway",
		[TARGET_ODB_NETWORK] = "an ODB network",
	};
	(void)hop;
	walk_unsupported(w, add_hop_id(w, COMPONENT_OTHER, r->target_id),
			 what[r->target] ? what[r->target] : "this kind of route target");
}

/* R84. A core network may keep the sender's groups, where it is told to, or lead by what gives the packet
 * another source. */
void hop_core_network(struct walk *w, struct hop *hop, const struct route *r)
{
	(void)hop;
	struct hop *h = add_hop_id(w, COMPONENT_OTHER, r->target_id);
	h->detail = "a Cloud WAN core network";
	walk_doubt(w, h, VCK_UNSUPPORTED_COMPONENT);
	w->may_translate |= !w->reply;
	walk_end(w);
}

static void blackhole(struct walk *w, struct hop *hop, const struct route *r)
{
	if (r->target == TARGET_INTERNET_GATEWAY && ip_is_private(w->destination)) {
		wrong_route(w, hop, VCK_ROUTE_MISSING); /* R66: were it there, it would not serve */
		return;
	}
	walk_stop(w, hop, VCK_ROUTE_BLACKHOLE); /* R25: no falling through */
	if (r->object && hops[r->target])
		hops[r->target](w, hop, r);
	else
		follow_wanted(w, hop);
}

/* R2: AWS writes what a route leads to. */
static void target_unread(struct walk *w, struct hop *hop, const struct route_table *rt)
{
	walk_lacks(w, hop, KIND_ROUTE_TABLE, &rt->o);
	walk_end(w);
}

static unsigned ties(const struct table *t, const struct table_entry *e)
{
	unsigned n = 1;
	while (e + n < t->entries + t->count && cidr_equal(e[n].prefix, e->prefix) && e[n].route &&
	       e[n].route->destination_prefix_list_id && !e[n].route->propagated)
		n++;
	return n;
}

void walk_route(struct walk *w, const struct route_table *rt, struct hop *before)
{
	(void)before;
	struct hop *hop = add_hop(w, COMPONENT_ROUTE_TABLE, rt ? &rt->o : NULL);
	hop->subnet = w->subnet;
	if (!rt) {
		if (w->planning)
			keep_to_blocks(w, w->vpc);
		walk_lacks(w, hop, KIND_ROUTE_TABLE,
			   w->subnet ? &w->subnet->o : (w->vpc ? &w->vpc->o : NULL));
		walk_end(w);
		return;
	}
	if (!w->first_route_table)
		w->first_route_table = &rt->o;
	const struct table *t = w->subnet && w->subnet->route_table == rt
					? subnet_table(w->r, w->subnet)
					: table_of(w->r, rt);
	const struct table_entry *e = table_find(t, w->destination, atom_of(w, w->destination));
	if (t->v4 == INCOMPLETE_PUBLIC || t->v6 == INCOMPLETE_PUBLIC)
		atom_narrow(atom_of(w, w->destination), ip_special_range(w->destination));
	/* Either the list that has no entries here leads the packet on, or what is written does. */
	if (table_may_differ(t, e, w->destination) && w->goal_kind != POINT_EIC &&
	    walk_choose(w, 2) == 0) {
		walk_lacks(w, hop, KIND_PREFIX_LIST, &rt->o);
		walk_end(w);
		return;
	}
	if (!e) {
		wrong_route(w, hop, VCK_ROUTE_MISSING);
		return;
	}
	if (e->ambiguous) {
		e += walk_choose(w, ties(t, e));
		hop->ambiguous = true;
	}
	hop->route = e->route;
	hop->prefix = e->prefix;
	if (!e->route)
		hop_local(w, hop, NULL);
	else if (e->route->route_state != ROUTE_ACTIVE)
		blackhole(w, hop, e->route);
	else if (e->route->target == TARGET_NONE)
		target_unread(w, hop, rt);
	else if (hops[e->route->target])
		hops[e->route->target](w, hop, e->route);
	else
		hop_unsupported(w, hop, e->route);
}

/* ---- the way that was meant ---- */

static bool routed_to(const struct vpc *vpc, const char *target_id)
{
	for (size_t i = 0; i < vpc->route_tables.len; i++) {
		const struct route_table *rt = vpc->route_tables.items[i];
		for (size_t k = 0; k < rt->routes.len; k++)
			if (str_eq(rt->routes.items[k].target_id, target_id))
				return true;
	}
	return false;
}

static int merit(const struct vpc *from, const struct vpc *to,
		 const struct vpc_peering_connection *pcx)
{
	bool routed = routed_to(from, pcx->o.id) || routed_to(to, pcx->o.id);
	return 2 * routed + (pcx->state == PEERING_ACTIVE);
}

static const struct object *best_peering(const struct vpc *from, const struct vpc *to)
{
	const struct vpc_peering_connection *best = NULL;
	int best_merit = -1;
	for (size_t i = 0; i < from->peerings.len; i++) {
		const struct vpc_peering_connection *pcx = from->peerings.items[i];
		const struct peering_side *far = peering_far(pcx, from);
		if (!far || far->vpc != to)
			continue;
		int m = merit(from, to, pcx);
		if (m > best_merit || (m == best_merit && str_cmp(pcx->o.id, best->o.id) < 0)) {
			best = pcx;
			best_merit = m;
		}
	}
	return best ? &best->o : NULL;
}

static const struct object *shared_gateway(const struct vpc *from, const struct vpc *to)
{
	const struct transit_gateway *best = NULL;
	for (size_t i = 0; i < from->tgw_attachments.len; i++)
		for (size_t k = 0; k < to->tgw_attachments.len; k++) {
			const struct transit_gateway *g =
				from->tgw_attachments.items[i]->transit_gateway;
			if (g && g == to->tgw_attachments.items[k]->transit_gateway &&
			    (!best || str_cmp(g->o.id, best->o.id) < 0))
				best = g;
		}
	return best ? &best->o : NULL;
}

const struct object *reach_connection(struct reach *r, const struct vpc *from, const struct vpc *to)
{
	(void)r;
	if (!from || !to)
		return NULL;
	const struct object *peering = best_peering(from, to);
	return peering ? peering : shared_gateway(from, to);
}

static struct cidr block_of(const struct vpc *vpc, struct ip ip)
{
	for (size_t i = 0; vpc && i < vpc->cidrs.len; i++)
		if (cidr_covers(vpc->cidrs.items[i], ip))
			return vpc->cidrs.items[i];
	return cidr_of_ip(ip);
}

static void wanted_vpc(struct walk *w, struct hop *hop, const struct vpc *to)
{
	const struct object *c = reach_connection(w->r, w->vpc, to);
	hop->wanted = c;
	hop->wanted_prefix = block_of(to, w->destination);
	if (c && c->kind == KIND_VPC_PEERING_CONNECTION) {
		cross_peering(w, NULL, (const void *)c);
	} else if (c) {
		cross_transit_gateway(w, NULL, (const void *)c);
	} else if (hop->outcome != VCK_STOP) {
		enter_vpc(w, to, NULL); /* the route may lead there: what it names is not known */
	} else {
		if (hop->code == VCK_ROUTE_MISSING)
			hop->code =
				VCK_NO_CODE; /* without a connection there is nothing to route to */
		struct hop *h = add_hop(w, COMPONENT_VPC, w->vpc ? &w->vpc->o : NULL);
		h->wanted = to ? &to->o : NULL;
		walk_stop(w, h, VCK_PEERING_MISSING);
		enter_vpc(w, to, NULL);
	}
}

static void wanted_internet(struct walk *w, struct hop *hop)
{
	const struct internet_gateway *igw = w->vpc ? gateway_of(w->vpc) : NULL;
	hop->wanted = igw ? &igw->o : NULL;
	hop->wanted_prefix = (struct cidr){0, 0, w->destination.family};
	internet_out(w, NULL, igw);
}

/* A VPC that was not read: does it hold the packet's destination, and in which block? */
static bool unread_side_holds(const struct walk *w, const struct peering_side *side,
			      struct cidr *block)
{
	if (!side || side->vpc)
		return false;
	for (size_t i = 0; i < side->cidrs.len; i++)
		if (cidr_covers(side->cidrs.items[i], w->destination)) {
			*block = side->cidrs.items[i];
			return true;
		}
	*block = cidr_of_ip(w->destination);
	return w->goal && side->vpc_id && str_eq(w->goal->vpc_id, side->vpc_id);
}

static const struct vpc_peering_connection *peering_unread(const struct walk *w, struct cidr *block)
{
	const struct vpc_peering_connection *best = NULL;
	struct cidr held;
	for (size_t i = 0; w->vpc && i < w->vpc->peerings.len; i++) {
		const struct vpc_peering_connection *pcx = w->vpc->peerings.items[i];
		if (unread_side_holds(w, peering_far(pcx, w->vpc), &held) &&
		    (!best || str_cmp(pcx->o.id, best->o.id) < 0)) {
			best = pcx;
			*block = held;
		}
	}
	return best;
}

static void wanted_unread(struct walk *w, struct hop *hop)
{
	const struct vpc_peering_connection *pcx = peering_unread(w, &hop->wanted_prefix);
	if (!pcx) {
		walk_end(w);
		return;
	}
	hop->wanted = &pcx->o;
	cross_peering(w, NULL, pcx);
}

void follow_wanted(struct walk *w, struct hop *hop)
{
	walk_by_goal(w);
	if (++w->bridges > 4) {
		walk_end(w);
		return;
	}
	const struct vpc *to = w->goal ? w->goal->vpc : NULL;
	bool by_internet = w->reply && w->entered_by_gateway && w->destination.family == IPV6 &&
			   !reach_connection(w->r, w->vpc, to); /* R63: as the request came */
	if (w->goal && to && !by_internet && vpc_covers(to, w->destination)) {
		if (to == w->vpc)
			w->at = AT_VPC;
		else
			wanted_vpc(w, hop, to);
	} else if (ip_is_private(w->destination)) { /* R66: not by the internet */
		wanted_unread(w, hop);
	} else if (w->goal || w->goal_kind == POINT_INTERNET || w->goal_kind == POINT_EIC) {
		wanted_internet(w, hop);
	} else {
		walk_end(w);
	}
}

/* A route that the packet does not get: less specific or less preferred, but leading where it
 * should. */
static const struct route *right_route(const struct walk *w, const struct hop *hop)
{
	const struct route_table *rt = (const void *)hop->object;
	const struct object *c = w->goal && w->vpc && w->goal->vpc != w->vpc
					 ? reach_connection(w->r, w->vpc, w->goal->vpc)
					 : NULL;
	for (size_t i = 0; rt && c && i < rt->routes.len; i++) {
		const struct route *r = &rt->routes.items[i];
		if (r != hop->route && cidr_covers(r->destination, w->destination) &&
		    str_eq(r->target_id, c->id) && r->route_state == ROUTE_ACTIVE)
			return r;
	}
	return NULL;
}

void wrong_route(struct walk *w, struct hop *hop, enum vck_code code)
{
	if (hop->outcome != VCK_STOP) {
		hop->shadowed = w->trace && hop->route ? right_route(w, hop) : NULL;
		walk_stop(w, hop, hop->shadowed ? VCK_ROUTE_SHADOWED : code);
	}
	if (w->trace)
		follow_wanted(w, hop);
}
