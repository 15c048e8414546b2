/*
 * map.h - from bytes to a pointer, one hash table. Keys are not copied: they must outlive the map.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct map_table;

struct map {
	struct map_table *table;
	struct arena *arena; /* where the owner keeps keys and values */
};

struct map map_init(struct arena *);
void map_free(struct map *); /* the table; keys and values are the owner's */
void map_put(struct map *, const void *key, size_t len, void *value); /* replaces */
void *map_get(const struct map *, const void *key, size_t len);       /* NULL: not there */
void map_put_str(struct map *, const char *key, void *value);
void *map_get_str(const struct map *, const char *key);
size_t map_count(const struct map *);

#endif
