/*
 * stream.c - vck_fetch(): what run.h hands over, element by element as trees, to whoever listens.
 * Nothing is kept, so --from-aws needs no more memory than the loader takes.
 */
#include "base/json.h"
#include "fetch/run.h"

#include <string.h>

struct adaptor {
	const struct vck_fetch_sink *sink;
	struct arena scratch;
};

static enum vck_status adapt_scope(void *ctx, const char *account, const char *region,
				   struct vck_error *err)
{
	const struct vck_fetch_sink *s = ((struct adaptor *)ctx)->sink;
	return s->scope ? s->scope(s->ctx, account, region, err) : VCK_OK;
}

static enum vck_status adapt_element(void *ctx, const char *account, const char *region,
				     const struct call *call, const char *id, const char *text,
				     struct vck_error *err)
{
	struct adaptor *a = ctx;
	cJSON *element;
	enum vck_status st = json_parse(&a->scratch, id, text, strlen(text), &element, err);
	if (!st)
		st = a->sink->element(a->sink->ctx, account, region, call->list_key, element, err);
	arena_reset(&a->scratch);
	return st;
}

static enum vck_status adapt_done(void *ctx, const struct call *call,
				  const struct vck_fetch_call *done, struct vck_error *err)
{
	const struct vck_fetch_sink *s = ((struct adaptor *)ctx)->sink;
	(void)call;
	return s->call_done ? s->call_done(s->ctx, done, err) : VCK_OK;
}

enum vck_status vck_fetch(const struct vck_fetch_options *options,
			  const struct vck_fetch_sink *sink, struct vck_fetch_summary *summary,
			  struct vck_error *err)
{
	struct adaptor a = {.sink = sink};
	struct run_sink inner = {&a, adapt_scope, adapt_element, adapt_done};
	enum vck_status st = run_all(options, &inner, summary, err);
	arena_free(&a.scratch);
	return st;
}
