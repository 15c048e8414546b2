/* edit_route.c - route tables of VPCs: their routes, and the subnets that use them.
 */
#include "base/mem.h"
#include "model/whatif.h"

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
	if (replace)
		SET(w, route_table->routes.items[at], r);
	else
		*(struct route *)APPEND(w, route_table->routes) = r;
	whatif_touch(w, &route_table->o);
	return true;
}

bool edit_add_route(struct whatif *w, const struct edit *e)
{
	return put_route(w, e, false);
}

bool edit_replace_route(struct whatif *w, const struct edit *e)
{
	return put_route(w, e, true);
}

static void leave_table(struct whatif *w, struct route_table *t, const struct subnet *s)
{
	for (size_t i = 0; i < t->subnets.len; i++)
		if (t->subnets.items[i] == s) {
			REMOVE_AT(w, t->subnets, i);
			return;
		}
}

bool edit_use_table(struct whatif *w, const struct edit *e)
{
	MINE(subnet, SUBNET, e->on);
	MINE(route_table, ROUTE_TABLE, e->target);
	if (!subnet || !route_table || subnet->vpc != route_table->vpc)
		return false;
	struct route_table *old = (void *)whatif_mine(
		w, subnet->route_table ? &subnet->route_table->o : NULL, KIND_ROUTE_TABLE);
	if (old)
		leave_table(w, old, subnet);
	ADD_POINTER(w, route_table->subnets, subnet);
	SET(w, subnet->route_table, route_table);
	SET(w, subnet->explicit_route_table, true);
	return true;
}

/* What had no target to take its traffic has one now. */
void whatif_revive_routes(struct whatif *w, const struct vpc *v, const struct object *target)
{
	for (size_t t = 0; v && t < v->route_tables.len; t++) {
		struct route_table *table =
			(void *)whatif_mine(w, &v->route_tables.items[t]->o, KIND_ROUTE_TABLE);
		for (size_t i = 0; i < table->routes.len; i++) {
			struct route *r = &table->routes.items[i];
			if (r->object != target || r->route_state != ROUTE_BLACKHOLE)
				continue;
			SET(w, r->route_state, ROUTE_ACTIVE);
			whatif_touch(w, &table->o);
		}
	}
}
