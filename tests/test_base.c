/*
 * The base room: arena, vec, str, map, error, file. The JSON stream has a program of its own,
 * test_base_json.c.
 */
#include "harness.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdint.h>
#include <unistd.h>

/* ---- arena ---- */

static bool all_are(const unsigned char *bytes, size_t len, int value)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != value)
			return false;
	return true;
}

START_TEST(arena_gives_aligned_memory_that_does_not_overlap)
{
	struct arena a = ARENA_INIT;
	enum { COUNT = 3000 };
	unsigned char *parts[COUNT];
	for (size_t i = 0; i < COUNT; i++) {
		parts[i] = arena_alloc(&a, i);
		ck_assert_uint_eq((uintptr_t)parts[i] % ARENA_ALIGN, 0);
		memset(parts[i], (int)(i % 251), i);
	}
	for (size_t i = 0; i < COUNT; i++)
		ck_assert(all_are(parts[i], i, (int)(i % 251)));
	arena_free(&a);
}
END_TEST

START_TEST(arena_clears_what_should_be_clear)
{
	struct arena a = ARENA_INIT;
	for (int round = 0; round < 3; round++) {
		memset(arena_alloc(&a, 5000), 0xff, 5000);
		arena_reset(&a);
		unsigned char *p = arena_zalloc(&a, 5000);
		uint64_t *many = arena_array(&a, uint64_t, 500);
		ck_assert(all_are(p, 5000, 0));
		ck_assert(all_are((unsigned char *)many, 500 * sizeof *many, 0));
	}
	arena_free(&a);
}
END_TEST

START_TEST(arena_reset_keeps_its_blocks)
{
	struct arena a = ARENA_INIT;
	static const size_t sizes[] = {100, 70000, 20, 900000, 33000, 5, 40000};
	void *seen[64];
	size_t known = 0, news = 0;
	for (int round = 0; round < 50; round++) {
		news = 0;
		for (size_t i = 0; i < COUNT_OF(sizes); i++) {
			memset(arena_alloc(&a, sizes[i]), 1, sizes[i]);
			bool old = false;
			for (size_t k = 0; k < known; k++)
				old = old || seen[k] == (void *)a.head;
			if (!old) {
				ck_assert_uint_lt(known, COUNT_OF(seen));
				seen[known++] = a.head;
				news++;
			}
		}
		arena_reset(&a);
		ck_assert_uint_eq(a.used, 0);
	}
	ck_assert_uint_eq(news, 0); /* rounds of one shape settle */
	ck_assert_uint_lt(known, 20);
	arena_free(&a);
}
END_TEST

START_TEST(arena_adopts_and_the_old_one_is_empty)
{
	struct arena a = ARENA_INIT, b = ARENA_INIT, none = ARENA_INIT;
	char *of_a = arena_strdup(&a, "from a");
	char *of_b = arena_printf(&b, "%s %d", "from b", 7);
	for (int i = 0; i < 100; i++)
		arena_alloc(&b, 4000);
	arena_reset(&none);
	arena_adopt(&a, &none);
	arena_adopt(&a, &b);
	ck_assert_ptr_null(b.head);
	ck_assert_str_eq(arena_strdup(&b, "again"), "again");
	for (int i = 0; i < 100; i++)
		arena_alloc(&a, 4000);
	ck_assert_str_eq(of_a, "from a");
	ck_assert_str_eq(of_b, "from b 7");
	struct arena c = ARENA_INIT;
	arena_adopt(&c, &a); /* into one that has nothing */
	ck_assert_str_eq(of_a, "from a");
	arena_free(&a);
	arena_free(&b);
	arena_free(&c);
}
END_TEST

START_TEST(arena_texts)
{
	struct arena a = ARENA_INIT;
	ck_assert_str_eq(arena_strndup(&a, "security", 3), "sec");
	ck_assert_str_eq(arena_strndup(&a, "", 0), "");
	ck_assert_str_eq(arena_printf(&a, "%s", ""), "");
	char *large = arena_printf(&a, "%0*d", 100000, 7);
	ck_assert_uint_eq(strlen(large), 100000);
	ck_assert_ptr_nonnull(arena_memdup(&a, NULL, 0));
	arena_free(&a);
}
END_TEST

/* Sanitizers end the program at sizes that malloc() refuses, unless told otherwise. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static jmp_buf oom_jump;
static size_t oom_wanted;

static void oom_leaps(size_t wanted)
{
	oom_wanted = wanted;
	longjmp(oom_jump, 1);
}

START_TEST(impossible_sizes_end_in_the_one_handler)
{
	struct arena a = ARENA_INIT;
	volatile int reached = 0;
	mem_set_oom_handler(oom_leaps);
	if (!setjmp(oom_jump))
		arena_alloc(&a, SIZE_MAX - 3);
	else
		reached++;
	if (!setjmp(oom_jump))
		arena_zarray(&a, 1u << 20, SIZE_MAX >> 12);
	else
		reached++;
	if (!setjmp(oom_jump))
		free(mem_alloc(SIZE_MAX >> 1));
	else
		reached++;
	ck_assert_int_eq(reached, 3);
	ck_assert_uint_eq(oom_wanted, SIZE_MAX >> 1);
	mem_set_oom_handler(NULL);
	arena_free(&a);
}
END_TEST

/* ---- vec ---- */

START_TEST(vec_grows_and_moves_to_an_arena)
{
	struct arena a = ARENA_INIT;
	VEC(uint32_t) v = VEC_INIT;
	ck_assert_ptr_null(vec_move(&v, &a));
	for (uint32_t i = 0; i < 10000; i++)
		vec_push(&v, i * 3);
	ck_assert_uint_eq(v.len, 10000);
	const uint32_t *moved = vec_move(&v, &a);
	vec_free(&v);
	ck_assert_uint_eq(v.len, 0);
	for (uint32_t i = 0; i < 10000; i++)
		ck_assert_uint_eq(moved[i], i * 3);
	vec_reserve(&v, 3);
	ck_assert_uint_ge(v.cap, 3);
	vec_reserve(&v, 1000);
	ck_assert_uint_ge(v.cap, 1000);
	vec_free(&v);
	arena_free(&a);
}
END_TEST

/* ---- map ---- */

START_TEST(map_finds_what_was_put)
{
	struct arena a = ARENA_INIT;
	struct map m = map_init(&a);
	ck_assert_ptr_null(map_get_str(&m, "vpc-1"));
	ck_assert_ptr_null(map_get_str(&m, NULL));
	int values[2000];
	char *keys[2000];
	for (int i = 0; i < 2000; i++) {
		values[i] = i;
		keys[i] = arena_printf(&a, "vpc-%05x", (unsigned)i * 7919);
		map_put_str(&m, keys[i], &values[i]);
	}
	ck_assert_uint_eq(map_count(&m), 2000);
	for (int i = 0; i < 2000; i++) {
		char copy[32];
		snprintf(copy, sizeof copy, "%s", keys[i]);
		ck_assert_ptr_eq(map_get_str(&m, copy), &values[i]);
	}
	ck_assert_ptr_null(map_get_str(&m, "vpc-"));
	ck_assert_ptr_null(map_get_str(&m, ""));
	map_free(&m);
	arena_free(&a);
}
END_TEST

START_TEST(map_replaces_and_takes_any_bytes)
{
	struct arena a = ARENA_INIT;
	struct map m = map_init(&a);
	int one, two;
	map_put(&m, "a\0b", 3, &one);
	map_put(&m, "a\0c", 3, &two);
	ck_assert_ptr_eq(map_get(&m, "a\0b", 3), &one);
	ck_assert_ptr_eq(map_get(&m, "a\0c", 3), &two);
	ck_assert_ptr_null(map_get(&m, "a", 1));
	map_put(&m, "a\0b", 3, &two);
	ck_assert_ptr_eq(map_get(&m, "a\0b", 3), &two);
	ck_assert_uint_eq(map_count(&m), 2);
	map_put(&m, "", 0, &one);
	ck_assert_ptr_eq(map_get(&m, "", 0), &one);
	map_free(&m);
	ck_assert_uint_eq(map_count(&m), 0);
	arena_free(&a);
}
END_TEST

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

/* ---- file ---- */

static char *folder;

static void make_folder(void)
{
	folder = harness_folder();
}

static void remove_folder(void)
{
	harness_remove(folder);
}

static const char *in_folder(const char *name)
{
	static char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

START_TEST(file_reads_whole_files_up_to_a_limit)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	harness_write(folder, "ten", "0123456789");
	ck_assert_int_eq(file_read(in_folder("ten"), 10, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "0123456789");
	buf_clear(&b);
	ck_assert_int_eq(file_read(in_folder("ten"), 9, &b, &e), VCK_E_LIMIT);
	ck_assert_str_eq(e.where, in_folder("ten"));
	buf_clear(&b);
	harness_write(folder, "empty", "");
	ck_assert_int_eq(file_read(in_folder("empty"), 0, &b, &e), VCK_OK);
	ck_assert_uint_eq(b.len, 0);
	buf_free(&b);
}
END_TEST

START_TEST(file_says_why_it_can_not_be_read)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(file_read(in_folder("missing"), 10, &b, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, in_folder("missing"));
	ck_assert_ptr_nonnull(strstr(e.text, "No such file"));
	ck_assert_int_eq(file_read(folder, 10, &b, &e), VCK_E_INPUT);
	ck_assert_ptr_nonnull(strstr(e.text, "is a folder"));
	harness_write(folder, "plain", "x");
	ck_assert_int_eq(file_read(in_folder("plain/under"), 10, &b, &e), VCK_E_INPUT);
	ck_assert_ptr_nonnull(strstr(e.text, "Not a directory"));
	if (geteuid() != 0) { /* root reads everything */
		ck_assert_int_eq(chmod(in_folder("plain"), 0), 0);
		ck_assert_int_eq(file_read(in_folder("plain"), 10, &b, &e), VCK_E_INPUT);
		ck_assert_ptr_nonnull(strstr(e.text, "Permission denied"));
	}
	if (access("/proc/self/mem", R_OK) == 0) { /* opens, and can't be read at 0 */
		ck_assert_int_eq(file_read("/proc/self/mem", 10, &b, &e), VCK_E_INPUT);
		ck_assert_ptr_nonnull(strstr(e.text, "can't be read"));
	}
	buf_free(&b);
}
END_TEST

static enum vck_status list(void *ctx, const char *path, struct vck_error *err)
{
	(void)err;
	buf_printf(ctx, "%s\n", path + strlen(folder) + 1);
	return VCK_OK;
}

START_TEST(walk_lists_files_in_order)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(mkdir(in_folder("b"), 0700), 0);
	ck_assert_int_eq(mkdir(in_folder("b/empty"), 0700), 0);
	ck_assert_int_eq(mkdir(in_folder(".git"), 0700), 0);
	harness_write(folder, "c.json", "{}");
	harness_write(folder, "a.json", "{}");
	harness_write(folder, "b/z", "{}");
	harness_write(folder, "b/Y", "{}");
	harness_write(folder, ".hidden", "{}");
	harness_write(folder, ".git/x", "{}");
	ck_assert_int_eq(symlink("c.json", in_folder("d.json")), 0);
	ck_assert_int_eq(mkfifo(in_folder("fifo"), 0600), 0);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "a.json\nb/Y\nb/z\nc.json\nd.json\n");
	buf_clear(&b);
	ck_assert_int_eq(file_walk(in_folder("c.json"), list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "c.json\n");
	buf_clear(&b);
	char slash[4096];
	snprintf(slash, sizeof slash, "%s/b/", folder);
	ck_assert_int_eq(file_walk(slash, list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "b/Y\nb/z\n");
	buf_free(&b);
}
END_TEST

START_TEST(walk_notices_a_loop)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(mkdir(in_folder("a"), 0700), 0);
	ck_assert_int_eq(mkdir(in_folder("a/b"), 0700), 0);
	ck_assert_int_eq(symlink("../../a", in_folder("a/b/again")), 0);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, in_folder("a/b/again"));
	ck_assert_ptr_nonnull(strstr(e.text, "holds itself"));
	/* The same folder twice, side by side, is no loop. */
	ck_assert_int_eq(unlink(in_folder("a/b/again")), 0);
	harness_write(folder, "a/b/x", "{}");
	ck_assert_int_eq(symlink("a", in_folder("twin")), 0);
	buf_clear(&b);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "a/b/x\ntwin/b/x\n");
	buf_free(&b);
}
END_TEST

START_TEST(walk_stops_at_its_depth)
{
	struct vck_error e;
	struct buf b = BUF_INIT, path = BUF_INIT;
	buf_puts(&path, folder);
	for (int i = 0; i <= LIMIT_FOLDER_DEPTH; i++) {
		buf_puts(&path, "/d");
		ck_assert_int_eq(mkdir(buf_str(&path), 0700), 0);
	}
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_E_LIMIT);
	ck_assert_ptr_nonnull(strstr(e.text, "deeper"));
	ck_assert_int_eq(rmdir(buf_str(&path)), 0);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_OK);
	buf_free(&path);
	buf_free(&b);
}
END_TEST

START_TEST(walk_says_what_can_not_be_read)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(file_walk(in_folder("missing"), list, &b, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, in_folder("missing"));
	ck_assert_int_eq(symlink("nowhere", in_folder("dangling")), 0);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, in_folder("dangling"));
	ck_assert_int_eq(unlink(in_folder("dangling")), 0);
	ck_assert_int_eq(mkdir(in_folder("locked"), 0), 0);
	if (geteuid() != 0) {
		ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_E_INPUT);
		ck_assert_str_eq(e.where, in_folder("locked"));
	}
	buf_free(&b);
}
END_TEST

static enum vck_status refuse(void *ctx, const char *path, struct vck_error *err)
{
	++*(int *)ctx;
	return vck_fail(err, VCK_E_INPUT, &(struct where){.file = path}, "no");
}

START_TEST(walk_ends_with_the_first_refusal)
{
	struct vck_error e;
	int calls = 0;
	harness_write(folder, "1", "");
	harness_write(folder, "2", "");
	ck_assert_int_eq(file_walk(folder, refuse, &calls, &e), VCK_E_INPUT);
	ck_assert_int_eq(calls, 1);
	ck_assert_str_eq(e.where, in_folder("1"));
	ck_assert_int_eq(file_walk("-", refuse, &calls, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, "-");
}
END_TEST

START_TEST(file_writes_whole_or_not_at_all)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	struct stat st;
	harness_write(folder, "out", "what was there before");
	ck_assert_int_eq(file_write(in_folder("out"), "new\0text", 8, &e), VCK_OK);
	ck_assert_int_eq(file_read(in_folder("out"), 100, &b, &e), VCK_OK);
	ck_assert_uint_eq(b.len, 8);
	ck_assert_mem_eq(b.data, "new\0text", 8);
	ck_assert_int_eq(stat(in_folder("out"), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(file_write(in_folder("no/such/folder"), "x", 1, &e), VCK_E_IO);
	ck_assert_int_eq(e.status, VCK_E_IO);
	ck_assert_str_eq(e.where, in_folder("no/such/folder"));
	ck_assert_int_eq(mkdir(in_folder("dir"), 0700), 0);
	ck_assert_int_eq(file_write(in_folder("dir"), "x", 1, NULL), VCK_E_IO);
	buf_clear(&b);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "out\n"); /* no temporary file is left behind */
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base");
	harness_case(s, "arena", arena_gives_aligned_memory_that_does_not_overlap,
		     arena_clears_what_should_be_clear, arena_reset_keeps_its_blocks,
		     arena_adopts_and_the_old_one_is_empty, arena_texts,
		     impossible_sizes_end_in_the_one_handler);
	harness_case(s, "vec", vec_grows_and_moves_to_an_arena);
	harness_case(s, "map", map_finds_what_was_put, map_replaces_and_takes_any_bytes);
	harness_case(s, "str", buf_grows, str_questions, str_glob_is_not_exponential,
		     str_nearest_suggests, str_u64_takes_digits_only);
	harness_case(s, "error", error_says_where_and_what, error_can_not_steer_a_terminal,
		     error_is_cut_between_characters);
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, str_glob_matches, 0, COUNT_OF(globs));
	tcase_add_loop_test(tables, str_distance_counts, 0, COUNT_OF(distances));
	suite_add_tcase(s, tables);
	TCase *files = tcase_create("file");
	tcase_add_checked_fixture(files, make_folder, remove_folder);
	tcase_add_test(files, file_reads_whole_files_up_to_a_limit);
	tcase_add_test(files, file_says_why_it_can_not_be_read);
	tcase_add_test(files, walk_lists_files_in_order);
	tcase_add_test(files, walk_notices_a_loop);
	tcase_add_test(files, walk_stops_at_its_depth);
	tcase_add_test(files, walk_says_what_can_not_be_read);
	tcase_add_test(files, walk_ends_with_the_first_refusal);
	tcase_add_test(files, file_writes_whole_or_not_at_all);
	suite_add_tcase(s, files);
	return harness_run(s);
}
