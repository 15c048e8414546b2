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

static int cmp_ptr_ordinal(const struct object *a, const struct object *b)
{
	unsigned x = a ? a->ordinal + 1 : 0, y = b ? b->ordinal + 1 : 0;
	return x < y ? -1 : x > y;
}

static int cmp_groups(const struct network_interface *a, const struct network_interface *b)
{
	if (a->group_ids.len != b->group_ids.len)
		return a->group_ids.len < b->group_ids.len ? -1 : 1;
	for (size_t i = 0; i < a->group_ids.len; i++) {
		int c = str_cmp(a->group_ids.items[i], b->group_ids.items[i]);
		if (c)
			return c;
	}
	return 0;
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

struct host { /* to be sorted: what it is told apart by, worked out once */
	const struct network_interface *interface;
	unsigned traits;
};

static int cmp_alike(const struct host *x, const struct host *y)
{
	const struct network_interface *a = x->interface, *b = y->interface;
	int c = cmp_ptr_ordinal(&a->vpc->o, &b->vpc->o);
	if (!c)
		c = cmp_ptr_ordinal(a->subnet ? &a->subnet->o : NULL,
				    b->subnet ? &b->subnet->o : NULL);
	if (!c)
		c = x->traits < y->traits ? -1 : x->traits > y->traits;
	if (!c)
		c = str_cmp(a->status, b->status);
	return c ? c : cmp_groups(a, b);
}

static int cmp_hosts(const void *pa, const void *pb)
{
	const struct host *a = pa, *b = pb;
	int c = cmp_alike(a, b);
	return c ? c : cmp_ptr_ordinal(&a->interface->instance->o, &b->interface->instance->o);
}

static int cmp_classes(const void *pa, const void *pb)
{
	const struct host_class *a = pa, *b = pb;
	int c = cmp_ptr_ordinal(&a->interface->vpc->o, &b->interface->vpc->o);
	return c ? c : cmp_ptr_ordinal(&a->interface->instance->o, &b->interface->instance->o);
}

static size_t group_alike(const struct host *hosts, size_t n, struct host_class *out)
{
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		const struct network_interface *eni = hosts[i].interface;
		if (i && cmp_alike(&hosts[i - 1], &hosts[i]) == 0) {
			out[len - 1].count++;
			continue;
		}
		out[len++] =
			(struct host_class){.interface = eni,
					    .count = 1,
					    .running = eni->instance->state == INSTANCE_RUNNING};
	}
	return len;
}

struct hosts hosts_of(const struct net *net, struct arena *arena)
{
	size_t n = 0, v = 0;
	struct host *hosts = mem_alloc((net->instances.len + 1) * sizeof *hosts);
	for (size_t i = 0; i < net->instances.len; i++) {
		const struct instance *instance = net->instances.items[i];
		const struct network_interface *p = instance->primary;
		if (p && p->vpc && p->instance == instance &&
		    instance->state != INSTANCE_TERMINATED &&
		    instance->state != INSTANCE_SHUTTING_DOWN)
			hosts[n++] = (struct host){p, traits(p)};
	}
	qsort(hosts, n, sizeof *hosts, cmp_hosts);
	struct hosts out = {.classes = arena_array(arena, struct host_class, n + 1),
			    .first = arena_array(arena, size_t, net->vpcs.len + 1)};
	out.len = group_alike(hosts, n, out.classes);
	free(hosts);
	qsort(out.classes, out.len, sizeof *out.classes, cmp_classes);
	for (size_t i = 0; i <= net->vpcs.len; i++) {
		while (v < out.len && out.classes[v].interface->vpc->o.ordinal < i)
			v++;
		out.first[i] = v;
	}
	return out;
}
