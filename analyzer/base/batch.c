/*
 * batch.c - a ring of bundles that are decided by many and told by one.
 *
 *	told              next
 *	  | done | taken | taken |          at most AHEAD between them
 *
 * The lock guards told, next and done; a bundle's slots belong to whoever took it until it is done,
 * then to the teller.
 */
#include "base/batch.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AHEAD = 64, MAX_JOBS = 256 };

struct batch {
	const struct batch_work *work;
	size_t bundle, bundles; /* items of each, and how many there are */
	size_t next, told;      /* the first that nobody has taken, the first that is not told */
	bool done[AHEAD];
	char *slots;
	pthread_mutex_t lock;
	pthread_cond_t room, ready;
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

static size_t items_of(const struct batch *b, size_t bundle)
{
	size_t rest = b->work->count - bundle * b->bundle;
	return rest < b->bundle ? rest : b->bundle;
}

static char *slots_of(const struct batch *b, size_t bundle)
{
	return b->slots + bundle % AHEAD * b->bundle * b->work->slot_size;
}

static bool may_take(const struct batch *b)
{
	return b->next < b->bundles && b->next < b->told + AHEAD;
}

/* The lock is held; not while it decides. */
static void decide_next(struct batch *b, void *worker)
{
	const struct batch_work *w = b->work;
	size_t bundle = b->next++, n = items_of(b, bundle);
	char *slots = slots_of(b, bundle);
	pthread_mutex_unlock(&b->lock);
	memset(slots, 0, n * w->slot_size);
	for (size_t i = 0; i < n; i++)
		w->decide(w->ctx, worker, bundle * b->bundle + i, slots + i * w->slot_size);
	pthread_mutex_lock(&b->lock);
	b->done[bundle % AHEAD] = true;
	if (bundle == b->told)
		pthread_cond_signal(&b->ready);
}

static void *run_job(void *arg)
{
	struct job *job = arg;
	struct batch *b = job->batch;
	pthread_mutex_lock(&b->lock);
	while (b->next < b->bundles)
		if (may_take(b))
			decide_next(b, job->worker);
		else
			pthread_cond_wait(&b->room, &b->lock);
	pthread_mutex_unlock(&b->lock);
	return NULL;
}

/* The lock is held; not while it tells. False: stop. */
static bool tell_next(struct batch *b)
{
	const struct batch_work *w = b->work;
	size_t bundle = b->told, n = items_of(b, bundle);
	char *slots = slots_of(b, bundle);
	bool going = true;
	pthread_mutex_unlock(&b->lock);
	for (size_t i = 0; i < n; i++)
		going &= w->tell(w->ctx, bundle * b->bundle + i, slots + i * w->slot_size);
	pthread_mutex_lock(&b->lock);
	b->done[bundle % AHEAD] = false;
	b->told++;
	pthread_cond_signal(&b->room);
	return going;
}

/* When it is stopped, what was taken is told and nothing more is taken. */
static bool tell_all(struct batch *b, void *worker)
{
	bool going = true;
	pthread_mutex_lock(&b->lock);
	while (b->told < b->bundles) {
		if (b->done[b->told % AHEAD])
			going &= tell_next(b);
		else if (may_take(b))
			decide_next(b, worker);
		else
			pthread_cond_wait(&b->ready, &b->lock);
		if (!going)
			b->bundles = b->next;
	}
	pthread_cond_broadcast(&b->room);
	pthread_mutex_unlock(&b->lock);
	return going;
}

/* Where a thread can't be had, the others do its part. */
static void start_jobs(struct batch *b, struct job *jobs, void *const *workers, unsigned n)
{
	for (unsigned i = 1; i < n && i < b->bundles; i++) {
		jobs[i].worker = workers[i];
		jobs[i].batch = b;
		jobs[i].started = pthread_create(&jobs[i].thread, NULL, run_job, &jobs[i]) == 0;
	}
}

bool batch_run(const struct batch_work *work, void *const *workers, unsigned n_workers)
{
	struct batch b = {.work = work,
			  .lock = PTHREAD_MUTEX_INITIALIZER,
			  .room = PTHREAD_COND_INITIALIZER,
			  .ready = PTHREAD_COND_INITIALIZER};
	b.bundle = work->bundle ? work->bundle : 1;
	b.bundles = (work->count + b.bundle - 1) / b.bundle;
	size_t ahead = b.bundles < AHEAD ? b.bundles : AHEAD;
	b.slots = mem_alloc(ahead * b.bundle * work->slot_size);
	struct job *jobs = mem_zalloc(n_workers * sizeof *jobs);
	start_jobs(&b, jobs, workers, n_workers);
	bool going = tell_all(&b, workers[0]);
	for (unsigned i = 1; i < n_workers; i++)
		if (jobs[i].started)
			pthread_join(jobs[i].thread, NULL);
	free(jobs);
	free(b.slots);
	pthread_cond_destroy(&b.ready);
	pthread_cond_destroy(&b.room);
	pthread_mutex_destroy(&b.lock);
	return going;
}
