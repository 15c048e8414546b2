/* edit_internet.c - the ways to the internet: public addresses, internet gateways, Block Public Access.
 */
#include "model/whatif.h"

struct owned { /* an entry of added_public */
	struct address_key key;
	struct address_owner owner;
};

bool edit_associate_address(struct whatif *w, const struct edit *e)
{
	MINE(network_interface, NETWORK_INTERFACE, e->on);
	struct network_interface *n = network_interface;
	if (!n || !n->private_ips.len || n->public_ip.family ||
	    net_public_owner(w->net, e->address).interface)
		return false;
	struct owned *o = arena_alloc(&w->net->arena, sizeof *o); /* keys outlive the undo */
	o->key = address_key(e->address);
	o->owner = (struct address_owner){n, &n->private_ips.items[0]};
	SET(w, n->public_ip, e->address);
	SET(w, n->private_ips.items[0].public_ip, e->address);
	whatif_index(w, &w->net->added_public, &o->key, sizeof o->key, &o->owner);
	return true;
}

static bool lists_gateway(const struct vpc *v, const struct internet_gateway *g)
{
	for (size_t i = 0; i < v->internet_gateways.len; i++)
		if (v->internet_gateways.items[i] == g)
			return true;
	return false;
}

static bool attach(struct whatif *w, struct internet_gateway *g, struct vpc *v)
{
	struct gateway_attachment *a = arena_new(&w->arena, struct gateway_attachment);
	for (size_t i = 0; i < v->internet_gateways.len; i++) {
		const struct internet_gateway *other = v->internet_gateways.items[i];
		if (other != g && is_attached(other, v) == FLAG_YES)
			return false; /* a VPC has one at most */
	}
	*a = (struct gateway_attachment){.vpc_id = v->o.id, .state = "available", .vpc = v};
	SET(w, g->attachments.items, a);
	SET(w, g->attachments.len, 1);
	SET(w, g->attachments_known, true);
	if (!lists_gateway(v, g))
		ADD_POINTER(w, v->internet_gateways, g);
	whatif_revive_routes(w, v, &g->o);
	return true;
}

bool edit_attach_gateway(struct whatif *w, const struct edit *e)
{
	MINE(internet_gateway, INTERNET_GATEWAY, e->on);
	struct vpc *v = (void *)whatif_mine(w, e->target, KIND_VPC);
	return internet_gateway && v && attach(w, internet_gateway, v);
}

bool edit_new_gateway(struct whatif *w, const struct edit *e)
{
	MINE(vpc, VPC, e->on);
	if (!vpc)
		return false;
	struct internet_gateway *g = arena_new(&w->arena, struct internet_gateway);
	whatif_name(w, &g->o, KIND_INTERNET_GATEWAY, EDIT_NEW_GATEWAY_ID, &vpc->o);
	ADD_POINTER(w, w->net->internet_gateways, g);
	return attach(w, g, vpc);
}

bool edit_exclude_subnet(struct whatif *w, const struct edit *e)
{
	MINE(subnet, SUBNET, e->on);
	if (!subnet)
		return false;
	SET(w, subnet->block_public_access, "off");
	return true;
}

bool edit_exclude_vpc(struct whatif *w, const struct edit *e)
{
	MINE(vpc, VPC, e->on);
	if (!vpc)
		return false;
	SET(w, vpc->block_public_access, "off");
	for (size_t i = 0; i < vpc->subnets.len; i++) {
		struct subnet *s = (void *)whatif_mine(w, &vpc->subnets.items[i]->o, KIND_SUBNET);
		SET(w, s->block_public_access, "off");
	}
	return true;
}
