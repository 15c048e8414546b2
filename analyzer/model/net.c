#include "model/net.h"
#include "net/pktset.h"

#include "base/str.h"
#include "base/vec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct kind_info kind_info[KIND_COUNT] = {
#define KIND(symbol, type, list, id, prefix, call, noun)                                           \
	[KIND_##symbol] = {list, id, prefix, call, noun, sizeof(struct type)},
#include "model/kinds.def"
#undef KIND
};

static const size_t list_offset[KIND_COUNT] = {
#define KIND(symbol, type, list, id, prefix, call, noun)                                           \
	[KIND_##symbol] = offsetof(struct net, type##s),
#include "model/kinds.def"
#undef KIND
};

/* ---- objects by kind and id ---- */

struct object_list net_list(const struct net *net, enum kind kind)
{
	struct object_list list;
	memcpy(&list, (const char *)net + list_offset[kind], sizeof list);
	return list;
}

void net_set_list(struct net *net, enum kind kind, struct object_list list)
{
	memcpy((char *)net + list_offset[kind], &list, sizeof list);
}

const struct object *net_find(const struct net *net, enum kind kind, const char *id)
{
	const struct object *o = net->original ? map_get_str(&net->added[kind], id) : NULL;
	const struct net *named = net->filling ? net->original : net;
	if (o)
		return o;
	o = ids_get(&net->by_id[kind], net_list(named, kind).items, id);
	return net->filling ? net_counterpart(net, o) : o;
}

const struct object *net_find_any(const struct net *net, const char *id)
{
	for (unsigned kind = 0; id && kind < KIND_COUNT; kind++) {
		const struct object *o = NULL;
		if (str_starts(id, kind_info[kind].id_prefix))
			o = net_find(net, kind, id);
		if (o)
			return o;
	}
	return NULL;
}

#define KIND(symbol, type, list, id, prefix, call, noun)                                           \
	const struct type *net_##type(const struct net *net, const char *id_)                      \
	{                                                                                          \
		return (const void *)net_find(net, KIND_##symbol, id_);                            \
	}
#include "model/kinds.def"
#undef KIND

const struct object *const *net_all(const struct net *net, enum kind kind, size_t *count)
{
	struct object_list list = net_list(net, kind);
	*count = list.len;
	return (const struct object *const *)list.items;
}

void net_free(struct net *net)
{
	if (!net)
		return;
	for (unsigned i = 0; i < KIND_COUNT; i++) {
		map_free(&net->added[i]);
		if (!net->original)
			ids_free(&net->by_id[i]);
	}
	if (!net->original) {
		free(net->owners);
		free(net->public_owners);
	}
	map_free(&net->added_public);
	arena_free(&net->arena);
	free(net);
}

/* ---- what was asked ---- */

static bool may_be(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

static bool scope_matches(const struct scope *s, const char *account, const char *region)
{
	return may_be(s->account, account) && may_be(s->region, region);
}

/* The first scope that is not before (account, region); scopes are sorted, NULL first. */
static size_t first_scope(const struct net *net, const char *account, const char *region)
{
	size_t lo = 0, hi = net->scopes.len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct scope *s = &net->scopes.items[mid];
		int order = str_cmp(s->account, account);
		if (order < 0 || (order == 0 && str_cmp(s->region, region) < 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/*
 * Each scope that matches, one call after the other: `*at` begins with 0 and is the caller's. An
 * organisation has tens of thousands of scopes, so a question that names both does not look at all
 * of them: those without an account come first, then its own account's.
 */
static const struct scope *next_scope(const struct net *net, const char *account,
				      const char *region, size_t *at)
{
	while (*at < net->scopes.len) {
		const struct scope *s = &net->scopes.items[*at];
		if (account && s->account) {
			int order = strcmp(s->account, account);
			if (order > 0)
				return NULL;
			if (order < 0) {
				*at = first_scope(net, account, NULL);
				continue;
			}
		}
		++*at;
		if (scope_matches(s, account, region))
			return s;
	}
	return NULL;
}

bool net_knows(const struct net *net, enum kind kind, const char *account, const char *region)
{
	const struct scope *s;
	for (size_t at = 0; (s = next_scope(net, account, region, &at));)
		if (s->known[kind])
			return true;
	return false;
}

static const struct refusal *find_refusal(const struct net *net, enum kind kind,
					  const char *account, const char *region)
{
	for (size_t i = 0; i < net->refusals.len; i++) {
		const struct refusal *r = &net->refusals.items[i];
		if (r->kind == kind && (!account || !r->account || str_eq(account, r->account)) &&
		    (!region || !r->region || str_eq(region, r->region)))
			return r;
	}
	return NULL;
}

const struct refusal *net_refused(const struct net *net, enum kind kind, const char *account,
				  const char *region)
{
	const struct refusal *own = find_refusal(net, kind, account, region);
	return own ? own : find_refusal(net, kind, NULL, region);
}

enum bpa_mode net_bpa(const struct net *net, const char *account, const char *region)
{
	const struct scope *s;
	for (size_t at = 0; (s = next_scope(net, account, region, &at));)
		if (s->bpa != BPA_UNSET)
			return s->bpa;
	return BPA_UNSET;
}

/* ---- small questions ---- */

static bool any_covers(const struct cidr *cidrs, size_t len, struct ip ip)
{
	for (size_t i = 0; i < len; i++)
		if (cidr_covers(cidrs[i], ip))
			return true;
	return false;
}

bool vpc_is_unread(const struct net *net, const struct vpc *v)
{
	static const enum kind kinds[] = {KIND_NETWORK_INTERFACE, KIND_INSTANCE};
	const char *viewer = object_seen_by(&v->o); /* not known, it is not just anybody */
	const char *const askers[] = {v->o.account, viewer ? viewer : v->o.account};
	for (size_t k = 0; k < COUNT_OF(kinds); k++)
		for (size_t i = 0; i < COUNT_OF(askers); i++)
			if (net_knows(net, kinds[k], askers[i], v->o.region))
				return false;
	return !v->interfaces.len;
}

const struct network_interface *vpc_interface(const struct net *net, const struct vpc *vpc,
					      size_t i)
{
	const struct network_interface *eni = vpc->interfaces.items[i];
	return net->filling ? (const void *)net_counterpart(net, &eni->o) : eni;
}

bool vpc_covers(const struct vpc *vpc, struct ip ip)
{
	return vpc && any_covers(vpc->cidrs.items, vpc->cidrs.len, ip);
}

bool vpc_is_private6(const struct vpc *vpc, struct ip ip)
{
	if (ip.family != IPV6 || ip_is_private(ip))
		return ip.family == IPV6;
	for (size_t i = 0; vpc && i < vpc->ipv6_associations.len; i++)
		if (str_eq(vpc->ipv6_associations.items[i].ipv6_address_attribute, "private") &&
		    cidr_covers(vpc->ipv6_associations.items[i].block, ip))
			return true;
	return false;
}

bool subnet_covers(const struct subnet *subnet, struct ip ip)
{
	return subnet && any_covers(subnet->cidrs.items, subnet->cidrs.len, ip);
}

const struct subnet *vpc_subnet_of(const struct vpc *vpc, struct ip ip)
{
	for (size_t i = 0; vpc && i < vpc->subnets.len; i++)
		if (subnet_covers(vpc->subnets.items[i], ip))
			return vpc->subnets.items[i];
	return NULL;
}

static bool is_side(const struct peering_side *side, const struct vpc *vpc)
{
	if (!vpc)
		return false;
	return side->vpc ? side->vpc == vpc : str_eq(side->vpc_id, vpc->o.id);
}

const struct peering_side *peering_near(const struct vpc_peering_connection *pcx,
					const struct vpc *near)
{
	if (is_side(&pcx->requester, near))
		return &pcx->requester;
	return is_side(&pcx->accepter, near) ? &pcx->accepter : NULL;
}

const struct peering_side *peering_far(const struct vpc_peering_connection *pcx,
				       const struct vpc *near)
{
	const struct peering_side *side = peering_near(pcx, near);
	if (!side)
		return NULL;
	return side == &pcx->requester ? &pcx->accepter : &pcx->requester;
}

bool interface_has(const struct network_interface *eni, struct ip ip)
{
	if (ip_equal(eni->private_ip, ip))
		return true;
	for (size_t i = 0; i < eni->private_ips.len; i++)
		if (ip_equal(eni->private_ips.items[i].private_ip, ip))
			return true;
	for (size_t i = 0; i < eni->ipv6.len; i++)
		if (ip_equal(eni->ipv6.items[i], ip))
			return true;
	return any_covers(eni->prefixes.items, eni->prefixes.len, ip);
}

bool interface_carries(const struct network_interface *eni, const struct security_group *group)
{
	for (size_t i = 0; i < eni->group_set->groups.len; i++)
		if (eni->group_set->groups.items[i] == group)
			return true;
	return false;
}

static const void *service_of_kind(const struct network_interface *eni, enum kind kind)
{
	return eni->service && eni->service->kind == kind ? eni->service : NULL;
}

const struct nat_gateway *interface_nat_gateway(const struct network_interface *eni)
{
	return service_of_kind(eni, KIND_NAT_GATEWAY);
}

const struct load_balancer *interface_load_balancer(const struct network_interface *eni)
{
	return service_of_kind(eni, KIND_LOAD_BALANCER);
}

const struct vpc_endpoint *interface_endpoint(const struct network_interface *eni)
{
	return service_of_kind(eni, KIND_VPC_ENDPOINT);
}

const struct instance_connect_endpoint *
interface_connect_endpoint(const struct network_interface *eni)
{
	return service_of_kind(eni, KIND_INSTANCE_CONNECT_ENDPOINT);
}

struct ip interface_public_of(const struct network_interface *eni, struct ip private_ip)
{
	for (size_t i = 0; i < eni->private_ips.len; i++)
		if (ip_equal(eni->private_ips.items[i].private_ip, private_ip))
			return eni->private_ips.items[i].public_ip;
	return (struct ip){0, FAMILY_NONE};
}

struct ip interface_facing_internet(const struct network_interface *eni)
{
	if (eni->public_ip.family)
		return eni->private_ip;
	for (size_t i = 0; i < eni->private_ips.len; i++)
		if (eni->private_ips.items[i].public_ip.family)
			return eni->private_ips.items[i].private_ip;
	return (struct ip){0, FAMILY_NONE};
}

const char *name_tag(const struct object *o)
{
	const char *name = NULL;
	for (size_t i = 0; i < o->tags.len; i++)
		if (str_eq(o->tags.items[i].key, "Name"))
			name = o->tags.items[i].value;
	return name;
}

const char *object_label(const struct object *o, char *buf, size_t size)
{
	const char *name = name_tag(o);
	if (str_empty(name))
		snprintf(buf, size, "%s", o->id);
	else
		snprintf(buf, size, "%s (%s)", o->id, name);
	return buf;
}

static const char *const peering_states[] = {
	[PEERING_UNSAID] = NULL,
	[PEERING_INITIATING_REQUEST] = "initiating-request",
	[PEERING_PENDING_ACCEPTANCE] = "pending-acceptance",
	[PEERING_ACTIVE] = "active",
	[PEERING_DELETED] = "deleted",
	[PEERING_REJECTED] = "rejected",
	[PEERING_FAILED] = "failed",
	[PEERING_EXPIRED] = "expired",
	[PEERING_PROVISIONING] = "provisioning",
	[PEERING_DELETING] = "deleting",
};

enum peering_state peering_state_of(const char *text)
{
	for (unsigned i = 1; text && i < sizeof peering_states / sizeof *peering_states; i++)
		if (str_eq(peering_states[i], text))
			return i;
	return PEERING_UNSAID;
}

const char *peering_state_text(const struct vpc_peering_connection *pcx)
{
	return pcx->status_code ? pcx->status_code : "in an unknown state";
}

static const char *const instance_states[] = {
	[INSTANCE_UNSAID] = NULL,
	[INSTANCE_PENDING] = "pending",
	[INSTANCE_RUNNING] = "running",
	[INSTANCE_SHUTTING_DOWN] = "shutting-down",
	[INSTANCE_TERMINATED] = "terminated",
	[INSTANCE_STOPPING] = "stopping",
	[INSTANCE_STOPPED] = "stopped",
};

enum instance_state instance_state_of(const char *text)
{
	for (unsigned i = 1; text && i < sizeof instance_states / sizeof *instance_states; i++)
		if (str_eq(instance_states[i], text))
			return i;
	return INSTANCE_UNSAID;
}

bool is_peering_type(const char *type)
{
	return str_eq(type, "peering") || str_eq(type, "tgw-peering");
}

enum keeping keeping_of(const char *referencing)
{
	if (!referencing)
		return MAY_KEEP;
	return str_eq(referencing, "enable") ? KEEPS : KEEPS_NONE;
}

enum flag vpc_encrypts(const struct vpc *vpc)
{
	if (vpc->has_encryption_control && !vpc->encryption_mode)
		return FLAG_UNSET;
	return str_eq(vpc->encryption_mode, "enforce") ? FLAG_YES : FLAG_NO;
}

enum flag attached_among(const struct gateway_attachment *all, size_t count, bool known,
			 const struct vpc *vpc)
{
	enum flag found = known ? FLAG_NO : FLAG_UNSET;
	for (size_t i = 0; i < count; i++) {
		const char *state = all[i].vpc == vpc ? all[i].state : "";
		if (str_eq(state, "available") || str_eq(state, "attached"))
			return FLAG_YES;
		if (!state)
			found = FLAG_UNSET;
	}
	return found;
}

bool permission_has_tcp(const struct ip_permission *p, int port)
{
	return p->protocol == PROTO_ANY ||
	       (p->protocol == PROTO_TCP &&
		(!p->has_from || (p->from_port <= port && port <= p->to_port)));
}
