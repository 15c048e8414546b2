/* targets.c - which targets a balancer's node may send to, and with whose address (R85). */
#include "reach/targets.h"
#include "net/proto.h"

#include <stdlib.h>

bool is_application(const struct load_balancer *lb)
{
	return str_eq(lb->type, "application");
}

/* ---- attributes ---- */

static const char *attribute(const struct attribute *items, size_t len, const char *key)
{
	for (size_t i = 0; i < len; i++)
		if (str_eq(items[i].key, key))
			return items[i].value;
	return NULL;
}

/* R2: a setting that AWS never leaves empty. */
static bool is_unread(const char *value)
{
	return value && !*value;
}

static const char *group_attribute(const struct target_group *tg, const char *key)
{
	return attribute(tg->attributes.items, tg->attributes.len, key);
}

/* Of two settings that AWS may have, where the call that would tell was refused (R2). */
static bool either(struct walk *w, bool usual)
{
	return walk_choose(w, 2) ? !usual : usual;
}

static bool refused(const struct walk *w, const struct object *o)
{
	return net_refused(w->r->net, o->kind, o->account, o->region);
}

bool crosses_zones(struct walk *w, const struct load_balancer *lb, const struct target_group *tg)
{
	static const char key[] = "load_balancing.cross_zone.enabled";
	const char *own = group_attribute(tg, key);
	if (str_eq(own, "true") || str_eq(own, "false"))
		return str_eq(own, "true");
	bool usual = lb->cross_zone || is_application(lb);
	bool unread = is_unread(own) ||
		      is_unread(attribute(lb->attributes.items, lb->attributes.len, key));
	bool said = (tg->attributes_known || !refused(w, &tg->o)) &&
		    (is_application(lb) || lb->attributes_known || !refused(w, &lb->o));
	return said && !unread ? usual : either(w, usual);
}

static bool is_datagram(const struct target_group *tg)
{
	static const char *const protocols[] = {"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"};
	for (size_t i = 0; i < COUNT_OF(protocols); i++)
		if (str_eq(protocols[i], tg->protocol))
			return true;
	return false;
}

bool balancer_may_hide_client(const struct target_group *tg)
{
	return !is_datagram(tg);
}

/* R85, where nothing is unknown. */
bool balancer_keeps_client(const struct load_balancer *lb, const struct target_group *tg)
{
	const char *said = group_attribute(tg, "preserve_client_ip.enabled");
	if (is_application(lb))
		return false;
	if (is_datagram(tg))
		return true;
	return said && *said ? str_eq(said, "true") : !str_eq(tg->target_type, "ip");
}

bool keeps_client(struct walk *w, const struct load_balancer *lb, const struct target_group *tg)
{
	const char *own = group_attribute(tg, "preserve_client_ip.enabled");
	bool usual = balancer_keeps_client(lb, tg);
	bool fixed = is_application(lb) || is_datagram(tg);
	bool said = !is_unread(own) && (tg->attributes_known || own || !refused(w, &tg->o));
	return fixed || said ? usual : either(w, usual);
}

/* ---- zones ---- */

/* In the words of the balancer's account, as far as it names the node's zone. */
static struct zone zone_of_node(const struct load_balancer *lb,
				const struct network_interface *node)
{
	struct zone z = zone_of_subnet(node->subnet);
	for (size_t i = 0; i < lb->zones.len; i++)
		if (str_eq(lb->zones.items[i].subnet_id, node->subnet_id) &&
		    lb->zones.items[i].zone_name)
			z.name = lb->zones.items[i].zone_name;
	return z;
}

static struct zone zone_of_place(const struct place *p)
{
	struct zone z = zone_of_subnet(p->interface ? p->interface->subnet : NULL);
	if (p->target->availability_zone)
		z.name = p->target->availability_zone;
	return z;
}

bool zone_is_enabled(const struct load_balancer *lb, struct zone zone)
{
	for (size_t i = 0; i < lb->zones.len; i++) {
		const struct load_balancer_zone *own = &lb->zones.items[i];
		struct zone z = zone_of_subnet(own->subnet);
		if (own->zone_name)
			z.name = own->zone_name;
		if (own->zone_id)
			z.id = own->zone_id;
		if (same_zone(z, zone))
			return true;
	}
	return false;
}

bool balancer_serves_zone(const struct load_balancer *lb, const struct subnet *of)
{
	return zone_is_enabled(lb, zone_of_subnet(of));
}

/* What lies outside the group's VPC belongs to no zone; every node may send there. */
static bool in_every_zone(const struct target_group *tg, const struct place *p)
{
	struct zone z = zone_of_place(p);
	if (str_eq(p->target->availability_zone, "all") || (!z.id && !z.name))
		return true;
	return p->interface && p->interface->vpc && tg->vpc && p->interface->vpc != tg->vpc;
}

/* ---- places ---- */

/* Targets that are on their way out get no new connections, even when no other is left. */
static bool is_registered(const struct target_health *t)
{
	return !str_eq(t->state, "draining");
}

struct search {
	struct walk *w;
	const struct load_balancer *lb;
	const struct target_group *tg;
	const struct network_interface *node;
	bool cross;
	struct places *out;
};

static void consider(struct search *s, struct place p)
{
	struct places *out = s->out;
	bool here = same_zone(zone_of_place(&p), zone_of_node(s->lb, s->node));
	bool anywhere = in_every_zone(s->tg, &p);
	bool enabled = anywhere || here || zone_is_enabled(s->lb, zone_of_place(&p));
	out->registered++;
	out->in_enabled_zone += enabled;
	if (!(anywhere || here || (s->cross && enabled)))
		return;
	if (out->len == COUNT_OF(out->items))
		out->more = true;
	else
		out->items[out->len++] = p;
}

/* A target that is a balancer is called at any of its interfaces. */
static void consider_target(struct search *s, const struct target_health *t)
{
	const struct load_balancer *to = t->load_balancer;
	for (size_t i = 0; to && i < to->interfaces.len; i++)
		consider(s, (struct place){t, to->interfaces.items[i],
					   to->interfaces.items[i]->private_ip});
	if (!to || !to->interfaces.len)
		consider(s, (struct place){t, t->interface, t->address});
}

/* How many healthy ones it takes for the others to be left out: one, unless the group says more. */
static size_t healthy_needed(const struct target_group *tg, size_t registered)
{
#define LEAST "target_group_health.unhealthy_state_routing.minimum_healthy_targets."
	const char *c = group_attribute(tg, LEAST "count");
	const char *p = group_attribute(tg, LEAST "percentage");
#undef LEAST
	size_t least = c ? strtoul(c, NULL, 10) : 1, share = p ? strtoul(p, NULL, 10) : 0;
	size_t part = (registered * (share > 100 ? 100 : share) + 99) / 100;
	least = least < part ? part : least;
	return least ? least : 1;
}

static void keep_healthy(struct places *all, const struct target_group *tg)
{
	size_t healthy = 0, kept = 0;
	for (size_t i = 0; i < all->len; i++)
		healthy += str_eq(all->items[i].target->state, "healthy");
	all->fails_open = healthy < healthy_needed(tg, all->len);
	if (all->fails_open)
		return;
	for (size_t i = 0; i < all->len; i++)
		if (str_eq(all->items[i].target->state, "healthy"))
			all->items[kept++] = all->items[i];
	all->len = kept;
}

/* Healthy ones serve alone; when none is healthy, it fails open and all serve. */
void targets_for(struct walk *w, const struct load_balancer *lb, const struct target_group *tg,
		 const struct network_interface *node, struct places *out)
{
	*out = (struct places){.len = 0};
	struct search s = {w, lb, tg, node, crosses_zones(w, lb, tg), out};
	for (size_t i = 0; i < tg->targets.len; i++)
		if (is_registered(&tg->targets.items[i]))
			consider_target(&s, &tg->targets.items[i]);
	keep_healthy(out, tg);
	if (!out->fails_open)
		return;
	leave_out_down(out);
	leave_out_unchecked(w, lb, tg, node, out);
}
