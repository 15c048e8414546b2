/*
 * differ.h - what the files of diff share.
 *
 * diff_join.c finds the interfaces that nothing tells apart in either network; diff_pairs.c asks
 * between them, VPC by VPC; diff_host.c asks hosts outside; diff_bundle.c puts equal changes
 * together; diff.c is the whole. Both questions are asked on several threads (batch.h), and rows
 * come in an order that does not depend on their number.
 */
#ifndef QUERY_DIFFER_H
#define QUERY_DIFFER_H

#include "base/cons.h"
#include "base/map.h"
#include "query/diff.h"
#include "reach/classes.h"
#include "reach/pairs.h"

enum { BEFORE, AFTER, TIMES };

struct member_pair { /* one interface, before and after; NULL: it is not there */
	const struct member *at[TIMES];
};

/* Interfaces of one class before and of one class after. */
struct joint {
	const struct endpoint_class *class[TIMES];
	const char *vpc_id;
	VEC(struct member_pair) members;
};

struct joint_list {
	LIST(uint32_t) items;
};

struct vpc_pair { /* a VPC, before and after; NULL: it is not there */
	const struct vpc *at[TIMES];
};

struct row {
	size_t *sources, *destinations; /* joints, ascending */
	size_t n_sources, n_destinations;
	const char *outside; /* the one end that is no joint, or NULL */
	const char *ranges;  /* ", " between them; NULL: all */
	bool inbound;        /* outside is the source */
	const struct pktset *opened, *closed;
};

struct net_side {
	const struct net *net;
	struct classes *classes;
	struct joint_list *joints; /* [class] */
};

struct differ {
	struct arena *arena;
	struct net_side at[TIMES];
	uint8_t family;
	VEC(struct joint *) joints;
	bool *has_kin;              /* [joint]: a host of its members has other interfaces, too */
	LIST(struct vpc_pair) vpcs; /* that have joints, in the order of their first one */
	VEC(struct row) rows;
	unsigned long unknown;
};

struct outcome {
	const struct pktset *passes, *unknown;
};

struct delta {
	const struct pktset *opened, *closed;
};

/* What one thread asks with. */
struct diff_worker {
	struct reach *reach[TIMES];
	struct pairs *pairs[TIMES];
	struct arena arena; /* of `changes` */
	struct cons changes;
	VEC(struct diff_cell) cells;
};

struct diff_cell { /* what passes between two joints, or may, at one time */
	uint32_t from, to;
	int time;
	const struct fate *fate;
};

void join_classes(struct differ *);
struct delta compare(struct arena *, const struct outcome o[TIMES]);
bool is_nothing(struct delta);
/* One row with one joint on a side where `*_joint` is not NULL; its sets and texts are copied. */
void add_row(struct differ *, struct row, const size_t *source, const size_t *destination);

void compare_pairs(struct differ *, void *const *workers, unsigned n_workers);
void compare_outside(struct differ *, void *const *workers, unsigned n_workers);
/* Rows that differ in one end alone become one. Ends come in ascending order, and stay so. */
void bundle_rows(struct differ *, bool sources);

#endif
