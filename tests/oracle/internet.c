/*
 * internet.c - out to the internet and in from it (R28, R60..R67): gateways and their tables, public
 * addresses, Block Public Access.
 */
#include "base/str.h"
#include "oracle/walk.h"

static bool started_inside(const struct walk *w, bool incoming)
{
	return w->reply == incoming;
}

static bool carried_outward(const struct walk *w, const struct vpc *vpc)
{
	for (unsigned i = 0; i < w->n_translations; i++)
		if (w->translations[i].nat && w->translations[i].nat->vpc == vpc)
			return true;
	return w->egress_only_from == vpc;
}

static const struct bpa_exclusion *exclusion_of(const struct walk *w, const char *id)
{
	for (size_t i = 0; i < w->net->bpa_exclusions.len; i++) {
		const struct bpa_exclusion *x = w->net->bpa_exclusions.items[i];
		if (str_eq(x->resource_id, id) && (!x->state || str_ends(x->state, "-complete")) &&
		    !str_starts(x->state ? x->state : "", "delete") &&
		    !str_starts(x->state ? x->state : "", "disable"))
			return x;
	}
	return NULL;
}

/* One subnet may be blocked and another not: of a packet that a NAT gateway translated the rules don't say
 * whether its sender's counts, too. */
static bool subnets_differ(const struct walk *w, const struct vpc *vpc)
{
	if (!net_knows(w->net, KIND_BPA_EXCLUSION, vpc->o.account, vpc->o.region))
		return true;
	for (size_t i = 0; i < w->net->bpa_exclusions.len; i++)
		if (str_starts(w->net->bpa_exclusions.items[i]->resource_id, "subnet-"))
			return true;
	for (size_t i = 0; i < w->net->subnets.len; i++)
		if (w->net->subnets.items[i]->block_public_access)
			return true;
	return false;
}

static enum bpa_mode mode_named(const char *text)
{
	if (str_eq(text, "block-bidirectional"))
		return BPA_BIDIRECTIONAL;
	return str_eq(text, "block-ingress") ? BPA_INGRESS : BPA_OFF;
}

/* R65. What the subnet shows is the effect; else what its VPC shows, but for an exclusion of the
 * subnet's own; else the Region's mode, but for an exclusion of either. */
static enum tri public_access(struct walk *w, const struct vpc *vpc, const struct subnet *subnet,
			      bool incoming)
{
	const char *own = subnet ? subnet->block_public_access : vpc->block_public_access;
	const char *shown = own ? own : vpc->block_public_access;
	enum bpa_mode region = net_bpa(w->net, vpc->o.account, vpc->o.region);
	enum bpa_mode mode = shown ? mode_named(shown) : region;
	const struct bpa_exclusion *x = subnet && !own ? exclusion_of(w, subnet->o.id) : NULL;
	bool inside = started_inside(w, incoming);
	bool outward = inside && carried_outward(w, vpc);

	if (subnets_differ(w, vpc) && carried_outward(w, vpc))
		w->open = true;
	if (mode <= BPA_OFF && (own || region <= BPA_OFF))
		return TRI_PASS;
	if (!x && !shown)
		x = exclusion_of(w, vpc->o.id);
	if (x)
		return str_eq(x->mode, "allow-egress") && !inside ? TRI_BLOCK : TRI_PASS;
	bool passes = mode <= BPA_OFF || (mode == BPA_INGRESS && outward);
	if (own || net_knows(w->net, KIND_BPA_EXCLUSION, vpc->o.account, vpc->o.region))
		return passes ? TRI_PASS : TRI_BLOCK;
	/* One that was not read may let pass, all or what starts inside. */
	return passes && inside ? TRI_PASS : TRI_UNKNOWN;
}

/* The subnet that has the address (`of`) and the one by which the packet leaves or enters (`by`): where one
 * would let it pass and the other not, nobody says which counts. */
static enum tri public_access_by(struct walk *w, const struct vpc *vpc, const struct subnet *of,
				 const struct subnet *by, bool incoming)
{
	enum tri a = public_access(w, vpc, of ? of : by, incoming),
		 b = public_access(w, vpc, by ? by : of, incoming);

	return a == b ? a : TRI_UNKNOWN;
}

/* An exclusion may be of the interface's subnet, which was not read. */
static enum tri public_access_of(struct walk *w, const struct vpc *vpc,
				 const struct network_interface *eni, const struct subnet *by,
				 bool incoming)
{
	enum tri t = public_access_by(w, vpc, eni ? eni->subnet : NULL, by, incoming);
	bool unread = eni && !eni->subnet && eni->subnet_id;

	return unread && t == TRI_BLOCK ? TRI_UNKNOWN : t;
}

/* Of a gateway that was not read (NULL) the VPC's tables tell that one is associated with it. */
static const struct route_table *edge_table(const struct net *net, const struct vpc *vpc,
					    const struct internet_gateway *igw)
{
	for (size_t i = 0; i < net->route_tables.len; i++)
		for (size_t k = 0; k < net->route_tables.items[i]->associations.len; k++) {
			const struct route_table *t = net->route_tables.items[i];
			const char *id = t->associations.items[k].gateway_id;
			if (igw ? str_eq(id, igw->o.id)
				: id && str_starts(id, "igw-") && t->vpc == vpc)
				return t;
		}
	return NULL;
}

static const struct internet_gateway *gateway_of(const struct net *net, const struct vpc *vpc)
{
	for (size_t i = 0; i < net->internet_gateways.len; i++) {
		const struct internet_gateway *igw = net->internet_gateways.items[i];
		if (oracle_attached(igw->attachments.items, igw->attachments.len, vpc))
			return igw;
	}
	return NULL;
}

static enum tri has_gateway(const struct walk *w, const struct vpc *vpc)
{
	if (gateway_of(w->net, vpc))
		return TRI_PASS;
	return net_knows(w->net, KIND_INTERNET_GATEWAY, vpc->o.account, vpc->o.region)
		       ? TRI_BLOCK
		       : TRI_UNKNOWN;
}

/* R28: what comes in may be led to an appliance first. */
static struct outcome enter_by_edge(struct walk w, const struct vpc *vpc,
				    const struct internet_gateway *igw)
{
	const struct route_table *table = edge_table(w.net, vpc, igw);

	w.at = NULL;
	if (!table)
		return packet_deliver(w, vpc, NULL);
	rule_cite(28);
	struct ways ways = oracle_lookup(w.net, table, vpc, w.packet.destination);
	const struct way *way = &ways.items[0];
	if (way->local)
		return packet_deliver(w, vpc, NULL);
	if (!way->route || way->route->route_state != ROUTE_ACTIVE)
		return packet_stop(&w, "R28: the gateway's table drops it");
	if (way->route->target == TARGET_NETWORK_INTERFACE)
		return packet_forward(w, vpc, NULL,
				      net_network_interface(w.net, way->route->target_id),
				      way->route->target_id);
	return packet_dead_end(&w, "R84: the gateway's table leads to what is not modelled");
}

/* The subnet of the appliance that the gateway's table leads to first; NULL: to nobody else. */
static const struct subnet *first_subnet(const struct walk *w, const struct vpc *vpc,
					 struct ip inside)
{
	const struct route_table *table = edge_table(w->net, vpc, gateway_of(w->net, vpc));
	struct ways ways = table ? oracle_lookup(w->net, table, vpc, inside) : (struct ways){0};
	const struct route *route = ways.len ? ways.items[0].route : NULL;
	const struct network_interface *eni =
		route && route->target == TARGET_NETWORK_INTERFACE
			? net_network_interface(w->net, route->target_id)
			: NULL;

	return eni ? eni->subnet : NULL;
}

/* R60, R63: in through the VPC's internet gateway, or back through its egress-only one. */
static struct outcome enter(struct walk w, const struct vpc *vpc,
			    const struct network_interface *eni, struct ip inside)
{
	const struct internet_gateway *igw = gateway_of(w.net, vpc);
	bool back = w.reply && w.egress_only_from == vpc && w.packet.destination.family == IPV6;

	if (!back && !packet_gate(&w, has_gateway(&w, vpc), "R60: no internet gateway is attached"))
		return packet_end(&w);
	const struct subnet *by = back ? NULL : first_subnet(&w, vpc, inside);
	if (!packet_gate(&w, public_access_of(&w, vpc, eni, by, true), "R65"))
		return packet_end(&w);
	if (eni && eni->deny_all_igw_traffic && !back)
		return packet_stop(&w, "R65: DenyAllIgwTraffic");
	w.packet.destination = inside;
	return back ? packet_deliver(w, vpc, NULL) : enter_by_edge(w, vpc, igw);
}

static struct outcome regional_back(struct walk w)
{
	struct translation t = w.translations[w.n_translations - 1];

	if (!packet_gate(&w, has_gateway(&w, t.nat->vpc), "R60: no internet gateway is attached") ||
	    !packet_gate(&w, public_access(&w, t.nat->vpc, NULL, true), "R65"))
		return packet_end(&w);
	w.at = NULL;
	return packet_nat_answers(w, t);
}

/* To a NAT gateway whose interface the snapshot does not show. */
static struct outcome unseen_back(struct walk w)
{
	struct translation t = w.translations[w.n_translations - 1];

	if (!packet_gate(&w, has_gateway(&w, t.nat->vpc), "R60: no internet gateway is attached") ||
	    !packet_gate(&w, public_access(&w, t.nat->vpc, t.nat->subnet, true), "R65"))
		return packet_end(&w);
	w.packet.destination = t.from_after;
	if (!packet_cross(&w, NULL, t.nat->subnet))
		return packet_end(&w);
	return packet_nat_back(w, t.nat, NULL);
}

/* The VPC is not in the snapshot; what the interface itself drops, it drops there as well. */
struct outcome packet_enter_unread(struct walk w, const struct network_interface *eni)
{
	if (eni->deny_all_igw_traffic)
		return packet_stop(&w, "R65: DenyAllIgwTraffic");
	return packet_dead_end(&w, "the VPC is not in the snapshot");
}

/* On the internet itself: to whoever has that public address. */
struct outcome packet_internet(struct walk w)
{
	struct ip to = w.packet.destination, inside = to;

	w.public_way = true;
	if (++w.hops > HOPS)
		return packet_stop(&w, "it goes round");
	if (to.family == IPV4) {
		const struct network_interface *eni = oracle_public_owner(w.net, to, &inside);
		if (eni)
			return eni->vpc ? enter(w, eni->vpc, eni, inside)
					: packet_enter_unread(w, eni);
		const struct translation *t = packet_translation(&w);
		if (w.reply && t && t->nat && ip_equal(t->from_after, to))
			return regional_back(w);
		if (w.reply && t && t->nat &&
		    ip_equal(oracle_public_of_nat(w.net, t->nat->vpc, t->from_after), to))
			return unseen_back(w);
		return packet_arrive_host(w);
	}
	const struct vpc *vpc = oracle_vpc_of_ipv6(w.net, to);
	if (!vpc && w.ask->to.interface && ip_equal(w.ask->to.address, to)) {
		vpc = w.ask->to.interface->vpc; /* a VPC that is known by name alone */
		if (!vpc)
			return packet_enter_unread(w, w.ask->to.interface);
	}
	return vpc ? enter(w, vpc, oracle_owner(w.net, vpc, to), to) : packet_arrive_host(w);
}

static bool translate_out(struct walk *w, const struct vpc *vpc,
			  const struct network_interface *eni)
{
	const struct translation *t =
		w->n_translations ? &w->translations[w->n_translations - 1] : NULL;

	if (!w->reply && t && t->nat && t->nat->is_regional &&
	    ip_equal(t->from_after, w->packet.source))
		return true;
	struct ip public_ip = eni ? oracle_public_of(w->net, eni, w->packet.source)
				  : oracle_public_of_nat(w->net, vpc, w->packet.source);
	if (!public_ip.family)
		return false;
	rule_cite(61);
	w->packet.source = public_ip;
	return true;
}

/* An appliance with a public address of its own may be a NAT instance. */
static bool may_translate_itself(const struct walk *w, const struct vpc *vpc)
{
	return !w->reply && w->middleboxes && w->at && w->at->vpc == vpc &&
	       oracle_public_of(w->net, w->at, w->at->private_ip).family;
}

struct outcome packet_by_internet_gateway(struct walk w, const struct vpc *vpc,
					  const struct subnet *from, const struct route *route)
{
	const struct internet_gateway *igw = net_internet_gateway(w.net, route->target_id);
	const struct network_interface *eni = oracle_owner(w.net, vpc, w.packet.source);

	if (!igw)
		packet_gate(&w, TRI_UNKNOWN, "the internet gateway is not in the snapshot");
	if (igw && !oracle_attached(igw->attachments.items, igw->attachments.len, vpc))
		return packet_stop(&w, "R60: the internet gateway is not attached");
	if (ip_is_link_local(w.packet.destination) || ip_is_private(w.packet.destination))
		return packet_stop(&w, "R66: private addresses don't go to the internet");
	if (w.packet.source.family == IPV6 && !oracle_vpc_covers(vpc, w.packet.source))
		return packet_stop(&w, "R63: not an address of this VPC");
	if (!packet_gate(&w, public_access_by(&w, vpc, eni ? eni->subnet : NULL, from, false),
			 "R65"))
		return packet_end(&w);
	if (w.packet.source.family == IPV4 && !translate_out(&w, vpc, eni))
		return may_translate_itself(&w, vpc)
			       ? packet_beyond(&w, "R81: does the appliance translate?")
			       : packet_stop(&w, "R60: no public address");
	return packet_internet(w);
}

struct outcome packet_by_egress_only_gateway(struct walk w, const struct vpc *vpc,
					     const struct subnet *from, const struct route *route)
{
	const struct egress_only_internet_gateway *gw =
		net_egress_only_internet_gateway(w.net, route->target_id);
	const struct network_interface *eni = oracle_owner(w.net, vpc, w.packet.source);

	if (w.packet.destination.family == IPV4)
		return packet_stop(&w, "R63: IPv6 alone");
	if (!gw)
		packet_gate(&w, TRI_UNKNOWN, "the egress-only gateway is not in the snapshot");
	if (gw && !oracle_attached(gw->attachments.items, gw->attachments.len, vpc))
		return packet_stop(&w, "R63: the egress-only gateway is not attached");
	if (w.reply)
		return packet_stop(&w, "R63: it carries only what starts inside");
	if (ip_is_private(w.packet.destination) || !oracle_vpc_covers(vpc, w.packet.source))
		return packet_stop(&w, "R63: not an address of this VPC");
	w.egress_only_from = vpc;
	if (!packet_gate(&w, public_access_by(&w, vpc, eni ? eni->subnet : NULL, from, false),
			 "R65"))
		return packet_end(&w);
	return packet_internet(w);
}
