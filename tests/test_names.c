/* test_names.c - who carries a tag: tables and sorted values say what looking through all says. */
#include "base/vec.h"
#include "load_util.h"
#include "model/names.h"

#define TAG(key, value) "{'Key': '" key "', 'Value': '" value "'}"

/* Of the VPCs vpc-1, vpc-2 … */
static const char *const tags[] = {
	TAG("Name", "web-10"),
	TAG("Name", "web-1"),
	TAG("Role", "web-2"),
	TAG("Name", "web"),
	TAG("Role", "db") "," TAG("Name", "wax"),
	TAG("Name", ""),
	TAG("Name", "wéb"),
	TAG("Name", "web-1"),
};

static struct net *tagged_net(void)
{
	struct buf b = BUF_INIT;
	buf_puts(&b, "{'Subnets': [{'SubnetId': 'subnet-1', 'VpcId': 'vpc-1', 'CidrBlock': "
		     "'10.1.0.0/24', 'Tags': [" TAG("Name", "web-1") "]}], 'Vpcs': [");
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		buf_printf(&b, "%s{'VpcId': 'vpc-%zu', 'CidrBlock': '10.%zu.0.0/16', 'Tags': [%s]}",
			   i ? "," : "", i + 1, i + 1, tags[i]);
	buf_puts(&b, "]}");
	struct net *net = net_of(buf_str(&b));
	buf_free(&b);
	return net;
}

static const char *const keys[] = {"Name", "Role", "name", "Nobody"};
static const char *const texts[] = {"web-1", "web", "we", "w", "web-10", "web-100",
				    "x",     "é",   "wé", "d", "db"};
enum { ROUNDS = 40 }; /* more than "often" */

static bool has(const struct object *o, const char *key, const char *text, bool whole)
{
	for (size_t i = 0; i < o->tags.len; i++) {
		const struct tag *t = &o->tags.items[i];
		if (str_eq(t->key, key) &&
		    (whole ? str_eq(t->value, text) : str_starts(t->value, text)))
			return true;
	}
	return false;
}

static size_t hold_beginning(struct names *names, const struct net *net, enum kind kind,
			     const char *key, const char *text)
{
	struct arena a = ARENA_INIT;
	const uint32_t *found;
	size_t n, count, at = 0;
	const struct object *const *all = net_all(net, kind, &count);
	bool sorted = names_begin(names, &a, kind, key, text, strlen(text), &found, &n);
	for (size_t i = 0; sorted && i < count; i++)
		if (has(all[i], key, text, false)) {
			ck_assert_uint_lt(at, n);
			ck_assert_uint_eq(found[at++], i);
		}
	ck_assert(!sorted || at == n);
	arena_free(&a);
	return sorted ? at + 1 : 0;
}

START_TEST(beginnings)
{
	struct net *net = tagged_net();
	struct names *names = names_new(net);
	static const enum kind kinds[] = {KIND_VPC, KIND_SUBNET, KIND_INSTANCE};
	size_t found = 0, through = 0;
	for (size_t round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < COUNT_OF(kinds) * COUNT_OF(keys) * COUNT_OF(texts); i++) {
			size_t said = hold_beginning(names, net, kinds[i % COUNT_OF(kinds)],
						     keys[i / COUNT_OF(kinds) % COUNT_OF(keys)],
						     texts[i / COUNT_OF(kinds) / COUNT_OF(keys)]);
			found += said > 1;
			through += !said;
		}
	ck_assert_uint_gt(found, 0);
	ck_assert_uint_gt(through, 0); /* at first nothing is sorted */
	names_free(names);
	net_free(net);
}
END_TEST

START_TEST(whole_values)
{
	struct net *net = tagged_net();
	struct names *names = names_new(net);
	size_t count;
	const struct object *const *all = net_all(net, KIND_VPC, &count);
	for (size_t i = 0; i < COUNT_OF(keys) * COUNT_OF(texts); i++) {
		const char *key = keys[i % COUNT_OF(keys)], *text = texts[i / COUNT_OF(keys)];
		const struct object *o;
		uint32_t at = 0;
		size_t met = 0, wanted = 0;
		while ((o = names_next(names, KIND_VPC, key, text, &at)))
			met += has(o, key, text, true);
		for (size_t k = 0; k < count; k++)
			wanted += has(all[k], key, text, true);
		ck_assert_uint_eq(met, wanted);
	}
	names_free(names);
	net_free(net);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("names");
	TCase *t = harness_tcase("tags");
	tcase_add_test(t, beginnings);
	tcase_add_test(t, whole_values);
	suite_add_tcase(s, t);
	return harness_run(s);
}
