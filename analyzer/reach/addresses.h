/*
 * addresses.h - the classes in the order of their addresses.
 *
 * Whoever looks for all that lie between two addresses finds them side by side; and where those of one VPC
 * end and those of the next one follow.
 */
#ifndef REACH_ADDRESSES_H
#define REACH_ADDRESSES_H

#include "reach/classes.h"

struct address_of_class {
	struct ip address;
	uint32_t class, vpc;
};

struct address_run { /* of one VPC and family */
	uint32_t at; /* all[at..), up to where the next one's begin */
	uint32_t vpc;
};

struct addresses {
	LIST(struct address_of_class) all; /* by family, then address */
	LIST(uint32_t) v4;             /* [i]: the address of all[i]; those of IPv4 are the first */
	LIST(struct address_run) runs; /* behind the last one stands where it ends */
};

void addresses_sort(struct addresses *, const struct classes *, struct arena *);
/* The first one at or behind an address; ... behind all of a range. */
size_t addresses_from(const struct addresses *, struct ip);
size_t addresses_behind(const struct addresses *, struct ip_range);
/* The run that all[i] is of. */
size_t addresses_run(const struct addresses *, size_t i);

#endif
