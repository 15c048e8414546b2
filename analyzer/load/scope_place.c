/*
 * scope_place.c - account and Region through what a resource is linked to.
 */
#include "load/loader.h"

#include <string.h>

static void learn(struct object *o, const struct object *from)
{
	if (!from || (o->region && o->account))
		return;
	if (!o->region)
		o->region = from->region;
	if (!o->account)
		o->account = from->account;
}

#define THROUGH(symbol, type, member)                                                              \
	{                                                                                          \
		KIND_##symbol, offsetof(struct type, member)                                       \
	}

/* In this order: a VPC learns from what lies in it before others learn from the VPC. */
static const struct {
	enum kind kind;
	size_t pointer;
} upward[] =
	{
		THROUGH(SUBNET, subnet, vpc),
		THROUGH(NETWORK_INTERFACE, network_interface, vpc),
		THROUGH(LOAD_BALANCER, load_balancer, vpc),
		THROUGH(TARGET_GROUP, target_group, vpc),
		THROUGH(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, vpc),
},
  downward[] = {
	  THROUGH(SUBNET, subnet, vpc),
	  THROUGH(NETWORK_INTERFACE, network_interface, subnet),
	  THROUGH(NETWORK_INTERFACE, network_interface, vpc),
	  THROUGH(INSTANCE, instance, primary),
	  THROUGH(ROUTE_TABLE, route_table, vpc),
	  THROUGH(NETWORK_ACL, network_acl, vpc),
	  THROUGH(SECURITY_GROUP, security_group, vpc),
	  THROUGH(NAT_GATEWAY, nat_gateway, subnet),
	  THROUGH(NAT_GATEWAY, nat_gateway, vpc),
	  THROUGH(INSTANCE_CONNECT_ENDPOINT, instance_connect_endpoint, vpc),
	  THROUGH(VPC_ENDPOINT, vpc_endpoint, vpc),
	  THROUGH(LOAD_BALANCER, load_balancer, vpc),
	  THROUGH(TARGET_GROUP, target_group, vpc),
	  THROUGH(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, vpc),
	  THROUGH(TGW_VPC_ATTACHMENT, tgw_vpc_attachment, transit_gateway),
	  THROUGH(TGW_ATTACHMENT, tgw_attachment, transit_gateway),
	  THROUGH(TGW_ATTACHMENT, tgw_attachment, vpc_attachment),
	  THROUGH(TGW_ROUTE_TABLE, tgw_route_table, transit_gateway),
};

static struct object *pointer_at(const struct object *o, size_t offset)
{
	struct object *p;
	memcpy(&p, (const char *)o + offset, sizeof p);
	return p;
}

static bool vpc_lacks_region(const struct net *net)
{
	for (size_t i = 0; i < net->vpcs.len; i++)
		if (!net->vpcs.items[i]->o.region)
			return true;
	return false;
}

static void learn_upward(struct net *net)
{
	for (size_t row = 0; row < COUNT_OF(upward) && vpc_lacks_region(net); row++) {
		struct object_list list = net_list(net, upward[row].kind);
		for (size_t i = 0; i < list.len; i++) {
			list_ahead(list.items, list.len, i, kind_info[upward[row].kind].size);
			struct object *up = pointer_at(list.items[i], upward[row].pointer);
			if (up && !up->region)
				up->region = list.items[i]->region;
		}
	}
}

static void learn_downward(const struct loader *l)
{
	for (size_t row = 0; row < COUNT_OF(downward); row++) {
		struct object_list list = net_list(l->net, downward[row].kind);
		size_t size = kind_info[downward[row].kind].size;
		for (size_t i = 0; l->lacks[downward[row].kind] && i < list.len; i++) {
			list_ahead(list.items, list.len, i, size);
			learn(list.items[i], pointer_at(list.items[i], downward[row].pointer));
		}
	}
}

static void learn_from_attachment(struct object *o, const struct gateway_attachment *a, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i].vpc)
			learn(o, &a[i].vpc->o);
}

/* A peering connection knows the Regions and owners of its VPCs, and they its. */
static void learn_from_side(struct vpc_peering_connection *pcx, const struct peering_side *side)
{
	if (!pcx->o.account)
		pcx->o.account = side->owner_id;
	if (!pcx->o.region)
		pcx->o.region = side->region ? side->region
				: side->vpc  ? side->vpc->o.region
					     : NULL;
}

static void place_gateways(struct net *net)
{
	for (size_t i = 0; i < net->internet_gateways.len; i++) {
		struct internet_gateway *g = net->internet_gateways.items[i];
		learn_from_attachment(&g->o, g->attachments.items, g->attachments.len);
	}
	for (size_t i = 0; i < net->egress_only_internet_gateways.len; i++) {
		struct egress_only_internet_gateway *g =
			net->egress_only_internet_gateways.items[i];
		learn_from_attachment(&g->o, g->attachments.items, g->attachments.len);
	}
	for (size_t i = 0; i < net->vpn_gateways.len; i++) {
		struct vpn_gateway *g = net->vpn_gateways.items[i];
		learn_from_attachment(&g->o, g->attachments.items, g->attachments.len);
	}
	for (size_t i = 0; i < net->addresss.len; i++) {
		struct address *a = net->addresss.items[i];
		const struct network_interface *eni =
			net_network_interface(net, a->network_interface_id);
		if (eni)
			learn(&a->o, &eni->o);
	}
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		learn_from_side(net->vpc_peering_connections.items[i],
				&net->vpc_peering_connections.items[i]->requester);
		learn_from_side(net->vpc_peering_connections.items[i],
				&net->vpc_peering_connections.items[i]->accepter);
	}
}

/* The Region that a peering connection names for a VPC whose own elements tell none. */
static void place_peers(struct net *net)
{
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		struct vpc_peering_connection *pcx = net->vpc_peering_connections.items[i];
		const struct peering_side *sides[] = {&pcx->requester, &pcx->accepter};
		for (size_t k = 0; k < COUNT_OF(sides); k++) {
			const struct object *vpc = net_find(net, KIND_VPC, sides[k]->vpc_id);
			struct object *o = vpc ? net_list(net, KIND_VPC).items[vpc->ordinal] : NULL;
			if (o && !o->region)
				o->region = sides[k]->region;
		}
	}
}

void scope_places(struct loader *l)
{
	learn_upward(l->net);
	place_peers(l->net);
	learn_downward(l);
	place_gateways(l->net);
}
