/*
 * expect.c - expectations as asks.
 *
 * A `deny` must hold for whatever could get through: each address of the interfaces, each address
 * family that both ends have. An `allow` is asked as a person would try it (R11).
 */
#include "query/expect.h"
#include "base/batch.h"
#include "base/str.h"
#include "query/internal.h"
#include "reach/classes.h"

#include <stdint.h>
#include <stdlib.h>

struct expecting { /* one protocol of an expectation, asked by one engine */
	struct reach *reach;
	struct arena *arena;
	const struct groups *groups;
	struct naming naming;
	const struct expectations *all;
	VEC(struct ask) asks;
	bool has_ipv6; /* somebody has an address of it */
};

static bool has_ipv6(const struct net *net)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		if (net->network_interfaces.items[i]->ipv6.len)
			return true;
	return false;
}

static struct where place_of(const struct expecting *x, unsigned line, unsigned column)
{
	return (struct where){.file = x->all->file, .line = line, .column = column};
}

/* Which end is it that makes no sense? Resolved alone, it tells. */
static struct where blame(struct expecting *x, const struct expectation *e)
{
	struct selection s;
	struct vck_error ignored;
	if (end_points(x->reach, x->arena, &x->naming, e->from, FAMILY_NONE, NULL, &s, &ignored))
		return place_of(x, e->from_line, e->from_column);
	if (end_points(x->reach, x->arena, &x->naming, e->to, FAMILY_NONE, NULL, &s, &ignored))
		return place_of(x, e->to_line, e->to_column);
	return place_of(x, e->line, e->column);
}

static enum vck_status fail_placed(struct expecting *x, const struct expectation *e,
				   struct vck_error *err)
{
	struct vck_error why = *err;
	if (why.status == VCK_E_CONFIG)
		return why.status; /* a group's own place is better */
	struct where where = blame(x, e);
	return vck_fail(err, VCK_E_CONFIG, &where, "the expectation \"%s\": %s", e->name, why.text);
}

static struct vck_question question_of(struct expecting *x, const struct expectation *e,
				       const char *protocol, const char *more)
{
	return (struct vck_question){
		.id = arena_printf(x->arena, "expect:%s:%s%s", e->name, protocol, more),
		.source = e->from,
		.destination = e->to,
		.protocol = protocol,
	};
}

/* The pair that gets through, if one does; NULL: none, or there is one pair alone. */
static const struct part *passing_part(const struct ask *ask)
{
	const struct part *doubtful = NULL;
	for (size_t i = 0; i < ask->parts.len; i++) {
		const struct part *p = &ask->parts.items[i];
		if (p->answer.verdict == VCK_REACHABLE || p->answer.verdict == VCK_PARTIAL)
			return p;
		if (!doubtful && p->answer.verdict == VCK_UNKNOWN)
			doubtful = p;
	}
	return doubtful;
}

/* Of a deny what gets through matters: its path is shown, with those packets alone. */
static void show_what_passes(struct expecting *x, struct ask *ask)
{
	const struct part *p = passing_part(ask);
	const struct answer *answer = p ? &p->answer : &ask->answer;
	const struct pktset *passes = pktset_or(x->arena, answer->passes, answer->partial);
	struct answer again;
	if (ask->answer.verdict == VCK_BLOCKED)
		return;
	if (p) {
		ask->question.source = p->source;
		ask->question.destination = p->destination;
	}
	struct question q = ask->question;
	if (!pktset_is_empty(passes))
		q.packets = passes;
	vec_free(&ask->trace.hops);
	ask->trace = (struct trace){.arena = x->arena};
	reach_flow(x->reach, x->arena, &q, &again, &ask->trace);
}

static void take(struct expecting *x, const struct expectation *e, struct ask *ask)
{
	ask->probe = "expect";
	ask->file = x->all->file;
	ask->line = e->line;
	ask->expects = e;
	if (!ask->source_text && group_find(x->groups, e->from))
		ask->source_text = e->from;
	if (!ask->destination_text && group_find(x->groups, e->to))
		ask->destination_text = e->to;
	if (e->denies)
		show_what_passes(x, ask);
	vec_push(&x->asks, *ask);
}

static uint8_t family_asked(const struct ask *ask)
{
	return ask->question.destination.address.family;
}

static enum vck_status ask_protocol(struct expecting *x, const struct expectation *e,
				    const char *protocol, struct vck_error *err)
{
	struct vck_question q = question_of(x, e, protocol, "");
	struct vck_error ignored;
	struct ask ask = {0};
	enum vck_status status =
		query_answer(x->reach, x->arena, &x->naming, &q, FAMILY_NONE, &ask, err);
	if (status)
		return fail_placed(x, e, err);
	uint8_t other = family_asked(&ask) == IPV6 ? IPV4 : IPV6;
	take(x, e, &ask);
	if (!e->denies || (other == IPV6 && !x->has_ipv6))
		return VCK_OK;
	q = question_of(x, e, protocol, other == IPV6 ? " (IPv6)" : " (IPv4)");
	ask = (struct ask){0};
	status = query_answer(x->reach, x->arena, &x->naming, &q, other, &ask, &ignored);
	if (!status)
		take(x, e, &ask);
	else if (status == VCK_E_LIMIT) /* else: the ends have no such addresses both */
		*err = ignored;
	return status == VCK_E_LIMIT ? fail_placed(x, e, err) : VCK_OK;
}

/* ---- on several threads: a protocol of an expectation at a time ---- */

struct item {
	const struct expectation *expectation;
	const char *protocol;
};

struct expecter {
	struct expecting like;
	struct engines *engines;
	struct naming_classes classes;
	struct naming_memory *memories; /* [engine]; while items are asked */
	VEC(struct item) items;
	size_t at; /* the first that was not asked yet */
	/* of those at hand */
	struct asks out;
	enum vck_status status;
	struct vck_error *err;
};

struct slot {
	struct asks asks;
	enum vck_status status;
	struct vck_error err;
};

static void decide_item(void *ctx, void *worker, size_t number, void *slot)
{
	const struct expecter *all = ctx;
	const struct item *item = &all->items.items[all->at + number];
	const struct expectation *e = item->expectation;
	struct engine *engine = worker;
	struct slot *out = slot;
	struct expecting x = all->like;
	x.reach = engine_reach(engine);
	x.arena = &engine->keep;
	x.naming =
		(struct naming){.groups = x.groups,
				.denies = e->denies,
				.no_self = !str_eq(e->from, e->to) || group_find(x.groups, e->from),
				.memory = &all->memories[engine - all->engines->items]};
	out->status = ask_protocol(&x, e, item->protocol, &out->err);
	out->asks = (struct asks){.items = x.asks.items, .len = x.asks.len};
}

/* The first that can't be asked, in the order of the file, ends it. */
static bool tell_item(void *ctx, size_t number, void *slot)
{
	struct expecter *all = ctx;
	struct slot *s = slot;
	(void)number;
	if (!all->status && s->status) {
		all->status = s->status;
		if (all->err)
			*all->err = s->err;
	}
	if (all->status)
		asks_free(&s->asks);
	else
		asks_append(&all->out, &s->asks);
	return !all->status;
}

struct expecter *expecter_new(struct engines *engines, const struct groups *groups,
			      const struct expectations *expectations)
{
	struct expecter *all = mem_zalloc(sizeof *all);
	all->like = (struct expecting){
		.groups = groups, .all = expectations, .has_ipv6 = has_ipv6(engines->items[0].net)};
	all->engines = engines;
	pthread_mutex_init(&all->classes.lock, NULL);
	for (size_t i = 0; i < expectations->len; i++) {
		const struct expectation *e = &expectations->items[i];
		for (size_t k = 0; k < e->protocols.len; k++)
			vec_push(&all->items, ((struct item){e, e->protocols.items[k]}));
	}
	return all;
}

void expecter_free(struct expecter *all)
{
	if (!all)
		return;
	naming_classes_free(&all->classes);
	vec_free(&all->items);
	free(all);
}

size_t expecter_left(const struct expecter *all)
{
	return all->items.len - all->at;
}

enum vck_status expecter_ask(struct expecter *all, size_t most, struct arena *arena,
			     struct asks *out, struct vck_error *err)
{
	struct engines *engines = all->engines;
	size_t n = expecter_left(all) < most ? expecter_left(all) : most;
	all->out = (struct asks){0};
	all->err = err;
	all->memories = mem_alloc(engines->len * sizeof *all->memories);
	for (unsigned i = 0; i < engines->len; i++)
		all->memories[i] =
			(struct naming_memory){.classes = &all->classes,
					       .arena = &engines->items[i].keep,
					       .ends = map_init(&engines->items[i].keep)};
	struct batch_work work = {all, n, sizeof(struct slot), decide_item, tell_item, 1};
	batch_run(&work, engines->each, engines->len);
	for (unsigned i = 0; i < engines->len; i++)
		map_free(&all->memories[i].ends);
	free(all->memories);
	engines_gather(engines, arena);
	all->at += n;
	if (all->status)
		asks_free(&all->out);
	*out = all->out;
	return all->status;
}

enum vck_status query_expect(struct engines *engines, struct arena *arena,
			     const struct groups *groups, const struct expectations *expectations,
			     struct asks *out, struct vck_error *err)
{
	struct expecter *all = expecter_new(engines, groups, expectations);
	enum vck_status status = expecter_ask(all, SIZE_MAX, arena, out, err);
	expecter_free(all);
	return status;
}

bool expectation_holds(const struct ask *ask)
{
	return ask->answer.verdict == (ask->expects->denies ? VCK_BLOCKED : VCK_REACHABLE);
}

const struct pktset *ask_some_pass(struct arena *a, const struct ask *ask)
{
	const struct pktset *all = pktset_or(a, ask->answer.passes,
					     ask->parts.len ? pktset_empty : ask->answer.partial);
	for (size_t i = 0; i < ask->parts.len; i++) {
		const struct answer *x = &ask->parts.items[i].answer;
		all = pktset_or(a, all, pktset_or(a, x->passes, x->partial));
	}
	return all;
}
