/* test_whatif.c - changes to a copy of a network, and fixes that are tried on it. */
#include "query_util.h"

#include "base/limits.h"
#include "load_util.h"
#include "model/edit.h"
#include "reach/reach.h"

#include <vpccheck/render.h>

/* ---- copies ---- */

static const char *told(struct arena *a, const struct net *net)
{
	struct vck_report *r = util_check((const struct vck_net *)net, NULL);
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < r->n_flows; i++)
		buf_printf(&b, "%s %s\n", r->flows[i].id, vck_verdict_name(r->flows[i].verdict));
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct vck_finding *f = &r->findings[i];
		buf_printf(&b, "%s %s %d %s %d\n", f->fingerprint, f->resource.id, (int)f->severity,
			   f->message, f->fix.verified);
		for (size_t k = 0; k < f->n_evidence; k++)
			buf_printf(&b, "\t%s\n", f->evidence[k].text);
	}
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	vck_report_free(r);
	return text;
}

/* No word of a copied object is the address of an original one. */
static int by_address(const void *a, const void *b)
{
	uintptr_t x = *(const uintptr_t *)a, y = *(const uintptr_t *)b;
	return (x > y) - (x < y);
}

static void scan(const struct net *net, const struct net *copy, const uintptr_t *old, size_t n)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list l = net_list(copy, (enum kind)kind);
		ck_assert_uint_eq(l.len, net_list(net, (enum kind)kind).len);
		for (size_t i = 0; i < l.len; i++)
			for (size_t at = 0;
			     l.items[i] && at + sizeof(uintptr_t) <= kind_info[kind].size;
			     at += sizeof(uintptr_t)) {
				uintptr_t word;
				memcpy(&word, (const char *)l.items[i] + at, sizeof word);
				ck_assert_msg(!bsearch(&word, old, n, sizeof word, by_address),
					      "%s: the pointer at %zu of %s leads back",
					      kind_info[kind].list_key, at, l.items[i]->id);
			}
	}
}

static void no_pointer_leads_back(const struct net *net, const struct net *copy)
{
	size_t n = 0, room = 0;
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		room += net_list(net, (enum kind)kind).len;
	uintptr_t *old = malloc(sizeof *old * (room + 1));
	ck_assert_ptr_nonnull(old);
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list l = net_list(net, (enum kind)kind);
		for (size_t i = 0; i < l.len; i++)
			old[n++] = (uintptr_t)l.items[i];
	}
	qsort(old, n, sizeof *old, by_address);
	scan(net, copy, old, n);
	free(old);
}

/* By its place, its id or its address it is the same object, with what belongs to it. */
static void made_when_asked_for(const struct net *net, const struct net *copy)
{
	for (size_t i = 0; i < net->network_interfaces.len; i += 2) {
		const struct network_interface *of = net->network_interfaces.items[i], *eni;
		const struct vpc *vpc =
			(const void *)net_counterpart(copy, of->vpc ? &of->vpc->o : NULL);
		const struct network_interface *owner =
			net_owner(net, of->vpc, of->private_ip).interface;
		eni = (const void *)net_counterpart(copy, &of->o);
		ck_assert_ptr_eq(eni, net_network_interface(copy, of->o.id));
		ck_assert_ptr_eq(eni->vpc, vpc);
		ck_assert_ptr_eq(net_owner(copy, vpc, of->private_ip).interface,
				 net_counterpart(copy, owner ? &owner->o : NULL));
		if (of->instance)
			ck_assert_ptr_eq(eni->instance, net_instance(copy, of->instance->o.id));
	}
	no_pointer_leads_back(net, copy);
}

static void copy_of(const char *path)
{
	struct arena a = ARENA_INIT;
	struct net *net = net_of_path(path);
	const char *before = told(&a, net);
	struct net *copy = net_copy(net);
	no_pointer_leads_back(net, copy);
	made_when_asked_for(net, copy);
	net_complete(copy);
	no_pointer_leads_back(net, copy);
	spoil_net(net);
	ck_assert_str_eq(told(&a, copy), before);
	net_free(copy);
	net_free(net);
	arena_free(&a);
}

START_TEST(a_copy_says_the_same_without_its_original)
{
	static const char *const shared[] = {"data/measured/demo",
					     "data/measured/multi_account_vpc_peering",
					     "data/ec2-lab/json"};
	copy_of(TESTDATA "/lab/healthy.json");
	copy_of(TESTDATA "/lab/broken.json");
	copy_of(TESTDATA "/ec2-server/rich.json");
	for (size_t i = 0; i < COUNT_OF(shared); i++) {
		char path[1024];
		snprintf(path, sizeof path, "%s/%s", SHARED_DATA, shared[i]);
		if (util_exists(path))
			copy_of(path);
		else
			fprintf(stderr, "%s is absent: left out\n", path);
	}
}
END_TEST

START_TEST(copies_of_all_codes_say_the_same)
{
	struct arena a = ARENA_INIT;
	const char **folders;
	size_t n = util_folders(&a, TESTDATA "/codes", &folders);
	for (size_t i = 0; i < n; i++)
		copy_of(arena_printf(&a, "%s/bad.json", folders[i]));
	arena_free(&a);
}
END_TEST

/* ---- edits ---- */

struct lab {
	struct net *net;
	struct whatif *w;
	const struct security_group *web2;
	const struct network_acl *acl2;
	const struct route_table *rtb1, *rtb2;
	const struct vpc *vpc1, *vpc2;
	const struct network_interface *eni1, *eni2;
};

static const struct object *named(const struct net *net, enum kind kind, const char *name)
{
	size_t n;
	const struct object *const *all = net_all(net, kind, &n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(name_tag(all[i]), name))
			return all[i];
	ck_abort_msg("there is no %s", name);
}

static const struct network_interface *primary(const struct net *net, const char *name)
{
	return ((const struct instance *)(const void *)named(net, KIND_INSTANCE, name))->primary;
}

static struct lab lab(const char *file)
{
	char path[512];
	snprintf(path, sizeof path, TESTDATA "/lab/%s", file);
	struct lab l = {.net = net_of_path(path)};
	l.w = whatif_new(l.net);
	l.eni1 = primary(l.net, "instance-1");
	l.eni2 = primary(l.net, "instance-2");
	l.web2 = l.eni2->group_set->groups.items[0];
	l.acl2 = l.eni2->subnet->network_acl;
	l.rtb1 = l.eni1->subnet->route_table;
	l.rtb2 = l.eni2->subnet->route_table;
	l.vpc1 = l.eni1->vpc;
	l.vpc2 = l.eni2->vpc;
	return l;
}

static void lab_end(struct lab *l)
{
	whatif_free(l->w);
	net_free(l->net);
}

static enum vck_verdict ping(const struct lab *l)
{
	struct arena a = ARENA_INIT;
	struct reach *r = reach_new(whatif_net(l->w));
	struct answer out;
	struct question q = {.packets = pktset_of(&a, (struct span){0x010800, 0x010800})};
	const struct network_interface *x =
		(const void *)net_counterpart(whatif_net(l->w), &l->eni1->o);
	const struct network_interface *y =
		(const void *)net_counterpart(whatif_net(l->w), &l->eni2->o);
	q.source = point_interface(x, x->private_ip);
	q.destination = point_interface(y, y->private_ip);
	reach_flow(r, &a, &q, &out, NULL);
	reach_free(r);
	arena_free(&a);
	return out.verdict;
}

static struct edit allow_ping(const struct lab *l)
{
	static struct cidr from;
	ck_assert(cidr_parse("10.1.0.0/16", &from));
	struct edit e = {.kind = EDIT_ALLOW, .on = &l->web2->o};
	e.permission.protocol = 1;
	e.permission.has_from = e.permission.has_to = true;
	e.permission.from_port = 8;
	e.permission.to_port = 0;
	e.permission.ip_ranges.items = &from;
	e.permission.ip_ranges.len = 1;
	return e;
}

START_TEST(an_edit_holds_until_it_is_taken_back)
{
	struct arena a = ARENA_INIT;
	struct lab l = lab("broken.json");
	net_complete(whatif_net(l.w));
	const char *before = told(&a, whatif_net(l.w));
	struct edit e = allow_ping(&l);
	ck_assert_int_eq(ping(&l), VCK_BLOCKED);
	for (int round = 0; round < 2; round++) {
		ck_assert(whatif_apply(l.w, &e, 1));
		ck_assert_int_eq(ping(&l), VCK_REACHABLE);
		whatif_undo(l.w);
		ck_assert_int_eq(ping(&l), VCK_BLOCKED);
	}
	ck_assert_str_eq(told(&a, whatif_net(l.w)), before);
	ck_assert_str_eq(told(&a, l.net), before);
	lab_end(&l);
	arena_free(&a);
}
END_TEST

static void refused(struct lab *l, struct edit e)
{
	ck_assert_msg(!whatif_apply(l->w, &e, 1), "edit %d was taken", (int)e.kind);
	whatif_undo(l->w);
}

START_TEST(what_aws_refuses_is_refused)
{
	struct lab l = lab("healthy.json");
	struct edit entry = {.kind = EDIT_ADD_ENTRY, .on = &l.acl2->o};
	entry.entry = l.acl2->entries.items[0]; /* its number is taken */
	refused(&l, entry);
	entry.entry.rule_number = 32767;
	refused(&l, entry);
	entry.kind = EDIT_REMOVE_ENTRY;
	entry.entry.rule_number = 4711;
	refused(&l, entry);
	const struct object *pcx = &l.net->vpc_peering_connections.items[0]->o;
	struct edit route = {.kind = EDIT_ADD_ROUTE, .on = &l.rtb1->o, .target = pcx};
	ck_assert(cidr_parse("10.2.0.0/16", &route.prefix)); /* there is one */
	refused(&l, route);
	route.kind = EDIT_REPLACE_ROUTE;
	ck_assert(cidr_parse("10.77.0.0/16", &route.prefix)); /* there is none */
	refused(&l, route);
	refused(&l, (struct edit){.kind = EDIT_ACCEPT_PEERING, .on = pcx}); /* it is active */
	refused(&l,
		(struct edit){.kind = EDIT_NEW_PEERING, .on = &l.vpc1->o, .target = &l.vpc1->o});
	refused(&l, (struct edit){.kind = EDIT_NEW_GATEWAY, .on = &l.vpc1->o}); /* it has one */
	refused(&l, (struct edit){.kind = EDIT_ASSOCIATE_ADDRESS,
				  .on = &l.eni2->o,
				  .address = l.eni1->public_ip}); /* somebody else's */
	refused(&l, (struct edit){.kind = EDIT_USE_TABLE,
				  .on = &l.eni1->subnet->o,
				  .target = &l.rtb2->o}); /* of another VPC */
	refused(&l, (struct edit){.kind = EDIT_START_INSTANCE, .on = &l.eni1->instance->o});
	ck_assert_int_eq(ping(&l), VCK_REACHABLE);
	lab_end(&l);
}
END_TEST

START_TEST(a_new_connection_carries_nothing_without_routes)
{
	struct lab l = lab("peering-deleted/bad.json");
	struct edit edits[3] = {
		{.kind = EDIT_NEW_PEERING, .on = &l.vpc1->o, .target = &l.vpc2->o},
		{.kind = EDIT_REPLACE_ROUTE, .on = &l.rtb1->o, .target_id = EDIT_NEW_PEERING_ID},
		{.kind = EDIT_REPLACE_ROUTE, .on = &l.rtb2->o, .target_id = EDIT_NEW_PEERING_ID}};
	ck_assert(cidr_parse("10.2.0.0/16", &edits[1].prefix));
	ck_assert(cidr_parse("10.1.0.0/16", &edits[2].prefix));
	for (size_t n = 1; n <= 3; n++) {
		ck_assert(whatif_apply(l.w, edits, n));
		ck_assert_int_eq(ping(&l), n < 3 ? VCK_BLOCKED : VCK_REACHABLE);
		whatif_undo(l.w);
	}
	ck_assert_ptr_null(
		net_find(whatif_net(l.w), KIND_VPC_PEERING_CONNECTION, EDIT_NEW_PEERING_ID));
	lab_end(&l);
}
END_TEST

/* ---- fixes ---- */

/* Codes whose fix is no single change to the network, so that it can't be tried. */
static bool beyond_trying(enum vck_code code)
{
	static const enum vck_code codes[] = {VCK_ADDRESS_UNOWNED,      VCK_DATA_MISSING,
					      VCK_ENDPOINT_NOT_SERVED,  VCK_INTERFACE_NOT_IN_USE,
					      VCK_LB_NO_TARGET,         VCK_NAT_UNAVAILABLE,
					      VCK_PEERING_CIDR_OVERLAP, VCK_PEERING_EDGE_TO_EDGE,
					      VCK_ROUTE_AMBIGUOUS,      VCK_UNSUPPORTED_COMPONENT};
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		if (codes[i] == code)
			return true;
	return false;
}

/* AWS is at work on it, or the blocks overlap: there is nothing to do now. */
static bool only_waits(const struct vck_finding *f)
{
	return f->code == VCK_PEERING_NOT_ACTIVE && !f->fix.proposal.n_commands;
}

static size_t verified_in(struct arena *a, const char *parent)
{
	const char **folders;
	size_t n = util_folders(a, parent, &folders), verified = 0;
	for (size_t i = 0; i < n; i++) {
		struct vck_report *r;
		if (!util_exists(arena_printf(a, "%s/bad.json", folders[i])))
			continue;
		r = util_report_of(a, folders[i], "bad.json");
		for (size_t k = 0; k < r->n_findings; k++) {
			const struct vck_finding *f = &r->findings[k];
			const char *code = vck_code_info(f->code)->code;
			/* what an expectation fails of is found beside it, and mended there */
			if (!f->n_flows || f->code == VCK_EXPECTATION_FAILED)
				continue;
			ck_assert_msg(f->fix.proposal.summary ||
					      f->code == VCK_UNSUPPORTED_COMPONENT,
				      "%s: %s has no fix", folders[i], code);
			if (beyond_trying(f->code) || only_waits(f)) {
				ck_assert_msg(!f->fix.verified, "%s: %s", folders[i], code);
				continue;
			}
			ck_assert_msg(f->fix.verified, "%s: the fix of %s is not proved: %s",
				      folders[i], code,
				      f->fix.proposal.unverified ? f->fix.proposal.unverified
								 : "-");
			verified++;
		}
		vck_report_free(r);
	}
	return verified;
}

START_TEST(each_fix_that_can_be_tried_holds)
{
	struct arena a = ARENA_INIT;
	ck_assert_uint_gt(verified_in(&a, TESTDATA "/codes"), 20);
	ck_assert_uint_gt(verified_in(&a, TESTDATA "/lab"), 20);
	ck_assert_uint_gt(verified_in(&a, TESTDATA "/lab/combinations"), 20);
	arena_free(&a);
}
END_TEST

static struct vck_finding *lint_of(struct vck_report *r, enum vck_code code)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == code && !r->findings[i].n_flows)
			return &r->findings[i];
	return NULL;
}

/* Nobody asked: what the lint is about is asked of the copy. */
START_TEST(fixes_of_lints_are_tried)
{
	static const enum vck_code codes[] = {VCK_SG_OPEN_TO_WORLD, VCK_LB_HEALTH_CHECK_BLOCKED};
	struct arena a = ARENA_INIT;
	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		const char *code = vck_code_info(codes[i])->code;
		struct vck_report *r = util_report_of(
			&a, arena_printf(&a, TESTDATA "/codes/%s", code), "bad.json");
		const struct vck_finding *f = lint_of(r, codes[i]);
		ck_assert_ptr_nonnull(f);
		ck_assert_msg(f->fix.verified, "%s: %s", code,
			      f->fix.proposal.unverified ? f->fix.proposal.unverified : "-");
		vck_report_free(r);
	}
	arena_free(&a);
}
END_TEST

/* Of a network that is too large no copy is made, and the fix says that it was not tried. */
START_TEST(a_very_large_network_is_not_copied)
{
	struct buf b = BUF_INIT, lab = BUF_INIT;
	struct vck_error err;
	struct loader *l = loader_new();
	buf_puts(&b, "{\"PrefixLists\": [");
	for (int i = 0; i <= LIMIT_TRIED_OBJECTS; i++)
		buf_printf(&b, "%s{\"PrefixListId\": \"pl-%d\"}", i ? "," : "", i);
	buf_puts(&b, "]}");
	ck_assert_int_eq(file_read(TESTDATA "/lab/no-icmp-rule/bad.json", 1 << 20, &lab, &err),
			 VCK_OK);
	ck_assert_int_eq(loader_add_memory(l, "lists.json", buf_str(&b), b.len, &err), VCK_OK);
	ck_assert_int_eq(loader_add_memory(l, "lab.json", buf_str(&lab), lab.len, &err), VCK_OK);
	struct net *net = finish_net(l);
	struct vck_report *r = util_check((const struct vck_net *)net, "ping");
	const struct vck_finding *f = util_finding(r, "sg-ingress-denied");
	ck_assert_ptr_nonnull(f);
	ck_assert(!f->fix.verified);
	ck_assert_ptr_nonnull(strstr(f->fix.proposal.unverified, "not tried"));
	ck_assert(r->n_notes && strstr(r->notes[r->n_notes - 1], "of more than 500000 resources"));
	vck_report_free(r);
	net_free(net);
	buf_free(&b);
	buf_free(&lab);
}
END_TEST

START_TEST(a_fix_that_is_not_enough_says_what_is_left)
{
	/* entry 90 denies echo requests; behind it nothing but the final deny is left */
	struct arena a = ARENA_INIT;
	struct vck_net *net = util_load(TESTDATA "/lab/nacl-no-echo/bad.json");
	struct vck_report *r = util_check(net, NULL);
	const struct vck_finding *f = util_finding(r, "nacl-ingress-denied");
	ck_assert_ptr_nonnull(f);
	ck_assert(f->fix.verified);
	for (size_t i = 0; i < f->fix.n_alternatives; i++)
		ck_assert(f->fix.alternatives[i].verified !=
			  (f->fix.alternatives[i].unverified != NULL));
	vck_report_free(r);
	vck_net_free(net);
	arena_free(&a);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("whatif");
	harness_case(s, "copies", a_copy_says_the_same_without_its_original,
		     copies_of_all_codes_say_the_same);
	harness_case(s, "edits", an_edit_holds_until_it_is_taken_back, what_aws_refuses_is_refused,
		     a_new_connection_carries_nothing_without_routes);
	harness_case(s, "fixes", each_fix_that_can_be_tried_holds, fixes_of_lints_are_tried,
		     a_very_large_network_is_not_copied,
		     a_fix_that_is_not_enough_says_what_is_left);
	return harness_run(s);
}
