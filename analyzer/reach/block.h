/*
 * block.h - the ways between two VPCs, as they were found.
 *
 * A block has the places of two VPCs, and between each two sorts of them the plans (plan.h) that were
 * asked for: one that was made for two places is taken again for others of their sorts where it holds.
 *
 * Places are of one sort when they have the same network ACL, or one that lets all pass, and the same
 * route table, or tables that lead all that is for the other VPC to the same connection or gateway
 * (leads.h); but for those that routes stand in, and those with a filter that attachments stand in: what is
 * sent on there may come to its neighbours without it. Where the plan leads through a transit gateway the
 * subnets of the attachments that it passes must be alike, too (plan.h).
 *
 *	rtb-1 of subnet-1 has 10.2.0.0/16 -> pcx-1 and 0.0.0.0/0 -> igw-1, rtb-2 of subnet-2 has
 *	10.2.0.0/16 -> pcx-1 alone: towards vpc-2 (10.2.0.0/16) they are of one sort.
 *
 * What is asked of tables is asked once for each kind of place, and when the first plan is: between most
 * VPCs the groups alone stop everything.
 */
#ifndef REACH_BLOCK_H
#define REACH_BLOCK_H

#include "reach/crossing.h"
#include "reach/leads.h"
#include "reach/plan.h"

/* How places of one kind send to the other VPC. */
struct manner {
	const struct place *place; /* the first one; NULL: none is of this kind */
	const struct object *by;   /* what its table leads that to (leads.h); NULL: not known */
	uint32_t sort;             /* the first kind of that sort */
};

struct block_side { /* one of the two VPCs */
	uint32_t vpc;
	const struct place *places;
	uint32_t n;
	struct manner *manners; /* [kind, from the first of the VPC] */
};

struct block {
	bool open, apart; /* apart: leads_apart() */
	struct planner *planner;
	struct leads *leads;
	struct crossings *crossings;
	const struct classes *classes;
	struct block_side from, to;
	struct plan *known;  /* that was made before the block was opened */
	struct plan **plans; /* [sort * to.n + sort]; NULL: none was asked for yet */
};

/* `known`: a plan that was made already; or NULL. Lives as long as the planner's plans. */
void block_open(struct block *, struct planner *, struct leads *, struct crossings *, uint32_t from,
		uint32_t to, struct plan *known);
/* Could a plan be for all that goes from one to the other? */
bool block_plan_possible(const struct block *, const struct place *from, const struct place *to);
struct plan *block_plan(struct block *, const struct place *from, const struct member *,
			const struct place *to, const struct member *);
/* The crossing (crossing.h) of what comes there straight; NULL: none. */
struct crossing *block_crossing(struct block *, const struct place *from, const struct place *to);
/* One that is good for all pairs of two places, where a plan is possible; NULL: there are several. A
 * crossing of the two places gets it, or is NULL. */
struct plan *block_only_plan(struct block *, const struct place *from, const struct place *to,
			     struct crossing *);

#endif
