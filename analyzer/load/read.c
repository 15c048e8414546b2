#include "load/reader.h"

#include "base/json_bytes.h"
#include "base/str.h"

#include <assert.h>
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define OF struct tag
static void init_tag(void *item)
{
	*(struct tag *)item = (struct tag){"", ""};
}
READER_HOOKS(reader_tag, init_tag, NULL, F(TEXT, "Key", key), F(TAG, "Value", value));
#undef OF

READER_PLAIN(reader_string, STR, const char *);
READER_PLAIN(reader_text, TEXT, const char *);
READER_PLAIN(reader_cidr_text, CIDR, struct cidr);

any_list list_get(const void *base, size_t offset)
{
	any_list list;
	memcpy(&list, (const char *)base + offset, sizeof list);
	return list;
}

void list_set(void *base, size_t offset, any_list list)
{
	memcpy((char *)base + offset, &list, sizeof list);
}

/* ---- messages ---- */

static void add_pointer(struct buf *b, const struct step *at)
{
	if (!at)
		return;
	add_pointer(b, at->up);
	if (!at->name) {
		buf_printf(b, "/%zu", at->index);
		return;
	}
	buf_putc(b, '/');
	for (const char *p = at->name; *p; p++) /* RFC 6901 */
		if (*p == '~' || *p == '/')
			buf_puts(b, *p == '~' ? "~0" : "~1");
		else
			buf_putc(b, *p);
}

enum vck_status read_fail(const struct reading *r, const char *name, const char *fmt, ...)
{
	struct buf pointer = BUF_INIT, text = BUF_INIT;
	struct step last = {r->at, name, 0};
	if (r->origin->within)
		buf_puts(&pointer, r->origin->within);
	add_pointer(&pointer, name ? &last : r->at);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	struct where where = {r->origin->file, buf_str(&pointer), r->origin->line, 0};
	enum vck_status st = vck_fail(r->err, VCK_E_INPUT, &where, "%s", buf_str(&text));
	buf_free(&pointer);
	buf_free(&text);
	return st;
}

enum vck_status read_needs(const struct reading *r, bool there, const char *name)
{
	return there ? VCK_OK : read_fail(r, NULL, "expected %s, found none", name);
}

static enum vck_status fail_type(const struct reading *r, const char *expected, const cJSON *found)
{
	if (cJSON_IsString(found))
		return read_fail(r, NULL, "expected %s, found \"%.60s\"", expected,
				 found->valuestring);
	return read_fail(r, NULL, "expected %s, found %s", expected, json_type_name(found));
}

/* ---- what ARNs and zones tell ---- */

bool is_account(const char *text, size_t len)
{
	if (len != 12)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isdigit((unsigned char)text[i]))
			return false;
	return true;
}

size_t zone_region_len(const char *zone)
{
	size_t i = 0, words = 0;
	for (;;) {
		size_t from = i;
		while (zone[i] >= 'a' && zone[i] <= 'z')
			i++;
		if (i == from || zone[i] != '-')
			return 0;
		i++;
		words++;
		if (!isdigit((unsigned char)zone[i]))
			continue;
		while (isdigit((unsigned char)zone[i]))
			i++;
		return words >= 2 ? i : 0;
	}
}

bool is_region(const char *text, size_t len)
{
	return len > 0 && text[len - 1] >= '0' && text[len - 1] <= '9' &&
	       zone_region_len(text) == len;
}

/* arn:PARTITION:SERVICE:REGION:ACCOUNT:... */
static void learn_from_arn(struct reading *r, const char *arn)
{
	const char *part[6];
	size_t count = 0;
	for (const char *p = arn, *colon; count < COUNT_OF(part); p = colon + 1) {
		part[count++] = p;
		colon = strchr(p, ':');
		if (!colon)
			break;
	}
	if (!r->object || count < 6 || !str_starts(arn, "arn:"))
		return;
	if (!r->object->region && part[4] - part[3] > 1)
		r->object->region = intern(r->strings, part[3], (size_t)(part[4] - part[3] - 1));
	if (!r->object->account && is_account(part[4], (size_t)(part[5] - part[4] - 1)))
		r->object->account = intern(r->strings, part[4], 12);
}

/* ---- one value ---- */

/* What is known of a text that has stood in such a place before; NULL: its place has no binding. */
static inline struct known_text *known_text(struct reading *r, const cJSON *v)
{
	struct binding *b = json_note(v);
	const char *text = v->valuestring;
	size_t len = json_text_len(v);
	if (!b)
		return NULL;
	struct known_text *k =
		&b->known[len ? (len ^ (unsigned char)text[len - 1]) % KNOWN_TEXTS : 0];
	if (!k->text || k->len != len || !same_bytes(k->text, text, len))
		*k = (struct known_text){intern(r->strings, text, len), len, NULL};
	return k;
}

static const char *intern_text(struct reading *r, const cJSON *v)
{
	const struct known_text *k = known_text(r, v);
	return k ? k->text : intern(r->strings, v->valuestring, json_text_len(v));
}

/* Of values of which there are lists. */
static const char *const expected[] = {
	[FIELD_STR] = "a string",
	[FIELD_TEXT] = "a string",
	[FIELD_IP] = "an IPv4 or IPv6 address",
	[FIELD_CIDR] = "a CIDR block",
};

/* Where a field's value goes; NULL: it is not kept. */
static inline void *place_of(const struct field *f, void *item)
{
	return f->offset == NOWHERE ? NULL : (char *)item + f->offset;
}

static inline enum vck_status keep_text(const struct field *f, void *item, const char *text)
{
	void *to = place_of(f, item);
	if (to)
		memcpy(to, &text, sizeof text);
	return VCK_OK;
}

static inline bool is_string(const cJSON *v)
{
	return (v->type & 0xff) == cJSON_String;
}

static enum vck_status read_text(struct reading *r, const struct field *f, const cJSON *v,
				 void *item)
{
	return is_string(v) ? keep_text(f, item, intern_text(r, v)) : fail_type(r, "a string", v);
}

static enum vck_status read_string(struct reading *r, const struct field *f, const cJSON *v,
				   void *item)
{
	return is_string(v) && !*v->valuestring ? VCK_OK : read_text(r, f, v, item);
}

static enum vck_status read_own(struct reading *r, const struct field *f, const cJSON *v,
				void *item)
{
	if (!is_string(v))
		return fail_type(r, "a string", v);
	if (!*v->valuestring && f->type == FIELD_OWN)
		return VCK_OK;
	return keep_text(f, item, arena_strndup(r->arena, v->valuestring, json_text_len(v)));
}

/* A name of a thing seldom comes twice. */
static enum vck_status read_tag(struct reading *r, const struct field *f, const cJSON *v,
				void *item)
{
	const struct tag *tag = item;
	return str_eq(tag->key, "Name") ? read_own(r, f, v, item) : read_text(r, f, v, item);
}

static enum vck_status read_arn(struct reading *r, const struct field *f, const cJSON *v,
				void *item)
{
	if (is_string(v) && *v->valuestring)
		learn_from_arn(r, v->valuestring);
	return read_string(r, f, v, item);
}

static void learn_from_zone(struct reading *r, const cJSON *v)
{
	struct known_text unknown = {0}, *k = known_text(r, v);
	if (!k)
		k = &unknown;
	size_t len = k->region ? 0 : zone_region_len(v->valuestring);
	if (len)
		k->region = intern(r->strings, v->valuestring, len);
	r->object->region = k->region;
}

static enum vck_status read_zone(struct reading *r, const struct field *f, const cJSON *v,
				 void *item)
{
	if (is_string(v) && *v->valuestring && r->object && !r->object->region)
		learn_from_zone(r, v);
	return read_string(r, f, v, item);
}

static enum vck_status read_bool(struct reading *r, const struct field *f, const cJSON *v,
				 void *item)
{
	void *to = place_of(f, item);
	if (!cJSON_IsBool(v))
		return fail_type(r, "true or false", v);
	bool yes = cJSON_IsTrue(v);
	enum flag flag = yes ? FLAG_YES : FLAG_NO;
	if (f->type == FIELD_BOOL)
		memcpy(to, &yes, sizeof yes);
	else
		memcpy(to, &flag, sizeof flag);
	return VCK_OK;
}

static enum vck_status read_number(struct reading *r, const struct field *f, const cJSON *v,
				   void *item)
{
	void *to = place_of(f, item);
	double d = cJSON_IsNumber(v) ? v->valuedouble : NAN;
	int i = d >= INT_MIN && d <= INT_MAX ? (int)d : 0;
	if (!(d >= i && d <= i)) {
		if (cJSON_IsNumber(v))
			return read_fail(r, NULL, "expected a whole number, found %g", d);
		return fail_type(r, "a number", v);
	}
	long l = i;
	if (f->type == FIELD_INT)
		memcpy(to, &i, sizeof i);
	else
		memcpy(to, &l, sizeof l);
	return VCK_OK;
}

static enum vck_status read_address(struct reading *r, const struct field *f, const cJSON *v,
				    void *item)
{
	void *to = place_of(f, item);
	bool is_ip = f->type == FIELD_IP;
	if (!cJSON_IsString(v))
		return fail_type(r, expected[f->type], v);
	if (!*v->valuestring)
		return VCK_OK;
	bool ok = is_ip ? ip_parse(v->valuestring, to) : cidr_parse(v->valuestring, to);
	return ok ? VCK_OK : fail_type(r, expected[f->type], v);
}

static enum vck_status read_items(struct reading *r, const struct field *f, const cJSON *v,
				  char *item)
{
	struct step here = {r->at, NULL, 0};
	enum vck_status st = VCK_OK;
	r->at = &here;
	for (const cJSON *e = v->child; e && !st; e = e->next, item += f->of->size) {
		st = read_item(r, f->of, e, item);
		here.index++;
	}
	r->at = here.up;
	return st;
}

/* Two members may fill one list. */
static any_list join(struct arena *arena, any_list first, any_list then, size_t size)
{
	if (!first.len || !then.len)
		return first.len ? first : then;
	char *all = arena_alloc(arena, (first.len + then.len) * size);
	memcpy(all, first.items, first.len * size);
	memcpy(all + first.len * size, then.items, then.len * size);
	return (any_list){all, first.len + then.len};
}

/* The one list of these bytes. */
static void *shared_list(struct map *lists, const void *items, size_t size)
{
	void *one = map_get(lists, items, size);
	if (!one) {
		one = arena_memdup(lists->arena, items, size);
		map_put(lists, one, size, one);
	}
	return one;
}

static enum vck_status read_list(struct reading *r, const struct field *f, const cJSON *v,
				 void *item)
{
	void *to = place_of(f, item);
	if (!cJSON_IsArray(v))
		return fail_type(r, "an array", v);
	assert(f->item_size == f->of->size);
	any_list list = {0};
	struct arena *arena = r->arena;
	for (const cJSON *e = v->child; e; e = e->next)
		list.len++;
	if (!list.len)
		return VCK_OK;
	if (f->of->aside)
		r->arena = r->aside;
	if (f->of->brief || f->of->shared)
		r->arena = r->brief;
	list.items = arena_zalloc(r->arena, list.len * f->of->size);
	enum vck_status st = read_items(r, f, v, list.items);
	if (f->of->shared)
		list.items = shared_list(r->lists, list.items, list.len * f->of->size);
	r->arena = arena;
	list_set(to, 0, join(r->arena, list_get(to, 0), list, f->of->size));
	return st;
}

typedef enum vck_status read_fn(struct reading *, const struct field *, const cJSON *, void *item);

static read_fn *const read_type[] = {
	[FIELD_STR] = read_string,   [FIELD_TEXT] = read_text,   [FIELD_OWN] = read_own,
	[FIELD_TAG] = read_tag,      [FIELD_BOOL] = read_bool,   [FIELD_FLAG] = read_bool,
	[FIELD_INT] = read_number,   [FIELD_LONG] = read_number, [FIELD_IP] = read_address,
	[FIELD_CIDR] = read_address, [FIELD_LIST] = read_list,   [FIELD_ARN] = read_arn,
	[FIELD_ZONE] = read_zone,
};

static inline enum vck_status read_value(struct reading *r, const struct field *f, const cJSON *v,
					 void *item)
{
	if (f->has)
		*(bool *)((char *)item + f->has) = true;
	return read_type[f->type](r, f, v, item);
}

/* ---- the members of an object ---- */

static bool row_matches(const struct field *f, size_t prefix, const char *name, size_t len)
{
	const char *path = f->path + prefix;
	return path[0] == name[0] && strncmp(path, name, len) == 0 &&
	       (path[len] == '\0' || path[len] == '.');
}

struct rows rows_named(const struct reader *reader, struct rows rows, const char *name)
{
	size_t len = strlen(name);
	struct rows found = {rows.from, rows.from, rows.prefix + len};
	while (found.from < rows.to &&
	       !row_matches(&reader->fields[found.from], rows.prefix, name, len))
		found.from++;
	found.to = found.from;
	if (found.from == rows.to)
		return found;
	found.to++;
	if (!reader->fields[found.from].path[found.prefix])
		return found;
	while (found.to < rows.to && row_matches(&reader->fields[found.to], rows.prefix, name, len))
		found.to++;
	return found;
}

static enum vck_status read_members(struct reading *r, const struct reader *reader,
				    struct rows rows, const cJSON *object, void *item);

/* A member that rows name: a value, or an object on the way of dotted paths. */
static enum vck_status read_member(struct reading *r, const struct reader *reader,
				   struct rows found, const cJSON *v, void *item)
{
	const struct field *f = &reader->fields[found.from];
	if (!f->path[found.prefix])
		return read_value(r, f, v, item);
	if (!cJSON_IsObject(v))
		return fail_type(r, "an object", v);
	if (f->within)
		*(bool *)((char *)item + f->within) = true;
	found.prefix++; /* the dot */
	return read_members(r, reader, found, v, item);
}

/* A member that no binding of this reader comes with. */
static enum vck_status read_unbound(struct reading *r, const struct reader *reader,
				    struct rows rows, const cJSON *v, void *item)
{
	if (!*v->string)
		return VCK_OK;
	struct rows found = rows_named(reader, rows, v->string);
	return found.from == found.to ? VCK_OK : read_member(r, reader, found, v, item);
}

static enum vck_status read_members(struct reading *r, const struct reader *reader,
				    struct rows rows, const cJSON *object, void *item)
{
	struct step here = {r->at, NULL, 0};
	enum vck_status st = VCK_OK;
	r->at = &here;
	for (const cJSON *m = object->child; m && !st; m = m->next) {
		const struct binding *b = json_note(m);
		here.name = m->string;
		if ((m->type & 0xff) == cJSON_NULL)
			continue;
		if (!b || b->reader != reader)
			st = read_unbound(r, reader, rows, m, item);
		else if (b->value)
			st = read_value(r, b->value, m, item);
		else
			st = read_member(r, reader, b->rows, m, item);
	}
	r->at = here.up;
	return st;
}

static enum vck_status read_whole_object(struct reading *r, const struct reader *reader,
					 const cJSON *v, void *item)
{
	if (!cJSON_IsObject(v))
		return fail_type(r, "an object", v);
	if (reader->init)
		reader->init(item);
	enum vck_status st = read_members(r, reader, (struct rows){0, reader->count, 0}, v, item);
	return !st && reader->done ? reader->done(r, item) : st;
}

/* What is absent is zeros: no string, no family of addresses. */
static bool is_absent(const struct reader *reader, const void *item)
{
	static const char zeros[sizeof(struct cidr) + sizeof(const char *)];
	assert(reader->size <= sizeof zeros);
	return memcmp(item, zeros, reader->size) == 0;
}

enum vck_status read_item(struct reading *r, const struct reader *reader, const cJSON *v,
			  void *item)
{
	const struct field *first = &reader->fields[0];
	enum vck_status st = reader->plain ? read_value(r, first, v, item)
					   : read_whole_object(r, reader, v, item);
	if (!st && reader->single && is_absent(reader, item))
		return read_fail(r, reader->plain ? NULL : first->path, "expected %s, found none",
				 expected[first->type]);
	return st;
}
