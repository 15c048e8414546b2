#include "reach/whom.h"

/* ---- segments ---- */

static size_t number_of(const struct whom *w, const struct place *place)
{
	return (size_t)(place - w->classes->places.items) -
	       w->classes->of_vpc[place->vpc].first_place;
}

static const struct segment *segment_among(const struct whom *w, struct place_segments s,
					   u128 value)
{
	size_t lo = s.first, end = s.first + s.count, hi = end;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (w->segments.items[mid].destination.hi < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	bool found = lo < end && w->segments.items[lo].destination.lo <= value;
	return found ? &w->segments.items[lo] : NULL;
}

static bool spans(struct ip_range outer, struct ip_range inner)
{
	return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

static bool is_dead(const struct segment *s)
{
	return !s->plan || s->plan->dead;
}

/* A plan that is lost is good for hosts; others have something to say of their own. */
static bool serves(const struct segment *s, const struct place *from, const struct place *to)
{
	if (!spans(s->destination, to->span))
		return false;
	return is_dead(s) || (!to->special && place_is_off(from, to->span));
}

const struct segment *whom_segment(const struct whom *w, const struct place *from,
				   const struct place *to)
{
	if (from->vpc == to->vpc || from->family != to->family)
		return NULL;
	const struct segment *s =
		segment_among(w, w->of_place.items[number_of(w, from)], to->span.lo);
	return s && serves(s, from, to) ? s : NULL;
}

/* Does nobody behind it matter? */
static bool is_shut(const struct whom *w, const struct segment *s)
{
	return is_dead(s) || w->pass_over_lost;
}

/* ---- a place ---- */

static void add_candidate(struct whom *w, uint32_t vpc, struct plan *plan)
{
	w->met[vpc] = w->round;
	vec_push(&w->candidates, ((struct candidate){vpc, plan}));
}

static void add_segment(struct whom *w, const struct place *from, struct segment s)
{
	vec_push(&w->segments, s);
	w->of_place.items[number_of(w, from)].count++;
}

/* Asks the table, then tries the host. False: it lies in no segment. */
static bool find_segment(struct whom *w, const struct place *from, const struct endpoint_class *y,
			 struct segment *s, struct plan **plan)
{
	const struct place *to = &w->classes->places.items[y->place];
	const struct endpoint_class *x = &w->classes->items.items[from->first];
	*plan = NULL;
	*s = (struct segment){.source = family_range(from->family)};
	if (leads_nowhere(w->leads, from, y->sample.address, &s->destination))
		return true;
	if (leads_straight(w->leads, from, y->vpc) || !plan_possible(from, to))
		return false;
	struct plan *p = *plan = plan_make(w->planner, from, &x->sample, to, &y->sample);
	*s = (struct segment){p->by_zone || p->n_picks, p->source, p->destination, p};
	return (p->dead_anywhere || p->lost_anywhere) && spans(p->source, from->span);
}

/* A host's VPC is a candidate, unless it lies in a segment that nothing from this place gets to. */
static struct segment try_class(struct whom *w, const struct place *from,
				const struct endpoint_class *y)
{
	struct segment s;
	struct plan *plan;
	if (!find_segment(w, from, y, &s, &plan)) {
		add_candidate(w, y->vpc, plan);
		return (struct segment){0};
	}
	add_segment(w, from, s);
	if (!is_shut(w, &s))
		add_candidate(w, y->vpc, NULL);
	return s;
}

/* What a place sends out, while all addresses are passed. */
struct scan {
	const struct place *from;
	const struct lead *last;
	const uint64_t *opened; /* to its VPC */
	bool by_address;        /* it calls by its own, so that groups know it */
	size_t i;               /* where it is */
	const struct address_run *run;
};

static bool is_stopped_there(struct whom *w, const struct scan *s, uint32_t vpc)
{
	return s->by_address && !opening(s->opened, vpc) &&
	       (lead_goes_straight(w->leads, s->last, s->from, vpc) ||
		leads_straight(w->leads, s->from, vpc));
}

static void go_to(const struct whom *w, struct scan *s, size_t i)
{
	s->i = i;
	s->run = &w->addresses->runs.items[addresses_run(w->addresses, i)];
}

static void go_on(struct scan *s)
{
	s->run++;
	s->i = s->run->at;
}

static void scan_place(struct whom *w, const struct place *from)
{
	const struct address_of_class *all = w->addresses->all.items;
	size_t end = addresses_behind(w->addresses, family_range(from->family));
	struct scan at = {.from = from,
			  .last = leads_last(w->leads, from),
			  .opened = openings_from(w->openings, from->vpc),
			  .by_address = !place_calls_itself(from)};
	struct segment s = {0};
	go_to(w, &at, addresses_from(w->addresses, (struct ip){0, from->family}));
	while (at.i < end) {
		const struct address_of_class *a = &all[at.i];
		uint32_t vpc = at.run->vpc;
		go_on(&at);
		if (w->met[vpc] == w->round || is_stopped_there(w, &at, vpc))
			continue;
		if (s.destination.family && a->address.value <= s.destination.hi) {
			add_candidate(w, vpc, NULL);
			continue;
		}
		s = try_class(w, from, &w->classes->items.items[a->class]);
		if (s.destination.family && is_shut(w, &s))
			go_to(w, &at, addresses_behind(w->addresses, s.destination));
	}
}

/* One that is like a place that was passed before. */
static bool is_alike(const struct whom *w, const struct place *a, const struct place *b)
{
	struct place_segments s = w->of_place.items[number_of(w, a)];
	if (a->kind != b->kind || a->family != b->family)
		return false;
	for (size_t i = s.first; i < s.first + s.count; i++) {
		const struct segment *one = &w->segments.items[i];
		if (!spans(one->source, b->span) || (one->by_zone && a->zone != b->zone) ||
		    !place_is_off(b, one->destination))
			return false;
	}
	return true;
}

bool place_selected(const struct place *place, const bool *selected)
{
	for (uint32_t i = 0; selected && i < place->count; i++)
		if (selected[place->first + i])
			return true;
	return !selected;
}

/* Whoever sends nothing comes to nobody. */
static bool sends(const struct whom *w, const struct place *place, const bool *from)
{
	return place_selected(place, from) &&
	       !place_starts_nothing(place, w->planner->r, w->planner->packets);
}

static bool borrow(struct whom *w, const struct place *place, const bool *from)
{
	const struct place *first = place - number_of(w, place);
	for (const struct place *other = first; other < place; other++)
		if (sends(w, other, from) && is_alike(w, other, place)) {
			w->of_place.items[number_of(w, place)] =
				w->of_place.items[number_of(w, other)];
			return true;
		}
	return false;
}

/* ---- a VPC ---- */

static int by_vpc(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	return (x->vpc > y->vpc) - (x->vpc < y->vpc);
}

void whom_find(struct whom *w, uint32_t vpc, const bool *from)
{
	const struct vpc_classes *v = &w->classes->of_vpc[vpc];
	w->round++;
	w->candidates.len = w->segments.len = w->of_place.len = 0;
	add_candidate(w, vpc, NULL);
	for (uint32_t i = 0; i < v->n_places; i++) {
		const struct place *place = &w->classes->places.items[v->first_place + i];
		vec_push(&w->of_place, ((struct place_segments){w->segments.len, 0}));
		if (sends(w, place, from) && !borrow(w, place, from))
			scan_place(w, place);
	}
	qsort(w->candidates.items, w->candidates.len, sizeof *w->candidates.items, by_vpc);
}

void whom_close(struct whom *w)
{
	vec_free(&w->candidates);
	vec_free(&w->segments);
	vec_free(&w->of_place);
}
