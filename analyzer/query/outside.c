/* outside.c - which of the addresses outside are no hosts outside of a VPC: its own, public as IPv6 blocks
 * are, or private as what is on premises. */
#include "query/internal.h"

/* Of a VPC's blocks the one that covers an address; no family: none does, or it was not read. */
static struct ip_range block_of(const struct vpc *v, struct ip ip)
{
	for (size_t i = 0; v && i < v->cidrs.len; i++)
		if (cidr_covers(v->cidrs.items[i], ip))
			return cidr_range(v->cidrs.items[i]);
	return (struct ip_range){0};
}

bool hosts_outside(const struct vpc *v, struct ip_range *range, u128 *last)
{
	for (struct ip_range own;
	     (own = block_of(v, (struct ip){range->lo, range->family})).family;) {
		if (own.hi >= range->hi)
			return false;
		range->lo = own.hi + 1;
	}
	*last = range->hi;
	for (size_t i = 0; v && i < v->cidrs.len; i++) {
		struct ip_range block = cidr_range(v->cidrs.items[i]);
		if (block.family == range->family && block.lo > range->lo && block.lo <= *last)
			*last = block.lo - 1;
	}
	return true;
}
