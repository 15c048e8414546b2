/* cmd_init.c - a vpccheck.yaml to begin with. */
#include "cli/aws.h"
#include "cli/config.h"
#include "cli/source.h"

#include <string.h>

#include "base/banned.h"

const struct opt opts_init[] = {
	OPT_FROM_AWS,
	OPT_COMMON,
	OPT_END,
};

int cmd_init(struct cli *cli)
{
	struct vck_net *net = NULL;
	struct buf text = BUF_INIT;
	struct vck_error err;

	enum vck_status status = source_load(cli, &net, &err);
	terminal_busy(&cli->terminal, "looking at what reaches what");
	if (!status)
		status = vck_config_init(net, &text.data, &err);
	terminal_idle(&cli->terminal);
	text.len = text.data ? strlen(text.data) : 0;
	int code = status ? cli_fail(cli, &err) : cli_say(cli, &text);
	vck_net_free(net);
	return code;
}
