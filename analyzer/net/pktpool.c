#include "net/pktpool.h"
#include "base/cons.h"
#include "base/mem.h"

#include <stdlib.h>

/* What was made of two sets. */
struct made {
	uintptr_t key[2];
	const struct pktset *set;
};

struct set_slot {
	uint64_t hash;
	const struct pktset *set; /* NULL: free */
};

struct pktpool {
	struct arena arena, scratch;
	struct set_slot *slots;
	size_t cap, len;
	struct cons ands, ors, minuses;
};

static uint64_t hash_of(const struct pktset *s)
{
	uint64_t h = s->count;
	for (uint32_t i = 0; i < s->count; i++) {
		h ^= (uint64_t)s->spans[i].lo << 32 | s->spans[i].hi;
		h *= UINT64_C(0xff51afd7ed558ccd);
		h ^= h >> 32;
	}
	return h;
}

/* Where the set stands, or would. */
static struct set_slot *slot_of(const struct pktpool *p, const struct pktset *s, uint64_t hash)
{
	size_t i = hash & (p->cap - 1);
	while (p->slots[i].set && !(p->slots[i].hash == hash && pktset_equal(p->slots[i].set, s)))
		i = (i + 1) & (p->cap - 1);
	return &p->slots[i];
}

static void grow(struct pktpool *p)
{
	struct pktpool bigger = *p;
	bigger.cap = p->cap ? p->cap * 2 : 64;
	bigger.slots = mem_zalloc(bigger.cap * sizeof *bigger.slots);
	for (size_t i = 0; i < p->cap; i++)
		if (p->slots[i].set)
			*slot_of(&bigger, p->slots[i].set, p->slots[i].hash) = p->slots[i];
	free(p->slots);
	p->slots = bigger.slots;
	p->cap = bigger.cap;
}

const struct pktset *pktpool_keep(struct pktpool *p, const struct pktset *s)
{
	if (pktset_is_empty(s))
		return pktset_empty;
	if (pktset_equal(s, pktset_all))
		return pktset_all;
	if (p->len * 2 >= p->cap)
		grow(p);
	uint64_t hash = hash_of(s);
	struct set_slot *slot = slot_of(p, s, hash);
	if (!slot->set) {
		*slot = (struct set_slot){hash, pktset_keep(&p->arena, s)};
		p->len++;
	}
	return slot->set;
}

typedef const struct pktset *make_fn(struct arena *, const struct pktset *, const struct pktset *);

static const struct pktset *remembered(struct pktpool *p, struct cons *all, make_fn *make,
				       const struct pktset *x, const struct pktset *y)
{
	bool fresh;
	struct made *m =
		cons_find(all, &p->arena, (uintptr_t[]){(uintptr_t)x, (uintptr_t)y}, &fresh);
	if (fresh) {
		arena_reset(&p->scratch);
		m->set = pktpool_keep(p, make(&p->scratch, x, y));
	}
	return m->set;
}

const struct pktset *pktpool_and(struct pktpool *p, const struct pktset *x, const struct pktset *y)
{
	if (x == y || y == pktset_all || x == pktset_empty)
		return x;
	if (x == pktset_all || y == pktset_empty)
		return y;
	return remembered(p, &p->ands, pktset_and, x, y);
}

const struct pktset *pktpool_or(struct pktpool *p, const struct pktset *x, const struct pktset *y)
{
	if (x == y || y == pktset_empty || x == pktset_all)
		return x;
	if (x == pktset_empty || y == pktset_all)
		return y;
	return remembered(p, &p->ors, pktset_or, x, y);
}

const struct pktset *pktpool_minus(struct pktpool *p, const struct pktset *x,
				   const struct pktset *y)
{
	if (x == y || x == pktset_empty || y == pktset_all)
		return pktset_empty;
	if (y == pktset_empty)
		return x;
	return remembered(p, &p->minuses, pktset_minus, x, y);
}

struct pktpool *pktpool_new(void)
{
	struct pktpool *p = mem_zalloc(sizeof *p);
	struct cons memo = {.words = 2, .size = sizeof(struct made)};
	p->ands = p->ors = p->minuses = memo;
	return p;
}

void pktpool_free(struct pktpool *p)
{
	if (!p)
		return;
	free(p->slots);
	cons_free(&p->ands);
	cons_free(&p->ors);
	cons_free(&p->minuses);
	arena_free(&p->arena);
	arena_free(&p->scratch);
	free(p);
}
