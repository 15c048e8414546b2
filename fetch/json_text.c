#include "fetch/json_text.h"
#include "base/mem.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cJSON *json_made(cJSON *value)
{
	if (!value)
		mem_oom(sizeof *value);
	return value;
}

static void new_line(struct buf *out, unsigned indent)
{
	buf_putc(out, '\n');
	for (unsigned i = 0; i < indent; i++)
		buf_putc(out, ' ');
}

void json_text_string(struct buf *out, const char *s)
{
	static const char escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	buf_putc(out, '"');
	while (*s) {
		size_t plain = 0;
		while ((unsigned char)s[plain] >= 0x20 && s[plain] != '"' && s[plain] != '\\')
			plain++;
		buf_add(out, s, plain);
		s += plain;
		if (!*s)
			break;
		const char *e = escapes;
		while (*e && *e != *s)
			e += 2;
		if (*e)
			buf_printf(out, "\\%c", e[1]);
		else
			buf_printf(out, "\\u%04x", (unsigned char)*s);
		s++;
	}
	buf_putc(out, '"');
}

/* The shortest text that reads back as the same number. */
static void number(struct buf *out, double value)
{
	char text[32];
	if (!isfinite(value)) {
		buf_puts(out, "null");
		return;
	}
	bool small = value > -9007199254740992.0 && value < 9007199254740992.0;
	if (small && value == (double)(int64_t)value) {
		buf_printf(out, "%.0f", value);
		return;
	}
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	buf_puts(out, text);
}

static void members(struct buf *out, const cJSON *value, unsigned indent, const char *brackets)
{
	buf_putc(out, brackets[0]);
	for (const cJSON *m = value->child; m; m = m->next) {
		new_line(out, indent + 4);
		if (cJSON_IsObject(value)) {
			json_text_string(out, m->string);
			buf_puts(out, ": ");
		}
		json_text(out, m, indent + 4);
		if (m->next)
			buf_putc(out, ',');
	}
	if (value->child)
		new_line(out, indent);
	buf_putc(out, brackets[1]);
}

void json_text(struct buf *out, const cJSON *value, unsigned indent)
{
	if (cJSON_IsObject(value))
		members(out, value, indent, "{}");
	else if (cJSON_IsArray(value))
		members(out, value, indent, "[]");
	else if (cJSON_IsString(value))
		json_text_string(out, value->valuestring);
	else if (cJSON_IsRaw(value))
		buf_puts(out, value->valuestring);
	else if (cJSON_IsNumber(value))
		number(out, value->valuedouble);
	else
		buf_puts(out, cJSON_IsTrue(value)    ? "true"
			      : cJSON_IsFalse(value) ? "false"
						     : "null");
}

void json_text_shift(struct buf *out, const char *text, unsigned indent)
{
	for (;;) { /* newlines stand between lines alone: inside strings they are escaped */
		size_t len = strcspn(text, "\n");
		buf_add(out, text, len);
		if (!text[len])
			return;
		new_line(out, indent);
		text += len + 1;
	}
}
