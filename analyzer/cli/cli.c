/* cli.c - from words to a command, and what every command shares. */
#include "cli/cli.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct command commands[] = {
#define COMMAND(name, operands, summary) {#name, cmd_##name, opts_##name, operands, summary},
#include "cli/commands.def"

#include "base/banned.h"
#undef COMMAND
};
const size_t command_count = COUNT_OF(commands);

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (str_eq(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* ---- exit codes ---- */

static enum exit_code exit_of(enum vck_status status)
{
	static const enum exit_code codes[] = {
		[VCK_OK] = EXIT_CLEAN,      [VCK_E_USAGE] = EXIT_USAGE,
		[VCK_E_INPUT] = EXIT_USAGE, [VCK_E_CONFIG] = EXIT_USAGE,
		[VCK_E_IO] = EXIT_USAGE,    [VCK_E_LIMIT] = EXIT_USAGE,
		[VCK_E_AWS] = EXIT_AWS,     [VCK_E_INTERRUPTED] = EXIT_INTERRUPTED,
	};
	return (size_t)status < COUNT_OF(codes) ? codes[status] : EXIT_USAGE;
}

enum exit_code exit_worst(enum exit_code a, enum exit_code b)
{
	static const enum exit_code order[] = {EXIT_INTERRUPTED, EXIT_USAGE, EXIT_AWS,
					       EXIT_FINDINGS, EXIT_INCOMPLETE};
	for (size_t i = 0; i < COUNT_OF(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_CLEAN;
}

int cli_fail(struct cli *cli, const struct vck_error *err)
{
	terminal_error(&cli->terminal, err);
	return (int)exit_of(err->status);
}

int cli_usage(struct cli *cli, const char *fmt, ...)
{
	struct vck_error err;
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	vck_fail(&err, VCK_E_USAGE, NULL, "%s", buf_str(&text));
	buf_clear(&text);
	buf_printf(&text, "try: vpccheck%s%s --help", cli->command ? " " : "",
		   cli->command ? cli->command->name : "");
	int code = cli_fail(cli, &err);
	terminal_note(&cli->terminal, buf_str(&text));
	buf_free(&text);
	return code;
}

/* ---- writing ---- */

enum vck_status cli_write_file(const char *path, const struct buf *bytes, struct vck_error *err)
{
	return file_write(path, buf_str(bytes), bytes->len, err);
}

enum vck_status cli_write(struct cli *cli, const struct buf *bytes, struct vck_error *err)
{
	const char *file = cli->options.output;

	if (file && !str_eq(file, "-"))
		return cli_write_file(file, bytes, err);
	terminal_write(NULL, buf_str(bytes), bytes->len);
	return terminal_flush(err);
}

/* ---- commands ---- */

int cli_say(struct cli *cli, struct buf *text)
{
	struct vck_error err;
	enum vck_status status = cli_write(cli, text, &err);

	buf_free(text);
	return status ? cli_fail(cli, &err) : EXIT_CLEAN;
}

static int say_version(struct cli *cli)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "vpccheck %s\n", VPCCHECK_VERSION);
	return cli_say(cli, &text);
}

static int say_help(struct cli *cli, bool whole_program)
{
	struct buf text = BUF_INIT;

	if (whole_program)
		help_program(&text);
	else
		help_command(&text, cli->command);
	return cli_say(cli, &text);
}

/* The command that the words name, or check; `named`: it was spelt out. */
static const struct command *command_choose(int argc, char **argv, bool *named)
{
	const struct command *command = argc > 1 ? command_find(argv[1]) : NULL;

	*named = command;
	return command ? command : &commands[0];
}

int cli_run(int argc, char **argv)
{
	struct cli cli = {.options.color = NULL};
	struct vck_error err = {0};
	bool named;
	int code;

	cli.command = command_choose(argc, argv, &named);
	int skip = argc > 1 ? 1 + named : argc;
	enum vck_status status =
		opt_parse(cli.command->options, argc - skip, argv + skip, &cli.options, &err);
	terminal_open(&cli.terminal, cli.options.color, cli.options.verbosity);
	if (status)
		code = cli_usage(&cli, "%s", err.text);
	else if (cli.options.help || argc < 2)
		code = say_help(&cli, !named);
	else if (cli.options.version)
		code = say_version(&cli);
	else
		code = cli.command->run(&cli);
	opt_free(&cli.options);
	return code;
}
