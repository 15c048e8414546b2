/*
 * json_take.c - a tree of what is wanted of a value (json_shape.h).
 *
 * Members come in the same order a hundred thousand times, so the shape says which name is expected
 * next: when it is, neither its end nor what is wanted of it need be looked for. Everything here
 * goes from one place of the text to another; where the text ends, or is odd, there is none.
 */
#include "base/json.h"
#include "base/json_bytes.h"
#include "base/limits.h"

#include <string.h>

/* ---- the text ---- */

struct taker {
	struct arena *arena; /* of the tree */
	const char *end;
	const char *line_from;
	unsigned lines, depth;
	bool escaped; /* the string that was skipped last holds a backslash */
};

static inline const char *skip_indent(const struct taker *x, const char *p)
{
	for (; x->end - p >= STRIDE; p += STRIDE) {
		unsigned found = not_spaces(p);
		if (found)
			return p + __builtin_ctz(found);
	}
	return p;
}

/* To the next byte that is no white space. */
static inline const char *skip_space(struct taker *x, const char *p)
{
	while (p < x->end) {
		char c = *p;
		if (c > ' ')
			return p;
		if (c == '\n') {
			x->lines++;
			x->line_from = p + 1;
			p = skip_indent(x, p + 1);
		} else if (c == ' ' || c == '\t' || c == '\r') {
			p++;
		} else {
			return p;
		}
	}
	return NULL;
}

/* From inside a string to its next stop; the end when there is none. */
static inline const char *find_stop(const char *p, const char *end)
{
	for (; end - p >= STRIDE; p += STRIDE) {
		unsigned found = stops(p);
		if (found)
			return p + __builtin_ctz(found);
	}
	while (p < end && !is_stop(*p))
		p++;
	return p;
}

/* From an opening quote to behind the closing one. */
static inline const char *skip_string(struct taker *x, const char *p)
{
	x->escaped = false;
	for (p++;;) {
		p = find_stop(p, x->end);
		if (p == x->end)
			return NULL;
		if (*p == '"')
			return p + 1;
		if (*p != '\\' || x->end - p < 2 || p[1] == '\n')
			return NULL;
		x->escaped = true;
		p += 2;
	}
}

static inline bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '+' || c == '.';
}

static inline const char *skip_word(const struct taker *x, const char *from)
{
	const char *p = from;
	while (p < x->end && is_word(*p))
		p++;
	return p > from && p < x->end ? p : NULL;
}

/* From an opening bracket to behind the closing one. */
static const char *skip_nested(struct taker *x, const char *p)
{
	char stack[LIMIT_JSON_DEPTH];
	unsigned depth = 0;
	do {
		p = skip_space(x, p);
		if (!p)
			return NULL;
		char c = *p;
		if (c == '"') {
			p = skip_string(x, p);
			if (!p)
				return NULL;
			continue;
		}
		if (c == '{' || c == '[') {
			if (x->depth + depth >= LIMIT_JSON_DEPTH)
				return NULL;
			stack[depth++] = c;
		} else if (c == '}' || c == ']') {
			if (!depth || stack[--depth] != (c == '}' ? '{' : '['))
				return NULL;
		} else if (c != ',' && c != ':') {
			p = skip_word(x, p);
			if (!p)
				return NULL;
			continue;
		}
		p++;
	} while (depth);
	return p;
}

static inline const char *skip_value(struct taker *x, const char *p)
{
	if (*p == '"')
		return skip_string(x, p);
	if (*p == '{' || *p == '[')
		return skip_nested(x, p);
	return skip_word(x, p);
}

/* ---- values: each is put where `out` says, and gives where it ends ---- */

static inline cJSON *new_node(struct taker *x, int type)
{
	cJSON *n = arena_alloc(x->arena, sizeof *n);
	*n = (cJSON){.type = type};
	return n;
}

/* What is written in an unusual way is read by who knows all ways. */
static const char *parse_part(struct taker *x, const char *from, const char *to, cJSON **out)
{
	return json_parse(x->arena, "", from, (size_t)(to - from), out, NULL) ? NULL : to;
}

static inline const char *take_string(struct taker *x, const char *from, cJSON **out)
{
	const char *to = skip_string(x, from);
	if (!to)
		return NULL;
	if (x->escaped)
		return parse_part(x, from, to, out);
	size_t len = (size_t)(to - from) - 2;
	cJSON *n = *out = new_node(x, cJSON_String | JSON_MEASURED);
	n->valuestring = arena_text(x->arena, len);
	copy_bytes(n->valuestring, from + 1, len);
	n->valueint = (int)len;
	return to;
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

static const char *take_word(struct taker *x, const char *from, cJSON **out)
{
	const char *to = skip_word(x, from);
	if (!to)
		return NULL;
	size_t len = (size_t)(to - from);
	int value;
	if (len == 4 && memcmp(from, "true", 4) == 0)
		*out = new_node(x, cJSON_True);
	else if (len == 5 && memcmp(from, "false", 5) == 0)
		*out = new_node(x, cJSON_False);
	else if (len == 4 && memcmp(from, "null", 4) == 0)
		*out = new_node(x, cJSON_NULL);
	else if (plain_int(from, len, &value)) {
		*out = new_node(x, cJSON_Number);
		(*out)->valuedouble = value;
		(*out)->valueint = value;
	} else {
		return parse_part(x, from, to, out);
	}
	return to;
}

static const char *take_value(struct taker *, const char *p, struct json_shape *, cJSON **out,
			      unsigned *members);

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

/* ---- members ---- */

struct name {
	char *text; /* NULL: the member is not wanted */
	int bits;   /* of the node's type: the name is the shape's */
	struct json_shape *inside;
};

/* A name that was not expected. */
static const char *take_other_name(struct taker *x, const char *from, struct json_shape *s,
				   struct json_member **expected, struct json_member **out,
				   struct name *name)
{
	const char *to = skip_string(x, from);
	if (!to)
		return NULL;
	size_t len = (size_t)(to - from) - 2;
	if (x->escaped) {
		cJSON *written;
		to = parse_part(x, from, to, &written);
		if (to)
			name->text = written->valuestring;
	} else if (s) {
		*out = json_shape_learn(s, from + 1, len);
		if (*out)
			*expected = *out;
	} else {
		name->text = arena_strndup(x->arena, from + 1, len);
	}
	return to;
}

/* s NULL: all names are wanted. *expected: which is thought to come; moves on to what follows it.
 */
static inline const char *take_name(struct taker *x, const char *from, struct json_shape *s,
				    struct json_member ***expected, struct name *name)
{
	struct json_member *m = s ? **expected : NULL;
	const char *to;
	*name = (struct name){NULL, 0, NULL};
	if (*from != '"')
		return NULL;
	if (m && (size_t)(x->end - from) > m->len + 1 && from[m->len + 1] == '"' &&
	    same_bytes(from + 1, m->name, m->len)) {
		to = from + m->len + 2;
	} else {
		m = NULL;
		to = take_other_name(x, from, s, *expected, &m, name);
	}
	if (!m)
		return to;
	*expected = &m->next;
	if (m->wanted)
		*name = (struct name){m->name, cJSON_StringIsConst | JSON_NOTED, m->inside};
	return to;
}

/* A member, from its name to behind its value. */
static inline const char *take_member(struct taker *x, const char *p, struct json_shape *s,
				      struct json_member ***expected, cJSON *object)
{
	struct name name;
	unsigned ignored;
	cJSON *value;
	p = take_name(x, p, s, expected, &name);
	if (!p)
		return NULL;
	p = skip_space(x, p);
	if (!p || *p != ':')
		return NULL;
	p = skip_space(x, p + 1);
	if (!p)
		return NULL;
	if (!name.text)
		return skip_value(x, p);
	p = *p == '"' ? take_string(x, p, &value) : take_value(x, p, name.inside, &value, &ignored);
	if (!p)
		return NULL;
	value->string = name.text;
	value->type |= name.bits;
	append(object, value);
	return p;
}

static const char *take_object(struct taker *x, const char *p, struct json_shape *s, cJSON *object,
			       unsigned *members)
{
	struct json_member **expected = s ? json_shape_first(s) : NULL;
	p = skip_space(x, p + 1);
	if (!p || *p == '}')
		return p ? p + 1 : NULL;
	for (;;) {
		p = take_member(x, p, s, &expected, object);
		if (!p)
			return NULL;
		++*members;
		p = skip_space(x, p);
		if (!p || *p == '}')
			return p ? p + 1 : NULL;
		if (*p != ',')
			return NULL;
		p = skip_space(x, p + 1);
		if (!p)
			return NULL;
	}
}

static const char *take_array(struct taker *x, const char *p, struct json_shape *s, cJSON *array)
{
	unsigned ignored;
	cJSON *value;
	p = skip_space(x, p + 1);
	if (!p || *p == ']')
		return p ? p + 1 : NULL;
	for (;;) {
		p = take_value(x, p, s, &value, &ignored);
		if (!p)
			return NULL;
		append(array, value);
		p = skip_space(x, p);
		if (!p || *p == ']')
			return p ? p + 1 : NULL;
		if (*p != ',')
			return NULL;
		p = skip_space(x, p + 1);
		if (!p || *p == ']')
			return NULL;
	}
}

static const char *take_value(struct taker *x, const char *p, struct json_shape *s, cJSON **out,
			      unsigned *members)
{
	bool is_object = *p == '{';
	*members = 0;
	if (*p == '"')
		return take_string(x, p, out);
	if (!is_object && *p != '[')
		return take_word(x, p, out);
	if (x->depth++ >= LIMIT_JSON_DEPTH)
		return NULL;
	*out = new_node(x, is_object ? cJSON_Object : cJSON_Array);
	p = is_object ? take_object(x, p, s, *out, members) : take_array(x, p, s, *out);
	x->depth--;
	return p;
}

cJSON *json_take(struct arena *arena, const char *text, size_t len, struct json_shape *s,
		 struct json_taken *result)
{
	struct taker x = {.arena = arena, .end = text + len, .line_from = text};
	cJSON *value = NULL;
	if (!len || (*text != '{' && *text != '['))
		return NULL;
	const char *p = take_value(&x, text, s, &value, &result->members);
	if (!p)
		return NULL;
	result->taken = (size_t)(p - text);
	result->lines = x.lines;
	result->line_from = (size_t)(x.line_from - text);
	return value;
}
