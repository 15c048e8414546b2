/*
 * world - a random network while it is being made: what generate.c and its parts share.
 *
 * A world is planned first (VPCs, interfaces, gateways, who is joined to whom) and then told, list
 * by list, as the accounts that own the parts would see them. Ids tell what they are: vpc-1,
 * subnet-12, eni-121. A `calm` world is a sensible design that little is wrong with: what lies
 * behind three gateways says nothing when the first one drops all.
 */
#ifndef ORACLE_WORLD_H
#define ORACLE_WORLD_H

#include "base/vec.h"
#include "oracle/generate.h"

#include <stdio.h>
#include <string.h>

enum list {
	VPCS,
	SUBNETS,
	ROUTE_TABLES,
	NETWORK_ACLS,
	SECURITY_GROUPS,
	NETWORK_INTERFACES,
	RESERVATIONS,
	INTERNET_GATEWAYS,
	EGRESS_ONLY,
	PEERINGS,
	NAT_GATEWAYS,
	PREFIX_LISTS,
	PREFIX_LIST_ENTRIES,
	GROUP_VPCS,
	EXCLUSIONS,
	TRANSIT_GATEWAYS,
	TGW_ATTACHMENTS,
	TGW_VPC_ATTACHMENTS,
	TGW_PEERINGS,
	TGW_TABLES,
	TGW_ROUTES,
	TGW_PROPAGATIONS,
	TGW_REFERENCES,
	VPN_GATEWAYS,
	CUSTOMER_GATEWAYS, /* none, but asked for */
	VPC_ENDPOINTS,
	CONNECT_ENDPOINTS,
	LOAD_BALANCERS,
	TARGET_GROUPS,
	LISTENERS,
	LISTENER_RULES,
	LB_ATTRIBUTES,
	TG_ATTRIBUTES,
	TARGET_HEALTH,
	LISTS
};

enum { MAX_VPCS = 4, MAX_SUBNETS = 3, MAX_INTERFACES = 10, SCOPES = 4, GROUPS = 3, TRANSITS = 2 };

struct interface {
	unsigned vpc, subnet, number, account;
	char id[24];
	bool unattached;
	unsigned instance; /* 0: none */
	unsigned device;
	bool appliance;
	char public_ip[20];
	char second_ip[20], second_public[20];
	char prefix[24];
	bool v6;
};

/* From Block Public Access; mode NULL: none (R65). */
struct exclusion {
	const char *mode, *state;
};

struct vpc {
	unsigned octet;  /* of 10.OCTET.0.0/16; overlapping ones share it */
	unsigned within; /* another one's octet: it has a block that lies in that one's; 0: none */
	unsigned account, region, scope;
	unsigned n_subnets, zones[MAX_SUBNETS];
	bool v6, secondary;
	int igw; /* 0 none, 1 attached, 2 detached */
	bool egress_only, vgw;
	bool nat, nat_private, nat_regional;
	unsigned nat_subnet, n_tables;
	bool attached[TRANSITS]; /* to this transit gateway */
	bool door[2];            /* a small subnet for attachments, by zone */
	bool shared;             /* its interfaces are of several accounts */
	struct exclusion excluded, subnet_excluded[MAX_SUBNETS];
	bool shows_block, subnet_shows_block[MAX_SUBNETS]; /* in its BlockPublicAccessStates */
};

/* What a transit gateway's hub gives to the VPCs around it. */
enum hub { NO_HUB, HUB_EGRESS, HUB_INSPECTION };

struct world {
	struct rng *r;
	unsigned features;
	bool calm;
	struct buf lists[SCOPES][LISTS];
	bool used[SCOPES], dropped[SCOPES][LISTS];
	unsigned n_vpcs, n_interfaces, n_instances, n_public, n_balancers;
	struct vpc vpcs[MAX_VPCS];
	struct interface interfaces[MAX_VPCS * MAX_INTERFACES];
	bool peered[MAX_VPCS][MAX_VPCS]; /* and in a state that may carry */
	bool joined[MAX_VPCS][MAX_VPCS]; /* in whatever state */
	const char *states[MAX_VPCS][MAX_VPCS];
	unsigned n_transits;
	struct {
		unsigned account, region, tables;
		bool vpn;
	} transits[TRANSITS];
	bool transits_peered;
	enum hub hub;
	unsigned hub_vpc; /* on transit gateway 1 */
	unsigned block_mode[SCOPES];
	bool block_mode_told[SCOPES];
};

extern const char *const accounts[2];
extern const char *const regions[2];

unsigned pick(struct world *, unsigned bound);
bool may(const struct world *, unsigned feature, unsigned percent);
/* True but for so many in a hundred; for few of them in a calm world. */
bool fine(struct world *, unsigned percent_not);
void emit(struct world *, unsigned scope, enum list, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
unsigned scope_of(unsigned account, unsigned region);
void new_public(struct world *, char out[20]);
const char *route_state(struct world *);
const char *some_cidr(struct world *, char out[48]);
const char *some_cidr6(struct world *, char out[48]);
const char *some_list(struct world *);
void subnet_cidr(const struct world *, unsigned vpc, unsigned subnet, char out[24]);
void interface_ip(const struct world *, const struct interface *, char out[20]);
void interface_ip6(const struct world *, const struct interface *, char out[48]);
void subnet_ip(const struct world *, unsigned vpc, unsigned subnet, unsigned host, char out[20]);
const struct interface *appliance_of(const struct world *, unsigned vpc);
void put_route(struct buf *, const char *key, const char *destination, const char *target,
	       const char *id, const char *state, const char *origin);

/* An interface of a service: of a NAT gateway, an endpoint, a balancer, a database. */
struct service_interface {
	const char *id, *type, *description;
	unsigned vpc, subnet, host;
	bool groups, no_check;
	const char *public_ip;              /* or "" */
	const char *second, *second_public; /* a further address, or "" */
};
void service_interface(struct world *, struct service_interface);

/* The parts. Plans come before anything is told. */
void plan_interface(struct world *, unsigned vpc, unsigned subnet, unsigned number);
void instances(struct world *);
void groups(struct world *, unsigned vpc);
void nacls(struct world *, unsigned vpc);
void route_tables(struct world *, unsigned vpc);
void edge_table(struct world *, unsigned vpc);
void plan_peerings(struct world *);
void peerings(struct world *);
void prefix_lists(struct world *);
void plan_gateways(struct world *, unsigned vpc);
void gateways(struct world *, unsigned vpc);
void plan_public_access(struct world *);
void put_block_of_vpc(const struct world *, const struct vpc *, char out[96]);
void put_block_of_subnet(const struct world *, const struct vpc *, unsigned subnet, char out[96]);
void exclusions(struct world *, unsigned vpc);
void block_public_access(struct world *, unsigned scope, struct buf *);
void plan_transits(struct world *);
void put_transit_routes(struct world *, struct buf *, unsigned vpc, bool nat_subnet);
void transit_doors(struct world *, unsigned vpc);
void transits(struct world *);
void balancers(struct world *, unsigned vpc);

#endif
