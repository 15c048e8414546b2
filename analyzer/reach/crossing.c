#include "reach/crossing.h"

enum { MANY_CROSSINGS = 1 << 16 };

/* What lies between a place and the gateway, there and back, for all of the place's addresses. */
struct crossing_end {
	uintptr_t key[6];
};

static const struct vpc *vpc_of(const struct crossings *c, const struct place *place)
{
	return c->classes->net->vpcs.items[place->vpc];
}

/* What the subnet's network ACL lets through to (from) all of these addresses. False: that is not the same
 * for all, or not known. */
static bool acl_alike(struct crossings *c, const struct subnet *s, bool egress,
		      struct ip_range range, struct sets *out)
{
	struct ip_range all = family_range(range.family);
	if (!s->network_acl)
		return false;
	*out = nacl_sets(c->r, s, egress, (struct ip){range.lo, range.family}, &all);
	return range.hi <= all.hi;
}

/* From the place into the gateway, by the attachment's subnet. */
static bool leaves_alike(struct crossings *c, const struct place *p, const struct subnet *by,
			 struct sets *out)
{
	return by && by->vpc == vpc_of(c, p) && acl_alike(c, by, false, p->span, out);
}

/* Out of the gateway: inside of the attachment's subnet no network ACL is passed, not even its own. */
static bool comes_in_alike(struct crossings *c, const struct place *p, const struct subnet *by,
			   struct sets *out)
{
	enum side side = side_of(by, p->span);
	if (!by || by->vpc != vpc_of(c, p) || side == ACROSS ||
	    (side == INSIDE) != (by == p->subnet))
		return false;
	*out = (struct sets){NULL, NULL};
	return side == INSIDE || acl_alike(c, by, true, p->span, out);
}

static const struct crossing_end *find_end(struct crossings *c, const struct place *p,
					   const struct subnet *other,
					   const struct transit_gateway *gateway)
{
	const struct vpc *vpc = vpc_of(c, p);
	const struct tgw_vpc_attachment *a = attachment_to(gateway, vpc);
	struct sets out, in;
	bool fresh;
	if (p->special || !a || !attachment_goes_by_zone(a, p->family) ||
	    vpc_encrypts(vpc) != FLAG_NO ||
	    !leaves_alike(c, p, gateway_subnet(c->r, a, p->subnet), &out) ||
	    !comes_in_alike(c, p, gateway_subnet(c->r, a, other), &in))
		return NULL;
	uintptr_t key[] = {
		(uintptr_t)gateway,
		(uintptr_t)p->family << 2 | keeping_of(a->security_group_referencing),
		(uintptr_t)out.certain,
		(uintptr_t)out.possible,
		(uintptr_t)in.certain,
		(uintptr_t)in.possible,
	};
	return cons_find(&c->ends, &c->arena, key, &fresh);
}

static const struct crossing_end *end_of(struct crossings *c, const struct place *p,
					 const struct place *other,
					 const struct transit_gateway *gateway)
{
	size_t number = (size_t)(p - c->classes->places.items);
	struct known_end *known = &c->known[number * ZONES_KEPT + other->zone % ZONES_KEPT];
	if (known->gateway != gateway || known->zone != other->zone)
		*known = (struct known_end){gateway, other->zone,
					    find_end(c, p, other->subnet, gateway)};
	return known->end;
}

/* What a place's own network ACL says of all of the other one's addresses. */
struct crossing_acl {
	uintptr_t key[4];
};

static const struct crossing_acl no_acl; /* it lets all pass */

static const struct crossing_acl *acl_of(struct crossings *c, const struct place *p,
					 const struct place *other)
{
	struct sets out, in;
	bool fresh;
	if (p->open)
		return &no_acl;
	if (!acl_alike(c, p->subnet, true, other->span, &out) ||
	    !acl_alike(c, p->subnet, false, other->span, &in))
		return NULL;
	uintptr_t key[] = {(uintptr_t)out.certain, (uintptr_t)out.possible, (uintptr_t)in.certain,
			   (uintptr_t)in.possible};
	return cons_find(&c->acls, &c->arena, key, &fresh);
}

struct crossing *crossing_between(struct crossings *c, const struct place *from,
				  const struct place *to)
{
	const struct transit_gateway *gateway = leads_through(c->leads, from, to->vpc);
	if (!gateway || gateway != leads_through(c->leads, to, from->vpc))
		return NULL;
	uintptr_t key[] = {
		(uintptr_t)end_of(c, from, to, gateway),
		(uintptr_t)end_of(c, to, from, gateway),
		(uintptr_t)acl_of(c, from, to),
		(uintptr_t)acl_of(c, to, from),
	};
	bool fresh;
	return key[0] && key[1] && key[2] && key[3] ? cons_find(&c->items, &c->plans, key, &fresh)
						    : NULL;
}

void crossing_keep(struct crossings *c, struct crossing *crossing, const struct plan *plan)
{
	if (!plan->in_full && !plan->lost)
		crossing->plan = arena_memdup(&c->plans, plan, sizeof *plan);
}

void crossings_thin(struct crossings *c)
{
	if (c->items.len < MANY_CROSSINGS)
		return;
	cons_free(&c->items);
	arena_reset(&c->plans);
}

void crossings_open(struct crossings *c, struct reach *r, const struct classes *classes,
		    struct leads *leads)
{
	*c = (struct crossings){.r = r, .classes = classes, .leads = leads};
	c->ends = (struct cons){.words = COUNT_OF(((struct crossing_end *)0)->key),
				.size = sizeof(struct crossing_end)};
	c->acls = (struct cons){.words = COUNT_OF(((struct crossing_acl *)0)->key),
				.size = sizeof(struct crossing_acl)};
	c->items = (struct cons){.words = COUNT_OF(((struct crossing *)0)->key),
				 .size = sizeof(struct crossing)};
	c->known = arena_array(&c->arena, struct known_end, classes->places.len * ZONES_KEPT + 1);
}

void crossings_close(struct crossings *c)
{
	cons_free(&c->ends);
	cons_free(&c->acls);
	cons_free(&c->items);
	arena_free(&c->arena);
	arena_free(&c->plans);
}
