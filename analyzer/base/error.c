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

/* A text that met the end of its array must not end in half a UTF-8 character. */
static void trim_half_character(char *text, size_t size)
{
	size_t len = strlen(text), start = len;
	if (len + 1 < size)
		return;
	while (start && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (!start || (unsigned char)text[start - 1] < 0xc0)
		return;
	unsigned char lead = (unsigned char)text[start - 1];
	size_t want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	if (len - (start - 1) < want)
		text[start - 1] = '\0';
}

static void tidy(char *text, size_t size)
{
	flatten(text);
	trim_half_character(text, size);
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
	tidy(err->where, sizeof err->where);
	tidy(err->text, sizeof err->text);
	return status;
}

enum vck_status vck_fail_prefix(struct vck_error *err, const char *prefix)
{
	if (!err)
		return VCK_E_IO;
	size_t len = strlen(err->text), front = strlen(prefix) + 2;
	if (front >= sizeof err->text)
		return err->status; /* no room for it: the reason is worth more */
	if (len > sizeof err->text - 1 - front)
		len = sizeof err->text - 1 - front; /* an over-long message loses its tail */
	memmove(err->text + front, err->text, len);
	memcpy(err->text, prefix, front - 2);
	memcpy(err->text + front - 2, ": ", 2);
	err->text[front + len] = '\0';
	tidy(err->text, sizeof err->text);
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
