/*
 * pktpool.h - sets of packets, each of them once.
 *
 * Question: asked of millions of pairs, the same few hundred sets meet again and again; what do two
 * of them have in common? A pool keeps one copy of each set that it has seen and remembers what was
 * made of two of them, so that the second time costs a look-up.
 *
 * Invariants: two sets of one pool are equal exactly when their pointers are; the empty one is
 * pktset_empty, that of all packets pktset_all. and, or, minus take sets of this pool alone. Sets
 * live as long as the pool. One thread uses a pool.
 *
 *	const struct pktset *ssh = pktpool_keep(pool, pktset_of(&scratch, span_values(6, 22, 22)));
 *	pktpool_and(pool, ssh, pktset_all) == ssh
 */
#ifndef NET_PKTPOOL_H
#define NET_PKTPOOL_H

#include "net/pktset.h"

struct pktpool;

struct pktpool *pktpool_new(void);
void pktpool_free(struct pktpool *);

const struct pktset *pktpool_keep(struct pktpool *, const struct pktset *);
const struct pktset *pktpool_and(struct pktpool *, const struct pktset *, const struct pktset *);
const struct pktset *pktpool_or(struct pktpool *, const struct pktset *, const struct pktset *);
const struct pktset *pktpool_minus(struct pktpool *, const struct pktset *, const struct pktset *);

#endif
