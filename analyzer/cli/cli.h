/*
 * cli - the command line: the only room that knows streams, the environment and exit codes.
 *
 * Question: which command, with which options, and what does its answer mean to a shell? main.c
 * walks commands.def; a command is a row there, a table of options and a function in
 * cmd_<name>.c. The first word that is no command is a snapshot of `check`.
 *
 * Invariants
 * - Results go to standard output, everything else to standard error (terminal.h).
 * - Options, --help, completions and the manual page come from the same tables.
 * - The clock and the environment are read here and handed down as arguments.
 *
 *	vpccheck lab.json               check with its defaults
 *	vpccheck path lab.json --source i-1 --destination i-2
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/str.h"
#include "cli/opt.h"
#include "cli/terminal.h"

#include <vpccheck/finding.h>

/* Exit codes. Where several hold, the worst is said: 2, 3, 1, 4. */
enum exit_code {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS =
		1,      /* findings at or above the threshold; a path that is blocked or partial */
	EXIT_USAGE = 2, /* usage, configuration or input; no VPC was read */
	EXIT_AWS = 3,
	EXIT_INCOMPLETE = 4, /* nothing could be decided */
	EXIT_INTERRUPTED = 130,
};

struct cli {
	struct terminal terminal;
	struct options options;
	const struct command *command;
};

typedef int command_fn(struct cli *);

struct command {
	const char *name;
	command_fn *run;
	const struct opt *options;
	const char *operands; /* "SNAPSHOT..." */
	const char *summary;
};
extern const struct command commands[];
extern const size_t command_count;
const struct command *command_find(const char *name);

#define COMMAND(name, operands, summary)                                                           \
	command_fn cmd_##name;                                                                     \
	extern const struct opt opts_##name[];
#include "cli/commands.def"
#undef COMMAND

int cli_run(int argc, char **argv);

/* Say what went wrong; the exit code that it means. */
int cli_fail(struct cli *, const struct vck_error *);
int cli_usage(struct cli *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
enum exit_code exit_worst(enum exit_code, enum exit_code);

/* Standard output, or the file of -o, at once and whole. */
enum vck_status cli_write(struct cli *, const struct buf *, struct vck_error *);
enum vck_status cli_write_file(const char *path, const struct buf *, struct vck_error *);

int cli_say(struct cli *, struct buf *text); /* writes and frees it; the exit code */

/* help.c: texts made from the tables. */
void help_program(struct buf *);
void help_command(struct buf *, const struct command *);
void help_options(struct buf *, const struct opt *);
/* Is this format one of the values that the option takes? */
bool opt_shows(const struct opt *, const char *format);

struct exit_help {
	const char *code, *meaning;
};
extern const struct exit_help exit_help[];
extern const size_t exit_help_count;

/* manual.c: vpccheck(1) as mdoc. */
void manual_program(struct buf *);
void manual_rules(struct buf *); /* vpccheck-rules(7) */

#endif
