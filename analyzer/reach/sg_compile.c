/*
 * sg_compile.c - sets of security groups, compiled (R40-R46).
 *
 * A set of groups (model/net.h) comes to one filter in either direction: its groups' rules together. The
 * references among them stand apart, for it is the other end that they look at.
 */
#include "net/proto.h"
#include "reach/internal.h"

#include <string.h>

/* R41, R42, R46: the packets that a permission means between addresses of one family. */
const struct pktset *permission_set(struct arena *a, const struct ip_permission *p, uint8_t family)
{
	unsigned proto = (unsigned)p->protocol;
	if (p->protocol == PROTO_ANY)
		return pktset_all;
	if (p->protocol < 0 || p->protocol > 255)
		return pktset_empty;
	if (proto == PROTO_TCP || proto == PROTO_UDP) {
		if (!p->has_from)
			return pktset_of(a, span_proto(proto));
		return pktset_of(a,
				 span_values(proto, (unsigned)p->from_port, (unsigned)p->to_port));
	}
	if (proto != PROTO_ICMP && proto != PROTO_ICMPV6)
		return pktset_of(a, span_proto(proto));
	if ((proto == PROTO_ICMP) != (family == IPV4))
		return pktset_empty;
	if (!p->has_from || p->from_port < 0)
		return pktset_of(a, span_proto(proto));
	unsigned type = (unsigned)p->from_port << 8;
	if (!p->has_to || p->to_port < 0)
		return pktset_of(a, span_values(proto, type, type | 255));
	unsigned code = (unsigned)p->to_port;
	return pktset_of(a, span_values(proto, type | code, type | code));
}

struct sets sg_unite(void *ctx, const struct contribution *const *c, size_t count)
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
	struct pktpool *pool;         /* where they are kept, ... */
	const struct pktset *packets; /* ... cut down to these */
	const struct ip_permission *permission;
	const struct pktset *sets[2]; /* of the permission: [is IPv6]; NULL: not asked for yet */
	struct shares *shares;
};

/* What is asked of a permission's packets. */
static const struct pktset *cut(const struct collector *c, const struct pktset *set)
{
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
		vec_push(c->shares, ((struct contribution){block, set, maybe}));
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

void sg_shares(struct arena *a, const struct group_set *set, bool egress, struct pktpool *pool,
	       const struct pktset *packets, struct shares *out)
{
	struct collector c = {.arena = a, .pool = pool, .packets = packets, .shares = out};
	for (size_t i = 0; i < set->groups.len; i++)
		collect_group(&c, set->groups.items[i], egress);
}

static const struct pktset *pooled(struct reach *r, const struct ip_permission *p, uint8_t family)
{
	arena_reset(&r->scratch);
	return pktpool_keep(r->pool, permission_set(&r->scratch, p, family));
}

static const struct references *find_references(struct reach *r, const struct group_set *set,
						bool egress)
{
	VEC(struct reference) found = VEC_INIT;
	for (size_t g = 0; g < set->groups.len; g++) {
		const struct security_group *sg = set->groups.items[g];
		const struct ip_permission *rules = egress ? sg->egress.items : sg->ingress.items;
		size_t count = egress ? sg->egress.len : sg->ingress.len;
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < rules[i].group_pairs.len; k++)
				vec_push(&found,
					 ((struct reference){&rules[i].group_pairs.items[k],
							     {pooled(r, &rules[i], IPV4),
							      pooled(r, &rules[i], IPV6)}}));
	}
	static const struct references none;
	if (!found.len)
		return &none;
	struct references *all =
		arena_alloc(&r->arena, sizeof *all + found.len * sizeof *found.items);
	all->count = found.len;
	memcpy(all->items, found.items, found.len * sizeof *found.items);
	vec_free(&found);
	return all;
}

/* What is compiled of a set; not kept where an edit made it. */
static struct compiled_groups *compiled(struct reach *r, const struct group_set *set)
{
	return set->ordinal == GROUP_SET_APART ? arena_new(&r->arena, struct compiled_groups)
					       : &r->groups[set->ordinal];
}

const struct filter *sg_filter(struct reach *r, const struct group_set *set, bool egress)
{
	const struct filter **filter = &compiled(r, set)->by_address[egress];
	if (!*filter) {
		struct filter made;
		struct shares s = VEC_INIT;
		arena_reset(&r->scratch);
		sg_shares(&r->scratch, set, egress, r->pool, pktset_all, &s);
		filter_build(&r->scratch, &(struct filter_rules){s.items, s.len, sg_unite, r->pool},
			     &made);
		vec_free(&s);
		*filter = filter_shared(&r->filters, &r->scratch, &made);
	}
	return *filter;
}

const struct references *sg_all_references(struct reach *r, const struct group_set *set,
					   bool egress)
{
	const struct references **all = &compiled(r, set)->references[egress];
	if (!*all)
		*all = find_references(r, set, egress);
	return *all;
}

static const struct pktset *find_openings(struct reach *r, const struct group_set *set)
{
	const struct pktset *all = pktset_empty;
	for (size_t g = 0; g < set->groups.len; g++)
		for (size_t i = 0; i < set->groups.items[g]->ingress.len; i++) {
			const struct ip_permission *p = &set->groups.items[g]->ingress.items[i];
			all = pktpool_or(r->pool, all, pooled(r, p, IPV4));
			all = pktpool_or(r->pool, all, pooled(r, p, IPV6));
		}
	return all;
}

bool sg_shuts_out(struct reach *r, const struct group_set *set, const struct pktset *packets)
{
	if (!set->groups.len || group_set_lacks(set, false))
		return false;
	struct compiled_groups *c = compiled(r, set);
	if (!c->openings)
		c->openings = find_openings(r, set);
	return !pktset_meets(c->openings, packets);
}

/* ---- forgetting ---- */

/* Count the sets that each group is in, or (`sets`) put them into its row, which begins there. */
static void each_group_of(const struct reach *r, uint32_t *at, uint32_t *sets)
{
	for (uint32_t i = 0; i < r->net->group_sets.len; i++) {
		const struct group_set *set = r->net->group_sets.items[i];
		for (size_t g = 0; g < set->groups.len; g++) {
			uint32_t *place = &at[set->groups.items[g]->o.ordinal];
			if (sets)
				sets[*place] = i;
			++*place;
		}
	}
}

/* Rows of sets, a group's behind that of the group before. */
static void find_sets_of_groups(struct reach *r)
{
	size_t n = r->net->security_groups.len;
	uint32_t *first = arena_array(&r->arena, uint32_t, n + 2);
	each_group_of(r, first + 2, NULL);
	for (size_t i = 0; i < n; i++)
		first[i + 2] += first[i + 1];
	r->sets_of_groups = arena_array(&r->arena, uint32_t, first[n + 1] + 1);
	each_group_of(r, first + 1, r->sets_of_groups);
	r->first_set = first;
}

void sg_forget(struct reach *r, const struct object *group)
{
	if (!r->first_set)
		find_sets_of_groups(r);
	const uint32_t *first = &r->first_set[group->ordinal];
	for (uint32_t i = first[0]; i < first[1]; i++)
		r->groups[r->sets_of_groups[i]] = (struct compiled_groups){0};
}
