/*
 * probe_eic.c - tcp/22 from EC2 Instance Connect (R70-R73), and what a failure is worth.
 *
 * VPCs joined by peering connections form an island, and one entrance suffices. If none can be
 * entered, the causes of one candidate are errors: nobody builds a public subnet for an instance
 * that nobody may ever reach, but which one was meant is a guess, so it is made in a fixed order.
 */
#include "query/internal.h"

#include <stdlib.h>
#include <string.h>

enum { SSH = 22 };

struct candidate {
	const struct host_class *host;
	size_t island;
	struct ask ask; /* the way in that counts: through an endpoint, or the public address */
	struct ask
		other; /* the second way, where there are two; its id is NULL where there is one */
	bool ssh_rule, requester;
};

/* ---- islands ---- */

static size_t island_of(size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

static size_t *islands(const struct net *net, struct arena *arena)
{
	size_t *parent = arena_array(arena, size_t, net->vpcs.len + 1);
	for (size_t i = 0; i < net->vpcs.len; i++)
		parent[i] = i;
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *p = net->vpc_peering_connections.items[i];
		if (!p->requester.vpc || !p->accepter.vpc)
			continue;
		size_t a = island_of(parent, p->requester.vpc->o.ordinal);
		size_t b = island_of(parent, p->accepter.vpc->o.ordinal);
		parent[a > b ? a : b] = a > b ? b : a;
	}
	for (size_t i = 0; i < net->vpcs.len; i++)
		parent[i] = island_of(parent, i);
	return parent;
}

/* ---- candidates ---- */

static bool permits_ssh(const struct ip_permission *p)
{
	bool any_source =
		p->ip_ranges.len || p->ipv6_ranges.len || p->prefix_lists.len || p->group_pairs.len;
	if (p->protocol == PROTO_ANY)
		return any_source;
	return any_source && p->protocol == PROTO_TCP && p->from_port <= SSH && SSH <= p->to_port;
}

static bool has_ssh_rule(const struct network_interface *n)
{
	for (size_t g = 0; g < n->groups.len; g++)
		for (size_t i = 0; i < n->groups.items[g]->ingress.len; i++)
			if (permits_ssh(&n->groups.items[g]->ingress.items[i]))
				return true;
	return false;
}

static bool on_requester_side(const struct vpc *v)
{
	for (size_t i = 0; i < v->peerings.len; i++)
		if (v->peerings.items[i]->requester.vpc == v)
			return true;
	return false;
}

static const struct tag *tag_of(const struct object *o, const char *prefix)
{
	for (size_t i = 0; i < o->tags.len; i++)
		if (str_starts(o->tags.items[i].key, prefix))
			return &o->tags.items[i];
	return NULL;
}

/* How much a failure to enter this instance is worth: others may have their own way in. */
static enum vck_severity worth(const struct instance *i)
{
	static const char *const managed_tags[] = {
		"aws:autoscaling:", "eks:", "aws:eks:", "kubernetes.io/cluster/"};
	for (size_t t = 0; t < COUNT_OF(managed_tags); t++)
		if (tag_of(&i->o, managed_tags[t]))
			return VCK_SEVERITY_INFO;
	if (i->operator_managed || !str_empty(i->iam_instance_profile))
		return VCK_SEVERITY_INFO;
	return str_empty(i->key_name) ? VCK_SEVERITY_ERROR : VCK_SEVERITY_WARNING;
}

static const struct instance_connect_endpoint *endpoint_for(const struct vpc *v)
{
	const struct instance_connect_endpoint *first = NULL;
	for (size_t i = 0; i < v->instance_connect_endpoints.len; i++) {
		const struct instance_connect_endpoint *e = v->instance_connect_endpoints.items[i];
		if (!e->interfaces.len && !e->subnet)
			continue;
		if (str_eq(e->state, "create-complete"))
			return e;
		if (!first)
			first = e;
	}
	return first;
}

static struct ask ssh_ask(struct arena *arena, const struct host_class *host, struct point source)
{
	struct point to =
		point_interface(host->interface, interface_address(host->interface, FAMILY_NONE));
	struct ask a = {.probe = "eic", .count = host->count};
	a.question.source = source;
	a.question.destination = to;
	a.question.packets = pktset_of(arena, span_values(PROTO_TCP, SSH, SSH));
	a.id = arena_printf(arena, "eic:%s->%s:tcp/22", point_id(arena, &source),
			    point_id(arena, &to));
	return a;
}

static bool endpoint_source(struct reach *reach, const struct host_class *host, struct point *out)
{
	const struct instance_connect_endpoint *e = endpoint_for(host->interface->vpc);
	if (!e)
		return false;
	*out = point_endpoint(reach, e);
	return true;
}

static bool service_source(struct reach *reach, struct arena *arena, const struct host_class *host,
			   struct point *out)
{
	const struct network_interface *n = host->interface;
	uint8_t family = interface_address(n, FAMILY_NONE).family;
	const char *region = n->vpc->o.region ? n->vpc->o.region : n->o.region;
	struct eic_service s = query_eic_service(reach_net(reach), arena, region, family);
	if (!s.ranges.len)
		return false;
	*out = point_host(POINT_EIC, cidr_range(s.ranges.items[0]));
	return true;
}

/* The ways in that the configuration promises; false: none, the instance is not asked for. */
static bool fill_candidate(struct reach *reach, struct arena *arena, const struct host_class *host,
			   struct candidate *c)
{
	struct point service, endpoint;
	const struct network_interface *n = host->interface;
	bool public_address = n->public_ip.family != FAMILY_NONE;
	bool direct = (public_address || query_subnet_is_public(n->subnet)) &&
		      service_source(reach, arena, host, &service);
	bool through = endpoint_source(reach, host, &endpoint);
	if (!direct && !through)
		return false;
	*c = (struct candidate){
		.host = host, .ssh_rule = has_ssh_rule(n), .requester = on_requester_side(n->vpc)};
	struct ask a = {0}, b = {0};
	if (direct)
		a = ssh_ask(arena, host, service);
	if (through)
		b = ssh_ask(arena, host, endpoint);
	bool direct_first = direct && (public_address || !through);
	c->ask = direct_first ? a : b;
	if (direct && through)
		c->other = direct_first ? b : a;
	return true;
}

/* ---- answers and their worth ---- */

static bool enters(const struct ask *a)
{
	return a->answer.verdict == VCK_REACHABLE || a->answer.verdict == VCK_PARTIAL;
}

static void decide(struct reach *reach, struct arena *arena, struct candidate *c)
{
	ask_decide(reach, arena, &c->ask);
	if (!c->other.id || enters(&c->ask))
		return;
	ask_decide(reach, arena, &c->other);
	if (enters(&c->other)) {
		struct ask a = c->ask;
		c->ask = c->other;
		c->other = a;
	}
}

static unsigned rank(const struct candidate *c)
{
	bool public_address = c->host->interface->public_ip.family != FAMILY_NONE;
	return (unsigned)!public_address << 2 | (unsigned)!c->ssh_rule << 1 |
	       (unsigned)!c->requester;
}

static bool goes_before(const struct candidate *a, const struct candidate *b)
{
	unsigned x = rank(a), y = rank(b);
	if (x != y)
		return x < y;
	return str_cmp(a->host->interface->instance->o.id, b->host->interface->instance->o.id) < 0;
}

/* Of an island's candidates: whether one can be entered, by which, and which is meant. */
struct island {
	bool entered;
	const struct candidate *meant, *entrance;
};

/* How well it serves as the entrance: wholly open, and the key gets to the host (R71). */
static unsigned quality(const struct candidate *c)
{
	bool metadata = !str_eq(c->host->interface->instance->http_endpoint, "disabled");
	return (unsigned)(c->ask.answer.verdict == VCK_REACHABLE) << 1 | (unsigned)metadata;
}

static void meet(struct island *island, const struct candidate *c)
{
	if (enters(&c->ask)) {
		island->entered = true;
		if (!island->entrance || quality(c) > quality(island->entrance))
			island->entrance = c;
	}
	if (!island->meant || goes_before(c, island->meant))
		island->meant = c;
}

static void tell(struct candidate *c, const struct island *island, bool named, struct ask_list *out)
{
	enum vck_severity severity = VCK_SEVERITY_INFO;
	bool counts = c == (island->entered ? island->entrance : island->meant);
	if (named)
		severity = VCK_SEVERITY_ERROR;
	else if (counts)
		severity = worth(c->host->interface->instance);
	c->ask.state_severity = c->ask.filter_severity = severity;
	c->ask.untold = c->ask.answer.verdict != VCK_REACHABLE;
	vec_push(&out->items, c->ask);
}

void probe_eic(struct reach *reach, struct arena *arena, const struct hosts *hosts, bool named,
	       struct ask_list *out)
{
	const struct net *net = reach_net(reach);
	size_t *island_by_vpc = islands(net, arena);
	struct island *all = arena_array(arena, struct island, net->vpcs.len + 1);
	VEC(struct candidate) candidates = VEC_INIT;
	for (size_t i = 0; i < hosts->len; i++) {
		struct candidate c = {0};
		if (!hosts->classes[i].running ||
		    !fill_candidate(reach, arena, &hosts->classes[i], &c))
			continue;
		c.island = island_by_vpc[hosts->classes[i].interface->vpc->o.ordinal];
		decide(reach, arena, &c);
		vec_push(&candidates, c);
	}
	for (size_t i = 0; i < candidates.len; i++)
		meet(&all[candidates.items[i].island], &candidates.items[i]);
	for (size_t i = 0; i < candidates.len; i++)
		tell(&candidates.items[i], &all[candidates.items[i].island], named, out);
	vec_free(&candidates);
}
