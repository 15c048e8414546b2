/* tgw_table.c - a transit gateway's route table: what is in it, and in which order. */
#include "reach/tgw_table.h"

enum {
	RANK_STATIC,
	RANK_PREFIX_LIST,
	RANK_VPC,
	RANK_DIRECT_CONNECT,
	RANK_CONNECT,
	RANK_VPN,
	RANK_OTHER
};

static int rank_of_type(const char *type)
{
	static const struct {
		const char *type;
		int rank;
	} ranks[] = {
		{"vpc", RANK_VPC},
		{"direct-connect-gateway", RANK_DIRECT_CONNECT},
		{"connect", RANK_CONNECT},
		{"vpn", RANK_VPN},
	};
	for (size_t i = 0; i < COUNT_OF(ranks); i++)
		if (str_eq(ranks[i].type, type))
			return ranks[i].rank;
	return RANK_OTHER;
}

static int by_rank(const void *a, const void *b)
{
	const struct tgw_entry *x = a, *y = b;
	int c = cidr_cmp(x->prefix, y->prefix);
	return c ? c
		 : (x->rank != y->rank ? x->rank - y->rank
				       : str_cmp(x->attachment_id, y->attachment_id));
}

struct tgw_builder {
	VEC(struct tgw_entry) entries;
	struct tgw_table *table;
	struct reach *r;
};

static void add_routes(struct tgw_builder *b, const struct tgw_route_table *rt)
{
	for (size_t i = 0; i < rt->routes.len; i++) {
		const struct tgw_route *route = &rt->routes.items[i];
		const struct tgw_route_attachment *a =
			route->attachments.len ? &route->attachments.items[0] : NULL;
		bool blackhole = str_eq(route->state, "blackhole");
		struct tgw_entry e = {
			.prefix = route->destination,
			.blackhole = blackhole,
			.attachment_id = a ? a->attachment_id : NULL,
			.resource_type = a ? a->resource_type : NULL,
			.vpc_attachment = a ? a->vpc_attachment : NULL,
			.route = route,
		};
		if (!route->destination.family || str_eq(route->state, "deleted") ||
		    str_eq(route->state, "deleting"))
			continue;
		e.rank = str_eq(route->type, "propagated") ? rank_of_type(e.resource_type)
			 : route->prefix_list_id           ? RANK_PREFIX_LIST
							   : RANK_STATIC;
		vec_push(&b->entries, e);
	}
}

static void add_list_reference(struct tgw_builder *b, const struct tgw_prefix_list_reference *ref)
{
	const struct prefix_list *pl = ref->prefix_list;
	if (!pl || !pl->entries_known) {
		b->table->list_missing = true;
		return;
	}
	for (size_t i = 0; i < pl->entries.len; i++)
		vec_push(&b->entries, ((struct tgw_entry){.prefix = pl->entries.items[i],
							  .rank = RANK_PREFIX_LIST,
							  .blackhole = ref->blackhole,
							  .attachment_id = ref->attachment_id,
							  .resource_type = ref->resource_type,
							  .vpc_attachment = ref->vpc_attachment}));
}

/* A VPC attachment propagates its VPC's blocks; what others propagate, only AWS knows. */
static void add_propagation(struct tgw_builder *b, const struct tgw_propagation *p)
{
	if (p->state && !str_eq(p->state, "enabled"))
		return;
	const struct vpc *vpc = p->vpc_attachment ? p->vpc_attachment->vpc
				: str_eq(p->resource_type, "vpc")
					? net_vpc(b->r->net, p->resource_id)
					: NULL;
	if (!vpc) {
		b->table->incomplete = true;
		return;
	}
	for (size_t i = 0; i < vpc->cidrs.len; i++)
		vec_push(&b->entries, ((struct tgw_entry){.prefix = vpc->cidrs.items[i],
							  .rank = RANK_VPC,
							  .attachment_id = p->attachment_id,
							  .resource_type = "vpc",
							  .vpc_attachment = p->vpc_attachment}));
}

static bool has_propagated_routes(const struct tgw_route_table *rt)
{
	for (size_t i = 0; i < rt->routes.len; i++)
		if (str_eq(rt->routes.items[i].type, "propagated"))
			return true;
	return false;
}

/* A VPC's block, propagated, and not shown among the routes. */
static bool is_claim(const struct tgw_entry *e)
{
	return e->rank == RANK_VPC && !e->route;
}

/* With each of those that have the wide block (several may: tgw_ties()). */
static void contest(struct tgw_table *t, struct tgw_entry *e, struct tgw_entry *wide)
{
	struct cidr block = wide->prefix;
	for (; wide < e && cidr_equal(wide->prefix, block) && !cidr_equal(e->prefix, block); wide++)
		if (!str_eq(e->attachment_id, wide->attachment_id))
			t->contested = e->contested = wide->contested = true;
}

/* Sorted by prefix, the ones that an entry lies in come before it. */
static void find_contested(struct tgw_table *t, struct tgw_entry *entries, size_t len)
{
	struct tgw_entry *wide = NULL;
	for (size_t i = 0; i < len; i++) {
		struct tgw_entry *e = &entries[i];
		if (!is_claim(e))
			continue;
		if (wide && cidr_contains(wide->prefix, e->prefix))
			contest(t, e, wide);
		else
			wide = e;
	}
}

static const struct tgw_table *compile(struct reach *r, const struct tgw_route_table *rt)
{
	struct tgw_builder b = {.table = arena_new(&r->arena, struct tgw_table), .r = r};
	add_routes(&b, rt);
	for (size_t i = 0; i < rt->prefix_list_references.len; i++)
		add_list_reference(&b, &rt->prefix_list_references.items[i]);
	if (!has_propagated_routes(rt)) /* SearchTransitGatewayRoutes shows them all, once chosen */
		for (size_t i = 0; i < rt->propagations.len; i++)
			add_propagation(&b, &rt->propagations.items[i]);
	b.table->unread = !rt->propagations_known && !has_propagated_routes(rt);
	if (!rt->routes_known || b.table->unread)
		b.table->incomplete = true;
	size_t n = b.entries.len;
	if (n)
		qsort(b.entries.items, n, sizeof *b.entries.items, by_rank);
	find_contested(b.table, b.entries.items, n);
	struct lpm_entry *lpm = mem_alloc((n + 1) * sizeof *lpm);
	for (size_t i = 0; i < n; i++)
		lpm[i] = (struct lpm_entry){b.entries.items[i].prefix, (uint32_t)i};
	b.table->lpm = lpm_build(&r->arena, lpm, n);
	b.table->entries = vec_move(&b.entries, &r->arena);
	b.table->count = n;
	free(lpm);
	vec_free(&b.entries);
	return b.table;
}

const struct tgw_table *tgw_table_of(struct reach *r, const struct tgw_route_table *rt)
{
	const struct tgw_table **slot = &r->tgw_tables[rt->o.ordinal];
	if (!*slot)
		*slot = compile(r, rt);
	return *slot;
}

unsigned tgw_ties(const struct tgw_table *t, uint32_t first)
{
	const struct tgw_entry *e = &t->entries[first];
	unsigned n = 1;
	while (first + n < t->count && cidr_equal(e[n].prefix, e->prefix) && e[n].rank == e->rank &&
	       !str_eq(e[n].attachment_id, e[n - 1].attachment_id))
		n++;
	return n;
}

bool tgw_may_differ(const struct tgw_route_table *rt, const struct tgw_entry *e, struct ip ip)
{
	int longest = ip.family == IPV4 ? 32 : 128;
	if (e && e->prefix.len == longest && e->rank <= RANK_PREFIX_LIST)
		return false;
	for (size_t i = 0; i < rt->prefix_list_references.len; i++) {
		const struct tgw_prefix_list_reference *ref = &rt->prefix_list_references.items[i];
		const struct prefix_list *pl = ref->prefix_list;
		const char *family = pl ? pl->address_family : NULL;
		bool blackhole = e ? e->blackhole : true;
		if ((pl && pl->entries_known) ||
		    str_eq(family, ip.family == IPV4 ? "IPv6" : "IPv4"))
			continue;
		if (ref->blackhole != blackhole ||
		    (!blackhole && !str_eq(ref->attachment_id, e->attachment_id)))
			return true;
	}
	return false;
}
