#include "reach/pairs.h"
#include "reach/gates.h"
#include "reach/internal.h"
#include "reach/plan.h"

#include <string.h>

struct plan_link { /* plans that hold between two places */
	struct plan *plan;
	struct plan_link *next;
};

/* What was found out between two VPCs. */
struct block {
	uint32_t from, to;
	const struct place *from_places, *to_places;
	uint32_t n_from, n_to;
	struct plan_link **links; /* [n_from * n_to] */
	struct plan *plans;       /* all of them */
	bool open;
};

/* Addresses that nothing from a place comes to. */
struct dead_end {
	bool by_zone;
	struct ip_range source, destination;
};

/* Those of one place: dead_ends[first..first+count), by address. */
struct place_ends {
	size_t first, count;
};

struct lead { /* where a place's table leads all of these addresses */
	struct ip_range atom;
	const struct transit_gateway *gateway; /* NULL: elsewhere */
};

struct candidate {
	uint32_t vpc;
	struct plan *plans; /* that finding it took */
};

struct combined { /* what groups and passage come to together */
	uintptr_t key[3];
	const struct fate *fate;
};

struct address_of_class {
	struct ip address;
	uint32_t class, vpc;
	uint32_t run_end; /* the first one behind it that lies in another VPC */
};

struct column { /* a class of the destination, and what its groups let in */
	const struct endpoint_class *class;
	const struct gate *gate;
	const struct gate_sets *sets;
};

struct class_side {
	bool has_kin; /* some of its hosts may have other interfaces */
};

struct pairs {
	struct reach *r;
	const struct classes *classes;
	const struct pktset *packets;
	struct pktpool *pool;
	struct planner planner;
	struct gates gates;
	struct arena arena, scratch;
	struct cons fates, combined;
	const struct fate *blocked;
	struct block block;
	struct class_side *sides; /* [class] */
	VEC(struct column) columns;
	/* whom packets come to */
	LIST(struct address_of_class) by_address; /* by family, then address */
	VEC(struct dead_end) dead_ends;           /* of the VPC at hand */
	VEC(struct place_ends) place_ends;        /* of each of its places */
	VEC(struct candidate) candidates;
	VEC(struct lead) leads; /* of each of its places */
	struct cons straight;
	uint32_t *met;          /* [vpc]: in which round it was looked at */
	struct ip_range *spans; /* [vpc]: of all its classes; no family: they have several */
	uint32_t round;
};

/* ---- fates ---- */

static const struct fate *fate_of(struct pairs *p, const struct answer *a)
{
	bool fresh;
	uintptr_t key[] = {(uintptr_t)a->passes, (uintptr_t)a->partial, (uintptr_t)a->blocked,
			   (uintptr_t)a->unknown};
	struct fate *f = cons_find(&p->fates, &p->arena, key, &fresh);
	if (fresh) {
		f->passes = a->passes;
		f->partial = a->partial;
		f->blocked = a->blocked;
		f->unknown = a->unknown;
		f->verdict = answer_verdict(a);
	}
	return f;
}

static const struct fate *in_full(struct pairs *p, const struct member *from,
				  const struct member *to)
{
	struct question q = {
		.source = point_interface(from->interface, from->address),
		.destination = point_interface(to->interface, to->address),
		.packets = p->packets,
	};
	struct answer a;
	arena_reset(&p->scratch);
	reach_flow(p->r, &p->scratch, &q, &a, NULL);
	a.passes = pktpool_keep(p->pool, a.passes);
	a.partial = pktpool_keep(p->pool, a.partial);
	a.blocked = pktpool_keep(p->pool, a.blocked);
	a.unknown = pktpool_keep(p->pool, a.unknown);
	return fate_of(p, &a);
}

static const struct fate *combine(struct pairs *p, const struct gate_sets *out,
				  const struct gate_sets *in, const struct passage *way)
{
	struct pktpool *pool = p->pool;
	const struct pktset *possible = pktpool_and(pool, out->possible, in->possible);
	const struct pktset *certain = pktpool_and(pool, out->certain, in->certain);
	possible = pktpool_and(pool, possible, way->request.possible);
	certain = pktpool_and(pool, certain, way->request.certain);
	if (pktset_is_empty(possible))
		return p->blocked;
	struct answer a = {
		.passes = pktpool_and(pool, certain, way->reply.pass),
		.partial = pktpool_and(pool, certain, way->reply.partial),
		.blocked = pktpool_or(pool, pktpool_minus(pool, p->packets, possible),
				      way->reply.blocked),
	};
	const struct pktset *rest = pktpool_minus(pool, p->packets, a.passes);
	rest = pktpool_minus(pool, rest, a.partial);
	a.unknown = pktpool_minus(pool, rest, a.blocked);
	return fate_of(p, &a);
}

static const struct fate *combined(struct pairs *p, const struct gate_sets *out,
				   const struct gate_sets *in, const struct passage *way)
{
	if (out == p->gates.closed || in == p->gates.closed)
		return p->blocked;
	bool fresh;
	struct combined *c =
		cons_find(&p->combined, &p->arena,
			  (uintptr_t[]){(uintptr_t)out, (uintptr_t)in, (uintptr_t)way}, &fresh);
	if (fresh)
		c->fate = combine(p, out, in, way);
	return c->fate;
}

/* ---- the way between two places ---- */

static void block_open(struct pairs *p, uint32_t from, uint32_t to, struct plan *plans)
{
	struct block *b = &p->block;
	const struct vpc_classes *x = &p->classes->of_vpc[from], *y = &p->classes->of_vpc[to];
	*b = (struct block){
		.open = true,
		.plans = plans,
		.from = from,
		.to = to,
		.from_places = &p->classes->places.items[x->first_place],
		.to_places = &p->classes->places.items[y->first_place],
		.n_from = x->n_places,
		.n_to = y->n_places,
	};
	b->links = arena_array(&p->planner.arena, struct plan_link *, (size_t)b->n_from * b->n_to);
}

static struct plan *known_plan(const struct block *b, const struct place *from,
			       const struct place *to, struct ip source, struct ip destination)
{
	for (struct plan *plan = b->plans; plan; plan = plan->next)
		if (plan_fits(plan, from, to) && plan_holds(plan, source, destination))
			return plan;
	return NULL;
}

static struct plan *plan_between(struct pairs *p, const struct place *from, const struct member *s,
				 const struct place *to, const struct member *d)
{
	struct block *b = &p->block;
	struct plan_link **links =
		&b->links[(size_t)(from - b->from_places) * b->n_to + (size_t)(to - b->to_places)];
	for (struct plan_link *l = *links; l; l = l->next)
		if (plan_holds(l->plan, s->address, d->address))
			return l->plan;
	struct plan *plan = known_plan(b, from, to, s->address, d->address);
	if (!plan) {
		plan = plan_make(&p->planner, from, s, to, d);
		plan->next = b->plans;
		b->plans = plan;
	}
	struct plan_link *link = arena_new(&p->planner.arena, struct plan_link);
	*link = (struct plan_link){plan, *links};
	*links = link;
	return plan;
}

/* ---- a pair ---- */

/* Interfaces that answer in their own way, whatever the groups say, are walked to. */
static bool answers_in_its_own_way(const struct network_interface *eni)
{
	return eni->role == ROLE_LOAD_BALANCER || eni->role == ROLE_UNREAD_BALANCER ||
	       eni->role == ROLE_CLASSIC_BALANCER || eni->role == ROLE_GATEWAY_BALANCER;
}

static bool needs_walk(const struct place *from, const struct place *to)
{
	return !from->subnet || !to->subnet ||
	       (to->special && answers_in_its_own_way(to->special)) || places_cross(from, to);
}

static const struct gate_sets *sets_out(struct pairs *p, const struct endpoint_class *x,
					const struct endpoint_class *y, const struct member *d,
					const struct plan *plan, const struct gate_sets *by_address)
{
	const struct gate *gate = gate_of(&p->gates, x->group_set, true);
	if (gate->references && plan->egress != VIA_NONE && gate_refers_to(gate, y->vpc))
		return gate_with_references(&p->gates, x->group_set, true, y->group_set,
					    plan->egress, d->address, by_address);
	return by_address;
}

static const struct gate_sets *sets_in(struct pairs *p, const struct endpoint_class *x,
				       const struct endpoint_class *y, const struct member *s,
				       const struct plan *plan, const struct gate_sets *by_address)
{
	const struct gate *gate = gate_of(&p->gates, y->group_set, false);
	if (plan->ingress == VIA_UNASKED)
		return p->gates.open;
	if (plan->ingress == VIA_ANYONE)
		return gate_for_anyone(&p->gates, y->group_set, s->address.family);
	if (gate->references && plan->ingress != VIA_NONE && gate_refers_to(gate, x->vpc))
		by_address = gate_with_references(&p->gates, y->group_set, false, x->group_set,
						  plan->ingress, s->address, by_address);
	return plan->or_anyone
		       ? gate_or_anyone(&p->gates, y->group_set, s->address.family, by_address)
		       : by_address;
}

static const struct fate *by_plan(struct pairs *p, const struct endpoint_class *x,
				  const struct endpoint_class *y, const struct member *s,
				  const struct member *d, struct plan *plan,
				  const struct gate_sets *out, const struct gate_sets *in)
{
	if (plan->dead)
		return p->blocked;
	if (plan->in_full)
		return in_full(p, s, d);
	out = sets_out(p, x, y, d, plan, out);
	in = sets_in(p, x, y, s, plan, in);
	if (x->life == LIFE_UNKNOWN || y->life == LIFE_UNKNOWN)
		out = gate_doubted(&p->gates, out);
	return combined(p, out, in, plan_passage(&p->planner, plan, x->client));
}

static const struct fate *decide(struct pairs *p, const struct endpoint_class *x,
				 const struct endpoint_class *y, const struct member *s,
				 const struct member *d)
{
	const struct place *from = &p->classes->places.items[x->place];
	const struct place *to = &p->classes->places.items[y->place];
	if (needs_walk(from, to) || ip_equal(s->address, d->address) ||
	    interfaces_of_one_host(s->interface, d->interface) || from->family != to->family)
		return in_full(p, s, d);
	if (x->life == LIFE_DOWN || y->life == LIFE_DOWN)
		return p->blocked;
	if (!p->block.open || p->block.from != x->vpc || p->block.to != y->vpc) {
		arena_reset(&p->planner.arena);
		block_open(p, x->vpc, y->vpc, NULL);
	}
	struct plan *plan = plan_between(p, from, s, to, d);
	return by_plan(p, x, y, s, d, plan,
		       gate_find(gate_of(&p->gates, x->group_set, true), d->address),
		       gate_find(gate_of(&p->gates, y->group_set, false), s->address));
}

const struct fate *pairs_decide(struct pairs *p, const struct endpoint_class *from,
				const struct endpoint_class *to)
{
	return decide(p, from, to, &from->sample, &to->sample);
}

/* ---- whom packets come to ---- */

static int by_address(const void *a, const void *b)
{
	const struct address_of_class *x = a, *y = b;
	int c = ip_cmp(x->address, y->address);
	return c ? c : (x->class > y->class) - (x->class < y->class);
}

static void sort_addresses(struct pairs *p)
{
	size_t n = p->classes->items.len;
	struct address_of_class *all = arena_array(&p->arena, struct address_of_class, n + 1);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct address_of_class){p->classes->items.items[i].sample.address,
						   (uint32_t)i, p->classes->items.items[i].vpc, 0};
	if (n)
		qsort(all, n, sizeof *all, by_address);
	for (size_t i = n; i-- > 0;) {
		bool same = i + 1 < n && all[i + 1].vpc == all[i].vpc &&
			    all[i + 1].address.family == all[i].address.family;
		all[i].run_end = same ? all[i + 1].run_end : (uint32_t)i + 1;
	}
	p->by_address.items = all;
	p->by_address.len = n;
}

/* The first one of this family at or behind an address. */
static size_t first_at(const struct pairs *p, struct ip ip)
{
	size_t lo = 0, hi = p->by_address.len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (ip_cmp(p->by_address.items[mid].address, ip) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static size_t first_behind(const struct pairs *p, struct ip_range r)
{
	u128 last = r.family == IPV4 ? UINT32_MAX : ~(u128)0;
	if (r.hi == last)
		return first_at(p, (struct ip){0, (uint8_t)(r.family + 1)});
	return first_at(p, (struct ip){r.hi + 1, r.family});
}

static bool spans(struct ip_range outer, struct ip_range inner)
{
	return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

static const struct dead_end *dead_end_among(const struct pairs *p, struct place_ends ends,
					     u128 value)
{
	size_t lo = ends.first, hi = ends.first + ends.count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (p->dead_ends.items[mid].destination.hi < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	bool found = lo < ends.first + ends.count && p->dead_ends.items[lo].destination.lo <= value;
	return found ? &p->dead_ends.items[lo] : NULL;
}

/* The place's own number in its VPC. */
static size_t number_of(const struct pairs *p, const struct place *place)
{
	return (size_t)(place - p->classes->places.items) -
	       p->classes->of_vpc[place->vpc].first_place;
}

static void add_dead_end(struct pairs *p, const struct place *from, struct dead_end e)
{
	vec_push(&p->dead_ends, e);
	p->place_ends.items[number_of(p, from)].count++;
}

/* What was found for a place of the same kind holds here, too. */
static bool borrow_dead_end(struct pairs *p, const struct place *from, struct ip ip)
{
	size_t own = number_of(p, from);
	for (size_t i = 0; i < own; i++) {
		const struct place *other = from - (own - i);
		const struct dead_end *e =
			other->kind == from->kind
				? dead_end_among(p, p->place_ends.items[i], ip.value)
				: NULL;
		if (e && (!e->by_zone || other->zone == from->zone) &&
		    spans(e->source, from->span)) {
			add_dead_end(p, from, *e);
			return true;
		}
	}
	return false;
}

/* Nothing from this place comes to an address like this one's: remember up to where. */
static bool ends_dead(struct pairs *p, const struct place *from, const struct endpoint_class *y,
		      struct plan **plan)
{
	const struct place *to = &p->classes->places.items[y->place];
	const struct endpoint_class *x = &p->classes->items.items[from->first];
	*plan = NULL;
	if (borrow_dead_end(p, from, y->sample.address))
		return true;
	if (needs_walk(from, to))
		return false;
	*plan = plan_make(&p->planner, from, &x->sample, to, &y->sample);
	if (!(*plan)->dead_anywhere || !spans((*plan)->source, from->span))
		return false;
	add_dead_end(p, from,
		     (struct dead_end){(*plan)->by_zone, (*plan)->source, (*plan)->destination});
	return true;
}

static void add_candidate(struct pairs *p, uint32_t vpc, struct plan *plan)
{
	p->met[vpc] = p->round;
	vec_push(&p->candidates, ((struct candidate){vpc, plan}));
}

static const struct dead_end *last_dead_end(const struct pairs *p)
{
	return &p->dead_ends.items[p->dead_ends.len - 1];
}

/* ---- VPCs that a gateway leads straight to, and that let nothing in
 *
 * Where everything is joined to everything, most VPCs let in nothing from most others. If all that
 * is sent there arrives as it was sent, or not at all, then the groups decide, and no way is
 * walked.
 * ------------------------------------------------------------------------------------------------
 */

static bool has_some_of(const struct vpc *vpc, struct ip_range span)
{
	for (size_t i = 0; i < vpc->cidrs.len; i++) {
		struct ip_range block = cidr_range(vpc->cidrs.items[i]);
		if (block.family == span.family && block.lo <= span.hi && span.lo <= block.hi)
			return true;
	}
	return false;
}

/* The gateway that a table leads all of these addresses to; NULL: none, or not all of them. *atom:
 * the addresses of which the same is true. */
static const struct transit_gateway *gateway_for(struct pairs *p, const struct subnet *s,
						 struct ip_range span, struct ip_range *atom)
{
	bool one;
	const struct table *t = s && s->route_table ? table_of(p->r, s->route_table) : NULL;
	*atom = span;
	if (!t)
		return NULL;
	const struct table_entry *e = table_find_range(t, span, &one);
	if (!one)
		return NULL;
	*atom = lpm_interval(t->lpm, (struct ip){span.lo, span.family});
	bool leads = e && e->route && e->route->target == TARGET_TRANSIT_GATEWAY;
	return leads ? (const void *)e->route->object : NULL;
}

static const struct transit_gateway *gateway_from(struct pairs *p, const struct place *from,
						  struct ip_range span)
{
	struct lead *known = &p->leads.items[number_of(p, from)];
	if (from->family != span.family)
		return NULL;
	if (known->atom.family != span.family || !spans(known->atom, span))
		known->gateway = gateway_for(p, from->subnet, span, &known->atom);
	return known->gateway;
}

struct straight { /* from a gateway's table into a VPC */
	uintptr_t key[3];
	bool yes;
};

static bool leads_straight(struct pairs *p, const struct place *from, const struct vpc *to,
			   struct ip_range span)
{
	const struct transit_gateway *tgw = gateway_from(p, from, span);
	if (!tgw || has_some_of(from->subnet->vpc, span))
		return false;
	bool fresh;
	uintptr_t key[] = {(uintptr_t)tgw, (uintptr_t)gateway_table(tgw, from->subnet->vpc),
			   (uintptr_t)to};
	struct straight *s = cons_find(&p->straight, &p->arena, key, &fresh);
	if (fresh)
		s->yes = gateway_leads_straight(p->r, tgw, from->subnet->vpc, to, span);
	return s->yes;
}

static bool all_lead_straight(struct pairs *p, uint32_t from, const struct vpc *to,
			      struct ip_range span)
{
	const struct vpc_classes *v = &p->classes->of_vpc[from];
	const struct place *places = &p->classes->places.items[v->first_place];
	for (uint32_t i = 0; i < v->n_places; i++) {
		bool same = i && places[i].subnet && places[i - 1].subnet &&
			    places[i].subnet->route_table == places[i - 1].subnet->route_table &&
			    places[i].family == places[i - 1].family;
		if (!same && !leads_straight(p, &places[i], to, span))
			return false;
	}
	return true;
}

static bool answers_nobody(const struct network_interface *eni)
{
	return eni->role == ROLE_NAT_GATEWAY || eni->role == ROLE_CONNECT_ENDPOINT ||
	       eni->role == ROLE_TRANSIT_GATEWAY || eni->role == ROLE_LAMBDA;
}

static struct ip_range vpc_span(const struct pairs *p, uint32_t vpc)
{
	const struct vpc_classes *v = &p->classes->of_vpc[vpc];
	struct ip_range span = p->classes->places.items[v->first_place].span;
	for (uint32_t i = 1; i < v->n_places; i++) {
		const struct ip_range *s = &p->classes->places.items[v->first_place + i].span;
		if (s->family != span.family)
			return (struct ip_range){0};
		span.lo = s->lo < span.lo ? s->lo : span.lo;
		span.hi = s->hi > span.hi ? s->hi : span.hi;
	}
	return span;
}

static bool all_shut(struct pairs *p, uint32_t to, uint32_t from, struct ip_range span)
{
	const struct vpc_classes *v = &p->classes->of_vpc[to];
	uint32_t last = UINT32_MAX;
	for (uint32_t i = v->first; i < v->first + v->count; i++) {
		const struct endpoint_class *y = &p->classes->items.items[i];
		const struct place *place = &p->classes->places.items[y->place];
		if ((place->special && answers_nobody(place->special)) || y->group_set == last)
			continue;
		if (place->special && answers_in_its_own_way(place->special))
			return false;
		last = y->group_set;
		const struct gate *gate = gate_of(&p->gates, y->group_set, false);
		if (gate_find_range(gate, span) != p->gates.closed || gate_refers_to(gate, from))
			return false;
	}
	return true;
}

static bool lets_nothing_in(struct pairs *p, uint32_t from, uint32_t to)
{
	struct ip_range here = p->spans[from], there = p->spans[to];
	return here.family && there.family && here.family == there.family &&
	       all_shut(p, to, from, here) &&
	       all_lead_straight(p, from, p->classes->net->vpcs.items[to], there);
}

static void candidates_of_place(struct pairs *p, const struct place *from)
{
	size_t i = first_at(p, (struct ip){0, from->family});
	struct plan *plan;
	while (i < p->by_address.len && p->by_address.items[i].address.family == from->family) {
		const struct address_of_class *a = &p->by_address.items[i];
		if (p->met[a->vpc] == p->round) {
			i = a->run_end;
		} else if (lets_nothing_in(p, from->vpc, a->vpc)) {
			p->met[a->vpc] = p->round; /* and is no candidate */
			i = a->run_end;
		} else if (ends_dead(p, from, &p->classes->items.items[a->class], &plan)) {
			i = first_behind(p, last_dead_end(p)->destination);
		} else {
			add_candidate(p, a->vpc, plan);
			i = a->run_end;
		}
	}
}

static int by_vpc(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	return (x->vpc > y->vpc) - (x->vpc < y->vpc);
}

static bool asked(const bool *selected, const struct endpoint_class *c, const struct pairs *p)
{
	return !selected || selected[c - p->classes->items.items];
}

static bool place_asked(const struct pairs *p, const struct place *place, const bool *selected)
{
	for (uint32_t i = 0; selected && i < place->count; i++)
		if (asked(selected, &p->classes->items.items[place->first + i], p))
			return true;
	return !selected;
}

static void find_candidates(struct pairs *p, uint32_t vpc, const bool *from)
{
	const struct vpc_classes *v = &p->classes->of_vpc[vpc];
	p->round++;
	p->candidates.len = p->dead_ends.len = p->place_ends.len = 0;
	p->block.open = false;
	arena_reset(&p->planner.arena);
	p->leads.len = 0;
	for (uint32_t i = 0; i < v->n_places; i++)
		vec_push(&p->leads, ((struct lead){.gateway = NULL}));
	add_candidate(p, vpc, NULL);
	for (uint32_t i = 0; i < v->n_places; i++) {
		const struct place *place = &p->classes->places.items[v->first_place + i];
		vec_push(&p->place_ends, ((struct place_ends){.first = p->dead_ends.len}));
		if (place_asked(p, place, from))
			candidates_of_place(p, place);
	}
	qsort(p->candidates.items, p->candidates.len, sizeof *p->candidates.items, by_vpc);
}

/* ---- all pairs of two VPCs ---- */

/* Two members that are not one host: between those all pairs of the classes are alike (R11). */
static bool strangers(const struct pairs *p, const struct endpoint_class *x,
		      const struct endpoint_class *y, const struct member **s,
		      const struct member **d)
{
	for (uint32_t i = 0; i < x->count; i++)
		for (uint32_t k = 0; k < y->count; k++) {
			*s = &p->classes->members.items[x->first + i];
			*d = &p->classes->members.items[y->first + k];
			if (!interfaces_of_one_host((*s)->interface, (*d)->interface))
				return true;
		}
	return false;
}

struct telling {
	struct pairs *p;
	const bool *from, *to;
	pairs_fn *tell;
	void *ctx;
	const struct place *source, *destination;
	struct plan *plan; /* of all pairs of these two places; NULL: there are several */
	bool overlap;      /* an address may lie in both */
};

/* Interfaces of one host, or one interface: their samples may not stand for the others. */
static bool may_be_one_host(const struct pairs *p, const struct endpoint_class *x,
			    const struct endpoint_class *y)
{
	const struct endpoint_class *all = p->classes->items.items;
	return x == y || (p->sides[x - all].has_kin && p->sides[y - all].has_kin);
}

static void tell_pair(struct telling *t, const struct endpoint_class *x,
		      const struct endpoint_class *y, const struct gate_sets *out,
		      const struct gate_sets *in)
{
	struct pairs *p = t->p;
	const struct member *s = &x->sample, *d = &y->sample;
	const struct fate *f;
	if (may_be_one_host(p, x, y) && interfaces_of_one_host(s->interface, d->interface) &&
	    !strangers(p, x, y, &s, &d))
		return;
	if (needs_walk(t->source, t->destination) ||
	    (t->overlap && ip_equal(s->address, d->address)))
		f = in_full(p, s, d);
	else
		f = by_plan(p, x, y, s, d,
			    t->plan ? t->plan : plan_between(p, t->source, s, t->destination, d),
			    out, in);
	if (f->verdict != VCK_BLOCKED)
		t->tell(t->ctx, x, y, f);
}

/* What the gate of a class says for sure to all of a place: nothing gets through. */
static bool is_shut(const struct telling *t, const struct gate *gate, const struct gate_sets *sets,
		    uint32_t vpc)
{
	return sets == t->p->gates.closed && t->plan && !t->plan->in_full && !t->overlap &&
	       !gate_refers_to(gate, vpc);
}

static bool is_shut_out(const struct telling *t, const struct gate *gate,
			const struct gate_sets *sets)
{
	return is_shut(t, gate, sets, t->destination->vpc);
}

static bool is_shut_in(const struct telling *t, const struct gate *gate,
		       const struct gate_sets *sets)
{
	return is_shut(t, gate, sets, t->source->vpc) && t->plan->ingress != VIA_ANYONE &&
	       t->plan->ingress != VIA_UNASKED && !t->plan->or_anyone;
}

/* The classes of the destination that anything may get into, and what gets in from all of the
 * source; NULL: not the same from all. */
static void open_columns(struct telling *t)
{
	struct pairs *p = t->p;
	bool walks = needs_walk(t->source, t->destination);
	p->columns.len = 0;
	for (uint32_t k = 0; k < t->destination->count; k++) {
		const struct endpoint_class *y =
			&p->classes->items.items[t->destination->first + k];
		if (!asked(t->to, y, p) || (y->life == LIFE_DOWN && !walks))
			continue;
		const struct gate *gate = gate_of(&p->gates, y->group_set, false);
		struct column c = {y, gate, gate_find_range(gate, t->source->span)};
		if (!is_shut_in(t, gate, c.sets))
			vec_push(&p->columns, c);
	}
}

static void tell_row(struct telling *t, const struct endpoint_class *x)
{
	struct pairs *p = t->p;
	const struct gate *gate = gate_of(&p->gates, x->group_set, true);
	const struct gate_sets *out = gate_find_range(gate, t->destination->span);
	if (is_shut_out(t, gate, out))
		return;
	for (size_t k = 0; k < p->columns.len; k++) {
		const struct column *c = &p->columns.items[k];
		tell_pair(t, x, c->class, out ? out : gate_find(gate, c->class->sample.address),
			  c->sets ? c->sets : gate_find(c->gate, x->sample.address));
	}
}

/* Where one plan is good for all pairs of two places. */
static struct plan *only_plan(struct pairs *p, const struct place *from, const struct place *to)
{
	const struct endpoint_class *x = &p->classes->items.items[from->first];
	const struct endpoint_class *y = &p->classes->items.items[to->first];
	if (needs_walk(from, to) ||
	    interfaces_of_one_host(x->sample.interface, y->sample.interface))
		return NULL;
	struct plan *plan = plan_between(p, from, &x->sample, to, &y->sample);
	return spans(plan->source, from->span) && spans(plan->destination, to->span) ? plan : NULL;
}

static bool meet(struct ip_range a, struct ip_range b)
{
	return a.lo <= b.hi && b.lo <= a.hi;
}

static void tell_places(struct telling *t)
{
	struct pairs *p = t->p;
	const struct place *from = t->source, *to = t->destination;
	t->overlap = meet(from->span, to->span);
	t->plan = t->overlap ? NULL : only_plan(p, from, to);
	if (t->plan && t->plan->dead)
		return;
	open_columns(t);
	for (uint32_t i = from->first; p->columns.len && i < from->first + from->count; i++) {
		const struct endpoint_class *x = &p->classes->items.items[i];
		if (asked(t->from, x, p) && x->life != LIFE_DOWN)
			tell_row(t, x);
	}
}

/* Was it found, on the way to somebody else, that nothing gets there? */
static bool is_behind_dead_end(const struct pairs *p, const struct place *from,
			       const struct place *to)
{
	const struct dead_end *e =
		from->vpc != to->vpc && !needs_walk(from, to)
			? dead_end_among(p, p->place_ends.items[number_of(p, from)], to->span.lo)
			: NULL;
	return e && spans(e->destination, to->span);
}

static void tell_block(struct telling *t, uint32_t from, struct candidate to)
{
	struct pairs *p = t->p;
	block_open(p, from, to.vpc, to.plans);
	for (uint32_t i = 0; i < p->block.n_from; i++) {
		t->source = &p->block.from_places[i];
		if (!place_asked(p, t->source, t->from))
			continue;
		for (uint32_t k = 0; k < p->block.n_to; k++) {
			t->destination = &p->block.to_places[k];
			if (t->source->family == t->destination->family &&
			    place_asked(p, t->destination, t->to) &&
			    !is_behind_dead_end(p, t->source, t->destination))
				tell_places(t);
		}
	}
}

void pairs_from(struct pairs *p, uint32_t vpc, const bool *from, const bool *to, pairs_fn *tell,
		void *ctx)
{
	struct telling t = {.p = p, .from = from, .to = to, .tell = tell, .ctx = ctx};
	find_candidates(p, vpc, from);
	for (size_t i = 0; i < p->candidates.len; i++)
		tell_block(&t, vpc, p->candidates.items[i]);
}

/* ---- life ---- */

static bool has_kin(const struct pairs *p, const struct endpoint_class *c)
{
	for (uint32_t i = 0; i < c->count; i++) {
		const struct network_interface *eni =
			p->classes->members.items[c->first + i].interface;
		if (eni->instance_id && (!eni->instance || eni->instance->interfaces.len > 1))
			return true;
	}
	return false;
}

struct pairs *pairs_new(struct reach *r, const struct classes *classes,
			const struct pktset *packets)
{
	struct pairs *p = mem_zalloc(sizeof *p);
	p->r = r;
	p->classes = classes;
	p->pool = pktpool_new();
	p->packets = pktpool_keep(p->pool, packets);
	p->fates = (struct cons){.words = 4, .size = sizeof(struct fate)};
	p->straight = (struct cons){.words = 3, .size = sizeof(struct straight)};
	p->combined = (struct cons){.words = 3, .size = sizeof(struct combined)};
	p->met = arena_array(&p->arena, uint32_t, classes->net->vpcs.len + 1);
	planner_open(&p->planner, r, p->pool, p->packets);
	gates_open(&p->gates, r, classes, p->pool, p->packets);
	sort_addresses(p);
	p->sides = arena_array(&p->arena, struct class_side, classes->items.len + 1);
	p->spans = arena_array(&p->arena, struct ip_range, classes->net->vpcs.len + 1);
	for (uint32_t i = 0; i < classes->net->vpcs.len; i++)
		if (classes->of_vpc[i].count)
			p->spans[i] = vpc_span(p, i);
	for (size_t i = 0; i < classes->items.len; i++)
		p->sides[i].has_kin = has_kin(p, &classes->items.items[i]);
	p->blocked = fate_of(p, &(struct answer){.passes = pktset_empty,
						 .partial = pktset_empty,
						 .blocked = p->packets,
						 .unknown = pktset_empty});
	return p;
}

void pairs_free(struct pairs *p)
{
	if (!p)
		return;
	gates_close(&p->gates);
	planner_close(&p->planner);
	vec_free(&p->dead_ends);
	vec_free(&p->place_ends);
	vec_free(&p->candidates);
	vec_free(&p->columns);
	cons_free(&p->fates);
	cons_free(&p->combined);
	cons_free(&p->straight);
	vec_free(&p->leads);
	arena_free(&p->arena);
	arena_free(&p->scratch);
	pktpool_free(p->pool);
	free(p);
}
