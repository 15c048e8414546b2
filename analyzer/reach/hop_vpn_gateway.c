/* hop_vpn_gateway.c - virtual private gateways, and what lies on premises (R82). */
#include "reach/internal.h"

void hop_vpn_gateway(struct walk *w, struct hop *hop, const struct route *r)
{
	struct hop *h = r->object ? add_hop(w, COMPONENT_VPN_GATEWAY, r->object)
				  : add_hop_id(w, COMPONENT_VPN_GATEWAY, r->target_id);
	const struct vpn_gateway *vgw = (const void *)r->object;
	enum flag attached = vgw && w->vpc ? is_attached(vgw, w->vpc) : FLAG_YES;
	if (attached == FLAG_NO && hop->outcome != VCK_STOP)
		walk_stop(w, hop, VCK_ROUTE_BLACKHOLE);
	else if (attached == FLAG_UNSET)
		walk_lacks(w, h, KIND_VPN_GATEWAY, &vgw->o);
	if (w->vpc && !vpc_covers(w->vpc, w->source)) { /* R34 */
		h->component = COMPONENT_ROUTE_TABLE;
		h->object = hop->object;
		h->id = hop->id;
		h->route = r;
		walk_stop(w, h, VCK_PEERING_EDGE_TO_EDGE);
	}
	if (keeping_client(w)) /* R85 */
		out_of_balancers_way(w, "it lies on premises, and keeps the client's address");
	w->at = AT_ON_PREMISES;
}

/* Whatever lies there, nothing in the snapshot tells what it does with the packet. */
void at_on_premises(struct walk *w)
{
	struct hop *hop = add_hop(w, COMPONENT_ON_PREMISES, NULL);
	hop->detail = "what lies on premises, which no snapshot shows";
	walk_doubt(w, hop, VCK_UNSUPPORTED_COMPONENT);
	w->middlebox |= !w->reply;
	w->anyone |= !w->reply; /* R82: unless the other end takes it from nobody */
	if (w->goal && w->goal->vpc && !w->reply) {
		walk_by_goal(w);
		enter_vpc(w, w->goal->vpc, NULL);
		return;
	}
	walk_end(w);
}
