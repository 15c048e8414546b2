/*
 * legs.c - a flow through load balancers: its legs, and by which rules it reaches targets (R85).
 *
 *	leg 0   client   -> balancer   what was asked
 *	leg 1   balancer -> target     on the target's port, with the client's address or its own
 *
 * Where all ways behind a balancer fail, each of them is a leg.
 */
#include "check/legs.h"

#include <string.h>

/* ---- a rule in words ---- */

static void add_values(struct buf *b, const char *noun, const char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(b, "%s%s", i ? " or " : noun, values[i]);
}

static void add_older_values(struct buf *b, const struct rule_condition *c)
{
	add_values(b, str_eq(c->field, "host-header") ? "host " : "path ", c->values.items,
		   c->values.len);
}

static void add_query(struct buf *b, const struct rule_condition *c)
{
	for (size_t i = 0; i < c->query.len; i++) {
		const struct key_value *q = &c->query.items[i];
		buf_printf(b, "%s%s%s%s", i ? " or " : "query ", q->key ? q->key : "",
			   q->key ? "=" : "", q->value ? q->value : "");
	}
}

static void add_condition(struct buf *b, struct arena *a, const struct rule_condition *c)
{
	size_t before = b->len;
	add_values(b, "path ", c->paths.items, c->paths.len);
	add_values(b, "path matching ", c->path_regexes.items, c->path_regexes.len);
	add_values(b, "host ", c->hosts.items, c->hosts.len);
	add_values(b, "host matching ", c->host_regexes.items, c->host_regexes.len);
	add_values(b, "method ", c->methods.items, c->methods.len);
	if (c->header_name) {
		buf_printf(b, "header %s: ", c->header_name);
		add_values(b, "", c->headers.items, c->headers.len);
		add_values(b, "matching ", c->header_regexes.items, c->header_regexes.len);
	}
	add_query(b, c);
	for (size_t i = 0; i < c->source_ips.len; i++)
		buf_printf(b, "%s%s", i ? " or " : "client ",
			   cidr_words(a, c->source_ips.items[i]));
	if (b->len == before)
		add_older_values(b, c);
	if (b->len == before)
		buf_puts(b, c->field ? c->field : "a condition");
}

const char *rule_words(struct arena *a, const struct listener_rule *r)
{
	struct buf b = BUF_INIT;
	if (!r)
		return "the default action";
	for (size_t i = 0; i < r->conditions.len; i++) {
		buf_puts(&b, i ? " and " : "");
		add_condition(&b, a, &r->conditions.items[i]);
	}
	const char *text = b.len ? arena_strdup(a, buf_str(&b))
				 : arena_printf(a, "rule %s", r->priority ? r->priority : "?");
	buf_free(&b);
	return text;
}

/* ---- legs ---- */

void legs_of(const struct trace *t, struct legs *out)
{
	*out = (struct legs){.len = 0};
	for (size_t i = 0; i < t->hops.len; i++) {
		const struct onward *o = t->hops.items[i].onward;
		if (o && !leg_index(out, o) && out->len < MAX_LEGS)
			out->items[out->len++] = o;
	}
}

unsigned leg_index(const struct legs *legs, const struct onward *o)
{
	for (unsigned i = 0; o && i < legs->len; i++)
		if (legs->items[i] == o)
			return i + 1;
	return 0;
}

static const char *target_words(struct arena *a, const struct onward *o)
{
	if (!o->target)
		return "no target";
	if (!o->interface)
		return o->destination.family ? ip_words(a, o->destination) : o->target->target_id;
	struct point p = point_interface(o->interface, o->destination);
	return point_words(a, &p);
}

static const char *leg_detail(struct arena *a, const struct onward *o)
{
	return arena_printf(a, "target group %s%s%s%s", label(a, &o->target_group->o),
			    o->by_rule ? " by " : "", o->by_rule ? rule_words(a, o->rule) : "",
			    !o->target || !o->source.family ? ""
			    : o->keeps_client               ? ", keeps the client's address"
							    : ", calls with its own address");
}

static struct vck_leg leg_told(struct arena *a, const struct onward *o)
{
	struct point node = point_interface(o->node, o->node->private_ip);
	struct vck_leg leg = {
		.source = point_words(a, &node),
		.destination = target_words(a, o),
		.protocol = o->packets ? pktset_text(a, o->packets) : NULL,
		.balancer = o->balancer->o.id,
		.target_group = o->target_group->o.id,
		.target = o->target ? o->target->target_id : NULL,
		.rule = o->rule ? o->rule->o.id : NULL,
		.keeps_client = o->keeps_client,
		.detail = leg_detail(a, o),
	};
	const char **copied[] = {&leg.source,       &leg.destination, &leg.balancer,
				 &leg.target_group, &leg.target,      &leg.rule};
	for (size_t i = 0; i < COUNT_OF(copied); i++)
		if (*copied[i])
			*copied[i] = arena_strdup(a, *copied[i]);
	return leg;
}

struct vck_leg *legs_told(struct arena *a, const struct question *q, const struct legs *legs,
			  size_t *count)
{
	*count = legs->len ? legs->len + 1 : 0;
	if (!legs->len)
		return NULL;
	struct vck_leg *out = arena_array(a, struct vck_leg, *count);
	struct point node = point_interface(legs->items[0]->node, legs->items[0]->node->private_ip);
	out[0] = (struct vck_leg){.source = arena_strdup(a, point_words(a, &q->source)),
				  .destination = arena_strdup(a, point_words(a, &node)),
				  .protocol = pktset_text(a, q->packets)};
	for (size_t i = 0; i < legs->len; i++)
		out[i + 1] = leg_told(a, legs->items[i]);
	return out;
}

/* ---- the caveat: which rules lead to targets that are reached ---- */

static void add_weights(struct buf *b, const struct listener_action *actions, size_t count,
			const struct net *net)
{
	size_t shown = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; actions[i].forward_target_groups.len > 1 &&
				   k < actions[i].forward_target_groups.len;
		     k++) {
			const struct forward_target_group *f =
				&actions[i].forward_target_groups.items[k];
			const struct target_group *g = net_target_group(net, f->target_group_arn);
			const char *name = g ? object_name(&g->o) : NULL;
			buf_printf(b, "%s%s weight %d", shown++ ? ", " : " (",
				   name ? name : f->target_group_arn,
				   f->has_weight ? f->weight : 1);
		}
	if (shown)
		buf_puts(b, ")");
}

struct caveat {
	struct checker *c;
	const struct alternatives *all;
	struct buf text;
};

static void add_rule(struct caveat *v, const struct listener_rule *r, const char *before)
{
	const struct listener *l = v->all->listener;
	buf_printf(&v->text, "%s%s", before, rule_words(v->c->arena, r));
	if (r)
		add_weights(&v->text, r->actions.items, r->actions.len, v->c->net);
	else
		add_weights(&v->text, l->default_actions.items, l->default_actions.len, v->c->net);
}

/* Unknown, where the rules are not in the snapshot, is not that. */
static bool answers_itself(const struct forward *f)
{
	return f && !f->target_groups.len && !f->missing_target_group_arn;
}

/* "reaches targets by path /v1, host a.example": those whose verdict is one of a set. */
static void add_alternatives(struct caveat *v, const char *phrase, unsigned verdicts)
{
	size_t shown = 0;
	for (size_t i = 0; i < v->all->items.len; i++) {
		const struct alternative *a = &v->all->items.items[i];
		if (!(verdicts >> a->verdict & 1) || answers_itself(a->forward))
			continue;
		for (size_t k = 0; k < a->rules.len; k++) {
			if (!shown)
				buf_printf(&v->text, "%s%s", v->text.len ? "; " : "", phrase);
			add_rule(v, a->rules.items[k], shown++ ? ", " : "");
		}
	}
}

static void add_answer(struct caveat *v, const struct listener_rule *r, size_t *shown)
{
	if (!answers_itself(r ? &r->forward : &v->all->listener->forward))
		return;
	if (!*shown)
		buf_printf(&v->text, "%sanswers itself by ", v->text.len ? "; " : "");
	add_rule(v, r, (*shown)++ ? ", " : "");
}

static void add_answers(struct caveat *v)
{
	const struct listener *l = v->all->listener;
	size_t shown = 0;
	for (size_t i = 0; i < l->rules.len; i++)
		add_answer(v, l->rules.items[i], &shown);
	add_answer(v, NULL, &shown);
}

static const char *rules_note(struct checker *c, const struct alternatives *all)
{
	struct caveat v = {.c = c, .all = all};
	bool unread = false;
	if (!all)
		return NULL;
	for (size_t i = 0; i < all->items.len; i++)
		unread |= !all->items.items[i].forward;
	if (!all->listener->rules.len && !unread)
		return NULL;
	add_alternatives(&v, "reaches targets by ", 1u << VCK_REACHABLE);
	add_alternatives(&v, "in part by ", 1u << VCK_PARTIAL);
	add_alternatives(&v, "not by ", 1u << VCK_BLOCKED);
	add_alternatives(&v, "not known by ", 1u << VCK_UNKNOWN);
	add_answers(&v);
	if (unread)
		buf_printf(&v.text, "%sthe listener's rules are not in the snapshot",
			   v.text.len ? "; " : "");
	const char *text = arena_strdup(c->arena, buf_str(&v.text));
	buf_free(&v.text);
	return text;
}

/* Which of its targets a balancer picks, and what is known of their health. */
static const char *targets_note(struct checker *c, const struct answer *x, const struct onward *o)
{
	const char *group = label(c->arena, &o->target_group->o);
	if (x->different && o->targets > 1)
		return arena_printf(c->arena,
				    "the load balancer picks one of %u targets of %s, and they "
				    "differ: one that the flow does not pass to is shown",
				    o->targets, group);
	if (o->fails_open && o->target)
		return arena_printf(c->arena,
				    "no target of %s is healthy, so the load balancer sends to all",
				    group);
	if (o->by_health_check)
		return arena_printf(c->arena,
				    "no target of %s is known to be healthy; those that no health "
				    "check reaches are left out",
				    group);
	return NULL;
}

const char *legs_note(struct checker *c, const struct answer *x, const struct legs *legs)
{
	const char *rules = rules_note(c, x->alternatives), *targets = NULL;
	for (size_t i = 0; i < legs->len && !targets; i++)
		targets = targets_note(c, x, legs->items[i]);
	return rules && targets ? arena_printf(c->arena, "%s; %s", rules, targets)
	       : rules          ? rules
				: targets;
}
