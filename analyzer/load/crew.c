/*
 * crew.c - the threads that read beside the one that owns the loader.
 *
 * That one finds out where the input can be cut, hands the pieces out and absorbs them, all in the
 * order of the input; when there is no room for another piece it reads one itself. The ring holds
 * what was handed out and is not absorbed yet:
 *
 *	first            next                 last
 *	  | done | taken  | ready | ready       |          next: the first that nobody has taken
 *
 * What is read on a guess, before anybody knows whether it is of use (json_ahead.c), waits in a ring of
 * its own, and comes into the line when the guess has proved right.
 *
 * Threads share nothing but the rings: each has a desk, and the part that it fills is its own until
 * it is done. They are started when the first piece is there, so that little input starts none.
 */
#include "load/loader.h"

#include "base/batch.h"

#include <pthread.h>
#include <stdlib.h>

enum state { READY, TAKEN, DONE };

struct task {
	struct work work;
	struct guess guess; /* in the ring of these */
	struct part *part;
	enum state state;
	enum vck_status status;
	struct vck_error err;
};

struct hand {
	struct crew *crew;
	pthread_t thread;
	bool started;
	struct arena arena;
	struct desk desk;
};

struct ring {
	struct task *tasks;
	uint64_t first, next, last;
};

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t ready, done;
	struct ring line, guesses;
	size_t size; /* of each */
	bool end;
	struct hand *hands;
	unsigned count;
	char **spares; /* as many as the ring is long, at most; all of the same room */
	size_t spare_count, spare_room;
};

enum { PER_HAND = 4 }; /* pieces ahead of each thread */

static struct task *task_at(const struct crew *c, const struct ring *r, uint64_t at)
{
	return &r->tasks[at % c->size];
}

static struct task *oldest(const struct crew *c, const struct ring *r)
{
	return r->first < r->last ? task_at(c, r, r->first) : NULL;
}

static bool is_full(const struct crew *c, const struct ring *r)
{
	return r->last - r->first == c->size;
}

static struct task *take_from(const struct crew *c, struct ring *r)
{
	while (r->next < r->last) {
		struct task *t = task_at(c, r, r->next++);
		if (t->state == READY) {
			t->state = TAKEN;
			return t;
		}
	}
	return NULL;
}

/* The next task that waits for somebody, taken; NULL: there is none. The lock is held. */
static struct task *take(struct crew *c)
{
	struct task *t = take_from(c, &c->line);
	return t ? t : take_from(c, &c->guesses);
}

/* The lock is held, and let go of while the work is done. */
static void run(struct crew *c, struct task *t, struct desk *desk)
{
	pthread_mutex_unlock(&c->lock);
	t->part->desk = desk;
	if (t->guess.run) {
		t->guess.run(t->guess.ctx, t->part);
	} else {
		t->status = t->work.run(t->work.ctx, t->part, &t->err);
		t->work.drop(t->work.ctx);
	}
	pthread_mutex_lock(&c->lock);
	t->state = DONE;
	pthread_cond_signal(&c->done);
}

static void *work_on(void *ctx)
{
	struct hand *h = ctx;
	struct crew *c = h->crew;
	pthread_mutex_lock(&c->lock);
	while (!c->end) {
		struct task *t = take(c);
		if (t)
			run(c, t, &h->desk);
		else
			pthread_cond_wait(&c->ready, &c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* Grains of input that one thread has read before others would have been of use, but for a hair. */
enum { LITTLE_INPUT = 128 };

unsigned crew_size(const struct loader *l)
{
	if (l->total && l->total < LITTLE_INPUT * l->grain) /* 0: standard input, of any length */
		return 1;
	return batch_jobs(l->options.jobs);
}

static void ring_open(struct ring *r, size_t size, struct desk *desk)
{
	r->tasks = mem_zalloc(size * sizeof *r->tasks);
	for (size_t i = 0; i < size; i++)
		r->tasks[i].part = part_new(desk);
}

static void ring_close(struct ring *r, size_t size)
{
	for (size_t i = 0; i < size; i++)
		part_free(r->tasks[i].part);
	free(r->tasks);
}

static struct crew *crew_new(const struct loader *l)
{
	struct crew *c = mem_zalloc(sizeof *c);
	unsigned threads = crew_size(l);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->ready, NULL);
	pthread_cond_init(&c->done, NULL);
	c->size = (size_t)threads * PER_HAND;
	ring_open(&c->line, c->size, l->desk);
	ring_open(&c->guesses, c->size, l->desk);
	c->spares = mem_zalloc(c->size * sizeof *c->spares);
	c->count = threads - 1;
	c->hands = mem_zalloc(c->count * sizeof *c->hands);
	for (unsigned i = 0; i < c->count; i++) {
		struct hand *h = &c->hands[i];
		h->crew = c;
		desk_init(&h->desk, &h->arena);
		/* Where no more threads are to be had, the others do it all. */
		h->started = pthread_create(&h->thread, NULL, work_on, h) == 0;
	}
	return c;
}

/* ---- buffers ---- */

void crew_give_buffer(struct crew *c, char *buffer, size_t room)
{
	pthread_mutex_lock(&c->lock);
	if (c->spare_room != room) /* another input's */
		while (c->spare_count)
			free(c->spares[--c->spare_count]);
	c->spare_room = room;
	if (c->spare_count < c->size) {
		c->spares[c->spare_count++] = buffer;
		buffer = NULL;
	}
	pthread_mutex_unlock(&c->lock);
	free(buffer);
}

char *crew_take_buffer(struct loader *l, size_t room)
{
	struct crew *c = l->crew;
	char *buffer = NULL;
	if (!c)
		return NULL;
	pthread_mutex_lock(&c->lock);
	if (c->spare_count && c->spare_room == room)
		buffer = c->spares[--c->spare_count];
	pthread_mutex_unlock(&c->lock);
	return buffer;
}

/* ---- the owner's side ---- */

/* Do something useful until something is done. The lock is held. */
static void help(struct loader *l)
{
	struct crew *c = l->crew;
	struct task *mine = take(c);
	if (mine)
		run(c, mine, l->desk);
	else
		pthread_cond_wait(&c->done, &c->lock);
}

/* Absorb the oldest task, or do something useful until that can be done. The lock is held. */
static enum vck_status advance(struct loader *l, struct vck_error *err)
{
	struct crew *c = l->crew;
	struct task *t = oldest(c, &c->line);
	if (t->state != DONE) {
		help(l);
		return VCK_OK;
	}
	if (t->status) {
		if (err)
			*err = t->err;
		return t->status;
	}
	pthread_mutex_unlock(&c->lock);
	loader_absorb(l, t->part);
	pthread_mutex_lock(&c->lock);
	c->line.first++;
	return VCK_OK;
}

/* Nobody waits for what was handed out any more. The lock is held. */
static void cancel(struct crew *c)
{
	struct ring *r = &c->line;
	for (struct task *t; (t = take_from(c, r));) {
		t->work.drop(t->work.ctx);
		t->state = DONE;
	}
	for (struct task *t; (t = oldest(c, r)); r->first++) {
		while (t->state != DONE)
			pthread_cond_wait(&c->done, &c->lock);
		part_clear(t->part);
	}
}

/* The task gets the loader's own part, and the loader the task's. */
static void swap_parts(struct loader *l, struct task *t)
{
	struct part *own = l->now;
	l->now = t->part;
	l->now->desk = l->desk;
	t->part = own;
}

/* The loader's own part, and what comes behind it in the same part. */
static void put(struct loader *l, struct work work)
{
	struct crew *c = l->crew;
	struct task *t = task_at(c, &c->line, c->line.last++);
	swap_parts(l, t);
	t->work = work;
	t->status = VCK_OK;
	t->state = work.run ? READY : DONE;
	pthread_cond_signal(&c->ready);
}

enum vck_status crew_hand_out(struct loader *l, struct work work, struct vck_error *err)
{
	enum vck_status st = VCK_OK;
	if (!l->crew)
		l->crew = crew_new(l);
	struct crew *c = l->crew;
	struct task *t;
	pthread_mutex_lock(&c->lock);
	while (!st && is_full(c, &c->line))
		st = advance(l, err);
	while (!st && (t = oldest(c, &c->line)) && t->state == DONE)
		st = advance(l, err);
	if (!st)
		put(l, work);
	else
		cancel(c);
	pthread_mutex_unlock(&c->lock);
	if (st && work.drop)
		work.drop(work.ctx);
	return st;
}

bool crew_is_busy(const struct loader *l)
{
	return l->crew && l->crew->line.first < l->crew->line.last;
}

enum vck_status crew_wait(struct loader *l, struct vck_error *err)
{
	enum vck_status st = VCK_OK;
	struct crew *c = l->crew;
	if (!c)
		return VCK_OK;
	pthread_mutex_lock(&c->lock);
	while (!st && oldest(c, &c->line))
		st = advance(l, err);
	if (st)
		cancel(c);
	pthread_mutex_unlock(&c->lock);
	return st;
}

/* ---- guesses ---- */

unsigned crew_most_guesses(const struct loader *l)
{
	return crew_size(l) * PER_HAND;
}

bool crew_may_guess(const struct loader *l)
{
	return !l->crew || !is_full(l->crew, &l->crew->guesses);
}

void crew_guess(struct loader *l, struct guess guess)
{
	if (!l->crew)
		l->crew = crew_new(l);
	struct crew *c = l->crew;
	pthread_mutex_lock(&c->lock);
	struct task *t = task_at(c, &c->guesses, c->guesses.last++);
	t->guess = guess;
	t->state = READY;
	pthread_cond_signal(&c->ready);
	pthread_mutex_unlock(&c->lock);
}

void *crew_oldest_guess(struct loader *l)
{
	struct crew *c = l->crew;
	struct task *t = c ? oldest(c, &c->guesses) : NULL;
	if (!t)
		return NULL;
	pthread_mutex_lock(&c->lock);
	while (t->state != DONE)
		help(l);
	pthread_mutex_unlock(&c->lock);
	return t->guess.ctx;
}

/* The loader's own part is absorbed, in its turn. */
static enum vck_status settle(struct loader *l, struct vck_error *err)
{
	if (crew_is_busy(l))
		return crew_hand_out(l, (struct work){.run = NULL}, err);
	loader_absorb(l, l->now);
	return VCK_OK;
}

enum vck_status crew_take_guess(struct loader *l, unsigned line, unsigned index,
				struct vck_error *err)
{
	struct crew *c = l->crew;
	struct task *t = oldest(c, &c->guesses);
	enum vck_status st = settle(l, err);
	if (!st) {
		swap_parts(l, t);
		l->now->line = line;
		l->now->index = index;
		st = settle(l, err);
	}
	crew_drop_guess(l);
	return st;
}

void crew_drop_guess(struct loader *l)
{
	struct crew *c = l->crew;
	struct task *t = oldest(c, &c->guesses);
	t->guess.drop(t->guess.ctx);
	part_clear(t->part);
	pthread_mutex_lock(&c->lock);
	c->guesses.first++;
	pthread_mutex_unlock(&c->lock);
}

void crew_drop_guesses(struct loader *l)
{
	struct crew *c = l->crew;
	if (!c)
		return;
	struct ring *r = &c->guesses;
	pthread_mutex_lock(&c->lock);
	for (struct task *t; (t = take_from(c, r));)
		t->state = DONE;
	for (uint64_t i = r->first; i < r->last; i++)
		task_at(c, r, i)->guess.stop(task_at(c, r, i)->guess.ctx);
	pthread_mutex_unlock(&c->lock);
	while (crew_oldest_guess(l))
		crew_drop_guess(l);
}

void crew_free(struct loader *l)
{
	struct crew *c = l->crew;
	if (!c)
		return;
	crew_drop_guesses(l);
	pthread_mutex_lock(&c->lock);
	cancel(c);
	c->end = true;
	pthread_cond_broadcast(&c->ready);
	pthread_mutex_unlock(&c->lock);
	for (unsigned i = 0; i < c->count; i++) {
		struct hand *h = &c->hands[i];
		if (h->started)
			pthread_join(h->thread, NULL);
		arena_adopt(&l->net->arena, &h->arena);
		desk_free(&h->desk);
	}
	ring_close(&c->line, c->size);
	ring_close(&c->guesses, c->size);
	while (c->spare_count)
		free(c->spares[--c->spare_count]);
	free(c->spares);
	free(c->hands);
	pthread_cond_destroy(&c->done);
	pthread_cond_destroy(&c->ready);
	pthread_mutex_destroy(&c->lock);
	free(c);
	l->crew = NULL;
}
