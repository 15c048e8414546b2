/*
 * openings.h - which VPCs may let something in from which.
 *
 * Question: where everything is joined to everything, most VPCs let in nothing from most others;
 * which are the others? For each VPC there is a row of bits, one for each VPC that its packets may come
 * to: set when the groups of any of the interfaces there let something in from an address of this VPC,
 * or refer to a group that somebody here carries (R43).
 *
 * What a VPC lets in is the union of a few stretches of addresses, and the bits of a stretch are found
 * once, whoever opens it: rules name the same stretches again and again (10.0.0.0/8). Found VPC by VPC
 * that packets come to, they are asked for VPC by VPC that they come from, so rows and columns change
 * places.
 *
 * Invariant: where a bit is clear, the groups of that VPC stop all that comes to it with the address
 * that it was sent with (leads.h). A set bit says nothing.
 *
 *	sg-2 of vpc-2 lets tcp/22 in from 10.1.0.0/16, which is vpc-1's: in the row of vpc-1 the bit
 *	of vpc-2 is set, and in that of vpc-3, 10.3.0.0/16, it is not.
 */
#ifndef REACH_OPENINGS_H
#define REACH_OPENINGS_H

#include "reach/addresses.h"
#include "reach/gates.h"

struct openings {
	size_t words;   /* of a row */
	uint64_t *rows; /* [from * words] */
};

/* Rows in the arena. */
void openings_find(struct openings *, struct gates *, const struct addresses *, struct arena *);

static inline const uint64_t *openings_from(const struct openings *o, uint32_t from)
{
	return &o->rows[from * o->words];
}

static inline bool opening(const uint64_t *row, uint32_t to)
{
	return row[to / 64] >> to % 64 & 1;
}

#endif
