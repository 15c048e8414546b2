/* arrive.c - a packet is at an interface: who stands behind it, and is it the one that was meant? */
#include "reach/internal.h"

/* ---- the wrong one ---- */

/* What the table should have led to: a route for the host alone leaves others the way they have. */
static void meant_for_goal(struct walk *w, struct hop *hop)
{
	const struct route_table *t = (const void *)w->first_route_table;
	if (!w->goal || !w->goal->vpc || !t || t->vpc == w->goal->vpc ||
	    !vpc_covers(w->goal->vpc, w->destination))
		return;
	hop->wanted = reach_connection(w->r, t->vpc, w->goal->vpc);
	hop->wanted_prefix = cidr_of_ip(w->destination);
}

/* The transit gateway's table, which leads elsewhere than to the receiver's VPC; NULL: another one did. */
static const struct tgw_route_table *misled_by_gateway(const struct walk *w)
{
	const struct tgw_route_table *t =
		w->via && w->via->kind == KIND_TRANSIT_GATEWAY ? w->tgw_table : NULL;
	const struct vpc *meant = w->goal ? w->goal->vpc : NULL;
	for (size_t i = 0; t && meant && i < meant->tgw_attachments.len; i++)
		if (meant->tgw_attachments.items[i]->transit_gateway == t->transit_gateway)
			return t;
	return NULL;
}

static void tell_gateway(struct walk *w, struct hop *hop)
{
	for (size_t i = 0; i < w->goal->vpc->tgw_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = w->goal->vpc->tgw_attachments.items[i];
		if (a->transit_gateway == w->tgw_table->transit_gateway)
			hop->wanted = &a->o;
	}
	hop->tgw_route = w->tgw_route;
	hop->prefix = w->tgw_prefix;
	hop->wanted_prefix =
		w->goal->subnet ? w->goal->subnet->cidr_block : cidr_of_ip(w->destination);
	if (!cidr_covers(hop->wanted_prefix, w->destination))
		hop->wanted_prefix = cidr_of_ip(w->destination);
}

/* The packet is where the same address lives in another VPC, or comes with an address nobody called
 * (R29). */
void walk_lost(struct walk *w, const struct network_interface *where, const char *why)
{
	walk_untracked(w);
	const struct object *overlap = !w->via ? overlapping_peering(w) : NULL;
	const struct tgw_route_table *tgw = overlap ? NULL : misled_by_gateway(w);
	struct hop *hop = add_hop(w,
				  overlap ? COMPONENT_VPC_PEERING_CONNECTION
				  : tgw   ? COMPONENT_TGW_ROUTE_TABLE
					  : COMPONENT_ROUTE_TABLE,
				  overlap ? overlap
				  : tgw   ? &tgw->o
					  : w->first_route_table);
	hop->interface = where;
	hop->detail = why;
	if (tgw)
		tell_gateway(w, hop);
	else
		meant_for_goal(w, hop);
	walk_stop(w, hop,
		  overlap    ? VCK_PEERING_CIDR_OVERLAP
		  : w->reply ? VCK_ROUTE_ASYMMETRIC
			     : VCK_ROUTE_SHADOWED);
	walk_end(w);
	if (overlap && w->trace)
		follow_wanted(w, hop);
}

struct ip called_address(const struct question *q)
{
	const struct point *d = &q->destination;
	if (d->public_address.family)
		return d->public_address;
	if (d->interface && d->address.family == IPV4 &&
	    (q->source.kind == POINT_INTERNET || q->source.kind == POINT_EIC))
		return interface_public_of(d->interface, d->address);
	return d->address;
}

static void reply_arrived(struct walk *w, const struct network_interface *eni)
{
	struct ip called = called_address(w->q);
	if (eni != w->q->source.interface)
		walk_lost(w, eni, "the reply reaches another interface that has the same address");
	else if (called.family && !ip_equal(w->source, called) && !w->nameless)
		walk_lost(w, eni,
			  "the reply comes from another address than the one that was called");
	else
		walk_end(w);
}

static void got_it(struct walk *w, const struct network_interface *eni)
{
	w->delivered = eni;
	walk_end(w);
	if (w->goal && eni != w->goal) {
		w->delivered = NULL;
		walk_lost(w, eni, "the packet reaches another interface that has the same address");
	}
}

/* ---- who stands behind an interface ---- */

static void host_arrived(struct walk *w, const struct network_interface *eni)
{
	sg_ingress(w, eni);
	check_interface(w, eni);
	if (!w->goal && is_client_itself(w, eni))
		target_calls_itself(w, add_hop(w, COMPONENT_TARGET_GROUP, w->target_group));
	got_it(w, eni);
}

/* R83. */
static void endpoint_takes(struct walk *w, const struct network_interface *eni)
{
	const struct vpc_endpoint *e = interface_endpoint(eni);
	struct hop *hop = add_hop(w, COMPONENT_VPC_ENDPOINT, e ? &e->o : &eni->o);
	hop->interface = eni;
	if (e && e->state && !endpoint_serves(e)) {
		hop->detail = "it is not available";
		walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
		return;
	}
	walk_apply(w, hop, (struct sets){w->r->not_echo, w->r->not_echo}, VCK_ENDPOINT_NOT_SERVED);
	if (w->trace && hop->outcome != VCK_PASS)
		hop->detail = "an interface endpoint never answers ping";
	if (e ? !e->state : !net_knows(w->r->net, KIND_VPC_ENDPOINT, eni->o.account, eni->o.region))
		walk_lacks(w, hop, KIND_VPC_ENDPOINT, &eni->o);
}

static void endpoint_arrived(struct walk *w, const struct network_interface *eni)
{
	sg_ingress(w, eni);
	check_interface(w, eni);
	endpoint_takes(w, eni);
	got_it(w, eni);
}

static void nobody_arrived(struct walk *w, const struct network_interface *eni)
{
	static const char *const why[ROLE_COUNT] = {
		[ROLE_NAT_GATEWAY] = "a NAT gateway answers nobody itself", /* R64 */
		[ROLE_CONNECT_ENDPOINT] = "an EC2 Instance Connect Endpoint answers nobody itself",
		[ROLE_TRANSIT_GATEWAY] = "a transit gateway answers nobody itself",
		[ROLE_LAMBDA] = "a Lambda function is not called through its interface",
	};
	const struct nat_gateway *gateway = interface_nat_gateway(eni);
	const struct object *nat = gateway ? &gateway->o : NULL;
	struct hop *hop = add_hop(w, nat ? COMPONENT_NAT_GATEWAY : COMPONENT_NETWORK_INTERFACE,
				  nat ? nat : &eni->o);
	hop->interface = eni;
	hop->detail = why[eni->role];
	walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
	got_it(w, eni);
}

static void balancer_arrived(struct walk *w, const struct network_interface *eni)
{
	walk_balancer(w, eni, interface_load_balancer(eni));
}

/* What it listens on, and who stands behind it, is not in the snapshot. */
static void unread_balancer_takes(struct walk *w, const struct network_interface *eni)
{
	struct hop *hop = add_hop(w, COMPONENT_LOAD_BALANCER, &eni->o);
	hop->interface = eni;
	if (str_eq(eni->interface_type, "network_load_balancer"))
		walk_apply(w, hop, (struct sets){w->r->not_echo, w->r->not_echo},
			   VCK_ENDPOINT_NOT_SERVED);
	if (w->trace && hop->outcome == VCK_STOP)
		hop->detail = "a network load balancer never answers ping";
	walk_lacks(w, hop, KIND_LOAD_BALANCER, &eni->o);
}

static void unread_balancer_arrived(struct walk *w, const struct network_interface *eni)
{
	sg_ingress(w, eni);
	unread_balancer_takes(w, eni);
	got_it(w, eni);
}

static void unsupported_arrived(struct walk *w, const struct network_interface *eni)
{
	sg_ingress(w, eni);
	struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &eni->o);
	hop->interface = eni;
	walk_unsupported(w, hop,
			 eni->role == ROLE_CLASSIC_BALANCER ? "a Classic Load Balancer"
							    : "a gateway load balancer"); /* R84 */
	w->delivered = eni;
}

typedef void arrive_fn(struct walk *, const struct network_interface *);

static arrive_fn *const arrivals[ROLE_COUNT] = {
	[ROLE_HOST] = host_arrived,
	[ROLE_NAT_GATEWAY] = nobody_arrived,
	[ROLE_LOAD_BALANCER] = balancer_arrived,
	[ROLE_UNREAD_BALANCER] = unread_balancer_arrived,
	[ROLE_CLASSIC_BALANCER] = unsupported_arrived,
	[ROLE_GATEWAY_BALANCER] = unsupported_arrived,
	[ROLE_VPC_ENDPOINT] = endpoint_arrived,
	[ROLE_CONNECT_ENDPOINT] = nobody_arrived,
	[ROLE_TRANSIT_GATEWAY] = nobody_arrived,
	[ROLE_LAMBDA] = nobody_arrived,
};

/* Does this interface take the packet at all, by a way that is not known? `translated`: its source
 * may be another by then. */
void walk_taken(struct walk *w, const struct network_interface *eni, bool translated)
{
	struct sg_peer peer = {.interface = w->middlebox ? NULL : w->sender,
			       .balancer_groups = w->balancer_groups,
			       .n_balancer_groups = w->n_balancer_groups};
	w->taken = true;
	w->taken_translated = translated;
	if (arrivals[eni->role] == nobody_arrived)
		nobody_arrived(w, eni);
	if (eni->role == ROLE_VPC_ENDPOINT)
		endpoint_takes(w, eni);
	if (eni->role == ROLE_UNREAD_BALANCER)
		unread_balancer_takes(w, eni);
	if (w->planning)
		return;
	struct sets s = sg_sets_of_anyone(w->arena, eni->group_set, w->source.family), named = s;
	if (!w->anyone)
		named = sg_sets(w->r, w->arena, eni->group_set, false, w->source, &peer,
				atom_of(w, w->source));
	if (!w->anyone && !translated)
		s = named;
	s.possible = pktset_or(w->arena, s.possible, named.possible);
	if (w->q->source.kind == POINT_ADDRESS)
		s.possible = pktset_or(
			w->arena, s.possible,
			sg_unseen_references(w->arena, eni->group_set, false, w->source.family));
	if (eni->group_set->group_ids.len) {
		struct hop *hop = add_hop(w, COMPONENT_SECURITY_GROUP, first_group(eni));
		hop->interface = eni;
		hop->subnet = eni->subnet;
		hop->middlebox = true;
		walk_apply(w, hop, s, VCK_SG_INGRESS_DENIED);
	}
	const struct load_balancer *lb = interface_load_balancer(eni);
	if (lb)
		balancer_takes(w, eni, lb);
}

/* R82: a host on premises is called, and the address is somebody's here: the packet is not what gets to the
 * host. */
static bool kept_from_premises(const struct walk *w)
{
	return !w->reply && !w->goal && w->goal_kind == POINT_ON_PREMISES;
}

/* The VPC's other addresses get no further, unless somebody may have them whom the snapshot can't show. */
static void keep_from_premises(struct walk *w, const struct network_interface *eni)
{
	if (!eni->vpc || unread_interfaces(w->r->net, eni->vpc))
		atom_narrow(atom_of(w, w->destination), cidr_range(cidr_of_ip(w->destination)));
	walk_lost(w, eni, "it leads to an interface that has the address, not to on premises");
}

void walk_arrive(struct walk *w, const struct network_interface *eni)
{
	w->arrived_via = w->via;
	if (eni->role == ROLE_VPC_ENDPOINT) /* R43: so says the guide */
		w->via_keeps_references = KEEPS_NONE;
	w->arrived_keeps_references = w->via_keeps_references;
	w->arrived_by_middlebox = w->middlebox || !w->sender;
	if (!w->first_arrived) {
		w->first_arrived = true;
		w->first_middlebox = w->middlebox;
		w->first_peer = w->middlebox ? NULL : eni;
		w->first_via = w->via;
		w->first_keeps_references = w->via_keeps_references;
	}
	if (w->reply && undo_translation(w, eni))
		return;
	ask_node(w, true, eni);
	if (kept_from_premises(w))
		keep_from_premises(w, eni);
	else if (w->reply)
		reply_arrived(w, eni);
	else
		arrivals[eni->role](w, eni);
}
