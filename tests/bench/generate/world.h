/*
 * world.h - the organisation that is generated: numbers, names, who peers with whom, what an interface is.
 *
 * Everything is a function of an index and the seed, so nothing but the peering connections is kept in memory.
 */
#ifndef BENCH_GENERATE_WORLD_H
#define BENCH_GENERATE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#define ACCOUNT "111122223333"
#define REGION  "eu-west-1"

enum kind {
	VPC = 1,
	SUBNET,
	RTB,
	RTB_ASSOC,
	ACL,
	ACL_ASSOC,
	SG,
	SGR,
	ENI,
	ENI_ATTACH,
	INSTANCE,
	RESERVATION,
	VOLUME,
	IGW,
	PCX,
	EIP,
	EIP_ASSOC,
	NAT,
	PL,
	TGW,
	TGW_ATTACH,
	TGW_RTB,
	CIDR_ASSOC,
	RANDOM
};

enum { PER_VPC = 50, SUBNETS = 4, GROUPS = 5 };
enum group { WEB, APP, DB, ADMIN, DEFAULT };

struct peering {
	unsigned requester, accepter;
	const char *state, *message;
};

extern const char *const group_names[GROUPS];
extern const char *const zones[2];
extern const char *const zone_ids[2];

extern struct world {
	unsigned long n;
	uint64_t seed;
	unsigned vpcs, hubs, tgws, n_peerings;
	bool mesh; /* every VPC is attached to the one transit gateway */
	struct peering *peerings;
	unsigned *first_peering; /* by VPC: where its part of by_vpc begins; one more at the end */
	unsigned *by_vpc;        /* indexes of peerings, grouped by VPC */
} world;

/* world.n, seed and mesh are set: the rest of it. */
void world_make(void);
void world_free(void);

struct name {
	char text[64];
};

struct eni {
	unsigned long index;
	unsigned vpc, subnet, place; /* place: its number inside the VPC */
	uint32_t address, public;    /* public 0: none */
	bool nat;
	enum group groups[2];
	unsigned n_groups;
};

uint64_t mix(enum kind kind, uint64_t index); /* the same for the same question and seed */
struct name id(const char *prefix, enum kind kind, uint64_t index);
struct name dotted(uint32_t address, const char *format); /* of the four bytes */
uint32_t vpc_base(unsigned vpc);                          /* of its /22, in host byte order */

bool is_hub(unsigned vpc);
bool has_nat(unsigned vpc);
bool on_tgw(unsigned vpc);
unsigned tgw_of(unsigned vpc);
unsigned long first_interface(unsigned vpc);
struct eni eni_at(unsigned long index);
uint64_t group_index(unsigned vpc, enum group);
void name_tags(const char *key, const char *what, unsigned vpc, unsigned long number);

#define ID(prefix, kind, index) id(prefix, kind, index).text
#define ADDRESS(a)              dotted(a, "%u.%u.%u.%u").text
#define VPC_CIDR(v)             dotted(vpc_base(v), "%u.%u.%u.%u/22").text
#define PRIVATE_DNS(a)          dotted(a, "ip-%u-%u-%u-%u." REGION ".compute.internal").text
#define PUBLIC_DNS(a)           dotted(a, "ec2-%u-%u-%u-%u." REGION ".compute.amazonaws.com").text

#endif
