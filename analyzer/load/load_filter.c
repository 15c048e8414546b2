/* Network ACLs, security groups, prefix lists. */
#include "load/readers.h"

#include "base/str.h"
#include "net/pktset.h"
#include "net/proto.h"

/* ---- network ACLs ---- */

static void entry_init(void *item)
{
	struct network_acl_entry *e = item;
	e->from_port = e->to_port = -1;
	e->icmp_type = e->icmp_code = -1;
}

/* A rule whose protocol nobody knows would match nothing: a deny among them would let all through. */
static enum vck_status no_protocol(struct reading *r, const char *member, const char *text)
{
	return text ? read_fail(r, member, "expected a protocol, found \"%.40s\"", text)
		    : read_fail(r, member, "expected a protocol, found none");
}

/* ---- ports ---- */

enum { PORT_MAX = 65535, ICMP_MAX = 255 };

/* Ports that AWS takes from nobody match no packet: a deny of them would let all through. */
static enum vck_status no_port(struct reading *r, const char *member, int found)
{
	return found == -1 ? read_fail(r, member, "expected a port, 0 to 65535, found -1 or none")
			   : read_fail(r, member, "expected a port, 0 to 65535, found %d", found);
}

/* What a rule for tcp or udp says of ports: its members' names, their values. */
struct port_span {
	const char *from_name, *to_name;
	int from, to;
};

static enum vck_status ports_checked(struct reading *r, struct port_span p)
{
	if (p.from < 0 || p.from > PORT_MAX)
		return no_port(r, p.from_name, p.from);
	if (p.to < 0 || p.to > PORT_MAX)
		return no_port(r, p.to_name, p.to);
	if (p.from > p.to)
		return read_fail(r, p.to_name, "expected no port below %s, which is %d, found %d",
				 p.from_name, p.from, p.to);
	return VCK_OK;
}

/* R42, R52: -1 is any. */
static enum vck_status icmp_checked(struct reading *r, const char *member, const char *what,
				    int found)
{
	if (found < -1 || found > ICMP_MAX)
		return read_fail(r, member, "expected an ICMP %s, 0 to 255, or -1, found %d", what,
				 found);
	return VCK_OK;
}

static bool has_ports(int protocol)
{
	return protocol == PROTO_TCP || protocol == PROTO_UDP;
}

/* Some tools write so what AWS leaves out. */
static bool is_any(int from, int to)
{
	return from == -1 && to == -1;
}

/* Members of a member: the pointer of what is wrong leads through it. */
static enum vck_status entry_values_checked(struct reading *r, struct network_acl_entry *e)
{
	/* 58 over IPv4 is a protocol without types */
	bool icmp = e->protocol == PROTO_ICMP ||
		    (e->protocol == PROTO_ICMPV6 && e->cidr.family == IPV6);
	struct step within = {r->at, icmp ? "IcmpTypeCode" : "PortRange", 0};
	enum vck_status status = VCK_OK;
	if (!icmp && has_ports(e->protocol) && is_any(e->from_port, e->to_port))
		e->has_ports = false;
	r->at = &within;
	if (icmp && e->has_icmp != e->has_code) {
		status = read_needs(r, false, e->has_icmp ? "Code" : "Type");
	} else if (icmp) {
		status = icmp_checked(r, "Type", "type", e->icmp_type);
		status = status ? status : icmp_checked(r, "Code", "code", e->icmp_code);
	} else if (has_ports(e->protocol) && e->has_ports) {
		status = ports_checked(r,
				       (struct port_span){"From", "To", e->from_port, e->to_port});
	}
	r->at = within.up;
	return status;
}

static enum vck_status entry_done(struct reading *r, void *item)
{
	struct network_acl_entry *e = item;
	e->protocol = proto_number(e->protocol_text);
	if (e->protocol < PROTO_ANY)
		return no_protocol(r, "Protocol", e->protocol_text);
	e->allow = str_eq(e->rule_action, "allow");
	if (!e->allow && !str_eq(e->rule_action, "deny"))
		return read_fail(r, "RuleAction", "expected \"allow\" or \"deny\"");
	if (e->cidr.family == FAMILY_NONE)
		e->cidr = e->ipv6_cidr;
	if (!e->cidr.family)
		return read_needs(r, false, "CidrBlock or Ipv6CidrBlock");
	if (!e->has_egress || !e->has_number)
		return read_needs(r, false, e->has_egress ? "RuleNumber" : "Egress");
	return entry_values_checked(r, e);
}

#define OF struct network_acl_entry
READER_HOOKS(network_acl_entry, entry_init, entry_done, F(CIDR, "CidrBlock", cidr),
	     F_HAS(BOOL, "Egress", egress, has_egress),
	     F_HAS(INT, "IcmpTypeCode.Code", icmp_code, has_code),
	     F_HAS(INT, "IcmpTypeCode.Type", icmp_type, has_icmp),
	     F(CIDR, "Ipv6CidrBlock", ipv6_cidr),
	     F_HAS(INT, "PortRange.From", from_port, has_ports),
	     F_HAS(INT, "PortRange.To", to_port, has_ports), F(STR, "Protocol", protocol_text),
	     F(STR, "RuleAction", rule_action), F_HAS(LONG, "RuleNumber", rule_number, has_number));
#undef OF

static enum vck_status acl_association_done(struct reading *r, void *item)
{
	const struct network_acl_association *a = item;
	return read_needs(r, a->subnet_id != NULL, "SubnetId");
}

#define OF struct network_acl_association
READER_HOOKS(network_acl_association, NULL, acl_association_done, F(STR, "SubnetId", subnet_id));
#undef OF

#define OF struct network_acl
READER(reader_network_acl,
       L_HAS("Associations", associations, network_acl_association, associations_known),
       L_HAS("Entries", entries, network_acl_entry, entries_known),
       F(BOOL, "IsDefault", is_default), F(STR, "NetworkAclId", o.id),
       L("Tags", o.tags, reader_tag), F(STR, "VpcId", vpc_id), F(STR, "OwnerId", o.account));
#undef OF

/* ---- security groups ---- */

static enum vck_status list_ref_done(struct reading *r, void *item)
{
	const struct prefix_list_ref *ref = item;
	return read_needs(r, ref->prefix_list_id != NULL, "PrefixListId");
}

static enum vck_status pair_done(struct reading *r, void *item)
{
	const struct user_id_group_pair *pair = item;
	return read_needs(r, pair->group_id != NULL, "GroupId");
}

READER_VALUE(ip_range, CIDR, struct cidr, "CidrIp");
READER_VALUE(ipv6_range, CIDR, struct cidr, "CidrIpv6");

#define OF struct prefix_list_ref
READER_HOOKS(prefix_list_ref, NULL, list_ref_done, F(STR, "PrefixListId", prefix_list_id));
#undef OF

#define OF struct user_id_group_pair
READER_HOOKS(user_id_group_pair, NULL, pair_done, F(STR, "UserId", user_id),
	     F(STR, "GroupName", group_name), F(STR, "GroupId", group_id), F(STR, "VpcId", vpc_id),
	     F(STR, "VpcPeeringConnectionId", vpc_peering_connection_id),
	     F(STR, "PeeringStatus", peering_status));
#undef OF

static void permission_init(void *item)
{
	struct ip_permission *p = item;
	p->from_port = p->to_port = -1;
}

static enum vck_status permission_done(struct reading *r, void *item)
{
	struct ip_permission *p = item;
	p->protocol = proto_number(p->protocol_text);
	if (!p->protocol_text)
		return no_protocol(r, "IpProtocol", NULL);
	if (has_ports(p->protocol) && is_any(p->from_port, p->to_port))
		p->has_from = p->has_to = false;
	if (has_ports(p->protocol) && (p->has_from || p->has_to))
		return ports_checked(
			r, (struct port_span){"FromPort", "ToPort", p->from_port, p->to_port});
	if (p->protocol != PROTO_ICMP && p->protocol != PROTO_ICMPV6)
		return VCK_OK;
	enum vck_status status = icmp_checked(r, "FromPort", "type", p->from_port);
	return status ? status : icmp_checked(r, "ToPort", "code", p->to_port);
}

#define OF struct ip_permission
READER_HOOKS(ip_permission, permission_init, permission_done, F(STR, "IpProtocol", protocol_text),
	     F_HAS(INT, "FromPort", from_port, has_from), F_HAS(INT, "ToPort", to_port, has_to),
	     L("UserIdGroupPairs", group_pairs, user_id_group_pair),
	     L("IpRanges", ip_ranges, ip_range), L("Ipv6Ranges", ipv6_ranges, ipv6_range),
	     L("PrefixListIds", prefix_lists, prefix_list_ref));
#undef OF

/* AWS shows no rule that is for nobody: whom this one is for was not read (R2). */
static bool has_nobody(const struct ip_permission *rules, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!rules[i].ip_ranges.len && !rules[i].ipv6_ranges.len &&
		    !rules[i].prefix_lists.len && !rules[i].group_pairs.len)
			return true;
	return false;
}

static enum vck_status group_done(struct reading *r, void *item)
{
	(void)r;
	struct security_group *g = item;
	g->ingress_known &= !has_nobody(g->ingress.items, g->ingress.len);
	g->egress_known &= !has_nobody(g->egress.items, g->egress.len);
	return VCK_OK;
}

#define OF struct security_group
READER_HOOKS(reader_security_group, NULL, group_done, F(STR, "GroupId", o.id),
	     L_HAS("IpPermissionsEgress", egress, ip_permission, egress_known),
	     L("Tags", o.tags, reader_tag), F(STR, "VpcId", vpc_id),
	     F_TELLS(ARN, "SecurityGroupArn"), F(STR, "OwnerId", o.account),
	     F(STR, "GroupName", group_name), F(TEXT, "Description", description),
	     L_HAS("IpPermissions", ingress, ip_permission, ingress_known));
#undef OF

#define OF struct sg_vpc_association
READER(reader_sg_vpc_association, F(STR, "GroupId", o.id), F(STR, "VpcId", vpc_id),
       F(STR, "State", state), F(STR, "GroupOwnerId", o.account));
#undef OF

/* ---- prefix lists ---- */

#define OF struct prefix_list
READER(reader_prefix_list, L_HAS("Cidrs", entries, reader_cidr_text, entries_known),
       F(STR, "PrefixListId", o.id), F(STR, "AddressFamily", address_family),
       F(STR, "State", state), F_TELLS(ARN, "PrefixListArn"),
       F(STR, "PrefixListName", prefix_list_name), F(LONG, "Version", version),
       L("Tags", o.tags, reader_tag), F(STR, "OwnerId", o.account));
#undef OF

READER_SINGLE(, reader_prefix_list_entry, CIDR, struct cidr, "Cidr", .plain = false);
