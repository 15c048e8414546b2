/* check_route.c - routes that drop, or send what the far side does not take. */
#include "check/checks.h"

struct draft *lint_route(struct checker *c, enum vck_code code, enum vck_severity severity,
			 const struct route_table *t, const struct route *r)
{
	const char *id = arena_printf(c->arena, "%s|%s", t->o.id, route_destination(c->arena, r));
	struct draft *d = finding_lint_id(c, code, severity, &t->o, id, r->target_id);
	if (d)
		d->about = r->object;
	return d;
}

typedef void route_fn(struct checker *, const struct route_table *, const struct route *);

static void each_route(struct checker *c, route_fn *fn)
{
	for (size_t t = 0; t < c->net->route_tables.len; t++) {
		const struct route_table *table = c->net->route_tables.items[t];
		for (size_t i = 0; i < table->routes.len; i++)
			fn(c, table, &table->routes.items[i]);
	}
}

static void fix_useless(struct checker *c, struct draft *d, const struct route_table *t,
			const struct route *r)
{
	say_fix(d, c, "remove the route, or point it elsewhere");
	if (r->propagated)
		return; /* it comes and goes with what propagates it */
	if (r->destination.family)
		say_command(d, c, &t->o, "delete-route --route-table-id %s %s", t->o.id,
			    route_destination_option(c->arena, r->destination));
	else
		say_command(d, c, &t->o,
			    "delete-route --route-table-id %s --destination-prefix-list-id %s",
			    t->o.id, r->destination_prefix_list_id);
}

/* Who went out by a NAT gateway that is gone does so by another one of the VPC. */
static bool fix_by_nat(struct checker *c, struct draft *d, const struct route_table *t,
		       const struct route *r)
{
	const struct nat_gateway *nat =
		r->target == TARGET_NAT_GATEWAY && t->subnets.len && r->destination.family == IPV4
			? nat_beside(c->net, t->subnets.items[0])
			: NULL;
	if (!nat)
		return false;
	say_fix(d, c, "point the route to %s, or to a new NAT gateway", label(c->arena, &nat->o));
	say_command(d, c, &t->o, "replace-route --route-table-id %s %s --nat-gateway-id %s",
		    t->o.id, route_destination_option(c->arena, r->destination), nat->o.id);
	return true;
}

static void lint_blackhole(struct checker *c, const struct route_table *t, const struct route *r)
{
	if (r->route_state != ROUTE_BLACKHOLE)
		return;
	enum vck_severity s = t->subnets.len ? VCK_SEVERITY_WARNING : VCK_SEVERITY_INFO;
	struct draft *d = lint_route(c, VCK_ROUTE_BLACKHOLE, s, t, r);
	if (!d)
		return;
	say(d, c, "the route %s of %s drops what it matches: its target %s",
	    route_words(c->arena, r), label(c->arena, &t->o),
	    r->object ? "can't take traffic" : "is not there any more");
	if (!t->subnets.len)
		say_evidence(d, c, t->o.id, "no subnet uses this table");
	if (!fix_by_nat(c, d, t, r))
		fix_useless(c, d, t, r);
}

void check_route_blackhole(struct checker *c)
{
	each_route(c, lint_blackhole);
}

static bool disjoint_from(struct cidr dest, const struct cidr *blocks, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (cidr_overlaps(dest, blocks[i]))
			return false;
	return true;
}

static void lint_not_transitive(struct checker *c, const struct route_table *t,
				const struct route *r)
{
	if (r->target != TARGET_VPC_PEERING_CONNECTION || !r->object || !t->vpc ||
	    !r->destination.family)
		return;
	const struct vpc_peering_connection *p = (const void *)r->object;
	const struct peering_side *far = peering_far(p, t->vpc);
	const struct cidr *blocks = far && far->vpc ? far->vpc->cidrs.items
				    : far           ? far->cidrs.items
						    : NULL;
	size_t len = far && far->vpc ? far->vpc->cidrs.len : far ? far->cidrs.len : 0;
	if (!len || !disjoint_from(r->destination, blocks, len))
		return;
	struct draft *d = lint_route(c, VCK_PEERING_NOT_TRANSITIVE, VCK_SEVERITY_WARNING, t, r);
	if (!d)
		return;
	say(d, c, "the route %s of %s leads nowhere: %s has no such addresses",
	    route_words(c->arena, r), label(c->arena, &t->o),
	    far->vpc ? label(c->arena, &far->vpc->o) : far->vpc_id);
	say_evidence(d, c, p->o.id,
		     "peering is not transitive: only the peer's own blocks are reached, the "
		     "first is %s",
		     cidr_words(c->arena, blocks[0]));
	fix_useless(c, d, t, r);
}

void check_route_not_transitive(struct checker *c)
{
	each_route(c, lint_not_transitive);
}

static bool unsupported(const struct route *r)
{
	static const bool kinds[TARGET_COUNT] = {
		[TARGET_CARRIER_GATEWAY] = true, [TARGET_LOCAL_GATEWAY] = true,
		[TARGET_CORE_NETWORK] = true,    [TARGET_ODB_NETWORK] = true,
		[TARGET_OTHER] = true,
	};
	if (r->target == TARGET_VPC_ENDPOINT && r->object) {
		const struct vpc_endpoint *e = (const void *)r->object;
		return str_eq(e->endpoint_type, "GatewayLoadBalancer");
	}
	return (unsigned)r->target < TARGET_COUNT && kinds[r->target];
}

static void lint_unsupported(struct checker *c, const struct route_table *t, const struct route *r)
{
	if (!t->subnets.len || !unsupported(r) || !r->target_id)
		return;
	struct draft *d = finding_lint_id(c, VCK_UNSUPPORTED_COMPONENT, VCK_SEVERITY_WARNING,
					  r->object, r->target_id, "");
	if (!d)
		return;
	d->vpc = t->vpc;
	say(d, c, "vpccheck does not model %s: what is routed there is answered with unknown",
	    r->target_id);
	say_evidence(d, c, t->o.id, "%s routes %s to it", label(c->arena, &t->o),
		     route_destination(c->arena, r));
}

void check_route_unsupported(struct checker *c)
{
	each_route(c, lint_unsupported);
}
