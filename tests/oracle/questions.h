/*
 * questions - who asks whom for what, as text.
 *
 * Question: which flows of this network are worth asking about? Ends are interfaces, hosts on the
 * internet and on premises, endpoints and balancers' nodes; a question names them by their ids, so
 * that it survives loading the network anew.
 */
#ifndef ORACLE_QUESTIONS_H
#define ORACLE_QUESTIONS_H

#include "net/pktset.h"
#include "oracle/generate.h"
#include "oracle/oracle.h"

#include <stdio.h>

struct question_text {
	char from[48], from_ip[48]; /* interface id or "host", address */
	char to[48], to_ip[48];
	bool by_public; /* to its public address (R67) */
	struct span span;
};

/* False: what chance came to is no question. */
bool question_make(struct rng *, const struct net *, unsigned features, struct question_text *);
/* The ends in this network; false: it lacks one. */
bool question_find(const struct net *, const struct question_text *, struct ask *);

/* On one line, the packet that is meant of the span behind it; and back. */
void question_print(const struct question_text *, uint32_t packet, FILE *);
bool question_read(const char *line, struct question_text *, uint32_t *packet);

#endif
