/*
 * calls.h - the list of calls that make a snapshot, as a table.
 *
 * ec2_calls.def is the list; this is how the rest of the room reads it: what to ask, how to page,
 * under which key the answer goes, what it costs in IAM actions, and what the aws command calls it.
 */
#ifndef FETCH_CALLS_H
#define FETCH_CALLS_H

#include "base/arena.h"
#include "fetch/endpoint.h"

#include <stdbool.h>
#include <stddef.h>

struct call {
	enum service_id service;
	const char *operation;  /* DescribeVpcs */
	const char *answer_key; /* Vpcs: the list in AWS's answer */
	const char *list_key;   /* the list in the dump; differs for calls per resource */
	const char *id_key;     /* of an element; for calls per resource the parameter */
	unsigned page;          /* 0: AWS gives all at once */
	const char *parent;     /* operation that reveals what to ask for; NULL: ask once */
	const char *more;       /* parameters, encoded, each with its "&" */
};

extern const struct call calls[];
extern const size_t call_count;

size_t call_index(const struct call *);
/* Is it asked for this element of its parent's list? */
bool call_wants(const struct call *, const char *id);
const struct call *call_parent(const struct call *); /* NULL: it is asked once */
/* The member of its answer's elements that tells them apart, and that its children ask by. */
const char *call_element_key(const struct call *);
const char *call_service_name(const struct call *);         /* of IAM actions */
const char *call_cli_service(const struct call *);          /* "ec2", "elbv2" */
char *call_cli_name(struct arena *, const char *operation); /* describe-vpcs */
char *call_cli_option(struct arena *,
		      const struct call *); /* --prefix-list-id; NULL for calls asked once */

#endif
