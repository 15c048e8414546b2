/*
 * select.c - which points a selector names.
 *
 * The parts are in select_<what>.c (select.h). Here is the order in which they are tried, what they
 * share, and what is said of a text that names nobody. Points come out in a fixed order, each once.
 */
#include "query/select.h"

#include <stdlib.h>

void add_interface(struct picker *p, const struct network_interface *n)
{
	struct ip address = interface_address(n, p->family);
	if (address.family)
		vec_push(&p->points, point_interface(n, address));
}

void add_range(struct picker *p, enum point_kind kind, u128 lo, u128 hi, uint8_t family)
{
	struct ip_range r = {lo, hi, family};
	vec_push(&p->points, point_host(kind, r));
}

static int cmp_points(const void *pa, const void *pb)
{
	const struct point *a = pa, *b = pb;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->interface != b->interface)
		return !a->interface   ? -1
		       : !b->interface ? 1
				       : (a->interface->o.ordinal < b->interface->o.ordinal ? -1
											    : 1);
	return ip_cmp(a->address, b->address);
}

/* A set in a fixed order, each member once. */
static void settle(struct picker *p)
{
	size_t n = 0;
	if (p->points.len < 2)
		return;
	qsort(p->points.items, p->points.len, sizeof *p->points.items, cmp_points);
	for (size_t i = 0; i < p->points.len; i++)
		if (!n || cmp_points(&p->points.items[n - 1], &p->points.items[i]) != 0)
			p->points.items[n++] = p->points.items[i];
	p->points.len = n;
}

static enum kind kind_of_prefix(const char *text)
{
	for (int k = 0; k < KIND_COUNT; k++)
		if (!str_empty(kind_info[k].id_prefix) && str_starts(text, kind_info[k].id_prefix))
			return (enum kind)k;
	return KIND_COUNT;
}

static enum vck_status no_such_word(const struct picker *p, struct vck_error *err)
{
	const char *near = nearest_word(p->text);
	if (near)
		return vck_fail(err, VCK_E_USAGE, NULL, "there is no \"%s\"; did you mean \"%s\"?",
				p->text, near);
	near = nearest_name(p);
	if (near)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"\"%s\" is no id or address; did you mean \"name=%s\"?", p->text,
				near);
	return vck_fail(err, VCK_E_USAGE, NULL,
			"\"%s\" names no endpoint: use an id, an address, a CIDR, internet, "
			"on-premises, eic, a load balancer's DNS name, name=GLOB or tag:KEY=GLOB",
			p->text);
}

static enum vck_status no_such_node(const struct picker *p, const struct load_balancer *lb,
				    struct vck_error *err)
{
	return vck_fail(err, VCK_E_USAGE, NULL,
			"%s is load balancer %s, which has no interface of that zone and family in "
			"the snapshot",
			p->text, lb->load_balancer_name ? lb->load_balancer_name : lb->o.id);
}

static enum vck_status pick(struct picker *p, struct vck_error *err)
{
	struct ip ip;
	struct cidr c;
	enum vck_status status;
	if (pick_word(p, &status, err))
		return status;
	if (str_starts(p->text, "name="))
		return pick_pattern(p, "Name", p->text + 5, err);
	if (str_starts(p->text, "tag:"))
		return pick_tag(p, p->text + 4, err);
	if (ip_parse(p->text, &ip))
		return pick_address(p, ip);
	if (cidr_parse(p->text, &c))
		return pick_cidr(p, c);
	const struct object *o = net_find_any(p->net, p->text);
	if (o)
		return pick_object(p, o, err);
	const struct load_balancer *named = pick_dns_name(p);
	if (named)
		return p->points.len ? VCK_OK : no_such_node(p, named, err);
	enum kind kind = kind_of_prefix(p->text);
	return kind == KIND_COUNT ? no_such_word(p, err) : no_such_id(p, kind, err);
}

enum vck_status select_points(struct reach *reach, struct arena *arena, const char *text,
			      uint8_t family, const struct point *other, struct selection *out,
			      struct vck_error *err)
{
	struct picker p = {.reach = reach,
			   .net = reach_net(reach),
			   .arena = arena,
			   .text = text ? text : "",
			   .family = family,
			   .other = other};
	enum vck_status status = pick(&p, err);
	settle(&p);
	*out = (struct selection){.text = text, .is_set = p.is_set};
	if (!status) {
		out->points.items = vec_move(&p.points, arena);
		out->points.len = p.points.len;
	}
	vec_free(&p.points);
	return status;
}
