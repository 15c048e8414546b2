/* test_oracle.c - the engine and a naive judge of single packets agree on random small networks. */
#include "harness.h"
#include "oracle/play.h"

/* Features narrow what a network may hold; the numbers keep the whole below a minute. */
static const struct {
	const char *name;
	unsigned features, networks;
} plays[] = {
	{"IPv4, peering, groups, NACLs", 0, 150},
	{"internet gateways and public addresses", FEATURE_PUBLIC, 150},
	{"IPv6 beside it", FEATURE_PUBLIC | FEATURE_IPV6, 150},
	{"several accounts and Regions", FEATURE_PUBLIC | FEATURE_REGIONS, 100},
	{"replaced local routes, appliances", FEATURE_LOCAL, 150},
	{"kinds that were never asked for", FEATURE_MISSING, 100},
	{"prefix lists", FEATURE_PUBLIC | FEATURE_IPV6 | FEATURE_LISTS, 150},
	{"all of these", FEATURE_CORE, 250},
};
enum { N_PLAYS = sizeof plays / sizeof *plays };

START_TEST(judges_agree)
{
	struct play play = {.features = plays[_i].features, .max_reports = 1};
	for (unsigned n = 0; n < plays[_i].networks && !play.reported; n++)
		play_seed(&play, 1 + n, 150);
	printf("%s: ", plays[_i].name);
	play_print(&play, stdout);
	fflush(stdout);
	ck_assert_msg(play.disagreements == 0 && play.unloadable == 0, "%s: the judges disagree",
		      plays[_i].name);
	ck_assert_uint_gt(play.questions, 5000);
	ck_assert_msg(play.by_ruling[RULING_PASSES] * 100 >= play.packets * 12,
		      "too few packets pass to say much");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("oracle");
	TCase *all = tcase_create("oracle");
	tcase_set_timeout(all, 240);
	tcase_add_loop_test(all, judges_agree, 0, N_PLAYS);
	suite_add_tcase(s, all);
	return harness_run(s);
}
