/* test_cases.c - the hand-made cases:
 * testdata/cases/NAME/{snapshot.json,query.json,expected.json,why.md}. */
#include "query_util.h"

#include <vpccheck/matrix.h>

static char *folders[512];
static int n_folders;

static bool proposal_says(const struct vck_proposal *p, const char *phrase)
{
	for (size_t i = 0; i < p->n_commands; i++)
		if (strstr(p->commands[i], phrase))
			return true;
	return (p->summary && strstr(p->summary, phrase)) ||
	       (p->unverified && strstr(p->unverified, phrase));
}

static bool fix_says(const struct vck_fix *f, const char *phrase)
{
	for (size_t i = 0; i < f->n_alternatives; i++)
		if (proposal_says(&f->alternatives[i], phrase))
			return true;
	return proposal_says(&f->proposal, phrase);
}

static bool flow_says(const struct vck_flow *f, const char *phrase)
{
	for (size_t i = 0; i < f->n_forward; i++)
		if (f->forward[i].detail && strstr(f->forward[i].detail, phrase))
			return true;
	for (size_t i = 0; i < f->n_reply; i++)
		if (f->reply[i].detail && strstr(f->reply[i].detail, phrase))
			return true;
	return f->note && strstr(f->note, phrase);
}

static bool says(const struct vck_report *r, const char *phrase)
{
	for (size_t i = 0; i < r->n_notes; i++)
		if (strstr(r->notes[i], phrase))
			return true;
	for (size_t i = 0; i < r->n_flows; i++)
		if (flow_says(&r->flows[i], phrase))
			return true;
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct vck_finding *f = &r->findings[i];
		if (strstr(f->message, phrase) || fix_says(&f->fix, phrase))
			return true;
		for (size_t k = 0; k < f->n_evidence; k++)
			if (strstr(f->evidence[k].text, phrase))
				return true;
	}
	return false;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "error route-missing rtb-1 return": with its direction where the code is a route's. */
static const char *finding_line(struct arena *a, const struct vck_finding *f)
{
	bool route = str_eq(f->resource.type, "route-table");
	return arena_printf(a, "%s %s %s%s%s", vck_severity_name(f->severity),
			    vck_code_info(f->code)->code, f->resource.id, route ? " " : "",
			    route ? f->direction : "");
}

/* All that check says. */
static void judge_all(struct arena *a, const char *name, const cJSON *list,
		      const struct vck_report *r)
{
	const char **lines = arena_array(a, const char *, r->n_findings + 1);
	struct buf got = BUF_INIT;
	for (size_t i = 0; i < r->n_findings; i++)
		lines[i] = finding_line(a, &r->findings[i]);
	qsort(lines, r->n_findings, sizeof *lines, by_text);
	for (size_t i = 0; i < r->n_findings; i++)
		buf_printf(&got, "%s%s", i ? "," : "", lines[i]);
	ck_assert_msg(str_eq(buf_str(&got), util_list(a, list)), "%s: \"%s\"", name, buf_str(&got));
	buf_free(&got);
}

static void judge(struct arena *a, const char *name, const cJSON *question, const cJSON *wanted,
		  const struct vck_report *r)
{
	bool check = json_string(question, "check") != NULL;
	const char *verdict = json_string(wanted, "verdict");
	const char *codes = util_list(a, cJSON_GetObjectItemCaseSensitive(wanted, "codes"));
	const char *got = util_codes(a, r, check ? VCK_SEVERITY_WARNING : VCK_SEVERITY_INFO);
	char *asked = cJSON_PrintUnformatted(question);
	const cJSON *phrase;
	const cJSON *all = cJSON_GetObjectItemCaseSensitive(wanted, "findings");
	if (all)
		judge_all(a, name, all, r);
	if (!check)
		ck_assert_msg(str_eq(vck_verdict_name(r->flows[0].verdict), verdict),
			      "%s: %s is %s", name, asked, vck_verdict_name(r->flows[0].verdict));
	ck_assert_msg(all || str_eq(got, codes), "%s: %s has \"%s\"", name, asked, got);
	cJSON_ArrayForEach(phrase, cJSON_GetObjectItemCaseSensitive(wanted, "says"))
		ck_assert_msg(says(r, cJSON_GetStringValue(phrase)), "%s: %s does not say \"%s\"",
			      name, asked, cJSON_GetStringValue(phrase));
	cJSON_free(asked);
}

/* ---- matrix ---- */

struct rows {
	struct buf text;
};

static const char *end_words(const struct vck_matrix_end *e)
{
	if (str_eq(e->kind, "address"))
		return e->address;
	return e->id ? e->id : e->kind;
}

static void add_list(struct buf *b, const char *before, const char *const *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%s", i ? "," : before, items[i]);
}

/* "eni-1 > eni-2 tcp/443", "internet > eni-3 tcp/80 ~tcp/22 ?udp/53 from 198.51.100.0/24". */
static bool add_row(void *ctx, const struct vck_matrix_row *r)
{
	struct rows *rows = ctx;
	buf_printf(&rows->text, "%s%s > %s", rows->text.len ? "\n" : "", end_words(&r->source),
		   end_words(&r->destination));
	add_list(&rows->text, " ", r->passes, r->n_passes);
	add_list(&rows->text, " ~", r->partial, r->n_partial);
	add_list(&rows->text, " ?", r->unknown, r->n_unknown);
	add_list(&rows->text, " from ", r->ranges, r->n_ranges);
	return true;
}

static void judge_matrix(const char *name, const struct vck_net *net, const cJSON *asked,
			 const cJSON *wanted)
{
	struct vck_matrix_options o = {
		.source = json_string(asked, "source"),
		.destination = json_string(asked, "destination"),
		.protocol = json_string(asked, "protocol"),
		.by = json_string(asked, "by"),
		.pairs = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(asked, "pairs")),
		.exposed = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(asked, "exposed")),
	};
	struct rows rows = {0};
	struct vck_error err;
	struct buf expected = BUF_INIT;
	const cJSON *row;
	char text[2048];
	if (vck_matrix(net, &o, add_row, &rows, &err))
		ck_abort_msg("%s: %s", name, vck_error_string(&err, text, sizeof text));
	cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(wanted, "rows"))
		buf_printf(&expected, "%s%s", expected.len ? "\n" : "", cJSON_GetStringValue(row));
	ck_assert_msg(str_eq(buf_str(&rows.text), buf_str(&expected)), "%s: rows are\n%s", name,
		      buf_str(&rows.text));
	buf_free(&rows.text);
	buf_free(&expected);
}

static void why_tells(struct arena *a, const char *folder)
{
	struct buf b = BUF_INIT;
	struct vck_error err;
	const char *name = strrchr(folder, '/') + 1;
	ck_assert_int_eq(file_read(arena_printf(a, "%s/why.md", folder), 1 << 16, &b, &err),
			 VCK_OK);
	ck_assert_msg(str_starts(buf_str(&b), arena_printf(a, "# %s\n", name)), "%s", folder);
	ck_assert_msg(b.len > 100 && strstr(buf_str(&b), "\nR"), "%s names no rule", folder);
	buf_free(&b);
}

START_TEST(each_case_has_its_answer)
{
	struct arena a = ARENA_INIT;
	const char *folder = folders[_i];
	struct vck_net *net = util_load(arena_printf(&a, "%s/snapshot.json", folder));
	cJSON *query = util_json(&a, arena_printf(&a, "%s/query.json", folder));
	cJSON *expected = util_json(&a, arena_printf(&a, "%s/expected.json", folder));
	const cJSON *q, *wanted = expected->child;
	ck_assert_int_eq(cJSON_GetArraySize(query), cJSON_GetArraySize(expected));
	cJSON_ArrayForEach(q, query)
	{
		const char *probes = json_string(q, "check");
		const cJSON *matrix = cJSON_GetObjectItemCaseSensitive(q, "matrix");
		if (matrix) {
			judge_matrix(strrchr(folder, '/') + 1, net, matrix, wanted);
			wanted = wanted->next;
			continue;
		}
		struct vck_report *r =
			probes ? util_check_with(net, arena_printf(&a, "%s/vpccheck.yaml", folder),
						 str_eq(probes, "default") ? NULL : probes)
			       : util_path(net, json_string(q, "source"),
					   json_string(q, "destination"),
					   json_string(q, "protocol"));
		judge(&a, strrchr(folder, '/') + 1, q, wanted, r);
		vck_report_free(r);
		wanted = wanted->next;
	}
	why_tells(&a, folder);
	vck_net_free(net);
	arena_free(&a);
}
END_TEST

static void list_folders(void)
{
	static const char parent[] = TESTDATA "/cases";
	struct dirent **entries;
	int n = scandir(parent, &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (!strchr(entries[i]->d_name, '.')) {
			if (n_folders == (int)(sizeof folders / sizeof *folders))
				abort(); /* a case that nobody looks at shows nothing */
			size_t room = sizeof parent + strlen(entries[i]->d_name) + 1;
			folders[n_folders] = malloc(room);
			snprintf(folders[n_folders++], room, "%s/%s", parent, entries[i]->d_name);
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

int main(void)
{
	list_folders();
	Suite *s = suite_create("cases");
	TCase *all = harness_tcase("cases");
	tcase_add_loop_test(all, each_case_has_its_answer, 0, n_folders);
	suite_add_tcase(s, all);
	int status = n_folders > 30 ? harness_run(s) : EXIT_FAILURE;
	for (int i = 0; i < n_folders; i++)
		free(folders[i]);
	return status;
}
