/*
 * owners.c - who owns which address.
 *
 * Nearly every interface has one private address, so what finds its owner must be small: a slot
 * says which interface and which of its addresses, and who looks there compares. The key is not
 * stored once more. Private addresses are a VPC's; public ones, in a table of their own, nobody's.
 */
#include "model/net.h"

#include "base/intern.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

/* ---- addresses: by VPC, or without one: public ones ---- */

/*
 * Eight bytes, from its ends: the interface's ordinal + 1 (0: an empty slot); the address's place
 * in private_ips, or behind those in ipv6; some bits of the hash. An element of 64 MiB
 * (LIMIT_JSON_ELEMENT) has no four million addresses.
 */
enum { PLACE_BITS = 22, TAG_BITS = 14 };

struct owner_slot {
	uint64_t bits;
};

static struct owner_slot slot_for(unsigned ordinal, size_t place, uint32_t hash)
{
	uint64_t tag = hash & ((1u << TAG_BITS) - 1);
	return (struct owner_slot){((uint64_t)ordinal + 1) << (PLACE_BITS + TAG_BITS) |
				   (uint64_t)place << TAG_BITS | tag};
}

static bool same_tag(const struct owner_slot *s, uint32_t hash)
{
	return !((s->bits ^ hash) & ((1u << TAG_BITS) - 1));
}

static size_t slot_ordinal(const struct owner_slot *s)
{
	return (size_t)(s->bits >> (PLACE_BITS + TAG_BITS)) - 1;
}

static size_t slot_place(const struct owner_slot *s)
{
	return s->bits >> TAG_BITS & ((1u << PLACE_BITS) - 1);
}

struct owners {
	size_t size; /* a third more than there are addresses, at least */
	struct owner_slot slots[];
};

static uint32_t hash_of(const struct vpc *vpc, struct ip ip)
{
	const uint64_t words[] = {(uint64_t)ip.value, (uint64_t)(ip.value >> 64),
				  (uint64_t)(vpc ? vpc->o.ordinal + 1 : 0) << 8 | ip.family};
	return hash_bytes(words, sizeof words);
}

/* Where a copy's interfaces may not be made yet, those of its original have the same addresses. */
static const struct network_interface *interface_at(const struct net *net, size_t ordinal)
{
	const struct net *here = net->filling ? net->original : net;
	return here->network_interfaces.items[ordinal];
}

static const struct private_ip_address *address_at(const struct network_interface *eni,
						   size_t place)
{
	return place < eni->private_ips.len ? &eni->private_ips.items[place] : NULL;
}

static struct address_owner owner_at(const struct net *net, const struct owner_slot *s)
{
	const struct network_interface *eni = interface_at(net, slot_ordinal(s));
	if (net->filling)
		eni = (const void *)net_counterpart(net, &eni->o);
	return (struct address_owner){eni, address_at(eni, slot_place(s))};
}

static bool is_owned(const struct net *net, const struct owner_slot *s, const struct vpc *vpc,
		     struct ip ip)
{
	const struct network_interface *eni = interface_at(net, slot_ordinal(s));
	const struct private_ip_address *own = address_at(eni, slot_place(s));
	if (vpc && eni->vpc != vpc && eni->vpc->o.ordinal != vpc->o.ordinal)
		return false;
	if (own)
		return ip_equal(vpc ? own->private_ip : own->public_ip, ip);
	return ip_equal(eni->ipv6.items[slot_place(s) - eni->private_ips.len], ip);
}

/* The slot of an address: where it is, or the empty one where it would be. */
static struct owner_slot *slot_of(const struct net *net, struct owners *all, uint32_t hash,
				  const struct vpc *vpc, struct ip ip)
{
	size_t at = (size_t)((uint64_t)hash * all->size >> 32);
	for (;; at = at + 1 == all->size ? 0 : at + 1) {
		struct owner_slot *s = &all->slots[at];
		if (!s->bits || (same_tag(s, hash) && is_owned(net, s, vpc, ip)))
			return s;
	}
}

/* Of those that claim an address the first in the order of ids has it, by its first place there. */
static void claim(struct owner_slot *s, struct owner_slot by)
{
	if (!s->bits || slot_ordinal(&by) < slot_ordinal(s))
		*s = by;
}

static void own_private(struct net *net, const struct network_interface *eni, size_t place,
			struct ip ip)
{
	uint32_t hash;
	if (!eni->vpc || !ip.family)
		return;
	hash = hash_of(eni->vpc, ip);
	struct owner_slot *s = slot_of(net, net->owners, hash, eni->vpc, ip);
	if (s->bits && slot_ordinal(s) != eni->o.ordinal)
		net->vpcs.items[eni->vpc->o.ordinal]->twins = true;
	claim(s, slot_for(eni->o.ordinal, place, hash));
}

static void own_public(struct net *net, const struct network_interface *eni, size_t place,
		       struct ip ip)
{
	uint32_t hash = hash_of(NULL, ip);
	if (!ip.family)
		return;
	claim(slot_of(net, net->public_owners, hash, NULL, ip),
	      slot_for(eni->o.ordinal, place, hash));
}

static void own_all(struct net *net, const struct network_interface *eni)
{
	for (size_t i = 0; i < eni->private_ips.len; i++) {
		own_private(net, eni, i, eni->private_ips.items[i].private_ip);
		own_public(net, eni, i, eni->private_ips.items[i].public_ip);
	}
	for (size_t i = 0; i < eni->ipv6.len; i++) {
		size_t place = eni->private_ips.len + i;
		own_private(net, eni, place, eni->ipv6.items[i]);
		if (!ip_is_private(eni->ipv6.items[i]))
			own_public(net, eni, place, eni->ipv6.items[i]);
	}
}

/* A table that so many addresses fit in: at most three quarters full. */
static struct owners *new_owners(size_t count)
{
	size_t size = count * 4 / 3 + 1;
	struct owners *all = mem_ztable(sizeof *all + size * sizeof *all->slots);
	all->size = size;
	return all;
}

static void new_tables(struct net *net, const struct object_list *interfaces)
{
	size_t all = 0, public_ones = 0;
	for (size_t i = 0; i < interfaces->len; i++) {
		const struct network_interface *eni = (const void *)interfaces->items[i];
		list_ahead(interfaces->items, interfaces->len, i, sizeof *eni);
		all += eni->private_ips.len + eni->ipv6.len;
		public_ones += eni->ipv6.len;
		for (size_t k = 0; k < eni->private_ips.len; k++)
			public_ones += eni->private_ips.items[k].public_ip.family != FAMILY_NONE;
	}
	net->owners = new_owners(all);
	net->public_owners = new_owners(public_ones);
}

struct address_key address_key(struct ip ip)
{
	struct address_key key;
	memset(&key, 0, sizeof key);
	key.value = ip.value;
	key.family = ip.family;
	return key;
}

/* ---- delegated prefixes ---- */

static int by_prefix(const void *a, const void *b)
{
	const struct prefix_owner *x = a, *y = b;
	if (x->vpc != y->vpc)
		return x->vpc->o.ordinal < y->vpc->o.ordinal ? -1 : 1;
	return cidr_cmp(x->prefix, y->prefix);
}

static void index_prefixes(struct net *net)
{
	VEC(struct prefix_owner) owners = VEC_INIT;
	VEC(const struct network_interface *) with = VEC_INIT;
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		list_ahead(net->network_interfaces.items, net->network_interfaces.len, i,
			   sizeof *eni);
		if (eni->prefixes.len)
			vec_push(&with, eni);
		for (size_t k = 0; k < eni->prefixes.len && eni->vpc; k++) {
			struct prefix_owner o = {eni->vpc, eni->prefixes.items[k], eni};
			vec_push(&owners, o);
		}
	}
	if (owners.len)
		qsort(owners.items, owners.len, sizeof *owners.items, by_prefix);
	net->prefix_owners.items = vec_move(&owners, &net->arena);
	net->prefix_owners.len = owners.len;
	net->with_prefixes.items = vec_move(&with, &net->arena);
	net->with_prefixes.len = with.len;
	vec_free(&owners);
	vec_free(&with);
}

static int prefix_order(const struct prefix_owner *p, const struct vpc *vpc, struct ip ip)
{
	if (p->vpc != vpc)
		return p->vpc->o.ordinal < vpc->o.ordinal ? -1 : 1;
	if (p->prefix.family != ip.family)
		return p->prefix.family < ip.family ? -1 : 1;
	return p->prefix.first <= ip.value ? -1 : 1;
}

/* Delegated prefixes don't overlap inside a VPC: the last one that begins at or before the address.
 */
static const struct network_interface *prefix_holder(const struct net *net, const struct vpc *vpc,
						     struct ip ip)
{
	size_t lo = 0, hi = net->prefix_owners.len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (prefix_order(&net->prefix_owners.items[mid], vpc, ip) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	const struct prefix_owner *p = lo ? &net->prefix_owners.items[lo - 1] : NULL;
	return p && p->vpc == vpc && cidr_covers(p->prefix, ip) ? p->interface : NULL;
}

/* ---- the whole ---- */

void net_index_owners(struct net *net, const struct object_list *interfaces)
{
	bool prefixes = false;
	new_tables(net, interfaces);
	for (size_t i = 0; i < interfaces->len; i++) {
		const struct network_interface *eni = (const void *)interfaces->items[i];
		list_ahead(interfaces->items, interfaces->len, i, sizeof *eni);
		own_all(net, eni);
		prefixes |= eni->prefixes.len > 0;
	}
	if (prefixes)
		index_prefixes(net);
}

struct address_owner net_owner(const struct net *net, const struct vpc *vpc, struct ip ip)
{
	struct address_owner none = {NULL, NULL};
	if (!vpc || !net->owners)
		return none;
	const struct owner_slot *s = slot_of(net, net->owners, hash_of(vpc, ip), vpc, ip);
	if (s->bits)
		return owner_at(net, s);
	none.interface = prefix_holder(net, vpc, ip);
	return none;
}

struct address_owner net_public_owner(const struct net *net, struct ip public_ip)
{
	struct address_key key = address_key(public_ip);
	const struct address_owner *added = map_get(&net->added_public, &key, sizeof key);
	if (added || !net->public_owners)
		return added ? *added : (struct address_owner){NULL, NULL};
	const struct owner_slot *s =
		slot_of(net, net->public_owners, hash_of(NULL, public_ip), NULL, public_ip);
	return s->bits ? owner_at(net, s) : (struct address_owner){NULL, NULL};
}

const struct address *net_elastic_ip(const struct net *net, struct ip public_ip)
{
	for (size_t i = 0; i < net->addresss.len; i++)
		if (ip_equal(net->addresss.items[i]->public_ip, public_ip))
			return net->addresss.items[i];
	return NULL;
}
