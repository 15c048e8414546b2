/* help.c - what --help says, made from the tables of commands and options. */
#include "cli/cli.h"
#include "render/render.h"

#include <string.h>

#include "base/banned.h"

#define HELP_WIDTH  80
#define HELP_COLUMN 28 /* where the explanations begin */

static void put_row(struct buf *b, const char *left, const char *right)
{
	buf_printf(b, "  %-*s", HELP_COLUMN - 2, left);
	if (strlen(left) > HELP_COLUMN - 4)
		buf_printf(b, "\n%*s", HELP_COLUMN, "");
	buf_fold(b, HELP_COLUMN, HELP_WIDTH, right);
}

void help_options(struct buf *b, const struct opt *table)
{
	struct buf left = BUF_INIT;

	for (const struct opt *o = table; o->name; o++) {
		buf_clear(&left);
		if (o->letter)
			buf_printf(&left, "-%c, ", o->letter);
		else
			buf_puts(&left, "    ");
		buf_printf(&left, "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
		put_row(b, buf_str(&left), o->help);
	}
	buf_free(&left);
}

bool opt_shows(const struct opt *o, const char *format)
{
	return o->complete == COMPLETE_FORMAT ||
	       (o->complete == COMPLETE_ROWS_FORMAT && format_find(format)->matrix);
}

/* The formats that a command can show, where it has any to choose from. */
static void put_formats(struct buf *b, const struct command *c)
{
	const struct opt *o = c->options;
	const char *const *names;
	size_t count = vck_formats(&names);

	while (o->name && !str_eq(o->name, "format"))
		o++;
	if (!o->name)
		return;
	buf_puts(b, "\nFormats:\n");
	for (size_t i = 0; i < count; i++)
		if (opt_shows(o, names[i]))
			put_row(b, names[i], format_find(names[i])->summary);
}

const struct exit_help exit_help[] = {
	{"0", "nothing at or above the threshold; every path reachable"},
	{"1", "findings at or above the threshold; a path blocked or partial"},
	{"2", "usage, configuration or unreadable input, or no VPC was read"},
	{"3", "AWS could not be asked"},
	{"4", "incomplete: nothing could be decided, a path is not known, or the fetched snapshot "
	      "lacks calls that were refused"},
	{"130", "interrupted"},
};
const size_t exit_help_count = COUNT_OF(exit_help);

static void put_exit_codes(struct buf *b)
{
	buf_puts(b, "\nExit status:\n");
	for (size_t i = 0; i < exit_help_count; i++)
		put_row(b, exit_help[i].code, exit_help[i].meaning);
}

void help_command(struct buf *b, const struct command *c)
{
	buf_printf(b, "usage: vpccheck %s [OPTIONS]%s%s\n\n", c->name, *c->operands ? " " : "",
		   c->operands);
	if (c->summary)
		buf_fold(b, 0, HELP_WIDTH, c->summary);
	buf_puts(b, "\nOptions:\n");
	help_options(b, c->options);
	put_formats(b, c);
	put_exit_codes(b);
}

void help_program(struct buf *b)
{
	buf_puts(b, "usage: vpccheck [COMMAND] [OPTIONS] [SNAPSHOT...]\n\n");
	buf_fold(b, 0, HELP_WIDTH,
		 "Tells, without sending a packet, whether AWS networks let traffic through, and "
		 "names what stops it.");
	buf_puts(b, "\nCommands (the first is meant where none is named):\n");
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].summary)
			put_row(b, commands[i].name, commands[i].summary);
	buf_puts(b, "\nEach has its own: vpccheck COMMAND --help\n");
	put_exit_codes(b);
}
