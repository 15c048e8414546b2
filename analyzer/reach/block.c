#include "reach/block.h"

/* ---- sorts ---- */

static bool one_sort(const struct place *x, const struct manner *of_x, const struct place *y,
		     const struct manner *of_y)
{
	return x->kind == y->kind || (x->filters == y->filters && of_x->by && of_x->by == of_y->by);
}

static struct manner *find_manners(struct block *b, struct leads *leads, const struct place *places,
				   uint32_t n, uint32_t other)
{
	struct manner *all = arena_array(&b->planner->arena, struct manner, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		struct manner *m = &all[i];
		if (i && places[i].kind == places[i - 1].kind) {
			*m = all[i - 1];
			continue;
		}
		m->by = leads_by(leads, &places[i], other);
		m->nowhere = !m->by && leads_all_nowhere(leads, &places[i], other);
		while (m->sort < i && !one_sort(&places[m->sort], &all[m->sort], &places[i], m))
			m->sort++;
	}
	return all;
}

void block_open(struct block *b, struct planner *planner, struct leads *leads, uint32_t from,
		uint32_t to, struct plan *plans)
{
	const struct classes *classes = leads->classes;
	const struct vpc_classes *x = &classes->of_vpc[from], *y = &classes->of_vpc[to];
	*b = (struct block){
		.open = true,
		.from = from,
		.to = to,
		.planner = planner,
		.classes = classes,
		.from_places = &classes->places.items[x->first_place],
		.to_places = &classes->places.items[y->first_place],
		.n_from = x->n_places,
		.n_to = y->n_places,
		.plans = plans,
	};
	b->links = arena_array(&planner->arena, struct plan_link *, (size_t)b->n_from * b->n_to);
	b->from_manners = find_manners(b, leads, b->from_places, b->n_from, to);
	b->to_manners = find_manners(b, leads, b->to_places, b->n_to, from);
}

/* ---- plans ---- */

static bool fits(const struct block *b, const struct plan *plan, const struct place *from,
		 const struct place *to)
{
	const struct manner *f = b->from_manners, *t = b->to_manners;
	if (f[plan->from - b->from_places].sort != f[from - b->from_places].sort ||
	    t[plan->to - b->to_places].sort != t[to - b->to_places].sort)
		return false;
	if (plan->by_zone && (plan->from->zone != from->zone || plan->to->zone != to->zone))
		return false;
	return plan_sides_fit(plan, from, to);
}

static struct plan *known_plan(const struct block *b, const struct place *from,
			       const struct place *to, struct ip source, struct ip destination)
{
	for (struct plan *plan = b->plans; plan; plan = plan->next)
		if (plan_holds(plan, source, destination) && fits(b, plan, from, to))
			return plan;
	return NULL;
}

struct plan *block_plan(struct block *b, const struct place *from, const struct member *s,
			const struct place *to, const struct member *d)
{
	struct plan_link **links =
		&b->links[(size_t)(from - b->from_places) * b->n_to + (size_t)(to - b->to_places)];
	for (struct plan_link *l = *links; l; l = l->next)
		if (plan_holds(l->plan, s->address, d->address))
			return l->plan;
	struct plan *plan = known_plan(b, from, to, s->address, d->address);
	if (!plan) {
		plan = plan_make(b->planner, from, s, to, d);
		plan->next = b->plans;
		b->plans = plan;
	}
	struct plan_link *link = arena_new(&b->planner->arena, struct plan_link);
	*link = (struct plan_link){plan, *links};
	*links = link;
	return plan;
}

static const struct member *sample_of(const struct block *b, const struct place *place)
{
	return &b->classes->items.items[place->first].sample;
}

static bool are_two(const struct member *s, const struct member *d)
{
	return !ip_equal(s->address, d->address) &&
	       !interfaces_of_one_host(s->interface, d->interface);
}

/* Somebody in a place that is another host than this one, at another address. */
static const struct member *another(const struct block *b, const struct place *place,
				    const struct member *than)
{
	const struct endpoint_class *c = &b->classes->items.items[place->first];
	for (uint32_t i = 0; i < place->count; i++)
		for (uint32_t k = 0; k < c[i].count; k++) {
			const struct member *m = &b->classes->members.items[c[i].first + k];
			if (are_two(than, m))
				return m;
		}
	return NULL;
}

static bool spans(struct ip_range outer, struct ip_range inner)
{
	return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

struct plan *block_only_plan(struct block *b, const struct place *from, const struct place *to)
{
	const struct member *s = sample_of(b, from), *d = another(b, to, s);
	if (!d)
		return NULL;
	struct plan *plan = block_plan(b, from, s, to, d);
	return spans(plan->source, from->span) && spans(plan->destination, to->span) ? plan : NULL;
}
