/* edit_peering.c - peering connections between VPCs.
 */
#include "model/whatif.h"

/* R31: the blocks show while the connection is active. */
static void show_blocks(struct whatif *w, struct peering_side *s)
{
	if (s->vpc && !s->cidrs.len) {
		SET(w, s->cidrs.items, s->vpc->cidrs.items);
		SET(w, s->cidrs.len, s->vpc->cidrs.len);
	}
}

static bool refers(const struct ip_permission *rules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < rules[i].group_pairs.len; k++)
			if (rules[i].group_pairs.items[k].peering)
				return true;
	return false;
}

/* Groups that refer to others by a connection: few of many, so that they are sought once. */
static void find_referrers(struct whatif *w)
{
	w->knows_referrers = true;
	for (size_t i = 0; i < w->net->security_groups.len; i++) {
		struct security_group *g = w->net->security_groups.items[i];
		if (refers(g->ingress.items, g->ingress.len) ||
		    refers(g->egress.items, g->egress.len))
			vec_push(&w->referrers, g);
	}
}

static void revive_references(struct whatif *w, const struct vpc_peering_connection *p)
{
	if (!w->knows_referrers)
		find_referrers(w);
	for (size_t i = 0; i < w->referrers.len; i++) {
		struct security_group *g = w->referrers.items[i];
		for (size_t k = 0; k < g->ingress.len + g->egress.len; k++) {
			struct ip_permission *r = k < g->ingress.len
							  ? &g->ingress.items[k]
							  : &g->egress.items[k - g->ingress.len];
			for (size_t n = 0; n < r->group_pairs.len; n++)
				if (r->group_pairs.items[n].peering == p) {
					SET(w, r->group_pairs.items[n].peering_status, "active");
					whatif_touch(w, &g->o);
				}
		}
	}
}

static bool overlap(const struct vpc *a, const struct vpc *b)
{
	for (size_t i = 0; i < a->cidrs.len; i++)
		for (size_t k = 0; k < b->cidrs.len; k++)
			if (cidr_overlaps(a->cidrs.items[i], b->cidrs.items[k]))
				return true;
	return false;
}

bool edit_accept_peering(struct whatif *w, const struct edit *e)
{
	MINE(vpc_peering_connection, VPC_PEERING_CONNECTION, e->on);
	struct vpc_peering_connection *p = vpc_peering_connection;
	if (!p || p->state != PEERING_PENDING_ACCEPTANCE)
		return false;
	if (p->requester.vpc && p->accepter.vpc && overlap(p->requester.vpc, p->accepter.vpc))
		return false;
	SET(w, p->state, PEERING_ACTIVE);
	SET(w, p->status_code, "active");
	show_blocks(w, &p->requester);
	show_blocks(w, &p->accepter);
	whatif_revive_routes(w, p->requester.vpc, &p->o);
	whatif_revive_routes(w, p->accepter.vpc, &p->o);
	revive_references(w, p);
	return true;
}

static void new_side(struct peering_side *s, const struct vpc *v)
{
	s->vpc = v;
	s->vpc_id = v->o.id;
	s->owner_id = v->o.account;
	s->region = v->o.region;
	s->cidr_block = v->cidr_block;
	s->cidrs.items = v->cidrs.items;
	s->cidrs.len = v->cidrs.len;
}

bool edit_new_peering(struct whatif *w, const struct edit *e)
{
	MINE(vpc, VPC, e->on);
	struct vpc *far = (void *)whatif_mine(w, e->target, KIND_VPC);
	if (!vpc || !far || vpc == far || overlap(vpc, far))
		return false;
	struct vpc_peering_connection *p = arena_new(&w->arena, struct vpc_peering_connection);
	whatif_name(w, &p->o, KIND_VPC_PEERING_CONNECTION, EDIT_NEW_PEERING_ID, &vpc->o);
	p->state = PEERING_ACTIVE;
	p->status_code = "active";
	new_side(&p->requester, vpc);
	new_side(&p->accepter, far);
	ADD_POINTER(w, w->net->vpc_peering_connections, p);
	ADD_POINTER(w, vpc->peerings, p);
	ADD_POINTER(w, far->peerings, p);
	return true;
}
