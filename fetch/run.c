#include "fetch/run.h"
#include "base/json.h"
#include "base/map.h"
#include "fetch/json_text.h"
#include "fetch/rate.h"
#include "fetch/request.h"
#include "fetch/session.h"
#include "fetch/xml_json.h"

#include <stdlib.h>
#include <string.h>

enum job_state { JOB_WAITING, JOB_FLYING, JOB_DONE };

struct piece {
	const char *id, *text;
};

struct job {
	struct job *next;
	struct region_run *at;
	const struct call *call;
	const char *resource; /* of a call per resource; in the job's arena */
	enum job_state state;
	int64_t ready_ms;
	unsigned attempt;
	bool clock_tried, renewed;
	unsigned restarts; /* after a page token that was no longer good */
	const char *token; /* of the next page */
	struct map tokens; /* all that came so far */
	struct arena arena;
	VEC(struct piece) pieces;
	struct request request;
	unsigned pages;
	int64_t began_ms;
};

/* A scope while it is asked. */
struct region_run {
	struct scope *scope;
	struct job *jobs, **tail;
	unsigned open;            /* jobs not done */
	unsigned *flying;         /* per call */
	int64_t *paused_until_ms; /* per call: AWS asked for a rest */
	struct rate rates[2];     /* per service; of adaptive retries */
	struct answer refused;    /* what the first refusal of the credentials here said */
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
	bool *denied; /* per call: somewhere the credentials may not */
	struct answer first_failure;
	struct vck_error *err;
	enum vck_status status; /* of the sink */
};

/* The limiter of adaptive retries, or NULL in the other modes. */
static struct rate *rate_of(const struct job *j)
{
	bool adaptive = j->at->scope->session->client->retry.adaptive;
	return adaptive ? &j->at->rates[j->call->service] : NULL;
}

/* ---- the end of a job ---- */

static void count(struct vck_fetch_summary *s, enum vck_fetch_outcome outcome)
{
	unsigned *const counters[] = {
		[VCK_FETCH_OK] = &s->ok,
		[VCK_FETCH_DENIED] = &s->denied,
		[VCK_FETCH_UNSUPPORTED] = &s->unsupported,
		[VCK_FETCH_THROTTLED] = &s->throttled,
		[VCK_FETCH_FAILED] = &s->failed,
		[VCK_FETCH_SKIPPED] = &s->skipped,
	};
	++*counters[outcome];
	s->calls++;
	if (outcome != VCK_FETCH_OK && outcome != VCK_FETCH_UNSUPPORTED)
		s->incomplete = true;
}

const char *vck_fetch_outcome_name(enum vck_fetch_outcome outcome)
{
	static const char *const names[] = {
		[VCK_FETCH_OK] = "ok",
		[VCK_FETCH_DENIED] = "denied",
		[VCK_FETCH_UNSUPPORTED] = "unsupported",
		[VCK_FETCH_THROTTLED] = "throttled",
		[VCK_FETCH_FAILED] = "error",
		[VCK_FETCH_SKIPPED] = "skipped",
	};
	return outcome < sizeof names / sizeof *names ? names[outcome] : "?";
}

static enum vck_fetch_outcome outcome_of(const struct answer *a)
{
	switch (a->kind) {
	case ANSWER_OK:
		return VCK_FETCH_OK;
	case ANSWER_THROTTLED:
		return VCK_FETCH_THROTTLED;
	case ANSWER_DENIED:
	case ANSWER_REFUSED:
	case ANSWER_EXPIRED:
	case ANSWER_CLOCK:
		return VCK_FETCH_DENIED;
	case ANSWER_UNSUPPORTED:
		return VCK_FETCH_UNSUPPORTED;
	case ANSWER_TRANSIENT:
	case ANSWER_TOKEN:
	case ANSWER_ERROR:
		break;
	}
	return VCK_FETCH_FAILED;
}

static void say_outcome(const struct run *r, const struct vck_fetch_call *done)
{
	bool fine = done->outcome == VCK_FETCH_OK || done->outcome == VCK_FETCH_UNSUPPORTED ||
		    done->outcome == VCK_FETCH_SKIPPED;
	shared_say(r->shared, fine ? VCK_FETCH_DETAIL : VCK_FETCH_NOTE,
		   "%s %s: %s:%s%s%s: %s%s%s%s%s", done->account, done->region, done->service,
		   done->operation, done->resource ? " for " : "",
		   done->resource ? done->resource : "", vck_fetch_outcome_name(done->outcome),
		   *done->code ? ", " : "", done->code, *done->message ? ": " : "", done->message);
}

static void tell_sink(struct run *r, const struct call *call, const struct vck_fetch_call *done)
{
	count(r->summary, done->outcome);
	if (call && done->outcome == VCK_FETCH_DENIED)
		r->denied[call_index(call)] = true;
	say_outcome(r, done);
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
	tell_sink(r, child, &done);
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
	tell_sink(r, j->call, &done);
	j->state = JOB_DONE;
	at->open--;
	r->progress.calls_done++;
	request_free(&j->request);
	vec_free(&j->pieces);
	map_free(&j->tokens);
	arena_free(&j->arena);
}

/* ---- new jobs ---- */

static void add_job(struct run *r, struct region_run *at, const struct call *call,
		    const char *resource)
{
	struct job *j = mem_zalloc(sizeof *j);
	j->at = at;
	j->call = call;
	j->resource = resource ? arena_strdup(&j->arena, resource) : NULL;
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
				add_job(r, parent->at, &calls[i], parent->pieces.items[p].id);
				added++;
			}
		if (!added)
			child_skipped(r, parent->at, &calls[i], VCK_FETCH_OK);
	}
}

/* ---- an answer ---- */

static enum vck_status parse_page(struct job *j, cJSON **out, struct vck_error *err)
{
	const struct call *call = j->call;
	bool query = call->service == SERVICE_ELBV2;
	struct arena a = ARENA_INIT;
	enum vck_status st = xml_json(
		&(struct xml_body){
			.name = arena_printf(&a, "%s %s", call_service_name(call), call->operation),
			.bytes = buf_str(&j->request.exchange.answer),
			.len = j->request.exchange.answer.len,
			.root = arena_printf(&a, "%sResponse", call->operation),
			.wrapper = query ? arena_printf(&a, "%sResult", call->operation) : NULL,
			.shape = xml_shape_of(call_service_name(call), call->operation),
		},
		out, err);
	arena_free(&a);
	return st;
}

static void add_piece(struct job *j, const cJSON *element)
{
	struct buf text = BUF_INIT;
	const char *key = call_element_key(j->call), *id = key ? json_string(element, key) : NULL;
	json_text(&text, element, 0);
	struct piece piece = {arena_strdup(&j->arena, id ? id : ""),
			      arena_strndup(&j->arena, buf_str(&text), text.len)};
	vec_push(&j->pieces, piece);
	buf_free(&text);
}

static void add_pieces(struct job *j, const cJSON *page)
{
	const cJSON *list = json_get(page, j->call->answer_key), *element;
	if (cJSON_IsObject(list))
		add_piece(j, list);
	else if (list)
		cJSON_ArrayForEach(element, list) add_piece(j, element);
}

/* The next page's token, NULL at the end. False: it came before, so the end never would. */
static bool next_token(struct job *j, const cJSON *page)
{
	const char *token = json_string(page, "NextToken");
	if (!token)
		token = json_string(page, "NextMarker");
	j->token = NULL;
	if (str_empty(token))
		return true;
	if (!j->tokens.arena)
		j->tokens = map_init(&j->arena);
	if (map_get_str(&j->tokens, token))
		return false;
	j->token = arena_strdup(&j->arena, token);
	map_put_str(&j->tokens, j->token, j);
	return true;
}

static void forget_pages(struct job *j)
{
	char *resource = j->resource ? strdup(j->resource) : NULL;
	map_free(&j->tokens);
	memset(&j->tokens, 0, sizeof j->tokens);
	vec_free(&j->pieces);
	arena_reset(&j->arena);
	j->resource = resource ? arena_strdup(&j->arena, resource) : NULL;
	j->token = NULL;
	j->pages = 0;
	free(resource);
}

/* The list of a resource under the name of the resource, as one element. */
static void wrap(struct job *j, struct buf *out)
{
	buf_printf(out, "{\n    \"%s\": ", j->call->id_key);
	json_text_string(out, j->resource);
	buf_printf(out, ",\n    \"%s\": [", j->call->answer_key);
	for (size_t i = 0; i < j->pieces.len; i++) {
		buf_puts(out, i ? ",\n        " : "\n        ");
		json_text_shift(out, j->pieces.items[i].text, 8);
	}
	buf_puts(out, j->pieces.len ? "\n    ]\n}" : "]\n}");
}

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
		wrap(j, &text);
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
	a->kind = ANSWER_ERROR;
	size_t len = strlen(code) < sizeof a->code ? strlen(code) : sizeof a->code - 1;
	memcpy(a->code, code, len);
	a->code[len] = '\0';
	len = strlen(why) < sizeof a->message ? strlen(why) : sizeof a->message - 1;
	memcpy(a->message, why, len);
	a->message[len] = '\0';
	vec_free(&j->pieces);
	children_skipped(r, j->at, j->call, VCK_FETCH_FAILED);
	end_job(r, j, a);
}

/* All of a page was understood. */
static void take_page(struct run *r, struct job *j, struct answer *a, const cJSON *page)
{
	j->pages++;
	add_pieces(j, page);
	if (!next_token(j, page)) {
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

static void give_up(struct run *r, struct job *j, const struct answer *a)
{
	enum vck_fetch_outcome outcome = outcome_of(a);
	vec_free(&j->pieces);
	children_skipped(r, j->at, j->call, outcome);
	end_job(r, j, a);
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
		give_up(r, j, a);
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
	struct shared *s = r->shared;
	if (!s->skew_known)
		shared_say(s, VCK_FETCH_NOTE,
			   "this machine's clock is %lld s %s AWS's; requests are signed with "
			   "AWS's time",
			   llabs((long long)skew_ms) / 1000, skew_ms > 0 ? "behind" : "ahead of");
	s->skew_ms = skew_ms;
	s->skew_known = true;
	j->clock_tried = true;
	j->state = JOB_WAITING;
}

static void renew(struct run *r, struct job *j, const struct answer *a)
{
	struct vck_error why = {.status = VCK_OK};
	struct session *s = j->at->scope->session;
	j->renewed = true;
	enum vck_status st = session_renew(s, &why);
	if (st == VCK_OK) {
		j->state = JOB_WAITING;
		return;
	}
	shared_say(r->shared, VCK_FETCH_ERROR,
		   "account %s: the credentials have expired and can't be renewed: %s", s->account,
		   why.text);
	give_up(r, j, a);
}

static void take_refusal(struct run *r, struct job *j, const struct answer *a)
{
	if (a->kind == ANSWER_REFUSED && !j->at->any_ok)
		j->at->refused = *a; /* the other calls here would hear the same */
	give_up(r, j, a);
}

static void take_answer(struct run *r, struct job *j)
{
	struct answer a;
	struct vck_error why;
	int64_t skew;
	cJSON *page = NULL;
	r->progress.bytes += j->request.exchange.answer.len;
	answer_read(&j->request.exchange, shared_now_ms(r->shared), &a, &skew);
	if (rate_of(j))
		rate_answered(rate_of(j), (double)shared_now_ms(r->shared) / 1000,
			      a.kind == ANSWER_THROTTLED);
	if (a.kind == ANSWER_OK) {
		retry_succeeded(&r->shared->quota, j->attempt);
		enum vck_status st = parse_page(j, &page, &why);
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
		forget_pages(j);
		j->state = JOB_WAITING;
	} else
		take_refusal(r, j, &a);
	cJSON_Delete(page);
}

/* ---- asking ---- */

static void write_request(struct job *j)
{
	struct request *q = &j->request;
	const struct call *call = j->call;
	char page[16];
	q->endpoint = j->at->scope->endpoints[call->service];
	q->credentials = &j->at->scope->session->credentials;
	request_query(q, call->service, call->operation);
	if (j->resource)
		request_add(q, call->id_key, j->resource);
	buf_puts(&q->body, call->more);
	if (call->page) {
		struct buf number = BUF_INIT;
		buf_printf(&number, "%u", call->page);
		memcpy(page, buf_str(&number), number.len + 1);
		buf_free(&number);
		request_add(q, call->service == SERVICE_ELBV2 ? "PageSize" : "MaxResults", page);
	}
	if (j->token)
		request_add(q, call->service == SERVICE_ELBV2 ? "Marker" : "NextToken", j->token);
}

static void start_job(struct run *r, struct job *j)
{
	struct session *s = j->at->scope->session;
	struct vck_error why;
	if (creds_stale(&s->credentials, shared_aws_now_s(r->shared)) && !j->renewed) {
		j->renewed = true;
		session_renew(s, &why); /* if not, the old ones are good for some minutes yet */
	}
	if (!j->began_ms)
		j->began_ms = shared_now_ms(r->shared);
	if (rate_of(j))
		rate_sent(rate_of(j));
	write_request(j);
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
	       (!rate_of(j) || rate_may_send(rate_of(j), (double)now / 1000));
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
			take_answer(r, j);
			busy = true;
		} else if (j->state == JOB_WAITING && at->refused.code[0]) {
			give_up(r, j, &at->refused);
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
			add_job(r, at, &calls[i], NULL);
	vec_push(&r->active, at);
}

/* Whatever is open ends as "skipped". */
static void end_scope(struct run *r, struct region_run *at)
{
	struct answer skipped = {.kind = ANSWER_ERROR, .message = "not asked: interrupted"};
	for (struct job *j = at->jobs; j; j = j->next) {
		if (j->state == JOB_FLYING) {
			r->shared->transport->cancel(r->shared->transport->ctx,
						     &j->request.exchange);
			r->flying--;
		}
		if (j->state == JOB_DONE)
			continue;
		struct vck_fetch_call done = call_of(at, j->call);
		done.outcome = VCK_FETCH_SKIPPED;
		done.resource = j->resource;
		done.message = skipped.message;
		tell_sink(r, j->call, &done);
		children_skipped(r, at, j->call, VCK_FETCH_SKIPPED);
		request_free(&j->request);
		vec_free(&j->pieces);
		map_free(&j->tokens);
		arena_free(&j->arena);
		j->state = JOB_DONE;
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
	for (size_t i = 0; i < all->lost.len; i++) {
		struct vck_fetch_call done = {.account = all->lost.items[i].account,
					      .region = "",
					      .service = "sts",
					      .operation = "AssumeRole",
					      .list_key = "",
					      .resource = all->lost.items[i].role,
					      .outcome = VCK_FETCH_DENIED,
					      .code = "AssumeRole",
					      .message = all->lost.items[i].message};
		tell_sink(r, NULL, &done);
	}
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

static void ask_everything(struct run *r, struct sessions *all)
{
	size_t next = 0;
	report_lost(r, all);
	while (!r->status && !shared_interrupted(r->shared)) {
		while (next < all->scopes.len && r->active.len < RUN_SCOPES)
			begin_scope(r, all->scopes.items[next++]);
		if (!r->active.len)
			break;
		bool busy = false;
		for (size_t i = 0; i < r->active.len; i++)
			busy |= step_scope(r, r->active.items[i]);
		drop_finished(r);
		tell_progress(r);
		if (r->active.len)
			r->shared->transport->drive(r->shared->transport->ctx, busy        ? 0
									       : r->flying ? 50
											   : 20);
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

/* ---- the public sink: elements as trees ---- */

struct adaptor {
	const struct vck_fetch_sink *sink;
	struct arena scratch;
};

static enum vck_status adapt_scope(void *ctx, const char *account, const char *region,
				   struct vck_error *err)
{
	const struct vck_fetch_sink *s = ((struct adaptor *)ctx)->sink;
	return s->scope ? s->scope(s->ctx, account, region, err) : VCK_OK;
}

static enum vck_status adapt_element(void *ctx, const char *account, const char *region,
				     const struct call *call, const char *id, const char *text,
				     struct vck_error *err)
{
	struct adaptor *a = ctx;
	cJSON *element;
	enum vck_status st = json_parse(&a->scratch, id, text, strlen(text), &element, err);
	if (!st)
		st = a->sink->element(a->sink->ctx, account, region, call->list_key, element, err);
	arena_reset(&a->scratch);
	return st;
}

static enum vck_status adapt_done(void *ctx, const struct call *call,
				  const struct vck_fetch_call *done, struct vck_error *err)
{
	const struct vck_fetch_sink *s = ((struct adaptor *)ctx)->sink;
	(void)call;
	return s->call_done ? s->call_done(s->ctx, done, err) : VCK_OK;
}

enum vck_status vck_fetch(const struct vck_fetch_options *options,
			  const struct vck_fetch_sink *sink, struct vck_fetch_summary *summary,
			  struct vck_error *err)
{
	struct adaptor a = {.sink = sink};
	struct run_sink inner = {&a, adapt_scope, adapt_element, adapt_done};
	enum vck_status st = run_all(options, &inner, summary, err);
	arena_free(&a.scratch);
	return st;
}
