/*
 * json_shape.h - which members of a value are wanted, so that the rest is never parsed.
 *
 * Two thirds of what `aws ec2 describe-instances` prints interests nobody. json_take() makes a tree
 * of a value and leaves out, at every depth, the members that its shape does not name. It knows the
 * usual ways of writing JSON; parts in other ways (escapes, fractions) it has cJSON read, and of
 * text that is not right it says nothing at all.
 *
 *	shape {VpcId, Tags: {Key, Value}}
 *	{"VpcId": "vpc-1", "State": "x", "Tags": [{"Key": "a", "Value": "b", "C": 1}]}
 *	gives the tree of {"VpcId":"vpc-1","Tags":[{"Key":"a","Value":"b"}]}
 */
#ifndef BASE_JSON_SHAPE_H
#define BASE_JSON_SHAPE_H

#include "base/arena.h"

#include <cjson/cJSON.h>

#include <stdbool.h>
#include <stddef.h>

struct json_shape;

/* An object (or an array of such) of which no member is wanted yet. Lives in the arena. */
struct json_shape *json_shape_new(struct arena *);
/* Want a member: all of it, or, where the result is filled further, parts of it. */
void json_shape_want(struct json_shape *, const char *name);
struct json_shape *json_shape_inside(struct json_shape *, const char *name);

struct json_taken {
	size_t taken;     /* bytes of the text that the value is */
	unsigned lines;   /* newlines among them */
	size_t line_from; /* offset behind the last one */
	unsigned members; /* of the outermost object, wanted or not */
};

/*
 * The tree of what a shape wants of the object or array that text begins with; it lives in the
 * arena, but names that the shape has are the shape's own (cJSON_StringIsConst). NULL when the text
 * ends before the value does, or is odd: whoever asked reads it the long way, which has messages.
 */
cJSON *json_take(struct arena *, const char *text, size_t len, const struct json_shape *,
		 struct json_taken *);

#endif
