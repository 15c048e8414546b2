#include "base/mem.h"

#include <stdlib.h>

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

void *mem_realloc(void *p, size_t size)
{
	void *moved = realloc(p, size ? size : 1);
	if (!moved)
		mem_oom(size);
	return moved;
}
