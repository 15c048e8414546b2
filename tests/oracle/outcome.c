/*
 * outcome.c - how a walk ends, and what can be said where nobody knows the way.
 *
 * The worst step decides. Where the way is lost the walk ends, but for what holds by whatever way it
 * goes on: the sender's groups, whether the receiver takes it from anybody at all, and the way from what
 * translated the request back to its client (R2, R29, R82).
 */
#include "base/str.h"
#include "net/pktset.h"
#include "oracle/walk.h"

/* ---- how a walk ends ---- */

struct outcome packet_end(const struct walk *w)
{
	return (struct outcome){.tri = w->worst,
				.dead_end = w->dead_end,
				.open = w->open,
				.used_ports = w->used_ports,
				.used_nat_port = w->used_nat_port,
				.guessed = w->guessed,
				.deeper = w->deeper,
				.why = w->why};
}

/* Take a step. false: the packet is dropped for certain, and the walk is over. */
bool packet_gate(struct walk *w, enum tri step, const char *why)
{
	if (step != TRI_PASS)
		rules_cite(why);
	if (step < w->worst) {
		w->worst = step;
		w->why = why;
	}
	return step != TRI_BLOCK;
}

struct outcome packet_stop(struct walk *w, const char *why)
{
	packet_gate(w, TRI_BLOCK, why);
	return packet_end(w);
}

/* The walk of forks: where they differ AWS picks, and we don't know (R24, R80, R85). */
struct outcome packet_merge(struct outcome a, struct outcome b)
{
	struct outcome both = a;

	if (a.tri != b.tri) {
		both.tri = TRI_UNKNOWN;
		both.why = "several ways differ";
		both.doubted = true;
	}
	both.dead_end = a.dead_end || b.dead_end;
	both.open = a.open || b.open;
	if (a.request && b.request && a.request != b.request)
		both.open = true; /* one request for both, or the best for each? */
	both.guessed = a.guessed || b.guessed;
	both.deeper = a.deeper || b.deeper;
	both.doubted |= a.doubted || b.doubted;
	both.used_ports = a.used_ports || b.used_ports;
	both.used_nat_port = a.used_nat_port || b.used_nat_port;
	return both;
}

enum tri packet_let_out(const struct walk *w, const struct network_interface *peer, bool certain)
{
	struct walk before = *w;

	if (!w->sender || w->reply)
		return TRI_PASS; /* R40: replies always pass */
	before.packet = w->out;
	return oracle_groups(&before, w->sender, true, peer, certain);
}

const struct translation *packet_translation(const struct walk *w)
{
	return w->n_translations ? &w->translations[w->n_translations - 1] : NULL;
}

bool packet_kept(const struct walk *w)
{
	const struct translation *t = packet_translation(w);

	return !w->reply && t && t->balancer && t->kept;
}

/* By a NAT gateway that we can't see on the way. */
static bool may_be_translated(const struct walk *w)
{
	if (w->packet.source.family != IPV4)
		return false;
	if (w->ask->from.interface && w->ask->to.interface && !ip_is_private(w->packet.destination))
		return true; /* R67: its own public one */
	for (size_t i = 0; i < w->net->scopes.len; i++)
		if (!w->net->scopes.items[i].known[KIND_NAT_GATEWAY])
			return true;
	for (size_t i = 0; i < w->net->transit_gateways.len; i++) {
		const struct object *o = &w->net->transit_gateways.items[i]->o;
		if (!net_knows(w->net, KIND_NAT_GATEWAY, o->account, o->region))
			return true; /* nor what its owner has behind it */
	}
	for (size_t i = 0; i < w->net->tgw_vpc_attachments.len; i++)
		if (!w->net->tgw_vpc_attachments.items[i]->transit_gateway)
			return true;
	for (size_t i = 0; i < w->net->route_tables.len; i++)
		for (size_t k = 0; k < w->net->route_tables.items[i]->routes.len; k++) {
			const struct route *r = &w->net->route_tables.items[i]->routes.items[k];
			if (r->target == TARGET_TRANSIT_GATEWAY &&
			    !net_transit_gateway(w->net, r->target_id))
				return true;
		}
	for (size_t i = 0; i < w->net->tgw_attachments.len; i++) {
		const char *type = w->net->tgw_attachments.items[i]->resource_type;
		if (str_eq(type, "vpn") || str_eq(type, "direct-connect-gateway") ||
		    str_eq(type, "connect"))
			return true; /* R82: what lies there may do so, too */
	}
	return w->net->vpn_gateways.len + w->net->nat_gateways.len > 0;
}

/* R2, R82: what the receiver takes from nobody it does not take, however it comes. */
static void judge_receiver(struct walk *w, const struct network_interface *to)
{
	const struct load_balancer *balancer = oracle_balancer_of(w->net, to);

	packet_gate(w, oracle_usable(to), "the receiver is not up");
	if (oracle_answers_nobody(to) || oracle_nat_of(w->net, to) ||
	    str_eq(to->interface_type, "nat_gateway"))
		packet_gate(w, TRI_BLOCK, "R13, R64: nobody is called through it");
	bool taken = (!w->dead_end || may_be_translated(w)) && oracle_groups_take(w, to);
	if (w->dead_end)
		taken |= oracle_groups(w, to, false, w->sender, false) != TRI_BLOCK;
	if (!taken)
		packet_gate(w, TRI_BLOCK, "R82: the receiver's groups take it from nobody");
	w->deeper |= balancer != NULL;
	if ((str_eq(to->interface_type, "vpc_endpoint") ||
	     str_eq(to->interface_type, "network_load_balancer")) &&
	    (w->packet.protocol == PROTO_ICMP || w->packet.protocol == PROTO_ICMPV6))
		packet_gate(w, TRI_BLOCK, "R83, R85: it never answers ping");
	if (balancer && !packet_may_be_served(w, balancer))
		packet_gate(w, TRI_BLOCK, "R82: the balancer takes it from nobody");
}

/* R29: if a reply comes back at all, it passes what translated the request, and goes on from there. */
static struct outcome resume(struct walk w)
{
	const struct translation *last = packet_translation(&w);

	if (!last || last->endpoint || w.worst == TRI_BLOCK)
		return packet_end(&w);
	struct translation t = *last;
	if (!w.reply)
		w.packet.value = packet_reply_value(&w);
	w.reply = true;
	w.hops = w.n_doors = 0;
	w.packet.source = t.to_after;
	w.packet.destination = t.from_after;
	w.at = NULL;
	return t.balancer ? packet_balancer_answers(w, t) : packet_nat_answers(w, t);
}

/* What lies behind here nobody knows. What blocks whatever the way is, still blocks (R2, R82). */
struct outcome packet_beyond(struct walk *w, const char *why)
{
	const struct network_interface *to = w->ask->to.interface;
	for (unsigned i = 0; i < w->n_translations; i++)
		if (w->translations[i].balancer)
			to = w->translations[i].target;

	packet_gate(w, TRI_UNKNOWN, why);
	if (w->reply)
		return resume(*w);
	/* R43: what lies on premises keeps no reference. */
	packet_gate(w, packet_let_out(w, str_starts(why, "R82") ? NULL : to, false),
		    "the sender's groups");
	w->deeper |= !to; /* whoever has a target's address */
	if (to)
		judge_receiver(w, to);
	return resume(*w);
}

/* Data lacks here: the way that was meant may be judged, or not. */
struct outcome packet_dead_end(struct walk *w, const char *why)
{
	w->dead_end = true;
	rule_cite(2);
	return packet_beyond(w, why);
}

void packet_new_sender(struct walk *w, const struct network_interface *eni)
{
	w->sender = w->at = eni;
	w->out = w->packet;
	w->peerings = w->transits = w->middleboxes = 0;
	w->public_way = w->region_changed = false;
	w->via_balancer = NULL;
	w->peering = NULL;
	w->transit = NULL;
}

bool packet_cross(struct walk *w, const struct subnet *from, const struct subnet *to)
{
	if (from && from == to) {
		rule_cite(21);
		return true;
	}
	if (from && !packet_gate(w, oracle_nacl(w, from, true), "R51: NACL, leaving the subnet"))
		return false;
	return !to || packet_gate(w, oracle_nacl(w, to, false), "R51: NACL, entering the subnet");
}
