/*
 * report.c - vck_check() and vck_path(): asks become findings, and all of it text that a report
 * owns.
 *
 * A report and everything in it live in one arena; names and ids that belong to the network are
 * copied, so that a report outlives it. flows.c tells the flows.
 */
#include "check/report.h"
#include "check/basis.h"
#include "check/finding.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

void vck_report_free(struct vck_report *r)
{
	struct owned_report *o = (struct owned_report *)r;
	if (!o)
		return;
	arena_free(&o->arena);
	free(o);
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
	if (!o && d->code == VCK_ADDRESS_UNOWNED)
		type = "address";
	return (struct vck_resource){
		.type = type,
		.id = d->id,
		.name = words_copy(a, d->name),
		.account = words_copy(a, o ? o->account : NULL),
		.region = words_copy(a, region_of(o)),
		.vpc = words_copy(a, d->vpc ? d->vpc->o.id : NULL),
		.detail = words_copy(a, d->detail),
		.file = d->file ? d->file : words_copy(a, o ? object_file(o) : NULL),
		.line = d->file ? d->line
			: o     ? o->line
				: 0,
	};
}

static void place_evidence(const struct net *net, struct arena *a, struct vck_evidence *e)
{
	const struct object *o = e->resource ? net_find_any(net, e->resource) : NULL;
	e->resource = words_copy(a, e->resource);
	e->file = words_copy(a, o ? object_file(o) : NULL);
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
		.likewise = d->likewise,
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

/* What no command mends: what there is to do all the same. Each finding has a fix. */
static void say_no_fix(struct checker *c, struct draft *d)
{
	switch ((int)d->code) {
	case VCK_EXPECTATION_FAILED:
		say_fix(d, c, "mend what is named here, or change the expectation");
		break;
	case VCK_UNSUPPORTED_COMPONENT:
		say_fix(d, c,
			"see to its own rules, for no snapshot shows them; what lies before and "
			"behind it can be asked");
		break;
	default:
		say_fix(d, c, "no single change mends it: vpccheck rules %s says what to look at",
			vck_code_info(d->code)->code);
	}
}

static void tell_findings(struct checker *c, struct vck_report *r)
{
	r->findings = arena_array(c->arena, struct vck_finding, c->drafts.len + 1);
	for (size_t i = 0; i < c->drafts.len; i++) {
		if (!c->drafts.items[i]->proposals.len)
			say_no_fix(c, c->drafts.items[i]);
		r->findings[i] = finding_told(c->net, c->arena, c->drafts.items[i]);
		count_finding(r, &r->findings[i]);
	}
	r->n_findings = c->drafts.len;
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

static const char *regions(struct arena *a, const struct net *net)
{
	enum { SHOWN = 4 };
	const char **all = arena_array(a, const char *, net->vpcs.len + 1);
	struct buf b = BUF_INIT;
	size_t n = 0;
	for (size_t i = 0; i < net->vpcs.len; i++)
		if (net->vpcs.items[i]->o.region)
			all[n++] = net->vpcs.items[i]->o.region;
	n = vec_unique(all, n, sizeof *all, str_order);
	for (size_t i = 0; i < n && i < SHOWN; i++)
		buf_printf(&b, "%s%s", i ? ", " : " in ", all[i]);
	if (n > SHOWN)
		buf_printf(&b, " and %zu more Regions", n - SHOWN);
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
		vec_push(&notes, words_copy(c->arena, c->net->warnings.items[i]));
	for (size_t i = 0; i < asks->notes.len; i++)
		vec_push(&notes, words_copy(c->arena, asks->notes.items[i]));
	for (size_t i = 0; i < c->notes.len; i++)
		vec_push(&notes, c->notes.items[i]);
	if (prover_declines(c->prover))
		vec_push(&notes, arena_printf(c->arena,
					      "fixes are not tried: of more than %d resources no "
					      "copy is made",
					      LIMIT_TRIED_OBJECTS));
	if (c->odd_commands)
		vec_push(&notes, "commands are left out: the snapshot has ids that AWS does not "
				 "give, and that a shell would take for more than a word");
	r->notes = vec_move(&notes, c->arena);
	r->n_notes = notes.len;
	vec_free(&notes);
}

/* ---- together ---- */

static struct owned_report *report_new(struct engines *engines, const struct vck_config *config,
				       struct checker *c)
{
	const struct net *net = engines->items[0].net;
	struct owned_report *o = mem_zalloc(sizeof *o);
	*c = (struct checker){.net = net,
			      .engines = engines,
			      .reach = engine_reach(&engines->items[0]),
			      .arena = &o->arena,
			      .config = config};
	c->by_print = map_init(&o->arena);
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
	expectations_note(c);
	order(c);
	tell_findings(c, r);
	tell_notes(c, asks, r);
	for (size_t i = 0; i < all.len; i++)
		draft_end(all.items[i]);
	vec_free(&all);
	vec_free(&c->drafts);
	vec_free(&c->notes);
	map_free(&c->by_print);
}

static const struct net *inside(const struct vck_net *net)
{
	return (const struct net *)net; /* load/public.c: they are the same */
}

/* A list of expectations takes the place of the probes, were it empty: then nothing may be asked at all. */
static void note_nothing_expected(const struct vck_config *config, const char *probes,
				  struct asks *asks, struct arena *arena)
{
	VEC(const char *) notes = VEC_INIT;
	if (!config || !config->says_expect || config->expect.len)
		return;
	vec_push(&notes,
		 arena_printf(arena, "%s: expect is empty: no flow is expected%s", config->file,
			      probes || config->says_probes
				      ? ""
				      : ", and none is probed, for expect takes the place "
					"of the probes; \"probes\" asks both"));
	for (size_t i = 0; i < asks->notes.len; i++)
		vec_push(&notes, asks->notes.items[i]);
	asks->notes.len = notes.len;
	asks->notes.items = vec_move(&notes, arena);
	vec_free(&notes);
}

/* So many expectations' pairs are held at once. */
enum { EXPECTED_AT_ONCE = 16 };

static enum vck_status tell_expected(struct telling *t, struct expecter *expected,
				     struct vck_error *err)
{
	while (expecter_left(expected)) {
		struct arena arena = ARENA_INIT;
		struct asks asks;
		enum vck_status status =
			expecter_ask(expected, EXPECTED_AT_ONCE, &arena, &asks, err);
		if (!status)
			telling_add(t, &asks);
		asks_free(&asks);
		arena_free(&arena);
		if (status)
			return status;
	}
	return VCK_OK;
}

/* What is expected, then what is probed. */
static enum vck_status tell_all(struct checker *c, struct vck_report *r, struct asks *probed,
				struct vck_error *err)
{
	const struct vck_config *config = c->config;
	struct expecter *expected =
		config ? expecter_new(c->engines, &config->groups, &config->expect) : NULL;
	size_t flows = probed->len + (expected ? expecter_left(expected) : 0);
	struct telling *t = telling_new(c, r, flows);
	enum vck_status status = expected ? tell_expected(t, expected, err) : VCK_OK;
	if (!status)
		telling_add(t, probed);
	telling_end(t);
	expecter_free(expected);
	return status;
}

static bool is_named(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (; list; list = strchr(list, ',')) {
		list += *list == ',';
		if (strncmp(list, word, n) == 0 && (!list[n] || list[n] == ','))
			return true;
	}
	return false;
}

/* By what the ids of their flows begin with. */
static void tell_asked(struct arena *a, const struct vck_check_options *options,
		       struct vck_report *r)
{
	const struct vck_config *config = options->config;
	const char *probes = config_probes(config, options->probes), *const * names;
	size_t n = query_probe_names(&names), expected = config ? config->expect.len : 0;
	r->asked = arena_array(a, const char *, n + expected + 1);
	for (size_t i = 0; i < n; i++)
		if (!probes || is_named(probes, names[i]))
			r->asked[r->n_asked++] = names[i];
	for (size_t i = 0; i < expected; i++)
		r->asked[r->n_asked++] = arena_printf(a, "expect:%s", config->expect.items[i].name);
}

enum vck_status vck_check(const struct vck_net *public_net, const struct vck_check_options *options,
			  struct vck_report **out, struct vck_error *err)
{
	static const struct vck_check_options defaults = {0};
	const struct net *net = inside(public_net);
	struct arena arena = ARENA_INIT;
	struct checker c;
	struct asks asks;
	options = options ? options : &defaults;
	struct engines *engines = engines_new(net, options->jobs);
	*out = NULL;
	enum vck_status status = query_probes(
		engines, &arena, config_probes(options->config, options->probes), &asks, err);
	if (!status) {
		struct owned_report *o = report_new(engines, options->config, &c);
		note_nothing_expected(options->config, options->probes, &asks, &arena);
		status = tell_all(&c, &o->report, &asks, err);
		if (!status)
			checks_run(&c);
		report_finish(&c, &asks, &o->report);
		basis_tell(net, &o->arena, &o->report);
		tell_asked(&o->arena, options, &o->report);
		prover_free(c.prover);
		if (status)
			vck_report_free(&o->report);
		else
			*out = &o->report;
	}
	asks_free(&asks);
	engines_free(engines);
	arena_free(&arena);
	return status;
}

struct asker {
	const struct vck_config *config;
	struct engines *engines;
	struct prover *prover; /* NULL: nothing was tried yet */
};

struct asker *asker_new(const struct vck_net *net, const struct vck_config *config)
{
	struct asker *a = mem_zalloc(sizeof *a);
	a->config = config;
	a->engines = engines_new(inside(net), 1);
	return a;
}

void asker_free(struct asker *a)
{
	if (!a)
		return;
	prover_free(a->prover);
	engines_free(a->engines);
	free(a);
}

enum vck_status asker_ask(struct asker *a, const struct vck_question *questions, size_t count,
			  struct vck_report **out, struct vck_error *err)
{
	struct arena arena = ARENA_INIT;
	struct checker c;
	struct asks asks;
	*out = NULL;
	enum vck_status status =
		query_path(engine_reach(&a->engines->items[0]), &arena,
			   a->config ? &a->config->groups : NULL, questions, count, &asks, err);
	if (!status) {
		struct owned_report *o = report_new(a->engines, a->config, &c);
		o->report.is_path = c.is_path = true;
		c.prover = a->prover;
		struct telling *t = telling_new(&c, &o->report, asks.len);
		telling_add(t, &asks);
		telling_end(t);
		report_finish(&c, &asks, &o->report);
		a->prover = c.prover;
		*out = &o->report;
	}
	asks_free(&asks);
	engines_gather(a->engines, &arena); /* of these questions alone */
	arena_free(&arena);
	return status;
}

enum vck_status vck_path(const struct vck_net *net, const struct vck_question *questions,
			 size_t count, const struct vck_config *config, struct vck_report **out,
			 struct vck_error *err)
{
	struct asker *a = asker_new(net, config);
	enum vck_status status = asker_ask(a, questions, count, out, err);
	asker_free(a);
	return status;
}
