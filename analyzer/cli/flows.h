/*
 * flows.h - the file of `path --flows`: JSON lines, or the same columns as CSV.
 *
 *	{"id": "q1", "source": "i-1", "destination": "10.2.1.10", "protocol": "tcp/22"}
 *
 *	id,source,destination,protocol
 *	q1,i-1,10.2.1.10,tcp/22
 *
 * Which of them it is shows in its first character. The columns of CSV stand in any order; other
 * columns and members are ignored. A flow without an id gets the number of its line, one without a
 * protocol the default. Errors name file and line.
 */
#ifndef CLI_FLOWS_H
#define CLI_FLOWS_H

#include "base/arena.h"
#include "base/vec.h"

#include <vpccheck/query.h>

struct questions {
	struct vck_question *items;
	size_t len, cap;
};

/* Strings live in `arena`, the list is ended with vec_free(). */
enum vck_status flows_read(const char *path, const char *protocol, struct arena *,
			   struct questions *out, struct vck_error *);

#endif
