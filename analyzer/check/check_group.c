/* check_group.c - rules of security groups that never match. */
#include "check/checks.h"

#include "check/fix.h"
#include "check/nearest.h"

#include <string.h>

/* ---- rules that never match ---- */

struct trap {
	enum vck_code code;
	const char *message;
};

static const struct trap stale_trap = {VCK_SG_RULE_STALE, "security group %s has a stale rule"};
static const struct trap reference_trap = {VCK_SG_REFERENCE_UNSUPPORTED,
					   "security group %s names a group that can't match"};
static const struct trap icmp_trap = {VCK_SG_ICMP_MISMATCH,
				      "security group %s has an ICMP rule that no ping matches"};

static void say_trap(struct checker *c, const struct security_group *g, struct draft **draft,
		     const struct trap *t, const struct ip_permission *r, bool egress,
		     const char *why)
{
	if (!*draft) {
		*draft = finding_lint(c, t->code, VCK_SEVERITY_WARNING, &g->o, "");
		if (!*draft)
			return;
		struct buf b = BUF_INIT;
		const char *at = t->message;
		for (; *at && !(at[0] == '%' && at[1] == 's'); at++)
			buf_putc(&b, *at);
		buf_puts(&b, label(c->arena, &g->o));
		buf_puts(&b, *at ? at + 2 : "");
		(*draft)->message = arena_strdup(c->arena, buf_str(&b));
		buf_free(&b);
	}
	say_evidence(*draft, c, g->o.id, "%s (%s)", permission_words(c->arena, r, egress), why);
}

static bool group_is_gone(const struct checker *c, const struct security_group *g,
			  const struct user_id_group_pair *pair)
{
	return !pair->group && pair->vpc_peering_connection_id && pair->group_id &&
	       str_eq(pair->user_id, g->o.account) &&
	       net_knows(c->net, KIND_SECURITY_GROUP, pair->user_id, NULL);
}

static bool lets_ping_in(const struct security_group *g)
{
	for (size_t i = 0; i < g->ingress.len; i++) {
		const struct ip_permission *r = &g->ingress.items[i];
		bool icmp = r->protocol == PROTO_ICMP || r->protocol == PROTO_ICMPV6;
		if (r->protocol == PROTO_ANY || (icmp && !icmp_mismatch(r, FAMILY_NONE) &&
						 (!r->has_from || r->from_port < 0 ||
						  r->from_port == 8 || r->from_port == 128)))
			return true;
	}
	return false;
}

/* The rule with this one reference is taken away; the first says what for. */
static void fix_reference(struct checker *c, struct draft *d, const struct security_group *g,
			  const struct ip_permission *r, struct user_id_group_pair *pair,
			  bool egress, const char *summary)
{
	struct ip_permission one = *r;
	memset(&one.ip_ranges, 0, sizeof one.ip_ranges);
	memset(&one.ipv6_ranges, 0, sizeof one.ipv6_ranges);
	memset(&one.prefix_lists, 0, sizeof one.prefix_lists);
	one.group_pairs.items = pair;
	one.group_pairs.len = 1;
	if (!d)
		return;
	if (!d->proposals.len)
		say_fix(d, c, "%s", summary);
	fix_revoke(d, c, g, egress, &one);
}

/* The range that a group reference stood for, before the reference goes. */
static void fix_name_range(struct checker *c, struct draft *d, const struct security_group *g,
			   const struct ip_permission *r, const struct user_id_group_pair *pair,
			   bool egress)
{
	const struct vpc *v = pair->group ? pair->group->vpc : NULL;
	struct ip_permission one = *r;
	if (!d || !v || !v->cidr_block.family)
		return;
	struct cidr block = v->cidr_block;
	memset(&one.ipv6_ranges, 0, sizeof one.ipv6_ranges);
	memset(&one.prefix_lists, 0, sizeof one.prefix_lists);
	memset(&one.group_pairs, 0, sizeof one.group_pairs);
	one.ip_ranges.items = arena_memdup(c->arena, &block, sizeof block);
	one.ip_ranges.len = 1;
	if (!d->proposals.len)
		say_fix(d, c, "name the other VPC's range instead of its group");
	say_command(d, c, &g->o, "authorize-security-group-%s --group-id %s --ip-permissions '%s'",
		    egress ? "egress" : "ingress", g->o.id, one_permission(c->arena, &one, g));
}

/* An echo request instead of what can't be one, from the same ranges of its own family. */
static void fix_icmp(struct checker *c, struct draft *d, const struct security_group *g,
		     const struct ip_permission *r)
{
	if (!d)
		return;
	if (!d->proposals.len)
		say_fix(d, c, "allow echo requests: icmp type 8, over IPv6 icmpv6 type 128");
	for (size_t i = 0; i < r->ip_ranges.len + r->ipv6_ranges.len; i++) {
		bool v6 = i >= r->ip_ranges.len;
		struct ip_permission one = {.protocol = v6 ? PROTO_ICMPV6 : PROTO_ICMP,
					    .has_from = true,
					    .has_to = true,
					    .from_port = v6 ? 128 : 8,
					    .to_port = 0};
		one.ip_ranges.items = v6 ? NULL : &r->ip_ranges.items[i];
		one.ip_ranges.len = !v6;
		one.ipv6_ranges.items = v6 ? &r->ipv6_ranges.items[i - r->ip_ranges.len] : NULL;
		one.ipv6_ranges.len = v6;
		say_command(d, c, &g->o,
			    "authorize-security-group-ingress --group-id %s --ip-permissions '%s'",
			    g->o.id, one_permission(c->arena, &one, g));
	}
}

static void references(struct checker *c, const struct security_group *g,
		       const struct ip_permission *r, bool egress, struct draft **stale,
		       struct draft **unsupported)
{
	for (size_t k = 0; k < r->group_pairs.len; k++) {
		struct user_id_group_pair *pair = &r->group_pairs.items[k];
		const char *why = stale_reference(c->arena, pair);
		if (!why && group_is_gone(c, g, pair))
			why = arena_printf(c->arena, "stale: %s is gone", pair->group_id);
		if (why) {
			say_trap(c, g, stale, &stale_trap, r, egress, why);
			fix_reference(c, *stale, g, r, pair, egress, "remove the stale rule");
		} else if ((why = unsupported_reference(c->arena, g, pair))) {
			say_trap(c, g, unsupported, &reference_trap, r, egress, why);
			fix_name_range(c, *unsupported, g, r, pair, egress);
			fix_reference(c, *unsupported, g, r, pair, egress,
				      "name the other VPC's range instead of its group");
		}
	}
}

void check_group_traps(struct checker *c)
{
	for (size_t i = 0; i < c->net->security_groups.len; i++) {
		const struct security_group *g = c->net->security_groups.items[i];
		struct draft *stale = NULL, *unsupported = NULL, *icmp = NULL;
		bool ping = lets_ping_in(g);
		for (size_t k = 0; k < g->ingress.len; k++) {
			const struct ip_permission *r = &g->ingress.items[k];
			const char *why = ping ? NULL : icmp_mismatch(r, FAMILY_NONE);
			references(c, g, r, false, &stale, &unsupported);
			if (!why)
				continue;
			say_trap(c, g, &icmp, &icmp_trap, r, false, why);
			fix_icmp(c, icmp, g, r);
		}
		for (size_t k = 0; k < g->egress.len; k++)
			references(c, g, &g->egress.items[k], true, &stale, &unsupported);
	}
}
