/* network.c - places as functions of their numbers: who lies where, who owns an address. */
#include "z3/encode.h"

#include "z3/rules.h"

#include <stdio.h>
#include <string.h>

/* ---- words ---- */

static void put_bits(struct buf *b, u128 value, unsigned from, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buf_putc(b, (value >> (from - i)) & 1 ? '1' : '0');
}

void put_address(struct buf *b, struct ip ip)
{
	buf_puts(b, ip.family == IPV6 ? "#b1" : "#b0");
	put_bits(b, ip.value, 127, 128);
}

void put_covers(struct buf *b, struct cidr c, const char *variable)
{
	unsigned bits = c.family == IPV6 ? c.len : 96u + c.len;

	if (!c.family) {
		buf_puts(b, "false");
		return;
	}
	buf_printf(b, "(= ((_ extract 128 %u) %s) #b%c", 128 - bits, variable,
		   c.family == IPV6 ? '1' : '0');
	put_bits(b, c.first, 127, c.family == IPV6 ? c.len : 96);
	if (c.family != IPV6)
		put_bits(b, c.first, 31, c.len);
	buf_putc(b, ')');
}

void put_byte(struct buf *b, unsigned n)
{
	buf_printf(b, "#x%02x", n);
}

struct chain chain_begin(struct buf *b, const char *head, const char *variable)
{
	buf_printf(b, "(define-fun %s ", head);
	return (struct chain){b, variable, 0};
}

void chain_case(struct chain *c, unsigned number)
{
	buf_printf(c->out, "\n (ite (= %s #x%02x) ", c->variable, number);
	c->depth++;
}

void chain_end(struct chain *c, const char *otherwise)
{
	buf_printf(c->out, " %s", otherwise);
	for (unsigned i = 0; i < c->depth; i++)
		buf_putc(c->out, ')');
	buf_puts(c->out, ")\n");
}

static void put_any(struct buf *b, const struct cidr *cidrs, size_t len, const char *variable)
{
	buf_puts(b, "(or false");
	for (size_t i = 0; i < len; i++) {
		buf_putc(b, ' ');
		put_covers(b, cidrs[i], variable);
	}
	buf_putc(b, ')');
}

/* ---- where things lie ---- */

#define EACH(list, item)                                                                           \
	for (size_t i_ = 0; i_ < (list).len && ((item) = (list).items[i_], 1); i_++)

static void places(const struct net *net, struct buf *b)
{
	const struct network_interface *e;
	const struct subnet *s;
	const struct vpc *v;
	const struct route_table *t;
	struct chain c = chain_begin(b, "subnet_of ((e N)) N", "e");

	EACH(net->network_interfaces, e)
	{
		chain_case(&c, number_of(&e->o));
		put_byte(b, number_of(e->subnet ? &e->subnet->o : NULL));
	}
	chain_end(&c, "#x00");
	c = chain_begin(b, "vpc_of_subnet ((s N)) N", "s");
	EACH(net->subnets, s)
	{
		chain_case(&c, number_of(&s->o));
		put_byte(b, number_of(s->vpc ? &s->vpc->o : NULL));
	}
	chain_end(&c, "#x00");
	c = chain_begin(b, "table_of ((s N)) N", "s");
	EACH(net->subnets, s)
	{
		chain_case(&c, number_of(&s->o));
		put_byte(b, number_of(s->route_table ? &s->route_table->o : NULL));
	}
	chain_end(&c, "#x00");
	c = chain_begin(b, "vpc_of_table ((t N)) N", "t");
	EACH(net->route_tables, t)
	{
		chain_case(&c, number_of(&t->o));
		put_byte(b, number_of(t->vpc ? &t->vpc->o : NULL));
	}
	chain_end(&c, "#x00");
	c = chain_begin(b, "in_subnet ((s N) (a A)) Bool", "s");
	EACH(net->subnets, s)
	{
		chain_case(&c, number_of(&s->o));
		put_any(b, s->cidrs.items, s->cidrs.len, "a");
	}
	chain_end(&c, "false");
	c = chain_begin(b, "in_vpc ((v N) (a A)) Bool", "v");
	EACH(net->vpcs, v)
	{
		chain_case(&c, number_of(&v->o));
		put_any(b, v->cidrs.items, v->cidrs.len, "a");
	}
	chain_end(&c, "false");
}

/* ---- R11: who owns an address ---- */

static void put_own(struct buf *b, const struct network_interface *e, const char *variable)
{
	buf_printf(b, "(or (= %s ", variable);
	put_address(b, e->private_ip);
	buf_putc(b, ')');
	for (size_t i = 0; i < e->private_ips.len; i++) {
		buf_printf(b, " (= %s ", variable);
		put_address(b, e->private_ips.items[i].private_ip);
		buf_putc(b, ')');
	}
	for (size_t i = 0; i < e->ipv6.len; i++) {
		buf_printf(b, " (= %s ", variable);
		put_address(b, e->ipv6.items[i]);
		buf_putc(b, ')');
	}
	for (size_t i = 0; i < e->prefixes.len; i++) {
		buf_putc(b, ' ');
		put_covers(b, e->prefixes.items[i], variable);
	}
	buf_putc(b, ')');
}

static void owners(const struct net *net, struct buf *b)
{
	const struct network_interface *e;
	struct chain c = chain_begin(b, "has ((e N) (a A)) Bool", "e");
	unsigned open = 0;

	EACH(net->network_interfaces, e)
	{
		chain_case(&c, number_of(&e->o));
		put_own(b, e, "a");
	}
	chain_end(&c, "false");
	buf_puts(b, "(define-fun owner ((v N) (a A)) N ");
	EACH(net->network_interfaces, e)
	{
		if (!e->vpc)
			continue;
		buf_printf(b, "\n (ite (and (= v #x%02x) ", number_of(&e->vpc->o));
		put_own(b, e, "a");
		buf_printf(b, ") #x%02x ", number_of(&e->o));
		open++;
	}
	buf_puts(b, "#x00");
	while (open--)
		buf_putc(b, ')');
	buf_puts(b, ")\n");
}

/* ---- R10, R12: who answers ---- */

static void alive(const struct net *net, struct buf *b, bool possible)
{
	const struct network_interface *e;
	struct chain c =
		chain_begin(b, possible ? "alive_p ((e N)) Bool" : "alive_c ((e N)) Bool", "e");

	EACH(net->network_interfaces, e)
	{
		enum maybe m = rule_alive(net, e);
		chain_case(&c, number_of(&e->o));
		buf_puts(b, m == YES || (possible && m == PERHAPS) ? "true" : "false");
	}
	chain_end(&c, "true");
}

static void interface_traits(const struct net *net, struct buf *b)
{
	const struct network_interface *e;
	struct chain c = chain_begin(b, "checks_source ((e N)) Bool", "e");

	EACH(net->network_interfaces, e)
	{
		chain_case(&c, number_of(&e->o));
		buf_puts(b, e->source_dest_check == FLAG_NO ? "false" : "true");
	}
	chain_end(&c, "true");
	/* R81: an instance with several interfaces forwards by a table of its own. */
	c = chain_begin(b, "many_homed ((e N)) Bool", "e");
	EACH(net->network_interfaces, e)
	{
		chain_case(&c, number_of(&e->o));
		buf_puts(b, e->instance && e->instance->interfaces.len > 1 ? "true" : "false");
	}
	chain_end(&c, "false");
	/* R81: it may be a NAT instance */
	c = chain_begin(b, "masquerades ((e N)) Bool", "e");
	EACH(net->network_interfaces, e)
	{
		chain_case(&c, number_of(&e->o));
		buf_puts(b, e->public_ip.family ? "true" : "false");
	}
	chain_end(&c, "false");
	c = chain_begin(b, "denies_igw ((e N)) Bool", "e");
	EACH(net->network_interfaces, e)
	{
		chain_case(&c, number_of(&e->o));
		buf_puts(b, e->deny_all_igw_traffic ? "true" : "false");
	}
	chain_end(&c, "false");
}

/* ---- R60..R63: public addresses ---- */

static void put_public(struct buf *b, unsigned *open, unsigned vpc, struct ip from, struct ip to)
{
	if (!vpc || !from.family || !to.family)
		return;
	buf_printf(b, "\n (ite (and (= v #x%02x) (= a ", vpc);
	put_address(b, from);
	buf_puts(b, ")) ");
	put_address(b, to);
	(*open)++;
}

static void close_with(struct buf *b, unsigned open, const char *otherwise)
{
	buf_printf(b, " %s", otherwise);
	while (open--)
		buf_putc(b, ')');
	buf_puts(b, ")\n");
}

static const char no_address[] = "((_ zero_extend 1) (_ bv0 128))";

/* The public address by which one of a VPC goes out; that of a NAT gateway, too. */
static void publics(const struct net *net, struct buf *b)
{
	const struct network_interface *e;
	const struct nat_gateway *n;
	unsigned open = 0;

	buf_puts(b, "(define-fun public_of ((v N) (a A)) A ");
	buf_puts(b, "(ite (= ((_ extract 128 128) a) #b1) a ");
	EACH(net->network_interfaces, e)
	for (size_t k = 0; k < e->private_ips.len; k++)
		put_public(b, &open, number_of(e->vpc ? &e->vpc->o : NULL),
			   e->private_ips.items[k].private_ip, e->private_ips.items[k].public_ip);
	EACH(net->nat_gateways, n)
	for (size_t k = 0; k < n->addresses.len; k++) {
		struct ip public_ip = n->addresses.items[k].public_ip;
		unsigned vpc = number_of(n->vpc ? &n->vpc->o : NULL);
		put_public(b, &open, vpc, n->addresses.items[k].private_ip, public_ip);
		put_public(b, &open, vpc, public_ip, public_ip);
	}
	close_with(b, open + 1, no_address);
}

/* Into which VPC what is addressed so comes from the internet, and as what address. */
static void put_arrival(struct buf *b, unsigned *open, struct ip public_ip)
{
	buf_puts(b, "\n (ite (= a ");
	put_address(b, public_ip);
	buf_puts(b, ") ");
	(*open)++;
}

static unsigned vpc_it_enters(const struct network_interface *e)
{
	return e->vpc ? number_of(&e->vpc->o) : e->deny_all_igw_traffic ? UNREAD_DENIES : UNREAD;
}

/* The IPv6 addresses of a VPC that was not read are known by their interfaces alone. */
static void unread_arrivals(const struct network_interface *e, struct buf *b, unsigned *open)
{
	for (size_t k = 0; !e->vpc && k < e->ipv6.len; k++) {
		put_arrival(b, open, e->ipv6.items[k]);
		put_byte(b, vpc_it_enters(e));
	}
}

static void arrivals(const struct net *net, struct buf *b)
{
	const struct network_interface *e;
	const struct nat_gateway *n;
	const struct vpc *v;

	for (int which = 0; which < 2; which++) {
		unsigned open = 0;
		buf_puts(b, which ? "(define-fun inet_private ((a A)) A "
				  : "(define-fun inet_vpc ((a A)) N ");
		EACH(net->network_interfaces, e)
		{
			for (size_t k = 0; k < e->private_ips.len; k++) {
				const struct private_ip_address *p = &e->private_ips.items[k];
				if (!p->public_ip.family)
					continue;
				put_arrival(b, &open, p->public_ip);
				if (which)
					put_address(b, p->private_ip);
				else
					put_byte(b, vpc_it_enters(e));
			}
			if (!which)
				unread_arrivals(e, b, &open);
		}
		EACH(net->nat_gateways, n)
		{
			for (size_t k = 0; k < n->addresses.len; k++) {
				const struct nat_gateway_address *p = &n->addresses.items[k];
				if (!p->public_ip.family)
					continue;
				put_arrival(b, &open, p->public_ip);
				if (which)
					put_address(b, p->private_ip.family ? p->private_ip
									    : p->public_ip);
				else
					put_byte(b, n->vpc ? number_of(&n->vpc->o) : UNREAD);
			}
		}
		EACH(net->vpcs, v)
		{
			if (which)
				continue;
			for (size_t k = 0; k < v->cidrs.len; k++) {
				if (v->cidrs.items[k].family != IPV6)
					continue;
				buf_puts(b, "\n (ite ");
				put_covers(b, v->cidrs.items[k], "a");
				buf_printf(b, " #x%02x", number_of(&v->o));
				open++;
			}
		}
		close_with(b, open, which ? "a" : "#x00");
	}
}

/* R81: what is private and in no VPC here may lie in a tunnel of an instance, or be its container. */
static void out_of_sight(const struct net *net, struct buf *b)
{
	buf_puts(b, "(define-fun out_of_sight ((a A)) Bool (and (private a)");
	for (size_t i = 0; i < net->vpcs.len; i++)
		buf_printf(b, " (not (in_vpc #x%02x a))", number_of(&net->vpcs.items[i]->o));
	buf_puts(b, "))\n");
}

/* R66 */
static void privates(struct buf *b)
{
	static const char *const blocks[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
					     "100.64.0.0/10", "fc00::/7"};

	buf_puts(b, "(define-fun private ((a A)) Bool (or");
	for (unsigned i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		struct cidr c = {0};
		cidr_parse(blocks[i], &c);
		buf_putc(b, ' ');
		put_covers(b, c, "a");
	}
	buf_puts(b, "))\n");
}

static void attached_gateways(const struct net *net, struct buf *b)
{
	const struct vpc *v;

	for (int possible = 0; possible < 2; possible++) {
		for (int egress = 0; egress < 2; egress++) {
			char head[48];
			snprintf(head, sizeof head, "%s_%c ((v N)) Bool",
				 egress ? "has_eigw" : "has_igw", possible ? 'p' : 'c');
			struct chain c = chain_begin(b, head, "v");
			EACH(net->vpcs, v)
			{
				enum maybe m = egress ? rule_has_egress_only(net, v)
						      : rule_has_igw(net, v);
				chain_case(&c, number_of(&v->o));
				buf_puts(b,
					 m == YES || (possible && m == PERHAPS) ? "true" : "false");
			}
			chain_end(&c, "false");
		}
	}
}

static void block_public_access(const struct net *net, struct buf *b)
{
	const struct subnet *s;

	for (int possible = 0; possible < 2; possible++) {
		struct chain c =
			chain_begin(b, possible ? "bpa_p ((s N)) N" : "bpa_c ((s N)) N", "s");
		EACH(net->subnets, s)
		{
			chain_case(&c, number_of(&s->o));
			put_byte(b, rule_block_public_access(net, s, possible));
		}
		chain_end(&c, "#x00");
	}
}

/* ---- peering, NAT ---- */

static void peerings(const struct net *net, struct buf *b)
{
	const struct vpc_peering_connection *p;
	struct chain c = chain_begin(b, "pcx_far ((x N) (v N)) N", "x");

	EACH(net->vpc_peering_connections, p)
	{
		unsigned r = number_of(p->requester.vpc ? &p->requester.vpc->o : NULL),
			 a = number_of(p->accepter.vpc ? &p->accepter.vpc->o : NULL);
		chain_case(&c, number_of(&p->o));
		buf_printf(b, "(ite (= v #x%02x) #x%02x (ite (= v #x%02x) #x%02x #x00))", r, a, a,
			   r);
	}
	chain_end(&c, "#x00");
	for (int possible = 0; possible < 2; possible++) {
		c = chain_begin(b, possible ? "pcx_p ((x N)) Bool" : "pcx_c ((x N)) Bool", "x");
		EACH(net->vpc_peering_connections, p)
		{
			chain_case(&c, number_of(&p->o));
			buf_puts(b, p->state == PEERING_ACTIVE ||
						    (possible && p->state == PEERING_UNSAID)
					    ? "true"
					    : "false");
		}
		chain_end(&c, "false");
	}
	/* R43: the same Region keeps references */
	c = chain_begin(b, "pcx_via ((x N)) N", "x");
	EACH(net->vpc_peering_connections, p)
	{
		chain_case(&c, number_of(&p->o));
		put_byte(b, rule_same_region(p) ? VIA_PEERING : VIA_OTHER);
	}
	chain_end(&c, "#x04");
}

/* R64: of several addresses the gateway takes any; which, the high bits of k say. */
static void put_sources(struct buf *b, const struct nat_gateway *n)
{
	unsigned open = 0;

	for (size_t i = 0; i < n->addresses.len && open < 4; i++) {
		const struct nat_gateway_address *a = &n->addresses.items[i];
		if (!rule_nat_uses(a))
			continue;
		buf_printf(b, "(ite (= ((_ extract 9 8) k) (_ bv%u 2)) ", open++);
		put_address(b, a->private_ip.family ? a->private_ip : a->public_ip);
		buf_putc(b, ' ');
	}
	for (size_t i = 0; i < n->addresses.len; i++) {
		const struct nat_gateway_address *a = &n->addresses.items[i];
		if (!rule_nat_uses(a))
			continue;
		put_address(b, a->private_ip.family ? a->private_ip : a->public_ip);
		break;
	}
	if (!open)
		buf_puts(b, no_address);
	while (open--)
		buf_putc(b, ')');
}

static void nats(const struct net *net, struct buf *b)
{
	const struct nat_gateway *n;
	unsigned open = 0;
	struct chain c = chain_begin(b, "nat_subnet ((n N)) N", "n");

	EACH(net->nat_gateways, n)
	{
		chain_case(&c, number_of(&n->o));
		put_byte(b, number_of(n->subnet ? &n->subnet->o : NULL));
	}
	chain_end(&c, "#x00");
	c = chain_begin(b, "nat_table ((n N)) N", "n");
	EACH(net->nat_gateways, n)
	{
		const struct route_table *t = n->subnet ? n->subnet->route_table : n->route_table;
		chain_case(&c, number_of(&n->o));
		put_byte(b, number_of(t ? &t->o : NULL));
	}
	chain_end(&c, "#x00");
	c = chain_begin(b, "nat_source ((n N) (k K)) A", "n");
	EACH(net->nat_gateways, n)
	{
		chain_case(&c, number_of(&n->o));
		put_sources(b, n);
	}
	chain_end(&c, no_address);
	for (int possible = 0; possible < 2; possible++) {
		c = chain_begin(b, possible ? "nat_p ((n N)) Bool" : "nat_c ((n N)) Bool", "n");
		EACH(net->nat_gateways, n)
		{
			enum maybe m = rule_nat_works(n);
			chain_case(&c, number_of(&n->o));
			buf_puts(b, m == YES || (possible && m == PERHAPS) ? "true" : "false");
		}
		chain_end(&c, "false");
	}
	buf_puts(b, "(define-fun nat_at ((v N) (a A)) N ");
	EACH(net->nat_gateways, n)
	{
		for (size_t k = 0; k < n->addresses.len; k++) {
			const struct nat_gateway_address *p = &n->addresses.items[k];
			buf_printf(b, "\n (ite (and (= v #x%02x) (= a ",
				   number_of(n->vpc ? &n->vpc->o : NULL));
			put_address(b, p->private_ip.family ? p->private_ip : p->public_ip);
			buf_printf(b, ")) #x%02x", number_of(&n->o));
			open++;
		}
	}
	close_with(b, open, "#x00");
}

void encode_network(const struct net *net, struct buf *b)
{
	places(net, b);
	owners(net, b);
	alive(net, b, false);
	alive(net, b, true);
	interface_traits(net, b);
	publics(net, b);
	arrivals(net, b);
	privates(b);
	out_of_sight(net, b);
	attached_gateways(net, b);
	block_public_access(net, b);
	peerings(net, b);
	nats(net, b);
	encode_filters(net, b);
	encode_routes(net, b);
	encode_transit(net, b);
}
