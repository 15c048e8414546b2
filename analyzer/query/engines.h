/*
 * engines.h - one engine (reach.h) for each thread that asks.
 *
 * An engine fills its tables as it is asked, so no two threads may share one, and none is made before
 * its thread asks. Engine 0 is that of the caller's thread, also between batches (base/batch.h):
 *
 *	struct engines *e = engines_new(net, jobs);
 *	reach_flow(engine_reach(&e->items[0]), ...);
 *	batch_run(&work, e->each, e->len);                  decide() gets a struct engine as its worker
 *	engines_free(e);
 *
 * What a decision leaves for longer than its slot goes to `keep`; engines_gather() moves that of all
 * engines to an arena of the caller's. `scratch` is for one decision: whoever uses it resets it first.
 */
#ifndef QUERY_ENGINES_H
#define QUERY_ENGINES_H

#include "reach/reach.h"

struct engine {
	const struct net *net;
	struct reach *reach; /* NULL: nothing was asked of it */
	struct arena keep, scratch;
	struct trace room; /* for a walk: its hops are kept from one to the next */
};

struct engines {
	struct engine *items;
	void **each; /* pointers to the items */
	unsigned len;
};

/* `jobs`: as in batch_jobs(). Never NULL; the caller ends them with engines_free(). */
struct engines *engines_new(const struct net *, unsigned jobs);
void engines_free(struct engines *);
struct reach *engine_reach(struct engine *);
void engines_gather(struct engines *, struct arena *);

#endif
