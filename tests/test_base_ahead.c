/*
 * Arrays that are read ahead of the walk (base/json_ahead.c): whatever the layout, and whatever is wrong
 * with the text, the same elements at the same places and the same error as without.
 */
#include "harness.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#if SANITIZED
enum { ROUNDS = 30 };
#else
enum { ROUNDS = 150 };
#endif

static uint64_t seed;

static unsigned roll(unsigned sides)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % sides;
}

/* ---- one who writes down what comes, and asks others ---- */

struct element {
	long index;
	unsigned line;
	char *text;
};
typedef VEC(struct element) elements;

struct asked {
	struct json_stretch stretch;
	elements found;
	bool walked;
};

enum { MOST = 5 };

struct reader {
	elements *to; /* of the walk itself, or of a stretch */
	elements own;
	struct asked asked[MOST];
	unsigned first, last;  /* places in it, that go round */
	unsigned taken, wrong; /* stretches; arrays that were given up */
	bool ends;             /* the stretch taken last */
};

static void add(elements *to, long index, unsigned line, char *text)
{
	struct element e = {index, line, text};
	vec_push(to, e);
}

static void clear(elements *all)
{
	for (size_t i = 0; i < all->len; i++)
		cJSON_free(all->items[i].text);
	vec_free(all);
}

static enum json_want want(void *ctx, const char *key, unsigned depth)
{
	(void)ctx, (void)depth;
	return *key == 'E' ? JSON_ELEMENTS : *key == 'M' ? JSON_MEMBERS : JSON_SKIP;
}

static enum vck_status on_value(void *ctx, const struct json_place *p, const cJSON *v,
				struct vck_error *err)
{
	struct reader *r = ctx;
	add(r->to, p->index, p->line, cJSON_PrintUnformatted(v));
	if (!cJSON_IsObject(v))
		return VCK_OK;
	if (!json_get(v, "refuse"))
		return VCK_OK;
	return vck_fail(err, VCK_E_USAGE, &(struct where){"test.json", NULL, p->line, p->column},
			"element %ld is refused", p->index);
}

static struct asked *asked_at(struct reader *r, unsigned at)
{
	return &r->asked[at % MOST];
}

static bool ask(void *ctx, const struct json_stretch *t)
{
	struct reader *r = ctx;
	if (r->last - r->first == MOST)
		return false;
	*asked_at(r, r->last++) = (struct asked){.stretch = *t};
	return true;
}

static const struct json_stretch *oldest(void *ctx)
{
	struct reader *r = ctx;
	struct asked *a = asked_at(r, r->first);
	if (r->first == r->last)
		return NULL;
	if (!a->walked) {
		struct reader other = {.to = &a->found};
		struct json_visitor v = {.ctx = &other, .member = want, .value = on_value};
		json_walk_stretch(&a->stretch, &v);
		a->walked = true;
	}
	return &a->stretch;
}

static void drop(void *ctx)
{
	struct reader *r = ctx;
	clear(&asked_at(r, r->first++)->found);
}

static void drop_all(void *ctx)
{
	struct reader *r = ctx;
	const struct json_stretch *t = oldest(ctx);
	r->wrong += t && !r->ends && t->elements;
	while (r->first < r->last)
		drop(ctx);
}

static enum vck_status take(void *ctx, unsigned line, long index, struct vck_error *err)
{
	struct reader *r = ctx;
	struct asked *a = asked_at(r, r->first);
	(void)err;
	ck_assert(a->walked);
	ck_assert_uint_eq((size_t)a->stretch.elements, a->found.len);
	for (size_t i = 0; i < a->found.len; i++) {
		const struct element *e = &a->found.items[i];
		add(&r->own, e->index + index, e->line + line, e->text);
	}
	r->ends = !a->stretch.goes_on;
	r->taken++;
	vec_free(&a->found);
	r->first++;
	return VCK_OK;
}

static const struct json_readers readers = {.ask = ask,
					    .oldest = oldest,
					    .take = take,
					    .drop = drop,
					    .drop_all = drop_all,
					    .most = MOST};

/* grain 0: nobody is asked. */
static enum vck_status walk(struct json_source s, size_t grain, struct reader *r,
			    struct vck_error *err)
{
	struct json_visitor v = {.ctx = r, .member = want, .value = on_value, .grain = grain};
	memset(err, 0, sizeof *err);
	r->to = &r->own;
	if (grain)
		v.readers = &readers;
	enum vck_status st = json_walk(&s, &v, err);
	ck_assert_uint_eq(r->first, r->last);
	json_source_free(&s);
	return st;
}

static void check_same(const struct reader *a, const struct reader *b)
{
	ck_assert_uint_eq(a->own.len, b->own.len);
	for (size_t i = 0; i < a->own.len; i++) {
		const struct element *x = &a->own.items[i], *y = &b->own.items[i];
		ck_assert_int_eq(x->index, y->index);
		ck_assert_uint_eq(x->line, y->line);
		ck_assert_str_eq(x->text, y->text);
	}
}

/* Walk it alone, and with others: from memory, or from a file where the stream begins somewhere. */
static struct reader check_walk(const char *text, size_t len, size_t grain, bool file)
{
	struct reader alone = {.taken = 0}, many = {.taken = 0};
	struct vck_error e, f;
	char *exact = harness_exact(text, len);
	enum vck_status st = walk(json_source_memory("test.json", exact, len), 0, &alone, &e);
	struct json_source s = json_source_memory("test.json", exact, len);
	int fd = -1;
	if (file) {
		FILE *temporary = tmpfile();
		ck_assert_ptr_nonnull(temporary);
		fd = dup(fileno(temporary));
		fclose(temporary);
		ck_assert_int_eq(write(fd, "ahead", 5), 5);
		ck_assert_int_eq(write(fd, exact, len), (ssize_t)len);
		ck_assert_int_eq(lseek(fd, 5, SEEK_SET), 5);
		s = json_source_fd("test.json", fd);
	}
	ck_assert_int_eq(walk(s, grain, &many, &f), st);
	check_same(&alone, &many);
	ck_assert_msg(str_eq(e.text, f.text) && str_eq(e.where, f.where) && e.line == f.line &&
			      e.column == f.column,
		      "%s:%u:%u: %s, with others %s:%u:%u: %s", e.where, e.line, e.column, e.text,
		      f.where, f.line, f.column, f.text);
	if (file)
		close(fd);
	free(exact);
	clear(&alone.own);
	clear(&many.own);
	return many;
}

/* ---- documents in the layouts of those who write JSON ---- */

struct layout {
	const char *name;
	const char *newline, *indent, *comma, *colon;
	unsigned depth;                     /* levels that get lines of their own */
	enum { NEVER, MAYBE, OFTEN } wrong; /* do nested objects look like elements? */
};

static const struct layout layouts[] = {
	{"aws-cli", "\n", "    ", ",", ": ", 99, NEVER},
	{"tabs", "\n", "\t", ",", ":", 99, NEVER},
	{"CRLF", "\r\n", "  ", ",", ": ", 99, NEVER},
	{"commas first", "\n", " ", "\n,", ": ", 99, NEVER},
	{"a line each", "\n", "", ",", ":", 2, NEVER},
	{"python", "", "", ", ", ": ", 0, MAYBE},
	{"jq -c", "", "", ",", ":", 0, MAYBE},
	{"never indented", "\n", "", ",", ":", 99, OFTEN},
};

static void put_line(struct buf *b, const struct layout *l, unsigned depth)
{
	if (depth > l->depth)
		return;
	buf_puts(b, l->newline);
	for (unsigned i = 0; i < depth; i++)
		buf_puts(b, l->indent);
}

static void put_value(struct buf *b, const struct layout *l, unsigned depth, const cJSON *v)
{
	if (!cJSON_IsObject(v) && !cJSON_IsArray(v)) {
		char *text = cJSON_PrintUnformatted(v);
		buf_puts(b, text);
		cJSON_free(text);
		return;
	}
	buf_putc(b, cJSON_IsObject(v) ? '{' : '[');
	const cJSON *m;
	cJSON_ArrayForEach(m, v)
	{
		if (m != v->child)
			buf_puts(b, l->comma);
		put_line(b, l, depth + 1);
		if (cJSON_IsObject(v))
			buf_printf(b, "\"%s\"%s", m->string, l->colon);
		put_value(b, l, depth + 1, m);
	}
	if (v->child)
		put_line(b, l, depth);
	buf_putc(b, cJSON_IsObject(v) ? '}' : ']');
}

/* Text that whoever looks for the ends of elements may stumble over. */
static const char *awkward(void)
{
	static const char *const texts[] = {
		"plain",      "",      "]}, {", "\n        },\n        {\n            \"",
		"},{\"Id\":", "\\",    "\"",    "\\\"},\n{\"",
		"{{{{[[[[",   "\t\r\n"};
	return texts[roll(COUNT_OF(texts))];
}

static cJSON *random_element(unsigned i)
{
	cJSON *e = cJSON_CreateObject();
	if (roll(9))
		cJSON_AddNumberToObject(e, "Id", i);
	cJSON *tags = cJSON_AddArrayToObject(e, "Tags");
	for (unsigned n = roll(4); n; n--) {
		cJSON *tag = cJSON_CreateObject();
		const char *name = roll(2) ? "Key" : "Tags";
		cJSON_AddStringToObject(tag, name, awkward());
		cJSON_AddStringToObject(tag, "Value", awkward());
		cJSON_AddItemToArray(tags, tag);
	}
	if (roll(3) == 0)
		cJSON_AddStringToObject(e, "Description", awkward());
	return e;
}

static void put_document(struct buf *b, const struct layout *l, unsigned count)
{
	static const char *const keys[] = {"E1", "skipped", "E2", "E3"};
	cJSON *all = cJSON_CreateObject(), *inner = cJSON_CreateObject();
	for (size_t k = 0; k < COUNT_OF(keys); k++) {
		cJSON *list = cJSON_CreateArray();
		for (unsigned i = 0; i < count; i++)
			cJSON_AddItemToArray(list, random_element(i));
		cJSON_AddItemToObject(k < 3 ? all : inner, keys[k], list);
	}
	cJSON_AddItemToObject(all, "M", inner);
	buf_clear(b);
	put_value(b, l, 0, all);
	cJSON_Delete(all);
}

START_TEST(layouts_are_read_ahead)
{
	const struct layout *l = &layouts[_i];
	struct buf text = BUF_INIT;
	unsigned wrong = 0, least = l->wrong == NEVER ? 20 : 0;
	for (unsigned round = 0; round < 12; round++) {
		seed = round;
		put_document(&text, l, 300);
		struct reader r =
			check_walk(text.data, text.len, (size_t)200 << round % 4, round & 1);
		ck_assert_msg(r.taken > least, "%s: %u were taken", l->name, r.taken);
		wrong += r.wrong;
	}
	ck_assert_msg(!wrong || l->wrong != NEVER, "%s: %u were wrong", l->name, wrong);
	ck_assert_msg(wrong || l->wrong != OFTEN, "%s: none was wrong", l->name);
	buf_free(&text);
}
END_TEST

/* ---- documents that somebody spoiled ---- */

static const struct {
	const char *bytes;
	size_t len;
} snippets[] = {
#define SNIPPET(text)                                                                              \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}
	SNIPPET("\n        },\n        {\n            \""),
	SNIPPET("},{\"Id\":"),
	SNIPPET("},\n{\""),
	SNIPPET("\""),
	SNIPPET("\\"),
	SNIPPET("{"),
	SNIPPET("}"),
	SNIPPET("["),
	SNIPPET("]"),
	SNIPPET(","),
	SNIPPET("\n"),
	SNIPPET("\0"),
	SNIPPET("\xff"),
	SNIPPET("\"refuse\":1,"),
	SNIPPET("\"Id\": 7, \"Id\": 8,"),
	SNIPPET("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["),
	SNIPPET("]}"),
	SNIPPET("]}{\"E9\":[1,"),
	SNIPPET("\xef\xbb\xbf"),
#undef SNIPPET
};

static void insert(struct buf *b, size_t at, const char *bytes, size_t len)
{
	struct buf made = BUF_INIT;
	buf_add(&made, b->data, at);
	buf_add(&made, bytes, len);
	buf_add(&made, b->data + at, b->len - at);
	buf_free(b);
	*b = made;
}

static void spoil(struct buf *b)
{
	size_t at = roll((unsigned)b->len), n = roll(400), s = roll(COUNT_OF(snippets));
	if (n > b->len - at)
		n = b->len - at;
	char *copy = harness_exact(b->data + at, n);
	switch (roll(5)) {
	case 0: /* the end is missing */
		b->data[at] = '\0';
		b->len = at;
		break;
	case 1: /* something is missing */
		memmove(b->data + at, b->data + at + n, b->len - at - n);
		b->len -= n;
		break;
	case 2: /* something is there once more, elsewhere */
		at = roll((unsigned)b->len);
		insert(b, at, copy, n);
		break;
	default:
		insert(b, at, snippets[s].bytes, snippets[s].len);
		break;
	}
	free(copy);
}

START_TEST(spoiled_documents_say_the_same)
{
	struct buf text = BUF_INIT;
	unsigned taken = 0;
	for (unsigned round = 0; round < ROUNDS; round++) {
		seed = round * 31 + (unsigned)_i * 1000003;
		put_document(&text, &layouts[_i], 60);
		for (unsigned times = roll(3) + 1; times && text.len; times--)
			spoil(&text);
		taken += check_walk(buf_str(&text), text.len, 16u << roll(7), round & 1).taken;
	}
	ck_assert_uint_gt(taken, ROUNDS);
	buf_free(&text);
}
END_TEST

/* Elements that are long, or none of those that one can guess. */
START_TEST(odd_arrays_are_read_as_ever)
{
	struct buf text = BUF_INIT;
	static const char *const odd[] = {"1",  "\"},{\"", "null",     "[1,\n2]",
					  "{}", "{\n}",    "{\"a\":1}"};
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		buf_clear(&text);
		buf_puts(&text, "{\"E\": [");
		for (unsigned n = 0; n < 3000; n++)
			buf_printf(&text, "%s%s", n ? ",\n" : "", odd[i]);
		buf_puts(&text, "]}");
		check_walk(text.data, text.len, 64, i & 1);
	}
	buf_clear(&text);
	buf_puts(&text, "{\"E\": [");
	for (unsigned n = 0; n < 60; n++) /* most stretches have no beginning in them */
		buf_printf(&text, "%s{\"a\": %d, \"b\": \"%0*d\"}", n ? ",\n" : "", n,
			   n % 7 ? 3 : 9000, 0);
	buf_puts(&text, "]}");
	ck_assert_uint_gt(check_walk(text.data, text.len, 64, true).taken, 5);
	buf_free(&text);
}
END_TEST

/* A file that goes on beside what is read ahead: nothing of it is read in vain for long. */
START_TEST(short_arrays_ask_nobody)
{
	struct buf text = BUF_INIT;
	buf_puts(&text, "{");
	for (unsigned k = 0; k < 400; k++) {
		buf_printf(&text, "%s\"E%u\": [\n", k ? ",\n" : "", k);
		for (unsigned n = 0; n < 5; n++)
			buf_printf(&text, "%s{\"a\": %u}", n ? ",\n" : "", n);
		buf_puts(&text, "]");
	}
	buf_puts(&text, "}");
	struct reader r = check_walk(text.data, text.len, 64, true);
	ck_assert_uint_eq(r.taken, 0);
	buf_free(&text);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base_ahead");
	TCase *t = harness_tcase("layouts");
	tcase_add_loop_test(t, layouts_are_read_ahead, 0, COUNT_OF(layouts));
	tcase_add_loop_test(t, spoiled_documents_say_the_same, 0, COUNT_OF(layouts));
	suite_add_tcase(s, t);
	harness_case(s, "odd", odd_arrays_are_read_as_ever, short_arrays_ask_nobody);
	return harness_run(s);
}
