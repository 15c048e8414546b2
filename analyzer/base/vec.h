/*
 * vec.h - a growing array.
 *
 *	VEC(int) numbers = VEC_INIT;
 *	vec_push(&numbers, 7);
 *	for (size_t i = 0; i < numbers.len; i++) use(numbers.items[i]);
 *	vec_free(&numbers);
 *
 * vec_move() hands the items to an arena, where they live on.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"
#include "base/mem.h"

#include <stdlib.h>

#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t len, cap;                                                                   \
	}
#define VEC_INIT                                                                                   \
	{                                                                                          \
		0                                                                                  \
	}

#define vec_reserve(v, n)                                                                          \
	do {                                                                                       \
		if ((v)->cap < (size_t)(n)) {                                                      \
			size_t vec_cap_ = (v)->cap                  ? (v)->cap * 2                 \
					  : sizeof *(v)->items > 64 ? 1                            \
								    : 8;                           \
			if (vec_cap_ < (size_t)(n))                                                \
				vec_cap_ = (size_t)(n);                                            \
			(v)->items = mem_realloc((v)->items, vec_cap_ * sizeof *(v)->items);       \
			(v)->cap = vec_cap_;                                                       \
		}                                                                                  \
	} while (0)
#define vec_push(v, item)                                                                          \
	do {                                                                                       \
		vec_reserve((v), (v)->len + 1);                                                    \
		(v)->items[(v)->len++] = (item);                                                   \
	} while (0)
#define vec_free(v)                                                                                \
	do {                                                                                       \
		free((v)->items);                                                                  \
		(v)->items = NULL;                                                                 \
		(v)->len = (v)->cap = 0;                                                           \
	} while (0)
#define vec_move(v, arena)                                                                         \
	(((v)->len) ? arena_memdup((arena), (v)->items, (v)->len * sizeof *(v)->items) : NULL)
/* The items from the i-th on, also of a list; NULL when there is none, since nothing may be added to NULL. */
#define items_from(v, i) ((v)->items ? (v)->items + (i) : NULL)
/* Sorted by `order`, as of qsort(), and of equal items one alone. */
#define vec_sort_unique(v, order)                                                                  \
	((v)->len = vec_unique((v)->items, (v)->len, sizeof *(v)->items, (order)))
size_t vec_unique(void *items, size_t count, size_t size, int (*order)(const void *, const void *));

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
