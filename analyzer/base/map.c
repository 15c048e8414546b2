#include "base/map.h"
#include "base/mem.h"

#include <string.h>

#define uthash_fatal(msg) mem_oom(0)
#include <uthash.h>

struct map_entry {
	const void *key;
	void *value;
	UT_hash_handle hh;
};

struct map map_init(struct arena *arena)
{
	return (struct map){.arena = arena};
}

void map_free(struct map *m)
{
	HASH_CLEAR(hh, m->head);
}

static struct map_entry *find(const struct map *m, const void *key, size_t len)
{
	struct map_entry *e;
	HASH_FIND(hh, m->head, key, len, e);
	return e;
}

void map_put(struct map *m, const void *key, size_t len, void *value)
{
	struct map_entry *e = find(m, key, len);
	if (!e) {
		e = arena_new(m->arena, struct map_entry);
		e->key = key;
		HASH_ADD_KEYPTR(hh, m->head, e->key, len, e);
	}
	e->value = value;
}

void *map_get(const struct map *m, const void *key, size_t len)
{
	struct map_entry *e = find(m, key, len);
	return e ? e->value : NULL;
}

void map_put_str(struct map *m, const char *key, void *value)
{
	map_put(m, key, strlen(key), value);
}

void *map_get_str(const struct map *m, const char *key)
{
	return key ? map_get(m, key, strlen(key)) : NULL;
}

size_t map_count(const struct map *m)
{
	return HASH_COUNT(m->head);
}
