/*
 * mesh_util.h - small random meshes: some VPCs, all attached to one transit gateway, no address in two.
 *
 * In most things that a packet meets on the way they are alike, so that what is taken for alike meets what
 * differs in one thing alone: the zones of an attachment's subnets and what is known of them, an option of
 * it, a network ACL, a route, a block that lies in another VPC's, an interface that is no plain host's. generate.h makes networks of all kinds, in which two VPCs are hardly ever alike in the rest.
 */
#ifndef TESTS_MESH_UTIL_H
#define TESTS_MESH_UTIL_H

#include "base/str.h"
#include "oracle/generate.h"

#include <stdio.h>
#include <string.h>

enum { MESH_SUBNETS = 3 };

struct mesh {
	struct rng *rng;
	unsigned vpcs;
	unsigned zone[8][MESH_SUBNETS];
	struct buf *out;
	bool more; /* the list has an element */
};

static void mesh_list(struct mesh *m, const char *key)
{
	buf_printf(m->out, "%s\"%s\":[", m->out->len > 1 ? "]," : "", key);
	m->more = false;
}

static void mesh_next(struct mesh *m)
{
	buf_puts(m->out, m->more ? ",\n" : "\n");
	m->more = true;
}

/* Now and then it is not said. */
static void mesh_option(struct mesh *m, const char *name, unsigned percent)
{
	if (rng_percent(m->rng, 98))
		buf_printf(m->out, ",\"%s\":\"%s\"", name,
			   rng_percent(m->rng, percent) ? "enable" : "disable");
}

/* In another VPC's: of the two one is not propagated. */
static const char *mesh_further_block(struct mesh *m, unsigned v, char out[static 96])
{
	unsigned other = rng_below(m->rng, m->vpcs);
	out[0] = 0;
	if (other != v && rng_percent(m->rng, 1))
		snprintf(out, 96,
			 ",{\"CidrBlock\":\"10.%u.2.0/24\",\"CidrBlockState\":{\"State\":"
			 "\"associated\"}}",
			 other);
	return out;
}

/* Its id was not always read; of a Local Zone the parent counts. */
static void mesh_zone(struct mesh *m, unsigned zone)
{
	bool local = rng_percent(m->rng, 4), known = rng_percent(m->rng, 97);
	if (local)
		buf_puts(m->out, "\"AvailabilityZone\":\"eu-west-1-lon-1a\"");
	else
		buf_printf(m->out, "\"AvailabilityZone\":\"eu-west-1%c\"", 'a' + (int)zone);
	if (known && local)
		buf_puts(m->out, ",\"AvailabilityZoneId\":\"euw1-lon1-az1\"");
	else if (known)
		buf_printf(m->out, ",\"AvailabilityZoneId\":\"euw1-az%u\"", zone + 1);
}

static void mesh_zones(struct mesh *m)
{
	if (rng_percent(m->rng, 20))
		return;
	mesh_list(m, "AvailabilityZones");
	mesh_next(m);
	buf_puts(m->out, "{\"ZoneName\":\"eu-west-1-lon-1a\",\"ZoneId\":\"euw1-lon1-az1\","
			 "\"ZoneType\":\"local-zone\",\"ParentZoneName\":\"eu-west-1b\","
			 "\"ParentZoneId\":\"euw1-az2\",\"RegionName\":\"eu-west-1\"}");
}

static void mesh_vpcs(struct mesh *m)
{
	mesh_list(m, "Vpcs");
	for (unsigned v = 0; v < m->vpcs; v++) {
		char further[96];
		mesh_next(m);
		buf_printf(m->out,
			   "{\"VpcId\":\"vpc-%u\",\"CidrBlock\":\"10.%u.0.0/16\",\"OwnerId\":"
			   "\"111122223333\",\"CidrBlockAssociationSet\":[{\"CidrBlock\":"
			   "\"10.%u.0.0/16\",\"CidrBlockState\":{\"State\":\"associated\"}}%s]"
			   ",\"Ipv6CidrBlockAssociationSet\":[{\"Ipv6CidrBlock\":"
			   "\"2600:1f18:0:%x00::/56\",\"Ipv6CidrBlockState\":{\"State\":"
			   "\"associated\"}}]%s}",
			   v, v, v, mesh_further_block(m, v, further), v,
			   rng_percent(m->rng, 5) ? ",\"EncryptionControl\":{\"Mode\":\"enforce\","
						    "\"State\":\"available\"}"
						  : "");
	}
	mesh_list(m, "Subnets");
	for (unsigned v = 0; v < m->vpcs; v++)
		for (unsigned s = 0; s < MESH_SUBNETS; s++) {
			m->zone[v][s] = rng_percent(m->rng, 80) ? s % 2 : rng_below(m->rng, 3);
			mesh_next(m);
			buf_printf(
				m->out,
				"{\"SubnetId\":\"subnet-%u%u\",\"VpcId\":\"vpc-%u\",\"CidrBlock\":"
				"\"10.%u.%u.0/24\",\"OwnerId\":\"111122223333\","
				"\"Ipv6CidrBlockAssociationSet\":[{\"Ipv6CidrBlock\":"
				"\"2600:1f18:0:%x%02x::/64\",\"Ipv6CidrBlockState\":{\"State\":"
				"\"associated\"}}],",
				v, s, v, v, s, v, s);
			mesh_zone(m, m->zone[v][s]);
			buf_puts(m->out, "}");
		}
}

static void mesh_entry(struct mesh *m, const char *before, unsigned number, bool egress,
		       const char *action, const char *protocol, const char *cidr, unsigned lo,
		       unsigned hi)
{
	buf_printf(m->out,
		   "%s{\"Egress\":%s,\"Protocol\":\"%s\",\"RuleAction\":\"%s\",\"RuleNumber\":%u,"
		   "\"%s\":\"%s\",\"PortRange\":{\"From\":%u,\"To\":%u}}",
		   before, egress ? "true" : "false", protocol, action, number,
		   strchr(cidr, ':') ? "Ipv6CidrBlock" : "CidrBlock", cidr, lo, hi);
}

/* Most let all pass. The others stop something, of everybody, of one VPC, of half a subnet. */
static void mesh_acl(struct mesh *m, unsigned v, unsigned s)
{
	static const char *const cidrs[] = {"10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/25", "0.0.0.0/0",
					    "2600:1f18:0:100::/56"};
	mesh_next(m);
	buf_printf(m->out,
		   "{\"NetworkAclId\":\"acl-%u%u\",\"VpcId\":\"vpc-%u\",\"OwnerId\":"
		   "\"111122223333\",\"Associations\":[{\"SubnetId\":\"subnet-%u%u\","
		   "\"NetworkAclId\":\"acl-%u%u\"}],\"Entries\":[",
		   v, s, v, v, s, v, s);
	mesh_entry(m, "", 100, false, "allow", "-1", "0.0.0.0/0", 0, 65535);
	mesh_entry(m, ",", 100, true, "allow", "-1", "0.0.0.0/0", 0, 65535);
	mesh_entry(m, ",", 101, false, "allow", "-1", "::/0", 0, 65535);
	mesh_entry(m, ",", 101, true, "allow", "-1", "::/0", 0, 65535);
	for (unsigned n = 1; n < 3 && rng_percent(m->rng, 40); n++) {
		unsigned lo = rng_percent(m->rng, 75) ? 22 : 40000;
		mesh_entry(m, ",", n, rng_percent(m->rng, 30), "deny", "6",
			   cidrs[rng_below(m->rng, 5)], lo, lo + 1000);
	}
	buf_puts(m->out, "]}");
}

static void mesh_route(struct mesh *m, const char *cidr, const char *key, const char *target)
{
	buf_printf(m->out,
		   ",{\"%s\":\"%s\",\"%s\":\"%s\",\"State\":\"%s\","
		   "\"Origin\":\"CreateRoute\"}",
		   strchr(cidr, ':') ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock", cidr,
		   key, target, rng_percent(m->rng, 95) ? "active" : "blackhole");
}

/* A table for each VPC; a few lead something elsewhere than the rest. */
static void mesh_table(struct mesh *m, unsigned v)
{
	char cidr[24];
	mesh_next(m);
	buf_printf(m->out,
		   "{\"RouteTableId\":\"rtb-%u\",\"VpcId\":\"vpc-%u\",\"OwnerId\":\"111122223333\","
		   "\"Associations\":[{\"Main\":true,\"RouteTableId\":\"rtb-%u\"}],\"Routes\":["
		   "{\"DestinationCidrBlock\":\"10.%u.0.0/16\",\"GatewayId\":\"local\",\"State\":"
		   "\"active\"},{\"DestinationIpv6CidrBlock\":\"2600:1f18:0:%x00::/56\","
		   "\"GatewayId\":\"local\",\"State\":\"active\"}",
		   v, v, v, v, v);
	if (rng_percent(m->rng, 90))
		mesh_route(m, "10.0.0.0/8", "TransitGatewayId", "tgw-1");
	if (rng_percent(m->rng, 90))
		mesh_route(m, "2600:1f18::/32", "TransitGatewayId", "tgw-1");
	if (rng_percent(m->rng, 10)) {
		snprintf(cidr, sizeof cidr, "10.%u.0.0/%u", rng_below(m->rng, m->vpcs),
			 rng_percent(m->rng, 50) ? 16 : 23);
		mesh_route(m, cidr, "NetworkInterfaceId", "eni-000");
	}
	buf_puts(m->out, "]}");
}

static void mesh_attachment(struct mesh *m, unsigned v)
{
	mesh_next(m);
	buf_printf(
		m->out,
		"{\"TransitGatewayAttachmentId\":\"tgw-attach-%u\",\"TransitGatewayId\":\"tgw-1\","
		"\"VpcId\":\"vpc-%u\",\"VpcOwnerId\":\"111122223333\",\"State\":\"%s\","
		"\"SubnetIds\":[\"subnet-%u0\"",
		v, v, rng_percent(m->rng, 96) ? "available" : "pending", v);
	for (unsigned s = 1; s < MESH_SUBNETS; s++)
		if (m->zone[v][s] != m->zone[v][0] && rng_percent(m->rng, 90))
			buf_printf(m->out, ",\"subnet-%u%u\"", v, s);
	buf_puts(m->out, "],\"Options\":{\"DnsSupport\":\"enable\"");
	mesh_option(m, "SecurityGroupReferencingSupport", 70);
	mesh_option(m, "Ipv6Support", 85);
	mesh_option(m, "ApplianceModeSupport", 8);
	buf_puts(m->out, "}}");
}

static void mesh_gateway(struct mesh *m)
{
	mesh_list(m, "TransitGateways");
	mesh_next(m);
	buf_puts(m->out, "{\"TransitGatewayId\":\"tgw-1\",\"State\":\"available\",\"OwnerId\":"
			 "\"111122223333\",\"Options\":{\"DnsSupport\":\"enable\"");
	mesh_option(m, "SecurityGroupReferencingSupport", 80);
	buf_puts(m->out, "}}");
	mesh_list(m, "TransitGatewayVpcAttachments");
	for (unsigned v = 0; v < m->vpcs; v++)
		mesh_attachment(m, v);
	mesh_list(m, "TransitGatewayAttachments");
	for (unsigned v = 0; v < m->vpcs; v++) {
		mesh_next(m);
		buf_printf(
			m->out,
			"{\"TransitGatewayAttachmentId\":\"tgw-attach-%u\",\"TransitGatewayId\":"
			"\"tgw-1\",\"TransitGatewayOwnerId\":\"111122223333\","
			"\"ResourceOwnerId\":\"111122223333\",\"ResourceType\":\"vpc\","
			"\"ResourceId\":\"vpc-%u\",\"State\":\"available\",\"Association\":{"
			"\"TransitGatewayRouteTableId\":\"tgw-rtb-%u\",\"State\":\"associated\"}}",
			v, v, rng_percent(m->rng, 85) ? 1 : 2);
	}
	mesh_list(m, "TransitGatewayRouteTables");
	for (unsigned t = 1; t <= 2; t++) {
		mesh_next(m);
		buf_printf(m->out,
			   "{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u\",\"TransitGatewayId\":"
			   "\"tgw-1\",\"State\":\"available\"}",
			   t);
	}
}

/* A blackhole goes nowhere, whatever attachment it had. */
static void mesh_static(struct mesh *m)
{
	unsigned v = rng_below(m->rng, m->vpcs);
	buf_printf(m->out,
		   "{\"DestinationCidrBlock\":\"10.%u.0.0/%u\",\"Type\":\"static\","
		   "\"State\":\"blackhole\"",
		   v, rng_percent(m->rng, 50) ? 16 : 24);
	if (rng_percent(m->rng, 50))
		buf_printf(m->out,
			   ",\"TransitGatewayAttachments\":[{\"TransitGatewayAttachmentId\":"
			   "\"tgw-attach-%u\",\"ResourceId\":\"vpc-%u\",\"ResourceType\":"
			   "\"vpc\"}]",
			   v, v);
	buf_puts(m->out, "}");
}

/* Most VPCs propagate into each table; what is static is one blackhole. */
static void mesh_tables(struct mesh *m)
{
	mesh_list(m, "TransitGatewayPropagations");
	for (unsigned t = 1; t <= 2; t++) {
		bool more = false;
		mesh_next(m);
		buf_printf(m->out,
			   "{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u\","
			   "\"TransitGatewayRouteTablePropagations\":[",
			   t);
		for (unsigned v = 0; v < m->vpcs; v++)
			if (rng_percent(m->rng, 92)) {
				buf_printf(m->out,
					   "%s{\"TransitGatewayAttachmentId\":\"tgw-attach-%u\","
					   "\"ResourceId\":\"vpc-%u\",\"ResourceType\":\"vpc\","
					   "\"State\":\"enabled\"}",
					   more ? "," : "", v, v);
				more = true;
			}
		buf_puts(m->out, "]}");
	}
	mesh_list(m, "TransitGatewayStaticRoutes");
	for (unsigned t = 1; t <= 2; t++) {
		mesh_next(m);
		buf_printf(m->out, "{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u\",\"Routes\":[",
			   t);
		if (rng_percent(m->rng, 30))
			mesh_static(m);
		buf_puts(m->out, "]}");
	}
}

/* A list that was read, or one that was not. */
static void mesh_reference(struct mesh *m)
{
	unsigned v = rng_below(m->rng, m->vpcs);
	mesh_list(m, "ManagedPrefixLists");
	mesh_next(m);
	buf_puts(m->out, "{\"PrefixListId\":\"pl-1\",\"AddressFamily\":\"IPv4\",\"OwnerId\":"
			 "\"111122223333\",\"State\":\"create-complete\",\"Version\":1}");
	mesh_list(m, "PrefixListEntries");
	if (rng_percent(m->rng, 70)) {
		mesh_next(m);
		buf_printf(m->out,
			   "{\"PrefixListId\":\"pl-1\",\"Entries\":[{\"Cidr\":"
			   "\"10.%u.1.0/24\"}]}",
			   rng_below(m->rng, m->vpcs));
	}
	mesh_list(m, "TransitGatewayPrefixListReferences");
	if (!rng_percent(m->rng, 8))
		return;
	mesh_next(m);
	buf_printf(m->out,
		   "{\"TransitGatewayRouteTableId\":\"tgw-rtb-1\",\"PrefixListId\":\"pl-1\","
		   "\"State\":\"available\",\"Blackhole\":false,\"TransitGatewayAttachment\":{"
		   "\"TransitGatewayAttachmentId\":\"tgw-attach-%u\",\"ResourceType\":\"vpc\","
		   "\"ResourceId\":\"vpc-%u\"}}",
		   v, v);
}

/* Two groups each; what one lets in, others' hosts may be in by reference. */
static void mesh_group(struct mesh *m, unsigned v, unsigned g)
{
	mesh_next(m);
	buf_printf(
		m->out,
		"{\"GroupId\":\"sg-%u%u\",\"GroupName\":\"g%u\",\"VpcId\":\"vpc-%u\",\"OwnerId\":"
		"\"111122223333\",\"IpPermissionsEgress\":[{\"IpProtocol\":\"-1\",\"IpRanges\":["
		"{\"CidrIp\":\"0.0.0.0/0\"}],\"Ipv6Ranges\":[{\"CidrIpv6\":\"::/"
		"0\"}]}],\"IpPermissions\":[{\"IpProtocol\":\"tcp\","
		"\"FromPort\":22,\"ToPort\":%u,\"IpRanges\":[{\"CidrIp\":\"10.%u.0.0/%u\"}],"
		"\"Ipv6Ranges\":[{\"CidrIpv6\":\"2600:1f18:0:%x00::/%u\"}]}",
		v, g, g, v, 22 + rng_below(m->rng, 2) * 1000, rng_below(m->rng, m->vpcs),
		rng_percent(m->rng, 80) ? 8 : 16, rng_below(m->rng, m->vpcs),
		rng_percent(m->rng, 80) ? 32 : 56);
	if (rng_percent(m->rng, 50))
		buf_printf(m->out,
			   ",{\"IpProtocol\":\"icmp\",\"FromPort\":-1,\"ToPort\":-1,"
			   "\"UserIdGroupPairs\":[{\"GroupId\":\"sg-%u%u\",\"UserId\":"
			   "\"111122223333\"}]}",
			   rng_below(m->rng, m->vpcs), rng_below(m->rng, 2));
	buf_puts(m->out, "]}");
}

/* Most are plain hosts, each of an instance of its own, with an address of its subnet. */
static void mesh_host(struct mesh *m, unsigned v, unsigned s, unsigned n)
{
	static const char *const types[] = {"lambda", "vpc_endpoint", "network_load_balancer",
					    "interface"};
	unsigned host = (n ? 200 : 10) + s, at = rng_percent(m->rng, 99) ? s : MESH_SUBNETS;
	bool plain = rng_percent(m->rng, 96);
	mesh_next(m);
	buf_printf(m->out,
		   "{\"NetworkInterfaceId\":\"eni-%u%u%u\",\"OwnerId\":\"111122223333\",\"VpcId\":"
		   "\"vpc-%u\",\"SubnetId\":\"subnet-%u%u\",\"Status\":\"in-use\","
		   "\"InterfaceType\":\"%s\",\"SourceDestCheck\":%s,\"Groups\":[{"
		   "\"GroupId\":\"sg-%u%u\"}],\"PrivateIpAddress\":\"10.%u.%u.%u\","
		   "\"PrivateIpAddresses\":[{\"Primary\":true,\"PrivateIpAddress\":"
		   "\"10.%u.%u.%u\"}],\"Ipv6Addresses\":[{\"Ipv6Address\":"
		   "\"2600:1f18:0:%x%02x::%x\"}]",
		   v, s, n, v, v, s, plain ? "interface" : types[rng_below(m->rng, 4)],
		   rng_percent(m->rng, 99) ? "true" : "false", v, rng_below(m->rng, 2), v, at, host,
		   v, at, host, v, at, host);
	if (plain && rng_percent(m->rng, 50))
		buf_printf(m->out,
			   ",\"Attachment\":{\"InstanceId\":\"i-%u%u%u\",\"DeviceIndex\":%u,"
			   "\"Status\":\"attached\"}",
			   v, s, rng_percent(m->rng, 80) ? n : 0, n);
	buf_puts(m->out, "}");
}

/* Of some nobody knows whether they run. */
static void mesh_instances(struct mesh *m)
{
	bool more = false;
	mesh_list(m, "Reservations");
	mesh_next(m);
	buf_puts(m->out, "{\"ReservationId\":\"r-1\",\"OwnerId\":\"111122223333\",\"Instances\":[");
	for (unsigned v = 0; v < m->vpcs; v++)
		for (unsigned s = 0; s < MESH_SUBNETS; s++)
			for (unsigned n = 0; n < 2; n++, more = true)
				buf_printf(m->out,
					   "%s{\"InstanceId\":\"i-%u%u%u\",\"VpcId\":\"vpc-%u\"%s}",
					   more ? "," : "", v, s, n, v,
					   rng_percent(m->rng, 98)
						   ? ",\"State\":{\"Name\":\"running\"}"
						   : "");
	buf_puts(m->out, "]}");
}

/* 3 to 6 VPCs of three subnets. */
static void mesh_generate(struct rng *rng, struct buf *out)
{
	struct mesh m = {.rng = rng, .vpcs = 3 + rng_below(rng, 4), .out = out};
	buf_puts(out, "{");
	mesh_vpcs(&m);
	mesh_zones(&m);
	mesh_list(&m, "NetworkAcls");
	for (unsigned v = 0; v < m.vpcs; v++)
		for (unsigned s = 0; s < MESH_SUBNETS; s++)
			mesh_acl(&m, v, s);
	mesh_list(&m, "RouteTables");
	for (unsigned v = 0; v < m.vpcs; v++)
		mesh_table(&m, v);
	mesh_gateway(&m);
	mesh_tables(&m);
	mesh_list(&m, "VpcPeeringConnections");
	mesh_reference(&m);
	mesh_list(&m, "SecurityGroups");
	for (unsigned v = 0; v < m.vpcs; v++)
		for (unsigned g = 0; g < 2; g++)
			mesh_group(&m, v, g);
	mesh_instances(&m);
	mesh_list(&m, "NetworkInterfaces");
	for (unsigned v = 0; v < m.vpcs; v++)
		for (unsigned s = 0; s < MESH_SUBNETS; s++)
			for (unsigned n = 0; n < 2 && (!n || rng_percent(rng, 60)); n++)
				mesh_host(&m, v, s, n);
	buf_puts(out, "]}\n");
}

#endif
