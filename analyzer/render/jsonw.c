/* jsonw.c - JSON as it is written. */
#include "render/jsonw.h"

#include <assert.h>

#include "base/banned.h"

static bool is_flat(const struct jsonw *w)
{
	return w->compact || (w->depth && w->level[w->depth - 1].flat);
}

static void next_line(struct jsonw *w)
{
	out_puts(w->out, "\n");
	out_repeat(w->out, ' ', 2 * w->depth);
}

/* Comma, line break, key: all that stands before a value. */
static void before(struct jsonw *w, const char *key)
{
	if (w->depth) {
		bool first = !w->level[w->depth - 1].any, flat = is_flat(w);
		w->level[w->depth - 1].any = true;
		if (!first)
			out_puts(w->out, flat ? ", " : ",");
		if (!flat)
			next_line(w);
	}
	if (key) {
		out_puts(w->out, "\"");
		out_puts(w->out, key);
		out_puts(w->out, "\": ");
	}
}

static void open_level(struct jsonw *w, const char *key, char open, char close, bool flat)
{
	before(w, key);
	assert(w->depth < JW_DEPTH);
	bool inherit = is_flat(w);
	out_add(w->out, &open, 1);
	w->level[w->depth].close = close;
	w->level[w->depth].any = false;
	w->level[w->depth].flat = flat || inherit;
	w->depth++;
}

struct jsonw jw_within(struct out *out)
{
	return (struct jsonw){.out = out,
			      .compact = true,
			      .depth = 1,
			      .level[0] = {.close = '}', .any = true, .flat = true}};
}

void jw_object(struct jsonw *w, const char *key)
{
	open_level(w, key, '{', '}', false);
}

void jw_flat_object(struct jsonw *w, const char *key)
{
	open_level(w, key, '{', '}', true);
}

void jw_array(struct jsonw *w, const char *key)
{
	open_level(w, key, '[', ']', false);
}

void jw_flat_array(struct jsonw *w, const char *key)
{
	open_level(w, key, '[', ']', true);
}

void jw_end(struct jsonw *w)
{
	assert(w->depth);
	bool flat = is_flat(w);
	w->depth--;
	if (w->level[w->depth].any && !flat)
		next_line(w);
	out_add(w->out, &w->level[w->depth].close, 1);
}

void jw_string(struct jsonw *w, const char *key, const char *value)
{
	before(w, key);
	if (!value) {
		out_puts(w->out, "null");
		return;
	}
	out_puts(w->out, "\"");
	out_escaped(w->out, escape_json, value);
	out_puts(w->out, "\"");
}

void jw_string_if(struct jsonw *w, const char *key, const char *value)
{
	if (value)
		jw_string(w, key, value);
}

void jw_number(struct jsonw *w, const char *key, unsigned long value)
{
	before(w, key);
	out_number(w->out, value);
}

void jw_bool(struct jsonw *w, const char *key, bool value)
{
	before(w, key);
	out_puts(w->out, value ? "true" : "false");
}

void jw_strings(struct jsonw *w, const char *key, const char **values, size_t count)
{
	jw_flat_array(w, key);
	for (size_t i = 0; i < count; i++)
		jw_string(w, NULL, values[i]);
	jw_end(w);
}

void jw_newline(struct jsonw *w)
{
	out_puts(w->out, "\n");
}
