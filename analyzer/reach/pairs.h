/*
 * pairs.h - one question, asked of very many pairs of interfaces.
 *
 * Between two subnets the way is the same for nearly all addresses: the walk is taken once per pair
 *of subnets (a plan, with the intervals of addresses it holds for), without the groups at the ends.
 *A pair of classes is then two look-ups in its groups and one in the plan. Whatever a plan can't
 *say (translations, balancers, choices) is walked in full. Plans come from the same walk as every
 *other answer, so that `path` and `matrix` can't disagree.
 *
 *	struct pairs *p = pairs_new(reach, classes, packets);
 *	pairs_decide(p, &classes->items[i], &classes->items[j], &answer);   sets live until the next
 *call pairs_free(p);
 */
#ifndef REACH_PAIRS_H
#define REACH_PAIRS_H

#include "reach/classes.h"

struct pairs;

struct pairs *pairs_new(struct reach *, const struct classes *, const struct pktset *packets);
void pairs_free(struct pairs *);
void pairs_decide(struct pairs *, const struct endpoint_class *from,
		  const struct endpoint_class *to, struct answer *out);

#endif
