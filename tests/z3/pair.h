/*
 * pair - who asks whom: two ends, and the client's own ports.
 *
 * Question: which pairs of ends of this network are worth asking about? A pair is text, too, by
 * which a report names it and it can be asked again.
 */
#ifndef Z3_PAIR_H
#define Z3_PAIR_H

#include "oracle/generate.h"
#include "reach/reach.h"
#include "z3/encode.h"

struct pair {
	struct smt_end from, to;
	unsigned client_lo, client_hi; /* 0, 0: not named */
};

/* Not every pair can be asked: no two hosts, and who is asked from outside has a public address. */
bool pair_make(struct rng *, const struct net *, unsigned features, struct pair *out);

/* As the engine takes it. Each packet may get in from another client (R72): of an endpoint one packet
 * is asked. */
struct question pair_question(struct reach *, struct arena *, const struct pair *);

void pair_put(struct buf *, const struct pair *);
bool pair_read(const struct net *, const char *text, struct pair *out);

#endif
