/* eic.c - where EC2 Instance Connect comes from (R70), and which subnets are public. */
#include "model/reference/eic_ranges.h"
#include "query/internal.h"

#include <string.h>

static const struct prefix_list *list_named(const struct net *net, const char *name,
					    const char *region)
{
	for (size_t i = 0; i < net->prefix_lists.len; i++) {
		const struct prefix_list *p = net->prefix_lists.items[i];
		if (str_eq(p->prefix_list_name, name) &&
		    (!p->o.region || str_eq(p->o.region, region)))
			return p;
	}
	return NULL;
}

struct eic_service query_eic_service(const struct net *net, struct arena *arena, const char *region,
				     uint8_t family)
{
	struct eic_service s = {0};
	if (!region)
		return s;
	s.list = list_named(net,
			    arena_printf(arena, "com.amazonaws.%s.%sec2-instance-connect", region,
					 family == IPV6 ? "ipv6." : ""),
			    region);
	if (s.list && s.list->entries_known) {
		s.ranges.items = s.list->entries.items;
		s.ranges.len = s.list->entries.len;
	} else {
		s.ranges.len = eic_reference(arena, region, family, &s.ranges.items);
	}
	return s;
}

bool query_subnet_is_public(const struct subnet *s)
{
	const struct route_table *t = s ? s->route_table : NULL;
	for (size_t i = 0; t && i < t->routes.len; i++)
		if (t->routes.items[i].target == TARGET_INTERNET_GATEWAY)
			return true;
	return false;
}
