/*
 * open.c - what groups open to everybody.
 *
 * Most groups name far too few addresses: their numbers tell, before a single one is compared. What a group comes
 * to is counted once, for many interfaces carry it, each with others.
 */
#include "check/open.h"

#include <stdlib.h>

const struct service open_services[OPEN_SERVICES] = {
	{"everything", -1, 0x060016}, {"tcp/22", 22, 0x060016}, {"tcp/3389", 3389, 0x060d3d}};
const uint8_t open_families[OPEN_FAMILIES] = {IPV4, IPV6};

/* Of a group and a family. */
struct opened {
	/* How many addresses its rules name for each; those named twice count twice. */
	u128 sizes[OPEN_SERVICES];
	unsigned alone; /* what it opens by itself */
	bool counted, decided;
};

/* A bit for each service that the rule lets in, from whomever. */
static unsigned services_of(const struct ip_permission *r)
{
	unsigned bits = 0;
	for (unsigned i = 0; i < OPEN_SERVICES; i++)
		if (open_services[i].port < 0 ? r->protocol == PROTO_ANY
					      : permission_has_tcp(r, open_services[i].port))
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
			arena_array(c->arena, u128, c->net->prefix_lists.len * OPEN_FAMILIES + 1);
		for (size_t i = 0; i < c->net->prefix_lists.len * OPEN_FAMILIES; i++) {
			const struct prefix_list *l = c->net->prefix_lists.items[i / OPEN_FAMILIES];
			c->list_sizes[i] = size_of(l->entries.items, l->entries.len,
						   open_families[i % OPEN_FAMILIES]);
		}
	}
	return c->list_sizes[list->o.ordinal * OPEN_FAMILIES + family];
}

static u128 size_of_rule(struct checker *c, const struct ip_permission *r, unsigned family)
{
	u128 sum = open_families[family] == IPV6
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

static struct opened *opened_by(struct checker *c, const struct security_group *g, unsigned family)
{
	if (!c->opened)
		c->opened = arena_array(c->arena, struct opened,
					c->net->security_groups.len * OPEN_FAMILIES + 1);
	struct opened *o = &c->opened[g->o.ordinal * OPEN_FAMILIES + family];
	for (size_t i = 0; !o->counted && i < g->ingress.len; i++) {
		unsigned of_rule = services_of(&g->ingress.items[i]);
		u128 size = of_rule ? size_of_rule(c, &g->ingress.items[i], family) : 0;
		for (unsigned k = 0; k < OPEN_SERVICES; k++)
			if (of_rule & 1u << k)
				o->sizes[k] = plus(o->sizes[k], size);
	}
	o->counted = true;
	return o;
}

/* The services whose rules name enough addresses to be everybody's. */
static unsigned large_enough(struct checker *c, struct together groups, unsigned family)
{
	u128 all = size_of_internet(open_families[family]);
	unsigned bits = 0;
	for (unsigned k = 0; k < OPEN_SERVICES; k++) {
		u128 sum = 0;
		for (size_t i = 0; i < groups.len; i++)
			sum = plus(sum, opened_by(c, groups.items[i], family)->sizes[k]);
		bits |= sum >= all ? 1u << k : 0;
	}
	return bits;
}

bool open_may_be(struct checker *c, struct together groups, unsigned family)
{
	return large_enough(c, groups, family) != 0;
}

/* ---- which addresses ---- */

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

static void add_group(struct sources *all, const struct security_group *g, size_t place,
		      uint8_t family, unsigned services)
{
	for (size_t i = 0; i < g->ingress.len; i++) {
		const struct ip_permission *r = &g->ingress.items[i];
		struct source like = {
			.group = place, .rule = i, .services = services_of(r) & services};
		if (like.services)
			add_rule(all, r, like, family);
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
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
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

static unsigned find(struct together groups, uint8_t family, unsigned services, struct sources *out)
{
	unsigned open = 0;
	for (size_t i = 0; services && i < groups.len; i++)
		add_group(out, groups.items[i], i, family, services);
	if (!out->items.len)
		return 0;
	qsort(out->items.items, out->items.len, sizeof *out->items.items, by_address);
	for (unsigned k = 0; k < OPEN_SERVICES; k++)
		while ((services & 1u << k) && covers_internet(out, family, 1u << k)) {
			mark_widest(out, 1u << k);
			open |= 1u << k;
		}
	qsort(out->items.items, out->items.len, sizeof *out->items.items, by_rule);
	return open;
}

/* What the group opens by itself. */
static unsigned open_alone(struct checker *c, const struct security_group *g, unsigned family)
{
	struct opened *o = opened_by(c, g, family);
	if (!o->decided) {
		struct together one = {&g, 1};
		struct sources sources = {0};
		o->decided = true;
		o->alone = find(one, open_families[family], large_enough(c, one, family), &sources);
		vec_free(&sources.items);
	}
	return o->alone;
}

unsigned open_find(struct checker *c, struct together groups, unsigned family, struct sources *out)
{
	unsigned services = large_enough(c, groups, family);
	for (size_t i = 0; services && groups.len > 1 && i < groups.len; i++)
		services &= ~open_alone(c, groups.items[i], family);
	return find(groups, open_families[family], services, out);
}

const char *open_to_world(struct checker *c, struct together groups)
{
	struct sources all = {0};
	unsigned open = open_find(c, groups, 0, &all);
	vec_free(&all.items);
	if (!open)
		return NULL;
	struct buf b = BUF_INIT;
	for (unsigned k = 0; k < OPEN_SERVICES; k++)
		if ((open & 1u << k) && (k == 0 || !(open & OPEN_EVERYTHING)))
			buf_printf(&b, "%s%s", b.len ? " and " : "", open_services[k].text);
	const char *text = arena_strdup(c->arena, buf_str(&b));
	buf_free(&b);
	return text;
}
