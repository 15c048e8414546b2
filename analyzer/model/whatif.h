/*
 * whatif.h - how an edit writes to the copy, so that it can be taken back.
 *
 * An edit (edits.def; a function in edit_<family>.c) reaches the copy's objects with MINE() and writes
 * through the macros here alone: each notes what it overwrites, and whatif_undo() puts it back, the last
 * first. Lists grow and shrink as new ones in the arena of the edits, which undo forgets.
 *
 * For the files edit_*.c and whatif.c only; everyone else includes model/edit.h.
 */
#ifndef MODEL_WHATIF_H
#define MODEL_WHATIF_H

#include "model/edit.h"

#include "base/vec.h"

struct change { /* bytes that were overwritten */
	void *at, *old;
	size_t size;
};

struct indexed { /* a look-up that was added */
	struct map *map;
	const void *key;
	size_t len;
};

struct whatif {
	struct net *net;
	struct arena arena; /* what edits make; forgotten by undo */
	VEC(struct change) changes;
	VEC(struct indexed) indexed;
	VEC(const struct object *) touched;
	VEC(struct security_group *) referrers; /* edit_peering.c */
	bool knows_referrers;
};

/* `size` bytes at `at` become those at `bytes`. */
void whatif_overwrite(struct whatif *, void *at, const void *bytes, size_t size);

#define SET(w, member, ...)                                                                        \
	do {                                                                                       \
		__typeof__(member) set_ = __VA_ARGS__;                                             \
		whatif_overwrite((w), &(member), &set_, sizeof set_);                              \
	} while (0)

/* The list, longer by one at `place`; the new item is cleared, and returned. */
void *whatif_insert(struct whatif *, void *list, size_t size, size_t place);

#define INSERT(w, list, place) whatif_insert((w), &(list), sizeof *(list).items, (place))
#define APPEND(w, list)        INSERT(w, list, (list).len)

void whatif_add_pointer(struct whatif *, void *list, size_t len, const void *object);

#define ADD_POINTER(w, list, object) whatif_add_pointer((w), &(list), (list).len, (object))

void whatif_remove_at(struct whatif *, void *list, size_t size, size_t place);

#define REMOVE_AT(w, list, place) whatif_remove_at((w), &(list), sizeof *(list).items, (place))

/* The object's rules, entries or routes are others now. */
void whatif_touch(struct whatif *, const struct object *);

/* The map finds `value` under the key until undo; the key is kept by the caller. */
void whatif_index(struct whatif *, struct map *, const void *key, size_t len, void *value);

/* The copy's object for the original's (or for the copy's own), to be written to; NULL when it is none of
 * that kind. */
struct object *whatif_mine(struct whatif *, const struct object *, enum kind);

#define MINE(type, KIND, o) struct type *type = (void *)whatif_mine(w, (o), KIND_##KIND)

/* A new object gets a placeholder for its id, and account and Region of one that is there. */
void whatif_name(struct whatif *, struct object *, enum kind, const char *id,
		 const struct object *like);

/* Routes to what had nobody to take their traffic are active now. */
void whatif_revive_routes(struct whatif *, const struct vpc *, const struct object *target);

#define EDIT(SYMBOL, function) bool edit_##function(struct whatif *, const struct edit *);
#include "model/edits.def"
#undef EDIT

#endif
