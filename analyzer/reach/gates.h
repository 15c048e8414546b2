/*
 * gates.h - what the groups of an interface let through, ready for millions of look-ups.
 *
 * A gate is a distinct set of groups in one direction, cut down to the packets that are asked and
 * flattened: sorted addresses, and from each up to the next a pair of sets. Pairs that are alike
 * are one record, so that whoever combines them can go by their address; so are the steps of gates whose
 * rules come to the same (copies of one group, and what is left of many where but one service is asked).
 * References to groups (R43) are looked up apart, and only where somebody in the other VPC carries one that
 * is named.
 *
 * Gates are numbered VPC by VPC, so that what two VPCs ask of each other's lies side by side; a set of
 * groups that is carried in several has a gate in each.
 *
 * Gates are compiled when they are first asked for; one thread uses them.
 */
#ifndef REACH_GATES_H
#define REACH_GATES_H

#include "net/pktpool.h"
#include "reach/carriers.h"
#include "reach/plan.h"

struct gate_sets { /* of the packets asked; certain lies in possible */
	uintptr_t key[2];
	const struct pktset *certain, *possible;
	const struct gate_sets *doubted; /* the same, with nothing certain */
};

struct gate_step { /* from lo up to the next step */
	u128 lo;
	const struct gate_sets *sets;
};

/* What a gate is towards all of a VPC. */
struct gate_view {
	const struct gate_sets *sets; /* by address; NULL: not all alike */
	bool refers;                  /* a reference may let something through */
};

struct gate_steps { /* of one family */
	uint32_t len;
	struct gate_step items[]; /* items[0].lo == 0 */
};

struct gate {
	const struct gate_steps *steps[2]; /* [is IPv6]; NULL: not compiled yet */
	const struct gate_sets *only[2];   /* of its one step; NULL: it has several */
	const uint32_t *vpcs; /* where somebody carries a group that is referred to, sorted */
	uint32_t n_vpcs;
	const struct references *references; /* NULL: not asked for yet */
};

/* What somebody with a set of groups gets through beside what his address does. */
struct referred {
	uint32_t gate, peer, how;
	const struct gate_sets *by_address, *sets;
};
enum { RECENT = 2048 };

struct gates {
	struct reach *r;
	const struct classes *classes;
	const struct pktset *packets;
	struct pktpool *pool;
	struct arena arena, scratch;
	uint32_t len;                        /* how many there are */
	const struct group_set **group_sets; /* [gate] */
	struct gate *items[2];               /* [egress][gate] */
	const struct gate_sets *
		*anyone[2];       /* [is IPv6][gate]: let in from anyone; NULL: not asked for yet */
	uint32_t *of_class;       /* [class]: the number of its gates */
	struct vpc_gates *of_vpc; /* [vpc]: those of its classes */
	const struct gate_sets *open, *closed;
	const struct gate_steps *open_steps;
	struct cons sets, shapes;
	struct referred recent[RECENT]; /* the VPCs at hand ask the same again */
	struct carriers carriers;
	struct shares shares;        /* of the gate that is compiled */
	struct vpc_numbers referred; /* ... and the VPCs where its references are */
};

void gates_open(struct gates *, struct reach *, const struct classes *, struct pktpool *,
		const struct pktset *packets);
void gates_close(struct gates *);

const struct gate *gate_of(struct gates *, uint32_t gate, bool egress);
/* `span`: the addresses of the VPC; no family: they are of several. */
struct gate_view gate_towards(struct gates *, uint32_t gate, bool egress, uint32_t vpc,
			      struct ip_range span);
/* What it lets through from (to) this address alone. */
const struct gate_sets *gate_find(const struct gate *, struct ip);
/* ... from (to) every address of the range alike; NULL: not alike. */
const struct gate_sets *gate_find_range(const struct gate *, struct ip_range);
/* `by_address` is what gate_find() said; adds what the references to the groups of the peer, whose gate
 * it goes by, let through. */
const struct gate_sets *gate_with_references(struct gates *, uint32_t gate, bool egress,
					     uint32_t peer, enum via_mode, uint8_t family,
					     const struct gate_sets *by_address);
const struct gate_sets *gate_for_anyone(struct gates *, uint32_t gate, uint8_t family);
/* What `by_address` says, and what may come from anyone. */
const struct gate_sets *gate_or_anyone(struct gates *, uint32_t gate, uint8_t family,
				       const struct gate_sets *by_address);

#endif
