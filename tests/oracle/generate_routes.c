/*
 * generate_routes.c - route tables of subnets and gateways: routes that are right, that tie, that drop,
 * and that lead to what is gone.
 */
#include "oracle/world.h"

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
	if (v->within) {
		snprintf(cidr, sizeof cidr, "10.%u.1.0/24", v->within);
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

void route_tables(struct world *w, unsigned vpc)
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
void edge_table(struct world *w, unsigned vpc)
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
