/* vpcs.c - VPCs, subnets, route tables, network ACLs. */
#include "bench/generate/calls.h"

#include <string.h>

void put_vpcs(void)
{
	out_list("Vpcs");
	for (unsigned v = 0; v < world.vpcs; v++) {
		out_object(NULL);
		out_text("OwnerId", ACCOUNT);
		out_text("InstanceTenancy", "default");
		out_list("Ipv6CidrBlockAssociationSet");
		out_end();
		out_list("CidrBlockAssociationSet");
		out_object(NULL);
		out_text("AssociationId", "%s", ID("vpc-cidr-assoc", CIDR_ASSOC, v));
		out_text("CidrBlock", "%s", VPC_CIDR(v));
		out_object("CidrBlockState");
		out_text("State", "associated");
		out_end();
		out_end();
		out_end();
		out_bool("IsDefault", false);
		name_tags("Tags", is_hub(v) ? "hub" : "spoke", v, 0);
		out_text("VpcId", "%s", ID("vpc", VPC, v));
		out_text("State", "available");
		out_text("CidrBlock", "%s", VPC_CIDR(v));
		out_text("DhcpOptionsId", "dopt-0a1b2c3d4e5f60718");
		out_end();
	}
	out_end();
}

void put_subnets(void)
{
	out_list("Subnets");
	for (unsigned i = 0; i < world.vpcs * SUBNETS; i++) {
		unsigned v = i / SUBNETS, s = i % SUBNETS;
		out_object(NULL);
		out_text("AvailabilityZoneId", "%s", zone_ids[s % 2]);
		out_text("OwnerId", ACCOUNT);
		out_bool("AssignIpv6AddressOnCreation", false);
		out_list("Ipv6CidrBlockAssociationSet");
		out_end();
		name_tags("Tags", s < 2 ? "public" : "private", v, s);
		out_text("SubnetArn", "arn:aws:ec2:" REGION ":" ACCOUNT ":subnet/%s",
			 ID("subnet", SUBNET, i));
		out_bool("EnableDns64", false);
		out_bool("Ipv6Native", false);
		out_object("PrivateDnsNameOptionsOnLaunch");
		out_text("HostnameType", "ip-name");
		out_bool("EnableResourceNameDnsARecord", false);
		out_bool("EnableResourceNameDnsAAAARecord", false);
		out_end();
		out_text("SubnetId", "%s", ID("subnet", SUBNET, i));
		out_text("State", "available");
		out_text("VpcId", "%s", ID("vpc", VPC, v));
		out_text("CidrBlock", "%s", dotted(vpc_base(v) + (s << 8), "%u.%u.%u.%u/24").text);
		out_number("AvailableIpAddressCount", 238);
		out_text("AvailabilityZone", "%s", zones[s % 2]);
		out_bool("DefaultForAz", false);
		out_bool("MapPublicIpOnLaunch", s < 2);
		out_end();
	}
	out_end();
}

static void put_route(const char *kind, const char *destination, const char *target_kind,
		      const char *target, const char *state)
{
	out_object(NULL);
	out_text(kind, "%s", destination);
	out_text(target_kind, "%s", target);
	out_text("Origin", strcmp(target, "local") == 0 ? "CreateRouteTable" : "CreateRoute");
	out_text("State", "%s", state);
	out_end();
}

static void put_peer_routes(unsigned vpc)
{
	for (unsigned k = world.first_peering[vpc]; k < world.first_peering[vpc + 1]; k++) {
		const struct peering *p = &world.peerings[world.by_vpc[k]];
		unsigned other = p->requester == vpc ? p->accepter : p->requester;
		bool by_list = !is_hub(vpc) && is_hub(other) && vpc % 16 == 5;
		put_route(by_list ? "DestinationPrefixListId" : "DestinationCidrBlock",
			  by_list ? ID("pl", PL, 2) : VPC_CIDR(other), "VpcPeeringConnectionId",
			  ID("pcx", PCX, world.by_vpc[k]),
			  strcmp(p->state, "active") == 0 ? "active" : "blackhole");
	}
}

static void put_table(unsigned vpc, bool is_public)
{
	uint64_t index = (uint64_t)vpc * 2 + is_public;
	out_object(NULL);
	out_list("Associations");
	for (unsigned a = 0; a < 2; a++) {
		if (!is_public && a)
			continue;
		out_object(NULL);
		out_bool("Main", !is_public);
		out_text("RouteTableAssociationId", "%s", ID("rtbassoc", RTB_ASSOC, index * 2 + a));
		out_text("RouteTableId", "%s", ID("rtb", RTB, index));
		if (is_public)
			out_text("SubnetId", "%s", ID("subnet", SUBNET, vpc * SUBNETS + a));
		out_object("AssociationState");
		out_text("State", "associated");
		out_end();
		out_end();
	}
	out_end();
	out_list("PropagatingVgws");
	out_end();
	out_text("RouteTableId", "%s", ID("rtb", RTB, index));
	out_list("Routes");
	put_route("DestinationCidrBlock", VPC_CIDR(vpc), "GatewayId", "local", "active");
	put_peer_routes(vpc);
	if (on_tgw(vpc) && !is_public)
		put_route("DestinationCidrBlock", "10.0.0.0/8", "TransitGatewayId",
			  ID("tgw", TGW, tgw_of(vpc)), "active");
	if (is_public)
		put_route("DestinationCidrBlock", "0.0.0.0/0", "GatewayId", ID("igw", IGW, vpc),
			  "active");
	else if (has_nat(vpc))
		put_route("DestinationCidrBlock", "0.0.0.0/0", "NatGatewayId", ID("nat", NAT, vpc),
			  "active");
	out_end();
	name_tags("Tags", is_public ? "rtb-public" : "rtb-main", vpc, 0);
	out_text("VpcId", "%s", ID("vpc", VPC, vpc));
	out_text("OwnerId", ACCOUNT);
	out_end();
}

void put_route_tables(void)
{
	out_list("RouteTables");
	for (unsigned v = 0; v < world.vpcs; v++) {
		put_table(v, false);
		put_table(v, true);
	}
	out_end();
}

/* protocol: "-1", "6", "1"; from 0 and to 0: no port range */
static void put_acl_entry(long number, bool egress, const char *action, const char *protocol,
			  const char *cidr, long from, long to)
{
	out_object(NULL);
	out_text("CidrBlock", "%s", cidr);
	out_bool("Egress", egress);
	if (strcmp(protocol, "1") == 0) {
		out_object("IcmpTypeCode");
		out_number("Code", -1);
		out_number("Type", -1);
		out_end();
	} else if (to) {
		out_object("PortRange");
		out_number("From", from);
		out_number("To", to);
		out_end();
	}
	out_text("Protocol", "%s", protocol);
	out_text("RuleAction", "%s", action);
	out_number("RuleNumber", number);
	out_end();
}

static bool has_own_acl(unsigned vpc)
{
	return vpc % 8 == 3;
}

static void put_acl(unsigned vpc, bool own)
{
	uint64_t index = (uint64_t)vpc * 2 + own;
	out_object(NULL);
	out_list("Associations");
	for (unsigned s = 0; s < SUBNETS; s++) {
		if ((s >= 2 && has_own_acl(vpc)) != own)
			continue;
		out_object(NULL);
		out_text("NetworkAclAssociationId", "%s",
			 ID("aclassoc", ACL_ASSOC, vpc * SUBNETS + s));
		out_text("NetworkAclId", "%s", ID("acl", ACL, index));
		out_text("SubnetId", "%s", ID("subnet", SUBNET, vpc * SUBNETS + s));
		out_end();
	}
	out_end();
	out_list("Entries");
	for (int egress = 1; egress >= 0; egress--) {
		if (own) { /* not in their order: the numbers decide */
			put_acl_entry(200, egress, "allow", "1", "10.0.0.0/8", 0, 0);
			put_acl_entry(90, egress, "deny", "6", VPC_CIDR((vpc * 7 + 1) % world.vpcs),
				      0, 0);
			put_acl_entry(110, egress, "allow", "6", "0.0.0.0/0", 1024, 65535);
			put_acl_entry(100, egress, "allow", "6", "10.0.0.0/8", 0, 65535);
		} else {
			put_acl_entry(100, egress, "allow", "-1", "0.0.0.0/0", 0, 0);
		}
		put_acl_entry(32767, egress, "deny", "-1", "0.0.0.0/0", 0, 0);
	}
	out_end();
	out_bool("IsDefault", !own);
	out_text("NetworkAclId", "%s", ID("acl", ACL, index));
	out_list("Tags");
	out_end();
	out_text("VpcId", "%s", ID("vpc", VPC, vpc));
	out_text("OwnerId", ACCOUNT);
	out_end();
}

void put_acls(void)
{
	out_list("NetworkAcls");
	for (unsigned v = 0; v < world.vpcs; v++) {
		put_acl(v, false);
		if (has_own_acl(v))
			put_acl(v, true);
	}
	out_end();
}
