/* nearest.c - why the rules that almost fit do not. */
#include "check/nearest.h"

#include "check/fix.h"
#include "check/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- traps of single rules ---- */

const char *icmp_mismatch(const struct ip_permission *p, uint8_t family)
{
	bool v4 = p->protocol == PROTO_ICMP, v6 = p->protocol == PROTO_ICMPV6;
	if ((v4 && p->ipv6_ranges.len && !p->ip_ranges.len && family != IPV4) ||
	    (v6 && p->ip_ranges.len && !p->ipv6_ranges.len && family != IPV6))
		return v4 ? "icmp never comes from IPv6 addresses: that is icmpv6"
			  : "icmpv6 never comes from IPv4 addresses: that is icmp";
	if (v4 && p->has_from && p->from_port == 0)
		return "it says type 0: that is the reply";
	if (v6 && p->has_from && p->from_port == 129)
		return "it says type 129: that is the reply";
	if (v4 && p->has_from && p->from_port == 8 && p->has_to && p->to_port > 0)
		return "FromPort and ToPort are type and code, not a range: an echo request has "
		       "code 0";
	if (v6 && p->has_from && p->from_port == 128 && p->has_to && p->to_port > 0)
		return "FromPort and ToPort are type and code, not a range: an echo request has "
		       "code 0";
	return NULL;
}

static bool peering_is_over(const char *status)
{
	return status && !str_eq(status, "active");
}

const char *stale_reference(struct arena *a, const struct user_id_group_pair *g)
{
	if (g->peering && g->peering->state != PEERING_ACTIVE &&
	    g->peering->state != PEERING_UNSAID)
		return arena_printf(a, "stale: %s is %s", g->peering->o.id,
				    g->peering->status_code);
	if (peering_is_over(g->peering_status))
		return arena_printf(a, "stale: %s is %s",
				    g->vpc_peering_connection_id ? g->vpc_peering_connection_id
								 : "the peering connection",
				    g->peering_status);
	return NULL;
}

const char *unsupported_reference(struct arena *a, const struct security_group *from,
				  const struct user_id_group_pair *g)
{
	const char *here = region_of(&from->o), *there = g->group ? region_of(&g->group->o) : NULL;
	if (!here || !there || str_eq(here, there))
		return NULL;
	return arena_printf(a, "a group reference does not hold from %s to %s", there, here);
}

/* ---- groups ---- */

struct miss {
	const struct ip_permission *rule;
	const char *why;
	unsigned distance; /* smaller is nearer */
};

static bool cidrs_cover(const struct cidr *items, size_t len, struct ip ip)
{
	for (size_t i = 0; i < len; i++)
		if (cidr_covers(items[i], ip))
			return true;
	return false;
}

static const char *reference_fault(struct arena *a, const struct problem *p,
				   const struct ip_permission *rule)
{
	const struct network_interface *peer = NULL;
	const struct point *far = p->hop->egress ? &p->question->destination : &p->question->source;
	peer = far->kind == POINT_INTERFACE ? far->interface : NULL;
	for (size_t i = 0; i < rule->group_pairs.len; i++) {
		const struct user_id_group_pair *g = &rule->group_pairs.items[i];
		const char *stale = stale_reference(a, g);
		bool names = peer && g->group && interface_carries(peer, g->group);
		if (stale)
			return stale;
		if (!names)
			continue;
		const struct vpc *v = p->hop->interface ? p->hop->interface->vpc : NULL;
		if (v && peer->vpc && v->o.region && peer->vpc->o.region &&
		    !str_eq(v->o.region, peer->vpc->o.region))
			return "a group reference does not hold across Regions";
		struct ip seen = p->hop->egress ? p->hop->destination : p->hop->source;
		if (far->public_address.family || !interface_has(peer, seen))
			return "a group reference does not match public addresses";
		if (p->hop->middlebox)
			return "a group reference does not hold through what forwards the packet";
		return "the group reference does not hold over this connection";
	}
	return NULL;
}

static bool source_matches(const struct ip_permission *r, struct ip ip)
{
	if (cidrs_cover(r->ip_ranges.items, r->ip_ranges.len, ip) ||
	    cidrs_cover(r->ipv6_ranges.items, r->ipv6_ranges.len, ip))
		return true;
	for (size_t i = 0; i < r->prefix_lists.len; i++) {
		const struct prefix_list *l = r->prefix_lists.items[i].prefix_list;
		if (l && cidrs_cover(l->entries.items, l->entries.len, ip))
			return true;
	}
	return false;
}

static bool protocol_matches(const struct ip_permission *r, uint32_t packet)
{
	return r->protocol == PROTO_ANY || r->protocol == (int)(packet >> 16);
}

static struct miss miss_of(const struct problem *p, const struct ip_permission *r, uint32_t packet)
{
	struct arena *a = p->c->arena;
	struct ip far = p->hop->egress ? p->hop->destination : p->hop->source;
	bool icmp = packet >> 16 == PROTO_ICMP || packet >> 16 == PROTO_ICMPV6;
	const char *trap = icmp ? icmp_mismatch(r, far.family) : NULL;
	if (trap) /* none is nearer: who wrote such a rule meant this packet */
		return (struct miss){.rule = r, .why = trap};
	bool proto = protocol_matches(r, packet);
	bool values = proto && pktset_has(permission_set(a, r, far.family), packet);
	bool source = source_matches(r, far);
	const char *fault = source ? NULL : reference_fault(a, p, r);
	struct miss m = {.rule = r};
	m.distance = (unsigned)!proto << 2 | (unsigned)!(source || fault) << 1 | (unsigned)!values;
	if (!proto)
		m.why = "other protocol";
	else if (!values)
		m.why = icmp ? "other type or code" : "other port";
	else if (source)
		m.why = "other family";
	else
		m.why = fault ? fault : p->hop->egress ? "other destination" : "other source";
	return m;
}

static int cmp_misses(const void *pa, const void *pb)
{
	const struct miss *a = pa, *b = pb;
	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	return 0;
}

static size_t all_misses(const struct problem *p, uint32_t packet, struct miss **out)
{
	VEC(struct miss) v = VEC_INIT;
	const struct network_interface *n = p->hop->interface;
	for (size_t g = 0; n && g < n->group_set->groups.len; g++) {
		const struct security_group *group = n->group_set->groups.items[g];
		size_t len = p->hop->egress ? group->egress.len : group->ingress.len;
		const struct ip_permission *rules =
			p->hop->egress ? group->egress.items : group->ingress.items;
		for (size_t i = 0; i < len; i++)
			vec_push(&v, miss_of(p, &rules[i], packet));
	}
	for (size_t i = 1; i < v.len; i++) /* insertion keeps the order of equal ones */
		for (size_t k = i; k && cmp_misses(&v.items[k - 1], &v.items[k]) > 0; k--) {
			struct miss m = v.items[k];
			v.items[k] = v.items[k - 1];
			v.items[k - 1] = m;
		}
	*out = vec_move(&v, p->c->arena);
	size_t len = v.len;
	vec_free(&v);
	return len;
}

const char *nearest_permissions(const struct problem *p)
{
	enum { SHOWN = 3 };
	struct arena *a = p->c->arena;
	const struct pktset *missing = missing_packets(a, p->hop);
	struct miss *misses;
	if (!missing->count)
		return NULL;
	size_t n = all_misses(p, missing->spans[0].lo, &misses);
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n && i < SHOWN; i++)
		buf_printf(&b, "%s%s (%s)", i ? "; " : "",
			   permission_words(a, misses[i].rule, p->hop->egress), misses[i].why);
	if (n > SHOWN)
		buf_printf(&b, "; and %zu more", n - SHOWN);
	const char *text = n ? arena_strdup(a, buf_str(&b)) : NULL;
	buf_free(&b);
	return text;
}

/* ---- network ACLs ---- */

enum { FINAL_ENTRY = 32767 };

static const struct network_acl_entry *hidden_allow(struct arena *a, const struct network_acl *acl,
						    const struct network_acl_entry *after,
						    struct ip peer, uint32_t packet)
{
	for (size_t i = 0; i < acl->entries.len; i++) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		if (e->egress == after->egress && e->allow && e->rule_number > after->rule_number &&
		    cidr_covers(e->cidr, peer) && pktset_has(entry_set(a, e), packet))
			return e;
	}
	return NULL;
}

void nearest_entries(struct draft *d, const struct problem *p, const struct network_acl *acl)
{
	struct arena *a = p->c->arena;
	const struct hop *h = p->hop;
	const struct pktset *missing = missing_packets(a, h);
	struct ip peer = h->egress ? h->destination : h->source;
	if (!missing->count)
		return;
	uint32_t packet = missing->spans[0].lo;
	const struct network_acl_entry *e = nacl_deciding(acl, h->egress, peer, packet);
	if (!e || e->rule_number >= FINAL_ENTRY) {
		say_evidence(d, p->c, acl->o.id,
			     "no %s entry allows %s %s %s, so the final deny (*) does",
			     h->egress ? "outbound" : "inbound", packets_words(a, missing),
			     h->egress ? "to" : "from", ip_words(a, peer));
		return;
	}
	say_evidence(d, p->c, acl->o.id, "%s, which comes first", entry_words(a, e));
	const struct network_acl_entry *later = hidden_allow(a, acl, e, peer, packet);
	if (later)
		say_evidence(d, p->c, acl->o.id, "%s, but that comes too late",
			     entry_words(a, later));
}
