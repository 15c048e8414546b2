#include "fetch/run_state.h"

#include <stdlib.h>
#include <string.h>

static void start_job(struct run *r, struct job *j)
{
	struct session *s = j->at->scope->session;
	struct vck_error why;
	if (creds_stale(&s->credentials, shared_aws_now_s(r->shared)))
		session_renew(s, &why); /* if not, the old ones are good for some minutes yet */
	if (!j->began_ms)
		j->began_ms = shared_now_ms(r->shared);
	if (run_rate_of(j))
		rate_sent(run_rate_of(j));
	job_write_request(j, j->at->scope);
	j->signed_by = arena_strdup(&j->arena, s->credentials.access_key);
	j->attempt++;
	j->state = JOB_FLYING;
	j->at->flying[call_index(j->call)]++;
	r->flying++;
	enum vck_status st = request_start(s->client, &j->request, &why);
	if (st && !r->status)
		r->status = vck_fail(r->err, st, NULL, "%s", why.text);
}

static bool may_start(const struct run *r, const struct job *j, int64_t now)
{
	size_t api = call_index(j->call);
	return j->state == JOB_WAITING && r->flying < RUN_FLYING && j->ready_ms <= now &&
	       j->at->flying[api] < RUN_PER_CALL && j->at->paused_until_ms[api] <= now &&
	       (!run_rate_of(j) || rate_may_send(run_rate_of(j), (double)now / 1000));
}

/* True when something happened: then there may be more to do before the network is waited for. */
static bool step_scope(struct run *r, struct region_run *at)
{
	int64_t now = shared_now_ms(r->shared);
	bool busy = false;
	for (struct job *j = at->jobs; j && !r->status; j = j->next) {
		if (j->state == JOB_FLYING && j->request.exchange.done) {
			at->flying[call_index(j->call)]--;
			r->flying--;
			run_take_answer(r, j);
			busy = true;
		} else if (j->state == JOB_WAITING && at->refused.code[0]) {
			run_give_up(r, j, &at->refused);
		} else if (may_start(r, j, now)) {
			start_job(r, j);
			busy = true;
		}
	}
	return busy;
}

/* Jobs that are done make room at once: an account may have thousands of target groups. */
static void sweep(struct region_run *at)
{
	struct job **p = &at->jobs;
	while (*p) {
		struct job *j = *p;
		if (j->state == JOB_DONE) {
			*p = j->next;
			free(j);
		} else {
			p = &j->next;
		}
	}
	at->tail = p;
}

static void begin_scope(struct run *r, struct scope *scope)
{
	struct region_run *at = mem_zalloc(sizeof *at);
	at->scope = scope;
	for (size_t i = 0; i < COUNT_OF(at->rates); i++)
		rate_begin(&at->rates[i], (double)shared_now_ms(r->shared) / 1000);
	at->tail = &at->jobs;
	at->flying = mem_zalloc(call_count * sizeof *at->flying);
	at->paused_until_ms = mem_zalloc(call_count * sizeof *at->paused_until_ms);
	if (r->sink->scope && !r->status)
		r->status = r->sink->scope(r->sink->ctx, scope->session->account, scope->region,
					   r->err);
	for (size_t i = 0; i < call_count; i++)
		if (!calls[i].parent)
			run_add_job(r, at, &calls[i], NULL);
	vec_push(&r->active, at);
}

/* Whatever is open ends as "skipped". */
static void end_scope(struct run *r, struct region_run *at)
{
	for (struct job *j = at->jobs; j; j = j->next) {
		if (j->state == JOB_FLYING) {
			r->shared->transport->cancel(r->shared->transport->ctx,
						     &j->request.exchange);
			r->flying--;
		}
		if (j->state != JOB_DONE)
			run_skip(r, j, "not asked: interrupted");
	}
	sweep(at);
	free(at->flying);
	free(at->paused_until_ms);
	free(at);
}

static void drop_finished(struct run *r)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->active.len; i++) {
		struct region_run *at = r->active.items[i];
		sweep(at);
		if (at->open)
			r->active.items[kept++] = at;
		else
			end_scope(r, at);
	}
	r->active.len = kept;
}

static void report_lost(struct run *r, const struct sessions *all)
{
	for (size_t i = 0; i < all->lost.len; i++)
		run_tell(r, NULL, &all->lost.items[i]);
}

/* Ten times a second is as often as anybody reads it. */
static void tell_progress(struct run *r)
{
	int64_t now = shared_now_ms(r->shared);
	if (r->told_ms && now >= r->told_ms && now - r->told_ms < 100 && r->active.len)
		return;
	r->told_ms = now;
	r->shared->world.progress(r->shared->world.ctx, &r->progress);
}

/* Each Region under way does what it can, and then the network may. */
static void step(struct run *r)
{
	struct transport *t = r->shared->transport;
	bool busy = false;
	for (size_t i = 0; i < r->active.len; i++)
		busy |= step_scope(r, r->active.items[i]);
	drop_finished(r);
	tell_progress(r);
	if (r->active.len)
		t->drive(t->ctx, busy ? 0 : r->flying ? 50 : 20);
}

static void ask_everything(struct run *r, struct sessions *all)
{
	size_t next = 0;
	report_lost(r, all);
	while (!r->status && !shared_interrupted(r->shared)) {
		while (next < all->scopes.len && r->active.len < RUN_SCOPES)
			begin_scope(r, all->scopes.items[next++]);
		if (!r->active.len)
			break;
		step(r);
	}
	while (next < all->scopes.len && shared_interrupted(r->shared))
		begin_scope(r, all->scopes.items[next++]);
	for (size_t i = 0; i < r->active.len; i++)
		end_scope(r, r->active.items[i]);
	vec_free(&r->active);
}

/* The statement that a policy lacks, ready to be pasted. */
static void say_missing_actions(const struct run *r)
{
	struct buf actions = BUF_INIT;
	for (size_t i = 0; i < call_count; i++)
		if (r->denied[i])
			buf_printf(&actions, "%s\"%s:%s\"", actions.len ? ", " : "",
				   call_service_name(&calls[i]), calls[i].operation);
	if (actions.len)
		shared_say(r->shared, VCK_FETCH_NOTE,
			   "the policy lacks {\"Effect\": \"Allow\", \"Action\": [%s], "
			   "\"Resource\": \"*\"}",
			   buf_str(&actions));
	if (r->barred)
		shared_say(
			r->shared, VCK_FETCH_NOTE,
			"%u call%s denied whatever these credentials' own policies allow: by a %s",
			r->barred, r->barred > 1 ? "s are" : " is", r->barrier);
	buf_free(&actions);
}

static enum vck_status verdict(struct run *r, const struct sessions *all)
{
	struct vck_fetch_summary *s = r->summary;
	s->accounts = (unsigned)all->items.len;
	s->regions = (unsigned)all->scopes.len;
	if (r->status)
		return r->status;
	if (shared_interrupted(r->shared))
		return vck_fail(r->err, VCK_E_INTERRUPTED, NULL,
				"interrupted: %u of %u calls were not asked", s->skipped, s->calls);
	if (!s->ok)
		return vck_fail(r->err, VCK_E_AWS, NULL,
				"AWS answered none of %u calls; the first said %s%s%s", s->calls,
				r->first_failure.code, *r->first_failure.message ? ": " : "",
				r->first_failure.message);
	return VCK_OK;
}

enum vck_status run_all(const struct vck_fetch_options *options, const struct run_sink *sink,
			struct vck_fetch_summary *summary, struct vck_error *err)
{
	struct shared shared;
	struct sessions sessions;
	struct run r = {.shared = &shared, .sink = sink, .summary = summary, .err = err};
	memset(summary, 0, sizeof *summary);
	enum vck_status st = shared_open(&shared, options, err);
	if (st)
		return st;
	st = sessions_open(&sessions, &shared, err);
	if (!st) {
		r.progress.accounts = (unsigned)sessions.items.len;
		r.progress.regions = (unsigned)sessions.scopes.len;
		r.denied = mem_zalloc(call_count * sizeof *r.denied);
		ask_everything(&r, &sessions);
		say_missing_actions(&r);
		free(r.denied);
		st = verdict(&r, &sessions);
	}
	sessions_close(&sessions);
	shared_close(&shared);
	return st;
}
