#include "reach/reach.h"

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
