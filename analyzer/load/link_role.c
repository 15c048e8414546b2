/* link_role.c - what an interface is to the packets that reach it (R13). */
#include "base/str.h"
#include "load/loader.h"

/* Descriptions and types as AWS's services write them into the interfaces that they make. */
static const struct {
	const char *interface_type, *description; /* NULL: any; a description is a prefix */
	enum interface_role role;
} roles[] = {
	{"nat_gateway", NULL, ROLE_NAT_GATEWAY},
	{"natGateway", NULL, ROLE_NAT_GATEWAY},
	{NULL, "Interface for NAT Gateway ", ROLE_NAT_GATEWAY},
	{NULL, "ELB net/", ROLE_UNREAD_BALANCER},
	{NULL, "ELB app/", ROLE_UNREAD_BALANCER},
	{NULL, "ELB gwy/", ROLE_GATEWAY_BALANCER},
	{NULL, "ELB ", ROLE_CLASSIC_BALANCER},
	{"network_load_balancer", NULL, ROLE_UNREAD_BALANCER},
	{"load_balancer", NULL, ROLE_UNREAD_BALANCER},
	{"gateway_load_balancer", NULL, ROLE_GATEWAY_BALANCER},
	{"gateway_load_balancer_endpoint", NULL, ROLE_GATEWAY_BALANCER},
	{"vpc_endpoint", NULL, ROLE_VPC_ENDPOINT},
	{NULL, "VPC Endpoint Interface ", ROLE_VPC_ENDPOINT},
	{"ec2_instance_connect_endpoint", NULL, ROLE_CONNECT_ENDPOINT},
	{"transit_gateway", NULL, ROLE_TRANSIT_GATEWAY},
	{NULL, "Network Interface for Transit Gateway ", ROLE_TRANSIT_GATEWAY},
	{"lambda", NULL, ROLE_LAMBDA},
	{NULL, "AWS Lambda VPC ENI", ROLE_LAMBDA},
};

static enum interface_role role_by_name(const struct network_interface *eni)
{
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if ((!roles[i].interface_type ||
		     str_eq(eni->interface_type, roles[i].interface_type)) &&
		    (!roles[i].description || str_starts(eni->description, roles[i].description)))
			return roles[i].role;
	return ROLE_HOST;
}

static enum interface_role role_of_service(const struct network_interface *eni)
{
	const struct vpc_endpoint *endpoint = interface_endpoint(eni);
	if (interface_nat_gateway(eni))
		return ROLE_NAT_GATEWAY;
	if (interface_load_balancer(eni))
		return ROLE_LOAD_BALANCER;
	if (endpoint &&
	    (str_eq(endpoint->endpoint_type, "GatewayLoadBalancer") ||
	     (!endpoint->endpoint_type && !str_eq(eni->interface_type, "vpc_endpoint"))))
		return ROLE_GATEWAY_BALANCER; /* R84, or there is nothing to tell it from one */
	return endpoint ? ROLE_VPC_ENDPOINT : ROLE_CONNECT_ENDPOINT;
}

enum interface_role link_role(const struct network_interface *eni, struct named *last)
{
	if (eni->instance_id) /* whatever its description says */
		return ROLE_HOST;
	if (eni->interface_type != last->interface_type || eni->description != last->description)
		*last = (struct named){eni->interface_type, eni->description, role_by_name(eni)};
	return last->role;
}

void link_service(struct network_interface *eni, const struct object *service)
{
	eni->service = service;
	if (!eni->instance_id)
		eni->role = role_of_service(eni);
}
