/* matrix_group.c - rows by VPC, subnet, group or tag: what some pair passes, and what every pair
 * passes. */
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "query/matrix.h"

#include <string.h>

struct group_row {
	uint32_t from, to; /* labels */
	const struct pktset *some, *all, *unknown;
	uint64_t pairs, reached;
};

struct label {
	const char *id, *name, *vpc;
	unsigned long members;
};

struct grouping {
	const char *kind, *tag;
	struct arena arena;
	struct map by_name, by_pair;
	VEC(struct label) labels;
	VEC(struct group_row) rows;
	VEC(uint32_t) * of_interface; /* [ordinal] labels of an interface */
};

static uint32_t label_of(struct grouping *g, const char *id, const char *name, const char *vpc)
{
	uint32_t *found = map_get_str(&g->by_name, id);
	if (found)
		return *found;
	uint32_t *at = arena_new(&g->arena, uint32_t);
	*at = (uint32_t)g->labels.len;
	vec_push(&g->labels, ((struct label){id, name, vpc, 0}));
	map_put_str(&g->by_name, id, at);
	return *at;
}

static const char *tag_value(const struct network_interface *eni, const char *key)
{
	const struct object *where[] = {eni->instance ? &eni->instance->o : NULL, &eni->o};
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; where[i] && k < where[i]->tags.len; k++)
			if (str_eq(where[i]->tags.items[k].key, key))
				return where[i]->tags.items[k].value;
	return "(no such tag)";
}

typedef void label_fn(struct grouping *, const struct network_interface *);

static void push_label(struct grouping *g, const struct network_interface *eni, uint32_t label)
{
	vec_push(&g->of_interface[eni->o.ordinal], label);
	g->labels.items[label].members++;
}

static void label_vpc(struct grouping *g, const struct network_interface *eni)
{
	push_label(g, eni, label_of(g, eni->vpc->o.id, eni->vpc->o.name, eni->vpc->o.id));
}

static void label_subnet(struct grouping *g, const struct network_interface *eni)
{
	if (eni->subnet)
		push_label(g, eni,
			   label_of(g, eni->subnet->o.id, eni->subnet->o.name, eni->vpc_id));
}

static void label_groups(struct grouping *g, const struct network_interface *eni)
{
	for (size_t i = 0; i < eni->groups.len; i++) {
		const struct security_group *sg = eni->groups.items[i];
		push_label(g, eni, label_of(g, sg->o.id, sg->group_name, sg->vpc_id));
	}
}

static void label_tag(struct grouping *g, const struct network_interface *eni)
{
	push_label(g, eni, label_of(g, tag_value(eni, g->tag), NULL, NULL));
}

static const struct {
	const char *by, *kind;
	label_fn *label;
} ways[] = {
	{"vpc", "vpc", label_vpc},
	{"subnet", "subnet", label_subnet},
	{"group", "group", label_groups},
	{"tag:", "tag", label_tag},
};

static label_fn *way_of(const char *by, struct grouping *g)
{
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		bool tag = str_ends(ways[i].by, ":");
		if (tag ? str_starts(by, ways[i].by) && by[strlen(ways[i].by)]
			: str_eq(by, ways[i].by)) {
			g->kind = ways[i].kind;
			g->tag = by + strlen(ways[i].by);
			return ways[i].label;
		}
	}
	return NULL;
}

struct grouping *grouping_new(struct matrix *m, const char *by, struct vck_error *err)
{
	struct grouping *g = mem_zalloc(sizeof *g);
	label_fn *label = way_of(by, g);
	if (!label) {
		free(g);
		vck_fail(err, VCK_E_USAGE, NULL,
			 "--by can't be \"%s\", but class, vpc, subnet, group or tag:KEY", by);
		return NULL;
	}
	g->by_name = map_init(&g->arena);
	g->by_pair = map_init(&g->arena);
	g->of_interface =
		mem_zalloc((m->net->network_interfaces.len + 1) * sizeof *g->of_interface);
	for (size_t i = 0; i < m->net->network_interfaces.len; i++)
		if (m->net->network_interfaces.items[i]->vpc)
			label(g, m->net->network_interfaces.items[i]);
	for (size_t i = 0; i < m->net->network_interfaces.len;
	     i++) { /* what keeps of_interface alive */
		void *kept = vec_move(&g->of_interface[i], &g->arena);
		free(g->of_interface[i].items);
		g->of_interface[i].items = kept;
	}
	return g;
}

static struct group_row *row_of(struct grouping *g, uint32_t from, uint32_t to)
{
	uint64_t key = (uint64_t)from << 32 | to;
	uint32_t *at = map_get(&g->by_pair, &key, sizeof key);
	if (!at) {
		at = arena_new(&g->arena, uint32_t);
		*at = (uint32_t)g->rows.len;
		vec_push(&g->rows,
			 ((struct group_row){.from = from, .to = to, .some = pktset_empty}));
		map_put(&g->by_pair, arena_memdup(&g->arena, &key, sizeof key), sizeof key, at);
	}
	return &g->rows.items[*at];
}

/* A cell's sets go when its VPC is done. */
static const struct pktset *united(struct grouping *g, const struct pktset *all,
				   const struct pktset *more)
{
	if (pktset_covers(all, more))
		return all;
	return pktset_keep(&g->arena, pktset_or(&g->arena, all, more));
}

static void add_pairs(struct grouping *g, struct group_row *row, const struct cell *c,
		      uint64_t pairs)
{
	if (!row->pairs) {
		row->all = pktset_all;
		row->unknown = pktset_empty;
	}
	row->some = united(g, row->some, c->passes);
	row->all = pktset_covers(c->passes, row->all)
			   ? row->all
			   : pktset_keep(&g->arena, pktset_and(&g->arena, row->all, c->passes));
	row->unknown = united(g, row->unknown, c->unknown);
	row->pairs += pairs;
	row->reached += pktset_is_empty(c->passes) ? 0 : pairs;
}

/* All members of a class carry the same groups and lie in the same subnet; tags may differ. */
static void add_members(struct matrix *m, const struct cell *c)
{
	struct grouping *g = m->grouping;
	const struct member *members = m->classes->members.items;
	for (uint32_t i = 0; i < c->from->count; i++) {
		const struct member *s = &members[c->from->first + i];
		for (uint32_t k = 0; k < c->to->count; k++) {
			const struct member *d = &members[c->to->first + k];
			size_t a = s->interface->o.ordinal, b = d->interface->o.ordinal;
			if (s->interface == d->interface || !member_selected(&m->source, s) ||
			    !member_selected(&m->destination, d))
				continue;
			for (size_t x = 0; x < g->of_interface[a].len; x++)
				for (size_t y = 0; y < g->of_interface[b].len; y++)
					add_pairs(g,
						  row_of(g, g->of_interface[a].items[x],
							 g->of_interface[b].items[y]),
						  c, 1);
		}
	}
}

static void add_classes(struct matrix *m, const struct cell *c)
{
	struct grouping *g = m->grouping;
	size_t a = c->from->sample.interface->o.ordinal, b = c->to->sample.interface->o.ordinal;
	for (size_t x = 0; x < g->of_interface[a].len; x++)
		for (size_t y = 0; y < g->of_interface[b].len; y++)
			add_pairs(
				g,
				row_of(g, g->of_interface[a].items[x], g->of_interface[b].items[y]),
				c, c->pairs);
}

void grouping_add(struct matrix *m, const struct cell *c)
{
	bool by_tag = str_eq(m->grouping->kind, "tag");
	if (by_tag || m->source.selected || m->destination.selected)
		add_members(m, c);
	else
		add_classes(m, c);
}

static struct grouping *sorting; /* qsort has no context; rows are sorted by one thread */

static int by_labels(const void *a, const void *b)
{
	const struct group_row *x = a, *y = b;
	int c = str_cmp(sorting->labels.items[x->from].id, sorting->labels.items[y->from].id);
	return c ? c : str_cmp(sorting->labels.items[x->to].id, sorting->labels.items[y->to].id);
}

static struct vck_matrix_end label_end(const struct grouping *g, uint32_t label)
{
	const struct label *l = &g->labels.items[label];
	return (struct vck_matrix_end){.kind = g->kind,
				       .id = l->id,
				       .name = l->name,
				       .vpc = l->vpc,
				       .members = l->members};
}

static enum vck_verdict verdict_of(const struct matrix *m, const struct group_row *r)
{
	if (pktset_covers(r->all, m->packets))
		return VCK_REACHABLE;
	if (!pktset_is_empty(r->some))
		return VCK_PARTIAL;
	return pktset_is_empty(r->unknown) ? VCK_BLOCKED : VCK_UNKNOWN;
}

void grouping_emit(struct matrix *m)
{
	struct grouping *g = m->grouping;
	sorting = g;
	if (g->rows.len)
		qsort(g->rows.items, g->rows.len, sizeof *g->rows.items, by_labels);
	for (size_t i = 0; i < g->rows.len && !m->stopped; i++) {
		const struct group_row *r = &g->rows.items[i];
		const char **some, **all, **unknown;
		struct vck_matrix_row row = {.source = label_end(g, r->from),
					     .destination = label_end(g, r->to),
					     .verdict = verdict_of(m, r),
					     .pairs = r->pairs,
					     .reached = r->reached};
		if (row.verdict == VCK_BLOCKED)
			continue;
		row.n_passes = pktset_texts(&g->arena, r->some, &some);
		row.n_all = pktset_texts(&g->arena, r->all, &all);
		row.n_unknown = pktset_texts(&g->arena, r->unknown, &unknown);
		row.passes = some;
		row.all = all;
		row.unknown = unknown;
		emit_row(m, &row);
	}
}

void grouping_free(struct grouping *g)
{
	if (!g)
		return;
	free(g->of_interface);
	vec_free(&g->labels);
	vec_free(&g->rows);
	map_free(&g->by_name);
	map_free(&g->by_pair);
	arena_free(&g->arena);
	free(g);
}
