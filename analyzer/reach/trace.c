#include "reach/reach.h"

#include "base/str.h"

static const char *const names[COMPONENT_COUNT] = {
	[COMPONENT_NONE] = "none",
	[COMPONENT_INSTANCE] = "instance",
	[COMPONENT_NETWORK_INTERFACE] = "network-interface",
	[COMPONENT_SECURITY_GROUP] = "security-group",
	[COMPONENT_NETWORK_ACL] = "network-acl",
	[COMPONENT_SUBNET] = "subnet",
	[COMPONENT_VPC] = "vpc",
	[COMPONENT_ROUTE_TABLE] = "route-table",
	[COMPONENT_INTERNET_GATEWAY] = "internet-gateway",
	[COMPONENT_EGRESS_ONLY_INTERNET_GATEWAY] = "egress-only-internet-gateway",
	[COMPONENT_NAT_GATEWAY] = "nat-gateway",
	[COMPONENT_VPC_PEERING_CONNECTION] = "vpc-peering-connection",
	[COMPONENT_TRANSIT_GATEWAY] = "transit-gateway",
	[COMPONENT_TGW_ATTACHMENT] = "transit-gateway-attachment",
	[COMPONENT_TGW_ROUTE_TABLE] = "transit-gateway-route-table",
	[COMPONENT_VPN_GATEWAY] = "vpn-gateway",
	[COMPONENT_VPC_ENDPOINT] = "vpc-endpoint",
	[COMPONENT_INSTANCE_CONNECT_ENDPOINT] = "instance-connect-endpoint",
	[COMPONENT_LOAD_BALANCER] = "load-balancer",
	[COMPONENT_TARGET_GROUP] = "target-group",
	[COMPONENT_INTERNET] = "internet",
	[COMPONENT_ON_PREMISES] = "on-premises",
	[COMPONENT_OTHER] = "other",
};

const char *component_name(enum component c)
{
	return (unsigned)c < COMPONENT_COUNT ? names[c] : "none";
}

/* The connection that a hop leads to, or whose table it is; NULL: none. */
static const char *connection_of(const struct hop *h)
{
	const struct route *r = h->component == COMPONENT_ROUTE_TABLE ? h->route : NULL;
	if (r &&
	    (r->target == TARGET_VPC_PEERING_CONNECTION || r->target == TARGET_TRANSIT_GATEWAY))
		return r->target_id;
	if (h->component == COMPONENT_TGW_ROUTE_TABLE && h->object)
		return ((const struct tgw_route_table *)(const void *)h->object)
			->transit_gateway_id;
	return NULL;
}

const struct hop *trace_other_way(const struct trace *t)
{
	bool crossed = false;
	for (size_t i = 0; i < t->hops.len; i++) {
		const struct hop *h = &t->hops.items[i];
		const char *id = connection_of(h);
		bool known = false;
		if (!id)
			continue;
		crossed |= !h->reply;
		for (size_t k = 0; k < i && h->reply; k++)
			known |= !t->hops.items[k].reply &&
				 str_eq(connection_of(&t->hops.items[k]), id);
		if (h->reply && crossed && !known && h->component == COMPONENT_ROUTE_TABLE)
			return h;
	}
	return NULL;
}
