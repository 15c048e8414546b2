/*
 * render.h - a report as text.
 *
 * The formats stand in one table; one that can't show a kind of result says so (VCK_E_USAGE).
 * Output goes to a callback, so that nothing is held in memory twice. Same report, same bytes.
 */
#ifndef VPCCHECK_RENDER_H
#define VPCCHECK_RENDER_H

#include <vpccheck/error.h>
#include <vpccheck/finding.h>
#include <vpccheck/matrix.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vck_render_options {
	bool color;
	unsigned width;          /* columns; 0 = 100 */
	const char *report_path; /* file that findings without one are said to lie in */
	int verbosity;           /* -1 quiet, 0, 1 verbose */
	/* Platforms want file names relative to the repository. Both absolute, or NULL. */
	const char *root;          /* the repository */
	const char *folder;        /* where relative names begin */
	enum vck_severity fail_on; /* what counts as a failure in JUnit; NONE = error */
	bool fail_on_unknown;      /* an unknown flow is one, too */
	/* What a format had to leave out (a platform's limit); NULL: nobody hears it. */
	void (*warn)(void *ctx, const char *text);
	void *warn_ctx;
};

typedef void vck_write_fn(void *ctx, const char *bytes, size_t len);

/* `format`: "text", "json", … Unknown names, and formats that can't show a report, are VCK_E_USAGE.
 */
enum vck_status vck_render_report(const struct vck_report *, const char *format,
				  const struct vck_render_options *, vck_write_fn *write, void *ctx,
				  struct vck_error *);

/* Could it be shown so? VCK_OK, or VCK_E_USAGE with the message that vck_render_report() gives. */
enum vck_status vck_render_check(const struct vck_report *, const char *format, struct vck_error *);

/* Names of all formats, in the order of the table; the count. */
size_t vck_formats(const char *const **names);

/*
 * Rows of a matrix as they come, and of one alone: what has the same number in two of them (matrix.h)
 * is made once. On VCK_OK the caller ends *out with vck_render_matrix_end(), which writes what is left.
 * `pairs`: the rows are single pairs (their CSV has columns of its own).
 */
struct vck_matrix_render;
/* Can this format show a matrix? */
enum vck_status vck_render_matrix_check(const char *format, struct vck_error *);
enum vck_status vck_render_matrix_begin(const char *format, bool pairs,
					const struct vck_render_options *, vck_write_fn *write,
					void *ctx, struct vck_matrix_render **out,
					struct vck_error *);
void vck_render_matrix_row(struct vck_matrix_render *, const struct vck_matrix_row *);
void vck_render_matrix_end(struct vck_matrix_render *);

#ifdef __cplusplus
}
#endif
#endif
