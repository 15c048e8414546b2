/* diff.c - which flows a change opens and closes (diff.h): the parts are in differ.h. */
#include "base/batch.h"
#include "base/str.h"
#include "query/differ.h"

#include <stdlib.h>

/* ---- what the parts share ---- */

/* What is so at one time, and for sure not at the other: what a snapshot leaves unknown has neither been
 * opened nor closed. */
static const struct pktset *only(struct arena *a, const struct pktset *at_one,
				 const struct pktset *at_other, const struct pktset *unknown)
{
	if (pktset_equal(at_one, at_other))
		return pktset_empty;
	return pktset_minus(a, pktset_minus(a, at_one, at_other), unknown);
}

struct delta compare(struct arena *a, const struct outcome o[TIMES])
{
	const struct outcome *x = &o[BEFORE], *y = &o[AFTER];
	return (struct delta){.opened = only(a, y->passes, x->passes, x->unknown),
			      .closed = only(a, x->passes, y->passes, y->unknown),
			      .partial = only(a, y->partial, x->partial, x->unknown),
			      .was_partial = only(a, x->partial, y->partial, y->unknown),
			      .still_partial =
				      !pktset_is_empty(x->partial) && !pktset_is_empty(y->partial)};
}

bool is_nothing(struct delta x)
{
	return pktset_is_empty(x.opened) && pktset_is_empty(x.closed) &&
	       pktset_is_empty(x.partial) && pktset_is_empty(x.was_partial);
}

bool delta_equal(struct delta x, struct delta y)
{
	return pktset_equal(x.opened, y.opened) && pktset_equal(x.closed, y.closed) &&
	       pktset_equal(x.partial, y.partial) && pktset_equal(x.was_partial, y.was_partial);
}

struct delta delta_keep(struct arena *a, struct delta x)
{
	return (struct delta){.opened = pktset_keep(a, x.opened),
			      .closed = pktset_keep(a, x.closed),
			      .partial = pktset_keep(a, x.partial),
			      .was_partial = pktset_keep(a, x.was_partial)};
}

void add_row(struct differ *d, struct row row, const size_t *source, const size_t *destination)
{
	const struct delta x = row.delta;
	if (source)
		row.sources = &d->numbers[*source];
	if (destination)
		row.destinations = &d->numbers[*destination];
	row.n_sources = source != NULL;
	row.n_destinations = destination != NULL;
	row.ranges = row.ranges ? arena_strdup(d->arena, row.ranges) : NULL;
	row.delta = (struct delta){.opened = pktpool_keep(d->pool, x.opened),
				   .closed = pktpool_keep(d->pool, x.closed),
				   .partial = pktpool_keep(d->pool, x.partial),
				   .was_partial = pktpool_keep(d->pool, x.was_partial)};
	vec_push(&d->rows, row);
}

/* ---- the answer ---- */

static struct diff_end end_of(struct differ *d, const struct row *r, bool source)
{
	const size_t *list = source ? r->sources : r->destinations;
	size_t n = source ? r->n_sources : r->n_destinations;
	struct diff_end e = {.outside = source == r->inbound ? r->outside : NULL};
	VEC(const struct network_interface *) all = VEC_INIT;
	if (e.outside && r->ranges) {
		e.ranges.items = arena_array(d->arena, const char *, 1);
		e.ranges.items[0] = r->ranges;
		e.ranges.len = 1;
	}
	for (size_t i = 0; i < n; i++) {
		const struct joint *j = d->joints.items[list[i]];
		for (size_t k = 0; k < j->members.len; k++) {
			const struct member_pair *m = &j->members.items[k];
			vec_push(&all, (m->at[AFTER] ? m->at[AFTER] : m->at[BEFORE])->interface);
		}
	}
	e.interfaces.items = vec_move(&all, d->arena);
	e.interfaces.len = all.len;
	vec_free(&all);
	return e;
}

/* ---- threads ---- */

static void worker_open(struct diff_worker *w, const struct differ *d)
{
	*w = (struct diff_worker){0};
	for (int t = 0; t < TIMES; t++) {
		w->reach[t] = reach_new(d->at[t].net);
		w->pairs[t] = pairs_new(w->reach[t], d->at[t].classes, pktset_all);
		pairs_pass_over_lost(w->pairs[t]);
		w->lost[t].family = d->family;
	}
}

static void worker_close(struct diff_worker *w)
{
	for (int t = 0; t < TIMES; t++) {
		vec_free(&w->lost[t].items);
		pairs_free(w->pairs[t]);
		reach_free(w->reach[t]);
	}
	cons_free(&w->changes);
	vec_free(&w->cells);
	vec_free(&w->alone);
	arena_free(&w->arena);
	arena_free(&w->arena_of_pair);
}

static void ask_all(struct differ *d, unsigned jobs)
{
	unsigned n = batch_jobs(jobs);
	struct diff_worker *workers = mem_alloc(n * sizeof *workers);
	void **each = mem_alloc(n * sizeof *each);
	for (unsigned i = 0; i < n; i++) {
		worker_open(&workers[i], d);
		each[i] = &workers[i];
	}
	compare_outside(d, each, n);
	compare_pairs(d, each, n);
	compare_parted(d, each, n);
	for (unsigned i = 0; i < n; i++) {
		d->still_partial |= workers[i].still_partial;
		worker_close(&workers[i]);
	}
	free(each);
	free(workers);
}

/* ---- the whole ---- */

static void differ_open(struct differ *d, const struct net *const nets[TIMES], struct arena *arena,
			uint8_t family, struct lost_vpcs *lost)
{
	*d = (struct differ){.arena = arena, .family = family, .lost = lost};
	for (int t = 0; t < TIMES; t++) {
		d->at[t].net = nets[t];
		d->at[t].classes = classes_build(nets[t], family, true);
	}
	join_classes(d);
	d->pool = pktpool_new();
	d->numbers = arena_array(arena, size_t, d->joints.len + 1);
	for (size_t i = 0; i < d->joints.len; i++)
		d->numbers[i] = i;
}

static void differ_close(struct differ *d)
{
	for (size_t i = 0; i < d->joints.len; i++)
		vec_free(&d->joints.items[i]->members);
	for (int t = 0; t < TIMES; t++)
		classes_free(d->at[t].classes);
	pktpool_free(d->pool);
	vec_free(&d->joints);
	vec_free(&d->rows);
}

struct changes {
	VEC(struct diff_change) items;
};

static void tell_rows(struct differ *d, struct changes *out)
{
	bundle_rows(d, 0, false);
	bundle_rows(d, 0, true);
	for (size_t i = 0; i < d->rows.len; i++) {
		const struct row *r = &d->rows.items[i];
		struct diff_change c = {.source = end_of(d, r, true),
					.destination = end_of(d, r, false),
					.delta = delta_keep(d->arena, r->delta),
					.family = d->family};
		vec_push(&out->items, c);
	}
}

/* Interfaces of `of` for which `net` was not asked; *one: the first of them. */
static unsigned long missing(const struct net *net, const struct net *of,
			     const struct network_interface **one)
{
	unsigned long n = 0;
	for (size_t i = 0; i < of->network_interfaces.len; i++) {
		const struct network_interface *eni = of->network_interfaces.items[i];
		if (may_be_missing(net, eni) && !n++)
			*one = eni;
	}
	return n;
}

/* Those of a network; in the other one, too, they are counted with the later one's. */
static void count_strays(const struct net *net, const struct net *other, enum lost_when when,
			 struct diff_strays out[LOST_KINDS])
{
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		const struct network_interface *then =
			eni->vpc ? NULL : net_network_interface(other, eni->o.id);
		bool both = then && !then->vpc;
		struct diff_strays *s = &out[both ? LOST_BOTH : when];
		if (!eni->vpc && !(both && when == LOST_BEFORE) && !s->count++)
			s->one = eni;
	}
}

static bool same_entry(const struct network_acl_entry *a, const struct network_acl_entry *b)
{
	return cidr_equal(a->cidr, b->cidr) && a->egress == b->egress && a->allow == b->allow &&
	       a->protocol == b->protocol && a->rule_number == b->rule_number &&
	       a->from_port == b->from_port && a->to_port == b->to_port &&
	       a->icmp_type == b->icmp_type && a->icmp_code == b->icmp_code;
}

static bool same_entries(const struct network_acl *a, const struct network_acl *b)
{
	for (size_t i = 0; i < a->entries.len && i < b->entries.len; i++)
		if (!same_entry(&a->entries.items[i], &b->entries.items[i]))
			return false;
	return a->entries.len == b->entries.len;
}

static void count_acls(const struct net *before, const struct net *after, struct diff *out)
{
	for (size_t i = 0; i < after->network_acls.len; i++) {
		const struct network_acl *acl = after->network_acls.items[i];
		const struct network_acl *old = net_network_acl(before, acl->o.id);
		if (old && !same_entries(old, acl) && !out->acls++)
			out->acl = acl;
	}
}

void query_diff(const struct net *before, const struct net *after, unsigned jobs,
		struct arena *arena, struct diff *out)
{
	static const uint8_t families[] = {IPV4, IPV6};
	const struct net *const nets[TIMES] = {before, after};
	struct changes changes = {0};
	bool still_partial = false;
	struct lost_vpcs lost = {.told = out->lost};
	*out = (struct diff){0};
	for (int k = 0; k < LOST_KINDS; k++)
		lost.seen[k] = map_init(arena);
	for (size_t f = 0; f < COUNT_OF(families); f++) {
		struct differ d;
		differ_open(&d, nets, arena, families[f], &lost);
		if (d.joints.len)
			ask_all(&d, jobs);
		tell_rows(&d, &changes);
		out->unknown += d.unknown;
		still_partial |= d.still_partial;
		differ_close(&d);
	}
	if (still_partial)
		count_acls(before, after, out);
	for (int k = 0; k < LOST_KINDS; k++)
		map_free(&lost.seen[k]);
	count_strays(before, after, LOST_BEFORE, out->strays);
	count_strays(after, before, LOST_AFTER, out->strays);
	out->missing_before = missing(before, after, &out->missing_from_before);
	out->missing_after = missing(after, before, &out->missing_from_after);
	out->items = vec_move(&changes.items, arena);
	out->len = changes.items.len;
	vec_free(&changes.items);
}
