/*
 * diff_pairs.c - what changes between interfaces.
 *
 * From each VPC all that is not blocked is told, before and after (pairs.h). What of it is told
 * alike both times has not changed; nearly all is so, and there are few pairs of fates, so each is
 * compared once. What is told at one time alone was, or is, blocked at the other.
 */
#include "base/batch.h"
#include "query/differ.h"

#include <stdlib.h>

/* ---- two joints ---- */

static bool strangers(const struct member_pair *a, const struct member_pair *b)
{
	return !are_one_host(a, b, BEFORE) && !are_one_host(a, b, AFTER);
}

/* Have they two members that are not one host? These stand for all pairs. Only who shares its host with
 * another interface, or is in both, need be looked at. */
static bool have_strangers(const struct differ *d, uint32_t from, uint32_t to)
{
	if (from != to && !(d->has_kin[from] && d->has_kin[to]))
		return true;
	const struct joint *x = d->joints.items[from], *y = d->joints.items[to];
	for (size_t i = 0; i < x->members.len; i++)
		for (size_t k = 0; k < y->members.len; k++)
			if (strangers(&x->members.items[i], &y->members.items[k]))
				return true;
	return false;
}

/* ---- two fates ---- */

struct change {
	uintptr_t key[2]; /* fates; 0: blocked */
	struct delta delta;
	bool doubted; /* one of the snapshots does not tell enough */
};

static struct outcome outcome_of(const struct fate *f)
{
	if (!f)
		return outcome_stopped();
	return (struct outcome){f->passes, f->partial, f->unknown};
}

static const struct change *change_between(struct diff_worker *w, const struct fate *const f[TIMES])
{
	bool fresh;
	if (!w->changes.size)
		w->changes = (struct cons){.words = 2, .size = sizeof(struct change)};
	uintptr_t key[] = {(uintptr_t)f[BEFORE], (uintptr_t)f[AFTER]};
	struct change *c = cons_find(&w->changes, &w->arena, key, &fresh);
	if (fresh) {
		const struct outcome o[TIMES] = {outcome_of(f[BEFORE]), outcome_of(f[AFTER])};
		c->delta = compare(&w->arena, o);
		c->doubted = !pktset_equal(o[BEFORE].unknown, o[AFTER].unknown);
	}
	return c;
}

/* ---- from one VPC ---- */

struct taking {
	const struct net_side *side;
	struct diff_worker *worker;
	int time;
};

static void take_pair(void *ctx, const struct endpoint_class *from, const struct endpoint_class *to,
		      const struct fate *fate)
{
	const struct taking *t = ctx;
	const struct endpoint_class *all = t->side->classes->items.items;
	const struct joint_list *x = &t->side->joints[from - all], *y = &t->side->joints[to - all];
	for (size_t i = 0; i < x->items.len; i++)
		for (size_t k = 0; k < y->items.len; k++) {
			struct diff_cell cell = {x->items.items[i], y->items.items[k], t->time,
						 fate};
			vec_push(&t->worker->cells, cell);
		}
}

static int by_joints(const void *pa, const void *pb)
{
	const struct diff_cell *a = pa, *b = pb;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->to != b->to)
		return a->to < b->to ? -1 : 1;
	return a->time - b->time;
}

struct found {
	size_t from, to;
	const char *to_vpc;
	struct delta delta;
};

struct slot { /* what one VPC gives */
	VEC(struct found) items;
	unsigned long unknown;
};

static void look_at(const struct differ *d, struct diff_worker *w, const struct diff_cell *first,
		    const struct diff_cell *second, struct slot *out)
{
	const struct fate *fates[TIMES] = {NULL, NULL};
	fates[first->time] = first->fate;
	if (second)
		fates[second->time] = second->fate;
	const struct change *c = change_between(w, fates);
	if ((!c->doubted && is_nothing(c->delta)) || !have_strangers(d, first->from, first->to))
		return;
	out->unknown += c->doubted;
	if (!is_nothing(c->delta)) {
		struct found f = {first->from, first->to, d->joints.items[first->to]->vpc_id,
				  c->delta};
		vec_push(&out->items, f);
	}
}

/* By the VPC at the other end, so that rows of two VPCs stand together. */
static int by_vpc(const void *pa, const void *pb)
{
	const struct found *a = pa, *b = pb;
	int c = str_cmp(a->to_vpc, b->to_vpc);
	if (!c && a->from != b->from)
		c = a->from < b->from ? -1 : 1;
	return c ? c : (a->to > b->to) - (a->to < b->to);
}

static void decide_vpc(void *ctx, void *worker, size_t item, void *slot)
{
	const struct differ *d = ctx;
	struct diff_worker *w = worker;
	struct slot *out = slot;
	w->cells.len = 0;
	for (int t = 0; t < TIMES; t++) {
		const struct vpc *v = d->vpcs.items[item].at[t];
		struct taking taking = {&d->at[t], w, t};
		if (v)
			pairs_from(w->pairs[t], v->o.ordinal, NULL, NULL, take_pair, &taking);
	}
	if (w->cells.len)
		qsort(w->cells.items, w->cells.len, sizeof *w->cells.items, by_joints);
	for (size_t i = 0, n; i < w->cells.len; i += n) {
		const struct diff_cell *c = &w->cells.items[i];
		n = i + 1 < w->cells.len && c[1].from == c->from && c[1].to == c->to ? 2 : 1;
		look_at(d, w, c, n == 2 ? c + 1 : NULL, out);
	}
	if (out->items.len)
		qsort(out->items.items, out->items.len, sizeof *out->items.items, by_vpc);
}

static bool tell_vpc(void *ctx, size_t item, void *slot)
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
	return true;
}

void compare_pairs(struct differ *d, void *const *workers, unsigned n_workers)
{
	struct batch_work work = {d, d->vpcs.len, sizeof(struct slot), decide_vpc, tell_vpc, 1};
	batch_run(&work, workers, n_workers);
}
