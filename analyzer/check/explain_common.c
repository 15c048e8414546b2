/* explain_common.c - what the words of all codes share, and the codes that need few. */
#include "check/finding.h"

#include <string.h>

const char *way_words(const struct problem *p)
{
	const char *flow = flow_words(p->c->arena, p->question);
	return p->hop->reply ? arena_printf(p->c->arena, "the reply to %s", flow) : flow;
}

/* ---- the rest of the way ---- */

struct rest {
	struct buf text;
	const struct object *acl;
	bool acl_there, acl_back, several_acls, route_there, route_back, blocked;
};

static void rest_add(struct rest *r, const char *text)
{
	buf_printf(&r->text, "%s%s", r->text.len ? ", " : "", text);
}

static const struct ip_permission *passing_rule(const struct hop *h,
						const struct security_group **g)
{
	if (!h->interface || !h->asked || !h->asked->count)
		return NULL;
	for (size_t i = 0; i < h->interface->groups.len; i++) {
		const struct ip_permission *rule = sg_deciding(h->interface->groups.items[i],
							       h->egress, h, h->asked->spans[0].lo);
		if (rule) {
			*g = h->interface->groups.items[i];
			return rule;
		}
	}
	return NULL;
}

static void rest_group(struct rest *r, struct arena *a, const struct hop *h)
{
	const struct security_group *g = NULL;
	const struct ip_permission *rule = h->egress ? NULL : passing_rule(h, &g);
	if (rule)
		rest_add(r, arena_printf(a, "%s allows %s", g->o.id,
					 permission_words(a, rule, false)));
}

static void rest_acl(struct rest *r, const struct hop *h)
{
	if (r->acl && h->object != r->acl)
		r->several_acls = true;
	r->acl = h->object;
	*(h->reply ? &r->acl_back : &r->acl_there) = true;
}

static void rest_hop(struct rest *r, struct arena *a, const struct hop *h)
{
	switch ((int)h->component) {
	case COMPONENT_SECURITY_GROUP:
		rest_group(r, a, h);
		break;
	case COMPONENT_NETWORK_ACL:
		rest_acl(r, h);
		break;
	case COMPONENT_ROUTE_TABLE:
		*(h->reply ? &r->route_back : &r->route_there) = true;
		break;
	case COMPONENT_VPC_PEERING_CONNECTION:
		if (!h->reply)
			rest_add(r, arena_printf(a, "%s active", h->id));
		break;
	default:
		break;
	}
}

void say_the_rest(struct draft *d, const struct problem *p)
{
	struct arena *a = p->c->arena;
	struct rest r = {0};
	for (size_t i = 0; i < p->trace->hops.len; i++) {
		const struct hop *h = &p->trace->hops.items[i];
		bool mine = h == p->hop || (h->code == p->hop->code && h->object == p->hop->object);
		if (mine || h->again || hop_is_absorbed(p->trace, h))
			continue;
		if (h->outcome != VCK_PASS)
			r.blocked = true;
		else
			rest_hop(&r, a, h);
	}
	if (r.route_there && r.route_back)
		rest_add(&r, "routes both ways");
	else if (r.route_there || r.route_back)
		rest_add(&r, r.route_there ? "the route there" : "the route back");
	if (r.acl_there && r.acl_back)
		rest_add(&r, r.several_acls || !r.acl
				     ? "NACLs both directions"
				     : arena_printf(a, "%s both directions", r.acl->id));
	if (!r.blocked && r.text.len)
		say_evidence(d, p->c, NULL, "the rest of the way is open: %s", buf_str(&r.text));
	buf_free(&r.text);
}

/* ---- resources and causes ---- */

static const char *packets_cause(const struct problem *p)
{
	return pktset_text(p->c->arena, p->question->packets);
}

void identify_object(struct problem *p)
{
	p->id = p->object ? p->object->id : p->hop->id;
	p->cause = "";
	if (!p->id)
		p->id = component_name(p->hop->component);
}

void identify_packets(struct problem *p)
{
	identify_object(p);
	p->cause = packets_cause(p);
}

void identify_kind(struct problem *p)
{
	const struct hop *h = p->hop;
	p->object = NULL;
	p->id = arena_printf(
		p->c->arena, "%s%s%s%s%s", kind_info[h->missing].list_key,
		h->missing_account ? " of " : "", h->missing_account ? h->missing_account : "",
		h->missing_region ? " in " : "", h->missing_region ? h->missing_region : "");
	p->cause = "";
}

/* ---- words ---- */

void explain_plain(struct draft *d, const struct problem *p)
{
	const char *what = label_or(p->c->arena, p->object, p->id);
	if (p->hop->detail)
		say(d, p->c, "%s is stopped at %s: %s", way_words(p), what, p->hop->detail);
	else
		say(d, p->c, "%s is stopped at %s", way_words(p), what);
	if (p->hop->detail)
		say_evidence(d, p->c, p->id, "%s", p->hop->detail);
	say_the_rest(d, p);
}

void explain_unsupported(struct draft *d, const struct problem *p)
{
	const char *what =
		p->hop->detail ? p->hop->detail : "something that vpccheck does not model";
	say(d, p->c, "whether %s passes is not known: it meets %s",
	    flow_words(p->c->arena, p->question), what);
	if (p->object || p->hop->id)
		say_evidence(d, p->c, p->id, "the walk ends at %s",
			     label_or(p->c->arena, p->object, p->hop->id));
}

void explain_data_missing(struct draft *d, const struct problem *p)
{
	const struct hop *h = p->hop;
	const struct kind_info *k = &kind_info[h->missing];
	const char *why = net_refused(p->c->net, h->missing, h->missing_account, h->missing_region);
	const char *near = p->hop->object ? label(p->c->arena, p->hop->object) : p->hop->id;
	say(d, p->c, "whether %s passes is not known: the snapshot lacks %ss%s%s%s%s", way_words(p),
	    k->noun, h->missing_account ? " of account " : "",
	    h->missing_account ? h->missing_account : "", h->missing_region ? " in " : "",
	    h->missing_region ? h->missing_region : "");
	if (h->detail)
		say_evidence(d, p->c, near, "%s", h->detail);
	else if (near)
		say_evidence(d, p->c, near, "the question came up at %s", near);
	if (why)
		say_evidence(d, p->c, NULL, "the call was refused: %s", why);
	say_fix(d, p->c, "add the output of this command to the snapshot");
	if (d->proposals.len) {
		const char *region = h->missing_region ? h->missing_region : "";
		const char *call = arena_printf(p->c->arena, "aws %s%s%s", k->call,
						*region ? " --region " : "", region);
		vec_push(&d->proposals.items[d->proposals.len - 1].commands, call);
	}
}
