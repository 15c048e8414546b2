/* judge.c - R53: the verdict over the client's ports, from single walks. */
#include "base/str.h"
#include "base/vec.h"
#include "net/pktset.h"
#include "oracle/walk.h"

#include <strings.h>

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

static void client_range(const struct ask_end *from, unsigned *lo, unsigned *hi)
{
	const struct network_interface *eni = from->interface;

	*lo = 32768;
	*hi = 65535;
	if (!eni)
		return;
	if (str_eq(eni->interface_type, "lambda")) {
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

struct judgement oracle_judge(const struct net *net, const struct ask *ask)
{
	static _Thread_local struct ports client, nat;
	unsigned seen[3] = {0}, lo, hi;
	struct judgement how = {.why = ""};
	const char *why[3] = {"", "", ""};
	bool ports = ask->protocol == PROTO_TCP || ask->protocol == PROTO_UDP;

	client_range(&ask->from, &lo, &hi);
	ports_of(net, lo, hi, &client);
	ports_of(net, 1024, 65535, &nat);
	if (!ports)
		client.len = nat.len = 1;
	if (!net->nat_gateways.len && !net->load_balancers.len)
		nat.len = 1;
	/* The legs are apart: a client's port is judged with each of the translator's. */
	for (unsigned c = 0; c < client.len; c++) {
		for (unsigned n = 0; n < nat.len; n++) {
			enum tri t = oracle_walk(net, ask, client.items[c], nat.items[n], &how);
			seen[t]++;
			why[t] = how.why;
		}
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
