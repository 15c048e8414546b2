/* hop_internet_gateway.c - in and out of the internet (R28, R60-R67). */
#include "reach/internal.h"

/* ---- Block Public Access (R65) ---- */

enum effect { OPEN, NAT_OUT_ONLY, OUT_ONLY, CLOSED };

static enum effect effect_of_text(const char *mode, bool *said)
{
	*said = mode != NULL;
	if (str_eq(mode, "block-bidirectional"))
		return CLOSED;
	return str_eq(mode, "block-ingress") ? NAT_OUT_ONLY : OPEN;
}

static const struct bpa_exclusion *exclusion_of(const struct net *net, const char *id)
{
	for (size_t i = 0; i < net->bpa_exclusions.len; i++) {
		const struct bpa_exclusion *e = net->bpa_exclusions.items[i];
		bool live = !e->state || str_ends(e->state, "complete");
		if (live && !str_starts(e->state, "delete") && !str_starts(e->state, "disable") &&
		    str_eq(e->resource_id, id))
			return e;
	}
	return NULL;
}

struct block {
	enum effect effect;
	bool unread; /* exclusions were not read, or not how: one of them may open, or let out alone */
};

static struct block block_of(const struct walk *w, const struct vpc *vpc,
			     const struct subnet *subnet)
{
	bool said = false;
	if (!vpc) /* nor is it known whose it is */
		return (struct block){OPEN, false};
	enum effect e = subnet ? effect_of_text(subnet->block_public_access, &said) : OPEN;
	if (said)
		return (struct block){e, false};
	e = effect_of_text(vpc->block_public_access, &said);
	if (said && !subnet)
		return (struct block){e, false};
	const struct net *net = w->r->net;
	enum bpa_mode mode = net_bpa(net, vpc->o.account, vpc->o.region);
	if (e == OPEN && (mode == BPA_OFF || mode == BPA_UNSET))
		return (struct block){OPEN, false}; /* no exclusion says anything there */
	const struct bpa_exclusion *x = subnet ? exclusion_of(net, subnet->o.id) : NULL;
	if (!x)
		x = exclusion_of(net, vpc->o.id);
	if (x) /* what any of them lets out is let out whatever it says */
		return (struct block){str_eq(x->mode, "allow-egress") ? OUT_ONLY : OPEN, !x->mode};
	if (!said)
		e = mode == BPA_BIDIRECTIONAL ? CLOSED : NAT_OUT_ONLY;
	return (struct block){e,
			      !net_knows(net, KIND_BPA_EXCLUSION, vpc->o.account, vpc->o.region)};
}

static bool stops(enum effect e, bool by_nat, bool starts_inside)
{
	if (e == OUT_ONLY)
		return !starts_inside;
	return e != OPEN && !(e == NAT_OUT_ONLY && by_nat && starts_inside);
}

enum say { LETS, MAY_LET, STOPS };

static enum say say_of(struct block b, bool by_nat, bool starts_inside)
{
	bool stopped = stops(b.effect, by_nat, starts_inside);
	if (!b.unread)
		return stopped ? STOPS : LETS;
	return stopped || stops(OUT_ONLY, by_nat, starts_inside) ? MAY_LET : LETS;
}

static const char two_subnets[] =
	"by which of two subnets VPC Block Public Access goes: the one that has the address, or "
	"the "
	"one that the packet passes on its way to or from the internet gateway";

/* AWS says what is from and to an excluded subnet, not whether that is where the address lies (`of`, NULL:
 * there is none) or where the packet leaves the VPC or comes into it (`by`, NULL: nowhere). */
static void public_access(struct walk *w, const struct vpc *vpc, const struct subnet *of,
			  const struct subnet *by, bool by_nat, bool starts_inside)
{
	const struct subnet *first = by ? by : of, *second = of ? of : by;
	struct block x = block_of(w, vpc, first), y = block_of(w, vpc, second);
	enum say a = say_of(x, by_nat, starts_inside), b = say_of(y, by_nat, starts_inside);
	if (a == LETS && b == LETS)
		return;
	struct hop *hop = add_hop(w, COMPONENT_VPC, &vpc->o);
	hop->subnet = first;
	if (a == STOPS && b == STOPS) {
		walk_stop(w, hop, VCK_INTERNET_BLOCKED);
	} else if (a == MAY_LET || b == MAY_LET) {
		walk_lacks(w, hop, KIND_BPA_EXCLUSION, &vpc->o);
	} else {
		hop->detail = two_subnets;
		walk_doubt(w, hop, VCK_UNSUPPORTED_COMPONENT);
	}
}

/* The subnet of whoever has the packet's source; NULL: nobody is known to. */
static const struct subnet *subnet_of_source(const struct walk *w)
{
	const struct network_interface *owner =
		w->vpc ? net_owner(w->r->net, w->vpc, w->source).interface : NULL;
	return owner ? owner->subnet : NULL;
}

/* Of a subnet that was not read, an exclusion may lift it. */
static void public_access_to(struct walk *w, const struct network_interface *owner,
			     const struct subnet *by)
{
	bool by_nat = interface_nat_gateway(owner) != NULL;
	if (owner->subnet || !owner->subnet_id || !owner->vpc) {
		public_access(w, owner->vpc, owner->subnet, by, by_nat, w->reply);
		return;
	}
	if (stops(block_of(w, owner->vpc, NULL).effect, by_nat, w->reply))
		walk_lacks(w, add_hop_id(w, COMPONENT_SUBNET, owner->subnet_id), KIND_SUBNET,
			   &owner->o);
}

/* ---- out ---- */

static const struct internet_gateway *attached_gateway(const struct vpc *vpc)
{
	for (size_t i = 0; i < vpc->internet_gateways.len; i++)
		if (is_attached(vpc->internet_gateways.items[i], vpc) == FLAG_YES)
			return vpc->internet_gateways.items[i];
	return NULL;
}

/* A gateway that the VPC means: one that its tables lead to, or that is attached in a bad state. */
static const struct internet_gateway *meant_gateway(const struct vpc *vpc)
{
	for (size_t i = 0; i < vpc->route_tables.len; i++)
		for (size_t k = 0; k < vpc->route_tables.items[i]->routes.len; k++) {
			const struct route *r = &vpc->route_tables.items[i]->routes.items[k];
			if (r->target == TARGET_INTERNET_GATEWAY && r->object)
				return (const void *)r->object;
		}
	return vpc->internet_gateways.len ? vpc->internet_gateways.items[0] : NULL;
}

/* The gateway of a VPC: attached, else the one that was meant (R3). NULL: none. */
const struct internet_gateway *gateway_of(const struct vpc *vpc)
{
	const struct internet_gateway *igw = attached_gateway(vpc);
	return igw ? igw : meant_gateway(vpc);
}

/* May a gateway be the VPC's that does not say whose it is? */
static bool may_have_gateway(const struct net *net, const struct vpc *vpc)
{
	for (size_t i = 0; i < net->internet_gateways.len; i++) {
		const struct internet_gateway *igw = net->internet_gateways.items[i];
		if (!igw->attachments_known && str_eq(igw->o.account, vpc->o.account) &&
		    str_eq(igw->o.region, vpc->o.region))
			return true;
	}
	return !net_knows(net, KIND_INTERNET_GATEWAY, vpc->o.account, vpc->o.region);
}

/* The gateway's own hop: there, and attached (R60). */
static void gateway_hop(struct walk *w, const struct vpc *vpc, const struct internet_gateway *igw)
{
	if (!igw) {
		struct hop *hop = add_hop(w, COMPONENT_VPC, vpc ? &vpc->o : NULL);
		if (vpc && !may_have_gateway(w->r->net, vpc))
			walk_stop(w, hop, VCK_IGW_MISSING);
		else
			walk_lacks(w, hop, KIND_INTERNET_GATEWAY, vpc ? &vpc->o : NULL);
		return;
	}
	struct hop *hop = add_hop(w, COMPONENT_INTERNET_GATEWAY, &igw->o);
	enum flag attached = vpc ? is_attached(igw, vpc) : FLAG_YES;
	if (attached == FLAG_NO)
		walk_stop(w, hop, VCK_IGW_DETACHED);
	else if (attached == FLAG_UNSET)
		walk_lacks(w, hop, KIND_INTERNET_GATEWAY, &igw->o);
}

static const struct translation *top(const struct walk *w)
{
	return w->n_translations ? &w->translations[w->n_translations - 1] : NULL;
}

static bool sent_by_nat(const struct walk *w)
{
	const struct translation *t = top(w);
	return !w->reply && t && t->kind == TRANSLATED_BY_NAT && t->vpc == w->vpc &&
	       ip_equal(t->after, w->source);
}

/* R60: the address that the world sees. FAMILY_NONE: none. */
static struct ip public_source(const struct walk *w, const struct network_interface **owner)
{
	if (sent_by_nat(w)) {
		*owner = top(w)->interface;
		return top(w)->public_ip;
	}
	struct address_owner o =
		w->vpc ? net_owner(w->r->net, w->vpc, w->source) : (struct address_owner){0};
	*owner = o.interface ? o.interface : w->sender;
	return o.interface ? interface_public_of(o.interface, w->source) : (struct ip){0};
}

/* An instance that sent it on and has a public address: whether it gives that to what it sends on
 * (a NAT instance does), no describe call shows (R81, R2). */
static const struct network_interface *may_masquerade(const struct walk *w)
{
	const struct translation *t = top(w);
	const struct network_interface *eni =
		w->n_middleboxes && !w->reply ? w->middleboxes[w->n_middleboxes - 1] : NULL;
	if (w->from != eni && t && t->kind == TRANSLATED_BY_NAT && ip_equal(t->after, w->source))
		return NULL; /* a NAT gateway has it from there, and sends it with its own */
	return eni && eni->vpc == w->vpc && interface_public_of(eni, eni->private_ip).family ? eni
											     : NULL;
}

static void need_public_address(struct walk *w)
{
	const struct network_interface *owner = NULL;
	struct ip public_ip = public_source(w, &owner);
	if (public_ip.family) {
		if (w->trace && w->trace->hops.len)
			w->trace->hops.items[w->trace->hops.len - 1].translated = public_ip;
		w->source = public_ip;
		return;
	}
	if (w->nameless)
		return;
	const struct network_interface *sender = may_masquerade(w);
	struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE,
				  sender  ? &sender->o
				  : owner ? &owner->o
					  : NULL);
	hop->interface = sender ? sender : owner;
	hop->subnet = w->subnet;
	if (sender) {
		walk_unsupported(w, hop, "whether an instance translates what it sends on");
		return;
	}
	walk_stop(w, hop, VCK_PUBLIC_IP_MISSING);
	w->nameless = true;
}

static const char private_ipv6[] =
	"its IPv6 address is a private one, which the internet never sees";

/* R63: only the VPC's own public addresses; what came from another VPC has no way out here. */
static void need_own_address(struct walk *w)
{
	bool hidden = vpc_is_private6(w->vpc, w->source);
	if (!hidden && (!w->vpc || vpc_covers(w->vpc, w->source)))
		return;
	struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, w->sender ? &w->sender->o : NULL);
	hop->interface = w->sender;
	hop->subnet = w->subnet;
	hop->detail = hidden ? private_ipv6
			     : "its IPv6 address is not one of the VPC that it would leave from";
	walk_stop(w, hop, VCK_PUBLIC_IP_MISSING);
}

/* Addresses that are kept for later use: nobody on the internet has one. */
static void onto_internet(struct walk *w)
{
	w->at = AT_INTERNET;
	if (ip_nobody(w->destination) == IP_SOMEBODY)
		return;
	walk_stop(w, add_hop(w, COMPONENT_INTERNET, NULL), VCK_ADDRESS_UNOWNED);
	walk_end(w);
}

/* Did the reply to what came in through its VPC's gateway leave for another VPC? */
bool reply_left_vpc(const struct walk *w)
{
	const struct network_interface *called = w->q->destination.interface;
	return w->reply && w->entered_by_gateway && !w->n_translations && called && called->vpc &&
	       w->vpc && w->vpc != called->vpc && w->first_route_table &&
	       w->destination.family == IPV4;
}

/* The table that sent it off is the cause, and not what another VPC does with it (R29). */
void reply_lost(struct walk *w)
{
	struct hop *hop = add_hop(w, COMPONENT_ROUTE_TABLE, w->first_route_table);
	const struct internet_gateway *igw = gateway_of(w->q->destination.interface->vpc);
	for (size_t i = 0; w->trace && i + 1 < w->trace->hops.len; i++) {
		const struct hop *first = &w->trace->hops.items[i];
		if (!first->reply || first->object != w->first_route_table)
			continue;
		hop->route = first->route;
		hop->prefix = first->prefix;
		hop->subnet = first->subnet;
		break;
	}
	hop->wanted = igw ? &igw->o : NULL;
	hop->wanted_prefix = (struct cidr){0, 0, w->destination.family};
	hop->detail = "the reply leaves with another address than the one that was called";
	walk_stop(w, hop, VCK_ROUTE_ASYMMETRIC);
	walk_end(w);
}

void internet_out(struct walk *w, struct hop *route_hop, const struct internet_gateway *igw)
{
	struct ip_range *atom = atom_of(w, w->destination);
	atom_narrow(atom, ip_special_range(w->destination));
	if (ip_is_private(w->destination)) { /* R66 */
		if (route_hop)
			wrong_route(w, route_hop, VCK_ROUTE_MISSING);
		else
			walk_end(w);
		return;
	}
	walk_untracked(w);
	if (reply_left_vpc(w)) {
		reply_lost(w);
		return;
	}
	const struct vpc *vpc = w->vpc;
	gateway_hop(w, vpc, igw);
	bool by_nat = sent_by_nat(w);
	const struct subnet *of = subnet_of_source(w);
	if (w->source.family == IPV4)
		need_public_address(w);
	else
		need_own_address(w);
	public_access(w, vpc, of, w->subnet, by_nat, !w->reply);
	if (w->at == AT_END)
		return;
	w->sender = NULL;
	w->via = NULL;
	w->vpc = NULL;
	w->subnet = NULL;
	w->first_arrived = true; /* from here on the address that was called is not a private one */
	onto_internet(w);
}

void hop_internet_gateway(struct walk *w, struct hop *hop, const struct route *r)
{
	const struct internet_gateway *igw = (const void *)r->object;
	if (!igw && w->vpc &&
	    !net_knows(w->r->net, KIND_INTERNET_GATEWAY, w->vpc->o.account, w->vpc->o.region)) {
		internet_out(w, hop, NULL);
		return;
	}
	if (!igw && hop->outcome != VCK_STOP && !ip_is_private(w->destination))
		walk_stop(w, hop, VCK_ROUTE_BLACKHOLE); /* the gateway is gone */
	internet_out(w, hop, igw ? igw : (w->vpc ? gateway_of(w->vpc) : NULL));
}

/* What the table should lead the reply to, instead of an egress-only gateway. */
static void want_way_of_request(struct walk *w, struct hop *hop)
{
	const struct vpc *to = w->goal ? w->goal->vpc : NULL;
	const struct object *c =
		to && !w->entered_by_gateway ? reach_connection(w->r, w->vpc, to) : NULL;
	const struct internet_gateway *igw = w->vpc ? gateway_of(w->vpc) : NULL;
	hop->wanted_prefix = (struct cidr){0, 0, w->destination.family};
	for (size_t i = 0; c && i < to->cidrs.len; i++)
		if (cidr_covers(to->cidrs.items[i], w->destination))
			hop->wanted_prefix = to->cidrs.items[i];
	hop->wanted = c ? c : w->entered_by_gateway && igw ? &igw->o : NULL;
}

void hop_egress_only(struct walk *w, struct hop *hop, const struct route *r)
{
	walk_untracked(w);
	if (ip_is_private(w->destination)) { /* R66 */
		wrong_route(w, hop, VCK_ROUTE_MISSING);
		return;
	}
	struct hop *h =
		r->object ? add_hop(w, COMPONENT_EGRESS_ONLY_INTERNET_GATEWAY, r->object)
			  : add_hop_id(w, COMPONENT_EGRESS_ONLY_INTERNET_GATEWAY, r->target_id);
	if (!r->object)
		walk_lacks(w, h, KIND_EGRESS_ONLY_INTERNET_GATEWAY, w->vpc ? &w->vpc->o : NULL);
	if (w->reply) { /* R63: carries only what starts inside, by whatever way the request came */
		h->detail = "an egress-only internet gateway carries only what starts inside";
		h->component = COMPONENT_ROUTE_TABLE;
		h->object = hop->object;
		h->id = hop->id;
		want_way_of_request(w, h);
		walk_stop(w, h, VCK_ROUTE_ASYMMETRIC);
	}
	need_own_address(w);
	public_access(w, w->vpc, subnet_of_source(w), w->subnet, true, !w->reply);
	w->left_by_egress_only = !w->reply;
	w->sender = NULL;
	w->via = NULL;
	w->vpc = NULL;
	w->subnet = NULL;
	w->first_arrived = true;
	onto_internet(w);
}

/* ---- in ---- */

/* A VPC has one internet gateway: of one that is not in the snapshot the association tells. */
static const struct route_table *edge_table(const struct vpc *vpc,
					    const struct internet_gateway *igw)
{
	for (size_t i = 0; i < vpc->route_tables.len; i++) {
		const struct route_table *rt = vpc->route_tables.items[i];
		for (size_t k = 0; k < rt->associations.len; k++) {
			const struct route_table_association *a = &rt->associations.items[k];
			bool its = igw ? str_eq(a->gateway_id, igw->o.id)
				       : str_starts(a->gateway_id, "igw-");
			if (its && (!a->state || str_eq(a->state, "associated")))
				return rt;
		}
	}
	return NULL;
}

static bool leads_elsewhere(const struct route_table *rt)
{
	bool elsewhere = false;
	for (size_t i = 0; i < rt->routes.len; i++) {
		enum target to = rt->routes.items[i].target;
		if (to == TARGET_NETWORK_INTERFACE || to == TARGET_INSTANCE ||
		    to == TARGET_VPC_ENDPOINT)
			elsewhere = true;
		else if (to != TARGET_LOCAL) /* AWS takes no such route at an edge */
			return false;
	}
	return elsewhere;
}

/* R2: a table that may be the gateway's, and does not say so; NULL: there is none that would lead elsewhere. */
static const struct route_table *unsaid_edge_table(const struct vpc *vpc)
{
	for (size_t i = 0; i < vpc->route_tables.len; i++) {
		const struct route_table *rt = vpc->route_tables.items[i];
		if (!rt->associations_known && !rt->is_main && leads_elsewhere(rt))
			return rt;
	}
	return NULL;
}

/* Where an edge table brings what is for the address first: an appliance's subnet. NULL: to nobody else. */
static const struct subnet *first_subnet(struct walk *w, const struct route_table *edge,
					 struct ip private_ip)
{
	const struct table_entry *e =
		edge ? table_find(table_of(w->r, edge), private_ip, NULL) : NULL;
	const struct network_interface *eni = e && e->route ? next_hop(w->r->net, e->route) : NULL;
	return eni ? eni->subnet : NULL;
}

void internet_in(struct walk *w, const struct network_interface *owner, struct ip private_ip)
{
	const struct vpc *vpc = owner->vpc;
	if (!w->reply)
		w->entered_by_gateway = true;
	const struct internet_gateway *igw = vpc ? gateway_of(vpc) : NULL;
	bool egress_only = w->reply && w->left_by_egress_only;
	const struct route_table *edge = vpc && !egress_only ? edge_table(vpc, igw) : NULL;
	if (!egress_only) {
		gateway_hop(w, vpc, igw);
		if (w->trace && w->trace->hops.len && !ip_equal(w->destination, private_ip))
			w->trace->hops.items[w->trace->hops.len - 1].translated = private_ip;
		public_access_to(w, owner, first_subnet(w, edge, private_ip));
	}
	if (!w->reply && vpc_is_private6(vpc, private_ip)) {
		struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &owner->o);
		hop->interface = owner;
		hop->detail = private_ipv6;
		walk_stop(w, hop, VCK_PUBLIC_IP_MISSING);
	}
	if (owner->deny_all_igw_traffic && !egress_only) {
		struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &owner->o);
		hop->interface = owner;
		walk_stop(w, hop, VCK_INTERNET_BLOCKED);
	}
	w->destination = private_ip;
	w->sender = NULL;
	enter_vpc(w, vpc, NULL);
	const struct route_table *unsaid =
		vpc && !egress_only && !edge ? unsaid_edge_table(vpc) : NULL;
	if (edge) { /* R28 */
		w->table = edge;
		w->at = AT_TABLE;
	} else if (unsaid) {
		walk_lacks(w, add_hop(w, COMPONENT_ROUTE_TABLE, &unsaid->o), KIND_ROUTE_TABLE,
			   &unsaid->o);
		walk_end(w);
	}
}

/* ---- there ---- */

bool elastic_ip_unheld(struct walk *w, struct hop *hop)
{
	const struct address *a = net_elastic_ip(w->r->net, w->destination);
	if (!a)
		return false;
	hop->object = &a->o;
	hop->id = a->o.id;
	if (a->association_id || a->network_interface_id || a->instance_id) {
		walk_lacks(w, hop, KIND_NETWORK_INTERFACE, &a->o);
	} else {
		hop->detail = "an Elastic IP that is associated with nothing";
		walk_stop(w, hop, VCK_ADDRESS_UNOWNED);
	}
	return true;
}

static bool is_one_address(const struct point *p)
{
	return p->range.family && p->range.lo == p->range.hi;
}

static void host_reached(struct walk *w)
{
	struct ip called = w->reply ? called_address(w->q) : (struct ip){0};
	struct hop *hop = add_hop(w, COMPONENT_INTERNET, NULL);
	if (!w->reply && is_one_address(&w->q->destination) && elastic_ip_unheld(w, hop)) {
		walk_end(w);
		return;
	}
	w->host_reached = true;
	if (w->reply && called.family && !ip_equal(called, w->source) &&
	    !(w->q->destination.interface &&
	      !interface_public_of(w->q->destination.interface, w->q->destination.address)
		       .family)) {
		hop->component = COMPONENT_ROUTE_TABLE;
		hop->object = w->first_route_table;
		hop->id = w->first_route_table ? w->first_route_table->id : NULL;
		hop->detail = "the reply leaves with another address than the one that was called";
		walk_stop(w, hop, VCK_ROUTE_ASYMMETRIC);
	}
	walk_end(w);
}

static void nobody(struct walk *w)
{
	struct hop *hop = add_hop(w, COMPONENT_INTERNET, NULL);
	hop->detail = "nobody in the snapshot holds this public address";
	walk_doubt(w, hop, VCK_DATA_MISSING);
	hop->missing = KIND_NETWORK_INTERFACE;
	walk_end(w);
}

/* To a NAT gateway whose interface is not in the snapshot, or that has none. */
static void back_to_nat(struct walk *w, const struct translation *t)
{
	gateway_hop(w, t->vpc, t->vpc ? gateway_of(t->vpc) : NULL);
	public_access(w, t->vpc, t->subnet, NULL, true, true);
	w->destination = t->after;
	if (t->subnet)
		cross_nacl(w, t->subnet, false);
	undo_translation(w, NULL);
}

void at_internet(struct walk *w)
{
	const struct translation *t = top(w);
	if (ip_equal(w->destination, w->host)) {
		host_reached(w);
		return;
	}
	if (w->reply && t && t->kind == TRANSLATED_BY_NAT &&
	    ip_equal(t->public_ip, w->destination)) {
		if (t->interface)
			internet_in(w, t->interface, t->after);
		else
			back_to_nat(w, t);
		return;
	}
	if (w->destination.family == IPV6) {
		if (w->goal && interface_has(w->goal, w->destination))
			internet_in(w, w->goal, w->destination);
		else
			nobody(w);
		return;
	}
	struct address_owner o = net_public_owner(w->r->net, w->destination);
	if (o.interface)
		internet_in(w, o.interface, o.slot ? o.slot->private_ip : o.interface->private_ip);
	else if (w->goal) /* a failure was told already: the address is still a private one */
		internet_in(w, w->goal,
			    w->reply ? w->q->source.address : w->q->destination.address);
	else
		nobody(w);
}
