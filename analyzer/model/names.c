/* names.c - two tables of chains: an entry is a hash, what it stands for, and the entry behind it. */
#include "model/names.h"

#include "base/intern.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	uint32_t hash, next; /* next: its place + 1; 0: it is the last */
	uint32_t kind, ordinal;
};

struct chains {
	VEC(struct entry) entries;
	uint32_t *heads; /* [hash & mask]: place + 1 */
	uint32_t mask;
};

struct names {
	const struct net *net;
	struct chains tags, addresses;
	bool strays;
};

static uint32_t hash_of_tag(const char *key, const char *value)
{
	return hash_bytes(key, strlen(key)) * 31 + hash_bytes(value, strlen(value));
}

static uint32_t hash_of_address(struct ip ip)
{
	const uint64_t words[] = {(uint64_t)ip.value, (uint64_t)(ip.value >> 64), ip.family};
	return hash_bytes(words, sizeof words);
}

/* From the last to the first, so that each chain has its entries in their order. */
static void chain_all(struct chains *c)
{
	size_t size = 1;
	while (size < c->entries.len)
		size *= 2;
	c->heads = mem_zalloc(size * sizeof *c->heads);
	c->mask = (uint32_t)(size - 1);
	for (size_t i = c->entries.len; i-- > 0;) {
		struct entry *e = &c->entries.items[i];
		uint32_t *head = &c->heads[e->hash & c->mask];
		e->next = *head;
		*head = (uint32_t)i + 1;
	}
}

/* The next entry of this hash, from *at on. */
static const struct entry *next(const struct chains *c, uint32_t hash, uint32_t *at)
{
	uint32_t place = *at ? c->entries.items[*at - 1].next : c->heads[hash & c->mask];
	while (place && c->entries.items[place - 1].hash != hash)
		place = c->entries.items[place - 1].next;
	if (!place)
		return NULL;
	*at = place;
	return &c->entries.items[place - 1];
}

static void add_tags(struct names *n, enum kind kind)
{
	size_t count;
	const struct object *const *all = net_all(n->net, kind, &count);
	for (size_t i = 0; i < count; i++)
		for (size_t t = 0; t < all[i]->tags.len; t++) {
			const struct tag *tag = &all[i]->tags.items[t];
			struct entry e = {.kind = (uint32_t)kind, .ordinal = (uint32_t)i};
			if (!tag->key || !tag->value)
				continue;
			e.hash = hash_of_tag(tag->key, tag->value);
			vec_push(&n->tags.entries, e);
		}
}

static void add_address(struct names *n, const struct vpc *v, struct ip ip)
{
	struct entry e = {.hash = hash_of_address(ip), .ordinal = v->o.ordinal};
	if (ip.family)
		vec_push(&n->addresses.entries, e);
}

static void add_addresses(struct names *n, const struct vpc *v)
{
	for (size_t i = 0; i < v->interfaces.len; i++) {
		const struct network_interface *eni = v->interfaces.items[i];
		for (size_t k = 0; k < eni->private_ips.len; k++)
			add_address(n, v, eni->private_ips.items[k].private_ip);
		for (size_t k = 0; k < eni->ipv6.len; k++)
			add_address(n, v, eni->ipv6.items[k]);
	}
}

struct names *names_new(const struct net *net)
{
	struct names *n = mem_zalloc(sizeof *n);
	n->net = net;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		add_tags(n, (enum kind)kind);
	for (size_t i = 0; i < net->vpcs.len; i++)
		add_addresses(n, net->vpcs.items[i]);
	for (size_t i = 0; i < net->network_interfaces.len && !n->strays; i++)
		n->strays = !net->network_interfaces.items[i]->vpc;
	chain_all(&n->tags);
	chain_all(&n->addresses);
	return n;
}

void names_free(struct names *n)
{
	if (!n)
		return;
	vec_free(&n->tags.entries);
	vec_free(&n->addresses.entries);
	free(n->tags.heads);
	free(n->addresses.heads);
	free(n);
}

const struct object *names_next(const struct names *n, enum kind kind, const char *key,
				const char *value, uint32_t *at)
{
	uint32_t hash = hash_of_tag(key, value);
	size_t count;
	for (const struct entry *e; (e = next(&n->tags, hash, at));)
		if (e->kind == (uint32_t)kind)
			return net_all(n->net, kind, &count)[e->ordinal];
	return NULL;
}

const struct vpc *names_next_vpc(const struct names *n, struct ip ip, uint32_t *at)
{
	uint32_t last = *at ? n->addresses.entries.items[*at - 1].ordinal : UINT32_MAX;
	for (const struct entry *e; (e = next(&n->addresses, hash_of_address(ip), at));)
		if (e->ordinal != last)
			return n->net->vpcs.items[e->ordinal];
	return NULL;
}

bool names_have_strays(const struct names *n)
{
	return n->strays;
}
