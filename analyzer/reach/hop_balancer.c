/* hop_balancer.c - network and application load balancers, both legs (R85). */
#include "net/proto.h"
#include "reach/rules.h"
#include "reach/targets.h"

#include <string.h>

/* ---- which listener ---- */

static bool listens(const struct listener *l, unsigned proto, unsigned port)
{
	static const struct {
		const char *protocol;
		bool tcp, udp;
	} kinds[] = {
		{"TCP", true, false},    {"TLS", true, false},     {"UDP", false, true},
		{"TCP_UDP", true, true}, {"HTTP", true, false},    {"HTTPS", true, false},
		{"QUIC", false, true},   {"TCP_QUIC", true, true},
	};
	if ((unsigned)l->port != port)
		return false;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_eq(kinds[i].protocol, l->protocol))
			return (proto == PROTO_TCP && kinds[i].tcp) ||
			       (proto == PROTO_UDP && kinds[i].udp);
	return false;
}

const struct listener *balancer_listener(const struct load_balancer *lb, unsigned proto,
					 unsigned port)
{
	for (size_t i = 0; i < lb->listeners.len; i++)
		if (listens(&lb->listeners.items[i], proto, port))
			return &lb->listeners.items[i];
	return NULL;
}

/* R85: what a balancer sent on with its client's address. */
bool answers_a_balancer(const struct walk *w)
{
	const struct translation *t =
		w->n_translations ? &w->translations[w->n_translations - 1] : NULL;
	return t && t->kind == TRANSLATED_BY_BALANCER && ip_equal(t->before, t->after);
}

/* (An EC2 Instance Connect Endpoint may keep it, too, but has no targets.) */
bool keeping_client(const struct walk *w)
{
	return !w->reply && answers_a_balancer(w) &&
	       w->translations[w->n_translations - 1].object->kind == KIND_LOAD_BALANCER;
}

/* Then its targets lie in the balancer's VPC or in a peer of the same Region. */
void out_of_balancers_way(struct walk *w, const char *why)
{
	struct hop *hop = add_hop(w, COMPONENT_TARGET_GROUP, w->target_group);
	hop->detail = why;
	walk_stop(w, hop, VCK_LB_TARGET_UNREACHABLE);
}

/* ---- there: the second leg ---- */

static void remap(struct walk *w, struct span target)
{
	const struct pktset *now = pktset_of(w->arena, target);
	w->sets.certain = pktset_meets(w->sets.certain, w->asked) ? now : pktset_empty;
	w->sets.possible = pktset_meets(w->sets.possible, w->asked) ? now : pktset_empty;
	w->asked = now;
	w->remapped = true;
}

/* The node's own groups come first, but what they name hangs on who is at the other end. */
static void node_egress(struct walk *w, const struct network_interface *node)
{
	if (!node->group_set->group_ids.len)
		return;
	w->node = node;
	w->node_source = w->source;
	w->node_slot = w->trace ? w->trace->hops.len : 0;
	add_hop(w, COMPONENT_SECURITY_GROUP, first_group(node));
}

/* Told by node_egress(), judged when the packet arrived, or did not. */
void ask_node(struct walk *w, bool arrived, const struct network_interface *at)
{
	const struct network_interface *node = w->node;
	if (!node || w->reply)
		return;
	struct hop scratch = {.source = w->node_source, .destination = w->destination};
	struct hop *hop = w->trace ? &w->trace->hops.items[w->node_slot] : &scratch;
	struct sg_peer peer = {0};
	w->node = NULL;
	if (!arrived && is_lost(w) && w->n_balancer_groups) {
		sg_egress_to_goal(w, hop, node, w->goal, w->goal_kind);
		return;
	}
	/* without these something stands between them (R43) */
	if (arrived && w->n_balancer_groups)
		peer = (struct sg_peer){.interface = at,
					.via = w->via,
					.via_keeps_references = w->via_keeps_references};
	sg_hop(w, hop, node, true, &peer);
}

static struct ip address_of_node(const struct network_interface *node, uint8_t family)
{
	if (family == IPV6)
		return node->ipv6.len ? node->ipv6.items[0] : (struct ip){0};
	return node->private_ip;
}

/* Whoever stands behind it, it is the balancer's node that answers the client. */
static void itself(struct walk *w, const struct network_interface *node)
{
	w->delivered = node;
	walk_end(w);
}

struct sending {
	const struct network_interface *node;
	const struct load_balancer *lb;
	const struct target_group *tg;
	const struct place *place;
	const struct listener_rule *rule;
	bool kept, by_rule;
	struct ip from;       /* what the target sees */
	struct onward *there; /* NULL without a trace */
	const struct onward *here;
};

/* Between the families, it is always the balancer that calls. */
static bool choose_source(struct walk *w, struct hop *hop, struct sending *s)
{
	bool crosses = s->place->address.family != w->source.family;
	s->kept = !crosses && keeps_client(w, s->lb, s->tg);
	s->from = s->kept ? w->source : address_of_node(s->node, s->place->address.family);
	if (s->from.family && !(crosses && w->asked->spans[0].lo >> 16 == PROTO_UDP))
		return true;
	walk_unsupported(w, hop, "a load balancer that translates between IPv4 and IPv6");
	return false;
}

static void begin_onward(struct walk *w, struct sending *s)
{
	s->here = w->onward;
	if (!w->trace)
		return;
	s->there = arena_new(w->arena, struct onward);
	*s->there = (struct onward){.balancer = s->lb,
				    .node = s->node,
				    .target_group = s->tg,
				    .rule = s->rule,
				    .by_rule = s->by_rule};
	w->onward = s->there;
}

static void tell_onward(struct walk *w, const struct sending *s)
{
	if (!s->there)
		return;
	s->there->source = w->source;
	s->there->destination = w->destination;
	s->there->packets = w->asked;
	s->there->keeps_client = s->kept;
}

static void translate(struct walk *w, const struct sending *s)
{
	struct translation tr = {
		.kind = TRANSLATED_BY_BALANCER,
		.object = &s->lb->o,
		.interface = s->node,
		.before = w->source,
		.after = s->from,
		.service = w->destination,
		.subnet = s->node->subnet,
		.vpc = s->node->vpc,
		.client_lo = w->client_lo,
		.client_hi = w->client_hi,
		.onward = s->here,
		.unsure = w->anyone,
	};
	if (w->n_translations < MAX_TRANSLATIONS)
		w->translations[w->n_translations++] = tr;
	if (!s->kept) {
		w->anyone = false;
		w->client_lo = 1024;
		w->client_hi = 65535;
	}
}

static bool with_clients_address(const struct walk *w)
{
	return !source_is_unknown(w) && ip_equal(w->source, w->q->source.address);
}

/* R85: a target's own packets must not come back to it with its own address. */
static bool calls_itself(const struct walk *w, const struct sending *s)
{
	if (!s->kept || !with_clients_address(w))
		return false;
	return ip_equal(w->source, s->place->address) ||
	       interfaces_of_one_host(s->place->interface, w->q->source.interface);
}

/* Where VPCs share a range, the way alone tells whose a target's address is. */
bool is_client_itself(const struct walk *w, const struct network_interface *eni)
{
	return keeping_client(w) && with_clients_address(w) &&
	       interfaces_of_one_host(eni, w->q->source.interface);
}

void target_calls_itself(struct walk *w, struct hop *hop)
{
	hop->detail = "the target is the client itself, whose address is kept";
	walk_stop(w, hop, VCK_LB_HAIRPIN);
}

static void to_target(struct walk *w, struct sending *s)
{
	const struct target_health *t = s->place->target;
	unsigned port = (unsigned)(t->port > 0 ? t->port : s->tg->port);
	unsigned proto = w->asked->spans[0].lo >> 16;
	struct hop *hop = add_hop(w, COMPONENT_TARGET_GROUP, &s->tg->o);
	hop->interface = s->place->interface;
	if (!s->place->address.family) {
		walk_lacks(w, hop, t->load_balancer ? KIND_NETWORK_INTERFACE : KIND_INSTANCE,
			   &s->tg->o);
		w->onward = s->here;
		itself(w, s->node);
		return;
	}
	if (!choose_source(w, hop, s))
		return;
	hop->detail =
		s->kept ? "keeps the client's address" : "calls with the balancer's own address";
	if (calls_itself(w, s))
		target_calls_itself(w, hop);
	translate(w, s);
	remap(w, span_values(proto, port, port));
	w->target_group = &s->tg->o;
	w->source = s->from;
	w->destination = s->place->address;
	tell_onward(w, s);
	w->goal = s->place->interface;
	w->goal_kind = s->place->interface ? POINT_INTERFACE : POINT_ADDRESS;
	w->sender = s->kept ? NULL : s->node;
	w->middlebox = s->kept;
	w->via = NULL;
	w->balancer_groups = s->node->group_set->group_ids.len
				     ? (const char *const *)s->node->group_set->group_ids.items
				     : NULL;
	w->n_balancer_groups = s->node->group_set->group_ids.len;
	hop->translated = w->destination;
	node_egress(w, s->node);
	walk_leave(w, s->node->subnet, s->node);
}

static void no_target(struct walk *w, const struct target_group *tg, const struct places *places)
{
	struct hop *hop = add_hop(w, COMPONENT_TARGET_GROUP, &tg->o);
	bool disabled = places->registered && !places->in_enabled_zone;
	hop->detail =
		disabled ? "its targets lie in zones that are not enabled for the load balancer"
		: places->registered
			? "no target in this node's zone, and cross-zone balancing is off"
		: tg->targets.len ? "all its targets are being deregistered"
				  : "it has no target";
	walk_stop(w, hop, disabled ? VCK_LB_ZONE_NOT_ENABLED : VCK_LB_NO_TARGET);
	walk_end(w);
}

static void pick_target(struct walk *w, struct sending *s)
{
	struct places *places;
	begin_onward(w, s);
	if (str_eq(s->tg->target_type, "lambda")) { /* called through Lambda's own service */
		add_hop(w, COMPONENT_TARGET_GROUP, &s->tg->o)->detail =
			"it invokes a Lambda function";
		w->onward = s->here;
		itself(w, s->node);
		return;
	}
	if (!s->tg->targets_known || !s->lb->zones.len) { /* R2: it has a zone at least */
		const struct object *of = s->tg->targets_known ? &s->lb->o : &s->tg->o;
		walk_lacks(w, add_hop(w, COMPONENT_TARGET_GROUP, &s->tg->o), of->kind, of);
		w->onward = s->here;
		itself(w, s->node);
		return;
	}
	places = arena_new(w->arena, struct places);
	targets_for(w, s->lb, s->tg, s->node, places);
	if (places->more)
		w->choices->overflow = true;
	if (!places->len) {
		no_target(w, s->tg, places);
		return;
	}
	s->place = &places->items[walk_choose(w, (unsigned)places->len)];
	if (s->there) {
		s->there->target = s->place->target;
		s->there->interface = s->place->interface;
		s->there->targets = (unsigned)places->len;
		s->there->fails_open = places->fails_open;
		s->there->by_health_check = places->by_health_check;
	}
	to_target(w, s);
}

static bool is_echo(const struct walk *w)
{
	return !pktset_meets(w->r->not_echo, w->asked);
}

static void go_on(struct walk *w, struct hop *hop, const struct forward *f, struct sending *s)
{
	if (f->missing_target_group_arn) {
		walk_lacks(w, hop, KIND_TARGET_GROUP, &s->lb->o);
		itself(w, s->node);
		return;
	}
	s->tg = f->target_groups.items[walk_choose(w, (unsigned)f->target_groups.len)];
	pick_target(w, s);
}

/* An application load balancer: which of its rules takes the request is the client's choice. */
static void by_rules(struct walk *w, struct hop *hop, const struct listener *l, struct sending *s)
{
	struct alternatives *all = alternatives_of(w, s->lb, l);
	if (!all->items.len) { /* it answers itself */
		itself(w, s->node);
		return;
	}
	if (!w->choices->alternatives)
		w->choices->alternatives = all;
	const struct alternative *a = &all->items.items[walk_request(w, (unsigned)all->items.len)];
	if (!a->forward) {
		walk_lacks(w, hop, KIND_LISTENER_RULE, &s->lb->o);
		itself(w, s->node);
		return;
	}
	if (!leads_on(a->forward)) { /* a redirect is an answer */
		itself(w, s->node);
		return;
	}
	s->rule = a->rules.items[0];
	s->by_rule = l->rules.len > 0;
	go_on(w, hop, a->forward, s);
}

/* Of this one nobody read on what it listens (R2). */
static bool has_listener_for_all(const struct load_balancer *lb)
{
	for (size_t i = 0; i < lb->listeners.len; i++)
		if (!lb->listeners.items[i].protocol || lb->listeners.items[i].port <= 0)
			return true;
	return false;
}

static void serve(struct walk *w, struct hop *hop, const struct network_interface *node,
		  const struct load_balancer *lb)
{
	struct span s = w->asked->spans[0];
	struct sending sending = {.node = node, .lb = lb};
	if (is_echo(w)) {
		if (!is_application(lb)) {
			hop->detail = "a network load balancer never answers ping";
			walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
		}
		itself(w, node);
		return;
	}
	if (!lb->listeners_known || has_listener_for_all(lb)) {
		walk_lacks(w, hop, KIND_LOAD_BALANCER, &lb->o);
		itself(w, node);
		return;
	}
	const struct listener *l = w->asked->count == 1 && s.lo == s.hi
					   ? balancer_listener(lb, s.lo >> 16, s.lo & 0xffff)
					   : NULL;
	if (!l) {
		walk_stop(w, hop, VCK_LB_NO_LISTENER);
		itself(w, node);
	} else if (is_application(lb)) {
		by_rules(w, hop, l, &sending);
	} else if (leads_on(&l->forward)) {
		go_on(w, hop, &l->forward, &sending);
	} else {
		itself(w, node);
	}
}

/* One that is still being set up, or never was, sends nothing on. */
static void check_state(struct walk *w, struct hop *hop, const struct load_balancer *lb)
{
	static const struct {
		const char *state, *why;
	} down[] = {
		{"provisioning", "it is still being set up"},
		{"failed", "it could not be set up"},
	};
	for (size_t i = 0; i < COUNT_OF(down); i++)
		if (str_eq(down[i].state, lb->state)) {
			hop->detail = down[i].why;
			walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
		}
	if (!lb->state)
		walk_lacks(w, hop, KIND_LOAD_BALANCER, &lb->o);
}

/* R82: what it takes from nobody, for what comes in by a way that is not known. */
void balancer_takes(struct walk *w, const struct network_interface *node,
		    const struct load_balancer *lb)
{
	struct span s = w->asked->count ? w->asked->spans[0] : (struct span){0, 0};
	bool one = w->asked->count == 1 && s.lo == s.hi; /* else what no listener is for */
	bool network = str_eq(lb->type, "network");
	if ((!network && !is_application(lb)) || !w->asked->count)
		return;
	struct hop *hop = add_hop(w, COMPONENT_LOAD_BALANCER, &lb->o);
	hop->interface = node;
	if (is_echo(w)) {
		if (network)
			walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
	} else if (lb->listeners_known && !has_listener_for_all(lb) &&
		   (!one || !balancer_listener(lb, s.lo >> 16, s.lo & 0xffff))) {
		walk_stop(w, hop, VCK_LB_NO_LISTENER);
	}
}

void walk_balancer(struct walk *w, const struct network_interface *node,
		   const struct load_balancer *lb)
{
	walk_untracked(w);
	sg_ingress(w, node);
	struct hop *hop = add_hop(w, COMPONENT_LOAD_BALANCER, &lb->o);
	hop->interface = node;
	if (!is_application(lb) && !str_eq(lb->type, "network")) {
		walk_unsupported(w, hop, "a gateway load balancer");
		return;
	}
	if (w->n_translations == MAX_TRANSLATIONS || !w->asked->count) {
		walk_end(w);
		return;
	}
	check_state(w, hop, lb);
	serve(w, hop, node, lb);
}

/* ---- back ---- */

/* Where the client's address is kept, the reply goes to the balancer without asking a route table.
 */
void balancer_reply(struct walk *w)
{
	struct translation t = w->translations[--w->n_translations];
	bool kept = ip_equal(t.before, t.after);
	if (kept && w->subnet && w->subnet != t.subnet) {
		cross_nacl(w, w->subnet, true);
		cross_nacl(w, t.subnet, false);
	}
	w->onward = t.onward;
	struct hop *hop = add_hop(w,
				  t.object->kind == KIND_INSTANCE_CONNECT_ENDPOINT
					  ? COMPONENT_INSTANCE_CONNECT_ENDPOINT
					  : COMPONENT_LOAD_BALANCER,
				  t.object);
	hop->interface = t.interface;
	hop->translated = t.service;
	if (t.object->kind == KIND_INSTANCE_CONNECT_ENDPOINT || t.unsure) {
		walk_end(w);
		return;
	}
	if (!kept)
		start_leg(w, t.client_lo, t.client_hi);
	w->source = t.service;
	w->destination = t.before;
	w->via = NULL;
	set_reply_goal(w);
	if (answers_a_balancer(w)) { /* this balancer was the target of another */
		w->subnet = t.subnet;
		balancer_reply(w);
		return;
	}
	walk_leave(w, t.subnet, t.interface);
}
