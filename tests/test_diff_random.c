/*
 * test_diff_random.c - random networks in which one thing changes: what diff tells is what the two
 * matrices, pair by pair, differ in.
 *
 * A network (oracle/generate.h) is read as it is and with one change: something is gone, a list was
 * never asked for, or one thing has what another has (diff_util.h).
 */
#include "diff_util.h"
#include "load/load.h"
#include "oracle/generate.h"

#include <cjson/cJSON.h>
#include <string.h>

static const struct {
	const char *name;
	unsigned features, networks;
} plays[] = {
	{"peering, groups, NACLs, lists", FEATURE_LISTS, 60},
	{"IPv6 and public addresses", FEATURE_PUBLIC | FEATURE_IPV6 | FEATURE_BPA, 50},
	{"NAT and transit gateways", FEATURE_PUBLIC | FEATURE_NAT | FEATURE_TRANSIT, 60},
	{"appliances, endpoints, VPN", FEATURE_LOCAL | FEATURE_ENDPOINT | FEATURE_VPN, 50},
	{"balancers, Regions, shared VPCs",
	 FEATURE_BALANCER | FEATURE_REGIONS | FEATURE_SHARED | FEATURE_TRANSIT, 50},
	{"all of these, and kinds that were never asked for", FEATURE_ALL, 100},
};
enum { N_PLAYS = sizeof plays / sizeof *plays };

/* ---- a change ---- */

struct node {
	cJSON *parent, *item;
};

struct nodes {
	VEC(struct node) items;
};

static struct node picked(struct rng *r, const struct nodes *from)
{
	return from->items.items[rng_below(r, (uint32_t)from->items.len)];
}

/* An interface keeps its id, subnet, VPC and primary address for life, and no two of a VPC have one
 * address; whose an object is, does not change. */
static bool may_change(const cJSON *item)
{
	static const char *const fixed[] = {
		"NetworkInterfaceId", "SubnetId", "VpcId",   "PrivateIpAddress",
		"Ipv6Address",        "Primary",  "OwnerId", "Region",
		"AccountId",
	};
	for (size_t i = 0; i < COUNT_OF(fixed); i++)
		if (item->string && strcmp(item->string, fixed[i]) == 0)
			return false;
	return item->string && !cJSON_IsArray(item) && !cJSON_IsObject(item);
}

static void list_nodes(cJSON *root, bool of_lists, struct nodes *out)
{
	for (cJSON *child = root->child; child; child = child->next) {
		if (of_lists ? cJSON_IsArray(root) : may_change(child))
			vec_push(&out->items, ((struct node){root, child}));
		list_nodes(child, of_lists, out);
	}
}

static void list_kinds(cJSON *root, struct nodes *out)
{
	const cJSON *scopes = cJSON_GetObjectItemCaseSensitive(root, "Snapshots");
	for (cJSON *scope = scopes->child; scope; scope = scope->next)
		for (cJSON *list = scope->child; list; list = list->next)
			if (cJSON_IsArray(list))
				vec_push(&out->items, ((struct node){scope, list}));
}

static void note(struct buf *what, const char *how, const cJSON *item)
{
	char *text = cJSON_PrintUnformatted(item);
	buf_printf(what, "%s %s %.200s", how, item->string ? item->string : "", text);
	cJSON_free(text);
}

static void lose(struct node n, struct buf *what)
{
	note(what, "without", n.item);
	cJSON_Delete(cJSON_DetachItemViaPointer(n.parent, n.item));
}

/* Of a list: an interface, a rule, a route, an attachment. */
static void lose_item(struct rng *r, cJSON *root, struct buf *what)
{
	struct nodes all = {0};
	list_nodes(root, true, &all);
	lose(picked(r, &all), what);
	vec_free(&all.items);
}

/* R2: as if it had never been asked for. */
static void lose_kind(struct rng *r, cJSON *root, struct buf *what)
{
	struct nodes all = {0};
	list_kinds(root, &all);
	lose(picked(r, &all), what);
	vec_free(&all.items);
}

/* One thing has what another has: a port, a range, a group, a host, a target, a state. */
static void borrow(struct rng *r, cJSON *root, struct buf *what)
{
	struct nodes all = {0};
	list_nodes(root, false, &all);
	for (unsigned tries = 0; tries < 2000; tries++) {
		struct node to = picked(r, &all), from = picked(r, &all);
		if (strcmp(to.item->string, from.item->string) != 0 ||
		    cJSON_Compare(to.item, from.item, true))
			continue;
		note(what, "instead of", to.item);
		note(what, ":", from.item);
		cJSON_ReplaceItemViaPointer(to.parent, to.item, cJSON_Duplicate(from.item, true));
		break;
	}
	vec_free(&all.items);
}

static cJSON *network(unsigned features, struct rng *r)
{
	struct buf text = BUF_INIT;
	generate_network(r, features, &text);
	cJSON *root = cJSON_Parse(buf_str(&text));
	ck_assert_ptr_nonnull(root);
	buf_free(&text);
	return root;
}

/* NULL: that can't be a network. */
static struct net *load(const cJSON *root)
{
	char *text = cJSON_PrintUnformatted(root);
	struct loader *l = loader_new();
	struct vck_error err;
	struct net *net = NULL;
	if (loader_add_memory(l, "network.json", text, strlen(text), &err))
		loader_free(l);
	else if (loader_finish(l, &net, &err))
		net = NULL;
	cJSON_free(text);
	return net;
}

/* ---- the whole ---- */

static void play(unsigned features, unsigned seed, const char *name, struct counts *counts)
{
	static void (*const changes[])(struct rng *, cJSON *, struct buf *) = {
		lose_item, lose_item, borrow, borrow, borrow, lose_kind};
	struct rng r = {seed};
	struct buf what = BUF_INIT;
	cJSON *then = network(features, &r), *now = cJSON_Duplicate(then, true);
	buf_printf(&what, "%s: network %u ", name, seed);
	changes[rng_below(&r, COUNT_OF(changes))](&r, now, &what);
	struct net *before = load(then), *after = load(now);
	if (before && after && seed % 2)
		expect_difference(before, after, buf_str(&what), counts);
	else if (before && after)
		expect_difference(after, before, buf_str(&what), counts);
	net_free(before);
	net_free(after);
	cJSON_Delete(then);
	cJSON_Delete(now);
	buf_free(&what);
}

START_TEST(a_change_is_what_the_matrices_differ_in)
{
	struct counts c = {0};
	for (unsigned seed = 1; seed <= plays[_i].networks; seed++)
		play(plays[_i].features, seed, plays[_i].name, &c);
	printf("%s: %lu pairs, %lu with hosts; %lu change, %lu in part, %lu in what is unknown; "
	       "%lu "
	       "missing\n",
	       plays[_i].name, c.pairs, c.hosts, c.changed, c.parts, c.unknown, c.missing);
	fflush(stdout);
	ck_assert_uint_gt(c.changed, plays[_i].networks / 8);
	ck_assert_uint_gt(c.parts + c.unknown + c.missing, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("diff, random");
	TCase *all = harness_tcase("random");
	tcase_add_loop_test(all, a_change_is_what_the_matrices_differ_in, 0, N_PLAYS);
	suite_add_tcase(s, all);
	return harness_run(s);
}
