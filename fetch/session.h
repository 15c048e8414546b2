/*
 * session.h - accounts and Regions: who is asked, before anything is.
 *
 * Question: which (account, credentials, Region) triples does the user mean?
 *
 * Profiles times roles, or an organization's accounts; GetCallerIdentity tells which account each
 * of them is. Regions are named, or all that are enabled. Sessions know how they came by their
 * credentials and can renew them.
 */
#ifndef FETCH_SESSION_H
#define FETCH_SESSION_H

#include "base/vec.h"
#include "fetch/creds.h"

/* A profile, whose own credentials also assume the roles: they are found once, not for each role,
 * since finding them may ask the user for an MFA code. */
struct profile {
	struct client client;
	struct credentials own; /* not found yet: no access_key */
};

struct session {
	struct profile *profile;
	struct client *client; /* the profile's */
	const char *role; /* assumed from the profile's own credentials; NULL: those themselves */
	struct credentials credentials;
	bool lost;       /* they could not be renewed: nobody is asked again */
	int64_t again_s; /* their source had nothing better: not before then */
	const char *account, *arn;
	const char *region; /* first Region, where its account is asked */
};

struct scope {
	struct session *session;
	const char *region;
	struct endpoint endpoints[2]; /* SERVICE_EC2, SERVICE_ELBV2 */
};

struct sessions {
	VEC(struct profile *) profiles;
	VEC(struct session *) items;
	VEC(struct scope *) scopes;
	/* What was refused on the way: a profile, an account's role, the list of its Regions. The others are
	 * fetched all the same, and the dump says what it lacks. */
	VEC(struct vck_fetch_call) lost;
	bool wrong_account; /* not the one that was expected */
	struct arena arena;
};

enum vck_status sessions_open(struct sessions *, struct shared *, struct vck_error *);
void sessions_close(struct sessions *);

/* Fresh credentials in the place of stale ones. */
enum vck_status session_renew(struct session *, struct vck_error *);

#endif
