/*
 * run.h - many calls under way at once, until all is asked.
 *
 * Question: what do all calls of the list answer, in all accounts and Regions?
 *
 * A session is an account's credentials, a scope is an account in a Region, a job is one call there
 * (for calls per resource, one resource). Jobs wait, fly, wait out a retry, and end in one outcome:
 *
 *	waiting -> flying -> answered: page -> (next page) -> waiting
 *		        |             \-> last page -> elements handed over, children added
 *		        \-> throttled, cut, malformed -> waiting, later
 *
 * A job keeps its pages until the last one came, as text: a list that breaks off in the middle is
 * not known, and nobody may take it for complete. So memory is that of the data of the jobs under
 * way. At most RUN_FLYING requests are in the air, RUN_PER_CALL of one API in one Region,
 * RUN_SCOPES Regions at a time.
 */
#ifndef FETCH_RUN_H
#define FETCH_RUN_H

#include "base/error.h"
#include "fetch/calls.h"
#include "fetch/creds.h"

#include <vpccheck/fetch.h>

#define RUN_FLYING   10
#define RUN_PER_CALL 3
#define RUN_SCOPES   6
#define RUN_REFUSALS                                                                               \
	3 /* so many calls say that the credentials are nobody's: the rest is not asked */

/* What the room hands to itself: elements as text (json_text.h, indent 0), sorted by nobody yet. */
struct run_sink {
	void *ctx;
	enum vck_status (*scope)(void *ctx, const char *account, const char *region,
				 struct vck_error *);
	enum vck_status (*element)(void *ctx, const char *account, const char *region,
				   const struct call *, const char *id, const char *text,
				   struct vck_error *);
	/* `call` is NULL for what is no call of the list, like a role that was refused. */
	enum vck_status (*call_done)(void *ctx, const struct call *, const struct vck_fetch_call *,
				     struct vck_error *);
};

enum vck_status run_all(const struct vck_fetch_options *, const struct run_sink *,
			struct vck_fetch_summary *, struct vck_error *);

#endif
