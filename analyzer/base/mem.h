/*
 * mem.h - memory that is there or ends the program.
 *
 * Input is capped before it is read, so an allocation fails only on a machine that has run out.
 * Then nothing sensible is left to do: one handler says so and ends the process. A library user may
 * set a handler of his own (it must not return).
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

typedef void mem_oom_fn(size_t wanted);

void mem_set_oom_handler(mem_oom_fn *handler); /* NULL = abort() */
void *mem_alloc(size_t size);                  /* never NULL; free() ends it */
void *mem_zalloc(size_t size);
void *mem_ztable(size_t size);      /* mem_zalloc() for much memory that is touched all over */
size_t mem_large_size(size_t size); /* what mem_large() makes of it */
void *mem_large(size_t size);       /* not cleared; large pages where the system has them */
/* memset() of what is small and cleared by the million: for a size that they know compilers repeat one
 * instruction, which takes several times as long as the C library's way. */
void mem_clear(void *, size_t size);
void *mem_realloc(void *p, size_t size);
_Noreturn void mem_oom(size_t wanted);

/* Calls near what is soon looked at. */
static inline void mem_ahead(const void *p, size_t size)
{
	enum { LINE = 64 };
	for (size_t at = 0; at < size; at += LINE)
		__builtin_prefetch((const char *)p + at);
}

void mem_wipe(void *, size_t size); /* zeros, in spite of compilers that see nobody read them */

#endif
