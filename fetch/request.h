/*
 * request.h - one call of an AWS API as signed bytes.
 *
 * Question: what exactly is sent to ask this?
 *
 *	POST / HTTP/1.1
 *	Host: ec2.eu-west-1.amazonaws.com
 *	Content-Type: application/x-www-form-urlencoded; charset=utf-8
 *	X-Amz-Date: ...   [X-Amz-Security-Token: ...]   Authorization: AWS4-HMAC-SHA256 ...
 *
 *	Action=DescribeVpcs&Version=2016-11-15&MaxResults=1000
 *
 * Safety stands here, in one place: an action that does not begin with Describe, Get, Search or
 * List, and is not one of the three ways to a role, is never signed nor sent (request_is_allowed).
 */
#ifndef FETCH_REQUEST_H
#define FETCH_REQUEST_H

#include "fetch/client.h"
#include "fetch/creds.h"

#define REQUEST_FORM "application/x-www-form-urlencoded; charset=utf-8"
#define REQUEST_JSON "application/x-amz-json-1.1"

struct request {
	struct endpoint endpoint;
	const char *service; /* of the signature */
	const char *operation;
	const char *content_type;
	const char *target; /* X-Amz-Target, or NULL */
	struct buf body;
	const struct credentials *credentials; /* NULL: not signed */

	struct http_header headers[8]; /* made by request_start() */
	struct buf text[4];
	struct exchange exchange;
};

bool request_is_allowed(const char *operation);

/* A Query request: Action and Version; parameters follow with request_add(). */
void request_query(struct request *, enum service_id, const char *operation);
void request_add(struct request *, const char *name, const char *value);

/* Sign with AWS's time and start. May be called again when the exchange is done. */
enum vck_status request_start(struct client *, struct request *, struct vck_error *);

/*
 * Sign, send, wait, retry until there is an answer or no hope. On VCK_OK *answer tells what kind it
 * was; the body is in request->exchange.answer. Fails when interrupted.
 */
enum vck_status request_ask(struct client *, struct request *, struct answer *, struct vck_error *);

/* The same for an exchange that is not signed; `what` names it where retries are told. */
enum vck_status request_plain(struct client *, struct exchange *, const char *what, struct answer *,
			      struct vck_error *);

void request_free(struct request *);

#endif
