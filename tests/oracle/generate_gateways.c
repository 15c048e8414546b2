/* generate_gateways.c - what stands at the edge of a VPC: NAT, VPN, endpoints, the public's way. */
#include "oracle/world.h"

void plan_gateways(struct world *w, unsigned vpc)
{
	struct vpc *v = &w->vpcs[vpc];

	v->egress_only = v->v6 && (w->features & FEATURE_PUBLIC) && rng_percent(w->r, 40);
	v->vgw = may(w, FEATURE_VPN, 50);
	v->shared = may(w, FEATURE_SHARED, 60);
	w->used[scope_of(1 - v->account, v->region)] |= v->shared;
	v->nat = may(w, FEATURE_NAT, 75);
	if (v->nat && v->n_subnets < 2) {
		v->zones[1] = pick(w, 2);
		v->n_subnets = 2;
	}
	v->nat_subnet = pick(w, v->n_subnets);
	v->nat_regional = v->nat && v->igw == 1 && rng_percent(w->r, 20);
	v->nat_private = v->nat && !v->nat_regional && rng_percent(w->r, 20);
}

/* ---- NAT gateways (R64) ---- */

static const char *nat_state(struct world *w)
{
	static const char *const other[] = {"pending", "failed", "deleting", "deleted"};

	return fine(w, 8) ? "available" : other[pick(w, 4)];
}

static const char *address_status(struct world *w)
{
	static const char *const other[] = {"assigning", "associating", "failed", "unassigning"};

	return fine(w, 6) ? "succeeded" : other[pick(w, 4)];
}

/* A regional one has public addresses alone, and a route table of its own. */
static void regional(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	struct buf routes = BUF_INIT, addresses = BUF_INIT;
	char public_ip[20], id[32];
	unsigned count = 1 + pick(w, 2);

	for (unsigned i = 0; i < count; i++) {
		new_public(w, public_ip);
		buf_printf(&addresses,
			   "%s{\"AllocationId\":\"eipalloc-%u%u\",\"PublicIp\":\"%s\",\"Status\":"
			   "\"%s\",\"AvailabilityZoneId\":\"%s-az%u\"}",
			   i ? "," : "", vpc + 1, i + 1, public_ip, address_status(w),
			   v->region ? "euw1" : "use1", 1 + pick(w, 2));
	}
	snprintf(id, sizeof id, "10.%u.0.0/16", v->octet);
	put_route(&routes, "DestinationCidrBlock", id, "GatewayId", "local", "active",
		  "CreateRouteTable");
	snprintf(id, sizeof id, "igw-%u", vpc + 1);
	if (fine(w, 8))
		put_route(&routes, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", id,
			  route_state(w), "CreateRoute");
	emit(w, v->scope, ROUTE_TABLES,
	     "{\"RouteTableId\":\"rtb-%u8\",\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\","
	     "\"Associations\":[],\"Routes\":[%s]}",
	     vpc + 1, vpc + 1, accounts[v->account], buf_str(&routes));
	emit(w, v->scope, NAT_GATEWAYS,
	     "{\"NatGatewayId\":\"nat-%u\",\"VpcId\":\"vpc-%u\",\"State\":\"%s\","
	     "\"ConnectivityType\":\"public\",\"AvailabilityMode\":\"regional\","
	     "\"RouteTableId\":\"rtb-%u8\",\"NatGatewayAddresses\":[%s]}",
	     vpc + 1, vpc + 1, nat_state(w), vpc + 1, buf_str(&addresses));
	buf_free(&routes);
	buf_free(&addresses);
}

static void put_nat_address(struct world *w, struct buf *b, const char *eni, const char *ip,
			    const char *public_ip)
{
	buf_printf(b,
		   "%s{\"NetworkInterfaceId\":\"%s\",\"PrivateIp\":\"%s\",\"IsPrimary\":%s,"
		   "\"Status\":\"%s\"",
		   b->len ? "," : "", eni, ip, b->len ? "false" : "true", address_status(w));
	if (*public_ip)
		buf_printf(b, ",\"PublicIp\":\"%s\"", public_ip);
	buf_puts(b, "}");
}

static void zonal(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	struct buf addresses = BUF_INIT;
	char eni[24], ip[20], public_ip[20] = "", second[20] = "", second_public[20] = "";

	snprintf(eni, sizeof eni, "eni-nat%u", vpc + 1);
	subnet_ip(w, vpc, v->nat_subnet, 200, ip);
	if (!v->nat_private && fine(w, 4))
		new_public(w, public_ip);
	put_nat_address(w, &addresses, eni, ip, public_ip);
	if (rng_percent(w->r, 20)) {
		subnet_ip(w, vpc, v->nat_subnet, 201, second);
		if (!v->nat_private)
			new_public(w, second_public);
		put_nat_address(w, &addresses, eni, second, second_public);
	}
	service_interface(w, (struct service_interface){.id = eni,
							.type = "nat_gateway",
							.description = "Interface for NAT Gateway",
							.vpc = vpc,
							.subnet = v->nat_subnet,
							.host = 200,
							.no_check = true,
							.public_ip = public_ip,
							.second = second,
							.second_public = second_public});
	emit(w, v->scope, NAT_GATEWAYS,
	     "{\"NatGatewayId\":\"nat-%u\",\"VpcId\":\"vpc-%u\",\"SubnetId\":\"subnet-%u%u\","
	     "\"State\":\"%s\",\"ConnectivityType\":\"%s\",\"NatGatewayAddresses\":[%s]}",
	     vpc + 1, vpc + 1, vpc + 1, v->nat_subnet + 1, nat_state(w),
	     v->nat_private ? "private" : "public", buf_str(&addresses));
	buf_free(&addresses);
}

/* ---- endpoints (R83, R72) ---- */

static void interface_endpoint(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	unsigned subnet = pick(w, v->n_subnets);
	char eni[24];

	snprintf(eni, sizeof eni, "eni-vpce%u", vpc + 1);
	service_interface(w, (struct service_interface){.id = eni,
							.type = "vpc_endpoint",
							.description = "VPC Endpoint Interface",
							.vpc = vpc,
							.subnet = subnet,
							.host = 220,
							.groups = true,
							.public_ip = ""});
	emit(w, v->scope, VPC_ENDPOINTS,
	     "{\"VpcEndpointId\":\"vpce-%u2\",\"VpcEndpointType\":\"Interface\",\"VpcId\":\"vpc-%"
	     "u\","
	     "\"ServiceName\":\"com.amazonaws.%s.ssm\",\"State\":\"available\","
	     "\"SubnetIds\":[\"subnet-%u%u\"],\"NetworkInterfaceIds\":[\"%s\"],\"OwnerId\":\"%s\"}",
	     vpc + 1, vpc + 1, regions[v->region], vpc + 1, subnet + 1, eni, accounts[v->account]);
}

static void connect_endpoint(struct world *w, unsigned vpc)
{
	static const char *const states[] = {"create-in-progress", "create-failed",
					     "delete-in-progress", "update-in-progress"};
	const struct vpc *v = &w->vpcs[vpc];
	unsigned subnet = pick(w, v->n_subnets), group = pick(w, GROUPS);
	char eni[24], ip[20];

	snprintf(eni, sizeof eni, "eni-eice%u", vpc + 1);
	subnet_ip(w, vpc, subnet, 230, ip);
	emit(w, v->scope, NETWORK_INTERFACES,
	     "{\"NetworkInterfaceId\":\"%s\",\"SubnetId\":\"subnet-%u%u\",\"VpcId\":\"vpc-%u\","
	     "\"OwnerId\":\"%s\",\"PrivateIpAddress\":\"%s\",\"SourceDestCheck\":true,"
	     "\"Status\":\"in-use\",\"Groups\":[{\"GroupId\":\"sg-%u%u\"}],"
	     "\"InterfaceType\":\"ec2_instance_connect_endpoint\",\"RequesterManaged\":true,"
	     "\"PrivateIpAddresses\":[{\"Primary\":true,\"PrivateIpAddress\":\"%s\"}]}",
	     eni, vpc + 1, subnet + 1, vpc + 1, accounts[v->account], ip, vpc + 1, group + 1, ip);
	emit(w, v->scope, CONNECT_ENDPOINTS,
	     "{\"InstanceConnectEndpointId\":\"eice-%u\",\"State\":\"%s\",\"VpcId\":\"vpc-%u\","
	     "\"SubnetId\":\"subnet-%u%u\",\"NetworkInterfaceIds\":[\"%s\"],\"OwnerId\":\"%s\","
	     "\"PreserveClientIp\":%s,\"SecurityGroupIds\":[\"sg-%u%u\"]}",
	     vpc + 1, fine(w, 12) ? "create-complete" : states[pick(w, 4)], vpc + 1, vpc + 1,
	     subnet + 1, eni, accounts[v->account], rng_percent(w->r, 40) ? "true" : "false",
	     vpc + 1, group + 1);
}

static void endpoints(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];

	emit(w, v->scope, VPC_ENDPOINTS,
	     "{\"VpcEndpointId\":\"vpce-%u1\",\"VpcEndpointType\":\"Gateway\",\"VpcId\":\"vpc-%u\","
	     "\"ServiceName\":\"com.amazonaws.%s.s3\",\"State\":\"%s\",\"OwnerId\":\"%s\"}",
	     vpc + 1, vpc + 1, regions[v->region], fine(w, 10) ? "available" : "deleting",
	     accounts[v->account]);
	if (rng_percent(w->r, 70))
		interface_endpoint(w, vpc);
	if (rng_percent(w->r, 60))
		connect_endpoint(w, vpc);
}

/* ---- databases, containers: interfaces that others run (R13) ---- */

static void database(struct world *w, unsigned vpc)
{
	char eni[24];

	snprintf(eni, sizeof eni, "eni-rds%u", vpc + 1);
	service_interface(w, (struct service_interface){.id = eni,
							.type = "interface",
							.description = "RDSNetworkInterface",
							.vpc = vpc,
							.subnet = pick(w, w->vpcs[vpc].n_subnets),
							.host = 240,
							.groups = true,
							.public_ip = ""});
}

void gateways(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];

	if (v->vgw)
		emit(w, v->scope, VPN_GATEWAYS,
		     "{\"VpnGatewayId\":\"vgw-%u\",\"State\":\"available\",\"VpcAttachments\":"
		     "[{\"VpcId\":\"vpc-%u\",\"State\":\"%s\"}]}",
		     vpc + 1, vpc + 1, fine(w, 10) ? "attached" : "detaching");
	if (v->nat_regional)
		regional(w, vpc);
	else if (v->nat)
		zonal(w, vpc);
	if (w->features & FEATURE_ENDPOINT)
		endpoints(w, vpc);
	if (w->features & ~(unsigned)FEATURE_CORE && rng_percent(w->r, 25))
		database(w, vpc);
	exclusions(w, vpc);
}
