/*
 * select.c - which points a selector names (cli.md, Endpoints).
 *
 * A selector is tried as a word (internet), a pattern (name=, tag:), an id, an address, a prefix.
 * An address may be held in several VPCs; then the other end says which one is meant, or all are.
 */
#include "query/internal.h"

#include <stdlib.h>
#include <string.h>

struct picker {
	struct reach *reach;
	const struct net *net;
	struct arena *arena;
	const char *text;
	uint8_t family; /* FAMILY_NONE: IPv4 unless there is none */
	const struct point *other;
	VEC(struct point) points;
	bool is_set;
};

/* ---- adding points ---- */

static void add_interface(struct picker *p, const struct network_interface *n)
{
	struct ip address = interface_address(n, p->family);
	if (address.family)
		vec_push(&p->points, point_interface(n, address));
}

static void add_instance(struct picker *p, const struct instance *i)
{
	if (i->primary && i->state != INSTANCE_TERMINATED)
		add_interface(p, i->primary);
}

static void add_range(struct picker *p, enum point_kind kind, u128 lo, u128 hi, uint8_t family)
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

/* ---- words ---- */

/* The public IPv4 addresses: all that is neither private (R66), loopback, link-local nor multicast.
 */
static const struct {
	uint32_t lo, hi;
} public_ipv4[] = {
	{0x01000000, 0x09ffffff}, {0x0b000000, 0x643fffff}, {0x64800000, 0x7effffff},
	{0x80000000, 0xa9fdffff}, {0xa9ff0000, 0xac0fffff}, {0xac200000, 0xc0a7ffff},
	{0xc0a90000, 0xdfffffff},
};

static void add_internet(struct picker *p, uint8_t family)
{
	u128 lo = (u128)0x2000 << 112, hi = (((u128)0x4000 << 112) - 1);
	p->is_set = true;
	if (family == IPV6) {
		add_range(p, POINT_INTERNET, lo, hi, IPV6);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(public_ipv4); i++)
		add_range(p, POINT_INTERNET, public_ipv4[i].lo, public_ipv4[i].hi, IPV4);
}

static void add_on_premises(struct picker *p)
{
	static const char *const private[] = {"10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12",
					      "192.168.0.0/16"};
	p->is_set = true;
	for (size_t i = 0; i < COUNT_OF(private); i++) {
		struct cidr c;
		if (cidr_parse(private[i], &c))
			add_range(p, POINT_ON_PREMISES, c.first, cidr_last(c), IPV4);
	}
}

static uint8_t family_wanted(const struct picker *p)
{
	if (p->family)
		return p->family;
	return p->other && p->other->address.family ? p->other->address.family : (uint8_t)IPV4;
}

static enum vck_status pick_internet(struct picker *p, struct vck_error *err)
{
	(void)err;
	add_internet(p, family_wanted(p));
	return VCK_OK;
}

static enum vck_status pick_on_premises(struct picker *p, struct vck_error *err)
{
	(void)err;
	add_on_premises(p);
	return VCK_OK;
}

static const char *only_region(const struct net *net)
{
	const char *region = NULL;
	for (size_t i = 0; i < net->vpcs.len; i++) {
		const char *r = net->vpcs.items[i]->o.region;
		if (region && r && !str_eq(region, r))
			return NULL;
		region = r ? r : region;
	}
	return region;
}

static enum vck_status pick_eic(struct picker *p, struct vck_error *err)
{
	const struct network_interface *n = p->other ? p->other->interface : NULL;
	const char *region = n ? n->o.region : NULL;
	if (n && n->vpc && n->vpc->o.region)
		region = n->vpc->o.region;
	if (!region)
		region = only_region(p->net);
	if (!region)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"\"eic\" needs an instance at the other end, whose Region tells "
				"where EC2 Instance Connect comes from");
	struct eic_service s = query_eic_service(p->net, p->arena, region, family_wanted(p));
	if (!s.ranges.len)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"the range of EC2 Instance Connect in %s is not known: add the "
				"managed prefix list com.amazonaws.%s.%sec2-instance-connect to "
				"the snapshot",
				region, region, family_wanted(p) == IPV6 ? "ipv6." : "");
	for (size_t i = 0; i < s.ranges.len; i++)
		add_range(p, POINT_EIC, s.ranges.items[i].first, cidr_last(s.ranges.items[i]),
			  s.ranges.items[i].family);
	return VCK_OK;
}

static const struct {
	const char *word;
	enum vck_status (*pick)(struct picker *, struct vck_error *);
} words[] = {
	{"internet", pick_internet},
	{"on-premises", pick_on_premises},
	{"eic", pick_eic},
};

/* ---- ids ---- */

static void pick_subnet(struct picker *p, const struct object *o)
{
	const struct subnet *s = (const struct subnet *)o;
	p->is_set = true;
	for (size_t i = 0; i < s->interfaces.len; i++)
		add_interface(p, s->interfaces.items[i]);
}

static void pick_vpc(struct picker *p, const struct object *o)
{
	const struct vpc *v = (const struct vpc *)o;
	p->is_set = true;
	for (size_t i = 0; i < v->interfaces.len; i++)
		add_interface(p, v->interfaces.items[i]);
}

static void pick_group(struct picker *p, const struct object *o)
{
	const struct security_group *g = (const struct security_group *)o;
	p->is_set = true;
	for (size_t i = 0; i < g->interfaces.len; i++)
		add_interface(p, g->interfaces.items[i]);
}

static void pick_interface(struct picker *p, const struct object *o)
{
	add_interface(p, (const struct network_interface *)o);
}

static void pick_instance(struct picker *p, const struct object *o)
{
	add_instance(p, (const struct instance *)o);
}

static void pick_balancer(struct picker *p, const struct object *o)
{
	const struct load_balancer *b = (const struct load_balancer *)o;
	p->is_set = true;
	for (size_t i = 0; i < b->interfaces.len; i++)
		add_interface(p, b->interfaces.items[i]);
}

/* Its targets, by the addresses that they are called by. */
static void pick_target_group(struct picker *p, const struct object *o)
{
	const struct target_group *g = (const struct target_group *)o;
	p->is_set = true;
	for (size_t i = 0; i < g->targets.len; i++) {
		const struct target_health *t = &g->targets.items[i];
		if (t->load_balancer)
			pick_balancer(p, &t->load_balancer->o);
		else if (t->interface && (!p->family || p->family == t->address.family))
			vec_push(&p->points, point_interface(t->interface, t->address));
	}
}

static void pick_endpoint(struct picker *p, const struct object *o)
{
	const struct vpc_endpoint *e = (const struct vpc_endpoint *)o;
	p->is_set = true;
	for (size_t i = 0; i < e->interfaces.len; i++)
		add_interface(p, e->interfaces.items[i]);
}

static void pick_eic_endpoint(struct picker *p, const struct object *o)
{
	const struct instance_connect_endpoint *e = (const struct instance_connect_endpoint *)o;
	for (size_t i = 0; i < e->interfaces.len; i++) {
		size_t before = p->points.len;
		add_interface(p, e->interfaces.items[i]);
		if (p->points.len > before)
			p->points.items[before].eice = e;
	}
}

static void pick_nat_gateway(struct picker *p, const struct object *o)
{
	const struct nat_gateway *g = (const struct nat_gateway *)o;
	for (size_t i = 0; i < g->addresses.len; i++) {
		const struct network_interface *n =
			net_network_interface(p->net, g->addresses.items[i].network_interface_id);
		if (n)
			add_interface(p, n);
	}
}

static const struct {
	enum kind kind;
	void (*pick)(struct picker *, const struct object *);
} kinds[] = {
	{KIND_INSTANCE, pick_instance},       {KIND_NETWORK_INTERFACE, pick_interface},
	{KIND_SUBNET, pick_subnet},           {KIND_VPC, pick_vpc},
	{KIND_SECURITY_GROUP, pick_group},    {KIND_LOAD_BALANCER, pick_balancer},
	{KIND_VPC_ENDPOINT, pick_endpoint},   {KIND_INSTANCE_CONNECT_ENDPOINT, pick_eic_endpoint},
	{KIND_NAT_GATEWAY, pick_nat_gateway}, {KIND_TARGET_GROUP, pick_target_group},
};

/* Why an id that is there stands for nobody. */
static enum vck_status nobody(const struct picker *p, const struct object *o, struct vck_error *err)
{
	const struct instance *i = o->kind == KIND_INSTANCE ? (const struct instance *)o : NULL;
	if (i && i->state == INSTANCE_TERMINATED)
		return vck_fail(err, VCK_E_USAGE, NULL, "%s is terminated", o->id);
	if (p->family == IPV6)
		return vck_fail(err, VCK_E_USAGE, NULL, "%s has no IPv6 address", o->id);
	if (i)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"%s has no network interface in the snapshot: add the output of "
				"aws ec2 describe-network-interfaces",
				o->id);
	return vck_fail(err, VCK_E_USAGE, NULL, "%s has no network interface with an IP%s address",
			o->id, p->family == IPV4 ? "v4" : "");
}

static enum vck_status pick_object(struct picker *p, const struct object *o, struct vck_error *err)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (kinds[i].kind != o->kind)
			continue;
		kinds[i].pick(p, o);
		return p->points.len ? VCK_OK : nobody(p, o, err);
	}
	return vck_fail(err, VCK_E_USAGE, NULL,
			"%s is a %s, which sends and receives nothing: name an instance, "
			"interface, subnet, VPC, security group or load balancer",
			o->id, kind_info[o->kind].noun);
}

/* ---- patterns ---- */

/* Balancers and target groups have names besides their tags. */
static const char *given_name(const struct object *o)
{
	if (o->kind == KIND_LOAD_BALANCER)
		return ((const struct load_balancer *)o)->load_balancer_name;
	return o->kind == KIND_TARGET_GROUP ? ((const struct target_group *)o)->target_group_name
					    : NULL;
}

static bool tag_matches(const struct object *o, const char *key, const char *pattern)
{
	const char *given = str_eq(key, "Name") ? given_name(o) : NULL;
	if (given && str_glob(pattern, given))
		return true;
	for (size_t i = 0; i < o->tags.len; i++)
		if (str_eq(o->tags.items[i].key, key) && str_glob(pattern, o->tags.items[i].value))
			return true;
	return false;
}

static void pick_tagged(struct picker *p, enum kind kind, const char *key, const char *pattern)
{
	size_t count;
	const struct object *const *all = net_all(p->net, kind, &count);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < COUNT_OF(kinds); k++)
			if (kinds[k].kind == kind && tag_matches(all[i], key, pattern))
				kinds[k].pick(p, all[i]);
}

static void values_of(const struct picker *p, const char *key, size_t first_kind, size_t n_kinds,
		      const char ***out, size_t *count)
{
	VEC(const char *) v = VEC_INIT;
	for (size_t k = first_kind; k < first_kind + n_kinds; k++) {
		size_t n;
		const struct object *const *all = net_all(p->net, kinds[k].kind, &n);
		for (size_t i = 0; i < n && str_eq(key, "Name"); i++)
			if (given_name(all[i]))
				vec_push(&v, given_name(all[i]));
		for (size_t i = 0; i < n; i++)
			for (size_t t = 0; t < all[i]->tags.len; t++)
				if (str_eq(all[i]->tags.items[t].key, key))
					vec_push(&v, all[i]->tags.items[t].value);
	}
	*out = vec_move(&v, p->arena);
	*count = v.len;
	vec_free(&v);
}

/* Instances and interfaces carry the tag; only where none does, what holds them. */
static enum vck_status pick_pattern(struct picker *p, const char *key, const char *pattern,
				    struct vck_error *err)
{
	enum { HOSTS = 2 };
	const char **values;
	size_t count;
	p->is_set = true;
	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		if ((k == HOSTS || kinds[k].kind == KIND_TARGET_GROUP) && p->points.len)
			break;
		pick_tagged(p, kinds[k].kind, key, pattern);
	}
	if (p->points.len)
		return VCK_OK;
	values_of(p, key, 0, COUNT_OF(kinds), &values, &count);
	const char *near = count ? str_nearest(pattern, values, count) : NULL;
	return vck_fail(err, VCK_E_USAGE, NULL,
			"no interface belongs to anything whose tag %s matches \"%s\"%s%s%s", key,
			pattern, near ? "; did you mean \"" : "", near ? near : "",
			near ? "\"?" : "");
}

static enum vck_status pick_tag(struct picker *p, const char *text, struct vck_error *err)
{
	const char *equals = strchr(text, '=');
	if (!equals || equals == text)
		return vck_fail(err, VCK_E_USAGE, NULL, "\"%s\": a tag is named as tag:KEY=GLOB",
				p->text);
	return pick_pattern(p, arena_strndup(p->arena, text, (size_t)(equals - text)), equals + 1,
			    err);
}

/* ---- addresses ---- */

static const struct vpc *other_vpc(const struct picker *p)
{
	if (!p->other)
		return NULL;
	return p->other->interface ? p->other->interface->vpc : p->other->vpc;
}

/* The route by which the other end's subnet sends to this address: the longest that covers it. */
static const struct route *other_route(const struct picker *p, struct ip ip)
{
	const struct network_interface *n = p->other ? p->other->interface : NULL;
	const struct route_table *t = n && n->subnet ? n->subnet->route_table : NULL;
	const struct route *best = NULL;
	for (size_t i = 0; t && i < t->routes.len; i++) {
		const struct route *r = &t->routes.items[i];
		if (cidr_covers(r->destination, ip) &&
		    (!best || r->destination.len > best->destination.len))
			best = r;
	}
	return best;
}

static bool route_reaches(const struct route *r, const struct vpc *from, const struct vpc *to)
{
	if (!r || !r->object || !from)
		return false;
	if (r->target == TARGET_VPC_PEERING_CONNECTION) {
		const struct peering_side *far =
			peering_far((const struct vpc_peering_connection *)r->object, from);
		return far && far->vpc == to;
	}
	for (size_t i = 0; r->target == TARGET_TRANSIT_GATEWAY && i < to->tgw_attachments.len; i++)
		if (&to->tgw_attachments.items[i]->transit_gateway->o == r->object)
			return true;
	return false;
}

/* Of several VPCs that hold an address: the other end's own, one that it routes to, one that it is
 * joined with, the lowest id. */
static unsigned preference(const struct picker *p, const struct vpc *v, struct ip ip)
{
	const struct vpc *from = other_vpc(p);
	if (!from)
		return 3;
	if (v == from)
		return 0;
	if (route_reaches(other_route(p, ip), from, v))
		return 1;
	return reach_connection(p->reach, from, v) ? 2 : 3;
}

typedef VEC(struct address_owner) owners;

/* Those that hold the address in the VPCs that are preferred. */
static void preferred_owners(const struct picker *p, struct ip ip, owners *out)
{
	unsigned best = 4;
	for (size_t i = 0; i < p->net->vpcs.len; i++) {
		const struct vpc *v = p->net->vpcs.items[i];
		struct address_owner o = net_owner(p->net, v, ip);
		unsigned rank = o.interface ? preference(p, v, ip) : 4;
		if (rank < best) {
			best = rank;
			out->len = 0;
		}
		if (rank == best && rank < 4)
			vec_push(out, o);
	}
}

static bool is_way(const struct hop *hop)
{
	return hop->component != COMPONENT_SECURITY_GROUP &&
	       hop->component != COMPONENT_NETWORK_ACL && hop->component != COMPONENT_INSTANCE &&
	       hop->component != COMPONENT_NETWORK_INTERFACE;
}

/* Does what the other end sends to this address get to this owner of it, filters aside? */
static bool is_led_to(const struct picker *p, struct ip ip, const struct address_owner *o)
{
	struct arena scratch = ARENA_INIT;
	struct trace trace = {.arena = &scratch};
	struct answer answer;
	struct question q = {.source = *p->other,
			     .destination = point_interface(o->interface, ip),
			     .packets = pktset_all};
	bool led = true;
	reach_flow(p->reach, &scratch, &q, &answer, &trace);
	for (size_t i = 0; i < trace.hops.len && !trace.hops.items[i].reply; i++)
		if (is_way(&trace.hops.items[i]) && trace.hops.items[i].outcome == VCK_STOP)
			led = false;
	vec_free(&trace.hops);
	arena_free(&scratch);
	return led;
}

/* Who is meant by an address: of several preferred owners the one that the other end's packets get
 * to; where that does not tell them apart, all. */
static void meant_owners(const struct picker *p, struct ip ip, owners *out)
{
	preferred_owners(p, ip, out);
	if (out->len < 2 || !p->other || p->other->kind != POINT_INTERFACE)
		return;
	size_t led = 0, which = 0;
	for (size_t i = 0; i < out->len; i++)
		if (is_led_to(p, ip, &out->items[i])) {
			which = i;
			led++;
		}
	if (led == 1) {
		out->items[0] = out->items[which];
		out->len = 1;
	}
}

static const struct vpc *covering_vpc(const struct picker *p, struct ip ip)
{
	const struct vpc *found = NULL;
	unsigned best = 4;
	for (size_t i = 0; i < p->net->vpcs.len; i++) {
		const struct vpc *v = p->net->vpcs.items[i];
		unsigned rank = vpc_covers(v, ip) ? preference(p, v, ip) : 4;
		if (rank < best) {
			best = rank;
			found = v;
		}
	}
	return found;
}

static bool gateway_leads(const struct picker *p, struct ip ip)
{
	const struct route *r = other_route(p, ip);
	return r && (r->target == TARGET_VPN_GATEWAY || r->target == TARGET_TRANSIT_GATEWAY);
}

static void pick_unowned(struct picker *p, struct ip_range range)
{
	struct ip first = {range.lo, range.family};
	const struct vpc *v = covering_vpc(p, first);
	struct point point = point_host(POINT_ADDRESS, range);
	if (!v && !ip_is_private(first) && !ip_is_link_local(first))
		point = point_host(POINT_INTERNET, range);
	else if (!v && gateway_leads(p, first))
		point = point_host(POINT_ON_PREMISES, range);
	point.vpc = v;
	vec_push(&p->points, point);
}

static enum vck_status pick_address(struct picker *p, struct ip ip)
{
	owners held = VEC_INIT;
	struct ip_range range = {ip.value, ip.value, ip.family};
	meant_owners(p, ip, &held);
	for (size_t i = 0; i < held.len; i++)
		vec_push(&p->points, point_interface(held.items[i].interface, ip));
	p->is_set |= held.len > 1;
	vec_free(&held);
	if (p->points.len)
		return VCK_OK;
	struct address_owner o = net_public_owner(p->net, ip);
	if (!o.interface) {
		pick_unowned(p, range);
		return VCK_OK;
	}
	struct point point =
		point_interface(o.interface, o.slot ? o.slot->private_ip : o.interface->private_ip);
	point.public_address = ip;
	vec_push(&p->points, point);
	return VCK_OK;
}

/* ---- prefixes ---- */

static void add_if_covered(struct picker *p, const struct network_interface *n, struct ip ip,
			   struct cidr c)
{
	owners held = VEC_INIT;
	if (cidr_covers(c, ip))
		preferred_owners(p, ip, &held);
	for (size_t i = 0; i < held.len; i++)
		if (held.items[i].interface == n)
			vec_push(&p->points, point_interface(n, ip));
	vec_free(&held);
}

static void add_public_if_covered(struct picker *p, const struct network_interface *n,
				  const struct private_ip_address *a, struct cidr c)
{
	if (!cidr_covers(c, a->public_ip) || cidr_covers(c, a->private_ip))
		return;
	struct point point = point_interface(n, a->private_ip);
	point.public_address = a->public_ip;
	vec_push(&p->points, point);
}

static enum vck_status pick_cidr(struct picker *p, struct cidr c)
{
	struct ip first = {c.first, c.family};
	p->is_set = true;
	if (c.len == 0) {
		add_internet(p, c.family);
		return VCK_OK;
	}
	if (c.len == family_bits(c.family))
		return pick_address(p, first);
	for (size_t i = 0; i < p->net->network_interfaces.len; i++) {
		const struct network_interface *n = p->net->network_interfaces.items[i];
		for (size_t k = 0; k < n->private_ips.len; k++) {
			add_if_covered(p, n, n->private_ips.items[k].private_ip, c);
			add_public_if_covered(p, n, &n->private_ips.items[k], c);
		}
		for (size_t k = 0; k < n->ipv6.len; k++)
			add_if_covered(p, n, n->ipv6.items[k], c);
	}
	if (!p->points.len || (!ip_is_private(first) && !covering_vpc(p, first)))
		pick_unowned(p, cidr_range(c));
	return VCK_OK;
}

/* ---- what was meant ---- */

static enum kind kind_of_prefix(const char *text)
{
	for (int k = 0; k < KIND_COUNT; k++)
		if (!str_empty(kind_info[k].id_prefix) && str_starts(text, kind_info[k].id_prefix))
			return (enum kind)k;
	return KIND_COUNT;
}

static const char *nearest_id(const struct picker *p, enum kind kind)
{
	size_t count;
	const struct object *const *all = net_all(p->net, kind, &count);
	const char **ids = arena_array(p->arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		ids[i] = all[i]->id;
	return count ? str_nearest(p->text, ids, count) : NULL;
}

static enum vck_status no_such_id(const struct picker *p, enum kind kind, struct vck_error *err)
{
	const char *near = nearest_id(p, kind);
	if (!net_knows(p->net, kind, NULL, NULL))
		return vck_fail(err, VCK_E_USAGE, NULL,
				"%s is not in the snapshot, which holds no output of aws %s",
				p->text, kind_info[kind].call);
	return vck_fail(err, VCK_E_USAGE, NULL, "%s is not in the snapshot%s%s%s", p->text,
			near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static enum vck_status no_such_word(const struct picker *p, struct vck_error *err)
{
	const char *candidates[COUNT_OF(words)], **names;
	size_t count;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		candidates[i] = words[i].word;
	const char *near = str_nearest(p->text, candidates, COUNT_OF(words));
	if (near)
		return vck_fail(err, VCK_E_USAGE, NULL, "there is no \"%s\"; did you mean \"%s\"?",
				p->text, near);
	values_of(p, "Name", 0, COUNT_OF(kinds), &names, &count);
	near = count ? str_nearest(p->text, names, count) : NULL;
	if (near)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"\"%s\" is no id or address; did you mean \"name=%s\"?", p->text,
				near);
	return vck_fail(err, VCK_E_USAGE, NULL,
			"\"%s\" names no endpoint: use an id, an address, a CIDR, internet, "
			"on-premises, eic, name=GLOB or tag:KEY=GLOB",
			p->text);
}

static enum vck_status pick(struct picker *p, struct vck_error *err)
{
	struct ip ip;
	struct cidr c;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(words[i].word, p->text) == 0)
			return words[i].pick(p, err);
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
