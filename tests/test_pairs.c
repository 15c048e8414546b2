/*
 * test_pairs.c - all pairs at once are each pair alone, over random networks with everything that
 * the engine knows (oracle/generate.h); and what a pair alone is, the oracle judges
 * (test_oracle.c).
 */
#include "harness.h"
#include "load/load.h"
#include "mesh_util.h"
#include "oracle/generate.h"
#include "pairs_util.h"

enum { STEP = SANITIZED ? 3 : 1 }; /* which of them take their turn */

static const struct {
	const char *name;
	unsigned features, networks;
} plays[] = {
	{"peering, groups, NACLs, lists", FEATURE_LISTS, 120},
	{"IPv6 and public addresses", FEATURE_PUBLIC | FEATURE_IPV6 | FEATURE_BPA, 120},
	{"kinds that were never asked for", FEATURE_CORE, 120},
	{"NAT and transit gateways", FEATURE_PUBLIC | FEATURE_NAT | FEATURE_TRANSIT, 150},
	{"appliances, endpoints, VPN", FEATURE_LOCAL | FEATURE_ENDPOINT | FEATURE_VPN, 120},
	{"balancers", FEATURE_BALANCER | FEATURE_TRANSIT | FEATURE_PUBLIC, 100},
	{"shared VPCs, Regions", FEATURE_SHARED | FEATURE_REGIONS | FEATURE_TRANSIT, 100},
	{"transit gateways, and kinds that were never asked for",
	 FEATURE_MISSING | FEATURE_TRANSIT | FEATURE_REGIONS, 120},
	{"shared VPCs, IPv6, lists, and kinds that were never asked for",
	 FEATURE_MISSING | FEATURE_SHARED | FEATURE_IPV6 | FEATURE_LISTS | FEATURE_NAT, 120},
	{"all of these", FEATURE_ALL, 300},
};
enum { N_PLAYS = sizeof plays / sizeof *plays };

static struct net *network_of(struct buf *text)
{
	struct loader *l = loader_new();
	struct vck_error err;
	struct net *net = NULL;
	ck_assert_int_eq(loader_add_memory(l, "network.json", buf_str(text), text->len, &err),
			 VCK_OK);
	ck_assert_int_eq(loader_finish(l, &net, &err), VCK_OK);
	buf_free(text);
	return net;
}

static struct net *network(unsigned features, uint64_t seed)
{
	struct rng rng = {seed};
	struct buf text = BUF_INIT;
	generate_network(&rng, features, &text);
	return network_of(&text);
}

static struct net *mesh(uint64_t seed)
{
	struct rng rng = {seed};
	struct buf text = BUF_INIT;
	mesh_generate(&rng, &text);
	return network_of(&text);
}

START_TEST(at_once_is_alone)
{
	struct count count = {0};
	char what[128];
	for (unsigned seed = 1; seed <= plays[_i].networks; seed += STEP) {
		struct net *net = network(plays[_i].features, seed);
		snprintf(what, sizeof what, "%s, network %u", plays[_i].name, seed);
		at_once_is_alone_in(net, what, &count);
		net_free(net);
	}
	printf("%s: %lu pairs, %lu pass something, %lu are unknown, %lu passed over\n",
	       plays[_i].name, count.pairs, count.pass, count.unknown, count.lost);
	fflush(stdout);
	ck_assert_uint_gt(count.pass * 20, count.pairs);
}
END_TEST

START_TEST(a_mesh_at_once_is_each_pair_alone)
{
	enum { MESHES = 200 };
	struct count count = {0};
	char what[32];
	for (unsigned seed = 1; seed <= MESHES; seed += STEP) {
		struct net *net = mesh(seed);
		snprintf(what, sizeof what, "mesh %u", seed);
		at_once_is_alone_in(net, what, &count);
		net_free(net);
	}
	printf("meshes: %lu pairs, %lu pass something, %lu are unknown\n", count.pairs, count.pass,
	       count.unknown);
	fflush(stdout);
	ck_assert_uint_gt(count.pass * 10, count.pairs);
	ck_assert_uint_gt(count.unknown, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("pairs");
	TCase *all = harness_tcase("pairs");
	tcase_add_loop_test(all, at_once_is_alone, 0, N_PLAYS);
	tcase_add_test(all, a_mesh_at_once_is_each_pair_alone);
	suite_add_tcase(s, all);
	return harness_run(s);
}
