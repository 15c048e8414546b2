#include "base/str.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_reserve(struct buf *b, size_t more)
{
	size_t want = b->len + more + 1;
	if (want <= b->cap)
		return;
	size_t cap = b->cap ? b->cap * 2 : 128;
	if (cap < want)
		cap = want;
	b->data = mem_realloc(b->data, cap);
	b->cap = cap;
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	buf_reserve(b, 0);
	size_t room = b->cap - b->len;
	va_copy(again, ap);
	int len = vsnprintf(b->data + b->len, room, fmt, again);
	va_end(again);
	if (len < 0) {
		b->data[b->len] = '\0';
		return;
	}
	if ((size_t)len >= room) {
		buf_reserve(b, (size_t)len);
		vsnprintf(b->data + b->len, (size_t)len + 1, fmt, ap);
	}
	b->len += (size_t)len;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_INIT;
}

const char *buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

void buf_fold(struct buf *b, unsigned column, unsigned width, const char *text)
{
	unsigned at = column;

	while (*text) {
		size_t len = strcspn(text, " ");
		if (at > column && at + 1 + len > width) {
			buf_printf(b, "\n%*s", (int)column, "");
			at = column;
		} else if (at > column) {
			buf_putc(b, ' ');
			at++;
		}
		buf_add(b, text, len);
		at += (unsigned)len;
		text += len + strspn(text + len, " ");
	}
	buf_putc(b, '\n');
}

void str_copy(char *to, size_t size, const char *from)
{
	size_t len = strlen(from);
	if (len >= size)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
}

bool str_eq(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool str_starts(const char *s, const char *prefix)
{
	return s && strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	if (!s)
		return false;
	size_t len = strlen(s), tail = strlen(suffix);
	return len >= tail && strcmp(s + len - tail, suffix) == 0;
}

bool str_empty(const char *s)
{
	return !s || !*s;
}

int str_cmp(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

int str_order(const void *a, const void *b)
{
	return str_cmp(*(const char *const *)a, *(const char *const *)b);
}

bool str_glob(const char *pattern, const char *s)
{
	const char *star = NULL, *mark = NULL;
	if (!s)
		return false;
	while (*s) {
		if (*pattern == '*') {
			star = pattern++;
			mark = s;
		} else if (*pattern == '?' || *pattern == *s) {
			pattern++;
			s++;
		} else if (star) { /* let the last star take one byte more */
			pattern = star + 1;
			s = ++mark;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;
	return m < c ? m : c;
}

unsigned str_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	if (n > 254 || m > 254)
		return 255;
	unsigned before[256] = {0}, last[256], now[256] = {0};
	for (size_t j = 0; j <= m; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = min3(last[j] + 1, now[j - 1] + 1,
				      last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		memcpy(before, last, sizeof before);
		memcpy(last, now, sizeof last);
	}
	return last[m];
}

bool str_u64(const char *s, unsigned long long max, unsigned long long *out)
{
	unsigned long long value = 0;
	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		unsigned digit = (unsigned)(*s - '0');
		if (digit > max || value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

const char *str_nearest(const char *word, const char *const *candidates, size_t count)
{
	const char *best = NULL;
	unsigned limit = (unsigned)strlen(word) / 3 + 1; /* a third of the letters may be wrong */
	unsigned best_distance = limit + 1;
	for (size_t i = 0; i < count; i++) {
		unsigned d = str_distance(word, candidates[i]);
		if (d < best_distance) {
			best = candidates[i];
			best_distance = d;
		}
	}
	return best;
}
