#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* One line, whatever the input held: control bytes become '?', so a name can't steer a terminal. */
static void flatten(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
}

enum vck_status vck_fail(struct vck_error *err, enum vck_status status, const struct where *where,
			 const char *fmt, ...)
{
	if (!err)
		return status;
	memset(err, 0, sizeof *err);
	err->status = status;
	if (where) {
		snprintf(err->where, sizeof err->where, "%s%s%s", where->file ? where->file : "",
			 where->pointer && where->file ? ":" : "",
			 where->pointer ? where->pointer : "");
		err->line = where->line;
		err->column = where->column;
	}
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	flatten(err->where);
	flatten(err->text);
	return status;
}

enum vck_status vck_fail_prefix(struct vck_error *err, const char *prefix)
{
	if (!err)
		return VCK_E_IO;
	char old[sizeof err->text];
	memcpy(old, err->text, sizeof old);
	int n = snprintf(err->text, sizeof err->text, "%s: %s", prefix, old);
	(void)n; /* an over-long message loses its tail, nothing else */
	flatten(err->text);
	return err->status;
}

const char *vck_error_string(const struct vck_error *err, char *buf, unsigned long size)
{
	char place[32] = "";
	if (err->line && err->column)
		snprintf(place, sizeof place, ":%u:%u", err->line, err->column);
	else if (err->line)
		snprintf(place, sizeof place, ":%u", err->line);
	snprintf(buf, size, "%s%s%s%s", err->where, place, *err->where ? ": " : "", err->text);
	return buf;
}
