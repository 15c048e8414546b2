#include "reach/carriers.h"

typedef void visit_fn(struct carriers *, const struct group_set *, uint32_t vpc, void *ctx);

static void each_set(struct carriers *c, visit_fn *visit, void *ctx)
{
	for (uint32_t v = 0; v < c->net->vpcs.len; v++)
		for (uint32_t i = 0; i < c->of_vpc[v].count; i++)
			visit(c, c->sets[c->of_vpc[v].first + i], v, ctx);
}

/* ---- by group ---- */

struct pass {
	uint32_t *last; /* [group]: the VPC that it was met in last, from 1 */
	uint32_t *at; /* [group + 1]: how many they are; when they are filled in, [group]: where */
	uint32_t *vpcs; /* NULL: they are counted */
};

static void take_groups(struct carriers *c, const struct group_set *set, uint32_t vpc, void *ctx)
{
	struct pass *p = ctx;
	c->some_lack |= set->groups.len < set->group_ids.len;
	for (size_t k = 0; k < set->groups.len; k++) {
		uint32_t group = set->groups.items[k]->o.ordinal;
		if (p->last[group] == vpc + 1)
			continue;
		p->last[group] = vpc + 1;
		if (p->vpcs)
			p->vpcs[p->at[group]++] = vpc;
		else
			p->at[group + 1]++;
	}
}

static void find_carriers(struct carriers *c)
{
	size_t n = c->net->security_groups.len;
	uint32_t *first = arena_array(&c->arena, uint32_t, n + 2);
	struct pass count = {.last = arena_array(&c->arena, uint32_t, n + 1), .at = first + 1};
	each_set(c, take_groups, &count); /* first[group + 2]: of the group */
	for (size_t i = 0; i < n; i++)
		first[i + 2] += first[i + 1];
	struct pass fill = {.last = arena_array(&c->arena, uint32_t, n + 1),
			    .at = first + 1,
			    .vpcs = arena_array(&c->arena, uint32_t, first[n + 1] + 1)};
	each_set(c, take_groups, &fill); /* first[group + 1]: where the next one's begin */
	c->first = first;
	c->vpcs = fill.vpcs;
}

/* ---- by id ---- */

/* Whoever has a group of which not even the id was read may carry any (R2). */
static const char nameless[] = "";

static struct vpc_numbers *numbers_of(struct carriers *c, const char *group_id)
{
	uintptr_t number = (uintptr_t)map_get_str(&c->by_id, group_id);
	return number ? &c->of_id.items[number - 1] : NULL;
}

static void take_ids(struct carriers *c, const struct group_set *set, uint32_t vpc, void *ctx)
{
	(void)ctx;
	for (size_t k = 0; k < set->group_ids.len; k++) {
		const char *id = set->group_ids.items[k] ? set->group_ids.items[k] : nameless;
		struct vpc_numbers *v = numbers_of(c, id);
		if (!v) {
			vec_push(&c->of_id, ((struct vpc_numbers){0}));
			v = &c->of_id.items[c->of_id.len - 1];
			map_put_str(&c->by_id, id, (void *)(uintptr_t)c->of_id.len);
		}
		if (!v->len || v->items[v->len - 1] != vpc) /* sets come by VPC */
			vec_push(v, vpc);
	}
}

/* ---- for who asks ---- */

static void push_all(struct vpc_numbers *out, const uint32_t *vpcs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		vec_push(out, vpcs[i]);
}

void carriers_add(struct carriers *c, const struct user_id_group_pair *pair,
		  struct vpc_numbers *out)
{
	if (!c->first)
		find_carriers(c);
	if (pair->group && !c->some_lack) {
		const uint32_t *first = &c->first[pair->group->o.ordinal];
		push_all(out, c->vpcs + first[0], first[1] - first[0]);
		return;
	}
	if (!c->has_ids)
		each_set(c, take_ids, NULL);
	c->has_ids = true;
	const char *const ids[] = {pair->group_id, nameless};
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		const struct vpc_numbers *where = numbers_of(c, ids[i]);
		if (where)
			push_all(out, where->items, where->len);
	}
}

/* ---- life ---- */

void carriers_open(struct carriers *c, const struct net *net, const struct group_set *const *sets,
		   const struct vpc_gates *of_vpc)
{
	*c = (struct carriers){.net = net, .sets = sets, .of_vpc = of_vpc};
	c->by_id = map_init(&c->arena);
}

void carriers_close(struct carriers *c)
{
	for (size_t i = 0; i < c->of_id.len; i++)
		vec_free(&c->of_id.items[i]);
	vec_free(&c->of_id);
	map_free(&c->by_id);
	arena_free(&c->arena);
}
