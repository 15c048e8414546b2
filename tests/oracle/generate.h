/*
 * generate - small random networks, in the JSON that `aws ec2 describe-*` prints.
 *
 * Question: what could two to four VPCs look like, right or wrong? A network is a dump of one file
 * ("Snapshots", one for each account and Region), so that what the loader does is tried too. The
 * same seed and features give the same bytes. It leans towards networks in which something works:
 * a network in which all is closed says nothing about the steps behind the first.
 */
#ifndef ORACLE_GENERATE_H
#define ORACLE_GENERATE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* What a network may hold; narrowed to find out where two judges part. */
enum feature {
	FEATURE_IPV6 = 1 << 0,
	FEATURE_LISTS = 1 << 1,   /* prefix lists */
	FEATURE_PUBLIC = 1 << 2,  /* internet gateways, public addresses */
	FEATURE_MISSING = 1 << 3, /* kinds that were never asked for */
	FEATURE_REGIONS = 1 << 4, /* several accounts and Regions */
	FEATURE_LOCAL = 1 << 5,   /* replaced and more specific local routes, appliances */
	FEATURE_NAT = 1 << 6,
	FEATURE_TRANSIT = 1 << 7,
	FEATURE_ENDPOINT = 1 << 8,
	FEATURE_BPA = 1 << 9, /* Block Public Access, DenyAllIgwTraffic */
	FEATURE_VPN = 1 << 10,
	FEATURE_BALANCER = 1 << 11,
	FEATURE_SHARED = 1 << 12,
	FEATURE_EDGE = 1 << 13,      /* gateway route tables */
	FEATURE_CORE = (1 << 6) - 1, /* what two VPCs, peering and the internet need */
	FEATURE_ALL = (1 << 14) - 1
};

struct rng {
	uint64_t state;
};
uint32_t rng_next(struct rng *);
uint32_t rng_below(struct rng *, uint32_t bound); /* 0..bound-1 */
bool rng_percent(struct rng *, uint32_t percent);

void generate_network(struct rng *, unsigned features, struct buf *out);

#endif
