/* places.h - what classes.c asks of places.c. Nobody outside these two includes it. */
#ifndef REACH_PLACES_H
#define REACH_PLACES_H

#include "reach/classes.h"

/* What the network's objects single out. */
struct landmarks {
	bool *next_hop;     /* [interface]: a route leads to it */
	uint64_t *targeted; /* [interface]: by which target groups, and how, its host is called */
	bool *leads_on;     /* [subnet]: it is in there */
	bool *forwards;     /* [subnet]: what stands in it sends on others' packets from there */
	bool *of_its_own;   /* [subnet]: ... or its route table may lead to what stands in it */
};

void landmarks_find(struct landmarks *, const struct net *, struct arena *);
/* Do packets meet it otherwise than they meet any host in its subnet? */
bool landmarks_special(const struct landmarks *, const struct network_interface *);

void places_build(struct classes *, const struct landmarks *);

#endif
