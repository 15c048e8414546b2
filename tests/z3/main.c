/*
 * main.c - the two judges, running on.
 *
 *	z3_judge [--seconds N] [--seed N] [--networks N] [--questions N] [--features MASK]
 *	         [--folder DIR] [--max N]
 *	z3_judge --again NETWORK.json "eni-1 10.1.1.10 - eni-2 10.2.1.10 - 0 0"
 *
 * Exit status 1 when they disagree.
 */
#include "oracle/options.h"
#include "z3/compare.h"

#include <time.h>

/* Everything at once, and mostly a part of it: few features reach further, and are told faster. */
static unsigned features_of(const struct options *o, unsigned long long n)
{
	if (o->features != FEATURES_VARY)
		return (unsigned)o->features;
	unsigned one = (unsigned)(n * 0x9e3779b97f4a7c15u >> 40),
		 other = (unsigned)(n * 0xc2b2ae3d27d4eb4fu >> 40);
	return n % 4 ? one & other & FEATURE_ALL : FEATURE_ALL;
}

static void run(struct game *g, const struct options *o)
{
	time_t end = time(NULL) + (time_t)o->seconds;

	g->until = o->networks ? 0 : end;
	for (unsigned long long n = 0; (o->networks ? n < o->networks : time(NULL) < end) &&
				       (!o->max || g->reported < o->max);
	     n++) {
		g->features = features_of(o, o->seed + n);
		game_seed(g, o->seed + n, (unsigned)o->questions);
	}
	game_print(g, stdout);
}

int main(int argc, char **argv)
{
	struct options o = {
		.seconds = 60, .seed = 1, .questions = 30, .features = FEATURES_VARY, .max = 1};
	bool again = argc == 4 && str_eq(argv[1], "--again");

	if (!again && !options_read(&o, argc, argv))
		return 2;
	struct game g = {.features = (unsigned)o.features,
			 .max_reports = (unsigned)o.max,
			 .folder = o.folder,
			 .out = stdout};
	if (!game_start(&g)) {
		fprintf(stderr, "z3_judge: there is no z3 to run\n");
		return 2;
	}
	bool same = true;
	if (again)
		same = game_again(&g, argv[2], argv[3]);
	else
		run(&g, &o);
	game_end(&g);
	return g.disagreements || g.errors || !same;
}
