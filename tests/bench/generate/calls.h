/*
 * calls.h - one function for each call of AWS: all that it answers, as a member of the object that is open.
 */
#ifndef BENCH_GENERATE_CALLS_H
#define BENCH_GENERATE_CALLS_H

#include "bench/generate/jsonout.h"
#include "bench/generate/world.h"

void put_vpcs(void);
void put_subnets(void);
void put_route_tables(void);
void put_acls(void);
void put_groups(void);
void put_interfaces(void);
void put_internet_gateways(void);
void put_peerings(void);
void put_nat_gateways(void);
void put_addresses(void);
void put_prefix_lists(void);
void put_prefix_list_entries(void);
void put_transit_gateways(void);
void put_tgw_vpc_attachments(void);
void put_tgw_attachments(void);
void put_tgw_route_tables(void);
void put_tgw_routes(void);
void put_instances(void);

/* What DescribeNetworkInterfaces and DescribeInstances both tell of an interface. */
void put_association(const struct eni *, bool with_ids);
void put_attachment(const struct eni *, bool in_instance);
void put_group_list(const char *key, const struct eni *);
void put_mac(const struct eni *);
void put_private_addresses(const struct eni *);

#endif
