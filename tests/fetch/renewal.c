/* Temporary credentials that end while the fetch goes on, and their successors. */
#include "tests/fetch/tour.h"

#include <stdio.h>
#include <string.h>

static void expiring(struct fake *f, const struct exchange *x, struct exchange *out)
{
	organization(f, x, out);
	f->now_ms += 10000; /* each answer takes ten seconds: the first credentials don't last */
}

/* Every temporary key is over by the time that ten requests are in the air. */
static void expires_in_the_air(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *action = x->body ? fake_parameter(f, x, "Action") : "";
	const char *credential = strstr(fake_header(x, "Authorization"), "Credential=");
	char key[40];
	if (str_eq(action, "AssumeRole")) {
		buf_puts(&f->log, "assume\n");
		snprintf(key, sizeof key, "KEY222222222222-%u", occurrences(&f->log, "assume"));
		fake_sts_reply(f, out, action, key, "2026-01-01T01:00:00Z");
	} else if (str_starts(action, "Describe") && credential &&
		   str_starts(credential, "Credential=KEY222222222222-1/")) {
		fake_error(f, out, 400, "RequestExpired");
	} else if (str_eq(action, "GetCallerIdentity")) {
		fake_identity(f, out, "222222222222");
	} else {
		organization(f, x, out);
	}
}

START_TEST(all_that_expired_in_the_air_is_renewed_once)
{
	struct tour t;
	tour_open_role(&t, expires_in_the_air);
	tour_fetch_ok(&t);
	ck_assert_str_eq(buf_str(&t.fake.log), "assume\nassume\n");
	ck_assert(!t.summary.incomplete);
	tour_close(&t);
}
END_TEST

START_TEST(stale_credentials_are_renewed)
{
	struct tour t;
	tour_open_role(&t, expiring);
	t.fake.random = 0.95; /* organization() then gives credentials that end at 00:12 */
	tour_fetch_ok(&t);
	ck_assert_uint_gt(occurrences(&t.fake.log, "assume "), 1);
	tour_close(&t);
}
END_TEST

/* A container's agent has the next credentials when the first have expired, and not before. Each
 * answer takes five seconds. */
static void agent_with_little_left(struct fake *f, const struct exchange *x, struct exchange *out)
{
	bool over = f->now_ms >= 1767225600000 + 100000;
	f->now_ms += 5000;
	if (strstr(x->url, "169.254.170.2")) {
		buf_puts(&f->log, "agent\n");
		fake_reply(out, 200, "application/json",
			   over ? "{\"AccessKeyId\":\"SECOND\",\"SecretAccessKey\":\"s\","
				  "\"Token\":\"t\",\"Expiration\":\"2026-01-01T01:00:00Z\"}"
				: "{\"AccessKeyId\":\"FIRST\",\"SecretAccessKey\":\"s\","
				  "\"Token\":\"t\",\"Expiration\":\"2026-01-01T00:01:40Z\"}");
	} else if (over && str_eq(fake_signer(f, x), "FIRST")) {
		fake_error(f, out, 400, "RequestExpired");
	} else {
		organization(f, x, out);
	}
}

START_TEST(source_that_renews_at_the_last_moment)
{
	struct tour t;
	tour_open(&t);
	t.fake.env_count = 1; /* HOME alone */
	fake_env(&t.fake, "AWS_REGION", "eu-west-1");
	fake_env(&t.fake, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
	t.fake.answer = agent_with_little_left;
	t.fake.options.regions = "eu-west-1,us-east-1";
	tour_fetch_ok(&t);
	ck_assert_ptr_nonnull(strstr(buf_str(&t.vpcs), "vpc-111111111111-us-east-1\n"));
	ck_assert(!t.summary.incomplete);
	ck_assert_uint_le(occurrences(&t.fake.log, "agent"), 4); /* not for each request */
	tour_close(&t);
}
END_TEST

/* Roles are handed out once; after that AWS finds the credentials expired. */
static void expired_for_good(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *action = x->body ? fake_parameter(f, x, "Action") : "";
	bool again = strstr(buf_str(&f->log), "assume ") != NULL;
	if (str_eq(action, "AssumeRole") && again) {
		buf_puts(&f->log, "refused\n");
		fake_error(f, out, 403, "AccessDenied");
	} else if (str_starts(action, "Describe")) {
		fake_error(f, out, 400, "RequestExpired");
	} else {
		organization(f, x, out);
	}
}

/* With an MFA device each try would be a question to the user. */
START_TEST(renewal_is_tried_once)
{
	struct tour t;
	tour_open_role(&t, expired_for_good);
	ck_assert_int_eq(tour_fetch(&t), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(t.fake.err.text, "RequestExpired"));
	ck_assert_uint_eq(occurrences(&t.fake.log, "refused"), 1);
	tour_close(&t);
}
END_TEST

TCase *renewal_tests(void)
{
	TCase *t = tcase_create("renewal");
	tcase_add_test(t, all_that_expired_in_the_air_is_renewed_once);
	tcase_add_test(t, stale_credentials_are_renewed);
	tcase_add_test(t, source_that_renews_at_the_last_moment);
	tcase_add_test(t, renewal_is_tried_once);
	return t;
}
