/*
 * whom.h - the VPCs that packets from one VPC may come to at all.
 *
 * Question: a hundred thousand interfaces stand in two thousand VPCs; which of these does a VPC's
 * place have anything to do with? All addresses are passed in their order, from one VPC to the
 * next, and most are passed over:
 *
 * - where a table leads nowhere (leads.h), all addresses of which that is true are a segment;
 * - else the first host of a VPC is a trial: a plan is made for it. Where the plan dies at a route, all
 *   addresses that the route covers are a segment that is dead;
 * - where it ends at a gap in the snapshot, they are a segment that is lost, and the plan serves all
 *   of it;
 * - what a lead takes straight to a VPC that opens nothing to this one is stopped there (leads.h,
 *   openings.h).
 *
 * What is left are candidates. Places of one kind are alike and are asked for once.
 */
#ifndef REACH_WHOM_H
#define REACH_WHOM_H

#include "reach/leads.h"
#include "reach/openings.h"
#include "reach/plan.h"

struct segment { /* addresses that nothing from a place comes to, or nobody knows whether */
	bool by_zone;
	struct ip_range source, destination;
	struct plan *plan; /* dead, or lost; NULL: no route leads there */
};

struct place_segments { /* those of a place: segments[first..first+count), by address */
	size_t first, count;
};

struct candidate {
	uint32_t vpc;
	struct plan *plan; /* that finding it took, or NULL */
};

struct whom {
	const struct classes *classes;
	const struct addresses *addresses;
	const struct openings *openings;
	struct leads *leads;
	struct planner *planner;
	bool pass_over_lost; /* what is lost is as good as dead */
	/* of the VPC at hand */
	VEC(struct candidate) candidates; /* by VPC */
	VEC(struct segment) segments;
	VEC(struct place_segments) of_place; /* by address */
	uint32_t *met;                       /* [vpc]: in which round it became a candidate */
	uint32_t round;
};

/* From those places that have somebody selected; `from` NULL: all. */
void whom_find(struct whom *, uint32_t vpc, const bool *from);
/* The segment that all of a place lies in, where a plan is possible; NULL: none. */
const struct segment *whom_segment(const struct whom *, const struct place *from,
				   const struct place *to);
void whom_close(struct whom *);
bool place_selected(const struct place *, const bool *selected);

#endif
