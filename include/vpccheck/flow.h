/*
 * flow.h - a flow, its verdict and the hops it takes.
 *
 * Everything here is text that a report owns: no pointer leads back into the network. A report is
 * made by the library (query.h) and read by renderers and callers. Absent strings are NULL; lists
 * are never NULL when their count is not 0.
 */
#ifndef VPCCHECK_FLOW_H
#define VPCCHECK_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum vck_verdict {
	VCK_REACHABLE, /* the request gets there, and the reply back */
	VCK_PARTIAL, /* some of what was asked does; `passes` and `blocked` list the exact parts */
	VCK_BLOCKED,
	VCK_UNKNOWN, /* the answer hangs on data that the snapshot lacks */
};
const char *vck_verdict_name(enum vck_verdict); /* "reachable", … */

struct vck_endpoint {
	const char *kind;      /* instance, network-interface, internet, on-premises, eic, address,
				  load-balancer */
	const char *id;        /* i-…, eni-…, an address; NULL for internet */
	const char *name;      /* the Name tag */
	const char *interface; /* eni-… */
	const char *address;   /* the address that packets carry there */
	const char *public_address;
	const char *vpc, *vpc_name, *subnet, *account, *region;
};

enum vck_outcome { VCK_PASS, VCK_PASS_PARTLY, VCK_STOP, VCK_NOT_KNOWN };
const char *vck_outcome_name(enum vck_outcome); /* "pass", "partial", "block", "unknown" */

struct vck_hop {
	const char *component; /* "security-group", "network-acl", "route-table",
				  "vpc-peering-connection", … */
	const char *id, *name;
	const char *direction; /* "ingress", "egress", or NULL */
	enum vck_outcome outcome;
	const char *detail; /* the rule, route or state that decided, in words */
	const char *source; /* the packet's addresses here */
	const char *destination;
	const char *code; /* finding code of what stops it here, or NULL */
	const char *file; /* where the component was read, or NULL */
	unsigned line;
	unsigned leg; /* of the flow's legs; 0 where it has none */
};

/*
 * A flow that a load balancer sends on has a leg to the balancer and one from it to a target; the
 * hops there and back name the leg that they are on. When several ways behind the balancer fail,
 * each is a leg, and the hops of all follow one another.
 */
struct vck_leg {
	const char *source, *destination; /* as they are called: "the internet", "web", "api-1" */
	const char *protocol;             /* the listener's port, then the target's: "tcp/8080" */
	/* NULL for the first leg: */
	const char *balancer, *target_group; /* ARNs */
	const char *target;                  /* as it is registered; NULL: there is none */
	const char *rule;   /* ARN of the listener's rule; NULL: its default action */
	bool keeps_client;  /* the target sees the client's address */
	const char *detail; /* "target group api by path /v1, keeps …" */
};

struct vck_flow {
	const char *id;    /* the caller's, or "probe:source->destination:protocol" */
	const char *probe; /* "ping", "eic", "expect", or NULL for path */
	struct vck_endpoint source, destination;
	const char *protocol;
	enum vck_verdict verdict;
	const char **passes, **blocked, **unknown;
	size_t n_passes, n_blocked, n_unknown;
	const char **findings; /* fingerprints */
	size_t n_findings;
	struct vck_hop *forward, *reply;
	size_t n_forward, n_reply;
	struct vck_leg *legs; /* NULL: no load balancer sends it on */
	size_t n_legs;
	const char *note;    /* a caveat: "reaches targets by path /api", … */
	unsigned long count; /* how many equal flows this one stands for (classes); 1 = itself */
	const char *expectation; /* the one that asks it: its name, or NULL */
	const char *expects;     /* "allow", "deny", or NULL */
	const char *file;        /* where the expectation or flow stands, with line */
	unsigned line;
};

#ifdef __cplusplus
}
#endif
#endif
