/* render_util.h - a report in a format, as text. */
#ifndef TESTS_RENDER_UTIL_H
#define TESTS_RENDER_UTIL_H

#include "base/str.h"
#include "harness.h"
#include "render/render.h"

static inline void sink(void *ctx, const char *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
}

static inline struct buf rendered(const struct vck_report *report, const char *format,
				  const struct vck_render_options *options)
{
	struct buf b = BUF_INIT;
	struct vck_error err = {0};

	ck_assert_msg(vck_render_report(report, format, options, sink, &b, &err) == VCK_OK,
		      "%s: %s", format, err.text);
	return b;
}

#endif
