/* groups.c - security groups, and the prefix lists they name. */
#include "bench/generate/calls.h"

#include <string.h>

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

void put_groups(void)
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

static const struct {
	const char *name, *owner;
} lists[] = {
	{"com.amazonaws." REGION ".ec2-instance-connect", "AWS"},
	{"corporate", ACCOUNT},
	{"hubs", ACCOUNT},
};
enum { LISTS = sizeof lists / sizeof *lists };

void put_prefix_lists(void)
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

void put_prefix_list_entries(void)
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
