/*
 * fix.h - proposals: sentences, and aws commands with real ids, as narrow as the flow needs.
 *
 * far: the other side of a filter, as a rule should name it: the prefix list of EC2 Instance
 * Connect, the block of the VPC that the packet comes from, a host's own address.
 */
#ifndef CHECK_FIX_H
#define CHECK_FIX_H

#include "check/check.h"

struct far {
	const char *words; /* "VPC 1", "EC2 Instance Connect", "203.0.113.7" */
	const char *text;  /* what a rule names: a CIDR or a prefix list's id */
	struct cidr cidr;  /* family FAMILY_NONE: a prefix list */
	const struct prefix_list *list;
	LIST(struct cidr) more;                /* further addresses: of a balancer's other nodes */
	const struct security_group *group;    /* that could be named instead, or NULL */
	const struct security_group *balancer; /* the same: of the balancer that keeps a client */
	bool same_vpc;
};
struct far far_of(const struct problem *);

/* What of the packets asked does not pass the hop; in terms of that hop's packets. */
const struct pktset *missing_packets(struct arena *, const struct hop *);

void fix_group(struct draft *, const struct problem *, const struct security_group *, bool egress);
/* One more rule for the last proposal: let these packets in from the members of a group. */
void fix_allow_group(struct draft *, const struct problem *, const struct security_group *,
		     struct span, const struct security_group *from);
/* One more inbound rule for the last proposal: from a group, or, if that is NULL, from these addresses of IPv4. */
void fix_allow(struct draft *, struct checker *, const struct security_group *, struct span,
	       const struct security_group *from, struct cidr *cidrs, size_t count);
/* A rule with one source, as --ip-permissions takes it; and the command that takes it away. */
const char *one_permission(struct arena *, const struct ip_permission *,
			   const struct security_group *here);
void fix_revoke(struct draft *, struct checker *, const struct security_group *, bool egress,
		const struct ip_permission *one);
void fix_acl(struct draft *, const struct problem *, const struct network_acl *);
void fix_route(struct draft *, const struct problem *, const struct route_table *);
/* To what lies behind a virtual private gateway of the VPC, where the hop names no other goal. */
void fix_route_on_premises(struct draft *, const struct problem *, const struct route_table *);
/* What the hop's missing route should lead to; a gateway for private hosts that is to be made: NULL. */
const struct object *route_goal(const struct problem *);

/* "--vpc-peering-connection-id pcx-1": how create-route names a target; NULL: none is known. */
const char *route_target_option(struct arena *, const struct object *target);
const char *route_destination_option(struct arena *, struct cidr);

#endif
