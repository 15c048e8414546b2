/* basis.c - what a report rests on (basis.h). */
#include "check/basis.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

#include <stddef.h>
#include <string.h>

/* ---- which lists are there ---- */

/* What calls of their own tell of each resource of a kind: there when no resource lacks it. */
static const struct {
	const char *key;
	enum kind kind;
	size_t known; /* where the resource says so */
} inner_lists[] = {
	{"PrefixListEntries", KIND_PREFIX_LIST, offsetof(struct prefix_list, entries_known)},
	{"TransitGatewayRoutes", KIND_TGW_ROUTE_TABLE,
	 offsetof(struct tgw_route_table, routes_known)},
	{"TransitGatewayPropagations", KIND_TGW_ROUTE_TABLE,
	 offsetof(struct tgw_route_table, propagations_known)},
	{"TransitGatewayRouteTableAssociations", KIND_TGW_ROUTE_TABLE,
	 offsetof(struct tgw_route_table, associations_known)},
	{"LoadBalancerListeners", KIND_LOAD_BALANCER,
	 offsetof(struct load_balancer, listeners_known)},
	{"LoadBalancerAttributes", KIND_LOAD_BALANCER,
	 offsetof(struct load_balancer, attributes_known)},
	{"LoadBalancerTargetHealth", KIND_TARGET_GROUP,
	 offsetof(struct target_group, targets_known)},
	{"TargetGroupAttributes", KIND_TARGET_GROUP,
	 offsetof(struct target_group, attributes_known)},
};
enum { INNER = COUNT_OF(inner_lists), LISTS = KIND_COUNT + INNER };

struct place {
	const char *text; /* "111122223333 eu-west-1" */
	bool has[LISTS];
};

static const char *list_name(size_t list)
{
	return list < KIND_COUNT ? kind_info[list].list_key : inner_lists[list - KIND_COUNT].key;
}

/* "-": not said. */
static const char *place_text(struct arena *a, const char *account, const char *region)
{
	return arena_printf(a, "%s %s", account ? account : "-", region ? region : "-");
}

/* Resources lie in places of their own, or, where theirs is not said, in all. */
static void drop_lacking(const struct net *net, struct arena *a, struct map *places, size_t inner)
{
	struct object_list all = net_list(net, inner_lists[inner].kind);
	for (size_t i = 0; i < all.len; i++) {
		const struct object *o = all.items[i];
		bool known;
		memcpy(&known, (const char *)o + inner_lists[inner].known, sizeof known);
		struct place *p =
			known ? NULL : map_get_str(places, place_text(a, o->account, o->region));
		if (p)
			p->has[KIND_COUNT + inner] = false;
	}
}

static struct place *places_of(const struct net *net, struct arena *a)
{
	struct place *all = arena_array(a, struct place, net->scopes.len + 1);
	struct map by_text = map_init(a);
	for (size_t i = 0; i < net->scopes.len; i++) {
		const struct scope *s = &net->scopes.items[i];
		all[i].text = place_text(a, s->account, s->region);
		map_put_str(&by_text, all[i].text, &all[i]);
		memcpy(all[i].has, s->known, sizeof s->known);
		for (size_t k = 0; k < INNER; k++)
			all[i].has[KIND_COUNT + k] = s->known[inner_lists[k].kind];
	}
	for (size_t k = 0; k < INNER; k++)
		drop_lacking(net, a, &by_text, k);
	map_free(&by_text);
	return all;
}

/* ---- told: places with the same lists together ---- */

static bool has_any(const struct place *p)
{
	for (size_t i = 0; i < LISTS; i++)
		if (p->has[i])
			return true;
	return false;
}

static void tell_lists(struct arena *a, const struct place *p, struct vck_read *out)
{
	out->lists = arena_array(a, const char *, LISTS);
	for (size_t i = 0; i < LISTS; i++)
		if (p->has[i])
			out->lists[out->n_lists++] = list_name(i);
}

void basis_tell(const struct net *net, struct arena *a, struct vck_report *r)
{
	struct arena scratch = ARENA_INIT;
	struct place *places = places_of(net, &scratch);
	struct map by_lists = map_init(&scratch);
	size_t n = net->scopes.len;
	r->read = arena_array(a, struct vck_read, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct vck_read *like = map_get(&by_lists, places[i].has, sizeof places[i].has);
		if (!has_any(&places[i]))
			continue;
		if (!like) {
			like = &r->read[r->n_read++];
			tell_lists(a, &places[i], like);
			map_put(&by_lists, places[i].has, sizeof places[i].has, like);
		}
		like->n_places++;
	}
	for (size_t i = 0; i < r->n_read; i++) {
		r->read[i].places = arena_array(a, const char *, r->read[i].n_places);
		r->read[i].n_places = 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct vck_read *like = map_get(&by_lists, places[i].has, sizeof places[i].has);
		if (like)
			like->places[like->n_places++] = arena_strdup(a, places[i].text);
	}
	map_free(&by_lists);
	arena_free(&scratch);
}

/* ---- was it looked for again? ---- */

static bool same_word(const char *a, size_t n, const char *b, size_t m)
{
	return (n == 1 && *a == '-') || (m == 1 && *b == '-') || (n == m && strncmp(a, b, n) == 0);
}

/* What is not said may be any. */
static bool places_meet(const char *a, const char *b)
{
	size_t n = strcspn(a, " "), m = strcspn(b, " ");
	if (!same_word(a, n, b, m))
		return false;
	a += a[n] ? n + 1 : n;
	b += b[m] ? m + 1 : m;
	return same_word(a, strlen(a), b, strlen(b));
}

static bool names(const char *const *items, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i], word) == 0)
			return true;
	return false;
}

/* What the later report has read: places by their text, and those that may be others as well. */
struct later {
	struct map by_place;
	VEC(const struct vck_read *) vague;
	const struct vck_report *report;
};

static bool is_vague(const char *place)
{
	return str_starts(place, "- ") || strcmp(place + strcspn(place, " "), " -") == 0;
}

static void later_open(struct later *l, struct arena *a, const struct vck_report *now)
{
	*l = (struct later){.by_place = map_init(a), .report = now};
	for (size_t i = 0; i < now->n_read; i++) {
		bool vague = false;
		for (size_t k = 0; k < now->read[i].n_places; k++) {
			map_put_str(&l->by_place, now->read[i].places[k], &now->read[i]);
			vague |= is_vague(now->read[i].places[k]);
		}
		if (vague)
			vec_push(&l->vague, &now->read[i]);
	}
}

static void later_close(struct later *l)
{
	map_free(&l->by_place);
	vec_free(&l->vague);
}

static bool has_list_at(const struct vck_read *r, const char *place, const char *list)
{
	if (!names(r->lists, r->n_lists, list))
		return false;
	for (size_t k = 0; k < r->n_places; k++)
		if (places_meet(r->places[k], place))
			return true;
	return false;
}

static bool is_read(const struct later *l, const char *place, const char *list)
{
	const struct vck_read *own = map_get_str(&l->by_place, place);
	if (own && names(own->lists, own->n_lists, list))
		return true;
	for (size_t i = 0; i < l->vague.len; i++)
		if (has_list_at(l->vague.items[i], place, list))
			return true;
	for (size_t i = 0; is_vague(place) && i < l->report->n_read; i++)
		if (has_list_at(&l->report->read[i], place, list))
			return true;
	return false;
}

/* A list that the earlier report had of the place, and the later one has not; NULL: there is none. */
static const char *lost_list(const struct later *l, const struct vck_read *before,
			     const char *place)
{
	for (size_t i = 0; i < before->n_lists; i++)
		if (!is_read(l, place, before->lists[i]))
			return before->lists[i];
	return NULL;
}

void basis_compare(struct arena *a, const struct vck_read *before, size_t n,
		   const struct vck_report *now, struct basis *out)
{
	struct later later;
	size_t room = 0;
	for (size_t i = 0; i < n; i++)
		room += before[i].n_places;
	*out = (struct basis){.now = now, .lost = arena_array(a, struct lost_place, room + 1)};
	later_open(&later, a, now);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < before[i].n_places; k++) {
			const char *place = before[i].places[k];
			const char *list = lost_list(&later, &before[i], place);
			if (list)
				out->lost[out->n_lost++] = (struct lost_place){place, list};
		}
	later_close(&later);
}

static const char *place_words(struct arena *a, const char *place)
{
	size_t n = strcspn(place, " ");
	const char *region = place[n] ? place + n + 1 : "-";
	const char *of = n == 1 && *place == '-'
				 ? ""
				 : arena_printf(a, " of %s", arena_strndup(a, place, n));
	return arena_printf(a, "%s%s%s", of, strcmp(region, "-") == 0 ? "" : " in ",
			    strcmp(region, "-") == 0 ? "" : region);
}

/* A flow crosses places; what no flow met lies in one. */
static const char *unread(struct arena *a, const struct basis *b, const struct earlier *f)
{
	const char *own = f->n_flows ? "- -" : place_text(a, f->account, f->region);
	for (size_t i = 0; i < b->n_lost; i++)
		if (places_meet(b->lost[i].place, own))
			return arena_printf(a, "%s%s were read before, and not now",
					    b->lost[i].list, place_words(a, b->lost[i].place));
	return NULL;
}

/* Flows are named by who asks them: "ping:…", "expect:NAME:…"; those of `path` are what they are. */
static bool is_asked(const struct vck_report *now, const char *flow)
{
	for (size_t i = 0; i < now->n_asked; i++) {
		size_t n = strlen(now->asked[i]);
		if (strncmp(flow, now->asked[i], n) == 0 && flow[n] == ':')
			return true;
	}
	for (size_t i = 0; now->is_path && i < now->n_flows; i++)
		if (strcmp(now->flows[i].id, flow) == 0)
			return true;
	return false;
}

static const char *unasked(struct arena *a, const struct vck_report *now, const struct earlier *f)
{
	for (size_t i = 0; i < f->n_flows; i++)
		if (!is_asked(now, f->flows[i]))
			return arena_printf(a, "%s is not asked this time", f->flows[i]);
	return NULL;
}

void gone_add(struct gone *g, struct arena *a, const struct basis *b, const struct earlier *f)
{
	const char *why = unasked(a, b->now, f);
	const char *text = arena_printf(a, "%s on %s: %s", f->code ? f->code : "?",
					f->id ? f->id : "?", f->message ? f->message : "?");
	if (!why)
		why = unread(a, b, f);
	if (why)
		vec_push(&g->unconfirmed, arena_printf(a, "%s (%s)", text, why));
	else
		vec_push(&g->for_certain, text);
}

void gone_tell(struct gone *g, struct arena *a, struct vck_report *r)
{
	r->gone = vec_move(&g->for_certain, a);
	r->n_gone = g->for_certain.len;
	r->unconfirmed = vec_move(&g->unconfirmed, a);
	r->n_unconfirmed = g->unconfirmed.len;
	vec_free(&g->for_certain);
	vec_free(&g->unconfirmed);
}
