/* reach.c - a flow there and back, over every way that AWS may pick. */
#include "net/proto.h"
#include "reach/internal.h"

#include <string.h>

/* ---- the context ---- */

struct reach *reach_new(const struct net *net)
{
	struct reach *r = mem_zalloc(sizeof *r);
	struct arena *a = &r->arena;
	r->net = net;
	r->sg_filters = arena_array(a, const struct filter *, net->security_groups.len * 2 + 1);
	r->nacl_filters = arena_array(a, const struct filter *, net->network_acls.len * 2 + 1);
	r->tables = arena_array(a, const struct table *, net->route_tables.len + 1);
	r->tgw_tables = arena_array(a, const struct tgw_table *, net->tgw_route_tables.len + 1);
	struct span echoes[] = {span_values(PROTO_ICMP, 0x800, 0x8ff),
				span_values(PROTO_ICMPV6, 0x8000, 0x80ff)};
	r->not_echo = pktset_minus(a, pktset_all, pktset_from(a, echoes, 2));
	struct span nat[] = {span_proto(PROTO_ICMP), span_proto(PROTO_TCP), span_proto(PROTO_UDP)};
	r->nat_protocols = pktset_from(a, nat, 3);
	return r;
}

void reach_free(struct reach *r)
{
	if (!r)
		return;
	arena_free(&r->arena);
	free(r);
}

void reach_forget(struct reach *r, const struct object *o)
{
	switch ((int)o->kind) {
	case KIND_SECURITY_GROUP:
		r->sg_filters[o->ordinal * 2] = r->sg_filters[o->ordinal * 2 + 1] = NULL;
		break;
	case KIND_NETWORK_ACL:
		r->nacl_filters[o->ordinal * 2] = r->nacl_filters[o->ordinal * 2 + 1] = NULL;
		break;
	case KIND_ROUTE_TABLE:
		r->tables[o->ordinal] = NULL;
		break;
	case KIND_TGW_ROUTE_TABLE:
		r->tgw_tables[o->ordinal] = NULL;
		break;
	default:
		break;
	}
}

const struct net *reach_net(const struct reach *r)
{
	return r->net;
}

struct point point_interface(const struct network_interface *eni, struct ip address)
{
	return (struct point){
		.kind = POINT_INTERFACE, .interface = eni, .address = address, .vpc = eni->vpc};
}

/* The subnet's block in which an endpoint's address lies that nothing shows: IPv4 if it has one. */
static struct ip_range endpoint_range(const struct instance_connect_endpoint *e)
{
	const struct cidr *c =
		e->subnet && e->subnet->cidrs.len ? &e->subnet->cidrs.items[0] : NULL;
	if (!c)
		return (struct ip_range){0};
	/* AWS keeps the first four addresses and the last to itself */
	return (struct ip_range){c->first + 4, cidr_range(*c).hi - 1, c->family};
}

/* An interface as the endpoint describes it. */
static const struct network_interface *
interface_for(struct arena *a, const struct instance_connect_endpoint *e, struct ip address)
{
	struct network_interface *made = arena_new(a, struct network_interface);
	made->o = e->o;
	made->subnet = e->subnet;
	made->vpc = e->vpc;
	made->private_ip = address;
	memcpy(&made->group_ids, &e->group_ids, sizeof made->group_ids);
	memcpy(&made->groups, &e->groups, sizeof made->groups);
	made->instance_connect_endpoint = e;
	return made;
}

static struct ip own_address(const struct network_interface *eni)
{
	if (eni->private_ip.family || !eni->ipv6.len)
		return eni->private_ip;
	return eni->ipv6.items[0];
}

struct point point_endpoint(struct reach *r, const struct instance_connect_endpoint *e)
{
	const struct network_interface *eni = e->interfaces.len ? e->interfaces.items[0] : NULL;
	struct ip_range range = {0};
	if (!eni) {
		range = endpoint_range(e);
		eni = interface_for(&r->arena, e, (struct ip){range.lo, range.family});
	}
	struct point p = point_interface(eni, own_address(eni));
	p.eice = e;
	p.range = range;
	return p;
}

struct point point_host(enum point_kind kind, struct ip_range range)
{
	return (struct point){.kind = kind, .address = {range.lo, range.family}, .range = range};
}

/* ---- replies (R53) ---- */

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

static bool is_windows(const struct network_interface *eni)
{
	return eni->instance && eni->instance->platform &&
	       (str_eq(eni->instance->platform, "windows") ||
		str_eq(eni->instance->platform, "Windows"));
}

/* R53: the services that take any port above 1023 for a client's. */
static bool is_service(const struct network_interface *eni)
{
	static const bool service[ROLE_COUNT] = {
		[ROLE_NAT_GATEWAY] = true,     [ROLE_LOAD_BALANCER] = true,
		[ROLE_UNREAD_BALANCER] = true, [ROLE_CLASSIC_BALANCER] = true,
		[ROLE_LAMBDA] = true,
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
	} else if (is_windows(eni)) {
		*lo = 49152;
	} else if (!is_service(eni)) {
		*lo = 32768;
		*hi = 60999;
	}
}

/* ---- the way there ---- */

static void start_at_interface(struct walk *w)
{
	const struct point *s = &w->q->source, *d = &w->q->destination;
	check_interface(w, s->interface);
	w->source = s->address;
	w->destination = d->public_address.family ? d->public_address : d->address;
	w->sender = s->interface;
	walk_leave(w, s->interface->subnet, s->interface);
}

static void start_outside(struct walk *w)
{
	const struct point *d = &w->q->destination;
	struct ip called = d->interface ? called_address(w->q) : d->address;
	w->source = w->q->source.address;
	w->destination = called.family ? called : d->address;
	add_hop(w, COMPONENT_INTERNET, NULL);
	if (!d->interface) {
		struct hop *hop = add_hop(w, COMPONENT_INTERNET, NULL);
		hop->detail = "nobody in the snapshot holds this public address";
		walk_doubt(w, hop, VCK_DATA_MISSING);
		hop->missing = KIND_NETWORK_INTERFACE;
		walk_end(w);
		return;
	}
	if (!called.family) {
		struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &d->interface->o);
		hop->interface = d->interface;
		hop->subnet = d->interface->subnet;
		walk_stop(w, hop, VCK_PUBLIC_IP_MISSING);
	}
	internet_in(w, d->interface, d->address);
}

static void start_on_premises(struct walk *w)
{
	w->source = w->q->source.address;
	w->destination = w->q->destination.address;
	w->at = AT_ON_PREMISES;
}

static void start_nowhere(struct walk *w)
{
	const struct point *p = &w->q->source;
	const struct subnet *s = vpc_subnet_of(p->vpc, p->address);
	w->source = p->address;
	w->destination = w->q->destination.address;
	struct hop *hop = add_hop(w, s ? COMPONENT_SUBNET : COMPONENT_VPC,
				  s        ? &s->o
				  : p->vpc ? &p->vpc->o
					   : NULL);
	hop->subnet = s;
	hop->detail = "no interface owns the sender's address";
	walk_stop(w, hop, VCK_ADDRESS_UNOWNED);
	walk_end(w);
}

/* R72. What the endpoint calls with: its own address, or one that stands for its unknown client. */
static void start_at_endpoint(struct walk *w)
{
	const struct instance_connect_endpoint *e = w->q->source.eice;
	struct hop *hop = add_hop(w, COMPONENT_INSTANCE_CONNECT_ENDPOINT, &e->o);
	if (e->state && !str_eq(e->state, "create-complete") && !str_starts(e->state, "update-"))
		walk_stop(w, hop, VCK_EIC_ENDPOINT_UNUSABLE);
	w->source = w->q->source.address;
	w->destination = w->q->destination.address;
	w->sender = w->q->source.interface;
	w->balancer_groups = e->group_ids.len ? (const char *const *)e->group_ids.items : NULL;
	w->n_balancer_groups = e->group_ids.len;
	if (e->preserve_client_ip == FLAG_YES) {
		w->sender = NULL;
		w->balancer_groups = NULL;
		w->n_balancer_groups = 0;
		w->translations[w->n_translations++] = (struct translation){
			.kind = TRANSLATED_BY_BALANCER,
			.object = &e->o,
			.interface = w->q->source.interface,
			.before = w->source,
			.after = w->source,
			.service = w->destination,
			.subnet = e->subnet,
			.vpc = e->vpc,
			.client_lo = 1024,
			.client_hi = 65535,
		};
	}
	walk_leave(w, e->subnet, w->q->source.interface);
}

static void start(struct walk *w)
{
	switch (w->q->source.kind) {
	case POINT_INTERFACE:
		if (w->q->source.eice)
			start_at_endpoint(w);
		else
			start_at_interface(w);
		break;
	case POINT_INTERNET:
	case POINT_EIC:
		start_outside(w);
		break;
	case POINT_ON_PREMISES:
		start_on_premises(w);
		break;
	case POINT_ADDRESS:
		start_nowhere(w);
		break;
	}
}

/* R72: an endpoint that keeps its client's address stands for a client that nobody knows. */
static bool keeps_client(const struct point *p)
{
	return p->eice && p->eice->preserve_client_ip == FLAG_YES;
}

/* An endpoint whose interface the snapshot lacks: its address is any of its subnet's. */
static bool is_placeless(const struct point *p)
{
	return p->eice && p->range.family && !keeps_client(p);
}

static bool is_host(const struct point *p)
{
	if (keeps_client(p) || is_placeless(p))
		return true;
	return p->kind != POINT_INTERFACE && p->kind != POINT_ADDRESS;
}

void walk_begin(struct walk *w, struct reach *r, struct arena *arena, const struct question *q,
		struct choices *choices, struct trace *trace)
{
	memset(w, 0, offsetof(struct walk, scratch));
	w->r = r;
	w->arena = arena;
	w->q = q;
	w->choices = choices;
	w->trace = trace;
	const struct point *host = is_host(&q->source)        ? &q->source
				   : is_host(&q->destination) ? &q->destination
							      : NULL;
	if (host) {
		w->host = host->address;
		w->atom = host->range.family
				  ? host->range
				  : (struct ip_range){host->address.value, host->address.value,
						      host->address.family};
		atom_narrow(&w->atom, ip_special_range(w->host));
	}
}

/* Where data lacks on the way there nobody knows who answers, and to which address (R2, R82). */
static bool is_lost(const struct walk *there)
{
	return there->uncertain && !there->cut && !there->delivered && !there->host_reached;
}

void run_request(struct walk *w)
{
	const struct question *q = w->q;
	bool filters = !w->planning && q->source.interface &&
		       (q->source.interface->group_ids.len || q->source.interface->groups.len);
	size_t slot = w->trace ? w->trace->hops.len : 0;
	struct hop *egress = NULL;
	w->goal = q->destination.interface;
	w->goal_kind = q->destination.kind;
	w->asked = q->packets;
	w->sets = (struct sets){q->packets, q->packets};
	client_ports(q, &w->client_lo, &w->client_hi);
	if (filters) { /* its verdict hangs on who is at the other end: told first, judged last */
		w->source = q->source.address;
		w->destination = q->destination.public_address.family
					 ? q->destination.public_address
					 : q->destination.address;
		const struct network_interface *eni = q->source.interface;
		egress = add_hop(w, COMPONENT_SECURITY_GROUP,
				 eni->groups.len ? &eni->groups.items[0]->o : NULL);
		if (w->trace)
			egress = &w->trace->hops.items[slot];
	}
	start(w);
	walk_run(w);
	ask_node(w, false, NULL);
	if (!filters || (w->cut && !w->trace))
		return;
	struct hop scratch = {.source = q->source.address,
			      .destination = q->destination.public_address.family
						     ? q->destination.public_address
						     : q->destination.address};
	const struct pktset *asked = w->asked;
	struct sets sets = w->sets;
	w->asked = q->packets; /* before any balancer changed the port */
	w->sets = (struct sets){q->packets, q->packets};
	if (is_lost(w) && !w->first_arrived && !w->middlebox)
		sg_egress_to_goal(w, w->trace ? egress : &scratch, q->source.interface);
	else
		sg_egress(w, w->trace ? egress : &scratch, q->source.interface,
			  !w->first_middlebox && w->first_arrived);
	struct sets own = w->sets;
	w->asked = asked;
	if (w->remapped) {
		w->sets.certain = pktset_is_empty(own.certain) ? pktset_empty : sets.certain;
		w->sets.possible = pktset_is_empty(own.possible) ? pktset_empty : sets.possible;
	} else {
		w->sets.certain = pktset_and(w->arena, own.certain, sets.certain);
		w->sets.possible = pktset_and(w->arena, own.possible, sets.possible);
	}
}

/* ---- the way back ---- */

void set_reply_goal(struct walk *w)
{
	const struct translation *t =
		w->n_translations ? &w->translations[w->n_translations - 1] : NULL;
	w->goal = t ? t->interface : w->q->source.interface;
	w->goal_kind = w->goal ? POINT_INTERFACE : w->q->source.kind;
}

static void start_reply(struct walk *b, const struct walk *there)
{
	const struct point *d = &b->q->destination;
	const struct network_interface *replier =
		there->delivered ? there->delivered : d->interface;
	b->source = there->destination;
	b->destination = there->source;
	set_reply_goal(b);
	if (there->anyone) /* whom it answers, nobody knows */
		return;
	if (there->delivered && answers_a_balancer(b)) {
		b->subnet = there->delivered->subnet;
		balancer_reply(b);
	} else if (replier) {
		if (!there->delivered) { /* it never got there: as if it had */
			b->source = d->address;
			b->destination = b->q->source.address;
			b->n_translations = 0;
			b->onward = NULL;
			set_reply_goal(b);
		}
		walk_leave(b, replier->subnet, replier);
	} else if (there->endpoint_vpc) {
		enter_vpc(b, there->endpoint_vpc, NULL);
	} else if (b->q->source.interface && (d->kind == POINT_INTERNET || d->kind == POINT_EIC)) {
		b->at = AT_INTERNET;
	} else {
		walk_end(b);
	}
}

void run_reply(struct walk *b, const struct walk *there)
{
	b->reply = true;
	b->asked = there->asked;
	b->n_translations = there->n_translations;
	memcpy(b->translations, there->translations,
	       there->n_translations * sizeof *b->translations);
	b->n_middleboxes = there->n_middleboxes;
	b->onward = there->onward;
	memcpy(b->middleboxes, there->middleboxes, there->n_middleboxes * sizeof *b->middleboxes);
	b->left_by_egress_only = there->left_by_egress_only;
	b->endpoint_vpc = there->endpoint_vpc;
	b->entered_by_gateway = there->entered_by_gateway;
	b->atom = there->atom;
	b->at = AT_END;
	start_leg(b, there->client_lo, there->client_hi);
	start_reply(b, there);
	walk_run(b);
}

/* ---- one way, there and back ---- */

static struct outcome_sets reply_outcome(const struct walk *b, struct answer *out)
{
	struct arena *a = b->arena;
	struct outcome_sets all = {b->asked, pktset_empty, pktset_empty, pktset_empty};
	if (b->cut)
		return (struct outcome_sets){pktset_empty, pktset_empty, b->asked, pktset_empty};
	for (unsigned i = 0; i < b->n_legs; i++) {
		const struct leg *leg = &b->legs[i];
		struct outcome_sets one;
		reply_project(a, b->asked, leg->sets, leg->client_lo, leg->client_hi, &one);
		if (!pktset_is_empty(one.partial) && !out->client_passes)
			out->client_passes = leg->sets.certain;
		all.blocked = pktset_or(a, all.blocked, one.blocked);
		all.unknown = pktset_or(a, all.unknown, one.unknown);
		all.partial = pktset_or(a, all.partial, one.partial);
	}
	all.unknown = pktset_minus(a, all.unknown, all.blocked);
	all.partial = pktset_minus(a, pktset_minus(a, all.partial, all.blocked), all.unknown);
	if (b->uncertain) {
		all.unknown = pktset_minus(a, b->asked, all.blocked);
		all.partial = pktset_empty;
	}
	all.pass = pktset_minus(a, b->asked,
				pktset_or(a, all.blocked, pktset_or(a, all.unknown, all.partial)));
	return all;
}

static const struct pktset *restore(const struct walk *w, const struct pktset *set)
{
	if (!w->remapped)
		return set;
	return pktset_is_empty(set) ? pktset_empty : w->q->packets;
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

static void all_blocked(const struct question *q, struct answer *out)
{
	out->passes = out->partial = out->unknown = pktset_empty;
	out->blocked = q->packets;
}

/* Could a NAT gateway that we don't see on the way give the packet another source? */
static bool may_translate(const struct walk *w)
{
	const struct net *net = w->r->net;
	if (w->source.family != IPV4)
		return false;
	for (size_t i = 0; i < net->scopes.len; i++)
		if (!net->scopes.items[i].known[KIND_NAT_GATEWAY])
			return true;
	return net->nat_gateways.len > 0;
}

/* R2, R82: down is down, and what takes the flow from nobody stops it, however it is reached. */
static void judge_goal(struct walk *w)
{
	const struct network_interface *eni = w->goal;
	if (!eni || w->delivered || (w->cut && !w->trace))
		return;
	check_interface(w, eni);
	if (!w->uncertain || w->cut)
		return;
	walk_taken(w, eni, may_translate(w));
}

static void one_way(struct reach *r, struct arena *arena, const struct question *q,
		    struct choices *choices, struct trace *trace, struct answer *out)
{
	struct walk there, back;
	walk_begin(&there, r, arena, q, choices, trace);
	walk_begin(&back, r, arena, q, choices, trace);
	*out = (struct answer){0};
	run_request(&there);
	judge_goal(&there);
	struct sets s = there.sets;
	if (there.cut)
		s.possible = s.certain = pktset_empty;
	if (there.uncertain)
		s.certain = pktset_empty;
	out->delivered = there.delivered;
	out->atom = there.atom;
	out->client_lo = there.client_lo;
	out->client_hi = there.client_hi;
	if (!trace && pktset_is_empty(s.possible)) {
		all_blocked(q, out);
		return;
	}
	struct outcome_sets reply = {there.asked, pktset_empty, pktset_empty, pktset_empty};
	if (!is_lost(&there)) {
		run_reply(&back, &there);
		out->atom = back.atom;
		reply = reply_outcome(&back, out);
	}
	const struct pktset *possible = restore(&there, s.possible),
			    *certain = restore(&there, s.certain);
	out->passes = pktset_and(arena, certain, restore(&there, reply.pass));
	out->partial = pktset_and(arena, certain, restore(&there, reply.partial));
	out->blocked = pktset_or(arena, pktset_minus(arena, q->packets, possible),
				 restore(&there, reply.blocked));
	const struct pktset *rest = pktset_minus(arena, q->packets, out->passes);
	out->unknown = pktset_minus(arena, pktset_minus(arena, rest, out->partial), out->blocked);
}

/* ---- all ways ---- */

static bool next_way(struct choices *c)
{
	for (unsigned i = c->len; i-- > 0;) {
		if (++c->pick[i] < c->count[i]) {
			for (unsigned k = i + 1; k < MAX_CHOICES; k++)
				c->pick[k] = 0;
			return true;
		}
	}
	return false;
}

static void merge(struct arena *a, struct answer *all, const struct answer *one,
		  const struct question *q)
{
	all->passes = pktset_and(a, all->passes, one->passes);
	all->partial = pktset_and(a, all->partial, one->partial);
	all->blocked = pktset_and(a, all->blocked, one->blocked);
	const struct pktset *known =
		pktset_or(a, all->passes, pktset_or(a, all->partial, all->blocked));
	const struct pktset *unknown = pktset_minus(a, q->packets, known);
	all->different |=
		!pktset_equal(unknown, all->unknown) || !pktset_equal(unknown, one->unknown);
	all->unknown = unknown;
	atom_narrow(&all->atom, one->atom);
}

/* One of the requests that a client may make: rules of listeners treat them differently (R85). */
struct request {
	unsigned number, count; /* count 0 and 1: all requests are treated alike */
	const struct alternatives *alternatives;
};

static void learn(struct request *request, const struct choices *c)
{
	request->count = c->requests > request->count ? c->requests : request->count;
	if (!request->alternatives)
		request->alternatives = c->alternatives;
}

/* Every way that AWS may pick; the one that is told is the first that does not pass. */
static void every_way(struct reach *r, struct arena *arena, const struct question *q,
		      struct request *request, struct answer *out, struct trace *trace)
{
	struct choices c = {.request = request->number}, told = c;
	bool found = false;
	unsigned ways = 0;
	do {
		struct answer one;
		c.len = 0;
		one_way(r, arena, q, &c, NULL, &one);
		one.verdict = answer_verdict(&one);
		if (!found && one.verdict != VCK_REACHABLE) {
			told = c;
			found = true;
			if (trace)
				trace->choice = ways;
		}
		if (ways++ == 0)
			*out = one;
		else
			merge(arena, out, &one, q);
		if (ways == MAX_WAYS)
			c.overflow = true;
	} while (!c.overflow && next_way(&c));
	learn(request, &c);
	if (c.overflow && pktset_is_empty(out->unknown)) {
		out->unknown = q->packets;
		out->passes = out->partial = out->blocked = pktset_empty;
	}
	if (trace) {
		struct answer same;
		told.len = 0;
		trace->choices = ways;
		one_way(r, arena, q, &told, trace, &same);
	}
}

bool interfaces_of_one_host(const struct network_interface *a, const struct network_interface *b)
{
	if (!a || !b)
		return false;
	return a == b || (a->instance_id && str_eq(a->instance_id, b->instance_id));
}

static bool same_host(const struct question *q)
{
	const struct point *s = &q->source, *d = &q->destination;
	if (s->kind != POINT_INTERFACE || d->kind != POINT_INTERFACE || s->eice ||
	    d->public_address.family)
		return false;
	return interfaces_of_one_host(s->interface, d->interface);
}

/* R11: between its own addresses the host delivers by itself. */
static void deliver_at_home(struct reach *r, struct arena *arena, const struct question *q,
			    struct answer *out, struct trace *trace)
{
	struct choices none = {0};
	struct walk w;
	walk_begin(&w, r, arena, q, &none, trace);
	w.source = q->source.address;
	w.destination = q->destination.address;
	w.asked = q->packets;
	check_interface(&w, q->source.interface);
	*out = (struct answer){.passes = q->packets,
			       .partial = pktset_empty,
			       .blocked = pktset_empty,
			       .unknown = pktset_empty,
			       .delivered = q->destination.interface};
	if (w.cut)
		all_blocked(q, out);
	else if (w.uncertain)
		out->unknown = out->passes, out->passes = pktset_empty;
}

static void flow_of_request(struct reach *r, struct arena *arena, const struct question *q,
			    struct request *request, struct answer *out, struct trace *trace)
{
	if (!trace) {
		struct choices c = {.request = request->number};
		one_way(r, arena, q, &c, NULL, out);
		learn(request, &c);
		if (!c.len && !c.overflow)
			return;
	}
	every_way(r, arena, q, request, out, trace);
}

/* ---- all requests: a flow passes when any of them does ---- */

static const unsigned ranks[] = {
	[VCK_REACHABLE] = 0, [VCK_PARTIAL] = 1, [VCK_UNKNOWN] = 2, [VCK_BLOCKED] = 3};

static void add_request(struct arena *a, struct answer *all, const struct answer *one)
{
	all->passes = pktset_or(a, all->passes, one->passes);
	all->partial = pktset_or(a, all->partial, one->partial);
	all->unknown = pktset_or(a, all->unknown, one->unknown);
	all->different |= one->different;
	if (!all->client_passes)
		all->client_passes = one->client_passes;
	atom_narrow(&all->atom, one->atom);
}

static void settle_requests(struct arena *a, const struct question *q, struct answer *all)
{
	const struct pktset *rest = pktset_minus(a, q->packets, all->passes);
	all->unknown = pktset_and(a, all->unknown, rest);
	rest = pktset_minus(a, rest, all->unknown);
	all->partial = pktset_and(a, all->partial, rest);
	all->blocked = pktset_minus(a, rest, all->partial);
}

/* Of a further request only what lies behind the balancer is new. */
static void tell_request(struct reach *r, struct arena *arena, const struct question *q,
			 struct request *request, struct trace *trace)
{
	struct answer same;
	size_t kept = trace->hops.len, first = kept;
	flow_of_request(r, arena, q, request, &same, trace);
	if (!first)
		return;
	for (size_t i = first; i < trace->hops.len; i++)
		if (trace->hops.items[i].onward)
			trace->hops.items[kept++] = trace->hops.items[i];
	trace->hops.len = kept;
}

static void note_verdict(struct alternatives *all, unsigned number, enum vck_verdict verdict)
{
	struct alternative *a = &all->items.items[number % all->items.len];
	if (number < all->items.len || ranks[verdict] < ranks[a->verdict])
		a->verdict = verdict;
}

/* The best is told; when all are blocked, each. */
static void any_request(struct reach *r, struct arena *arena, const struct question *q,
			struct request request, struct answer *out, struct trace *trace)
{
	struct alternatives *all = arena_memdup(arena, request.alternatives, sizeof *all);
	struct request best = request;
	enum vck_verdict verdict = answer_verdict(out), least = verdict;
	note_verdict(all, 0, verdict);
	for (request.number = 1; request.number < request.count; request.number++) {
		struct answer one;
		flow_of_request(r, arena, q, &request, &one, NULL);
		add_request(arena, out, &one);
		verdict = answer_verdict(&one);
		note_verdict(all, request.number, verdict);
		if (ranks[verdict] < ranks[least]) {
			least = verdict;
			best.number = request.number;
			out->delivered = one.delivered;
		}
	}
	settle_requests(arena, q, out);
	out->alternatives = all;
	if (!trace)
		return;
	trace->hops.len = 0;
	request.number = 0;
	do
		tell_request(r, arena, q, least == VCK_BLOCKED ? &request : &best, trace);
	while (least == VCK_BLOCKED && ++request.number < request.count);
}

static void flow_one(struct reach *r, struct arena *arena, const struct question *q,
		     struct answer *out, struct trace *trace)
{
	struct request request = {0};
	if (same_host(q)) {
		deliver_at_home(r, arena, q, out, trace);
		return;
	}
	flow_of_request(r, arena, q, &request, out, trace);
	if (request.alternatives)
		any_request(r, arena, q, request, out, trace);
}

/* ---- balancers: a listener is a port of its own ---- */

static const struct load_balancer *called_balancer(const struct question *q)
{
	const struct network_interface *eni = q->destination.interface;
	return eni && q->destination.kind == POINT_INTERFACE ? eni->load_balancer : NULL;
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
	flow_one(r, arena, &sub, &one, told);
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

/* R72: the client is unknown; it passes if any public source does, and the answer's atom names it.
 */
static void ask_for_any_client(struct reach *r, struct arena *arena, const struct question *q,
			       struct answer *out, struct trace *trace)
{
	struct question one = *q;
	/* What may pass is not blocked, though other clients would be. */
	static const int rank[] = {
		[VCK_REACHABLE] = 0, [VCK_PARTIAL] = 1, [VCK_UNKNOWN] = 2, [VCK_BLOCKED] = 3};
	bool v6 = q->destination.address.family == IPV6;
	u128 next = v6 ? (u128)0x2000 << 112 : (u128)1 << 24;
	u128 last = v6 ? ((u128)0x4000 << 112) - 1 : ((u128)224 << 24) - 1;
	uint8_t family = q->destination.address.family;
	bool any = false;
	for (unsigned tries = 0; next <= last && tries < 4096; tries++) {
		struct answer a;
		struct ip here = {next, family};
		if (ip_is_private(here) || ip_is_link_local(here)) {
			next = ip_special_range(here).hi + 1;
			continue;
		}
		one.source.address = here;
		one.source.range = (struct ip_range){next, last, family};
		flow_one(r, arena, &one, &a, NULL);
		a.verdict = answer_verdict(&a);
		bool better = !any || rank[a.verdict] < rank[out->verdict];
		if (better) {
			*out = a;
			any = true;
		}
		if (better && trace) {
			struct answer same;
			trace->hops.len = 0;
			flow_one(r, arena, &one, &same, trace);
		}
		if (a.verdict == VCK_REACHABLE)
			return;
		next = a.atom.hi + 1;
	}
}

/* From each stretch of the endpoint's subnet that is treated alike; where they differ, the answer
 * hangs on an address that nothing shows. */
static void ask_from_anywhere(struct reach *r, struct arena *arena, const struct question *q,
			      struct answer *out, struct trace *trace)
{
	struct question one = *q;
	u128 next = q->source.range.lo;
	for (bool first = true; next <= q->source.range.hi; first = false) {
		struct answer a;
		one.source.address = (struct ip){next, q->source.range.family};
		one.source.range.lo = next;
		one.source.interface = interface_for(arena, q->source.eice, one.source.address);
		flow_one(r, arena, &one, &a, first ? trace : NULL);
		if (first)
			*out = a;
		else
			merge(arena, out, &a, q);
		next = a.atom.hi + 1;
	}
}

void reach_flow(struct reach *r, struct arena *arena, const struct question *q, struct answer *out,
		struct trace *trace)
{
	const struct load_balancer *lb = called_balancer(q);
	bool one_packet =
		q->packets->count == 1 && q->packets->spans[0].lo == q->packets->spans[0].hi;
	if (keeps_client(&q->source))
		ask_for_any_client(r, arena, q, out, trace);
	else if (is_placeless(&q->source))
		ask_from_anywhere(r, arena, q, out, trace);
	else if (lb && !one_packet && !same_host(q))
		ask_balancer(r, arena, q, lb, out, trace);
	else
		flow_one(r, arena, q, out, trace);
	if (!out->client_passes)
		out->client_passes = pktset_all;
	if (!out->client_hi)
		client_ports(q, &out->client_lo, &out->client_hi);
	out->verdict = answer_verdict(out);
}
