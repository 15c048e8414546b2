/* The signer, stage by stage, against cases that other signers made. */
#include "fetch/sigv4.h"
#include "tests/fetch/fetch_tests.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

struct parsed {
	char *method, *path, *query, *body;
	struct http_header headers[32];
	size_t count;
};

static void parse_request_line(struct parsed *r, char *line)
{
	r->method = line;
	r->path = strchr(line, ' ');
	*r->path++ = '\0';
	*strrchr(r->path, ' ') = '\0';
	r->query = strchr(r->path, '?');
	if (r->query)
		*r->query++ = '\0';
}

/* The text of an HTTP request; a line that begins with a space continues a header. */
static struct parsed parse_request(struct arena *a, char *text)
{
	struct parsed r = {0};
	char *headers = strchr(text, '\n');
	if (headers)
		*headers++ = '\0';
	parse_request_line(&r, text);
	while (headers && *headers && *headers != '\n') {
		char *end = strchr(headers, '\n');
		while (end && (end[1] == ' ' || end[1] == '\t'))
			end = strchr(end + 1, '\n');
		if (end)
			*end = '\0';
		char *colon = strchr(headers, ':');
		*colon = '\0';
		r.headers[r.count++] = (struct http_header){headers, colon + 1};
		headers = end ? end + 1 : NULL;
	}
	r.body = headers && *headers ? headers + 1 : arena_strdup(a, "");
	return r;
}

static int64_t epoch(const char *iso)
{
	struct tm tm = {0};
	ck_assert_ptr_nonnull(strptime(iso, "%Y-%m-%dT%H:%M:%SZ", &tm));
	return (int64_t)timegm(&tm);
}

static void check_case(const char *folder, const char *name)
{
	struct arena a = ARENA_INIT;
#define PART(file) text_of(&a, arena_printf(&a, "%s/%s/%s", folder, name, file))
	char *context_text = PART("context.json");
	cJSON *context;
	ck_assert(!json_parse(&a, name, context_text, strlen(context_text), &context, NULL));
	const cJSON *keys = json_get(context, "credentials");
	struct parsed r = parse_request(&a, PART("request.txt"));
	struct sigv4 s;
	sigv4_sign(
		&(struct sigv4_request){
			.method = r.method,
			.path = r.path,
			.query = r.query,
			.headers = r.headers,
			.header_count = r.count,
			.body = r.body,
			.body_len = strlen(r.body),
			.region = json_string(context, "region"),
			.service = json_string(context, "service"),
			.access_key = json_string(keys, "access_key_id"),
			.secret_key = json_string(keys, "secret_access_key"),
			.token = json_string(keys, "token"),
			.time_s = epoch(json_string(context, "timestamp")),
			.raw_path = !cJSON_IsTrue(json_get(context, "normalize")),
			.sign_body = cJSON_IsTrue(json_get(context, "sign_body")),
			.token_unsigned = cJSON_IsTrue(json_get(context, "omit_session_token")),
		},
		&s);
	ck_assert_str_eq(buf_str(&s.canonical_request), PART("header-canonical-request.txt"));
	ck_assert_str_eq(buf_str(&s.string_to_sign), PART("header-string-to-sign.txt"));
	ck_assert_str_eq(s.signature, PART("header-signature.txt"));
	ck_assert_ptr_nonnull(
		strstr(PART("header-signed-request.txt"),
		       arena_printf(&a, "Authorization:%s\n", buf_str(&s.authorization))));
	sigv4_free(&s);
	arena_free(&a);
#undef PART
}

START_TEST(our_cases)
{
	ck_assert_uint_eq(each_name(TESTDATA "/sigv4", check_case), 8);
}
END_TEST

START_TEST(aws_cases)
{
	struct arena a = ARENA_INIT;
	if (!shared_folder())
		printf("not run: AWS's signing cases are not here\n");
	else
		ck_assert_uint_eq(
			each_name(arena_printf(&a, "%s/data/aws-client/sigv4", shared_folder()),
				  check_case),
			38);
	arena_free(&a);
}
END_TEST

START_TEST(secret_is_in_no_stage)
{
	struct sigv4 s;
	struct http_header host = {"Host", "ec2.eu-west-1.amazonaws.com"};
	sigv4_sign(&(struct sigv4_request){.method = "POST",
					   .path = "/",
					   .headers = &host,
					   .header_count = 1,
					   .region = "eu-west-1",
					   .service = "ec2",
					   .access_key = "AKIDEXAMPLE",
					   .secret_key = "verysecretindeed"},
		   &s);
	ck_assert_str_eq(s.date, "19700101T000000Z");
	ck_assert_ptr_null(strstr(buf_str(&s.canonical_request), "verysecret"));
	ck_assert_ptr_null(strstr(buf_str(&s.string_to_sign), "verysecret"));
	ck_assert_ptr_null(strstr(buf_str(&s.authorization), "verysecret"));
	sigv4_free(&s);
}
END_TEST

TCase *sigv4_tests(void)
{
	TCase *t = tcase_create("sigv4");
	tcase_add_test(t, our_cases);
	tcase_add_test(t, aws_cases);
	tcase_add_test(t, secret_is_in_no_stage);
	return t;
}
