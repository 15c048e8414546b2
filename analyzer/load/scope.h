/*
 * scope.h - what the files share that tell whose resources these are, where they lie, and what was
 * asked for (R2).
 *
 * The source says so (a path, a dump), else the resources themselves: ARNs and OwnerId, zones, and
 * what they are linked to. What no source says is told by what its file holds, then by its folder.
 * A list with nothing in it counts for the accounts and Regions that its file shows.
 */
#ifndef LOAD_SCOPE_H
#define LOAD_SCOPE_H

#include "load/loader.h"

struct folder {
	const char *name;
	names sure, maybe;
	pairs pairs;
};

typedef void visit_fn(struct loader *, struct entry);

/* Every element that was read, of some kinds (NULL: of all): before they are merged, and after that.
 */
void scope_each(struct loader *, const bool *of_kind, visit_fn *);

/* Of sorted names. */
bool has_name(const names *, const char *name);

#endif
