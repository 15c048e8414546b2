/* sg.c - what security groups let through of a flow, and whom their references name (R40-R46). */
#include "net/proto.h"
#include "reach/internal.h"

static bool carries_id(const struct group_set *set, const char *group_id)
{
	for (size_t i = 0; i < set->group_ids.len; i++)
		if (str_eq(set->group_ids.items[i], group_id))
			return true;
	return false;
}

/* Where the groups on both sides are in the snapshot their ids need not be read. */
static bool carries(const struct group_set *set, const struct user_id_group_pair *pair)
{
	if (!pair->group || set->groups.len < set->group_ids.len)
		return carries_id(set, pair->group_id);
	for (size_t i = 0; i < set->groups.len; i++)
		if (set->groups.items[i] == pair->group)
			return true;
	return false;
}

/* R2: a group of which not even the id was read may be any. */
static bool has_nameless(const char *const *ids, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!ids[i])
			return true;
	return false;
}

static bool peer_may_carry(const struct sg_peer *peer)
{
	const struct group_set *set = peer->interface ? peer->interface->group_set : NULL;
	return (set && set->groups.len < set->group_ids.len &&
		has_nameless((const char *const *)set->group_ids.items, set->group_ids.len)) ||
	       has_nameless(peer->balancer_groups, peer->n_balancer_groups);
}

static bool peer_carries(const struct sg_peer *peer, const struct user_id_group_pair *pair)
{
	if (peer->interface && carries(peer->interface->group_set, pair))
		return true;
	for (size_t i = 0; i < peer->n_balancer_groups; i++)
		if (str_eq(peer->balancer_groups[i], pair->group_id))
			return true;
	return false;
}

/* R44. */
static bool pair_is_alive(const struct user_id_group_pair *pair)
{
	if (pair->peering_status && !str_eq(pair->peering_status, "active"))
		return false;
	return !pair->peering || pair->peering->state == PEERING_ACTIVE;
}

/* R43, R44: may a reference match what came by this way at all? */
bool sg_reference_holds(const struct user_id_group_pair *pair, bool egress,
			const struct sg_peer *peer)
{
	if (!peer->interface && !peer->n_balancer_groups)
		return false;
	if (!pair_is_alive(pair))
		return false;
	if (!peer->via)
		return true;
	if (peer->via->kind == KIND_VPC_PEERING_CONNECTION) {
		const struct vpc_peering_connection *pcx = (const void *)peer->via;
		return pcx->state == PEERING_ACTIVE &&
		       (!pcx->requester.region || !pcx->accepter.region ||
			str_eq(pcx->requester.region, pcx->accepter.region));
	}
	return !egress && peer->via_keeps_references != KEEPS_NONE;
}

bool sg_may_not_hold(const struct sg_peer *peer)
{
	return peer->via && peer->via->kind != KIND_VPC_PEERING_CONNECTION &&
	       peer->via_keeps_references == MAY_KEEP;
}

struct sets references_among(struct arena *a, const struct references *references, bool egress,
			     uint8_t family, const struct sg_peer *peer)
{
	struct sets all = {pktset_empty, pktset_empty};
	bool may = peer_may_carry(peer);
	for (size_t i = 0; i < references->count; i++) {
		const struct reference *one = &references->items[i];
		const struct pktset *set = one->sets[family == IPV6];
		bool does = peer_carries(peer, one->pair);
		if (!(does || may) || !sg_reference_holds(one->pair, egress, peer))
			continue;
		all.possible = pktset_or(a, all.possible, set);
		if (does && !sg_may_not_hold(peer))
			all.certain = pktset_or(a, all.certain, set);
	}
	return all;
}

struct sets sg_references(struct reach *r, struct arena *a, const struct group_set *set,
			  bool egress, uint8_t family, const struct sg_peer *peer)
{
	return references_among(a, sg_all_references(r, set, egress), egress, family, peer);
}

struct sets sg_sets(struct reach *r, struct arena *a, const struct group_set *set, bool egress,
		    struct ip address, const struct sg_peer *peer, struct ip_range *atom)
{
	if (!set->group_ids.len) /* R13 */
		return (struct sets){pktset_all, pktset_all};
	struct sets s = filter_find(sg_filter(r, set, egress), address, atom);
	if (peer->interface || peer->n_balancer_groups) {
		struct sets more = sg_references(r, a, set, egress, address.family, peer);
		s.certain = pktset_or(a, s.certain, more.certain);
		s.possible = pktset_or(a, s.possible, more.possible);
	}
	if (group_set_lacks(set, egress))
		s.possible = pktset_all; /* a group that the snapshot lacks may allow it (R2) */
	return s;
}

static bool names_anyone(const struct ip_permission *p, uint8_t family)
{
	static const char *const names[] = {[IPV4] = "IPv4", [IPV6] = "IPv6"};
	if (family == IPV4 ? p->ip_ranges.len : p->ipv6_ranges.len)
		return true;
	for (size_t i = 0; i < p->prefix_lists.len; i++) {
		const struct prefix_list *pl = p->prefix_lists.items[i].prefix_list;
		if (!pl || !pl->address_family || str_eq(pl->address_family, names[family]))
			return true;
	}
	return false;
}

struct sets sg_sets_of_anyone(struct arena *a, const struct group_set *groups, uint8_t family)
{
	const struct pktset *set = pktset_empty;
	for (size_t i = 0; i < groups->groups.len; i++)
		for (size_t k = 0; k < groups->groups.items[i]->ingress.len; k++) {
			const struct ip_permission *p = &groups->groups.items[i]->ingress.items[k];
			if (names_anyone(p, family))
				set = pktset_or(a, set, permission_set(a, p, family));
		}
	if (group_set_lacks(groups, false))
		set = pktset_all;
	return (struct sets){set, set};
}

/* References to groups that the snapshot lacks: who is not in it may carry them (R2). */
const struct pktset *sg_unseen_references(struct arena *a, const struct group_set *groups,
					  bool egress, uint8_t family)
{
	const struct pktset *set = pktset_empty;
	for (size_t i = 0; i < groups->groups.len; i++) {
		const struct security_group *sg = groups->groups.items[i];
		const struct ip_permission *rules = egress ? sg->egress.items : sg->ingress.items;
		size_t count = egress ? sg->egress.len : sg->ingress.len;
		for (size_t k = 0; k < count; k++)
			for (size_t n = 0; n < rules[k].group_pairs.len; n++) {
				const struct user_id_group_pair *p = &rules[k].group_pairs.items[n];
				if (!p->group && pair_is_alive(p))
					set = pktset_or(a, set,
							permission_set(a, &rules[k], family));
			}
	}
	return set;
}

static bool list_covers(const struct prefix_list *pl, struct ip ip)
{
	for (size_t i = 0; pl && i < pl->entries.len; i++)
		if (cidr_covers(pl->entries.items[i], ip))
			return true;
	return false;
}

bool permission_admits(const struct ip_permission *p, bool egress, struct ip address,
		       const struct sg_peer *peer)
{
	for (size_t i = 0; i < p->ip_ranges.len; i++)
		if (cidr_covers(p->ip_ranges.items[i], address))
			return true;
	for (size_t i = 0; i < p->ipv6_ranges.len; i++)
		if (cidr_covers(p->ipv6_ranges.items[i], address))
			return true;
	for (size_t i = 0; i < p->prefix_lists.len; i++)
		if (list_covers(p->prefix_lists.items[i].prefix_list, address))
			return true;
	for (size_t i = 0; i < p->group_pairs.len; i++)
		if (peer_carries(peer, &p->group_pairs.items[i]) &&
		    sg_reference_holds(&p->group_pairs.items[i], egress, peer) &&
		    !sg_may_not_hold(peer))
			return true;
	return false;
}

const struct ip_permission *sg_deciding(const struct security_group *sg, bool egress,
					const struct hop *hop, uint32_t packet)
{
	struct arena scratch = ARENA_INIT;
	const struct ip_permission *found = NULL;
	struct ip address = egress ? hop->destination : hop->source;
	struct sg_peer peer = {.interface = hop->middlebox ? NULL : hop->peer,
			       .via = hop->via,
			       .via_keeps_references = hop->via_keeps_references,
			       .balancer_groups = hop->balancer_groups,
			       .n_balancer_groups = hop->n_balancer_groups};
	const struct ip_permission *rules = egress ? sg->egress.items : sg->ingress.items;
	size_t count = egress ? sg->egress.len : sg->ingress.len;
	for (size_t i = 0; i < count && !found; i++)
		if (pktset_has(permission_set(&scratch, &rules[i], address.family), packet) &&
		    permission_admits(&rules[i], egress, address, &peer))
			found = &rules[i];
	arena_free(&scratch);
	return found;
}
