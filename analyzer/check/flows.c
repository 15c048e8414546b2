/*
 * flows.c - the flows of a report, and which findings each of them met.
 *
 * A flow that a probe asks without being told to stands for a class of pairs; a large organisation
 * has tens of thousands of them. Of very many, those of a probe that the same findings stop are told
 * as one, which counts the pairs of all: the findings say what stops them, and where. A few show the
 * hops of theirs; the others are a matter for `path`. Whatever gets through is told for itself, and
 * so is whatever somebody expects or asks.
 */
#include "base/batch.h"
#include "base/str.h"
#include "check/finding.h"

#include <stdlib.h>
#include <string.h>

static void copy_endpoint(struct arena *a, struct vck_endpoint *e)
{
	const char **members[] = {
		&e->kind, &e->id,       &e->name,   &e->interface, &e->address, &e->public_address,
		&e->vpc,  &e->vpc_name, &e->subnet, &e->account,   &e->region};
	for (size_t i = 0; i < COUNT_OF(members); i++)
		*members[i] = words_copy(a, *members[i]);
}

static struct vck_endpoint end_told(struct arena *a, const struct point *p, const char *text)
{
	struct vck_endpoint e = endpoint_of(a, p);
	copy_endpoint(a, &e);
	if (!text)
		return e;
	return (struct vck_endpoint){.kind = "set",
				     .id = arena_strdup(a, text),
				     .name = arena_strdup(a, text),
				     .vpc = e.vpc,
				     .vpc_name = e.vpc_name,
				     .account = e.account,
				     .region = e.region};
}

static const char *end_text(struct arena *a, const struct point *p)
{
	return p->kind == POINT_INTERFACE ? ip_words(a, p->address) : range_words(a, p->range);
}

static const struct pktset *pick_set(const struct answer *x, unsigned which)
{
	return which == 0 ? x->passes : which == 1 ? x->blocked : x->unknown;
}

/* What is so for every pair. Unknown is a set's answer also where one pair is unknown and another is not. */
static const struct pktset *common_set(struct arena *a, const struct ask *ask, unsigned which)
{
	const struct pktset *all = pick_set(&ask->answer, which);
	for (size_t i = 0; which == 2 && i < ask->parts.len; i++)
		all = pktset_and(a, all, pick_set(&ask->parts.items[i].answer, which));
	return all;
}

struct texts_told {
	VEC(const char *) items;
};

/* The texts alone are the report's. */
static void tell_part(struct checker *c, struct arena *scratch, const struct part *p,
		      const struct pktset *mixed, struct texts_told *out)
{
	const char **texts;
	size_t n = pktset_texts(scratch, mixed, &texts);
	for (size_t k = 0; k < n; k++)
		vec_push(&out->items, arena_printf(c->arena, "%s from %s to %s", texts[k],
						   end_text(scratch, &p->source),
						   end_text(scratch, &p->destination)));
}

/* Of a set whose pairs differ, the exact parts pair by pair; else the packets alone. */
static void tell_set(struct checker *c, const struct ask *ask, unsigned which, const char ***out,
		     size_t *count)
{
	struct arena a = ARENA_INIT, of_part = ARENA_INIT;
	const char **texts;
	struct texts_told v = {0};
	const struct pktset *common = common_set(&a, ask, which);
	size_t n = pktset_texts(c->arena, common, &texts);
	for (size_t i = 0; i < n; i++)
		vec_push(&v.items, texts[i]);
	for (size_t i = 0; i < ask->parts.len; i++) {
		const struct part *p = &ask->parts.items[i];
		arena_reset(&of_part);
		tell_part(c, &of_part, p,
			  pktset_minus(&of_part, pick_set(&p->answer, which), common), &v);
	}
	*out = vec_move(&v.items, c->arena);
	*count = v.items.len;
	vec_free(&v.items);
	arena_free(&of_part);
	arena_free(&a);
}

/* The part of a flow whose replies come back to some of the clients' ports only. */
static const char *partial_note(struct arena *a, const struct answer *x)
{
	if (pktset_is_empty(x->partial) || !x->client_passes ||
	    pktset_covers(x->client_passes, pktset_all))
		return NULL;
	return arena_printf(a, "of the clients' ports %u-%u only %s get their reply", x->client_lo,
			    x->client_hi, pktset_text(a, x->client_passes));
}

static const char *note_told(struct checker *c, const struct ask *ask, const struct legs *legs)
{
	const char *own = words_copy(c->arena, ask->note);
	const char *ports = partial_note(c->arena, &ask->answer);
	const char *balancers = legs_note(c, &ask->answer, legs);
	own = own ? own : ports;
	return own && balancers ? arena_printf(c->arena, "%s; %s", own, balancers)
	       : own            ? own
				: balancers;
}

enum { FLOWS_IN_FULL = 2000, EXAMPLES = 3 };

/* Of very many flows, the hops of the first few that an error or warning stops stand for the
 * others.
 */
static bool is_example(const struct prints *prints)
{
	for (size_t i = 0; i < prints->items.len; i++) {
		const struct draft *d = prints->items.items[i];
		if (d->severity > VCK_SEVERITY_INFO && d->flows.len <= EXAMPLES)
			return true;
	}
	return false;
}

static const char **fingerprints(struct arena *a, const struct prints *prints)
{
	const char **texts = arena_array(a, const char *, prints->items.len + 1);
	for (size_t i = 0; i < prints->items.len; i++)
		texts[i] = prints->items.items[i]->fingerprint;
	return texts;
}

static struct vck_flow flow_told(struct checker *c, const struct ask *ask, bool in_full,
				 const struct prints *prints)
{
	struct arena *a = c->arena;
	struct vck_flow f = {
		.id = arena_strdup(a, ask->id),
		.probe = ask->probe,
		.source = end_told(a, &ask->question.source, ask->source_text),
		.destination = end_told(a, &ask->question.destination, ask->destination_text),
		.protocol = pktset_text(a, ask->question.packets),
		.verdict = ask->answer.verdict,
		.count = ask->count ? ask->count : 1,
		.expectation = ask->expects ? words_copy(a, ask->expects->name) : NULL,
		.expects = !ask->expects          ? NULL
			   : ask->expects->denies ? "deny"
						  : "allow",
		.file = words_copy(a, ask->file),
		.line = ask->line,
	};
	tell_set(c, ask, 0, &f.passes, &f.n_passes);
	tell_set(c, ask, 1, &f.blocked, &f.n_blocked);
	tell_set(c, ask, 2, &f.unknown, &f.n_unknown);
	f.findings = fingerprints(a, prints);
	f.n_findings = prints->items.len;
	struct legs legs;
	legs_of(&ask->trace, &legs);
	f.note = note_told(c, ask, &legs);
	if (!in_full && !is_example(prints)) {
		c->flows_in_short += ask->trace.hops.len > 0;
		return f;
	}
	f.legs = legs_told(a, &ask->question, &legs, &f.n_legs);
	f.forward = hops_told(c, &ask->trace, &legs, false, &f.n_forward);
	f.reply = hops_told(c, &ask->trace, &legs, true, &f.n_reply);
	return f;
}

static void count_flow(struct vck_report *r, enum vck_verdict v)
{
	unsigned long *counts[] = {
		[VCK_REACHABLE] = &r->flow_counts.reachable,
		[VCK_PARTIAL] = &r->flow_counts.partial,
		[VCK_BLOCKED] = &r->flow_counts.blocked,
		[VCK_UNKNOWN] = &r->flow_counts.unknown,
	};
	(*counts[v])++;
}

/* ---- flows that the same findings stop ---- */

struct step { /* a way that is to be looked at; the last one of an ask is that of its own ends */
	struct ask *ask;
	const struct part *part;
};

struct telling {
	struct checker *c;
	struct vck_report *report;
	VEC(struct step) steps;
	VEC(struct vck_flow) flows;
	struct prints prints; /* of the ask at hand */
	bool many;            /* so many that not each is told in full */
	struct arena keys;
	struct map alike;          /* what a probe's flows have in common -> index + 1 */
	unsigned long one_of_them; /* flows that were added to others */
	unsigned long unexplained; /* pairs of sets whose causes are not told */
};

/* Blocked for certain, or not at all: then nothing but the ends differs from the others'. */
static bool may_stand_for_others(const struct telling *t, const struct ask *ask)
{
	return t->many && !ask->expects && t->prints.items.len &&
	       ask->answer.verdict == VCK_BLOCKED;
}

static void add_text(struct buf *b, const char *text)
{
	buf_add(b, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void key_of(const struct telling *t, const struct ask *ask, struct buf *b)
{
	const struct point *from = &ask->question.source;
	add_text(b, ask->probe);
	add_text(b, ask->note);
	buf_putc(b, (char)from->kind);
	buf_putc(b, (char)from->address.family);
	for (size_t i = 0; i < t->prints.items.len; i++)
		buf_add(b, &t->prints.items.items[i]->print, sizeof(uint64_t));
}

/* The flow that already says all of this one but its ends; NULL: there is none. */
static struct vck_flow *alike(struct telling *t, const struct ask *ask)
{
	if (!may_stand_for_others(t, ask))
		return NULL;
	struct buf key = BUF_INIT;
	key_of(t, ask, &key);
	size_t at = (size_t)(uintptr_t)map_get(&t->alike, buf_str(&key), key.len);
	if (!at)
		map_put(&t->alike, arena_memdup(&t->keys, buf_str(&key), key.len), key.len,
			(void *)(uintptr_t)(t->flows.len + 1));
	buf_free(&key);
	return at ? &t->flows.items[at - 1] : NULL;
}

static void tell_flow(struct telling *t, struct ask *ask, const struct way *way)
{
	struct checker *c = t->c;
	if (ask->untold)
		ask->trace = way->trace;
	expectation_judge(c, ask, &t->prints);
	struct vck_flow *other = alike(t, ask);
	finding_flows(c, ask, &t->prints, !other);
	t->unexplained += ask->unexplained;
	if (other) {
		other->count += ask->count;
		t->one_of_them++;
	} else {
		vec_push(&t->flows, flow_told(c, ask, !t->many, &t->prints));
	}
	if (ask->untold)
		ask->trace = (struct trace){0};
	t->prints.items.len = t->prints.counts.len = 0;
}

static void decide_step(void *ctx, void *worker, size_t item, void *slot)
{
	const struct telling *t = ctx;
	const struct step *s = &t->steps.items[item];
	way_open(slot, s->ask, s->part);
	way_walk(slot, t->c, worker);
}

static bool tell_step(void *ctx, size_t item, void *slot)
{
	struct telling *t = ctx;
	const struct step *s = &t->steps.items[item];
	finding_from_way(t->c, slot, &t->prints);
	if (!s->part)
		tell_flow(t, s->ask, slot);
	way_close(slot);
	return true;
}

static void plan_steps(struct telling *t, struct asks *asks)
{
	for (size_t i = 0; i < asks->len; i++) {
		struct ask *ask = &asks->items[i];
		for (size_t k = 0; k < ask->parts.len; k++)
			if (ask->parts.items[k].untold)
				vec_push(&t->steps, ((struct step){ask, &ask->parts.items[k]}));
		vec_push(&t->steps, ((struct step){ask, NULL}));
	}
}

static void note_what_is_short(const struct telling *t)
{
	struct checker *c = t->c;
	if (t->one_of_them)
		vec_push(
			&c->notes,
			arena_printf(c->arena,
				     "%lu flows are told as one with others that the same findings "
				     "stop; its count has the pairs of all",
				     t->one_of_them));
	if (t->unexplained)
		vec_push(
			&c->notes,
			arena_printf(c->arena,
				     "what stops %lu more pairs of sets is not told, for there are "
				     "too many of them; smaller sets show it",
				     t->unexplained));
	if (c->flows_in_short)
		vec_push(&c->notes,
			 arena_printf(c->arena,
				      "the hops of %lu flows are left out: those of the first %d "
				      "that each error or warning stops stand for them; path shows "
				      "those of any flow",
				      c->flows_in_short, EXAMPLES));
}

struct telling *telling_new(struct checker *c, struct vck_report *r, size_t flows)
{
	struct telling *t = mem_zalloc(sizeof *t);
	t->c = c;
	t->report = r;
	t->many = flows > FLOWS_IN_FULL && !c->is_path;
	t->alike = map_init(&t->keys);
	return t;
}

void telling_add(struct telling *t, struct asks *asks)
{
	struct checker *c = t->c;
	t->steps.len = 0;
	plan_steps(t, asks);
	struct batch_work work = {t, t->steps.len, sizeof(struct way), decide_step, tell_step, 8};
	batch_run(&work, c->engines->each, c->engines->len);
	for (size_t i = 0; i < asks->len; i++)
		expectation_count(c, &asks->items[i]);
}

void telling_end(struct telling *t)
{
	struct checker *c = t->c;
	struct vck_report *r = t->report;
	for (size_t i = 0; i < t->flows.len; i++)
		count_flow(r, t->flows.items[i].verdict);
	note_what_is_short(t);
	r->n_flows = t->flows.len;
	r->flows = vec_move(&t->flows, c->arena);
	vec_free(&t->flows);
	vec_free(&t->steps);
	prints_free(&t->prints);
	map_free(&t->alike);
	arena_free(&t->keys);
	free(t);
}
