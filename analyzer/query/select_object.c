/*
 * select_object.c - the points that an id stands for.
 *
 * An instance is its primary interface; what holds interfaces (a subnet, a group, a balancer) is a
 * set of them. `kinds` is the list of what can be an end, and which members it has; whatever is not
 * in it sends and receives nothing.
 */
#include "query/select.h"

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
	const struct instance *i = (const struct instance *)o;
	if (i->primary && i->state != INSTANCE_TERMINATED)
		add_interface(p, i->primary);
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

/* kind, and who is meant by one of it. Instances and interfaces come first (select_pattern.c). */
#define ENDPOINT_KINDS(X)                                                                          \
	X(KIND_INSTANCE, pick_instance)                                                            \
	X(KIND_NETWORK_INTERFACE, pick_interface)                                                  \
	X(KIND_SUBNET, pick_subnet)                                                                \
	X(KIND_VPC, pick_vpc)                                                                      \
	X(KIND_SECURITY_GROUP, pick_group)                                                         \
	X(KIND_LOAD_BALANCER, pick_balancer)                                                       \
	X(KIND_VPC_ENDPOINT, pick_endpoint)                                                        \
	X(KIND_INSTANCE_CONNECT_ENDPOINT, pick_eic_endpoint)                                       \
	X(KIND_NAT_GATEWAY, pick_nat_gateway)                                                      \
	X(KIND_TARGET_GROUP, pick_target_group)

#define KIND_ONLY(kind, pick) kind,
static const enum kind kinds[] = {ENDPOINT_KINDS(KIND_ONLY)};
#define PICK_ONLY(kind, pick) pick,
static void (*const picks[])(struct picker *, const struct object *) = {ENDPOINT_KINDS(PICK_ONLY)};

size_t endpoint_kinds(const enum kind **out)
{
	*out = kinds;
	return COUNT_OF(kinds);
}

bool pick_members(struct picker *p, const struct object *o)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i] == o->kind) {
			picks[i](p, o);
			return true;
		}
	return false;
}

/* Why an id that is there stands for nobody. */
static enum vck_status nobody(const struct picker *p, const struct object *o, struct vck_error *err)
{
	const struct instance *i = o->kind == KIND_INSTANCE ? (const struct instance *)o : NULL;
	if (i && i->state == INSTANCE_TERMINATED)
		return vck_fail(err, VCK_E_USAGE, NULL, "%s is terminated", o->id);
	if (p->family == IPV6)
		return vck_fail(err, VCK_E_USAGE, NULL, "%s has no IPv6 address", o->id);
	if (i && !i->primary)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"%s has no network interface in the snapshot: add the output of "
				"aws ec2 describe-network-interfaces",
				o->id);
	return vck_fail(err, VCK_E_USAGE, NULL, "%s has no network interface with an IP%s address",
			o->id, p->family == IPV4 ? "v4" : "");
}

enum vck_status pick_object(struct picker *p, const struct object *o, struct vck_error *err)
{
	if (pick_members(p, o))
		return p->points.len ? VCK_OK : nobody(p, o, err);
	return vck_fail(err, VCK_E_USAGE, NULL,
			"%s is a %s, which sends and receives nothing: name an instance, "
			"interface, subnet, VPC, security group or load balancer",
			o->id, kind_info[o->kind].noun);
}

/* ---- ids that are not there ---- */

static const char *nearest_id(const struct picker *p, enum kind kind)
{
	size_t count;
	const struct object *const *all = net_all(p->net, kind, &count);
	const char **ids = arena_array(p->arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		ids[i] = all[i]->id;
	return count ? str_nearest(p->text, ids, count) : NULL;
}

enum vck_status no_such_id(const struct picker *p, enum kind kind, struct vck_error *err)
{
	const char *near = nearest_id(p, kind);
	if (!net_knows(p->net, kind, NULL, NULL))
		return vck_fail(err, VCK_E_USAGE, NULL,
				"%s is not in the snapshot, which holds no output of aws %s",
				p->text, kind_info[kind].call);
	return vck_fail(err, VCK_E_USAGE, NULL, "%s is not in the snapshot%s%s%s", p->text,
			near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}
