/* render.c - the table of formats, and the way in. */
#include "render/render.h"

#include "base/error.h"
#include "base/vec.h"

#include <stdlib.h>

static const struct format formats[] = {
#define FORMAT(name, check, path, matrix, summary) {#name, summary, check, path, matrix},
#include "render/formats.def"
#undef FORMAT
};

static const char *const format_names[] = {
#define FORMAT(name, check, path, matrix, summary) #name,
#include "render/formats.def"

#include "base/banned.h"

#undef FORMAT
};

size_t vck_formats(const char *const **names)
{
	if (names)
		*names = format_names;
	return COUNT_OF(format_names);
}

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (str_eq(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static render_fn *format_function(const struct format *format, bool is_path)
{
	return is_path ? format->path : format->check;
}

static enum vck_status fail_unknown(struct vck_error *err, const char *name)
{
	const char *near = str_nearest(name, format_names, COUNT_OF(format_names));

	if (near)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"there is no format \"%s\"; did you mean \"%s\"?", name, near);
	return vck_fail(err, VCK_E_USAGE, NULL, "there is no format \"%s\"", name);
}

static enum vck_status fail_cannot(struct vck_error *err, const char *name, bool is_path)
{
	struct buf others = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (format_function(&formats[i], is_path))
			buf_printf(&others, "%s%s", others.len ? ", " : "", formats[i].name);
	vck_fail(err, VCK_E_USAGE, NULL, "%s cannot show a %s; use %s", name,
		 is_path ? "path" : "check", buf_str(&others));
	buf_free(&others);
	return VCK_E_USAGE;
}

enum vck_status vck_render_check(const struct vck_report *report, const char *name,
				 struct vck_error *err)
{
	const struct format *format = format_find(name);

	if (!format)
		return fail_unknown(err, name);
	if (!format_function(format, report->is_path))
		return fail_cannot(err, name, report->is_path);
	return VCK_OK;
}

/* ---- matrices: a row at a time ---- */

struct vck_matrix_render {
	struct out out;
	const struct matrix_format *format;
	struct matrix_state state;
};

static enum vck_status fail_no_matrix(struct vck_error *err, const char *name)
{
	struct buf others = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (formats[i].matrix)
			buf_printf(&others, "%s%s", others.len ? ", " : "", formats[i].name);
	vck_fail(err, VCK_E_USAGE, NULL, "%s cannot show a matrix; use %s", name, buf_str(&others));
	buf_free(&others);
	return VCK_E_USAGE;
}

enum vck_status vck_render_matrix_check(const char *name, struct vck_error *err)
{
	const struct format *format = format_find(name);

	if (!format)
		return fail_unknown(err, name);
	return format->matrix ? VCK_OK : fail_no_matrix(err, name);
}

enum vck_status vck_render_matrix_begin(const char *name, bool pairs,
					const struct vck_render_options *options,
					vck_write_fn *write, void *ctx,
					struct vck_matrix_render **out, struct vck_error *err)
{
	*out = NULL;
	if (vck_render_matrix_check(name, err) != VCK_OK)
		return VCK_E_USAGE;
	struct vck_matrix_render *r = mem_zalloc(sizeof *r);
	r->out = (struct out){.write = write, .ctx = ctx};
	r->format = format_find(name)->matrix;
	r->state.pairs = pairs;
	r->state.width = options && options->width ? options->width : 100;
	r->format->begin(&r->out, &r->state);
	*out = r;
	return VCK_OK;
}

void vck_render_matrix_row(struct vck_matrix_render *r, const struct vck_matrix_row *row)
{
	r->format->row(&r->out, &r->state, row);
	r->state.rows++;
}

void vck_render_matrix_end(struct vck_matrix_render *r)
{
	if (!r)
		return;
	r->format->end(&r->out, &r->state);
	out_close(&r->out);
	map_free(&r->state.nodes);
	arena_free(&r->state.arena);
	buf_free(&r->state.cell);
	pieces_free(&r->state.ends);
	pieces_free(&r->state.answers);
	pieces_free(&r->state.rests);
	vec_free(&r->state.drawn);
	free(r);
}

enum vck_status vck_render_report(const struct vck_report *report, const char *name,
				  const struct vck_render_options *options, vck_write_fn *write,
				  void *ctx, struct vck_error *err)
{
	static const struct vck_render_options defaults;
	struct out out = {.write = write, .ctx = ctx};
	struct view view;

	if (vck_render_check(report, name, err) != VCK_OK)
		return VCK_E_USAGE;
	render_fn *render = format_function(format_find(name), report->is_path);
	view_open(&view, report, options ? options : &defaults);
	render(&out, &view);
	out_close(&out);
	view_close(&view);
	return VCK_OK;
}
