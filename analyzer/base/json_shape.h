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
 *
 * Who wants a member may pin a note to its name, and finds it at each member that is taken: what
 * is to be done with it need not be looked up a hundred thousand times.
 *
 * Invariant: a shape learns from what it is used on (in which order members come, which are never
 * wanted), but what is taken does not depend on it. So a shape is one thread's own.
 */
#ifndef BASE_JSON_SHAPE_H
#define BASE_JSON_SHAPE_H

#include "base/arena.h"

#include <cjson/cJSON.h>

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct json_shape;

/* What came behind a member's value, or began an object, the last time: the text up to the next
 * member's value, or to behind the object's end. */
struct json_link {
	struct json_member *to;   /* NULL: to the object's end */
	unsigned char len, lines; /* of text; newlines in it */
	char text[102];           /* where it is longer than that (deep indentations), len is 0 */
};

/* A name that a shape knows. */
struct json_member {
	struct json_link next;
	struct json_shape *inside; /* NULL: all of it is wanted */
	size_t len;
	bool wanted;
	void *note;
	char name[];
};

/* An object (or an array of such) of which no member is wanted yet. Lives in the arena. */
struct json_shape *json_shape_new(struct arena *);
struct arena *json_shape_arena(const struct json_shape *); /* where its notes may live */
/* Want a member: all of it, or, where the result is filled further, parts of it. A note that is
 * there already stays. */
void json_shape_want(struct json_shape *, const char *name, void *note);
struct json_shape *json_shape_inside(struct json_shape *, const char *name, void *note);

/* For json_take(): what objects begin with; the member of a name, NULL when the shape neither knows
 * it nor cares to. */
struct json_link *json_shape_first(struct json_shape *);
struct json_member *json_shape_learn(struct json_shape *, const char *name, size_t len);

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
cJSON *json_take(struct arena *, const char *text, size_t len, struct json_shape *,
		 struct json_taken *);

/* Bits of a taken node's type, above cJSON's own. */
enum {
	JSON_NOTED = 1 << 10,    /* its name is a shape's */
	JSON_MEASURED = 1 << 11, /* a string whose valueint is its length */
};

/* The note of a member, NULL when there is none or another parser made the node. */
static inline void *json_note(const cJSON *v)
{
	struct json_member *m;
	if (!(v->type & JSON_NOTED))
		return NULL;
	m = (void *)(v->string - offsetof(struct json_member, name));
	return m->note;
}

/* The length of a string's text. */
static inline size_t json_text_len(const cJSON *v)
{
	return v->type & JSON_MEASURED ? (size_t)v->valueint : strlen(v->valuestring);
}

#endif
