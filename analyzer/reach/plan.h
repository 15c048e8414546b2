/*
 * plan.h - the way between two places, taken once for all pairs that take it.
 *
 * A place is a subnet, or an interface of its own kind in it. The way between two of them is the
 * same for nearly all addresses, so it is walked once, without the groups and states at its ends:
 * a plan, with the intervals of addresses that it holds for. It is the walk that answers every
 * other question, so a plan can't disagree with it; what no plan can hold (translations, balancers,
 * choices) is left to the walk itself, pair by pair (`in_full`).
 *
 * Places that packets leave and enter alike (block.h) share a plan.
 */
#ifndef REACH_PLAN_H
#define REACH_PLAN_H

#include "base/cons.h"
#include "net/pktpool.h"
#include "reach/classes.h"
#include "reach/internal.h"

/* How far references to groups hold (R43). */
enum via_mode {
	VIA_NONE,
	VIA_SAME,
	VIA_KEPT,
	VIA_MAY_BE_KEPT,
	VIA_ANYONE,  /* what lay between may have changed the source: any range may hold */
	VIA_UNASKED, /* the walk ended before it came to these groups */
};

/* What the network makes of the packets asked, whatever the groups at the ends say. */
struct passage {
	uintptr_t key[5]; /* the request, what replies pass, whose they are */
	struct sets request;
	struct outcome_sets reply;
};

struct plan {
	struct plan *next;
	const struct place *from, *to;
	struct ip_range source, destination; /* the addresses that it holds for */
	bool dead;                           /* nothing gets through */
	bool dead_anywhere; /* ... nor to any other VPC whose addresses lie in `destination` */
	bool in_full;
	bool by_zone,
		by_subnet; /* it holds for the zones (subnets) of these places alone; else ... */
	uint32_t n_picks;
	struct gateway_pick picks
		[MAX_PICKS]; /* ... for all from which subnets are passed that are like these */
	bool lost; /* data lacks on the way: nothing is certain, and no reply is looked at */
	bool lost_anywhere; /* ... nor to any other host whose address lies in `destination` */
	enum via_mode ingress, egress;
	bool or_anyone; /* ingress: beside that, any range may hold */
	struct sets request;
	struct leg leg;
	bool reply_cut, reply_uncertain;
	const struct passage *passage[CLIENT_KINDS]; /* filled when they are asked for */
};

/* Whoever makes plans: where they and their sets live. */
struct planner {
	struct reach *r;
	const struct pktset *packets; /* of the pool */
	struct pktpool *pool;
	struct arena arena;   /* plans */
	struct arena scratch; /* walks */
	struct arena records;
	struct cons passages;
};

void planner_open(struct planner *, struct reach *, struct pktpool *, const struct pktset *packets);
void planner_close(struct planner *);

struct plan *plan_make(struct planner *, const struct place *from, const struct member *source,
		       const struct place *to, const struct member *destination);
bool plan_holds(const struct plan *, struct ip source, struct ip destination);
/* The plan, or a copy of it, between other places of the sorts of its own: where packets between them pass
 * transit gateways as those of the plan do; else NULL. */
struct plan *plan_between(struct planner *, struct plan *, const struct place *from,
			  const struct place *to);
/* Do these other places lie in each other's subnets, or outside, as those of the plan do? `apart`: none
 * of them lies in one of the other VPC's. */
bool plan_sides_fit(const struct plan *, const struct place *from, const struct place *to,
		    bool apart);
/* Do they call and answer by their addresses and groups, as hosts do, and is each where its subnet is? What
 * comes into a subnet is for a host of it, or goes on by its table: of a place that is half in it plans can't say
 * which. */
bool places_plain(const struct place *from, const struct place *to);
/* Could a plan be for all that goes from one to the other? Else each pair is walked. */
bool plan_possible(const struct place *from, const struct place *to);
/* Do all of these addresses lie in the subnet's blocks, or none, or (ACROSS) some? NULL: none. */
enum side { OUTSIDE, INSIDE, ACROSS };
enum side side_of(const struct subnet *, struct ip_range);
/* Does none of these addresses lie in the place's subnet? */
bool place_is_off(const struct place *, struct ip_range);
const struct passage *plan_make_passage(struct planner *, struct plan *, enum client_kind);

static inline const struct passage *plan_passage(struct planner *p, struct plan *plan,
						 enum client_kind client)
{
	const struct passage *known = plan->passage[client];
	return known ? known : plan_make_passage(p, plan, client);
}

#endif
