/* cmd_rules.c - the catalogue of finding codes, and one of them at length. */
#include <string.h>

#include "cli/cli.h"
#include "render/rules.h"

#include <vpccheck/finding.h>

#include "base/banned.h"

const struct opt opts_rules[] = {OPT_COMMON, OPT_END};

static void put_catalogue(struct buf *b)
{
	for (int code = VCK_NO_CODE + 1; code < VCK_CODE_COUNT; code++) {
		const struct vck_code_info *info = vck_code_info((enum vck_code)code);
		buf_printf(b, "%-25s %-8s %s\n", info->code, vck_severity_name(info->severity),
			   info->summary);
	}
}

static int fail_code(struct cli *cli, const char *name)
{
	const char *names[VCK_CODE_COUNT];
	size_t count = 0;

	for (int code = VCK_NO_CODE + 1; code < VCK_CODE_COUNT; code++)
		names[count++] = vck_code_info((enum vck_code)code)->code;
	const char *near = str_nearest(name, names, count);
	if (near)
		return cli_usage(cli, "there is no finding code \"%s\"; did you mean \"%s\"?", name,
				 near);
	for (size_t i = 0; i < count; i++)
		if (*name && strstr(names[i], name))
			return cli_usage(cli,
					 "there is no finding code \"%s\"; did you mean \"%s\"?",
					 name, names[i]);
	return cli_usage(cli, "there is no finding code \"%s\"; `vpccheck rules` lists them", name);
}

int cmd_rules(struct cli *cli)
{
	struct buf text = BUF_INIT;

	if (cli->options.operands.len > 1)
		return cli_usage(cli, "rules takes one code");
	if (!cli->options.operands.len) {
		put_catalogue(&text);
		return cli_say(cli, &text);
	}
	enum vck_code code = vck_code_of(cli->options.operands.items[0]);
	if (code == VCK_NO_CODE)
		return fail_code(cli, cli->options.operands.items[0]);
	rule_show(&text, code, cli->terminal.width);
	return cli_say(cli, &text);
}
