/*
 * block.h - the ways between two VPCs, as they were found.
 *
 * A block has the places of two VPCs, and between each two places the plans (plan.h) that were
 * asked for. A plan that was made for other places of the same kinds is taken again where it holds.
 */
#ifndef REACH_BLOCK_H
#define REACH_BLOCK_H

#include "reach/plan.h"

struct plan_link { /* plans that hold between two places */
	struct plan *plan;
	struct plan_link *next;
};

struct block {
	bool open;
	uint32_t from, to; /* VPCs */
	struct planner *planner;
	const struct classes *classes;
	const struct place *from_places, *to_places;
	uint32_t n_from, n_to;
	struct plan_link **links; /* [n_from * n_to] */
	struct plan *plans;       /* all of them */
};

/* `plans`: what is known already. Lives as long as the planner's plans. */
void block_open(struct block *, struct planner *, const struct classes *, uint32_t from,
		uint32_t to, struct plan *plans);
struct plan *block_plan(struct block *, const struct place *from, const struct member *,
			const struct place *to, const struct member *);
/* One that is good for all pairs of two places, where a plan is possible; NULL: there are several. */
struct plan *block_only_plan(struct block *, const struct place *from, const struct place *to);

#endif
