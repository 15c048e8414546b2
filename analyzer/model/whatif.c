/* whatif.c - a copy of a network that is changed, and changed back.
 */
#include "model/whatif.h"

#include "base/mem.h"

#include <string.h>

void whatif_overwrite(struct whatif *w, void *at, const void *bytes, size_t size)
{
	struct change c = {at, arena_memdup(&w->arena, at, size), size};
	vec_push(&w->changes, c);
	memcpy(at, bytes, size);
}

void *whatif_insert(struct whatif *w, void *list, size_t size, size_t place)
{
	any_list l, longer;
	memcpy(&l, list, sizeof l);
	char *items = arena_zarray(&w->arena, size, l.len + 1);
	if (place)
		memcpy(items, l.items, place * size);
	if (place < l.len)
		memcpy(items + (place + 1) * size, (char *)l.items + place * size,
		       (l.len - place) * size);
	longer = (any_list){items, l.len + 1};
	whatif_overwrite(w, list, &longer, sizeof longer);
	return items + place * size;
}

void whatif_remove_at(struct whatif *w, void *list, size_t size, size_t place)
{
	any_list l;
	memcpy(&l, list, sizeof l);
	char *items = arena_memdup(&w->arena, l.items, l.len * size);
	memmove(items + place * size, items + (place + 1) * size, (l.len - place - 1) * size);
	l.items = items;
	l.len--;
	whatif_overwrite(w, list, &l, sizeof l);
}

void whatif_add_pointer(struct whatif *w, void *list, size_t len, const void *object)
{
	memcpy(whatif_insert(w, list, sizeof object, len), &object, sizeof object);
}

void whatif_touch(struct whatif *w, const struct object *o)
{
	vec_push(&w->touched, o);
}

void whatif_index(struct whatif *w, struct map *map, const void *key, size_t len, void *value)
{
	struct indexed i = {map, key, len};
	vec_push(&w->indexed, i);
	map_put(map, key, len, value);
}

struct whatif *whatif_new(const struct net *net)
{
	struct whatif *w = mem_zalloc(sizeof *w);
	w->net = net_copy(net);
	return w;
}

void whatif_free(struct whatif *w)
{
	if (!w)
		return;
	vec_free(&w->changes);
	vec_free(&w->indexed);
	vec_free(&w->touched);
	vec_free(&w->referrers);
	arena_free(&w->arena);
	net_free(w->net);
	free(w);
}

const struct net *whatif_net(const struct whatif *w)
{
	return w->net;
}

const struct object *const *whatif_touched(const struct whatif *w, size_t *count)
{
	*count = w->touched.len;
	return w->touched.items;
}

void whatif_undo(struct whatif *w)
{
	while (w->changes.len) {
		const struct change *c = &w->changes.items[--w->changes.len];
		memcpy(c->at, c->old, c->size);
	}
	while (w->indexed.len) {
		const struct indexed *i = &w->indexed.items[--w->indexed.len];
		map_put(i->map, i->key, i->len, NULL);
	}
	w->touched.len = 0;
	arena_reset(&w->arena);
}

struct object *whatif_mine(struct whatif *w, const struct object *o, enum kind kind)
{
	const struct object *copy = o && o->kind == kind ? net_counterpart(w->net, o) : NULL;
	return copy ? net_list(w->net, kind).items[copy->ordinal] : NULL;
}

void whatif_name(struct whatif *w, struct object *o, enum kind kind, const char *id,
		 const struct object *like)
{
	o->kind = kind;
	o->id = id;
	o->account = like->account;
	o->region = like->region;
	o->ordinal = (unsigned)net_list(w->net, kind).len;
	whatif_index(w, &w->net->added[kind], id, strlen(id), o);
}

/* ---- the list ---- */

static bool (*const apply[EDIT_KIND_COUNT])(struct whatif *, const struct edit *) = {
#define EDIT(SYMBOL, function) [EDIT_##SYMBOL] = edit_##function,
#include "model/edits.def"
#undef EDIT
};

bool whatif_apply(struct whatif *w, const struct edit *edits, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!apply[edits[i].kind](w, &edits[i]))
			return false;
	return true;
}
