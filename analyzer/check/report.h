/* report.h - a report and the arena that everything in it lives in. */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "base/arena.h"

#include <vpccheck/finding.h>

struct owned_report {
	struct vck_report report; /* first: what callers hold is a pointer to it */
	struct arena arena;
};

#endif
