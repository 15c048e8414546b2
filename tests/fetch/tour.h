/*
 * tour.h - a fetch from an organization, asked from the first of its accounts, and what was heard of it.
 *
 * The second account's role can be assumed, the third's can't; the fourth is suspended, the fifth about to
 * be closed. Each has one VPC in each of two Regions, named by both.
 */
#ifndef TESTS_FETCH_TOUR_H
#define TESTS_FETCH_TOUR_H

#include "tests/fetch/fake.h"

struct tour {
	struct fake fake;
	struct vck_fetch_summary summary;
	struct buf scopes, vpcs, lost; /* a line each; lost: what the credentials could not do */
};

/* What it answers; a test that wants something else of it answers that itself. */
void organization(struct fake *, const struct exchange *, struct exchange *out);
/* Whose keys signed the request. */
const char *account_of_key(struct fake *, const struct exchange *);

void tour_open(struct tour *);
/* By a role of the second account. */
void tour_open_role(struct tour *, fake_answer_fn *);
enum vck_status tour_fetch(struct tour *);
void tour_fetch_ok(struct tour *);
void tour_close(struct tour *);

unsigned occurrences(const struct buf *text, const char *word);

#endif
