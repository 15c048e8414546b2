/* words.h - how things are called in sentences. Everything returned lives in the arena. */
#ifndef CHECK_WORDS_H
#define CHECK_WORDS_H

#include "check/check.h"

const char *object_name(const struct object *);           /* Name tag, group name, or NULL */
const char *label(struct arena *, const struct object *); /* "sg-0b2 (web-2)" */
const char *label_or(struct arena *, const struct object *, const char *id);
const char *point_words(struct arena *, const struct point *);    /* "instance-1", "the internet" */
const char *flow_words(struct arena *, const struct question *);  /* "ping from a to b" */
const char *packets_words(struct arena *, const struct pktset *); /* "icmp echo request" */
const char *permission_words(struct arena *, const struct ip_permission *, bool egress);
const char *entry_words(struct arena *, const struct network_acl_entry *);
const char *cidr_words(struct arena *, struct cidr);
const char *ip_words(struct arena *, struct ip);
const char *range_words(struct arena *, struct ip_range);      /* a prefix, an address, or "a-b" */
const char *route_words(struct arena *, const struct route *); /* "10.2.0.0/16 -> pcx-1" */
const char *route_destination(struct arena *, const struct route *);
const char *where_words(struct arena *, const struct network_interface *); /* "eni-1 of i-1 (a)" */
const char *region_of(const struct object *);
const struct vpc *vpc_of(const struct object *);
struct vck_endpoint endpoint_of(struct arena *, const struct point *);

/* What belongs to the network, as the report's own; NULL stays NULL. */
const char *words_copy(struct arena *, const char *);

#endif
