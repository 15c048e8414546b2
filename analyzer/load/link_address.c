/* Who owns which address; interfaces that only DescribeInstances shows (R14); sorting. */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- R14 ---- */

/* The interfaces of the network, and behind them what was made. */
struct made {
	struct net *net;
	objects all;
	const struct origin *origin; /* of the last one */
};

static bool is_known(const struct made *made, const char *id)
{
	return ids_get(&made->net->by_id[KIND_NETWORK_INTERFACE], made->all.items, id);
}

static void add_made(struct made *made, struct network_interface *eni)
{
	vec_push(&made->all, &eni->o);
	ids_put(&made->net->by_id[KIND_NETWORK_INTERFACE], made->all.items, made->all.len - 1);
}

/* Of what others tell: theirs, but it stood in no list of its source. */
static const struct origin *origin_of_made(struct made *made, const struct object *teller)
{
	const struct origin *told = teller->origin, *last = made->origin;
	if (last && last->file == told->file && last->seen_by == told->seen_by)
		return last;
	struct origin *own = arena_new(&made->net->arena, struct origin);
	own->file = told->file;
	own->seen_by = told->seen_by;
	return made->origin = own;
}

static void take_interface(struct made *made, const struct instance *i,
			   struct network_interface *eni)
{
	if (!eni->o.id || is_known(made, eni->o.id))
		return;
	eni->o.kind = KIND_NETWORK_INTERFACE;
	eni->o.region = i->o.region;
	eni->o.line = i->o.line;
	eni->o.index = i->o.index;
	eni->o.origin = origin_of_made(made, &i->o);
	if (!eni->o.account)
		eni->o.account = i->o.account;
	eni->instance_id = i->o.id;
	if (!eni->public_ip.family && ip_equal(eni->private_ip, i->private_ip))
		eni->public_ip = i->public_ip;
	add_made(made, eni);
}

/* All addresses that a NAT gateway has on an interface, the primary one first. */
static void take_nat_addresses(struct net *net, const struct nat_gateway *nat,
			       struct network_interface *eni)
{
	eni->private_ips.items =
		arena_array(&net->arena, struct private_ip_address, nat->addresses.len);
	for (int primary = 1; primary >= 0; primary--)
		for (size_t i = 0; i < nat->addresses.len; i++) {
			const struct nat_gateway_address *a = &nat->addresses.items[i];
			if (!str_eq(a->network_interface_id, eni->o.id) || !a->private_ip.family ||
			    a->is_primary != primary)
				continue;
			size_t place = eni->private_ips.len++;
			eni->private_ips.items[place] =
				(struct private_ip_address){.private_ip = a->private_ip,
							    .public_ip = a->public_ip,
							    .primary = !place,
							    .allocation_id = a->allocation_id};
		}
}

/* A NAT gateway tells its own, too. */
static void take_nat_interface(struct made *made, const struct nat_gateway *nat,
			       const struct nat_gateway_address *a)
{
	if (!a->network_interface_id || !a->private_ip.family ||
	    is_known(made, a->network_interface_id))
		return;
	struct network_interface *eni = arena_new(&made->net->arena, struct network_interface);
	eni->o = nat->o;
	eni->o.kind = KIND_NETWORK_INTERFACE;
	eni->o.id = a->network_interface_id;
	eni->o.origin = origin_of_made(made, &nat->o);
	eni->o.tags.items = NULL;
	eni->o.tags.len = 0;
	eni->subnet_id = nat->subnet_id;
	eni->vpc_id = nat->vpc_id;
	take_nat_addresses(made->net, nat, eni);
	eni->private_ip = eni->private_ips.items[0].private_ip;
	eni->public_ip = eni->private_ips.items[0].public_ip;
	eni->allocation_id = eni->private_ips.items[0].allocation_id;
	eni->device_index = eni->network_card_index = -1;
	eni->interface_type = "nat_gateway";
	eni->requester_managed = true;
	add_made(made, eni);
}

static void take_nat_interfaces(struct made *made)
{
	const struct net *net = made->net;
	for (size_t n = 0; n < net->nat_gateways.len; n++) {
		const struct nat_gateway *nat = net->nat_gateways.items[n];
		if (net_knows(net, KIND_NETWORK_INTERFACE, nat->o.account, nat->o.region) ||
		    str_eq(nat->state, "deleted") || str_eq(nat->state, "failed"))
			continue;
		for (size_t k = 0; k < nat->addresses.len; k++)
			take_nat_interface(made, nat, &nat->addresses.items[k]);
	}
}

/* Where DescribeNetworkInterfaces was asked it is right; elsewhere those who have them tell. */
void make_described_interfaces(struct net *net)
{
	struct object_list old = net_list(net, KIND_NETWORK_INTERFACE), all;
	struct made made = {.net = net};
	vec_reserve(&made.all, old.len + 1);
	if (old.len)
		memcpy(made.all.items, old.items, old.len * sizeof *old.items);
	made.all.len = old.len;
	take_nat_interfaces(&made);
	for (size_t n = 0; n < net->instances.len; n++) {
		struct instance *i = net->instances.items[n];
		if (!i->described_interfaces.len ||
		    net_knows(net, KIND_NETWORK_INTERFACE, i->o.account, i->o.region))
			continue;
		for (size_t k = 0; k < i->described_interfaces.len; k++)
			take_interface(&made, i, &i->described_interfaces.items[k]);
	}
	all = (struct object_list){made.all.items, made.all.len};
	if (all.len > old.len) {
		all.items = vec_move(&made.all, &net->arena);
		net_set_list(net, KIND_NETWORK_INTERFACE, all);
	}
	vec_free(&made.all);
}

/* ---- lists in the order of ids ---- */

/* Ids of a kind begin alike; the eight bytes behind that decide nearly always. */
struct sort_key {
	uint64_t head;
	struct object *object; /* its ordinal: the place that it has now */
};

static uint64_t head_of(const struct object *o, size_t skip)
{
	uint64_t head = 0;
	const char *id = o->id;
	for (size_t i = 0; i < skip; i++)
		if (!id[i])
			return 0;
	for (size_t i = 0; i < 8; i++) {
		unsigned char c = (unsigned char)id[skip + i];
		head |= (uint64_t)c << (56 - 8 * i);
		if (!c)
			break;
	}
	return head;
}

static int by_key(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	int order = strcmp(x->object->id, y->object->id);
	if (!order)
		order = str_cmp(x->object->account, y->object->account);
	if (order)
		return order;
	return (x->object->ordinal > y->object->ordinal) -
	       (x->object->ordinal < y->object->ordinal);
}

enum { HEAD_BYTES = 8, BYTE_VALUES = 256, FEW = 2 * BYTE_VALUES };

static unsigned byte_of(const struct sort_key *key, unsigned byte)
{
	return key->head >> (8 * byte) & (BYTE_VALUES - 1);
}

/* By one byte of their heads; else they stay in order. False: it is the same in all. */
static bool sort_by_byte(const struct sort_key *from, struct sort_key *to, size_t len,
			 unsigned byte)
{
	size_t place[BYTE_VALUES] = {0}, before = 0;
	for (size_t i = 0; i < len; i++)
		place[byte_of(&from[i], byte)]++;
	if (place[byte_of(&from[0], byte)] == len)
		return false;
	for (size_t value = 0; value < BYTE_VALUES; value++) {
		size_t count = place[value];
		place[value] = before;
		before += count;
	}
	for (size_t i = 0; i < len; i++)
		to[place[byte_of(&from[i], byte)]++] = from[i];
	return true;
}

/* By their heads, byte by byte from the last on; then by all the rest where heads are equal.
 * Returns which of the two arrays holds them in the end. */
static struct sort_key *sort_keys(struct sort_key *keys, struct sort_key *spare, size_t len)
{
	if (len < FEW) {
		qsort(keys, len, sizeof *keys, by_key);
		return keys;
	}
	for (unsigned byte = 0; byte < HEAD_BYTES; byte++)
		if (sort_by_byte(keys, spare, len, byte)) {
			struct sort_key *sorted = spare;
			spare = keys;
			keys = sorted;
		}
	for (size_t i = 0, to; i < len; i = to) {
		for (to = i + 1; to < len && keys[to].head == keys[i].head;)
			to++;
		if (to - i > 1)
			qsort(keys + i, to - i, sizeof *keys, by_key);
	}
	return keys;
}

/* All ids that begin otherwise (a kind's own prefix is missing) are compared in full. */
static size_t common_prefix(const struct object_list *list)
{
	size_t len = list->len ? strlen(list->items[0]->id) : 0;
	for (size_t i = 1; i < list->len && len; i++) {
		size_t n = 0;
		while (n < len && list->items[i]->id[n] == list->items[0]->id[n])
			n++;
		len = n;
	}
	return len;
}

static void sort_list(struct object_list list, struct ids *by_id)
{
	struct sort_key *keys = mem_alloc(2 * list.len * sizeof *keys);
	size_t skip = common_prefix(&list);
	for (size_t i = 0; i < list.len; i++)
		keys[i] = (struct sort_key){head_of(list.items[i], skip), list.items[i]};
	const struct sort_key *sorted = sort_keys(keys, keys + list.len, list.len);
	uint32_t *to = mem_alloc(list.len * sizeof *to);
	for (size_t i = 0; i < list.len; i++) {
		list.items[i] = sorted[i].object;
		to[list.items[i]->ordinal] = (uint32_t)i;
		list.items[i]->ordinal = (unsigned)i;
	}
	free(keys);
	ids_settle(by_id, to);
	free(to);
}

void number_objects(struct net *net)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list list = net_list(net, kind);
		for (size_t i = 0; i < list.len; i++)
			list.items[i]->ordinal = (unsigned)i;
	}
}

void sort_objects(struct net *net)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list list = net_list(net, kind);
		if (list.len)
			sort_list(list, &net->by_id[kind]);
	}
	/* Of resources that share an id, the first is found by it. */
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list list = net_list(net, kind);
		for (size_t i = list.len; i-- > 1;)
			if (strcmp(list.items[i - 1]->id, list.items[i]->id) == 0)
				ids_put(&net->by_id[kind], list.items, i - 1);
	}
}

/* ---- an interface's own addresses ---- */

/* PrivateIpAddress alone stands for a list of one; the primary comes first. */
static void complete_addresses(struct network_interface *eni)
{
	if (!eni->private_ips.len && eni->private_ip.family == IPV4) {
		eni->private_ips.items = &eni->own;
		eni->private_ips.len = 1;
		eni->primary = true;
	}
	for (size_t i = 0; i < eni->private_ips.len; i++) {
		struct private_ip_address *p = &eni->private_ips.items[i], first;
		bool primary = p->primary || ip_equal(p->private_ip, eni->private_ip);
		if (!primary)
			continue;
		first = *p;
		memmove(&eni->private_ips.items[1], &eni->private_ips.items[0], i * sizeof first);
		eni->private_ips.items[0] = first;
		break;
	}
	struct private_ip_address *p = eni->private_ips.items;
	if (!eni->private_ips.len)
		return;
	if (!eni->private_ip.family)
		eni->private_ip = p->private_ip;
	if (!p->public_ip.family)
		p->public_ip = eni->public_ip;
	if (!p->allocation_id)
		p->allocation_id = eni->allocation_id;
	if (!eni->public_ip.family)
		eni->public_ip = p->public_ip;
	if (!eni->allocation_id)
		eni->allocation_id = p->allocation_id;
}

/* R62: an Elastic IP counts where it is associated, even if the interface does not show it. */
static void apply_elastic_ips(struct net *net)
{
	for (size_t i = 0; i < net->addresss.len; i++) {
		const struct address *a = net->addresss.items[i];
		const struct object *o =
			net_find(net, KIND_NETWORK_INTERFACE, a->network_interface_id);
		if (!o || !a->public_ip.family)
			continue;
		struct network_interface *eni = net->network_interfaces.items[o->ordinal];
		for (size_t k = 0; k < eni->private_ips.len; k++) {
			struct private_ip_address *p = &eni->private_ips.items[k];
			bool here = a->private_ip.family ? ip_equal(a->private_ip, p->private_ip)
							 : k == 0;
			if (!here || p->public_ip.family)
				continue;
			p->public_ip = a->public_ip;
			p->allocation_id = a->o.id;
			if (k == 0) {
				eni->public_ip = a->public_ip;
				eni->allocation_id = a->o.id;
			}
		}
	}
}

void link_own_addresses(struct net *net)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		complete_addresses(net->network_interfaces.items[i]);
}

void link_addresses(struct net *net)
{
	apply_elastic_ips(net);
	net_index_owners(net);
}
