/* filters.c - groups and network ACLs as terms over the packet. */
#include "z3/encode.h"

#include "net/pktset.h"

#include <stdio.h>
#include <string.h>

/* ---- R40..R46: security groups ---- */

static void put_ports(struct buf *b, int from, int to)
{
	buf_printf(b, "(and (bvuge v #x%04x) (bvule v #x%04x))", (unsigned)from & 0xffff,
		   (unsigned)to & 0xffff);
}

/* Type and code, each -1: any. Not a range (R42). */
static void put_icmp(struct buf *b, int type, int code)
{
	buf_puts(b, "(and true");
	if (type != -1)
		buf_printf(b, " (= ((_ extract 15 8) v) #x%02x)", (unsigned)type & 0xff);
	if (code != -1)
		buf_printf(b, " (= ((_ extract 7 0) v) #x%02x)", (unsigned)code & 0xff);
	buf_putc(b, ')');
}

/* R41, R42 */
static void put_rule_service(struct buf *b, const struct ip_permission *r)
{
	if (r->protocol == PROTO_ANY) {
		buf_puts(b, "true");
		return;
	}
	if (r->protocol < 0) {
		buf_puts(b, "false");
		return;
	}
	buf_printf(b, "(and (= p #x%02x) ", (unsigned)r->protocol);
	if ((r->protocol == PROTO_TCP || r->protocol == PROTO_UDP) && r->has_from && r->has_to)
		put_ports(b, r->from_port, r->to_port);
	else if (r->protocol == PROTO_ICMP || r->protocol == PROTO_ICMPV6)
		put_icmp(b, r->has_from ? r->from_port : -1, r->has_to ? r->to_port : -1);
	else
		buf_puts(b, "true");
	buf_putc(b, ')');
}

/* R42: icmp is of IPv4, icmpv6 of IPv6, whatever range stands beside it. */
static bool family_fits(const struct ip_permission *r, struct cidr c)
{
	return !(r->protocol == PROTO_ICMP && c.family == IPV6) &&
	       !(r->protocol == PROTO_ICMPV6 && c.family == IPV4);
}

static void put_range(struct buf *b, const struct ip_permission *r, struct cidr c)
{
	if (!family_fits(r, c))
		return;
	buf_putc(b, ' ');
	put_covers(b, c, "peer");
}

/* R45: one without entries may hold the peer, if it is of the peer's family. */
static void put_list(struct buf *b, const struct ip_permission *r, const struct prefix_list *l,
		     bool possible)
{
	if (l && l->entries_known) {
		for (size_t i = 0; i < l->entries.len; i++)
			put_range(b, r, l->entries.items[i]);
		return;
	}
	if (!possible)
		return;
	if (l && str_eq(l->address_family, "IPv4"))
		buf_puts(b, " (= ((_ extract 128 128) peer) #b0)");
	else if (l && str_eq(l->address_family, "IPv6"))
		buf_puts(b, " (= ((_ extract 128 128) peer) #b1)");
	else
		buf_puts(b, " true");
}

/* R44 */
static bool is_stale(const struct net *net, const struct user_id_group_pair *pair)
{
	(void)net;
	return pair->peering_status && !str_eq(pair->peering_status, "active");
}

static bool carries(const struct network_interface *e, const char *group_id)
{
	for (size_t i = 0; i < e->group_set->group_ids.len; i++)
		if (str_eq(e->group_set->group_ids.items[i], group_id))
			return true;
	return false;
}

/* R43: x is the interface at the other end where references count, else 0. */
static void put_pair(const struct net *net, struct buf *b, const struct user_id_group_pair *pair)
{
	if (is_stale(net, pair))
		return;
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *e = net->network_interfaces.items[i];
		if (carries(e, pair->group_id))
			buf_printf(b, " (= x #x%02x)", number_of(&e->o));
	}
}

static void put_permission(const struct net *net, struct buf *b, const struct ip_permission *r,
			   bool possible)
{
	buf_puts(b, "\n   (and ");
	put_rule_service(b, r);
	buf_puts(b, " (or false");
	for (size_t i = 0; i < r->ip_ranges.len; i++)
		put_range(b, r, r->ip_ranges.items[i]);
	for (size_t i = 0; i < r->ipv6_ranges.len; i++)
		put_range(b, r, r->ipv6_ranges.items[i]);
	for (size_t i = 0; i < r->prefix_lists.len; i++)
		put_list(b, r, r->prefix_lists.items[i].prefix_list, possible);
	for (size_t i = 0; i < r->group_pairs.len; i++)
		put_pair(net, b, &r->group_pairs.items[i]);
	buf_puts(b, "))");
}

static void group(const struct net *net, struct buf *b, const struct security_group *g, bool egress,
		  bool possible)
{
	size_t len = egress ? g->egress.len : g->ingress.len;
	const struct ip_permission *rules = egress ? g->egress.items : g->ingress.items;

	buf_printf(b, "(define-fun group%u_%s_%c ((peer A) (x N) (p P) (v V)) Bool (or false",
		   number_of(&g->o), egress ? "out" : "in", possible ? 'p' : 'c');
	for (size_t i = 0; i < len; i++)
		put_permission(net, b, &rules[i], possible);
	buf_puts(b, "))\n");
}

/* The union over an interface's groups; one without any is not filtered (R13). */
static void put_groups(struct buf *b, const struct network_interface *e, bool egress, bool possible)
{
	if (!e->group_set->group_ids.len) {
		buf_puts(b, "true");
		return;
	}
	buf_puts(b, "(or false");
	for (size_t i = 0; i < e->group_set->groups.len; i++)
		buf_printf(b, " (group%u_%s_%c peer x p v)",
			   number_of(&e->group_set->groups.items[i]->o), egress ? "out" : "in",
			   possible ? 'p' : 'c');
	if (possible && group_set_lacks(e->group_set, egress))
		buf_puts(b, " true");
	buf_putc(b, ')');
}

/* R82: has the rule a range, or a list that may have one, of this family? References need a way. */
static bool names_ranges(const struct ip_permission *r, bool six)
{
	size_t ranges = six ? r->ipv6_ranges.len : r->ip_ranges.len;

	if ((six && r->protocol == PROTO_ICMP) || (!six && r->protocol == PROTO_ICMPV6))
		return false;
	for (size_t i = 0; i < r->prefix_lists.len; i++) {
		const struct prefix_list *l = r->prefix_lists.items[i].prefix_list;
		ranges += !l || !str_eq(l->address_family, six ? "IPv4" : "IPv6");
	}
	return ranges > 0;
}

/* R82: is there anybody of whom the groups take the packet? */
static void put_takes(struct buf *b, const struct network_interface *e, bool six)
{
	buf_printf(b, "(define-fun sg%u_takes%c ((p P) (v V)) Bool (or %s", number_of(&e->o),
		   six ? '6' : '4',
		   group_set_lacks(e->group_set, false) || !e->group_ids.len ? "true" : "false");
	for (size_t i = 0; i < e->group_set->groups.len; i++) {
		const struct security_group *g = e->group_set->groups.items[i];
		for (size_t k = 0; k < g->ingress.len; k++) {
			if (!names_ranges(&g->ingress.items[k], six))
				continue;
			buf_putc(b, ' ');
			put_rule_service(b, &g->ingress.items[k]);
		}
	}
	buf_puts(b, "))\n");
}

static void groups(const struct net *net, struct buf *b)
{
	for (size_t i = 0; i < net->security_groups.len; i++)
		for (unsigned k = 0; k < 4; k++)
			group(net, b, net->security_groups.items[i], k / 2, k % 2);
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *e = net->network_interfaces.items[i];
		for (unsigned k = 0; k < 4; k++) {
			buf_printf(b, "(define-fun sg%u_%s_%c ((peer A) (x N) (p P) (v V)) Bool ",
				   number_of(&e->o), k / 2 ? "out" : "in", k % 2 ? 'p' : 'c');
			put_groups(b, e, k / 2, k % 2);
			buf_puts(b, ")\n");
		}
		put_takes(b, e, false);
		put_takes(b, e, true);
	}
}

/* ---- R50..R54: network ACLs ---- */

static void put_entry_match(struct buf *b, const struct network_acl_entry *e)
{
	buf_puts(b, "(and ");
	put_covers(b, e->cidr, "peer");
	if (e->protocol != PROTO_ANY)
		buf_printf(b, " (= p #x%02x)", (unsigned)e->protocol & 0xff);
	if ((e->protocol == PROTO_TCP || e->protocol == PROTO_UDP) && e->has_ports) {
		buf_putc(b, ' ');
		put_ports(b, e->from_port, e->to_port);
	}
	if (e->has_icmp && (e->protocol == PROTO_ICMP ||
			    (e->protocol == PROTO_ICMPV6 && e->cidr.family == IPV6))) {
		buf_putc(b, ' ');
		put_icmp(b, e->icmp_type, e->icmp_code);
	}
	buf_putc(b, ')');
}

/* The entry with the lowest number of those that are left; NULL: none. Ties: as they stand. */
static const struct network_acl_entry *next_entry(const struct network_acl *acl, bool egress,
						  const struct network_acl_entry *after)
{
	const struct network_acl_entry *best = NULL;

	for (size_t i = 0; i < acl->entries.len; i++) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		bool later = !after || e->rule_number > after->rule_number ||
			     (e->rule_number == after->rule_number && e > after);
		if (e->egress == egress && later && (!best || e->rule_number < best->rule_number))
			best = e;
	}
	return best;
}

/* First match wins: an ite for each entry, in the order of their numbers. */
static void acl_direction(struct buf *b, const struct network_acl *acl, bool egress)
{
	const struct network_acl_entry *e = next_entry(acl, egress, NULL);
	unsigned open = 0;

	buf_printf(b, "(define-fun acl%u_%s ((peer A) (p P) (v V)) Bool", number_of(&acl->o),
		   egress ? "out" : "in");
	for (; e; e = next_entry(acl, egress, e), open++) {
		buf_puts(b, "\n (ite ");
		put_entry_match(b, e);
		buf_puts(b, e->allow ? " true" : " false");
	}
	buf_puts(b, " false");
	while (open--)
		buf_putc(b, ')');
	buf_puts(b, ")\n");
}

static void acls(const struct net *net, struct buf *b)
{
	static const char *const heads[] = {"nacl_in_c", "nacl_in_p", "nacl_out_c", "nacl_out_p"};

	for (size_t i = 0; i < net->network_acls.len; i++) {
		acl_direction(b, net->network_acls.items[i], false);
		acl_direction(b, net->network_acls.items[i], true);
	}
	for (unsigned k = 0; k < 4; k++) {
		char head[80];
		snprintf(head, sizeof head, "%s ((s N) (peer A) (p P) (v V)) Bool", heads[k]);
		struct chain c = chain_begin(b, head, "s");
		for (size_t i = 0; i < net->subnets.len; i++) {
			const struct subnet *s = net->subnets.items[i];
			chain_case(&c, number_of(&s->o));
			if (s->network_acl)
				buf_printf(b, "(acl%u_%s peer p v)", number_of(&s->network_acl->o),
					   k / 2 ? "out" : "in");
			else /* R54 */
				buf_puts(b, k % 2 ? "true" : "false");
		}
		chain_end(&c, "true");
	}
}

void encode_filters(const struct net *net, struct buf *b)
{
	groups(net, b);
	acls(net, b);
}
