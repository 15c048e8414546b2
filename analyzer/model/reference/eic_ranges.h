/*
 * eic_ranges.h - where EC2 Instance Connect comes from, Region by Region.
 *
 * AWS publishes the ranges in ip-ranges.json (service EC2_INSTANCE_CONNECT) and as managed prefix
 * lists. A snapshot's own prefix list is newer than this table, so it goes first (R70).
 */
#ifndef MODEL_REFERENCE_EIC_RANGES_H
#define MODEL_REFERENCE_EIC_RANGES_H

#include "base/arena.h"
#include "net/ip.h"

/* Of one Region and family; the count, and the ranges in `arena`. 0: the Region has none. */
size_t eic_reference(struct arena *, const char *region, uint8_t family, struct cidr **out);

/* All of them, in the table's order, as text; NULL behind the last. */
const char *eic_reference_range(size_t i);

#endif
