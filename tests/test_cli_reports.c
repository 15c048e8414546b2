/* test_cli_reports.c - what the built program writes: flows asked by the file, reports in their places,
 * summaries, baselines. */
#include "base/json.h"
#include "tests/cli_util.h"

START_TEST(many_flows)
{
	harness_write(folder, "flows.csv",
		      "protocol,note,id,destination,source\r\n"
		      "icmp,\"a, \"\"b\"\"\nc\",first,name=instance-2,name=instance-1\r\n"
		      "tcp/5432,,\"second, one\",name=instance-2,name=instance-1\r\n");
	harness_write(folder, "flows.jsonl",
		      "{\"id\":\"z\",\"source\":\"name=instance-1\",\"destination\":"
		      "\"name=instance-2\"}\n\n"
		      "{\"id\":\"a\",\"source\":\"name=instance-2\",\"destination\":"
		      "\"name=instance-1\",\"protocol\":\"icmp\"}\n");
	struct run r = run("path " HEALTHY " --flows flows.csv --format json");
	struct arena arena = ARENA_INIT;
	struct vck_error err;
	cJSON *root;
	ck_assert_int_eq(r.code, 1);
	ck_assert_int_eq(json_parse(&arena, "out", buf_str(&r.out), r.out.len, &root, &err),
			 VCK_OK);
	const cJSON *flows = json_get(root, "flows");
	ck_assert_int_eq(cJSON_GetArraySize(flows), 2);
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(flows, 0), "id"), "first");
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(flows, 0), "verdict"), "reachable");
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(flows, 1), "id"), "second, one");
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(flows, 1), "verdict"), "blocked");
	arena_free(&arena);
	run_free(&r);
	r = run("path " HEALTHY " --flows - --format jsonl <flows.jsonl");
	ck_assert_int_eq(r.code, 0);
	const char *second = strchr(buf_str(&r.out), '\n');
	ck_assert_msg(str_starts(buf_str(&r.out), "{\"id\": \"z\""), "%s", buf_str(&r.out));
	ck_assert_msg(second && str_starts(second + 1, "{\"id\": \"a\""), "%s", buf_str(&r.out));
	run_free(&r);
}
END_TEST

START_TEST(bad_flows)
{
	static const char *const cases[][2] = {
		{"", "holds no flow"},
		{"id,source,destination\n", "holds no flow"},
		{"id,source\n1,2\n", "flows:1: the first line names no column \"destination\""},
		{"id,source,destination\n1,i-1,\n", "flows:2: this flow has no destination"},
		{"source,destination\n\"i-1,2\n", "flows:2: a quote is not closed"},
		{"source,destination\n\"i-1\"x,2\n", "flows:2: there is text after"},
		{"{\"source\": \"a\"}\n", "flows:1: this flow has no destination"},
		{"{\"source\": 7, \"destination\": \"b\"}\n", "flows:1: \"source\" is no string"},
		{"{\"source\": \"a\", \"destination\": \"b\"}\n{\n", "flows:2"},
		{"{\"source\": \"name=instance-1\", \"destination\": \"i-none\"}\n", "flows:1"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		harness_write(folder, "flows", cases[i][0]);
		expect("path " HEALTHY " --flows flows", 2, "", cases[i][1]);
	}
}
END_TEST

START_TEST(formats_go_to_their_places)
{
	struct buf file = BUF_INIT;

	expect("check " BROKEN " --format sarif=a.sarif --format json=b.json --format text", 1,
	       "error[public-ip-missing]", "");
	read_into("a.sarif", &file);
	ck_assert_ptr_nonnull(strstr(buf_str(&file), "\"version\": \"2.1.0\""));
	buf_clear(&file);
	read_into("b.json", &file);
	ck_assert_ptr_nonnull(strstr(buf_str(&file), "\"public-ip-missing\""));
	expect("check " BROKEN " -o c.txt", 1, "", "");
	buf_free(&file);
}
END_TEST

/* What lies in no file lies where --report-path says. */
START_TEST(a_report_path_names_what_has_no_file)
{
	expect("- --format github <" BROKEN, 1, "::error file=snapshot.json,line=", "");
	expect("- --report-path net/x.json --format github <" BROKEN, 1,
	       "::error file=net/x.json,line=", "");
	expect("- --report-path net/x.json --format sarif <" BROKEN, 1, "\"uri\": \"net/x.json\"",
	       "");
	expect("- --report-path net/x.json --format gitlab <" BROKEN, 1,
	       "{\"path\": \"net/x.json\"", "");
	expect("- --report-path net/x.json --format json <" BROKEN, 1,
	       "\"location\": {\"file\": \"net/x.json\", \"line\": ", "");
	expect("- --report-path net/x.json <" BROKEN, 1, "[net/x.json:", "");
	expect("- <" BROKEN, 1, "input>:", "");
	harness_write(folder, "named.json",
		      "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}], \"Reservations\": []}");
	expect("named.json --report-path net/x.json --format json", 0, NULL, NULL);
}
END_TEST

START_TEST(long_summaries_are_cut_between_sections)
{
	enum { COUNT = 6000 };
	struct buf json = BUF_INIT, summary = BUF_INIT;

	buf_puts(&json, "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}], \"Reservations\": [], "
			"\"Addresses\": [");
	for (int i = 0; i < COUNT; i++)
		buf_printf(&json,
			   "%s{\"AllocationId\": \"eipalloc-%08d\", \"PublicIp\": "
			   "\"198.51.%d.%d\", \"Domain\": \"vpc\"}",
			   i ? ", " : "", i, i / 250, i % 250);
	buf_puts(&json, "]}");
	harness_write(folder, "many.json", buf_str(&json));
	setenv("GITHUB_STEP_SUMMARY", "summary", 1);
	expect("many.json --format github", 0, "::notice file=many.json", NULL);
	read_into("summary", &summary);
	ck_assert_uint_le(summary.len, 1u << 20);
	ck_assert_uint_gt(summary.len, 1000000);
	ck_assert(str_starts(buf_str(&summary), "# vpccheck\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&summary) + summary.len - 80,
				     "```\n\nThe report is longer than a summary may be.\n"));
	buf_free(&json);
	buf_free(&summary);
}
END_TEST

START_TEST(step_summary)
{
	struct buf file = BUF_INIT;

	harness_write(folder, "summary", "before\n");
	setenv("GITHUB_STEP_SUMMARY", "summary", 1);
	expect("check " BROKEN " --format github", 1, "::error file=", "");
	read_into("summary", &file);
	ck_assert(str_starts(buf_str(&file), "before\n# vpccheck\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&file), "```mermaid"));
	buf_free(&file);
}
END_TEST

/* A snapshot in which nobody knows a list by its key. */
static void write_without(const char *path, const char *list, const char *name)
{
	struct buf file = BUF_INIT;

	read_into(path, &file);
	char *at = strstr(file.data, list);
	ck_assert_ptr_nonnull(at);
	at[1] = 'X';
	harness_write(folder, name, file.data);
	buf_free(&file);
}

START_TEST(baselines)
{
	expect("check " BROKEN " --baseline base.json", 2, "", "base.json");
	expect("check " BROKEN " --baseline base.json --update-baseline", 0, "error[", "");
	expect("check " BROKEN " --baseline base.json", 0, "holds them already", "");
	expect("check " HEALTHY " --baseline base.json", 0, "gone: sg-ingress-denied on sg-", "");
	expect("check " HEALTHY " --baseline base.json --probe eic", 1,
	       "not looked for again: sg-ingr", "");
	expect("check " HEALTHY " --baseline base.json --probe eic", 1, "gone: public-ip-missing",
	       "");
	write_without(HEALTHY, "\"SecurityGroups\": [\n  {", "less.json");
	expect("check less.json --baseline base.json", 0, "(SecurityGroups of 111122223333", "");
	expect("check " TESTDATA "/lab/no-egress/bad.json --baseline base.json", 1,
	       "error[sg-egress-denied]", "");
	/* An expectation that fails already may hide nothing that comes to fail of it. */
	harness_write(folder, "c.yaml",
		      "expect: [{name: sealed, from: name=instance-1, to: name=instance-2, "
		      "deny: [icmp, tcp/22]}]");
	expect("check " BROKEN " -c c.yaml --baseline c.json --update-baseline", 0, "error[", "");
	expect("check " BROKEN " -c c.yaml --baseline c.json", 0, "holds it already", "");
	expect("check " HEALTHY " -c c.yaml --baseline c.json", 1, "this is new: icmp/8/0\n", "");
	/* What was worth less is new where it is worth more. */
	harness_write(folder, "w.yaml", "severity: {public-ip-missing: info}");
	expect("check " BROKEN " -c w.yaml --baseline w.json --update-baseline", 0, "info[public",
	       "");
	expect("check " BROKEN " --baseline w.json", 1, "error[public-ip-missing]", "");
	harness_write(folder, "other.json", "{\"Vpcs\": []}");
	expect("check " BROKEN " --baseline other.json", 2, "", "is no report of vpccheck");
	harness_write(folder, "broken.json", "{");
	expect("check " BROKEN " --baseline broken.json", 2, "", "broken.json:1");
}
END_TEST

START_TEST(same_bytes_every_time)
{
	static const char *const formats[] = {"text", "json",     "sarif", "junit",   "github",
					      "csv",  "markdown", "dot",   "mermaid", "html"};
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		char words[512];
		snprintf(words, sizeof words, "check %s --jobs=%d --format %s", BROKEN, 1,
			 formats[i]);
		struct run one = run(words);
		snprintf(words, sizeof words, "check %s --jobs=%d --format %s", BROKEN, 4,
			 formats[i]);
		struct run four = run(words);
		ck_assert_str_eq(buf_str(&one.out), buf_str(&four.out));
		run_free(&one);
		run_free(&four);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cli_reports");
	const TTest *const flows[] = {many_flows, bad_flows};
	const TTest *const reports[] = {formats_go_to_their_places,
					step_summary,
					baselines,
					same_bytes_every_time,
					a_report_path_names_what_has_no_file,
					long_summaries_are_cut_between_sections};

	add_case(suite, "flows", flows, COUNT_OF(flows));
	add_case(suite, "reports", reports, COUNT_OF(reports));
	return harness_run(suite);
}
