/*
 * openings.h - which VPCs may let something in from which.
 *
 * Question: where everything is joined to everything, most VPCs let in nothing from most others;
 * which are the others? For each VPC there is a row of bits, one for each VPC that packets may come
 * from: set when the groups of any of its interfaces let something in from an address of that VPC,
 * or refer to a group that somebody there carries (R43).
 *
 * A row is the union of a few stretches of addresses, and the bits of a stretch are found once,
 * whoever opens it: rules name the same stretches again and again (10.0.0.0/8).
 *
 * Invariant: where a bit is clear, the groups of that VPC stop all that comes from there with the
 * address that it was sent with (leads.h). A set bit says nothing.
 *
 *	sg-2 of vpc-2 lets tcp/22 in from 10.1.0.0/16, which is vpc-1's: in the row of vpc-2 the bit
 *	of vpc-1 is set, and that of vpc-3, 10.3.0.0/16, is not.
 */
#ifndef REACH_OPENINGS_H
#define REACH_OPENINGS_H

#include "reach/addresses.h"
#include "reach/gates.h"

struct openings {
	size_t words;   /* of a row */
	uint64_t *rows; /* [to * words] */
};

/* Rows in the arena. */
void openings_find(struct openings *, struct gates *, const struct addresses *, struct arena *);

static inline bool opening(const struct openings *o, uint32_t to, uint32_t from)
{
	return o->rows[to * o->words + from / 64] >> from % 64 & 1;
}

#endif
