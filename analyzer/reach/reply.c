/* reply.c - what a request's reply looks like, and what becomes of the request without it (R53). */
#include "net/proto.h"
#include "reach/internal.h"

/* ---- what it needs ---- */

/* The reply to an icmp request of this type; -1: none is sent, so none can be lost. */
static int reply_type(unsigned proto, unsigned type)
{
	static const struct {
		unsigned proto, request;
		int reply;
	} pairs[] = {
		{PROTO_ICMP, 8, 0},   {PROTO_ICMP, 13, 14},     {PROTO_ICMP, 15, 16},
		{PROTO_ICMP, 17, 18}, {PROTO_ICMPV6, 128, 129},
	};
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (pairs[i].proto == proto && pairs[i].request == type)
			return pairs[i].reply;
	return -1;
}

typedef void need_fn(void *ctx, struct span asked, bool has_need, struct span need);

static void icmp_needs(struct span s, need_fn *each, void *ctx)
{
	unsigned proto = s.lo >> 16;
	for (unsigned type = s.lo >> 8 & 255; type <= (s.hi >> 8 & 255); type++) {
		struct span one = span_values(proto, type << 8, type << 8 | 255);
		int reply = reply_type(proto, type);
		unsigned value = (unsigned)(reply < 0 ? 0 : reply) << 8;
		one.lo = one.lo < s.lo ? s.lo : one.lo;
		one.hi = one.hi > s.hi ? s.hi : one.hi;
		each(ctx, one, reply >= 0, span_values(proto, value, value));
	}
}

/* For each part of what was asked that stands or falls together: the replies that it needs. */
static void each_need(const struct pktset *asked, unsigned lo, unsigned hi, need_fn *each,
		      void *ctx)
{
	for (uint32_t i = 0; i < asked->count; i++) {
		struct span rest = asked->spans[i];
		for (uint32_t proto = rest.lo >> 16; proto <= rest.hi >> 16; proto++) {
			struct span whole = span_proto(proto);
			struct span part = {rest.lo > whole.lo ? rest.lo : whole.lo,
					    rest.hi < whole.hi ? rest.hi : whole.hi};
			if (proto == PROTO_ICMP || proto == PROTO_ICMPV6)
				icmp_needs(part, each, ctx);
			else if (proto == PROTO_TCP || proto == PROTO_UDP)
				each(ctx, part, true, span_values(proto, lo, hi));
			else
				each(ctx, part, true, whole);
		}
	}
}

typedef VEC(struct span) span_vec;

static void collect_need(void *ctx, struct span asked, bool has_need, struct span need)
{
	span_vec *needs = ctx;
	(void)asked;
	if (has_need)
		vec_push(needs, need);
}

const struct pktset *replies_to(struct arena *a, const struct pktset *asked, unsigned lo,
				unsigned hi)
{
	span_vec needs = VEC_INIT;
	each_need(asked, lo, hi, collect_need, &needs);
	const struct pktset *set = pktset_from(a, needs.items, needs.len);
	vec_free(&needs);
	return set;
}

enum { PASS, PARTIAL, BLOCKED, UNKNOWN, N_OUTCOMES };

struct projection {
	struct sets replies;
	span_vec parts[N_OUTCOMES];
};

static void project_need(void *ctx, struct span asked, bool has_need, struct span need)
{
	struct projection *p = ctx;
	struct {
		uint32_t count;
		struct span spans[1];
	} one = {1, {need}};
	const struct pktset *set = (const struct pktset *)(const void *)&one;
	int outcome = PASS;
	if (has_need && !pktset_covers(p->replies.certain, set)) {
		if (!pktset_meets(p->replies.possible, set))
			outcome = BLOCKED;
		else if (pktset_meets(p->replies.certain, set) &&
			 !pktset_covers(p->replies.possible, set))
			outcome = PARTIAL;
		else
			outcome = p->replies.certain == p->replies.possible ||
						  pktset_equal(p->replies.certain,
							       p->replies.possible)
					  ? PARTIAL
					  : UNKNOWN;
	}
	vec_push(&p->parts[outcome], asked);
}

void reply_project(struct arena *a, const struct pktset *asked, struct sets replies, unsigned lo,
		   unsigned hi, struct outcome_sets *out)
{
	if (replies.certain == pktset_all) {
		*out = (struct outcome_sets){asked, pktset_empty, pktset_empty, pktset_empty};
		return;
	}
	struct projection p = {.replies = replies};
	const struct pktset *sets[N_OUTCOMES];
	each_need(asked, lo, hi, project_need, &p);
	for (int i = 0; i < N_OUTCOMES; i++) {
		sets[i] = pktset_from(a, p.parts[i].items, p.parts[i].len);
		vec_free(&p.parts[i]);
	}
	*out = (struct outcome_sets){sets[PASS], sets[PARTIAL], sets[BLOCKED], sets[UNKNOWN]};
}

/* ---- ports ---- */

/* R53: the services that take any port above 1023 for a client's. */
static bool is_service(const struct network_interface *eni)
{
	static const bool service[ROLE_COUNT] = {
		[ROLE_NAT_GATEWAY] = true,      [ROLE_LOAD_BALANCER] = true,
		[ROLE_UNREAD_BALANCER] = true,  [ROLE_CLASSIC_BALANCER] = true,
		[ROLE_LAMBDA] = true,           [ROLE_GATEWAY_BALANCER] = true,
		[ROLE_CONNECT_ENDPOINT] = true,
	};
	return service[eni->role];
}

void client_ports(const struct question *q, unsigned *lo, unsigned *hi)
{
	const struct network_interface *eni = q->source.interface;
	*lo = 1024;
	*hi = 65535;
	if (q->client_hi) {
		*lo = q->client_lo;
		*hi = q->client_hi;
	} else if (q->source.eice || q->source.kind == POINT_EIC) {
		return;
	} else if (!eni) {
		*lo = 32768;
	} else if (eni->is_windows) {
		*lo = 49152;
	} else if (!is_service(eni)) {
		*lo = 32768;
		*hi = 60999;
	}
}
