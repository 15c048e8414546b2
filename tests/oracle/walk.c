/* walk.c - from hop to hop: routing, peering, the internet, NAT, next hops, and the way back. */
#include "oracle/walk.h"
#include "base/str.h"
#include "net/pktset.h"

const char *const ruling_names[] = {"blocked", "partial", "passes", "unknown"};

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

static enum tri sender_lets_out(const struct walk *w, const struct network_interface *peer,
				bool certain)
{
	struct walk before = *w;

	if (!w->sender || w->reply)
		return TRI_PASS; /* R40: replies always pass */
	before.packet = w->out;
	return oracle_groups(&before, w->sender, true, peer, certain);
}

static const struct translation *last_translation(const struct walk *w)
{
	return w->n_translations ? &w->translations[w->n_translations - 1] : NULL;
}

bool packet_kept(const struct walk *w)
{
	const struct translation *t = last_translation(w);

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

/* R13: its interface is its own way out, or a gateway's; nobody is called through it. */
static bool answers_nobody(const struct network_interface *eni)
{
	return str_eq(eni->interface_type, "lambda") ||
	       str_eq(eni->interface_type, "transit_gateway") ||
	       str_eq(eni->interface_type, "ec2_instance_connect_endpoint");
}

static unsigned reply_value(struct walk *);
static struct outcome nat_answers(struct walk, struct translation);

/* R2, R82: what the receiver takes from nobody it does not take, however it comes. */
static void judge_receiver(struct walk *w, const struct network_interface *to)
{
	const struct load_balancer *balancer = oracle_balancer_of(w->net, to);

	packet_gate(w, oracle_usable(to), "the receiver is not up");
	if (answers_nobody(to) || oracle_nat_of(w->net, to) ||
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
	const struct translation *last = last_translation(&w);

	if (!last || last->endpoint || w.worst == TRI_BLOCK)
		return packet_end(&w);
	struct translation t = *last;
	if (!w.reply)
		w.packet.value = reply_value(&w);
	w.reply = true;
	w.hops = w.n_doors = 0;
	w.packet.source = t.to_after;
	w.packet.destination = t.from_after;
	w.at = NULL;
	return t.balancer ? packet_balancer_answers(w, t) : nat_answers(w, t);
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
	packet_gate(w, sender_lets_out(w, str_starts(why, "R82") ? NULL : to, false),
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

static bool cross(struct walk *w, const struct subnet *from, const struct subnet *to)
{
	if (from && from == to) {
		rule_cite(21);
		return true;
	}
	if (from && !packet_gate(w, oracle_nacl(w, from, true), "R51: NACL, leaving the subnet"))
		return false;
	return !to || packet_gate(w, oracle_nacl(w, to, false), "R51: NACL, entering the subnet");
}

/* ---- the two ends ---- */

static struct outcome internet(struct walk);

/* What the reply carries: to the client's port, or as the answer to a ping (R53). */
static unsigned reply_value(struct walk *w)
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

	w.packet.value = reply_value(&w);
	w.packet.source = w.packet.destination;
	w.packet.destination = from;
	w.reply = true;
	w.hops = w.n_doors = 0;
	packet_new_sender(&w, eni);
	if (!eni)
		return internet(w);
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
	if (!packet_gate(&w, sender_lets_out(&w, eni, true), "R40: groups, leaving") ||
	    !packet_gate(&w,
			 oracle_groups(&w, eni, false, w.unknown_client ? NULL : w.sender, true),
			 "R40: groups, entering"))
		return packet_end(&w);
	const struct translation *t = last_translation(&w);
	if (t && t->caller && oracle_same_host(t->caller, eni))
		return packet_stop(&w, "R85: a target that calls itself");
	if (balancer)
		return packet_balance(w, eni, balancer);
	if (eni->description && str_starts(eni->description, "ELB "))
		return unread_balancer(w, eni);
	if (!packet_gate(&w, oracle_usable(eni), "the receiver is not up"))
		return packet_end(&w);
	if (answers_nobody(eni))
		return packet_stop(&w, "R13: nobody is called through it");
	if (str_eq(eni->interface_type, "vpc_endpoint") &&
	    (w.packet.protocol == PROTO_ICMP || w.packet.protocol == PROTO_ICMPV6))
		return packet_stop(&w, "R83: an endpoint never answers ping");
	if (str_eq(eni->interface_type, "vpc_endpoint") && !interface_endpoint(eni) &&
	    !net_knows(w.net, KIND_VPC_ENDPOINT, eni->o.account, eni->o.region))
		packet_gate(&w, TRI_UNKNOWN, "R2: whether the endpoint is available");
	return packet_answer(w, eni);
}

/* From a NAT gateway back to who was behind it. */
static struct outcome nat_answers(struct walk w, struct translation t)
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
static struct outcome nat_back(struct walk w, const struct nat_gateway *nat,
			       const struct network_interface *eni)
{
	const struct translation *t =
		w.n_translations ? &w.translations[w.n_translations - 1] : NULL;

	if (!t || t->nat != nat || !ip_equal(w.packet.destination, t->from_after) ||
	    !ip_equal(w.packet.source, t->to_after))
		return packet_stop(&w, "R64: the NAT gateway knows no such flow");
	w.at = eni;
	return nat_answers(w, *t);
}

struct outcome packet_arrive(struct walk w, const struct network_interface *eni)
{
	const struct nat_gateway *nat = oracle_nat_of(w.net, eni);
	const struct translation *t =
		w.n_translations ? &w.translations[w.n_translations - 1] : NULL;

	if (!w.reply)
		return arrive_request(w, eni);
	if (nat)
		return nat_back(w, nat, eni);
	if (t && t->balancer && t->front == eni)
		return packet_balance_back(w, *t);
	return come_home(&w, eni);
}

static struct outcome arrive_host(struct walk w)
{
	const struct ask_end *to = &w.ask->to, *from = &w.ask->from;

	if (w.reply) {
		if (from->interface || !ip_equal(w.packet.destination, from->address))
			return packet_stop(&w, "R29: the reply ends outside");
		return come_home(&w, NULL);
	}
	if (to->interface || !ip_equal(w.packet.destination, to->address))
		return packet_stop(&w, "the request ends outside");
	if (!packet_gate(&w, sender_lets_out(&w, NULL, true), "R40: groups, leaving"))
		return packet_end(&w);
	rule_cite(1); /* it is up, and answers */
	return packet_answer(w, NULL);
}

/* ---- inside a VPC ---- */

static struct outcome forward(struct walk, const struct vpc *, const struct subnet *from,
			      const struct network_interface *, const char *id);

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
	const struct translation *t = last_translation(w);
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
	if (!cross(&w, from, eni->subnet))
		return packet_end(&w);
	if (!str_eq(eni->o.account, vpc->o.account))
		rule_cite(86);
	return packet_arrive(w, eni);
}

/* ---- the internet ---- */

static bool started_inside(const struct walk *w, bool incoming)
{
	return w->reply == incoming;
}

static bool carried_outward(const struct walk *w, const struct vpc *vpc)
{
	for (unsigned i = 0; i < w->n_translations; i++)
		if (w->translations[i].nat && w->translations[i].nat->vpc == vpc)
			return true;
	return w->egress_only_from == vpc;
}

static const struct bpa_exclusion *exclusion_of(const struct walk *w, const char *id)
{
	for (size_t i = 0; i < w->net->bpa_exclusions.len; i++) {
		const struct bpa_exclusion *x = w->net->bpa_exclusions.items[i];
		if (str_eq(x->resource_id, id) && (!x->state || str_ends(x->state, "-complete")) &&
		    !str_starts(x->state ? x->state : "", "delete") &&
		    !str_starts(x->state ? x->state : "", "disable"))
			return x;
	}
	return NULL;
}

/* One subnet may be blocked and another not: of a packet that passes both the rules don't say whose
 * counts. */
static bool subnets_differ(const struct walk *w)
{
	for (size_t i = 0; i < w->net->bpa_exclusions.len; i++)
		if (str_starts(w->net->bpa_exclusions.items[i]->resource_id, "subnet-"))
			return true;
	for (size_t i = 0; i < w->net->subnets.len; i++)
		if (w->net->subnets.items[i]->block_public_access)
			return true;
	return false;
}

static enum bpa_mode mode_named(const char *text)
{
	if (str_eq(text, "block-bidirectional"))
		return BPA_BIDIRECTIONAL;
	return str_eq(text, "block-ingress") ? BPA_INGRESS : BPA_OFF;
}

/* R65. What the subnet shows is the effect; else what its VPC shows, but for an exclusion of the
 * subnet's own; else the Region's mode, but for an exclusion of either. */
static enum tri public_access(struct walk *w, const struct vpc *vpc, const struct subnet *subnet,
			      bool incoming)
{
	const char *own = subnet ? subnet->block_public_access : vpc->block_public_access;
	const char *shown = own ? own : vpc->block_public_access;
	enum bpa_mode region = net_bpa(w->net, vpc->o.account, vpc->o.region);
	enum bpa_mode mode = shown ? mode_named(shown) : region;
	const struct bpa_exclusion *x = subnet && !own ? exclusion_of(w, subnet->o.id) : NULL;
	bool inside = started_inside(w, incoming);
	bool outward = inside && carried_outward(w, vpc);

	if (subnets_differ(w) && (carried_outward(w, vpc) || w->middleboxes))
		w->open = true; /* the sender's, or that of what it was sent to? */
	if (mode <= BPA_OFF && (own || region <= BPA_OFF))
		return TRI_PASS;
	if (!x && !shown)
		x = exclusion_of(w, vpc->o.id);
	if (x)
		return str_eq(x->mode, "allow-egress") && !inside ? TRI_BLOCK : TRI_PASS;
	bool passes = mode <= BPA_OFF || (mode == BPA_INGRESS && outward);
	if (own || net_knows(w->net, KIND_BPA_EXCLUSION, vpc->o.account, vpc->o.region))
		return passes ? TRI_PASS : TRI_BLOCK;
	/* One that was not read may let pass, all or what starts inside. */
	return passes && inside ? TRI_PASS : TRI_UNKNOWN;
}

/* An exclusion may be of the interface's subnet, which was not read. */
static enum tri public_access_of(struct walk *w, const struct vpc *vpc,
				 const struct network_interface *eni, bool incoming)
{
	enum tri t = public_access(w, vpc, eni ? eni->subnet : NULL, incoming);
	bool unread = eni && !eni->subnet && eni->subnet_id;

	return unread && t == TRI_BLOCK ? TRI_UNKNOWN : t;
}

/* Of a gateway that was not read (NULL) the VPC's tables tell that one is associated with it. */
static const struct route_table *edge_table(const struct net *net, const struct vpc *vpc,
					    const struct internet_gateway *igw)
{
	for (size_t i = 0; i < net->route_tables.len; i++)
		for (size_t k = 0; k < net->route_tables.items[i]->associations.len; k++) {
			const struct route_table *t = net->route_tables.items[i];
			const char *id = t->associations.items[k].gateway_id;
			if (igw ? str_eq(id, igw->o.id)
				: id && str_starts(id, "igw-") && t->vpc == vpc)
				return t;
		}
	return NULL;
}

static const struct internet_gateway *gateway_of(const struct net *net, const struct vpc *vpc)
{
	for (size_t i = 0; i < net->internet_gateways.len; i++) {
		const struct internet_gateway *igw = net->internet_gateways.items[i];
		if (oracle_attached(igw->attachments.items, igw->attachments.len, vpc))
			return igw;
	}
	return NULL;
}

static enum tri has_gateway(const struct walk *w, const struct vpc *vpc)
{
	if (gateway_of(w->net, vpc))
		return TRI_PASS;
	return net_knows(w->net, KIND_INTERNET_GATEWAY, vpc->o.account, vpc->o.region)
		       ? TRI_BLOCK
		       : TRI_UNKNOWN;
}

/* R28: what comes in may be led to an appliance first. */
static struct outcome enter_by_edge(struct walk w, const struct vpc *vpc,
				    const struct internet_gateway *igw)
{
	const struct route_table *table = edge_table(w.net, vpc, igw);

	w.at = NULL;
	if (!table)
		return packet_deliver(w, vpc, NULL);
	rule_cite(28);
	struct ways ways = oracle_lookup(w.net, table, vpc, w.packet.destination);
	const struct way *way = &ways.items[0];
	if (way->local)
		return packet_deliver(w, vpc, NULL);
	if (!way->route || way->route->route_state != ROUTE_ACTIVE)
		return packet_stop(&w, "R28: the gateway's table drops it");
	if (way->route->target == TARGET_NETWORK_INTERFACE)
		return forward(w, vpc, NULL, net_network_interface(w.net, way->route->target_id),
			       way->route->target_id);
	return packet_dead_end(&w, "R84: the gateway's table leads to what is not modelled");
}

/* R60, R63: in through the VPC's internet gateway, or back through its egress-only one. */
static struct outcome enter(struct walk w, const struct vpc *vpc,
			    const struct network_interface *eni, struct ip inside)
{
	const struct internet_gateway *igw = gateway_of(w.net, vpc);
	bool back = w.reply && w.egress_only_from == vpc && w.packet.destination.family == IPV6;

	if (!back && !packet_gate(&w, has_gateway(&w, vpc), "R60: no internet gateway is attached"))
		return packet_end(&w);
	if (!packet_gate(&w, public_access_of(&w, vpc, eni, true), "R65"))
		return packet_end(&w);
	if (eni && eni->deny_all_igw_traffic && !back)
		return packet_stop(&w, "R65: DenyAllIgwTraffic");
	w.packet.destination = inside;
	return back ? packet_deliver(w, vpc, NULL) : enter_by_edge(w, vpc, igw);
}

static struct outcome regional_back(struct walk w)
{
	struct translation t = w.translations[w.n_translations - 1];

	if (!packet_gate(&w, has_gateway(&w, t.nat->vpc), "R60: no internet gateway is attached") ||
	    !packet_gate(&w, public_access(&w, t.nat->vpc, NULL, true), "R65"))
		return packet_end(&w);
	w.at = NULL;
	return nat_answers(w, t);
}

/* To a NAT gateway whose interface the snapshot does not show. */
static struct outcome unseen_back(struct walk w)
{
	struct translation t = w.translations[w.n_translations - 1];

	if (!packet_gate(&w, has_gateway(&w, t.nat->vpc), "R60: no internet gateway is attached") ||
	    !packet_gate(&w, public_access(&w, t.nat->vpc, t.nat->subnet, true), "R65"))
		return packet_end(&w);
	w.packet.destination = t.from_after;
	if (!cross(&w, NULL, t.nat->subnet))
		return packet_end(&w);
	return nat_back(w, t.nat, NULL);
}

/* The VPC is not in the snapshot; what the interface itself drops, it drops there as well. */
static struct outcome enter_unread(struct walk w, const struct network_interface *eni)
{
	if (eni->deny_all_igw_traffic)
		return packet_stop(&w, "R65: DenyAllIgwTraffic");
	return packet_dead_end(&w, "the VPC is not in the snapshot");
}

/* On the internet itself: to whoever has that public address. */
static struct outcome internet(struct walk w)
{
	struct ip to = w.packet.destination, inside = to;

	w.public_way = true;
	if (++w.hops > HOPS)
		return packet_stop(&w, "it goes round");
	if (to.family == IPV4) {
		const struct network_interface *eni = oracle_public_owner(w.net, to, &inside);
		if (eni)
			return eni->vpc ? enter(w, eni->vpc, eni, inside) : enter_unread(w, eni);
		const struct translation *t = last_translation(&w);
		if (w.reply && t && t->nat && ip_equal(t->from_after, to))
			return regional_back(w);
		if (w.reply && t && t->nat &&
		    ip_equal(oracle_public_of_nat(w.net, t->nat->vpc, t->from_after), to))
			return unseen_back(w);
		return arrive_host(w);
	}
	const struct vpc *vpc = oracle_vpc_of_ipv6(w.net, to);
	if (!vpc && w.ask->to.interface && ip_equal(w.ask->to.address, to)) {
		vpc = w.ask->to.interface->vpc; /* a VPC that is known by name alone */
		if (!vpc)
			return enter_unread(w, w.ask->to.interface);
	}
	return vpc ? enter(w, vpc, oracle_owner(w.net, vpc, to), to) : arrive_host(w);
}

static bool translate_out(struct walk *w, const struct vpc *vpc,
			  const struct network_interface *eni)
{
	const struct translation *t =
		w->n_translations ? &w->translations[w->n_translations - 1] : NULL;

	if (!w->reply && t && t->nat && t->nat->is_regional &&
	    ip_equal(t->from_after, w->packet.source))
		return true;
	struct ip public_ip = eni ? oracle_public_of(w->net, eni, w->packet.source)
				  : oracle_public_of_nat(w->net, vpc, w->packet.source);
	if (!public_ip.family)
		return false;
	rule_cite(61);
	w->packet.source = public_ip;
	return true;
}

/* An appliance with a public address of its own may be a NAT instance. */
static bool may_translate_itself(const struct walk *w, const struct vpc *vpc)
{
	return !w->reply && w->middleboxes && w->at && w->at->vpc == vpc &&
	       oracle_public_of(w->net, w->at, w->at->private_ip).family;
}

static struct outcome by_internet_gateway(struct walk w, const struct vpc *vpc,
					  const struct route *route)
{
	const struct internet_gateway *igw = net_internet_gateway(w.net, route->target_id);
	const struct network_interface *eni = oracle_owner(w.net, vpc, w.packet.source);

	if (!igw)
		packet_gate(&w, TRI_UNKNOWN, "the internet gateway is not in the snapshot");
	if (igw && !oracle_attached(igw->attachments.items, igw->attachments.len, vpc))
		return packet_stop(&w, "R60: the internet gateway is not attached");
	if (ip_is_link_local(w.packet.destination) || ip_is_private(w.packet.destination))
		return packet_stop(&w, "R66: private addresses don't go to the internet");
	if (w.packet.source.family == IPV6 && !oracle_vpc_covers(vpc, w.packet.source))
		return packet_stop(&w, "R63: not an address of this VPC");
	if (!packet_gate(&w, public_access(&w, vpc, eni ? eni->subnet : NULL, false), "R65"))
		return packet_end(&w);
	if (w.packet.source.family == IPV4 && !translate_out(&w, vpc, eni))
		return may_translate_itself(&w, vpc)
			       ? packet_beyond(&w, "R81: does the appliance translate?")
			       : packet_stop(&w, "R60: no public address");
	return internet(w);
}

static struct outcome by_egress_only_gateway(struct walk w, const struct vpc *vpc,
					     const struct route *route)
{
	const struct egress_only_internet_gateway *gw =
		net_egress_only_internet_gateway(w.net, route->target_id);
	const struct network_interface *eni = oracle_owner(w.net, vpc, w.packet.source);

	if (w.packet.destination.family == IPV4)
		return packet_stop(&w, "R63: IPv6 alone");
	if (!gw)
		packet_gate(&w, TRI_UNKNOWN, "the egress-only gateway is not in the snapshot");
	if (gw && !oracle_attached(gw->attachments.items, gw->attachments.len, vpc))
		return packet_stop(&w, "R63: the egress-only gateway is not attached");
	if (w.reply)
		return packet_stop(&w, "R63: it carries only what starts inside");
	if (ip_is_private(w.packet.destination) || !oracle_vpc_covers(vpc, w.packet.source))
		return packet_stop(&w, "R63: not an address of this VPC");
	w.egress_only_from = vpc;
	if (!packet_gate(&w, public_access(&w, vpc, eni ? eni->subnet : NULL, false), "R65"))
		return packet_end(&w);
	return internet(w);
}

/* ---- peering ---- */

static bool side_covers(const struct peering_side *side, struct ip ip)
{
	if (side->vpc)
		return oracle_vpc_covers(side->vpc, ip);
	for (size_t i = 0; i < side->cidrs.len; i++)
		if (cidr_covers(side->cidrs.items[i], ip))
			return true;
	return false;
}

static bool overlap(const struct vpc *a, const struct vpc *b)
{
	for (size_t i = 0; a && b && i < a->cidrs.len; i++)
		for (size_t k = 0; k < b->cidrs.len; k++)
			if (cidr_overlaps(a->cidrs.items[i], b->cidrs.items[k]))
				return true;
	return false;
}

/* R35: to another Region, with IPv6; R37: another one leads to that range, too. */
static void cite_peering(const struct walk *w, const struct vpc *vpc,
			 const struct vpc_peering_connection *pcx)
{
	if (w->packet.destination.family == IPV6 ||
	    !str_eq(pcx->requester.region, pcx->accepter.region))
		rule_cite(35);
	for (size_t i = 0; i < w->net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *other =
			w->net->vpc_peering_connections.items[i];
		const struct peering_side *far =
			str_eq(other->requester.vpc_id, vpc->o.id)  ? &other->accepter
			: str_eq(other->accepter.vpc_id, vpc->o.id) ? &other->requester
								    : NULL;
		if (far && other != pcx && side_covers(far, w->packet.destination))
			rule_cite(37);
	}
}

static struct outcome by_peering(struct walk w, const struct vpc *vpc, const struct route *route)
{
	const struct vpc_peering_connection *pcx =
		net_vpc_peering_connection(w.net, route->target_id);

	if (!pcx)
		return packet_dead_end(&w, "the peering connection is not in the snapshot");
	bool requests = str_eq(pcx->requester.vpc_id, vpc->o.id);
	const struct peering_side *far = requests ? &pcx->accepter : &pcx->requester;
	const struct peering_side *near = requests ? &pcx->requester : &pcx->accepter;
	if (overlap(near->vpc, far->vpc))
		rule_cite(32);
	if (pcx->state == PEERING_UNSAID)
		return packet_dead_end(&w, "the connection's state is not in the snapshot");
	if (pcx->state != PEERING_ACTIVE)
		return packet_stop(&w, "R30: not active");
	if (!str_eq(near->vpc_id, vpc->o.id))
		return packet_stop(&w, "the connection is not this VPC's");
	if (!packet_kept(&w) && !oracle_vpc_covers(vpc, w.packet.source))
		return packet_stop(&w, "R33: not from the sender's own ranges");
	if (overlap(near->vpc, far->vpc))
		w.open = true; /* such a connection is never active */
	if (!far->vpc && far->cidrs.len)
		rule_cite(31);
	if (!side_covers(far, w.packet.destination) && (far->vpc || far->cidrs.len))
		return packet_stop(&w, "R33: not in the peer's ranges");
	if (packet_kept(&w) && !str_eq(near->region, far->region))
		return packet_stop(&w, "R85: a kept client, and a target too far");
	if (!far->vpc)
		return packet_dead_end(&w, "the peer's side is not in the snapshot");
	cite_peering(&w, vpc, pcx);
	w.peerings++;
	w.peering = pcx;
	w.region_changed |= !str_eq(vpc->o.region, far->vpc->o.region);
	return packet_deliver(w, far->vpc, NULL);
}

/* ---- next hops ---- */

static unsigned interfaces_of(const struct net *net, const char *instance_id)
{
	unsigned count = 0;

	for (size_t i = 0; i < net->network_interfaces.len; i++)
		count += str_eq(net->network_interfaces.items[i]->instance_id, instance_id);
	return count;
}

/* A host that no VPC here has: a tunnel or a container of the instance may. */
static bool out_of_sight(const struct walk *w)
{
	const struct network_interface *to =
		w->reply ? w->ask->from.interface : w->ask->to.interface;

	for (size_t i = 0; i < w->net->vpcs.len; i++)
		if (oracle_vpc_covers(w->net->vpcs.items[i], w->packet.destination))
			return false;
	return !to && ip_is_private(w->packet.destination);
}

/* R81 */
static struct outcome forward(struct walk w, const struct vpc *vpc, const struct subnet *from,
			      const struct network_interface *eni, const char *id)
{
	if (!eni) {
		packet_gate(&w, from ? oracle_nacl(&w, from, true) : TRI_PASS,
			    "R51: NACL, leaving");
		if (!oracle_may_hide(w.net, vpc))
			return packet_stop(&w, "R81: the next hop is gone");
		return packet_dead_end(&w, "R81: the next hop is not in the snapshot");
	}
	if (eni->vpc != vpc)
		return packet_stop(&w, "R81: the next hop is in another VPC");
	(void)id;
	if (eni == w.at && out_of_sight(&w))
		return packet_beyond(&w, "R81: behind it");
	if (eni == w.at)
		return packet_stop(&w, "R81: back to itself");
	if (!eni->subnet)
		packet_gate(&w, TRI_UNKNOWN, "the subnet is not in the snapshot");
	if (!cross(&w, from, eni->subnet))
		return packet_end(&w);
	if (oracle_has(eni, w.packet.destination))
		return packet_arrive(w, eni);
	if (eni->source_dest_check != FLAG_NO)
		return packet_stop(&w, "R12: source/destination check");
	if (!packet_gate(&w, oracle_usable(eni), "R81: the next hop is not up"))
		return packet_end(&w);
	if (!eni->instance_id || oracle_nat_of(w.net, eni) || oracle_balancer_of(w.net, eni))
		w.open = true; /* an interface of a service as next hop */
	if (w.reply)
		w.open = true; /* whether groups that did not see the request let its reply pass */
	if (!w.reply && (!packet_gate(&w, oracle_groups(&w, eni, false, w.sender, true),
				      "R81: its groups, in") ||
			 !packet_gate(&w, oracle_groups(&w, eni, true, w.ask->to.interface, true),
				      "R81: its groups, out")))
		return packet_end(&w);
	rule_cite(81);
	w.middleboxes++;
	w.at = eni;
	if (eni->instance_id && interfaces_of(w.net, eni->instance_id) > 1)
		return packet_beyond(&w, "R81: it forwards by a table of its own");
	return packet_leave(w, eni->subnet);
}

static const struct network_interface *primary_of(const struct net *net, const char *instance_id)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		if (str_eq(eni->instance_id, instance_id) && eni->device_index <= 0)
			return eni;
	}
	return NULL;
}

/* ---- NAT gateways (R64) ---- */

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
		return by_internet_gateway(w, nat->vpc, ways.items[0].route);
	if (ways.items[0].route && ways.items[0].route->route_state == ROUTE_ACTIVE)
		w.open = true; /* a regional one that leads elsewhere */
	return packet_stop(&w, "R64: its table has no way");
}

static bool serves(const struct nat_gateway_address *a)
{
	return !a->status || str_eq(a->status, "succeeded");
}

static struct outcome by_nat(struct walk w, const struct vpc *vpc, const struct subnet *from,
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
	if (!cross(&w, from, nat->is_regional ? NULL : nat->subnet))
		return packet_end(&w);
	w.middleboxes++;
	if (!packet_gate(&w, sender_lets_out(&w, NULL, true), "R40: groups, leaving"))
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

/* ---- endpoints and the rest ---- */

/* R83: a gateway endpoint carries to a service, which is up (R1), and back. */
static struct outcome by_endpoint(struct walk w, const struct vpc *vpc, const struct subnet *from,
				  const struct route *route)
{
	const struct vpc_endpoint *e = net_vpc_endpoint(w.net, route->target_id);

	if (!e)
		return packet_dead_end(&w, "the endpoint is not in the snapshot");
	if (!str_eq(e->endpoint_type, "Gateway"))
		return packet_dead_end(&w, "R84: not modelled");
	if (w.sender && w.sender->vpc == vpc && w.transits)
		w.open = true; /* it left the VPC and came back */
	if (!oracle_vpc_covers(vpc, w.packet.source) || w.peerings || w.transits || w.reply)
		return packet_stop(&w, "R83: only from inside the VPC");
	if (e->state && !str_eq(e->state, "available"))
		return packet_stop(&w, "R83: not available");
	if (w.ask->to.interface || !ip_equal(w.packet.destination, w.ask->to.address))
		return packet_stop(&w, "R83: the service is not who was asked");
	if (!packet_gate(&w, sender_lets_out(&w, NULL, true), "R40: groups, leaving"))
		return packet_end(&w);
	rule_cite(83);
	struct ip from_ip = w.packet.source;
	w.packet.value = reply_value(&w);
	w.packet.source = w.packet.destination;
	w.packet.destination = from_ip;
	w.reply = true;
	packet_new_sender(&w, NULL);
	(void)from;
	return packet_deliver(w, vpc, NULL);
}

/* R82: a virtual private gateway carries what its own VPC's interfaces send. */
static struct outcome by_vpn_gateway(struct walk w, const struct vpc *vpc,
				     const struct route *route)
{
	const struct vpn_gateway *vgw = net_vpn_gateway(w.net, route->target_id);

	if (!oracle_vpc_covers(vpc, w.packet.source))
		return packet_stop(&w, "R34: not an address of this VPC");
	if (vgw && !oracle_attached(vgw->attachments.items, vgw->attachments.len, vpc))
		return packet_stop(&w, "R82: the virtual private gateway is not attached");
	return packet_beyond(&w, "R82: on premises");
}

static struct outcome follow(struct walk w, const struct vpc *vpc, const struct subnet *from,
			     const struct way *way)
{
	const struct route *r = way->route;

	if (way->local) {
		rule_cite(26);
		return packet_deliver(w, vpc, from);
	}
	if (r && r->route_state == ROUTE_ACTIVE && r->target == TARGET_NAT_GATEWAY)
		return by_nat(w, vpc, from, r);
	if (r && r->route_state == ROUTE_ACTIVE && r->target == TARGET_NETWORK_INTERFACE)
		return forward(w, vpc, from, net_network_interface(w.net, r->target_id),
			       r->target_id);
	if (r && r->route_state == ROUTE_ACTIVE && r->target == TARGET_INSTANCE)
		return forward(w, vpc, from,
			       r->network_interface_id
				       ? net_network_interface(w.net, r->network_interface_id)
				       : primary_of(w.net, r->target_id),
			       r->target_id);
	if (!packet_gate(&w, from ? oracle_nacl(&w, from, true) : TRI_PASS, "R51: NACL, leaving"))
		return packet_end(&w);
	if (!r)
		return packet_stop(&w, "no route");
	if (r->route_state != ROUTE_ACTIVE)
		return packet_stop(&w, "R25: blackhole");
	switch (r->target) {
	case TARGET_INTERNET_GATEWAY:
		return by_internet_gateway(w, vpc, r);
	case TARGET_EGRESS_ONLY_INTERNET_GATEWAY:
		return by_egress_only_gateway(w, vpc, r);
	case TARGET_VPC_PEERING_CONNECTION:
		return by_peering(w, vpc, r);
	case TARGET_TRANSIT_GATEWAY:
		return packet_transit(w, vpc, from, net_transit_gateway(w.net, r->target_id),
				      r->target_id);
	case TARGET_VPC_ENDPOINT:
		return by_endpoint(w, vpc, from, r);
	case TARGET_VPN_GATEWAY:
		return by_vpn_gateway(w, vpc, r);
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
			return enter_unread(w, to->interface);
		return internet(w);
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
