/* hop_nat_gateway.c - NAT gateways, and undoing what they and balancers did (R64, R29). */
#include "reach/internal.h"

static bool serves(const struct nat_gateway *nat)
{
	return str_eq(nat->state, "available");
}

static const struct network_interface *interface_of(const struct walk *w,
						    const struct nat_gateway *nat,
						    const struct nat_gateway_address *a)
{
	const struct network_interface *eni =
		a ? net_network_interface(w->r->net, a->network_interface_id) : NULL;
	if (!eni && a && nat->vpc && a->private_ip.family)
		eni = net_owner(w->r->net, nat->vpc, a->private_ip).interface;
	return eni;
}

/* What the world sees of a public gateway's address. */
static struct ip public_of(const struct nat_gateway_address *a, const struct network_interface *eni)
{
	if (a->public_ip.family || !eni)
		return a->public_ip;
	return interface_public_of(eni, a->private_ip);
}

static size_t usable(const struct walk *w, const struct nat_gateway *nat,
		     const struct nat_gateway_address **out, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < nat->addresses.len && n < max; i++) {
		const struct nat_gateway_address *a = &nat->addresses.items[i];
		bool succeeded = !a->status || str_eq(a->status, "succeeded");
		if (succeeded && (nat->is_private || public_of(a, interface_of(w, nat, a)).family))
			out[n++] = a;
	}
	return n;
}

/* Of several addresses any may be taken; those of the sender's zone, where a regional one has
 * zones. */
static const struct nat_gateway_address *pick_address(struct walk *w, const struct nat_gateway *nat)
{
	const struct nat_gateway_address *all[32];
	size_t n = usable(w, nat, all, COUNT_OF(all));
	const char *zone = w->subnet ? w->subnet->availability_zone_id : NULL;
	size_t local = 0;
	for (size_t i = 0; nat->is_regional && zone && i < n; i++)
		if (str_eq(all[i]->availability_zone_id, zone))
			all[local++] = all[i];
	if (local)
		n = local;
	return n ? all[walk_choose(w, (unsigned)n)] : NULL;
}

static bool push(struct walk *w, struct translation t)
{
	if (w->n_translations == MAX_TRANSLATIONS)
		return false;
	w->translations[w->n_translations++] = t;
	return true;
}

/* R2: its addresses, or the one that it calls with, were not read. A regional one has no private ones. */
static bool lacks_address(const struct nat_gateway *nat, const struct nat_gateway_address *a)
{
	return a ? !a->private_ip.family && !nat->is_regional : !nat->addresses_known;
}

static void translate(struct walk *w, struct hop *hop, const struct nat_gateway *nat,
		      const struct nat_gateway_address *a)
{
	const struct network_interface *eni = interface_of(w, nat, a);
	struct translation t = {
		.kind = TRANSLATED_BY_NAT,
		.object = &nat->o,
		.interface = eni,
		.before = w->source,
		.after = a ? a->private_ip : (struct ip){0},
		.public_ip = a && !nat->is_private ? public_of(a, eni) : (struct ip){0},
		.service = w->destination,
		.subnet = nat->subnet,
		.table = nat->route_table,
		.vpc = w->vpc,
		.client_lo = w->client_lo,
		.client_hi = w->client_hi,
		.unsure = w->anyone,
	};
	if (!t.after.family) /* a regional one shows public addresses alone */
		t.after = t.public_ip;
	if (!a || !push(w, t)) {
		hop->detail = "it has no address";
		w->nameless = true;
		walk_stop(w, hop, VCK_NAT_UNAVAILABLE);
	}
	hop->translated = t.public_ip.family ? t.public_ip : t.after;
	hop->interface = t.interface;
	if (a)
		w->source = t.after;
	behind_middlebox(w);
	w->client_lo = 1024;
	w->client_hi = 65535;
}

static void go_on(struct walk *w, const struct nat_gateway *nat,
		  const struct network_interface *eni)
{
	if (nat->is_regional) {
		w->table = nat->route_table;
		w->subnet = NULL;
		w->from = eni;
		w->at = AT_TABLE;
		return;
	}
	walk_leave(w, nat->subnet, eni);
}

void hop_nat_gateway(struct walk *w, struct hop *route_hop, const struct route *r)
{
	const struct nat_gateway *nat = (const void *)r->object;
	if (reply_left_vpc(w)) {
		reply_lost(w);
		return;
	}
	if (w->reply) { /* R29: the reply would leave with the gateway's address, or not at all */
		struct hop *hop = route_hop;
		hop->detail = "the reply would leave through a NAT gateway, with another address";
		if (hop->outcome != VCK_STOP)
			walk_stop(w, hop, VCK_ROUTE_ASYMMETRIC);
		if (w->trace)
			follow_wanted(w, hop);
		return;
	}
	if (!nat) {
		bool known = w->vpc && net_knows(w->r->net, KIND_NAT_GATEWAY, w->vpc->o.account,
						 w->vpc->o.region);
		if (known) {
			wrong_route(w, route_hop, VCK_ROUTE_BLACKHOLE); /* the gateway is gone */
		} else {
			walk_lacks(w, add_hop_id(w, COMPONENT_NAT_GATEWAY, r->target_id),
				   KIND_NAT_GATEWAY, w->vpc ? &w->vpc->o : NULL);
			walk_end(w);
		}
		return;
	}
	if (w->n_translations && w->translations[w->n_translations - 1].object == &nat->o) {
		wrong_route(
			w, route_hop,
			VCK_ROUTE_MISSING); /* its own subnet leads back to it, and nowhere else */
		return;
	}
	if (nat->subnet && nat->subnet != w->subnet)
		cross_nacl(w, nat->subnet, false);
	struct hop *hop = add_hop(w, COMPONENT_NAT_GATEWAY, &nat->o);
	if (!nat->state)
		walk_lacks(w, hop, KIND_NAT_GATEWAY, &nat->o);
	else if (!serves(nat))
		walk_stop(w, hop, VCK_NAT_UNAVAILABLE);
	if (w->destination.family == IPV6) {
		walk_unsupported(w, hop, "NAT64 of a NAT gateway");
		return;
	}
	walk_apply(w, hop, (struct sets){w->r->nat_protocols, w->r->nat_protocols},
		   VCK_NAT_UNAVAILABLE);
	if (w->trace && serves(nat) && hop->outcome != VCK_PASS)
		hop->detail = "a NAT gateway carries tcp, udp and icmp alone";
	w->fallback = true;
	const struct nat_gateway_address *a = pick_address(w, nat);
	if (lacks_address(nat, a)) {
		behind_middlebox(w);
		walk_lacks(w, hop, KIND_NAT_GATEWAY, &nat->o);
		walk_end(w);
		return;
	}
	translate(w, hop, nat, a);
	go_on(w, nat, w->n_translations ? w->translations[w->n_translations - 1].interface : NULL);
}

bool translated_by(const struct walk *w, const struct network_interface *at)
{
	const struct translation *t =
		w->n_translations ? &w->translations[w->n_translations - 1] : NULL;
	return w->reply && t && t->interface == at;
}

static void undo_nat(struct walk *w, const struct translation *t)
{
	struct hop *hop = add_hop(w, COMPONENT_NAT_GATEWAY, t->object);
	hop->interface = t->interface;
	if (t->unsure) {
		walk_end(w);
		return;
	}
	hop->translated = t->before;
	w->destination = t->before;
	w->via = NULL;
	w->vpc = t->vpc;
	start_leg(w, t->client_lo, t->client_hi);
	set_reply_goal(w);
	go_on(w, (const void *)t->object, t->interface);
}

void resume_translation(struct walk *w)
{
	struct translation t = w->translations[w->n_translations - 1];
	w->source = t.service;
	w->subnet = NULL;
	if (t.kind == TRANSLATED_BY_NAT) {
		w->n_translations--;
		undo_nat(w, &t);
	} else {
		balancer_reply(w);
	}
}

bool undo_translation(struct walk *w, const struct network_interface *at)
{
	if (!translated_by(w, at))
		return false;
	struct translation t = w->translations[--w->n_translations];
	if (t.kind == TRANSLATED_BY_NAT) {
		undo_nat(w, &t);
	} else {
		w->translations[w->n_translations++] = t;
		balancer_reply(w);
	}
	return true;
}
