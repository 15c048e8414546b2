/*
 * basis.h - what a report rests on, and which findings of an earlier one are gone for certain.
 *
 * A finding that is not there any more may be mended; or nobody looked: a list of resources was not read this
 * time, or the probe or expectation that met it was not asked. Then it is not known to be gone (R2).
 */
#ifndef CHECK_BASIS_H
#define CHECK_BASIS_H

#include "base/vec.h"
#include "model/net.h"

#include <vpccheck/finding.h>

/* Fills `read` of the report. */
void basis_tell(const struct net *, struct arena *, struct vck_report *);

/* A finding of an earlier report, from wherever. */
struct earlier {
	const char *code, *id, *account, *region, *message; /* NULL: not said */
	const char *const *flows;
	size_t n_flows;
};

struct lost_place { /* "111122223333 eu-west-1", and a list that the later report has not of it */
	const char *place, *list;
};

struct basis {
	const struct vck_report *now;
	struct lost_place *lost;
	size_t n_lost;
};

/* What the later report lacks of what the earlier one has read; texts are theirs. */
void basis_compare(struct arena *, const struct vck_read *before, size_t n,
		   const struct vck_report *now, struct basis *out);

/* What the later report does not hold any more; zero to begin with. */
struct gone {
	VEC(const char *) for_certain, unconfirmed;
};
void gone_add(struct gone *, struct arena *, const struct basis *, const struct earlier *);
/* Into the report; ends the lists. */
void gone_tell(struct gone *, struct arena *, struct vck_report *);

#endif
