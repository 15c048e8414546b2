/*
 * generate_filters.c - security groups and network ACLs. Some are open, so that what lies behind them
 * shows; some let in what is asked by a hair, or not.
 */
#include "oracle/world.h"

/* ---- groups ---- */

static const struct {
	int lo, hi;
} service_ports[] = {{22, 22},   {80, 80},     {443, 443},   {1000, 2000},
		     {0, 65535}, {8080, 8090}, {1024, 65535}};

static void put_protocol(struct world *w, struct buf *b)
{
	static const int types[] = {8, 8, 8, -1, 0, 3}, types6[] = {128, 128, -1, 129};
	unsigned chance = pick(w, 100), s = pick(w, COUNT_OF(service_ports));

	if (chance < 30)
		buf_puts(b, "\"IpProtocol\":\"-1\"");
	else if (chance < 65)
		buf_printf(b, "\"IpProtocol\":\"tcp\",\"FromPort\":%d,\"ToPort\":%d",
			   service_ports[s].lo, service_ports[s].hi);
	else if (chance < 75)
		buf_printf(b, "\"IpProtocol\":\"udp\",\"FromPort\":%d,\"ToPort\":%d",
			   service_ports[s].lo, service_ports[s].hi);
	else if (chance < 88) {
		int type = types[pick(w, 6)];
		buf_printf(b, "\"IpProtocol\":\"icmp\",\"FromPort\":%d,\"ToPort\":%d", type,
			   type == -1 || rng_percent(w->r, 60) ? -1
			   : rng_percent(w->r, 80)             ? 0
							       : 8);
	} else if (chance < 96) {
		int type = types6[pick(w, 4)];
		if (rng_percent(w->r, 30))
			buf_puts(b, "\"IpProtocol\":\"icmpv6\"");
		else
			buf_printf(b, "\"IpProtocol\":\"icmpv6\",\"FromPort\":%d,\"ToPort\":%d",
				   type, type == -1 || rng_percent(w->r, 60) ? -1 : 0);
	} else
		buf_puts(b, "\"IpProtocol\":\"47\"");
}

static void put_pair(struct world *w, struct buf *b, unsigned vpc)
{
	unsigned other = rng_percent(w->r, 50) ? vpc : pick(w, w->n_vpcs), group = pick(w, GROUPS);
	const struct vpc *o = &w->vpcs[other];

	buf_printf(b, "{\"GroupId\":\"sg-%u%u\",\"UserId\":\"%s\"", other + 1, group + 1,
		   accounts[o->account]);
	if (other != vpc && w->joined[vpc][other]) {
		unsigned lo = vpc < other ? vpc : other, hi = vpc < other ? other : vpc;
		const char *state = w->states[lo][hi];
		buf_printf(b, ",\"VpcId\":\"vpc-%u\",\"VpcPeeringConnectionId\":\"pcx-%u%u\"",
			   other + 1, lo + 1, hi + 1);
		if (rng_percent(w->r, 70))
			buf_printf(b, ",\"PeeringStatus\":\"%s\"",
				   rng_percent(w->r, 93) ? state : "deleted");
	}
	buf_puts(b, "}");
}

static void put_permission(struct world *w, struct buf *b, unsigned vpc, bool tight)
{
	char text[48];
	bool references = !tight && rng_percent(w->r, 35);

	buf_puts(b, "{");
	put_protocol(w, b);
	buf_puts(b, ",\"IpRanges\":[");
	if (!references || rng_percent(w->r, 20))
		buf_printf(b, "{\"CidrIp\":\"%s\"}", some_cidr(w, text));
	buf_puts(b, "],\"Ipv6Ranges\":[");
	if (may(w, FEATURE_IPV6, 50))
		buf_printf(b, "{\"CidrIpv6\":\"%s\"}", some_cidr6(w, text));
	buf_puts(b, "],\"PrefixListIds\":[");
	if (may(w, FEATURE_LISTS, 10))
		buf_printf(b, "{\"PrefixListId\":\"%s\"}", some_list(w));
	buf_puts(b, "],\"UserIdGroupPairs\":[");
	if (references)
		put_pair(w, b, vpc);
	if (references && rng_percent(w->r, 20)) {
		buf_puts(b, ",");
		put_pair(w, b, vpc);
	}
	buf_puts(b, "]}");
}

static void put_permissions(struct world *w, struct buf *b, unsigned vpc, bool open, bool tight)
{
	unsigned count = open ? 1 : pick(w, 4);

	buf_puts(b, "[");
	for (unsigned i = 0; i < count; i++) {
		if (i)
			buf_puts(b, ",");
		if (open)
			buf_puts(b,
				 "{\"IpProtocol\":\"-1\",\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}],"
				 "\"Ipv6Ranges\":[{\"CidrIpv6\":\"::/0\"}]}");
		else
			put_permission(w, b, vpc, tight);
	}
	buf_puts(b, "]");
}

/* Group 4 of a VPC is that of its appliances: it knows no references. */
void groups(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];

	for (unsigned g = 0; g <= GROUPS; g++) {
		struct buf b = BUF_INIT;
		bool tight = g == GROUPS;
		put_permissions(w, &b, vpc, rng_percent(w->r, tight || w->calm ? 85 : 35), tight);
		buf_puts(&b, ",\"IpPermissionsEgress\":");
		put_permissions(w, &b, vpc, rng_percent(w->r, tight || w->calm ? 92 : 75), tight);
		emit(w, v->scope, SECURITY_GROUPS,
		     "{\"GroupId\":\"sg-%u%u\",\"GroupName\":\"g%u\",\"VpcId\":\"vpc-%u\","
		     "\"OwnerId\":\"%s\",\"IpPermissions\":%s}",
		     vpc + 1, g + 1, g + 1, vpc + 1, accounts[v->account], buf_str(&b));
		buf_free(&b);
	}
}

/* ---- network ACLs ---- */

static void put_entry(struct world *w, struct buf *b, bool egress, unsigned number, bool allow,
		      const char *protocol, const char *more, const char *cidr, bool v6)
{
	(void)w;
	if (b->len)
		buf_puts(b, ",");
	buf_printf(b,
		   "{\"Egress\":%s,\"RuleNumber\":%u,\"RuleAction\":\"%s\",\"Protocol\":\"%s\"%s,"
		   "\"%s\":\"%s\"}",
		   egress ? "true" : "false", number, allow ? "allow" : "deny", protocol, more,
		   v6 ? "Ipv6CidrBlock" : "CidrBlock", cidr);
}

static void put_random_entry(struct world *w, struct buf *b, bool egress, unsigned number)
{
	static const struct {
		int lo, hi;
	} ranges[] = {{1024, 65535}, {32768, 65535}, {32768, 60999}, {40000, 50000}, {49152, 65535},
		      {22, 22},      {80, 443},      {0, 65535},     {443, 443},     {1000, 2000}};
	unsigned chance = pick(w, 100), r = pick(w, COUNT_OF(ranges));
	bool v6 = may(w, FEATURE_IPV6, 35);
	char cidr[48], more[80] = "";
	const char *protocol = "-1";

	if (chance < 55) {
		protocol = chance < 45 ? "6" : "17";
		snprintf(more, sizeof more, ",\"PortRange\":{\"From\":%d,\"To\":%d}", ranges[r].lo,
			 ranges[r].hi);
	} else if (chance < 75) {
		protocol = v6 ? "58" : "1";
		int type = rng_percent(w->r, 40) ? -1
						 : (int)pick(w, 2) * (v6 ? 1 : 8) + (v6 ? 128 : 0);
		snprintf(more, sizeof more, ",\"IcmpTypeCode\":{\"Type\":%d,\"Code\":%d}", type,
			 type == -1 || rng_percent(w->r, 50) ? -1 : 0);
	} else if (chance < 80)
		protocol = "47";
	put_entry(w, b, egress, number, rng_percent(w->r, 55), protocol, more,
		  v6 ? some_cidr6(w, cidr) : some_cidr(w, cidr), v6);
}

static void put_direction(struct world *w, struct buf *b, bool egress)
{
	unsigned count = rng_percent(w->r, w->calm ? 80 : 45) ? 0 : 1 + pick(w, 4);
	bool open = !count || fine(w, 35);

	put_entry(w, b, egress, 32767, false, "-1", "", "0.0.0.0/0", false);
	for (unsigned i = 0; i < count; i++) /* distinct numbers, in no order */
		put_random_entry(w, b, egress, 10 * (1 + pick(w, 20)) + i);
	if (open) {
		put_entry(w, b, egress, 900, true, "-1", "", "0.0.0.0/0", false);
		put_entry(w, b, egress, 901, true, "-1", "", "::/0", true);
	}
	put_entry(w, b, egress, 32768, false, "-1", "", "::/0", true);
}

void nacls(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];

	for (unsigned n = 0; n < 2; n++) {
		struct buf entries = BUF_INIT, subnets = BUF_INIT;
		put_direction(w, &entries, false);
		put_direction(w, &entries, true);
		for (unsigned s = 0; s < v->n_subnets; s++)
			if (s % 2 == n && (n || rng_percent(w->r, 50)))
				buf_printf(&subnets,
					   "%s{\"SubnetId\":\"subnet-%u%u\",\"NetworkAclId\":"
					   "\"acl-%u%u\"}",
					   subnets.len ? "," : "", vpc + 1, s + 1, vpc + 1, n + 1);
		emit(w, v->scope, NETWORK_ACLS,
		     "{\"NetworkAclId\":\"acl-%u%u\",\"VpcId\":\"vpc-%u\",\"IsDefault\":%s,"
		     "\"OwnerId\":\"%s\",\"Associations\":[%s],\"Entries\":[%s]}",
		     vpc + 1, n + 1, vpc + 1, n ? "false" : "true", accounts[v->account],
		     buf_str(&subnets), buf_str(&entries));
		buf_free(&entries);
		buf_free(&subnets);
	}
}
