/* Where credentials come from: AWS's own cases, and ours of the same shape. */
#include "tests/fetch/aws_hosts.h"

#include <string.h>

static const char *config_of(struct fake *f, const cJSON *test)
{
	struct buf text = BUF_INIT;
	const cJSON *input = json_get(test, "input"), *section, *property;
	const char *token = fake_file(f, "token.jwt", "web.identity.token");
	cJSON_ArrayForEach(section, json_get(input, "profiles"))
	{
		buf_printf(&text, "[profile %s]\n", section->string);
		cJSON_ArrayForEach(property, section)
		{
			bool file = str_eq(property->string, "web_identity_token_file");
			buf_printf(&text, "%s = %s\n", property->string,
				   file ? token : property->valuestring);
		}
	}
	cJSON_ArrayForEach(section, json_get(input, "sso_sessions"))
	{
		buf_printf(&text, "[sso-session %s]\n", section->string);
		cJSON_ArrayForEach(property, section)
			buf_printf(&text, "%s = %s\n", property->string, property->valuestring);
	}
	const char *path = fake_file(f, ".aws/config", buf_str(&text));
	buf_free(&text);
	return path;
}

/* What the chain's steps must have asked, in the words of aws_hosts(). Returns the key of the last
 * step. */
static const char *expected_log(struct fake *f, const cJSON *chain, struct buf *log)
{
	const char *key = "";
	const cJSON *step;
	cJSON_ArrayForEach(step, chain)
	{
		const cJSON *role = json_get(step, "AssumeRole"),
			    *web = json_get(step, "WebIdentityToken");
		const char *session = json_string(role ? role : web, "role_session_name");
		const char *external = json_string(role, "external_id");
		if (!session)
			session = "vpccheck-1767225600";
		if (json_get(step, "AccessKey"))
			key = json_string(json_get(step, "AccessKey"), "access_key_id");
		if (json_get(step, "NamedSource"))
			key = "IMDSKEY";
		if (role) {
			const char *arn = json_string(role, "role_arn");
			buf_printf(log,
				   "AssumeRole %s by %s session %s external %s mfa / duration  "
				   "token  at "
				   "https://sts.us-east-1.amazonaws.com/\n",
				   arn, key, session, external ? external : "");
			key = last_part(arn);
		}
		if (web) {
			const char *arn = json_string(web, "role_arn");
			buf_printf(
				log,
				"AssumeRoleWithWebIdentity %s by nobody session %s external  mfa / "
				"duration  token web.identity.token at "
				"https://sts.us-east-1.amazonaws.com/\n",
				arn, session);
			key = last_part(arn);
		}
		if (json_get(step, "Sso")) {
			buf_puts(log, "sso https://portal.sso.us-east-7.amazonaws.com/federation/"
				      "credentials?role_name=testrole&account_id=0123 "
				      "sso-access-token\n");
			key = "SSOKEY";
		}
	}
	return arena_strdup(&f->arena, key);
}

static void assume_role_case(const cJSON *test)
{
	struct fake f;
	struct credentials k;
	struct buf log = BUF_INIT;
	const char *docs = json_string(test, "docs");
	const cJSON *chain = json_get(json_get(test, "output"), "ProfileChain");
	bool token_only = str_eq(docs, "SSO token profile selected"); /* no keys to sign with */
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_EC2_METADATA_DISABLED", chain && !token_only ? "false" : "true");
	config_of(&f, test);
	/* sha1 of https://foo.bar */
	fake_file(
		&f, ".aws/sso/cache/7c459196c60f9c8b83244ac9c88b673bfec5eece.json",
		"{\"accessToken\": \"sso-access-token\", \"expiresAt\": \"2026-01-01T08:00:00Z\"}");
	enum vck_status st =
		fake_creds(&f, json_string(json_get(test, "input"), "selected_profile"), &k);
	if (!chain || token_only) {
		ck_assert_msg(st != VCK_OK, "%s: no error", docs);
		ck_assert_str_ne(f.err.text, "");
	} else {
		ck_assert_msg(st == VCK_OK, "%s: %s", docs, f.err.text);
		ck_assert_str_eq(k.access_key, expected_log(&f, chain, &log));
		ck_assert_str_eq(buf_str(&f.log), buf_str(&log));
	}
	buf_free(&log);
	fake_close(&f);
}

START_TEST(aws_assume_role_cases)
{
	struct arena a = ARENA_INIT;
	const cJSON *tests = shared_json(&a, "aws-client/credentials/assume-role-tests.json"),
		    *test;
	cJSON_ArrayForEach(test, tests) assume_role_case(test);
	if (tests)
		ck_assert_int_eq(cJSON_GetArraySize(tests), 28);
	arena_free(&a);
}
END_TEST

START_TEST(our_assume_role_cases)
{
	struct arena a = ARENA_INIT;
	const cJSON *tests = testdata_json(&a, "credentials/assume-role.json"), *test;
	cJSON_ArrayForEach(test, tests) assume_role_case(test);
	ck_assert_int_eq(cJSON_GetArraySize(tests), 12);
	arena_free(&a);
}
END_TEST

static void put_env(struct fake *f, const cJSON *env)
{
	const cJSON *v;
	cJSON_ArrayForEach(v, env) fake_env(f, v->string, v->valuestring);
}

static void container_case(const cJSON *test)
{
	struct fake f;
	struct buf why = BUF_INIT;
	const char *url = "", *docs = json_string(test, "docs");
	const char *ok = json_string(json_get(test, "result"), "Ok");
	fake_open(&f, aws_hosts);
	put_env(&f, json_get(test, "env"));
	ck_assert(!fake_client(&f, NULL));
	enum creds_outcome outcome = container_url(&f.client, &url, &why, &f.err);
	ck_assert_msg((outcome == CREDS_FOUND) == (ok != NULL), "%s", docs);
	if (ok)
		ck_assert_str_eq(url, ok);
	else
		ck_assert(outcome == CREDS_NONE || strstr(f.err.text, "names no host"));
	buf_free(&why);
	fake_close(&f);
}

START_TEST(aws_container_cases)
{
	struct arena a = ARENA_INIT;
	const cJSON *file = shared_json(&a, "aws-client/credentials/ecs-tests.json"), *test;
	cJSON_ArrayForEach(test, json_get(file, "tests")) container_case(test);
	if (file)
		ck_assert_int_eq(cJSON_GetArraySize(json_get(file, "tests")), 11);
	arena_free(&a);
}
END_TEST

START_TEST(our_container_cases)
{
	struct arena a = ARENA_INIT;
	const cJSON *file = testdata_json(&a, "credentials/container.json"), *test;
	cJSON_ArrayForEach(test, json_get(file, "tests")) container_case(test);
	ck_assert_int_eq(cJSON_GetArraySize(json_get(file, "tests")), 7);
	arena_free(&a);
}
END_TEST

static void imds_case(const cJSON *test)
{
	struct fake f;
	const char *base = "", *docs = json_string(test, "docs");
	const char *ok = json_string(json_get(test, "result"), "Ok");
	const char *config = json_string(json_get(test, "fs"), "config");
	fake_open(&f, aws_hosts);
	if (config)
		fake_env(&f, "AWS_CONFIG_FILE", fake_file(&f, "config", config));
	put_env(&f, json_get(test, "env"));
	ck_assert(!fake_client(&f, NULL));
	enum vck_status st = imds_endpoint(&f.client, &base, &f.err);
	ck_assert_msg((st == VCK_OK) == (ok != NULL), "%s", docs);
	if (ok)
		ck_assert_str_eq(arena_printf(&f.arena, "%s/latest/api/token", base), ok);
	fake_close(&f);
}

START_TEST(aws_imds_cases)
{
	struct arena a = ARENA_INIT;
	const cJSON *file =
		shared_json(&a, "aws-client/credentials/imds-config/imds-endpoint-tests.json");
	const cJSON *test;
	int run = 0;
	cJSON_ArrayForEach(test, json_get(file, "tests"))
	{
		if (json_get(test, "endpoint_override") || json_get(test, "mode_override"))
			continue; /* arguments of an SDK's function, which we don't have */
		imds_case(test);
		run++;
	}
	if (file)
		ck_assert_int_eq(run, 11);
	arena_free(&a);
}
END_TEST

START_TEST(our_imds_cases)
{
	struct arena a = ARENA_INIT;
	const cJSON *file = testdata_json(&a, "credentials/imds.json"), *test;
	cJSON_ArrayForEach(test, json_get(file, "tests")) imds_case(test);
	ck_assert_int_eq(cJSON_GetArraySize(json_get(file, "tests")), 6);
	arena_free(&a);
}
END_TEST

TCase *creds_cases_tests(void)
{
	TCase *t = tcase_create("cases of credentials");
	tcase_add_test(t, aws_assume_role_cases);
	tcase_add_test(t, our_assume_role_cases);
	tcase_add_test(t, aws_container_cases);
	tcase_add_test(t, our_container_cases);
	tcase_add_test(t, aws_imds_cases);
	tcase_add_test(t, our_imds_cases);
	return t;
}
