/* Who owns which address; interfaces that only DescribeInstances shows (R14). */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- R14 ---- */

struct made {
	struct loader *loader;
	const struct origin *origin; /* of the last interface that was made */
};

static bool is_known(const struct made *made, const char *id)
{
	const struct loader *l = made->loader;
	return ids_get(&l->net->by_id[KIND_NETWORK_INTERFACE],
		       l->objects[KIND_NETWORK_INTERFACE].items, id);
}

/* Of what others tell: theirs, but it stood in no list of its source. */
static const struct origin *origin_of_made(struct made *made, const struct object *teller)
{
	const struct origin *told = teller->origin, *last = made->origin;
	if (last && last->file == told->file && last->seen_by == told->seen_by)
		return last;
	struct origin *own = arena_new(&made->loader->net->arena, struct origin);
	own->file = told->file;
	own->seen_by = told->seen_by;
	return made->origin = own;
}

static void take_interface(struct made *made, const struct instance *i,
			   struct network_interface *eni)
{
	if (!eni->o.id || is_known(made, eni->o.id))
		return;
	eni->o.kind = KIND_NETWORK_INTERFACE;
	eni->o.region = i->o.region;
	eni->o.line = i->o.line;
	eni->o.index = i->o.index;
	eni->o.origin = origin_of_made(made, &i->o);
	if (!eni->o.account)
		eni->o.account = i->o.account;
	eni->instance_id = i->o.id;
	if (!eni->public_ip.family && ip_equal(eni->private_ip, i->private_ip))
		eni->public_ip = i->public_ip;
	loader_add(made->loader, &eni->o);
}

/* All addresses that a NAT gateway has on an interface, the primary one first. */
static void take_nat_addresses(struct net *net, const struct nat_gateway *nat,
			       struct network_interface *eni)
{
	eni->private_ips.items =
		arena_array(&net->arena, struct private_ip_address, nat->addresses.len);
	for (int primary = 1; primary >= 0; primary--)
		for (size_t i = 0; i < nat->addresses.len; i++) {
			const struct nat_gateway_address *a = &nat->addresses.items[i];
			if (!str_eq(a->network_interface_id, eni->o.id) || !a->private_ip.family ||
			    a->is_primary != primary)
				continue;
			size_t place = eni->private_ips.len++;
			eni->private_ips.items[place] =
				(struct private_ip_address){.private_ip = a->private_ip,
							    .public_ip = a->public_ip,
							    .primary = !place,
							    .allocation_id = a->allocation_id};
		}
}

/* A NAT gateway tells its own, too. */
static void take_nat_interface(struct made *made, const struct nat_gateway *nat,
			       const struct nat_gateway_address *a)
{
	if (!a->network_interface_id || !a->private_ip.family ||
	    is_known(made, a->network_interface_id))
		return;
	struct network_interface *eni =
		arena_new(&made->loader->net->arena, struct network_interface);
	eni->o = nat->o;
	eni->o.kind = KIND_NETWORK_INTERFACE;
	eni->o.id = a->network_interface_id;
	eni->o.origin = origin_of_made(made, &nat->o);
	eni->o.tags.items = NULL;
	eni->o.tags.len = 0;
	eni->subnet_id = nat->subnet_id;
	eni->vpc_id = nat->vpc_id;
	take_nat_addresses(made->loader->net, nat, eni);
	eni->private_ip = eni->private_ips.items[0].private_ip;
	eni->public_ip = eni->private_ips.items[0].public_ip;
	eni->allocation_id = eni->private_ips.items[0].allocation_id;
	eni->device_index = eni->network_card_index = -1;
	eni->interface_type = "nat_gateway";
	eni->status = "in-use";
	eni->requester_managed = true;
	loader_add(made->loader, &eni->o);
}

static void take_nat_interfaces(struct made *made)
{
	const struct net *net = made->loader->net;
	for (size_t n = 0; n < net->nat_gateways.len; n++) {
		const struct nat_gateway *nat = net->nat_gateways.items[n];
		if (net_knows(net, KIND_NETWORK_INTERFACE, nat->o.account, nat->o.region) ||
		    str_eq(nat->state, "deleted") || str_eq(nat->state, "failed"))
			continue;
		for (size_t k = 0; k < nat->addresses.len; k++)
			take_nat_interface(made, nat, &nat->addresses.items[k]);
	}
}

/* Where DescribeNetworkInterfaces was asked it is right; elsewhere those who have them tell. */
void make_described_interfaces(struct loader *l)
{
	const struct net *net = l->net;
	struct made made = {.loader = l};
	take_nat_interfaces(&made);
	for (size_t n = 0; n < net->instances.len; n++) {
		struct instance *i = net->instances.items[n];
		if (!i->described_interfaces.len ||
		    net_knows(net, KIND_NETWORK_INTERFACE, i->o.account, i->o.region))
			continue;
		for (size_t k = 0; k < i->described_interfaces.len; k++)
			take_interface(&made, i, &i->described_interfaces.items[k]);
	}
	loader_show(l, KIND_NETWORK_INTERFACE);
}

/* ---- an interface's own addresses ---- */

/* PrivateIpAddress alone stands for a list of one; the primary comes first. */
void link_own_addresses(struct network_interface *eni)
{
	if (!eni->private_ips.len && eni->private_ip.family == IPV4) {
		eni->private_ips.items = &eni->own;
		eni->private_ips.len = 1;
		eni->primary = true;
	}
	for (size_t i = 0; i < eni->private_ips.len; i++) {
		struct private_ip_address *p = &eni->private_ips.items[i], first;
		bool primary = p->primary || ip_equal(p->private_ip, eni->private_ip);
		if (!primary)
			continue;
		first = *p;
		memmove(&eni->private_ips.items[1], &eni->private_ips.items[0], i * sizeof first);
		eni->private_ips.items[0] = first;
		break;
	}
	struct private_ip_address *p = eni->private_ips.items;
	if (!eni->private_ips.len)
		return;
	if (!eni->private_ip.family)
		eni->private_ip = p->private_ip;
	if (!p->public_ip.family)
		p->public_ip = eni->public_ip;
	if (!p->allocation_id)
		p->allocation_id = eni->allocation_id;
	if (!eni->public_ip.family)
		eni->public_ip = p->public_ip;
	if (!eni->allocation_id)
		eni->allocation_id = p->allocation_id;
}

/* R62: an Elastic IP counts where it is associated, even if the interface does not show it. */
static void apply_elastic_ips(struct net *net)
{
	for (size_t i = 0; i < net->addresss.len; i++) {
		const struct address *a = net->addresss.items[i];
		const struct object *o =
			net_find(net, KIND_NETWORK_INTERFACE, a->network_interface_id);
		if (!o || !a->public_ip.family)
			continue;
		struct network_interface *eni = net->network_interfaces.items[o->ordinal];
		for (size_t k = 0; k < eni->private_ips.len; k++) {
			struct private_ip_address *p = &eni->private_ips.items[k];
			bool here = a->private_ip.family ? ip_equal(a->private_ip, p->private_ip)
							 : k == 0;
			if (!here || p->public_ip.family)
				continue;
			p->public_ip = a->public_ip;
			p->allocation_id = a->o.id;
			if (k == 0) {
				eni->public_ip = a->public_ip;
				eni->allocation_id = a->o.id;
			}
		}
	}
}

void link_addresses(struct loader *l)
{
	const objects *all = &l->objects[KIND_NETWORK_INTERFACE];
	apply_elastic_ips(l->net);
	net_index_owners(l->net, &(struct object_list){all->items, all->len});
}
