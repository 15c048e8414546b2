/*
 * config.h - which vpccheck.yaml counts.
 *
 * The one of --config, else the one in the working folder, else none. The day by which ignores
 * expire is VPCCHECK_NOW ("2027-01-31") where it is set, so that a pipeline can be replayed, else
 * the clock's, in UTC.
 */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "cli/cli.h"

#include <vpccheck/config.h>

#define OPT_PROBE                                                                                  \
	OPT(probe, "probe", 0, OPT_STRING, "LIST",                                                 \
	    "ask these probes, and count all their causes as errors: eic, ping, none", NULL,       \
	    COMPLETE_NOTHING)
#define OPT_CONFIG                                                                                 \
	OPT(config, "config", 'c', OPT_STRING, "FILE",                                             \
	    "expectations, severities and ignores; vpccheck.yaml here unless told otherwise",      \
	    NULL, COMPLETE_FILE)

/* On VCK_OK the caller ends *out with vck_config_free(); it is NULL where there is none. */
enum vck_status config_open(struct cli *, struct vck_config **out, struct vck_error *);

#endif
