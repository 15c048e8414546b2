/* test_measured.c - networks that ran in AWS, and what ping and nmap saw from inside them. */
#include "query_util.h"

struct measured {
	size_t right, wrong, unknown, flows;
};

static struct vck_question question(struct arena *a, const cJSON *row)
{
	return (struct vck_question){.id = arena_strdup(a, json_string(row, "id")),
				     .source = arena_strdup(a, json_string(row, "source")),
				     .destination =
					     arena_strdup(a, json_string(row, "destination")),
				     .protocol = arena_strdup(a, json_string(row, "protocol"))};
}

static void judge(struct measured *m, const struct vck_question *q, enum vck_verdict v,
		  const char *observed)
{
	m->flows++;
	if (v == VCK_UNKNOWN)
		m->unknown++;
	else if (str_eq(vck_verdict_name(v), observed))
		m->right++;
	else {
		m->wrong++;
		printf("%s: %s -> %s %s is %s, and was %s\n", q->id, q->source, q->destination,
		       q->protocol, vck_verdict_name(v), observed);
	}
}

static void ask_lines(struct arena *a, const struct vck_net *net, const char *path,
		      struct measured *m)
{
	struct buf b = BUF_INIT;
	struct vck_error err;
	ck_assert_int_eq(file_read(path, 64u << 20, &b, &err), VCK_OK);
	for (char *line = b.data, *end; line && *line; line = end) {
		cJSON *row;
		end = strchr(line, '\n');
		end = end ? end + 1 : line + strlen(line);
		if (json_parse(a, path, line, (size_t)(end - line), &row, &err))
			ck_abort_msg("%s: %s", path, err.text);
		struct vck_question q = question(a, row);
		struct vck_report *r = util_path(net, q.source, q.destination, q.protocol);
		judge(m, &q, r->flows[0].verdict, json_string(row, "observed"));
		vck_report_free(r);
	}
	buf_free(&b);
}

static struct measured measure(const char *name)
{
	struct arena a = ARENA_INIT;
	struct measured m = {0};
	const char *folder = arena_printf(&a, "%s/data/measured/%s", SHARED_DATA, name);
	if (!file_is_folder(folder)) {
		printf("not run, the measurements are not here: %s\n", name);
		arena_free(&a);
		return m;
	}
	struct vck_net *net = util_load(arena_printf(&a, "%s/aws_configs", folder));
	ask_lines(&a, net, arena_printf(&a, "%s/flows.jsonl", folder), &m);
	vck_net_free(net);
	printf("%s: %zu flows, %zu right, %zu wrong, %zu unknown\n", name, m.flows, m.right,
	       m.wrong, m.unknown);
	arena_free(&a);
	return m;
}

START_TEST(peering_across_accounts_is_right_in_all)
{
	struct measured m = measure("multi_account_vpc_peering");
	ck_assert_uint_eq(m.wrong, 0);
	ck_assert_uint_eq(m.right, m.flows);
}
END_TEST

START_TEST(demo_is_right_in_all)
{
	struct measured m = measure("demo");
	ck_assert_uint_eq(m.wrong, 0);
	ck_assert_uint_eq(m.right, m.flows);
}
END_TEST

/* The lab as an independent implementation of EC2 built it; its README says what works there. */
START_TEST(built_lab_works_as_it_was_built)
{
	static const struct {
		const char *source, *destination, *protocol, *passes;
	} asks[] = {
		{"10.1.1.10", "10.2.1.10", "icmp", "icmp/8/0"},
		{"10.2.1.10", "10.1.1.10", "icmp", "icmp/8/0"},
		{"internet", "10.1.1.10", "any", "tcp/22"},
		{"internet", "10.2.1.10", "any", NULL},
	};
	static const char folder[] = SHARED_DATA "/data/ec2-lab/json";
	if (!file_is_folder(folder)) {
		printf("not run, it is not here: ec2-lab\n");
		return;
	}
	struct vck_net *net = util_load(folder);
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct vck_report *r =
			util_path(net, asks[i].source, asks[i].destination, asks[i].protocol);
		const struct vck_flow *f = &r->flows[0];
		ck_assert_uint_eq(f->n_passes, asks[i].passes ? 1 : 0);
		if (asks[i].passes)
			ck_assert_str_eq(f->passes[0], asks[i].passes);
		ck_assert_uint_eq(f->n_unknown, 0);
		vck_report_free(r);
	}
	vck_net_free(net);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("measured");
	harness_case(s, "measured", peering_across_accounts_is_right_in_all, demo_is_right_in_all,
		     built_lab_works_as_it_was_built);
	return harness_run(s);
}
