/* Credentials of the machine: containers, instance metadata, programs. */
#include "tests/fetch/aws_hosts.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

START_TEST(container)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost:8080/c");
	fake_env(&f, "AWS_CONTAINER_AUTHORIZATION_TOKEN", "ignored");
	fake_env(&f, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", fake_file(&f, "token", "Bearer x"));
	ck_assert_msg(!fake_creds(&f, NULL, &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "ECSKEY");
	ck_assert_str_eq(k.account, "123456789012");
	ck_assert_str_eq(buf_str(&f.log), "container http://localhost:8080/c Bearer x\n");
	fake_close(&f);
}
END_TEST

static void container_is_down(struct fake *f, const struct exchange *x, struct exchange *out)
{
	(void)f, (void)x;
	out->failure = TRANSPORT_CONNECT;
	snprintf(out->detail, sizeof out->detail, "connection refused");
}

START_TEST(container_that_is_down_is_an_error)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, container_is_down);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_str_eq(f.err.text,
			 "container credentials from http://169.254.170.2/c: connection refused");
	ck_assert_uint_eq(f.requests, 3);
	fake_close(&f);
}
END_TEST

START_TEST(container_rules)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example/c");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "plain http"));
	fake_close(&f);
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
	fake_env(&f, "AWS_CONTAINER_AUTHORIZATION_TOKEN", "x\r\nEvil: y");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "line break"));
	ck_assert_uint_eq(f.requests, 0);
	fake_close(&f);
}
END_TEST

/* Each is an attempt to be taken for an address of this machine's own link, or for more headers. */
START_TEST(container_addresses_that_only_look_trusted)
{
	static const char *const uris[] = {"http://169.254.170.2:80@evil.example/c",
					   "http://localhost@evil.example/c",
					   "http://localhost:80@evil.example\\@x/c",
					   "http://127.0.0.1.evil.example/c",
					   "http://127.evil/c",
					   "http://[::1]@evil.example/c"};
	for (size_t i = 0; i < COUNT_OF(uris); i++) {
		struct fake f;
		struct credentials k;
		fake_open(&f, aws_hosts);
		fake_env(&f, "AWS_CONTAINER_CREDENTIALS_FULL_URI", uris[i]);
		ck_assert_msg(fake_creds(&f, NULL, &k) == VCK_E_AWS, "%s", uris[i]);
		ck_assert_uint_eq(f.requests, 0);
		fake_close(&f);
	}
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.example/c");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "does not begin with \"/\""));
	ck_assert_uint_eq(f.requests, 0);
	fake_close(&f);
}
END_TEST

START_TEST(instance)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_env(&f, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1234/");
	ck_assert_msg(!fake_creds(&f, NULL, &k), "%s", f.err.text);
	ck_assert_str_eq(k.access_key, "IMDSKEY");
	ck_assert_str_eq(k.source, "instance metadata, role lab-role");
	client_close(&f.client);
	fake_env(&f, "AWS_EC2_METADATA_DISABLED", "TRUE");
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(f.err.text, "AWS_EC2_METADATA_DISABLED is set"));
	fake_close(&f);
}
END_TEST

START_TEST(instance_over_ipv6)
{
	static const char *const variables[][2] = {
		{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"},
		{"AWS_IMDS_USE_IPV6", "true"}, /* its name of old */
	};
	for (size_t i = 0; i < COUNT_OF(variables); i++) {
		struct fake f;
		const char *base;
		fake_open(&f, aws_hosts);
		fake_env(&f, variables[i][0], variables[i][1]);
		ck_assert(!fake_client(&f, NULL));
		ck_assert(!imds_endpoint(&f.client, &base, &f.err));
		ck_assert_str_eq(base, "http://[fd00:ec2::254]");
		fake_close(&f);
	}
}
END_TEST

static void metadata_has_an_error(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (str_ends(x->url, "lab-role"))
		fake_reply(out, 200, "text/plain",
			   "{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"no trust\"}");
	else
		aws_hosts(f, x, out);
}

START_TEST(instance_with_an_error)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, metadata_has_an_error);
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_AWS);
	ck_assert_str_eq(
		f.err.text,
		"instance metadata: role lab-role: AssumeRoleUnauthorizedAccess: no trust");
	fake_close(&f);
}
END_TEST

static void process_case(const char *command, const char *key, const char *error)
{
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	fake_file(&f, ".aws/config",
		  arena_printf(&f.arena, "[default]\ncredential_process = %s\n", command));
	fake_file(&f, "keys.json",
		  "{\"Version\":1,\"AccessKeyId\":\"PROCKEY\",\"SecretAccessKey\":\"verysecret\","
		  "\"SessionToken\":\"t\",\"Expiration\":\"" EXPIRES "\"}");
	fake_file(&f, "old.json", "{\"Version\":2,\"AccessKeyId\":\"verysecret\"}");
	command = arena_printf(&f.arena, "[default]\ncredential_process = %s\n", command);
	char *at = strstr(command, "HOME"), *text = arena_strdup(&f.arena, command);
	if (at)
		text = arena_printf(&f.arena, "%.*s%s%s", (int)(at - command), command, f.home,
				    at + 4);
	fake_file(&f, ".aws/config", text);
	enum vck_status st = fake_creds(&f, NULL, &k);
	if (key) {
		ck_assert_msg(!st, "%s", f.err.text);
		ck_assert_str_eq(k.access_key, key);
	} else {
		ck_assert_int_eq(st, VCK_E_AWS);
		ck_assert_msg(strstr(f.err.text, error) != NULL, "%s", f.err.text);
		ck_assert_ptr_null(strstr(f.err.text, "verysecret"));
	}
	fake_close(&f);
}

START_TEST(process)
{
	process_case("cat HOME/keys.json", "PROCKEY", NULL);
	process_case("sh -c \"cat 'HOME/keys.json'\"", "PROCKEY", NULL);
	process_case("cat HOME/old.json", NULL, "printed no \"Version\": 1");
	process_case("sh -c 'echo no luck >&2; exit 3'", NULL, "ended with status 3: no luck");
	process_case("sh -c 'echo verysecret'", NULL, "printed no JSON");
	process_case("/no/such/program x", NULL, "/no/such/program");
	process_case("echo 'unended", NULL, "a quote in credential_process does not end");
	process_case("echo $HOME; true", NULL, "printed no JSON"); /* no shell */
}
END_TEST

static int64_t seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* It may leave a server behind that holds its streams: nobody waits for that. */
START_TEST(process_that_leaves_something_behind)
{
	int64_t began = seconds();
	process_case("sh -c \"cat 'HOME/keys.json'; sleep 30 &\"", "PROCKEY", NULL);
	ck_assert_int_lt(seconds() - began, 30);
	began = seconds();
	process_case("sh -c 'sleep 30 & echo no luck >&2; exit 3'", NULL, "status 3: no luck");
	ck_assert_int_lt(seconds() - began, 30);
}
END_TEST

/* Ctrl-C ends a program that does not want to end, and does not wait for it. */
START_TEST(process_that_never_ends)
{
	static volatile int interrupted = 1;
	struct fake f;
	struct credentials k;
	fake_open(&f, aws_hosts);
	f.options.world.interrupted = &interrupted;
	fake_file(&f, ".aws/config",
		  "[default]\ncredential_process = sh -c 'trap \"\" TERM; exec sleep 60'\n");
	int64_t began = seconds();
	ck_assert_int_eq(fake_creds(&f, NULL, &k), VCK_E_INTERRUPTED);
	ck_assert_int_lt(seconds() - began, 60);
	fake_close(&f);
}
END_TEST

TCase *creds_machine_tests(void)
{
	TCase *t = tcase_create("credentials of machines");
	tcase_add_test(t, container);
	tcase_add_test(t, container_that_is_down_is_an_error);
	tcase_add_test(t, container_rules);
	tcase_add_test(t, container_addresses_that_only_look_trusted);
	tcase_add_test(t, instance);
	tcase_add_test(t, instance_over_ipv6);
	tcase_add_test(t, instance_with_an_error);
	tcase_add_test(t, process);
	tcase_add_test(t, process_that_leaves_something_behind);
	tcase_add_test(t, process_that_never_ends);
	return t;
}
