/*
 * check_world.c - groups that let the whole internet in.
 *
 * What a group opens to everybody is decided by addresses, however its rules are written: 0.0.0.0/0, its two
 * halves in two rules and a prefix list that holds either are one. The sources of all rules that let a service
 * in are taken together; where they cover each public address, the widest of them are what lets everybody in,
 * and what is left is looked at again.
 *
 * Most groups name far too few addresses: their numbers tell, before a single one is compared.
 */
#include "check/checks.h"

#include "check/fix.h"

#include <stdlib.h>
#include <string.h>

/* What hardly ever should be open to everybody, and the packet that shows whether it gets there. The first is
 * all there is. */
static const struct service {
	const char *text;
	int port; /* of tcp; -1: everything */
	uint32_t packet;
} services[] = {
	{"everything", -1, 0x060016}, {"tcp/22", 22, 0x060016}, {"tcp/3389", 3389, 0x060d3d}};
enum { SERVICES = COUNT_OF(services), EVERYTHING = 1 };

static const uint8_t families[] = {IPV4, IPV6};
enum { FAMILIES = COUNT_OF(families) };

/* A bit for each service that the rule lets in, from whomever. */
static unsigned services_of(const struct ip_permission *r)
{
	unsigned bits = 0;
	for (unsigned i = 0; i < SERVICES; i++)
		if (services[i].port < 0 ? r->protocol == PROTO_ANY
					 : permission_has_tcp(r, services[i].port))
			bits |= 1u << i;
	return bits;
}

/* ---- how many addresses ---- */

static u128 plus(u128 a, u128 b)
{
	return a + b < a ? ~(u128)0 : a + b;
}

static u128 size_of(const struct cidr *blocks, size_t len, uint8_t family)
{
	u128 sum = 0;
	for (size_t i = 0; i < len; i++)
		if (blocks[i].family == family)
			sum = plus(sum, plus(prefix_host_mask(family, blocks[i].len), 1));
	return sum;
}

/* Many groups name one list: its entries are counted once. */
static u128 list_size(struct checker *c, const struct prefix_list *list, unsigned family)
{
	if (!c->list_sizes) {
		c->list_sizes =
			arena_array(c->arena, u128, c->net->prefix_lists.len * FAMILIES + 1);
		for (size_t i = 0; i < c->net->prefix_lists.len * FAMILIES; i++) {
			const struct prefix_list *l = c->net->prefix_lists.items[i / FAMILIES];
			c->list_sizes[i] =
				size_of(l->entries.items, l->entries.len, families[i % FAMILIES]);
		}
	}
	return c->list_sizes[list->o.ordinal * FAMILIES + family];
}

static u128 size_of_rule(struct checker *c, const struct ip_permission *r, unsigned family)
{
	u128 sum = families[family] == IPV6
			   ? size_of(r->ipv6_ranges.items, r->ipv6_ranges.len, IPV6)
			   : size_of(r->ip_ranges.items, r->ip_ranges.len, IPV4);
	for (size_t i = 0; i < r->prefix_lists.len; i++)
		if (r->prefix_lists.items[i].prefix_list)
			sum = plus(sum, list_size(c, r->prefix_lists.items[i].prefix_list, family));
	return sum;
}

static u128 size_of_internet(uint8_t family)
{
	size_t n;
	u128 sum = 0;
	const struct ip_range *all = query_internet(family, &n);
	for (size_t i = 0; i < n; i++)
		sum += all[i].hi - all[i].lo + 1;
	return sum;
}

/* The services whose rules name enough addresses to be everybody's. */
static unsigned large_enough(struct checker *c, const struct security_group *g, unsigned family)
{
	u128 sums[SERVICES] = {0}, all = size_of_internet(families[family]);
	unsigned bits = 0;
	for (size_t i = 0; i < g->ingress.len; i++) {
		unsigned of_rule = services_of(&g->ingress.items[i]);
		u128 size = of_rule ? size_of_rule(c, &g->ingress.items[i], family) : 0;
		for (unsigned k = 0; k < SERVICES; k++)
			if (of_rule & 1u << k)
				sums[k] = plus(sums[k], size);
	}
	for (unsigned k = 0; k < SERVICES; k++)
		bits |= sums[k] >= all ? 1u << k : 0;
	return bits;
}

/* ---- which addresses ---- */

/* A block that a rule names, itself or by a list. */
struct source {
	struct cidr cidr;
	size_t rule, place; /* in the rule: its ranges of this family, then its lists */
	unsigned services;  /* that the rule lets in */
	unsigned opens;     /* those of them that everybody gets in by it */
};

struct sources {
	VEC(struct source) items;
};

static void add_blocks(struct sources *all, struct source like, const struct cidr *blocks,
		       size_t len, uint8_t family)
{
	for (size_t i = 0; i < len; i++) {
		like.cidr = blocks[i];
		if (like.cidr.family == family)
			vec_push(&all->items, like);
	}
}

static void add_rule(struct sources *all, const struct ip_permission *r, struct source like,
		     uint8_t family)
{
	const struct cidr *blocks = family == IPV6 ? r->ipv6_ranges.items : r->ip_ranges.items;
	size_t len = family == IPV6 ? r->ipv6_ranges.len : r->ip_ranges.len;
	for (like.place = 0; like.place < len; like.place++)
		add_blocks(all, like, &blocks[like.place], 1, family);
	for (size_t i = 0; i < r->prefix_lists.len; i++, like.place++) {
		const struct prefix_list *list = r->prefix_lists.items[i].prefix_list;
		if (list)
			add_blocks(all, like, list->entries.items, list->entries.len, family);
	}
}

static int by_address(const void *pa, const void *pb)
{
	const struct source *a = pa, *b = pb;
	return cidr_cmp(a->cidr, b->cidr);
}

static int by_rule(const void *pa, const void *pb)
{
	const struct source *a = pa, *b = pb;
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return cidr_cmp(a->cidr, b->cidr);
}

static bool counts(const struct source *s, unsigned service)
{
	return (s->services & service) && !(s->opens & service);
}

/* Do those that are left cover the public addresses? They are sorted by address. */
static bool covers_internet(const struct sources *all, uint8_t family, unsigned service)
{
	size_t n, at = 0;
	const struct ip_range *internet = query_internet(family, &n);
	for (size_t i = 0; i < n; i++) {
		u128 next = internet[i].lo; /* the first that nobody has covered */
		for (bool done = false; !done;) {
			const struct source *s = all->items.items;
			while (at < all->items.len &&
			       (!counts(&s[at], service) || cidr_last(s[at].cidr) < next))
				at++;
			if (at == all->items.len || s[at].cidr.first > next)
				return false;
			done = cidr_last(s[at].cidr) >= internet[i].hi;
			next = cidr_last(s[at].cidr) + 1;
		}
	}
	return true;
}

static bool meets_internet(struct cidr block)
{
	size_t n;
	const struct ip_range *internet = query_internet(block.family, &n);
	for (size_t i = 0; i < n; i++)
		if (block.first <= internet[i].hi && internet[i].lo <= cidr_last(block))
			return true;
	return false;
}

/* The widest of those that are left; what lies in another of them adds nothing, nor does what is private. */
static void mark_widest(struct sources *all, unsigned service)
{
	struct cidr widest = {.family = FAMILY_NONE};
	for (size_t i = 0; i < all->items.len; i++) {
		struct source *s = &all->items.items[i];
		if (!counts(s, service) ||
		    (cidr_contains(widest, s->cidr) && !cidr_equal(widest, s->cidr)))
			continue;
		widest = s->cidr;
		if (meets_internet(s->cidr))
			s->opens |= service;
	}
}

/* What the group opens to everybody, and by which sources: by rule, in their order. */
static unsigned find_open(struct checker *c, const struct security_group *g, unsigned family,
			  struct sources *out)
{
	unsigned large = large_enough(c, g, family), open = 0;
	for (size_t i = 0; large && i < g->ingress.len; i++) {
		const struct ip_permission *r = &g->ingress.items[i];
		struct source like = {.rule = i, .services = services_of(r) & large};
		if (like.services)
			add_rule(out, r, like, families[family]);
	}
	if (!out->items.len)
		return 0;
	qsort(out->items.items, out->items.len, sizeof *out->items.items, by_address);
	for (unsigned k = 0; k < SERVICES; k++)
		while ((large & 1u << k) && covers_internet(out, families[family], 1u << k)) {
			mark_widest(out, 1u << k);
			open |= 1u << k;
		}
	qsort(out->items.items, out->items.len, sizeof *out->items.items, by_rule);
	return open;
}

const char *open_to_world(struct checker *c, const struct security_group *g)
{
	struct sources all = {0};
	unsigned open = find_open(c, g, 0, &all);
	vec_free(&all.items);
	if (!open)
		return NULL;
	struct buf b = BUF_INIT;
	for (unsigned k = 0; k < SERVICES; k++)
		if ((open & 1u << k) && (k == 0 || !(open & EVERYTHING)))
			buf_printf(&b, "%s%s", b.len ? " and " : "", services[k].text);
	const char *text = arena_strdup(c->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

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

/* Does a host on the internet get this packet through to the interface? */
static bool world_reaches(struct checker *c, const struct network_interface *n, struct ip address,
			  uint32_t packet)
{
	uint8_t family = address.family;
	u128 host = family == IPV6 ? (u128)0x2600 << 112 : (u128)0xcb007107; /* 203.0.113.7 */
	struct arena scratch = ARENA_INIT;
	struct answer a;
	struct question q = {.packets = pktset_of(&scratch, (struct span){packet, packet})};
	q.source = point_host(POINT_INTERNET, (struct ip_range){host, host, family});
	q.destination = point_interface(n, address);
	reach_flow(c->reach, &scratch, &q, &a, NULL);
	bool passes = a.verdict == VCK_REACHABLE || a.verdict == VCK_PARTIAL;
	arena_free(&scratch);
	return passes;
}

static const struct network_interface *exposed(struct checker *c, const struct security_group *g,
					       uint8_t family, uint32_t packet)
{
	enum { ASKED = 64 }; /* of thousands that carry one group, these tell enough */
	size_t asked = 0;
	for (size_t i = 0; i < g->interfaces.len && asked < ASKED; i++) {
		const struct network_interface *n = g->interfaces.items[i];
		struct ip address = outward_address(n, family);
		if (!address.family)
			continue;
		if (world_reaches(c, n, address, packet))
			return n;
		asked++;
	}
	return NULL;
}

/* Most groups carry nobody whom the internet could reach. */
static bool faces_internet(const struct security_group *g, uint8_t family)
{
	for (size_t i = 0; i < g->interfaces.len; i++)
		if (outward_address(g->interfaces.items[i], family).family)
			return true;
	return false;
}

/* ---- the finding ---- */

/* A group, what of it is open in each family, and whom that reaches. */
struct opening {
	struct checker *c;
	const struct security_group *g;
	struct sources sources[FAMILIES];
	size_t told[FAMILIES]; /* sources of the rules that were looked at */
	struct {
		bool known;
		const struct network_interface *interface;
	} reached[FAMILIES][SERVICES];
	struct draft *draft;
};

static const struct network_interface *reached(struct opening *o, unsigned family, unsigned service)
{
	if (!o->reached[family][service].known) {
		o->reached[family][service].known = true;
		o->reached[family][service].interface =
			exposed(o->c, o->g, families[family], services[service].packet);
	}
	return o->reached[family][service].interface;
}

/* Is everybody's address named piece by piece? */
static bool is_in_pieces(const struct opening *o)
{
	for (unsigned f = 0; f < FAMILIES; f++)
		for (size_t i = 0; i < o->sources[f].items.len; i++)
			if (o->sources[f].items.items[i].opens &&
			    o->sources[f].items.items[i].cidr.len)
				return true;
	return false;
}

static void open_draft(struct opening *o, const struct network_interface *n, const char *what)
{
	struct checker *c = o->c;
	if (o->draft)
		return;
	o->draft = finding_lint(c, VCK_SG_OPEN_TO_WORLD, VCK_SEVERITY_WARNING, &o->g->o, what);
	if (!o->draft)
		return;
	say(o->draft, c, "security group %s lets the whole internet reach %s on %s",
	    label(c->arena, &o->g->o), where_words(c->arena, n), what);
	say_fix(o->draft, c,
		"let in where it is used from (for EC2 Instance Connect its managed prefix "
		"list), then take the %s away",
		is_in_pieces(o) ? "ranges that together are everybody" : "rule for everybody");
}

/* After something narrower is in place, what lets everybody in goes: the rule with this one source. */
static void fix_open(struct opening *o, const struct ip_permission *r, const struct source *s,
		     uint8_t family)
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
	fix_revoke(o->draft, o->c, o->g, false, &one);
}

/* A rule whose sources, some of them, let everybody in, and somebody is reached. */
static void tell_rule(struct opening *o, size_t rule, unsigned family)
{
	const struct ip_permission *r = &o->g->ingress.items[rule];
	const struct source *s = o->sources[family].items.items;
	size_t from = o->told[family], to = from;
	const struct network_interface *n = NULL;
	unsigned opens = 0, service = 0;
	for (; to < o->sources[family].items.len && s[to].rule == rule; to++)
		opens |= s[to].opens;
	o->told[family] = to;
	for (; !n && service < SERVICES; service++)
		n = opens & 1u << service ? reached(o, family, service) : NULL;
	if (n)
		open_draft(o, n, services[service - 1].text);
	if (!n || !o->draft)
		return;
	say_evidence(o->draft, o->c, o->g->o.id, "%s", permission_words(o->c->arena, r, false));
	size_t last = (size_t)-1; /* of a list with several such entries the first tells */
	for (size_t i = from; i < to; i++)
		if (s[i].opens && s[i].place != last) {
			last = s[i].place;
			fix_open(o, r, &s[i], families[family]);
		}
}

void check_group_open(struct checker *c)
{
	for (size_t i = 0; i < c->net->security_groups.len; i++) {
		struct opening o = {.c = c, .g = c->net->security_groups.items[i]};
		unsigned open = 0;
		for (unsigned f = 0; f < FAMILIES; f++)
			if (large_enough(c, o.g, f) && faces_internet(o.g, families[f]))
				open |= find_open(c, o.g, f, &o.sources[f]);
		for (size_t k = 0; open && k < o.g->ingress.len; k++)
			for (unsigned f = 0; f < FAMILIES; f++)
				tell_rule(&o, k, f);
		for (unsigned f = 0; f < FAMILIES; f++)
			vec_free(&o.sources[f].items);
	}
}
