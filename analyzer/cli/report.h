/*
 * report.h - what becomes of a report: baseline, formats, exit code.
 *
 * The whole report is always shown; a threshold decides the exit code alone. A baseline is an
 * earlier JSON report: what it holds already is left out, what it held and is gone is told. A
 * finding that was worth less then, or an expectation of which more fails now, is new. What an
 * ignore rule silenced when the baseline was made is not accepted by it: should the rule expire,
 * the finding is new.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "base/arena.h"
#include "cli/cli.h"

#include <vpccheck/render.h>

#define OPT_REPORT                                                                                 \
	OPT(formats, "format", 'f', OPT_STRINGS, "FORMAT[=FILE]",                                  \
	    "show the report as FORMAT, text unless told otherwise; may be given several times",   \
	    NULL, COMPLETE_FORMAT),                                                                \
		OPT_IS_FLAG(fail_on_unknown, "fail-on-unknown", 0, OPT_FLAG,                       \
			    "exit 1 when the answer of a flow is unknown"),                        \
		OPT(report_path, "report-path", 0, OPT_STRING, "FILE",                             \
		    "say that findings without a file lie in FILE", NULL, COMPLETE_FILE)

#define OPT_GATE                                                                                   \
	OPT(fail_on, "fail-on", 0, OPT_STRING, "SEVERITY",                                         \
	    "exit 1 from this severity on: error (default), warning, info or never",               \
	    "error warning info never", COMPLETE_NOTHING),                                         \
		OPT(baseline, "baseline", 0, OPT_STRING, "FILE",                                   \
		    "leave out what FILE, an earlier JSON report, holds already", NULL,            \
		    COMPLETE_FILE),                                                                \
		OPT_IS_FLAG(update_baseline, "update-baseline", 0, OPT_FLAG,                       \
			    "write the report to the file of --baseline, and accept all of it")

/* A format and its place, as in "sarif=out.sarif". */
struct report_target {
	char format[32];
	const char *file; /* NULL: the program's own output */
};
struct report_target report_target_of(const char *text);

/* Before anything is read: formats that don't exist, two for standard output, … */
enum vck_status report_check_options(const struct options *, bool is_path, struct vck_error *);

/* Apply the baseline of the options to *report. New strings live in `arena`. */
enum vck_status report_baseline(const struct options *, struct arena *, struct vck_report *report,
				struct vck_error *);

/* In all formats asked for, each to its place. */
enum vck_status report_show(struct cli *, const struct vck_report *, struct vck_error *);

/* What the report means to a shell. */
enum exit_code report_exit(const struct options *, const struct vck_report *);

/* All three. The exit code. */
int report_finish(struct cli *, const struct vck_report *);

#endif
