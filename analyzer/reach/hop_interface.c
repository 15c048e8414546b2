/* hop_interface.c - instances and appliances as next hops (R12, R81). */
#include "reach/internal.h"

/* A route to an instance names the interface, too. */
const struct network_interface *next_hop(const struct net *net, const struct route *r)
{
	const struct network_interface *named = net_network_interface(net, r->network_interface_id);
	if (named || !r->object)
		return named;
	if (r->object->kind == KIND_INSTANCE)
		return ((const struct instance *)(const void *)r->object)->primary;
	return NULL;
}

static bool passed_before(const struct walk *w, const struct network_interface *eni)
{
	for (unsigned i = 0; i < w->n_middleboxes; i++)
		if (w->middleboxes[i] == eni)
			return true;
	return false;
}

/* Of an instance with several interfaces; the instance itself may not be in the snapshot. */
static bool has_siblings(const struct net *net, const struct network_interface *eni)
{
	if (eni->instance)
		return eni->instance->interfaces.len > 1;
	for (size_t i = 0; eni->instance_id && eni->vpc && i < eni->vpc->interfaces.len; i++) {
		const struct network_interface *other = vpc_interface(net, eni->vpc, i);
		if (other != eni && str_eq(other->instance_id, eni->instance_id))
			return true;
	}
	return false;
}

static bool has_public(const struct network_interface *eni, struct ip ip)
{
	for (size_t i = 0; i < eni->private_ips.len; i++)
		if (ip_equal(eni->private_ips.items[i].public_ip, ip))
			return true;
	return false;
}

/* A router at the other end of a VPN, in a VPC of the snapshot: its tunnels lead where no route
 * table shows (R82). */
static bool is_customer_gateway(const struct net *net, const struct network_interface *eni)
{
	struct ip ip;
	for (size_t i = 0; i < net->customer_gateways.len; i++) {
		const char *text = net->customer_gateways.items[i]->ip_address;
		if (!text || !ip_parse(text, &ip))
			continue;
		const struct network_interface *owner = net_public_owner(net, ip).interface;
		if (has_public(eni, ip) || (owner && interfaces_of_one_host(owner, eni)))
			return true;
	}
	return false;
}

static bool tell_addresses(const struct net *net)
{
	for (size_t i = 0; i < net->customer_gateways.len; i++)
		if (!net->customer_gateways.items[i]->ip_address)
			return false;
	return true;
}

/* Where customer gateways were never asked for, or one does not say its address (it may have a certificate
 * instead): it has an address by which a VPN could call it. */
static bool may_be_customer_gateway(const struct net *net, const struct network_interface *eni)
{
	bool known = net_knows(net, KIND_CUSTOMER_GATEWAY, eni->o.account, eni->o.region) &&
		     tell_addresses(net);
	for (size_t i = 0; !known && eni->vpc && i < eni->vpc->interfaces.len; i++) {
		const struct network_interface *own = vpc_interface(net, eni->vpc, i);
		if (interfaces_of_one_host(own, eni) &&
		    interface_public_of(own, own->private_ip).family)
			return true;
	}
	return false;
}

bool in_no_vpc(struct walk *w)
{
	const struct net *net = w->r->net;
	bool covered = false;
	for (size_t i = 0; i < net->vpcs.len; i++) {
		keep_to_blocks(w, net->vpcs.items[i]);
		covered |= vpc_covers(net->vpcs.items[i], w->destination);
	}
	atom_narrow(atom_of(w, w->destination), ip_special_range(w->destination));
	return !covered && ip_is_private(w->destination);
}

/* Where it sends the packet is not in the snapshot: into a tunnel, to a container. */
static bool leads_out_of_sight(struct walk *w, const struct network_interface *eni)
{
	if (eni->vpc && vpc_covers(eni->vpc, w->destination))
		return false;
	if (is_customer_gateway(w->r->net, eni)) {
		w->middlebox = true;
		w->sender = NULL;
		w->at = AT_ON_PREMISES;
		return true;
	}
	atom_narrow(atom_of(w, w->destination), ip_special_range(w->destination));
	if (ip_is_private(w->destination) && may_be_customer_gateway(w->r->net, eni)) {
		behind_middlebox(w);
		walk_lacks(w, add_hop(w, COMPONENT_NETWORK_INTERFACE, &eni->o),
			   KIND_CUSTOMER_GATEWAY, &eni->o);
		walk_end(w);
		return true;
	}
	if (eni != w->from || w->goal || !in_no_vpc(w))
		return false;
	struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &eni->o);
	hop->interface = eni;
	walk_unsupported(w, hop, "what lies behind an instance that forwards");
	return true;
}

/* Its groups know a reply only if they saw the request (R40). */
static void groups(struct walk *w, const struct network_interface *eni, bool egress)
{
	struct sg_peer nobody = {0};
	if ((w->reply && passed_before(w, eni)) || !eni->group_set->group_ids.len)
		return;
	struct hop *hop = add_hop(w, COMPONENT_SECURITY_GROUP, first_group(eni));
	hop->interface = eni;
	hop->egress = egress;
	hop->middlebox = true;
	struct ip address = egress ? w->destination : w->source;
	walk_apply(w, hop,
		   sg_sets(w->r, w->arena, eni->group_set, egress, address, &nobody,
			   atom_of(w, address)),
		   egress ? VCK_SG_EGRESS_DENIED : VCK_SG_INGRESS_DENIED);
}

static void forward(struct walk *w, const struct network_interface *eni)
{
	check_interface(w, eni);
	struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &eni->o);
	hop->interface = eni;
	if (comes_again(w, &eni->o)) { /* its subnet's table leads on as it did the first time */
		hop->detail = "the packet comes to it a second time";
		walk_stop(w, hop, VCK_MIDDLEBOX_LOOP);
		walk_end(w);
		return;
	}
	if (eni->role == ROLE_GATEWAY_BALANCER) {
		walk_unsupported(w, hop, "a gateway load balancer");
		return;
	}
	if (eni->source_dest_check != FLAG_NO)
		walk_stop(w, hop, VCK_SOURCE_DEST_CHECK);
	groups(w, eni, false);
	groups(w, eni, true);
	behind_middlebox(w);
	if (has_siblings(w->r->net, eni)) {
		walk_unsupported(w, hop, "how an instance with several interfaces forwards");
		return;
	}
	if (leads_out_of_sight(w, eni))
		return;
	if (!w->reply && w->n_middleboxes < MAX_MIDDLEBOXES)
		w->middleboxes[w->n_middleboxes++] = eni;
	walk_leave(w, eni->subnet, eni);
}

/* One of another VPC, which no route that AWS takes leads to: it forwards what is for that VPC's hosts, among whose
 * addresses are its own. */
static void keep_off_its_own(struct walk *w, const struct network_interface *eni)
{
	struct ip_range *atom = atom_of(w, w->destination);
	if (!atom || eni->vpc == w->vpc)
		return;
	ip_range_keep(atom, w->destination, cidr_of_ip(eni->private_ip));
	for (size_t i = 0; i < eni->private_ips.len; i++)
		ip_range_keep(atom, w->destination,
			      cidr_of_ip(eni->private_ips.items[i].private_ip));
	for (size_t i = 0; i < eni->ipv6.len; i++)
		ip_range_keep(atom, w->destination, cidr_of_ip(eni->ipv6.items[i]));
	for (size_t i = 0; i < eni->prefixes.len; i++)
		ip_range_keep(atom, w->destination, eni->prefixes.items[i]);
}

void hop_interface(struct walk *w, struct hop *route_hop, const struct route *r)
{
	const struct network_interface *eni = next_hop(w->r->net, r);
	if (!eni) {
		enum kind kind =
			r->target == TARGET_INSTANCE ? KIND_INSTANCE : KIND_NETWORK_INTERFACE;
		const struct object *near = w->vpc ? &w->vpc->o : NULL;
		if (near && net_knows(w->r->net, kind, near->account, near->region) &&
		    !unread_interfaces(w->r->net, w->vpc)) {
			wrong_route(w, route_hop, VCK_ROUTE_BLACKHOLE); /* it is gone */
			return;
		}
		walk_lacks(w, add_hop_id(w, COMPONENT_NETWORK_INTERFACE, r->target_id), kind, near);
		walk_end(w);
		return;
	}
	if (eni == w->from && leads_out_of_sight(w, eni))
		return;
	if (eni == w->from) { /* R81 */
		walk_stop(w, route_hop, VCK_MIDDLEBOX_LOOP);
		if (w->trace)
			follow_wanted(w, route_hop);
		return;
	}
	if (eni->subnet != w->subnet)
		cross_nacl(w, eni->subnet, false);
	if (interface_has(eni, w->destination)) {
		walk_arrive(w, eni);
		return;
	}
	keep_off_its_own(w, eni);
	forward(w, eni);
}
