/*
 * engine - the judge that is judged: analyzer/reach, asked what the oracle is asked.
 *
 * Question: what does the engine say of one packet, and is that what the oracle says? It answers a
 * whole span of packets at once; engine_says() looks one of them up.
 */
#ifndef ORACLE_ENGINE_H
#define ORACLE_ENGINE_H

#include "oracle/oracle.h"
#include "reach/reach.h"

#include <stdio.h>

/* From memory; NULL: it cannot be read, and stderr says why. net_free() ends it. */
struct net *network_load(const char *bytes, size_t len);

void engine_answer(struct reach *, struct arena *, const struct ask *, struct span,
		   struct answer *);
/* One of ruling_names, or that its sets do not hold the packet exactly once. */
const char *engine_says(const struct answer *, uint32_t packet);
/* The packet's way, hop by hop. */
void engine_print_hops(const struct net *, const struct ask *, uint32_t packet, FILE *);

/* OPEN: they differ where the rules let them. */
enum match { AGREE, OPEN, DISAGREE };
enum match judges_match(const struct judgement *, const char *engine);

#endif
