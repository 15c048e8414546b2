/*
 * source.h - where a network comes from.
 *
 * Every command that reads one calls source_load(): today snapshots, and whatever else can fill a
 * vck_net is added there. What was odd about the input goes to standard error; a network without a
 * VPC is an error, for nothing that is said of it would mean anything.
 */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "cli/cli.h"

#include <vpccheck/net.h>

/* On VCK_OK the caller owns *out. */
enum vck_status source_load(struct cli *, struct vck_net **out, struct vck_error *);

#endif
