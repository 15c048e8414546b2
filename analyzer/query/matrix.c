#include "query/matrix.h"
#include "base/batch.h"
#include "base/str.h"
#include "base/vec.h"
#include "query/internal.h"

#include <stdlib.h>
#include <string.h>

struct block { /* what one source VPC gives */
	VEC(struct cell) cells;
};

struct taking {
	const struct matrix *m;
	struct block *block;
};

static void take_pair(void *ctx, const struct endpoint_class *from, const struct endpoint_class *to,
		      const struct fate *fate)
{
	struct taking *t = ctx;
	const struct endpoint_class *all = t->m->classes->items.items;
	vec_push(&t->block->cells,
		 ((struct cell){(uint32_t)(from - all), (uint32_t)(to - all), fate}));
}

/* By source, then destination. Those of one source come in the order of their destinations (pairs.h), so
 * they need but be laid side by side. */
static void sort_cells(struct block *b, const struct vpc_classes *from)
{
	struct cell *sorted = mem_alloc((b->cells.len + 1) * sizeof *sorted);
	size_t *next = mem_zalloc((from->count + 2) * sizeof *next);
	for (size_t i = 0; i < b->cells.len; i++)
		next[b->cells.items[i].from - from->first + 1]++;
	for (size_t i = 0; i < from->count; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < b->cells.len; i++)
		sorted[next[b->cells.items[i].from - from->first]++] = b->cells.items[i];
	free(next);
	free(b->cells.items);
	b->cells.items = sorted;
}

static void decide_vpc(void *ctx, void *worker, size_t vpc, void *slot)
{
	const struct matrix *m = ctx;
	struct worker *w = worker;
	struct block *out = slot;
	struct taking t = {m, out};
	pairs_from(w->pairs, (uint32_t)vpc, m->source.classes, m->destination.classes, take_pair,
		   &t);
	sort_cells(out, &m->classes->of_vpc[vpc]);
}

static void emit_block(struct matrix *m, const struct vpc *vpc, struct block *b)
{
	struct arena a = ARENA_INIT;
	const char **whole = NULL;
	size_t n = m->options->pairs ? pktset_texts(&a, m->packets, &whole) : 0;
	for (size_t i = 0; i < b->cells.len && !m->stopped; i++) {
		const struct cell *c = &b->cells.items[i];
		if (m->grouping)
			grouping_add(m, c);
		else if (!m->options->pairs)
			emit_cell(m, c);
		else if (c->fate->verdict == VCK_REACHABLE)
			emit_pairs(m, c, whole, n);
	}
	if (m->options->pairs)
		emit_kin(m, vpc->o.ordinal, whole, n);
	arena_free(&a);
}

static bool tell_vpc(void *ctx, size_t vpc, void *slot)
{
	struct matrix *m = ctx;
	struct block *b = slot;
	if (!m->stopped)
		emit_block(m, m->net->vpcs.items[vpc], b);
	vec_free(&b->cells);
	return !m->stopped;
}

/* Is any interface an end on this side, or are hosts outside the only ones? */
static bool has_interfaces(const struct matrix *m, const struct side *s)
{
	for (size_t i = 0; s->classes && i < m->classes->items.len; i++)
		if (s->classes[i])
			return true;
	return !s->classes && m->classes->items.len;
}

static void ask_all(struct matrix *m)
{
	unsigned n = batch_jobs(m->options->jobs);
	struct worker *workers = mem_zalloc(n * sizeof *workers);
	void **each = mem_alloc(n * sizeof *each);
	for (unsigned i = 0; i < n; i++) {
		workers[i].reach = reach_new(m->net);
		workers[i].pairs = pairs_new(workers[i].reach, m->classes, m->packets);
		if (m->options->pairs)
			pairs_only_reachable(workers[i].pairs);
		each[i] = &workers[i];
	}
	matrix_hosts(m, each, n);
	if (!m->stopped)
		matrix_named(m, each, n);
	struct batch_work pairs = {m,          m->net->vpcs.len, sizeof(struct block),
				   decide_vpc, tell_vpc,         1};
	if (!m->stopped && has_interfaces(m, &m->source) && has_interfaces(m, &m->destination))
		batch_run(&pairs, each, n);
	for (unsigned i = 0; i < n; i++) {
		pairs_free(workers[i].pairs);
		reach_free(workers[i].reach);
	}
	free(each);
	free(workers);
}

/* ---- the question ---- */

struct points {
	VEC(struct point) hosts, named;
};

/* An interface by the address that classes know it by? Who sends is the same under its public one. */
static bool is_member(const struct matrix *m, const struct side *s, const struct point *p)
{
	bool public = s == &m->destination && p->public_address.family;
	return !public && ip_equal(p->address, interface_address(p->interface, m->family));
}

static void take_point(struct matrix *m, struct side *s, const struct point *p, struct points *out)
{
	uint8_t family = p->kind == POINT_INTERFACE ? p->address.family : p->range.family;
	if (family != m->family)
		return;
	if (p->kind == POINT_ADDRESS)
		vec_push(&out->named, *p);
	else if (p->kind != POINT_INTERFACE)
		vec_push(&out->hosts, *p);
	else if (is_member(m, s, p))
		s->selected[p->interface->o.ordinal] = true;
	else
		vec_push(&out->named, *p);
}

/* Of a set those that take part; further addresses of one whose first is in it are it once more. */
static bool is_wanted(const struct matrix *m, struct reach *r, const struct side *s,
		      const struct selection *sel, const struct point *p)
{
	bool source = s == &m->source;
	if (!p->interface)
		return true;
	if (!p->public_address.family && s->selected[p->interface->o.ordinal])
		return false;
	return !sel->is_set || interface_takes_part(r, p->interface, m->packets, source);
}

bool query_names_addresses(const char *selector)
{
	struct ip ip;
	struct cidr c;
	return ip_parse(selector, &ip) || (cidr_parse(selector, &c) && c.len);
}

static void take_points(struct matrix *m, struct reach *r, struct side *s,
			const struct selection *sel)
{
	struct points all = {0};
	size_t n = 0;
	s->selected = arena_array(&m->arena, bool, m->net->network_interfaces.len + 1);
	s->all_hosts = !query_names_addresses(sel->text);
	for (size_t i = 0; i < sel->points.len; i++)
		take_point(m, s, &sel->points.items[i], &all);
	for (size_t i = 0; i < all.named.len; i++)
		if (is_wanted(m, r, s, sel, &all.named.items[i]))
			all.named.items[n++] = all.named.items[i];
	s->hosts.items = vec_move(&all.hosts, &m->arena);
	s->hosts.len = all.hosts.len;
	s->named.items = vec_move(&all.named, &m->arena);
	s->named.len = n;
	vec_free(&all.hosts);
	vec_free(&all.named);
}

struct eic_hosts {
	VEC(struct point) points;
	VEC(const char *) regions;
};

/* EC2 Instance Connect calls from a range of its own in each Region. */
static enum vck_status add_eic(struct matrix *m, struct eic_hosts *all, const char *region,
			       struct vck_error *err)
{
	for (size_t i = 0; region && i < all->regions.len; i++)
		if (str_eq(all->regions.items[i], region))
			return VCK_OK;
	if (!region)
		return VCK_OK;
	struct eic_service s = query_eic_service(m->net, &m->arena, region, m->family);
	if (!s.ranges.len)
		return eic_not_known(region, m->family, err);
	for (size_t i = 0; i < s.ranges.len; i++) {
		vec_push(&all->points, point_host(POINT_EIC, cidr_range(s.ranges.items[i])));
		vec_push(&all->regions, region);
	}
	return VCK_OK;
}

/* Where there are several Regions, each interface is called by the service of its own. */
static enum vck_status take_eic(struct matrix *m, struct side *s, struct vck_error *err)
{
	struct eic_hosts all = {0};
	enum vck_status st = VCK_OK;
	for (size_t i = 0; i < m->net->vpcs.len && !st; i++)
		st = add_eic(m, &all, m->net->vpcs.items[i]->o.region, err);
	for (size_t i = 0; i < m->net->network_interfaces.len && !st; i++)
		if (!m->net->network_interfaces.items[i]->vpc)
			st = add_eic(m, &all, m->net->network_interfaces.items[i]->o.region, err);
	s->selected = arena_array(&m->arena, bool, m->net->network_interfaces.len + 1);
	s->hosts.len = all.points.len;
	s->hosts.items = vec_move(&all.points, &m->arena);
	if (!st && !all.points.len)
		st = vck_fail(
			err, VCK_E_USAGE, NULL,
			"\"eic\" needs to know the Region that EC2 Instance Connect calls from");
	s->all_hosts = true;
	s->regions = vec_move(&all.regions, &m->arena);
	vec_free(&all.points);
	vec_free(&all.regions);
	return st;
}

static enum vck_status take_side(struct matrix *m, struct reach *r, const char *selector,
				 struct side *s, struct vck_error *err)
{
	struct selection sel;
	if (!selector)
		return VCK_OK;
	if (str_eq(selector, "eic"))
		return take_eic(m, s, err);
	enum vck_status st = select_points(r, &m->arena, selector, m->family, NULL, &sel, err);
	if (!st)
		take_points(m, r, s, &sel);
	return st;
}

static void leave_out(struct matrix *m, struct side *s, size_t interface)
{
	size_t n = m->net->network_interfaces.len;
	if (!s->selected) {
		s->selected = arena_array(&m->arena, bool, n + 1);
		memset(s->selected, true, n * sizeof *s->selected);
	}
	s->selected[interface] = false;
}

/* An interface that starts, or answers, nothing of this is no end of a pair: a NAT gateway is neither,
 * and a load balancer pings nobody. Nor is one without an address of the family. */
static void leave_out_silent(struct matrix *m, struct reach *r)
{
	for (size_t i = 0; i < m->net->network_interfaces.len; i++) {
		const struct network_interface *eni = m->net->network_interfaces.items[i];
		bool has = interface_address(eni, m->family).family != FAMILY_NONE;
		if (!has || !interface_takes_part(r, eni, m->packets, true))
			leave_out(m, &m->source, i);
		if (!has || !interface_takes_part(r, eni, m->packets, false))
			leave_out(m, &m->destination, i);
	}
}

/* Interfaces of VPCs that the snapshot lacks are in no class: each of them is an end by itself. */
static void name_strays(struct matrix *m, struct side *s)
{
	VEC(struct point) named = VEC_INIT;
	for (size_t i = 0; i < s->named.len; i++)
		vec_push(&named, s->named.items[i]);
	for (size_t i = 0; i < m->net->network_interfaces.len; i++) {
		const struct network_interface *eni = m->net->network_interfaces.items[i];
		if (!eni->vpc && (!s->selected || s->selected[i]))
			vec_push(&named, point_interface(eni, interface_address(eni, m->family)));
	}
	s->named.items = vec_move(&named, &m->arena);
	s->named.len = named.len;
	vec_free(&named);
}

static bool has_internet(const struct side *s)
{
	for (size_t i = 0; i < s->hosts.len; i++)
		if (s->hosts.items[i].kind == POINT_INTERNET)
			return true;
	return false;
}

/* R60: those that meet the internet by a further address alone. */
static void name_outward(struct matrix *m, struct side *s, const char *selector,
			 const struct side *other)
{
	VEC(struct point) named = VEC_INIT;
	if (m->family != IPV4 || !has_internet(other) ||
	    (selector && query_names_addresses(selector)))
		return;
	for (size_t i = 0; i < s->named.len; i++)
		vec_push(&named, s->named.items[i]);
	for (size_t i = 0; i < m->net->network_interfaces.len; i++) {
		const struct network_interface *eni = m->net->network_interfaces.items[i];
		struct ip outward = interface_facing_internet(eni);
		if (outward.family && eni->vpc && (!s->selected || s->selected[i]) &&
		    !ip_equal(outward, interface_address(eni, IPV4)))
			vec_push(&named, point_interface(eni, outward));
	}
	s->named.items = vec_move(&named, &m->arena);
	s->named.len = named.len;
	vec_free(&named);
}

static enum vck_status prepare(struct matrix *m, struct reach *r, const struct proto_spec *spec,
			       struct vck_error *err)
{
	const struct vck_matrix_options *o = m->options;
	m->packets = pktset_of(&m->arena, proto_span(spec, m->family));
	enum vck_status st =
		take_side(m, r, o->exposed && !o->source ? "internet" : o->source, &m->source, err);
	if (!st)
		st = take_side(m, r, o->destination, &m->destination, err);
	leave_out_silent(m, r);
	name_strays(m, &m->source);
	name_strays(m, &m->destination);
	name_outward(m, &m->source, o->source, &m->destination);
	name_outward(m, &m->destination, o->destination, &m->source);
	if (!st && o->by && !grouping_known(m->net, o->by, err))
		st = VCK_E_USAGE;
	return st;
}

static void count_side(const struct matrix *m, struct side *s, struct arena *arena)
{
	const struct classes *c = m->classes;
	s->all = c->members.items;
	s->members = s->selected ? arena_array(arena, bool, c->members.len + 1) : NULL;
	s->counts = arena_array(arena, uint32_t, c->items.len + 1);
	s->classes = s->selected ? arena_array(arena, bool, c->items.len + 1) : NULL;
	for (size_t i = 0; s->members && i < c->members.len; i++)
		s->members[i] = s->selected[s->all[i].interface->o.ordinal];
	for (size_t i = 0; i < c->items.len; i++) {
		const struct endpoint_class *e = &c->items.items[i];
		for (uint32_t k = 0; k < e->count; k++)
			s->counts[i] += member_selected(s, &s->all[e->first + k]);
		if (s->classes)
			s->classes[i] = s->counts[i] > 0;
	}
}

static void lay_out(struct matrix *m, const struct classes *classes)
{
	const char *by = m->options->by;
	m->classes = classes;
	count_side(m, &m->source, &m->arena);
	count_side(m, &m->destination, &m->arena);
	kin_find(&m->kin, classes, &m->arena);
	if (by && !str_eq(by, "class")) {
		m->grouping = grouping_new(m, by);
	} else if (m->options->pairs) {
		write_member_ends(m);
	} else {
		write_class_ends(m, &m->source);
		write_class_ends(m, &m->destination);
	}
}

static void answer(struct matrix *m)
{
	bool outside = m->source.hosts.len || m->destination.hosts.len || m->source.named.len ||
		       m->destination.named.len;
	struct classes *classes = classes_build(m->net, m->family, outside);
	lay_out(m, classes);
	ask_all(m);
	if (m->grouping)
		grouping_emit(m);
	classes_free(classes);
}

/* ---- over IPv4, then over IPv6 ---- */

enum { FAMILIES = 2 };
static const uint8_t families[FAMILIES] = {IPV4, IPV6};

static bool goes_over(const struct proto_spec *spec, uint8_t family)
{
	unsigned first = spec->span.lo >> 16, last = spec->span.hi >> 16;
	return spec->echo || first != last || first != (family == IPV4 ? PROTO_ICMPV6 : PROTO_ICMP);
}

static bool names_family(const char *selector, uint8_t family)
{
	struct cidr c;
	return selector && cidr_parse_or_host(selector, &c) && c.family == family;
}

/* Has any interface addresses of it, or is an end named by one? */
static bool concerns(const struct matrix *m, uint8_t family)
{
	const struct net *net = m->net;
	if (names_family(m->options->source, family) ||
	    names_family(m->options->destination, family))
		return true;
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		if (interface_address(net->network_interfaces.items[i], family).family)
			return true;
	return false;
}

/* What stands for nobody over one family may do so over the other; over neither, the first says why. */
static enum vck_status prepare_families(struct matrix m[static FAMILIES], struct reach *r,
					const struct proto_spec *spec, struct vck_error *err)
{
	enum vck_status status = VCK_OK;
	bool ready = false;
	for (size_t f = 0; f < FAMILIES; f++) {
		bool last = f + 1 == FAMILIES || !goes_over(spec, families[f + 1]);
		if (!goes_over(spec, families[f]) ||
		    (!concerns(&m[f], families[f]) && (ready || status || !last)))
			continue;
		struct vck_error why;
		enum vck_status st = prepare(&m[f], r, spec, status ? &why : err);
		m[f].ready = !st;
		ready |= m[f].ready;
		status = status ? status : st;
	}
	return ready ? VCK_OK : status;
}

enum vck_status vck_matrix(const struct vck_net *net, const struct vck_matrix_options *options,
			   vck_matrix_fn *row, void *ctx, struct vck_error *err)
{
	struct proto_spec spec;
	struct matrix m[FAMILIES];
	if (!proto_parse(options->protocol ? options->protocol : "any", &spec, err))
		return VCK_E_USAGE;
	for (size_t f = 0; f < FAMILIES; f++)
		m[f] = (struct matrix){.net = (const struct net *)net,
				       .options = options,
				       .family = families[f],
				       .emit = row,
				       .ctx = ctx};
	struct reach *r = reach_new(m->net);
	enum vck_status st = prepare_families(m, r, &spec, err);
	for (size_t f = 0; f < FAMILIES && !st; f++) {
		m[f].ends_numbered = f ? m[f - 1].ends_numbered : 0;
		m[f].answers_numbered = f ? m[f - 1].answers_numbered : 0;
		if (m[f].ready)
			answer(&m[f]);
		if (m[f].stopped)
			st = vck_fail(err, VCK_E_INTERRUPTED, NULL,
				      "stopped before all rows were told");
	}
	for (size_t f = 0; f < FAMILIES; f++) {
		grouping_free(m[f].grouping);
		cons_free(&m[f].texts);
		arena_free(&m[f].arena);
	}
	reach_free(r);
	return st;
}
