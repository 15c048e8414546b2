/*
 * creds.h - whose keys sign the requests.
 *
 * Question: with this profile, environment and machine, which credentials would the aws command
 * use?
 *
 * Each source is one file and one row of creds_sources.def, in the aws command's order. A source
 * finds credentials, has nothing (and says why in a few words), or is set up in a way that cannot
 * work, which is an error and not a reason to go on. When none has any, the error names all of them
 * with their reasons.
 *
 *	no credentials: environment: AWS_ACCESS_KEY_ID is not set; profile dev: no role_arn; ...
 *
 * Secrets live in the client's arena and are wiped with the credentials.
 */
#ifndef FETCH_CREDS_H
#define FETCH_CREDS_H

#include "base/error.h"
#include "base/str.h"
#include "fetch/client.h"

#include <stdbool.h>
#include <stdint.h>

struct credentials {
	char *access_key, *secret_key;
	char *token;        /* NULL: long-lived keys */
	char *account;      /* NULL: not told */
	int64_t expires_s;  /* 0: never */
	const char *source; /* for the user: "profile dev, assumed role arn:..." */
};

enum creds_outcome { CREDS_FOUND, CREDS_NONE, CREDS_FAILED };

#define CREDS_CHAIN_LIMIT 16 /* roles assumed one from the other; people have two or three */

/* A walk through the sources for one profile; source_profile begins a walk of its own. */
struct creds_chain {
	struct client *client;
	const char *profile;
	const struct config_section *section;
	bool only_profile; /* environment, container and machine don't count: a source_profile */
	bool no_role;      /* its own role does not count: it is a source by its keys */
	const struct creds_chain *above;
	unsigned depth;
};

typedef enum creds_outcome creds_fn(struct creds_chain *, struct credentials *, struct buf *why,
				    struct vck_error *);

#define CREDS_SOURCE(symbol, title, in_profile) creds_fn creds_##symbol;
#include "fetch/creds_sources.def"
#undef CREDS_SOURCE

/* The whole chain. VCK_E_AWS: there are none, and the error says where they were looked for. */
enum vck_status creds_find(struct client *, struct credentials *, struct vck_error *);

/* The chain of one profile as a source of role credentials. */
enum creds_outcome creds_of_profile(struct creds_chain *, struct credentials *, struct buf *why,
				    struct vck_error *);

/* Assume a role with the given credentials. */
struct creds_role {
	const char *arn, *session_name, *external_id, *mfa_serial, *duration_s; /* NULL: not said */
};
enum vck_status creds_assume(struct client *, const struct credentials *from,
			     const struct creds_role *, struct credentials *out,
			     struct vck_error *);

/* Wipe the secrets; the memory stays the arena's. */
void creds_wipe(struct credentials *);

/* Need fresh ones: less than ten minutes left. */
bool creds_stale(const struct credentials *, int64_t now_s);

/* ---- for the sources ---- */

/* Take {AccessKeyId, SecretAccessKey, Token|SessionToken, Expiration, AccountId}; false:
 * incomplete. */
struct cJSON;
bool creds_from_json(struct client *, const struct cJSON *, struct credentials *out);

/* A plain GET or PUT to a service of this machine; false: interrupted or no answer. */
struct creds_local {
	const char *method, *url;
	const char *header, *header_value; /* or NULL */
	unsigned timeout_ms, attempts;
};
bool creds_ask_local(struct client *, const struct creds_local *, struct exchange *);

/* The credentials of an STS answer's <Credentials>. */
enum vck_status creds_from_sts(struct client *, const char *operation, const struct exchange *,
			       struct credentials *out, struct vck_error *);

/* Where instance metadata is asked, "http://169.254.169.254" without the slash. */
enum vck_status imds_endpoint(struct client *, const char **out, struct vck_error *);
/* GET a path with a session token of IMDSv2. False: not there, `why` says how. */
bool imds_get(struct client *, const char *path, struct buf *out, struct buf *why,
	      struct vck_error *);
/* Which URL hands out a container's credentials. */
enum creds_outcome container_url(struct client *, const char **url, struct buf *why,
				 struct vck_error *);

#endif
