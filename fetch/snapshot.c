#include "fetch/snapshot.h"

#include <stdlib.h>
#include <string.h>

/* ---- gathering ---- */

static struct place *place_of(struct snapshot *s, const char *account, const char *region)
{
	for (size_t i = s->places.len; i-- > 0;)
		if (str_eq(s->places.items[i]->account, account) &&
		    str_eq(s->places.items[i]->region, region))
			return s->places.items[i];
	struct place *p = arena_new(&s->arena, struct place);
	p->account = arena_strdup(&s->arena, account);
	p->region = arena_strdup(&s->arena, region);
	vec_push(&s->places, p);
	return p;
}

static enum vck_status take_scope(void *ctx, const char *account, const char *region,
				  struct vck_error *err)
{
	(void)err;
	place_of(ctx, account, region);
	return VCK_OK;
}

static enum vck_status take_element(void *ctx, const char *account, const char *region,
				    const struct call *call, const char *id, const char *text,
				    struct vck_error *err)
{
	struct snapshot *s = ctx;
	struct place *p = place_of(s, account, region);
	(void)err;
	vec_push(&p->elements, ((struct element){arena_strdup(&s->arena, id),
						 arena_strdup(&s->arena, text), call}));
	return VCK_OK;
}

static enum vck_status take_outcome(void *ctx, const struct call *call,
				    const struct vck_fetch_call *done, struct vck_error *err)
{
	struct snapshot *s = ctx;
	struct place *p = place_of(s, done->account, done->region);
	struct vck_fetch_call copy = *done;
	(void)err;
	copy.account = p->account;
	copy.region = p->region;
	copy.code = arena_strdup(&s->arena, done->code);
	copy.message = arena_strdup(&s->arena, done->message);
	copy.resource = done->resource ? arena_strdup(&s->arena, done->resource) : NULL;
	vec_push(&p->outcomes, ((struct outcome){call, copy}));
	return VCK_OK;
}

/* ---- order ---- */

static int by_place(const void *a, const void *b)
{
	const struct place *x = *(struct place *const *)a, *y = *(struct place *const *)b;
	int order = strcmp(x->account, y->account);
	return order ? order : strcmp(x->region, y->region);
}

static int by_element(const void *a, const void *b)
{
	const struct element *x = a, *y = b;
	int order = strcmp(x->call->list_key, y->call->list_key);
	if (!order)
		order = strcmp(x->id, y->id);
	return order ? order : strcmp(x->text, y->text);
}

/* Rows of one call that are about no resource of their own come in the order of the answers; what
 * asked nothing, since there was nothing to ask for, comes last. */
static int by_end(const struct vck_fetch_call *x, const struct vck_fetch_call *y)
{
	if (x->outcome != y->outcome)
		return x->outcome < y->outcome ? -1 : 1;
	if (x->http != y->http)
		return x->http > y->http ? -1 : 1;
	int order = strcmp(x->code, y->code);
	return order ? order : strcmp(x->message, y->message);
}

static int by_outcome(const void *a, const void *b)
{
	const struct outcome *x = a, *y = b;
	if (!x->call || !y->call) {
		int order = (x->call != NULL) - (y->call != NULL);
		if (!order)
			order = strcmp(x->done.operation, y->done.operation);
		return order ? order : str_cmp(x->done.resource, y->done.resource);
	}
	size_t i = call_index(x->call), j = call_index(y->call);
	if (i != j)
		return i < j ? -1 : 1;
	int order = str_cmp(x->done.resource, y->done.resource);
	return order ? order : by_end(&x->done, &y->done);
}

/* All resources of one call that went well are one row; those that did not have a row each. */
static void join_outcomes(struct place *p)
{
	size_t kept = 0;
	for (size_t i = 0; i < p->outcomes.len; i++) {
		struct outcome *o = &p->outcomes.items[i];
		struct outcome *last = kept ? &p->outcomes.items[kept - 1] : NULL;
		if (last && o->call && last->call == o->call && !last->done.resource &&
		    !o->done.resource && last->done.outcome == o->done.outcome) {
			last->done.pages += o->done.pages;
			last->done.items += o->done.items;
			if (o->done.began_ms < last->done.began_ms)
				last->done.began_ms = o->done.began_ms;
			if (o->done.ended_ms > last->done.ended_ms)
				last->done.ended_ms = o->done.ended_ms;
		} else {
			p->outcomes.items[kept++] = *o;
		}
	}
	p->outcomes.len = kept;
}

static void sort_all(struct snapshot *s)
{
	if (s->places.len)
		qsort(s->places.items, s->places.len, sizeof *s->places.items, by_place);
	for (size_t i = 0; i < s->places.len; i++) {
		struct place *p = s->places.items[i];
		if (p->elements.len)
			qsort(p->elements.items, p->elements.len, sizeof *p->elements.items,
			      by_element);
		if (p->outcomes.len)
			qsort(p->outcomes.items, p->outcomes.len, sizeof *p->outcomes.items,
			      by_outcome);
		join_outcomes(p);
	}
}

/* ---- questions ---- */

bool place_knows_list(const struct place *p, const char *list_key)
{
	for (size_t i = 0; i < p->outcomes.len; i++) {
		const struct outcome *o = &p->outcomes.items[i];
		if (o->call && o->done.outcome == VCK_FETCH_OK &&
		    strcmp(o->call->list_key, list_key) == 0)
			return true;
	}
	return false;
}

bool place_answered(const struct place *p, const struct call *call)
{
	for (size_t i = 0; i < p->outcomes.len; i++)
		if (p->outcomes.items[i].call == call &&
		    p->outcomes.items[i].done.outcome == VCK_FETCH_OK)
			return true;
	return false;
}

/* ---- the whole ---- */

enum vck_status snapshot_gather(struct snapshot *s, struct vck_fetch_summary *summary,
				struct vck_error *err)
{
	struct run_sink sink = {s, take_scope, take_element, take_outcome};
	enum vck_status st = run_all(s->options, &sink, summary, err);
	sort_all(s);
	text_prepare(s);
	return st;
}

bool snapshot_is_worth_writing(enum vck_status st, const struct vck_fetch_summary *summary)
{
	return st == VCK_OK || (st == VCK_E_INTERRUPTED && summary->ok);
}

void snapshot_close(struct snapshot *s)
{
	for (size_t i = 0; i < s->places.len; i++) {
		vec_free(&s->places.items[i]->elements);
		vec_free(&s->places.items[i]->outcomes);
	}
	vec_free(&s->places);
	redact_close(&s->redact);
	arena_free(&s->arena);
}
