/*
 * difference - the engine's answer as a formula beside `judge` (encode.h), and where the two part.
 *
 * Question: what would a packet be of which the engine says one thing and the rules another? Its
 * model is such a packet.
 */
#ifndef Z3_DIFFERENCE_H
#define Z3_DIFFERENCE_H

#include "z3/pair.h"

/* The sorts, and what the bits of a judgement mean: once for all networks, before all else. */
void difference_put_words(struct buf *);
/* What the engine said of this pair, and of which packets, ports and hosts it was asked. */
void difference_put_answer(struct buf *, const struct net *, const struct pair *,
			   const struct answer *);

/* One packet, one port, one choice suffices. */
const char *difference_plain(const struct pair *);
/* All of a packet's ports (and choices) have to be looked at. */
const char *difference_quantified(const struct pair *);

#endif
