/*
 * arena.h - memory with one owner and one end.
 *
 * An arena hands out memory from large blocks and frees it all at once. Nothing in it is freed
 * singly. arena_reset() keeps the blocks for the next round: the loader parses each element into a
 * scratch arena and resets it.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena_block;

struct arena {
	struct arena_block *head; /* newest block, which is allocated from */
	struct arena_block *spare;
	char *next, *end;
	size_t block_size; /* bytes of a block, at least; 0 = the default */
	size_t held;       /* bytes of all blocks */
	size_t used;       /* bytes handed out since the last reset */
};

#define ARENA_ALIGN                                                                                \
	8 /* bytes: what pointers, doubles and 64-bit numbers need, and nothing does more */

#define ARENA_INIT                                                                                 \
	{                                                                                          \
		0                                                                                  \
	}

void *arena_zalloc(struct arena *, size_t size);               /* cleared */
void *arena_zarray(struct arena *, size_t size, size_t count); /* cleared */
char *arena_strdup(struct arena *, const char *s);
char *arena_printf(struct arena *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
void *arena_memdup(struct arena *, const void *p, size_t size);
void arena_reset(struct arena *); /* forget everything, keep the blocks */
void arena_free(struct arena *);  /* give everything back; the arena may be used again */
void arena_wipe(struct arena *);  /* the same, after overwriting all of it: it held secrets */
void arena_adopt(struct arena *into,
		 struct arena *from); /* into owns from's blocks; from is empty */

/* Room for so many bytes in one place: for the two below, which do the rest without a call. */
void arena_more(struct arena *, size_t size);

/* Aligned to ARENA_ALIGN; not cleared. */
static inline void *arena_alloc(struct arena *a, size_t size)
{
	size_t rounded = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (size > SIZE_MAX / 2 || !a->next || (size_t)(a->end - a->next) < rounded)
		arena_more(a, size);
	char *p = a->next;
	a->next += rounded;
	a->used += rounded;
	return p;
}

/* Room for a text of that length, and its end. Text needs no alignment: it comes from the block's
 * far end, so that it costs what it is long. */
static inline char *arena_text(struct arena *a, size_t len)
{
	if ((size_t)(a->end - a->next) <= len)
		arena_more(a, len + 1);
	a->end -= len + 1;
	a->used += len + 1;
	a->end[len] = '\0';
	return a->end;
}

static inline char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	return memcpy(arena_text(a, len), s, len);
}

/* A cleared object, a cleared array. */
#define arena_new(arena, type) ((type *)arena_zalloc((arena), ARENA_SIZE_OF(type)))
#define arena_array(arena, type, count)                                                            \
	((type *)arena_zarray((arena), ARENA_SIZE_OF(type), (count)))

/* sizeof, of types that an arena can hold: others don't compile. */
#define ARENA_SIZE_OF(type)                                                                        \
	(sizeof(type) + 0 * sizeof(char[_Alignof(type) <= ARENA_ALIGN ? 1 : -1]))

#endif
