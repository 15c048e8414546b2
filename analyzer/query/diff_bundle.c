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
	buf_add(b, &n, sizeof n);
	buf_add(b, list, n * sizeof *list);
}

/* All of a row but its sources (or but its destinations). Sets that are equal are one (add_row). */
static void put_key(struct buf *b, const struct row *r, bool but_sources)
{
	b->len = 0;
	if (but_sources)
		put_list(b, r->destinations, r->n_destinations);
	else
		put_list(b, r->sources, r->n_sources);
	buf_add(b, &r->delta, sizeof r->delta);
	buf_printf(b, "%d;%s;%s", r->inbound, r->outside ? r->outside : "",
		   r->ranges ? r->ranges : "");
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

static void close_bundle(struct differ *d, struct bundle *b, bool sources)
{
	struct row *r = &b->first;
	if (b->more.len)
		append(d, sources ? &r->sources : &r->destinations,
		       sources ? &r->n_sources : &r->n_destinations, b->more.items, b->more.len);
	vec_free(&b->more);
	vec_push(&d->rows, *r);
}

void bundle_rows(struct differ *d, size_t first, bool sources)
{
	struct arena keys = ARENA_INIT;
	struct map by_key = map_init(&keys);
	struct buf key = BUF_INIT;
	VEC(struct bundle *) bundles = VEC_INIT;
	for (size_t i = first; i < d->rows.len; i++) {
		const struct row *r = &d->rows.items[i];
		put_key(&key, r, sources);
		struct bundle *b = map_get(&by_key, key.data, key.len);
		if (!b) {
			b = arena_new(&keys, struct bundle);
			b->first = *r;
			map_put(&by_key, arena_memdup(&keys, key.data, key.len), key.len, b);
			vec_push(&bundles, b);
			continue;
		}
		const size_t *list = sources ? r->sources : r->destinations;
		for (size_t k = 0; k < (sources ? r->n_sources : r->n_destinations); k++)
			vec_push(&b->more, list[k]);
	}
	d->rows.len = first;
	for (size_t i = 0; i < bundles.len; i++)
		close_bundle(d, bundles.items[i], sources);
	vec_free(&bundles);
	buf_free(&key);
	map_free(&by_key);
	arena_free(&keys);
}
