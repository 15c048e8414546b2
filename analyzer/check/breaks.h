/*
 * breaks.h - what exactly of an expectation does not hold, and whether that is news.
 *
 * An expectation has one finding, whatever of it fails; so its fingerprint alone does not tell
 * whether more fails than yesterday. Its breaks do: the packets, and between whom.
 *
 *	"tcp/22"                                  between every pair of its ends
 *	"tcp/22 from 0.0.0.0/0 to eni-1"          of a set, between this pair
 *	"tcp/22 from ::/0 to eni-1 (IPv6)"
 *
 * An `allow` breaks by what does not get through, a `deny` by what does; both by what is unknown.
 */
#ifndef CHECK_BREAKS_H
#define CHECK_BREAKS_H

#include "check/check.h"

/* Add the breaks of one ask to the expectation's finding. */
void breaks_add(struct checker *, struct draft *, const struct ask *);

/* Those of `now` that `before` does not cover, whole or in part. Their count; texts are now's. */
size_t breaks_beyond(struct arena *, const char *const *before, size_t n_before,
		     const char *const *now, size_t n_now, const char ***out);

/* A copy of `f` that tells what of it is new; NULL: nothing is, `before` holds it all. */
const struct vck_finding *breaks_news(struct arena *, const struct vck_finding *f,
				      const char *const *before, size_t n_before);

#endif
