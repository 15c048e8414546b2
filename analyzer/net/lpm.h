/*
 * lpm.h - longest prefix match.
 *
 * Prefixes nest or are disjoint, so a table of them cuts the address space into intervals, each of
 * which has one winner. Building sorts once; a look-up is a binary search.
 */
#ifndef NET_LPM_H
#define NET_LPM_H

#include "base/arena.h"
#include "net/ip.h"

struct lpm_entry {
	struct cidr prefix;
	uint32_t value; /* the caller's index, best first */
};

#define LPM_NONE UINT32_MAX

struct lpm; /* lives in the arena it was built in */

/* Of entries with equal prefixes the first wins. Reorders `entries`. Both families go in one table.
 */
const struct lpm *lpm_build(struct arena *, struct lpm_entry *entries, size_t count);
/* Value, or LPM_NONE. *around: the interval of the address in which the answer stays the same; NULL: it
 * is not asked for. */
uint32_t lpm_find(const struct lpm *, struct ip, struct ip_range *around);

#endif
