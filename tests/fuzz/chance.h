/* chance.h - numbers that look like chance, and are the same for the same seed on every machine. */
#ifndef FUZZ_CHANCE_H
#define FUZZ_CHANCE_H

#include <stddef.h>
#include <stdint.h>

struct chance {
	uint64_t state; /* the seed, to begin with */
};

/* SplitMix64: any seed is as good as another. */
static inline uint64_t chance_next(struct chance *c)
{
	uint64_t z = c->state += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* 0 .. n-1 */
static inline size_t chance_below(struct chance *c, size_t n)
{
	return (size_t)(chance_next(c) % n);
}

/* A seed that the bytes alone decide (FNV-1a). */
static inline struct chance chance_of(const void *bytes, size_t len)
{
	struct chance c = {0xcbf29ce484222325};
	for (size_t i = 0; i < len; i++)
		c.state = (c.state ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3;
	return c;
}

/* One of a table's rows. */
#define chance_of_table(c, table) ((table)[chance_below((c), sizeof(table) / sizeof *(table))])

#endif
