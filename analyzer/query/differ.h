/*
 * differ.h - what the files of diff share.
 *
 * diff_join.c finds the interfaces that nothing tells apart in either network; diff_pairs.c asks
 * between them, VPC by VPC; diff_lost.c knows from which VPCs packets are lost; diff_parted.c asks
 * whom no class stands for; diff_host.c asks hosts outside; diff_bundle.c puts equal changes together;
 * diff.c is the whole. All questions are asked on several threads (batch.h), and rows come in an order
 * that does not depend on their number.
 */
#ifndef QUERY_DIFFER_H
#define QUERY_DIFFER_H

#include "base/cons.h"
#include "base/map.h"
#include "net/pktpool.h"
#include "query/diff.h"
#include "reach/classes.h"
#include "reach/pairs.h"

enum { BEFORE, AFTER, TIMES };

struct member_pair { /* one interface, before and after; NULL: it is not there */
	const struct member *at[TIMES];
};

/* Interfaces of one class before and of one class after. Those that share their host with another one
 * at one time alone, or with a stray, are joints of their own. */
struct joint {
	const struct endpoint_class *class[TIMES]; /* NULL: it is not there, or a stray */
	const char *vpc_id;
	VEC(struct member_pair) members;
	bool is_stray; /* its VPC is one that a network lacks: there no class stands for it */
};

struct joint_list {
	LIST(uint32_t) items;
};

struct vpc_pair { /* a VPC, before and after; NULL: it is not there */
	const struct vpc *at[TIMES];
};

/* Two joints of one member each that are one host at one time, and two at the other. */
struct parted {
	uint32_t a, b;
};

struct row {
	size_t *sources, *destinations; /* joints, ascending */
	size_t n_sources, n_destinations;
	const char *outside; /* the one end that is no joint, or NULL */
	const char *ranges;  /* ", " between them; NULL: all */
	bool inbound;        /* outside is the source */
	struct delta delta;
};

struct net_side {
	const struct net *net;
	struct classes *classes;
	struct joint_list *joints; /* [class] */
};

struct lost_vpcs {                   /* over both families */
	struct map seen[LOST_KINDS]; /* ids */
	struct diff_lost *told;      /* [LOST_KINDS] */
};

struct differ {
	struct arena *arena;
	struct net_side at[TIMES];
	uint8_t family;
	VEC(struct joint *) joints;
	bool *has_kin;              /* [joint]: a host of its members has other interfaces, too */
	LIST(struct vpc_pair) vpcs; /* that have joints, in the order of their first one */
	LIST(struct parted) parted; /* each way */
	VEC(struct row) rows;
	struct pktpool *pool; /* of their sets: those that are equal are one */
	size_t *numbers;      /* [joint]: it, as a list of one */
	unsigned long unknown;
	bool still_partial;
	struct lost_vpcs *lost;
};

struct outcome {
	const struct pktset *passes, *partial, *unknown;
};

struct lost_ranges { /* addresses that packets are lost on the way to: by address, apart */
	VEC(struct ip_range) items;
	uint8_t family; /* of these alone */
};

/* What one thread asks with. */
struct diff_worker {
	struct reach *reach[TIMES];
	struct pairs *pairs[TIMES];
	struct arena arena;         /* of `changes` */
	struct arena arena_of_pair; /* of one that is asked alone */
	struct cons changes;
	VEC(struct diff_cell) cells;
	VEC(struct diff_cell)
	alone; /* that were told at one time, while at the other they are lost */
	struct lost_ranges lost[TIMES]; /* of the VPC at hand */
	bool still_partial;
};

struct diff_cell { /* what passes between two joints, or may, at one time */
	uint32_t from, to;
	uint32_t far; /* the VPC of `to`, then */
	int time;
	const struct fate *fate;
};

void join_classes(struct differ *);
/* Is it an interface of the other network for which this one was not asked: may it be there, too? */
bool may_be_missing(const struct net *, const struct network_interface *);
bool are_one_host(const struct member_pair *, const struct member_pair *, int time);
/* Whenever both are there: then they are no pair (R11). */
bool are_always_one_host(const struct member_pair *, const struct member_pair *);
struct delta compare(struct arena *, const struct outcome o[TIMES]);
bool is_nothing(struct delta);
/* One flow, at one time. */
struct outcome ask_alone(struct reach *, struct arena *, const struct member *from,
			 const struct member *to);
bool delta_equal(struct delta, struct delta);
struct delta delta_keep(struct arena *, struct delta); /* a copy of its own */
/* Of whoever is not there. */
static inline struct outcome outcome_stopped(void)
{
	return (struct outcome){pktset_empty, pktset_empty, pktset_empty};
}
/* One row with one joint on a side where `*_joint` is not NULL; its sets and texts are copied. */
void add_row(struct differ *, struct row, const size_t *source, const size_t *destination);

/* Of the VPC from which pairs were told last. */
void lost_find(struct diff_worker *, int time);
/* May what was told at one time be lost, or a stray's, at the other, so that it was not told then? */
bool lost_else(const struct differ *, const struct diff_worker *, const struct diff_cell *);
/* to[kind]: a VPC to which packets from the one at hand are lost; NULL: none. */
void lost_list(const struct differ *, const struct diff_worker *, const char *to[LOST_KINDS]);
void lost_tell(struct differ *, const struct vpc_pair *from, const char *const to[LOST_KINDS]);

void compare_pairs(struct differ *, void *const *workers, unsigned n_workers);
void compare_parted(struct differ *, void *const *workers, unsigned n_workers);
void compare_outside(struct differ *, void *const *workers, unsigned n_workers);
/* Rows from the `first` on that differ in one end alone become one. Ends come in ascending order, and
 * stay so. */
void bundle_rows(struct differ *, size_t first, bool sources);

#endif
