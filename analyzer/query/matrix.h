/*
 * matrix.h - all pairs: shared by the files of matrix.
 *
 * matrix.c asks, VPC by VPC on several threads (batch.h), and hands rows on in order; matrix_row.c makes rows
 * of cells; matrix_group.c says who goes by which VPC, subnet, group or tag and matrix_group_rows.c adds cells
 * up by them; matrix_host.c asks for hosts outside, matrix_outside.c adds those up; matrix_named.c asks for ends
 * that are no interface by its first address; kin.c knows which interfaces are one host's.
 */
#ifndef QUERY_MATRIX_H
#define QUERY_MATRIX_H

#include "base/cons.h"
#include "query/query.h"
#include "reach/classes.h"
#include "reach/pairs.h"

#include <vpccheck/matrix.h>

struct side {                     /* one end of the question */
	bool *selected;           /* [interface ordinal]; NULL: all */
	LIST(struct point) hosts; /* internet, on premises, EC2 Instance Connect */
	bool all_hosts;           /* of their kind: none is named by its address */
	LIST(struct point)
	named; /* other addresses of interfaces, public ones, nobody's, and interfaces of VPCs
			that were not read */
	const char **regions; /* [host]: whose interfaces it calls; NULL: all hosts call anybody */
	/* made of these once there are classes */
	const struct member *all;
	bool *members;    /* [member of all]: it is selected; NULL: all are */
	bool *classes;    /* [class]: somebody of it is; NULL: all are */
	uint32_t *counts; /* [class]: how many */
	struct vck_matrix_end
		*ends; /* [class], of those that are selected; NULL: rows speak of none */
};

/* Two interfaces of one host, each way: between them nothing is asked (R11). */
struct kin {
	uint32_t from, to; /* classes */
	const struct member *source, *destination;
};

struct kinship {
	LIST(struct kin) items; /* sorted by from, then to */
};

struct matrix {
	const struct net *net;
	const struct vck_matrix_options *options;
	const struct classes *classes;
	struct side source, destination;
	struct kinship kin;
	const struct pktset *packets;
	uint8_t family;
	struct arena arena;
	vck_matrix_fn *emit;
	void *ctx;
	struct grouping *grouping;   /* NULL: rows as they come */
	struct vck_matrix_end *ends; /* [member], for rows of pairs; NULL: none are told */
	struct cons texts;           /* of fates, as rows say them */
	struct vck_matrix_row row;   /* of the last cell ... */
	const struct fate *said;     /* ... and what it said; NULL: there was none */
	unsigned long ends_numbered,
		answers_numbered; /* so far, those of the family before this, too */
	bool ready;               /* its ends are known: there is something to ask */
	bool stopped;
};

struct host_answer;
struct host_row;
struct named_answer;

struct worker { /* one thread's */
	struct reach *reach;
	struct pairs *pairs;
};

/* What passes between two classes, or may. */
struct cell {
	uint32_t from, to; /* classes */
	const struct fate *fate;
};

static inline bool member_selected(const struct side *s, const struct member *m)
{
	return !s->members || s->members[m - s->all];
}

struct vck_matrix_end interface_end(const struct member *, const char *address);
/* Of all rows, before any is told. */
void write_member_ends(struct matrix *);
void write_class_ends(struct matrix *, struct side *);
bool one_host(const struct network_interface *, const struct network_interface *);
bool emit_row(struct matrix *, struct vck_matrix_row *);
void emit_cell(struct matrix *, const struct cell *);
/* The pairs of a cell, and those of the hosts of a VPC. */
void emit_pairs(struct matrix *, const struct cell *, const char **passes, size_t n);
void emit_kin(struct matrix *, uint32_t vpc, const char **passes, size_t n);

void kin_find(struct kinship *, const struct classes *, struct arena *);
/* Those between two classes: items[*first..*first+count). */
size_t kin_between(const struct kinship *, uint32_t from, uint32_t to, size_t *first);
/* Ordered pairs of selected members of two classes that are not one host. */
uint64_t cell_pairs(const struct matrix *, const struct cell *);

/* Add a cell to the groups of its ends; at the end hand their rows on. */
/* net: NULL, where the words alone count. */
bool grouping_known(const struct net *, const char *by, struct vck_error *);
struct grouping *grouping_new(struct matrix *, const char *by);
void grouping_add(struct matrix *, const struct cell *);
/* Likewise what hosts outside and a class come to (matrix_host.c), and what is said of named ends. */
void grouping_add_hosts(struct matrix *, uint32_t class, const struct host_answer *);
void grouping_add_named(struct matrix *, const struct named_answer *);
void grouping_add_named_hosts(struct matrix *, size_t named, const struct host_answer *);
void grouping_add_both_named(struct matrix *, size_t from, size_t to, const struct host_row *);
void grouping_emit(struct matrix *);
void grouping_free(struct grouping *);

struct host_row { /* addresses that share an answer; no ranges: all that the hosts have */
	const struct pktset *passes, *partial, *unknown;
	bool denied; /* something of it is stopped for certain */
	enum vck_verdict verdict;
	VEC(struct ip_range) ranges;
};

/* What all hosts of a kind come to against one class, or one named end. */
struct host_answer {
	const struct point *any; /* of the hosts; NULL: there are none */
	bool inbound;
	bool everybody; /* the rows speak of all hosts that are asked ... */
	bool all_hosts; /* ... which are all there are */
	VEC(struct host_row) rows;
};

/* What a named end and members of a class come to. */
struct named_answer {
	size_t named;       /* its number on its side */
	bool inbound;       /* it is the source */
	struct point point; /* it, or the part of its addresses that this is said of */
	LIST(const struct member *) members;
	struct host_row said; /* no ranges */
};

struct vck_matrix_end host_end(enum point_kind);
/* What the hosts of a kind on one side come to against an end inside. */
struct host_answer ask_hosts(const struct matrix *, struct reach *, struct arena *,
			     const struct side *, enum point_kind, const struct point *inside,
			     bool inbound);
void host_answer_free(struct host_answer *);
struct vck_matrix_row host_row_told(struct arena *, const struct host_row *);
static inline const struct side *named_side(const struct matrix *m, bool inbound)
{
	return inbound ? &m->source : &m->destination;
}

/* By its addresses a host calls itself within (R11), which is no pair; by its public one it may. */
bool named_own_host(const struct point *named, const struct network_interface *);
bool named_no_pair(const struct point *named, const struct network_interface *);
/* Who is named otherwise than by an interface's first address, against everybody. */
void matrix_named(struct matrix *, void *const *workers, unsigned n_workers);
/* A range as one prefix where it is one, else from-to. */
const char *range_text(struct arena *, struct ip_range);
void matrix_hosts(struct matrix *, void *const *workers, unsigned n_workers);

#endif
