/*
 * run_state.h - what a run has in hand, for the two files that turn it: run.c decides who is asked
 * and when, run_answer.c what an answer leads to.
 */
#ifndef FETCH_RUN_STATE_H
#define FETCH_RUN_STATE_H

#include "fetch/job.h"
#include "fetch/outcome.h"
#include "fetch/rate.h"
#include "fetch/run.h"
#include "fetch/session.h"

/* A scope while it is asked. */
struct region_run {
	struct scope *scope;
	struct job *jobs, **tail;
	unsigned open;            /* jobs not done */
	unsigned *flying;         /* per call */
	int64_t *paused_until_ms; /* per call: AWS asked for a rest */
	struct rate rates[2];     /* per service; of adaptive retries */
	unsigned refusals;        /* of the credentials, while nothing was answered */
	struct answer refused;    /* what they said, once they were enough */
	bool any_ok;
};

struct run {
	struct shared *shared;
	const struct run_sink *sink;
	struct vck_fetch_summary *summary;
	struct vck_fetch_progress progress;
	int64_t told_ms; /* when it was last told */
	VEC(struct region_run *) active;
	unsigned flying;
	bool *denied;        /* per call: somewhere the credentials may not */
	unsigned barred;     /* calls that no policy of the credentials can allow */
	const char *barrier; /* what the first of them met */
	struct answer first_failure;
	struct vck_error *err;
	enum vck_status status; /* of the sink */
};

/* The limiter of adaptive retries, or NULL in the other modes. */
struct rate *run_rate_of(const struct job *);

/* ---- run_answer.c ---- */

void run_add_job(struct run *, struct region_run *, const struct call *, const char *resource);
/* The request of the job has its answer, or never will. */
void run_take_answer(struct run *, struct job *);
/* The end of a job without what it should have brought, and of all that would have followed. */
void run_give_up(struct run *, struct job *, const struct answer *);
void run_skip(struct run *, struct job *, const char *why);
/* The sink hears how a call ended; `call` NULL: it is none of the list. */
void run_tell(struct run *, const struct call *, const struct vck_fetch_call *);

#endif
