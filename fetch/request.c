#include "fetch/request.h"
#include "base/vec.h"
#include "fetch/secret.h"
#include "fetch/sigv4.h"

#include <stdlib.h>
#include <string.h>

bool request_is_allowed(const char *operation)
{
	static const char *const verbs[] = {"Describe", "Get", "Search", "List"};
	static const char *const roles[] = {"AssumeRole", "AssumeRoleWithWebIdentity"};
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (str_starts(operation, verbs[i]))
			return true;
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if (str_eq(operation, roles[i]))
			return true;
	return false;
}

void request_query(struct request *r, enum service_id id, const char *operation)
{
	const struct service *s = service_of(id);
	r->service = s->name;
	r->operation = operation;
	r->content_type = REQUEST_FORM;
	buf_clear(&r->body);
	buf_printf(&r->body, "Action=%s&Version=%s", operation, s->version);
}

void request_add(struct request *r, const char *name, const char *value)
{
	buf_printf(&r->body, "&%s=", name);
	sigv4_encode(&r->body, value, strlen(value), false);
}

static void add_header(struct request *r, const char *name, const char *value)
{
	r->headers[r->exchange.header_count++] = (struct http_header){name, value};
}

/* What was signed, line by line; the session token is a secret. */
static void say_signed(const struct shared *s, const char *canonical_request)
{
	static const char token[] = "x-amz-security-token:";
	for (const char *line = canonical_request; *line;) {
		size_t len = strcspn(line, "\n");
		if (str_starts(line, token))
			shared_say(s, VCK_FETCH_DEBUG, "  %s...", token);
		else
			shared_say(s, VCK_FETCH_DEBUG, "  %.*s", (int)len, line);
		line += len + (line[len] == '\n');
	}
}

static void sign(struct client *c, struct request *r)
{
	struct sigv4 s;
	const struct credentials *k = r->credentials;
	sigv4_sign(&(struct sigv4_request){.method = "POST",
					   .path = r->endpoint.path,
					   .headers = r->headers,
					   .header_count = r->exchange.header_count,
					   .body = buf_str(&r->body),
					   .body_len = r->body.len,
					   .region = r->endpoint.region,
					   .service = r->service,
					   .access_key = k->access_key,
					   .secret_key = k->secret_key,
					   .token = k->token,
					   .time_s = shared_aws_now_s(c->shared)},
		   &s);
	secret_free(&r->text[0]);
	buf_puts(&r->text[0], s.date);
	secret_free(&r->text[1]);
	buf_puts(&r->text[1], buf_str(&s.authorization));
	add_header(r, "X-Amz-Date", buf_str(&r->text[0]));
	if (!str_empty(k->token))
		add_header(r, "X-Amz-Security-Token", k->token);
	add_header(r, "Authorization", buf_str(&r->text[1]));
	size_t len = strlen(k->access_key);
	shared_say(c->shared, VCK_FETCH_DEBUG, "%s %s signed by ...%s for %s/%s at %s", r->service,
		   r->operation, k->access_key + (len > 4 ? len - 4 : 0), r->endpoint.region,
		   r->service, s.date);
	say_signed(c->shared, buf_str(&s.canonical_request));
	sigv4_free(&s);
}

enum vck_status request_start(struct client *c, struct request *r, struct vck_error *err)
{
	const struct vck_fetch_options *o = c->shared->options;
	struct exchange *x = &r->exchange;
	if (!request_is_allowed(r->operation))
		return vck_fail(err, VCK_E_USAGE, NULL, "%s is not an action that only reads",
				r->operation);
	exchange_reset(x);
	*x = (struct exchange){
		.method = "POST",
		.url = r->endpoint.url,
		.headers = r->headers,
		.body = buf_str(&r->body),
		.body_len = r->body.len,
		.ca_bundle = c->ca_bundle,
		.app = c->app,
		.connect_ms = o->connect_timeout_ms ? o->connect_timeout_ms : 10000,
		.stall_ms = o->read_timeout_ms ? o->read_timeout_ms : 60000,
	};
	add_header(r, "Host", r->endpoint.host);
	add_header(r, "Content-Type", r->content_type);
	if (r->target)
		add_header(r, "X-Amz-Target", r->target);
	if (r->credentials)
		sign(c, r);
	c->shared->transport->start(c->shared->transport->ctx, x);
	return VCK_OK;
}

/* What is asked until there is an answer: a request that is signed anew each time, or, with
 * `request` NULL, the exchange as it is. */
struct question {
	struct request *request;
	struct exchange *exchange;
	const char *service, *operation;
};

static enum vck_status send(struct client *c, const struct question *q, struct vck_error *err)
{
	struct transport *t = c->shared->transport;
	if (q->request)
		return request_start(c, q->request, err);
	exchange_reset(q->exchange);
	t->start(t->ctx, q->exchange);
	return VCK_OK;
}

static enum vck_status ask(struct client *c, const struct question *q, struct answer *answer,
			   struct vck_error *err)
{
	struct shared *s = c->shared;
	bool clock_tried = !q->request;
	for (unsigned attempt = 1;; attempt++) {
		int64_t skew, wait;
		enum vck_status st = send(c, q, err);
		if (st)
			return st;
		if (!shared_wait(s, q->exchange))
			return vck_fail(err, VCK_E_INTERRUPTED, NULL, "interrupted");
		answer_read(q->exchange, shared_now_ms(s), answer, &skew);
		if (answer->kind == ANSWER_OK)
			retry_succeeded(&s->quota, attempt);
		if (answer->kind == ANSWER_CLOCK && !clock_tried) {
			clock_tried = true;
			shared_correct_clock(s, skew);
			continue;
		}
		if (answer->kind != ANSWER_TRANSIENT && answer->kind != ANSWER_THROTTLED)
			return VCK_OK;
		wait = retry_wait_ms(&c->retry, &s->quota, answer, q->exchange, attempt,
				     s->world.random(s->world.ctx));
		if (wait < 0)
			return VCK_OK;
		shared_say(s, VCK_FETCH_DETAIL, "%s %s: %s, asking again", q->service, q->operation,
			   answer->code);
		shared_sleep(s, wait);
	}
}

enum vck_status request_ask(struct client *c, struct request *r, struct answer *answer,
			    struct vck_error *err)
{
	return ask(c, &(struct question){r, &r->exchange, r->service, r->operation}, answer, err);
}

enum vck_status request_plain(struct client *c, struct exchange *x, const char *what,
			      struct answer *answer, struct vck_error *err)
{
	return ask(c, &(struct question){NULL, x, "sso", what}, answer, err);
}

void request_free(struct request *r)
{
	exchange_reset(&r->exchange);
	secret_free(&r->body);
	for (size_t i = 0; i < COUNT_OF(r->text); i++)
		secret_free(&r->text[i]);
}
