/* nearest.h - the rules that almost fit, and why each of them does not. */
#ifndef CHECK_NEAREST_H
#define CHECK_NEAREST_H

#include "check/check.h"

/* "tcp/22 from 0.0.0.0/0 (other protocol)", up to three of them; NULL: the groups have no rule. */
const char *nearest_permissions(const struct problem *);
/* The entries that decide, and those further on that would have allowed it. */
void nearest_entries(struct draft *, const struct problem *, const struct network_acl *);

/* Can an ICMP rule never let a ping in although it looks so (R42)? Says why, or NULL. */
const char *icmp_mismatch(const struct ip_permission *, uint8_t family);
/* Is a reference stale (R44)? Says why, or NULL. */
const char *stale_reference(struct arena *, const struct user_id_group_pair *);
/* Does a reference not hold over its connection (R43)? Says why, or NULL. */
const char *unsupported_reference(struct arena *, const struct security_group *,
				  const struct user_id_group_pair *);

#endif
