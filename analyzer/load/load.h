/*
 * load - untrusted bytes stop here.
 *
 * Question: which network do these files describe? Every input becomes elements in the shape of
 * `aws ec2 describe-*`; element_sink() takes them one at a time, readers (tables of path, offset,
 * type) fill the structs of model/net.h, and link.c turns ids into pointers.
 *
 * Invariants: each kind has one reader, whatever the input. A field of the wrong type is an error
 * that names file, line and JSON pointer; nothing is guessed. Unknown keys are ignored. The same
 * resource seen twice is merged (R86). What was never asked for stays unknown (R2).
 *
 *	struct loader *l = loader_new();
 *	loader_add_path(l, "snapshot.json", err);      as often as there are inputs
 *	struct net *net = NULL;
 *	loader_finish(l, &net, err);                   l is gone, whatever the outcome
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include "base/error.h"
#include "base/json.h"
#include "model/net.h"

#include <vpccheck/net.h>

struct loader;

/* Where an element comes from. account, region: NULL when the source does not say. */
struct element_origin {
	const char *file;
	const char *account, *region;
	const char *within; /* JSON pointer of the object that holds the list; NULL: the document */
	unsigned line, index;
	unsigned members; /* of the element, if some were left out; 0: those that are there */
};

/* How a call ended that made this input, in the words of a dump's "Calls". */
struct call_outcome {
	const char *service, *operation; /* "ec2", "DescribeVpcs"; service NULL: ec2 */
	const char *resource;            /* of a call per resource; NULL: of all */
	const char *status;         /* "denied", "throttled", "unsupported", "error", "skipped" */
	const char *code, *message; /* AWS's; NULL: none */
};

struct loader *loader_new(void); /* with the defaults */
struct loader *loader_new_with(const struct vck_load_options *);
void loader_free(struct loader *); /* for a loader that was not finished; NULL is fine */

/* A file, a folder, or "-" for standard input. */
enum vck_status loader_add_path(struct loader *, const char *path, struct vck_error *);
enum vck_status loader_add_memory(struct loader *, const char *name, const char *bytes, size_t len,
				  struct vck_error *);

/*
 * The one seam for all input: an element of the list `list_key` ("Vpcs", "PrefixListEntries", …).
 * Lists that nobody reads are ignored. loader_known() says that a list was there, were it empty;
 * loader_refused() that a call was not answered, and why. All strings are copied.
 */
enum vck_status element_sink(struct loader *, const char *list_key, const cJSON *element,
			     const struct element_origin *, struct vck_error *);
void loader_known(struct loader *, const char *list_key, const struct element_origin *);
void loader_refused(struct loader *, const struct call_outcome *, const struct element_origin *);

/* Link everything. On VCK_OK the caller owns *out and ends it with net_free(). */
enum vck_status loader_finish(struct loader *, struct net **out, struct vck_error *);

#endif
