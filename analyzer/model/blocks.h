/*
 * blocks.h - the VPCs that have an address in their blocks.
 *
 * Question: of thousands of VPCs, which may an address be in that nobody holds? Blocks nest or are disjoint,
 * so that those of an address are the smallest around it, the smallest around that one, and so on.
 *
 *	const struct vpc *v;
 *	struct blocks_at at = blocks_of(blocks, ip);
 *	while ((v = blocks_next(blocks, &at))) ...
 *
 * A VPC comes once, in no order: its own blocks are apart.
 */
#ifndef MODEL_BLOCKS_H
#define MODEL_BLOCKS_H

#include "model/net.h"

struct blocks;

struct blocks_at { /* where a question is */
	uint32_t block, next;
	struct ip_range
		alike; /* all addresses around the one asked for that the same blocks hold */
};

struct blocks *blocks_new(const struct net *);
void blocks_free(struct blocks *);

struct blocks_at blocks_of(const struct blocks *, struct ip);
const struct vpc *blocks_next(const struct blocks *, struct blocks_at *);

#endif
