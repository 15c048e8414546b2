/*
 * diff.h - which flows a change opens and closes.
 *
 * Question: two snapshots of the same networks, before and after; between whom does something get
 * through that did not, and the other way round? Interfaces are the same when their ids are. Those
 * that nothing tells apart, neither before nor after, are one class; pairs of classes are asked in
 * both networks, and only where packets come to at all in one of them. The internet is an end, too,
 * address range by address range; what lies on premises is none, for nobody knows what passes there.
 *
 * Invariants: what one of the snapshots leaves unknown is neither opened nor closed, but counted. So
 * are interfaces that one of them alone shows, where the other was not asked who is there. Two
 * interfaces that are one host's whenever both are there are no pair (R11). Changes come in an order
 * that depends on the networks alone, equal ones together.
 */
#ifndef QUERY_DIFF_H
#define QUERY_DIFF_H

#include "query/query.h"

struct diff_end {
	const char *outside;       /* "internet", or NULL */
	LIST(const char *) ranges; /* of a host outside: which addresses; none: all */
	LIST(const struct network_interface *) interfaces;
};

/* Sets of packets; any may be empty, but not all. What passes to a part of the clients' ports alone is
 * neither opened nor, while nothing more passed before, closed. */
struct delta {
	const struct pktset *opened, *closed;
	const struct pktset *partial; /* passes in part, and did not: it was stopped, or passed */
	const struct pktset *was_partial; /* passed in part, and does not any more */
	bool still_partial; /* something passes in part at both times: whether to the same ports is not said */
};

struct diff_change {
	struct diff_end source, destination;
	struct delta delta;
	uint8_t family; /* IPV4 or IPV6: over which it is told */
};

/* Interfaces whose VPC a snapshot lacks: nothing gets there, or from there, for certain. */
struct diff_strays {
	unsigned long count;
	const struct network_interface *one;
};

/* VPCs from which packets to others are lost where a snapshot does not show what routes lead to. */
struct diff_lost {
	unsigned long vpcs;
	const char *from, *to; /* one of them, and a VPC that its packets may come to; ids */
};
enum lost_when { LOST_BEFORE, LOST_AFTER, LOST_BOTH, LOST_KINDS };

struct diff {
	struct diff_change *items;
	size_t len;
	unsigned long unknown; /* pairs of classes of which a snapshot does not tell enough, but
				  those that are lost or strays' */
	/* Something passes to a part of the clients' ports both before and after, and network ACLs, which decide to
	 * which, have other entries: so many, and one of them. */
	unsigned long acls;
	const struct network_acl *acl;
	struct diff_lost lost[LOST_KINDS];
	struct diff_strays strays[LOST_KINDS];
	/* Interfaces that one snapshot alone shows, while the other was not asked for them. */
	unsigned long missing_before, missing_after;
	const struct network_interface *missing_from_before, *missing_from_after; /* one of each */
};

/* `jobs`: threads, 0 = one a core; the answer is the same. Sets and texts live in `arena`; interfaces point into the two networks. */
void query_diff(const struct net *before, const struct net *after, unsigned jobs, struct arena *,
		struct diff *out);

#endif
