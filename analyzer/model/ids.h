/*
 * ids.h - which object of a list has this id.
 *
 * A table of places in a list: the ids are those of the objects that stand there, so an object
 * costs no more than eleven bytes here once all are known. Whoever moves the objects of the list
 * renumbers the table.
 */
#ifndef MODEL_IDS_H
#define MODEL_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct object;

struct id_slot {
	uint32_t hash;
	uint32_t place; /* + 1; 0: an empty slot */
};

struct ids {
	struct id_slot *slots;
	size_t size, count;
};

void ids_free(struct ids *);
/* The object that stands at `place` is the one with its id from now on. True: that id is new. */
bool ids_put(struct ids *, struct object *const *items, size_t place);
/* It will soon be asked for this id, which need not be in there: calls its slot near. */
void ids_ahead(const struct ids *, const char *id);
/* NULL: none has it; id NULL: nobody. */
struct object *ids_get(const struct ids *, struct object *const *items, const char *id);
/* No more are to come: as small as it can be. The object at place i has moved to to[i]. */
void ids_settle(struct ids *, const uint32_t *to);

#endif
