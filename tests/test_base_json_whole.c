/*
 * JSON by the stream and as a whole: what is walked is what cJSON's own parse makes of it; and documents
 * that are read in one go.
 */
#include "harness.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdint.h>

/* ---- against cJSON's own parse ---- */

static uint64_t seed;

static unsigned random_below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static void random_space(struct buf *b)
{
	static const char *const spaces[] = {"", "", "", " ", "\n", "\t", "\r\n", "\n\n    "};
	buf_puts(b, spaces[random_below(COUNT_OF(spaces))]);
}

static void random_string(struct buf *b, const char *first)
{
	static const char *const parts[] = {"a", "\\\"",          "\\\\",     "]", "}", ",",
					    ":", "\\u00e9",       "\xc3\xa9", "{", "[", "\\n",
					    " ", "\\ud83d\\ude00"};
	buf_putc(b, '"');
	buf_puts(b, first);
	for (unsigned n = random_below(6); n; n--)
		buf_puts(b, parts[random_below(COUNT_OF(parts))]);
	buf_putc(b, '"');
}

static void random_value(struct buf *b, unsigned depth);

static void random_members(struct buf *b, unsigned depth, const char *const *firsts)
{
	buf_putc(b, '{');
	for (unsigned i = 0, n = random_below(4); i < n; i++) {
		if (i)
			buf_putc(b, ',');
		random_space(b);
		random_string(b, firsts ? firsts[i % 3] : "");
		random_space(b);
		buf_putc(b, ':');
		random_space(b);
		random_value(b, firsts && i % 3 == 0 ? 100 : depth + 1); /* 100: an array */
		random_space(b);
	}
	buf_putc(b, '}');
}

static void random_array(struct buf *b, unsigned depth)
{
	buf_putc(b, '[');
	random_space(b);
	for (unsigned i = 0, n = random_below(4); i < n; i++) {
		if (i)
			buf_putc(b, ',');
		random_space(b);
		random_value(b, depth + 1);
		random_space(b);
	}
	buf_putc(b, ']');
}

static void random_value(struct buf *b, unsigned depth)
{
	static const char *const words[] = {"true", "false", "null", "0",
					    "-1",   "10.5",  "1e3",  "65535"};
	unsigned kind = depth > 4 ? random_below(2) : random_below(4);
	if (depth >= 100)
		random_array(b, 1);
	else if (kind == 0)
		buf_puts(b, words[random_below(COUNT_OF(words))]);
	else if (kind == 1)
		random_string(b, "");
	else if (kind == 2)
		random_members(b, depth, NULL);
	else
		random_array(b, depth);
}

/* What the walk must show of this tree, without the places. */
static void expect_of(struct buf *log, const cJSON *tree)
{
	for (const cJSON *m = tree->child; m; m = m->next) {
		bool elements = *m->string == 'E';
		for (const cJSON *v = elements ? m->child : m; v; v = v->next) {
			char *text = *m->string == 's' ? NULL : cJSON_PrintUnformatted(v);
			if (text)
				buf_printf(log, "%s ", text);
			cJSON_free(text);
			if (!elements)
				break;
		}
	}
}

static enum json_want quiet_want(void *ctx, const char *key, unsigned depth)
{
	(void)ctx, (void)depth;
	return *key == 'E' ? JSON_ELEMENTS : *key == 's' ? JSON_SKIP : JSON_VALUE;
}

static enum vck_status quiet_value(void *ctx, const struct json_place *p, const cJSON *v,
				   struct vck_error *err)
{
	(void)p, (void)err;
	char *text = cJSON_PrintUnformatted(v);
	buf_printf(ctx, "%s ", text);
	cJSON_free(text);
	return VCK_OK;
}

static enum vck_status quiet_walk(const char *text, size_t len, struct buf *log)
{
	struct vck_error e;
	char *exact = harness_exact(text, len);
	struct json_source s = json_source_memory("random", exact, len);
	buf_clear(log);
	enum vck_status st = json_walk(
		&s, &(struct json_visitor){.ctx = log, .member = quiet_want, .value = quiet_value},
		&e);
	json_source_free(&s);
	free(exact);
	return st;
}

START_TEST(shows_what_a_whole_parse_shows)
{
	static const char *const firsts[] = {"E", "V", "s"};
	struct buf text = BUF_INIT, log = BUF_INIT, expected = BUF_INIT;
	for (int round = 0; round < 5000; round++) {
		seed = (uint64_t)round;
		buf_clear(&text);
		random_space(&text);
		random_members(&text, 0, firsts);
		cJSON *tree = cJSON_ParseWithLength(text.data, text.len);
		ck_assert_msg(tree != NULL, "seed %d: %s", round, text.data);
		buf_clear(&expected);
		expect_of(&expected, tree);
		cJSON_Delete(tree);
		ck_assert_msg(quiet_walk(text.data, text.len, &log) == VCK_OK, "seed %d: %s", round,
			      text.data);
		ck_assert_msg(str_eq(buf_str(&log), buf_str(&expected)), "seed %d: %s\n%s\n%s",
			      round, text.data, buf_str(&log), buf_str(&expected));
	}
	buf_free(&text);
	buf_free(&log);
	buf_free(&expected);
}
END_TEST

/* One document or several: does cJSON take all of it? */
static bool all_parses(const char *text, size_t len)
{
	size_t at = 0;
	for (;;) {
		const char *end;
		while (at < len && strchr(" \t\r\n", text[at]) && text[at])
			at++;
		if (at == len)
			return true;
		cJSON *tree = cJSON_ParseWithLengthOpts(text + at, len - at, &end, 0);
		if (!tree)
			return false;
		cJSON_Delete(tree);
		at = (size_t)(end - text);
	}
}

/* Members that are read: what goes through is what cJSON would have taken as a whole. */
START_TEST(takes_nothing_that_a_whole_parse_refuses)
{
	static const char *const firsts[] = {"E", "V", "V"};
	static const char bytes[] = "{}[],:\"\\ntf0-. \n\x01\xff";
	struct buf text = BUF_INIT, log = BUF_INIT;
	int taken = 0, refusals = 0;
	for (int round = 0; round < 20000; round++) {
		seed = (uint64_t)round + 1000000;
		buf_clear(&text);
		random_members(&text, 0, firsts);
		size_t at = random_below((unsigned)text.len);
		switch (random_below(3)) {
		case 0:
			text.data[at] = bytes[random_below(sizeof bytes)];
			break;
		case 1:
			memmove(text.data + at, text.data + at + 1, text.len - at);
			text.len--;
			break;
		default:
			text.len = at;
		}
		bool through = quiet_walk(text.data, text.len, &log) == VCK_OK;
		if (through)
			ck_assert_msg(all_parses(text.data, text.len), "seed %d: %.*s", round,
				      (int)text.len, text.data);
		taken += through;
		refusals += !through;
	}
	ck_assert_int_gt(taken, 1000);
	ck_assert_int_gt(refusals, 1000);
	buf_free(&text);
	buf_free(&log);
}
END_TEST

/* ---- whole documents ---- */

static enum vck_status parse(struct arena *a, const char *name, const char *text, cJSON **tree,
			     struct vck_error *err)
{
	size_t len = strlen(text);
	char *exact = harness_exact(text, len);
	enum vck_status st = json_parse(a, name, exact, len, tree, err);
	free(exact);
	return st;
}

START_TEST(parse_takes_one_document)
{
	struct arena a = ARENA_INIT;
	struct vck_error e;
	cJSON *tree;
	ck_assert_int_eq(parse(&a, "x", " {\"a\": {\"b\": \"c\", \"B\": 1}} \n", &tree, &e),
			 VCK_OK);
	const cJSON *inner = json_get(tree, "a");
	ck_assert_str_eq(json_string(inner, "b"), "c");
	ck_assert_ptr_null(json_string(inner, "B"));
	ck_assert_ptr_null(json_string(inner, "missing"));
	ck_assert_ptr_null(json_get(tree, "A")); /* case matters */
	ck_assert_ptr_null(json_get(NULL, "a"));
	ck_assert_ptr_null(json_string(NULL, "a"));
	ck_assert_int_eq(parse(&a, "f.yaml", "{\n\"a\": 1\n\"b\": 2}", &tree, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, "f.yaml");
	ck_assert_uint_eq(e.line, 3);
	ck_assert_uint_eq(e.column, 1);
	ck_assert_int_eq(parse(&a, "x", "{} {}", &tree, &e), VCK_E_INPUT);
	ck_assert_uint_eq(e.column, 4);
	ck_assert_int_eq(parse(&a, "x", "", &tree, &e), VCK_E_INPUT);
	ck_assert_int_eq(json_parse(&a, "x", "{}\0", 3, &tree, &e), VCK_E_INPUT);
	struct buf deep = BUF_INIT;
	for (int i = 0; i < 100000; i++)
		buf_putc(&deep, '[');
	for (int i = 0; i < 100000; i++)
		buf_putc(&deep, ']');
	ck_assert_int_eq(json_parse(&a, "x", deep.data, deep.len, &tree, &e), VCK_E_INPUT);
	buf_free(&deep);
	arena_free(&a);
}
END_TEST

START_TEST(types_have_names)
{
	static const char *const texts[] = {"{}", "[]", "\"\"", "1", "true", "false", "null"};
	static const char *const names[] = {"an object", "an array",  "a string", "a number",
					    "a boolean", "a boolean", "null"};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		cJSON *v;
		ck_assert_int_eq(json_parse(&a, "x", texts[i], strlen(texts[i]), &v, NULL), VCK_OK);
		ck_assert_str_eq(json_type_name(v), names[i]);
	}
	arena_free(&a);
}
END_TEST

/* cJSON's hooks are process-wide; a tree that is not ours must live by malloc and free. */
START_TEST(others_may_use_cjson_too)
{
	struct arena a = ARENA_INIT;
	cJSON *ours;
	ck_assert_int_eq(json_parse(&a, "x", "{\"a\": [1]}", 10, &ours, NULL), VCK_OK);
	cJSON *theirs = cJSON_Parse("{\"b\": [2]}");
	arena_free(&a);
	ck_assert_double_eq(json_get(theirs, "b")->child->valuedouble, 2);
	cJSON_Delete(theirs);
}
END_TEST

static const char thread_text[] = "{\"E\": [{\"a\": [1, 2]}, \"b\"], \"V\": {\"c\": null}}";

static void *walk_in_thread(void *arg)
{
	struct buf log = BUF_INIT;
	bool *same = arg;
	*same = true;
	for (int i = 0; i < 2000 && *same; i++)
		*same = quiet_walk(thread_text, strlen(thread_text), &log) == VCK_OK &&
			str_eq(buf_str(&log), "{\"a\":[1,2]} \"b\" {\"c\":null} ");
	buf_free(&log);
	return NULL;
}

START_TEST(threads_walk_side_by_side)
{
	pthread_t threads[4];
	bool same[4];
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, walk_in_thread, &same[i]), 0);
	for (size_t i = 0; i < COUNT_OF(threads); i++) {
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
		ck_assert(same[i]);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base_json_whole");
	harness_case(s, "whole parse", shows_what_a_whole_parse_shows,
		     takes_nothing_that_a_whole_parse_refuses);
	harness_case(s, "document", parse_takes_one_document, types_have_names,
		     others_may_use_cjson_too);
	harness_case(s, "threads", threads_walk_side_by_side);
	return harness_run(s);
}
