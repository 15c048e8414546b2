/*
 * leads.h - ways on which packets stay as they were sent.
 *
 * Question: does all that a place sends to any host of a VPC come to that host with its sender's
 * address, or to nobody? Then the host's groups decide, and where they let nothing in no way needs
 * to be walked (openings.h). So it is inside a VPC, across a peering connection, and through a
 * transit gateway that leads into the VPC and delivers there. Where anything might lead elsewhere,
 * or data lack, the answer is no, and the walk finds out.
 *
 *	rtb-1 has 10.2.0.0/16 -> pcx-1, and vpc-2 behind it is 10.2.0.0/16: straight.
 *	rtb-1 has 10.2.3.0/24 -> eni-9, too: not straight.
 */
#ifndef REACH_LEADS_H
#define REACH_LEADS_H

#include "reach/classes.h"
#include "reach/internal.h"

enum lead_answer { NOT_ASKED, YES, NO }; /* what was found out once */

enum lead_kind { LEAD_ELSEWHERE, LEAD_LOCAL, LEAD_PEER, LEAD_GATEWAY };

struct lead { /* where a place's table leads all of these addresses */
	struct ip_range atom;
	enum lead_kind kind;
	const struct object *by; /* the VPC, the connection or the gateway that takes them on */
	uint8_t *
		arrivals; /* LEAD_GATEWAY, by whose table it goes on: [vpc] of enum lead_answer; NULL:
			      unknown */
	bool clear;       /* none of the VPC's own blocks lies among them */
	bool found;       /* the table was asked, and says all there is: */
	const struct table_entry *entry; /* NULL: none matches */
	uint32_t from;                   /* whose table it is */
};

struct leads {
	struct reach *r;
	const struct classes *classes;
	struct arena arena;
	struct ip_range *spans; /* [vpc]: of all its classes; no family: they have several */
	struct ip_range
		*grounds; /* [vpc]: around the blocks of its places' subnets of that family */
	struct ip_range *nowhere; /* [place]: the last that it led nowhere */
	uint8_t *settled;         /* [vpc] of enum lead_answer */
	uint8_t **arrivals;       /* [transit gateway's route table] */
	struct lead *
		of_table; /* [route table]: the one that was found last, for the next one asked for is
				  mostly the same; [their number]: where there is no table */
};

void leads_open(struct leads *, struct reach *, const struct classes *);
void leads_close(struct leads *);
bool leads_straight(struct leads *, const struct place *from, uint32_t to);
/* The lead that was found last for a place's table. */
const struct lead *leads_last(const struct leads *, const struct place *from);
/* The transit gateway by which it does so; NULL: it does not, or otherwise. */
const struct transit_gateway *leads_through(struct leads *, const struct place *from, uint32_t to);
/* What all that a place sends to a VPC is led to by its table, and to nothing in its own subnet: the VPC
 * itself, a connection or a gateway; NULL: it is not known, or not one for all. Where it is the same,
 * another place is but as far off as its filters are. */
const struct object *leads_by(struct leads *, const struct place *from, uint32_t to);
/* Does the place's table lead this address nowhere: by no route or a blackhole, to an internet gateway,
 * which takes no private address (R66), to a peering connection with another VPC than the one that has it
 * (R33), or to a transit gateway whose table leads it nowhere? *all: the
 * addresses of other VPCs of which the same is true. */
bool leads_nowhere(struct leads *, const struct place *from, struct ip, struct ip_range *all);
/* ... all that is for a VPC? */
bool leads_all_nowhere(struct leads *, const struct place *from, uint32_t to);
/* Have two VPCs no address in common, nor one that lies between the other's subnets? */
bool leads_apart(const struct leads *, uint32_t vpc, uint32_t other);

/* Is it known already that a place's last lead takes all that is for another VPC straight there? Asked of
 * each of thousands of VPCs for each place: false where leads_straight() might yet say yes. */
static inline bool lead_goes_straight(const struct leads *l, const struct lead *lead,
				      const struct place *from, uint32_t to)
{
	const struct ip_range *span = &l->spans[to];
	return lead->kind == LEAD_GATEWAY && lead->from == from->vpc && from->at_home &&
	       lead->clear && lead->arrivals && lead->arrivals[to] == YES &&
	       lead->atom.family == span->family && lead->atom.lo <= span->lo &&
	       span->hi <= lead->atom.hi;
}

#endif
