/*
 * link_sort.c - lists in the order of ids.
 *
 * There may be a million ids, of hexadecimal digits: they are sorted byte by byte, from the last
 * one that tells them apart to the first. Objects lie in memory in the order that they were read:
 * each is looked at once, in that order, and what is sorted are keys that lie together.
 */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* Ids of a kind begin alike; the eight bytes behind that decide nearly always. */
struct sort_key {
	uint64_t head;
	uint32_t place; /* in the list that is sorted */
};

/* What all of a list's ids begin with. */
struct prefix {
	const char *text;
	size_t len;
};

static size_t common_len(const struct prefix *p, const char *id)
{
	size_t len = 0;
	while (len < p->len && id[len] == p->text[len])
		len++;
	return len;
}

/* As far as every `step`th of them tells. */
static struct prefix common_prefix(const struct object_list *list, size_t step)
{
	struct prefix p = {list->items[0]->id, strlen(list->items[0]->id)};
	for (size_t i = step; i < list->len && p.len; i += step)
		p.len = common_len(&p, list->items[i]->id);
	return p;
}

static uint64_t head_of(const char *text)
{
	uint64_t head = 0;
	for (size_t i = 0; i < sizeof head; i++) {
		unsigned char c = (unsigned char)text[i];
		head |= (uint64_t)c << (56 - 8 * i);
		if (!c)
			break;
	}
	return head;
}

/* False: not all of the ids begin with the prefix. */
static bool make_keys(const struct object_list *list, struct prefix p, struct sort_key *keys)
{
	for (size_t i = 0; i < list->len; i++) {
		const char *id = list->items[i]->id;
		list_ahead(list->items, list->len, i, sizeof **list->items);
		if (common_len(&p, id) < p.len)
			return false;
		keys[i] = (struct sort_key){head_of(id + p.len), (uint32_t)i};
	}
	return true;
}

static int by_head(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	return (x->head > y->head) - (x->head < y->head);
}

enum { HEAD_BYTES = 8, BYTE_VALUES = 256, FEW = 2 * BYTE_VALUES };

static unsigned byte_of(const struct sort_key *key, unsigned byte)
{
	return key->head >> (8 * byte) & (BYTE_VALUES - 1);
}

typedef size_t counts[HEAD_BYTES][BYTE_VALUES]; /* of keys, by each byte of their heads */

static void count_bytes(const struct sort_key *keys, size_t len, counts count)
{
	memset(count, 0, sizeof(counts));
	for (size_t i = 0; i < len; i++)
		for (unsigned byte = 0; byte < HEAD_BYTES; byte++)
			count[byte][byte_of(&keys[i], byte)]++;
}

/* By one byte of their heads; else they stay in order. */
static void sort_by_byte(const struct sort_key *from, struct sort_key *to, size_t len,
			 unsigned byte, const size_t *count)
{
	size_t place[BYTE_VALUES], before = 0;
	for (size_t value = 0; value < BYTE_VALUES; value++) {
		place[value] = before;
		before += count[value];
	}
	for (size_t i = 0; i < len; i++)
		to[place[byte_of(&from[i], byte)]++] = from[i];
}

/* Returns which of the two arrays holds them in the end. */
static struct sort_key *sort_keys(struct sort_key *keys, struct sort_key *spare, size_t len)
{
	counts count;
	if (len < FEW) {
		qsort(keys, len, sizeof *keys, by_head);
		return keys;
	}
	count_bytes(keys, len, count);
	for (unsigned byte = 0; byte < HEAD_BYTES; byte++) {
		if (count[byte][byte_of(&keys[0], byte)] == len)
			continue; /* the same in all */
		sort_by_byte(keys, spare, len, byte, count[byte]);
		struct sort_key *sorted = spare;
		spare = keys;
		keys = sorted;
	}
	return keys;
}

/* Of objects that have their places in the list as ordinals. */
static int by_whole_id(const void *a, const void *b)
{
	const struct object *x = *(const struct object *const *)a;
	const struct object *y = *(const struct object *const *)b;
	int order = strcmp(x->id, y->id);
	if (!order)
		order = str_cmp(x->account, y->account);
	return order ? order : (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

/* The next run of equal heads from *from on, of two at least; *from moves to it. Returns its length. */
static size_t next_equals(const struct sort_key *keys, size_t len, size_t *from)
{
	for (size_t to; *from < len; *from = to) {
		for (to = *from + 1; to < len && keys[to].head == keys[*from].head;)
			to++;
		if (to - *from > 1)
			return to - *from;
	}
	return 0;
}

/* Where heads are equal, all the rest decides. */
static void sort_equals(struct sort_key *keys, const struct object_list *sorted)
{
	for (size_t from = 0, n; (n = next_equals(keys, sorted->len, &from)); from += n) {
		qsort(sorted->items + from, n, sizeof *sorted->items, by_whole_id);
		for (size_t i = from; i < from + n; i++)
			keys[i].place = sorted->items[i]->ordinal;
	}
}

/* Of resources that share an id, the first is found by it. */
static void find_first(struct ids *by_id, const struct sort_key *keys,
		       const struct object_list *sorted)
{
	for (size_t i = sorted->len; i-- > 1;)
		if (keys[i - 1].head == keys[i].head &&
		    strcmp(sorted->items[i - 1]->id, sorted->items[i]->id) == 0)
			ids_put(by_id, sorted->items, i - 1);
}

static void sort_list(struct net *net, struct arena *arena, enum kind kind)
{
	enum { SAMPLES = 64 };
	struct object_list list = net_list(net, kind), sorted = {NULL, list.len};
	struct sort_key *room = mem_alloc(2 * list.len * sizeof *room), *keys = room;
	uint32_t *to = mem_alloc(list.len * sizeof *to);
	if (!make_keys(&list, common_prefix(&list, 1 + list.len / SAMPLES), keys))
		make_keys(&list, common_prefix(&list, 1), keys);
	keys = sort_keys(keys, keys + list.len, list.len);
	sorted.items = arena_array(arena, struct object *, list.len);
	for (size_t i = 0; i < list.len; i++)
		sorted.items[i] = list.items[keys[i].place];
	sort_equals(keys, &sorted);
	for (size_t i = 0; i < list.len; i++)
		to[keys[i].place] = (uint32_t)i;
	for (size_t i = 0; i < list.len; i++)
		list.items[i]->ordinal = to[i];
	ids_settle(&net->by_id[kind], to);
	find_first(&net->by_id[kind], keys, &sorted);
	net_set_list(net, kind, sorted);
	free(to);
	free(room);
}

static void sort_kind(void *ctx, struct arena *arena, size_t kind)
{
	struct net *net = ctx;
	if (net_list(net, (enum kind)kind).len)
		sort_list(net, arena, (enum kind)kind);
	else
		net_set_list(net, (enum kind)kind, (struct object_list){NULL, 0});
}

void sort_objects(struct loader *l)
{
	struct net *net = l->net;
	size_t all = 0;
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		all += net_list(net, kind).len;
	if (rounds_pay(l, all))
		rounds_run(l, (struct rounds){sort_kind, net, KIND_COUNT});
	else
		for (unsigned kind = 0; kind < KIND_COUNT; kind++)
			sort_kind(net, &net->arena, kind);
}
