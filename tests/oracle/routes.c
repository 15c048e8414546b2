/* routes.c - which route wins (R20-R26), and which one in a transit gateway's table (R80). */
#include "base/str.h"
#include "oracle/walk.h"

static bool association_counts(const struct route_table_association *a)
{
	return !a->state || str_eq(a->state, "associated");
}

/* R20 */
const struct route_table *oracle_table_of(const struct net *net, const struct subnet *subnet)
{
	const struct route_table *main_table = NULL;

	for (size_t i = 0; i < net->route_tables.len; i++) {
		const struct route_table *table = net->route_tables.items[i];
		for (size_t k = 0; k < table->associations.len; k++) {
			const struct route_table_association *a = &table->associations.items[k];
			if (!association_counts(a))
				continue;
			if (a->subnet_id && str_eq(a->subnet_id, subnet->o.id))
				return table;
			if (a->main && str_eq(table->vpc_id, subnet->vpc_id))
				main_table = table;
		}
	}
	rule_cite(20);
	return main_table;
}

enum { RANK_STATIC, RANK_LIST, RANK_PROPAGATED };

struct candidate {
	const struct route *route; /* NULL: an unwritten local route */
	int len, rank;
};

static bool beats(struct candidate a, struct candidate b)
{
	return a.len != b.len ? a.len > b.len : a.rank < b.rank;
}

static void consider(struct ways *ways, struct candidate *best, struct candidate c)
{
	if (best->len >= 0 && (beats(*best, c) || beats(c, *best)))
		rule_cite(22);
	if (best->len >= 0 && beats(*best, c))
		return;
	if (best->len < 0 || beats(c, *best))
		ways->len = 0;
	*best = c;
	if (ways->len && c.rank != RANK_LIST)
		return; /* the same destination twice: the first counts */
	if (ways->len < 16)
		ways->items[ways->len++] = (struct way){
			.route = c.route, .local = !c.route || c.route->target == TARGET_LOCAL};
}

static bool written(const struct route_table *table, struct cidr block)
{
	for (size_t i = 0; i < table->routes.len; i++)
		if (!table->routes.items[i].propagated &&
		    cidr_equal(table->routes.items[i].destination, block))
			return true;
	return false;
}

/* R26: local covers each associated block, written or not. */
static void consider_local(struct ways *ways, struct candidate *best,
			   const struct route_table *table, const struct cidr_association *list,
			   size_t count, struct ip ip)
{
	for (size_t i = 0; i < count; i++)
		if ((!list[i].state || str_eq(list[i].state, "associated")) &&
		    cidr_covers(list[i].block, ip) && !written(table, list[i].block))
			consider(ways, best,
				 (struct candidate){.len = list[i].block.len, .rank = RANK_STATIC});
}

static bool same_target(const struct route *a, const struct route *b)
{
	return a->target == b->target && str_eq(a->target_id, b->target_id) &&
	       a->route_state == b->route_state;
}

/* R24: a list's entry of the same length twice is one; other targets are a tie. */
static void drop_doubles(struct ways *ways)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < ways->len; i++) {
		bool seen = false;
		for (unsigned k = 0; k < kept; k++)
			seen |= ways->items[k].route && ways->items[i].route &&
				same_target(ways->items[k].route, ways->items[i].route);
		if (!seen)
			ways->items[kept++] = ways->items[i];
	}
	ways->len = kept;
	ways->tie = kept > 1;
	if (ways->tie)
		rule_cite(24);
}

/* By its name, or as a gateway endpoint takes no other; one of a gateway load balancer does. */
static bool is_of_a_service(const struct net *net, const struct route *r)
{
	const struct prefix_list *list = r->destination_prefix_list;
	const struct vpc_endpoint *endpoint =
		r->target == TARGET_VPC_ENDPOINT ? net_vpc_endpoint(net, r->target_id) : NULL;

	return (list && str_starts(list->prefix_list_name, "com.amazonaws.")) ||
	       (endpoint && str_eq(endpoint->endpoint_type, "Gateway"));
}

struct ways oracle_lookup(const struct net *net, const struct route_table *table,
			  const struct vpc *vpc, struct ip ip)
{
	struct ways ways = {.len = 0};
	struct candidate best = {.len = -1};
	bool local = oracle_vpc_covers(vpc, ip);

	consider_local(&ways, &best, table, vpc->cidr_associations.items,
		       vpc->cidr_associations.len, ip);
	consider_local(&ways, &best, table, vpc->ipv6_associations.items,
		       vpc->ipv6_associations.len, ip);
	for (size_t i = 0; i < table->routes.len; i++) {
		const struct route *r = &table->routes.items[i];
		if (r->destination_prefix_list_id) {
			const struct prefix_list *list = r->destination_prefix_list;
			for (size_t k = 0; list && k < list->entries.len; k++)
				if (cidr_covers(list->entries.items[k], ip))
					consider(&ways, &best,
						 (struct candidate){r, list->entries.items[k].len,
								    RANK_LIST});
			continue;
		}
		if (!cidr_covers(r->destination, ip))
			continue;
		if (r->propagated && local) {
			rule_cite(23);
			continue;
		}
		consider(&ways, &best,
			 (struct candidate){r, r->destination.len,
					    r->propagated ? RANK_PROPAGATED : RANK_STATIC});
	}
	drop_doubles(&ways);
	if (!ways.len)
		ways.items[ways.len++] = (struct way){.route = NULL, .local = false};
	for (size_t i = 0; i < table->routes.len && ways.len < 16; i++) {
		const struct route *r = &table->routes.items[i];
		const struct prefix_list *list = r->destination_prefix_list;
		if (!r->destination_prefix_list_id || (list && list->entries_known))
			continue;
		if (list && str_eq(list->address_family, ip.family == IPV4 ? "IPv6" : "IPv4"))
			continue;
		if (is_of_a_service(net, r) && ip_is_private(ip))
			continue; /* its addresses are public ones */
		ways.guess = true;
		ways.items[ways.len++] = (struct way){.route = r};
	}
	return ways;
}

/* R80: longest prefix, then static, prefix list, VPC, Direct Connect, Connect, VPN. */
enum { TGW_STATIC, TGW_LIST, TGW_VPC, TGW_DX, TGW_CONNECT, TGW_VPN, TGW_OTHER };

static int kind_rank(const char *type)
{
	static const struct {
		const char *type;
		int rank;
	} ranks[] = {{"vpc", TGW_VPC},
		     {"direct-connect-gateway", TGW_DX},
		     {"connect", TGW_CONNECT},
		     {"vpn", TGW_VPN}};

	for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++)
		if (str_eq(ranks[i].type, type))
			return ranks[i].rank;
	return TGW_OTHER;
}

static void transit_consider(struct transit_way *way, int *len, int *rank, int c_len, int c_rank,
			     const char *attachment, bool dropped)
{
	if (c_len == *len && c_rank == *rank && c_rank > TGW_LIST && way->n_ties < 4 &&
	    !str_eq(attachment, way->attachment_id))
		way->ties[way->n_ties++] = attachment;
	if (c_len < *len || (c_len == *len && c_rank >= *rank))
		return;
	way->n_ties = 0;
	*len = c_len;
	*rank = c_rank;
	way->attachment_id = dropped ? NULL : attachment;
	way->dropped = dropped;
}

static void consider_propagation(struct transit_way *way, int *len, int *rank,
				 const struct net *net, const struct tgw_propagation *p,
				 struct ip ip)
{
	if (p->state && !str_eq(p->state, "enabled"))
		return;
	if (!str_eq(p->resource_type, "vpc")) {
		way->unknown = true;
		return;
	}
	for (size_t i = 0; i < net->vpcs.len; i++) {
		const struct vpc *vpc = net->vpcs.items[i];
		if (!str_eq(vpc->o.id, p->resource_id))
			continue;
		for (size_t k = 0; k < vpc->cidrs.len; k++)
			if (cidr_covers(vpc->cidrs.items[k], ip))
				transit_consider(way, len, rank, vpc->cidrs.items[k].len, TGW_VPC,
						 p->attachment_id, false);
		return;
	}
	way->unknown = true; /* that VPC's blocks are not in the snapshot */
}

/* SearchTransitGatewayRoutes shows what was propagated, all of it. */
static bool lists_propagated(const struct tgw_route_table *table)
{
	for (size_t i = 0; i < table->routes.len; i++)
		if (str_eq(table->routes.items[i].type, "propagated"))
			return true;
	return false;
}

static void consider_reference(struct transit_way *way, int *len, int *rank,
			       const struct tgw_prefix_list_reference *ref, struct ip ip)
{
	if (!ref->prefix_list || !ref->prefix_list->entries_known) {
		const char *family = ref->prefix_list ? ref->prefix_list->address_family : NULL;
		if (!str_eq(family, ip.family == IPV4 ? "IPv6" : "IPv4") && way->n_guesses < 4)
			way->guesses[way->n_guesses++] = ref;
		return;
	}
	for (size_t i = 0; i < ref->prefix_list->entries.len; i++)
		if (cidr_covers(ref->prefix_list->entries.items[i], ip))
			transit_consider(way, len, rank, ref->prefix_list->entries.items[i].len,
					 TGW_LIST, ref->attachment_id, ref->blackhole);
}

/* What propagates and is not shown may be longer than what matches, but for what a VPC here has. */
static bool longer_may_lack(const struct net *net, const struct transit_way *way, bool unshown,
			    struct ip ip)
{
	const struct tgw_vpc_attachment *a = net_tgw_vpc_attachment(net, way->attachment_id);

	if (a && a->vpc && oracle_vpc_covers(a->vpc, ip))
		return false;
	if (unshown)
		return true;
	for (size_t i = 0; i < net->vpcs.len; i++)
		if (oracle_vpc_covers(net->vpcs.items[i], ip))
			return false;
	return way->unknown && ip_is_private(ip);
}

/* Of a VPC that was attached later a block is not propagated that overlaps another's: is there another
 * than this one's (of equal ones: ties) that does, so that one of the two is not there? */
static bool may_not_be_propagated(const struct net *net, const struct tgw_route_table *table,
				  const char *attachment, struct cidr block)
{
	for (size_t i = 0; i < table->propagations.len; i++) {
		const struct tgw_propagation *p = &table->propagations.items[i];
		const struct vpc *vpc =
			str_eq(p->resource_type, "vpc") ? net_vpc(net, p->resource_id) : NULL;
		if ((p->state && !str_eq(p->state, "enabled")) ||
		    str_eq(p->attachment_id, attachment))
			continue;
		for (size_t k = 0; vpc && k < vpc->cidrs.len; k++)
			if (vpc->cidrs.items[k].len != block.len &&
			    cidr_overlaps(vpc->cidrs.items[k], block))
				return true;
	}
	return false;
}

/* ... of those that would take this address. */
static bool is_contested(const struct net *net, const struct transit_way *way, int len,
			 struct ip ip)
{
	struct cidr block = {ip.value & ~prefix_host_mask(ip.family, (uint8_t)len), (uint8_t)len,
			     ip.family};
	bool found = may_not_be_propagated(net, way->table, way->attachment_id, block);

	for (unsigned i = 0; i < way->n_ties; i++)
		found |= may_not_be_propagated(net, way->table, way->ties[i], block);
	return found;
}

struct transit_way oracle_transit_lookup(const struct net *net, const struct tgw_route_table *table,
					 struct ip ip)
{
	struct transit_way way = {.table = table};
	int len = -1, rank = TGW_OTHER;

	for (size_t i = 0; i < table->routes.len; i++) {
		const struct tgw_route *r = &table->routes.items[i];
		if (!cidr_covers(r->destination, ip) || r->prefix_list_id)
			continue;
		const struct tgw_route_attachment *a =
			r->attachments.len ? r->attachments.items : NULL;
		transit_consider(&way, &len, &rank, r->destination.len,
				 str_eq(r->type, "propagated") && a ? kind_rank(a->resource_type)
								    : TGW_STATIC,
				 a ? a->attachment_id : NULL, str_eq(r->state, "blackhole"));
	}
	for (size_t i = 0; i < table->prefix_list_references.len; i++)
		consider_reference(&way, &len, &rank, &table->prefix_list_references.items[i], ip);
	for (size_t i = 0; i < table->propagations.len && !lists_propagated(table); i++)
		consider_propagation(&way, &len, &rank, net, &table->propagations.items[i], ip);
	if (len == (ip.family == IPV4 ? 32 : 128) && rank <= TGW_LIST)
		way.n_guesses = 0; /* nothing is longer */
	bool unshown = !table->propagations_known && !lists_propagated(table);
	bool longest = len == (ip.family == IPV4 ? 32 : 128);
	if (len < 0)
		way.unknown |= unshown;
	else
		way.unknown = !longest && longer_may_lack(net, &way, unshown, ip);
	if (rank == TGW_VPC && len >= 0 && !lists_propagated(table))
		way.unknown |= is_contested(net, &way, len, ip);
	if (!table->routes_known || (len >= 0 && way.unknown)) /* what is static may be longer */
		way = (struct transit_way){.table = table, .unknown = true};
	return way;
}
