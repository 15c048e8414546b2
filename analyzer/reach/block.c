#include "reach/block.h"

/* ---- sorts ---- */

static struct manner *manner_of(const struct block_side *s, const struct place *place)
{
	return &s->manners[place->kind - s->places->kind];
}

static bool one_sort(const struct manner *x, const struct manner *y)
{
	return x->place->filters == y->place->filters && x->by && x->by == y->by;
}

static void find_manners(struct block *b, struct block_side *s, uint32_t other)
{
	s->manners = arena_array(&b->planner->arena, struct manner, s->n + 1);
	for (uint32_t i = 0; i < s->n; i++) {
		struct manner *m = manner_of(s, &s->places[i]);
		uint32_t kind = (uint32_t)(m - s->manners);
		if (m->place)
			continue;
		m->place = &s->places[i];
		m->by = leads_by(b->leads, m->place, other);
		while (m->sort < kind && !one_sort(&s->manners[m->sort], m))
			m->sort++;
	}
}

static struct plan **plans_between(struct block *b, const struct place *from,
				   const struct place *to)
{
	return &b->plans[(size_t)manner_of(&b->from, from)->sort * b->to.n +
			 manner_of(&b->to, to)->sort];
}

static void add_plan(struct block *b, struct plan *plan)
{
	struct plan **plans = plans_between(b, plan->from, plan->to);
	plan->next = *plans;
	*plans = plan;
}

static void prepare(struct block *b)
{
	if (b->plans)
		return;
	find_manners(b, &b->from, b->to.vpc);
	find_manners(b, &b->to, b->from.vpc);
	b->plans = arena_array(&b->planner->arena, struct plan *, (size_t)b->from.n * b->to.n);
	if (b->known)
		add_plan(b, b->known);
}

static struct block_side block_side_of(const struct classes *classes, uint32_t vpc)
{
	const struct vpc_classes *v = &classes->of_vpc[vpc];
	return (struct block_side){.vpc = vpc,
				   .places = items_from(&classes->places, v->first_place),
				   .n = v->n_places};
}

void block_open(struct block *b, struct planner *planner, struct leads *leads,
		struct crossings *crossings, uint32_t from, uint32_t to, struct plan *known)
{
	*b = (struct block){
		.open = true,
		.apart = leads_apart(leads, from, to),
		.planner = planner,
		.leads = leads,
		.crossings = crossings,
		.classes = leads->classes,
		.from = block_side_of(leads->classes, from),
		.to = block_side_of(leads->classes, to),
		.known = known,
	};
}

/* ---- plans ---- */

bool block_plan_possible(const struct block *b, const struct place *from, const struct place *to)
{
	return b->apart ? places_plain(from, to) : plan_possible(from, to);
}

struct plan *block_plan(struct block *b, const struct place *from, const struct member *s,
			const struct place *to, const struct member *d)
{
	prepare(b);
	for (struct plan *plan = *plans_between(b, from, to); plan; plan = plan->next) {
		if (!plan_holds(plan, s->address, d->address) ||
		    !plan_sides_fit(plan, from, to, b->apart))
			continue;
		struct plan *known = plan_between(b->planner, plan, from, to);
		if (known && known != plan)
			add_plan(b, known);
		if (known)
			return known;
	}
	struct plan *plan = plan_make(b->planner, from, s, to, d);
	add_plan(b, plan);
	return plan;
}

static const struct endpoint_class *first_class(const struct block *b, const struct place *place)
{
	return &b->classes->items.items[place->first];
}

/* Somebody in a place that is another host than the sample of a class, at another address. */
static const struct member *another(const struct block *b, const struct place *place,
				    const struct endpoint_class *than)
{
	const struct endpoint_class *c = first_class(b, place);
	const struct member *s = &than->sample;
	if (!ip_equal(s->address, c->sample.address) && !(than->has_kin && c->has_kin))
		return &c->sample;
	for (uint32_t i = 0; i < place->count; i++)
		for (uint32_t k = 0; k < c[i].count; k++) {
			const struct member *m = &b->classes->members.items[c[i].first + k];
			bool kin = than->has_kin && c[i].has_kin;
			if (!ip_equal(s->address, m->address) &&
			    !(kin && interfaces_of_one_host(s->interface, m->interface)))
				return m;
		}
	return NULL;
}

static bool spans(struct ip_range outer, struct ip_range inner)
{
	return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

static struct plan *only_plan(struct block *b, const struct place *from, const struct place *to)
{
	const struct endpoint_class *x = first_class(b, from);
	const struct member *d = another(b, to, x);
	if (!d)
		return NULL;
	struct plan *plan = block_plan(b, from, &x->sample, to, d);
	return spans(plan->source, from->span) && spans(plan->destination, to->span) ? plan : NULL;
}

struct plan *block_only_plan(struct block *b, const struct place *from, const struct place *to,
			     struct crossing *crossing)
{
	struct plan *plan = only_plan(b, from, to);
	if (crossing && plan)
		crossing_keep(b->crossings, crossing, plan);
	return plan;
}

struct crossing *block_crossing(struct block *b, const struct place *from, const struct place *to)
{
	return b->apart ? crossing_between(b->crossings, from, to) : NULL;
}
