/*
 * arrive.c - a packet is where it was to go: at an interface, or at a host outside.
 *
 * A request is handed to who stands behind the interface, if its groups let it in; then the reply sets out
 * from there, and is home when it comes to who sent the request, looking like the answer to it (R29).
 */
#include "base/str.h"
#include "net/pktset.h"
#include "oracle/walk.h"

/* ---- the two ends ---- */

/* What the reply carries: to the client's port, or as the answer to a ping (R53). */
unsigned packet_reply_value(struct walk *w)
{
	if (w->packet.protocol == PROTO_TCP || w->packet.protocol == PROTO_UDP) {
		w->used_ports = true;
		rule_cite(53);
		for (unsigned i = 0; i < w->n_translations; i++)
			w->used_nat_port |= !w->translations[i].kept;
		return w->reply_value;
	}
	if (w->packet.protocol == PROTO_ICMP || w->packet.protocol == PROTO_ICMPV6) {
		bool four = w->packet.protocol == PROTO_ICMP;
		if (w->packet.value != (four ? 8u << 8 : 128u << 8))
			w->open = true; /* the rules know the reply to a ping alone */
		return four ? 0 : 129u << 8;
	}
	return 0;
}

struct outcome packet_answer(struct walk w, const struct network_interface *eni)
{
	struct ip from = w.packet.source;

	w.packet.value = packet_reply_value(&w);
	w.packet.source = w.packet.destination;
	w.packet.destination = from;
	w.reply = true;
	w.hops = w.n_doors = 0;
	packet_new_sender(&w, eni);
	if (!eni)
		return packet_internet(w);
	if (w.n_translations && w.translations[w.n_translations - 1].kept)
		return packet_balance_back(w, w.translations[w.n_translations - 1]);
	return packet_leave(w, eni->subnet);
}

/* The reply is home: it must look like one to who sent the request (R29). */
static struct outcome come_home(struct walk *w, const struct network_interface *eni)
{
	if (eni != w->ask->from.interface || w->n_translations)
		return packet_stop(w, "R29: the reply ends elsewhere");
	if (!ip_equal(w->packet.source, w->sent_to) ||
	    !ip_equal(w->packet.destination, w->sent_from))
		return packet_stop(w, "R29: the reply was not translated back");
	return packet_end(w);
}

/* Its listeners are not in the snapshot; if it answers, it does so from here. */
static struct outcome unread_balancer(struct walk w, const struct network_interface *eni)
{
	if (str_starts(eni->description, "ELB gwy/"))
		return packet_beyond(&w, "R84: a gateway load balancer");
	if (str_eq(eni->interface_type, "network_load_balancer") &&
	    (w.packet.protocol == PROTO_ICMP || w.packet.protocol == PROTO_ICMPV6))
		return packet_stop(&w, "R85: it never answers ping");
	packet_gate(&w, TRI_UNKNOWN, "R85: the balancer is not in the snapshot");
	return packet_answer(w, eni);
}

static struct outcome arrive_request(struct walk w, const struct network_interface *eni)
{
	const struct network_interface *wanted = w.ask->to.interface;
	const struct load_balancer *balancer = oracle_balancer_of(w.net, eni);

	for (unsigned i = 0; i < w.n_translations; i++) {
		if (!w.translations[i].balancer)
			continue;
		wanted = w.translations[i].target ? w.translations[i].target : eni;
	}
	if (eni != wanted)
		return packet_stop(&w, "R29: another interface has that address");
	if (oracle_nat_of(w.net, eni) || str_eq(eni->interface_type, "nat_gateway"))
		return packet_stop(&w, "R64: a NAT gateway answers nobody");
	w.transit_references &= !str_eq(eni->interface_type, "vpc_endpoint"); /* R43 */
	if (!packet_gate(&w, packet_let_out(&w, eni, true), "R40: groups, leaving") ||
	    !packet_gate(&w,
			 oracle_groups(&w, eni, false, w.unknown_client ? NULL : w.sender, true),
			 "R40: groups, entering"))
		return packet_end(&w);
	const struct translation *t = packet_translation(&w);
	if (t && t->caller && oracle_same_host(t->caller, eni))
		return packet_stop(&w, "R85: a target that calls itself");
	if (balancer)
		return packet_balance(w, eni, balancer);
	if (eni->description && str_starts(eni->description, "ELB "))
		return unread_balancer(w, eni);
	if (!packet_gate(&w, oracle_usable(eni), "the receiver is not up"))
		return packet_end(&w);
	if (oracle_answers_nobody(eni))
		return packet_stop(&w, "R13: nobody is called through it");
	if (str_eq(eni->interface_type, "vpc_endpoint") &&
	    (w.packet.protocol == PROTO_ICMP || w.packet.protocol == PROTO_ICMPV6))
		return packet_stop(&w, "R83: an endpoint never answers ping");
	if (str_eq(eni->interface_type, "vpc_endpoint") && !interface_endpoint(eni) &&
	    !net_knows(w.net, KIND_VPC_ENDPOINT, eni->o.account, eni->o.region))
		packet_gate(&w, TRI_UNKNOWN, "R2: whether the endpoint is available");
	return packet_answer(w, eni);
}

struct outcome packet_arrive(struct walk w, const struct network_interface *eni)
{
	const struct nat_gateway *nat = oracle_nat_of(w.net, eni);
	const struct translation *t =
		w.n_translations ? &w.translations[w.n_translations - 1] : NULL;

	if (!w.reply)
		return arrive_request(w, eni);
	if (nat)
		return packet_nat_back(w, nat, eni);
	if (t && t->balancer && t->front == eni)
		return packet_balance_back(w, *t);
	return come_home(&w, eni);
}

struct outcome packet_arrive_host(struct walk w)
{
	const struct ask_end *to = &w.ask->to, *from = &w.ask->from;

	if (w.reply) {
		if (from->interface || !ip_equal(w.packet.destination, from->address))
			return packet_stop(&w, "R29: the reply ends outside");
		return come_home(&w, NULL);
	}
	if (to->interface || !ip_equal(w.packet.destination, to->address))
		return packet_stop(&w, "the request ends outside");
	if (!packet_gate(&w, packet_let_out(&w, NULL, true), "R40: groups, leaving"))
		return packet_end(&w);
	rule_cite(1); /* it is up, and answers */
	return packet_answer(w, NULL);
}

/* ---- inside a VPC ---- */

static const struct subnet *subnet_of(const struct walk *w, const struct vpc *vpc)
{
	for (size_t i = 0; i < w->net->subnets.len; i++)
		if (w->net->subnets.items[i]->vpc == vpc &&
		    oracle_subnet_covers(w->net->subnets.items[i], w->packet.destination))
			return w->net->subnets.items[i];
	return NULL;
}

/* Who should get it lies in another VPC: whoever has the address here is not meant. */
static bool wanted_elsewhere(const struct walk *w, const struct vpc *vpc)
{
	const struct translation *t = packet_translation(w);
	const struct network_interface *wanted =
		w->reply ? (t ? t->front : w->ask->from.interface) : w->ask->to.interface;

	if (!w->reply && t && t->balancer)
		wanted = t->target;
	if (w->reply && t && t->nat)
		return t->nat->vpc != vpc;
	return wanted && wanted->vpc && wanted->vpc != vpc;
}

/* R27: to the interface that has the address. from NULL: it comes in through a gateway. */
struct outcome packet_deliver(struct walk w, const struct vpc *vpc, const struct subnet *from)
{
	const struct network_interface *eni = oracle_owner(w.net, vpc, w.packet.destination);

	if (oracle_is_resolver(vpc, w.packet.destination))
		return packet_dead_end(&w, "R27: the resolver");
	if (!eni) {
		if (from && !oracle_subnet_covers(from, w.packet.destination) &&
		    !packet_gate(&w, oracle_nacl(&w, from, true), "R51: NACL, leaving"))
			return packet_end(&w);
		const struct subnet *there = subnet_of(&w, vpc);
		if (there && there != from &&
		    !packet_gate(&w, oracle_nacl(&w, there, false), "R51: NACL, entering"))
			return packet_end(&w);
		return oracle_may_hide(w.net, vpc) && !wanted_elsewhere(&w, vpc)
			       ? packet_dead_end(&w, "R27: may be hidden")
			       : packet_stop(&w, "R27: nobody has the address");
	}
	if (!eni->subnet)
		packet_gate(&w, TRI_UNKNOWN, "the subnet is not in the snapshot");
	if (!packet_cross(&w, from, eni->subnet))
		return packet_end(&w);
	if (!str_eq(eni->o.account, vpc->o.account))
		rule_cite(86);
	return packet_arrive(w, eni);
}
