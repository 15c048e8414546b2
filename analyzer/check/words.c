/* words.c - labels of objects, points, flows, rules and routes. */
#include "check/words.h"

#include <string.h>

const char *object_name(const struct object *o)
{
	if (!o)
		return NULL;
	if (!str_empty(name_tag(o)))
		return name_tag(o);
	if (o->kind == KIND_SECURITY_GROUP)
		return ((const struct security_group *)(const void *)o)->group_name;
	if (o->kind == KIND_LOAD_BALANCER)
		return ((const struct load_balancer *)(const void *)o)->load_balancer_name;
	if (o->kind == KIND_TARGET_GROUP)
		return ((const struct target_group *)(const void *)o)->target_group_name;
	return NULL;
}

const char *label_or(struct arena *a, const struct object *o, const char *id)
{
	const char *name = object_name(o);
	id = o ? o->id : id;
	if (str_empty(name) || str_eq(name, id))
		return id ? id : "?";
	if (str_starts(id, "arn:")) /* which nobody reads; commands and places name it in full */
		return name;
	return arena_printf(a, "%s (%s)", id, name);
}

const char *label(struct arena *a, const struct object *o)
{
	return label_or(a, o, NULL);
}

const char *cidr_words(struct arena *a, struct cidr c)
{
	char text[IP_TEXT];
	return c.family ? arena_strdup(a, cidr_text(c, text)) : "nothing";
}

const char *ip_words(struct arena *a, struct ip ip)
{
	char text[IP_TEXT];
	return ip.family ? arena_strdup(a, ip_text(ip, text)) : "no address";
}

/* The prefix that a range is, or family FAMILY_NONE. */
static struct cidr range_cidr(struct ip_range r)
{
	for (unsigned len = 0; len <= family_bits(r.family); len++) {
		struct cidr c = {r.lo, (uint8_t)len, r.family};
		if (cidr_last(c) == r.hi && cidr_covers(c, (struct ip){r.lo, r.family})) {
			char text[IP_TEXT];
			struct cidr parsed;
			if (cidr_parse(cidr_text(c, text), &parsed) && parsed.first == r.lo)
				return c;
		}
	}
	return (struct cidr){0};
}

const char *range_words(struct arena *a, struct ip_range r)
{
	struct ip lo = {r.lo, r.family}, hi = {r.hi, r.family};
	if (r.lo == r.hi)
		return ip_words(a, lo);
	struct cidr c = range_cidr(r);
	if (c.family)
		return cidr_words(a, c);
	return arena_printf(a, "%s-%s", ip_words(a, lo), ip_words(a, hi));
}

/* ---- points and flows ---- */

static const char *interface_words(struct arena *a, const struct network_interface *n)
{
	const struct instance *i = n->instance;
	const struct load_balancer *lb = interface_load_balancer(n);
	if (i && i->primary == n)
		return name_tag(&i->o) ? name_tag(&i->o) : i->o.id;
	if (lb && lb->load_balancer_name)
		return lb->load_balancer_name;
	if (i)
		return arena_printf(a, "%s of %s", n->o.id,
				    name_tag(&i->o) ? name_tag(&i->o) : i->o.id);
	return name_tag(&n->o) ? name_tag(&n->o) : n->o.id;
}

const char *point_words(struct arena *a, const struct point *p)
{
	switch (p->kind) {
	case POINT_INTERFACE:
		if (p->eice)
			return arena_printf(a, "EC2 Instance Connect Endpoint %s", p->eice->o.id);
		if (p->public_address.family)
			return arena_printf(a, "%s of %s", ip_words(a, p->public_address),
					    interface_words(a, p->interface));
		return interface_words(a, p->interface);
	case POINT_EIC:
		return "EC2 Instance Connect";
	case POINT_INTERNET:
		if (p->range.hi - p->range.lo >= 1u << 24)
			return "the internet";
		return range_words(a, p->range);
	case POINT_ON_PREMISES:
		if (p->range.hi - p->range.lo >= 1u << 15)
			return "on premises";
		return range_words(a, p->range);
	case POINT_ADDRESS:
		return range_words(a, p->range.family ? p->range
						      : (struct ip_range){p->address.value,
									  p->address.value,
									  p->address.family});
	}
	return "?";
}

static bool is_echo(const struct pktset *s)
{
	return s->count == 1 && s->spans[0].lo == s->spans[0].hi &&
	       (s->spans[0].lo == 0x010800 || s->spans[0].lo == 0x3a8000);
}

const char *flow_words(struct arena *a, const struct question *q)
{
	const char *what = is_echo(q->packets)                    ? "ping"
			   : pktset_equal(q->packets, pktset_all) ? "any traffic"
								  : pktset_text(a, q->packets);
	return arena_printf(a, "%s from %s to %s", what, point_words(a, &q->source),
			    point_words(a, &q->destination));
}

/* A set of very many parts is easier told by what it lacks. */
static const char *many_words(struct arena *a, const struct pktset *s)
{
	enum { FEW = 4 };
	const char **texts;
	if (pktset_texts(a, s, &texts) <= FEW)
		return pktset_text(a, s);
	const struct pktset *others = pktset_minus(a, pktset_all, s);
	if (pktset_texts(a, others, &texts) <= FEW)
		return arena_printf(a, "everything but %s", pktset_text(a, others));
	return pktset_text(a, s);
}

const char *packets_words(struct arena *a, const struct pktset *s)
{
	if (is_echo(s))
		return s->spans[0].lo == 0x010800 ? "icmp echo request" : "icmpv6 echo request";
	if (s->count == 1 && (s->spans[0].lo == 0x010000 || s->spans[0].lo == 0x3a8100) &&
	    s->spans[0].lo == s->spans[0].hi)
		return s->spans[0].lo == 0x010000 ? "icmp echo reply" : "icmpv6 echo reply";
	return many_words(a, s);
}

const char *where_words(struct arena *a, const struct network_interface *n)
{
	if (n->instance)
		return arena_printf(a, "%s of %s", n->o.id, label(a, &n->instance->o));
	return label(a, &n->o);
}

/* ---- rules ---- */

enum { SOURCES_SHOWN = 3 };

static void add_source(struct buf *b, size_t *shown, const char *text)
{
	if ((*shown)++ < SOURCES_SHOWN)
		buf_printf(b, "%s%s", *shown > 1 ? ", " : "", text);
}

static const char *sources_words(struct arena *a, const struct ip_permission *p)
{
	struct buf b = BUF_INIT;
	size_t n = 0;
	for (size_t i = 0; i < p->ip_ranges.len; i++)
		add_source(&b, &n, cidr_words(a, p->ip_ranges.items[i]));
	for (size_t i = 0; i < p->ipv6_ranges.len; i++)
		add_source(&b, &n, cidr_words(a, p->ipv6_ranges.items[i]));
	for (size_t i = 0; i < p->prefix_lists.len; i++)
		add_source(&b, &n, p->prefix_lists.items[i].prefix_list_id);
	for (size_t i = 0; i < p->group_pairs.len; i++)
		add_source(&b, &n,
			   p->group_pairs.items[i].group_id ? p->group_pairs.items[i].group_id
							    : "a group");
	if (n > SOURCES_SHOWN)
		buf_printf(&b, " and %zu more", n - SOURCES_SHOWN);
	const char *text = n ? arena_strdup(a, buf_str(&b)) : "nobody";
	buf_free(&b);
	return text;
}

static const char *values_words(struct arena *a, int protocol, bool has_ports, int from, int to)
{
	const char *name = protocol == PROTO_ANY ? "everything" : proto_name(protocol);
	if (!name)
		return arena_printf(a, "protocol %d", protocol);
	if (protocol == PROTO_ICMP || protocol == PROTO_ICMPV6) {
		if (!has_ports || from < 0)
			return arena_printf(a, "%s", name);
		return to < 0 ? arena_printf(a, "%s type %d", name, from)
			      : arena_printf(a, "%s type %d code %d", name, from, to);
	}
	if (!has_ports || (protocol != PROTO_TCP && protocol != PROTO_UDP) ||
	    (from <= 0 && to >= 65535) || from < 0)
		return name;
	return from == to ? arena_printf(a, "%s/%d", name, from)
			  : arena_printf(a, "%s/%d-%d", name, from, to);
}

const char *permission_words(struct arena *a, const struct ip_permission *p, bool egress)
{
	return arena_printf(a, "%s %s %s",
			    p->protocol == -2 ? (p->protocol_text ? p->protocol_text : "?")
					      : values_words(a, p->protocol, p->has_from,
							     p->has_from ? p->from_port : -1,
							     p->has_to ? p->to_port : -1),
			    egress ? "to" : "from", sources_words(a, p));
}

const char *entry_words(struct arena *a, const struct network_acl_entry *e)
{
	bool icmp = e->protocol == PROTO_ICMP || e->protocol == PROTO_ICMPV6;
	return arena_printf(
		a, "entry %ld %s %s %s %s", e->rule_number, e->allow ? "allows" : "denies",
		values_words(a, e->protocol, icmp ? e->has_icmp : e->has_ports,
			     icmp ? e->icmp_type : e->from_port, icmp ? e->icmp_code : e->to_port),
		e->egress ? "to" : "from", cidr_words(a, e->cidr));
}

/* ---- routes ---- */

const char *route_destination(struct arena *a, const struct route *r)
{
	if (r->destination.family == FAMILY_NONE)
		return r->destination_prefix_list_id ? r->destination_prefix_list_id : "?";
	return cidr_words(a, r->destination);
}

const char *route_words(struct arena *a, const struct route *r)
{
	return arena_printf(a, "%s -> %s", route_destination(a, r),
			    r->target_id ? r->target_id : "nothing");
}

/* ---- places ---- */

const struct vpc *vpc_of(const struct object *o)
{
	const void *p = o;
	if (!o)
		return NULL;
	switch (o->kind) {
	case KIND_VPC:
		return p;
	case KIND_SUBNET:
		return ((const struct subnet *)p)->vpc;
	case KIND_ROUTE_TABLE:
		return ((const struct route_table *)p)->vpc;
	case KIND_NETWORK_ACL:
		return ((const struct network_acl *)p)->vpc;
	case KIND_SECURITY_GROUP:
		return ((const struct security_group *)p)->vpc;
	case KIND_NETWORK_INTERFACE:
		return ((const struct network_interface *)p)->vpc;
	case KIND_INSTANCE: {
		const struct instance *i = p;
		return i->primary ? i->primary->vpc : NULL;
	}
	case KIND_NAT_GATEWAY:
		return ((const struct nat_gateway *)p)->vpc;
	case KIND_INSTANCE_CONNECT_ENDPOINT:
		return ((const struct instance_connect_endpoint *)p)->vpc;
	case KIND_VPC_ENDPOINT:
		return ((const struct vpc_endpoint *)p)->vpc;
	case KIND_LOAD_BALANCER:
		return ((const struct load_balancer *)p)->vpc;
	default:
		return NULL;
	}
}

const char *region_of(const struct object *o)
{
	const struct vpc *v = vpc_of(o);
	if (o && o->region)
		return o->region;
	return v ? v->o.region : NULL;
}

/* ---- endpoints of reports ---- */

static void tell_interface(struct arena *a, const struct point *p, struct vck_endpoint *e)
{
	const struct network_interface *n = p->interface;
	const struct instance *i = n->instance && n->instance->primary == n ? n->instance : NULL;
	const struct load_balancer *lb = interface_load_balancer(n);
	struct ip public_ip = interface_public_of(n, p->address);
	e->kind = i ? "instance" : lb ? "load-balancer" : "network-interface";
	e->id = i ? i->o.id : lb ? lb->o.id : n->o.id;
	e->name = i ? name_tag(&i->o) : name_tag(&n->o);
	if (!i && lb)
		e->name = lb->load_balancer_name;
	e->interface = n->o.id;
	e->public_address = public_ip.family ? ip_words(a, public_ip) : NULL;
	e->vpc = n->vpc ? n->vpc->o.id : n->vpc_id;
	e->vpc_name = n->vpc ? name_tag(&n->vpc->o) : NULL;
	e->subnet = n->subnet_id;
	e->account = n->o.account;
	e->region = region_of(&n->o);
}

struct vck_endpoint endpoint_of(struct arena *a, const struct point *p)
{
	static const char *const kinds[] = {
		[POINT_INTERFACE] = "network-interface",
		[POINT_INTERNET] = "internet",
		[POINT_ON_PREMISES] = "on-premises",
		[POINT_EIC] = "eic",
		[POINT_ADDRESS] = "address",
	};
	struct vck_endpoint e = {.kind = kinds[p->kind]};
	if (p->kind == POINT_INTERFACE) {
		e.address = ip_words(a, p->address);
		tell_interface(a, p, &e);
		return e;
	}
	bool range = p->range.lo != p->range.hi;
	e.address = range ? range_words(a, p->range) : ip_words(a, p->address);
	if (!range)
		e.id = e.address;
	if (p->vpc) {
		e.vpc = p->vpc->o.id;
		e.vpc_name = name_tag(&p->vpc->o);
		e.account = p->vpc->o.account;
		e.region = p->vpc->o.region;
	}
	return e;
}

const char *words_copy(struct arena *a, const char *s)
{
	return s ? arena_strdup(a, s) : NULL;
}
