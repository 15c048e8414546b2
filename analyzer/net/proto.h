/* proto.h - the protocol of a question, as a person writes it. */
#ifndef NET_PROTO_H
#define NET_PROTO_H

#include "base/error.h"
#include "net/ip.h"
#include "net/pktset.h"

/*
 * `icmp` alone is an echo request, of the family that the addresses have; everything else is a
 * span. client: the client's own ports when the question names them, else 0..0 (R53).
 */
struct proto_spec {
	bool echo;
	struct span span;
};

/* "icmp", "icmp/8/0", "icmpv6", "tcp/22", "udp/1000-2000", "tcp", "any", "47". */
bool proto_parse(const char *text, struct proto_spec *out, struct vck_error *err);
/* The packets that a spec stands for between addresses of this family. */
struct span proto_span(const struct proto_spec *, uint8_t family);
const char *proto_text(struct arena *, struct span);

/* "6" -> 6, "tcp" -> 6, "-1" -> PROTO_ANY, as rules of groups and NACLs name it; -2: no protocol.
 * Capitals are the same. */
int proto_number(const char *text);
const char *proto_name(int number); /* "tcp", "any", or NULL for those that have a number only */

#endif
