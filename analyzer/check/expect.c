/*
 * expect.c - expectations that do not hold.
 *
 * One finding each, whatever the number of its protocols: what was expected, what is, and why. An
 * `allow` that is blocked points to the findings that are its causes; a `deny` that gets through
 * shows the path.
 */
#include "check/breaks.h"
#include "check/finding.h"

static const char *end_words(struct arena *a, const struct point *p, const char *text)
{
	return text ? text : point_words(a, p);
}

static const char *flow_of(struct arena *a, const struct ask *ask)
{
	return arena_printf(a, "%s from %s to %s", pktset_text(a, ask->question.packets),
			    end_words(a, &ask->question.source, ask->source_text),
			    end_words(a, &ask->question.destination, ask->destination_text));
}

static const char *verdict_words(struct arena *a, const struct ask *ask)
{
	switch (ask->answer.verdict) {
	case VCK_REACHABLE:
		return "gets through";
	case VCK_PARTIAL:
		if (ask->expects->denies)
			return arena_printf(a, "gets through in part: %s",
					    pktset_text(a, ask_some_pass(a, ask)));
		return "gets through in part only";
	case VCK_BLOCKED:
		return "is blocked";
	case VCK_UNKNOWN:
		break;
	}
	return "can't be told from this snapshot";
}

/* The pair whose path is shown, where an end is a set. */
static void say_shown_pair(struct draft *d, struct checker *c, const struct ask *ask)
{
	if (ask->parts.len)
		say_evidence(d, c, NULL, "for example %s to %s",
			     point_words(c->arena, &ask->question.source),
			     point_words(c->arena, &ask->question.destination));
}

/* An ARN says little to a reader. */
static const char *short_id(const struct vck_hop *h)
{
	if (h->id && str_starts(h->id, "arn:") && h->name)
		return h->name;
	return h->id ? h->id : "";
}

static void say_path(struct draft *d, struct checker *c, const struct ask *ask)
{
	size_t n;
	const struct vck_hop *hops = hops_told(c, &ask->trace, &(struct legs){.len = 0}, false, &n);
	say_shown_pair(d, c, ask);
	for (size_t i = 0; i < n; i++)
		say_evidence(d, c, hops[i].id, "%s%s%s%s%s: %s", hops[i].component,
			     hops[i].id ? " " : "", short_id(&hops[i]),
			     hops[i].direction ? ", " : "",
			     hops[i].direction ? hops[i].direction : "",
			     hops[i].detail ? hops[i].detail : vck_outcome_name(hops[i].outcome));
}

static void say_causes(struct draft *d, struct checker *c, const struct ask *ask,
		       const struct prints *causes)
{
	enum { NAMED = 20 }; /* the others are findings, too */
	say_shown_pair(d, c, ask);
	for (size_t i = 0; i < causes->items.len; i++) {
		const struct draft *cause = causes->items.items[i];
		if (i == NAMED) {
			say_evidence(d, c, NULL, "and %zu more causes", causes->items.len - i);
			return;
		}
		say_evidence(d, c, cause->id, "%s: %s", vck_code_info(cause->code)->code,
			     cause->message);
	}
}

static void place(struct draft *d, const struct checker *c, const struct ask *ask)
{
	d->severity = config_severity(c->config, VCK_EXPECTATION_FAILED,
				      vck_code_info(VCK_EXPECTATION_FAILED)->severity);
	d->file = arena_strdup(c->arena, ask->file);
	d->line = ask->line;
}

static bool is_first(const struct draft *d)
{
	return !d->message;
}

void expectation_judge(struct checker *c, const struct ask *ask, struct prints *prints)
{
	struct arena *a = c->arena;
	if (!ask->expects || expectation_holds(ask))
		return;
	struct draft *d = finding_expectation(c, ask->expects->name);
	if (is_first(d)) {
		place(d, c, ask);
		d->message = arena_printf(a, "the expectation \"%s\" does not hold: %s %s", d->id,
					  flow_of(a, ask), verdict_words(a, ask));
	} else {
		say_evidence(d, c, NULL, "%s %s, too", flow_of(a, ask), verdict_words(a, ask));
	}
	if (ask->expects->denies)
		say_path(d, c, ask);
	else
		say_causes(d, c, ask, prints);
	breaks_add(c, d, ask);
	vec_push(&d->flows, arena_strdup(a, ask->id));
	d->flow_count++;
	vec_push(&prints->items, d);
}

void expectation_count(struct checker *c, const struct ask *ask)
{
	struct expected *x = &c->expected;
	if (!ask->expects)
		return;
	if (ask->expects != x->last) {
		x->all++;
		x->counted = false;
	}
	x->last = ask->expects;
	if (!x->counted && !expectation_holds(ask)) {
		x->failed++;
		x->counted = true;
	}
}

void expectations_note(struct checker *c)
{
	size_t all = c->expected.all;
	if (all)
		vec_push(&c->notes, arena_printf(c->arena, "%zu of %zu expectation%s hold%s",
						 all - c->expected.failed, all, all == 1 ? "" : "s",
						 all == 1 ? "s" : ""));
}
