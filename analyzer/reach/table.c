#include "reach/internal.h"

#include <string.h>

/* What is preferred among equal prefixes (R22); lower is better. */
static int rank(const struct table_entry *e)
{
	if (!e->route || e->route->target == TARGET_LOCAL)
		return e->route && e->route->propagated ? 3 : 0;
	if (e->route->propagated)
		return 3;
	return e->route->destination_prefix_list_id ? 2 : 1;
}

static int by_preference(const void *a, const void *b)
{
	const struct table_entry *x = a, *y = b;
	int c = cidr_cmp(x->prefix, y->prefix);
	if (c)
		return c;
	if (rank(x) != rank(y))
		return rank(x) - rank(y);
	return str_cmp(x->route ? x->route->destination_prefix_list_id : NULL,
		       y->route ? y->route->destination_prefix_list_id : NULL);
}

struct builder {
	VEC(struct table_entry) entries;
	struct table *table;
	const struct vpc *vpc;
};

/* R23: what `local` covers, no propagated route takes. */
static bool hidden_by_local(const struct builder *b, const struct route *route, struct cidr prefix)
{
	if (!route->propagated || !b->vpc)
		return false;
	for (size_t i = 0; i < b->vpc->cidrs.len; i++)
		if (cidr_contains(b->vpc->cidrs.items[i], prefix))
			return true;
	return false;
}

static void add(struct builder *b, const struct route *route, struct cidr prefix)
{
	if (prefix.family && !(route && hidden_by_local(b, route, prefix)))
		vec_push(&b->entries, ((struct table_entry){prefix, route, false}));
}

/* Short ids ended in 2018, customers' lists began in 2020. */
static bool has_short_id(const char *id)
{
	return id && strlen(id) == strlen("pl-63a5400a");
}

/* A gateway endpoint takes its service's list alone (R83); a gateway load balancer's endpoint, which
 * one that was not read may be, takes any. */
static bool is_aws_list(const struct route *route)
{
	const struct prefix_list *pl = route->destination_prefix_list;
	const struct vpc_endpoint *e = NULL;

	if (route->target == TARGET_VPC_ENDPOINT)
		e = (const void *)route->object;
	return (pl && str_starts(pl->prefix_list_name, "com.amazonaws.")) ||
	       (e && str_eq(e->endpoint_type, "Gateway")) ||
	       has_short_id(route->destination_prefix_list_id);
}

static void add_prefix_list(struct builder *b, const struct route *route)
{
	const struct prefix_list *pl = route->destination_prefix_list;
	if (pl && pl->entries_known) {
		for (size_t i = 0; i < pl->entries.len; i++)
			add(b, route, pl->entries.items[i]);
		return;
	}
	b->table->missing_list = pl;
	b->table->missing_list_id = route->destination_prefix_list_id;
	enum incomplete how = is_aws_list(route) ? INCOMPLETE_PUBLIC : INCOMPLETE;
	if ((!pl || !str_eq(pl->address_family, "IPv6")) && b->table->v4 != INCOMPLETE)
		b->table->v4 = how;
	if ((!pl || !str_eq(pl->address_family, "IPv4")) && b->table->v6 != INCOMPLETE)
		b->table->v6 = how;
}

static bool has_route_for(const struct builder *b, struct cidr block)
{
	for (size_t i = 0; i < b->entries.len; i++)
		if (b->entries.items[i].route && !b->entries.items[i].route->propagated &&
		    cidr_equal(b->entries.items[i].prefix, block))
			return true;
	return false;
}

/* R26: local covers every associated block, whether describe lists the route or not. */
static void add_local(struct builder *b)
{
	for (size_t i = 0; b->vpc && i < b->vpc->cidrs.len; i++)
		if (!has_route_for(b, b->vpc->cidrs.items[i]))
			add(b, NULL, b->vpc->cidrs.items[i]);
}

static bool same_target(const struct table_entry *x, const struct table_entry *y)
{
	return x->route == y->route ||
	       (x->route && y->route && str_eq(x->route->target_id, y->route->target_id));
}

/* R24: does one of the prefix-list routes that tie with this one lead elsewhere? */
static bool is_ambiguous(const struct table_entry *e, const struct table_entry *end)
{
	if (rank(e) != 2)
		return false;
	for (const struct table_entry *other = e + 1;
	     other < end && cidr_equal(e->prefix, other->prefix) && rank(other) == 2; other++)
		if (!same_target(e, other))
			return true;
	return false;
}

static const struct table *build(struct reach *r, const struct route_table *rt)
{
	struct builder b = {.table = arena_new(&r->arena, struct table), .vpc = rt->vpc};
	vec_reserve(&b.entries, rt->routes.len + 2);
	for (size_t i = 0; i < rt->routes.len; i++) {
		const struct route *route = &rt->routes.items[i];
		if (route->destination_prefix_list_id)
			add_prefix_list(&b, route);
		else
			add(&b, route, route->destination);
	}
	add_local(&b);
	size_t n = b.entries.len;
	if (n)
		qsort(b.entries.items, n, sizeof *b.entries.items, by_preference);
	struct lpm_entry *lpm = mem_alloc((n + 1) * sizeof *lpm);
	for (size_t i = 0; i < n; i++) {
		struct table_entry *e = &b.entries.items[i];
		lpm[i] = (struct lpm_entry){e->prefix, (uint32_t)i};
		e->ambiguous = is_ambiguous(e, b.entries.items + n);
	}
	b.table->lpm = lpm_build(&r->arena, lpm, n);
	b.table->entries = vec_move(&b.entries, &r->arena);
	b.table->count = n;
	free(lpm);
	vec_free(&b.entries);
	return b.table;
}

const struct table *table_of(struct reach *r, const struct route_table *rt)
{
	const struct table **slot = &r->tables[rt->o.ordinal];
	if (!*slot)
		*slot = build(r, rt);
	return *slot;
}

const struct table *subnet_table(struct reach *r, const struct subnet *subnet)
{
	struct subnet_rules *rules = &r->subnets[subnet->o.ordinal];
	if (rules->route_table != subnet->route_table || !rules->table) {
		rules->route_table = subnet->route_table;
		rules->table = table_of(r, subnet->route_table);
	}
	return rules->table;
}

static const struct table_entry *entry_at(const struct table *t, uint32_t i)
{
	return i == LPM_NONE ? NULL : &t->entries[i];
}

const struct table_entry *table_find(const struct table *t, struct ip ip, struct ip_range *atom)
{
	struct ip_range around;
	uint32_t i = lpm_find(t->lpm, ip, atom ? &around : NULL);
	if (atom)
		atom_narrow(atom, around);
	return entry_at(t, i);
}

bool table_find_range(const struct table *t, struct ip_range *r, const struct table_entry **out)
{
	struct ip_range all;
	const struct table_entry *e =
		entry_at(t, lpm_find(t->lpm, (struct ip){r->lo, r->family}, &all));
	bool complete = (r->family == IPV4 ? t->v4 : t->v6) == COMPLETE;
	if (!complete || r->hi > all.hi || (e && e->ambiguous))
		return false;
	*r = all;
	*out = e;
	return true;
}

/* An entry of one address is as long as any; a list's may tie with it, and goes before what was
 * propagated (R22, R24). */
static bool yields_to_none(const struct table_entry *e, uint8_t family)
{
	const struct route *r = e->route;
	return e->prefix.len == family_bits(family) &&
	       !(r && (r->destination_prefix_list_id || r->propagated));
}

bool table_may_differ(const struct table *t, const struct table_entry *e, struct ip ip)
{
	enum incomplete how = ip.family == IPV4 ? t->v4 : t->v6;
	if (how == COMPLETE || (e && yields_to_none(e, ip.family)))
		return false;
	return how == INCOMPLETE || !ip_is_private(ip);
}
