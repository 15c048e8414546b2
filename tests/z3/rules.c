/* rules.c - states, attachments, modes. */
#include "z3/rules.h"

#include "base/str.h"

#include <string.h>

enum maybe rule_alive(const struct net *net, const struct network_interface *e)
{
	if (e->status && !str_eq(e->status, "in-use"))
		return NO;
	if (str_eq(e->interface_type, "vpc_endpoint") && !interface_endpoint(e) &&
	    !net_knows(net, KIND_VPC_ENDPOINT, e->o.account, e->o.region))
		return PERHAPS; /* whether it is available, its own description tells (R83) */
	if (!e->instance_id)
		return YES;
	if (!e->instance || e->instance->state == INSTANCE_UNSAID)
		return PERHAPS;
	return e->instance->state == INSTANCE_RUNNING ? YES : NO;
}

/* Who is called at it: nobody at what only sends, and an endpoint answers no ping. */
enum answering rule_answers(const struct network_interface *e)
{
	static const struct {
		const char *type;
		enum answering answering;
	} types[] = {
		{"lambda", ANSWERS_NOBODY},
		{"nat_gateway", ANSWERS_NOBODY},
		{"transit_gateway", ANSWERS_NOBODY},
		{"ec2_instance_connect_endpoint", ANSWERS_NOBODY},
		{"vpc_endpoint", ANSWERS_NO_PING},
	};

	for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
		if (str_eq(e->interface_type, types[i].type))
			return types[i].answering;
	return ANSWERS;
}

static bool attached_to(const struct gateway_attachment *a, size_t len, const struct vpc *v)
{
	for (size_t i = 0; i < len; i++)
		if (str_eq(a[i].vpc_id, v->o.id) &&
		    (!a[i].state || str_eq(a[i].state, "available") ||
		     str_eq(a[i].state, "attached")))
			return true;
	return false;
}

enum maybe rule_has_igw(const struct net *net, const struct vpc *v)
{
	for (size_t i = 0; i < net->internet_gateways.len; i++) {
		const struct internet_gateway *g = net->internet_gateways.items[i];
		if (attached_to(g->attachments.items, g->attachments.len, v))
			return YES;
	}
	return net_knows(net, KIND_INTERNET_GATEWAY, v->o.account, v->o.region) ? NO : PERHAPS;
}

enum maybe rule_has_egress_only(const struct net *net, const struct vpc *v)
{
	for (size_t i = 0; i < net->egress_only_internet_gateways.len; i++) {
		const struct egress_only_internet_gateway *g =
			net->egress_only_internet_gateways.items[i];
		if (attached_to(g->attachments.items, g->attachments.len, v))
			return YES;
	}
	return net_knows(net, KIND_EGRESS_ONLY_INTERNET_GATEWAY, v->o.account, v->o.region)
		       ? NO
		       : PERHAPS;
}

static const struct bpa_exclusion *exclusion_of(const struct net *net, const char *id)
{
	for (size_t i = 0; id && i < net->bpa_exclusions.len; i++) {
		const struct bpa_exclusion *x = net->bpa_exclusions.items[i];
		if (str_eq(x->resource_id, id) &&
		    (!x->state || str_eq(x->state, "create-complete") ||
		     str_eq(x->state, "update-complete") || str_eq(x->state, "update-in-progress")))
			return x;
	}
	return NULL;
}

/* `possible`: where exclusions were not read, and one may lift what blocks, or let out alone. */
unsigned rule_block_public_access(const struct net *net, const struct subnet *s, bool possible)
{
	enum { OPEN, CLOSED, CARRIED_OUT, STARTS_INSIDE };
	const char *shown = s->block_public_access;
	const char *above = s->vpc ? s->vpc->block_public_access : NULL;
	const struct object *owner = s->vpc ? &s->vpc->o : &s->o;
	enum bpa_mode mode = net_bpa(net, owner->account, owner->region);
	bool off = mode == BPA_UNSET || mode == BPA_OFF;
	const struct bpa_exclusion *x = shown ? NULL : exclusion_of(net, s->o.id);

	if (!x && !shown && !above && s->vpc)
		x = exclusion_of(net, s->vpc->o.id);
	if (shown || above) {
		const char *text = shown ? shown : above;
		mode = str_eq(text, "block-bidirectional") ? BPA_BIDIRECTIONAL
		       : str_eq(text, "block-ingress")     ? BPA_INGRESS
							   : BPA_OFF;
	}
	if ((mode == BPA_UNSET || mode == BPA_OFF) && (shown || off))
		return OPEN;
	if (x)
		return str_eq(x->mode, "allow-egress") ? STARTS_INSIDE : OPEN;
	bool unread = !shown && !net_knows(net, KIND_BPA_EXCLUSION, owner->account, owner->region);
	if (unread && possible)
		return OPEN;
	if (mode == BPA_OFF)
		return unread ? STARTS_INSIDE : OPEN;
	return mode == BPA_BIDIRECTIONAL ? CLOSED : CARRIED_OUT;
}

static const struct vpc *peer_of(const struct net *net, const struct route *r,
				 const struct vpc *vpc)
{
	const struct vpc_peering_connection *p = net_vpc_peering_connection(net, r->target_id);

	return !p ? NULL : p->requester.vpc != vpc ? p->requester.vpc : p->accepter.vpc;
}

static bool is_of_family(const struct net *net, const struct route *r, unsigned family)
{
	const struct prefix_list *list = net_prefix_list(net, r->destination_prefix_list_id);
	const char *said = list ? list->address_family : NULL;

	return r->destination.family ? r->destination.family == family
				     : !said || (family == IPV6) == str_eq(said, "IPv6");
}

bool rule_leads_on_premises(const struct net *net, const struct network_interface *eni,
			    struct ip called)
{
	static const enum target others[] = {TARGET_LOCAL, TARGET_INTERNET_GATEWAY,
					     TARGET_EGRESS_ONLY_INTERNET_GATEWAY,
					     TARGET_NAT_GATEWAY, TARGET_VPC_PEERING_CONNECTION};
	const struct route_table *table =
		eni && eni->subnet && eni->subnet->vpc ? eni->subnet->route_table : NULL;
	bool leads = !table || table->propagating_vgws.len ||
		     rule_changes_sender(net, eni->subnet->vpc, called);

	for (size_t i = 0; !leads && i < table->routes.len; i++) {
		const struct route *r = &table->routes.items[i];
		const struct vpc_endpoint *e = net_vpc_endpoint(net, r->target_id);
		leads = r->route_state == ROUTE_ACTIVE &&
			!(e && str_eq(e->endpoint_type, "Gateway"));
		for (unsigned k = 0; k < sizeof others / sizeof *others; k++)
			leads &= r->target != others[k];
		leads |= r->target == TARGET_VPC_PEERING_CONNECTION &&
			 rule_changes_sender(net, peer_of(net, r, eni->subnet->vpc), called);
		leads &= is_of_family(net, r, called.family);
	}
	return leads;
}

bool rule_same_region(const struct vpc_peering_connection *p)
{
	const char *a = p->requester.region, *b = p->accepter.region;

	if (!a && p->requester.vpc)
		a = p->requester.vpc->o.region;
	if (!b && p->accepter.vpc)
		b = p->accepter.vpc->o.region;
	return !a || !b || str_eq(a, b);
}

bool rule_nat_uses(const struct nat_gateway_address *a)
{
	return !a->status || str_eq(a->status, "succeeded");
}

enum maybe rule_nat_works(const struct nat_gateway *n)
{
	bool address = false;

	for (size_t i = 0; i < n->addresses.len; i++)
		address |= rule_nat_uses(&n->addresses.items[i]);
	if (!address)
		return NO;
	if (!n->state)
		return PERHAPS;
	return str_eq(n->state, "available") ? YES : NO;
}
