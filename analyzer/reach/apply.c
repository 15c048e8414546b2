/* apply.c - what filters and states do to a walk: groups, NACLs, instances and interfaces. */
#include "reach/internal.h"

#include <assert.h>

void start_leg(struct walk *w, unsigned client_lo, unsigned client_hi)
{
	assert(w->n_legs < COUNT_OF(w->legs));
	w->legs[w->n_legs++] = (struct leg){{pktset_all, pktset_all}, client_lo, client_hi};
}

static void judge_request(struct walk *w, struct hop *hop, struct sets s, enum vck_code denied)
{
	hop->asked = w->asked;
	hop->sets = s;
	if (pktset_covers(s.certain, w->asked))
		return;
	hop->code = denied;
	if (!pktset_meets(s.possible, w->asked)) {
		hop->outcome = VCK_STOP;
	} else if (pktset_covers(s.possible, w->asked)) {
		hop->outcome = VCK_NOT_KNOWN;
		hop->code = VCK_DATA_MISSING;
	} else {
		hop->outcome = VCK_PASS_PARTLY;
	}
}

/* A part of the clients' ports is another finding than a part of the protocols (R53). */
static void judge_reply(struct walk *w, struct hop *hop, struct sets s, enum vck_code denied)
{
	const struct leg *leg = &w->legs[w->n_legs - 1];
	struct outcome_sets out;
	hop->asked = replies_to(w->arena, w->asked, leg->client_lo, leg->client_hi);
	hop->sets = s;
	reply_project(w->arena, w->asked, s, leg->client_lo, leg->client_hi, &out);
	if (!pktset_is_empty(out.blocked)) {
		bool all = pktset_covers(out.blocked, w->asked);
		hop->outcome = all ? VCK_STOP : VCK_PASS_PARTLY;
		hop->code = denied;
	} else if (!pktset_is_empty(out.partial)) {
		hop->outcome = VCK_PASS_PARTLY;
		hop->code = VCK_NACL_EPHEMERAL_PARTIAL;
	} else if (!pktset_is_empty(out.unknown)) {
		hop->outcome = VCK_NOT_KNOWN;
		hop->code = VCK_DATA_MISSING;
	}
}

static struct sets meet(struct arena *a, struct sets x, struct sets y)
{
	return (struct sets){pktset_and(a, x.certain, y.certain),
			     pktset_and(a, x.possible, y.possible)};
}

void walk_apply(struct walk *w, struct hop *hop, struct sets s, enum vck_code denied)
{
	if (w->reply) {
		if (w->trace)
			judge_reply(w, hop, s, denied);
		struct leg *leg = &w->legs[w->n_legs - 1];
		leg->sets = meet(w->arena, leg->sets, s);
		return;
	}
	if (w->trace)
		judge_request(w, hop, s, denied);
	w->sets = meet(w->arena, w->sets, s);
	if (!w->trace && pktset_is_empty(w->sets.possible))
		walk_cut(w);
}

bool source_is_unknown(const struct walk *w)
{
	return w->anyone || (w->nameless && !w->reply && ip_equal(w->source, w->q->source.address));
}

/* A filter that lets all pass leaves a walk that only decides as it is. */
static bool goes_unseen(const struct walk *w, struct sets s)
{
	return !w->trace && s.certain == pktset_all;
}

void cross_nacl(struct walk *w, const struct subnet *subnet, bool egress)
{
	static const enum vck_code denied[] = {VCK_NACL_INGRESS_DENIED, VCK_NACL_EGRESS_DENIED};
	if (!subnet || (!egress && source_is_unknown(w)))
		return;
	const struct network_acl *acl = subnet->network_acl;
	struct ip peer = egress ? w->destination : w->source;
	struct sets s = acl ? nacl_sets(w->r, subnet, egress, peer, atom_of(w, peer))
			    : (struct sets){pktset_empty, pktset_all};
	if (goes_unseen(w, s))
		return;
	struct hop *hop = add_hop(w, COMPONENT_NETWORK_ACL, acl ? &acl->o : NULL);
	hop->subnet = subnet;
	hop->egress = egress;
	if (acl)
		walk_apply(w, hop, s, denied[egress]);
	else /* R54 */
		walk_lacks(w, hop, KIND_NETWORK_ACL, &subnet->o);
}

/* What would tell: an interface of which groups it carries, a group of its rules, a list of its entries. */
static enum kind lacking_kind(const struct group_set *set, bool egress)
{
	if (!group_set_lacks(set, egress))
		return KIND_PREFIX_LIST;
	for (size_t i = 0; i < set->group_ids.len; i++)
		if (!set->group_ids.items[i])
			return KIND_NETWORK_INTERFACE;
	return KIND_SECURITY_GROUP;
}

void sg_hop(struct walk *w, struct hop *hop, const struct network_interface *eni, bool egress,
	    const struct sg_peer *peer)
{
	struct ip address = egress ? hop->destination : hop->source;
	hop->interface = eni;
	hop->subnet = eni->subnet;
	hop->egress = egress;
	hop->peer = peer->interface;
	hop->via = peer->via;
	hop->via_keeps_references = peer->via_keeps_references;
	hop->middlebox = !peer->interface;
	hop->balancer_groups = peer->balancer_groups;
	hop->n_balancer_groups = peer->n_balancer_groups;
	if (!hop->id && eni->group_set->group_ids.len)
		hop->id = eni->group_set->group_ids.items[0];
	struct sets s = !egress && source_is_unknown(w)
				? sg_sets_of_anyone(w->arena, eni->group_set, address.family)
				: sg_sets(w->r, w->arena, eni->group_set, egress, address, peer,
					  atom_of(w, address));
	walk_apply(w, hop, s, egress ? VCK_SG_EGRESS_DENIED : VCK_SG_INGRESS_DENIED);
	if (hop->code == VCK_DATA_MISSING && !group_set_lacks(eni->group_set, egress) &&
	    sg_may_not_hold(peer)) {
		hop->missing = KIND_TRANSIT_GATEWAY;
		hop->missing_account = peer->via->account;
		hop->missing_region = peer->via->region;
		hop->detail = "whether references to groups hold by a transit gateway, it and its "
			      "attachments say: SecurityGroupReferencingSupport";
	} else if (hop->code == VCK_DATA_MISSING) {
		hop->missing = lacking_kind(eni->group_set, egress);
		hop->missing_account = eni->o.account;
		hop->missing_region = eni->o.region;
	}
}

const struct object *first_group(const struct network_interface *eni)
{
	return eni->group_set->groups.len ? &eni->group_set->groups.items[0]->o : NULL;
}

void sg_ingress(struct walk *w, const struct network_interface *eni)
{
	struct sg_peer peer = {
		.interface = w->middlebox ? NULL : w->sender,
		.via = w->via,
		.via_keeps_references = w->via_keeps_references,
		.balancer_groups = w->balancer_groups,
		.n_balancer_groups = w->n_balancer_groups,
	};
	w->asked_in = true;
	if (!eni->group_set->group_ids.len || w->planning)
		return;
	sg_hop(w, add_hop(w, COMPONENT_SECURITY_GROUP, first_group(eni)), eni, false, &peer);
}

void sg_egress(struct walk *w, struct hop *hop, const struct network_interface *eni,
	       bool references)
{
	struct sg_peer peer = {0};
	if (references && w->first_peer)
		peer = (struct sg_peer){.interface = w->first_peer,
					.via = w->first_via,
					.via_keeps_references = w->first_keeps_references};
	sg_hop(w, hop, eni, true, &peer);
}

/* By a way that is not known: a reference to the receiver's groups may hold. */
void sg_egress_to_goal(struct walk *w, struct hop *hop, const struct network_interface *eni,
		       const struct network_interface *to, enum point_kind to_kind)
{
	struct sg_peer nobody = {0}, named = {.interface = to};
	struct sets s = sg_sets(w->r, w->arena, eni->group_set, true, hop->destination, &nobody,
				atom_of(w, hop->destination));
	if (to && interface_has(to, hop->destination))
		s.possible = sg_sets(w->r, w->arena, eni->group_set, true, hop->destination, &named,
				     NULL)
				     .possible;
	else if (to_kind == POINT_ADDRESS)
		s.possible = pktset_or(w->arena, s.possible,
				       sg_unseen_references(w->arena, eni->group_set, true,
							    hop->destination.family));
	hop->interface = eni;
	hop->subnet = eni->subnet;
	hop->egress = true;
	hop->middlebox = true;
	if (!hop->id && eni->group_set->group_ids.len)
		hop->id = eni->group_set->group_ids.items[0];
	walk_apply(w, hop, s, VCK_SG_EGRESS_DENIED);
}

/* R10, R12. */
void check_interface(struct walk *w, const struct network_interface *eni)
{
	if (w->planning && (eni == w->q->source.interface || eni == w->q->destination.interface))
		return;
	if (eni->instance_id) {
		const struct instance *i = eni->instance;
		struct hop *hop = add_hop(w, COMPONENT_INSTANCE, i ? &i->o : NULL);
		hop->interface = eni;
		if (!i)
			hop->id = eni->instance_id;
		if (eni->instance_state == INSTANCE_UNSAID)
			walk_lacks(w, hop, KIND_INSTANCE, &eni->o);
		else if (eni->instance_state != INSTANCE_RUNNING)
			walk_stop(w, hop, VCK_INSTANCE_NOT_RUNNING);
	}
	if (!str_eq(eni->status, "in-use") && !str_eq(eni->status, "associated")) {
		struct hop *hop = add_hop(w, COMPONENT_NETWORK_INTERFACE, &eni->o);
		hop->interface = eni;
		if (eni->status)
			walk_stop(w, hop, VCK_INTERFACE_NOT_IN_USE);
		else
			walk_lacks(w, hop, KIND_NETWORK_INTERFACE, &eni->o);
	}
}
