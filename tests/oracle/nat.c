/* nat.c - NAT gateways, there and back (R64). */
#include "base/str.h"
#include "net/pktset.h"
#include "oracle/walk.h"

static bool leads_to_gateway(const struct net *net, const struct nat_gateway *nat)
{
	const struct route_table *table = nat->is_regional ? nat->route_table
					  : nat->subnet    ? oracle_table_of(net, nat->subnet)
							   : NULL;
	for (size_t i = 0; table && i < table->routes.len; i++)
		if (table->routes.items[i].target == TARGET_INTERNET_GATEWAY)
			return true;
	return false;
}

static struct outcome nat_send(struct walk w, const struct nat_gateway *nat,
			       const struct nat_gateway_address *address)
{
	struct translation *t = &w.translations[w.n_translations++];
	const struct network_interface *eni =
		net_network_interface(w.net, address->network_interface_id);

	*t = (struct translation){.nat = nat,
				  .from_before = w.packet.source,
				  .to_before = w.packet.destination,
				  .to_after = w.packet.destination,
				  .reply_value_before = w.reply_value};
	t->from_after = nat->is_regional ? address->public_ip : address->private_ip;
	w.packet.source = t->from_after;
	w.reply_value = w.nat_port;
	packet_new_sender(&w, NULL);
	w.at = eni;
	w.middleboxes = 1;
	if (!nat->is_regional)
		return packet_leave(w, nat->subnet);
	if (!nat->route_table)
		return packet_dead_end(&w, "R64: its table is not in the snapshot");
	struct ways ways = oracle_lookup(w.net, nat->route_table, nat->vpc, w.packet.destination);
	if (!ways.items[0].local && ways.items[0].route &&
	    ways.items[0].route->route_state == ROUTE_ACTIVE &&
	    ways.items[0].route->target == TARGET_INTERNET_GATEWAY)
		return packet_by_internet_gateway(w, nat->vpc, NULL, ways.items[0].route);
	if (ways.items[0].route && ways.items[0].route->route_state == ROUTE_ACTIVE)
		w.open = true; /* a regional one that leads elsewhere */
	return packet_stop(&w, "R64: its table has no way");
}

static bool serves(const struct nat_gateway_address *a)
{
	return !a->status || str_eq(a->status, "succeeded");
}

struct outcome packet_by_nat(struct walk w, const struct vpc *vpc, const struct subnet *from,
			     const struct route *route)
{
	const struct nat_gateway *nat = net_nat_gateway(w.net, route->target_id);
	bool have = false;
	struct outcome all = {.tri = TRI_BLOCK};

	if (w.reply)
		return packet_stop(&w, "R64: the reply is translated, and lost");
	if (w.packet.source.family == IPV6) {
		return packet_dead_end(&w, "R64: NAT64");
	}
	if (!nat) {
		packet_gate(&w, from ? oracle_nacl(&w, from, true) : TRI_PASS,
			    "R51: NACL, leaving");
		return packet_dead_end(&w, "the NAT gateway is not in the snapshot");
	}
	if (nat->vpc != vpc || !str_eq(nat->state, "available"))
		return packet_stop(&w, "R64: not available");
	if (w.packet.protocol != PROTO_TCP && w.packet.protocol != PROTO_UDP &&
	    w.packet.protocol != PROTO_ICMP)
		return packet_stop(&w, "R64: tcp, udp, icmp only");
	if (!nat->is_regional && !nat->subnet)
		return packet_dead_end(&w, "its subnet is not in the snapshot");
	if (!packet_cross(&w, from, nat->is_regional ? NULL : nat->subnet))
		return packet_end(&w);
	w.middleboxes++;
	if (!packet_gate(&w, packet_let_out(&w, NULL, true), "R40: groups, leaving"))
		return packet_end(&w);
	if (!nat->is_private && ip_is_private(w.packet.destination) &&
	    !leads_to_gateway(w.net, nat))
		w.open = true;
	if (w.n_translations == TRANSLATIONS)
		return packet_stop(&w, "it goes round");
	for (size_t i = 0; i < nat->addresses.len; i++) {
		if (!serves(&nat->addresses.items[i]) ||
		    (!nat->is_private && !nat->addresses.items[i].public_ip.family))
			continue;
		struct outcome one = nat_send(w, nat, &nat->addresses.items[i]);
		all = have ? packet_merge(all, one) : one;
		have = true;
	}
	return have ? all : packet_stop(&w, "R64: no address");
}

/* From a NAT gateway back to who was behind it. */
struct outcome packet_nat_answers(struct walk w, struct translation t)
{
	const struct nat_gateway *nat = t.nat;

	w.packet.destination = t.from_before;
	w.packet.source = t.to_before;
	if (w.used_ports)
		w.packet.value = t.reply_value_before;
	w.n_translations--;
	if (!nat->is_regional)
		return packet_leave(w, nat->subnet);
	if (!nat->route_table)
		return packet_dead_end(&w, "R64: its table is not in the snapshot");
	struct ways ways = oracle_lookup(w.net, nat->route_table, nat->vpc, w.packet.destination);
	if (ways.items[0].local)
		return packet_deliver(w, nat->vpc, NULL);
	w.open = true; /* a regional NAT gateway has no zone to leave from */
	return packet_end(&w);
}

/* A reply that comes to a NAT gateway: is it one of its own? (R64) */
struct outcome packet_nat_back(struct walk w, const struct nat_gateway *nat,
			       const struct network_interface *eni)
{
	const struct translation *t =
		w.n_translations ? &w.translations[w.n_translations - 1] : NULL;

	if (!t || t->nat != nat || !ip_equal(w.packet.destination, t->from_after) ||
	    !ip_equal(w.packet.source, t->to_after))
		return packet_stop(&w, "R64: the NAT gateway knows no such flow");
	w.at = eni;
	return packet_nat_answers(w, *t);
}
