/* Credentials of a person who has logged in: IAM Identity Center, aws login. */
#include "tests/fetch/aws_hosts.h"

#include <string.h>
#include <sys/stat.h>

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
		aws_hosts(f, x, out);
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
	fake_open(&f, aws_hosts);
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

TCase *creds_sso_tests(void)
{
	TCase *t = tcase_create("credentials of persons");
	tcase_add_test(t, sso_session);
	tcase_add_test(t, sso_refresh);
	tcase_add_test(t, sso_refreshed_by_another_program);
	tcase_add_test(t, sso_is_asked_again);
	tcase_add_test(t, sso_needs_a_login);
	tcase_add_test(t, login);
	return t;
}
