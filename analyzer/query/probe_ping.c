/*
 * probe_ping.c - ICMP echo across each peering connection, in both directions, and what a failure
 * is worth.
 *
 * A connection was made so that its two sides reach each other; a state or a route that prevents it
 * is an error. Groups and NACLs are somebody's choice: they count only while nothing at all pings.
 * Where a service passes by a rule that names the peer, the connection serves its purpose, and
 * closed ping is told once.
 */
#include "query/internal.h"

#include <stdlib.h>
#include <string.h>

/* Pairs of classes that are asked of a connection and direction; each class is among them. */
enum { MAX_PAIRS = 64, MAX_SEARCH = 1024 };

struct side {
	const struct vpc *vpc;
	LIST(const struct host_class *) hosts;
	bool stopped; /* there are instances, and none runs */
};

struct crossing { /* one connection */
	struct reach *reach;
	struct arena *arena;
	const struct vpc_peering_connection *pcx;
	struct side sides[2];
	VEC(struct ask) asks;
	bool pings[2];
	const struct pktset *echo[2]; /* [is IPv6] */
};

/* ---- who routes to which connection ---- */

struct lead {
	const void *pcx, *table;
};

struct leads {
	struct lead *items;
	size_t len;
};

static int cmp_leads(const void *pa, const void *pb)
{
	const struct lead *a = pa, *b = pb;
	if (a->pcx != b->pcx)
		return (uintptr_t)a->pcx < (uintptr_t)b->pcx ? -1 : 1;
	return (uintptr_t)a->table < (uintptr_t)b->table ? -1 : a->table != b->table;
}

static struct leads leads_of(const struct net *net, struct arena *arena)
{
	VEC(struct lead) v = VEC_INIT;
	for (size_t t = 0; t < net->route_tables.len; t++) {
		const struct route_table *table = net->route_tables.items[t];
		for (size_t i = 0; i < table->routes.len; i++) {
			const struct route *r = &table->routes.items[i];
			struct lead l = {r->object, table};
			if (r->target == TARGET_VPC_PEERING_CONNECTION && r->object)
				vec_push(&v, l);
		}
	}
	if (v.len)
		qsort(v.items, v.len, sizeof *v.items, cmp_leads);
	struct leads out = {vec_move(&v, arena), v.len};
	vec_free(&v);
	return out;
}

static bool leads_to(const struct leads *l, const struct route_table *table,
		     const struct vpc_peering_connection *pcx)
{
	struct lead key = {pcx, table};
	return table && l->len && bsearch(&key, l->items, l->len, sizeof key, cmp_leads);
}

static bool anyone_leads_to(const struct leads *l, const struct vpc_peering_connection *pcx)
{
	size_t lo = 0, hi = l->len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if ((uintptr_t)l->items[mid].pcx < (uintptr_t)pcx)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < l->len && l->items[lo].pcx == pcx;
}

/* ---- sides ---- */

enum pick { PICK_ROUTED, PICK_RUNNING, PICK_ALL };

static size_t pick_hosts(const struct hosts *hosts, const struct vpc *vpc,
			 const struct leads *leads, const struct vpc_peering_connection *pcx,
			 enum pick pick, const struct host_class **out)
{
	size_t n = 0;
	for (size_t i = hosts->first[vpc->o.ordinal]; i < hosts->first[vpc->o.ordinal + 1]; i++) {
		const struct host_class *h = &hosts->classes[i];
		const struct subnet *s = h->interface->subnet;
		if (pick != PICK_ALL && !h->running)
			continue;
		if (pick == PICK_ROUTED && !(s && leads_to(leads, s->route_table, pcx)))
			continue;
		out[n++] = h;
	}
	return n;
}

/* The running instances whose subnets route to the connection; else all running ones; if none
 * runs, a stopped one, so that its state shows. */
static void fill_side(struct side *side, struct arena *arena, const struct hosts *hosts,
		      const struct leads *leads, const struct vpc_peering_connection *pcx)
{
	size_t all = hosts->first[side->vpc->o.ordinal + 1] - hosts->first[side->vpc->o.ordinal];
	side->hosts.items = arena_array(arena, const struct host_class *, all + 1);
	for (enum pick p = PICK_ROUTED; p <= PICK_ALL && !side->hosts.len; p++) {
		side->hosts.len = pick_hosts(hosts, side->vpc, leads, pcx, p, side->hosts.items);
		side->stopped = p == PICK_ALL && side->hosts.len;
	}
	if (side->stopped)
		side->hosts.len = 1;
}

/* ---- asking ---- */

static struct span echo_span(uint8_t family)
{
	struct proto_spec echo = {.echo = true};
	return proto_span(&echo, family);
}

static const struct pktset *echo_set(struct crossing *c, uint8_t family)
{
	const struct pktset **set = &c->echo[family == IPV6];
	if (!*set)
		*set = pktset_of(c->arena, echo_span(family));
	return *set;
}

/* Without its id: most asks turn out to be one with others. */
static struct ask ping_ask(struct crossing *c, const struct host_class *from,
			   const struct host_class *to)
{
	struct ip a = interface_address(from->interface, FAMILY_NONE);
	struct ip b = interface_address(to->interface, FAMILY_NONE);
	if (a.family != b.family) { /* only IPv6 can be what they share */
		a = interface_address(from->interface, IPV6);
		b = interface_address(to->interface, IPV6);
	}
	struct ask ask = {.probe = "ping", .count = from->count * to->count};
	ask.question.source = point_interface(from->interface, a);
	ask.question.destination = point_interface(to->interface, b);
	ask.question.packets = echo_set(c, a.family);
	return ask;
}

static const char *ping_id(struct arena *arena, const struct question *q)
{
	return arena_printf(arena, "ping:%s->%s:%s", point_id(arena, &q->source),
			    point_id(arena, &q->destination),
			    proto_text(arena, echo_span(q->source.address.family)));
}

static bool share_a_family(const struct ask *a)
{
	uint8_t f = a->question.source.address.family;
	return f && f == a->question.destination.address.family;
}

static void ask_pair(struct crossing *c, unsigned direction, size_t i, size_t j)
{
	const struct host_class *from = c->sides[direction].hosts.items[i];
	const struct host_class *to = c->sides[!direction].hosts.items[j];
	struct ask ask = ping_ask(c, from, to);
	if (!share_a_family(&ask))
		return;
	ask_decide(c->reach, c->arena, &ask);
	if (ask.answer.verdict == VCK_REACHABLE || ask.answer.verdict == VCK_PARTIAL)
		c->pings[direction] = true;
	vec_push(&c->asks, ask);
}

/* All pairs where they are few; else pairs among which each class of either side is. */
static void ask_direction(struct crossing *c, unsigned direction)
{
	size_t n = c->sides[direction].hosts.len, m = c->sides[!direction].hosts.len;
	size_t longer = n > m ? n : m;
	if (n * m <= MAX_PAIRS) {
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < m; j++)
				ask_pair(c, direction, i, j);
		return;
	}
	for (size_t k = 0; k < longer; k++)
		ask_pair(c, direction, k % n, k % m);
	for (size_t k = 0; k < n * m && k < MAX_SEARCH && !c->pings[direction]; k++)
		if (k / m % longer != k % m)
			ask_pair(c, direction, k / m, k % m);
}

/* ---- does another service pass? ---- */

static bool cidr_names_peer(struct cidr c, const struct vpc *peer)
{
	static const char *const rfc1918[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"};
	for (size_t i = 0; i < COUNT_OF(rfc1918); i++) {
		struct cidr private;
		if (cidr_parse(rfc1918[i], &private) && cidr_contains(private, c))
			return true;
	}
	for (size_t i = 0; i < peer->cidrs.len; i++)
		if (cidr_contains(peer->cidrs.items[i], c))
			return true;
	return false;
}

static bool permission_names_peer(const struct ip_permission *p, const struct vpc *peer)
{
	for (size_t i = 0; i < p->ip_ranges.len; i++)
		if (cidr_names_peer(p->ip_ranges.items[i], peer))
			return true;
	for (size_t i = 0; i < p->ipv6_ranges.len; i++)
		if (cidr_names_peer(p->ipv6_ranges.items[i], peer))
			return true;
	for (size_t i = 0; i < p->group_pairs.len; i++) {
		const struct user_id_group_pair *g = &p->group_pairs.items[i];
		if ((g->group && g->group->vpc == peer) || str_eq(g->vpc_id, peer->o.id))
			return true;
	}
	for (size_t i = 0; i < p->prefix_lists.len; i++) {
		const struct prefix_list *list = p->prefix_lists.items[i].prefix_list;
		for (size_t k = 0; list && k < list->entries.len; k++)
			if (cidr_names_peer(list->entries.items[k], peer))
				return true;
	}
	return false;
}

/* tcp and udp, without ssh and rdp: people open those to peers to look after hosts, not to serve.
 */
static const struct pktset *services(struct arena *arena)
{
	struct span spans[] = {span_proto(PROTO_TCP), span_proto(PROTO_UDP)};
	struct span admin[] = {span_values(PROTO_TCP, 22, 22), span_values(PROTO_TCP, 3389, 3389)};
	return pktset_minus(arena, pktset_from(arena, spans, 2), pktset_from(arena, admin, 2));
}

static const struct pktset *promised(struct arena *arena, const struct network_interface *to,
				     const struct vpc *peer, uint8_t family)
{
	const struct pktset *set = pktset_empty;
	for (size_t g = 0; g < to->groups.len; g++)
		for (size_t i = 0; i < to->groups.items[g]->ingress.len; i++) {
			const struct ip_permission *p = &to->groups.items[g]->ingress.items[i];
			if (permission_names_peer(p, peer))
				set = pktset_or(arena, set, permission_set(arena, p, family));
		}
	return pktset_and(arena, set, services(arena));
}

/* What passes of what the receiver's rules promise to the peer by name. */
static const struct pktset *served(struct crossing *c, const struct ask *ping)
{
	struct ask ask = *ping;
	const struct network_interface *from = ask.question.source.interface;
	ask.question.packets = promised(c->arena, ask.question.destination.interface, from->vpc,
					ask.question.source.address.family);
	if (pktset_is_empty(ask.question.packets))
		return pktset_empty;
	ask_decide(c->reach, c->arena, &ask);
	return ask.answer.passes;
}

static const char *serving_note(struct crossing *c)
{
	for (size_t i = 0; i < c->asks.len; i++) {
		const struct pktset *set = served(c, &c->asks.items[i]);
		if (pktset_is_empty(set))
			continue;
		const char **texts;
		size_t n = pktset_texts(c->arena, set, &texts);
		return arena_printf(c->arena, "ping closed, %s%s open", texts[0],
				    n > 1 ? " and more" : "");
	}
	return NULL;
}

/* ---- what a failure is worth ---- */

static bool filter_code(enum vck_code code)
{
	return code == VCK_SG_INGRESS_DENIED || code == VCK_SG_EGRESS_DENIED ||
	       code == VCK_NACL_INGRESS_DENIED || code == VCK_NACL_EGRESS_DENIED;
}

static bool only_filters_stop(const struct ask *a, const struct trace *t)
{
	for (size_t i = 0; i < t->hops.len; i++) {
		const struct hop *h = &t->hops.items[i];
		if (h->outcome == VCK_STOP && !filter_code(h->code))
			return false;
	}
	return a->answer.verdict == VCK_BLOCKED;
}

static unsigned direction_of(const struct crossing *c, const struct ask *a)
{
	return a->question.source.interface->vpc == c->sides[1].vpc;
}

/* What stopped it, so that asks stopped by the same things become one. */
static const char *signature(struct arena *arena, const struct ask *a, const struct trace *t,
			     unsigned direction)
{
	struct buf b = BUF_INIT;
	buf_printf(&b, "%u %d", direction, (int)a->answer.verdict);
	for (size_t i = 0; i < t->hops.len; i++) {
		const struct hop *h = &t->hops.items[i];
		if (h->code != VCK_NO_CODE)
			buf_printf(&b, " %d %s %d", (int)h->code,
				   h->object ? h->object->id : (h->id ? h->id : ""), h->reply);
	}
	const char *text = arena_strdup(arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void emit(struct arena *arena, struct ask_list *out, struct map *alike, const char *key,
		 struct ask *a)
{
	struct ask *first = map_get_str(alike, key);
	if (first) {
		size_t at = (size_t)(uintptr_t)first - 1;
		out->items.items[at].count += a->count;
		return;
	}
	a->id = ping_id(arena, &a->question);
	vec_push(&out->items, *a);
	map_put_str(alike, key, (void *)(uintptr_t)out->items.len);
}

static const struct trace *trace_of(struct crossing *c, struct ask *a, struct ask_list *out)
{
	struct answer same;
	a->untold = a->answer.verdict != VCK_REACHABLE;
	arena_reset(&out->sets);
	out->scratch.arena = &out->sets;
	out->scratch.hops.len = 0;
	if (a->untold)
		reach_flow(c->reach, &out->sets, &a->question, &same, &out->scratch);
	return &out->scratch;
}

static void judge(struct crossing *c, bool named, struct ask_list *out)
{
	const char *note = !named && !(c->pings[0] && c->pings[1]) ? serving_note(c) : NULL;
	struct arena scratch = ARENA_INIT;
	struct map alike = map_init(&scratch);
	for (size_t i = 0; i < c->asks.len; i++) {
		struct ask *a = &c->asks.items[i];
		unsigned direction = direction_of(c, a);
		bool quiet = !named && (note || c->pings[direction]);
		const struct trace *t = trace_of(c, a, out);
		const char *key = signature(&scratch, a, t, direction);
		if (note && !c->pings[direction] && only_filters_stop(a, t)) {
			a->note = note;
			key = "served";
		}
		a->state_severity = VCK_SEVERITY_ERROR;
		a->filter_severity = quiet ? VCK_SEVERITY_INFO : VCK_SEVERITY_ERROR;
		emit(c->arena, out, &alike, key, a);
	}
	map_free(&alike);
	arena_free(&scratch);
}

/* ---- connections ---- */

static bool gone(const struct vpc_peering_connection *p)
{
	return p->state == PEERING_DELETED || p->state == PEERING_DELETING ||
	       p->state == PEERING_REJECTED || p->state == PEERING_FAILED ||
	       p->state == PEERING_EXPIRED;
}

/* Another connection joins the same two VPCs, and carries or may yet carry what this one can't. */
static bool replaced(const struct vpc_peering_connection *p)
{
	const struct vpc *v = p->requester.vpc;
	for (size_t i = 0; i < v->peerings.len; i++) {
		const struct vpc_peering_connection *other = v->peerings.items[i];
		const struct peering_side *far = peering_far(other, v);
		if (other != p && far && far->vpc == p->accepter.vpc &&
		    (other->state == PEERING_ACTIVE || !gone(other)))
			return true;
	}
	return false;
}

static bool is_asked(const struct vpc_peering_connection *p, const struct leads *leads)
{
	if (!p->requester.vpc || !p->accepter.vpc || p->requester.vpc == p->accepter.vpc)
		return false;
	if (p->state != PEERING_ACTIVE && replaced(p))
		return false;
	return p->state != PEERING_DELETED || anyone_leads_to(leads, p);
}

static void cross(struct reach *reach, struct arena *arena, const struct hosts *hosts,
		  const struct leads *leads, const struct vpc_peering_connection *pcx, bool named,
		  struct ask_list *out)
{
	struct crossing c = {.reach = reach, .arena = arena, .pcx = pcx};
	c.sides[0].vpc = pcx->requester.vpc;
	c.sides[1].vpc = pcx->accepter.vpc;
	fill_side(&c.sides[0], arena, hosts, leads, pcx);
	fill_side(&c.sides[1], arena, hosts, leads, pcx);
	for (unsigned d = 0; d < 2 && c.sides[0].hosts.len && c.sides[1].hosts.len; d++)
		ask_direction(&c, d);
	judge(&c, named, out);
	vec_free(&c.asks);
}

void probe_ping(struct reach *reach, struct arena *arena, const struct hosts *hosts, bool named,
		struct ask_list *out)
{
	const struct net *net = reach_net(reach);
	struct leads leads = leads_of(net, arena);
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *p = net->vpc_peering_connections.items[i];
		if (is_asked(p, &leads))
			cross(reach, arena, hosts, &leads, p, named, out);
	}
}
