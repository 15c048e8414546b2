/* hops.c - a trace as hops in words: what each component did with the packet, and by which rule. */
#include "check/finding.h"

static const char *group_detail(struct arena *a, const struct hop *h, const char **id)
{
	const struct network_interface *n = h->interface;
	for (size_t g = 0; n && h->asked && h->asked->count && g < n->group_set->groups.len; g++) {
		const struct security_group *group = n->group_set->groups.items[g];
		const struct ip_permission *r =
			h->outcome == VCK_STOP
				? NULL
				: sg_deciding(group, h->egress, h, h->asked->spans[0].lo);
		if (!r)
			continue;
		*id = group->o.id;
		return permission_words(a, r, h->egress);
	}
	const char *way = h->egress ? "outbound" : "inbound";
	if (h->outcome == VCK_PASS)
		return "passes";
	if (h->outcome == VCK_PASS_PARTLY && h->asked)
		return arena_printf(a, "lets %s through",
				    pktset_text(a, pktset_and(a, h->asked, h->sets.certain)));
	if (h->outcome == VCK_NOT_KNOWN)
		return arena_printf(a, "an %s rule may allow it: the snapshot does not tell", way);
	return arena_printf(a, "no %s rule allows it", way);
}

static const char *acl_detail(struct arena *a, const struct hop *h)
{
	const struct network_acl *acl = (const void *)h->object;
	struct ip peer = h->egress ? h->destination : h->source;
	if (!acl || !h->asked || !h->asked->count)
		return NULL;
	const struct pktset *look = h->outcome == VCK_PASS ? h->asked : missing_packets(a, h);
	const struct network_acl_entry *e = nacl_deciding(acl, h->egress, peer, look->spans[0].lo);
	return e && e->rule_number < 32767 ? entry_words(a, e) : "no entry allows it";
}

static const char *table_detail(struct arena *a, const struct hop *h)
{
	if (h->route)
		return arena_printf(a, "%s%s", route_words(a, h->route),
				    h->route->route_state == ROUTE_BLACKHOLE ? ", a blackhole"
									     : "");
	if (h->prefix.family)
		return arena_printf(a, "%s -> local", cidr_words(a, h->prefix));
	if (h->code == VCK_ROUTE_MISSING)
		return arena_printf(a, "no route for %s", ip_words(a, h->destination));
	return NULL;
}

bool hop_is_in_another_vpc(const struct hop *h)
{
	const struct vpc *home = h->interface ? h->interface->vpc : NULL;
	return home && h->subnet && h->subnet->vpc && h->subnet->vpc != home;
}

/* The code's summary inside a sentence: "the interface has no …", but "SSH is open …". */
static const char *summary_words(struct arena *a, enum vck_code code)
{
	char *text = arena_strdup(a, vck_code_info(code)->summary);
	if (text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z'))
		text[0] = (char)(text[0] - 'A' + 'a');
	return text;
}

static const char *tgw_detail(struct arena *a, const struct hop *h)
{
	const struct tgw_route *r = h->tgw_route;
	const struct tgw_route_attachment *to =
		r && r->attachments.len ? &r->attachments.items[0] : NULL;
	if (!r &&
	    h->prefix.family) /* its propagation is shown, not the route that follows from it */
		return arena_printf(a, "%s, propagated", cidr_words(a, h->prefix));
	if (!r || (!r->destination.family && !r->prefix_list_id))
		return NULL;
	return arena_printf(a, "%s -> %s%s%s",
			    r->destination.family ? cidr_words(a, r->destination)
						  : r->prefix_list_id,
			    to && to->attachment_id ? to->attachment_id : "nowhere, a blackhole",
			    r->type ? ", " : "", r->type ? r->type : "");
}

bool hop_lacks_part(const struct net *net, const struct hop *h)
{
	return h->object && h->object->kind == h->missing &&
	       net_knows(net, h->missing, h->missing_account, h->missing_region);
}

static const char *state_detail(struct checker *c, const struct hop *h)
{
	struct arena *a = c->arena;
	if (h->component == COMPONENT_VPC_PEERING_CONNECTION && h->object &&
	    h->object->kind == KIND_VPC_PEERING_CONNECTION) {
		const struct vpc_peering_connection *p = (const void *)h->object;
		return p->status_code ? p->status_code : "in no known state";
	}
	if (h->component == COMPONENT_INSTANCE && h->object && h->object->kind == KIND_INSTANCE) {
		const struct instance *i = (const void *)h->object;
		return i->state_text ? i->state_text : "in no known state";
	}
	if (h->code == VCK_DATA_MISSING && hop_lacks_part(c->net, h))
		return "the snapshot lacks a part of what AWS tells of it";
	if (h->code == VCK_DATA_MISSING)
		return arena_printf(a, "the snapshot lacks %ss", kind_info[h->missing].noun);
	if (h->code == VCK_PUBLIC_IP_MISSING && hop_is_in_another_vpc(h))
		return arena_printf(a,
				    "it has no public IPv4 address in %s, which it would leave by",
				    h->subnet->vpc->o.id);
	return h->code != VCK_NO_CODE ? summary_words(a, h->code) : NULL;
}

static const char *detail_of(struct checker *c, const struct hop *h, const char **id)
{
	struct arena *a = c->arena;
	const char *text = NULL;
	if (h->code == VCK_DATA_MISSING && !h->asked)
		text = state_detail(c, h);
	else if (h->component == COMPONENT_SECURITY_GROUP)
		text = group_detail(a, h, id);
	else if (h->component == COMPONENT_NETWORK_ACL)
		text = acl_detail(a, h);
	else if (h->component == COMPONENT_ROUTE_TABLE)
		text = table_detail(a, h);
	else if (h->component == COMPONENT_TGW_ROUTE_TABLE)
		text = tgw_detail(a, h);
	if (!text)
		text = h->detail ? h->detail : state_detail(c, h);
	if (h->translated.family)
		text = arena_printf(a, "%s%saddress becomes %s", text ? text : "", text ? ", " : "",
				    ip_words(a, h->translated));
	return text;
}

static struct vck_hop hop_told(struct checker *c, const struct hop *h)
{
	struct arena *a = c->arena;
	bool filter =
		h->component == COMPONENT_SECURITY_GROUP || h->component == COMPONENT_NETWORK_ACL;
	const char *id = h->object ? h->object->id : h->id;
	struct vck_hop told = {
		.component = component_name(h->component),
		.direction = filter ? (h->egress ? "egress" : "ingress") : NULL,
		.outcome = h->outcome,
		.source = h->source.family ? ip_words(a, h->source) : NULL,
		.destination = h->destination.family ? ip_words(a, h->destination) : NULL,
		.code = h->code != VCK_NO_CODE ? vck_code_info(h->code)->code : NULL,
	};
	told.detail = detail_of(c, h, &id);
	told.id = id ? arena_strdup(a, id) : NULL;
	const struct object *o = id ? net_find_any(c->net, id) : NULL;
	o = o ? o : h->object;
	told.name = object_name(o);
	told.file = o && object_file(o) ? arena_strdup(a, object_file(o)) : NULL;
	told.line = o ? o->line : 0;
	return told;
}

struct vck_hop *hops_told(struct checker *c, const struct trace *t, const struct legs *legs,
			  bool reply, size_t *count)
{
	struct vck_hop *out = arena_array(c->arena, struct vck_hop, t->hops.len + 1);
	*count = 0;
	for (size_t i = 0; i < t->hops.len; i++)
		if (t->hops.items[i].reply == reply) {
			out[*count] = hop_told(c, &t->hops.items[i]);
			out[(*count)++].leg = leg_index(legs, t->hops.items[i].onward);
		}
	return out;
}
