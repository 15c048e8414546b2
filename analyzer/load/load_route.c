/* Route tables. */
#include "load/readers.h"

#include "base/str.h"

#include <string.h>

#define OF struct route_table_association
READER(route_table_association, F(BOOL, "Main", main),
       F(OWN, "RouteTableAssociationId", association_id), F(STR, "SubnetId", subnet_id),
       F(STR, "GatewayId", gateway_id), F(STR, "AssociationState.State", state));
#undef OF

/* What a member of a route leads to; GatewayId is told by the id's prefix. First match wins. */
static const struct {
	size_t id;
	const char *prefix;
	enum target target;
} targets[] = {
	{offsetof(struct route, gateway_id), "local", TARGET_LOCAL},
	{offsetof(struct route, gateway_id), "igw-", TARGET_INTERNET_GATEWAY},
	{offsetof(struct route, gateway_id), "vgw-", TARGET_VPN_GATEWAY},
	{offsetof(struct route, gateway_id), "vpce-", TARGET_VPC_ENDPOINT},
	{offsetof(struct route, gateway_id), "eigw-", TARGET_EGRESS_ONLY_INTERNET_GATEWAY},
	{offsetof(struct route, gateway_id), "cagw-", TARGET_CARRIER_GATEWAY},
	{offsetof(struct route, gateway_id), "lgw-", TARGET_LOCAL_GATEWAY},
	{offsetof(struct route, gateway_id), "nat-", TARGET_NAT_GATEWAY},
	{offsetof(struct route, gateway_id), "pcx-", TARGET_VPC_PEERING_CONNECTION},
	{offsetof(struct route, gateway_id), "tgw-", TARGET_TRANSIT_GATEWAY},
	{offsetof(struct route, gateway_id), "eni-", TARGET_NETWORK_INTERFACE},
	{offsetof(struct route, gateway_id), "", TARGET_OTHER},
	{offsetof(struct route, nat_gateway_id), "", TARGET_NAT_GATEWAY},
	{offsetof(struct route, network_interface_id), "", TARGET_NETWORK_INTERFACE},
	{offsetof(struct route, instance_id), "", TARGET_INSTANCE},
	{offsetof(struct route, vpc_peering_connection_id), "", TARGET_VPC_PEERING_CONNECTION},
	{offsetof(struct route, transit_gateway_id), "", TARGET_TRANSIT_GATEWAY},
	{offsetof(struct route, egress_only_internet_gateway_id), "",
	 TARGET_EGRESS_ONLY_INTERNET_GATEWAY},
	{offsetof(struct route, carrier_gateway_id), "", TARGET_CARRIER_GATEWAY},
	{offsetof(struct route, local_gateway_id), "", TARGET_LOCAL_GATEWAY},
	{offsetof(struct route, core_network_arn), "", TARGET_CORE_NETWORK},
	{offsetof(struct route, odb_network_arn), "", TARGET_ODB_NETWORK},
};

static void classify_target(struct route *route)
{
	for (size_t i = 0; i < COUNT_OF(targets); i++) {
		const char *id;
		memcpy(&id, (const char *)route + targets[i].id, sizeof id);
		if (id && str_starts(id, targets[i].prefix)) {
			route->target = targets[i].target;
			route->target_id = id;
			return;
		}
	}
}

static enum vck_status route_done(struct reading *r, void *item)
{
	(void)r;
	struct route *route = item;
	classify_target(route);
	if (str_eq(route->state, "blackhole"))
		route->route_state = ROUTE_BLACKHOLE;
	else if (str_eq(route->state, "filtered"))
		route->route_state = ROUTE_FILTERED;
	route->propagated = str_eq(route->origin, "EnableVgwRoutePropagation") ||
			    str_eq(route->origin, "Advertisement");
	return VCK_OK;
}

#define OF struct route
READER_HOOKS(route_entry, NULL, route_done, F(CIDR, "DestinationCidrBlock", destination),
	     F(CIDR, "DestinationIpv6CidrBlock", destination),
	     F(STR, "DestinationPrefixListId", destination_prefix_list_id),
	     F(STR, "EgressOnlyInternetGatewayId", egress_only_internet_gateway_id),
	     F(STR, "GatewayId", gateway_id), F(STR, "InstanceId", instance_id),
	     F(STR, "NatGatewayId", nat_gateway_id), F(STR, "TransitGatewayId", transit_gateway_id),
	     F(STR, "LocalGatewayId", local_gateway_id),
	     F(STR, "CarrierGatewayId", carrier_gateway_id),
	     F(STR, "NetworkInterfaceId", network_interface_id), F(STR, "Origin", origin),
	     F(STR, "State", state), F(STR, "VpcPeeringConnectionId", vpc_peering_connection_id),
	     F(STR, "CoreNetworkArn", core_network_arn), F(STR, "OdbNetworkArn", odb_network_arn));
#undef OF

READER_MEMBER(propagating_vgw, "GatewayId");

#define OF struct route_table
READER(reader_route_table, L("Associations", associations, route_table_association),
       L("PropagatingVgws", propagating_vgws, propagating_vgw), F(STR, "RouteTableId", o.id),
       L("Routes", routes, route_entry), L("Tags", o.tags, reader_tag), F(STR, "VpcId", vpc_id),
       F(STR, "OwnerId", o.account));
#undef OF
