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

/* ---- references, and the VPCs where they lead ---- */

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
		for (size_t k = 0; k < p[i].group_pairs.len && concerns(g, &p[i]); k++)
			carriers_add(&g->carriers, &p[i].group_pairs.items[k], vpcs);
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void take_references(struct gates *g, const struct group_set *set, bool egress,
			    struct gate *out)
{
	struct vpc_numbers *vpcs = &g->referred;
	size_t unique = 0;
	vpcs->len = 0;
	for (size_t i = 0; i < set->groups.len; i++)
		add_referred(g, set->groups.items[i], egress, vpcs);
	if (vpcs->len > 1)
		qsort(vpcs->items, vpcs->len, sizeof *vpcs->items, by_number);
	for (size_t i = 0; i < vpcs->len; i++)
		if (!unique || vpcs->items[i] != vpcs->items[unique - 1])
			vpcs->items[unique++] = vpcs->items[i];
	vpcs->len = unique;
	out->vpcs = vec_move(vpcs, &g->arena);
	out->n_vpcs = (uint32_t)unique;
}

/* ---- steps ---- */

/* Rules that come to the same steps: of one family, word for word. */
struct shape {
	struct shape *next;
	const struct contribution *items;
	size_t count;
	uint8_t family;
	bool incomplete;
	const struct gate_steps *steps;
};

struct shapes { /* those with one hash */
	uintptr_t key[1];
	struct shape *first;
};

static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * UINT64_C(0xff51afd7ed558ccd);
	return h ^ h >> 32;
}

static uint64_t hash_of(const struct shape *s)
{
	uint64_t h = mix(s->family, s->count << 1 | s->incomplete);
	for (size_t i = 0; i < s->count; i++) {
		const struct contribution *c = &s->items[i];
		h = mix(h, (uint64_t)c->cidr.first);
		h = mix(h, (uint64_t)(c->cidr.first >> 64) ^ (uint64_t)c->cidr.len << 1 ^ c->maybe);
		h = mix(h, (uintptr_t)c->set);
	}
	return h;
}

static bool same_shape(const struct shape *x, const struct shape *y)
{
	if (x->count != y->count || x->family != y->family || x->incomplete != y->incomplete)
		return false;
	for (size_t i = 0; i < x->count; i++) {
		const struct contribution *a = &x->items[i], *b = &y->items[i];
		if (a->set != b->set || a->maybe != b->maybe || !cidr_equal(a->cidr, b->cidr))
			return false;
	}
	return true;
}

static const struct gate_steps *flatten(struct gates *g, const struct filter_family *from,
					bool incomplete)
{
	struct gate_steps *to =
		arena_alloc(&g->arena, sizeof *to + from->count * sizeof *to->items);
	to->len = 0;
	for (size_t i = 0; i < from->count; i++) {
		const struct pktset *certain = from->steps[i].sets.certain;
		const struct pktset *possible =
			incomplete ? g->packets : from->steps[i].sets.possible;
		const struct gate_sets *last = to->len ? to->items[to->len - 1].sets : NULL;
		if (!last || last->certain != certain || last->possible != possible)
			to->items[to->len++] =
				(struct gate_step){from->steps[i].lo, record(g, certain, possible)};
	}
	return to;
}

static const struct gate_steps *make_steps(struct gates *g, const struct shape *s)
{
	struct filter_rules rules = {s->items, s->count, sg_unite, g->pool};
	struct filter_family f = filter_build_family(&g->scratch, &rules, s->family);
	return flatten(g, &f, s->incomplete);
}

static const struct gate_steps *steps_of(struct gates *g, const struct shape *wanted)
{
	bool fresh;
	uintptr_t hash = (uintptr_t)hash_of(wanted);
	struct shapes *all = cons_find(&g->shapes, &g->arena, &hash, &fresh);
	struct shape *s = all->first;
	while (s && !same_shape(s, wanted))
		s = s->next;
	if (!s) {
		s = arena_memdup(&g->arena, wanted, sizeof *wanted);
		s->items = arena_memdup(&g->arena, s->items, s->count * sizeof *s->items);
		s->steps = make_steps(g, s);
		s->next = all->first;
		all->first = s;
	}
	return s->steps;
}

static const struct gate_steps *one_step(struct gates *g, const struct gate_sets *sets)
{
	struct gate_steps *s = arena_alloc(&g->arena, sizeof *s + sizeof *s->items);
	s->len = 1;
	s->items[0] = (struct gate_step){0, sets};
	return s;
}

static bool of_ipv4(const struct contribution *c)
{
	return c->cidr.family == IPV4;
}

/* Those of IPv4 first; how many they are. */
static size_t part_families(struct shares *s)
{
	size_t v4 = 0;
	for (size_t i = 0; i < s->len; i++) {
		struct contribution c = s->items[i];
		if (!of_ipv4(&c))
			continue;
		s->items[i] = s->items[v4];
		s->items[v4++] = c;
	}
	return v4;
}

static void compile(struct gates *g, const struct group_set *set, bool egress, struct gate *out)
{
	struct shares *all = &g->shares;
	struct shape shape = {.incomplete = group_set_lacks(set, egress)};
	if (!set->group_ids.len) { /* R13 */
		out->steps[false] = out->steps[true] = g->open_steps;
		return;
	}
	arena_reset(&g->scratch);
	all->len = 0;
	sg_shares(&g->scratch, set, egress, g->pool, g->packets, all);
	size_t v4 = part_families(all);
	shape.family = IPV4;
	shape.items = all->items;
	shape.count = v4;
	out->steps[false] = steps_of(g, &shape);
	shape.family = IPV6;
	shape.items = all->items + v4;
	shape.count = all->len - v4;
	out->steps[true] = steps_of(g, &shape);
	take_references(g, set, egress, out);
}

const struct gate *gate_of(struct gates *g, uint32_t number, bool egress)
{
	struct gate *gate = &g->items[egress][number];
	if (gate->steps[0])
		return gate;
	compile(g, g->group_sets[number], egress, gate);
	for (int v6 = 0; v6 < 2; v6++)
		gate->only[v6] = gate->steps[v6]->len == 1 ? gate->steps[v6]->items[0].sets : NULL;
	return gate;
}

/* The step that an address lies in. */
static size_t step_of(const struct gate_steps *steps, u128 value)
{
	size_t lo = 0, hi = steps->len;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (steps->items[mid].lo <= value)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

const struct gate_sets *gate_find(const struct gate *gate, struct ip ip)
{
	const struct gate_steps *steps = gate->steps[ip.family == IPV6];
	return steps->items[step_of(steps, ip.value)].sets;
}

const struct gate_sets *gate_find_range(const struct gate *gate, struct ip_range r)
{
	const struct gate_sets *only = gate->only[r.family == IPV6];
	if (only)
		return only;
	const struct gate_steps *steps = gate->steps[r.family == IPV6];
	size_t i = step_of(steps, r.lo);
	return i + 1 == steps->len || steps->items[i + 1].lo > r.hi ? steps->items[i].sets : NULL;
}

static bool refers_to(const struct gate *gate, uint32_t vpc)
{
	return gate->n_vpcs && bsearch(&vpc, gate->vpcs, gate->n_vpcs, sizeof vpc, by_number);
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
				    struct sets more)
{
	if (pktset_is_empty(more.possible))
		return by_address;
	return record(g, pktpool_or(g->pool, by_address->certain, more.certain),
		      pktpool_or(g->pool, by_address->possible, more.possible));
}

static const struct references *references_of(struct gates *g, uint32_t number, bool egress)
{
	struct gate *gate = &g->items[egress][number];
	if (!gate->references)
		gate->references = sg_all_references(g->r, g->group_sets[number], egress);
	return gate->references;
}

static struct sets references_to(struct gates *g, uint32_t gate, bool egress, uint32_t other_gate,
				 enum via_mode mode, uint8_t family)
{
	struct network_interface other = {.group_set = g->group_sets[other_gate]};
	struct object gateway = {.kind = KIND_TRANSIT_GATEWAY};
	struct sg_peer peer = {.interface = &other,
			       .via = mode == VIA_SAME ? NULL : &gateway,
			       .via_keeps_references = mode == VIA_KEPT ? KEEPS : MAY_KEEP};
	arena_reset(&g->scratch);
	struct sets more = references_among(&g->scratch, references_of(g, gate, egress), egress,
					    family, &peer);
	if (pktset_is_empty(more.possible))
		return (struct sets){pktset_empty, pktset_empty};
	return (struct sets){kept(g, more.certain), kept(g, more.possible)};
}

static struct referred *recently(struct gates *g, const struct referred *wanted)
{
	uint64_t mixed = ((uint64_t)wanted->gate << 32 | wanted->peer << 4 | wanted->how) *
			 UINT64_C(0x9e3779b97f4a7c15);
	return &g->recent[mixed >> 32 & (RECENT - 1)];
}

const struct gate_sets *gate_with_references(struct gates *g, uint32_t gate, bool egress,
					     uint32_t peer, enum via_mode mode, uint8_t family,
					     const struct gate_sets *by_address)
{
	if (by_address->certain == g->packets)
		return by_address;
	struct referred wanted = {gate, peer,
				  (uint32_t)mode << 2 | (uint32_t)egress << 1 | (family == IPV6),
				  by_address, NULL};
	struct referred *r = recently(g, &wanted);
	if (r->by_address != by_address || r->gate != gate || r->peer != peer ||
	    r->how != wanted.how) {
		wanted.sets =
			with(g, by_address, references_to(g, gate, egress, peer, mode, family));
		*r = wanted;
	}
	return r->sets;
}

const struct gate_sets *gate_or_anyone(struct gates *g, uint32_t gate, uint8_t family,
				       const struct gate_sets *by_address)
{
	const struct pktset *more = gate_for_anyone(g, gate, family)->possible;
	return with(g, by_address, (struct sets){more, more});
}

const struct gate_sets *gate_for_anyone(struct gates *g, uint32_t gate, uint8_t family)
{
	const struct group_set *set = g->group_sets[gate];
	const struct gate_sets ***all = &g->anyone[family == IPV6], **slot;
	if (!*all)
		*all = arena_array(&g->arena, const struct gate_sets *, g->len + 1);
	slot = &(*all)[gate];
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
	g->len = n;
	for (int egress = 0; egress < 2; egress++)
		g->items[egress] = arena_array(&g->arena, struct gate, n + 1);
}

void gates_open(struct gates *g, struct reach *r, const struct classes *classes,
		struct pktpool *pool, const struct pktset *packets)
{
	*g = (struct gates){.r = r, .classes = classes, .pool = pool, .packets = packets};
	number_gates(g);
	g->sets = (struct cons){.words = 2, .size = sizeof(struct gate_sets)};
	g->shapes = (struct cons){.words = 1, .size = sizeof(struct shapes)};
	carriers_open(&g->carriers, classes->net, g->group_sets, g->of_vpc);
	vec_reserve(&g->shares, 16);
	g->open = record(g, packets, packets);
	g->closed = record(g, pktset_empty, pktset_empty);
	g->open_steps = one_step(g, g->open);
}

void gates_close(struct gates *g)
{
	carriers_close(&g->carriers);
	cons_free(&g->sets);
	vec_free(&g->shares);
	vec_free(&g->referred);
	cons_free(&g->shapes);
	arena_free(&g->arena);
	arena_free(&g->scratch);
}
