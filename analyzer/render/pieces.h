/*
 * pieces.h - text that rows have in common, written once.
 *
 * A hundred million rows of a matrix name a few ten thousand ends and say a few hundred things of them.
 * Rows number what they share (vpccheck/matrix.h); what a format makes of a number is kept here, and the
 * next row with that number takes it as it stands.
 *
 *	pieces_put(&s->ends, out, row->source.number, csv_end, &row->source);
 */
#ifndef RENDER_PIECES_H
#define RENDER_PIECES_H

#include "base/arena.h"
#include "base/vec.h"
#include "render/out.h"

struct piece {
	size_t len;
	char text[];
};

struct pieces {
	struct arena arena;
	VEC(const struct piece *) items; /* [number]; NULL: not asked for yet */
};

typedef void piece_fn(struct out *, const void *what);

enum {
	MAX_PIECES = 1 << 20
}; /* kept, so that memory ends; what is numbered higher is written anew */

/* What `write` makes of it, or made of it when that number was first put; number 0: written anew. */
void pieces_put(struct pieces *, struct out *, unsigned long number, piece_fn *write,
		const void *what);
void pieces_free(struct pieces *);

#endif
