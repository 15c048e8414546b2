/* The base room: texts that grow, questions about strings, errors, and how AWS words a refusal. */
#include "harness.h"

#include "base/barrier.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

/* ---- str ---- */

START_TEST(buf_grows)
{
	struct buf b = BUF_INIT;
	ck_assert_str_eq(buf_str(&b), "");
	buf_clear(&b);
	buf_add(&b, NULL, 0);
	ck_assert_str_eq(buf_str(&b), "");
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%03d", i);
	buf_putc(&b, 'x');
	buf_puts(&b, "");
	ck_assert_uint_eq(b.len, 3001);
	ck_assert_str_eq(b.data + 2997, "999x");
	buf_add(&b, "\0y", 2);
	ck_assert_uint_eq(b.len, 3003);
	ck_assert_int_eq(b.data[b.len], '\0');
	buf_clear(&b);
	ck_assert_str_eq(buf_str(&b), "");
	buf_free(&b);
	ck_assert_str_eq(buf_str(&b), "");
}
END_TEST

START_TEST(str_questions)
{
	ck_assert(str_eq("a", "a") && !str_eq("a", "b") && !str_eq("a", NULL) &&
		  !str_eq(NULL, "a"));
	ck_assert(str_eq(NULL, NULL));
	ck_assert(str_starts("vpc-1", "vpc-") && !str_starts("vpc", "vpc-") &&
		  !str_starts(NULL, ""));
	ck_assert(str_ends("x.json", ".json") && !str_ends("json", ".json") && !str_ends(NULL, ""));
	ck_assert(str_ends("x", "") && str_starts("", ""));
	ck_assert(str_empty(NULL) && str_empty("") && !str_empty(" "));
	ck_assert_int_lt(str_cmp(NULL, ""), 0);
	ck_assert_int_gt(str_cmp("", NULL), 0);
	ck_assert_int_eq(str_cmp(NULL, NULL), 0);
	ck_assert_int_lt(str_cmp("a", "b"), 0);
}
END_TEST

static const struct {
	const char *pattern, *text;
	bool matches;
} globs[] = {
	{"", "", true},
	{"", "a", false},
	{"*", "", true},
	{"*", NULL, false},
	{"*", "anything", true},
	{"db-*", "db-1", true},
	{"db-*", "db-", true},
	{"db-*", "db", false},
	{"*-db", "a-db-db", true},
	{"*-db", "a-db-d", false},
	{"a?c", "abc", true},
	{"a?c", "ac", false},
	{"?", "", false},
	{"**a**", "bab", true},
	{"*a*b*c*", "xxaxxbxxc", true},
	{"*a*b*c*", "xxaxxcxxb", false},
	{"[a]", "a", false},
	{"[a]", "[a]", true},
	{"a*", "b", false},
	{"\\*", "\\x", true},
};

START_TEST(str_glob_matches)
{
	ck_assert_msg(str_glob(globs[_i].pattern, globs[_i].text) == globs[_i].matches, "%s on %s",
		      globs[_i].pattern, globs[_i].text);
}
END_TEST

START_TEST(str_glob_is_not_exponential)
{
	char pattern[2001], text[2001];
	for (int i = 0; i < 2000; i++) {
		pattern[i] = i % 2 ? 'a' : '*';
		text[i] = 'a';
	}
	pattern[1999] = 'b';
	pattern[2000] = text[2000] = '\0';
	ck_assert(!str_glob(pattern, text));
}
END_TEST

static const struct {
	const char *a, *b;
	unsigned distance;
} distances[] = {
	{"", "", 0},          {"", "abc", 3},           {"abc", "", 3},
	{"path", "path", 0},  {"path", "paht", 1},      {"path", "pat", 1},
	{"path", "paths", 1}, {"kitten", "sitting", 3}, {"matrix", "metric", 2},
	{"ab", "ba", 1},      {"abcdef", "badcfe", 3},  {"a", "b", 1},
};

START_TEST(str_distance_counts)
{
	ck_assert_uint_eq(str_distance(distances[_i].a, distances[_i].b), distances[_i].distance);
	ck_assert_uint_eq(str_distance(distances[_i].b, distances[_i].a), distances[_i].distance);
}
END_TEST

START_TEST(str_nearest_suggests)
{
	static const char *const words[] = {"check", "path", "matrix", "diff", "fetch", "rules"};
	ck_assert_str_eq(str_nearest("metrix", words, COUNT_OF(words)), "matrix");
	ck_assert_str_eq(str_nearest("pth", words, COUNT_OF(words)), "path");
	ck_assert_str_eq(str_nearest("dif", words, COUNT_OF(words)), "diff");
	ck_assert_ptr_null(str_nearest("snapshot.json", words, COUNT_OF(words)));
	ck_assert_ptr_null(str_nearest("x", words, 0));
	char word[1000];
	memset(word, 'a', sizeof word - 1);
	word[sizeof word - 1] = '\0';
	ck_assert_uint_eq(str_distance(word, "a"), 255);
	ck_assert_uint_eq(str_distance("a", word), 255);
}
END_TEST

START_TEST(str_u64_takes_digits_only)
{
	unsigned long long n = 99;
	ck_assert(str_u64("0", 10, &n) && n == 0);
	ck_assert(str_u64("65535", 65535, &n) && n == 65535);
	ck_assert(!str_u64("65536", 65535, &n));
	ck_assert(str_u64("18446744073709551615", UINT64_MAX, &n) && n == UINT64_MAX);
	ck_assert(!str_u64("18446744073709551616", UINT64_MAX, &n));
	ck_assert(!str_u64("9", 8, &n) && !str_u64("10", 8, &n));
	static const char *const wrong[] = {"", " 1", "1 ", "-1", "+1", "0x1", "1.0", "1e3", "a"};
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		ck_assert_msg(!str_u64(wrong[i], UINT64_MAX, &n), "'%s'", wrong[i]);
}
END_TEST

START_TEST(buf_folds_between_words)
{
	struct buf b = BUF_INIT;
	buf_puts(&b, "-  ");
	buf_fold(&b, 3, 12, "one two  three-and-more four");
	ck_assert_str_eq(buf_str(&b), "-  one two\n   three-and-more\n   four\n");
	buf_clear(&b);
	buf_fold(&b, 0, 7, "one two");
	buf_fold(&b, 4, 7, "");
	ck_assert_str_eq(buf_str(&b), "one two\n\n");
	buf_free(&b);
}
END_TEST

START_TEST(str_copy_takes_what_has_room)
{
	char four[4];
	str_copy(four, sizeof four, "abc");
	ck_assert_str_eq(four, "abc");
	str_copy(four, sizeof four, "wxyz");
	ck_assert_str_eq(four, "wxy");
	str_copy(four, sizeof four, "");
	ck_assert_str_eq(four, "");
}
END_TEST

START_TEST(a_refusal_names_the_policy_that_bars)
{
	static const struct {
		const char *message, *policy;
		bool explicit;
	} cases[] = {
		{"because no identity-based policy allows the ec2:X action", NULL, false},
		{"with an explicit deny in an identity-based policy", NULL, true},
		{"with an explicit deny in a service control policy", "service control policy",
		 true},
		{"because no permissions boundary allows it", "permissions boundary", false},
		{"because no resource-based policy allows it", "resource-based policy", false},
		{"", NULL, false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct barrier *b = barrier_of(cases[i].message);
		ck_assert_pstr_eq(b ? b->policy : NULL, cases[i].policy);
		ck_assert_int_eq(barrier_is_explicit(cases[i].message), cases[i].explicit);
	}
}
END_TEST

/* ---- error ---- */

START_TEST(error_says_where_and_what)
{
	struct vck_error e;
	char text[2000];
	ck_assert_int_eq(vck_fail(&e, VCK_E_INPUT,
				  &(struct where){"plan.json", "/Subnets/0/VpcId", 0, 0},
				  "%s is not in the snapshot", "vpc-zz"),
			 VCK_E_INPUT);
	ck_assert_str_eq(vck_error_string(&e, text, sizeof text),
			 "plan.json:/Subnets/0/VpcId: vpc-zz is not in the snapshot");
	vck_fail(&e, VCK_E_INPUT, &(struct where){"a.json", NULL, 3, 14}, "not valid JSON");
	ck_assert_str_eq(vck_error_string(&e, text, sizeof text), "a.json:3:14: not valid JSON");
	vck_fail(&e, VCK_E_INPUT, &(struct where){"a.json", NULL, 3, 0}, "x");
	ck_assert_str_eq(vck_error_string(&e, text, sizeof text), "a.json:3: x");
	vck_fail(&e, VCK_E_USAGE, NULL, "unknown option");
	ck_assert_str_eq(vck_error_string(&e, text, sizeof text), "unknown option");
	ck_assert_int_eq(vck_fail_prefix(&e, "--probe"), VCK_E_USAGE);
	ck_assert_str_eq(e.text, "--probe: unknown option");
	ck_assert_int_eq(vck_fail(NULL, VCK_E_IO, NULL, "nobody listens"), VCK_E_IO);
}
END_TEST

START_TEST(error_can_not_steer_a_terminal)
{
	struct vck_error e;
	vck_fail(&e, VCK_E_INPUT, &(struct where){"a\033[2Jb\n.json", NULL, 0, 0}, "%s",
		 "x\ny\x7f\a");
	ck_assert_str_eq(e.where, "a?[2Jb?.json");
	ck_assert_str_eq(e.text, "x?y??");
}
END_TEST

START_TEST(error_is_cut_between_characters)
{
	char name[3000];
	for (int shift = 0; shift < 4; shift++) { /* U+20AC has three bytes, U+1F600 four */
		struct vck_error e;
		size_t len = (size_t)shift;
		memset(name, 'a', len);
		while (len < sizeof name - 8) {
			memcpy(name + len, "\xe2\x82\xac\xf0\x9f\x98\x80", 7);
			len += 7;
		}
		name[len] = '\0';
		vck_fail(&e, VCK_E_INPUT, &(struct where){name, NULL, 0, 0}, "%s", name);
		vck_fail_prefix(&e, name + 2900);
		size_t n = strlen(e.text), m = strlen(e.where);
		ck_assert_uint_gt(n, sizeof e.text - 5);
		ck_assert_uint_gt(m, sizeof e.where - 5);
		ck_assert(memcmp(e.text + n - 3, "\xe2\x82\xac", 3) == 0 ||
			  memcmp(e.text + n - 4, "\xf0\x9f\x98\x80", 4) == 0);
		ck_assert(memcmp(e.where + m - 3, "\xe2\x82\xac", 3) == 0 ||
			  memcmp(e.where + m - 4, "\xf0\x9f\x98\x80", 4) == 0);
		vck_fail_prefix(&e, name); /* no room: the reason stays */
		ck_assert_uint_eq(strlen(e.text), n);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base_text");
	harness_case(s, "str", buf_grows, buf_folds_between_words, str_questions,
		     str_copy_takes_what_has_room, str_glob_is_not_exponential,
		     str_nearest_suggests, str_u64_takes_digits_only);
	harness_case(s, "error", error_says_where_and_what, error_can_not_steer_a_terminal,
		     error_is_cut_between_characters);
	harness_case(s, "barrier", a_refusal_names_the_policy_that_bars);
	TCase *tables = harness_tcase("tables");
	tcase_add_loop_test(tables, str_glob_matches, 0, COUNT_OF(globs));
	tcase_add_loop_test(tables, str_distance_counts, 0, COUNT_OF(distances));
	suite_add_tcase(s, tables);
	return harness_run(s);
}
