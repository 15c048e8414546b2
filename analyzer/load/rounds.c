/*
 * rounds.c - loops of the last steps, on all threads: what links the objects of a large network waits
 * for memory most of the time, and two threads wait at the same time.
 */
#include "load/loader.h"

#include "base/batch.h"

#include <stdlib.h>

/* As many objects as are linked while a grain is read, about: for less no thread is started. */
enum { BYTES_OF_GRAIN = 8 };

bool rounds_pay(const struct loader *l, size_t count)
{
	return count >= l->grain / BYTES_OF_GRAIN && crew_size(l) > 1;
}

static void run_round(void *ctx, void *worker, size_t round, void *slot)
{
	const struct rounds *r = ctx;
	(void)slot;
	r->run(r->ctx, worker, round);
}

static bool no_more_to_tell(void *ctx, size_t round, void *slot)
{
	(void)ctx, (void)round, (void)slot;
	return true;
}

void rounds_run(struct loader *l, struct rounds r)
{
	unsigned n = crew_size(l);
	struct arena *arenas = mem_zalloc(n * sizeof *arenas);
	void **workers = mem_alloc(n * sizeof *workers);
	for (unsigned i = 0; i < n; i++)
		workers[i] = &arenas[i];
	batch_run(&(struct batch_work){&r, r.count, 1, run_round, no_more_to_tell, 1}, workers, n);
	for (unsigned i = 0; i < n; i++)
		arena_adopt(&l->net->arena, &arenas[i]);
	free(workers);
	free(arenas);
}
