/* check_group.c - rules of security groups that never match, or match the whole world. */
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

/* ---- open to the world ---- */

static bool names_world(const struct ip_permission *r, uint8_t family)
{
	size_t len = family == IPV6 ? r->ipv6_ranges.len : r->ip_ranges.len;
	const struct cidr *items = family == IPV6 ? r->ipv6_ranges.items : r->ip_ranges.items;
	for (size_t i = 0; i < len; i++)
		if (items[i].len == 0 && items[i].family == family)
			return true;
	return false;
}

/* What is open that should hardly ever be: NULL, "everything", "tcp/22", "tcp/3389". */
static const char *too_open(const struct ip_permission *r, uint32_t *packet)
{
	static const struct {
		int port;
		const char *text;
	} ports[] = {{22, "tcp/22"}, {3389, "tcp/3389"}};
	*packet = 0x060016;
	if (r->protocol == PROTO_ANY)
		return "everything";
	for (size_t i = 0; i < COUNT_OF(ports); i++)
		if (r->protocol == PROTO_TCP && r->from_port <= ports[i].port &&
		    ports[i].port <= r->to_port) {
			*packet = 0x060000u | (uint32_t)ports[i].port;
			return ports[i].text;
		}
	return NULL;
}

const char *open_to_world(const struct ip_permission *r)
{
	uint32_t packet;
	return names_world(r, IPV4) ? too_open(r, &packet) : NULL;
}

/* The address by which the internet may reach it at all; FAMILY_NONE: none. */
static struct ip outward_address(const struct network_interface *n, uint8_t family)
{
	struct ip none = {0, FAMILY_NONE};
	if (!query_subnet_is_public(n->subnet))
		return none;
	if (family == IPV6)
		return n->ipv6.len ? n->ipv6.items[0] : none;
	return interface_facing_internet(n);
}

/* Does a host on the internet get this packet through to the interface? */
static bool world_reaches(struct checker *c, const struct network_interface *n, struct ip address,
			  uint32_t packet)
{
	uint8_t family = address.family;
	u128 host = family == IPV6 ? (u128)0x2600 << 112 : (u128)0xcb007107; /* 203.0.113.7 */
	struct arena scratch = ARENA_INIT;
	struct answer a;
	struct question q = {.packets = pktset_of(&scratch, (struct span){packet, packet})};
	q.source = point_host(POINT_INTERNET, (struct ip_range){host, host, family});
	q.destination = point_interface(n, address);
	reach_flow(c->reach, &scratch, &q, &a, NULL);
	bool passes = a.verdict == VCK_REACHABLE || a.verdict == VCK_PARTIAL;
	arena_free(&scratch);
	return passes;
}

static const struct network_interface *exposed(struct checker *c, const struct security_group *g,
					       uint8_t family, uint32_t packet)
{
	enum { ASKED = 64 }; /* of thousands that carry one group, these tell enough */
	size_t asked = 0;
	for (size_t i = 0; i < g->interfaces.len && asked < ASKED; i++) {
		const struct network_interface *n = g->interfaces.items[i];
		struct ip address = outward_address(n, family);
		if (!address.family)
			continue;
		if (world_reaches(c, n, address, packet))
			return n;
		asked++;
	}
	return NULL;
}

/* After something narrower is in place the rule for everybody goes. */
static void fix_open(struct checker *c, struct draft *d, const struct security_group *g,
		     const struct ip_permission *r, uint8_t family)
{
	struct cidr all = {0, 0, family};
	struct ip_permission one = *r;
	memset(&one.ip_ranges, 0, sizeof one.ip_ranges);
	memset(&one.ipv6_ranges, 0, sizeof one.ipv6_ranges);
	memset(&one.prefix_lists, 0, sizeof one.prefix_lists);
	memset(&one.group_pairs, 0, sizeof one.group_pairs);
	if (family == IPV6) {
		one.ipv6_ranges.items = &all;
		one.ipv6_ranges.len = 1;
	} else {
		one.ip_ranges.items = &all;
		one.ip_ranges.len = 1;
	}
	fix_revoke(d, c, g, false, &one);
}

static void lint_open(struct checker *c, const struct security_group *g,
		      const struct ip_permission *r, uint8_t family, struct draft **draft)
{
	uint32_t packet;
	const char *what = names_world(r, family) ? too_open(r, &packet) : NULL;
	const struct network_interface *n = what ? exposed(c, g, family, packet) : NULL;
	if (!n)
		return;
	if (!*draft) {
		*draft = finding_lint(c, VCK_SG_OPEN_TO_WORLD, VCK_SEVERITY_WARNING, &g->o, what);
		if (!*draft)
			return;
		say(*draft, c, "security group %s lets the whole internet reach %s on %s",
		    label(c->arena, &g->o), where_words(c->arena, n), what);
		say_fix(*draft, c,
			"let in where it is used from (for EC2 Instance Connect its managed prefix "
			"list), then take the rule for everybody away");
	}
	say_evidence(*draft, c, g->o.id, "%s", permission_words(c->arena, r, false));
	fix_open(c, *draft, g, r, family);
}

void check_group_open(struct checker *c)
{
	for (size_t i = 0; i < c->net->security_groups.len; i++) {
		const struct security_group *g = c->net->security_groups.items[i];
		struct draft *d = NULL;
		for (size_t k = 0; k < g->ingress.len; k++) {
			lint_open(c, g, &g->ingress.items[k], IPV4, &d);
			lint_open(c, g, &g->ingress.items[k], IPV6, &d);
		}
	}
}
