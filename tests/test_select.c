/* test_select.c - whom an address means where several hold it. */
#include "netscript/netscript.h"
#include "query_util.h"

static struct vck_net *load(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/select/%s.net", TESTDATA, name);
	return netscript_load(path);
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
	ck_assert_pstr_eq(back->flows[0].note,
			  "several VPCs hold 10.2.1.10; eni-3 in vpc-3 is meant here: to ask for "
			  "another one, name its interface");
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

/* The exact parts, as "X: A, B", without the other end and the protocol. */
static const char *told(struct arena *a, const struct vck_flow *f, const char *to)
{
	const struct {
		const char *word;
		const char *const *parts;
		size_t n;
	} lists[] = {{"passes", f->passes, f->n_passes},
		     {"blocked", f->blocked, f->n_blocked},
		     {"unknown", f->unknown, f->n_unknown}};
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (size_t k = 0; k < lists[i].n; k++) {
			const char *part = strstr(lists[i].parts[k], to);
			ck_assert_msg(part != NULL, "%s: %s", to, lists[i].parts[k]);
			size_t skip = strlen(to);
			int len = (int)strcspn(part + skip, " ");
			buf_printf(&b, "%s%s %.*s", b.len ? ", " : "", lists[i].word, len,
				   part + skip);
		}
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

/* A prefix in which nobody holds anything is answered for each part that is treated alike. */
START_TEST(prefixes)
{
	static const struct {
		const char *from, *to, *told; /* NULL: there is one part alone */
		enum vck_verdict verdict;
	} asks[] = {
		/* the resolver is no address that nobody has (R27) */
		{"eni-1", "10.1.0.0/30", "blocked 10.1.0.0/31, blocked 10.1.0.3, unknown 10.1.0.2",
		 VCK_UNKNOWN},
		{"eni-1", "10.1.0.0/31", NULL, VCK_BLOCKED},
		{"eni-1", "10.1.0.2/32", NULL, VCK_UNKNOWN},
		/* private and public, and who is on premises */
		{"eni-1", "172.0.0.0/8",
		 "passes 172.0.0.0/12, passes 172.32.0.0-172.255.255.255, blocked 172.16.0.0/12",
		 VCK_PARTIAL},
		{"eni-1", "192.168.0.0/15",
		 "passes 192.169.0.0/16, blocked 192.168.128.0/17, unknown 192.168.0.0/17",
		 VCK_PARTIAL},
		{"192.168.0.0/16", "eni-1", "blocked 192.168.128.0/17, unknown 192.168.0.0/17",
		 VCK_UNKNOWN},
		/* a VPC that was not read, its peer's blocks known; blocks of VPCs, and no VPC's */
		{"eni-1", "10.4.0.0/15", "blocked 10.5.0.0/16, unknown 10.4.0.0/16", VCK_UNKNOWN},
		{"10.4.0.0/15", "eni-1", "blocked 10.5.0.0/16, unknown 10.4.0.0/16", VCK_UNKNOWN},
		{"eni-1", "10.2.9.0/24", NULL, VCK_BLOCKED},
		{"eni-1", "100.64.0.0/10", NULL, VCK_BLOCKED},
		{"100.64.0.0/10", "eni-1", NULL, VCK_BLOCKED},
		{"eni-1", "100.0.0.0/9", "passes 100.0.0.0/10, blocked 100.64.0.0/10", VCK_PARTIAL},
		/* whoever holds an address is meant, and of the rest the public part */
		{"eni-1", "8.0.0.0/5", NULL, VCK_REACHABLE},
		{"eni-1", "10.0.0.0/8", NULL, VCK_REACHABLE},
		/* those that nobody is called by */
		{"eni-1", "224.0.0.0/4", NULL, VCK_BLOCKED},
		{"eni-1", "239.1.1.1", NULL, VCK_BLOCKED},
		{"224.0.0.0/4", "eni-1", NULL, VCK_BLOCKED},
		{"eni-1", "127.0.0.1", NULL, VCK_BLOCKED},
		{"eni-1", "0.0.0.0/8", NULL, VCK_BLOCKED},
		{"eni-1", "240.0.0.0/4", NULL, VCK_BLOCKED},
		{"255.255.255.255", "eni-1", NULL, VCK_BLOCKED},
		{"internet", "239.1.1.1", NULL, VCK_BLOCKED},
		{"eic", "10.9.9.9", NULL, VCK_BLOCKED},
		{"8.8.8.8", "52.0.0.77", NULL, VCK_UNKNOWN},
		{"eni-1", "169.254.0.0/16", NULL, VCK_UNKNOWN},
		{"169.254.0.0/16", "eni-1", NULL, VCK_BLOCKED},
		{"eni-1", "126.0.0.0/7", "passes 126.0.0.0/8, blocked 127.0.0.0/8", VCK_PARTIAL},
		/* what examples call public hosts (RFC 5737), and AWS's own */
		{"eni-1", "203.0.113.0/24", NULL, VCK_REACHABLE},
		{"52.94.0.0/22", "eni-1", NULL, VCK_REACHABLE},
		/* IPv6 */
		{"eni-1", "2600:1f00::/24", NULL, VCK_REACHABLE},
		{"eni-1", "fd00::/8",
		 "blocked fd00::-fd00:ec1:ffff:ffff:ffff:ffff:ffff:ffff, blocked "
		 "fd00:ec3::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, unknown fd00:ec2::/32",
		 VCK_UNKNOWN},
		{"fd00::/9", "eni-1", NULL, VCK_BLOCKED},
		{"eni-1", "fe80::/10", NULL, VCK_UNKNOWN},
		{"eni-1", "ff00::/8", NULL, VCK_BLOCKED},
		{"eni-1", "ff02::1", NULL, VCK_BLOCKED},
		{"eni-1", "::1", NULL, VCK_BLOCKED},
		{"::1", "eni-1", NULL, VCK_BLOCKED},
		{"eni-1", "4000::/3", NULL, VCK_BLOCKED},
		{"eni-1", "64:ff9b::/96", NULL, VCK_REACHABLE},
	};
	struct vck_net *net = load("prefixes");
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct vck_report *r = util_path(net, asks[i].from, asks[i].to, "tcp/443");
		const struct vck_flow *f = &r->flows[0];
		ck_assert_msg(f->verdict == asks[i].verdict, "%s to %s: %d", asks[i].from,
			      asks[i].to, f->verdict);
		const char *words =
			f->count > 1 && asks[i].told
				? told(&a, f, asks[i].from[0] == 'e' ? " to " : " from ")
				: NULL;
		ck_assert_msg(str_eq(words, asks[i].told), "%s to %s: %s", asks[i].from, asks[i].to,
			      words);
		vck_report_free(r);
	}
	arena_free(&a);
	vck_net_free(net);
}
END_TEST

/* The word means the private addresses of the family that is asked for; fd00:ec2::/32 is AWS's. */
START_TEST(on_premises)
{
	static const struct {
		const char *from, *to, *protocol;
		enum vck_verdict verdict;
	} asks[] = {
		{"on-premises", "eni-1", "icmpv6", VCK_UNKNOWN},
		{"on-premises", "2001:db8:1:1::10", "tcp/22", VCK_UNKNOWN},
		{"eni-2", "on-premises", "icmpv6", VCK_BLOCKED},
		{"on-premises", "eni-2", "icmpv6", VCK_BLOCKED},
		{"eni-1", "on-premises", "icmp", VCK_UNKNOWN},
		{"on-premises", "eni-2", "icmp", VCK_BLOCKED},
	};
	struct vck_net *net = load("on-premises");
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct vck_report *r = util_path(net, asks[i].from, asks[i].to, asks[i].protocol);
		ck_assert_msg(r->flows[0].verdict == asks[i].verdict, "%s to %s: %d", asks[i].from,
			      asks[i].to, r->flows[0].verdict);
		vck_report_free(r);
	}
	struct vck_report *r = util_path(net, "eni-1", "on-premises", "icmpv6");
	ck_assert_str_eq(told(&a, &r->flows[0], " to "),
			 "blocked fc00::-fd00:ec1:ffff:ffff:ffff:ffff:ffff:ffff, blocked "
			 "fd00:ec3::-fd11:ffff:ffff:ffff:ffff:ffff:ffff:ffff, blocked "
			 "fd13::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, unknown fd12::/16");
	vck_report_free(r);
	arena_free(&a);
	vck_net_free(net);
}
END_TEST

static bool keep_row(void *ctx, const struct vck_matrix_row *row)
{
	struct buf *b = ctx;
	const struct vck_matrix_end *ends[] = {&row->source, &row->destination};
	buf_puts(b, b->len ? "; " : "");
	for (int i = 0; i < 2; i++)
		buf_printf(b, "%s%s", i ? " > " : "",
			   ends[i]->id        ? ends[i]->id
			   : ends[i]->address ? ends[i]->address
					      : ends[i]->kind);
	for (size_t i = 0; i < row->n_ranges; i++)
		buf_printf(b, " %s", row->ranges[i]);
	buf_puts(b, row->n_passes ? " passes" : row->n_unknown ? " unknown" : " partly");
	return true;
}

/* So does the matrix, whatever routes each interface has there. */
START_TEST(prefixes_of_a_matrix)
{
	static const struct {
		struct vck_matrix_options options;
		const char *rows;
	} asks[] = {
		{{.source = "eni-1", .destination = "10.1.0.0/30"}, "eni-1 > 10.1.0.2 unknown"},
		{{.source = "eni-1", .destination = "192.168.0.0/15"},
		 "eni-1 > internet 192.169.0.0/16 passes; eni-1 > 192.168.0.0/17 unknown"},
		{{.source = "192.168.0.0/16", .destination = "eni-1"},
		 "192.168.0.0/17 > eni-1 unknown"},
		{{.source = "eni-2", .destination = "192.168.0.0/16"}, ""},
		{{.source = "eni-1", .destination = "10.4.0.0/15"}, "eni-1 > 10.4.0.0/16 unknown"},
		{{.source = "10.4.0.0/15", .destination = "10.5.0.0/16"},
		 "10.4.0.0/16 > 10.5.0.0/16 unknown"},
		{{.source = "eni-1", .destination = "224.0.0.0/3"}, ""},
		{{.source = "224.0.0.0/3", .destination = "eni-1"}, ""},
		{{.source = "internet", .destination = "10.9.0.0/16"}, ""},
	};
	struct vck_net *net = load("prefixes");
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct vck_matrix_options o = asks[i].options;
		struct buf rows = BUF_INIT;
		struct vck_error err;
		o.protocol = "tcp/443";
		ck_assert_int_eq(vck_matrix(net, &o, keep_row, &rows, &err), VCK_OK);
		ck_assert_msg(str_eq(buf_str(&rows), asks[i].rows), "%s to %s: %s", o.source,
			      o.destination, buf_str(&rows));
		buf_free(&rows);
	}
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
	tcase_add_test(t, prefixes);
	tcase_add_test(t, on_premises);
	tcase_add_test(t, prefixes_of_a_matrix);
	suite_add_tcase(s, t);
	return harness_run(s);
}
