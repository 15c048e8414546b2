#include "base/json_cut.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { BLOCK = 64 };

/* Bit i stands for byte i of a block. */
struct masks {
	uint64_t quote, backslash, open, close, newline;
};

/* How a processor finds them, and the parity below. */
struct ways {
	struct masks (*masks_of)(const char *);
	uint64_t (*parity)(uint64_t);
};

/* Bit i: an odd number of bits up to i is set. */
static inline uint64_t parity_of(uint64_t bits)
{
	for (unsigned shift = 1; shift < BLOCK; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

#if defined(__x86_64__)

static inline uint64_t equal16(__m128i bytes, char c, unsigned shift)
{
	unsigned found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
	return (uint64_t)found << shift;
}

static inline struct masks masks_of(const char *p)
{
	struct masks m = {0, 0, 0, 0, 0};
	for (unsigned i = 0; i < BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const void *)(p + i));
		__m128i curly = _mm_or_si128(bytes, _mm_set1_epi8(0x20)); /* '[' | 0x20 is '{' */
		m.quote |= equal16(bytes, '"', i);
		m.backslash |= equal16(bytes, '\\', i);
		m.open |= equal16(curly, '{', i);
		m.close |= equal16(curly, '}', i);
		m.newline |= equal16(bytes, '\n', i);
	}
	return m;
}

/* What nearly every processor since 2013 has. */
#define WIDE __attribute__((target("avx2,popcnt,bmi,pclmul")))

WIDE static inline uint64_t equal32(__m256i bytes, char c, unsigned shift)
{
	unsigned found =
		(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c)));
	return (uint64_t)found << shift;
}

WIDE static inline struct masks wide_masks_of(const char *p)
{
	struct masks m = {0, 0, 0, 0, 0};
	for (unsigned i = 0; i < BLOCK; i += 32) {
		__m256i bytes = _mm256_loadu_si256((const void *)(p + i));
		__m256i curly = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
		m.quote |= equal32(bytes, '"', i);
		m.backslash |= equal32(bytes, '\\', i);
		m.open |= equal32(curly, '{', i);
		m.close |= equal32(curly, '}', i);
		m.newline |= equal32(bytes, '\n', i);
	}
	return m;
}

/* A product without carries, with all ones: each bit is the sum of those up to it. */
WIDE static inline uint64_t wide_parity_of(uint64_t bits)
{
	__m128i ones = _mm_set1_epi8(-1);
	__m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), ones, 0);
	return (uint64_t)_mm_cvtsi128_si64(product);
}

#else

static inline struct masks masks_of(const char *p)
{
	struct masks m = {0, 0, 0, 0, 0};
	for (unsigned i = 0; i < BLOCK; i++) {
		uint64_t bit = (uint64_t)1 << i;
		switch (p[i]) {
		case '"':
			m.quote |= bit;
			break;
		case '\\':
			m.backslash |= bit;
			break;
		case '{':
		case '[':
			m.open |= bit;
			break;
		case '}':
		case ']':
			m.close |= bit;
			break;
		case '\n':
			m.newline |= bit;
			break;
		default:
			break;
		}
	}
	return m;
}

#endif

/* Compiled once for each kind of processor, with all that it calls. */
#define EACH_WAY static inline __attribute__((always_inline))

struct cutter {
	struct json_cut cut;
	uint64_t in_string; /* all ones: the block before ended inside a string */
	bool escaped;       /* … and with a backslash that counts */
	long depth;         /* brackets that are open, the array's own not counted */
	unsigned lines;     /* newlines so far */
	size_t line_from;   /* behind the last of them */
	size_t commas;      /* between elements */
	bool closed;
};

/* Bytes behind a backslash that is not itself behind one. */
static uint64_t escaped_bytes(struct cutter *c, uint64_t backslash)
{
	uint64_t found = c->escaped;
	c->escaped = false;
	for (uint64_t left = backslash; left; left &= left - 1) {
		unsigned at = (unsigned)__builtin_ctzll(left);
		if (found >> at & 1)
			continue;
		if (at == BLOCK - 1)
			c->escaped = true;
		else
			found |= (uint64_t)2 << at;
	}
	return found;
}

static inline uint64_t below(unsigned at)
{
	return ((uint64_t)1 << at) - 1;
}

EACH_WAY unsigned count(uint64_t bits)
{
	return (unsigned)__builtin_popcountll(bits);
}

/* An element ends before byte `at` of the block that begins at `from`. */
static void end_element(struct cutter *c, size_t from, unsigned at, uint64_t newline)
{
	uint64_t before = newline & below(at);
	c->cut.taken = from + at;
	c->cut.elements = c->commas;
	c->cut.lines = c->lines + count(before);
	c->cut.line_from =
		before ? from + (BLOCK - (unsigned)__builtin_clzll(before)) : c->line_from;
}

/* A block in which brackets may close down to the array's own. */
static void walk_block(struct cutter *c, size_t from, const struct masks *m, uint64_t comma)
{
	for (uint64_t left = m->open | m->close | comma; left && !c->closed; left &= left - 1) {
		unsigned at = (unsigned)__builtin_ctzll(left);
		uint64_t bit = (uint64_t)1 << at;
		if (m->open & bit) {
			c->depth++;
		} else if (m->close & bit) {
			c->closed = c->depth-- == 0;
		} else if (!c->depth) {
			c->commas++;
			end_element(c, from, at, m->newline);
		}
		if (c->closed) {
			c->commas++;
			end_element(c, from, at, m->newline);
		}
	}
}

static uint64_t commas_of(const char *p)
{
	uint64_t found = 0;
	for (unsigned i = 0; i < BLOCK; i++)
		found |= (uint64_t)(p[i] == ',') << i;
	return found;
}

/* The block at p stands for text + from on. */
EACH_WAY void take_block(const struct ways *ways, struct cutter *c, const char *p, size_t from)
{
	struct masks m = ways->masks_of(p);
	if (m.backslash || c->escaped)
		m.quote &= ~escaped_bytes(c, m.backslash);
	uint64_t inside = ways->parity(m.quote) ^ c->in_string;
	c->in_string = (uint64_t)0 - (inside >> (BLOCK - 1));
	m.open &= ~inside;
	m.close &= ~inside;
	long closing = (long)count(m.close);
	if (c->depth > closing)
		c->depth += (long)count(m.open) - closing;
	else
		walk_block(c, from, &m, commas_of(p) & ~inside);
	c->lines += count(m.newline);
	if (m.newline)
		c->line_from = from + (BLOCK - (unsigned)__builtin_clzll(m.newline));
}

EACH_WAY struct json_cut cut(const struct ways *ways, const char *text, size_t len)
{
	struct cutter c = {.depth = 0};
	size_t at = 0;
	for (; len - at >= BLOCK && !c.closed; at += BLOCK)
		take_block(ways, &c, text + at, at);
	if (!c.closed && at < len) {
		char last[BLOCK] = {0};
		memcpy(last, text + at, len - at);
		take_block(ways, &c, last, at);
	}
	return c.cut;
}

struct json_cut json_cut_plain(const char *text, size_t len)
{
	static const struct ways plain = {masks_of, parity_of};
	return cut(&plain, text, len);
}

#if defined(WIDE)

WIDE static struct json_cut cut_wide(const char *text, size_t len)
{
	static const struct ways wide = {wide_masks_of, wide_parity_of};
	return cut(&wide, text, len);
}

struct json_cut json_cut(const char *text, size_t len)
{
	bool can = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
		   __builtin_cpu_supports("bmi");
	return can ? cut_wide(text, len) : json_cut_plain(text, len);
}

#else

struct json_cut json_cut(const char *text, size_t len)
{
	return json_cut_plain(text, len);
}

#endif
