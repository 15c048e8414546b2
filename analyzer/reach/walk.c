/* walk.c - from place to place, and what every hop needs. */
#include "reach/internal.h"

#include <assert.h>
#include <string.h>

enum { MAX_HOPS_TOLD = 512 }; /* of one trace; LIMIT_HOPS ends a walk long before */

/* ---- hops ---- */

/* Without a trace nobody reads what a hop says behind `sets`. */
static struct hop *scratch_hop(struct walk *w)
{
	mem_clear(&w->scratch, offsetof(struct hop, sets));
	return &w->scratch;
}

static struct hop *told_hop(struct walk *w)
{
	struct hop *hop = &w->scratch;
	vec_reserve(&w->trace->hops, MAX_HOPS_TOLD); /* pointers to hops stay good */
	if (w->trace->hops.len < MAX_HOPS_TOLD)
		hop = &w->trace->hops.items[w->trace->hops.len++];
	mem_clear(hop, sizeof *hop);
	return hop;
}

struct hop *add_hop(struct walk *w, enum component component, const struct object *object)
{
	struct hop *hop = w->trace ? told_hop(w) : scratch_hop(w);
	hop->component = component;
	hop->object = object;
	if (w->trace)
		hop->id = object ? object->id : NULL;
	hop->reply = w->reply;
	hop->onward = w->onward;
	hop->source = w->source;
	hop->destination = w->destination;
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
		if (other != hop && other->code == hop->code && other->missing == hop->missing &&
		    (other->object == hop->object || hop->code == VCK_PEERING_MISSING))
			hop->again = true;
	}
}

void walk_cut(struct walk *w)
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

/* R43: no reference holds behind it, neither to the sender's groups nor to a balancer's. */
void behind_middlebox(struct walk *w)
{
	w->middlebox = true;
	w->sender = NULL;
	w->balancer_groups = NULL;
	w->n_balancer_groups = 0;
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
	ask_encryption(w, vpc);
}

static bool is_on_premises(const struct walk *w, struct ip ip)
{
	const struct point *ends[] = {&w->q->source, &w->q->destination};
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (ends[i]->kind == POINT_ON_PREMISES && ip_equal(ends[i]->address, ip))
			return true;
	return false;
}

/* R27: the resolver at VPC+2 and what is link-local answer outside these rules. Who asks for what
 * lies on premises does not mean the resolver. */
static bool outside_rules(const struct walk *w)
{
	struct ip ip = w->destination;
	if (ip_is_link_local(ip))
		return true;
	return w->vpc && !is_on_premises(w, ip) && w->vpc->cidr_block.family == ip.family &&
	       ip.value == w->vpc->cidr_block.first + 2;
}

/* For plans: what leads on to another VPC leads on in the same way from any subnet; with others it may
 * matter which one they stand in. */
static void note_subnet(struct walk *w, const struct route *r)
{
	static const bool alike[TARGET_COUNT] = {
		[TARGET_LOCAL] = true,
		[TARGET_VPC_PEERING_CONNECTION] = true,
		[TARGET_TRANSIT_GATEWAY] = true,
	};
	w->by_zone |= w->subnet == w->picked && !alike[r->target];
}

/* Does the route lead to something in the subnet that the packet is in? Then no NACL is passed
 * (R81). */
static bool stays_in_subnet(struct walk *w)
{
	const struct table_entry *e =
		w->subnet->route_table
			? table_find(subnet_table(w->r, w->subnet), w->destination, NULL)
			: NULL;
	if (!e || !e->route)
		return false;
	note_subnet(w, e->route);
	if (e->route->target == TARGET_NAT_GATEWAY) {
		const struct nat_gateway *nat = (const void *)e->route->object;
		return nat && nat->subnet == w->subnet;
	}
	if (e->route->target != TARGET_INSTANCE && e->route->target != TARGET_NETWORK_INTERFACE)
		return false;
	const struct network_interface *eni = next_hop(w->r->net, e->route);
	return eni && eni->subnet == w->subnet;
}

/* Nobody walks as the resolver does, and it as nobody else. */
static void keep_off_resolver(struct walk *w)
{
	struct ip_range *atom = atom_of(w, w->destination);
	if (!atom || !w->vpc || w->vpc->cidr_block.family != atom->family)
		return;
	u128 resolver = w->vpc->cidr_block.first + 2;
	if (w->destination.value == resolver)
		atom->lo = atom->hi = resolver;
	else if (w->destination.value > resolver && atom->lo <= resolver)
		atom->lo = resolver + 1;
	else if (w->destination.value < resolver && atom->hi >= resolver)
		atom->hi = resolver - 1;
}

void atom_keep_to_blocks(struct ip_range *atom, const struct vpc *vpc, struct ip ip)
{
	for (size_t i = 0; i < vpc->cidrs.len; i++) {
		struct ip_range block = cidr_range(vpc->cidrs.items[i]);
		if (block.family != atom->family)
			continue;
		if (cidr_covers(vpc->cidrs.items[i], ip))
			atom_narrow(atom, block);
		else if (block.lo > ip.value && block.lo <= atom->hi)
			atom->hi = block.lo - 1;
		else if (block.hi < ip.value && block.hi >= atom->lo)
			atom->lo = block.hi + 1;
	}
}

void keep_to_blocks(struct walk *w, const struct vpc *vpc)
{
	struct ip_range *atom = atom_of(w, w->destination);
	if (atom && vpc)
		atom_keep_to_blocks(atom, vpc, w->destination);
}

/* Where the packet goes to a host: the addresses that walk alike. Plans have a subnet at each end anyway. */
static struct ip_range *atom_of_host(struct walk *w)
{
	return w->planning ? NULL : atom_of(w, w->destination);
}

/* Those that are in the subnet, or those that are not: no table is asked for the former (R21). */
static void keep_to_subnet(struct walk *w, const struct subnet *s)
{
	struct ip_range *atom = atom_of_host(w);
	for (size_t i = 0; atom && i < s->cidrs.len; i++)
		ip_range_keep(atom, w->destination, s->cidrs.items[i]);
}

static void at_subnet(struct walk *w)
{
	keep_off_resolver(w);
	keep_to_subnet(w, w->subnet);
	if (outside_rules(w)) {
		walk_untracked(w);
		walk_unsupported(w, add_hop(w, COMPONENT_OTHER, NULL),
				 "the VPC's resolver and link-local services, which answer outside "
				 "the rules");
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
const struct object *overlapping_peering(const struct walk *w)
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
	const char *last = vpc->o.account; /* most are of the same account as the one before */
	for (size_t i = 0; vpc->shared && i < vpc->interfaces.len; i++) {
		const struct network_interface *eni = vpc_interface(net, vpc, i);
		if (!str_eq(eni->o.account, last) && !reads(net, &eni->o, vpc))
			return &eni->o;
		last = eni->o.account;
	}
	return NULL;
}

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
		walk_lost(
			w, NULL,
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

/* Its first private address is the goal's own, unless two interfaces of the VPC hold it. */
static bool is_goals(const struct walk *w)
{
	const struct network_interface *g = w->goal;
	return g && g->vpc == w->vpc && w->vpc && !w->vpc->twins && g->private_ips.len &&
	       ip_equal(g->private_ips.items[0].private_ip, w->destination);
}

/* An endpoint whose interface the snapshot lacks answers to the address that it was given (R72). */
static const struct network_interface *owner_of(const struct walk *w)
{
	const struct point *s = &w->q->source;
	if (is_goals(w))
		return w->goal;
	if (s->eice && !s->eice->interfaces.len && s->interface && s->interface->vpc == w->vpc &&
	    ip_equal(s->interface->private_ip, w->destination))
		return s->interface;
	return net_owner(w->r->net, w->vpc, w->destination).interface;
}

/* Somebody may have addresses whom the snapshot can't show: what their subnets' NACLs say of them differs. */
static void keep_to_subnets(struct walk *w)
{
	if (!w->vpc || !atom_of_host(w) || !unread_interfaces(w->r->net, w->vpc))
		return;
	for (size_t i = 0; i < w->vpc->subnets.len; i++)
		keep_to_subnet(w, w->vpc->subnets.items[i]);
}

void walk_deliver(struct walk *w, bool same_subnet)
{
	const struct network_interface *owner = owner_of(w);
	if (!owner || owner != w->goal)
		walk_untracked(w);
	if (!owner) {
		keep_to_subnets(w);
		if (!same_subnet && covering_subnet(w))
			cross_nacl(w, covering_subnet(w), false);
		unowned(w);
		return;
	}
	if (!same_subnet)
		cross_nacl(w, owner->subnet, false);
	walk_arrive(w, owner);
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
