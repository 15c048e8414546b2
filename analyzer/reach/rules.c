/*
 * rules.c - what an application load balancer's listener may do with a request (R85).
 *
 * Which rule takes a request is decided by its path, host, headers: by the client. So a flow passes
 * when the targets of any rule can be reached. Conditions on the client's address are decided here;
 * a rule that takes everything hides those behind it.
 */
#include "reach/rules.h"

#include <string.h>

/* ---- does a rule take requests of this client? ---- */

/* Those addresses that the block treats as it treats this one. */
static void split_atom(struct ip_range *atom, struct ip ip, struct cidr c)
{
	struct ip_range r = cidr_range(c);
	if (!atom || atom->family != r.family)
		return;
	if (cidr_covers(c, ip))
		atom_narrow(atom, r);
	else if (r.lo > ip.value && r.lo <= atom->hi)
		atom->hi = r.lo - 1;
	else if (r.hi < ip.value && r.hi >= atom->lo)
		atom->lo = r.hi + 1;
}

static bool takes_client(struct walk *w, const struct rule_condition *c)
{
	bool covered = false;
	for (size_t i = 0; i < c->source_ips.len; i++) {
		split_atom(atom_of(w, w->source), w->source, c->source_ips.items[i]);
		covered |= cidr_covers(c->source_ips.items[i], w->source);
	}
	return covered;
}

static bool names_everything(const struct rule_condition *c)
{
	const struct {
		const char *const *items;
		size_t len;
	} lists[] = {{c->values.items, c->values.len},
		     {c->paths.items, c->paths.len},
		     {c->hosts.items, c->hosts.len}};
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (size_t k = 0; k < lists[i].len; k++)
			if (str_eq(lists[i].items[k], "*") ||
			    (str_eq(c->field, "path-pattern") && str_eq(lists[i].items[k], "/*")))
				return true;
	return false;
}

enum takes { TAKES_NOTHING, TAKES_SOME, TAKES_ALL };

static enum takes takes(struct walk *w, const struct listener_rule *r)
{
	enum takes sum = TAKES_ALL;
	for (size_t i = 0; i < r->conditions.len; i++) {
		const struct rule_condition *c = &r->conditions.items[i];
		if (str_eq(c->field, "source-ip")) {
			if (!takes_client(w, c))
				return TAKES_NOTHING;
		} else if (!names_everything(c)) {
			sum = TAKES_SOME;
		}
	}
	return sum;
}

/* ---- alternatives: the target groups that rules lead to, and where clients are sent on from ---- */

static bool same_groups(const struct forward *a, const struct forward *b)
{
	if (!a || !b || a->target_groups.len != b->target_groups.len ||
	    !str_eq(a->missing_target_group_arn ? a->missing_target_group_arn : "",
		    b->missing_target_group_arn ? b->missing_target_group_arn : ""))
		return false;
	for (size_t i = 0; i < a->target_groups.len; i++)
		if (a->target_groups.items[i] != b->target_groups.items[i])
			return false;
	return true;
}

static struct alternative *alternative_for(struct alternatives *all, const struct forward *f)
{
	for (size_t i = 0; i < all->items.len; i++)
		if (same_groups(all->items.items[i].forward, f))
			return &all->items.items[i];
	all->items.items[all->items.len] = (struct alternative){.forward = f};
	return &all->items.items[all->items.len++];
}

bool leads_on(const struct forward *f)
{
	return f->target_groups.len || f->missing_target_group_arn;
}

static void add_rule(struct walk *w, struct alternatives *all, const struct listener_rule *rule)
{
	const struct listener *l = all->listener;
	const struct forward *f = rule ? &rule->forward : &l->forward;
	if (!leads_on(f) && !f->redirects) /* a fixed response is not what clients come for */
		return;
	struct alternative *a = alternative_for(all, f);
	if (!a->rules.items)
		a->rules.items =
			arena_array(w->arena, const struct listener_rule *, l->rules.len + 1);
	a->rules.items[a->rules.len++] = rule;
}

/* A rule can lead only to groups that name the balancer as theirs. */
static bool rules_may_lead_elsewhere(const struct walk *w, const struct alternatives *all)
{
	const struct load_balancer *lb = all->balancer;
	const struct forward *known = &all->listener->forward;
	if (!net_knows(w->r->net, KIND_TARGET_GROUP, lb->o.account, lb->o.region))
		return true;
	for (size_t i = 0; i < lb->target_groups.len; i++) {
		bool named = false;
		for (size_t k = 0; k < known->target_groups.len; k++)
			named |= known->target_groups.items[k] == lb->target_groups.items[i];
		if (!named)
			return true;
	}
	return false;
}

struct alternatives *alternatives_of(struct walk *w, const struct load_balancer *lb,
				     const struct listener *l)
{
	struct alternatives *all = arena_new(w->arena, struct alternatives);
	all->balancer = lb;
	all->listener = l;
	all->items.items = arena_array(w->arena, struct alternative, l->rules.len + 2);
	for (size_t i = 0; i < l->rules.len; i++) {
		enum takes t = takes(w, l->rules.items[i]);
		if (t != TAKES_NOTHING)
			add_rule(w, all, l->rules.items[i]);
		if (t == TAKES_ALL)
			return all;
	}
	add_rule(w, all, NULL);
	if (!l->rules_known && rules_may_lead_elsewhere(w, all))
		all->items.items[all->items.len++] = (struct alternative){.forward = NULL};
	return all;
}
