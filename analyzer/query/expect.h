/*
 * expect.h - what people expect of a network: groups, and who must or must not reach whom.
 *
 * Question: "web must reach db on tcp/5432" - which interfaces are web, and does every one of them
 * reach every one of db? The structs are plain, so that a configuration (config/) can fill them
 * without a network. group.c finds the members, expect.c asks.
 *
 * Invariants: a group or an expectation that matches nothing is an error, for it would hold
 * whatever happens. A `deny` is asked in every address family that both ends have, of each address.
 *
 *	db: {vpc: vpc-2, name: "db-*"}          both must hold
 *	db: {subnet: [subnet-1, subnet-2]}      one of them must
 */
#ifndef QUERY_EXPECT_H
#define QUERY_EXPECT_H

#include "query/query.h"

enum criterion_key {
	BY_SELECTOR, /* ids, addresses, any other selector (query.h) */
	BY_VPC,
	BY_SUBNET,
	BY_SECURITY_GROUP,
	BY_TAG,
	BY_NAME,
	BY_CIDR,
};

struct texts {
	const char **items;
	size_t len;
};

/* Met by what meets one of the values. */
struct criterion {
	enum criterion_key key;
	const char *tag; /* BY_TAG: its key */
	struct texts values;
	unsigned line, column;
};

/* Interfaces that meet all criteria. */
struct group {
	const char *name;
	LIST(struct criterion) criteria;
	unsigned line, column;
};

struct groups {
	struct group *items;
	size_t len;
	const char *file; /* where they stand, for messages */
};

struct expectation {
	const char *name; /* unique in its file */
	const char *from, *to;
	bool denies;
	struct texts protocols;
	unsigned line, column;
	unsigned from_line, from_column, to_line, to_column;
};

struct expectations {
	struct expectation *items;
	size_t len;
	const char *file;
};

/*
 * The pairs of very many expectations are more than need be held at once: they are asked some at a time, a protocol
 * of an expectation each, in the order of the file.
 */
struct expecter;
struct expecter *expecter_new(struct engines *, const struct groups *, const struct expectations *);
void expecter_free(struct expecter *); /* may be NULL */
size_t expecter_left(const struct expecter *);
/* The next of them, at most so many; what asks hold lives in `arena`. As query_expect(). */
enum vck_status expecter_ask(struct expecter *, size_t most, struct arena *, struct asks *out,
			     struct vck_error *);

/* An ask for each protocol of each expectation (and family, where it denies). VCK_E_CONFIG, with
 * its place, where an end matches nothing. */
enum vck_status query_expect(struct engines *, struct arena *, const struct groups *,
			     const struct expectations *, struct asks *out, struct vck_error *);

/* Does the answer say what was expected? Unknown and partial never do. */
bool expectation_holds(const struct ask *);

/* What passes between some pair of an ask's ends. */
const struct pktset *ask_some_pass(struct arena *, const struct ask *);

/* A group's members, in the order of their ids. Empty: an error. */
enum vck_status group_points(struct reach *, struct arena *, const struct groups *,
			     const struct group *, uint8_t family, const struct point *other,
			     struct selection *out, struct vck_error *);
const struct group *group_find(const struct groups *, const char *name);

#endif
