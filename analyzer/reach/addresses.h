/*
 * addresses.h - the classes in the order of their addresses.
 *
 * Whoever looks for all that lie between two addresses finds them side by side; and of each, where
 * the first one of another VPC follows.
 */
#ifndef REACH_ADDRESSES_H
#define REACH_ADDRESSES_H

#include "reach/classes.h"

struct address_of_class {
	struct ip address;
	uint32_t class, vpc;
	uint32_t run_end; /* the first one behind it of another VPC or family */
};

struct address_run { /* of one VPC */
	uint32_t at; /* all[at..) */
	uint32_t vpc;
};

struct addresses {
	LIST(struct address_of_class) all; /* by family, then address */
	LIST(uint32_t) v4; /* [i]: the address of all[i]; those of IPv4 are the first */
	LIST(struct address_run) runs;
};

void addresses_sort(struct addresses *, const struct classes *, struct arena *);
/* The first one at or behind an address; ... behind all of a range. */
size_t addresses_from(const struct addresses *, struct ip);
size_t addresses_behind(const struct addresses *, struct ip_range);
/* The run that all[i] is of. */
size_t addresses_run(const struct addresses *, size_t i);

#endif
