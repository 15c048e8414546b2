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

struct session {
	struct client *client; /* of its profile */
	const char *role; /* assumed from the profile's own credentials; NULL: those themselves */
	struct credentials credentials;
	bool lost; /* they could not be renewed: nobody is asked again */
	const char *account, *arn;
	const char *region; /* first Region, where its account is asked */
};

struct scope {
	struct session *session;
	const char *region;
	struct endpoint endpoints[2]; /* SERVICE_EC2, SERVICE_ELBV2 */
};

/* An account whose role could not be assumed: the others are fetched all the same. */
struct lost_account {
	const char *account, *role, *message;
};

struct sessions {
	VEC(struct client *) clients;
	VEC(struct session *) items;
	VEC(struct scope *) scopes;
	VEC(struct lost_account) lost;
	struct arena arena;
};

enum vck_status sessions_open(struct sessions *, struct shared *, struct vck_error *);
void sessions_close(struct sessions *);

/* Fresh credentials in the place of stale ones. */
enum vck_status session_renew(struct session *, struct vck_error *);

#endif
