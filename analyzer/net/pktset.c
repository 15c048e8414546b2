#include "net/pktset.h"
#include "base/vec.h"

#include <string.h>

static const struct {
	uint32_t count;
	struct span spans[1];
} empty_set = {0, {{0, 0}}}, all_set = {1, {{0, PKT_LAST}}};

const struct pktset *const pktset_empty = (const struct pktset *)&empty_set;
const struct pktset *const pktset_all = (const struct pktset *)&all_set;

struct span span_values(unsigned proto, unsigned lo, unsigned hi)
{
	return (struct span){proto << 16 | lo, proto << 16 | hi};
}

struct span span_proto(unsigned proto)
{
	return span_values(proto, 0, 0xffff);
}

static struct pktset *new_set(struct arena *a, size_t capacity)
{
	struct pktset *s = arena_alloc(a, sizeof *s + capacity * sizeof(struct span));
	s->count = 0;
	return s;
}

/* Spans come in ascending order of lo; those that touch become one. */
static void append(struct pktset *s, struct span span)
{
	struct span *last = s->count ? &s->spans[s->count - 1] : NULL;
	if (last && span.lo <= last->hi + 1) {
		if (span.hi > last->hi)
			last->hi = span.hi;
	} else {
		s->spans[s->count++] = span;
	}
}

const struct pktset *pktset_of(struct arena *a, struct span span)
{
	struct pktset *s = new_set(a, 1);
	append(s, span);
	return s;
}

static int by_lo(const void *a, const void *b)
{
	uint32_t x = ((const struct span *)a)->lo, y = ((const struct span *)b)->lo;
	return (x > y) - (x < y);
}

const struct pktset *pktset_from(struct arena *a, struct span *spans, size_t count)
{
	if (!count)
		return pktset_empty;
	qsort(spans, count, sizeof *spans, by_lo);
	struct pktset *s = new_set(a, count);
	for (size_t i = 0; i < count; i++)
		append(s, spans[i]);
	return s;
}

const struct pktset *pktset_or(struct arena *a, const struct pktset *x, const struct pktset *y)
{
	if (!x->count || pktset_covers(y, x))
		return y;
	if (!y->count || pktset_covers(x, y))
		return x;
	struct pktset *s = new_set(a, x->count + y->count);
	for (uint32_t i = 0, j = 0; i < x->count || j < y->count;) {
		bool left = j == y->count || (i < x->count && x->spans[i].lo <= y->spans[j].lo);
		append(s, left ? x->spans[i++] : y->spans[j++]);
	}
	return s;
}

const struct pktset *pktset_and(struct arena *a, const struct pktset *x, const struct pktset *y)
{
	if (y == pktset_all || pktset_covers(y, x))
		return x;
	if (pktset_covers(x, y))
		return y;
	struct pktset *s = new_set(a, x->count + y->count);
	for (uint32_t i = 0, j = 0; i < x->count && j < y->count;) {
		struct span p = x->spans[i], q = y->spans[j];
		uint32_t lo = p.lo > q.lo ? p.lo : q.lo, hi = p.hi < q.hi ? p.hi : q.hi;
		if (lo <= hi)
			append(s, (struct span){lo, hi});
		if (p.hi < q.hi)
			i++;
		else
			j++;
	}
	return s;
}

const struct pktset *pktset_minus(struct arena *a, const struct pktset *x, const struct pktset *y)
{
	if (!x->count || !pktset_meets(x, y))
		return x;
	struct pktset *s = new_set(a, x->count + y->count + 1);
	uint32_t j = 0;
	for (uint32_t i = 0; i < x->count; i++) {
		struct span rest = x->spans[i];
		while (j < y->count && y->spans[j].hi < rest.lo)
			j++;
		bool gone = false;
		for (uint32_t k = j; k < y->count && y->spans[k].lo <= rest.hi; k++) {
			if (y->spans[k].lo > rest.lo)
				append(s, (struct span){rest.lo, y->spans[k].lo - 1});
			gone = y->spans[k].hi >= rest.hi;
			if (gone)
				break;
			rest.lo = y->spans[k].hi + 1;
		}
		if (!gone)
			append(s, rest);
	}
	return s;
}

const struct pktset *pktset_keep(struct arena *a, const struct pktset *s)
{
	if (s == pktset_empty || s == pktset_all)
		return s;
	return arena_memdup(a, s, sizeof *s + s->count * sizeof *s->spans);
}

bool pktset_equal(const struct pktset *x, const struct pktset *y)
{
	return x == y || (x->count == y->count &&
			  memcmp(x->spans, y->spans, x->count * sizeof *x->spans) == 0);
}

/* The first span that ends at or behind `packet`. */
static uint32_t first_reaching(const struct pktset *s, uint32_t packet)
{
	uint32_t lo = 0, hi = s->count;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (s->spans[mid].hi < packet)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool pktset_has(const struct pktset *s, uint32_t packet)
{
	uint32_t i = first_reaching(s, packet);
	return i < s->count && s->spans[i].lo <= packet;
}

bool pktset_covers_spans(const struct pktset *x, const struct pktset *y)
{
	for (uint32_t i = 0; i < y->count; i++) {
		uint32_t k = first_reaching(x, y->spans[i].lo);
		if (k == x->count || x->spans[k].lo > y->spans[i].lo ||
		    x->spans[k].hi < y->spans[i].hi)
			return false;
	}
	return true;
}

bool pktset_meets(const struct pktset *x, const struct pktset *y)
{
	for (uint32_t i = 0, j = 0; i < x->count && j < y->count;) {
		if (x->spans[i].hi < y->spans[j].lo)
			i++;
		else if (y->spans[j].hi < x->spans[i].lo)
			j++;
		else
			return true;
	}
	return false;
}

/* ---- text ---- */

static void icmp_text(const char *name, uint32_t lo, uint32_t hi, struct buf *out)
{
	if (lo == 0 && hi == 0xffff)
		buf_printf(out, "%s/any", name);
	else if (lo == hi)
		buf_printf(out, "%s/%u/%u", name, lo >> 8, lo & 255);
	else if (lo >> 8 == hi >> 8 && (lo & 255) == 0 && (hi & 255) == 255)
		buf_printf(out, "%s/%u", name, lo >> 8);
	else if ((lo & 255) == 0 && (hi & 255) == 255)
		buf_printf(out, "%s/%u-%u", name, lo >> 8, hi >> 8);
	else
		buf_printf(out, "%s/%u/%u-%u/%u", name, lo >> 8, lo & 255, hi >> 8, hi & 255);
}

static void port_text(const char *name, uint32_t lo, uint32_t hi, struct buf *out)
{
	if (lo == 0 && hi == 0xffff)
		buf_puts(out, name);
	else if (lo == hi)
		buf_printf(out, "%s/%u", name, lo);
	else
		buf_printf(out, "%s/%u-%u", name, lo, hi);
}

void span_text(struct span s, struct buf *out)
{
	uint32_t proto = s.lo >> 16, lo = s.lo & 0xffff, hi = s.hi & 0xffff;
	if (s.lo == 0 && s.hi == PKT_LAST) {
		buf_puts(out, "any");
	} else if (s.hi >> 16 != proto) {
		buf_printf(out, "%u-%u", proto, s.hi >> 16);
	} else if (proto == PROTO_TCP) {
		port_text("tcp", lo, hi, out);
	} else if (proto == PROTO_UDP) {
		port_text("udp", lo, hi, out);
	} else if (proto == PROTO_ICMP) {
		icmp_text("icmp", lo, hi, out);
	} else if (proto == PROTO_ICMPV6) {
		icmp_text("icmpv6", lo, hi, out);
	} else {
		buf_printf(out, "%u", proto);
	}
}

static bool has_values(uint32_t proto)
{
	return proto == PROTO_TCP || proto == PROTO_UDP || proto == PROTO_ICMP ||
	       proto == PROTO_ICMPV6;
}

/* The longest piece at the front of s that one text can say. */
static struct span piece(struct span s)
{
	if (s.lo == 0 && s.hi == PKT_LAST)
		return s;
	uint32_t proto = s.lo >> 16, last = proto;
	if (!has_values(proto))
		while (last < 255 && !has_values(last + 1) && ((last + 1) << 16) <= s.hi)
			last++;
	uint32_t end = last << 16 | 0xffff;
	uint32_t value = s.lo & 0xffff;
	if ((proto == PROTO_ICMP || proto == PROTO_ICMPV6) && (value & 255) && end > (s.lo | 255))
		end = s.lo | 255; /* the rest of one type first */
	else if ((proto == PROTO_ICMP || proto == PROTO_ICMPV6) && s.hi < end &&
		 (s.hi & 255) != 255 && s.lo >> 8 != s.hi >> 8)
		end = (s.hi & ~UINT32_C(255)) - 1; /* whole types, then the beginning of one */
	return (struct span){s.lo, s.hi < end ? s.hi : end};
}

size_t pktset_texts(struct arena *a, const struct pktset *set, const char ***out)
{
	VEC(const char *) texts = VEC_INIT;
	struct buf b = BUF_INIT;
	for (uint32_t i = 0; i < set->count; i++) {
		struct span rest = set->spans[i];
		for (;;) {
			struct span p = piece(rest);
			buf_clear(&b);
			span_text(p, &b);
			vec_push(&texts, arena_strdup(a, buf_str(&b)));
			if (p.hi >= rest.hi)
				break;
			rest.lo = p.hi + 1;
		}
	}
	buf_free(&b);
	size_t count = texts.len;
	*out = vec_move(&texts, a);
	vec_free(&texts);
	return count;
}

const char *pktset_text(struct arena *a, const struct pktset *set)
{
	const char **texts;
	size_t count = pktset_texts(a, set, &texts);
	if (!count)
		return "nothing";
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", texts[i]);
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}
