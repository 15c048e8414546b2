/*
 * json_bytes.h - many bytes of a text at a time, and few without a call.
 *
 * What json_take() and those who read its trees spend their time with: how far a string or an
 * indentation goes, whether a text is the one that was expected, copies of a dozen bytes. Nothing here reads beyond what it is given.
 */
#ifndef BASE_JSON_BYTES_H
#define BASE_JSON_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* A byte that ends a plain run inside a string: a quote, a backslash, a control character. */
static inline bool is_stop(char c)
{
	return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

#if defined(__SSE2__)

enum { STRIDE = 16 };

/* Bit i: p[i] is a stop. */
static inline unsigned stops(const char *p)
{
	__m128i bytes = _mm_loadu_si128((const void *)p);
	__m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
	__m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
	__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), control));
}

/* Bit i: p[i] is no space. */
static inline unsigned not_spaces(const char *p)
{
	__m128i bytes = _mm_loadu_si128((const void *)p);
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '))) ^ 0xffffu;
}

static inline __m128i equal_bytes(const char *a, const char *b)
{
	return _mm_cmpeq_epi8(_mm_loadu_si128((const void *)a), _mm_loadu_si128((const void *)b));
}

/* Are STRIDE to three times as many bytes the same? Three strides that may overlap cover them. */
static inline bool same_strides(const char *a, const char *b, size_t len)
{
	size_t last = len - STRIDE, middle = last / 2;
	__m128i both = _mm_and_si128(equal_bytes(a, b), equal_bytes(a + last, b + last));
	both = _mm_and_si128(both, equal_bytes(a + middle, b + middle));
	return _mm_movemask_epi8(both) == 0xffff;
}

#else

enum { STRIDE = 8 };

static inline unsigned stops(const char *p)
{
	unsigned found = 0;
	for (unsigned i = 0; i < STRIDE; i++)
		found |= (unsigned)is_stop(p[i]) << i;
	return found;
}

static inline unsigned not_spaces(const char *p)
{
	unsigned found = 0;
	for (unsigned i = 0; i < STRIDE; i++)
		found |= (unsigned)(p[i] != ' ') << i;
	return found;
}

static inline bool same_strides(const char *a, const char *b, size_t len)
{
	return memcmp(a, b, len) == 0;
}

#endif

/* To the next byte that is no space; not always, when that is near the end. */
static inline const char *skip_indent(const char *p, const char *end)
{
	for (; end - p >= STRIDE; p += STRIDE) {
		unsigned found = not_spaces(p);
		if (found)
			return p + __builtin_ctz(found);
	}
	return p;
}

static inline bool same_eight(const char *a, const char *b)
{
	uint64_t x, y;
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return x == y;
}

/* Are these the same? They are short: a call would take longer than the answer. */
static inline bool same_bytes(const char *a, const char *b, size_t len)
{
	if (len < 8) {
		while (len && a[len - 1] == b[len - 1])
			len--;
		return !len;
	}
	if (len < STRIDE)
		return same_eight(a, b) && same_eight(a + len - 8, b + len - 8);
	if (len <= 3 * STRIDE)
		return same_strides(a, b, len);
	for (size_t i = 0; i + 3 * STRIDE < len; i += 3 * STRIDE)
		if (!same_strides(a + i, b + i, 3 * STRIDE))
			return false;
	return same_strides(a + len - 3 * STRIDE, b + len - 3 * STRIDE, 3 * STRIDE);
}

/* memcpy() of what is short, for the same reason. */
static inline void copy_bytes(char *to, const char *from, size_t len)
{
	uint64_t head, tail;
	if (len < sizeof head) {
		for (size_t i = 0; i < len; i++)
			to[i] = from[i];
		return;
	}
	memcpy(&tail, from + len - sizeof tail, sizeof tail);
	for (size_t i = 0; i + sizeof head < len; i += sizeof head) {
		memcpy(&head, from + i, sizeof head);
		memcpy(to + i, &head, sizeof head);
	}
	memcpy(to + len - sizeof tail, &tail, sizeof tail);
}

#endif
