/* checks.h - the lints of checks.def. */
#ifndef CHECK_CHECKS_H
#define CHECK_CHECKS_H

#include "check/finding.h"

#define CHECK(name) void check_##name(struct checker *);
#include "check/checks.def"
#undef CHECK

/* A lint's finding on a route: its resource is "rtb-…|DESTINATION". */
struct draft *lint_route(struct checker *, enum vck_code, enum vck_severity,
			 const struct route_table *, const struct route *);

#endif
