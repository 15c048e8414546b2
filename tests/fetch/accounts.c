/* Several accounts and Regions: organizations, roles, profiles, and what is refused of them. */
#include "tests/fetch/tour.h"

#include <string.h>

START_TEST(org_role)
{
	struct tour t;
	tour_open(&t);
	t.fake.options.org_role = "Audit";
	t.fake.options.external_id = "ex";
	t.fake.options.regions = "all";
	tour_fetch_ok(&t);
	ck_assert_str_eq(buf_str(&t.scopes), "111111111111 eu-west-1\n111111111111 us-east-1\n"
					     "222222222222 eu-west-1\n222222222222 us-east-1\n");
	ck_assert_ptr_nonnull(strstr(buf_str(&t.vpcs), "vpc-111111111111-us-east-1\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&t.vpcs), "vpc-222222222222-eu-west-1\n"));
	ck_assert_str_eq(buf_str(&t.fake.log),
			 "assume arn:aws:iam::222222222222:role/Audit external ex\n"
			 "assume arn:aws:iam::333333333333:role/Audit external ex\n");
	ck_assert_str_eq(buf_str(&t.lost),
			 "333333333333 denied arn:aws:iam::333333333333:role/Audit\n");
	ck_assert(t.summary.incomplete);
	ck_assert_uint_eq(t.summary.accounts, 2);
	ck_assert_uint_eq(t.summary.regions, 4);
	static const char *const gone[] = {
		"444444444444 is not asked: its state is SUSPENDED",
		"555555555555 is not asked: its state is PENDING_CLOSURE"};
	for (size_t i = 0; i < COUNT_OF(gone); i++)
		ck_assert_ptr_nonnull(strstr(buf_str(&t.fake.said), gone[i]));
	tour_close(&t);
}
END_TEST

/* The user types an MFA code for the profile's role once, however many accounts there are. */
START_TEST(org_role_asks_the_user_once)
{
	struct tour t;
	const char *profiles[] = {"admin"};
	tour_open(&t);
	fake_file(&t.fake, ".aws/config",
		  "[profile base]\naws_access_key_id=BASE\naws_secret_access_key=s\n"
		  "[profile admin]\nrole_arn=arn:aws:iam::111111111111:role/Admin\n"
		  "source_profile=base\nmfa_serial=arn:aws:iam::111111111111:mfa/me\n");
	t.fake.mfa = "123456";
	t.fake.options.profiles = profiles;
	t.fake.options.profile_count = 1;
	t.fake.options.org_role = "Audit";
	tour_fetch_ok(&t);
	ck_assert_uint_eq(occurrences(&t.fake.asked, "Enter MFA code"), 1);
	ck_assert_uint_eq(occurrences(&t.fake.log, "role/Admin"), 1);
	ck_assert_uint_eq(occurrences(&t.fake.log, "role/Audit"), 2);
	ck_assert_uint_eq(t.summary.accounts, 2);
	tour_close(&t);
}
END_TEST

static void endless_organization(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (*fake_header(x, "X-Amz-Target"))
		fake_reply(out, 200, "application/x-amz-json-1.1",
			   "{\"Accounts\":[],\"NextToken\":\"again\"}");
	else
		organization(f, x, out);
}

START_TEST(organization_without_an_end)
{
	struct tour t;
	tour_open(&t);
	t.fake.answer = endless_organization;
	t.fake.options.org_role = "Audit";
	ck_assert_int_eq(tour_fetch(&t), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(t.fake.err.text, "the same page token came twice"));
	ck_assert_uint_le(t.fake.requests, 4);
	tour_close(&t);
}
END_TEST

START_TEST(roles)
{
	struct tour t;
	const char *arns[] = {"arn:aws:iam::222222222222:role/A",
			      "arn:aws:iam::222222222222:role/B"};
	tour_open(&t);
	t.fake.options.role_arns = arns;
	t.fake.options.role_count = 2; /* two ways to one account: asked once */
	t.fake.options.regions = "eu-west-1,us-east-1,eu-west-1";
	tour_fetch_ok(&t);
	ck_assert_str_eq(buf_str(&t.scopes), "222222222222 eu-west-1\n222222222222 us-east-1\n");
	ck_assert(!t.summary.incomplete); /* "unsupported" is no refusal */
	tour_close(&t);
}
END_TEST

START_TEST(only_role_refused)
{
	struct tour t;
	const char *arns[] = {"arn:aws:iam::333333333333:role/A"};
	tour_open(&t);
	t.fake.options.role_arns = arns;
	t.fake.options.role_count = 1;
	ck_assert_int_eq(tour_fetch(&t), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(
		t.fake.err.text, "no account can be asked: role arn:aws:iam::333333333333:role/A "
				 "can't be assumed"));
	tour_close(&t);
}
END_TEST

/* Each profile is asked with its own keys; one that is not there ends the fetch before it begins. */
START_TEST(profiles)
{
	struct tour t;
	const char *names[] = {"one", "two"};
	tour_open(&t);
	fake_file(&t.fake, ".aws/credentials",
		  "[one]\naws_access_key_id=KEY111111111111\naws_secret_access_key=s\n"
		  "[two]\naws_access_key_id=KEY222222222222\naws_secret_access_key=s\n");
	t.fake.options.profiles = names;
	t.fake.options.profile_count = 2;
	tour_fetch_ok(&t);
	ck_assert_str_eq(buf_str(&t.scopes), "111111111111 eu-west-1\n222222222222 eu-west-1\n");
	ck_assert_ptr_nonnull(strstr(buf_str(&t.vpcs), "vpc-222222222222-eu-west-1\n"));
	names[1] = "three";
	buf_clear(&t.vpcs);
	ck_assert_int_eq(tour_fetch(&t), VCK_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(t.fake.err.text, "The config profile (three) could not be"));
	ck_assert_uint_eq(t.vpcs.len, 0);
	tour_close(&t);
}
END_TEST

static void one_expired(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (str_eq(fake_signer(f, x), "OLD"))
		fake_reply(out, 403, "text/xml",
			   "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>too old"
			   "</Message></Error></ErrorResponse>");
	else
		organization(f, x, out);
}

static void three_profiles(struct tour *t, const char *names[static 3])
{
	tour_open(t);
	t->fake.answer = one_expired;
	fake_file(&t->fake, ".aws/credentials",
		  "[one]\naws_access_key_id=KEY111111111111\naws_secret_access_key=s\n"
		  "[old]\naws_access_key_id=OLD\naws_secret_access_key=s\naws_session_token=t\n"
		  "[two]\naws_access_key_id=KEY222222222222\naws_secret_access_key=s\n");
	names[0] = "one";
	names[1] = "old";
	names[2] = "two";
	t->fake.options.profiles = names;
	t->fake.options.profile_count = 3;
}

/* One whose credentials are not taken costs its own account: the others are fetched, and it is said. */
START_TEST(a_profile_that_can_not_be_used)
{
	struct tour t;
	const char *names[3];
	three_profiles(&t, names);
	tour_fetch_ok(&t);
	ck_assert_str_eq(buf_str(&t.scopes), "111111111111 eu-west-1\n222222222222 eu-west-1\n");
	ck_assert_ptr_nonnull(strstr(buf_str(&t.fake.said), "profile old is left out: "));
	ck_assert_ptr_nonnull(strstr(buf_str(&t.fake.said), "ExpiredToken: too old"));
	ck_assert(t.summary.incomplete);
	ck_assert_uint_eq(t.summary.accounts, 2);
	t.fake.options.profiles = names + 1; /* alone it is all there is */
	t.fake.options.profile_count = 1;
	ck_assert_int_eq(tour_fetch(&t), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(t.fake.err.text, "ExpiredToken: too old"));
	tour_close(&t);
}
END_TEST

START_TEST(no_profile_can_be_used)
{
	struct tour t;
	const char *names[3];
	three_profiles(&t, names);
	names[0] = names[2] = "old";
	ck_assert_int_eq(tour_fetch(&t), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(t.fake.err.text, "no account can be asked: "));
	tour_close(&t);
}
END_TEST

/* --expect-account is a promise of the whole fetch. */
START_TEST(a_profile_of_another_account)
{
	struct tour t;
	const char *names[3];
	three_profiles(&t, names);
	t.fake.options.expect_account = "111111111111";
	ck_assert_int_eq(tour_fetch(&t), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(t.fake.err.text, "not to 111111111111 as expected"));
	ck_assert_uint_eq(t.vpcs.len, 0);
	tour_close(&t);
}
END_TEST

/* A policy above the account's forbids one Region. */
static void region_forbidden(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (strstr(x->url, "us-east-1") && str_starts(fake_parameter(f, x, "Action"), "Describe"))
		fake_reply(
			out, 403, "text/xml",
			"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You "
			"are not authorized to perform this operation. User: u is not authorized "
			"to perform: ec2:X with an explicit deny in a service control policy. "
			"Encoded authorization failure message: bLoB</Message></Error></Errors>"
			"</Response>");
	else
		organization(f, x, out);
}

START_TEST(region_that_a_control_policy_forbids)
{
	struct tour t;
	tour_open(&t);
	t.fake.answer = region_forbidden;
	t.fake.options.regions = "eu-west-1,us-east-1";
	tour_fetch_ok(&t);
	ck_assert_str_eq(buf_str(&t.vpcs), "vpc-111111111111-eu-west-1\n");
	ck_assert(t.summary.incomplete);
	ck_assert_uint_gt(t.summary.denied, 20);
	ck_assert_ptr_nonnull(strstr(buf_str(&t.fake.said),
				     " calls are denied whatever these credentials' own policies "
				     "allow: by a service control policy\n"));
	ck_assert_ptr_null(strstr(buf_str(&t.fake.said), "the policy lacks"));
	tour_close(&t);
}
END_TEST

static void of_govcloud(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (x->body && str_eq(fake_parameter(f, x, "Action"), "GetCallerIdentity"))
		fake_reply(out, 200, "text/xml",
			   arena_printf(&f->arena,
					"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>"
					"arn:aws-us-gov:iam::%s:user/u</Arn><Account>%s</Account>"
					"</GetCallerIdentityResult></GetCallerIdentityResponse>",
					account_of_key(f, x), account_of_key(f, x)));
	else
		organization(f, x, out);
}

/* Roles are named in the partition that the credentials are of. */
START_TEST(org_role_of_another_partition)
{
	struct tour t;
	tour_open(&t);
	t.fake.answer = of_govcloud;
	t.fake.options.org_role = "Audit";
	tour_fetch_ok(&t);
	ck_assert_ptr_nonnull(
		strstr(buf_str(&t.fake.log), "assume arn:aws-us-gov:iam::222222222222:role/Audit"));
	tour_close(&t);
}
END_TEST

static void regions_refused(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (x->body && str_eq(fake_parameter(f, x, "Action"), "DescribeRegions"))
		fake_error(f, out, 403, "UnauthorizedOperation");
	else
		organization(f, x, out);
}

START_TEST(regions_that_nobody_may_list)
{
	struct tour t;
	tour_open(&t);
	t.fake.answer = regions_refused;
	t.fake.options.regions = "all";
	tour_fetch_ok(&t);
	ck_assert_str_eq(buf_str(&t.scopes), "111111111111 eu-west-1\n");
	ck_assert_ptr_nonnull(strstr(buf_str(&t.fake.said),
				     "DescribeRegions is refused "
				     "(UnauthorizedOperation), so of \"all\" "
				     "Regions only eu-west-1 is fetched"));
	ck_assert_str_eq(buf_str(&t.lost), "111111111111 denied DescribeRegions\n");
	ck_assert(t.summary.incomplete); /* what the other Regions hold is not known */
	tour_close(&t);
}
END_TEST

static void busy_at_first(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *action = x->body ? fake_parameter(f, x, "Action") : "";
	f->now_ms += 20;
	if (str_starts(action, "Describe") && f->requests < 12)
		fake_error(f, out, 503, "RequestLimitExceeded");
	else
		organization(f, x, out);
}

static int64_t time_of(const char *retry_mode)
{
	struct tour t;
	tour_open(&t);
	t.fake.answer = busy_at_first;
	t.fake.random = 0.1;
	fake_env(&t.fake, "AWS_RETRY_MODE", retry_mode);
	int64_t began = t.fake.now_ms;
	tour_fetch_ok(&t);
	ck_assert_uint_eq(t.summary.throttled, 0);
	ck_assert_str_eq(buf_str(&t.vpcs), "vpc-111111111111-eu-west-1\n");
	int64_t took = t.fake.now_ms - began;
	tour_close(&t);
	return took;
}

/* Adaptive retries hold back what has not been throttled yet, too; and yet come to an end. */
START_TEST(adaptive_mode_holds_back)
{
	int64_t standard = time_of("standard"), adaptive = time_of("adaptive");
	ck_assert_int_gt(adaptive, standard + 2000);
	ck_assert_int_lt(adaptive, standard + 60000);
}
END_TEST

TCase *account_tests(void)
{
	TCase *t = tcase_create("accounts");
	tcase_add_test(t, org_role);
	tcase_add_test(t, org_role_asks_the_user_once);
	tcase_add_test(t, organization_without_an_end);
	tcase_add_test(t, roles);
	tcase_add_test(t, only_role_refused);
	tcase_add_test(t, profiles);
	tcase_add_test(t, a_profile_that_can_not_be_used);
	tcase_add_test(t, no_profile_can_be_used);
	tcase_add_test(t, a_profile_of_another_account);
	tcase_add_test(t, region_that_a_control_policy_forbids);
	tcase_add_test(t, org_role_of_another_partition);
	tcase_add_test(t, regions_that_nobody_may_list);
	tcase_add_test(t, adaptive_mode_holds_back);
	return t;
}
