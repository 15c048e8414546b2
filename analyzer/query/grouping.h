/*
 * grouping.h - rows by VPC, subnet, group or tag.
 *
 * matrix_group.c says who goes by which label, matrix_group_rows.c adds up pairs of interfaces,
 * matrix_group_named.c named ends, matrix_outside.c interfaces and hosts outside.
 *
 * Where each host is a label of its own there are as many rows as pairs of hosts, far more than memory
 * holds. So cells are kept as they come, class by class, packed; and when all are there the rows of one
 * source label after the other are added up and handed on.
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

struct group_row { /* from the label at hand */
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

/* What pairs came to, once for each that differs. */
struct group_answer {
	uintptr_t key[4];
	struct answer_sets sets;
	uint32_t number;
};

/* To whom a class sends: for each destination how many classes it lies behind the one before, and the number
 * of the answer, seven bits a byte, the lowest first. */
struct group_cells {
	const uint8_t *bytes;
	size_t len;
};

/* Of labels, beside what the cells say. */
struct group_said {
	uint32_t from, to, answer;
	uint64_t pairs;
};
struct no_pair {
	uint32_t from, to;
};

struct grouping;
typedef void label_fn(struct grouping *, const struct network_interface *);

struct grouping {
	const char *kind, *tag;
	struct arena arena;
	struct map by_name, by_hosts;
	VEC(struct label) labels;
	VEC(struct host_group) hosts;
	VEC(uint32_t) * of_interface;          /* [ordinal] labels of an interface */
	struct shares *sources, *destinations; /* [class] */
	struct shares *named[2]; /* [is a source][number]: the labels of named ends, one each */
	struct pktpool *pool;
	struct cons by_sets, by_fate, texts;
	VEC(const struct group_answer *) answers; /* [number] */
	struct group_cells *cells;                /* [source class] */
	struct {                                  /* those of the class that is told */
		VEC(uint8_t) bytes;
		uint32_t from, to;
	} packing;
	VEC(struct group_said) said;
	VEC(struct no_pair) none;
	unsigned long first_end, *answers_numbered;
};

/* matrix_group.c, for matrix_group_named.c. */
uint32_t label_of(struct grouping *, const char *id, const char *name, const char *vpc);
void count_label(struct shares *, uint32_t label);
/* matrix_group_rows.c: so many pairs of two labels; a pair of them that is none. */
void group_say(struct grouping *, uint32_t from, uint32_t to, uint32_t answer, uint64_t pairs);
void group_no_pair(struct grouping *, uint32_t from, uint32_t to);
uint32_t group_answer_number(struct grouping *, const struct answer_sets *);
void group_rows_free(struct grouping *);
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
