/*
 * json.h - a thin wall around cJSON, and the stream that feeds it.
 *
 * Question: which elements does this document hold, one at a time, and where do they stand?
 *
 * A snapshot may have hundreds of megabytes, nearly all of it in a few top-level arrays. So no tree
 * of a whole document is ever built: a scanner that knows only strings, brackets and depth cuts the
 * document into elements, cJSON parses one element into a scratch arena, the visitor takes what it
 * wants, and the arena is reset. Memory stays that of the largest element.
 *
 *	{"Vpcs": [ {...}, {...} ], "NextToken": "abc"}
 *	member("Vpcs") -> JSON_ELEMENTS;  value("Vpcs", 0, {...}, line 1) ...
 *	member("NextToken") -> JSON_VALUE
 *
 * Invariants: a cJSON tree lives only during the callback that gets it. Several documents may
 * follow each other in one stream. An empty stream has no member and is no error.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json_shape.h"

#include <cjson/cJSON.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where bytes come from: a descriptor, read in blocks, or memory that is there already. */
struct json_source {
	const char *name; /* for messages */
	int fd;           /* -1: memory alone */
	/* below: the stream's own */
	char *buf;
	bool owns_buf;
	size_t cap, len, pos, keep;
	bool eof;
	bool passing;       /* what is scanned is passed over: nothing of it is kept */
	bool by_place;      /* shares the descriptor: reads with pread(), at `start` + its offset */
	bool too_long;      /* what is kept has passed LIMIT_JSON_ELEMENT */
	int error;          /* errno of the read that failed, or 0 */
	unsigned line;      /* of buf[pos], 1-based */
	uint64_t consumed;  /* bytes that left the buffer before buf[0] */
	uint64_t line_from; /* offset of the first byte of `line` */
	uint64_t start;     /* where in the descriptor's file the stream begins */
};

struct json_source json_source_fd(const char *name, int fd);
struct json_source json_source_memory(const char *name, const char *bytes, size_t len);
void json_source_free(struct json_source *); /* does not close the descriptor */

enum json_want {
	JSON_SKIP,     /* pass over it */
	JSON_VALUE,    /* hand over the whole value */
	JSON_ELEMENTS, /* an array: hand over each element; null: nothing; else an error */
	JSON_MEMBERS,  /* an object: walk its members like the document's own */
	JSON_OBJECTS,  /* an array of objects: walk the members of each */
};

/* Index is an element's place in its array, -1 for a value that is no element. */
struct json_place {
	const char *key;
	long index;
	unsigned line, column;
	unsigned members; /* of an object that a shape left parts of; else 0 */
};

/*
 * A run of whole elements of an array, cut out of a long stream to be walked elsewhere. Where it
 * stands goes with it, so that its errors say the same as if it had not been cut.
 */
struct json_piece {
	const char *name, *key;
	long index;   /* of the first element */
	char *memory; /* free() it when the piece was walked; bytes lie in it */
	size_t room;  /* of memory: when it may serve once more, as json_visitor's spare; else 0 */
	const char *bytes;
	size_t len;
	unsigned line;
	uint64_t offset, line_from; /* of bytes[0], of its line's first byte, in the stream */
};

/* What stands between two elements, and nowhere else by the looks of it. */
struct json_look {
	char text[128];
	unsigned len;    /* 0: there is none */
	unsigned behind; /* bytes of it that stand before the second element */
};

/* A place in a stream, seen from an earlier one. */
struct json_mark {
	uint64_t offset;    /* in the stream */
	unsigned lines;     /* newlines on the way */
	uint64_t line_from; /* behind the last of them */
};

/*
 * A stretch of an array that is read before anybody knows where its elements begin: from the first
 * place at `from` or behind that has the look of it, to the first element at `to` or behind. Whether
 * the look was right turns out when all before it has been read; until then lines and indices
 * count from where the stretch begins, and mistakes in it have no message.
 */
struct json_stretch {
	const char *key;
	struct json_source source; /* whose bytes these are; not to be read from */
	struct json_look look;
	uint64_t from, to;
	/* what was found */
	uint64_t begin;        /* of the first element */
	long elements;         /* 0: none, or one has a mistake */
	struct json_mark last; /* behind the last one */
	struct json_mark next; /* where another begins … */
	bool goes_on;          /* … if one follows */
};

struct json_visitor {
	void *ctx;
	enum json_want (*member)(void *ctx, const char *key, unsigned depth);
	enum vck_status (*value)(void *ctx, const struct json_place *, const cJSON *,
				 struct vck_error *);
	/* Around each object that JSON_MEMBERS or JSON_OBJECTS enters; may be NULL. */
	enum vck_status (*enter)(void *ctx, const struct json_place *, struct vck_error *);
	enum vck_status (*leave)(void *ctx, const struct json_place *, struct vck_error *);
	/* A document has ended; a stream may hold several. May be NULL. */
	void (*document)(void *ctx);
	/* What is wanted of a value or of each element, asked once per member; NULL: all. */
	struct json_shape *(*shape)(void *ctx, const char *key);
	/* A JSON_ELEMENTS array begins, even an empty one; may be NULL. */
	enum vck_status (*array)(void *ctx, const struct json_place *, struct vck_error *);
	/* Takes pieces of long JSON_ELEMENTS arrays over, with their memory; NULL: there are none.
	 */
	enum vck_status (*piece)(void *ctx, const struct json_piece *, struct vck_error *);
	/* Memory of just so much room, of a piece that was walked; NULL: none. May be NULL. */
	char *(*spare)(void *ctx, size_t room);
	/* Long JSON_ELEMENTS arrays whose bytes lie where many can read them; NULL: they are walked
	 * like others. */
	const struct json_readers *readers;
	/* Bytes of an array that are worth to ask somebody else for: pieces have four times as many
	 * at least, stretches as many. */
	size_t grain;
};

/*
 * Those who read stretches of an array ahead of the walk, which hears of them in the order in which
 * it handed them out.
 */
struct json_readers {
	/* Have it walked; false: this array is not for them. */
	bool (*ask)(void *ctx, const struct json_stretch *);
	/* The oldest, when it was walked; NULL: there is none. */
	const struct json_stretch *(*oldest)(void *ctx);
	/* The oldest comes next: in that line, with that index. */
	enum vck_status (*take)(void *ctx, unsigned line, long index, struct vck_error *);
	/* The oldest is of no use, or none of them is. */
	void (*drop)(void *ctx);
	void (*drop_all)(void *ctx);
	unsigned most; /* that may be out at once */
};

enum vck_status json_walk(struct json_source *, const struct json_visitor *, struct vck_error *);
/* The elements of a piece: value() for each of them. key: the visitor's own copy of piece->key. */
enum vck_status json_walk_piece(const struct json_piece *, const struct json_visitor *,
				struct vck_error *);

/* The elements of a stretch: value() for each of them, and what was found. Any thread may. */
void json_walk_stretch(struct json_stretch *, const struct json_visitor *);

/* Parse a whole small document. The tree lives in `arena`. Errors name `name`, line and column. */
enum vck_status json_parse(struct arena *, const char *name, const char *bytes, size_t len,
			   cJSON **out, struct vck_error *);

/* Members, case sensitive; NULL / the fallback when absent or of another type. */
const cJSON *json_get(const cJSON *object, const char *key);
const char *json_string(const cJSON *object, const char *key);
const char *json_type_name(const cJSON *);

#endif
