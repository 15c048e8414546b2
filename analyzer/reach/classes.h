/*
 * classes.h - interfaces that nothing tells apart.
 *
 * A class is a set of (interface, address) pairs with the same subnet, groups, state, role, and
 * address atom: the interval between all edges that any rule of a group, NACL or route table names.
 * What is true of one member against another class is true of all. Interfaces with a role of their
 * own (NAT gateways, balancers, endpoints) are a class of one.
 *
 * One address per interface counts: its primary IPv4 address, or its first IPv6 address when it has
 * no IPv4 one or when IPv6 is asked for (R11).
 */
#ifndef REACH_CLASSES_H
#define REACH_CLASSES_H

#include "reach/reach.h"

enum client_kind { CLIENT_UNIX, CLIENT_WINDOWS, CLIENT_SERVICE, CLIENT_KINDS };

struct group_set {                              /* a distinct set of groups, by id */
	const struct network_interface *sample; /* an interface that carries it */
	uint32_t first, count; /* its classes: classes are sorted by VPC, not by set */
};

struct member {
	const struct network_interface *interface;
	struct ip address;
};

struct endpoint_class {
	struct member sample;
	uint32_t first, count; /* members[first..first+count) */
	uint32_t group_set;
	uint32_t vpc; /* ordinal */
	enum client_kind client;
	bool plain; /* nothing but groups and state stand between it and its subnet */
};

struct classes {
	struct arena arena;
	const struct net *net;
	LIST(struct endpoint_class) items; /* by VPC, subnet, then the first member's id */
	LIST(struct member) members;
	LIST(struct group_set) group_sets;
	struct vpc_classes {
		uint32_t first, count;
	} * of_vpc; /* [vpc ordinal] */
};

/* family: IPV4 prefers IPv4 addresses, IPV6 takes IPv6 addresses only. */
struct classes *classes_build(const struct net *, uint8_t family);
void classes_free(struct classes *);

/* The VPCs that packets from this one may end in: itself, its peers, and all on the same transit
 * gateways. */
size_t vpcs_joined(const struct net *, const struct vpc *, uint8_t family, const struct vpc ***out,
		   struct arena *);

#endif
