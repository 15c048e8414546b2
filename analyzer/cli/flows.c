/* flows.c - many questions in a file. */
#include "cli/flows.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"

#include <string.h>

#include "base/banned.h"

#define LIMIT_FLOWS (1u << 30) /* bytes; ten million questions of a hundred */

enum column { COLUMN_ID, COLUMN_SOURCE, COLUMN_DESTINATION, COLUMN_PROTOCOL, COLUMN_COUNT };
static const char *const column_names[COLUMN_COUNT] = {"id", "source", "destination", "protocol"};

struct reader {
	struct arena *arena;
	const char *path, *protocol;
	unsigned line;
	struct questions *out;
	struct vck_error *err;
	size_t place[COLUMN_COUNT]; /* CSV: which field it is, from 1; 0: there is none */
};

static enum vck_status fail_here(struct reader *r, const char *text, const char *what)
{
	const struct where where = {.file = r->path, .line = r->line};

	return vck_fail(r->err, VCK_E_INPUT, &where, text, what);
}

static enum vck_status add_question(struct reader *r, const char *const values[COLUMN_COUNT])
{
	struct vck_question q = {
		.id = values[COLUMN_ID],
		.source = values[COLUMN_SOURCE],
		.destination = values[COLUMN_DESTINATION],
		.protocol = values[COLUMN_PROTOCOL],
		.file = r->path,
		.line = r->line,
	};
	if (str_empty(q.source) || str_empty(q.destination))
		return fail_here(r, "this flow has no %s",
				 str_empty(q.source) ? "source" : "destination");
	if (str_empty(q.protocol))
		q.protocol = r->protocol;
	if (str_empty(q.id))
		q.id = arena_printf(r->arena, "%u", r->line);
	vec_push(r->out, q);
	return VCK_OK;
}

/* ---- JSON lines ---- */

static enum vck_status json_member(struct reader *r, const cJSON *object, enum column column,
				   const char **value)
{
	const cJSON *member = json_get(object, column_names[column]);

	*value = json_string(object, column_names[column]);
	if (*value || !member || cJSON_IsNull(member))
		return VCK_OK;
	if (column == COLUMN_ID && cJSON_IsNumber(member)) {
		*value = arena_printf(r->arena, "%.17g", cJSON_GetNumberValue(member));
		return VCK_OK;
	}
	return fail_here(r, "\"%s\" is no string", column_names[column]);
}

static enum vck_status read_json_line(struct reader *r, const char *line, size_t len)
{
	const char *values[COLUMN_COUNT];
	cJSON *object;

	enum vck_status status = json_parse(r->arena, r->path, line, len, &object, r->err);
	if (status) {
		r->err->line = r->line; /* the parser saw this line alone */
		return status;
	}
	if (!cJSON_IsObject(object))
		return fail_here(r, "expected an object, found %s", json_type_name(object));
	for (int i = 0; i < COLUMN_COUNT && !status; i++)
		status = json_member(r, object, (enum column)i, &values[i]);
	return status ? status : add_question(r, values);
}

static enum vck_status read_json_lines(struct reader *r, const char *text)
{
	enum vck_status status = VCK_OK;

	for (r->line = 1; *text && !status; r->line++) {
		size_t len = strcspn(text, "\n");
		if (len > LIMIT_CONFIG)
			return fail_here(r, "this line is too long%s", "");
		if (strspn(text, " \t\r") < len)
			status = read_json_line(r, text, len);
		text += len + (text[len] == '\n');
	}
	return status;
}

/* ---- CSV (RFC 4180) ---- */

/* The field at *s, unquoted; *s moves to the separator after it. */
static enum vck_status csv_field(struct reader *r, const char **s, unsigned *lines,
				 const char **field)
{
	struct buf b = BUF_INIT;
	const char *p = *s;
	bool quoted = *p == '"';

	for (p += quoted; *p; p++) {
		if (quoted && p[0] == '"' && p[1] != '"')
			break;
		if (!quoted && strchr(",\r\n", *p))
			break;
		*lines += *p == '\n';
		p += quoted && *p == '"';
		buf_putc(&b, *p);
	}
	bool open = quoted && *p != '"';
	p += quoted && !open;
	*field = arena_strndup(r->arena, buf_str(&b), b.len);
	buf_free(&b);
	*s = p;
	if (open)
		return fail_here(r, "a quote is not closed%s", "");
	if (*p && !strchr(",\r\n", *p))
		return fail_here(r, "there is text after a closing quote: %.20s", p);
	return VCK_OK;
}

struct record {
	const char **items;
	size_t len, cap;
};

static enum vck_status csv_record(struct reader *r, const char **s, unsigned *lines,
				  struct record *fields)
{
	enum vck_status status;

	fields->len = 0;
	for (;;) {
		const char *field;
		status = csv_field(r, s, lines, &field);
		if (status)
			return status;
		vec_push(fields, field);
		if (**s != ',')
			break;
		++*s;
	}
	*s += **s == '\r';
	*lines += **s == '\n';
	*s += **s == '\n';
	return VCK_OK;
}

static enum vck_status csv_header(struct reader *r, const struct record *fields)
{
	for (int c = 0; c < COLUMN_COUNT; c++)
		for (size_t i = 0; i < fields->len; i++)
			if (str_eq(fields->items[i], column_names[c]))
				r->place[c] = i + 1;
	for (int c = COLUMN_SOURCE; c <= COLUMN_DESTINATION; c++)
		if (!r->place[c])
			return fail_here(r,
					 "the first line names no column \"%s\"; expected "
					 "id,source,destination,protocol",
					 column_names[c]);
	return VCK_OK;
}

static enum vck_status csv_question(struct reader *r, const struct record *fields)
{
	const char *values[COLUMN_COUNT] = {NULL};

	if (fields->len == 1 && !*fields->items[0])
		return VCK_OK; /* an empty line */
	for (int c = 0; c < COLUMN_COUNT; c++)
		if (r->place[c] && r->place[c] <= fields->len)
			values[c] = fields->items[r->place[c] - 1];
	return add_question(r, values);
}

static enum vck_status read_csv(struct reader *r, const char *text)
{
	struct record fields = VEC_INIT;
	enum vck_status status = VCK_OK;
	bool header = true;

	r->line = 1;
	while (*text && !status) {
		unsigned lines = 0;
		status = csv_record(r, &text, &lines, &fields);
		if (!status)
			status = header ? csv_header(r, &fields) : csv_question(r, &fields);
		header = false;
		r->line += lines;
	}
	vec_free(&fields);
	return status;
}

/* ---- */

enum vck_status flows_read(const char *path, const char *protocol, struct arena *arena,
			   struct questions *out, struct vck_error *err)
{
	struct reader r = {
		.arena = arena,
		.path = str_eq(path, "-") ? "standard input" : path,
		.protocol = protocol,
		.out = out,
		.err = err,
	};
	struct buf bytes = BUF_INIT;

	enum vck_status status = file_read(path, LIMIT_FLOWS, &bytes, err);
	if (!status && bytes.len != strlen(buf_str(&bytes)))
		status = fail_here(&r, "holds NUL bytes%s: it is no text", "");
	if (!status) {
		const char *text = buf_str(&bytes);
		if (str_starts(text, "\xef\xbb\xbf"))
			text += 3;
		status = text[strspn(text, " \t\r\n")] == '{' ? read_json_lines(&r, text)
							      : read_csv(&r, text);
	}
	buf_free(&bytes);
	if (!status && !out->len)
		status = fail_here(&r, "holds no flow%s", "");
	return status;
}
