/*
 * many.c - ends with very many pairs.
 *
 * What a configuration expects may be meant of half an organisation: thousands of interfaces at
 * either end. Those that nothing tells apart (classes.h) behave alike, so two of each class stand
 * for the others: two, since what one sends to itself is not meant. Where even those pairs are too
 * many, the classes are asked all at once (pairs.h). Then of each answer that occurs one pair is
 * kept, so that the union is exact, and of the pairs that matter (what gets through where nothing
 * may, what does not where all should) so many as anybody reads; the others are counted.
 */
#include "query/parts.h"
#include "reach/pairs.h"

#include <stdlib.h>

/* ---- classes ---- */

void naming_classes_free(struct naming_classes *c)
{
	for (size_t i = 0; i < COUNT_OF(c->families); i++) {
		classes_free(c->families[i].classes);
		free(c->families[i].class_of);
	}
	pthread_mutex_destroy(&c->lock);
}

/* ---- two of each class ---- */

enum { MANY_PAIRS = 10000, KEPT = 2 };

static uint32_t *class_table(const struct classes *c)
{
	uint32_t *of = mem_zalloc((c->net->network_interfaces.len + 1) * sizeof *of);
	for (size_t i = 0; i < c->items.len; i++)
		for (uint32_t k = 0; k < c->items.items[i].count; k++) {
			const struct member *m = &c->members.items[c->items.items[i].first + k];
			of[m->interface->o.ordinal] = (uint32_t)i + 1;
		}
	return of;
}

static const struct family_classes *classes_for(struct reach *reach, const struct naming *naming,
						uint8_t family)
{
	struct naming_classes *all = naming->memory->classes;
	struct family_classes *c = &all->families[family == IPV6];
	pthread_mutex_lock(&all->lock);
	if (!c->classes) {
		c->classes = classes_build(reach_net(reach), family, true);
		c->class_of = class_table(c->classes);
	}
	pthread_mutex_unlock(&all->lock);
	return c;
}

/* Is it the address by which its interface belongs to its class? */
static bool is_classed(const struct point *p, uint8_t family)
{
	return p->kind == POINT_INTERFACE && !p->eice && !p->public_address.family &&
	       ip_cmp(p->address, interface_address(p->interface, family)) == 0;
}

static void thin(struct arena *arena, const struct family_classes *c, uint8_t family,
		 struct selection *s)
{
	unsigned char *kept = mem_zalloc(c->classes->items.len + 1);
	struct point *points = arena_array(arena, struct point, s->points.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s->points.len; i++) {
		const struct point *p = &s->points.items[i];
		uint32_t class = is_classed(p, family) ? c->class_of[p->interface->o.ordinal] : 0;
		if (class && kept[class - 1] >= KEPT)
			continue;
		if (class)
			kept[class - 1]++;
		points[n++] = *p;
	}
	s->points.items = points;
	s->points.len = n;
	free(kept);
}

void naming_thin(struct reach *reach, struct arena *arena, const struct naming *naming,
		 uint8_t family, struct selection *source, struct selection *destination)
{
	if (!naming->memory || !naming->memory->classes ||
	    source->points.len * destination->points.len <= MANY_PAIRS)
		return;
	const struct family_classes *c = classes_for(reach, naming, family);
	thin(arena, c, family, source);
	thin(arena, c, family, destination);
}
/* ---- all classes at once ---- */

/* An end's points by class; those that belong to none come last. */
struct wide_side {
	struct point *points;
	size_t *first; /* [class], and behind the last one: where its points begin */
	bool *classes; /* [class]: it has some */
	size_t len, n_classes;
};

struct class_pair {
	uint32_t from, to;
};

struct wide {
	struct reach *reach;
	struct arena *arena;
	const struct question *like;
	const struct ends *ends;
	const struct classes *classes;
	struct wide_side from, to;
	struct parts *parts;
	struct map by_fate; /* those of which a pair was asked for itself */
	/* the rows at hand, which are told to each class of one VPC */
	VEC(struct class_pair) told;
	uint32_t *
		told_by; /* [class]: the class + 1 whose row was laid out last, if it is told to this one */
};

static size_t class_at(const struct wide *w, const struct family_classes *c, const struct point *p)
{
	uint32_t class = is_classed(p, w->ends->family) ? c->class_of[p->interface->o.ordinal] : 0;
	return class ? class - 1 : w->classes->items.len;
}

static void lay_out(struct wide *w, const struct family_classes *c, const struct selection *s,
		    struct wide_side *side)
{
	size_t n = w->classes->items.len;
	side->points = arena_array(w->ends->arena, struct point, s->points.len + 1);
	side->first = arena_array(w->ends->arena, size_t, n + 3);
	side->classes = arena_array(w->ends->arena, bool, n + 1);
	side->len = s->points.len;
	for (size_t i = 0; i < s->points.len; i++)
		side->first[class_at(w, c, &s->points.items[i]) + 2]++;
	for (size_t i = 0; i <= n; i++) {
		side->classes[i] = i < n && side->first[i + 2] > 0;
		side->n_classes += side->classes[i];
		side->first[i + 2] += side->first[i + 1];
	}
	for (size_t i = 0; i < s->points.len; i++) {
		const struct point *p = &s->points.items[i];
		side->points[side->first[class_at(w, c, p) + 1]++] = *p;
	}
}

static bool of_one_host(const struct network_interface *a, const struct network_interface *b)
{
	return a == b || (a->instance_id && str_eq(a->instance_id, b->instance_id));
}

/* Two members of these classes that are not one host. */
static bool pick_pair(const struct wide *w, size_t from, size_t to, struct part *out)
{
	for (size_t i = w->from.first[from]; i < w->from.first[from + 1]; i++)
		for (size_t k = w->to.first[to]; k < w->to.first[to + 1]; k++) {
			const struct point *a = &w->from.points[i], *b = &w->to.points[k];
			if (of_one_host(a->interface, b->interface))
				continue;
			*out = (struct part){.source = *a, .destination = *b};
			return true;
		}
	return false;
}

/* `key`: what all pairs have in common that come to the same. */
static void keep(struct wide *w, const void *key, enum vck_verdict verdict, size_t from, size_t to)
{
	struct part part;
	bool fresh = !map_get(&w->by_fate, key, sizeof(struct fate *));
	bool matters = parts_matter(w->parts, verdict);
	if (!fresh && (!matters || w->parts->kept >= MOST_KEPT)) {
		w->parts->more += matters;
		return;
	}
	if (!pick_pair(w, from, to, &part))
		return;
	if (fresh)
		map_put(&w->by_fate, arena_memdup(w->ends->arena, key, sizeof(struct fate *)),
			sizeof(struct fate *), w);
	part_ask(w->reach, w->arena, w->like, part, w->parts);
}

static void take_pair(void *ctx, const struct endpoint_class *from, const struct endpoint_class *to,
		      const struct fate *fate)
{
	struct wide *w = ctx;
	const struct endpoint_class *all = w->classes->items.items;
	struct class_pair pair = {(uint32_t)(from - all), (uint32_t)(to - all)};
	vec_push(&w->told, pair);
	keep(w, &fate, fate->verdict, pair.from, pair.to);
}

static const struct fate *const blocked = NULL; /* by this all that is not told is known */

/* Is one of what is blocked to be kept yet? It shows that there is such, or it matters. */
static bool wants_blocked(const struct wide *w)
{
	return (parts_matter(w->parts, VCK_BLOCKED) && w->parts->kept < MOST_KEPT) ||
	       !map_get(&w->by_fate, &blocked, sizeof blocked);
}

/* What a class sends to its one member is not meant. */
static bool only_to_itself(const struct wide *w, uint32_t from)
{
	struct part part;
	return w->to.classes[from] && w->told_by[from] != from + 1 &&
	       !pick_pair(w, from, from, &part);
}

/* What pairs.h does not tell is blocked. Where that does not matter one pair shows it; where it does,
 * those beyond what anybody reads are counted and not looked at. */
static void keep_blocked(struct wide *w, uint32_t from, size_t n)
{
	if (n == 1 && wants_blocked(w) && only_to_itself(w, from))
		return;
	for (uint32_t to = 0; n && to < w->classes->items.len && wants_blocked(w); to++)
		if (w->to.classes[to] && w->told_by[to] != from + 1) {
			keep(w, &blocked, VCK_BLOCKED, from, to);
			n--;
		}
	if (parts_matter(w->parts, VCK_BLOCKED))
		w->parts->more += n;
}

/* By source; those of one source stay in their order. first[i]: where those of the class number i of
 * the VPC begin. */
static void sort_told(struct wide *w, const struct vpc_classes *of, size_t *first)
{
	struct class_pair *sorted = mem_alloc((w->told.len + 1) * sizeof *sorted);
	for (size_t i = 0; i < w->told.len; i++)
		first[w->told.items[i].from - of->first + 2]++;
	for (size_t i = 0; i < of->count; i++)
		first[i + 2] += first[i + 1];
	for (size_t i = 0; i < w->told.len; i++)
		sorted[first[w->told.items[i].from - of->first + 1]++] = w->told.items[i];
	free(w->told.items);
	w->told.items = sorted;
	w->told.cap = w->told.len + 1;
}

static void keep_rest(struct wide *w, const struct vpc_classes *of)
{
	size_t *first = mem_zalloc((of->count + 2) * sizeof *first);
	sort_told(w, of, first);
	for (uint32_t i = 0; i < of->count; i++) {
		size_t told = first[i + 1] - first[i];
		if (!w->from.classes[of->first + i])
			continue;
		for (size_t k = first[i]; k < first[i + 1]; k++)
			w->told_by[w->told.items[k].to] = of->first + i + 1;
		keep_blocked(w, of->first + i, w->to.n_classes - told);
	}
	free(first);
}

static void ask_classes(struct wide *w, const struct question *like)
{
	struct pairs *pairs = pairs_new(w->reach, w->classes, like->packets);
	const struct net *net = reach_net(w->reach);
	w->told_by = mem_zalloc((w->classes->items.len + 1) * sizeof *w->told_by);
	for (uint32_t v = 0; v < net->vpcs.len; v++) {
		w->told.len = 0;
		pairs_from(pairs, v, w->from.classes, w->to.classes, take_pair, w);
		keep_rest(w, &w->classes->of_vpc[v]);
	}
	free(w->told_by);
	vec_free(&w->told);
	pairs_free(pairs);
}

/* Points that belong to no class (hosts, second addresses) against two of each class, and each
 * other. `alone`: where those begin. */
struct thinned {
	struct selection all;
	size_t alone;
};

static struct thinned thinned(struct wide *w, const struct family_classes *c,
			      const struct wide_side *side)
{
	struct thinned x = {0};
	x.all.points.items = side->points;
	x.all.points.len = side->len;
	thin(w->ends->arena, c, w->ends->family, &x.all);
	while (x.alone < x.all.points.len &&
	       class_at(w, c, &x.all.points.items[x.alone]) < w->classes->items.len)
		x.alone++;
	return x;
}

static void ask_alone(struct wide *w, const struct thinned *from, const struct thinned *to)
{
	for (size_t i = 0; i < from->all.points.len; i++)
		for (size_t k = i < from->alone ? to->alone : 0; k < to->all.points.len; k++) {
			struct part part = {.source = from->all.points.items[i],
					    .destination = to->all.points.items[k]};
			if (part.source.address.family == w->ends->family &&
			    part.destination.address.family == w->ends->family &&
			    !naming_skips(w->ends->naming, &part))
				part_ask(w->reach, w->arena, w->like, part, w->parts);
		}
}

void wide_ask(struct reach *reach, struct arena *arena, const struct question *like,
	      const struct ends *e, struct parts *out)
{
	const struct family_classes *c = classes_for(reach, e->naming, e->family);
	struct wide w = {.reach = reach,
			 .arena = arena,
			 .like = like,
			 .ends = e,
			 .classes = c->classes,
			 .parts = out,
			 .by_fate = map_init(e->arena)};
	out->sieved = true;
	out->denied = e->naming->denies;
	lay_out(&w, c, &e->source, &w.from);
	lay_out(&w, c, &e->destination, &w.to);
	ask_classes(&w, like);
	const struct thinned from = thinned(&w, c, &w.from), to = thinned(&w, c, &w.to);
	ask_alone(&w, &from, &to);
	map_free(&w.by_fate);
}
