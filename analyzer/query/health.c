/*
 * health.c - what a load balancer asks its targets, when nobody says what is meant (R85).
 *
 * Health checks are connections from the balancer's nodes to the targets, on the port that the
 * target group names, or the one that each target serves on.
 */
#include "query/internal.h"

static const struct load_balancer *only_balancer(const struct selection *s)
{
	const struct load_balancer *lb = NULL;
	for (size_t i = 0; i < s->points.len; i++) {
		const struct network_interface *n = s->points.items[i].interface;
		const struct load_balancer *of = n ? interface_load_balancer(n) : NULL;
		if (!of || (lb && lb != of))
			return NULL;
		lb = of;
	}
	return lb;
}

struct found {
	const struct target_group *group;
	unsigned port;  /* 0: none so far */
	unsigned other; /* one that differs from it; 0: none */
};

static void look_at(const struct target_group *g, const struct network_interface *n,
		    const struct target_group *only, struct found *out)
{
	if (only && g != only)
		return;
	for (size_t i = 0; i < g->targets.len; i++) {
		const struct target_health *t = &g->targets.items[i];
		if (t->interface != n)
			continue;
		if (out->port && out->port != target_health_port(g, t))
			out->other = out->port;
		out->port = target_health_port(g, t);
		out->group = g;
	}
}

static const char *name_of(const char *name, const struct object *o)
{
	return name ? name : o->id;
}

static const char *several_ports(struct arena *arena, const struct load_balancer *lb,
				 const struct found *f)
{
	bool up = f->port < f->other;
	return arena_printf(arena,
			    "%s checks several ports, tcp/%u and tcp/%u among them: ask for one of "
			    "them",
			    name_of(lb->load_balancer_name, &lb->o), up ? f->port : f->other,
			    up ? f->other : f->port);
}

static const char *whose_check(struct arena *arena, const struct target_group *g)
{
	const char *name = name_of(g->target_group_name, &g->o),
		   *protocol = g->health_check_protocol;
	if (!protocol)
		return arena_printf(arena, "the health check of target group %s", name);
	return arena_printf(arena, "the health check of target group %s (%s)", name, protocol);
}

const char *health_protocol(const struct net *net, struct arena *arena,
			    const struct selection *source, const struct selection *destination,
			    const char **note)
{
	const struct load_balancer *lb = only_balancer(source);
	const struct target_group *only = net_target_group(net, destination->text);
	struct found all = {0};
	for (size_t i = 0; lb && i < destination->points.len; i++) {
		struct found one = all;
		const struct network_interface *n = destination->points.items[i].interface;
		one.group = NULL;
		for (size_t k = 0; n && k < lb->target_groups.len; k++)
			look_at(lb->target_groups.items[k], n, only, &one);
		if (one.group && one.other)
			*note = several_ports(arena, lb, &one);
		if (!one.group || one.other)
			return NULL;
		all = one;
	}
	if (!all.group)
		return NULL;
	*note = whose_check(arena, all.group);
	return arena_printf(arena, "tcp/%u", all.port);
}
