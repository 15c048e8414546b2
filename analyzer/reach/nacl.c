/* nacl.c - network ACLs as filters (R50-R54). */
#include "net/proto.h"
#include "reach/internal.h"

/* R52. An entry of protocol 58 over IPv4 is a protocol without types. */
const struct pktset *entry_set(struct arena *a, const struct network_acl_entry *e)
{
	unsigned proto = (unsigned)e->protocol;
	if (e->protocol == PROTO_ANY)
		return pktset_all;
	if ((proto == PROTO_TCP || proto == PROTO_UDP) && e->has_ports)
		return pktset_of(a,
				 span_values(proto, (unsigned)e->from_port, (unsigned)e->to_port));
	bool types = proto == PROTO_ICMP || (proto == PROTO_ICMPV6 && e->cidr.family == IPV6);
	if (types && e->has_icmp && e->icmp_type >= 0) {
		unsigned type = (unsigned)e->icmp_type << 8;
		if (e->icmp_code >= 0)
			return pktset_of(a, span_values(proto, type | (unsigned)e->icmp_code,
							type | (unsigned)e->icmp_code));
		return pktset_of(a, span_values(proto, type, type | 255));
	}
	return e->protocol >= 0 && e->protocol <= 255 ? pktset_of(a, span_proto(proto))
						      : pktset_empty;
}

/* R51: the first match decides. `maybe` marks a deny here. */
static struct sets first_match(void *ctx, const struct contribution *const *c, size_t count)
{
	struct pktpool *pool = ctx;
	const struct pktset *open = pktset_all, *allowed = pktset_empty;
	for (size_t i = 0; i < count; i++) {
		if (!c[i]->maybe)
			allowed = pktpool_or(pool, allowed, pktpool_and(pool, open, c[i]->set));
		open = pktpool_minus(pool, open, c[i]->set);
	}
	return (struct sets){allowed, allowed};
}

static const struct filter *compile(struct reach *r, const struct network_acl *acl, bool egress)
{
	struct filter f;
	VEC(struct contribution) c = VEC_INIT;
	arena_reset(&r->scratch);
	for (size_t i = 0; i < acl->entries.len; i++) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		if (e->egress == egress && e->cidr.family)
			vec_push(&c,
				 ((struct contribution){
					 e->cidr, pktpool_keep(r->pool, entry_set(&r->scratch, e)),
					 !e->allow}));
	}
	filter_build(&r->scratch, &(struct filter_rules){c.items, c.len, first_match, r->pool}, &f);
	vec_free(&c);
	return filter_shared(&r->filters, &r->scratch, &f);
}

static bool lets_all_pass(const struct network_acl *acl, bool egress, uint8_t family)
{
	for (size_t i = 0; i < acl->entries.len; i++) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		if (e->egress != egress || e->cidr.family != family)
			continue;
		if (!e->allow)
			return false;
		if (e->protocol == PROTO_ANY && !e->cidr.len)
			return true;
	}
	return false;
}

bool nacl_is_open(const struct network_acl *acl, uint8_t family)
{
	return acl && lets_all_pass(acl, false, family) && lets_all_pass(acl, true, family);
}

static const struct filter *filter_of(struct reach *r, const struct network_acl *acl, bool egress)
{
	const struct filter **slot = &r->nacl_filters[acl->o.ordinal * 2 + egress];
	if (!*slot)
		*slot = compile(r, acl, egress);
	return *slot;
}

struct sets nacl_sets(struct reach *r, const struct subnet *subnet, bool egress, struct ip peer,
		      struct ip_range *atom)
{
	struct subnet_rules *rules = &r->subnets[subnet->o.ordinal];
	if (rules->network_acl != subnet->network_acl) {
		rules->network_acl = subnet->network_acl;
		rules->nacl[false] = rules->nacl[true] = NULL;
		rules->open[false] = nacl_is_open(subnet->network_acl, IPV4);
		rules->open[true] = nacl_is_open(subnet->network_acl, IPV6);
	}
	if (rules->open[peer.family == IPV6])
		return (struct sets){pktset_all, pktset_all};
	if (!rules->nacl[egress])
		rules->nacl[egress] = filter_of(r, subnet->network_acl, egress);
	return filter_find(rules->nacl[egress], peer, atom);
}

const struct network_acl_entry *nacl_deciding(const struct network_acl *acl, bool egress,
					      struct ip peer, uint32_t packet)
{
	struct arena scratch = ARENA_INIT;
	const struct network_acl_entry *found = NULL;
	for (size_t i = 0; i < acl->entries.len && !found; i++) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		if (e->egress == egress && cidr_covers(e->cidr, peer) &&
		    pktset_has(entry_set(&scratch, e), packet))
			found = e;
	}
	arena_free(&scratch);
	return found;
}
