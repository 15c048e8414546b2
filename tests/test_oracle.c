/* test_oracle.c - the engine and a naive judge of single packets agree on random small networks. */
#include "harness.h"
#include "oracle/play.h"

/*
 * Features narrow what a network may hold; what is listed alone is tried alone, with the least that
 * it needs, so that its share of passing packets says something. The numbers keep the whole below a
 * quarter of a minute.
 */
static const struct {
	const char *name;
	unsigned features, networks;
	unsigned passing; /* at least so many of a hundred packets */
} plays[] = {
	{"IPv4, peering, groups, NACLs", 0, 60, 15},
	{"internet gateways and public addresses", FEATURE_PUBLIC, 60, 12},
	{"IPv6 beside it", FEATURE_PUBLIC | FEATURE_IPV6, 60, 12},
	{"several accounts and Regions", FEATURE_PUBLIC | FEATURE_REGIONS, 60, 12},
	{"replaced local routes, appliances", FEATURE_LOCAL, 60, 15},
	{"kinds that were never asked for", FEATURE_MISSING, 60, 15},
	{"prefix lists", FEATURE_PUBLIC | FEATURE_IPV6 | FEATURE_LISTS, 60, 10},
	{"all of these", FEATURE_CORE, 100, 10},
	{"NAT gateways", FEATURE_PUBLIC | FEATURE_NAT, 60, 15},
	{"transit gateways", FEATURE_TRANSIT, 60, 25},
	{"transit gateways that peer and are shared", FEATURE_TRANSIT | FEATURE_REGIONS, 60, 20},
	{"transit gateways, prefix lists and IPv6", FEATURE_TRANSIT | FEATURE_LISTS | FEATURE_IPV6,
	 60, 20},
	{"ways out and inspection by transit gateway",
	 FEATURE_TRANSIT | FEATURE_NAT | FEATURE_PUBLIC | FEATURE_LOCAL, 100, 15},
	{"virtual private gateways and VPN", FEATURE_VPN | FEATURE_TRANSIT, 60, 25},
	{"endpoints", FEATURE_ENDPOINT | FEATURE_PUBLIC | FEATURE_NAT, 60, 15},
	{"Block Public Access", FEATURE_BPA | FEATURE_PUBLIC | FEATURE_IPV6 | FEATURE_NAT, 100, 10},
	{"Block Public Access, exclusions never asked for",
	 FEATURE_BPA | FEATURE_PUBLIC | FEATURE_NAT | FEATURE_MISSING, 60, 10},
	{"load balancers", FEATURE_BALANCER, 80, 15},
	{"load balancers that the internet and peers call",
	 FEATURE_BALANCER | FEATURE_PUBLIC | FEATURE_REGIONS | FEATURE_TRANSIT, 80, 12},
	{"shared VPCs", FEATURE_SHARED | FEATURE_REGIONS, 60, 20},
	{"gateway route tables", FEATURE_EDGE | FEATURE_LOCAL | FEATURE_PUBLIC, 60, 15},
	{"gateways, and kinds that were never asked for",
	 FEATURE_CORE | FEATURE_NAT | FEATURE_TRANSIT | FEATURE_ENDPOINT, 100, 10},
	{"everything", FEATURE_ALL, 250, 10},
};
enum { N_PLAYS = sizeof plays / sizeof *plays, QUESTIONS = 150 };

/* rules.def */
static const struct {
	unsigned rule, features, but;
	const char *elsewhere;
} rules[] = {
#define SELDOM(rule, features, but) {rule, features, but, NULL},
#define SHOWN(rule, features)       {rule, features, 0, NULL},
#define ELSEWHERE(rule, who)        {rule, 0, 0, who},
#include "oracle/rules.def"
#undef SELDOM
#undef SHOWN
#undef ELSEWHERE
};
enum { N_RULES = sizeof rules / sizeof *rules };

/* Every play shows the rules that its networks can show. */
static void check_rules(const char *name, unsigned features)
{
	char missing[400] = "";

	for (int i = 0; i < N_RULES; i++) {
		size_t len = strlen(missing);
		if (!rules[i].elsewhere && !(rules[i].features & ~features) &&
		    !(rules[i].but & features) && !oracle_cited(rules[i].rule))
			snprintf(missing + len, sizeof missing - len, " R%u", rules[i].rule);
	}
	ck_assert_msg(!*missing, "%s: no packet hangs on%s", name, missing);
}

START_TEST(judges_agree)
{
	struct play play = {.features = plays[_i].features, .max_reports = 1};
	for (unsigned n = 0; n < plays[_i].networks && !play.reported; n++)
		play_seed(&play, 1 + n, QUESTIONS);
	printf("%s: ", plays[_i].name);
	play_print(&play, stdout);
	fflush(stdout);
	check_rules(plays[_i].name, plays[_i].features);
	ck_assert_msg(play.disagreements == 0 && play.unloadable == 0, "%s: the judges disagree",
		      plays[_i].name);
	ck_assert_msg(play.questions >= plays[_i].networks * QUESTIONS / 2,
		      "%s: only %lu questions made sense", plays[_i].name, play.questions);
	ck_assert_msg(play.by_ruling[RULING_PASSES] * 100 >= play.packets * plays[_i].passing,
		      "%s: %lu of %lu packets pass, too few to say much", plays[_i].name,
		      play.by_ruling[RULING_PASSES], play.packets);
}
END_TEST

/* The engine is handed a network in which one thing is another: some flow hangs on it. */
START_TEST(false_networks_are_found)
{
	const struct falsehood *f = &falsehoods[_i];
	struct play play = {.features = f->features, .falsehood = f};

	for (unsigned n = 0; n < 200 && !play.disagreements; n++)
		play_seed(&play, 1 + n, QUESTIONS);
	ck_assert_msg(play.disagreements, "%s: nothing is noticed", f->name);
	ck_assert_uint_eq(play.unloadable, 0);
	printf("%s: noticed after %lu packets\n", f->name, play.packets);
	fflush(stdout);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("oracle");
	TCase *all = harness_tcase("oracle");
	tcase_add_loop_test(all, judges_agree, 0, N_PLAYS);
	tcase_add_loop_test(all, false_networks_are_found, 0, (int)n_falsehoods);
	suite_add_tcase(s, all);
	return harness_run(s);
}
