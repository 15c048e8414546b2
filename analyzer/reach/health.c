/*
 * health.c - which targets a balancer takes for healthy, when no state says so (R85).
 *
 * Whether a target of state "initial" will be healthy, its health check decides: a connection from
 * each of the balancer's nodes to the port that the target group names. One that gets through from
 * none of them finds no healthy target, whatever listens there.
 */
#include "net/proto.h"
#include "reach/targets.h"

#include <stdlib.h>

bool target_state_says_nothing(const struct target_health *t)
{
	static const char *const says[] = {"healthy", "unhealthy", "draining",
					   "unhealthy.draining"};
	for (size_t i = 0; i < COUNT_OF(says); i++)
		if (str_eq(says[i], t->state))
			return false;
	return true;
}

unsigned target_health_port(const struct target_group *tg, const struct target_health *t)
{
	long port = tg->health_check_port ? strtol(tg->health_check_port, NULL, 10) : 0;
	if (port <= 0 || port > 65535)
		port = t->port > 0 ? t->port : tg->port;
	return (unsigned)port & 0xffff;
}

/* An instance that does not run is "unused": not even a balancer that fails open sends to it. */
static bool is_down(const struct place *p)
{
	const struct instance *i = p->interface ? p->interface->instance : NULL;
	if (str_eq(p->target->reason, "Target.InvalidState"))
		return true;
	return i && !p->target->load_balancer && i->state != INSTANCE_RUNNING &&
	       i->state != INSTANCE_PENDING && i->state != INSTANCE_UNSAID;
}

/* ---- health checks ---- */

struct health_verdict {
	uintptr_t key[3]; /* node, target's interface, port and family */
	enum vck_verdict verdict;
};

void health_forget(struct reach *r)
{
	cons_free(&r->health);
	r->health = (struct cons){.words = 3, .size = sizeof(struct health_verdict)};
}

static enum vck_verdict ask_target(struct reach *r, const struct network_interface *node,
				   const struct place *p, unsigned port)
{
	struct arena scratch = ARENA_INIT;
	struct answer a;
	struct question q = {.packets = pktset_of(&scratch, span_values(PROTO_TCP, port, port)),
			     .source = point_interface(node, node->private_ip),
			     .destination = point_interface(p->interface, p->address)};
	if (p->address.family == IPV6)
		q.source.address = node->ipv6.len ? node->ipv6.items[0] : (struct ip){0};
	a.verdict = VCK_UNKNOWN;
	if (q.source.address.family)
		reach_flow(r, &scratch, &q, &a, NULL);
	arena_free(&scratch);
	return a.verdict;
}

static enum vck_verdict check_from(struct reach *r, const struct target_group *tg,
				   const struct network_interface *node, const struct place *p)
{
	bool fresh;
	unsigned port = target_health_port(tg, p->target);
	uintptr_t how = (uintptr_t)port << 1 | (p->address.family == IPV6);
	struct health_verdict *v =
		cons_find(&r->health, &r->arena,
			  (uintptr_t[]){(uintptr_t)node, (uintptr_t)p->interface, how}, &fresh);
	if (fresh)
		v->verdict = ask_target(r, node, p, port);
	return v->verdict;
}

/* From this node for certain, from none of the nodes for certain, or something between. */
static enum vck_verdict check_of(struct walk *w, const struct load_balancer *lb,
				 const struct target_group *tg,
				 const struct network_interface *node, const struct place *p)
{
	if (!p->interface || p->interface->role != ROLE_HOST)
		return VCK_UNKNOWN;
	enum vck_verdict here = check_from(w->r, tg, node, p);
	for (size_t i = 0; i < lb->interfaces.len && here == VCK_BLOCKED; i++)
		if (check_from(w->r, tg, lb->interfaces.items[i], p) != VCK_BLOCKED)
			return VCK_UNKNOWN;
	return here;
}

/* ---- who is left out ---- */

static void leave_out(struct places *all, const bool *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < all->len; i++)
		if (!out[i])
			all->items[kept++] = all->items[i];
	all->len = kept ? kept : all->len;
}

void leave_out_down(struct places *all)
{
	bool out[MAX_WAYS];
	for (size_t i = 0; i < all->len; i++)
		out[i] = is_down(&all->items[i]);
	leave_out(all, out);
}

void leave_out_unchecked(struct walk *w, const struct load_balancer *lb,
			 const struct target_group *tg, const struct network_interface *node,
			 struct places *all)
{
	bool out[MAX_WAYS], any_out = false, any_in = false;
	if (all->len < 2 || tg->health_check_enabled == FLAG_NO)
		return;
	for (size_t i = 0; i < all->len; i++) {
		const struct place *p = &all->items[i];
		bool silent = target_state_says_nothing(p->target);
		enum vck_verdict v = silent ? check_of(w, lb, tg, node, p) : VCK_UNKNOWN;
		out[i] = v == VCK_BLOCKED;
		any_out |= out[i];
		any_in |= v == VCK_REACHABLE;
	}
	if (!any_out || !any_in)
		return;
	leave_out(all, out);
	all->fails_open = false;
	all->by_health_check = true;
}
