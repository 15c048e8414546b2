/* check_peering.c - peering connections that carry nothing, or not what one thinks (R30-R37). */
#include "check/checks.h"

#include <stdlib.h>

static bool over(const struct vpc_peering_connection *p)
{
	return p->state == PEERING_DELETED || p->state == PEERING_DELETING;
}

/* ---- state ---- */

/* Another connection that is active and joins the same two VPCs. */
static const struct vpc_peering_connection *successor(const struct vpc_peering_connection *p)
{
	const struct vpc *v = p->requester.vpc ? p->requester.vpc : p->accepter.vpc;
	const struct peering_side *to = v ? peering_far(p, v) : NULL;
	for (size_t i = 0; to && i < v->peerings.len; i++) {
		const struct vpc_peering_connection *o = v->peerings.items[i];
		const struct peering_side *far = peering_far(o, v);
		if (o != p && o->state == PEERING_ACTIVE && far && str_eq(far->vpc_id, to->vpc_id))
			return o;
	}
	return NULL;
}

static void lint_state(struct checker *c, const struct vpc_peering_connection *p)
{
	const struct vpc_peering_connection *other = successor(p);
	enum vck_severity s = over(p) || other ? VCK_SEVERITY_INFO : VCK_SEVERITY_ERROR;
	struct draft *d = finding_lint(c, VCK_PEERING_NOT_ACTIVE, s, &p->o, "");
	if (!d)
		return;
	say(d, c, "peering connection %s is %s, and only an active one carries traffic",
	    label(c->arena, &p->o), p->status_code ? p->status_code : "in no known state");
	if (other)
		say_evidence(d, c, other->o.id, "%s joins the two VPCs, and is active",
			     label(c->arena, &other->o));
	else
		say_evidence(d, c, p->o.id, "%s", peering_advice(c->arena, p));
	if (s > VCK_SEVERITY_INFO || p->state == PEERING_PENDING_ACCEPTANCE)
		fix_peering_state(d, c, p, NULL);
}

void check_peering_state(struct checker *c)
{
	for (size_t i = 0; i < c->net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *p = c->net->vpc_peering_connections.items[i];
		if (p->state != PEERING_ACTIVE && p->state != PEERING_UNSAID)
			lint_state(c, p);
	}
}

/* ---- overlap ---- */

void check_peering_overlap(struct checker *c)
{
	for (size_t i = 0; i < c->net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *p = c->net->vpc_peering_connections.items[i];
		const struct vpc *a = p->requester.vpc, *b = p->accepter.vpc;
		struct cidr x, y;
		if (!a || !b || a == b || over(p) || !peering_overlap(p, &x, &y))
			continue;
		struct draft *d =
			finding_lint(c, VCK_PEERING_CIDR_OVERLAP, VCK_SEVERITY_ERROR, &p->o, "");
		if (!d)
			continue;
		say(d, c, "the address blocks of %s and %s overlap, so they can't be peered",
		    label(c->arena, &a->o), label(c->arena, &b->o));
		say_evidence(d, c, p->o.id, "%s of %s overlaps %s of %s", cidr_words(c->arena, x),
			     a->o.id, cidr_words(c->arena, y), b->o.id);
		say_fix(d, c,
			"make one of the VPCs anew with a block that does not overlap; a "
			"VPC's primary block can't be changed");
	}
}

/* ---- two VPCs on one hub (R37) ---- */

struct spoke {
	struct cidr block;
	const struct vpc_peering_connection *pcx;
	const struct vpc *vpc;
};

static int cmp_spokes(const void *pa, const void *pb)
{
	const struct spoke *a = pa, *b = pb;
	int c = cidr_cmp(a->block, b->block);
	return c ? c : str_cmp(a->pcx->o.id, b->pcx->o.id);
}

static bool vpc_routes_to(const struct vpc *v, const struct object *target)
{
	for (size_t t = 0; t < v->route_tables.len; t++)
		for (size_t i = 0; i < v->route_tables.items[t]->routes.len; i++)
			if (v->route_tables.items[t]->routes.items[i].object == target)
				return true;
	return false;
}

static void lint_hub(struct checker *c, const struct vpc *hub, const struct spoke *a,
		     const struct spoke *b)
{
	if (a->vpc == b->vpc || !vpc_routes_to(a->vpc, &a->pcx->o) ||
	    !vpc_routes_to(b->vpc, &b->pcx->o))
		return;
	bool to_a = vpc_routes_to(hub, &a->pcx->o), to_b = vpc_routes_to(hub, &b->pcx->o);
	if (to_a == to_b) /* neither gets a reply, or tables tell them apart on purpose */
		return;
	const struct spoke *lost = to_a ? b : a, *kept = to_a ? a : b;
	struct draft *d = finding_lint(c, VCK_PEERING_CIDR_OVERLAP, VCK_SEVERITY_WARNING,
				       &lost->pcx->o, kept->pcx->o.id);
	if (!d)
		return;
	say(d, c, "%s and %s are both peered with %s and overlap: replies to %s go to %s",
	    label(c->arena, &a->vpc->o), label(c->arena, &b->vpc->o), label(c->arena, &hub->o),
	    lost->vpc->o.id, kept->vpc->o.id);
	say_evidence(d, c, lost->pcx->o.id, "%s overlaps %s, and %s routes to %s alone",
		     cidr_words(c->arena, lost->block), cidr_words(c->arena, kept->block),
		     hub->o.id, kept->pcx->o.id);
	say_fix(d, c,
		"route the hosts that are meant to %s by longer prefixes, in tables that their "
		"callers' subnets use",
		lost->pcx->o.id);
}

static void check_hub(struct checker *c, const struct vpc *hub)
{
	VEC(struct spoke) spokes = VEC_INIT;
	for (size_t i = 0; i < hub->peerings.len; i++) {
		const struct vpc_peering_connection *p = hub->peerings.items[i];
		const struct peering_side *far = peering_far(p, hub);
		for (size_t k = 0;
		     p->state == PEERING_ACTIVE && far && far->vpc && k < far->vpc->cidrs.len;
		     k++) {
			struct spoke s = {far->vpc->cidrs.items[k], p, far->vpc};
			vec_push(&spokes, s);
		}
	}
	if (spokes.len > 1)
		qsort(spokes.items, spokes.len, sizeof *spokes.items, cmp_spokes);
	size_t widest = 0;
	for (size_t i = 1; i < spokes.len; i++) {
		if (cidr_overlaps(spokes.items[widest].block, spokes.items[i].block))
			lint_hub(c, hub, &spokes.items[widest], &spokes.items[i]);
		else
			widest = i;
	}
	vec_free(&spokes);
}

void check_hub_overlap(struct checker *c)
{
	for (size_t i = 0; i < c->net->vpcs.len; i++)
		check_hub(c, c->net->vpcs.items[i]);
}

/* ---- routes to it ---- */

static int cmp_objects(const void *pa, const void *pb)
{
	const struct object *a = *(const struct object *const *)pa;
	const struct object *b = *(const struct object *const *)pb;
	return (uintptr_t)a < (uintptr_t)b ? -1 : a != b;
}

/* Per side (0 requester, 1 accepter) the connections that a table there leads to; sorted. */
static size_t routed_connections(const struct checker *c, unsigned side, const struct object ***out)
{
	VEC(const struct object *) v = VEC_INIT;
	for (size_t t = 0; t < c->net->route_tables.len; t++) {
		const struct route_table *table = c->net->route_tables.items[t];
		for (size_t i = 0; i < table->routes.len; i++) {
			const struct route *r = &table->routes.items[i];
			if (r->target != TARGET_VPC_PEERING_CONNECTION || !r->object)
				continue;
			const struct vpc_peering_connection *p = (const void *)r->object;
			const struct peering_side *s = side ? &p->accepter : &p->requester;
			if (str_eq(s->vpc_id, table->vpc_id))
				vec_push(&v, r->object);
		}
	}
	if (v.len)
		qsort(v.items, v.len, sizeof *v.items, cmp_objects);
	*out = vec_move(&v, c->arena);
	size_t len = v.len;
	vec_free(&v);
	return len;
}

static bool has_object(const struct object **items, size_t len, const struct object *o)
{
	return len && bsearch(&o, items, len, sizeof *items, cmp_objects);
}

static void lint_unrouted(struct checker *c, const struct vpc_peering_connection *p,
			  const struct vpc *first, const struct vpc *second)
{
	struct draft *d = finding_lint(c, VCK_PEERING_UNROUTED, VCK_SEVERITY_WARNING, &p->o, "");
	if (!d)
		return;
	say(d, c, "peering connection %s is active, but no route table of %s%s%s leads to it",
	    label(c->arena, &p->o), label(c->arena, &first->o), second ? " or " : "",
	    second ? label(c->arena, &second->o) : "");
	for (unsigned i = 0; i < 2; i++) {
		const struct vpc *v = i ? second : first, *to = NULL;
		const struct peering_side *far = v ? peering_far(p, v) : NULL;
		to = far ? far->vpc : NULL;
		if (!v || !v->main_route_table || !to || !to->cidrs.len)
			continue;
		say_fix(d, c, "add a route from %s to %s", label(c->arena, &v->o),
			label(c->arena, &to->o));
		say_command(d, c, &v->o, "create-route --route-table-id %s %s %s",
			    v->main_route_table->o.id,
			    route_destination_option(c->arena, to->cidrs.items[0]),
			    route_target_option(c->arena, &p->o));
	}
}

void check_peering_unrouted(struct checker *c)
{
	const struct object **routed[2];
	size_t len[2];
	for (unsigned s = 0; s < 2; s++)
		len[s] = routed_connections(c, s, &routed[s]);
	for (size_t i = 0; i < c->net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *p = c->net->vpc_peering_connections.items[i];
		const struct vpc *unrouted[2] = {NULL, NULL};
		unsigned n = 0;
		for (unsigned s = 0; s < 2 && p->state == PEERING_ACTIVE; s++) {
			const struct vpc *v = s ? p->accepter.vpc : p->requester.vpc;
			if (v && v->route_tables.len && !has_object(routed[s], len[s], &p->o))
				unrouted[n++] = v;
		}
		if (n)
			lint_unrouted(c, p, unrouted[0], unrouted[1]);
	}
}

/* ---- names (R36) ---- */

/* Each side is changed by its owner, in its own Region. */
static void fix_names(struct draft *d, struct checker *c, const struct vpc_peering_connection *p,
		      const struct peering_side *side, const char *which)
{
	say_command(d, c, side->vpc ? &side->vpc->o : &p->o,
		    "modify-vpc-peering-connection-options --vpc-peering-connection-id %s "
		    "--%s-peering-connection-options AllowDnsResolutionFromRemoteVpc=true",
		    p->o.id, which);
}

void check_peering_dns(struct checker *c)
{
	for (size_t i = 0; i < c->net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *p = c->net->vpc_peering_connections.items[i];
		bool r = p->requester.allow_dns_resolution == FLAG_NO && p->requester.vpc;
		bool a = p->accepter.allow_dns_resolution == FLAG_NO && p->accepter.vpc;
		struct draft *d;
		if (p->state != PEERING_ACTIVE || (!r && !a) ||
		    !(d = finding_lint(c, VCK_PEERING_DNS_OFF, VCK_SEVERITY_INFO, &p->o, "")))
			continue;
		say(d, c, "public names of instances behind %s resolve to public addresses",
		    label(c->arena, &p->o));
		say_evidence(d, c, p->o.id,
			     "AllowDnsResolutionFromRemoteVpc is false on the %s side%s",
			     r && a ? "requester's and the accepter's"
			     : r    ? "requester's"
				    : "accepter's",
			     r && a ? "s" : "");
		say_fix(d, c, "let names resolve to private addresses");
		if (r)
			fix_names(d, c, p, &p->requester, "requester");
		if (a)
			fix_names(d, c, p, &p->accepter, "accepter");
	}
}
