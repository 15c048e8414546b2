#include "fetch/retry.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/vec.h"
#include "fetch/timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKEW_LIMIT_MS (4 * 60 * 1000) /* AWS takes five minutes */

static const struct {
	const char *code;
	enum answer_kind kind;
} codes[] = {
	{"RequestTimeout", ANSWER_TRANSIENT},
	{"RequestTimeoutException", ANSWER_TRANSIENT},
	{"IDPCommunicationError", ANSWER_TRANSIENT},
	{"InternalError", ANSWER_TRANSIENT},
	{"InternalFailure", ANSWER_TRANSIENT},
	{"ServerInternal", ANSWER_TRANSIENT},
	{"ServiceUnavailable", ANSWER_TRANSIENT},
	{"Unavailable", ANSWER_TRANSIENT},
	{"Throttling", ANSWER_THROTTLED},
	{"ThrottlingException", ANSWER_THROTTLED},
	{"ThrottledException", ANSWER_THROTTLED},
	{"RequestThrottledException", ANSWER_THROTTLED},
	{"TooManyRequestsException", ANSWER_THROTTLED},
	{"ProvisionedThroughputExceededException", ANSWER_THROTTLED},
	{"TransactionInProgressException", ANSWER_THROTTLED},
	{"RequestLimitExceeded", ANSWER_THROTTLED},
	{"BandwidthLimitExceeded", ANSWER_THROTTLED},
	{"LimitExceededException", ANSWER_THROTTLED},
	{"RequestThrottled", ANSWER_THROTTLED},
	{"SlowDown", ANSWER_THROTTLED},
	{"PriorRequestNotComplete", ANSWER_THROTTLED},
	{"EC2ThrottledException", ANSWER_THROTTLED},
	{"RequestTimeTooSkewed", ANSWER_CLOCK},
	{"RequestInTheFuture", ANSWER_CLOCK},
	{"RequestExpired", ANSWER_EXPIRED}, /* or the clock, see below */
	{"ExpiredToken", ANSWER_EXPIRED},
	{"ExpiredTokenException", ANSWER_EXPIRED},
	{"InvalidPaginationToken", ANSWER_TOKEN},
	{"UnauthorizedOperation", ANSWER_DENIED},
	{"AccessDenied", ANSWER_DENIED},
	{"AccessDeniedException", ANSWER_DENIED},
	{"UnauthorizedException", ANSWER_DENIED},
	{"AuthFailure", ANSWER_REFUSED}, /* or the clock */
	{"SignatureDoesNotMatch", ANSWER_REFUSED},
	{"InvalidSignatureException", ANSWER_REFUSED},
	{"IncompleteSignature", ANSWER_REFUSED},
	{"MissingAuthenticationToken", ANSWER_REFUSED},
	{"InvalidClientTokenId", ANSWER_REFUSED},
	{"UnrecognizedClientException", ANSWER_REFUSED},
	{"OptInRequired", ANSWER_REFUSED},
	{"Blocked", ANSWER_REFUSED},
	{"PendingVerification", ANSWER_REFUSED},
	{"InvalidAction", ANSWER_UNSUPPORTED},
	{"UnsupportedOperation", ANSWER_UNSUPPORTED},
	{"UnknownParameter", ANSWER_UNSUPPORTED},
};

/* Codes that a wrong clock may be behind, when the clock is wrong. */
static bool may_be_clock(const char *code)
{
	static const char *const list[] = {"RequestExpired", "AuthFailure", "SignatureDoesNotMatch",
					   "InvalidSignatureException"};
	for (size_t i = 0; i < COUNT_OF(list); i++)
		if (strcmp(code, list[i]) == 0)
			return true;
	return false;
}

/* {"__type": "com.amazon#AccessDeniedException", "message": "..."}, or error/error_description of
 * OIDC. */
static void read_json_error(const struct exchange *x, struct answer *out)
{
	struct arena a = ARENA_INIT;
	cJSON *json = NULL;
	const char *type = NULL, *message = NULL;
	if (!json_parse(&a, "", buf_str(&x->answer), x->answer.len, &json, NULL)) {
		type = json_string(json, "__type");
		message = json_string(json, "message");
		if (!message)
			message = json_string(json, "Message");
		if (!type)
			type = json_string(json, "error");
		if (!message)
			message = json_string(json, "error_description");
	}
	if (!type && *x->error_type)
		type = x->error_type;
	if (type) {
		const char *hash = strchr(type, '#');
		type = hash ? hash + 1 : type;
		str_copy(out->code, sizeof out->code, type);
		out->code[strcspn(out->code, ":")] = '\0';
	}
	str_copy(out->message, sizeof out->message, message ? message : "");
	arena_free(&a);
}

static void read_error(const struct exchange *x, struct answer *out)
{
	struct xml_error e;
	if (strstr(x->content_type, "json")) {
		read_json_error(x, out);
	} else if (xml_error(buf_str(&x->answer), x->answer.len, &e)) {
		str_copy(out->code, sizeof out->code, e.code);
		str_copy(out->message, sizeof out->message, e.message);
	}
	char *blob = strstr(out->message, "Encoded authorization failure message");
	if (blob) {
		while (blob > out->message && strchr(" .", blob[-1]))
			blob--;
		*blob = '\0';
	}
}

static enum answer_kind kind_of_code(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].kind;
	return ANSWER_ERROR;
}

static enum answer_kind kind_of_status(long http)
{
	if (http == 429)
		return ANSWER_THROTTLED;
	if (http == 500 || http == 502 || http == 503 || http == 504)
		return ANSWER_TRANSIENT;
	if (http == 403)
		return ANSWER_DENIED;
	return http == 401 ? ANSWER_REFUSED : ANSWER_ERROR;
}

static void read_status(const struct exchange *x, struct answer *out)
{
	if (!*out->code)
		snprintf(out->code, sizeof out->code, "HTTP%ld", x->status);
	if (*out->message)
		return;
	if (x->status >= 300 && x->status < 400)
		snprintf(out->message, sizeof out->message,
			 "the host answered with a redirect to %.200s, which a signed request must "
			 "not follow",
			 *x->location ? x->location : "nowhere");
	else if (x->status == 407)
		str_copy(out->message, sizeof out->message,
			 "the proxy wants a name and a password "
			 "(http_proxy=http://name:password@host:port)");
	else
		snprintf(out->message, sizeof out->message,
			 "the host answered with status %ld and %s", x->status,
			 strstr(x->content_type, "html") ? "a web page: is a proxy in between?"
							 : "no explanation");
}

static void read_failure(const struct exchange *x, struct answer *out)
{
	static const char *const names[] = {
		[TRANSPORT_OK] = "",
		[TRANSPORT_CONNECT] = "NoConnection",
		[TRANSPORT_TIMEOUT] = "Timeout",
		[TRANSPORT_PROXY] = "ProxyRefused",
		[TRANSPORT_CUT] = "ConnectionCut",
		[TRANSPORT_TLS] = "CertificateRefused",
		[TRANSPORT_TOO_LARGE] = "TooLarge",
		[TRANSPORT_OTHER] = "TransportFailed",
	};
	out->kind = x->failure == TRANSPORT_CONNECT || x->failure == TRANSPORT_TIMEOUT ||
				    x->failure == TRANSPORT_CUT
			    ? ANSWER_TRANSIENT
			    : ANSWER_ERROR;
	str_copy(out->code, sizeof out->code, names[x->failure]);
	str_copy(out->message, sizeof out->message, x->detail);
}

void answer_read(const struct exchange *x, int64_t now_ms, struct answer *out, int64_t *skew_ms)
{
	struct timestamp date;
	memset(out, 0, sizeof *out);
	*skew_ms = 0;
	if (x->failure != TRANSPORT_OK) {
		read_failure(x, out);
		return;
	}
	out->http = x->status;
	if (*x->date && timestamp_parse(x->date, &date))
		*skew_ms = date.seconds * 1000 - now_ms;
	if (x->status == 200)
		return;
	read_error(x, out);
	out->kind = kind_of_code(out->code);
	if (out->kind == ANSWER_ERROR)
		out->kind = kind_of_status(x->status);
	if (may_be_clock(out->code) && llabs(*skew_ms) >= SKEW_LIMIT_MS)
		out->kind = ANSWER_CLOCK;
	read_status(x, out);
}

void answer_set(struct answer *out, enum answer_kind kind, const char *code, const char *message)
{
	out->kind = kind;
	str_copy(out->code, sizeof out->code, code);
	str_copy(out->message, sizeof out->message, message);
}

void answer_malformed(struct answer *out, const char *why)
{
	answer_set(out, ANSWER_TRANSIENT, "MalformedAnswer", why);
}

const char *answer_hint(const struct answer *a)
{
	static const char *const hints[][2] = {
		{"InvalidClientTokenId",
		 "the key is unknown: deleted, of another partition, or this Region "
		 "is not enabled"},
		{"SignatureDoesNotMatch", "the secret key does not belong to the access key"},
		{"AuthFailure",
		 "the keys are not valid here: another partition, or a Region that is not "
		 "enabled"},
		{"ExpiredToken", "the credentials have expired"},
		{"ExpiredTokenException", "the credentials have expired"},
		{"RequestExpired", "the credentials have expired"},
		{"OptInRequired", "this Region is not enabled for the account"},
	};
	for (size_t i = 0; i < COUNT_OF(hints); i++)
		if (strcmp(hints[i][0], a->code) == 0)
			return hints[i][1];
	return NULL;
}

/* ---- waiting ---- */

static int cost(const struct retry_policy *p, const struct answer *a, const struct exchange *x)
{
	if (p->rules_2026)
		return a->kind == ANSWER_THROTTLED ? 5 : 14;
	return x->failure == TRANSPORT_TIMEOUT ? 10 : 5;
}

static double backoff_s(const struct retry_policy *p, const struct answer *a, unsigned attempt)
{
	double base = p->rules_2026 && a->kind != ANSWER_THROTTLED ? 0.05 : 1.0;
	double wait = base * (double)(1u << (attempt > 6 ? 5 : attempt - 1));
	return wait > 20 ? 20 : wait;
}

int64_t retry_wait_ms(const struct retry_policy *p, struct retry_quota *quota,
		      const struct answer *a, const struct exchange *x, unsigned attempt,
		      double random)
{
	bool throttled = a->kind == ANSWER_THROTTLED;
	if (attempt >= (throttled ? p->throttled_attempts : p->attempts))
		return -1;
	if (quota->tokens < cost(p, a, x))
		return -1;
	quota->tokens -= cost(p, a, x);
	int64_t wait = (int64_t)(1000 * random * backoff_s(p, a, attempt));
	unsigned long long wish;
	if (*x->retry_after &&
	    str_u64(x->retry_after, 1000000, &wish)) { /* at most 5 s more than ours */
		int64_t asked = (int64_t)wish;
		wait = asked < wait ? wait : asked > wait + 5000 ? wait + 5000 : asked;
	}
	return wait;
}

void retry_succeeded(struct retry_quota *quota, unsigned attempt)
{
	quota->tokens += attempt > 1 ? 5 : 1;
	if (quota->tokens > RETRY_QUOTA)
		quota->tokens = RETRY_QUOTA;
}
