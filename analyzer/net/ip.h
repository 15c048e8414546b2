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

/* Text must be exactly one address or prefix. A prefix's host bits are cleared, as AWS does. */
bool ip_parse(const char *text, struct ip *out);
bool cidr_parse(const char *text, struct cidr *out);         /* needs "/len" */
bool cidr_parse_or_host(const char *text, struct cidr *out); /* a bare address is a /32 or /128 */
const char *ip_text(struct ip, char buf[static IP_TEXT]);
const char *cidr_text(struct cidr, char buf[static IP_TEXT]);

bool ip_equal(struct ip, struct ip);
int ip_cmp(struct ip, struct ip); /* by family, then value */
u128 cidr_last(struct cidr);
bool cidr_equal(struct cidr, struct cidr);
int cidr_cmp(struct cidr, struct cidr);           /* by family, first, then shorter prefix first */
bool cidr_covers(struct cidr, struct ip);         /* false across families */
bool cidr_contains(struct cidr a, struct cidr b); /* b lies in a */
bool cidr_overlaps(struct cidr, struct cidr);
struct cidr cidr_of_ip(struct ip);
struct ip_range cidr_range(struct cidr);
uint8_t family_bits(uint8_t family); /* 32 or 128 */

/* R66: RFC 1918, RFC 6598; unique local for IPv6. */
bool ip_is_private(struct ip);
/* The addresses around this one for which ip_is_private() and ip_is_link_local() say the same. */
struct ip_range ip_special_range(struct ip);
/* 169.254.0.0/16, fe80::/10, and fd00:ec2::/32, where AWS's own services answer (R27). */
bool ip_is_link_local(struct ip);

#endif
