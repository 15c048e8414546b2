/*
 * rows_util.h - the rows of a matrix by VPC, subnet, group or tag, held against each of their pairs alone.
 *
 * For test_rules.c: the networks of the rules. What a row should say is added up here from reach_flow(),
 * pair by pair; no class has part in it.
 */
#ifndef TESTS_ROWS_UTIL_H
#define TESTS_ROWS_UTIL_H

#include "base/str.h"
#include "harness.h"
#include "net/proto.h"
#include "reach/reach.h"

#include <vpccheck/matrix.h>

enum { MOST_SUMS = 4096, MOST_LABELS = 16 };

struct sum { /* what pairs of two labels come to */
	const char *from, *to;
	uint8_t family;
	const struct pktset *some, *all, *partial, *unknown;
	bool denied;
	unsigned long pairs, reached;
	bool told;
};

struct all_sums {
	struct arena arena;
	struct sum items[MOST_SUMS];
	size_t len;
	const char *what;
};

struct labels {
	const char *items[MOST_LABELS];
	size_t len;
};

static const char *tag_named(const struct object *o, const char *key)
{
	for (size_t i = 0; o && i < o->tags.len; i++)
		if (str_eq(o->tags.items[i].key, key))
			return o->tags.items[i].value;
	return NULL;
}

static struct labels labels_of(const struct network_interface *n, const char *by)
{
	struct labels l = {0};
	const char *tag = tag_named(n->instance ? &n->instance->o : NULL, "Name");
	tag = tag ? tag : tag_named(&n->o, "Name");
	if (str_eq(by, "vpc"))
		l.items[l.len++] = n->vpc_id;
	else if (str_eq(by, "subnet"))
		l.items[l.len++] = n->subnet_id ? n->subnet_id : "(no subnet)";
	else if (str_eq(by, "tag:Name"))
		l.items[l.len++] = tag ? tag : "(no such tag)";
	for (size_t i = 0; str_eq(by, "group") && i < n->group_set->group_ids.len; i++)
		l.items[l.len++] = n->group_set->group_ids.items[i];
	if (!l.len)
		l.items[l.len++] = "(no group)";
	return l;
}

static struct sum *sum_between(struct all_sums *all, const char *from, const char *to,
			       uint8_t family)
{
	for (size_t i = 0; i < all->len; i++)
		if (str_eq(all->items[i].from, from) && str_eq(all->items[i].to, to) &&
		    all->items[i].family == family)
			return &all->items[i];
	ck_assert_uint_lt(all->len, MOST_SUMS);
	all->items[all->len] = (struct sum){.from = from,
					    .to = to,
					    .family = family,
					    .some = pktset_empty,
					    .all = pktset_all,
					    .partial = pktset_empty,
					    .unknown = pktset_empty};
	return &all->items[all->len++];
}

static void add_answer(struct arena *a, struct sum *s, const struct answer *x)
{
	s->some = pktset_or(a, s->some, x->passes);
	s->all = pktset_and(a, s->all, x->passes);
	s->partial = pktset_or(a, s->partial, x->partial);
	s->unknown = pktset_or(a, s->unknown, x->unknown);
	s->denied |= !pktset_is_empty(x->blocked);
	s->pairs++;
	s->reached += !pktset_is_empty(x->passes);
}

static bool of_one_host(const struct network_interface *a, const struct network_interface *b)
{
	return a == b || (a->instance_id && str_eq(a->instance_id, b->instance_id));
}

static struct ip first_address(const struct network_interface *n, uint8_t family)
{
	if (family == IPV4)
		return n->private_ip;
	return n->ipv6.len ? n->ipv6.items[0] : (struct ip){0};
}

static void add_pair(struct reach *r, struct all_sums *all, const char *by,
		     const struct network_interface *s, const struct network_interface *d,
		     const struct pktset *packets, uint8_t family)
{
	struct ip from = first_address(s, family), to = first_address(d, family);
	struct answer *x = arena_new(&all->arena, struct answer);
	struct question q = {
		point_interface(s, from), point_interface(d, to), packets, 0, 0, false};
	if (!from.family || !to.family || of_one_host(s, d) ||
	    !interface_takes_part(r, s, packets, true) ||
	    !interface_takes_part(r, d, packets, false))
		return;
	reach_flow(r, &all->arena, &q, x, NULL);
	struct labels froms = labels_of(s, by), tos = labels_of(d, by);
	for (size_t i = 0; i < froms.len; i++)
		for (size_t k = 0; k < tos.len; k++)
			add_answer(&all->arena,
				   sum_between(all, froms.items[i], tos.items[k], family), x);
}

static bool same_texts(struct arena *a, const struct pktset *set, const char *const *texts,
		       size_t n)
{
	const char **mine;
	size_t len = pktset_texts(a, set, &mine);
	for (size_t i = 0; i < len && len == n; i++)
		if (!str_eq(mine[i], texts[i]))
			return false;
	return len == n;
}

/* What `path` says of sets, said of this one. */
static enum vck_verdict verdict_of_sum(const struct sum *s, const struct pktset *packets)
{
	bool some = !pktset_is_empty(s->some), partial = !pktset_is_empty(s->partial);
	if (pktset_covers(s->all, packets))
		return VCK_REACHABLE;
	if ((some && s->denied) || partial)
		return VCK_PARTIAL;
	return pktset_is_empty(s->unknown) ? VCK_BLOCKED : VCK_UNKNOWN;
}

struct holding {
	struct all_sums *sums;
	const struct pktset *packets[2]; /* [is IPv6] */
};

static bool hold_row(void *ctx, const struct vck_matrix_row *r)
{
	struct holding *h = ctx;
	struct all_sums *all = h->sums;
	struct arena *a = &all->arena;
	const char *what = all->what, *from = r->source.id, *to = r->destination.id;
	bool v6 = r->family == 6;
	struct sum *s = sum_between(all, from, to, v6 ? IPV6 : IPV4);
	ck_assert_msg(s->pairs, "%s: %s > %s is of no pair", what, from, to);
	ck_assert_msg(!s->told, "%s: %s > %s is told twice", what, from, to);
	s->told = true;
	ck_assert_msg(r->verdict == verdict_of_sum(s, h->packets[v6]), "%s: %s > %s is %s", what,
		      from, to, vck_verdict_name(r->verdict));
	ck_assert_msg(same_texts(a, s->some, r->passes, r->n_passes), "%s: %s > %s, passes", what,
		      from, to);
	ck_assert_msg(same_texts(a, s->all, r->all, r->n_all), "%s: %s > %s, all", what, from, to);
	ck_assert_msg(same_texts(a, s->partial, r->partial, r->n_partial), "%s: %s > %s, partial",
		      what, from, to);
	ck_assert_msg(same_texts(a, s->unknown, r->unknown, r->n_unknown), "%s: %s > %s, unknown",
		      what, from, to);
	ck_assert_msg(r->pairs == s->pairs && r->reached == s->reached,
		      "%s: %s > %s: %lu of %lu pairs instead of %lu of %lu", what, from, to,
		      r->reached, r->pairs, s->reached, s->pairs);
	return true;
}

/* Each row is what its pairs come to, and what has no row passes nothing. */
static void rows_are_their_pairs(const struct net *net, const char *what, const char *protocol,
				 const char *by)
{
	struct all_sums *all = calloc(1, sizeof *all);
	struct reach *r = reach_new(net);
	struct vck_error err;
	struct vck_matrix_options o = {.protocol = protocol, .by = by, .jobs = 1};
	struct holding h = {.sums = all};
	struct proto_spec spec;
	ck_assert(proto_parse(protocol, &spec, NULL));
	all->what = arena_printf(&all->arena, "%s, %s by %s", what, protocol, by);
	for (int v6 = 0; v6 < 2; v6++) {
		uint8_t family = v6 ? IPV6 : IPV4;
		h.packets[v6] = pktset_of(&all->arena, proto_span(&spec, family));
		for (size_t i = 0; i < net->network_interfaces.len; i++)
			for (size_t k = 0; k < net->network_interfaces.len; k++)
				add_pair(r, all, by, net->network_interfaces.items[i],
					 net->network_interfaces.items[k], h.packets[v6], family);
	}
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &o, hold_row, &h, &err), VCK_OK);
	for (size_t i = 0; i < all->len; i++) {
		const struct sum *s = &all->items[i];
		ck_assert_msg(s->told || (pktset_is_empty(s->some) && pktset_is_empty(s->partial) &&
					  pktset_is_empty(s->unknown)),
			      "%s: %s > %s has no row", all->what, s->from, s->to);
	}
	reach_free(r);
	arena_free(&all->arena);
	free(all);
}

#endif
