/* Route tables. */
#include "load/readers.h"

#include "base/str.h"

#include <string.h>

#define OF struct route_table_association
READER_HOOKS(route_table_association, NULL, NULL, F(BOOL, "Main", main),
	     {.path = "PublicIpv4Pool",
	      .offset = NOWHERE,
	      .type = FIELD_STR,
	      .has = offsetof(OF, of_pool)},
	     F(OWN, "RouteTableAssociationId", association_id), F(STR, "SubnetId", subnet_id),
	     F(STR, "GatewayId", gateway_id), F(STR, "AssociationState.State", state));
#undef OF

/* A route as it is read: it has one target, which it may name in one of many members. */
struct route_row {
	struct route route;
	const char *gateway_id, *nat_gateway_id, *vpc_peering_connection_id, *transit_gateway_id,
		*egress_only_internet_gateway_id, *carrier_gateway_id, *local_gateway_id,
		*core_network_arn, *odb_network_arn;
	const char *state, *origin;
};

/* What a member of a route leads to; GatewayId is told by the id's prefix. First match wins. */
static const struct {
	size_t id;
	const char *prefix;
	enum target target;
} targets[] = {
	{offsetof(struct route_row, gateway_id), "local", TARGET_LOCAL},
	{offsetof(struct route_row, gateway_id), "igw-", TARGET_INTERNET_GATEWAY},
	{offsetof(struct route_row, gateway_id), "vgw-", TARGET_VPN_GATEWAY},
	{offsetof(struct route_row, gateway_id), "vpce-", TARGET_VPC_ENDPOINT},
	{offsetof(struct route_row, gateway_id), "eigw-", TARGET_EGRESS_ONLY_INTERNET_GATEWAY},
	{offsetof(struct route_row, gateway_id), "cagw-", TARGET_CARRIER_GATEWAY},
	{offsetof(struct route_row, gateway_id), "lgw-", TARGET_LOCAL_GATEWAY},
	{offsetof(struct route_row, gateway_id), "nat-", TARGET_NAT_GATEWAY},
	{offsetof(struct route_row, gateway_id), "pcx-", TARGET_VPC_PEERING_CONNECTION},
	{offsetof(struct route_row, gateway_id), "tgw-", TARGET_TRANSIT_GATEWAY},
	{offsetof(struct route_row, gateway_id), "eni-", TARGET_NETWORK_INTERFACE},
	{offsetof(struct route_row, gateway_id), "", TARGET_OTHER},
	{offsetof(struct route_row, nat_gateway_id), "", TARGET_NAT_GATEWAY},
	{offsetof(struct route_row, route.network_interface_id), "", TARGET_NETWORK_INTERFACE},
	{offsetof(struct route_row, route.instance_id), "", TARGET_INSTANCE},
	{offsetof(struct route_row, vpc_peering_connection_id), "", TARGET_VPC_PEERING_CONNECTION},
	{offsetof(struct route_row, transit_gateway_id), "", TARGET_TRANSIT_GATEWAY},
	{offsetof(struct route_row, egress_only_internet_gateway_id), "",
	 TARGET_EGRESS_ONLY_INTERNET_GATEWAY},
	{offsetof(struct route_row, carrier_gateway_id), "", TARGET_CARRIER_GATEWAY},
	{offsetof(struct route_row, local_gateway_id), "", TARGET_LOCAL_GATEWAY},
	{offsetof(struct route_row, core_network_arn), "", TARGET_CORE_NETWORK},
	{offsetof(struct route_row, odb_network_arn), "", TARGET_ODB_NETWORK},
};

static void classify_target(struct route_row *row)
{
	for (size_t i = 0; i < COUNT_OF(targets); i++) {
		const char *id;
		memcpy(&id, (const char *)row + targets[i].id, sizeof id);
		if (id && str_starts(id, targets[i].prefix)) {
			row->route.target = targets[i].target;
			row->route.target_id = id;
			return;
		}
	}
}

static enum vck_status route_done(struct reading *r, void *item)
{
	struct route_row *row = item;
	struct route *route = &row->route;
	if (!route->destination.family && !route->destination_prefix_list_id)
		return read_needs(r, false,
				  "DestinationCidrBlock, DestinationIpv6CidrBlock or "
				  "DestinationPrefixListId");
	classify_target(row);
	if (str_eq(row->state, "blackhole"))
		route->route_state = ROUTE_BLACKHOLE;
	else if (str_eq(row->state, "filtered"))
		route->route_state = ROUTE_FILTERED;
	route->propagated = str_eq(row->origin, "EnableVgwRoutePropagation") ||
			    str_eq(row->origin, "Advertisement");
	return VCK_OK;
}

#define OF struct route_row
static const struct field route_entry_fields[] = {
	F(CIDR, "DestinationCidrBlock", route.destination),
	F(CIDR, "DestinationIpv6CidrBlock", route.destination),
	F(STR, "DestinationPrefixListId", route.destination_prefix_list_id),
	F(STR, "EgressOnlyInternetGatewayId", egress_only_internet_gateway_id),
	F(STR, "GatewayId", gateway_id),
	F(STR, "InstanceId", route.instance_id),
	F(STR, "NatGatewayId", nat_gateway_id),
	F(STR, "TransitGatewayId", transit_gateway_id),
	F(STR, "LocalGatewayId", local_gateway_id),
	F(STR, "CarrierGatewayId", carrier_gateway_id),
	F(STR, "NetworkInterfaceId", route.network_interface_id),
	F(STR, "Origin", origin),
	F(STR, "State", state),
	F(STR, "VpcPeeringConnectionId", vpc_peering_connection_id),
	F(STR, "CoreNetworkArn", core_network_arn),
	F(STR, "OdbNetworkArn", odb_network_arn),
};
static const struct reader route_entry = {
	.fields = route_entry_fields,
	.count = COUNT_OF(route_entry_fields),
	.size = sizeof(OF),
	.done = route_done,
	.brief = true,
};
#undef OF

/* A client that is older than a kind of association writes one that is of nothing: of PublicIpv4Pool, and
 * once of GatewayId. */
static bool tells_all(const struct route_table *t)
{
	for (size_t i = 0; i < t->associations.len; i++) {
		const struct route_table_association *a = &t->associations.items[i];
		if (!a->main && !a->of_pool && !a->subnet_id && !a->gateway_id)
			return false;
	}
	return true;
}

/* Of rows, what stays. */
static enum vck_status route_table_done(struct reading *r, void *item)
{
	struct route_table *table = item;
	const struct route_row *rows = (const void *)table->routes.items;
	table->associations_known &= tells_all(table);
	if (!table->routes.len)
		return VCK_OK;
	table->routes.items = arena_array(r->arena, struct route, table->routes.len);
	for (size_t i = 0; i < table->routes.len; i++)
		table->routes.items[i] = rows[i].route;
	return VCK_OK;
}

READER_MEMBER(propagating_vgw, "GatewayId");

#define OF struct route_table
READER_HOOKS(reader_route_table, NULL, route_table_done,
	     L_HAS("Associations", associations, route_table_association, associations_known),
	     L("PropagatingVgws", propagating_vgws, propagating_vgw), F(STR, "RouteTableId", o.id),
	     {.path = "Routes",
	      .offset = offsetof(OF, routes),
	      .type = FIELD_LIST,
	      .of = &route_entry,
	      .item_size = sizeof(struct route_row),
	      .has = offsetof(OF, routes_known)},
	     L("Tags", o.tags, reader_tag), F(STR, "VpcId", vpc_id), F(STR, "OwnerId", o.account));
#undef OF
