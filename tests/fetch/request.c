/* What is sent: AWS's cases of the EC2 protocol, ours of the same shape, and another signer's
 * requests. */
#include "fetch/request.h"
#include "fetch/json_text.h"
#include "fetch/timestamp.h"
#include "tests/ec2_server/ec2_server.h"
#include "tests/fetch/fake.h"

#include <curl/curl.h>
#include <openssl/evp.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- parameters as a form -----------------------------------------------------------------------
 * A model names the parameters; fetch/ writes the few that it has by hand. So the walk over a model
 * is the test's, and what is tested is request_query(), request_add() and the names that ec2_calls.def
 * writes down.
 */

struct form {
	struct arena *arena;
	const cJSON *shapes;
	struct request *request;
};

/* queryName, else locationName or the member's own name with a capital. */
static const char *name_of(struct form *f, const cJSON *ref, const char *member)
{
	const char *query = json_string(ref, "queryName"),
		   *location = json_string(ref, "locationName");
	char *name = arena_strdup(f->arena, query ? query : location ? location : member);
	if (!query)
		name[0] = (char)toupper((unsigned char)name[0]);
	return name;
}

static void add_scalar(struct form *f, const cJSON *shape, const char *name, const cJSON *value)
{
	struct buf text = BUF_INIT;
	const char *type = json_string(shape, "type");
	bool epoch = str_eq(json_string(shape, "timestampFormat"), "unixTimestamp");
	if (str_eq(type, "timestamp") && !epoch) {
		timestamp_wire(&text, (int64_t)value->valuedouble);
	} else if (str_eq(type, "blob")) {
		unsigned char out[256];
		EVP_EncodeBlock(out, (const unsigned char *)value->valuestring,
				(int)strlen(value->valuestring));
		buf_puts(&text, (const char *)out);
	} else if (cJSON_IsString(value)) {
		buf_puts(&text, value->valuestring);
	} else {
		json_text(&text, value, 0);
	}
	request_add(f->request, name, buf_str(&text));
	buf_free(&text);
}

static void add_value(struct form *f, const char *shape_name, const char *prefix,
		      const cJSON *value)
{
	const cJSON *shape = json_get(f->shapes, shape_name), *member, *item;
	const char *type = json_string(shape, "type");
	unsigned n = 0;
	if (str_eq(type, "structure")) {
		cJSON_ArrayForEach(member, json_get(shape, "members"))
		{
			const cJSON *given = json_get(value, member->string);
			const char *name = name_of(f, member, member->string);
			if (given)
				add_value(f, json_string(member, "shape"),
					  *prefix ? arena_printf(f->arena, "%s.%s", prefix, name)
						  : name,
					  given);
		}
	} else if (str_eq(type, "list")) {
		cJSON_ArrayForEach(item, value)
			add_value(f, json_string(json_get(shape, "member"), "shape"),
				  arena_printf(f->arena, "%s.%u", prefix, ++n), item);
	} else {
		add_scalar(f, shape, prefix, value);
	}
}

/* Cases of what an SDK adds to calls by itself, where the model says so, and we never send: excused by
 * name, each with its reason. */
static const struct {
	const char *id, *why;
} excused[] = {
	{"SDKAppliedContentEncoding_ec2Query", "only calls that upload are compressed"},
	{"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query",
	 "only calls that upload are compressed"},
	{"Ec2ProtocolIdempotencyTokenAutoFill", "only calls that write have a token"},
};

/* Such a call can't be sent, whoever asks for it. */
static bool is_excused(const cJSON *test)
{
	const char *id = json_string(test, "id");
	size_t i = 0;
	while (i < COUNT_OF(excused) && !str_eq(excused[i].id, id))
		i++;
	if (i == COUNT_OF(excused))
		return false;
	printf("excused, since %s: %s\n", excused[i].why, id);
	ck_assert(!request_is_allowed(json_string(json_get(test, "given"), "name")));
	return true;
}

static void input_case(const cJSON *suite, const cJSON *test)
{
	struct arena a = ARENA_INIT;
	struct request r = {0};
	struct form f = {&a, json_get(suite, "shapes"), &r};
	const cJSON *given = json_get(test, "given"), *want = json_get(test, "serialized");
	const char *shape = json_string(json_get(given, "input"), "shape");
	const char *version = json_string(json_get(suite, "metadata"), "apiVersion");
	request_query(&r, SERVICE_EC2, json_string(given, "name"));
	if (shape)
		add_value(&f, shape, "", json_get(test, "params"));
	char *body = arena_strdup(&a, buf_str(&r.body));
	char *at = strstr(body, "2016-11-15"); /* the only version that we speak */
	ck_assert_ptr_nonnull(at);
	memcpy(at, version, strlen(version));
	ck_assert_msg(str_eq(body, json_string(want, "body")), "%s: %s", json_string(test, "id"),
		      body);
	ck_assert_str_eq(json_string(want, "method"), "POST");
	ck_assert(str_starts(REQUEST_FORM, "application/x-www-form-urlencoded"));
	request_free(&r);
	arena_free(&a);
}

static int input_cases(const cJSON *suites, int *passed_over)
{
	const cJSON *suite, *test;
	int run = 0;
	cJSON_ArrayForEach(suite, suites) cJSON_ArrayForEach(test, json_get(suite, "cases"))
	{
		if (is_excused(test)) {
			++*passed_over;
			continue;
		}
		input_case(suite, test);
		run++;
	}
	return run;
}

START_TEST(our_input_cases)
{
	struct arena a = ARENA_INIT;
	int passed_over = 0;
	ck_assert_int_eq(input_cases(testdata_json(&a, "ec2-protocol/input.json"), &passed_over),
			 5);
	ck_assert_int_eq(passed_over, 0);
	arena_free(&a);
}
END_TEST

START_TEST(aws_input_cases)
{
	struct arena a = ARENA_INIT;
	const cJSON *suites = shared_json(&a, "aws-client/ec2-protocol/input.json");
	int passed_over = 0;
	if (suites) {
		ck_assert_int_eq(input_cases(suites, &passed_over), 26);
		ck_assert_int_eq(passed_over, (int)COUNT_OF(excused));
	}
	arena_free(&a);
}
END_TEST

/* ---- another signer -----------------------------------------------------------------------------
 * The server that judges our signatures is judged by libcurl's own signer.
 */

static size_t take(char *bytes, size_t size, size_t count, void *ctx)
{
	buf_add(ctx, bytes, size * count);
	return size * count;
}

static long curl_signs(const char *url, const char *secret, struct buf *answer)
{
	struct buf user = BUF_INIT;
	struct curl_slist *type = curl_slist_append(NULL, "Content-Type: " REQUEST_FORM);
	CURL *easy = curl_easy_init();
	long status = 0;
	buf_printf(&user, "AKIDSERVER:%s", secret);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, "aws:amz:eu-west-1:ec2");
	curl_easy_setopt(easy, CURLOPT_USERPWD, buf_str(&user));
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, type);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
			 "Action=DescribeVpcs&Version=2016-11-15&MaxResults=1000");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
	ck_assert_int_eq(curl_easy_perform(easy), CURLE_OK);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(easy);
	curl_slist_free_all(type);
	buf_free(&user);
	return status;
}

START_TEST(curl_is_believed)
{
	char url[64];
	struct buf answer = BUF_INIT;
	struct ec2_server *s = ec2_server_start(
		&(struct ec2_server_options){.folder = TESTDATA "/ec2-server/healthy",
					     .access_key = "AKIDSERVER",
					     .secret_key = "the-servers-secret",
					     .region = "eu-west-1"});
	ck_assert_ptr_nonnull(s);
	snprintf(url, sizeof url, "http://127.0.0.1:%u/", ec2_server_port(s));
	ck_assert_int_eq(curl_signs(url, "the-servers-secret", &answer), 200);
	ck_assert_msg(*ec2_server_complaints(s) == '\0', "%s", ec2_server_complaints(s));
	ck_assert_ptr_nonnull(strstr(buf_str(&answer), "<vpcId>"));
	ck_assert_int_eq(curl_signs(url, "another", &answer), 401);
	buf_free(&answer);
	ec2_server_stop(s);
}
END_TEST

/* ---- who asks ---- */

static void remember_agent(struct fake *f, const struct exchange *x, struct exchange *out)
{
	buf_printf(&f->log, "%s\n", x->app ? x->app : "-");
	fake_reply(out, 200, "text/xml", "<x/>");
}

START_TEST(application_id)
{
	struct fake f;
	struct answer answer;
	struct request r = {
		.endpoint = {.url = "https://x/", .host = "x", .path = "/", .region = "r"}};
	fake_open(&f, remember_agent);
	fake_file(&f, ".aws/config", "[default]\nsdk_ua_app_id = our app/7\n");
	ck_assert(!fake_client(&f, NULL));
	request_query(&r, SERVICE_EC2, "DescribeVpcs");
	ck_assert(!request_ask(&f.client, &r, &answer, &f.err));
	client_close(&f.client);
	fake_env(&f, "AWS_SDK_UA_APP_ID", "env");
	ck_assert(!fake_client(&f, NULL));
	ck_assert(!request_ask(&f.client, &r, &answer, &f.err));
	ck_assert_str_eq(buf_str(&f.log), "app/our-app-7\napp/env\n");
	request_free(&r);
	fake_close(&f);
}
END_TEST

TCase *request_tests(void)
{
	TCase *t = tcase_create("requests");
	tcase_add_test(t, our_input_cases);
	tcase_add_test(t, aws_input_cases);
	tcase_add_test(t, curl_is_believed);
	tcase_add_test(t, application_id);
	return t;
}
