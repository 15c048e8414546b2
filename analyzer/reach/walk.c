/* walk.c - from place to place, and what every hop needs. */
#include "reach/internal.h"

#include <assert.h>
#include <string.h>

enum { MAX_HOPS_TOLD = 512 }; /* of one trace; LIMIT_HOPS ends a walk long before */

/* ---- hops ---- */

struct hop *add_hop(struct walk *w, enum component component, const struct object *object)
{
	struct hop *hop = &w->scratch;
	if (w->trace) {
		vec_reserve(&w->trace->hops, MAX_HOPS_TOLD); /* pointers to hops stay good */
		if (w->trace->hops.len < MAX_HOPS_TOLD)
			hop = &w->trace->hops.items[w->trace->hops.len++];
	}
	*hop = (struct hop){.component = component,
			    .object = object,
			    .id = object ? object->id : NULL,
			    .reply = w->reply,
			    .onward = w->onward,
			    .source = w->source,
			    .destination = w->destination};
	return hop;
}

struct hop *add_hop_id(struct walk *w, enum component component, const char *id)
{
	struct hop *hop = add_hop(w, component, NULL);
	hop->id = id;
	return hop;
}

/* Codes of which each flow has at least two, there and back; the others are states, told once. */
static bool has_direction(enum vck_code code)
{
	switch (code) {
	case VCK_ROUTE_MISSING:
	case VCK_ROUTE_BLACKHOLE:
	case VCK_ROUTE_SHADOWED:
	case VCK_ROUTE_ASYMMETRIC:
	case VCK_SG_INGRESS_DENIED:
	case VCK_SG_EGRESS_DENIED:
	case VCK_NACL_INGRESS_DENIED:
	case VCK_NACL_EGRESS_DENIED:
	case VCK_NACL_EPHEMERAL_PARTIAL:
	case VCK_TGW_ROUTE_MISSING:
	case VCK_TGW_ROUTE_BLACKHOLE:
		return true;
	default:
		return false;
	}
}

static void mark_again(struct walk *w, struct hop *hop)
{
	if (!w->trace || has_direction(hop->code))
		return;
	for (size_t i = 0; i < w->trace->hops.len; i++) {
		const struct hop *other = &w->trace->hops.items[i];
		if (other != hop && other->code == hop->code &&
		    (other->object == hop->object || hop->code == VCK_PEERING_MISSING))
			hop->again = true;
	}
}

static void walk_cut(struct walk *w)
{
	if (!w->cut)
		w->cut_in = w->vpc;
	w->cut = true;
}

void walk_stop(struct walk *w, struct hop *hop, enum vck_code code)
{
	hop->outcome = VCK_STOP;
	hop->code = code;
	walk_cut(w);
	mark_again(w, hop);
}

void walk_doubt(struct walk *w, struct hop *hop, enum vck_code code)
{
	if (hop->outcome != VCK_STOP) {
		hop->outcome = VCK_NOT_KNOWN;
		hop->code = code;
		mark_again(w, hop);
	}
	w->uncertain = true;
}

void walk_lacks(struct walk *w, struct hop *hop, enum kind kind, const struct object *near)
{
	hop->missing = kind;
	hop->missing_account = near ? near->account : NULL;
	hop->missing_region = near ? near->region : NULL;
	walk_doubt(w, hop, VCK_DATA_MISSING);
}

void walk_unsupported(struct walk *w, struct hop *hop, const char *what)
{
	hop->detail = what;
	w->anyone |= !w->reply; /* nor does anyone know what the packet is like behind it */
	walk_doubt(w, hop, VCK_UNSUPPORTED_COMPONENT);
	walk_end(w);
}

void walk_end(struct walk *w)
{
	w->at = AT_END;
}

bool comes_again(struct walk *w, const struct object *o)
{
	for (unsigned i = 0; i < w->n_passed; i++)
		if (w->passed[i].object == o && ip_equal(w->passed[i].destination, w->destination))
			return true;
	if (w->n_passed < COUNT_OF(w->passed))
		w->passed[w->n_passed++] = (struct passed){o, w->destination};
	return false;
}

struct ip_range *atom_of(struct walk *w, struct ip ip)
{
	if (w->planning && ip_equal(ip, w->q->source.address))
		return &w->source_atom;
	if (w->planning && ip_equal(ip, w->q->destination.address))
		return &w->destination_atom;
	return ip_equal(ip, w->host) ? &w->atom : NULL;
}

void walk_untracked(struct walk *w)
{
	if (!w->cut)
		w->fallback = w->untracked = true;
}

void walk_by_goal(struct walk *w)
{
	w->by_goal |= !w->cut;
}

unsigned walk_choose(struct walk *w, unsigned count)
{
	struct choices *c = w->choices;
	if (count < 2)
		return 0;
	w->fallback = true;
	if (c->len == MAX_CHOICES) {
		c->overflow = true;
		return 0;
	}
	c->count[c->len] = count;
	return c->pick[c->len++];
}

unsigned walk_request(struct walk *w, unsigned count)
{
	enum { MAX_REQUESTS = 1024 };
	struct choices *c = w->choices;
	unsigned radix = w->request_radix ? w->request_radix : 1;
	if (count < 2)
		return 0;
	w->fallback = true;
	if (radix * count > MAX_REQUESTS) {
		c->overflow = true;
		return 0;
	}
	w->request_radix = radix * count;
	if (c->requests < w->request_radix)
		c->requests = w->request_radix;
	return c->request / radix % count;
}

/* ---- filters ---- */

void start_leg(struct walk *w, unsigned client_lo, unsigned client_hi)
{
	assert(w->n_legs < COUNT_OF(w->legs));
	w->legs[w->n_legs++] = (struct leg){{pktset_all, pktset_all}, client_lo, client_hi};
}

static void judge_request(struct walk *w, struct hop *hop, struct sets s, enum vck_code denied)
{
	hop->asked = w->asked;
	hop->sets = s;
	if (pktset_covers(s.certain, w->asked))
		return;
	hop->code = denied;
	if (!pktset_meets(s.possible, w->asked)) {
		hop->outcome = VCK_STOP;
	} else if (pktset_covers(s.possible, w->asked)) {
		hop->outcome = VCK_NOT_KNOWN;
		hop->code = VCK_DATA_MISSING;
	} else {
		hop->outcome = VCK_PASS_PARTLY;
	}
}

/* A part of the clients' ports is another finding than a part of the protocols (R53). */
static void judge_reply(struct walk *w, struct hop *hop, struct sets s, enum vck_code denied)
{
	const struct leg *leg = &w->legs[w->n_legs - 1];
	struct outcome_sets out;
	hop->asked = replies_to(w->arena, w->asked, leg->client_lo, leg->client_hi);
	hop->sets = s;
	reply_project(w->arena, w->asked, s, leg->client_lo, leg->client_hi, &out);
	if (!pktset_is_empty(out.blocked)) {
		bool all = pktset_covers(out.blocked, w->asked);
		hop->outcome = all ? VCK_STOP : VCK_PASS_PARTLY;
		hop->code = denied;
	} else if (!pktset_is_empty(out.partial)) {
		hop->outcome = VCK_PASS_PARTLY;
		hop->code = VCK_NACL_EPHEMERAL_PARTIAL;
	} else if (!pktset_is_empty(out.unknown)) {
		hop->outcome = VCK_NOT_KNOWN;
		hop->code = VCK_DATA_MISSING;
	}
}

static struct sets meet(struct arena *a, struct sets x, struct sets y)
{
	return (struct sets){pktset_and(a, x.certain, y.certain),
			     pktset_and(a, x.possible, y.possible)};
}

void walk_apply(struct walk *w, struct hop *hop, struct sets s, enum vck_code denied)
{
	if (w->reply) {
		if (w->trace)
			judge_reply(w, hop, s, denied);
		struct leg *leg = &w->legs[w->n_legs - 1];
		leg->sets = meet(w->arena, leg->sets, s);
		return;
	}
	if (w->trace)
		judge_request(w, hop, s, denied);
	w->sets = meet(w->arena, w->sets, s);
	if (!w->trace && pktset_is_empty(w->sets.possible))
		walk_cut(w);
}

void cross_nacl(struct walk *w, const struct subnet *subnet, bool egress)
{
	if (!subnet || (w->anyone && !egress))
		return;
	const struct network_acl *acl = subnet->network_acl;
	struct hop *hop = add_hop(w, COMPONENT_NETWORK_ACL, acl ? &acl->o : NULL);
	hop->subnet = subnet;
	hop->egress = egress;
	if (!acl) { /* R54 */
		walk_lacks(w, hop, KIND_NETWORK_ACL, &subnet->o);
		return;
	}
	struct ip peer = egress ? w->destination : w->source;
	walk_apply(w, hop, nacl_sets(w->r, acl, egress, peer, atom_of(w, peer)),
		   egress ? VCK_NACL_EGRESS_DENIED : VCK_NACL_INGRESS_DENIED);
}

void sg_hop(struct walk *w, struct hop *hop, const struct network_interface *eni, bool egress,
	    const struct sg_peer *peer)
{
	struct ip address = egress ? hop->destination : hop->source;
	hop->interface = eni;
	hop->subnet = eni->subnet;
	hop->egress = egress;
	hop->peer = peer->interface;
	hop->via = peer->via;
	hop->via_keeps_references = peer->via_keeps_references;
	hop->middlebox = !peer->interface;
	hop->balancer_groups = peer->balancer_groups;
	hop->n_balancer_groups = peer->n_balancer_groups;
	if (!hop->id && eni->group_ids.len)
		hop->id = eni->group_ids.items[0];
	struct sets s = w->anyone && !egress ? sg_sets_of_anyone(w->arena, eni, address.family)
					     : sg_sets(w->r, w->arena, eni, egress, address, peer,
						       atom_of(w, address));
	walk_apply(w, hop, s, egress ? VCK_SG_EGRESS_DENIED : VCK_SG_INGRESS_DENIED);
	if (hop->code == VCK_DATA_MISSING) {
		bool group = eni->groups.len < eni->group_ids.len;
		hop->missing = group ? KIND_SECURITY_GROUP : KIND_PREFIX_LIST;
		hop->missing_account = eni->o.account;
		hop->missing_region = eni->o.region;
	}
}

static const struct object *first_group(const struct network_interface *eni)
{
	return eni->groups.len ? &eni->groups.items[0]->o : NULL;
}

void sg_ingress(struct walk *w, const struct network_interface *eni)
{
	struct sg_peer peer = {
		.interface = w->middlebox ? NULL : w->sender,
		.via = w->via,
		.via_keeps_references = w->via_keeps_references,
		.balancer_groups = w->balancer_groups,
		.n_balancer_groups = w->n_balancer_groups,
	};
	w->asked_in = true;
	if ((!eni->group_ids.len && !eni->groups.len) || w->planning)
		return;
	sg_hop(w, add_hop(w, COMPONENT_SECURITY_GROUP, first_group(eni)), eni, false, &peer);
}

void sg_egress(struct walk *w, struct hop *hop, const struct network_interface *eni,
	       bool references)
{
	struct sg_peer peer = {0};
	if (references && w->first_peer)
		peer = (struct sg_peer){.interface = w->first_peer,
					.via = w->first_via,
					.via_keeps_references = w->first_keeps_references};
	sg_hop(w, hop, eni, true, &peer);
}

/* By a way that is not known: a reference to the receiver's groups may hold. */
void sg_egress_to_goal(struct walk *w, struct hop *hop, const struct network_interface *eni)
{
	const struct network_interface *to = w->q->destination.interface;
	struct sg_peer nobody = {0}, named = {.interface = to};
	struct sets s = sg_sets(w->r, w->arena, eni, true, hop->destination, &nobody,
				atom_of(w, hop->destination));
	if (to && interface_has(to, hop->destination))
		s.possible =
			sg_sets(w->r, w->arena, eni, true, hop->destination, &named, NULL).possible;
	hop->interface = eni;
	hop->subnet = eni->subnet;
	hop->egress = true;
	hop->middlebox = true;
	if (!hop->id && eni->group_ids.len)
		hop->id = eni->group_ids.items[0];
	walk_apply(w, hop, s, VCK_SG_EGRESS_DENIED);
}

/* R10, R12. */
void check_interface(struct walk *w, const struct network_interface *eni)
{
	if (w->planning && (eni == w->q->source.interface || eni == w->q->destination.interface))
		return;
	if (eni->instance_id) {
		const struct instance *i = eni->instance;
		struct hop *hop = add_hop(w, COMPONENT_INSTANCE, i ? &i->o : NULL);
		hop->interface = eni;
		if (!i) {
			hop->id = eni->instance_id;
			walk_lacks(w, hop, KIND_INSTANCE, &eni->o);
		} else if (i->state == INSTANCE_UNSAID) {
			walk_lacks(w, hop, KIND_INSTANCE, &eni->o);
		} else if (i->state != INSTANCE_RUNNING) {
			walk_stop(w, hop, VCK_INSTANCE_NOT_RUNNING);
		}
	}
	if (eni->status && !str_eq(eni->status, "in-use") && !str_eq(eni->status, "associated")) {
		struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &eni->o);
		hop->interface = eni;
		walk_stop(w, hop, VCK_INTERFACE_NOT_IN_USE);
	}
}

/* ---- places ---- */

void walk_leave(struct walk *w, const struct subnet *subnet, const struct network_interface *from)
{
	w->subnet = subnet;
	w->vpc = subnet ? subnet->vpc : NULL;
	w->from = from;
	w->at = AT_SUBNET;
	if (!subnet) {
		walk_lacks(w, add_hop(w, COMPONENT_SUBNET, NULL), KIND_SUBNET,
			   from ? &from->o : NULL);
		walk_end(w);
	}
}

void enter_vpc(struct walk *w, const struct vpc *vpc, const struct object *via)
{
	w->vpc = vpc;
	w->subnet = NULL;
	w->from = NULL;
	w->via = via;
	w->at = AT_VPC;
}

/* R27: the resolver at VPC+2 and what is link-local answer outside these rules. */
static bool outside_rules(const struct walk *w)
{
	struct ip ip = w->destination;
	if (ip_is_link_local(ip))
		return true;
	return w->vpc && w->vpc->cidr_block.family == ip.family &&
	       ip.value == w->vpc->cidr_block.first + 2;
}

/* Does the route lead to something in the subnet that the packet is in? Then no NACL is passed
 * (R81). */
static bool stays_in_subnet(const struct walk *w)
{
	const struct route_table *rt = w->subnet->route_table;
	const struct table_entry *e =
		rt ? table_find(table_of(w->r, rt), w->destination, NULL) : NULL;
	if (!e || !e->route)
		return false;
	const struct object *o = e->route->object;
	if (o && o->kind == KIND_NAT_GATEWAY)
		return ((const struct nat_gateway *)(const void *)o)->subnet == w->subnet;
	if (e->route->target != TARGET_INSTANCE && e->route->target != TARGET_NETWORK_INTERFACE)
		return false;
	const struct network_interface *eni = next_hop(w->r->net, e->route);
	return eni && eni->subnet == w->subnet;
}

/* Of the addresses that walk alike the resolver is none. */
static void keep_off_resolver(struct walk *w)
{
	struct ip_range *atom = atom_of(w, w->destination);
	if (!atom || !w->vpc || w->vpc->cidr_block.family != atom->family)
		return;
	u128 resolver = w->vpc->cidr_block.first + 2;
	if (w->destination.value > resolver && atom->lo <= resolver)
		atom->lo = resolver + 1;
	else if (w->destination.value < resolver && atom->hi >= resolver)
		atom->hi = resolver - 1;
}

static void at_subnet(struct walk *w)
{
	keep_off_resolver(w);
	if (outside_rules(w)) {
		walk_untracked(w);
		walk_unsupported(
			w, add_hop(w, COMPONENT_OTHER, NULL),
			"the VPC's resolver and link-local services answer outside these rules");
		return;
	}
	if (subnet_covers(w->subnet, w->destination)) {
		walk_deliver(w, true);
		return;
	}
	if (!w->vpc || !stays_in_subnet(w))
		cross_nacl(w, w->subnet, true);
	if (!w->vpc) {
		walk_lacks(w, add_hop_id(w, COMPONENT_VPC, w->subnet->vpc_id), KIND_VPC,
			   &w->subnet->o);
		walk_end(w);
		return;
	}
	walk_route(w, w->subnet->route_table, NULL);
}

static const struct subnet *covering_subnet(const struct walk *w)
{
	return w->vpc ? vpc_subnet_of(w->vpc, w->destination) : NULL;
}

/* Where both VPCs hold the address, it never leaves the first: the overlap is the cause (R32). */
static const struct object *overlapping_peering(const struct walk *w)
{
	const struct vpc *meant = w->goal ? w->goal->vpc : NULL;
	if (!meant || !w->vpc || meant == w->vpc || !vpc_covers(meant, w->destination))
		return NULL;
	const struct object *c = reach_connection(w->r, w->vpc, meant);
	return c && c->kind == KIND_VPC_PEERING_CONNECTION ? c : NULL;
}

static bool reads(const struct net *net, const struct object *o, const struct vpc *vpc)
{
	return net_knows(net, KIND_NETWORK_INTERFACE, o->account, vpc->o.region);
}

/* Whose interfaces in this VPC the snapshot can't show; NULL: it shows them all. */
const struct object *unread_interfaces(const struct net *net, const struct vpc *vpc)
{
	if (!reads(net, &vpc->o, vpc))
		return &vpc->o;
	for (size_t i = 0; vpc->shared && i < vpc->subnets.len; i++)
		if (!reads(net, &vpc->subnets.items[i]->o, vpc))
			return &vpc->subnets.items[i]->o;
	for (size_t i = 0; vpc->shared && i < vpc->interfaces.len; i++)
		if (!reads(net, &vpc->interfaces.items[i]->o, vpc))
			return &vpc->interfaces.items[i]->o;
	return NULL;
}

static void lost(struct walk *w, const struct network_interface *where, const char *why);

/* Another VPC than the one that is meant has the same range, and a route led there (R29, R37). */
static bool in_a_twin(const struct walk *w)
{
	return w->goal && w->goal->vpc && w->goal->vpc != w->vpc && w->via &&
	       vpc_covers(w->goal->vpc, w->destination);
}

/* R27, and the overlap that makes a packet stay where it should not (R32). */
static void unowned(struct walk *w)
{
	bool visible = w->vpc && !unread_interfaces(w->r->net, w->vpc);
	if (visible && in_a_twin(w)) {
		lost(w, NULL,
		     "it leads to a VPC that has the same range, where nobody has the address");
		return;
	}
	walk_untracked(w);
	const struct subnet *s = covering_subnet(w);
	struct hop *hop = add_hop(w, s ? COMPONENT_SUBNET : COMPONENT_VPC,
				  s ? &s->o : (w->vpc ? &w->vpc->o : NULL));
	hop->subnet = s;
	if (!w->vpc) {
		walk_lacks(w, hop, KIND_VPC, NULL);
		walk_end(w);
		return;
	}
	const struct vpc *meant = w->goal ? w->goal->vpc : NULL;
	if (meant && meant != w->vpc) {
		const struct object *c = overlapping_peering(w);
		if (c) {
			hop->component = COMPONENT_VPC_PEERING_CONNECTION;
			hop->object = c;
			hop->id = c->id;
			walk_stop(w, hop, VCK_PEERING_CIDR_OVERLAP);
		} else {
			walk_stop(w, hop, VCK_ADDRESS_UNOWNED);
		}
		follow_wanted(w, hop);
		return;
	}
	const struct object *unread = unread_interfaces(w->r->net, w->vpc);
	if (unread)
		walk_lacks(w, hop, KIND_NETWORK_INTERFACE, unread);
	else
		walk_stop(w, hop, VCK_ADDRESS_UNOWNED);
	walk_end(w);
}

/* An endpoint whose interface the snapshot lacks answers to the address that it was given (R72). */
static struct address_owner owner_of(const struct walk *w)
{
	const struct point *s = &w->q->source;
	if (s->eice && !s->eice->interfaces.len && s->interface && s->interface->vpc == w->vpc &&
	    ip_equal(s->interface->private_ip, w->destination))
		return (struct address_owner){s->interface, NULL};
	return net_owner(w->r->net, w->vpc, w->destination);
}

void walk_deliver(struct walk *w, bool same_subnet)
{
	struct address_owner owner = owner_of(w);
	if (!owner.interface || owner.interface != w->goal)
		walk_untracked(w);
	if (!owner.interface) {
		if (!same_subnet && covering_subnet(w))
			cross_nacl(w, covering_subnet(w), false);
		unowned(w);
		return;
	}
	if (!same_subnet)
		cross_nacl(w, owner.interface->subnet, false);
	walk_arrive(w, owner.interface);
}

/* ---- arrival ---- */

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

/* The packet is where the same address lives in another VPC, or comes with an address nobody called
 * (R29). */
static void lost(struct walk *w, const struct network_interface *where, const char *why)
{
	walk_untracked(w);
	const struct object *overlap = !w->via ? overlapping_peering(w) : NULL;
	struct hop *hop =
		add_hop(w, overlap ? COMPONENT_VPC_PEERING_CONNECTION : COMPONENT_ROUTE_TABLE,
			overlap ? overlap : w->first_route_table);
	hop->interface = where;
	hop->detail = why;
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
		lost(w, eni, "the reply reaches another interface that has the same address");
	else if (called.family && !ip_equal(w->source, called))
		lost(w, eni, "the reply comes from another address than the one that was called");
	else
		walk_end(w);
}

static void got_it(struct walk *w, const struct network_interface *eni)
{
	w->delivered = eni;
	walk_end(w);
	if (w->goal && eni != w->goal) {
		w->delivered = NULL;
		lost(w, eni, "the packet reaches another interface that has the same address");
	}
}

/* ---- who stands behind an interface ---- */

static void host_arrived(struct walk *w, const struct network_interface *eni)
{
	sg_ingress(w, eni);
	check_interface(w, eni);
	got_it(w, eni);
}

/* R83. */
static void endpoint_takes(struct walk *w, const struct network_interface *eni)
{
	const struct vpc_endpoint *e = eni->endpoint;
	struct hop *hop = add_hop(w, COMPONENT_VPC_ENDPOINT, e ? &e->o : &eni->o);
	hop->interface = eni;
	if (e && !endpoint_serves(e)) {
		hop->detail = "it is not available";
		walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
	} else {
		walk_apply(w, hop, (struct sets){w->r->not_echo, w->r->not_echo},
			   VCK_ENDPOINT_NOT_SERVED);
	}
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
	const struct object *nat = eni->nat_gateway ? &eni->nat_gateway->o : NULL;
	struct hop *hop = add_hop(w, nat ? COMPONENT_NAT_GATEWAY : COMPONENT_NETWORK_INTERFACE,
				  nat ? nat : &eni->o);
	hop->interface = eni;
	hop->detail = why[eni->role];
	walk_stop(w, hop, VCK_ENDPOINT_NOT_SERVED);
	got_it(w, eni);
}

static void balancer_arrived(struct walk *w, const struct network_interface *eni)
{
	walk_balancer(w, eni, eni->load_balancer);
}

/* What it listens on, and who stands behind it, is not in the snapshot. */
static void unread_balancer_arrived(struct walk *w, const struct network_interface *eni)
{
	sg_ingress(w, eni);
	struct hop *hop = add_hop(w, COMPONENT_LOAD_BALANCER, &eni->o);
	hop->interface = eni;
	if (str_eq(eni->interface_type, "network_load_balancer"))
		walk_apply(w, hop, (struct sets){w->r->not_echo, w->r->not_echo},
			   VCK_ENDPOINT_NOT_SERVED);
	walk_lacks(w, hop, KIND_LOAD_BALANCER, &eni->o);
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
	struct sets s = sg_sets_of_anyone(w->arena, eni, w->source.family), named = s;
	if (arrivals[eni->role] == nobody_arrived)
		nobody_arrived(w, eni);
	if (eni->role == ROLE_VPC_ENDPOINT)
		endpoint_takes(w, eni);
	if (!w->anyone)
		named = sg_sets(w->r, w->arena, eni, false, w->source, &peer, NULL);
	if (!w->anyone && !translated)
		s = named;
	s.possible = pktset_or(w->arena, s.possible, named.possible);
	if (eni->group_ids.len || eni->groups.len) {
		struct hop *hop = add_hop(w, COMPONENT_SECURITY_GROUP, first_group(eni));
		hop->interface = eni;
		hop->subnet = eni->subnet;
		hop->middlebox = true;
		walk_apply(w, hop, s, VCK_SG_INGRESS_DENIED);
	}
	if (eni->load_balancer)
		balancer_takes(w, eni, eni->load_balancer);
}

void walk_arrive(struct walk *w, const struct network_interface *eni)
{
	w->arrived_via = w->via;
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
	if (w->reply)
		reply_arrived(w, eni);
	else
		arrivals[eni->role](w, eni);
}

/* ---- the driver ---- */

static void step(struct walk *w)
{
	switch (w->at) {
	case AT_SUBNET:
		at_subnet(w);
		break;
	case AT_TABLE:
		walk_route(w, w->table, NULL);
		break;
	case AT_VPC:
		walk_deliver(w, false);
		break;
	case AT_INTERNET:
		at_internet(w);
		break;
	case AT_ON_PREMISES:
		at_on_premises(w);
		break;
	case AT_END:
		break;
	}
}

void walk_run(struct walk *w)
{
	while (w->at != AT_END) {
		if (++w->steps > LIMIT_HOPS) {
			struct hop *hop = add_hop(w, COMPONENT_ROUTE_TABLE, w->first_route_table);
			hop->detail = "the packet goes round in circles";
			walk_stop(w, hop, VCK_MIDDLEBOX_LOOP);
			return;
		}
		step(w);
		if (w->cut && !w->trace)
			return;
	}
}
