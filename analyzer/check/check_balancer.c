/* check_balancer.c - targets that a load balancer does not serve, or can't reach (R85). */
#include "check/checks.h"

#include "check/fix.h"

static const struct load_balancer *balancer_of(const struct checker *c,
					       const struct target_group *tg)
{
	(void)c;
	return tg->load_balancers.len ? tg->load_balancers.items[0] : NULL;
}

/* ---- health ---- */

static void lint_unhealthy(struct checker *c, const struct target_group *tg)
{
	size_t unhealthy = 0;
	for (size_t i = 0; i < tg->targets.len; i++) {
		if (str_eq(tg->targets.items[i].state, "healthy"))
			return;
		unhealthy += str_eq(tg->targets.items[i].state, "unhealthy");
	}
	struct draft *d = unhealthy ? finding_lint(c, VCK_LB_TARGET_UNHEALTHY, VCK_SEVERITY_WARNING,
						   &tg->o, "")
				    : NULL;
	if (!d)
		return;
	say(d, c, "no target of target group %s is healthy", label(c->arena, &tg->o));
	for (size_t i = 0; i < tg->targets.len && i < 8; i++) {
		const struct target_health *t = &tg->targets.items[i];
		say_evidence(d, c, t->target_id, "%s is %s%s%s", t->target_id,
			     t->state ? t->state : "in no known state", t->reason ? ": " : "",
			     t->reason ? t->reason : "");
	}
	say_fix(d, c, "let the health check through to the targets, and see that they answer it");
}

/* ---- zones ---- */

static void lint_zones(struct checker *c, const struct target_group *tg,
		       const struct load_balancer *lb)
{
	struct draft *d = NULL;
	for (size_t i = 0; i < tg->targets.len; i++) {
		const struct target_health *t = &tg->targets.items[i];
		const struct subnet *s = t->interface ? t->interface->subnet : NULL;
		if (!s || !s->availability_zone || t->interface->vpc != tg->vpc ||
		    balancer_serves_zone(lb, s))
			continue;
		if (!d)
			d = finding_lint(c, VCK_LB_ZONE_NOT_ENABLED, VCK_SEVERITY_WARNING, &tg->o,
					 "");
		if (!d)
			return;
		say(d, c,
		    "target group %s has targets in zones that load balancer %s does not serve",
		    label(c->arena, &tg->o), object_name(&lb->o));
		say_evidence(d, c, t->target_id, "%s lies in %s", t->target_id,
			     s->availability_zone);
		if (!d->proposals.len)
			fix_balancer_zone(d, c, lb, s);
	}
}

/* ---- reach ---- */

enum { PAIRS_ASKED = 64 };

/* A node of the balancer calls the target on this port, by its own address. */
static struct question from_node(struct arena *arena, const struct network_interface *node,
				 const struct target_health *t, unsigned port)
{
	struct question q = {.packets = pktset_of(arena, span_values(PROTO_TCP, port, port))};
	q.source = point_interface(node, node->private_ip);
	q.destination = point_interface(t->interface, t->address);
	return q;
}

static bool node_reaches(struct checker *c, const struct network_interface *node,
			 const struct target_health *t, unsigned port)
{
	struct arena scratch = ARENA_INIT;
	struct answer a;
	struct question q = from_node(&scratch, node, t, port);
	reach_flow(c->reach, &scratch, &q, &a, NULL);
	arena_free(&scratch);
	return a.verdict != VCK_BLOCKED;
}

/* With what a fix lets in, all nodes get through. */
static void try_admitted(struct checker *c, struct draft *d, const struct load_balancer *lb,
			 const struct target_health *t, unsigned port)
{
	struct arena scratch = ARENA_INIT;
	struct question *asked = arena_array(&scratch, struct question, lb->interfaces.len);
	for (size_t i = 0; i < lb->interfaces.len; i++)
		asked[i] = from_node(&scratch, lb->interfaces.items[i], t, port);
	prove_lint(c, d, asked, lb->interfaces.len, true,
		   "something else would still stop it: path --source NODE --destination TARGET "
		   "tells what");
	arena_free(&scratch);
}

/* Where clients are kept, nobody knows who they are: does any rule let anybody in? */
static bool admits_anyone(const struct network_interface *n, unsigned port)
{
	struct arena scratch = ARENA_INIT;
	bool found = group_set_lacks(n->group_set, false) || !n->group_set->group_ids.len;
	for (size_t g = 0; g < n->group_set->groups.len && !found; g++)
		for (size_t i = 0; i < n->group_set->groups.items[g]->ingress.len && !found; i++) {
			const struct ip_permission *r =
				&n->group_set->groups.items[g]->ingress.items[i];
			found = (r->ip_ranges.len || r->ipv6_ranges.len || r->prefix_lists.len ||
				 r->group_pairs.len) &&
				(pktset_has(permission_set(&scratch, r, IPV4),
					    (uint32_t)PROTO_TCP << 16 | port) ||
				 pktset_has(permission_set(&scratch, r, IPV6),
					    (uint32_t)PROTO_TCP << 16 | port));
		}
	arena_free(&scratch);
	return found;
}

static unsigned port_of(const struct target_group *tg, const struct target_health *t)
{
	return (unsigned)(t->port > 0 ? t->port : tg->port) & 0xffff;
}

/* Over tcp: that udp gets through does not show. */
static bool is_asked(const struct target_group *tg, const struct target_health *t)
{
	return t->interface && t->address.family == IPV4 && balancer_may_hide_client(tg) &&
	       !interface_load_balancer(t->interface);
}

/* Let the group of a target admit the balancer: by the balancer's group where it has one, else by its
 * addresses. */
static void admit_nodes(struct draft *d, struct checker *c, const struct load_balancer *lb,
			const struct security_group *g, unsigned port)
{
	const struct network_interface *node = lb->interfaces.items[0];
	struct cidr *from = arena_array(c->arena, struct cidr, lb->interfaces.len);
	size_t n = 0;
	for (size_t i = 0; i < lb->interfaces.len; i++)
		if (lb->interfaces.items[i]->private_ip.family)
			from[n++] = cidr_of_ip(lb->interfaces.items[i]->private_ip);
	fix_allow(d, c, g, span_values(PROTO_TCP, port, port),
		  node->group_set->groups.len ? node->group_set->groups.items[0] : NULL, from, n);
}

static void fix_unreachable(struct draft *d, struct checker *c, const struct load_balancer *lb,
			    const struct target_group *tg, bool kept)
{
	const struct target_health *t = &tg->targets.items[0];
	const struct security_group *g =
		t->interface ? group_to_change(t->interface->group_set->groups.items,
					       t->interface->group_set->groups.len)
			     : NULL;
	say_fix(d, c,
		kept ? "let the targets' groups admit the clients on tcp/%u"
		     : "let the targets' groups and NACLs admit the load balancer's addresses on "
		       "tcp/%u",
		port_of(tg, t));
	if (!g || !lb->interfaces.len)
		return;
	if (!kept ||
	    lb->interfaces.items[0]->group_set->groups.len) /* a group holds for clients, too */
		admit_nodes(d, c, lb, g, port_of(tg, t));
	if (!kept)
		try_admitted(c, d, lb, t, port_of(tg, t));
}

static void lint_unreachable(struct checker *c, const struct target_group *tg,
			     const struct load_balancer *lb)
{
	size_t asked = 0;
	bool kept = balancer_keeps_client(lb, tg);
	for (size_t i = 0; i < lb->interfaces.len; i++)
		for (size_t k = 0; k < tg->targets.len && asked < PAIRS_ASKED; k++) {
			const struct target_health *t = &tg->targets.items[k];
			if (!is_asked(tg, t))
				continue;
			asked++;
			if (kept ? admits_anyone(t->interface, port_of(tg, t))
				 : node_reaches(c, lb->interfaces.items[i], t, port_of(tg, t)))
				return;
		}
	struct draft *d =
		asked ? finding_lint(c, VCK_LB_TARGET_UNREACHABLE, VCK_SEVERITY_WARNING, &tg->o, "")
		      : NULL;
	if (!d)
		return;
	say(d, c, "load balancer %s reaches none of the targets of %s", label(c->arena, &lb->o),
	    label(c->arena, &tg->o));
	say_evidence(
		d, c, tg->targets.items[0].target_id,
		kept ? "%s, for one: its groups let nobody in on port %u, and the client's "
		       "address is kept"
		     : "%s, for one: its groups and NACLs have to let the balancer's addresses "
		       "in on port %u",
		tg->targets.items[0].target_id, port_of(tg, &tg->targets.items[0]));
	fix_unreachable(d, c, lb, tg, kept);
}

/* ---- health checks ---- */

/* They come from the balancer's own addresses, whoever the clients are. */
static bool check_gets_through(struct checker *c, const struct load_balancer *lb,
			       const struct target_group *tg, const struct target_health *t)
{
	for (size_t i = 0; i < lb->interfaces.len; i++)
		if (node_reaches(c, lb->interfaces.items[i], t, target_health_port(tg, t)))
			return true;
	return !lb->interfaces.len;
}

static void fix_health(struct draft *d, struct checker *c, const struct load_balancer *lb,
		       const struct target_group *tg, const struct target_health *t)
{
	const struct network_interface *n = t->interface;
	const struct security_group *g =
		group_to_change(n->group_set->groups.items, n->group_set->groups.len);
	if (!g)
		return;
	say_fix(d, c, "let the load balancer's health checks in, if it is %s that stops them",
		label(c->arena, &g->o));
	admit_nodes(d, c, lb, g, target_health_port(tg, t));
	try_admitted(c, d, lb, t, target_health_port(tg, t));
}

static void lint_health(struct checker *c, const struct target_group *tg,
			const struct load_balancer *lb)
{
	struct draft *d = NULL;
	size_t asked = 0;
	if (tg->health_check_enabled == FLAG_NO || str_eq(tg->target_type, "lambda"))
		return;
	for (size_t i = 0; i < tg->targets.len && asked < PAIRS_ASKED; i++) {
		const struct target_health *t = &tg->targets.items[i];
		if (!t->interface || t->address.family != IPV4 || !target_state_says_nothing(t))
			continue;
		asked++;
		if (check_gets_through(c, lb, tg, t))
			continue;
		if (!d)
			d = finding_lint(c, VCK_LB_HEALTH_CHECK_BLOCKED, VCK_SEVERITY_WARNING,
					 &tg->o, "");
		if (!d)
			return;
		say(d, c, "health checks of load balancer %s can't get through to targets of %s",
		    label(c->arena, &lb->o), label(c->arena, &tg->o));
		say_evidence(d, c, t->target_id,
			     "%s is %s, and nothing lets tcp/%u in from the nodes", t->target_id,
			     t->state ? t->state : "in no known state", target_health_port(tg, t));
		if (!d->proposals.len)
			fix_health(d, c, lb, tg, t);
	}
}

void check_balancer_targets(struct checker *c)
{
	for (size_t i = 0; i < c->net->target_groups.len; i++) {
		const struct target_group *tg = c->net->target_groups.items[i];
		const struct load_balancer *lb = balancer_of(c, tg);
		if (!lb || !tg->targets_known)
			continue;
		lint_unhealthy(c, tg);
		lint_zones(c, tg, lb);
		lint_unreachable(c, tg, lb);
		lint_health(c, tg, lb);
	}
}
