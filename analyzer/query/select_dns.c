/*
 * select_dns.c - load balancers by the names that DNS knows them by.
 *
 * "NAME" is any of its nodes, "ZONE.NAME" that of a zone; "dualstack.NAME" is NAME. Case and a last
 * dot do not matter. The name of one that faces the internet stands for its public addresses, also
 * inside the VPC.
 */
#include "query/select.h"

#include <string.h>
#include <strings.h>

/* *before: where the balancer's own name starts in the text. */
static bool is_dns_name(const char *text, const char *name, size_t *before)
{
	size_t len = strlen(text), wanted = name ? strlen(name) : 0;
	if (len && text[len - 1] == '.')
		len--;
	if (!wanted || len < wanted || strncasecmp(text + len - wanted, name, wanted) != 0)
		return false;
	*before = len - wanted;
	return !*before || text[*before - 1] == '.';
}

static bool in_zone(const struct network_interface *n, const char *zone)
{
	return n->subnet && (str_eq(n->subnet->availability_zone, zone) ||
			     str_eq(n->subnet->availability_zone_id, zone));
}

static void add_node(struct picker *p, const struct load_balancer *lb,
		     const struct network_interface *n)
{
	size_t before = p->points.len;
	add_interface(p, n);
	if (p->points.len == before || !str_eq(lb->scheme, "internet-facing"))
		return;
	struct point *point = &p->points.items[before];
	if (point->address.family == IPV4)
		point->public_address = interface_public_of(n, point->address);
}

const struct load_balancer *pick_dns_name(struct picker *p)
{
	size_t before;
	for (size_t i = 0; i < p->net->load_balancers.len; i++) {
		const struct load_balancer *lb = p->net->load_balancers.items[i];
		if (!is_dns_name(p->text, lb->dns_name, &before))
			continue;
		const char *zone = before ? arena_strndup(p->arena, p->text, before - 1) : NULL;
		if (str_eq(zone, "dualstack"))
			zone = NULL;
		p->is_set = true;
		for (size_t k = 0; k < lb->interfaces.len; k++)
			if (!zone || in_zone(lb->interfaces.items[k], zone))
				add_node(p, lb, lb->interfaces.items[k]);
		return lb;
	}
	return NULL;
}
