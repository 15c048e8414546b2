/*
 * shape.h - edits of a JSON document, each of which leaves one.
 *
 * Question: what would a collector, a tool or a person write that is not quite what AWS does? Bytes
 * that are changed at random are no JSON any more, nearly always. An edit changes one place, a member
 * or an element: it is gone, null, of another type, empty, twice there, another value, somebody
 * else's. Which one is told by two numbers, so that all of them can be gone through (replay.c), or
 * some be taken by chance (mutate.c).
 *
 *	struct shape s;
 *	if (shape_read(&s, bytes, len) && shape_edit(&s, 17, 2))
 *		text = cJSON_PrintUnformatted(s.root);
 *	shape_free(&s);
 */
#ifndef FUZZ_SHAPE_H
#define FUZZ_SHAPE_H

#include "base/vec.h"
#include "fuzz/chance.h"

#include <cjson/cJSON.h>

#include <stdbool.h>

struct place {
	cJSON *item, *holder;
	uint64_t way; /* the same for all that are reached by the same names: each Vpcs[].VpcId */
};

struct shape {
	cJSON *root;
	VEC(struct place) places; /* in the document's order, and as it was read */
	struct chance chance;
};

extern const size_t shape_edits; /* how many kinds of edit there are */

/* false: this is no JSON, more than one document, or one without any place. */
bool shape_read(struct shape *, const char *bytes, size_t len);
/* Once for each that was read. false: this edit changes nothing there. */
bool shape_edit(struct shape *, size_t place, size_t edit);
void shape_free(struct shape *); /* also what was not read */

#endif
