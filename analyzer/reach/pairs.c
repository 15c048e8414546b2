#include "reach/pairs.h"
#include "reach/block.h"
#include "reach/fates.h"
#include "reach/whom.h"

/* A class as one end of many pairs: its groups, and what these let through to (from) all of the
 * other end. */
struct end {
	const struct endpoint_class *class;
	const struct gate *gate;
	const struct gate_sets *sets; /* by address; NULL: not to all alike */
	const struct gate_sets *all;  /* on the plan at hand, whoever the other one is; NULL: that
					 matters */
	const struct combined *last;  /* what its last pair came to: the next is mostly like it */
	uint32_t number;              /* of the gate */
	bool refers;                  /* to groups that somebody there carries */
	bool doubted, has_kin;        /* of its class: is its state unknown? */
};

struct line { /* of ends, in the order of their classes */
	struct end *items;
	size_t len;
};

/* Those of a place that may let something through: items[first..first+count) of its VPC's. */
struct place_ends {
	uint32_t first, count;
	bool alike; /* each of them to (from) all of the other VPC, so that they are the same for all of
		       its places */
};

/* The classes of a VPC towards another. */
struct ends {
	uint32_t vpc;
	bool egress;
	bool known;           /* the items are those of the VPC */
	const bool *selected; /* [class]: of these alone; NULL: all */
	VEC(struct end) items;
	VEC(struct place_ends) of_place; /* from the first place of the VPC */
	VEC(struct gate_view) views;     /* of each of its gates */
	VEC(struct end) picked;          /* of a place, for another one alone */
};

struct pairs {
	struct reach *r;
	const struct classes *classes;
	const struct pktset *packets;
	struct pktpool *pool;
	struct planner planner;
	struct gates gates;
	struct fates fates;
	struct addresses addresses;
	struct openings openings; /* once they are asked for */
	struct leads leads;
	struct crossings crossings;
	struct whom whom;
	bool only_reachable; /* tell those pairs of which all passes */
	struct block block;
	struct arena arena, scratch;
	struct ends out, in; /* the two VPCs at hand */
	struct line rows,
		columns; /* of the two places at hand, through whose groups anything may get */
};

/* ---- a pair ---- */

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
	return fate_of_answer(&p->fates, &a);
}

/* What its groups let out on a plan, whoever receives it; NULL: that matters. */
static const struct gate_sets *out_to_all(const struct end *x, const struct plan *plan)
{
	return x->refers && plan->egress != VIA_NONE ? NULL : x->sets;
}

static const struct gate_sets *sets_out(struct pairs *p, const struct end *x, const struct end *y,
					struct ip to, const struct plan *plan)
{
	const struct gate_sets *by_address = x->sets ? x->sets : gate_find(x->gate, to);
	if (!x->refers || plan->egress == VIA_NONE)
		return by_address;
	return gate_with_references(&p->gates, x->number, true, y->number, plan->egress, to.family,
				    by_address);
}

/* What its groups let in, whoever sends it; NULL: that matters. */
static const struct gate_sets *in_from_all(struct pairs *p, const struct end *y, uint8_t family,
					   const struct plan *plan)
{
	if (plan->ingress == VIA_UNASKED)
		return p->gates.open;
	if (plan->ingress == VIA_ANYONE)
		return gate_for_anyone(&p->gates, y->number, family);
	if (!y->sets || (y->refers && plan->ingress != VIA_NONE))
		return NULL;
	return plan->or_anyone ? gate_or_anyone(&p->gates, y->number, family, y->sets) : y->sets;
}

static const struct gate_sets *sets_in(struct pairs *p, const struct end *x, const struct end *y,
				       struct ip from, const struct plan *plan)
{
	const struct gate_sets *all = in_from_all(p, y, from.family, plan);
	if (all)
		return all;
	const struct gate_sets *sets = y->sets ? y->sets : gate_find(y->gate, from);
	if (y->refers && plan->ingress != VIA_NONE)
		sets = gate_with_references(&p->gates, y->number, false, x->number, plan->ingress,
					    from.family, sets);
	return plan->or_anyone ? gate_or_anyone(&p->gates, y->number, from.family, sets) : sets;
}

/* What two open gates and a way come to. */
static inline const struct fate *combined(struct pairs *p, struct end *y,
					  const struct gate_sets *out, const struct gate_sets *in,
					  const struct passage *way)
{
	if (!y->last || !combined_of(y->last, out, in, way))
		y->last = fate_combined(&p->fates, out, in, way);
	return y->last->fate;
}

static const struct fate *outcome(struct pairs *p, const struct end *x, struct end *y,
				  const struct gate_sets *out, const struct gate_sets *in,
				  struct plan *plan)
{
	if (x->doubted || y->doubted)
		out = out->doubted;
	if (out == p->gates.closed || in == p->gates.closed)
		return p->fates.blocked;
	return combined(p, y, out, in, plan_passage(&p->planner, plan, x->class->client));
}

static const struct fate *by_plan(struct pairs *p, const struct end *x, struct end *y,
				  const struct member *s, const struct member *d, struct plan *plan)
{
	if (plan->dead)
		return p->fates.blocked;
	if (plan->in_full)
		return in_full(p, s, d);
	return outcome(p, x, y, sets_out(p, x, y, d->address, plan),
		       sets_in(p, x, y, s->address, plan), plan);
}

static struct end make_end(const struct pairs *p, const struct endpoint_class *c, uint32_t gate,
			   bool egress, const struct gate_view *view)
{
	return (struct end){.class = c,
			    .gate = &p->gates.items[egress][gate],
			    .sets = view->sets,
			    .number = gate,
			    .refers = view->refers,
			    .doubted = c->life == LIFE_UNKNOWN,
			    .has_kin = c->has_kin};
}

static struct end end_of(struct pairs *p, const struct endpoint_class *c, bool egress,
			 uint32_t other_vpc)
{
	uint32_t number = p->gates.of_class[c - p->classes->items.items];
	struct gate_view view =
		gate_towards(&p->gates, number, egress, other_vpc, p->leads.spans[other_vpc]);
	return make_end(p, c, number, egress, &view);
}

const struct fate *pairs_decide(struct pairs *p, const struct endpoint_class *x,
				const struct endpoint_class *y)
{
	const struct place *from = &p->classes->places.items[x->place];
	const struct place *to = &p->classes->places.items[y->place];
	const struct member *s = &x->sample, *d = &y->sample;
	if (!plan_possible(from, to) || ip_equal(s->address, d->address) ||
	    interfaces_of_one_host(s->interface, d->interface) || from->family != to->family)
		return in_full(p, s, d);
	if (x->life == LIFE_DOWN || y->life == LIFE_DOWN)
		return p->fates.blocked;
	if (!p->block.open || p->block.from.vpc != x->vpc || p->block.to.vpc != y->vpc) {
		arena_reset(&p->planner.arena);
		block_open(&p->block, &p->planner, &p->leads, &p->crossings, x->vpc, y->vpc, NULL);
	}
	struct end source = end_of(p, x, true, y->vpc), target = end_of(p, y, false, x->vpc);
	return by_plan(p, &source, &target, s, d, block_plan(&p->block, from, s, to, d));
}

/* ---- all pairs of two places ---- */

struct telling {
	struct pairs *p;
	const bool *from, *to; /* [class]: those that are asked; NULL: all */
	pairs_fn *tell;
	void *ctx;
	const struct place *source, *destination;
	bool leads_straight,
		leads_nowhere; /* ... from the source's place, all that is for the other VPC */
	struct plan *plan;     /* of all pairs of these two places; NULL: there are several */
	bool overlap;          /* an address may lie in both */
	bool walks;            /* no plan is possible */
};

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

/* Interfaces of one host, or one interface: their samples may not stand for the others. */
static bool may_be_one_host(const struct end *x, const struct end *y)
{
	return x->class == y->class || (x->has_kin && y->has_kin);
}

static void tell_fate(struct telling *t, const struct end *x, const struct end *y,
		      const struct fate *f)
{
	if (f->verdict == VCK_REACHABLE || (f->verdict != VCK_BLOCKED && !t->p->only_reachable))
		t->tell(t->ctx, x->class, y->class, f);
}

static void tell_pair(struct telling *t, const struct end *x, struct end *y)
{
	struct pairs *p = t->p;
	const struct member *s = &x->class->sample, *d = &y->class->sample;
	const struct fate *f;
	if (may_be_one_host(x, y) && interfaces_of_one_host(s->interface, d->interface) &&
	    !strangers(p, x->class, y->class, &s, &d))
		return;
	if (t->walks || (t->overlap && ip_equal(s->address, d->address)))
		f = in_full(p, s, d);
	else
		f = by_plan(p, x, y, s, d,
			    t->plan ? t->plan
				    : block_plan(&p->block, t->source, s, t->destination, d));
	tell_fate(t, x, y, f);
}

/* Is there one plan for all of them, and but their groups tell the pairs apart? */
static bool is_planned(const struct telling *t)
{
	return t->plan && !t->plan->in_full && !t->overlap;
}

static void tell_row(struct telling *t, struct end *x)
{
	struct pairs *p = t->p;
	const struct gate_sets *closed = p->gates.closed;
	const struct passage *way = NULL;
	for (size_t k = 0; k < p->columns.len; k++) {
		struct end *y = &p->columns.items[k];
		if (may_be_one_host(x, y)) {
			tell_pair(t, x, y);
			continue;
		}
		const struct gate_sets *in =
			y->all ? y->all : sets_in(p, x, y, x->class->sample.address, t->plan);
		if (in == closed)
			continue;
		const struct gate_sets *out =
			x->all ? x->all : sets_out(p, x, y, y->class->sample.address, t->plan);
		if (out == closed)
			continue;
		if (x->doubted || y->doubted)
			out = out->doubted;
		if (!way)
			way = plan_passage(&p->planner, t->plan, x->class->client);
		tell_fate(t, x, y, combined(p, y, out, in, way));
	}
}

static void tell_planned(struct telling *t)
{
	struct pairs *p = t->p;
	uint8_t family = t->source->family;
	for (size_t k = 0; k < p->columns.len; k++)
		p->columns.items[k].all = in_from_all(p, &p->columns.items[k], family, t->plan);
	for (size_t i = 0; i < p->rows.len; i++) {
		struct end *x = &p->rows.items[i];
		x->all = out_to_all(x, t->plan);
		if (x->all != p->gates.closed)
			tell_row(t, x);
	}
}

static void tell_each(struct telling *t)
{
	struct pairs *p = t->p;
	for (size_t i = 0; i < p->rows.len; i++)
		for (size_t k = 0; k < p->columns.len; k++)
			tell_pair(t, &p->rows.items[i], &p->columns.items[k]);
}

/* Do its groups stop all of the other end for sure? */
static bool is_shut(const struct pairs *p, const struct end *e)
{
	return e->sets == p->gates.closed && !e->refers;
}

static const struct gate_view *view_of(const struct pairs *p, const struct ends *ends,
				       uint32_t class)
{
	return &ends->views.items[p->gates.of_class[class] - p->gates.of_vpc[ends->vpc].first];
}

static struct end end_at(const struct pairs *p, const struct ends *ends, uint32_t class)
{
	return make_end(p, &p->classes->items.items[class], p->gates.of_class[class], ends->egress,
			view_of(p, ends, class));
}

static bool takes_part(const struct pairs *p, const struct ends *ends, uint32_t class)
{
	return (!ends->selected || ends->selected[class]) &&
	       p->classes->items.items[class].life != LIFE_DOWN;
}

static const struct place_ends *open_of(const struct pairs *p, const struct ends *ends,
					const struct place *place)
{
	size_t number = (size_t)(place - p->classes->places.items);
	return &ends->of_place.items[number - p->classes->of_vpc[ends->vpc].first_place];
}

/* Those of a place towards another one; `sure`: but for those whose groups stop all of it. Whoever is down
 * matters on a walk: a balancer may answer all the same. */
static struct line open_line(const struct telling *t, struct ends *ends, const struct place *place,
			     const struct place *other, bool sure)
{
	const struct pairs *p = t->p;
	const struct place_ends *known = open_of(p, ends, place);
	if (sure && known->alike)
		return (struct line){items_from(&ends->items, known->first), known->count};
	ends->picked.len = 0;
	for (uint32_t i = place->first; i < place->first + place->count; i++) {
		bool down = t->walks && !ends->egress && (!ends->selected || ends->selected[i]);
		if (!down && !takes_part(p, ends, i))
			continue;
		struct end e = end_at(p, ends, i);
		if (!e.sets)
			e.sets = gate_find_range(e.gate, other->span);
		if (!sure || !is_shut(p, &e))
			vec_push(&ends->picked, e);
	}
	return (struct line){ends->picked.items, ends->picked.len};
}

/* Does the receiver's group see who sent it, and nobody else? */
static bool sees_sender(const struct plan *plan)
{
	return plan->ingress != VIA_ANYONE && plan->ingress != VIA_UNASKED && !plan->or_anyone;
}

/* May anything pass? What groups stop for sure needs no way; `straight`: whatever the way is. */
static bool open_ends(struct telling *t, bool straight)
{
	struct pairs *p = t->p;
	bool planned = is_planned(t);
	bool seen = straight || (planned && sees_sender(t->plan));
	p->rows = open_line(t, &p->out, t->source, t->destination, straight || planned);
	p->columns = open_line(t, &p->in, t->destination, t->source, seen);
	return p->rows.len && p->columns.len;
}

static bool meet(struct ip_range a, struct ip_range b)
{
	return a.lo <= b.hi && b.lo <= a.hi;
}

/* Where nobody gets for sure, and no more is asked. */
static bool says_nothing(const struct telling *t, const struct plan *plan)
{
	return plan->dead ||
	       (t->p->only_reachable && !plan->in_full && plan->request.certain != t->p->packets);
}

/* Of what comes straight, is there no route back? */
static bool leads_nothing_back(const struct telling *t)
{
	return leads_all_nowhere(&t->p->leads, t->destination, t->source->vpc);
}

/* Other VPCs' that serves these places too; else one is found. False: nothing passes. */
static bool find_plan(struct telling *t, bool straight)
{
	struct block *b = &t->p->block;
	struct crossing *crossing = straight ? block_crossing(b, t->source, t->destination) : NULL;
	t->plan = crossing ? crossing->plan : NULL;
	if (t->plan)
		return true;
	if (t->leads_nowhere || (straight && !crossing && leads_nothing_back(t)))
		return false;
	const struct segment *s = whom_segment(&t->p->whom, t->source, t->destination);
	if (s && (!s->plan || t->p->whom.pass_over_lost))
		return false;
	t->plan = s ? s->plan : block_only_plan(b, t->source, t->destination, crossing);
	return true;
}

/* The one plan between the two places, if there is one; false: nothing passes. */
static bool find_way(struct telling *t, bool straight)
{
	if (t->walks)
		return true;
	return find_plan(t, straight) && (!t->plan || !says_nothing(t, t->plan));
}

/* Does each of them hold somebody whose groups may let something through, towards the other VPC? */
static bool are_open(const struct telling *t)
{
	const struct pairs *p = t->p;
	return open_of(p, &p->out, t->source)->count && open_of(p, &p->in, t->destination)->count;
}

static void tell_places(struct telling *t)
{
	struct pairs *p = t->p;
	t->walks = !block_plan_possible(&p->block, t->source, t->destination);
	bool straight = !t->walks && t->leads_straight;
	if (straight && !are_open(t))
		return;
	t->overlap = !p->block.apart && meet(t->source->span, t->destination->span);
	t->plan = NULL;
	if (straight && !open_ends(t, true))
		return;
	if (!find_way(t, straight) || (!straight && !open_ends(t, false)))
		return;
	if (is_planned(t))
		tell_planned(t);
	else
		tell_each(t);
}

/* ---- all pairs of two VPCs ---- */

/* True: they are what they were. */
static bool view_gates(struct pairs *p, struct ends *ends, uint32_t other)
{
	const struct vpc_gates *gates = &p->gates.of_vpc[ends->vpc];
	bool same = ends->views.len == gates->count;
	vec_reserve(&ends->views, gates->count);
	for (uint32_t i = 0; i < gates->count; i++) {
		struct gate_view *known = &ends->views.items[i];
		struct gate_view view = gate_towards(&p->gates, gates->first + i, ends->egress,
						     other, p->leads.spans[other]);
		same = same && view.sets == known->sets && view.refers == known->refers;
		*known = view;
	}
	ends->views.len = gates->count;
	return same;
}

static void open_place(struct pairs *p, struct ends *ends, const struct place *place)
{
	struct place_ends open = {.first = (uint32_t)ends->items.len, .alike = true};
	for (uint32_t i = place->first; i < place->first + place->count; i++) {
		const struct gate_view *view = view_of(p, ends, i);
		if ((view->sets == p->gates.closed && !view->refers) || !takes_part(p, ends, i))
			continue;
		struct end e = end_at(p, ends, i);
		open.count++;
		open.alike &= e.sets != NULL;
		vec_push(&ends->items, e);
	}
	vec_push(&ends->of_place, open);
}

/* Towards many VPCs a VPC's classes are the same. */
static void find_ends(struct pairs *p, struct ends *ends, uint32_t vpc, uint32_t other)
{
	const struct vpc_classes *v = &p->classes->of_vpc[vpc];
	bool again = ends->vpc == vpc && ends->known;
	ends->vpc = vpc;
	if (view_gates(p, ends, other) && again)
		return;
	ends->known = true;
	ends->items.len = ends->of_place.len = 0;
	for (uint32_t k = 0; k < v->n_places; k++)
		open_place(p, ends, &p->classes->places.items[v->first_place + k]);
}

static void tell_block(struct telling *t, uint32_t from, struct candidate to)
{
	struct pairs *p = t->p;
	find_ends(p, &p->out, from, to.vpc);
	find_ends(p, &p->in, to.vpc, from);
	block_open(&p->block, &p->planner, &p->leads, &p->crossings, from, to.vpc, to.plan);
	for (uint32_t i = 0; i < p->block.from.n; i++) {
		t->source = &p->block.from.places[i];
		if (!place_selected(t->source, t->from) ||
		    place_starts_nothing(t->source, p->r, p->packets))
			continue;
		t->leads_straight = leads_straight(&p->leads, t->source, to.vpc);
		t->leads_nowhere =
			!t->leads_straight && leads_all_nowhere(&p->leads, t->source, to.vpc);
		for (uint32_t k = 0; k < p->block.to.n; k++) {
			t->destination = &p->block.to.places[k];
			if (t->source->family == t->destination->family &&
			    !place_answers_nobody(t->destination) &&
			    place_selected(t->destination, t->to))
				tell_places(t);
		}
	}
}

/* Is any class of the VPC an end? */
static bool vpc_selected(const struct pairs *p, uint32_t vpc, const bool *selected)
{
	const struct vpc_classes *v = &p->classes->of_vpc[vpc];
	uint32_t i = v->first, end = v->first + v->count;
	while (selected && i < end && !selected[i])
		i++;
	return !selected || i < end;
}

void pairs_from(struct pairs *p, uint32_t vpc, const bool *from, const bool *to, pairs_fn *tell,
		void *ctx)
{
	struct telling t = {.p = p, .from = from, .to = to, .tell = tell, .ctx = ctx};
	if (!vpc_selected(p, vpc, from))
		return;
	if (!p->openings.rows)
		openings_find(&p->openings, &p->gates, &p->addresses, &p->arena);
	p->out.selected = from;
	p->in.selected = to;
	p->out.known = p->in.known = false;
	p->block.open = false;
	arena_reset(&p->planner.arena);
	crossings_thin(&p->crossings);
	whom_find(&p->whom, vpc, from);
	for (size_t i = 0; i < p->whom.candidates.len; i++)
		if (vpc_selected(p, p->whom.candidates.items[i].vpc, to))
			tell_block(&t, vpc, p->whom.candidates.items[i]);
}

/* ---- life ---- */

struct pairs *pairs_new(struct reach *r, const struct classes *classes,
			const struct pktset *packets)
{
	struct pairs *p = mem_zalloc(sizeof *p);
	p->r = r;
	p->classes = classes;
	p->pool = pktpool_new();
	p->packets = pktpool_keep(p->pool, packets);
	planner_open(&p->planner, r, p->pool, p->packets);
	gates_open(&p->gates, r, classes, p->pool, p->packets);
	fates_open(&p->fates, p->pool, p->packets);
	addresses_sort(&p->addresses, classes, &p->arena);
	leads_open(&p->leads, r, classes);
	crossings_open(&p->crossings, r, classes, &p->leads);
	p->out.egress = true;
	p->whom =
		(struct whom){.classes = classes,
			      .addresses = &p->addresses,
			      .openings = &p->openings,
			      .leads = &p->leads,
			      .planner = &p->planner,
			      .met = arena_array(&p->arena, uint32_t, classes->net->vpcs.len + 1)};
	return p;
}

void pairs_only_reachable(struct pairs *p)
{
	p->only_reachable = p->whom.pass_over_lost = true;
}

void pairs_pass_over_lost(struct pairs *p)
{
	p->whom.pass_over_lost = true;
}

void pairs_lost(const struct pairs *p, pairs_lost_fn *tell, void *ctx)
{
	for (size_t i = 0; i < p->whom.segments.len; i++) {
		const struct segment *s = &p->whom.segments.items[i];
		if (s->plan && s->plan->lost)
			tell(ctx, s->destination);
	}
}

const struct endpoint_class *pairs_first_in(const struct pairs *p, struct ip_range r)
{
	size_t i = addresses_from(&p->addresses, (struct ip){r.lo, r.family});
	const struct address_of_class *a = &p->addresses.all.items[i];
	bool found = i < p->addresses.all.len && a->address.family == r.family &&
		     a->address.value <= r.hi;
	return found ? &p->classes->items.items[a->class] : NULL;
}

static void close_ends(struct ends *e)
{
	vec_free(&e->items);
	vec_free(&e->of_place);
	vec_free(&e->views);
	vec_free(&e->picked);
}

void pairs_free(struct pairs *p)
{
	if (!p)
		return;
	gates_close(&p->gates);
	planner_close(&p->planner);
	fates_close(&p->fates);
	crossings_close(&p->crossings);
	leads_close(&p->leads);
	whom_close(&p->whom);
	close_ends(&p->out);
	close_ends(&p->in);
	arena_free(&p->arena);
	arena_free(&p->scratch);
	pktpool_free(p->pool);
	free(p);
}
