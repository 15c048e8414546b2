/*
 * clients.c - an EC2 Instance Connect Endpoint as a source, where nothing shows the address that it calls
 * with (R72).
 *
 * One that keeps its client's address calls with that of a client whom nobody knows: what any public
 * address gets passes, and what none gets is blocked. One whose own interface the snapshot lacks calls
 * with any address of its subnet, and where these differ the answer is unknown. Both are asked for once
 * for each stretch of addresses that is treated alike. Of one that was not read itself its interface may
 * be known; whether it keeps addresses is not.
 */
#include "reach/internal.h"

/* ---- any public client ---- */

struct clients {
	struct question one; /* of the client at hand */
	u128 next, last;
	unsigned tries;
};

static struct clients all_clients(const struct question *q)
{
	if (q->destination.address.family == IPV6)
		return (struct clients){*q, (u128)0x2000 << 112, ((u128)0x4000 << 112) - 1, 0};
	return (struct clients){*q, (u128)1 << 24, ((u128)224 << 24) - 1, 0};
}

static bool next_client(struct clients *c)
{
	enum { MAX_CLIENTS = 4096 };
	uint8_t family = c->one.destination.address.family;
	struct ip here = {c->next, family};
	while (c->next <= c->last && (ip_is_private(here) || ip_is_link_local(here))) {
		c->next = ip_special_range(here).hi + 1;
		here.value = c->next;
	}
	c->one.source.address = here;
	c->one.source.range = (struct ip_range){c->next, c->last, family};
	return c->next <= c->last && c->tries++ < MAX_CLIENTS;
}

/* How much would have to be mended for this client. A client that the groups let in is the one that was
 * meant, where it takes as much for another. */
static size_t failures_of(struct reach *r, const struct question *one)
{
	struct arena scratch = ARENA_INIT;
	struct trace t = {.arena = &scratch};
	struct answer same;
	size_t failures = 0;
	bool shut_out = false;
	decide_pair(r, &scratch, one, &same, &t);
	for (size_t i = 0; i < t.hops.len; i++) {
		const struct hop *h = &t.hops.items[i];
		failures += h->outcome != VCK_PASS && !h->again;
		shut_out |= h->code == VCK_SG_INGRESS_DENIED;
	}
	vec_free(&t.hops);
	arena_free(&scratch);
	return failures * 2 + shut_out;
}

/* Of the clients that fare so, the one for which least is in the way. */
static struct question client_to_tell(struct reach *r, struct arena *arena,
				      const struct question *q, enum vck_verdict verdict)
{
	struct clients c = all_clients(q);
	struct question told = c.one;
	size_t least = SIZE_MAX;
	while (next_client(&c)) {
		struct answer a;
		decide_pair(r, arena, &c.one, &a, NULL);
		size_t failures = answer_verdict(&a) == verdict ? failures_of(r, &c.one) : SIZE_MAX;
		if (failures < least) {
			least = failures;
			told = c.one;
		}
		c.next = a.atom.hi + 1;
	}
	return told;
}

void ask_for_any_client(struct reach *r, struct arena *arena, const struct question *q,
			struct answer *out, struct trace *trace)
{
	struct clients c = all_clients(q);
	struct question told = c.one;
	enum vck_verdict best = VCK_BLOCKED;
	bool any = false;
	if (is_host(&q->destination) && next_client(&c)) { /* no client gets out of the VPC */
		decide_pair(r, arena, &c.one, out, trace);
		return;
	}
	while (next_client(&c) && !(any && best == VCK_REACHABLE)) {
		struct answer a;
		decide_pair(r, arena, &c.one, &a, NULL);
		enum vck_verdict verdict = answer_verdict(&a);
		if (!any || verdict_rank(verdict) < verdict_rank(best)) {
			struct answer before = *out;
			best = verdict;
			told = c.one;
			*out = a;
			if (any)
				unite_any(arena, out, &before);
		} else {
			unite_any(arena, out, &a);
		}
		any = true;
		c.next = a.atom.hi + 1;
	}
	settle_any(arena, q, out);
	if (!trace)
		return;
	struct answer same;
	if (best != VCK_REACHABLE)
		told = client_to_tell(r, arena, q, best);
	decide_pair(r, arena, &told, &same, trace);
	out->atom = same.atom;
}

/* ---- from an endpoint that was not read ---- */

static struct instance_connect_endpoint *keeping_endpoint(struct arena *arena,
							  const struct network_interface *eni)
{
	struct instance_connect_endpoint *e = arena_new(arena, struct instance_connect_endpoint);
	e->o = eni->o;
	e->o.kind = KIND_INSTANCE_CONNECT_ENDPOINT;
	e->subnet = eni->subnet;
	e->vpc = eni->vpc;
	e->group_set = eni->group_set;
	e->preserve_client_ip = FLAG_YES;
	return e;
}

/* Its interface alone is known: it calls by its address, or by its client's, if it is usable at all. */
void ask_unread_endpoint(struct reach *r, struct arena *arena, const struct question *q,
			 struct answer *out, struct trace *trace)
{
	struct question keeping = *q;
	struct answer a;
	decide_pair(r, arena, q, out, trace);
	if (q->destination.kind != POINT_INTERFACE || pktset_is_empty(out->blocked))
		return;
	keeping.source.eice = keeping_endpoint(arena, q->source.interface);
	ask_for_any_client(r, arena, &keeping, &a, NULL);
	out->unknown = pktset_or(arena, out->unknown, pktset_minus(arena, out->blocked, a.blocked));
	out->blocked = pktset_and(arena, out->blocked, a.blocked);
}

/* ---- from anywhere in a subnet ---- */

/* Told is the first stretch that does not pass, if one does not. */
void ask_from_anywhere(struct reach *r, struct arena *arena, const struct question *q,
		       struct answer *out, struct trace *trace)
{
	struct question one = *q, told = *q;
	bool any = false, found = false;
	for (u128 next = q->source.range.lo; next <= q->source.range.hi;) {
		struct answer a;
		one.source.address = (struct ip){next, q->source.range.family};
		one.source.range.lo = next;
		one.source.interface = interface_for(arena, q->source.eice, one.source.address);
		decide_pair(r, arena, &one, &a, NULL);
		if (!any || (!found && answer_verdict(&a) != VCK_REACHABLE))
			told = one;
		found |= answer_verdict(&a) != VCK_REACHABLE;
		if (any)
			merge_answers(arena, out, &a, q);
		else
			*out = a;
		any = true;
		next = a.atom.hi + 1;
	}
	if (trace) {
		struct answer same;
		decide_pair(r, arena, &told, &same, trace);
	}
}
