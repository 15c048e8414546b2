/*
 * problems.c - what stops a flow on its way: a hop that does not pass becomes a problem.
 *
 * Any thread may look: nothing is said here but which resource it is and by what cause it is one with
 * others, and that lives in the way's own arena. finding.c makes findings of them, in order.
 */
#include "check/finding.h"

static identify_fn *const identify[VCK_CODE_COUNT] = {
#define CAUSE(symbol, identify_, explain) [VCK_##symbol] = identify_,
#include "check/causes.def"
#undef CAUSE
};

/* Codes that say "we don't know": beside a certain failure they add nothing. */
static bool is_doubt(enum vck_code code)
{
	return code == VCK_DATA_MISSING || code == VCK_UNSUPPORTED_COMPONENT ||
	       code == VCK_ROUTE_AMBIGUOUS;
}

static bool permits_ssh(const struct hop *h)
{
	const struct network_interface *n = h->interface;
	for (size_t g = 0; n && g < n->group_set->groups.len; g++)
		for (size_t i = 0; i < n->group_set->groups.items[g]->ingress.len; i++) {
			const struct ip_permission *r =
				&n->group_set->groups.items[g]->ingress.items[i];
			if (permission_has_tcp(r, 22) &&
			    (r->ip_ranges.len || r->ipv6_ranges.len || r->prefix_lists.len ||
			     r->group_pairs.len))
				return true;
		}
	return false;
}

/* R73: SSH is open, though not to the service that asks. */
static enum vck_code code_of(const struct problem *p)
{
	const struct point *s = &p->question->source;
	bool service = s->kind == POINT_EIC || s->eice;
	if (p->hop->code == VCK_SG_INGRESS_DENIED && service && !p->hop->reply &&
	    pktset_has(p->question->packets, 0x060016) && permits_ssh(p->hop))
		return VCK_EIC_SOURCE_NOT_ALLOWED;
	return p->hop->code;
}

static void take_hop(struct way *w, struct checker *c, const struct hop *h)
{
	const struct ask *ask = w->ask;
	struct problem p = {.c = c,
			    .ask = ask,
			    .question = &w->question,
			    .trace = &w->trace,
			    .answer = w->answer,
			    .hop = h,
			    .object = h->object};
	if (is_doubt(h->code) && p.answer->verdict != VCK_UNKNOWN)
		return;
	if (ask->expects && ask->expects->denies && !is_doubt(h->code))
		return; /* what stops it is what was wanted */
	p.code = code_of(&p);
	if (!identify[p.code])
		return;
	identify[p.code](&p);
	p.print = finding_print(p.code, p.id, p.direction, p.cause);
	vec_push(&w->problems, p);
}

/* The same hop seen otherwise. */
static void take_beside(struct way *w, struct checker *c, const struct hop *h, enum vck_code code)
{
	struct hop *beside = arena_memdup(&w->arena, h, sizeof *h);
	beside->code = code;
	take_hop(w, c, beside);
}

/* Where the blocks overlap, that is why the request failed: told beside its state (R32). */
static void take_overlap(struct way *w, struct checker *c, const struct hop *h)
{
	struct cidr x, y;
	const struct vpc_peering_connection *p = (const void *)h->object;
	if (h->code != VCK_PEERING_NOT_ACTIVE || !peering_overlap(p, &x, &y))
		return;
	take_beside(w, c, h, VCK_PEERING_CIDR_OVERLAP);
}

/* Which of the tied routes AWS keeps decides: that is the finding, not what one of them meets. */
static void take_ambiguous(struct way *w, struct checker *c, const struct hop *h)
{
	if (h->ambiguous)
		take_beside(w, c, h, VCK_ROUTE_AMBIGUOUS);
}

/* What gets there and back by different connections works, and is worth knowing (R29). */
static void take_other_way(struct way *w, struct checker *c)
{
	enum vck_verdict verdict = w->answer->verdict;
	const struct hop *h = verdict == VCK_REACHABLE || verdict == VCK_PARTIAL
				      ? trace_other_way(&w->trace)
				      : NULL;
	if (h && h->outcome == VCK_PASS)
		take_beside(w, c, h, VCK_ROUTE_ASYMMETRIC);
}

static void take_way(struct way *w, struct checker *c)
{
	for (size_t i = 0; i < w->trace.hops.len; i++) {
		const struct hop *h = &w->trace.hops.items[i];
		take_ambiguous(w, c, h);
		if (h->ambiguous && w->answer->different)
			return;
		if (h->code == VCK_NO_CODE || h->again || hop_is_absorbed(c->net, &w->trace, h))
			continue;
		take_hop(w, c, h);
		take_overlap(w, c, h);
	}
	take_other_way(w, c);
}

/* IMDS off: the network verdict stands, but the service's key does not get to the host (R71). */
static void take_metadata(struct way *w, struct checker *c)
{
	const struct point *s = &w->ask->question.source, *d = &w->ask->question.destination;
	bool service = s->kind == POINT_EIC || s->eice;
	const struct instance *i = d->interface ? d->interface->instance : NULL;
	if (!service || !i || !str_eq(i->http_endpoint, "disabled"))
		return;
	struct hop *h = arena_new(&w->arena, struct hop);
	*h = (struct hop){.component = COMPONENT_INSTANCE,
			  .object = &i->o,
			  .id = i->o.id,
			  .code = VCK_EIC_METADATA_DISABLED,
			  .interface = d->interface};
	take_hop(w, c, h);
}

/* ---- a way ---- */

enum { WAY_BLOCK = 4u << 10 }; /* bytes that a way and its problems come to, or nearly */

void way_open(struct way *w, const struct ask *ask, const struct part *part)
{
	*w = (struct way){.ask = ask, .part = part, .question = ask->question};
	w->arena.block_size = WAY_BLOCK;
	w->answer = part ? &part->answer : &ask->answer;
	if (part) {
		w->question.source = part->source;
		w->question.destination = part->destination;
	}
}

void way_walk(struct way *w, const struct checker *of, struct engine *engine)
{
	struct checker mine = {.net = of->net,
			       .reach = engine_reach(engine),
			       .arena = &w->arena,
			       .config = of->config};
	const struct ask *ask = w->ask;
	if (w->part || ask->untold)
		query_explain(engine, &w->question, &w->arena, &w->trace);
	else
		w->trace = ask->trace;
	if (w->part || !ask->parts.len)
		take_way(w, &mine);
	if (!w->part && !(ask->expects && ask->expects->denies))
		take_metadata(w, &mine);
}

void way_close(struct way *w)
{
	vec_free(&w->problems);
	arena_free(&w->arena);
}
