/*
 * ignore.c - findings that somebody has looked at and decided to live with.
 *
 * The rules come from the configuration; without one nothing is silenced. A suppressed finding
 * stays in the report with its reason, it only does not count. A rule that gives no reason, or
 * whose day has passed, silences nothing and is reported; so is one that has nothing to silence.
 */
#include "check/finding.h"

static void report_rule(struct checker *c, const struct ignore *i, const char *what)
{
	vec_push(&c->notes,
		 arena_printf(c->arena, "%s:%u: the ignore of %s%s%s %s", c->config->file, i->line,
			      vck_code_info(i->code)->code, i->resource ? " on " : "",
			      i->resource ? i->resource : "", what));
}

static bool matches(const struct ignore *i, const struct draft *d)
{
	return i->code == d->code && (!i->resource || str_glob(i->resource, d->id) ||
				      (d->name && str_glob(i->resource, d->name)));
}

static size_t matched(const struct checker *c, const struct ignore *i)
{
	size_t n = 0;
	for (size_t k = 0; k < c->drafts.len; k++)
		n += matches(i, c->drafts.items[k]);
	return n;
}

static void silence(struct checker *c, const struct ignore *i)
{
	for (size_t k = 0; k < c->drafts.len; k++) {
		struct draft *d = c->drafts.items[k];
		if (d->suppressed || !matches(i, d))
			continue;
		d->suppressed = arena_strdup(c->arena, i->reason);
		d->suppressed_until = i->until ? arena_strdup(c->arena, i->until) : NULL;
	}
}

static void apply(struct checker *c, const struct ignore *i)
{
	size_t n = matched(c, i);
	const char *counts = n ? "; what it would silence counts" : "";
	if (ignore_is_expired(c->config, i))
		report_rule(c, i, arena_printf(c->arena, "has expired on %s%s", i->until, counts));
	else if (!i->reason)
		report_rule(c, i, arena_printf(c->arena, "gives no reason%s", counts));
	else if (n)
		silence(c, i);
	else if (!c->is_path)
		report_rule(c, i, "silences nothing");
}

void ignores_apply(struct checker *c)
{
	for (size_t i = 0; c->config && i < c->config->ignores.len; i++)
		apply(c, &c->config->ignores.items[i]);
}
