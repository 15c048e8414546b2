/*
 * select_prefix.c - whom a prefix means: whoever holds an address in it.
 *
 * Of several VPCs that hold one address those count that the address alone would mean
 * (select_address.c). All addresses are sorted once, so that equal ones stand together: a prefix
 * that covers the whole organisation takes as long as listing it. A prefix in which nobody holds
 * anything is hosts, like addresses that nobody holds; its public part always is.
 */
#include "query/select.h"

#include <stdlib.h>

/* An address in the prefix, and who holds it in its VPC. */
struct covered {
	struct ip ip;
	const struct network_interface *interface;
	bool delegated; /* by a prefix: it is not asked for, but it may be preferred to others */
};

struct covered_list {
	VEC(struct covered) items;
};

static void add_if_held(const struct picker *p, struct covered one, struct covered_list *out)
{
	const struct vpc *v = one.interface->vpc;
	if (v && net_owner(p->net, v, one.ip).interface == one.interface)
		vec_push(&out->items, one);
}

static int by_address(const void *pa, const void *pb)
{
	const struct covered *a = pa, *b = pb;
	return ip_cmp(a->ip, b->ip);
}

static void sort_covered(struct covered_list *l)
{
	if (l->items.len)
		qsort(l->items.items, l->items.len, sizeof *l->items.items, by_address);
}

static size_t first_from(const struct covered_list *l, size_t len, struct ip ip)
{
	size_t lo = 0, hi = len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (ip_cmp(l->items.items[mid].ip, ip) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Who holds such an address elsewhere by a prefix that is delegated. */
static void add_delegated(const struct picker *p, struct covered_list *l)
{
	size_t len = l->items.len;
	for (size_t i = 0; i < p->net->prefix_owners.len; i++) {
		const struct prefix_owner *o = &p->net->prefix_owners.items[i];
		struct ip first = {o->prefix.first, o->prefix.family};
		for (size_t k = first_from(l, len, first);
		     k < len && cidr_covers(o->prefix, l->items.items[k].ip); k++) {
			struct covered one = {l->items.items[k].ip, o->interface, true};
			add_if_held(p, one, l);
		}
	}
	sort_covered(l);
}

/* All who hold one address: of those that are preferred the ones that were asked for. */
static void add_preferred(struct picker *p, const struct covered *all, size_t n)
{
	unsigned best = 4;
	for (size_t i = 0; n > 1 && i < n; i++) {
		unsigned rank = preference(p, all[i].interface->vpc, all[i].ip);
		best = rank < best ? rank : best;
	}
	for (size_t i = 0; i < n; i++)
		if (!all[i].delegated &&
		    (n == 1 || preference(p, all[i].interface->vpc, all[i].ip) == best))
			vec_push(&p->points, point_interface(all[i].interface, all[i].ip));
}

static void add_covered(struct picker *p, struct covered_list *l)
{
	sort_covered(l);
	add_delegated(p, l);
	for (size_t i = 0, end; i < l->items.len; i = end) {
		const struct covered *first = &l->items.items[i];
		for (end = i + 1;
		     end < l->items.len && ip_equal(l->items.items[end].ip, first->ip);)
			end++;
		add_preferred(p, first, end - i);
	}
	vec_free(&l->items);
}

static void add_if_covered(const struct picker *p, const struct network_interface *n, struct ip ip,
			   struct cidr c, struct covered_list *out)
{
	if (cidr_covers(c, ip))
		add_if_held(p, (struct covered){ip, n, false}, out);
}

static void add_public_if_covered(struct picker *p, const struct network_interface *n,
				  const struct private_ip_address *a, struct cidr c)
{
	if (!cidr_covers(c, a->public_ip) || cidr_covers(c, a->private_ip))
		return;
	struct point point = point_interface(n, a->private_ip);
	point.public_address = a->public_ip;
	vec_push(&p->points, point);
}

enum vck_status pick_cidr(struct picker *p, struct cidr c)
{
	struct ip first = {c.first, c.family};
	p->is_set = true;
	if (c.len == 0) {
		add_internet(p, c.family);
		return VCK_OK;
	}
	if (c.len == family_bits(c.family))
		return pick_address(p, first);
	struct covered_list covered = {0};
	for (size_t i = 0; i < p->net->network_interfaces.len; i++) {
		const struct network_interface *n = p->net->network_interfaces.items[i];
		for (size_t k = 0; k < n->private_ips.len; k++) {
			add_if_covered(p, n, n->private_ips.items[k].private_ip, c, &covered);
			add_public_if_covered(p, n, &n->private_ips.items[k], c);
		}
		for (size_t k = 0; k < n->ipv6.len; k++)
			add_if_covered(p, n, n->ipv6.items[k], c, &covered);
	}
	add_covered(p, &covered);
	pick_unowned(p, cidr_range(c));
	return VCK_OK;
}
