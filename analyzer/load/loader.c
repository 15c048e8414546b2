/* loader.c - parts become a network. */
#include "load/loader.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- desks and parts ---- */

void desk_init(struct desk *d, struct arena *arena)
{
	d->arena = arena;
	d->strings = intern_init(arena);
	d->lists = map_init(arena);
}

void desk_free(struct desk *d)
{
	arena_free(&d->shape_arena);
	intern_free(&d->strings);
	map_free(&d->lists);
}

struct part *part_new(struct desk *desk)
{
	struct part *p = mem_zalloc(sizeof *p);
	p->desk = desk;
	return p;
}

void part_clear(struct part *p)
{
	for (unsigned i = 0; i < KIND_COUNT; i++)
		p->objects[i].len = 0;
	for (unsigned i = 0; i < WRAPPER_COUNT; i++)
		p->additions[i].len = 0;
	p->sources.len = 0;
	p->origins.len = 0;
	p->warnings.len = 0;
	p->refusals.len = 0;
	map_free(&p->source_by_key);
	arena_reset(&p->aside);
	p->source = NULL;
	p->count = 0;
	p->lists = 0;
	p->line = p->index = 0;
	p->last_file = p->last_seen_file = NULL;
}

void part_free(struct part *p)
{
	if (!p)
		return;
	for (unsigned i = 0; i < KIND_COUNT; i++)
		vec_free(&p->objects[i]);
	for (unsigned i = 0; i < WRAPPER_COUNT; i++)
		vec_free(&p->additions[i]);
	vec_free(&p->sources);
	vec_free(&p->origins);
	vec_free(&p->warnings);
	vec_free(&p->refusals);
	map_free(&p->source_by_key);
	arena_free(&p->aside);
	arena_free(&p->brief);
	free(p);
}

/* ---- the loader ---- */

/* Some tens of microseconds of reading: what it takes to wake a thread is little beside that. */
#define GRAIN (64u << 10)

struct loader *loader_new(void)
{
	return loader_new_with(&(struct vck_load_options){.jobs = 0});
}

struct loader *loader_new_with(const struct vck_load_options *options)
{
	struct loader *l = mem_zalloc(sizeof *l);
	l->options = *options;
	l->grain = GRAIN;
	l->net = mem_zalloc(sizeof *l->net);
	l->desk = mem_zalloc(sizeof *l->desk);
	desk_init(l->desk, &l->net->arena);
	l->now = part_new(l->desk);
	l->source_by_key = map_init(&l->net->arena);
	return l;
}

static void free_entries(struct loader *l)
{
	for (unsigned i = 0; i < KIND_COUNT; i++)
		vec_free(&l->objects[i]);
	vec_free(&l->others);
	vec_free(&l->origins);
	for (unsigned i = 0; i < WRAPPER_COUNT; i++)
		vec_free(&l->additions[i]);
}

static void free_all_but_net(struct loader *l)
{
	crew_free(l);
	free_entries(l);
	scope_free(l);
	vec_free(&l->warnings);
	vec_free(&l->refusals);
	map_free(&l->source_by_key);
	part_free(l->now);
	desk_free(l->desk);
	free(l->desk);
	free(l);
}

void loader_free(struct loader *l)
{
	if (!l)
		return;
	struct net *net = l->net;
	free_all_but_net(l);
	net_free(net);
}

void loader_warn(struct loader *l, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = arena_vprintf(&l->net->arena, fmt, ap);
	va_end(ap);
	vec_push(&l->warnings, text);
}

/* ---- parts are absorbed ---- */

/* When the loader's own part is absorbed: after so many elements, or bytes aside (R14), of which
 * hardly any are kept. */
enum { PART_FULL = 1000, PART_FULL_ASIDE = 32 << 10 };

static struct source *source_of(struct loader *l, const struct source *s)
{
	char *key =
		arena_printf(&l->net->arena, "%s\n%s\n%s", s->account ? s->account : "",
			     s->region ? s->region : "", s->account && s->region ? "" : s->file);
	struct source *known = map_get_str(&l->source_by_key, key);
	if (known)
		return known;
	known = arena_new(&l->net->arena, struct source);
	known->file = s->file;
	known->folder = s->folder;
	known->account = s->account;
	known->region = s->region;
	vec_push(&l->sources, known);
	map_put_str(&l->source_by_key, key, known);
	return known;
}

static void absorb_source(struct loader *l, struct source *s)
{
	struct source *whole = s->whole = source_of(l, s);
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		whole->seen[kind] |= s->seen[kind];
		whole->refused[kind] |= s->refused[kind];
		whole->cut[kind] |= s->cut[kind];
		whole->ended[kind] |= s->ended[kind];
	}
	if (s->bpa_told)
		whole->bpa = s->bpa;
	if (s->sure_account)
		whole->sure_account = s->sure_account;
}

static void move_interface(struct network_interface *to, const struct network_interface *from)
{
	bool owns = from->private_ips.items == &from->own;
	*to = *from;
	if (owns)
		to->private_ips.items = &to->own;
}

/* What DescribeNetworkInterfaces showed is not needed once more. True: something else is left. */
static bool drop_shown(const struct loader *l, struct instance *i)
{
	const struct ids *shown = &l->net->by_id[KIND_NETWORK_INTERFACE];
	struct object *const *interfaces = l->objects[KIND_NETWORK_INTERFACE].items;
	uint32_t kept = 0;
	for (size_t k = 0; k < i->described_interfaces.len; k++) {
		struct network_interface *eni = &i->described_interfaces.items[k];
		if (!ids_get(shown, interfaces, eni->o.id))
			move_interface(&i->described_interfaces.items[kept++], eni);
	}
	i->described_interfaces.len = kept;
	if (!kept)
		i->described_interfaces.items = NULL;
	return kept;
}

static void push_object(struct loader *l, struct object *o)
{
	objects *all = &l->objects[o->kind];
	o->ordinal = (unsigned)all->len;
	vec_push(all, o);
	l->lacks[o->kind] |= !o->account || !o->region;
}

bool loader_add(struct loader *l, struct object *o)
{
	push_object(l, o);
	return ids_put(&l->net->by_id[o->kind], l->objects[o->kind].items, o->ordinal);
}

void loader_show(struct loader *l, enum kind kind)
{
	const objects *all = &l->objects[kind];
	net_set_list(l->net, kind, (struct object_list){all->items, all->len});
}

/* True: something of it lies aside, and is to be kept. */
static bool absorb_object(struct loader *l, const struct part *p, struct object *o)
{
	o->list += l->lists;
	o->line += p->line;
	o->index += p->index;
	scope_note(o);
	if (object_is_gone(o)) {
		((struct instance *)(void *)o)->described_interfaces.len = 0;
		push_object(l, o);
		l->gone = true;
		return false;
	}
	if (!loader_add(l, o))
		l->repeats[o->kind] = true;
	return o->kind == KIND_INSTANCE && drop_shown(l, (void *)o);
}

/* What absorb_object() will look for. */
static void object_ahead(const struct loader *l, const struct object *o)
{
	const struct instance *i = (const void *)o;
	ids_ahead(&l->net->by_id[o->kind], o->id);
	if (o->kind != KIND_INSTANCE)
		return;
	for (size_t k = 0; k < i->described_interfaces.len; k++)
		ids_ahead(&l->net->by_id[KIND_NETWORK_INTERFACE],
			  i->described_interfaces.items[k].o.id);
}

static bool absorb_objects(struct loader *l, const struct part *p, enum kind kind)
{
	enum { AHEAD = 8 };
	const objects *all = &p->objects[kind];
	bool keep_aside = false;
	for (size_t i = 0; i < all->len; i++) {
		if (i + AHEAD < all->len)
			object_ahead(l, all->items[i + AHEAD]);
		keep_aside |= absorb_object(l, p, all->items[i]);
	}
	return keep_aside;
}

void loader_absorb(struct loader *l, struct part *p)
{
	bool keep_aside = false;
	for (size_t i = 0; i < p->sources.len; i++)
		absorb_source(l, p->sources.items[i]);
	for (size_t i = 0; i < p->origins.len; i++) {
		p->origins.items[i]->source = p->origins.items[i]->source->whole;
		vec_push(&l->origins, p->origins.items[i]);
	}
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		keep_aside |= absorb_objects(l, p, kind);
	for (unsigned w = 0; w < WRAPPER_COUNT; w++)
		for (size_t i = 0; i < p->additions[w].len; i++) {
			p->additions[w].items[i].line += p->line;
			vec_push(&l->additions[w], p->additions[w].items[i]);
		}
	for (size_t i = 0; i < p->warnings.len; i++)
		vec_push(&l->warnings, p->warnings.items[i]);
	for (size_t i = 0; i < p->refusals.len; i++)
		vec_push(&l->refusals, p->refusals.items[i]);
	l->lists += p->lists;
	if (keep_aside)
		arena_adopt(&l->net->arena, &p->aside);
	part_clear(p);
}

/* ---- the seam (load.h) ---- */

enum vck_status loader_settle(struct loader *l, struct vck_error *err)
{
	bool full = l->now->count >= PART_FULL;
	if (crew_is_busy(l)) /* parts wait in one line: no more of them than need be */
		return full ? crew_hand_out(l, (struct work){.run = NULL}, err) : VCK_OK;
	if (full || l->now->aside.used >= PART_FULL_ASIDE)
		loader_absorb(l, l->now);
	return VCK_OK;
}

void loader_progress(struct loader *l, unsigned long long bytes)
{
	l->done += bytes;
	if (l->options.progress)
		l->options.progress(l->options.progress_ctx, l->done, l->total);
}

enum vck_status element_sink(struct loader *l, const char *list_key, const cJSON *element,
			     const struct element_origin *origin, struct vck_error *err)
{
	enum vck_status st = part_sink(l->now, list_key, element, origin, err);
	return st ? st : loader_settle(l, err);
}

void loader_known(struct loader *l, const char *list_key, const struct element_origin *origin)
{
	part_known(l->now, list_key, origin);
}

void loader_refused(struct loader *l, const struct call_outcome *call,
		    const struct element_origin *origin)
{
	part_refused(l->now, call, origin);
}

enum vck_status loader_bpa(struct loader *l, const cJSON *v, const struct element_origin *origin,
			   struct vck_error *err)
{
	return part_bpa(l->now, v, origin, err);
}

/* ---- the end ---- */

static void hand_over_warnings(struct loader *l)
{
	struct net *net = l->net;
	net->warnings.items = vec_move(&l->warnings, &net->arena);
	net->warnings.len = l->warnings.len;
}

enum vck_status loader_finish(struct loader *l, struct net **out, struct vck_error *err)
{
	*out = NULL;
	loader_absorb(l, l->now);
	crew_free(l);
	part_free(l->now); /* nothing is read any more */
	l->now = NULL;
	desk_free(l->desk);
	scope_callers(l);
	enum vck_status st = merge_entries(l, err);
	if (st) {
		loader_free(l);
		return st;
	}
	merge_additions(l);
	scope_known(l, false);
	make_described_interfaces(l);
	link_net(l);
	scope_places(l);
	scope_known(l, true);
	link_addresses(l);
	link_shared(l->net);
	link_balancers(l->net);
	link_danglings(l);
	hand_over_warnings(l);
	refusals_finish(l);
	*out = l->net;
	free_all_but_net(l);
	return VCK_OK;
}
