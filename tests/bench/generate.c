/*
 * generate.c - bench-generate N SEED DIR|- [mesh]: an organisation, as aws-cli prints it.
 *
 * N interfaces in N/50 VPCs of 4 subnets: one in a hundred is a hub; every other VPC is a spoke of a
 * hub by a peering connection, and one in ten has another, random one; one in forty of these is not
 * active. One VPC in ten is also attached to a transit gateway (all of them, if it is to be a mesh),
 * one in four has a NAT gateway. N/10 security groups, five for each VPC: web, app, db, admin and
 * default, with ranges, references (one in three across the peering connection) and prefix lists. A
 * default network ACL for each VPC, and one in eight has another on its private subnets.
 *
 * Into a folder goes a file per call, the instances apart from the rest; to standard output ("-")
 * goes one merged object without instances. Same N and seed, same bytes. Everything is a function
 * of an index, so nothing but the peering connections is kept in memory.
 */
#include "bench/jsonout.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ACCOUNT "111122223333"
#define REGION  "eu-west-1"

enum kind {
	VPC = 1,
	SUBNET,
	RTB,
	RTB_ASSOC,
	ACL,
	ACL_ASSOC,
	SG,
	SGR,
	ENI,
	ENI_ATTACH,
	INSTANCE,
	RESERVATION,
	VOLUME,
	IGW,
	PCX,
	EIP,
	EIP_ASSOC,
	NAT,
	PL,
	TGW,
	TGW_ATTACH,
	TGW_RTB,
	CIDR_ASSOC,
	RANDOM
};

enum { PER_VPC = 50, SUBNETS = 4, GROUPS = 5 };
enum group { WEB, APP, DB, ADMIN, DEFAULT };
static const char *const group_names[GROUPS] = {"web", "app", "db", "admin", "default"};
static const char *const zones[2] = {REGION "a", REGION "b"};
static const char *const zone_ids[2] = {"euw1-az1", "euw1-az2"};

struct peering {
	unsigned requester, accepter;
	const char *state, *message;
};

static struct {
	unsigned long n;
	uint64_t seed;
	unsigned vpcs, hubs, tgws, n_peerings;
	bool mesh; /* every VPC is attached to the one transit gateway */
	struct peering *peerings;
	unsigned *first_peering; /* by VPC: where its part of by_vpc begins; one more at the end */
	unsigned *by_vpc;        /* indexes of peerings, grouped by VPC */
} world;

/* ---- numbers and names ---- */

/* splitmix64 over (seed, kind, index): the same for the same question, whatever was asked before.
 */
static uint64_t mix(enum kind kind, uint64_t index)
{
	uint64_t z = world.seed * 0x9e3779b97f4a7c15u + ((uint64_t)kind << 56) + index + 1;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct name {
	char text[64];
};

static struct name id(const char *prefix, enum kind kind, uint64_t index)
{
	struct name n;
	snprintf(n.text, sizeof n.text, "%s-0%016llx", prefix,
		 (unsigned long long)mix(kind, index));
	return n;
}
#define ID(prefix, kind, index) id(prefix, kind, index).text

/* VPC i's /22: 10.0.0.0/8 first, then 172.16.0.0/12, then 100.64.0.0/10. Host byte order. */
static uint32_t vpc_base(unsigned vpc)
{
	if (vpc < 16384)
		return 0x0a000000u + ((uint32_t)vpc << 10);
	if (vpc < 16384 + 1024)
		return 0xac100000u + ((uint32_t)(vpc - 16384) << 10);
	return 0x64400000u + ((uint32_t)(vpc - 16384 - 1024) << 10);
}

static struct name dotted(uint32_t address, const char *format)
{
	struct name n;
	snprintf(n.text, sizeof n.text, format, address >> 24, address >> 16 & 255u,
		 address >> 8 & 255u, address & 255u);
	return n;
}
#define ADDRESS(a)     dotted(a, "%u.%u.%u.%u").text
#define VPC_CIDR(v)    dotted(vpc_base(v), "%u.%u.%u.%u/22").text
#define PRIVATE_DNS(a) dotted(a, "ip-%u-%u-%u-%u." REGION ".compute.internal").text
#define PUBLIC_DNS(a)  dotted(a, "ec2-%u-%u-%u-%u." REGION ".compute.amazonaws.com").text

static bool is_hub(unsigned vpc)
{
	return vpc < world.hubs;
}

static bool has_nat(unsigned vpc)
{
	return vpc % 4 == 1;
}

static bool on_tgw(unsigned vpc)
{
	return world.tgws && (world.mesh || vpc % 10 == 7);
}

static unsigned tgw_of(unsigned vpc)
{
	return world.mesh ? 0 : vpc / 10 % world.tgws;
}

static unsigned long first_interface(unsigned vpc)
{
	return (unsigned long)(((uint64_t)vpc * world.n + world.vpcs - 1) / world.vpcs);
}

/* ---- interfaces: where each stands, and what it is ---- */

struct eni {
	unsigned long index;
	unsigned vpc, subnet, place; /* place: its number inside the VPC */
	uint32_t address, public;    /* public 0: none */
	bool nat;
	enum group groups[2];
	unsigned n_groups;
};

static struct eni eni_at(unsigned long index)
{
	struct eni e = {.index = index};
	e.vpc = (unsigned)((uint64_t)index * world.vpcs / world.n);
	e.place = (unsigned)(index - first_interface(e.vpc));
	e.subnet = e.place % SUBNETS;
	e.address = vpc_base(e.vpc) + (e.subnet << 8) + 10 + e.place / SUBNETS;
	e.nat = e.place == 0 && has_nat(e.vpc);
	bool in_public = e.subnet < 2;
	if (e.nat || (in_public && e.place / SUBNETS % 2 == 0))
		e.public = 0x34000000u + (uint32_t)index;
	if (e.nat)
		return e;
	unsigned roll = (unsigned)(mix(ENI, index + 0x100000000) % 8);
	if (roll == 7)
		e.groups[e.n_groups++] = DEFAULT;
	else
		e.groups[e.n_groups++] = in_public ? WEB : roll < 4 ? APP : DB;
	if (roll == 1 || roll == 5)
		e.groups[e.n_groups++] = ADMIN;
	return e;
}

static uint64_t group_index(unsigned vpc, enum group g)
{
	return (uint64_t)vpc * GROUPS + g;
}

static void name_tags(const char *key, const char *what, unsigned vpc, unsigned long number)
{
	out_list(key);
	out_object(NULL);
	out_text("Key", "Name");
	out_text("Value", "%s-%u-%lu", what, vpc, number);
	out_end();
	out_object(NULL);
	out_text("Key", "environment");
	out_text("Value", "%s", vpc % 3 ? "production" : "staging");
	out_end();
	out_end();
}

/* ---- one function per call ---- */

static void put_vpcs(void)
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

static void put_subnets(void)
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

static void put_route_tables(void)
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

static void put_acls(void)
{
	out_list("NetworkAcls");
	for (unsigned v = 0; v < world.vpcs; v++) {
		put_acl(v, false);
		if (has_own_acl(v))
			put_acl(v, true);
	}
	out_end();
}

/* One entry of IpPermissions. Any of the sources may be NULL. */
struct permission {
	const char *protocol;
	long from, to; /* written unless protocol is "-1" */
	const char *cidrs[4];
	const char *list;
	const char *group; /* a group id … */
	int peer_vpc; /* … and whose, when it is not of this VPC: its VPC and peering, or -1 */
	unsigned peering;
};

static void put_permission(const struct permission *p)
{
	out_object(NULL);
	out_text("IpProtocol", "%s", p->protocol);
	if (strcmp(p->protocol, "-1") != 0) {
		out_number("FromPort", p->from);
		out_number("ToPort", p->to);
	}
	out_list("UserIdGroupPairs");
	if (p->group) {
		out_object(NULL);
		out_text("UserId", ACCOUNT);
		out_text("GroupId", "%s", p->group);
		if (p->peer_vpc >= 0) {
			out_text("VpcId", "%s", ID("vpc", VPC, (unsigned)p->peer_vpc));
			out_text("VpcPeeringConnectionId", "%s", ID("pcx", PCX, p->peering));
			out_text("PeeringStatus", "%s", world.peerings[p->peering].state);
		}
		out_end();
	}
	out_end();
	out_list("IpRanges");
	for (size_t i = 0; i < 4 && p->cidrs[i]; i++) {
		out_object(NULL);
		out_text("Description", "range %zu of this service", i + 1);
		out_text("CidrIp", "%s", p->cidrs[i]);
		out_end();
	}
	out_end();
	out_list("Ipv6Ranges");
	out_end();
	out_list("PrefixListIds");
	if (p->list) {
		out_object(NULL);
		out_text("PrefixListId", "%s", p->list);
		out_end();
	}
	out_end();
	out_end();
}

/* A VPC's first peering connection and who is behind it. */
static unsigned first_peer(unsigned vpc, unsigned *peering)
{
	*peering = world.by_vpc[world.first_peering[vpc]];
	const struct peering *p = &world.peerings[*peering];
	return p->requester == vpc ? p->accepter : p->requester;
}

static void put_ingress(unsigned vpc, enum group g)
{
	unsigned peering, peer = first_peer(vpc, &peering);
	struct name own = dotted(vpc_base(vpc), "%u.%u.%u.%u/22");
	struct name theirs = dotted(vpc_base(peer), "%u.%u.%u.%u/22");
	struct name some =
		dotted(vpc_base((unsigned)(mix(RANDOM, vpc) % world.vpcs)), "%u.%u.%u.%u/22");
	struct name web = id("sg", SG, group_index(vpc, WEB));
	struct name app = id("sg", SG, group_index(vpc, APP));
	struct name self = id("sg", SG, group_index(vpc, g));
	struct name far = id("sg", SG, group_index(peer, vpc % 3 ? APP : ADMIN));
	struct name eic = id("pl", PL, 0), corp = id("pl", PL, 1);
	bool across = vpc % 3 == 0;
	const struct permission rules[GROUPS][3] = {
		[WEB] = {{"tcp", 443, 443, .cidrs = {"0.0.0.0/0"}, .peer_vpc = -1},
			 {"tcp", 80, 80, .cidrs = {"0.0.0.0/0"}, .peer_vpc = -1},
			 {"icmp", 8, 0, .cidrs = {theirs.text, "10.0.0.0/8"}, .peer_vpc = -1}},
		[APP] = {{"tcp", 8080, 8080 + vpc % 8, .group = web.text, .peer_vpc = -1},
			 {"tcp", 8443, 8443, .cidrs = {theirs.text, some.text}, .peer_vpc = -1},
			 {"icmp", -1, -1, .cidrs = {own.text, theirs.text}, .peer_vpc = -1}},
		[DB] = {{"tcp", 5432, 5432, .group = app.text, .peer_vpc = -1},
			{"tcp", 5432, 5432, .group = across ? far.text : app.text,
			 .peer_vpc = across ? (int)peer : -1, .peering = peering},
			{"tcp", 3306, 3306, .cidrs = {some.text, own.text}, .peer_vpc = -1}},
		[ADMIN] = {{"tcp", 22, 22, .list = eic.text, .peer_vpc = -1},
			   {"tcp", 22, 22, .list = corp.text, .cidrs = {theirs.text},
			    .peer_vpc = -1},
			   {"icmp", -1, -1, .cidrs = {"10.0.0.0/8"}, .peer_vpc = -1}},
		[DEFAULT] = {{"-1", 0, 0, .group = self.text, .peer_vpc = -1}},
	};
	for (size_t i = 0; i < 3 && rules[g][i].protocol; i++)
		put_permission(&rules[g][i]);
}

static void put_egress(unsigned vpc, enum group g)
{
	struct name own = dotted(vpc_base(vpc), "%u.%u.%u.%u/22");
	if (g == DB && vpc % 2) {
		put_permission(&(struct permission){"tcp", 1024, 65535, .cidrs = {"10.0.0.0/8"},
						    .peer_vpc = -1});
		put_permission(
			&(struct permission){"-1", 0, 0, .cidrs = {own.text}, .peer_vpc = -1});
	} else {
		put_permission(
			&(struct permission){"-1", 0, 0, .cidrs = {"0.0.0.0/0"}, .peer_vpc = -1});
	}
}

static void put_groups(void)
{
	out_list("SecurityGroups");
	for (unsigned v = 0; v < world.vpcs; v++)
		for (unsigned g = 0; g < GROUPS; g++) {
			struct name sg = id("sg", SG, group_index(v, (enum group)g));
			out_object(NULL);
			out_text("GroupId", "%s", sg.text);
			out_list("IpPermissionsEgress");
			put_egress(v, (enum group)g);
			out_end();
			name_tags("Tags", group_names[g], v, g);
			out_text("VpcId", "%s", ID("vpc", VPC, v));
			out_text("SecurityGroupArn",
				 "arn:aws:ec2:" REGION ":" ACCOUNT ":security-group/%s", sg.text);
			out_text("OwnerId", ACCOUNT);
			if (g == DEFAULT)
				out_text("GroupName", "default");
			else
				out_text("GroupName", "%s-%u", group_names[g], v);
			out_text("Description", "%s of VPC %u", group_names[g], v);
			out_list("IpPermissions");
			put_ingress(v, (enum group)g);
			out_end();
			out_end();
		}
	out_end();
}

static void put_association(const struct eni *e, bool with_ids)
{
	out_object("Association");
	if (with_ids && e->nat) {
		out_text("AllocationId", "%s", ID("eipalloc", EIP, e->index));
		out_text("AssociationId", "%s", ID("eipassoc", EIP_ASSOC, e->index));
	}
	out_text("IpOwnerId", "%s", e->nat ? ACCOUNT : "amazon");
	out_text("PublicDnsName", "%s", PUBLIC_DNS(e->public));
	out_text("PublicIp", "%s", ADDRESS(e->public));
	out_end();
}

static void put_group_list(const char *key, const struct eni *e)
{
	out_list(key);
	for (unsigned i = 0; i < e->n_groups; i++) {
		out_object(NULL);
		out_text("GroupId", "%s", ID("sg", SG, group_index(e->vpc, e->groups[i])));
		if (e->groups[i] == DEFAULT)
			out_text("GroupName", "default");
		else
			out_text("GroupName", "%s-%u", group_names[e->groups[i]], e->vpc);
		out_end();
	}
	out_end();
}

static void put_mac(const struct eni *e)
{
	uint64_t m = mix(ENI, e->index);
	out_text("MacAddress", "06:%02x:%02x:%02x:%02x:%02x", (unsigned)(m & 255),
		 (unsigned)(m >> 8 & 255), (unsigned)(m >> 16 & 255), (unsigned)(m >> 24 & 255),
		 (unsigned)(m >> 32 & 255));
}

static void put_private_addresses(const struct eni *e)
{
	out_text("PrivateDnsName", "%s", PRIVATE_DNS(e->address));
	out_text("PrivateIpAddress", "%s", ADDRESS(e->address));
	out_list("PrivateIpAddresses");
	out_object(NULL);
	if (e->public)
		put_association(e, false);
	out_bool("Primary", true);
	out_text("PrivateDnsName", "%s", PRIVATE_DNS(e->address));
	out_text("PrivateIpAddress", "%s", ADDRESS(e->address));
	out_end();
	out_end();
}

static void put_attachment(const struct eni *e, bool in_instance)
{
	out_object("Attachment");
	out_text("AttachTime", "2026-05-04T09:%02lu:%02lu+00:00", e->index / 60 % 60,
		 e->index % 60);
	out_text("AttachmentId", "%s", ID("eni-attach", ENI_ATTACH, e->index));
	out_bool("DeleteOnTermination", !e->nat);
	out_number("DeviceIndex", e->nat ? 1 : 0);
	out_number("NetworkCardIndex", 0);
	if (!in_instance) {
		if (!e->nat)
			out_text("InstanceId", "%s", ID("i", INSTANCE, e->index));
		out_text("InstanceOwnerId", "%s", e->nat ? "amazon-aws" : ACCOUNT);
	}
	out_text("Status", "attached");
	out_end();
}

static void put_interfaces(void)
{
	out_list("NetworkInterfaces");
	for (unsigned long i = 0; i < world.n; i++) {
		struct eni e = eni_at(i);
		out_object(NULL);
		if (e.public)
			put_association(&e, true);
		put_attachment(&e, false);
		out_text("AvailabilityZone", "%s", zones[e.subnet % 2]);
		if (e.nat)
			out_text("Description", "Interface for NAT Gateway %s",
				 ID("nat", NAT, e.vpc));
		else
			out_text("Description", "Primary network interface");
		put_group_list("Groups", &e);
		out_text("InterfaceType", "%s", e.nat ? "nat_gateway" : "interface");
		out_list("Ipv6Addresses");
		out_end();
		put_mac(&e);
		out_text("NetworkInterfaceId", "%s", ID("eni", ENI, i));
		out_text("OwnerId", ACCOUNT);
		put_private_addresses(&e);
		out_text("RequesterId", "%s",
			 e.nat ? "AROAIAVYTQ5ILFHYVLC3I" : "AIDAJQABLZS4A3QDU576Q");
		out_bool("RequesterManaged", e.nat);
		out_bool("SourceDestCheck", !e.nat);
		out_text("Status", "in-use");
		out_text("SubnetId", "%s", ID("subnet", SUBNET, e.vpc * SUBNETS + e.subnet));
		name_tags("TagSet", "eni", e.vpc, e.place);
		out_text("VpcId", "%s", ID("vpc", VPC, e.vpc));
		out_text("AvailabilityZoneId", "%s", zone_ids[e.subnet % 2]);
		out_end();
	}
	out_end();
}

static void put_internet_gateways(void)
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

static void put_peerings(void)
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

static void put_nat_gateways(void)
{
	out_list("NatGateways");
	for (unsigned v = 0; v < world.vpcs; v++) {
		if (!has_nat(v))
			continue;
		struct eni e = eni_at(first_interface(v));
		out_object(NULL);
		out_text("CreateTime", "2026-05-04T08:00:00+00:00");
		out_list("NatGatewayAddresses");
		out_object(NULL);
		out_text("AllocationId", "%s", ID("eipalloc", EIP, e.index));
		out_text("NetworkInterfaceId", "%s", ID("eni", ENI, e.index));
		out_text("PrivateIp", "%s", ADDRESS(e.address));
		out_text("PublicIp", "%s", ADDRESS(e.public));
		out_text("AssociationId", "%s", ID("eipassoc", EIP_ASSOC, e.index));
		out_bool("IsPrimary", true);
		out_text("Status", "succeeded");
		out_end();
		out_end();
		out_text("NatGatewayId", "%s", ID("nat", NAT, v));
		out_text("State", "available");
		out_text("SubnetId", "%s", ID("subnet", SUBNET, v * SUBNETS));
		out_text("VpcId", "%s", ID("vpc", VPC, v));
		name_tags("Tags", "nat", v, 0);
		out_text("ConnectivityType", "public");
		out_end();
	}
	out_end();
}

static void put_addresses(void)
{
	out_list("Addresses");
	for (unsigned v = 0; v < world.vpcs; v++) {
		if (!has_nat(v))
			continue;
		struct eni e = eni_at(first_interface(v));
		out_object(NULL);
		out_text("AllocationId", "%s", ID("eipalloc", EIP, e.index));
		out_text("AssociationId", "%s", ID("eipassoc", EIP_ASSOC, e.index));
		out_text("Domain", "vpc");
		out_text("NetworkInterfaceId", "%s", ID("eni", ENI, e.index));
		out_text("NetworkInterfaceOwnerId", ACCOUNT);
		out_text("PrivateIpAddress", "%s", ADDRESS(e.address));
		out_text("PublicIpv4Pool", "amazon");
		out_text("NetworkBorderGroup", REGION);
		out_text("PublicIp", "%s", ADDRESS(e.public));
		out_end();
	}
	out_end();
}

static const struct {
	const char *name, *owner;
} lists[] = {
	{"com.amazonaws." REGION ".ec2-instance-connect", "AWS"},
	{"corporate", ACCOUNT},
	{"hubs", ACCOUNT},
};
enum { LISTS = sizeof lists / sizeof *lists };

static void put_prefix_lists(void)
{
	out_list("PrefixLists");
	for (unsigned i = 0; i < LISTS; i++) {
		out_object(NULL);
		out_text("PrefixListId", "%s", ID("pl", PL, i));
		out_text("AddressFamily", "IPv4");
		out_text("State", "create-complete");
		out_text("PrefixListArn", "arn:aws:ec2:" REGION ":%s:prefix-list/%s",
			 lists[i].owner, ID("pl", PL, i));
		out_text("PrefixListName", "%s", lists[i].name);
		if (i) {
			out_number("MaxEntries", 1000);
			out_number("Version", 3);
		}
		out_list("Tags");
		out_end();
		out_text("OwnerId", "%s", lists[i].owner);
		out_end();
	}
	out_end();
}

static void put_list_entry(const char *cidr, const char *description)
{
	out_object(NULL);
	out_text("Cidr", "%s", cidr);
	if (description)
		out_text("Description", "%s", description);
	out_end();
}

static void put_prefix_list_entries(void)
{
	out_list("PrefixListEntries");
	for (unsigned i = 0; i < LISTS; i++) {
		out_object(NULL);
		out_text("PrefixListId", "%s", ID("pl", PL, i));
		out_list("Entries");
		if (i == 0)
			put_list_entry("18.202.216.48/29", NULL);
		for (uint32_t k = 0; i == 1 && k < 8; k++)
			put_list_entry(dotted(0xc6336400u + (k << 5), "%u.%u.%u.%u/27").text,
				       "an office");
		for (unsigned h = 0; i == 2 && h < world.hubs; h++)
			put_list_entry(VPC_CIDR(h), "a hub");
		out_end();
		out_end();
	}
	out_end();
}

static void put_transit_gateways(void)
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

static void put_tgw_vpc_attachments(void)
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

static void put_tgw_attachments(void)
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

static void put_tgw_route_tables(void)
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

static void put_tgw_routes(void)
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

/* ---- instances: two thirds of what a snapshot weighs ---- */

static void put_instance_interface(const struct eni *e)
{
	out_list("NetworkInterfaces");
	out_object(NULL);
	if (e->public)
		put_association(e, false);
	put_attachment(e, true);
	out_text("Description", "Primary network interface");
	put_group_list("Groups", e);
	out_list("Ipv6Addresses");
	out_end();
	put_mac(e);
	out_text("NetworkInterfaceId", "%s", ID("eni", ENI, e->index));
	out_text("OwnerId", ACCOUNT);
	put_private_addresses(e);
	out_bool("SourceDestCheck", true);
	out_text("Status", "in-use");
	out_text("SubnetId", "%s", ID("subnet", SUBNET, e->vpc * SUBNETS + e->subnet));
	out_text("VpcId", "%s", ID("vpc", VPC, e->vpc));
	out_text("InterfaceType", "interface");
	out_end();
	out_end();
}

static void put_disks(const struct eni *e)
{
	out_list("BlockDeviceMappings");
	out_object(NULL);
	out_text("DeviceName", "/dev/xvda");
	out_object("Ebs");
	out_text("AttachTime", "2026-05-04T09:%02lu:%02lu+00:00", e->index / 60 % 60,
		 e->index % 60);
	out_bool("DeleteOnTermination", true);
	out_text("Status", "attached");
	out_text("VolumeId", "%s", ID("vol", VOLUME, e->index));
	out_end();
	out_end();
	out_end();
}

static void put_instance_options(void)
{
	out_object("CapacityReservationSpecification");
	out_text("CapacityReservationPreference", "open");
	out_end();
	out_object("CpuOptions");
	out_number("CoreCount", 1);
	out_number("ThreadsPerCore", 2);
	out_end();
	out_object("HibernationOptions");
	out_bool("Configured", false);
	out_end();
	out_object("MetadataOptions");
	out_text("State", "applied");
	out_text("HttpTokens", "required");
	out_number("HttpPutResponseHopLimit", 2);
	out_text("HttpEndpoint", "enabled");
	out_text("HttpProtocolIpv6", "disabled");
	out_text("InstanceMetadataTags", "disabled");
	out_end();
	out_object("EnclaveOptions");
	out_bool("Enabled", false);
	out_end();
	out_text("PlatformDetails", "Linux/UNIX");
	out_text("UsageOperation", "RunInstances");
}

static void put_instance(const struct eni *e)
{
	bool running = mix(INSTANCE, e->index + 0x100000000) % 16;
	out_object(NULL);
	out_text("Architecture", "x86_64");
	put_disks(e);
	out_text("ClientToken", "%016llx",
		 (unsigned long long)mix(RESERVATION, e->index + 0x100000000));
	out_bool("EbsOptimized", true);
	out_bool("EnaSupport", true);
	out_text("Hypervisor", "xen");
	out_object("IamInstanceProfile");
	out_text("Arn", "arn:aws:iam::" ACCOUNT ":instance-profile/%s", group_names[e->groups[0]]);
	out_text("Id", "AIPA%016llX", (unsigned long long)mix(SGR, e->groups[0]));
	out_end();
	put_instance_interface(e);
	out_text("RootDeviceName", "/dev/xvda");
	out_text("RootDeviceType", "ebs");
	put_group_list("SecurityGroups", e);
	out_bool("SourceDestCheck", true);
	name_tags("Tags", "host", e->vpc, e->place);
	out_text("VirtualizationType", "hvm");
	put_instance_options();
	out_text("InstanceId", "%s", ID("i", INSTANCE, e->index));
	out_text("ImageId", "ami-0c1c30571d2dae5c9");
	out_object("State");
	out_number("Code", running ? 16 : 80);
	out_text("Name", "%s", running ? "running" : "stopped");
	out_end();
	out_text("PrivateDnsName", "%s", PRIVATE_DNS(e->address));
	out_text("PublicDnsName", "%s", e->public ? PUBLIC_DNS(e->public) : "");
	out_text("StateTransitionReason", "%s",
		 running ? "" : "User initiated (2026-06-01 10:00:00 GMT)");
	out_text("KeyName", "operations");
	out_number("AmiLaunchIndex", 0);
	out_list("ProductCodes");
	out_end();
	out_text("InstanceType", "m6i.large");
	out_text("LaunchTime", "2026-05-04T09:00:00+00:00");
	out_object("Placement");
	out_text("GroupName", "%s", "");
	out_text("Tenancy", "default");
	out_text("AvailabilityZone", "%s", zones[e->subnet % 2]);
	out_end();
	out_object("Monitoring");
	out_text("State", "disabled");
	out_end();
	out_text("SubnetId", "%s", ID("subnet", SUBNET, e->vpc * SUBNETS + e->subnet));
	out_text("VpcId", "%s", ID("vpc", VPC, e->vpc));
	out_text("PrivateIpAddress", "%s", ADDRESS(e->address));
	if (e->public)
		out_text("PublicIpAddress", "%s", ADDRESS(e->public));
	out_end();
}

static void put_instances(void)
{
	out_list("Reservations");
	for (unsigned long i = 0; i < world.n; i++) {
		struct eni e = eni_at(i);
		if (e.nat)
			continue;
		out_object(NULL);
		out_text("ReservationId", "%s", ID("r", RESERVATION, i));
		out_text("OwnerId", ACCOUNT);
		out_list("Groups");
		out_end();
		out_list("Instances");
		put_instance(&e);
		out_end();
		out_end();
	}
	out_end();
}

/* ---- the world ---- */

static void peer(unsigned a, unsigned b)
{
	static const char *const states[][2] = {
		{"pending-acceptance", "Pending Acceptance by " ACCOUNT},
		{"expired", "Expired"},
		{"rejected", "Rejected by " ACCOUNT},
	};
	unsigned i = world.n_peerings++;
	bool active = i % 40 != 39;
	world.peerings[i] = (struct peering){a, b, active ? "active" : states[i / 40 % 3][0],
					     active ? "Active" : states[i / 40 % 3][1]};
}

static bool are_peers(unsigned a, unsigned b)
{
	for (unsigned i = 0; i < world.n_peerings; i++) {
		const struct peering *p = &world.peerings[i];
		if ((p->requester == a && p->accepter == b) ||
		    (p->requester == b && p->accepter == a))
			return true;
	}
	return false;
}

/* by_vpc, first_peering: a counting sort, so that each VPC's are in their order. */
static void sort_peerings(void)
{
	unsigned *first = world.first_peering, *next = calloc((size_t)world.vpcs + 1, sizeof *next);
	if (!next)
		abort();
	for (unsigned i = 0; i < world.n_peerings; i++) {
		first[world.peerings[i].requester + 1]++;
		first[world.peerings[i].accepter + 1]++;
	}
	for (unsigned v = 0; v < world.vpcs; v++) {
		next[v] = first[v];
		first[v + 1] += first[v];
	}
	for (unsigned i = 0; i < world.n_peerings; i++) {
		world.by_vpc[next[world.peerings[i].requester]++] = i;
		world.by_vpc[next[world.peerings[i].accepter]++] = i;
	}
	free(next);
}

static void make_peerings(void)
{
	unsigned v = world.vpcs, h = world.hubs;
	assert(v && h);
	world.peerings = calloc(2 * (size_t)v + 1, sizeof *world.peerings);
	world.first_peering = calloc((size_t)v + 2, sizeof *world.first_peering);
	world.by_vpc = calloc(4 * (size_t)v + 2, sizeof *world.by_vpc);
	if (!world.peerings || !world.first_peering || !world.by_vpc)
		abort();
	for (unsigned i = h; i < v; i++)
		peer(i, i % h);
	for (unsigned i = 1; i < h; i++)
		peer(i - 1, i);
	for (unsigned i = 0; i < v / 10; i++) {
		unsigned a = (unsigned)(mix(RANDOM, 1000000 + 2 * (uint64_t)i) % v);
		unsigned b = (unsigned)(mix(RANDOM, 1000001 + 2 * (uint64_t)i) % v);
		if (a != b && !is_hub(a) && !is_hub(b) && !are_peers(a, b))
			peer(a, b);
	}
	sort_peerings();
}

static const struct {
	const char *file;
	void (*put)(void);
	bool merged;
} calls[] = {
	{"describe-vpcs", put_vpcs, true},
	{"describe-subnets", put_subnets, true},
	{"describe-route-tables", put_route_tables, true},
	{"describe-network-acls", put_acls, true},
	{"describe-security-groups", put_groups, true},
	{"describe-network-interfaces", put_interfaces, true},
	{"describe-internet-gateways", put_internet_gateways, true},
	{"describe-vpc-peering-connections", put_peerings, true},
	{"describe-nat-gateways", put_nat_gateways, true},
	{"describe-addresses", put_addresses, true},
	{"describe-managed-prefix-lists", put_prefix_lists, true},
	{"prefix-list-entries", put_prefix_list_entries, true},
	{"describe-transit-gateways", put_transit_gateways, true},
	{"describe-transit-gateway-vpc-attachments", put_tgw_vpc_attachments, true},
	{"describe-transit-gateway-attachments", put_tgw_attachments, true},
	{"describe-transit-gateway-route-tables", put_tgw_route_tables, true},
	{"transit-gateway-routes", put_tgw_routes, true},
	{"describe-instances", put_instances, false},
};
enum { CALLS = sizeof calls / sizeof *calls };

static bool write_folder(const char *folder)
{
	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return false;
	for (unsigned i = 0; i < CALLS; i++) {
		char path[4096];
		if (snprintf(path, sizeof path, "%s/%s.json", folder, calls[i].file) >=
		    (int)sizeof path)
			return false;
		FILE *f = fopen(path, "w");
		if (!f)
			return false;
		out_begin(f);
		out_object(NULL);
		calls[i].put();
		out_end();
		out_finish();
		if (fclose(f) != 0)
			return false;
	}
	return true;
}

static bool write_merged(FILE *f)
{
	out_begin(f);
	out_object(NULL);
	for (unsigned i = 0; i < CALLS; i++)
		if (calls[i].merged)
			calls[i].put();
	out_end();
	out_finish();
	return fflush(f) == 0;
}

int main(int argc, char **argv)
{
	char *end = NULL, *end_of_seed = NULL;
	if (argc == 5 && strcmp(argv[4], "mesh") == 0)
		world.mesh = true;
	if (argc == 4 || world.mesh) {
		world.n = strtoul(argv[1], &end, 10);
		world.seed = strtoull(argv[2], &end_of_seed, 10);
	}
	if (!end || *end || *end_of_seed || world.n < 10 || world.n > 1000000) {
		fputs("usage: bench-generate N SEED DIR|- [mesh]    N: 10 to 1000000 interfaces\n",
		      stderr);
		return 2;
	}
	world.vpcs = world.n < 2 * PER_VPC ? 2 : (unsigned)(world.n / PER_VPC);
	world.hubs = world.vpcs < 200 ? 1 : world.vpcs / 100;
	world.tgws = world.mesh ? 1 : world.vpcs < 20 ? 0 : 1 + world.vpcs / 500;
	make_peerings();
	bool ok = strcmp(argv[3], "-") == 0 ? write_merged(stdout) : write_folder(argv[3]);
	if (!ok)
		perror(argv[3]);
	free(world.peerings);
	free(world.first_peering);
	free(world.by_vpc);
	return ok ? 0 : 1;
}
