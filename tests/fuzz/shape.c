/* shape.c - see shape.h. */
#include "fuzz/shape.h"

#include "base/str.h"

#include <string.h>

/* ---- values ---- */

/* Two nodes change places, but for their names. */
static void exchange(cJSON *a, cJSON *b)
{
	cJSON was = *a;
	*a = (cJSON){.next = was.next, .prev = was.prev, .string = was.string};
	a->type = b->type, a->child = b->child, a->valuestring = b->valuestring;
	a->valueint = b->valueint, a->valuedouble = b->valuedouble;
	b->type = was.type, b->child = was.child, b->valuestring = was.valuestring;
	b->valueint = was.valueint, b->valuedouble = was.valuedouble;
}

/* `value` is the item's now, and what it was is gone. */
static bool put(cJSON *item, cJSON *value)
{
	exchange(item, value);
	cJSON_Delete(value);
	return true;
}

static bool holds(const cJSON *item, const cJSON *sought)
{
	if (item == sought)
		return true;
	for (const cJSON *i = item->child; i; i = i->next)
		if (holds(i, sought))
			return true;
	return false;
}

static bool is_empty(const cJSON *item)
{
	return cJSON_IsString(item)   ? !*item->valuestring
	       : cJSON_IsNumber(item) ? item->valuedouble == 0
				      : !item->child;
}

/* Another place than this one, chosen by chance. */
static cJSON *another(struct shape *s)
{
	return s->places.items[chance_below(&s->chance, s->places.len)].item;
}

/* ---- edits ---- */

static bool leave_out(struct shape *s, struct place p)
{
	(void)s;
	cJSON_Delete(cJSON_DetachItemViaPointer(p.holder, p.item));
	return true;
}

static bool make_null(struct shape *s, struct place p)
{
	(void)s;
	return !cJSON_IsNull(p.item) && put(p.item, cJSON_CreateNull());
}

static bool another_type(struct shape *s, struct place p)
{
	(void)s;
	switch (p.item->type & 0xff) {
	case cJSON_String:
		return put(p.item, cJSON_CreateNumber(7));
	case cJSON_Array:
		return put(p.item, cJSON_CreateObject());
	case cJSON_Object:
		return put(p.item, cJSON_CreateArray());
	default:
		return put(p.item, cJSON_CreateString("7"));
	}
}

static bool make_empty(struct shape *s, struct place p)
{
	(void)s;
	if (is_empty(p.item))
		return false;
	switch (p.item->type & 0xff) {
	case cJSON_String:
		return put(p.item, cJSON_CreateString(""));
	case cJSON_Array:
		return put(p.item, cJSON_CreateArray());
	case cJSON_Object:
		return put(p.item, cJSON_CreateObject());
	default:
		return put(p.item, cJSON_CreateNumber(0));
	}
}

static bool say_twice(struct shape *s, struct place p)
{
	(void)s;
	cJSON *copy = cJSON_Duplicate(p.item, true);
	if (cJSON_IsArray(p.holder))
		return cJSON_AddItemToArray(p.holder, copy);
	return cJSON_AddItemToObject(p.holder, p.item->string, copy);
}

static bool another_number(struct shape *s, struct place p)
{
	static const double numbers[] = {-1,    0,   1,   2,     6,          22,
					 58,    80,  255, 32766, 32767,      65535,
					 65536, 0.5, -7,  1e9,   4294967296, 9007199254740992,
					 1e300};
	if (!cJSON_IsNumber(p.item))
		return false;
	double near = p.item->valuedouble + (chance_below(&s->chance, 2) ? 1 : -1);
	return put(p.item, cJSON_CreateNumber(chance_below(&s->chance, 3)
						      ? chance_of_table(&s->chance, numbers)
						      : near));
}

/* Of "10.0.0.0/16" another length, of "sg-1" another id, of a state another word. */
static bool another_word(struct shape *s, struct place p)
{
	static const char *const words[] = {
		"0.0.0.0/0", "::/0",      "10.0.0.0/8", "fd00::/8",   "10.1.1.10", "203.0.113.5",
		"::1",       "active",    "available",  "pending",    "deleted",   "blackhole",
		"stopped",   "-1",        "tcp",        "udp",        "icmp",      "icmpv6",
		"all",       "123456789", "local",      "eu-west-1a", "vpc-1",     "*"};
	static const char *const lengths[] = {"/0",  "/1",  "/8",  "/16", "/23",  "/31",
					      "/32", "/33", "/64", "/96", "/128", "/129"};
	if (!cJSON_IsString(p.item))
		return false;
	const char *was = p.item->valuestring, *slash = strrchr(was, '/');
	struct buf b = BUF_INIT;
	if (slash && chance_below(&s->chance, 2))
		buf_printf(&b, "%.*s%s", (int)(slash - was), was,
			   chance_of_table(&s->chance, lengths));
	else if (!chance_below(&s->chance, 3))
		buf_printf(&b, "%s%zu", was, chance_below(&s->chance, 10));
	else
		buf_puts(&b, chance_of_table(&s->chance, words));
	bool put_it = put(p.item, cJSON_CreateString(buf_str(&b)));
	buf_free(&b);
	return put_it;
}

/* Ids cross: a subnet of another VPC, a route to another gateway, a name for an address. */
static bool word_of_another(struct shape *s, struct place p)
{
	for (int tries = 0; cJSON_IsString(p.item) && tries < 16; tries++) {
		const cJSON *other = another(s);
		if (cJSON_IsString(other) && other != p.item)
			return put(p.item, cJSON_CreateString(other->valuestring));
	}
	return false;
}

/* The value of a place that is reached by the same names, or of any. */
static bool value_of_another(struct shape *s, struct place p)
{
	cJSON *other = another(s);
	for (int tries = 0; tries < 64; tries++) {
		const struct place *q = &s->places.items[chance_below(&s->chance, s->places.len)];
		if (q->way == p.way && q->item != p.item)
			other = q->item;
	}
	return other != p.item && put(p.item, cJSON_Duplicate(other, true));
}

static bool swap_with_another(struct shape *s, struct place p)
{
	cJSON *other = another(s);
	if (holds(other, p.item) || holds(p.item, other))
		return false;
	exchange(p.item, other);
	return true;
}

static bool (*const edits[])(struct shape *, struct place) = {
	leave_out,      make_null,    another_type,    make_empty,       say_twice,
	another_number, another_word, word_of_another, value_of_another, swap_with_another,
};
const size_t shape_edits = sizeof edits / sizeof *edits;

bool shape_edit(struct shape *s, size_t place, size_t edit)
{
	s->chance.state ^= place * shape_edits + edit;
	return edits[edit](s, s->places.items[place]);
}

/* ---- reading ---- */

static void list_places(struct shape *s, cJSON *holder, uint64_t way)
{
	for (cJSON *item = holder->child; item; item = item->next) {
		const char *name = item->string ? item->string : "[]";
		struct place p = {item, holder, (way ^ chance_of(name, strlen(name)).state) * 31};
		vec_push(&s->places, p);
		list_places(s, item, p.way);
	}
}

bool shape_read(struct shape *s, const char *bytes, size_t len)
{
	const char *end = bytes;
	*s = (struct shape){.chance = chance_of(bytes, len)};
	s->root = cJSON_ParseWithLengthOpts(bytes, len, &end, false);
	while (end < bytes + len && strchr(" \t\r\n", *end))
		end++;
	if (!s->root || end != bytes + len)
		return false;
	list_places(s, s->root, 0);
	return s->places.len > 0;
}

void shape_free(struct shape *s)
{
	cJSON_Delete(s->root);
	vec_free(&s->places);
}
