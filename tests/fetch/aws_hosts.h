/* The hosts that hand out credentials, as they answer when all is well: STS, instance metadata, a
 * container's agent, the SSO portal. What they are asked stands in the fake's log. */
#ifndef TESTS_FETCH_AWS_HOSTS_H
#define TESTS_FETCH_AWS_HOSTS_H

#include "tests/fetch/fake.h"

#define EXPIRES "2026-01-01T01:00:00Z"

/* STS hands out keys that are named after the role, the others SSOKEY, IMDSKEY and ECSKEY. */
void aws_hosts(struct fake *, const struct exchange *, struct exchange *out);
/* A machine without metadata, where all else is well. */
void aws_hosts_but_metadata(struct fake *, const struct exchange *, struct exchange *out);

const char *last_part(const char *arn); /* of a role's ARN */

#endif
