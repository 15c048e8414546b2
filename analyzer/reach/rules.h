/* rules.h - the rules of application load balancers' listeners (R85). */
#ifndef REACH_RULES_H
#define REACH_RULES_H

#include "reach/internal.h"

/* What may become of this client's requests, as far as it leads to targets; in the arena. */
struct alternatives *alternatives_of(struct walk *, const struct load_balancer *,
				     const struct listener *);
bool leads_on(const struct forward *);

#endif
