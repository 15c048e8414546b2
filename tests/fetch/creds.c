/* Where credentials come from: the environment and the two files, and what is said when there are none. */
#include "tests/fetch/aws_hosts.h"

#include <string.h>

START_TEST(environment)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_ACCESS_KEY_ID", "ENVKEY");
	fake_env(&f, "AWS_SECRET_ACCESS_KEY", "s");
	fake_env(&f, "AWS_SESSION_TOKEN", "t");
	fake_env(&f, "AWS_CREDENTIAL_EXPIRATION", "2026-01-01T00:05:00Z");
	fake_file(&f, ".aws/credentials",
		  "[lab]\naws_access_key_id=FILEKEY\naws_secret_access_key=x\n");
	fake_env(&f, "AWS_PROFILE", "lab");
	ck_assert(!fake_creds(&f, NULL, &k));
	ck_assert_str_eq(k.access_key, "ENVKEY"); /* AWS_PROFILE does not put it out of force */
	ck_assert_str_eq(k.token, "t");
	ck_assert(creds_stale(&k, f.now_ms / 1000));
	ck_assert(!creds_stale(&k, f.now_ms / 1000 - 600));
	client_close(&f.client);
	ck_assert(!fake_creds(&f, "lab", &k)); /* --profile does */
	ck_assert_str_eq(k.access_key, "FILEKEY");
	ck_assert_ptr_null(k.token);
	ck_assert_uint_eq(f.requests, 0);
	fake_close(&f);
}
END_TEST

START_TEST(half_of_a_pair_is_an_error)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_ACCESS_KEY_ID", "ENVKEY");
	fake_env(&f, "AWS_SECRET_ACCESS_KEY", "");
	fake_file(&f, ".aws/credentials", "[default]\naws_access_key_id=FILEKEY\n");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_str_eq(f.err.text,
			 "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY");
	client_close(&f.client);
	ck_assert_int_eq(fake_creds(&f, "default", &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(
		strstr(f.err.text, "profile default, missing: aws_secret_access_key"));
	fake_close(&f);
}
END_TEST

START_TEST(nowhere_names_every_place)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts_but_metadata);
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	static const char *const places[] = {"AWS_ACCESS_KEY_ID is not set",
					     "no role_arn",
					     "AWS_WEB_IDENTITY_TOKEN_FILE",
					     "sso_account_id",
					     ".aws/credentials",
					     "login_session",
					     "credential_process",
					     ".aws/config",
					     "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
					     "http://169.254.169.254 does not answer"};
	for (size_t i = 0; i < COUNT_OF(places); i++)
		ck_assert_msg(strstr(f.err.text, places[i]) != NULL, "%s in: %s", places[i],
			      f.err.text);
	fake_close(&f);
}
END_TEST

START_TEST(unknown_profile)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	ck_assert_int_eq(fake_creds(&f, "nosuch", &k), VCK_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(f.err.text, "The config profile (nosuch) could not be found"));
	client_close(&f.client);
	fake_env(&f, "AWS_DEFAULT_PROFILE", "nosuch2");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(f.err.text, "nosuch2"));
	fake_close(&f);
}
END_TEST

START_TEST(broken_file_names_its_line)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, ".aws/config", "[default]\nregion\n");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_CONFIG);
	ck_assert_uint_eq(f.err.line, 2);
	ck_assert_ptr_nonnull(strstr(f.err.where, ".aws/config"));
	fake_close(&f);
}
END_TEST

/* Container engines make a folder where a file that they were to mount is missing. */
START_TEST(folder_in_the_place_of_a_file)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, ".aws/config/something", "");
	fake_file(&f, ".aws/credentials",
		  "[default]\naws_access_key_id=FILEKEY\naws_secret_access_key=x\n");
	ck_assert_msg(!fake_creds(&f, NULL, &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "FILEKEY");
	fake_close(&f);
}
END_TEST

TCase *creds_tests(void)
{
	TCase *t = tcase_create("credentials");
	tcase_add_test(t, environment);
	tcase_add_test(t, half_of_a_pair_is_an_error);
	tcase_add_test(t, nowhere_names_every_place);
	tcase_add_test(t, unknown_profile);
	tcase_add_test(t, broken_file_names_its_line);
	tcase_add_test(t, folder_in_the_place_of_a_file);
	return t;
}
