/* hop_transit_gateway.c - transit gateways: attachments, their route tables, peerings (R80). */
#include "reach/internal.h"
#include "reach/tgw_table.h"

#include <string.h>

/* ---- zones ---- */

/* A Local Zone uses its parent. */
static struct zone find_zone(const struct reach *r, const struct subnet *s)
{
	struct zone z = zone_of_subnet(s);
	const struct availability_zone *az = net_availability_zone(r->net, s->availability_zone);
	if (!az || (!az->parent_zone_id && !az->parent_zone_name))
		return z;
	const struct availability_zone *parent =
		net_availability_zone(r->net, az->parent_zone_name);
	z.id = az->parent_zone_id ? az->parent_zone_id : parent ? parent->zone_id : NULL;
	z.name = az->parent_zone_name;
	return z;
}

static struct zone zone_of(struct reach *r, const struct subnet *s)
{
	struct subnet_rules *rules = &r->subnets[s->o.ordinal];
	if (!rules->has_zone)
		rules->zone = find_zone(r, s);
	rules->has_zone = true;
	return rules->zone;
}

const struct subnet *gateway_subnet(struct reach *r, const struct tgw_vpc_attachment *a,
				    const struct subnet *by)
{
	struct zone zone = zone_of(r, by);
	for (size_t i = 0; i < a->subnets.len; i++)
		if (same_zone(zone_of(r, a->subnets.items[i]), zone))
			return a->subnets.items[i];
	return NULL;
}

/* For plans. Where something else than the ends' subnets chose, or none was found, the zones themselves are
 * all that is known. */
static bool is_by_end(const struct walk *w, const struct subnet *by, const struct subnet *picked)
{
	const struct network_interface *from = w->q->source.interface,
				       *to = w->q->destination.interface;
	bool of_ends = from && to && from->subnet != to->subnet &&
		       (by == from->subnet || by == to->subnet);
	return of_ends && picked && by != w->picked && !w->n_middleboxes && !w->n_translations;
}

static void note_pick(struct walk *w, struct gateway_pick pick, const struct subnet *by)
{
	if (!w->planning)
		return;
	if (by && is_by_end(w, by, pick.picked))
		pick.by = by == w->q->source.interface->subnet ? PICKED_FOR_SOURCE
							       : PICKED_FOR_DESTINATION;
	w->by_zone |= by && pick.by == PICKED_ALWAYS;
	pick.reply = w->reply;
	if (w->n_picks == MAX_PICKS)
		w->by_subnet = true;
	else if (pick.picked)
		w->picks[w->n_picks++] = pick;
}

/* ---- the walk ---- */

static bool usable_state(const char *state)
{
	return str_eq(state, "available") || str_eq(state, "modifying");
}

const struct tgw_vpc_attachment *attachment_to(const struct transit_gateway *tgw,
					       const struct vpc *vpc)
{
	const struct tgw_vpc_attachment *found = NULL;
	for (size_t i = 0; vpc && i < vpc->tgw_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = vpc->tgw_attachments.items[i];
		if (a->transit_gateway == tgw &&
		    (!found || (usable_state(a->state) && !usable_state(found->state))))
			found = a;
	}
	return found;
}

/* IPv6 is an option of the attachment, off unless asked for. */
static bool carries(const struct tgw_vpc_attachment *a, uint8_t family)
{
	return family != IPV6 || (a->ipv6_support && !str_eq(a->ipv6_support, "disable"));
}

static void attachment_state(struct walk *w, struct hop *hop, const struct tgw_vpc_attachment *a)
{
	bool by_ipv6 = w->destination.family == IPV6;
	if (a->state && !usable_state(a->state)) {
		walk_stop(w, hop, VCK_TGW_ATTACHMENT_UNUSABLE);
	} else if (by_ipv6 && str_eq(a->ipv6_support, "disable")) {
		hop->detail = "its IPv6 support is off";
		walk_stop(w, hop, VCK_TGW_ATTACHMENT_UNUSABLE);
	} else if (!a->state || (by_ipv6 && !a->ipv6_support)) {
		walk_lacks(w, hop, KIND_TGW_VPC_ATTACHMENT, &a->o);
	}
}

/* A Local Zone whose parent is not in the snapshot: its name goes on behind the Region's letter. */
static bool lacks_parent(const struct walk *w, const struct subnet *s)
{
	const char *zone = s->availability_zone, *region = s->o.region;
	const struct availability_zone *az = zone ? net_availability_zone(w->r->net, zone) : NULL;
	return zone && region && str_starts(zone, region) && strlen(zone) > strlen(region) + 1 &&
	       !(az && (az->parent_zone_id || az->parent_zone_name));
}

/* Out of the sender's VPC: state, a subnet in the sender's zone, and that subnet's NACL. */
static void enter_gateway(struct walk *w, const struct tgw_vpc_attachment *a)
{
	struct hop *hop = add_hop(w, COMPONENT_TGW_ATTACHMENT, &a->o);
	attachment_state(w, hop, a);
	if (!w->subnet)
		return;
	w->zone_subnet = w->subnet;
	const struct subnet *s = gateway_subnet(w->r, a, w->subnet);
	note_pick(w, (struct gateway_pick){.attachment = a, .picked = s}, w->subnet);
	if (s) {
		cross_nacl(w, s, false);
	} else if (a->subnets.len < a->subnet_ids.len || !a->subnet_ids.len) {
		walk_lacks(w, hop, KIND_SUBNET, &a->o);
	} else if (lacks_parent(w, w->subnet)) {
		walk_lacks(w, hop, KIND_AVAILABILITY_ZONE, &w->subnet->o);
	} else {
		hop->detail = "it has no subnet in the sender's availability zone";
		walk_stop(w, hop, VCK_TGW_ATTACHMENT_UNUSABLE);
	}
}

static const struct tgw_route_table *table_by_association(const struct transit_gateway *tgw,
							  const char *id)
{
	for (size_t i = 0; i < tgw->route_tables.len; i++) {
		const struct tgw_route_table *rt = tgw->route_tables.items[i];
		for (size_t k = 0; k < rt->associations.len; k++)
			if (str_eq(rt->associations.items[k].attachment_id, id) &&
			    (!rt->associations.items[k].state ||
			     str_eq(rt->associations.items[k].state, "associated")))
				return rt;
	}
	return NULL;
}

/* Only the gateway's owner sees what an attachment is associated with (R80). */
static bool seen_by_owner(const struct tgw_attachment *a)
{
	const char *viewer = object_seen_by(&a->o) ? object_seen_by(&a->o) : a->resource_owner_id;
	return !a->transit_gateway_owner_id || str_eq(viewer, a->transit_gateway_owner_id);
}

/* The table that decides for what comes in by an attachment. NULL with a finding, or a doubt. */
static const struct tgw_route_table *deciding_table(struct walk *w,
						    const struct transit_gateway *tgw,
						    const char *attachment_id,
						    const struct tgw_attachment *attachment)
{
	if (attachment && attachment->route_table)
		return attachment->route_table;
	const struct tgw_route_table *rt = table_by_association(tgw, attachment_id);
	if (rt)
		return rt;
	struct hop *hop = attachment ? add_hop(w, COMPONENT_TGW_ATTACHMENT, &attachment->o)
				     : add_hop_id(w, COMPONENT_TGW_ATTACHMENT, attachment_id);
	bool associated = attachment && (!attachment->association_state ||
					 str_eq(attachment->association_state, "associated"));
	if (associated &&
	    (attachment->association_route_table_id || attachment->association_state)) {
		walk_lacks(w, hop, KIND_TGW_ROUTE_TABLE, &tgw->o);
	} else if (attachment && seen_by_owner(attachment)) {
		hop->detail = "it is associated with no transit gateway route table";
		walk_stop(w, hop, VCK_TGW_ATTACHMENT_UNUSABLE);
	} else {
		walk_lacks(w, hop, KIND_TGW_ATTACHMENT, &tgw->o);
	}
	return NULL;
}

static void skip_to_goal(struct walk *w, const struct transit_gateway *tgw);

/* In appliance mode the gateway takes one subnet for the life of a flow, whichever the zone. */
static const struct subnet *appliance_subnet(struct walk *w, const struct tgw_vpc_attachment *a)
{
	bool kept =
		w->reply && a->appliance_mode; /* where it is not said, any reply may go by any */
	for (unsigned i = 0; kept && i < w->n_appliance_ways; i++)
		if (w->appliance_ways[i].attachment == a)
			return w->appliance_ways[i].subnet;
	const struct subnet *s = a->subnets.items[walk_choose(w, (unsigned)a->subnets.len)];
	if (!w->reply && w->n_appliance_ways < MAX_APPLIANCE_WAYS)
		w->appliance_ways[w->n_appliance_ways++] = (struct appliance_way){a, s};
	return s;
}

static enum keeping both_keep(enum keeping a, enum keeping b)
{
	return a < b ? a : b;
}

/* Or may have. */
static bool has_appliance_mode(const struct tgw_vpc_attachment *a)
{
	bool unsaid = !a->appliance_mode && a->subnet_ids.len > 1; /* R2: of one, no matter */
	return unsaid || str_eq(a->appliance_mode, "enable");
}

static void into_vpc(struct walk *w, const struct transit_gateway *tgw,
		     const struct tgw_vpc_attachment *a)
{
	struct hop *hop = add_hop(w, COMPONENT_TGW_ATTACHMENT, &a->o);
	attachment_state(w, hop, a);
	w->via_keeps_references =
		both_keep(w->via_keeps_references, keeping_of(a->security_group_referencing));
	if (!a->vpc) {
		struct object near = {.account = a->vpc_owner_id, .region = a->o.region};
		walk_lacks(w, add_hop_id(w, COMPONENT_VPC, a->vpc_id), KIND_VPC, &near);
		walk_end(w);
		return;
	}
	if (!a->subnets.len) {
		walk_lacks(w, hop, KIND_SUBNET, &a->o);
		walk_end(w);
		return;
	}
	bool appliance = has_appliance_mode(a);
	const struct subnet *by = appliance ? NULL : w->zone_subnet;
	const struct subnet *s = by ? gateway_subnet(w->r, a, by) : NULL;
	bool by_zone = s != NULL;
	w->by_zone |= by && !s;
	if (!s && a->subnets.len < a->subnet_ids.len) { /* it may be one that is not here */
		walk_lacks(w, hop, KIND_SUBNET, &a->o);
		walk_end(w);
		return;
	}
	if (!s)
		s = appliance ? appliance_subnet(w, a)
			      : a->subnets.items[walk_choose(w, (unsigned)a->subnets.len)];
	note_pick(w, (struct gateway_pick){.attachment = a, .picked = s, .arrives = true},
		  by_zone ? by : NULL);
	w->picked = by_zone ? s : NULL;
	if (comes_again(w, &s->o)) {
		hop->detail = "the packet comes into this VPC a second time";
		walk_stop(w, hop, VCK_MIDDLEBOX_LOOP);
		walk_end(w);
		return;
	}
	enter_vpc(w, a->vpc, &tgw->o);
	walk_leave(w, s, NULL);
	w->via = &tgw->o;
}

static void through(struct walk *w, const struct transit_gateway *tgw, const char *attachment_id,
		    const struct tgw_attachment *attachment);

/* The same peering attachment, as the other gateway's side of it knows it. */
static const struct tgw_attachment *attachment_at(const struct transit_gateway *tgw, const char *id)
{
	for (size_t i = 0; i < tgw->attachments.len; i++)
		if (str_eq(tgw->attachments.items[i]->o.id, id))
			return tgw->attachments.items[i];
	return NULL;
}

static const struct transit_gateway *other_side(const struct tgw_peering_attachment *p,
						const struct transit_gateway *near)
{
	return p->requester.transit_gateway == near ? p->accepter.transit_gateway
						    : p->requester.transit_gateway;
}

/* DescribeTransitGatewayPeeringAttachments tells, else the two sides' copies of the attachment do.
 */
const struct transit_gateway *far_gateway(const struct net *net, const struct transit_gateway *near,
					  const char *attachment_id)
{
	const struct tgw_peering_attachment *p = net_tgw_peering_attachment(net, attachment_id);
	if (p && other_side(p, near))
		return other_side(p, near);
	for (size_t i = 0; i < net->transit_gateways.len; i++) {
		const struct transit_gateway *g = net->transit_gateways.items[i];
		if (g != near && attachment_at(g, attachment_id))
			return g;
	}
	const struct tgw_attachment *a = attachment_at(near, attachment_id);
	const struct transit_gateway *named = a ? net_transit_gateway(net, a->resource_id) : NULL;
	return named != near ? named : NULL;
}

static void into_peer(struct walk *w, const struct transit_gateway *tgw, const struct tgw_entry *e)
{
	const struct transit_gateway *far = far_gateway(w->r->net, tgw, e->attachment_id);
	const struct tgw_attachment *near = attachment_at(tgw, e->attachment_id);
	const struct tgw_peering_attachment *p =
		net_tgw_peering_attachment(w->r->net, e->attachment_id);
	struct hop *hop = add_hop_id(w, COMPONENT_TGW_ATTACHMENT, e->attachment_id);
	hop->object = near ? &near->o : (p ? &p->o : NULL);
	w->via_keeps_references = KEEPS_NONE;
	const char *state = near && near->state ? near->state : p ? p->state : NULL;
	if ((p || near) && !state)
		walk_lacks(w, hop, KIND_TGW_ATTACHMENT, &tgw->o);
	else if ((p && p->state && !usable_state(p->state)) || (state && !usable_state(state)))
		walk_stop(w, hop, VCK_TGW_ATTACHMENT_UNUSABLE);
	if (!far) {
		walk_lacks(w, hop, p || near ? KIND_TRANSIT_GATEWAY : KIND_TGW_PEERING_ATTACHMENT,
			   &tgw->o);
		walk_end(w);
		return;
	}
	through(w, far, e->attachment_id, attachment_at(far, e->attachment_id));
}

static const char *type_of(const struct transit_gateway *tgw, const struct tgw_entry *e)
{
	if (e->resource_type)
		return e->resource_type;
	const struct tgw_attachment *a = attachment_at(tgw, e->attachment_id);
	return a ? a->resource_type : NULL;
}

static void follow_entry(struct walk *w, const struct transit_gateway *tgw,
			 const struct tgw_entry *e)
{
	const char *type = type_of(tgw, e);
	if (e->vpc_attachment) {
		into_vpc(w, tgw, e->vpc_attachment);
	} else if (is_peering_type(type)) {
		into_peer(w, tgw, e);
	} else if (str_eq(type, "vpc")) {
		walk_lacks(w, add_hop_id(w, COMPONENT_TGW_ATTACHMENT, e->attachment_id),
			   KIND_TGW_VPC_ATTACHMENT, &tgw->o);
		walk_end(w);
	} else if (str_eq(type, "vpn") || str_eq(type, "direct-connect-gateway")) {
		w->at = AT_ON_PREMISES;
	} else {
		walk_unsupported(w, add_hop_id(w, COMPONENT_TGW_ATTACHMENT, e->attachment_id),
				 "this kind of transit gateway attachment");
	}
}

/* R3: go on in the VPC that was meant, if it is attached to this gateway. */
static void skip_to_goal(struct walk *w, const struct transit_gateway *tgw)
{
	if (w->uncertain) { /* what leads on is not in the snapshot (R2) */
		walk_end(w);
		return;
	}
	const struct vpc *to = w->goal ? w->goal->vpc : NULL;
	const struct tgw_vpc_attachment *a = attachment_to(tgw, to);
	if (!w->trace || ++w->bridges > 4 || !to || !vpc_covers(to, w->destination))
		walk_end(w);
	else if (a)
		into_vpc(w, tgw, a);
	else
		enter_vpc(w, to, &tgw->o);
}

/* Might something propagate a longer route than this one, of which the snapshot does not tell? What
 * a VPC that was read has, nobody else propagates. */
static bool may_be_hidden(struct walk *w, const struct tgw_table *t, const struct tgw_entry *e)
{
	const struct vpc *to = e->vpc_attachment && !e->blackhole ? e->vpc_attachment->vpc : NULL;
	if (!t->incomplete || e->prefix.len == family_bits(w->destination.family))
		return false;
	keep_to_blocks(w, to);
	if (to && vpc_covers(to, w->destination))
		return false;
	return t->unread || in_no_vpc(w);
}

/* A host that is asked for in a stretch of addresses, all of which die behind this table. */
static bool dies_behind(struct walk *w, const struct tgw_route_table *rt)
{
	if (!w->q->coarse || w->trace || w->planning || w->reply || w->goal ||
	    w->goal_kind != POINT_ON_PREMISES)
		return false;
	struct ip_range *atom = atom_of(w, w->destination);
	const struct ip_range *dead = atom ? tgw_dead_around(w->r, rt, w->destination) : NULL;
	if (!dead)
		return false;
	atom_narrow(atom, *dead);
	walk_cut(w);
	walk_end(w);
	return true;
}

static void goes_round(struct walk *w, const struct transit_gateway *tgw)
{
	struct hop *loop = add_hop(w, COMPONENT_TRANSIT_GATEWAY, &tgw->o);
	loop->detail = "the packet goes round between transit gateways";
	walk_stop(w, loop, VCK_MIDDLEBOX_LOOP);
	walk_end(w);
}

static void route_is_missing(struct walk *w, struct hop *hop, const struct transit_gateway *tgw,
			     const struct tgw_route_table *rt)
{
	if (tgw_table_of(w->r, rt)->incomplete)
		walk_lacks(w, hop, KIND_TGW_ROUTE_TABLE, &rt->o);
	else
		walk_stop(w, hop, VCK_TGW_ROUTE_MISSING);
	skip_to_goal(w, tgw);
}

/* The entry that decides in this table, at its hop; NULL: there is none, or data lacks, and the walk knows. */
static const struct tgw_entry *decide(struct walk *w, const struct transit_gateway *tgw,
				      const struct tgw_route_table *rt, struct hop **at)
{
	const struct tgw_table *t = tgw_table_of(w->r, rt);
	struct ip_range around;
	uint32_t i = lpm_find(t->lpm, w->destination, &around);
	atom_narrow(atom_of(w, w->destination), around);
	struct hop *hop = *at = add_hop(w, COMPONENT_TGW_ROUTE_TABLE, &rt->o);
	hop->wanted_prefix = cidr_of_ip(w->destination);
	if (tgw_may_differ(rt, i == LPM_NONE ? NULL : &t->entries[i], w->destination)) {
		walk_lacks(w, hop, KIND_PREFIX_LIST, &rt->o);
		walk_end(w);
		return NULL;
	}
	if (i == LPM_NONE) {
		route_is_missing(w, hop, tgw, rt);
		return NULL;
	}
	const struct tgw_entry *e = &t->entries[i + walk_choose(w, tgw_ties(t, i))];
	hop->prefix = e->prefix;
	hop->tgw_route = e->route;
	/* where routes are not known, a static one or a blackhole would go before what propagates */
	if (!rt->routes_known || e->contested || may_be_hidden(w, t, e)) {
		walk_lacks(w, hop, KIND_TGW_ROUTE_TABLE, &rt->o);
		walk_end(w);
		return NULL;
	}
	return e;
}

static void through(struct walk *w, const struct transit_gateway *tgw, const char *attachment_id,
		    const struct tgw_attachment *attachment)
{
	if (++w->steps > LIMIT_HOPS) {
		goes_round(w, tgw);
		return;
	}
	const struct tgw_route_table *rt = deciding_table(w, tgw, attachment_id, attachment);
	if (!rt) {
		skip_to_goal(w, tgw);
		return;
	}
	if (dies_behind(w, rt))
		return;
	struct hop *hop;
	const struct tgw_entry *e = decide(w, tgw, rt, &hop);
	if (!e)
		return;
	if (e->blackhole) {
		walk_stop(w, hop, VCK_TGW_ROUTE_BLACKHOLE);
		skip_to_goal(w, tgw);
		return;
	}
	w->tgw_table = rt;
	w->tgw_route = e->route;
	w->tgw_prefix = e->prefix;
	follow_entry(w, tgw, e);
}

void cross_transit_gateway(struct walk *w, struct hop *route_hop, const struct transit_gateway *tgw)
{
	(void)route_hop;
	if (endpoint_keeps_client(w))
		out_of_endpoints_way(w, "the way leads through a transit gateway");
	if (keeping_client(w)) /* R85 */
		out_of_balancers_way(
			w, "it lies behind a transit gateway, and keeps the client's address");
	const struct tgw_vpc_attachment *a = attachment_to(tgw, w->vpc);
	w->via_keeps_references = both_keep(keeping_of(tgw->security_group_referencing),
					    keeping_of(a ? a->security_group_referencing : NULL));
	if (!a) {
		struct hop *hop = add_hop(w, COMPONENT_TRANSIT_GATEWAY, &tgw->o);
		if (w->vpc && net_knows(w->r->net, KIND_TGW_VPC_ATTACHMENT, w->vpc->o.account,
					w->vpc->o.region)) {
			hop->detail = "the sender's VPC is not attached to it";
			walk_stop(w, hop, VCK_TGW_ATTACHMENT_UNUSABLE);
		} else {
			walk_lacks(w, hop, KIND_TGW_VPC_ATTACHMENT, w->vpc ? &w->vpc->o : NULL);
		}
		skip_to_goal(w, tgw);
		return;
	}
	enter_gateway(w, a);
	through(w, tgw, a->o.id, a->attachment);
}

void hop_transit_gateway(struct walk *w, struct hop *hop, const struct route *r)
{
	if (r->object) {
		cross_transit_gateway(w, hop, (const void *)r->object);
		return;
	}
	(void)hop;
	walk_lacks(w, add_hop_id(w, COMPONENT_TRANSIT_GATEWAY, r->target_id), KIND_TRANSIT_GATEWAY,
		   w->vpc ? &w->vpc->o : NULL);
	walk_end(w);
}

/* ---- all that comes from one VPC for another ---- */

bool attachment_goes_by_zone(const struct tgw_vpc_attachment *a, uint8_t family)
{
	return usable_state(a->state) && carries(a, family) && !has_appliance_mode(a);
}

bool subnet_delivers(struct reach *r, const struct subnet *s, struct ip_range *range)
{
	const struct table_entry *e;
	return s->route_table && table_find_range(subnet_table(r, s), range, &e) && e &&
	       (!e->route ||
		(e->route->target == TARGET_LOCAL && e->route->route_state == ROUTE_ACTIVE));
}

const struct tgw_route_table *gateway_table(const struct transit_gateway *tgw,
					    const struct vpc *from)
{
	const struct tgw_vpc_attachment *a = attachment_to(tgw, from);
	return a && a->attachment ? a->attachment->route_table : NULL;
}

/* The table that decides, compiled; NULL: something about it is not known. */
static const struct tgw_table *whole_table(struct reach *r, const struct transit_gateway *tgw,
					   const struct vpc *from)
{
	const struct tgw_route_table *rt = gateway_table(tgw, from);
	const struct tgw_table *t = rt && rt->routes_known ? tgw_table_of(r, rt) : NULL;
	return t && !t->incomplete && !t->contested && !t->list_missing ? t : NULL;
}

bool gateway_leads_nowhere(struct reach *r, const struct transit_gateway *tgw,
			   const struct vpc *from, struct ip ip, struct ip_range *all)
{
	const struct tgw_table *t = whole_table(r, tgw, from);
	struct ip_range around;
	uint32_t i = t ? lpm_find(t->lpm, ip, &around) : LPM_NONE;
	if (!t)
		return false;
	atom_narrow(all, around);
	return i == LPM_NONE || (t->entries[i].blackhole && tgw_ties(t, i) == 1);
}

bool gateway_leads_straight(struct reach *r, const struct transit_gateway *tgw,
			    const struct vpc *from, const struct vpc *to, struct ip_range range)
{
	const struct tgw_table *t = whole_table(r, tgw, from);
	if (!t)
		return false;
	struct ip_range around;
	uint32_t i = lpm_find(t->lpm, (struct ip){range.lo, range.family}, &around);
	if (range.hi > around.hi || i == LPM_NONE || tgw_ties(t, i) > 1)
		return false;
	const struct tgw_vpc_attachment *in = t->entries[i].vpc_attachment;
	if (!in || t->entries[i].blackhole || in != attachment_to(tgw, to) || !in->subnets.len ||
	    in->subnets.len < in->subnet_ids.len)
		return false;
	for (size_t k = 0; k < in->subnets.len; k++) {
		struct ip_range there = range;
		if (!subnet_delivers(r, in->subnets.items[k], &there))
			return false;
	}
	return true;
}
