/* walk.c - the question, and from a subnet to where its table leads. */
#include "oracle/walk.h"
#include "base/str.h"
#include "net/pktset.h"

static struct outcome follow(struct walk w, const struct vpc *vpc, const struct subnet *from,
			     const struct way *way)
{
	const struct route *r = way->route;

	if (way->local) {
		rule_cite(26);
		return packet_deliver(w, vpc, from);
	}
	if (r && r->route_state == ROUTE_ACTIVE && r->target == TARGET_NAT_GATEWAY)
		return packet_by_nat(w, vpc, from, r);
	if (r && r->route_state == ROUTE_ACTIVE && r->target == TARGET_NETWORK_INTERFACE)
		return packet_forward(w, vpc, from, net_network_interface(w.net, r->target_id),
				      r->target_id);
	if (r && r->route_state == ROUTE_ACTIVE && r->target == TARGET_INSTANCE)
		return packet_forward(
			w, vpc, from,
			r->network_interface_id
				? net_network_interface(w.net, r->network_interface_id)
				: oracle_primary_of(w.net, r->target_id),
			r->target_id);
	if (!packet_gate(&w, from ? oracle_nacl(&w, from, true) : TRI_PASS, "R51: NACL, leaving"))
		return packet_end(&w);
	if (!r)
		return packet_stop(&w, "no route");
	if (r->route_state != ROUTE_ACTIVE)
		return packet_stop(&w, "R25: blackhole");
	switch (r->target) {
	case TARGET_INTERNET_GATEWAY:
		return packet_by_internet_gateway(w, vpc, from, r);
	case TARGET_EGRESS_ONLY_INTERNET_GATEWAY:
		return packet_by_egress_only_gateway(w, vpc, from, r);
	case TARGET_VPC_PEERING_CONNECTION:
		return packet_by_peering(w, vpc, r);
	case TARGET_TRANSIT_GATEWAY:
		return packet_transit(w, vpc, from, net_transit_gateway(w.net, r->target_id),
				      r->target_id);
	case TARGET_VPC_ENDPOINT:
		return packet_by_endpoint(w, vpc, from, r);
	case TARGET_VPN_GATEWAY:
		return packet_by_vpn_gateway(w, vpc, r);
	default:
		return packet_beyond(&w, "R84: not modelled");
	}
}

/* Out of a subnet, by whoever holds the packet there. */
struct outcome packet_leave(struct walk w, const struct subnet *subnet)
{
	struct outcome all = {.tri = TRI_BLOCK};

	if (!subnet)
		return packet_dead_end(&w, "the subnet is not in the snapshot");
	if (!subnet->vpc) {
		if (!oracle_subnet_covers(subnet, w.packet.destination))
			packet_gate(&w, oracle_nacl(&w, subnet, true), "R51: NACL, leaving");
		return packet_dead_end(&w, "the VPC is not in the snapshot");
	}
	if (++w.hops > HOPS)
		return packet_stop(&w, "it goes round");
	if (oracle_is_resolver(subnet->vpc, w.packet.destination))
		return packet_dead_end(&w, "R27: the resolver");
	if (oracle_subnet_covers(subnet, w.packet.destination)) {
		rule_cite(21);
		return packet_deliver(w, subnet->vpc, subnet);
	}
	const struct route_table *table = oracle_table_of(w.net, subnet);
	if (!table) {
		packet_gate(&w, oracle_nacl(&w, subnet, true), "R51: NACL, leaving");
		return packet_dead_end(&w, "the route table is not in the snapshot");
	}
	if (str_eq(subnet->vpc->encryption_mode, "enforce"))
		return packet_dead_end(&w, "R84: encryption control");
	struct ways ways = oracle_lookup(w.net, table, subnet->vpc, w.packet.destination);
	w.guessed |= ways.guess;
	if (ways.guess && ways.items[0].local)
		w.open = true; /* may an unknown entry be longer than local? */
	for (unsigned i = 0; i < ways.len; i++) {
		struct outcome one = follow(w, subnet->vpc, subnet, &ways.items[i]);
		all = i ? packet_merge(all, one) : one;
	}
	return all;
}

/* ---- the question ---- */

/* R72: called by its own address, or by one of a client that nobody knows. */
static struct outcome begin_at_endpoint(struct walk w)
{
	const struct ask_end *from = &w.ask->from;
	const struct instance_connect_endpoint *e = from->endpoint;

	if (e->state && !str_eq(e->state, "create-complete") && !str_starts(e->state, "update-"))
		return packet_stop(&w, "R72: the endpoint is not usable");
	if (!w.ask->client.family)
		return packet_leave(w, from->interface->subnet);
	w.unknown_client = true;
	w.packet.source = w.ask->client;
	w.translations[w.n_translations++] =
		(struct translation){.endpoint = e,
				     .front = from->interface,
				     .target = w.ask->to.interface,
				     .kept = true,
				     .from_before = from->address,
				     .to_before = w.packet.destination,
				     .reply_value_before = w.reply_value};
	return packet_leave(w, from->interface->subnet);
}

/* Who starts this of its own: a Lambda function has tcp and udp sockets alone, a load balancer calls
 * its targets over them (R85). */
static bool starts(const struct walk *w, const struct network_interface *eni)
{
	bool balancer = str_eq(eni->interface_type, "network_load_balancer") ||
			(eni->description && str_starts(eni->description, "ELB "));

	if (eni->instance_id || (!balancer && !str_eq(eni->interface_type, "lambda")))
		return true;
	return w->packet.protocol == PROTO_TCP || w->packet.protocol == PROTO_UDP;
}

/* R84: are there, or may there be, interfaces of Client VPN? */
static bool takes_clients(const struct net *net, const struct vpc *vpc)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		if (eni->vpc == vpc && eni->description &&
		    strncmp(eni->description, "ClientVPN", strlen("ClientVPN")) == 0)
			return true;
	}
	return oracle_may_hide(net, vpc);
}

/* An instance that runs, or may, and is not held to its own addresses may masquerade (R82). */
static bool has_router(const struct net *net, const struct vpc *vpc)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		const struct instance *host = net_instance(net, eni->instance_id);
		if (eni->vpc == vpc && eni->instance_id && eni->source_dest_check == FLAG_NO &&
		    (!host || host->state == INSTANCE_RUNNING || host->state == INSTANCE_UNSAID))
			return true;
	}
	return false;
}

/* R82: may whoever calls this address come to it with a sender that is in this VPC? */
static bool changes_sender(const struct net *net, const struct vpc *vpc, struct ip called)
{
	if (!vpc || !net_knows(net, KIND_ROUTE_TABLE, vpc->o.account, vpc->o.region) ||
	    takes_clients(net, vpc) || has_router(net, vpc))
		return true;
	for (size_t i = 0; i < net->route_tables.len; i++) {
		const struct route_table *table = net->route_tables.items[i];
		struct ways ways;

		if (!str_eq(table->vpc_id, vpc->o.id))
			continue;
		ways = oracle_lookup(net, table, vpc, called);
		if (ways.guess || ways.tie || !table->routes_known)
			return true;
		for (unsigned k = 0; k < ways.len; k++) {
			const struct route *r = ways.items[k].route;
			enum target target =
				r && r->route_state == ROUTE_ACTIVE ? r->target : TARGET_NONE;
			if (target == TARGET_NAT_GATEWAY || target == TARGET_INSTANCE ||
			    target == TARGET_NETWORK_INTERFACE || target == TARGET_VPC_ENDPOINT)
				return true;
		}
	}
	return false;
}

static bool peer_changes_sender(const struct net *net, const struct route *r, const struct vpc *vpc,
				struct ip called)
{
	const struct vpc_peering_connection *p = net_vpc_peering_connection(net, r->target_id);
	if (!p)
		return true;
	return changes_sender(net,
			      net_vpc(net, str_eq(p->requester.vpc_id, vpc->o.id)
						   ? p->accepter.vpc_id
						   : p->requester.vpc_id),
			      called);
}

static bool is_for_family(const struct net *net, const struct route *r, unsigned family)
{
	const struct prefix_list *list = net_prefix_list(net, r->destination_prefix_list_id);

	if (!r->destination_prefix_list_id)
		return r->destination.family == family;
	return !list || !list->address_family ||
	       str_eq(list->address_family, family == IPV4 ? "IPv4" : "IPv6");
}

/* R82: is there any way by which an answer might get on premises? */
static bool table_leaves(const struct net *net, const struct subnet *subnet, struct ip called)
{
	const struct route_table *table =
		subnet && subnet->vpc ? oracle_table_of(net, subnet) : NULL;

	if (!table || table->propagating_vgws.len || changes_sender(net, subnet->vpc, called))
		return true;
	for (size_t i = 0; i < table->routes.len; i++) {
		const struct route *r = &table->routes.items[i];
		const struct vpc_endpoint *e = net_vpc_endpoint(net, r->target_id);
		if (!is_for_family(net, r, called.family))
			continue;
		if (r->target == TARGET_VPC_PEERING_CONNECTION &&
		    peer_changes_sender(net, r, subnet->vpc, called))
			return true;
		if (r->route_state != ROUTE_ACTIVE)
			continue;
		switch (r->target) {
		case TARGET_LOCAL:
		case TARGET_INTERNET_GATEWAY:
		case TARGET_EGRESS_ONLY_INTERNET_GATEWAY:
		case TARGET_NAT_GATEWAY:
		case TARGET_VPC_PEERING_CONNECTION:
			break;
		case TARGET_VPC_ENDPOINT:
			if (e && str_eq(e->endpoint_type, "Gateway"))
				break;
			return true;
		default:
			return true;
		}
	}
	return false;
}

static struct outcome begin(struct walk w)
{
	const struct ask_end *from = &w.ask->from, *to = &w.ask->to;

	w.packet.source = from->address;
	w.packet.destination = to->public_address.family ? to->public_address : to->address;
	if (to->public_address.family && from->interface)
		rule_cite(67);
	if (!from->interface && ip_is_private(from->address)) {
		w.sent_from = w.packet.source;
		w.sent_to = w.packet.destination;
		packet_new_sender(&w, NULL);
		if (to->interface && !table_leaves(w.net, to->interface->subnet, to->address))
			return packet_stop(&w, "R82: nothing leads back on premises");
		return packet_beyond(&w, "R82: from on premises");
	}
	if (!from->interface) {
		if (to->address.family == IPV4)
			w.packet.destination = oracle_public_of(w.net, to->interface, to->address);
		w.sent_from = w.packet.source;
		w.sent_to = w.packet.destination;
		packet_new_sender(&w, NULL);
		if (!w.packet.destination.family)
			return packet_stop(&w, "R60: no public address");
		if (!to->interface->vpc)
			return packet_enter_unread(w, to->interface);
		return packet_internet(w);
	}
	w.sent_from = w.packet.source;
	w.sent_to = w.packet.destination;
	packet_new_sender(&w, from->interface);
	if (!packet_gate(&w, oracle_usable(from->interface), "the sender is not up"))
		return packet_end(&w);
	if (from->endpoint)
		return begin_at_endpoint(w);
	if (to->interface && !to->public_address.family &&
	    oracle_same_host(from->interface, to->interface)) {
		rule_cite(11);
		return packet_end(&w);
	}
	if (!starts(&w, from->interface))
		return packet_stop(&w, "R85: it starts no such thing of its own");
	return packet_leave(w, from->interface->subnet);
}

enum tri oracle_walk(const struct net *net, const struct ask *ask, unsigned client_port,
		     unsigned nat_port, struct judgement *how)
{
	struct walk w = {.net = net,
			 .ask = ask,
			 .packet = {.protocol = ask->protocol, .value = ask->value},
			 .worst = TRI_PASS,
			 .why = "",
			 .client_port = client_port,
			 .nat_port = nat_port,
			 .reply_value = client_port};
	struct outcome o = begin(w);

	how->dead_end |= o.dead_end;
	how->open |= o.open;
	how->guessed |= o.guessed;
	how->deeper |= o.deeper;
	how->doubted |= o.doubted;
	how->used_ports |= o.used_ports;
	how->used_nat_port |= o.used_nat_port;
	how->why = o.why;
	return o.tri;
}
