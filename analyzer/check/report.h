/*
 * report.h - a report and the arena that everything in it lives in; and who makes several of them.
 *
 * Questions that come in batches (`path --flows`, a line each) are answered by one asker: the engine with what
 * it has compiled, and the copy of the network on which fixes are tried, are made for the first batch that
 * needs them and serve the others.
 */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "base/arena.h"

#include <vpccheck/query.h>

struct owned_report {
	struct vck_report report; /* first: what callers hold is a pointer to it */
	struct arena arena;
};

struct asker;

/* Never NULL; one thread uses it. Network and configuration outlive it, and it the call but no report. */
struct asker *asker_new(const struct vck_net *, const struct vck_config *);
void asker_free(struct asker *);
/* As vck_path(). */
enum vck_status asker_ask(struct asker *, const struct vck_question *, size_t count,
			  struct vck_report **out, struct vck_error *);

#endif
