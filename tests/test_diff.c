/*
 * test_diff.c - what a change opens and closes.
 *
 * The oracle asks every pair of interfaces in both networks on its own; what diff tells by classes
 * must be the same, pair by pair.
 */
#include "diff_util.h"
#include "netscript/netscript.h"
#include "query_util.h"

#include "check/breaks.h"
#include "config/config.h"
#include "query/query.h"

static struct vck_net *load_script_of(const char *of, const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s/%s", TESTDATA, of, name);
	return netscript_load(path);
}

static struct vck_net *load_script(const char *name)
{
	return load_script_of("expect", name);
}

static struct vck_report *diff(const struct vck_net *before, const struct vck_net *after,
			       const struct vck_config *config)
{
	struct vck_check_options options = {.config = config};
	struct vck_report *r;
	struct vck_error err;
	char text[2048];
	if (vck_diff(before, after, &options, &r, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	ck_assert(r->is_diff);
	return r;
}

/* ---- the oracle ---- */

static bool has_id(const struct vck_change_end *e, const char *id)
{
	for (size_t i = 0; i < e->n_interfaces; i++)
		if (str_eq(e->interfaces[i], id))
			return true;
	return false;
}

static const char *joined(struct arena *a, const char *const *texts, size_t n)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", texts[i]);
	const char *text = arena_strdup(a, n ? buf_str(&b) : "nothing");
	buf_free(&b);
	return text;
}

static const struct pktset *passes(struct reach *r, struct arena *a, const char *from,
				   const char *to)
{
	const struct network_interface *x = net_network_interface(reach_net(r), from);
	const struct network_interface *y = net_network_interface(reach_net(r), to);
	struct answer out;
	if (!x || !y)
		return pktset_empty;
	struct question q = {.source = point_interface(x, x->private_ip),
			     .destination = point_interface(y, y->private_ip),
			     .packets = pktset_all};
	reach_flow(r, a, &q, &out, NULL);
	return out.passes;
}

static void expect_pair(const struct vck_report *r, struct reach *x, struct reach *y,
			struct arena *a, const char *from, const char *to, const char *what)
{
	const struct pktset *before = passes(x, a, from, to), *after = passes(y, a, from, to);
	const char *opened = pktset_text(a, pktset_minus(a, after, before));
	const char *closed = pktset_text(a, pktset_minus(a, before, after));
	const struct vck_change *found = NULL;
	for (size_t i = 0; i < r->n_changes; i++) {
		const struct vck_change *c = &r->changes[i];
		if (!has_id(&c->source, from) || !has_id(&c->destination, to))
			continue;
		ck_assert_msg(!found, "%s: %s -> %s is told twice", what, from, to);
		found = c;
	}
	const char *told = found ? joined(a, found->opened, found->n_opened) : "nothing";
	ck_assert_msg(str_eq(told, opened), "%s: %s -> %s opens %s, not %s", what, from, to, opened,
		      told);
	told = found ? joined(a, found->closed, found->n_closed) : "nothing";
	ck_assert_msg(str_eq(told, closed), "%s: %s -> %s closes %s, not %s", what, from, to,
		      closed, told);
}

/* Every ordered pair of interfaces of either network; how many changes there are. */
static size_t expect_as_asked(const struct vck_net *before, const struct vck_net *after,
			      const char *what)
{
	struct arena a = ARENA_INIT;
	struct reach *x = reach_new((const struct net *)before);
	struct reach *y = reach_new((const struct net *)after);
	struct vck_report *r = diff(before, after, NULL);
	VEC(const char *) ids = VEC_INIT;
	for (size_t i = 0; i < reach_net(x)->network_interfaces.len; i++)
		vec_push(&ids, reach_net(x)->network_interfaces.items[i]->o.id);
	for (size_t i = 0; i < reach_net(y)->network_interfaces.len; i++) {
		const char *id = reach_net(y)->network_interfaces.items[i]->o.id;
		if (!net_network_interface(reach_net(x), id))
			vec_push(&ids, id);
	}
	for (size_t i = 0; i < ids.len; i++)
		for (size_t k = 0; k < ids.len; k++)
			if (i != k)
				expect_pair(r, x, y, &a, ids.items[i], ids.items[k], what);
	size_t n = r->n_changes;
	vec_free(&ids);
	vck_report_free(r);
	reach_free(x);
	reach_free(y);
	arena_free(&a);
	return n;
}

START_TEST(every_break_of_the_lab_is_told_as_it_is)
{
	struct arena a = ARENA_INIT;
	const char **folders;
	size_t n = util_folders(&a, TESTDATA "/lab", &folders), changed = 0;
	struct vck_net *healthy = util_load(TESTDATA "/lab/healthy.json");
	for (size_t i = 0; i < n; i++) {
		const char *path = arena_printf(&a, "%s/bad.json", folders[i]);
		if (!util_exists(path))
			continue;
		struct vck_net *bad = util_load(path);
		changed += expect_as_asked(healthy, bad, folders[i]) > 0;
		expect_as_asked(bad, healthy, folders[i]);
		vck_net_free(bad);
	}
	ck_assert_uint_ge(changed, 20);
	vck_net_free(healthy);
	arena_free(&a);
}
END_TEST

static const char *const scripts[] = {"plain.net", "rule-added.net", "host-added.net",
				      "host-split.net", "unjoined.net"};

START_TEST(every_change_of_a_network_is_told_as_it_is)
{
	for (size_t i = 0; i < COUNT_OF(scripts); i++)
		for (size_t k = 0; k < COUNT_OF(scripts); k++) {
			struct vck_net *x = load_script(scripts[i]), *y = load_script(scripts[k]);
			char what[128];
			snprintf(what, sizeof what, "%s to %s", scripts[i], scripts[k]);
			size_t changes = expect_as_asked(x, y, what);
			ck_assert_msg((changes == 0) == (i == k), "%s: %zu", what, changes);
			vck_net_free(x);
			vck_net_free(y);
		}
}
END_TEST

/* ---- everything that is told, against path and matrix ---- */

static void expect_both_ways(const struct vck_net *x, const struct vck_net *y, const char *what,
			     struct counts *counts)
{
	expect_difference((const struct net *)x, (const struct net *)y, what, counts);
	expect_difference((const struct net *)y, (const struct net *)x, what, counts);
}

/* What changes, at least, so that no case says nothing. */
static const struct {
	const char *before, *after;
	struct counts least;
} cases[] = {
	{"rules/base.net", "rules/R53-ephemeral-partial.net", {.parts = 4}},
	{"rules/R53-ephemeral-none.net", "rules/R53-ephemeral-partial.net", {.parts = 2}},
	{"rules/R53-ephemeral-partial.net", "diff/partial-narrower.net", {.parts = 2}},
	{"rules/R80-block-within-a-subnet.net", "diff/split-host.net", {.changed = 4}},
	{"rules/R80-block-within-a-subnet.net", "diff/split-subnet.net", {.changed = 4}},
	{"rules/base-eice.net", "diff/client-not-kept.net", {.changed = 2}},
	{"rules/base-eice.net", "diff/client-private.net", {.changed = 2}},
	{"diff/client-not-kept.net", "diff/client-private.net", {.changed = 2}},
	{"rules/base.net", "diff/vpc-unread.net", {.unknown = 8}},
	{"diff/vpc-unread.net", "diff/vpc-unread-closed.net", {.unknown = 30}},
	{"rules/base.net", "diff/vpc-unread-closed.net", {.changed = 4}},
	{"diff/host-moved-before.net", "diff/host-moved.net", {.changed = 4}},
	{"rules/base.net", "diff/interfaces-unread.net", {.missing = 24}},
	{"diff/gateway-read.net", "diff/gateway-unread.net", {.changed = 12, .unknown = 24}},
};

START_TEST(what_matrix_tells_two_networks_by_is_told)
{
	struct counts c = {0};
	char what[256];
	struct vck_net *x = load_script_of(".", cases[_i].before);
	struct vck_net *y = load_script_of(".", cases[_i].after);
	snprintf(what, sizeof what, "%s, %s", cases[_i].before, cases[_i].after);
	expect_both_ways(x, y, what, &c);
	expect_both_ways(x, x, what, &c);
	ck_assert_msg(c.changed >= cases[_i].least.changed && c.parts >= cases[_i].least.parts &&
			      c.unknown >= cases[_i].least.unknown &&
			      c.missing >= cases[_i].least.missing,
		      "%s: %lu change, %lu in part, %lu unknown, %lu missing", what, c.changed,
		      c.parts, c.unknown, c.missing);
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

static bool is_script(const char *name)
{
	size_t len = strlen(name);
	return name[0] == 'R' && len > 4 && strcmp(name + len - 4, ".net") == 0;
}

/* Each network of a rule is another one with something changed. */
START_TEST(networks_of_the_rules_are_told_apart)
{
	struct counts c = {0};
	struct vck_net *base = load_script_of("rules", "base.net"), *last = NULL;
	DIR *dir = opendir(TESTDATA "/rules");
	ck_assert_ptr_nonnull(dir);
	for (struct dirent *e; (e = readdir(dir));) {
		if (!is_script(e->d_name))
			continue;
		struct vck_net *net = load_script_of("rules", e->d_name);
		expect_both_ways(base, net, e->d_name, &c);
		if (last)
			expect_both_ways(last, net, e->d_name, &c);
		vck_net_free(last);
		last = net;
	}
	closedir(dir);
	vck_net_free(last);
	vck_net_free(base);
	ck_assert_uint_gt(c.changed, 1000);
	ck_assert_uint_gt(c.parts, 10);
}
END_TEST

/* ---- what is told ---- */

static const struct vck_change *change_of(const struct vck_report *r, const char *from,
					  const char *to)
{
	for (size_t i = 0; i < r->n_changes; i++)
		if (str_eq(r->changes[i].source.title, from) &&
		    str_eq(r->changes[i].destination.title, to))
			return &r->changes[i];
	return NULL;
}

START_TEST(exposure_is_told_with_its_addresses)
{
	struct vck_net *x = util_load(TESTDATA "/lab/broken.json");
	struct vck_net *y = util_load(TESTDATA "/lab/healthy.json");
	struct vck_report *r = diff(x, y, NULL);
	const struct vck_change *c =
		change_of(r, "the internet (18.202.216.48/29)", "instance-1 (i-0a1b97fb7660e80e5)");
	ck_assert_uint_eq(r->n_changes, 3);
	ck_assert_ptr_nonnull(c);
	ck_assert_str_eq(c->source.ranges, "18.202.216.48/29");
	ck_assert_uint_eq(c->n_opened, 1);
	ck_assert_str_eq(c->opened[0], "tcp/22");
	ck_assert_uint_eq(c->n_closed, 0);
	vck_report_free(r);
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

/* R60: the internet reaches it by a further address, the only one that got a public one. */
START_TEST(exposure_by_a_further_address)
{
	struct vck_net *x = load_script_of("diff", "further-address.net");
	struct vck_net *y = load_script_of("diff", "further-address-public.net");
	struct vck_report *r = diff(x, y, NULL);
	ck_assert_uint_eq(r->n_changes, 1);
	ck_assert_str_eq(r->changes[0].source.outside, "internet");
	ck_assert_str_eq(r->changes[0].destination.title, "i-3");
	ck_assert_uint_eq(r->changes[0].n_opened, 1);
	ck_assert_str_eq(r->changes[0].opened[0], "tcp/22");
	vck_report_free(r);
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

START_TEST(ipv6_is_told_too)
{
	struct vck_net *x = load_script("base.net"), *y = load_script("v6-closed.net");
	struct vck_report *r = diff(x, y, NULL);
	const struct vck_change *c = r->n_changes ? &r->changes[0] : NULL;
	ck_assert_uint_eq(r->n_changes, 1);
	ck_assert_str_eq(c->source.outside, "internet");
	ck_assert(str_starts(c->source.ranges, "2000::-")); /* all but the VPC's own block */
	ck_assert_str_eq(c->destination.title, "i-6");
	ck_assert_uint_eq(c->n_closed, 1);
	ck_assert_str_eq(c->closed[0], "tcp/22");
	vck_report_free(r);
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

START_TEST(what_was_unknown_is_neither_opened_nor_closed)
{
	struct vck_net *x = load_script("no-groups.net"), *y = load_script("base.net");
	struct vck_report *r = diff(x, y, NULL);
	ck_assert_uint_eq(r->n_changes, 0);
	bool noted = false;
	for (size_t i = 0; i < r->n_notes; i++)
		noted = noted || strstr(r->notes[i], "does not tell what gets through");
	ck_assert(noted);
	vck_report_free(r);
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

START_TEST(what_a_snapshot_was_not_asked_for_is_noted)
{
	struct vck_net *x = load_script_of("rules", "base.net");
	struct vck_net *y = load_script_of("diff", "interfaces-unread.net");
	static const char *const said[] = {"the earlier snapshot shows them, the later one has no",
					   "the later snapshot shows them, the earlier one has no"};
	for (int turned = 0; turned < 2; turned++) {
		struct vck_report *r = turned ? diff(y, x, NULL) : diff(x, y, NULL);
		size_t noted = 0;
		for (size_t i = 0; i < r->n_notes; i++)
			noted += strstr(r->notes[i], said[turned]) &&
				 str_starts(r->notes[i], "what changes for eni-1 ") &&
				 strstr(r->notes[i], " and 3 more is not known");
		ck_assert_uint_eq(noted, 1);
		ck_assert_uint_eq(r->n_changes, 0);
		vck_report_free(r);
	}
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

/* That another account has no interfaces says nothing of this one's. */
START_TEST(an_account_that_was_not_asked_is_noted)
{
	static const char other[] =
		"{\"Snapshots\": [{\"AccountId\": \"999999999999\", \"Region\": \"eu-west-1\", "
		"\"Vpcs\": [], \"NetworkInterfaces\": [], \"Reservations\": []}]}";
	struct vck_net *x = load_script_of("rules", "base.net");
	char *folder = harness_folder(), path[512];
	harness_write(folder, "net.json", other);
	snprintf(path, sizeof path, "%s/net.json", folder);
	struct vck_net *y = util_load(path);
	harness_remove(folder);
	struct arena a = ARENA_INIT;
	struct diff d;
	query_diff((const struct net *)x, (const struct net *)y, 1, &a, &d);
	ck_assert_uint_eq(d.missing_after, 4);
	ck_assert_uint_eq(d.missing_before, 0);
	ck_assert_uint_eq(d.len, 0);
	arena_free(&a);
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

START_TEST(what_passes_in_part_is_told)
{
	struct vck_net *x = load_script_of("rules", "base.net");
	struct vck_net *y = load_script_of("rules", "R53-ephemeral-partial.net");
	struct vck_report *r = diff(x, y, NULL);
	const struct vck_change *c = r->n_changes ? &r->changes[0] : NULL;
	ck_assert_ptr_nonnull(c);
	ck_assert(c->n_partial == 1 && c->n_was_partial == 0 && c->family == 4);
	ck_assert_str_eq(c->partial[0], "tcp");
	vck_report_free(r);
	r = diff(y, x, NULL);
	ck_assert(r->n_changes && r->changes[0].n_was_partial == 1 && !r->changes[0].n_partial);
	vck_report_free(r);
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

static size_t notes_that_say(const struct vck_report *r, const char *phrase)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_notes; i++)
		n += strstr(r->notes[i], phrase) != NULL;
	return n;
}

/* R53: that other ports of the clients get their reply is no change that is told, but that it may be. */
START_TEST(other_ports_of_the_clients_are_noted)
{
	const char *phrase = "may pass to another part of them: network ACL acl-2 changed";
	struct vck_net *x = load_script_of("rules", "R53-ephemeral-partial.net");
	struct vck_net *y = load_script_of("diff", "partial-elsewhere.net");
	struct vck_report *r = diff(x, y, NULL);
	ck_assert_uint_eq(notes_that_say(r, phrase), 1);
	vck_report_free(r);
	r = diff(x, x, NULL);
	ck_assert_uint_eq(notes_that_say(r, phrase), 0);
	vck_report_free(r);
	vck_net_free(x);
	vck_net_free(y);
}
END_TEST

START_TEST(findings_are_new_or_gone)
{
	struct vck_net *good = util_load(TESTDATA "/lab/healthy.json");
	struct vck_net *bad = util_load(TESTDATA "/lab/broken.json");
	struct vck_report *r = diff(good, bad, NULL);
	ck_assert_uint_eq(r->finding_counts.error, 2);
	ck_assert_uint_eq(r->n_gone, 0);
	vck_report_free(r);
	r = diff(bad, good, NULL);
	ck_assert_uint_eq(r->n_findings, 0);
	ck_assert_uint_eq(r->n_gone, 2);
	ck_assert_ptr_nonnull(strstr(r->gone[0], "public-ip-missing on eni-"));
	vck_report_free(r);
	r = diff(bad, bad, NULL);
	ck_assert_uint_eq(r->n_findings + r->n_gone + r->n_changes, 0);
	vck_report_free(r);
	vck_net_free(good);
	vck_net_free(bad);
}
END_TEST

/* R2: who was not looked for again is not mended by that. */
START_TEST(what_is_gone_with_its_data_may_be_there_still)
{
	static const char later[] =
		"{\"Vpcs\": [], \"NetworkInterfaces\": [], \"SecurityGroups\": []}";
	struct vck_net *bad = util_load(TESTDATA "/lab/broken.json");
	struct vck_net *good = util_load(TESTDATA "/lab/healthy.json");
	char *folder = harness_folder(), path[512];
	harness_write(folder, "net.json", later);
	snprintf(path, sizeof path, "%s/net.json", folder);
	struct vck_net *less = util_load(path);
	harness_remove(folder);
	struct vck_report *r = diff(bad, less, NULL);
	ck_assert_uint_eq(r->n_gone, 0);
	ck_assert_uint_gt(r->n_unconfirmed, 0);
	ck_assert_ptr_nonnull(
		strstr(r->unconfirmed[0], "Subnets of 111122223333 in eu-west-1 were read"));
	vck_report_free(r);
	r = diff(bad, good, NULL);
	ck_assert_uint_gt(r->n_gone, 0);
	ck_assert_uint_eq(r->n_unconfirmed, 0);
	vck_report_free(r);
	vck_net_free(bad);
	vck_net_free(good);
	vck_net_free(less);
}
END_TEST

static unsigned long errors_with(const char *before, const char *after, const char *config)
{
	struct vck_net *x = load_script(before), *y = load_script(after);
	struct vck_config *c;
	struct vck_error err;
	ck_assert_int_eq(vck_config_parse("t.yaml", config, strlen(config), NULL, &c, &err),
			 VCK_OK);
	struct vck_report *r = diff(x, y, c);
	unsigned long n = r->finding_counts.error;
	ck_assert(!n || util_finding(r, "expectation-failed"));
	vck_report_free(r);
	vck_config_free(c);
	vck_net_free(x);
	vck_net_free(y);
	return n;
}

START_TEST(expectations_that_the_change_breaks_are_new)
{
	static const char denied[] = "expect: [{from: i-1, to: name=db-1, deny: tcp/3306}]";
	static const char both[] = "expect: [{from: i-1, to: name=db-1, deny: [icmp, tcp/3306]}]";
	static const char open[] = "expect: [{from: i-1, to: name=db-1, deny: tcp/5432}]";
	static const char added[] = "expect: [{from: name=db-3, to: i-1, deny: tcp/443}]";
	ck_assert_uint_eq(errors_with("plain.net", "rule-added.net", denied), 1);
	ck_assert_uint_eq(errors_with("plain.net", "rule-added.net", both), 1);
	ck_assert_uint_eq(errors_with("rule-added.net", "plain.net", denied), 0);
	ck_assert_uint_eq(errors_with("rule-added.net", "rule-added.net", denied), 0);
	ck_assert_uint_eq(errors_with("plain.net", "rule-added.net", open), 0); /* broken before */
	/* the earlier network does not have the host */
	ck_assert_uint_eq(errors_with("plain.net", "host-added.net", added), 1);
}
END_TEST

/* An expectation that failed before, too: more of it is news, less is not. */
START_TEST(more_of_a_broken_expectation_is_new)
{
	static const char web[] = "groups: {web: [i-1, i-1b]}\n"
				  "expect: [{from: web, to: name=db-*, deny: tcp}]";
	static const char narrow[] = "groups: {web: [i-1, i-1b]}\n"
				     "expect: [{from: web, to: name=db-*, deny: tcp/5000-6000}]";
	ck_assert_uint_eq(errors_with("plain.net", "plain.net", web), 0);
	ck_assert_uint_eq(errors_with("plain.net", "rule-added.net", web), 1);
	ck_assert_uint_eq(errors_with("rule-added.net", "plain.net", web), 0);
	ck_assert_uint_eq(errors_with("plain.net", "rule-added.net", narrow), 0);
}
END_TEST

START_TEST(breaks_are_compared_exactly)
{
	static const struct {
		const char *before[2], *now;
		bool news;
	} breaks[] = {
		{{"tcp/22"}, "tcp/22", false},
		{{"tcp/20-30"}, "tcp/22", false},
		{{"tcp/22"}, "tcp/22-23", true},
		{{"tcp/22", "tcp/23"}, "tcp/22-23", false},
		{{"any"}, "icmp/8/0", false},
		{{"tcp/22"}, "udp/22", true},
		{{"tcp/22"}, "tcp/22 from a to c", false},
		{{"tcp/22 from a to b"}, "tcp/22 from a to c", true},
		{{"tcp/22 from a to b"}, "tcp/22", true},
		{{"tcp/22 from a to c", "tcp/23"}, "tcp/22-23 from a to c", false},
		{{"tcp/22"}, "tcp/22 from a to c (IPv6)", true},
		{{"tcp/22 (IPv6)"}, "tcp/22 from a to c (IPv6)", false},
		{{"tcp/22 (IPv6)"}, "tcp/22", true},
		{{NULL}, "tcp/22", true},
		{{"what is that", ""}, "tcp/22", true},
	};
	for (size_t i = 0; i < COUNT_OF(breaks); i++) {
		struct arena a = ARENA_INIT;
		const char **news, *now[] = {breaks[i].now};
		size_t n_before = !breaks[i].before[0] ? 0 : breaks[i].before[1] ? 2 : 1;
		size_t n = breaks_beyond(&a, breaks[i].before, n_before, now, 1, &news);
		ck_assert_msg((n == 1) == breaks[i].news, "case %zu: %s", i, breaks[i].now);
		if (n)
			ck_assert_str_eq(news[0], breaks[i].now);
		arena_free(&a);
	}
}
END_TEST

START_TEST(what_is_new_of_it_is_said)
{
	static const char deny[] = "{groups: {web: [i-1, i-1b]},"
				   " expect: [{name: x, from: web, to: name=db-*, deny: tcp}]}";
	struct vck_net *before = load_script("plain.net"), *after = load_script("rule-added.net");
	struct vck_config *c;
	struct vck_error err;
	ck_assert_int_eq(vck_config_parse("t.yaml", deny, strlen(deny), NULL, &c, &err), VCK_OK);
	struct vck_report *r = diff(before, after, c);
	const struct vck_finding *f = util_finding(r, "expectation-failed");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_gt(f->n_breaks, 2);
	ck_assert_str_eq(f->evidence[0].text, "it did not hold before, but this is new: "
					      "tcp/3306-3307 from eni-1 to eni-2; "
					      "tcp/3306-3307 from eni-1 to eni-2b");
	vck_report_free(r);
	vck_config_free(c);
	vck_net_free(before);
	vck_net_free(after);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("diff");
	harness_case(s, "oracle", every_break_of_the_lab_is_told_as_it_is,
		     every_change_of_a_network_is_told_as_it_is);
	TCase *matrix = harness_tcase("matrix");
	tcase_add_loop_test(matrix, what_matrix_tells_two_networks_by_is_told, 0, COUNT_OF(cases));
	tcase_add_test(matrix, networks_of_the_rules_are_told_apart);
	suite_add_tcase(s, matrix);
	harness_case(s, "told", exposure_is_told_with_its_addresses, exposure_by_a_further_address,
		     ipv6_is_told_too, what_was_unknown_is_neither_opened_nor_closed,
		     what_a_snapshot_was_not_asked_for_is_noted,
		     an_account_that_was_not_asked_is_noted, what_passes_in_part_is_told,
		     other_ports_of_the_clients_are_noted, findings_are_new_or_gone,
		     what_is_gone_with_its_data_may_be_there_still,
		     expectations_that_the_change_breaks_are_new,
		     more_of_a_broken_expectation_is_new, what_is_new_of_it_is_said);
	harness_case(s, "breaks", breaks_are_compared_exactly);
	return harness_run(s);
}
