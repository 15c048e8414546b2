/*
 * ignore.c - findings that somebody has looked at and decided to live with.
 *
 * The rules come from the configuration; without one nothing is silenced. A suppressed finding
 * stays in the report with its reason, it only does not count.
 */
#include "check/finding.h"

void ignores_apply(struct checker *c, const struct vck_config *config)
{
	(void)c;
	(void)config;
}
