/* matrix_host.c - the internet and on premises as ends: atom after atom, exact (R4). */
#include "base/batch.h"
#include "base/str.h"
#include "base/vec.h"
#include "query/internal.h"
#include "query/matrix.h"

static void add_range(struct host_row *row, struct ip_range r)
{
	struct ip_range *last = row->ranges.len ? &row->ranges.items[row->ranges.len - 1] : NULL;
	if (last && last->hi + 1 == r.lo)
		last->hi = r.hi;
	else
		vec_push(&row->ranges, r);
}

static void add_answer(struct host_answer *x, const struct answer *a, struct ip_range range)
{
	for (size_t i = 0; i < x->rows.len; i++) {
		struct host_row *row = &x->rows.items[i];
		if (pktset_equal(row->passes, a->passes) &&
		    pktset_equal(row->partial, a->partial) &&
		    pktset_equal(row->unknown, a->unknown)) {
			add_range(row, range);
			return;
		}
	}
	struct host_row row = {.passes = a->passes,
			       .partial = a->partial,
			       .unknown = a->unknown,
			       .denied = !pktset_is_empty(a->blocked),
			       .verdict = a->verdict};
	add_range(&row, range);
	vec_push(&x->rows, row);
}

static const struct vpc *vpc_of(const struct point *p)
{
	return p->interface ? p->interface->vpc : p->vpc;
}

/* Everything that the host end stands for, against one end inside. */
static void ask_host(const struct matrix *m, struct reach *r, struct arena *a,
		     const struct point *host, const struct point *inside, struct host_answer *x)
{
	bool inbound = x->inbound;
	struct ip_range rest = host->range;
	u128 last;
	while (rest.lo <= rest.hi && hosts_outside(vpc_of(inside), &rest, &last)) {
		struct point h = *host;
		struct answer out;
		h.range = rest;
		h.address = (struct ip){rest.lo, rest.family};
		struct question q = {.source = inbound ? h : *inside,
				     .destination = inbound ? *inside : h,
				     .packets = m->packets,
				     .coarse = true};
		reach_flow(r, a, &q, &out, NULL);
		u128 end = answer_holds_to(&out, rest);
		struct ip_range atom = {rest.lo, end < last ? end : last, rest.family};
		if (out.verdict != VCK_BLOCKED)
			add_answer(x, &out, atom);
		if (atom.hi == rest.hi)
			return;
		rest.lo = atom.hi + 1;
	}
}

const char *range_text(struct arena *a, struct ip_range r)
{
	char lo[IP_TEXT], hi[IP_TEXT];
	for (uint8_t len = 0; len <= family_bits(r.family); len++) {
		char text[IP_TEXT + 8];
		struct cidr c;
		struct buf b = BUF_INIT;
		buf_printf(&b, "%s/%u", ip_text((struct ip){r.lo, r.family}, lo), len);
		bool ok = b.len < sizeof text && cidr_parse(buf_str(&b), &c);
		buf_free(&b);
		if (ok && c.first == r.lo && cidr_last(c) == r.hi)
			return arena_strdup(a, cidr_text(c, lo));
	}
	return arena_printf(a, "%s-%s", ip_text((struct ip){r.lo, r.family}, lo),
			    ip_text((struct ip){r.hi, r.family}, hi));
}

struct vck_matrix_end host_end(enum point_kind kind)
{
	const char *name = kind == POINT_ON_PREMISES ? "on-premises"
			   : kind == POINT_EIC       ? "eic"
						     : "internet";
	return (struct vck_matrix_end){.kind = name, .members = 1};
}

struct vck_matrix_row host_row_told(struct arena *a, const struct host_row *h)
{
	const char **passes, **partial, **unknown;
	const char **ranges = arena_array(a, const char *, h->ranges.len);
	struct vck_matrix_row row = {.verdict = h->verdict, .n_ranges = h->ranges.len};
	for (size_t i = 0; i < h->ranges.len; i++)
		ranges[i] = range_text(a, h->ranges.items[i]);
	row.ranges = ranges;
	row.n_passes = row.n_all = pktset_texts(a, h->passes, &passes);
	row.n_partial = pktset_texts(a, h->partial, &partial);
	row.n_unknown = pktset_texts(a, h->unknown, &unknown);
	row.passes = row.all = passes;
	row.partial = partial;
	row.unknown = unknown;
	return row;
}

static void emit_inside(struct matrix *m, struct vck_matrix_row *row, const struct host_answer *x,
			struct vck_matrix_end inside)
{
	row->source = x->inbound ? host_end(x->any->kind) : inside;
	row->destination = x->inbound ? inside : host_end(x->any->kind);
	row->pairs = inside.members;
	row->reached = row->n_passes ? row->pairs : 0;
	emit_row(m, row);
}

/* A row for the class; of pairs, one for each of its members that the protocol passes. */
static void emit_host_row(struct matrix *m, struct arena *a, uint32_t class,
			  const struct host_answer *x, const struct host_row *h)
{
	const struct side *side = x->inbound ? &m->destination : &m->source;
	const struct endpoint_class *c = &m->classes->items.items[class];
	struct vck_matrix_row row = host_row_told(a, h);
	if (!m->options->pairs) {
		emit_inside(m, &row, x, side->ends[class]);
		return;
	}
	for (uint32_t i = 0; i < c->count && h->verdict == VCK_REACHABLE; i++)
		if (member_selected(side, &m->classes->members.items[c->first + i]))
			emit_inside(m, &row, x, m->ends[c->first + i]);
}

static u128 addresses_of(const struct ip_range *ranges, size_t n)
{
	u128 total = 0;
	for (size_t i = 0; i < n; i++)
		total += ranges[i].hi - ranges[i].lo + 1;
	return total;
}

/* So many of them are the VPC's own, and no hosts outside of it: IPv6 blocks are public addresses. */
static u128 own_addresses(const struct vpc *v, struct ip_range range)
{
	u128 own = 0;
	for (size_t i = 0; v && i < v->cidrs.len; i++) {
		struct ip_range block = cidr_range(v->cidrs.items[i]);
		if (block.family != range.family || block.hi < range.lo || block.lo > range.hi)
			continue;
		block.lo = block.lo > range.lo ? block.lo : range.lo;
		block.hi = block.hi < range.hi ? block.hi : range.hi;
		own += addresses_of(&block, 1);
	}
	return own;
}

struct host_slot { /* what one class gives */
	struct arena arena;
	VEC(struct host_answer) answers;
};

/* Is the host one that may call, or be called by, whoever is inside? */
static bool meets(const struct matrix *m, const struct side *outside, size_t host,
		  enum point_kind kind, const struct point *inside)
{
	const struct point *h = &outside->hosts.items[host];
	return h->kind == kind && h->range.family == inside->address.family &&
	       (!outside->regions ||
		str_eq(outside->regions[host], query_eic_region(m->net, inside->interface)));
}

/* A row that speaks of all there are needs no ranges. */
struct host_answer ask_hosts(const struct matrix *m, struct reach *r, struct arena *arena,
			     const struct side *outside, enum point_kind kind,
			     const struct point *inside, bool inbound)
{
	struct host_answer x = {.inbound = inbound, .all_hosts = outside->all_hosts};
	u128 total = 0, told = 0;
	for (size_t i = 0; i < outside->hosts.len; i++) {
		if (!meets(m, outside, i, kind, inside))
			continue;
		x.any = &outside->hosts.items[i];
		total += addresses_of(&x.any->range, 1) -
			 own_addresses(vpc_of(inside), x.any->range);
		ask_host(m, r, arena, x.any, inside, &x);
	}
	for (size_t k = 0; k < x.rows.len; k++) {
		struct host_row *row = &x.rows.items[k];
		u128 these = addresses_of(row->ranges.items, row->ranges.len);
		told += these;
		if (these == total && x.all_hosts)
			row->ranges.len = 0;
	}
	x.everybody = told == total;
	return x;
}

void host_answer_free(struct host_answer *x)
{
	for (size_t k = 0; k < x->rows.len; k++)
		vec_free(&x->rows.items[k].ranges);
	vec_free(&x->rows);
}

static void class_and_hosts(const struct matrix *m, struct reach *r, const struct side *outside,
			    uint32_t class, enum point_kind kind, bool inbound,
			    struct host_slot *out)
{
	const struct member *s = &m->classes->items.items[class].sample;
	const struct point inside = point_interface(s->interface, s->address);
	vec_push(&out->answers, ask_hosts(m, r, &out->arena, outside, kind, &inside, inbound));
}

static void decide_class(void *ctx, void *worker, size_t class, void *slot)
{
	static const enum point_kind kinds[] = {POINT_INTERNET, POINT_EIC, POINT_ON_PREMISES};
	const struct matrix *m = ctx;
	struct worker *w = worker;
	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		if (m->source.hosts.len && m->destination.counts[class])
			class_and_hosts(m, w->reach, &m->source, (uint32_t) class, kinds[k], true,
					slot);
		if (m->destination.hosts.len && m->source.counts[class])
			class_and_hosts(m, w->reach, &m->destination, (uint32_t) class, kinds[k],
					false, slot);
	}
}

static void tell_answer(struct matrix *m, struct arena *a, uint32_t class,
			const struct host_answer *x)
{
	if (m->grouping)
		grouping_add_hosts(m, class, x);
	for (size_t k = 0; k < x->rows.len && !m->grouping && !m->stopped; k++)
		emit_host_row(m, a, class, x, &x->rows.items[k]);
}

static bool tell_class(void *ctx, size_t class, void *slot)
{
	struct matrix *m = ctx;
	struct host_slot *s = slot;
	for (size_t i = 0; i < s->answers.len; i++) {
		struct host_answer *x = &s->answers.items[i];
		if (x->rows.len)
			tell_answer(m, &s->arena, (uint32_t) class, x);
		host_answer_free(x);
	}
	vec_free(&s->answers);
	arena_free(&s->arena);
	return !m->stopped;
}

void matrix_hosts(struct matrix *m, void *const *workers, unsigned n_workers)
{
	struct batch_work work = {
		m, m->classes->items.len, sizeof(struct host_slot), decide_class, tell_class, 8};
	if (m->source.hosts.len || m->destination.hosts.len)
		batch_run(&work, workers, n_workers);
}
