/*
 * ways.c - one pair of ends: there and back, by every way that AWS may pick.
 *
 * AWS picks among ways (a zone, a balancer's target), and where they differ the answer is unknown. A
 * client picks among requests (the rules of a listener), and what any of them gets passes.
 */
#include "reach/internal.h"

#include <string.h>

/* ---- one way, there and back ---- */

static struct outcome_sets reply_outcome(const struct walk *b, struct answer *out)
{
	struct arena *a = b->arena;
	struct outcome_sets all = {b->asked, pktset_empty, pktset_empty, pktset_empty};
	if (b->cut)
		return (struct outcome_sets){pktset_empty, pktset_empty, b->asked, pktset_empty};
	for (unsigned i = 0; i < b->n_legs; i++) {
		const struct leg *leg = &b->legs[i];
		struct outcome_sets one;
		reply_project(a, b->asked, leg->sets, leg->client_lo, leg->client_hi, &one);
		if (!pktset_is_empty(one.partial) && !out->client_passes)
			out->client_passes = leg->sets.certain;
		all.blocked = pktset_or(a, all.blocked, one.blocked);
		all.unknown = pktset_or(a, all.unknown, one.unknown);
		all.partial = pktset_or(a, all.partial, one.partial);
	}
	all.unknown = pktset_minus(a, all.unknown, all.blocked);
	all.partial = pktset_minus(a, pktset_minus(a, all.partial, all.blocked), all.unknown);
	if (b->uncertain) {
		all.unknown = pktset_minus(a, b->asked, all.blocked);
		all.partial = pktset_empty;
	}
	all.pass = pktset_minus(a, b->asked,
				pktset_or(a, all.blocked, pktset_or(a, all.unknown, all.partial)));
	return all;
}

static const struct pktset *restore(const struct walk *w, const struct pktset *set)
{
	if (!w->remapped)
		return set;
	return pktset_is_empty(set) ? pktset_empty : w->q->packets;
}

static void all_blocked(const struct question *q, struct answer *out)
{
	out->passes = out->partial = out->unknown = pktset_empty;
	out->blocked = q->packets;
}

/* Whose network lies behind a transit gateway, its owner knows, who may not be in the snapshot. */
static bool leads_to_unread_account(const struct net *net)
{
	for (size_t i = 0; i < net->transit_gateways.len; i++) {
		const struct object *o = &net->transit_gateways.items[i]->o;
		if (!net_knows(net, KIND_NAT_GATEWAY, o->account, o->region))
			return true;
	}
	for (size_t i = 0; i < net->tgw_vpc_attachments.len; i++)
		if (!net->tgw_vpc_attachments.items[i]->transit_gateway)
			return true;
	for (size_t i = 0; i < net->route_tables.len; i++)
		for (size_t k = 0; k < net->route_tables.items[i]->routes.len; k++) {
			const struct route *route = &net->route_tables.items[i]->routes.items[k];
			if (route->target == TARGET_TRANSIT_GATEWAY && !route->object)
				return true;
		}
	return false;
}

/* What lies on premises may translate, too (R82). */
static bool leads_on_premises(const struct net *net)
{
	for (size_t i = 0; i < net->tgw_attachments.len; i++) {
		const char *type = net->tgw_attachments.items[i]->resource_type;
		if (type && !str_eq(type, "vpc") && !is_peering_type(type))
			return true;
	}
	return net->vpn_gateways.len > 0;
}

/* Is there a gateway in the network, or may there be one, that gives packets another source? */
static bool has_translators(struct reach *r)
{
	const struct net *net = r->net;
	bool unread = false;
	if (r->translators != FLAG_UNSET)
		return r->translators == FLAG_YES;
	for (size_t i = 0; i < net->scopes.len; i++)
		unread |= !net->scopes.items[i].known[KIND_NAT_GATEWAY];
	r->translators = unread || net->nat_gateways.len || leads_on_premises(net) ||
					 leads_to_unread_account(net)
				 ? FLAG_YES
				 : FLAG_NO;
	return r->translators == FLAG_YES;
}

/* Could a NAT gateway that we don't see on the way give the packet another source? Or an internet
 * gateway, where a public address was called (R67)? */
static bool may_translate(const struct walk *w)
{
	if (w->source.family != IPV4)
		return false;
	return (w->q->source.interface && w->q->destination.public_address.family) ||
	       has_translators(w->r);
}

/* R2, R82: down is down, and what takes the flow from nobody stops it, however it is reached. */
void judge_goal(struct walk *w)
{
	const struct network_interface *eni = w->goal;
	if (!eni || w->delivered || (w->cut && !w->trace))
		return;
	check_interface(w, eni);
	if (!w->uncertain || w->cut)
		return;
	walk_taken(w, eni, w->may_translate || may_translate(w));
}

static void one_way(struct reach *r, struct arena *arena, const struct question *q,
		    struct choices *choices, struct trace *trace, struct answer *out)
{
	struct walk there, back;
	walk_begin(&there, r, arena, q, choices, trace);
	*out = (struct answer){0};
	run_request(&there);
	judge_goal(&there);
	struct sets s = there.sets;
	if (there.cut)
		s.possible = s.certain = pktset_empty;
	if (there.uncertain)
		s.certain = pktset_empty;
	out->delivered = there.delivered;
	out->atom = there.atom;
	out->client_lo = there.client_lo;
	out->client_hi = there.client_hi;
	bool stopped = pktset_is_empty(s.possible);
	if (stopped && !trace) {
		all_blocked(q, out);
		return;
	}
	struct outcome_sets reply = {there.asked, pktset_empty, pktset_empty, pktset_empty};
	bool from_premises =
		q->source.kind == POINT_ON_PREMISES; /* its reply may have no way at all */
	if (!is_lost(&there) || there.n_translations || from_premises) {
		walk_begin(&back, r, arena, q, choices, trace);
		run_reply(&back, &there);
		out->atom = back.atom;
		reply = reply_outcome(&back, out);
	}
	if (stopped) { /* the reply is for the trace alone */
		all_blocked(q, out);
		out->client_passes = NULL;
		return;
	}
	const struct pktset *possible = restore(&there, s.possible),
			    *certain = restore(&there, s.certain);
	out->passes = pktset_and(arena, certain, restore(&there, reply.pass));
	out->partial = pktset_and(arena, certain, restore(&there, reply.partial));
	out->blocked = pktset_or(arena, pktset_minus(arena, q->packets, possible),
				 restore(&there, reply.blocked));
	const struct pktset *rest = pktset_minus(arena, q->packets, out->passes);
	out->unknown = pktset_minus(arena, pktset_minus(arena, rest, out->partial), out->blocked);
}

/* ---- all ways ---- */

static bool next_way(struct choices *c)
{
	for (unsigned i = c->len; i-- > 0;) {
		if (++c->pick[i] < c->count[i]) {
			for (unsigned k = i + 1; k < MAX_CHOICES; k++)
				c->pick[k] = 0;
			return true;
		}
	}
	return false;
}

void merge_answers(struct arena *a, struct answer *all, const struct answer *one,
		   const struct question *q)
{
	all->passes = pktset_and(a, all->passes, one->passes);
	all->partial = pktset_and(a, all->partial, one->partial);
	all->blocked = pktset_and(a, all->blocked, one->blocked);
	const struct pktset *known =
		pktset_or(a, all->passes, pktset_or(a, all->partial, all->blocked));
	const struct pktset *unknown = pktset_minus(a, q->packets, known);
	all->different |=
		!pktset_equal(unknown, all->unknown) || !pktset_equal(unknown, one->unknown);
	all->unknown = unknown;
	atom_narrow(&all->atom, one->atom);
}

/* One of the requests that a client may make: rules of listeners treat them differently (R85). */
struct request {
	unsigned number, count; /* count 0 and 1: all requests are treated alike */
	const struct alternatives *alternatives;
};

static void learn(struct request *request, const struct choices *c)
{
	request->count = c->requests > request->count ? c->requests : request->count;
	if (!request->alternatives)
		request->alternatives = c->alternatives;
}

/* Every way that AWS may pick; the one that is told is the first that does not pass. */
static void every_way(struct reach *r, struct arena *arena, const struct question *q,
		      struct request *request, struct answer *out, struct trace *trace)
{
	struct choices c = {.request = request->number}, told = c;
	bool found = false;
	unsigned ways = 0;
	do {
		struct answer one;
		c.len = 0;
		one_way(r, arena, q, &c, NULL, &one);
		one.verdict = answer_verdict(&one);
		if (!found && one.verdict != VCK_REACHABLE) {
			told = c;
			found = true;
			if (trace)
				trace->choice = ways;
		}
		if (ways++ == 0)
			*out = one;
		else
			merge_answers(arena, out, &one, q);
		if (ways == MAX_WAYS)
			c.overflow = true;
	} while (!c.overflow && next_way(&c));
	learn(request, &c);
	if (c.overflow && pktset_is_empty(out->unknown)) {
		out->unknown = q->packets;
		out->passes = out->partial = out->blocked = pktset_empty;
	}
	if (trace) {
		struct answer same;
		told.len = 0;
		trace->choices = ways;
		one_way(r, arena, q, &told, trace, &same);
	}
}

/* R11: between its own addresses the host delivers by itself. */
static void deliver_at_home(struct reach *r, struct arena *arena, const struct question *q,
			    struct answer *out, struct trace *trace)
{
	struct choices none = {0};
	struct walk w;
	walk_begin(&w, r, arena, q, &none, trace);
	w.source = q->source.address;
	w.destination = q->destination.address;
	w.asked = q->packets;
	check_interface(&w, q->source.interface);
	*out = (struct answer){.passes = q->packets,
			       .partial = pktset_empty,
			       .blocked = pktset_empty,
			       .unknown = pktset_empty,
			       .delivered = q->destination.interface};
	if (w.cut)
		all_blocked(q, out);
	else if (w.uncertain)
		out->unknown = out->passes, out->passes = pktset_empty;
}

/*
 * The way that is told says the answer, too, where it is the only one. But a way that only decides ends
 * where it is stopped: what one that is told narrows behind that, or translates, is none of the answer's.
 */
static bool says_all(const struct question *q, const struct choices *c, const struct answer *told)
{
	unsigned lo, hi;
	client_ports(q, &lo, &hi);
	return !c->len && !c->overflow && c->requests < 2 && !c->alternatives &&
	       told->client_lo == lo && told->client_hi == hi;
}

/* False: there is more to it; nothing is told. */
static bool tell_only_way(struct reach *r, struct arena *arena, const struct question *q,
			  const struct request *request, struct answer *out, struct trace *trace)
{
	struct choices c = {.request = request->number};
	size_t before = trace->hops.len;
	if (is_host(&q->source) || is_host(&q->destination))
		return false;
	one_way(r, arena, q, &c, trace, out);
	if (says_all(q, &c, out)) {
		trace->choice = 0;
		trace->choices = 1;
		return true;
	}
	trace->hops.len = before;
	return false;
}

static void flow_of_request(struct reach *r, struct arena *arena, const struct question *q,
			    struct request *request, struct answer *out, struct trace *trace)
{
	if (!trace) {
		struct choices c = {.request = request->number};
		one_way(r, arena, q, &c, NULL, out);
		learn(request, &c);
		if (!c.len && !c.overflow)
			return;
	} else if (tell_only_way(r, arena, q, request, out, trace)) {
		return;
	}
	every_way(r, arena, q, request, out, trace);
}

/* ---- all requests: a flow passes when any of them does ---- */

/* What may pass is not blocked, though others would be. */
unsigned verdict_rank(enum vck_verdict verdict)
{
	static const unsigned ranks[] = {
		[VCK_REACHABLE] = 0, [VCK_PARTIAL] = 1, [VCK_UNKNOWN] = 2, [VCK_BLOCKED] = 3};
	return ranks[verdict];
}

void unite_any(struct arena *a, struct answer *all, const struct answer *one)
{
	all->passes = pktset_or(a, all->passes, one->passes);
	all->partial = pktset_or(a, all->partial, one->partial);
	all->unknown = pktset_or(a, all->unknown, one->unknown);
	all->different |= one->different;
	if (!all->client_passes)
		all->client_passes = one->client_passes;
}

void settle_any(struct arena *a, const struct question *q, struct answer *all)
{
	const struct pktset *rest = pktset_minus(a, q->packets, all->passes);
	all->unknown = pktset_and(a, all->unknown, rest);
	rest = pktset_minus(a, rest, all->unknown);
	all->partial = pktset_and(a, all->partial, rest);
	all->blocked = pktset_minus(a, rest, all->partial);
}

/* Of a further request only what lies behind the balancer is new. */
static void tell_request(struct reach *r, struct arena *arena, const struct question *q,
			 struct request *request, struct trace *trace)
{
	struct answer same;
	size_t kept = trace->hops.len, first = kept;
	flow_of_request(r, arena, q, request, &same, trace);
	if (!first)
		return;
	for (size_t i = first; i < trace->hops.len; i++)
		if (trace->hops.items[i].onward)
			trace->hops.items[kept++] = trace->hops.items[i];
	trace->hops.len = kept;
}

static void note_verdict(struct alternatives *all, unsigned number, enum vck_verdict verdict)
{
	size_t count = all->items.len;
	if (!count)
		return;
	struct alternative *a = &all->items.items[number % count];
	if (number < count || verdict_rank(verdict) < verdict_rank(a->verdict))
		a->verdict = verdict;
}

/* The best is told; when all are blocked, each. */
static void any_request(struct reach *r, struct arena *arena, const struct question *q,
			struct request request, struct answer *out, struct trace *trace)
{
	struct alternatives *all = arena_memdup(arena, request.alternatives, sizeof *all);
	struct request best = request;
	enum vck_verdict verdict = answer_verdict(out), least = verdict;
	note_verdict(all, 0, verdict);
	for (request.number = 1; request.number < request.count; request.number++) {
		struct answer one;
		flow_of_request(r, arena, q, &request, &one, NULL);
		unite_any(arena, out, &one);
		atom_narrow(&out->atom, one.atom);
		verdict = answer_verdict(&one);
		note_verdict(all, request.number, verdict);
		if (verdict_rank(verdict) < verdict_rank(least)) {
			least = verdict;
			best.number = request.number;
			out->delivered = one.delivered;
		}
	}
	settle_any(arena, q, out);
	out->alternatives = all;
	if (!trace)
		return;
	trace->hops.len = 0;
	request.number = 0;
	do
		tell_request(r, arena, q, least == VCK_BLOCKED ? &request : &best, trace);
	while (least == VCK_BLOCKED && ++request.number < request.count);
}

/* A host takes only what its groups let in, whatever the way to it: then nobody needs to know the
 * way. */
static bool is_shut_out(struct reach *r, const struct question *q)
{
	const struct point *s = &q->source, *d = &q->destination;
	return s->kind == POINT_INTERFACE && !s->eice && d->kind == POINT_INTERFACE &&
	       !d->public_address.family && d->interface->role == ROLE_HOST &&
	       sg_shuts_out(r, d->interface->group_set, q->packets);
}

/* An end lies anywhere in memory, and most of it is needed: it is asked for at once, not one after the
 * other. */
static void fetch_end(const struct point *p)
{
	const struct network_interface *eni = p->interface;
	if (!eni || !eni->subnet || !eni->vpc)
		return;
	__builtin_prefetch(eni->group_set);
	__builtin_prefetch(&eni->subnet->o.ordinal);
	__builtin_prefetch(&eni->subnet->cidr_block);
	__builtin_prefetch(&eni->vpc->cidr_block);
}

/* ... and then what is compiled of it. */
static void fetch_compiled(const struct reach *r, const struct point *p)
{
	const struct network_interface *eni = p->interface;
	if (!eni || !eni->subnet)
		return;
	__builtin_prefetch(&r->subnets[eni->subnet->o.ordinal]);
	if (eni->group_set->ordinal != GROUP_SET_APART)
		__builtin_prefetch(&r->groups[eni->group_set->ordinal]);
}

static void fetch_ends(const struct reach *r, const struct question *q)
{
	fetch_end(&q->destination);
	fetch_end(&q->source);
	fetch_compiled(r, &q->destination);
	fetch_compiled(r, &q->source);
}

void decide_pair(struct reach *r, struct arena *arena, const struct question *q, struct answer *out,
		 struct trace *trace)
{
	struct request request = {0};
	fetch_ends(r, q);
	if (is_to_itself(q)) {
		deliver_at_home(r, arena, q, out, trace);
		return;
	}
	if (!trace && is_shut_out(r, q)) {
		*out = (struct answer){0};
		all_blocked(q, out);
		return;
	}
	flow_of_request(r, arena, q, &request, out, trace);
	if (request.alternatives)
		any_request(r, arena, q, request, out, trace);
}
