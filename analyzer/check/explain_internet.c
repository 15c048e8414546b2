/* explain_internet.c - public addresses and the gateways to the internet (R60-R67, R71, R72). */
#include "check/finding.h"
#include "check/open.h"

/* "EC2 Instance Connect can't reach instance-1" */
static const char *cannot_reach(const struct problem *p)
{
	struct arena *a = p->c->arena;
	return arena_printf(a, "%s can't reach %s", point_words(a, &p->question->source),
			    point_words(a, &p->question->destination));
}

/* ---- public addresses ---- */

static void say_subnet_is_public(struct draft *d, const struct problem *p, const struct subnet *s)
{
	const struct route_table *t = s->route_table;
	for (size_t i = 0; t && i < t->routes.len; i++) {
		const struct route *r = &t->routes.items[i];
		const struct internet_gateway *g =
			r->target == TARGET_INTERNET_GATEWAY ? (const void *)r->object : NULL;
		if (!g)
			continue;
		bool attached = is_attached(g, t->vpc) == FLAG_YES;
		say_evidence(d, p->c, t->o.id,
			     "the subnet is public: %s routes %s to %s, which is %s", t->o.id,
			     route_destination(p->c->arena, r), g->o.id,
			     attached ? "attached" : "not attached");
		return;
	}
}

static const struct address *spare_address(const struct net *net, const char *region)
{
	for (size_t i = 0; i < net->addresss.len; i++) {
		const struct address *e = net->addresss.items[i];
		if (!e->association_id && !e->network_interface_id && !e->instance_id &&
		    (!region || !e->o.region || str_eq(e->o.region, region)))
			return e;
	}
	return NULL;
}

/* Which one AWS will give is not known; one that nobody has stands for it. */
static struct ip free_address(const struct net *net)
{
	struct ip ip = {0xcb007101, IPV4}; /* 203.0.113.1, RFC 5737 */
	while (net_public_owner(net, ip).interface)
		ip.value++;
	return ip;
}

static void fix_public_address(struct draft *d, const struct problem *p,
			       const struct network_interface *n)
{
	const struct address *spare = spare_address(p->c->net, region_of(&n->o));
	if (spare) {
		char text[IP_TEXT];
		say_evidence(d, p->c, spare->o.id,
			     "%s (%s) is allocated and associated with nothing", spare->o.id,
			     ip_text(spare->public_ip, text));
		say_fix(d, p->c, "associate the Elastic IP %s", ip_text(spare->public_ip, text));
		say_command(d, p->c, &n->o,
			    "associate-address --allocation-id %s --network-interface-id %s",
			    spare->o.id, n->o.id);
		say_edit(d, (struct edit){.kind = EDIT_ASSOCIATE_ADDRESS,
					  .on = &n->o,
					  .address = spare->public_ip});
		return;
	}
	say_fix(d, p->c, "associate an Elastic IP");
	say_command(d, p->c, &n->o, "allocate-address --domain vpc");
	say_command(d, p->c, &n->o,
		    "associate-address --allocation-id ALLOCATION_ID --network-interface-id %s",
		    n->o.id);
	say_edit(d, (struct edit){.kind = EDIT_ASSOCIATE_ADDRESS,
				  .on = &n->o,
				  .address = free_address(p->c->net)});
}

static const struct security_group *default_group(const struct net *net, const struct vpc *v)
{
	for (size_t i = 0; i < net->security_groups.len; i++)
		if (net->security_groups.items[i]->vpc == v &&
		    str_eq(net->security_groups.items[i]->group_name, "default"))
			return net->security_groups.items[i];
	return NULL;
}

/* Is SSH from this group, or from the whole subnet, let in already? */
static bool lets_ssh_in(const struct ip_permission *r, const struct security_group *from,
			struct cidr block)
{
	if (!permission_has_tcp(r, 22))
		return false;
	for (size_t i = 0; i < r->ip_ranges.len; i++)
		if (cidr_contains(r->ip_ranges.items[i], block))
			return true;
	for (size_t i = 0; i < r->group_pairs.len; i++)
		if (r->group_pairs.items[i].group == from)
			return true;
	return false;
}

/* An endpoint that is made without a group has the VPC's default one, which has to be let in. */
static void allow_endpoint(struct draft *d, const struct problem *p,
			   const struct network_interface *n)
{
	const struct security_group *from = default_group(p->c->net, n->vpc);
	const struct security_group *to =
		n->group_set->groups.len ? n->group_set->groups.items[0] : NULL;
	for (size_t g = 0; g < n->group_set->groups.len; g++)
		for (size_t i = 0; i < n->group_set->groups.items[g]->ingress.len; i++)
			if (lets_ssh_in(&n->group_set->groups.items[g]->ingress.items[i], from,
					n->subnet->cidr_block))
				return;
	if (from && to)
		fix_allow_group(d, p, to, span_values(PROTO_TCP, 22, 22), from);
}

static const struct instance_connect_endpoint *endpoint_in(const struct net *net,
							   const struct vpc *v)
{
	for (size_t i = 0; i < net->instance_connect_endpoints.len; i++)
		if (net->instance_connect_endpoints.items[i]->subnet &&
		    net->instance_connect_endpoints.items[i]->subnet->vpc == v)
			return net->instance_connect_endpoints.items[i];
	return NULL;
}

/* A VPC has one at most: there is no other to be made. */
static void say_through_endpoint(struct draft *d, const struct problem *p,
				 const struct instance_connect_endpoint *e)
{
	struct arena scratch = ARENA_INIT;
	struct answer answer;
	struct question q = *p->question;
	q.source = point_endpoint(p->c->reach, e);
	reach_flow(p->c->reach, &scratch, &q, &answer, NULL);
	arena_free(&scratch);
	if (answer.verdict == VCK_REACHABLE)
		say_fix(d, p->c, "connect through %s, which reaches it without a public address",
			label(p->c->arena, &e->o));
	else
		say_fix(d, p->c,
			"connect through %s, without a public address, once that reaches it: "
			"path --source %s tells what stops it",
			label(p->c->arena, &e->o), e->o.id);
}

static void fix_by_endpoint(struct draft *d, const struct problem *p,
			    const struct network_interface *n)
{
	if (p->question->source.kind != POINT_EIC || !n->subnet)
		return;
	const struct instance_connect_endpoint *there = endpoint_in(p->c->net, n->vpc);
	if (there) {
		say_through_endpoint(d, p, there);
		return;
	}
	say_fix(d, p->c, "an EC2 Instance Connect Endpoint in %s, without a public address",
		n->subnet->o.id);
	say_command(d, p->c, &n->o, "create-instance-connect-endpoint --subnet-id %s",
		    n->subnet->o.id);
	say_edit(d, (struct edit){.kind = EDIT_NEW_ENDPOINT, .on = &n->subnet->o});
	allow_endpoint(d, p, n);
}

/* What an address opens besides: SSH or RDP for the whole internet. */
static void say_who_else(struct draft *d, const struct problem *p,
			 const struct network_interface *n)
{
	struct together all = {n->group_set->groups.items, n->group_set->groups.len};
	const char *what = all.len > 1 ? open_to_world(p->c, all) : NULL;
	for (size_t i = 0; i < all.len; i++) {
		const struct security_group *g = all.items[i];
		const char *alone = open_to_world(p->c, (struct together){&g, 1});
		if (alone)
			say_evidence(d, p->c, g->o.id,
				     "with an address the whole internet reaches it on %s: "
				     "%s allows that",
				     alone, label(p->c->arena, &g->o));
	}
	if (what)
		say_evidence(d, p->c, NULL,
			     "with an address the whole internet reaches it on %s: its groups "
			     "together allow that",
			     what);
}

/* AWS holds this interface for a service: nobody can associate an address with it. */
static bool is_a_services(const struct network_interface *n)
{
	return !n->instance_id && (n->role != ROLE_HOST || n->requester_managed);
}

static void fix_balancer_scheme(struct draft *d, const struct problem *p,
				const struct load_balancer *lb)
{
	struct buf b = BUF_INIT;
	if (str_eq(lb->scheme, "internet-facing")) {
		say_fix(d, p->c,
			"take the snapshot anew: its scheme is internet-facing, and its "
			"addresses are not there");
		return;
	}
	for (size_t i = 0; i < lb->zones.len; i++)
		buf_printf(&b, " %s", lb->zones.items[i].subnet_id);
	say_evidence(d, p->c, lb->o.id, "its scheme is %s, which can't be changed",
		     lb->scheme ? lb->scheme : "not known");
	say_fix(d, p->c,
		"make an internet-facing load balancer in public subnets, with listeners for "
		"the same target groups");
	say_elb_command(d, p->c, &lb->o,
			"create-load-balancer --name LOAD_BALANCER_NAME --type %s --scheme "
			"internet-facing --subnets%s",
			lb->type ? lb->type : "network", buf_str(&b));
	buf_free(&b);
}

static void explain_service_address(struct draft *d, const struct problem *p,
				    const struct network_interface *n)
{
	bool there = n == p->question->destination.interface;
	say(d, p->c,
	    "%s: %s interface has no public IPv4 address, and none can be associated: AWS holds it "
	    "for a service",
	    cannot_reach(p), there ? "its" : "the sender's");
	if (!str_empty(n->description))
		say_evidence(d, p->c, n->o.id, "it is \"%s\"", n->description);
	const struct load_balancer *lb = interface_load_balancer(n);
	if (lb)
		fix_balancer_scheme(d, p, lb);
	else if (there)
		say_fix(d, p->c,
			"let the service itself be public, or put an internet-facing load balancer "
			"before it");
	else
		say_fix(d, p->c,
			"route %s to a NAT gateway, or let the service ask for a public address if "
			"it can",
			n->subnet ? label(p->c->arena, &n->subnet->o) : "its subnet");
	say_the_rest(d, p);
}

/* R67: who calls a neighbour by its public address goes out for it. */
static void say_private_address(struct draft *d, const struct problem *p,
				const struct network_interface *n)
{
	const struct point *to = &p->question->destination;
	if (to->interface && to->interface != n && to->public_address.family &&
	    to->interface->vpc == n->vpc)
		say_evidence(
			d, p->c, to->interface->o.id,
			"both lie in one VPC: by its private address, %s, it is reached without",
			ip_words(p->c->arena, to->address));
}

/* ---- NAT gateways ---- */

static bool nat_serves(const struct nat_gateway *nat)
{
	return !nat->is_private && str_eq(nat->state, "available") &&
	       (!nat->subnet || query_subnet_is_public(nat->subnet));
}

/* In the subnet itself it would send to itself. */
const struct nat_gateway *nat_beside(const struct net *net, const struct subnet *s)
{
	const struct nat_gateway *best = NULL;
	for (size_t i = 0; i < net->nat_gateways.len; i++) {
		const struct nat_gateway *nat = net->nat_gateways.items[i];
		bool near =
			nat->subnet && str_eq(nat->subnet->availability_zone, s->availability_zone);
		if (nat->vpc != s->vpc || nat->subnet == s || !nat_serves(nat))
			continue;
		if (near)
			return nat;
		best = best ? best : nat;
	}
	return best;
}

static bool lacks_public_address(const struct trace *t)
{
	for (size_t i = 0; i < t->hops.len; i++)
		if (t->hops.items[i].code == VCK_PUBLIC_IP_MISSING && !t->hops.items[i].reply)
			return !hop_is_in_another_vpc(&t->hops.items[i]);
	return false;
}

static const struct egress_only_internet_gateway *egress_only_of(const struct net *net,
								 const struct vpc *v)
{
	for (size_t i = 0; i < net->egress_only_internet_gateways.len; i++) {
		const struct egress_only_internet_gateway *g =
			net->egress_only_internet_gateways.items[i];
		for (size_t k = 0; k < g->attachments.len; k++)
			if (str_eq(g->attachments.items[k].vpc_id, v->o.id))
				return g;
	}
	return NULL;
}

bool leaves_privately(const struct net *net, const struct trace *t, const struct hop *h,
		      const struct object **goal)
{
	enum target led = h->route ? h->route->target : TARGET_NONE;
	*goal = NULL;
	if (h->reply || !h->subnet || !h->subnet->vpc || !h->wanted ||
	    h->wanted->kind != KIND_INTERNET_GATEWAY ||
	    (h->code != VCK_ROUTE_MISSING && h->code != VCK_ROUTE_BLACKHOLE))
		return false;
	if (h->destination.family == IPV6) {
		const struct egress_only_internet_gateway *g =
			query_subnet_is_public(h->subnet) ? NULL
							  : egress_only_of(net, h->subnet->vpc);
		*goal = g ? &g->o : NULL;
		return g || led == TARGET_EGRESS_ONLY_INTERNET_GATEWAY;
	}
	if (!lacks_public_address(t))
		return false;
	const struct nat_gateway *nat = nat_beside(net, h->subnet);
	*goal = nat ? &nat->o : NULL;
	return nat || led == TARGET_NAT_GATEWAY;
}

/* ---- what came from another VPC ---- */

/* The route of a subnet's table that led it to the internet gateway. */
static const struct route *gateway_route(const struct subnet *s, struct ip to)
{
	const struct route *best = NULL;
	for (size_t i = 0; s->route_table && i < s->route_table->routes.len; i++) {
		const struct route *r = &s->route_table->routes.items[i];
		if (r->target == TARGET_INTERNET_GATEWAY && cidr_covers(r->destination, to) &&
		    (!best || r->destination.len > best->destination.len))
			best = r;
	}
	return best;
}

/* Whoever else goes by the same table may have public addresses, and keeps that way. */
static void fix_through_nat(struct draft *d, struct checker *c, const struct subnet *s,
			    const struct route *r)
{
	const char *vpc = label(c->arena, &s->vpc->o);
	const struct nat_gateway *nat = nat_beside(c->net, s);
	if (!r || r->destination_prefix_list_id || s->route_table->subnets.len > 1) {
		say_fix(d, c,
			"send it through a NAT gateway in %s, by a route table that %s alone has",
			vpc, s->o.id);
		return;
	}
	say_fix(d, c, "send it through a NAT gateway in %s", vpc);
	if (!nat)
		say_command(d, c, &s->vpc->o,
			    "create-nat-gateway --subnet-id PUBLIC_SUBNET_ID --allocation-id "
			    "ALLOCATION_ID");
	say_command(d, c, &s->route_table->o,
		    "replace-route --route-table-id %s %s --nat-gateway-id %s",
		    s->route_table->o.id, route_destination_option(c->arena, r->destination),
		    nat ? nat->o.id : "NAT_GATEWAY_ID");
	if (nat)
		say_edit(d, (struct edit){.kind = EDIT_REPLACE_ROUTE,
					  .on = &s->route_table->o,
					  .target = &nat->o,
					  .prefix = r->destination});
}

/* Central egress without its NAT gateway: whatever address the sender has at home counts for nothing here. */
static void explain_foreign_address(struct draft *d, const struct problem *p,
				    const struct subnet *s)
{
	struct arena *a = p->c->arena;
	const struct route *r = gateway_route(s, p->hop->destination);
	say(d, p->c,
	    "%s: it would leave by the internet gateway of %s, which lends public addresses to "
	    "interfaces of that VPC alone",
	    cannot_reach(p), label(a, &s->vpc->o));
	if (r)
		say_evidence(d, p->c, s->route_table->o.id, "%s%s uses %s: %s", s->o.id,
			     s->cidr_block.family
				     ? arena_printf(a, " (%s)", cidr_words(a, s->cidr_block))
				     : "",
			     s->route_table->o.id, route_words(a, r));
	fix_through_nat(d, p->c, s, r);
	say_the_rest(d, p);
}

void explain_public_ip(struct draft *d, const struct problem *p)
{
	const struct network_interface *n = p->hop->interface;
	if (p->hop->detail && p->hop->destination.family == IPV6) {
		say(d, p->c, "%s: %s", cannot_reach(p), p->hop->detail);
		say_fix(d, p->c, "use an address of a public IPv6 block of the VPC that it leaves");
		return;
	}
	if (!n) {
		say(d, p->c, "%s: the interface has no public IPv4 address", cannot_reach(p));
		return;
	}
	if (hop_is_in_another_vpc(p->hop)) {
		explain_foreign_address(d, p, p->hop->subnet);
		return;
	}
	if (is_a_services(n)) {
		explain_service_address(d, p, n);
		return;
	}
	bool there = n == p->question->destination.interface;
	say(d, p->c, "%s: %s interface has no public IPv4 address", cannot_reach(p),
	    there ? "its" : "the sender's");
	if (n->subnet) {
		say_subnet_is_public(d, p, n->subnet);
		say_evidence(d, p->c, n->subnet->o.id,
			     n->subnet->map_public_ip_on_launch
				     ? "it has lost or never got one, although the subnet assigns "
				       "them at launch (MapPublicIpOnLaunch is true)"
				     : "it was launched without one: the subnet assigns none "
				       "(MapPublicIpOnLaunch is false)");
	}
	say_private_address(d, p, n);
	say_the_rest(d, p);
	say_who_else(d, p, n);
	fix_public_address(d, p, n);
	fix_by_endpoint(d, p, n);
}

/* ---- gateways ---- */

static const struct internet_gateway *loose_gateway(const struct net *net, const struct vpc *v)
{
	for (size_t i = 0; i < net->internet_gateways.len; i++) {
		const struct internet_gateway *g = net->internet_gateways.items[i];
		if (g->attachments_known && !g->attachments.len &&
		    str_eq(g->o.region, v->o.region) && str_eq(g->o.account, v->o.account))
			return g;
	}
	return NULL;
}

static bool has_default(const struct route_table *t, struct cidr all)
{
	for (size_t i = 0; i < t->routes.len; i++)
		if (!t->routes.items[i].propagated &&
		    cidr_equal(t->routes.items[i].destination, all))
			return true;
	return false;
}

/* The route that the subnet needs beside the gateway: the first that the flow found wanting. */
static void fix_default_route(struct draft *d, const struct problem *p, const char *gateway)
{
	for (size_t i = 0; i < p->trace->hops.len; i++) {
		const struct hop *h = &p->trace->hops.items[i];
		if (h->component != COMPONENT_ROUTE_TABLE || h->outcome != VCK_STOP || !h->object ||
		    h->object->kind != KIND_ROUTE_TABLE)
			continue;
		struct cidr all = {0, 0, h->destination.family};
		bool old = has_default((const void *)h->object, all);
		say_command(d, p->c, h->object, "%s-route --route-table-id %s %s --gateway-id %s",
			    old ? "replace" : "create", h->object->id,
			    route_destination_option(p->c->arena, all), gateway);
		say_edit(d, (struct edit){.kind = old ? EDIT_REPLACE_ROUTE : EDIT_ADD_ROUTE,
					  .on = h->object,
					  .target_id = gateway,
					  .prefix = all});
		return;
	}
}

void explain_igw_missing(struct draft *d, const struct problem *p)
{
	const struct vpc *v = (const void *)p->object;
	if (!v) {
		say(d, p->c, "%s: there is no internet gateway", cannot_reach(p));
		return;
	}
	const struct internet_gateway *loose = loose_gateway(p->c->net, v);
	const char *id = loose ? loose->o.id : "IGW_ID";
	say(d, p->c, "%s: %s has no internet gateway", cannot_reach(p), label(p->c->arena, &v->o));
	if (loose)
		say_evidence(d, p->c, loose->o.id, "%s is attached to no VPC",
			     label(p->c->arena, &loose->o));
	say_fix(d, p->c,
		loose ? "attach %s and route to it"
		      : "create an internet gateway, attach it and route to it",
		id);
	if (!loose)
		say_command(d, p->c, &v->o, "create-internet-gateway");
	say_command(d, p->c, &v->o, "attach-internet-gateway --internet-gateway-id %s --vpc-id %s",
		    id, v->o.id);
	if (loose)
		say_edit(d, (struct edit){
				    .kind = EDIT_ATTACH_GATEWAY, .on = &loose->o, .target = &v->o});
	else
		say_edit(d, (struct edit){.kind = EDIT_NEW_GATEWAY, .on = &v->o});
	fix_default_route(d, p, id);
	say_the_rest(d, p);
}

void explain_igw_detached(struct draft *d, const struct problem *p)
{
	const struct internet_gateway *g = (const void *)p->object;
	const struct vpc *v = NULL;
	for (size_t i = 0; i < p->trace->hops.len && !v; i++)
		if (p->trace->hops.items[i].subnet)
			v = p->trace->hops.items[i].subnet->vpc;
	say(d, p->c, "%s: internet gateway %s is %s", cannot_reach(p), label(p->c->arena, &g->o),
	    g->attachments.len ? "not available to the VPC" : "not attached");
	for (size_t i = 0; i < g->attachments.len; i++)
		say_evidence(d, p->c, g->o.id, "its attachment to %s is %s",
			     g->attachments.items[i].vpc_id ? g->attachments.items[i].vpc_id : "?",
			     g->attachments.items[i].state ? g->attachments.items[i].state : "?");
	for (size_t i = 0; i < p->trace->hops.len; i++) {
		const struct hop *h = &p->trace->hops.items[i];
		if (h->route && str_eq(h->route->target_id, g->o.id) && h->object)
			say_evidence(d, p->c, h->object->id, "%s routes %s to it",
				     label(p->c->arena, h->object),
				     route_destination(p->c->arena, h->route));
	}
	say_fix(d, p->c, "attach it to %s", v ? label(p->c->arena, &v->o) : "the VPC");
	say_command(d, p->c, &g->o, "attach-internet-gateway --internet-gateway-id %s --vpc-id %s",
		    g->o.id, v ? v->o.id : "VPC_ID");
	if (v)
		say_edit(d,
			 (struct edit){.kind = EDIT_ATTACH_GATEWAY, .on = &g->o, .target = &v->o});
	say_the_rest(d, p);
}

/* As narrow as the flow needs: its subnet, and outward alone where it starts inside. */
static void fix_exclusion(struct draft *d, const struct problem *p)
{
	const struct subnet *s = p->hop->subnet;
	bool outward = p->question->source.kind == POINT_INTERFACE &&
		       p->question->destination.kind != POINT_INTERFACE;
	const char *mode = outward ? "allow-egress" : "allow-bidirectional";
	if (s) {
		say_fix(d, p->c, "exclude %s from Block Public Access%s, if that is meant",
			label(p->c->arena, &s->o), outward ? " for what starts inside" : "");
		say_command(d, p->c, &s->o,
			    "create-vpc-block-public-access-exclusion --subnet-id %s "
			    "--internet-gateway-exclusion-mode %s",
			    s->o.id, mode);
		say_edit(d, (struct edit){.kind = EDIT_EXCLUDE_SUBNET, .on = &s->o});
	}
	say_fix(d, p->c, "exclude the whole VPC");
	say_command(d, p->c, p->object,
		    "create-vpc-block-public-access-exclusion --vpc-id %s "
		    "--internet-gateway-exclusion-mode %s",
		    p->id, mode);
	say_edit(d, (struct edit){.kind = EDIT_EXCLUDE_VPC, .on = p->object});
}

void explain_internet_blocked(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	if (p->hop->component == COMPONENT_NETWORK_INTERFACE) {
		say(d, p->c, "%s: interface %s drops what comes through an internet gateway",
		    cannot_reach(p), p->id);
		say_evidence(d, p->c, p->id, "DenyAllIgwTraffic is true: it serves a proxy");
		return;
	}
	say(d, p->c, "%s: VPC Block Public Access stops it in %s", cannot_reach(p),
	    label_or(a, p->object, p->id));
	if (p->hop->subnet)
		say_evidence(d, p->c, p->hop->subnet->o.id, "%s is not excluded from it",
			     label(a, &p->hop->subnet->o));
	fix_exclusion(d, p);
	say_the_rest(d, p);
}

static void fix_nat(struct draft *d, const struct problem *p, const struct nat_gateway *n)
{
	bool dead = n && n->state && !str_eq(n->state, "available") && !str_eq(n->state, "pending");
	say_fix(d, p->c,
		"make a NAT gateway in a public subnet with an Elastic IP, and route to it");
	if (!dead || !n->subnet || n->is_private)
		return;
	say_command(d, p->c, &n->o, "allocate-address --domain vpc");
	say_command(d, p->c, &n->o,
		    "create-nat-gateway --subnet-id %s --allocation-id ALLOCATION_ID",
		    n->subnet->o.id);
	for (size_t i = 0; i < p->trace->hops.len; i++) {
		const struct hop *h = &p->trace->hops.items[i];
		if (!h->route || !str_eq(h->route->target_id, n->o.id) || !h->object ||
		    !h->route->destination.family)
			continue;
		say_command(d, p->c, h->object,
			    "replace-route --route-table-id %s %s --nat-gateway-id NAT_ID",
			    h->object->id,
			    route_destination_option(p->c->arena, h->route->destination));
		return;
	}
}

/* GRE, ESP, …: no NAT gateway carries it, whatever its state. */
static void explain_other_protocol(struct draft *d, const struct problem *p)
{
	say_fix(d, p->c,
		"carry it inside tcp or udp, or give the sender a public address of its own and a "
		"route to the internet gateway");
}

void explain_nat(struct draft *d, const struct problem *p)
{
	const struct nat_gateway *n = (const void *)p->object;
	say(d, p->c, "%s is stopped: NAT gateway %s can't serve%s%s", way_words(p),
	    label_or(p->c->arena, p->object, p->id), p->hop->detail ? ": " : "",
	    p->hop->detail ? p->hop->detail : "");
	if (n && n->state)
		say_evidence(d, p->c, n->o.id, "its state is %s", n->state);
	say_the_rest(d, p);
	if (p->hop->asked && p->hop->outcome != VCK_PASS &&
	    !pktset_covers(p->hop->sets.possible, p->hop->asked))
		explain_other_protocol(d, p);
	else
		fix_nat(d, p, n);
}

/* ---- EC2 Instance Connect ---- */

static const char *endpoint_groups(struct arena *a, const struct instance_connect_endpoint *e)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; e && i < e->group_ids.len; i++)
		buf_printf(&b, "%s%s", i ? " " : " --security-group-ids ", e->group_ids.items[i]);
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

/* Delete the endpoint, and make one with the same subnet and groups. */
static void fix_endpoint(struct draft *d, const struct problem *p, bool keep_clients)
{
	const struct instance_connect_endpoint *e = (const void *)p->object;
	const struct subnet *s = e ? e->subnet : NULL;
	say_command(d, p->c, p->object,
		    "delete-instance-connect-endpoint --instance-connect-endpoint-id %s", p->id);
	say_command(d, p->c, p->object, "create-instance-connect-endpoint --subnet-id %s%s%s",
		    s ? s->o.id : "SUBNET_ID", endpoint_groups(p->c->arena, e),
		    keep_clients ? " --preserve-client-ip" : " --no-preserve-client-ip");
	if (s)
		say_edit(d, (struct edit){.kind = EDIT_REPLACE_ENDPOINT,
					  .on = p->object,
					  .target = &s->o,
					  .hide_clients = !keep_clients});
}

void explain_eic_endpoint(struct draft *d, const struct problem *p)
{
	const struct instance_connect_endpoint *e = (const void *)p->object;
	const char *name = label_or(p->c->arena, p->object, p->id);
	if (p->hop->detail) { /* R72: too far for a client that is kept */
		say(d, p->c,
		    "EC2 Instance Connect Endpoint %s keeps its client's address, which gets no "
		    "farther than its own VPC: %s",
		    name, p->hop->detail);
		say_evidence(d, p->c, p->id, "PreserveClientIp is true");
		say_fix(d, p->c, "delete it and make one that calls with its own address");
		fix_endpoint(d, p, false);
	} else {
		say(d, p->c, "EC2 Instance Connect Endpoint %s can't serve: its state is %s", name,
		    e && e->state ? e->state : "not known");
		say_fix(d, p->c, "delete it and make a new one");
		fix_endpoint(d, p, e && e->preserve_client_ip == FLAG_YES);
	}
	say_the_rest(d, p);
}

void explain_eic_metadata(struct draft *d, const struct problem *p)
{
	say(d, p->c, "EC2 Instance Connect needs the instance metadata service of %s, which is off",
	    label(p->c->arena, p->object));
	say_evidence(d, p->c, p->id,
		     "MetadataOptions.HttpEndpoint is disabled, so the host can't learn the key");
	say_fix(d, p->c, "turn the metadata service on");
	say_command(d, p->c, p->object,
		    "modify-instance-metadata-options --instance-id %s --http-endpoint enabled "
		    "--http-tokens required",
		    p->id);
	say_edit(d, (struct edit){.kind = EDIT_ENABLE_METADATA, .on = p->object});
}
