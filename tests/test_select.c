/* test_select.c - whom an address means where several hold it (cli.md, Endpoints). */
#include "netscript.h"
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

int main(void)
{
	Suite *s = suite_create("select");
	TCase *t = tcase_create("addresses");
	tcase_add_test(t, route_tells);
	tcase_add_test(t, nothing_tells);
	suite_add_tcase(s, t);
	return harness_run(s);
}
