/*
 * carriers.h - in which VPCs somebody carries a group.
 *
 * Question: a rule names a group (R43); where are those whom it lets through? The VPCs of each group are
 * found once for all of them, when they are first asked for. Where some groups are not in the snapshot ids
 * alone tell, and a group is looked up by its id.
 *
 * Invariant: a VPC is told for every pair of which sg_references() may find a carrier there.
 */
#ifndef REACH_CARRIERS_H
#define REACH_CARRIERS_H

#include "base/map.h"
#include "base/vec.h"
#include "model/net.h"

struct vpc_gates { /* of its sets of groups */
	uint32_t first, count;
};

struct vpc_numbers {
	uint32_t *items;
	size_t len, cap;
};

struct carriers {
	const struct net *net;
	const struct group_set *const *sets; /* those of a VPC side by side */
	const struct vpc_gates *of_vpc;      /* [vpc] */
	struct arena arena;
	uint32_t
		*first; /* [group's ordinal]: its part of `vpcs`, up to where the next one's begins;
			    NULL: not looked for yet */
	uint32_t *vpcs;
	bool some_lack; /* groups that a set names */
	bool has_ids;
	struct map by_id; /* group id -> its number in `of_id`, from 1 */
	VEC(struct vpc_numbers) of_id;
};

void carriers_open(struct carriers *, const struct net *, const struct group_set *const *sets,
		   const struct vpc_gates *of_vpc);
void carriers_close(struct carriers *);
/* Adds the VPCs in which somebody may carry what the pair names; one may come twice. */
void carriers_add(struct carriers *, const struct user_id_group_pair *, struct vpc_numbers *out);

#endif
