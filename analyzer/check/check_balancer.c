/* check_balancer.c - targets that a load balancer does not serve, or can't reach (R85). */
#include "check/checks.h"

static const struct load_balancer *balancer_of(const struct checker *c,
					       const struct target_group *tg)
{
	return tg->load_balancer_arns.len
		       ? net_load_balancer(c->net, tg->load_balancer_arns.items[0])
		       : NULL;
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

static const char *zone_of(const struct target_health *t)
{
	return t->interface && t->interface->subnet ? t->interface->subnet->availability_zone
						    : NULL;
}

static bool zone_enabled(const struct load_balancer *lb, const char *zone)
{
	for (size_t i = 0; i < lb->zones.len; i++)
		if (str_eq(lb->zones.items[i].zone_name, zone))
			return true;
	return false;
}

static void fix_zone(struct draft *d, struct checker *c, const struct load_balancer *lb,
		     const struct subnet *more)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < lb->zones.len; i++)
		buf_printf(&b, "%s ", lb->zones.items[i].subnet_id);
	say_fix(d, c, "let the load balancer serve that zone");
	say_elb_command(d, c, &lb->o, "set-subnets --load-balancer-arn %s --subnets %s%s", lb->o.id,
			buf_str(&b), more->o.id);
	buf_free(&b);
}

static void lint_zones(struct checker *c, const struct target_group *tg,
		       const struct load_balancer *lb)
{
	struct draft *d = NULL;
	for (size_t i = 0; i < tg->targets.len; i++) {
		const struct target_health *t = &tg->targets.items[i];
		const char *zone = zone_of(t);
		if (!zone || zone_enabled(lb, zone))
			continue;
		if (!d)
			d = finding_lint(c, VCK_LB_ZONE_NOT_ENABLED, VCK_SEVERITY_WARNING, &tg->o,
					 "");
		if (!d)
			return;
		say(d, c,
		    "target group %s has targets in zones that load balancer %s does not serve",
		    label(c->arena, &tg->o), object_name(&lb->o));
		say_evidence(d, c, t->target_id, "%s lies in %s", t->target_id, zone);
		if (!d->proposals.len)
			fix_zone(d, c, lb, t->interface->subnet);
	}
}

/* ---- reach ---- */

enum { PAIRS_ASKED = 64 };

static bool node_reaches(struct checker *c, const struct network_interface *node,
			 const struct target_group *tg, const struct target_health *t)
{
	struct arena scratch = ARENA_INIT;
	struct answer a;
	unsigned port = (unsigned)(t->port > 0 ? t->port : tg->port);
	struct question q = {.packets = pktset_of(&scratch, span_values(PROTO_TCP, port, port))};
	q.source = point_interface(node, node->private_ip);
	q.destination = point_interface(t->interface, t->address);
	reach_flow(c->reach, &scratch, &q, &a, NULL);
	arena_free(&scratch);
	return a.verdict != VCK_BLOCKED;
}

/* Health checks come from the balancer's own addresses, whoever the clients are. */
static void lint_unreachable(struct checker *c, const struct target_group *tg,
			     const struct load_balancer *lb)
{
	size_t asked = 0;
	for (size_t i = 0; i < lb->interfaces.len; i++)
		for (size_t k = 0; k < tg->targets.len && asked < PAIRS_ASKED; k++) {
			const struct target_health *t = &tg->targets.items[k];
			if (!t->interface || str_eq(tg->protocol, "UDP"))
				continue;
			asked++;
			if (node_reaches(c, lb->interfaces.items[i], tg, t))
				return;
		}
	struct draft *d =
		asked ? finding_lint(c, VCK_LB_TARGET_UNREACHABLE, VCK_SEVERITY_WARNING, &tg->o, "")
		      : NULL;
	if (!d)
		return;
	say(d, c, "load balancer %s reaches none of the targets of %s", object_name(&lb->o),
	    label(c->arena, &tg->o));
	say_evidence(d, c, tg->targets.items[0].target_id,
		     "%s, for one: its groups and NACLs have to let the balancer's addresses in on "
		     "port %d",
		     tg->targets.items[0].target_id, tg->port);
	say_fix(d, c, "let the targets' groups and NACLs admit the load balancer's addresses");
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
	}
}
