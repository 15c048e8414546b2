#include "base/intern.h"

#include "base/json_bytes.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024

struct intern intern_init(struct arena *arena)
{
	return (struct intern){.arena = arena};
}

void intern_free(struct intern *t)
{
	free(t->slots);
	t->slots = NULL;
	t->size = t->count = 0;
}

/* Both halves of the product: each bit of a word reaches all of the result. */
static inline uint64_t mix(uint64_t h, uint64_t word)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)(h ^ word) * 0x9e3779b97f4a7c15u;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t word_at(const unsigned char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof word);
	return word;
}

/* Fewer than eight bytes as one word. */
static inline uint64_t few_bytes(const unsigned char *p, size_t len)
{
	uint32_t head, tail;
	if (len >= sizeof head) {
		memcpy(&head, p, sizeof head);
		memcpy(&tail, p + len - sizeof tail, sizeof tail);
		return (uint64_t)head << 32 | tail;
	}
	return len ? (uint64_t)p[0] << 16 | (uint64_t)p[len / 2] << 8 | p[len - 1] : 0;
}

uint32_t hash_bytes(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint64_t h = 0xd6e8feb86659fd93u ^ len;
	if (len < sizeof(uint64_t)) {
		h = mix(h, few_bytes(p, len));
	} else {
		for (size_t i = 0; i + sizeof(uint64_t) < len; i += sizeof(uint64_t))
			h = mix(h, word_at(p + i));
		h = mix(h, word_at(p + len - sizeof(uint64_t)));
	}
	h = mix(h, 0x9fb21c651e98df25u);
	return (uint32_t)(h ^ (h >> 32));
}

static void grow(struct intern *t)
{
	size_t size = t->size ? t->size * 2 : FIRST_SIZE;
	struct intern_slot *slots = mem_ztable(size * sizeof *slots);
	for (size_t i = 0; i < t->size; i++) {
		if (!t->slots[i].text)
			continue;
		size_t at = t->slots[i].hash & (size - 1);
		while (slots[at].text)
			at = (at + 1) & (size - 1);
		slots[at] = t->slots[i];
	}
	free(t->slots);
	t->slots = slots;
	t->size = size;
}

const char *intern(struct intern *t, const char *text, size_t len)
{
	if (t->count * 4 >= t->size * 3)
		grow(t);
	uint32_t hash = hash_bytes(text, len);
	size_t at = hash & (t->size - 1);
	for (; t->slots[at].text; at = (at + 1) & (t->size - 1)) {
		const struct intern_slot *s = &t->slots[at];
		if (s->hash == hash && s->len == (uint32_t)len && same_bytes(s->text, text, len))
			return s->text;
	}
	const char *copy = arena_strndup(t->arena, text, len);
	t->slots[at] = (struct intern_slot){hash, (uint32_t)len, copy};
	t->count++;
	return copy;
}

const char *intern_str(struct intern *t, const char *text)
{
	return text ? intern(t, text, strlen(text)) : NULL;
}
