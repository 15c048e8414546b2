#include "base/vec.h"

#include <string.h>

size_t vec_unique(void *items, size_t count, size_t size, int (*order)(const void *, const void *))
{
	char *all = items;
	size_t kept = 0;
	if (count)
		qsort(all, count, size, order);
	for (size_t i = 0; i < count; i++)
		if (!kept || order(all + (kept - 1) * size, all + i * size) != 0)
			memmove(all + kept++ * size, all + i * size, size);
	return kept;
}
