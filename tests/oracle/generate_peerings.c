/* generate_peerings.c - peering connections, in every state, as the accounts at both ends see them. */
#include "oracle/world.h"

static void put_side(struct world *w, struct buf *b, const char *key, unsigned n, bool active)
{
	const struct vpc *v = &w->vpcs[n];

	buf_printf(b, ",\"%s\":{\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\",\"Region\":\"%s\"", key,
		   n + 1, accounts[v->account], regions[v->region]);
	if (active) {
		buf_printf(b,
			   ",\"CidrBlock\":\"10.%u.0.0/16\",\"CidrBlockSet\":[{\"CidrBlock\":"
			   "\"10.%u.0.0/16\"}",
			   v->octet, v->octet);
		if (v->secondary)
			buf_printf(b, ",{\"CidrBlock\":\"10.%u.0.0/16\"}", v->octet + 100);
		if (v->within)
			buf_printf(b, ",{\"CidrBlock\":\"10.%u.1.0/24\"}", v->within);
		buf_puts(b, "]");
		if (v->v6)
			buf_printf(b,
				   ",\"Ipv6CidrBlockSet\":[{\"Ipv6CidrBlock\":"
				   "\"2600:1f18:0:%x00::/56\"}]",
				   v->octet);
	}
	buf_puts(b, "}");
}

void plan_peerings(struct world *w)
{
	static const char *const others[] = {"initiating-request",
					     "pending-acceptance",
					     "deleted",
					     "rejected",
					     "failed",
					     "expired",
					     "provisioning",
					     "deleting"};

	for (unsigned a = 0; a < w->n_vpcs; a++) {
		for (unsigned b = a + 1; b < w->n_vpcs; b++) {
			bool overlap = w->vpcs[a].octet == w->vpcs[b].octet ||
				       w->vpcs[a].octet == w->vpcs[b].within;
			if (!rng_percent(w->r, w->n_transits ? 25 : 65))
				continue;
			w->joined[a][b] = w->joined[b][a] = true;
			w->states[a][b] = overlap       ? "failed"
					  : fine(w, 12) ? "active"
							: others[pick(w, 8)];
			w->peered[a][b] = w->peered[b][a] = !strcmp(w->states[a][b], "active");
		}
	}
}

void peerings(struct world *w)
{
	for (unsigned a = 0; a < w->n_vpcs; a++) {
		for (unsigned b = a + 1; b < w->n_vpcs; b++) {
			struct buf sides = BUF_INIT;
			bool swap = rng_percent(w->r, 50);
			if (!w->joined[a][b])
				continue;
			put_side(w, &sides, "RequesterVpcInfo", swap ? b : a, w->peered[a][b]);
			put_side(w, &sides, "AccepterVpcInfo", swap ? a : b, w->peered[a][b]);
			for (unsigned s = 0; s < SCOPES; s++)
				if (s == w->vpcs[a].scope || s == w->vpcs[b].scope)
					emit(w, s, PEERINGS,
					     "{\"VpcPeeringConnectionId\":\"pcx-%u%u\",\"Status\":"
					     "{\"Code\":\"%s\"}%s}",
					     a + 1, b + 1, w->states[a][b], buf_str(&sides));
			buf_free(&sides);
		}
	}
}
