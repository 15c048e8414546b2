/*
 * shape.c - what the readers want of an element, so that the rest is never parsed.
 *
 * A shape (base/json_shape.h) is made of a reader's table, level by level. To each name it pins a
 * binding: the rows that the name belongs to. So read.c looks no name up that comes with one.
 */
#include "load/loader.h"

#include <stdio.h>
#include <string.h>

static void want_rows(struct json_shape *, const struct reader *, struct rows);

static struct binding *bind(struct json_shape *s, const struct reader *reader, struct rows found)
{
	struct binding *b = arena_new(json_shape_arena(s), struct binding);
	b->reader = reader;
	b->rows = found;
	if (!reader->fields[found.from].path[found.prefix])
		b->value = &reader->fields[found.from];
	return b;
}

/* A name of that reader at this level, and what is wanted below it. */
static void want_name(struct json_shape *s, const struct reader *reader, const char *name,
		      struct rows found)
{
	const struct field *f = &reader->fields[found.from];
	struct binding *b = bind(s, reader, found);
	if (f->path[found.prefix]) { /* an object on the way of dotted paths */
		found.prefix++;
		want_rows(json_shape_inside(s, name, b), reader, found);
	} else if (f->type == FIELD_LIST && !f->of->plain) {
		want_rows(json_shape_inside(s, name, b), f->of, (struct rows){0, f->of->count, 0});
	} else {
		json_shape_want(s, name, b);
	}
}

static void want_rows(struct json_shape *s, const struct reader *reader, struct rows rows)
{
	for (size_t i = rows.from; i < rows.to;) {
		char name[128];
		const char *path = reader->fields[i].path + rows.prefix;
		size_t len = strcspn(path, ".");
		snprintf(name, sizeof name, "%.*s", (int)len, path);
		struct rows found = rows_named(reader, rows, name);
		if (len && found.from == i)
			want_name(s, reader, name, found);
		i = len && found.from == i ? found.to : i + 1;
	}
}

static void want_fields(struct json_shape *s, const struct reader *reader)
{
	want_rows(s, reader, (struct rows){0, reader->count, 0});
}

static struct json_shape *shape_of(struct desk *d, enum kind kind, const struct nest *nest)
{
	struct json_shape *s = json_shape_new(&d->shape_arena);
	if (nest)
		json_shape_want(s, nest->says, NULL);
	want_fields(nest ? json_shape_inside(s, nest->inner, NULL) : s, readers[kind]);
	return s;
}

static struct json_shape *shape_of_wrapper(struct desk *d, enum wrapper w)
{
	struct json_shape *s = json_shape_new(&d->shape_arena);
	want_fields(s, &wrapper_readers[w]);
	if (!*wrapper_info[w].inner)
		want_fields(s, wrapper_info[w].reader);
	return s;
}

struct json_shape *desk_shape(struct desk *d, const char *key)
{
	enum kind kind = kind_of_list(key);
	enum wrapper w = wrapper_of_list(key);
	if (kind < KIND_COUNT) {
		const struct nest *nest = nest_of_list(key);
		struct json_shape **shape = nest ? &d->nest_shapes[kind] : &d->shapes[kind];
		if (!*shape)
			*shape = shape_of(d, kind, nest);
		return *shape;
	}
	if (w == WRAPPER_COUNT)
		return NULL;
	if (!d->wrapper_shapes[w])
		d->wrapper_shapes[w] = shape_of_wrapper(d, w);
	return d->wrapper_shapes[w];
}
