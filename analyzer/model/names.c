/* names.c - two tables of chains: an entry is a hash, what it stands for, and the entry behind it; and the values
 * of a tag in their order. */
#include "model/names.h"

#include "base/intern.h"
#include "base/str.h"
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

struct value {
	const char *text;
	uint32_t ordinal;
};

struct sorted { /* the values that objects of a kind have of a tag */
	enum kind kind;
	char *key;
	unsigned asked;
	bool ready;
	VEC(struct value) values;
};

struct names {
	const struct net *net;
	VEC(struct sorted) sorted;
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
	return n;
}

/* Each table is made when it is first asked. */
static void need_tags(struct names *n)
{
	if (n->tags.heads)
		return;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		add_tags(n, (enum kind)kind);
	chain_all(&n->tags);
}

static void need_addresses(struct names *n)
{
	const struct net *net = n->net;
	if (n->addresses.heads)
		return;
	for (size_t i = 0; i < net->vpcs.len; i++)
		add_addresses(n, net->vpcs.items[i]);
	for (size_t i = 0; i < net->network_interfaces.len && !n->strays; i++)
		n->strays = !net->network_interfaces.items[i]->vpc;
	chain_all(&n->addresses);
}

void names_free(struct names *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->sorted.len; i++) {
		vec_free(&n->sorted.items[i].values);
		free(n->sorted.items[i].key);
	}
	vec_free(&n->sorted);
	vec_free(&n->tags.entries);
	vec_free(&n->addresses.entries);
	free(n->tags.heads);
	free(n->addresses.heads);
	free(n);
}

const struct object *names_next(struct names *n, enum kind kind, const char *key, const char *value,
				uint32_t *at)
{
	uint32_t hash = hash_of_tag(key, value);
	size_t count;
	need_tags(n);
	for (const struct entry *e; (e = next(&n->tags, hash, at));)
		if (e->kind == (uint32_t)kind)
			return net_all(n->net, kind, &count)[e->ordinal];
	return NULL;
}

/* ---- what begins alike ---- */

static struct sorted *sorted_of(struct names *n, enum kind kind, const char *key)
{
	for (size_t i = 0; i < n->sorted.len; i++)
		if (n->sorted.items[i].kind == kind && str_eq(n->sorted.items[i].key, key))
			return &n->sorted.items[i];
	size_t size = strlen(key) + 1;
	struct sorted s = {.kind = kind, .key = memcpy(mem_alloc(size), key, size)};
	vec_push(&n->sorted, s);
	return &n->sorted.items[n->sorted.len - 1];
}

static int by_text(const void *a, const void *b)
{
	const struct value *x = a, *y = b;
	return strcmp(x->text, y->text);
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void sort_values(const struct net *net, struct sorted *s)
{
	size_t count;
	const struct object *const *all = net_all(net, s->kind, &count);
	for (size_t i = 0; i < count; i++)
		for (size_t t = 0; t < all[i]->tags.len; t++) {
			const struct tag *tag = &all[i]->tags.items[t];
			if (str_eq(tag->key, s->key))
				vec_push(&s->values, ((struct value){tag->value, (uint32_t)i}));
		}
	if (s->values.len)
		qsort(s->values.items, s->values.len, sizeof *s->values.items, by_text);
	s->ready = true;
}

/* The first value that is not less. */
static size_t first_of(const struct sorted *s, const char *prefix, size_t len)
{
	size_t lo = 0, hi = s->values.len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (strncmp(s->values.items[mid].text, prefix, len) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool names_begin(struct names *n, struct arena *arena, enum kind kind, const char *key,
		 const char *prefix, size_t len, const uint32_t **ordinals, size_t *count)
{
	enum { OFTEN = 16 }; /* about what sorting costs */
	struct sorted *s = sorted_of(n, kind, key);
	if (!s->ready && ++s->asked <= OFTEN)
		return false;
	if (!s->ready)
		sort_values(n->net, s);
	size_t first = first_of(s, prefix, len), end = first, unique = 0;
	while (end < s->values.len && strncmp(s->values.items[end].text, prefix, len) == 0)
		end++;
	uint32_t *found = arena_array(arena, uint32_t, end - first + 1);
	for (size_t i = first; i < end; i++)
		found[i - first] = s->values.items[i].ordinal;
	qsort(found, end - first, sizeof *found, by_number);
	for (size_t i = 0; i < end - first; i++)
		if (!unique || found[unique - 1] != found[i])
			found[unique++] = found[i];
	*ordinals = found;
	*count = unique;
	return true;
}

const struct vpc *names_next_vpc(struct names *n, struct ip ip, uint32_t *at)
{
	need_addresses(n);
	uint32_t last = *at ? n->addresses.entries.items[*at - 1].ordinal : UINT32_MAX;
	for (const struct entry *e; (e = next(&n->addresses, hash_of_address(ip), at));)
		if (e->ordinal != last)
			return n->net->vpcs.items[e->ordinal];
	return NULL;
}

bool names_have_strays(struct names *n)
{
	need_addresses(n);
	return n->strays;
}
