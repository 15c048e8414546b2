/*
 * balance.c - load balancers (R85): which listener takes a packet that came to a node, who may serve
 * it, and whether it gets there and its reply back to the node. The way from the node back to the
 * client is the reply of the flow that came here.
 *
 * AWS picks one of the targets, and one of the groups of an action with weights: of these, all have
 * to pass (`either`). Which rule takes a request is the client's choice: one that passes is enough
 * (`any`).
 */
#include "z3/legs.h"

#include "base/vec.h"
#include "net/pktset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Judgements that need no walk. */
#define PASSES  "#b11000"
#define FAILS   "#b00000"
#define UNKNOWN "#b01000" /* but what else blocks it, does */
#define LOST    "#b01100" /* and what lies behind may */
#define NOTHING "#b10000" /* no action that leads on: while rules are put together */

/* Of balancers that are targets of balancers. */
enum { DEEPEST = 3 };

/* ---- whose node ---- */

/* "ELB net/NAME/ID" is the end of the balancer's ARN. */
static const struct load_balancer *balancer_of(const struct net *net,
					       const struct network_interface *node)
{
	for (size_t i = 0; i < net->load_balancers.len; i++)
		if (str_ends(net->load_balancers.items[i]->o.id, node->description + 4))
			return net->load_balancers.items[i];
	return NULL;
}

bool is_balancer(const struct network_interface *e)
{
	return e->description && str_starts(e->description, "ELB ");
}

static bool is_application(const struct load_balancer *lb)
{
	return str_eq(lb->type, "application");
}

/* ---- listeners ---- */

static const char *const ping = "(or (= p #x01) (= p #x3a))";

static bool speaks(const char *protocol, unsigned number)
{
	static const struct {
		const char *protocol;
		bool tcp, udp;
	} all[] = {{"TCP", true, false},    {"TLS", true, false},  {"UDP", false, true},
		   {"TCP_UDP", true, true}, {"HTTP", true, false}, {"HTTPS", true, false}};

	for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
		if (str_eq(all[i].protocol, protocol))
			return number == PROTO_TCP ? all[i].tcp : all[i].udp;
	return false;
}

/* Does the listener take what came? A Bool. */
static void put_takes(struct buf *b, const struct listener *l, const char *value)
{
	buf_puts(b, "(and (or false");
	if (speaks(l->protocol, PROTO_TCP))
		buf_puts(b, " (= p #x06)");
	if (speaks(l->protocol, PROTO_UDP))
		buf_puts(b, " (= p #x11)");
	buf_printf(b, ") (= %s #x%04x))", value, (unsigned)l->port);
}

/* A port that was settled by a balancer before this one may rule the listener out at once. */
static bool may_take(const struct listener *l, const char *value)
{
	return !str_starts(value, "#x") || strtol(value + 2, NULL, 16) == l->port;
}

/* ---- who may serve ---- */

struct place {
	const struct target_health *target;
	const struct network_interface *interface; /* NULL: whoever has the address */
	struct ip address;                         /* FAMILY_NONE: the snapshot lacks it */
	const char *zone;
};

struct places {
	VEC(struct place) all;
	bool open;   /* does it fail open where healthy ones are in other zones? No rule says */
	bool untold; /* no state says who is well: health checks may tell */
};

static const char *attribute(const struct attribute *list, size_t len, const char *key)
{
	for (size_t i = 0; i < len; i++)
		if (str_eq(list[i].key, key))
			return list[i].value;
	return NULL;
}

/* The target group's word, the balancer's, the default of its kind. */
static bool crosses_zones(const struct load_balancer *lb, const struct target_group *tg)
{
	static const char key[] = "load_balancing.cross_zone.enabled";
	const char *group = attribute(tg->attributes.items, tg->attributes.len, key),
		   *own = attribute(lb->attributes.items, lb->attributes.len, key);

	if (str_eq(group, "true") || str_eq(group, "false"))
		return str_eq(group, "true");
	return own ? str_eq(own, "true") : is_application(lb);
}

static void add_place(struct places *p, struct place one)
{
	if (!one.zone && one.interface && one.interface->subnet)
		one.zone = one.interface->subnet->availability_zone;
	vec_push(&p->all, one);
}

/* R85: a target that is a balancer is each of its nodes; one that the snapshot lacks, nobody. */
static void add_nodes(struct places *p, const struct net *net, const struct target_health *t)
{
	size_t before = p->all.len;

	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *e = net->network_interfaces.items[i];
		const struct load_balancer *lb = is_balancer(e) ? balancer_of(net, e) : NULL;
		if (lb && str_eq(lb->o.id, t->target_id))
			add_place(p, (struct place){.target = t,
						    .interface = e,
						    .address = e->private_ip});
	}
	if (p->all.len == before)
		add_place(p, (struct place){.target = t});
}

static void add_instance(struct places *p, const struct net *net, const struct target_health *t)
{
	struct place one = {.target = t, .zone = t->availability_zone};
	const struct instance *i = net_instance(net, t->target_id);

	for (size_t k = 0; i && k < net->network_interfaces.len; k++) {
		const struct network_interface *e = net->network_interfaces.items[k];
		if (!str_eq(e->instance_id, t->target_id) || e->device_index > 0)
			continue;
		one.interface = e;
		one.address = e->private_ip;
	}
	add_place(p, one);
}

static void add_address(struct places *p, const struct target_health *t)
{
	struct place one = {.target = t, .zone = t->availability_zone};

	ip_parse(t->target_id, &one.address);
	add_place(p, one);
}

/* One that is being deregistered serves no more. */
static void collect(struct places *p, const struct net *net, const struct target_group *tg)
{
	for (size_t i = 0; i < tg->targets.len; i++) {
		const struct target_health *t = &tg->targets.items[i];
		if (str_eq(t->state, "draining"))
			continue;
		if (str_eq(tg->target_type, "alb"))
			add_nodes(p, net, t);
		else if (str_eq(tg->target_type, "ip"))
			add_address(p, t);
		else
			add_instance(p, net, t);
	}
}

/* An address inside the VPC that names no zone is in that of its interface. */
static const char *zone_of(const struct net *net, const struct load_balancer *lb,
			   const struct place *p)
{
	for (size_t i = 0; !p->zone && i < net->network_interfaces.len; i++) {
		const struct network_interface *e = net->network_interfaces.items[i];
		if (e->vpc == lb->vpc && e->subnet && ip_equal(e->private_ip, p->address))
			return e->subnet->availability_zone;
	}
	return p->zone;
}

static bool may_serve(const struct net *net, const struct load_balancer *lb,
		      const struct target_group *tg, const struct network_interface *node,
		      const struct place *p)
{
	const char *zone = zone_of(net, lb, p);

	if (!zone || str_eq(zone, "all"))
		return true;
	if (!crosses_zones(lb, tg))
		return node->subnet && str_eq(node->subnet->availability_zone, zone);
	for (size_t i = 0; i < lb->zones.len; i++)
		if (str_eq(lb->zones.items[i].zone_name, zone))
			return true;
	return false;
}

/* ---- to a target, and back ---- */

/* Of targets by address over tcp and tls, as the attribute says, or not at all; else as it says, or
 * always: udp, and another balancer. */
static bool keeps_client(const struct load_balancer *lb, const struct target_group *tg)
{
	bool udp = str_eq(tg->protocol, "UDP") || str_eq(tg->protocol, "TCP_UDP");
	const char *set =
		attribute(tg->attributes.items, tg->attributes.len, "preserve_client_ip.enabled");

	if (is_application(lb))
		return false;
	if (udp || str_eq(tg->target_type, "alb"))
		return true;
	return set ? str_eq(set, "true") : !str_eq(tg->target_type, "ip");
}

/* The depth of a flow: how many nodes it has behind it. */
static unsigned depth_of(const struct flow *f)
{
	unsigned depth = 0;

	for (; f->behind; f = f->behind)
		depth++;
	return depth;
}

static void put_place(struct solver *solver, const struct net *net, const struct load_balancer *lb,
		      const struct target_group *tg, const struct arrival *a, const struct place *p,
		      struct buf *out)
{
	bool kept = keeps_client(lb, tg);
	char value[8];
	struct flow f = {
		.from = {.interface = a->node, .address = a->node->private_ip},
		.to = {.interface = p->interface, .address = p->address, .sought = !p->interface},
		.host = a->flow->host,
		.kept = kept,
		.source = kept ? a->source : NULL,
		.value = value,
		.port = kept ? a->port : "n",
		.client = a->flow->client,
		.behind = a->flow};

	if (!p->address.family) { /* whoever it is, it is the balancer that answers */
		buf_puts(out, " " UNKNOWN);
		return;
	}
	if (a->flow->to.address.family != p->address.family || depth_of(&f) > DEEPEST) {
		buf_puts(out, " " LOST);
		return;
	}
	snprintf(value, sizeof value, "#x%04x",
		 (unsigned)(p->target->port > 0 ? p->target->port : tg->port) & 0xffff);
	encode_flow(solver, net, &f, out);
}

static bool is_healthy(const struct place *p)
{
	return str_eq(p->target->state, "healthy");
}

static bool is_stopped(const struct place *p)
{
	const struct instance *i = p->interface ? p->interface->instance : NULL;

	return i && i->state != INSTANCE_RUNNING && i->state != INSTANCE_PENDING &&
	       i->state != INSTANCE_UNSAID;
}

/* Not even a balancer that fails open sends to an instance that is stopped, if there are others. */
static void leave_out_down(struct places *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->all.len; i++)
		if (!is_stopped(&p->all.items[i]))
			p->all.items[kept++] = p->all.items[i];
	p->all.len = kept ? kept : p->all.len;
}

/* Healthy ones alone; all of them, where none is. */
static void choose_places(const struct net *net, const struct load_balancer *lb,
			  const struct target_group *tg, const struct network_interface *node,
			  struct places *p)
{
	bool some = false, elsewhere = false;
	size_t kept = 0;

	for (size_t i = 0; i < p->all.len; i++) {
		bool healthy = is_healthy(&p->all.items[i]);
		some |= healthy && may_serve(net, lb, tg, node, &p->all.items[i]);
		elsewhere |= healthy;
	}
	for (size_t i = 0; i < p->all.len; i++)
		if (may_serve(net, lb, tg, node, &p->all.items[i]) &&
		    (!some || is_healthy(&p->all.items[i])))
			p->all.items[kept++] = p->all.items[i];
	p->all.len = kept;
	p->open = !some && elsewhere;
	for (size_t i = 0; i < p->all.len; i++)
		p->untold |= !is_healthy(&p->all.items[i]) &&
			     !str_starts(p->all.items[i].target->state, "unhealthy");
	if (!some)
		leave_out_down(p);
}

static void put_places(struct solver *solver, const struct net *net, const struct load_balancer *lb,
		       const struct target_group *tg, const struct arrival *a,
		       const struct places *p, struct buf *out)
{
	if (p->open)
		buf_puts(out, " (bvor #b00001");
	if (p->untold)
		buf_puts(out, " (untold");
	if (!p->all.len)
		buf_puts(out, " " FAILS);
	for (size_t i = 0; i < p->all.len; i++) {
		if (i + 1 < p->all.len)
			buf_puts(out, "\n (either");
		put_place(solver, net, lb, tg, a, &p->all.items[i], out);
	}
	for (size_t i = 1; i < p->all.len; i++)
		buf_putc(out, ')');
	if (p->untold)
		buf_putc(out, ')');
	if (p->open)
		buf_putc(out, ')');
}

static void put_group(struct solver *solver, const struct net *net, const struct load_balancer *lb,
		      const char *arn, const struct arrival *a, struct buf *out)
{
	const struct target_group *tg = net_target_group(net, arn);
	struct places places = {0};

	if (tg && str_eq(tg->target_type, "lambda"))
		buf_puts(out, " " PASSES);
	else if (!tg || !tg->targets_known)
		buf_puts(out, " " UNKNOWN);
	else {
		collect(&places, net, tg);
		choose_places(net, lb, tg, a->node, &places);
		put_places(solver, net, lb, tg, a, &places, out);
	}
	vec_free(&places.all);
}

/* ---- actions and rules ---- */

struct actions {
	const struct listener_action *items;
	size_t len;
};

static bool redirects(struct actions a)
{
	for (size_t i = 0; i < a.len; i++)
		if (str_eq(a.items[i].type, "redirect"))
			return true;
	return false;
}

/* Where actions lead: `out` gets the ARNs; of weight 0, none is sent on. */
static size_t groups_of(struct actions a, const char *out[8])
{
	size_t n = 0;

	for (size_t i = 0; i < a.len; i++) {
		const struct listener_action *one = &a.items[i];
		if (!one->forward_target_groups.len && one->target_group_arn && n < 8)
			out[n++] = one->target_group_arn;
		for (size_t k = 0; k < one->forward_target_groups.len && n < 8; k++)
			if (!one->forward_target_groups.items[k].has_weight ||
			    one->forward_target_groups.items[k].weight)
				out[n++] = one->forward_target_groups.items[k].target_group_arn;
	}
	return n;
}

static void put_actions(struct solver *solver, const struct net *net,
			const struct load_balancer *lb, struct actions actions,
			const struct arrival *a, struct buf *out)
{
	const char *arns[8];
	size_t n = groups_of(actions, arns);

	if (!n) /* sent elsewhere, clients go on from there; a fixed response is the end */
		buf_puts(out, redirects(actions) ? " " PASSES : " " NOTHING);
	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n)
			buf_puts(out, " (either");
		put_group(solver, net, lb, arns[i], a, out);
	}
	for (size_t i = 1; i < n; i++)
		buf_putc(out, ')');
}

static bool is_everything(const char *const *patterns, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (str_eq(patterns[i], "*") || str_eq(patterns[i], "/*"))
			return true;
	return false;
}

/* What of a condition the packet itself decides: the client's address. The rest is the client's
 * choice, and may be as the condition wants it. */
static void put_source_ip(struct buf *b, const struct rule_condition *c, const char *source)
{
	if (!c->source_ips.len)
		return;
	buf_printf(b, " (let ((peer %s)) (or false", source);
	for (size_t i = 0; i < c->source_ips.len; i++) {
		buf_putc(b, ' ');
		put_covers(b, c->source_ips.items[i], "peer");
	}
	buf_puts(b, "))");
}

/* Does the rule leave nothing to those behind it, of this client's requests? */
static bool takes_all(const struct listener_rule *r)
{
	for (size_t i = 0; i < r->conditions.len; i++) {
		const struct rule_condition *c = &r->conditions.items[i];
		if (!c->source_ips.len && !is_everything(c->values.items, c->values.len) &&
		    !is_everything(c->paths.items, c->paths.len) &&
		    !is_everything(c->hosts.items, c->hosts.len))
			return false;
	}
	return true;
}

static int by_priority(const void *a, const void *b)
{
	const struct listener_rule *const *x = a, *const *y = b;

	return (int)(strtol((*x)->priority, NULL, 10) - strtol((*y)->priority, NULL, 10));
}

/* The balancer's groups that the default action does not lead to: rules might. */
static bool has_other_groups(const struct net *net, const struct load_balancer *lb,
			     struct actions actions)
{
	const char *arns[8];
	size_t n = groups_of(actions, arns);

	if (!net_knows(net, KIND_TARGET_GROUP, lb->o.account, lb->o.region))
		return true;
	for (size_t i = 0; i < net->target_groups.len; i++) {
		const struct target_group *tg = net->target_groups.items[i];
		bool own = false, led = false;
		for (size_t k = 0; k < tg->load_balancer_arns.len; k++)
			own |= str_eq(tg->load_balancer_arns.items[k], lb->o.id);
		for (size_t k = 0; k < n; k++)
			led |= str_eq(arns[k], tg->o.id);
		if (own && !led)
			return true;
	}
	return false;
}

static void put_rule(struct solver *solver, const struct net *net, const struct load_balancer *lb,
		     const struct listener_rule *r, const struct arrival *a, struct buf *out)
{
	buf_puts(out, "\n (ruled (and true");
	for (size_t i = 0; i < r->conditions.len; i++)
		put_source_ip(out, &r->conditions.items[i], a->source);
	buf_printf(out, ") %s", takes_all(r) ? "true" : "false");
	put_actions(solver, net, lb, (struct actions){r->actions.items, r->actions.len}, a, out);
}

/* Every rule that takes some of the client's requests, then the default action. What the balancer
 * answers itself leads on to nobody; it answers where nothing leads on. */
static void put_rules(struct solver *solver, const struct net *net, const struct load_balancer *lb,
		      const struct listener *l, const struct arrival *a, struct buf *out)
{
	struct actions standard = {l->default_actions.items, l->default_actions.len};
	bool unread = is_application(lb) && !l->rules_known && has_other_groups(net, lb, standard);
	VEC(const struct listener_rule *) rules = VEC_INIT;

	for (size_t i = 0; i < net->listener_rules.len; i++)
		if (str_eq(net->listener_rules.items[i]->listener_arn, l->arn) &&
		    !net->listener_rules.items[i]->is_default)
			vec_push(&rules, net->listener_rules.items[i]);
	if (rules.len)
		qsort(rules.items, rules.len, sizeof(void *), by_priority);
	buf_puts(out, "(answered");
	for (size_t i = 0; i < rules.len; i++)
		put_rule(solver, net, lb, rules.items[i], a, out);
	if (unread)
		buf_puts(out, " (further " UNKNOWN);
	put_actions(solver, net, lb, standard, a, out);
	for (size_t i = 0; i < rules.len + unread; i++)
		buf_putc(out, ')');
	buf_putc(out, ')');
	vec_free(&rules);
}

/* ---- at a node ---- */

/* Of one that the snapshot lacks: a network load balancer answers no ping, whatever it has. */
static void put_unread(struct buf *out, const struct network_interface *node, const char *otherwise)
{
	bool network = str_starts(node->description, "ELB net/");

	buf_printf(out, " (ite (and %s %s) " FAILS " %s)", ping, network ? "true" : "false",
		   otherwise);
}

static bool is_down(const struct load_balancer *lb)
{
	return str_eq(lb->state, "provisioning") || str_eq(lb->state, "failed");
}

void encode_service(struct solver *solver, const struct net *net, const struct arrival *a,
		    struct buf *out)
{
	const struct load_balancer *lb = balancer_of(net, a->node);
	unsigned open = 0;

	if (!lb || str_eq(lb->type, "gateway")) {
		put_unread(out, a->node, UNKNOWN);
		return;
	}
	if (is_down(lb)) {
		buf_puts(out, " " FAILS);
		return;
	}
	buf_printf(out, " (ite %s %s ", ping, is_application(lb) ? PASSES : FAILS);
	for (size_t i = 0; i < lb->listeners.len; i++) {
		if (!may_take(&lb->listeners.items[i], a->value))
			continue;
		buf_puts(out, "\n (ite ");
		put_takes(out, &lb->listeners.items[i], a->value);
		buf_putc(out, ' ');
		put_rules(solver, net, lb, &lb->listeners.items[i], a, out);
		open++;
	}
	buf_puts(out, lb->listeners_known ? " " FAILS : " " UNKNOWN);
	while (open--)
		buf_putc(out, ')');
	buf_putc(out, ')');
}

void encode_listening(const struct net *net, const struct arrival *a, struct buf *out)
{
	const struct load_balancer *lb = balancer_of(net, a->node);

	if (!lb || str_eq(lb->type, "gateway")) {
		put_unread(out, a->node, LOST);
		return;
	}
	buf_printf(out, " (ite %s %s (ite (or false", ping, is_application(lb) ? LOST : FAILS);
	for (size_t i = 0; i < lb->listeners.len; i++) {
		buf_putc(out, ' ');
		put_takes(out, &lb->listeners.items[i], a->value);
	}
	buf_printf(out, ") " LOST " %s))", lb->listeners_known ? FAILS : LOST);
}
