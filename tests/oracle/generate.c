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
	if (n && v->octet == n + 1 && may(w, FEATURE_TRANSIT, 8))
		v->within = w->vpcs[pick(w, n)].octet;
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

	if (v->within)
		buf_printf(&more,
			   ",{\"CidrBlock\":\"10.%u.1.0/24\",\"CidrBlockState\":{\"State\":"
			   "\"associated\"}}",
			   v->within);
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
