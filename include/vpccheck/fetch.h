/*
 * fetch.h - ask AWS what its networks look like.
 *
 * Question: what would `aws ec2 describe-*` print for these accounts and Regions, and what was
 * refused?
 *
 * vck_fetch() finds credentials as the aws command does, asks who they belong to, makes the
 * read-only calls of the list (vck_fetch_policy() prints it as an IAM policy) and hands over each
 * element as AWS described it. vck_fetch_to_file() and vck_fetch_to_folder() write them down:
 * sorted, reproducible, mode 0600, and never half.
 *
 *	{"vpccheck": {"format": 1, "tool": "0.1.0"},
 *	 "Snapshots": [
 *	   {"AccountId": "123456789012", "Region": "eu-west-1",
 *	    "Calls": [{"Service": "ec2", "Operation": "DescribeVpcs", "Status": "ok", …}, …],
 *	    "Vpcs": […], "Subnets": […]}]}
 *
 * A call that was refused has its entry in Calls and no list: "denied" is not "none".
 *
 * Invariants: only Describe, Get, Search and List actions are ever sent. Secret keys, tokens and
 * pre-shared keys are in no output, no message and no dump. Clock, environment, terminal and
 * network come in through struct vck_fetch_world; what is NULL there is the real one.
 */
#ifndef VPCCHECK_FETCH_H
#define VPCCHECK_FETCH_H

#include <vpccheck/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cJSON;
struct transport;

enum vck_fetch_level {
	VCK_FETCH_ERROR,  /* shown always */
	VCK_FETCH_NOTE,   /* account and Region, what was refused; not with -q */
	VCK_FETCH_DETAIL, /* each finished call, retries; with -v */
	VCK_FETCH_DEBUG,  /* canonical requests without the token; with --debug */
};

struct vck_fetch_progress {
	unsigned regions, accounts;
	unsigned calls_done, calls_total; /* the total grows while answers reveal more to ask */
	unsigned retries, throttled;
	unsigned long long bytes;
};

/* The outside world. Every member may be NULL: the real environment, clock, network, and no
 * terminal. */
struct vck_fetch_world {
	void *ctx;
	const char *(*env)(void *ctx, const char *name);
	int64_t (*now_ms)(void *ctx); /* since 1970 */
	double (*random)(void *ctx);  /* 0 <= x < 1 */
	/* A question to the user, answered without echo (an MFA code). False: nobody is there. */
	bool (*ask)(void *ctx, const char *prompt, char *answer, size_t size);
	void (*say)(void *ctx, enum vck_fetch_level, const char *line);
	void (*progress)(void *ctx, const struct vck_fetch_progress *);
	const volatile int *interrupted; /* not 0: stop as soon as possible */
	struct transport *transport;     /* fetch/transport.h; for tests */
};

enum vck_fetch_redact {
	VCK_REDACT_TAGS = 1,
	VCK_REDACT_ADDRESSES = 2,
	VCK_REDACT_ACCOUNTS = 4,
};

/* Strings are the caller's and stay valid during the call. NULL, 0 and false are the defaults. */
struct vck_fetch_options {
	const char *const *profiles; /* NULL: AWS_PROFILE, or "default" */
	size_t profile_count;
	const char
		*regions; /* "eu-west-1,us-east-1", "all", or NULL: as the aws command finds it */
	const char *const *role_arns; /* assume each of them from each profile */
	size_t role_count;
	const char *external_id;
	const char *org_role; /* assume this role in every account of the organization */
	const char *endpoint_url;
	const char *ca_bundle;
	const char *expect_account; /* fail unless GetCallerIdentity says this */
	bool allow_plain_http;      /* http:// to hosts other than this one */
	unsigned redact;            /* enum vck_fetch_redact */
	const char *redact_key;     /* same key, same pseudonyms; NULL: a new one each run */
	const char *const
		*keep_cidrs; /* ranges that are AWS's, so that pseudonyms leave them alone */
	size_t keep_cidr_count;
	bool overwrite; /* replace an existing snapshot */
	bool times;     /* start and end of each call in the dump, which is then not reproducible */
	unsigned connect_timeout_ms, read_timeout_ms; /* 10 s and 60 s */
	struct vck_fetch_world world;
};

enum vck_fetch_outcome {
	VCK_FETCH_OK,
	VCK_FETCH_DENIED,      /* the credentials may not */
	VCK_FETCH_UNSUPPORTED, /* this Region or partition does not know the call */
	VCK_FETCH_THROTTLED,   /* too often, all attempts */
	VCK_FETCH_FAILED,      /* network, malformed answers, AWS's own errors */
	VCK_FETCH_SKIPPED,     /* never asked: interrupted */
};

/* How one call ended. Strings live during the callback. */
struct vck_fetch_call {
	const char *account, *region; /* "" where they are not known */
	const char *service, *operation;
	const char *list_key; /* the list that it fills */
	const char *resource; /* for calls per resource: which one, when it failed; else NULL */
	enum vck_fetch_outcome outcome;
	long http;
	const char *code, *message; /* "" when it went well */
	unsigned pages, items;
	int64_t began_ms, ended_ms;
};

/* "ok", "denied", "unsupported", "throttled", "error", "skipped" */
const char *vck_fetch_outcome_name(enum vck_fetch_outcome);

/* Where what was fetched goes. A callback that fails ends the fetch with its status. */
struct vck_fetch_sink {
	void *ctx;
	/* An account and Region begins; more elements of it may come until the end. May be NULL. */
	enum vck_status (*scope)(void *ctx, const char *account, const char *region,
				 struct vck_error *);
	/* One element of a list, in the shape that the aws command prints. Lives during the
	 * callback. */
	enum vck_status (*element)(void *ctx, const char *account, const char *region,
				   const char *list_key, const struct cJSON *element,
				   struct vck_error *);
	/* After a call's last element: the list is complete (VCK_FETCH_OK) or not known. May be
	 * NULL. */
	enum vck_status (*call_done)(void *ctx, const struct vck_fetch_call *, struct vck_error *);
};

/* What came of it, for the caller's last words and exit status. */
struct vck_fetch_summary {
	unsigned accounts, regions, calls;
	unsigned ok, denied, unsupported, throttled, failed, skipped;
	unsigned long long elements;
	bool incomplete; /* something was refused or not asked: exit status 4 */
};

/*
 * Fetch everything and hand it over as it arrives. VCK_E_AWS: AWS could not be asked at all. Calls
 * that are refused one by one are no failure: the sink learns of them and summary->incomplete is
 * set.
 */
enum vck_status vck_fetch(const struct vck_fetch_options *, const struct vck_fetch_sink *,
			  struct vck_fetch_summary *, struct vck_error *);

/* Fetch into one file ("-": standard output), or into DIR/accounts/ACCOUNT/REGION/describe-*.json.
 */
enum vck_status vck_fetch_to_file(const struct vck_fetch_options *, const char *path,
				  struct vck_fetch_summary *, struct vck_error *);
enum vck_status vck_fetch_to_folder(const struct vck_fetch_options *, const char *path,
				    struct vck_fetch_summary *, struct vck_error *);

/*
 * The least privilege as an IAM policy, and the aws commands that make the same snapshot. `write`
 * gets the text in pieces. Nothing is sent to AWS.
 */
typedef void vck_fetch_write_fn(void *ctx, const char *text);
void vck_fetch_policy(const struct vck_fetch_options *, vck_fetch_write_fn *write, void *ctx);
void vck_fetch_commands(const struct vck_fetch_options *, vck_fetch_write_fn *write, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
