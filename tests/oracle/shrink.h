/* shrink - the least network on which the judges still part, in the same way. */
#ifndef ORACLE_SHRINK_H
#define ORACLE_SHRINK_H

#include "oracle/engine.h"
#include "oracle/questions.h"

struct dispute {
	struct question_text question;
	uint32_t packet;
	const char *engine;
	struct judgement judgement;
};

/* What is left of the network, as text to free(); NULL: the bytes are no JSON. */
char *dispute_shrink(struct dispute *, const char *bytes, size_t len);

#endif
