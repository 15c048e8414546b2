/*
 * diff_util.h - what diff tells of two networks, held against each flow alone, before and after.
 *
 * Between any two interfaces, and between an interface and hosts outside, the sets that one flow alone
 * comes to (reach_flow, as path asks it) in both networks say what diff must tell, and matrix --pairs
 * of both must differ in the same pairs. For test_diff.c (networks by hand) and test_diff_random.c.
 */
#ifndef TESTS_DIFF_UTIL_H
#define TESTS_DIFF_UTIL_H

#include "harness.h"
#include "query/diff.h"
#include "query/internal.h"

#include <string.h>
#include <vpccheck/matrix.h>

enum { BEFORE, AFTER, TIMES };

struct counts {
	unsigned long pairs, changed, parts, unknown, missing, hosts;
};

struct two {
	const struct net *net[TIMES];
	struct reach *reach[TIMES];
	struct diff diff;
	struct arena arena, scratch;
	VEC(const char *) ids;           /* of interfaces */
	struct map numbers;              /* of ids, from 1 */
	const struct diff_change **told; /* [from * n + to] */
	bool *passes[TIMES];             /* [from * n + to], by matrix --pairs */
	const char *what;
	struct counts *counts;
	uint8_t family;
};

static const struct network_interface *interface_at(const struct two *x, int time, size_t i)
{
	return net_network_interface(x->net[time], x->ids.items[i]);
}

static size_t number_of(const struct two *x, const char *id)
{
	size_t n = (size_t)(uintptr_t)map_get_str(&x->numbers, id);
	ck_assert_uint_gt(n, 0);
	return n - 1;
}

static void list_ids(struct two *x)
{
	x->numbers = map_init(&x->arena);
	for (int t = 0; t < TIMES; t++)
		for (size_t i = 0; i < x->net[t]->network_interfaces.len; i++) {
			const char *id = x->net[t]->network_interfaces.items[i]->o.id;
			if (map_get_str(&x->numbers, id))
				continue;
			vec_push(&x->ids, id);
			map_put_str(&x->numbers, id, (void *)(uintptr_t)x->ids.len);
		}
}

/* Was the network never asked for an interface that the other one shows? */
static bool is_missing(const struct two *x, int time, size_t i)
{
	const struct network_interface *eni = interface_at(x, 1 - time, i);
	if (!eni || interface_at(x, time, i))
		return false;
	const char *const who[] = {eni->o.account, object_seen_by(&eni->o)};
	for (size_t k = 0; k < 2; k++)
		if ((!k || who[k]) &&
		    (net_knows(x->net[time], KIND_NETWORK_INTERFACE, who[k], eni->o.region) ||
		     (eni->instance_id &&
		      net_knows(x->net[time], KIND_INSTANCE, who[k], eni->o.region))))
			return false;
	return true;
}

static bool is_one_host(const struct two *x, int time, size_t i, size_t k)
{
	const struct network_interface *a = interface_at(x, time, i), *b = interface_at(x, time, k);
	return a && b && a->instance_id && str_eq(a->instance_id, b->instance_id);
}

/* R11: whenever both are there. */
static bool is_no_pair(const struct two *x, size_t i, size_t k)
{
	bool one = false, two = false;
	for (int t = 0; t < TIMES; t++) {
		one |= is_one_host(x, t, i, k);
		two |= interface_at(x, t, i) && interface_at(x, t, k) && !is_one_host(x, t, i, k);
	}
	return i == k || (one && !two);
}

/* ---- what is told ---- */

static void fill(struct two *x, const struct diff_change *c)
{
	for (size_t i = 0; i < c->source.interfaces.len; i++)
		for (size_t k = 0; k < c->destination.interfaces.len; k++) {
			size_t from = number_of(x, c->source.interfaces.items[i]->o.id);
			size_t to = number_of(x, c->destination.interfaces.items[k]->o.id);
			const struct diff_change **told = &x->told[from * x->ids.len + to];
			ck_assert_msg(!*told || is_no_pair(x, from, to), "%s: %s -> %s, told twice",
				      x->what, x->ids.items[from], x->ids.items[to]);
			*told = c;
		}
}

static bool take_row(void *ctx, const struct vck_matrix_row *row)
{
	bool **passes = ((void **)ctx)[0];
	const struct two *x = ((void **)ctx)[1];
	if (row->family == (x->family == IPV6 ? 6 : 4))
		(*passes)[number_of(x, row->source.id) * x->ids.len +
			  number_of(x, row->destination.id)] = true;
	return true;
}

static void ask_matrix(struct two *x, int time, const char *protocol)
{
	size_t n = x->ids.len * x->ids.len;
	struct vck_matrix_options o = {.protocol = protocol, .pairs = true, .jobs = 1};
	struct vck_error err;
	x->passes[time] = arena_array(&x->arena, bool, n + 1);
	void *ctx[] = {&x->passes[time], x};
	ck_assert_int_eq(vck_matrix((const struct vck_net *)x->net[time], &o, take_row, ctx, &err),
			 VCK_OK);
}

/* ---- what should be ---- */

static struct answer nothing(void)
{
	return (struct answer){.passes = pktset_empty,
			       .partial = pktset_empty,
			       .blocked = pktset_all,
			       .unknown = pktset_empty};
}

static const struct pktset *gained(struct arena *a, const struct pktset *now,
				   const struct pktset *then, const struct pktset *unknown_then)
{
	return pktset_minus(a, pktset_minus(a, now, then), unknown_then);
}

static void expect_set(const struct two *x, struct arena *a, const char *where, const char *word,
		       const struct pktset *expected, const struct pktset *told)
{
	ck_assert_msg(pktset_equal(expected, told), "%s: %s: %s: %s, not %s", x->what, where, word,
		      pktset_text(a, expected), pktset_text(a, told));
}

/* Is it said that there are pairs of which nobody knows? */
static bool is_doubted(const struct diff *d)
{
	unsigned long n = d->unknown;
	for (int k = 0; k < LOST_KINDS; k++)
		n += d->lost[k].vpcs + d->strays[k].count;
	return n > 0;
}

static void expect_delta(const struct two *x, struct arena *a, const char *where,
			 const struct answer o[TIMES], const struct delta *told, bool pairs)
{
	static const struct delta none;
	const struct delta *d = told ? told : &none;
	const struct pktset *opened =
		gained(a, o[AFTER].passes, o[BEFORE].passes, o[BEFORE].unknown);
	const struct pktset *closed =
		gained(a, o[BEFORE].passes, o[AFTER].passes, o[AFTER].unknown);
	const struct pktset *partial =
		gained(a, o[AFTER].partial, o[BEFORE].partial, o[BEFORE].unknown);
	const struct pktset *was = gained(a, o[BEFORE].partial, o[AFTER].partial, o[AFTER].unknown);
	expect_set(x, a, where, "opened", opened, told ? d->opened : pktset_empty);
	expect_set(x, a, where, "closed", closed, told ? d->closed : pktset_empty);
	expect_set(x, a, where, "partial", partial, told ? d->partial : pktset_empty);
	expect_set(x, a, where, "was partial", was, told ? d->was_partial : pktset_empty);
	x->counts->changed += told != NULL;
	x->counts->parts += !pktset_is_empty(partial) || !pktset_is_empty(was);
	x->counts->unknown += !pktset_equal(o[BEFORE].unknown, o[AFTER].unknown);
	if (pairs && !pktset_equal(o[BEFORE].unknown, o[AFTER].unknown))
		ck_assert_msg(is_doubted(&x->diff), "%s: %s: who knows?", x->what, where);
}

static struct answer ask(struct two *x, int time, struct point from, struct point to)
{
	struct answer out;
	struct question q = {.source = from, .destination = to, .packets = pktset_all};
	reach_flow(x->reach[time], &x->scratch, &q, &out, NULL);
	return out;
}

/* False: one of them has no address of the family. */
static bool point_of(const struct two *x, int time, size_t i, struct point *out)
{
	const struct network_interface *eni = interface_at(x, time, i);
	struct ip ip = eni ? interface_address(eni, x->family) : (struct ip){0};
	if (ip.family)
		*out = point_interface(eni, ip);
	return ip.family != FAMILY_NONE;
}

static void expect_between(struct two *x, size_t i, size_t k, uint32_t packet)
{
	struct answer o[TIMES];
	size_t at = i * x->ids.len + k;
	const struct diff_change *c = x->told[at];
	char where[128];
	snprintf(where, sizeof where, "%s -> %s, IPv%d", x->ids.items[i], x->ids.items[k],
		 x->family == IPV6 ? 6 : 4);
	for (int t = 0; t < TIMES; t++) {
		struct point from, to;
		o[t] = nothing();
		if (point_of(x, t, i, &from) && point_of(x, t, k, &to))
			o[t] = ask(x, t, from, to);
		ck_assert_msg(pktset_has(o[t].passes, packet) == x->passes[t][at],
			      "%s: %s: the matrix parts with path", x->what, where);
	}
	if (is_missing(x, BEFORE, i) || is_missing(x, AFTER, i) || is_missing(x, BEFORE, k) ||
	    is_missing(x, AFTER, k)) {
		ck_assert_msg(!c, "%s: %s: told, though a snapshot lacks it", x->what, where);
		x->counts->missing++;
		return;
	}
	x->counts->pairs++;
	expect_delta(x, &x->scratch, where, o, c ? &c->delta : NULL, true);
	if (c && pktset_has(c->delta.opened, packet))
		ck_assert(x->passes[AFTER][at] && !x->passes[BEFORE][at]);
	if (c && pktset_has(c->delta.closed, packet))
		ck_assert(x->passes[BEFORE][at] && !x->passes[AFTER][at]);
}

/* ---- hosts outside ---- */

static bool in_range(char *text, struct ip ip)
{
	struct cidr c;
	struct ip lo, hi;
	if (cidr_parse(text, &c))
		return cidr_covers(c, ip);
	char *dash = strchr(text, '-');
	ck_assert_ptr_nonnull(dash);
	*dash = '\0';
	ck_assert(ip_parse(text, &lo) && ip_parse(dash + 1, &hi));
	return ip.value >= lo.value && ip.value <= hi.value;
}

static bool in_ranges(const struct diff_end *e, struct ip ip)
{
	char copy[1 << 16];
	if (!e->ranges.len)
		return true;
	ck_assert_uint_lt(strlen(e->ranges.items[0]), sizeof copy);
	snprintf(copy, sizeof copy, "%s", e->ranges.items[0]);
	for (char *next, *text = copy; text; text = next) {
		next = strstr(text, ", ");
		if (next) {
			*next = '\0';
			next += 2;
		}
		if (in_range(text, ip))
			return true;
	}
	return false;
}

static const struct diff_change *told_of_host(const struct two *x, const char *word, struct ip host,
					      size_t i, bool inbound)
{
	for (size_t n = 0; n < x->diff.len; n++) {
		const struct diff_change *c = &x->diff.items[n];
		const struct diff_end *out = inbound ? &c->source : &c->destination;
		const struct diff_end *in = inbound ? &c->destination : &c->source;
		if (c->family != x->family || !str_eq(out->outside, word) || !in_ranges(out, host))
			continue;
		for (size_t k = 0; k < in->interfaces.len; k++)
			if (str_eq(in->interfaces.items[k]->o.id, x->ids.items[i]))
				return c;
	}
	return NULL;
}

static bool is_held(const struct net *net, struct ip ip)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		if (interface_has(net->network_interfaces.items[i], ip))
			return true;
	return false;
}

/* R60: by a further address, where that alone has a public one. */
static void face_the_internet(struct point *me)
{
	const struct network_interface *eni = me->interface;
	struct ip further = {0};
	for (size_t i = eni->private_ips.len; i-- > 0;) {
		const struct private_ip_address *p = &eni->private_ips.items[i];
		if (!p->public_ip.family)
			continue;
		if (ip_equal(p->private_ip, me->address))
			return;
		further = p->private_ip;
	}
	if (further.family)
		*me = point_interface(eni, further);
}

static void expect_host(struct two *x, size_t i, const char *word, struct ip host, bool inbound)
{
	struct answer o[TIMES];
	char where[160], text[IP_TEXT];
	bool on_premises = str_eq(word, "on-premises");
	struct point outside = point_host(on_premises ? POINT_ON_PREMISES : POINT_INTERNET,
					  (struct ip_range){host.value, host.value, host.family});
	if (on_premises && (is_held(x->net[BEFORE], host) || is_held(x->net[AFTER], host)))
		return; /* by somebody who is not there */
	for (int t = 0; t < TIMES; t++) {
		struct point me;
		o[t] = nothing();
		if (!point_of(x, t, i, &me))
			continue;
		if (!on_premises && x->family == IPV4)
			face_the_internet(&me);
		o[t] = ask(x, t, inbound ? outside : me, inbound ? me : outside);
	}
	const struct diff_change *c = told_of_host(x, word, host, i, inbound);
	snprintf(where, sizeof where, "%s %s %s", x->ids.items[i], inbound ? "from" : "to",
		 ip_text(host, text));
	if (is_missing(x, BEFORE, i) || is_missing(x, AFTER, i)) {
		ck_assert_msg(!c, "%s: %s: told, though a snapshot lacks it", x->what, where);
		return;
	}
	/* R82: why nothing there is ever opened or closed */
	for (int t = 0; t < TIMES && on_premises; t++)
		ck_assert_msg(pktset_is_empty(o[t].passes) && pktset_is_empty(o[t].partial),
			      "%s: %s passes", x->what, where);
	expect_delta(x, &x->scratch, where, o, c ? &c->delta : NULL, false);
	x->counts->hosts++;
}

static void expect_hosts(struct two *x, size_t i)
{
	static const char *const hosts[][2] = {
		{"internet", "8.8.8.8"},        {"internet", "198.51.100.7"},
		{"internet", "52.12.1.2"},      {"internet", "2001:4860:4860::8888"},
		{"on-premises", "192.168.5.9"}, {"on-premises", "10.9.0.1"},
		{"on-premises", "10.1.1.77"},   {"on-premises", "10.2.1.77"}};
	for (size_t h = 0; h < COUNT_OF(hosts); h++) {
		struct ip host;
		ck_assert(ip_parse(hosts[h][1], &host));
		if (host.family != x->family)
			continue;
		expect_host(x, i, hosts[h][0], host, true);
		expect_host(x, i, hosts[h][0], host, false);
	}
}

/* ---- the whole ---- */

static void expect_family(struct two *x)
{
	static const char *const protocols[] = {"tcp/22", "icmp"};
	bool ping = x->family == IPV6;
	struct span span = ping ? span_values(PROTO_ICMPV6, 128 << 8, 128 << 8)
				: span_values(PROTO_TCP, 22, 22);
	size_t n = x->ids.len;
	x->told = arena_array(&x->arena, const struct diff_change *, n *n + 1);
	for (size_t i = 0; i < x->diff.len; i++)
		if (x->diff.items[i].family == x->family)
			fill(x, &x->diff.items[i]);
	for (int t = 0; t < TIMES; t++)
		ask_matrix(x, t, protocols[ping]);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n; k++)
			if (!is_no_pair(x, i, k))
				expect_between(x, i, k, span.lo);
		expect_hosts(x, i);
		arena_reset(&x->scratch);
	}
}

static void expect_difference(const struct net *before, const struct net *after, const char *what,
			      struct counts *counts)
{
	static const uint8_t families[] = {IPV4, IPV6};
	struct two x = {.net = {before, after}, .what = what, .counts = counts};
	for (int t = 0; t < TIMES; t++)
		x.reach[t] = reach_new(x.net[t]);
	list_ids(&x);
	query_diff(before, after, 1, &x.arena, &x.diff);
	for (size_t f = 0; f < COUNT_OF(families); f++) {
		x.family = families[f];
		expect_family(&x);
	}
	for (int t = 0; t < TIMES; t++)
		reach_free(x.reach[t]);
	vec_free(&x.ids);
	map_free(&x.numbers);
	arena_free(&x.arena);
	arena_free(&x.scratch);
}

#endif
