/* matrix_group_rows.c - pairs of interfaces become rows of labels, one source label after the other. */
#include "base/str.h"
#include "query/grouping.h"

/* ---- what comes ---- */

uint32_t group_answer_number(struct grouping *g, const struct answer_sets *sets)
{
	bool fresh;
	uintptr_t key[] = {(uintptr_t)sets->passes, (uintptr_t)sets->partial,
			   (uintptr_t)sets->unknown, sets->denied};
	g->by_sets.words = COUNT_OF(key);
	g->by_sets.size = sizeof(struct group_answer);
	struct group_answer *a = cons_find(&g->by_sets, &g->arena, key, &fresh);
	if (fresh) {
		a->sets = *sets;
		a->number = (uint32_t)g->answers.len;
		vec_push(&g->answers, a);
	}
	return a->number;
}

struct fate_number {
	uintptr_t key[1];
	uint32_t number;
};

static uint32_t number_of_fate(struct grouping *g, const struct fate *f)
{
	bool fresh;
	g->by_fate.words = 1;
	g->by_fate.size = sizeof(struct fate_number);
	struct fate_number *n =
		cons_find(&g->by_fate, &g->arena, (uintptr_t[]){(uintptr_t)f}, &fresh);
	if (fresh)
		n->number = group_answer_number(
			g, &(struct answer_sets){.passes = pktpool_keep(g->pool, f->passes),
						 .partial = pktpool_keep(g->pool, f->partial),
						 .unknown = pktpool_keep(g->pool, f->unknown),
						 .denied = !pktset_is_empty(f->blocked)});
	return n->number;
}

static void pack(struct grouping *g, uint32_t n)
{
	for (; n > 0x7f; n >>= 7)
		vec_push(&g->packing.bytes, (uint8_t)(n | 0x80));
	vec_push(&g->packing.bytes, (uint8_t)n);
}

static uint32_t unpack(const uint8_t **at)
{
	uint32_t n = 0;
	for (unsigned shift = 0;; shift += 7) {
		uint8_t byte = *(*at)++;
		n |= (uint32_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return n;
	}
}

/* All cells of a class are there. */
static void close_class(struct grouping *g)
{
	struct group_cells *c = &g->cells[g->packing.from];
	if (g->packing.bytes.len)
		*c = (struct group_cells){vec_move(&g->packing.bytes, &g->arena),
					  g->packing.bytes.len};
	g->packing.bytes.len = 0;
	g->packing.to = 0;
}

/* Those of one source come together, in the order of their destinations. */
void grouping_add(struct matrix *m, const struct cell *c)
{
	struct grouping *g = m->grouping;
	if (c->from != g->packing.from)
		close_class(g);
	g->packing.from = c->from;
	pack(g, c->to - g->packing.to);
	pack(g, number_of_fate(g, c->fate));
	g->packing.to = c->to;
}

void group_say(struct grouping *g, uint32_t from, uint32_t to, uint32_t answer, uint64_t pairs)
{
	vec_push(&g->said, ((struct group_said){from, to, answer, pairs}));
}

void group_no_pair(struct grouping *g, uint32_t from, uint32_t to)
{
	vec_push(&g->none, ((struct no_pair){from, to}));
}

/* ---- what is no pair ---- */

static void note_none(struct grouping *g, const struct member *x, const struct member *y)
{
	size_t a = x->interface->o.ordinal, b = y->interface->o.ordinal;
	for (size_t i = 0; i < g->of_interface[a].len; i++)
		for (size_t k = 0; k < g->of_interface[b].len; k++)
			group_no_pair(g, g->of_interface[a].items[i], g->of_interface[b].items[k]);
}

static void note_what_is_no_pair(struct matrix *m)
{
	for (size_t i = 0; i < m->classes->members.len; i++) {
		const struct member *one = &m->classes->members.items[i];
		if (member_selected(&m->source, one) && member_selected(&m->destination, one))
			note_none(m->grouping, one, one);
	}
	for (size_t i = 0; i < m->kin.items.len; i++) {
		const struct kin *k = &m->kin.items.items[i];
		if (member_selected(&m->source, k->source) &&
		    member_selected(&m->destination, k->destination))
			note_none(m->grouping, k->source, k->destination);
	}
	named_count_none(m);
}

/* ---- the rows of a label ---- */

struct ranked {
	const char *id;
	uint32_t label;
};

struct label_part { /* so many members of a class go by the label */
	uint32_t class, count;
};

struct adding {
	struct matrix *m;
	struct grouping *g;
	struct arena arena;
	struct ranked *ranked; /* labels by their ids */
	uint32_t *rank;        /* [label] */
	uint32_t *first_part;  /* [label], one more: of parts */
	struct label_part *parts;
	size_t said, none;      /* those of earlier labels */
	struct group_row *rows; /* [label]: to it, where it has its bit */
	uint64_t *met;          /* a bit for each rank */
	uint64_t *no_pairs;     /* [label]: pairs of the cell at hand that are none */
};

static int by_id(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	return str_cmp(x->id, y->id);
}

static void rank_labels(struct adding *x)
{
	size_t n = x->g->labels.len;
	x->ranked = arena_array(&x->arena, struct ranked, n + 1);
	x->rank = arena_array(&x->arena, uint32_t, n + 1);
	for (uint32_t i = 0; i < n; i++)
		x->ranked[i] = (struct ranked){x->g->labels.items[i].id, i};
	if (n)
		qsort(x->ranked, n, sizeof *x->ranked, by_id);
	for (uint32_t i = 0; i < n; i++)
		x->rank[x->ranked[i].label] = i;
}

/* The classes that each label has a share of. */
static void list_parts(struct adding *x)
{
	const struct shares *all = x->g->sources;
	size_t n = x->g->labels.len, classes = x->m->classes->items.len;
	x->first_part = arena_array(&x->arena, uint32_t, n + 2);
	for (size_t c = 0; c < classes; c++)
		for (uint32_t i = 0; i < all[c].len; i++)
			x->first_part[all[c].items[i].label + 2]++;
	for (size_t i = 2; i < n + 2; i++)
		x->first_part[i] += x->first_part[i - 1];
	x->parts = arena_array(&x->arena, struct label_part, x->first_part[n + 1] + 1);
	for (uint32_t c = 0; c < classes; c++)
		for (uint32_t i = 0; i < all[c].len; i++)
			x->parts[x->first_part[all[c].items[i].label + 1]++] =
				(struct label_part){c, all[c].items[i].count};
}

static struct adding *sorting; /* qsort has no context; rows are made by one thread */

static int by_rank(uint32_t a, uint32_t b)
{
	return (sorting->rank[a] > sorting->rank[b]) - (sorting->rank[a] < sorting->rank[b]);
}

static int by_from_said(const void *a, const void *b)
{
	const struct group_said *x = a, *y = b;
	return by_rank(x->from, y->from);
}

static int by_from_none(const void *a, const void *b)
{
	const struct no_pair *x = a, *y = b;
	return by_rank(x->from, y->from);
}

static void sort_by_label(struct adding *x)
{
	sorting = x;
	if (x->g->said.len)
		qsort(x->g->said.items, x->g->said.len, sizeof *x->g->said.items, by_from_said);
	if (x->g->none.len)
		qsort(x->g->none.items, x->g->none.len, sizeof *x->g->none.items, by_from_none);
}

static void begin(struct adding *x, struct matrix *m)
{
	size_t n = m->grouping->labels.len;
	*x = (struct adding){.m = m, .g = m->grouping};
	rank_labels(x);
	list_parts(x);
	sort_by_label(x);
	x->rows = arena_alloc(&x->arena, (n + 1) * sizeof *x->rows);
	x->met = arena_array(&x->arena, uint64_t, n / 64 + 1);
	x->no_pairs = arena_array(&x->arena, uint64_t, n + 1);
}

static bool has_label(const struct grouping *g, const struct member *m, uint32_t label)
{
	size_t eni = m->interface->o.ordinal;
	for (size_t i = 0; i < g->of_interface[eni].len; i++)
		if (g->of_interface[eni].items[i] == label)
			return true;
	return false;
}

static bool is_met(const struct adding *x, uint32_t label)
{
	return x->met[x->rank[label] / 64] >> x->rank[label] % 64 & 1;
}

static void add_pairs(struct adding *x, uint32_t to, uint32_t answer, uint64_t pairs)
{
	struct group_row *row = &x->rows[to];
	const struct answer_sets *sets = &x->g->answers.items[answer]->sets;
	if (!is_met(x, to)) {
		x->met[x->rank[to] / 64] |= UINT64_C(1) << x->rank[to] % 64;
		*row = (struct group_row){.sums = sums_none()};
	}
	sums_add(x->g, &row->sums, sets);
	row->sums.all = pktpool_and(x->g->pool, row->sums.all, sets->passes);
	row->told += pairs;
	row->reached += pktset_is_empty(sets->passes) ? 0 : pairs;
}

static void no_pair_between(struct adding *x, uint32_t from, const struct member *s,
			    const struct member *d)
{
	size_t eni = d->interface->o.ordinal;
	if (!member_selected(&x->m->source, s) || !member_selected(&x->m->destination, d) ||
	    !has_label(x->g, s, from))
		return;
	for (size_t i = 0; i < x->g->of_interface[eni].len; i++)
		x->no_pairs[x->g->of_interface[eni].items[i]]++;
}

/* What the product of the shares counts, and is no pair. False: there is nothing. */
static bool find_no_pairs(struct adding *x, uint32_t label, uint32_t from, uint32_t to)
{
	const struct endpoint_class *a = &x->m->classes->items.items[from];
	const struct endpoint_class *b = &x->m->classes->items.items[to];
	bool kin = x->m->kin.items.len && a->has_kin && b->has_kin;
	size_t first, n = kin ? kin_between(&x->m->kin, from, to, &first) : 0;
	for (uint32_t i = 0; from == to && i < a->count; i++) {
		const struct member *one = &x->m->classes->members.items[a->first + i];
		no_pair_between(x, label, one, one);
	}
	for (size_t i = 0; i < n; i++) {
		const struct kin *k = &x->m->kin.items.items[first + i];
		no_pair_between(x, label, k->source, k->destination);
	}
	return from == to || n;
}

static void add_cell(struct adding *x, uint32_t label, struct label_part from, uint32_t to,
		     uint32_t answer)
{
	const struct shares *shares = &x->g->destinations[to];
	bool none = find_no_pairs(x, label, from.class, to);
	for (uint32_t i = 0; i < shares->len; i++) {
		struct share s = shares->items[i];
		uint64_t pairs = (uint64_t)from.count * s.count - x->no_pairs[s.label];
		if (pairs)
			add_pairs(x, s.label, answer, pairs);
	}
	for (uint32_t i = 0; none && i < shares->len; i++)
		x->no_pairs[shares->items[i].label] = 0;
}

static void add_part(struct adding *x, uint32_t label, struct label_part part)
{
	const struct group_cells *c = &x->g->cells[part.class];
	uint32_t to = 0;
	const uint8_t *end =
		c->len ? c->bytes + c->len : c->bytes; /* nothing may be added to NULL */
	for (const uint8_t *at = c->bytes; at != end;) {
		to += unpack(&at);
		add_cell(x, label, part, to, unpack(&at));
	}
}

static void add_label(struct adding *x, uint32_t label)
{
	const struct grouping *g = x->g;
	for (uint32_t i = x->first_part[label]; i < x->first_part[label + 1]; i++)
		add_part(x, label, x->parts[i]);
	for (; x->said < g->said.len && g->said.items[x->said].from == label; x->said++) {
		const struct group_said *s = &g->said.items[x->said];
		add_pairs(x, s->to, s->answer, s->pairs);
	}
	for (; x->none < g->none.len && g->none.items[x->none].from == label; x->none++)
		if (is_met(x, g->none.items[x->none].to))
			x->rows[g->none.items[x->none].to].none++;
}

static void emit(struct adding *x, uint32_t from, uint32_t to)
{
	struct grouping *g = x->g;
	const struct group_row *r = &x->rows[to];
	const struct label *source = &g->labels.items[from], *destination = &g->labels.items[to];
	struct vck_matrix_row row = {.source = label_end(g, from),
				     .destination = label_end(g, to),
				     .pairs = source->sources * destination->destinations - r->none,
				     .reached = r->reached};
	sums_tell(g, &r->sums, row.pairs == r->told, x->m->packets, &row);
	emit_row(x->m, &row);
}

/* By source, then destination. */
static void emit_label(struct adding *x, uint32_t label)
{
	size_t words = x->g->labels.len / 64 + 1;
	add_label(x, label);
	for (size_t i = 0; i < words; i++)
		for (; x->met[i]; x->met[i] &= x->met[i] - 1)
			emit(x, label,
			     x->ranked[i * 64 + (size_t)__builtin_ctzll(x->met[i])].label);
}

void grouping_emit(struct matrix *m)
{
	struct adding x;
	outside_emit(m);
	close_class(m->grouping);
	note_what_is_no_pair(m);
	begin(&x, m);
	for (size_t i = 0; i < m->grouping->labels.len && !m->stopped; i++)
		emit_label(&x, x.ranked[i].label);
	arena_free(&x.arena);
}

void group_rows_free(struct grouping *g)
{
	cons_free(&g->by_sets);
	cons_free(&g->by_fate);
	cons_free(&g->texts);
	vec_free(&g->answers);
	vec_free(&g->packing.bytes);
	vec_free(&g->said);
	vec_free(&g->none);
}
