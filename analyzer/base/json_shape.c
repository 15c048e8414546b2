#include "base/json_shape.h"

#include "base/json.h"
#include "base/limits.h"

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* ---- shapes ---- */

struct member {
	char *name; /* NULL: an empty slot */
	size_t len;
	struct json_shape *inside; /* NULL: all of it is wanted */
};

struct json_shape {
	struct arena *arena;
	struct member *slots;
	size_t size, count; /* size: a power of two, at least twice the count */
};

struct json_shape *json_shape_new(struct arena *arena)
{
	struct json_shape *s = arena_new(arena, struct json_shape);
	s->arena = arena;
	s->size = 16;
	s->slots = arena_array(arena, struct member, s->size);
	return s;
}

static inline size_t name_hash(const char *name, size_t len)
{
	size_t h = len;
	h = h * 31 + (unsigned char)name[0];
	h = h * 31 + (unsigned char)name[len / 2];
	h = h * 31 + (unsigned char)name[len - 1];
	return h ^ (h >> 7);
}

/* The slot of a name, or the empty one where it would be. len > 0. */
static inline struct member *find(const struct json_shape *s, const char *name, size_t len)
{
	size_t at = name_hash(name, len) & (s->size - 1);
	for (;; at = (at + 1) & (s->size - 1)) {
		struct member *m = &s->slots[at];
		if (!m->name || (m->len == len && memcmp(m->name, name, len) == 0))
			return m;
	}
}

static void grow(struct json_shape *s)
{
	struct member *old = s->slots;
	size_t size = s->size;
	s->size = size * 2;
	s->slots = arena_array(s->arena, struct member, s->size);
	for (size_t i = 0; i < size; i++)
		if (old[i].name)
			*find(s, old[i].name, old[i].len) = old[i];
}

static struct member *add(struct json_shape *s, const char *name)
{
	size_t len = strlen(name);
	if (s->count * 2 >= s->size)
		grow(s);
	struct member *m = find(s, name, len);
	if (!m->name) {
		*m = (struct member){arena_strdup(s->arena, name), len, NULL};
		s->count++;
	}
	return m;
}

void json_shape_want(struct json_shape *s, const char *name)
{
	add(s, name);
}

struct json_shape *json_shape_inside(struct json_shape *s, const char *name)
{
	struct member *m = add(s, name);
	if (!m->inside)
		m->inside = json_shape_new(s->arena);
	return m->inside;
}

/* ---- many bytes at a time ---- */

/* A byte that ends a plain run inside a string: a quote, a backslash, a control character. */
static inline bool is_stop(char c)
{
	return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

#if defined(__SSE2__)

enum { STRIDE = 16 };

/* Bit i: p[i] is a stop. */
static inline unsigned stops(const char *p)
{
	__m128i bytes = _mm_loadu_si128((const void *)p);
	__m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
	__m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
	__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), control));
}

/* Bit i: p[i] is no space. */
static inline unsigned not_spaces(const char *p)
{
	__m128i bytes = _mm_loadu_si128((const void *)p);
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '))) ^ 0xffffu;
}

#else

enum { STRIDE = 8 };

static inline unsigned stops(const char *p)
{
	unsigned found = 0;
	for (unsigned i = 0; i < STRIDE; i++)
		found |= (unsigned)is_stop(p[i]) << i;
	return found;
}

static inline unsigned not_spaces(const char *p)
{
	unsigned found = 0;
	for (unsigned i = 0; i < STRIDE; i++)
		found |= (unsigned)(p[i] != ' ') << i;
	return found;
}

#endif

/* ---- the text ---- */

struct taker {
	struct arena *arena; /* of the tree */
	const char *p, *end;
	const char *line_from;
	unsigned lines, depth;
	bool escaped; /* the string that was skipped last holds a backslash */
};

static inline void skip_indent(struct taker *x, const char *p)
{
	while (x->end - p >= STRIDE) {
		unsigned found = not_spaces(p);
		if (found) {
			p += __builtin_ctz(found);
			break;
		}
		p += STRIDE;
	}
	x->p = p;
}

/* To the next byte that is no white space. False at the end. */
static inline bool skip_space(struct taker *x)
{
	for (;; x->p++) {
		if (x->p == x->end)
			return false;
		char c = *x->p;
		if (c > ' ')
			return true;
		if (c == '\n') {
			x->lines++;
			x->line_from = x->p + 1;
			skip_indent(x, x->p + 1);
			x->p--;
		} else if (c != ' ' && c != '\t' && c != '\r') {
			return true;
		}
	}
}

/* From inside a string to its next stop; the end when there is none. */
static inline const char *find_stop(const char *p, const char *end)
{
	while (end - p >= STRIDE) {
		unsigned found = stops(p);
		if (found)
			return p + __builtin_ctz(found);
		p += STRIDE;
	}
	while (p < end && !is_stop(*p))
		p++;
	return p;
}

/* p stands on a quote; leave it behind the closing one. */
static inline bool skip_string(struct taker *x)
{
	const char *p = x->p + 1;
	x->escaped = false;
	for (;;) {
		p = find_stop(p, x->end);
		if (p == x->end)
			return false;
		if (*p == '"') {
			x->p = p + 1;
			return true;
		}
		if (*p != '\\' || x->end - p < 2 || p[1] == '\n')
			return false;
		x->escaped = true;
		p += 2;
	}
}

static inline bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '+' || c == '.';
}

static inline bool skip_word(struct taker *x)
{
	const char *from = x->p;
	while (x->p < x->end && is_word(*x->p))
		x->p++;
	return x->p > from && x->p < x->end;
}

/* p stands on an opening bracket; leave it behind the closing one. */
static bool skip_nested(struct taker *x)
{
	char stack[LIMIT_JSON_DEPTH];
	unsigned depth = 0;
	do {
		if (!skip_space(x))
			return false;
		char c = *x->p;
		if (c == '"') {
			if (!skip_string(x))
				return false;
			continue;
		}
		if (c == '{' || c == '[') {
			if (x->depth + depth >= LIMIT_JSON_DEPTH)
				return false;
			stack[depth++] = c;
		} else if (c == '}' || c == ']') {
			if (!depth || stack[--depth] != (c == '}' ? '{' : '['))
				return false;
		} else if (c != ',' && c != ':') {
			if (!skip_word(x))
				return false;
			continue;
		}
		x->p++;
	} while (depth);
	return true;
}

static inline bool skip_value(struct taker *x)
{
	if (*x->p == '"')
		return skip_string(x);
	if (*x->p == '{' || *x->p == '[')
		return skip_nested(x);
	return skip_word(x);
}

/* ---- the tree ---- */

static inline cJSON *new_node(struct taker *x, int type)
{
	cJSON *n = arena_new(x->arena, cJSON);
	n->type = type;
	return n;
}

/* What is written in an unusual way is read by who knows all ways. */
static cJSON *parse_part(struct taker *x, const char *from)
{
	cJSON *n;
	return json_parse(x->arena, "", from, (size_t)(x->p - from), &n, NULL) ? NULL : n;
}

static cJSON *take_string(struct taker *x)
{
	const char *from = x->p;
	if (!skip_string(x))
		return NULL;
	if (x->escaped)
		return parse_part(x, from);
	cJSON *n = new_node(x, cJSON_String);
	n->valuestring = arena_strndup(x->arena, from + 1, (size_t)(x->p - from) - 2);
	return n;
}

/* A whole number that an int holds, as it is usually written. */
static bool plain_int(const char *from, size_t len, int *out)
{
	bool minus = *from == '-';
	if (minus) {
		from++;
		len--;
	}
	if (!len || len > 9 || (*from == '0' && (len > 1 || minus)))
		return false;
	int value = 0;
	for (size_t i = 0; i < len; i++) {
		if (from[i] < '0' || from[i] > '9')
			return false;
		value = value * 10 + (from[i] - '0');
	}
	*out = minus ? -value : value;
	return true;
}

static cJSON *take_word(struct taker *x)
{
	const char *from = x->p;
	if (!skip_word(x))
		return NULL;
	size_t len = (size_t)(x->p - from);
	int value;
	if (len == 4 && memcmp(from, "true", 4) == 0)
		return new_node(x, cJSON_True);
	if (len == 5 && memcmp(from, "false", 5) == 0)
		return new_node(x, cJSON_False);
	if (len == 4 && memcmp(from, "null", 4) == 0)
		return new_node(x, cJSON_NULL);
	if (!plain_int(from, len, &value))
		return parse_part(x, from);
	cJSON *n = new_node(x, cJSON_Number);
	n->valuedouble = value;
	n->valueint = value;
	return n;
}

static cJSON *take_value(struct taker *, const struct json_shape *, unsigned *members);

/* The parent's child->prev is its last child: cJSON's own way. */
static inline void append(cJSON *parent, cJSON *child)
{
	cJSON *first = parent->child;
	if (first) {
		child->prev = first->prev;
		first->prev->next = child;
		first->prev = child;
	} else {
		parent->child = child->prev = child;
	}
}

struct name {
	char *text;   /* NULL: the member is not wanted */
	bool is_ours; /* text lives as long as the shape: cJSON_StringIsConst */
	const struct json_shape *inside;
};

/* p stands on a member's name. False: the name is odd. shape NULL: all are wanted. */
static inline bool take_name(struct taker *x, const struct json_shape *s, struct name *out)
{
	const char *from = x->p;
	*out = (struct name){NULL, false, NULL};
	if (x->p == x->end || *x->p != '"' || !skip_string(x))
		return false;
	size_t len = (size_t)(x->p - from) - 2;
	if (x->escaped) {
		const cJSON *name = parse_part(x, from);
		out->text = name ? name->valuestring : NULL;
		return name;
	}
	if (!s) {
		out->text = arena_strndup(x->arena, from + 1, len);
		return true;
	}
	const struct member *m = len ? find(s, from + 1, len) : NULL;
	if (m && m->name)
		*out = (struct name){m->name, true, m->inside};
	return true;
}

/* A member, from its name to behind its value. */
static inline bool take_member(struct taker *x, const struct json_shape *s, cJSON *object)
{
	struct name name;
	unsigned ignored;
	if (!take_name(x, s, &name) || !skip_space(x) || *x->p != ':')
		return false;
	x->p++;
	if (!skip_space(x))
		return false;
	if (!name.text)
		return skip_value(x);
	cJSON *value = take_value(x, name.inside, &ignored);
	if (!value)
		return false;
	value->string = name.text;
	if (name.is_ours)
		value->type |= cJSON_StringIsConst;
	append(object, value);
	return true;
}

static cJSON *take_object(struct taker *x, const struct json_shape *s, unsigned *members)
{
	cJSON *object = new_node(x, cJSON_Object);
	x->p++;
	if (!skip_space(x))
		return NULL;
	for (*members = 0; *members || *x->p != '}';) {
		if (!take_member(x, s, object) || !skip_space(x))
			return NULL;
		++*members;
		if (*x->p == '}')
			break;
		if (*x->p++ != ',' || !skip_space(x))
			return NULL;
	}
	x->p++;
	return object;
}

static cJSON *take_array(struct taker *x, const struct json_shape *s)
{
	unsigned ignored;
	cJSON *array = new_node(x, cJSON_Array);
	x->p++;
	if (!skip_space(x))
		return NULL;
	while (*x->p != ']') {
		cJSON *value = take_value(x, s, &ignored);
		if (!value || !skip_space(x))
			return NULL;
		append(array, value);
		if (*x->p == ']')
			break;
		if (*x->p++ != ',' || !skip_space(x) || *x->p == ']')
			return NULL;
	}
	x->p++;
	return array;
}

static cJSON *take_value(struct taker *x, const struct json_shape *s, unsigned *members)
{
	cJSON *value;
	*members = 0;
	if (*x->p == '"')
		return take_string(x);
	if (*x->p != '{' && *x->p != '[')
		return take_word(x);
	if (x->depth++ >= LIMIT_JSON_DEPTH)
		return NULL;
	value = *x->p == '{' ? take_object(x, s, members) : take_array(x, s);
	x->depth--;
	return value;
}

cJSON *json_take(struct arena *arena, const char *text, size_t len, const struct json_shape *s,
		 struct json_taken *result)
{
	struct taker x = {.arena = arena, .p = text, .end = text + len, .line_from = text};
	if (!len || (*text != '{' && *text != '['))
		return NULL;
	cJSON *value = take_value(&x, s, &result->members);
	result->taken = (size_t)(x.p - text);
	result->lines = x.lines;
	result->line_from = (size_t)(x.line_from - text);
	return value;
}
