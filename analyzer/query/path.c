/*
 * path.c - the questions of `path`: ends that may be sets, and the exact union of their answers
 * (R4).
 *
 * Each pair of points is asked, and a host that stands for a range is asked again behind each
 * border at which its treatment changes. What passes for every pair passes; what passes for none is
 * blocked; the rest is listed pair by pair.
 */
#include "query/parts.h"

#include <string.h>

/* ---- the ends ---- */

static uint8_t family_of_text(const char *text)
{
	struct ip ip;
	struct cidr c;
	if (text && ip_parse(text, &ip))
		return ip.family;
	return text && cidr_parse(text, &c) ? c.family : (uint8_t)FAMILY_NONE;
}

static uint8_t family_of_spec(const struct proto_spec *spec)
{
	bool v6 = spec->span.lo >> 16 == PROTO_ICMPV6 && spec->span.hi >> 16 == PROTO_ICMPV6;
	bool v4 = !spec->echo && spec->span.lo >> 16 == PROTO_ICMP &&
		  spec->span.hi >> 16 == PROTO_ICMP;
	return v6 ? IPV6 : v4 ? IPV4 : FAMILY_NONE;
}

static const struct point *only(const struct selection *s)
{
	return s->points.len ? &s->points.items[0] : NULL;
}

static bool lacks_family(const struct selection *s, uint8_t family)
{
	for (size_t i = 0; i < s->points.len; i++)
		if (s->points.items[i].address.family == family)
			return false;
	return true;
}

/* R72: an EC2 Instance Connect Endpoint is told of by its own causes, whichever name it was called by. */
static void note_endpoints(struct selection *sources)
{
	for (size_t i = 0; i < sources->points.len; i++) {
		struct point *p = &sources->points.items[i];
		if (p->kind == POINT_INTERFACE && p->interface->role == ROLE_CONNECT_ENDPOINT)
			p->eice = interface_connect_endpoint(p->interface);
	}
}

static bool is_internet(const struct selection *s)
{
	for (size_t i = 0; i < s->points.len; i++)
		if (s->points.items[i].kind != POINT_INTERNET)
			return false;
	return s->points.len > 0;
}

/*
 * R60: an interface whose first address has no public one meets the internet by a further one that has. Who
 * asks for addresses means these.
 */
static void face_internet(struct arena *arena, const struct selection *other, struct selection *s)
{
	if (!is_internet(other) || query_names_addresses(s->text))
		return;
	struct point *points = arena_memdup(arena, s->points.items, s->points.len * sizeof *points);
	for (size_t i = 0; i < s->points.len; i++) {
		struct point *p = &points[i];
		if (p->kind != POINT_INTERFACE || p->address.family != IPV4 ||
		    p->public_address.family)
			continue;
		struct ip outward = interface_facing_internet(p->interface);
		if (outward.family && !interface_public_of(p->interface, p->address).family)
			*p = point_interface(p->interface, outward);
	}
	s->points.items = points;
}

/* Each end is resolved in the light of the other, the destination last. */
static enum vck_status resolve(struct reach *reach, const struct vck_question *q, struct ends *e,
			       struct vck_error *err)
{
	struct selection first;
	struct vck_error ignored;
	bool guess = !end_points(reach, e->arena, e->naming, q->destination, e->family, NULL,
				 &first, &ignored);
	enum vck_status status = end_points(reach, e->arena, e->naming, q->source, e->family,
					    guess ? only(&first) : NULL, &e->source, err);
	if (status)
		return status;
	note_endpoints(&e->source);
	status = end_points(reach, e->arena, e->naming, q->destination, e->family, only(&e->source),
			    &e->destination, err);
	if (status)
		return status;
	face_internet(e->arena, &e->destination, &e->source);
	face_internet(e->arena, &e->source, &e->destination);
	return VCK_OK;
}

static enum vck_status resolve_ends(struct reach *reach, const struct vck_question *q,
				    const struct proto_spec *spec, struct ends *e,
				    struct vck_error *err)
{
	if (!e->family)
		e->family = family_of_text(q->source);
	if (!e->family)
		e->family = family_of_text(q->destination);
	if (!e->family)
		e->family = family_of_spec(spec);
	enum vck_status status = resolve(reach, q, e, err);
	if (status || e->family)
		return status;
	if (lacks_family(&e->source, IPV4) || lacks_family(&e->destination, IPV4)) {
		e->family = IPV6; /* one end has nothing else */
		return resolve(reach, q, e, err);
	}
	e->family = IPV4;
	return VCK_OK;
}

/* ---- parts ---- */

static bool is_host(const struct point *p)
{
	return p->kind != POINT_INTERFACE && p->range.lo != p->range.hi;
}

static struct question part_question(const struct question *like, const struct part *part)
{
	struct question q = *like;
	q.source = part->source;
	q.destination = part->destination;
	return q;
}

static bool same_answer(const struct answer *a, const struct answer *b)
{
	return a->verdict == b->verdict && pktset_equal(a->passes, b->passes) &&
	       pktset_equal(a->partial, b->partial) && pktset_equal(a->blocked, b->blocked) &&
	       pktset_equal(a->unknown, b->unknown);
}

static void share_sets(struct answer *a, const struct answer *b)
{
	a->passes = b->passes;
	a->partial = b->partial;
	a->blocked = b->blocked;
	a->unknown = b->unknown;
}

static bool same_set(const struct pktset *a, const struct pktset *b)
{
	return a == b || (a && b && pktset_equal(a, b));
}

/* The sets of an answer are kept, but where the one before it has the same. */
static void decide_part(struct reach *reach, struct arena *arena, const struct question *like,
			struct part *part, struct parts *out)
{
	const struct answer *last =
		out->items.len ? &out->items.items[out->items.len - 1].answer : NULL;
	struct question q = part_question(like, part);
	struct answer *a = &part->answer;
	arena_reset(&out->scratch);
	reach_flow(reach, &out->scratch, &q, a, NULL);
	if (a->alternatives) { /* they are the walk's */
		reach_flow(reach, arena, &q, a, NULL);
	} else if (last && same_answer(a, last) &&
		   same_set(a->client_passes, last->client_passes)) {
		share_sets(a, last);
		a->client_passes = last->client_passes;
	} else {
		answer_keep(arena, a);
	}
}

/* ---- of very many pairs ---- */

bool parts_matter(const struct parts *p, enum vck_verdict verdict)
{
	return p->denied ? verdict != VCK_BLOCKED : verdict != VCK_REACHABLE;
}

static bool is_fresh(struct parts *p, const struct part *part)
{
	for (size_t i = p->distinct.len; i-- > 0;)
		if (same_answer(&p->items.items[p->distinct.items[i]].answer, &part->answer))
			return false;
	vec_push(&p->distinct, p->items.len);
	return true;
}

static bool is_wanted(struct parts *p, const struct part *part)
{
	bool matters = parts_matter(p, part->answer.verdict);
	if (!p->sieved)
		return true;
	if (!is_fresh(p, part) && (!matters || p->kept >= MOST_KEPT)) {
		p->more += matters;
		return false;
	}
	p->kept += matters;
	return true;
}

/* ---- a pair ---- */

/* The next addresses of a host's range, up to *last. Those of the other end's VPC are no hosts outside
 * of it. False: there are no more. */
static bool next_stretch(const struct part *part, struct point *host, u128 *last)
{
	const struct point *other = host == &part->source ? &part->destination : &part->source;
	const struct vpc *v = other->interface ? other->interface->vpc : NULL;
	*last = host->range.hi;
	if (host->kind != POINT_ADDRESS && !hosts_outside(v, &host->range, last))
		return false;
	host->address.value = host->range.lo;
	return true;
}

/* One pair; of a host's range, once for each stretch that is treated alike. */
void part_ask(struct reach *reach, struct arena *arena, const struct question *like,
	      struct part part, struct parts *out)
{
	struct point *host = is_host(&part.source)        ? &part.source
			     : is_host(&part.destination) ? &part.destination
							  : NULL;
	for (u128 end = host ? host->range.hi : 0, last = end;;) {
		if (host && !next_stretch(&part, host, &last))
			return;
		if (out->items.len >= MAX_PARTS) {
			out->hidden++;
			return;
		}
		decide_part(reach, arena, like, &part, out);
		struct part done = part;
		u128 hi = host ? answer_holds_to(&part.answer, host->range) : 0;
		bool whole = !host || hi >= last;
		struct point *mine = host == &part.source ? &done.source : &done.destination;
		if (host)
			mine->range.hi = whole ? last : hi;
		if (is_wanted(out, &done))
			vec_push(&out->items, done);
		if (whole && last == end)
			return;
		host->range.lo = mine->range.hi + 1;
	}
}

/* Of a set those count that take part at all: who asks for a subnet means no NAT gateway in it. Named
 * alone, or where there is nobody else, it is told why it does not. */
static void leave_out_silent(struct reach *reach, struct arena *arena, const struct pktset *packets,
			     bool source, struct selection *s)
{
	struct point *points;
	size_t n = 0;
	for (size_t i = 0; s->is_set && i < s->points.len; i++) {
		const struct network_interface *eni = s->points.items[i].interface;
		n += !eni || interface_takes_part(reach, eni, packets, source);
	}
	if (!n || n == s->points.len)
		return;
	points = arena_array(arena, struct point, n);
	n = 0;
	for (size_t i = 0; i < s->points.len; i++) {
		const struct point *p = &s->points.items[i];
		if (!p->interface || interface_takes_part(reach, p->interface, packets, source))
			points[n++] = *p;
	}
	s->points.items = points;
	s->points.len = n;
}

static void ask_pairs(struct reach *reach, struct arena *arena, const struct question *like,
		      const struct ends *e, struct parts *out)
{
	for (size_t i = 0; i < e->source.points.len && !out->hidden; i++)
		for (size_t j = 0; j < e->destination.points.len && !out->hidden; j++) {
			struct part part = {.source = e->source.points.items[i],
					    .destination = e->destination.points.items[j]};
			if (part.source.address.family == e->family &&
			    part.destination.address.family == e->family &&
			    !(e->naming && naming_skips(e->naming, &part)))
				part_ask(reach, arena, like, part, out);
		}
}

/* What is expected of sets of any size is asked; other questions have a limit. */
static void ask_all(struct reach *reach, struct arena *arena, const struct question *like,
		    struct ends *e, struct parts *out)
{
	struct ends thin = *e;
	if (e->naming)
		naming_thin(reach, e->arena, e->naming, e->family, &thin.source, &thin.destination);
	if (e->naming && e->naming->memory && e->naming->memory->classes &&
	    thin.source.points.len * thin.destination.points.len > MANY_PARTS)
		wide_ask(reach, arena, like, e, out);
	else
		ask_pairs(reach, arena, like, &thin, out);
}

/* ---- the union ---- */

static void unite(struct arena *a, const struct pktset *asked, const struct parts *parts,
		  struct answer *out)
{
	const struct pktset *all_pass = asked, *all_blocked = asked, *unknown = pktset_empty;
	const struct pktset *some_pass = pktset_empty, *some_blocked = pktset_empty;
	for (size_t i = 0; i < parts->items.len; i++) {
		const struct answer *x = &parts->items.items[i].answer;
		all_pass = pktset_and(a, all_pass, x->passes);
		all_blocked = pktset_and(a, all_blocked, x->blocked);
		unknown = pktset_or(a, unknown, x->unknown);
		some_pass = pktset_or(a, some_pass, pktset_or(a, x->passes, x->partial));
		some_blocked = pktset_or(a, some_blocked, pktset_or(a, x->blocked, x->partial));
	}
	const struct pktset *mixed = pktset_and(a, some_pass, some_blocked);
	out->passes = all_pass;
	out->blocked = all_blocked;
	out->partial = mixed;
	out->unknown =
		pktset_minus(a, asked, pktset_or(a, all_pass, pktset_or(a, all_blocked, mixed)));
	bool passes = !pktset_is_empty(some_pass), blocked = !pktset_is_empty(some_blocked);
	out->verdict = passes && blocked                ? VCK_PARTIAL
		       : !pktset_is_empty(out->unknown) ? VCK_UNKNOWN
		       : passes                         ? VCK_REACHABLE
							: VCK_BLOCKED;
}

/* Parts that differ in nothing but the ends need telling once: same interfaces' traits, same
 * answer. */
static bool ends_alike(const struct point *a, const struct point *b)
{
	const struct network_interface *x = a->interface, *y = b->interface;
	if (a->kind != b->kind || !x != !y)
		return false;
	if (!x)
		return a->vpc == b->vpc && ip_nobody(a->address) == ip_nobody(b->address);
	if (x->subnet != y->subnet || x->instance == NULL || y->instance == NULL ||
	    x->instance->state != y->instance->state ||
	    x->group_set->group_ids.len != y->group_set->group_ids.len)
		return false;
	for (size_t i = 0; i < x->group_set->group_ids.len; i++)
		if (!str_eq(x->group_set->group_ids.items[i], y->group_set->group_ids.items[i]))
			return false;
	return !x->public_ip.family == !y->public_ip.family;
}

static bool told_by_another(const struct parts *parts, size_t upto)
{
	enum { LOOK_BACK = 256 };
	const struct part *p = &parts->items.items[upto];
	for (size_t i = upto > LOOK_BACK ? upto - LOOK_BACK : 0; i < upto; i++) {
		const struct part *q = &parts->items.items[i];
		if (q->untold && same_answer(&p->answer, &q->answer) &&
		    ends_alike(&p->source, &q->source) &&
		    ends_alike(&p->destination, &q->destination))
			return true;
	}
	return false;
}

/* Of what is denied only doubts are told: what stops it is what was wanted. */
static bool needs_telling(const struct ends *e, const struct part *p)
{
	if (e->naming && e->naming->denies)
		return p->answer.verdict == VCK_UNKNOWN;
	return p->answer.verdict != VCK_REACHABLE;
}

/* Which parts are to be told; of how many that would be more than anybody reads. */
static unsigned long pick_untold(const struct ends *e, struct parts *parts)
{
	enum { MAX_TOLD = 2000 };
	size_t told = 0;
	unsigned long more = 0;
	for (size_t i = 0; i < parts->items.len; i++) {
		struct part *p = &parts->items.items[i];
		if (!needs_telling(e, p) || told_by_another(parts, i))
			continue;
		p->untold = told < MAX_TOLD;
		told += p->untold;
		more += !p->untold;
	}
	return more;
}

/* The part that is shown hop by hop: the first that does not pass, else the first. */
static size_t shown_part(const struct parts *parts)
{
	for (size_t i = 0; i < parts->items.len; i++)
		if (parts->items.items[i].answer.verdict != VCK_REACHABLE)
			return i;
	return 0;
}

/* What is expected and holds has all pairs alike, and none of them to be told: one shows it. */
static void forget_alike(const struct ends *e, struct parts *parts)
{
	enum vck_verdict wanted = e->naming && e->naming->denies ? VCK_BLOCKED : VCK_REACHABLE;
	for (size_t i = 0; i < parts->items.len; i++)
		if (parts->items.items[i].answer.verdict != wanted)
			return;
	parts->items.len = 1;
}

static void answer_set(struct reach *reach, struct arena *arena, const struct vck_question *q,
		       const struct ends *e, struct parts *parts, struct ask *ask)
{
	struct trace scratch = {0};
	ask->unexplained = pick_untold(e, parts) + parts->more;
	const struct part *shown = &parts->items.items[shown_part(parts)];
	ask->question = part_question(&ask->question, shown);
	ask->answer = shown->answer;
	unite(arena, ask->question.packets, parts, &ask->answer);
	struct answer again;
	explain(reach, arena, &ask->question, &again, &ask->trace, &scratch);
	vec_free(&scratch.hops);
	ask->source_text = e->source.is_set ? q->source : NULL;
	ask->destination_text = e->destination.is_set ? q->destination : NULL;
	ask->count =
		parts->sieved ? e->source.points.len * e->destination.points.len : parts->items.len;
	forget_alike(e, parts);
	ask->parts.items = vec_move(&parts->items, arena);
	ask->parts.len = parts->items.len;
}

static enum vck_status no_pair(const struct vck_question *q, uint8_t family, struct vck_error *err)
{
	return vck_fail(err, VCK_E_USAGE, NULL, "\"%s\" and \"%s\" have no IPv%d addresses both",
			q->source, q->destination, family);
}

static void set_id(struct arena *arena, const struct vck_question *q, struct ask *ask,
		   struct span span)
{
	ask->id = q->id ? q->id
			: arena_printf(arena, "path:%s->%s:%s", q->source, q->destination,
				       proto_text(arena, span));
	ask->file = q->file;
	ask->line = q->line;
	ask->state_severity = ask->filter_severity = VCK_SEVERITY_ERROR;
}

static enum vck_status answer_ends(struct reach *reach, struct arena *arena,
				   const struct vck_question *q, struct ends *e, struct ask *ask,
				   struct vck_error *err)
{
	struct parts parts = {0};
	enum vck_status status = VCK_OK;
	ask_all(reach, arena, &ask->question, e, &parts);
	if (!parts.items.len) {
		status = no_pair(q, e->family, err);
	} else if (parts.hidden) {
		status = vck_fail(
			err, VCK_E_LIMIT, NULL,
			"\"%s\" to \"%s\" are more than %d pairs: ask for smaller sets, or have "
			"matrix tell who reaches whom",
			q->source, q->destination, MAX_PARTS);
	} else if (parts.items.len == 1 && !parts.sieved) {
		ask->question = part_question(&ask->question, &parts.items.items[0]);
		struct trace scratch = {0};
		explain(reach, arena, &ask->question, &ask->answer, &ask->trace, &scratch);
		vec_free(&scratch.hops);
	} else {
		answer_set(reach, arena, q, e, &parts, ask);
	}
	vec_free(&parts.items);
	vec_free(&parts.distinct);
	arena_free(&parts.scratch);
	return status;
}

/* The source is looked for by the destination, and that by the source: where several VPCs have the address,
 * one of them was picked. */
static const char *whose_address(struct reach *reach, struct arena *arena, const char *text,
				 const struct selection *s)
{
	struct ip ip;
	const struct point *p = s->points.len == 1 ? &s->points.items[0] : NULL;
	if (!p || p->kind != POINT_INTERFACE || !p->interface->vpc || !text ||
	    !ip_parse(text, &ip) || !ip_equal(ip, p->address) || !held_elsewhere(reach, p))
		return NULL;
	return arena_printf(
		arena,
		"several VPCs hold %s; %s in %s is meant here: to ask for another one, name "
		"its interface",
		text, p->interface->o.id, p->interface->vpc->o.id);
}

static enum vck_status answer(struct reach *reach, struct arena *arena,
			      const struct vck_question *q, struct ends *e, struct ask *ask,
			      struct vck_error *err)
{
	struct proto_spec spec;
	if (!proto_parse(q->protocol ? q->protocol : "icmp", &spec, err))
		return VCK_E_USAGE;
	enum vck_status status = resolve_ends(reach, q, &spec, e, err);
	if (status)
		return status;
	const char *note = NULL,
		   *health = q->protocol ? NULL
					 : health_protocol(reach_net(reach), arena, &e->source,
							   &e->destination, &note);
	if (health && !proto_parse(health, &spec, err))
		return VCK_E_USAGE;
	struct span span = proto_span(&spec, e->family);
	if (!note)
		note = whose_address(reach, arena, q->source, &e->source);
	*ask = (struct ask){.count = 1, .note = note};
	set_id(arena, q, ask, span);
	ask->question.packets = pktset_of(arena, span);
	/* what nobody gets to on premises is one stretch, whichever VPCs it would end in */
	ask->question.coarse = e->naming && e->naming->denies;
	leave_out_silent(reach, e->arena, ask->question.packets, true, &e->source);
	leave_out_silent(reach, e->arena, ask->question.packets, false, &e->destination);
	return answer_ends(reach, arena, q, e, ask, err);
}

/* Who is meant is known while it is asked, and then forgotten: the answer keeps the pairs that matter. */
enum vck_status query_answer(struct reach *reach, struct arena *arena, const struct naming *naming,
			     const struct vck_question *q, uint8_t family, struct ask *ask,
			     struct vck_error *err)
{
	struct arena scratch = ARENA_INIT;
	struct ends e = {.naming = naming, .family = family, .arena = &scratch};
	enum vck_status status = answer(reach, arena, q, &e, ask, err);
	arena_free(&scratch);
	return status;
}

static enum vck_status fail_at(const struct vck_question *q, enum vck_status status,
			       struct vck_error *err)
{
	if (q->file && err && !err->where[0]) {
		char text[sizeof err->text];
		struct where where = {.file = q->file, .line = q->line};
		memcpy(text, err->text, sizeof text);
		return vck_fail(err, status, &where, "%s", text);
	}
	return status;
}

enum vck_status query_path(struct reach *reach, struct arena *arena, const struct groups *groups,
			   const struct vck_question *qs, size_t count, struct asks *out,
			   struct vck_error *err)
{
	struct arena ends = ARENA_INIT;
	struct naming_memory memory = {.arena = &ends, .ends = map_init(&ends)};
	struct naming naming = {.groups = groups, .memory = count > 1 ? &memory : NULL};
	bool names = naming.memory || (groups && groups->len);
	enum vck_status status = VCK_OK;
	*out = (struct asks){.items = mem_zalloc((count + 1) * sizeof(struct ask))};
	for (size_t i = 0; i < count && !status; i++) {
		status = query_answer(reach, arena, names ? &naming : NULL, &qs[i], FAMILY_NONE,
				      &out->items[i], err);
		out->len = i + 1;
		if (status)
			status = fail_at(&qs[i], status, err);
	}
	if (status)
		asks_free(out);
	map_free(&memory.ends);
	arena_free(&ends);
	return status;
}
