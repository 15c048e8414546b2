#include "model/blocks.h"

#include "base/vec.h"
#include "net/lpm.h"

#include <stdlib.h>

struct block {
	struct cidr prefix;
	const struct vpc *vpc;
};

struct holders { /* of one prefix: blocks[first..first+count) */
	uint32_t first, count;
	uint32_t around; /* the smallest prefix around it; LPM_NONE: there is none */
};

struct blocks {
	struct arena arena;
	LIST(struct block) all; /* by prefix */
	LIST(struct holders) prefixes;
	const struct lpm *lpm;
};

static int by_prefix(const void *a, const void *b)
{
	const struct block *x = a, *y = b;
	int c = cidr_cmp(x->prefix, y->prefix);
	return c ? c
		 : (x->vpc->o.ordinal > y->vpc->o.ordinal) -
			       (x->vpc->o.ordinal < y->vpc->o.ordinal);
}

static void collect(struct blocks *b, const struct net *net)
{
	VEC(struct block) all = VEC_INIT;
	for (size_t i = 0; i < net->vpcs.len; i++) {
		const struct vpc *v = net->vpcs.items[i];
		for (size_t k = 0; k < v->cidrs.len; k++)
			if (v->cidrs.items[k].family)
				vec_push(&all, ((struct block){v->cidrs.items[k], v}));
	}
	if (all.len)
		qsort(all.items, all.len, sizeof *all.items, by_prefix);
	b->all.items = vec_move(&all, &b->arena);
	b->all.len = all.len;
	vec_free(&all);
}

static struct cidr prefix_of(const struct blocks *b, uint32_t number)
{
	return b->all.items[b->prefixes.items[number].first].prefix;
}

/* Those around it come before it: up from the last one. */
static uint32_t find_around(const struct blocks *b, uint32_t number)
{
	uint32_t around = number ? number - 1 : LPM_NONE;
	while (around != LPM_NONE && !cidr_contains(prefix_of(b, around), prefix_of(b, number)))
		around = b->prefixes.items[around].around;
	return around;
}

static void number_prefixes(struct blocks *b)
{
	struct lpm_entry *entries = mem_alloc((b->all.len + 1) * sizeof *entries);
	b->prefixes.items = arena_array(&b->arena, struct holders, b->all.len + 1);
	for (uint32_t i = 0; i < b->all.len; i++) {
		const struct cidr prefix = b->all.items[i].prefix;
		uint32_t number = (uint32_t)b->prefixes.len;
		if (!number || !cidr_equal(prefix, prefix_of(b, number - 1))) {
			entries[number] = (struct lpm_entry){prefix, number};
			b->prefixes.items[b->prefixes.len++].first = i;
			b->prefixes.items[number].around = find_around(b, number);
		}
		b->prefixes.items[b->prefixes.len - 1].count++;
	}
	b->lpm = lpm_build(&b->arena, entries, b->prefixes.len);
	free(entries);
}

struct blocks *blocks_new(const struct net *net)
{
	struct blocks *b = mem_zalloc(sizeof *b);
	collect(b, net);
	number_prefixes(b);
	return b;
}

void blocks_free(struct blocks *b)
{
	if (!b)
		return;
	arena_free(&b->arena);
	free(b);
}

struct blocks_at blocks_of(const struct blocks *b, struct ip ip)
{
	struct blocks_at at = {0};
	at.block = lpm_find(b->lpm, ip, &at.alike);
	return at;
}

const struct vpc *blocks_next(const struct blocks *b, struct blocks_at *at)
{
	while (at->block != LPM_NONE) {
		const struct holders *h = &b->prefixes.items[at->block];
		if (at->next < h->count)
			return b->all.items[h->first + at->next++].vpc;
		at->block = h->around;
		at->next = 0;
	}
	return NULL;
}
