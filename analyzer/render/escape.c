/* escape.c - one escaping function for each language that is written. */
#include "render/out.h"

#include <string.h>

#include "base/banned.h"

/* ---- UTF-8 ---- */

/* The form of a lead byte: how many bytes follow, and the least character that needs them. */
struct utf8_form {
	unsigned char mask, lead;
	unsigned more;
	uint32_t least;
};

static const struct utf8_form utf8_forms[] = {
	{0xe0, 0xc0, 1, 0x80},
	{0xf0, 0xe0, 2, 0x800},
	{0xf8, 0xf0, 3, 0x10000},
};

static uint32_t utf8_decode(const unsigned char *p, const struct utf8_form *form)
{
	uint32_t c = p[0] & (unsigned char)~form->mask;

	for (unsigned i = 1; i <= form->more; i++) {
		if ((p[i] & 0xc0) != 0x80) /* a NUL ends it too */
			return UTF8_BAD;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < form->least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return UTF8_BAD;
	return c;
}

uint32_t utf8_next(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;

	if (p[0] < 0x80) {
		*s += 1;
		return p[0];
	}
	for (size_t i = 0; i < sizeof utf8_forms / sizeof *utf8_forms; i++) {
		const struct utf8_form *form = &utf8_forms[i];
		if ((p[0] & form->mask) != form->lead)
			continue;
		uint32_t c = utf8_decode(p, form);
		*s += c == UTF8_BAD ? 1 : 1 + form->more;
		if (c == UTF8_BAD && p[0] == 0xef && p[1] == 0xbf && p[2] == 0xbd)
			*s += 2; /* U+FFFD itself */
		return c;
	}
	*s += 1;
	return UTF8_BAD;
}

void utf8_put(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(b, (char)c);
		return;
	}
	unsigned more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	buf_putc(b, (char)(utf8_forms[more - 1].lead | c >> (6 * more)));
	while (more-- > 0)
		buf_putc(b, (char)(0x80 | (c >> (6 * more) & 0x3f)));
}

struct range {
	uint32_t from, to;
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

bool utf8_is_control(uint32_t c)
{
	static const struct range controls[] = {
		{0x00, 0x1f},     {0x7f, 0x9f},     {0x061c, 0x061c},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
		{0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
	};
	return in_ranges(controls, sizeof controls / sizeof *controls, c);
}

unsigned utf8_width(uint32_t c)
{
	static const struct range narrow[] = {
		{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f},
		{0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff},
		{0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	};
	static const struct range wide[] = {
		{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},
		{0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
		{0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
		{0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
	};
	if (c < 0x300)
		return 1;
	if (in_ranges(narrow, sizeof narrow / sizeof *narrow, c))
		return 0;
	return in_ranges(wide, sizeof wide / sizeof *wide, c) ? 2 : 1;
}

unsigned utf8_columns(const char *s)
{
	unsigned columns = 0;

	while (s && *s)
		if ((unsigned char)*s < 0x80) { /* nearly every character */
			s++;
			columns++;
		} else {
			columns += utf8_width(utf8_next(&s));
		}
	return columns;
}

/* ---- plain text ---- */

static void put_visible(struct buf *b, uint32_t c)
{
	switch (c) {
	case '\n':
		buf_puts(b, "\\n");
		return;
	case '\r':
		buf_puts(b, "\\r");
		return;
	case '\t':
		buf_puts(b, "\\t");
		return;
	}
	if (c < 0x100)
		buf_printf(b, "\\x%02x", c);
	else
		buf_printf(b, "\\u{%x}", c);
}

/* One character of running text: itself, or what shows it. */
static void put_plain(struct buf *b, uint32_t c)
{
	if (utf8_is_control(c))
		put_visible(b, c);
	else
		utf8_put(b, c);
}

/* ---- the languages ---- */

/* What stands for a character, and for every other one put_plain. `with` may hold a "\1" for it. */
struct replacement {
	char c;
	const char *with;
};

/* The characters that stand for themselves, a bit each: printable ASCII but what a table has. */
struct plain {
	uint64_t bits[2];
};

static struct plain plain_but(const struct replacement *table, size_t count)
{
	struct plain plain = {{~UINT64_C(0) << ' ', ~UINT64_C(0) >> 1}};
	for (size_t i = 0; i < count; i++) {
		unsigned char c = (unsigned char)table[i].c;
		plain.bits[c / 64] &= ~(UINT64_C(1) << c % 64);
	}
	return plain;
}

/* How many of these are at the front: nearly all that is written are. */
static size_t plain_run(const char *s, struct plain plain)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n = 0;
	while (p[n] < 0x80 && plain.bits[p[n] / 64] >> p[n] % 64 & 1)
		n++;
	return n;
}

/* Adds what stands for itself; the character behind it, or 0 at the end. */
static inline uint32_t put_themselves(struct buf *b, const char **s, struct plain themselves)
{
	size_t plain = plain_run(*s, themselves);
	buf_add(b, *s, plain);
	*s += plain;
	return **s ? utf8_next(s) : 0;
}

void escape_plain(struct buf *b, const char *s)
{
	const struct plain printable = plain_but(NULL, 0);

	for (uint32_t c; (c = put_themselves(b, &s, printable));)
		put_plain(b, c);
}

static void escape_by(struct buf *b, const char *s, const struct replacement *table, size_t count)
{
	const struct plain themselves = plain_but(table, count);

	for (uint32_t c; (c = put_themselves(b, &s, themselves));) {
		size_t i = 0;
		while (i < count && (uint32_t)(unsigned char)table[i].c != c)
			i++;
		if (i < count)
			buf_puts(b, table[i].with);
		else
			put_plain(b, c);
	}
}
#define ESCAPE_BY(b, s, table) escape_by(b, s, table, sizeof(table) / sizeof *(table))

void escape_json(struct buf *b, const char *s)
{
	static const struct replacement table[] = {{'"', NULL}, {'\\', NULL}};
	const struct plain themselves = plain_but(table, sizeof table / sizeof *table);

	for (uint32_t c; (c = put_themselves(b, &s, themselves));) {
		if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", (int)c);
		else if (c == '\n')
			buf_puts(b, "\\n");
		else if (c == '\t')
			buf_puts(b, "\\t");
		else if (utf8_is_control(c) && c < 0x10000)
			buf_printf(b, "\\u%04x", c);
		else
			utf8_put(b, c);
	}
}

void escape_xml(struct buf *b, const char *s)
{
	static const struct replacement table[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"},
	};
	ESCAPE_BY(b, s, table);
}

/* A spreadsheet takes a field that begins with one of = + - @ for a formula, quotes or not. White space
 * before it hides nothing. */
static bool is_formula(const char *s)
{
	while (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n')
		s++;
	return *s == '=' || *s == '+' || *s == '-' || *s == '@';
}

/* RFC 4180, always quoted; an apostrophe before a formula makes it text. */
void escape_csv(struct buf *b, const char *s)
{
	static const struct replacement table[] = {{'"', "\"\""}};

	buf_putc(b, '"');
	if (is_formula(s))
		buf_putc(b, '\'');
	ESCAPE_BY(b, s, table);
	buf_putc(b, '"');
}

void escape_github_data(struct buf *b, const char *s)
{
	static const struct replacement table[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}};
	ESCAPE_BY(b, s, table);
}

void escape_github_property(struct buf *b, const char *s)
{
	static const struct replacement table[] = {
		{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"},
	};
	ESCAPE_BY(b, s, table);
}

void escape_markdown(struct buf *b, const char *s)
{
	static const struct replacement table[] = {
		{'\\', "\\\\"}, {'`', "\\`"},   {'*', "\\*"},   {'_', "\\_"},
		{'[', "\\["},   {']', "\\]"},   {'|', "\\|"},   {'<', "&lt;"},
		{'>', "&gt;"},  {'&', "&amp;"}, {'~', "\\~"},   {'#', "\\#"},
		{'@', "&#64;"}, {'!', "\\!"},   {'$', "&#36;"}, {'\n', " "},
	};
	ESCAPE_BY(b, s, table);
}

/* Nothing can be escaped between backticks, so a backtick becomes an apostrophe. */
void escape_code_span(struct buf *b, const char *s)
{
	static const struct replacement table[] = {{'`', "'"}, {'|', "\\|"}};
	ESCAPE_BY(b, s, table);
}

void escape_mermaid(struct buf *b, const char *s)
{
	static const struct replacement table[] = {
		{'"', "#quot;"}, {'#', "#35;"},  {'<', "#lt;"},  {'>', "#gt;"},  {'&', "#amp;"},
		{'`', "#96;"},   {'\\', "#92;"}, {';', "#59;"},  {'[', "#91;"},  {']', "#93;"},
		{'{', "#123;"},  {'}', "#125;"}, {'|', "#124;"}, {'(', "#40;"},  {')', "#41;"},
		{'%', "#37;"},   {'*', "#42;"},  {'_', "#95;"},  {'~', "#126;"}, {'@', "#64;"},
		{':', "#58;"},   {'$', "#36;"},
	};
	ESCAPE_BY(b, s, table);
}

void escape_dot(struct buf *b, const char *s)
{
	static const struct replacement table[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'&', "&amp;"}};
	ESCAPE_BY(b, s, table);
}

/* RFC 3986: unreserved characters and slashes stay. A colon would look like a scheme. */
void escape_uri(struct buf *b, const char *s)
{
	for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr("-._~/", *p))
			buf_putc(b, (char)*p);
		else
			buf_printf(b, "%%%02X", *p);
	}
}

/* A line that begins with a dot or an apostrophe would be a macro. */
void escape_roff(struct buf *b, const char *s)
{
	static const struct replacement table[] = {{'\\', "\\e"}, {'-', "\\-"}};

	if (*s == '.' || *s == '\'')
		buf_puts(b, "\\&");
	ESCAPE_BY(b, s, table);
}
