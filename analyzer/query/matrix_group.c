/* matrix_group.c - rows by VPC, subnet, group or tag: what some pair passes, and what every pair
 * passes. */
#include "base/str.h"
#include "query/grouping.h"

#include <string.h>

uint32_t label_of(struct grouping *g, const char *id, const char *name, const char *vpc)
{
	uint32_t *found = map_get_str(&g->by_name, id);
	if (found)
		return *found;
	uint32_t *at = arena_new(&g->arena, uint32_t);
	*at = (uint32_t)g->labels.len;
	vec_push(&g->labels, ((struct label){.id = id, .name = name, .vpc = vpc}));
	map_put_str(&g->by_name, id, at);
	return *at;
}

/* What is not there is a label, too, so that every pair has its row. */
static const char no_such_tag[] = "(no such tag)", no_group[] = "(no group)",
		  no_subnet[] = "(no subnet)", no_vpc[] = "(no VPC)";

static const char *tag_value(const struct network_interface *eni, const char *key)
{
	const struct object *where[] = {eni->instance ? &eni->instance->o : NULL, &eni->o};
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; where[i] && k < where[i]->tags.len; k++)
			if (str_eq(where[i]->tags.items[k].key, key))
				return where[i]->tags.items[k].value;
	return no_such_tag;
}

static void push_label(struct grouping *g, const struct network_interface *eni, uint32_t label)
{
	vec_push(&g->of_interface[eni->o.ordinal], label);
	g->labels.items[label].members++;
}

static void label_vpc(struct grouping *g, const struct network_interface *eni)
{
	const char *id = eni->vpc_id ? eni->vpc_id : no_vpc;
	push_label(g, eni, label_of(g, id, eni->vpc ? name_tag(&eni->vpc->o) : NULL, id));
}

static void label_subnet(struct grouping *g, const struct network_interface *eni)
{
	const char *name = eni->subnet ? name_tag(&eni->subnet->o) : NULL;
	push_label(g, eni,
		   eni->subnet_id ? label_of(g, eni->subnet_id, name, eni->vpc_id)
				  : label_of(g, no_subnet, NULL, NULL));
}

/* Its group of this id; NULL: it is not in the snapshot. */
static const struct security_group *group_of_id(const struct group_set *set, const char *id)
{
	for (size_t i = 0; i < set->groups.len; i++)
		if (str_eq(set->groups.items[i]->o.id, id))
			return set->groups.items[i];
	return NULL;
}

static void label_groups(struct grouping *g, const struct network_interface *eni)
{
	const struct group_set *set = eni->group_set;
	for (size_t i = 0; i < set->group_ids.len; i++) {
		const struct security_group *sg = group_of_id(set, set->group_ids.items[i]);
		push_label(g, eni,
			   label_of(g, set->group_ids.items[i], sg ? sg->group_name : NULL,
				    sg ? sg->vpc_id : NULL));
	}
	if (!set->group_ids.len)
		push_label(g, eni, label_of(g, no_group, NULL, NULL));
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

/* Does anybody carry the tag? Nobody: most likely it is misspelt. */
static bool tag_is_used(const struct net *net, const char *key, struct vck_error *err)
{
	VEC(const char *) keys = VEC_INIT;
	size_t n = net->network_interfaces.len;
	for (size_t i = 0; i < n; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		const struct object *where[] = {eni->instance ? &eni->instance->o : NULL, &eni->o};
		if (tag_value(eni, key) != no_such_tag) {
			vec_free(&keys);
			return true;
		}
		for (size_t k = 0; k < COUNT_OF(where); k++)
			for (size_t t = 0; where[k] && t < where[k]->tags.len; t++)
				vec_push(&keys, where[k]->tags.items[t].key);
	}
	const char *near = keys.len ? str_nearest(key, keys.items, keys.len) : NULL;
	vec_free(&keys);
	if (n)
		vck_fail(err, VCK_E_USAGE, NULL,
			 "no interface or instance has the tag \"%s\"%s%s%s", key,
			 near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return !n;
}

bool grouping_known(const struct net *net, const char *by, struct vck_error *err)
{
	struct grouping g;
	if (str_eq(by, "class"))
		return true;
	if (way_of(by, &g))
		return !net || !str_eq(g.kind, "tag") || tag_is_used(net, g.tag, err);
	static const char *const words[] = {"class", "vpc", "subnet", "group", "tag:KEY"};
	const char *near = str_nearest(by, words, COUNT_OF(words));
	vck_fail(err, VCK_E_USAGE, NULL,
		 "--by can't be \"%s\", but class, vpc, subnet, group or tag:KEY%s%s%s", by,
		 near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return false;
}

/* ---- who goes by which label ---- */

void count_label(struct shares *s, uint32_t label)
{
	for (uint32_t i = 0; i < s->len; i++)
		if (s->items[i].label == label) {
			s->items[i].count++;
			return;
		}
	s->items[s->len++] = (struct share){label, 1};
}

static struct shares shares_of(struct grouping *g, const struct matrix *m, const struct side *side,
			       const struct endpoint_class *c)
{
	struct shares s = {0};
	size_t most = 0;
	for (uint32_t i = 0; i < c->count; i++)
		most += g->of_interface[m->classes->members.items[c->first + i]
						.interface->o.ordinal]
				.len;
	struct share *items = mem_alloc((most + 1) * sizeof *items);
	s.items = items;
	for (uint32_t i = 0; i < c->count; i++) {
		const struct member *one = &m->classes->members.items[c->first + i];
		size_t eni = one->interface->o.ordinal;
		for (size_t k = 0; member_selected(side, one) && k < g->of_interface[eni].len; k++)
			count_label(&s, g->of_interface[eni].items[k]);
	}
	s.items = arena_memdup(&g->arena, items, s.len * sizeof *items);
	free(items);
	return s;
}

static void share_out(struct grouping *g, const struct matrix *m)
{
	size_t n = m->classes->items.len;
	g->sources = arena_array(&g->arena, struct shares, n + 1);
	g->destinations = arena_array(&g->arena, struct shares, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct endpoint_class *c = &m->classes->items.items[i];
		g->sources[i] = shares_of(g, m, &m->source, c);
		g->destinations[i] = shares_of(g, m, &m->destination, c);
		for (uint32_t k = 0; k < g->sources[i].len; k++)
			g->labels.items[g->sources[i].items[k].label].sources +=
				g->sources[i].items[k].count;
		for (uint32_t k = 0; k < g->destinations[i].len; k++)
			g->labels.items[g->destinations[i].items[k].label].destinations +=
				g->destinations[i].items[k].count;
	}
}

struct grouping *grouping_new(struct matrix *m, const char *by)
{
	struct grouping *g = mem_zalloc(sizeof *g);
	label_fn *label = way_of(by, g);
	size_t n = m->net->network_interfaces.len;
	g->by_name = map_init(&g->arena);
	g->by_pair = map_init(&g->arena);
	g->by_hosts = map_init(&g->arena);
	g->pool = pktpool_new();
	g->of_interface = mem_zalloc((n + 1) * sizeof *g->of_interface);
	for (size_t i = 0; i < m->classes->members.len; i++)
		label(g, m->classes->members.items[i].interface);
	named_label(g, m, label);
	for (size_t i = 0; i < n; i++) { /* what keeps of_interface alive */
		void *kept = vec_move(&g->of_interface[i], &g->arena);
		free(g->of_interface[i].items);
		g->of_interface[i].items = kept;
	}
	share_out(g, m);
	named_share_out(g, m);
	return g;
}

/* ---- adding up ---- */

struct group_row *group_row_known(struct grouping *g, uint32_t from, uint32_t to)
{
	uint64_t key = (uint64_t)from << 32 | to;
	uint32_t *at = map_get(&g->by_pair, &key, sizeof key);
	return at ? &g->rows.items[*at] : NULL;
}

struct group_row *group_row(struct grouping *g, uint32_t from, uint32_t to)
{
	struct group_row *last = g->rows.len ? &g->rows.items[g->rows.len - 1] : NULL;
	if (last && last->from == from && last->to == to)
		return last;
	struct group_row *known = group_row_known(g, from, to);
	if (known)
		return known;
	uint64_t key = (uint64_t)from << 32 | to;
	uint32_t *at = arena_new(&g->arena, uint32_t);
	*at = (uint32_t)g->rows.len;
	map_put(&g->by_pair, arena_memdup(&g->arena, &key, sizeof key), sizeof key, at);
	vec_push(&g->rows, ((struct group_row){.from = from, .to = to, .sums = sums_none()}));
	return &g->rows.items[*at];
}

static bool has_label(const struct grouping *g, const struct member *m, uint32_t label)
{
	size_t eni = m->interface->o.ordinal;
	for (size_t i = 0; i < g->of_interface[eni].len; i++)
		if (g->of_interface[eni].items[i] == label)
			return true;
	return false;
}

/* What the product of the shares counts, and is no pair. */
static uint64_t no_pairs(const struct matrix *m, const struct cell *c, uint32_t from, uint32_t to)
{
	const struct grouping *g = m->grouping;
	const struct endpoint_class *x = &m->classes->items.items[c->from];
	size_t first, kin = m->kin.items.len ? kin_between(&m->kin, c->from, c->to, &first) : 0;
	uint64_t n = 0;
	for (uint32_t i = 0; c->from == c->to && i < x->count; i++) {
		const struct member *one = &m->classes->members.items[x->first + i];
		n += member_selected(&m->source, one) && member_selected(&m->destination, one) &&
		     has_label(g, one, from) && has_label(g, one, to);
	}
	for (size_t i = 0; i < kin; i++) {
		const struct kin *k = &m->kin.items.items[first + i];
		n += member_selected(&m->source, k->source) &&
		     member_selected(&m->destination, k->destination) &&
		     has_label(g, k->source, from) && has_label(g, k->destination, to);
	}
	return n;
}

static struct answer_sets sets_of(struct grouping *g, const struct fate *f)
{
	return (struct answer_sets){.passes = pktpool_keep(g->pool, f->passes),
				    .partial = pktpool_keep(g->pool, f->partial),
				    .unknown = pktpool_keep(g->pool, f->unknown),
				    .denied = !pktset_is_empty(f->blocked)};
}

void group_add_pairs(struct grouping *g, struct group_row *row, const struct answer_sets *sets,
		     uint64_t pairs)
{
	sums_add(g, &row->sums, sets);
	row->sums.all = pktpool_and(g->pool, row->sums.all, sets->passes);
	row->told += pairs;
	row->reached += pktset_is_empty(sets->passes) ? 0 : pairs;
}

void grouping_add(struct matrix *m, const struct cell *c)
{
	struct grouping *g = m->grouping;
	const struct shares *from = &g->sources[c->from], *to = &g->destinations[c->to];
	const struct answer_sets sets = sets_of(g, c->fate);
	for (uint32_t i = 0; i < from->len; i++)
		for (uint32_t k = 0; k < to->len; k++) {
			struct share a = from->items[i], b = to->items[k];
			uint64_t pairs =
				(uint64_t)a.count * b.count - no_pairs(m, c, a.label, b.label);
			if (pairs)
				group_add_pairs(g, group_row(g, a.label, b.label), &sets, pairs);
		}
}

/* ---- rows ---- */

static void count_none(struct grouping *g, const struct member *x, const struct member *y)
{
	size_t a = x->interface->o.ordinal, b = y->interface->o.ordinal;
	for (size_t i = 0; i < g->of_interface[a].len; i++)
		for (size_t k = 0; k < g->of_interface[b].len; k++) {
			struct group_row *row = group_row_known(g, g->of_interface[a].items[i],
								g->of_interface[b].items[k]);
			if (row)
				row->none++;
		}
}

static void count_what_is_no_pair(struct matrix *m)
{
	for (size_t i = 0; i < m->classes->members.len; i++) {
		const struct member *one = &m->classes->members.items[i];
		if (member_selected(&m->source, one) && member_selected(&m->destination, one))
			count_none(m->grouping, one, one);
	}
	for (size_t i = 0; i < m->kin.items.len; i++) {
		const struct kin *k = &m->kin.items.items[i];
		if (member_selected(&m->source, k->source) &&
		    member_selected(&m->destination, k->destination))
			count_none(m->grouping, k->source, k->destination);
	}
	named_count_none(m);
}

static uint64_t pairs_of(const struct grouping *g, const struct group_row *r)
{
	return g->labels.items[r->from].sources * g->labels.items[r->to].destinations - r->none;
}

static struct grouping *sorting; /* qsort has no context; rows are sorted by one thread */

static int by_labels(const void *a, const void *b)
{
	const struct group_row *x = a, *y = b;
	int c = str_cmp(sorting->labels.items[x->from].id, sorting->labels.items[y->from].id);
	return c ? c : str_cmp(sorting->labels.items[x->to].id, sorting->labels.items[y->to].id);
}

struct vck_matrix_end label_end(const struct grouping *g, uint32_t label)
{
	const struct label *l = &g->labels.items[label];
	return (struct vck_matrix_end){.kind = g->kind,
				       .id = l->id,
				       .name = l->name,
				       .vpc = l->vpc,
				       .members = l->members};
}

void grouping_emit(struct matrix *m)
{
	struct grouping *g = m->grouping;
	outside_emit(m);
	count_what_is_no_pair(m);
	sorting = g;
	if (g->rows.len)
		qsort(g->rows.items, g->rows.len, sizeof *g->rows.items, by_labels);
	for (size_t i = 0; i < g->rows.len && !m->stopped; i++) {
		const struct group_row *r = &g->rows.items[i];
		struct vck_matrix_row row = {.source = label_end(g, r->from),
					     .destination = label_end(g, r->to),
					     .pairs = pairs_of(g, r),
					     .reached = r->reached};
		sums_tell(g, &r->sums, row.pairs == r->told, m->packets, &row);
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
	outside_free(g);
	map_free(&g->by_name);
	map_free(&g->by_pair);
	pktpool_free(g->pool);
	arena_free(&g->arena);
	free(g);
}
