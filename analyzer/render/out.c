/* out.c - the output stream. */
#include "render/out.h"

#include <string.h>

#include "base/banned.h"

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
	if (s)
		escape(&o->buf, s);
	if (o->buf.len >= OUT_BLOCK)
		out_flush(o);
}

void out_number(struct out *o, unsigned long n)
{
	char digits[3 * sizeof n];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	out_add(o, digits + at, sizeof digits - at);
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
}
