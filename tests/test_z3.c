/*
 * test_z3.c - Z3, given the rules as a formula, finds no packet of which the engine says otherwise;
 * and finds one wherever the engine's answer, or its network, was falsified.
 */
#include "harness.h"
#include "z3/compare.h"

#include <vpccheck/flow.h>

#include <signal.h>

static bool begin(struct game *g)
{
	if (game_start(g))
		return true;
	printf("test_z3: skipped, there is no z3 (apt-get install z3)\n");
	return false;
}

/* The numbers keep the whole at some forty seconds. */
static const struct {
	const char *name;
	unsigned features, networks, seed; /* the first one's */
} games[] = {
	{"IPv4, peering, groups, NACLs", 0, 3, 1},
	{"the internet, IPv6", FEATURE_PUBLIC | FEATURE_IPV6, 4, 1},
	{"prefix lists, Regions", FEATURE_PUBLIC | FEATURE_LISTS | FEATURE_REGIONS, 3, 1},
	{"appliances, edge tables", FEATURE_PUBLIC | FEATURE_LOCAL | FEATURE_EDGE, 3, 1},
	{"NAT gateways, endpoints", FEATURE_PUBLIC | FEATURE_NAT | FEATURE_ENDPOINT, 2, 1},
	{"EC2 Instance Connect Endpoints", FEATURE_ENDPOINT, 5, 1},
	/* The first: gateway endpoints whose lists have no entries; the second: no VPCs. */
	{"endpoints, kinds never asked for", FEATURE_ENDPOINT | FEATURE_MISSING, 3, 11},
	{"transit gateways", FEATURE_TRANSIT, 2, 1},
	{"on premises", FEATURE_VPN, 3, 1},
	{"on premises by transit gateway", FEATURE_TRANSIT | FEATURE_VPN, 2, 1},
	{"load balancers", FEATURE_BALANCER, 4, 1},
	{"load balancers, the internet, transit gateways",
	 FEATURE_BALANCER | FEATURE_PUBLIC | FEATURE_TRANSIT, 2, 1},
	{"shared VPCs, Block Public Access, kinds never asked for",
	 FEATURE_SHARED | FEATURE_REGIONS | FEATURE_MISSING | FEATURE_BPA, 2, 1},
};

START_TEST(judges_agree)
{
	struct game g = {.features = games[_i].features, .max_reports = 1, .out = stdout};

	if (!begin(&g))
		return;
	for (unsigned n = 0; n < games[_i].networks && !g.disagreements; n++)
		game_seed(&g, games[_i].seed + n, 12);
	printf("z3, %s: ", games[_i].name);
	game_print(&g, stdout);
	fflush(stdout);
	ck_assert_uint_eq(g.disagreements, 0);
	ck_assert_uint_eq(g.errors, 0);
	ck_assert_uint_ge(g.questions, games[_i].networks * 7ul);
	ck_assert_uint_le(g.undecided * 20, g.questions);
	ck_assert_msg(g.by_verdict[VCK_REACHABLE] + g.by_verdict[VCK_PARTIAL] +
				      (g.features & FEATURE_VPN ? g.by_verdict[VCK_UNKNOWN] : 0) >
			      g.questions / 10,
		      "too little passes to say much");
	ck_assert_msg(!(g.features & FEATURE_BALANCER) || g.balanced * 2 >= games[_i].networks,
		      "too little passes load balancers to say much");
	game_end(&g);
}
END_TEST

/* One packet moved from `passes` to `blocked`, or back: each time there is a model. */
START_TEST(false_answers_are_found)
{
	struct game g = {.features = FEATURE_PUBLIC, .false_answers = true};

	if (!begin(&g))
		return;
	for (unsigned n = 0; n < 2; n++)
		game_seed(&g, 1 + n, 9);
	ck_assert_uint_ge(g.questions, 8);
	ck_assert_uint_eq(g.disagreements, g.questions);
	ck_assert_uint_eq(g.errors, 0);
	game_end(&g);
}
END_TEST

/* The engine is handed a network in which one thing is another: some flow hangs on it. */
START_TEST(false_networks_are_found)
{
	const struct falsehood *f = &falsehoods[_i];
	struct game g = {.features = f->features, .falsehood = f};

	if (f->rare || !begin(&g)) /* rare ones are the oracle's: it asks faster */
		return;
	for (unsigned n = 0; n < 40 && !g.disagreements; n++)
		game_seed(&g, 1 + n, 10);
	ck_assert_msg(g.disagreements, "%s: nothing is noticed", f->name);
	ck_assert_uint_eq(g.errors, 0);
	game_end(&g);
}
END_TEST

/* What z3 gives up in its own time is undecided, and so is what it does not give up: then another
 * process knows what the first was told. */
START_TEST(a_solver_that_is_late_is_replaced)
{
	struct solver s;
	struct buf out = BUF_INIT;

	if (!solver_start(&s)) {
		printf("test_z3: skipped, there is no z3 (apt-get install z3)\n");
		return;
	}
	solver_put(&s, "(declare-const x Int)(assert (> x 4))\n");
	solver_push(&s);
	solver_put(&s, "(assert (< x 9))\n");
	solver_push(&s);
	solver_put(&s, "(assert (< x 2))\n");
	ck_assert_int_eq(solver_check(&s), SMT_UNSAT);
	solver_pop(&s);
	kill(s.pid, SIGSTOP);
	s.seconds = 1;
	ck_assert(!solver_tell(&s, "(simplify (+ 1 1))\n", &out));
	ck_assert_str_eq(buf_str(&out), "");
	ck_assert_uint_eq(s.ended, 1);
	s.seconds = SOLVER_SECONDS;
	ck_assert_int_eq(solver_check(&s), SMT_SAT);
	solver_values(&s, "(> x 8)", &out);
	ck_assert_str_eq(buf_str(&out), "(((> x 8) false))");
	solver_pop(&s);
	solver_put(&s, "(assert (> x 20))\n");
	ck_assert_int_eq(solver_check(&s), SMT_SAT);
	kill(s.pid, SIGSTOP);
	s.seconds = 1;
	ck_assert_int_eq(solver_check(&s), SMT_UNDECIDED);
	ck_assert_uint_eq(s.ended, 2);
	ck_assert_str_eq(buf_str(&s.error), "");
	buf_free(&out);
	solver_end(&s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("z3");
	TCase *all = harness_tcase("z3");
	tcase_add_loop_test(all, judges_agree, 0, sizeof games / sizeof *games);
	tcase_add_test(all, a_solver_that_is_late_is_replaced);
	tcase_add_test(all, false_answers_are_found);
	tcase_add_loop_test(all, false_networks_are_found, 0, (int)n_falsehoods);
	suite_add_tcase(s, all);
	return harness_run(s);
}
