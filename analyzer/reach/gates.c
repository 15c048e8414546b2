#include "reach/gates.h"

#include <string.h>

static const struct gate_sets *record(struct gates *g, const struct pktset *certain,
				      const struct pktset *possible)
{
	if (pktset_is_empty(possible) && g->closed) /* most rules leave most addresses out */
		return g->closed;
	bool fresh;
	struct gate_sets *s =
		cons_find(&g->sets, &g->arena,
			  (uintptr_t[]){(uintptr_t)certain, (uintptr_t)possible}, &fresh);
	if (fresh) {
		s->certain = certain;
		s->possible = possible;
		s->doubted = pktset_is_empty(certain) ? s : record(g, pktset_empty, possible);
	}
	return s;
}

static const struct pktset *kept(struct gates *g, const struct pktset *set)
{
	return pktpool_and(g->pool, pktpool_keep(g->pool, set), g->packets);
}

/* ---- who carries which group ---- */

static void add_carrier(struct gates *g, const char *group_id, uint32_t vpc)
{
	struct vpc_numbers *v = map_get_str(&g->carriers, group_id);
	if (!v) {
		v = mem_zalloc(sizeof *v);
		map_put_str(&g->carriers, group_id, v);
		vec_push(&g->carried, v);
	}
	if (!v->len || v->items[v->len - 1] != vpc) /* gates come by VPC */
		vec_push(v, vpc);
}

static const struct vpc_numbers *carriers_of(struct gates *g, const char *group_id)
{
	for (uint32_t v = 0; !g->has_carriers && v < g->classes->net->vpcs.len; v++)
		for (uint32_t i = 0; i < g->of_vpc[v].count; i++) {
			const struct group_set *set = g->group_sets[g->of_vpc[v].first + i];
			for (size_t k = 0; k < set->group_ids.len; k++)
				add_carrier(g, set->group_ids.items[k], v);
		}
	g->has_carriers = true;
	return map_get_str(&g->carriers, group_id);
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static bool concerns(struct gates *g, const struct ip_permission *p)
{
	return pktset_meets(permission_set(&g->scratch, p, IPV4), g->packets) ||
	       pktset_meets(permission_set(&g->scratch, p, IPV6), g->packets);
}

static void add_referred(struct gates *g, const struct security_group *sg, bool egress,
			 struct vpc_numbers *vpcs)
{
	const struct ip_permission *p = egress ? sg->egress.items : sg->ingress.items;
	size_t count = egress ? sg->egress.len : sg->ingress.len;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < p[i].group_pairs.len && concerns(g, &p[i]); k++) {
			const struct vpc_numbers *where =
				carriers_of(g, p[i].group_pairs.items[k].group_id);
			for (size_t v = 0; where && v < where->len; v++)
				vec_push(vpcs, where->items[v]);
		}
}

static void take_references(struct gates *g, const struct group_set *set, bool egress,
			    struct gate *out)
{
	struct vpc_numbers vpcs = VEC_INIT;
	for (size_t i = 0; i < set->groups.len; i++)
		add_referred(g, set->groups.items[i], egress, &vpcs);
	if (vpcs.len)
		qsort(vpcs.items, vpcs.len, sizeof *vpcs.items, by_number);
	size_t unique = 0;
	for (size_t i = 0; i < vpcs.len; i++)
		if (!unique || vpcs.items[i] != vpcs.items[unique - 1])
			vpcs.items[unique++] = vpcs.items[i];
	vpcs.len = unique;
	out->vpcs.items = vec_move(&vpcs, &g->arena);
	out->vpcs.len = unique;
	vec_free(&vpcs);
}

/* ---- steps ---- */

static void flatten(struct gates *g, const struct filter_family *from, bool incomplete,
		    struct gate_step *to, size_t *len)
{
	size_t n = 0;
	for (size_t i = 0; i < from->count; i++) {
		const struct pktset *certain = from->steps[i].sets.certain;
		const struct pktset *possible =
			incomplete ? g->packets : from->steps[i].sets.possible;
		const struct gate_sets *last = n ? to[n - 1].sets : NULL;
		if (!last || last->certain != certain || last->possible != possible)
			to[n++] =
				(struct gate_step){from->steps[i].lo, record(g, certain, possible)};
	}
	*len = n;
}

static void one_step(struct gates *g, const struct gate_sets *sets, struct gate *out)
{
	out->v4.items = arena_new(&g->arena, struct gate_step);
	out->v4.items[0].sets = sets;
	out->v4.len = 1;
	out->v6.items = out->v4.items;
	out->v6.len = 1;
}

static void compile(struct gates *g, const struct group_set *set, bool egress, struct gate *out)
{
	bool incomplete = set->groups.len < set->group_ids.len;
	if (!set->group_ids.len) { /* R13 */
		one_step(g, g->open, out);
		return;
	}
	arena_reset(&g->scratch);
	struct filter f;
	sg_united(&g->scratch, set, egress, g->pool, g->packets, &f);
	out->v4.items = arena_array(&g->arena, struct gate_step, f.v4.count);
	out->v6.items = arena_array(&g->arena, struct gate_step, f.v6.count);
	flatten(g, &f.v4, incomplete, out->v4.items, &out->v4.len);
	flatten(g, &f.v6, incomplete, out->v6.items, &out->v6.len);
	take_references(g, set, egress, out);
}

const struct gate *gate_of(struct gates *g, uint32_t number, bool egress)
{
	struct gate *gate = &g->items[egress][number];
	if (!gate->ready)
		compile(g, g->group_sets[number], egress, gate);
	gate->ready = true;
	return gate;
}

/* The step that an address lies in. */
static size_t step_of(const struct gate_step *steps, size_t len, u128 value)
{
	size_t lo = 0, hi = len;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (steps[mid].lo <= value)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

const struct gate_sets *gate_find(const struct gate *gate, struct ip ip)
{
	const struct gate_step *steps = ip.family == IPV4 ? gate->v4.items : gate->v6.items;
	return steps[step_of(steps, ip.family == IPV4 ? gate->v4.len : gate->v6.len, ip.value)]
		.sets;
}

const struct gate_sets *gate_find_range(const struct gate *gate, struct ip_range r)
{
	const struct gate_step *steps = r.family == IPV4 ? gate->v4.items : gate->v6.items;
	size_t len = r.family == IPV4 ? gate->v4.len : gate->v6.len;
	size_t i = step_of(steps, len, r.lo);
	return i + 1 == len || steps[i + 1].lo > r.hi ? steps[i].sets : NULL;
}

static bool refers_to(const struct gate *gate, uint32_t vpc)
{
	return gate->vpcs.len &&
	       bsearch(&vpc, gate->vpcs.items, gate->vpcs.len, sizeof vpc, by_number);
}

struct gate_view gate_towards(struct gates *g, uint32_t number, bool egress, uint32_t vpc,
			      struct ip_range span)
{
	const struct gate *gate = gate_of(g, number, egress);
	return (struct gate_view){span.family ? gate_find_range(gate, span) : NULL,
				  refers_to(gate, vpc)};
}

/* ---- references ---- */

static const struct gate_sets *with(struct gates *g, const struct gate_sets *by_address,
				    const struct pktset *more)
{
	if (pktset_is_empty(more))
		return by_address;
	return record(g, pktpool_or(g->pool, by_address->certain, more),
		      pktpool_or(g->pool, by_address->possible, more));
}

/* What somebody with a set of groups gets through beside what his address does. */
struct referred {
	uintptr_t key[3];
	const struct gate_sets *sets;
};

static const struct pktset *references_to(struct gates *g, uint32_t gate, bool egress,
					  uint32_t other_gate, enum via_mode mode, uint8_t family)
{
	struct network_interface other = {.group_set = g->group_sets[other_gate]};
	struct object gateway = {.kind = KIND_TRANSIT_GATEWAY};
	struct sg_peer peer = {.interface = &other,
			       .via = mode == VIA_KEPT ? &gateway : NULL,
			       .via_keeps_references = mode == VIA_KEPT};
	arena_reset(&g->scratch);
	return kept(g,
		    sg_references(g->r, &g->scratch, g->group_sets[gate], egress, family, &peer));
}

const struct gate_sets *gate_with_references(struct gates *g, uint32_t gate, bool egress,
					     uint32_t peer, enum via_mode mode, uint8_t family,
					     const struct gate_sets *by_address)
{
	if (by_address->certain == g->packets)
		return by_address;
	uintptr_t how = (uintptr_t)mode << 2 | (uintptr_t)egress << 1 | (family == IPV6);
	uintptr_t key[] = {(uintptr_t)gate << 4 | how, peer, (uintptr_t)by_address};
	uint64_t mixed = (key[0] << 20 ^ peer) * UINT64_C(0x9e3779b97f4a7c15);
	struct referred **recent = &g->recent[mixed >> 32 & (RECENT - 1)];
	if (*recent && memcmp((*recent)->key, key, sizeof key) == 0)
		return (*recent)->sets;
	bool fresh;
	struct referred *found = *recent = cons_find(&g->references, &g->arena, key, &fresh);
	if (fresh)
		found->sets =
			with(g, by_address, references_to(g, gate, egress, peer, mode, family));
	return found->sets;
}

const struct gate_sets *gate_or_anyone(struct gates *g, uint32_t gate, uint8_t family,
				       const struct gate_sets *by_address)
{
	return with(g, by_address, gate_for_anyone(g, gate, family)->possible);
}

const struct gate_sets *gate_for_anyone(struct gates *g, uint32_t gate, uint8_t family)
{
	const struct group_set *set = g->group_sets[gate];
	const struct gate_sets **slot = &g->items[false][gate].anyone[family == IPV6];
	if (!*slot && !set->group_ids.len)
		*slot = g->open;
	if (!*slot) {
		arena_reset(&g->scratch);
		struct sets s = sg_sets_of_anyone(&g->scratch, set, family);
		*slot = record(g, kept(g, s.certain), kept(g, s.possible));
	}
	return *slot;
}

/* ---- life ---- */

static void number_gates(struct gates *g)
{
	const struct classes *c = g->classes;
	const struct net *net = c->net;
	uint32_t n = 0;
	uint32_t *known = arena_array(&g->scratch, uint32_t, net->group_sets.len + 1); /* from 1 */
	g->of_class = arena_array(&g->arena, uint32_t, c->items.len + 1);
	g->of_vpc = arena_array(&g->arena, struct vpc_gates, net->vpcs.len + 1);
	g->group_sets = arena_array(&g->arena, const struct group_set *, c->items.len + 1);
	for (size_t v = 0; v < net->vpcs.len; v++) {
		uint32_t first = n, end = c->of_vpc[v].first + c->of_vpc[v].count;
		for (uint32_t i = c->of_vpc[v].first; i < end; i++) {
			uint32_t set = c->items.items[i].group_set;
			if (known[set] <= first) {
				g->group_sets[n++] = net->group_sets.items[set];
				known[set] = n;
			}
			g->of_class[i] = known[set] - 1;
		}
		g->of_vpc[v] = (struct vpc_gates){first, n - first};
	}
	for (int egress = 0; egress < 2; egress++)
		g->items[egress] = arena_array(&g->arena, struct gate, n + 1);
}

void gates_open(struct gates *g, struct reach *r, const struct classes *classes,
		struct pktpool *pool, const struct pktset *packets)
{
	*g = (struct gates){.r = r, .classes = classes, .pool = pool, .packets = packets};
	number_gates(g);
	g->sets = (struct cons){.words = 2, .size = sizeof(struct gate_sets)};
	g->references = (struct cons){.words = 3, .size = sizeof(struct referred)};
	g->carriers = map_init(&g->arena);
	g->open = record(g, packets, packets);
	g->closed = record(g, pktset_empty, pktset_empty);
}

void gates_close(struct gates *g)
{
	map_free(&g->carriers);
	for (size_t i = 0; i < g->carried.len; i++) {
		vec_free(g->carried.items[i]);
		free(g->carried.items[i]);
	}
	vec_free(&g->carried);
	cons_free(&g->sets);
	cons_free(&g->references);
	arena_free(&g->arena);
	arena_free(&g->scratch);
}
