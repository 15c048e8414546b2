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
	for (size_t i = 0; i < h->interface->group_set->groups.len; i++) {
		const struct ip_permission *rule =
			sg_deciding(h->interface->group_set->groups.items[i], h->egress, h,
				    h->asked->spans[0].lo);
		if (rule) {
			*g = h->interface->group_set->groups.items[i];
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
	case COMPONENT_TGW_ROUTE_TABLE:
		if (!h->reply)
			rest_add(r, arena_printf(a, "%s leads on", h->id));
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
		if (mine || h->again || hop_is_absorbed(p->c->net, p->trace, h))
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

const char *kind_words(struct arena *a, enum kind kind, const char *account, const char *region)
{
	return arena_printf(a, "%s%s%s%s%s", kind_info[kind].list_key, account ? " of " : "",
			    account ? account : "", region ? " in " : "", region ? region : "");
}

void identify_kind(struct problem *p)
{
	const struct hop *h = p->hop;
	p->object = NULL;
	p->id = kind_words(p->c->arena, h->missing, h->missing_account, h->missing_region);
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
	say_the_rest(d, p);
}

void explain_unsupported(struct draft *d, const struct problem *p)
{
	say(d, p->c, "whether %s passes is not known: vpccheck does not model %s",
	    flow_words(p->c->arena, p->question),
	    p->hop->detail ? p->hop->detail : "something on its way");
	if (p->object || p->hop->id)
		say_evidence(d, p->c, p->id, "the walk ends at %s",
			     label_or(p->c->arena, p->object, p->hop->id));
}

static const char *place_words(struct arena *a, const char *account, const char *region)
{
	return arena_printf(a, "%s%s%s%s", account ? " of account " : "", account ? account : "",
			    region ? " in " : "", region ? region : "");
}

/* What to allow, and the command whose output would do as well. */
static void say_remedy(struct draft *d, struct checker *c, enum kind kind, const char *account,
		       const char *region, bool whole)
{
	const struct refusal *r = net_refused(c->net, kind, account, region);
	if (r && r->denied)
		say_fix(d, c, "%s", denial_remedy(c->arena, r));
	else
		say_fix(d, c, "add the %soutput of this command to the snapshot%s%s",
			whole ? "whole " : "", account ? ", run for account " : "",
			account ? account : "");
	if (!d->proposals.len)
		return;
	const char *call = arena_printf(c->arena, "aws %s%s%s", kind_info[kind].call,
					str_empty(region) ? "" : " --region ",
					str_empty(region) ? "" : region);
	say_whole_command(d, c, call);
}

void say_missing(struct draft *d, struct checker *c, const char *what, enum kind kind,
		 const char *account, const char *region)
{
	say(d, c, "%s %ss%s", what, kind_info[kind].noun, place_words(c->arena, account, region));
	say_remedy(d, c, kind, account, region, false);
}

/* The object is there, and not all that AWS always tells of it: the call was asked for less. */
static void say_missing_part(struct draft *d, const struct problem *p, const char *what)
{
	const struct hop *h = p->hop;
	say(d, p->c, "%s a part of what AWS tells of %s", what, label(p->c->arena, h->object));
	say_remedy(d, p->c, h->missing, h->missing_account, h->missing_region, true);
}

/* All calls of one place that would have told. */
static void say_refusals(struct draft *d, struct checker *c, enum kind kind, const char *account,
			 const char *region)
{
	const struct refusal *first = net_refused(c->net, kind, account, region);
	for (size_t i = 0; first && i < c->net->refusals.len; i++) {
		const struct refusal *r = &c->net->refusals.items[i];
		if (r->kind == kind && str_eq(r->account, first->account) &&
		    str_eq(r->region, first->region))
			say_evidence(d, c, NULL, "%s", r->text);
	}
}

/* ---- lists that add to an object (R85): the object is there, what they say of it is not ---- */

static const struct {
	enum kind missing, at;
	const char *noun, *call, *option;
} additions[] = {
	{KIND_TARGET_GROUP, KIND_TARGET_GROUP, "target health", "describe-target-health",
	 "--target-group-arn"},
	{KIND_LOAD_BALANCER, KIND_LOAD_BALANCER, "listeners", "describe-listeners",
	 "--load-balancer-arn"},
	{KIND_LISTENER_RULE, KIND_LOAD_BALANCER, "listener rules", "describe-rules",
	 "--listener-arn"},
};

/* The first of `additions` that says what lacks; NULL: the object itself does. */
static int addition_of(const struct hop *h)
{
	for (size_t i = 0; h->object && i < COUNT_OF(additions); i++)
		if (additions[i].missing == h->missing && additions[i].at == h->object->kind)
			return (int)i;
	return -1;
}

static void addition_command(struct draft *d, struct checker *c, int which, const char *arn,
			     const char *region)
{
	if (!str_empty(arn))
		say_whole_command(d, c,
				  arena_printf(c->arena, "aws elbv2 %s %s %s%s%s",
					       additions[which].call, additions[which].option, arn,
					       str_empty(region) ? "" : " --region ",
					       str_empty(region) ? "" : region));
}

static void say_addition(struct draft *d, const struct problem *p, const char *what, int which)
{
	const struct object *o = p->hop->object;
	struct checker *c = p->c;
	const struct load_balancer *lb = o->kind == KIND_LOAD_BALANCER ? (const void *)o : NULL;
	say(d, c, "%s the %s of %s", what, additions[which].noun, label(c->arena, o));
	say_fix(d, c, "add the output of this command to the snapshot%s",
		additions[which].missing == KIND_TARGET_GROUP
			? ", in a file that has the ARN in its name (\"_\" for \":\" and \"/\")"
			: "");
	if (additions[which].missing != KIND_LISTENER_RULE)
		addition_command(d, c, which, o->id, p->hop->missing_region);
	for (size_t i = 0;
	     lb && additions[which].missing == KIND_LISTENER_RULE && i < lb->listeners.len; i++)
		if (!lb->listeners.items[i].rules_known)
			addition_command(d, c, which, lb->listeners.items[i].arn,
					 p->hop->missing_region);
}

void explain_data_missing(struct draft *d, const struct problem *p)
{
	const struct hop *h = p->hop;
	const char *near = p->hop->object ? label(p->c->arena, p->hop->object) : p->hop->id;
	const char *what = arena_printf(
		p->c->arena, "whether %s passes is not known: the snapshot lacks", way_words(p));
	int which = addition_of(h);
	bool refused = net_refused(p->c->net, h->missing, h->missing_account, h->missing_region);
	if (!refused && which < 0 && hop_lacks_part(p->c->net, h))
		say_missing_part(d, p, what);
	else if (refused || which < 0)
		say_missing(d, p->c, what, h->missing, h->missing_account, h->missing_region);
	else
		say_addition(d, p, what, which);
	if (h->detail)
		say_evidence(d, p->c, near, "%s", h->detail);
	else if (near)
		say_evidence(d, p->c, near, "the question came up at %s", near);
	say_refusals(d, p->c, h->missing, h->missing_account, h->missing_region);
}
