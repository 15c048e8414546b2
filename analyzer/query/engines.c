#include "query/engines.h"
#include "base/batch.h"
#include "base/mem.h"

#include <stdlib.h>

struct engines *engines_new(const struct net *net, unsigned jobs)
{
	struct engines *e = mem_zalloc(sizeof *e);
	e->len = batch_jobs(jobs);
	e->items = mem_zalloc(e->len * sizeof *e->items);
	e->each = mem_alloc(e->len * sizeof *e->each);
	for (unsigned i = 0; i < e->len; i++) {
		e->items[i].net = net;
		e->each[i] = &e->items[i];
	}
	return e;
}

void engines_free(struct engines *e)
{
	for (unsigned i = 0; e && i < e->len; i++) {
		struct engine *x = &e->items[i];
		reach_free(x->reach);
		vec_free(&x->room.hops);
		arena_free(&x->keep);
		arena_free(&x->scratch);
	}
	if (!e)
		return;
	free(e->items);
	free(e->each);
	free(e);
}

struct reach *engine_reach(struct engine *e)
{
	if (!e->reach)
		e->reach = reach_new(e->net);
	return e->reach;
}

void engines_gather(struct engines *e, struct arena *into)
{
	for (unsigned i = 0; i < e->len; i++)
		arena_adopt(into, &e->items[i].keep);
}
