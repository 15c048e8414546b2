/* ask.c - asks: their ids, and having them answered. */
#include "query/internal.h"

#include <stdlib.h>
#include <string.h>

const char *point_id(struct arena *arena, const struct point *p)
{
	char text[IP_TEXT];
	const struct network_interface *n = p->interface;
	switch (p->kind) {
	case POINT_INTERFACE:
		if (p->eice)
			return p->eice->o.id;
		if (p->public_address.family)
			return arena_strdup(arena, ip_text(p->public_address, text));
		return n->instance && n->instance->primary == n ? n->instance->o.id : n->o.id;
	case POINT_EIC:
		return "eic";
	case POINT_INTERNET:
	case POINT_ON_PREMISES:
		if (p->range.lo != p->range.hi)
			return p->kind == POINT_INTERNET ? "internet" : "on-premises";
		return arena_strdup(arena, ip_text(p->address, text));
	case POINT_ADDRESS:
		return arena_strdup(arena, ip_text(p->address, text));
	}
	return "?";
}

void ask_decide(struct engine *engine, struct ask *ask)
{
	arena_reset(&engine->scratch);
	reach_flow(engine_reach(engine), &engine->scratch, &ask->question, &ask->answer, NULL);
}

void answer_keep(struct arena *arena, struct answer *a)
{
	const struct pktset **sets[] = {&a->passes, &a->partial, &a->blocked, &a->unknown,
					&a->client_passes};
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		if (*sets[i])
			*sets[i] = pktset_keep(arena, *sets[i]);
}

void query_explain(struct engine *engine, const struct question *q, struct arena *arena,
		   struct trace *out)
{
	struct trace *room = &engine->room;
	struct answer same;
	room->arena = arena;
	room->hops.len = 0;
	reach_flow(engine_reach(engine), arena, q, &same, room);
	*out = (struct trace){.arena = arena, .choice = room->choice, .choices = room->choices};
	out->hops.items = vec_move(&room->hops, arena);
	out->hops.len = out->hops.cap = room->hops.len;
}

/* The engine reserves room for the longest walk; what is kept has the length that it came to. */
void explain(struct reach *reach, struct arena *arena, const struct question *q,
	     struct answer *answer, struct trace *out, struct trace *scratch)
{
	scratch->arena = arena;
	scratch->hops.len = 0;
	reach_flow(reach, arena, q, answer, scratch);
	out->arena = arena;
	out->choice = scratch->choice;
	out->choices = scratch->choices;
	vec_free(&out->hops);
	vec_reserve(&out->hops, scratch->hops.len);
	if (scratch->hops.len)
		memcpy(out->hops.items, scratch->hops.items,
		       scratch->hops.len * sizeof *out->hops.items);
	out->hops.len = scratch->hops.len;
}

void asks_free(struct asks *asks)
{
	for (size_t i = 0; i < asks->len; i++)
		vec_free(&asks->items[i].trace.hops);
	free(asks->items);
	asks->items = NULL;
	asks->len = 0;
}

void asks_append(struct asks *to, struct asks *more)
{
	if (to->len && more->len) {
		to->items = mem_realloc(to->items, (to->len + more->len) * sizeof *to->items);
		memcpy(to->items + to->len, more->items, more->len * sizeof *more->items);
		free(more->items);
	} else if (more->len) {
		free(to->items);
		to->items = more->items;
	}
	to->len += more->len;
	more->items = NULL;
	more->len = 0;
}
