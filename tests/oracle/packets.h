/* packets - which packets of a span to look at: those at the edges of the network's rules. */
#ifndef ORACLE_PACKETS_H
#define ORACLE_PACKETS_H

#include "base/vec.h"
#include "model/net.h"
#include "net/pktset.h"

typedef VEC(uint32_t) packets_t;

/* All edges that the network's rules have in this span. */
void packets_at_edges(const struct net *, struct span, packets_t *out);
/* Do the rules name its reply (R53)? Only such packets can be compared. */
bool packet_has_known_reply(uint32_t packet);

#endif
