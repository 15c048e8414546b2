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
		  no_subnet[] = "(no subnet)", no_vpc[] = "(no VPC)",
		  unread_groups[] = "(groups not in the snapshot)";

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
		const char *id = set->group_ids.items[i];
		const struct security_group *sg = id ? group_of_id(set, id) : NULL;
		push_label(g, eni,
			   label_of(g, id ? id : unread_groups, sg ? sg->group_name : NULL,
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
	g->cells = arena_array(&g->arena, struct group_cells, m->classes->items.len + 1);
	g->first_end = m->ends_numbered;
	m->ends_numbered += g->labels.len;
	g->answers_numbered = &m->answers_numbered;
	return g;
}

struct vck_matrix_end label_end(const struct grouping *g, uint32_t label)
{
	const struct label *l = &g->labels.items[label];
	return (struct vck_matrix_end){.kind = g->kind,
				       .id = l->id,
				       .name = l->name,
				       .vpc = l->vpc,
				       .members = l->members,
				       .number = g->first_end + label + 1};
}

void grouping_free(struct grouping *g)
{
	if (!g)
		return;
	free(g->of_interface);
	vec_free(&g->labels);
	outside_free(g);
	group_rows_free(g);
	map_free(&g->by_name);
	pktpool_free(g->pool);
	arena_free(&g->arena);
	free(g);
}
