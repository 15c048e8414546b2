/* point.c - the ends of a flow. */
#include "reach/internal.h"

#include <string.h>

struct point point_interface(const struct network_interface *eni, struct ip address)
{
	return (struct point){
		.kind = POINT_INTERFACE, .interface = eni, .address = address, .vpc = eni->vpc};
}

/* The subnet's block in which an endpoint's address lies that nothing shows: IPv4 if it has one. */
static struct ip_range endpoint_range(const struct instance_connect_endpoint *e)
{
	const struct cidr *c =
		e->subnet && e->subnet->cidrs.len ? &e->subnet->cidrs.items[0] : NULL;
	if (!c)
		return (struct ip_range){0};
	/* AWS keeps the first four addresses and the last to itself */
	return (struct ip_range){c->first + 4, cidr_range(*c).hi - 1, c->family};
}

/* An interface as the endpoint describes it. */
const struct network_interface *
interface_for(struct arena *a, const struct instance_connect_endpoint *e, struct ip address)
{
	struct network_interface *made = arena_new(a, struct network_interface);
	made->o = e->o;
	made->subnet = e->subnet;
	made->vpc = e->vpc;
	made->private_ip = address;
	made->group_set = e->group_set;
	made->service = &e->o;
	made->status = "in-use";
	return made;
}

static struct ip own_address(const struct network_interface *eni)
{
	if (eni->private_ip.family || !eni->ipv6.len)
		return eni->private_ip;
	return eni->ipv6.items[0];
}

struct point point_endpoint(struct reach *r, const struct instance_connect_endpoint *e)
{
	const struct network_interface *eni = e->interfaces.len ? e->interfaces.items[0] : NULL;
	struct ip_range range = {0};
	if (!eni) {
		range = endpoint_range(e);
		eni = interface_for(&r->arena, e, (struct ip){range.lo, range.family});
	}
	struct point p = point_interface(eni, own_address(eni));
	p.eice = e;
	p.range = range;
	return p;
}

struct point point_host(enum point_kind kind, struct ip_range range)
{
	return (struct point){.kind = kind, .address = {range.lo, range.family}, .range = range};
}

bool interfaces_of_one_host(const struct network_interface *a, const struct network_interface *b)
{
	if (!a || !b)
		return false;
	if (a == b || (a->instance && b->instance))
		return a == b || a->instance == b->instance;
	return a->instance_id && str_eq(a->instance_id, b->instance_id);
}

bool is_to_itself(const struct question *q)
{
	const struct point *s = &q->source, *d = &q->destination;
	if (s->kind != POINT_INTERFACE || d->kind != POINT_INTERFACE || s->eice ||
	    d->public_address.family)
		return false;
	return interfaces_of_one_host(s->interface, d->interface);
}
