/*
 * cli_util.h - the built program, run as a user would in a scratch folder: its words, streams and exit code.
 *
 *	expect("check broken.json", 1, "error[", "");
 */
#ifndef TESTS_CLI_UTIL_H
#define TESTS_CLI_UTIL_H

#include "base/file.h"
#include "base/vec.h"
#include "tests/harness.h"

#include <sys/wait.h>

#define PROGRAM BUILD_DIR "/vpccheck"
#define BROKEN  TESTDATA "/lab/broken.json"
#define HEALTHY TESTDATA "/lab/healthy.json"

struct run {
	int code;
	struct buf out, err;
};

static char *folder; /* scratch; files named in commands lie there */

static inline void enter_folder(void)
{
	folder = harness_folder();
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(setenv("TERM", "xterm", 1), 0);
	static const char *const unset[] = {"NO_COLOR",         "FORCE_COLOR",
					    "COLUMNS",          "GITHUB_STEP_SUMMARY",
					    "GITHUB_WORKSPACE", "CI_PROJECT_DIR"};
	for (size_t i = 0; i < COUNT_OF(unset); i++)
		unsetenv(unset[i]);
}

static inline void leave_folder(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	harness_remove(folder);
}

static inline void read_into(const char *path, struct buf *b)
{
	struct vck_error err;

	ck_assert_msg(file_read(path, 1u << 28, b, &err) == VCK_OK, "%s", err.text);
}

/* `words` as the shell reads them, after the program's name. */
static inline struct run run(const char *words)
{
	struct run r = {0};
	struct buf command = BUF_INIT;

	buf_printf(&command, "%s %s >out 2>err", PROGRAM, words);
	/* The words are the test's own. */
	int status = system(buf_str(&command)); /* NOLINT(cert-env33-c) */
	buf_free(&command);
	r.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	read_into("out", &r.out);
	read_into("err", &r.err);
	return r;
}

static inline void run_free(struct run *r)
{
	buf_free(&r->out);
	buf_free(&r->err);
}

/* Expect a code, and a text on each stream; "" = that the stream is empty, NULL = anything. */
static inline void expect(const char *words, int code, const char *out, const char *err)
{
	struct run r = run(words);

	ck_assert_msg(r.code == code, "%s: exit %d, not %d\n%s%s", words, r.code, code,
		      buf_str(&r.out), buf_str(&r.err));
	if (out)
		ck_assert_msg(*out ? strstr(buf_str(&r.out), out) != NULL : !r.out.len,
			      "%s: stdout should have \"%s\":\n%s", words, out, buf_str(&r.out));
	if (err)
		ck_assert_msg(*err ? strstr(buf_str(&r.err), err) != NULL : !r.err.len,
			      "%s: stderr should have \"%s\":\n%s", words, err, buf_str(&r.err));
	run_free(&r);
}

static inline void add_case(Suite *suite, const char *name, const TTest *const *tests, size_t count)
{
	TCase *tcase = harness_tcase(name);
	tcase_add_checked_fixture(tcase, enter_folder, leave_folder);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
}

#endif
