/*
 * sg.h - what sets of security groups let through (R40-R46).
 *
 * A set of groups (model/net.h) is compiled when it is first asked, and kept: its rules together are a
 * filter by address; the references among them stand apart, for they look at the other end's groups.
 */
#ifndef REACH_SG_H
#define REACH_SG_H

#include "net/pktpool.h"
#include "reach/filter.h"

struct reference { /* to a group: what it lets through to (from) who carries that */
	const struct user_id_group_pair *pair;
	const struct pktset *sets[2]; /* [is IPv6] */
};

struct references {
	size_t count;
	struct reference items[];
};

struct compiled_groups {                    /* NULL: not asked for yet */
	const struct pktset *openings;      /* what it lets in from anyone at all */
	const struct filter *by_address[2]; /* [egress] */
	const struct references *references[2];
};

struct sg_peer { /* the other side, as far as references may name it */
	const struct network_interface *interface;
	const struct object *via; /* connection crossed, NULL inside one VPC */
	enum keeping via_keeps_references;
	const char *const *balancer_groups; /* a balancer's groups count for its targets (R85) */
	size_t n_balancer_groups;
};

/* The set's rules, by address and by reference. Their sets are the context's. */
const struct filter *sg_filter(struct reach *, const struct group_set *, bool egress);
const struct references *sg_all_references(struct reach *, const struct group_set *, bool egress);
/* A group's rules are others now. */
void sg_forget(struct reach *, const struct object *group);

struct shares {
	struct contribution *items;
	size_t len, cap;
};

/* What the set's rules by address contribute to its filter, cut down to the packets that are asked. Sets are
 * of the pool; the arena is scratch. */
void sg_shares(struct arena *, const struct group_set *, bool egress, struct pktpool *,
	       const struct pktset *packets, struct shares *out);
/* The filter_combine_fn of such shares; ctx: the pool. */
struct sets sg_unite(void *pool, const struct contribution *const *, size_t count);

/* What gets through to (from) this address and peer. */
struct sets sg_sets(struct reach *, struct arena *, const struct group_set *, bool egress,
		    struct ip address, const struct sg_peer *, struct ip_range *atom);
/* ... in, from one address or another. */
struct sets sg_sets_of_anyone(struct arena *, const struct group_set *, uint8_t family);
/* ... because of references that name the peer's groups. */
struct sets sg_references(struct reach *, struct arena *, const struct group_set *, bool egress,
			  uint8_t family, const struct sg_peer *);
struct sets references_among(struct arena *, const struct references *, bool egress, uint8_t family,
			     const struct sg_peer *);
/* ... because of references to groups that the snapshot lacks: who is not in it may carry them (R2). */
const struct pktset *sg_unseen_references(struct arena *, const struct group_set *, bool egress,
					  uint8_t family);
/* Does the set let none of these packets in, whoever sends them? */
bool sg_shuts_out(struct reach *, const struct group_set *, const struct pktset *packets);
bool sg_reference_holds(const struct user_id_group_pair *, bool egress, const struct sg_peer *);
/* ... but a transit gateway is between that does not say whether it keeps them (R2). */
bool sg_may_not_hold(const struct sg_peer *);
bool permission_admits(const struct ip_permission *, bool egress, struct ip address,
		       const struct sg_peer *);

#endif
