/* filters.c - network ACLs (R50-R54) and security groups (R40-R46), one packet at a time. */
#include "base/str.h"
#include "net/pktset.h"
#include "oracle/walk.h"

/* R50: the one that is associated, else the VPC's default one. */
const struct network_acl *oracle_nacl_of(const struct net *net, const struct subnet *subnet)
{
	const struct network_acl *fallback = NULL;

	for (size_t i = 0; i < net->network_acls.len; i++) {
		const struct network_acl *acl = net->network_acls.items[i];
		for (size_t k = 0; k < acl->associations.len; k++)
			if (str_eq(acl->associations.items[k].subnet_id, subnet->o.id))
				return acl;
		if (acl->is_default && subnet->vpc && acl->vpc == subnet->vpc)
			fallback = acl;
	}
	if (fallback)
		rule_cite(50);
	return fallback;
}

static bool port_within(unsigned value, int from, int to)
{
	return (int)value >= from && (int)value <= to;
}

static bool icmp_fits(unsigned value, int type, int code)
{
	return (type == -1 || type == (int)(value >> 8)) &&
	       (code == -1 || code == (int)(value & 255));
}

/* R52 */
static bool entry_fits(const struct network_acl_entry *e, struct ip peer, const struct packet *p)
{
	if (!cidr_covers(e->cidr, peer))
		return false;
	if (e->protocol == PROTO_ANY)
		return true;
	if (e->protocol != (int)p->protocol)
		return false;
	rule_cite(52);
	if (p->protocol == PROTO_TCP || p->protocol == PROTO_UDP)
		return !e->has_ports || port_within(p->value, e->from_port, e->to_port);
	if (p->protocol == PROTO_ICMP ||
	    (p->protocol == PROTO_ICMPV6 && e->cidr.family == IPV6)) /* R52 */
		return !e->has_icmp || icmp_fits(p->value, e->icmp_type, e->icmp_code);
	return true;
}

/* R51: of the entries that fit, the lowest number decides. */
enum tri oracle_nacl(const struct walk *w, const struct subnet *subnet, bool egress)
{
	const struct network_acl *acl = subnet ? oracle_nacl_of(w->net, subnet) : NULL;
	const struct network_acl_entry *first = NULL;
	struct ip peer = egress ? w->packet.destination : w->packet.source;

	if (!acl) {
		rule_cite(54);
		return TRI_UNKNOWN;
	}
	for (size_t i = 0; i < acl->entries.len; i++) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		if (e->egress == egress && entry_fits(e, peer, &w->packet) &&
		    (!first || e->rule_number < first->rule_number))
			first = e;
	}
	return first && first->allow ? TRI_PASS : TRI_BLOCK;
}

/* R41, R42 */
static bool permission_fits(const struct ip_permission *rule, const struct packet *p)
{
	if (rule->protocol == PROTO_ANY)
		rule_cite(41);
	if (rule->protocol == PROTO_ANY)
		return true;
	if (rule->protocol != (int)p->protocol)
		return false;
	int from = rule->has_from ? rule->from_port : -1, to = rule->has_to ? rule->to_port : -1;
	if (p->protocol == PROTO_TCP || p->protocol == PROTO_UDP)
		return from == -1 || port_within(p->value, from, to);
	if (p->protocol == PROTO_ICMP || p->protocol == PROTO_ICMPV6)
		rule_cite(42);
	if (p->protocol == PROTO_ICMP || p->protocol == PROTO_ICMPV6) /* of its own family alone */
		return (p->protocol == PROTO_ICMP) == (p->source.family == IPV4) &&
		       icmp_fits(p->value, from, to);
	return true;
}

static bool carries(const struct network_interface *eni, const char *group_id)
{
	for (size_t i = 0; i < eni->group_set->group_ids.len; i++)
		if (str_eq(eni->group_set->group_ids.items[i], group_id))
			return true;
	return false;
}

/* R43: which ways keep a reference. */
static bool reference_holds(const struct walk *w, bool egress)
{
	if (w->public_way || w->middleboxes)
		return false;
	if (w->peerings + w->transits > 1)
		return false;
	if (w->peerings)
		return w->peering->state == PEERING_ACTIVE && !w->region_changed;
	if (w->transits)
		return !egress && w->transit_references && !w->region_changed;
	return true;
}

/* R44 */
static bool pair_is_stale(const struct user_id_group_pair *pair)
{
	if ((!pair->peering_status || str_eq(pair->peering_status, "active")) &&
	    (!pair->peering || pair->peering->state == PEERING_ACTIVE))
		return false;
	rule_cite(44);
	return true;
}

static enum tri pair_fits(const struct walk *w, const struct user_id_group_pair *pair, bool egress,
			  const struct network_interface *peer, bool certain)
{
	if (!peer)
		return TRI_BLOCK;
	if (pair_is_stale(pair) || !carries(peer, pair->group_id))
		return TRI_BLOCK;
	if (peer == w->via_balancer && !egress) /* R85: whoever's address it calls with */
		return certain && !reference_holds(w, egress) ? TRI_BLOCK : TRI_PASS;
	if (!oracle_has(peer, egress ? w->packet.destination : w->packet.source))
		return TRI_BLOCK;
	if (!certain && !w->middleboxes)
		return TRI_UNKNOWN;
	rule_cite(43);
	return reference_holds(w, egress) ? TRI_PASS : TRI_BLOCK;
}

static enum tri list_fits(const struct prefix_list *list, struct ip peer)
{
	rule_cite(45);
	if (list && str_eq(list->address_family, peer.family == IPV4 ? "IPv6" : "IPv4"))
		return TRI_BLOCK; /* R46 */
	if (!list || !list->entries_known)
		return TRI_UNKNOWN;
	for (size_t i = 0; i < list->entries.len; i++)
		if (cidr_covers(list->entries.items[i], peer))
			return TRI_PASS;
	return TRI_BLOCK;
}

static enum tri better(enum tri a, enum tri b)
{
	return a > b ? a : b;
}

static enum tri permission_admits(const struct walk *w, const struct ip_permission *rule,
				  bool egress, const struct network_interface *peer, bool certain)
{
	struct ip far = egress ? w->packet.destination : w->packet.source;
	enum tri best = TRI_BLOCK;

	if (!permission_fits(rule, &w->packet))
		return TRI_BLOCK;
	if (far.family == IPV4 ? rule->ipv6_ranges.len : rule->ip_ranges.len)
		rule_cite(46);
	for (size_t i = 0; i < rule->ip_ranges.len; i++)
		if (cidr_covers(rule->ip_ranges.items[i], far))
			return TRI_PASS;
	for (size_t i = 0; i < rule->ipv6_ranges.len; i++)
		if (cidr_covers(rule->ipv6_ranges.items[i], far))
			return TRI_PASS;
	for (size_t i = 0; i < rule->prefix_lists.len; i++)
		best = better(best, list_fits(rule->prefix_lists.items[i].prefix_list, far));
	for (size_t i = 0; i < rule->group_pairs.len; i++)
		best = better(best,
			      pair_fits(w, &rule->group_pairs.items[i], egress, peer, certain));
	return best;
}

static enum tri group_admits(const struct walk *w, const struct security_group *group, bool egress,
			     const struct network_interface *peer, bool certain)
{
	enum tri best = TRI_BLOCK;
	size_t count = egress ? group->egress.len : group->ingress.len;

	for (size_t i = 0; i < count; i++)
		best = better(best, permission_admits(w,
						      egress ? &group->egress.items[i]
							     : &group->ingress.items[i],
						      egress, peer, certain));
	return best;
}

static bool lists_may_fit(const struct ip_permission *rule, uint8_t family)
{
	for (size_t i = 0; i < rule->prefix_lists.len; i++) {
		const struct prefix_list *list = rule->prefix_lists.items[i].prefix_list;
		if (!list || !str_eq(list->address_family, family == IPV4 ? "IPv6" : "IPv4"))
			return true;
	}
	return false;
}

/* References don't hold through what nobody knows (R43). */
static bool permission_may_fit(const struct walk *w, const struct ip_permission *rule)
{
	size_t ranges =
		w->packet.destination.family == IPV4 ? rule->ip_ranges.len : rule->ipv6_ranges.len;

	return permission_fits(rule, &w->packet) &&
	       (ranges || lists_may_fit(rule, w->packet.destination.family));
}

bool oracle_groups_take(const struct walk *w, const struct network_interface *mine)
{
	if (mine->group_set->group_ids.len == 0)
		return true;
	for (size_t i = 0; i < mine->group_set->group_ids.len; i++) {
		const struct security_group *group =
			net_security_group(w->net, mine->group_set->group_ids.items[i]);
		if (!group || !group->ingress_known)
			return true;
		for (size_t k = 0; k < group->ingress.len; k++)
			if (permission_may_fit(w, &group->ingress.items[k]))
				return true;
	}
	return false;
}

/* R40: the union over all groups; R13: none listed, none filters. */
enum tri oracle_groups(const struct walk *w, const struct network_interface *mine, bool egress,
		       const struct network_interface *peer, bool certain)
{
	enum tri best = TRI_BLOCK;

	if (mine->group_set->group_ids.len == 0) {
		rule_cite(13);
		return TRI_PASS;
	}
	for (size_t i = 0; i < mine->group_set->group_ids.len; i++) {
		const struct security_group *group = NULL;
		for (size_t k = 0; k < w->net->security_groups.len; k++)
			if (str_eq(w->net->security_groups.items[k]->o.id,
				   mine->group_set->group_ids.items[i]))
				group = w->net->security_groups.items[k];
		best = better(best,
			      group ? group_admits(w, group, egress, peer, certain) : TRI_UNKNOWN);
		if (group && !(egress ? group->egress_known : group->ingress_known))
			best = better(best, TRI_UNKNOWN);
	}
	return best;
}
