/* explain_route.c - routes that are missing, drop, hide one another or lead elsewhere (R20-R29). */
#include "check/finding.h"

#include "check/nearest.h"

static const char *direction_of(const struct problem *p)
{
	return p->hop->reply ? "return" : "forward";
}

/* What the packet is on its way to, as a route would name it. */
static const char *wanted_destination(const struct problem *p)
{
	if (p->hop->wanted_prefix.family)
		return cidr_words(p->c->arena, p->hop->wanted_prefix);
	return ip_words(p->c->arena, p->hop->destination);
}

static void set_cause(struct problem *p)
{
	p->cause = arena_printf(p->c->arena, "%s %s", wanted_destination(p),
				p->hop->wanted ? p->hop->wanted->id : "-");
	p->direction = direction_of(p);
	p->about = p->hop->wanted;
	if (p->hop->subnet)
		p->vpc = p->hop->subnet->vpc;
}

void identify_table(struct problem *p)
{
	identify_object(p);
	set_cause(p);
}

void identify_route(struct problem *p)
{
	identify_object(p);
	set_cause(p);
	if (p->hop->route)
		p->id = arena_printf(p->c->arena, "%s|%s", p->id,
				     route_destination(p->c->arena, p->hop->route));
	else if (p->hop->component == COMPONENT_TGW_ROUTE_TABLE && p->hop->prefix.family)
		p->id = arena_printf(p->c->arena, "%s|%s", p->id,
				     cidr_words(p->c->arena, p->hop->prefix));
}

static const struct route_table *table_of_hop(const struct problem *p)
{
	return p->hop->object && p->hop->object->kind == KIND_ROUTE_TABLE
		       ? (const struct route_table *)(const void *)p->hop->object
		       : NULL;
}

static const char *table_words(const struct problem *p)
{
	return label_or(p->c->arena, p->hop->object, p->hop->id);
}

static void say_whose_table(struct draft *d, const struct problem *p)
{
	const struct subnet *s = p->hop->subnet;
	if (s)
		say_evidence(d, p->c, s->o.id, "%s uses %s, %s", label(p->c->arena, &s->o),
			     table_words(p),
			     s->explicit_route_table ? "which is associated with it"
						     : "the VPC's main table");
}

void explain_route_missing(struct draft *d, const struct problem *p)
{
	const struct hop *h = p->hop;
	struct arena *a = p->c->arena;
	const char *dest = wanted_destination(p);
	if (route_goal(p))
		say(d, p->c, "%s finds no route: %s has none for %s to %s", way_words(p),
		    table_words(p), dest, label(a, route_goal(p)));
	else
		say(d, p->c, "%s finds no route: %s has none for %s", way_words(p), table_words(p),
		    dest);
	say_whose_table(d, p);
	if (h->route)
		say_evidence(d, p->c, table_of_hop(p) ? table_of_hop(p)->o.id : NULL,
			     "%s matches, but can't carry it", route_words(a, h->route));
	fix_route(d, p, table_of_hop(p));
	fix_route_on_premises(d, p, table_of_hop(p));
	if (!d->proposals.len)
		say_fix(d, p->c, "route %s to what leads there: nothing in the snapshot does",
			dest);
	say_the_rest(d, p);
}

static void say_why_gone(struct draft *d, const struct problem *p, const struct route *r)
{
	struct arena *a = p->c->arena;
	if (!r->target_id)
		return;
	if (!r->object) {
		say_evidence(d, p->c, r->target_id, "%s is not there any more", r->target_id);
		return;
	}
	if (r->object->kind == KIND_VPC_PEERING_CONNECTION) {
		const struct vpc_peering_connection *pcx = (const void *)r->object;
		say_evidence(d, p->c, pcx->o.id, "%s is %s: %s", label(a, &pcx->o),
			     pcx->status_code ? pcx->status_code : "in no known state",
			     peering_advice(a, pcx));
	} else {
		say_evidence(d, p->c, r->object->id,
			     "its target %s can't take traffic (detached, stopped or deleted)",
			     label(a, r->object));
	}
}

void explain_route_blackhole(struct draft *d, const struct problem *p)
{
	const struct route *r = p->hop->route;
	struct arena *a = p->c->arena;
	say(d, p->c, "%s is dropped: the route %s of %s is a blackhole", way_words(p),
	    r ? route_words(a, r) : wanted_destination(p), table_words(p));
	if (r)
		say_why_gone(d, p, r);
	say_whose_table(d, p);
	fix_route(d, p, table_of_hop(p));
	say_the_rest(d, p);
}

static void remove_route(struct draft *d, const struct problem *p, const struct route *r)
{
	if (r->propagated || r->destination_prefix_list_id)
		return;
	say_fix(d, p->c, "remove the route for %s, if nothing else needs it",
		route_destination(p->c->arena, r));
	say_command(d, p->c, p->hop->object, "delete-route --route-table-id %s %s",
		    p->hop->object->id, route_destination_option(p->c->arena, r->destination));
}

/* The prefix list that this prefix of a transit gateway's table comes from; NULL: none. */
static const struct prefix_list *list_with(const struct tgw_route_table *t, struct cidr prefix)
{
	for (size_t i = 0; i < t->prefix_list_references.len; i++) {
		const struct prefix_list *l = t->prefix_list_references.items[i].prefix_list;
		for (size_t k = 0; l && k < l->entries.len; k++)
			if (cidr_cmp(l->entries.items[k], prefix) == 0)
				return l;
	}
	return NULL;
}

/* A transit gateway's table leads to another VPC that has the same range. */
static void explain_gateway_misleads(struct draft *d, const struct problem *p)
{
	const struct hop *h = p->hop;
	const struct tgw_route_table *t = (const void *)h->object;
	const struct tgw_vpc_attachment *to = (const void *)h->wanted;
	const struct tgw_route *r = h->tgw_route;
	struct arena *a = p->c->arena;
	const char *prefix = cidr_words(a, h->prefix);
	const char *wanted = cidr_words(a, h->wanted_prefix);
	say(d, p->c,
	    "%s goes the wrong way: %s leads %s to another VPC than the one that is meant, %s",
	    way_words(p), label(a, &t->o), prefix, label(a, &to->vpc->o));
	say_evidence(d, p->c, t->o.id, "%s", h->detail);
	if (r && r->attachments.len && r->attachments.items[0].attachment_id)
		say_evidence(d, p->c, r->attachments.items[0].attachment_id,
			     "its route %s -> %s is %s", prefix,
			     r->attachments.items[0].attachment_id,
			     r->type ? r->type : "of no known type");
	else if (list_with(t, h->prefix))
		say_evidence(d, p->c, list_with(t, h->prefix)->o.id,
			     "%s comes from %s, to which the "
			     "table refers",
			     prefix, label(a, &list_with(t, h->prefix)->o));
	say_fix(d, p->c, "add a longer static route: %s to %s", wanted, label(a, &to->o));
	say_command(d, p->c, &t->o,
		    "create-transit-gateway-route --transit-gateway-route-table-id %s "
		    "--destination-cidr-block %s --transit-gateway-attachment-id %s",
		    t->o.id, wanted, to->o.id);
	if (to->attachment)
		say_edit(d, (struct edit){.kind = EDIT_ADD_TGW_ROUTE,
					  .on = &t->o,
					  .target = &to->attachment->o,
					  .prefix = h->wanted_prefix});
	if (!r || !str_eq(r->type, "static") || r->from_prefix_list)
		return;
	say_fix(d, p->c, "remove the static route, if nothing else needs it");
	say_command(d, p->c, &t->o,
		    "delete-transit-gateway-route --transit-gateway-route-table-id %s "
		    "--destination-cidr-block %s",
		    t->o.id, prefix);
}

void explain_route_shadowed(struct draft *d, const struct problem *p)
{
	const struct hop *h = p->hop;
	struct arena *a = p->c->arena;
	if (h->object && h->object->kind == KIND_TGW_ROUTE_TABLE) {
		explain_gateway_misleads(d, p);
		return;
	}
	if (h->route && h->shadowed)
		say(d, p->c, "%s goes the wrong way: in %s the route %s wins over %s", way_words(p),
		    table_words(p), route_words(a, h->route), route_words(a, h->shadowed));
	else
		say(d, p->c, "%s goes the wrong way from %s%s%s", way_words(p), table_words(p),
		    h->detail ? ": " : "", h->detail ? h->detail : "");
	say_whose_table(d, p);
	if (h->route && h->route->propagated)
		say_evidence(d, p->c, NULL, "%s is propagated", route_words(a, h->route));
	if (h->route && h->shadowed && h->wanted) {
		struct cidr c = cidr_of_ip(h->destination);
		say_fix(d, p->c, "add a longer route, for %s alone", ip_words(a, h->destination));
		const char *target = route_target_option(a, h->wanted);
		if (target)
			say_command(d, p->c, h->object, "create-route --route-table-id %s %s %s",
				    p->hop->object->id, route_destination_option(a, c), target);
		if (target)
			say_edit(d, (struct edit){.kind = EDIT_ADD_ROUTE,
						  .on = h->object,
						  .target = h->wanted,
						  .prefix = c});
		remove_route(d, p, h->route);
	}
	say_the_rest(d, p);
}

static void explain_other_way(struct draft *d, const struct problem *p)
{
	say(d, p->c,
	    "%s takes another way than the request: %s leads it to %s; it arrives all the same",
	    way_words(p), table_words(p), p->hop->route->target_id);
	say_evidence(d, p->c, p->id, "the route is %s", route_words(p->c->arena, p->hop->route));
	say_fix(d, p->c,
		"none is needed; what looks at both directions on one of the ways sees one of "
		"them");
}

void explain_route_asymmetric(struct draft *d, const struct problem *p)
{
	if (p->hop->outcome == VCK_PASS) {
		explain_other_way(d, p);
		return;
	}
	if (p->hop->object && p->hop->object->kind == KIND_TGW_ROUTE_TABLE) {
		explain_gateway_misleads(d, p);
		return;
	}
	say(d, p->c, "%s is lost: %s leads it another way than the request came%s%s", way_words(p),
	    table_words(p), p->hop->detail ? ": " : "", p->hop->detail ? p->hop->detail : "");
	say_whose_table(d, p);
	if (p->hop->interface)
		say_evidence(d, p->c, p->hop->interface->o.id, "it arrives at %s",
			     where_words(p->c->arena, p->hop->interface));
	fix_route(d, p, table_of_hop(p));
	say_the_rest(d, p);
}

void explain_route_ambiguous(struct draft *d, const struct problem *p)
{
	say(d, p->c,
	    "whether %s passes is not known: several prefix-list routes of %s match alike, and AWS "
	    "keeps to one of them",
	    way_words(p), table_words(p));
	if (p->hop->route)
		say_evidence(d, p->c, NULL, "one of them is %s",
			     route_words(p->c->arena, p->hop->route));
	say_fix(d, p->c, "keep one of the routes, or make the entries of the prefix lists differ");
}

void explain_not_transitive(struct draft *d, const struct problem *p)
{
	const struct route *r = p->hop->route;
	struct arena *a = p->c->arena;
	say(d, p->c,
	    "%s goes nowhere: %s sends it through a peering connection whose far VPC does not have "
	    "%s",
	    way_words(p), table_words(p), ip_words(a, p->hop->destination));
	if (r)
		say_evidence(d, p->c, p->hop->object ? p->hop->object->id : NULL, "the route is %s",
			     route_words(a, r));
	say_evidence(d, p->c, NULL,
		     "peering is not transitive: a VPC behind the peer is not reached through it");
	fix_route(d, p, table_of_hop(p));
	say_the_rest(d, p);
}

void explain_edge_to_edge(struct draft *d, const struct problem *p)
{
	const struct route *r = p->hop->route;
	struct arena *a = p->c->arena;
	say(d, p->c, "%s goes nowhere: a VPC can't use the gateways of its peer", way_words(p));
	if (r)
		say_evidence(d, p->c, p->hop->object ? p->hop->object->id : NULL,
			     "%s sends it along %s", table_words(p), route_words(a, r));
	if (p->hop->detail)
		say_evidence(d, p->c, NULL, "%s", p->hop->detail);
	say_fix(d, p->c,
		"give the VPC a way of its own (internet, NAT or VPN gateway), or join them by a "
		"transit gateway");
}

/* Do none but this subnet use the table? Then it may be changed for the subnet's sake. */
static bool is_its_own(const struct route_table *t, const struct subnet *s)
{
	for (size_t i = 0; t && t->vpc && i < t->vpc->subnets.len; i++)
		if (t->vpc->subnets.items[i] != s && t->vpc->subnets.items[i]->route_table == t)
			return false;
	return t && s;
}

void explain_loop(struct draft *d, const struct problem *p)
{
	const struct hop *h = p->hop;
	struct arena *a = p->c->arena;
	const struct route_table *t = table_of_hop(p);
	if (!t || !h->route) {
		explain_plain(d, p);
		say_fix(d, p->c,
			"give the subnets on the way route tables that lead on to the destination");
		return;
	}
	say(d, p->c, "%s goes round in circles: %s leads it back to %s, which has just sent it",
	    way_words(p), table_words(p), h->route->target_id);
	say_evidence(d, p->c, t->o.id, "the route is %s", route_words(a, h->route));
	say_whose_table(d, p);
	if (is_its_own(t, h->subnet))
		fix_route(d, p, t);
	if (!d->proposals.len)
		say_fix(d, p->c,
			"give %s a route table of its own that leads on to the destination",
			h->subnet ? label(a, &h->subnet->o) : "the appliance's subnet");
	say_the_rest(d, p);
}
