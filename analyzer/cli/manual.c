/*
 * manual.c - the manual pages vpccheck(1) and vpccheck-rules(7) as mdoc, made from the tables.
 *
 * The build prints them (cmake/texts.cmake), and a test holds them against --help.
 */
#include "cli/cli.h"
#include "render/out.h"
#include "render/render.h"
#include "render/rules.h"

#include "base/banned.h"

static void put_text(struct buf *b, const char *text)
{
	roff_paragraph(b, text);
}

static void put_item(struct buf *b, const char *term, const char *text)
{
	buf_puts(b, ".It ");
	escape_roff(b, term);
	buf_putc(b, '\n');
	put_text(b, text);
}

static void put_option(struct buf *b, const struct opt *o)
{
	buf_puts(b, ".It ");
	if (o->letter)
		buf_printf(b, "Fl %c , ", o->letter);
	buf_printf(b, "Fl \\-%s", o->name);
	if (o->arg)
		buf_printf(b, " Ar %s", o->arg);
	buf_putc(b, '\n');
	put_text(b, o->help);
}

static void put_synopsis(struct buf *b)
{
	buf_puts(b, ".Sh SYNOPSIS\n");
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].summary)
			buf_printf(b, ".Nm vpccheck\n.Cm %s\n.Op Ar options\n%s%s%s",
				   commands[i].name, *commands[i].operands ? ".Ar " : "",
				   commands[i].operands, *commands[i].operands ? "\n" : "");
}

static void put_commands(struct buf *b)
{
	buf_puts(b,
		 ".Sh COMMANDS\nA first word that is no command is a snapshot of\n.Cm check .\n");
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &commands[i];
		if (!c->summary)
			continue;
		buf_printf(b, ".Ss vpccheck %s\n", c->name);
		put_text(b, c->summary);
		buf_puts(b, ".Bl -tag -width Ds\n");
		for (const struct opt *o = c->options; o->name; o++)
			put_option(b, o);
		buf_puts(b, ".El\n");
	}
}

static void put_formats(struct buf *b)
{
	const char *const *names;
	size_t count = vck_formats(&names);

	buf_puts(b, ".Sh FORMATS\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < count; i++)
		put_item(b, names[i], format_find(names[i])->summary);
	buf_puts(b, ".El\n");
}

static void put_exit_status(struct buf *b)
{
	buf_puts(b, ".Sh EXIT STATUS\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < exit_help_count; i++)
		put_item(b, exit_help[i].code, exit_help[i].meaning);
	buf_puts(b, ".El\n.Pp\nWhere several hold, the first of 2, 3, 1, 4 is said.\n");
}

static void put_head(struct buf *b, const char *title, const char *section, const char *name,
		     const char *about)
{
	/* A page of the same program has the same bytes: no date but the one of its layout. */
	buf_printf(b, ".Dd November 23, 2026\n.Dt %s %s\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", title,
		   section, name, about);
}

void manual_program(struct buf *b)
{
	put_head(b, "VPCCHECK", "1", "vpccheck", "tell whether AWS networks let traffic through");
	put_synopsis(b);
	buf_puts(b, ".Sh DESCRIPTION\n"
		    "The\n.Nm\nutility reads what\n.Ql aws ec2 describe-*\nprints,\n"
		    "and tells without sending a packet which traffic gets through,\n"
		    "what stops the rest, and the commands that mend it.\n.Pp\n"
		    "A snapshot is a file, a folder, or\n.Sq -\nfor standard input; several are "
		    "merged by account, Region and id.\n.Pp\n");
	put_text(
		b,
		"Each end of a flow is an interface, or a host outside. A subnet, VPC, security "
		"group, CIDR block, tag or load balancer stands for its interfaces, but for those "
		"that take no part: as a source those that start nothing of the kind themselves, "
		"as "
		"a destination those that never answer it. NAT gateways and transit gateway "
		"attachments do neither: they pass on what others send. VPC endpoints start "
		"nothing. "
		"Load balancers call their targets over tcp and udp, and ping nobody; network load "
		"balancers do not answer ping either. Lambda functions send tcp and udp, and are "
		"not "
		"called through their interfaces. Named alone, such an interface is told why "
		"nothing "
		"gets through.");
	buf_puts(b, ".Pp\n");
	put_text(
		b,
		"Of an address that no interface has, and of each part of a CIDR block in which no "
		"interface has one, the snapshot tells what it means: a public one is a host on "
		"the "
		"internet, a private one is on premises where a gateway leads there, else "
		"nobody's. "
		"Nobody has a multicast, loopback or reserved address; those that are kept for "
		"documentation stand for public ones. Where some interface has an address of the "
		"block, the block means those interfaces, and its public part the internet.");
	put_commands(b);
	put_formats(b);
	buf_puts(b,
		 ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
		 ".It Ev NO_COLOR\nNo colour, unless\n.Fl \\-color\nasks for it.\n"
		 ".It Ev FORCE_COLOR\nColour even where the output is no terminal.\n"
		 ".It Ev COLUMNS\nThe width to fold text to.\n"
		 ".It Ev GITHUB_STEP_SUMMARY\nThe format\n.Cm github\nappends the report to this "
		 "file as Markdown.\n"
		 ".It Ev GITHUB_WORKSPACE , CI_PROJECT_DIR\nThe folder that names of files in "
		 "reports are relative to.\n.El\n");
	put_exit_status(b);
	buf_puts(b, ".Sh EXAMPLES\nCheck a snapshot:\n.Pp\n.Dl vpccheck snapshot.json\n.Pp\n"
		    "Follow one flow, there and back:\n.Pp\n"
		    ".Dl vpccheck path snapshot.json -s i-1 -d 10.2.1.10 -p tcp/5432\n.Pp\n"
		    "In a pipeline, with code scanning:\n.Pp\n"
		    ".Dl vpccheck snapshots/ -f sarif=out.sarif -f github\n"
		    ".Sh SEE ALSO\n.Xr vpccheck-rules 7\n");
}

void manual_rules(struct buf *b)
{
	put_head(b, "VPCCHECK-RULES", "7", "vpccheck-rules", "the finding codes of vpccheck");
	buf_puts(b, ".Sh DESCRIPTION\nA code is stable: once released it never changes its "
		    "meaning.\n.Sh CODES\n");
	for (int code = VCK_NO_CODE + 1; code < VCK_CODE_COUNT; code++)
		rule_mdoc(b, (enum vck_code)code);
	buf_puts(b, ".Sh SEE ALSO\n.Xr vpccheck 1\n");
}
