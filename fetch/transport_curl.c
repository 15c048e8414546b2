/* The transport over libcurl's multi interface. */
#include "base/mem.h"
#include "fetch/secret.h"
#include "fetch/transport.h"

#include <curl/curl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

struct curl_transport {
	struct transport base;
	CURLM *multi;
	struct flight *flights; /* all that are in the air */
	char *user_agent, *http_proxy;
};

struct flight {
	struct curl_transport *transport;
	struct flight *next;
	struct exchange *exchange;
	CURL *easy;
	struct curl_slist *headers;
	char error[CURL_ERROR_SIZE];
	curl_off_t seen; /* bytes in both directions */
	int64_t seen_ms; /* when `seen` last changed */
	bool too_large, stalled;
};

static int64_t monotonic_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void exchange_reset(struct exchange *x)
{
	secret_free(&x->answer); /* it may have held credentials */
	x->done = false;
	x->failure = TRANSPORT_OK;
	x->status = 0;
	x->detail[0] = x->date[0] = x->retry_after[0] = x->content_type[0] = x->location[0] =
		x->error_type[0] = '\0';
}

void transport_free(struct transport *t)
{
	if (t)
		t->free(t->ctx);
}

/* ---- callbacks ---- */

static size_t on_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct flight *f = ctx;
	size_t limit = f->exchange->max_body ? f->exchange->max_body : TRANSPORT_MAX_BODY;
	if (f->exchange->answer.len + size * count > limit) {
		f->too_large = true;
		return 0;
	}
	buf_add(&f->exchange->answer, bytes, size * count);
	return size * count;
}

static bool take_header(const char *line, size_t len, const char *name, char *out, size_t size)
{
	size_t name_len = strlen(name);
	if (len <= name_len || line[name_len] != ':' || strncasecmp(line, name, name_len) != 0)
		return false;
	line += name_len + 1;
	len -= name_len + 1;
	while (len && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (len && strchr("\r\n \t", line[len - 1]))
		len--;
	if (len >= size)
		len = size - 1;
	memcpy(out, line, len);
	out[len] = '\0';
	return true;
}

static size_t on_header(char *line, size_t size, size_t count, void *ctx)
{
	struct exchange *x = ((struct flight *)ctx)->exchange;
	size_t len = size * count;
	(void)(take_header(line, len, "date", x->date, sizeof x->date) ||
	       take_header(line, len, "x-amz-retry-after", x->retry_after, sizeof x->retry_after) ||
	       take_header(line, len, "content-type", x->content_type, sizeof x->content_type) ||
	       take_header(line, len, "location", x->location, sizeof x->location) ||
	       take_header(line, len, "x-amzn-errortype", x->error_type, sizeof x->error_type));
	return len;
}

/* Not a byte in either direction for too long ends the transfer. */
static int on_progress(void *ctx, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
		       curl_off_t up)
{
	struct flight *f = ctx;
	int64_t now = monotonic_ms();
	(void)down_total, (void)up_total;
	if (down + up != f->seen) {
		f->seen = down + up;
		f->seen_ms = now;
	}
	f->stalled = f->exchange->stall_ms && now - f->seen_ms > (int64_t)f->exchange->stall_ms;
	return f->stalled;
}

/* ---- one flight ---- */

static void end_flight(struct flight *f)
{
	struct flight **at = &f->transport->flights;
	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	if (f->easy)
		curl_easy_cleanup(f->easy);
	curl_slist_free_all(f->headers);
	f->exchange->impl = NULL;
	free(f);
}

static bool add_header(struct flight *f, const char *name, const char *value)
{
	struct buf line = BUF_INIT;
	buf_printf(&line, "%s: %s", name, value);
	struct curl_slist *list = curl_slist_append(f->headers, buf_str(&line));
	secret_free(&line);
	if (list)
		f->headers = list;
	return list != NULL;
}

/* A key or token with a line break would be more headers than one. The value may be a secret. */
static bool headers_are_lines(struct flight *f)
{
	const struct exchange *x = f->exchange;
	for (size_t i = 0; i < x->header_count; i++)
		if (strpbrk(x->headers[i].value, "\r\n")) {
			snprintf(f->error, sizeof f->error, "the header %s would have a line break",
				 x->headers[i].name);
			return false;
		}
	return true;
}

static bool add_headers(struct flight *f)
{
	const struct exchange *x = f->exchange;
	for (size_t i = 0; i < x->header_count; i++)
		if (!add_header(f, x->headers[i].name, x->headers[i].value))
			return false;
	struct curl_slist *list = curl_slist_append(f->headers, "Expect:"); /* no waiting for 100 */
	if (list)
		f->headers = list;
	return list != NULL;
}

static CURLcode set_request(struct flight *f)
{
	const struct exchange *x = f->exchange;
	CURLcode rc = CURLE_OK;
	bool get = strcmp(x->method, "GET") == 0;
	bool post = strcmp(x->method, "POST") == 0;
#define SET(option, value)                                                                         \
	do {                                                                                       \
		if (!rc)                                                                           \
			rc = curl_easy_setopt(f->easy, (option), (value));                         \
	} while (0)
	SET(CURLOPT_URL, x->url);
	SET(CURLOPT_HTTPHEADER, f->headers);
	if (get)
		SET(CURLOPT_HTTPGET, 1L);
	if (post) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->body_len);
		SET(CURLOPT_COPYPOSTFIELDS, x->body ? x->body : "");
	}
	if (!get && !post)
		SET(CURLOPT_CUSTOMREQUEST, x->method);
	if (x->ca_bundle)
		SET(CURLOPT_CAINFO, x->ca_bundle);
	if (x->direct)
		SET(CURLOPT_NOPROXY, "*");
	else if (f->transport->http_proxy && strncasecmp(x->url, "http:", 5) == 0)
		SET(CURLOPT_PROXY, f->transport->http_proxy);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)x->connect_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)x->total_ms);
	return rc;
}

static CURLcode set_agent(struct flight *f)
{
	CURLcode rc = CURLE_OK;
	struct buf agent = BUF_INIT;
	buf_puts(&agent, f->transport->user_agent);
	if (f->exchange->app)
		buf_printf(&agent, " %s", f->exchange->app);
	SET(CURLOPT_USERAGENT, buf_str(&agent));
	buf_free(&agent);
	return rc;
}

static CURLcode set_rules(struct flight *f)
{
	CURLcode rc = set_agent(f);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_PIPEWAIT, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_ERRORBUFFER, f->error);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, f);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, f);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(CURLOPT_XFERINFODATA, f);
#undef SET
	return rc;
}

/* The status with which a proxy refused to connect us, or 0. What it says of the host beyond (5xx) is
 * another matter. */
static long proxy_refusal(const struct flight *f, CURLcode rc)
{
	long status = 0;
	if (!rc || !f->easy ||
	    curl_easy_getinfo(f->easy, CURLINFO_HTTP_CONNECTCODE, &status) != CURLE_OK)
		return 0;
	return status >= 400 && status < 500 ? status : 0;
}

static enum transport_failure failure_of(const struct flight *f, CURLcode rc)
{
	if (f->too_large)
		return TRANSPORT_TOO_LARGE;
	if (f->stalled)
		return TRANSPORT_TIMEOUT;
	if (proxy_refusal(f, rc))
		return TRANSPORT_PROXY;
	switch (rc) {
	case CURLE_OK:
		return TRANSPORT_OK;
	case CURLE_OPERATION_TIMEDOUT:
		return TRANSPORT_TIMEOUT;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_PROXY:
		return TRANSPORT_CONNECT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return TRANSPORT_TLS;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
	case CURLE_WEIRD_SERVER_REPLY:
		return TRANSPORT_CUT;
	default:
		return TRANSPORT_OTHER;
	}
}

static void finish(struct flight *f, CURLcode rc)
{
	struct exchange *x = f->exchange;
	if (rc == CURLE_OUT_OF_MEMORY)
		mem_oom(x->body_len);
	x->failure = failure_of(f, rc);
	if (x->failure == TRANSPORT_OK)
		curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &x->status);
	else if (f->too_large)
		snprintf(x->detail, sizeof x->detail, "the answer has more than %zu bytes",
			 x->max_body ? x->max_body : (size_t)TRANSPORT_MAX_BODY);
	else if (x->failure == TRANSPORT_PROXY)
		snprintf(x->detail, sizeof x->detail, "the proxy refuses with status %ld%s",
			 proxy_refusal(f, rc),
			 proxy_refusal(f, rc) == 407
				 ? ": it wants a name and a password "
				   "(https_proxy=http://name:password@host:port)"
				 : "");
	else if (f->stalled)
		snprintf(x->detail, sizeof x->detail, "nothing came for %u s",
			 (x->stall_ms + 999) / 1000);
	else
		snprintf(x->detail, sizeof x->detail, "%s",
			 *f->error ? f->error : curl_easy_strerror(rc));
	x->done = true;
	end_flight(f);
}

/* ---- the transport ---- */

static void start(void *ctx, struct exchange *x)
{
	struct curl_transport *t = ctx;
	struct flight *f = mem_zalloc(sizeof *f);
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	f->transport = t;
	f->exchange = x;
	f->next = t->flights;
	t->flights = f;
	f->seen_ms = monotonic_ms();
	f->easy = curl_easy_init();
	x->impl = f;
	if (!headers_are_lines(f)) {
		rc = CURLE_BAD_FUNCTION_ARGUMENT;
	} else if (f->easy && add_headers(f)) {
		rc = set_rules(f);
		if (!rc)
			rc = set_request(f);
	}
	CURLMcode added = rc ? CURLM_OK : curl_multi_add_handle(t->multi, f->easy);
	if (added)
		rc = added == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
	if (rc)
		finish(f, rc);
}

static struct flight *flight_of(const struct curl_transport *t, const CURL *easy)
{
	struct flight *f = t->flights;
	while (f && f->easy != easy)
		f = f->next;
	return f;
}

static void collect(struct curl_transport *t)
{
	int left;
	for (CURLMsg *m; (m = curl_multi_info_read(t->multi, &left));) {
		if (m->msg != CURLMSG_DONE)
			continue;
		CURLcode rc = m->data.result;
		struct flight *f = flight_of(t, m->easy_handle);
		curl_multi_remove_handle(t->multi, m->easy_handle);
		if (f)
			finish(f, rc);
	}
}

/* Let the network happen. When libcurl itself can't go on, nothing in the air will ever land. */
static void perform(struct curl_transport *t)
{
	int running;
	CURLMcode rc = curl_multi_perform(t->multi, &running);
	if (rc == CURLM_OUT_OF_MEMORY)
		mem_oom(sizeof *t);
	collect(t);
	while (rc && t->flights) {
		struct flight *f = t->flights;
		curl_multi_remove_handle(t->multi, f->easy);
		snprintf(f->error, sizeof f->error, "libcurl: %s", curl_multi_strerror(rc));
		finish(f, CURLE_FAILED_INIT);
	}
}

static void drive(void *ctx, unsigned timeout_ms)
{
	struct curl_transport *t = ctx;
	perform(t);
	CURLMcode rc = curl_multi_poll(t->multi, NULL, 0, (int)timeout_ms, NULL);
	if (rc == CURLM_OUT_OF_MEMORY)
		mem_oom(sizeof *t);
	if (rc) /* waiting failed: not a reason to spin */
		nanosleep(&(struct timespec){.tv_nsec = 10 * 1000000}, NULL);
	perform(t);
}

static void cancel(void *ctx, struct exchange *x)
{
	struct curl_transport *t = ctx;
	struct flight *f = x->impl;
	if (!f)
		return;
	curl_multi_remove_handle(t->multi, f->easy);
	end_flight(f);
}

static void end(void *ctx)
{
	struct curl_transport *t = ctx;
	curl_multi_cleanup(t->multi);
	free(t->user_agent);
	free(t->http_proxy);
	free(t);
	curl_global_cleanup();
}

static char *copy(const char *s)
{
	return s ? memcpy(mem_alloc(strlen(s) + 1), s, strlen(s) + 1) : NULL;
}

struct transport *transport_curl_new(const struct transport_curl_options *options)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return NULL;
	CURLM *multi = curl_multi_init();
	if (!multi || curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX)) {
		curl_multi_cleanup(multi);
		curl_global_cleanup();
		return NULL;
	}
	struct curl_transport *t = mem_zalloc(sizeof *t);
	t->multi = multi;
	t->user_agent = copy(options->user_agent);
	t->http_proxy = copy(options->http_proxy);
	t->base = (struct transport){t, start, drive, cancel, end};
	return &t->base;
}

const char *transport_curl_version(void)
{
	return curl_version_info(CURLVERSION_NOW)->version;
}
