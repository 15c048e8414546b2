#include "base/json_shape.h"

#include <string.h>

/* Names that nobody wants are known up to so many, and so long: a hostile file has no end of them. */
enum { LEARN_MOST = 256, LEARN_LEN = 64 };

struct json_shape {
	struct arena *arena;
	struct json_link first;
	struct json_member **slots;
	size_t size, count; /* size: a power of two, at least twice the count */
	size_t learned;     /* of the count: names that nobody wants */
};

struct json_shape *json_shape_new(struct arena *arena)
{
	struct json_shape *s = arena_new(arena, struct json_shape);
	s->arena = arena;
	s->size = 16;
	s->slots = arena_array(arena, struct json_member *, s->size);
	return s;
}

struct arena *json_shape_arena(const struct json_shape *s)
{
	return s->arena;
}

struct json_link *json_shape_first(struct json_shape *s)
{
	return &s->first;
}

static size_t name_hash(const char *name, size_t len)
{
	size_t h = len;
	h = h * 31 + (unsigned char)name[0];
	h = h * 31 + (unsigned char)name[len / 2];
	h = h * 31 + (unsigned char)name[len - 1];
	return h ^ (h >> 7);
}

/* The slot of a name, or the empty one where it would be. len > 0. */
static struct json_member **find(const struct json_shape *s, const char *name, size_t len)
{
	size_t at = name_hash(name, len) & (s->size - 1);
	for (;; at = (at + 1) & (s->size - 1)) {
		const struct json_member *m = s->slots[at];
		if (!m || (m->len == len && memcmp(m->name, name, len) == 0))
			return &s->slots[at];
	}
}

static void grow(struct json_shape *s)
{
	struct json_member **old = s->slots;
	size_t size = s->size;
	s->size = size * 2;
	s->slots = arena_array(s->arena, struct json_member *, s->size);
	for (size_t i = 0; i < size; i++)
		if (old[i])
			*find(s, old[i]->name, old[i]->len) = old[i];
}

static struct json_member *add(struct json_shape *s, const char *name, size_t len)
{
	struct json_member **slot = find(s, name, len), *known = *slot;
	if (known)
		return known;
	if (s->count * 2 >= s->size) {
		grow(s);
		slot = find(s, name, len);
	}
	struct json_member *m = arena_zalloc(s->arena, sizeof *m + len + 1);
	memcpy(m->name, name, len);
	m->len = len;
	s->count++;
	return *slot = m;
}

static struct json_member *want(struct json_shape *s, const char *name, void *note)
{
	struct json_member *m = add(s, name, strlen(name));
	m->wanted = true;
	if (!m->note)
		m->note = note;
	return m;
}

void json_shape_want(struct json_shape *s, const char *name, void *note)
{
	want(s, name, note);
}

struct json_shape *json_shape_inside(struct json_shape *s, const char *name, void *note)
{
	struct json_member *m = want(s, name, note);
	if (!m->inside)
		m->inside = json_shape_new(s->arena);
	return m->inside;
}

struct json_member *json_shape_learn(struct json_shape *s, const char *name, size_t len)
{
	struct json_member *m = len ? *find(s, name, len) : NULL;
	if (m || !len || len > LEARN_LEN || s->learned == LEARN_MOST)
		return m;
	s->learned++;
	return add(s, name, len);
}
