/*
 * main.c - the oracle, running on.
 *
 *	oracle [--seconds N] [--seed N] [--networks N] [--questions N] [--features MASK] [--folder DIR] [--max N]
 *	oracle --again NETWORK.json "eni-1 10.1.1.10 eni-2 10.2.1.10 private LO HI PROTO VALUE"
 *
 * Exit status 1 when the two judges disagree.
 */
#include "oracle/options.h"
#include "oracle/play.h"

#include <time.h>

/* Everything at once, and now and then a part of it: few features reach further. */
static unsigned features_of(const struct options *o, unsigned long long n)
{
	if (o->features != FEATURES_VARY)
		return (unsigned)o->features;
	return n % 3 ? (unsigned)(n * 0x9e3779b97f4a7c15u >> 40) & FEATURE_ALL : FEATURE_ALL;
}

static int run(const struct options *o)
{
	struct play play = {.features = (unsigned)o->features,
			    .folder = o->folder,
			    .max_reports = (unsigned)o->max};
	time_t end = time(NULL) + (time_t)o->seconds;

	for (unsigned long long n = 0; (o->networks ? n < o->networks : time(NULL) < end) &&
				       (!o->max || play.reported < o->max);
	     n++) {
		play.features = features_of(o, o->seed + n);
		play_seed(&play, o->seed + n, (unsigned)o->questions);
	}
	play_print(&play, stdout);
	return play.disagreements || play.unloadable;
}

int main(int argc, char **argv)
{
	struct options o = {
		.seconds = 60, .seed = 1, .questions = 150, .features = FEATURES_VARY, .max = 1};

	if (argc == 4 && str_eq(argv[1], "--again"))
		return !play_again(argv[2], argv[3], stdout);
	return options_read(&o, argc, argv) ? run(&o) : 2;
}
