#include "reach/pairs.h"
#include "reach/internal.h"

#include <string.h>

enum via_mode { VIA_NONE, VIA_SAME, VIA_KEPT }; /* how far references hold (R43) */

struct plan {
	const struct plan *next; /* for other addresses of the same subnets */
	struct ip_range source, destination;
	bool fallback;
	struct sets request;
	struct leg leg;
	bool reply_cut, reply_uncertain;
	enum via_mode ingress, egress;
	struct outcome_sets
		*outcome[CLIENT_KINDS]; /* of the packets asked, once they were needed */
};

struct group_filter {
	const struct filter *filter; /* NULL: no groups, nothing is filtered (R13) */
	bool open, incomplete, references;
};

struct table_slot { /* an open hash table of 64-bit keys */
	uint64_t key;
	void *value;
};

struct u64_map {
	struct table_slot *slots;
	size_t cap, len;
};

struct pairs {
	struct reach *r;
	const struct classes *classes;
	const struct pktset *packets;
	struct arena arena, scratch;
	struct group_filter *filters; /* [group set * 2 + egress] */
	bool *compiled;
	struct u64_map plans, references;
};

/* ---- a small hash table
 * ------------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t x)
{
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64_C(0xc4ceb9fe1a85ec53);
	return x ^ x >> 33;
}

static struct table_slot *slot_of(const struct u64_map *m, uint64_t key)
{
	size_t i = mix(key) & (m->cap - 1);
	while (m->slots[i].value && m->slots[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

static void *u64_get(const struct u64_map *m, uint64_t key)
{
	return m->cap ? slot_of(m, key)->value : NULL;
}

static void u64_grow(struct u64_map *m)
{
	struct u64_map bigger = {.cap = m->cap ? m->cap * 2 : 256};
	bigger.slots = mem_zalloc(bigger.cap * sizeof *bigger.slots);
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].value)
			*slot_of(&bigger, m->slots[i].key) = m->slots[i];
	bigger.len = m->len;
	free(m->slots);
	*m = bigger;
}

static void u64_put(struct u64_map *m, uint64_t key, void *value)
{
	if (m->len * 2 >= m->cap)
		u64_grow(m);
	struct table_slot *s = slot_of(m, key);
	m->len += !s->value;
	*s = (struct table_slot){key, value};
}

/* ---- groups
 * -----------------------------------------------------------------------------------------------------
 */

static bool has_references(const struct security_group *sg, bool egress)
{
	const struct ip_permission *p = egress ? sg->egress.items : sg->ingress.items;
	size_t count = egress ? sg->egress.len : sg->ingress.len;
	for (size_t i = 0; i < count; i++)
		if (p[i].group_pairs.len)
			return true;
	return false;
}

static const struct group_filter *filter_of(struct pairs *p, uint32_t set, bool egress)
{
	struct group_filter *f = &p->filters[set * 2 + egress];
	if (p->compiled[set * 2 + egress])
		return f;
	const struct network_interface *eni = p->classes->group_sets.items[set].sample;
	p->compiled[set * 2 + egress] = true;
	f->open = !eni->group_ids.len && !eni->groups.len;
	f->incomplete = eni->groups.len < eni->group_ids.len;
	for (size_t i = 0; i < eni->groups.len; i++)
		f->references |= has_references(eni->groups.items[i], egress);
	if (!f->open)
		f->filter = sg_united(p->r, &p->arena, eni, egress, p->packets);
	return f;
}

static const struct pktset *references(struct pairs *p, uint32_t set, uint32_t peer, bool egress,
				       enum via_mode mode, struct ip address)
{
	uint64_t key = (uint64_t)set << 36 | (uint64_t)peer << 8 | (uint64_t)egress << 4 |
		       (uint64_t)(address.family == IPV6) << 3 | (uint64_t)mode << 1 | 1;
	const struct pktset *found = u64_get(&p->references, key);
	if (found)
		return found;
	const struct network_interface *eni = p->classes->group_sets.items[set].sample;
	const struct network_interface *other = p->classes->group_sets.items[peer].sample;
	struct object kept = {.kind = KIND_TRANSIT_GATEWAY};
	struct sg_peer named = {.interface = other,
				.via = mode == VIA_KEPT ? &kept : NULL,
				.via_keeps_references = mode == VIA_KEPT};
	const struct pktset *sets = sg_references(&p->arena, eni, egress, address, &named);
	sets = pktset_and(&p->arena, sets, p->packets);
	union {
		const void *in;
		void *out;
	} u = {.in = sets};
	u64_put(&p->references, key, u.out);
	return sets;
}

static struct sets groups(struct pairs *p, const struct endpoint_class *of,
			  const struct endpoint_class *peer, bool egress, enum via_mode mode)
{
	const struct group_filter *f = filter_of(p, of->group_set, egress);
	if (f->open)
		return (struct sets){p->packets, p->packets};
	struct sets s = filter_find(f->filter, peer->sample.address, NULL);
	if (f->references && mode != VIA_NONE && !pktset_covers(s.certain, p->packets)) {
		const struct pktset *refs = references(p, of->group_set, peer->group_set, egress,
						       mode, peer->sample.address);
		s.certain = pktset_or(&p->scratch, s.certain, refs);
		s.possible = pktset_or(&p->scratch, s.possible, refs);
	}
	if (f->incomplete)
		s.possible = p->packets;
	return s;
}

/* ---- plans
 * -----------------------------------------------------------------------------------------------------------
 */

static enum via_mode mode_of(const struct object *via, bool kept, bool egress)
{
	struct user_id_group_pair any = {0};
	struct network_interface somebody = {0};
	struct sg_peer peer = {.interface = &somebody, .via = via, .via_keeps_references = kept};
	if (!sg_reference_holds(&any, egress, &peer))
		return VIA_NONE;
	return via && via->kind == KIND_TRANSIT_GATEWAY ? VIA_KEPT : VIA_SAME;
}

static bool is_prefix_owner(const struct member *m)
{
	return m->interface->prefixes.len > 0;
}

static struct plan *make_plan(struct pairs *p, const struct endpoint_class *from,
			      const struct endpoint_class *to)
{
	struct plan *plan = arena_new(&p->arena, struct plan);
	struct question q = {
		.source = point_interface(from->sample.interface, from->sample.address),
		.destination = point_interface(to->sample.interface, to->sample.address),
		.packets = p->packets,
	};
	struct choices none = {0};
	struct walk there = walk_of(p->r, &p->arena, &q, &none, NULL);
	u128 last = from->sample.address.family == IPV4 ? UINT32_MAX : ~(u128)0;
	there.planning = true;
	there.source_atom = there.destination_atom =
		(struct ip_range){0, last, from->sample.address.family};
	struct walk back = there;
	run_request(&there);
	back.source_atom = there.source_atom;
	back.destination_atom = there.destination_atom;
	struct sets s = there.sets;
	if (there.cut)
		s.certain = s.possible = pktset_empty;
	if (there.uncertain)
		s.certain = pktset_empty;
	plan->request = s;
	if (!pktset_is_empty(s.possible) && !there.fallback)
		run_reply(&back, &there);
	plan->leg = back.n_legs ? back.legs[0] : (struct leg){{pktset_all, pktset_all}, 0, 0};
	plan->reply_cut = back.cut;
	plan->reply_uncertain = back.uncertain;
	plan->fallback = there.fallback || back.fallback || is_prefix_owner(&from->sample) ||
			 is_prefix_owner(&to->sample);
	plan->ingress = there.arrived_by_middlebox
				? VIA_NONE
				: mode_of(there.arrived_via, there.arrived_keeps_references, false);
	plan->egress = there.first_middlebox || !there.first_peer
			       ? VIA_NONE
			       : mode_of(there.first_via, there.first_keeps_references, true);
	plan->source = back.source_atom;
	plan->destination = back.destination_atom;
	return plan;
}

static bool in_range(struct ip_range r, struct ip ip)
{
	return ip.value >= r.lo && ip.value <= r.hi;
}

static struct plan *plan_of(struct pairs *p, const struct endpoint_class *from,
			    const struct endpoint_class *to)
{
	uint64_t key = (uint64_t)from->sample.interface->subnet->o.ordinal << 32 |
		       (uint64_t)to->sample.interface->subnet->o.ordinal << 1 |
		       (from->sample.address.family == IPV6);
	struct plan *first = u64_get(&p->plans, key);
	for (struct plan *plan = first; plan;) {
		if (in_range(plan->source, from->sample.address) &&
		    in_range(plan->destination, to->sample.address))
			return plan;
		union {
			const struct plan *in;
			struct plan *out;
		} u = {.in = plan->next};
		plan = u.out;
	}
	struct plan *plan = make_plan(p, from, to);
	plan->next = first;
	u64_put(&p->plans, key, plan);
	return plan;
}

static const struct outcome_sets *outcome_of(struct pairs *p, struct plan *plan,
					     enum client_kind client)
{
	static const unsigned ports[CLIENT_KINDS][2] = {
		[CLIENT_UNIX] = {32768, 60999},
		[CLIENT_WINDOWS] = {49152, 65535},
		[CLIENT_SERVICE] = {1024, 65535},
	};
	if (plan->outcome[client])
		return plan->outcome[client];
	struct outcome_sets *o = plan->outcome[client] = arena_new(&p->arena, struct outcome_sets);
	reply_project(&p->arena, p->packets, plan->leg.sets, ports[client][0], ports[client][1], o);
	if (plan->reply_uncertain) {
		o->unknown = pktset_minus(&p->arena, p->packets, o->blocked);
		o->pass = o->partial = pktset_empty;
	}
	if (plan->reply_cut)
		*o = (struct outcome_sets){pktset_empty, pktset_empty, p->packets, pktset_empty};
	return o;
}

/* ---- a pair
 * ----------------------------------------------------------------------------------------------------------
 */

enum up { DOWN, UP, UP_UNKNOWN };

static enum up up(const struct network_interface *eni)
{
	if (eni->status && !str_eq(eni->status, "in-use") && !str_eq(eni->status, "associated"))
		return DOWN;
	if (!eni->instance_id)
		return UP;
	if (!eni->instance || eni->instance->state == INSTANCE_UNSAID)
		return UP_UNKNOWN;
	return eni->instance->state == INSTANCE_RUNNING ? UP : DOWN;
}

static void nothing(const struct pairs *p, struct answer *out)
{
	*out = (struct answer){.verdict = VCK_BLOCKED,
			       .passes = pktset_empty,
			       .partial = pktset_empty,
			       .blocked = p->packets,
			       .unknown = pktset_empty};
}

static void in_full(struct pairs *p, const struct endpoint_class *from,
		    const struct endpoint_class *to, struct answer *out)
{
	struct question q = {
		.source = point_interface(from->sample.interface, from->sample.address),
		.destination = point_interface(to->sample.interface, to->sample.address),
		.packets = p->packets,
	};
	reach_flow(p->r, &p->scratch, &q, out, NULL);
}

static void combine(struct pairs *p, const struct endpoint_class *from,
		    const struct endpoint_class *to, struct plan *plan, bool uncertain,
		    struct answer *out)
{
	struct arena *a = &p->scratch;
	struct sets eg = groups(p, from, to, true, plan->egress);
	struct sets possible = {plan->request.certain,
				pktset_and(a, plan->request.possible, eg.possible)};
	if (pktset_is_empty(possible.possible)) {
		nothing(p, out);
		return;
	}
	struct sets in = groups(p, to, from, false, plan->ingress);
	const struct pktset *may = pktset_and(a, possible.possible, in.possible);
	if (pktset_is_empty(may)) {
		nothing(p, out);
		return;
	}
	const struct pktset *sure =
		pktset_and(a, plan->request.certain, pktset_and(a, eg.certain, in.certain));
	if (uncertain)
		sure = pktset_empty;
	const struct outcome_sets *o = outcome_of(p, plan, from->client);
	*out = (struct answer){0};
	out->passes = pktset_and(a, sure, o->pass);
	out->partial = pktset_and(a, sure, o->partial);
	out->blocked = pktset_or(a, pktset_minus(a, p->packets, may), o->blocked);
	out->unknown = pktset_minus(
		a, pktset_minus(a, pktset_minus(a, p->packets, out->passes), out->partial),
		out->blocked);
	out->verdict = answer_verdict(out);
}

void pairs_decide(struct pairs *p, const struct endpoint_class *from,
		  const struct endpoint_class *to, struct answer *out)
{
	arena_reset(&p->scratch);
	const struct network_interface *s = from->sample.interface, *d = to->sample.interface;
	bool twins = s->instance_id && str_eq(s->instance_id, d->instance_id);
	if (!from->plain || !to->plain || twins || s == d ||
	    ip_equal(from->sample.address, to->sample.address) ||
	    from->sample.address.family != to->sample.address.family) {
		in_full(p, from, to, out);
		return;
	}
	enum up a = up(s), b = up(d);
	if (a == DOWN || b == DOWN) {
		nothing(p, out);
		return;
	}
	struct plan *plan = plan_of(p, from, to);
	if (plan->fallback)
		in_full(p, from, to, out);
	else
		combine(p, from, to, plan, a == UP_UNKNOWN || b == UP_UNKNOWN, out);
}

/* ---- life
 * --------------------------------------------------------------------------------------------------------------
 */

struct pairs *pairs_new(struct reach *r, const struct classes *classes,
			const struct pktset *packets)
{
	struct pairs *p = mem_zalloc(sizeof *p);
	size_t n = classes->group_sets.len * 2 + 1;
	p->r = r;
	p->classes = classes;
	p->packets = packets;
	p->filters = arena_array(&p->arena, struct group_filter, n);
	p->compiled = arena_array(&p->arena, bool, n);
	return p;
}

void pairs_free(struct pairs *p)
{
	if (!p)
		return;
	free(p->plans.slots);
	free(p->references.slots);
	arena_free(&p->arena);
	arena_free(&p->scratch);
	free(p);
}
