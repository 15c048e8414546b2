/*
 * filter.h - what groups and NACLs let through, compiled once and looked up by address.
 *
 * The addresses that a filter names cut each family into intervals in which it answers alike; for
 * each there is one pair of sets. A look-up narrows *atom to the interval (when atom is not NULL).
 */
#ifndef REACH_FILTER_H
#define REACH_FILTER_H

#include "base/map.h"
#include "reach/reach.h"

/* One rule's share: packets of `set` to or from `cidr`; maybe: only if data that lack say so (R45).
 */
struct contribution {
	struct cidr cidr;
	const struct pktset *set;
	bool maybe;
};

struct filter_step { /* from lo up to the next step */
	u128 lo;
	struct sets sets;
};

struct filter_family {
	struct filter_step *steps; /* steps[0].lo == 0 */
	size_t count;
};

struct filter {
	struct filter_family v4, v6;
};

/* Sets of an interval: the contributions that cover it, in their order. `ctx`: who makes them. */
typedef struct sets filter_combine_fn(void *ctx, const struct contribution *const *, size_t count);

struct filter_rules {
	const struct contribution *items;
	size_t count;
	filter_combine_fn *combine;
	void *ctx;
};

/* Steps in the arena. */
void filter_build(struct arena *, const struct filter_rules *, struct filter *out);
struct filter_family filter_build_family(struct arena *, const struct filter_rules *,
					 uint8_t family);
/* The same as a copy that those share which answer alike: default NACLs, rules for all. Their sets are of
 * one pool (net/pktpool.h). The copy is the map's arena's. */
const struct filter *filter_shared(struct map *, struct arena *scratch, const struct filter *);
struct sets filter_find(const struct filter *, struct ip, struct ip_range *atom);

void atom_narrow(struct ip_range *atom, struct ip_range to);

#endif
