/*
 * matrix_named.c - ends that are named otherwise than by an interface's first address.
 *
 * Another address of an interface, a public one (R67), one that nobody holds, an interface of a VPC that
 * the snapshot lacks: classes stand for none of these, so each is asked against every class, every host outside and whoever is named on the other side.
 * Of a class the point's own host is asked apart: it may call itself by its public address.
 */
#include "base/batch.h"
#include "base/vec.h"
#include "query/internal.h"
#include "query/matrix.h"

struct named_slot { /* what one class gives */
	struct arena arena;
	VEC(struct named_answer) answers;
};

static const struct side *other_side(const struct matrix *m, bool inbound)
{
	return inbound ? &m->destination : &m->source;
}

bool named_own_host(const struct point *p, const struct network_interface *n)
{
	return p->interface && n && one_host(p->interface, n);
}

bool named_no_pair(const struct point *p, const struct network_interface *n)
{
	return !p->public_address.family && named_own_host(p, n);
}

static struct host_row said_of(const struct answer *a)
{
	return (struct host_row){.passes = a->passes,
				 .partial = a->partial,
				 .unknown = a->unknown,
				 .denied = !pktset_is_empty(a->blocked),
				 .verdict = a->verdict};
}

/* Asks for the first of its addresses and those that are treated alike, and cuts them off. *part: what was
 * asked for. False: there are no more. */
static bool ask_part(const struct matrix *m, struct reach *r, struct arena *a, struct point *rest,
		     const struct point *other, bool inbound, struct point *part,
		     struct host_row *said)
{
	struct answer out;
	struct question q = {.source = inbound ? *rest : *other,
			     .destination = inbound ? *other : *rest,
			     .packets = m->packets};
	reach_flow(r, a, &q, &out, NULL);
	*said = said_of(&out);
	*part = *rest;
	u128 end = answer_holds_to(&out, rest->range);
	if (end == rest->range.hi)
		return false;
	part->range.hi = end;
	rest->range.lo = end + 1;
	rest->address.value = rest->range.lo;
	return true;
}

/* Whom a named end means to another one. */
static struct point meant(struct reach *r, const struct point *named, const struct point *other)
{
	return named->interface ? *named : select_unowned(r, other, named->range);
}

/* On to those of the named addresses that mean somebody else. False: there are no more. */
static bool next_meant(struct reach *r, const struct point *named, const struct point *other,
		       struct point *rest)
{
	if (named->interface || rest->range.hi >= named->range.hi)
		return false;
	struct ip_range range = {rest->range.hi + 1, named->range.hi, named->range.family};
	*rest = select_unowned(r, other, range);
	return true;
}

static void ask_members(const struct matrix *m, struct reach *r, struct named_slot *out,
			struct named_answer x)
{
	const struct member *first = x.members.items[0];
	const struct point other = point_interface(first->interface, first->address);
	const struct point *named = &named_side(m, x.inbound)->named.items[x.named];
	struct point rest = meant(r, named, &other);
	for (bool more = true; more;) {
		more = ask_part(m, r, &out->arena, &rest, &other, x.inbound, &x.point, &x.said) ||
		       next_meant(r, named, &other, &rest);
		if (x.said.verdict != VCK_BLOCKED)
			vec_push(&out->answers, x);
	}
}

static void ask_class(const struct matrix *m, struct reach *r, uint32_t class, size_t named,
		      bool inbound, struct named_slot *out)
{
	const struct endpoint_class *c = &m->classes->items.items[class];
	const struct side *side = other_side(m, inbound);
	const struct point *p = &named_side(m, inbound)->named.items[named];
	const struct member **all = arena_array(&out->arena, const struct member *, c->count);
	struct named_answer strangers = {.named = named, .inbound = inbound};
	strangers.members.items = all;
	for (uint32_t i = 0; i < c->count; i++) {
		const struct member *one = &m->classes->members.items[c->first + i];
		if (!member_selected(side, one) || named_no_pair(p, one->interface))
			continue;
		if (!named_own_host(p, one->interface)) {
			all[strangers.members.len++] = one;
			continue;
		}
		struct named_answer own = {.named = named, .inbound = inbound};
		own.members.items = arena_memdup(&out->arena, &one, sizeof one);
		own.members.len = 1;
		ask_members(m, r, out, own);
	}
	if (strangers.members.len)
		ask_members(m, r, out, strangers);
}

static void decide_class(void *ctx, void *worker, size_t class, void *slot)
{
	const struct matrix *m = ctx;
	struct worker *w = worker;
	for (int inbound = 1; inbound >= 0; inbound--)
		for (size_t i = 0; i < named_side(m, inbound)->named.len; i++)
			if (other_side(m, inbound)->counts[class])
				ask_class(m, w->reach, (uint32_t) class, i, inbound, slot);
}

/* ---- rows ---- */

static struct vck_matrix_end named_end(struct arena *a, const struct point *p)
{
	char text[IP_TEXT];
	struct ip ip = p->public_address.family ? p->public_address : p->address;
	const char *address = p->range.lo < p->range.hi ? range_text(a, p->range)
							: arena_strdup(a, ip_text(ip, text));
	if (!p->interface)
		return (struct vck_matrix_end){.kind = "address",
					       .address = address,
					       .vpc = p->vpc ? p->vpc->o.id : NULL,
					       .members = 1};
	struct vck_matrix_end e =
		interface_end(&(struct member){p->interface, p->address}, address);
	if (p->interface->vpc || p->public_address.family)
		e.kind = "address";
	return e;
}

static void emit_between(struct matrix *m, struct vck_matrix_row *row, bool inbound,
			 struct vck_matrix_end named, struct vck_matrix_end other)
{
	row->source = inbound ? named : other;
	row->destination = inbound ? other : named;
	row->pairs = named.members * other.members;
	row->reached = row->n_passes ? row->pairs : 0;
	if (!m->options->pairs || row->verdict == VCK_REACHABLE)
		emit_row(m, row);
}

/* A row for all of them; of pairs, one for each. */
static void emit_named(struct matrix *m, struct arena *a, const struct named_answer *x)
{
	const struct vck_matrix_end named = named_end(a, &x->point);
	struct vck_matrix_row row = host_row_told(a, &x->said);
	size_t rows = m->options->pairs ? x->members.len : 1;
	for (size_t i = 0; i < rows && !m->stopped; i++) {
		char address[IP_TEXT];
		const struct member *one = x->members.items[i];
		struct vck_matrix_end e = interface_end(one, ip_text(one->address, address));
		e.members = x->members.len / rows;
		e.kind = e.members > 1 ? "class" : "interface";
		emit_between(m, &row, x->inbound, named, e);
	}
}

static bool tell_class(void *ctx, size_t class, void *slot)
{
	struct matrix *m = ctx;
	struct named_slot *s = slot;
	(void)class;
	for (size_t i = 0; i < s->answers.len && !m->stopped; i++) {
		if (m->grouping)
			grouping_add_named(m, &s->answers.items[i]);
		else
			emit_named(m, &s->arena, &s->answers.items[i]);
	}
	vec_free(&s->answers);
	arena_free(&s->arena);
	return !m->stopped;
}

/* ---- hosts outside, and who is named on both sides ---- */

static void hosts_of_kind(struct matrix *m, struct reach *r, enum point_kind kind, size_t named,
			  bool inbound)
{
	struct arena a = ARENA_INIT;
	const struct point *p = &named_side(m, inbound)->named.items[named];
	struct host_answer x = ask_hosts(m, r, &a, other_side(m, inbound), kind, p, !inbound);
	if (m->grouping && x.rows.len)
		grouping_add_named_hosts(m, named, &x);
	for (size_t i = 0; i < x.rows.len && !m->grouping && !m->stopped; i++) {
		struct vck_matrix_row row = host_row_told(&a, &x.rows.items[i]);
		emit_between(m, &row, inbound, named_end(&a, p), host_end(kind));
	}
	host_answer_free(&x);
	arena_free(&a);
}

static void tell_both(struct matrix *m, struct arena *a, size_t from, size_t to,
		      const struct point *source, const struct point *destination,
		      const struct host_row *said)
{
	struct vck_matrix_row row = host_row_told(a, said);
	if (said->verdict == VCK_BLOCKED || m->stopped)
		return;
	if (m->grouping)
		grouping_add_both_named(m, from, to, said);
	else
		emit_between(m, &row, true, named_end(a, source), named_end(a, destination));
}

/* Of addresses that nobody holds on both sides it is the sender's that matter. */
static void both_nobodys(struct matrix *m, struct reach *r, struct arena *a, size_t from, size_t to,
			 const struct point *d)
{
	struct point rest = m->source.named.items[from], part;
	struct host_row said;
	for (bool more = true; more;) {
		more = ask_part(m, r, a, &rest, d, true, &part, &said);
		tell_both(m, a, from, to, &part, d, &said);
	}
}

static void both_named(struct matrix *m, struct reach *r, size_t from, size_t to)
{
	struct arena a = ARENA_INIT;
	const struct point *s = &m->source.named.items[from],
			   *named = &m->destination.named.items[to];
	struct point rest = meant(r, named, s), part;
	struct host_row said;
	for (bool more = !named_no_pair(&rest, s->interface); more;) {
		if (!s->interface && !rest.interface) {
			both_nobodys(m, r, &a, from, to, &rest);
			more = false;
		} else {
			more = ask_part(m, r, &a, &rest, s, false, &part, &said);
			tell_both(m, &a, from, to, s, &part, &said);
		}
		more = more || next_meant(r, named, s, &rest);
	}
	arena_free(&a);
}

static void named_and_others(struct matrix *m, struct reach *r)
{
	static const enum point_kind kinds[] = {POINT_INTERNET, POINT_EIC, POINT_ON_PREMISES};
	for (int inbound = 1; inbound >= 0; inbound--)
		for (size_t i = 0; i < named_side(m, inbound)->named.len && !m->stopped; i++)
			for (size_t k = 0; k < COUNT_OF(kinds); k++)
				hosts_of_kind(m, r, kinds[k], i, inbound);
	for (size_t i = 0; i < m->source.named.len; i++)
		for (size_t k = 0; k < m->destination.named.len && !m->stopped; k++)
			both_named(m, r, i, k);
}

void matrix_named(struct matrix *m, void *const *workers, unsigned n_workers)
{
	struct batch_work work = {
		m, m->classes->items.len, sizeof(struct named_slot), decide_class, tell_class, 8};
	struct worker *first = workers[0];
	if (!m->source.named.len && !m->destination.named.len)
		return;
	named_and_others(m, first->reach);
	if (!m->stopped)
		batch_run(&work, workers, n_workers);
}
