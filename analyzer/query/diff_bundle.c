/*
 * diff_bundle.c - equal changes together.
 *
 * A group that lost a rule has lost it for all that it guards, towards all that used it: thousands
 * of rows that are one for whoever reads them. Rows that differ in one end alone are put together,
 * first those with the same source, then those with the same destinations.
 */
#include "base/str.h"
#include "query/differ.h"

#include <string.h>

static void put_list(struct buf *b, const size_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%zu,", list[i]);
	buf_putc(b, ';');
}

static void put_delta(struct buf *b, struct arena *a, const struct delta *x)
{
	const struct pktset *const sets[] = {x->opened, x->closed, x->partial, x->was_partial};
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		buf_printf(b, ";%s", pktset_text(a, sets[i]));
}

/* All of a row but its sources (or but its destinations). */
static const char *row_key(struct differ *d, const struct row *r, bool but_sources)
{
	struct buf b = BUF_INIT;
	if (but_sources)
		put_list(&b, r->destinations, r->n_destinations);
	else
		put_list(&b, r->sources, r->n_sources);
	buf_printf(&b, "%s;%s;%d", r->outside ? r->outside : "", r->ranges ? r->ranges : "",
		   r->inbound);
	put_delta(&b, d->arena, &r->delta);
	const char *key = arena_strdup(d->arena, buf_str(&b));
	buf_free(&b);
	return key;
}

static void append(struct differ *d, size_t **list, size_t *n, const size_t *more, size_t count)
{
	size_t *all = arena_array(d->arena, size_t, *n + count);
	if (*n)
		memcpy(all, *list, *n * sizeof *all);
	if (count)
		memcpy(all + *n, more, count * sizeof *all);
	*list = all;
	*n += count;
}

struct bundle {
	struct row first;
	VEC(size_t) more;
};

void bundle_rows(struct differ *d, bool sources)
{
	struct map by_key = map_init(d->arena);
	VEC(struct bundle *) bundles = VEC_INIT;
	for (size_t i = 0; i < d->rows.len; i++) {
		const struct row *r = &d->rows.items[i];
		const char *key = row_key(d, r, sources);
		struct bundle *b = map_get_str(&by_key, key);
		if (!b) {
			b = arena_new(d->arena, struct bundle);
			b->first = *r;
			map_put_str(&by_key, key, b);
			vec_push(&bundles, b);
			continue;
		}
		const size_t *list = sources ? r->sources : r->destinations;
		for (size_t k = 0; k < (sources ? r->n_sources : r->n_destinations); k++)
			vec_push(&b->more, list[k]);
	}
	d->rows.len = 0;
	for (size_t i = 0; i < bundles.len; i++) {
		struct bundle *b = bundles.items[i];
		struct row *r = &b->first;
		append(d, sources ? &r->sources : &r->destinations,
		       sources ? &r->n_sources : &r->n_destinations, b->more.items, b->more.len);
		vec_free(&b->more);
		vec_push(&d->rows, *r);
	}
	vec_free(&bundles);
	map_free(&by_key);
}
