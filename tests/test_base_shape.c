/* Taking against parsing: what is left of a value is what its shape names of it. */
#include "base/json.h"
#include "base/str.h"
#include "harness.h"

static struct arena arena;

static void free_arena(void)
{
	arena_free(&arena);
}

/* {a, b: {c, d: {e}}, "": never} */
static struct json_shape *shape_in(struct arena *in)
{
	struct json_shape *s = json_shape_new(in);
	json_shape_want(s, "a", NULL);
	struct json_shape *b = json_shape_inside(s, "b", NULL);
	json_shape_want(b, "c", NULL);
	json_shape_want(json_shape_inside(b, "d", NULL), "e", NULL);
	return s;
}

static struct json_shape *shape(void)
{
	return shape_in(&arena);
}

/* Take from memory of exactly its size, by a shape that has seen what it has seen. */
static cJSON *take_by(struct json_shape *s, const char *text, size_t len, struct json_taken *got)
{
	char *exact = harness_exact(text, len);
	cJSON *tree = json_take(&arena, exact, len, s, got);
	free(exact);
	return tree;
}

static cJSON *take(const char *text, size_t len, struct json_taken *got)
{
	return take_by(shape(), text, len, got);
}

static const struct {
	const char *text, *left;
} taken[] = {
	{"{}", "{}"},
	{"[]", "[]"},
	{"{\"a\":1}", "{\"a\":1}"},
	{"{ \"x\" : 1 , \"a\" : 2 }", "{\"a\":2}"},
	{"{\"a\":1,\"x\":[{\"a\":1}, \"]\"],\"y\":\"}\"}", "{\"a\":1}"},
	{"{\"x\":-1.5e+3,\"y\":true,\"z\":null}", "{}"},
	{"{\"a\":{\"any\" : [ 1, {\"thing\":\"\\\"\"} ]}}",
	 "{\"a\":{\"any\" : [ 1, {\"thing\":\"\\\"\"} ]}}"},
	{"{\"b\":{\"x\":1,\"c\":2,\"d\":[{\"e\":1,\"f\":2},{\"f\":3}]}}",
	 "{\"b\":{\"c\":2,\"d\":[{\"e\":1},{}]}}"},
	{"{\"b\":[ 1 , \"c\" , [ {\"c\":1,\"x\":2} ] ]}", "{\"b\":[1,\"c\",[{\"c\":1}]]}"},
	{"{\"b\":7}", "{\"b\":7}"}, /* another type than thought: the reader will say so */
	{"[{\"a\":1,\"x\":2}]", "[{\"a\":1}]"},
	{"[true,false,null,0,-0,-7,007,123456789,2147483648,-99999999999,1.5,1e3]",
	 "[true,false,null,0,-0,-7,007,123456789,2147483648,-99999999999,1.5,1e3]"},
	{"{\"\\u0061\":1,\"\":2,\"aa\":3}", "{\"\\u0061\":1}"},
	{"{\"x\":\"a longer string, with \\\\ and \\\" in its middle\",\"a\":\"\\u00e9\"}",
	 "{\"a\":\"\\u00e9\"}"},
};

static void check_tree(const cJSON *tree, const char *text)
{
	cJSON *expected;
	ck_assert_int_eq(json_parse(&arena, "expected", text, strlen(text), &expected, NULL),
			 VCK_OK);
	ck_assert_msg(cJSON_Compare(tree, expected, true), "%s", text);
	for (const cJSON *e = tree->child; e; e = e->next)
		ck_assert(e == tree->child || e->prev->next == e);
	if (tree->child)
		ck_assert_ptr_null(tree->child->prev->next);
}

START_TEST(leaves_what_is_wanted)
{
	const char *text = taken[_i].text;
	struct json_taken got;
	cJSON *tree = take(text, strlen(text), &got);
	ck_assert_msg(tree, "%s", text);
	check_tree(tree, taken[_i].left);
	ck_assert_uint_eq(got.taken, strlen(text));
	for (size_t len = 0; len < strlen(text); len++)
		ck_assert_msg(!take(text, len, &got), "%.*s", (int)len, text);
	char more[200];
	snprintf(more, sizeof more, "%s , 7 ", text);
	ck_assert_ptr_nonnull(take(more, strlen(more), &got));
	ck_assert_uint_eq(got.taken, strlen(text)); /* and no further */
}
END_TEST

START_TEST(counts_lines_and_members)
{
	const char *text = "{\n  \"a\": 1,\n        \"x\": [\n   2\n ],\n\n \"b\": {\"c\":\n1}\n}";
	struct json_taken got;
	cJSON *tree = take(text, strlen(text), &got);
	ck_assert_ptr_nonnull(tree);
	check_tree(tree, "{\"a\":1,\"b\":{\"c\":1}}");
	ck_assert_uint_eq(got.lines, 8);
	ck_assert_uint_eq(got.line_from, strlen(text) - 1);
	ck_assert_uint_eq(got.members, 3);
}
END_TEST

/* What was seen before changes nothing of what is taken. */
START_TEST(takes_the_same_once_more)
{
	struct json_shape *s = shape();
	struct json_taken first, got;
	for (size_t i = 0; i < 2 * sizeof taken / sizeof *taken; i++) {
		const char *text = taken[i / 2].text;
		cJSON *tree = take_by(s, text, strlen(text), &got);
		ck_assert_msg(tree, "%s", text);
		check_tree(tree, taken[i / 2].left);
		ck_assert_ptr_nonnull(take(text, strlen(text), &first));
		ck_assert_uint_eq(first.taken, got.taken);
		ck_assert_uint_eq(first.lines, got.lines);
		ck_assert_uint_eq(first.line_from, got.line_from);
		ck_assert_uint_eq(first.members, got.members);
		for (size_t len = 0; len < strlen(text); len++)
			ck_assert_msg(!take_by(s, text, len, &got), "%.*s", (int)len, text);
	}
}
END_TEST

/* Where a member stood first, or last, says nothing of what is right elsewhere. */
START_TEST(sees_what_is_odd_behind_what_was_not)
{
	static const char *const texts[][2] = {
		{"{\"b\":1}", "{\"a\":1\"b\":1}"},
		{"{\"b\":1}", "{\"a\":1{\"b\":1}"},
		{"{\"a\":1,\"b\":1}", "{,\"b\":1}"},
		{"{\"a\":1,\"b\":1}", "{\"a\":1,\"b\":1,\"b\":1,}"},
		{"{\"b\":{\"c\":1}}", "{\"b\":[\"c\":1]}"},
		{"{\"b\":{}}", "{\"b\":{}"},
	};
	struct json_taken got;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct json_shape *s = shape();
		const char *right = texts[i][0], *wrong = texts[i][1];
		for (int times = 0; times < 2; times++) {
			ck_assert_msg(take_by(s, right, strlen(right), &got), "%s", right);
			ck_assert_msg(!take_by(s, wrong, strlen(wrong), &got), "%s", wrong);
		}
	}
}
END_TEST

START_TEST(takes_deeply_indented_text)
{
	struct json_shape *s = shape();
	struct json_taken got;
	for (int indent = 0; indent < 1000; indent += indent < 300 ? 1 : 77) {
		char text[4096];
		snprintf(text, sizeof text, "{\n%*s\"a\":\n\n1,\n%*s\"x\": 2,\"b\":{}\n%*s}",
			 indent, "", indent, "", indent, "");
		for (int times = 0; times < 2; times++) {
			cJSON *tree = take_by(s, text, strlen(text), &got);
			ck_assert_ptr_nonnull(tree);
			check_tree(tree, "{\"a\":1,\"b\":{}}");
			ck_assert_uint_eq(got.lines, 5);
			ck_assert_uint_eq(got.line_from, strlen(text) - 1 - (size_t)indent);
			ck_assert_uint_eq(got.members, 3);
		}
	}
}
END_TEST

static const char *const odd[] = {
	"",
	"7",
	"\"a\"",
	"{\"a\":1,}",
	"{,\"a\":1}",
	"{\"a\" 1}",
	"{\"a\":}",
	"{\"a\":1 \"b\":2}",
	"{\"x\":[}]}",
	"{\"x\":{\"y\":1]}",
	"{\"x\":\"new\nline\"}",
	"{\"x\":\"tab\tbed\"}",
	"{\"x\":\"cut\\\n\"}",
	"{x:1}",
	"{\"x\":#}",
	"{\"x\":[#]}",
	"{\"a\":nul}",
	"{\"a\":1x}",
	"{\"a\":\"\\q\"}",
	"[1,]",
	"[1 2]",
	"[{\"a\":1]]",
};

START_TEST(leaves_odd_text_to_others)
{
	struct json_taken got;
	ck_assert_msg(!take(odd[_i], strlen(odd[_i]), &got), "%s", odd[_i]);
}
END_TEST

START_TEST(leaves_deep_text_to_others)
{
	struct buf b = BUF_INIT;
	struct json_taken got;
	for (int wanted = 0; wanted < 2; wanted++) {
		buf_clear(&b);
		buf_puts(&b, wanted ? "{\"b\":" : "{\"x\":");
		for (int i = 0; i < 70; i++)
			buf_putc(&b, '[');
		for (int i = 0; i < 70; i++)
			buf_putc(&b, ']');
		buf_putc(&b, '}');
		ck_assert_ptr_null(take(b.data, b.len, &got));
	}
	buf_free(&b);
}
END_TEST

/* ---- random documents ---- */

static unsigned seed = 1;
static unsigned roll(unsigned sides)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % sides;
}

static void some_space(struct buf *b)
{
	static const char *const spaces[] = {"", "", " ", "\n", "\n            ", "\t \r\n"};
	buf_puts(b, spaces[roll(6)]);
}

static void some_value(struct buf *b, unsigned depth)
{
	static const char *const plain[] = {"1",        "-2.5e3",        "true",
					    "null",     "\"\"",          "\"a b\"",
					    "\"\\\\\"", "\"}]\\\"{[,\"", "\"12345678901234567\""};
	static const char *const names[] = {"a", "b", "c", "d", "e", "x", "y"};
	unsigned kind = depth ? roll(4) : 2;
	unsigned count = roll(4), start = roll(7);
	some_space(b);
	if (kind < 2) {
		buf_puts(b, plain[roll(9)]);
		some_space(b);
		return;
	}
	buf_putc(b, kind == 2 || depth > 6 ? '{' : '[');
	bool object = kind == 2 || depth > 6;
	some_space(b);
	for (unsigned i = 0; i < count && depth < 7; i++) {
		if (i)
			buf_putc(b, ',');
		some_space(b);
		if (object) {
			buf_printf(b, "\"%s\"", names[(start + i) % 7]);
			some_space(b);
			buf_putc(b, ':');
		}
		some_value(b, depth + 1);
	}
	buf_putc(b, object ? '}' : ']');
	some_space(b);
}

/* The naive way: parse all of it, then delete. names: what the object at this depth may keep. */
static void strip(cJSON *v, unsigned level)
{
	static const char *const keep[][2] = {{"a", "b"}, {"c", "d"}, {"e", "e"}};
	if (cJSON_IsArray(v)) {
		cJSON *e;
		cJSON_ArrayForEach(e, v) strip(e, level);
	}
	if (!cJSON_IsObject(v))
		return;
	for (cJSON *m = v->child, *next; m; m = next) {
		next = m->next;
		bool whole = level == 2 || str_eq(m->string, keep[level][0]);
		if (!str_eq(m->string, keep[level][0]) && !str_eq(m->string, keep[level][1]))
			cJSON_DetachItemViaPointer(v, m);
		else if (!whole)
			strip(m, level + 1);
	}
}

START_TEST(agrees_with_parsing)
{
	struct buf b = BUF_INIT;
	struct arena learned = ARENA_INIT;
	struct json_shape *s = shape_in(&learned);
	for (int round = 0; round < 3000; round++) {
		struct json_taken got;
		struct vck_error err;
		cJSON *all, *some, *again;
		buf_clear(&b);
		some_value(&b, 0);
		const char *text = b.data + strspn(b.data, " \n\t\r");
		some = take(text, strlen(text), &got);
		again = take_by(s, text, strlen(text), &got);
		ck_assert_msg(some && again, "%s", text);
		ck_assert_int_eq(json_parse(&arena, "all", text, strlen(text), &all, &err), VCK_OK);
		strip(all, 0);
		ck_assert_msg(cJSON_Compare(all, some, true), "%s", text);
		ck_assert_msg(cJSON_Compare(all, again, true), "%s", text);
		arena_reset(&arena);
	}
	arena_free(&learned);
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base_shape");
	TCase *t = harness_tcase("take");
	tcase_add_unchecked_fixture(t, NULL, free_arena);
	tcase_add_loop_test(t, leaves_what_is_wanted, 0, sizeof taken / sizeof *taken);
	tcase_add_loop_test(t, leaves_odd_text_to_others, 0, sizeof odd / sizeof *odd);
	tcase_add_test(t, takes_the_same_once_more);
	tcase_add_test(t, sees_what_is_odd_behind_what_was_not);
	tcase_add_test(t, takes_deeply_indented_text);
	tcase_add_test(t, counts_lines_and_members);
	tcase_add_test(t, leaves_deep_text_to_others);
	tcase_add_test(t, agrees_with_parsing);
	suite_add_tcase(s, t);
	return harness_run(s);
}
