/*
 * json_shape.h - which members of a value are wanted, so that the rest is never parsed.
 *
 * Two thirds of what `aws ec2 describe-instances` prints interests nobody. json_prune() copies a
 * value's text and leaves out, at every depth, the members that its shape does not name, and the
 * white space; only what is left goes through the parser.
 *
 *	shape {VpcId, Tags: {Key, Value}}
 *	{"VpcId": "vpc-1", "State": "x", "Tags": [{"Key": "a", "Value": "b", "C": 1}]}
 *	{"VpcId":"vpc-1","Tags":[{"Key":"a","Value":"b"}]}
 */
#ifndef BASE_JSON_SHAPE_H
#define BASE_JSON_SHAPE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct json_shape;

/* An object (or an array of such) of which no member is wanted yet. Lives in the arena. */
struct json_shape *json_shape_new(struct arena *);
/* Want a member: all of it, or, where the result is filled further, parts of it. */
void json_shape_want(struct json_shape *, const char *name);
struct json_shape *json_shape_inside(struct json_shape *, const char *name);

struct json_pruned {
	size_t taken;     /* bytes of the text that the value is */
	size_t len;       /* bytes written to out, which has room for len(text) */
	unsigned lines;   /* newlines among them */
	size_t line_from; /* offset behind the last one */
	unsigned members; /* of the outermost object, wanted or not */
};

/*
 * Prune the value that text begins with. False when the text ends before the value does, or is
 * odd: then nothing is said, and whoever asked reads it the long way, which has the messages.
 */
bool json_prune(const char *text, size_t len, const struct json_shape *, char *out,
		struct json_pruned *);

#endif
