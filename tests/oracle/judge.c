/* judge.c - the verdict over the client's ports (R53) and addresses (R72), from single walks. */
#include "base/str.h"
#include "base/vec.h"
#include "net/pktset.h"
#include "oracle/walk.h"

#include <strings.h>

const char *const ruling_names[] = {"blocked", "partial", "passes", "unknown"};

enum { PORTS_MAX = 4096 };

struct ports {
	unsigned items[PORTS_MAX];
	unsigned len;
};

static void add_port(struct ports *p, long port, unsigned lo, unsigned hi)
{
	if (port < (long)lo || port > (long)hi || p->len == PORTS_MAX)
		return;
	for (unsigned i = 0; i < p->len; i++)
		if (p->items[i] == (unsigned)port)
			return;
	p->items[p->len++] = (unsigned)port;
}

/* Every edge of every entry of every NACL, and the ends of the range. */
static void ports_of(const struct net *net, unsigned lo, unsigned hi, struct ports *out)
{
	out->len = 0;
	add_port(out, lo, lo, hi);
	add_port(out, hi, lo, hi);
	for (size_t i = 0; i < net->network_acls.len; i++) {
		for (size_t k = 0; k < net->network_acls.items[i]->entries.len; k++) {
			const struct network_acl_entry *e =
				&net->network_acls.items[i]->entries.items[k];
			for (long d = -1; d <= 1; d++) {
				add_port(out, e->from_port + d, lo, hi);
				add_port(out, e->to_port + d, lo, hi);
			}
		}
	}
}

static void client_range(const struct net *net, const struct ask_end *from, unsigned *lo,
			 unsigned *hi)
{
	const struct network_interface *eni = from->interface;

	*lo = 32768;
	*hi = 65535;
	if (!eni)
		return;
	if (str_eq(eni->interface_type, "lambda") || from->endpoint || oracle_nat_of(net, eni) ||
	    str_eq(eni->interface_type, "network_load_balancer") ||
	    (eni->description && str_starts(eni->description, "ELB "))) {
		*lo = 1024;
		return;
	}
	*hi = 60999;
	if (eni->instance && eni->instance->platform &&
	    strcasecmp(eni->instance->platform, "windows") == 0) {
		*lo = 49152;
		*hi = 65535;
	}
}

static struct judgement judge(const struct net *net, const struct ask *ask)
{
	static _Thread_local struct ports client, nat;
	unsigned seen[3] = {0}, lo, hi;
	struct judgement how = {.why = ""};
	const char *why[3] = {"", "", ""};
	bool ports = ask->protocol == PROTO_TCP || ask->protocol == PROTO_UDP;

	client_range(net, &ask->from, &lo, &hi);
	ports_of(net, lo, hi, &client);
	ports_of(net, 1024, 65535, &nat);
	if (!ports)
		client.len = nat.len = 1;
	if (!net->nat_gateways.len && !net->load_balancers.len)
		nat.len = 1;
	/* The legs are apart: a client's port is judged with each of the translator's. */
	for (unsigned c = 0; c < client.len; c++) {
		for (unsigned n = 0; n < nat.len; n++) {
			how.used_ports = how.used_nat_port = false;
			enum tri t = oracle_walk(net, ask, client.items[c], nat.items[n], &how);
			seen[t]++;
			why[t] = how.why;
			if (!how.used_nat_port)
				break; /* nor would another one tell otherwise */
		}
		if (!how.used_ports)
			break;
	}
	if (!seen[TRI_UNKNOWN])
		how.ruling = !seen[TRI_BLOCK]  ? RULING_PASSES
			     : !seen[TRI_PASS] ? RULING_BLOCKED
					       : RULING_PARTIAL;
	else
		how.ruling = RULING_UNKNOWN;
	if (seen[TRI_UNKNOWN] && seen[TRI_BLOCK] && seen[TRI_PASS])
		how.open = true; /* partial for certain, or unknown: both are true */
	how.why = how.ruling == RULING_UNKNOWN  ? why[TRI_UNKNOWN]
		  : how.ruling == RULING_PASSES ? ""
						: why[TRI_BLOCK];
	return how;
}

/* ---- R72: an endpoint that keeps the addresses of clients that nobody knows ---- */

typedef VEC(struct ip) addresses;

static void add_client(addresses *out, uint8_t family, u128 value)
{
	struct ip ip = {.value = value, .family = family};
	bool unicast = family == IPV4 ? value >> 24 > 0 && value >> 24 < 224 : value >> 125 == 1;

	if (!unicast || ip_is_private(ip) || ip_is_link_local(ip))
		return;
	for (size_t i = 0; i < out->len; i++)
		if (ip_equal(out->items[i], ip))
			return;
	vec_push(out, ip);
}

static void add_block(addresses *out, uint8_t family, struct cidr block)
{
	if (block.family != family)
		return;
	struct ip_range range = cidr_range(block);
	add_client(out, family, range.lo);
	add_client(out, family, range.hi);
	if (range.lo)
		add_client(out, family, range.lo - 1);
	add_client(out, family, range.hi + 1);
}

static void add_permissions(addresses *out, uint8_t family, const struct ip_permission *rules,
			    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct ip_permission *p = &rules[i];
		for (size_t k = 0; k < p->ip_ranges.len; k++)
			add_block(out, family, p->ip_ranges.items[k]);
		for (size_t k = 0; k < p->ipv6_ranges.len; k++)
			add_block(out, family, p->ipv6_ranges.items[k]);
	}
}

/* An address on each side of every edge that a rule, an entry or a list has. */
static void clients_of(const struct net *net, uint8_t family, addresses *out)
{
	struct ip plain;

	ip_parse(family == IPV4 ? "8.8.8.8" : "2001:4860:4860::8888", &plain);
	add_client(out, family, plain.value);
	for (size_t i = 0; i < net->security_groups.len; i++)
		add_permissions(out, family, net->security_groups.items[i]->ingress.items,
				net->security_groups.items[i]->ingress.len);
	for (size_t i = 0; i < net->network_acls.len; i++)
		for (size_t k = 0; k < net->network_acls.items[i]->entries.len; k++)
			add_block(out, family, net->network_acls.items[i]->entries.items[k].cidr);
	for (size_t i = 0; i < net->prefix_lists.len; i++)
		for (size_t k = 0; k < net->prefix_lists.items[i]->entries.len; k++)
			add_block(out, family, net->prefix_lists.items[i]->entries.items[k]);
}

static bool better(enum ruling a, enum ruling b)
{
	static const int rank[] = {[RULING_PASSES] = 3,
				   [RULING_PARTIAL] = 2,
				   [RULING_UNKNOWN] = 1,
				   [RULING_BLOCKED] = 0};
	return rank[a] > rank[b];
}

static struct judgement judge_any_client(const struct net *net, struct ask ask)
{
	struct judgement best = {.why = ""};
	addresses clients = VEC_INIT;

	clients_of(net, ask.to.address.family, &clients);
	for (size_t i = 0; i < clients.len; i++) {
		ask.client = clients.items[i];
		struct judgement one = judge(net, &ask);
		if (!i || better(one.ruling, best.ruling))
			best = one;
	}
	vec_free(&clients);
	return best;
}

struct judgement oracle_judge(const struct net *net, const struct ask *ask)
{
	if (ask->from.endpoint && ask->from.endpoint->preserve_client_ip == FLAG_YES)
		return judge_any_client(net, *ask);
	return judge(net, ask);
}
