/*
 * cons.h - records that are the same are one record.
 *
 * A record begins with a key of a few numbers or addresses. cons_find() gives the record of a key:
 * the one that was made for it before, or a fresh one, cleared but for its key. So records can be
 * compared by their address, and serve as keys of further ones.
 *
 *	struct pair { uintptr_t key[2]; int sum; };
 *	struct cons pairs = {.words = 2, .size = sizeof(struct pair)};
 *	bool fresh;
 *	struct pair *p = cons_find(&pairs, &arena, (uintptr_t[]){(uintptr_t)a, n}, &fresh);
 *	if (fresh) p->sum = expensive(a, n);
 */
#ifndef BASE_CONS_H
#define BASE_CONS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cons_slot {
	uint64_t hash; /* never 0 where there is a record */
	void *record;
};

struct cons {
	size_t words, size; /* of a key; bytes of a record */
	struct cons_slot *slots;
	size_t cap, len;
};

void *cons_find(struct cons *, struct arena *, const uintptr_t *key, bool *fresh);
void cons_free(struct cons *); /* the table; the records are the arena's */

#endif
