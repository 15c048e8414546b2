/*
 * transport.h - the seam between what we say to AWS and how it travels.
 *
 * Question: what did the host answer to these bytes?
 *
 * An exchange is one request and its answer. start() takes it, drive() lets the network happen for
 * a while, and `done` tells that it ended, one way or another. Many may be under way at once.
 * Nothing in here knows AWS, retries or signs; redirects are not followed, since a signed request
 * is meant for one host. Tests put a transport of their own here, which answers from a table and
 * owns the clock: sleeping is drive() with nothing under way.
 *
 * The request's strings belong to the caller and stay valid until `done`; the answer is ended with
 * exchange_reset(). cancel() forgets an exchange that is under way.
 */
#ifndef FETCH_TRANSPORT_H
#define FETCH_TRANSPORT_H

#include "base/str.h"
#include "fetch/http.h"

#include <stdbool.h>
#include <stddef.h>

enum transport_failure {
	TRANSPORT_OK,        /* there is a status and a body */
	TRANSPORT_CONNECT,   /* no such host, nobody there, proxy */
	TRANSPORT_TIMEOUT,   /* nothing came for too long */
	TRANSPORT_PROXY,     /* a proxy won't let us through */
	TRANSPORT_CUT,       /* the connection ended in the middle */
	TRANSPORT_TLS,       /* the host could not prove who it is */
	TRANSPORT_TOO_LARGE, /* more than max_body */
	TRANSPORT_OTHER,     /* bad URL, bad CA file */
};

#define TRANSPORT_MAX_BODY (64u << 20) /* one page of AWS's largest answers has some MB */

struct exchange {
	/* the request */
	const char *method, *url;
	const struct http_header *headers;
	size_t header_count;
	const char *body;
	size_t body_len;
	const char *ca_bundle; /* NULL: the system's */
	unsigned connect_ms;   /* until connected */
	unsigned stall_ms;     /* without a byte */
	unsigned total_ms;     /* 0: no limit */
	bool direct;           /* no proxy: addresses of this machine's own link */
	const char *app;       /* more words of the user agent; NULL: none */
	size_t max_body;       /* 0: TRANSPORT_MAX_BODY */

	/* the answer */
	bool done;
	enum transport_failure failure;
	char detail[300]; /* of a failure: what the transport has to say */
	long status;
	struct buf answer;
	char date[64], retry_after[32], content_type[80], location[300], error_type[128];

	void *impl; /* the transport's own */
};

struct transport {
	void *ctx;
	void (*start)(void *ctx, struct exchange *);
	void (*drive)(void *ctx, unsigned timeout_ms); /* returns early when something is done */
	void (*cancel)(void *ctx, struct exchange *);
	void (*free)(void *ctx);
};

/* End the answer; the request stays and may be started again. */
void exchange_reset(struct exchange *);

struct transport_curl_options {
	const char *user_agent;
	const char *http_proxy; /* for http:// when http_proxy is not set; libcurl itself finds the
				   others */
};

/* NULL: libcurl could not be initialised. */
struct transport *transport_curl_new(const struct transport_curl_options *);
void transport_free(struct transport *);
const char *transport_curl_version(void); /* "7.88.1" */

#endif
