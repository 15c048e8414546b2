/*
 * json_scan.h - bytes from a source, and where a value in them ends.
 *
 * What json_walk() stands on, and nobody else: a buffer that moves along the input, and a scanner
 * that knows only strings, brackets and depth. Bytes from `keep` on stay in the buffer until a
 * value has ended that began there; lines and columns are counted on the way, for messages.
 *
 *	 buf          keep       pos           len          cap
 *	  | read, gone  | a value  | not yet     | room for more |
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base/json.h"

/* Errors at the place that was reached. */
enum vck_status json_fail_here(const struct json_source *, struct vck_error *, const char *what);
enum vck_status json_fail_too_deep(const struct json_source *, struct vck_error *);
/* There are no more bytes: because reading failed, because they are too many, or because of `what`.
 */
enum vck_status json_fail_end(const struct json_source *, struct vck_error *, const char *what);
/* `c` is not what should come here; -1 is the end. */
enum vck_status json_fail_at(const struct json_source *, int c, struct vck_error *,
			     const char *at_end, const char *otherwise);

/* Drop what lies before `keep`, then read a block or more. False when there is no more to be had. */
bool json_refill(struct json_source *);
/* The next byte that is no white space, or -1 at the end. Nothing before it is kept. */
int json_peek(struct json_source *);
/* The value that begins at buf[keep] == buf[pos]: leaves pos behind it. */
enum vck_status json_scan(struct json_source *, struct vck_error *);

static inline bool json_more(struct json_source *s)
{
	return s->pos < s->len || json_refill(s);
}

static inline void json_newline(struct json_source *s, size_t at)
{
	s->line++;
	s->line_from = s->consumed + at + 1;
}

/* json_parse() of text that begins in that line and column. */
enum vck_status json_parse_at(struct arena *, const char *name, const char *text, size_t len,
			      unsigned line, unsigned column, cJSON **out, struct vck_error *);

#endif
