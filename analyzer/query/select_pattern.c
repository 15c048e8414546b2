/*
 * select_pattern.c - name=GLOB and tag:KEY=GLOB.
 *
 * Whatever can be an end may carry the tag. Instances and interfaces come first: only where none of
 * them carries it, what holds them (a subnet, a VPC, a group) is meant with all its members.
 */
#include "model/names.h"
#include "query/select.h"

#include <limits.h>
#include <string.h>

/* Balancers and target groups have names besides their tags. */
static const char *given_name(const struct object *o)
{
	if (o->kind == KIND_LOAD_BALANCER)
		return ((const struct load_balancer *)o)->load_balancer_name;
	return o->kind == KIND_TARGET_GROUP ? ((const struct target_group *)o)->target_group_name
					    : NULL;
}

static bool tag_matches(const struct object *o, const char *key, const char *pattern)
{
	const char *given = str_eq(key, "Name") ? given_name(o) : NULL;
	if (given && str_glob(pattern, given))
		return true;
	for (size_t i = 0; i < o->tags.len; i++)
		if (str_eq(o->tags.items[i].key, key) && str_glob(pattern, o->tags.items[i].value))
			return true;
	return false;
}

/* Those whose tag has just this value, found in a table. */
static size_t pick_in_table(struct picker *p, struct names *names, enum kind kind, const char *key,
			    const char *value)
{
	const struct object *o;
	size_t matched = 0;
	unsigned last = UINT_MAX;
	for (uint32_t at = 0; (o = names_next(names, kind, key, value, &at));)
		if (o->ordinal != last && tag_matches(o, key, value)) {
			pick_members(p, o);
			matched++;
			last = o->ordinal;
		}
	return matched;
}

/* Those whose tag begins as the pattern does. False: look through all. */
static bool pick_among_alike(struct picker *p, struct names *names, enum kind kind, const char *key,
			     const char *pattern, size_t *matched)
{
	const uint32_t *ordinals;
	size_t n, count, len = strcspn(pattern, "*?");
	if (!len || !names_begin(names, p->arena, kind, key, pattern, len, &ordinals, &n))
		return false;
	const struct object *const *all = net_all(p->net, kind, &count);
	*matched = 0;
	for (size_t i = 0; i < n; i++)
		if (tag_matches(all[ordinals[i]], key, pattern)) {
			pick_members(p, all[ordinals[i]]);
			++*matched;
		}
	return true;
}

static bool has_given_names(enum kind kind)
{
	return kind == KIND_LOAD_BALANCER || kind == KIND_TARGET_GROUP;
}

/* How many carry it, whether or not they have an address of the family that is wanted. */
static size_t pick_tagged(struct picker *p, enum kind kind, const char *key, const char *pattern)
{
	size_t count, matched = 0;
	bool exact = !strpbrk(pattern, "*?");
	struct names *names = has_given_names(kind) ? NULL : reach_names(p->reach);
	if (names && exact)
		return pick_in_table(p, names, kind, key, pattern);
	if (names && pick_among_alike(p, names, kind, key, pattern, &matched))
		return matched;
	const struct object *const *all = net_all(p->net, kind, &count);
	for (size_t i = 0; i < count; i++)
		if (tag_matches(all[i], key, pattern)) {
			pick_members(p, all[i]);
			matched++;
		}
	return matched;
}

/* Of the values of a tag the one that is nearest to a text; NULL: none is near. */
static const char *nearest_value(const struct picker *p, const char *key, const char *text)
{
	VEC(const char *) v = VEC_INIT;
	const enum kind *kinds;
	size_t n_kinds = endpoint_kinds(&kinds), n;
	for (size_t k = 0; k < n_kinds; k++) {
		const struct object *const *all = net_all(p->net, kinds[k], &n);
		for (size_t i = 0; i < n; i++) {
			if (str_eq(key, "Name") && given_name(all[i]))
				vec_push(&v, given_name(all[i]));
			for (size_t t = 0; t < all[i]->tags.len; t++)
				if (str_eq(all[i]->tags.items[t].key, key))
					vec_push(&v, all[i]->tags.items[t].value);
		}
	}
	const char *near = v.len ? str_nearest(text, v.items, v.len) : NULL;
	vec_free(&v);
	return near;
}

const char *nearest_name(const struct picker *p)
{
	return nearest_value(p, "Name", p->text);
}

/* Instances and interfaces carry the tag; only where none does, what holds them. */
enum vck_status pick_pattern(struct picker *p, const char *key, const char *pattern,
			     struct vck_error *err)
{
	enum { HOSTS = 2 };
	const enum kind *kinds;
	size_t n = endpoint_kinds(&kinds), matched = 0;
	p->is_set = true;
	for (size_t k = 0; k < n; k++) {
		if ((k == HOSTS || kinds[k] == KIND_TARGET_GROUP) && p->points.len)
			break;
		matched += pick_tagged(p, kinds[k], key, pattern);
	}
	if (p->points.len)
		return VCK_OK;
	if (matched && p->family == IPV6)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"nothing whose tag %s matches \"%s\" has an IPv6 address", key,
				pattern);
	const char *near = nearest_value(p, key, pattern);
	return vck_fail(err, VCK_E_USAGE, NULL,
			"no interface belongs to anything whose tag %s matches \"%s\"%s%s%s", key,
			pattern, near ? "; did you mean \"" : "", near ? near : "",
			near ? "\"?" : "");
}

enum vck_status pick_tag(struct picker *p, const char *text, struct vck_error *err)
{
	const char *equals = strchr(text, '=');
	if (!equals || equals == text)
		return vck_fail(err, VCK_E_USAGE, NULL, "\"%s\": a tag is named as tag:KEY=GLOB",
				p->text);
	return pick_pattern(p, arena_strndup(p->arena, text, (size_t)(equals - text)), equals + 1,
			    err);
}
