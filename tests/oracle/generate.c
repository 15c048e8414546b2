/* generate.c - random networks as text. Ids tell what they are: vpc-1, subnet-12, eni-121. */
#include "oracle/world.h"

uint32_t rng_next(struct rng *r)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) >> 32);
}

uint32_t rng_below(struct rng *r, uint32_t bound)
{
	return (uint32_t)(((uint64_t)rng_next(r) * bound) >> 32);
}

bool rng_percent(struct rng *r, uint32_t percent)
{
	return rng_below(r, 100) < percent;
}

static const char *const list_keys[LISTS] = {
	[VPCS] = "Vpcs",
	[SUBNETS] = "Subnets",
	[ROUTE_TABLES] = "RouteTables",
	[NETWORK_ACLS] = "NetworkAcls",
	[SECURITY_GROUPS] = "SecurityGroups",
	[NETWORK_INTERFACES] = "NetworkInterfaces",
	[RESERVATIONS] = "Reservations",
	[INTERNET_GATEWAYS] = "InternetGateways",
	[EGRESS_ONLY] = "EgressOnlyInternetGateways",
	[PEERINGS] = "VpcPeeringConnections",
	[NAT_GATEWAYS] = "NatGateways",
	[PREFIX_LISTS] = "PrefixLists",
	[PREFIX_LIST_ENTRIES] = "PrefixListEntries",
	[GROUP_VPCS] = "SecurityGroupVpcAssociations",
	[EXCLUSIONS] = "VpcBlockPublicAccessExclusions",
	[TRANSIT_GATEWAYS] = "TransitGateways",
	[TGW_ATTACHMENTS] = "TransitGatewayAttachments",
	[TGW_VPC_ATTACHMENTS] = "TransitGatewayVpcAttachments",
	[TGW_PEERINGS] = "TransitGatewayPeeringAttachments",
	[TGW_TABLES] = "TransitGatewayRouteTables",
	[TGW_ROUTES] = "TransitGatewayStaticRoutes",
	[TGW_PROPAGATIONS] = "TransitGatewayPropagations",
	[TGW_REFERENCES] = "TransitGatewayPrefixListReferences",
	[VPN_GATEWAYS] = "VpnGateways",
	[CUSTOMER_GATEWAYS] = "CustomerGateways",
	[VPC_ENDPOINTS] = "VpcEndpoints",
	[CONNECT_ENDPOINTS] = "InstanceConnectEndpoints",
	[LOAD_BALANCERS] = "LoadBalancers",
	[TARGET_GROUPS] = "TargetGroups",
	[LISTENERS] = "LoadBalancerListeners",
	[LISTENER_RULES] = "Rules",
	[LB_ATTRIBUTES] = "LoadBalancerAttributes",
	[TG_ATTRIBUTES] = "TargetGroupAttributes",
	[TARGET_HEALTH] = "LoadBalancerTargetHealth",
};

const char *const accounts[] = {"111111111111", "222222222222"};
const char *const regions[] = {"us-east-1", "eu-west-1"};
static const char *const zone_ids[] = {"use1", "euw1"};

bool may(const struct world *w, unsigned feature, unsigned percent)
{
	return (w->features & feature) && rng_percent(w->r, percent);
}

bool fine(struct world *w, unsigned percent_not)
{
	return !rng_percent(w->r, w->calm ? (percent_not + 7) / 8 : percent_not);
}

unsigned pick(struct world *w, unsigned bound)
{
	return rng_below(w->r, bound);
}

void emit(struct world *w, unsigned scope, enum list list, const char *fmt, ...)
{
	struct buf *b = &w->lists[scope][list];
	va_list ap;

	if (b->len)
		buf_puts(b, ",\n  ");
	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

unsigned scope_of(unsigned account, unsigned region)
{
	return account * 2 + region;
}

void new_public(struct world *w, char out[20])
{
	w->n_public++;
	snprintf(out, 20, "52.%u.%u.%u", 10 + w->n_public % 7, w->n_public / 200 + 1,
		 w->n_public % 200 + 1);
}

/* ---- prefixes ---- */

enum { HOSTS4 = 3, HOSTS6 = 2 };
static const char *const hosts4[HOSTS4] = {"8.8.8.8", "198.51.100.7", "52.216.9.9"};
static const char *const hosts6[HOSTS6] = {"2001:4860:4860::8888", "2a00:1450::5"};

void subnet_ip(const struct world *w, unsigned vpc, unsigned subnet, unsigned host, char out[20])
{
	const struct vpc *v = &w->vpcs[vpc];
	unsigned octet = v->secondary && subnet == v->n_subnets - 1 ? v->octet + 100 : v->octet;

	snprintf(out, 20, "10.%u.%u.%u", octet, subnet + 1, host);
}

void interface_ip(const struct world *w, const struct interface *i, char out[20])
{
	subnet_ip(w, i->vpc, i->subnet, i->number + 10, out);
}

static void interface_ip6(const struct world *w, const struct interface *i, char out[48])
{
	snprintf(out, 48, "2600:1f18:0:%x%02x::%x", w->vpcs[i->vpc].octet, i->subnet + 1,
		 i->number + 16);
}

void subnet_cidr(const struct world *w, unsigned vpc, unsigned subnet, char out[24])
{
	const struct vpc *v = &w->vpcs[vpc];

	snprintf(out, 24, "10.%u.%u.0/24",
		 v->secondary && subnet == v->n_subnets - 1 ? v->octet + 100 : v->octet,
		 subnet + 1);
}

const char *some_cidr(struct world *w, char out[48])
{
	unsigned v = pick(w, w->n_vpcs);
	unsigned chance = pick(w, 100);

	if (chance < 30)
		snprintf(out, 48, "0.0.0.0/0");
	else if (chance < 65)
		snprintf(out, 48, "10.%u.0.0/16", w->vpcs[v].octet);
	else if (chance < 75)
		subnet_cidr(w, v, pick(w, w->vpcs[v].n_subnets), out);
	else if (chance < 85)
		snprintf(out, 48, "10.0.0.0/8");
	else if (chance < 90)
		snprintf(out, 48, "52.0.0.0/8");
	else if (chance < 95 || !w->n_interfaces)
		snprintf(out, 48, "%s/32", hosts4[pick(w, HOSTS4)]);
	else {
		char ip[20];
		interface_ip(w, &w->interfaces[pick(w, w->n_interfaces)], ip);
		snprintf(out, 48, "%s/32", ip);
	}
	return out;
}

static const char *some_cidr6(struct world *w, char out[48])
{
	const struct vpc *v = &w->vpcs[pick(w, w->n_vpcs)];
	unsigned chance = pick(w, 100);

	if (chance < 45)
		snprintf(out, 48, "::/0");
	else if (chance < 80)
		snprintf(out, 48, "2600:1f18:0:%x00::/56", v->octet);
	else if (chance < 90)
		snprintf(out, 48, "2600:1f18:0:%x%02x::/64", v->octet, 1 + pick(w, 2));
	else
		snprintf(out, 48, "%s/128", hosts6[pick(w, HOSTS6)]);
	return out;
}

const char *some_list(struct world *w)
{
	static const char *const lists[] = {"pl-1", "pl-2", "pl-3", "pl-4", "pl-6"};

	return lists[pick(w, 5)];
}

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
static void groups(struct world *w, unsigned vpc)
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

static void nacls(struct world *w, unsigned vpc)
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

/* ---- routes ---- */

/* A table holds a destination once; what is propagated may stand beside it (R22). */
void put_route(struct buf *b, const char *key, const char *destination, const char *target,
	       const char *id, const char *state, const char *origin)
{
	bool propagated = !strcmp(origin, "EnableVgwRoutePropagation");
	char head[96];

	snprintf(head, sizeof head, "{\"%s\":\"%s\",", key, destination);
	if (!propagated && b->len && strstr(buf_str(b), head))
		return;
	buf_printf(b, "%s%s\"%s\":\"%s\",\"State\":\"%s\",\"Origin\":\"%s\"}", b->len ? "," : "",
		   head, target, id, state, origin);
}

static void put_local(struct world *w, struct buf *b, unsigned vpc, const char *key,
		      const char *cidr)
{
	if (may(w, FEATURE_LOCAL, 6)) {
		for (unsigned i = 0; i < w->n_interfaces; i++) {
			if (w->interfaces[i].vpc == vpc && w->interfaces[i].appliance) {
				put_route(b, key, cidr, "NetworkInterfaceId", w->interfaces[i].id,
					  "active", "CreateRoute");
				return;
			}
		}
	}
	put_route(b, key, cidr, "GatewayId", "local", "active", "CreateRouteTable");
}

const char *route_state(struct world *w)
{
	return fine(w, 5) ? "active" : rng_percent(w->r, 80) ? "blackhole" : "filtered";
}

/* R24: two lists that share an entry lead to two peers. */
static bool put_tie(struct world *w, struct buf *b, unsigned vpc)
{
	unsigned peers[MAX_VPCS], n = 0;

	for (unsigned o = 0; o < w->n_vpcs; o++)
		if (o != vpc && w->joined[vpc][o])
			peers[n++] = o;
	if (n < 2 || !may(w, FEATURE_LISTS, 20))
		return false;
	for (unsigned k = 0; k < 2; k++) {
		char id[16];
		unsigned lo = vpc < peers[k] ? vpc : peers[k], hi = vpc < peers[k] ? peers[k] : vpc;
		snprintf(id, sizeof id, "pcx-%u%u", lo + 1, hi + 1);
		put_route(b, "DestinationPrefixListId", k ? "pl-2" : "pl-1",
			  "VpcPeeringConnectionId", id, "active", "CreateRoute");
	}
	return true;
}

static void put_peering_routes(struct world *w, struct buf *b, unsigned vpc, bool v6)
{
	if (!v6 && put_tie(w, b, vpc))
		return;
	for (unsigned o = 0; o < w->n_vpcs; o++) {
		char id[16], cidr[24];
		unsigned lo = vpc < o ? vpc : o, hi = vpc < o ? o : vpc;
		if (o == vpc || !w->joined[vpc][o] || rng_percent(w->r, 15))
			continue;
		snprintf(id, sizeof id, "pcx-%u%u", lo + 1, hi + 1);
		if (v6) {
			snprintf(cidr, sizeof cidr, "2600:1f18:0:%x00::/56", w->vpcs[o].octet);
			put_route(b, "DestinationIpv6CidrBlock", cidr, "VpcPeeringConnectionId", id,
				  route_state(w), "CreateRoute");
			continue;
		}
		if (may(w, FEATURE_LISTS, 12)) {
			put_route(b, "DestinationPrefixListId", some_list(w),
				  "VpcPeeringConnectionId", id, route_state(w), "CreateRoute");
			continue;
		}
		unsigned chance = pick(w, 100);
		if (chance < 70)
			snprintf(cidr, sizeof cidr, "10.%u.0.0/16", w->vpcs[o].octet);
		else if (chance < 85)
			subnet_cidr(w, o, pick(w, w->vpcs[o].n_subnets), cidr);
		else if (chance < 93)
			snprintf(cidr, sizeof cidr, "10.0.0.0/8");
		else
			snprintf(cidr, sizeof cidr, "10.%u.0.0/17", w->vpcs[o].octet);
		put_route(b, "DestinationCidrBlock", cidr, "VpcPeeringConnectionId", id,
			  route_state(w), "CreateRoute");
	}
}

const struct interface *appliance_of(const struct world *w, unsigned vpc)
{
	for (unsigned i = 0; i < w->n_interfaces; i++)
		if (w->interfaces[i].vpc == vpc && w->interfaces[i].appliance)
			return &w->interfaces[i];
	return NULL;
}

/* Where a table's subnets lie: with the gateways, behind them, or nobody planned it. */
enum role { ROLE_ANY, ROLE_PUBLIC, ROLE_PRIVATE };

static void put_hop(struct world *w, struct buf *b, unsigned vpc, const struct interface *hop)
{
	if (rng_percent(w->r, 50))
		buf_printf(b,
			   "%s{\"DestinationCidrBlock\":\"0.0.0.0/0\",\"InstanceId\":\"i-%u\","
			   "\"InstanceOwnerId\":\"%s\",\"NetworkInterfaceId\":\"%s\","
			   "\"State\":\"active\",\"Origin\":\"CreateRoute\"}",
			   b->len ? "," : "", hop->instance, accounts[w->vpcs[vpc].account],
			   hop->id);
	else
		put_route(b, "DestinationCidrBlock", "0.0.0.0/0", "NetworkInterfaceId", hop->id,
			  "active", "CreateRoute");
}

static bool has_transit(const struct vpc *v)
{
	return v->attached[0] || v->attached[1];
}

/* A VPC around an egress or inspection VPC sends to its transit gateway what it does not know. */
static bool is_spoke(const struct world *w, unsigned vpc)
{
	return w->hub && w->vpcs[vpc].attached[0] && vpc != w->hub_vpc;
}

static void put_default(struct world *w, struct buf *b, unsigned vpc, enum role role)
{
	const struct vpc *v = &w->vpcs[vpc];
	const struct interface *hop = appliance_of(w, vpc);
	bool planned = role != ROLE_ANY && fine(w, 12);
	char id[24];

	if (planned && role == ROLE_PRIVATE ? v->nat
					    : v->nat && !planned && rng_percent(w->r, 45)) {
		snprintf(id, sizeof id, "nat-%u", vpc + 1);
		put_route(b, "DestinationCidrBlock", "0.0.0.0/0", "NatGatewayId", id,
			  route_state(w), "CreateRoute");
	} else if (hop && !planned && rng_percent(w->r, 20)) {
		put_hop(w, b, vpc, hop);
	} else if (has_transit(v) && (is_spoke(w, vpc) ? fine(w, 20) : rng_percent(w->r, 15)) &&
		   !(planned && role == ROLE_PUBLIC)) {
		snprintf(id, sizeof id, "tgw-%u", v->attached[0] ? 1u : 2u);
		put_route(b, "DestinationCidrBlock", "0.0.0.0/0", "TransitGatewayId", id,
			  route_state(w), "CreateRoute");
	} else if (v->igw && fine(w, 15)) {
		snprintf(id, sizeof id, "igw-%u", vpc + 1);
		put_route(b, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", id, route_state(w),
			  "CreateRoute");
	}
}

static void put_default6(struct world *w, struct buf *b, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	char id[24];

	if (v->egress_only && rng_percent(w->r, 40)) {
		snprintf(id, sizeof id, "eigw-%u", vpc + 1);
		put_route(b, "DestinationIpv6CidrBlock", "::/0", "EgressOnlyInternetGatewayId", id,
			  route_state(w), "CreateRoute");
	} else if (v->igw && rng_percent(w->r, 80)) {
		snprintf(id, sizeof id, "igw-%u", vpc + 1);
		put_route(b, "DestinationIpv6CidrBlock", "::/0", "GatewayId", id, route_state(w),
			  "CreateRoute");
	}
}

/* R22, R23: what a virtual private gateway advertises; a supernet, or more specific than local. */
static void put_propagated(struct world *w, struct buf *b, unsigned vpc)
{
	char id[16], cidr[24];
	unsigned chance = pick(w, 100), o = pick(w, w->n_vpcs);

	snprintf(id, sizeof id, "vgw-%u", vpc + 1);
	put_route(b, "DestinationCidrBlock", "192.168.0.0/16", "GatewayId", id, route_state(w),
		  rng_percent(w->r, 60) ? "EnableVgwRoutePropagation" : "CreateRoute");
	if (chance < 40)
		subnet_cidr(w, vpc, 0, cidr);
	else if (chance < 70)
		snprintf(cidr, sizeof cidr, "10.0.0.0/8");
	else
		snprintf(cidr, sizeof cidr, "10.%u.0.0/16", w->vpcs[o].octet);
	if (o != vpc || chance < 70)
		put_route(b, "DestinationCidrBlock", cidr, "GatewayId", id, "active",
			  "EnableVgwRoutePropagation");
}

static void put_routes(struct world *w, struct buf *b, unsigned vpc, enum role role)
{
	const struct vpc *v = &w->vpcs[vpc];
	const struct interface *hop = appliance_of(w, vpc);
	char cidr[24];

	snprintf(cidr, sizeof cidr, "10.%u.0.0/16", v->octet);
	put_local(w, b, vpc, "DestinationCidrBlock", cidr);
	if (v->secondary) {
		snprintf(cidr, sizeof cidr, "10.%u.0.0/16", v->octet + 100);
		put_local(w, b, vpc, "DestinationCidrBlock", cidr);
	}
	if (v->v6) {
		snprintf(cidr, sizeof cidr, "2600:1f18:0:%x00::/56", v->octet);
		put_local(w, b, vpc, "DestinationIpv6CidrBlock", cidr);
	}
	if (hop && rng_percent(w->r, 25)) { /* R26: equal to a whole subnet */
		subnet_cidr(w, vpc, pick(w, v->n_subnets), cidr);
		put_route(b, "DestinationCidrBlock", cidr, "NetworkInterfaceId", hop->id, "active",
			  "CreateRoute");
	}
	put_peering_routes(w, b, vpc, false);
	if (v->v6)
		put_peering_routes(w, b, vpc, true);
	if (has_transit(v))
		put_transit_routes(w, b, vpc, role == ROLE_PUBLIC);
	if (w->features & (FEATURE_PUBLIC | FEATURE_NAT) || has_transit(v) || hop)
		put_default(w, b, vpc, role);
	if (v->v6)
		put_default6(w, b, vpc);
	if (v->vgw && rng_percent(w->r, 80))
		put_propagated(w, b, vpc);
	if (may(w, FEATURE_ENDPOINT, 40)) {
		snprintf(cidr, sizeof cidr, "vpce-%u1", vpc + 1);
		put_route(b, "DestinationPrefixListId", "pl-4", "GatewayId", cidr, "active",
			  "CreateRoute");
	}
}

static void route_tables(struct world *w, unsigned vpc)
{
	struct vpc *v = &w->vpcs[vpc];

	v->n_tables = v->nat ? 3 : 1 + pick(w, 3);
	for (unsigned t = 0; t < v->n_tables; t++) {
		struct buf routes = BUF_INIT, subnets = BUF_INIT;
		put_routes(w, &routes, vpc,
			   !v->nat                      ? ROLE_ANY
			   : t == 1 + v->nat_subnet % 2 ? ROLE_PUBLIC
							: ROLE_PRIVATE);
		if (!t)
			buf_puts(&subnets, "{\"Main\":true,\"AssociationState\":{\"State\":"
					   "\"associated\"}}");
		for (unsigned s = 0; s < v->n_subnets; s++)
			if (t && s % (v->n_tables - 1) == t - 1 && fine(w, 15))
				buf_printf(&subnets,
					   "%s{\"Main\":false,\"SubnetId\":\"subnet-%u%u\","
					   "\"AssociationState\":{\"State\":\"associated\"}}",
					   subnets.len ? "," : "", vpc + 1, s + 1);
		emit(w, v->scope, ROUTE_TABLES,
		     "{\"RouteTableId\":\"rtb-%u%u\",\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\","
		     "\"Associations\":[%s],\"Routes\":[%s]}",
		     vpc + 1, t + 1, vpc + 1, accounts[v->account], buf_str(&subnets),
		     buf_str(&routes));
		buf_free(&routes);
		buf_free(&subnets);
	}
}

/* R28 */
static void edge_table(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	const struct interface *hop = appliance_of(w, vpc);
	struct buf routes = BUF_INIT;
	char cidr[24];

	if (!hop || v->igw != 1 || !may(w, FEATURE_EDGE, 50))
		return;
	snprintf(cidr, sizeof cidr, "10.%u.0.0/16", v->octet);
	put_route(&routes, "DestinationCidrBlock", cidr, "GatewayId", "local", "active",
		  "CreateRouteTable");
	subnet_cidr(w, vpc, pick(w, v->n_subnets), cidr);
	put_route(&routes, "DestinationCidrBlock", cidr, "NetworkInterfaceId", hop->id,
		  route_state(w), "CreateRoute");
	emit(w, v->scope, ROUTE_TABLES,
	     "{\"RouteTableId\":\"rtb-%u9\",\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\","
	     "\"Associations\":[{\"Main\":false,\"GatewayId\":\"igw-%u\","
	     "\"AssociationState\":{\"State\":\"associated\"}}],\"Routes\":[%s]}",
	     vpc + 1, vpc + 1, accounts[v->account], vpc + 1, buf_str(&routes));
	buf_free(&routes);
}

/* ---- interfaces ---- */

static void put_association(struct buf *b, const char *public_ip)
{
	if (*public_ip)
		buf_printf(b, ",\"Association\":{\"PublicIp\":\"%s\",\"IpOwnerId\":\"amazon\"}",
			   public_ip);
}

/* The members that describe-network-interfaces and Instances[].NetworkInterfaces share. */
static void put_interface(struct world *w, const struct interface *i, struct buf *b,
			  const struct buf *group_list)
{
	char ip[20], ip6[48];

	interface_ip(w, i, ip);
	buf_printf(
		b,
		"\"NetworkInterfaceId\":\"%s\",\"SubnetId\":\"subnet-%u%u\",\"VpcId\":\"vpc-%u\","
		"\"OwnerId\":\"%s\",\"PrivateIpAddress\":\"%s\",\"SourceDestCheck\":%s,"
		"\"Status\":\"%s\",\"Groups\":[%s]",
		i->id, i->vpc + 1, i->subnet + 1, i->vpc + 1, accounts[i->account], ip,
		i->appliance && fine(w, 10) ? "false" : "true",
		i->unattached ? "available" : "in-use", buf_str(group_list));
	put_association(b, i->public_ip);
	buf_printf(b, ",\"PrivateIpAddresses\":[{\"Primary\":true,\"PrivateIpAddress\":\"%s\"", ip);
	put_association(b, i->public_ip);
	buf_puts(b, "}");
	if (*i->second_ip) {
		buf_printf(b, ",{\"Primary\":false,\"PrivateIpAddress\":\"%s\"", i->second_ip);
		put_association(b, i->second_public);
		buf_puts(b, "}");
	}
	buf_puts(b, "]");
	if (i->v6) {
		interface_ip6(w, i, ip6);
		buf_printf(b, ",\"Ipv6Addresses\":[{\"Ipv6Address\":\"%s\"}]", ip6);
	}
	if (*i->prefix)
		buf_printf(b, ",\"Ipv4Prefixes\":[{\"Ipv4Prefix\":\"%s\"}]", i->prefix);
	if (may(w, FEATURE_BPA, 4))
		buf_puts(b, ",\"DenyAllIgwTraffic\":true");
}

static void group_list(struct world *w, const struct interface *i, struct buf *b)
{
	unsigned first = pick(w, GROUPS);

	if (i->appliance) {
		buf_printf(b, "{\"GroupId\":\"sg-%u%u\"}", i->vpc + 1, GROUPS + 1);
		return;
	}
	buf_printf(b, "{\"GroupId\":\"sg-%u%u\"}", i->vpc + 1, first + 1);
	if (rng_percent(w->r, 40))
		buf_printf(b, ",{\"GroupId\":\"sg-%u%u\"}", i->vpc + 1, (first + 1) % GROUPS + 1);
}

static void one_interface(struct world *w, struct interface *i, struct buf *inner)
{
	const struct vpc *v = &w->vpcs[i->vpc];
	struct buf b = BUF_INIT, list = BUF_INIT;
	unsigned scope = scope_of(i->account, v->region);

	group_list(w, i, &list);
	put_interface(w, i, &b, &list);
	if (i->instance) {
		buf_printf(inner,
			   "%s{%s,\"Attachment\":{\"DeviceIndex\":%u,\"NetworkCardIndex\":0,"
			   "\"Status\":\"attached\"}}",
			   inner->len ? "," : "", buf_str(&b), i->device);
		buf_printf(&b,
			   ",\"Attachment\":{\"InstanceId\":\"i-%u\",\"DeviceIndex\":%u,"
			   "\"NetworkCardIndex\":0,\"Status\":\"attached\"}",
			   i->instance, i->device);
	}
	buf_printf(&b, ",\"InterfaceType\":\"%s\"",
		   i->instance || i->unattached ? "interface" : "lambda");
	emit(w, scope, NETWORK_INTERFACES, "{%s}", buf_str(&b));
	if (scope != v->scope && rng_percent(w->r, 70)) /* R86: the owner of the VPC sees it, too */
		emit(w, v->scope, NETWORK_INTERFACES, "{%s}", buf_str(&b));
	buf_free(&b);
	buf_free(&list);
}

void service_interface(struct world *w, struct service_interface s)
{
	const struct vpc *v = &w->vpcs[s.vpc];
	struct buf list = BUF_INIT, b = BUF_INIT;
	char ip[20];

	subnet_ip(w, s.vpc, s.subnet, s.host, ip);
	if (s.groups)
		group_list(w, &(struct interface){.vpc = s.vpc}, &list);
	buf_printf(&b,
		   "{\"NetworkInterfaceId\":\"%s\",\"SubnetId\":\"subnet-%u%u\","
		   "\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\",\"PrivateIpAddress\":\"%s\","
		   "\"SourceDestCheck\":%s,\"Status\":\"in-use\",\"Groups\":[%s],"
		   "\"InterfaceType\":\"%s\",\"Description\":\"%s\","
		   "\"RequesterManaged\":true",
		   s.id, s.vpc + 1, s.subnet + 1, s.vpc + 1, accounts[v->account], ip,
		   s.no_check ? "false" : "true", buf_str(&list), s.type, s.description);
	put_association(&b, s.public_ip);
	buf_printf(&b, ",\"PrivateIpAddresses\":[{\"Primary\":true,\"PrivateIpAddress\":\"%s\"",
		   ip);
	put_association(&b, s.public_ip);
	buf_puts(&b, "}");
	if (s.second && *s.second) {
		buf_printf(&b, ",{\"Primary\":false,\"PrivateIpAddress\":\"%s\"", s.second);
		put_association(&b, s.second_public);
		buf_puts(&b, "}");
	}
	emit(w, v->scope, NETWORK_INTERFACES, "%s]}", buf_str(&b));
	buf_free(&list);
	buf_free(&b);
}

static const char *instance_state(struct world *w)
{
	static const char *const other[] = {"stopped", "pending", "stopping", "shutting-down"};

	return fine(w, 6) ? "running" : other[pick(w, 4)];
}

static void instances(struct world *w)
{
	for (unsigned n = 1; n <= w->n_instances; n++) {
		struct buf inner = BUF_INIT;
		const struct vpc *v = NULL;
		unsigned account = 0;
		char subnet[24] = "";
		for (unsigned k = 0; k < w->n_interfaces; k++) {
			if (w->interfaces[k].instance != n)
				continue;
			one_interface(w, &w->interfaces[k], &inner);
			v = &w->vpcs[w->interfaces[k].vpc];
			account = w->interfaces[k].account;
			if (!*subnet)
				snprintf(subnet, sizeof subnet, "subnet-%u%u",
					 w->interfaces[k].vpc + 1, w->interfaces[k].subnet + 1);
		}
		if (v)
			emit(w, scope_of(account, v->region), RESERVATIONS,
			     "{\"OwnerId\":\"%s\",\"Instances\":[{\"InstanceId\":\"i-%u\","
			     "\"State\":{\"Name\":\"%s\"},\"SubnetId\":\"%s\",\"VpcId\":\"vpc-%u\"%"
			     "s,"
			     "\"NetworkInterfaces\":[%s]}]}",
			     accounts[account], n, instance_state(w), subnet,
			     (unsigned)(v - w->vpcs) + 1,
			     rng_percent(w->r, 12) ? ",\"Platform\":\"windows\"" : "",
			     buf_str(&inner));
		buf_free(&inner);
	}
	for (unsigned k = 0; k < w->n_interfaces; k++) {
		struct buf inner = BUF_INIT;
		if (!w->interfaces[k].instance)
			one_interface(w, &w->interfaces[k], &inner);
		buf_free(&inner);
	}
}

static void plan_interface(struct world *w, unsigned vpc, unsigned subnet, unsigned number)
{
	struct interface *i = &w->interfaces[w->n_interfaces];
	const struct vpc *v = &w->vpcs[vpc];
	const struct interface *before = w->n_interfaces ? i - 1 : NULL;

	*i = (struct interface){.vpc = vpc, .subnet = subnet, .number = number};
	snprintf(i->id, sizeof i->id, "eni-%u%u%u", vpc + 1, subnet + 1, number + 1);
	unsigned chance = pick(w, 100);
	if (chance < 4)
		i->unattached = true;
	else if (chance < 8)
		i->instance = 0; /* of a function */
	else if (chance < 14 && before && before->vpc == vpc && before->instance &&
		 !before->device && v->zones[before->subnet] == v->zones[subnet]) {
		i->instance = before->instance;
		i->device = 1;
	} else
		i->instance = ++w->n_instances;
	i->v6 = v->v6 && rng_percent(w->r, 85);
	if (may(w, FEATURE_PUBLIC, 45))
		new_public(w, i->public_ip);
	if (rng_percent(w->r, 12)) {
		char ip[20];
		interface_ip(w, i, ip);
		snprintf(i->second_ip, sizeof i->second_ip, "%.*s%u",
			 (int)(strrchr(ip, '.') + 1 - ip), ip, number + 100);
		if (may(w, FEATURE_PUBLIC, 40))
			new_public(w, i->second_public);
	}
	if (rng_percent(w->r, 8)) {
		char ip[20];
		interface_ip(w, i, ip);
		snprintf(i->prefix, sizeof i->prefix, "%.*s%u/28", (int)(strrchr(ip, '.') + 1 - ip),
			 ip, 128 + 16 * number);
	}
	i->appliance = i->instance && !i->device && !number && may(w, FEATURE_LOCAL, 30);
	i->account = v->shared && rng_percent(w->r, 50) ? 1 - v->account : v->account;
	if (i->device)
		i->account = before->account;
	w->n_interfaces++;
}

/* ---- VPCs and what hangs on them ---- */

static void plan_vpc(struct world *w, unsigned n)
{
	struct vpc *v = &w->vpcs[n];

	*v = (struct vpc){.octet = n + 1};
	if (n && rng_percent(w->r, 5))
		v->octet = 1; /* the same range twice */
	if (may(w, FEATURE_REGIONS, 35))
		v->account = pick(w, 2);
	if (may(w, FEATURE_REGIONS, 30))
		v->region = pick(w, 2);
	v->scope = scope_of(v->account, v->region);
	w->used[v->scope] = true;
	v->n_subnets = 1 + pick(w, MAX_SUBNETS);
	for (unsigned s = 0; s < v->n_subnets; s++)
		v->zones[s] = s ? pick(w, 2) : 0;
	v->v6 = v->octet == n + 1 && may(w, FEATURE_IPV6, 65);
	v->secondary = v->n_subnets > 1 && rng_percent(w->r, 12);
	if (w->features & FEATURE_PUBLIC)
		v->igw = fine(w, 18) ? 1 : rng_percent(w->r, 40) ? 2 : 0;
	v->egress_only = v->v6 && (w->features & FEATURE_PUBLIC) && rng_percent(w->r, 40);
	plan_gateways(w, n);
	for (unsigned s = 0; s < v->n_subnets; s++) {
		unsigned count = 1 + pick(w, 3);
		for (unsigned i = 0; i < count; i++)
			plan_interface(w, n, s, i);
	}
}

/* R86: who was given a share of a VPC sees it, and its subnets, too. */
static void __attribute__((format(printf, 4, 5)))
see(struct world *w, const struct vpc *v, enum list list, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	emit(w, v->scope, list, "%s", buf_str(&text));
	if (v->shared)
		emit(w, scope_of(1 - v->account, v->region), list, "%s", buf_str(&text));
	buf_free(&text);
}

static void vpc(struct world *w, unsigned n)
{
	const struct vpc *v = &w->vpcs[n];
	struct buf more = BUF_INIT;
	char cidr[24], block[96];

	if (v->secondary)
		buf_printf(&more,
			   ",{\"CidrBlock\":\"10.%u.0.0/16\",\"CidrBlockState\":{\"State\":"
			   "\"associated\"}}",
			   v->octet + 100);
	else if (rng_percent(w->r, 10))
		buf_printf(&more,
			   ",{\"CidrBlock\":\"10.%u.0.0/16\",\"CidrBlockState\":{\"State\":"
			   "\"disassociated\"}}",
			   v->octet + 150);
	buf_puts(&more, "]");
	if (v->v6)
		buf_printf(&more,
			   ",\"Ipv6CidrBlockAssociationSet\":[{\"Ipv6CidrBlock\":"
			   "\"2600:1f18:0:%x00::/56\",\"Ipv6CidrBlockState\":{\"State\":"
			   "\"associated\"}}]",
			   v->octet);
	put_block_of_vpc(w, v, block);
	see(w, v, VPCS,
	    "{\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\",\"CidrBlock\":\"10.%u.0.0/16\","
	    "\"CidrBlockAssociationSet\":[{\"CidrBlock\":\"10.%u.0.0/16\",\"CidrBlockState\":"
	    "{\"State\":\"associated\"}}%s%s}",
	    n + 1, accounts[v->account], v->octet, v->octet, buf_str(&more), block);
	buf_free(&more);
	for (unsigned s = 0; s < v->n_subnets; s++) {
		char six[160] = "";
		if (v->v6)
			snprintf(six, sizeof six,
				 ",\"Ipv6CidrBlockAssociationSet\":[{\"Ipv6CidrBlock\":"
				 "\"2600:1f18:0:%x%02x::/64\",\"Ipv6CidrBlockState\":{\"State\":"
				 "\"associated\"}}]",
				 v->octet, s + 1);
		subnet_cidr(w, n, s, cidr);
		put_block_of_subnet(w, v, s, block);
		see(w, v, SUBNETS,
		    "{\"SubnetId\":\"subnet-%u%u\",\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\","
		    "\"CidrBlock\":\"%s\",\"AvailabilityZone\":\"%s%c\","
		    "\"AvailabilityZoneId\":\"%s-az%u\"%s%s}",
		    n + 1, s + 1, n + 1, accounts[v->account], cidr, regions[v->region],
		    'a' + (int)v->zones[s], zone_ids[v->region], v->zones[s] + 1, six, block);
	}
}

static void internet_gateways(struct world *w, unsigned n)
{
	const struct vpc *v = &w->vpcs[n];
	char attachment[80] = "";

	if (v->igw == 1)
		snprintf(attachment, sizeof attachment, "{\"VpcId\":\"vpc-%u\",\"State\":\"%s\"}",
			 n + 1, rng_percent(w->r, 70) ? "available" : "attached");
	else if (v->igw && rng_percent(w->r, 50))
		snprintf(attachment, sizeof attachment,
			 "{\"VpcId\":\"vpc-%u\",\"State\":\"detaching\"}", n + 1);
	if (v->igw)
		emit(w, v->scope, INTERNET_GATEWAYS,
		     "{\"InternetGatewayId\":\"igw-%u\",\"OwnerId\":\"%s\",\"Attachments\":[%s]}",
		     n + 1, accounts[v->account], attachment);
	if (v->egress_only)
		emit(w, v->scope, EGRESS_ONLY,
		     "{\"EgressOnlyInternetGatewayId\":\"eigw-%u\",\"Attachments\":[{\"VpcId\":"
		     "\"vpc-%u\",\"State\":\"attached\"}]}",
		     n + 1, n + 1);
}

static void put_side(struct world *w, struct buf *b, const char *key, unsigned n, bool active)
{
	const struct vpc *v = &w->vpcs[n];

	buf_printf(b, ",\"%s\":{\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\",\"Region\":\"%s\"", key,
		   n + 1, accounts[v->account], regions[v->region]);
	if (active) {
		buf_printf(b,
			   ",\"CidrBlock\":\"10.%u.0.0/16\",\"CidrBlockSet\":[{\"CidrBlock\":"
			   "\"10.%u.0.0/16\"}",
			   v->octet, v->octet);
		if (v->secondary)
			buf_printf(b, ",{\"CidrBlock\":\"10.%u.0.0/16\"}", v->octet + 100);
		buf_puts(b, "]");
		if (v->v6)
			buf_printf(b,
				   ",\"Ipv6CidrBlockSet\":[{\"Ipv6CidrBlock\":"
				   "\"2600:1f18:0:%x00::/56\"}]",
				   v->octet);
	}
	buf_puts(b, "}");
}

static void plan_peerings(struct world *w)
{
	static const char *const others[] = {"initiating-request",
					     "pending-acceptance",
					     "deleted",
					     "rejected",
					     "failed",
					     "expired",
					     "provisioning",
					     "deleting"};

	for (unsigned a = 0; a < w->n_vpcs; a++) {
		for (unsigned b = a + 1; b < w->n_vpcs; b++) {
			bool overlap = w->vpcs[a].octet == w->vpcs[b].octet;
			if (!rng_percent(w->r, w->n_transits ? 25 : 65))
				continue;
			w->joined[a][b] = w->joined[b][a] = true;
			w->states[a][b] = overlap       ? "failed"
					  : fine(w, 12) ? "active"
							: others[pick(w, 8)];
			w->peered[a][b] = w->peered[b][a] = !strcmp(w->states[a][b], "active");
		}
	}
}

static void peerings(struct world *w)
{
	for (unsigned a = 0; a < w->n_vpcs; a++) {
		for (unsigned b = a + 1; b < w->n_vpcs; b++) {
			struct buf sides = BUF_INIT;
			bool swap = rng_percent(w->r, 50);
			if (!w->joined[a][b])
				continue;
			put_side(w, &sides, "RequesterVpcInfo", swap ? b : a, w->peered[a][b]);
			put_side(w, &sides, "AccepterVpcInfo", swap ? a : b, w->peered[a][b]);
			for (unsigned s = 0; s < SCOPES; s++)
				if (s == w->vpcs[a].scope || s == w->vpcs[b].scope)
					emit(w, s, PEERINGS,
					     "{\"VpcPeeringConnectionId\":\"pcx-%u%u\",\"Status\":"
					     "{\"Code\":\"%s\"}%s}",
					     a + 1, b + 1, w->states[a][b], buf_str(&sides));
			buf_free(&sides);
		}
	}
}

/* pl-1 and pl-2 overlap and tie; pl-3 has no entries in the snapshot; pl-4 is a service's. */
static void prefix_lists(struct world *w)
{
#define FAMILY(f) ",\"AddressFamily\":\"" f "\""
	static const char *const families[] = {
		"", "", FAMILY("IPv4"), "", FAMILY("IPv4"), "", FAMILY("IPv6")};
#undef FAMILY
	unsigned scope = w->vpcs[0].scope;
	char shared[48];

	some_cidr(w, shared);
	for (unsigned n = 1; n <= 6; n++) {
		struct buf b = BUF_INIT;
		char cidr[48];
		if (n == 5)
			continue;
		emit(w, scope, PREFIX_LISTS,
		     "{\"PrefixListId\":\"pl-%u\",\"PrefixListName\":\"list%u\"%s,"
		     "\"State\":\"create-complete\",\"Version\":1}",
		     n, n, families[n]);
		if (n == 3)
			continue;
		if (n == 4)
			buf_puts(&b, "{\"Cidr\":\"52.216.0.0/15\"}");
		for (unsigned k = 0; n != 4 && k < 2; k++)
			buf_printf(&b, "%s{\"Cidr\":\"%s\"}", k ? "," : "",
				   n == 6             ? some_cidr6(w, cidr)
				   : n <= 2 && k == 0 ? shared
						      : some_cidr(w, cidr));
		emit(w, scope, PREFIX_LIST_ENTRIES, "{\"PrefixListId\":\"pl-%u\",\"Entries\":[%s]}",
		     n, buf_str(&b));
		buf_free(&b);
	}
}

/* ---- the whole ---- */

/* R2: a kind that was never asked for, in one account and Region. */
static void drop_kinds(struct world *w)
{
	static const enum list may_lack[] = {ROUTE_TABLES,
					     NETWORK_ACLS,
					     SECURITY_GROUPS,
					     NETWORK_INTERFACES,
					     RESERVATIONS,
					     INTERNET_GATEWAYS,
					     PEERINGS,
					     PREFIX_LISTS,
					     PREFIX_LIST_ENTRIES,
					     NAT_GATEWAYS,
					     SUBNETS,
					     TGW_ATTACHMENTS,
					     TGW_VPC_ATTACHMENTS,
					     TGW_ROUTES,
					     TGW_PROPAGATIONS,
					     VPC_ENDPOINTS,
					     LISTENERS,
					     TARGET_HEALTH,
					     VPCS,
					     EGRESS_ONLY,
					     TRANSIT_GATEWAYS,
					     TGW_PEERINGS,
					     TGW_TABLES,
					     VPN_GATEWAYS,
					     CONNECT_ENDPOINTS,
					     LOAD_BALANCERS,
					     TARGET_GROUPS};

	if (!may(w, FEATURE_MISSING, 30))
		return;
	for (unsigned n = 1 + pick(w, 2); n; n--)
		w->dropped[w->vpcs[pick(w, w->n_vpcs)].scope]
			  [may_lack[pick(w, COUNT_OF(may_lack))]] = true;
}

static void print(struct world *w, struct buf *out)
{
	bool first = true;

	buf_puts(out, "{\"Snapshots\":[");
	for (unsigned s = 0; s < SCOPES; s++) {
		if (!w->used[s])
			continue;
		buf_printf(out, "%s\n{\"AccountId\":\"%s\",\"Region\":\"%s\"", first ? "" : ",",
			   accounts[s / 2], regions[s % 2]);
		first = false;
		block_public_access(w, s, out);
		for (unsigned l = 0; l < LISTS; l++)
			if (!w->dropped[s][l])
				buf_printf(out, ",\n \"%s\":[\n  %s]", list_keys[l],
					   buf_str(&w->lists[s][l]));
		buf_puts(out, "}");
	}
	buf_puts(out, "]}\n");
}

void generate_network(struct rng *r, unsigned features, struct buf *out)
{
	struct world *w = mem_alloc(sizeof *w);

	memset(w, 0, sizeof *w);
	w->r = r;
	w->features = features;
	w->n_vpcs = 2 + pick(w, MAX_VPCS - 1);
	w->calm = features & ~(unsigned)FEATURE_CORE && rng_percent(r, 60);
	for (unsigned n = 0; n < w->n_vpcs; n++)
		plan_vpc(w, n);
	plan_public_access(w);
	plan_transits(w);
	plan_peerings(w);
	for (unsigned n = 0; n < w->n_vpcs; n++) {
		vpc(w, n);
		internet_gateways(w, n);
		groups(w, n);
		nacls(w, n);
		route_tables(w, n);
		edge_table(w, n);
		transit_doors(w, n);
		gateways(w, n);
		balancers(w, n);
	}
	instances(w);
	peerings(w);
	transits(w);
	if (features & FEATURE_LISTS || features & FEATURE_ENDPOINT)
		prefix_lists(w);
	drop_kinds(w);
	print(w, out);
	for (unsigned s = 0; s < SCOPES; s++)
		for (unsigned l = 0; l < LISTS; l++)
			buf_free(&w->lists[s][l]);
	free(w);
}
