/*
 * diff_parted.c - what changes between two interfaces that were one host (R11) and are two, or the other
 * way round: what the host did by itself, the network does now. No class stands for these.
 */
#include "base/batch.h"
#include "query/differ.h"

struct found {
	size_t from, to;
	struct delta delta;
};

struct slot { /* what two of them give */
	struct arena arena;
	VEC(struct found) items;
	unsigned long unknown;
};

struct outcome ask_alone(struct reach *r, struct arena *a, const struct member *from,
			 const struct member *to)
{
	struct answer out;
	if (!from || !to)
		return outcome_stopped();
	struct question q = {.source = point_interface(from->interface, from->address),
			     .destination = point_interface(to->interface, to->address),
			     .packets = pktset_all};
	reach_flow(r, a, &q, &out, NULL);
	return (struct outcome){out.passes, out.partial, out.unknown};
}

static void ask_pair(const struct differ *d, struct diff_worker *w, size_t from, size_t to,
		     struct slot *out)
{
	const struct member_pair *x = &d->joints.items[from]->members.items[0];
	const struct member_pair *y = &d->joints.items[to]->members.items[0];
	struct outcome o[TIMES];
	arena_reset(&w->arena_of_pair);
	for (int t = 0; t < TIMES; t++)
		o[t] = ask_alone(w->reach[t], &w->arena_of_pair, x->at[t], y->at[t]);
	struct delta delta = compare(&w->arena_of_pair, o);
	w->still_partial |= delta.still_partial;
	out->unknown += !pktset_equal(o[BEFORE].unknown, o[AFTER].unknown);
	if (is_nothing(delta))
		return;
	delta = delta_keep(&out->arena, delta);
	vec_push(&out->items, ((struct found){from, to, delta}));
}

static void decide_parted(void *ctx, void *worker, size_t item, void *slot)
{
	const struct differ *d = ctx;
	const struct parted *p = &d->parted.items[item];
	ask_pair(d, worker, p->a, p->b, slot);
}

static bool tell_found(void *ctx, size_t item, void *slot)
{
	struct differ *d = ctx;
	struct slot *s = slot;
	(void)item;
	for (size_t i = 0; i < s->items.len; i++) {
		const struct found *f = &s->items.items[i];
		add_row(d, (struct row){.delta = f->delta}, &f->from, &f->to);
	}
	d->unknown += s->unknown;
	vec_free(&s->items);
	arena_free(&s->arena);
	return true;
}

void compare_parted(struct differ *d, void *const *workers, unsigned n_workers)
{
	struct batch_work parted = {
		d, d->parted.len, sizeof(struct slot), decide_parted, tell_found, 64};
	batch_run(&parted, workers, n_workers);
}
