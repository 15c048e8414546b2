/* matrix_host.c - the internet and on premises as ends: atom after atom, exact (R4). */
#include "base/batch.h"
#include "base/str.h"
#include "base/vec.h"
#include "query/matrix.h"

struct host_row { /* addresses that share an answer */
	const struct pktset *passes, *unknown;
	enum vck_verdict verdict;
	VEC(struct ip_range) ranges;
};

typedef VEC(struct host_row) host_rows;

static void add_range(struct host_row *row, struct ip_range r)
{
	struct ip_range *last = row->ranges.len ? &row->ranges.items[row->ranges.len - 1] : NULL;
	if (last && last->hi + 1 == r.lo)
		last->hi = r.hi;
	else
		vec_push(&row->ranges, r);
}

static void add_answer(host_rows *rows, const struct answer *a, struct ip_range range)
{
	const struct pktset *passes = a->passes;
	for (size_t i = 0; i < rows->len; i++)
		if (pktset_equal(rows->items[i].passes, passes) &&
		    pktset_equal(rows->items[i].unknown, a->unknown)) {
			add_range(&rows->items[i], range);
			return;
		}
	struct host_row row = {.passes = passes, .unknown = a->unknown, .verdict = a->verdict};
	add_range(&row, range);
	vec_push(rows, row);
}

/* Everything that the host end stands for, against one interface. */
static void ask_host(const struct matrix *m, struct reach *r, struct arena *a,
		     const struct point *host, const struct member *self, bool inbound,
		     host_rows *rows)
{
	struct ip_range rest = host->range;
	while (rest.lo <= rest.hi) {
		struct point h = *host, me = point_interface(self->interface, self->address);
		struct answer out;
		h.range = rest;
		h.address = (struct ip){rest.lo, rest.family};
		struct question q = {inbound ? h : me, inbound ? me : h, m->packets, 0, 0};
		reach_flow(r, a, &q, &out, NULL);
		struct ip_range atom = {rest.lo, out.atom.hi < rest.hi ? out.atom.hi : rest.hi,
					rest.family};
		if (out.verdict != VCK_BLOCKED)
			add_answer(rows, &out, atom);
		if (atom.hi == rest.hi)
			return;
		rest.lo = atom.hi + 1;
	}
}

/* A range as one prefix where it is one, else from-to. */
static const char *range_text(struct arena *a, struct ip_range r)
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

static void emit_host_row(struct matrix *m, struct arena *a, const struct point *host,
			  uint32_t class, bool inbound, const struct host_row *h)
{
	char address[IP_TEXT];
	const char **passes, **unknown, **ranges = arena_array(a, const char *, h->ranges.len);
	struct vck_matrix_end outside = {.kind = host->kind == POINT_ON_PREMISES ? "on-premises"
						 : host->kind == POINT_EIC       ? "eic"
										 : "internet",
					 .members = 1};
	struct vck_matrix_end inside =
		class_end(m, inbound ? &m->destination : &m->source, class, address);
	for (size_t i = 0; i < h->ranges.len; i++)
		ranges[i] = range_text(a, h->ranges.items[i]);
	struct vck_matrix_row row = {
		.source = inbound ? outside : inside,
		.destination = inbound ? inside : outside,
		.verdict = h->verdict,
		.ranges = ranges,
		.n_ranges = h->ranges.len,
		.pairs = inside.members,
	};
	row.n_passes = row.n_all = pktset_texts(a, h->passes, &passes);
	row.n_unknown = pktset_texts(a, h->unknown, &unknown);
	row.passes = row.all = passes;
	row.unknown = unknown;
	row.reached = row.n_passes ? row.pairs : 0;
	emit_row(m, &row);
}

static u128 addresses_of(const struct ip_range *ranges, size_t n)
{
	u128 total = 0;
	for (size_t i = 0; i < n; i++)
		total += ranges[i].hi - ranges[i].lo + 1;
	return total;
}

/* What all hosts of a kind come to against one class. */
struct host_answer {
	const struct point *any; /* of the hosts */
	bool inbound;
	host_rows rows;
};

struct host_slot { /* what one class gives */
	struct arena arena;
	VEC(struct host_answer) answers;
};

/* A row that speaks of all of them needs no ranges. */
static void class_and_hosts(const struct matrix *m, struct reach *r, const struct side *outside,
			    uint32_t class, enum point_kind kind, bool inbound,
			    struct host_slot *out)
{
	const struct endpoint_class *c = &m->classes->items.items[class];
	struct host_answer x = {.inbound = inbound};
	u128 total = 0;
	for (size_t i = 0; i < outside->hosts.len; i++) {
		const struct point *host = &outside->hosts.items[i];
		if (host->kind != kind || host->range.family != c->sample.address.family)
			continue;
		x.any = host;
		total += addresses_of(&host->range, 1);
		ask_host(m, r, &out->arena, host, &c->sample, inbound, &x.rows);
	}
	for (size_t k = 0; k < x.rows.len; k++) {
		struct host_row *row = &x.rows.items[k];
		if (addresses_of(row->ranges.items, row->ranges.len) == total)
			row->ranges.len = 0;
	}
	vec_push(&out->answers, x);
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

static bool tell_class(void *ctx, size_t class, void *slot)
{
	struct matrix *m = ctx;
	struct host_slot *s = slot;
	for (size_t i = 0; i < s->answers.len; i++) {
		struct host_answer *x = &s->answers.items[i];
		for (size_t k = 0; k < x->rows.len; k++) {
			if (!m->stopped)
				emit_host_row(m, &s->arena, x->any, (uint32_t) class, x->inbound,
					      &x->rows.items[k]);
			vec_free(&x->rows.items[k].ranges);
		}
		vec_free(&x->rows);
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
