/* Which host is asked, which Region, how often, and what an answer means. */
#include "fetch/rate.h"
#include "fetch/request.h"
#include "tests/fetch/fake.h"

#include <stdio.h>
#include <string.h>

static void nobody(struct fake *f, const struct exchange *x, struct exchange *out)
{
	(void)f, (void)out;
	ck_abort_msg("nobody lives at %s", x->url);
}

static void check_host(const char *region, const char *env, enum service_id id, const char *url)
{
	struct fake f;
	struct endpoint e;
	fake_open(&f, nobody);
	if (env)
		fake_env(&f, env, "true");
	ck_assert(!fake_client(&f, NULL));
	ck_assert_msg(!endpoint_resolve(&f.client, id, region, &e, &f.err), "%s", f.err.text);
	ck_assert_str_eq(e.url, url);
	fake_close(&f);
}

START_TEST(hosts_of_aws)
{
	static const struct {
		const char *region, *env;
		enum service_id id;
		const char *url;
	} cases[] = {
		{"eu-west-1", NULL, SERVICE_EC2, "https://ec2.eu-west-1.amazonaws.com/"},
		{"mx-central-1", NULL, SERVICE_EC2, "https://ec2.mx-central-1.amazonaws.com/"},
		{"cn-north-1", NULL, SERVICE_EC2, "https://ec2.cn-north-1.amazonaws.com.cn/"},
		{"us-gov-west-1", NULL, SERVICE_EC2, "https://ec2.us-gov-west-1.amazonaws.com/"},
		{"us-iso-east-1", NULL, SERVICE_EC2, "https://ec2.us-iso-east-1.c2s.ic.gov/"},
		{"us-isob-east-1", NULL, SERVICE_EC2, "https://ec2.us-isob-east-1.sc2s.sgov.gov/"},
		{"eusc-de-east-1", NULL, SERVICE_STS, "https://sts.eusc-de-east-1.amazonaws.eu/"},
		{"eu-west-1", NULL, SERVICE_ELBV2,
		 "https://elasticloadbalancing.eu-west-1.amazonaws.com/"},
		{"eu-west-1", NULL, SERVICE_ORGANIZATIONS,
		 "https://organizations.us-east-1.amazonaws.com/"},
		{"cn-north-1", NULL, SERVICE_ORGANIZATIONS,
		 "https://organizations.cn-northwest-1.amazonaws.com.cn/"},
		{"us-east-1", "AWS_USE_FIPS_ENDPOINT", SERVICE_EC2,
		 "https://ec2-fips.us-east-1.amazonaws.com/"},
		{"us-gov-west-1", "AWS_USE_FIPS_ENDPOINT", SERVICE_EC2,
		 "https://ec2.us-gov-west-1.amazonaws.com/"},
		{"eu-west-1", "AWS_USE_DUALSTACK_ENDPOINT", SERVICE_EC2,
		 "https://ec2.eu-west-1.api.aws/"},
		{"cn-north-1", "AWS_USE_DUALSTACK_ENDPOINT", SERVICE_EC2,
		 "https://ec2.cn-north-1.api.amazonwebservices.com.cn/"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check_host(cases[i].region, cases[i].env, cases[i].id, cases[i].url);
}
END_TEST

static const char *const service_names[] = {
	[SERVICE_EC2] = "ec2", [SERVICE_ELBV2] = "elbv2",
	[SERVICE_STS] = "sts", [SERVICE_ORGANIZATIONS] = "organizations",
	[SERVICE_SSO] = "sso", [SERVICE_SSO_OIDC] = "sso-oidc",
};

/* A row of hosts.txt against ours; true when they say the same. */
static bool same_host(const char *row)
{
	char service[40], region[40], host[120], signed_for[40];
	int fips, dual;
	size_t id = 0;
	struct fake f;
	struct endpoint e;
	ck_assert_int_eq(sscanf(row, "%39s %39s %d %d %119s %39s", service, region, &fips, &dual,
				host, signed_for),
			 6);
	while (strcmp(service_names[id], service) != 0)
		id++;
	fake_open(&f, nobody);
	fake_env(&f, "AWS_USE_FIPS_ENDPOINT", fips ? "true" : "false");
	fake_env(&f, "AWS_USE_DUALSTACK_ENDPOINT", dual ? "true" : "false");
	ck_assert(!fake_client(&f, NULL));
	enum vck_status st = endpoint_resolve(&f.client, (enum service_id)id, region, &e, &f.err);
	bool same = st ? str_eq(host, "ERR") : str_eq(e.host, host);
	if (!st && !str_eq(signed_for, "-"))
		same = same && str_eq(e.region, signed_for);
	if (!same)
		printf("%s: theirs %s (%s), ours %s (%s)\n", row, host, signed_for,
		       st ? "ERR" : e.host, st ? f.err.text : e.region);
	fake_close(&f);
	return same;
}

/* Each service in each partition, FIPS and dual stack, as AWS's own client resolves it. */
START_TEST(hosts_of_the_aws_command)
{
	struct arena a = ARENA_INIT;
	unsigned rows = 0, differ = 0;
	for (char *at = testdata(&a, "endpoints/hosts.txt"), *end; *at; at = end + 1, rows++) {
		end = strchr(at, '\n');
		*end = '\0';
		differ += !same_host(at);
	}
	ck_assert_uint_eq(rows, 262);
	ck_assert_uint_eq(differ, 0);
	arena_free(&a);
}
END_TEST

#define LOCAL_CONFIG                                                                               \
	"[default]\nservices = local\nendpoint_url = http://localhost:5\n"                         \
	"[services local]\nec2 =\n  endpoint_url = http://localhost:4\n"

static const char *resolved(struct fake *f, enum service_id id)
{
	struct endpoint e;
	client_close(&f->client);
	ck_assert(!fake_client(f, NULL));
	ck_assert_msg(!endpoint_resolve(&f->client, id, "eu-west-1", &e, &f->err), "%s",
		      f->err.text);
	ck_assert_str_eq(e.region, "eu-west-1");
	return arena_strdup(&f->arena, e.url);
}

START_TEST(order_of_endpoints)
{
	struct fake f;
	fake_open(&f, nobody);
	fake_file(&f, ".aws/config", LOCAL_CONFIG);
	ck_assert_str_eq(resolved(&f, SERVICE_EC2), "http://localhost:4/");
	ck_assert_str_eq(resolved(&f, SERVICE_STS), "http://localhost:5/");
	fake_env(&f, "AWS_ENDPOINT_URL", "http://localhost:3");
	ck_assert_str_eq(resolved(&f, SERVICE_EC2), "http://localhost:3/");
	fake_env(&f, "AWS_ENDPOINT_URL_EC2", "http://localhost:2/path");
	ck_assert_str_eq(resolved(&f, SERVICE_EC2), "http://localhost:2/path");
	ck_assert_str_eq(resolved(&f, SERVICE_STS), "http://localhost:3/");
	f.options.endpoint_url = "http://localhost:1";
	ck_assert_str_eq(resolved(&f, SERVICE_EC2), "http://localhost:1/");
	ck_assert_str_eq(resolved(&f, SERVICE_SSO), "http://localhost:3/");
	f.options.endpoint_url = NULL;
	fake_env(&f, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
	ck_assert_str_eq(resolved(&f, SERVICE_EC2), "https://ec2.eu-west-1.amazonaws.com/");
	fake_close(&f);
}
END_TEST

START_TEST(empty_endpoints_are_passed_over)
{
	struct fake f;
	fake_open(&f, nobody);
	fake_file(&f, ".aws/config",
		  "[default]\nservices = local\nendpoint_url = http://localhost:5\n"
		  "[services local]\nec2 =\n  endpoint_url =\n");
	fake_env(&f, "AWS_ENDPOINT_URL_EC2", "");
	ck_assert_str_eq(resolved(&f, SERVICE_EC2), "http://localhost:5/");
	fake_close(&f);
}
END_TEST

/* sts.amazonaws.com is one Region's; newer Regions have their own whatever is set. */
START_TEST(sts_of_old)
{
	static const struct {
		const char *set, *region, *url, *signed_for;
	} cases[] = {
		{"legacy", "eu-west-1", "https://sts.amazonaws.com/", "us-east-1"},
		{"regional", "eu-west-1", "https://sts.eu-west-1.amazonaws.com/", "eu-west-1"},
		{"legacy", "eu-south-2", "https://sts.eu-south-2.amazonaws.com/", "eu-south-2"},
		{"legacy", "cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn/", "cn-north-1"},
	};
	for (size_t i = 0; i < COUNT_OF(cases) * 2; i++) {
		struct fake f;
		struct endpoint e;
		const char *set = cases[i / 2].set;
		fake_open(&f, nobody);
		if (i % 2)
			fake_env(&f, "AWS_STS_REGIONAL_ENDPOINTS", set);
		else
			fake_file(&f, ".aws/config",
				  arena_printf(&f.arena, "[default]\nsts_regional_endpoints=%s\n",
					       set));
		ck_assert(!fake_client(&f, NULL));
		ck_assert(
			!endpoint_resolve(&f.client, SERVICE_STS, cases[i / 2].region, &e, &f.err));
		ck_assert_str_eq(e.url, cases[i / 2].url);
		ck_assert_str_eq(e.region, cases[i / 2].signed_for);
		fake_close(&f);
	}
}
END_TEST

static void refused(const char *config, const char *variable, const char *value, const char *why)
{
	struct fake f;
	struct endpoint e;
	fake_open(&f, nobody);
	if (config)
		fake_file(&f, ".aws/config", config);
	if (variable)
		fake_env(&f, variable, value);
	ck_assert(!fake_client(&f, NULL));
	ck_assert_int_eq(endpoint_resolve(&f.client, SERVICE_EC2, "eu-west-1", &e, &f.err),
			 VCK_E_CONFIG);
	ck_assert_msg(strstr(f.err.text, why) != NULL, "%s", f.err.text);
	fake_close(&f);
}

START_TEST(endpoints_refused)
{
	refused("[default]\nendpoint_url=https://x.example\nuse_fips_endpoint=true\n", NULL, NULL,
		"Invalid Configuration: FIPS and custom endpoint are not supported");
	refused("[default]\nendpoint_url=https://x.example\n", "AWS_USE_DUALSTACK_ENDPOINT", "true",
		"Dualstack and custom endpoint");
	refused("[default]\nservices=nosuch\n", NULL, NULL, "there is no [services nosuch]");
	refused(NULL, "AWS_ENDPOINT_URL", "http://ec2.example.com", "--allow-http");
	refused(NULL, "AWS_ENDPOINT_URL", "http://127.0.0.1.example.com", "--allow-http");
	refused(NULL, "AWS_ENDPOINT_URL", "ec2.example.com", "is not a URL");
	refused(NULL, "AWS_ENDPOINT_URL", "https://", "names no host");
	refused(NULL, "AWS_ENDPOINT_URL", "https://a b/", "a space");
	refused(NULL, "AWS_ENDPOINT_URL", "https://h/?x=1", "a query");
	refused(NULL, "AWS_ENDPOINT_URL", "https://user@h/", "names no host");
	refused(NULL, "AWS_ENDPOINT_URL", "ftp://h/", "is not a URL");
}
END_TEST

START_TEST(host_of_the_signature)
{
	struct arena a = ARENA_INIT;
	struct endpoint e;
	ck_assert(!endpoint_parse(&a, "x", "https://h.example:443/p", false, &e, NULL));
	ck_assert_str_eq(e.host, "h.example");
	ck_assert_str_eq(e.path, "/p");
	ck_assert(!endpoint_parse(&a, "x", "http://[::1]:80", false, &e, NULL));
	ck_assert_str_eq(e.host, "[::1]");
	ck_assert(!endpoint_parse(&a, "x", "http://127.0.0.1:4566/", false, &e, NULL));
	ck_assert_str_eq(e.host, "127.0.0.1:4566");
	ck_assert(!endpoint_parse(&a, "x", "http://far.example", true, &e, NULL));
	arena_free(&a);
}
END_TEST

START_TEST(regions)
{
	struct fake f;
	fake_open(&f, nobody);
	fake_file(&f, ".aws/config", "[default]\nregion = eu-west-3\n");
	ck_assert(!fake_client(&f, NULL));
	ck_assert_str_eq(f.client.region, "eu-west-3");
	client_close(&f.client);
	fake_env(&f, "AWS_DEFAULT_REGION", "eu-west-2");
	ck_assert(!fake_client(&f, NULL));
	ck_assert_str_eq(f.client.region, "eu-west-2");
	client_close(&f.client);
	fake_env(&f, "AWS_REGION", "eu-west-1");
	ck_assert(!fake_client(&f, NULL));
	ck_assert_str_eq(f.client.region, "eu-west-1");
	ck_assert(region_is_valid("eu-west-1"));
	ck_assert(!region_is_valid("eu-west-1.evil.example/"));
	ck_assert(!region_is_valid(""));
	ck_assert(!region_is_valid("-x"));
	ck_assert(!region_is_valid("EU-WEST-1"));
	fake_close(&f);
}
END_TEST

/* ---- what answers mean ---- */

static enum answer_kind kind_of(long status, const char *code, const char *date)
{
	struct arena a = ARENA_INIT;
	struct exchange x = {0};
	struct answer answer;
	int64_t skew;
	fake_reply(
		&x, status, "text/xml",
		arena_printf(&a,
			     "<Response><Errors><Error><Code>%s</Code><Message>m</Message></Error>"
			     "</Errors><RequestID>r</RequestID></Response>",
			     code));
	if (date)
		memcpy(x.date, date, strlen(date) + 1);
	answer_read(&x, 1767225600000, &answer, &skew);
	exchange_reset(&x);
	arena_free(&a);
	return answer.kind;
}

START_TEST(meanings)
{
	const char *now = "Thu, 01 Jan 2026 00:00:10 GMT", *later = "Thu, 01 Jan 2026 00:10:00 GMT";
	ck_assert_int_eq(kind_of(200, "", NULL), ANSWER_OK);
	ck_assert_int_eq(kind_of(503, "RequestLimitExceeded", now), ANSWER_THROTTLED);
	ck_assert_int_eq(kind_of(400, "Throttling", now), ANSWER_THROTTLED);
	ck_assert_int_eq(kind_of(500, "InternalError", now), ANSWER_TRANSIENT);
	ck_assert_int_eq(kind_of(502, "Strange", now), ANSWER_TRANSIENT);
	ck_assert_int_eq(kind_of(403, "UnauthorizedOperation", now), ANSWER_DENIED);
	ck_assert_int_eq(kind_of(401, "AuthFailure", now), ANSWER_REFUSED);
	ck_assert_int_eq(kind_of(401, "AuthFailure", later), ANSWER_CLOCK);
	ck_assert_int_eq(kind_of(400, "RequestExpired", now), ANSWER_EXPIRED);
	ck_assert_int_eq(kind_of(400, "RequestExpired", later), ANSWER_CLOCK);
	ck_assert_int_eq(kind_of(403, "RequestTimeTooSkewed", now), ANSWER_CLOCK);
	ck_assert_int_eq(kind_of(403, "SignatureDoesNotMatch", later), ANSWER_CLOCK);
	ck_assert_int_eq(kind_of(403, "SignatureDoesNotMatch", now), ANSWER_REFUSED);
	ck_assert_int_eq(kind_of(400, "InvalidPaginationToken", now), ANSWER_TOKEN);
	ck_assert_int_eq(kind_of(400, "InvalidAction", now), ANSWER_UNSUPPORTED);
	ck_assert_int_eq(kind_of(400, "InvalidParameterValue", now), ANSWER_ERROR);
	ck_assert_int_eq(kind_of(429, "", now), ANSWER_THROTTLED);
	ck_assert_int_eq(kind_of(301, "", now), ANSWER_ERROR);
	ck_assert_int_eq(kind_of(407, "", now), ANSWER_ERROR);
}
END_TEST

START_TEST(blobs_are_cut)
{
	struct exchange x = {0};
	struct answer answer;
	int64_t skew;
	fake_reply(&x, 403, "text/xml",
		   "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are "
		   "not authorized "
		   "to perform: ec2:DescribeVpcs. Encoded authorization failure message: AbCdEf"
		   "</Message></Error></Errors></Response>");
	answer_read(&x, 0, &answer, &skew);
	ck_assert_str_eq(answer.message, "You are not authorized to perform: ec2:DescribeVpcs");
	exchange_reset(&x);
	fake_reply(&x, 400, "application/x-amz-json-1.1",
		   "{\"__type\":\"com.amazonaws.x#AccessDeniedException\",\"Message\":\"no\"}");
	answer_read(&x, 0, &answer, &skew);
	ck_assert_str_eq(answer.code, "AccessDeniedException");
	ck_assert_str_eq(answer.message, "no");
	ck_assert_int_eq(answer.kind, ANSWER_DENIED);
	exchange_reset(&x);
}
END_TEST

START_TEST(waits)
{
	struct retry_policy p = {.attempts = 3, .throttled_attempts = 8};
	struct retry_quota q = {.tokens = RETRY_QUOTA};
	struct exchange x = {0};
	struct answer transient = {.kind = ANSWER_TRANSIENT},
		      throttled = {.kind = ANSWER_THROTTLED};
	ck_assert_int_eq(retry_wait_ms(&p, &q, &transient, &x, 1, 0.5), 500);
	ck_assert_int_eq(retry_wait_ms(&p, &q, &transient, &x, 2, 0.5), 1000);
	ck_assert_int_eq(retry_wait_ms(&p, &q, &transient, &x, 3, 0.5), -1);
	ck_assert_int_eq(retry_wait_ms(&p, &q, &throttled, &x, 7, 0.5), 10000); /* 20 s at most */
	ck_assert_int_eq(retry_wait_ms(&p, &q, &throttled, &x, 8, 0.5), -1);
	ck_assert_int_eq(q.tokens, RETRY_QUOTA - 15);
	memcpy(x.retry_after, "3000", 5);
	ck_assert_int_eq(retry_wait_ms(&p, &q, &transient, &x, 1, 0.5), 3000);
	memcpy(x.retry_after, "90000", 6);
	ck_assert_int_eq(retry_wait_ms(&p, &q, &transient, &x, 1, 0.5), 5500);
	x.retry_after[0] = '\0';
	q.tokens = 4;
	ck_assert_int_eq(retry_wait_ms(&p, &q, &transient, &x, 1, 0.5),
			 -1); /* the quota is used up */
	retry_succeeded(&q, 1);
	ck_assert_int_eq(retry_wait_ms(&p, &q, &transient, &x, 1, 0.5), 500);
	p.rules_2026 = true;
	q.tokens = RETRY_QUOTA;
	ck_assert_int_eq(retry_wait_ms(&p, &q, &transient, &x, 1, 0.5), 25);
	ck_assert_int_eq(q.tokens, RETRY_QUOTA - 14);
}
END_TEST

START_TEST(retry_settings)
{
	struct fake f;
	fake_open(&f, nobody);
	ck_assert(!fake_client(&f, NULL));
	ck_assert_uint_eq(f.client.retry.attempts, 3);
	client_close(&f.client);
	fake_env(&f, "AWS_MAX_ATTEMPTS", "7");
	ck_assert(!fake_client(&f, NULL));
	ck_assert_uint_eq(f.client.retry.attempts, 7);
	ck_assert_uint_eq(f.client.retry.throttled_attempts, 7);
	client_close(&f.client);
	fake_env(&f, "AWS_RETRY_MODE", "adaptive");
	ck_assert(!fake_client(&f, NULL));
	ck_assert(f.client.retry.adaptive);
	client_close(&f.client);
	f.env[f.env_count - 1][1] = "stubborn";
	ck_assert_int_eq(fake_client(&f, NULL), VCK_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(f.err.text, "stubborn"));
	fake_close(&f);
}
END_TEST

/* Step by step what botocore's adaptive mode does (testdata/retry/make_adaptive.py). */
START_TEST(adaptive_rate)
{
	struct arena a = ARENA_INIT;
	const cJSON *file = testdata_json(&a, "retry/adaptive.json"), *row;
	struct rate r;
	unsigned held_back = 0, throttled = 0;
	rate_begin(&r, json_get(file, "began")->valuedouble);
	cJSON_ArrayForEach(row, json_get(file, "rows"))
	{
		double now = cJSON_GetArrayItem(row, 0)->valuedouble;
		const char *what = cJSON_GetArrayItem(row, 1)->valuestring;
		if (str_eq(what, "send")) {
			bool may = rate_may_send(&r, now);
			ck_assert(may == cJSON_IsTrue(cJSON_GetArrayItem(row, 4)));
			if (may)
				rate_sent(&r);
			held_back += !may;
		} else {
			throttled += str_eq(what, "throttled");
			rate_answered(&r, now, str_eq(what, "throttled"));
		}
		ck_assert_double_eq_tol(r.fill, cJSON_GetArrayItem(row, 2)->valuedouble, 1e-6);
		ck_assert_double_eq_tol(r.capacity, cJSON_GetArrayItem(row, 3)->valuedouble, 1e-6);
	}
	ck_assert_uint_gt(held_back, 10);
	ck_assert_uint_gt(throttled, 5);
	arena_free(&a);
}
END_TEST

START_TEST(only_reading)
{
	static const char *const writes[] = {"CreateVpc",
					     "DeleteVpc",
					     "ModifyVpcAttribute",
					     "RunInstances",
					     "TerminateInstances",
					     "AuthorizeSecurityGroupIngress",
					     "AssociateAddress",
					     "describeVpcs",
					     "",
					     "GetX&Action=DeleteVpc"};
	struct fake f;
	ck_assert(request_is_allowed("DescribeVpcs"));
	ck_assert(request_is_allowed("GetCallerIdentity"));
	ck_assert(request_is_allowed("SearchTransitGatewayRoutes"));
	ck_assert(request_is_allowed("ListAccounts"));
	fake_open(&f, nobody); /* which fails the test when anything is sent */
	ck_assert(!fake_client(&f, NULL));
	for (size_t i = 0; i < COUNT_OF(writes) - 1; i++) {
		struct request r = {0};
		struct answer answer;
		request_query(&r, SERVICE_EC2, writes[i]);
		ck_assert_int_eq(request_ask(&f.client, &r, &answer, &f.err), VCK_E_USAGE);
		request_free(&r);
	}
	fake_close(&f);
}
END_TEST

TCase *endpoint_tests(void)
{
	TCase *t = tcase_create("endpoints and answers");
	tcase_add_test(t, hosts_of_aws);
	tcase_add_test(t, hosts_of_the_aws_command);
	tcase_add_test(t, order_of_endpoints);
	tcase_add_test(t, empty_endpoints_are_passed_over);
	tcase_add_test(t, sts_of_old);
	tcase_add_test(t, endpoints_refused);
	tcase_add_test(t, host_of_the_signature);
	tcase_add_test(t, regions);
	tcase_add_test(t, meanings);
	tcase_add_test(t, blobs_are_cut);
	tcase_add_test(t, waits);
	tcase_add_test(t, retry_settings);
	tcase_add_test(t, adaptive_rate);
	tcase_add_test(t, only_reading);
	return t;
}
