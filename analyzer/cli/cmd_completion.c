/*
 * cmd_completion.c - completion scripts for the shells, made from the tables.
 *
 * Each shell gets the same facts in its own words: for each command its options, for each option
 * what its value can be. bash and zsh get functions that look the words up, fish a list of
 * conditions.
 */
#include "cli/cli.h"

#include <vpccheck/render.h>

#include "base/banned.h"

const struct opt opts_completion[] = {OPT_COMMON, OPT_END};

static bool has_values(const struct opt *o)
{
	return o->choices || o->complete == COMPLETE_FORMAT || o->complete == COMPLETE_ROWS_FORMAT;
}

/* The values of an option, one blank apart; "" when files or anything may stand there. */
static void put_values(struct buf *b, const struct opt *o)
{
	const char *const *formats;
	size_t count = vck_formats(&formats);

	if (o->choices)
		buf_puts(b, o->choices);
	for (size_t i = 0, n = 0; !o->choices && i < count; i++)
		if (opt_shows(o, formats[i]))
			buf_printf(b, "%s%s", n++ ? " " : "", formats[i]);
}

static void put_codes(struct buf *b)
{
	for (int code = VCK_NO_CODE + 1; code < VCK_CODE_COUNT; code++)
		buf_printf(b, "%s%s", code > 1 ? " " : "",
			   vck_code_info((enum vck_code)code)->code);
}

static void put_command_names(struct buf *b)
{
	for (size_t i = 0, n = 0; i < command_count; i++)
		if (commands[i].summary)
			buf_printf(b, "%s%s", n++ ? " " : "", commands[i].name);
}

static void put_option_names(struct buf *b, const struct command *c)
{
	for (const struct opt *o = c->options; o->name; o++)
		buf_printf(b, "%s--%s", o == c->options ? "" : " ", o->name);
}

/* What can follow a command as an operand, or "" for files. */
static void put_operands(struct buf *b, const struct command *c)
{
	if (str_eq(c->name, "rules"))
		put_codes(b);
	else if (str_eq(c->name, "completion"))
		buf_puts(b, "bash zsh fish");
}

/* ---- bash, and zsh through the same tables ---- */

static bool seen_before(const struct command *c, const struct opt *o)
{
	for (size_t i = 0; i < command_count && &commands[i] <= c; i++)
		for (const struct opt *p = commands[i].options; p->name; p++) {
			if (p == o)
				return false;
			if (str_eq(p->name, o->name))
				return true;
		}
	return false;
}

/* A case for each option that has a value: its words into $words, or files. */
static void put_value_cases(struct buf *b, const char *files, const char *anything)
{
	for (size_t i = 0; i < command_count; i++)
		for (const struct opt *o = commands[i].options; o->name; o++) {
			if (!o->arg || seen_before(&commands[i], o))
				continue;
			buf_printf(b, "\t--%s", o->name);
			if (o->letter)
				buf_printf(b, " | -%c", o->letter);
			buf_puts(b, ") ");
			if (has_values(o)) {
				buf_puts(b, "words=\"");
				put_values(b, o);
				buf_puts(b, "\" ;;\n");
			} else {
				buf_printf(b, "%s ;;\n",
					   o->complete == COMPLETE_FILE ? files : anything);
			}
		}
}

static void put_command_cases(struct buf *b)
{
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &commands[i];
		if (!c->summary)
			continue;
		buf_printf(b, "\t%s) options=\"", c->name);
		put_option_names(b, c);
		buf_puts(b, "\" operands=\"");
		put_operands(b, c);
		buf_puts(b, "\" ;;\n");
	}
}

static void put_bash(struct buf *b)
{
	buf_puts(b, "# bash completion for vpccheck; made by: vpccheck completion bash\n"
		    "_vpccheck()\n{\n"
		    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		    "\tlocal command=${COMP_WORDS[1]} words= options= operands= commands=\n"
		    "\tCOMPREPLY=()\n"
		    "\t# --option=value comes as three words\n"
		    "\tif [[ $cur == = ]]; then cur=\n"
		    "\telif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}\n"
		    "\tfi\n"
		    "\tcommands=\"");
	put_command_names(b);
	buf_puts(b, "\"\n\tcase $prev in\n");
	put_value_cases(b, "COMPREPLY=($(compgen -f -- \"$cur\")); return", "return");
	buf_puts(b, "\tesac\n"
		    "\tif [[ -n $words ]]; then\n"
		    "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); return\n"
		    "\tfi\n"
		    "\t[[ \" $commands \" == *\" $command \"* && $COMP_CWORD -gt 1 ]] || command=");
	buf_printf(b, "%s\n\tcase $command in\n", commands[0].name);
	put_command_cases(b);
	buf_puts(b, "\tesac\n"
		    "\tif [[ $cur == -* ]]; then words=$options\n"
		    "\telif [[ $COMP_CWORD -eq 1 ]]; then words=$commands\n"
		    "\telse words=$operands\n"
		    "\tfi\n"
		    "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
		    "\t[[ $cur == -* || -n $operands ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n"
		    "}\n"
		    "complete -o filenames -F _vpccheck vpccheck\n");
}

static void put_zsh(struct buf *b)
{
	buf_puts(b, "#compdef vpccheck\n"
		    "# zsh completion for vpccheck; made by: vpccheck completion zsh\n"
		    "_vpccheck()\n{\n"
		    "\tlocal prev=$words[CURRENT-1] cur=$words[CURRENT] name=$words[2]\n"
		    "\tlocal options= operands= commands=\n"
		    "\tif [[ $cur == --*=* ]]; then prev=${cur%%=*}; compset -P '*='; fi\n"
		    "\tlocal -a all; all=($words); local words=\n"
		    "\tcommands=\"");
	put_command_names(b);
	buf_puts(b, "\"\n\tcase $prev in\n");
	put_value_cases(b, "_files; return", "return");
	buf_puts(b, "\tesac\n"
		    "\tif [[ -n $words ]]; then compadd -- ${=words}; return; fi\n"
		    "\t[[ \" $commands \" == *\" $name \"* && $CURRENT -gt 2 ]] || name=");
	buf_printf(b, "%s\n\tcase $name in\n", commands[0].name);
	put_command_cases(b);
	buf_puts(b, "\tesac\n"
		    "\tif [[ $cur == -* ]]; then compadd -- ${=options}; return; fi\n"
		    "\tif [[ $CURRENT -eq 2 ]]; then compadd -- ${=commands}\n"
		    "\telif [[ -n $operands ]]; then compadd -- ${=operands}; return\n"
		    "\tfi\n"
		    "\t_files\n"
		    "}\n"
		    "if [[ $funcstack[1] == _vpccheck ]]; then _vpccheck \"$@\"\n"
		    "else compdef _vpccheck vpccheck\n"
		    "fi\n");
}

/* ---- fish ---- */

static void put_fish_string(struct buf *b, const char *s)
{
	buf_putc(b, '\'');
	for (; *s; s++) {
		if (*s == '\'' || *s == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *s);
	}
	buf_putc(b, '\'');
}

static void put_fish_option(struct buf *b, const char *condition, const struct opt *o)
{
	buf_printf(b, "complete -c vpccheck -n '%s' -l %s", condition, o->name);
	if (o->letter)
		buf_printf(b, " -s %c", o->letter);
	if (has_values(o)) {
		buf_puts(b, " -x -a '");
		put_values(b, o);
		buf_putc(b, '\'');
	} else if (o->arg) {
		buf_puts(b, o->complete == COMPLETE_FILE ? " -r -F" : " -x");
	}
	buf_puts(b, " -d ");
	put_fish_string(b, o->help);
	buf_putc(b, '\n');
}

static void put_fish_command(struct buf *b, const struct command *c, const char *others)
{
	struct buf condition = BUF_INIT;

	if (c == &commands[0])
		buf_printf(&condition, "not __fish_seen_subcommand_from %s", others);
	else
		buf_printf(&condition, "__fish_seen_subcommand_from %s", c->name);
	buf_puts(b, "complete -c vpccheck -n __fish_use_subcommand -a ");
	buf_printf(b, "%s -d ", c->name);
	put_fish_string(b, c->summary);
	buf_putc(b, '\n');
	for (const struct opt *o = c->options; o->name; o++)
		put_fish_option(b, buf_str(&condition), o);
	struct buf operands = BUF_INIT;
	put_operands(&operands, c);
	if (operands.len)
		buf_printf(b, "complete -c vpccheck -n '%s' -f -a '%s'\n", buf_str(&condition),
			   buf_str(&operands));
	buf_free(&operands);
	buf_free(&condition);
}

static void put_fish(struct buf *b)
{
	struct buf others = BUF_INIT;

	for (size_t i = 1; i < command_count; i++)
		if (commands[i].summary)
			buf_printf(&others, "%s%s", others.len ? " " : "", commands[i].name);
	buf_puts(b, "# fish completion for vpccheck; made by: vpccheck completion fish\n");
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].summary)
			put_fish_command(b, &commands[i], buf_str(&others));
	buf_free(&others);
}

/* ---- the command ---- */

static const struct {
	const char *name;
	void (*put)(struct buf *);
} shells[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};

static int fail_unknown(struct cli *cli, const char *shell)
{
	const char *names[COUNT_OF(shells)];

	for (size_t i = 0; i < COUNT_OF(shells); i++)
		names[i] = shells[i].name;
	const char *near = str_nearest(shell, names, COUNT_OF(names));
	return cli_usage(cli, "there is no completion for \"%s\", but for bash, zsh and fish%s%s%s",
			 shell, near ? "; did you mean \"" : "", near ? near : "",
			 near ? "\"?" : "");
}

int cmd_completion(struct cli *cli)
{
	const struct strings *words = &cli->options.operands;
	struct buf text = BUF_INIT;

	if (words->len != 1)
		return cli_usage(cli, "completion takes one shell: bash, zsh or fish");
	for (size_t i = 0; i < COUNT_OF(shells); i++)
		if (str_eq(shells[i].name, words->items[0])) {
			shells[i].put(&text);
			return cli_say(cli, &text);
		}
	return fail_unknown(cli, words->items[0]);
}
