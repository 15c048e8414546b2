/* Transit gateways, their attachments, tables and routes (R80). */
#include "load/readers.h"

#define OF struct transit_gateway
READER(reader_transit_gateway, F(STR, "TransitGatewayId", o.id), F_TELLS(ARN, "TransitGatewayArn"),
       F(STR, "State", state), F(STR, "OwnerId", o.account),
       F(STR, "Options.DefaultRouteTableAssociation", default_route_table_association),
       F(STR, "Options.AssociationDefaultRouteTableId", association_default_route_table_id),
       F(STR, "Options.DefaultRouteTablePropagation", default_route_table_propagation),
       F(STR, "Options.PropagationDefaultRouteTableId", propagation_default_route_table_id),
       F(STR, "Options.SecurityGroupReferencingSupport", security_group_referencing),
       L("Tags", o.tags, reader_tag));
#undef OF

#define OF struct tgw_attachment
READER(reader_tgw_attachment, F(STR, "TransitGatewayAttachmentId", o.id),
       F(STR, "TransitGatewayId", transit_gateway_id),
       F(STR, "TransitGatewayOwnerId", transit_gateway_owner_id),
       F(STR, "ResourceOwnerId", resource_owner_id), F(STR, "ResourceType", resource_type),
       F(STR, "ResourceId", resource_id), F(STR, "State", state),
       F(STR, "Association.TransitGatewayRouteTableId", association_route_table_id),
       F(STR, "Association.State", association_state), L("Tags", o.tags, reader_tag));
#undef OF

static enum vck_status vpc_attachment_done(struct reading *r, void *item)
{
	const struct tgw_vpc_attachment *a = item;
	if (!a->vpc_id)
		return read_needs(r, false, "VpcId");
	return read_needs(r, a->transit_gateway_id != NULL, "TransitGatewayId");
}

#define OF struct tgw_vpc_attachment
READER_HOOKS(reader_tgw_vpc_attachment, NULL, vpc_attachment_done,
	     F(STR, "TransitGatewayAttachmentId", o.id),
	     F(STR, "TransitGatewayId", transit_gateway_id), F(STR, "VpcId", vpc_id),
	     F(STR, "VpcOwnerId", vpc_owner_id), F(STR, "State", state),
	     L("SubnetIds", subnet_ids, reader_string),
	     F(STR, "Options.SecurityGroupReferencingSupport", security_group_referencing),
	     F(STR, "Options.Ipv6Support", ipv6_support),
	     F(STR, "Options.ApplianceModeSupport", appliance_mode), L("Tags", o.tags, reader_tag));
#undef OF

#define SIDE(key, side)                                                                            \
	F(STR, key ".TransitGatewayId", side.transit_gateway_id),                                  \
		F(STR, key ".OwnerId", side.owner_id), F(STR, key ".Region", side.region)

#define OF struct tgw_peering_attachment
READER(reader_tgw_peering_attachment, F(STR, "TransitGatewayAttachmentId", o.id),
       F(STR, "AccepterTransitGatewayAttachmentId", accepter_attachment_id),
       SIDE("RequesterTgwInfo", requester), SIDE("AccepterTgwInfo", accepter),
       F(STR, "State", state), L("Tags", o.tags, reader_tag));
#undef OF

#define OF struct tgw_route_table
READER(reader_tgw_route_table, F(STR, "TransitGatewayRouteTableId", o.id),
       F(STR, "TransitGatewayId", transit_gateway_id), F(STR, "State", state),
       F(BOOL, "DefaultAssociationRouteTable", default_association),
       F(BOOL, "DefaultPropagationRouteTable", default_propagation), L("Tags", o.tags, reader_tag));
#undef OF

/* ---- items of the wrappers ---- */

#define OF struct tgw_route_attachment
READER(tgw_route_attachment, F(STR, "ResourceId", resource_id),
       F(STR, "TransitGatewayAttachmentId", attachment_id), F(STR, "ResourceType", resource_type));
#undef OF

static enum vck_status tgw_route_done(struct reading *r, void *item)
{
	struct tgw_route *route = item;
	route->from_prefix_list = route->prefix_list_id != NULL;
	return read_needs(r, route->destination.family || route->prefix_list_id,
			  "DestinationCidrBlock or PrefixListId");
}

#define OF struct tgw_route
READER_HOOKS(reader_tgw_route, NULL, tgw_route_done, F(CIDR, "DestinationCidrBlock", destination),
	     F(STR, "PrefixListId", prefix_list_id),
	     L("TransitGatewayAttachments", attachments, tgw_route_attachment),
	     F(STR, "Type", type), F(STR, "State", state));
#undef OF

#define OF struct tgw_propagation
READER(reader_tgw_propagation, F(STR, "TransitGatewayAttachmentId", attachment_id),
       F(STR, "ResourceId", resource_id), F(STR, "ResourceType", resource_type),
       F(STR, "State", state));
#undef OF

#define OF struct tgw_association
READER(reader_tgw_association, F(STR, "TransitGatewayAttachmentId", attachment_id),
       F(STR, "ResourceId", resource_id), F(STR, "ResourceType", resource_type),
       F(STR, "State", state));
#undef OF

#define OF struct tgw_prefix_list_reference
READER(reader_tgw_prefix_list_reference, F(STR, "PrefixListId", prefix_list_id),
       F(STR, "State", state), F(BOOL, "Blackhole", blackhole),
       F(STR, "TransitGatewayAttachment.TransitGatewayAttachmentId", attachment_id),
       F(STR, "TransitGatewayAttachment.ResourceType", resource_type),
       F(STR, "TransitGatewayAttachment.ResourceId", resource_id));
#undef OF
