/* link_balancer.c - load balancers: their interfaces, listeners, rules and targets (R85). */
#include "load/loader.h"

#include "base/str.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- interfaces ---- */

/* R85: the description "ELB net/NAME/ID" is the end of the balancer's ARN. */
void link_balancer_interfaces(struct net *net)
{
	static const char marker[] = ":loadbalancer/";
	if (!net->load_balancers.len)
		return;
	struct map by_name = map_init(&net->arena);
	for (size_t i = 0; i < net->load_balancers.len; i++) {
		const char *at = strstr(net->load_balancers.items[i]->o.id, marker);
		if (at)
			map_put_str(&by_name, at + strlen(marker), net->load_balancers.items[i]);
	}
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		struct network_interface *eni = net->network_interfaces.items[i];
		struct load_balancer *lb = NULL;
		if (eni->description && str_starts(eni->description, "ELB "))
			lb = map_get_str(&by_name, eni->description + 4);
		if (lb && !eni->service)
			link_service(eni, &lb->o);
		if (lb && (!eni->groups_known ||
			   !eni->group_set->group_ids.len)) /* it says what its interface doesn't */
			eni->group_set = lb->group_set;
		else if (lb && !lb->groups_known) /* and the other way round */
			lb->group_set = eni->group_set;
	}
	map_free(&by_name);
}

/* ---- where listeners and rules lead ---- */

static void add_forward(struct net *net, struct forward *f, const char *arn)
{
	const struct target_group *g = net_target_group(net, arn);
	for (size_t i = 0; i < f->target_groups.len; i++)
		if (f->target_groups.items[i] == g)
			return;
	if (g)
		f->target_groups.items[f->target_groups.len++] = g;
	else if (arn)
		f->missing_target_group_arn = arn;
}

/* An action names its only target group, or several with their weights, or both. */
static void link_forward(struct net *net, struct forward *f, const struct listener_action *actions,
			 size_t count)
{
	size_t room = 0;
	for (size_t i = 0; i < count; i++)
		room += 1 + actions[i].forward_target_groups.len;
	f->target_groups.items = arena_array(&net->arena, const struct target_group *, room);
	for (size_t i = 0; i < count; i++) {
		const struct listener_action *a = &actions[i];
		f->redirects |= str_eq(a->type, "redirect");
		if (!a->forward_target_groups.len)
			add_forward(net, f, a->target_group_arn);
		for (size_t k = 0; k < a->forward_target_groups.len; k++) {
			const struct forward_target_group *g = &a->forward_target_groups.items[k];
			if (!g->has_weight || g->weight)
				add_forward(net, f, g->target_group_arn);
		}
	}
}

/* ---- rules: by the listener that they belong to ----
 *
 * A rule's ARN is its listener's, with ":listener-rule/" for ":listener/" and an id behind it.
 */

static const char *listener_of_rule(struct net *net, const struct listener_rule *r)
{
	static const char in_rule[] = ":listener-rule/", in_listener[] = ":listener/";
	const char *at = strstr(r->o.id, in_rule), *last = strrchr(r->o.id, '/');
	if (r->listener_arn || !at)
		return r->listener_arn;
	const char *rest = at + strlen(in_rule);
	return arena_printf(&net->arena, "%.*s%s%.*s", (int)(at - r->o.id), r->o.id, in_listener,
			    last > rest ? (int)(last - rest) : 0, rest);
}

static long priority_of(const struct listener_rule *r)
{
	return r->is_default || !r->priority ? LONG_MAX : strtol(r->priority, NULL, 10);
}

static int by_priority(const void *a, const void *b)
{
	const struct listener_rule *x = *(const struct listener_rule *const *)a;
	const struct listener_rule *y = *(const struct listener_rule *const *)b;
	int order = str_cmp(x->listener_arn, y->listener_arn);
	if (order)
		return order;
	long p = priority_of(x), q = priority_of(y);
	return p != q ? (p < q ? -1 : 1) : str_cmp(x->o.id, y->o.id);
}

struct rules {
	const struct listener_rule **items; /* by listener, then by priority */
	size_t len;
};

static struct rules link_rules(struct net *net)
{
	struct rules all = {.len = net->listener_rules.len};
	all.items = arena_array(&net->arena, const struct listener_rule *, all.len + 1);
	for (size_t i = 0; i < all.len; i++) {
		struct listener_rule *r = net->listener_rules.items[i];
		r->listener_arn = listener_of_rule(net, r);
		r->is_default |= str_eq(r->priority, "default");
		link_forward(net, &r->forward, r->actions.items, r->actions.len);
		all.items[i] = r;
	}
	if (all.len)
		qsort(all.items, all.len, sizeof *all.items, by_priority);
	return all;
}

static void take_rules(struct listener *l, const struct rules *all)
{
	size_t lo = 0, hi = all->len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (str_cmp(all->items[mid]->listener_arn, l->arn) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	l->rules.items = all->items + lo;
	for (; l->arn && lo < all->len && str_eq(all->items[lo]->listener_arn, l->arn); lo++)
		if (all->items[lo]->is_default)
			l->rules_known = true;
		else
			l->rules.len++;
}

static void link_listener(struct net *net, struct listener *l, const struct rules *all)
{
	link_forward(net, &l->forward, l->default_actions.items, l->default_actions.len);
	if (!l->default_actions.len) /* R2: each listener has some */
		l->forward.missing_target_group_arn = "DefaultActions";
	take_rules(l, all);
}

/* An application balancer always crosses zones; a network balancer when told to. */
static bool crosses_zones(const struct load_balancer *lb)
{
	for (size_t i = 0; i < lb->attributes.len; i++)
		if (str_eq(lb->attributes.items[i].key, "load_balancing.cross_zone.enabled"))
			return str_eq(lb->attributes.items[i].value, "true");
	return str_eq(lb->type, "application");
}

/* A target by IP lies in the group's VPC, or beyond it, where the only holder of the address is
 * meant. */
static const struct network_interface *holder_of(const struct net *net, const struct vpc *vpc,
						 struct ip ip)
{
	const struct network_interface *found = net_owner(net, vpc, ip).interface;
	if (found || (vpc && vpc_covers(vpc, ip)))
		return found;
	for (size_t i = 0; i < net->vpcs.len; i++) {
		const struct network_interface *n =
			net_owner(net, net->vpcs.items[i], ip).interface;
		if (n && found)
			return NULL;
		found = n ? n : found;
	}
	return found;
}

static void link_target(struct net *net, const struct target_group *g, struct target_health *t)
{
	const struct instance *i = net_instance(net, t->target_id);
	t->load_balancer = net_load_balancer(net, t->target_id);
	if (i && i->primary) {
		bool v6 = str_eq(g->ip_address_type, "ipv6");
		t->interface = i->primary;
		t->address = !v6                    ? i->primary->private_ip
			     : i->primary->ipv6.len ? i->primary->ipv6.items[0]
						    : (struct ip){0};
	} else if (t->target_id && ip_parse(t->target_id, &t->address)) {
		t->interface = holder_of(net, g->vpc, t->address);
	}
}

/* R2: how many of them have to be healthy. */
static bool tells_health(const struct target_group *g)
{
	for (size_t i = 0; i < g->attributes.len; i++)
		if (!*g->attributes.items[i].value &&
		    str_starts(g->attributes.items[i].key,
			       "target_group_health.unhealthy_state_routing."))
			return false;
	return true;
}

void link_balancers(struct net *net)
{
	struct rules rules = link_rules(net);
	for (size_t i = 0; i < net->load_balancers.len; i++) {
		struct load_balancer *lb = net->load_balancers.items[i];
		lb->cross_zone = crosses_zones(lb);
		for (size_t k = 0; k < lb->listeners.len; k++)
			link_listener(net, &lb->listeners.items[k], &rules);
	}
	for (size_t i = 0; i < net->target_groups.len; i++) {
		struct target_group *g = net->target_groups.items[i];
		g->targets_known &= tells_health(g);
		for (size_t k = 0; k < g->targets.len; k++) {
			link_target(net, g, &g->targets.items[k]);
			g->targets_known &= g->targets.items[k].state != NULL; /* R2 */
		}
	}
}
