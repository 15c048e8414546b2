/*
 * grouping.h - rows by VPC, subnet, group or tag: what matrix_group.c, which adds up pairs of interfaces,
 * shares with matrix_outside.c, which adds up interfaces and hosts outside.
 */
#ifndef QUERY_GROUPING_H
#define QUERY_GROUPING_H

#include "base/map.h"
#include "base/vec.h"
#include "net/pktpool.h"
#include "query/matrix.h"

/* Of one answer, in the pool. */
struct answer_sets {
	const struct pktset *passes, *partial, *unknown;
	bool denied; /* it stops something for certain */
};

/* What is said of several answers together. */
struct sums {
	const struct pktset *some, *all;        /* what passes in one of them, in each of them */
	const struct pktset *partial, *unknown; /* in one of them */
	bool denied;                            /* one of them stops something for certain */
};

struct host_group { /* hosts of a kind, and those that go by a label */
	enum point_kind kind;
	bool inbound; /* the hosts are the source */
	uint32_t label;
	const char *id; /* the label's */
	struct sums sums;
	uint64_t told, reached;      /* interfaces */
	VEC(struct ip_range) ranges; /* hosts of which something is said */
	size_t merged;               /* so many were left when ranges were last put together */
	bool everybody;              /* something is said of all hosts */
};

struct group_row {
	uint32_t from, to; /* labels */
	struct sums sums;
	uint64_t told; /* pairs that something is said of; of the others nothing passes */
	uint64_t reached;
	uint64_t none; /* of source and destination, what is no pair: one interface, one host (R11)
			*/
};

struct label {
	const char *id, *name, *vpc;
	unsigned long members;
	uint64_t sources, destinations; /* members that are selected */
};

struct share { /* so many selected members of a class go by a label */
	uint32_t label, count;
};

struct shares {
	struct share *items;
	uint32_t len;
};

struct grouping;
typedef void label_fn(struct grouping *, const struct network_interface *);

struct grouping {
	const char *kind, *tag;
	struct arena arena;
	struct map by_name, by_pair, by_hosts;
	VEC(struct label) labels;
	VEC(struct group_row) rows;
	VEC(struct host_group) hosts;
	VEC(uint32_t) * of_interface;          /* [ordinal] labels of an interface */
	struct shares *sources, *destinations; /* [class] */
	struct shares *named[2]; /* [is a source][number]: the labels of named ends, one each */
	struct pktpool *pool;
};

/* matrix_group.c, for matrix_group_named.c. */
uint32_t label_of(struct grouping *, const char *id, const char *name, const char *vpc);
struct group_row *group_row(struct grouping *, uint32_t from, uint32_t to);
struct group_row *group_row_known(struct grouping *, uint32_t from, uint32_t to);
void group_add_pairs(struct grouping *, struct group_row *, const struct answer_sets *,
		     uint64_t pairs);
void count_label(struct shares *, uint32_t label);
/* matrix_group_named.c: the labels of named ends; what of them is no pair. */
void named_label(struct grouping *, const struct matrix *, label_fn *);
void named_share_out(struct grouping *, const struct matrix *);
void named_count_none(struct matrix *);
/* matrix_outside.c: hosts, and so many of a label. */
void outside_add(struct grouping *, const struct host_answer *, uint32_t label, uint64_t count);

/* matrix_sums.c: of no answers; with one more, but for `all`. */
struct sums sums_none(void);
void sums_add(struct grouping *, struct sums *, const struct answer_sets *);
/* Into a row. `whole`: they speak of all that it stands for, of `packets`. */
void sums_tell(struct grouping *, const struct sums *, bool whole, const struct pktset *packets,
	       struct vck_matrix_row *);
struct vck_matrix_end label_end(const struct grouping *, uint32_t label);
/* matrix_outside.c */
void outside_emit(struct matrix *);
void outside_free(struct grouping *);

#endif
