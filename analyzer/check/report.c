/*
 * report.c - vck_check() and vck_path(): asks become findings, and all of it text that a report
 * owns.
 *
 * A report and everything in it live in one arena; names and ids that belong to the network are
 * copied, so that a report outlives it.
 */
#include "check/report.h"
#include "check/finding.h"

#include <stdlib.h>

void vck_report_free(struct vck_report *r)
{
	struct owned_report *o = (struct owned_report *)r;
	if (!o)
		return;
	arena_free(&o->arena);
	free(o);
}

static const char *copy(struct arena *a, const char *s)
{
	return s ? arena_strdup(a, s) : NULL;
}

/* ---- findings ---- */

static struct vck_proposal proposal_told(struct arena *a, const struct proposal *p)
{
	return (struct vck_proposal){.summary = p->summary,
				     .commands = vec_move(&p->commands, a),
				     .n_commands = p->commands.len,
				     .verified = p->proof == PROOF_HOLDS,
				     .unverified = p->proof == PROOF_HOLDS ? NULL : p->doubt};
}

static struct vck_fix fix_told(struct arena *a, const struct draft *d)
{
	struct vck_fix fix = {0};
	if (!d->proposals.len)
		return fix;
	fix.proposal = proposal_told(a, &d->proposals.items[0]);
	fix.verified = fix.proposal.verified;
	fix.n_alternatives = d->proposals.len - 1;
	if (fix.n_alternatives)
		fix.alternatives = arena_array(a, struct vck_proposal, fix.n_alternatives);
	for (size_t i = 0; i < fix.n_alternatives; i++)
		fix.alternatives[i] = proposal_told(a, &d->proposals.items[i + 1]);
	return fix;
}

static struct vck_resource resource_told(struct arena *a, const struct draft *d)
{
	const struct object *o = d->object;
	const char *type = vck_code_info(d->code)->resource_type;
	if (o && (str_eq(type, "resource") || str_eq(type, "vpc")))
		type = arena_strdup(a, str_starts(o->id, "subnet-") ? "subnet" : type);
	return (struct vck_resource){
		.type = type,
		.id = d->id,
		.name = copy(a, d->name),
		.account = copy(a, o ? o->account : NULL),
		.region = copy(a, region_of(o)),
		.vpc = copy(a, d->vpc ? d->vpc->o.id : NULL),
		.detail = copy(a, d->detail),
		.file = d->file ? d->file : copy(a, o ? o->file : NULL),
		.line = d->file ? d->line
			: o     ? o->line
				: 0,
	};
}

static void place_evidence(const struct net *net, struct arena *a, struct vck_evidence *e)
{
	const struct object *o = e->resource ? net_find_any(net, e->resource) : NULL;
	e->resource = copy(a, e->resource);
	e->file = copy(a, o ? o->file : NULL);
	e->line = o ? o->line : 0;
}

static struct vck_finding finding_told(const struct net *net, struct arena *a,
				       const struct draft *d)
{
	struct vck_finding f = {
		.code = d->code,
		.severity = d->severity,
		.direction = d->direction,
		.aws_code = vck_code_info(d->code)->aws_code,
		.resource = resource_told(a, d),
		.message = d->message ? d->message : vck_code_info(d->code)->summary,
		.evidence = vec_move(&d->evidence, a),
		.n_evidence = d->evidence.len,
		.flows = vec_move(&d->flows, a),
		.n_flows = d->flows.len,
		.flow_count = d->flow_count,
		.breaks = vec_move(&d->breaks, a),
		.n_breaks = d->breaks.len,
		.fix = fix_told(a, d),
		.fingerprint = d->fingerprint,
		.suppressed = d->suppressed,
		.suppressed_until = d->suppressed_until,
	};
	for (size_t i = 0; i < f.n_evidence; i++)
		place_evidence(net, a, &f.evidence[i]);
	return f;
}

static void count_finding(struct vck_report *r, const struct vck_finding *f)
{
	if (f->suppressed)
		r->finding_counts.suppressed++;
	else if (f->severity == VCK_SEVERITY_ERROR)
		r->finding_counts.error++;
	else if (f->severity == VCK_SEVERITY_WARNING)
		r->finding_counts.warning++;
	else
		r->finding_counts.info++;
}

static void draft_end(struct draft *d)
{
	for (size_t i = 0; i < d->proposals.len; i++) {
		vec_free(&d->proposals.items[i].commands);
		vec_free(&d->proposals.items[i].edits);
	}
	vec_free(&d->proposals);
	vec_free(&d->evidence);
	vec_free(&d->flows);
	vec_free(&d->breaks);
}

static void tell_findings(struct checker *c, struct vck_report *r)
{
	r->findings = arena_array(c->arena, struct vck_finding, c->drafts.len + 1);
	for (size_t i = 0; i < c->drafts.len; i++) {
		r->findings[i] = finding_told(c->net, c->arena, c->drafts.items[i]);
		count_finding(r, &r->findings[i]);
	}
	r->n_findings = c->drafts.len;
}

/* ---- flows ---- */

static void copy_endpoint(struct arena *a, struct vck_endpoint *e)
{
	const char **members[] = {
		&e->kind, &e->id,       &e->name,   &e->interface, &e->address, &e->public_address,
		&e->vpc,  &e->vpc_name, &e->subnet, &e->account,   &e->region};
	for (size_t i = 0; i < COUNT_OF(members); i++)
		*members[i] = copy(a, *members[i]);
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

static const char *part_text(struct arena *a, const struct ask *ask, const struct part *p,
			     const char *packets)
{
	const char *from = p->source.kind == POINT_INTERFACE ? ip_words(a, p->source.address)
							     : range_words(a, p->source.range);
	const char *to = p->destination.kind == POINT_INTERFACE
				 ? ip_words(a, p->destination.address)
				 : range_words(a, p->destination.range);
	(void)ask;
	return arena_printf(a, "%s from %s to %s", packets, from, to);
}

static const struct pktset *pick_set(const struct answer *x, unsigned which)
{
	return which == 0 ? x->passes : which == 1 ? x->blocked : x->unknown;
}

/* Of a set whose pairs differ, the exact parts pair by pair; else the packets alone. */
static void tell_set(struct checker *c, const struct ask *ask, unsigned which, const char ***out,
		     size_t *count)
{
	struct arena *a = c->arena;
	const char **texts;
	VEC(const char *) v = VEC_INIT;
	size_t n = pktset_texts(a, pick_set(&ask->answer, which), &texts);
	for (size_t i = 0; i < n; i++)
		vec_push(&v, texts[i]);
	for (size_t i = 0; i < ask->parts.len; i++) {
		const struct pktset *mixed =
			pktset_minus(a, pick_set(&ask->parts.items[i].answer, which),
				     pick_set(&ask->answer, which));
		n = pktset_texts(a, mixed, &texts);
		for (size_t k = 0; k < n; k++)
			vec_push(&v, part_text(a, ask, &ask->parts.items[i], texts[k]));
	}
	*out = vec_move(&v, a);
	*count = v.len;
	vec_free(&v);
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
	const char *own = ask->note ? copy(c->arena, ask->note) : NULL;
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
static bool is_example(const struct checker *c, const struct prints *prints)
{
	for (size_t i = 0; i < prints->items.len; i++) {
		const struct draft *d = map_get_str(&c->by_fingerprint, prints->items.items[i]);
		if (d && d->severity > VCK_SEVERITY_INFO && d->flows.len <= EXAMPLES)
			return true;
	}
	return false;
}

static struct vck_flow flow_told(struct checker *c, const struct ask *ask, bool in_full,
				 struct prints *prints)
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
		.expectation = ask->expects ? copy(a, ask->expects->name) : NULL,
		.expects = !ask->expects          ? NULL
			   : ask->expects->denies ? "deny"
						  : "allow",
		.file = copy(a, ask->file),
		.line = ask->line,
	};
	tell_set(c, ask, 0, &f.passes, &f.n_passes);
	tell_set(c, ask, 1, &f.blocked, &f.n_blocked);
	tell_set(c, ask, 2, &f.unknown, &f.n_unknown);
	f.findings = vec_move(&prints->items, a);
	f.n_findings = prints->items.len;
	struct legs legs;
	legs_of(&ask->trace, &legs);
	f.note = note_told(c, ask, &legs);
	if (!in_full && !is_example(c, prints)) {
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

static void tell_flow(struct checker *c, struct ask *ask, bool in_full, struct trace *room,
		      struct vck_flow *out)
{
	struct prints prints = {0};
	if (ask->untold)
		query_explain(c->reach, ask, room);
	finding_from_ask(c, ask, &prints);
	*out = flow_told(c, ask, in_full, &prints);
	if (ask->untold)
		query_untell(ask);
	vec_free(&prints.items);
}

static void tell_flows(struct checker *c, struct asks *asks, struct vck_report *r)
{
	struct arena scratch = ARENA_INIT;
	struct trace room = {.arena = &scratch};
	bool in_full = asks->len <= FLOWS_IN_FULL || c->is_path;
	r->flows = arena_array(c->arena, struct vck_flow, asks->len + 1);
	r->n_flows = asks->len;
	for (size_t i = 0; i < asks->len; i++) {
		arena_reset(&scratch);
		tell_flow(c, &asks->items[i], in_full, &room, &r->flows[i]);
		count_flow(r, asks->items[i].answer.verdict);
	}
	vec_free(&room.hops);
	arena_free(&scratch);
	if (c->flows_in_short)
		vec_push(&c->notes,
			 arena_printf(c->arena,
				      "the hops of %lu flows are left out: those of the first %d "
				      "that each error or warning stops stand for them; path shows "
				      "those of any flow",
				      c->flows_in_short, EXAMPLES));
}

/* ---- the first line and the last ---- */

static void add_count(struct buf *b, size_t n, const char *one, const char *many, const char *more)
{
	if (n)
		buf_printf(b, "%s%zu %s%s", b->len ? ", " : "", n, n == 1 ? one : many, more);
}

static const char *peering_states(struct arena *a, const struct net *net)
{
	size_t active = 0, n = net->vpc_peering_connections.len;
	const char *state = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct vpc_peering_connection *p = net->vpc_peering_connections.items[i];
		active += p->state == PEERING_ACTIVE;
		state = p->status_code;
	}
	if (n == 1)
		return arena_printf(a, " (%s)", state ? state : "state not known");
	return active == n ? " (active)" : arena_printf(a, " (%zu active)", active);
}

static int cmp_text(const void *a, const void *b)
{
	return str_cmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *regions(struct arena *a, const struct net *net)
{
	enum { SHOWN = 4 };
	const char **all = arena_array(a, const char *, net->vpcs.len + 1);
	struct buf b = BUF_INIT;
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < net->vpcs.len; i++)
		if (net->vpcs.items[i]->o.region)
			all[n++] = net->vpcs.items[i]->o.region;
	qsort(all, n, sizeof *all, cmp_text);
	for (size_t i = 0; i < n; i++)
		if (!kept || !str_eq(all[kept - 1], all[i]))
			all[kept++] = all[i];
	for (size_t i = 0; i < kept && i < SHOWN; i++)
		buf_printf(&b, "%s%s", i ? ", " : " in ", all[i]);
	if (kept > SHOWN)
		buf_printf(&b, " and %zu more Regions", kept - SHOWN);
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static const char *subject(struct arena *a, const struct net *net)
{
	struct buf b = BUF_INIT;
	size_t running = 0;
	for (size_t i = 0; i < net->instances.len; i++)
		running += net->instances.items[i]->state == INSTANCE_RUNNING;
	add_count(&b, net->vpcs.len, "VPC", "VPCs", "");
	add_count(&b, net->vpc_peering_connections.len, "peering connection", "peering connections",
		  peering_states(a, net));
	add_count(&b, net->transit_gateways.len, "transit gateway", "transit gateways", "");
	add_count(&b, running, "running instance", "running instances", "");
	const char *text = arena_printf(a, "%s%s", b.len ? buf_str(&b) : "no VPC", regions(a, net));
	buf_free(&b);
	return text;
}

static void tell_notes(struct checker *c, const struct asks *asks, struct vck_report *r)
{
	VEC(const char *) notes = VEC_INIT;
	for (size_t i = 0; i < c->net->warnings.len; i++)
		vec_push(&notes, copy(c->arena, c->net->warnings.items[i]));
	for (size_t i = 0; i < asks->notes.len; i++)
		vec_push(&notes, copy(c->arena, asks->notes.items[i]));
	for (size_t i = 0; i < c->notes.len; i++)
		vec_push(&notes, c->notes.items[i]);
	if (c->odd_commands)
		vec_push(&notes, "commands are left out: the snapshot has ids that AWS does not "
				 "give, and that a shell would take for more than a word");
	r->notes = vec_move(&notes, c->arena);
	r->n_notes = notes.len;
	vec_free(&notes);
}

/* ---- together ---- */

static struct owned_report *report_new(const struct net *net, struct reach *reach,
				       const struct vck_config *config, struct checker *c)
{
	struct owned_report *o = mem_zalloc(sizeof *o);
	*c = (struct checker){.net = net, .reach = reach, .arena = &o->arena, .config = config};
	c->by_fingerprint = map_init(&o->arena);
	o->report.subject = subject(&o->arena, net);
	o->report.caveat =
		"Not visible from here: IAM permissions, the hosts' own firewalls, sshd.";
	return o;
}

static void report_finish(struct checker *c, const struct asks *asks, struct vck_report *r)
{
	VEC(struct draft *) all = VEC_INIT;
	for (size_t i = 0; i < c->drafts.len; i++)
		vec_push(&all, c->drafts.items[i]);
	absorb(c);
	crowds_tell(c);
	ignores_apply(c);
	expectations_note(c, asks);
	order(c);
	tell_findings(c, r);
	tell_notes(c, asks, r);
	for (size_t i = 0; i < all.len; i++)
		draft_end(all.items[i]);
	vec_free(&all);
	vec_free(&c->drafts);
	vec_free(&c->notes);
	map_free(&c->by_fingerprint);
	prover_free(c->prover);
}

static const struct net *inside(const struct vck_net *net)
{
	return (const struct net *)net; /* load/public.c: they are the same */
}

/* What is expected, then what is probed. */
static enum vck_status all_asks(struct reach *reach, struct arena *arena,
				const struct vck_check_options *options, struct asks *out,
				struct vck_error *err)
{
	const struct vck_config *config = options->config;
	struct asks expected = {0}, probed = {0};
	enum vck_status status = VCK_OK;
	*out = (struct asks){0};
	if (config)
		status = query_expect(reach, arena, &config->groups, &config->expect, &expected,
				      err);
	if (!status)
		status = query_probes(reach, arena, config_probes(config, options->probes), &probed,
				      err);
	if (status) {
		asks_free(&expected);
		return status;
	}
	*out = probed;
	out->len = expected.len + probed.len;
	out->items = arena_array(arena, struct ask, out->len + 1);
	for (size_t i = 0; i < out->len; i++)
		out->items[i] =
			i < expected.len ? expected.items[i] : probed.items[i - expected.len];
	return VCK_OK;
}

enum vck_status vck_check(const struct vck_net *public_net, const struct vck_check_options *options,
			  struct vck_report **out, struct vck_error *err)
{
	static const struct vck_check_options defaults = {0};
	const struct net *net = inside(public_net);
	struct arena arena = ARENA_INIT;
	struct reach *reach = reach_new(net);
	struct checker c;
	struct asks asks;
	options = options ? options : &defaults;
	*out = NULL;
	enum vck_status status = all_asks(reach, &arena, options, &asks, err);
	if (!status) {
		struct owned_report *o = report_new(net, reach, options->config, &c);
		tell_flows(&c, &asks, &o->report);
		checks_run(&c);
		report_finish(&c, &asks, &o->report);
		*out = &o->report;
	}
	asks_free(&asks);
	reach_free(reach);
	arena_free(&arena);
	return status;
}

enum vck_status vck_path(const struct vck_net *public_net, const struct vck_question *questions,
			 size_t count, const struct vck_config *config, struct vck_report **out,
			 struct vck_error *err)
{
	const struct net *net = inside(public_net);
	struct arena arena = ARENA_INIT;
	struct reach *reach = reach_new(net);
	struct checker c;
	struct asks asks;
	*out = NULL;
	enum vck_status status = query_path(reach, &arena, config ? &config->groups : NULL,
					    questions, count, &asks, err);
	if (!status) {
		struct owned_report *o = report_new(net, reach, config, &c);
		o->report.is_path = c.is_path = true;
		tell_flows(&c, &asks, &o->report);
		report_finish(&c, &asks, &o->report);
		*out = &o->report;
	}
	asks_free(&asks);
	reach_free(reach);
	arena_free(&arena);
	return status;
}
