/* What stands at the edge of a VPC: gateways, NAT, endpoints, VPN. */
#include "load/readers.h"

#include "base/str.h"

static enum vck_status attachment_done(struct reading *r, void *item)
{
	const struct gateway_attachment *a = item;
	return read_needs(r, a->vpc_id != NULL, "VpcId");
}

#define OF struct gateway_attachment
READER_HOOKS(gateway_attachment, NULL, attachment_done, F(STR, "State", state),
	     F(STR, "VpcId", vpc_id));
#undef OF

#define OF struct internet_gateway
READER(reader_internet_gateway,
       L_HAS("Attachments", attachments, gateway_attachment, attachments_known),
       F(STR, "InternetGatewayId", o.id), F(STR, "OwnerId", o.account),
       L("Tags", o.tags, reader_tag));
#undef OF

#define OF struct egress_only_internet_gateway
READER(reader_egress_only_internet_gateway, L("Attachments", attachments, gateway_attachment),
       F(STR, "EgressOnlyInternetGatewayId", o.id), L("Tags", o.tags, reader_tag));
#undef OF

#define OF struct nat_gateway_address
READER(nat_gateway_address, F(STR, "AllocationId", allocation_id),
       F(STR, "NetworkInterfaceId", network_interface_id), F(IP, "PrivateIp", private_ip),
       F(IP, "PublicIp", public_ip), F(BOOL, "IsPrimary", is_primary), F(STR, "Status", status),
       F_TELLS(ZONE, "AvailabilityZone"), F(STR, "AvailabilityZoneId", availability_zone_id));
#undef OF

static enum vck_status nat_gateway_done(struct reading *r, void *item)
{
	(void)r;
	struct nat_gateway *nat = item;
	nat->is_private = str_eq(nat->connectivity_type, "private");
	nat->is_regional = str_eq(nat->availability_mode, "regional");
	return VCK_OK;
}

#define OF struct nat_gateway
READER_HOOKS(reader_nat_gateway, NULL, nat_gateway_done,
	     L_HAS("NatGatewayAddresses", addresses, nat_gateway_address, addresses_known),
	     F(STR, "NatGatewayId", o.id), F(STR, "State", state), F(STR, "SubnetId", subnet_id),
	     F(STR, "VpcId", vpc_id), L("Tags", o.tags, reader_tag),
	     F(STR, "ConnectivityType", connectivity_type),
	     F(STR, "AvailabilityMode", availability_mode), F(STR, "RouteTableId", route_table_id));
#undef OF

static enum vck_status connect_endpoint_done(struct reading *r, void *item)
{
	(void)r;
	struct instance_connect_endpoint *e = item;
	if (!e->groups_known) {
		e->group_ids.items = unread_groups;
		e->group_ids.len = 1;
	}
	return VCK_OK;
}

#define OF struct instance_connect_endpoint
READER_HOOKS(reader_instance_connect_endpoint, NULL, connect_endpoint_done,
	     F(STR, "OwnerId", o.account), F(STR, "InstanceConnectEndpointId", o.id),
	     F_TELLS(ARN, "InstanceConnectEndpointArn"), F(STR, "State", state),
	     L("NetworkInterfaceIds", network_interface_ids, reader_string),
	     F(STR, "VpcId", vpc_id), F_TELLS(ZONE, "AvailabilityZone"),
	     F(STR, "SubnetId", subnet_id), F(FLAG, "PreserveClientIp", preserve_client_ip),
	     L_HAS("SecurityGroupIds", group_ids, reader_string, groups_known),
	     L("Tags", o.tags, reader_tag));
#undef OF

READER_MEMBER(endpoint_group, "GroupId");

#define OF struct vpc_endpoint
READER(reader_vpc_endpoint, F(STR, "VpcEndpointId", o.id), F(STR, "VpcEndpointType", endpoint_type),
       F(STR, "VpcId", vpc_id), F(STR, "ServiceName", service_name), F(STR, "State", state),
       L("RouteTableIds", route_table_ids, reader_string),
       L("SubnetIds", subnet_ids, reader_string),
       L("NetworkInterfaceIds", network_interface_ids, reader_string),
       L_HAS("Groups", group_ids, endpoint_group, groups_known), L("Tags", o.tags, reader_tag),
       F(STR, "OwnerId", o.account));
#undef OF

#define OF struct vpn_gateway
READER(reader_vpn_gateway, L("Tags", o.tags, reader_tag), F(STR, "VpnGatewayId", o.id),
       F(STR, "State", state), F(STR, "Type", type), F_TELLS(ZONE, "AvailabilityZone"),
       L_HAS("VpcAttachments", attachments, gateway_attachment, attachments_known));
#undef OF

#define OF struct vpn_connection
READER(reader_vpn_connection, F(STR, "TransitGatewayId", transit_gateway_id),
       L("Tags", o.tags, reader_tag), F(STR, "VpnConnectionId", o.id), F(STR, "State", state),
       F(STR, "Type", type), F(STR, "CustomerGatewayId", customer_gateway_id),
       F(STR, "VpnGatewayId", vpn_gateway_id));
#undef OF

#define OF struct customer_gateway
READER(reader_customer_gateway, L("Tags", o.tags, reader_tag), F(STR, "CustomerGatewayId", o.id),
       F(STR, "State", state), F(STR, "Type", type), F(STR, "IpAddress", ip_address));
#undef OF
