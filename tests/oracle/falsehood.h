/*
 * falsehood - networks in which one thing is another.
 *
 * Question: would a judge notice that the engine is wrong there? The engine is handed the falsified
 * network, the judge the true one: if the judge knows the thing, they part before long.
 */
#ifndef ORACLE_FALSEHOOD_H
#define ORACLE_FALSEHOOD_H

#include "base/str.h"
#include "oracle/generate.h"

struct falsehood {
	const char *name;
	unsigned features;     /* of networks that have the thing */
	const char *from, *to; /* in the JSON of a random network */
	bool rare;             /* much has to be asked before anything hangs on it */
};
extern const struct falsehood falsehoods[];
extern const unsigned n_falsehoods;

/* falsehood NULL: the network as it is. */
void put_falsified(const struct falsehood *, const char *json, struct buf *out);

#endif
