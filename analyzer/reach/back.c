/* back.c - the way back: the reply starts where the request arrived (R29). */
#include "reach/internal.h"

#include <string.h>

void set_reply_goal(struct walk *w)
{
	const struct translation *t =
		w->n_translations ? &w->translations[w->n_translations - 1] : NULL;
	w->goal = t ? t->interface : w->q->source.interface;
	w->goal_kind = w->goal ? POINT_INTERFACE : w->q->source.kind;
}

/* Does the route lead out of the VPC, and not to the internet or a peer alone? */
static bool leads_away(const struct route *r)
{
	static const bool stays[TARGET_COUNT] = {
		[TARGET_LOCAL] = true,
		[TARGET_INTERNET_GATEWAY] = true,
		[TARGET_EGRESS_ONLY_INTERNET_GATEWAY] = true,
		[TARGET_NAT_GATEWAY] = true,
		[TARGET_VPC_PEERING_CONNECTION] = true,
	};
	const struct vpc_endpoint *e =
		r->target == TARGET_VPC_ENDPOINT ? (const void *)r->object : NULL;
	return r->route_state == ROUTE_ACTIVE && !stays[r->target] &&
	       !(e && str_eq(e->endpoint_type, "Gateway"));
}

static bool find_masquerader(const struct net *net, const struct vpc *v)
{
	for (size_t i = 0; i < v->interfaces.len; i++) {
		const struct network_interface *eni = vpc_interface(net, v, i);
		bool may_run = eni->instance_state == INSTANCE_RUNNING ||
			       eni->instance_state == INSTANCE_UNSAID;
		if (eni->source_dest_check == FLAG_NO && eni->role == ROLE_HOST && may_run)
			return true;
	}
	return false;
}

/* An instance that may send on what is not its own (R12), as a VPN server does, may give it its own address:
 * the answer goes there, and needs no route that leads on premises. */
static bool has_masquerader(struct reach *r, const struct vpc *v)
{
	enum flag *found = &r->masqueraders[v->o.ordinal];
	if (*found == FLAG_UNSET)
		*found = find_masquerader(r->net, v) ? FLAG_YES : FLAG_NO;
	return *found == FLAG_YES;
}

/* Does what is for this address go by something in the VPC that may give it another sender? An endpoint of
 * Client VPN does so whatever the routes are. */
static bool may_translate(struct walk *w, const struct vpc *v, struct ip called)
{
	static const bool translates[TARGET_COUNT] = {
		[TARGET_NAT_GATEWAY] = true,
		[TARGET_INSTANCE] = true,
		[TARGET_NETWORK_INTERFACE] = true,
		[TARGET_VPC_ENDPOINT] = true,
	};
	if (!v || v->has_client_vpn || has_masquerader(w->r, v) ||
	    !net_knows(w->r->net, KIND_ROUTE_TABLE, v->o.account, v->o.region))
		return true;
	for (size_t i = 0; i < v->route_tables.len; i++) {
		const struct route_table *rt = v->route_tables.items[i];
		const struct table *table = table_of(w->r, rt);
		const struct table_entry *e = table_find(table, called, NULL);
		if (!rt->routes_known || table_may_differ(table, e, called) ||
		    (e && (e->ambiguous || (e->route && e->route->route_state == ROUTE_ACTIVE &&
					    translates[e->route->target]))))
			return true;
	}
	return unread_interfaces(w->r->net, v) != NULL;
}

static const struct vpc *peer_of(const struct route *r, const struct vpc *v)
{
	const struct vpc_peering_connection *pcx = (const void *)r->object;
	if (!pcx)
		return NULL;
	return pcx->requester.vpc == v ? pcx->accepter.vpc : pcx->requester.vpc;
}

/* R22: IPv4 and IPv6 are matched apart. Of a list that was not read, nobody knows which it holds. */
static bool is_of_family(const struct route *r, uint8_t family)
{
	const struct prefix_list *list = r->destination_prefix_list;
	if (r->destination.family)
		return r->destination.family == family;
	return !list || !list->address_family ||
	       str_eq(list->address_family, family == IPV6 ? "IPv6" : "IPv4");
}

/* May what answers from there get to somebody on premises, whatever address the request came with? */
static bool may_lead_on_premises(struct walk *w, const struct route_table *rt, const struct vpc *v,
				 struct ip called)
{
	if (rt->propagating_vgws.len || may_translate(w, v, called))
		return true;
	for (size_t i = 0; i < rt->routes.len; i++) {
		const struct route *r = &rt->routes.items[i];
		if (!is_of_family(r, called.family))
			continue;
		if (leads_away(r) || (r->target == TARGET_VPC_PEERING_CONNECTION &&
				      may_translate(w, peer_of(r, v), called)))
			return true;
	}
	return false;
}

/* R82: to on premises the reply has to go by a gateway or an instance that the table of whoever was called
 * leads something to, or to what translated the request, in the VPC or in one of its peers. */
static void answer_on_premises(struct walk *b)
{
	const struct point *called = &b->q->destination;
	const struct subnet *s = called->interface ? called->interface->subnet : NULL;
	const struct route_table *rt = s && s->vpc ? s->route_table : NULL;
	if (!rt || may_lead_on_premises(b, rt, s->vpc, called->address))
		return;
	struct hop *hop = add_hop(b, COMPONENT_ROUTE_TABLE, &rt->o);
	hop->subnet = s;
	walk_stop(b, hop, VCK_ROUTE_MISSING);
}

static void start_reply(struct walk *b, const struct walk *there)
{
	const struct point *d = &b->q->destination;
	const struct network_interface *replier =
		there->delivered ? there->delivered : d->interface;
	b->source = there->destination;
	b->destination = there->source;
	set_reply_goal(b);
	if (b->q->source.kind == POINT_ON_PREMISES)
		answer_on_premises(b);
	if (there->anyone || is_lost(there)) /* who answers, or whom, nobody knows */
		return;
	if (there->delivered && answers_a_balancer(b)) {
		walk_leave(b, there->delivered->subnet, there->delivered);
		balancer_reply(b);
	} else if (replier) {
		if (!there->delivered) { /* it never got there: as if it had */
			b->source = d->address;
			b->destination = b->q->source.address;
			b->n_translations = 0;
			b->onward = NULL;
			set_reply_goal(b);
		}
		walk_leave(b, replier->subnet, replier);
	} else if (there->endpoint_vpc) {
		enter_vpc(b, there->endpoint_vpc, NULL);
	} else if (b->q->source.interface && (d->kind == POINT_INTERNET || d->kind == POINT_EIC)) {
		b->at = AT_INTERNET;
	} else {
		walk_end(b);
	}
}

void run_reply(struct walk *b, const struct walk *there)
{
	b->reply = true;
	b->asked = there->asked;
	b->n_translations = there->n_translations;
	memcpy(b->translations, there->translations,
	       there->n_translations * sizeof *b->translations);
	b->n_middleboxes = there->n_middleboxes;
	b->onward = there->onward;
	memcpy(b->middleboxes, there->middleboxes, there->n_middleboxes * sizeof *b->middleboxes);
	b->n_appliance_ways = there->n_appliance_ways;
	memcpy(b->appliance_ways, there->appliance_ways,
	       there->n_appliance_ways * sizeof *b->appliance_ways);
	b->left_by_egress_only = there->left_by_egress_only;
	b->endpoint_vpc = there->endpoint_vpc;
	b->entered_by_gateway = there->entered_by_gateway;
	b->nameless = there->nameless;
	b->atom = there->atom;
	b->at = AT_END;
	start_leg(b, there->client_lo, there->client_hi);
	start_reply(b, there);
	walk_run(b);
	while (b->n_translations && !b->cut) {
		resume_translation(b);
		walk_run(b);
	}
}
