/* cmd_manual.c - the manual pages, for the makers of packages. */
#include "cli/cli.h"

#include "base/banned.h"

const struct opt opts_manual[] = {OPT_COMMON, OPT_END};

static const struct {
	const char *name;
	void (*put)(struct buf *);
} pages[] = {{"vpccheck.1", manual_program}, {"vpccheck-rules.7", manual_rules}};

int cmd_manual(struct cli *cli)
{
	const struct strings *words = &cli->options.operands;
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(pages) && words->len == 1; i++)
		if (str_eq(pages[i].name, words->items[0])) {
			pages[i].put(&text);
			return cli_say(cli, &text);
		}
	return cli_usage(cli, "manual takes one page: vpccheck.1 or vpccheck-rules.7");
}
