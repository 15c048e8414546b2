/* edit_filter.c - rules of security groups and entries of network ACLs.
 */
#include "base/str.h"
#include "model/whatif.h"

#include <string.h>

static void mine_refs(struct whatif *w, struct ip_permission *p)
{
	for (size_t i = 0; i < p->prefix_lists.len; i++) {
		struct prefix_list_ref *r = &p->prefix_lists.items[i];
		r->prefix_list = (const void *)net_counterpart(
			w->net, r->prefix_list ? &r->prefix_list->o : NULL);
	}
	for (size_t i = 0; i < p->group_pairs.len; i++) {
		struct user_id_group_pair *g = &p->group_pairs.items[i];
		g->group = (const void *)net_counterpart(w->net, g->group ? &g->group->o : NULL);
		g->peering =
			(const void *)net_counterpart(w->net, g->peering ? &g->peering->o : NULL);
	}
}

bool edit_allow(struct whatif *w, const struct edit *e)
{
	MINE(security_group, SECURITY_GROUP, e->on);
	if (!security_group)
		return false;
	struct ip_permission *p =
		e->egress ? APPEND(w, security_group->egress) : APPEND(w, security_group->ingress);
	*p = e->permission;
	if (p->prefix_lists.len)
		p->prefix_lists.items =
			arena_memdup(&w->arena, p->prefix_lists.items,
				     p->prefix_lists.len * sizeof *p->prefix_lists.items);
	if (p->group_pairs.len)
		p->group_pairs.items =
			arena_memdup(&w->arena, p->group_pairs.items,
				     p->group_pairs.len * sizeof *p->group_pairs.items);
	mine_refs(w, p);
	whatif_touch(w, &security_group->o);
	return true;
}

static bool same_service(const struct ip_permission *a, const struct ip_permission *b)
{
	return a->protocol == b->protocol && a->has_from == b->has_from && a->has_to == b->has_to &&
	       (!a->has_from || a->from_port == b->from_port) &&
	       (!a->has_to || a->to_port == b->to_port);
}

#define REMOVE_IF(w, list, i, same)                                                                \
	do {                                                                                       \
		for (size_t i = 0; i < (list).len; i++)                                            \
			if (same) {                                                                \
				REMOVE_AT(w, list, i);                                             \
				return true;                                                       \
			}                                                                          \
	} while (0)

/* The one source of `gone` from the rule; false: the rule does not have it. */
static bool remove_source(struct whatif *w, struct ip_permission *p,
			  const struct ip_permission *gone)
{
	if (gone->ip_ranges.len)
		REMOVE_IF(w, p->ip_ranges, i,
			  cidr_equal(p->ip_ranges.items[i], gone->ip_ranges.items[0]));
	if (gone->ipv6_ranges.len)
		REMOVE_IF(w, p->ipv6_ranges, i,
			  cidr_equal(p->ipv6_ranges.items[i], gone->ipv6_ranges.items[0]));
	if (gone->prefix_lists.len)
		REMOVE_IF(w, p->prefix_lists, i,
			  str_eq(p->prefix_lists.items[i].prefix_list_id,
				 gone->prefix_lists.items[0].prefix_list_id));
	if (gone->group_pairs.len)
		REMOVE_IF(w, p->group_pairs, i,
			  str_eq(p->group_pairs.items[i].group_id,
				 gone->group_pairs.items[0].group_id));
	return false;
}

bool edit_revoke(struct whatif *w, const struct edit *e)
{
	MINE(security_group, SECURITY_GROUP, e->on);
	if (!security_group)
		return false;
	any_list rules;
	if (e->egress)
		memcpy(&rules, &security_group->egress, sizeof rules);
	else
		memcpy(&rules, &security_group->ingress, sizeof rules);
	for (size_t i = 0; i < rules.len; i++) {
		struct ip_permission *p = (struct ip_permission *)rules.items + i;
		if (same_service(p, &e->permission) && remove_source(w, p, &e->permission)) {
			whatif_touch(w, &security_group->o);
			return true;
		}
	}
	return false; /* InvalidPermission.NotFound */
}

bool edit_add_entry(struct whatif *w, const struct edit *e)
{
	MINE(network_acl, NETWORK_ACL, e->on);
	size_t at = 0;
	if (!network_acl || e->entry.rule_number < 1 || e->entry.rule_number > 32766)
		return false;
	for (; at < network_acl->entries.len; at++) {
		const struct network_acl_entry *x = &network_acl->entries.items[at];
		if (x->egress == e->entry.egress && x->rule_number == e->entry.rule_number)
			return false; /* NetworkAclEntryAlreadyExists */
		if (x->egress > e->entry.egress ||
		    (x->egress == e->entry.egress && x->rule_number > e->entry.rule_number))
			break;
	}
	*(struct network_acl_entry *)INSERT(w, network_acl->entries, at) = e->entry;
	whatif_touch(w, &network_acl->o);
	return true;
}

bool edit_remove_entry(struct whatif *w, const struct edit *e)
{
	MINE(network_acl, NETWORK_ACL, e->on);
	bool found = false;
	for (size_t i = 0; network_acl && i < network_acl->entries.len;) {
		const struct network_acl_entry *x = &network_acl->entries.items[i];
		if (x->egress != e->entry.egress || x->rule_number != e->entry.rule_number) {
			i++;
			continue;
		}
		REMOVE_AT(w, network_acl->entries, i);
		found = true;
	}
	if (found)
		whatif_touch(w, &network_acl->o);
	return found;
}
