/* zone.c - are two Availability Zones one? */
#include "reach/internal.h"

/* Ids are the same in all accounts; names stand for other zones in each. */
bool same_zone(struct zone a, struct zone b)
{
	if (a.id && b.id)
		return str_eq(a.id, b.id);
	return a.name && str_eq(a.name, b.name);
}

struct zone zone_of_subnet(const struct subnet *s)
{
	return s ? (struct zone){s->availability_zone_id, s->availability_zone} : (struct zone){0};
}
