/*
 * json_walk.c - the walk over a stream: which members come, and what the visitor wants of each.
 *
 * An element goes the short way when its shape is known (json_take.c) and nothing is odd about it;
 * else it is scanned for its end and cJSON parses it, which has messages for what is wrong.
 */
#include "base/json_walk.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

/* ---- values ---- */

static enum vck_status walk_object(struct walk *w, unsigned depth);

struct json_place json_place_here(const struct walk *w, const char *key, long index)
{
	const struct json_source *s = w->s;
	return (struct json_place){key, index, s->line,
				   (unsigned)(s->consumed + s->pos - s->line_from + 1), 0};
}

#define TAKE_MOST                                                                                  \
	(1u << 20) /* bytes of an element that is taken by shape; others go the long way */

static cJSON *take(struct walk *w, struct json_taken *got)
{
	const struct json_source *s = w->s;
	size_t len = s->len - s->pos;
	return json_take(&w->scratch, s->buf + s->pos, len < TAKE_MOST ? len : TAKE_MOST, w->shape,
			 got);
}

/*
 * The short way: what of the element at buf[pos] its shape wants, when all of the element is in
 * the buffer, if need be after one more block, and nothing is odd about it. NULL: take the long
 * way.
 */
static cJSON *parse_taken(struct walk *w, struct json_place *place)
{
	struct json_source *s = w->s;
	struct json_taken got;
	if (s->len - s->pos < w->last_taken)
		json_refill(s);
	cJSON *tree = take(w, &got);
	if (!tree && s->len - s->pos < TAKE_MOST && json_refill(s)) {
		arena_reset(&w->scratch);
		tree = take(w, &got);
	}
	if (!tree)
		return NULL;
	place->members = got.members;
	s->line += got.lines;
	if (got.lines)
		s->line_from = s->consumed + s->pos + got.line_from;
	s->pos += got.taken;
	w->last_taken = got.taken + got.taken / 4;
	return tree;
}

static enum vck_status parse_whole(struct walk *w, const struct json_place *place, cJSON **tree)
{
	struct json_source *s = w->s;
	enum vck_status st = json_scan(s, w->err);
	if (st)
		return st;
	s->too_long = s->pos - s->keep > LIMIT_JSON_ELEMENT;
	if (s->too_long)
		return json_fail_end(s, w->err, "");
	return json_parse_at(&w->scratch, s->name, s->buf + s->keep, s->pos - s->keep, place->line,
			     place->column, tree, w->err);
}

enum vck_status json_hand_over(struct walk *w, const char *key, long index)
{
	struct json_place place = json_place_here(w, key, index);
	cJSON *tree = w->shape ? parse_taken(w, &place) : NULL;
	enum vck_status st = tree ? VCK_OK : parse_whole(w, &place, &tree);
	if (!st)
		st = w->v->value(w->v->ctx, &place, tree, w->err);
	arena_reset(&w->scratch);
	return st;
}

static enum vck_status enter_object(struct walk *w, const char *key, long index, unsigned depth)
{
	struct json_place place = json_place_here(w, key, index);
	if (json_peek(w->s) != '{')
		return json_fail_here(w->s, w->err, "expected an object");
	enum vck_status st = w->v->enter ? w->v->enter(w->v->ctx, &place, w->err) : VCK_OK;
	if (!st)
		st = walk_object(w, depth + 1);
	if (!st && w->v->leave)
		st = w->v->leave(w->v->ctx, &place, w->err);
	return st;
}

/* ---- arrays and objects ---- */

/* What comes next in an array: as many elements as can be had at once. */
static enum vck_status walk_next(struct walk *w, const char *key, long index, enum json_want want,
				 unsigned depth, long *n)
{
	enum vck_status st = VCK_OK;
	*n = 0;
	if (want == JSON_ELEMENTS && w->v->readers)
		*n = json_ahead(w, key, index, &st);
	if (want == JSON_ELEMENTS && w->v->piece && w->ahead.state == AHEAD_NEVER && !*n)
		*n = json_hand_over_piece(w, key, index, &st);
	if (st || *n)
		return st;
	*n = 1;
	return want == JSON_ELEMENTS ? json_hand_over(w, key, index)
				     : enter_object(w, key, index, depth);
}

static enum vck_status walk_elements(struct walk *w, const char *key, enum json_want want,
				     unsigned depth)
{
	struct json_source *s = w->s;
	for (long i = 0, n;; i += n) {
		if (json_peek(s) < 0)
			return json_fail_end(s, w->err, "the file ends in the middle of an array");
		enum vck_status st = walk_next(w, key, i, want, depth, &n);
		if (st)
			return st;
		int c = json_peek(s);
		if (c != ',' && c != ']')
			return json_fail_at(s, c, w->err, "the file ends in the middle of an array",
					    "expected \",\" or \"]\"");
		s->pos++;
		if (c == ']')
			return VCK_OK;
	}
}

static enum vck_status walk_array(struct walk *w, const char *key, enum json_want want,
				  unsigned depth)
{
	struct json_source *s = w->s;
	struct json_place place = json_place_here(w, key, -1);
	if (json_peek(s) != '[') {
		struct where at = {s->name, NULL, place.line, place.column};
		return vck_fail(w->err, VCK_E_INPUT, &at, "expected an array under \"%s\"", key);
	}
	s->pos++;
	enum vck_status st = VCK_OK;
	if (w->v->array && want == JSON_ELEMENTS)
		st = w->v->array(w->v->ctx, &place, w->err);
	if (!st && json_peek(s) == ']') {
		s->pos++;
		return VCK_OK;
	}
	if (st)
		return st;
	json_ahead_open(w);
	st = walk_elements(w, key, want, depth);
	json_ahead_close(w);
	return st;
}

/* What nobody reads is scanned for its end alone; only words outside of brackets are looked at. */
static enum vck_status pass_over(struct walk *w)
{
	struct json_source *s = w->s;
	struct json_place place = json_place_here(w, "", -1);
	bool nested = s->buf[s->pos] == '{' || s->buf[s->pos] == '[';
	s->passing = nested;
	enum vck_status st = json_scan(s, w->err);
	s->passing = false;
	cJSON *word;
	if (!st && !nested) {
		st = json_parse_at(&w->scratch, s->name, s->buf + s->keep, s->pos - s->keep,
				   place.line, place.column, &word, w->err);
		arena_reset(&w->scratch);
	}
	return st;
}

static enum vck_status walk_member(struct walk *w, const char *key, unsigned depth)
{
	enum json_want want = w->v->member(w->v->ctx, key, depth);
	if (json_peek(w->s) < 0)
		return json_fail_end(w->s, w->err, "the file ends where a value should be");
	if (want != JSON_VALUE && w->s->buf[w->s->pos] == 'n')
		return pass_over(w); /* null: as if the member were not there */
	w->shape = want != JSON_SKIP && w->v->shape ? w->v->shape(w->v->ctx, key) : NULL;
	switch (want) {
	case JSON_SKIP:
		return pass_over(w);
	case JSON_VALUE:
		return json_hand_over(w, key, -1);
	case JSON_ELEMENTS:
	case JSON_OBJECTS:
		return walk_array(w, key, want, depth);
	case JSON_MEMBERS:
		return enter_object(w, key, -1, depth);
	}
	return VCK_OK;
}

/* A member's name, unescaped, in memory of its own. */
static enum vck_status read_key(struct walk *w, char **out)
{
	struct json_source *s = w->s;
	struct json_place place = json_place_here(w, "", -1);
	enum vck_status st = json_scan(s, w->err);
	if (st)
		return st;
	cJSON *name;
	st = json_parse_at(&w->scratch, s->name, s->buf + s->keep, s->pos - s->keep, place.line,
			   place.column, &name, w->err);
	if (!st) {
		size_t len = strlen(name->valuestring) + 1;
		*out = memcpy(mem_alloc(len), name->valuestring, len);
	}
	arena_reset(&w->scratch);
	return st;
}

/* pos stands on "{"; leave it behind "}". */
static enum vck_status walk_object(struct walk *w, unsigned depth)
{
	struct json_source *s = w->s;
	if (depth > LIMIT_JSON_DEPTH)
		return json_fail_too_deep(s, w->err);
	s->pos++;
	if (json_peek(s) == '}') {
		s->pos++;
		return VCK_OK;
	}
	for (;;) {
		char *key = NULL;
		int c = json_peek(s);
		if (c != '"')
			return json_fail_at(s, c, w->err,
					    "the file ends in the middle of an object",
					    "expected a member name in quotes");
		enum vck_status st = read_key(w, &key);
		if (!st && json_peek(s) != ':')
			st = json_fail_here(s, w->err, "expected \":\" behind a member name");
		if (!st) {
			s->pos++;
			st = walk_member(w, key, depth);
		}
		free(key);
		if (st)
			return st;
		c = json_peek(s);
		if (c != ',' && c != '}')
			return json_fail_at(s, c, w->err,
					    "the file ends in the middle of an object",
					    "expected \",\" or \"}\"");
		s->pos++;
		if (c == '}')
			return VCK_OK;
	}
}

/* gzip, zip, xz, zstd, bzip2. */
static bool is_packed(const struct json_source *s)
{
	static const char *const magic[] = {"\x1f\x8b", "PK\x03\x04", "\xfd\x37zXZ",
					    "\x28\xb5\x2f\xfd", "BZh"};
	for (size_t i = 0; i < COUNT_OF(magic); i++)
		if (s->len - s->pos >= strlen(magic[i]) &&
		    memcmp(s->buf + s->pos, magic[i], strlen(magic[i])) == 0)
			return true;
	return false;
}

/* What people hand over that is not a JSON object, said in their words. */
static enum vck_status not_an_object(struct json_source *s, int c, struct vck_error *err)
{
	if (c == '[')
		return json_fail_here(
			s, err,
			"expected an object such as {\"Vpcs\": [...]}, found an array (was it cut "
			"with --query?)");
	if (c == 0xff || c == 0xfe || c == 0)
		return json_fail_here(
			s, err,
			"this is UTF-16 or binary, not UTF-8 JSON (PowerShell's \">\" "
			"writes UTF-16: use Out-File -Encoding utf8)");
	if (is_packed(s))
		return json_fail_here(
			s, err, "this is compressed: unpack it first (zcat FILE | vpccheck -)");
	return json_fail_here(s, err, "this is not JSON: expected \"{\"");
}

static void skip_byte_order_mark(struct json_source *s)
{
	while (s->len - s->pos < 3 && json_refill(s))
		;
	if (s->len - s->pos < 3 || memcmp(s->buf + s->pos, "\xef\xbb\xbf", 3) != 0)
		return;
	s->pos += 3;
	s->line_from = 3; /* columns count from what a reader sees */
}

enum vck_status json_walk(struct json_source *s, const struct json_visitor *v,
			  struct vck_error *err)
{
	struct walk w = {.s = s, .v = v, .scratch = ARENA_INIT, .err = err};
	enum vck_status st = VCK_OK;
	skip_byte_order_mark(s);
	for (int c = json_peek(s); !st && c >= 0; c = json_peek(s)) {
		if (c != '{') {
			st = not_an_object(s, c, err);
			break;
		}
		st = walk_object(&w, 0);
		if (st)
			break;
		if (v->document)
			v->document(v->ctx);
	}
	if (!st && s->error)
		st = json_fail_end(s, err, "");
	arena_free(&w.scratch);
	return st;
}
