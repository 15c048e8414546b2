/*
 * batch.h - the same work for many items, on several threads, told in the order of the items.
 *
 * Workers decide items, each with what is its own (an engine); what an item comes to is kept in a
 * slot. The caller's thread tells the slots, one after the other, while the workers are ahead of it by
 * some hundred items at most: memory stays bounded, and what is told does not depend on the number of
 * workers. Where nothing is to be told yet the caller's thread decides, too, as worker 0.
 *
 *	struct batch_work work = {ctx, count, sizeof(struct slot), decide, tell, .bundle = 16};
 *	batch_run(&work, workers, n_workers);
 */
#ifndef BASE_BATCH_H
#define BASE_BATCH_H

#include <stdbool.h>
#include <stddef.h>

struct batch_work {
	void *ctx;
	size_t count;     /* of items */
	size_t slot_size; /* slots are cleared before they are decided */
	void (*decide)(void *ctx, void *worker, size_t item, void *slot);
	bool (*tell)(void *ctx, size_t item, void *slot); /* ends the slot; false: stop */
	size_t bundle; /* items that a worker takes at a time: many where each is quick; 0 = 1 */
};

/* False: it was stopped. Slots that were decided are told all the same, so that they end. */
bool batch_run(const struct batch_work *, void *const *workers, unsigned n_workers);

/* How many workers: `jobs`, or one a core where it is 0. */
unsigned batch_jobs(unsigned jobs);

#endif
