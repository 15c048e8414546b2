/* test_render.c - formats over reports made by hand: golden files, escaping, what a code means at length. */
#include "base/file.h"
#include "base/json.h"
#include "base/vec.h"
#include "render/rules.h"
#include "tests/render_util.h"
#include "tests/sample_report.h"

#include <limits.h>

/* ---- golden files: testdata/render/SAMPLE.FORMAT; UPDATE_GOLDEN=1 writes them anew ---- */

static void check_golden(const char *name, const struct buf *got)
{
	char path[512];
	struct buf want = BUF_INIT;
	struct vck_error err;

	snprintf(path, sizeof path, TESTDATA "/render/%s", name);
	if (getenv("UPDATE_GOLDEN")) {
		ck_assert_int_eq(file_write(path, buf_str(got), got->len, &err), VCK_OK);
		ck_assert_int_eq(chmod(path, 0644), 0);
		return;
	}
	ck_assert_msg(file_read(path, 1u << 26, &want, &err) == VCK_OK, "%s: %s", path, err.text);
	ck_assert_msg(want.len == got->len && memcmp(buf_str(&want), buf_str(got), got->len) == 0,
		      "%s differs (UPDATE_GOLDEN=1 writes it anew); got:\n%.2000s", path,
		      buf_str(got));
	buf_free(&want);
}

static void check_sample(const struct sample *s, const char *format, const char *suffix,
			 const struct vck_render_options *options)
{
	char name[128];
	struct buf first = rendered(s->report, format, options);
	struct buf again = rendered(s->report, format, options);

	ck_assert_str_eq(buf_str(&first), buf_str(&again));
	snprintf(name, sizeof name, "%s.%s%s", s->name, format, suffix);
	check_golden(name, &first);
	buf_free(&first);
	buf_free(&again);
}

START_TEST(golden_formats)
{
	const char *const *names;
	size_t count = vck_formats(&names);
	static const struct vck_render_options options = {.root = "/nowhere"};

	ck_assert_uint_ge(count, 2);
	for (size_t i = 0; i < count; i++)
		for (size_t s = 0; s < COUNT_OF(samples); s++)
			check_sample(&samples[s], names[i], "", &options);
}
END_TEST

START_TEST(golden_text_variants)
{
	static const struct vck_render_options verbose = {.verbosity = 1},
					       quiet = {.verbosity = -1}, narrow = {.width = 50},
					       color = {.color = true};
	for (size_t s = 0; s < COUNT_OF(samples); s++) {
		check_sample(&samples[s], "text", "-verbose", &verbose);
		check_sample(&samples[s], "text", "-quiet", &quiet);
		check_sample(&samples[s], "text", "-narrow", &narrow);
		check_sample(&samples[s], "text", "-color", &color);
	}
}
END_TEST

/* ---- what holds for every text ---- */

static void check_clean_bytes(const char *what, const struct buf *b)
{
	const char *s = buf_str(b);

	ck_assert_uint_eq(strlen(s), b->len);
	while (*s) {
		const char *at = s;
		uint32_t c = utf8_next(&s);
		bool replaced = c == UTF8_BAD && s - at == 3;
		ck_assert_msg(c != UTF8_BAD || replaced, "%s holds bytes that are no UTF-8", what);
		ck_assert_msg(c == '\n' || c == '\r' || c == '\t' || !utf8_is_control(c),
			      "%s holds the control character %x: %.60s", what, c, at);
	}
}

START_TEST(nothing_hostile_gets_through)
{
	const char *const *names;
	size_t count = vck_formats(&names);

	for (size_t i = 0; i < count; i++) {
		struct buf b = rendered(&report_everything, names[i], NULL);
		check_clean_bytes(names[i], &b);
		buf_free(&b);
	}
}
END_TEST

START_TEST(text_keeps_to_its_width)
{
	static const struct vck_render_options narrow = {.width = 60};
	struct buf b = rendered(&report_lab, "text", &narrow);
	unsigned lines = 0;

	for (char *line = strtok(b.data, "\n"); line; line = strtok(NULL, "\n"), lines++)
		if (!str_starts(line, "       aws "))
			ck_assert_msg(utf8_columns(line) <= 60, "too wide: %s", line);
	ck_assert_uint_gt(lines, 20);
	buf_free(&b);
}
END_TEST

START_TEST(json_parses_and_keeps_its_members)
{
	struct arena arena = ARENA_INIT;
	struct buf b = rendered(&report_everything, "json", NULL);
	struct vck_error err;
	cJSON *root;

	ck_assert_int_eq(json_parse(&arena, "report", buf_str(&b), b.len, &root, &err), VCK_OK);
	ck_assert_int_eq((int)cJSON_GetNumberValue(json_get(root, "version")), 1);
	ck_assert_str_eq(json_string(json_get(root, "tool"), "name"), "vpccheck");
	const cJSON *finding = cJSON_GetArrayItem(json_get(root, "findings"), 0);
	static const char *const finding_members[] = {
		"code",     "severity", "awsCode", "direction",   "resource", "message",
		"evidence", "flows",    "fix",     "fingerprint", "location"};
	for (size_t i = 0; i < COUNT_OF(finding_members); i++)
		ck_assert_msg(json_get(finding, finding_members[i]), "%s", finding_members[i]);
	const cJSON *flow = cJSON_GetArrayItem(json_get(root, "flows"), 1);
	static const char *const flow_members[] = {"id",       "probe",   "source", "destination",
						   "protocol", "verdict", "passes", "blocked",
						   "findings", "forward", "return"};
	for (size_t i = 0; i < COUNT_OF(flow_members); i++)
		ck_assert_msg(json_get(flow, flow_members[i]), "%s", flow_members[i]);
	ck_assert_str_eq(json_string(json_get(flow, "source"), "interface"), "eni-0a1");
	ck_assert_int_eq(cJSON_GetArraySize(json_get(flow, "forward")), 6);
	arena_free(&arena);
	buf_free(&b);
}
END_TEST

START_TEST(formats_that_do_not_exist)
{
	struct buf b = BUF_INIT;
	struct vck_error err = {0};

	ck_assert_int_eq(vck_render_report(&report_lab, "jason", NULL, sink, &b, &err),
			 VCK_E_USAGE);
	ck_assert_str_eq(err.text, "there is no format \"jason\"; did you mean \"json\"?");
	ck_assert_uint_eq(b.len, 0);
}
END_TEST

/* ---- rows of a matrix: whatever the format, each says how far it holds ---- */

#define TEXTS(member, ...)                                                                         \
	.member = (const char *const[]){__VA_ARGS__},                                              \
	.n_##member = COUNT_OF(((const char *const[]){__VA_ARGS__}))

#define WEB(of_family)                                                                             \
	{                                                                                          \
		.kind = "class", .id = "eni-1", .name = "web", .instance = "i-1",                  \
		.address = (of_family), .vpc = "vpc-1", .subnet = "subnet-1", .members = 3,        \
		.primary = true                                                                    \
	}
#define SECOND                                                                                     \
	{                                                                                          \
		.kind = "interface", .id = "eni-2", .instance = "i-1", .address = "10.0.1.1",      \
		.vpc = "vpc-1", .subnet = "subnet-2", .members = 1                                 \
	}
#define GROUP                                                                                      \
	{                                                                                          \
		.kind = "group", .id = "sg-1", .members = 4                                        \
	}
#define INTERNET                                                                                   \
	{                                                                                          \
		.kind = "internet", .members = 1                                                   \
	}

static const struct vck_matrix_row rows[] = {
	{.source = WEB("10.0.0.1"),
	 .destination = SECOND,
	 .verdict = VCK_PARTIAL,
	 TEXTS(passes, "tcp/443"),
	 TEXTS(all, "tcp/443"),
	 TEXTS(partial, "tcp/80", "udp/53"),
	 TEXTS(unknown, "icmp/8/0"),
	 .pairs = 3,
	 .reached = 3,
	 .family = 4},
	{.source = WEB("2001:db8::1"),
	 .destination = WEB("2001:db8::1"),
	 .verdict = VCK_PARTIAL,
	 TEXTS(partial, "tcp/22"),
	 .pairs = 6,
	 .family = 6},
	{.source = GROUP,
	 .destination = GROUP,
	 .verdict = VCK_PARTIAL,
	 TEXTS(passes, "tcp/1-100"),
	 TEXTS(all, "tcp/22"),
	 .pairs = 12,
	 .reached = 12,
	 .family = 4},
	{.source = INTERNET,
	 .destination = SECOND,
	 .verdict = VCK_REACHABLE,
	 TEXTS(passes, "tcp/22"),
	 TEXTS(all, "tcp/22"),
	 TEXTS(ranges, "198.51.100.0/24", "203.0.113.7/32"),
	 .pairs = 1,
	 .reached = 1,
	 .family = 4},
};

static void check_rows(const char *format, bool pairs)
{
	char name[64];
	struct buf b = BUF_INIT;
	struct vck_error err;
	struct vck_matrix_render *r;
	const struct vck_render_options options = {0};

	ck_assert_int_eq(vck_render_matrix_begin(format, pairs, &options, sink, &b, &r, &err),
			 VCK_OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		vck_render_matrix_row(r, &rows[i]);
	vck_render_matrix_end(r);
	snprintf(name, sizeof name, "rows.%s%s", format, pairs ? "-pairs" : "");
	check_golden(name, &b);
	buf_free(&b);
}

/* Each end and each answer of a row by itself, thrice, under the numbers that it has, or under none. */
static void show_thrice(const char *format, bool pairs, bool numbered, struct buf *b)
{
	struct vck_matrix_render *r;
	struct vck_error err;

	ck_assert_int_eq(vck_render_matrix_begin(format, pairs, NULL, sink, b, &r, &err), VCK_OK);
	for (size_t i = 0; i < 3 * COUNT_OF(rows); i++) {
		size_t n = i % COUNT_OF(rows);
		struct vck_matrix_row row = rows[n];
		row.source.number = numbered ? 2 * n + 1 : 0;
		row.destination.number = numbered ? 2 * n + 2 : 0;
		row.answer = numbered ? n + 1 : 0;
		row.pairs += i; /* no number says how many */
		vck_render_matrix_row(r, &row);
	}
	vck_render_matrix_end(r);
}

START_TEST(numbered_rows_look_the_same)
{
	static const struct {
		const char *format;
		bool pairs;
	} ways[] = {{"text", false}, {"json", false}, {"csv", false},
		    {"csv", true},   {"dot", false},  {"mermaid", false}};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		struct buf plain = BUF_INIT, numbered = BUF_INIT;
		show_thrice(ways[i].format, ways[i].pairs, false, &plain);
		show_thrice(ways[i].format, ways[i].pairs, true, &numbered);
		ck_assert_str_eq(buf_str(&plain), buf_str(&numbered));
		buf_free(&plain);
		buf_free(&numbered);
	}
}
END_TEST

/* What a number stands for is written once: rows of it say what the first of them said. */
START_TEST(pieces_are_kept_by_their_number)
{
	struct buf b = BUF_INIT;
	struct vck_matrix_render *r;
	struct vck_matrix_row row = rows[0];
	struct vck_error err;

	ck_assert_int_eq(vck_render_matrix_begin("csv", false, NULL, sink, &b, &r, &err), VCK_OK);
	row.source.number = 1;
	vck_render_matrix_row(r, &row);
	row.source.id = "eni-other";
	vck_render_matrix_row(r, &row);
	row.source.number = ULONG_MAX; /* beyond what is kept */
	vck_render_matrix_row(r, &row);
	vck_render_matrix_end(r);
	const char *other = strstr(buf_str(&b), "eni-other");
	ck_assert_ptr_nonnull(other);
	ck_assert_ptr_null(strstr(other + 1, "eni-other"));
	buf_free(&b);
}
END_TEST

START_TEST(rows_of_a_matrix)
{
	static const char *const formats[] = {"text", "json", "csv", "dot", "mermaid"};

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		check_rows(formats[i], false);
	check_rows("csv", true);
}
END_TEST

/* ---- escaping, one language at a time ---- */

START_TEST(escapes)
{
	static const struct {
		escape_fn *escape;
		const char *in, *out;
	} cases[] = {
		{escape_plain, "a\nb\x1b[1m", "a\\nb\\x1b[1m"},
		{escape_plain, "\xe2\x80\xae", "\\u{202e}"},
		{escape_plain,
		 "\xff"
		 "ok",
		 "\xef\xbf\xbd"
		 "ok"},
		{escape_plain, "\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd"},
		{escape_plain, "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
		{escape_plain, "\xf0\x9f\x9a", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
		{escape_plain, "\xef\xbf\xbd", "\xef\xbf\xbd"},
		{escape_plain, UNICODE, UNICODE},
		{escape_json, "\"\\\n\x01\x7f", "\\\"\\\\\\n\\u0001\\u007f"},
		{escape_xml, "a]]><b \"c\" 'd' &", "a]]&gt;&lt;b &quot;c&quot; &#39;d&#39; &amp;"},
		{escape_csv, "=cmd()", "\"'=cmd()\""},
		{escape_csv, "  @x", "\"'  @x\""},
		{escape_csv, "a \"b\", c", "\"a \"\"b\"\", c\""},
		{escape_csv, "", "\"\""},
		{escape_github_data, "50%\r\n::error::", "50%25%0D%0A::error::"},
		{escape_github_property, "a:b,c%", "a%3Ab%2Cc%25"},
		{escape_markdown, "<b>|*x*", "&lt;b&gt;\\|\\*x\\*"},
		{escape_code_span, "a`b|c", "a'b\\|c"},
		{escape_mermaid, "a\"]-->b", "a#quot;#93;--#gt;b"},
		{escape_dot, "a\"b\\n", "a\\\"b\\\\n"},
		{escape_uri, "a b/\xc3\xbc:?", "a%20b/%C3%BC%3A%3F"},
		{escape_roff, ".so x\\-", "\\&.so x\\e\\-"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf b = BUF_INIT;
		cases[i].escape(&b, cases[i].in);
		ck_assert_str_eq(buf_str(&b), cases[i].out);
		buf_free(&b);
	}
}
END_TEST

START_TEST(paths_are_relative_and_never_empty)
{
	static const struct {
		const char *root, *report_path, *file, *want, *folder;
	} cases[] = {
		{"/repo", NULL, "/repo/a/b.json", "a/b.json", NULL},
		{"/repo/", NULL, "/repo/a.json", "a.json", NULL},
		{"/repo", NULL, "/repository/a.json", "repository/a.json", NULL},
		{NULL, NULL, "../../x.json", "x.json", NULL},
		{NULL, NULL, "./x.json", "x.json", NULL},
		{NULL, "live.json", NULL, "live.json", NULL},
		{NULL, "live.json", "-", "live.json", NULL},
		{NULL, NULL, NULL, "snapshot.json", NULL},
		{NULL, NULL, "/", "snapshot.json", NULL},
		{"/repo", NULL, "x.json", "sub/x.json", "/repo/sub"},
		{"/repo", NULL, "../x.json", "x.json", "/repo/sub"},
		{"/repo", NULL, "a/./b//../x.json", "sub/a/x.json", "/repo/sub"},
		{"/repo", NULL, "../../other/x.json", "other/x.json", "/repo/sub"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct vck_render_options options = {.root = cases[i].root,
						     .report_path = cases[i].report_path,
						     .folder = cases[i].folder};
		struct view v;
		view_open(&v, &report_lab, &options);
		ck_assert_str_eq(view_path(&v, cases[i].file), cases[i].want);
		view_close(&v);
	}
}
END_TEST

/* ---- every code at length ---- */

START_TEST(every_code_is_explained)
{
	static const char *const headings[] = {"What it means", "Why it breaks", "How to see it",
					       "How to mend it", "AWS guide"};
	size_t texts = 0;

	for (int code = VCK_NO_CODE + 1; code < VCK_CODE_COUNT; code++) {
		const char *name = code_name((enum vck_code)code);
		struct buf title = BUF_INIT;
		buf_printf(&title, "# %s\n", name);
		ck_assert_msg(str_starts(rule_markdown((enum vck_code)code), buf_str(&title)),
			      "docs/rules/%s.md should begin with its title", name);
		buf_free(&title);
		for (size_t i = 0; i < COUNT_OF(headings); i++) {
			struct buf text = BUF_INIT;
			rule_section(&text, (enum vck_code)code, headings[i]);
			ck_assert_msg(text.len >= 20, "docs/rules/%s.md lacks \"%s\"", name,
				      headings[i]);
			buf_free(&text);
		}
	}
	while (rule_texts[texts].code) {
		ck_assert_msg(vck_code_of(rule_texts[texts].code) != VCK_NO_CODE,
			      "docs/rules/%s.md explains no code", rule_texts[texts].code);
		texts++;
	}
	ck_assert_uint_eq(texts, VCK_CODE_COUNT - 1);
}
END_TEST

START_TEST(rules_fold_to_the_width)
{
	struct buf text = BUF_INIT;

	rule_show(&text, VCK_SG_INGRESS_DENIED, 60);
	for (char *save = NULL, *line = strtok_r(text.data, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		if (!str_starts(line, "      aws ") && !strchr(line, ':'))
			ck_assert_msg(utf8_columns(line) <= 60, "too wide: %s", line);
	buf_free(&text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("render");

	harness_case(suite, "golden", golden_formats, golden_text_variants, rows_of_a_matrix,
		     numbered_rows_look_the_same, pieces_are_kept_by_their_number);
	harness_case(suite, "hostile", nothing_hostile_gets_through, escapes,
		     paths_are_relative_and_never_empty);
	harness_case(suite, "text", text_keeps_to_its_width);
	harness_case(suite, "json", json_parses_and_keeps_its_members, formats_that_do_not_exist);
	harness_case(suite, "rules", every_code_is_explained, rules_fold_to_the_width);
	return harness_run(suite);
}
