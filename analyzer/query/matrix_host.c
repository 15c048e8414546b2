/* matrix_host.c - the internet and on premises as ends: atom after atom, exact (R4). */
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
static void ask_host(struct matrix *m, struct reach *r, struct arena *a, const struct point *host,
		     const struct member *self, bool inbound, host_rows *rows)
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

/* All hosts of a kind against one class; a row that speaks of all of them needs no ranges. */
static void class_and_hosts(struct matrix *m, struct reach *r, const struct side *outside,
			    uint32_t class, enum point_kind kind, bool inbound)
{
	const struct endpoint_class *c = &m->classes->items.items[class];
	struct arena a = ARENA_INIT;
	host_rows rows = VEC_INIT;
	const struct point *any = NULL;
	u128 total = 0;
	for (size_t i = 0; i < outside->hosts.len; i++) {
		const struct point *host = &outside->hosts.items[i];
		if (host->kind != kind || host->range.family != c->sample.address.family)
			continue;
		any = host;
		total += addresses_of(&host->range, 1);
		ask_host(m, r, &a, host, &c->sample, inbound, &rows);
	}
	for (size_t k = 0; k < rows.len && !m->stopped; k++) {
		struct host_row *row = &rows.items[k];
		if (addresses_of(row->ranges.items, row->ranges.len) == total)
			row->ranges.len = 0;
		emit_host_row(m, &a, any, class, inbound, row);
		vec_free(&row->ranges);
	}
	vec_free(&rows);
	arena_free(&a);
}

void matrix_hosts(struct matrix *m, struct reach *r)
{
	static const enum point_kind kinds[] = {POINT_INTERNET, POINT_EIC, POINT_ON_PREMISES};
	for (uint32_t i = 0; i < m->classes->items.len && !m->stopped; i++) {
		for (size_t k = 0; k < COUNT_OF(kinds); k++) {
			if (m->source.hosts.len && m->destination.counts[i])
				class_and_hosts(m, r, &m->source, i, kinds[k], true);
			if (m->destination.hosts.len && m->source.counts[i])
				class_and_hosts(m, r, &m->destination, i, kinds[k], false);
		}
	}
}
