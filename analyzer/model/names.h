/*
 * names.h - who carries a tag, and who holds an address: for those who ask thousands of times.
 *
 * Question: of a hundred thousand objects, which have the tag Name=web-17, or one that begins with "web-"; of
 * two thousand VPCs, which hold 10.0.0.10? Looking through all of them is quick enough for one question. For
 * a file of questions it is not, so tables are made once.
 *
 *	struct names *names = names_new(net);
 *	uint32_t at = 0;
 *	while ((o = names_next(names, KIND_INSTANCE, "Name", "web-17", &at))) ...
 *	names_free(names);
 *
 * Invariant: what is told may be more than what is asked for (keys are hashed), never less; the caller
 * compares. Objects come in the order of their list.
 */
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include "model/net.h"

struct names;

struct names *names_new(const struct net *);
void names_free(struct names *);

/* The next object of the kind that may have this tag. *at is 0 at first. NULL: there are no more. */
const struct object *names_next(struct names *, enum kind, const char *key, const char *value,
				uint32_t *at);

/* The objects of the kind of whose tags `key` one begins with these bytes: their ordinals in the arena, in
 * their order, each once. False: not asked often enough to be worth the sorting; look through all. */
bool names_begin(struct names *, struct arena *, enum kind, const char *key, const char *prefix,
		 size_t len, const uint32_t **ordinals, size_t *count);

/* The next VPC, by ordinal, in which an interface may have this address of its own; prefixes that are
 * delegated do not count. *at is 0 at first. NULL: there are no more. */
const struct vpc *names_next_vpc(struct names *, struct ip, uint32_t *at);

/* Is there an interface whose VPC is not in the snapshot? */
bool names_have_strays(struct names *);

#endif
