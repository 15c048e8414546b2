/*
 * sigv4.h - AWS Signature Version 4, in stages that can be looked at one by one.
 *
 * Question: which headers prove to AWS that the holder of these keys sends this request now?
 *
 *	canonical request -> string to sign -> signature -> Authorization header
 *
 * sigv4_sign() hands out every stage, so a wrong signature can be compared with AWS's own error
 * text (which prints its canonical string) and each stage has a test of its own. The time is an
 * argument: a corrected clock is the caller's affair, and a retry is signed anew by calling again.
 *
 * Invariants: the secret key is in no stage and in no output. Nothing is allocated that stays
 * behind: sigv4_free() ends a struct sigv4.
 *
 * Source: AWS General Reference, "Create a signed AWS API request".
 */
#ifndef FETCH_SIGV4_H
#define FETCH_SIGV4_H

#include "base/str.h"
#include "fetch/http.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sigv4_request {
	const char *method;
	const char *path;  /* as it stands in the request line, "/" at least */
	const char *query; /* without "?"; NULL or "" = none */
	const struct http_header *headers;
	size_t header_count; /* Host must be among them; X-Amz-* of the signature must not */
	const void *body;
	size_t body_len;
	const char *region, *service;
	const char *access_key, *secret_key;
	const char *token;   /* session token or NULL */
	int64_t time_s;      /* seconds since 1970, UTC */
	bool raw_path;       /* don't fold "." and ".." and "//" */
	bool sign_body;      /* add X-Amz-Content-Sha256 */
	bool token_unsigned; /* the token travels, but is not signed */
};

struct sigv4 {
	char date[17]; /* 20150830T123600Z */
	char body_hash[65];
	struct buf signed_headers; /* host;x-amz-date */
	struct buf canonical_request;
	struct buf string_to_sign;
	char signature[65];
	struct buf authorization;
};

void sigv4_sign(const struct sigv4_request *, struct sigv4 *out);
void sigv4_free(struct sigv4 *);

/* Percent-encode all but A-Z a-z 0-9 - . _ ~ (and "/" when keep_slash). */
void sigv4_encode(struct buf *out, const char *s, size_t len, bool keep_slash);

void sigv4_sha256_hex(const void *bytes, size_t len, char out[65]);

#endif
