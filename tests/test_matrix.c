/* test_matrix.c - all pairs at once are each pair alone, whatever the grouping and the number of
 * threads. */
#include "base/str.h"
#include "harness.h"
#include "load/load.h"
#include "net/proto.h"
#include "reach/reach.h"

#include <vpccheck/matrix.h>

static const char *const networks[] = {
	TESTDATA "/lab/healthy.json",
	TESTDATA "/lab/broken.json",
	TESTDATA "/lab/no-route-back/bad.json",
	SHARED_DATA "/data/measured/demo/aws_configs",
};
static const char *const protocols[] = {"icmp", "tcp/22", "tcp/80", "udp/53"};
enum { N_NETWORKS = 4, N_PROTOCOLS = 4 };

static struct net *load(const char *path)
{
	struct vck_error err;
	struct loader *l = loader_new();
	struct net *net = NULL;
	ck_assert_int_eq(loader_add_path(l, path, &err), VCK_OK);
	ck_assert_int_eq(loader_finish(l, &net, &err), VCK_OK);
	return net;
}

struct table {
	struct buf text;
	size_t rows;
};

static bool take(void *ctx, const struct vck_matrix_row *r)
{
	struct table *t = ctx;
	buf_printf(&t->text, "%s>%s", r->source.id ? r->source.id : r->source.kind,
		   r->destination.id ? r->destination.id : r->destination.kind);
	for (size_t i = 0; i < r->n_passes; i++)
		buf_printf(&t->text, " %s", r->passes[i]);
	for (size_t i = 0; i < r->n_all; i++)
		buf_printf(&t->text, " =%s", r->all[i]);
	buf_printf(&t->text, " %lu/%lu\n", r->reached, r->pairs);
	t->rows++;
	return true;
}

static struct table rows_of(const struct net *net, struct vck_matrix_options o)
{
	struct vck_error err;
	struct table t = {0};
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &o, take, &t, &err), VCK_OK);
	return t;
}

/* Every ordered pair that passes alone stands in the table, and nothing else. */
static void pairs_are_paths(const char *path, const char *protocol)
{
	struct net *net = load(path);
	struct reach *r = reach_new(net);
	struct arena a = ARENA_INIT;
	struct proto_spec spec;
	struct table t =
		rows_of(net, (struct vck_matrix_options){.protocol = protocol, .pairs = true});
	size_t passing = 0;
	ck_assert(proto_parse(protocol, &spec, NULL));
	const struct pktset *packets = pktset_of(&a, proto_span(&spec, IPV4));
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		for (size_t k = 0; k < net->network_interfaces.len; k++) {
			const struct network_interface *s = net->network_interfaces.items[i],
						       *d = net->network_interfaces.items[k];
			struct question q = {point_interface(s, s->private_ip),
					     point_interface(d, d->private_ip), packets, 0, 0};
			struct answer out;
			char line[160];
			if (s == d)
				continue;
			reach_flow(r, &a, &q, &out, NULL);
			snprintf(line, sizeof line, "%s>%s %s =%s 1/1\n", s->o.id, d->o.id,
				 pktset_text(&a, packets), pktset_text(&a, packets));
			bool told = strstr(buf_str(&t.text), line) != NULL;
			ck_assert_msg(told == (out.verdict == VCK_REACHABLE), "%s: %s", path, line);
			passing += told;
		}
	ck_assert_uint_eq(passing, t.rows);
	buf_free(&t.text);
	arena_free(&a);
	reach_free(r);
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
	struct net *net = load(networks[_i]);
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
	struct net *net = load(networks[0]);
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
	struct net *net = load(networks[0]);
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
	struct net *net = load(networks[0]);
	struct vck_matrix_options o = {0};
	struct vck_error err;
	int calls = 0;
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &o, refuse, &calls, &err),
			 VCK_E_INTERRUPTED);
	ck_assert_int_eq(calls, 1);
	net_free(net);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("matrix");
	TCase *all = tcase_create("matrix");
	tcase_set_timeout(all, 120);
	tcase_add_loop_test(all, pairs, 0, N_NETWORKS);
	tcase_add_loop_test(all, threads_do_not_show, 0, N_NETWORKS);
	tcase_add_test(all, the_lab);
	tcase_add_test(all, bad_words);
	tcase_add_test(all, a_caller_may_stop);
	suite_add_tcase(s, all);
	return harness_run(s);
}
