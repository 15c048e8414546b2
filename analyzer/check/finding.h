/* finding.h - from hops to findings; what the files that word them share. */
#ifndef CHECK_FINDING_H
#define CHECK_FINDING_H

#include "check/check.h"
#include "check/fix.h"
#include "check/legs.h"
#include "check/words.h"

#define CAUSE(symbol, identify, explain) identify_fn identify;
#include "check/causes.def"
#undef CAUSE
#define CAUSE(symbol, identify, explain) explain_fn explain;
#include "check/causes.def"
#undef CAUSE

/* "the rest of the way is open: …", when nothing else stops the flow. */
void say_the_rest(struct draft *, const struct problem *);
/* "ping from a to b", or "the reply to ping from a to b" */
const char *way_words(const struct problem *);
/* "Subnets of 111122223333 in eu-west-1": the resource of what is missing, by which it is one
 * finding. */
const char *kind_words(struct arena *, enum kind, const char *account, const char *region);
/* What to do about a call that was denied, and who can (denial.c). */
const char *denial_remedy(struct arena *, const struct refusal *);
/* "WHAT subnets of account …", and what would bring them. */
void say_missing(struct draft *, struct checker *, const char *what, enum kind, const char *account,
		 const char *region);
/* Ends the problem's own story: the hops of its trace that others absorb (absorb.c). */
bool hop_is_absorbed(const struct net *, const struct trace *, const struct hop *);
/*
 * explain_internet.c: does the route that this hop lacks belong to a subnet whose hosts only call out, and are not to
 * be called? Over IPv4 it leads to a NAT gateway, over IPv6 to an egress-only one: *goal, one that serves; NULL: it
 * is to be made in place of the route's own.
 */
bool leaves_privately(const struct net *, const struct trace *, const struct hop *,
		      const struct object **goal);
/* A NAT gateway for the subnet to route to, of its own zone if there is one; NULL: there is none. */
const struct nat_gateway *nat_beside(const struct net *, const struct subnet *);
/* policy.c */
enum vck_severity policy_severity(const struct checker *, const struct ask *, enum vck_code);
enum vck_severity policy_lint(const struct checker *, enum vck_code, enum vck_severity usual);
/* What the configuration says that a code is worth, else `usual`. */
enum vck_severity config_severity(const struct vck_config *config, enum vck_code,
				  enum vck_severity usual);
/* expect.c: the finding of an expectation that does not hold; `prints`: its causes so far. */
void expectation_judge(struct checker *, const struct ask *, struct prints *prints);
/* How many there are, and fail: each ask once, in their order. */
void expectation_count(struct checker *, const struct ask *);
void expectations_note(struct checker *);

/* flows.c: asks become flows of the report, some after the others; nothing of them is kept. `flows`: how many there
 * will be, or nearly. */
struct telling;
struct telling *telling_new(struct checker *, struct vck_report *, size_t flows);
void telling_add(struct telling *, struct asks *);
void telling_end(struct telling *);

/* crowd.c */
/* The draft that a new problem of severity info belongs to; NULL: one of its own. */
struct draft *crowd_find(struct checker *, struct problem *);
void crowd_add(struct checker *, struct draft *, const struct problem *);
void crowds_tell(struct checker *);

/* prove.c: try each proposal of the draft with this flow of it. */
void prove(struct draft *, const struct problem *);
/* The same of a lint's fix: do these packets pass then, or none of them? `doubt`: what is said if not. */
void prove_lint(struct checker *, struct draft *, const struct question *, size_t count,
		bool should_pass, const char *doubt);
void prover_free(struct prover *);
/* Is the network too large for it? */
bool prover_declines(const struct prover *);

/* explain_gateway.c: one more subnet for a load balancer. */
void fix_balancer_zone(struct draft *, struct checker *, const struct load_balancer *,
		       const struct subnet *more);
void checks_run(struct checker *);    /* checks.c */
void ignores_apply(struct checker *); /* ignore.c */
void absorb(struct checker *);        /* absorb.c */
void order(struct checker *);         /* order.c */
/* Would the interface leave by a VPC that is not its own? Its public addresses count for nothing there. */
bool hop_is_in_another_vpc(const struct hop *);
/* A resource that was read, and not all that AWS always tells of it (R2). */
bool hop_lacks_part(const struct net *, const struct hop *);
struct vck_hop *hops_told(struct checker *, const struct trace *, const struct legs *, bool reply,
			  size_t *count);
/* The first blocks of the two sides that overlap; false: none do, or a side is not in the snapshot.
 */
bool peering_overlap(const struct vpc_peering_connection *, struct cidr *x, struct cidr *y);
void fix_peering_state(struct draft *, struct checker *, const struct vpc_peering_connection *,
		       const struct question *); /* question NULL: nobody asked */
/* explain_filter.c: of several groups of an interface the one to change; NULL: there is none. */
const struct security_group *group_to_change(const struct security_group *const *, size_t count);
const char *peering_advice(struct arena *, const struct vpc_peering_connection *);

#endif
