/* out.c - the output stream. */
#include "render/out.h"

#include <string.h>

#include "base/banned.h"

#define OUT_BLOCK 65536 /* bytes handed on at a time */

void out_add(struct out *o, const char *bytes, size_t len)
{
	buf_add(&o->buf, bytes, len);
	if (o->buf.len >= OUT_BLOCK)
		out_flush(o);
}

void out_puts(struct out *o, const char *s)
{
	if (s)
		out_add(o, s, strlen(s));
}

void out_printf(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&o->buf, fmt, ap);
	va_end(ap);
	if (o->buf.len >= OUT_BLOCK)
		out_flush(o);
}

void out_repeat(struct out *o, char c, unsigned count)
{
	while (count-- > 0)
		buf_putc(&o->buf, c);
}

void out_escaped(struct out *o, escape_fn *escape, const char *s)
{
	buf_clear(&o->scratch);
	if (s)
		escape(&o->scratch, s);
	out_add(o, buf_str(&o->scratch), o->scratch.len);
}

void out_flush(struct out *o)
{
	if (o->buf.len)
		o->write(o->ctx, o->buf.data, o->buf.len);
	o->total += o->buf.len;
	buf_clear(&o->buf);
}

void out_close(struct out *o)
{
	out_flush(o);
	buf_free(&o->buf);
	buf_free(&o->scratch);
}
