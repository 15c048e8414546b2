#include "query/batch.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 64, MAX_JOBS = 256 };

struct batch {
	const struct batch_work *work;
	size_t first, count;
	char *slots;
	atomic_size_t next;
};

struct job {
	void *worker;
	struct batch *batch;
	pthread_t thread;
	bool started;
};

unsigned batch_jobs(unsigned jobs)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = jobs ? jobs : (cores > 0 ? (unsigned)cores : 1);
	return n < MAX_JOBS ? n : MAX_JOBS;
}

static void *run_job(void *arg)
{
	struct job *job = arg;
	struct batch *b = job->batch;
	for (;;) {
		size_t i = atomic_fetch_add(&b->next, 1);
		if (i >= b->count)
			return NULL;
		b->work->decide(b->work->ctx, job->worker, b->first + i,
				b->slots + i * b->work->slot_size);
	}
}

/* Where a thread can't be had, the others do its part. */
static void decide_all(struct batch *b, struct job *jobs, unsigned n)
{
	memset(b->slots, 0, b->count * b->work->slot_size);
	atomic_store(&b->next, 0);
	for (unsigned i = 1; i < n; i++)
		jobs[i].started = b->count > 1 &&
				  pthread_create(&jobs[i].thread, NULL, run_job, &jobs[i]) == 0;
	run_job(&jobs[0]);
	for (unsigned i = 1; i < n; i++)
		if (jobs[i].started)
			pthread_join(jobs[i].thread, NULL);
}

bool batch_run(const struct batch_work *work, void *const *workers, unsigned n_workers)
{
	struct batch b = {.work = work, .slots = mem_alloc(BATCH * work->slot_size)};
	struct job *jobs = mem_zalloc(n_workers * sizeof *jobs);
	bool going = true;
	for (unsigned i = 0; i < n_workers; i++) {
		jobs[i].worker = workers[i];
		jobs[i].batch = &b;
	}
	for (b.first = 0; b.first < work->count && going; b.first += BATCH) {
		size_t rest = work->count - b.first;
		b.count = rest < BATCH ? rest : BATCH;
		decide_all(&b, jobs, n_workers);
		for (size_t i = 0; i < b.count; i++)
			going &= work->tell(work->ctx, b.first + i, b.slots + i * work->slot_size);
	}
	free(jobs);
	free(b.slots);
	return going;
}
