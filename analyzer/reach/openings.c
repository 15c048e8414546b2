#include "reach/openings.h"

#include <stdlib.h>
#include <string.h>

struct stretch { /* of addresses, by their numbers: who has any of them */
	uintptr_t key[2];
	uint64_t *vpcs;
};

struct finding {
	struct openings *out;
	struct gates *gates;
	const struct addresses *addresses;
	struct cons stretches;
	struct arena scratch;
	VEC(struct ip_range) opened; /* by the groups of the VPC at hand */
	bool *done;                  /* [gate * 2 + is IPv6]: the row of its VPC has it */
};

static void set_bit(uint64_t *bits, uint32_t i)
{
	bits[i / 64] |= UINT64_C(1) << i % 64;
}

static const uint64_t *vpcs_between(struct finding *f, size_t first, size_t end)
{
	bool fresh;
	struct stretch *s =
		cons_find(&f->stretches, &f->scratch, (uintptr_t[]){first, end}, &fresh);
	if (!fresh)
		return s->vpcs;
	s->vpcs = arena_array(&f->scratch, uint64_t, f->out->words);
	size_t n = f->addresses->runs.len;
	const struct address_run *runs = f->addresses->runs.items;
	for (size_t i = addresses_run(f->addresses, first); i < n && runs[i].at < end; i++)
		set_bit(s->vpcs, runs[i].vpc);
	return s->vpcs;
}

static void open_to(struct finding *f, uint64_t *row, struct ip_range range)
{
	size_t first = addresses_from(f->addresses, (struct ip){range.lo, range.family});
	size_t end = addresses_behind(f->addresses, range);
	const uint64_t *vpcs = first < end ? vpcs_between(f, first, end) : NULL;
	for (size_t i = 0; vpcs && i < f->out->words; i++)
		row[i] |= vpcs[i];
}

static void take_step(struct finding *f, struct ip_range range)
{
	struct ip_range *last = f->opened.len ? &f->opened.items[f->opened.len - 1] : NULL;
	if (last && last->family == range.family && range.lo && last->hi == range.lo - 1)
		last->hi = range.hi;
	else
		vec_push(&f->opened, range);
}

static void take_gate(struct finding *f, uint64_t *row, const struct gate *gate, uint8_t family)
{
	const struct gate_steps *s = gate->steps[family == IPV6];
	const struct gate_step *steps = s->items;
	struct ip_range all = family_range(family);
	for (size_t i = 0; i < s->len; i++)
		if (steps[i].sets != f->gates->closed)
			take_step(f,
				  (struct ip_range){steps[i].lo,
						    i + 1 < s->len ? steps[i + 1].lo - 1 : all.hi,
						    family});
	for (size_t i = 0; i < gate->n_vpcs; i++)
		set_bit(row, gate->vpcs[i]);
}

static void take_class(struct finding *f, const struct endpoint_class *y)
{
	const struct place *place = &f->gates->classes->places.items[y->place];
	uint64_t *row = &f->out->rows[y->vpc * f->out->words];
	uint32_t gate = f->gates->of_class[y - f->gates->classes->items.items];
	bool *done = &f->done[gate * 2 + (place->family == IPV6)];
	if (place_answers_nobody(place))
		return;
	if (!place->subnet || place_answers_itself(place)) {
		memset(row, 0xff, f->out->words * sizeof *row);
		return;
	}
	if (!*done)
		take_gate(f, row, gate_of(f->gates, gate, false), place->family);
	*done = true;
}

static int by_first(const void *a, const void *b)
{
	const struct ip_range *x = a, *y = b;
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return (x->lo > y->lo) - (x->lo < y->lo);
}

/* What several groups open is looked up once. */
static void open_all(struct finding *f, uint64_t *row)
{
	struct ip_range *r = f->opened.items;
	if (f->opened.len > 1)
		qsort(r, f->opened.len, sizeof *r, by_first);
	for (size_t i = 0; i < f->opened.len;) {
		struct ip_range one = r[i++];
		for (; i < f->opened.len && r[i].family == one.family && r[i].lo <= one.hi; i++)
			one.hi = r[i].hi > one.hi ? r[i].hi : one.hi;
		open_to(f, row, one);
	}
	f->opened.len = 0;
}

static void take_vpc(struct finding *f, uint32_t vpc)
{
	const struct classes *c = f->gates->classes;
	const struct vpc_classes *v = &c->of_vpc[vpc];
	for (uint32_t i = v->first; i < v->first + v->count; i++)
		take_class(f, &c->items.items[i]);
	open_all(f, &f->out->rows[vpc * f->out->words]);
}

/* ---- rows become columns ---- */

/* Halves of 64 rows of 64 bits change places, then quarters, and so on. */
static void turn_square(uint64_t rows[static 64])
{
	uint64_t low = UINT32_MAX;
	for (unsigned n = 32; n; n /= 2, low ^= low << n)
		for (unsigned i = 0; i < 64; i = (i + n + 1) & ~n) {
			uint64_t differ = (rows[i] >> n ^ rows[i + n]) & low;
			rows[i] ^= differ << n;
			rows[i + n] ^= differ;
		}
}

static void take_square(const struct openings *o, size_t row, size_t word, uint64_t out[static 64])
{
	for (size_t i = 0; i < 64; i++)
		out[i] = o->rows[(row * 64 + i) * o->words + word];
	turn_square(out);
}

static void put_square(struct openings *o, size_t row, size_t word,
		       const uint64_t square[static 64])
{
	for (size_t i = 0; i < 64; i++)
		o->rows[(row * 64 + i) * o->words + word] = square[i];
}

static void turn(struct openings *o)
{
	uint64_t x[64], y[64];
	for (size_t row = 0; row < o->words; row++)
		for (size_t word = 0; word <= row; word++) {
			take_square(o, row, word, x);
			take_square(o, word, row, y);
			put_square(o, row, word, y);
			put_square(o, word, row, x);
		}
}

void openings_find(struct openings *out, struct gates *gates, const struct addresses *addresses,
		   struct arena *arena)
{
	const struct classes *c = gates->classes;
	struct finding f = {.out = out,
			    .gates = gates,
			    .addresses = addresses,
			    .stretches = {.words = 2, .size = sizeof(struct stretch)}};
	out->words = c->net->vpcs.len / 64 + 1;
	out->rows = arena_array(arena, uint64_t, out->words * 64 * out->words);
	f.done = arena_array(&f.scratch, bool, c->items.len * 2 + 1);
	for (uint32_t v = 0; v < c->net->vpcs.len; v++)
		take_vpc(&f, v);
	turn(out);
	vec_free(&f.opened);
	cons_free(&f.stretches);
	arena_free(&f.scratch);
}
