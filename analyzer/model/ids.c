#include "model/ids.h"

#include "base/intern.h"
#include "base/mem.h"
#include "model/net.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 16 };

void ids_free(struct ids *t)
{
	free(t->slots);
	*t = (struct ids){NULL, 0, 0};
}

/* Any size will do, not only powers of two: a hash is a share of it. */
static size_t first_slot(size_t size, uint32_t hash)
{
	return (size_t)((uint64_t)hash * size >> 32);
}

static size_t next_slot(const struct ids *t, size_t at)
{
	return ++at == t->size ? 0 : at;
}

/* Three quarters are full, at most. */
static bool has_room(size_t size, size_t count)
{
	return count * 4 <= size * 3;
}

static void resize(struct ids *t, size_t size, const uint32_t *to)
{
	struct ids made = {mem_ztable(size * sizeof *made.slots), size, t->count};
	for (size_t i = 0; i < t->size; i++) {
		struct id_slot s = t->slots[i];
		if (!s.place)
			continue;
		size_t at = first_slot(size, s.hash);
		while (made.slots[at].place)
			at = next_slot(&made, at);
		made.slots[at] = (struct id_slot){s.hash, to ? to[s.place - 1] + 1 : s.place};
	}
	free(t->slots);
	*t = made;
}

/* Ids that many name are interned, so nearly always the pointers tell. */
static bool same_id(const char *a, const char *b)
{
	return a == b || strcmp(a, b) == 0;
}

/* The slot of an id: where it is, or where it would be put. */
static struct id_slot *find(const struct ids *t, struct object *const *items, const char *id,
			    uint32_t hash)
{
	for (size_t at = first_slot(t->size, hash);; at = next_slot(t, at)) {
		struct id_slot *s = &t->slots[at];
		if (!s->place || (s->hash == hash && same_id(items[s->place - 1]->id, id)))
			return s;
	}
}

bool ids_put(struct ids *t, struct object *const *items, size_t place)
{
	if (!has_room(t->size, t->count + 1))
		resize(t, t->size ? t->size * 2 : FIRST_SIZE, NULL);
	const char *id = items[place]->id;
	uint32_t hash = hash_bytes(id, strlen(id));
	struct id_slot *s = find(t, items, id, hash);
	bool is_new = !s->place;
	*s = (struct id_slot){hash, (uint32_t)place + 1};
	t->count += is_new;
	return is_new;
}

struct object *ids_get(const struct ids *t, struct object *const *items, const char *id)
{
	if (!id || !t->count)
		return NULL;
	const struct id_slot *s = find(t, items, id, hash_bytes(id, strlen(id)));
	return s->place ? items[s->place - 1] : NULL;
}

void ids_ahead(const struct ids *t, const char *id)
{
	if (id && t->count)
		__builtin_prefetch(&t->slots[first_slot(t->size, hash_bytes(id, strlen(id)))]);
}

void ids_settle(struct ids *t, const uint32_t *to)
{
	if (t->count)
		resize(t, t->count * 4 / 3 + 1, to);
}
