#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)

static mem_oom_fn *oom_handler;

void mem_set_oom_handler(mem_oom_fn *handler)
{
	oom_handler = handler;
}

_Noreturn void mem_oom(size_t wanted)
{
	if (oom_handler)
		oom_handler(wanted);
	abort();
}

void *mem_alloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (!p)
		mem_oom(size);
	return p;
}

void *mem_zalloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);
	if (!p)
		mem_oom(size);
	return p;
}

size_t mem_large_size(size_t size)
{
	return (size + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
}

/*
 * The first touch of a page costs more than what is then written to it, so much memory asks for
 * large pages; but not for the last one, when less than half of it is wanted. Where the system has
 * none, this changes nothing.
 */
void *mem_large(size_t size)
{
	size_t rounded = mem_large_size(size);
	void *p = aligned_alloc(LARGE_PAGE, rounded);
	if (!p)
		mem_oom(size);
#ifdef MADV_HUGEPAGE
	size_t tail = size % LARGE_PAGE;
	(void)madvise(p, tail < LARGE_PAGE / 2 ? size - tail : rounded, MADV_HUGEPAGE);
#endif
	return p;
}

void *mem_ztable(size_t size)
{
	return size < LARGE_PAGE ? mem_zalloc(size) : memset(mem_large(size), 0, size);
}

void mem_clear(void *p, size_t size)
{
	memset(p, 0, size);
}

void *mem_realloc(void *p, size_t size)
{
	void *moved = realloc(p, size ? size : 1);
	if (!moved)
		mem_oom(size);
	return moved;
}

void mem_wipe(void *p, size_t size)
{
	static void *(*const volatile overwrite)(void *, int, size_t) = memset;
	overwrite(p, 0, size);
}
