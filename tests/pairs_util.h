/*
 * pairs_util.h - all pairs of a network at once, held against each pair of members alone.
 *
 * For test_pairs.c (random networks) and test_rules.c (the networks of the rules).
 */
#ifndef TESTS_PAIRS_UTIL_H
#define TESTS_PAIRS_UTIL_H

#include "base/str.h"
#include "harness.h"
#include "reach/pairs.h"

struct table {
	const struct classes *classes;
	const struct fate **fates; /* [from * n + to]; NULL: not told */
};

static void take(void *ctx, const struct endpoint_class *x, const struct endpoint_class *y,
		 const struct fate *f)
{
	struct table *t = ctx;
	size_t n = t->classes->items.len;
	size_t at =
		(size_t)(x - t->classes->items.items) * n + (size_t)(y - t->classes->items.items);
	ck_assert_msg(!t->fates[at], "a pair is told twice");
	ck_assert_int_ne(f->verdict, VCK_BLOCKED);
	t->fates[at] = f;
}

static bool one_host(const struct member *a, const struct member *b)
{
	return a->interface == b->interface ||
	       (a->interface->instance_id &&
		str_eq(a->interface->instance_id, b->interface->instance_id));
}

static bool alike(const struct fate *f, const struct answer *a)
{
	if (!f)
		return a->verdict == VCK_BLOCKED;
	return f->verdict == a->verdict && pktset_equal(f->passes, a->passes) &&
	       pktset_equal(f->partial, a->partial) && pktset_equal(f->blocked, a->blocked) &&
	       pktset_equal(f->unknown, a->unknown);
}

static void tell(const struct question *q, const struct fate *f, const struct answer *a)
{
	struct arena texts = ARENA_INIT;
	char from[IP_TEXT], to[IP_TEXT];
	printf("%s %s > %s %s\n", q->source.interface->o.id, ip_text(q->source.address, from),
	       q->destination.interface->o.id, ip_text(q->destination.address, to));
	printf("alone:   passes %s; partial %s; unknown %s\n", pktset_text(&texts, a->passes),
	       pktset_text(&texts, a->partial), pktset_text(&texts, a->unknown));
	if (f)
		printf("at once: passes %s; partial %s; unknown %s\n",
		       pktset_text(&texts, f->passes), pktset_text(&texts, f->partial),
		       pktset_text(&texts, f->unknown));
	fflush(stdout);
	arena_free(&texts);
}

struct count {
	unsigned long pairs, pass, unknown, lost;
};

static bool same_pair(struct reach *r, struct arena *a, const struct pktset *packets,
		      const struct member *s, const struct member *d, const struct fate *f,
		      struct count *count)
{
	struct question q = {.source = point_interface(s->interface, s->address),
			     .destination = point_interface(d->interface, d->address),
			     .packets = packets};
	struct answer alone;
	arena_reset(a);
	reach_flow(r, a, &q, &alone, NULL);
	count->pairs++;
	count->pass += !pktset_is_empty(alone.passes);
	count->unknown += !pktset_is_empty(alone.unknown);
	if (alike(f, &alone))
		return true;
	tell(&q, f, &alone);
	return false;
}

static struct table all_pairs(struct pairs *p, const struct classes *c)
{
	size_t n = c->items.len;
	struct table t = {c, mem_zalloc((n * n + 1) * sizeof *t.fates)};
	for (uint32_t v = 0; v < c->net->vpcs.len; v++)
		pairs_from(p, v, NULL, NULL, take, &t);
	return t;
}

/* Asked for those that are reachable, it tells these and no others. */
static bool same_reachable(struct reach *r, const struct pktset *packets, const struct table *all)
{
	size_t n = all->classes->items.len;
	struct pairs *p = pairs_new(r, all->classes, packets);
	pairs_only_reachable(p);
	struct table t = all_pairs(p, all->classes);
	bool same = true;
	for (size_t i = 0; i < n * n; i++)
		same &= (t.fates[i] != NULL) ==
			(all->fates[i] && all->fates[i]->verdict == VCK_REACHABLE);
	free(t.fates);
	pairs_free(p);
	return same;
}

struct lost {
	VEC(struct ip_range) ranges;
};

static void take_lost(void *ctx, struct ip_range r)
{
	struct lost *l = ctx;
	vec_push(&l->ranges, r);
}

static bool holds(const struct lost *l, struct ip ip)
{
	for (size_t i = 0; i < l->ranges.len; i++)
		if (l->ranges.items[i].family == ip.family && l->ranges.items[i].lo <= ip.value &&
		    ip.value <= l->ranges.items[i].hi)
			return true;
	return false;
}

/* What is told when lost ways are passed over is the same, and what is not told lies where they lead, and
 * nothing of it passes for certain. */
static bool same_or_lost(const struct pairs *p, const struct table *t, const struct table *all,
			 uint32_t vpc, struct count *count)
{
	const struct vpc_classes *v = &all->classes->of_vpc[vpc];
	size_t n = all->classes->items.len;
	struct lost lost = {0};
	bool same = true;
	pairs_lost(p, take_lost, &lost);
	for (size_t i = v->first * n; i < (v->first + v->count) * n; i++) {
		const struct fate *f = all->fates[i], *told = t->fates[i];
		if (told ? f && pktset_equal(told->passes, f->passes) &&
				    pktset_equal(told->partial, f->partial) &&
				    pktset_equal(told->unknown, f->unknown)
			 : !f)
			continue;
		count->lost++;
		same &= !told && pktset_is_empty(f->passes) && pktset_is_empty(f->partial) &&
			holds(&lost, all->classes->items.items[i % n].sample.address);
	}
	vec_free(&lost.ranges);
	return same;
}

static bool same_but_lost(struct reach *r, const struct pktset *packets, const struct table *all,
			  struct count *count)
{
	size_t n = all->classes->items.len;
	struct pairs *p = pairs_new(r, all->classes, packets);
	struct table t = {all->classes, mem_zalloc((n * n + 1) * sizeof *t.fates)};
	bool same = true;
	pairs_pass_over_lost(p);
	for (uint32_t v = 0; v < all->classes->net->vpcs.len; v++) {
		pairs_from(p, v, NULL, NULL, take, &t);
		same &= same_or_lost(p, &t, all, v, count);
	}
	free(t.fates);
	pairs_free(p);
	return same;
}

/* The table that all pairs at once give, against every pair of members alone. */
static bool same_network(const struct net *net, uint8_t family, const struct pktset *packets,
			 struct count *count)
{
	struct reach *r = reach_new(net);
	struct classes *c = classes_build(net, family, false);
	struct pairs *p = pairs_new(r, c, packets);
	struct arena a = ARENA_INIT;
	size_t n = c->items.len;
	struct table t = all_pairs(p, c);
	bool same = same_reachable(r, packets, &t) && same_but_lost(r, packets, &t, count);
	for (size_t i = 0; i < n * n; i++) {
		const struct endpoint_class *x = &c->items.items[i / n],
					    *y = &c->items.items[i % n];
		for (uint32_t k = 0; k < x->count * y->count; k++) {
			const struct member *s = &c->members.items[x->first + k / y->count];
			const struct member *d = &c->members.items[y->first + k % y->count];
			if (!one_host(s, d) && s->address.family == d->address.family)
				same &= same_pair(r, &a, packets, s, d, t.fates[i], count);
		}
	}
	free(t.fates);
	arena_free(&a);
	pairs_free(p);
	classes_free(c);
	reach_free(r);
	return same;
}

/* All packets, ssh and ping, over either family: each of them at once is what each pair is alone. */
static void at_once_is_alone_in(const struct net *net, const char *what, struct count *count)
{
	struct arena a = ARENA_INIT;
	const struct pktset *asked[] = {
		pktset_all,
		pktset_of(&a, span_values(PROTO_TCP, 22, 22)),
		pktset_of(&a, span_values(PROTO_ICMP, 8 << 8, 8 << 8)),
	};
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		for (int v6 = 0; v6 < 2; v6++)
			ck_assert_msg(same_network(net, v6 ? IPV6 : IPV4, asked[i], count),
				      "%s: question %zu, %s", what, i, v6 ? "IPv6" : "IPv4");
	arena_free(&a);
}

#endif
