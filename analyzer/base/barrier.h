/*
 * barrier.h - which policy keeps a call from credentials, in the words with which AWS refuses it.
 *
 * "... with an explicit deny in a service control policy", "... because no permissions boundary allows the
 * ec2:DescribeSubnets action" (IAM user guide, access denied error messages). Where a policy bars that is
 * not the credentials' own, to allow the call in those changes nothing.
 */
#ifndef BASE_BARRIER_H
#define BASE_BARRIER_H

#include <stdbool.h>

struct barrier {
	const char *policy; /* "service control policy" */
	const char *who;    /* has to change it */
};

/* The policy that the message names as its reason; NULL: none but the credentials' own. */
const struct barrier *barrier_of(const char *message);
/* A policy denies it, and no other can allow it; else one that should allow it does not. */
bool barrier_is_explicit(const char *message);

#endif
