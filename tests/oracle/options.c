#include "oracle/options.h"

#include "base/str.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>

const unsigned long long FEATURES_VARY = ULLONG_MAX;

static bool read_one(struct options *o, const char *name, const char *value)
{
	const struct {
		const char *name;
		unsigned long long *to;
	} all[] = {{"--seconds", &o->seconds},   {"--seed", &o->seed},
		   {"--networks", &o->networks}, {"--questions", &o->questions},
		   {"--features", &o->features}, {"--max", &o->max}};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (str_eq(all[i].name, name))
			return str_u64(value, UINT64_MAX, all[i].to);
	if (!str_eq(name, "--folder"))
		return false;
	o->folder = value;
	return true;
}

bool options_read(struct options *o, int argc, char **argv)
{
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 >= argc || !read_one(o, argv[i], argv[i + 1])) {
			fprintf(stderr, "%s: %s: no such option, or no value\n", argv[0], argv[i]);
			return false;
		}
	}
	return true;
}
