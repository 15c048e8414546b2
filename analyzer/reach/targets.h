/* targets.h - a balancer's targets, as one of its nodes sees them (R85). */
#ifndef REACH_TARGETS_H
#define REACH_TARGETS_H

#include "reach/internal.h"

/* A target as it is called. */
struct place {
	const struct target_health *target;
	const struct network_interface *interface; /* NULL: outside, or not in the snapshot */
	struct ip address;                         /* FAMILY_NONE: not in the snapshot */
};

struct places {
	struct place items[MAX_WAYS]; /* those that serve */
	size_t len;
	size_t registered, in_enabled_zone; /* of all, why there are no more */
	bool more;                          /* than MAX_WAYS */
	bool fails_open;                    /* too few are healthy: all serve */
	bool by_health_check;               /* but those whose health check can't get through */
};

void targets_for(struct walk *, const struct load_balancer *, const struct target_group *,
		 const struct network_interface *node, struct places *out);
bool is_application(const struct load_balancer *);
bool crosses_zones(struct walk *, const struct load_balancer *, const struct target_group *);
/* Do targets see the client's address? (Where it is of their own family.) */
bool keeps_client(struct walk *, const struct load_balancer *, const struct target_group *);
bool zone_is_enabled(const struct load_balancer *, struct zone);

/* Of those that serve because none is known to be healthy; the last are never left out. */
void leave_out_down(struct places *);
void leave_out_unchecked(struct walk *, const struct load_balancer *, const struct target_group *,
			 const struct network_interface *node, struct places *);

#endif
