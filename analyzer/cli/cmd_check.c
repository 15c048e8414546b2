/* cmd_check.c - check a snapshot. */
#include "cli/aws.h"
#include "cli/config.h"
#include "cli/report.h"
#include "cli/source.h"

#include <vpccheck/query.h>

#include "base/banned.h"

const struct opt opts_check[] = {
	OPT_PROBE, OPT_CONFIG, OPT_FROM_AWS, OPT_REPORT, OPT_GATE, OPT_JOBS, OPT_COMMON, OPT_END,
};

int cmd_check(struct cli *cli)
{
	struct vck_check_options options = {.probes = cli->options.probe};
	struct vck_report *report = NULL;
	struct vck_config *config = NULL;
	struct vck_net *net = NULL;
	struct vck_error err;

	enum vck_status status = opt_jobs(cli->options.jobs, &options.jobs, &err);
	if (!status)
		status = report_check_options(&cli->options, false, &err);
	if (!status)
		status = config_open(cli, &config, &err);
	if (!status)
		status = source_load(cli, &net, &err);
	options.config = config;
	terminal_busy(&cli->terminal, "checking");
	if (!status)
		status = vck_check(net, &options, &report, &err);
	terminal_idle(&cli->terminal);
	int code = status ? cli_fail(cli, &err) : report_finish(cli, report);
	vck_report_free(report);
	vck_net_free(net);
	vck_config_free(config);
	return code;
}
