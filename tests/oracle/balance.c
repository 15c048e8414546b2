/* balance.c - load balancers (R85): listener, target, and the way back through both. */
#include "base/str.h"
#include "net/pktset.h"
#include "oracle/walk.h"

static const char *attribute(const struct attribute *list, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i].key, key))
			return list[i].value;
	return NULL;
}

static bool speaks(const char *protocol, unsigned number)
{
	if (number == PROTO_TCP)
		return !str_eq(protocol, "UDP");
	return number == PROTO_UDP && (str_eq(protocol, "UDP") || str_eq(protocol, "TCP_UDP"));
}

static const struct listener *listener_for(const struct load_balancer *lb, const struct packet *p)
{
	for (size_t i = 0; i < lb->listeners.len; i++)
		if (lb->listeners.items[i].port == (int)p->value &&
		    speaks(lb->listeners.items[i].protocol, p->protocol))
			return &lb->listeners.items[i];
	return NULL;
}

static bool crosses_zones(const struct load_balancer *lb, const struct target_group *group)
{
	const char *own = attribute(group->attributes.items, group->attributes.len,
				    "load_balancing.cross_zone.enabled");
	const char *all = attribute(lb->attributes.items, lb->attributes.len,
				    "load_balancing.cross_zone.enabled");

	if (str_eq(own, "true") || str_eq(own, "false"))
		return str_eq(own, "true");
	return all ? str_eq(all, "true") : str_eq(lb->type, "application");
}

struct place {
	const struct network_interface *interface;
	struct ip address;
	const char *zone;
};

static struct place place_of(const struct net *net, const struct load_balancer *lb,
			     const struct target_group *group, const struct target_health *t)
{
	struct place p = {.zone = t->availability_zone};

	if (str_eq(group->target_type, "ip")) {
		if (ip_parse(t->target_id, &p.address))
			p.interface = oracle_owner(net, lb->vpc, p.address);
	} else {
		for (size_t i = 0; i < net->network_interfaces.len; i++) {
			const struct network_interface *eni = net->network_interfaces.items[i];
			if (str_eq(eni->instance_id, t->target_id) && eni->device_index <= 0)
				p.interface = eni;
		}
		if (p.interface)
			p.address = p.interface->private_ip;
	}
	if (!p.zone && p.interface && p.interface->subnet)
		p.zone = p.interface->subnet->availability_zone;
	return p;
}

static bool zone_enabled(const struct load_balancer *lb, const char *zone)
{
	for (size_t i = 0; i < lb->zones.len; i++)
		if (str_eq(lb->zones.items[i].zone_name, zone))
			return true;
	return false;
}

static bool eligible(const struct load_balancer *lb, const struct target_group *group,
		     const struct network_interface *front, const char *zone)
{
	if (!zone || str_eq(zone, "all"))
		return true;
	if (crosses_zones(lb, group))
		return zone_enabled(lb, zone);
	return front->subnet && str_eq(front->subnet->availability_zone, zone);
}

static bool keeps_client(const struct load_balancer *lb, const struct target_group *group,
			 unsigned protocol)
{
	const char *set = attribute(group->attributes.items, group->attributes.len,
				    "preserve_client_ip.enabled");

	if (!str_eq(lb->type, "network"))
		return false;
	if (protocol == PROTO_UDP)
		return true;
	return set ? str_eq(set, "true") : !str_eq(group->target_type, "ip");
}

static struct outcome to_target(struct walk w, const struct network_interface *front,
				const struct load_balancer *lb, const struct target_group *group,
				const struct target_health *health)
{
	struct place place = place_of(w.net, lb, group, health);
	bool kept = keeps_client(lb, group, w.packet.protocol);

	if (!place.interface)
		return packet_dead_end(&w, "R85: the target is not in the snapshot");
	if (w.n_translations == TRANSLATIONS)
		return packet_stop(&w, "it goes round");
	if (kept && w.sender && oracle_same_host(w.sender, place.interface) &&
	    oracle_has(w.sender, w.packet.source))
		return packet_stop(&w, "R85: a target that calls itself");
	struct translation *t = &w.translations[w.n_translations++];
	*t = (struct translation){.balancer = lb,
				  .front = front,
				  .target = place.interface,
				  .kept = kept,
				  .from_before = w.packet.source,
				  .to_before = w.packet.destination,
				  .reply_value_before = w.reply_value};
	if (!kept) {
		w.packet.source = w.packet.destination;
		w.reply_value = w.nat_port;
	}
	w.packet.destination = place.address;
	w.packet.value = (unsigned)(health->port > 0 ? health->port : group->port);
	t->from_after = w.packet.source;
	t->to_after = w.packet.destination;
	packet_new_sender(&w, front);
	return packet_leave(w, front->subnet);
}

static bool healthy(const struct target_health *t)
{
	return str_eq(t->state, "healthy");
}

static bool any_healthy(const struct walk *w, const struct load_balancer *lb,
			const struct target_group *group, const struct network_interface *front,
			bool only_eligible)
{
	for (size_t i = 0; i < group->targets.len; i++) {
		struct place p = place_of(w->net, lb, group, &group->targets.items[i]);
		if (healthy(&group->targets.items[i]) &&
		    (!only_eligible || eligible(lb, group, front, p.zone)))
			return true;
	}
	return false;
}

struct outcome packet_balance(struct walk w, const struct network_interface *front,
			      const struct load_balancer *lb)
{
	bool have = false;
	struct outcome all = {.tri = TRI_BLOCK};

	if (str_eq(lb->type, "gateway"))
		return packet_dead_end(&w, "R84: a gateway load balancer");
	if (w.packet.protocol == PROTO_ICMP || w.packet.protocol == PROTO_ICMPV6) {
		if (str_eq(lb->type, "network"))
			return packet_stop(&w, "R85: it never answers ping");
		w.open = true;
		return packet_end(&w);
	}
	if (!lb->listeners_known)
		return packet_dead_end(&w, "R85: listeners were not asked for");
	const struct listener *listener = listener_for(lb, &w.packet);
	if (!listener)
		return packet_stop(&w, "R85: no listener");
	for (size_t g = 0; g < listener->forward.target_groups.len; g++) {
		const struct target_group *group = listener->forward.target_groups.items[g];
		if (!group->targets_known)
			return packet_dead_end(&w, "R85: target health was not asked for");
		bool some = any_healthy(&w, lb, group, front, true);
		if (!some && any_healthy(&w, lb, group, front, false))
			w.open = true; /* fails open in one zone alone? */
		for (size_t i = 0; i < group->targets.len; i++) {
			const struct target_health *t = &group->targets.items[i];
			struct place p = place_of(w.net, lb, group, t);
			if (!eligible(lb, group, front, p.zone) || (some && !healthy(t)))
				continue;
			struct outcome one = to_target(w, front, lb, group, t);
			all = have ? packet_merge(all, one) : one;
			have = true;
		}
	}
	return have ? all : packet_stop(&w, "R85: no target");
}

/* From the target back to the balancer, and from there to the client by its subnet's table. */
struct outcome packet_balance_back(struct walk w, struct translation t)
{
	const struct subnet *here = w.sender ? w.sender->subnet : NULL, *there = t.front->subnet;

	if (t.kept) {
		if (!here)
			return packet_dead_end(&w, "the subnet is not in the snapshot");
		if (here != there && (!packet_gate(&w, oracle_nacl(&w, here, true),
						   "R85: NACL, target to balancer") ||
				      !packet_gate(&w, oracle_nacl(&w, there, false),
						   "R85: NACL, into the balancer")))
			return packet_end(&w);
	} else if (!ip_equal(w.packet.source, t.to_after) ||
		   !ip_equal(w.packet.destination, t.from_after)) {
		return packet_stop(&w, "R85: the balancer knows no such flow");
	}
	w.packet.source = t.to_before;
	w.packet.destination = t.from_before;
	if (w.used_ports)
		w.packet.value = t.reply_value_before;
	w.n_translations--;
	w.at = t.front;
	return packet_leave(w, there);
}
