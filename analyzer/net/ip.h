/*
 * net - value types and set algebra, nothing of AWS.
 *
 * Question: which addresses, which ports, and is this one among them? Two value types (an address,
 * a prefix), one set (pktset.h: which packets of a flow pass) and one look-up (lpm.h: which prefix
 * wins).
 *
 * Invariants: values are in host byte order; a prefix never has host bits set; sets are immutable
 * and live in the arena that the maker was given.
 *
 *	10.1.0.0/16 covers 10.1.1.10; 10.1.0.0/16 overlaps 10.1.128.0/17; fd00::/8 overlaps neither.
 */
#ifndef NET_IP_H
#define NET_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Aligned like what it stands beside: an address is 20 bytes, and not 32 that are half padding. */
__extension__ typedef unsigned __int128 u128 __attribute__((aligned(4)));

enum family { FAMILY_NONE = 0, IPV4 = 4, IPV6 = 6 };

/* One address. IPv4 uses the low 32 bits. family FAMILY_NONE: no address. */
struct ip {
	u128 value;
	uint8_t family;
};

/* A prefix: `len` leading bits of `first` are given, the rest of `first` is zero. */
struct cidr {
	u128 first;
	uint8_t len; /* 0..32 or 0..128 */
	uint8_t family;
};

/* Both ends included. */
struct ip_range {
	u128 lo, hi;
	uint8_t family;
};

enum { IP_TEXT = 48 }; /* bytes that the longest address or prefix takes as text */

/* ---- what is asked of addresses by the million stands here, to be inlined ---- */

static inline uint8_t family_bits(uint8_t family)
{
	return family == IPV4 ? 32 : 128;
}

/* The bits of an address that a prefix of this length leaves to the host. */
static inline u128 prefix_host_mask(uint8_t family, uint8_t len)
{
	unsigned host = (unsigned)family_bits(family) - len;
	return host == 128 ? ~(u128)0 : ((u128)1 << host) - 1;
}

/* All addresses of a family. */
static inline struct ip_range family_range(uint8_t family)
{
	return (struct ip_range){0, prefix_host_mask(family, 0), family};
}

static inline bool ip_equal(struct ip a, struct ip b)
{
	return a.family == b.family && a.value == b.value;
}

/* By family, then value. */
static inline int ip_cmp(struct ip a, struct ip b)
{
	if (a.family != b.family)
		return a.family < b.family ? -1 : 1;
	return (a.value > b.value) - (a.value < b.value);
}

static inline u128 cidr_last(struct cidr c)
{
	return c.first | prefix_host_mask(c.family, c.len);
}

static inline struct ip_range cidr_range(struct cidr c)
{
	return (struct ip_range){c.first, cidr_last(c), c.family};
}

static inline bool cidr_equal(struct cidr a, struct cidr b)
{
	return a.family == b.family && a.len == b.len && a.first == b.first;
}

/* False across families. */
static inline bool cidr_covers(struct cidr c, struct ip ip)
{
	return c.family == ip.family && c.first == (ip.value & ~prefix_host_mask(c.family, c.len));
}

/* ---- the others ---- */

/* Text must be exactly one address or prefix. A prefix's host bits are cleared, as AWS does. */
bool ip_parse(const char *text, struct ip *out);
bool cidr_parse(const char *text, struct cidr *out);         /* needs "/len" */
bool cidr_parse_or_host(const char *text, struct cidr *out); /* a bare address is a /32 or /128 */
const char *ip_text(struct ip, char buf[static IP_TEXT]);
const char *cidr_text(struct cidr, char buf[static IP_TEXT]);

int cidr_cmp(struct cidr, struct cidr);           /* by family, first, then shorter prefix first */
bool cidr_contains(struct cidr a, struct cidr b); /* b lies in a */
bool cidr_overlaps(struct cidr, struct cidr);
struct cidr cidr_of_ip(struct ip);

/* R66: RFC 1918, RFC 6598; unique local for IPv6. */
bool ip_is_private(struct ip);
/* Addresses that no host in a VPC, on premises or on the internet is called by. Those that are kept for
 * documentation are none of them: they stand for public ones in examples, and where a snapshot was made
 * anonymous. */
enum ip_nobody {
	IP_SOMEBODY,
	IP_LOOPBACK,  /* 127.0.0.0/8, ::1, and "this host": no packet for it leaves a host */
	IP_MULTICAST, /* 224.0.0.0/4, ff00::/8 */
	IP_RESERVED,  /* 240.0.0.0/4; of IPv6: not global, private, nor link-local */
};
enum ip_nobody ip_nobody(struct ip);
/* The addresses around this one for which ip_is_private(), ip_is_link_local() and ip_nobody() say the
 * same. */
struct ip_range ip_special_range(struct ip);
/* Of a range around an address: those that are in the block if it is, else those that are not. */
void ip_range_keep(struct ip_range *, struct ip, struct cidr block);
/* 169.254.0.0/16, fe80::/10, and fd00:ec2::/32, where AWS's own services answer (R27). */
bool ip_is_link_local(struct ip);

#endif
