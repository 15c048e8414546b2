/*
 * open.h - what groups open to everybody, and by which of their rules.
 *
 * It is decided by addresses, however the rules are written: 0.0.0.0/0, its two halves in two rules, and a prefix
 * list that holds either, are one; and so are the halves in two groups of one interface, for what an interface
 * lets in is the union over its groups (R40). The sources of all rules that let a service in are taken together;
 * where they cover each public address, the widest of them are what lets everybody in, and what is left is looked
 * at again.
 */
#ifndef CHECK_OPEN_H
#define CHECK_OPEN_H

#include "check/check.h"

/* What hardly ever should be open to everybody, and the packet that shows whether it gets there. */
struct service {
	const char *text;
	int port; /* of tcp; -1: everything */
	uint32_t packet;
};
enum { OPEN_SERVICES = 3, OPEN_EVERYTHING = 1 /* the bit of the first, which is all there is */ };
extern const struct service open_services[OPEN_SERVICES];

enum { OPEN_FAMILIES = 2 };
extern const uint8_t open_families[OPEN_FAMILIES];

/* A block that a rule names, itself or by a list. */
struct source {
	struct cidr cidr;
	size_t group, rule; /* which of the groups, and of its inbound rules */
	size_t place;       /* in the rule: its ranges of this family, then its lists */
	unsigned services;  /* that the rule lets in */
	unsigned opens;     /* those of them that everybody gets in by it */
};

struct sources {
	VEC(struct source) items;
};

struct together {
	const struct security_group *const *items;
	size_t len;
};

/* Do they name enough addresses of the family for anything to be everybody's? Cheap: asked before the rest. */
bool open_may_be(struct checker *, struct together, unsigned family);
/*
 * A bit for each service that the groups open to everybody together, and none of them alone; `out`: by which
 * sources, in the order of groups and rules. The caller frees its items. One group: what it opens.
 */
unsigned open_find(struct checker *, struct together, unsigned family, struct sources *out);
/* What they open to all IPv4: "tcp/22 and tcp/3389"; NULL: nothing. */
const char *open_to_world(struct checker *, struct together);

#endif
