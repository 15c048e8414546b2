/* test_select.c - whom an address means where several hold it (cli.md, Endpoints). */
#include "netscript/netscript.h"
#include "query_util.h"

static struct vck_net *load(const char *name)
{
	char path[512], text[2048];
	struct vck_error err;
	struct vck_net *net;
	snprintf(path, sizeof path, "%s/select/%s.net", TESTDATA, name);
	struct netscript *s = netscript_read(path);
	char *json = cJSON_Print(s->root);
	if (vck_net_load_memory(path, json, strlen(json), &net, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	free(json);
	netscript_free(s);
	return net;
}

START_TEST(route_tells)
{
	struct vck_net *net = load("same-range-behind-gateway");
	static const struct {
		const char *from, *to, *protocol, *end;
		enum vck_verdict verdict;
	} asks[] = {
		{"10.1.1.10", "10.2.1.10", "tcp/22", "eni-3", VCK_REACHABLE},
		{"10.1.1.10", "10.2.1.10", "tcp/80", "eni-3", VCK_BLOCKED},
		{"eni-1", "eni-2", "tcp/22", "eni-2", VCK_BLOCKED},
	};
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct vck_report *r = util_path(net, asks[i].from, asks[i].to, asks[i].protocol);
		ck_assert_uint_eq(r->n_flows, 1);
		ck_assert_int_eq(r->flows[0].verdict, asks[i].verdict);
		ck_assert_str_eq(r->flows[0].destination.interface, asks[i].end);
		vck_report_free(r);
	}
	struct vck_report *back = util_path(net, "10.2.1.10", "10.1.1.10", "tcp/22");
	ck_assert_str_eq(back->flows[0].source.interface, "eni-3");
	ck_assert_int_eq(back->flows[0].verdict, VCK_REACHABLE);
	vck_report_free(back);
	vck_net_free(net);
}
END_TEST

START_TEST(nothing_tells)
{
	struct vck_net *net = load("same-range");
	struct vck_report *r = util_path(net, "10.1.1.10", "10.2.1.10", "tcp/22");
	ck_assert_int_eq(r->flows[0].verdict, VCK_BLOCKED);
	ck_assert_ptr_null(r->flows[0].destination.interface);
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

/* A load balancer by its DNS name: the addresses that the name stands for. */
START_TEST(balancer_names)
{
#define NAME "-0123456789abcdef.elb.eu-west-1.amazonaws.com"
	static const struct {
		const char *from, *to;
		enum vck_verdict verdict;
	} asks[] = {
		{"internet", "Web" NAME, VCK_PARTIAL}, /* zone b has no target */
		{"8.8.8.8", "eu-west-1a.web" NAME, VCK_REACHABLE},
		{"8.8.8.8", "eu-west-1b.Web" NAME ".", VCK_BLOCKED},
		{"8.8.8.8", "dualstack.Web" NAME, VCK_PARTIAL},
		{"eni-2", "inside" NAME, VCK_REACHABLE},
		/* From vpc-2 no way leads to public addresses, though one to the private ones does. */
		{"eni-2", "eu-west-1a.Web" NAME, VCK_BLOCKED},
		{"eni-2", "eni-a", VCK_REACHABLE},
	};
	struct vck_net *net = load("balancer-names");
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct vck_report *r = util_path(net, asks[i].from, asks[i].to, "tcp/80");
		ck_assert_uint_eq(r->n_flows, 1);
		ck_assert_msg(r->flows[0].verdict == asks[i].verdict, "%s to %s: %d", asks[i].from,
			      asks[i].to, r->flows[0].verdict);
		vck_report_free(r);
	}
	vck_net_free(net);
#undef NAME
}
END_TEST

/* Whoever holds an IPv6 address is known by it, also where its VPC was not read. */
START_TEST(vpc_unread)
{
	struct vck_net *net = load("unread-vpc");
	struct vck_report *r = util_path(net, "2001:db8:1:1::10", "2001:db8:2:1::10", "tcp/22");
	ck_assert_uint_eq(r->n_flows, 1);
	ck_assert_str_eq(r->flows[0].destination.interface, "eni-2");
	ck_assert_str_eq(r->flows[0].destination.address, "2001:db8:2:1::10");
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

/* A private address, too, unless the VPC that asks has it. What mends a missing route to it is the
 * connection that leads there, never the way to the internet, where it can't be carried (R66). */
START_TEST(vpc_unread_private)
{
	struct vck_net *net = load("unread-vpc-unrouted");
	struct vck_report *r = util_path(net, "10.1.1.10", "10.2.1.10", "tcp/22");
	ck_assert_uint_eq(r->n_flows, 1);
	ck_assert_str_eq(r->flows[0].destination.interface, "eni-2");
	ck_assert_int_eq(r->flows[0].verdict, VCK_BLOCKED);
	ck_assert_uint_eq(r->n_findings, 1);
	ck_assert_int_eq(r->findings[0].code, VCK_ROUTE_MISSING);
	ck_assert_ptr_nonnull(strstr(r->findings[0].fix.proposal.summary, "10.2.1.10/32 to pcx-1"));
	ck_assert_ptr_null(strstr(r->findings[0].fix.proposal.summary, "igw-1"));
	vck_report_free(r);
	r = util_path(net, "10.1.1.10", "10.2.1.11", "tcp/22");
	ck_assert_ptr_null(r->flows[0].destination.interface);
	ck_assert_ptr_null(strstr(r->findings[0].fix.proposal.summary, "igw-1"));
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("select");
	TCase *t = harness_tcase("addresses");
	tcase_add_test(t, route_tells);
	tcase_add_test(t, nothing_tells);
	tcase_add_test(t, balancer_names);
	tcase_add_test(t, vpc_unread);
	tcase_add_test(t, vpc_unread_private);
	suite_add_tcase(s, t);
	return harness_run(s);
}
