#include "bench/generate/jsonout.h"

#include <assert.h>
#include <stdarg.h>

enum { DEEPEST = 16 };

static FILE *to;
static unsigned depth;
static struct {
	char closer;
	bool any; /* something was written in it */
} level[DEEPEST];

static void new_line(void)
{
	fprintf(to, "\n%*s", (int)(depth * 4), "");
}

static void before(const char *key)
{
	if (depth) {
		if (level[depth].any)
			fputc(',', to);
		level[depth].any = true;
		new_line();
	}
	if (key)
		fprintf(to, "\"%s\": ", key);
}

static void open(const char *key, char opener, char closer)
{
	before(key);
	fputc(opener, to);
	depth++;
	assert(depth < DEEPEST);
	level[depth].closer = closer;
	level[depth].any = false;
}

void out_begin(FILE *f)
{
	to = f;
	depth = 0;
}

void out_finish(void)
{
	assert(depth == 0);
	fputc('\n', to);
}

void out_object(const char *key)
{
	open(key, '{', '}');
}

void out_list(const char *key)
{
	open(key, '[', ']');
}

void out_end(void)
{
	assert(depth);
	bool any = level[depth].any;
	char closer = level[depth].closer;
	depth--;
	if (any)
		new_line();
	fputc(closer, to);
}

void out_text(const char *key, const char *fmt, ...)
{
	va_list ap;
	before(key);
	fputc('"', to);
	va_start(ap, fmt);
	vfprintf(to, fmt, ap);
	va_end(ap);
	fputc('"', to);
}

void out_number(const char *key, long value)
{
	before(key);
	fprintf(to, "%ld", value);
}

void out_bool(const char *key, bool value)
{
	before(key);
	fputs(value ? "true" : "false", to);
}
