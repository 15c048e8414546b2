#include "base/json_scan.h"
#include "base/json_bytes.h"
#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The buffer begins with two of these: what is scanned still lies in the processor's cache. */
#define READ_BLOCK (32u << 10)

/* ---- the source ---- */

struct json_source json_source_fd(const char *name, int fd)
{
	return (struct json_source){.name = name, .fd = fd, .line = 1, .owns_buf = true};
}

struct json_source json_source_memory(const char *name, const char *bytes, size_t len)
{
	union { /* the scanner never writes to memory that it does not own */
		const char *in;
		char *out;
	} u = {.in = bytes};
	return (struct json_source){
		.name = name, .fd = -1, .line = 1, .buf = u.out, .len = len, .eof = true};
}

void json_source_free(struct json_source *s)
{
	if (s->owns_buf)
		free(s->buf);
	s->buf = NULL;
}

enum vck_status json_fail_here(const struct json_source *s, struct vck_error *err, const char *what)
{
	struct where w = {s->name, NULL, s->line,
			  (unsigned)(s->consumed + s->pos - s->line_from + 1)};
	return vck_fail(err, VCK_E_INPUT, &w, "%s", what);
}

enum vck_status json_fail_too_deep(const struct json_source *s, struct vck_error *err)
{
	return vck_fail(err, VCK_E_LIMIT, &(struct where){s->name, NULL, s->line, 0},
			"nested deeper than %d levels", LIMIT_JSON_DEPTH);
}

enum vck_status json_fail_end(const struct json_source *s, struct vck_error *err, const char *what)
{
	struct where w = {.file = s->name, .line = s->line};
	if (s->error)
		return vck_fail(err, VCK_E_INPUT, &w, "can't be read: %s", strerror(s->error));
	if (s->too_long)
		return vck_fail(err, VCK_E_LIMIT, &w, "one value has more than %u MiB",
				LIMIT_JSON_ELEMENT >> 20);
	return json_fail_here(s, err, what);
}

enum vck_status json_fail_at(const struct json_source *s, int c, struct vck_error *err,
			     const char *at_end, const char *otherwise)
{
	return c < 0 ? json_fail_end(s, err, at_end) : json_fail_here(s, err, otherwise);
}

static ssize_t read_block(const struct json_source *s)
{
	char *to = s->buf + s->len;
	size_t room = s->cap - s->len;
	ssize_t n;
	do
		n = s->by_place ? pread(s->fd, to, room, (off_t)(s->start + s->consumed + s->len))
				: read(s->fd, to, room);
	while (n < 0 && errno == EINTR);
	return n;
}

bool json_refill(struct json_source *s)
{
	if (s->passing)
		s->keep = s->pos;
	if (s->pos - s->keep > LIMIT_JSON_ELEMENT)
		s->too_long = true;
	if (s->eof || s->too_long)
		return false;
	if (s->keep) {
		memmove(s->buf, s->buf + s->keep, s->len - s->keep);
		s->consumed += s->keep;
		s->len -= s->keep;
		s->pos -= s->keep;
		s->keep = 0;
	}
	if (s->cap - s->len < READ_BLOCK) {
		s->cap = s->cap ? s->cap * 2 : READ_BLOCK * 2;
		s->buf = mem_realloc(s->buf, s->cap);
	}
	ssize_t n = read_block(s);
	if (n < 0)
		s->error = errno;
	if (n <= 0)
		s->eof = true;
	else
		s->len += (size_t)n;
	return n > 0;
}

int json_peek(struct json_source *s)
{
	for (;;) {
		while (s->pos < s->len) {
			char c = s->buf[s->pos];
			if (c == '\n')
				json_newline(s, s->pos);
			else if (c != ' ' && c != '\t' && c != '\r') {
				s->keep = s->pos;
				return (unsigned char)c;
			}
			s->pos = (size_t)(skip_indent(s->buf + s->pos + 1, s->buf + s->len) -
					  s->buf);
		}
		s->keep = s->pos;
		if (!json_refill(s))
			return -1;
	}
}

/* pos stands behind an opening quote; leave it behind the closing one. */
static bool scan_string(struct json_source *s)
{
	for (;;) {
		const char *buf = s->buf;
		size_t p = s->pos, len = s->len;
		while (p < len && buf[p] != '"' && buf[p] != '\\' && buf[p] != '\n')
			p++;
		s->pos = p;
		if (p == len) {
			if (!json_refill(s))
				return false;
		} else if (buf[p] == '"') {
			s->pos++;
			return true;
		} else if (buf[p] == '\n') {
			return false; /* no JSON string holds a bare newline */
		} else {
			s->pos++;
			if (!json_more(s) || s->buf[s->pos] == '\n')
				return false;
			s->pos++;
		}
	}
}

/* ---- the scanner: one value, from its first byte to behind its last ---- */

enum { PLAIN, QUOTE, OPEN, CLOSE, NEWLINE };
static const unsigned char byte_class[256] = {
	['"'] = QUOTE, ['{'] = OPEN, ['['] = OPEN, ['}'] = CLOSE, [']'] = CLOSE, ['\n'] = NEWLINE,
};

static enum vck_status scan_nested(struct json_source *s, struct vck_error *err)
{
	char stack[LIMIT_JSON_DEPTH] = {0};
	unsigned depth = 0; /* the caller stands on an opening bracket */
	for (;;) {
		while (s->pos < s->len && byte_class[(unsigned char)s->buf[s->pos]] == PLAIN)
			s->pos++;
		if (!json_more(s))
			return json_fail_end(s, err, "the file ends in the middle of a value");
		char c = s->buf[s->pos];
		switch (byte_class[(unsigned char)c]) {
		case QUOTE:
			s->pos++;
			if (!scan_string(s))
				return json_fail_end(s, err, "a string does not end");
			break;
		case OPEN:
			if (depth == LIMIT_JSON_DEPTH)
				return json_fail_too_deep(s, err);
			stack[depth++] = c;
			s->pos++;
			break;
		case CLOSE:
			if (stack[depth - 1] != (c == '}' ? '{' : '['))
				return json_fail_here(s, err, "brackets do not match");
			s->pos++;
			if (--depth == 0)
				return VCK_OK;
			break;
		case NEWLINE:
			json_newline(s, s->pos);
			s->pos++;
			break;
		default: /* a refill brought plain bytes */
			break;
		}
	}
}

static enum vck_status scan_scalar(struct json_source *s, struct vck_error *err)
{
	uint64_t from = s->consumed + s->pos;
	while (json_more(s) && !strchr(" \t\r\n,]}:", s->buf[s->pos]))
		s->pos++;
	if (s->error || s->too_long || s->consumed + s->pos == from)
		return json_fail_end(s, err, "expected a value");
	return VCK_OK;
}

enum vck_status json_scan(struct json_source *s, struct vck_error *err)
{
	switch (byte_class[(unsigned char)s->buf[s->pos]]) {
	case OPEN:
		return scan_nested(s, err);
	case QUOTE:
		s->pos++;
		return scan_string(s) ? VCK_OK : json_fail_end(s, err, "a string does not end");
	default:
		return scan_scalar(s, err);
	}
}
