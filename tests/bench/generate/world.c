/* world.c - numbers, names and peerings of the organisation that is generated. */
#include "bench/generate/world.h"

#include "bench/generate/jsonout.h"

#include <assert.h>
#include <stdlib.h>

struct world world;
const char *const group_names[GROUPS] = {"web", "app", "db", "admin", "default"};
const char *const zones[2] = {REGION "a", REGION "b"};
const char *const zone_ids[2] = {"euw1-az1", "euw1-az2"};

/* splitmix64 over (seed, kind, index): the same for the same question, whatever was asked before.
 */
uint64_t mix(enum kind kind, uint64_t index)
{
	uint64_t z = world.seed * 0x9e3779b97f4a7c15u + ((uint64_t)kind << 56) + index + 1;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct name id(const char *prefix, enum kind kind, uint64_t index)
{
	struct name n;
	snprintf(n.text, sizeof n.text, "%s-0%016llx", prefix,
		 (unsigned long long)mix(kind, index));
	return n;
}

/* VPC i's /22: 10.0.0.0/8 first, then 172.16.0.0/12, then 100.64.0.0/10. Host byte order. */
uint32_t vpc_base(unsigned vpc)
{
	if (vpc < 16384)
		return 0x0a000000u + ((uint32_t)vpc << 10);
	if (vpc < 16384 + 1024)
		return 0xac100000u + ((uint32_t)(vpc - 16384) << 10);
	return 0x64400000u + ((uint32_t)(vpc - 16384 - 1024) << 10);
}

struct name dotted(uint32_t address, const char *format)
{
	struct name n;
	snprintf(n.text, sizeof n.text, format, address >> 24, address >> 16 & 255u,
		 address >> 8 & 255u, address & 255u);
	return n;
}

bool is_hub(unsigned vpc)
{
	return vpc < world.hubs;
}

bool has_nat(unsigned vpc)
{
	return vpc % 4 == 1;
}

bool on_tgw(unsigned vpc)
{
	return world.tgws && (world.mesh || vpc % 10 == 7);
}

unsigned tgw_of(unsigned vpc)
{
	return world.mesh ? 0 : vpc / 10 % world.tgws;
}

unsigned long first_interface(unsigned vpc)
{
	return (unsigned long)(((uint64_t)vpc * world.n + world.vpcs - 1) / world.vpcs);
}

struct eni eni_at(unsigned long index)
{
	struct eni e = {.index = index};
	e.vpc = (unsigned)((uint64_t)index * world.vpcs / world.n);
	e.place = (unsigned)(index - first_interface(e.vpc));
	e.subnet = e.place % SUBNETS;
	e.address = vpc_base(e.vpc) + (e.subnet << 8) + 10 + e.place / SUBNETS;
	e.nat = e.place == 0 && has_nat(e.vpc);
	bool in_public = e.subnet < 2;
	if (e.nat || (in_public && e.place / SUBNETS % 2 == 0))
		e.public = 0x34000000u + (uint32_t)index;
	if (e.nat)
		return e;
	unsigned roll = (unsigned)(mix(ENI, index + 0x100000000) % 8);
	if (roll == 7)
		e.groups[e.n_groups++] = DEFAULT;
	else
		e.groups[e.n_groups++] = in_public ? WEB : roll < 4 ? APP : DB;
	if (roll == 1 || roll == 5)
		e.groups[e.n_groups++] = ADMIN;
	return e;
}

uint64_t group_index(unsigned vpc, enum group g)
{
	return (uint64_t)vpc * GROUPS + g;
}

void name_tags(const char *key, const char *what, unsigned vpc, unsigned long number)
{
	out_list(key);
	out_object(NULL);
	out_text("Key", "Name");
	out_text("Value", "%s-%u-%lu", what, vpc, number);
	out_end();
	out_object(NULL);
	out_text("Key", "environment");
	out_text("Value", "%s", vpc % 3 ? "production" : "staging");
	out_end();
	out_end();
}

static void peer(unsigned a, unsigned b)
{
	static const char *const states[][2] = {
		{"pending-acceptance", "Pending Acceptance by " ACCOUNT},
		{"expired", "Expired"},
		{"rejected", "Rejected by " ACCOUNT},
	};
	unsigned i = world.n_peerings++;
	bool active = i % 40 != 39;
	world.peerings[i] = (struct peering){a, b, active ? "active" : states[i / 40 % 3][0],
					     active ? "Active" : states[i / 40 % 3][1]};
}

static bool are_peers(unsigned a, unsigned b)
{
	for (unsigned i = 0; i < world.n_peerings; i++) {
		const struct peering *p = &world.peerings[i];
		if ((p->requester == a && p->accepter == b) ||
		    (p->requester == b && p->accepter == a))
			return true;
	}
	return false;
}

/* by_vpc, first_peering: a counting sort, so that each VPC's are in their order. */
static void sort_peerings(void)
{
	unsigned *first = world.first_peering, *next = calloc((size_t)world.vpcs + 1, sizeof *next);
	if (!next)
		abort();
	for (unsigned i = 0; i < world.n_peerings; i++) {
		first[world.peerings[i].requester + 1]++;
		first[world.peerings[i].accepter + 1]++;
	}
	for (unsigned v = 0; v < world.vpcs; v++) {
		next[v] = first[v];
		first[v + 1] += first[v];
	}
	for (unsigned i = 0; i < world.n_peerings; i++) {
		world.by_vpc[next[world.peerings[i].requester]++] = i;
		world.by_vpc[next[world.peerings[i].accepter]++] = i;
	}
	free(next);
}

static void make_peerings(void)
{
	unsigned v = world.vpcs, h = world.hubs;
	assert(v && h);
	world.peerings = calloc(2 * (size_t)v + 1, sizeof *world.peerings);
	world.first_peering = calloc((size_t)v + 2, sizeof *world.first_peering);
	world.by_vpc = calloc(4 * (size_t)v + 2, sizeof *world.by_vpc);
	if (!world.peerings || !world.first_peering || !world.by_vpc)
		abort();
	for (unsigned i = h; i < v; i++)
		peer(i, i % h);
	for (unsigned i = 1; i < h; i++)
		peer(i - 1, i);
	for (unsigned i = 0; i < v / 10; i++) {
		unsigned a = (unsigned)(mix(RANDOM, 1000000 + 2 * (uint64_t)i) % v);
		unsigned b = (unsigned)(mix(RANDOM, 1000001 + 2 * (uint64_t)i) % v);
		if (a != b && !is_hub(a) && !is_hub(b) && !are_peers(a, b))
			peer(a, b);
	}
	sort_peerings();
}

void world_make(void)
{
	world.vpcs = world.n < 2 * PER_VPC ? 2 : (unsigned)(world.n / PER_VPC);
	world.hubs = world.vpcs < 200 ? 1 : world.vpcs / 100;
	world.tgws = world.mesh ? 1 : world.vpcs < 20 ? 0 : 1 + world.vpcs / 500;
	make_peerings();
}

void world_free(void)
{
	free(world.peerings);
	free(world.first_peering);
	free(world.by_vpc);
}
