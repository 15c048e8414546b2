/* transit.c - transit gateways (R80): attachments, zones, tables. */
#include "base/str.h"
#include "oracle/walk.h"

static bool same_zone(const struct subnet *a, const struct subnet *b)
{
	if (a->availability_zone_id && b->availability_zone_id)
		return str_eq(a->availability_zone_id, b->availability_zone_id);
	return str_eq(a->availability_zone, b->availability_zone);
}

static bool works(const char *state)
{
	return str_eq(state, "available") || str_eq(state, "modifying");
}

static const struct subnet *in_zone_of(const struct tgw_vpc_attachment *a,
				       const struct subnet *from)
{
	for (size_t i = 0; i < a->subnets.len; i++)
		if (same_zone(a->subnets.items[i], from))
			return a->subnets.items[i];
	return NULL;
}

/* The table that decides for what comes in by an attachment; of a peering's two copies, that one's
 * which is the gateway's own. */
static const struct tgw_route_table *table_of(const struct net *net, const char *gateway_id,
					      const char *attachment_id)
{
	for (size_t i = 0; i < net->tgw_attachments.len; i++) {
		const struct tgw_attachment *a = net->tgw_attachments.items[i];
		if (str_eq(a->o.id, attachment_id) && str_eq(a->transit_gateway_id, gateway_id) &&
		    a->association_route_table_id &&
		    (!a->association_state || str_eq(a->association_state, "associated")))
			return net_tgw_route_table(net, a->association_route_table_id);
	}
	return NULL;
}

static struct outcome switch_packet(struct walk, const char *gateway_id, const char *attachment_id,
				    const struct subnet *sender);

/* From the same subnet to the same address: it would go on as it did before. */
static struct outcome through_door(struct walk w, const struct subnet *door)
{
	for (unsigned i = 0; i < w.n_doors; i++)
		if (w.doors[i] == door && ip_equal(w.door_to[i], w.packet.destination))
			return packet_stop(&w, "it goes round");
	if (w.n_doors == DOORS)
		return packet_stop(&w, "it goes round");
	w.doors[w.n_doors] = door;
	w.door_to[w.n_doors++] = w.packet.destination;
	return packet_leave(w, door);
}

static struct outcome far_subnets(struct walk w, const struct tgw_vpc_attachment *far,
				  const struct subnet *sender)
{
	const struct subnet *same = in_zone_of(far, sender);
	struct outcome all = {.tri = TRI_BLOCK};
	bool appliance = str_eq(far->appliance_mode, "enable");

	if (same && !appliance)
		return through_door(w, same);
	if (far->subnets.len < far->subnet_ids.len || !far->subnets.len)
		return packet_dead_end(&w, "R80: the attachment's subnets are not in the snapshot");
	for (unsigned i = 0; appliance && w.reply && i < w.n_taken; i++)
		if (w.taken[i] == far)
			return through_door(w, w.taken_door[i]);
	for (size_t i = 0; i < far->subnets.len; i++) {
		struct walk next = w;
		if (appliance && !w.reply && next.n_taken < DOORS) {
			next.taken[next.n_taken] = far;
			next.taken_door[next.n_taken++] = far->subnets.items[i];
		}
		struct outcome one = through_door(next, far->subnets.items[i]);
		all = i ? packet_merge(all, one) : one;
	}
	return all;
}

static struct outcome into_vpc(struct walk w, const struct tgw_vpc_attachment *far,
			       const struct subnet *sender)
{
	if (!works(far->state))
		return packet_stop(&w, "R80: the far attachment is not available");
	if (!far->vpc)
		return packet_dead_end(&w, "R80: the far VPC is not in the snapshot");
	w.at = NULL;
	w.region_changed |= !str_eq(far->vpc->o.region, sender->vpc->o.region);
	w.transit_references &= str_eq(far->security_group_referencing, "enable");
	return far_subnets(w, far, sender);
}

static struct outcome into_peer(struct walk w, const char *gateway_id,
				const struct tgw_peering_attachment *peering,
				const struct subnet *sender)
{
	const struct tgw_peering_side *far =
		str_eq(peering->requester.transit_gateway_id, gateway_id) ? &peering->accepter
									  : &peering->requester;
	if (!works(peering->state))
		return packet_stop(&w, "R80: the gateways' peering is not available");
	w.transit_references = false;
	w.guessed |= !net_transit_gateway(w.net, far->transit_gateway_id);
	return switch_packet(w, far->transit_gateway_id, peering->o.id, sender);
}

static const struct tgw_attachment *attachment_at(const struct net *net, const char *gateway_id,
						  const char *id)
{
	for (size_t i = 0; i < net->tgw_attachments.len; i++) {
		const struct tgw_attachment *a = net->tgw_attachments.items[i];
		if (str_eq(a->o.id, id) && str_eq(a->transit_gateway_id, gateway_id))
			return a;
	}
	return NULL;
}

/* The owner of the gateway would see an association. */
static bool without_table(const struct tgw_attachment *a)
{
	bool associated = a && a->association_route_table_id &&
			  (!a->association_state || str_eq(a->association_state, "associated"));

	return a && !associated &&
	       (!object_seen_by(&a->o) ||
		str_eq(object_seen_by(&a->o), a->transit_gateway_owner_id));
}

/* A peering whose two sides are known by their copies of the attachment alone. */
static struct outcome into_peer_by_copy(struct walk w, const struct tgw_attachment *near,
					const struct subnet *sender)
{
	if (!works(near->state))
		return packet_stop(&w, "R80: the gateways' peering is not available");
	w.transit_references = false;
	w.guessed |= !net_transit_gateway(w.net, near->resource_id);
	return switch_packet(w, near->resource_id, near->o.id, sender);
}

static struct outcome follow(struct walk w, const char *gateway_id, const struct transit_way *way,
			     const struct subnet *sender)
{
	if (way->dropped)
		return packet_stop(&w, "R80: blackhole");
	if (!way->attachment_id)
		return way->unknown ? packet_dead_end(&w, "R80: propagated routes lack")
				    : packet_stop(&w, "R80: no route");
	const struct tgw_vpc_attachment *vpc = net_tgw_vpc_attachment(w.net, way->attachment_id);
	if (vpc)
		return into_vpc(w, vpc, sender);
	const struct tgw_peering_attachment *peering =
		net_tgw_peering_attachment(w.net, way->attachment_id);
	if (peering)
		return into_peer(w, gateway_id, peering, sender);
	const struct tgw_attachment *a = attachment_at(w.net, gateway_id, way->attachment_id);
	if (a && str_eq(a->resource_type, "peering"))
		return into_peer_by_copy(w, a, sender);
	if (a &&
	    (str_eq(a->resource_type, "vpn") || str_eq(a->resource_type, "direct-connect-gateway")))
		return packet_beyond(&w, "R82: on premises");
	return packet_dead_end(&w, "R80: the attachment is not in the snapshot");
}

static struct outcome switch_packet(struct walk w, const char *gateway_id,
				    const char *attachment_id, const struct subnet *sender)
{
	const struct tgw_route_table *table = table_of(w.net, gateway_id, attachment_id);

	if (++w.hops > HOPS)
		return packet_stop(&w, "it goes round");
	if (!table) {
		if (without_table(attachment_at(w.net, gateway_id, attachment_id)))
			return packet_stop(&w, "R80: no table is associated");
		return packet_dead_end(&w, "R80: the association is not in the snapshot");
	}
	struct transit_way way = oracle_transit_lookup(w.net, table, w.packet.destination);
	struct outcome all = follow(w, gateway_id, &way, sender);
	for (unsigned i = 0; i < way.n_ties; i++) {
		struct transit_way tie = {.attachment_id = way.ties[i]};
		all = packet_merge(all, follow(w, gateway_id, &tie, sender));
	}
	for (unsigned i = 0; i < way.n_guesses; i++) {
		struct transit_way guess = {.attachment_id = way.guesses[i]->attachment_id,
					    .dropped = way.guesses[i]->blackhole};
		all = packet_merge(all, follow(w, gateway_id, &guess, sender));
		all.guessed = true;
	}
	return all;
}

struct outcome packet_transit(struct walk w, const struct vpc *vpc, const struct subnet *from,
			      const struct transit_gateway *gateway, const char *id)
{
	const struct tgw_vpc_attachment *mine = NULL;
	const struct subnet *door;

	w.guessed |= !gateway; /* known by name alone */
	if (packet_kept(&w) || w.unknown_client)
		return packet_stop(&w, "R72, R85: a kept client, and a target too far");
	for (size_t i = 0; i < w.net->tgw_vpc_attachments.len; i++)
		if (str_eq(w.net->tgw_vpc_attachments.items[i]->vpc_id, vpc->o.id) &&
		    str_eq(w.net->tgw_vpc_attachments.items[i]->transit_gateway_id, id))
			mine = w.net->tgw_vpc_attachments.items[i];
	if (!mine)
		return net_knows(w.net, KIND_TGW_VPC_ATTACHMENT, vpc->o.account, vpc->o.region)
			       ? packet_stop(&w, "R80: not attached")
			       : packet_dead_end(&w, "R80: attachments are not in the snapshot");
	if (!works(mine->state))
		return packet_stop(&w, "R80: the attachment is not available");
	if (!from) {
		w.open = true;
		return packet_end(&w);
	}
	door = in_zone_of(mine, from);
	if (!door && mine->subnets.len == mine->subnet_ids.len)
		return packet_stop(&w, "R80: no subnet in the sender's zone");
	if (!door)
		packet_gate(&w, TRI_UNKNOWN, "R80: the attachment's subnets lack");
	if (door &&
	    !packet_gate(&w, oracle_nacl(&w, door, false), "R80: NACL of the attachment's subnet"))
		return packet_end(&w);
	w.transit_references = !w.transits && gateway &&
			       str_eq(gateway->security_group_referencing, "enable") &&
			       str_eq(mine->security_group_referencing, "enable");
	w.transits++;
	w.transit = gateway;
	return switch_packet(w, id, mine->o.id, from);
}
