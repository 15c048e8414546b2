#include "tests/fetch/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t real_now(void *ctx)
{
	struct timespec t;
	(void)ctx;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void nowhere(struct fake *f, const struct exchange *x, struct exchange *out)
{
	(void)f, (void)x, (void)out;
	ck_abort_msg("the fake network was asked");
}

/* What a developer has set is not the test's affair; libcurl looks for itself. */
static void no_proxies(void)
{
	static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
					    "ALL_PROXY",  "no_proxy",    "NO_PROXY"};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		unsetenv(names[i]);
}

void stage_open(struct stage *s, const char *folder)
{
	no_proxies();
	memset(s, 0, sizeof *s);
	fake_open(&s->fake, nowhere);
	fake_env(&s->fake, "AWS_ACCESS_KEY_ID", STAGE_KEY);
	fake_env(&s->fake, "AWS_SECRET_ACCESS_KEY", STAGE_SECRET);
	fake_env(&s->fake, "AWS_REGION", "eu-west-1");
	s->fake.random = 0; /* no waiting */
	s->server_options = (struct ec2_server_options){
		.folder = arena_printf(&s->fake.arena, TESTDATA "/ec2-server/%s", folder),
		.access_key = STAGE_KEY,
		.secret_key = STAGE_SECRET,
		.region = "eu-west-1",
	};
	s->options.world = s->fake.options.world;
	s->options.world.now_ms = real_now;
	s->options.world.transport = NULL;
	s->options.read_timeout_ms = 30000; /* the machine may be busy */
	s->file = arena_printf(&s->fake.arena, "%s/dump.json", s->fake.home);
}

void stage_serve(struct stage *s)
{
	s->server = ec2_server_start(&s->server_options);
	ck_assert_ptr_nonnull(s->server);
	snprintf(s->url, sizeof s->url, "%s://127.0.0.1:%u",
		 s->server_options.certificate ? "https" : "http", ec2_server_port(s->server));
	s->options.endpoint_url = s->url;
}

enum vck_status stage_fetch(struct stage *s)
{
	if (!s->server)
		stage_serve(s);
	enum vck_status st = vck_fetch_to_file(&s->options, s->file, &s->summary, &s->err);
	if (access(s->file, F_OK) == 0) {
		char *text = text_of(&s->fake.arena, s->file);
		ck_assert(!json_parse(&s->fake.arena, s->file, text, strlen(text), &s->dump, NULL));
	}
	return st;
}

void stage_fetch_ok(struct stage *s)
{
	ck_assert_msg(stage_fetch(s) == VCK_OK, "%s\n%s", s->err.text, buf_str(&s->fake.said));
	ck_assert_str_eq(ec2_server_complaints(s->server), "");
}

void stage_close(struct stage *s)
{
	if (s->server)
		ec2_server_stop(s->server);
	fake_close(&s->fake);
}

const cJSON *stage_snapshot(const struct stage *s, int i)
{
	return cJSON_GetArrayItem(json_get(s->dump, "Snapshots"), i);
}

const cJSON *stage_row(const struct stage *s, const char *operation)
{
	const cJSON *row;
	cJSON_ArrayForEach(row, json_get(stage_snapshot(s, 0),
					 "Calls")) if (str_eq(json_string(row, "Operation"),
							      operation)) return row;
	return NULL;
}

void stage_check_row(const struct stage *s, const char *operation, const char *status,
		     const char *code)
{
	const cJSON *row = stage_row(s, operation);
	ck_assert_msg(row != NULL, "%s has no row", operation);
	ck_assert_msg(str_eq(json_string(row, "Status"), status), "%s: %s, %s", operation,
		      json_string(row, "Status"), json_string(row, "Message"));
	if (code)
		ck_assert_str_eq(json_string(row, "Code"), code);
}

int stage_count(const struct stage *s, const char *list)
{
	const cJSON *l = json_get(stage_snapshot(s, 0), list);
	return l ? cJSON_GetArraySize(l) : -1;
}

void stage_check_holds(const char *name, const cJSON *got, const cJSON *element)
{
	const cJSON *other;
	bool found =
		cJSON_IsObject(got) && cJSON_Compare(json_get(got, element->string), element, 1);
	if (cJSON_IsArray(got))
		cJSON_ArrayForEach(other, got) found = found || cJSON_Compare(element, other, 1);
	ck_assert_msg(found, "%s lacks %s", name,
		      element->child && element->child->valuestring ? element->child->valuestring
								    : "?");
}

/* What the dump holds is what the snapshot said that the server was made of. */
static void compare_lists(const struct stage *s, const cJSON *want)
{
	const cJSON *list, *element;
	cJSON_ArrayForEach(list, want)
	{
		const cJSON *got = json_get(stage_snapshot(s, 0), list->string);
		if (str_eq(list->string, "VpnConnections") || str_eq(list->string, "PrefixLists") ||
		    str_eq(list->string, "Reservations"))
			continue; /* redacted; two calls in one; richer than the API's own shape */
		ck_assert_msg(got != NULL, "%s is missing", list->string);
		ck_assert_msg(cJSON_GetArraySize(got) == cJSON_GetArraySize(list), "%s",
			      list->string);
		if (cJSON_IsObject(list)) {
			ck_assert(cJSON_Compare(got, list, 1));
			continue;
		}
		cJSON_ArrayForEach(element, list) stage_check_holds(list->string, got, element);
	}
}

void stage_check_rich(struct stage *s)
{
	stage_fetch_ok(s);
	ck_assert(!s->summary.incomplete);
	ck_assert_uint_eq(s->summary.accounts, 1);
	ck_assert_str_eq(json_string(stage_snapshot(s, 0), "AccountId"), "123456789012");
	ck_assert_str_eq(json_string(stage_snapshot(s, 0), "Region"), "eu-west-1");
	compare_lists(s, testdata_json(&s->fake.arena, "ec2-server/rich.json"));
	ck_assert_int_eq(stage_count(s, "PrefixLists"), 3);
	ck_assert_int_eq(stage_count(s, "Vpcs"), 11);
}

void stage_with_rule(struct stage *s, const char *folder, const struct mis_rule *rule)
{
	stage_open(s, folder);
	s->server_options.rules = rule;
	s->server_options.rule_count = 1;
}

void stage_fails(struct stage *s, enum vck_status status, const char *why)
{
	enum vck_status st = stage_fetch(s);
	ck_assert_msg(st == status, "%d: %s", st, s->err.text);
	ck_assert_msg(strstr(s->err.text, why) != NULL, "\"%s\" in: %s", why, s->err.text);
	ck_assert_msg(access(s->file, F_OK) != 0, "a dump was written");
	ck_assert_ptr_null(strstr(s->err.text, STAGE_SECRET));
	stage_close(s);
}
