/*
 * diff_pairs.c - what changes between interfaces.
 *
 * From each VPC all that is not blocked is told, before and after (pairs.h). What of it is told
 * alike both times has not changed; nearly all is so, and there are few pairs of fates, so each is
 * compared once. What is told at one time alone was, or is, blocked at the other.
 *
 * Where a snapshot lacks what routes lead to, packets may come to nearly everybody, so that these pairs
 * would be as many as there are: they are passed over, for nothing of them passes for certain, and by
 * that neither opens nor closes. VPCs are counted instead. Nor passes anything for certain where a
 * VPC itself lacks; its interfaces are strays then, for whom nothing is told. What is told at one time,
 * and lost or a stray's at the other, is asked for by pairs: what of it was stopped for certain has
 * opened.
 */
#include "base/batch.h"
#include "query/differ.h"

#include <stdlib.h>

/* ---- two joints ---- */

static bool strangers(const struct member_pair *a, const struct member_pair *b)
{
	return !are_one_host(a, b, BEFORE) && !are_one_host(a, b, AFTER);
}

/* Only of who shares its host with another interface, or is in both, members need be looked at. */
static bool may_be_kin(const struct differ *d, uint32_t from, uint32_t to)
{
	return from == to || (d->has_kin[from] && d->has_kin[to]);
}

/* Two members that are not one host. */
static bool find_strangers(const struct differ *d, uint32_t from, uint32_t to,
			   const struct member_pair **a, const struct member_pair **b)
{
	const struct joint *x = d->joints.items[from], *y = d->joints.items[to];
	for (size_t i = 0; i < x->members.len; i++)
		for (size_t k = 0; k < y->members.len; k++) {
			*a = &x->members.items[i];
			*b = &y->members.items[k];
			if (strangers(*a, *b))
				return true;
		}
	return false;
}

/* These stand for all pairs. */
static bool have_strangers(const struct differ *d, uint32_t from, uint32_t to)
{
	const struct member_pair *a, *b;
	return !may_be_kin(d, from, to) || find_strangers(d, from, to, &a, &b);
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
		w->still_partial |= c->delta.still_partial;
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
			struct diff_cell cell = {x->items.items[i], y->items.items[k], to->vpc,
						 t->time, fate};
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
	const char *lost[LOST_KINDS]; /* a VPC to which packets are lost; NULL: none */
};

static void add_found(const struct differ *d, const struct diff_cell *cell, struct delta delta,
		      struct slot *out)
{
	struct found f = {cell->from, cell->to, d->joints.items[cell->to]->vpc_id, delta};
	vec_push(&out->items, f);
}

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
	if (!is_nothing(c->delta))
		add_found(d, first, c->delta, out);
}

/* ---- what is lost ---- */

/* By the VPC at the other end, so that the way there is found once. */
static int by_far_vpc(const void *pa, const void *pb)
{
	const struct diff_cell *a = pa, *b = pb;
	if (a->time != b->time)
		return a->time - b->time;
	if (a->far != b->far)
		return a->far < b->far ? -1 : 1;
	return by_joints(a, b);
}

static void look_at_members(const struct differ *d, struct diff_worker *w,
			    const struct diff_cell *c, struct slot *out)
{
	const struct member_pair *a, *b;
	struct outcome o[TIMES];
	if (!find_strangers(d, c->from, c->to, &a, &b))
		return;
	for (int t = 0; t < TIMES; t++)
		o[t] = ask_alone(w->reach[t], &w->arena, a->at[t], b->at[t]);
	struct delta delta = compare(&w->arena, o);
	w->still_partial |= delta.still_partial;
	if (!is_nothing(delta))
		add_found(d, c, delta, out);
}

static void look_at_lost(const struct differ *d, struct diff_worker *w, const struct diff_cell *c,
			 struct slot *out)
{
	int other = 1 - c->time;
	const struct fate *fates[TIMES];
	fates[c->time] = c->fate;
	fates[other] = pairs_decide(w->pairs[other], d->joints.items[c->from]->class[other],
				    d -> joints.items[c->to]->class[other]);
	const struct change *change = change_between(w, fates);
	if (!is_nothing(change->delta))
		add_found(d, c, change->delta, out);
}

static void look_at_all_lost(const struct differ *d, struct diff_worker *w, struct slot *out)
{
	if (w->alone.len)
		qsort(w->alone.items, w->alone.len, sizeof *w->alone.items, by_far_vpc);
	for (size_t i = 0; i < w->alone.len; i++) {
		const struct diff_cell *c = &w->alone.items[i];
		if (may_be_kin(d, c->from, c->to) || d->joints.items[c->from]->is_stray ||
		    d->joints.items[c->to]->is_stray)
			look_at_members(d, w, c, out);
		else
			look_at_lost(d, w, c, out);
	}
}

/* ---- a VPC ---- */

/* By the VPC at the other end, so that rows of two VPCs stand together. */
static int by_vpc(const void *pa, const void *pb)
{
	const struct found *a = pa, *b = pb;
	int c = str_cmp(a->to_vpc, b->to_vpc);
	if (!c && a->from != b->from)
		c = a->from < b->from ? -1 : 1;
	return c ? c : (a->to > b->to) - (a->to < b->to);
}

static void take_vpc(const struct differ *d, struct diff_worker *w, size_t item)
{
	w->cells.len = w->alone.len = 0;
	for (int t = 0; t < TIMES; t++) {
		const struct vpc *v = d->vpcs.items[item].at[t];
		struct taking taking = {&d->at[t], w, t};
		w->lost[t].items.len = 0;
		if (!v)
			continue;
		pairs_from(w->pairs[t], v->o.ordinal, NULL, NULL, take_pair, &taking);
		lost_find(w, t);
	}
	if (w->cells.len)
		qsort(w->cells.items, w->cells.len, sizeof *w->cells.items, by_joints);
}

static void decide_vpc(void *ctx, void *worker, size_t item, void *slot)
{
	const struct differ *d = ctx;
	struct diff_worker *w = worker;
	struct slot *out = slot;
	take_vpc(d, w, item);
	for (size_t i = 0, n; i < w->cells.len; i += n) {
		const struct diff_cell *c = &w->cells.items[i];
		n = i + 1 < w->cells.len && c[1].from == c->from && c[1].to == c->to ? 2 : 1;
		if (n == 1 && lost_else(d, w, c))
			vec_push(&w->alone, *c);
		else
			look_at(d, w, c, n == 2 ? c + 1 : NULL, out);
	}
	lost_list(d, w, out->lost);
	look_at_all_lost(d, w, out);
	if (out->items.len)
		qsort(out->items.items, out->items.len, sizeof *out->items.items, by_vpc);
}

static bool tell_vpc(void *ctx, size_t item, void *slot)
{
	struct differ *d = ctx;
	struct slot *s = slot;
	size_t first = d->rows.len;
	lost_tell(d, &d->vpcs.items[item], s->lost);
	for (size_t i = 0; i < s->items.len; i++) {
		const struct found *f = &s->items.items[i];
		add_row(d, (struct row){.delta = f->delta}, &f->from, &f->to);
	}
	bundle_rows(d, first, false);
	d->unknown += s->unknown;
	vec_free(&s->items);
	return true;
}

void compare_pairs(struct differ *d, void *const *workers, unsigned n_workers)
{
	struct batch_work work = {d, d->vpcs.len, sizeof(struct slot), decide_vpc, tell_vpc, 1};
	batch_run(&work, workers, n_workers);
}
