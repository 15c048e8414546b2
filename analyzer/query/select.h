/*
 * select.h - what the files of select share.
 *
 * A selector is tried as a word (select_word.c), a pattern (select_pattern.c), an address
 * (select_address.c), a prefix (select_prefix.c), an id (select_object.c), a load balancer's DNS
 * name (select_dns.c), in this order. Each adds points to the picker, or says why nobody is meant.
 */
#ifndef QUERY_SELECT_H
#define QUERY_SELECT_H

#include "query/internal.h"

struct picker {
	struct reach *reach;
	const struct net *net;
	struct arena *arena;
	const char *text;
	uint8_t family; /* FAMILY_NONE: IPv4 unless there is none */
	const struct point *other;
	VEC(struct point) points;
	bool is_set;
};

void add_interface(struct picker *, const struct network_interface *);
void add_range(struct picker *, enum point_kind, u128 lo, u128 hi, uint8_t family);

/* False: it is no word. Else *status says what came of it. */
bool pick_word(struct picker *, enum vck_status *status, struct vck_error *);
const char *nearest_word(const char *text);
void add_internet(struct picker *, uint8_t family);

/* The kinds that can be an end; instances and interfaces, which are hosts, come first. */
size_t endpoint_kinds(const enum kind **);
/* What an object stands for. False: it sends and receives nothing. */
bool pick_members(struct picker *, const struct object *);
enum vck_status pick_object(struct picker *, const struct object *, struct vck_error *);
enum vck_status no_such_id(const struct picker *, enum kind, struct vck_error *);

/* "web-*" and "Role=web*": of whatever carries a tag of that key. */
enum vck_status pick_pattern(struct picker *, const char *key, const char *pattern,
			     struct vck_error *);
enum vck_status pick_tag(struct picker *, const char *text, struct vck_error *);
/* The name that is nearest to the selector's text; NULL: none is near. */
const char *nearest_name(const struct picker *);

/* NULL: no load balancer has that DNS name. */
const struct load_balancer *pick_dns_name(struct picker *);

enum vck_status pick_address(struct picker *, struct ip);
/* Of several VPCs that hold an address the one with the least number is meant. */
unsigned preference(const struct picker *, const struct vpc *, struct ip);
const struct vpc *covering_vpc(const struct picker *, struct ip);
void pick_unowned(struct picker *, struct ip_range);
enum vck_status pick_cidr(struct picker *, struct cidr);

#endif
