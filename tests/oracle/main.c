/*
 * main.c - the oracle, running on.
 *
 *	oracle [--seconds N] [--seed N] [--networks N] [--features MASK] [--folder DIR] [--max N]
 *	oracle --again NETWORK.json "eni-1 10.1.1.10 eni-2 10.2.1.10 private LO HI PROTO VALUE"
 *
 * Exit status 1 when the two judges disagree.
 */
#include "oracle/play.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct options {
	unsigned long long seconds, seed, networks, features, max;
	const char *folder;
};

static bool number_option(struct options *o, const char *name, const char *value)
{
	const struct {
		const char *name;
		unsigned long long *to;
	} all[] = {{"--seconds", &o->seconds},
		   {"--seed", &o->seed},
		   {"--networks", &o->networks},
		   {"--features", &o->features},
		   {"--max", &o->max}};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (str_eq(all[i].name, name))
			return str_u64(value, UINT64_MAX, all[i].to);
	if (!str_eq(name, "--folder"))
		return false;
	o->folder = value;
	return true;
}

static const unsigned long long VARIED = ULLONG_MAX; /* no --features */

/* Everything at once, and now and then a part of it: few features reach further. */
static unsigned features_of(const struct options *o, unsigned long long n)
{
	if (o->features != VARIED)
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
		play_seed(&play, o->seed + n, 150);
	}
	play_print(&play, stdout);
	return play.disagreements || play.unloadable;
}

int main(int argc, char **argv)
{
	struct options o = {.seconds = 60, .seed = 1, .features = VARIED, .max = 1};

	if (argc == 4 && str_eq(argv[1], "--again"))
		return !play_again(argv[2], argv[3], stdout);
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 >= argc || !number_option(&o, argv[i], argv[i + 1])) {
			fprintf(stderr, "oracle: %s: no such option, or no value\n", argv[i]);
			return 2;
		}
	}
	return run(&o);
}
