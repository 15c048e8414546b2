/*
 * fates.h - what becomes of the packets asked, and what two groups and a way come to together.
 *
 * Millions of pairs share a few hundred fates. The groups that the sender has, those of the receiver
 * and what the network passes between them (plan.h) are records each, so what the three come to is
 * worked out once for each combination that occurs.
 */
#ifndef REACH_FATES_H
#define REACH_FATES_H

#include "reach/gates.h"
#include "reach/pairs.h"

/* What two groups and a way came to. */
struct combined {
	uintptr_t key[3];
	const struct fate *fate;
};

enum { RECENTLY_COMBINED = 256 };

struct fates {
	struct pktpool *pool;
	const struct pktset *packets; /* of the pool */
	struct arena arena;
	struct cons all, combined;
	const struct combined *recent[RECENTLY_COMBINED]; /* the VPCs at hand ask the same again */
	const struct fate *blocked;                       /* of all of them */
};

void fates_open(struct fates *, struct pktpool *, const struct pktset *packets);
void fates_close(struct fates *);

const struct fate *fate_of_answer(struct fates *, const struct answer *);
const struct combined *fate_combined(struct fates *, const struct gate_sets *out,
				     const struct gate_sets *in, const struct passage *);

static inline bool combined_of(const struct combined *c, const struct gate_sets *out,
			       const struct gate_sets *in, const struct passage *way)
{
	return c->key[0] == (uintptr_t)out && c->key[1] == (uintptr_t)in &&
	       c->key[2] == (uintptr_t)way;
}

#endif
