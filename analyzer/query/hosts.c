/* hosts.c - the instances of each VPC, as classes of those that behave alike. */
#include "base/batch.h"
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

enum { IS_RUNNING = 1 };

/* What tells two instances apart, as bits: states, public address, families, what manages them. */
static unsigned traits(const struct network_interface *n)
{
	const struct instance *i = n->instance;
	return (i->state == INSTANCE_RUNNING ? IS_RUNNING : 0) |
	       (unsigned)(n->public_ip.family != 0) << 1 | (unsigned)n->deny_all_igw_traffic << 2 |
	       (unsigned)(n->ipv6.len > 0) << 3 | (unsigned)(n->private_ip.family != 0) << 4 |
	       (unsigned)(n->source_dest_check == FLAG_NO) << 5 |
	       (unsigned)!str_empty(i->key_name) << 6 |
	       (unsigned)!str_empty(i->iam_instance_profile) << 7 |
	       (unsigned)str_eq(i->http_endpoint, "disabled") << 8 |
	       (unsigned)i->operator_managed << 9 | (unsigned)!str_empty(i->platform) << 10;
}

/* ---- those that are alike are found by a hash of what tells them apart ---- */

/* All that is asked of an instance and its interface, so that they are looked at but once. */
struct host {
	const struct network_interface *interface;
	const char *status;
	uint64_t hash;
	unsigned vpc, subnet, group_set; /* ordinals; no subnet: 0, else one more */
	unsigned traits;
};

static bool are_alike(const struct host *x, const struct host *y)
{
	return x->hash == y->hash && x->traits == y->traits && x->vpc == y->vpc &&
	       x->subnet == y->subnet && x->group_set == y->group_set &&
	       str_eq(x->status, y->status);
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
	struct host h = {.interface = n,
			 .status = n->status,
			 .vpc = n->vpc->o.ordinal,
			 .subnet = n->subnet ? n->subnet->o.ordinal + 1 : 0,
			 .group_set = n->group_set->ordinal,
			 .traits = traits(n)};
	h.hash = mix(h.vpc, h.subnet);
	h.hash = mix(h.hash, (uint64_t)h.traits << 32 | h.group_set);
	h.hash = mix_text(h.hash, h.status);
	return h;
}

struct found { /* classes in the order of their first instances, which stand for them */
	struct host *hosts; /* those first ones */
	size_t len;
	struct host_class *classes; /* of hosts[i] */
	size_t *slots, n_slots;     /* class + 1 by hash; a power of two */
};

/* The class that it belongs to, counted; a fresh one, if there is none. */
static void add_host(struct found *f, const struct host *h)
{
	size_t at = h->hash & (f->n_slots - 1);
	while (f->slots[at] && !are_alike(&f->hosts[f->slots[at] - 1], h))
		at = (at + 1) & (f->n_slots - 1);
	if (!f->slots[at]) {
		f->classes[f->len] = (struct host_class){.interface = h->interface,
							 .running = h->traits & IS_RUNNING};
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

/* ---- on several threads ---- */

enum { STRETCH = 512 }; /* instances that a thread looks at at a time */

struct search {
	const struct net *net;
	struct found found;
};

struct stretch {
	struct host *hosts;
	size_t len;
};

static void look_at_stretch(void *ctx, void *worker, size_t item, void *slot)
{
	const struct net *net = ((const struct search *)ctx)->net;
	struct stretch *s = slot;
	size_t end = (item + 1) * STRETCH;
	(void)worker;
	s->hosts = mem_alloc(STRETCH * sizeof *s->hosts);
	for (size_t i = item * STRETCH; i < end && i < net->instances.len; i++) {
		call_near(net, i);
		if (takes_part(net->instances.items[i]))
			s->hosts[s->len++] = host_of(net->instances.items[i]->primary);
	}
}

static bool add_stretch(void *ctx, size_t item, void *slot)
{
	struct search *x = ctx;
	struct stretch *s = slot;
	(void)item;
	for (size_t i = 0; i < s->len; i++)
		add_host(&x->found, &s->hosts[i]);
	free(s->hosts);
	return true;
}

static struct found find_classes(struct engines *engines)
{
	struct search x = {.net = engines->items[0].net, .found = {.n_slots = 16}};
	struct found *f = &x.found;
	size_t n = x.net->instances.len;
	struct batch_work work = {.ctx = &x,
				  .count = (n + STRETCH - 1) / STRETCH,
				  .slot_size = sizeof(struct stretch),
				  .decide = look_at_stretch,
				  .tell = add_stretch};
	while (f->n_slots < n * 2)
		f->n_slots *= 2;
	f->hosts = mem_alloc((n + 1) * sizeof *f->hosts);
	f->classes = mem_alloc((n + 1) * sizeof *f->classes);
	f->slots = mem_ztable(f->n_slots * sizeof *f->slots);
	batch_run(&work, engines->each, engines->len);
	return x.found;
}

static void found_free(struct found *f)
{
	free(f->hosts);
	free(f->classes);
	free(f->slots);
}

struct hosts hosts_of(struct engines *engines, struct arena *arena)
{
	const struct net *net = engines->items[0].net;
	struct found f = find_classes(engines);
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
