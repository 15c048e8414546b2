/* explain_filter.c - groups and network ACLs that deny (R40-R54, R73). */
#include "check/finding.h"

#include "check/nearest.h"

/* ---- which resource ---- */

static const char *filter_cause(const struct problem *p)
{
	struct far far = far_of(p);
	return arena_printf(p->c->arena, "%s %s",
			    pktset_text(p->c->arena, missing_packets(p->c->arena, p->hop)),
			    far.text);
}

static bool is_default(const struct security_group *g)
{
	return str_eq(g->group_name, "default");
}

/* The group to change: on the fewest interfaces, never "default" if there is another, lowest id. */
const struct security_group *group_to_change(const struct security_group *const *groups,
					     size_t count)
{
	const struct security_group *best = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct security_group *g = groups[i];
		if (!best || is_default(g) < is_default(best) ||
		    (is_default(g) == is_default(best) &&
		     (g->interfaces.len < best->interfaces.len ||
		      (g->interfaces.len == best->interfaces.len &&
		       str_cmp(g->o.id, best->o.id) < 0))))
			best = g;
	}
	return best;
}

void identify_group(struct problem *p)
{
	const struct network_interface *n = p->hop->interface;
	const struct security_group *g =
		n ? group_to_change(n->group_set->groups.items, n->group_set->groups.len) : NULL;
	if (g)
		p->object = &g->o;
	identify_object(p);
	p->direction = p->hop->reply ? "return" : "forward";
	p->cause = filter_cause(p);
}

void identify_acl(struct problem *p)
{
	identify_object(p);
	p->direction = p->hop->reply ? "return" : "forward";
	p->cause = filter_cause(p);
}

/* ---- groups ---- */

static void say_other_groups(struct draft *d, const struct problem *p)
{
	const struct network_interface *n = p->hop->interface;
	for (size_t i = 0; n && i < n->group_set->groups.len; i++)
		if (&n->group_set->groups.items[i]->o != p->object)
			say_evidence(d, p->c, n->group_set->groups.items[i]->o.id,
				     "%s is on the interface too, and does not allow it either",
				     label(p->c->arena, &n->group_set->groups.items[i]->o));
}

static void say_nearest(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	const struct hop *h = p->hop;
	const char *nearest = nearest_permissions(p);
	say_evidence(d, p->c, p->id, "no %s rule allows %s %s %s%s%s",
		     h->egress ? "outbound" : "inbound", packets_words(a, missing_packets(a, h)),
		     h->egress ? "to" : "from", ip_words(a, h->egress ? h->destination : h->source),
		     nearest ? "; nearest: " : "; there is no rule at all", nearest ? nearest : "");
}

static void explain_rules(struct draft *d, const struct problem *p)
{
	say_nearest(d, p);
	say_other_groups(d, p);
	say_the_rest(d, p);
	if (p->object && p->object->kind == KIND_SECURITY_GROUP)
		fix_group(d, p, (const void *)p->object, p->hop->egress);
}

void explain_group(struct draft *d, const struct problem *p)
{
	say(d, p->c, "%s is %s by security group %s", way_words(p),
	    p->hop->outcome == VCK_PASS_PARTLY ? "stopped in part" : "stopped",
	    label_or(p->c->arena, p->object, p->id));
	explain_rules(d, p);
}

void explain_eic_source(struct draft *d, const struct problem *p)
{
	say(d, p->c, "%s can't reach %s: security group %s lets SSH in, but not from there",
	    point_words(p->c->arena, &p->question->source),
	    point_words(p->c->arena, &p->question->destination),
	    label_or(p->c->arena, p->object, p->id));
	explain_rules(d, p);
}

/* ---- network ACLs ---- */

void explain_acl(struct draft *d, const struct problem *p)
{
	const struct hop *h = p->hop;
	say(d, p->c, "%s is %s by network ACL %s on its way %s %s", way_words(p),
	    h->outcome == VCK_PASS_PARTLY ? "stopped in part" : "stopped",
	    label_or(p->c->arena, p->object, p->id), h->egress ? "out of" : "into",
	    h->subnet ? label(p->c->arena, &h->subnet->o) : "the subnet");
	if (p->object) {
		nearest_entries(d, p, (const void *)p->object);
		fix_acl(d, p, (const void *)p->object);
	}
	if (h->reply)
		say_evidence(d, p->c, NULL,
			     "network ACLs keep no state: the reply needs an entry of its own");
	say_the_rest(d, p);
}

void explain_ephemeral(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	unsigned proto = p->question->packets->count ? p->question->packets->spans[0].lo >> 16 : 0;
	const struct pktset *theirs =
		pktset_of(a, span_values(proto, p->answer->client_lo, p->answer->client_hi));
	const char *passes =
		p->answer->client_passes
			? pktset_text(a, pktset_and(a, p->answer->client_passes, theirs))
			: "a part";
	say(d, p->c,
	    "only part of the clients' ports get their reply to %s: network ACL %s lets %s through",
	    flow_words(a, p->question), label_or(a, p->object, p->id), passes);
	say_evidence(d, p->c, NULL, "clients use ports %u-%u", p->answer->client_lo,
		     p->answer->client_hi);
	if (p->object) {
		nearest_entries(d, p, (const void *)p->object);
		fix_acl(d, p, (const void *)p->object);
	}
	say_the_rest(d, p);
}
