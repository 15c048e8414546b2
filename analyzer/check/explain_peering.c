/* explain_peering.c - what peering connections do not carry (R30-R37). */
#include "check/finding.h"

static const char *side_words(struct arena *a, const struct peering_side *s)
{
	const char *name = s->vpc ? name_tag(&s->vpc->o) : NULL;
	return arena_printf(a, "%s%s%s%s%s%s", s->vpc_id ? s->vpc_id : "a VPC", name ? " (" : "",
			    name ? name : "", name ? ")" : "", s->owner_id ? " of account " : "",
			    s->owner_id ? s->owner_id : "");
}

/* Who has to do what (R30). */
const char *peering_advice(struct arena *a, const struct vpc_peering_connection *p)
{
	const char *accepter = side_words(a, &p->accepter);
	switch (p->state) {
	case PEERING_INITIATING_REQUEST:
		return "AWS is still sending the request: wait a moment";
	case PEERING_PENDING_ACCEPTANCE:
		return arena_printf(a, "the accepter, the owner of %s, has to accept it%s%s",
				    accepter, p->expiration_time ? " before " : "",
				    p->expiration_time ? p->expiration_time : "");
	case PEERING_PROVISIONING:
		return "AWS is still making it: wait a moment";
	case PEERING_EXPIRED:
		return "nobody accepted the request within 7 days: a new one is needed";
	case PEERING_REJECTED:
		return arena_printf(a, "the owner of %s rejected the request: a new one is needed",
				    accepter);
	case PEERING_FAILED:
		return "the request failed, as it does where the VPCs' address blocks overlap or "
		       "an "
		       "id is wrong: a new one is needed";
	case PEERING_DELETED:
	case PEERING_DELETING:
		return "it was deleted: a new one is needed, and routes that name it";
	case PEERING_UNSAID:
	case PEERING_ACTIVE:
		break;
	}
	return "its state is not known";
}

static void new_route(struct draft *d, struct checker *c, const struct route_table *t,
		      struct cidr prefix, bool old)
{
	say_command(d, c, &t->o, "%s-route --route-table-id %s %s --vpc-peering-connection-id %s",
		    old ? "replace" : "create", t->o.id, route_destination_option(c->arena, prefix),
		    EDIT_NEW_PEERING_ID);
	say_edit(d, (struct edit){.kind = old ? EDIT_REPLACE_ROUTE : EDIT_ADD_ROUTE,
				  .on = &t->o,
				  .target_id = EDIT_NEW_PEERING_ID,
				  .prefix = prefix});
}

/* Point what leads to the old connection to the new one. False: nothing does. */
static bool reroute(struct draft *d, struct checker *c, const struct vpc *v,
		    const struct object *old)
{
	bool any = false;
	for (size_t t = 0; v && old && t < v->route_tables.len; t++)
		for (size_t i = 0; i < v->route_tables.items[t]->routes.len; i++) {
			const struct route *r = &v->route_tables.items[t]->routes.items[i];
			if (r->object != old || !r->destination.family)
				continue;
			new_route(d, c, v->route_tables.items[t], r->destination, true);
			any = true;
		}
	return any;
}

static bool has_route(const struct route_table *t, struct cidr prefix)
{
	for (size_t i = 0; i < t->routes.len; i++)
		if (!t->routes.items[i].propagated &&
		    cidr_equal(t->routes.items[i].destination, prefix))
			return true;
	return false;
}

static struct cidr first_block(const struct vpc *v, uint8_t family)
{
	for (size_t i = 0; v && i < v->cidrs.len; i++)
		if (v->cidrs.items[i].family == family)
			return v->cidrs.items[i];
	return (struct cidr){0};
}

/* From the subnet of one end to the other VPC. */
static void route_to(struct draft *d, struct checker *c, const struct point *from,
		     const struct vpc *to)
{
	const struct subnet *s = from->interface ? from->interface->subnet : NULL;
	struct cidr block = first_block(to, from->address.family);
	for (size_t i = 0; to && i < to->cidrs.len; i++)
		if (to->cidrs.items[i].family == block.family && s && s->route_table &&
		    block.family)
			new_route(d, c, s->route_table, to->cidrs.items[i],
				  has_route(s->route_table, to->cidrs.items[i]));
}

struct new_connection {
	const struct vpc *from, *to; /* NULL: not in the snapshot */
	const char *from_id, *to_id, *to_account, *to_region;
	const struct object *instead_of; /* a connection that is no more, or NULL */
	const struct question *question; /* NULL: nobody asked */
};

static void say_request(struct draft *d, struct checker *c, const struct new_connection *n)
{
	const char *region = n->from ? n->from->o.region : NULL;
	bool other_account = n->to_account && n->from && !str_eq(n->from->o.account, n->to_account);
	bool other_region = n->to_region && region && !str_eq(region, n->to_region);
	say_fix(d, c, "request a new peering connection, accept it and route to it");
	say_command(d, c, n->from ? &n->from->o : NULL,
		    "create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s%s%s%s%s",
		    n->from_id, n->to_id, other_account ? " --peer-owner-id " : "",
		    other_account ? n->to_account : "", other_region ? " --peer-region " : "",
		    other_region ? n->to_region : "");
	say_command(d, c, NULL, "accept-vpc-peering-connection --vpc-peering-connection-id %s%s%s",
		    EDIT_NEW_PEERING_ID, n->to_region || region ? " --region " : "",
		    n->to_region ? n->to_region : (region ? region : ""));
}

/* Routes of a connection that is no more lead over the new one; where there are none, one each way. */
static void route_over(struct draft *d, struct checker *c, const struct new_connection *n)
{
	bool there = reroute(d, c, n->from, n->instead_of);
	bool back = reroute(d, c, n->to, n->instead_of);
	const struct question *q = n->question;
	const struct vpc *v = q && q->source.interface ? q->source.interface->vpc : NULL;
	if (!v || !q->destination.interface)
		return;
	if (!(v == n->from ? there : back))
		route_to(d, c, &q->source, q->destination.interface->vpc);
	if (!(v == n->from ? back : there))
		route_to(d, c, &q->destination, v);
}

static void fix_new_connection(struct draft *d, struct checker *c, const struct new_connection *n)
{
	say_request(d, c, n);
	if (n->from && n->to)
		say_edit(d, (struct edit){.kind = EDIT_NEW_PEERING,
					  .on = &n->from->o,
					  .target = &n->to->o});
	route_over(d, c, n);
}

static void fix_accept(struct draft *d, struct checker *c, const struct vpc_peering_connection *p)
{
	const struct peering_side *s = &p->accepter;
	const char *region = s->region ? s->region : p->o.region;
	say_fix(d, c, "accept the request, as the owner of %s", side_words(c->arena, s));
	say_command(d, c, NULL, "accept-vpc-peering-connection --vpc-peering-connection-id %s%s%s",
		    p->o.id, region ? " --region " : "", region ? region : "");
	say_edit(d, (struct edit){.kind = EDIT_ACCEPT_PEERING, .on = &p->o});
}

void fix_peering_state(struct draft *d, struct checker *c, const struct vpc_peering_connection *p,
		       const struct question *q)
{
	const struct peering_side *r = &p->requester, *s = &p->accepter;
	struct cidr x, y;
	if (p->state == PEERING_PENDING_ACCEPTANCE)
		fix_accept(d, c, p);
	else if (p->state == PEERING_INITIATING_REQUEST || p->state == PEERING_PROVISIONING)
		say_fix(d, c, "wait until AWS has made it, then take a new snapshot");
	else if (peering_overlap(p, &x, &y))
		say_fix(d, c, "none while their blocks overlap: a new request would fail as well");
	else if (p->state != PEERING_UNSAID)
		fix_new_connection(d, c,
				   &(struct new_connection){.from = r->vpc,
							    .to = s->vpc,
							    .from_id = r->vpc_id,
							    .to_id = s->vpc_id,
							    .to_account = s->owner_id,
							    .to_region = s->region,
							    .instead_of = &p->o,
							    .question = q});
}

static void words_not_active(struct draft *d, struct checker *c,
			     const struct vpc_peering_connection *p, const struct question *q,
			     const char *what)
{
	const char *state = p->status_code ? p->status_code : "not known";
	say(d, c, "%s: peering connection %s is %s, and only an active one carries traffic", what,
	    label(c->arena, &p->o), state);
	say_evidence(d, c, p->o.id, "%s", peering_advice(c->arena, p));
	if (p->status_message)
		say_evidence(d, c, p->o.id, "AWS says: %s", p->status_message);
	fix_peering_state(d, c, p, q);
}

void explain_peering_not_active(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	const struct vpc_peering_connection *pcx = (const void *)p->object;
	words_not_active(d, p->c, pcx, p->question,
			 arena_printf(a, "%s and %s can't reach each other",
				      side_words(a, &pcx->requester),
				      side_words(a, &pcx->accepter)));
}

/* Blocks are sorted: one walk along both lists finds the first pair that overlaps. */
bool peering_overlap(const struct vpc_peering_connection *p, struct cidr *x, struct cidr *y)
{
	const struct vpc *a = p->requester.vpc, *b = p->accepter.vpc;
	size_t i = 0, k = 0;
	while (a && b && a != b && i < a->cidrs.len && k < b->cidrs.len) {
		*x = a->cidrs.items[i];
		*y = b->cidrs.items[k];
		if (cidr_overlaps(*x, *y))
			return true;
		if (cidr_cmp(*x, *y) < 0)
			i++;
		else
			k++;
	}
	return false;
}

void explain_peering_overlap(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	const struct vpc_peering_connection *pcx = (const void *)p->object;
	struct cidr x, y;
	say(d, p->c,
	    "%s can't work: the address blocks of %s and %s overlap, so they can't be peered",
	    way_words(p), side_words(a, &pcx->requester), side_words(a, &pcx->accepter));
	if (peering_overlap(pcx, &x, &y))
		say_evidence(d, p->c, pcx->o.id, "%s of %s overlaps %s of %s", cidr_words(a, x),
			     pcx->requester.vpc_id, cidr_words(a, y), pcx->accepter.vpc_id);
	if (p->hop->code == VCK_PEERING_CIDR_OVERLAP && p->hop->subnet)
		say_evidence(
			d, p->c, pcx->o.id,
			"the local route covers %s, so the packet never comes to the connection",
			ip_words(a, p->hop->destination));
	say_fix(d, p->c,
		"make one of the VPCs anew with a block that does not overlap; a VPC's primary "
		"block can't be changed");
}

/* ---- no connection ---- */

void identify_vpc_pair(struct problem *p)
{
	identify_object(p);
	p->cause = p->hop->wanted ? p->hop->wanted->id : "";
}

static const struct vpc *third_vpc(const struct vpc *a, const struct vpc *b)
{
	for (size_t i = 0; a && b && i < a->peerings.len; i++) {
		const struct peering_side *far = peering_far(a->peerings.items[i], a);
		for (size_t k = 0; far && far->vpc && k < b->peerings.len; k++) {
			const struct peering_side *other = peering_far(b->peerings.items[k], b);
			if (other && other->vpc == far->vpc)
				return far->vpc;
		}
	}
	return NULL;
}

void explain_peering_missing(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	const struct vpc *from = (const void *)p->object, *to = (const void *)p->hop->wanted;
	say(d, p->c, "%s has no way: no peering connection or transit gateway joins %s and %s",
	    way_words(p), label_or(a, p->object, p->id), to ? label(a, &to->o) : "the other VPC");
	const struct vpc *third = third_vpc(from, to);
	if (third)
		say_evidence(d, p->c, third->o.id,
			     "both are joined with %s, but peering is not transitive",
			     label(a, &third->o));
	if (from && to)
		fix_new_connection(d, p->c,
				   &(struct new_connection){.from = from,
							    .to = to,
							    .from_id = from->o.id,
							    .to_id = to->o.id,
							    .to_account = to->o.account,
							    .to_region = to->o.region,
							    .question = p->question});
}
