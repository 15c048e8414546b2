/* reach.c - the context, and a flow as one question or several. */
#include "model/blocks.h"
#include "model/names.h"
#include "net/proto.h"
#include "reach/internal.h"

#include <string.h>

/* ---- the context ---- */

struct reach *reach_new(const struct net *net)
{
	struct reach *r = mem_zalloc(sizeof *r);
	struct arena *a = &r->arena;
	r->net = net;
	r->pool = pktpool_new();
	r->filters = map_init(a);
	r->groups = arena_array(a, struct compiled_groups, net->group_sets.len + 1);
	r->nacl_filters = arena_array(a, const struct filter *, net->network_acls.len * 2 + 1);
	r->subnets = arena_array(a, struct subnet_rules, net->subnets.len + 1);
	r->tables = arena_array(a, const struct table *, net->route_tables.len + 1);
	r->tgw_tables = arena_array(a, const struct tgw_table *, net->tgw_route_tables.len + 1);
	r->tgw_dead = arena_array(a, const struct dead_ranges *, net->tgw_route_tables.len + 1);
	r->masqueraders = arena_array(a, enum flag, net->vpcs.len + 1);
	struct span echoes[] = {span_values(PROTO_ICMP, 0x800, 0x8ff),
				span_values(PROTO_ICMPV6, 0x8000, 0x80ff)};
	r->not_echo = pktset_minus(a, pktset_all, pktset_from(a, echoes, 2));
	struct span nat[] = {span_proto(PROTO_ICMP), span_proto(PROTO_TCP), span_proto(PROTO_UDP)};
	r->nat_protocols = pktset_from(a, nat, 3);
	struct span sockets[] = {span_proto(PROTO_TCP), span_proto(PROTO_UDP)};
	struct span shells[] = {span_values(PROTO_TCP, 22, 22), span_values(PROTO_TCP, 3389, 3389)};
	r->ssh_and_rdp = pktset_from(a, shells, 2);
	r->tcp_and_udp = pktset_from(a, sockets, 2);
	health_forget(r);
	return r;
}

void reach_free(struct reach *r)
{
	if (!r)
		return;
	names_free(r->names);
	blocks_free(r->blocks);
	cons_free(&r->health);
	map_free(&r->filters);
	pktpool_free(r->pool);
	arena_free(&r->arena);
	arena_free(&r->scratch);
	free(r);
}

static void forget_subnets(struct reach *r)
{
	memset(r->subnets, 0, r->net->subnets.len * sizeof *r->subnets);
}

void reach_forget(struct reach *r, const struct object *o)
{
	health_forget(r);
	r->translators = FLAG_UNSET;
	memset(r->masqueraders, 0, r->net->vpcs.len * sizeof *r->masqueraders);
	r->to_instances_known = false;
	memset(r->tgw_dead, 0, r->net->tgw_route_tables.len * sizeof *r->tgw_dead);
	switch ((int)o->kind) {
	case KIND_SECURITY_GROUP:
		sg_forget(r, o);
		break;
	case KIND_NETWORK_ACL:
		r->nacl_filters[o->ordinal * 2] = r->nacl_filters[o->ordinal * 2 + 1] = NULL;
		forget_subnets(r);
		break;
	case KIND_ROUTE_TABLE:
		r->tables[o->ordinal] = NULL;
		forget_subnets(r);
		break;
	case KIND_TGW_ROUTE_TABLE:
		r->tgw_tables[o->ordinal] = NULL;
		break;
	default:
		break;
	}
}

struct names *reach_names(struct reach *r)
{
	enum { OFTEN = 8 };
	if (!r->names && ++r->names_asked > OFTEN)
		r->names = names_new(r->net);
	return r->names;
}

const struct blocks *reach_blocks(struct reach *r)
{
	if (!r->blocks)
		r->blocks = blocks_new(r->net);
	return r->blocks;
}

const struct net *reach_net(const struct reach *r)
{
	return r->net;
}

enum vck_verdict answer_verdict(const struct answer *a)
{
	bool passes = !pktset_is_empty(a->passes), partial = !pktset_is_empty(a->partial);
	bool blocked = !pktset_is_empty(a->blocked), unknown = !pktset_is_empty(a->unknown);
	if (passes && blocked)
		return VCK_PARTIAL;
	if (unknown)
		return VCK_UNKNOWN;
	if (partial)
		return VCK_PARTIAL;
	return blocked || !passes ? VCK_BLOCKED : VCK_REACHABLE;
}

u128 answer_holds_to(const struct answer *a, struct ip_range range)
{
	bool ends_inside =
		a->atom.family == range.family && a->atom.hi >= range.lo && a->atom.hi < range.hi;
	return ends_inside ? a->atom.hi : range.hi;
}

/* ---- balancers: a listener is a port of its own ---- */

static const struct load_balancer *called_balancer(const struct question *q)
{
	const struct network_interface *eni = q->destination.interface;
	return eni && eni->role == ROLE_LOAD_BALANCER && q->destination.kind == POINT_INTERFACE
		       ? interface_load_balancer(eni)
		       : NULL;
}

static void unite(struct arena *a, struct answer *all, const struct answer *one)
{
	all->passes = pktset_or(a, all->passes, one->passes);
	all->partial = pktset_or(a, all->partial, one->partial);
	all->blocked = pktset_or(a, all->blocked, one->blocked);
	all->unknown = pktset_or(a, all->unknown, one->unknown);
	all->different |= one->different;
	if (!all->client_passes)
		all->client_passes = one->client_passes;
	if (all->atom.family)
		atom_narrow(&all->atom, one->atom);
	else
		all->atom = one->atom;
}

static void ask_part(struct reach *r, struct arena *arena, const struct question *q,
		     const struct pktset *part, struct answer *out, struct trace *trace)
{
	struct question sub = *q;
	struct answer one;
	sub.packets = part;
	struct trace *told = trace && !trace->hops.len ? trace : NULL;
	decide_pair(r, arena, &sub, &one, told);
	if (told && answer_verdict(&one) == VCK_REACHABLE && part != q->packets)
		told->hops.len = 0; /* keep the place for a part that does not pass */
	unite(arena, out, &one);
}

static void ask_balancer(struct reach *r, struct arena *arena, const struct question *q,
			 const struct load_balancer *lb, struct answer *out, struct trace *trace)
{
	static const unsigned protos[] = {PROTO_TCP, PROTO_UDP};
	const struct pktset *rest = q->packets;
	*out = (struct answer){.passes = pktset_empty,
			       .partial = pktset_empty,
			       .blocked = pktset_empty,
			       .unknown = pktset_empty};
	for (size_t i = 0; i < lb->listeners.len; i++)
		for (size_t k = 0; k < COUNT_OF(protos); k++) {
			unsigned port = (unsigned)lb->listeners.items[i].port & 0xffff;
			const struct pktset *one =
				pktset_of(arena, span_values(protos[k], port, port));
			if (!pktset_covers(rest, one) || !balancer_listener(lb, protos[k], port))
				continue;
			ask_part(r, arena, q, one, out, trace);
			rest = pktset_minus(arena, rest, one);
		}
	const struct pktset *echo = pktset_minus(arena, rest, r->not_echo); /* a balancer's own */
	if (!pktset_is_empty(echo))
		ask_part(r, arena, q, echo, out, trace);
	rest = pktset_minus(arena, rest, echo);
	if (!pktset_is_empty(rest))
		ask_part(r, arena, q, rest, out, trace);
}

static bool is_unread_endpoint(const struct point *p)
{
	return p->kind == POINT_INTERFACE && !p->eice &&
	       p->interface->role == ROLE_CONNECT_ENDPOINT;
}

/* R72: what the interface of an EC2 Instance Connect Endpoint starts, the endpoint does. */
static struct question with_endpoint(const struct question *asked)
{
	struct question q = *asked;
	struct point *s = &q.source;
	if (is_unread_endpoint(s))
		s->eice = interface_connect_endpoint(s->interface);
	return q;
}

void reach_flow(struct reach *r, struct arena *arena, const struct question *asked,
		struct answer *out, struct trace *trace)
{
	const struct question meant = with_endpoint(asked), *q = &meant;
	const struct load_balancer *lb = called_balancer(q);
	bool one_packet =
		q->packets->count == 1 && q->packets->spans[0].lo == q->packets->spans[0].hi;
	if (is_unread_endpoint(&q->source))
		ask_unread_endpoint(r, arena, q, out, trace);
	else if (hides_its_client(&q->source))
		ask_for_any_client(r, arena, q, out, trace);
	else if (is_placeless(&q->source))
		ask_from_anywhere(r, arena, q, out, trace);
	else if (lb && !one_packet && !is_to_itself(q))
		ask_balancer(r, arena, q, lb, out, trace);
	else
		decide_pair(r, arena, q, out, trace);
	if (!out->client_passes)
		out->client_passes = pktset_all;
	if (!out->client_hi)
		client_ports(q, &out->client_lo, &out->client_hi);
	out->verdict = answer_verdict(out);
}
