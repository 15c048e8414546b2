#include "base/json_shape.h"

#include "base/limits.h"

#include <stdint.h>
#include <string.h>

/* ---- shapes ------------------------------------------------------------------------------------
 */

struct member {
	const char *name; /* NULL: an empty slot */
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

/* ---- eight bytes at a time ---------------------------------------------------------------------
 */

#define EACH(byte) (UINT64_MAX / 255 * (byte))

static inline uint64_t load8(const char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* The high bit of each byte that is zero; of the lowest such byte for certain. */
static inline uint64_t zero_bytes(uint64_t word)
{
	return (word - EACH(1)) & ~word & EACH(0x80);
}

/* Bytes that end a plain run inside a string: quotes, backslashes, control characters. */
static inline uint64_t string_stops(uint64_t word)
{
	uint64_t control = (word - EACH(0x20)) & ~word & EACH(0x80);
	return zero_bytes(word ^ EACH('"')) | zero_bytes(word ^ EACH('\\')) | control;
}

/* ---- the text ----------------------------------------------------------------------------------
 */

/* Nothing is written before the byte that it stands for was seen: out never outruns the text. */
struct pruner {
	const char *p, *end;
	char *out;
	const char *line_from;
	unsigned lines, depth;
};

/* To the next byte that is no white space. False at the end. */
static inline bool skip_space(struct pruner *x)
{
	const char *p = x->p;
	for (;; p++) {
		if (p == x->end)
			return false;
		if (*p == '\n') {
			x->lines++;
			x->line_from = p + 1;
			while (x->end - p > 8 && load8(p + 1) == EACH(' '))
				p += 8;
		} else if (*p != ' ' && *p != '\t' && *p != '\r') {
			x->p = p;
			return true;
		}
	}
}

/* p stands on a quote; leave it behind the closing one. */
static inline bool skip_string(struct pruner *x)
{
	const char *p = x->p + 1;
	for (;;) {
		while (x->end - p >= 8) {
			uint64_t stops = string_stops(load8(p));
			if (stops) {
				p += __builtin_ctzll(stops) / 8;
				break;
			}
			p += 8;
		}
		if (p == x->end)
			return false;
		if (*p == '"') {
			x->p = p + 1;
			return true;
		}
		if (*p == '\\') {
			if (x->end - p < 2 || p[1] == '\n')
				return false;
			p += 2;
		} else if ((unsigned char)*p < 0x20) {
			return false;
		} else {
			p++; /* one of the last seven bytes */
		}
	}
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '+' || c == '.';
}

static bool skip_word(struct pruner *x)
{
	const char *from = x->p;
	while (x->p < x->end && is_word(*x->p))
		x->p++;
	return x->p > from && x->p < x->end;
}

/* p stands on an opening bracket; leave it behind the closing one. */
static bool skip_nested(struct pruner *x)
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
		} else if (c != ',' && c != ':' && !is_word(c)) {
			return false;
		}
		x->p++;
	} while (depth);
	return true;
}

static bool skip_value(struct pruner *x)
{
	if (*x->p == '"')
		return skip_string(x);
	if (*x->p == '{' || *x->p == '[')
		return skip_nested(x);
	return skip_word(x);
}

static inline void copy(struct pruner *x, const char *from, const char *to)
{
	memcpy(x->out, from, (size_t)(to - from));
	x->out += to - from;
}

static bool prune_value(struct pruner *, const struct json_shape *, unsigned *members);

/* p stands on a member's name. True: it is wanted, and written. */
static bool take_name(struct pruner *x, const struct json_shape *s, bool first, bool *wanted,
		      const struct json_shape **inside)
{
	const char *from = x->p;
	*inside = NULL;
	if (x->p == x->end || *x->p != '"' || !skip_string(x))
		return false;
	const char *name = from + 1;
	size_t len = (size_t)(x->p - name) - 1;
	const struct member *m = len ? find(s, name, len) : NULL;
	*wanted = m && m->name;
	if (*wanted) {
		*inside = m->inside;
	} else if (memchr(name, '\\', len)) {
		*wanted = true; /* written in escapes: the parser will tell */
	}
	if (!*wanted)
		return true;
	if (!first)
		*x->out++ = ',';
	copy(x, from, x->p);
	return true;
}

static bool prune_object(struct pruner *x, const struct json_shape *s, unsigned *members)
{
	bool first = true, wanted;
	const struct json_shape *inside;
	*x->out++ = *x->p++;
	if (!skip_space(x))
		return false;
	for (*members = 0; *members || *x->p != '}'; ++*members) {
		unsigned ignored;
		if (!take_name(x, s, first, &wanted, &inside) || !skip_space(x) || *x->p != ':')
			return false;
		x->p++;
		if (wanted)
			*x->out++ = ':';
		if (!skip_space(x))
			return false;
		if (!(wanted ? prune_value(x, inside, &ignored) : skip_value(x)) || !skip_space(x))
			return false;
		first &= !wanted;
		if (*x->p == '}') {
			++*members;
			break;
		}
		if (*x->p++ != ',' || !skip_space(x))
			return false;
	}
	*x->out++ = *x->p++;
	return true;
}

static bool prune_array(struct pruner *x, const struct json_shape *s)
{
	unsigned ignored;
	*x->out++ = *x->p++;
	if (!skip_space(x))
		return false;
	while (*x->p != ']') {
		if (!prune_value(x, s, &ignored) || !skip_space(x))
			return false;
		if (*x->p == ']')
			break;
		if (*x->p++ != ',' || !skip_space(x) || *x->p == ']')
			return false;
		*x->out++ = ',';
	}
	*x->out++ = *x->p++;
	return true;
}

/* shape NULL: as it stands. */
static bool prune_value(struct pruner *x, const struct json_shape *s, unsigned *members)
{
	const char *from = x->p;
	bool ok;
	*members = 0;
	if (s && (*from == '{' || *from == '[')) {
		if (x->depth++ >= LIMIT_JSON_DEPTH)
			return false;
		ok = *from == '{' ? prune_object(x, s, members) : prune_array(x, s);
		x->depth--;
		return ok;
	}
	if (!skip_value(x))
		return false;
	copy(x, from, x->p);
	return true;
}

bool json_prune(const char *text, size_t len, const struct json_shape *s, char *out,
		struct json_pruned *result)
{
	struct pruner x = {.p = text, .end = text + len, .out = out, .line_from = text};
	if (!len || (*text != '{' && *text != '[') || !prune_value(&x, s, &result->members))
		return false;
	result->taken = (size_t)(x.p - text);
	result->len = (size_t)(x.out - out);
	result->lines = x.lines;
	result->line_from = (size_t)(x.line_from - text);
	return true;
}
