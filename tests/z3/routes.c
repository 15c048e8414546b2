/*
 * routes.c - a route table as a term over the destination (R20..R26).
 *
 * (route t k d) is the target that wins: high byte enum smt_target, low byte the object's number.
 * k is what AWS is free to pick: its low two bits choose among tied prefix-list routes (R24), its
 * high two whether, and which, list without entries holds the destination.
 */
#include "z3/encode.h"
#include "z3/rules.h"

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

/* ---- targets ---- */

struct target_of {
	enum smt_target kind;
	unsigned object;
};

/* 1 attached to the table's VPC, 2 not, 3 nobody can tell */
static unsigned gateway_number(const struct net *net, const struct route_table *t,
			       const struct route *r, enum kind kind)
{
	const struct gateway_attachment *a = NULL;
	size_t len = 0;

	if (!r->object)
		return net_knows(net, kind, t->o.account, t->o.region) ? 2 : 3;
	if (kind == KIND_INTERNET_GATEWAY) {
		const struct internet_gateway *g = (const void *)r->object;
		a = g->attachments.items;
		len = g->attachments.len;
	} else {
		const struct egress_only_internet_gateway *g = (const void *)r->object;
		a = g->attachments.items;
		len = g->attachments.len;
	}
	for (size_t i = 0; i < len; i++)
		if (str_eq(a[i].vpc_id, t->vpc_id) &&
		    (!a[i].state || str_eq(a[i].state, "available") ||
		     str_eq(a[i].state, "attached")))
			return 1;
	return 2;
}

/* The same of a virtual private gateway (R82). */
static unsigned vpn_gateway_number(const struct route_table *t, const struct route *r)
{
	const struct vpn_gateway *g = (const void *)r->object;

	if (!g)
		return 3;
	for (size_t i = 0; i < g->attachments.len; i++)
		if (str_eq(g->attachments.items[i].vpc_id, t->vpc_id) &&
		    (!g->attachments.items[i].state ||
		     str_eq(g->attachments.items[i].state, "available") ||
		     str_eq(g->attachments.items[i].state, "attached")))
			return 1;
	return 2;
}

static struct target_of object_target(const struct net *net, const struct route_table *t,
				      enum smt_target kind, const struct object *o, enum kind of)
{
	if (o)
		return (struct target_of){kind, number_of(o)};
	if (net_knows(net, of, t->o.account, t->o.region))
		return (struct target_of){SMT_NONE, 0};
	return (struct target_of){SMT_DEAD, 0};
}

static struct target_of interface_target(const struct net *net, const struct route_table *t,
					 const struct route *r)
{
	const struct network_interface *e = net_network_interface(net, r->network_interface_id);
	const struct instance *i = net_instance(net, r->instance_id);

	if (!e && !r->network_interface_id && i)
		e = i->primary;
	return object_target(net, t, SMT_INTERFACE, e ? &e->o : NULL, KIND_NETWORK_INTERFACE);
}

static struct target_of endpoint_target(const struct route *r)
{
	const struct vpc_endpoint *e = (const void *)r->object;

	if (!e || !str_eq(e->endpoint_type, "Gateway"))
		return (struct target_of){SMT_DEAD, 0};
	if (e->state && !str_eq(e->state, "available"))
		return (struct target_of){SMT_NONE, 0};
	return (struct target_of){SMT_ENDPOINT, number_of(&e->o)};
}

static struct target_of target_of(const struct net *net, const struct route_table *t,
				  const struct route *r)
{
	if (r->route_state != ROUTE_ACTIVE) /* R25 */
		return (struct target_of){SMT_NONE, 0};
	switch (r->target) {
	case TARGET_LOCAL:
		return (struct target_of){SMT_LOCAL, 0};
	case TARGET_INTERNET_GATEWAY:
		return (struct target_of){SMT_IGW,
					  gateway_number(net, t, r, KIND_INTERNET_GATEWAY)};
	case TARGET_EGRESS_ONLY_INTERNET_GATEWAY:
		return (struct target_of){
			SMT_EGRESS, gateway_number(net, t, r, KIND_EGRESS_ONLY_INTERNET_GATEWAY)};
	case TARGET_NAT_GATEWAY:
		return object_target(net, t, SMT_NAT, r->object, KIND_NAT_GATEWAY);
	case TARGET_INSTANCE:
	case TARGET_NETWORK_INTERFACE:
		return interface_target(net, t, r);
	case TARGET_VPC_PEERING_CONNECTION:
		return object_target(net, t, SMT_PEERING, r->object, KIND_VPC_PEERING_CONNECTION);
	case TARGET_TRANSIT_GATEWAY:
		return object_target(net, t, SMT_TRANSIT, r->object, KIND_TRANSIT_GATEWAY);
	case TARGET_VPC_ENDPOINT:
		return endpoint_target(r);
	case TARGET_VPN_GATEWAY:
		return (struct target_of){SMT_BEYOND, vpn_gateway_number(t, r)};
	case TARGET_NONE:
	case TARGET_CARRIER_GATEWAY:
	case TARGET_LOCAL_GATEWAY:
	case TARGET_CORE_NETWORK:
	case TARGET_ODB_NETWORK:
	case TARGET_OTHER:
	case TARGET_COUNT:
		break;
	}
	return (struct target_of){SMT_BEYOND, 4}; /* R84 */
}

/* ---- candidates, the best first ---- */

/* R22: among equal prefixes; `local` that no route shows stands with the static ones. */
enum rank { RANK_STATIC, RANK_LIST, RANK_PROPAGATED };

struct candidate {
	struct cidr prefix;
	enum rank rank;
	struct target_of to;
	size_t order;
	bool public_only;  /* of an unknown one */
	enum target named; /* by an active route, else TARGET_NONE */
};

struct candidates {
	VEC(struct candidate) all;
	VEC(struct candidate) unknown; /* prefix: of the family that the list is of; len 0 */
};

int longest_first(struct ranked x, struct ranked y)
{
	if (x.prefix.family != y.prefix.family)
		return x.prefix.family < y.prefix.family ? -1 : 1;
	if (x.prefix.len != y.prefix.len)
		return x.prefix.len > y.prefix.len ? -1 : 1;
	if (x.prefix.first != y.prefix.first)
		return x.prefix.first < y.prefix.first ? -1 : 1;
	return x.rank - y.rank;
}

static int better_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = longest_first((struct ranked){x->prefix, (int)x->rank},
				  (struct ranked){y->prefix, (int)y->rank});

	return order ? order : x->order < y->order ? -1 : x->order > y->order;
}

static void add(struct candidates *c, struct cidr prefix, enum rank rank, struct target_of to)
{
	struct candidate one = {.prefix = prefix, .rank = rank, .to = to, .order = c->all.len};

	if (prefix.family)
		vec_push(&c->all, one);
}

/* A gateway endpoint is reached by the list of its service (R83), and AWS's own lists hold public
 * addresses. A customer's may lead to a gateway load balancer's endpoint. */
static bool is_services(const struct route *r)
{
	const struct prefix_list *l = r->destination_prefix_list;
	const struct vpc_endpoint *e =
		r->target == TARGET_VPC_ENDPOINT ? (const void *)r->object : NULL;

	return (l && str_starts(l->prefix_list_name, "com.amazonaws.")) ||
	       (e && str_eq(e->endpoint_type, "Gateway"));
}

static void add_list(struct candidates *c, const struct route *r, struct target_of to)
{
	const struct prefix_list *l = r->destination_prefix_list;
	struct candidate any = {.to = to, .public_only = is_services(r)};

	if (l && l->entries_known) {
		for (size_t i = 0; i < l->entries.len; i++)
			add(c, l->entries.items[i], RANK_LIST, to);
		return;
	}
	if (l && str_eq(l->address_family, "IPv4"))
		any.prefix.family = IPV4;
	else if (l && str_eq(l->address_family, "IPv6"))
		any.prefix.family = IPV6;
	vec_push(&c->unknown, any);
}

/* R26: `local` covers each associated block, shown or not. */
static void add_hidden_locals(struct candidates *c, const struct route_table *t)
{
	for (size_t i = 0; t->vpc && i < t->vpc->cidrs.len; i++) {
		bool shown = false;
		for (size_t k = 0; k < t->routes.len; k++)
			shown |= !t->routes.items[k].propagated &&
				 cidr_equal(t->routes.items[k].destination, t->vpc->cidrs.items[i]);
		if (!shown)
			add(c, t->vpc->cidrs.items[i], RANK_STATIC,
			    (struct target_of){SMT_LOCAL, 0});
	}
}

static void collect(const struct net *net, const struct route_table *t, struct candidates *c)
{
	for (size_t i = 0; i < t->routes.len; i++) {
		const struct route *r = &t->routes.items[i];
		struct target_of to = target_of(net, t, r);
		size_t first = c->all.len;
		if (r->destination.family)
			add(c, r->destination, r->propagated ? RANK_PROPAGATED : RANK_STATIC, to);
		else if (r->destination_prefix_list_id)
			add_list(c, r, to);
		for (; first < c->all.len; first++)
			c->all.items[first].named =
				r->route_state == ROUTE_ACTIVE ? r->target : TARGET_NONE;
	}
	add_hidden_locals(c, t);
	if (c->all.len)
		qsort(c->all.items, c->all.len, sizeof *c->all.items, better_first);
}

static bool ties(const struct candidate *a, const struct candidate *b)
{
	return a->rank == RANK_LIST && b->rank == RANK_LIST && cidr_equal(a->prefix, b->prefix);
}

static void put_target(struct buf *b, struct target_of to)
{
	buf_printf(b, "#x%02x%02x", (unsigned)to.kind, to.object);
}

/* One of the tied ones from `first` on, by the low bits of k; the number of them. */
static size_t put_tied(struct buf *b, const struct candidates *c, size_t first)
{
	size_t count = 1, distinct = 1;

	while (first + count < c->all.len &&
	       ties(&c->all.items[first], &c->all.items[first + count]))
		count++;
	for (size_t i = 1; i < count && distinct < 4; i++, distinct++) {
		buf_printf(b, "(ite (= ((_ extract 1 0) k) (_ bv%zu 2)) ", i);
		put_target(b, c->all.items[first + i].to);
		buf_putc(b, ' ');
	}
	put_target(b, c->all.items[first].to);
	for (size_t i = 1; i < distinct; i++)
		buf_putc(b, ')');
	return count;
}

static void put_unknown_test(struct buf *b, const struct candidate *u)
{
	buf_puts(b, u->public_only ? "(and (not (private d))" : "(and true");
	if (u->prefix.family)
		buf_printf(b, " (= ((_ extract 128 128) d) #b%d)", u->prefix.family == IPV6);
	buf_putc(b, ')');
}

static void table(const struct net *net, struct buf *b, const struct route_table *t)
{
	struct candidates c = {0};
	unsigned open = 0;

	collect(net, t, &c);
	buf_printf(b, "(define-fun guess%u ((d A)) Bool (or false", number_of(&t->o));
	for (size_t i = 0; i < c.unknown.len; i++) {
		buf_putc(b, ' ');
		put_unknown_test(b, &c.unknown.items[i]);
	}
	buf_puts(b, "))\n");
	buf_printf(b, "(define-fun table%u ((k K) (d A)) (_ BitVec 16)", number_of(&t->o));
	for (size_t i = 0; i < c.unknown.len && i < 3; i++, open++) {
		buf_printf(b, "\n (ite (and (guess%u d) (= ((_ extract 3 2) k) (_ bv%zu 2)) ",
			   number_of(&t->o), i + 1);
		put_unknown_test(b, &c.unknown.items[i]);
		buf_puts(b, ") ");
		put_target(b, c.unknown.items[i].to);
	}
	for (size_t i = 0, count; i < c.all.len; i += count, open++) {
		buf_puts(b, "\n (ite (and ");
		put_covers(b, c.all.items[i].prefix, "d");
		if (c.all.items[i].rank == RANK_PROPAGATED) /* R23 */
			buf_printf(b, " (not (in_vpc #x%02x d))",
				   number_of(t->vpc ? &t->vpc->o : NULL));
		buf_puts(b, ") ");
		count = put_tied(b, &c, i);
	}
	buf_puts(b, " #x0000");
	while (open--)
		buf_putc(b, ')');
	buf_puts(b, ")\n");
	vec_free(&c.all);
	vec_free(&c.unknown);
}

/* ---- R82: what may change the sender ---- */

static bool translates(enum target t)
{
	return t == TARGET_NAT_GATEWAY || t == TARGET_INSTANCE || t == TARGET_NETWORK_INTERFACE ||
	       t == TARGET_VPC_ENDPOINT;
}

static bool table_translates(const struct net *net, const struct route_table *t, struct ip called)
{
	struct candidates c = {0};
	bool found = !t->routes_known;
	size_t i = 0;

	collect(net, t, &c);
	while (i < c.all.len && !cidr_covers(c.all.items[i].prefix, called))
		i++;
	found |= i < c.all.len && translates(c.all.items[i].named);
	found |= i + 1 < c.all.len && ties(&c.all.items[i], &c.all.items[i + 1]);
	for (size_t k = 0; k < c.unknown.len; k++)
		found |= !c.unknown.items[k].public_only || !ip_is_private(called);
	vec_free(&c.all);
	vec_free(&c.unknown);
	return found;
}

/* R84: are there interfaces of Client VPN in the VPC, or may there be? */
static bool has_clients(const struct net *net, const struct vpc *v)
{
	bool found = !net_knows(net, KIND_NETWORK_INTERFACE, v->o.account, v->o.region);

	for (size_t i = 0; i < v->subnets.len; i++)
		found |= !net_knows(net, KIND_NETWORK_INTERFACE, v->subnets.items[i]->o.account,
				    v->o.region);
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *e = net->network_interfaces.items[i];
		found |= e->vpc == v && e->description &&
			 strncmp(e->description, "ClientVPN ", 10) == 0;
	}
	return found;
}

/* R82: not held to its own addresses (R12), it may masquerade. */
static bool has_router(const struct net *net, const struct vpc *v)
{
	bool found = false;

	for (size_t i = 0; i < net->network_interfaces.len && !found; i++) {
		const struct network_interface *n = net->network_interfaces.items[i];
		const struct instance *host = net_instance(net, n->instance_id);
		found = n->vpc == v && n->instance_id && n->source_dest_check == FLAG_NO &&
			(!host || !host->state_text || str_eq(host->state_text, "running"));
	}
	return found;
}

bool rule_changes_sender(const struct net *net, const struct vpc *v, struct ip called)
{
	bool found = !v || !net_knows(net, KIND_ROUTE_TABLE, v->o.account, v->o.region) ||
		     has_clients(net, v) || has_router(net, v);

	for (size_t i = 0; i < net->route_tables.len && !found; i++)
		found = net->route_tables.items[i]->vpc == v &&
			table_translates(net, net->route_tables.items[i], called);
	return found;
}

/* ---- R28: tables of gateways ---- */

static const struct route_table *edge_of(const struct net *net, const struct vpc *v)
{
	for (size_t i = 0; i < net->route_tables.len; i++) {
		const struct route_table *t = net->route_tables.items[i];
		for (size_t k = 0; k < t->associations.len; k++) {
			const struct route_table_association *a = &t->associations.items[k];
			const struct internet_gateway *g = net_internet_gateway(net, a->gateway_id);
			if (a->state && !str_eq(a->state, "associated"))
				continue;
			if (!g && t->vpc == v && a->gateway_id && str_starts(a->gateway_id, "igw-"))
				return t; /* of a gateway that was not read */
			for (size_t n = 0; g && n < g->attachments.len; n++)
				if (str_eq(g->attachments.items[n].vpc_id, v->o.id))
					return t;
		}
	}
	return NULL;
}

void encode_routes(const struct net *net, struct buf *b)
{
	for (size_t i = 0; i < net->route_tables.len; i++)
		table(net, b, net->route_tables.items[i]);
	struct chain c = chain_begin(b, "route ((t N) (k K) (d A)) (_ BitVec 16)", "t");
	for (size_t i = 0; i < net->route_tables.len; i++) {
		unsigned n = number_of(&net->route_tables.items[i]->o);
		chain_case(&c, n);
		buf_printf(b, "(table%u k d)", n);
	}
	chain_end(&c, "#x0a00");
	c = chain_begin(b, "guesses ((t N) (d A)) Bool", "t");
	for (size_t i = 0; i < net->route_tables.len; i++) {
		unsigned n = number_of(&net->route_tables.items[i]->o);
		chain_case(&c, n);
		buf_printf(b, "(guess%u d)", n);
	}
	chain_end(&c, "false");
	c = chain_begin(b, "edge ((v N) (k K) (d A)) (_ BitVec 16)", "v");
	for (size_t i = 0; i < net->vpcs.len; i++) {
		const struct route_table *t = edge_of(net, net->vpcs.items[i]);
		chain_case(&c, number_of(&net->vpcs.items[i]->o));
		if (t)
			buf_printf(b, "(table%u k d)", number_of(&t->o));
		else
			buf_puts(b, "#x0100");
	}
	chain_end(&c, "#x0100");
}
