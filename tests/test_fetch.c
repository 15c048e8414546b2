#include "tests/fetch/fetch_tests.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *text_of(struct arena *a, const char *path)
{
	struct buf b = BUF_INIT;
	struct vck_error err;
	char message[2048];
	if (file_read(path, 64u << 20, &b, &err))
		ck_abort_msg("%s", vck_error_string(&err, message, sizeof message));
	char *text = arena_strndup(a, buf_str(&b), b.len);
	buf_free(&b);
	return text;
}

static cJSON *json_of(struct arena *a, const char *path)
{
	cJSON *json;
	struct vck_error err;
	char *text = text_of(a, path), message[2048];
	if (json_parse(a, path, text, strlen(text), &json, &err))
		ck_abort_msg("%s", vck_error_string(&err, message, sizeof message));
	return json;
}

char *testdata(struct arena *a, const char *path)
{
	return text_of(a, arena_printf(a, TESTDATA "/%s", path));
}

cJSON *testdata_json(struct arena *a, const char *path)
{
	return json_of(a, arena_printf(a, TESTDATA "/%s", path));
}

const char *shared_folder(void)
{
	return file_is_folder(SHARED_DATA) ? SHARED_DATA : NULL;
}

static char *shared_path(struct arena *a, const char *path)
{
	if (shared_folder())
		return arena_printf(a, "%s/data/%s", shared_folder(), path);
	printf("not run, AWS's own cases are not here: %s\n", path);
	return NULL;
}

char *shared_data(struct arena *a, const char *path)
{
	char *full = shared_path(a, path);
	return full ? text_of(a, full) : NULL;
}

cJSON *shared_json(struct arena *a, const char *path)
{
	char *full = shared_path(a, path);
	return full ? json_of(a, full) : NULL;
}

unsigned each_name(const char *folder, void (*each)(const char *folder, const char *name))
{
	struct dirent **names;
	unsigned count = 0;
	int n = scandir(folder, &names, NULL, alphasort);
	ck_assert_msg(n >= 0, "%s can't be read", folder);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.') {
			each(folder, names[i]->d_name);
			count++;
		}
		free(names[i]);
	}
	free(names);
	return count;
}

/* "fake": they ask nobody over a network, so that Valgrind runs them in little time. */
static const struct {
	TCase *(*make)(void);
	const char *tags;
} cases[] = {
	{sigv4_tests, ""},
	{config_tests, ""},
	{xml_tests, ""},
	{creds_cases_tests, "fake"},
	{creds_tests, "fake"},
	{creds_role_tests, "fake"},
	{creds_machine_tests, "fake"},
	{creds_sso_tests, "fake"},
	{endpoint_tests, "fake"},
	{request_tests, ""},
	{run_tests, ""},
	{trouble_tests, ""},
	{network_tests, ""},
	{secret_tests, ""},
	{file_tests, ""},
	{account_tests, "fake"},
	{renewal_tests, "fake"},
	{redact_tests, "fake"},
	{order_tests, "fake"},
};

int main(void)
{
	Suite *suite = suite_create("fetch");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		TCase *t = cases[i].make();
		tcase_set_tags(t, cases[i].tags);
		tcase_set_timeout(t, 120); /* seconds, of a machine that may be busy */
		suite_add_tcase(suite, t);
	}
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
