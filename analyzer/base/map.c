#include "base/map.h"

#include "base/intern.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 16

/* An open table with linear probing: a look-up that finds touches one slot and one key. */
struct slot {
	uint32_t hash, len;
	const void *key; /* NULL: empty */
	void *value;
};

struct map_table {
	size_t size, count; /* size: a power of two */
	struct slot slots[];
};

struct map map_init(struct arena *arena)
{
	return (struct map){.arena = arena};
}

void map_free(struct map *m)
{
	free(m->table);
	m->table = NULL;
}

static struct map_table *new_table(size_t size)
{
	struct map_table *t = mem_ztable(sizeof *t + size * sizeof *t->slots);
	t->size = size;
	return t;
}

/* The slot of a key: where it is, or where it would be put. */
static struct slot *find(struct map_table *t, uint32_t hash, const void *key, size_t len)
{
	size_t at = hash & (t->size - 1);
	for (;; at = (at + 1) & (t->size - 1)) {
		struct slot *s = &t->slots[at];
		if (!s->key)
			return s;
		if (s->hash == hash && s->len == len && memcmp(s->key, key, len) == 0)
			return s;
	}
}

static void resize(struct map *m, size_t size)
{
	struct map_table *old = m->table;
	m->table = new_table(size);
	for (size_t i = 0; old && i < old->size; i++) {
		if (!old->slots[i].key)
			continue;
		size_t at = old->slots[i].hash & (m->table->size - 1);
		while (m->table->slots[at].key)
			at = (at + 1) & (m->table->size - 1);
		m->table->slots[at] = old->slots[i];
		m->table->count++;
	}
	free(old);
}

void map_put(struct map *m, const void *key, size_t len, void *value)
{
	if (!m->table || m->table->count * 4 >= m->table->size * 3)
		resize(m, m->table ? m->table->size * 2 : FIRST_SIZE);
	uint32_t hash = hash_bytes(key, len);
	struct slot *s = find(m->table, hash, key, len);
	if (!s->key) {
		*s = (struct slot){.hash = hash, .len = (uint32_t)len, .key = key};
		m->table->count++;
	}
	s->value = value;
}

size_t map_count(const struct map *m)
{
	return m->table ? m->table->count : 0;
}

void *map_get(const struct map *m, const void *key, size_t len)
{
	return map_count(m) ? find(m->table, hash_bytes(key, len), key, len)->value : NULL;
}

void map_put_str(struct map *m, const char *key, void *value)
{
	map_put(m, key, strlen(key), value);
}

void *map_get_str(const struct map *m, const char *key)
{
	return key && map_count(m) ? map_get(m, key, strlen(key)) : NULL;
}
