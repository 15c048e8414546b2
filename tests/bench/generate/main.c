/*
 * main.c - bench-generate N SEED DIR|- [mesh]: an organisation, as aws-cli prints it.
 *
 * N interfaces in N/50 VPCs of 4 subnets: one in a hundred is a hub; every other VPC is a spoke of a
 * hub by a peering connection, and one in ten has another, random one; one in forty of these is not
 * active. One VPC in ten is also attached to a transit gateway (all of them, if it is to be a mesh),
 * one in four has a NAT gateway. N/10 security groups, five for each VPC: web, app, db, admin and
 * default, with ranges, references (one in three across the peering connection) and prefix lists. A
 * default network ACL for each VPC, and one in eight has another on its private subnets.
 *
 * Into a folder goes a file per call, the instances apart from the rest; to standard output ("-")
 * goes one merged object without instances. Same N and seed, same bytes. Everything is a function
 * of an index, so nothing but the peering connections is kept in memory.
 */
#include "bench/generate/calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
	const char *file;
	void (*put)(void);
	bool merged;
} calls[] = {
	{"describe-vpcs", put_vpcs, true},
	{"describe-subnets", put_subnets, true},
	{"describe-route-tables", put_route_tables, true},
	{"describe-network-acls", put_acls, true},
	{"describe-security-groups", put_groups, true},
	{"describe-network-interfaces", put_interfaces, true},
	{"describe-internet-gateways", put_internet_gateways, true},
	{"describe-vpc-peering-connections", put_peerings, true},
	{"describe-nat-gateways", put_nat_gateways, true},
	{"describe-addresses", put_addresses, true},
	{"describe-managed-prefix-lists", put_prefix_lists, true},
	{"prefix-list-entries", put_prefix_list_entries, true},
	{"describe-transit-gateways", put_transit_gateways, true},
	{"describe-transit-gateway-vpc-attachments", put_tgw_vpc_attachments, true},
	{"describe-transit-gateway-attachments", put_tgw_attachments, true},
	{"describe-transit-gateway-route-tables", put_tgw_route_tables, true},
	{"transit-gateway-routes", put_tgw_routes, true},
	{"describe-instances", put_instances, false},
};
enum { CALLS = sizeof calls / sizeof *calls };

static bool write_folder(const char *folder)
{
	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return false;
	for (unsigned i = 0; i < CALLS; i++) {
		char path[4096];
		if (snprintf(path, sizeof path, "%s/%s.json", folder, calls[i].file) >=
		    (int)sizeof path)
			return false;
		FILE *f = fopen(path, "w");
		if (!f)
			return false;
		out_begin(f);
		out_object(NULL);
		calls[i].put();
		out_end();
		out_finish();
		if (fclose(f) != 0)
			return false;
	}
	return true;
}

static bool write_merged(FILE *f)
{
	out_begin(f);
	out_object(NULL);
	for (unsigned i = 0; i < CALLS; i++)
		if (calls[i].merged)
			calls[i].put();
	out_end();
	out_finish();
	return fflush(f) == 0;
}

int main(int argc, char **argv)
{
	char *end = NULL, *end_of_seed = NULL;
	if (argc == 5 && strcmp(argv[4], "mesh") == 0)
		world.mesh = true;
	if (argc == 4 || world.mesh) {
		world.n = strtoul(argv[1], &end, 10);
		world.seed = strtoull(argv[2], &end_of_seed, 10);
	}
	if (!end || *end || *end_of_seed || world.n < 10 || world.n > 1000000) {
		fputs("usage: bench-generate N SEED DIR|- [mesh]    N: 10 to 1000000 interfaces\n",
		      stderr);
		return 2;
	}
	world_make();
	bool ok = strcmp(argv[3], "-") == 0 ? write_merged(stdout) : write_folder(argv[3]);
	if (!ok)
		perror(argv[3]);
	world_free();
	return ok ? 0 : 1;
}
