/* matrix_group_named.c - named ends (matrix_named.c) among the rows by VPC, subnet, group or tag: each goes
 * by the labels of its interface. */
#include "query/grouping.h"

static const char nobodys[] = "(no interface)";

static void add_label(struct grouping *g, struct shares *s, uint32_t label, bool source)
{
	s->items[s->len++] = (struct share){label, 1};
	if (source)
		g->labels.items[label].sources++;
	else
		g->labels.items[label].destinations++;
}

static struct shares labels_of(struct grouping *g, const struct point *p, bool source)
{
	size_t n = p->interface ? g->of_interface[p->interface->o.ordinal].len : 1;
	struct shares s = {.items = arena_array(&g->arena, struct share, n)};
	if (!p->interface)
		add_label(g, &s, label_of(g, nobodys, NULL, NULL), source);
	for (size_t i = 0; p->interface && i < n; i++)
		add_label(g, &s, g->of_interface[p->interface->o.ordinal].items[i], source);
	return s;
}

/* Of interfaces that are no members of classes. */
void named_label(struct grouping *g, const struct matrix *m, label_fn *label)
{
	for (int source = 0; source < 2; source++)
		for (size_t i = 0; i < named_side(m, source)->named.len; i++) {
			const struct network_interface *n =
				named_side(m, source)->named.items[i].interface;
			if (n && !g->of_interface[n->o.ordinal].len)
				label(g, n);
		}
}

void named_share_out(struct grouping *g, const struct matrix *m)
{
	for (int source = 0; source < 2; source++) {
		const struct side *side = named_side(m, source);
		g->named[source] = arena_array(&g->arena, struct shares, side->named.len + 1);
		for (size_t i = 0; i < side->named.len; i++)
			g->named[source][i] = labels_of(g, &side->named.items[i], source);
	}
}

/* ---- adding up ---- */

static struct answer_sets kept_sets(struct grouping *g, const struct host_row *said)
{
	return (struct answer_sets){.passes = pktpool_keep(g->pool, said->passes),
				    .partial = pktpool_keep(g->pool, said->partial),
				    .unknown = pktpool_keep(g->pool, said->unknown),
				    .denied = said->denied};
}

static void add_between(struct grouping *g, const struct shares *from, const struct shares *to,
			const struct host_row *said)
{
	const struct answer_sets sets = kept_sets(g, said);
	uint32_t answer = group_answer_number(g, &sets);
	for (uint32_t i = 0; i < from->len; i++)
		for (uint32_t k = 0; k < to->len; k++)
			group_say(g, from->items[i].label, to->items[k].label, answer,
				  (uint64_t)from->items[i].count * to->items[k].count);
}

static struct shares labels_of_members(const struct grouping *g, struct arena *a,
				       const struct named_answer *x)
{
	size_t most = 0;
	for (size_t i = 0; i < x->members.len; i++)
		most += g->of_interface[x->members.items[i]->interface->o.ordinal].len;
	struct shares s = {.items = arena_array(a, struct share, most + 1)};
	for (size_t i = 0; i < x->members.len; i++) {
		size_t eni = x->members.items[i]->interface->o.ordinal;
		for (size_t k = 0; k < g->of_interface[eni].len; k++)
			count_label(&s, g->of_interface[eni].items[k]);
	}
	return s;
}

void grouping_add_named(struct matrix *m, const struct named_answer *x)
{
	struct grouping *g = m->grouping;
	struct arena a = ARENA_INIT;
	struct shares others = labels_of_members(g, &a, x);
	const struct shares *named = &g->named[x->inbound][x->named];
	add_between(g, x->inbound ? named : &others, x->inbound ? &others : named, &x->said);
	arena_free(&a);
}

void grouping_add_both_named(struct matrix *m, size_t from, size_t to, const struct host_row *said)
{
	struct grouping *g = m->grouping;
	add_between(g, &g->named[true][from], &g->named[false][to], said);
}

void grouping_add_named_hosts(struct matrix *m, size_t named, const struct host_answer *x)
{
	struct grouping *g = m->grouping;
	const struct shares *s = &g->named[!x->inbound][named];
	for (uint32_t i = 0; i < s->len; i++)
		outside_add(g, x, s->items[i].label, s->items[i].count);
}

/* ---- what is no pair ---- */

static void count_none(struct grouping *g, const struct shares *from, const struct shares *to)
{
	for (uint32_t i = 0; i < from->len; i++)
		for (uint32_t k = 0; k < to->len; k++)
			group_no_pair(g, from->items[i].label, to->items[k].label);
}

static void count_own(struct matrix *m, size_t named, bool source)
{
	struct grouping *g = m->grouping;
	const struct point *p = &named_side(m, source)->named.items[named];
	const struct side *others = named_side(m, !source);
	for (size_t i = 0; p->interface && i < m->classes->members.len; i++) {
		const struct member *one = &m->classes->members.items[i];
		struct arena a = ARENA_INIT;
		if (!member_selected(others, one) || !named_no_pair(p, one->interface))
			continue;
		const struct named_answer own = {.members = {&one, 1}};
		const struct shares mine = labels_of_members(g, &a, &own);
		const struct shares *its = &g->named[source][named];
		count_none(g, source ? its : &mine, source ? &mine : its);
		arena_free(&a);
	}
}

void named_count_none(struct matrix *m)
{
	struct grouping *g = m->grouping;
	const struct side *s = &m->source, *d = &m->destination;
	for (int source = 0; source < 2; source++)
		for (size_t i = 0; i < named_side(m, source)->named.len; i++)
			count_own(m, i, source);
	for (size_t i = 0; i < s->named.len; i++)
		for (size_t k = 0; k < d->named.len; k++)
			if (named_no_pair(&d->named.items[k], s->named.items[i].interface))
				count_none(g, &g->named[true][i], &g->named[false][k]);
}
