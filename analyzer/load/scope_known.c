/*
 * scope_known.c - what was asked for, in which accounts and Regions (R2).
 */
#include "load/scope.h"

#include "base/str.h"

#include <stdlib.h>

/*
 * Every VPC has these, so where they are known their elements say so; other kinds may be absent.
 * Instances have interfaces: where a list shows none of theirs, it is not about them (R14).
 */
static const bool in_every_vpc[KIND_COUNT] = {
	[KIND_INSTANCE] = true,    [KIND_NETWORK_INTERFACE] = true, [KIND_VPC] = true,
	[KIND_ROUTE_TABLE] = true, [KIND_NETWORK_ACL] = true,       [KIND_SECURITY_GROUP] = true,
};

/* Kinds whose elements may lie in other accounts and Regions than their caller. */
static const bool wanders[KIND_COUNT] = {
	[KIND_PREFIX_LIST] = true,
	[KIND_VPC_PEERING_CONNECTION] = true,
	[KIND_TGW_PEERING_ATTACHMENT] = true,
};

static int by_pair(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = str_cmp(x->account, y->account);
	return order ? order : str_cmp(x->region, y->region);
}

static void add_pair(pairs *v, struct pair p)
{
	if (!v->len || by_pair(&v->items[v->len - 1], &p) != 0)
		vec_push(v, p);
}

/* The account and Region that an element stands for. False: it tells nothing of its source. */
static bool pair_of(struct entry e, struct pair *out)
{
	const struct object *o = e.object;
	const struct source *s = e.source;
	if (wanders[o->kind] || !o->region)
		return false;
	*out = (struct pair){NULL, s->region ? s->region : o->region};
	if (has_name(&s->callers, o->account))
		out->account = o->account;
	else if (s->callers.len == 1)
		out->account = s->callers.items[0];
	else if (s->callers.len)
		return false;
	return true;
}

/* Does this tell what the one before it told? Nearly all do: those of a file stand together. */
static bool tells_the_same(struct told *last, struct entry e)
{
	struct told now = {e.source, e.object->account, e.object->region, e.object->kind};
	if (last->source == now.source && last->account == now.account &&
	    last->region == now.region && last->kind == now.kind)
		return true;
	*last = now;
	return false;
}

static void note_pair(struct loader *l, struct entry e)
{
	struct source *s = e.source;
	struct pair p;
	if ((s->account && s->region) || tells_the_same(&l->told, e) || !pair_of(e, &p))
		return;
	add_pair(&s->pairs, p);
	if (!in_every_vpc[e.object->kind] && e.object->kind != KIND_SUBNET)
		return;
	if (!s->own_pairs)
		s->own_pairs = arena_array(&l->net->arena, pairs, KIND_COUNT);
	add_pair(&s->own_pairs[e.object->kind], p);
}

/* What the folder knows of this source's callers, where its own elements tell nothing. */
static void borrow_pairs(struct source *s)
{
	const pairs *near = &s->in->pairs;
	for (size_t i = 0; i < near->len; i++) {
		const struct pair *p = &near->items[i];
		if (s->region && !str_eq(s->region, p->region))
			continue;
		if (!s->callers.len || has_name(&s->callers, p->account))
			add_pair(&s->pairs, *p);
	}
	for (size_t i = 0; i < s->callers.len && !s->pairs.len; i++)
		add_pair(&s->pairs, (struct pair){s->callers.items[i], s->region});
	if (!s->pairs.len)
		add_pair(&s->pairs, (struct pair){NULL, s->region});
}

static void forget_pairs(struct loader *l)
{
	for (size_t i = 0; i < l->folders.len; i++)
		l->folders.items[i]->pairs.len = 0;
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		s->pairs.len = 0;
		for (unsigned k = 0; k < KIND_COUNT && s->own_pairs; k++)
			s->own_pairs[k].len = 0;
	}
}

static void find_pairs(struct loader *l)
{
	l->told = (struct told){NULL, NULL, NULL, KIND_COUNT};
	scope_each(l, NULL, note_pair);
	for (size_t i = 0; i < l->sources.len; i++) {
		struct source *s = l->sources.items[i];
		if (s->account && s->region)
			add_pair(&s->pairs, (struct pair){s->account, s->region});
		vec_sort_unique(&s->pairs, by_pair);
		for (size_t p = 0; p < s->pairs.len; p++)
			vec_push(&s->in->pairs, s->pairs.items[p]);
		for (unsigned k = 0; k < KIND_COUNT && s->own_pairs; k++)
			vec_sort_unique(&s->own_pairs[k], by_pair);
	}
	for (size_t i = 0; i < l->folders.len; i++)
		vec_sort_unique(&l->folders.items[i]->pairs, by_pair);
	for (size_t i = 0; i < l->sources.len; i++)
		if (!l->sources.items[i]->pairs.len)
			borrow_pairs(l->sources.items[i]);
}

/* A resource of which nothing tells the Region lies in its source's, when that is one. */
static void place_by_source(struct loader *l, struct entry e)
{
	const pairs *p = &e.source->pairs;
	(void)l;
	if (p->len == 1 && !e.object->region && !wanders[e.object->kind])
		e.object->region = p->items[0].region;
	if (p->len == 1 && !e.object->account && !wanders[e.object->kind])
		e.object->account = p->items[0].account;
}

/* A part of a source: what it says of one account and Region. */
struct share {
	struct pair pair;
	const struct source *source;
};

static int by_share(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	return by_pair(&x->pair, &y->pair);
}

static bool has_pair(const pairs *v, const struct pair *p)
{
	return v->len && bsearch(p, v->items, v->len, sizeof *v->items, by_pair);
}

static bool names_pair(const struct source *s, enum kind kind, const struct pair *p)
{
	return has_pair(&s->own_pairs[kind], p);
}

/* Each VPC has a table, a NACL and a group from the start: where these are here of other accounts, those of
 * whom there is nothing but VPCs were not asked. */
static bool speaks_for(const struct source *s, const struct pair *p)
{
	static const enum kind in_vpc[] = {KIND_ROUTE_TABLE,       KIND_NETWORK_ACL,
					   KIND_SECURITY_GROUP,    KIND_SUBNET,
					   KIND_NETWORK_INTERFACE, KIND_INSTANCE};
	enum { FROM_THE_START = 3 };
	bool others = false;
	if (!s->own_pairs || !names_pair(s, KIND_VPC, p))
		return true;
	for (size_t i = 0; i < COUNT_OF(in_vpc); i++) {
		if (names_pair(s, in_vpc[i], p))
			return true;
		others |= i < FROM_THE_START && s->own_pairs[in_vpc[i]].len;
	}
	return !others;
}

static bool counts_for(const struct source *s, enum kind kind, const struct pair *p)
{
	if (!speaks_for(s, p))
		return kind == KIND_VPC;
	const pairs *own = s->own_pairs && in_every_vpc[kind] ? &s->own_pairs[kind] : NULL;
	if (!own || !own->len || kind == KIND_INSTANCE || has_pair(own, p))
		return true;
	return kind == KIND_NETWORK_INTERFACE && !has_pair(&s->own_pairs[KIND_INSTANCE], p);
}

/* R2: a list that was cut is no answer, unless its last page is here, too. */
static bool answers(const struct source *s, enum kind kind)
{
	return s->seen[kind] && !s->refused[kind] && (!s->cut[kind] || s->ended[kind]);
}

static void add_share(struct scope *scope, const struct share *share)
{
	const struct source *s = share->source;
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		if (answers(s, kind) && counts_for(s, kind, &share->pair))
			scope->known[kind] = true;
	}
	if (s->bpa != BPA_UNSET)
		scope->bpa = s->bpa;
}

void scope_known(struct loader *l, bool final)
{
	VEC(struct share) shares = VEC_INIT;
	VEC(struct scope) scopes = VEC_INIT;
	forget_pairs(l);
	find_pairs(l);
	if (final)
		scope_each(l, l->lacks, place_by_source);
	for (size_t i = 0; i < l->sources.len; i++) {
		const struct source *s = l->sources.items[i];
		for (size_t p = 0; p < s->pairs.len; p++) {
			struct share share = {s->pairs.items[p], s};
			vec_push(&shares, share);
		}
	}
	if (shares.len)
		qsort(shares.items, shares.len, sizeof *shares.items, by_share);
	for (size_t i = 0; i < shares.len; i++) {
		const struct pair *p = &shares.items[i].pair;
		if (!i || by_share(&shares.items[i - 1], &shares.items[i]) != 0) {
			struct scope scope = {.account = p->account, .region = p->region};
			vec_push(&scopes, scope);
		}
		add_share(&scopes.items[scopes.len - 1], &shares.items[i]);
	}
	l->net->scopes.items = vec_move(&scopes, &l->net->arena);
	l->net->scopes.len = scopes.len;
	vec_free(&scopes);
	vec_free(&shares);
}
