/* hop_endpoint.c - VPC endpoints as route targets (R83, R84). */
#include "reach/internal.h"

#include <strings.h>

bool endpoint_serves(const struct vpc_endpoint *e)
{
	return e->state && strcasecmp(e->state, "available") == 0; /* the guide writes Available */
}

void hop_endpoint(struct walk *w, struct hop *route_hop, const struct route *r)
{
	const struct vpc_endpoint *e = (const void *)r->object;
	struct hop *hop = e ? add_hop(w, COMPONENT_VPC_ENDPOINT, &e->o)
			    : add_hop_id(w, COMPONENT_VPC_ENDPOINT, r->target_id);
	if (!e && r->destination_prefix_list_id) { /* a gateway endpoint, or not */
		walk_lacks(w, hop, KIND_VPC_ENDPOINT, w->vpc ? &w->vpc->o : NULL);
		walk_end(w);
		return;
	}
	if (!e || !str_eq(e->endpoint_type, "Gateway")) {
		walk_unsupported(w, hop, "a gateway load balancer endpoint");
		return;
	}
	if (w->vpc && !vpc_covers(w->vpc, w->source)) { /* only from inside the VPC */
		hop->component = COMPONENT_ROUTE_TABLE;
		hop->object = route_hop->object;
		hop->id = route_hop->id;
		hop->route = r;
		walk_stop(w, hop, VCK_PEERING_EDGE_TO_EDGE);
	}
	if (!e->state)
		walk_lacks(w, hop, KIND_VPC_ENDPOINT, &e->o);
	else if (!endpoint_serves(e))
		walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
	if (w->reply) { /* nobody called through it */
		hop->detail = "the reply would go to the endpoint's service";
		walk_stop(w, hop, VCK_ROUTE_ASYMMETRIC);
	}
	if (w->goal)
		walk_doubt(w, hop, VCK_UNSUPPORTED_COMPONENT);
	w->endpoint_vpc = w->vpc;
	w->host_reached = true;
	walk_end(w);
}
