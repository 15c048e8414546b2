/*
 * crowd.c - a finding that stands for many like it.
 *
 * A large organisation has tens of thousands of resources of which the same harmless thing is true.
 * Of severity info the first of a code are told one by one; the next one stands for all that follow:
 * it counts them, names a few, and lists the flows of all. Errors and warnings are always told one by
 * one.
 */
#include "check/finding.h"

enum { ONE_BY_ONE = 200, NAMED = 8 };

/* No other finding has this cause: a worse one of the same resource is told for itself. */
static const char cause[] = "and others like it";

struct draft *crowd_find(struct checker *c, struct problem *p)
{
	struct crowd *crowd = &c->crowds[p->code];
	if (!crowd->of_the_rest && ++crowd->told > ONE_BY_ONE)
		p->cause = cause;
	if (!crowd->of_the_rest)
		return NULL;
	if (crowd->of_the_rest->likewise++ < NAMED)
		say_evidence(crowd->of_the_rest, c, arena_strdup(c->arena, p->id), "likewise %s",
			     p->object ? label(c->arena, p->object) : p->id);
	return crowd->of_the_rest;
}

void crowd_add(struct checker *c, struct draft *d, const struct problem *p)
{
	if (p->cause == cause)
		c->crowds[d->code].of_the_rest = d;
}

void crowds_tell(struct checker *c)
{
	for (int code = 0; code < VCK_CODE_COUNT; code++) {
		struct draft *d = c->crowds[code].of_the_rest;
		if (d && d->likewise)
			d->message = arena_printf(c->arena, "%s; and %lu more like it", d->message,
						  d->likewise);
	}
}
