/* there.c - the way there: where a request starts, and who lets it out. */
#include "reach/internal.h"

#include <string.h>

/* R84: what a VPC in which encryption is enforced lets pass hangs on what the instances can do. */
void ask_encryption(struct walk *w, const struct vpc *vpc)
{
	enum flag enforced = w->reply || !vpc ? FLAG_NO : vpc_encrypts(vpc);
	if (enforced == FLAG_NO)
		return;
	struct hop *hop = add_hop(w, COMPONENT_VPC, &vpc->o);
	if (enforced == FLAG_UNSET) {
		walk_lacks(w, hop, KIND_VPC, &vpc->o);
		return;
	}
	hop->detail = "VPC encryption control, which enforces encryption";
	walk_doubt(w, hop, VCK_UNSUPPORTED_COMPONENT);
}

static void start_at_interface(struct walk *w)
{
	const struct point *s = &w->q->source, *d = &w->q->destination;
	check_interface(w, s->interface);
	w->source = s->address;
	w->destination = d->public_address.family ? d->public_address : d->address;
	start_as_service(w, s->interface);
	if (s->interface->role == ROLE_CONNECT_ENDPOINT)
		walk_lacks(w, add_hop(w, COMPONENT_NETWORK_INTERFACE, &s->interface->o),
			   KIND_INSTANCE_CONNECT_ENDPOINT, &s->interface->o);
	ask_encryption(w, s->interface->vpc);
	w->sender = s->interface;
	walk_leave(w, s->interface->subnet, s->interface);
}

/* Nobody is called by it: it is multicast, or a host's own, or private where it would come from outside.
 * Multicast has a way by a transit gateway, which no table of its shows. */
static bool is_for_nobody(struct walk *w)
{
	const struct point *s = &w->q->source, *d = &w->q->destination;
	enum ip_nobody why = ip_nobody(d->address);
	bool outside = s->kind == POINT_INTERNET || s->kind == POINT_EIC;
	bool inward = why || ip_is_private(d->address) || ip_is_link_local(d->address);
	bool nobodys = outside ? inward : why == IP_LOOPBACK || why == IP_MULTICAST;
	if (d->kind != POINT_ADDRESS || !nobodys)
		return false;
	w->source = s->address;
	w->destination = d->address;
	struct hop *hop = add_hop(w, COMPONENT_OTHER, NULL);
	if (why == IP_MULTICAST && s->vpc && s->vpc->tgw_attachments.len)
		walk_unsupported(w, hop, "multicast by a transit gateway");
	else
		walk_stop(w, hop, VCK_ADDRESS_UNOWNED);
	walk_end(w);
	return true;
}

static void start_outside(struct walk *w)
{
	const struct point *d = &w->q->destination;
	struct ip called = d->interface ? called_address(w->q) : d->address;
	w->source = w->q->source.address;
	w->destination = called.family ? called : d->address;
	add_hop(w, COMPONENT_INTERNET, NULL);
	if (!d->interface) {
		struct hop *hop = add_hop(w, COMPONENT_INTERNET, NULL);
		if (!elastic_ip_unheld(w, hop)) {
			hop->detail = "nobody in the snapshot holds this public address";
			walk_doubt(w, hop, VCK_DATA_MISSING);
			hop->missing = KIND_NETWORK_INTERFACE;
		}
		walk_end(w);
		return;
	}
	if (!called.family) {
		struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &d->interface->o);
		hop->interface = d->interface;
		hop->subnet = d->interface->subnet;
		walk_stop(w, hop, VCK_PUBLIC_IP_MISSING);
	}
	internet_in(w, d->interface, d->address);
}

static void start_on_premises(struct walk *w)
{
	w->source = w->q->source.address;
	w->destination = w->q->destination.address;
	w->at = AT_ON_PREMISES;
}

static void keep_to_block(struct ip_range *atom, struct cidr block, struct ip ip)
{
	if (atom)
		ip_range_keep(atom, ip, block);
}

static void find_unread_peers(struct reach *r)
{
	VEC(const struct peering_side *) found = VEC_INIT;
	for (size_t i = 0; i < r->net->vpc_peering_connections.len; i++) {
		const struct vpc_peering_connection *pcx = r->net->vpc_peering_connections.items[i];
		const struct peering_side *sides[] = {&pcx->requester, &pcx->accepter};
		for (size_t k = 0; k < COUNT_OF(sides); k++)
			if (!sides[k]->vpc && sides[k]->cidrs.len)
				vec_push(&found, sides[k]);
	}
	r->unread_peers.items = vec_move(&found, &r->arena);
	r->unread_peers.len = found.len;
	vec_free(&found);
	r->unread_peers_known = true;
}

/* The far side of a peering connection that has the address, and is not in the snapshot. */
static const struct peering_side *unread_peer_of(struct reach *r, struct ip ip,
						 struct ip_range *atom)
{
	if (!r->unread_peers_known)
		find_unread_peers(r);
	for (size_t i = 0; i < r->unread_peers.len; i++) {
		const struct peering_side *side = r->unread_peers.items[i];
		for (size_t n = 0; n < side->cidrs.len; n++) {
			keep_to_block(atom, side->cidrs.items[n], ip);
			if (cidr_covers(side->cidrs.items[n], ip))
				return side;
		}
	}
	return NULL;
}

static bool is_to_an_instance(const struct route *r)
{
	return (r->target == TARGET_INSTANCE || r->target == TARGET_NETWORK_INTERFACE) &&
	       r->destination.len;
}

/* Few of an organisation's routes, and asked for by each of its interfaces. */
static void find_routes_to_instances(struct reach *r)
{
	VEC(const struct route *) found = VEC_INIT;
	for (size_t i = 0; i < r->net->route_tables.len; i++) {
		const struct route_table *t = r->net->route_tables.items[i];
		for (size_t k = 0; k < t->routes.len; k++)
			if (is_to_an_instance(&t->routes.items[k]))
				vec_push(&found, &t->routes.items[k]);
	}
	r->to_instances.items = vec_move(&found, &r->arena);
	r->to_instances.len = found.len;
	vec_free(&found);
	r->to_instances_known = true;
}

/* Does a route lead what is for this address to an instance? Something behind that may have it. */
static bool led_to_an_instance(struct reach *r, struct ip ip, struct ip_range *atom)
{
	if (!r->to_instances_known)
		find_routes_to_instances(r);
	for (size_t i = 0; i < r->to_instances.len; i++) {
		keep_to_block(atom, r->to_instances.items[i]->destination, ip);
		if (cidr_covers(r->to_instances.items[i]->destination, ip))
			return true;
	}
	return false;
}

/* What lacks to say whether anything leads back to an address that no VPC here has; KIND_COUNT:
 * nothing. */
static enum kind lacks_for_way_back(const struct walk *w, struct ip_range *atom)
{
	const struct network_interface *eni = w->q->destination.interface;
	if (!eni)
		return KIND_COUNT;
	if (!eni->subnet)
		return KIND_SUBNET;
	const struct route_table *rt = eni->subnet->route_table;
	if (!rt)
		return KIND_ROUTE_TABLE;
	const struct table_entry *e =
		table_find(subnet_table(w->r, eni->subnet), w->q->source.address, atom);
	if (!e || !e->route || e->route->object || e->route->route_state != ROUTE_ACTIVE)
		return KIND_COUNT;
	static const struct {
		enum target target;
		enum kind kind;
	} ways[] = {
		{TARGET_VPC_PEERING_CONNECTION, KIND_VPC_PEERING_CONNECTION},
		{TARGET_TRANSIT_GATEWAY, KIND_TRANSIT_GATEWAY},
		{TARGET_VPN_GATEWAY, KIND_VPN_GATEWAY},
	};
	for (size_t i = 0; i < COUNT_OF(ways); i++)
		if (e->route->target == ways[i].target &&
		    !net_knows(w->r->net, ways[i].kind, rt->o.account, rt->o.region))
			return ways[i].kind;
	return KIND_COUNT;
}

static void start_nowhere(struct walk *w)
{
	const struct point *p = &w->q->source;
	const struct subnet *s = vpc_subnet_of(p->vpc, p->address);
	w->source = p->address;
	w->destination = w->q->destination.address;
	struct hop *hop = add_hop(w, s ? COMPONENT_SUBNET : COMPONENT_VPC,
				  s        ? &s->o
				  : p->vpc ? &p->vpc->o
					   : NULL);
	hop->subnet = s;
	const struct object *unread = p->vpc ? unread_interfaces(w->r->net, p->vpc) : NULL;
	struct ip_range *atom = atom_of(w, p->address);
	enum kind lacks = p->vpc ? KIND_COUNT : lacks_for_way_back(w, atom);
	const struct peering_side *peer = p->vpc ? NULL : unread_peer_of(w->r, p->address, atom);
	if (peer) {
		struct object near = {.account = peer->owner_id, .region = peer->region};
		hop->id = peer->vpc_id;
		walk_lacks(w, hop, KIND_VPC, &near);
	} else if (unread) {
		walk_lacks(w, hop, KIND_NETWORK_INTERFACE, unread);
	} else if (lacks != KIND_COUNT) {
		walk_lacks(w, hop, lacks, &w->q->destination.interface->o);
	} else if (!p->vpc && led_to_an_instance(w->r, p->address, atom)) {
		hop->detail = "what lies behind an instance that forwards";
		walk_doubt(w, hop, VCK_UNSUPPORTED_COMPONENT);
	} else {
		hop->detail = "no interface owns the sender's address";
		walk_stop(w, hop, VCK_ADDRESS_UNOWNED);
	}
	walk_end(w);
}

bool endpoint_keeps_client(const struct walk *w)
{
	return !w->reply && hides_its_client(&w->q->source);
}

void out_of_endpoints_way(struct walk *w, const char *why)
{
	struct hop *hop = add_hop(w, COMPONENT_INSTANCE_CONNECT_ENDPOINT, &w->q->source.eice->o);
	hop->detail = why;
	walk_stop(w, hop, VCK_EIC_ENDPOINT_UNUSABLE);
}

/* R72. What the endpoint calls with: its own address, or one that stands for its unknown client. */
static void start_at_endpoint(struct walk *w)
{
	const struct instance_connect_endpoint *e = w->q->source.eice;
	struct hop *hop = add_hop(w, COMPONENT_INSTANCE_CONNECT_ENDPOINT, &e->o);
	if (e->state && !str_eq(e->state, "create-complete") && !str_starts(e->state, "update-"))
		walk_stop(w, hop, VCK_EIC_ENDPOINT_UNUSABLE);
	else if (!e->state || !e->preserve_client_ip)
		walk_lacks(w, hop, KIND_INSTANCE_CONNECT_ENDPOINT, &e->o);
	w->source = w->q->source.address;
	w->destination = w->q->destination.address;
	start_as_endpoint(w, e);
	w->sender = w->q->source.interface;
	w->balancer_groups = (const char *const *)e->group_set->group_ids.items;
	w->n_balancer_groups = e->group_set->group_ids.len;
	if (!e->preserve_client_ip) { /* R2: it, or whoever calls through it */
		w->may_translate = true;
		walk_end(w);
		return;
	}
	if (e->preserve_client_ip == FLAG_YES) {
		w->sender = NULL;
		w->balancer_groups = NULL;
		w->n_balancer_groups = 0;
		w->translations[w->n_translations++] = (struct translation){
			.kind = TRANSLATED_BY_BALANCER,
			.object = &e->o,
			.interface = w->q->source.interface,
			.before = w->source,
			.after = w->source,
			.service = w->destination,
			.subnet = e->subnet,
			.vpc = e->vpc,
			.client_lo = 1024,
			.client_hi = 65535,
		};
	}
	walk_leave(w, e->subnet, w->q->source.interface);
}

static void start(struct walk *w)
{
	if (is_for_nobody(w))
		return;
	switch (w->q->source.kind) {
	case POINT_INTERFACE:
		if (w->q->source.eice)
			start_at_endpoint(w);
		else
			start_at_interface(w);
		break;
	case POINT_INTERNET:
	case POINT_EIC:
		start_outside(w);
		break;
	case POINT_ON_PREMISES:
		start_on_premises(w);
		break;
	case POINT_ADDRESS:
		start_nowhere(w);
		break;
	}
}

static bool is_ranging(const struct point *p)
{
	return is_host(p) || (p->kind == POINT_ADDRESS && p->range.lo < p->range.hi);
}

/* The end whose addresses are told that walk alike; NULL: both are one address. What a host gets of any
 * client that an endpoint keeps is the same for all of these. */
static const struct point *ranging_end(const struct question *q)
{
	const struct point *s = &q->source, *d = &q->destination;
	if (hides_its_client(s) && is_ranging(d))
		return d;
	return is_ranging(s) ? s : is_ranging(d) ? d : NULL;
}

void walk_begin(struct walk *w, struct reach *r, struct arena *arena, const struct question *q,
		struct choices *choices, struct trace *trace)
{
	mem_clear(w, offsetof(struct walk, scratch));
	w->r = r;
	w->arena = arena;
	w->q = q;
	w->choices = choices;
	w->trace = trace;
	const struct point *host = ranging_end(q);
	if (host) {
		w->host = host->address;
		w->atom = host->range.family
				  ? host->range
				  : (struct ip_range){host->address.value, host->address.value,
						      host->address.family};
		atom_narrow(&w->atom, ip_special_range(w->host));
	}
}

/* Where data lacks on the way there nobody knows who answers, and to which address (R2, R82). */
bool is_lost(const struct walk *there)
{
	return there->uncertain && !there->cut && !there->delivered && !there->host_reached;
}

void run_request(struct walk *w)
{
	const struct question *q = w->q;
	bool filters = !w->planning && q->source.interface &&
		       q->source.interface->group_set->group_ids.len;
	size_t slot = w->trace ? w->trace->hops.len : 0;
	struct hop *egress = NULL;
	w->goal = q->destination.interface;
	w->goal_kind = q->destination.kind;
	w->asked = q->packets;
	w->sets = (struct sets){q->packets, q->packets};
	client_ports(q, &w->client_lo, &w->client_hi);
	if (filters) { /* its verdict hangs on who is at the other end: told first, judged last */
		w->source = q->source.address;
		w->destination = q->destination.public_address.family
					 ? q->destination.public_address
					 : q->destination.address;
		const struct network_interface *eni = q->source.interface;
		egress = add_hop(w, COMPONENT_SECURITY_GROUP, first_group(eni));
		if (w->trace)
			egress = &w->trace->hops.items[slot];
	}
	start(w);
	walk_run(w);
	ask_node(w, false, NULL);
	if (!filters || (w->cut && !w->trace))
		return;
	struct hop scratch = {.source = q->source.address,
			      .destination = q->destination.public_address.family
						     ? q->destination.public_address
						     : q->destination.address};
	const struct pktset *asked = w->asked;
	struct sets sets = w->sets;
	w->asked = q->packets; /* before any balancer changed the port */
	w->sets = (struct sets){q->packets, q->packets};
	if (is_lost(w) && !w->first_arrived && !w->middlebox)
		sg_egress_to_goal(w, w->trace ? egress : &scratch, q->source.interface,
				  q->destination.interface, q->destination.kind);
	else
		sg_egress(w, w->trace ? egress : &scratch, q->source.interface,
			  !w->first_middlebox && w->first_arrived);
	struct sets own = w->sets;
	w->asked = asked;
	if (w->remapped) {
		w->sets.certain = pktset_is_empty(own.certain) ? pktset_empty : sets.certain;
		w->sets.possible = pktset_is_empty(own.possible) ? pktset_empty : sets.possible;
	} else {
		w->sets.certain = pktset_and(w->arena, own.certain, sets.certain);
		w->sets.possible = pktset_and(w->arena, own.possible, sets.possible);
	}
}
