/* explain_gateway.c - transit gateways and load balancers (R80, R85). */
#include "check/finding.h"

/* ---- transit gateways ---- */

/* The attachment of the VPC that has the address, at this table's gateway. */
static const struct tgw_vpc_attachment *attachment_to(const struct net *net,
						      const struct tgw_route_table *t, struct ip ip)
{
	for (size_t i = 0; t->transit_gateway && i < t->transit_gateway->vpc_attachments.len; i++) {
		const struct tgw_vpc_attachment *a = t->transit_gateway->vpc_attachments.items[i];
		if (vpc_covers(a->vpc, ip) && net_owner(net, a->vpc, ip).interface)
			return a;
	}
	return NULL;
}

static struct cidr block_of(const struct vpc *v, struct ip ip)
{
	for (size_t i = 0; i < v->cidrs.len; i++)
		if (cidr_covers(v->cidrs.items[i], ip))
			return v->cidrs.items[i];
	return cidr_of_ip(ip);
}

static void fix_tgw_route(struct draft *d, const struct problem *p, const struct tgw_route_table *t)
{
	const struct tgw_route *old = p->code == VCK_TGW_ROUTE_BLACKHOLE ? p->hop->tgw_route : NULL;
	struct ip ip = p->hop->destination;
	const struct tgw_vpc_attachment *a = attachment_to(p->c->net, t, ip);
	if (!a || !a->attachment || (old && old->from_prefix_list)) {
		say_fix(d, p->c, "let the far attachment propagate to %s, or add a static route",
			t->o.id);
		return;
	}
	struct cidr prefix = old ? old->destination : block_of(a->vpc, ip);
	const char *text = cidr_words(p->c->arena, prefix);
	say_fix(d, p->c, "%s %s to %s", old ? "point the route for" : "add a route for", text,
		label(p->c->arena, &a->o));
	say_command(d, p->c, &t->o,
		    "%s-transit-gateway-route --transit-gateway-route-table-id %s "
		    "--destination-cidr-block %s --transit-gateway-attachment-id %s",
		    old ? "replace" : "create", t->o.id, text, a->o.id);
	say_edit(d, (struct edit){.kind = old ? EDIT_REPLACE_TGW_ROUTE : EDIT_ADD_TGW_ROUTE,
				  .on = &t->o,
				  .target = &a->attachment->o,
				  .prefix = prefix});
	if (old)
		return;
	say_fix(d, p->c, "let %s propagate its blocks to %s", label(p->c->arena, &a->o), t->o.id);
	say_command(d, p->c, &t->o,
		    "enable-transit-gateway-route-table-propagation "
		    "--transit-gateway-route-table-id %s --transit-gateway-attachment-id %s",
		    t->o.id, a->o.id);
	for (size_t i = 0; i < a->vpc->cidrs.len; i++)
		say_edit(d, (struct edit){.kind = EDIT_ADD_TGW_ROUTE,
					  .on = &t->o,
					  .target = &a->attachment->o,
					  .prefix = a->vpc->cidrs.items[i]});
}

void explain_tgw_route(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	bool blackhole = p->code == VCK_TGW_ROUTE_BLACKHOLE;
	say(d, p->c,
	    blackhole ? "%s is dropped by the transit gateway: %s has a blackhole for %s"
		      : "%s is dropped by the transit gateway: %s has no route to %s",
	    way_words(p), label_or(a, p->object, p->id), ip_words(a, p->hop->destination));
	if (p->hop->detail)
		say_evidence(d, p->c, p->id, "%s", p->hop->detail);
	if (blackhole && p->hop->prefix.family)
		say_evidence(d, p->c, p->id, "its route %s drops, %s",
			     cidr_words(a, p->hop->prefix),
			     p->hop->tgw_route && str_eq(p->hop->tgw_route->type, "static")
				     ? "a static blackhole"
				     : "because its attachment is gone");
	if (p->object && p->object->kind == KIND_TGW_ROUTE_TABLE)
		fix_tgw_route(d, p, (const void *)p->object);
	say_the_rest(d, p);
}

/* One that nobody is in, as AWS advises for attachments, in the zone of this one; else this one. */
static const struct subnet *subnet_for_attachment(const struct subnet *of)
{
	for (size_t i = 0; of->vpc && of->availability_zone && i < of->vpc->subnets.len; i++) {
		const struct subnet *s = of->vpc->subnets.items[i];
		if (str_eq(s->availability_zone, of->availability_zone) && !s->interfaces.len)
			return s;
	}
	return of;
}

static void fix_zone(struct draft *d, const struct problem *p, const struct tgw_vpc_attachment *a)
{
	const struct subnet *s = NULL; /* the sender's, before the attachment */
	for (size_t i = 0; i < p->trace->hops.len && &p->trace->hops.items[i] <= p->hop; i++)
		if (p->trace->hops.items[i].subnet &&
		    p->trace->hops.items[i].reply == p->hop->reply)
			s = p->trace->hops.items[i].subnet;
	if (!s || s->vpc != a->vpc)
		return;
	say_evidence(d, p->c, s->o.id, "%s lies in %s", label(p->c->arena, &s->o),
		     s->availability_zone ? s->availability_zone : "another zone");
	s = subnet_for_attachment(s);
	say_fix(d, p->c, "give it a subnet in that zone: %s", label(p->c->arena, &s->o));
	say_command(d, p->c, &a->o,
		    "modify-transit-gateway-vpc-attachment --transit-gateway-attachment-id %s "
		    "--add-subnet-ids %s",
		    a->o.id, s->o.id);
	say_edit(d,
		 (struct edit){.kind = EDIT_ADD_ATTACHMENT_SUBNET, .on = &a->o, .target = &s->o});
}

static void fix_association(struct draft *d, const struct problem *p,
			    const struct transit_gateway *tgw)
{
	const struct tgw_route_table *t =
		tgw && tgw->route_tables.len == 1 ? tgw->route_tables.items[0] : NULL;
	say_fix(d, p->c, "associate it with a route table of the transit gateway");
	say_command(d, p->c, p->object,
		    "associate-transit-gateway-route-table --transit-gateway-route-table-id %s "
		    "--transit-gateway-attachment-id %s",
		    t ? t->o.id : "TGW_ROUTE_TABLE_ID", p->id);
	if (t && p->object && p->object->kind == KIND_TGW_ATTACHMENT)
		say_edit(d, (struct edit){.kind = EDIT_ASSOCIATE_ATTACHMENT,
					  .on = p->object,
					  .target = &t->o});
}

static void fix_attach(struct draft *d, const struct problem *p)
{
	const struct subnet *s = p->hop->subnet;
	for (size_t i = 0; !s && i < p->trace->hops.len; i++)
		if (p->trace->hops.items[i].reply == p->hop->reply)
			s = p->trace->hops.items[i].subnet;
	say_fix(d, p->c, "attach the VPC to the transit gateway");
	say_command(d, p->c, p->object,
		    "create-transit-gateway-vpc-attachment --transit-gateway-id %s --vpc-id %s "
		    "--subnet-ids %s",
		    p->id, s && s->vpc ? s->vpc->o.id : "VPC_ID", s ? s->o.id : "SUBNET_ID");
}

static void fix_attachment_state(struct draft *d, const struct problem *p, const char *state)
{
	bool pending = str_eq(state, "pendingAcceptance");
	bool peering = p->object && p->object->kind == KIND_TGW_PEERING_ATTACHMENT;
	say_evidence(d, p->c, p->id,
		     "only an available one carries traffic, or one that is being "
		     "modified");
	say_fix(d, p->c,
		pending ? "accept it, as the owner of the transit gateway"
			: "make a new attachment");
	if (pending)
		say_command(d, p->c, p->object,
			    "accept-transit-gateway-%s-attachment --transit-gateway-attachment-id "
			    "%s",
			    peering ? "peering" : "vpc", p->id);
	if (pending && !peering)
		say_edit(d, (struct edit){.kind = EDIT_ACCEPT_ATTACHMENT, .on = p->object});
}

/* An attachment is shown by as many as three calls, and each tells its state. */
static const char *attachment_state(const struct object *o)
{
	switch ((int)(o ? o->kind : KIND_COUNT)) {
	case KIND_TGW_VPC_ATTACHMENT:
		return ((const struct tgw_vpc_attachment *)o)->state;
	case KIND_TGW_ATTACHMENT:
		return ((const struct tgw_attachment *)o)->state;
	case KIND_TGW_PEERING_ATTACHMENT:
		return ((const struct tgw_peering_attachment *)o)->state;
	default:
		return NULL;
	}
}

static void fix_tgw_attachment(struct draft *d, const struct problem *p, const char *state)
{
	const struct object *o = p->object;
	if (o && o->kind == KIND_TRANSIT_GATEWAY)
		fix_attach(d, p);
	else if (!p->hop->detail)
		fix_attachment_state(d, p, state);
	else if (o && o->kind == KIND_TGW_VPC_ATTACHMENT)
		fix_zone(d, p, (const struct tgw_vpc_attachment *)o);
	else if (o && o->kind == KIND_TGW_ATTACHMENT)
		fix_association(d, p, ((const struct tgw_attachment *)o)->transit_gateway);
	else
		fix_association(d, p, NULL);
}

void explain_tgw_attachment(struct draft *d, const struct problem *p)
{
	const char *state = attachment_state(p->object);
	bool by_state = !p->hop->detail && state;
	if (by_state)
		say(d, p->c, "%s is stopped at %s, whose state is %s", way_words(p),
		    label_or(p->c->arena, p->object, p->id), state);
	else
		explain_plain(d, p);
	fix_tgw_attachment(d, p, state);
	if (by_state)
		say_the_rest(d, p);
}

/* ---- load balancers ---- */

static const char *listener_protocol(const struct load_balancer *lb, unsigned proto)
{
	if (lb && str_eq(lb->type, "application"))
		return proto == PROTO_TCP ? "HTTP" : NULL;
	return proto == PROTO_TCP ? "TCP" : proto == PROTO_UDP ? "UDP" : NULL;
}

void explain_no_listener(struct draft *d, const struct problem *p)
{
	const struct load_balancer *lb = (const void *)p->object;
	struct span s =
		p->question->packets->count ? p->question->packets->spans[0] : (struct span){0};
	const char *protocol = s.lo == s.hi ? listener_protocol(lb, s.lo >> 16) : NULL;
	struct arena *a = p->c->arena;
	say(d, p->c, "%s is stopped at %s, which has no listener for %s", way_words(p),
	    label_or(a, p->object, p->id), packets_words(a, p->question->packets));
	say_the_rest(d, p);
	for (size_t i = 0; lb && i < lb->listeners.len; i++)
		say_evidence(d, p->c, lb->o.id, "it listens on %s %d",
			     lb->listeners.items[i].protocol ? lb->listeners.items[i].protocol
							     : "port",
			     lb->listeners.items[i].port);
	say_fix(d, p->c, "add a listener for %s", packets_words(a, p->question->packets));
	if (!protocol)
		return;
	const struct target_group *to =
		lb && lb->target_groups.len == 1 ? lb->target_groups.items[0] : NULL;
	say_elb_command(d, p->c, p->object,
			"create-listener --load-balancer-arn %s --protocol %s --port %u "
			"--default-actions Type=forward,TargetGroupArn=%s",
			p->id, protocol, s.lo & 0xffff, to ? to->o.id : "TARGET_GROUP_ARN");
	if (to)
		say_edit(d, (struct edit){.kind = EDIT_NEW_LISTENER,
					  .on = p->object,
					  .target = &to->o,
					  .permission = {.protocol_text = protocol,
							 .from_port = (int)(s.lo & 0xffff)}});
}

static void say_targets(struct draft *d, const struct problem *p, const struct target_group *tg)
{
	enum { SHOWN = 8 };
	for (size_t i = 0; tg && i < tg->targets.len && i < SHOWN; i++) {
		const struct target_health *t = &tg->targets.items[i];
		const struct subnet *s = t->interface ? t->interface->subnet : NULL;
		const char *zone = s ? s->availability_zone : t->availability_zone;
		say_evidence(d, p->c, t->target_id, "%s is %s%s%s", t->target_id,
			     t->state ? t->state : "in no known state", zone ? ", in " : "",
			     zone ? zone : "");
	}
}

static bool has_targets(const struct target_group *tg)
{
	for (size_t i = 0; tg && i < tg->targets.len; i++)
		if (!str_eq(tg->targets.items[i].state, "draining"))
			return true;
	return false;
}

static bool crosses_zones(const struct load_balancer *lb, const struct target_group *tg)
{
	for (size_t i = 0; i < tg->attributes.len; i++) {
		const struct attribute *a = &tg->attributes.items[i];
		if (str_eq(a->key, "load_balancing.cross_zone.enabled") &&
		    (str_eq(a->value, "true") || str_eq(a->value, "false")))
			return str_eq(a->value, "true");
	}
	return lb->cross_zone;
}

static void cross_zone_command(struct draft *d, const struct problem *p)
{
	say_elb_command(d, p->c, p->object,
			"modify-target-group-attributes --target-group-arn %s --attributes "
			"Key=load_balancing.cross_zone.enabled,Value=true",
			p->id);
	say_edit(d, (struct edit){.kind = EDIT_CROSS_ZONES, .on = p->object});
}

static void register_target(struct draft *d, const struct problem *p, const char *where)
{
	say_fix(d, p->c, "register a target%s", where);
	say_elb_command(d, p->c, p->object,
			"register-targets --target-group-arn %s --targets Id=TARGET_ID", p->id);
}

void explain_no_target(struct draft *d, const struct problem *p)
{
	const struct target_group *tg =
		p->object && p->object->kind == KIND_TARGET_GROUP ? (const void *)p->object : NULL;
	explain_plain(d, p);
	say_targets(d, p, tg);
	if (has_targets(tg)) {
		say_fix(d, p->c, "let its nodes send to targets in other zones");
		cross_zone_command(d, p);
	}
	register_target(d, p, has_targets(tg) ? " in this node's zone" : "");
}

/* The load balancer that the flow came by; NULL: the trace does not tell. */
static const struct load_balancer *balancer_at(const struct problem *p)
{
	return p->hop->onward ? p->hop->onward->balancer : NULL;
}

void fix_balancer_zone(struct draft *d, struct checker *c, const struct load_balancer *lb,
		       const struct subnet *more)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < lb->zones.len; i++)
		buf_printf(&b, "%s ", lb->zones.items[i].subnet_id);
	say_fix(d, c, "let the load balancer serve that zone");
	say_elb_command(d, c, &lb->o, "set-subnets --load-balancer-arn %s --subnets %s%s", lb->o.id,
			buf_str(&b), more->o.id);
	buf_free(&b);
}

void explain_zone(struct draft *d, const struct problem *p)
{
	const struct target_group *tg =
		p->object && p->object->kind == KIND_TARGET_GROUP ? (const void *)p->object : NULL;
	explain_plain(d, p);
	say_targets(d, p, tg);
	for (size_t i = 0; tg && balancer_at(p) && i < tg->targets.len; i++) {
		const struct network_interface *n = tg->targets.items[i].interface;
		if (!n || !n->subnet)
			continue;
		fix_balancer_zone(d, p->c, balancer_at(p), n->subnet);
		if (!crosses_zones(balancer_at(p), tg)) /* this node sends to its own zone alone */
			cross_zone_command(d, p);
		break;
	}
	register_target(d, p, " in a zone that is enabled");
}

static const struct target_group *group_at(const struct problem *p)
{
	const struct object *o = p->object;
	return o && o->kind == KIND_TARGET_GROUP ? (const void *)o : NULL;
}

/* Where that can be had: over udp the client's address is always kept. */
static void fix_kept_client(struct draft *d, const struct problem *p)
{
	if (!group_at(p) || !balancer_may_hide_client(group_at(p)))
		return;
	say_fix(d, p->c, "let targets see the balancer's address instead of the client's");
	say_elb_command(d, p->c, p->object,
			"modify-target-group-attributes --target-group-arn %s --attributes "
			"Key=preserve_client_ip.enabled,Value=false",
			p->id);
	say_edit(d, (struct edit){.kind = EDIT_HIDE_CLIENTS, .on = p->object});
}

/* Where the client's address is kept, the target lies where that can't be (R85). */
void explain_beyond(struct draft *d, const struct problem *p)
{
	explain_plain(d, p);
	fix_kept_client(d, p);
	say_fix(d, p->c,
		"register targets of the load balancer's VPC, or of a VPC that is peered "
		"with it in the same Region");
}

void explain_hairpin(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	say(d, p->c,
	    "%s gets no answer: the caller is itself the target of %s, which keeps the client's "
	    "address",
	    way_words(p), label_or(a, p->object, p->id));
	say_evidence(d, p->c, p->hop->interface ? p->hop->interface->o.id : NULL,
		     "a host drops packets from the outside that carry its own address");
	fix_kept_client(d, p);
	say_fix(d, p->c,
		"let the target call itself by an address of its own, not through the load "
		"balancer");
	say_the_rest(d, p);
}
