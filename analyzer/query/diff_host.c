/*
 * diff_host.c - what changes between interfaces and hosts on the internet.
 *
 * The addresses of the internet are swept from edge to edge: as far as both networks treat them alike,
 * they share an answer. Stretches that gain and lose the same are told together; those that make up
 * all addresses need no ranges. Of what lies on premises no snapshot tells what it does with a packet
 * (R82): nothing passes to it, or from it, for certain, so there nothing opens or closes.
 */
#include "base/batch.h"
#include "base/str.h"
#include "query/differ.h"

static const char internet[] = "internet";

struct stretch { /* addresses that share a delta */
	struct delta delta;
	VEC(struct ip_range) ranges;
};

struct stretches {
	VEC(struct stretch) items;
};

static void add_stretch(struct stretches *s, struct delta delta, struct ip_range r)
{
	struct stretch *found = NULL;
	for (size_t i = 0; i < s->items.len && !found; i++)
		if (delta_equal(s->items.items[i].delta, delta))
			found = &s->items.items[i];
	if (!found) {
		struct stretch fresh = {.delta = delta};
		vec_push(&s->items, fresh);
		found = &s->items.items[s->items.len - 1];
	}
	struct ip_range *last =
		found->ranges.len ? &found->ranges.items[found->ranges.len - 1] : NULL;
	if (last && last->hi + 1 == r.lo)
		last->hi = r.hi;
	else
		vec_push(&found->ranges, r);
}

/* R60: by a further address, where that alone has a public one. */
static struct point facing(const struct member *m, const struct point *host)
{
	struct ip outward = {0, FAMILY_NONE};
	if (host->kind == POINT_INTERNET && m->address.family == IPV4 &&
	    !interface_public_of(m->interface, m->address).family)
		outward = interface_facing_internet(m->interface);
	return point_interface(m->interface, outward.family ? outward : m->address);
}

/* The answer for the first addresses of `host`; how far it holds is `*hi`. */
static struct outcome ask_host(struct diff_worker *w, int time, const struct member *m,
			       const struct point *host, bool inbound, struct arena *a, u128 *hi)
{
	struct answer out;
	if (!m)
		return outcome_stopped();
	struct point me = facing(m, host);
	struct question q = {.source = inbound ? *host : me,
			     .destination = inbound ? me : *host,
			     .packets = pktset_all,
			     .coarse = true};
	reach_flow(w->reach[time], a, &q, &out, NULL);
	u128 end = answer_holds_to(&out, host->range);
	if (end < *hi)
		*hi = end;
	return (struct outcome){out.passes, out.partial, out.unknown};
}

static void sweep(struct diff_worker *w, const struct member_pair *m, struct point host,
		  bool inbound, struct arena *scratch, struct stretches *s)
{
	const u128 end = host.range.hi;
	for (;;) {
		struct outcome o[TIMES];
		u128 hi = end;
		for (int t = 0; t < TIMES; t++)
			o[t] = ask_host(w, t, m->at[t], &host, inbound, scratch, &hi);
		struct delta delta = compare(scratch, o);
		w->still_partial |= delta.still_partial;
		if (!is_nothing(delta))
			add_stretch(s, delta,
				    (struct ip_range){host.range.lo, hi, host.range.family});
		if (hi >= end)
			return;
		host.range.lo = hi + 1;
		host.address.value = host.range.lo;
	}
}

static u128 addresses_in(const struct ip_range *r, size_t n)
{
	u128 sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += r[i].hi - r[i].lo + 1;
	return sum;
}

static bool as_prefix(struct ip_range r, struct cidr *out)
{
	char lo[IP_TEXT];
	for (uint8_t len = 0; len <= family_bits(r.family); len++) {
		struct buf b = BUF_INIT;
		buf_printf(&b, "%s/%u", ip_text((struct ip){r.lo, r.family}, lo), len);
		bool ok = cidr_parse(buf_str(&b), out) && out->first == r.lo &&
			  cidr_last(*out) == r.hi;
		buf_free(&b);
		if (ok)
			return true;
	}
	return false;
}

static const char *ranges_text(struct arena *a, const struct ip_range *r, size_t n)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		char lo[IP_TEXT], hi[IP_TEXT];
		struct cidr c;
		if (as_prefix(r[i], &c))
			buf_printf(&b, "%s%s", i ? ", " : "", cidr_text(c, lo));
		else
			buf_printf(&b, "%s%s-%s", i ? ", " : "",
				   ip_text((struct ip){r[i].lo, r[i].family}, lo),
				   ip_text((struct ip){r[i].hi, r[i].family}, hi));
	}
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

/* ---- joint by joint ---- */

struct asking {
	struct differ *differ;
	struct selection hosts; /* none: they have no addresses of the family */
};

struct slot { /* what one joint gives */
	struct arena arena;
	VEC(struct row) rows;
};

static void compare_hosts(const struct asking *x, struct diff_worker *w, size_t joint, bool inbound,
			  struct slot *out)
{
	const struct selection *hosts = &x->hosts;
	const struct member_pair *m = &x->differ->joints.items[joint]->members.items[0];
	struct stretches s = {0};
	u128 total = 0;
	for (size_t i = 0; i < hosts->points.len; i++) {
		total += addresses_in(&hosts->points.items[i].range, 1);
		sweep(w, m, hosts->points.items[i], inbound, &out->arena, &s);
	}
	for (size_t i = 0; i < s.items.len; i++) {
		struct stretch *y = &s.items.items[i];
		bool all = addresses_in(y->ranges.items, y->ranges.len) == total;
		struct row row = {
			.outside = internet,
			.inbound = inbound,
			.ranges = all ? NULL
				      : ranges_text(&out->arena, y->ranges.items, y->ranges.len),
			.delta = y->delta,
		};
		vec_push(&out->rows, row);
		vec_free(&y->ranges);
	}
	vec_free(&s.items);
}

static void decide_joint(void *ctx, void *worker, size_t item, void *slot)
{
	const struct asking *x = ctx;
	compare_hosts(x, worker, item, true, slot);
	compare_hosts(x, worker, item, false, slot);
}

static bool tell_joint(void *ctx, size_t joint, void *slot)
{
	struct asking *x = ctx;
	struct slot *s = slot;
	for (size_t i = 0; i < s->rows.len; i++) {
		const struct row *row = &s->rows.items[i];
		add_row(x->differ, *row, row->inbound ? NULL : &joint,
			row->inbound ? &joint : NULL);
	}
	vec_free(&s->rows);
	arena_free(&s->arena);
	return true;
}

void compare_outside(struct differ *d, void *const *workers, unsigned n_workers)
{
	struct asking x = {.differ = d};
	struct diff_worker *first = workers[0];
	struct vck_error ignored;
	if (select_points(first->reach[AFTER], d->arena, internet, d->family, NULL, &x.hosts,
			  &ignored))
		x.hosts.points.len = 0;
	struct batch_work work = {&x,           d->joints.len, sizeof(struct slot),
				  decide_joint, tell_joint,    8};
	batch_run(&work, workers, n_workers);
}
