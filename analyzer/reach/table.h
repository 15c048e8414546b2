/*
 * table.h - route tables, compiled for longest prefix match (R20-R26).
 */
#ifndef REACH_TABLE_H
#define REACH_TABLE_H

#include "reach/reach.h"

struct table_entry {
	struct cidr prefix;        /* of a prefix-list route: one of the list's entries */
	const struct route *route; /* NULL: the implicit local route */
	bool ambiguous;            /* another prefix-list route ties, with another target (R24) */
};

/* A prefix list without entries may hide a route (R24, R2); AWS's own lists hold public addresses
 * only. */
enum incomplete { COMPLETE = 0, INCOMPLETE_PUBLIC, INCOMPLETE };

struct table {
	const struct lpm *lpm;
	struct table_entry
		*entries; /* lpm values index this; ties follow each other, the winner first */
	size_t count;
	enum incomplete v4, v6;
	const struct prefix_list *missing_list;
	const char *missing_list_id;
};

const struct table *table_of(struct reach *, const struct route_table *);
/* NULL: no route matches. */
const struct table_entry *table_find(const struct table *, struct ip, struct ip_range *atom);
/* Could a prefix list without entries hold a longer match than this one? */
bool table_may_differ(const struct table *, const struct table_entry *, struct ip);

#endif
