/*
 * opt.h - GNU long options from one table per command.
 *
 * Question: what did the user ask for? A command has a table of struct opt; parsing, --help, the
 * completions and the manual page are four readings of that table, so that none can lag behind.
 *
 *	static const struct opt opts_rules[] = {OPT_COMMON, OPT_END};
 *
 * `--name value`, `--name=value`, `-n value` and `-nvalue` mean the same; `--` ends the options;
 * options and operands may be mixed. An option that is given twice counts as given last, a list
 * keeps them all.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include "base/str.h"
#include "base/vec.h"

#include <vpccheck/error.h>

#include <stdbool.h>
#include <stddef.h>

struct strings {
	const char **items;
	size_t len, cap;
};

/* What leads to an account, and what is done with its dump (aws.h). */
struct aws_words {
	struct strings profiles, roles;
	const char *regions, *external_id, *org_role, *endpoint_url, *ca_bundle, *expect_account;
	bool from_aws, allow_http, debug;
	const char *redact, *redact_key;
	bool force, times, print_policy, print_commands;
};

/* All that any command can be asked for. */
struct options {
	bool help, version;
	int verbosity;
	const char *color, *output;
	struct strings formats;
	const char *probe, *config, *fail_on, *baseline, *report_path, *jobs;
	bool fail_on_unknown, update_baseline;
	const char *source, *destination, *protocol, *flows;
	const char *by;
	bool pairs, exposed;
	struct strings operands;
	struct aws_words aws;
};

enum opt_type { OPT_FLAG, OPT_MORE, OPT_LESS, OPT_STRING, OPT_STRINGS };

/* What the shells offer as its value. */
enum opt_complete {
	COMPLETE_NOTHING,
	COMPLETE_FILE,
	COMPLETE_FORMAT,
	COMPLETE_ROWS_FORMAT, /* those that can show a matrix */
	COMPLETE_CODE
};

struct opt {
	const char *name;
	char letter; /* 0: none */
	enum opt_type type;
	size_t offset;   /* in struct options */
	const char *arg; /* "FILE" in the help; NULL for flags */
	const char *help;
	const char *choices; /* "auto always never": nothing else is allowed; NULL: anything */
	enum opt_complete complete;
};

#define OPT(member, name_, letter_, type_, arg_, help_, choices_, complete_)                       \
	{                                                                                          \
		.name = (name_), .letter = (letter_), .type = (type_),                             \
		.offset = offsetof(struct options, member), .arg = (arg_), .help = (help_),        \
		.choices = (choices_), .complete = (complete_)                                     \
	}
#define OPT_END                                                                                    \
	{                                                                                          \
		.name = NULL                                                                       \
	}
#define OPT_IS_FLAG(member, name, letter, type, help)                                              \
	OPT(member, name, letter, type, NULL, help, NULL, COMPLETE_NOTHING)

/* How many threads a command may use. */
#define OPT_JOBS                                                                                   \
	OPT(jobs, "jobs", 'j', OPT_STRING, "N", "use N threads; one a core unless told otherwise", \
	    NULL, COMPLETE_NOTHING)

/* What every command takes. */
#define OPT_COMMON                                                                                 \
	OPT(output, "output", 'o', OPT_STRING, "FILE", "write to FILE instead of standard output", \
	    NULL, COMPLETE_FILE),                                                                  \
		OPT(color, "color", 0, OPT_STRING, "WHEN", "colour: auto, always or never",        \
		    "auto always never", COMPLETE_NOTHING),                                        \
		OPT_IS_FLAG(verbosity, "quiet", 'q', OPT_LESS, "findings and errors alone"),       \
		OPT_IS_FLAG(verbosity, "verbose", 'v', OPT_MORE,                                   \
			    "everything: every flow, every finding of severity info"),             \
		OPT_IS_FLAG(help, "help", 'h', OPT_FLAG, "say this and exit"),                     \
		OPT_IS_FLAG(version, "version", 0, OPT_FLAG, "say the version and exit")

/* "--jobs": 1 to 1024; NULL is 0, one a core. */
enum vck_status opt_jobs(const char *text, unsigned *jobs, struct vck_error *err);

/* Reads argv[0..argc). Errors are VCK_E_USAGE, with "did you mean". Ends with opt_free(). */
enum vck_status opt_parse(const struct opt *table, int argc, char **argv, struct options *,
			  struct vck_error *);
void opt_free(struct options *);

/* "error warning info": is `word` one of them? The n-th, or NULL. */
bool words_have(const char *words, const char *word);
void words_split(const char *words, struct strings *out, struct buf *storage);

#endif
