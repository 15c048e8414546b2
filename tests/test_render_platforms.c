/* test_render_platforms.c - what the platforms that read our reports demand beyond their schemas: what
 * must be there, what must be unique, how much they take. */
#include "base/json.h"
#include "base/vec.h"
#include "tests/render_util.h"
#include "tests/sample_report.h"

#include <time.h>

static cJSON *parsed(struct arena *arena, const struct buf *b)
{
	struct vck_error err;
	cJSON *root = NULL;

	ck_assert_msg(json_parse(arena, "report", buf_str(b), b->len, &root, &err) == VCK_OK, "%s",
		      err.text);
	return root;
}

static const cJSON *sarif_run(const cJSON *root)
{
	return cJSON_GetArrayItem(json_get(root, "runs"), 0);
}

static void check_sarif_result(const cJSON *result, const cJSON *rules)
{
	const cJSON *location = cJSON_GetArrayItem(json_get(result, "locations"), 0);
	const cJSON *physical = json_get(location, "physicalLocation");
	const char *uri = json_string(json_get(physical, "artifactLocation"), "uri");
	int rule = (int)cJSON_GetNumberValue(json_get(result, "ruleIndex"));

	ck_assert_msg(uri && *uri && *uri != '/' && !strchr(uri, ':') && !strchr(uri, ' ') &&
			      !str_starts(uri, ".."),
		      "no relative URI: %s", uri ? uri : "none");
	ck_assert(cJSON_GetNumberValue(json_get(json_get(physical, "region"), "startLine")) >= 1);
	ck_assert(!str_empty(
		json_string(json_get(result, "partialFingerprints"), "primaryLocationLineHash")));
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(rules, rule), "id"),
			 json_string(result, "ruleId"));
	ck_assert_ptr_null(json_get(result, "fixes"));
}

START_TEST(sarif_as_github_takes_it)
{
	struct arena arena = ARENA_INIT;
	struct buf b = rendered(&report_everything, "sarif", NULL);
	const cJSON *run = sarif_run(parsed(&arena, &b));
	const cJSON *rules = json_get(json_get(json_get(run, "tool"), "driver"), "rules");
	const cJSON *result, *rule;
	int suppressed = 0, secure = 0;

	cJSON_ArrayForEach(result, json_get(run, "results"))
	{
		check_sarif_result(result, rules);
		suppressed += cJSON_GetArraySize(json_get(result, "suppressions"));
	}
	cJSON_ArrayForEach(rule, rules) secure +=
		json_string(json_get(rule, "properties"), "security-severity") != NULL;
	ck_assert_int_eq(suppressed, 1);
	ck_assert_int_eq(secure, 1);
	arena_free(&arena);
	buf_free(&b);
}
END_TEST

static void keep_warning(void *ctx, const char *text)
{
	buf_puts(ctx, text);
}

START_TEST(sarif_keeps_the_worst_when_cut)
{
	enum { COUNT = 25010 };
	struct vck_finding *findings = mem_zalloc(COUNT * sizeof *findings);
	struct buf warning = BUF_INIT;
	struct vck_report report = {.findings = findings, .n_findings = COUNT};
	struct vck_render_options options = {.warn = keep_warning, .warn_ctx = &warning};
	struct arena arena = ARENA_INIT;

	for (int i = 0; i < COUNT; i++)
		findings[i] = everything_findings[i < COUNT - 10 ? 0 : 5];
	struct buf b = rendered(&report, "sarif", &options);
	const cJSON *results = json_get(sarif_run(parsed(&arena, &b)), "results"), *result;
	ck_assert_int_eq(cJSON_GetArraySize(results), 25000);
	cJSON_ArrayForEach(result, results) ck_assert_str_eq(json_string(result, "level"), "error");
	ck_assert_ptr_nonnull(strstr(buf_str(&warning), "10 findings were left out"));
	arena_free(&arena);
	buf_free(&b);
	buf_free(&warning);
	free(findings);
}
END_TEST

START_TEST(gitlab_fingerprints_are_unique)
{
	struct arena arena = ARENA_INIT;
	struct buf b = rendered(&report_everything, "gitlab", NULL);
	const cJSON *root = parsed(&arena, &b), *issue, *other;

	ck_assert_int_eq(cJSON_GetArraySize(root), 8); /* the suppressed one is not there */
	cJSON_ArrayForEach(issue, root)
	{
		const char *severity = json_string(issue, "severity");
		ck_assert(str_eq(severity, "info") || str_eq(severity, "minor") ||
			  str_eq(severity, "critical"));
		ck_assert(str_starts(json_string(issue, "description"),
				     json_string(issue, "check_name")));
		for (other = issue->next; other; other = other->next)
			ck_assert_str_ne(json_string(issue, "fingerprint"),
					 json_string(other, "fingerprint"));
	}
	arena_free(&arena);
	buf_free(&b);
	b = rendered(&report_clean, "gitlab", NULL);
	ck_assert_str_eq(buf_str(&b), "[]\n");
	buf_free(&b);
}
END_TEST

/* Every line of output that a runner would take for a command is one of ours. */
START_TEST(github_takes_no_foreign_command)
{
	static const char *const formats[] = {"github", "text"};

	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		struct buf b = rendered(&report_everything, formats[i], NULL);
		unsigned commands = 0;
		for (char *save = NULL, *line = strtok_r(b.data, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save)) {
			line += strspn(line, " ");
			if (!str_starts(line, "::"))
				continue;
			commands++;
			ck_assert_msg(strstr(line, " file=") && strstr(line, ",title="), "%s",
				      line);
		}
		ck_assert_uint_eq(commands, i == 0 ? 8 : 0);
		buf_free(&b);
	}
}
END_TEST

/* ---- 10,000 flows ---- */

/* Mermaid draws no picture of more than 500 edges or 50,000 characters. */
static void check_mermaid_limits(const struct buf *b)
{
	unsigned edges = 0;

	for (const char *s = buf_str(b); (s = strstr(s, "-->")); s++)
		edges++;
	for (const char *s = buf_str(b); (s = strstr(s, "-.->")); s++)
		edges++;
	ck_assert_uint_gt(edges, 50);
	ck_assert_uint_le(edges, 500);
	ck_assert_uint_le(b->len, 50000);
}

START_TEST(pictures_of_many_long_flows_are_drawn)
{
	enum { HOPS = 40, COUNT = 100 };
	static struct vck_hop hops[HOPS];
	static struct vck_flow flows[COUNT];
	static struct vck_change changes[COUNT * 10];
	struct vck_report many = {.flows = flows, .n_flows = COUNT};
	struct vck_report diff = {.is_diff = true, .changes = changes, .n_changes = COUNT * 10};
	struct buf warning = BUF_INIT;
	struct vck_render_options options = {.warn = keep_warning, .warn_ctx = &warning};

	for (int i = 0; i < HOPS; i++)
		hops[i] = ping_there[i % 6];
	for (int i = 0; i < COUNT; i++) {
		flows[i] = lab_flows[1];
		flows[i].forward = flows[i].reply = hops;
		flows[i].n_forward = flows[i].n_reply = HOPS;
	}
	for (int i = 0; i < COUNT * 10; i++)
		changes[i] = diff_changes[i % 2];
	struct buf b = rendered(&many, "mermaid", &options);
	check_mermaid_limits(&b);
	ck_assert_ptr_nonnull(strstr(buf_str(&warning), "of 100 flows"));
	buf_free(&b);
	b = rendered(&diff, "mermaid", &options);
	check_mermaid_limits(&b);
	ck_assert_ptr_nonnull(strstr(buf_str(&warning), "of 1000 changes"));
	buf_free(&b);
	buf_free(&warning);
}
END_TEST

/* What an earlier report holds already is neither passed nor failed. */
START_TEST(junit_skips_what_is_not_new)
{
	struct vck_report report = report_lab;

	report.findings++; /* the first is known */
	report.n_findings--;
	struct buf b = rendered(&report, "junit", NULL);
	ck_assert_ptr_nonnull(strstr(buf_str(&b), "<testsuites name=\"vpccheck\" tests=\"3\" "
						  "failures=\"1\" errors=\"0\">"));
	ck_assert_ptr_nonnull(strstr(buf_str(&b), "<skipped message=\"it is not new\">"));
	buf_free(&b);
}
END_TEST

START_TEST(ten_thousand_flows_are_quick)
{
	enum { COUNT = 10000 };
	struct vck_flow *flows = mem_zalloc(COUNT * sizeof *flows);
	struct vck_report report = report_lab;
	char(*ids)[16] = mem_zalloc(COUNT * sizeof *ids);
	const char *const *names;
	size_t count = vck_formats(&names);

	for (int i = 0; i < COUNT; i++) {
		flows[i] = lab_flows[i % 3];
		snprintf(ids[i], sizeof ids[i], "flow-%d", i);
		flows[i].id = ids[i];
	}
	report.flows = flows;
	report.n_flows = COUNT;
	for (size_t i = 0; i < count; i++) {
		clock_t began = clock();
		struct buf b = rendered(&report, names[i], NULL);
		double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
		ck_assert_msg(seconds < 5, "%s took %.1f s", names[i], seconds);
		ck_assert_uint_gt(b.len, 0);
		if (str_eq(names[i], "mermaid"))
			check_mermaid_limits(&b);
		buf_free(&b);
	}
	free(flows);
	free(ids);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("render_platforms");

	harness_case(suite, "platforms", sarif_as_github_takes_it, sarif_keeps_the_worst_when_cut,
		     gitlab_fingerprints_are_unique, github_takes_no_foreign_command,
		     junit_skips_what_is_not_new);
	harness_case(suite, "many", ten_thousand_flows_are_quick,
		     pictures_of_many_long_flows_are_drawn);
	return harness_run(suite);
}
