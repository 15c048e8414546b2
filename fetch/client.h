/*
 * client.h - one profile's view of the world: its settings, its clock, and how a request is asked.
 *
 * Question: with these files, this environment and these options, what does AWS's own client do?
 *
 * client_open() reads both files and settles profile, Region, retries and the CA bundle by the aws
 * command's order: option, environment, profile. client_ask() signs, sends, waits and retries one
 * request; the calls of a snapshot, of which many are under way at once, use the same parts
 * (request.h, retry.h) from run.c. What all profiles of a run share, the clock's correction and the
 * retry quota, stands in struct shared.
 */
#ifndef FETCH_CLIENT_H
#define FETCH_CLIENT_H

#include "base/arena.h"
#include "base/error.h"
#include "fetch/config_file.h"
#include "fetch/endpoint.h"
#include "fetch/retry.h"
#include "fetch/transport.h"

#include <vpccheck/fetch.h>

#include <stdint.h>

/* What the whole run has in common. */
struct shared {
	const struct vck_fetch_options *options;
	struct vck_fetch_world world; /* complete: no callback is NULL */
	struct transport *transport;
	bool owns_transport;
	int64_t skew_ms; /* AWS's clock minus ours */
	bool skew_known;
	struct retry_quota quota;
};

struct client {
	struct shared *shared;
	struct arena arena;
	struct config config;
	const char *config_path, *credentials_path; /* NULL: no home */
	const char *profile;
	bool profile_explicit; /* by option, not by AWS_PROFILE */
	const struct config_section
		*section;   /* NULL: there is no such profile, and none was asked for */
	const char *region; /* NULL: nobody named one */
	const char *ca_bundle;
	const char *app; /* "app/ID" of the user agent; NULL: none */
	struct retry_policy retry;
};

enum vck_status shared_open(struct shared *, const struct vck_fetch_options *, struct vck_error *);
void shared_close(struct shared *);

/* `profile` NULL: AWS_PROFILE, AWS_DEFAULT_PROFILE or "default". client_close() ends it, always. */
enum vck_status client_open(struct client *, struct shared *, const char *profile,
			    struct vck_error *);
void client_close(struct client *);

/* NULL when unset or empty. */
const char *client_env(const struct client *, const char *name);
/* The variable, else the profile's property; NULL when neither says anything. Either name may be
 * NULL. */
const char *client_setting(const struct client *, const char *variable, const char *property);
bool client_flag(const struct client *, const char *variable, const char *property);
const char *client_expand(struct client *, const char *path); /* ~ and $VARIABLES */

int64_t shared_now_ms(const struct shared *);                /* our clock */
int64_t shared_aws_now_s(const struct shared *);             /* AWS's, as far as we know */
void shared_correct_clock(struct shared *, int64_t skew_ms); /* says so, the first time */
bool shared_interrupted(const struct shared *);
void shared_sleep(struct shared *, int64_t ms); /* ends early when interrupted */
void shared_say(const struct shared *, enum vck_fetch_level, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Wait for the end of an exchange; shared_perform() starts it first. False: interrupted, and the
 * exchange is cancelled. */
bool shared_wait(struct shared *, struct exchange *);
bool shared_perform(struct shared *, struct exchange *);

#endif
