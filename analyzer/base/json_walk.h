/* json_walk.h - what the walk over a stream (json_walk.c) and its pieces (json_piece.c) share. */
#ifndef BASE_JSON_WALK_H
#define BASE_JSON_WALK_H

#include "base/json_scan.h"

struct walk {
	struct json_source *s;
	const struct json_visitor *v;
	struct arena scratch;
	struct vck_error *err;
	struct json_shape *shape; /* of the values that are handed over now */
	size_t last_taken;        /* bytes of the last one: the next is about as long */
};

struct json_place json_place_here(const struct walk *, const char *key, long index);
/* Parse the value that comes, and hand it to the visitor. */
enum vck_status json_hand_over(struct walk *, const char *key, long index);
/* Hand over the elements that end in the buffer. Returns how many; 0: go on one by one. */
long json_hand_over_piece(struct walk *, const char *key, long index, enum vck_status *);

#endif
