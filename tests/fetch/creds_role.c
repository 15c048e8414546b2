/* Roles: what assumes them, MFA, the aws command's cache, web identities. */
#include "tests/fetch/aws_hosts.h"

#include <string.h>

#define ROLE_CONFIG                                                                                \
	"[profile base]\naws_access_key_id=BASEKEY\naws_secret_access_key=s\n"                     \
	"[profile admin]\nrole_arn=arn:aws-cn:iam::1:role/Admin\nsource_profile=base\n"            \
	"external_id=ex\nmfa_serial=arn:aws-cn:iam::1:mfa/me\nduration_seconds=3600\n"             \
	"region=cn-north-1\n"

static void named_source(const char *source, const char *key)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_ACCESS_KEY_ID", "ENVKEY");
	fake_env(&f, "AWS_SECRET_ACCESS_KEY", "s");
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
	fake_file(&f, ".aws/config",
		  arena_printf(&f.arena,
			       "[profile x]\nrole_arn=arn:aws:iam::1:role/R\n"
			       "credential_source=%s\n",
			       source));
	enum vck_status st = fake_creds(&f, "x", &k);
	if (key) {
		ck_assert_msg(!st, "%s: %s", source, f.err.text);
		ck_assert_str_eq(k.access_key, "R");
		ck_assert_ptr_nonnull(
			strstr(buf_str(&f.log), arena_printf(&f.arena, "role/R by %s ", key)));
	} else {
		ck_assert_int_eq(st, VCK_E_AWS);
		ck_assert_ptr_nonnull(strstr(f.err.text, source));
	}
	fake_close(&f);
}

/* --profile puts the environment's keys out of force, but not where the profile itself names them. */
START_TEST(role_of_a_named_source)
{
	named_source("Environment", "ENVKEY");
	named_source("EcsContainer", "ECSKEY");
	named_source("Ec2InstanceMetadata", "IMDSKEY");
	named_source("Elsewhere", NULL);
}
END_TEST

/* A role of a role of a role, and one that leads back to itself. */
START_TEST(role_chains)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, ".aws/config",
		  "[profile a]\nrole_arn=arn:aws:iam::1:role/A\nsource_profile=b\n"
		  "[profile b]\nrole_arn=arn:aws:iam::1:role/B\nsource_profile=c\n"
		  "[profile c]\naws_access_key_id=CKEY\naws_secret_access_key=s\n"
		  "[profile round]\nrole_arn=arn:aws:iam::1:role/X\nsource_profile=about\n"
		  "[profile about]\nrole_arn=arn:aws:iam::1:role/Y\nsource_profile=round\n");
	ck_assert_msg(!fake_creds(&f, "a", &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "A");
	ck_assert_ptr_nonnull(strstr(buf_str(&f.log), "role/B by CKEY "));
	ck_assert_ptr_nonnull(strstr(buf_str(&f.log), "role/A by B "));
	client_close(&f.client);
	unsigned asked = f.requests;
	ck_assert_int_eq(fake_creds(&f, "round", &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "leads round in a loop"));
	ck_assert_uint_eq(f.requests, asked);
	fake_close(&f);
}
END_TEST

START_TEST(role_with_mfa)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, ".aws/config", ROLE_CONFIG);
	f.mfa = "123456";
	ck_assert_msg(!fake_creds(&f, "admin", &k), "%s", f.err.text);
	ck_assert_str_eq(buf_str(&f.asked), "Enter MFA code for arn:aws-cn:iam::1:mfa/me: ");
	ck_assert_str_eq(
		buf_str(&f.log),
		"AssumeRole arn:aws-cn:iam::1:role/Admin by BASEKEY session vpccheck-1767225600 "
		"external ex mfa arn:aws-cn:iam::1:mfa/me/123456 duration 3600 token  at "
		"https://sts.cn-north-1.amazonaws.com.cn/\n");
	ck_assert_str_eq(k.access_key, "Admin");
	ck_assert_str_eq(k.token, "token of Admin");
	ck_assert_int_eq(k.expires_s, 1767229200);
	ck_assert_ptr_nonnull(strstr(k.source, "arn:aws-cn:iam::1:role/Admin"));
	fake_close(&f);
}
END_TEST

START_TEST(role_with_mfa_and_nobody_there)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, ".aws/config", ROLE_CONFIG);
	ck_assert_int_eq(fake_creds(&f, "admin", &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "there is no terminal to ask on"));
	ck_assert_uint_eq(f.requests, 0);
	fake_close(&f);
}
END_TEST

START_TEST(role_from_the_aws_commands_cache)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, ".aws/config", ROLE_CONFIG);
	struct arena a = ARENA_INIT;
	cJSON *names = testdata_json(&a, "credentials/cache-names.json");
	const char *name =
		arena_printf(&a, ".aws/cli/cache/%s.json", json_string(names, "role with mfa"));
	fake_file(&f, name,
		  "{\"Credentials\": {\"AccessKeyId\": \"CACHED\", \"SecretAccessKey\": \"s\", "
		  "\"SessionToken\": \"t\", \"Expiration\": \"2026-01-01T00:16:00Z\"}}");
	ck_assert_msg(!fake_creds(&f, "admin", &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "CACHED");
	ck_assert_uint_eq(f.requests, 0);
	client_close(&f.client);
	f.now_ms += 120000; /* less than 15 minutes are left */
	f.mfa = "1";
	ck_assert(!fake_creds(&f, "admin", &k));
	ck_assert_str_eq(k.access_key, "Admin");
	arena_free(&a);
	fake_close(&f);
}
END_TEST

static void sts_denies(struct fake *f, const struct exchange *x, struct exchange *out)
{
	(void)f, (void)x;
	fake_reply(out, 403, "text/xml",
		   "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</"
		   "Code><Message>User: u is "
		   "not authorized</Message></Error><RequestId>r</RequestId></ErrorResponse>");
}

START_TEST(role_refused)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, sts_denies);
	fake_file(&f, ".aws/config", ROLE_CONFIG);
	f.mfa = "1";
	ck_assert_int_eq(fake_creds(&f, "admin", &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text,
				     "role arn:aws-cn:iam::1:role/Admin can't be assumed with the "
				     "credentials from profile base"));
	ck_assert_ptr_nonnull(strstr(f.err.text, "AccessDenied: User: u is not authorized"));
	fake_close(&f);
}
END_TEST

/* With --region, STS is asked there, whatever the profile says: it may be another partition. */
START_TEST(role_in_the_region_of_the_option)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, ".aws/config",
		  "[profile base]\naws_access_key_id=BASEKEY\naws_secret_access_key=s\n"
		  "[profile x]\nrole_arn=arn:aws-cn:iam::1:role/R\nsource_profile=base\n"
		  "region=us-east-1\n");
	f.options.regions = "cn-northwest-1,cn-north-1";
	ck_assert_msg(!fake_creds(&f, "x", &k), "%s", f.err.text);
	ck_assert_ptr_nonnull(
		strstr(buf_str(&f.log), " at https://sts.cn-northwest-1.amazonaws.com.cn/\n"));
	f.options.regions = "all";
	client_close(&f.client);
	ck_assert_msg(!fake_creds(&f, "x", &k), "%s", f.err.text);
	ck_assert_ptr_nonnull(
		strstr(buf_str(&f.log), " at https://sts.us-east-1.amazonaws.com/\n"));
	fake_close(&f);
}
END_TEST

static void source_with_keys(const char *source, const char *key)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, "keys.json",
		  "{\"Version\":1,\"AccessKeyId\":\"PROCKEY\",\"SecretAccessKey\":\"s\"}");
	fake_file(&f, "jwt", "a.b.c");
	fake_env(&f, "AWS_CONFIG_FILE", "~/config");
	fake_file(&f, "config",
		  arena_printf(&f.arena,
			       "[profile base]\naws_access_key_id=BASEKEY\n"
			       "aws_secret_access_key=s\n%s"
			       "[profile x]\nrole_arn=arn:aws:iam::1:role/R\nsource_profile=base\n",
			       arena_printf(&f.arena, source, f.home)));
	ck_assert_msg(!fake_creds(&f, "x", &k), "%s", f.err.text);
	ck_assert_msg(strstr(buf_str(&f.log), arena_printf(&f.arena, "role/R by %s ", key)) != NULL,
		      "%s in %s", key, buf_str(&f.log));
	fake_close(&f);
}

/* Keys put a source's own role out of force, and nothing else: the rest comes in its turn. */
START_TEST(role_whose_source_has_keys_and_more)
{
	source_with_keys("# %s\n", "BASEKEY");
	source_with_keys("role_arn=arn:aws:iam::1:role/B\nsource_profile=x\n# %s\n", "BASEKEY");
	source_with_keys("credential_process=cat %s/keys.json\n", "PROCKEY");
	source_with_keys("role_arn=arn:aws:iam::1:role/W\nweb_identity_token_file=%s/jwt\n", "W");
}
END_TEST

START_TEST(web_identity_from_environment)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_WEB_IDENTITY_TOKEN_FILE", fake_file(&f, "jwt", "a.b.c"));
	fake_env(&f, "AWS_ROLE_ARN", "arn:aws:iam::1:role/Pod");
	fake_env(&f, "AWS_ROLE_SESSION_NAME", "pod");
	fake_env(&f, "AWS_REGION", "eu-west-1");
	ck_assert_msg(!fake_creds(&f, NULL, &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "Pod");
	ck_assert_str_eq(
		buf_str(&f.log),
		"AssumeRoleWithWebIdentity arn:aws:iam::1:role/Pod by nobody session pod external  "
		"mfa / duration  token a.b.c at https://sts.eu-west-1.amazonaws.com/\n");
	fake_close(&f);
}
END_TEST

TCase *creds_role_tests(void)
{
	TCase *t = tcase_create("credentials of roles");
	tcase_add_test(t, role_of_a_named_source);
	tcase_add_test(t, role_chains);
	tcase_add_test(t, role_with_mfa);
	tcase_add_test(t, role_with_mfa_and_nobody_there);
	tcase_add_test(t, role_from_the_aws_commands_cache);
	tcase_add_test(t, role_refused);
	tcase_add_test(t, role_in_the_region_of_the_option);
	tcase_add_test(t, role_whose_source_has_keys_and_more);
	tcase_add_test(t, web_identity_from_environment);
	return t;
}
