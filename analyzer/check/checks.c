/* checks.c - run every lint, in the order of checks.def. */
#include "check/checks.h"

static void (*const all[])(struct checker *) = {
#define CHECK(name) check_##name,
#include "check/checks.def"
#undef CHECK
};

void checks_run(struct checker *c)
{
	for (size_t i = 0; i < COUNT_OF(all); i++)
		all[i](c);
}
