/*
 * pktset.h - exact sets of packets, as far as a filter looks at them (R4).
 *
 * For one pair of addresses a filter in AWS looks at the protocol and at one 16-bit value: the
 * destination port for tcp and udp, type and code for icmp and icmpv6, nothing for the others. So a
 * packet is a point in 0..0xffffff, protocol << 16 | value, and a set is a sorted list of disjoint
 * spans. The client's own port plays no part on the way there, and on the way back it is the
 * destination port: the reply has a set of its own, and a flow is the pair of both (R53).
 *
 *	tcp/22            [0x060016, 0x060016]
 *	icmp echo         [0x010800, 0x010800]      type 8, code 0
 *	every packet      [0x000000, 0xffffff]
 *
 * Sets are immutable, live in the arena that is passed, and are never NULL.
 */
#ifndef NET_PKTSET_H
#define NET_PKTSET_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_ICMPV6 = 58, PROTO_ANY = -1 };
enum { PKT_LAST = 0xffffff };

struct span {
	uint32_t lo, hi; /* both included */
};

struct pktset {
	uint32_t count;
	struct span spans[];
};

extern const struct pktset *const pktset_empty;
extern const struct pktset *const pktset_all;

const struct pktset *pktset_of(struct arena *, struct span);
const struct pktset *pktset_from(struct arena *, struct span *spans,
				 size_t count); /* any order; sorts them */
const struct pktset *pktset_or(struct arena *, const struct pktset *, const struct pktset *);
const struct pktset *pktset_and(struct arena *, const struct pktset *, const struct pktset *);
const struct pktset *pktset_minus(struct arena *, const struct pktset *, const struct pktset *);
/* A copy that lives in this arena. */
const struct pktset *pktset_keep(struct arena *, const struct pktset *);
static inline bool pktset_is_empty(const struct pktset *s)
{
	return s->count == 0;
}
bool pktset_equal(const struct pktset *, const struct pktset *);
bool pktset_has(const struct pktset *, uint32_t packet);
bool pktset_covers_spans(const struct pktset *, const struct pktset *);
static inline bool pktset_covers(const struct pktset *x, const struct pktset *y) /* y lies in x */
{
	return x == y || x == pktset_all || pktset_covers_spans(x, y);
}
bool pktset_meets(const struct pktset *, const struct pktset *); /* they share a packet */

/* Spans of one protocol: all of it, or lo..hi of its 16-bit value. */
struct span span_proto(unsigned proto);
struct span span_values(unsigned proto, unsigned lo, unsigned hi);

/* "tcp/22", "udp/1000-2000", "icmp/8/0", "icmp/8", "icmp/any", "tcp", "any", "47". */
void span_text(struct span, struct buf *out);
/* One text a part: a span that crosses protocols is cut at their borders. */
size_t pktset_texts(struct arena *, const struct pktset *, const char ***out);
const char *pktset_text(struct arena *,
			const struct pktset *); /* ", " between the parts; "nothing" */

#endif
