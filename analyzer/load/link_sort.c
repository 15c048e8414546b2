/*
 * link_sort.c - lists in the order of ids.
 *
 * There may be a million ids, of hexadecimal digits: they are sorted byte by byte, from the last
 * one that tells them apart to the first.
 */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* Ids of a kind begin alike; the eight bytes behind that decide nearly always. */
struct sort_key {
	uint64_t head;
	struct object *object; /* its ordinal: the place that it has now */
};

static uint64_t head_of(const struct object *o, size_t skip)
{
	uint64_t head = 0;
	const char *id = o->id;
	for (size_t i = 0; i < skip; i++)
		if (!id[i])
			return 0;
	for (size_t i = 0; i < 8; i++) {
		unsigned char c = (unsigned char)id[skip + i];
		head |= (uint64_t)c << (56 - 8 * i);
		if (!c)
			break;
	}
	return head;
}

static int by_key(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	int order = strcmp(x->object->id, y->object->id);
	if (!order)
		order = str_cmp(x->object->account, y->object->account);
	if (order)
		return order;
	return (x->object->ordinal > y->object->ordinal) -
	       (x->object->ordinal < y->object->ordinal);
}

enum { HEAD_BYTES = 8, BYTE_VALUES = 256, FEW = 2 * BYTE_VALUES };

static unsigned byte_of(const struct sort_key *key, unsigned byte)
{
	return key->head >> (8 * byte) & (BYTE_VALUES - 1);
}

/* By one byte of their heads; else they stay in order. False: it is the same in all. */
static bool sort_by_byte(const struct sort_key *from, struct sort_key *to, size_t len,
			 unsigned byte)
{
	size_t place[BYTE_VALUES] = {0}, before = 0;
	for (size_t i = 0; i < len; i++)
		place[byte_of(&from[i], byte)]++;
	if (place[byte_of(&from[0], byte)] == len)
		return false;
	for (size_t value = 0; value < BYTE_VALUES; value++) {
		size_t count = place[value];
		place[value] = before;
		before += count;
	}
	for (size_t i = 0; i < len; i++)
		to[place[byte_of(&from[i], byte)]++] = from[i];
	return true;
}

/* By their heads, byte by byte from the last on; then by all the rest where heads are equal.
 * Returns which of the two arrays holds them in the end. */
static struct sort_key *sort_keys(struct sort_key *keys, struct sort_key *spare, size_t len)
{
	if (len < FEW) {
		qsort(keys, len, sizeof *keys, by_key);
		return keys;
	}
	for (unsigned byte = 0; byte < HEAD_BYTES; byte++)
		if (sort_by_byte(keys, spare, len, byte)) {
			struct sort_key *sorted = spare;
			spare = keys;
			keys = sorted;
		}
	for (size_t i = 0, to; i < len; i = to) {
		for (to = i + 1; to < len && keys[to].head == keys[i].head;)
			to++;
		if (to - i > 1)
			qsort(keys + i, to - i, sizeof *keys, by_key);
	}
	return keys;
}

/* All ids that begin otherwise (a kind's own prefix is missing) are compared in full. */
static size_t common_prefix(const struct object_list *list)
{
	size_t len = list->len ? strlen(list->items[0]->id) : 0;
	for (size_t i = 1; i < list->len && len; i++) {
		size_t n = 0;
		while (n < len && list->items[i]->id[n] == list->items[0]->id[n])
			n++;
		len = n;
	}
	return len;
}

static void sort_list(struct object_list list, struct ids *by_id)
{
	struct sort_key *keys = mem_alloc(2 * list.len * sizeof *keys);
	size_t skip = common_prefix(&list);
	for (size_t i = 0; i < list.len; i++)
		keys[i] = (struct sort_key){head_of(list.items[i], skip), list.items[i]};
	const struct sort_key *sorted = sort_keys(keys, keys + list.len, list.len);
	uint32_t *to = mem_alloc(list.len * sizeof *to);
	for (size_t i = 0; i < list.len; i++) {
		list.items[i] = sorted[i].object;
		to[list.items[i]->ordinal] = (uint32_t)i;
		list.items[i]->ordinal = (unsigned)i;
	}
	free(keys);
	ids_settle(by_id, to);
	free(to);
}

void number_objects(struct net *net)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list list = net_list(net, kind);
		for (size_t i = 0; i < list.len; i++)
			list.items[i]->ordinal = (unsigned)i;
	}
}

void sort_objects(struct net *net)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list list = net_list(net, kind);
		if (list.len)
			sort_list(list, &net->by_id[kind]);
	}
	/* Of resources that share an id, the first is found by it. */
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct object_list list = net_list(net, kind);
		for (size_t i = list.len; i-- > 1;)
			if (strcmp(list.items[i - 1]->id, list.items[i]->id) == 0)
				ids_put(&net->by_id[kind], list.items, i - 1);
	}
}
