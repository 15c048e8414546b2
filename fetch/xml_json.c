#include "fetch/xml_json.h"
#include "base/mem.h"
#include "base/str.h"
#include "fetch/json_text.h"
#include "fetch/timestamp.h"

#include <cjson/cJSON.h>
#include <expat.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One open element. */
struct frame {
	const struct xml_shape *shape; /* NULL: not in the table */
	char *name;                    /* of an element that is not in the table */
	cJSON *value;                  /* of structures, lists, maps; NULL while nothing is known */
	cJSON *key;                    /* of a map's entry */
	bool items;                    /* unknown: all children are <item> or <member> */
	bool skip;                     /* what is in here is nobody's */
};

struct converter {
	const struct xml_body *body;
	XML_Parser parser;
	struct frame frames[XML_DEPTH];
	unsigned depth;   /* of frames */
	unsigned outside; /* root and wrapper elements that are open */
	unsigned elements;
	struct buf text;
	cJSON *result;
	struct vck_error *err;
	enum vck_status status;
};

static void fail(struct converter *c, enum vck_status status, const char *what, const char *name)
{
	if (c->status)
		return;
	struct where where = {.file = c->body->name,
			      .line = (unsigned)XML_GetCurrentLineNumber(c->parser),
			      .column = (unsigned)XML_GetCurrentColumnNumber(c->parser) + 1};
	c->status = vck_fail(c->err, status, &where, "%s%s%s%s", what, *name ? " <" : "", name,
			     *name ? ">" : "");
	XML_StopParser(c->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');
	return colon && colon[1] ? colon + 1 : name; /* "e:" is a name to expat */
}

/* ---- names and values that the table does not know ---- */

static bool looks_secret(const char *name)
{
	static const char *const words[] = {"secret", "password", "presharedkey", "privatekey"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

static void plural(struct buf *out)
{
	char last = out->len ? out->data[out->len - 1] : '\0';
	if (last == 'y' && out->len > 1 && !strchr("aeiou", out->data[out->len - 2])) {
		out->len--;
		buf_puts(out, "ies");
	} else if (last == 's' || last == 'x') {
		buf_puts(out, "es");
	} else {
		buf_putc(out, 's');
	}
}

static void fallback_key(struct buf *out, const char *name, bool list)
{
	buf_putc(out, (char)toupper((unsigned char)*name));
	buf_puts(out, name + 1);
	if (list && out->len > 3 && str_ends(buf_str(out), "Set")) {
		out->len -= 3;
		out->data[out->len] = '\0';
		plural(out);
	}
}

static bool is_item(const char *name)
{
	return strcmp(name, "item") == 0 || strcmp(name, "member") == 0;
}

/* ---- leaves ---- */

static cJSON *integer(const char *text)
{
	const char *digits = text + (*text == '-');
	size_t len = strspn(digits, "0123456789");
	if (!len || digits[len] || len > 20)
		return cJSON_CreateString(text); /* shown as it came */
	if (len > 15)
		return cJSON_CreateRaw(text); /* more than a double holds */
	return cJSON_CreateNumber((double)strtoll(text, NULL, 10));
}

static cJSON *real(const char *text)
{
	char *end;
	double value = strtod(text, &end);
	bool number = *text && !*end && strspn(text, "0123456789+-.eE") == strlen(text);
	return number ? cJSON_CreateNumber(value) : cJSON_CreateString(text); /* NaN, Infinity */
}

static cJSON *timestamp(const char *text)
{
	struct timestamp t;
	if (!timestamp_parse(text, &t))
		return cJSON_CreateString(text);
	struct buf out = BUF_INIT;
	timestamp_print(&out, &t);
	cJSON *value = cJSON_CreateString(buf_str(&out));
	buf_free(&out);
	return value;
}

static cJSON *leaf(const struct xml_shape *shape, const char *text)
{
	if (shape->sensitive && *text)
		return json_made(cJSON_CreateString("REDACTED"));
	switch (shape->type) {
	case XML_INTEGER:
		return json_made(integer(text));
	case XML_DOUBLE:
		return json_made(real(text));
	case XML_BOOLEAN:
		return json_made(cJSON_CreateBool(strcmp(text, "true") == 0));
	case XML_TIMESTAMP:
		return json_made(timestamp(text));
	case XML_STRING:
	case XML_STRUCTURE:
	case XML_LIST:
	case XML_MAP:
		break;
	}
	return json_made(cJSON_CreateString(text));
}

/* ---- elements begin ---- */

static const struct xml_shape *member_of(const struct xml_shape *shape, const char *name)
{
	for (unsigned i = 0; i < shape->count; i++)
		if (strcmp(shape->members[i].element, name) == 0)
			return &shape->members[i];
	return NULL;
}

static cJSON *container(const struct xml_shape *shape)
{
	if (shape->sensitive)
		return NULL;
	if (shape->type == XML_LIST && !shape->flattened)
		return json_made(cJSON_CreateArray());
	if (shape->type == XML_STRUCTURE || shape->type == XML_MAP)
		return json_made(cJSON_CreateObject());
	return NULL;
}

/* The frame of a known shape; of a flattened list, that of its entry. */
static void push_known(struct converter *c, const struct xml_shape *shape)
{
	struct frame *f = &c->frames[c->depth++];
	*f = (struct frame){.shape = shape};
	f->value = container(shape->flattened ? shape->members : shape);
}

static void push_unknown(struct converter *c, const char *name)
{
	struct frame *f = &c->frames[c->depth++];
	*f = (struct frame){.name = strdup(name), .items = true};
	if (!f->name)
		mem_oom(strlen(name) + 1);
}

/* A map's <entry> stands on a frame with the map's own shape and `key` as its mark. */
static const struct xml_shape *child_shape(struct frame *parent, const char *name)
{
	const struct xml_shape *shape = parent->shape;
	if (shape->flattened)
		shape = shape->members;
	switch (shape->type) {
	case XML_STRUCTURE:
		return member_of(shape, name);
	case XML_LIST:
		return shape->members;
	case XML_MAP:
	case XML_STRING:
	case XML_INTEGER:
	case XML_DOUBLE:
	case XML_BOOLEAN:
	case XML_TIMESTAMP:
		break;
	}
	return NULL;
}

static bool is_map(const struct frame *f)
{
	return f->shape && f->shape->type == XML_MAP;
}

static void begin_in_map(struct converter *c, struct frame *parent, const char *name)
{
	if (!parent->skip) { /* <entry> */
		struct frame *f = &c->frames[c->depth++];
		*f = (struct frame){.shape = parent->shape, .skip = true};
		return;
	}
	const struct xml_shape *member = member_of(parent->shape, name);
	if (member)
		push_known(c, member);
	else
		push_unknown(c, name);
}

static void begin_member(struct converter *c, const char *name)
{
	struct frame *parent = &c->frames[c->depth - 1];
	if (c->depth == XML_DEPTH) {
		fail(c, VCK_E_LIMIT, "elements nest deeper than any answer of AWS", "");
		return;
	}
	if (is_map(parent)) {
		begin_in_map(c, parent, name);
		return;
	}
	if (parent->shape) {
		const struct xml_shape *shape = child_shape(parent, name);
		if (shape)
			push_known(c, shape);
		else
			push_unknown(c, name);
		return;
	}
	if (!is_item(name))
		parent->items = false;
	if (!parent->value)
		parent->value = json_made(cJSON_CreateObject());
	push_unknown(c, name);
}

static void begin_outside(struct converter *c, const char *name)
{
	const char *want = c->outside ? c->body->wrapper : c->body->root;
	if (strcmp(name, want) != 0) {
		if (!c->outside)
			fail(c, VCK_E_INPUT, "this is no answer of AWS: the document is", name);
		else /* ResponseMetadata beside the wrapper */
			c->frames[c->depth++] = (struct frame){.skip = true};
		return;
	}
	c->outside++;
	if (c->body->wrapper && c->outside < 2)
		return;
	push_known(c, c->body->shape);
}

static void XMLCALL on_begin(void *ctx, const XML_Char *full, const XML_Char **attributes)
{
	struct converter *c = ctx;
	const char *name = local_name(full);
	(void)attributes;
	buf_clear(&c->text);
	if (++c->elements > XML_ELEMENTS)
		fail(c, VCK_E_LIMIT, "more elements than any answer of AWS has", "");
	else if (c->depth == XML_DEPTH)
		fail(c, VCK_E_LIMIT, "elements nest deeper than any answer of AWS", "");
	else if (c->depth && c->frames[c->depth - 1].skip && !is_map(&c->frames[c->depth - 1]))
		c->frames[c->depth++] = (struct frame){.skip = true};
	else if (c->depth)
		begin_member(c, name);
	else
		begin_outside(c, name);
}

/* ---- elements end ---- */

/* An object whose members were all items, as an array. */
static cJSON *as_array(cJSON *object)
{
	cJSON *array = json_made(cJSON_CreateArray());
	while (object->child) {
		cJSON *child = cJSON_DetachItemViaPointer(object, object->child);
		free(child->string);
		child->string = NULL;
		cJSON_AddItemToArray(array, child);
	}
	cJSON_Delete(object);
	return array;
}

static void put(cJSON *object, const char *key, cJSON *value, bool replace)
{
	if (replace && cJSON_GetObjectItemCaseSensitive(object, key))
		cJSON_DeleteItemFromObjectCaseSensitive(object, key);
	if (!cJSON_AddItemToObject(object, key, value))
		mem_oom(strlen(key) + 1);
}

static void append(cJSON *object, const char *key, cJSON *value)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(object, key);
	if (!list) {
		list = json_made(cJSON_CreateArray());
		put(object, key, list, false);
	}
	cJSON_AddItemToArray(list, value);
}

/* The value of an element that the table does not know. */
static cJSON *unknown_value(struct converter *c, struct frame *f, bool *list)
{
	*list = false;
	if (!f->value) {
		*list = str_ends(f->name, "Set") && !c->text.len;
		if (*list)
			return json_made(cJSON_CreateArray());
		return json_made(
			cJSON_CreateString(looks_secret(f->name) ? "REDACTED" : buf_str(&c->text)));
	}
	if (!f->items)
		return f->value;
	*list = true;
	return as_array(f->value);
}

static void end_unknown(struct converter *c, struct frame *f, struct frame *parent)
{
	bool list;
	cJSON *value = unknown_value(c, f, &list);
	f->value = NULL;
	bool into_array = (parent->shape && cJSON_IsArray(parent->value)) || is_map(parent);
	bool request_id = c->depth == 1 && strcasecmp(f->name, "requestId") == 0;
	if (!parent->value || into_array || request_id) {
		cJSON_Delete(value); /* no place for it */
	} else {
		struct buf key = BUF_INIT;
		fallback_key(&key, f->name, list);
		/* items are told apart by nothing: they are collected, and as_array() drops the key
		 */
		put(parent->value, buf_str(&key), value, !is_item(f->name));
		buf_free(&key);
	}
	free(f->name);
	f->name = NULL;
}

static void end_in_map(struct frame *f, struct frame *parent, cJSON *value)
{
	if (f->shape == &parent->shape->members[0]) {
		cJSON_Delete(parent->key);
		parent->key = value;
		return;
	}
	cJSON_Delete(parent->value);
	parent->value = value;
}

static void end_entry(struct frame *entry, struct frame *map)
{
	if (cJSON_IsString(entry->key) && entry->value)
		put(map->value, entry->key->valuestring, entry->value, true);
	else
		cJSON_Delete(entry->value);
	cJSON_Delete(entry->key);
	entry->key = entry->value = NULL;
}

static void end_known(struct converter *c, struct frame *f, struct frame *parent)
{
	const struct xml_shape *shape = f->shape->flattened ? f->shape->members : f->shape;
	cJSON *value = f->value ? f->value : leaf(shape, buf_str(&c->text));
	f->value = NULL;
	if (is_map(parent) && parent->skip)
		end_in_map(f, parent, value);
	else if (f->shape->flattened)
		append(parent->value, f->shape->key, value);
	else if (cJSON_IsArray(parent->value))
		cJSON_AddItemToArray(parent->value, value);
	else if (parent->value)
		put(parent->value, f->shape->key, value, true);
	else
		cJSON_Delete(value);
}

static void XMLCALL on_end(void *ctx, const XML_Char *full)
{
	struct converter *c = ctx;
	(void)full;
	if (!c->depth) { /* the wrapper or the root */
		c->outside--;
		return;
	}
	struct frame *f = &c->frames[--c->depth];
	if (f->skip && !is_map(f))
		return;
	if (!c->depth) {
		c->outside--;
		cJSON_Delete(c->result);
		c->result = f->value;
		f->value = NULL;
		return;
	}
	struct frame *parent = f - 1;
	if (f->skip)
		end_entry(f, parent);
	else if (f->shape)
		end_known(c, f, parent);
	else
		end_unknown(c, f, parent);
	buf_clear(&c->text);
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int len)
{
	struct converter *c = ctx;
	if (c->text.len + (size_t)len > XML_TEXT)
		fail(c, VCK_E_LIMIT, "a value is longer than any of AWS", "");
	else if (c->depth)
		buf_add(&c->text, text, (size_t)len);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
			       const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	fail(ctx, VCK_E_LIMIT, "a document type is refused: AWS sends none", "");
}

/* ---- the whole ---- */

static void abandon(struct converter *c)
{
	while (c->depth) {
		struct frame *f = &c->frames[--c->depth];
		cJSON_Delete(f->value);
		cJSON_Delete(f->key);
		free(f->name);
	}
	cJSON_Delete(c->result);
	c->result = NULL;
}

static XML_Parser new_parser(void *ctx, XML_StartElementHandler begin, XML_EndElementHandler end,
			     XML_CharacterDataHandler text, XML_StartDoctypeDeclHandler doctype)
{
	XML_Parser parser = XML_ParserCreate(NULL);
	if (!parser)
		mem_oom(1024);
	XML_SetUserData(parser, ctx);
	XML_SetElementHandler(parser, begin, end);
	XML_SetCharacterDataHandler(parser, text);
	XML_SetStartDoctypeDeclHandler(parser, doctype);
	return parser;
}

/* expat takes the length as an int: bytes go in by blocks. */
static enum XML_Status feed(XML_Parser parser, const char *bytes, size_t len)
{
	const size_t block = 1u << 20;
	enum XML_Status st = XML_STATUS_OK;
	do {
		size_t n = len < block ? len : block;
		st = XML_Parse(parser, bytes, (int)n, n == len);
		bytes += n;
		len -= n;
	} while (len && st == XML_STATUS_OK);
	return st;
}

enum vck_status xml_json(const struct xml_body *body, cJSON **out, struct vck_error *err)
{
	struct converter c = {.body = body, .err = err};
	*out = NULL;
	c.parser = new_parser(&c, on_begin, on_end, on_text, on_doctype);
	if (feed(c.parser, body->bytes, body->len) != XML_STATUS_OK && !c.status) {
		if (XML_GetErrorCode(c.parser) == XML_ERROR_NO_MEMORY)
			mem_oom(body->len);
		c.status = vck_fail(
			err, VCK_E_INPUT,
			&(struct where){.file = body->name,
					.line = (unsigned)XML_GetCurrentLineNumber(c.parser),
					.column =
						(unsigned)XML_GetCurrentColumnNumber(c.parser) + 1},
			"the answer is cut off or malformed: %s",
			XML_ErrorString(XML_GetErrorCode(c.parser)));
	}
	if (!c.status && !c.result)
		c.status = vck_fail(err, VCK_E_INPUT, &(struct where){.file = body->name},
				    "the answer has no <%s>",
				    body->wrapper ? body->wrapper : body->root);
	XML_ParserFree(c.parser);
	buf_free(&c.text);
	if (c.status)
		abandon(&c);
	*out = c.result;
	return c.status;
}

/* ---- error answers ---- */

struct error_reader {
	XML_Parser parser;
	struct xml_error *out;
	unsigned depth;
	unsigned error; /* depth of the first <Error>, 0 = not seen */
	bool done;
	struct buf text;
};

static void XMLCALL error_begin(void *ctx, const XML_Char *full, const XML_Char **attributes)
{
	struct error_reader *r = ctx;
	(void)attributes;
	buf_clear(&r->text);
	if (++r->depth > XML_DEPTH)
		XML_StopParser(r->parser, XML_FALSE);
	if (!r->error && strcmp(local_name(full), "Error") == 0)
		r->error = r->depth;
}

static void XMLCALL error_end(void *ctx, const XML_Char *full)
{
	struct error_reader *r = ctx;
	const char *name = local_name(full);
	bool inside = r->error && !r->done && r->depth == r->error + 1;
	if (inside && strcmp(name, "Code") == 0)
		str_copy(r->out->code, sizeof r->out->code, buf_str(&r->text));
	if (inside && strcmp(name, "Message") == 0)
		str_copy(r->out->message, sizeof r->out->message, buf_str(&r->text));
	if (strcasecmp(name, "RequestId") == 0)
		str_copy(r->out->request_id, sizeof r->out->request_id, buf_str(&r->text));
	if (r->depth == r->error)
		r->done = true;
	r->depth--;
	buf_clear(&r->text);
}

static void XMLCALL error_text(void *ctx, const XML_Char *text, int len)
{
	struct error_reader *r = ctx;
	if (r->text.len < 65536)
		buf_add(&r->text, text, (size_t)len);
}

static void XMLCALL error_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
				  const XML_Char *public, int internal)
{
	struct error_reader *r = ctx;
	(void)name, (void)system, (void)public, (void)internal;
	XML_StopParser(r->parser, XML_FALSE);
}

bool xml_error(const char *bytes, size_t len, struct xml_error *out)
{
	struct error_reader r = {.out = out};
	memset(out, 0, sizeof *out);
	if (!len)
		return false;
	r.parser = new_parser(&r, error_begin, error_end, error_text, error_doctype);
	feed(r.parser, bytes, len);
	XML_ParserFree(r.parser);
	buf_free(&r.text);
	return r.error && *out->code;
}
