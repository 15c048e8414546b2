/* cmd_diff.c - what a change opens and closes. */
#include "cli/config.h"
#include "cli/report.h"
#include "cli/source.h"

#include "base/error.h"

#include <vpccheck/query.h>

#include "base/banned.h"

const struct opt opts_diff[] = {
	OPT_PROBE,
	OPT_CONFIG,
	OPT_REPORT,
	OPT_JOBS,
	OPT(fail_on, "fail-on", 0, OPT_STRING, "SEVERITY",
	    "exit 1 from this severity of new findings on: error (default), warning, info or never",
	    "error warning info never", COMPLETE_NOTHING),
	OPT_COMMON,
	OPT_END,
};

static enum vck_status check_operands(const struct options *o, struct vck_error *err)
{
	if (o->operands.len != 2)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"diff wants two snapshots, the old one and the new one, not %zu",
				o->operands.len);
	if (str_eq(o->operands.items[0], "-") && str_eq(o->operands.items[1], "-"))
		return vck_fail(err, VCK_E_USAGE, NULL, "standard input can be read only once");
	return VCK_OK;
}

/* One of the operands, as if it were the only one. */
static enum vck_status load_one(struct cli *cli, size_t i, struct vck_net **out,
				struct vck_error *err)
{
	struct strings all = cli->options.operands;

	cli->options.operands = (struct strings){all.items + i, 1, 0};
	enum vck_status status = source_load(cli, out, err);
	cli->options.operands = all;
	return status;
}

int cmd_diff(struct cli *cli)
{
	struct vck_check_options options = {.probes = cli->options.probe};
	struct vck_config *config = NULL;
	struct vck_net *before = NULL, *after = NULL;
	struct vck_report *report = NULL;
	struct vck_error err;

	enum vck_status status = check_operands(&cli->options, &err);
	if (!status)
		status = report_check_options(&cli->options, false, &err);
	if (!status)
		status = config_open(cli, &config, &err);
	if (!status)
		status = load_one(cli, 0, &before, &err);
	if (!status)
		status = load_one(cli, 1, &after, &err);
	options.config = config;
	terminal_busy(&cli->terminal, "comparing");
	if (!status)
		status = vck_diff(before, after, &options, &report, &err);
	terminal_idle(&cli->terminal);
	int code = status ? cli_fail(cli, &err) : report_finish(cli, report);
	vck_report_free(report);
	vck_net_free(before);
	vck_net_free(after);
	vck_config_free(config);
	return code;
}
