/* test_expect.c - expectations: what a group is, what holds, what is found when it does not. */
#include "netscript/netscript.h"
#include "query_util.h"

#include "config/config.h"

static struct vck_net *load_script(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/expect/%s", TESTDATA, name);
	return netscript_load(path);
}

static struct vck_config *parse(const char *text)
{
	struct vck_config *c;
	struct vck_error err;
	char words[2048];
	if (vck_config_parse("t.yaml", text, strlen(text), "2026-06-01", &c, &err))
		ck_abort_msg("%s", vck_error_string(&err, words, sizeof words));
	return c;
}

static enum vck_status check(const struct vck_net *net, const struct vck_config *c,
			     struct vck_report **out, struct vck_error *err)
{
	struct vck_check_options options = {.config = c};
	return vck_check(net, &options, out, err);
}

static struct vck_report *check_text(const struct vck_net *net, const char *text)
{
	struct vck_config *c = parse(text);
	struct vck_report *r;
	struct vck_error err;
	char words[2048];
	if (check(net, c, &r, &err))
		ck_abort_msg("%s", vck_error_string(&err, words, sizeof words));
	vck_config_free(c);
	return r;
}

/* ---- what holds and what does not ---- */

static const char groups[] = "groups:\n"
			     "  web: {tag: {Role: web}}\n"
			     "  prod: {tag: {Role: web, Env: prod}}\n"
			     "  either: {tag: {Env: [prod, test]}, vpc: vpc-1}\n"
			     "  db: {vpc: data, name: \"db-*\"}\n"
			     "  db-by-group: {security-group: sg-db}\n"
			     "  one-db: {subnet: subnet-2, cidr: 10.2.1.10/32}\n"
			     "  few: [i-1, 10.2.1.11]\n"
			     "  v6: i-6\n"
			     "  far: i-3\n"
			     "  secondary: {ids: i-s}\n";

struct judged {
	const char *expect; /* one expectation */
	const char *fails;  /* words of the finding's message, or NULL: it holds */
	const char *says;   /* words of its evidence, or NULL */
};

static const struct judged judged[] = {
	{"{from: web, to: db, allow: tcp/5432}", NULL, NULL},
	{"{from: web, to: db, allow: tcp/5433}", "gets through in part only", "sg-ingress-denied"},
	{"{from: prod, to: db, allow: tcp/5432}", NULL, NULL},
	{"{from: prod, to: db, deny: tcp/5433}", NULL, NULL},
	{"{from: web, to: db, deny: tcp/5433}", "gets through in part: tcp/5433",
	 "for example i-1b"},
	{"{from: either, to: db-by-group, allow: tcp/5432}", NULL, NULL},
	{"{from: web, to: one-db, allow: [tcp/5432]}", NULL, NULL},
	{"{from: web, to: db, allow: [tcp/5432, icmp, udp/53]}",
	 "icmp/8/0 from web to db is blocked", "udp/53 from web to db is blocked, too"},
	{"{from: db, to: web, allow: [tcp/443, icmp]}", NULL, NULL},
	{"{from: internet, to: db, deny: any}", NULL, NULL},
	{"{from: internet, to: web, allow: tcp/443}", NULL, NULL},
	{"{from: internet, to: web, deny: any}", "gets through in part: tcp/443",
	 "tcp/443 from 0.0.0.0/0"},
	{"{from: internet, to: web, deny: [tcp/22, icmp]}", NULL, NULL},
	/* what a test of the first IPv4 address alone would miss */
	{"{from: internet, to: v6, deny: any}", "tcp/22", NULL},
	{"{from: internet, to: v6, deny: tcp/443}", NULL, NULL},
	{"{from: internet, to: secondary, deny: tcp/22}", "gets through", NULL},
	{"{from: internet, to: secondary, deny: tcp/23}", NULL, NULL},
	/* no way at all */
	{"{from: web, to: far, deny: any}", NULL, NULL},
	{"{from: web, to: far, allow: tcp/22}", "is blocked", "peering-missing"},
	/* selectors need no group */
	{"{from: i-1, to: 10.2.1.10, allow: tcp/5432}", NULL, NULL},
	{"{from: \"tag:Role=web\", to: \"name=db-?\", allow: tcp/5432}", NULL, NULL},
	{"{from: few, to: \"name=db-1\", deny: tcp/5433}", NULL, NULL},
	/* a group to itself: what an interface sends to itself is not meant */
	{"{from: web, to: web, deny: tcp/22}", NULL, NULL},
	{"{from: web, to: web, allow: tcp/443}", NULL, NULL},
};

static bool evidence_has(const struct vck_finding *f, const char *text)
{
	for (size_t i = 0; i < f->n_evidence; i++)
		if (strstr(f->evidence[i].text, text))
			return true;
	return false;
}

static void check_judged(const struct vck_net *net, const struct judged *j)
{
	struct arena a = ARENA_INIT;
	struct vck_report *r =
		check_text(net, arena_printf(&a, "%sexpect:\n  - %s\n", groups, j->expect));
	const struct vck_finding *f = util_finding(r, "expectation-failed");
	ck_assert_uint_gt(r->n_flows, 0);
	if (!j->fails) {
		ck_assert_msg(!f, "%s: %s", j->expect, f ? f->message : "");
		ck_assert_uint_eq(r->finding_counts.error, 0);
	} else {
		ck_assert_msg(f != NULL, "%s holds", j->expect);
		ck_assert_int_eq(f->severity, VCK_SEVERITY_ERROR);
		ck_assert_msg(strstr(f->message, j->fails) != NULL, "%s: %s", j->expect,
			      f->message);
		ck_assert_msg(!j->says || evidence_has(f, j->says), "%s", j->expect);
		ck_assert_str_eq(f->resource.type, "expectation");
		ck_assert_str_eq(f->resource.file, "t.yaml");
		ck_assert_uint_eq(f->resource.line, 13);
	}
	vck_report_free(r);
	arena_free(&a);
}

START_TEST(expectations_hold_or_say_why_not)
{
	struct vck_net *net = load_script("base.net");
	for (size_t i = 0; i < COUNT_OF(judged); i++)
		check_judged(net, &judged[i]);
	vck_net_free(net);
}
END_TEST

START_TEST(unknown_holds_neither_way)
{
	struct vck_net *net = load_script("no-groups.net");
	struct vck_report *r = check_text(net, "expect:\n"
					       "  - {from: i-1, to: i-2, allow: tcp/5432}\n"
					       "  - {from: i-1, to: i-2, deny: tcp/22}\n");
	ck_assert_uint_eq(r->finding_counts.error, 2);
	ck_assert_uint_eq(r->flow_counts.unknown, 2);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(r->findings[i].code, VCK_EXPECTATION_FAILED);
		ck_assert_ptr_nonnull(strstr(r->findings[i].message, "can't be told"));
	}
	ck_assert_ptr_nonnull(util_finding(r, "data-missing"));
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

/* ---- what matches nothing ---- */

static const struct {
	const char *config;
	unsigned line, column;
	const char *text;
} errors[] = {
	{"groups:\n  web: {name: \"nope-*\"}\nexpect: [{from: web, to: i-1, allow: icmp}]\n", 2, 15,
	 "the group \"web\" is empty"},
	{"groups:\n  web: {vpc: [vpc-1, vpc-9]}\nexpect: [{from: web, to: i-1, allow: icmp}]\n", 2,
	 14, "did you mean"},
	{"groups:\n  web: {vpc: dtaa}\nexpect: [{from: web, to: i-1, allow: icmp}]\n", 2, 14,
	 "did you mean \"data\""},
	{"groups:\n  web: {vpc: vpc-1, name: \"db-*\"}\nexpect: [{from: web, to: i-1, deny: "
	 "any}]\n",
	 2, 3, "by no interface all of them"},
	{"groups:\n  web: {tag: {Role: web}}\nexpect:\n  - from: i-1\n    to: wbe\n    deny: any\n",
	 5, 9, "did you mean \"web\""},
	{"expect: [{from: i-9, to: i-1, deny: any}]\n", 1, 17, "i-9 is not in the snapshot"},
};

START_TEST(what_matches_nothing_is_an_error_with_its_place)
{
	struct vck_net *net = load_script("base.net");
	for (size_t i = 0; i < COUNT_OF(errors); i++) {
		struct vck_config *c = parse(errors[i].config);
		struct vck_report *r;
		struct vck_error err = {0};
		ck_assert_msg(check(net, c, &r, &err) == VCK_E_CONFIG, "%s is accepted",
			      errors[i].config);
		ck_assert_ptr_null(r);
		ck_assert_str_eq(err.where, "t.yaml");
		ck_assert_msg(err.line == errors[i].line && err.column == errors[i].column,
			      "%s: %u:%u: %s", errors[i].config, err.line, err.column, err.text);
		ck_assert_msg(strstr(err.text, errors[i].text) != NULL, "%s", err.text);
		vck_config_free(c);
	}
	vck_net_free(net);
}
END_TEST

/* ---- probes, severities, ignores ---- */

START_TEST(expectations_replace_the_probes_unless_they_are_asked_for)
{
	struct vck_net *net = util_load(TESTDATA "/lab/broken.json");
	struct vck_report *r = check_text(net, "{}");
	ck_assert_uint_gt(r->n_flows, 1);
	ck_assert_uint_eq(r->finding_counts.error, 2);
	vck_report_free(r);
	r = check_text(net, "expect: [{from: internet, to: name=instance-2, deny: any}]");
	ck_assert_uint_eq(r->n_flows, 1);
	ck_assert_uint_eq(r->finding_counts.error, 0);
	vck_report_free(r);
	r = check_text(net, "{expect: [{from: internet, to: name=instance-2, deny: any}],"
			    " probes: [ping]}");
	ck_assert_uint_gt(r->n_flows, 1);
	ck_assert_ptr_nonnull(util_finding(r, "sg-ingress-denied"));
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

static enum vck_severity severity_of(const struct vck_net *net, const char *config,
				     const char *code)
{
	struct vck_report *r = check_text(net, config);
	const struct vck_finding *f = util_finding(r, code);
	enum vck_severity s = f ? f->severity : VCK_SEVERITY_NONE;
	vck_report_free(r);
	return s;
}

START_TEST(severities_are_what_the_configuration_says)
{
	struct vck_net *net = util_load(TESTDATA "/lab/broken.json");
	struct vck_net *mine = load_script("base.net");
	ck_assert_int_eq(severity_of(net, "{}", "public-ip-missing"), VCK_SEVERITY_ERROR);
	ck_assert_int_eq(
		severity_of(net, "severity: {public-ip-missing: info}", "public-ip-missing"),
		VCK_SEVERITY_INFO);
	ck_assert_int_eq(severity_of(mine, "{}", "sg-open-to-world"), VCK_SEVERITY_WARNING);
	ck_assert_int_eq(
		severity_of(mine, "severity: {sg-open-to-world: error}", "sg-open-to-world"),
		VCK_SEVERITY_ERROR);
	ck_assert_int_eq(severity_of(mine,
				     "{severity: {expectation-failed: warning},"
				     " expect: [{from: i-1, to: i-3, allow: icmp}]}",
				     "expectation-failed"),
			 VCK_SEVERITY_WARNING);
	vck_net_free(mine);
	vck_net_free(net);
}
END_TEST

static bool notes_have(const struct vck_report *r, const char *text)
{
	for (size_t i = 0; i < r->n_notes; i++)
		if (strstr(r->notes[i], text))
			return true;
	return false;
}

START_TEST(ignores_silence_with_a_reason_until_their_day)
{
	struct vck_net *net = util_load(TESTDATA "/lab/broken.json");
	struct vck_report *r = check_text(
		net, "ignore:\n"
		     "  - {code: sg-ingress-denied, resource: \"sg-0b2*\", reason: known,"
		     " until: 2026-06-01}\n"
		     "  - {code: public-ip-missing}\n"
		     "  - {code: public-ip-missing, reason: old, until: 2026-05-31}\n"
		     "  - {code: route-missing, reason: none is missing}\n");
	const struct vck_finding *silenced = util_finding(r, "sg-ingress-denied");
	const struct vck_finding *counted = util_finding(r, "public-ip-missing");
	ck_assert_str_eq(silenced->suppressed, "known");
	ck_assert_str_eq(silenced->suppressed_until, "2026-06-01");
	ck_assert_ptr_null(counted->suppressed);
	ck_assert_uint_eq(r->finding_counts.error, 1);
	ck_assert_uint_eq(r->finding_counts.suppressed, 1);
	ck_assert(notes_have(r, "t.yaml:3: the ignore of public-ip-missing gives no reason"));
	ck_assert(notes_have(r, "t.yaml:4: the ignore of public-ip-missing has expired on "
				"2026-05-31"));
	ck_assert(notes_have(r, "t.yaml:5: the ignore of route-missing silences nothing"));
	ck_assert(!notes_have(r, "t.yaml:2"));
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

/* An empty list takes the place of the probes as any other does: that nothing is asked is said. */
START_TEST(nothing_expected_is_noted)
{
	static const char empty[] = "t.yaml: expect is empty: no flow is expected";
	struct vck_net *net = util_load(TESTDATA "/lab/broken.json");
	struct vck_report *r = check_text(net, "expect: []");
	ck_assert_uint_eq(r->n_flows, 0);
	ck_assert(notes_have(r, empty));
	ck_assert(notes_have(r, "and none is probed"));
	vck_report_free(r);
	r = check_text(net, "{expect: [], probes: [ping]}");
	ck_assert_uint_gt(r->n_flows, 0);
	ck_assert(notes_have(r, empty));
	ck_assert(!notes_have(r, "none is probed"));
	vck_report_free(r);
	r = check_text(net, "expect:"); /* says nothing, as if it were not there */
	ck_assert_uint_gt(r->n_flows, 0);
	ck_assert(!notes_have(r, "expect is empty"));
	vck_report_free(r);
	r = check_text(net, "expect: [{from: internet, to: name=instance-2, deny: any}]");
	ck_assert(!notes_have(r, "expect is empty"));
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

START_TEST(an_ignore_matches_by_name_too)
{
	struct vck_net *net = util_load(TESTDATA "/lab/broken.json");
	struct vck_report *r = check_text(
		net, "ignore: [{code: sg-ingress-denied, resource: web-2, reason: known}]");
	ck_assert_uint_eq(r->finding_counts.suppressed, 1);
	vck_report_free(r);
	r = check_text(net, "ignore: [{code: sg-ingress-denied, resource: web-1, reason: known}]");
	ck_assert_uint_eq(r->finding_counts.suppressed, 0);
	vck_report_free(r);
	vck_net_free(net);
}
END_TEST

/* ---- path knows the groups ---- */

START_TEST(paths_may_name_groups)
{
	struct vck_net *net = load_script("base.net");
	struct vck_config *c = parse(groups);
	struct vck_question q = {.source = "web", .destination = "db", .protocol = "tcp/5432"};
	struct vck_report *r;
	struct vck_error err;
	ck_assert_int_eq(vck_path(net, &q, 1, c, &r, &err), VCK_OK);
	ck_assert_uint_eq(r->flows[0].count, 4);
	ck_assert_int_eq(r->flows[0].verdict, VCK_REACHABLE);
	vck_report_free(r);
	q.source = "wbe";
	ck_assert_int_eq(vck_path(net, &q, 1, c, &r, &err), VCK_E_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, "did you mean \"web\""));
	vck_config_free(c);
	vck_net_free(net);
}
END_TEST

/* ---- init ---- */

/* What it writes is accepted, expects something, and holds on the network it was made from. */
static size_t check_init(const struct vck_net *net, const char *what)
{
	struct vck_config *c;
	struct vck_report *r;
	struct vck_error err;
	char *text, words[2048];
	ck_assert_int_eq(vck_config_init(net, &text, &err), VCK_OK);
	if (vck_config_parse("init.yaml", text, strlen(text), NULL, &c, &err))
		ck_abort_msg("%s: %s\n%s", what, vck_error_string(&err, words, sizeof words), text);
	if (check(net, c, &r, &err))
		ck_abort_msg("%s: %s\n%s", what, vck_error_string(&err, words, sizeof words), text);
	const struct vck_finding *f = util_finding(r, "expectation-failed");
	ck_assert_msg(!f, "%s: %s", what, f ? f->message : "");
	size_t n = c->expect.len;
	vck_report_free(r);
	vck_config_free(c);
	free(text);
	return n;
}

START_TEST(init_writes_what_holds)
{
	static const char *const scripts[] = {"base.net", "no-groups.net"};
	struct arena a = ARENA_INIT;
	const char **folders;
	struct vck_net *net = util_load(TESTDATA "/lab/healthy.json");
	ck_assert_uint_eq(check_init(net, "healthy"), 3);
	vck_net_free(net);
	for (size_t i = 0; i < COUNT_OF(scripts); i++) {
		net = load_script(scripts[i]);
		check_init(net, scripts[i]);
		vck_net_free(net);
	}
	size_t n = util_folders(&a, TESTDATA "/lab", &folders);
	for (size_t i = 0; i < n; i++) {
		const char *path = arena_printf(&a, "%s/bad.json", folders[i]);
		if (!util_exists(path))
			continue;
		net = util_load(path);
		check_init(net, path);
		vck_net_free(net);
	}
	arena_free(&a);
}
END_TEST

/* What passes over IPv6 alone is no matter of what the snapshot lacks. */
START_TEST(init_over_ipv6)
{
	struct vck_net *net = util_load(TESTDATA "/cases/ipv6-only-subnet/snapshot.json");
	struct vck_error err;
	char *text;
	ck_assert_int_eq(vck_config_init(net, &text, &err), VCK_OK);
	ck_assert_msg(strstr(text, "some of client reach some of server: icmpv6/128/0") != NULL,
		      "%s", text);
	free(text);
	check_init(net, "IPv6");
	vck_net_free(net);
}
END_TEST

START_TEST(init_says_what_reaches_what)
{
	struct vck_net *net = load_script("base.net");
	struct vck_error err;
	char *text;
	ck_assert_int_eq(vck_config_init(net, &text, &err), VCK_OK);
	static const char *const lines[] = {
		"  web: {tag: {Role: \"web\"}}  # 2 hosts\n",
		"  db: {vpc: vpc-2, name: \"db-*\"}  # 2 hosts\n",
		"  - {from: internet, to: web, allow: tcp/443}\n",
		"  - {from: internet, to: db, deny: any}\n",
		"  - {from: web, to: db, allow: tcp/5432}\n",
		"  - {from: db, to: web, allow: [icmp/8/0, tcp/443]}\n",
	};
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		ck_assert_msg(strstr(text, lines[i]) != NULL, "%s is not in\n%s", lines[i], text);
	free(text);
	vck_net_free(net);
}
END_TEST

/* ---- very many pairs ---- */

enum { EACH = 200, WITH_MORE = 7 };

/* Two sides, each interface with a group of its own: no two are alike. One of b lets a port more in. */
static char *wide_network(void)
{
	struct buf b = BUF_INIT;
	buf_puts(&b, "{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.1.0.0/16\"}], "
		     "\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", "
		     "\"CidrBlock\": \"10.1.0.0/16\"}], \"RouteTables\": [{\"RouteTableId\": "
		     "\"rtb-1\", \"VpcId\": \"vpc-1\", \"Associations\": [{\"Main\": true}]}], "
		     "\"NetworkAcls\": [{\"NetworkAclId\": \"acl-1\", \"VpcId\": \"vpc-1\", "
		     "\"IsDefault\": true, \"Entries\": [{\"Egress\": false, \"RuleNumber\": 1, "
		     "\"RuleAction\": \"allow\", \"Protocol\": \"-1\", \"CidrBlock\": "
		     "\"0.0.0.0/0\"}, {\"Egress\": true, \"RuleNumber\": 1, \"RuleAction\": "
		     "\"allow\", \"Protocol\": \"-1\", \"CidrBlock\": \"0.0.0.0/0\"}]}], "
		     "\"SecurityGroups\": [");
	for (int i = 0; i < 2 * EACH; i++)
		buf_printf(&b,
			   "%s{\"GroupId\": \"sg-%04d\", \"VpcId\": \"vpc-1\", \"IpPermissions\": "
			   "[{\"IpProtocol\": \"tcp\", \"FromPort\": %d, \"ToPort\": 443, "
			   "\"IpRanges\": [{\"CidrIp\": \"10.0.0.0/8\"}]}], "
			   "\"IpPermissionsEgress\": [{\"IpProtocol\": \"-1\", \"IpRanges\": "
			   "[{\"CidrIp\": \"0.0.0.0/0\"}]}]}",
			   i ? "," : "", i, i == EACH + WITH_MORE ? 442 : 443);
	buf_puts(&b, "], \"NetworkInterfaces\": [");
	for (int i = 0; i < 2 * EACH; i++)
		buf_printf(&b,
			   "%s{\"NetworkInterfaceId\": \"eni-%04d\", \"SubnetId\": \"subnet-1\", "
			   "\"VpcId\": \"vpc-1\", \"Status\": \"in-use\", \"PrivateIpAddress\": "
			   "\"10.1.%d.%d\", \"Groups\": [{\"GroupId\": \"sg-%04d\"}], \"TagSet\": "
			   "[{\"Key\": \"Name\", \"Value\": \"%c-%d\"}]}",
			   i ? "," : "", i, 1 + i / 100, 10 + i % 100, i, i < EACH ? 'a' : 'b',
			   i % EACH);
	buf_puts(&b, "]}");
	return b.data;
}

static const struct vck_finding *failed(const struct vck_report *r, const char *name)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == VCK_EXPECTATION_FAILED &&
		    str_eq(r->findings[i].resource.id, name))
			return &r->findings[i];
	return NULL;
}

static bool breaks_between(const struct vck_finding *f, int from, int to)
{
	char ends[64];
	snprintf(ends, sizeof ends, "from eni-%04d to eni-%04d", from, to);
	for (size_t i = 0; i < f->n_breaks; i++)
		if (strstr(f->breaks[i], ends))
			return true;
	return false;
}

START_TEST(sets_of_very_many_pairs_are_asked_by_class)
{
	struct vck_net *net;
	struct vck_error err;
	char *json = wide_network();
	ck_assert_int_eq(vck_net_load_memory("wide.json", json, strlen(json), &net, &err), VCK_OK);
	struct vck_report *r =
		check_text(net, "groups:\n  a: {name: \"a-*\"}\n  b: {name: \"b-*\"}\n"
				"expect:\n"
				"  - {name: all, from: a, to: b, allow: tcp/443}\n"
				"  - {name: none, from: a, to: b, deny: tcp/22}\n"
				"  - {name: one, from: a, to: b, deny: tcp/442}\n"
				"  - {name: back, from: b, to: a, allow: tcp/443}\n"
				"  - {name: outside, from: internet, to: b, deny: any}\n");
	ck_assert_ptr_null(failed(r, "none"));
	ck_assert_ptr_null(failed(r, "back"));
	ck_assert_ptr_null(failed(r, "outside"));
	ck_assert_ptr_null(failed(r, "all"));
	const struct vck_finding *one = failed(r, "one");
	ck_assert_ptr_nonnull(one);
	ck_assert_uint_eq(one->n_breaks, EACH); /* from each of a, and to nobody else */
	for (int i = 0; i < EACH; i++)
		ck_assert(breaks_between(one, i, EACH + WITH_MORE));
	for (size_t i = 0; i < r->n_flows; i++)
		if (!str_eq(r->flows[i].source.id, "internet"))
			ck_assert_uint_eq(r->flows[i].count, EACH * EACH);
	vck_report_free(r);
	vck_net_free(net);
	free(json);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("expect");
	harness_case(s, "expect", expectations_hold_or_say_why_not, unknown_holds_neither_way,
		     what_matches_nothing_is_an_error_with_its_place);
	harness_case(s, "config", expectations_replace_the_probes_unless_they_are_asked_for,
		     severities_are_what_the_configuration_says,
		     ignores_silence_with_a_reason_until_their_day, nothing_expected_is_noted,
		     an_ignore_matches_by_name_too);
	harness_case(s, "path", paths_may_name_groups);
	harness_case(s, "wide", sets_of_very_many_pairs_are_asked_by_class);
	harness_case(s, "init", init_writes_what_holds, init_over_ipv6,
		     init_says_what_reaches_what);
	return harness_run(s);
}
