/* test_legs.c - flows through load balancers as a reader sees them: legs, notes, fixes, names
 * (R85).
 */
#include "netscript/netscript.h"
#include "query_util.h"

#define ELB "arn:aws:elasticloadbalancing:eu-west-1:111111111111:"

static struct vck_net *net;

static void setup(void)
{
	net = netscript_load(TESTDATA "/select/legs.net");
}

static void teardown(void)
{
	vck_net_free(net);
}

static const struct vck_flow *one_flow(const struct vck_report *r, enum vck_verdict verdict)
{
	ck_assert_uint_eq(r->n_flows, 1);
	ck_assert_str_eq(vck_verdict_name(r->flows[0].verdict), vck_verdict_name(verdict));
	return &r->flows[0];
}

START_TEST(a_leg_to_the_balancer_and_one_to_the_target)
{
	struct vck_report *r = util_path(net, "eni-2", "name=site", "tcp/80");
	const struct vck_flow *f = one_flow(r, VCK_REACHABLE);
	ck_assert_uint_eq(f->n_legs, 2);
	ck_assert_str_eq(f->legs[0].source, "i-2");
	ck_assert_str_eq(f->legs[0].destination, "site");
	ck_assert_str_eq(f->legs[0].protocol, "tcp/80");
	ck_assert_ptr_null(f->legs[0].balancer);
	ck_assert_str_eq(f->legs[1].source, "site");
	ck_assert_str_eq(f->legs[1].destination, "i-1c");
	ck_assert_str_eq(f->legs[1].protocol, "tcp/8080");
	ck_assert_str_eq(f->legs[1].target, "i-1c");
	ck_assert_str_eq(f->legs[1].balancer, ELB "loadbalancer/app/site/0123456789abcdef");
	ck_assert(!f->legs[1].keeps_client);
	ck_assert(str_ends(f->legs[1].rule, "/10"));
	ck_assert_uint_eq(f->forward[0].leg, 0);
	ck_assert_uint_eq(f->forward[f->n_forward - 1].leg, 1);
	ck_assert_uint_eq(f->reply[0].leg, 1);
	ck_assert_uint_eq(f->reply[f->n_reply - 1].leg, 0);
	vck_report_free(r);
}
END_TEST

START_TEST(the_note_names_the_rules)
{
	struct vck_report *r = util_path(net, "eni-2", "name=site", "tcp/80");
	ck_assert_str_eq(r->flows[0].note, "reaches targets by path /v1; not by the default "
					   "action; answers itself by host old.example.com");
	vck_report_free(r);
	r = util_path(net, "eni-2", "name=site", "tcp/82");
	ck_assert_str_eq(one_flow(r, VCK_REACHABLE)->note,
			 "reaches targets by path /v1; not known by the default action (tg-open "
			 "weight 9, tg-shut weight 1)");
	vck_report_free(r);
}
END_TEST

START_TEST(the_note_tells_that_targets_differ)
{
	struct vck_report *r = util_path(net, "eni-2", "eni-n1", "tcp/81");
	ck_assert_str_eq(one_flow(r, VCK_UNKNOWN)->note,
			 "the load balancer picks one of 2 targets of tg-pair, and they differ: "
			 "one that the flow does not pass to is shown");
	vck_report_free(r);
}
END_TEST

START_TEST(every_way_that_fails_is_a_leg)
{
	struct vck_report *r = util_path(net, "eni-2", "name=site", "tcp/81");
	const struct vck_flow *f = one_flow(r, VCK_BLOCKED);
	ck_assert_uint_eq(f->n_legs, 3);
	ck_assert_str_eq(f->legs[1].destination, "no target");
	ck_assert_str_eq(f->legs[1].detail, "target group tg-none by path /v1 and method GET");
	ck_assert_str_eq(f->legs[2].destination, "i-1b");
	ck_assert_str_eq(f->legs[2].detail, "target group tg-shut by the default action, calls "
					    "with its own address");
	ck_assert_ptr_nonnull(util_finding(r, "lb-no-target"));
	ck_assert_ptr_nonnull(util_finding(r, "sg-ingress-denied"));
	vck_report_free(r);
}
END_TEST

/* The rule that lacks is one for who really calls the target. */
START_TEST(fixes_name_who_calls)
{
	struct vck_report *r = util_path(net, "eni-2", "eni-n1", "tcp/80");
	const struct vck_finding *f = util_finding(r, "sg-ingress-denied");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(strstr(f->fix.proposal.commands[0],
				     "IpRanges=[{CidrIp=10.1.1.71/32},{CidrIp=10.1.2.71/32}]"));
	vck_report_free(r);
	r = util_path(net, "eni-2", "name=kept", "tcp/80");
	f = util_finding(r, "sg-ingress-denied");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(strstr(f->fix.proposal.commands[0], "CidrIp=10.2.0.0/16"));
	ck_assert_uint_ge(f->fix.n_alternatives, 1);
	ck_assert_ptr_nonnull(strstr(f->fix.alternatives[0].commands[0], "GroupId=sg-1"));
	vck_report_free(r);
}
END_TEST

/* Nobody says what is asked: the balancer asks its target's health. */
START_TEST(health_checks)
{
	static const struct {
		const char *from, *to, *protocol;
	} asks[] = {
		{"name=web", "i-1b", "tcp/8080"},
		{"eni-lb", ELB "targetgroup/tg-1/0123456789abcdef", "tcp/8080"},
		{"name=web", "i-1c", "icmp/8/0"}, /* no target of it */
		{"i-1c", "i-1b", "icmp/8/0"},
	};
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct vck_question q = {.source = asks[i].from, .destination = asks[i].to};
		struct vck_report *r;
		struct vck_error err;
		ck_assert_int_eq(vck_path(net, &q, 1, NULL, &r, &err), VCK_OK);
		ck_assert_str_eq(r->flows[0].protocol, asks[i].protocol);
		if (strstr(asks[i].protocol, "8080"))
			ck_assert_str_eq(r->flows[0].note, "the health check of target group tg-1");
		vck_report_free(r);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("legs");
	TCase *t = harness_tcase("balancers");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_leg_to_the_balancer_and_one_to_the_target);
	tcase_add_test(t, the_note_names_the_rules);
	tcase_add_test(t, the_note_tells_that_targets_differ);
	tcase_add_test(t, every_way_that_fails_is_a_leg);
	tcase_add_test(t, fixes_name_who_calls);
	tcase_add_test(t, health_checks);
	suite_add_tcase(s, t);
	return harness_run(s);
}
