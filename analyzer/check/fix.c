/* fix.c - rules, entries and routes that would mend a flow. */
#include "check/fix.h"

#include "check/finding.h"

#include "check/words.h"

#include <string.h>

/* ---- the other side ---- */

static struct cidr block_covering(const struct vpc *v, struct ip ip)
{
	for (size_t i = 0; v && i < v->cidrs.len; i++)
		if (cidr_covers(v->cidrs.items[i], ip))
			return v->cidrs.items[i];
	return cidr_of_ip(ip);
}

static const struct point *point_at(const struct question *q, struct ip ip)
{
	if (ip_equal(q->source.address, ip))
		return &q->source;
	return ip_equal(q->destination.address, ip) ? &q->destination : NULL;
}

static void far_service(const struct problem *p, struct ip ip, struct far *far)
{
	const struct vpc *v = p->hop->subnet ? p->hop->subnet->vpc : NULL;
	struct eic_service s = query_eic_service(
		p->c->net, p->c->arena, v ? v->o.region : region_of(p->hop->object), ip.family);
	far->words = "EC2 Instance Connect";
	if (s.list && p->hop->component == COMPONENT_SECURITY_GROUP) {
		far->list = s.list;
		far->text = s.list->o.id;
		far->cidr = (struct cidr){0};
		return;
	}
	for (size_t i = 0; i < s.ranges.len; i++)
		if (cidr_covers(s.ranges.items[i], ip))
			far->cidr = s.ranges.items[i];
	far->text = cidr_words(p->c->arena, far->cidr);
}

static void far_interface(const struct problem *p, const struct network_interface *n, struct ip ip,
			  struct far *far)
{
	const struct vpc *here = p->hop->subnet ? p->hop->subnet->vpc : NULL;
	const struct vpc *there = n->vpc;
	far->same_vpc = here && here == there;
	far->cidr = far->same_vpc && n->subnet ? n->subnet->cidr_block : block_covering(there, ip);
	if (!cidr_covers(far->cidr, ip))
		far->cidr = block_covering(there, ip);
	far->text = cidr_words(p->c->arena, far->cidr);
	far->words = far->same_vpc ? (n->subnet ? label(p->c->arena, &n->subnet->o) : far->text)
		     : there       ? (name_tag(&there->o) ? name_tag(&there->o) : there->o.id)
				   : far->text;
	if (n->group_set->groups.len)
		far->group = n->group_set->groups.items[0];
}

/* R85: a balancer's nodes call from their own addresses; each of them may be the next to do so. */
static void far_nodes(const struct problem *p, const struct load_balancer *lb,
		      const struct network_interface *node, struct ip ip, struct far *far)
{
	struct arena *a = p->c->arena;
	far_interface(p, node, ip, far);
	if (p->hop->component != COMPONENT_SECURITY_GROUP || ip.family != IPV4)
		return;
	far->cidr = cidr_of_ip(ip);
	far->text = cidr_words(a, far->cidr);
	far->words = arena_printf(a, "load balancer %s", label(a, &lb->o));
	far->more.items = arena_array(a, struct cidr, lb->interfaces.len + 1);
	for (size_t i = 0; i < lb->interfaces.len; i++)
		if (lb->interfaces.items[i] != node && lb->interfaces.items[i]->private_ip.family)
			far->more.items[far->more.len++] =
				cidr_of_ip(lb->interfaces.items[i]->private_ip);
}

/* One that is neither end of the flow: the balancer's node, or the target. */
static void far_beyond(const struct problem *p, struct ip ip, struct far *far)
{
	const struct onward *o = p->hop->onward;
	if (!o)
		return;
	if (interface_has(o->node, ip))
		far_nodes(p, o->balancer, o->node, ip, far);
	else if (o->interface && interface_has(o->interface, ip))
		far_interface(p, o->interface, ip, far);
}

static void far_host(const struct problem *p, const struct point *point, struct far *far)
{
	const char *text = range_words(p->c->arena, point->range);
	struct cidr c;
	if (point->range.lo != point->range.hi && cidr_parse(text, &c))
		far->cidr = c;
	else if (point->range.hi - point->range.lo >= 1u << 24)
		far->cidr = (struct cidr){0, 0, point->range.family};
	far->text = cidr_words(p->c->arena, far->cidr);
	far->words = point_words(p->c->arena, point);
}

struct far far_of(const struct problem *p)
{
	struct ip ip = p->hop->egress ? p->hop->destination : p->hop->source;
	struct far far = {.cidr = cidr_of_ip(ip)};
	const struct point *point = point_at(p->question, ip);
	far.text = cidr_words(p->c->arena, far.cidr);
	far.words = ip_words(p->c->arena, ip);
	const struct onward *o = p->hop->onward;
	if (!point || (o && interface_has(o->node, ip))) {
		far_beyond(p, ip, &far);
		return far;
	}
	if (p->hop->n_balancer_groups && !p->hop->egress && p->hop->onward &&
	    p->hop->onward->node->group_set->groups.len)
		far.balancer = p->hop->onward->node->group_set->groups.items[0];
	if (point->kind == POINT_EIC)
		far_service(p, ip, &far);
	else if (point->kind == POINT_INTERFACE && interface_load_balancer(point->interface) &&
		 !p->hop->egress)
		far_nodes(p, interface_load_balancer(point->interface), point->interface, ip, &far);
	else if (point->kind == POINT_INTERFACE)
		far_interface(p, point->interface, ip, &far);
	else
		far_host(p, point, &far);
	return far;
}

const struct pktset *missing_packets(struct arena *a, const struct hop *h)
{
	if (!h->asked)
		return pktset_empty;
	const struct pktset *m = pktset_minus(a, h->asked, h->sets.possible);
	if (pktset_is_empty(m))
		m = pktset_minus(a, h->asked, h->sets.certain);
	return pktset_is_empty(m) ? h->asked : m;
}

/* ---- groups ---- */

/* The rule that lets a span of packets through. */
static struct ip_permission permission_of(struct span s)
{
	unsigned proto = s.lo >> 16, lo = s.lo & 0xffff, hi = s.hi & 0xffff;
	struct ip_permission r = {.protocol = (int)proto, .from_port = -1, .to_port = -1};
	if (s.hi >> 16 != proto) {
		r.protocol = PROTO_ANY;
	} else if (proto == PROTO_TCP || proto == PROTO_UDP) {
		r.has_from = r.has_to = true;
		r.from_port = (int)lo;
		r.to_port = (int)hi;
	} else if (proto == PROTO_ICMP || proto == PROTO_ICMPV6) {
		r.has_from = r.has_to = true;
		if (lo >> 8 == hi >> 8)
			r.from_port = (int)(lo >> 8);
		if (lo == hi)
			r.to_port = (int)(lo & 255);
	}
	return r;
}

static const char *permission_values(struct arena *a, const struct ip_permission *r)
{
	if (r->protocol == PROTO_ANY)
		return "IpProtocol=-1";
	if (r->has_from)
		return arena_printf(a, "IpProtocol=%s,FromPort=%d,ToPort=%d",
				    proto_name(r->protocol), r->from_port, r->to_port);
	return arena_printf(a, "IpProtocol=%d", r->protocol);
}

static void source_far(struct arena *a, struct ip_permission *r, const struct far *far)
{
	if (far->list) {
		r->prefix_lists.items = arena_array(a, struct prefix_list_ref, 1);
		r->prefix_lists.items[0] = (struct prefix_list_ref){far->list->o.id, far->list};
		r->prefix_lists.len = 1;
		return;
	}
	struct cidr *c = arena_array(a, struct cidr, 1 + far->more.len);
	*c = far->cidr;
	for (size_t i = 0; i < far->more.len; i++)
		c[i + 1] = far->more.items[i];
	if (far->cidr.family == IPV6) {
		r->ipv6_ranges.items = c;
		r->ipv6_ranges.len = (uint32_t)(1 + far->more.len);
	} else {
		r->ip_ranges.items = c;
		r->ip_ranges.len = (uint32_t)(1 + far->more.len);
	}
}

static void source_group(struct arena *a, struct ip_permission *r, const struct security_group *g)
{
	r->group_pairs.items = arena_array(a, struct user_id_group_pair, 1);
	r->group_pairs.items[0] = (struct user_id_group_pair){
		.group_id = g->o.id, .user_id = g->o.account, .group = g};
	r->group_pairs.len = 1;
}

static const char *permission_source(struct arena *a, const struct ip_permission *r,
				     const struct security_group *here)
{
	if (r->prefix_lists.len)
		return arena_printf(a, "PrefixListIds=[{PrefixListId=%s}]",
				    r->prefix_lists.items[0].prefix_list_id);
	if (r->group_pairs.len) {
		const struct user_id_group_pair *g = &r->group_pairs.items[0];
		bool foreign =
			g->user_id && here->o.account && !str_eq(here->o.account, g->user_id);
		return arena_printf(a, "UserIdGroupPairs=[{GroupId=%s%s%s}]", g->group_id,
				    foreign ? ",UserId=" : "", foreign ? g->user_id : "");
	}
	if (r->ipv6_ranges.len)
		return arena_printf(a, "Ipv6Ranges=[{CidrIpv6=%s}]",
				    cidr_words(a, r->ipv6_ranges.items[0]));
	const char *text = cidr_words(a, r->ip_ranges.items[0]);
	for (size_t i = 1; i < r->ip_ranges.len; i++)
		text = arena_printf(a, "%s},{CidrIp=%s", text,
				    cidr_words(a, r->ip_ranges.items[i]));
	return arena_printf(a, "IpRanges=[{CidrIp=%s}]", text);
}

enum { RULES_SHOWN = 8 };

static void say_allow(struct draft *d, struct checker *c, struct edit e)
{
	struct arena *a = c->arena;
	const struct security_group *g = (const void *)e.on;
	say_command(d, c, e.on, "authorize-security-group-%s --group-id %s --ip-permissions '%s'",
		    e.egress ? "egress" : "ingress", g->o.id, one_permission(a, &e.permission, g));
	say_edit(d, e);
}

static bool crosses_protocols(struct span s)
{
	return s.lo >> 16 != s.hi >> 16;
}

/* A rule for all protocols, which a span over several becomes, stands for every other span. */
static bool covered_before(const struct pktset *missing, uint32_t i)
{
	uint32_t wide = 0;
	while (wide < missing->count && !crosses_protocols(missing->spans[wide]))
		wide++;
	return wide < missing->count && i != wide;
}

/* What the rules for these packets allow. */
static const char *allowed_words(struct arena *a, const struct pktset *missing)
{
	for (uint32_t i = 0; i < missing->count; i++)
		if (crosses_protocols(missing->spans[i]))
			return "everything";
	return packets_words(a, missing);
}

/* `referred` NULL: the far side's range or list. */
static void group_commands(struct draft *d, const struct problem *p, const struct security_group *g,
			   bool egress, const struct pktset *missing, const struct far *far,
			   const struct security_group *referred)
{
	struct arena *a = p->c->arena;
	for (uint32_t i = 0; i < missing->count && i < RULES_SHOWN; i++) {
		struct edit e = {.kind = EDIT_ALLOW, .on = &g->o, .egress = egress};
		if (covered_before(missing, i))
			continue;
		e.permission = permission_of(missing->spans[i]);
		if (referred)
			source_group(a, &e.permission, referred);
		else
			source_far(a, &e.permission, far);
		say_allow(d, p->c, e);
	}
}

void fix_allow_group(struct draft *d, const struct problem *p, const struct security_group *g,
		     struct span packets, const struct security_group *from)
{
	struct edit e = {.kind = EDIT_ALLOW, .on = &g->o};
	e.permission = permission_of(packets);
	source_group(p->c->arena, &e.permission, from);
	say_allow(d, p->c, e);
}

void fix_allow(struct draft *d, struct checker *c, const struct security_group *g,
	       struct span packets, const struct security_group *from, struct cidr *cidrs,
	       size_t count)
{
	struct edit e = {.kind = EDIT_ALLOW, .on = &g->o};
	e.permission = permission_of(packets);
	if (from) {
		source_group(c->arena, &e.permission, from);
	} else {
		e.permission.ip_ranges.items = cidrs;
		e.permission.ip_ranges.len = (uint32_t)count;
	}
	say_allow(d, c, e);
}

const char *one_permission(struct arena *a, const struct ip_permission *r,
			   const struct security_group *here)
{
	return arena_printf(a, "%s,%s", permission_values(a, r), permission_source(a, r, here));
}

#define KEEP(arena, list)                                                                          \
	((list).items = (list).len ? arena_memdup((arena), (list).items,                           \
						  (list).len * sizeof *(list).items)               \
				   : NULL)

/* Its sources may be the caller's own. */
static void keep_source(struct arena *a, struct ip_permission *r)
{
	KEEP(a, r->ip_ranges);
	KEEP(a, r->ipv6_ranges);
	KEEP(a, r->prefix_lists);
	KEEP(a, r->group_pairs);
}

void fix_revoke(struct draft *d, struct checker *c, const struct security_group *g, bool egress,
		const struct ip_permission *one)
{
	say_command(d, c, &g->o, "revoke-security-group-%s --group-id %s --ip-permissions '%s'",
		    egress ? "egress" : "ingress", g->o.id, one_permission(c->arena, one, g));
	struct edit e = {.kind = EDIT_REVOKE, .on = &g->o, .egress = egress, .permission = *one};
	keep_source(c->arena, &e.permission);
	say_edit(d, e);
}

static bool reference_would_hold(const struct problem *p, const struct far *far)
{
	const struct hop *h = p->hop;
	if (!far->group || !h->peer || h->middlebox)
		return false;
	if (far->same_vpc)
		return true;
	if (!h->via || h->via->kind != KIND_VPC_PEERING_CONNECTION)
		return false;
	const struct vpc_peering_connection *pcx = (const void *)h->via;
	return str_eq(pcx->requester.region, pcx->accepter.region);
}

void fix_group(struct draft *d, const struct problem *p, const struct security_group *g,
	       bool egress)
{
	struct arena *a = p->c->arena;
	struct far far = far_of(p);
	const struct pktset *missing = missing_packets(a, p->hop);
	const char *what = allowed_words(a, missing), *way = egress ? "to" : "from";
	bool reference = reference_would_hold(p, &far);
	say_fix(d, p->c, "allow %s %s %s", what, way, far.words);
	group_commands(d, p, g, egress, missing, &far, NULL);
	if (far.balancer) {
		say_fix(d, p->c,
			"allow all that comes through the load balancer: its security group %s",
			label(a, &far.balancer->o));
		group_commands(d, p, g, egress, missing, &far, far.balancer);
	}
	if (!reference)
		return;
	say_fix(d, p->c, "allow it %s security group %s alone", way, label(a, &far.group->o));
	group_commands(d, p, g, egress, missing, &far, far.group);
}

/* ---- network ACLs ---- */

enum { FINAL_ENTRY = 32767 };

static bool number_taken(const struct network_acl *acl, bool egress, long number)
{
	for (size_t i = 0; i < acl->entries.len; i++)
		if (acl->entries.items[i].egress == egress &&
		    acl->entries.items[i].rule_number == number)
			return true;
	return false;
}

/* A free number before the entry that decides now. 0: there is none. */
static long free_number(const struct network_acl *acl, bool egress, long before)
{
	long last = 0;
	for (size_t i = 0; i < acl->entries.len; i++) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		if (e->egress == egress && e->rule_number < FINAL_ENTRY && e->rule_number > last)
			last = e->rule_number;
	}
	long n = before >= FINAL_ENTRY ? last + 10 : before - 1;
	if (n >= FINAL_ENTRY)
		n = FINAL_ENTRY - 1;
	while (n > 0 && number_taken(acl, egress, n))
		n--;
	return n;
}

/* The entry that lets a span of packets through. */
static struct network_acl_entry entry_of(struct span s, bool egress, long number, struct cidr cidr)
{
	struct ip_permission r = permission_of(s);
	bool icmp = r.protocol == PROTO_ICMP || r.protocol == PROTO_ICMPV6;
	struct network_acl_entry e = {.cidr = cidr,
				      .egress = egress,
				      .allow = true,
				      .rule_number = number,
				      .protocol = r.protocol,
				      .from_port = -1,
				      .to_port = -1,
				      .icmp_type = -1,
				      .icmp_code = -1,
				      .has_ports = r.has_from && !icmp,
				      .has_icmp = icmp};
	*(icmp ? &e.icmp_type : &e.from_port) = r.from_port;
	*(icmp ? &e.icmp_code : &e.to_port) = r.to_port;
	return e;
}

static const char *entry_values(struct arena *a, const struct network_acl_entry *e)
{
	if (e->has_ports)
		return arena_printf(a, "--protocol %d --port-range From=%d,To=%d", e->protocol,
				    e->from_port, e->to_port);
	if (e->has_icmp)
		return arena_printf(a, "--protocol %d --icmp-type-code Type=%d,Code=%d",
				    e->protocol, e->icmp_type, e->icmp_code);
	return arena_printf(a, "--protocol %d", e->protocol);
}

/* Entries for what is missing, from `number` on: upwards at the end, downwards before an entry. */
static void add_entries(struct draft *d, const struct problem *p, const struct network_acl *acl,
			const struct pktset *missing, struct cidr far, long number, bool at_end)
{
	struct arena *a = p->c->arena;
	bool egress = p->hop->egress;
	for (uint32_t i = 0; i < missing->count && i < RULES_SHOWN && number > 0; i++) {
		if (covered_before(missing, i))
			continue;
		struct edit e = {.kind = EDIT_ADD_ENTRY, .on = &acl->o};
		e.entry = entry_of(missing->spans[i], egress, number, far);
		say_command(
			d, p->c, &acl->o,
			"create-network-acl-entry --network-acl-id %s --%s "
			"--rule-number %ld %s --%s %s --rule-action allow",
			acl->o.id, egress ? "egress" : "ingress", number, entry_values(a, &e.entry),
			far.family == IPV6 ? "ipv6-cidr-block" : "cidr-block", cidr_words(a, far));
		say_edit(d, e);
		do
			number += at_end ? 10 : -1;
		while (number > 0 && number_taken(acl, egress, number));
	}
}

static void remove_entry(struct draft *d, const struct problem *p, const struct network_acl *acl,
			 long number)
{
	struct edit e = {.kind = EDIT_REMOVE_ENTRY, .on = &acl->o};
	e.entry.egress = p->hop->egress;
	e.entry.rule_number = number;
	say_fix(d, p->c, "remove entry %ld", number);
	say_command(d, p->c, &acl->o,
		    "delete-network-acl-entry --network-acl-id %s --%s --rule-number %ld",
		    acl->o.id, p->hop->egress ? "egress" : "ingress", number);
	say_edit(d, e);
}

void fix_acl(struct draft *d, const struct problem *p, const struct network_acl *acl)
{
	struct arena *a = p->c->arena;
	const struct hop *h = p->hop;
	struct far far = far_of(p);
	const struct pktset *missing = missing_packets(a, h);
	struct ip peer = h->egress ? h->destination : h->source;
	const struct network_acl_entry *e =
		missing->count ? nacl_deciding(acl, h->egress, peer, missing->spans[0].lo) : NULL;
	long before = e ? e->rule_number : FINAL_ENTRY;
	long number = free_number(acl, h->egress, before);
	if (number > 0) {
		say_fix(d, p->c, "allow %s %s %s%s", allowed_words(a, missing),
			h->egress ? "to" : "from", far.words,
			e && before < FINAL_ENTRY ? arena_printf(a, ", before entry %ld", before)
						  : "");
		add_entries(d, p, acl, missing, far.cidr, number, before >= FINAL_ENTRY);
	}
	if (e && before < FINAL_ENTRY)
		remove_entry(d, p, acl, before);
}

/* ---- routes ---- */

static const struct {
	enum kind kind;
	const char *option;
} target_options[] = {
	{KIND_VPC_PEERING_CONNECTION, "--vpc-peering-connection-id"},
	{KIND_INTERNET_GATEWAY, "--gateway-id"},
	{KIND_TRANSIT_GATEWAY, "--transit-gateway-id"},
	{KIND_NAT_GATEWAY, "--nat-gateway-id"},
	{KIND_EGRESS_ONLY_INTERNET_GATEWAY, "--egress-only-internet-gateway-id"},
	{KIND_VPN_GATEWAY, "--gateway-id"},
};

const char *route_target_option(struct arena *a, const struct object *target)
{
	for (size_t i = 0; target && i < COUNT_OF(target_options); i++)
		if (target_options[i].kind == target->kind)
			return arena_printf(a, "%s %s", target_options[i].option, target->id);
	return NULL;
}

const char *route_destination_option(struct arena *a, struct cidr c)
{
	return arena_printf(a, "--destination-%scidr-block %s", c.family == IPV6 ? "ipv6-" : "",
			    cidr_words(a, c));
}

static const struct route *route_equal(const struct route_table *t, struct cidr c)
{
	for (size_t i = 0; i < t->routes.len; i++)
		if (!t->routes.items[i].propagated && cidr_equal(t->routes.items[i].destination, c))
			return &t->routes.items[i];
	return NULL; /* beside a propagated one a route of one's own can be made */
}

/* Another table of the VPC that leads there already, for the subnet to use instead. */
static const struct route_table *table_that_leads(const struct route_table *not_this, struct cidr c,
						  const char *target)
{
	const struct vpc *v = not_this->vpc;
	for (size_t i = 0; v && i < v->route_tables.len; i++) {
		const struct route_table *t = v->route_tables.items[i];
		for (size_t k = 0; t != not_this && k < t->routes.len; k++)
			if (str_eq(t->routes.items[k].target_id, target) &&
			    cidr_contains(t->routes.items[k].destination, c) &&
			    t->routes.items[k].route_state == ROUTE_ACTIVE)
				return t;
	}
	return NULL;
}

static const char *association_of(const struct route_table *t, const struct subnet *s)
{
	for (size_t i = 0; s && i < t->associations.len; i++)
		if (str_eq(t->associations.items[i].subnet_id, s->o.id))
			return t->associations.items[i].association_id;
	return NULL;
}

static void fix_by_association(struct draft *d, const struct problem *p,
			       const struct route_table *from, const struct route_table *to)
{
	const struct subnet *s = p->hop->subnet;
	const char *association = association_of(from, s);
	if (!s) /* a gateway's own table */
		return;
	say_evidence(d, p->c, to->o.id, "%s has the route, but %s does not use it",
		     label(p->c->arena, &to->o), label(p->c->arena, &s->o));
	say_fix(d, p->c, "let %s use %s instead", label(p->c->arena, &s->o),
		label(p->c->arena, &to->o));
	struct edit e = {.kind = EDIT_USE_TABLE, .on = &s->o, .target = &to->o};
	if (association)
		say_command(d, p->c, &from->o,
			    "replace-route-table-association --association-id %s "
			    "--route-table-id %s",
			    association, to->o.id);
	else
		say_command(d, p->c, &from->o,
			    "associate-route-table --subnet-id %s --route-table-id %s", s->o.id,
			    to->o.id);
	say_edit(d, e);
}

/* A connection that nothing brings back: routes are to lead to the one that takes its place. */
static const struct vpc_peering_connection *dead_connection(const struct object *o)
{
	const struct vpc_peering_connection *p =
		o && o->kind == KIND_VPC_PEERING_CONNECTION ? (const void *)o : NULL;
	switch (p ? p->state : PEERING_ACTIVE) {
	case PEERING_DELETED:
	case PEERING_DELETING:
	case PEERING_EXPIRED:
	case PEERING_FAILED:
	case PEERING_REJECTED:
		return p;
	case PEERING_UNSAID:
	case PEERING_INITIATING_REQUEST:
	case PEERING_PENDING_ACCEPTANCE:
	case PEERING_ACTIVE:
	case PEERING_PROVISIONING:
		break;
	}
	return NULL;
}

const struct object *route_goal(const struct problem *p)
{
	const struct object *goal;
	return leaves_privately(p->c->net, p->trace, p->hop, &goal) ? goal : p->hop->wanted;
}

/* "add a route for 10.2.0.0/16 to pcx-1" and its command; to a connection that is still to be made
 * (explain_peering.c tells how), it is tried together with the making. */
static void say_route(struct draft *d, const struct problem *p, const struct route_table *t,
		      bool replace)
{
	struct arena *a = p->c->arena;
	const struct hop *h = p->hop;
	const struct object *goal = route_goal(p);
	const struct vpc_peering_connection *dead = dead_connection(goal);
	struct edit e = {.kind = replace ? EDIT_REPLACE_ROUTE : EDIT_ADD_ROUTE,
			 .on = &t->o,
			 .target = dead ? NULL : goal,
			 .target_id = dead ? EDIT_NEW_PEERING_ID : NULL,
			 .prefix = h->wanted_prefix};
	say_fix(d, p->c, "%s %s to %s%s", replace ? "point the route for" : "add a route for",
		cidr_words(a, h->wanted_prefix), dead ? "the connection that replaces " : "",
		label(a, goal));
	say_command(d, p->c, &t->o, "%s-route --route-table-id %s %s %s",
		    replace ? "replace" : "create", t->o.id,
		    route_destination_option(a, h->wanted_prefix),
		    dead ? "--vpc-peering-connection-id " EDIT_NEW_PEERING_ID
			 : route_target_option(a, goal));
	if (dead && dead->requester.vpc && dead->accepter.vpc)
		say_edit(d, (struct edit){.kind = EDIT_NEW_PEERING,
					  .on = &dead->requester.vpc->o,
					  .target = &dead->accepter.vpc->o});
	say_edit(d, e);
}

static const struct subnet *public_subnet(const struct vpc *v)
{
	for (size_t i = 0; v && i < v->subnets.len; i++)
		if (query_subnet_is_public(v->subnets.items[i]))
			return v->subnets.items[i];
	return NULL;
}

/* Who is not to be called leaves by a gateway of which there is none left. */
static void fix_private_way(struct draft *d, const struct problem *p, const struct route_table *t)
{
	bool ipv6 = p->hop->wanted_prefix.family == IPV6;
	const struct subnet *s = public_subnet(t->vpc);
	say_fix(d, p->c, "make %s, and point the route for %s to it",
		ipv6 ? "an egress-only internet gateway" : "a NAT gateway in a public subnet",
		cidr_words(p->c->arena, p->hop->wanted_prefix));
	if (ipv6) {
		say_command(d, p->c, &t->o, "create-egress-only-internet-gateway --vpc-id %s",
			    t->vpc->o.id);
	} else {
		say_command(d, p->c, &t->o, "allocate-address --domain vpc");
		say_command(d, p->c, &t->o,
			    "create-nat-gateway --subnet-id %s --allocation-id ALLOCATION_ID",
			    s ? s->o.id : "PUBLIC_SUBNET_ID");
	}
	say_command(d, p->c, &t->o, "replace-route --route-table-id %s %s %s", t->o.id,
		    route_destination_option(p->c->arena, p->hop->wanted_prefix),
		    ipv6 ? "--egress-only-internet-gateway-id EIGW_ID" : "--nat-gateway-id NAT_ID");
}

/* Others may go by the route that is to be changed, to be translated. */
static void say_who_goes_by(struct draft *d, const struct problem *p, const struct route *old)
{
	if (old->target == TARGET_NAT_GATEWAY && p->hop->wanted->kind == KIND_INTERNET_GATEWAY)
		say_evidence(
			d, p->c, old->target_id,
			"others that use %s go out by %s: with a route to %s instead, who has no "
			"public address does not get out any more",
			label(p->c->arena, p->hop->object), old->target_id, p->hop->wanted->id);
}

static const struct vpn_gateway *vpn_gateway_of(const struct net *net, const struct vpc *v)
{
	for (size_t i = 0; v && i < net->vpn_gateways.len; i++) {
		const struct vpn_gateway *g = net->vpn_gateways.items[i];
		for (size_t k = 0; k < g->attachments.len; k++)
			if (str_eq(g->attachments.items[k].vpc_id, v->o.id) &&
			    str_eq(g->attachments.items[k].state, "attached"))
				return g;
	}
	return NULL;
}

static bool takes_routes_of(const struct route_table *t, const struct vpn_gateway *g)
{
	for (size_t i = 0; i < t->propagating_vgws.len; i++)
		if (str_eq(t->propagating_vgws.items[i], g->o.id))
			return true;
	return false;
}

void fix_route_on_premises(struct draft *d, const struct problem *p, const struct route_table *t)
{
	struct arena *a = p->c->arena;
	const struct vpn_gateway *g = t ? vpn_gateway_of(p->c->net, t->vpc) : NULL;
	struct ip far = p->hop->destination;
	if (!g || p->hop->wanted || !ip_is_private(far))
		return;
	bool takes = takes_routes_of(t, g);
	say_evidence(d, p->c, g->o.id, "%s is attached to %s, and %s %s", label(a, &g->o),
		     label(a, &t->vpc->o), label(a, &t->o),
		     takes ? "takes its routes: none of them is for this address"
			   : "does not take its routes");
	if (!takes) {
		say_fix(d, p->c, "let %s take the routes of %s, if %s lies behind it",
			label(a, &t->o), label(a, &g->o), ip_words(a, far));
		say_command(d, p->c, &t->o,
			    "enable-vgw-route-propagation --route-table-id %s --gateway-id %s",
			    t->o.id, g->o.id);
	} else {
		say_fix(d, p->c,
			"let the other end of %s announce a route for %s, if it lies there",
			label(a, &g->o), ip_words(a, far));
	}
}

void fix_route(struct draft *d, const struct problem *p, const struct route_table *t)
{
	const struct hop *h = p->hop;
	const struct object *goal = route_goal(p);
	if (!route_target_option(p->c->arena, h->wanted) || !h->wanted_prefix.family || !t)
		return;
	if (!goal) {
		fix_private_way(d, p, t);
		return;
	}
	const struct route *old = route_equal(t, h->wanted_prefix);
	if (old && goal == h->wanted)
		say_who_goes_by(d, p, old);
	say_route(d, p, t, old != NULL);
	const struct route_table *other = table_that_leads(t, h->wanted_prefix, goal->id);
	if (other)
		fix_by_association(d, p, t, other);
}
