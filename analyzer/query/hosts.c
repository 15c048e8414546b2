/* hosts.c - the instances of each VPC, as classes of those that behave alike. */
#include "query/internal.h"

#include <stdlib.h>
#include <string.h>

struct ip interface_address(const struct network_interface *n, uint8_t family)
{
	struct ip none = {0};
	if (family != IPV6 && n->private_ip.family == IPV4)
		return n->private_ip;
	if (family != IPV4 && n->ipv6.len)
		return n->ipv6.items[0];
	if (family == FAMILY_NONE || family == n->private_ip.family)
		return n->private_ip;
	return none;
}

/* What tells two instances apart, as bits: states, public address, families, what manages them. */
static unsigned traits(const struct network_interface *n)
{
	const struct instance *i = n->instance;
	return (unsigned)(i->state == INSTANCE_RUNNING) |
	       (unsigned)(n->public_ip.family != 0) << 1 | (unsigned)n->deny_all_igw_traffic << 2 |
	       (unsigned)(n->ipv6.len > 0) << 3 | (unsigned)(n->private_ip.family != 0) << 4 |
	       (unsigned)(n->source_dest_check == FLAG_NO) << 5 |
	       (unsigned)!str_empty(i->key_name) << 6 |
	       (unsigned)!str_empty(i->iam_instance_profile) << 7 |
	       (unsigned)str_eq(i->http_endpoint, "disabled") << 8 |
	       (unsigned)i->operator_managed << 9 | (unsigned)!str_empty(i->platform) << 10;
}

/* ---- those that are alike are found by a hash of what tells them apart ---- */

struct host {
	const struct network_interface *interface;
	unsigned traits;
	uint64_t hash;
};

static bool are_alike(const struct host *x, const struct host *y)
{
	const struct network_interface *a = x->interface, *b = y->interface;
	return x->hash == y->hash && x->traits == y->traits && a->vpc == b->vpc &&
	       a->subnet == b->subnet && a->group_set == b->group_set &&
	       str_eq(a->status, b->status);
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

static uint64_t mix_text(uint64_t h, const char *s)
{
	size_t len = s ? strlen(s) : 0;
	for (size_t i = 0; i < len; i += sizeof h) {
		uint64_t word = 0;
		memcpy(&word, s + i, len - i < sizeof word ? len - i : sizeof word);
		h = mix(h, word);
	}
	return mix(h, len);
}

static struct host host_of(const struct network_interface *n)
{
	struct host h = {.interface = n, .traits = traits(n)};
	h.hash = mix(n->vpc->o.ordinal, n->subnet ? n->subnet->o.ordinal + 1 : 0);
	h.hash = mix(h.hash, (uint64_t)h.traits << 32 | n->group_set->ordinal);
	h.hash = mix_text(h.hash, n->status);
	return h;
}

struct found { /* classes in the order of their first instances, which stand for them */
	struct host *hosts; /* those first ones */
	size_t len;
	struct host_class *classes; /* of hosts[i] */
	size_t *slots, n_slots;     /* class + 1 by hash; a power of two */
};

/* The class that it belongs to, counted; a fresh one, if there is none. */
static void add_host(struct found *f, struct host *h)
{
	size_t at = h->hash & (f->n_slots - 1);
	while (f->slots[at] && !are_alike(&f->hosts[f->slots[at] - 1], h))
		at = (at + 1) & (f->n_slots - 1);
	if (!f->slots[at]) {
		f->classes[f->len] = (struct host_class){.interface = h->interface,
							 .running = h->interface->instance->state ==
								    INSTANCE_RUNNING};
		f->hosts[f->len] = *h;
		f->slots[at] = ++f->len;
	}
	f->classes[f->slots[at] - 1].count++;
}

/* Neither instances nor their interfaces lie in memory in the order of the instances' ids. */
static void call_near(const struct net *net, size_t i)
{
	enum { AHEAD = 8 };
	struct instance *const *items = net->instances.items;
	list_ahead(items, net->instances.len, i + AHEAD, sizeof(struct instance));
	if (i + AHEAD < net->instances.len && items[i + AHEAD]->primary)
		mem_ahead(items[i + AHEAD]->primary, sizeof(struct network_interface));
}

static bool takes_part(const struct instance *instance)
{
	const struct network_interface *p = instance->primary;
	return p && p->vpc && p->instance == instance && instance->state != INSTANCE_TERMINATED &&
	       instance->state != INSTANCE_SHUTTING_DOWN;
}

static struct found find_classes(const struct net *net)
{
	size_t n = net->instances.len;
	struct found f = {.n_slots = 16};
	while (f.n_slots < n * 2)
		f.n_slots *= 2;
	f.hosts = mem_alloc((n + 1) * sizeof *f.hosts);
	f.classes = mem_alloc((n + 1) * sizeof *f.classes);
	f.slots = mem_ztable(f.n_slots * sizeof *f.slots);
	for (size_t i = 0; i < n; i++) {
		call_near(net, i);
		if (takes_part(net->instances.items[i])) {
			struct host h = host_of(net->instances.items[i]->primary);
			add_host(&f, &h);
		}
	}
	return f;
}

static void found_free(struct found *f)
{
	free(f->hosts);
	free(f->classes);
	free(f->slots);
}

struct hosts hosts_of(const struct net *net, struct arena *arena)
{
	struct found f = find_classes(net);
	struct hosts out = {.classes = arena_array(arena, struct host_class, f.len + 1),
			    .len = f.len,
			    .first = arena_array(arena, size_t, net->vpcs.len + 2)};
	for (size_t i = 0; i < f.len; i++)
		out.first[f.classes[i].interface->vpc->o.ordinal + 2]++;
	for (size_t i = 1; i <= net->vpcs.len; i++)
		out.first[i + 1] += out.first[i];
	for (size_t i = 0; i < f.len; i++)
		out.classes[out.first[f.classes[i].interface->vpc->o.ordinal + 1]++] = f.classes[i];
	found_free(&f);
	return out;
}
