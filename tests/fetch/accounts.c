/* Several accounts and Regions, renewed credentials, and pseudonyms. */
#include "fetch/json_text.h"
#include "fetch/redact.h"
#include "tests/fetch/fake.h"

#include <stdio.h>
#include <string.h>

/* ---- an organization of four, asked from the first ---- */

static const char *account_of_key(struct fake *f, const struct exchange *x)
{
	const char *at = strstr(fake_header(x, "Authorization"), "Credential=");
	ck_assert_ptr_nonnull(at);
	at += strlen("Credential=");
	char *key = arena_strndup(&f->arena, at, strcspn(at, "/"));
	return str_starts(key, "KEY") ? key + 3 : "111111111111";
}

static void organization(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *target = fake_header(x, "X-Amz-Target");
	if (*target) {
		ck_assert_str_eq(target, "AWSOrganizationsV20161128.ListAccounts");
		bool second = strstr(x->body, "\"NextToken\": \"page \\\"2\\\"\"}") != NULL;
		fake_reply(
			out, 200, "application/x-amz-json-1.1",
			second ? "{\"Accounts\":[{\"Id\":\"333333333333\",\"State\":\"ACTIVE\"},"
				 "{\"Id\":\"444444444444\",\"Status\":\"SUSPENDED\"},"
				 "{\"Id\":\"555555555555\",\"State\":\"PENDING_CLOSURE\"}]}"
			       : "{\"Accounts\":[{\"Id\":\"111111111111\",\"Status\":\"ACTIVE\"},"
				 "{\"Id\":\"222222222222\",\"Status\":\"ACTIVE\"}],"
				 "\"NextToken\":\"page \\\"2\\\"\"}");
		return;
	}
	const char *action = fake_parameter(f, x, "Action"), *account;
	if (str_eq(action, "AssumeRole")) {
		char *arn = fake_parameter(f, x, "RoleArn");
		buf_printf(&f->log, "assume %s external %s\n", arn,
			   fake_parameter(f, x, "ExternalId"));
		account = arena_strndup(&f->arena, strstr(arn, "::") + 2, 12);
		if (str_eq(account, "333333333333"))
			fake_reply(
				out, 403, "text/xml",
				"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no trust"
				"</Message></Error></ErrorResponse>");
		else
			fake_sts_reply(f, out, action, arena_printf(&f->arena, "KEY%s", account),
				       f->random > 0.9 ? "2026-01-01T00:12:00Z"
						       : "2026-01-01T01:00:00Z");
		return;
	}
	account = account_of_key(f, x);
	if (str_eq(action, "GetCallerIdentity"))
		fake_reply(out, 200, "text/xml",
			   arena_printf(&f->arena,
					"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>"
					"arn:aws:iam::"
					"%s:user/u</Arn><UserId>U</UserId><Account>%s</Account>"
					"</GetCallerIdentityResult></GetCallerIdentityResponse>",
					account, account));
	else if (str_eq(action, "DescribeRegions"))
		fake_reply(out, 200, "text/xml",
			   "<DescribeRegionsResponse><regionInfo><item><regionName>eu-west-1</"
			   "regionName></item>"
			   "<item><regionName>us-east-1</regionName></item></regionInfo>"
			   "</DescribeRegionsResponse>");
	else if (str_eq(action, "DescribeVpcs"))
		fake_reply(out, 200, "text/xml",
			   arena_printf(&f->arena,
					"<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-%s-%.9s</"
					"vpcId></item>"
					"</vpcSet></DescribeVpcsResponse>",
					account, strstr(x->url, "ec2.") + 4));
	else
		fake_reply(out, 400, "text/xml",
			   "<Response><Errors><Error><Code>InvalidAction</Code></Error></Errors></"
			   "Response>");
}

struct got {
	struct buf scopes, vpcs, lost;
};

static enum vck_status take_scope(void *ctx, const char *account, const char *region,
				  struct vck_error *err)
{
	struct got *g = ctx;
	(void)err;
	buf_printf(&g->scopes, "%s %s\n", account, region);
	return VCK_OK;
}

static enum vck_status take_element(void *ctx, const char *account, const char *region,
				    const char *list, const cJSON *element, struct vck_error *err)
{
	struct got *g = ctx;
	(void)account, (void)region, (void)list, (void)err;
	buf_printf(&g->vpcs, "%s\n", json_string(element, "VpcId"));
	return VCK_OK;
}

static enum vck_status take_done(void *ctx, const struct vck_fetch_call *call,
				 struct vck_error *err)
{
	struct got *g = ctx;
	(void)err;
	if (str_eq(call->operation, "AssumeRole") || str_eq(call->operation, "DescribeRegions"))
		buf_printf(&g->lost, "%s %s %s\n", call->account,
			   vck_fetch_outcome_name(call->outcome),
			   call->resource ? call->resource : call->operation);
	return VCK_OK;
}

static void open_organization(struct fake *f)
{
	fake_open(f, organization);
	fake_env(f, "AWS_ACCESS_KEY_ID", "BASE");
	fake_env(f, "AWS_SECRET_ACCESS_KEY", "s");
	fake_env(f, "AWS_REGION", "eu-west-1");
}

static enum vck_status fetch(struct fake *f, struct got *g, struct vck_fetch_summary *summary)
{
	struct vck_fetch_sink sink = {g, take_scope, take_element, take_done};
	memset(g, 0, sizeof *g);
	return vck_fetch(&f->options, &sink, summary, &f->err);
}

static void close_all(struct fake *f, struct got *g)
{
	buf_free(&g->scopes);
	buf_free(&g->vpcs);
	buf_free(&g->lost);
	fake_close(f);
}

START_TEST(org_role)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	open_organization(&f);
	f.options.org_role = "Audit";
	f.options.external_id = "ex";
	f.options.regions = "all";
	ck_assert_msg(!fetch(&f, &g, &summary), "%s", f.err.text);
	ck_assert_str_eq(buf_str(&g.scopes), "111111111111 eu-west-1\n111111111111 us-east-1\n"
					     "222222222222 eu-west-1\n222222222222 us-east-1\n");
	ck_assert_ptr_nonnull(strstr(buf_str(&g.vpcs), "vpc-111111111111-us-east-1\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&g.vpcs), "vpc-222222222222-eu-west-1\n"));
	ck_assert_str_eq(buf_str(&f.log),
			 "assume arn:aws:iam::222222222222:role/Audit external ex\n"
			 "assume arn:aws:iam::333333333333:role/Audit external ex\n");
	ck_assert_str_eq(buf_str(&g.lost),
			 "333333333333 denied arn:aws:iam::333333333333:role/Audit\n");
	ck_assert(summary.incomplete);
	ck_assert_uint_eq(summary.accounts, 2);
	ck_assert_uint_eq(summary.regions, 4);
	static const char *const gone[] = {
		"444444444444 is not asked: its state is SUSPENDED",
		"555555555555 is not asked: its state is PENDING_CLOSURE"};
	for (size_t i = 0; i < COUNT_OF(gone); i++)
		ck_assert_ptr_nonnull(strstr(buf_str(&f.said), gone[i]));
	close_all(&f, &g);
}
END_TEST

static unsigned occurrences(const struct buf *text, const char *word)
{
	unsigned n = 0;
	for (const char *at = buf_str(text); (at = strstr(at, word)); at++)
		n++;
	return n;
}

/* The user types an MFA code for the profile's role once, however many accounts there are. */
START_TEST(org_role_asks_the_user_once)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	const char *profiles[] = {"admin"};
	open_organization(&f);
	fake_file(&f, ".aws/config",
		  "[profile base]\naws_access_key_id=BASE\naws_secret_access_key=s\n"
		  "[profile admin]\nrole_arn=arn:aws:iam::111111111111:role/Admin\n"
		  "source_profile=base\nmfa_serial=arn:aws:iam::111111111111:mfa/me\n");
	f.mfa = "123456";
	f.options.profiles = profiles;
	f.options.profile_count = 1;
	f.options.org_role = "Audit";
	ck_assert_msg(!fetch(&f, &g, &summary), "%s", f.err.text);
	ck_assert_uint_eq(occurrences(&f.asked, "Enter MFA code"), 1);
	ck_assert_uint_eq(occurrences(&f.log, "role/Admin"), 1);
	ck_assert_uint_eq(occurrences(&f.log, "role/Audit"), 2);
	ck_assert_uint_eq(summary.accounts, 2);
	close_all(&f, &g);
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
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	open_organization(&f);
	f.answer = endless_organization;
	f.options.org_role = "Audit";
	ck_assert_int_eq(fetch(&f, &g, &summary), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "the same page token came twice"));
	ck_assert_uint_le(f.requests, 4);
	close_all(&f, &g);
}
END_TEST

START_TEST(roles)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	const char *arns[] = {"arn:aws:iam::222222222222:role/A",
			      "arn:aws:iam::222222222222:role/B"};
	open_organization(&f);
	f.options.role_arns = arns;
	f.options.role_count = 2; /* two ways to one account: asked once */
	f.options.regions = "eu-west-1,us-east-1,eu-west-1";
	ck_assert_msg(!fetch(&f, &g, &summary), "%s", f.err.text);
	ck_assert_str_eq(buf_str(&g.scopes), "222222222222 eu-west-1\n222222222222 us-east-1\n");
	ck_assert(!summary.incomplete); /* "unsupported" is no refusal */
	close_all(&f, &g);
}
END_TEST

START_TEST(only_role_refused)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	const char *arns[] = {"arn:aws:iam::333333333333:role/A"};
	open_organization(&f);
	f.options.role_arns = arns;
	f.options.role_count = 1;
	ck_assert_int_eq(fetch(&f, &g, &summary), VCK_E_AWS);
	ck_assert_ptr_nonnull(
		strstr(f.err.text, "no account can be asked: role arn:aws:iam::333333333333:role/A "
				   "can't be assumed"));
	close_all(&f, &g);
}
END_TEST

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
		fake_reply(out, 400, "text/xml",
			   "<Response><Errors><Error><Code>RequestExpired</Code></Error></Errors></"
			   "Response>");
	} else if (str_eq(action, "GetCallerIdentity")) {
		fake_reply(out, 200, "text/xml",
			   "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn>"
			   "<UserId>U</UserId><Account>222222222222</Account>"
			   "</GetCallerIdentityResult></GetCallerIdentityResponse>");
	} else {
		organization(f, x, out);
	}
}

START_TEST(all_that_expired_in_the_air_is_renewed_once)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	const char *arns[] = {"arn:aws:iam::222222222222:role/A"};
	open_organization(&f);
	f.answer = expires_in_the_air;
	f.options.role_arns = arns;
	f.options.role_count = 1;
	ck_assert_msg(!fetch(&f, &g, &summary), "%s", f.err.text);
	ck_assert_str_eq(buf_str(&f.log), "assume\nassume\n");
	ck_assert(!summary.incomplete);
	close_all(&f, &g);
}
END_TEST

START_TEST(stale_credentials_are_renewed)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	const char *arns[] = {"arn:aws:iam::222222222222:role/A"};
	open_organization(&f);
	f.answer = expiring;
	f.random = 0.95; /* organization() then gives credentials that end at 00:12 */
	f.options.role_arns = arns;
	f.options.role_count = 1;
	ck_assert_msg(!fetch(&f, &g, &summary), "%s", f.err.text);
	unsigned assumed = 0;
	for (const char *at = buf_str(&f.log); (at = strstr(at, "assume ")); at++)
		assumed++;
	ck_assert_uint_gt(assumed, 1);
	close_all(&f, &g);
}
END_TEST

/* Roles are handed out once; after that AWS finds the credentials expired. */
static void expired_for_good(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *action = x->body ? fake_parameter(f, x, "Action") : "";
	bool again = strstr(buf_str(&f->log), "assume ") != NULL;
	if (str_eq(action, "AssumeRole") && again) {
		buf_puts(&f->log, "refused\n");
		fake_reply(
			out, 403, "text/xml",
			"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>");
	} else if (str_starts(action, "Describe")) {
		fake_reply(out, 400, "text/xml",
			   "<Response><Errors><Error><Code>RequestExpired</Code></Error></Errors></"
			   "Response>");
	} else {
		organization(f, x, out);
	}
}

/* With an MFA device each try would be a question to the user. */
START_TEST(renewal_is_tried_once)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	const char *arns[] = {"arn:aws:iam::222222222222:role/A"};
	open_organization(&f);
	f.answer = expired_for_good;
	f.options.role_arns = arns;
	f.options.role_count = 1;
	ck_assert_int_eq(fetch(&f, &g, &summary), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "RequestExpired"));
	const char *refused = strstr(buf_str(&f.log), "refused");
	ck_assert_ptr_nonnull(refused);
	ck_assert_ptr_null(strstr(refused + 1, "refused"));
	close_all(&f, &g);
}
END_TEST

static void regions_refused(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (x->body && str_eq(fake_parameter(f, x, "Action"), "DescribeRegions"))
		fake_reply(out, 403, "text/xml",
			   "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></"
			   "Errors>"
			   "</Response>");
	else
		organization(f, x, out);
}

START_TEST(regions_that_nobody_may_list)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	open_organization(&f);
	f.answer = regions_refused;
	f.options.regions = "all";
	ck_assert_msg(!fetch(&f, &g, &summary), "%s", f.err.text);
	ck_assert_str_eq(buf_str(&g.scopes), "111111111111 eu-west-1\n");
	ck_assert_ptr_nonnull(strstr(buf_str(&f.said), "DescribeRegions is refused "
						       "(UnauthorizedOperation), so of \"all\" "
						       "Regions only eu-west-1 is fetched"));
	ck_assert_str_eq(buf_str(&g.lost), "111111111111 denied DescribeRegions\n");
	ck_assert(summary.incomplete); /* what the other Regions hold is not known */
	close_all(&f, &g);
}
END_TEST

static void busy_at_first(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *action = x->body ? fake_parameter(f, x, "Action") : "";
	f->now_ms += 20;
	if (str_starts(action, "Describe") && f->requests < 12)
		fake_reply(out, 503, "text/xml",
			   "<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></"
			   "Errors>"
			   "</Response>");
	else
		organization(f, x, out);
}

static int64_t time_of(const char *retry_mode)
{
	struct fake f;
	struct got g;
	struct vck_fetch_summary summary;
	open_organization(&f);
	f.answer = busy_at_first;
	f.random = 0.1;
	fake_env(&f, "AWS_RETRY_MODE", retry_mode);
	int64_t began = f.now_ms;
	ck_assert_msg(!fetch(&f, &g, &summary), "%s", f.err.text);
	ck_assert_uint_eq(summary.throttled, 0);
	ck_assert_str_eq(buf_str(&g.vpcs), "vpc-111111111111-eu-west-1\n");
	int64_t took = f.now_ms - began;
	close_all(&f, &g);
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

/* ---- pseudonyms ---- */

static const char *mapped(struct arena *a, struct redact *r, const char *text)
{
	struct buf out = BUF_INIT;
	redact_text(r, text, &out);
	const char *copy = arena_strdup(a, buf_str(&out));
	buf_free(&out);
	return copy;
}

static unsigned common_bits(const char *x, const char *y)
{
	unsigned a[4], b[4], bits = 0;
	ck_assert_int_eq(sscanf(x, "%u.%u.%u.%u", a, a + 1, a + 2, a + 3), 4);
	ck_assert_int_eq(sscanf(y, "%u.%u.%u.%u", b, b + 1, b + 2, b + 3), 4);
	while (bits < 32 &&
	       (a[bits / 8] >> (7 - bits % 8) & 1) == (b[bits / 8] >> (7 - bits % 8) & 1))
		bits++;
	return bits;
}

START_TEST(prefixes_are_kept)
{
	static const char *const list[] = {
		"10.1.1.10",   "10.1.1.11",   "10.1.2.1",      "10.200.0.1", "172.16.4.4",
		"192.168.1.1", "203.0.113.7", "203.0.113.200", "8.8.8.8",    "100.64.1.1"};
	struct arena a = ARENA_INIT;
	struct redact r;
	redact_open(&r, VCK_REDACT_ADDRESSES, "a key");
	bool moved = false;
	for (size_t i = 0; i < COUNT_OF(list); i++)
		for (size_t j = 0; j < COUNT_OF(list); j++) {
			const char *x = mapped(&a, &r, list[i]), *y = mapped(&a, &r, list[j]);
			ck_assert_msg(common_bits(list[i], list[j]) == common_bits(x, y),
				      "%s %s -> %s %s", list[i], list[j], x, y);
			moved = moved || strcmp(x, list[i]) != 0;
		}
	ck_assert(moved);
	ck_assert(str_starts(mapped(&a, &r, "10.1.1.10"), "10."));
	ck_assert(str_starts(mapped(&a, &r, "192.168.1.1"), "192.168."));
	redact_close(&r);
	arena_free(&a);
}
END_TEST

START_TEST(what_stays)
{
	static const char *const same[] = {"0.0.0.0/0",
					   "::/0",
					   "10.0.0.0/8",
					   "127.0.0.1",
					   "169.254.169.254",
					   "224.0.0.5",
					   "arn:aws:ec2:eu-west-1:aws:prefix-list/pl-1",
					   "vpc-0a17827ce410a88d0",
					   "2024-05-01T10:00:00+00:00",
					   "18.202.216.48/29",
					   "1.2.3",
					   "version 1.2.3.4.5",
					   "06:11:22:33:44:55"};
	struct arena a = ARENA_INIT;
	struct redact r;
	redact_open(&r, VCK_REDACT_ADDRESSES | VCK_REDACT_ACCOUNTS, "a key");
	redact_keep(&r, "18.202.216.48/29", true);
	for (size_t i = 0; i < COUNT_OF(same); i++)
		ck_assert_str_eq(mapped(&a, &r, same[i]), same[i]);
	ck_assert_str_eq(mapped(&a, &r, "18.202.216.50"), "18.202.216.50");
	redact_close(&r);
	arena_free(&a);
}
END_TEST

START_TEST(first_addresses_stay_first)
{
	struct arena a = ARENA_INIT;
	struct redact r;
	cJSON *vpc;
	const char *text = "{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.7.0.0/16\"}";
	redact_open(&r, VCK_REDACT_ADDRESSES, "a key");
	ck_assert(!json_parse(&a, "vpc", text, strlen(text), &vpc, NULL));
	redact_learn(&r, "Vpcs", vpc);
	char *base = arena_strdup(&a, mapped(&a, &r, "10.7.0.0/16"));
	*strrchr(base, '0') = '\0'; /* 10.x.0.0/16 -> 10.x.0. */
	base[strcspn(base, "/")] = '\0';
	const char *resolver = mapped(&a, &r, "10.7.0.2");
	ck_assert(str_ends(resolver, ".0.2"));
	ck_assert_uint_ge(common_bits(resolver, mapped(&a, &r, "10.7.0.0")), 30);
	redact_close(&r);
	arena_free(&a);
}
END_TEST

START_TEST(elements_under_pseudonyms)
{
	static const char text[] = "{\"OwnerId\": \"123456789012\", \"Arn\": "
				   "\"arn:aws:iam::123456789012:role/x\", \"MacAddress\": "
				   "\"06:11:22:33:44:55\", \"PrivateDnsName\": "
				   "\"ip-10-1-1-10.eu-west-1.compute.internal\", "
				   "\"PrivateIpAddress\": \"10.1.1.10\", \"Note\": \"office at "
				   "198.51.100.1.\", \"Tags\": [{\"Key\": "
				   "\"Name\", \"Value\": \"prod\"}, {\"Key\": \"owner\", "
				   "\"Value\": \"alice\"}, {\"Key\": "
				   "\"kubernetes.io/cluster/mine\", \"Value\": \"owned\"}, "
				   "{\"Key\": \"aws:autoscaling:groupName\", "
				   "\"Value\": \"g\"}]}";
	struct arena a = ARENA_INIT;
	struct buf out[2] = {BUF_INIT, BUF_INIT};
	for (int i = 0; i < 2; i++) {
		struct redact r;
		cJSON *json = cJSON_Parse(text);
		redact_open(&r, VCK_REDACT_TAGS | VCK_REDACT_ADDRESSES | VCK_REDACT_ACCOUNTS, "k");
		redact_element(&r, json);
		json_text(&out[i], json, 0);
		const char *address = json_string(json, "PrivateIpAddress");
		char *dashed = arena_printf(&a, "ip-%s.eu-west-1.compute.internal", address);
		for (char *c = dashed; c < dashed + 3 + strlen(address); c++)
			*c = *c == '.' ? '-' : *c;
		ck_assert_str_eq(json_string(json, "PrivateDnsName"), dashed);
		ck_assert_str_eq(
			json_string(json, "Arn"),
			arena_printf(&a, "arn:aws:iam::%s:role/x", json_string(json, "OwnerId")));
		redact_close(&r);
		cJSON_Delete(json);
	}
	static const char *const gone[] = {"123456789012",    "06:11:22", "10.1.1.10",
					   "198.51.100.1.\"", "prod",     "owner\"",
					   "alice",           "mine",     "10-1-1-10"};
	static const char *const there[] = {"\"Name\"", "kubernetes.io/cluster/t-",
					    "aws:autoscaling:groupName", "office at "};
	for (size_t i = 0; i < COUNT_OF(gone); i++)
		ck_assert_msg(!strstr(buf_str(&out[0]), gone[i]), "%s in %s", gone[i],
			      buf_str(&out[0]));
	for (size_t i = 0; i < COUNT_OF(there); i++)
		ck_assert_msg(strstr(buf_str(&out[0]), there[i]) != NULL, "%s", there[i]);
	ck_assert_str_eq(buf_str(&out[0]),
			 buf_str(&out[1])); /* the same key, the same pseudonyms */
	buf_free(&out[0]);
	buf_free(&out[1]);
	arena_free(&a);
}
END_TEST

TCase *account_tests(void)
{
	TCase *t = tcase_create("accounts");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, org_role);
	tcase_add_test(t, org_role_asks_the_user_once);
	tcase_add_test(t, organization_without_an_end);
	tcase_add_test(t, all_that_expired_in_the_air_is_renewed_once);
	tcase_add_test(t, roles);
	tcase_add_test(t, only_role_refused);
	tcase_add_test(t, stale_credentials_are_renewed);
	tcase_add_test(t, renewal_is_tried_once);
	tcase_add_test(t, regions_that_nobody_may_list);
	tcase_add_test(t, adaptive_mode_holds_back);
	tcase_add_test(t, prefixes_are_kept);
	tcase_add_test(t, what_stays);
	tcase_add_test(t, first_addresses_stay_first);
	tcase_add_test(t, elements_under_pseudonyms);
	return t;
}
