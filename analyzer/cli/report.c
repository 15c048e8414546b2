/* report.c - formats, their places, and what the report means to a shell. */
#include "cli/report.h"

#include "base/error.h"
#include "base/file.h"
#include "render/render.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

/* ---- "sarif=out.sarif" ---- */

struct report_target report_target_of(const char *text)
{
	struct report_target t = {.file = strchr(text, '=')};
	size_t len = t.file ? (size_t)(t.file - text) : strlen(text);

	if (len >= sizeof t.format)
		len = sizeof t.format - 1; /* no format has so long a name */
	memcpy(t.format, text, len);
	if (t.file)
		t.file++;
	if (t.file && str_eq(t.file, "-"))
		t.file = NULL;
	return t;
}

static size_t target_count(const struct options *o)
{
	return o->formats.len ? o->formats.len : 1;
}

static struct report_target target_at(const struct options *o, size_t i)
{
	return report_target_of(o->formats.len ? o->formats.items[i] : "text");
}

static enum vck_status check_target(struct report_target t, bool is_path, struct vck_error *err)
{
	const struct vck_report nothing = {.is_path = is_path};

	if (t.file && !*t.file)
		return vck_fail(err, VCK_E_USAGE, NULL, "--format %s= wants a file", t.format);
	return vck_render_check(&nothing, t.format, err);
}

enum vck_status report_check_options(const struct options *o, bool is_path, struct vck_error *err)
{
	unsigned to_stdout = 0;
	enum vck_status status = VCK_OK;

	for (size_t i = 0; i < target_count(o) && !status; i++) {
		struct report_target t = target_at(o, i);
		to_stdout += !t.file;
		status = check_target(t, is_path, err);
	}
	if (!status && to_stdout > 1)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"only one format can go to standard output; give the others a "
				"file: --format sarif=out.sarif");
	if (!status && o->update_baseline && !o->baseline)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"--update-baseline wants to know the file: --baseline FILE");
	return status;
}

/* ---- showing ---- */

static void add_bytes(void *ctx, const char *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
}

static void warn(void *ctx, const char *text)
{
	terminal_warn(ctx, text);
}

static enum vck_severity threshold_of(const struct options *o)
{
	static const enum vck_severity severities[] = {VCK_SEVERITY_ERROR, VCK_SEVERITY_WARNING,
						       VCK_SEVERITY_INFO};
	for (size_t i = 0; i < COUNT_OF(severities); i++)
		if (str_eq(o->fail_on, vck_severity_name(severities[i])))
			return severities[i];
	return VCK_SEVERITY_ERROR;
}

/* The repository as the pipelines name it, else the folder we are in. */
static const char *root_folder(const char *folder)
{
	static const char *const variables[] = {"GITHUB_WORKSPACE", "CI_PROJECT_DIR"};

	for (size_t i = 0; i < COUNT_OF(variables); i++) {
		const char *root = getenv(variables[i]);
		size_t len = root ? strlen(root) : 0;
		while (len > 1 && root[len - 1] == '/')
			len--;
		if (len && strncmp(folder, root, len) == 0 && (folder[len] == '/' || !folder[len]))
			return root;
	}
	return folder;
}

static struct vck_render_options render_options(struct cli *cli, const char *folder)
{
	return (struct vck_render_options){
		.width = cli->terminal.width,
		.report_path = cli->options.report_path,
		.verbosity = cli->options.verbosity,
		.root = root_folder(folder),
		.folder = folder,
		.fail_on = threshold_of(&cli->options),
		.fail_on_unknown = cli->options.fail_on_unknown,
		.warn = warn,
		.warn_ctx = &cli->terminal,
	};
}

static enum vck_status append_file(const char *path, const struct buf *bytes, struct vck_error *err)
{
	const struct where where = {.file = path};
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	ssize_t n = fd < 0 ? -1 : write(fd, buf_str(bytes), bytes->len);

	if (n != (ssize_t)bytes->len)
		vck_fail(err, VCK_E_IO, &where, "can't be written: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return n == (ssize_t)bytes->len ? VCK_OK : VCK_E_IO;
}

#define STEP_SUMMARY_SIZE (1u << 20) /* bytes that GitHub takes; more is refused as a whole */

/* Cut before the section that would pass the limit. */
static void cut_summary(struct buf *text)
{
	static const char more[] = "\nThe report is longer than a summary may be.\n";
	size_t end = STEP_SUMMARY_SIZE - sizeof more;

	if (text->len <= STEP_SUMMARY_SIZE)
		return;
	while (end > 0 && !(text->data[end] == '\n' && str_starts(text->data + end, "\n### ")))
		end--;
	text->len = end;
	text->data[end] = '\0';
	buf_puts(text, more);
}

/* GitHub shows ten annotations a step: the whole report goes where it shows Markdown. */
static enum vck_status show_step_summary(const struct vck_report *report,
					 const struct vck_render_options *options,
					 struct vck_error *err)
{
	const char *path = getenv("GITHUB_STEP_SUMMARY");
	struct buf text = BUF_INIT;

	if (str_empty(path))
		return VCK_OK;
	enum vck_status status =
		vck_render_report(report, "markdown", options, add_bytes, &text, err);
	cut_summary(&text);
	if (!status)
		status = append_file(path, &text, err);
	buf_free(&text);
	return status;
}

static enum vck_status show_one(struct cli *cli, const struct vck_report *report,
				struct report_target t, struct vck_render_options options,
				struct vck_error *err)
{
	const char *file = t.file ? t.file : cli->options.output;
	struct buf text = BUF_INIT;
	enum vck_status status;

	if (file && !str_eq(file, "-")) {
		options.color = str_eq(cli->options.color, "always");
		options.width = 0;
		status = vck_render_report(report, t.format, &options, add_bytes, &text, err);
		if (!status)
			status = cli_write_file(file, &text, err);
	} else {
		options.color = cli->terminal.color;
		status = vck_render_report(report, t.format, &options, terminal_write, NULL, err);
		if (!status)
			status = terminal_flush(err);
	}
	buf_free(&text);
	if (!status && str_eq(t.format, "github"))
		status = show_step_summary(report, &options, err);
	return status;
}

enum vck_status report_show(struct cli *cli, const struct vck_report *report, struct vck_error *err)
{
	char folder[PATH_MAX];
	enum vck_status status = VCK_OK;

	if (!getcwd(folder, sizeof folder))
		folder[0] = '\0';
	struct vck_render_options options = render_options(cli, folder);
	for (size_t i = 0; i < target_count(&cli->options) && !status; i++)
		status = show_one(cli, report, target_at(&cli->options, i), options, err);
	return status;
}

/* ---- the exit code ---- */

static bool has_failure(const struct options *o, const struct vck_report *r)
{
	if (str_eq(o->fail_on, "never") || o->update_baseline)
		return false;
	for (size_t i = 0; i < r->n_findings; i++)
		if (!r->findings[i].suppressed && r->findings[i].severity >= threshold_of(o))
			return true;
	return false;
}

/* No probe was put together because what probes are made of was refused. */
static bool nothing_to_ask_about(const struct vck_report *r)
{
	static const char *const kinds[] = {"Reservations", "NetworkInterfaces", "Subnets",
					    "RouteTables", "VpcPeeringConnections"};

	if (r->flow_counts.unknown)
		return false;
	for (size_t i = 0; i < r->n_findings; i++)
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
			if (r->findings[i].code == VCK_DATA_MISSING && !r->findings[i].suppressed &&
			    str_starts(r->findings[i].resource.id, kinds[k]))
				return true;
	return false;
}

enum exit_code report_exit(const struct options *o, const struct vck_report *r)
{
	unsigned long unknown = r->flow_counts.unknown;
	unsigned long decided =
		r->flow_counts.reachable + r->flow_counts.partial + r->flow_counts.blocked;

	if (unknown && o->fail_on_unknown)
		return EXIT_FINDINGS;
	if (r->is_path && (r->flow_counts.blocked || r->flow_counts.partial))
		return EXIT_FINDINGS;
	if (!r->is_path && has_failure(o, r))
		return EXIT_FINDINGS;
	if (r->is_diff)
		return EXIT_CLEAN;
	if (!decided && !r->is_path && nothing_to_ask_about(r))
		return EXIT_INCOMPLETE;
	return unknown && (r->is_path || !decided) ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

int report_finish(struct cli *cli, const struct vck_report *made)
{
	struct arena arena = ARENA_INIT;
	struct vck_report report = *made;
	struct vck_error err;

	enum vck_status status = report_baseline(&cli->options, &arena, &report, &err);
	if (!status)
		status = report_show(cli, &report, &err);
	int code = status ? cli_fail(cli, &err) : (int)report_exit(&cli->options, &report);
	arena_free(&arena);
	return code;
}
