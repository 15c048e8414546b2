/*
 * run_answer.c - what an answer leads to: the next page, more calls, another try, fresh credentials,
 * a corrected clock, or an end that is recorded with its reason.
 */
#include "base/json.h"
#include "fetch/run_state.h"

#include <stdlib.h>
#include <string.h>

struct rate *run_rate_of(const struct job *j)
{
	bool adaptive = j->at->scope->session->client->retry.adaptive;
	return adaptive ? &j->at->rates[j->call->service] : NULL;
}

/* ---- the end of a job ---- */

/* A statement in a policy helps against a lack of one, not against what forbids. */
static void note_denied(struct run *r, const struct call *call, const char *message)
{
	const char *barrier = outcome_barrier(message);
	if (!barrier)
		r->denied[call_index(call)] = true;
	else if (!r->barred++)
		r->barrier = barrier;
}

void run_tell(struct run *r, const struct call *call, const struct vck_fetch_call *done)
{
	struct buf line = BUF_INIT;
	bool matters = outcome_line(done, &line);
	outcome_count(r->summary, done->outcome);
	if (call && done->outcome == VCK_FETCH_DENIED)
		note_denied(r, call, done->message);
	shared_say(r->shared, matters ? VCK_FETCH_NOTE : VCK_FETCH_DETAIL, "%s", buf_str(&line));
	buf_free(&line);
	if (!r->status)
		r->status = r->sink->call_done(r->sink->ctx, call, done, r->err);
}

static struct vck_fetch_call call_of(const struct region_run *at, const struct call *call)
{
	return (struct vck_fetch_call){.account = at->scope->session->account,
				       .region = at->scope->region,
				       .service = call_service_name(call),
				       .operation = call->operation,
				       .list_key = call->list_key,
				       .code = "",
				       .message = ""};
}

static void children_skipped(struct run *r, struct region_run *at, const struct call *parent,
			     enum vck_fetch_outcome outcome);

/* What is asked per resource has nothing to ask for. */
static void child_skipped(struct run *r, struct region_run *at, const struct call *child,
			  enum vck_fetch_outcome outcome)
{
	struct buf why = BUF_INIT;
	struct vck_fetch_call done = call_of(at, child);
	done.outcome = outcome == VCK_FETCH_OK            ? VCK_FETCH_OK
		       : outcome == VCK_FETCH_UNSUPPORTED ? VCK_FETCH_UNSUPPORTED
							  : VCK_FETCH_SKIPPED;
	if (outcome != VCK_FETCH_OK)
		buf_printf(&why, "not asked, because %s was not answered", child->parent);
	done.message = buf_str(&why);
	run_tell(r, child, &done);
	buf_free(&why);
	children_skipped(r, at, child, outcome);
}

static bool is_child(const struct call *call, const struct call *parent)
{
	return call->parent && strcmp(call->parent, parent->operation) == 0;
}

static void children_skipped(struct run *r, struct region_run *at, const struct call *parent,
			     enum vck_fetch_outcome outcome)
{
	for (size_t i = 0; i < call_count; i++)
		if (is_child(&calls[i], parent))
			child_skipped(r, at, &calls[i], outcome);
}

static void close_job(struct run *r, struct job *j)
{
	job_end(j);
	j->at->open--;
	r->progress.calls_done++;
}

static void end_job(struct run *r, struct job *j, const struct answer *a)
{
	struct region_run *at = j->at;
	struct vck_fetch_call done = call_of(at, j->call);
	done.resource = a->kind == ANSWER_OK ? NULL : j->resource;
	done.outcome = outcome_of(a);
	done.http = a->http;
	done.code = a->code;
	done.message = a->message;
	done.pages = j->pages;
	done.items = (unsigned)j->pieces.len;
	done.began_ms = j->began_ms;
	done.ended_ms = shared_now_ms(r->shared);
	if (done.outcome == VCK_FETCH_OK)
		at->any_ok = true;
	else if (!r->first_failure.code[0])
		r->first_failure = *a;
	run_tell(r, j->call, &done);
	close_job(r, j);
}

void run_skip(struct run *r, struct job *j, const char *why)
{
	struct vck_fetch_call done = call_of(j->at, j->call);
	done.outcome = VCK_FETCH_SKIPPED;
	done.resource = j->resource;
	done.message = why;
	run_tell(r, j->call, &done);
	children_skipped(r, j->at, j->call, VCK_FETCH_SKIPPED);
	close_job(r, j);
}

void run_give_up(struct run *r, struct job *j, const struct answer *a)
{
	vec_free(&j->pieces);
	children_skipped(r, j->at, j->call, outcome_of(a));
	end_job(r, j, a);
}

/* ---- new jobs ---- */

void run_add_job(struct run *r, struct region_run *at, const struct call *call,
		 const char *resource)
{
	struct job *j = job_new(at, call, resource);
	*at->tail = j;
	at->tail = &j->next;
	at->open++;
	r->progress.calls_total++;
}

static void add_children(struct run *r, struct job *parent)
{
	for (size_t i = 0; i < call_count; i++) {
		size_t added = 0;
		if (!is_child(&calls[i], parent->call))
			continue;
		for (size_t p = 0; p < parent->pieces.len; p++)
			if (call_wants(&calls[i], parent->pieces.items[p].id)) {
				run_add_job(r, parent->at, &calls[i], parent->pieces.items[p].id);
				added++;
			}
		if (!added)
			child_skipped(r, parent->at, &calls[i], VCK_FETCH_OK);
	}
}

/* ---- an answer ---- */

static void hand_over(struct run *r, const struct job *j, const char *id, const char *text)
{
	const struct scope *s = j->at->scope;
	if (!r->status)
		r->status = r->sink->element(r->sink->ctx, s->session->account, s->region, j->call,
					     id, text, r->err);
	r->summary->elements++;
}

static void complete(struct run *r, struct job *j, const struct answer *a)
{
	struct buf text = BUF_INIT;
	if (j->call->parent) {
		job_wrap(j, &text);
		hand_over(r, j, j->resource, buf_str(&text));
	}
	for (size_t i = 0; i < j->pieces.len && !j->call->parent; i++)
		hand_over(r, j, j->pieces.items[i].id, j->pieces.items[i].text);
	add_children(r, j);
	buf_free(&text);
	end_job(r, j, a);
}

static void fail_job(struct run *r, struct job *j, struct answer *a, const char *code,
		     const char *why)
{
	answer_set(a, ANSWER_ERROR, code, why);
	run_give_up(r, j, a);
}

/* All of a page was understood. */
static void take_page(struct run *r, struct job *j, struct answer *a, const cJSON *page)
{
	j->pages++;
	j->renewed = false; /* a list of many pages may outlive more credentials than one */
	job_add_page(j, page);
	if (!job_next_token(j, page)) {
		fail_job(r, j, a, "RepeatedPageToken",
			 "the host gave the same page token twice, so the list has no end");
	} else if (j->token) {
		j->state = JOB_WAITING;
		j->attempt = 0;
	} else if (cJSON_IsTrue(json_get(page, "AdditionalRoutesAvailable"))) {
		fail_job(r, j, a, "AdditionalRoutesAvailable",
			 "the table has more routes than AWS hands out");
	} else {
		complete(r, j, a);
	}
}

/* Later, if the rules allow it. */
static void again_or_end(struct run *r, struct job *j, const struct answer *a)
{
	struct shared *s = r->shared;
	struct client *c = j->at->scope->session->client;
	int64_t now = shared_now_ms(s);
	int64_t wait = retry_wait_ms(&c->retry, &s->quota, a, &j->request.exchange, j->attempt,
				     s->world.random(s->world.ctx));
	if (wait < 0) {
		run_give_up(r, j, a);
		return;
	}
	r->progress.retries++;
	shared_say(s, VCK_FETCH_DETAIL, "%s: %s %s: %s%s%s, asking again in %.1f s",
		   j->at->scope->region, call_service_name(j->call), j->call->operation, a->code,
		   *a->message ? ": " : "", a->message, (double)wait / 1000);
	j->ready_ms = now + wait;
	j->state = JOB_WAITING;
	if (a->kind == ANSWER_THROTTLED) { /* the whole API rests here, not this call alone */
		r->progress.throttled++;
		j->at->paused_until_ms[call_index(j->call)] = j->ready_ms;
	}
}

static void correct_clock(struct run *r, struct job *j, int64_t skew_ms)
{
	shared_correct_clock(r->shared, skew_ms);
	j->clock_tried = true;
	j->state = JOB_WAITING;
}

/* Of ten requests in the air each may hear that the credentials have expired: the first one to hear
 * it renews them, and the others are signed anew. */
static void renew(struct run *r, struct job *j, const struct answer *a)
{
	struct vck_error why = {.status = VCK_OK};
	struct session *s = j->at->scope->session;
	j->renewed = true;
	if (!str_eq(j->signed_by, s->credentials.access_key) || !session_renew(s, &why)) {
		j->state = JOB_WAITING;
		return;
	}
	shared_say(r->shared, VCK_FETCH_ERROR,
		   "account %s: the credentials have expired and can't be renewed: %s", s->account,
		   why.text);
	run_give_up(r, j, a);
}

/* When nothing but refusals of the credentials comes, the other calls here would hear the same. */
static void take_refusal(struct run *r, struct job *j, const struct answer *a)
{
	struct region_run *at = j->at;
	const char *hint = answer_hint(a);
	if (a->kind == ANSWER_REFUSED && !at->any_ok && ++at->refusals == RUN_REFUSALS) {
		at->refused = *a;
		if (hint)
			shared_say(r->shared, VCK_FETCH_NOTE, "%s %s: %s: %s",
				   at->scope->session->account, at->scope->region, a->code, hint);
	}
	run_give_up(r, j, a);
}

void run_take_answer(struct run *r, struct job *j)
{
	struct answer a;
	struct vck_error why;
	int64_t skew;
	cJSON *page = NULL;
	r->progress.bytes += j->request.exchange.answer.len;
	answer_read(&j->request.exchange, shared_now_ms(r->shared), &a, &skew);
	if (run_rate_of(j))
		rate_answered(run_rate_of(j), (double)shared_now_ms(r->shared) / 1000,
			      a.kind == ANSWER_THROTTLED);
	if (a.kind == ANSWER_OK) {
		retry_succeeded(&r->shared->quota, j->attempt);
		enum vck_status st = job_parse_page(j, &page, &why);
		if (st == VCK_E_LIMIT) {
			fail_job(r, j, &a, "HostileAnswer", why.text);
			return;
		}
		if (st)
			answer_malformed(&a, why.text);
	}
	if (page)
		take_page(r, j, &a, page);
	else if (a.kind == ANSWER_TRANSIENT || a.kind == ANSWER_THROTTLED)
		again_or_end(r, j, &a);
	else if (a.kind == ANSWER_CLOCK && !j->clock_tried)
		correct_clock(r, j, skew);
	else if (a.kind == ANSWER_EXPIRED && !j->renewed)
		renew(r, j, &a);
	else if (a.kind == ANSWER_TOKEN && j->restarts++ < 2) {
		job_forget_pages(j);
		j->state = JOB_WAITING;
	} else
		take_refusal(r, j, &a);
	cJSON_Delete(page);
}
