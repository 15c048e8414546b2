/* link_groups.c - the groups of interfaces: who has the same ones gets the same set. */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* A list of ids, by where it lies: mostly it was read once for all who have it. */
struct listed {
	uintptr_t key[2];
	const struct group_set *set;
};

void group_sets_open(struct group_sets *s, struct net *net)
{
	*s = (struct group_sets){.net = net};
	s->lists = (struct cons){.words = 2, .size = sizeof(struct listed)};
	s->by_groups = map_init(&s->scratch);
	group_set_of(s, (any_list){NULL, 0}); /* the empty one is the first */
}

void group_sets_close(struct group_sets *s)
{
	s->net->group_sets.items = vec_move(&s->found, &s->net->arena);
	s->net->group_sets.len = s->found.len;
	vec_free(&s->found);
	map_free(&s->by_groups);
	cons_free(&s->lists);
	arena_free(&s->scratch);
}

static int by_id(const void *a, const void *b)
{
	const struct security_group *const *x = a, *const *y = b;
	return strcmp((*x)->o.id, (*y)->o.id);
}

static void find_groups(struct net *net, any_list ids, struct group_set *set)
{
	set->groups.items = arena_array(&net->arena, const struct security_group *, ids.len);
	for (uint32_t i = 0; i < ids.len; i++) {
		const struct security_group *g =
			net_security_group(net, ((const char *const *)ids.items)[i]);
		if (!g)
			continue;
		set->groups.items[set->groups.len++] = g;
		set->ingress_unread |= !g->ingress_known;
		set->egress_unread |= !g->egress_known;
	}
	if (set->groups.len > 1)
		qsort(set->groups.items, set->groups.len, sizeof *set->groups.items, by_id);
}

/* What tells one set from others: its groups; where one is not in the snapshot, the ids. */
static const void *key_of(struct group_sets *s, const struct group_set *set, size_t *len)
{
	struct buf text = BUF_INIT;
	*len = 0;
	if (!set->group_ids.len)
		return "";
	if (set->groups.len == set->group_ids.len) {
		*len = set->groups.len * sizeof(struct security_group *);
		return set->groups.items;
	}
	const char **ids =
		arena_memdup(&s->scratch, set->group_ids.items, set->group_ids.len * sizeof *ids);
	qsort(ids, set->group_ids.len, sizeof *ids, str_order);
	for (uint32_t i = 0; i < set->group_ids.len; i++)
		buf_printf(&text, "%s ", ids[i] ? ids[i] : "");
	const char *key = arena_strdup(&s->scratch, buf_str(&text));
	buf_free(&text);
	*len = strlen(key);
	return key;
}

static const struct group_set *make_set(struct group_sets *s, any_list ids)
{
	struct group_set *set = arena_new(&s->net->arena, struct group_set);
	set->group_ids.items = ids.items;
	set->group_ids.len = ids.len;
	if (ids.len)
		find_groups(s->net, ids, set);
	size_t len;
	const void *key = key_of(s, set, &len);
	const struct group_set *known = map_get(&s->by_groups, key, len);
	if (known)
		return known;
	set->ordinal = (unsigned)s->found.len;
	vec_push(&s->found, set);
	map_put(&s->by_groups, key, len, set);
	return set;
}

const struct group_set *group_set_of(struct group_sets *s, any_list ids)
{
	bool fresh;
	struct listed *l = cons_find(&s->lists, &s->scratch,
				     (uintptr_t[]){(uintptr_t)ids.items, ids.len}, &fresh);
	if (fresh)
		l->set = make_set(s, ids);
	return l->set;
}
