/*
 * The JSON stream of the base room: whatever windows the bytes come in, the same elements at the
 * same places; and nothing that is no JSON goes through.
 */
#include "harness.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- a visitor that writes down what it is shown ---- */

/*
 * What to do with a member is in its name's first letter: Elements, Value, Members, Objects; the
 * rest is passed over.
 */
static enum json_want want(void *ctx, const char *key, unsigned depth)
{
	buf_printf(ctx, "%u:%s ", depth, key);
	switch (*key) {
	case 'E':
		return JSON_ELEMENTS;
	case 'V':
		return JSON_VALUE;
	case 'M':
		return JSON_MEMBERS;
	case 'O':
		return JSON_OBJECTS;
	default:
		return JSON_SKIP;
	}
}

static void note(struct buf *log, const char *what, const struct json_place *p)
{
	buf_printf(log, "%s %s[%ld]@%u:%u ", what, p->key, p->index, p->line, p->column);
}

static enum vck_status on_value(void *ctx, const struct json_place *p, const cJSON *v,
				struct vck_error *err)
{
	char *text = cJSON_PrintUnformatted(v);
	note(ctx, "value", p);
	buf_printf(ctx, "%s ", text);
	bool refuse = strcmp(text, "\"refuse\"") == 0;
	cJSON_free(text);
	return refuse ? vck_fail(err, VCK_E_USAGE, NULL, "refused") : VCK_OK;
}

static enum vck_status on_enter(void *ctx, const struct json_place *p, struct vck_error *err)
{
	(void)err;
	note(ctx, "enter", p);
	return VCK_OK;
}

static enum vck_status on_leave(void *ctx, const struct json_place *p, struct vck_error *err)
{
	(void)err;
	note(ctx, "leave", p);
	return VCK_OK;
}

static enum vck_status on_array(void *ctx, const struct json_place *p, struct vck_error *err)
{
	(void)err;
	note(ctx, "array", p);
	return VCK_OK;
}

static enum vck_status walk(struct json_source *s, struct buf *log, struct vck_error *err)
{
	struct json_visitor v = {.ctx = log,
				 .member = want,
				 .value = on_value,
				 .enter = on_enter,
				 .leave = on_leave,
				 .array = on_array};
	memset(err, 0, sizeof *err);
	buf_clear(log);
	enum vck_status st = json_walk(s, &v, err);
	json_source_free(s);
	if (log->len && log->data[log->len - 1] == ' ')
		log->data[--log->len] = '\0';
	return st;
}

static enum vck_status walk_memory(const char *text, size_t len, struct buf *log,
				   struct vck_error *err)
{
	char *exact = harness_exact(text, len);
	struct json_source s = json_source_memory("test.json", exact, len);
	enum vck_status st = walk(&s, log, err);
	free(exact);
	return st;
}

/* Bytes that arrive in pieces of one size: packets keep their bounds, so each read() gets one. */
struct feeder {
	int fd;
	const char *text;
	size_t len, piece;
};

static void *feed(void *arg)
{
	struct feeder *f = arg;
	for (size_t at = 0; at < f->len; at += f->piece) {
		size_t n = f->len - at < f->piece ? f->len - at : f->piece;
		if (send(f->fd, f->text + at, n, MSG_NOSIGNAL) != (ssize_t)n)
			break;
	}
	close(f->fd);
	return NULL;
}

static enum vck_status walk_pieces(const char *text, size_t len, size_t piece, struct buf *log,
				   struct vck_error *err)
{
	int ends[2];
	pthread_t thread;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	struct feeder f = {ends[1], text, len, piece};
	ck_assert_int_eq(pthread_create(&thread, NULL, feed, &f), 0);
	struct json_source s = json_source_fd("test.json", ends[0]);
	enum vck_status st = walk(&s, log, err);
	close(ends[0]);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	return st;
}

/* ---- what is shown ---- */

static const struct {
	const char *text, *log;
} shown[] = {
	{"", ""},
	{" \n\t\r\n ", ""},
	{"{}", ""},
	{"{} {}\n{}", ""},
	{"{\"E\": []}", "0:E array E[-1]@1:7"},
	{"{\"E\": null, \"V\": null}", "0:E 0:V value V[-1]@1:18 null"},
	{"{\"E\":[1,\"a\",null,true,{},[]]}",
	 "0:E array E[-1]@1:6 value E[0]@1:7 1 value E[1]@1:9 \"a\" value E[2]@1:13 null "
	 "value E[3]@1:18 true value E[4]@1:23 {} value E[5]@1:26 []"},
	{"{\n  \"E\": [\n    {\"a\": \"b\"},\n    {\"c\":\n 1}\n  ],\n  \"V\": {\"x\": [1, "
	 "2]}\n}\n",
	 "0:E array E[-1]@2:8 value E[0]@3:5 {\"a\":\"b\"} value E[1]@4:5 {\"c\":1} "
	 "0:V value V[-1]@7:8 {\"x\":[1,2]}"},
	{"{\"skip\": {\"a\": [1, \"]}\", {}]}, \"V\": 2}", "0:skip 0:V value V[-1]@1:37 2"},
	{"{\"s\": \"x\\\"y\\\\\", \"t\": -1.5e3, \"u\": null, \"V\": 1}",
	 "0:s 0:t 0:u 0:V value V[-1]@1:46 1"},
	{"{\"M\": {\"V\": 1, \"M2\": {\"E\": [2]}}}",
	 "0:M enter M[-1]@1:7 1:V value V[-1]@1:13 1 1:M2 enter M2[-1]@1:22 "
	 "2:E array E[-1]@1:28 value E[0]@1:29 2 leave M2[-1]@1:22 leave M[-1]@1:7"},
	{"{\"O\": [{\"V\": 1},\n{\"V\": 2}, {}]}",
	 "0:O enter O[0]@1:8 1:V value V[-1]@1:14 1 leave O[0]@1:8 "
	 "enter O[1]@2:1 1:V value V[-1]@2:7 2 leave O[1]@2:1 enter O[2]@2:11 leave O[2]@2:11"},
	{"{\"V\": 1}{\"V\": 2}\n{\"V\":3}",
	 "0:V value V[-1]@1:7 1 0:V value V[-1]@1:15 2 0:V value V[-1]@2:6 3"},
	{"{\"V\": 1, \"V\": 2}", "0:V value V[-1]@1:7 1 0:V value V[-1]@1:15 2"},
	{"{\"\\u0056x\": \"\\u00e9\\ud83d\\ude00\"}",
	 "0:Vx value Vx[-1]@1:13 \"\xc3\xa9\xf0\x9f\x98\x80\""},
	{"\xef\xbb\xbf{\"V\": 1}", "0:V value V[-1]@1:7 1"},
	{"\xef\xbb\xbf", ""},
	{"{\"E\":[\r\n{}\r\n]}\r\n", "0:E array E[-1]@1:6 value E[0]@2:1 {}"},
};

START_TEST(shows_every_element_and_its_place)
{
	const char *text = shown[_i].text;
	size_t len = strlen(text);
	struct buf log = BUF_INIT;
	struct vck_error e;
	ck_assert_int_eq(walk_memory(text, len, &log, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&log), shown[_i].log);
	for (size_t piece = 1; piece <= 5; piece++) {
		ck_assert_int_eq(walk_pieces(text, len, piece, &log, &e), VCK_OK);
		ck_assert_str_eq(buf_str(&log), shown[_i].log);
	}
	buf_free(&log);
}
END_TEST

/* ---- what is refused ---- */

static const struct {
	const char *text;
	unsigned line, column; /* column 0: not told */
	const char *says;
} refused[] = {
	{"[]", 1, 1, "found an array"},
	{"\n\n [1]", 3, 2, "found an array"},
	{"hello", 1, 1, "not JSON"},
	{"{} x", 1, 4, "not JSON"},
	{"\x1f\x8b\x08", 1, 1, "compressed"},
	{"\xff\xfe{", 1, 1, "UTF-16"},
	{"{", 1, 2, "middle of an object"},
	{"{\"V\"", 1, 5, "\":\""},
	{"{\"V\": 1", 1, 8, "middle of an object"},
	{"{\"V\": 1,}", 1, 9, "member name"},
	{"{,}", 1, 2, "member name"},
	{"{V: 1}", 1, 2, "member name"},
	{"{'V': 1}", 1, 2, "member name"},
	{"{\"V\" 1}", 1, 6, "\":\""},
	{"{\"V\": }", 1, 7, "a value"},
	{"{\"x\": }", 1, 7, "a value"},
	{"{\"x\": ", 1, 7, "value should be"},
	{"{\"V\": 1 2}", 1, 9, "\",\" or \"}\""},
	{"{\"V\": 1]", 1, 8, "\",\" or \"}\""},
	{"{\"V\": nul}", 1, 7, "not valid JSON"},
	{"{\"x\": nul}", 1, 7, "not valid JSON"},
	{"{\"x\": 1.2.3}", 1, 0, "not valid JSON"},
	{"{\"x\": NaN}", 1, 7, "not valid JSON"},
	{"{\"V\": \"a\nb\"}", 1, 9, "string does not end"},
	{"{\"x\": \"a\\\nb\"}", 1, 10, "string does not end"},
	{"{\"V\": \"\\q\"}", 1, 0, "not valid JSON"},
	{"{\"\\q\": 1}", 1, 0, "not valid JSON"},
	{"{\"V\": \"abc", 1, 11, "string does not end"},
	{"{\"V\": {\"a\": [1, 2}}", 1, 18, "brackets"},
	{"{\"x\": {\"a\": [1, 2}}", 1, 18, "brackets"},
	{"{\"V\": {\"a\": 1,\n\n  \"b\": oops}}", 3, 8, "not valid JSON"},
	{"{\"V\": {\"a\" 1}}", 1, 0, "not valid JSON"},
	{"{\"V\": [1 2]}", 1, 0, "not valid JSON"},
	{"{\"E\": [1 2]}", 1, 10, "\",\" or \"]\""},
	{"{\"E\": [1,]}", 1, 10, "a value"},
	{"{\"E\": [,1]}", 1, 8, "a value"},
	{"{\"E\": [1", 1, 9, "middle of an array"},
	{"{\"E\": [1,", 1, 10, "middle of an array"},
	{"{\"E\": {}}", 1, 7, "expected an array under \"E\""},
	{"{\"E\": nine}", 1, 7, "not valid JSON"},
	{"{\"E\": true}", 1, 7, "expected an array under \"E\""},
	{"{\"O\": 7}", 1, 7, "expected an array under \"O\""},
	{"{\"O\": [{}, 7]}", 1, 12, "expected an object"},
	{"{\"M\": []}", 1, 7, "expected an object"},
	{"{\"V\": \"refuse\"}", 0, 0, "refused"},
	{"{\"V\": 1}\n\n}", 3, 1, "not JSON"},
};

START_TEST(refuses_and_says_where)
{
	const char *text = refused[_i].text;
	size_t len = strlen(text);
	struct buf log = BUF_INIT;
	struct vck_error e;
	for (size_t piece = 0; piece <= 4; piece++) {
		enum vck_status st = piece ? walk_pieces(text, len, piece, &log, &e)
					   : walk_memory(text, len, &log, &e);
		ck_assert_int_ne(st, VCK_OK);
		ck_assert_int_eq(st, e.status);
		ck_assert_msg(strstr(e.text, refused[_i].says), "%s: \"%s\" lacks \"%s\"", text,
			      e.text, refused[_i].says);
		ck_assert_uint_eq(e.line, refused[_i].line);
		if (refused[_i].column)
			ck_assert_msg(e.column == refused[_i].column, "%s: column %u", text,
				      e.column);
		if (e.line)
			ck_assert_str_eq(e.where, "test.json");
	}
	buf_free(&log);
}
END_TEST

START_TEST(refuses_bytes_that_hold_nul)
{
	static const struct {
		const char *text;
		size_t len;
	} texts[] = {
		{"\0", 1},          {"{\0\"\0V\0\"\0", 8}, {"{\"V\":1\0}", 8},
		{"{\"x\":1\0}", 8}, {"{\"V\"\0:1}", 8},    {"{\"E\":[1\0]}", 10},
		{"{}\0", 3},        {"\xfe\xff\0{\0}", 6},
	};
	struct buf log = BUF_INIT;
	struct vck_error e;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		ck_assert_msg(walk_memory(texts[i].text, texts[i].len, &log, &e), "text %zu", i);
	buf_free(&log);
}
END_TEST

static const char cut_me[] =
	"{\n  \"E\": [\n    {\"a\": \"b\\n\\u00e9\", \"n\": [-1.5e3, true, {}]},\n"
	"    \"text\",\n    17\n  ],\n  \"V\": {\"x\": null},\n"
	"  \"O\": [{\"V\": 1}, {\"skip\": {\"deep\": [1]}}],\n"
	"  \"M\": {\"skip\": \"\\\\\", \"E\": []},\n  \"skip\": false\n}";

START_TEST(cut_anywhere_it_is_an_error)
{
	struct buf log = BUF_INIT;
	struct vck_error e;
	size_t len = strlen(cut_me);
	ck_assert_int_eq(walk_memory(cut_me, len, &log, &e), VCK_OK);
	unsigned line = 1;
	for (size_t cut = 1; cut < len; cut++) {
		line += cut_me[cut - 1] == '\n';
		ck_assert_msg(walk_memory(cut_me, cut, &log, &e) == VCK_E_INPUT, "cut at %zu", cut);
		ck_assert_str_eq(e.where, "test.json");
		ck_assert_msg(e.line == line, "cut at %zu: line %u, not %u", cut, e.line, line);
		struct vck_error again;
		ck_assert_int_eq(walk_pieces(cut_me, cut, 1 + cut % 3, &log, &again), VCK_E_INPUT);
		ck_assert_mem_eq(&e, &again, sizeof e);
	}
	buf_free(&log);
}
END_TEST

/* ---- limits ---- */

static void nest(struct buf *text, const char *front, int depth, const char *back)
{
	buf_clear(text);
	buf_puts(text, front);
	for (int i = 0; i < depth; i++)
		buf_putc(text, '[');
	for (int i = 0; i < depth; i++)
		buf_putc(text, ']');
	buf_puts(text, back);
}

START_TEST(depth_has_a_limit)
{
	static const char *const fronts[] = {"{\"V\":", "{\"skip\":", "{\"E\":["};
	static const char *const backs[] = {"}", "}", "]}"};
	struct buf text = BUF_INIT, log = BUF_INIT;
	struct vck_error e;
	for (size_t i = 0; i < COUNT_OF(fronts); i++) {
		nest(&text, fronts[i], LIMIT_JSON_DEPTH, backs[i]);
		ck_assert_int_eq(walk_memory(text.data, text.len, &log, &e), VCK_OK);
		nest(&text, fronts[i], LIMIT_JSON_DEPTH + 1, backs[i]);
		ck_assert_int_eq(walk_memory(text.data, text.len, &log, &e), VCK_E_LIMIT);
		ck_assert_ptr_nonnull(strstr(e.text, "nested deeper than 64"));
		nest(&text, fronts[i], 1000000, backs[i]);
		ck_assert_int_eq(walk_memory(text.data, text.len, &log, &e), VCK_E_LIMIT);
	}
	buf_clear(&text);
	for (int i = 0; i < 100000; i++)
		buf_puts(&text, "{\"M\":");
	ck_assert_int_eq(walk_memory(text.data, text.len, &log, &e), VCK_E_LIMIT);
	buf_free(&text);
	buf_free(&log);
}
END_TEST

/* `front`, then `fill` without end or until `size`, through a pipe. */
struct endless {
	int fd;
	const char *front;
	size_t size;
};

static void *pour(void *arg)
{
	struct endless *e = arg;
	static char block[65536];
	memset(block, 'x', sizeof block);
	signal(SIGPIPE, SIG_IGN);
	ssize_t n = write(e->fd, e->front, strlen(e->front));
	for (size_t at = 0; n > 0 && at < e->size; at += sizeof block)
		n = write(e->fd, block, sizeof block);
	close(e->fd);
	return NULL;
}

static enum vck_status walk_endless(const char *front, size_t size, struct vck_error *err)
{
	int ends[2];
	pthread_t thread;
	struct buf log = BUF_INIT;
	ck_assert_int_eq(pipe(ends), 0);
	struct endless e = {ends[1], front, size};
	ck_assert_int_eq(pthread_create(&thread, NULL, pour, &e), 0);
	struct json_source s = json_source_fd("endless", ends[0]);
	enum vck_status st = walk(&s, &log, err);
	close(ends[0]);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	buf_free(&log);
	return st;
}

START_TEST(a_value_has_a_largest_size)
{
	static const char *const fronts[] = {"{\"V\": \"", "{\"E\": [{\"a\": \"", "{\"V\": 1",
					     "{\"x\": \"", "{\""};
	struct vck_error e;
	for (size_t i = 0; i < COUNT_OF(fronts); i++) {
		ck_assert_int_eq(walk_endless(fronts[i], (size_t)1 << 30, &e), VCK_E_LIMIT);
		ck_assert_str_eq(e.text, "one value has more than 64 MiB");
	}
}
END_TEST

/* A skipped value may be as long as it likes, and costs no memory. */
START_TEST(what_is_skipped_is_not_kept)
{
	struct rusage before, after;
	struct vck_error e;
	ck_assert_int_eq(getrusage(RUSAGE_SELF, &before), 0);
	ck_assert_int_eq(walk_endless("{\"skip\": [{\"a\": \"", (size_t)300 << 20, &e),
			 VCK_E_INPUT);
	ck_assert_ptr_nonnull(strstr(e.text, "string does not end"));
	ck_assert_int_eq(getrusage(RUSAGE_SELF, &after), 0);
	ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 64 << 10); /* KiB */
}
END_TEST

START_TEST(a_read_that_fails_is_told)
{
	struct buf log = BUF_INIT;
	struct vck_error e;
	struct json_source closed = json_source_fd("closed", -1);
	ck_assert_int_eq(walk(&closed, &log, &e), VCK_E_INPUT);
	ck_assert_ptr_nonnull(strstr(e.text, strerror(EBADF)));
	int fd = open("/", O_RDONLY);
	struct json_source dir = json_source_fd("folder", fd);
	ck_assert_int_eq(walk(&dir, &log, &e), VCK_E_INPUT);
	ck_assert_ptr_nonnull(strstr(e.text, strerror(EISDIR)));
	ck_assert_str_eq(e.where, "folder");
	close(fd);
	buf_free(&log);
}
END_TEST

/* ---- windows: a document larger than the blocks it is read in ---- */

START_TEST(elements_cross_the_blocks)
{
	struct buf text = BUF_INIT, log = BUF_INIT, expected = BUF_INIT;
	struct vck_error e;
	buf_puts(&text, "{\"skip\": [");
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "%s[%d, \"]\\\\\"]", i ? ",\n" : "", i);
	buf_puts(&text, "],\n\"E\": [\n");
	buf_puts(&expected, "0:skip 0:E array E[-1]@20001:6");
	unsigned line = 20002;
	for (int i = 0; i < 3000; i++) {
		int fill = i % 97 * 31;
		buf_printf(&text, "  {\"n\": %d,\n   \"s\": \"%0*d\"}%s\n", i, fill + 1, 0,
			   i < 2999 ? "," : "");
		buf_printf(&expected, " value E[%d]@%u:3 {\"n\":%d,\"s\":\"%0*d\"}", i, line, i,
			   fill + 1, 0);
		line += 2;
	}
	buf_puts(&text, "]}\n");
	ck_assert_uint_gt(text.len, 4u << 20);
	/* a read has room for so much: longer packets would be cut */
	static const size_t pieces[] = {0, 1021, 20011, 32768};
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		ck_assert_int_eq(pieces[i] ? walk_pieces(text.data, text.len, pieces[i], &log, &e)
					   : walk_memory(text.data, text.len, &log, &e),
				 VCK_OK);
		ck_assert(str_eq(buf_str(&log), buf_str(&expected)));
	}
	buf_free(&text);
	buf_free(&log);
	buf_free(&expected);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base_json");
	TCase *tables = harness_tcase("tables");
	tcase_add_loop_test(tables, shows_every_element_and_its_place, 0, COUNT_OF(shown));
	tcase_add_loop_test(tables, refuses_and_says_where, 0, COUNT_OF(refused));
	suite_add_tcase(s, tables);
	harness_case(s, "stream", refuses_bytes_that_hold_nul, cut_anywhere_it_is_an_error,
		     elements_cross_the_blocks);
	harness_case(s, "limits", depth_has_a_limit, a_value_has_a_largest_size,
		     what_is_skipped_is_not_kept, a_read_that_fails_is_told);
	return harness_run(s);
}
