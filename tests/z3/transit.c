/*
 * transit.c - transit gateways as terms (R80).
 *
 * An attachment is a number: that of its VPC attachment. (tgw_in g v) is the one by which a VPC
 * goes to a gateway, (tgw_zone a s) its subnet in the zone of s, (tgw_route t k d) where a
 * gateway's table leads: high byte 1 to a VPC attachment, 2 to the table of a peered gateway, 3
 * nobody can tell, 4 on premises, 0 nowhere.
 */
#include "z3/encode.h"

#include "base/vec.h"
#include "z3/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- attachments and zones ---- */

/* The parent's, where a zone has one. Ids where both have them: names are an account's own. */
static void zone_of(const struct net *net, const struct subnet *s, const char **name,
		    const char **id)
{
	const struct availability_zone *z = net_availability_zone(net, s->availability_zone);

	*name = z && !str_empty(z->parent_zone_name) ? z->parent_zone_name : s->availability_zone;
	*id = z && !str_empty(z->parent_zone_id) ? z->parent_zone_id : s->availability_zone_id;
}

static bool same_zone(const struct net *net, const struct subnet *a, const struct subnet *b)
{
	const char *an, *ai, *bn, *bi;

	zone_of(net, a, &an, &ai);
	zone_of(net, b, &bn, &bi);
	return ai && bi ? str_eq(ai, bi) : an && str_eq(an, bn);
}

static const struct subnet *in_zone(const struct net *net, const struct tgw_vpc_attachment *a,
				    const struct subnet *s)
{
	for (size_t i = 0; i < a->subnets.len; i++)
		if (same_zone(net, a->subnets.items[i], s))
			return a->subnets.items[i];
	return NULL;
}

static bool usable(const char *state)
{
	return !state || str_eq(state, "available") || str_eq(state, "modifying");
}

static void attachments(const struct net *net, struct buf *b)
{
	unsigned open = 0;

	buf_puts(b, "(define-fun tgw_in ((g N) (v N)) N ");
	for (int want = 1; want >= 0; want--) { /* a usable one goes before the others */
		for (size_t i = 0; i < net->tgw_vpc_attachments.len; i++) {
			const struct tgw_vpc_attachment *a = net->tgw_vpc_attachments.items[i];
			if (usable(a->state) != want || !a->vpc || !a->transit_gateway)
				continue;
			buf_printf(b, "\n (ite (and (= g #x%02x) (= v #x%02x)) #x%02x",
				   number_of(&a->transit_gateway->o), number_of(&a->vpc->o),
				   number_of(&a->o));
			open++;
		}
	}
	buf_puts(b, " #x00");
	while (open--)
		buf_putc(b, ')');
	buf_puts(b, ")\n(define-fun tgw_zone ((a N) (s N)) N ");
	open = 0;
	for (size_t i = 0; i < net->tgw_vpc_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = net->tgw_vpc_attachments.items[i];
		for (size_t k = 0; k < net->subnets.len; k++) {
			const struct subnet *found = in_zone(net, a, net->subnets.items[k]);
			if (!found)
				continue;
			buf_printf(b, "\n (ite (and (= a #x%02x) (= s #x%02x)) #x%02x",
				   number_of(&a->o), number_of(&net->subnets.items[k]->o),
				   number_of(&found->o));
			open++;
		}
	}
	buf_puts(b, " #x00");
	while (open--)
		buf_putc(b, ')');
	buf_puts(b, ")\n");
}

/* The far side: the sender's zone, else any; with appliance mode any, the same there (f) and back. */
static void far_subnets(const struct net *net, struct buf *b)
{
	struct chain c = chain_begin(b, "tgw_out ((a N) (s N) (k K) (f K)) N", "a");

	for (size_t i = 0; i < net->tgw_vpc_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = net->tgw_vpc_attachments.items[i];
		bool appliance = str_eq(a->appliance_mode, "enable");
		unsigned open = 0;
		chain_case(&c, number_of(&a->o));
		if (!appliance) {
			buf_printf(b,
				   "(ite (distinct (tgw_zone #x%02x s) #x00) (tgw_zone #x%02x s) ",
				   number_of(&a->o), number_of(&a->o));
			open++;
		}
		for (size_t n = 1; n < a->subnets.len && n < 4; n++, open++)
			buf_printf(b, "(ite (= ((_ extract 5 4) %s) (_ bv%zu 2)) #x%02x ",
				   appliance ? "f" : "k", n, number_of(&a->subnets.items[n]->o));
		put_byte(b, a->subnets.len ? number_of(&a->subnets.items[0]->o) : 0);
		while (open--)
			buf_putc(b, ')');
	}
	chain_end(&c, "#x00");
}

/* R80: by the attachment that it came in by; the association as either list tells it. */
static const struct tgw_route_table *table_by_id(const struct net *net, const char *attachment_id,
						 const struct tgw_attachment *a,
						 const struct transit_gateway *g)
{
	if (a && a->route_table)
		return a->route_table;
	for (size_t i = 0; i < net->tgw_route_tables.len; i++) {
		const struct tgw_route_table *t = net->tgw_route_tables.items[i];
		for (size_t k = 0; k < t->associations.len; k++)
			if (t->transit_gateway == g &&
			    str_eq(t->associations.items[k].attachment_id, attachment_id) &&
			    (!t->associations.items[k].state ||
			     str_eq(t->associations.items[k].state, "associated")))
				return t;
	}
	return NULL;
}

static void attachment_traits(const struct net *net, struct buf *b)
{
	struct chain c = chain_begin(b, "tgw_table ((a N)) N", "a");

	for (size_t i = 0; i < net->tgw_vpc_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = net->tgw_vpc_attachments.items[i];
		const struct tgw_route_table *t =
			table_by_id(net, a->o.id, a->attachment, a->transit_gateway);
		chain_case(&c, number_of(&a->o));
		put_byte(b, number_of(t ? &t->o : NULL));
	}
	chain_end(&c, "#x00");
	c = chain_begin(b, "tgw_usable ((a N) (d A)) Bool", "a");
	for (size_t i = 0; i < net->tgw_vpc_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = net->tgw_vpc_attachments.items[i];
		chain_case(&c, number_of(&a->o));
		if (!usable(a->state))
			buf_puts(b, "false");
		else if (str_eq(a->ipv6_support, "disable"))
			buf_puts(b, "(= ((_ extract 128 128) d) #b0)");
		else
			buf_puts(b, "true");
	}
	chain_end(&c, "false");
	c = chain_begin(b, "tgw_keeps ((a N)) Bool", "a"); /* R43 */
	for (size_t i = 0; i < net->tgw_vpc_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = net->tgw_vpc_attachments.items[i];
		bool on = a->transit_gateway &&
			  str_eq(a->transit_gateway->security_group_referencing, "enable") &&
			  str_eq(a->security_group_referencing, "enable");
		chain_case(&c, number_of(&a->o));
		buf_puts(b, on ? "true" : "false");
	}
	chain_end(&c, "false");
}

/* ---- a gateway's table ---- */

struct candidate {
	struct cidr prefix;
	int rank;
	unsigned to; /* what (tgw_route ...) gives */
	const char *attachment_id;
	bool propagated; /* ... by a VPC, and not shown */
	bool contested;  /* it may not be there: a block of another VPC overlaps */
};

struct candidates {
	VEC(struct candidate) all;
	bool others;  /* what propagates and is not a VPC's, or is not shown at all */
	bool unshown; /* the latter */
	/* Prefix lists without entries, any of which may match: where they lead, all to one or not. */
	bool list, lists_differ;
	unsigned list_to;
};

static int rank_of(const char *resource_type)
{
	static const char *const order[] = {"static",  "list", "vpc", "direct-connect-gateway",
					    "connect", "vpn"};

	for (int i = 0; i < (int)(sizeof order / sizeof *order); i++)
		if (str_eq(order[i], resource_type))
			return i;
	return 9;
}

static const struct tgw_attachment *side_at(const struct net *net, const char *id,
					    const struct transit_gateway *g)
{
	for (size_t i = 0; i < net->tgw_attachments.len; i++)
		if (str_eq(net->tgw_attachments.items[i]->o.id, id) &&
		    net->tgw_attachments.items[i]->transit_gateway == g)
			return net->tgw_attachments.items[i];
	return NULL;
}

static unsigned peer_target(const struct net *net, const char *id, const struct transit_gateway *g)
{
	const struct tgw_peering_attachment *p = net_tgw_peering_attachment(net, id);
	const struct transit_gateway *far = NULL;
	const struct tgw_attachment *near = side_at(net, id, g);

	if (p)
		far = p->requester.transit_gateway == g ? p->accepter.transit_gateway
							: p->requester.transit_gateway;
	for (size_t i = 0; !far && i < net->tgw_attachments.len; i++)
		if (str_eq(net->tgw_attachments.items[i]->o.id, id) &&
		    net->tgw_attachments.items[i]->transit_gateway != g)
			far = net->tgw_attachments.items[i]->transit_gateway;
	if ((p && !usable(p->state)) || (near && !usable(near->state)))
		return 0;
	if (!far)
		return 3u << 8;
	const struct tgw_route_table *t = table_by_id(net, id, side_at(net, id, far), far);
	return t ? 2u << 8 | number_of(&t->o) : 3u << 8;
}

static unsigned target_of(const struct net *net, const struct tgw_route_table *t,
			  const char *attachment_id, const char *resource_type)
{
	const struct tgw_vpc_attachment *v = net_tgw_vpc_attachment(net, attachment_id);

	if (v)
		return 1u << 8 | number_of(&v->o);
	if (str_eq(resource_type, "peering"))
		return peer_target(net, attachment_id, t->transit_gateway);
	if (str_eq(resource_type, "vpn") || str_eq(resource_type, "direct-connect-gateway"))
		return 4u << 8; /* R82 */
	return 3u << 8;
}

static void collect(const struct net *net, const struct tgw_route_table *t, struct candidates *c)
{
	bool propagated_shown = false;

	for (size_t i = 0; i < t->routes.len; i++) {
		const struct tgw_route *r = &t->routes.items[i];
		const struct tgw_route_attachment *a =
			r->attachments.len ? &r->attachments.items[0] : NULL;
		bool propagated = str_eq(r->type, "propagated");
		propagated_shown |= propagated;
		if (!r->destination.family || str_starts(r->state ? r->state : "", "delet"))
			continue;
		struct candidate one = {
			.prefix = r->destination,
			.rank = propagated          ? rank_of(a ? a->resource_type : NULL)
				: r->prefix_list_id ? rank_of("list")
						    : rank_of("static"),
			.attachment_id = a ? a->attachment_id : NULL,
			.to = str_eq(r->state, "blackhole") || !a
				      ? 0
				      : target_of(net, t, a->attachment_id, a->resource_type)};
		vec_push(&c->all, one);
	}
	for (size_t i = 0; i < t->prefix_list_references.len; i++) {
		const struct tgw_prefix_list_reference *r = &t->prefix_list_references.items[i];
		unsigned to =
			r->blackhole ? 0 : target_of(net, t, r->attachment_id, r->resource_type);
		if (!r->prefix_list || !r->prefix_list->entries_known) {
			c->lists_differ |= c->list && to != c->list_to;
			c->list = true;
			c->list_to = to;
		}
		for (size_t k = 0; r->prefix_list && k < r->prefix_list->entries.len; k++)
			vec_push(&c->all,
				 ((struct candidate){.prefix = r->prefix_list->entries.items[k],
						     .rank = rank_of("list"),
						     .attachment_id = r->attachment_id,
						     .to = to}));
	}
	c->unshown = !t->propagations_known && !propagated_shown;
	c->others = !t->routes_known || c->unshown;
	for (size_t i = 0; !propagated_shown && i < t->propagations.len; i++) {
		const struct tgw_propagation *p = &t->propagations.items[i];
		const struct tgw_vpc_attachment *v = net_tgw_vpc_attachment(net, p->attachment_id);
		if (p->state && !str_eq(p->state, "enabled"))
			continue;
		if (!v || !v->vpc) {
			c->others = true;
			continue;
		}
		for (size_t k = 0; k < v->vpc->cidrs.len; k++)
			vec_push(&c->all, ((struct candidate){.prefix = v->vpc->cidrs.items[k],
							      .rank = rank_of("vpc"),
							      .attachment_id = p->attachment_id,
							      .propagated = true,
							      .to = 1u << 8 | number_of(&v->o)}));
	}
}

/* Of two VPCs the one that was attached later does not propagate what overlaps; which one was, nobody
 * says. Of equal blocks: put_tied(). */
static void contest(struct candidates *c)
{
	for (size_t i = 0; i < c->all.len; i++)
		for (size_t k = 0; k < c->all.len; k++) {
			struct candidate *x = &c->all.items[i], *y = &c->all.items[k];
			x->contested |= x->propagated && y->propagated &&
					!str_eq(x->attachment_id, y->attachment_id) &&
					!cidr_equal(x->prefix, y->prefix) &&
					cidr_overlaps(x->prefix, y->prefix);
		}
}

static int better_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = longest_first((struct ranked){x->prefix, x->rank},
				  (struct ranked){y->prefix, y->rank});

	return order ? order : str_cmp(x->attachment_id, y->attachment_id);
}

/* Where a candidate leads; what propagates and is not shown may be longer, but for what a VPC here
 * has. */
static void put_target(const struct net *net, struct buf *b, const struct candidates *c,
		       const struct candidate *one)
{
	const struct tgw_vpc_attachment *v =
		one->to ? net_tgw_vpc_attachment(net, one->attachment_id) : NULL;
	int longest = one->prefix.family == IPV4 ? 32 : 128;

	if (one->contested || (c->list && (c->lists_differ || one->to != c->list_to))) {
		buf_puts(b, "#x0300");
		return;
	}
	if (!c->others || one->prefix.len == longest) {
		buf_printf(b, "#x%04x", one->to);
		return;
	}
	buf_puts(b, "(ite (and");
	if (v && v->vpc)
		buf_printf(b, " (not (in_vpc #x%02x d))", number_of(&v->vpc->o));
	buf_puts(b, c->unshown ? " true" : " (private d)");
	for (size_t i = 0; !c->unshown && i < net->vpcs.len; i++)
		buf_printf(b, " (not (in_vpc #x%02x d))", number_of(&net->vpcs.items[i]->o));
	buf_printf(b, ") #x0300 #x%04x)", one->to);
}

/* Two attachments may propagate one prefix: the gateway took one, and does not say which. */
static size_t put_tied(const struct net *net, struct buf *b, const struct candidates *c,
		       size_t first)
{
	const struct candidate *f = &c->all.items[first];
	size_t count = 1;
	unsigned open = 0;

	for (; first + count < c->all.len; count++) {
		const struct candidate *n = &f[count];
		if (!cidr_equal(n->prefix, f->prefix) || n->rank != f->rank)
			break;
		if (open < 3) {
			open++;
			buf_printf(b, "(ite (= ((_ extract 7 6) k) (_ bv%u 2)) ", open);
			put_target(net, b, c, n);
			buf_putc(b, ' ');
		}
	}
	put_target(net, b, c, f);
	while (open--)
		buf_putc(b, ')');
	return count;
}

static void table(const struct net *net, struct buf *b, const struct tgw_route_table *t)
{
	struct candidates c = {0};
	unsigned open = 0;

	collect(net, t, &c);
	contest(&c);
	if (c.all.len)
		qsort(c.all.items, c.all.len, sizeof *c.all.items, better_first);
	buf_printf(b, "(define-fun tgwtable%u ((k K) (d A)) (_ BitVec 16)", number_of(&t->o));
	if (!t->routes_known) /* what is written may be hidden by what is not shown */
		c.all.len = 0;
	for (size_t i = 0; i < c.all.len; open++) {
		buf_puts(b, "\n (ite ");
		put_covers(b, c.all.items[i].prefix, "d");
		buf_putc(b, ' ');
		i += put_tied(net, b, &c, i);
	}
	buf_puts(b, c.others || c.list ? " #x0300" : " #x0000");
	while (open--)
		buf_putc(b, ')');
	buf_puts(b, ")\n");
	vec_free(&c.all);
}

void encode_transit(const struct net *net, struct buf *b)
{
	attachments(net, b);
	far_subnets(net, b);
	attachment_traits(net, b);
	for (size_t i = 0; i < net->tgw_route_tables.len; i++)
		table(net, b, net->tgw_route_tables.items[i]);
	struct chain c = chain_begin(b, "tgw_one ((t N) (k K) (d A)) (_ BitVec 16)", "t");
	for (size_t i = 0; i < net->tgw_route_tables.len; i++) {
		chain_case(&c, number_of(&net->tgw_route_tables.items[i]->o));
		buf_printf(b, "(tgwtable%u k d)", number_of(&net->tgw_route_tables.items[i]->o));
	}
	chain_end(&c, "#x0300");
	/* Through one peering, and a second one; whoever goes on is lost. */
	buf_puts(b, "(define-fun tgw_again ((r (_ BitVec 16)) (k K) (d A)) (_ BitVec 16)"
		    " (ite (= ((_ extract 15 8) r) #x02) (tgw_one ((_ extract 7 0) r) k d) r))\n"
		    "(define-fun tgw_route ((t N) (k K) (d A)) (_ BitVec 16)"
		    " (tgw_again (tgw_again (tgw_one t k d) k d) k d))\n"
		    "(define-fun tgw_peered ((t N) (k K) (d A)) Bool"
		    " (= ((_ extract 15 8) (tgw_one t k d)) #x02))\n");
}
