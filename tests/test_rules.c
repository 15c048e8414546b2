/*
 * test_rules.c - the rules of AWS networking, one script each (testdata/rules/R*.net).
 *
 * A script builds a small network and asks; its name is the rule's number. Each ask states the
 * verdict and the complete set of codes that the hops carry.
 */
#include "harness.h"
#include "load/load.h"
#include "load_util.h"
#include "net/proto.h"
#include "netscript/netscript.h"
#include "pairs_util.h"
#include "reach/reach.h"
#include "rows_util.h"

#include <dirent.h>

enum { MAX_SCRIPTS = 1024 };
static char *names[MAX_SCRIPTS];
static int n_names;

static struct point host(const char *text)
{
	struct ip ip;
	ck_assert(ip_parse(strcmp(text, "internet") == 0 ? "8.8.8.8" : text, &ip));
	return point_host(ip_is_private(ip) ? POINT_ON_PREMISES : POINT_INTERNET,
			  (struct ip_range){ip.value, ip.value, ip.family});
}

/* An interface, an interface and one of its addresses (eni-1@10.1.1.11), an EC2 Instance Connect
 * Endpoint, an address, a host on premises whoever else has its address, or the internet. */
static struct point resolve(struct reach *r, const char *text)
{
	const struct net *net = reach_net(r);
	char id[64];
	struct ip ip;
	snprintf(id, sizeof id, "%s", text);
	char *at = strchr(id, '@');
	if (at)
		*at++ = '\0';
	const struct network_interface *eni = net_network_interface(net, id);
	const struct instance_connect_endpoint *e = net_instance_connect_endpoint(net, id);
	if (e)
		return point_endpoint(r, e);
	if (at && strcmp(id, "on-premises") == 0) {
		ck_assert(ip_parse(at, &ip));
		return point_host(POINT_ON_PREMISES,
				  (struct ip_range){ip.value, ip.value, ip.family});
	}
	if (eni) {
		struct ip own = eni->private_ip.family ? eni->private_ip : eni->ipv6.items[0];
		ck_assert(!at || ip_parse(at, &own));
		return point_interface(eni, own);
	}
	if (ip_parse(id, &ip)) {
		struct address_owner o = net_public_owner(net, ip);
		if (o.interface) {
			struct point p = point_interface(
				o.interface, o.slot ? o.slot->private_ip : o.interface->private_ip);
			p.public_address = ip;
			return p;
		}
		for (size_t i = 0; i < net->vpcs.len; i++)
			if (vpc_covers(net->vpcs.items[i], ip))
				return (struct point){.kind = POINT_ADDRESS,
						      .address = ip,
						      .vpc = net->vpcs.items[i]};
	}
	return host(id);
}

static bool wanted(const struct netscript_ask *a, const char *code)
{
	for (int i = 0; i < a->n_codes; i++)
		if (strcmp(a->codes[i], code) == 0)
			return true;
	return false;
}

static void check_codes(const char *script, const struct netscript_ask *a, const struct trace *t)
{
	bool seen[VCK_CODE_COUNT] = {false};
	for (size_t i = 0; i < t->hops.len; i++) {
		const struct hop *h = &t->hops.items[i];
		if (h->code == VCK_NO_CODE)
			continue;
		seen[h->code] = true;
		ck_assert_msg(wanted(a, vck_code_info(h->code)->code), "%s:%u: unexpected %s",
			      script, a->line, vck_code_info(h->code)->code);
	}
	for (int i = 0; i < a->n_codes; i++) {
		enum vck_code c = vck_code_of(a->codes[i]);
		ck_assert_msg(c != VCK_NO_CODE, "%s:%u: %s is no code", script, a->line,
			      a->codes[i]);
		ck_assert_msg(seen[c], "%s:%u: %s is missing", script, a->line, a->codes[i]);
	}
}

static void check_ask(const char *script, struct reach *r, const struct netscript_ask *a)
{
	struct arena arena = ARENA_INIT;
	struct proto_spec spec;
	struct trace t = {.arena = &arena};
	struct answer out;
	struct question q = {.source = resolve(r, a->source),
			     .destination = resolve(r, a->destination)};
	q.source.public_address = (struct ip){0};
	ck_assert_msg(proto_parse(a->protocol, &spec, NULL), "%s:%u: %s", script, a->line,
		      a->protocol);
	q.packets = pktset_of(&arena, proto_span(&spec, q.destination.address.family));
	reach_flow(r, &arena, &q, &out, &t);
	ck_assert_msg(strcmp(vck_verdict_name(out.verdict), a->verdict) == 0,
		      "%s:%u: %s -> %s %s is %s, not %s", script, a->line, a->source,
		      a->destination, a->protocol, vck_verdict_name(out.verdict), a->verdict);
	check_codes(script, a, &t);
	vec_free(&t.hops);
	arena_free(&arena);
}

static void ask_all(const char *script, const struct net *net, const struct netscript *s)
{
	struct reach *r = reach_new(net);
	for (size_t i = 0; i < s->n_asks; i++)
		check_ask(script, r, &s->asks[i]);
	reach_free(r);
}

/* Rows that several pairs share say what these come to. */
static void add_rows_up(const char *script, const struct net *net)
{
	static const char *const ways[] = {"vpc", "subnet", "group"};
	static const char *const asked[] = {"any", "tcp/22", "icmp"};
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
			rows_are_their_pairs(net, script, asked[i], ways[w]);
}

/* ---- a stretch of addresses on premises is answered as each address in it is alone, or it is not known:
 * of a VPC that was not read, though one of its addresses is somebody's ---- */

static enum vck_verdict on_premises(struct reach *r, const struct network_interface *from,
				    struct ip_range range, struct ip_range *alike)
{
	struct arena a = ARENA_INIT;
	struct answer out;
	struct question q = {.source = point_interface(from, from->private_ip),
			     .destination = point_host(POINT_ON_PREMISES, range),
			     .packets = pktset_all,
			     .coarse = true};
	reach_flow(r, &a, &q, &out, NULL);
	ck_assert(pktset_is_empty(out.passes)); /* R82 */
	alike->hi = answer_holds_to(&out, range);
	arena_free(&a);
	return out.verdict;
}

static void check_alone(const char *script, struct reach *r, const struct network_interface *from,
			struct ip_range stretch, u128 one, enum vck_verdict verdict)
{
	char text[IP_TEXT];
	struct ip ip = {one, IPV4};
	struct ip_range alone = {one, one, IPV4};
	if (one < stretch.lo || one > stretch.hi || vpc_covers(from->vpc, ip))
		return;
	enum vck_verdict is = on_premises(r, from, alone, &alone);
	ck_assert_msg(is == verdict || (is == VCK_BLOCKED && verdict == VCK_UNKNOWN),
		      "%s: %s to %s on premises: %s alone, %s in a stretch", script, from->o.id,
		      ip_text(ip, text), vck_verdict_name(is), vck_verdict_name(verdict));
}

static void check_stretch(const char *script, struct reach *r, const struct network_interface *from,
			  struct ip_range stretch, enum vck_verdict verdict)
{
	const struct net *net = reach_net(r);
	check_alone(script, r, from, stretch, stretch.hi, verdict);
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		if (net->network_interfaces.items[i]->private_ip.family == IPV4)
			check_alone(script, r, from, stretch,
				    net->network_interfaces.items[i]->private_ip.value, verdict);
	for (size_t i = 0; i < net->subnets.len; i++)
		if (net->subnets.items[i]->cidr_block.family == IPV4)
			check_alone(script, r, from, stretch,
				    net->subnets.items[i]->cidr_block.first + 4, verdict);
}

static void check_stretches(const char *script, const struct net *net)
{
	struct reach *r = reach_new(net);
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *from = net->network_interfaces.items[i];
		struct ip_range rest = {UINT64_C(10) << 24, (UINT64_C(11) << 24) - 1, IPV4};
		while (from->private_ip.family == IPV4 && rest.lo <= rest.hi) {
			struct ip_range stretch = rest;
			enum vck_verdict verdict = on_premises(r, from, rest, &stretch);
			check_stretch(script, r, from, stretch, verdict);
			rest.lo = stretch.hi + 1;
		}
	}
	reach_free(r);
}

/* The rule, and that a copy of the network (model/copy.c) stands on its own feet. */
START_TEST(rule)
{
	char path[512], text[2048];
	struct vck_error err;
	struct net *net = NULL;
	struct count count = {0};
	snprintf(path, sizeof path, "%s/rules/%s", TESTDATA, names[_i]);
	struct netscript *s = netscript_read(path);
	char *json = cJSON_Print(s->root);
	struct loader *l = loader_new();
	enum vck_status st = loader_add_memory(l, path, json, strlen(json), &err);
	ck_assert_msg(st == VCK_OK, "%s", vck_error_string(&err, text, sizeof text));
	ck_assert_int_eq(loader_finish(l, &net, &err), VCK_OK);
	ck_assert_msg(s->n_asks > 0, "%s asks nothing", path);
	ask_all(names[_i], net, s);
	at_once_is_alone_in(net, names[_i], &count);
	add_rows_up(names[_i], net);
	check_stretches(names[_i], net);
	struct net *copy = net_copy(net);
	ask_all(names[_i], copy, s); /* it is filled as it is asked ... */
	net_complete(copy);
	spoil_net(net);
	ask_all(names[_i], copy, s); /* ... and then needs nothing of the original any more */
	net_free(copy);
	net_free(net);
	free(json);
	netscript_free(s);
}
END_TEST

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_scripts(void)
{
	DIR *dir = opendir(TESTDATA "/rules");
	for (struct dirent *e; dir && (e = readdir(dir)) && n_names < MAX_SCRIPTS;)
		if (e->d_name[0] == 'R' && strstr(e->d_name, ".net"))
			names[n_names++] = strdup(e->d_name);
	if (dir)
		closedir(dir);
	qsort(names, (size_t)n_names, sizeof *names, by_name);
}

int main(void)
{
	list_scripts();
	Suite *s = suite_create("rules");
	TCase *all = harness_tcase("rules");
	tcase_add_loop_test(all, rule, 0, n_names);
	suite_add_tcase(s, all);
	int status = n_names ? harness_run(s) : EXIT_FAILURE;
	for (int i = 0; i < n_names; i++)
		free(names[i]);
	return status;
}
