/*
 * reach - may this packet pass?
 *
 * Question: one packet flow between two points, there and back: which packets of it get through,
 * and what stops the others? Pure functions of a const network; no output, no policy.
 *
 * How it works. A walk (walk.c) follows the packet's addresses from hop to hop: out of an interface
 * (there.c), through the subnet's NACL, along the route that wins (route.c), through what the route
 * leads to (hop_<target>.c, a row of hops.def each), into the destination's subnet and interface
 * (arrive.c). Addresses alone decide where it goes; what it carries is decided by filters (sg.c,
 * nacl.c), each of which is a set of packets (apply.c). The set of what passes everywhere is the
 * answer for the way there. The reply is walked on its own (back.c), from where the request arrived,
 * with the ports that its clients use (reply.c; R29, R53). ways.c does so for every way that AWS may
 * pick; places.c, plan.c, gates.c and pairs.c do it once for all that is alike (pairs.h).
 *
 * Invariants
 * - Every filter answers with two sets: what passes for certain, and what may pass (R2). What is in
 *   neither is stopped for certain.
 * - With a trace the walk goes on behind each failure, along the connection that was meant (R3);
 *   with trace NULL it only decides.
 * - Where AWS picks one of several ways (a zone, a target of a balancer), each is walked; where
 *   they differ, the answer is unknown. `choice` counts them.
 * - A host outside (internet, on premises) is one address that stands for `range`; the walk narrows
 *   the range to the addresses that are treated alike (`atom`), so that sets of hosts are answered
 *   exactly.
 *
 * Example: i-1 (10.1.1.10) pings i-2 (10.2.1.10) over pcx-1.
 *	forward  security-group sg-1 egress pass, network-acl acl-1 egress pass,
 *	         route-table rtb-1 10.2.0.0/16 -> pcx-1, vpc-peering-connection pcx-1 active,
 *	         network-acl acl-2 ingress pass,
 *	         security-group sg-2 ingress BLOCK (sg-ingress-denied)
 *	reply    network-acl acl-2 egress, route-table rtb-2 10.1.0.0/16 -> pcx-1, pcx-1,
 *	         acl-1 ingress
 */
#ifndef REACH_REACH_H
#define REACH_REACH_H

#include "base/vec.h"
#include "model/net.h"
#include "net/pktset.h"

#include <vpccheck/finding.h>
#include <vpccheck/flow.h>

enum point_kind {
	POINT_INTERFACE,   /* an address of an interface */
	POINT_INTERNET,    /* a host outside AWS's view, by public address */
	POINT_ON_PREMISES, /* a host behind a virtual private gateway, VPN, Direct Connect */
	POINT_EIC,     /* the EC2 Instance Connect service: a host on the internet that we know */
	POINT_ADDRESS, /* a private address that no interface owns */
};

/* One end of a flow. */
struct point {
	enum point_kind kind;
	const struct network_interface *interface; /* POINT_INTERFACE */
	struct ip address; /* private for IPv4 interfaces; of a host: any address of `range` */
	struct ip public_address; /* POINT_INTERFACE asked by its public address (R67); else
				     FAMILY_NONE */
	struct ip_range range;    /* hosts: the addresses that this point stands for */
	const struct vpc *vpc;    /* POINT_ADDRESS: the VPC whose range covers it, or NULL */
	const struct instance_connect_endpoint
		*eice; /* a source that is an EC2 Instance Connect Endpoint */
};

struct question {
	struct point source, destination;
	const struct pktset *packets; /* what is asked, in the destination's terms */
	unsigned client_lo,
		client_hi; /* the client's ports when the question names them; else 0, 0 */
	bool coarse; /* without a trace: `atom` may hold addresses that are blocked for other reasons */
};

/* What a hop is. The names are those of reports. */
enum component {
	COMPONENT_NONE = 0,
	COMPONENT_INSTANCE,
	COMPONENT_NETWORK_INTERFACE,
	COMPONENT_SECURITY_GROUP,
	COMPONENT_NETWORK_ACL,
	COMPONENT_SUBNET,
	COMPONENT_VPC,
	COMPONENT_ROUTE_TABLE,
	COMPONENT_INTERNET_GATEWAY,
	COMPONENT_EGRESS_ONLY_INTERNET_GATEWAY,
	COMPONENT_NAT_GATEWAY,
	COMPONENT_VPC_PEERING_CONNECTION,
	COMPONENT_TRANSIT_GATEWAY,
	COMPONENT_TGW_ATTACHMENT,
	COMPONENT_TGW_ROUTE_TABLE,
	COMPONENT_VPN_GATEWAY,
	COMPONENT_VPC_ENDPOINT,
	COMPONENT_INSTANCE_CONNECT_ENDPOINT,
	COMPONENT_LOAD_BALANCER,
	COMPONENT_TARGET_GROUP,
	COMPONENT_INTERNET,
	COMPONENT_ON_PREMISES,
	COMPONENT_OTHER,
	COMPONENT_COUNT
};
const char *component_name(enum component); /* "security-group", … */

/* What lies behind a balancer on the way there, up to the target (or the next balancer). */
struct onward {
	const struct load_balancer *balancer;
	const struct network_interface *node; /* of the balancer */
	const struct target_group *target_group;
	const struct target_health *target;
	const struct network_interface *interface; /* the target's; NULL: not in the snapshot */
	struct ip source, destination; /* of its packets, when they leave the balancer */
	const struct pktset *packets;
	unsigned targets; /* that it picks one of */
	bool keeps_client, fails_open;
	bool by_health_check;             /* none is known to be healthy, some can't be */
	const struct listener_rule *rule; /* by which it went there; NULL: the default action */
	bool by_rule;                     /* the listener had several ways to choose from */
};

/*
 * R85: an application load balancer's listener sends a request on by its path, host, ….  One
 * alternative for each set of target groups that rules lead to.
 */
struct alternative {
	const struct forward *forward;            /* NULL: rules that the snapshot lacks */
	LIST(const struct listener_rule *) rules; /* that lead there; NULL: the default action */
	enum vck_verdict verdict;
};

struct alternatives {
	const struct load_balancer *balancer;
	const struct listener *listener;
	LIST(struct alternative) items;
};

struct sets { /* what a filter lets through: certain lies in possible */
	const struct pktset *certain, *possible;
};

struct hop {
	enum component component;
	bool reply;  /* on the way back */
	bool egress; /* filters: leaving the interface or subnet */
	enum vck_outcome outcome;
	enum vck_code code;            /* why it is not a pass; VCK_NO_CODE for a pass */
	struct ip source, destination; /* the packet here, before the hop changes it */
	const struct object
		*object; /* the component; NULL for hosts and what is not in the snapshot */
	const char *id;  /* the component's id when object is NULL */
	const struct route *route; /* route tables: that decided, NULL: none matched */
	/* filters */
	struct sets sets; /* of the packets asked (reply: of the replies) */
	const struct pktset
		*asked; /* what it was asked to pass, in the terms of this hop's packets */
	const struct network_interface
		*peer;            /* groups: the other side's interface, when it counts (R43) */
	const struct object *via; /* groups: the connection that was crossed, NULL inside the VPC */
	enum keeping via_keeps_references;  /* groups: the transit gateway keeps references (R43) */
	bool middlebox;                     /* groups: references don't hold here (R43) */
	const char *const *balancer_groups; /* groups: those of the balancer that sent it (R85) */
	size_t n_balancer_groups;
	/* where it is */
	const struct network_interface *interface; /* filters, instances: which interface */
	const struct subnet *subnet;               /* NACLs, route tables: of which subnet */
	const struct onward *onward; /* behind which balancer; NULL: before any, or none */
	/* route tables */
	const struct tgw_route *tgw_route;
	struct cidr prefix;           /* the prefix by which it matched */
	const struct object *wanted;  /* what it should lead to, for a wrong or missing route */
	struct cidr wanted_prefix;    /* the block that should lead there */
	const struct route *shadowed; /* the right route that another one hides */
	/* data-missing, unsupported-component */
	enum kind missing; /* the kind that lacks */
	const char *missing_account, *missing_region;
	const char *detail; /* in words, where the members above don't say it all; or NULL */
	struct ip
		translated; /* the address that replaced source or destination; FAMILY_NONE: none */
	bool ambiguous;     /* route tables: one of several routes that tie (R24) */
	bool again;         /* the same failure was told by an earlier hop of this trace */
};

struct trace {
	struct arena *arena;
	VEC(struct hop) hops;     /* the way there, then the way back (`reply`) */
	unsigned choice, choices; /* this trace shows way `choice` of `choices` */
};

/* The route by which the reply takes another connection than the request did (R29); NULL: none. */
const struct hop *trace_other_way(const struct trace *);

struct answer {
	enum vck_verdict verdict;
	const struct pktset *passes, *partial, *blocked,
		*unknown;              /* disjoint; together: the packets asked */
	unsigned client_lo, client_hi; /* the clients' ports that were looked at */
	const struct pktset
		*client_passes; /* `partial`: the clients' ports whose replies come through */
	struct ip_range atom;   /* the addresses of the host end that share this answer */
	const struct network_interface
		*delivered; /* the interface that got it, NULL: none or outside */
	bool different;     /* unknown because several ways differ */
	const struct alternatives
		*alternatives; /* what the request's path or host decides; NULL: nothing */
};

struct reach; /* compiled tables and filters of one network, filled as they are asked; one a thread
	       */

struct reach *reach_new(const struct net *);
void reach_free(struct reach *);
const struct net *reach_net(const struct reach *);
/* For whoever asks often: NULL at first, since tables don't pay for a few questions. */
struct names;
struct names *reach_names(struct reach *);
/* The VPCs by their blocks (model/blocks.h). */
struct blocks;
const struct blocks *reach_blocks(struct reach *);
/* What was compiled of a group, NACL or route table: it is to be read anew (edit.h). */
void reach_forget(struct reach *, const struct object *);

/*
 * Decide a flow. Sets in *out live in `arena`. trace may be NULL; else it is filled (its arena must
 * be set, and the caller ends hops with vec_free). Of several ways the trace shows the first that
 * does not pass.
 */
void reach_flow(struct reach *, struct arena *, const struct question *, struct answer *out,
		struct trace *trace);

enum vck_verdict answer_verdict(const struct answer *); /* from its sets */
/* The answer was given for the first address of a host's range: up to which one it holds. */
u128 answer_holds_to(const struct answer *, struct ip_range);

/* Points. */
struct point point_interface(const struct network_interface *, struct ip address);
/* R72: as a source. Works where the snapshot lacks the endpoint's interface, too. */
struct point point_endpoint(struct reach *, const struct instance_connect_endpoint *);
struct point point_host(enum point_kind, struct ip_range);

/* Does the interface start (`source`), or else answer, any of these packets of its own? A NAT gateway's
 * starts and answers nothing, a load balancer's pings nobody (R64, R80, R83, R85). */
bool interface_takes_part(const struct reach *, const struct network_interface *,
			  const struct pktset *packets, bool source);

/* Which connection joins two VPCs (R3): one that is routed to first, then an active one, then the
 * lowest id; a peering connection before a transit gateway. NULL: none. */
const struct object *reach_connection(struct reach *, const struct vpc *from, const struct vpc *to);

/* R85: do targets of the group see their clients' addresses; is the subnet's zone enabled? */
bool balancer_keeps_client(const struct load_balancer *, const struct target_group *);
bool balancer_may_hide_client(const struct target_group *); /* can it be set? */
bool balancer_serves_zone(const struct load_balancer *, const struct subnet *);
/* R85: where a target's health check goes; is its state one that tells nothing of its health? */
unsigned target_health_port(const struct target_group *, const struct target_health *);
bool target_state_says_nothing(const struct target_health *);

/* The rule of a group or entry of a NACL that decides for one packet between these addresses; NULL:
 * none. */
const struct network_acl_entry *nacl_deciding(const struct network_acl *, bool egress,
					      struct ip peer, uint32_t packet);
/* Does it let all pass, both ways? NULL: no. */
bool nacl_is_open(const struct network_acl *, uint8_t family);
const struct ip_permission *sg_deciding(const struct security_group *, bool egress,
					const struct hop *, uint32_t packet);
const struct pktset *permission_set(struct arena *, const struct ip_permission *, uint8_t family);
const struct pktset *entry_set(struct arena *, const struct network_acl_entry *);

#endif
