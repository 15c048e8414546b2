/* sg.c - security groups as filters (R40-R46). */
#include "net/proto.h"
#include "reach/internal.h"

/* R41, R42, R46: the packets that a permission means between addresses of one family. */
const struct pktset *permission_set(struct arena *a, const struct ip_permission *p, uint8_t family)
{
	unsigned proto = (unsigned)p->protocol;
	if (p->protocol == PROTO_ANY)
		return pktset_all;
	if (p->protocol < 0 || p->protocol > 255)
		return pktset_empty;
	if (proto == PROTO_TCP || proto == PROTO_UDP) {
		if (!p->has_from || !p->has_to || p->from_port == -1)
			return pktset_of(a, span_proto(proto));
		if (p->from_port < 0 || p->to_port > 65535 || p->from_port > p->to_port)
			return pktset_empty;
		return pktset_of(a,
				 span_values(proto, (unsigned)p->from_port, (unsigned)p->to_port));
	}
	if (proto != PROTO_ICMP && proto != PROTO_ICMPV6)
		return pktset_of(a, span_proto(proto));
	if ((proto == PROTO_ICMP) != (family == IPV4))
		return pktset_empty;
	if (!p->has_from || p->from_port < 0)
		return pktset_of(a, span_proto(proto));
	if (p->from_port > 255)
		return pktset_empty;
	unsigned type = (unsigned)p->from_port << 8;
	if (!p->has_to || p->to_port < 0)
		return pktset_of(a, span_values(proto, type, type | 255));
	unsigned code = (unsigned)p->to_port;
	return code > 255 ? pktset_empty
			  : pktset_of(a, span_values(proto, type | code, type | code));
}

static struct sets unite(void *ctx, const struct contribution *const *c, size_t count)
{
	struct arena *a = ctx;
	const struct pktset *certain = pktset_empty, *maybe = pktset_empty;
	for (size_t i = 0; i < count; i++) {
		const struct pktset **all = c[i]->maybe ? &maybe : &certain;
		*all = pktset_or(a, *all, c[i]->set);
	}
	return (struct sets){certain, pktset_or(a, certain, maybe)};
}

/* The same, of sets of a pool. */
static struct sets unite_pooled(void *ctx, const struct contribution *const *c, size_t count)
{
	struct pktpool *pool = ctx;
	const struct pktset *certain = pktset_empty, *maybe = pktset_empty;
	for (size_t i = 0; i < count; i++) {
		const struct pktset **all = c[i]->maybe ? &maybe : &certain;
		*all = pktpool_or(pool, *all, c[i]->set);
	}
	return (struct sets){certain, pktpool_or(pool, certain, maybe)};
}

struct collector {
	struct arena *arena;          /* of permissions' sets */
	struct pktpool *pool;         /* NULL: they are left as they are; else kept there, ... */
	const struct pktset *packets; /* ... cut down to these */
	const struct ip_permission *permission;
	const struct pktset *sets[2]; /* of the permission: [is IPv6]; NULL: not asked for yet */
	VEC(struct contribution) shares;
};

/* What is asked of a permission's packets. */
static const struct pktset *cut(const struct collector *c, const struct pktset *set)
{
	if (!c->pool)
		return set;
	return pktset_meets(set, c->packets)
		       ? pktpool_and(c->pool, pktpool_keep(c->pool, set), c->packets)
		       : pktset_empty;
}

static const struct pktset *set_of(struct collector *c, uint8_t family)
{
	const struct pktset **set = &c->sets[family == IPV6];
	if (!*set)
		*set = cut(c, permission_set(c->arena, c->permission, family));
	return *set;
}

static void collect_block(struct collector *c, struct cidr block, bool maybe)
{
	const struct pktset *set = set_of(c, block.family);
	if (!pktset_is_empty(set))
		vec_push(&c->shares, ((struct contribution){block, set, maybe}));
}

/* R45: a list without entries may hold anything of its family. */
static void collect_prefix_list(struct collector *c, const struct prefix_list *pl)
{
	if (pl && pl->entries_known) {
		for (size_t i = 0; i < pl->entries.len; i++)
			collect_block(c, pl->entries.items[i], false);
		return;
	}
	if (!pl || !str_eq(pl->address_family, "IPv6"))
		collect_block(c, (struct cidr){0, 0, IPV4}, true);
	if (!pl || !str_eq(pl->address_family, "IPv4"))
		collect_block(c, (struct cidr){0, 0, IPV6}, true);
}

static void collect_permission(struct collector *c, const struct ip_permission *p)
{
	c->permission = p;
	c->sets[0] = c->sets[1] = NULL;
	for (size_t i = 0; i < p->ip_ranges.len; i++)
		collect_block(c, p->ip_ranges.items[i], false);
	for (size_t i = 0; i < p->ipv6_ranges.len; i++)
		collect_block(c, p->ipv6_ranges.items[i], false);
	for (size_t i = 0; i < p->prefix_lists.len; i++)
		collect_prefix_list(c, p->prefix_lists.items[i].prefix_list);
}

static void collect_group(struct collector *c, const struct security_group *sg, bool egress)
{
	const struct ip_permission *rules = egress ? sg->egress.items : sg->ingress.items;
	size_t count = egress ? sg->egress.len : sg->ingress.len;
	for (size_t i = 0; i < count; i++)
		collect_permission(c, &rules[i]);
}

static const struct filter *compile(struct reach *r, const struct security_group *sg, bool egress)
{
	struct arena *a = &r->arena;
	struct filter *f = arena_new(a, struct filter);
	struct collector c = {.arena = a};
	collect_group(&c, sg, egress);
	filter_build(a, &(struct filter_rules){c.shares.items, c.shares.len, unite, a}, f);
	vec_free(&c.shares);
	return f;
}

void sg_united(struct arena *a, const struct network_interface *eni, bool egress,
	       struct pktpool *pool, const struct pktset *packets, struct filter *out)
{
	struct collector c = {.arena = a, .pool = pool, .packets = packets};
	for (size_t i = 0; i < eni->groups.len; i++)
		collect_group(&c, eni->groups.items[i], egress);
	filter_build(a, &(struct filter_rules){c.shares.items, c.shares.len, unite_pooled, pool},
		     out);
	vec_free(&c.shares);
}

static struct sets address_sets(struct reach *r, const struct security_group *sg, bool egress,
				struct ip peer, struct ip_range *atom)
{
	const struct filter **slot = &r->sg_filters[sg->o.ordinal * 2 + egress];
	if (!*slot)
		*slot = compile(r, sg, egress);
	return filter_find(*slot, peer, atom);
}

static bool carries_id(const struct network_interface *eni, const char *group_id)
{
	for (size_t i = 0; i < eni->group_ids.len; i++)
		if (str_eq(eni->group_ids.items[i], group_id))
			return true;
	return false;
}

/* Where the groups on both sides are in the snapshot their ids need not be read. */
static bool carries(const struct network_interface *eni, const struct user_id_group_pair *pair)
{
	if (!pair->group || eni->groups.len < eni->group_ids.len)
		return carries_id(eni, pair->group_id);
	for (size_t i = 0; i < eni->groups.len; i++)
		if (eni->groups.items[i] == pair->group)
			return true;
	return false;
}

static bool peer_carries(const struct sg_peer *peer, const struct user_id_group_pair *pair)
{
	if (peer->interface && carries(peer->interface, pair))
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
	return !egress && peer->via_keeps_references;
}

static const struct pktset *reference_set(struct arena *a, const struct security_group *sg,
					  bool egress, struct ip address,
					  const struct sg_peer *peer)
{
	const struct pktset *set = pktset_empty;
	const struct ip_permission *rules = egress ? sg->egress.items : sg->ingress.items;
	size_t count = egress ? sg->egress.len : sg->ingress.len;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < rules[i].group_pairs.len; k++) {
			const struct user_id_group_pair *pair = &rules[i].group_pairs.items[k];
			if (peer_carries(peer, pair) && sg_reference_holds(pair, egress, peer))
				set = pktset_or(a, set,
						permission_set(a, &rules[i], address.family));
		}
	return set;
}

/* What the references of an interface's groups admit from (or to) this peer. */
const struct pktset *sg_references(struct arena *a, const struct network_interface *eni,
				   bool egress, struct ip address, const struct sg_peer *peer)
{
	const struct pktset *set = pktset_empty;
	for (size_t i = 0; i < eni->groups.len; i++)
		set = pktset_or(a, set,
				reference_set(a, eni->groups.items[i], egress, address, peer));
	return set;
}

struct sets sg_sets(struct reach *r, struct arena *a, const struct network_interface *eni,
		    bool egress, struct ip address, const struct sg_peer *peer,
		    struct ip_range *atom)
{
	struct sets s = {pktset_empty, pktset_empty};
	if (!eni->group_ids.len && !eni->groups.len) /* R13 */
		return (struct sets){pktset_all, pktset_all};
	for (size_t i = 0; i < eni->groups.len; i++) {
		const struct security_group *sg = eni->groups.items[i];
		struct sets one = address_sets(r, sg, egress, address, atom);
		const struct pktset *refs = peer->interface || peer->n_balancer_groups
						    ? reference_set(a, sg, egress, address, peer)
						    : pktset_empty;
		s.certain = pktset_or(a, s.certain, pktset_or(a, one.certain, refs));
		s.possible = pktset_or(a, s.possible, pktset_or(a, one.possible, refs));
	}
	if (eni->groups.len <
	    eni->group_ids.len) /* a group that the snapshot lacks may allow it (R2) */
		s.possible = pktset_all;
	return s;
}

static const struct pktset *openings_of(struct reach *r, const struct security_group *sg)
{
	const struct pktset *all = r->sg_openings[sg->o.ordinal];
	if (all)
		return all;
	all = pktset_empty;
	for (size_t i = 0; i < sg->ingress.len; i++) {
		const struct ip_permission *p = &sg->ingress.items[i];
		all = pktset_or(&r->arena, all, permission_set(&r->arena, p, IPV4));
		all = pktset_or(&r->arena, all, permission_set(&r->arena, p, IPV6));
	}
	r->sg_openings[sg->o.ordinal] = all;
	return all;
}

bool sg_shuts_out(struct reach *r, const struct network_interface *eni,
		  const struct pktset *packets)
{
	if (!eni->groups.len || eni->groups.len < eni->group_ids.len)
		return false;
	for (size_t i = 0; i < eni->groups.len; i++)
		if (pktset_meets(openings_of(r, eni->groups.items[i]), packets))
			return false;
	return true;
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

struct sets sg_sets_of_anyone(struct arena *a, const struct network_interface *eni, uint8_t family)
{
	const struct pktset *set = pktset_empty;
	for (size_t i = 0; i < eni->groups.len; i++)
		for (size_t k = 0; k < eni->groups.items[i]->ingress.len; k++) {
			const struct ip_permission *p = &eni->groups.items[i]->ingress.items[k];
			if (names_anyone(p, family))
				set = pktset_or(a, set, permission_set(a, p, family));
		}
	if (eni->groups.len < eni->group_ids.len)
		set = pktset_all;
	return (struct sets){set, set};
}

/* References to groups that the snapshot lacks: who is not in it may carry them (R2). */
const struct pktset *sg_unseen_references(struct arena *a, const struct network_interface *eni,
					  bool egress, uint8_t family)
{
	const struct pktset *set = pktset_empty;
	for (size_t i = 0; i < eni->groups.len; i++) {
		const struct security_group *sg = eni->groups.items[i];
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
		    sg_reference_holds(&p->group_pairs.items[i], egress, peer))
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
