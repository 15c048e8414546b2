/* str.h - a string that grows, and small questions about strings. Bytes, no locale. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Always NUL-terminated once something was added. buf_free() ends it. */
struct buf {
	char *data;
	size_t len, cap;
};

#define BUF_INIT                                                                                   \
	{                                                                                          \
		0                                                                                  \
	}

void buf_reserve(struct buf *, size_t more); /* room for so many bytes, and the NUL */
void buf_printf(struct buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
void buf_clear(struct buf *);
void buf_free(struct buf *);
const char *buf_str(const struct buf *); /* "" when empty, never NULL */

/* Output of millions of rows is added in bits of a few bytes. */
static inline void buf_add(struct buf *b, const void *bytes, size_t len)
{
	if (b->cap - b->len <= len)
		buf_reserve(b, len);
	if (len)
		memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
}

static inline void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

static inline void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

/* Words from `column` on, folded so that no line passes `width`; each begins in that column. */
void buf_fold(struct buf *, unsigned column, unsigned width, const char *text);

bool str_eq(const char *a, const char *b); /* NULL equals NULL alone */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
bool str_empty(const char *s);             /* NULL or "" */
int str_cmp(const char *a, const char *b); /* NULL sorts first */
int str_order(const void *, const void *); /* of two const char *, as qsort() wants it */
/* '*' and '?', nothing else is special; nothing matches an s that is NULL. */
bool str_glob(const char *pattern, const char *s);
unsigned str_distance(const char *a,
		      const char *b); /* Levenshtein with transpositions, capped at 255 */
bool str_u64(const char *s, unsigned long long max, unsigned long long *out); /* digits only */

/* What has room in `size` bytes, the NUL included. */
void str_copy(char *to, size_t size, const char *from);

/* The candidate nearest to `word`, or NULL when none is near: the "did you mean". */
const char *str_nearest(const char *word, const char *const *candidates, size_t count);

#endif
