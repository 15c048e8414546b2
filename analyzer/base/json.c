#include "base/json.h"
#include "base/json_cut.h"
#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The buffer begins with two of these: what is scanned still lies in the processor's cache. */
#define READ_BLOCK (64u << 10)

/* ---- cJSON in an arena ---- */

/* cJSON's hooks are process-wide; the arena they serve is the thread's own. */
static _Thread_local struct arena *cjson_arena;
static pthread_once_t hooks_once = PTHREAD_ONCE_INIT;

static void *hook_malloc(size_t size)
{
	return cjson_arena ? arena_alloc(cjson_arena, size) : malloc(size);
}

static void hook_free(void *p)
{
	if (!cjson_arena)
		free(p);
}

static void set_hooks(void)
{
	cJSON_Hooks hooks = {hook_malloc, hook_free};
	cJSON_InitHooks(&hooks);
}

static void line_column(const char *text, size_t at, unsigned *line, unsigned *column)
{
	size_t start = 0;
	for (size_t i = 0; i < at; i++)
		if (text[i] == '\n') {
			++*line;
			start = i + 1;
			*column = 1;
		}
	*column += (unsigned)(at - start);
}

/* `line` and `column` say where text begins. */
static enum vck_status parse_at(struct arena *arena, const char *name, const char *text, size_t len,
				unsigned line, unsigned column, cJSON **out, struct vck_error *err)
{
	const char *end = NULL;
	pthread_once(&hooks_once, set_hooks);
	cjson_arena = arena;
	*out = cJSON_ParseWithLengthOpts(text, len, &end, 0);
	cjson_arena = NULL;
	size_t at = end ? (size_t)(end - text) : 0;
	if (*out) {
		while (at < len && text[at] && strchr(" \t\r\n", text[at]))
			at++;
		if (at == len)
			return VCK_OK;
	}
	line_column(text, at < len ? at : len, &line, &column);
	return vck_fail(err, VCK_E_INPUT, &(struct where){name, NULL, line, column},
			"not valid JSON%s", *out ? ": something follows the value" : "");
}

enum vck_status json_parse(struct arena *arena, const char *name, const char *bytes, size_t len,
			   cJSON **out, struct vck_error *err)
{
	return parse_at(arena, name, bytes, len, 1, 1, out, err);
}

const cJSON *json_get(const cJSON *object, const char *key)
{
	return object ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

const char *json_string(const cJSON *object, const char *key)
{
	const cJSON *item = json_get(object, key);
	return cJSON_IsString(item) ? item->valuestring : NULL;
}

const char *json_type_name(const cJSON *v)
{
	if (cJSON_IsObject(v))
		return "an object";
	if (cJSON_IsArray(v))
		return "an array";
	if (cJSON_IsString(v))
		return "a string";
	if (cJSON_IsNumber(v))
		return "a number";
	if (cJSON_IsBool(v))
		return "a boolean";
	return "null";
}

/* ---- the source ---- */

struct json_source json_source_fd(const char *name, int fd)
{
	return (struct json_source){.name = name, .fd = fd, .line = 1, .owns_buf = true};
}

struct json_source json_source_memory(const char *name, const char *bytes, size_t len)
{
	union { /* the scanner never writes to memory that it does not own */
		const char *in;
		char *out;
	} u = {.in = bytes};
	return (struct json_source){
		.name = name, .fd = -1, .line = 1, .buf = u.out, .len = len, .eof = true};
}

void json_source_free(struct json_source *s)
{
	if (s->owns_buf)
		free(s->buf);
	s->buf = NULL;
}

static enum vck_status fail_here(const struct json_source *s, struct vck_error *err,
				 const char *what)
{
	struct where w = {s->name, NULL, s->line,
			  (unsigned)(s->consumed + s->pos - s->line_from + 1)};
	return vck_fail(err, VCK_E_INPUT, &w, "%s", what);
}

static enum vck_status fail_too_deep(const struct json_source *s, struct vck_error *err)
{
	return vck_fail(err, VCK_E_LIMIT, &(struct where){s->name, NULL, s->line, 0},
			"nested deeper than %d levels", LIMIT_JSON_DEPTH);
}

/* There are no more bytes: because reading failed, because they are too many, or because of `what`.
 */
static enum vck_status fail_end(const struct json_source *s, struct vck_error *err,
				const char *what)
{
	struct where w = {.file = s->name, .line = s->line};
	if (s->error)
		return vck_fail(err, VCK_E_INPUT, &w, "can't be read: %s", strerror(s->error));
	if (s->too_long)
		return vck_fail(err, VCK_E_LIMIT, &w, "one value has more than %u MiB",
				LIMIT_JSON_ELEMENT >> 20);
	return fail_here(s, err, what);
}

/* `c` is not what should come here; -1 is the end. */
static enum vck_status fail_at(const struct json_source *s, int c, struct vck_error *err,
			       const char *at_end, const char *otherwise)
{
	return c < 0 ? fail_end(s, err, at_end) : fail_here(s, err, otherwise);
}

/* Drop what lies before `keep`, then read a block or more. False when there is no more to be had. */
static bool refill(struct json_source *s)
{
	if (s->passing)
		s->keep = s->pos;
	if (s->pos - s->keep > LIMIT_JSON_ELEMENT)
		s->too_long = true;
	if (s->eof || s->too_long)
		return false;
	if (s->keep) {
		memmove(s->buf, s->buf + s->keep, s->len - s->keep);
		s->consumed += s->keep;
		s->len -= s->keep;
		s->pos -= s->keep;
		s->keep = 0;
	}
	if (s->cap - s->len < READ_BLOCK) {
		s->cap = s->cap ? s->cap * 2 : READ_BLOCK * 2;
		s->buf = mem_realloc(s->buf, s->cap);
	}
	ssize_t n;
	do
		n = read(s->fd, s->buf + s->len, s->cap - s->len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		s->error = errno;
	if (n <= 0)
		s->eof = true;
	else
		s->len += (size_t)n;
	return n > 0;
}

static inline bool more(struct json_source *s)
{
	return s->pos < s->len || refill(s);
}

static void newline(struct json_source *s, size_t at)
{
	s->line++;
	s->line_from = s->consumed + at + 1;
}

/* The next byte that is no white space, or -1 at the end. Nothing before it is kept. */
static int peek(struct json_source *s)
{
	for (;;) {
		while (s->pos < s->len) {
			char c = s->buf[s->pos];
			if (c == '\n')
				newline(s, s->pos);
			else if (c != ' ' && c != '\t' && c != '\r') {
				s->keep = s->pos;
				return (unsigned char)c;
			}
			s->pos++;
		}
		s->keep = s->pos;
		if (!refill(s))
			return -1;
	}
}

/* pos stands behind an opening quote; leave it behind the closing one. */
static bool scan_string(struct json_source *s)
{
	for (;;) {
		const char *buf = s->buf;
		size_t p = s->pos, len = s->len;
		while (p < len && buf[p] != '"' && buf[p] != '\\' && buf[p] != '\n')
			p++;
		s->pos = p;
		if (p == len) {
			if (!refill(s))
				return false;
		} else if (buf[p] == '"') {
			s->pos++;
			return true;
		} else if (buf[p] == '\n') {
			return false; /* no JSON string holds a bare newline */
		} else {
			s->pos++;
			if (!more(s) || s->buf[s->pos] == '\n')
				return false;
			s->pos++;
		}
	}
}

/* ---- the scanner: one value, from its first byte to behind its last ---- */

enum { PLAIN, QUOTE, OPEN, CLOSE, NEWLINE };
static const unsigned char byte_class[256] = {
	['"'] = QUOTE, ['{'] = OPEN, ['['] = OPEN, ['}'] = CLOSE, [']'] = CLOSE, ['\n'] = NEWLINE,
};

static enum vck_status scan_nested(struct json_source *s, struct vck_error *err)
{
	char stack[LIMIT_JSON_DEPTH] = {0};
	unsigned depth = 0; /* the caller stands on an opening bracket */
	for (;;) {
		while (s->pos < s->len && byte_class[(unsigned char)s->buf[s->pos]] == PLAIN)
			s->pos++;
		if (!more(s))
			return fail_end(s, err, "the file ends in the middle of a value");
		char c = s->buf[s->pos];
		switch (byte_class[(unsigned char)c]) {
		case QUOTE:
			s->pos++;
			if (!scan_string(s))
				return fail_end(s, err, "a string does not end");
			break;
		case OPEN:
			if (depth == LIMIT_JSON_DEPTH)
				return fail_too_deep(s, err);
			stack[depth++] = c;
			s->pos++;
			break;
		case CLOSE:
			if (stack[depth - 1] != (c == '}' ? '{' : '['))
				return fail_here(s, err, "brackets do not match");
			s->pos++;
			if (--depth == 0)
				return VCK_OK;
			break;
		case NEWLINE:
			newline(s, s->pos);
			s->pos++;
			break;
		default: /* a refill brought plain bytes */
			break;
		}
	}
}

static enum vck_status scan_scalar(struct json_source *s, struct vck_error *err)
{
	uint64_t from = s->consumed + s->pos;
	while (more(s) && !strchr(" \t\r\n,]}:", s->buf[s->pos]))
		s->pos++;
	if (s->error || s->too_long || s->consumed + s->pos == from)
		return fail_end(s, err, "expected a value");
	return VCK_OK;
}

/* The value that begins at buf[keep] == buf[pos]. */
static enum vck_status scan_value(struct json_source *s, struct vck_error *err)
{
	switch (byte_class[(unsigned char)s->buf[s->pos]]) {
	case OPEN:
		return scan_nested(s, err);
	case QUOTE:
		s->pos++;
		return scan_string(s) ? VCK_OK : fail_end(s, err, "a string does not end");
	default:
		return scan_scalar(s, err);
	}
}

/* ---- the walk ---- */

struct walk {
	struct json_source *s;
	const struct json_visitor *v;
	struct arena scratch;
	struct vck_error *err;
	struct json_shape *shape; /* of the values that are handed over now */
	size_t last_taken;        /* bytes of the last one: the next is about as long */
};

static enum vck_status walk_object(struct walk *w, unsigned depth);

static struct json_place place_here(const struct walk *w, const char *key, long index)
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
		refill(s);
	cJSON *tree = take(w, &got);
	if (!tree && s->len - s->pos < TAKE_MOST && refill(s)) {
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
	enum vck_status st = scan_value(s, w->err);
	if (st)
		return st;
	s->too_long = s->pos - s->keep > LIMIT_JSON_ELEMENT;
	if (s->too_long)
		return fail_end(s, w->err, "");
	return parse_at(&w->scratch, s->name, s->buf + s->keep, s->pos - s->keep, place->line,
			place->column, tree, w->err);
}

static enum vck_status hand_over(struct walk *w, const char *key, long index)
{
	struct json_place place = place_here(w, key, index);
	cJSON *tree = w->shape ? parse_taken(w, &place) : NULL;
	enum vck_status st = tree ? VCK_OK : parse_whole(w, &place, &tree);
	if (!st)
		st = w->v->value(w->v->ctx, &place, tree, w->err);
	arena_reset(&w->scratch);
	return st;
}

static enum vck_status enter_object(struct walk *w, const char *key, long index, unsigned depth)
{
	struct json_place place = place_here(w, key, index);
	if (peek(w->s) != '{')
		return fail_here(w->s, w->err, "expected an object");
	enum vck_status st = w->v->enter ? w->v->enter(w->v->ctx, &place, w->err) : VCK_OK;
	if (!st)
		st = walk_object(w, depth + 1);
	if (!st && w->v->leave)
		st = w->v->leave(w->v->ctx, &place, w->err);
	return st;
}

/* ---- pieces ---- */

#define PIECE_LEAST (256u << 10) /* bytes that must lie ahead for a piece to be worth its while */

/* Memory that others have read is warm; what the system gives anew, it has to clear. */
static char *next_buffer(const struct walk *w)
{
	char *spare = w->v->spare ? w->v->spare(w->v->ctx, w->s->cap) : NULL;
	return spare ? spare : mem_alloc(w->s->cap);
}

/* Cut `taken` bytes out of the stream: with the buffer itself, or as a copy when they are few. */
static void cut_out(struct walk *w, size_t taken, struct json_piece *piece)
{
	struct json_source *s = w->s;
	size_t tail = s->len - s->pos - taken;
	if (!s->owns_buf || taken < tail) {
		piece->memory = mem_alloc(taken);
		memcpy(piece->memory, s->buf + s->pos, taken);
		piece->bytes = piece->memory;
		s->pos += taken;
		return;
	}
	piece->memory = s->buf;
	piece->room = s->cap;
	piece->bytes = s->buf + s->pos;
	s->buf = next_buffer(w);
	memcpy(s->buf, piece->bytes + taken, tail);
	s->consumed += s->pos + taken;
	s->len = tail;
	s->pos = s->keep = 0;
}

/* Hand over the elements that end in the buffer. Returns how many; 0: go on one by one. */
static long hand_over_piece(struct walk *w, const char *key, long index, enum vck_status *st)
{
	struct json_source *s = w->s;
	while (s->len - s->pos < PIECE_LEAST && refill(s))
		;
	if (s->len - s->pos < PIECE_LEAST)
		return 0;
	struct json_cut cut = json_cut(s->buf + s->pos, s->len - s->pos);
	if (!cut.elements)
		return 0;
	struct json_piece piece = {.name = s->name,
				   .key = key,
				   .index = index,
				   .len = cut.taken,
				   .line = s->line,
				   .offset = s->consumed + s->pos,
				   .line_from = s->line_from};
	cut_out(w, cut.taken, &piece);
	s->line += cut.lines;
	if (cut.lines)
		s->line_from = piece.offset + cut.line_from;
	*st = w->v->piece(w->v->ctx, &piece, w->err);
	return (long)cut.elements;
}

static enum vck_status walk_piece(struct walk *w, const char *key, long index)
{
	struct json_source *s = w->s;
	for (enum vck_status st;; index++) {
		if (peek(s) < 0)
			return fail_here(s, w->err, "expected a value");
		st = hand_over(w, key, index);
		if (st)
			return st;
		int c = peek(s);
		if (c < 0)
			return VCK_OK;
		if (c != ',')
			return fail_here(s, w->err, "expected \",\" or \"]\"");
		s->pos++;
	}
}

enum vck_status json_walk_piece(const struct json_piece *piece, const struct json_visitor *v,
				struct vck_error *err)
{
	struct json_source s = json_source_memory(piece->name, piece->bytes, piece->len);
	s.line = piece->line;
	s.consumed = piece->offset;
	s.line_from = piece->line_from;
	struct walk w = {.s = &s, .v = v, .scratch = ARENA_INIT, .err = err};
	w.shape = v->shape ? v->shape(v->ctx, piece->key) : NULL;
	enum vck_status st = walk_piece(&w, piece->key, piece->index);
	arena_free(&w.scratch);
	return st;
}

static enum vck_status walk_array(struct walk *w, const char *key, enum json_want want,
				  unsigned depth)
{
	struct json_source *s = w->s;
	struct json_place place = place_here(w, key, -1);
	if (peek(s) != '[') {
		struct where at = {s->name, NULL, place.line, place.column};
		return vck_fail(w->err, VCK_E_INPUT, &at, "expected an array under \"%s\"", key);
	}
	s->pos++;
	enum vck_status st = VCK_OK;
	if (w->v->array && want == JSON_ELEMENTS)
		st = w->v->array(w->v->ctx, &place, w->err);
	if (!st && peek(s) == ']') {
		s->pos++;
		return VCK_OK;
	}
	for (long i = 0, n; !st; i += n) {
		if (peek(s) < 0)
			return fail_end(s, w->err, "the file ends in the middle of an array");
		n = w->v->piece && want == JSON_ELEMENTS ? hand_over_piece(w, key, i, &st) : 0;
		if (!n) {
			n = 1;
			st = want == JSON_ELEMENTS ? hand_over(w, key, i)
						   : enter_object(w, key, i, depth);
		}
		if (st)
			break;
		int c = peek(s);
		if (c != ',' && c != ']')
			return fail_at(s, c, w->err, "the file ends in the middle of an array",
				       "expected \",\" or \"]\"");
		s->pos++;
		if (c == ']')
			break;
	}
	return st;
}

/* What nobody reads is scanned for its end alone; only words outside of brackets are looked at. */
static enum vck_status pass_over(struct walk *w)
{
	struct json_source *s = w->s;
	struct json_place place = place_here(w, "", -1);
	bool nested = byte_class[(unsigned char)s->buf[s->pos]] == OPEN;
	s->passing = nested;
	enum vck_status st = scan_value(s, w->err);
	s->passing = false;
	cJSON *word;
	if (!st && !nested) {
		st = parse_at(&w->scratch, s->name, s->buf + s->keep, s->pos - s->keep, place.line,
			      place.column, &word, w->err);
		arena_reset(&w->scratch);
	}
	return st;
}

static enum vck_status walk_member(struct walk *w, const char *key, unsigned depth)
{
	enum json_want want = w->v->member(w->v->ctx, key, depth);
	if (peek(w->s) < 0)
		return fail_end(w->s, w->err, "the file ends where a value should be");
	if (want != JSON_VALUE && w->s->buf[w->s->pos] == 'n')
		return pass_over(w); /* null: as if the member were not there */
	w->shape = want != JSON_SKIP && w->v->shape ? w->v->shape(w->v->ctx, key) : NULL;
	switch (want) {
	case JSON_SKIP:
		return pass_over(w);
	case JSON_VALUE:
		return hand_over(w, key, -1);
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
	struct json_place place = place_here(w, "", -1);
	enum vck_status st = scan_value(s, w->err);
	if (st)
		return st;
	cJSON *name;
	st = parse_at(&w->scratch, s->name, s->buf + s->keep, s->pos - s->keep, place.line,
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
		return fail_too_deep(s, w->err);
	s->pos++;
	if (peek(s) == '}') {
		s->pos++;
		return VCK_OK;
	}
	for (;;) {
		char *key = NULL;
		int c = peek(s);
		if (c != '"')
			return fail_at(s, c, w->err, "the file ends in the middle of an object",
				       "expected a member name in quotes");
		enum vck_status st = read_key(w, &key);
		if (!st && peek(s) != ':')
			st = fail_here(s, w->err, "expected \":\" behind a member name");
		if (!st) {
			s->pos++;
			st = walk_member(w, key, depth);
		}
		free(key);
		if (st)
			return st;
		c = peek(s);
		if (c != ',' && c != '}')
			return fail_at(s, c, w->err, "the file ends in the middle of an object",
				       "expected \",\" or \"}\"");
		s->pos++;
		if (c == '}')
			return VCK_OK;
	}
}

/* What people hand over that is not a JSON object, said in their words. */
static enum vck_status not_an_object(struct json_source *s, int c, struct vck_error *err)
{
	if (c == '[')
		return fail_here(
			s, err,
			"expected an object such as {\"Vpcs\": [...]}, found an array (was it cut "
			"with --query?)");
	if (c == 0xff || c == 0xfe || c == 0)
		return fail_here(s, err,
				 "this is UTF-16 or binary, not UTF-8 JSON (PowerShell's \">\" "
				 "writes UTF-16: use Out-File -Encoding utf8)");
	return fail_here(s, err, "this is not JSON: expected \"{\"");
}

static void skip_byte_order_mark(struct json_source *s)
{
	while (s->len - s->pos < 3 && refill(s))
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
	for (int c = peek(s); !st && c >= 0; c = peek(s)) {
		if (c != '{') {
			st = not_an_object(s, c, err);
			break;
		}
		st = walk_object(&w, 0);
		if (st)
			break;
	}
	if (!st && s->error)
		st = fail_end(s, err, "");
	arena_free(&w.scratch);
	return st;
}
