/*
 * scope.c - what scope_caller.c and scope_known.c share: a visit of every element, sorted names.
 */
#include "load/scope.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

static void each_object(struct loader *l, const objects *all, visit_fn *visit)
{
	for (size_t i = 0; i < all->len; i++) {
		list_ahead(all->items, all->len, i, sizeof **all->items);
		const struct origin *origin = all->items[i]->origin;
		if (origin->source) /* it was read */
			visit(l, (struct entry){all->items[i], origin->source});
	}
}

void scope_each(struct loader *l, const bool *of_kind, visit_fn *visit)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		if (!of_kind || of_kind[kind])
			each_object(l, &l->objects[kind], visit);
	for (size_t i = 0; i < l->others.len; i++)
		visit(l, l->others.items[i]);
}

bool has_name(const names *v, const char *name)
{
	return v->len && name && bsearch(&name, v->items, v->len, sizeof *v->items, str_order);
}

static void free_folders(struct loader *l)
{
	for (size_t i = 0; i < l->folders.len; i++) {
		vec_free(&l->folders.items[i]->sure);
		vec_free(&l->folders.items[i]->maybe);
		vec_free(&l->folders.items[i]->pairs);
	}
	vec_free(&l->folders);
}

void scope_free(struct loader *l)
{
	free_folders(l);
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		vec_free(&s->sure);
		vec_free(&s->maybe);
		vec_free(&s->callers);
		vec_free(&s->pairs);
		for (unsigned k = 0; k < KIND_COUNT && s->own_pairs; k++)
			vec_free(&s->own_pairs[k]);
	}
	vec_free(&l->sources);
}
