/*
 * test_reach.c - what must hold of every answer of the engine, whatever the network.
 *
 * The rules themselves are tested by case folders and by judges that share no code with the engine.
 * Here: an explained answer is the decided one, its parts are disjoint and complete, an atom's
 * addresses are alike, and a pair in bulk is a pair alone.
 */
#include "harness.h"
#include "load/load.h"
#include "net/proto.h"
#include "reach/pairs.h"

#include <glob.h>

static const char *const questions[] = {"icmp",          "tcp/22",   "tcp", "any",
					"udp/1000-2000", "icmp/any", "47"};
enum { N_QUESTIONS = sizeof questions / sizeof *questions };

static struct net *load(const char *path)
{
	struct vck_error err;
	struct loader *l = loader_new();
	struct net *net = NULL;
	char text[2048];
	enum vck_status st = loader_add_path(l, path, &err);
	ck_assert_msg(st == VCK_OK, "%s", vck_error_string(&err, text, sizeof text));
	ck_assert_int_eq(loader_finish(l, &net, &err), VCK_OK);
	return net;
}

static const struct pktset *packets_of(struct arena *a, const char *text, uint8_t family)
{
	struct proto_spec spec;
	ck_assert(proto_parse(text, &spec, NULL));
	return pktset_of(a, proto_span(&spec, family));
}

static void check_parts(struct arena *a, const struct question *q, const struct answer *out)
{
	const struct pktset *parts[] = {out->passes, out->partial, out->blocked, out->unknown};
	const struct pktset *all = pktset_empty;
	for (int i = 0; i < 4; i++) {
		ck_assert_msg(!pktset_meets(all, parts[i]), "the parts of an answer overlap");
		all = pktset_or(a, all, parts[i]);
	}
	ck_assert_msg(pktset_equal(all, q->packets),
		      "the parts of an answer are not what was asked");
}

static void same_answer(const struct answer *x, const struct answer *y)
{
	ck_assert_int_eq(x->verdict, y->verdict);
	ck_assert(pktset_equal(x->passes, y->passes));
	ck_assert(pktset_equal(x->partial, y->partial));
	ck_assert(pktset_equal(x->blocked, y->blocked));
	ck_assert(pktset_equal(x->unknown, y->unknown));
}

/* A blocked flow has a hop that stops it, an unknown one a hop that does not know. */
static void check_trace(const struct answer *out, const struct trace *t)
{
	bool stops = false, doubts = false;
	for (size_t i = 0; i < t->hops.len; i++) {
		const struct hop *h = &t->hops.items[i];
		stops |= h->outcome == VCK_STOP || h->outcome == VCK_PASS_PARTLY;
		doubts |= h->outcome == VCK_NOT_KNOWN;
		ck_assert(h->component > COMPONENT_NONE && h->component < COMPONENT_COUNT);
	}
	if (out->verdict == VCK_BLOCKED)
		ck_assert_msg(stops, "blocked, and no hop stops it");
	if (out->verdict == VCK_UNKNOWN)
		ck_assert_msg(doubts || out->different || t->choices > 1,
			      "unknown, and no hop says why");
	if (out->verdict == VCK_REACHABLE)
		ck_assert_msg(!stops && !doubts, "reachable, and a hop stops it");
}

static void ask(struct reach *r, const struct question *q)
{
	struct arena a = ARENA_INIT;
	struct answer decided, told;
	struct trace t = {.arena = &a};
	reach_flow(r, &a, q, &decided, NULL);
	reach_flow(r, &a, q, &told, &t);
	same_answer(&decided, &told);
	check_parts(&a, q, &told);
	check_trace(&told, &t);
	vec_free(&t.hops);
	arena_free(&a);
}

static void every_pair(const char *path)
{
	struct net *net = load(path);
	struct reach *r = reach_new(net);
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		for (size_t k = 0; k < net->network_interfaces.len; k++)
			for (int p = 0; p < N_QUESTIONS; p++) {
				const struct network_interface
					*s = net->network_interfaces.items[i],
					*d = net->network_interfaces.items[k];
				struct question q = {point_interface(s, s->private_ip),
						     point_interface(d, d->private_ip),
						     packets_of(&a, questions[p], IPV4),
						     0,
						     0,
						     false};
				if (!s->private_ip.family || !d->private_ip.family)
					continue;
				ask(r, &q);
				q.destination.public_address =
					interface_public_of(d, d->private_ip);
				if (q.destination.public_address.family)
					ask(r, &q);
			}
	arena_free(&a);
	reach_free(r);
	net_free(net);
}

static const char *const networks[] = {
	TESTDATA "/lab/healthy.json",
	TESTDATA "/lab/broken.json",
	TESTDATA "/lab/overlap/bad.json",
	TESTDATA "/lab/route-blackhole/bad.json",
	TESTDATA "/lab/gateway-detached/bad.json",
	TESTDATA "/lab/nacl-no-reply/bad.json",
};
enum { N_NETWORKS = sizeof networks / sizeof *networks };

START_TEST(told_is_decided)
{
	every_pair(networks[_i]);
}
END_TEST

START_TEST(told_is_decided_measured)
{
	static const char demo[] = SHARED_DATA "/data/measured/demo/aws_configs";
	if (access(demo, R_OK) != 0) {
		puts("measured networks are not here: left out");
		return;
	}
	every_pair(demo);
}
END_TEST

/* Hosts: atom after atom covers the internet, and addresses inside one are answered alike. */
static void atoms_of(struct reach *r, const struct network_interface *eni, bool host_is_source)
{
	struct arena a = ARENA_INIT;
	uint64_t next = UINT64_C(1) << 24;
	unsigned atoms = 0;
	while (next < UINT64_C(224) << 24) {
		struct ip here = {next, IPV4};
		if (ip_is_private(here) || ip_is_link_local(here)) { /* not the internet */
			next = (uint64_t)ip_special_range(here).hi + 1;
			continue;
		}
		struct ip_range rest = {next, (UINT64_C(224) << 24) - 1, IPV4};
		struct point host = point_host(POINT_INTERNET, rest),
			     self = point_interface(eni, eni->private_ip);
		struct question q = {host_is_source ? host : self,
				     host_is_source ? self : host,
				     packets_of(&a, "tcp", IPV4),
				     0,
				     0,
				     false};
		struct answer first, other;
		reach_flow(r, &a, &q, &first, NULL);
		ck_assert(first.atom.lo <= next && next <= first.atom.hi);
		u128 samples[] = {first.atom.hi, next + (first.atom.hi - next) / 2,
				  next + (first.atom.hi - next) / 3};
		for (int i = 0; i < 3; i++) {
			struct question one = q;
			struct point p = point_host(
				POINT_INTERNET, (struct ip_range){samples[i], samples[i], IPV4});
			*(host_is_source ? &one.source : &one.destination) = p;
			reach_flow(r, &a, &one, &other, NULL);
			same_answer(&first, &other);
		}
		next = (uint64_t)first.atom.hi + 1;
		ck_assert_uint_lt(++atoms, 10000);
	}
	arena_free(&a);
}

START_TEST(atoms_are_alike)
{
	struct net *net = load(networks[_i]);
	struct reach *r = reach_new(net);
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		atoms_of(r, net->network_interfaces.items[i], true);
		atoms_of(r, net->network_interfaces.items[i], false);
	}
	reach_free(r);
	net_free(net);
}
END_TEST

/* On premises asked for in coarse stretches: each address in one is answered as it is for itself, and some
 * stretches hold several that are told apart otherwise. */
static unsigned coarse_stretches(struct reach *r, const struct network_interface *eni)
{
	struct arena a = ARENA_INIT;
	unsigned wider = 0;
	const u128 end = (UINT64_C(11) << 24) - 1;
	for (u128 next = UINT64_C(10) << 24; next <= end;) {
		struct question q = {.source = point_interface(eni, eni->private_ip),
				     .destination = point_host(POINT_ON_PREMISES,
							       (struct ip_range){next, end, IPV4}),
				     .packets = packets_of(&a, "any", IPV4),
				     .coarse = true};
		struct answer coarse, fine;
		reach_flow(r, &a, &q, &coarse, NULL);
		ck_assert(coarse.atom.lo <= next && next <= coarse.atom.hi);
		q.coarse = false;
		for (u128 at = next; at <= coarse.atom.hi; at = fine.atom.hi + 1) {
			q.destination = point_host(POINT_ON_PREMISES,
						   (struct ip_range){at, coarse.atom.hi, IPV4});
			reach_flow(r, &a, &q, &fine, NULL);
			same_answer(&coarse, &fine);
			wider += at == next && fine.atom.hi < coarse.atom.hi;
		}
		next = coarse.atom.hi + 1;
	}
	arena_free(&a);
	return wider;
}

START_TEST(coarse_stretches_are_alike)
{
	glob_t found;
	unsigned wider = 0;
	ck_assert_int_eq(glob(TESTDATA "/cases/*tgw*/snapshot.json", 0, NULL, &found), 0);
	for (size_t k = 0; k < found.gl_pathc; k++) {
		struct net *net = load(found.gl_pathv[k]);
		struct reach *r = reach_new(net);
		for (size_t i = 0; i < net->network_interfaces.len; i++)
			if (net->network_interfaces.items[i]->private_ip.family)
				wider += coarse_stretches(r, net->network_interfaces.items[i]);
		reach_free(r);
		net_free(net);
	}
	globfree(&found);
	ck_assert_uint_gt(wider, 0);
}
END_TEST

static void bulk_is_alone(const char *path, const char *protocol)
{
	struct net *net = load(path);
	struct reach *r = reach_new(net);
	struct arena a = ARENA_INIT;
	struct classes *c = classes_build(net, IPV4, false);
	const struct pktset *packets = packets_of(&a, protocol, IPV4);
	struct pairs *p = pairs_new(r, c, packets);
	for (size_t i = 0; i < c->items.len; i++)
		for (size_t k = 0; k < c->items.len; k++) {
			const struct endpoint_class *x = &c->items.items[i],
						    *y = &c->items.items[k];
			if (i == k)
				continue;
			struct answer alone;
			const struct fate *f = pairs_decide(p, x, y);
			struct answer bulk = {.verdict = f->verdict,
					      .passes = f->passes,
					      .partial = f->partial,
					      .blocked = f->blocked,
					      .unknown = f->unknown};
			for (uint32_t m = 0; m < x->count; m++)
				for (uint32_t n = 0; n < y->count; n++) {
					const struct member *s = &c->members.items[x->first + m];
					const struct member *d = &c->members.items[y->first + n];
					struct question q = {
						point_interface(s->interface, s->address),
						point_interface(d->interface, d->address),
						packets,
						0,
						0,
						false};
					reach_flow(r, &a, &q, &alone, NULL);
					same_answer(&bulk, &alone);
				}
		}
	pairs_free(p);
	classes_free(c);
	arena_free(&a);
	reach_free(r);
	net_free(net);
}

START_TEST(a_pair_in_bulk_is_a_pair_alone)
{
	for (int p = 0; p < N_QUESTIONS; p++)
		bulk_is_alone(networks[_i], questions[p]);
}
END_TEST

START_TEST(replies)
{
	static const char *const names[] = {"instance", "security-group", "vpc-peering-connection"};
	ck_assert_str_eq(component_name(COMPONENT_INSTANCE), names[0]);
	ck_assert_str_eq(component_name(COMPONENT_SECURITY_GROUP), names[1]);
	ck_assert_str_eq(component_name(COMPONENT_VPC_PEERING_CONNECTION), names[2]);
	ck_assert_str_eq(component_name((enum component)1000), "none");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("reach");
	TCase *all = harness_tcase("invariants");
	tcase_add_loop_test(all, told_is_decided, 0, N_NETWORKS);
	tcase_add_test(all, told_is_decided_measured);
	tcase_add_loop_test(all, atoms_are_alike, 0, N_NETWORKS);
	tcase_add_test(all, coarse_stretches_are_alike);
	tcase_add_loop_test(all, a_pair_in_bulk_is_a_pair_alone, 0, N_NETWORKS);
	suite_add_tcase(s, all);
	harness_case(s, "names", replies);
	return harness_run(s);
}
