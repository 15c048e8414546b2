/* Profile files: our cases, AWS's cases, and where the files are looked for. */
#include "fetch/config_file.h"
#include "tests/fetch/fetch_tests.h"

#include <stdio.h>
#include <string.h>

static unsigned count_members(const cJSON *object)
{
	return (unsigned)cJSON_GetArraySize(object);
}

static void compare(const char *name, const struct config *c, enum config_kind kind,
		    const cJSON *expected)
{
	unsigned sections = 0;
	for (const struct config_section *s = c->sections; s; s = s->next) {
		if (s->kind != kind)
			continue;
		const cJSON *want = json_get(expected, s->name);
		unsigned properties = 0;
		ck_assert_msg(want != NULL, "%s: unexpected section %s", name, s->name);
		for (const struct config_property *p = s->properties; p;
		     p = p->next, properties++) {
			const char *value = json_string(want, p->name);
			ck_assert_msg(value && strcmp(value, p->value) == 0,
				      "%s: %s.%s is \"%s\" instead of \"%s\"", name, s->name,
				      p->name, p->value, value ? value : "(absent)");
		}
		ck_assert_msg(properties == count_members(want), "%s: %s has %u properties", name,
			      s->name, properties);
		sections++;
	}
	ck_assert_msg(sections == count_members(expected), "%s: %u sections", name, sections);
}

static void check_case(const cJSON *test)
{
	const char *name = json_string(test, "name");
	const cJSON *input = json_get(test, "input"), *output = json_get(test, "output");
	const char *wrong = json_string(output, "errorContaining");
	const char *file = json_string(input, "configFile");
	const char *credentials = json_string(input, "credentialsFile");
	struct config c = {0};
	struct vck_error err = {0};
	enum vck_status st = VCK_OK;
	if (file)
		st = config_parse(&c, CONFIG_FILE, "config", file, &err);
	if (!st && credentials)
		st = config_parse(&c, CREDENTIALS_FILE, "credentials", credentials, &err);
	if (wrong) {
		ck_assert_msg(st == VCK_E_CONFIG && strstr(err.text, wrong), "%s: \"%s\"", name,
			      err.text);
		ck_assert_str_eq(err.where, "config");
		ck_assert_uint_gt(err.line, 0);
	} else {
		ck_assert_msg(st == VCK_OK, "%s: %s", name, err.text);
		const cJSON *config = json_get(output, "config");
		compare(name, &c, CONFIG_PROFILE, json_get(config, "profiles"));
		if (json_get(config, "sso_sessions"))
			compare(name, &c, CONFIG_SSO_SESSION, json_get(config, "sso_sessions"));
		if (json_get(config, "services"))
			compare(name, &c, CONFIG_SERVICES, json_get(config, "services"));
	}
	config_free(&c);
}

static int check_cases(const cJSON *file)
{
	const cJSON *test;
	cJSON_ArrayForEach(test, json_get(file, "tests")) check_case(test);
	return cJSON_GetArraySize(json_get(file, "tests"));
}

START_TEST(our_cases)
{
	struct arena a = ARENA_INIT;
	ck_assert_int_ge(check_cases(testdata_json(&a, "credentials/profiles.json")), 15);
	arena_free(&a);
}
END_TEST

START_TEST(aws_cases)
{
	struct arena a = ARENA_INIT;
	cJSON *file = shared_json(&a, "aws-client/credentials/profile-parser-tests.json");
	if (file)
		ck_assert_int_eq(check_cases(file), 65);
	arena_free(&a);
}
END_TEST

static const char *env_of(void *ctx, const char *name)
{
	return json_string(ctx, name);
}

static void check_path(struct arena *a, enum config_file file, cJSON *env, const char *variable,
		       const char *name)
{
	const char *set = json_string(env, variable), *home = json_string(env, "HOME");
	const char *want = set ? set : home ? arena_printf(a, "%s/.aws/%s", home, name) : NULL;
	ck_assert_int_eq(str_cmp(config_path(a, file, env_of, env), want), 0);
}

/* A case of Windows, excused by name; what stands in such an environment is read here as any client
 * on this system reads it: $HOME alone is a home, and "\\" separates nothing. */
static void check_foreign_location(struct arena *a, const cJSON *test, cJSON *env)
{
	printf("excused, since it is of Windows: %s\n", json_string(test, "name"));
	check_path(a, CONFIG_FILE, env, "AWS_CONFIG_FILE", "config");
	check_path(a, CREDENTIALS_FILE, env, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
}

static int check_locations(struct arena *a, cJSON *file)
{
	const cJSON *test;
	int count = 0;
	cJSON_ArrayForEach(test, json_get(file, "tests"))
	{
		cJSON *env = cJSON_GetObjectItemCaseSensitive(test, "environment");
		if (str_eq(json_string(test, "platform"), "windows")) {
			check_foreign_location(a, test, env);
			continue;
		}
		ck_assert_str_eq(config_path(a, CONFIG_FILE, env_of, env),
				 json_string(test, "configLocation"));
		ck_assert_str_eq(config_path(a, CREDENTIALS_FILE, env_of, env),
				 json_string(test, "credentialsLocation"));
		count++;
	}
	return count;
}

START_TEST(locations)
{
	struct arena a = ARENA_INIT;
	cJSON *file = shared_json(&a, "aws-client/credentials/file-location-tests.json");
	ck_assert_int_eq(check_locations(&a, testdata_json(&a, "credentials/locations.json")), 5);
	if (file)
		ck_assert_int_eq(check_locations(&a, file), 4);
	arena_free(&a);
}
END_TEST

START_TEST(no_home_no_file)
{
	struct arena a = ARENA_INIT;
	cJSON *empty = testdata_json(&a, "credentials/empty.json");
	ck_assert_ptr_null(config_path(&a, CONFIG_FILE, env_of, empty));
	arena_free(&a);
}
END_TEST

START_TEST(sub_properties)
{
	struct config c = {0};
	struct arena a = ARENA_INIT;
	ck_assert(!config_parse(&c, CONFIG_FILE, "config",
				"[services local]\nec2 =\n  endpoint_url = http://localhost:4566\n"
				"  other = x\nsts =\n  endpoint_url=http://localhost:1\n",
				NULL));
	const struct config_section *s = config_find(&c, CONFIG_SERVICES, "local");
	ck_assert_str_eq(config_sub(&a, config_get(s, "ec2"), "endpoint_url"),
			 "http://localhost:4566");
	ck_assert_str_eq(config_sub(&a, config_get(s, "sts"), "endpoint_url"),
			 "http://localhost:1");
	ck_assert_ptr_null(config_sub(&a, config_get(s, "sts"), "other"));
	ck_assert_ptr_null(config_sub(&a, config_get(s, "elb"), "other"));
	arena_free(&a);
	config_free(&c);
}
END_TEST

static void check_odd(enum config_file file, const char *text, const char *profile,
		      const char *value)
{
	struct config c = {0};
	struct vck_error err;
	ck_assert_msg(!config_parse(&c, file, "file", text, &err), "%s: %s", text, err.text);
	const struct config_section *s = config_find(&c, CONFIG_PROFILE, profile);
	ck_assert_msg((s != NULL) == (value != NULL), "%s", text);
	if (value)
		ck_assert_str_eq(config_get(s, "key"), value);
	config_free(&c);
}

/* What AWS's SDKs refuse or pass over, and the aws command takes (2.9 was asked). */
START_TEST(what_the_aws_command_takes_besides)
{
	check_odd(CREDENTIALS_FILE, "[my prof]\nkey = 1\n", "my prof", "1");
	check_odd(CREDENTIALS_FILE, "[a,b]\nkey = 1\n", "a,b", "1");
	check_odd(CONFIG_FILE, "[profile a(b)]\nkey = 1\n", "a(b)", "1");
	check_odd(CONFIG_FILE, "[profile my prof]\nkey = 1\n", "my prof", NULL);
	check_odd(CONFIG_FILE, "[profile \"my prof\"]\r\nkey = 1\r\n", "my prof", "1");
	check_odd(CONFIG_FILE, "[profile x]\nkey = a:b\n", "x", "a:b");
	check_odd(CONFIG_FILE, "[profile x]\n  other = 2\n  key = 1\n", "x", "1");
	check_odd(CONFIG_FILE, "[profile x]\n  key = 1\n    more\n  other = 2\n", "x", "1\nmore");
	check_odd(CONFIG_FILE, "[profile x]\n\tkey =\n\t\tsub = 3\n[profile y]\n", "x",
		  "\nsub = 3");
	check_odd(CONFIG_FILE, "[profile \xe7\x94\xa8]\nkey = 1\n", "\xe7\x94\xa8", "1");
}
END_TEST

TCase *config_tests(void)
{
	TCase *t = tcase_create("config_file");
	tcase_add_test(t, our_cases);
	tcase_add_test(t, aws_cases);
	tcase_add_test(t, locations);
	tcase_add_test(t, no_home_no_file);
	tcase_add_test(t, sub_properties);
	tcase_add_test(t, what_the_aws_command_takes_besides);
	return t;
}
