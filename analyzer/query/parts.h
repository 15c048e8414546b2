/*
 * parts.h - a question between sets, pair by pair: what path.c and many.c share.
 */
#ifndef QUERY_PARTS_H
#define QUERY_PARTS_H

#include "query/internal.h"
#include "reach/classes.h"

enum { MAX_PARTS = 250000, MANY_PARTS = MAX_PARTS / 8, MOST_KEPT = 2000 };

struct ends {
	struct selection source, destination;
	uint8_t family;
	const struct naming *naming; /* NULL: selectors alone */
	struct arena *arena;         /* of the points: while they are asked */
};

struct parts {
	VEC(struct part) items;
	struct arena scratch; /* of the walk at hand: answers are kept, what led to them is not */
	size_t hidden;        /* beyond MAX_PARTS */
	/* of very many (many.c) not all are kept */
	bool sieved, denied;
	VEC(size_t) distinct; /* one of each answer */
	size_t kept;          /* of those that matter */
	unsigned long more;   /* that matter and are not kept */
};

/* Does a pair matter for what is expected? */
bool parts_matter(const struct parts *, enum vck_verdict);

/* One pair; of a host's range, once for each stretch that is treated alike. */
void part_ask(struct reach *, struct arena *, const struct question *like, struct part,
	      struct parts *out);
/* All pairs of ends that are too many for that. */
void wide_ask(struct reach *, struct arena *, const struct question *like, const struct ends *,
	      struct parts *out);

#endif
