#include "query/matrix.h"
#include "base/str.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* ---- ends
 * -----------------------------------------------------------------------------------------------
 */

bool member_selected(const struct side *s, const struct member *m)
{
	return !s->selected || s->selected[m->interface->o.ordinal];
}

unsigned long class_selected(const struct matrix *m, const struct side *s,
			     const struct endpoint_class *c)
{
	unsigned long n = 0;
	if (!s->selected)
		return c->count;
	for (uint32_t i = 0; i < c->count; i++)
		n += member_selected(s, &m->classes->members.items[c->first + i]);
	return n;
}

static const char *name_of(const struct network_interface *eni)
{
	return eni->instance && eni->instance->o.name ? eni->instance->o.name : eni->o.name;
}

struct vck_matrix_end interface_end(const struct member *m, char address[static IP_TEXT])
{
	const struct network_interface *eni = m->interface;
	return (struct vck_matrix_end){
		.kind = "interface",
		.id = eni->o.id,
		.name = name_of(eni),
		.instance = eni->instance_id,
		.address = ip_text(m->address, address),
		.vpc = eni->vpc_id,
		.subnet = eni->subnet_id,
		.members = 1,
	};
}

struct vck_matrix_end class_end(const struct matrix *m, const struct side *s,
				const struct endpoint_class *c)
{
	static _Thread_local char address[2][IP_TEXT];
	static _Thread_local unsigned turn;
	const struct member *first = &c->sample;
	for (uint32_t i = 0; i < c->count; i++) {
		first = &m->classes->members.items[c->first + i];
		if (member_selected(s, first))
			break;
	}
	struct vck_matrix_end e = interface_end(first, address[turn++ % 2]);
	e.members = class_selected(m, s, c);
	e.kind = e.members == 1 ? "interface" : "class";
	return e;
}

bool emit_row(struct matrix *m, struct vck_matrix_row *row)
{
	if (!m->stopped && !m->emit(m->ctx, row))
		m->stopped = true;
	return !m->stopped;
}

/* ---- cells: a pair of classes
 * ------------------------------------------------------------------------------- */

struct worker {
	struct matrix *m;
	struct reach *reach;
	struct pairs *pairs;
};

struct block { /* what one source VPC gives */
	struct arena arena;
	VEC(struct cell) cells;
};

static bool same_host(const struct member *a, const struct member *b)
{
	return a->interface == b->interface ||
	       (a->interface->instance_id &&
		str_eq(a->interface->instance_id, b->interface->instance_id));
}

/* Two members that are not one host: between those all pairs of the classes are alike. False: there
 * are none. */
static bool strangers(const struct matrix *m, const struct endpoint_class *x,
		      const struct endpoint_class *y, struct endpoint_class *from,
		      struct endpoint_class *to)
{
	*from = *x;
	*to = *y;
	for (uint32_t i = 0; i < x->count; i++)
		for (uint32_t k = 0; k < y->count; k++) {
			from->sample = m->classes->members.items[x->first + i];
			to->sample = m->classes->members.items[y->first + k];
			if (!same_host(&from->sample, &to->sample))
				return true;
		}
	return false;
}

static void decide_cell(struct worker *w, const struct endpoint_class *x,
			const struct endpoint_class *y, struct block *out)
{
	struct endpoint_class from = *x, to = *y;
	struct answer a;
	uint64_t pairs = (uint64_t)x->count * y->count - (x == y ? x->count : 0);
	if (!pairs || (same_host(&x->sample, &y->sample) && !strangers(w->m, x, y, &from, &to)))
		return;
	pairs_decide(w->pairs, &from, &to, &a);
	if (a.verdict == VCK_BLOCKED && !w->m->grouping)
		return;
	struct cell c = {.from = x, .to = y, .verdict = a.verdict, .pairs = pairs};
	c.passes = pktset_keep(&out->arena, a.passes);
	c.unknown = pktset_keep(&out->arena, a.unknown);
	vec_push(&out->cells, c);
}

static void decide_vpc(struct worker *w, const struct vpc *vpc, struct block *out)
{
	const struct matrix *m = w->m;
	const struct classes *c = m->classes;
	const struct vpc **joined;
	struct arena scratch = ARENA_INIT;
	struct vpc_classes from = c->of_vpc[vpc->o.ordinal];
	size_t n = from.count ? vpcs_joined(m->net, vpc, m->family, &joined, &scratch) : 0;
	for (uint32_t i = from.first; i < from.first + from.count; i++) {
		const struct endpoint_class *x = &c->items.items[i];
		if (!class_selected(m, &m->source, x))
			continue;
		for (size_t v = 0; v < n; v++) {
			struct vpc_classes to = c->of_vpc[joined[v]->o.ordinal];
			for (uint32_t k = to.first; k < to.first + to.count; k++)
				if (class_selected(m, &m->destination, &c->items.items[k]))
					decide_cell(w, x, &c->items.items[k], out);
		}
	}
	arena_free(&scratch);
}

/* ---- rows
 * ------------------------------------------------------------------------------------------------------
 */

static void emit_cell(struct matrix *m, const struct cell *c)
{
	struct arena a = ARENA_INIT;
	const char **passes, **unknown;
	struct vck_matrix_row row = {
		.source = class_end(m, &m->source, c->from),
		.destination = class_end(m, &m->destination, c->to),
		.verdict = c->verdict,
	};
	row.n_passes = row.n_all = pktset_texts(&a, c->passes, &passes);
	row.n_unknown = pktset_texts(&a, c->unknown, &unknown);
	row.passes = row.all = passes;
	row.unknown = unknown;
	row.pairs = row.source.members * row.destination.members -
		    (c->from == c->to ? row.source.members : 0);
	row.reached = pktset_is_empty(c->passes) ? 0 : row.pairs;
	if (row.pairs)
		emit_row(m, &row);
	arena_free(&a);
}

static bool up(const struct network_interface *eni)
{
	return !eni->instance || eni->instance->state == INSTANCE_RUNNING;
}

static void emit_pair(struct matrix *m, const struct member *s, const struct member *d,
		      const char **passes, size_t n)
{
	char from[IP_TEXT], to[IP_TEXT];
	struct vck_matrix_row row = {
		.source = interface_end(s, from),
		.destination = interface_end(d, to),
		.verdict = VCK_REACHABLE,
		.passes = passes,
		.n_passes = n,
		.all = passes,
		.n_all = n,
		.pairs = 1,
		.reached = 1,
	};
	emit_row(m, &row);
}

/* A cell's pairs; those of one host are another question (R11) and are told with the host's own. */
static void emit_pairs(struct matrix *m, const struct cell *c, const char **passes, size_t n)
{
	const struct member *members = m->classes->members.items;
	for (uint32_t i = 0; i < c->from->count && !m->stopped; i++) {
		const struct member *s = &members[c->from->first + i];
		if (!member_selected(&m->source, s))
			continue;
		for (uint32_t k = 0; k < c->to->count && !m->stopped; k++) {
			const struct member *d = &members[c->to->first + k];
			if (member_selected(&m->destination, d) && !same_host(s, d))
				emit_pair(m, s, d, passes, n);
		}
	}
}

/* R11: between the interfaces of one running host everything passes. */
static void emit_siblings(struct matrix *m, const struct vpc *vpc, const char **passes, size_t n)
{
	struct vpc_classes v = m->classes->of_vpc[vpc->o.ordinal];
	for (uint32_t i = v.first; i < v.first + v.count; i++) {
		const struct endpoint_class *c = &m->classes->items.items[i];
		for (uint32_t k = 0; k < c->count; k++) {
			const struct member *s = &m->classes->members.items[c->first + k];
			const struct instance *host = s->interface->instance;
			for (size_t j = 0;
			     host && host->interfaces.len > 1 && j < host->interfaces.len; j++) {
				struct member d = {host->interfaces.items[j],
						   host->interfaces.items[j]->private_ip};
				if (d.interface != s->interface && d.address.family &&
				    up(s->interface) && member_selected(&m->source, s) &&
				    member_selected(&m->destination, &d))
					emit_pair(m, s, &d, passes, n);
			}
		}
	}
}

static void emit_block(struct matrix *m, const struct vpc *vpc, struct block *b)
{
	struct arena a = ARENA_INIT;
	const char **whole = NULL;
	size_t n = m->options->pairs ? pktset_texts(&a, m->packets, &whole) : 0;
	for (size_t i = 0; i < b->cells.len && !m->stopped; i++) {
		const struct cell *c = &b->cells.items[i];
		if (m->grouping)
			grouping_add(m, c);
		else if (!m->options->pairs)
			emit_cell(m, c);
		else if (c->verdict == VCK_REACHABLE)
			emit_pairs(m, c, whole, n);
	}
	if (m->options->pairs)
		emit_siblings(m, vpc, whole, n);
	arena_free(&a);
}

/* ---- threads: a batch of VPCs at a time, told in order
 * ------------------------------------------------------------ */

enum { BATCH = 64, MAX_JOBS = 256 };

struct batch {
	struct matrix *m;
	size_t first, count;
	struct block blocks[BATCH];
	atomic_size_t next;
};

struct job {
	struct worker worker;
	struct batch *batch;
	pthread_t thread;
};

static void *run_job(void *arg)
{
	struct job *job = arg;
	struct batch *b = job->batch;
	for (;;) {
		size_t i = atomic_fetch_add(&b->next, 1);
		if (i >= b->count)
			return NULL;
		decide_vpc(&job->worker, b->m->net->vpcs.items[b->first + i], &b->blocks[i]);
	}
}

static unsigned job_count(const struct vck_matrix_options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = o->jobs ? o->jobs : (cores > 0 ? (unsigned)cores : 1);
	return n < MAX_JOBS ? n : MAX_JOBS;
}

static void run_batch(struct batch *b, struct job *jobs, unsigned n_jobs)
{
	bool started[MAX_JOBS] = {false};
	atomic_store(&b->next, 0);
	for (unsigned i = 1; i < n_jobs; i++)
		started[i] = pthread_create(&jobs[i].thread, NULL, run_job, &jobs[i]) == 0;
	run_job(&jobs[0]);
	for (unsigned i = 1; i < n_jobs; i++)
		if (started[i])
			pthread_join(jobs[i].thread, NULL);
	for (size_t i = 0; i < b->count; i++) {
		emit_block(b->m, b->m->net->vpcs.items[b->first + i], &b->blocks[i]);
		vec_free(&b->blocks[i].cells);
		arena_free(&b->blocks[i].arena);
	}
}

static void all_pairs(struct matrix *m)
{
	unsigned n = job_count(m->options);
	struct job *jobs = mem_zalloc(n * sizeof *jobs);
	struct batch *b = mem_zalloc(sizeof *b);
	b->m = m;
	for (unsigned i = 0; i < n; i++) {
		jobs[i].batch = b;
		jobs[i].worker = (struct worker){.m = m, .reach = reach_new(m->net)};
		jobs[i].worker.pairs = pairs_new(jobs[i].worker.reach, m->classes, m->packets);
	}
	for (b->first = 0; b->first < m->net->vpcs.len && !m->stopped; b->first += BATCH) {
		size_t rest = m->net->vpcs.len - b->first;
		b->count = rest < BATCH ? rest : BATCH;
		run_batch(b, jobs, n);
	}
	for (unsigned i = 0; i < n; i++) {
		pairs_free(jobs[i].worker.pairs);
		reach_free(jobs[i].worker.reach);
	}
	free(jobs);
	free(b);
}

/* ---- the question
 * ---------------------------------------------------------------------------------------------------
 */

static void take_points(struct matrix *m, struct side *s, const struct selection *sel)
{
	VEC(struct point) hosts = VEC_INIT;
	s->selected = arena_array(&m->arena, bool, m->net->network_interfaces.len + 1);
	for (size_t i = 0; i < sel->points.len; i++) {
		const struct point *p = &sel->points.items[i];
		if (p->kind == POINT_INTERFACE)
			s->selected[p->interface->o.ordinal] = true;
		else if (p->kind != POINT_ADDRESS)
			vec_push(&hosts, *p);
	}
	s->hosts.items = vec_move(&hosts, &m->arena);
	s->hosts.len = hosts.len;
	vec_free(&hosts);
}

static enum vck_status take_side(struct matrix *m, struct reach *r, const char *selector,
				 struct side *s, struct vck_error *err)
{
	struct selection sel;
	if (!selector)
		return VCK_OK;
	enum vck_status st = select_points(r, &m->arena, selector, m->family, NULL, &sel, err);
	if (!st)
		take_points(m, s, &sel);
	return st;
}

static enum vck_status prepare(struct matrix *m, struct reach *r, struct vck_error *err)
{
	const struct vck_matrix_options *o = m->options;
	struct proto_spec spec;
	if (!proto_parse(o->protocol ? o->protocol : "any", &spec, err))
		return VCK_E_USAGE;
	m->family = !spec.echo && spec.span.lo >> 16 == PROTO_ICMPV6 ? IPV6 : IPV4;
	m->packets = pktset_of(&m->arena, proto_span(&spec, m->family));
	enum vck_status st =
		take_side(m, r, o->exposed && !o->source ? "internet" : o->source, &m->source, err);
	if (!st)
		st = take_side(m, r, o->destination, &m->destination, err);
	if (!st && o->by && !str_eq(o->by, "class")) {
		m->grouping = grouping_new(m, o->by, err);
		st = m->grouping ? VCK_OK : VCK_E_USAGE;
	}
	return st;
}

enum vck_status vck_matrix(const struct vck_net *net, const struct vck_matrix_options *options,
			   vck_matrix_fn *row, void *ctx, struct vck_error *err)
{
	struct matrix m = {
		.net = (const struct net *)net, .options = options, .emit = row, .ctx = ctx};
	struct reach *r = reach_new(m.net);
	enum vck_status st = prepare(&m, r, err);
	if (!st) {
		struct classes *classes = classes_build(m.net, m.family);
		m.classes = classes;
		matrix_hosts(&m, r);
		all_pairs(&m);
		if (m.grouping)
			grouping_emit(&m);
		classes_free(classes);
		if (m.stopped)
			st = vck_fail(err, VCK_E_INTERRUPTED, NULL,
				      "stopped before all rows were told");
	}
	grouping_free(m.grouping);
	reach_free(r);
	arena_free(&m.arena);
	return st;
}
