/* Where credentials come from: AWS's cases, and each source's own. */
#include "tests/fetch/fake.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define EXPIRES "2026-01-01T01:00:00Z"

/* The last part of a role's ARN. */
static const char *role_name(const char *arn)
{
	const char *slash = strrchr(arn, '/');
	return slash ? slash + 1 : arn;
}

static char *signer(struct fake *f, const struct exchange *x)
{
	const char *credential = strstr(fake_header(x, "Authorization"), "Credential=");
	if (!credential)
		return arena_strdup(&f->arena, "nobody");
	credential += strlen("Credential=");
	return arena_strndup(&f->arena, credential, strcspn(credential, "/"));
}

/* STS, instance metadata, a container's agent and the SSO portal, as they answer when all is well.
 */
static void hosts(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *action = x->body ? fake_parameter(f, x, "Action") : "";
	if (str_starts(action, "AssumeRole")) {
		char *arn = fake_parameter(f, x, "RoleArn");
		buf_printf(
			&f->log,
			"%s %s by %s session %s external %s mfa %s/%s duration %s token %s at %s\n",
			action, arn, signer(f, x), fake_parameter(f, x, "RoleSessionName"),
			fake_parameter(f, x, "ExternalId"), fake_parameter(f, x, "SerialNumber"),
			fake_parameter(f, x, "TokenCode"), fake_parameter(f, x, "DurationSeconds"),
			fake_parameter(f, x, "WebIdentityToken"), x->url);
		fake_sts_reply(f, out, action, role_name(arn), EXPIRES);
	} else if (str_ends(x->url, "/latest/api/token")) {
		ck_assert_str_eq(x->method, "PUT");
		ck_assert_str_eq(fake_header(x, "x-aws-ec2-metadata-token-ttl-seconds"), "21600");
		ck_assert(x->direct);
		fake_reply(out, 200, "text/plain", "imds-token");
	} else if (str_ends(x->url, "/security-credentials/")) {
		ck_assert_str_eq(fake_header(x, "x-aws-ec2-metadata-token"), "imds-token");
		fake_reply(out, 200, "text/plain", "lab-role\n");
	} else if (str_ends(x->url, "/security-credentials/lab-role")) {
		fake_reply(out, 200, "text/plain",
			   "{\"Code\":\"Success\",\"AccessKeyId\":\"IMDSKEY\",\"SecretAccessKey\":"
			   "\"s\","
			   "\"Token\":\"t\",\"Expiration\":\"" EXPIRES "\"}");
	} else if (strstr(x->url, "/federation/credentials?")) {
		buf_printf(&f->log, "sso %s %s\n", x->url,
			   fake_header(x, "x-amz-sso_bearer_token"));
		fake_reply(out, 200, "application/json",
			   "{\"roleCredentials\":{\"accessKeyId\":\"SSOKEY\",\"secretAccessKey\":"
			   "\"s\","
			   "\"sessionToken\":\"t\",\"expiration\":1767229200000}}");
	} else if (strstr(x->url, "169.254.170.2") || strstr(x->url, "localhost")) {
		buf_printf(&f->log, "container %s %s\n", x->url, fake_header(x, "Authorization"));
		fake_reply(out, 200, "application/json",
			   "{\"AccessKeyId\":\"ECSKEY\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","
			   "\"Expiration\":\"" EXPIRES "\",\"AccountId\":\"123456789012\"}");
	} else {
		ck_abort_msg("nobody lives at %s", x->url);
	}
}

/* A machine without metadata, where all else is well. */
static void no_metadata(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (str_starts(x->url, "http://169.254.169.254/"))
		out->failure = TRANSPORT_TIMEOUT;
	else
		hosts(f, x, out);
}

/* ---- AWS's own cases ---- */

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

/* What the chain's steps must have asked, in the words of hosts(). Returns the key of the last
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
			key = role_name(arn);
		}
		if (web) {
			const char *arn = json_string(web, "role_arn");
			buf_printf(
				log,
				"AssumeRoleWithWebIdentity %s by nobody session %s external  mfa / "
				"duration  token web.identity.token at "
				"https://sts.us-east-1.amazonaws.com/\n",
				arn, session);
			key = role_name(arn);
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
	fake_open(&f, hosts);
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
	fake_open(&f, hosts);
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
	fake_open(&f, hosts);
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

/* ---- the environment and the files ---- */

START_TEST(environment)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
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
	fake_open(&f, hosts);
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
	fake_open(&f, no_metadata);
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
	fake_open(&f, hosts);
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
	fake_open(&f, hosts);
	fake_file(&f, ".aws/config", "[default]\nregion\n");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_CONFIG);
	ck_assert_uint_eq(f.err.line, 2);
	ck_assert_ptr_nonnull(strstr(f.err.where, ".aws/config"));
	fake_close(&f);
}
END_TEST

/* ---- roles ---- */

#define ROLE_CONFIG                                                                                \
	"[profile base]\naws_access_key_id=BASEKEY\naws_secret_access_key=s\n"                     \
	"[profile admin]\nrole_arn=arn:aws-cn:iam::1:role/Admin\nsource_profile=base\n"            \
	"external_id=ex\nmfa_serial=arn:aws-cn:iam::1:mfa/me\nduration_seconds=3600\n"             \
	"region=cn-north-1\n"

static void named_source(const char *source, const char *key)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
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
	fake_open(&f, hosts);
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
	fake_open(&f, hosts);
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
	fake_open(&f, hosts);
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
	fake_open(&f, hosts);
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

/* ---- containers and instances ---- */

START_TEST(container)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost:8080/c");
	fake_env(&f, "AWS_CONTAINER_AUTHORIZATION_TOKEN", "ignored");
	fake_env(&f, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", fake_file(&f, "token", "Bearer x"));
	ck_assert_msg(!fake_creds(&f, NULL, &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "ECSKEY");
	ck_assert_str_eq(k.account, "123456789012");
	ck_assert_str_eq(buf_str(&f.log), "container http://localhost:8080/c Bearer x\n");
	fake_close(&f);
}
END_TEST

static void container_is_down(struct fake *f, const struct exchange *x, struct exchange *out)
{
	(void)f, (void)x;
	out->failure = TRANSPORT_CONNECT;
	snprintf(out->detail, sizeof out->detail, "connection refused");
}

START_TEST(container_that_is_down_is_an_error)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, container_is_down);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_str_eq(f.err.text,
			 "container credentials from http://169.254.170.2/c: connection refused");
	ck_assert_uint_eq(f.requests, 3);
	fake_close(&f);
}
END_TEST

START_TEST(container_rules)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example/c");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "plain http"));
	fake_close(&f);
	fake_open(&f, hosts);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
	fake_env(&f, "AWS_CONTAINER_AUTHORIZATION_TOKEN", "x\r\nEvil: y");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "line break"));
	ck_assert_uint_eq(f.requests, 0);
	fake_close(&f);
}
END_TEST

/* Each is an attempt to be taken for an address of this machine's own link, or for more headers. */
START_TEST(container_addresses_that_only_look_trusted)
{
	static const char *const uris[] = {"http://169.254.170.2:80@evil.example/c",
					   "http://localhost@evil.example/c",
					   "http://localhost:80@evil.example\\@x/c",
					   "http://127.0.0.1.evil.example/c",
					   "http://127.evil/c",
					   "http://[::1]@evil.example/c"};
	for (size_t i = 0; i < COUNT_OF(uris); i++) {
		struct fake f;
		struct credentials k;
		fake_open(&f, hosts);
		fake_env(&f, "AWS_CONTAINER_CREDENTIALS_FULL_URI", uris[i]);
		ck_assert_msg(fake_creds(&f, NULL, &k) == VCK_E_AWS, "%s", uris[i]);
		ck_assert_uint_eq(f.requests, 0);
		fake_close(&f);
	}
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.example/c");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "does not begin with \"/\""));
	ck_assert_uint_eq(f.requests, 0);
	fake_close(&f);
}
END_TEST

START_TEST(instance)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
	fake_env(&f, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1234/");
	ck_assert_msg(!fake_creds(&f, NULL, &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "IMDSKEY");
	ck_assert_str_eq(k.source, "instance metadata, role lab-role");
	client_close(&f.client);
	fake_env(&f, "AWS_EC2_METADATA_DISABLED", "TRUE");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "AWS_EC2_METADATA_DISABLED is set"));
	fake_close(&f);
}
END_TEST

static void metadata_has_an_error(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (str_ends(x->url, "lab-role"))
		fake_reply(out, 200, "text/plain",
			   "{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"no trust\"}");
	else
		hosts(f, x, out);
}

START_TEST(instance_with_an_error)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, metadata_has_an_error);
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_str_eq(
		f.err.text,
		"instance metadata: role lab-role: AssumeRoleUnauthorizedAccess: no trust");
	fake_close(&f);
}
END_TEST

/* ---- SSO, login, process, web identity ---- */

#define SSO_CONFIG                                                                                 \
	"[sso-session corp]\nsso_region=eu-west-1\nsso_start_url=https://corp.awsapps.com/start\n" \
	"[profile dev]\nsso_session=corp\nsso_account_id=123456789012\nsso_role_name=Read Only\n"

static const char *sso_cache(struct fake *f)
{
	cJSON *names = testdata_json(&f->arena, "credentials/cache-names.json");
	return arena_printf(&f->arena, ".aws/sso/cache/%s.json", json_string(names, "corp"));
}

static void sso_hosts(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (str_ends(x->url, "/token")) {
		buf_printf(&f->log, "refresh %s %s\n", x->url, x->body);
		fake_reply(
			out, 200, "application/json",
			"{\"accessToken\":\"fresh\",\"expiresIn\":28800,\"refreshToken\":\"r2\"}");
	} else if (str_eq(fake_header(x, "x-amz-sso_bearer_token"), "revoked")) {
		fake_reply(out, 401, "application/json",
			   "{\"message\":\"Session token not found\"}");
	} else {
		hosts(f, x, out);
	}
}

START_TEST(sso_session)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, sso_hosts);
	fake_file(&f, ".aws/config", SSO_CONFIG);
	fake_file(&f, sso_cache(&f),
		  "{\"accessToken\":\"good\",\"expiresAt\":\"2026-01-01T08:00:00UTC\"}");
	ck_assert_msg(!fake_creds(&f, "dev", &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "SSOKEY");
	ck_assert_int_eq(k.expires_s, 1767229200);
	ck_assert_str_eq(buf_str(&f.log),
			 "sso https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?"
			 "role_name=Read%20Only&account_id=123456789012 good\n");
	fake_close(&f);
}
END_TEST

START_TEST(sso_refresh)
{
	struct fake f;
	struct credentials k;
	struct stat st;
	fake_open(&f, sso_hosts);
	fake_file(&f, ".aws/config", SSO_CONFIG);
	const char *path = fake_file(
		&f, sso_cache(&f),
		"{\"accessToken\":\"old\",\"expiresAt\":\"2026-01-01T00:10:00Z\",\"clientId\":"
		"\"i\","
		"\"clientSecret\":\"cs\",\"refreshToken\":\"r1\",\"region\":\"eu-west-1\"}");
	ck_assert_msg(!fake_creds(&f, "dev", &k), "%s", f.err.text);
	ck_assert_ptr_nonnull(
		strstr(buf_str(&f.log),
		       "refresh https://oidc.eu-west-1.amazonaws.com/token {\"grantType\": "
		       "\"refresh_token\", \"clientId\": \"i\", \"clientSecret\": \"cs\", "
		       "\"refreshToken\": \"r1\"}\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&f.log), " fresh\n"));
	char *kept = text_of(&f.arena, path);
	ck_assert_ptr_nonnull(strstr(kept, "\"accessToken\": \"fresh\""));
	ck_assert_ptr_nonnull(strstr(kept, "\"refreshToken\": \"r2\""));
	ck_assert_ptr_nonnull(strstr(kept, "\"expiresAt\": \"2026-01-01T08:00:00Z\""));
	ck_assert(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	fake_close(&f);
}
END_TEST

#define SSO_OLD                                                                                    \
	"{\"accessToken\":\"old\",\"expiresAt\":\"2025-12-31T23:00:00Z\",\"clientId\":\"i\","      \
	"\"clientSecret\":\"cs\",\"refreshToken\":\"r1\",\"region\":\"eu-west-1\"}"

/* Another program has used the refresh token a moment ago, and left what it got in the cache. */
static void sso_faster(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (!str_ends(x->url, "/token")) {
		sso_hosts(f, x, out);
		return;
	}
	fake_file(f, sso_cache(f),
		  "{\"accessToken\":\"theirs\",\"expiresAt\":\"2026-01-01T08:00:00Z\"}");
	fake_reply(out, 400, "application/json", "{\"error\":\"invalid_grant\"}");
}

START_TEST(sso_refreshed_by_another_program)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, sso_faster);
	fake_file(&f, ".aws/config", SSO_CONFIG);
	fake_file(&f, sso_cache(&f), SSO_OLD);
	ck_assert_msg(!fake_creds(&f, "dev", &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "SSOKEY");
	ck_assert_ptr_nonnull(strstr(buf_str(&f.log), " theirs\n"));
	fake_close(&f);
}
END_TEST

static void sso_busy(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (f->requests == 1)
		fake_reply(out, 429, "application/json",
			   "{\"message\":\"slow down\",\"__type\":\"TooManyRequestsException\"}");
	else if (f->requests == 2)
		out->failure = TRANSPORT_CUT;
	else
		sso_hosts(f, x, out);
}

/* Throttled, then cut, then answered. */
START_TEST(sso_is_asked_again)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, sso_busy);
	f.random = 0;
	fake_file(&f, ".aws/config", SSO_CONFIG);
	fake_file(&f, sso_cache(&f),
		  "{\"accessToken\":\"good\",\"expiresAt\":\"2026-01-01T08:00:00Z\"}");
	ck_assert_msg(!fake_creds(&f, "dev", &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "SSOKEY");
	ck_assert_ptr_nonnull(strstr(buf_str(&f.said), "GetRoleCredentials: TooManyRequestsEx"));
	ck_assert_uint_eq(f.requests, 3);
	fake_close(&f);
}
END_TEST

static void sso_fails(const char *cache, const char *why)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, sso_hosts);
	fake_file(&f, ".aws/config", SSO_CONFIG);
	if (cache)
		fake_file(&f, sso_cache(&f), cache);
	ck_assert_int_eq(fake_creds(&f, "dev", &k), VCK_E_AWS);
	ck_assert_str_eq(
		f.err.text,
		arena_printf(&f.arena, "profile dev: %s; run: aws sso login --profile dev", why));
	fake_close(&f);
}

START_TEST(sso_needs_a_login)
{
	sso_fails(NULL, "there is no SSO token");
	sso_fails("{", "the SSO token can't be read");
	sso_fails("{\"accessToken\":\"old\",\"expiresAt\":\"2025-12-31T23:00:00Z\"}",
		  "the SSO token has expired");
	sso_fails("{\"accessToken\":\"revoked\",\"expiresAt\":\"2026-01-01T08:00:00Z\"}",
		  "the SSO token is not valid any more");
}
END_TEST

START_TEST(login)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
	cJSON *names = testdata_json(&f.arena, "credentials/cache-names.json");
	fake_file(&f, ".aws/config", "[default]\nlogin_session = arn:aws:iam::1:user/me\n");
	fake_file(&f,
		  arena_printf(&f.arena, ".aws/login/cache/%s.json", json_string(names, "login")),
		  "{\"accessToken\":{\"accessKeyId\":\"LOGINKEY\",\"secretAccessKey\":\"s\","
		  "\"sessionToken\":"
		  "\"t\",\"accountId\":\"1\",\"expiresAt\":\"2026-01-01T00:15:00Z\"}}");
	ck_assert_msg(!fake_creds(&f, NULL, &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "LOGINKEY");
	client_close(&f.client);
	f.now_ms += 3600000;
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_str_eq(
		f.err.text,
		"profile default: the login token has expired; run: aws login --profile default");
	fake_close(&f);
}
END_TEST

static void process_case(const char *command, const char *key, const char *error)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
	fake_file(&f, ".aws/config",
		  arena_printf(&f.arena, "[default]\ncredential_process = %s\n", command));
	fake_file(&f, "keys.json",
		  "{\"Version\":1,\"AccessKeyId\":\"PROCKEY\",\"SecretAccessKey\":\"verysecret\","
		  "\"SessionToken\":\"t\",\"Expiration\":\"" EXPIRES "\"}");
	fake_file(&f, "old.json", "{\"Version\":2,\"AccessKeyId\":\"verysecret\"}");
	command = arena_printf(&f.arena, "[default]\ncredential_process = %s\n", command);
	char *at = strstr(command, "HOME"), *text = arena_strdup(&f.arena, command);
	if (at)
		text = arena_printf(&f.arena, "%.*s%s%s", (int)(at - command), command, f.home,
				    at + 4);
	fake_file(&f, ".aws/config", text);
	enum vck_status st = fake_creds(&f, NULL, &k);
	if (key) {
		ck_assert_msg(!st, "%s", f.err.text);
		ck_assert_str_eq(k.access_key, key);
	} else {
		ck_assert_int_eq(st, VCK_E_AWS);
		ck_assert_msg(strstr(f.err.text, error) != NULL, "%s", f.err.text);
		ck_assert_ptr_null(strstr(f.err.text, "verysecret"));
	}
	fake_close(&f);
}

START_TEST(process)
{
	process_case("cat HOME/keys.json", "PROCKEY", NULL);
	process_case("sh -c \"cat 'HOME/keys.json'\"", "PROCKEY", NULL);
	process_case("cat HOME/old.json", NULL, "printed no \"Version\": 1");
	process_case("sh -c 'echo no luck >&2; exit 3'", NULL, "ended with status 3: no luck");
	process_case("sh -c 'echo verysecret'", NULL, "printed no JSON");
	process_case("/no/such/program x", NULL, "/no/such/program");
	process_case("echo 'unended", NULL, "a quote in credential_process does not end");
	process_case("echo $HOME; true", NULL, "printed no JSON"); /* no shell */
}
END_TEST

/* Ctrl-C ends a program that does not want to end, and does not wait for it. */
START_TEST(process_that_never_ends)
{
	static volatile int interrupted = 1;
	struct fake f;
	struct credentials k;
	struct timespec began, ended;
	fake_open(&f, hosts);
	f.options.world.interrupted = &interrupted;
	fake_file(&f, ".aws/config",
		  "[default]\ncredential_process = sh -c 'trap \"\" TERM; exec sleep 50'\n");
	clock_gettime(CLOCK_MONOTONIC, &began);
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_INTERRUPTED);
	clock_gettime(CLOCK_MONOTONIC, &ended);
	ck_assert_int_le(ended.tv_sec - began.tv_sec, 10);
	fake_close(&f);
}
END_TEST

START_TEST(web_identity_from_environment)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, hosts);
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

TCase *creds_tests(void)
{
	TCase *t = tcase_create("credentials");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, our_assume_role_cases);
	tcase_add_test(t, our_container_cases);
	tcase_add_test(t, our_imds_cases);
	tcase_add_test(t, aws_assume_role_cases);
	tcase_add_test(t, aws_container_cases);
	tcase_add_test(t, aws_imds_cases);
	tcase_add_test(t, environment);
	tcase_add_test(t, half_of_a_pair_is_an_error);
	tcase_add_test(t, nowhere_names_every_place);
	tcase_add_test(t, unknown_profile);
	tcase_add_test(t, broken_file_names_its_line);
	tcase_add_test(t, role_of_a_named_source);
	tcase_add_test(t, role_chains);
	tcase_add_test(t, role_with_mfa);
	tcase_add_test(t, role_with_mfa_and_nobody_there);
	tcase_add_test(t, role_from_the_aws_commands_cache);
	tcase_add_test(t, role_refused);
	tcase_add_test(t, container);
	tcase_add_test(t, container_that_is_down_is_an_error);
	tcase_add_test(t, container_rules);
	tcase_add_test(t, container_addresses_that_only_look_trusted);
	tcase_add_test(t, instance);
	tcase_add_test(t, instance_with_an_error);
	tcase_add_test(t, sso_session);
	tcase_add_test(t, sso_refresh);
	tcase_add_test(t, sso_refreshed_by_another_program);
	tcase_add_test(t, sso_is_asked_again);
	tcase_add_test(t, sso_needs_a_login);
	tcase_add_test(t, process_that_never_ends);
	tcase_add_test(t, login);
	tcase_add_test(t, process);
	tcase_add_test(t, web_identity_from_environment);
	return t;
}
