/*
 * intern.h - one copy of each string.
 *
 * A snapshot names the same VPC, subnet, account and file a hundred thousand times. intern() hands
 * out one copy of each, which lives in the arena; equal strings of one table are equal pointers.
 */
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

struct intern_slot {
	uint32_t hash, len;
	const char *text;
};

struct intern {
	struct arena *arena; /* the strings live here */
	struct intern_slot *slots;
	size_t size, count; /* size: a power of two */
};

struct intern intern_init(struct arena *);
void intern_free(struct intern *); /* the table; the strings stay in the arena */
const char *intern(struct intern *, const char *text, size_t len);
const char *intern_str(struct intern *, const char *text); /* NULL stays NULL */

/* Good and fast, not secret: for tables whose keys an attacker gains nothing by choosing. */
uint32_t hash_bytes(const void *bytes, size_t len);

#endif
