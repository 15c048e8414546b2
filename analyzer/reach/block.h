/*
 * block.h - the ways between two VPCs, as they were found.
 *
 * A block has the places of two VPCs, and between each two places the plans (plan.h) that were
 * asked for. A plan that was made for other places of the same sort is taken again where it holds.
 *
 * Places are of one sort when they have the same network ACL and the same route table, or tables
 * that lead all that is for the other VPC to the same connection or gateway (leads.h), and (where
 * the plan was asked for it) when they are in the same zone; but for those that routes or
 * attachments stand in: what is sent on there may come to its neighbours without a filter.
 *
 *	rtb-1 of subnet-1 has 10.2.0.0/16 -> pcx-1 and 0.0.0.0/0 -> igw-1, rtb-2 of subnet-2 has
 *	10.2.0.0/16 -> pcx-1 alone: towards vpc-2 (10.2.0.0/16) they are of one sort.
 */
#ifndef REACH_BLOCK_H
#define REACH_BLOCK_H

#include "reach/leads.h"
#include "reach/plan.h"

/* How a place sends to the other VPC. */
struct manner {
	const struct object *by; /* what its table leads that to (leads.h); NULL: not known */
	bool nowhere;            /* it leads none of it anywhere */
	uint32_t sort;           /* of the place, among those of its VPC */
};

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
	struct manner *from_manners, *to_manners; /* of each of these places */
	struct plan_link **links;                 /* [n_from * n_to] */
	struct plan *plans;                       /* all of them */
};

/* `plans`: what is known already. Lives as long as the planner's plans. `from` is the VPC that the leads
 * have at hand. */
void block_open(struct block *, struct planner *, struct leads *, uint32_t from, uint32_t to,
		struct plan *plans);
struct plan *block_plan(struct block *, const struct place *from, const struct member *,
			const struct place *to, const struct member *);
/* One that is good for all pairs of two places, where a plan is possible; NULL: there are several. */
struct plan *block_only_plan(struct block *, const struct place *from, const struct place *to);

#endif
