#include "base/arena.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A block is an eighth of what there is already: what nobody asks for any more at the end is little
 * beside the rest. Where that is much, blocks are whole large pages.
 */
#define FIRST_BLOCK (16u << 10)
#define LAST_BLOCK  ((2u << 20) - 64) /* with its head: a large page */
#define SHARE       8

struct arena_block {
	struct arena_block *older;
	size_t size; /* of data */
	_Alignas(ARENA_ALIGN) char data[];
};

static struct arena_block *new_block(size_t size)
{
	struct arena_block *b;
	if (size >= LAST_BLOCK) {
		size = mem_large_size(sizeof *b + size);
		b = mem_large(size);
		b->size = size - sizeof *b;
		return b;
	}
	b = mem_alloc(sizeof *b + size);
	b->size = size;
	return b;
}

static void use_block(struct arena *a, struct arena_block *b)
{
	b->older = a->head;
	a->head = b;
	a->next = b->data;
	a->end = b->data + b->size;
}

/* The first spare block that is large enough leaves the chain; NULL when none is. */
static struct arena_block *take_spare(struct arena *a, size_t at_least)
{
	for (struct arena_block **link = &a->spare; *link; link = &(*link)->older) {
		struct arena_block *b = *link;
		if (b->size >= at_least) {
			*link = b->older;
			return b;
		}
	}
	return NULL;
}

static void add_block(struct arena *a, size_t at_least)
{
	struct arena_block *spare = take_spare(a, at_least);
	if (spare) {
		use_block(a, spare);
		return;
	}
	size_t size = a->held / SHARE, least = a->block_size ? a->block_size : FIRST_BLOCK;
	if (size < least)
		size = least;
	if (size > LAST_BLOCK)
		size = LAST_BLOCK;
	struct arena_block *b = new_block(at_least > size ? at_least : size);
	a->held += b->size;
	use_block(a, b);
}

void arena_more(struct arena *a, size_t size)
{
	if (size > SIZE_MAX / 2)
		mem_oom(size);
	add_block(a, size + ARENA_ALIGN);
}

void *arena_zalloc(struct arena *a, size_t size)
{
	return memset(arena_alloc(a, size), 0, size);
}

void *arena_zarray(struct arena *a, size_t size, size_t count)
{
	if (count && size > SIZE_MAX / 2 / count)
		mem_oom(SIZE_MAX);
	return arena_zalloc(a, size * count);
}

void *arena_memdup(struct arena *a, const void *p, size_t size)
{
	void *copy = arena_alloc(a, size);
	return size ? memcpy(copy, p, size) : copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

/* Most texts fit where they are written first, so that they are made once. */
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	size_t room = a->next ? (size_t)(a->end - a->next) : 0;
	va_list again;
	va_copy(again, ap);
	int len = vsnprintf(a->next, room, fmt, again);
	va_end(again);
	if (len < 0)
		return arena_strdup(a, "");
	bool fits = (size_t)len < room;
	char *here = a->next, *s = arena_alloc(a, (size_t)len + 1);
	if (!fits || s != here)
		vsnprintf(s, (size_t)len + 1, fmt, ap);
	return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void arena_reset(struct arena *a)
{
	while (a->head && a->head->older) { /* the oldest block stays in use, the rest are spare */
		struct arena_block *b = a->head;
		a->head = b->older;
		b->older = a->spare;
		a->spare = b;
	}
	if (a->head) {
		a->next = a->head->data;
		a->end = a->head->data + a->head->size;
	}
	a->used = 0;
}

static void free_chain(struct arena_block *b)
{
	while (b) {
		struct arena_block *older = b->older;
		free(b);
		b = older;
	}
}

void arena_free(struct arena *a)
{
	free_chain(a->head);
	free_chain(a->spare);
	*a = (struct arena)ARENA_INIT;
}

void arena_wipe(struct arena *a)
{
	struct arena_block *chains[] = {a->head, a->spare};
	for (size_t i = 0; i < 2; i++)
		for (struct arena_block *b = chains[i]; b; b = b->older)
			mem_wipe(b->data, b->size);
	arena_free(a);
}

void arena_adopt(struct arena *into, struct arena *from)
{
	struct arena_block *last = from->head;
	if (last) {
		while (last->older)
			last = last->older;
		if (into->head) { /* behind the block that is allocated from */
			last->older = into->head->older;
			into->head->older = from->head;
		} else {
			into->head = from->head;
			into->next = from->next;
			into->end = from->end;
		}
	}
	into->used += from->used;
	into->held += from->held;
	from->head = NULL;
	arena_free(from);
}
