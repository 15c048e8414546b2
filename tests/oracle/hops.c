/*
 * hops.c - what a route may lead to inside AWS: peering connections (R30..R37), next hops that forward
 * (R81), gateway endpoints (R83) and virtual private gateways (R82).
 */
#include "base/str.h"
#include "oracle/walk.h"

/* ---- peering ---- */

static bool side_covers(const struct peering_side *side, struct ip ip)
{
	if (side->vpc)
		return oracle_vpc_covers(side->vpc, ip);
	for (size_t i = 0; i < side->cidrs.len; i++)
		if (cidr_covers(side->cidrs.items[i], ip))
			return true;
	return false;
}

static bool overlap(const struct vpc *a, const struct vpc *b)
{
	for (size_t i = 0; a && b && i < a->cidrs.len; i++)
		for (size_t k = 0; k < b->cidrs.len; k++)
			if (cidr_overlaps(a->cidrs.items[i], b->cidrs.items[k]))
				return true;
	return false;
}

/* R35: to another Region, with IPv6; R37: another one leads to that range, too. */
static void cite_peering(const struct walk *w, const struct vpc *vpc,
			 const struct vpc_peering_connection *pcx)
{
	if (w->packet.destination.family == IPV6 ||
	    !str_eq(pcx->requester.region, pcx->accepter.region))
		rule_cite(35);
	for (size_t i = 0; i < w->net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *other =
			w->net->vpc_peering_connections.items[i];
		const struct peering_side *far =
			str_eq(other->requester.vpc_id, vpc->o.id)  ? &other->accepter
			: str_eq(other->accepter.vpc_id, vpc->o.id) ? &other->requester
								    : NULL;
		if (far && other != pcx && side_covers(far, w->packet.destination))
			rule_cite(37);
	}
}

struct outcome packet_by_peering(struct walk w, const struct vpc *vpc, const struct route *route)
{
	const struct vpc_peering_connection *pcx =
		net_vpc_peering_connection(w.net, route->target_id);

	if (!pcx)
		return packet_dead_end(&w, "the peering connection is not in the snapshot");
	bool requests = str_eq(pcx->requester.vpc_id, vpc->o.id);
	const struct peering_side *far = requests ? &pcx->accepter : &pcx->requester;
	const struct peering_side *near = requests ? &pcx->requester : &pcx->accepter;
	if (overlap(near->vpc, far->vpc))
		rule_cite(32);
	if (pcx->state == PEERING_UNSAID)
		return packet_dead_end(&w, "the connection's state is not in the snapshot");
	if (pcx->state != PEERING_ACTIVE)
		return packet_stop(&w, "R30: not active");
	if (!str_eq(near->vpc_id, vpc->o.id))
		return packet_stop(&w, "the connection is not this VPC's");
	if (!packet_kept(&w) && !oracle_vpc_covers(vpc, w.packet.source))
		return packet_stop(&w, "R33: not from the sender's own ranges");
	if (overlap(near->vpc, far->vpc))
		w.open = true; /* such a connection is never active */
	if (!far->vpc && far->cidrs.len)
		rule_cite(31);
	if (!side_covers(far, w.packet.destination) && (far->vpc || far->cidrs.len))
		return packet_stop(&w, "R33: not in the peer's ranges");
	if (packet_kept(&w) && !str_eq(near->region, far->region))
		return packet_stop(&w, "R85: a kept client, and a target too far");
	if (!far->vpc)
		return packet_dead_end(&w, "the peer's side is not in the snapshot");
	cite_peering(&w, vpc, pcx);
	w.peerings++;
	w.peering = pcx;
	w.region_changed |= !str_eq(vpc->o.region, far->vpc->o.region);
	return packet_deliver(w, far->vpc, NULL);
}

/* ---- next hops ---- */

static unsigned interfaces_of(const struct net *net, const char *instance_id)
{
	unsigned count = 0;

	for (size_t i = 0; i < net->network_interfaces.len; i++)
		count += str_eq(net->network_interfaces.items[i]->instance_id, instance_id);
	return count;
}

/* A host that no VPC here has: a tunnel or a container of the instance may. */
static bool out_of_sight(const struct walk *w)
{
	const struct network_interface *to =
		w->reply ? w->ask->from.interface : w->ask->to.interface;

	for (unsigned i = 0; !w->reply && i < w->n_translations; i++)
		if (w->translations[i].balancer)
			to = w->translations[i].target; /* NULL: an address that nobody here has */
	for (size_t i = 0; i < w->net->vpcs.len; i++)
		if (oracle_vpc_covers(w->net->vpcs.items[i], w->packet.destination))
			return false;
	return !to && ip_is_private(w->packet.destination);
}

/* R81 */
struct outcome packet_forward(struct walk w, const struct vpc *vpc, const struct subnet *from,
			      const struct network_interface *eni, const char *id)
{
	if (!eni) {
		packet_gate(&w, from ? oracle_nacl(&w, from, true) : TRI_PASS,
			    "R51: NACL, leaving");
		if (!oracle_may_hide(w.net, vpc))
			return packet_stop(&w, "R81: the next hop is gone");
		return packet_dead_end(&w, "R81: the next hop is not in the snapshot");
	}
	if (eni->vpc != vpc)
		return packet_stop(&w, "R81: the next hop is in another VPC");
	(void)id;
	if (eni == w.at && out_of_sight(&w))
		return packet_beyond(&w, "R81: behind it");
	if (eni == w.at)
		return packet_stop(&w, "R81: back to itself");
	if (!eni->subnet)
		packet_gate(&w, TRI_UNKNOWN, "the subnet is not in the snapshot");
	if (!packet_cross(&w, from, eni->subnet))
		return packet_end(&w);
	if (oracle_has(eni, w.packet.destination))
		return packet_arrive(w, eni);
	if (eni->source_dest_check != FLAG_NO)
		return packet_stop(&w, "R12: source/destination check");
	if (!packet_gate(&w, oracle_usable(eni), "R81: the next hop is not up"))
		return packet_end(&w);
	if (!eni->instance_id || oracle_nat_of(w.net, eni) || oracle_balancer_of(w.net, eni))
		w.open = true; /* an interface of a service as next hop */
	if (w.reply)
		w.open = true; /* whether groups that did not see the request let its reply pass */
	if (!w.reply && (!packet_gate(&w, oracle_groups(&w, eni, false, w.sender, true),
				      "R81: its groups, in") ||
			 !packet_gate(&w, oracle_groups(&w, eni, true, w.ask->to.interface, true),
				      "R81: its groups, out")))
		return packet_end(&w);
	rule_cite(81);
	w.middleboxes++;
	w.at = eni;
	if (eni->instance_id && interfaces_of(w.net, eni->instance_id) > 1)
		return packet_beyond(&w, "R81: it forwards by a table of its own");
	return packet_leave(w, eni->subnet);
}

/* ---- endpoints, virtual private gateways ---- */

/* R83: a gateway endpoint carries to a service, which is up (R1), and back. */
struct outcome packet_by_endpoint(struct walk w, const struct vpc *vpc, const struct subnet *from,
				  const struct route *route)
{
	const struct vpc_endpoint *e = net_vpc_endpoint(w.net, route->target_id);

	if (!e)
		return packet_dead_end(&w, "the endpoint is not in the snapshot");
	if (!str_eq(e->endpoint_type, "Gateway"))
		return packet_dead_end(&w, "R84: not modelled");
	if (w.sender && w.sender->vpc == vpc && w.transits)
		w.open = true; /* it left the VPC and came back */
	if (!oracle_vpc_covers(vpc, w.packet.source) || w.peerings || w.transits || w.reply)
		return packet_stop(&w, "R83: only from inside the VPC");
	if (e->state && !str_eq(e->state, "available"))
		return packet_stop(&w, "R83: not available");
	if (w.ask->to.interface || !ip_equal(w.packet.destination, w.ask->to.address))
		return packet_stop(&w, "R83: the service is not who was asked");
	if (!packet_gate(&w, packet_let_out(&w, NULL, true), "R40: groups, leaving"))
		return packet_end(&w);
	rule_cite(83);
	struct ip from_ip = w.packet.source;
	w.packet.value = packet_reply_value(&w);
	w.packet.source = w.packet.destination;
	w.packet.destination = from_ip;
	w.reply = true;
	packet_new_sender(&w, NULL);
	(void)from;
	return packet_deliver(w, vpc, NULL);
}

/* R82: a virtual private gateway carries what its own VPC's interfaces send. */
struct outcome packet_by_vpn_gateway(struct walk w, const struct vpc *vpc,
				     const struct route *route)
{
	const struct vpn_gateway *vgw = net_vpn_gateway(w.net, route->target_id);

	if (!oracle_vpc_covers(vpc, w.packet.source))
		return packet_stop(&w, "R34: not an address of this VPC");
	if (vgw && !oracle_attached(vgw->attachments.items, vgw->attachments.len, vpc))
		return packet_stop(&w, "R82: the virtual private gateway is not attached");
	return packet_beyond(&w, "R82: on premises");
}
