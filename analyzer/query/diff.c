/* diff.c - which flows a change opens and closes (diff.h). */
#include "query/diff.h"
#include "base/map.h"
#include "base/str.h"
#include "query/internal.h"
#include "reach/classes.h"
#include "reach/pairs.h"

#include <string.h>

enum { BEFORE, AFTER, TIMES };

struct member_pair { /* one interface, before and after; NULL: it is not there */
	const struct member *at[TIMES];
};

/* Interfaces of one class before and of one class after. */
struct joint {
	const struct endpoint_class *class[TIMES];
	const char *vpc_id;
	VEC(struct member_pair) members;
};

struct row {
	size_t *sources, *destinations; /* joints, ascending */
	size_t n_sources, n_destinations;
	const char *outside; /* the one end that is no joint, or NULL */
	const char *ranges;  /* ", " between them; NULL: all */
	bool inbound;        /* outside is the source */
	const struct pktset *opened, *closed;
};

struct net_side {
	struct reach *reach;
	const struct net *net;
	struct classes *classes;
	struct pairs *pairs;
};

struct differ {
	struct arena *arena;
	struct net_side at[TIMES];
	uint8_t family;
	struct map by_classes, by_interface;
	VEC(struct joint *) joints;
	struct map by_vpc; /* VPC id -> struct vpc_joints */
	VEC(struct row) rows;
	unsigned long unknown;
};

struct vpc_joints {
	const char *id;
	VEC(size_t) items;
};

/* ---- joints ---- */

static const struct endpoint_class **class_of_members(const struct classes *c, struct arena *a)
{
	const struct endpoint_class **of =
		arena_array(a, const struct endpoint_class *, c->members.len + 1);
	for (size_t i = 0; i < c->items.len; i++)
		for (uint32_t k = 0; k < c->items.items[i].count; k++)
			of[c->items.items[i].first + k] = &c->items.items[i];
	return of;
}

static struct joint *joint_of(struct differ *d, const struct endpoint_class *const class[TIMES],
			      const char *vpc_id)
{
	struct joint *j = map_get(&d->by_classes, class, TIMES * sizeof *class);
	if (j)
		return j;
	j = arena_new(d->arena, struct joint);
	memcpy(j->class, class, sizeof j->class);
	j->vpc_id = vpc_id;
	map_put(&d->by_classes, j->class, sizeof j->class, j);
	vec_push(&d->joints, j);
	return j;
}

struct located { /* an interface's member and class, before and after */
	struct member_pair member;
	const struct endpoint_class *class[TIMES];
	const char *id, *vpc_id;
};

static void locate(struct differ *d, int time, struct located *all, size_t *n)
{
	const struct classes *c = d->at[time].classes;
	const struct endpoint_class **of = class_of_members(c, d->arena);
	for (size_t i = 0; i < c->members.len; i++) {
		const struct member *m = &c->members.items[i];
		const char *id = m->interface->o.id;
		struct located *l = map_get_str(&d->by_interface, id);
		if (m->address.family != d->family)
			continue; /* told with the other family */
		if (!l) {
			l = &all[(*n)++];
			l->id = id;
			map_put_str(&d->by_interface, id, l);
		}
		l->member.at[time] = m;
		l->class[time] = of[i];
		l->vpc_id = m->interface->vpc_id;
	}
}

static int by_id(const void *pa, const void *pb)
{
	const struct located *a = pa, *b = pb;
	return str_cmp(a->id, b->id);
}

static void join_classes(struct differ *d)
{
	size_t n = 0, most = d->at[BEFORE].classes->members.len + d->at[AFTER].classes->members.len;
	struct located *all = arena_array(d->arena, struct located, most + 1);
	locate(d, BEFORE, all, &n);
	locate(d, AFTER, all, &n);
	if (n > 1)
		qsort(all, n, sizeof *all, by_id);
	for (size_t i = 0; i < n; i++) {
		struct joint *j = joint_of(d, all[i].class, all[i].vpc_id);
		vec_push(&j->members, all[i].member);
	}
}

static struct vpc_joints *joints_in(struct differ *d, const char *vpc_id)
{
	struct vpc_joints *v = vpc_id ? map_get_str(&d->by_vpc, vpc_id) : NULL;
	if (!v && vpc_id) {
		v = arena_new(d->arena, struct vpc_joints);
		v->id = vpc_id;
		map_put_str(&d->by_vpc, vpc_id, v);
	}
	return v;
}

static void sort_into_vpcs(struct differ *d)
{
	for (size_t i = 0; i < d->joints.len; i++) {
		struct vpc_joints *v = joints_in(d, d->joints.items[i]->vpc_id);
		if (v)
			vec_push(&v->items, i);
	}
}

/* ---- one pair of joints ---- */

static bool same_host(const struct member *a, const struct member *b)
{
	return a->interface == b->interface ||
	       (a->interface->instance && a->interface->instance == b->interface->instance);
}

static bool strangers(const struct member_pair *a, const struct member_pair *b)
{
	for (int t = 0; t < TIMES; t++)
		if (a->at[t] && b->at[t] && same_host(a->at[t], b->at[t]))
			return false;
	return true;
}

/* Two members that are not one host: they stand for all pairs. */
static bool pick_strangers(const struct joint *x, const struct joint *y,
			   const struct member_pair **a, const struct member_pair **b)
{
	for (size_t i = 0; i < x->members.len; i++)
		for (size_t k = 0; k < y->members.len; k++) {
			*a = &x->members.items[i];
			*b = &y->members.items[k];
			if (strangers(*a, *b))
				return true;
		}
	return false;
}

struct outcome {
	const struct pktset *passes, *unknown;
};

static struct outcome decide(struct differ *d, int time, const struct joint *x,
			     const struct joint *y, const struct member_pair *a,
			     const struct member_pair *b)
{
	if (!x->class[time] || !y->class[time])
		return (struct outcome){pktset_empty, pktset_empty};
	struct endpoint_class from = *x->class[time], to = *y->class[time];
	from.sample = *a->at[time];
	to.sample = *b->at[time];
	const struct fate *fate = pairs_decide(d->at[time].pairs, &from, &to);
	return (struct outcome){fate->passes, fate->unknown};
}

struct delta {
	const struct pktset *opened, *closed;
};

/* What a snapshot leaves unknown has neither been opened nor closed. */
static struct delta compare(struct differ *d, const struct outcome o[TIMES])
{
	struct delta x = {pktset_empty, pktset_empty};
	if (pktset_equal(o[BEFORE].passes, o[AFTER].passes))
		return x;
	x.opened = pktset_minus(d->arena, pktset_minus(d->arena, o[AFTER].passes, o[BEFORE].passes),
				o[BEFORE].unknown);
	x.closed = pktset_minus(d->arena, pktset_minus(d->arena, o[BEFORE].passes, o[AFTER].passes),
				o[AFTER].unknown);
	return x;
}

static bool is_nothing(struct delta x)
{
	return pktset_is_empty(x.opened) && pktset_is_empty(x.closed);
}

static void add_row(struct differ *d, struct row row)
{
	vec_push(&d->rows, row);
}

static size_t *one(struct differ *d, size_t joint)
{
	size_t *list = arena_array(d->arena, size_t, 1);
	*list = joint;
	return list;
}

static void compare_joints(struct differ *d, size_t i, size_t k)
{
	const struct joint *x = d->joints.items[i], *y = d->joints.items[k];
	const struct member_pair *a, *b;
	struct outcome o[TIMES];
	if (!pick_strangers(x, y, &a, &b))
		return;
	for (int t = 0; t < TIMES; t++)
		o[t] = decide(d, t, x, y, a, b);
	d->unknown += !pktset_equal(o[BEFORE].unknown, o[AFTER].unknown);
	struct delta delta = compare(d, o);
	if (!is_nothing(delta))
		add_row(d, (struct row){.sources = one(d, i),
					.n_sources = 1,
					.destinations = one(d, k),
					.n_destinations = 1,
					.opened = pktset_keep(d->arena, delta.opened),
					.closed = pktset_keep(d->arena, delta.closed)});
}

/* The VPCs that packets from this one may end in, before or after; by id. */
static void joined_ids(struct differ *d, const char *vpc_id, struct arena *scratch,
		       struct map *seen, const char ***out, size_t *n)
{
	VEC(const char *) ids = VEC_INIT;
	for (int t = 0; t < TIMES; t++) {
		const struct vpc **joined;
		const struct vpc *v = (const struct vpc *)net_find(d->at[t].net, KIND_VPC, vpc_id);
		size_t count = v ? vpcs_joined(d->at[t].net, v, d->family, &joined, scratch) : 0;
		for (size_t i = 0; i < count; i++) {
			const char *id = joined[i]->o.id;
			if (map_get_str(seen, id))
				continue;
			map_put_str(seen, id, (void *)(uintptr_t)id);
			vec_push(&ids, id);
		}
	}
	*out = vec_move(&ids, scratch);
	*n = ids.len;
	vec_free(&ids);
}

static void compare_from_vpc(struct differ *d, const struct vpc_joints *from)
{
	struct arena scratch = ARENA_INIT;
	struct map seen = map_init(&scratch);
	const char **ids;
	size_t n;
	joined_ids(d, from->id, &scratch, &seen, &ids, &n);
	for (size_t v = 0; v < n; v++) {
		const struct vpc_joints *to = map_get_str(&d->by_vpc, ids[v]);
		for (size_t i = 0; to && i < from->items.len; i++)
			for (size_t k = 0; k < to->items.len; k++)
				compare_joints(d, from->items.items[i], to->items.items[k]);
	}
	map_free(&seen);
	arena_free(&scratch);
}

static void compare_pairs(struct differ *d)
{
	struct map done = map_init(d->arena);
	for (size_t i = 0; i < d->joints.len; i++) {
		const char *vpc = d->joints.items[i]->vpc_id;
		if (!vpc || map_get_str(&done, vpc))
			continue;
		map_put_str(&done, vpc, d);
		compare_from_vpc(d, map_get_str(&d->by_vpc, vpc));
	}
	map_free(&done);
}

/* ---- hosts outside ---- */

struct stretch { /* addresses that share a delta */
	struct delta delta;
	VEC(struct ip_range) ranges;
};

struct stretches {
	VEC(struct stretch) items;
};

static void add_stretch(struct stretches *s, struct delta delta, struct ip_range r)
{
	struct stretch *found = NULL;
	for (size_t i = 0; i < s->items.len && !found; i++)
		if (pktset_equal(s->items.items[i].delta.opened, delta.opened) &&
		    pktset_equal(s->items.items[i].delta.closed, delta.closed))
			found = &s->items.items[i];
	if (!found) {
		struct stretch fresh = {.delta = delta};
		vec_push(&s->items, fresh);
		found = &s->items.items[s->items.len - 1];
	}
	struct ip_range *last =
		found->ranges.len ? &found->ranges.items[found->ranges.len - 1] : NULL;
	if (last && last->hi + 1 == r.lo)
		last->hi = r.hi;
	else
		vec_push(&found->ranges, r);
}

/* The answer for the first addresses of `host`; how far it holds is `*hi`. */
static struct outcome ask_host(struct differ *d, int time, const struct member *m,
			       const struct point *host, bool inbound, struct arena *a, u128 *hi)
{
	struct answer out;
	if (!m)
		return (struct outcome){pktset_empty, pktset_empty};
	struct point me = point_interface(m->interface, m->address);
	struct question q = {inbound ? *host : me, inbound ? me : *host, pktset_all, 0, 0};
	reach_flow(d->at[time].reach, a, &q, &out, NULL);
	if (out.atom.family == host->range.family && out.atom.hi < *hi &&
	    out.atom.hi >= host->range.lo)
		*hi = out.atom.hi;
	return (struct outcome){out.passes, out.unknown};
}

static void sweep(struct differ *d, const struct member_pair *m, struct point host, bool inbound,
		  struct arena *scratch, struct stretches *s)
{
	const u128 end = host.range.hi;
	for (;;) {
		struct outcome o[TIMES];
		u128 hi = end;
		for (int t = 0; t < TIMES; t++)
			o[t] = ask_host(d, t, m->at[t], &host, inbound, scratch, &hi);
		struct delta delta = compare(d, o);
		if (!is_nothing(delta))
			add_stretch(s, delta,
				    (struct ip_range){host.range.lo, hi, host.range.family});
		if (hi >= end)
			return;
		host.range.lo = hi + 1;
		host.address.value = host.range.lo;
	}
}

static u128 addresses_in(const struct ip_range *r, size_t n)
{
	u128 sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += r[i].hi - r[i].lo + 1;
	return sum;
}

static bool as_prefix(struct ip_range r, struct cidr *out)
{
	char lo[IP_TEXT];
	for (uint8_t len = 0; len <= family_bits(r.family); len++) {
		struct buf b = BUF_INIT;
		buf_printf(&b, "%s/%u", ip_text((struct ip){r.lo, r.family}, lo), len);
		bool ok = cidr_parse(buf_str(&b), out) && out->first == r.lo &&
			  cidr_last(*out) == r.hi;
		buf_free(&b);
		if (ok)
			return true;
	}
	return false;
}

static const char *ranges_text(struct arena *a, const struct ip_range *r, size_t n)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		char lo[IP_TEXT], hi[IP_TEXT];
		struct cidr c;
		if (as_prefix(r[i], &c))
			buf_printf(&b, "%s%s", i ? ", " : "", cidr_text(c, lo));
		else
			buf_printf(&b, "%s%s-%s", i ? ", " : "",
				   ip_text((struct ip){r[i].lo, r[i].family}, lo),
				   ip_text((struct ip){r[i].hi, r[i].family}, hi));
	}
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static void compare_hosts(struct differ *d, size_t joint, const char *outside,
			  const struct selection *hosts, bool inbound)
{
	const struct member_pair *m = &d->joints.items[joint]->members.items[0];
	struct arena scratch = ARENA_INIT;
	struct stretches s = {0};
	u128 total = 0;
	for (size_t i = 0; i < hosts->points.len; i++) {
		total += addresses_in(&hosts->points.items[i].range, 1);
		sweep(d, m, hosts->points.items[i], inbound, &scratch, &s);
	}
	for (size_t i = 0; i < s.items.len; i++) {
		struct stretch *x = &s.items.items[i];
		bool all = addresses_in(x->ranges.items, x->ranges.len) == total;
		struct row row = {
			.outside = outside,
			.inbound = inbound,
			.ranges =
				all ? NULL : ranges_text(d->arena, x->ranges.items, x->ranges.len),
			.opened = pktset_keep(d->arena, x->delta.opened),
			.closed = pktset_keep(d->arena, x->delta.closed),
		};
		*(inbound ? &row.destinations : &row.sources) = one(d, joint);
		*(inbound ? &row.n_destinations : &row.n_sources) = 1;
		add_row(d, row);
		vec_free(&x->ranges);
	}
	vec_free(&s.items);
	arena_free(&scratch);
}

static void compare_outside(struct differ *d)
{
	static const char *const words[] = {"internet", "on-premises"};
	for (size_t w = 0; w < COUNT_OF(words); w++) {
		struct selection hosts;
		struct vck_error ignored;
		if (select_points(d->at[AFTER].reach, d->arena, words[w], d->family, NULL, &hosts,
				  &ignored) ||
		    !hosts.points.len || hosts.points.items[0].address.family != d->family)
			continue;
		for (size_t i = 0; i < d->joints.len; i++) {
			compare_hosts(d, i, words[w], &hosts, true);
			compare_hosts(d, i, words[w], &hosts, false);
		}
	}
}

/* ---- equal changes together ---- */

static void put_list(struct buf *b, const size_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%zu,", list[i]);
	buf_putc(b, ';');
}

/* All of a row but its sources (or but its destinations). */
static const char *row_key(struct differ *d, const struct row *r, bool but_sources)
{
	struct buf b = BUF_INIT;
	if (but_sources)
		put_list(&b, r->destinations, r->n_destinations);
	else
		put_list(&b, r->sources, r->n_sources);
	buf_printf(&b, "%s;%s;%d;%s;%s", r->outside ? r->outside : "", r->ranges ? r->ranges : "",
		   r->inbound, pktset_text(d->arena, r->opened), pktset_text(d->arena, r->closed));
	const char *key = arena_strdup(d->arena, buf_str(&b));
	buf_free(&b);
	return key;
}

static void append(struct differ *d, size_t **list, size_t *n, const size_t *more, size_t count)
{
	size_t *all = arena_array(d->arena, size_t, *n + count);
	if (*n)
		memcpy(all, *list, *n * sizeof *all);
	if (count)
		memcpy(all + *n, more, count * sizeof *all);
	*list = all;
	*n += count;
}

struct bundle {
	struct row first;
	VEC(size_t) more;
};

/* Rows that differ in one end alone become one. Ends come in ascending order, and stay so. */
static void bundle_rows(struct differ *d, bool sources)
{
	struct map by_key = map_init(d->arena);
	VEC(struct bundle *) bundles = VEC_INIT;
	for (size_t i = 0; i < d->rows.len; i++) {
		const struct row *r = &d->rows.items[i];
		const char *key = row_key(d, r, sources);
		struct bundle *b = map_get_str(&by_key, key);
		if (!b) {
			b = arena_new(d->arena, struct bundle);
			b->first = *r;
			map_put_str(&by_key, key, b);
			vec_push(&bundles, b);
			continue;
		}
		const size_t *list = sources ? r->sources : r->destinations;
		for (size_t k = 0; k < (sources ? r->n_sources : r->n_destinations); k++)
			vec_push(&b->more, list[k]);
	}
	d->rows.len = 0;
	for (size_t i = 0; i < bundles.len; i++) {
		struct bundle *b = bundles.items[i];
		struct row *r = &b->first;
		append(d, sources ? &r->sources : &r->destinations,
		       sources ? &r->n_sources : &r->n_destinations, b->more.items, b->more.len);
		vec_free(&b->more);
		add_row(d, *r);
	}
	vec_free(&bundles);
	map_free(&by_key);
}

/* ---- the answer ---- */

static struct diff_end end_of(struct differ *d, const struct row *r, bool source)
{
	const size_t *list = source ? r->sources : r->destinations;
	size_t n = source ? r->n_sources : r->n_destinations;
	struct diff_end e = {.outside = source == r->inbound ? r->outside : NULL};
	VEC(const struct network_interface *) all = VEC_INIT;
	if (e.outside && r->ranges) {
		e.ranges.items = arena_array(d->arena, const char *, 1);
		e.ranges.items[0] = r->ranges;
		e.ranges.len = 1;
	}
	for (size_t i = 0; i < n; i++) {
		const struct joint *j = d->joints.items[list[i]];
		for (size_t k = 0; k < j->members.len; k++) {
			const struct member_pair *m = &j->members.items[k];
			vec_push(&all, (m->at[AFTER] ? m->at[AFTER] : m->at[BEFORE])->interface);
		}
	}
	e.interfaces.items = vec_move(&all, d->arena);
	e.interfaces.len = all.len;
	vec_free(&all);
	return e;
}

static void differ_open(struct differ *d, struct reach *before, struct reach *after,
			struct arena *arena, uint8_t family)
{
	struct reach *const reach[TIMES] = {before, after};
	*d = (struct differ){.arena = arena, .family = family};
	for (int t = 0; t < TIMES; t++) {
		d->at[t].reach = reach[t];
		d->at[t].net = reach_net(reach[t]);
		d->at[t].classes = classes_build(d->at[t].net, family, true);
		d->at[t].pairs = pairs_new(reach[t], d->at[t].classes, pktset_all);
	}
	d->by_classes = map_init(arena);
	d->by_interface = map_init(arena);
	d->by_vpc = map_init(arena);
	join_classes(d);
	sort_into_vpcs(d);
}

static void differ_close(struct differ *d)
{
	for (size_t i = 0; i < d->joints.len; i++) {
		struct vpc_joints *v = joints_in(d, d->joints.items[i]->vpc_id);
		if (v)
			vec_free(&v->items);
		vec_free(&d->joints.items[i]->members);
	}
	for (int t = 0; t < TIMES; t++) {
		pairs_free(d->at[t].pairs);
		classes_free(d->at[t].classes);
	}
	map_free(&d->by_classes);
	map_free(&d->by_interface);
	map_free(&d->by_vpc);
	vec_free(&d->joints);
	vec_free(&d->rows);
}

void query_diff(struct reach *before, struct reach *after, struct arena *arena, struct diff *out)
{
	static const uint8_t families[] = {IPV4, IPV6};
	VEC(struct diff_change) changes = VEC_INIT;
	*out = (struct diff){0};
	for (size_t f = 0; f < COUNT_OF(families); f++) {
		struct differ d;
		differ_open(&d, before, after, arena, families[f]);
		compare_outside(&d);
		compare_pairs(&d);
		bundle_rows(&d, false);
		bundle_rows(&d, true);
		for (size_t i = 0; i < d.rows.len; i++) {
			const struct row *r = &d.rows.items[i];
			struct diff_change c = {.source = end_of(&d, r, true),
						.destination = end_of(&d, r, false),
						.opened = r->opened,
						.closed = r->closed};
			vec_push(&changes, c);
		}
		out->unknown += d.unknown;
		differ_close(&d);
	}
	out->items = vec_move(&changes, arena);
	out->len = changes.len;
	vec_free(&changes);
}
