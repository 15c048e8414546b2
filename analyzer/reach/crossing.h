/*
 * crossing.h - ways across a transit gateway, one for all VPCs that are attached alike.
 *
 * Question: two thousand VPCs are attached to one gateway, so that there are four million ways from one
 * into another; in what do they differ? Where the gateway leads straight from either VPC into the other
 * (leads.h), and these have no address in common, a walk asks for nothing but what lies at its two ends:
 * the network ACL of each place, those of the subnets by which packets leave its VPC and come in, and the
 * options of the attachment. What is at an end is one record for all that have the same there, and
 * between two such ends there is one plan (plan.h): of the first two places that were asked for.
 *
 *	vpc-1, vpc-2 and vpc-3 have a subnet for the attachment in each zone, and network ACLs that let
 *	all pass: the plan from vpc-1 to vpc-2 is that of all six ways between them.
 *
 * Where more than that matters there is no crossing, and places have plans of their own: attachments in
 * appliance mode, or without a subnet in a zone; network ACLs that answer some of a place's addresses
 * otherwise than others; enforced encryption; interfaces that packets meet otherwise than hosts.
 */
#ifndef REACH_CROSSING_H
#define REACH_CROSSING_H

#include "base/cons.h"
#include "reach/leads.h"
#include "reach/plan.h"

struct crossing {
	uintptr_t key[4];  /* the two ends, and what the network ACL of each says of the other */
	struct plan *plan; /* NULL: none was made yet */
};

enum { ZONES_KEPT = 4 };

struct known_end {                             /* of a place, towards those of a zone */
	const struct transit_gateway *gateway; /* NULL: not asked for yet */
	uint32_t zone;
	const struct crossing_end *end; /* NULL: more matters */
};

struct crossings {
	struct reach *r;
	const struct classes *classes;
	struct leads *leads;
	struct arena arena, plans;
	struct cons ends, acls, items;
	struct known_end *known; /* [place * ZONES_KEPT + zone % ZONES_KEPT] */
};

void crossings_open(struct crossings *, struct reach *, const struct classes *, struct leads *);
void crossings_close(struct crossings *);
/* Of two VPCs that are apart (leads.h); NULL: there is none. */
struct crossing *crossing_between(struct crossings *, const struct place *from,
				  const struct place *to);
/* A plan between two such places becomes that of all. */
void crossing_keep(struct crossings *, struct crossing *, const struct plan *);
/* Where there are very many, forgets them. */
void crossings_thin(struct crossings *);

#endif
