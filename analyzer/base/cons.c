#include "base/cons.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash_of(const uintptr_t *key, size_t words)
{
	uint64_t h = UINT64_C(0x9e3779b97f4a7c15);
	for (size_t i = 0; i < words; i++) {
		h ^= (uint64_t)key[i];
		h *= UINT64_C(0xff51afd7ed558ccd);
		h ^= h >> 32;
	}
	return h ? h : 1;
}

static struct cons_slot *free_slot(struct cons_slot *slots, size_t cap, uint64_t hash)
{
	size_t i = hash & (cap - 1);
	while (slots[i].hash)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static void grow(struct cons *c)
{
	size_t cap = c->cap ? c->cap * 2 : 64;
	struct cons_slot *slots = mem_zalloc(cap * sizeof *slots);
	for (size_t i = 0; i < c->cap; i++)
		if (c->slots[i].hash)
			*free_slot(slots, cap, c->slots[i].hash) = c->slots[i];
	free(c->slots);
	c->slots = slots;
	c->cap = cap;
}

static void *make(struct cons *c, struct arena *a, const uintptr_t *key, uint64_t hash)
{
	if (c->len * 2 >= c->cap)
		grow(c);
	void *record = arena_zalloc(a, c->size);
	memcpy(record, key, c->words * sizeof *key);
	*free_slot(c->slots, c->cap, hash) = (struct cons_slot){hash, record};
	c->len++;
	return record;
}

static inline bool same(const uintptr_t *x, const uintptr_t *y, size_t words)
{
	for (size_t i = 0; i < words; i++)
		if (x[i] != y[i])
			return false;
	return true;
}

void *cons_find(struct cons *c, struct arena *a, const uintptr_t *key, bool *fresh)
{
	uint64_t hash = hash_of(key, c->words);
	*fresh = false;
	for (size_t i = c->cap ? hash & (c->cap - 1) : 0; c->cap && c->slots[i].hash;
	     i = (i + 1) & (c->cap - 1))
		if (c->slots[i].hash == hash && same(c->slots[i].record, key, c->words))
			return c->slots[i].record;
	*fresh = true;
	return make(c, a, key, hash);
}

void cons_free(struct cons *c)
{
	free(c->slots);
	c->slots = NULL;
	c->cap = c->len = 0;
}
