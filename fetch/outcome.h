/*
 * outcome.h - how a call ended: its name, its place in the totals, and whether anything is missing.
 *
 * Question: is what this call should have brought known, and if not, whose fault is it?
 *
 * "denied" and "unsupported" are not "none": the first hides something that the credentials may not
 * see, the second is a call that this Region or partition does not have, so nothing is hidden.
 */
#ifndef FETCH_OUTCOME_H
#define FETCH_OUTCOME_H

#include "base/str.h"
#include "fetch/retry.h"

#include <vpccheck/fetch.h>

enum vck_fetch_outcome outcome_of(const struct answer *);
void outcome_count(struct vck_fetch_summary *, enum vck_fetch_outcome);
/* All that the user wants to know of it; false: the line is for -v. */
bool outcome_line(const struct vck_fetch_call *, struct buf *out);

/* What stands in the way of a refused call besides the credentials' own policies, which can't allow
 * it then: "service control policy". NULL: nothing that AWS names. */
const char *outcome_barrier(const char *message);

#endif
