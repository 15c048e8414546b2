/*
 * pairs.c - bench-pairs PATH [TIMES [TASK]]: what the questions cost once a snapshot is loaded;
 * bench-pairs PATH compare: is each of all pairs what it is alone? Exit status 1: it is not.
 *
 * A line each: the name of the task, the median of its CPU seconds (one thread), and what it came
 * to. A task too short for the clock is repeated until it takes long enough, and divided. Which
 * pairs are asked is chosen before the clock starts.
 *
 *	classes    find the classes
 *	service    all ordered pairs of classes on tcp/22
 *	sets       ... and the exact set of services of each
 *	decided    one pair, yes or no, warm
 *	explained  one pair, with its trace, warm
 */
#include "reach/pairs.h"
#include "load/load.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MOST_TIMES = 100, SINGLES = 4096 };
static const double LEAST_SECONDS = 0.05; /* of CPU that a measurement takes */

struct single {
	struct member from, to;
};

struct bench {
	struct net *net;
	struct reach *reach;
	struct classes *classes;
	struct single singles[SINGLES];
	unsigned long pairs, members;
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void take(void *ctx, const struct endpoint_class *x, const struct endpoint_class *y,
		 const struct fate *f)
{
	struct bench *b = ctx;
	if (pktset_is_empty(f->passes))
		return;
	b->pairs++;
	b->members += (unsigned long)x->count * y->count;
}

static void all_pairs(struct bench *b, const struct pktset *packets)
{
	struct reach *r = reach_new(b->net);
	struct pairs *p = pairs_new(r, b->classes, packets);
	b->pairs = b->members = 0;
	for (uint32_t v = 0; v < b->net->vpcs.len; v++)
		pairs_from(p, v, NULL, NULL, take, b);
	pairs_free(p);
	reach_free(r);
}

static void find_classes(struct bench *b)
{
	classes_free(b->classes);
	b->classes = classes_build(b->net, IPV4, false);
}

static void one_service(struct bench *b)
{
	struct arena a = ARENA_INIT;
	all_pairs(b, pktset_of(&a, span_values(PROTO_TCP, 22, 22)));
	arena_free(&a);
}

static void exact_sets(struct bench *b)
{
	all_pairs(b, pktset_all);
}

/* Pairs that have something to do with each other: neighbours, and peers. */
static struct single single(const struct bench *b, unsigned n)
{
	const struct classes *c = b->classes;
	const struct endpoint_class *x = &c->items.items[n * 7919u % c->items.len];
	const struct vpc *v = x->sample.interface->vpc;
	const struct peering_side *far =
		v->peerings.len ? peering_far(v->peerings.items[n % v->peerings.len], v) : NULL;
	const struct vpc *to = far && far->vpc && n % 4 ? far->vpc : v;
	const struct vpc_classes *there = &c->of_vpc[to->o.ordinal];
	const struct endpoint_class *y = &c->items.items[there->first + n % there->count];
	return (struct single){x->sample, y->sample};
}

static void choose_singles(struct bench *b)
{
	for (unsigned i = 0; i < SINGLES; i++)
		b->singles[i] = single(b, i);
}

static struct question ask(const struct single *s, const struct pktset *packets)
{
	return (struct question){.source = point_interface(s->from.interface, s->from.address),
				 .destination = point_interface(s->to.interface, s->to.address),
				 .packets = packets};
}

static void singles(struct bench *b, bool explained)
{
	struct arena a = ARENA_INIT, sets = ARENA_INIT;
	struct trace trace = {.arena = &sets};
	const struct pktset *ssh = pktset_of(&a, span_values(PROTO_TCP, 22, 22));
	for (unsigned i = 0; i < SINGLES; i++) {
		struct question q = ask(&b->singles[i], ssh);
		struct answer out;
		arena_reset(&sets);
		trace.hops.len = 0;
		reach_flow(b->reach, &sets, &q, &out, explained ? &trace : NULL);
		b->pairs += out.verdict == VCK_REACHABLE;
	}
	vec_free(&trace.hops);
	arena_free(&a);
	arena_free(&sets);
}

static void decided(struct bench *b)
{
	singles(b, false);
}

static void explained(struct bench *b)
{
	singles(b, true);
}

static const struct {
	const char *name;
	void (*run)(struct bench *);
	unsigned per; /* questions in a run */
} tasks[] = {
	{"classes", find_classes, 1},  {"service", one_service, 1},       {"sets", exact_sets, 1},
	{"decided", decided, SINGLES}, {"explained", explained, SINGLES},
};

static double seconds_of(struct bench *b, size_t task)
{
	double began = now(), spent;
	unsigned runs = 0;
	do {
		b->pairs = b->members = 0;
		tasks[task].run(b);
		runs++;
		spent = now() - began;
	} while (spent < LEAST_SECONDS);
	return spent / runs / tasks[task].per;
}

static void measure(struct bench *b, size_t task, long times)
{
	double seconds[MOST_TIMES];
	for (long i = 0; i < times; i++)
		seconds[i] = seconds_of(b, task);
	qsort(seconds, (size_t)times, sizeof *seconds, by_value);
	printf("%s %.9f %zu %lu %lu\n", tasks[task].name, seconds[times / 2], b->classes->items.len,
	       b->pairs, b->members);
	fflush(stdout);
}

/* ---- compare ---- */

struct comparison {
	const struct classes *classes;
	const struct fate **fates; /* [from * n + to]; NULL: nothing passes */
};

static void note_fate(void *ctx, const struct endpoint_class *x, const struct endpoint_class *y,
		      const struct fate *f)
{
	struct comparison *c = ctx;
	size_t from = (size_t)(x - c->classes->items.items);
	c->fates[from * c->classes->items.len + (size_t)(y - c->classes->items.items)] = f;
}

static bool is_that(const struct fate *f, const struct answer *a)
{
	if (!f)
		return a->verdict == VCK_BLOCKED;
	return pktset_equal(f->passes, a->passes) && pktset_equal(f->partial, a->partial) &&
	       pktset_equal(f->blocked, a->blocked) && pktset_equal(f->unknown, a->unknown);
}

static unsigned long compare(struct bench *b, const struct pktset *packets)
{
	struct arena a = ARENA_INIT;
	struct pairs *p = pairs_new(b->reach, b->classes, packets);
	size_t n = b->classes->items.len;
	struct comparison c = {b->classes, mem_zalloc((n * n + 1) * sizeof *c.fates)};
	unsigned long wrong = 0;
	for (uint32_t v = 0; v < b->net->vpcs.len; v++)
		pairs_from(p, v, NULL, NULL, note_fate, &c);
	for (size_t i = 0; i < n * n; i++) {
		const struct member *s = &b->classes->items.items[i / n].sample;
		const struct member *d = &b->classes->items.items[i % n].sample;
		struct question q = {.source = point_interface(s->interface, s->address),
				     .destination = point_interface(d->interface, d->address),
				     .packets = packets};
		struct answer alone;
		if (i / n == i % n)
			continue;
		arena_reset(&a);
		reach_flow(b->reach, &a, &q, &alone, NULL);
		wrong += !is_that(c.fates[i], &alone);
	}
	printf("%zu classes, %lu pairs differ\n", n, wrong);
	free(c.fates);
	pairs_free(p);
	arena_free(&a);
	return wrong;
}

static int compare_all(struct bench *b)
{
	struct arena a = ARENA_INIT;
	find_classes(b);
	unsigned long wrong =
		compare(b, pktset_all) + compare(b, pktset_of(&a, span_values(PROTO_TCP, 22, 22)));
	arena_free(&a);
	return wrong != 0;
}

int main(int argc, char **argv)
{
	bool compares = argc == 3 && strcmp(argv[2], "compare") == 0;
	long times = argc > 2 && !compares ? strtol(argv[2], NULL, 10) : 5;
	struct loader *l = loader_new();
	static struct bench b;
	struct vck_error err;
	const char *only = argc == 4 ? argv[3] : NULL;
	if (argc < 2 || argc > 4 || times < 1 || times > MOST_TIMES) {
		fputs("usage: bench-pairs PATH [TIMES [TASK] | compare]\n", stderr);
		return 2;
	}
	if (loader_add_path(l, argv[1], &err) || loader_finish(l, &b.net, &err)) {
		fprintf(stderr, "bench-pairs: %s\n", err.text);
		return 2;
	}
	b.reach = reach_new(b.net);
	int status = compares ? compare_all(&b) : 0;
	for (size_t i = 0; !compares && i < sizeof tasks / sizeof *tasks; i++) {
		bool wanted = !only || strcmp(only, tasks[i].name) == 0;
		if (i && !wanted)
			continue;
		measure(&b, i, wanted ? times : 1);
		if (!i && b.classes->items.len)
			choose_singles(&b);
	}
	classes_free(b.classes);
	reach_free(b.reach);
	net_free(b.net);
	return status;
}
