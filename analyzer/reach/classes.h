/*
 * classes.h - interfaces that nothing tells apart.
 *
 * A class is a set of (interface, address) pairs with the same subnet, groups, state, role, and
 * address atom: the interval between all edges that any rule of a group, NACL or route table names, or
 * any block of a VPC, subnet or peering connection.
 * What is true of one member against another class is true of all. Interfaces with a role of their
 * own (NAT gateways, balancers, endpoints, whatever routes lead to) are a class of one.
 *
 * One address per interface counts: its primary IPv4 address, or its first IPv6 address when it has
 * no IPv4 one or when IPv6 is asked for (R11).
 */
#ifndef REACH_CLASSES_H
#define REACH_CLASSES_H

#include "reach/reach.h"

enum client_kind { CLIENT_UNIX, CLIENT_WINDOWS, CLIENT_SERVICE, CLIENT_KINDS };

struct member {
	const struct network_interface *interface;
	struct ip address;
};

/* A subnet, or an interface that packets meet otherwise than they meet a host: a gateway's, a
 * balancer's, an appliance's. */
struct place {
	const struct subnet *subnet; /* NULL: not in the snapshot */
	const struct network_interface *special;
	uint32_t vpc, kind,
		zone;     /* equal kinds (and zones): packets are routed and filtered alike; a VPC's
			 kinds follow each other, its first place's first */
	uint32_t filters; /* equal: but for the route table they are of one kind */
	uint32_t table;   /* its subnet's route table (ordinal); none: how many there are */
	bool at_home;     /* its subnet is known, and in the VPC that its interfaces are in */
	bool strays;      /* some of its addresses lie in no block of its subnet */
	bool open;        /* its subnet's network ACL lets all pass, both ways */
	uint32_t first, count; /* its classes: items[first..first+count) */
	uint8_t family;        /* of the addresses */
	struct ip_range span;  /* from its first address to its last */
};

/* Does it answer in its own way, whatever its groups say (a balancer)? Does it call in its own way, not by
 * its address (an EC2 Instance Connect Endpoint)? Does it answer nobody? Does it send none of these packets
 * of its own? */
bool place_answers_itself(const struct place *);
bool place_calls_itself(const struct place *);
bool place_answers_nobody(const struct place *);
bool place_starts_nothing(const struct place *, const struct reach *, const struct pktset *packets);

enum life { LIFE_DOWN, LIFE_UP, LIFE_UNKNOWN }; /* R10, R12 */

struct endpoint_class {
	struct member sample;
	uint32_t first, count; /* members[first..first+count) */
	uint32_t group_set;    /* its ordinal */
	uint32_t vpc;          /* ordinal */
	uint32_t place;
	enum client_kind client;
	enum life life;
	bool has_kin; /* some of its hosts may have other interfaces */
};

struct classes {
	struct arena arena;
	const struct net *net;
	LIST(struct endpoint_class) items; /* by VPC, place, then the first member's id */
	LIST(struct place) places;         /* by VPC */
	LIST(struct member) members;
	struct vpc_classes {
		uint32_t first, count;
		uint32_t first_place, n_places;
	} * of_vpc; /* [vpc ordinal] */
};

/* family: IPV4 prefers IPv4 addresses, IPV6 takes IPv6 addresses only. outside: hosts on the
 * internet are asked, too, so their view of an interface tells it apart. */
struct classes *classes_build(const struct net *, uint8_t family, bool outside);
void classes_free(struct classes *);

/* The VPCs that packets from this one may end in: itself, its peers, and all on the same transit
 * gateways. */
size_t vpcs_joined(const struct net *, const struct vpc *, uint8_t family, const struct vpc ***out,
		   struct arena *);

#endif
