/* hop_balancer.c - network and application load balancers, both legs (R85). */
#include "net/proto.h"
#include "reach/internal.h"

#include <string.h>

static const char *attribute(const struct attribute *items, size_t len, const char *key)
{
	for (size_t i = 0; i < len; i++)
		if (str_eq(items[i].key, key))
			return items[i].value;
	return NULL;
}

static bool is_application(const struct load_balancer *lb)
{
	return str_eq(lb->type, "application");
}

/* ---- which listener, which targets
 * -------------------------------------------------------------------- */

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

static bool crosses_zones(const struct load_balancer *lb, const struct target_group *tg)
{
	const char *own = attribute(tg->attributes.items, tg->attributes.len,
				    "load_balancing.cross_zone.enabled");
	if (str_eq(own, "true") || str_eq(own, "false"))
		return str_eq(own, "true");
	return lb->cross_zone || is_application(lb);
}

static bool keeps_client(const struct load_balancer *lb, const struct target_group *tg)
{
	if (is_application(lb))
		return false;
	const char *said =
		attribute(tg->attributes.items, tg->attributes.len, "preserve_client_ip.enabled");
	bool udp = str_eq(tg->protocol, "UDP") || str_eq(tg->protocol, "TCP_UDP") ||
		   str_eq(tg->protocol, "QUIC") || str_eq(tg->protocol, "TCP_QUIC");
	if (udp)
		return true;
	if (said)
		return str_eq(said, "true");
	return !str_eq(tg->target_type, "ip");
}

static bool zone_enabled(const struct load_balancer *lb, const char *zone)
{
	for (size_t i = 0; i < lb->zones.len; i++)
		if (str_eq(lb->zones.items[i].zone_name, zone))
			return true;
	return false;
}

/* A target as it is called. */
struct place {
	const struct target_health *target;
	const struct network_interface *interface; /* NULL: outside, or not in the snapshot */
	struct ip address;                         /* FAMILY_NONE: not in the snapshot */
};

struct places {
	struct place items[MAX_WAYS];
	size_t len;
};

static const char *zone_of(const struct place *p)
{
	if (p->interface && p->interface->subnet)
		return p->interface->subnet->availability_zone;
	return p->target->availability_zone;
}

static bool candidate(const struct load_balancer *lb, const struct target_group *tg,
		      const struct network_interface *node, const struct place *p)
{
	const char *zone = zone_of(p);
	if (str_eq(p->target->availability_zone, "all") || !zone)
		return true;
	if (!crosses_zones(lb, tg))
		return node->subnet && str_eq(zone, node->subnet->availability_zone);
	return is_application(lb) || zone_enabled(lb, zone);
}

static void add_place(struct places *all, const struct load_balancer *lb,
		      const struct target_group *tg, const struct network_interface *node,
		      struct place p)
{
	if (all->len < COUNT_OF(all->items) && candidate(lb, tg, node, &p))
		all->items[all->len++] = p;
}

/* A target that is a balancer is called at any of its interfaces. */
static void places_of(struct places *all, const struct load_balancer *lb,
		      const struct target_group *tg, const struct network_interface *node,
		      const struct target_health *t)
{
	const struct load_balancer *to = t->load_balancer;
	for (size_t i = 0; to && i < to->interfaces.len; i++)
		add_place(all, lb, tg, node,
			  (struct place){t, to->interfaces.items[i],
					 to->interfaces.items[i]->private_ip});
	if (!to || !to->interfaces.len)
		add_place(all, lb, tg, node, (struct place){t, t->interface, t->address});
}

/* Healthy ones serve alone; when none is healthy, it fails open and all serve. */
static struct places targets_for(const struct load_balancer *lb, const struct target_group *tg,
				 const struct network_interface *node)
{
	struct places all = {.len = 0}, healthy = {.len = 0};
	for (size_t i = 0; i < tg->targets.len; i++) {
		const struct target_health *t = &tg->targets.items[i];
		places_of(&all, lb, tg, node, t);
		if (str_eq(t->state, "healthy"))
			places_of(&healthy, lb, tg, node, t);
	}
	return healthy.len ? healthy : all;
}

/* R85: what a balancer sent on with its client's address. */
bool answers_a_balancer(const struct walk *w)
{
	const struct translation *t =
		w->n_translations ? &w->translations[w->n_translations - 1] : NULL;
	return t && t->kind == TRANSLATED_BY_BALANCER && ip_equal(t->before, t->after);
}

bool keeping_client(const struct walk *w)
{
	return !w->reply && answers_a_balancer(w);
}

/* Then its targets lie in the balancer's VPC or in a peer of the same Region. */
void out_of_balancers_way(struct walk *w, const char *why)
{
	struct hop *hop = add_hop(w, COMPONENT_TARGET_GROUP, w->target_group);
	hop->detail = why;
	walk_stop(w, hop, VCK_LB_TARGET_UNREACHABLE);
}

/* ---- there: the second leg
 * -------------------------------------------------------------------------------- */

static void remap(struct walk *w, struct span target)
{
	const struct pktset *now = pktset_of(w->arena, target);
	w->sets.certain = pktset_meets(w->sets.certain, w->asked) ? now : pktset_empty;
	w->sets.possible = pktset_meets(w->sets.possible, w->asked) ? now : pktset_empty;
	w->asked = now;
	w->remapped = true;
}

static void node_egress(struct walk *w, const struct network_interface *node,
			const struct network_interface *to)
{
	struct sg_peer peer = {.interface = to};
	if (!node->group_ids.len && !node->groups.len)
		return;
	struct hop *hop = add_hop(w, COMPONENT_SECURITY_GROUP,
				  node->groups.len ? &node->groups.items[0]->o : NULL);
	hop->interface = node;
	hop->egress = true;
	hop->peer = to;
	walk_apply(w, hop, sg_sets(w->r, w->arena, node, true, w->destination, &peer, NULL),
		   VCK_SG_EGRESS_DENIED);
}

static void to_target(struct walk *w, const struct network_interface *node,
		      const struct load_balancer *lb, const struct target_group *tg,
		      const struct place *p)
{
	bool kept = keeps_client(lb, tg);
	unsigned port = (unsigned)(p->target->port > 0 ? p->target->port : tg->port);
	unsigned proto = w->asked->spans[0].lo >> 16;
	struct hop *hop = add_hop(w, COMPONENT_TARGET_GROUP, &tg->o);
	hop->interface = p->interface;
	if (!p->address.family) {
		walk_lacks(w, hop,
			   p->target->load_balancer ? KIND_NETWORK_INTERFACE : KIND_INSTANCE,
			   &tg->o);
		walk_end(w);
		return;
	}
	hop->detail = kept ? "keeps the client's address" : "calls with the balancer's own address";
	if (kept && interfaces_of_one_host(p->interface, w->q->source.interface))
		walk_stop(w, hop, VCK_LB_HAIRPIN);
	struct translation tr = {
		.kind = TRANSLATED_BY_BALANCER,
		.object = &lb->o,
		.interface = node,
		.before = w->source,
		.after = kept ? w->source : node->private_ip,
		.service = w->destination,
		.subnet = node->subnet,
		.vpc = node->vpc,
		.client_lo = w->client_lo,
		.client_hi = w->client_hi,
	};
	if (w->n_translations < MAX_TRANSLATIONS)
		w->translations[w->n_translations++] = tr;
	if (!kept) {
		w->anyone = false;
		w->client_lo = 1024;
		w->client_hi = 65535;
	}
	remap(w, span_values(proto, port, port));
	w->target_group = &tg->o;
	w->source = tr.after;
	w->destination = p->address;
	w->goal = p->interface;
	w->goal_kind = p->interface ? POINT_INTERFACE : POINT_ADDRESS;
	w->sender = kept ? NULL : node;
	w->middlebox = kept;
	w->via = NULL;
	w->balancer_groups =
		node->group_ids.len ? (const char *const *)node->group_ids.items : NULL;
	w->n_balancer_groups = node->group_ids.len;
	hop->translated = w->destination;
	node_egress(w, node, p->interface);
	walk_leave(w, node->subnet, node);
}

static void pick_target(struct walk *w, const struct network_interface *node,
			const struct load_balancer *lb, const struct target_group *tg)
{
	if (!tg->targets_known) {
		walk_lacks(w, add_hop(w, COMPONENT_TARGET_GROUP, &tg->o), KIND_TARGET_GROUP,
			   &tg->o);
		walk_end(w);
		return;
	}
	struct places places = targets_for(lb, tg, node);
	if (!places.len) {
		struct hop *hop = add_hop(w, COMPONENT_TARGET_GROUP, &tg->o);
		hop->detail = tg->targets.len ? "no target in the zones that it serves from here"
					      : "it has no target";
		walk_stop(w, hop, VCK_LB_NO_TARGET);
		walk_end(w);
		return;
	}
	to_target(w, node, lb, tg, &places.items[walk_choose(w, (unsigned)places.len)]);
}

static void itself(struct walk *w, const struct network_interface *node)
{
	w->delivered = node;
	walk_end(w);
}

static bool is_echo(const struct pktset *asked)
{
	return asked->count == 1 &&
	       (asked->spans[0].lo >> 16 == PROTO_ICMP || asked->spans[0].lo >> 16 == PROTO_ICMPV6);
}

static void serve(struct walk *w, struct hop *hop, const struct network_interface *node,
		  const struct load_balancer *lb)
{
	struct span s = w->asked->spans[0];
	if (is_echo(w->asked)) {
		if (!is_application(lb)) {
			hop->detail = "a network load balancer never answers ping";
			walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
		}
		itself(w, node);
		return;
	}
	if (!lb->listeners_known) {
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
	} else if (l->missing_target_group_arn) {
		walk_lacks(w, hop, KIND_TARGET_GROUP, &lb->o);
		itself(w, node);
	} else if (!l->target_groups.len) { /* a redirect or a fixed response: it answers itself */
		itself(w, node);
	} else {
		pick_target(w, node, lb,
			    l->target_groups.items[walk_choose(w, (unsigned)l->target_groups.len)]);
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
	serve(w, hop, node, lb);
}

/* ---- back
 * -------------------------------------------------------------------------------------------------
 */

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
	struct hop *hop = add_hop(w,
				  t.object->kind == KIND_INSTANCE_CONNECT_ENDPOINT
					  ? COMPONENT_INSTANCE_CONNECT_ENDPOINT
					  : COMPONENT_LOAD_BALANCER,
				  t.object);
	hop->interface = t.interface;
	hop->translated = t.service;
	if (t.object->kind == KIND_INSTANCE_CONNECT_ENDPOINT) {
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
