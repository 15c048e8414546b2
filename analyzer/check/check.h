/*
 * check - what is wrong, why, and how to mend it.
 *
 * Question: the engine says of each flow what stops it, hop by hop; which findings does a person
 * need? A hop that stops a flow becomes a problem; problems with the same code, resource, direction
 * and cause are one finding, which lists all flows that it stops. Lints (checks.def) add what is
 * wrong whatever is meant. Then what explains something else is taken into it ("one thing is said
 * once"), ignores are applied, and the worst comes first.
 *
 * The way of a problem:
 *	hops.c       a trace as hops in words
 *	problems.c   hop -> problem: its code, resource, direction, cause     (identify)
 *	finding.c    equal problems -> one finding
 *	causes.def   who words which code: message, evidence, fix            (explain_<family>.c)
 *	nearest.c    the rules that almost fit, and why each does not
 *	fix.c        sentences and commands that can be copied
 *	denial.c     who can change that a call was refused
 *	crowd.c      a finding that stands for many like it
 *	prove.c      would they help? Each is tried on a copy of the network
 *	command.c    which commands may be copied
 *	absorb.c     one thing is said once
 *	policy.c     what it is worth
 *	ignore.c     what somebody has decided to live with
 *	order.c      worst first
 *	checks.c     the lints                                               (check_<family>.c)
 *	open.c       what groups open to everybody
 *	expect.c     expectations that do not hold
 *	breaks.c     what exactly of them
 *	flows.c      flows told; of very many that the same findings stop, one
 *	legs.c       those through load balancers, leg by leg
 *	report.c     vck_check(), vck_path(): everything as text that a report owns
 *	diff.c       vck_diff(): what the later of two networks breaks and mends
 * Sentences are made of words.c by say.c; codes.c has the names.
 *
 * Invariants: nothing here decides whether a packet passes; every sentence is made from what a hop
 * remembers. A finding's text is made once, by the first flow that meets it, and flows come in an
 * order that depends on the network alone.
 *
 * Example: ping from i-1 to i-2 stopped by sg-2 gives sg-ingress-denied on sg-2, direction forward,
 * cause "icmp/8/0 10.1.0.0/16", with the nearest rules of sg-2 and a command that lets echo
 * requests in from 10.1.0.0/16.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "base/map.h"
#include "base/vec.h"
#include "config/config.h"
#include "model/edit.h"
#include "query/query.h"

enum proof { PROOF_NONE = 0, PROOF_HOLDS, PROOF_FAILS };

struct proposal {
	const char *summary;
	VEC(const char *) commands;
	VEC(struct edit) edits; /* what the commands change; empty: that can't be tried */
	enum proof proof;
	const char *doubt; /* why it is not proved */
};

/* A finding in the making. */
struct draft {
	enum vck_code code;
	enum vck_severity severity;
	const char *direction;       /* NULL where the code has none */
	const struct object *object; /* the resource, or NULL */
	const struct vpc *vpc;       /* where it lies, or NULL */
	uint64_t print;              /* of code, id, direction and cause */
	const char *id, *name, *detail, *cause, *fingerprint, *message;
	VEC(struct vck_evidence) evidence;
	VEC(struct proposal) proposals; /* the first is the fix, the others alternatives */
	VEC(const char *) flows;
	unsigned long flow_count;
	unsigned proofs;          /* flows with which the proposals were tried */
	unsigned long likewise;   /* resources beside this one that it stands for (crowd.c) */
	VEC(const char *) breaks; /* of an expectation (breaks.h) */
	bool lint, absorbed;
	const char *suppressed, *suppressed_until;
	const char *file; /* where it stands, when it is no object that says it */
	unsigned line;
	/* what absorption asks for */
	const struct object *about; /* the pcx, gateway or group that it comes from */
	const struct network_interface *interface; /* filters: whose */
};

struct checker {
	const struct net *net;
	struct engines *engines;
	struct reach *reach; /* of the thread that tells */
	struct arena *arena; /* the report's: what a draft says lives there */
	VEC(struct draft *) drafts;
	struct map by_print;
	const struct vck_config *config; /* or NULL */
	VEC(const char *) notes;
	struct expected { /* expectations so far (expect.c) */
		const struct expectation *last;
		size_t all, failed;
		bool counted; /* the last one, as failed */
	} expected;
	unsigned long flows_in_short; /* that are told without their hops */
	size_t lints_tried;           /* fixes of lints (prove.c) */
	struct prover *prover;        /* prove.c; made when it is first needed */
	u128 *list_sizes;             /* of prefix lists (open.c); NULL: not counted yet */
	struct opened *opened;        /* what each group opens (open.c); NULL: likewise */
	size_t odd_commands;          /* that were withheld (command.h) */
	struct crowd {                /* findings of severity info, by code (crowd.c) */
		unsigned long told;
		struct draft *of_the_rest; /* the one that stands for those past the first */
	} crowds[VCK_CODE_COUNT];
	bool is_path; /* what was asked decides what is found: an ignore may well be unused */
};

/* A hop that does not pass, of one flow. */
struct problem {
	struct checker *c;
	const struct ask *ask;
	const struct question *question;
	const struct trace *trace;
	const struct answer *answer;
	const struct hop *hop;
	enum vck_code code;
	const struct object *object;
	const struct vpc *vpc;
	const struct object *about;
	const char *id, *direction, *cause;
	uint64_t print; /* of its finding */
};

/* A way that is looked at, of an ask or of one pair of its sets, and what stops the flow there. */
struct way {
	const struct ask *ask;
	const struct part *part; /* NULL: the ask's own ends */
	const struct answer *answer;
	struct question question;
	struct trace trace; /* its hops are the arena's, or the ask's */
	struct arena arena;
	VEC(struct problem) problems;
};

/* problems.c: on any thread, with an engine of its own. */
void way_open(struct way *, const struct ask *, const struct part *);
void way_walk(struct way *, const struct checker *, struct engine *);
void way_close(struct way *);

/* finding.c */
struct prints { /* the findings of one ask */
	VEC(struct draft *) items;
	VEC(unsigned long) counts; /* of the first of them, its causes: pairs that each stops */
};
void prints_free(struct prints *);
/* By code, resource, direction and cause it is one with others. */
uint64_t finding_print(enum vck_code, const char *id, const char *direction, const char *cause);
void finding_from_way(struct checker *, struct way *, struct prints *out);
/* Count the flow with its causes; `named`: list it there, too. */
void finding_flows(struct checker *, const struct ask *, const struct prints *, bool named);
struct draft *finding_lint(struct checker *, enum vck_code, enum vck_severity,
			   const struct object *, const char *cause);
struct draft *finding_lint_id(struct checker *, enum vck_code, enum vck_severity,
			      const struct object *, const char *id, const char *cause);
/* The one of an expectation, by its name. */
struct draft *finding_expectation(struct checker *, const char *name);
bool problem_is_filter(enum vck_code);

/* causes.def: who finds resource and cause of a code, and who words it. */
typedef void identify_fn(struct problem *);
typedef void explain_fn(struct draft *, const struct problem *);

/* say.c: adding to a draft */
void say(struct draft *, struct checker *, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void say_evidence(struct draft *, struct checker *, const char *resource, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void say_fix(struct draft *, struct checker *, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "aws ec2 …", as it stands in the arena; withheld where it is not plain (command.h). */
void say_whole_command(struct draft *, struct checker *, const char *command);
void say_command(struct draft *, struct checker *, const struct object *region_of, const char *fmt,
		 ...) __attribute__((format(printf, 4, 5)));
void say_elb_command(struct draft *, struct checker *, const struct object *region_of,
		     const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* What the last proposal's commands change, to be tried. */
void say_edit(struct draft *, struct edit);

#endif
