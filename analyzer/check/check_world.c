/* check_world.c - groups that let the whole internet in (open.h), where it reaches who carries them. */
#include "check/checks.h"

#include "check/fix.h"
#include "check/open.h"

#include <stdlib.h>
#include <string.h>

/* ---- who is reached ---- */

/* The address by which the internet may reach it at all; FAMILY_NONE: none. */
static struct ip outward_address(const struct network_interface *n, uint8_t family)
{
	struct ip none = {0, FAMILY_NONE};
	if (!query_subnet_is_public(n->subnet))
		return none;
	if (family == IPV6)
		return n->ipv6.len ? n->ipv6.items[0] : none;
	return interface_facing_internet(n);
}

/* A host on the internet sends this packet to the interface. The set lives in `arena`. */
static struct question from_world(struct arena *arena, const struct network_interface *n,
				  struct ip address, uint32_t packet)
{
	uint8_t family = address.family;
	u128 host = family == IPV6 ? (u128)0x2600 << 112 : (u128)0xcb007107; /* 203.0.113.7 */
	struct question q = {.packets = pktset_of(arena, (struct span){packet, packet})};
	q.source = point_host(POINT_INTERNET, (struct ip_range){host, host, family});
	q.destination = point_interface(n, address);
	return q;
}

static bool world_reaches(struct checker *c, const struct network_interface *n, struct ip address,
			  uint32_t packet)
{
	struct arena scratch = ARENA_INIT;
	struct answer a;
	struct question q = from_world(&scratch, n, address, packet);
	reach_flow(c->reach, &scratch, &q, &a, NULL);
	bool passes = a.verdict == VCK_REACHABLE || a.verdict == VCK_PARTIAL;
	arena_free(&scratch);
	return passes;
}

/* Groups that are looked at together, and who carries them all. */
struct opening {
	struct checker *c;
	struct together groups;
	const struct network_interface *const *carriers;
	size_t n_carriers;
	struct sources sources[OPEN_FAMILIES];
	size_t told[OPEN_FAMILIES]; /* sources of the rules that were looked at */
	struct {
		bool known;
		const struct network_interface *interface;
	} reached[OPEN_FAMILIES][OPEN_SERVICES];
	struct draft *draft;
};

static const struct network_interface *exposed(const struct opening *o, uint8_t family,
					       uint32_t packet)
{
	enum { ASKED = 64 }; /* of thousands that carry one group, these tell enough */
	size_t asked = 0;
	for (size_t i = 0; i < o->n_carriers && asked < ASKED; i++) {
		const struct network_interface *n = o->carriers[i];
		struct ip address = outward_address(n, family);
		if (!address.family)
			continue;
		if (world_reaches(o->c, n, address, packet))
			return n;
		asked++;
	}
	return NULL;
}

/* Most groups carry nobody whom the internet could reach. */
static bool faces_internet(const struct opening *o, uint8_t family)
{
	for (size_t i = 0; i < o->n_carriers; i++)
		if (outward_address(o->carriers[i], family).family)
			return true;
	return false;
}

static const struct network_interface *reached(struct opening *o, unsigned family, unsigned service)
{
	if (!o->reached[family][service].known) {
		o->reached[family][service].known = true;
		o->reached[family][service].interface =
			exposed(o, open_families[family], open_services[service].packet);
	}
	return o->reached[family][service].interface;
}

/* ---- the finding ---- */

/* Is everybody's address named piece by piece? */
static bool is_in_pieces(const struct opening *o)
{
	for (unsigned f = 0; f < OPEN_FAMILIES; f++)
		for (size_t i = 0; i < o->sources[f].items.len; i++)
			if (o->sources[f].items.items[i].opens &&
			    o->sources[f].items.items[i].cidr.len)
				return true;
	return false;
}

/* Those of the groups by whose rules everybody gets the service in. */
static struct together openers(const struct opening *o, unsigned family, unsigned service)
{
	const struct sources *all = &o->sources[family];
	const struct security_group **items =
		arena_array(o->c->arena, const struct security_group *, o->groups.len);
	struct together found = {items, 0};
	for (size_t i = 0; i < all->items.len; i++) {
		const struct security_group *g = o->groups.items[all->items.items[i].group];
		if ((all->items.items[i].opens & 1u << service) &&
		    (!found.len || items[found.len - 1] != g))
			items[found.len++] = g;
	}
	return found;
}

/* "sg-1 (a) and sg-2 (b)", or their bare ids. */
static const char *names_of(struct arena *a, struct together groups, bool bare)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < groups.len; i++)
		buf_printf(&b, "%s%s",
			   i == 0                       ? ""
			   : i + 1 < groups.len || bare ? ", "
							: " and ",
			   bare ? groups.items[i]->o.id : label(a, &groups.items[i]->o));
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static void open_draft(struct opening *o, const struct network_interface *n, unsigned family,
		       unsigned service)
{
	struct checker *c = o->c;
	const char *what = open_services[service].text, *cause = what;
	struct together by = openers(o, family, service);
	if (o->draft)
		return;
	if (by.len > 1)
		cause = arena_printf(c->arena, "%s %s", what, names_of(c->arena, by, true));
	const struct security_group *g = group_to_change(by.items, by.len);
	o->draft = finding_lint(c, VCK_SG_OPEN_TO_WORLD, VCK_SEVERITY_WARNING, &g->o, cause);
	if (!o->draft)
		return;
	say(o->draft, c, "security group%s %s the whole internet reach %s on %s",
	    by.len > 1 ? "s" : "",
	    arena_printf(c->arena, "%s %s", names_of(c->arena, by, false),
			 by.len > 1 ? "together let" : "lets"),
	    where_words(c->arena, n), what);
	say_fix(o->draft, c,
		"let in where it is used from (for EC2 Instance Connect its managed prefix "
		"list), then take the %s away",
		is_in_pieces(o) ? "ranges that together are everybody" : "rule for everybody");
}

/* After something narrower is in place, what lets everybody in goes: the rule with this one source. */
static void fix_open(struct opening *o, const struct security_group *g,
		     const struct ip_permission *r, const struct source *s, uint8_t family)
{
	struct ip_permission one = *r;
	size_t ranges = family == IPV6 ? r->ipv6_ranges.len : r->ip_ranges.len;
	struct cidr block = s->cidr;
	memset(&one.ip_ranges, 0, sizeof one.ip_ranges);
	memset(&one.ipv6_ranges, 0, sizeof one.ipv6_ranges);
	memset(&one.prefix_lists, 0, sizeof one.prefix_lists);
	memset(&one.group_pairs, 0, sizeof one.group_pairs);
	if (s->place >= ranges) {
		one.prefix_lists.items = &r->prefix_lists.items[s->place - ranges];
		one.prefix_lists.len = 1;
		const struct prefix_list *list = one.prefix_lists.items[0].prefix_list;
		say_evidence(o->draft, o->c, list->o.id, "%s holds %s",
			     label(o->c->arena, &list->o), cidr_words(o->c->arena, block));
	} else if (family == IPV6) {
		one.ipv6_ranges.items = &block;
		one.ipv6_ranges.len = 1;
	} else {
		one.ip_ranges.items = &block;
		one.ip_ranges.len = 1;
	}
	fix_revoke(o->draft, o->c, g, false, &one);
}

/* Its sources stand side by side from the first that is not told. */
static size_t sources_of_rule(const struct opening *o, size_t group, size_t rule, unsigned family,
			      unsigned *opens)
{
	const struct sources *all = &o->sources[family];
	size_t to = o->told[family];
	for (; to < all->items.len && all->items.items[to].group == group &&
	       all->items.items[to].rule == rule;
	     to++)
		*opens |= all->items.items[to].opens;
	return to;
}

/* A rule whose sources, some of them, let everybody in, and somebody is reached. */
static void tell_rule(struct opening *o, size_t group, size_t rule, unsigned family)
{
	const struct security_group *g = o->groups.items[group];
	const struct ip_permission *r = &g->ingress.items[rule];
	const struct source *s = o->sources[family].items.items;
	const struct network_interface *n = NULL;
	unsigned opens = 0, service = 0;
	size_t from = o->told[family], to = sources_of_rule(o, group, rule, family, &opens);
	o->told[family] = to;
	for (; !n && service < OPEN_SERVICES; service++)
		n = opens & 1u << service ? reached(o, family, service) : NULL;
	if (n)
		open_draft(o, n, family, service - 1);
	if (!n || !o->draft)
		return;
	const char *whose = o->groups.len > 1 ? label(o->c->arena, &g->o) : "";
	say_evidence(o->draft, o->c, g->o.id, "%s%s%s", whose, *whose ? ": " : "",
		     permission_words(o->c->arena, r, false));
	size_t last = (size_t)-1; /* of a list with several such entries the first tells */
	for (size_t i = from; i < to; i++)
		if (s[i].opens && s[i].place != last) {
			last = s[i].place;
			fix_open(o, g, r, &s[i], open_families[family]);
		}
}

/* Once the rules are gone, does the internet reach nobody any more whom it reached by them? */
static void try_closed(struct opening *o)
{
	struct arena scratch = ARENA_INIT;
	struct question asked[OPEN_FAMILIES * OPEN_SERVICES];
	size_t n = 0;
	for (unsigned f = 0; f < OPEN_FAMILIES; f++)
		for (unsigned k = 0; k < OPEN_SERVICES; k++) {
			const struct network_interface *to = o->reached[f][k].interface;
			if (to)
				asked[n++] = from_world(&scratch, to,
							outward_address(to, open_families[f]),
							open_services[k].packet);
		}
	prove_lint(o->c, o->draft, asked, n, false,
		   "the internet would reach it all the same, by other rules of its groups");
	arena_free(&scratch);
}

static void tell_opening(struct opening *o)
{
	unsigned open = 0;
	for (unsigned f = 0; f < OPEN_FAMILIES; f++)
		if (open_may_be(o->c, o->groups, f) && faces_internet(o, open_families[f]))
			open |= open_find(o->c, o->groups, f, &o->sources[f]);
	for (size_t i = 0; open && i < o->groups.len; i++)
		for (size_t k = 0; k < o->groups.items[i]->ingress.len; k++)
			for (unsigned f = 0; f < OPEN_FAMILIES; f++)
				tell_rule(o, i, k, f);
	if (o->draft)
		try_closed(o);
	for (unsigned f = 0; f < OPEN_FAMILIES; f++)
		vec_free(&o->sources[f].items);
}

/* ---- which groups ---- */

static bool may_be_open(struct checker *c, struct together groups)
{
	for (unsigned f = 0; f < OPEN_FAMILIES; f++)
		if (open_may_be(c, groups, f))
			return true;
	return false;
}

static void each_group(struct checker *c)
{
	for (size_t i = 0; i < c->net->security_groups.len; i++) {
		const struct security_group *g = c->net->security_groups.items[i];
		tell_opening(&(struct opening){.c = c,
					       .groups = {&g, 1},
					       .carriers = g->interfaces.items,
					       .n_carriers = g->interfaces.len});
	}
}

/* Who has the same groups stands in one list, by the set's place; sets that open nothing have none. */
struct carriers_of_set {
	VEC(const struct network_interface *) items;
};

static struct together groups_of(const struct group_set *set)
{
	return (struct together){(const struct security_group *const *)set->groups.items,
				 set->groups.len};
}

static void gather_carriers(struct checker *c, struct carriers_of_set *of_set)
{
	const struct net *net = c->net;
	bool *looked_at = mem_zalloc(net->group_sets.len + 1);
	for (size_t i = 0; i < net->group_sets.len; i++)
		looked_at[i] = net->group_sets.items[i]->groups.len > 1 &&
			       may_be_open(c, groups_of(net->group_sets.items[i]));
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *n = net->network_interfaces.items[i];
		if (n->group_set->ordinal < net->group_sets.len && looked_at[n->group_set->ordinal])
			vec_push(&of_set[n->group_set->ordinal].items, n);
	}
	free(looked_at);
}

/* What groups of one interface open together, and none of them alone. */
static void each_set(struct checker *c)
{
	size_t n = c->net->group_sets.len;
	struct carriers_of_set *of_set = mem_zalloc(sizeof *of_set * (n + 1));
	gather_carriers(c, of_set);
	for (size_t i = 0; i < n; i++) {
		if (of_set[i].items.len)
			tell_opening(
				&(struct opening){.c = c,
						  .groups = groups_of(c->net->group_sets.items[i]),
						  .carriers = of_set[i].items.items,
						  .n_carriers = of_set[i].items.len});
		vec_free(&of_set[i].items);
	}
	free(of_set);
}

void check_group_open(struct checker *c)
{
	each_group(c);
	each_set(c);
}
