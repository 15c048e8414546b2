/* hop_peering.c - VPC peering connections (R30-R37). */
#include "reach/internal.h"

/* May the address be the far VPC's? Where it was not read, an active connection tells its blocks (R31), but
 * for what a snapshot leaves out. */
static bool side_covers(const struct peering_side *side, struct ip ip)
{
	if (side->vpc)
		return vpc_covers(side->vpc, ip);
	if (!side->cidrs.len)
		return true;
	for (size_t i = 0; i < side->cidrs.len; i++)
		if (cidr_covers(side->cidrs.items[i], ip))
			return true;
	return false;
}

/* Of a VPC that was not read, the blocks that the connection tells of. */
static void keep_to_side(struct walk *w, const struct peering_side *side)
{
	struct ip_range *atom = atom_of(w, w->destination);
	for (size_t i = 0; atom && side && !side->vpc && i < side->cidrs.len; i++)
		ip_range_keep(atom, w->destination, side->cidrs.items[i]);
}

static bool within_region(const struct vpc_peering_connection *pcx)
{
	const char *a = pcx->requester.region, *b = pcx->accepter.region;
	return !a || !b || str_eq(a, b);
}

static void take_state(struct walk *w, struct hop *hop, const struct vpc_peering_connection *pcx)
{
	if (pcx->state == PEERING_UNSAID)
		walk_lacks(w, hop, KIND_VPC_PEERING_CONNECTION, &pcx->o);
	else if (pcx->state != PEERING_ACTIVE)
		walk_stop(w, hop, VCK_PEERING_NOT_ACTIVE);
}

/* R33: a packet that came into this VPC from elsewhere is not carried on to the next. */
static void stop_edge_to_edge(struct walk *w, const struct hop *route_hop,
			      const struct vpc_peering_connection *pcx)
{
	struct hop *again = add_hop(w, COMPONENT_VPC_PEERING_CONNECTION, &pcx->o);
	again->detail = "what did not start in the sending VPC is not carried on";
	again->route = route_hop ? route_hop->route : NULL;
	if (route_hop) {
		again->object = route_hop->object;
		again->component = COMPONENT_ROUTE_TABLE;
		again->id = route_hop->id;
	}
	walk_stop(w, again, VCK_PEERING_EDGE_TO_EDGE);
}

/* Whose packets the connection carries: the sender's own, and not those of a client whose address was
 * kept, unless a balancer may (R85). */
static void take_sender(struct walk *w, const struct hop *route_hop,
			const struct vpc_peering_connection *pcx)
{
	if (keeping_client(w)) {
		if (!within_region(pcx))
			out_of_balancers_way(
				w, "it lies in another Region, and keeps the client's address");
	} else if (endpoint_keeps_client(w)) {
		out_of_endpoints_way(w, "the way leads to another VPC");
	} else if (!vpc_covers(w->vpc, w->source)) {
		stop_edge_to_edge(w, route_hop, pcx);
	}
}

void cross_peering(struct walk *w, struct hop *route_hop, const struct vpc_peering_connection *pcx)
{
	const struct peering_side *far = peering_far(pcx, w->vpc);
	if (!w->vpc) { /* which side this is, only the VPC would tell */
		walk_lacks(w, add_hop(w, COMPONENT_VPC_PEERING_CONNECTION, &pcx->o), KIND_VPC,
			   w->subnet ? &w->subnet->o : &pcx->o);
		walk_end(w);
		return;
	}
	keep_to_side(w, far);
	if (route_hop && (!far || !side_covers(far, w->destination)) &&
	    (pcx->state == PEERING_ACTIVE || (far && far->vpc))) { /* R33, R34 */
		keep_to_blocks(w, far ? far->vpc : pcx->accepter.vpc);
		bool host = !w->goal && w->goal_kind != POINT_ADDRESS;
		wrong_route(w, route_hop,
			    host ? VCK_PEERING_EDGE_TO_EDGE : VCK_PEERING_NOT_TRANSITIVE);
		return;
	}
	if (w->planning && far)
		keep_to_blocks(w, far->vpc);
	struct hop *hop = add_hop(w, COMPONENT_VPC_PEERING_CONNECTION, &pcx->o);
	if (!far) { /* another pair's connection */
		walk_stop(w, hop, VCK_PEERING_NOT_TRANSITIVE);
		walk_end(w);
		return;
	}
	take_state(w, hop, pcx);
	take_sender(w, route_hop, pcx);
	if (!far->vpc) {
		struct object near = {.account = far->owner_id, .region = far->region};
		struct hop *lack = add_hop_id(w, COMPONENT_VPC, far->vpc_id);
		walk_lacks(w, lack, KIND_VPC, &near);
		walk_end(w);
		return;
	}
	enter_vpc(w, far->vpc, &pcx->o);
}

/* As cross_peering() judges it (R33). */
bool peering_leads_nowhere(const struct vpc_peering_connection *pcx, const struct vpc *from,
			   struct ip ip, struct ip_range *all)
{
	const struct peering_side *far = peering_far(pcx, from);
	if (!far || !far->vpc || vpc_covers(far->vpc, ip))
		return false;
	atom_keep_to_blocks(all, far->vpc, ip);
	return true;
}

void hop_peering(struct walk *w, struct hop *hop, const struct route *r)
{
	if (!r->object) {
		if (net_knows(w->r->net, KIND_VPC_PEERING_CONNECTION,
			      w->vpc ? w->vpc->o.account : NULL,
			      w->vpc ? w->vpc->o.region : NULL)) {
			walk_stop(w, hop, VCK_ROUTE_BLACKHOLE); /* the connection is gone */
			follow_wanted(w, hop);
			return;
		}
		walk_lacks(w, add_hop_id(w, COMPONENT_VPC_PEERING_CONNECTION, r->target_id),
			   KIND_VPC_PEERING_CONNECTION, w->vpc ? &w->vpc->o : NULL);
		walk_end(w);
		return;
	}
	cross_peering(w, hop, (const void *)r->object);
}
