/* test_matrix.c - all pairs at once are each pair alone, whatever the grouping and the number of
 * threads. */
#include "matrix_util.h"
#include "net/proto.h"
#include "reach/reach.h"

static const char *const networks[] = {
	TESTDATA "/lab/healthy.json",
	TESTDATA "/lab/broken.json",
	TESTDATA "/lab/no-route-back/bad.json",
	SHARED_DATA "/data/measured/demo/aws_configs",
	TESTDATA "/cases/ipv6-internet/snapshot.json",
	TESTDATA "/cases/ipv6-only-subnet/snapshot.json",
	TESTDATA "/cases/ipv6-between-vpcs-by-internet/snapshot.json",
};
static const char *const protocols[] = {"icmp", "tcp/22", "tcp/80", "udp/53"};
enum { N_NETWORKS = 7, N_PROTOCOLS = 4 };
/* Does it stand in the table where it passes alone, and only there? */
static bool pair_is_path(struct reach *r, const struct table *t, struct point from, struct point to,
			 const struct pktset *packets, const char *path)
{
	struct arena a = ARENA_INIT;
	struct question q = {.source = from, .destination = to, .packets = packets};
	struct answer out;
	char line[160];
	reach_flow(r, &a, &q, &out, NULL);
	snprintf(line, sizeof line, "%s>%s %s =%s 1/1 v%d\n", from.interface->o.id,
		 to.interface->o.id, pktset_text(&a, packets), pktset_text(&a, packets),
		 from.address.family == IPV6 ? 6 : 4);
	bool told = strstr(buf_str(&t->text), line) != NULL;
	ck_assert_msg(told == (out.verdict == VCK_REACHABLE), "%s: %s", path, line);
	arena_free(&a);
	return told;
}

static struct ip address_over(const struct network_interface *n, uint8_t family)
{
	struct ip none = {0};
	if (family == IPV4)
		return n->private_ip.family == IPV4 ? n->private_ip : none;
	return n->ipv6.len ? n->ipv6.items[0] : none;
}

static size_t pairs_over(const struct net *net, const struct table *t, uint8_t family,
			 const struct proto_spec *spec, const char *path)
{
	struct reach *r = reach_new(net);
	struct arena a = ARENA_INIT;
	const struct pktset *packets = pktset_of(&a, proto_span(spec, family));
	size_t passing = 0;
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		for (size_t k = 0; k < net->network_interfaces.len; k++) {
			const struct network_interface *s = net->network_interfaces.items[i],
						       *d = net->network_interfaces.items[k];
			struct ip from = address_over(s, family), to = address_over(d, family);
			if (s != d && from.family && to.family)
				passing += pair_is_path(r, t, point_interface(s, from),
							point_interface(d, to), packets, path);
		}
	arena_free(&a);
	reach_free(r);
	return passing;
}

/* Every ordered pair that passes alone stands in the table, over IPv4 and IPv6, and nothing else. */
static void pairs_are_paths(const char *path, const char *protocol)
{
	struct net *net = net_of_path(path);
	struct proto_spec spec;
	struct table t =
		rows_of(net, (struct vck_matrix_options){.protocol = protocol, .pairs = true});
	ck_assert(proto_parse(protocol, &spec, NULL));
	size_t passing = pairs_over(net, &t, IPV4, &spec, path);
	passing += pairs_over(net, &t, IPV6, &spec, path);
	ck_assert_uint_eq(passing, t.rows);
	buf_free(&t.text);
	net_free(net);
}

START_TEST(pairs)
{
	if (access(networks[_i], R_OK) != 0) {
		printf("%s is not here: left out\n", networks[_i]);
		return;
	}
	for (int p = 0; p < N_PROTOCOLS; p++)
		pairs_are_paths(networks[_i], protocols[p]);
}
END_TEST

START_TEST(threads_do_not_show)
{
	static const char *const ways[] = {NULL, "vpc", "subnet", "group", "tag:Name"};
	if (access(networks[_i], R_OK) != 0)
		return;
	struct net *net = net_of_path(networks[_i]);
	for (int w = 0; w < 5; w++) {
		struct table one =
			rows_of(net, (struct vck_matrix_options){.by = ways[w], .jobs = 1});
		struct table four =
			rows_of(net, (struct vck_matrix_options){.by = ways[w], .jobs = 4});
		ck_assert_str_eq(buf_str(&one.text), buf_str(&four.text));
		buf_free(&one.text);
		buf_free(&four.text);
	}
	net_free(net);
}
END_TEST

START_TEST(the_lab)
{
	struct net *net = net_of_path(networks[0]);
	struct table t = rows_of(net, (struct vck_matrix_options){.by = "vpc"});
	ck_assert_uint_eq(t.rows, 2); /* there and back */
	buf_free(&t.text);
	t = rows_of(net, (struct vck_matrix_options){.exposed = true});
	ck_assert_uint_eq(t.rows, 1);
	ck_assert_ptr_nonnull(strstr(buf_str(&t.text), "internet>eni-0a1b442d77f5eaa87 tcp/22"));
	buf_free(&t.text);
	net_free(net);
}
END_TEST

START_TEST(bad_words)
{
	struct net *net = net_of_path(networks[0]);
	const struct vck_matrix_options bad[] = {
		{.by = "colour"}, {.by = "tag:"}, {.protocol = "tpc/22"}, {.source = "i-nobody"}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct vck_error err;
		struct table t = {0};
		ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &bad[i], take, &t, &err),
				 VCK_E_USAGE);
		ck_assert_uint_eq(t.rows, 0);
	}
	net_free(net);
}
END_TEST

static bool refuse(void *ctx, const struct vck_matrix_row *r)
{
	(void)r;
	++*(int *)ctx;
	return false;
}

START_TEST(a_caller_may_stop)
{
	struct net *net = net_of_path(networks[0]);
	struct vck_matrix_options o = {0};
	struct vck_error err;
	int calls = 0;
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &o, refuse, &calls, &err),
			 VCK_E_INTERRUPTED);
	ck_assert_int_eq(calls, 1);
	net_free(net);
}
END_TEST

/* An end that has addresses of one family alone is asked over that one. */
START_TEST(of_one_family)
{
	struct net *net = net_of_path(TESTDATA "/cases/ipv6-only-subnet/snapshot.json");
	struct table t = rows_of(net, (struct vck_matrix_options){.source = "i-6"});
	ck_assert_str_eq(buf_str(&t.text), "eni-6>eni-2 icmpv6/128/0 =icmpv6/128/0 1/1 v6\n");
	buf_free(&t.text);
	struct vck_matrix_options ipv4 = {.source = "i-6", .protocol = "icmp/3"};
	struct vck_error err;
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &ipv4, take, &t, &err),
			 VCK_E_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, "no network interface with an IPv4 address"));
	net_free(net);
}
END_TEST

/* ---- what is the same in several rows has a number ---- */

enum { MOST_NUMBERS = 1000 };

struct numbers { /* [number]: what it stood for first */
	char *ends[MOST_NUMBERS], *answers[MOST_NUMBERS];
	size_t again;
};

static const char *text_of_end(struct arena *a, const struct vck_matrix_end *e)
{
	return arena_printf(a, "%s %s %s %s %s %s %s %s %lu %d", e->kind, e->id ? e->id : "-",
			    e->name ? e->name : "-", e->instance ? e->instance : "-",
			    e->address ? e->address : "-", e->vpc ? e->vpc : "-",
			    e->subnet ? e->subnet : "-", e->load_balancer ? e->load_balancer : "-",
			    e->members, e->primary);
}

static const char *text_of_list(struct arena *a, const char *const *items, size_t n)
{
	const char *text = "";
	for (size_t i = 0; i < n; i++)
		text = arena_printf(a, "%s,%s", text, items[i]);
	return text;
}

static const char *text_of_answer(struct arena *a, const struct vck_matrix_row *r)
{
	return arena_printf(
		a, "%d %s %s %s %s %u", (int)r->verdict, text_of_list(a, r->passes, r->n_passes),
		text_of_list(a, r->all, r->n_all), text_of_list(a, r->partial, r->n_partial),
		text_of_list(a, r->unknown, r->n_unknown), r->family);
}

static void hold_number(struct numbers *n, char **known, unsigned long number, const char *text)
{
	ck_assert_uint_lt(number, MOST_NUMBERS);
	if (!number)
		return;
	if (known[number]) {
		ck_assert_str_eq(known[number], text);
		n->again++;
	} else {
		known[number] = strdup(text);
	}
}

static bool hold_numbers(void *ctx, const struct vck_matrix_row *r)
{
	struct numbers *n = ctx;
	struct arena a = ARENA_INIT;
	hold_number(n, n->ends, r->source.number, text_of_end(&a, &r->source));
	hold_number(n, n->ends, r->destination.number, text_of_end(&a, &r->destination));
	hold_number(n, n->answers, r->answer, text_of_answer(&a, r));
	arena_free(&a);
	return true;
}

static size_t numbers_held(const struct net *net, const struct vck_matrix_options *o)
{
	struct numbers n = {0};
	struct vck_error err;
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, o, hold_numbers, &n, &err),
			 VCK_OK);
	for (size_t k = 0; k < MOST_NUMBERS; k++) {
		free(n.ends[k]);
		free(n.answers[k]);
	}
	return n.again;
}

START_TEST(same_number_same_text)
{
	static const struct vck_matrix_options asked[] = {
		{.by = NULL},
		{.exposed = true},
		{.protocol = "icmp", .pairs = true},
		{.protocol = "tcp/22", .pairs = true},
		{.by = "vpc"},
		{.by = "subnet"},
		{.by = "tag:Name"},
	};
	size_t again = 0;
	for (size_t i = 0; i < N_NETWORKS; i++) {
		struct net *net = net_of_path(networks[i]);
		for (size_t k = 0; k < COUNT_OF(asked); k++)
			again += numbers_held(net, &asked[k]);
		net_free(net);
	}
	ck_assert_uint_gt(again, 0); /* else nothing was held */
}
END_TEST

int main(void)
{
	Suite *s = suite_create("matrix");
	TCase *all = harness_tcase("matrix");
	tcase_add_loop_test(all, pairs, 0, N_NETWORKS);
	tcase_add_loop_test(all, threads_do_not_show, 0, N_NETWORKS);
	tcase_add_test(all, the_lab);
	tcase_add_test(all, bad_words);
	tcase_add_test(all, a_caller_may_stop);
	tcase_add_test(all, of_one_family);
	tcase_add_test(all, same_number_same_text);
	suite_add_tcase(s, all);
	return harness_run(s);
}
