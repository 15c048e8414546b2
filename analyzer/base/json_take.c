/*
 * json_take.c - a tree of what is wanted of a value (json_shape.h).
 *
 * Members come in the same order a hundred thousand times, and what stands between one's value and
 * the next one's (a comma, an indentation, a name, a colon) is the same each time. So the shape
 * keeps that text, and where it comes again it is compared, not read. Everything here goes from one
 * place of the text to another; where the text ends, or is odd, there is none.
 */
#include "base/json.h"
#include "base/json_bytes.h"
#include "base/limits.h"

#include <string.h>

/* ---- the text ---- */

struct taker {
	struct arena *arena; /* of the tree */
	const char *end;
	unsigned lines, depth;
	bool escaped; /* the string that was skipped last holds a backslash */
};

/* To the next byte that is no white space. */
static inline const char *skip_space(struct taker *x, const char *p)
{
	while (p < x->end) {
		char c = *p;
		if (c > ' ')
			return p;
		if (c == '\n') {
			x->lines++;
			p = skip_indent(p + 1, x->end);
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
	unsigned char letter = (unsigned char)((c | 0x20) - 'a'), digit = (unsigned char)(c - '0');
	return letter < 26 || digit < 10 || c == '-' || c == '+' || c == '.';
}

/* Most words are booleans. */
static inline const char *skip_bool(const struct taker *x, const char *from)
{
	size_t rest = (size_t)(x->end - from), len;
	if (*from == 't')
		len = rest > 4 && memcmp(from, "true", 4) == 0 ? 4 : 0;
	else
		len = rest > 5 && memcmp(from, "false", 5) == 0 ? 5 : 0;
	return len && !is_word(from[len]) ? from + len : NULL;
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
	const char *to = skip_bool(x, p);
	return to ? to : skip_word(x, p);
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
	const char *to = skip_bool(x, from);
	if (to) {
		*out = new_node(x, *from == 't' ? cJSON_True : cJSON_False);
		return to;
	}
	to = skip_word(x, from);
	if (!to)
		return NULL;
	size_t len = (size_t)(to - from);
	int value;
	if (len == 4 && memcmp(from, "null", 4) == 0)
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

/* An object or an array. members: how many an object has, wanted or not. */
static const char *take_nested(struct taker *, const char *p, struct json_shape *, cJSON **out,
			       unsigned *members);

static inline const char *take_value(struct taker *x, const char *p, struct json_shape *s,
				     cJSON **out)
{
	unsigned ignored;
	if (*p == '"')
		return take_string(x, p, out);
	if (*p == '{' || *p == '[')
		return take_nested(x, p, s, out, &ignored);
	return take_word(x, p, out);
}

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

/* The way through an object's members. */
struct way {
	struct json_shape *shape;   /* NULL: all members are wanted */
	struct json_link *link;     /* what comes next, as far as that is known; NULL: it is not */
	struct json_member *member; /* that has been reached; NULL: the shape does not know it */
	char *name;                 /* of one that it does not know; NULL when it is not wanted */
	bool first, end;            /* nothing is behind us; nothing is ahead */
};

/* Does the text go on as it did the last time? */
static inline bool goes_on(const struct taker *x, const struct json_link *l, const char *p)
{
	size_t len = l->len;
	if ((size_t)(x->end - p) <= len)
		return false;
	if (len - STRIDE <= 2 * STRIDE)
		return same_strides(p, l->text, len);
	return len && same_bytes(p, l->text, len);
}

/* What led to a member (NULL: to the object's end), if it is no longer than usual; and how many
 * lines there were before it. */
static void remember(const struct taker *x, struct json_link *l, struct json_member *to,
		     const char *from, const char *p, unsigned lines)
{
	size_t len = (size_t)(p - from);
	l->to = to;
	l->len = len <= sizeof l->text ? (unsigned char)len : 0;
	memcpy(l->text, from, l->len);
	l->lines = (unsigned char)(x->lines - lines);
}

/* A name that was not expected. */
static const char *take_other_name(struct taker *x, const char *from, struct json_shape *s,
				   struct json_member **out, char **name)
{
	const char *to = skip_string(x, from);
	if (!to)
		return NULL;
	size_t len = (size_t)(to - from) - 2;
	if (x->escaped) {
		cJSON *written;
		to = parse_part(x, from, to, &written);
		if (to)
			*name = written->valuestring;
	} else if (s) {
		*out = json_shape_learn(s, from + 1, len);
	} else {
		*name = arena_strndup(x->arena, from + 1, len);
	}
	return to;
}

/* The name at `from`, which is thought to be that of the member; finds out which it is. */
static const char *take_name(struct taker *x, const char *from, struct way *w)
{
	const struct json_member *expected = w->member;
	if (expected && (size_t)(x->end - from) > expected->len + 1 &&
	    from[expected->len + 1] == '"' && same_bytes(from + 1, expected->name, expected->len))
		return from + expected->len + 2;
	w->member = NULL;
	return take_other_name(x, from, w->shape, &w->member, &w->name);
}

/* next_member() of text that goes on otherwise than it did the last time. */
static const char *find_member(struct taker *x, const char *from, struct way *w)
{
	unsigned lines = x->lines;
	struct json_link *link = w->link;
	const char *p = skip_space(x, from);
	if (p && *p == '}') {
		w->end = true;
		if (link)
			remember(x, link, NULL, from, p + 1, lines);
		return p + 1;
	}
	if (p && !w->first)
		p = *p == ',' ? skip_space(x, p + 1) : NULL;
	if (!p || *p != '"')
		return NULL;
	w->member = link ? link->to : NULL;
	w->name = NULL;
	p = take_name(x, p, w);
	if (p)
		p = skip_space(x, p);
	p = p && *p == ':' ? skip_space(x, p + 1) : NULL;
	if (p && w->member && link)
		remember(x, link, w->member, from, p, lines);
	w->link = w->member ? &w->member->next : NULL;
	return p;
}

/* From behind a value, or the opening brace, to the next member's value; behind the object's end
 * where there is none. */
static inline const char *next_member(struct taker *x, const char *p, struct way *w)
{
	const struct json_link *l = w->link;
	if (!l || !goes_on(x, l, p))
		return find_member(x, p, w);
	const char *to = p + l->len;
	struct json_member *m = l->to;
	if (!m)
		w->end = true;
	else if (*to <= ' ') /* more space than the last time before the value */
		return find_member(x, p, w);
	else
		w->link = &m->next;
	x->lines += l->lines;
	w->member = m;
	return to;
}

/* Adds it to the object. */
static inline const char *take_wanted(struct taker *x, const char *p, const struct way *w,
				      cJSON *object)
{
	struct json_member *m = w->member;
	cJSON *value;
	p = take_value(x, p, m ? m->inside : NULL, &value);
	if (!p)
		return NULL;
	value->string = m ? m->name : w->name;
	value->type |= m ? cJSON_StringIsConst | JSON_NOTED : 0;
	append(object, value);
	return p;
}

static const char *take_object(struct taker *x, const char *p, struct json_shape *s, cJSON *object,
			       unsigned *members)
{
	struct way w = {.shape = s, .link = s ? json_shape_first(s) : NULL, .first = true};
	for (p++;; w.first = false) {
		p = next_member(x, p, &w);
		if (!p || w.end)
			return p;
		++*members;
		bool wanted = w.member ? w.member->wanted : w.name != NULL;
		p = wanted ? take_wanted(x, p, &w, object) : skip_value(x, p);
		if (!p)
			return NULL;
	}
}

static const char *take_array(struct taker *x, const char *p, struct json_shape *s, cJSON *array)
{
	cJSON *value;
	p = skip_space(x, p + 1);
	if (!p || *p == ']')
		return p ? p + 1 : NULL;
	for (;;) {
		p = take_value(x, p, s, &value);
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

static const char *take_nested(struct taker *x, const char *p, struct json_shape *s, cJSON **out,
			       unsigned *members)
{
	bool is_object = *p == '{';
	*members = 0;
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
	struct taker x = {.arena = arena, .end = text + len};
	cJSON *value = NULL;
	if (!len || (*text != '{' && *text != '['))
		return NULL;
	const char *p = take_nested(&x, text, s, &value, &result->members);
	if (!p)
		return NULL;
	result->taken = (size_t)(p - text);
	result->lines = x.lines;
	for (result->line_from = x.lines ? result->taken : 0; result->line_from;
	     result->line_from--)
		if (text[result->line_from - 1] == '\n')
			break;
	return value;
}
