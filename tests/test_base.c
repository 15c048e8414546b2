/*
 * The base room: memory, arena, vec, map. Texts have a program of their own, test_base_text.c, and so have
 * files (test_base_file.c) and JSON (test_base_json.c).
 */
#include "harness.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"

#include <setjmp.h>
#include <stdint.h>

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

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

START_TEST(vec_sorts_and_drops_repeats)
{
	static const uint32_t sorted[] = {0, 1, 2, 7};
	VEC(uint32_t) v = VEC_INIT;
	vec_sort_unique(&v, by_number);
	ck_assert_uint_eq(v.len, 0);
	for (uint32_t i = 0; i < 20; i++)
		vec_push(&v, sorted[i * 3 % 4]);
	vec_sort_unique(&v, by_number);
	ck_assert_uint_eq(v.len, COUNT_OF(sorted));
	ck_assert_mem_eq(v.items, sorted, sizeof sorted);
	vec_sort_unique(&v, by_number);
	ck_assert_uint_eq(v.len, COUNT_OF(sorted));
	vec_free(&v);
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

int main(void)
{
	Suite *s = suite_create("base");
	harness_case(s, "arena", arena_gives_aligned_memory_that_does_not_overlap,
		     arena_clears_what_should_be_clear, arena_reset_keeps_its_blocks,
		     arena_adopts_and_the_old_one_is_empty, arena_texts,
		     impossible_sizes_end_in_the_one_handler);
	harness_case(s, "vec", vec_grows_and_moves_to_an_arena, vec_sorts_and_drops_repeats);
	harness_case(s, "map", map_finds_what_was_put, map_replaces_and_takes_any_bytes);
	return harness_run(s);
}
