/*
 * pairs.h - one question, asked of all pairs of interfaces.
 *
 * Work is done by classes (classes.h), VPC by VPC. From a VPC first those are found that its
 * packets may come to at all (whom.h): what dies at a route is passed over by the route, and what
 * is led straight (leads.h) to a VPC that opens nothing to this one by a bit (openings.h). Towards
 * each of the others, a pair of classes is a look-up in the groups of either end (gates.h) and one
 * in the plan between their places (plan.h, block.h), which VPCs that are attached to a transit gateway
 * alike have in common (crossing.h); what the three come to together is worked out once for each
 * combination that occurs (fates.h).
 *
 *	struct pairs *p = pairs_new(reach, classes, packets);
 *	pairs_from(p, vpc->o.ordinal, NULL, NULL, take, ctx);    a call a pair that is not blocked
 *	pairs_free(p);
 *
 * Invariants: a pair here is that pair alone (reach_flow), set by set; pairs of one host (R11) and
 * of two families are not told. Fates live as long as the struct pairs; those that are equal are
 * one. One thread uses it; several threads, one each, come to the same.
 */
#ifndef REACH_PAIRS_H
#define REACH_PAIRS_H

#include "reach/classes.h"

struct fate {
	uintptr_t key[4];
	const struct pktset *passes, *partial, *blocked, *unknown; /* disjoint; together: asked */
	enum vck_verdict verdict;
};

struct pairs;

struct pairs *pairs_new(struct reach *, const struct classes *, const struct pktset *packets);
void pairs_free(struct pairs *);

typedef void pairs_fn(void *ctx, const struct endpoint_class *from, const struct endpoint_class *to,
		      const struct fate *);

/* From every class of a VPC to every class anywhere; `from`, `to`: of these alone, by the number of
 * the class; NULL: all. In the order of the VPCs that packets come to: those of one source class, in
 * the order of the destination classes. */
void pairs_from(struct pairs *, uint32_t vpc, const bool *from, const bool *to, pairs_fn *,
		void *ctx);

/* From now on tell those pairs alone of which all that is asked passes: what is lost where data lack
 * is passed over by the VPC. */
void pairs_only_reachable(struct pairs *);

/* From now on pass over by the VPC what is lost where data lack: nothing of it passes for certain. Then
 * pairs_lost() says where that is so of the VPC that was asked last: pairs of one of its places and
 * hosts in the range, each of which may be told all the same. Before another pair is decided. */
void pairs_pass_over_lost(struct pairs *);
typedef void pairs_lost_fn(void *ctx, struct ip_range);
void pairs_lost(const struct pairs *, pairs_lost_fn *, void *ctx);

/* Who has the lowest address in a range; NULL: nobody. */
const struct endpoint_class *pairs_first_in(const struct pairs *, struct ip_range);

/* One pair. Quick for many in a row between the same VPCs. */
const struct fate *pairs_decide(struct pairs *, const struct endpoint_class *from,
				const struct endpoint_class *to);

#endif
