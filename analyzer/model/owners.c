/* owners.c - who owns which address: the look-ups that net_owner() and net_public_owner() use. */
#include "model/net.h"

#include "base/vec.h"

#include <stdlib.h>

struct owned { /* an entry of by_address or by_public */
	struct address_key key;
	struct address_owner owner;
};

static void own(struct net *net, struct map *map, const struct vpc *vpc, struct ip ip,
		const struct network_interface *eni, const struct private_ip_address *slot)
{
	struct address_key key = address_key(vpc, ip);
	if (!ip.family)
		return;
	if (map_get(map, &key, sizeof key))
		return;
	struct owned *o = arena_alloc(&net->arena, sizeof *o);
	o->key = key;
	o->owner = (struct address_owner){eni, slot};
	map_put(map, &o->key, sizeof key, &o->owner);
}

static void own_all(struct net *net, const struct network_interface *eni)
{
	for (size_t i = 0; i < eni->private_ips.len; i++) {
		const struct private_ip_address *p = &eni->private_ips.items[i];
		if (eni->vpc)
			own(net, &net->by_address, eni->vpc, p->private_ip, eni, p);
		own(net, &net->by_public, NULL, p->public_ip, eni, p);
	}
	for (size_t i = 0; i < eni->ipv6.len; i++) {
		if (eni->vpc)
			own(net, &net->by_address, eni->vpc, eni->ipv6.items[i], eni, NULL);
		if (!ip_is_private(eni->ipv6.items[i]))
			own(net, &net->by_public, NULL, eni->ipv6.items[i], eni, NULL);
	}
}

static int by_prefix(const void *a, const void *b)
{
	const struct prefix_owner *x = a, *y = b;
	if (x->vpc != y->vpc)
		return x->vpc->o.ordinal < y->vpc->o.ordinal ? -1 : 1;
	return cidr_cmp(x->prefix, y->prefix);
}

static void own_prefixes(struct net *net)
{
	VEC(struct prefix_owner) owners = VEC_INIT;
	VEC(const struct network_interface *) with = VEC_INIT;
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
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

/* The first to claim an address in the order of ids has it. */
void net_index_owners(struct net *net)
{
	net->by_address = map_init(&net->arena);
	net->by_public = map_init(&net->arena);
	map_reserve(&net->by_address, net->network_interfaces.len);
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		own_all(net, net->network_interfaces.items[i]);
	own_prefixes(net);
}
