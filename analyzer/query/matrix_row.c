/* matrix_row.c - cells become rows. */
#include "base/str.h"
#include "query/matrix.h"

static const char *name_of(const struct network_interface *eni)
{
	const struct load_balancer *lb = interface_load_balancer(eni);
	if (lb && lb->load_balancer_name)
		return lb->load_balancer_name;
	return eni->instance && name_tag(&eni->instance->o) ? name_tag(&eni->instance->o)
							    : name_tag(&eni->o);
}

struct vck_matrix_end interface_end(const struct member *m, const char *address)
{
	const struct network_interface *eni = m->interface;
	const struct load_balancer *lb = interface_load_balancer(eni);
	return (struct vck_matrix_end){
		.kind = "interface",
		.id = eni->o.id,
		.name = name_of(eni),
		.instance = eni->instance_id,
		.address = address,
		.vpc = eni->vpc_id,
		.load_balancer = lb ? lb->o.id : NULL,
		.subnet = eni->subnet_id,
		.members = 1,
		.primary = eni->instance && eni->instance->primary == eni,
	};
}

/* By the million rows say the same of an end. */
void write_member_ends(struct matrix *m)
{
	size_t n = m->classes->members.len;
	char(*addresses)[IP_TEXT] = arena_alloc(&m->arena, (n + 1) * sizeof *addresses);
	m->ends = arena_array(&m->arena, struct vck_matrix_end, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct member *member = &m->classes->members.items[i];
		m->ends[i] = interface_end(member, ip_text(member->address, addresses[i]));
		m->ends[i].number = ++m->ends_numbered;
	}
}

static const struct member *first_selected(const struct matrix *m, const struct side *s,
					   const struct endpoint_class *c)
{
	const struct member *one = &m->classes->members.items[c->first];
	while (!member_selected(s, one))
		one++;
	return one;
}

void write_class_ends(struct matrix *m, struct side *s)
{
	size_t n = m->classes->items.len;
	s->ends = arena_array(&m->arena, struct vck_matrix_end, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (!s->counts[i])
			continue;
		const struct member *first = first_selected(m, s, &m->classes->items.items[i]);
		char *address = arena_alloc(&m->arena, IP_TEXT);
		s->ends[i] = interface_end(first, ip_text(first->address, address));
		s->ends[i].members = s->counts[i];
		s->ends[i].kind = s->counts[i] == 1 ? "interface" : "class";
		s->ends[i].number = ++m->ends_numbered;
	}
}

bool emit_row(struct matrix *m, struct vck_matrix_row *row)
{
	row->family = m->family == IPV6 ? 6 : 4;
	if (!m->stopped && !m->emit(m->ctx, row))
		m->stopped = true;
	return !m->stopped;
}

struct fate_text {
	uintptr_t key[1]; /* the fate: rows by the million share a few hundred */
	const char **passes, **partial, **unknown;
	size_t n_passes, n_partial, n_unknown;
	unsigned long number;
};

static const struct fate_text *text_of(struct matrix *m, const struct fate *f)
{
	bool fresh;
	m->texts.words = 1;
	m->texts.size = sizeof(struct fate_text);
	struct fate_text *t = cons_find(&m->texts, &m->arena, (uintptr_t[]){(uintptr_t)f}, &fresh);
	if (fresh) {
		t->number = ++m->answers_numbered;
		t->n_passes = pktset_texts(&m->arena, f->passes, &t->passes);
		t->n_partial = pktset_texts(&m->arena, f->partial, &t->partial);
		t->n_unknown = pktset_texts(&m->arena, f->unknown, &t->unknown);
	}
	return t;
}

/* Rows follow each other with the same source, and often say the same: they are written where the last one
 * stands. */
static void say(struct matrix *m, const struct fate *f)
{
	const struct fate_text *t = text_of(m, f);
	struct vck_matrix_row *row = &m->row;
	m->said = f;
	row->verdict = f->verdict;
	row->passes = row->all = t->passes;
	row->n_passes = row->n_all = t->n_passes;
	row->unknown = t->unknown;
	row->n_unknown = t->n_unknown;
	row->partial = t->partial;
	row->n_partial = t->n_partial;
	row->answer = t->number;
}

void emit_cell(struct matrix *m, const struct cell *c)
{
	const struct vck_matrix_end *source = &m->source.ends[c->from];
	struct vck_matrix_row *row = &m->row;
	if (row->source.number != source->number)
		row->source = *source;
	row->destination = m->destination.ends[c->to];
	if (m->said != c->fate)
		say(m, c->fate);
	row->pairs = cell_pairs(m, c);
	row->reached = row->n_passes ? row->pairs : 0;
	if (row->pairs)
		emit_row(m, row);
}

/* ---- pairs ---- */

bool one_host(const struct network_interface *a, const struct network_interface *b)
{
	return a == b || (a->instance_id && str_eq(a->instance_id, b->instance_id));
}

static const struct vck_matrix_end *pair_end(const struct matrix *m, const struct member *member)
{
	return &m->ends[member - m->classes->members.items];
}

static struct vck_matrix_row pair_row(const char **passes, size_t n)
{
	return (struct vck_matrix_row){.verdict = VCK_REACHABLE,
				       .passes = passes,
				       .n_passes = n,
				       .all = passes,
				       .n_all = n,
				       .pairs = 1,
				       .reached = 1};
}

/* Those of one host are another question (R11) and are told with its VPC. */
void emit_pairs(struct matrix *m, const struct cell *c, const char **passes, size_t n)
{
	const struct endpoint_class *x = &m->classes->items.items[c->from];
	const struct endpoint_class *y = &m->classes->items.items[c->to];
	const struct member *members = m->classes->members.items;
	bool kin = x == y || (x->has_kin && y->has_kin);
	struct vck_matrix_row row = pair_row(passes, n);
	for (uint32_t i = 0; i < x->count && !m->stopped; i++) {
		const struct member *s = &members[x->first + i];
		if (!member_selected(&m->source, s))
			continue;
		row.source = *pair_end(m, s);
		for (uint32_t k = 0; k < y->count && !m->stopped; k++) {
			const struct member *d = &members[y->first + k];
			if (!member_selected(&m->destination, d) ||
			    (kin && one_host(s->interface, d->interface)))
				continue;
			row.destination = *pair_end(m, d);
			emit_row(m, &row);
		}
	}
}

/* R11: between the interfaces of one running host everything passes. */
void emit_kin(struct matrix *m, uint32_t vpc, const char **passes, size_t n)
{
	const struct vpc_classes *v = &m->classes->of_vpc[vpc];
	struct vck_matrix_row row = pair_row(passes, n);
	size_t i;
	if (!v->count || !m->kin.items.len)
		return;
	for (kin_between(&m->kin, v->first, 0, &i);
	     i < m->kin.items.len && m->kin.items.items[i].from < v->first + v->count; i++) {
		const struct kin *k = &m->kin.items.items[i];
		if (m->classes->items.items[k->from].life != LIFE_UP ||
		    !member_selected(&m->source, k->source) ||
		    !member_selected(&m->destination, k->destination))
			continue;
		row.source = *pair_end(m, k->source);
		row.destination = *pair_end(m, k->destination);
		emit_row(m, &row);
	}
}
