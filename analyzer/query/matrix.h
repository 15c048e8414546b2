/*
 * matrix.h - all pairs: shared by the files of matrix.
 *
 * matrix.c walks the pairs of classes, VPC by VPC on several threads, and hands rows on in order;
 * matrix_group.c adds them up by VPC, subnet, group or tag; matrix_host.c asks for hosts outside.
 */
#ifndef QUERY_MATRIX_H
#define QUERY_MATRIX_H

#include "query/query.h"
#include "reach/classes.h"
#include "reach/pairs.h"

#include <vpccheck/matrix.h>

struct side {                     /* one end of the question */
	bool *selected;           /* [interface ordinal]; NULL: all */
	LIST(struct point) hosts; /* internet, on premises */
};

struct matrix {
	const struct net *net;
	const struct vck_matrix_options *options;
	const struct classes *classes;
	struct side source, destination;
	const struct pktset *packets;
	uint8_t family;
	struct arena arena;
	vck_matrix_fn *emit;
	void *ctx;
	struct grouping *grouping; /* NULL: rows as they come */
	bool stopped;
};

/* What passes between two classes: of `pairs` pairs of distinct interfaces. */
struct cell {
	const struct endpoint_class *from, *to;
	const struct pktset *passes, *unknown;
	enum vck_verdict verdict;
	uint64_t pairs;
};

bool member_selected(const struct side *, const struct member *);
unsigned long class_selected(const struct matrix *, const struct side *,
			     const struct endpoint_class *);
struct vck_matrix_end class_end(const struct matrix *, const struct side *,
				const struct endpoint_class *);
struct vck_matrix_end interface_end(const struct member *, char address[static IP_TEXT]);
bool emit_row(struct matrix *, struct vck_matrix_row *);

/* Add a cell to the groups of its ends; at the end hand their rows on. */
struct grouping *grouping_new(struct matrix *, const char *by, struct vck_error *);
void grouping_add(struct matrix *, const struct cell *);
void grouping_emit(struct matrix *);
void grouping_free(struct grouping *);

void matrix_hosts(struct matrix *, struct reach *);

#endif
