/*
 * pairs.c - bench-pairs PATH [TIMES]: what the questions cost once a snapshot is loaded.
 *
 * A line each: the name of the task, the median of its CPU seconds (one thread), and what it came
 *to.
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

struct bench {
	struct net *net;
	struct reach *reach;
	struct classes *classes;
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
static struct question single(const struct bench *b, const struct pktset *packets, unsigned n)
{
	const struct classes *c = b->classes;
	const struct endpoint_class *x = &c->items.items[n * 7919u % c->items.len];
	const struct vpc *v = x->sample.interface->vpc;
	const struct peering_side *far =
		v->peerings.len ? peering_far(v->peerings.items[n % v->peerings.len], v) : NULL;
	const struct vpc *to = far && far->vpc && n % 4 ? far->vpc : v;
	const struct vpc_classes *there = &c->of_vpc[to->o.ordinal];
	const struct endpoint_class *y = &c->items.items[there->first + n % there->count];
	return (struct question){.source = point_interface(x->sample.interface, x->sample.address),
				 .destination =
					 point_interface(y->sample.interface, y->sample.address),
				 .packets = packets};
}

static void singles(struct bench *b, bool explained)
{
	struct arena a = ARENA_INIT, sets = ARENA_INIT;
	struct trace trace = {.arena = &sets};
	const struct pktset *ssh = pktset_of(&a, span_values(PROTO_TCP, 22, 22));
	for (unsigned i = 0; i < SINGLES; i++) {
		struct question q = single(b, ssh, i);
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

static void measure(struct bench *b, size_t task, long times)
{
	double seconds[MOST_TIMES];
	for (long i = 0; i < times; i++) {
		b->pairs = b->members = 0;
		double began = now();
		tasks[task].run(b);
		seconds[i] = (now() - began) / tasks[task].per;
	}
	qsort(seconds, (size_t)times, sizeof *seconds, by_value);
	printf("%s %.9f %zu %lu %lu\n", tasks[task].name, seconds[times / 2],
	       b->classes ? b->classes->items.len : 0, b->pairs, b->members);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	long times = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
	struct loader *l = loader_new();
	struct bench b = {0};
	struct vck_error err;
	if (argc < 2 || argc > 3 || times < 1 || times > MOST_TIMES) {
		fputs("usage: bench-pairs PATH [TIMES]\n", stderr);
		return 2;
	}
	if (loader_add_path(l, argv[1], &err) || loader_finish(l, &b.net, &err)) {
		fprintf(stderr, "bench-pairs: %s\n", err.text);
		return 2;
	}
	b.reach = reach_new(b.net);
	for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
		measure(&b, i, times);
	classes_free(b.classes);
	reach_free(b.reach);
	net_free(b.net);
	return 0;
}
