/*
 * out.h - the stream that every format writes to, and text that is safe to show.
 *
 * Names and tags come from a snapshot that anybody may have written. Each language that we write
 * has one escaping function here, and each decodes UTF-8 first: what is not UTF-8 becomes U+FFFD,
 * so that no format ever emits bytes that its readers reject. A NULL string is an empty one.
 */
#ifndef RENDER_OUT_H
#define RENDER_OUT_H

#include "base/str.h"

#include <vpccheck/render.h>

#include <stdint.h>

struct out {
	vck_write_fn *write;
	void *ctx;
	struct buf buf; /* what was not handed on yet */
	uint64_t total; /* bytes handed on */
};

#define OUT_BLOCK 65536 /* bytes handed on at a time */

void out_printf(struct out *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_repeat(struct out *, char c, unsigned count);
void out_number(struct out *, unsigned long);
void out_flush(struct out *);
void out_close(struct out *); /* flushes and frees */

/* One character; *s moves on by at least a byte. UTF8_BAD for what is no UTF-8. */
#define UTF8_BAD 0xfffdu
uint32_t utf8_next(const char **s);
void utf8_put(struct buf *, uint32_t character);
bool utf8_is_control(uint32_t character); /* moves the cursor, or turns the direction of text */
unsigned utf8_width(uint32_t character);  /* columns: 0, 1 or 2 */
unsigned utf8_columns(const char *s);

typedef void escape_fn(struct buf *, const char *s);
escape_fn escape_plain;           /* a terminal, a log: controls become \n, \x1b, \u{202e} */
escape_fn escape_json;            /* inside the quotes of a JSON string */
escape_fn escape_xml;             /* XML and HTML, text and attributes */
escape_fn escape_csv;             /* a whole field: quoted, and no formula */
escape_fn escape_github_data;     /* after :: of an annotation */
escape_fn escape_github_property; /* file=, title= of one */
escape_fn escape_markdown;        /* running text, table cells */
escape_fn escape_code_span;       /* between the backticks of `code`, and in table cells */
escape_fn escape_mermaid;         /* inside the quotes of a label */
escape_fn escape_dot;             /* inside the quotes of a string */
escape_fn escape_uri;             /* a relative URI reference made of a path */
escape_fn escape_roff;            /* mdoc text */

void out_escaped(struct out *, escape_fn *, const char *s);

static inline void out_add(struct out *o, const char *bytes, size_t len)
{
	buf_add(&o->buf, bytes, len);
	if (o->buf.len >= OUT_BLOCK)
		out_flush(o);
}

static inline void out_puts(struct out *o, const char *s)
{
	if (s)
		out_add(o, s, strlen(s));
}

#endif
