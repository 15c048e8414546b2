/*
 * render_csv.c - RFC 4180: a header line, CRLF, stable columns; new ones come at the end.
 *
 * A check shows its findings, a path its flows, a diff the flows that change and the findings that
 * are new, gone, or not looked for again. No field can be taken for a formula (escape_csv).
 */
#include "render/render.h"

#include "base/vec.h"

#include "base/banned.h"

static void put_row(struct out *out, const char *const *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			out_puts(out, ",");
		out_escaped(out, escape_csv, fields[i] ? fields[i] : "");
	}
	out_puts(out, "\r\n");
}

static void put_finding(struct out *out, struct view *v, const struct vck_finding *f)
{
	const struct vck_resource *r = &f->resource;
	const char *const fields[] = {
		vck_severity_name(f->severity),
		code_name(f->code),
		f->direction,
		r->type,
		r->id,
		r->name,
		r->account,
		r->region,
		r->vpc,
		r->file || v->options->report_path ? view_path(v, r->file) : NULL,
		r->line ? arena_printf(&v->arena, "%u", r->line) : NULL,
		f->message,
		f->fix.proposal.summary,
		join(v, f->fix.proposal.commands, f->fix.proposal.n_commands, "; "),
		arena_printf(&v->arena, "%lu", f->flow_count),
		f->fingerprint,
		f->suppressed,
	};
	put_row(out, fields, COUNT_OF(fields));
}

/* ---- a diff ---- */

static void put_change(struct out *out, struct view *v, const struct vck_change *c,
		       const char *kind, const char **parts, size_t count)
{
	const char *const fields[] = {
		kind,
		c->source.title,
		c->source.ranges,
		arena_printf(&v->arena, "%zu", c->source.n_interfaces),
		c->destination.title,
		c->destination.ranges,
		arena_printf(&v->arena, "%zu", c->destination.n_interfaces),
		join(v, parts, count, "; "),
		NULL,
		NULL,
		NULL,
		NULL,
		NULL,
		c->family ? (c->family == 6 ? "ipv6" : "ipv4") : NULL,
	};
	if (count)
		put_row(out, fields, COUNT_OF(fields));
}

static void put_news(struct out *out, const char *kind, const struct vck_finding *f,
		     const char *message)
{
	const char *const fields[] = {
		kind,
		NULL,
		NULL,
		NULL,
		NULL,
		NULL,
		NULL,
		NULL,
		f ? vck_severity_name(f->severity) : NULL,
		f ? code_name(f->code) : NULL,
		f ? f->resource.id : NULL,
		message,
		f ? f->fingerprint : NULL,
		NULL,
	};
	put_row(out, fields, COUNT_OF(fields));
}

static void put_diff(struct out *out, struct view *v)
{
	static const char *const header[] = {
		"kind",
		"source",
		"source_ranges",
		"source_interfaces",
		"destination",
		"destination_ranges",
		"destination_interfaces",
		"packets",
		"severity",
		"code",
		"resource",
		"message",
		"fingerprint",
		"family",
	};
	const struct vck_report *r = v->report;

	put_row(out, header, COUNT_OF(header));
	for (size_t i = 0; i < r->n_changes; i++) {
		const struct vck_change *c = &r->changes[i];
		put_change(out, v, c, "opened", c->opened, c->n_opened);
		put_change(out, v, c, "closed", c->closed, c->n_closed);
		put_change(out, v, c, "partial", c->partial, c->n_partial);
		put_change(out, v, c, "was-partial", c->was_partial, c->n_was_partial);
	}
	for (size_t i = 0; i < r->n_findings; i++)
		put_news(out, "new", &r->findings[i], r->findings[i].message);
	for (size_t i = 0; i < r->n_gone; i++)
		put_news(out, "gone", NULL, r->gone[i]);
	for (size_t i = 0; i < r->n_unconfirmed; i++)
		put_news(out, "unconfirmed", NULL, r->unconfirmed[i]);
}

/* ---- a check ---- */

void render_csv(struct out *out, struct view *v)
{
	static const char *const header[] = {
		"severity", "code",     "direction", "resource_type", "resource",   "name",
		"account",  "region",   "vpc",       "file",          "line",       "message",
		"fix",      "commands", "flows",     "fingerprint",   "suppressed",
	};
	if (v->report->is_diff) {
		put_diff(out, v);
		return;
	}
	put_row(out, header, COUNT_OF(header));
	for (size_t i = 0; i < v->report->n_findings; i++)
		put_finding(out, v, &v->report->findings[i]);
}

/* The codes behind a flow, each once. */
static const char *flow_codes(struct view *v, const struct vck_flow *f)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < f->n_findings; i++) {
		const struct vck_finding *finding = view_finding(v, f->findings[i]);
		if (finding)
			buf_printf(&b, "%s%s", b.len ? "; " : "", code_name(finding->code));
	}
	const char *codes = arena_strdup(&v->arena, buf_str(&b));
	buf_free(&b);
	return codes;
}

static void put_flow(struct out *out, struct view *v, const struct vck_flow *f)
{
	const char *const fields[] = {
		f->id,
		f->source.id ? f->source.id : f->source.kind,
		f->source.address,
		f->destination.id ? f->destination.id : f->destination.kind,
		f->destination.address,
		f->protocol,
		vck_verdict_name(f->verdict),
		join(v, f->passes, f->n_passes, "; "),
		join(v, f->blocked, f->n_blocked, "; "),
		join(v, f->unknown, f->n_unknown, "; "),
		flow_codes(v, f),
		f->note,
	};
	put_row(out, fields, COUNT_OF(fields));
}

void render_csv_path(struct out *out, struct view *v)
{
	static const char *const header[] = {
		"id",       "source",  "source_address", "destination", "destination_address",
		"protocol", "verdict", "passes",         "blocked",     "unknown",
		"causes",   "note",
	};
	put_row(out, header, COUNT_OF(header));
	for (size_t i = 0; i < v->report->n_flows; i++)
		put_flow(out, v, &v->report->flows[i]);
}
