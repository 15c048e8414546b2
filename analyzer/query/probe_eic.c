/*
 * probe_eic.c - tcp/22 from EC2 Instance Connect (R70-R73), and what a failure is worth.
 *
 * VPCs joined by peering connections form an island, and one entrance suffices. If none can be
 * entered, the causes of one candidate are errors: nobody builds a public subnet for an instance
 * that nobody may ever reach, but which one was meant is a guess, so it is made in a fixed order.
 */
#include "base/batch.h"
#include "base/str.h"
#include "query/internal.h"

#include <stdlib.h>
#include <string.h>

enum { SSH = 22 };

struct candidate {
	const struct host_class *host; /* NULL: it is none */
	size_t island;
	struct ask ask; /* the way in that counts: through an endpoint, or the public address */
	bool ssh_rule, requester;
};

struct region_service { /* where the service comes from, worked out once for each Region */
	const char *region;
	struct eic_service families[2]; /* IPv4 and IPv6 */
};

struct entering {
	const struct hosts *hosts;
	VEC(struct region_service) regions;
	const size_t *island_by_vpc;
	VEC(struct candidate) candidates;
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
	return any_source && permission_has_tcp(p, SSH);
}

static bool has_ssh_rule(const struct network_interface *n)
{
	for (size_t g = 0; g < n->group_set->groups.len; g++)
		for (size_t i = 0; i < n->group_set->groups.items[g]->ingress.len; i++)
			if (permits_ssh(&n->group_set->groups.items[g]->ingress.items[i]))
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

static const char *region_by_vpc(const struct network_interface *n)
{
	return n->vpc->o.region ? n->vpc->o.region : n->o.region;
}

static const struct region_service *service_in(const struct entering *x, const char *region)
{
	for (size_t i = 0; i < x->regions.len; i++)
		if (str_eq(x->regions.items[i].region, region))
			return &x->regions.items[i];
	return NULL;
}

static void find_services(struct entering *x, const struct net *net, struct arena *arena)
{
	for (size_t i = 0; i < x->hosts->len; i++) {
		const char *region = region_by_vpc(x->hosts->classes[i].interface);
		if (!region || service_in(x, region))
			continue;
		struct region_service s = {
			region,
			{query_eic_service(net, arena, region, IPV4),
			 query_eic_service(net, arena, region, IPV6)},
		};
		vec_push(&x->regions, s);
	}
}

static bool service_source(const struct entering *x, const struct host_class *host,
			   struct point *out)
{
	const struct network_interface *n = host->interface;
	bool ipv6 = interface_address(n, FAMILY_NONE).family == IPV6;
	const struct region_service *s = service_in(x, region_by_vpc(n));
	if (!s || !s->families[ipv6].ranges.len)
		return false;
	*out = point_host(POINT_EIC, cidr_range(s->families[ipv6].ranges.items[0]));
	return true;
}

struct ways_in { /* into one instance; ids are NULL where there are less */
	struct ask first, second;
};

/* The ways in that the configuration promises; false: none, the instance is not asked for. */
static bool find_ways_in(const struct entering *x, struct engine *engine,
			 const struct host_class *host, struct ways_in *out)
{
	struct point service, endpoint;
	const struct network_interface *n = host->interface;
	bool public_address = n->public_ip.family != FAMILY_NONE;
	bool direct = (public_address || query_subnet_is_public(n->subnet)) &&
		      service_source(x, host, &service);
	bool through = endpoint_source(engine_reach(engine), host, &endpoint);
	bool direct_first = direct && (public_address || !through);
	*out = (struct ways_in){0};
	if (direct)
		*(direct_first ? &out->first : &out->second) =
			ssh_ask(&engine->keep, host, service);
	if (through)
		*(direct_first ? &out->second : &out->first) =
			ssh_ask(&engine->keep, host, endpoint);
	return direct || through;
}

/* ---- answers and their worth ---- */

static bool enters(const struct ask *a)
{
	return a->answer.verdict == VCK_REACHABLE || a->answer.verdict == VCK_PARTIAL;
}

/* The way that counts: the second one where it alone leads in. */
static struct ask decide(struct engine *engine, struct ways_in *ways)
{
	ask_decide(engine, &ways->first);
	answer_keep(&engine->keep, &ways->first.answer);
	if (enters(&ways->first) || !ways->second.id)
		return ways->first;
	ask_decide(engine, &ways->second);
	answer_keep(&engine->keep, &ways->second.answer);
	return enters(&ways->second) ? ways->second : ways->first;
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

static void decide_host(void *ctx, void *worker, size_t item, void *slot)
{
	const struct entering *x = ctx;
	const struct host_class *host = &x->hosts->classes[item];
	struct engine *engine = worker;
	struct candidate *c = slot;
	struct ways_in ways;
	if (!host->running || !find_ways_in(x, engine, host, &ways))
		return;
	*c = (struct candidate){.host = host,
				.island = x->island_by_vpc[host->interface->vpc->o.ordinal],
				.ask = decide(engine, &ways),
				.ssh_rule = has_ssh_rule(host->interface),
				.requester = on_requester_side(host->interface->vpc)};
}

static bool tell_host(void *ctx, size_t item, void *slot)
{
	struct entering *x = ctx;
	const struct candidate *c = slot;
	(void)item;
	if (c->host)
		vec_push(&x->candidates, *c);
	return true;
}

void probe_eic(struct engines *engines, struct arena *arena, const struct hosts *hosts, bool named,
	       struct ask_list *out)
{
	const struct net *net = engines->items[0].net;
	struct entering x = {.hosts = hosts, .island_by_vpc = islands(net, arena)};
	struct island *all = arena_array(arena, struct island, net->vpcs.len + 1);
	find_services(&x, net, arena);
	struct batch_work work = {&x,          hosts->len, sizeof(struct candidate),
				  decide_host, tell_host,  .bundle = 32};
	batch_run(&work, engines->each, engines->len);
	for (size_t i = 0; i < x.candidates.len; i++)
		meet(&all[x.candidates.items[i].island], &x.candidates.items[i]);
	for (size_t i = 0; i < x.candidates.len; i++)
		tell(&x.candidates.items[i], &all[x.candidates.items[i].island], named, out);
	vec_free(&x.candidates);
	vec_free(&x.regions);
}
