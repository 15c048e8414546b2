/* balance.c - load balancers (R85): listener, target, and the way back through both. */
#include "base/str.h"
#include "net/pktset.h"
#include "oracle/walk.h"

static const char *attribute(const struct attribute *list, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i].key, key))
			return list[i].value;
	return NULL;
}

static bool speaks(const char *protocol, unsigned number)
{
	if (number == PROTO_TCP)
		return !str_eq(protocol, "UDP");
	return number == PROTO_UDP && (str_eq(protocol, "UDP") || str_eq(protocol, "TCP_UDP"));
}

static const struct listener *listener_for(const struct load_balancer *lb, const struct packet *p)
{
	for (size_t i = 0; i < lb->listeners.len; i++)
		if (lb->listeners.items[i].port == (int)p->value &&
		    speaks(lb->listeners.items[i].protocol, p->protocol))
			return &lb->listeners.items[i];
	return NULL;
}

static bool crosses_zones(const struct load_balancer *lb, const struct target_group *group)
{
	const char *own = attribute(group->attributes.items, group->attributes.len,
				    "load_balancing.cross_zone.enabled");
	const char *all = attribute(lb->attributes.items, lb->attributes.len,
				    "load_balancing.cross_zone.enabled");

	if (str_eq(own, "true") || str_eq(own, "false"))
		return str_eq(own, "true");
	return all ? str_eq(all, "true") : str_eq(lb->type, "application");
}

/* Who may be called: a target, or an interface of a balancer that is one. */
struct place {
	const struct target_health *target;
	const struct network_interface *interface; /* NULL: whoever has the address */
	struct ip address;                         /* FAMILY_NONE: the snapshot lacks it */
	const char *zone;
};

enum { PLACES = 32 };

struct places {
	struct place items[PLACES];
	unsigned len;
};

static void add_place(struct places *all, struct place p)
{
	if (!p.zone && p.interface && p.interface->subnet)
		p.zone = p.interface->subnet->availability_zone;
	if (all->len < PLACES)
		all->items[all->len++] = p;
}

static void add_nodes(struct places *all, const struct net *net, const struct target_health *t)
{
	unsigned before = all->len;

	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		const struct load_balancer *lb = oracle_balancer_of(net, eni);
		if (lb && str_eq(lb->o.id, t->target_id))
			add_place(all, (struct place){.target = t,
						      .interface = eni,
						      .address = eni->private_ip});
	}
	if (all->len == before)
		add_place(all, (struct place){.target = t});
}

static void add_target(struct places *all, const struct net *net, const struct load_balancer *lb,
		       const struct target_group *group, const struct target_health *t)
{
	struct place p = {.target = t, .zone = t->availability_zone};

	if (str_eq(group->target_type, "alb")) {
		add_nodes(all, net, t);
		return;
	}
	if (str_eq(group->target_type, "ip")) {
		if (ip_parse(t->target_id, &p.address))
			p.interface = oracle_owner(net, lb->vpc, p.address);
	} else if (net_instance(net, t->target_id)) {
		for (size_t i = 0; i < net->network_interfaces.len; i++) {
			const struct network_interface *eni = net->network_interfaces.items[i];
			if (str_eq(eni->instance_id, t->target_id) && eni->device_index <= 0)
				p.interface = eni;
		}
		if (p.interface)
			p.address = p.interface->private_ip;
	}
	add_place(all, p);
}

static bool zone_enabled(const struct load_balancer *lb, const char *zone)
{
	for (size_t i = 0; i < lb->zones.len; i++)
		if (str_eq(lb->zones.items[i].zone_name, zone))
			return true;
	return false;
}

/* The balancer names the zones of its subnets, where the subnets themselves were not read, too. */
static const char *zone_of_front(const struct load_balancer *lb,
				 const struct network_interface *front)
{
	for (size_t i = 0; i < lb->zones.len; i++)
		if (str_eq(lb->zones.items[i].subnet_id, front->subnet_id) &&
		    lb->zones.items[i].zone_name)
			return lb->zones.items[i].zone_name;
	return front->subnet ? front->subnet->availability_zone : NULL;
}

static bool eligible(const struct load_balancer *lb, const struct target_group *group,
		     const struct network_interface *front, const char *zone)
{
	if (!zone || str_eq(zone, "all"))
		return true;
	if (crosses_zones(lb, group))
		return zone_enabled(lb, zone);
	return str_eq(zone_of_front(lb, front), zone);
}

static bool keeps_client(const struct load_balancer *lb, const struct target_group *group,
			 const struct walk *w, struct ip target)
{
	const char *set = attribute(group->attributes.items, group->attributes.len,
				    "preserve_client_ip.enabled");

	if (!str_eq(lb->type, "network") || w->packet.source.family != target.family)
		return false;
	if (str_eq(group->target_type, "alb") || str_eq(group->protocol, "UDP") ||
	    str_eq(group->protocol, "TCP_UDP"))
		return true; /* and no attribute changes that */
	return set ? str_eq(set, "true") : !str_eq(group->target_type, "ip");
}

static struct ip own_address(const struct network_interface *front, uint8_t family)
{
	return family == IPV4    ? front->private_ip
	       : front->ipv6.len ? front->ipv6.items[0]
				 : (struct ip){.family = FAMILY_NONE};
}

/* Whoever the target is, it is the balancer that answers the client. */
static struct outcome from_whomever(struct walk w, const struct network_interface *front,
				    const char *why)
{
	packet_gate(&w, TRI_UNKNOWN, why);
	return packet_answer(w, front);
}

static struct outcome to_target(struct walk w, const struct network_interface *front,
				const struct load_balancer *lb, const struct target_group *group,
				const struct place *place)
{
	if (!place->address.family)
		return from_whomever(w, front, "R85: the target is not in the snapshot");
	bool kept = keeps_client(lb, group, &w, place->address);
	if (w.n_translations == TRANSLATIONS)
		return packet_stop(&w, "it goes round");
	const struct network_interface *caller =
		kept && w.sender && oracle_has(w.sender, w.packet.source) ? w.sender : NULL;
	if (caller && (oracle_same_host(caller, place->interface) ||
		       ip_equal(w.packet.source, place->address)))
		return packet_stop(&w, "R85: a target that calls itself");
	struct translation *t = &w.translations[w.n_translations++];
	*t = (struct translation){.balancer = lb,
				  .front = front,
				  .target = place->interface,
				  .kept = kept,
				  .caller = caller,
				  .from_before = w.packet.source,
				  .to_before = w.packet.destination,
				  .reply_value_before = w.reply_value};
	if (!kept) {
		w.packet.source = own_address(front, place->address.family);
		w.reply_value = w.nat_port;
	}
	w.packet.destination = place->address;
	w.packet.value = (unsigned)(place->target->port > 0 ? place->target->port : group->port);
	t->from_after = w.packet.source;
	t->to_after = w.packet.destination;
	packet_new_sender(&w, front);
	w.via_balancer = front;
	return packet_leave(w, front->subnet);
}

static bool healthy(const struct target_health *t)
{
	return str_eq(t->state, "healthy");
}

static bool says_health(const struct target_health *t)
{
	return healthy(t) || str_starts(t->state, "unhealthy");
}

static bool any_healthy(const struct places *all, const struct load_balancer *lb,
			const struct target_group *group, const struct network_interface *front,
			bool only_eligible)
{
	for (unsigned i = 0; i < all->len; i++)
		if (healthy(all->items[i].target) &&
		    (!only_eligible || eligible(lb, group, front, all->items[i].zone)))
			return true;
	return false;
}

static bool stopped(const struct place *p)
{
	const struct instance *i = p->interface ? p->interface->instance : NULL;

	return i && i->state != INSTANCE_RUNNING && i->state != INSTANCE_PENDING &&
	       i->state != INSTANCE_UNSAID;
}

static struct outcome to_group(struct walk w, const struct network_interface *front,
			       const struct load_balancer *lb, const struct target_group *group)
{
	struct places all = {.len = 0};
	struct outcome merged = {.tri = TRI_BLOCK};
	bool have = false;

	if (str_eq(group->target_type, "lambda"))
		return packet_answer(w, front);
	if (!group->targets_known)
		return from_whomever(w, front, "R85: target health was not asked for");
	for (size_t i = 0; i < group->targets.len; i++)
		if (!str_eq(group->targets.items[i].state, "draining")) /* on its way out */
			add_target(&all, w.net, lb, group, &group->targets.items[i]);
	bool some = any_healthy(&all, lb, group, front, true), untold = false, up = false;
	if (!some && any_healthy(&all, lb, group, front, false))
		w.open = true; /* fails open in one zone alone? */
	for (unsigned i = 0; i < all.len; i++)
		up |= eligible(lb, group, front, all.items[i].zone) && !stopped(&all.items[i]);
	for (unsigned i = 0; i < all.len; i++) {
		const struct place *p = &all.items[i];
		if (!eligible(lb, group, front, p->zone) || (some && !healthy(p->target)))
			continue;
		if (!some && up && stopped(p))
			continue; /* unused, though it fails open */
		untold |= !says_health(p->target);
		struct outcome one = to_target(w, front, lb, group, p);
		merged = have ? packet_merge(merged, one) : one;
		have = true;
	}
	if (untold && merged.tri == TRI_UNKNOWN)
		merged.open = true; /* health checks may tell who of them serves */
	return have ? merged : packet_stop(&w, "R85: no target");
}

/* R82: has it a listener for this at all? */
bool packet_may_be_served(const struct walk *w, const struct load_balancer *lb)
{
	if (str_eq(lb->type, "gateway"))
		return true;
	if (w->packet.protocol == PROTO_ICMP || w->packet.protocol == PROTO_ICMPV6)
		return !str_eq(lb->type, "network");
	return !lb->listeners_known || listener_for(lb, &w->packet);
}

/* ---- actions, and the rules of an application load balancer ---- */

/* A redirect, a fixed response: nothing in a VPC stands behind it. */
static bool leads_on(const struct forward *f)
{
	return f->target_groups.len || f->missing_target_group_arn;
}

/* By weight, AWS takes one of the groups. */
static struct outcome to_groups(struct walk w, const struct network_interface *front,
				const struct load_balancer *lb, const struct forward *f)
{
	struct outcome all = {.tri = TRI_BLOCK};

	if (f->missing_target_group_arn)
		return from_whomever(w, front, "R85: target groups lack");
	for (size_t g = 0; g < f->target_groups.len; g++) {
		struct outcome one = to_group(w, front, lb, f->target_groups.items[g]);
		all = g ? packet_merge(all, one) : one;
	}
	return all;
}

/* What a request may be like is its client's to choose: of several outcomes, the best. */
struct choice {
	struct outcome best;
	bool any;
};

static void may_be(struct choice *c, struct outcome one, const struct forward *way)
{
	struct outcome before = c->best;

	one.request = way;

	if (!c->any || one.tri > before.tri)
		c->best = one;
	if (c->any) {
		c->best.dead_end = before.dead_end || one.dead_end;
		c->best.open = before.open || one.open;
		c->best.guessed = before.guessed || one.guessed;
		c->best.deeper = before.deeper || one.deeper;
		c->best.doubted = before.doubted || one.doubted || before.tri == TRI_UNKNOWN ||
				  one.tri == TRI_UNKNOWN;
		c->best.used_ports = before.used_ports || one.used_ports;
		c->best.used_nat_port = before.used_nat_port || one.used_nat_port;
	}
	c->any = true;
}

static bool matches_all(const struct rule_condition *c)
{
	for (size_t i = 0; i < c->values.len; i++)
		if (str_eq(c->values.items[i], "/*") || str_eq(c->values.items[i], "*"))
			return true;
	for (size_t i = 0; i < c->paths.len; i++)
		if (str_eq(c->paths.items[i], "/*") || str_eq(c->paths.items[i], "*"))
			return true;
	return false;
}

/* The address is what it is; path, host and header may be whatever the rule wants. */
static bool may_match(const struct listener_rule *r, struct ip source, bool *always)
{
	*always = true;
	for (size_t i = 0; i < r->conditions.len; i++) {
		const struct rule_condition *c = &r->conditions.items[i];
		bool from_there = c->source_ips.len == 0;
		for (size_t k = 0; k < c->source_ips.len; k++)
			from_there |= cidr_covers(c->source_ips.items[k], source);
		if (!from_there)
			return false;
		*always &= c->source_ips.len || matches_all(c);
	}
	return true;
}

static long priority_of(const struct listener_rule *r)
{
	unsigned long long number = 0;

	return str_u64(r->priority, 1u << 20, &number) ? (long)number : -1;
}

/* The rule of the listener that comes next behind that priority. */
static const struct listener_rule *next_rule(const struct net *net, const struct listener *l,
					     long after)
{
	const struct listener_rule *next = NULL;

	for (size_t i = 0; i < net->listener_rules.len; i++) {
		const struct listener_rule *r = net->listener_rules.items[i];
		if (str_eq(r->listener_arn, l->arn) && !r->is_default && priority_of(r) > after &&
		    (!next || priority_of(r) < priority_of(next)))
			next = r;
	}
	return next;
}

/* R85: rules that were not asked for may lead to any group that is the balancer's. */
static bool may_lead_elsewhere(const struct net *net, const struct load_balancer *lb,
			       const struct listener *l)
{
	if (!net_knows(net, KIND_TARGET_GROUP, lb->o.account, lb->o.region))
		return true;
	for (size_t i = 0; i < net->target_groups.len; i++) {
		const struct target_group *tg = net->target_groups.items[i];
		bool own = false, known = false;
		for (size_t k = 0; k < tg->load_balancer_arns.len; k++)
			own |= str_eq(tg->load_balancer_arns.items[k], lb->o.id);
		for (size_t k = 0; k < l->forward.target_groups.len; k++)
			known |= l->forward.target_groups.items[k] == tg;
		if (own && !known)
			return true;
	}
	return false;
}

static struct outcome by_rules(struct walk w, const struct network_interface *front,
			       const struct load_balancer *lb, const struct listener *l)
{
	struct choice choice = {.any = false};
	bool always = false;

	for (const struct listener_rule *r = next_rule(w.net, l, -1); r && !always;
	     r = next_rule(w.net, l, priority_of(r))) {
		bool all;
		if (!may_match(r, w.packet.source, &all))
			continue;
		if (leads_on(&r->forward))
			may_be(&choice, to_groups(w, front, lb, &r->forward), &r->forward);
		else if (r->forward.redirects)
			may_be(&choice, packet_answer(w, front), &r->forward);
		always = all;
	}
	if (!always && leads_on(&l->forward))
		may_be(&choice, to_groups(w, front, lb, &l->forward), &l->forward);
	else if (!always && l->forward.redirects)
		may_be(&choice, packet_answer(w, front), &l->forward);
	if (!always && !l->rules_known && may_lead_elsewhere(w.net, lb, l))
		may_be(&choice, from_whomever(w, front, "R85: its rules were not asked for"), NULL);
	return choice.any ? choice.best : packet_answer(w, front);
}

struct outcome packet_balance(struct walk w, const struct network_interface *front,
			      const struct load_balancer *lb)
{
	if (str_eq(lb->type, "gateway"))
		return packet_beyond(&w, "R84: a gateway load balancer");
	if (w.packet.protocol == PROTO_ICMP || w.packet.protocol == PROTO_ICMPV6) {
		if (str_eq(lb->type, "network"))
			return packet_stop(&w, "R85: it never answers ping");
		return packet_answer(w, front);
	}
	if (!lb->listeners_known)
		return from_whomever(w, front, "R85: listeners were not asked for");
	const struct listener *listener = listener_for(lb, &w.packet);
	if (!listener)
		return packet_stop(&w, "R85: no listener");
	if (str_eq(lb->type, "application"))
		return by_rules(w, front, lb, listener);
	if (!leads_on(&listener->forward))
		return packet_answer(w, front);
	return to_groups(w, front, lb, &listener->forward);
}

/* From the balancer to its client, by its subnet's table; or to a balancer whose target it was. */
struct outcome packet_balancer_answers(struct walk w, struct translation t)
{
	w.packet.source = t.to_before;
	w.packet.destination = t.from_before;
	if (w.used_ports)
		w.packet.value = t.reply_value_before;
	w.n_translations--;
	w.at = t.front;
	const struct translation *outer =
		w.n_translations ? &w.translations[w.n_translations - 1] : NULL;
	if (outer && outer->kept && outer->target == t.front) {
		packet_new_sender(&w, t.front);
		return packet_balance_back(w, *outer);
	}
	return packet_leave(w, t.front->subnet);
}

/* From the target back to the balancer. */
struct outcome packet_balance_back(struct walk w, struct translation t)
{
	const struct subnet *here = w.sender ? w.sender->subnet : NULL, *there = t.front->subnet;

	if (t.kept && !here) {
		w.dead_end = true;
		packet_gate(&w, TRI_UNKNOWN, "the subnet is not in the snapshot");
	} else if (t.kept && here != there) {
		if (!packet_gate(&w, oracle_nacl(&w, here, true),
				 "R85: NACL, target to balancer") ||
		    !packet_gate(&w, oracle_nacl(&w, there, false), "R85: NACL, into the balancer"))
			return packet_end(&w);
	}
	if (!t.kept && (!ip_equal(w.packet.source, t.to_after) ||
			!ip_equal(w.packet.destination, t.from_after)))
		return packet_stop(&w, "R85: the balancer knows no such flow");
	return t.endpoint ? packet_end(&w) : packet_balancer_answers(w, t);
}
