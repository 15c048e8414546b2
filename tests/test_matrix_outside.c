/* test_matrix_outside.c - a matrix of who is outside: what the internet reaches, by whatever rows go; on
 * premises; EC2 Instance Connect. */
#include "matrix_util.h"
#include "net/proto.h"
#include "netscript/netscript.h"
#include "query_util.h"
#include "reach/reach.h"

#include <glob.h>

/* What a VPC holds is not on premises, its resolver included; and what no route leads to is not reached. */
START_TEST(on_premises)
{
	struct net *net = net_of_path(TESTDATA "/lab/broken.json");
	struct table t = rows_of(net, (struct vck_matrix_options){.destination = "on-premises"});
	ck_assert_str_eq(buf_str(&t.text), "");
	buf_free(&t.text);
	net_free(net);
}
END_TEST

/* R27: of a range that begins at the VPC's resolver, nothing is known of the resolver alone. */
START_TEST(the_resolver_stands_alone)
{
	struct net *net = net_of_path(TESTDATA "/lab/broken.json");
	struct reach *r = reach_new(net);
	struct arena a = ARENA_INIT;
	const struct network_interface *self = net_network_interface(net, "eni-0a1b442d77f5eaa87");
	struct ip first = {self->vpc->cidr_block.first + 2, IPV4};
	struct ip_range range = {first.value, first.value + 100, IPV4};
	struct question q = {point_interface(self, self->private_ip),
			     point_host(POINT_INTERNET, range),
			     pktset_all,
			     0,
			     0,
			     false};
	struct answer out;
	reach_flow(r, &a, &q, &out, NULL);
	ck_assert_int_eq(out.verdict, VCK_UNKNOWN);
	ck_assert(out.atom.lo == first.value && out.atom.hi == first.value);
	range.lo++;
	q.destination = point_host(POINT_INTERNET, range);
	reach_flow(r, &a, &q, &out, NULL);
	ck_assert_int_eq(out.verdict, VCK_BLOCKED);
	arena_free(&a);
	reach_free(r);
	net_free(net);
}
END_TEST

/* ---- --exposed, by whatever rows go ---- */

enum { MOST_ROWS = 64 };

struct outside_row {
	char id[128];
	bool from_internet;
	const struct pktset *passes, *all;
	size_t n_ranges;
	unsigned long pairs, reached;
};

struct outside_rows {
	struct arena arena;
	struct outside_row items[MOST_ROWS];
	size_t len;
};

static const struct pktset *set_of(struct arena *a, const char *const *texts, size_t n)
{
	const struct pktset *set = pktset_empty;
	for (size_t i = 0; i < n; i++) {
		struct proto_spec spec;
		ck_assert(proto_parse(texts[i], &spec, NULL));
		set = pktset_or(a, set, pktset_of(a, proto_span(&spec, IPV4)));
	}
	return set;
}

static bool keep_row(void *ctx, const struct vck_matrix_row *r)
{
	struct outside_rows *all = ctx;
	struct outside_row *row = &all->items[all->len++];
	ck_assert_uint_lt(all->len, MOST_ROWS);
	snprintf(row->id, sizeof row->id, "%s", r->destination.id);
	row->from_internet = str_eq(r->source.kind, "internet");
	row->passes = set_of(&all->arena, r->passes, r->n_passes);
	row->all = set_of(&all->arena, r->all, r->n_all);
	row->n_ranges = r->n_ranges;
	row->pairs = r->pairs;
	row->reached = r->reached;
	return true;
}

static struct outside_rows *exposed(const struct net *net, struct vck_matrix_options o)
{
	struct vck_error err;
	struct outside_rows *rows = calloc(1, sizeof *rows);
	o.exposed = true;
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &o, keep_row, rows, &err), VCK_OK);
	return rows;
}

static void outside_rows_free(struct outside_rows *rows)
{
	arena_free(&rows->arena);
	free(rows);
}

static bool goes_by(const struct network_interface *n, const char *way, const char *id)
{
	const char *name = n->instance ? name_tag(&n->instance->o) : NULL;
	for (size_t i = 0; str_eq(way, "group") && i < n->group_set->groups.len; i++)
		if (str_eq(n->group_set->groups.items[i]->o.id, id))
			return true;
	if (str_eq(way, "group"))
		return !n->group_set->group_ids.len && str_eq(id, "(no group)");
	if (str_eq(way, "vpc"))
		return str_eq(n->vpc_id, id);
	if (str_eq(way, "subnet"))
		return str_eq(n->subnet_id, id);
	name = name ? name : name_tag(&n->o);
	return str_eq(way, "tag:Name") && str_eq(name ? name : "(no such tag)", id);
}

/* What the row says is what its interfaces, asked one by one, come to. */
static void row_is_its_members(const struct net *net, struct reach *r, const char *way,
			       const char *protocol, const struct outside_row *row)
{
	struct arena a = ARENA_INIT;
	struct proto_spec spec;
	ck_assert(proto_parse(protocol ? protocol : "any", &spec, NULL));
	const struct pktset *packets = pktset_of(&a, proto_span(&spec, IPV4));
	const struct pktset *some = pktset_empty, *all = pktset_all;
	unsigned long members = 0, reached = 0;
	bool exact = true;
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *n = net->network_interfaces.items[i];
		if (!goes_by(n, way, row->id) || !interface_takes_part(r, n, packets, false))
			continue;
		struct outside_rows *alone =
			exposed(net, (struct vck_matrix_options){.protocol = protocol,
								 .destination = n->o.id});
		const struct pktset *mine = pktset_empty;
		for (size_t k = 0; k < alone->len; k++) {
			mine = pktset_or(&a, mine, pktset_keep(&a, alone->items[k].passes));
			exact &= alone->len == 1 && !alone->items[k].n_ranges;
		}
		some = pktset_or(&a, some, mine);
		all = pktset_and(&a, all, mine);
		members++;
		reached += !pktset_is_empty(mine);
		outside_rows_free(alone);
	}
	ck_assert(row->from_internet);
	ck_assert_msg(pktset_equal(row->passes, some), "%s %s", way, row->id);
	ck_assert_uint_eq(row->pairs, members);
	ck_assert_uint_eq(row->reached, reached);
	ck_assert(pktset_covers(all, row->all));
	if (exact)
		ck_assert(pktset_equal(row->all, all));
	arena_free(&a);
}

static const char *const open_networks[] = {
	TESTDATA "/lab/healthy.json",
	TESTDATA "/cases/lb-what-the-internet-reaches/snapshot.json",
	SHARED_DATA "/data/measured/demo/aws_configs",
};

START_TEST(exposed_by_any_grouping)
{
	static const char *const ways[] = {"vpc", "subnet", "group", "tag:Name"};
	static const char *const asked[] = {NULL, "tcp/22", "tcp/443", "icmp"};
	if (access(open_networks[_i], R_OK) != 0) {
		printf("%s is not here: left out\n", open_networks[_i]);
		return;
	}
	struct net *net = net_of_path(open_networks[_i]);
	struct reach *r = reach_new(net);
	size_t seen = 0;
	for (size_t w = 0; w < 4; w++)
		for (size_t p = 0; p < 4; p++) {
			struct outside_rows *rows =
				exposed(net, (struct vck_matrix_options){.by = ways[w],
									 .protocol = asked[p]});
			for (size_t i = 0; i < rows->len; i++)
				row_is_its_members(net, r, ways[w], asked[p], &rows->items[i]);
			seen += rows->len;
			outside_rows_free(rows);
		}
	ck_assert_uint_gt(seen, 0);
	reach_free(r);
	net_free(net);
}
END_TEST

/* What IPv6 opens to the internet is told beside what IPv4 does, and a VPC's own block is not the internet. */
START_TEST(exposed_over_ipv6)
{
	struct net *net = net_of_path(TESTDATA "/cases/ipv6-internet/snapshot.json");
	struct table t = rows_of(net, (struct vck_matrix_options){.exposed = true});
	ck_assert_str_eq(buf_str(&t.text), "internet>eni-1 tcp/22 =tcp/22 1/1 v4\n"
					   "internet>eni-1 tcp/22 =tcp/22 1/1 v6\n");
	buf_free(&t.text);
	struct outside_rows *rows = exposed(net, (struct vck_matrix_options){0});
	ck_assert_uint_eq(rows->len, 2);
	ck_assert_uint_eq(rows->items[1].n_ranges, 0);
	outside_rows_free(rows);
	net_free(net);
}
END_TEST

/* What leads to internet gateways does to virtual private ones instead. */
static void lead_on_premises(struct net *net)
{
	for (size_t i = 0; i < net->route_tables.len; i++)
		for (size_t k = 0; k < net->route_tables.items[i]->routes.len; k++) {
			struct route *r = &net->route_tables.items[i]->routes.items[k];
			if (r->target == TARGET_INTERNET_GATEWAY)
				r->target = TARGET_VPN_GATEWAY;
		}
}

/* An address of a family that no interface has is asked for all the same: here it may be another account's. */
START_TEST(address_of_a_family_that_nobody_has)
{
	struct net *net = (void *)netscript_load(TESTDATA "/rules/R01-public-address-of-a-vpc.net");
	struct table t = rows_of(net, (struct vck_matrix_options){.source = "internet",
								  .destination = "2600:1:0:5::9"});
	ck_assert_str_eq(buf_str(&t.text), "internet>address 0/1 v6\n");
	buf_free(&t.text);
	net_free(net);
}
END_TEST

/* From on premises, too, the VPC's own addresses are left aside, and what is said is said of all others. */
START_TEST(from_on_premises)
{
	struct net *net = net_of_path(TESTDATA "/lab/broken.json");
	struct vck_matrix_options o = {.source = "on-premises"};
	struct vck_error err;
	struct outside_rows *rows = calloc(1, sizeof *rows);
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &o, keep_row, rows, &err), VCK_OK);
	ck_assert_uint_eq(rows->len, 0); /* no answer gets there */
	lead_on_premises(net);
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &o, keep_row, rows, &err), VCK_OK);
	ck_assert_uint_eq(rows->len, 2);
	for (size_t i = 0; i < rows->len; i++) {
		ck_assert(pktset_is_empty(rows->items[i].passes));
		ck_assert_uint_eq(rows->items[i].n_ranges, 0);
	}
	outside_rows_free(rows);
	net_free(net);
}
END_TEST

/* R82: a stretch of addresses that an interface has the first of is no exception. */
START_TEST(nothing_passes_to_on_premises)
{
	struct vck_net *net = netscript_load(TESTDATA "/rules/R82-address-held-here.net");
	struct vck_matrix_options o = {.destination = "on-premises"};
	struct vck_error err;
	struct outside_rows *rows = calloc(1, sizeof *rows);
	ck_assert_int_eq(vck_matrix(net, &o, keep_row, rows, &err), VCK_OK);
	ck_assert_uint_eq(rows->len, 1); /* of what the gateway gets, nobody knows */
	ck_assert(pktset_is_empty(rows->items[0].passes));
	ck_assert_uint_eq(rows->items[0].n_ranges, 2);
	outside_rows_free(rows);
	vck_net_free(net);
}
END_TEST

START_TEST(exposed_filtered)
{
	struct net *net = net_of_path(TESTDATA "/lab/healthy.json");
	struct outside_rows *all = exposed(net, (struct vck_matrix_options){.by = "vpc"});
	ck_assert_uint_eq(all->len, 1);
	const char *open = all->items[0].id;
	for (size_t i = 0; i < net->vpcs.len; i++) { /* the other VPC shows nothing */
		const char *id = net->vpcs.items[i]->o.id;
		struct outside_rows *rows =
			exposed(net, (struct vck_matrix_options){.by = "vpc", .destination = id});
		ck_assert_uint_eq(rows->len, str_eq(id, open));
		outside_rows_free(rows);
	}
	struct outside_rows *closed =
		exposed(net, (struct vck_matrix_options){.by = "subnet", .protocol = "tcp/3389"});
	ck_assert_uint_eq(closed->len, 0);
	outside_rows_free(closed);
	outside_rows_free(all);
	net_free(net);
}
END_TEST

/* Four web servers that nothing tells apart, and one that lets a few addresses in. */
static char *web_servers(void)
{
	struct buf b = BUF_INIT;
	buf_puts(
		&b, UTIL_PUBLIC_SUBNET
		"{\"GroupId\": \"sg-0\", \"VpcId\": \"vpc-1\", "
		"\"IpPermissions\": [{\"IpProtocol\": \"tcp\", \"FromPort\": 443, \"ToPort\": 443, "
		"\"IpRanges\": [{\"CidrIp\": \"0.0.0.0/0\"}]}]}, {\"GroupId\": \"sg-1\", "
		"\"VpcId\": "
		"\"vpc-1\", \"IpPermissions\": [{\"IpProtocol\": \"tcp\", \"FromPort\": 22, "
		"\"ToPort\": 443, \"IpRanges\": [{\"CidrIp\": \"198.51.100.0/25\"}, {\"CidrIp\": "
		"\"198.51.100.128/25\"}]}]}],"
		"\"NetworkInterfaces\": [");
	for (int i = 0; i < 5; i++)
		buf_printf(&b,
			   "%s{\"NetworkInterfaceId\": \"eni-%d\", \"SubnetId\": \"subnet-1\", "
			   "\"VpcId\": \"vpc-1\", \"Status\": \"in-use\", \"PrivateIpAddress\": "
			   "\"10.1.0.1%d\", \"Attachment\": {\"InstanceId\": \"i-%d\", "
			   "\"DeviceIndex\": 0}, \"Groups\": [{\"GroupId\": \"sg-%d\"}], "
			   "\"Association\": {\"PublicIp\": \"52.0.0.%d\"}}",
			   i ? "," : "", i, i, i, i == 4, i);
	buf_puts(&b, "], \"Reservations\": [{\"Instances\": [");
	for (int i = 0; i < 5; i++)
		buf_printf(&b, "%s{\"InstanceId\": \"i-%d\", \"State\": {\"Name\": \"running\"}}",
			   i ? "," : "", i);
	buf_puts(&b, "]}]}");
	return b.data;
}

static struct vck_net *load_web_servers(void)
{
	struct vck_net *net;
	struct vck_error err;
	char *json = web_servers();
	ck_assert_int_eq(vck_net_load_memory("web.json", json, strlen(json), &net, &err), VCK_OK);
	free(json);
	return net;
}

static void add_replaced(struct buf *to, const char *text, const char *const (*words)[2], size_t n)
{
	while (*text) {
		size_t i = 0;
		while (i < n && !str_starts(text, words[i][0]))
			i++;
		if (i < n)
			buf_puts(to, words[i][1]);
		else
			buf_putc(to, *text);
		text += i < n ? strlen(words[i][0]) : 1;
	}
}

/* The web servers, and the same in another Region. */
static struct net *two_regions(void)
{
	static const char *const there[][2] = {
		{"vpc-", "vpc-9"},           {"subnet-", "subnet-9"}, {"igw-", "igw-9"},
		{"rtb-", "rtb-9"},           {"acl-", "acl-9"},       {"sg-", "sg-9"},
		{"eni-", "eni-9"},           {"\"i-", "\"i-9"},       {"52.0.0.", "52.0.9."},
		{"eu-west-1a", "us-east-1a"}};
	struct vck_error err;
	struct loader *l = loader_new();
	struct net *net = NULL;
	struct buf other = BUF_INIT;
	char *json = web_servers();
	add_replaced(&other, json, there, sizeof there / sizeof *there);
	ck_assert_int_eq(loader_add_memory(l, "one", json, strlen(json), &err), VCK_OK);
	ck_assert_int_eq(loader_add_memory(l, "two", buf_str(&other), other.len, &err), VCK_OK);
	ck_assert_int_eq(loader_finish(l, &net, &err), VCK_OK);
	buf_free(&other);
	free(json);
	return net;
}

/* EC2 Instance Connect calls from a range of its own in each Region; each of them asks but its own. */
START_TEST(instance_connect_in_two_regions)
{
	struct net *net = two_regions();
	struct table t = rows_of(net, (struct vck_matrix_options){.source = "eic"});
	ck_assert_str_eq(buf_str(&t.text), "eic>eni-0 tcp/443 =tcp/443 4/4 v4\n"
					   "eic>eni-90 tcp/443 =tcp/443 4/4 v4\n");
	buf_free(&t.text);
	net_free(net);
}
END_TEST

/* --pairs: a row for each interface, and not for a class of them. */
START_TEST(exposed_pairs)
{
	struct vck_net *net = load_web_servers();
	struct outside_rows *rows =
		exposed((const struct net *)net,
			(struct vck_matrix_options){.protocol = "tcp/443", .pairs = true});
	ck_assert_uint_eq(rows->len, 5);
	for (size_t i = 0; i < rows->len; i++) {
		ck_assert_int_eq(rows->items[i].id[4], '0' + (int)i);
		ck_assert_uint_eq(rows->items[i].n_ranges, i == 4);
		ck_assert_uint_eq(rows->items[i].pairs, 1);
	}
	outside_rows_free(rows);
	vck_net_free(net);
}
END_TEST

/* A row speaks of the addresses of which it says something; those that touch are one range. */
START_TEST(exposed_ranges)
{
	struct vck_net *net = load_web_servers();
	const struct net *n = (const struct net *)net;
	struct outside_rows *ssh =
		exposed(n, (struct vck_matrix_options){.protocol = "tcp/22", .by = "vpc"});
	ck_assert_uint_eq(ssh->len, 1);
	ck_assert_uint_eq(ssh->items[0].n_ranges, 1);
	ck_assert_uint_eq(ssh->items[0].reached, 1);
	ck_assert_uint_eq(ssh->items[0].pairs, 5);
	ck_assert(pktset_is_empty(ssh->items[0].all));
	struct outside_rows *web =
		exposed(n, (struct vck_matrix_options){.protocol = "tcp/443", .by = "group"});
	ck_assert_uint_eq(web->len, 2);
	ck_assert(!pktset_is_empty(web->items[0].all)); /* every interface, from everywhere */
	ck_assert_uint_eq(web->items[0].n_ranges, 0);
	ck_assert_uint_eq(web->items[0].reached, 4);
	ck_assert(pktset_is_empty(web->items[1].all));
	ck_assert_uint_eq(web->items[1].n_ranges, 1);
	outside_rows_free(web);
	outside_rows_free(ssh);
	vck_net_free(net);
}
END_TEST

/* Every kind of interface, endpoints that keep their client's address among them, calls all hosts and is
 * called by them; the answer for the first of these ends where another begins, and not before. */
START_TEST(hosts_of_every_case)
{
	static const char *const hosts[] = {"internet", "on-premises"};
	glob_t found;
	ck_assert_int_eq(glob(TESTDATA "/cases/*/snapshot.json", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct net *net = net_of_path(found.gl_pathv[i]);
		for (size_t k = 0; k < 2; k++) {
			struct table to =
				rows_of(net, (struct vck_matrix_options){.destination = hosts[k]});
			struct table from =
				rows_of(net, (struct vck_matrix_options){.source = hosts[k]});
			ck_assert_ptr_null(strstr(buf_str(&to.text), "eice-1>"));
			buf_free(&to.text);
			buf_free(&from.text);
		}
		net_free(net);
	}
	globfree(&found);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("matrix of who is outside");
	TCase *all = harness_tcase("outside");
	tcase_add_test(all, on_premises);
	tcase_add_test(all, the_resolver_stands_alone);
	tcase_add_loop_test(all, exposed_by_any_grouping, 0, 3);
	tcase_add_test(all, exposed_over_ipv6);
	tcase_add_test(all, address_of_a_family_that_nobody_has);
	tcase_add_test(all, from_on_premises);
	tcase_add_test(all, nothing_passes_to_on_premises);
	tcase_add_test(all, exposed_filtered);
	tcase_add_test(all, instance_connect_in_two_regions);
	tcase_add_test(all, exposed_pairs);
	tcase_add_test(all, exposed_ranges);
	tcase_add_test(all, hosts_of_every_case);
	suite_add_tcase(s, all);
	return harness_run(s);
}
