#include "reach/plan.h"

static enum via_mode mode_of(const struct object *via, enum keeping kept, bool egress)
{
	static const struct user_id_group_pair any = {0};
	static const struct network_interface somebody = {0};
	struct sg_peer peer = {.interface = &somebody, .via = via, .via_keeps_references = kept};
	if (!sg_reference_holds(&any, egress, &peer))
		return VIA_NONE;
	if (!via || via->kind != KIND_TRANSIT_GATEWAY)
		return VIA_SAME;
	return kept == KEEPS ? VIA_KEPT : VIA_MAY_BE_KEPT;
}

static enum via_mode ingress_mode(const struct walk *there)
{
	if (there->taken && !there->anyone)
		return there->middlebox || !there->sender ? VIA_NONE : VIA_SAME;
	if (!there->asked_in && !there->taken)
		return VIA_UNASKED;
	if (there->anyone)
		return VIA_ANYONE;
	return there->arrived_by_middlebox
		       ? VIA_NONE
		       : mode_of(there->arrived_via, there->arrived_keeps_references, false);
}

/* Where the way is not known, a reference to the receiver's groups may hold. */
static enum via_mode egress_mode(const struct walk *there, bool lost)
{
	if (lost && !there->first_arrived && !there->middlebox)
		return VIA_SAME;
	return there->first_middlebox || !there->first_peer
		       ? VIA_NONE
		       : mode_of(there->first_via, there->first_keeps_references, true);
}

/* Stopped by what all addresses of its atoms share. */
static bool is_dead(const struct walk *w)
{
	return w->cut && !w->untracked && !w->choices->len;
}

static struct sets kept(struct pktpool *pool, const struct pktset *asked, struct sets s)
{
	return (struct sets){
		pktpool_and(pool, pktpool_keep(pool, s.certain), asked),
		pktpool_and(pool, pktpool_keep(pool, s.possible), asked),
	};
}

static void take_picks(struct plan *plan, const struct walk *w)
{
	plan->by_zone |= w->by_zone;
	plan->by_subnet |= w->by_subnet;
	for (unsigned i = 0; i < w->n_picks; i++) {
		if (plan->n_picks == MAX_PICKS)
			plan->by_subnet = true;
		else
			plan->picks[plan->n_picks++] = w->picks[i];
	}
}

static void take_request(struct planner *p, struct plan *plan, const struct walk *there)
{
	bool unclear = there->uncertain && !there->delivered && !plan->lost;
	take_picks(plan, there);
	plan->dead = is_dead(there);
	plan->in_full = !plan->dead && (there->fallback || unclear);
	plan->source = there->source_atom;
	plan->destination = there->destination_atom;
	plan->request = kept(p->pool, p->packets, there->sets);
	if (there->uncertain)
		plan->request.certain = pktset_empty;
	plan->ingress = ingress_mode(there);
	plan->egress = egress_mode(there, plan->lost);
	plan->or_anyone = there->taken && !there->anyone && there->taken_translated;
}

static void take_reply(struct planner *p, struct plan *plan, const struct walk *back)
{
	take_picks(plan, back);
	plan->dead = is_dead(back);
	plan->in_full = !plan->dead && back->fallback;
	plan->source = back->source_atom;
	plan->destination = back->destination_atom;
	plan->reply_uncertain = back->uncertain;
	plan->leg = back->legs[0];
	plan->leg.sets.certain = pktpool_keep(p->pool, plan->leg.sets.certain);
	plan->leg.sets.possible = pktpool_keep(p->pool, plan->leg.sets.possible);
}

/* What the end says (judge_goal) holds for this end alone; what came before, for all. */
static void go_there(struct planner *p, struct plan *plan, struct walk *there)
{
	run_request(there);
	bool anywhere = !there->by_goal, cut = there->cut;
	plan->lost = is_lost(there) && !there->fallback;
	judge_goal(there);
	take_request(p, plan, there);
	plan->lost &= !plan->dead;
	plan->lost_anywhere = plan->lost && anywhere;
	plan->dead_anywhere =
		plan->dead && cut && anywhere && there->cut_in != there->q->destination.vpc;
	if (plan->lost)
		plan->leg = (struct leg){.sets = {pktset_all, pktset_all}};
}

struct plan *plan_make(struct planner *p, const struct place *from, const struct member *source,
		       const struct place *to, const struct member *destination)
{
	struct plan *plan = arena_new(&p->arena, struct plan);
	struct question q = {
		.source = point_interface(source->interface, source->address),
		.destination = point_interface(destination->interface, destination->address),
		.packets = p->packets,
	};
	struct choices none = {0};
	arena_reset(&p->scratch);
	struct walk there, back;
	walk_begin(&there, p->r, &p->scratch, &q, &none, NULL);
	there.planning = true;
	there.source_atom = there.destination_atom = family_range(source->address.family);
	plan->from = from;
	plan->to = to;
	go_there(p, plan, &there);
	if (plan->dead || plan->in_full || plan->lost)
		return plan;
	walk_begin(&back, p->r, &p->scratch, &q, &none, NULL);
	back.planning = true;
	back.source_atom = there.source_atom;
	back.destination_atom = there.destination_atom;
	run_reply(&back, &there);
	take_reply(p, plan, &back);
	return plan;
}

static bool in_range(struct ip_range r, struct ip ip)
{
	return ip.value >= r.lo && ip.value <= r.hi;
}

bool plan_holds(const struct plan *plan, struct ip source, struct ip destination)
{
	return in_range(plan->source, source) && in_range(plan->destination, destination);
}

enum side side_of(const struct subnet *s, struct ip_range span)
{
	for (size_t i = 0; s && i < s->cidrs.len; i++) {
		struct ip_range block = cidr_range(s->cidrs.items[i]);
		if (block.family != span.family || span.hi < block.lo || block.hi < span.lo)
			continue;
		return block.lo <= span.lo && span.hi <= block.hi ? INSIDE : ACROSS;
	}
	return OUTSIDE;
}

static bool cross(const struct place *from, const struct place *to)
{
	return side_of(from->subnet, to->span) == ACROSS ||
	       side_of(to->subnet, from->span) == ACROSS;
}

bool places_plain(const struct place *from, const struct place *to)
{
	return from->subnet && to->subnet && !from->strays && !to->strays &&
	       !place_calls_itself(from) && !place_answers_itself(to);
}

bool plan_possible(const struct place *from, const struct place *to)
{
	return places_plain(from, to) && !cross(from, to);
}

bool place_is_off(const struct place *place, struct ip_range range)
{
	return side_of(place->subnet, range) == OUTSIDE;
}

bool plan_sides_fit(const struct plan *plan, const struct place *from, const struct place *to,
		    bool apart)
{
	/* Inside one subnet nothing but the groups is asked: no other two places are like that. */
	if ((plan->from->subnet == plan->to->subnet) != (from->subnet == to->subnet))
		return false;
	if (apart)
		return true;
	return side_of(plan->from->subnet, plan->to->span) == side_of(from->subnet, to->span) &&
	       side_of(plan->to->subnet, plan->from->span) == side_of(to->subnet, from->span);
}

/* ---- by transit gateway ---- */

static bool same_filters(const struct subnet *x, const struct subnet *y, uint8_t family)
{
	return x->network_acl == y->network_acl ||
	       (nacl_is_open(x->network_acl, family) && nacl_is_open(y->network_acl, family));
}

/* Does what comes into the subnet, and is for the place, go on as if it had come into the VPC: to the
 * place's own filters, which are none where it is this subnet? *atom: narrowed to addresses of which the
 * same is true. */
static bool is_passed_through(struct reach *r, const struct subnet *s, const struct place *to,
			      struct ip_range *atom)
{
	enum side side = side_of(s, to->span);
	struct ip_range range = to->span;
	if (!s->vpc || s->vpc->o.ordinal != to->vpc || side == ACROSS ||
	    (side == INSIDE) != (s == to->subnet) || !nacl_is_open(s->network_acl, to->family))
		return false;
	if (side == INSIDE)
		return true;
	if (!subnet_delivers(r, s, &range))
		return false;
	atom_narrow(atom, range);
	return true;
}

static bool is_apart(const struct subnet *s, const struct place *place)
{
	return s != place->subnet && side_of(s, place->span) == OUTSIDE;
}

/* Is one place for the first subnet what the other is for the second? */
static bool lie_alike(const struct subnet *x, const struct place *of_x, const struct subnet *y,
		      const struct place *of_y)
{
	enum side side = side_of(x, of_x->span);
	return side != ACROSS && side == side_of(y, of_y->span) &&
	       (x == of_x->subnet) == (y == of_y->subnet);
}

/* Into either of two subnets, and on to a place: by the same filter and table, or by none that matters. */
static bool arrives_alike(struct reach *r, const struct subnet *x, const struct place *of_x,
			  const struct subnet *y, const struct place *of_y, struct ip_range *atom)
{
	struct ip_range all = of_x->span;
	if (x == y ? lie_alike(x, of_x, y, of_y)
		   : x->vpc == y->vpc && x->network_acl == y->network_acl &&
			     x->route_table == y->route_table && is_apart(x, of_x) &&
			     is_apart(y, of_y))
		return true;
	return is_passed_through(r, x, of_x, &all) && is_passed_through(r, y, of_y, atom);
}

/* What takes the place of a pick between other places; NULL: nothing does. */
static const struct subnet *pick_between(const struct gateway_pick *p, const struct plan *plan,
					 struct reach *r, const struct place *from,
					 const struct place *to)
{
	bool same_zones = plan->from->zone == from->zone && plan->to->zone == to->zone;
	if (p->by == PICKED_ALWAYS || same_zones)
		return p->picked;
	return gateway_subnet(r, p->attachment,
			      p->by == PICKED_FOR_SOURCE ? from->subnet : to->subnet);
}

/* `like`: the plan between these places that is made of it; its addresses become those that go on alike. */
static bool picks_alike(const struct gateway_pick *p, const struct plan *plan, struct reach *r,
			const struct subnet *s, struct plan *like)
{
	if (!p->arrives)
		return same_filters(p->picked, s, like->from->family);
	return p->reply ? arrives_alike(r, p->picked, plan->from, s, like->from, &like->source)
			: arrives_alike(r, p->picked, plan->to, s, like->to, &like->destination);
}

/* Where one comes again, so does the other. */
static bool repeats_alike(const struct plan *plan, const struct plan *like, uint32_t i)
{
	const struct gateway_pick *a = plan->picks, *b = like->picks;
	for (uint32_t k = 0; k < i; k++)
		if (a[k].arrives && a[i].arrives && a[k].reply == a[i].reply &&
		    (a[k].picked == a[i].picked) != (b[k].picked == b[i].picked))
			return false;
	return true;
}

static bool find_picks(const struct plan *plan, struct reach *r, struct plan *like)
{
	for (uint32_t i = 0; i < plan->n_picks; i++) {
		const struct subnet *s = like->picks[i].picked =
			pick_between(&plan->picks[i], plan, r, like->from, like->to);
		if (!s || !picks_alike(&plan->picks[i], plan, r, s, like) ||
		    !repeats_alike(plan, like, i))
			return false;
	}
	return true;
}

struct plan *plan_between(struct planner *planner, struct plan *plan, const struct place *from,
			  const struct place *to)
{
	bool same_zones = plan->from->zone == from->zone && plan->to->zone == to->zone;
	if (plan->from->subnet == from->subnet && plan->to->subnet == to->subnet)
		return plan;
	if (plan->by_subnet || (plan->by_zone && !same_zones))
		return NULL;
	if (!plan->n_picks)
		return plan;
	struct plan like = *plan;
	like.from = from;
	like.to = to;
	return find_picks(plan, planner->r, &like)
		       ? arena_memdup(&planner->arena, &like, sizeof like)
		       : NULL;
}

/* ---- what comes of it ---- */

static struct outcome_sets outcome_of(struct planner *p, const struct plan *plan,
				      enum client_kind client)
{
	static const unsigned ports[CLIENT_KINDS][2] = {
		[CLIENT_UNIX] = {32768, 60999},
		[CLIENT_WINDOWS] = {49152, 65535},
		[CLIENT_SERVICE] = {1024, 65535},
	};
	struct outcome_sets o;
	arena_reset(&p->scratch);
	reply_project(&p->scratch, p->packets, plan->leg.sets, ports[client][0], ports[client][1],
		      &o);
	if (plan->reply_uncertain) {
		o.unknown = pktset_minus(&p->scratch, p->packets, o.blocked);
		o.pass = o.partial = pktset_empty;
	}
	return o;
}

const struct passage *plan_make_passage(struct planner *p, struct plan *plan,
					enum client_kind client)
{
	uintptr_t key[] = {
		(uintptr_t)plan->request.certain,
		(uintptr_t)plan->request.possible,
		(uintptr_t)plan->leg.sets.certain,
		(uintptr_t)plan->leg.sets.possible,
		(uintptr_t)client << 1 | plan->reply_uncertain,
	};
	bool fresh;
	struct passage *passage = cons_find(&p->passages, &p->records, key, &fresh);
	if (fresh) {
		struct outcome_sets o = outcome_of(p, plan, client);
		passage->request = plan->request;
		passage->reply = (struct outcome_sets){
			pktpool_keep(p->pool, o.pass), pktpool_keep(p->pool, o.partial),
			pktpool_keep(p->pool, o.blocked), pktpool_keep(p->pool, o.unknown)};
	}
	return plan->passage[client] = passage;
}

void planner_open(struct planner *p, struct reach *r, struct pktpool *pool,
		  const struct pktset *packets)
{
	*p = (struct planner){.r = r, .pool = pool, .packets = packets};
	p->passages = (struct cons){.words = COUNT_OF(((struct passage *)0)->key),
				    .size = sizeof(struct passage)};
}

void planner_close(struct planner *p)
{
	cons_free(&p->passages);
	arena_free(&p->arena);
	arena_free(&p->scratch);
	arena_free(&p->records);
}
