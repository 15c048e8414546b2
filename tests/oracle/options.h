/* options - the words of a program that lets judges answer random questions. */
#ifndef ORACLE_OPTIONS_H
#define ORACLE_OPTIONS_H

#include <stdbool.h>

/* --seconds N --seed N --networks N --questions N --features MASK --max N --folder DIR */
struct options {
	unsigned long long seconds, seed, networks, questions, features, max;
	const char *folder;
};

extern const unsigned long long FEATURES_VARY; /* no --features */

/* False: a word is no option or lacks its value, and stderr says which. */
bool options_read(struct options *, int argc, char **argv);

#endif
