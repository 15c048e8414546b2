/*
 * harness.h - what the test programs share: a main, scratch folders, exact copies.
 */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include "tests/checks.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Run the suite and say so in Check's own closing line. */
static inline int harness_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* A case whose tests end in time on a machine that is slow or busy, under a sanitizer too. */
static inline TCase *harness_tcase(const char *name)
{
	TCase *tcase = tcase_create(name);
	tcase_set_timeout(tcase, 240);
	return tcase;
}

/* A case's tests in one go: harness_case(suite, "map", map_replaces, map_is_large). */
#define harness_case(suite, name, ...)                                                             \
	do {                                                                                       \
		const TTest *const tests_[] = {__VA_ARGS__};                                       \
		TCase *case_ = harness_tcase(name);                                                \
		for (size_t i_ = 0; i_ < sizeof tests_ / sizeof *tests_; i_++)                     \
			tcase_add_test(case_, tests_[i_]);                                         \
		suite_add_tcase(suite, case_);                                                     \
	} while (0)

/* Bytes in memory of exactly their size, so that a sanitizer sees one step too far. free() it. */
static inline char *harness_exact(const char *bytes, size_t len)
{
	char *copy = malloc(len ? len : 1);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, len);
	return copy;
}

/* An empty folder that harness_remove() ends. */
static inline char *harness_folder(void)
{
	char *path = strdup("/tmp/vpccheck-test-XXXXXX");
	ck_assert_ptr_nonnull(path);
	ck_assert_ptr_nonnull(mkdtemp(path));
	return path;
}

static inline int harness_remove_one(const char *path, const struct stat *st, int type,
				     struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static inline void harness_remove(char *folder)
{
	ck_assert_int_eq(nftw(folder, harness_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(folder);
}

static inline void harness_write(const char *folder, const char *name, const char *text)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text, 1, strlen(text), f), strlen(text));
	ck_assert_int_eq(fclose(f), 0);
}

#endif
