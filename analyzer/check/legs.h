/* legs.h - flows through load balancers, leg by leg (R85). */
#ifndef CHECK_LEGS_H
#define CHECK_LEGS_H

#include "check/words.h"

enum { MAX_LEGS = 64 }; /* of one trace: as many ways behind a balancer are told apart */

struct legs { /* behind the first: leg 0 ends at the first balancer */
	const struct onward *items[MAX_LEGS];
	size_t len;
};

void legs_of(const struct trace *, struct legs *out);
unsigned leg_index(const struct legs *, const struct onward *);
struct vck_leg *legs_told(struct arena *, const struct question *, const struct legs *,
			  size_t *count);
/* What holds for some requests alone, or hangs on targets' health; NULL: nothing does. */
const char *legs_note(struct checker *, const struct answer *, const struct legs *);
/* "path /v1 and host a.example.com"; "the default action" for NULL. */
const char *rule_words(struct arena *, const struct listener_rule *);

#endif
