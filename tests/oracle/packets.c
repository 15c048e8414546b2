/* packets.c - the packets at the edges of a network's rules. */
#include "oracle/packets.h"

#include "net/proto.h"

static void add_packet(packets_t *out, struct span span, long proto, long value)
{
	if (value < 0 || value > 0xffff)
		return;
	uint32_t packet = (uint32_t)proto << 16 | (uint32_t)value;
	if (packet < span.lo || packet > span.hi)
		return;
	for (size_t i = 0; i < out->len; i++)
		if (out->items[i] == packet)
			return;
	vec_push(out, packet);
}

bool packet_has_known_reply(uint32_t packet)
{
	unsigned proto = packet >> 16, value = packet & 0xffff;

	if (proto == PROTO_ICMP)
		return value == 8 << 8;
	if (proto == PROTO_ICMPV6)
		return value == 128 << 8;
	return proto == PROTO_TCP || proto == PROTO_UDP || value == 0;
}

static void add_edges(packets_t *out, struct span span, int from, int to)
{
	for (int d = -1; d <= 1; d++) {
		add_packet(out, span, PROTO_TCP, from + d);
		add_packet(out, span, PROTO_TCP, to + d);
		add_packet(out, span, PROTO_UDP, from + d);
		add_packet(out, span, PROTO_UDP, to + d);
	}
}

static void add_group_edges(packets_t *out, struct span span, const struct security_group *g)
{
	for (size_t k = 0; k < g->ingress.len; k++)
		if (g->ingress.items[k].has_from)
			add_edges(out, span, g->ingress.items[k].from_port,
				  g->ingress.items[k].to_port);
	for (size_t k = 0; k < g->egress.len; k++)
		if (g->egress.items[k].has_from)
			add_edges(out, span, g->egress.items[k].from_port,
				  g->egress.items[k].to_port);
}

/* All edges that the network's rules have in this span. */
void packets_at_edges(const struct net *net, struct span span, packets_t *out)
{
	static const unsigned protocols[] = {PROTO_TCP, PROTO_UDP, 47, 0, 255};

	for (size_t i = 0; i < COUNT_OF(protocols); i++)
		add_packet(out, span, protocols[i], 0);
	add_packet(out, span, PROTO_ICMP, 8 << 8);
	add_packet(out, span, PROTO_ICMPV6, 128 << 8);
	add_packet(out, span, span.lo >> 16, span.lo & 0xffff);
	add_packet(out, span, span.hi >> 16, span.hi & 0xffff);
	if (span.lo == span.hi)
		return;
	for (size_t i = 0; i < net->security_groups.len; i++)
		add_group_edges(out, span, net->security_groups.items[i]);
	for (size_t i = 0; i < net->network_acls.len; i++)
		for (size_t k = 0; k < net->network_acls.items[i]->entries.len; k++)
			if (net->network_acls.items[i]->entries.items[k].has_ports)
				add_edges(out, span,
					  net->network_acls.items[i]->entries.items[k].from_port,
					  net->network_acls.items[i]->entries.items[k].to_port);
	for (size_t i = 0; i < net->load_balancers.len; i++)
		for (size_t k = 0; k < net->load_balancers.items[i]->listeners.len; k++)
			add_edges(out, span, net->load_balancers.items[i]->listeners.items[k].port,
				  net->load_balancers.items[i]->listeners.items[k].port);
}
