/*
 * probe_ping.c - ICMP echo across each peering connection, in both directions, and what a failure
 * is worth.
 *
 * A connection was made so that its two sides reach each other; a state or a route that prevents it
 * is an error. Groups and NACLs are somebody's choice: they count only while nothing at all pings.
 * Where a service passes by a rule that names the peer, the connection serves its purpose, and
 * closed ping is told once.
 */
#include "base/batch.h"
#include "base/str.h"
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

struct pinged { /* a pair that was asked */
	struct ask ask;
	const char *key; /* what stopped it (see signature()) */
	size_t key_len;
	bool by_filters; /* ... and that were groups and NACLs alone */
};

struct crossing { /* one connection */
	struct reach *reach;
	struct arena *arena;   /* of what is kept */
	struct engine *engine; /* its scratch holds what is asked of this connection */
	const struct vpc_peering_connection *pcx;
	struct side sides[2];
	VEC(struct pinged) asks;
	bool pings[2];
	bool stopped[2];              /* the last one that was asked */
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

/* What stopped it, so that asks stopped by the same things become one. */
static void sign(struct crossing *c, struct pinged *p, unsigned direction, const struct trace *t)
{
	struct buf b = BUF_INIT;
	buf_putc(&b, (char)direction);
	buf_putc(&b, (char)p->ask.answer.verdict);
	for (size_t i = 0; i < t->hops.len; i++) {
		const struct hop *h = &t->hops.items[i];
		const char *id = h->object ? h->object->id : (h->id ? h->id : "");
		if (h->code == VCK_NO_CODE)
			continue;
		buf_putc(&b, (char)h->reply);
		buf_add(&b, (const char *)&h->code, sizeof h->code);
		buf_add(&b, id, strlen(id) + 1);
	}
	p->key = arena_memdup(&c->engine->scratch, buf_str(&b), b.len);
	p->key_len = b.len;
	buf_free(&b);
}

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

/* Where the one before was stopped, this one will be: then its way is told at once, which decides it,
 * too. */
static void ask_way(struct crossing *c, struct pinged *p, unsigned direction)
{
	struct trace *room = &c->engine->room;
	struct ask *a = &p->ask;
	struct answer same;
	room->arena = &c->engine->scratch;
	room->hops.len = 0;
	reach_flow(c->reach, room->arena, &a->question, &a->answer,
		   c->stopped[direction] ? room : NULL);
	a->untold = a->answer.verdict != VCK_REACHABLE;
	if (!a->untold)
		room->hops.len = 0;
	else if (!c->stopped[direction])
		reach_flow(c->reach, room->arena, &a->question, &same, room);
	c->stopped[direction] = a->untold;
	sign(c, p, direction, room);
	p->by_filters = only_filters_stop(a, room);
}

static void ask_pair(struct crossing *c, unsigned direction, size_t i, size_t j)
{
	const struct host_class *from = c->sides[direction].hosts.items[i];
	const struct host_class *to = c->sides[!direction].hosts.items[j];
	struct pinged p = {.ask = ping_ask(c, from, to)};
	if (!share_a_family(&p.ask))
		return;
	ask_way(c, &p, direction);
	if (p.ask.answer.verdict == VCK_REACHABLE || p.ask.answer.verdict == VCK_PARTIAL)
		c->pings[direction] = true;
	vec_push(&c->asks, p);
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
	for (size_t g = 0; g < to->group_set->groups.len; g++)
		for (size_t i = 0; i < to->group_set->groups.items[g]->ingress.len; i++) {
			const struct ip_permission *p =
				&to->group_set->groups.items[g]->ingress.items[i];
			if (permission_names_peer(p, peer))
				set = pktset_or(arena, set, permission_set(arena, p, family));
		}
	return pktset_and(arena, set, services(arena));
}

/* What passes of what the receiver's rules promise to the peer by name. */
static const struct pktset *served(struct crossing *c, const struct ask *ping)
{
	struct arena *scratch = &c->engine->scratch;
	struct ask ask = *ping;
	const struct network_interface *from = ask.question.source.interface;
	ask.question.packets = promised(scratch, ask.question.destination.interface, from->vpc,
					ask.question.source.address.family);
	if (pktset_is_empty(ask.question.packets))
		return pktset_empty;
	reach_flow(c->reach, scratch, &ask.question, &ask.answer, NULL);
	return ask.answer.passes;
}

static const char *serving_note(struct crossing *c)
{
	for (size_t i = 0; i < c->asks.len; i++) {
		const struct pktset *set = served(c, &c->asks.items[i].ask);
		if (pktset_is_empty(set))
			continue;
		const char **texts;
		size_t n = pktset_texts(&c->engine->scratch, set, &texts);
		return arena_printf(c->arena, "ping closed, %s%s open", texts[0],
				    n > 1 ? " and more" : "");
	}
	return NULL;
}

/* ---- what a failure is worth ---- */

static unsigned direction_of(const struct crossing *c, const struct ask *a)
{
	return a->question.source.interface->vpc == c->sides[1].vpc;
}

struct slot { /* what one connection gives */
	VEC(struct ask) asks;
};

static void emit(struct crossing *c, struct map *alike, const void *key, size_t key_len,
		 const struct ask *a, struct slot *out)
{
	size_t at = (size_t)(uintptr_t)map_get(alike, key, key_len);
	if (at) {
		out->asks.items[at - 1].count += a->count;
		return;
	}
	vec_push(&out->asks, *a);
	struct ask *kept = &out->asks.items[out->asks.len - 1];
	kept->id = ping_id(c->arena, &a->question);
	answer_keep(c->arena, &kept->answer);
	map_put(alike, key, key_len, (void *)(uintptr_t)out->asks.len);
}

static void judge(struct crossing *c, bool named, struct slot *out)
{
	static const char by_note[] = "served";
	const char *note = !named && !(c->pings[0] && c->pings[1]) ? serving_note(c) : NULL;
	struct map alike = map_init(&c->engine->scratch);
	for (size_t i = 0; i < c->asks.len; i++) {
		const struct pinged *p = &c->asks.items[i];
		struct ask a = p->ask;
		unsigned direction = direction_of(c, &a);
		bool quiet = !named && (note || c->pings[direction]);
		bool served = note && !c->pings[direction] && p->by_filters;
		a.note = served ? note : NULL;
		a.state_severity = VCK_SEVERITY_ERROR;
		a.filter_severity = quiet ? VCK_SEVERITY_INFO : VCK_SEVERITY_ERROR;
		emit(c, &alike, served ? by_note : p->key, served ? sizeof by_note : p->key_len, &a,
		     out);
	}
	map_free(&alike);
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

struct pinging {
	const struct hosts *hosts;
	struct leads leads;
	LIST(const struct vpc_peering_connection *) connections;
	bool named;
	struct ask_list *out;
};

static void decide_connection(void *ctx, void *worker, size_t item, void *slot)
{
	const struct pinging *x = ctx;
	struct engine *engine = worker;
	struct crossing c = {.reach = engine_reach(engine),
			     .arena = &engine->keep,
			     .engine = engine,
			     .pcx = x->connections.items[item]};
	arena_reset(&engine->scratch);
	c.sides[0].vpc = c.pcx->requester.vpc;
	c.sides[1].vpc = c.pcx->accepter.vpc;
	fill_side(&c.sides[0], &engine->scratch, x->hosts, &x->leads, c.pcx);
	fill_side(&c.sides[1], &engine->scratch, x->hosts, &x->leads, c.pcx);
	for (unsigned d = 0; d < 2 && c.sides[0].hosts.len && c.sides[1].hosts.len; d++)
		ask_direction(&c, d);
	judge(&c, x->named, slot);
	vec_free(&c.asks);
}

static bool tell_connection(void *ctx, size_t item, void *slot)
{
	const struct pinging *x = ctx;
	struct slot *s = slot;
	(void)item;
	for (size_t i = 0; i < s->asks.len; i++)
		vec_push(&x->out->items, s->asks.items[i]);
	vec_free(&s->asks);
	return true;
}

void probe_ping(struct engines *engines, struct arena *arena, const struct hosts *hosts, bool named,
		struct ask_list *out)
{
	const struct net *net = engines->items[0].net;
	struct pinging x = {
		.hosts = hosts, .leads = leads_of(net, arena), .named = named, .out = out};
	x.connections.items = arena_array(arena, const struct vpc_peering_connection *,
					  net->vpc_peering_connections.len + 1);
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *p = net->vpc_peering_connections.items[i];
		if (is_asked(p, &x.leads))
			x.connections.items[x.connections.len++] = p;
	}
	struct batch_work work = {&x,
				  x.connections.len,
				  sizeof(struct slot),
				  decide_connection,
				  tell_connection,
				  .bundle = 4};
	batch_run(&work, engines->each, engines->len);
}
