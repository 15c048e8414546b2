/* test_lab.c - the lab, healthy and broken in every way that docs name, alone and together. */
#include "query_util.h"

START_TEST(healthy_has_nothing_above_info)
{
	struct arena a = ARENA_INIT;
	struct vck_net *net = util_load(TESTDATA "/lab/healthy.json");
	struct vck_report *r = util_check(net, NULL);
	ck_assert_str_eq(util_codes(&a, r, VCK_SEVERITY_WARNING), "");
	ck_assert_str_eq(r->subject,
			 "2 VPCs, 1 peering connection (active), 2 running instances in "
			 "eu-west-1");
	ck_assert_uint_eq(r->flow_counts.reachable, 3);
	vck_report_free(r);
	vck_net_free(net);
	arena_free(&a);
}
END_TEST

static bool evidence_has(const struct vck_finding *f, const char *text)
{
	for (size_t i = 0; i < f->n_evidence; i++)
		if (strstr(f->evidence[i].text, text))
			return true;
	return false;
}

START_TEST(broken_has_exactly_two_errors_and_they_come_first)
{
	struct vck_net *net = util_load(TESTDATA "/lab/broken.json");
	struct vck_report *r = util_check(net, NULL);
	ck_assert_uint_eq(r->finding_counts.error, 2);
	ck_assert_uint_eq(r->finding_counts.warning, 0);
	ck_assert_int_eq(r->findings[0].code, VCK_PUBLIC_IP_MISSING);
	ck_assert_int_eq(r->findings[1].code, VCK_SG_INGRESS_DENIED);
	ck_assert(evidence_has(&r->findings[0], "MapPublicIpOnLaunch is false"));
	ck_assert(evidence_has(&r->findings[0], "the rest of the way is open"));
	ck_assert(evidence_has(&r->findings[1], "tcp/22 from 0.0.0.0/0 (other protocol)"));
	ck_assert_ptr_nonnull(strstr(r->findings[1].fix.proposal.commands[0],
				     "FromPort=8,ToPort=0,IpRanges=[{CidrIp=10.1.0.0/16}]"));
	ck_assert_str_eq(r->findings[1].direction, "forward");
	ck_assert_ptr_null(r->findings[0].direction);
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

static void expect_codes(struct arena *a, const char *folder, const char *snapshot,
			 const char *wanted)
{
	struct vck_net *net = util_load(arena_printf(a, "%s/%s", folder, snapshot));
	struct vck_report *r = util_check(net, NULL);
	const char *got = util_codes(a, r, VCK_SEVERITY_WARNING);
	ck_assert_msg(str_eq(got, wanted), "%s/%s: \"%s\" instead of \"%s\"", folder, snapshot, got,
		      wanted);
	for (size_t i = 0; i < r->n_findings; i++) {
		ck_assert_msg(r->findings[i].n_evidence > 0, "%s: no evidence for %s", folder,
			      r->findings[i].message);
		if (r->findings[i].severity == VCK_SEVERITY_ERROR)
			ck_assert_msg(r->findings[i].fix.proposal.summary != NULL ||
					      r->findings[i].code == VCK_PEERING_NOT_ACTIVE,
				      "%s: no fix for %s", folder, r->findings[i].message);
	}
	vck_report_free(r);
	vck_net_free(net);
}

static const char *wanted(struct arena *a, const char *folder)
{
	cJSON *json = util_json(a, arena_printf(a, "%s/expected.json", folder));
	return util_list(a, json_get(json, "codes"));
}

START_TEST(each_break_names_its_cause)
{
	struct arena a = ARENA_INIT;
	const char **folders;
	size_t n = util_folders(&a, TESTDATA "/lab", &folders), seen = 0;
	for (size_t i = 0; i < n; i++) {
		if (str_ends(folders[i], "/combinations"))
			continue;
		expect_codes(&a, folders[i], "bad.json", wanted(&a, folders[i]));
		expect_codes(&a, folders[i], "good.json", "");
		seen++;
	}
	ck_assert_uint_ge(seen, 25);
	arena_free(&a);
}
END_TEST

START_TEST(several_breaks_name_the_union_of_their_causes)
{
	struct arena a = ARENA_INIT;
	const char **folders;
	size_t n = util_folders(&a, TESTDATA "/lab/combinations", &folders);
	for (size_t i = 0; i < n; i++)
		expect_codes(&a, folders[i], "bad.json", wanted(&a, folders[i]));
	ck_assert_uint_ge(n, 5);
	arena_free(&a);
}
END_TEST

START_TEST(the_same_input_gives_the_same_findings)
{
	struct vck_net *net = util_load(TESTDATA "/lab/broken.json");
	struct vck_report *a = util_check(net, NULL), *b = util_check(net, NULL);
	ck_assert_uint_eq(a->n_findings, b->n_findings);
	for (size_t i = 0; i < a->n_findings; i++) {
		ck_assert_str_eq(a->findings[i].fingerprint, b->findings[i].fingerprint);
		ck_assert_str_eq(a->findings[i].message, b->findings[i].message);
	}
	vck_net_free(net); /* a report outlives the network */
	ck_assert_str_eq(a->findings[0].resource.type, "network-interface");
	vck_report_free(a);
	vck_report_free(b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lab");
	harness_case(s, "lab", healthy_has_nothing_above_info,
		     broken_has_exactly_two_errors_and_they_come_first, each_break_names_its_cause,
		     several_breaks_name_the_union_of_their_causes,
		     the_same_input_gives_the_same_findings);
	return harness_run(s);
}
