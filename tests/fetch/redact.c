/* Pseudonyms: addresses that keep their prefixes, tags, accounts. */
#include "fetch/redact.h"
#include "fetch/json_text.h"
#include "tests/fetch/fetch_tests.h"

#include <vpccheck/fetch.h>

#include <stdio.h>
#include <string.h>

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

TCase *redact_tests(void)
{
	TCase *t = tcase_create("pseudonyms");
	tcase_add_test(t, prefixes_are_kept);
	tcase_add_test(t, what_stays);
	tcase_add_test(t, first_addresses_stay_first);
	tcase_add_test(t, elements_under_pseudonyms);
	return t;
}
