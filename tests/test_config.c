/* test_config.c - vpccheck.yaml: what is accepted, what is refused, where and with which words. */
#include "query_util.h"

#include "config/config.h"

static struct vck_config *parse(const char *text)
{
	struct vck_config *c;
	struct vck_error err;
	char words[2048];
	char *exact = harness_exact(text, strlen(text));
	if (vck_config_parse("t.yaml", exact, strlen(text), "2026-06-01", &c, &err))
		ck_abort_msg("%s", vck_error_string(&err, words, sizeof words));
	free(exact);
	return c;
}

/* ---- samples ---- */

static size_t files_in(struct arena *a, const char *folder, const char ***out)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, NULL, alphasort);
	size_t count = 0;
	ck_assert_msg(n >= 0, "%s is not there", folder);
	*out = arena_array(a, const char *, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		if (entries[i]->d_name[0] != '.')
			(*out)[count++] = arena_printf(a, "%s/%s", folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return count;
}

START_TEST(good_ones_are_accepted)
{
	struct arena a = ARENA_INIT;
	const char **files;
	size_t n = files_in(&a, TESTDATA "/config/good", &files);
	ck_assert_uint_ge(n, 5);
	for (size_t i = 0; i < n; i++) {
		struct vck_config *c;
		struct vck_error err = {0};
		ck_assert_msg(!vck_config_load(files[i], NULL, &c, &err), "%s:%u:%u: %s", files[i],
			      err.line, err.column, err.text);
		vck_config_free(c);
	}
	arena_free(&a);
}
END_TEST

/* "# 3:5: text" or "#! 3:5: text", the first line. */
static void expect_refusal(struct arena *a, const char *file)
{
	struct buf b = BUF_INIT;
	struct vck_config *c;
	struct vck_error err = {0};
	unsigned line, column;
	int text = 0;
	ck_assert_int_eq(file_read(file, 1 << 20, &b, &err), VCK_OK);
	const char *words = arena_strndup(a, buf_str(&b), strcspn(buf_str(&b), "\n"));
	ck_assert_msg(sscanf(words, "#%*[! ]%u:%u: %n", &line, &column, &text) == 2 && text > 0,
		      "%s does not begin with what is wrong", file);
	enum vck_status status = vck_config_load(file, NULL, &c, &err);
	ck_assert_msg(status == VCK_E_CONFIG, "%s: status %d", file, (int)status);
	ck_assert_ptr_null(c);
	ck_assert_msg(err.line == line && err.column == column && str_eq(err.where, file),
		      "%s: said of %s:%u:%u (%s)", file, err.where, err.line, err.column, err.text);
	ck_assert_msg(strstr(err.text, words + text) != NULL, "%s: %s", file, err.text);
	buf_free(&b);
}

START_TEST(bad_ones_are_refused_at_their_place)
{
	struct arena a = ARENA_INIT;
	const char **files;
	size_t n = files_in(&a, TESTDATA "/config/bad", &files);
	ck_assert_uint_ge(n, 25);
	for (size_t i = 0; i < n; i++)
		expect_refusal(&a, files[i]);
	arena_free(&a);
}
END_TEST

START_TEST(a_missing_file_is_named)
{
	struct vck_config *c;
	struct vck_error err;
	ck_assert_int_eq(vck_config_load("/nowhere/vpccheck.yaml", NULL, &c, &err), VCK_E_INPUT);
	ck_assert_str_eq(err.where, "/nowhere/vpccheck.yaml");
	ck_assert_ptr_null(c);
}
END_TEST

/* ---- what is read ---- */

START_TEST(groups_keep_their_conditions_and_places)
{
	struct vck_config *c = parse("groups:\n"
				     "  db: {vpc: vpc-2, name: [\"db-*\", cache],\n"
				     "       tag: {Role: db, Env: [a, b]}}\n"
				     "  office: [203.0.113.0/24, i-1]\n");
	ck_assert_uint_eq(c->groups.len, 2);
	const struct group *db = &c->groups.items[0], *office = &c->groups.items[1];
	ck_assert_str_eq(db->name, "db");
	ck_assert_uint_eq(db->criteria.len, 4);
	ck_assert_int_eq(db->criteria.items[0].key, BY_VPC);
	ck_assert_uint_eq(db->criteria.items[1].values.len, 2);
	ck_assert_str_eq(db->criteria.items[1].values.items[1], "cache");
	ck_assert_str_eq(db->criteria.items[3].tag, "Env");
	ck_assert_uint_eq(db->criteria.items[3].line, 3);
	ck_assert_int_eq(office->criteria.items[0].key, BY_SELECTOR);
	ck_assert_uint_eq(office->line, 4);
	ck_assert_uint_eq(office->column, 3);
	vck_config_free(c);
}
END_TEST

START_TEST(expectations_get_a_name_and_their_lines)
{
	struct vck_config *c = parse("expect:\n"
				     "  - {from: web, to: db, allow: [tcp/5432, icmp]}\n"
				     "  - from: internet\n"
				     "    to: db\n"
				     "    deny: any\n");
	ck_assert_uint_eq(c->expect.len, 2);
	const struct expectation *first = &c->expect.items[0], *second = &c->expect.items[1];
	ck_assert_str_eq(first->name, "web reaches db on tcp/5432, icmp");
	ck_assert(!first->denies);
	ck_assert_str_eq(second->name, "internet does not reach db");
	ck_assert(second->denies);
	ck_assert_uint_eq(second->line, 3);
	ck_assert_uint_eq(second->to_line, 4);
	ck_assert_uint_eq(second->to_column, 9);
	vck_config_free(c);
}
END_TEST

START_TEST(probes_are_what_the_nearest_word_says)
{
	struct vck_config *none = parse("{}"), *expects = parse("expect: []");
	struct vck_config *named = parse("{expect: [], probes: [eic, ping]}");
	struct vck_config *usual = parse("{expect: [], probes: default}");
	ck_assert_ptr_null(config_probes(NULL, NULL));
	ck_assert_ptr_null(config_probes(none, NULL));
	ck_assert_str_eq(config_probes(expects, NULL), "none");
	ck_assert_str_eq(config_probes(named, NULL), "eic,ping");
	ck_assert_ptr_null(config_probes(usual, NULL));
	ck_assert_str_eq(config_probes(named, "ping"), "ping");
	vck_config_free(none);
	vck_config_free(expects);
	vck_config_free(named);
	vck_config_free(usual);
}
END_TEST

START_TEST(ignores_end_after_their_last_day)
{
	struct vck_config *c = parse("ignore:\n"
				     "  - {code: eip-unassociated, until: 2026-05-31}\n"
				     "  - {code: eip-unassociated, until: 2026-06-01}\n"
				     "  - {code: eip-unassociated}\n");
	ck_assert_uint_eq(c->ignores.len, 3);
	ck_assert(ignore_is_expired(c, &c->ignores.items[0]));
	ck_assert(!ignore_is_expired(c, &c->ignores.items[1]));
	ck_assert(!ignore_is_expired(c, &c->ignores.items[2]));
	vck_config_free(c);
}
END_TEST

/* ---- the schema ---- */

static void expect_same_keys(const cJSON *properties, const char *section)
{
	const char *const *keys;
	size_t n = config_keys(section, &keys);
	const cJSON *property;
	ck_assert_uint_gt(n, 0);
	ck_assert_msg(cJSON_IsObject(properties), "the schema has no \"%s\"", section);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(json_get(properties, keys[i]) != NULL,
			      "the schema does not know \"%s\" of \"%s\"", keys[i], section);
	cJSON_ArrayForEach(property, properties)
	{
		size_t i = 0;
		while (i < n && !str_eq(keys[i], property->string))
			i++;
		ck_assert_msg(i < n, "the parser does not know \"%s\" of \"%s\"", property->string,
			      section);
		ck_assert_msg(json_string(property, "description") != NULL,
			      "\"%s\" of \"%s\" is not described", property->string, section);
	}
}

static bool list_has(const cJSON *list, const char *text)
{
	const cJSON *item;
	cJSON_ArrayForEach(item, list) if (str_eq(cJSON_GetStringValue(item), text)) return true;
	return false;
}

START_TEST(the_schema_and_the_parser_know_the_same)
{
	struct arena a = ARENA_INIT;
	const cJSON *schema = util_json(&a, SOURCE_DIR "/share/vpccheck.schema.json");
	const cJSON *definitions = json_get(schema, "definitions");
	static const char *const sections[] = {"groups", "expect", "ignore"};
	static const char *const names[] = {"group", "expectation", "ignore"};
	const char *const *probes;
	size_t n_probes = query_probe_names(&probes);
	expect_same_keys(json_get(schema, "properties"), "");
	for (size_t i = 0; i < COUNT_OF(sections); i++)
		expect_same_keys(json_get(json_get(definitions, names[i]), "properties"),
				 sections[i]);
	const cJSON *codes = json_get(json_get(definitions, "code"), "enum");
	ck_assert_int_eq(cJSON_GetArraySize(codes), VCK_CODE_COUNT - 1);
	for (int i = 1; i < VCK_CODE_COUNT; i++)
		ck_assert_msg(list_has(codes, vck_code_info((enum vck_code)i)->code),
			      "the schema does not know %s", vck_code_info((enum vck_code)i)->code);
	const cJSON *known = json_get(json_get(definitions, "probe"), "enum");
	ck_assert_int_eq(cJSON_GetArraySize(known), (int)n_probes);
	for (size_t i = 0; i < n_probes; i++)
		ck_assert(list_has(known, probes[i]));
	arena_free(&a);
}
END_TEST

/* The keys of a section stand below its heading, in the order of the table, and no others. */
START_TEST(the_manual_and_the_parser_know_the_same_keys)
{
	static const struct {
		const char *heading, *section;
	} parts[] = {{".Sh DESCRIPTION", ""},
		     {".Ss Groups", "groups"},
		     {".Ss Expectations", "expect"},
		     {".Ss Ignores", "ignore"}};
	struct buf b = BUF_INIT;
	struct vck_error err;
	ck_assert_int_eq(file_read(SOURCE_DIR "/man/vpccheck.yaml.5", 1 << 20, &b, &err), VCK_OK);
	const char *const *keys = NULL;
	const char *section = NULL;
	size_t n = 0, seen = 0, checked = 0;
	for (char *save = NULL, *line = strtok_r(b.data, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		bool heading = str_starts(line, ".Sh ") || str_starts(line, ".Ss ");
		if (heading && section)
			ck_assert_msg(seen == n, "\"%s\" has %zu of %zu keys", section, seen, n);
		for (size_t i = 0; heading && i < COUNT_OF(parts); i++)
			if (str_eq(line, parts[i].heading)) {
				section = parts[i].section;
				n = config_keys(section, &keys);
				seen = 0;
				checked++;
			}
		if (!str_starts(line, ".It Ic "))
			continue;
		ck_assert_msg(section && seen < n && str_eq(line + strlen(".It Ic "), keys[seen]),
			      "vpccheck.yaml(5), of \"%s\": %s", section ? section : "?", line);
		seen++;
	}
	ck_assert_uint_eq(checked, COUNT_OF(parts));
	buf_free(&b);
}
END_TEST

/* ---- bytes that mean no good ---- */

START_TEST(cuts_and_changes_never_crash)
{
	struct buf b = BUF_INIT;
	struct vck_error err;
	unsigned state = 1;
	ck_assert_int_eq(file_read(TESTDATA "/config/good/everything.yaml", 1 << 20, &b, &err),
			 VCK_OK);
	for (size_t len = 0; len <= b.len; len++) {
		struct vck_config *c;
		char *exact = harness_exact(b.data, len);
		state = state * 1103515245 + 12345;
		if (len)
			exact[state % len] ^= (char)(state >> 24);
		if (vck_config_parse("t", exact, len, NULL, &c, &err))
			ck_assert_ptr_null(c);
		vck_config_free(c);
		free(exact);
	}
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("config");
	harness_case(s, "samples", good_ones_are_accepted, bad_ones_are_refused_at_their_place,
		     a_missing_file_is_named);
	harness_case(s, "read", groups_keep_their_conditions_and_places,
		     expectations_get_a_name_and_their_lines, probes_are_what_the_nearest_word_says,
		     ignores_end_after_their_last_day);
	harness_case(s, "schema", the_schema_and_the_parser_know_the_same,
		     the_manual_and_the_parser_know_the_same_keys);
	harness_case(s, "hostile", cuts_and_changes_never_crash);
	return harness_run(s);
}
