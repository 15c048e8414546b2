/* json_walk.h - what the walk over a stream (json_walk.c), its pieces (json_piece.c) and what is read
 * ahead of it (json_ahead.c) share. */
#ifndef BASE_JSON_WALK_H
#define BASE_JSON_WALK_H

#include "base/json_scan.h"

/* How far an array is read ahead of the walk. */
struct ahead {
	enum { AHEAD_LATER, AHEAD_GOING, AHEAD_NEVER } state;
	uint64_t begin; /* of the array's first element */
	uint64_t next;  /* where the next stretch begins */
	uint64_t end;   /* of all that can be read ahead */
	uint64_t wait;  /* nothing that was read ahead begins before that */
	unsigned tries; /* looks that were wrong */
	struct json_look look;
};

struct walk {
	struct json_source *s;
	const struct json_visitor *v;
	struct arena scratch;
	struct vck_error *err;
	struct json_shape *shape; /* of the values that are handed over now */
	size_t last_taken;        /* bytes of the last one: the next is about as long */
	struct ahead ahead;       /* of the array that is walked now */
};

struct json_place json_place_here(const struct walk *, const char *key, long index);
/* Parse the value that comes, and hand it to the visitor. */
enum vck_status json_hand_over(struct walk *, const char *key, long index);
/* An array's first element comes. */
void json_ahead_open(struct walk *);
/* Take the elements over that were read ahead from here on. Returns how many; 0: go on one by one. */
long json_ahead(struct walk *, const char *key, long index, enum vck_status *);
void json_ahead_close(struct walk *);
/* Hand over the elements that end in the buffer. Returns how many; 0: go on one by one. */
long json_hand_over_piece(struct walk *, const char *key, long index, enum vck_status *);

#endif
