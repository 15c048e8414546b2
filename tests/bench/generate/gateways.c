/* gateways.c - internet gateways, peering connections, transit gateways. */
#include "bench/generate/calls.h"

void put_internet_gateways(void)
{
	out_list("InternetGateways");
	for (unsigned v = 0; v < world.vpcs; v++) {
		out_object(NULL);
		out_list("Attachments");
		out_object(NULL);
		out_text("State", "available");
		out_text("VpcId", "%s", ID("vpc", VPC, v));
		out_end();
		out_end();
		out_text("InternetGatewayId", "%s", ID("igw", IGW, v));
		out_text("OwnerId", ACCOUNT);
		name_tags("Tags", "igw", v, 0);
		out_end();
	}
	out_end();
}

static void put_peering_side(const char *key, unsigned vpc)
{
	out_object(key);
	out_text("CidrBlock", "%s", VPC_CIDR(vpc));
	out_list("CidrBlockSet");
	out_object(NULL);
	out_text("CidrBlock", "%s", VPC_CIDR(vpc));
	out_end();
	out_end();
	out_text("OwnerId", ACCOUNT);
	out_object("PeeringOptions");
	out_bool("AllowDnsResolutionFromRemoteVpc", vpc % 2);
	out_bool("AllowEgressFromLocalClassicLinkToRemoteVpc", false);
	out_bool("AllowEgressFromLocalVpcToRemoteClassicLink", false);
	out_end();
	out_text("VpcId", "%s", ID("vpc", VPC, vpc));
	out_text("Region", REGION);
	out_end();
}

void put_peerings(void)
{
	out_list("VpcPeeringConnections");
	for (unsigned i = 0; i < world.n_peerings; i++) {
		const struct peering *p = &world.peerings[i];
		out_object(NULL);
		put_peering_side("AccepterVpcInfo", p->accepter);
		put_peering_side("RequesterVpcInfo", p->requester);
		out_object("Status");
		out_text("Code", "%s", p->state);
		out_text("Message", "%s", p->message);
		out_end();
		out_list("Tags");
		out_end();
		out_text("VpcPeeringConnectionId", "%s", ID("pcx", PCX, i));
		out_end();
	}
	out_end();
}

void put_transit_gateways(void)
{
	out_list("TransitGateways");
	for (unsigned t = 0; t < world.tgws; t++) {
		struct name rtb = id("tgw-rtb", TGW_RTB, t);
		out_object(NULL);
		out_text("TransitGatewayId", "%s", ID("tgw", TGW, t));
		out_text("TransitGatewayArn",
			 "arn:aws:ec2:" REGION ":" ACCOUNT ":transit-gateway/%s",
			 ID("tgw", TGW, t));
		out_text("State", "available");
		out_text("OwnerId", ACCOUNT);
		out_text("CreationTime", "2026-05-04T07:00:00+00:00");
		out_object("Options");
		out_number("AmazonSideAsn", 64512);
		out_text("AutoAcceptSharedAttachments", "disable");
		out_text("DefaultRouteTableAssociation", "enable");
		out_text("AssociationDefaultRouteTableId", "%s", rtb.text);
		out_text("DefaultRouteTablePropagation", "enable");
		out_text("PropagationDefaultRouteTableId", "%s", rtb.text);
		out_text("VpnEcmpSupport", "enable");
		out_text("DnsSupport", "enable");
		out_text("SecurityGroupReferencingSupport", "disable");
		out_text("MulticastSupport", "disable");
		out_end();
		out_list("Tags");
		out_end();
		out_end();
	}
	out_end();
}

void put_tgw_vpc_attachments(void)
{
	out_list("TransitGatewayVpcAttachments");
	for (unsigned v = 0; v < world.vpcs; v++) {
		if (!on_tgw(v))
			continue;
		out_object(NULL);
		out_text("TransitGatewayAttachmentId", "%s", ID("tgw-attach", TGW_ATTACH, v));
		out_text("TransitGatewayId", "%s", ID("tgw", TGW, tgw_of(v)));
		out_text("VpcId", "%s", ID("vpc", VPC, v));
		out_text("VpcOwnerId", ACCOUNT);
		out_text("State", "available");
		out_list("SubnetIds");
		for (unsigned s = 2; s < SUBNETS; s++)
			out_text(NULL, "%s", ID("subnet", SUBNET, v * SUBNETS + s));
		out_end();
		out_text("CreationTime", "2026-05-04T07:10:00+00:00");
		out_object("Options");
		out_text("DnsSupport", "enable");
		out_text("SecurityGroupReferencingSupport", "enable");
		out_text("Ipv6Support", "disable");
		out_text("ApplianceModeSupport", "disable");
		out_end();
		out_list("Tags");
		out_end();
		out_end();
	}
	out_end();
}

void put_tgw_attachments(void)
{
	out_list("TransitGatewayAttachments");
	for (unsigned v = 0; v < world.vpcs; v++) {
		if (!on_tgw(v))
			continue;
		out_object(NULL);
		out_text("TransitGatewayAttachmentId", "%s", ID("tgw-attach", TGW_ATTACH, v));
		out_text("TransitGatewayId", "%s", ID("tgw", TGW, tgw_of(v)));
		out_text("TransitGatewayOwnerId", ACCOUNT);
		out_text("ResourceOwnerId", ACCOUNT);
		out_text("ResourceType", "vpc");
		out_text("ResourceId", "%s", ID("vpc", VPC, v));
		out_text("State", "available");
		out_object("Association");
		out_text("TransitGatewayRouteTableId", "%s", ID("tgw-rtb", TGW_RTB, tgw_of(v)));
		out_text("State", "associated");
		out_end();
		out_text("CreationTime", "2026-05-04T07:10:00+00:00");
		out_list("Tags");
		out_end();
		out_end();
	}
	out_end();
}

void put_tgw_route_tables(void)
{
	out_list("TransitGatewayRouteTables");
	for (unsigned t = 0; t < world.tgws; t++) {
		out_object(NULL);
		out_text("TransitGatewayRouteTableId", "%s", ID("tgw-rtb", TGW_RTB, t));
		out_text("TransitGatewayId", "%s", ID("tgw", TGW, t));
		out_text("State", "available");
		out_bool("DefaultAssociationRouteTable", true);
		out_bool("DefaultPropagationRouteTable", true);
		out_text("CreationTime", "2026-05-04T07:00:00+00:00");
		out_list("Tags");
		out_end();
		out_end();
	}
	out_end();
}

void put_tgw_routes(void)
{
	out_list("TransitGatewayRoutes");
	for (unsigned t = 0; t < world.tgws; t++) {
		out_object(NULL);
		out_text("TransitGatewayRouteTableId", "%s", ID("tgw-rtb", TGW_RTB, t));
		out_list("Routes");
		for (unsigned v = 0; v < world.vpcs; v++) {
			if (!on_tgw(v) || tgw_of(v) != t)
				continue;
			out_object(NULL);
			out_text("DestinationCidrBlock", "%s", VPC_CIDR(v));
			out_list("TransitGatewayAttachments");
			out_object(NULL);
			out_text("ResourceId", "%s", ID("vpc", VPC, v));
			out_text("TransitGatewayAttachmentId", "%s",
				 ID("tgw-attach", TGW_ATTACH, v));
			out_text("ResourceType", "vpc");
			out_end();
			out_end();
			out_text("Type", "propagated");
			out_text("State", "active");
			out_end();
		}
		out_end();
		out_end();
	}
	out_end();
}
