/*
 * retry.h - what an answer means, and whether to ask again.
 *
 * Question: is this an answer, a bad moment, or a no?
 *
 * Rules of the aws command's `standard` mode: three attempts in all (AWS_MAX_ATTEMPTS), a random
 * wait of at most 1, 2, 4 ... 20 seconds, and a quota of tokens for the whole run, so that a
 * service that is down is not hammered. Throttling is told apart: with no explicit setting it is
 * given more attempts, since a snapshot that lacks a list for a busy minute helps nobody.
 */
#ifndef FETCH_RETRY_H
#define FETCH_RETRY_H

#include "fetch/transport.h"
#include "fetch/xml_json.h"

#include <stdbool.h>
#include <stdint.h>

enum answer_kind {
	ANSWER_OK,
	ANSWER_TRANSIENT,   /* ask again */
	ANSWER_THROTTLED,   /* ask again, later */
	ANSWER_CLOCK,       /* sign again with AWS's time */
	ANSWER_EXPIRED,     /* the temporary credentials are */
	ANSWER_TOKEN,       /* the pagination token is: begin anew */
	ANSWER_DENIED,      /* these credentials may not */
	ANSWER_REFUSED,     /* these credentials are nobody's, or not for this Region */
	ANSWER_UNSUPPORTED, /* no such call here */
	ANSWER_ERROR,       /* all else */
};

struct answer {
	enum answer_kind kind;
	long http;
	char code[128];
	char message[512];
};

/* `now_ms` is our clock at receipt; sets *skew_ms to AWS's minus ours when the answer has a Date.
 */
void answer_read(const struct exchange *, int64_t now_ms, struct answer *out, int64_t *skew_ms);

/* Make an answer of our own. answer_malformed(): a body that could not be read. */
void answer_set(struct answer *, enum answer_kind, const char *code, const char *message);
void answer_malformed(struct answer *, const char *why);

/* What the user can do about a refusal, or NULL. */
const char *answer_hint(const struct answer *);

struct retry_policy {
	unsigned attempts; /* in all */
	unsigned throttled_attempts;
	bool rules_2026; /* AWS_NEW_RETRIES_2026 */
	bool adaptive;   /* and requests are held back (rate.h) */
};

struct retry_quota {
	int tokens;
};

#define RETRY_QUOTA 500

/*
 * May attempt number `attempt` (1 = the first, which just failed) be followed by another? Takes its
 * cost from the quota and gives the wait in ms, or -1.
 */
int64_t retry_wait_ms(const struct retry_policy *, struct retry_quota *, const struct answer *,
		      const struct exchange *, unsigned attempt, double random);
void retry_succeeded(struct retry_quota *, unsigned attempt);

#endif
