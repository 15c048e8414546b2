/* What a VPC, a subnet, an instance use: more than a look-up. */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* The model is const to all others; here it is still being made. */
static struct object *writable(struct net *net, const struct object *o)
{
	return o ? net_list(net, o->kind).items[o->ordinal] : NULL;
}

/* ---- address blocks ---- */

static int by_cidr(const void *a, const void *b)
{
	return cidr_cmp(*(const struct cidr *)a, *(const struct cidr *)b);
}

static uint32_t sort_cidrs(struct cidr *cidrs, size_t len)
{
	uint32_t kept = 0;
	if (len)
		qsort(cidrs, len, sizeof *cidrs, by_cidr);
	for (size_t i = 0; i < len; i++)
		if (cidrs[i].family && (!kept || !cidr_equal(cidrs[kept - 1], cidrs[i])))
			cidrs[kept++] = cidrs[i];
	return kept;
}

static size_t add_associated(struct cidr *to, size_t len, const struct cidr_association *a,
			     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!a[i].state || str_eq(a[i].state, "associated"))
			to[len++] = a[i].block;
	return len;
}

/* Is CidrBlock all there is? Mostly it is: then the list needs no memory of its own. */
static bool has_one_block(struct cidr own, const struct cidr_association *a, size_t count)
{
	return own.family && (!count || (count == 1 && cidr_equal(a->block, own) &&
					 (!a->state || str_eq(a->state, "associated"))));
}

/* R26: the associated blocks; CidrBlock alone where the association set is not shown. */
static void vpc_blocks(struct net *net, struct vpc *v)
{
	if (!v->ipv6_associations.len &&
	    has_one_block(v->cidr_block, v->cidr_associations.items, v->cidr_associations.len)) {
		v->cidrs.items = &v->cidr_block;
		v->cidrs.len = 1;
		return;
	}
	size_t room = v->cidr_associations.len + v->ipv6_associations.len + 1, len = 0;
	v->cidrs.items = arena_array(&net->arena, struct cidr, room);
	if (!v->cidr_associations.len)
		v->cidrs.items[len++] = v->cidr_block;
	len = add_associated(v->cidrs.items, len, v->cidr_associations.items,
			     v->cidr_associations.len);
	len = add_associated(v->cidrs.items, len, v->ipv6_associations.items,
			     v->ipv6_associations.len);
	v->cidrs.len = sort_cidrs(v->cidrs.items, len);
}

static void subnet_blocks(struct net *net, struct subnet *s)
{
	if (!s->ipv6_associations.len && has_one_block(s->cidr_block, NULL, 0)) {
		s->cidrs.items = &s->cidr_block;
		s->cidrs.len = 1;
		return;
	}
	s->cidrs.items = arena_array(&net->arena, struct cidr, s->ipv6_associations.len + 1);
	s->cidrs.items[0] = s->cidr_block;
	s->cidrs.len = sort_cidrs(s->cidrs.items,
				  add_associated(s->cidrs.items, 1, s->ipv6_associations.items,
						 s->ipv6_associations.len));
}

static void side_blocks(struct net *net, struct peering_side *s)
{
	size_t room = 1 + s->cidr_block_set.len + s->ipv6_cidr_block_set.len, len = 0;
	s->cidrs.items = arena_array(&net->arena, struct cidr, room);
	s->cidrs.items[len++] = s->cidr_block;
	for (size_t i = 0; i < s->cidr_block_set.len; i++)
		s->cidrs.items[len++] = s->cidr_block_set.items[i];
	for (size_t i = 0; i < s->ipv6_cidr_block_set.len; i++)
		s->cidrs.items[len++] = s->ipv6_cidr_block_set.items[i];
	s->cidrs.len = sort_cidrs(s->cidrs.items, len);
}

static void link_blocks(struct net *net)
{
	for (size_t i = 0; i < net->vpcs.len; i++)
		vpc_blocks(net, net->vpcs.items[i]);
	for (size_t i = 0; i < net->subnets.len; i++)
		subnet_blocks(net, net->subnets.items[i]);
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		side_blocks(net, &net->vpc_peering_connections.items[i]->requester);
		side_blocks(net, &net->vpc_peering_connections.items[i]->accepter);
	}
	for (size_t i = 0; i < net->prefix_lists.len; i++) {
		struct prefix_list *p = net->prefix_lists.items[i];
		p->entries.len = sort_cidrs(p->entries.items, p->entries.len);
	}
}

/* ---- R20: route tables ---- */

static void link_association(struct net *net, struct route_table *t,
			     const struct route_table_association *a)
{
	struct vpc *vpc = (void *)writable(net, t->vpc ? &t->vpc->o : NULL);
	struct subnet *subnet = (void *)writable(net, net_find(net, KIND_SUBNET, a->subnet_id));
	if (a->state && !str_eq(a->state, "associated"))
		return;
	if (a->main) {
		t->is_main = true;
		if (vpc)
			vpc->main_route_table = t;
	}
	if (subnet) {
		subnet->route_table = t;
		subnet->explicit_route_table = true;
	}
}

/* R2: of a list that was cut, what was left out may say what a subnet uses that none of the rest names. */
static bool is_cut(const struct loader *l, enum kind kind)
{
	for (size_t i = 0; i < l->sources.len; i++)
		if (l->sources.items[i]->cut[kind] && !l->sources.items[i]->ended[kind])
			return true;
	return false;
}

/* May the VPC's main table, or its default NACL, be what such a subnet uses? */
static bool is_told(const struct loader *l, enum kind kind, bool cut, const struct vpc *v)
{
	return !cut || net_knows(l->net, kind, v->o.account, v->o.region);
}

static void link_route_tables(struct loader *l)
{
	struct net *net = l->net;
	bool cut = is_cut(l, KIND_ROUTE_TABLE), *vague = mem_zalloc(net->vpcs.len + 1);
	for (size_t i = 0; i < net->route_tables.len; i++) {
		struct route_table *t = net->route_tables.items[i];
		/* R2: any subnet may be its own that names no other */
		if (!t->associations_known && t->vpc)
			vague[t->vpc->o.ordinal] = true;
		for (size_t k = 0; k < t->associations.len; k++)
			link_association(net, t, &t->associations.items[k]);
	}
	for (size_t i = 0; i < net->subnets.len; i++) {
		struct subnet *s = net->subnets.items[i];
		if (!s->route_table && s->vpc && !vague[s->vpc->o.ordinal] &&
		    is_told(l, KIND_ROUTE_TABLE, cut, s->vpc))
			s->route_table = s->vpc->main_route_table;
		if (s->route_table && !s->route_table->routes_known)
			s->route_table = NULL;
	}
	free(vague);
}

/* ---- R50, R51: network ACLs ---- */

static int by_rule_number(const void *a, const void *b)
{
	const struct network_acl_entry *x = a, *y = b;
	if (x->egress != y->egress)
		return x->egress ? 1 : -1;
	if (x->rule_number != y->rule_number)
		return x->rule_number < y->rule_number ? -1 : 1;
	if (x->cidr.family != y->cidr.family)
		return x->cidr.family < y->cidr.family ? -1 : 1;
	return 0;
}

static void link_network_acls(struct loader *l)
{
	struct net *net = l->net;
	bool cut = is_cut(l, KIND_NETWORK_ACL), *vague = mem_zalloc(net->vpcs.len + 1);
	for (size_t i = 0; i < net->network_acls.len; i++) {
		struct network_acl *acl = net->network_acls.items[i];
		struct vpc *vpc = (void *)writable(net, acl->vpc ? &acl->vpc->o : NULL);
		/* what no other has the default one has, whatever it says */
		if (vpc && !acl->associations_known && !acl->is_default)
			vague[vpc->o.ordinal] = true;
		if (acl->is_default && vpc)
			vpc->default_network_acl = acl;
		if (acl->entries.len)
			qsort(acl->entries.items, acl->entries.len, sizeof *acl->entries.items,
			      by_rule_number);
		for (size_t k = 0; k < acl->associations.len; k++) {
			const char *id = acl->associations.items[k].subnet_id;
			struct subnet *s = (void *)writable(net, net_find(net, KIND_SUBNET, id));
			if (s)
				s->network_acl = acl;
		}
	}
	for (size_t i = 0; i < net->subnets.len; i++) {
		struct subnet *s = net->subnets.items[i];
		if (!s->network_acl && s->vpc && !vague[s->vpc->o.ordinal] &&
		    is_told(l, KIND_NETWORK_ACL, cut, s->vpc))
			s->network_acl = s->vpc->default_network_acl;
		if (s->network_acl && !s->network_acl->entries_known)
			s->network_acl = NULL;
	}
	free(vague);
}

/* ---- what an interface belongs to ---- */

static struct network_interface *interface_of(struct net *net, const char *id)
{
	return (void *)writable(net, net_find(net, KIND_NETWORK_INTERFACE, id));
}

static void own_interfaces(struct net *net, const struct object *service,
			   const struct network_interface *const *interfaces, size_t len)
{
	for (size_t i = 0; i < len; i++)
		link_service(interface_of(net, interfaces[i]->o.id), service);
}

/* What an interface does not say of its groups, the service says that has it, and the other way round: older
 * clients show no groups of a service. */
static void lend_groups(struct net *net, const struct group_set **set, bool known,
			const struct network_interface *const *interfaces, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		struct network_interface *eni = interface_of(net, interfaces[i]->o.id);
		if (known && !eni->groups_known)
			eni->group_set = *set;
		else if (!known && eni->groups_known)
			*set = eni->group_set;
	}
}

/* Whoever comes last has it: no two of them have the same interface. */
static void link_interface_owners(struct net *net)
{
	for (size_t i = 0; i < net->vpc_endpoints.len; i++) {
		struct vpc_endpoint *e = net->vpc_endpoints.items[i];
		own_interfaces(net, &e->o, e->interfaces.items, e->interfaces.len);
		lend_groups(net, &e->group_set, e->groups_known, e->interfaces.items,
			    e->interfaces.len);
	}
	for (size_t i = 0; i < net->instance_connect_endpoints.len; i++) {
		struct instance_connect_endpoint *e = net->instance_connect_endpoints.items[i];
		own_interfaces(net, &e->o, e->interfaces.items, e->interfaces.len);
		lend_groups(net, &e->group_set, e->groups_known, e->interfaces.items,
			    e->interfaces.len);
	}
	for (size_t i = 0; i < net->nat_gateways.len; i++) {
		const struct nat_gateway *nat = net->nat_gateways.items[i];
		for (size_t k = 0; k < nat->addresses.len; k++) {
			struct network_interface *eni =
				interface_of(net, nat->addresses.items[k].network_interface_id);
			if (eni)
				link_service(eni, &nat->o);
		}
	}
}

/* ---- security groups in further VPCs ---- */

static void link_further_vpcs(struct net *net)
{
	for (size_t i = 0, to; i < net->sg_vpc_associations.len; i = to) {
		const struct sg_vpc_association *first = net->sg_vpc_associations.items[i];
		for (to = i + 1; to < net->sg_vpc_associations.len; to++)
			if (strcmp(net->sg_vpc_associations.items[to]->o.id, first->o.id) != 0)
				break;
		struct security_group *g =
			(void *)writable(net, net_find(net, KIND_SECURITY_GROUP, first->o.id));
		if (!g)
			continue;
		g->further_vpcs.items = arena_array(&net->arena, const struct vpc *, to - i);
		for (size_t k = i; k < to; k++) {
			const struct sg_vpc_association *a = net->sg_vpc_associations.items[k];
			const struct vpc *vpc = net_vpc(net, a->vpc_id);
			if (vpc && (!a->state || str_eq(a->state, "associated")))
				g->further_vpcs.items[g->further_vpcs.len++] = vpc;
		}
	}
}

/* ---- transit gateways ---- */

static const struct tgw_attachment *attachment_at(const struct net *net, const char *id,
						  const char *transit_gateway_id)
{
	const struct tgw_attachment *first = net_tgw_attachment(net, id);
	if (!first || !transit_gateway_id)
		return first;
	/* The two sides of a peering share an id; they stand next to each other. */
	for (size_t i = first->o.ordinal; i < net->tgw_attachments.len; i++) {
		const struct tgw_attachment *a = net->tgw_attachments.items[i];
		if (strcmp(a->o.id, id) != 0)
			break;
		if (str_eq(a->transit_gateway_id, transit_gateway_id))
			return a;
	}
	return first;
}

static void link_table(struct net *net, struct tgw_route_table *t)
{
	const char *tgw = t->transit_gateway_id;
	for (size_t i = 0; i < t->routes.len; i++)
		for (size_t k = 0; k < t->routes.items[i].attachments.len; k++) {
			struct tgw_route_attachment *a = &t->routes.items[i].attachments.items[k];
			a->attachment = attachment_at(net, a->attachment_id, tgw);
		}
	for (size_t i = 0; i < t->propagations.len; i++) {
		struct tgw_propagation *p = &t->propagations.items[i];
		p->attachment = attachment_at(net, p->attachment_id, tgw);
	}
	for (size_t i = 0; i < t->prefix_list_references.len; i++) {
		struct tgw_prefix_list_reference *p = &t->prefix_list_references.items[i];
		p->attachment = attachment_at(net, p->attachment_id, tgw);
	}
	for (size_t i = 0; i < t->associations.len; i++) {
		const struct tgw_association *s = &t->associations.items[i];
		const struct tgw_attachment *found = attachment_at(net, s->attachment_id, tgw);
		struct tgw_attachment *a = (void *)writable(net, found ? &found->o : NULL);
		if (a && !a->association_route_table_id &&
		    (!s->state || str_eq(s->state, "associated")))
			a->route_table = t;
	}
}

static void link_transit_gateways(struct net *net)
{
	for (size_t i = 0; i < net->tgw_attachments.len; i++) {
		struct tgw_attachment *a = net->tgw_attachments.items[i];
		if (a->association_state && !str_eq(a->association_state, "associated"))
			a->route_table = NULL;
	}
	for (size_t i = 0; i < net->tgw_route_tables.len; i++)
		link_table(net, net->tgw_route_tables.items[i]);
}

void link_before_lists(struct loader *l)
{
	struct net *net = l->net;
	link_blocks(net);
	link_route_tables(l);
	link_network_acls(l);
	link_interface_owners(net);
	link_balancer_interfaces(net);
}

/* ---- R11: instances ---- */

static int by_device(const void *a, const void *b)
{
	const struct network_interface *x = *(const struct network_interface *const *)a;
	const struct network_interface *y = *(const struct network_interface *const *)b;
	if (x->network_card_index != y->network_card_index)
		return x->network_card_index < y->network_card_index ? -1 : 1;
	if (x->device_index != y->device_index)
		return x->device_index < y->device_index ? -1 : 1;
	return strcmp(x->o.id, y->o.id);
}

/* Device 0 of card 0; a card that is not said is card 0. Else the one with the instance's address.
 */
static const struct network_interface *primary_of(const struct instance *i)
{
	for (size_t k = 0; k < i->interfaces.len; k++)
		if (i->interfaces.items[k]->device_index == 0 &&
		    i->interfaces.items[k]->network_card_index <= 0)
			return i->interfaces.items[k];
	for (size_t k = 0; k < i->interfaces.len; k++)
		if (i->private_ip.family &&
		    ip_equal(i->interfaces.items[k]->private_ip, i->private_ip))
			return i->interfaces.items[k];
	return i->interfaces.len == 1 ? i->interfaces.items[0] : NULL;
}

static bool is_windows(const struct instance *i)
{
	return str_eq(i->platform, "windows") || str_eq(i->platform, "Windows");
}

/* What every flow asks of an instance stands with its interfaces. */
static void tell_interface(struct network_interface *eni, const struct instance *i)
{
	eni->instance_state = i->state;
	eni->is_windows = is_windows(i);
	eni->has_kin = i->interfaces.len > 1;
	if (!eni->status) /* R12: what an instance has is in use */
		eni->status = "in-use";
}

static void link_instance(struct net *net, struct instance *in)
{
	if (in->interfaces.len > 1)
		qsort(in->interfaces.items, in->interfaces.len, sizeof *in->interfaces.items,
		      by_device);
	in->primary = primary_of(in);
	for (size_t k = 0; k < in->interfaces.len; k++)
		tell_interface((void *)writable(net, &in->interfaces.items[k]->o), in);
}

/* No two instances have the same interface. */
static void link_some_instances(void *ctx, struct arena *arena, size_t round)
{
	struct net *net = ctx;
	size_t from = round * ROUND_OBJECTS, to = from + ROUND_OBJECTS;
	(void)arena;
	for (size_t i = from; i < to && i < net->instances.len; i++)
		link_instance(net, net->instances.items[i]);
}

static void link_instances(struct loader *l)
{
	size_t rounds = (l->net->instances.len + ROUND_OBJECTS - 1) / ROUND_OBJECTS;
	if (rounds_pay(l, l->net->instances.len))
		rounds_run(l, (struct rounds){link_some_instances, l->net, rounds});
	else
		for (size_t i = 0; i < rounds; i++)
			link_some_instances(l->net, &l->net->arena, i);
}

/* ---- lists with two ways in ---- */

static void add_peering(struct net *net, const struct vpc *side,
			const struct vpc_peering_connection *pcx)
{
	struct vpc *vpc = (void *)writable(net, side ? &side->o : NULL);
	if (vpc && (!vpc->peerings.len || vpc->peerings.items[vpc->peerings.len - 1] != pcx))
		vpc->peerings.items[vpc->peerings.len++] = pcx;
}

static void link_peerings(struct net *net)
{
	size_t *count = mem_zalloc((net->vpcs.len + 1) * sizeof *count);
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *pcx = net->vpc_peering_connections.items[i];
		if (pcx->requester.vpc)
			count[pcx->requester.vpc->o.ordinal]++;
		if (pcx->accepter.vpc)
			count[pcx->accepter.vpc->o.ordinal]++;
	}
	for (size_t i = 0; i < net->vpcs.len; i++)
		net->vpcs.items[i]->peerings.items =
			arena_array(&net->arena, const struct vpc_peering_connection *, count[i]);
	free(count);
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *pcx = net->vpc_peering_connections.items[i];
		add_peering(net, pcx->requester.vpc, pcx);
		add_peering(net, pcx->accepter.vpc, pcx);
	}
}

/* R86 */
static bool differs(const struct vpc *vpc, const char *account)
{
	return vpc->o.account && account && !str_eq(vpc->o.account, account) &&
	       is_account(account, strlen(account));
}

void link_shared(struct net *net)
{
	for (size_t i = 0; i < net->vpcs.len; i++) {
		struct vpc *vpc = net->vpcs.items[i];
		vpc->shared = differs(vpc, object_seen_by(&vpc->o));
		for (size_t k = 0; k < vpc->subnets.len && !vpc->shared; k++)
			vpc->shared = differs(vpc, vpc->subnets.items[k]->o.account);
		for (size_t k = 0; k < vpc->interfaces.len && !vpc->shared; k++) {
			list_ahead(vpc->interfaces.items, vpc->interfaces.len, k,
				   sizeof(struct object));
			vpc->shared = differs(vpc, vpc->interfaces.items[k]->o.account);
		}
	}
}

/* R84: a Client VPN endpoint is known by its interfaces alone, and these by their description. */
static void link_client_vpns(struct net *net)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		struct vpc *vpc = (void *)writable(net, eni->vpc ? &eni->vpc->o : NULL);
		if (vpc && eni->description && str_starts(eni->description, "ClientVPN Endpoint"))
			vpc->has_client_vpn = true;
	}
}

void link_after_lists(struct loader *l)
{
	link_client_vpns(l->net);
	link_further_vpcs(l->net);
	link_transit_gateways(l->net);
	link_instances(l);
	link_peerings(l->net);
}
