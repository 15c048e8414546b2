/*
 * generate_transit.c - transit gateways: who is attached, tables, and a hub that all go through.
 *
 * Where a VPC has doors, they are small subnets of its zones that hold nothing but attachments,
 * with a route table of their own: a way to the internet or to an appliance, for what arrives.
 */
#include "oracle/world.h"

void plan_transits(struct world *w)
{
	if (!(w->features & FEATURE_TRANSIT))
		return;
	w->n_transits = rng_percent(w->r, 40) ? 2 : 1;
	for (unsigned g = 0; g < w->n_transits; g++) {
		const struct vpc *near = &w->vpcs[g ? pick(w, w->n_vpcs) : 0];
		w->transits[g].account = near->account;
		w->transits[g].region = near->region;
		w->transits[g].tables = 1 + pick(w, 2);
		w->transits[g].vpn = may(w, FEATURE_VPN, 60);
	}
	w->transits_peered = w->n_transits == 2 && rng_percent(w->r, 80);
	for (unsigned n = 0; n < w->n_vpcs; n++) {
		struct vpc *v = &w->vpcs[n];
		unsigned first = pick(w, w->n_transits);
		for (unsigned g = 0; g < w->n_transits; g++)
			v->attached[g] = v->region == w->transits[g].region &&
					 (g == first ? fine(w, 12) : rng_percent(w->r, 20));
		if ((v->attached[0] || v->attached[1]) && rng_percent(w->r, 45))
			v->door[0] = v->door[1] = true;
	}
	unsigned hub = pick(w, w->n_vpcs);
	if (rng_percent(w->r, 40) || !w->vpcs[hub].attached[0])
		return;
	w->hub_vpc = hub;
	w->hub = w->vpcs[hub].nat && !w->vpcs[hub].nat_private ? HUB_EGRESS : HUB_INSPECTION;
	w->vpcs[hub].door[0] = w->vpcs[hub].door[1] = true;
	w->transits[0].tables = 2;
	for (unsigned i = 0; i < w->n_interfaces && w->hub == HUB_INSPECTION; i++) {
		struct interface *hop = &w->interfaces[i];
		if (hop->vpc == hub && hop->instance && !hop->device &&
		    (i + 1 == w->n_interfaces || !w->interfaces[i + 1].device)) {
			hop->appliance = true;
			return;
		}
	}
}

/* ---- in the VPCs' own tables ---- */

static unsigned gateway_towards(struct world *w, const struct vpc *from, const struct vpc *to)
{
	for (unsigned g = 0; g < TRANSITS; g++)
		if (from->attached[g] && to->attached[g] && fine(w, 10))
			return g;
	return from->attached[0] ? 0 : 1;
}

static void one_vpc(struct world *w, struct buf *b, const struct vpc *from, const struct vpc *to)
{
	char id[16], cidr[24];

	snprintf(id, sizeof id, "tgw-%u", gateway_towards(w, from, to) + 1);
	if (may(w, FEATURE_LISTS, 10)) {
		put_route(b, "DestinationPrefixListId", some_list(w), "TransitGatewayId", id,
			  route_state(w), "CreateRoute");
		return;
	}
	snprintf(cidr, sizeof cidr, "10.%u.0.0/%u", to->octet, fine(w, 20) ? 16u : 17u);
	put_route(b, "DestinationCidrBlock", cidr, "TransitGatewayId", id, route_state(w),
		  "CreateRoute");
	if (from->v6 && to->v6) {
		snprintf(cidr, sizeof cidr, "2600:1f18:0:%x00::/56", to->octet);
		put_route(b, "DestinationIpv6CidrBlock", cidr, "TransitGatewayId", id,
			  route_state(w), "CreateRoute");
	}
}

/* A private NAT gateway stands between a VPC and the others: its subnet alone leads on. */
void put_transit_routes(struct world *w, struct buf *b, unsigned vpc, bool nat_subnet)
{
	const struct vpc *v = &w->vpcs[vpc];
	char id[16];

	snprintf(id, sizeof id, "nat-%u", vpc + 1);
	if (v->nat_private && !nat_subnet && fine(w, 30)) {
		put_route(b, "DestinationCidrBlock", "10.0.0.0/8", "NatGatewayId", id,
			  route_state(w), "CreateRoute");
		return;
	}
	if (rng_percent(w->r, 30)) { /* one route for all of them */
		snprintf(id, sizeof id, "tgw-%u", v->attached[0] ? 1u : 2u);
		put_route(b, "DestinationCidrBlock", "10.0.0.0/8", "TransitGatewayId", id,
			  route_state(w), "CreateRoute");
		return;
	}
	for (unsigned o = 0; o < w->n_vpcs; o++)
		if (o != vpc && w->vpcs[o].octet != v->octet &&
		    (w->vpcs[o].attached[0] || w->vpcs[o].attached[1]) &&
		    (w->joined[vpc][o] ? rng_percent(w->r, 40) : fine(w, 12)))
			one_vpc(w, b, v, &w->vpcs[o]);
	if (w->transits[0].vpn && v->attached[0] && fine(w, 20))
		put_route(b, "DestinationCidrBlock", "192.168.0.0/16", "TransitGatewayId", "tgw-1",
			  route_state(w), "CreateRoute");
}

/* What arrives through the doors of a hub is led to its NAT gateway or its appliance. */
static void put_door_default(struct world *w, struct buf *b, unsigned vpc)
{
	const struct interface *hop = appliance_of(w, vpc);
	char id[24];

	if (w->hub == NO_HUB || w->hub_vpc != vpc || !fine(w, 10))
		return;
	snprintf(id, sizeof id, "nat-%u", vpc + 1);
	if (w->hub == HUB_EGRESS)
		put_route(b, "DestinationCidrBlock", "0.0.0.0/0", "NatGatewayId", id,
			  route_state(w), "CreateRoute");
	else if (hop)
		put_route(b, "DestinationCidrBlock", "0.0.0.0/0", "NetworkInterfaceId", hop->id,
			  route_state(w), "CreateRoute");
}

void transit_doors(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	struct buf routes = BUF_INIT;
	char cidr[24];

	if (!v->door[0])
		return;
	for (unsigned z = 0; z < 2; z++)
		emit(w, v->scope, SUBNETS,
		     "{\"SubnetId\":\"subnet-%u%u\",\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\","
		     "\"CidrBlock\":\"10.%u.%u.0/28\",\"AvailabilityZone\":\"%s%c\","
		     "\"AvailabilityZoneId\":\"%s-az%u\"}",
		     vpc + 1, 8 + z, vpc + 1, accounts[v->account], v->octet, 250 + z,
		     regions[v->region], 'a' + (int)z, v->region ? "euw1" : "use1", z + 1);
	snprintf(cidr, sizeof cidr, "10.%u.0.0/16", v->octet);
	put_route(&routes, "DestinationCidrBlock", cidr, "GatewayId", "local", "active",
		  "CreateRouteTable");
	put_door_default(w, &routes, vpc);
	emit(w, v->scope, ROUTE_TABLES,
	     "{\"RouteTableId\":\"rtb-%u7\",\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\","
	     "\"Associations\":[{\"Main\":false,\"SubnetId\":\"subnet-%u8\",\"AssociationState\":"
	     "{\"State\":\"associated\"}},{\"Main\":false,\"SubnetId\":\"subnet-%u9\","
	     "\"AssociationState\":{\"State\":\"associated\"}}],\"Routes\":[%s]}",
	     vpc + 1, vpc + 1, accounts[v->account], vpc + 1, vpc + 1, buf_str(&routes));
	buf_free(&routes);
}

/* ---- the gateway's own ---- */

static unsigned transit_scope(const struct world *w, unsigned g)
{
	return scope_of(w->transits[g].account, w->transits[g].region);
}

static void gateway(struct world *w, unsigned g, bool references)
{
	emit(w, transit_scope(w, g), TRANSIT_GATEWAYS,
	     "{\"TransitGatewayId\":\"tgw-%u\",\"State\":\"available\",\"OwnerId\":\"%s\","
	     "\"Options\":{\"DefaultRouteTableAssociation\":\"disable\","
	     "\"DefaultRouteTablePropagation\":\"disable\","
	     "\"SecurityGroupReferencingSupport\":\"%s\"}}",
	     g + 1, accounts[w->transits[g].account], references ? "enable" : "disable");
}

/* Which of the gateway's tables decides for what a VPC sends: a hub's is another than the others'.
 */
static unsigned table_for(struct world *w, unsigned g, unsigned vpc)
{
	if (w->transits[g].tables == 1)
		return 1;
	if (!g && w->hub && fine(w, 8))
		return vpc == w->hub_vpc ? 2 : 1;
	return 1 + pick(w, 2);
}

static void put_subnet_ids(struct world *w, struct buf *b, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	bool zone[2] = {false, false};

	for (unsigned z = 0; z < 2 && v->door[0]; z++)
		if (fine(w, 15)) {
			buf_printf(b, "%s\"subnet-%u%u\"", b->len ? "," : "", vpc + 1, 8 + z);
			zone[z] = true;
		}
	for (unsigned s = 0; s < v->n_subnets && !v->door[0]; s++)
		if (!zone[v->zones[s]] && fine(w, 12)) {
			buf_printf(b, "%s\"subnet-%u%u\"", b->len ? "," : "", vpc + 1, s + 1);
			zone[v->zones[s]] = true;
		}
	if (!b->len)
		buf_printf(b, "\"subnet-%u1\"", vpc + 1);
}

/* Of a VPC of another account the owner of the gateway alone sees the association. */
static void attachment(struct world *w, unsigned g, unsigned vpc, bool references)
{
	static const char *const others[] = {"pending", "pendingAcceptance", "deleting", "failed",
					     "modifying"};
	const struct vpc *v = &w->vpcs[vpc];
	struct buf subnets = BUF_INIT, own = BUF_INIT;
	const char *state = fine(w, 8) ? "available" : others[pick(w, 5)];
	unsigned owner = transit_scope(w, g), table = table_for(w, g, vpc);
	bool appliance = w->hub == HUB_INSPECTION && vpc == w->hub_vpc ? rng_percent(w->r, 60)
								       : rng_percent(w->r, 6);

	put_subnet_ids(w, &subnets, vpc);
	buf_printf(&own,
		   "{\"TransitGatewayAttachmentId\":\"tgw-attach-%u%u\",\"TransitGatewayId\":"
		   "\"tgw-%u\",\"TransitGatewayOwnerId\":\"%s\",\"ResourceOwnerId\":\"%s\","
		   "\"ResourceType\":\"vpc\",\"ResourceId\":\"vpc-%u\",\"State\":\"%s\"",
		   g + 1, vpc + 1, g + 1, accounts[w->transits[g].account], accounts[v->account],
		   vpc + 1, state);
	emit(w, owner, TGW_ATTACHMENTS, "%s%s", buf_str(&own), "");
	if (fine(w, 6)) {
		struct buf *b = &w->lists[owner][TGW_ATTACHMENTS];
		buf_printf(b,
			   ",\"Association\":{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u%u\","
			   "\"State\":\"%s\"}",
			   g + 1, table, fine(w, 5) ? "associated" : "disassociating");
	}
	buf_puts(&w->lists[owner][TGW_ATTACHMENTS], "}");
	if (v->scope != owner)
		emit(w, v->scope, TGW_ATTACHMENTS, "%s}", buf_str(&own));
	for (unsigned s = 0; s < SCOPES; s++)
		if (s == owner || s == v->scope)
			emit(w, s, TGW_VPC_ATTACHMENTS,
			     "{\"TransitGatewayAttachmentId\":\"tgw-attach-%u%u\","
			     "\"TransitGatewayId\":\"tgw-%u\",\"VpcId\":\"vpc-%u\",\"VpcOwnerId\":"
			     "\"%s\",\"State\":\"%s\",\"SubnetIds\":[%s],\"Options\":{"
			     "\"SecurityGroupReferencingSupport\":\"%s\",\"Ipv6Support\":\"%s\","
			     "\"ApplianceModeSupport\":\"%s\"}}",
			     g + 1, vpc + 1, g + 1, vpc + 1, accounts[v->account], state,
			     buf_str(&subnets), references ? "enable" : "disable",
			     v->v6 ? "enable" : "disable", appliance ? "enable" : "disable");
	buf_free(&subnets);
	buf_free(&own);
}

/* Of two VPCs with one range, or one in the other's, the first has its routes in the table. */
static void put_transit_route(struct buf *b, const char *cidr, const char *attachment_id,
			      const char *resource, const char *type, const char *kind,
			      const char *state)
{
	char head[80];

	snprintf(head, sizeof head, "\"%s\",\"Type\":\"%s\"", cidr, kind);
	if (b->len && strstr(buf_str(b), head))
		return;
	buf_printf(b, "%s{\"DestinationCidrBlock\":\"%s\",\"Type\":\"%s\",\"State\":\"%s\"",
		   b->len ? "," : "", cidr, kind, state);
	if (attachment_id)
		buf_printf(b,
			   ",\"TransitGatewayAttachments\":[{\"TransitGatewayAttachmentId\":\"%s\","
			   "\"ResourceId\":\"%s\",\"ResourceType\":\"%s\"}]",
			   attachment_id, resource, type);
	buf_puts(b, "}");
}

static void put_static(struct world *w, struct buf *b, unsigned g, unsigned vpc, const char *cidr)
{
	char id[24], resource[16];
	bool dropped = !fine(w, 25);

	snprintf(id, sizeof id, "tgw-attach-%u%u", g + 1, vpc + 1);
	snprintf(resource, sizeof resource, "vpc-%u", vpc + 1);
	put_transit_route(b, cidr, dropped ? NULL : id, resource, "vpc", "static",
			  dropped ? "blackhole" : "active");
}

struct tell {
	struct buf routes, propagations;
	bool listed; /* SearchTransitGatewayRoutes: what was propagated stands there, too */
};

static void propagate(struct world *w, struct tell *t, unsigned g, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	char id[24], resource[16], cidr[24];

	snprintf(id, sizeof id, "tgw-attach-%u%u", g + 1, vpc + 1);
	snprintf(resource, sizeof resource, "vpc-%u", vpc + 1);
	buf_printf(&t->propagations,
		   "%s{\"TransitGatewayAttachmentId\":\"%s\",\"ResourceId\":\"%s\","
		   "\"ResourceType\":\"vpc\",\"State\":\"enabled\"}",
		   t->propagations.len ? "," : "", id, resource);
	if (!t->listed)
		return;
	snprintf(cidr, sizeof cidr, "10.%u.0.0/16", v->octet);
	put_transit_route(&t->routes, cidr, id, resource, "vpc", "propagated", "active");
	if (v->secondary) {
		snprintf(cidr, sizeof cidr, "10.%u.0.0/16", v->octet + 100);
		put_transit_route(&t->routes, cidr, id, resource, "vpc", "propagated", "active");
	}
	if (v->v6) {
		snprintf(cidr, sizeof cidr, "2600:1f18:0:%x00::/56", v->octet);
		put_transit_route(&t->routes, cidr, id, resource, "vpc", "propagated", "active");
	}
}

static void put_vpn(struct world *w, struct tell *t, unsigned g)
{
	char id[24];

	snprintf(id, sizeof id, "tgw-attach-%uv", g + 1);
	if (rng_percent(w->r, 40))
		put_transit_route(&t->routes, "192.168.0.0/16", id, "vpn-1", "vpn", "static",
				  "active");
	if (rng_percent(w->r, 50))
		return;
	buf_printf(&t->propagations,
		   "%s{\"TransitGatewayAttachmentId\":\"%s\",\"ResourceId\":\"vpn-1\","
		   "\"ResourceType\":\"vpn\",\"State\":\"enabled\"}",
		   t->propagations.len ? "," : "", id);
	if (t->listed)
		put_transit_route(&t->routes, "192.168.0.0/16", id, "vpn-1", "vpn", "propagated",
				  "active");
}

static void put_reference(struct world *w, unsigned g, unsigned table)
{
	unsigned vpc = pick(w, w->n_vpcs);
	char target[160] = "";

	if (!may(w, FEATURE_LISTS, 25) || !w->vpcs[vpc].attached[g])
		return;
	bool dropped = !fine(w, 20);
	if (!dropped)
		snprintf(target, sizeof target,
			 ",\"TransitGatewayAttachment\":{\"TransitGatewayAttachmentId\":"
			 "\"tgw-attach-%u%u\",\"ResourceType\":\"vpc\",\"ResourceId\":\"vpc-%u\"}",
			 g + 1, vpc + 1, vpc + 1);
	emit(w, transit_scope(w, g), TGW_REFERENCES,
	     "{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u%u\",\"PrefixListId\":\"%s\","
	     "\"State\":\"available\",\"Blackhole\":%s%s}",
	     g + 1, table, some_list(w), dropped ? "true" : "false", target);
}

static void put_peer_routes(struct world *w, struct tell *t, unsigned g)
{
	char cidr[24], resource[16];

	snprintf(resource, sizeof resource, "tgw-%u", 2 - g);
	for (unsigned n = 0; n < w->n_vpcs && w->transits_peered; n++) {
		const struct vpc *v = &w->vpcs[n];
		if (v->attached[g] || !v->attached[1 - g] || !fine(w, 12))
			continue;
		snprintf(cidr, sizeof cidr, "10.%u.0.0/16", v->octet);
		put_transit_route(&t->routes, cidr, "tgw-attach-p", resource, "peering", "static",
				  fine(w, 5) ? "active" : "blackhole");
		if (v->v6) {
			snprintf(cidr, sizeof cidr, "2600:1f18:0:%x00::/56", v->octet);
			put_transit_route(&t->routes, cidr, "tgw-attach-p", resource, "peering",
					  "static", "active");
		}
	}
}

/* Table 1 of a hub's gateway leads all to the hub; table 2 leads from it to where it should. */
static void table(struct world *w, unsigned g, unsigned number)
{
	struct tell t = {.routes = BUF_INIT, .propagations = BUF_INIT};
	bool around = !g && w->hub && number == 1;
	char cidr[24];

	t.listed = rng_percent(w->r, 40);
	for (unsigned n = 0; n < w->n_vpcs; n++) {
		if (!w->vpcs[n].attached[g])
			continue;
		bool skip = around && w->hub == HUB_INSPECTION && n != w->hub_vpc;
		if (skip ? !fine(w, 15) : fine(w, 12))
			propagate(w, &t, g, n);
		snprintf(cidr, sizeof cidr, "10.%u.%u.0/24", w->vpcs[n].octet, 1 + pick(w, 2));
		if (rng_percent(w->r, 8))
			put_static(w, &t.routes, g, pick(w, 8) ? n : pick(w, w->n_vpcs), cidr);
	}
	if (around && fine(w, 8))
		put_static(w, &t.routes, g, w->hub_vpc, "0.0.0.0/0");
	put_peer_routes(w, &t, g);
	if (w->transits[g].vpn)
		put_vpn(w, &t, g);
	put_reference(w, g, number);
	emit(w, transit_scope(w, g), TGW_TABLES,
	     "{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u%u\",\"TransitGatewayId\":\"tgw-%u\","
	     "\"State\":\"available\"}",
	     g + 1, number, g + 1);
	emit(w, transit_scope(w, g), TGW_ROUTES,
	     "{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u%u\",\"Routes\":[%s]}", g + 1, number,
	     buf_str(&t.routes));
	emit(w, transit_scope(w, g), TGW_PROPAGATIONS,
	     "{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u%u\","
	     "\"TransitGatewayRouteTablePropagations\":[%s]}",
	     g + 1, number, buf_str(&t.propagations));
	buf_free(&t.routes);
	buf_free(&t.propagations);
}

/* A peering's two sides share an id; each gateway's owner sees his own side of it. */
static void peering(struct world *w)
{
	const char *state = fine(w, 8) ? "available" : "pendingAcceptance";
	bool done[SCOPES] = {false};

	for (unsigned g = 0; g < 2; g++) {
		unsigned s = transit_scope(w, g);
		emit(w, s, TGW_ATTACHMENTS,
		     "{\"TransitGatewayAttachmentId\":\"tgw-attach-p\",\"TransitGatewayId\":"
		     "\"tgw-%u\",\"TransitGatewayOwnerId\":\"%s\",\"ResourceOwnerId\":\"%s\","
		     "\"ResourceType\":\"peering\",\"ResourceId\":\"tgw-%u\",\"State\":\"%s\","
		     "\"Association\":{\"TransitGatewayRouteTableId\":\"tgw-rtb-%u1\",\"State\":"
		     "\"associated\"}}",
		     g + 1, accounts[w->transits[g].account], accounts[w->transits[1 - g].account],
		     2 - g, state, g + 1);
		if (!done[s])
			emit(w, s, TGW_PEERINGS,
			     "{\"TransitGatewayAttachmentId\":\"tgw-attach-p\","
			     "\"RequesterTgwInfo\":{\"TransitGatewayId\":\"tgw-1\",\"OwnerId\":"
			     "\"%s\",\"Region\":\"%s\"},\"AccepterTgwInfo\":{\"TransitGatewayId\":"
			     "\"tgw-2\",\"OwnerId\":\"%s\",\"Region\":\"%s\"},\"State\":\"%s\"}",
			     accounts[w->transits[0].account], regions[w->transits[0].region],
			     accounts[w->transits[1].account], regions[w->transits[1].region],
			     state);
		done[s] = true;
	}
}

static void vpn(struct world *w, unsigned g)
{
	emit(w, transit_scope(w, g), TGW_ATTACHMENTS,
	     "{\"TransitGatewayAttachmentId\":\"tgw-attach-%uv\",\"TransitGatewayId\":\"tgw-%u\","
	     "\"TransitGatewayOwnerId\":\"%s\",\"ResourceOwnerId\":\"%s\",\"ResourceType\":\"vpn\","
	     "\"ResourceId\":\"vpn-1\",\"State\":\"available\",\"Association\":{"
	     "\"TransitGatewayRouteTableId\":\"tgw-rtb-%u1\",\"State\":\"associated\"}}",
	     g + 1, g + 1, accounts[w->transits[g].account], accounts[w->transits[g].account],
	     g + 1);
}

void transits(struct world *w)
{
	for (unsigned g = 0; g < w->n_transits; g++) {
		bool references = rng_percent(w->r, 60);
		gateway(w, g, references);
		for (unsigned n = 0; n < w->n_vpcs; n++)
			if (w->vpcs[n].attached[g])
				attachment(w, g, n,
					   references ? fine(w, 20) : rng_percent(w->r, 20));
		for (unsigned t = 1; t <= w->transits[g].tables; t++)
			table(w, g, t);
		if (w->transits[g].vpn)
			vpn(w, g);
	}
	if (w->transits_peered)
		peering(w);
}
