/* Whole fetches in trouble: a bad moment loses nothing, a no is recorded with its reason, and where nothing can
 * be asked, or Ctrl-C is pressed, no half of a dump is left. */
#include "tests/fetch/stage.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* A bad moment: asked again, and nothing is lost. */
static void recovers(enum misbehaviour kind, unsigned times, const char *said)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, times, kind};
	stage_with_rule(&s, "rich", &rule);
	if (kind == MIS_SLOW)
		s.options.read_timeout_ms = 1000;
	stage_check_rich(&s);
	stage_check_row(&s, "DescribeVpcs", "ok", NULL);
	unsigned asked = ec2_server_requests(s.server, "DescribeVpcs");
	if (kind == MIS_SLOW) /* a machine that is slow itself may let more of a second pass */
		ck_assert_uint_gt(asked, times);
	else
		ck_assert_uint_eq(asked, times + 1);
	ck_assert_msg(strstr(buf_str(&s.fake.said), said) != NULL, "\"%s\" in\n%s", said,
		      buf_str(&s.fake.said));
	stage_close(&s);
}

START_TEST(bad_moments)
{
	recovers(MIS_THROTTLE, 7,
		 "DescribeVpcs: RequestLimitExceeded: Request limit exceeded., asking again");
	recovers(MIS_THROTTLE_EC2, 2, "EC2ThrottledException");
	recovers(MIS_500, 2, "DescribeVpcs: HTTP500: the host answered with status 500");
	recovers(MIS_502_HTML, 1,
		 "HTTP502: the host answered with status 502 and a web page: is a proxy");
	recovers(MIS_CUT, 2, "ConnectionCut");
	recovers(MIS_SLOW, 1, "Timeout: nothing came for 1 s");
	recovers(MIS_TRUNCATED, 2, "MalformedAnswer: the answer is cut off or malformed");
	recovers(MIS_HTML, 1, "MalformedAnswer: this is no answer of AWS: the document is <html>");
	recovers(MIS_EMPTY, 1, "MalformedAnswer");
}
END_TEST

/* In the middle of a list what came before is kept, and what was refused is asked again, once. */
START_TEST(bad_moments_on_a_later_page)
{
	static const enum misbehaviour kinds[] = {MIS_THROTTLE, MIS_500, MIS_CUT, MIS_TRUNCATED};
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct stage s;
		struct mis_rule rule = {"DescribeVpcs", 8, 9, kinds[i]};
		stage_with_rule(&s, "rich", &rule);
		s.server_options.page_size = 1;
		stage_check_rich(&s);
		ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeVpcs"), 11 + 2);
		stage_close(&s);
	}
}
END_TEST

/* A no: recorded with its reason, the list is absent, everything else is there. */
static void refused(enum misbehaviour kind, const char *status, const char *code,
		    const char *message, bool incomplete)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, 1000, kind};
	stage_with_rule(&s, "rich", &rule);
	stage_fetch_ok(&s);
	stage_check_row(&s, "DescribeVpcs", status, code);
	const char *said = json_string(stage_row(&s, "DescribeVpcs"), "Message");
	ck_assert_msg(said && strstr(said, message), "%s", said);
	ck_assert_str_eq(json_string(stage_row(&s, "DescribeVpcs"), "Action"), "ec2:DescribeVpcs");
	ck_assert_int_eq(stage_count(&s, "Vpcs"), -1);
	ck_assert_int_eq(stage_count(&s, "Subnets"), 1);
	ck_assert_int_eq(stage_count(&s, "PrefixListEntries"), 2);
	ck_assert(s.summary.incomplete == incomplete);
	ck_assert_ptr_null(strstr(text_of(&s.fake.arena, s.file), "bLoB"));
	stage_close(&s);
}

START_TEST(refusals)
{
	refused(MIS_DENIED, "denied", "UnauthorizedOperation", "You are not authorized", true);
	refused(MIS_UNSUPPORTED, "unsupported", "InvalidAction", "not valid", false);
	refused(MIS_THROTTLE, "throttled", "RequestLimitExceeded", "Request limit exceeded", true);
	refused(MIS_500, "error", "HTTP500", "status 500", true);
	refused(MIS_CUT, "error", "ConnectionCut", "", true);
	refused(MIS_TRUNCATED, "error", "MalformedAnswer", "cut off or malformed", true);
	refused(MIS_ENTITIES, "error", "HostileAnswer", "a document type is refused", true);
	refused(MIS_EXTERNAL, "error", "HostileAnswer", "a document type is refused", true);
	refused(MIS_DEEP, "error", "HostileAnswer", "nest deeper", true);
	refused(MIS_HUGE, "error", "TooLarge", "more than", true);
	refused(MIS_REDIRECT, "error", "HTTP302", "a redirect to http://127.0.0.1:1/elsewhere",
		true);
	refused(MIS_EXPIRED, "denied", "RequestExpired", "expired", true);
}
END_TEST

START_TEST(repeated_token)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, 1000, MIS_REPEATED_TOKEN};
	stage_with_rule(&s, "rich", &rule);
	stage_fetch_ok(&s);
	stage_check_row(&s, "DescribeVpcs", "error", "RepeatedPageToken");
	ck_assert_int_eq(stage_count(&s, "Vpcs"), -1);
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeVpcs"), 2);
	stage_close(&s);
}
END_TEST

START_TEST(token_that_has_expired_begins_anew)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, 4, MIS_BAD_TOKEN};
	stage_with_rule(&s, "rich", &rule);
	s.server_options.page_size = 4;
	stage_check_rich(&s); /* all of them, and each once */
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeVpcs"), 7);
	stage_close(&s);
}
END_TEST

START_TEST(empty_pages)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, 1000, MIS_EMPTY_PAGES};
	stage_with_rule(&s, "rich", &rule);
	s.server_options.page_size = 4;
	stage_check_rich(&s);
	stage_close(&s);
}
END_TEST

START_TEST(parent_refused)
{
	struct stage s;
	struct mis_rule rule = {"DescribeManagedPrefixLists", 1, 1000, MIS_DENIED};
	stage_with_rule(&s, "rich", &rule);
	stage_fetch_ok(&s);
	stage_check_row(&s, "DescribeManagedPrefixLists", "denied", NULL);
	stage_check_row(&s, "GetManagedPrefixListEntries", "skipped", NULL);
	ck_assert_int_eq(stage_count(&s, "PrefixListEntries"), -1);
	ck_assert_int_eq(stage_count(&s, "PrefixLists"), 1); /* DescribePrefixLists shows AWS's */
	stage_close(&s);
}
END_TEST

START_TEST(one_resource_refused)
{
	struct stage s;
	struct mis_rule rule = {"GetManagedPrefixListEntries", 1, 1, MIS_DENIED};
	stage_with_rule(&s, "rich", &rule);
	stage_fetch_ok(&s);
	ck_assert_int_eq(stage_count(&s, "PrefixListEntries"), 1);
	const cJSON *row;
	unsigned rows = 0;
	cJSON_ArrayForEach(row, json_get(stage_snapshot(&s, 0),
					 "Calls")) if (str_eq(json_string(row, "Operation"),
							      "GetManagedPrefixListEntries"))
	{
		bool ok = str_eq(json_string(row, "Status"), "ok");
		ck_assert(ok == !json_string(row, "Resource"));
		rows++;
	}
	ck_assert_uint_eq(rows, 2);
	stage_close(&s);
}
END_TEST

/* ---- nothing can be asked ---- */

START_TEST(wrong_secret)
{
	struct stage s;
	stage_open(&s, "rich");
	s.server_options.secret_key = "another";
	stage_fails(&s, VCK_E_AWS,
		    "AWS does not take the credentials from environment: AuthFailure");
}
END_TEST

START_TEST(unknown_key)
{
	struct stage s;
	stage_open(&s, "rich");
	s.server_options.access_key = "AKIDOTHER";
	stage_fails(&s, VCK_E_AWS, "unknown access key");
}
END_TEST

START_TEST(nobody_listens)
{
	struct stage s;
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t len = sizeof address;
	int taken =
		socket(AF_INET, SOCK_STREAM, 0); /* nobody else gets the port, and nobody listens */
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert(bind(taken, (struct sockaddr *)&address, len) == 0);
	ck_assert(getsockname(taken, (struct sockaddr *)&address, &len) == 0);
	stage_open(&s, "rich");
	s.options.endpoint_url = arena_printf(&s.fake.arena, "http://127.0.0.1:%u",
					      (unsigned)ntohs(address.sin_port));
	enum vck_status st = vck_fetch_to_file(&s.options, s.file, &s.summary, &s.err);
	ck_assert_int_eq(st, VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(s.err.text, "AWS can't be asked whose the credentials from "
						 "environment are"));
	ck_assert_ptr_nonnull(strstr(s.err.text, "NoConnection"));
	ck_assert_ptr_nonnull(strstr(s.err.text, "127.0.0.1"));
	close(taken);
	stage_close(&s);
}
END_TEST

START_TEST(region_not_enabled)
{
	struct stage s;
	struct mis_rule rules[] = {{"GetCallerIdentity", 1, 1, MIS_NONE},
				   {"*", 1, 1000, MIS_OPT_IN}};
	stage_open(&s, "rich");
	s.server_options.rules = rules;
	s.server_options.rule_count = 2;
	stage_serve(&s);
	stage_fails(&s, VCK_E_AWS, "OptInRequired: You are not subscribed");
}
END_TEST

START_TEST(other_account_than_expected)
{
	struct stage s;
	stage_open(&s, "rich");
	s.options.expect_account = "999999999999";
	stage_fails(&s, VCK_E_AWS, "belong to account 123456789012, not to 999999999999");
}
END_TEST

START_TEST(no_region)
{
	struct stage s;
	stage_open(&s, "rich");
	s.fake.env[s.fake.env_count - 1][1] = "";
	fake_env(&s.fake, "AWS_EC2_METADATA_DISABLED", "true");
	stage_fails(&s, VCK_E_CONFIG, "You must specify a region");
}
END_TEST

START_TEST(region_that_is_none)
{
	struct stage s;
	stage_open(&s, "rich");
	s.options.regions = "eu-west-1,evil.example/";
	s.server_options.region = NULL;
	stage_fails(&s, VCK_E_USAGE, "\"evil.example/\" is no Region");
}
END_TEST

/* ---- Ctrl-C ---- */

static volatile int interrupted;

static void stop_after_ten(void *ctx, const struct vck_fetch_progress *p)
{
	(void)ctx;
	if (p->calls_done >= 10)
		interrupted = 1;
}

START_TEST(interruption)
{
	struct stage s;
	struct mis_rule rule = {"DescribeSubnets", 1, 1000, MIS_SLOW};
	stage_with_rule(&s, "rich", &rule);
	interrupted = 0;
	s.options.world.interrupted = &interrupted;
	s.options.world.progress = stop_after_ten;
	s.options.read_timeout_ms = 120000;
	time_t began = time(NULL);
	ck_assert_int_eq(stage_fetch(&s), VCK_E_INTERRUPTED);
	ck_assert_int_le(time(NULL) - began, 40); /* and not the minute that the slow one takes */
	ck_assert_ptr_nonnull(strstr(s.err.text, "calls were not asked"));
	stage_check_row(&s, "DescribeSubnets", "skipped", NULL);
	ck_assert_int_eq(stage_count(&s, "Subnets"), -1);
	ck_assert_uint_ge(s.summary.ok, 10);
	stage_close(&s);
}
END_TEST

START_TEST(interruption_before_anything)
{
	struct stage s;
	stage_open(&s, "rich");
	interrupted = 1;
	s.options.world.interrupted = &interrupted;
	stage_fails(&s, VCK_E_INTERRUPTED, "interrupted");
}
END_TEST

TCase *trouble_tests(void)
{
	TCase *t = tcase_create("trouble");
	tcase_add_test(t, bad_moments);
	tcase_add_test(t, bad_moments_on_a_later_page);
	tcase_add_test(t, refusals);
	tcase_add_test(t, repeated_token);
	tcase_add_test(t, token_that_has_expired_begins_anew);
	tcase_add_test(t, empty_pages);
	tcase_add_test(t, parent_refused);
	tcase_add_test(t, one_resource_refused);
	tcase_add_test(t, wrong_secret);
	tcase_add_test(t, unknown_key);
	tcase_add_test(t, nobody_listens);
	tcase_add_test(t, region_not_enabled);
	tcase_add_test(t, other_account_than_expected);
	tcase_add_test(t, no_region);
	tcase_add_test(t, region_that_is_none);
	tcase_add_test(t, interruption);
	tcase_add_test(t, interruption_before_anything);
	return t;
}
