/*
 * buddy.c - bench-buddy PATH...: all pairs, asked of binary decision diagrams (BuDDy).
 *
 * Who reaches whom inside VPCs and across peering connections, on tcp/22 and by ping, both
 * directions always? A pair of addresses is 64 bits, the source's before the destination's; what
 * lets a pair through is a diagram over these:
 *
 *	leaves(s, d)    over the source's classes: it is one of them, and what its subnet's routes,
 *	                its subnet's network ACL (the request out, the reply in) and its groups
 *	                let out to d
 *	arrives(s, d)   likewise over the classes of one VPC as destinations
 *
 * A class is a subnet and a set of groups. The pairs of a VPC as destination are the count of
 * leaves and arrives. Transit gateways, NAT and the internet are no part of the question: give it a
 * snapshot without them. Prints "TCP22 PING SECONDS": the pairs of running instances' interfaces,
 * and the time without reading.
 */
#include "load/load.h"

#include <vpccheck/net.h>

#include <bdd.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SOURCE = 0, DESTINATION = 32, BITS = 64 };

struct service {
	int protocol;
	int port; /* of tcp; icmp's type */
	int reply_from,
		reply_to; /* ports that the reply goes to; icmp's type of the reply, code 0 */
};
static const struct service services[] = {{6, 22, 1024, 65535}, {1, 8, 0, 0}};

/* ---- diagrams: each function takes over its arguments' references and returns one ---- */

static BDD keep(BDD b)
{
	return bdd_addref(b);
}

static BDD apply(BDD a, BDD b, int operation)
{
	BDD both = bdd_addref(bdd_apply(a, b, operation));
	bdd_delref(a);
	bdd_delref(b);
	return both;
}

static BDD and_(BDD a, BDD b)
{
	return apply(a, b, bddop_and);
}

static BDD or_(BDD a, BDD b)
{
	return apply(a, b, bddop_or);
}

static BDD if_(BDD when, BDD yes, BDD otherwise)
{
	BDD all = bdd_addref(bdd_ite(when, yes, otherwise));
	bdd_delref(when);
	bdd_delref(yes);
	bdd_delref(otherwise);
	return all;
}

/* In pairs, then pairs of pairs: each diagram is walked as often as the logarithm of their number.
 */
static BDD or_all(BDD *all, size_t count)
{
	if (!count)
		return keep(bddfalse);
	for (size_t step = 1; step < count; step *= 2)
		for (size_t i = 0; i + step < count; i += 2 * step)
			all[i] = or_(all[i], all[i + step]);
	return all[0];
}

static BDD prefix(int side, uint32_t address, unsigned len)
{
	BDD b = keep(bddtrue);
	for (unsigned i = len; i-- > 0;)
		b = and_(keep(address >> (31 - i) & 1 ? bdd_ithvar(side + (int)i)
						      : bdd_nithvar(side + (int)i)),
			 b);
	return b;
}

static uint32_t v4(struct ip ip)
{
	return (uint32_t)ip.value;
}

static BDD range(int side, struct cidr c)
{
	if (c.family != IPV4)
		return keep(bddfalse);
	return prefix(side, (uint32_t)c.first, c.len);
}

/* Addresses in ascending order that agree before bit `at`. */
static BDD addresses(int side, const uint32_t *sorted, size_t count, unsigned at)
{
	if (!count || at == 32)
		return keep(count ? bddtrue : bddfalse);
	size_t low = 0;
	while (low < count && !(sorted[low] >> (31 - at) & 1))
		low++;
	BDD zero = addresses(side, sorted, low, at + 1),
	    one = addresses(side, sorted + low, count - low, at + 1);
	return if_(keep(bdd_ithvar(side + (int)at)), one, zero);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* ---- who takes part ---- */

/* A NAT gateway is no instance: it asks and answers nobody. */
static bool takes_part(const struct network_interface *eni)
{
	return eni->instance && eni->instance->state == INSTANCE_RUNNING && eni->subnet &&
	       eni->vpc && eni->private_ip.family == IPV4;
}

typedef bool belongs_fn(const struct network_interface *, const void *to);

static BDD members(int side, const struct network_interface *const *all, size_t count,
		   belongs_fn *belongs, const void *to)
{
	uint32_t *found = calloc(count + 1, sizeof *found);
	size_t n = 0;
	if (!found)
		abort();
	for (size_t i = 0; i < count; i++)
		if (takes_part(all[i]) && (!belongs || belongs(all[i], to)))
			found[n++] = v4(all[i]->private_ip);
	qsort(found, n, sizeof *found, by_number);
	BDD b = addresses(side, found, n, 0);
	free(found);
	return b;
}

static bool same_groups(const struct network_interface *a, const struct network_interface *b)
{
	size_t len = a->group_set->groups.len;
	return len == b->group_set->groups.len &&
	       (!len || memcmp(a->group_set->groups.items, b->group_set->groups.items,
			       len * sizeof *a->group_set->groups.items) == 0);
}

static bool in_class(const struct network_interface *eni, const void *of)
{
	const struct network_interface *first = of;
	return eni->subnet == first->subnet && same_groups(eni, first);
}

/* ---- rules ---- */

static bool permits(const struct ip_permission *p, const struct service *s)
{
	if (p->protocol == -1)
		return true;
	if (p->protocol != s->protocol)
		return false;
	if (s->protocol == 1)
		return (p->from_port == -1 || p->from_port == s->port) &&
		       (p->from_port == -1 || p->to_port == -1 || p->to_port == 0);
	return p->from_port <= s->port && s->port <= p->to_port;
}

static bool is_active(const struct vpc_peering_connection *pcx)
{
	return pcx->status_code && strcmp(pcx->status_code, "active") == 0;
}

/* A group's members count inside its own VPC, and across an active peering connection that the rule
 * names. */
static BDD referenced(int side, const struct security_group *owner,
		      const struct user_id_group_pair *pair)
{
	const struct security_group *g = pair->group;
	bool across = pair->vpc_peering_connection_id;
	if (!g || (across ? !pair->peering || !is_active(pair->peering) : g->vpc != owner->vpc))
		return keep(bddfalse);
	return members(side, g->interfaces.items, g->interfaces.len, NULL, NULL);
}

static BDD permission(int side, const struct security_group *owner, const struct ip_permission *p)
{
	BDD b = keep(bddfalse);
	for (size_t i = 0; i < p->ip_ranges.len; i++)
		b = or_(b, range(side, p->ip_ranges.items[i]));
	for (size_t i = 0; i < p->prefix_lists.len; i++) {
		const struct prefix_list *l = p->prefix_lists.items[i].prefix_list;
		for (size_t k = 0; l && k < l->entries.len; k++)
			b = or_(b, range(side, l->entries.items[k]));
	}
	for (size_t i = 0; i < p->group_pairs.len; i++)
		b = or_(b, referenced(side, owner, &p->group_pairs.items[i]));
	return b;
}

/* Whom an interface's groups let in (side SOURCE) or let it go to (side DESTINATION). */
static BDD groups(int side, const struct network_interface *eni, const struct service *s)
{
	BDD b = keep(bddfalse);
	for (size_t i = 0; i < eni->group_set->groups.len; i++) {
		const struct security_group *g = eni->group_set->groups.items[i];
		size_t len = side == SOURCE ? g->ingress.len : g->egress.len;
		const struct ip_permission *p = side == SOURCE ? g->ingress.items : g->egress.items;
		for (size_t k = 0; k < len; k++)
			if (permits(&p[k], s))
				b = or_(b, permission(side, g, &p[k]));
	}
	return b;
}

/* Does an entry match all packets of the service (or of its reply)? One that matches some of them
 * is no question for this program. */
static bool matches(const struct network_acl_entry *e, const struct service *s, bool reply)
{
	if (e->protocol == -1)
		return true;
	if (e->protocol != s->protocol)
		return false;
	if (s->protocol == 1) {
		int type = reply ? s->reply_from : s->port;
		return !e->has_icmp || ((e->icmp_type == -1 || e->icmp_type == type) &&
					(e->icmp_code == -1 || e->icmp_code == 0));
	}
	int from = reply ? s->reply_from : s->port, to = reply ? s->reply_to : s->port;
	if (!e->has_ports || (e->from_port <= from && to <= e->to_port))
		return true;
	if (e->from_port <= to && from <= e->to_port) {
		fputs("bench-buddy: an entry matches a part of the client's ports\n", stderr);
		exit(2);
	}
	return false;
}

/* Entries are in their order: the first that matches decides, so the last is put in first. */
static BDD acl(int side, const struct subnet *subnet, const struct service *s, bool egress,
	       bool reply)
{
	const struct network_acl *acl = subnet->network_acl;
	BDD b = keep(bddfalse);
	for (size_t i = acl ? acl->entries.len : 0; i-- > 0;) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		if (e->egress == egress && matches(e, s, reply))
			b = if_(range(side, e->cidr), keep(e->allow ? bddtrue : bddfalse), b);
	}
	return b;
}

/* ---- routes ---- */

struct way {
	struct cidr destination;
	const struct route *route;
	bool by_list;
};

/* The weaker first: the shorter, then those by a prefix list. */
static int by_strength(const void *a, const void *b)
{
	const struct way *x = a, *y = b;
	if (x->destination.len != y->destination.len)
		return x->destination.len < y->destination.len ? -1 : 1;
	return y->by_list - x->by_list;
}

static size_t ways_of(const struct route_table *t, struct way *out)
{
	size_t n = 0;
	for (size_t i = 0; i < t->routes.len; i++) {
		const struct route *r = &t->routes.items[i];
		const struct prefix_list *l = r->destination_prefix_list;
		if (r->destination.family == IPV4) {
			if (out)
				out[n] = (struct way){r->destination, r, false};
			n++;
		}
		for (size_t k = 0; l && k < l->entries.len; k++, n++)
			if (out)
				out[n] = (struct way){l->entries.items[k], r, true};
	}
	return n;
}

static BDD vpc_members(int side, const struct vpc *vpc)
{
	return members(side, vpc->interfaces.items, vpc->interfaces.len, NULL, NULL);
}

static BDD led_to(int side, const struct vpc *from, const struct route *r)
{
	if (r->target == TARGET_LOCAL)
		return vpc_members(side, from);
	if (r->target != TARGET_VPC_PEERING_CONNECTION || !r->object)
		return keep(bddfalse);
	const struct vpc_peering_connection *pcx = (const void *)r->object;
	const struct vpc *far = pcx->requester.vpc == from ? pcx->accepter.vpc : pcx->requester.vpc;
	return far && is_active(pcx) ? vpc_members(side, far) : keep(bddfalse);
}

/* Whom the routes of a subnet lead to. */
static BDD routes(int side, const struct subnet *subnet)
{
	const struct route_table *t = subnet->route_table;
	size_t count = t ? ways_of(t, NULL) : 0;
	struct way *ways = calloc(count + 1, sizeof *ways);
	BDD b = keep(bddfalse);
	if (!ways)
		abort();
	if (t)
		ways_of(t, ways);
	qsort(ways, count, sizeof *ways, by_strength);
	for (size_t i = 0; i < count; i++)
		b = if_(range(side, ways[i].destination), led_to(side, subnet->vpc, ways[i].route),
			b);
	free(ways);
	return b;
}

/* ---- all pairs ---- */

/* Whom a subnet's interfaces may send to (side DESTINATION) or get something from (side SOURCE):
 * its routes lead there, and its network ACL passes the request and the reply unless both are in
 * it. */
static BDD subnet_passes(int side, const struct subnet *subnet, const struct service *s)
{
	bool sends = side == DESTINATION;
	BDD inside = members(side, subnet->interfaces.items, subnet->interfaces.len, NULL, NULL);
	BDD request = acl(side, subnet, s, sends, false),
	    reply = acl(side, subnet, s, !sends, true);
	return and_(routes(side, subnet), or_(inside, and_(request, reply)));
}

/* The classes of a subnet, each as: it is one of them, and what it may do with the other side. */
static size_t classes(int own, const struct subnet *subnet, const struct service *s, BDD *out)
{
	int other = own == SOURCE ? DESTINATION : SOURCE;
	BDD passes = subnet_passes(other, subnet, s);
	size_t n = 0;
	for (size_t i = 0; i < subnet->interfaces.len; i++) {
		const struct network_interface *eni = subnet->interfaces.items[i];
		bool first = takes_part(eni);
		for (size_t k = 0; k < i && first; k++)
			first = !takes_part(subnet->interfaces.items[k]) ||
				!same_groups(eni, subnet->interfaces.items[k]);
		if (!first)
			continue;
		BDD it = members(own, subnet->interfaces.items, subnet->interfaces.len, in_class,
				 eni);
		out[n++] = and_(it, and_(keep(passes), groups(other, eni, s)));
	}
	bdd_delref(passes);
	return n;
}

static BDD leaves(const struct net *net, const struct service *s)
{
	BDD *all = calloc(net->network_interfaces.len + 1, sizeof *all);
	size_t n = 0;
	if (!all)
		abort();
	for (size_t v = 0; v < net->vpcs.len; v++)
		for (size_t i = 0; i < net->vpcs.items[v]->subnets.len; i++)
			n += classes(SOURCE, net->vpcs.items[v]->subnets.items[i], s, all + n);
	BDD b = or_all(all, n);
	free(all);
	return b;
}

static BDD arrives(const struct vpc *vpc, const struct service *s)
{
	BDD *all = calloc(vpc->interfaces.len + 1, sizeof *all);
	size_t n = 0;
	if (!all)
		abort();
	for (size_t i = 0; i < vpc->subnets.len; i++)
		n += classes(DESTINATION, vpc->subnets.items[i], s, all + n);
	BDD b = or_all(all, n);
	free(all);
	return b;
}

/* Is an interface let through to itself? That is no pair. */
static bool to_itself(BDD b, uint32_t address)
{
	while (b != bddtrue && b != bddfalse)
		b = address >> (31 - bdd_var(b) % 32) & 1 ? bdd_high(b) : bdd_low(b);
	return b == bddtrue;
}

static double pairs(const struct net *net, const struct service *s)
{
	double count = 0;
	BDD from = leaves(net, s);
	for (size_t v = 0; v < net->vpcs.len; v++) {
		const struct vpc *vpc = net->vpcs.items[v];
		BDD both = and_(arrives(vpc, s), keep(from));
		count += bdd_satcount(both);
		for (size_t i = 0; i < vpc->interfaces.len; i++)
			if (takes_part(vpc->interfaces.items[i]))
				count -= to_itself(both, v4(vpc->interfaces.items[i]->private_ip));
		bdd_delref(both);
	}
	bdd_delref(from);
	return count;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct vck_net *net;
	struct vck_error err;
	char text[2048];
	if (argc < 2) {
		fputs("usage: bench-buddy PATH...\n", stderr);
		return 2;
	}
	if (vck_net_load((const char *const *)(argv + 1), (size_t)argc - 1, &net, &err)) {
		fprintf(stderr, "%s\n", vck_error_string(&err, text, sizeof text));
		return 2;
	}
	double began = now();
	bdd_init(1 << 20, 1 << 17);
	bdd_setvarnum(BITS);
	bdd_setmaxincrease(1 << 22);
	bdd_gbc_hook(NULL);
	double ssh = pairs((const struct net *)net, &services[0]),
	       ping = pairs((const struct net *)net, &services[1]);
	printf("%.0f %.0f %.3f\n", ssh, ping, now() - began);
	bdd_done();
	vck_net_free(net);
	return 0;
}
