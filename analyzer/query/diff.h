/*
 * diff.h - which flows a change opens and closes.
 *
 * Question: two snapshots of the same networks, before and after; between whom does something get
 * through that did not, and the other way round? Interfaces are the same when their ids are. Those
 * that nothing tells apart, neither before nor after, are one class; pairs of classes are asked in
 * both networks, and only where packets come to at all in one of them. The internet and on premises
 * are ends, too, address range by address range.
 *
 * Invariants: what one of the snapshots leaves unknown is neither opened nor closed, but counted.
 * Changes come in an order that depends on the networks alone, equal ones together.
 */
#ifndef QUERY_DIFF_H
#define QUERY_DIFF_H

#include "query/query.h"

struct diff_end {
	const char *outside;       /* "internet", "on-premises", or NULL */
	LIST(const char *) ranges; /* of a host outside: which addresses; none: all */
	LIST(const struct network_interface *) interfaces;
};

struct diff_change {
	struct diff_end source, destination;
	const struct pktset *opened, *closed; /* one of them may be empty */
};

struct diff {
	struct diff_change *items;
	size_t len;
	unsigned long unknown; /* pairs of classes of which a snapshot does not tell enough */
};

/* `jobs`: threads, 0 = one a core; the answer is the same. Sets and texts live in `arena`; interfaces point into the two networks. */
void query_diff(const struct net *before, const struct net *after, unsigned jobs, struct arena *,
		struct diff *out);

#endif
