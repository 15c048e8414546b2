/*
 * tgw_table.h - a transit gateway's route table, compiled (R80): the longest prefix wins; of equal ones static
 * routes go before prefix lists, these before what VPCs, Direct Connect, Connect and VPNs propagate, in this order.
 *
 * Compiled once, when first asked for; owned by the struct reach.
 */
#ifndef REACH_TGW_TABLE_H
#define REACH_TGW_TABLE_H

#include "reach/internal.h"

struct tgw_entry {
	struct cidr prefix;
	int rank; /* lower wins among equal prefixes */
	bool blackhole;
	const char *attachment_id, *resource_type;
	const struct tgw_vpc_attachment *vpc_attachment;
	const struct tgw_route *route;
	/* What a VPC that was attached later has is not propagated where it overlaps: which of the two this
	 * is, no describe call tells. (Of equal prefixes: tgw_ties().) */
	bool contested;
};

struct dead_ranges { /* of tgw_dead_around(), ascending, none next to another */
	struct ip_range *items;
	size_t len;
};

struct tgw_table {
	const struct lpm *lpm;
	struct tgw_entry *entries;
	size_t count;
	bool incomplete;   /* something propagates whose routes are not in the snapshot */
	bool unread;       /* ... and what that is, the snapshot does not say either */
	bool contested;    /* some entries are */
	bool list_missing; /* a prefix list reference without entries: tgw_may_differ() */
};

const struct tgw_table *tgw_table_of(struct reach *, const struct tgw_route_table *);

/*
 * Of several attachments that propagate one prefix the gateway took one, and does not say which: so many
 * entries from `first` on may be it.
 */
unsigned tgw_ties(const struct tgw_table *, uint32_t first);

/*
 * All addresses around this one that the gateway leads to nobody outside of VPCs, whoever sends them: by no
 * route, by a blackhole, or into a VPC whose own they are and where nobody has them. NULL: not certain.
 */
const struct ip_range *tgw_dead_around(struct reach *, const struct tgw_route_table *, struct ip);

/* Might a reference to a list without entries match, and lead elsewhere than this entry (NULL: than nowhere)? */
bool tgw_may_differ(const struct tgw_route_table *, const struct tgw_entry *, struct ip);

#endif
