/* What a whole fetch writes, and over what it does not write. */
#include "tests/fetch/stage.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(existing_files)
{
	struct stage s;
	stage_open(&s, "healthy");
	s.file = fake_file(&s.fake, "dump.json", "{\"mine\": 1}");
	ck_assert_int_eq(stage_fetch(&s), VCK_E_IO);
	ck_assert_ptr_nonnull(strstr(s.err.text, "it exists; --force replaces it"));
	ck_assert_str_eq(text_of(&s.fake.arena, s.file), "{\"mine\": 1}");
	ck_assert_uint_eq(ec2_server_requests(s.server, NULL), 0); /* said before AWS is asked */
	s.options.overwrite = true;
	stage_fetch_ok(&s);
	ck_assert_int_eq(stage_count(&s, "Vpcs"), 2);
	const char *link = arena_printf(&s.fake.arena, "%s/link.json", s.fake.home);
	ck_assert(symlink(s.file, link) == 0);
	ck_assert_int_eq(vck_fetch_to_file(&s.options, link, &s.summary, &s.err), VCK_E_IO);
	ck_assert_ptr_nonnull(strstr(s.err.text, "symbolic link"));
	stage_close(&s);
}
END_TEST

START_TEST(another_fetch_writes_there)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_serve(&s);
	const char *dir = arena_printf(&s.fake.arena, "%s/out", s.fake.home);
	ck_assert(mkdir(dir, 0700) == 0);
	int other = open(dir, O_RDONLY | O_DIRECTORY);
	ck_assert(other >= 0 && flock(other, LOCK_EX) == 0);
	ck_assert_int_eq(vck_fetch_to_folder(&s.options, dir, &s.summary, &s.err), VCK_E_IO);
	ck_assert_ptr_nonnull(strstr(s.err.text, "another fetch is writing there"));
	ck_assert_uint_eq(ec2_server_requests(s.server, NULL), 0);
	close(other);
	stage_close(&s);
}
END_TEST

START_TEST(folder)
{
	struct stage s;
	struct stat st;
	struct mis_rule rule = {"DescribeSubnets", 1, 1000, MIS_DENIED};
	stage_with_rule(&s, "rich", &rule);
	stage_serve(&s);
	const char *dir = arena_printf(&s.fake.arena, "%s/out/", s.fake.home);
	ck_assert_msg(!vck_fetch_to_folder(&s.options, dir, &s.summary, &s.err), "%s", s.err.text);
#define INSIDE(name) arena_printf(&s.fake.arena, "%saccounts/123456789012/eu-west-1/" name, dir)
	ck_assert(stat(INSIDE("describe-vpcs.json"), &st) == 0 && (st.st_mode & 0777) == 0600);
	ck_assert(stat(dir, &st) == 0 && (st.st_mode & 0777) == 0700);
	ck_assert(access(INSIDE("describe-subnets.json"), F_OK) != 0);
	ck_assert(access(INSIDE("get-managed-prefix-list-entries.json"), F_OK) == 0);
	char *manifest =
		text_of(&s.fake.arena, arena_printf(&s.fake.arena, "%smanifest.json", dir));
	cJSON *json;
	ck_assert(!json_parse(&s.fake.arena, "manifest", manifest, strlen(manifest), &json, NULL));
	ck_assert_ptr_nonnull(strstr(
		manifest, "\"Path\": \"accounts/123456789012/eu-west-1/describe-vpcs.json\""));
	ck_assert_ptr_nonnull(strstr(manifest, "\"Action\": \"ec2:DescribeSubnets\""));
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(json_get(json, "Calls"), 0), "AccountId"),
			 "123456789012");
	/* a second time: not without --force, and then nothing old is left */
	ck_assert_int_eq(vck_fetch_to_folder(&s.options, dir, &s.summary, &s.err), VCK_E_IO);
	struct mis_rule other = {"DescribeVpcs", 1, 1000, MIS_DENIED};
	ec2_server_stop(s.server);
	s.server_options.rules = &other;
	stage_serve(&s);
	s.options.overwrite = true;
	ck_assert(!vck_fetch_to_folder(&s.options, dir, &s.summary, &s.err));
	ck_assert(access(INSIDE("describe-vpcs.json"), F_OK) != 0);
	ck_assert(access(INSIDE("describe-subnets.json"), F_OK) == 0);
#undef INSIDE
	stage_close(&s);
}
END_TEST

TCase *file_tests(void)
{
	TCase *t = tcase_create("files");
	tcase_add_test(t, existing_files);
	tcase_add_test(t, another_fetch_writes_there);
	tcase_add_test(t, folder);
	return t;
}
