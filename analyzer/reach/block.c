#include "reach/block.h"

/* ---- sorts ---- */

struct manner { /* in which a place sends to the other VPC */
	const struct place *place;
	const struct object *by;
};

static bool one_sort(const struct manner *x, const struct manner *y)
{
	return x->place->kind == y->place->kind ||
	       (x->place->filters == y->place->filters && x->by && x->by == y->by);
}

/* Numbers `n` places, from 0: those of one sort alike. */
static uint32_t *find_sorts(struct block *b, struct leads *leads, const struct place *places,
			    uint32_t n, uint32_t other)
{
	struct arena *a = &b->planner->arena;
	uint32_t *sorts = arena_array(a, uint32_t, n + 1);
	struct manner *manners = arena_array(a, struct manner, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct place *p = &places[i];
		manners[i] =
			(struct manner){p, i && p->kind == p[-1].kind ? manners[i - 1].by
								      : leads_by(leads, p, other)};
		while (sorts[i] < i && !one_sort(&manners[sorts[i]], &manners[i]))
			sorts[i]++;
	}
	return sorts;
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
	b->from_sorts = find_sorts(b, leads, b->from_places, b->n_from, to);
	b->to_sorts = find_sorts(b, leads, b->to_places, b->n_to, from);
}

/* ---- plans ---- */

static bool fits(const struct block *b, const struct plan *plan, const struct place *from,
		 const struct place *to)
{
	if (b->from_sorts[plan->from - b->from_places] != b->from_sorts[from - b->from_places] ||
	    b->to_sorts[plan->to - b->to_places] != b->to_sorts[to - b->to_places])
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
