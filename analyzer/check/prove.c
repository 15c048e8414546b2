/*
 * prove.c - would it help?
 *
 * Each proposal that is written down as edits is tried on a copy of the network: the flow is asked
 * again there. It holds when the flow then passes, or when the cause is gone and nothing stops the
 * flow that did not stop it before (the other causes are findings of their own, with fixes of their
 * own). Else the finding says what would still be in the way. What a lint proposes is tried with the packets
 * that it is about.
 */
#include "check/finding.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* Of a finding that stops many flows, these many are tried. */
enum { MAX_PROOFS = 4 };
/* Of lints, which nobody has asked for, so many are. */
enum { MAX_LINTS = 256 };

struct prover {
	struct whatif *whatif; /* NULL: the network is too large to be copied */
	struct reach *reach;   /* of the copy */
};

static bool is_too_large(const struct net *net)
{
	size_t objects = 0;
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		objects += net_list(net, (enum kind)kind).len;
	return objects > LIMIT_TRIED_OBJECTS;
}

static struct prover *prover_of(struct checker *c)
{
	if (c->prover)
		return c->prover;
	c->prover = mem_zalloc(sizeof *c->prover);
	if (is_too_large(c->net))
		return c->prover;
	c->prover->whatif = whatif_new(c->net);
	c->prover->reach = reach_new(whatif_net(c->prover->whatif));
	return c->prover;
}

void prover_free(struct prover *v)
{
	if (!v)
		return;
	reach_free(v->reach);
	whatif_free(v->whatif);
	free(v);
}

bool prover_declines(const struct prover *v)
{
	return v && !v->whatif;
}

static void forget(struct prover *v)
{
	size_t n;
	const struct object *const *touched = whatif_touched(v->whatif, &n);
	for (size_t i = 0; i < n; i++)
		reach_forget(v->reach, touched[i]);
}

/* ---- the question, of the copy ---- */

/* An endpoint's interface may be one that the engine made up: the caller asks for it anew. */
static struct point point_there(const struct net *net, struct point p)
{
	if (p.eice)
		p.eice = (const void *)net_counterpart(net, &p.eice->o);
	else if (p.interface)
		p.interface = (const void *)net_counterpart(net, &p.interface->o);
	if (p.vpc)
		p.vpc = (const void *)net_counterpart(net, &p.vpc->o);
	return p;
}

static struct question question_there(struct prover *v, const struct question *asked)
{
	const struct net *net = whatif_net(v->whatif);
	const struct instance_connect_endpoint *made =
		net_instance_connect_endpoint(net, EDIT_NEW_ENDPOINT_ID);
	struct question q = *asked;
	q.source = point_there(net, q.source);
	q.destination = point_there(net, q.destination);
	if (made)
		q.source = point_endpoint(v->reach, made);
	else if (q.source.eice)
		q.source = point_endpoint(v->reach, q.source.eice);
	return q;
}

/* ---- what stops it, before and after ---- */

static const char *hop_id(const struct hop *h)
{
	return h->object ? h->object->id : h->id;
}

static bool same_stop(const struct hop *a, const struct hop *b)
{
	const struct object *x = a->interface ? &a->interface->o : NULL;
	const struct object *y = b->interface ? &b->interface->o : NULL;
	return a->code == b->code && a->reply == b->reply && a->egress == b->egress &&
	       str_eq(hop_id(a), hop_id(b)) && str_eq(x ? x->id : NULL, y ? y->id : NULL);
}

static bool has_stop(const struct trace *t, const struct hop *stop)
{
	for (size_t i = 0; i < t->hops.len; i++)
		if (t->hops.items[i].code && same_stop(&t->hops.items[i], stop))
			return true;
	return false;
}

static bool is_cause(const struct problem *p, const struct hop *h)
{
	return same_stop(h, p->hop) && ip_equal(h->source, p->hop->source) &&
	       ip_equal(h->destination, p->hop->destination);
}

/* The first thing that is left of the cause, or that came instead. NULL: nothing. */
static const struct hop *left_over(const struct problem *p, const struct trace *after)
{
	for (size_t i = 0; i < after->hops.len; i++) {
		const struct hop *h = &after->hops.items[i];
		if (!h->code || h->outcome == VCK_PASS)
			continue;
		if (is_cause(p, h) || !has_stop(p->trace, h))
			return h;
	}
	return NULL;
}

static const char *doubt_words(struct checker *c, const struct hop *h)
{
	const char *what = h->object ? label(c->arena, h->object)
			   : h->id   ? arena_strdup(c->arena, h->id)
				     : component_name(h->component);
	return arena_printf(c->arena, "the flow would then be stopped at %s: %s", what,
			    vck_code_info(h->code)->code);
}

static const char *try_it(struct prover *v, const struct problem *p)
{
	struct arena scratch = ARENA_INIT;
	struct trace t = {.arena = &scratch};
	struct answer after;
	struct question q = question_there(v, p->question);
	const char *doubt = NULL;
	reach_flow(v->reach, &scratch, &q, &after, &t);
	const struct hop *left = after.verdict == VCK_REACHABLE ? NULL : left_over(p, &t);
	if (left)
		doubt = doubt_words(p->c, left);
	vec_free(&t.hops);
	arena_free(&scratch);
	return doubt;
}

static bool is_tried(struct prover *v, struct proposal *proposal)
{
	if (v->whatif)
		return true;
	proposal->doubt = "it is not tried: the network is too large for a copy";
	proposal->proof = PROOF_FAILS;
	return false;
}

/* False: AWS would refuse it. In any case it is to be taken back. */
static bool apply(struct prover *v, struct proposal *proposal)
{
	bool fits = whatif_apply(v->whatif, proposal->edits.items, proposal->edits.len);
	forget(v);
	return fits;
}

static void take_back(struct prover *v, struct proposal *proposal, const char *doubt)
{
	proposal->doubt = doubt;
	proposal->proof = doubt ? PROOF_FAILS : PROOF_HOLDS;
	forget(v);
	whatif_undo(v->whatif);
}

static const char refused[] = "AWS would refuse it as things stand";

static void prove_one(struct prover *v, struct proposal *proposal, const struct problem *p)
{
	if (is_tried(v, proposal))
		take_back(v, proposal, apply(v, proposal) ? try_it(v, p) : refused);
}

void prove(struct draft *d, const struct problem *p)
{
	if (d->proofs >= MAX_PROOFS)
		return;
	d->proofs++;
	for (size_t i = 0; i < d->proposals.len; i++) {
		struct proposal *proposal = &d->proposals.items[i];
		if (proposal->edits.len && proposal->proof != PROOF_FAILS)
			prove_one(prover_of(p->c), proposal, p);
	}
}

/* ---- of what no flow has met ---- */

static enum vck_verdict verdict_there(struct prover *v, const struct question *asked)
{
	struct arena scratch = ARENA_INIT;
	struct answer answer;
	struct question q = question_there(v, asked);
	reach_flow(v->reach, &scratch, &q, &answer, NULL);
	arena_free(&scratch);
	return answer.verdict;
}

void prove_lint(struct checker *c, struct draft *d, const struct question *asked, size_t n,
		bool should_pass, const char *doubt)
{
	struct proposal *proposal = d->proposals.len ? &d->proposals.items[0] : NULL;
	if (!proposal || !proposal->edits.len || c->lints_tried++ >= MAX_LINTS)
		return;
	struct prover *v = prover_of(c);
	if (!is_tried(v, proposal))
		return;
	const char *why = apply(v, proposal) ? NULL : refused;
	for (size_t i = 0; i < n && !why; i++)
		if ((verdict_there(v, &asked[i]) == VCK_BLOCKED) == should_pass)
			why = doubt;
	take_back(v, proposal, why);
}
