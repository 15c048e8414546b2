/*
 * render_html.c - one page that needs nothing else: no script, no request, and a policy that would
 * refuse both.
 */
#include "render/render.h"

#include "base/banned.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'\">\n<title>vpccheck</title>\n<style>\n"
	"body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
	"color:#202124;background:#fff}\n"
	"article{border:1px solid #dadce0;border-left-width:.4rem;border-radius:.3rem;"
	"padding:.2rem 1rem;margin:1rem 0;overflow-wrap:anywhere}\n"
	"article.error,tr.block{border-color:#d93025}article.warning{border-color:#f9ab00}"
	"article.info{border-color:#1a73e8}article.suppressed{opacity:.6}\n"
	"h2 small{font-weight:normal;color:#5f6368}\n"
	"pre{background:#f1f3f4;padding:.6rem;overflow-x:auto}\n"
	"table{border-collapse:collapse}td,th{padding:.2rem .7rem;text-align:left;"
	"border-bottom:1px solid #dadce0;overflow-wrap:anywhere}\n"
	".pass{color:#1e8e3e}.block{color:#d93025;font-weight:bold}.partial{color:#b06000}"
	".unknown{color:#5f6368}\n"
	"@media(prefers-color-scheme:dark){body{background:#202124;color:#e8eaed}"
	"pre{background:#303134}}\n"
	"</style>\n</head>\n<body>\n<h1>vpccheck</h1>\n";

static void put(struct out *out, const char *before, const char *text, const char *after)
{
	out_puts(out, before);
	out_escaped(out, escape_xml, text);
	out_puts(out, after);
}

static void put_counts(struct out *out, const struct vck_report *r)
{
	out_puts(out, "<table><tr><th>reachable<th>partial<th>blocked<th>unknown<th>errors"
		      "<th>warnings<th>info<th>suppressed</tr>\n<tr>");
	const unsigned long counts[] = {
		r->flow_counts.reachable, r->flow_counts.partial,       r->flow_counts.blocked,
		r->flow_counts.unknown,   r->finding_counts.error,      r->finding_counts.warning,
		r->finding_counts.info,   r->finding_counts.suppressed,
	};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		out_printf(out, "<td>%lu", counts[i]);
	out_puts(out, "</tr></table>\n");
}

static void put_proposal(struct out *out, const char *label, const struct vck_proposal *p)
{
	out_printf(out, "<p><strong>%s:</strong> ", label);
	put(out, "", p->summary, p->verified ? " (verified)</p>\n" : "</p>\n");
	if (p->unverified)
		put(out, "<p>But: ", p->unverified, "</p>\n");
	if (!p->n_commands)
		return;
	out_puts(out, "<pre>");
	for (size_t i = 0; i < p->n_commands; i++)
		put(out, "", p->commands[i], "\n");
	out_puts(out, "</pre>\n");
}

static void put_place(struct out *out, struct view *v, const struct vck_resource *r)
{
	put(out, "<p><code>", r->id ? r->id : r->type, "</code>");
	if (!str_empty(r->name))
		put(out, " (", r->name, ")");
	if (!str_empty(r->detail))
		put(out, " ", r->detail, "");
	const char *file = view_file(v, r->file);
	if (file)
		put(out, ", <code>", arena_printf(&v->arena, "%s:%u", file, line_or_one(r->line)),
		    "</code>");
	out_puts(out, "</p>\n");
}

static void put_flows(struct out *out, struct view *v, const struct vck_finding *f)
{
	if (!f->n_flows)
		return;
	out_printf(out, "<details><summary>%s</summary><ul>\n",
		   count_noun(v, f->flow_count > f->n_flows ? f->flow_count : f->n_flows, "flow"));
	for (size_t i = 0; i < f->n_flows; i++) {
		const struct vck_flow *flow = view_flow(v, f->flows[i]);
		put(out, "<li>", flow ? flow_title(v, flow) : f->flows[i], "</li>\n");
	}
	out_puts(out, "</ul></details>\n");
}

static void put_finding(struct out *out, struct view *v, const struct vck_finding *f)
{
	const char *severity = vck_severity_name(f->severity);

	out_printf(out, "<article class=\"%s%s\">\n<h2>", severity,
		   f->suppressed ? " suppressed" : "");
	put(out, "", f->message, "");
	out_printf(out, " <small>%s, %s</small></h2>\n", severity, code_name(f->code));
	put_place(out, v, &f->resource);
	if (f->suppressed)
		put(out, "<p>Suppressed: ", f->suppressed, "</p>\n");
	if (f->n_evidence)
		out_puts(out, "<ul>\n");
	for (size_t i = 0; i < f->n_evidence; i++)
		put(out, "<li>", f->evidence[i].text, "</li>\n");
	if (f->n_evidence)
		out_puts(out, "</ul>\n");
	if (f->fix.proposal.summary)
		put_proposal(out, "Fix", &f->fix.proposal);
	for (size_t i = 0; i < f->fix.n_alternatives; i++)
		put_proposal(out, "Or", &f->fix.alternatives[i]);
	put_flows(out, v, f);
	out_puts(out, "</article>\n");
}

static void put_leg(struct out *out, struct view *v, const char *title, const struct vck_hop *hops,
		    size_t count)
{
	put(out, "<h3>", title, "</h3>\n<table>\n");
	for (size_t i = 0; i < count; i++) {
		const char *outcome = vck_outcome_name(hops[i].outcome);
		out_printf(out, "<tr><td class=\"%s\">%s", outcome, outcome);
		put(out, "<td>", hop_title(v, &hops[i]), "");
		put(out, "<td>", hops[i].detail, "</tr>\n");
	}
	out_puts(out, "</table>\n");
}

static void put_hops(struct out *out, struct view *v, const struct vck_flow *f, bool reply)
{
	const struct vck_hop *hops = reply ? f->reply : f->forward;
	size_t count = reply ? f->n_reply : f->n_forward;

	for (size_t i = 0, n; i < count; i += n) {
		n = leg_length(hops + i, count - i);
		put_leg(out, v, leg_title(v, f, hops[i].leg, reply), hops + i, n);
	}
}

static void put_flow(struct out *out, struct view *v, const struct vck_flow *f)
{
	put(out, "<details><summary>", flow_title(v, f), ": ");
	out_printf(out, "<span class=\"%s\">%s</span></summary>\n",
		   f->verdict == VCK_BLOCKED     ? "block"
		   : f->verdict == VCK_REACHABLE ? "pass"
						 : vck_verdict_name(f->verdict),
		   vck_verdict_name(f->verdict));
	if (f->n_passes)
		put(out, "<p>passes: ", join(v, f->passes, f->n_passes, ", "), "</p>\n");
	if (f->n_blocked)
		put(out, "<p>blocked: ", join(v, f->blocked, f->n_blocked, ", "), "</p>\n");
	if (f->n_unknown)
		put(out, "<p>unknown: ", join(v, f->unknown, f->n_unknown, ", "), "</p>\n");
	put_hops(out, v, f, false);
	put_hops(out, v, f, true);
	if (!str_empty(f->note))
		put(out, "<p>", f->note, "</p>\n");
	out_puts(out, "</details>\n");
}

static void put_lines(struct out *out, const char *title, const char **lines, size_t count)
{
	if (count)
		out_printf(out, "<h2>%s</h2>\n<ul>\n", title);
	for (size_t i = 0; i < count; i++)
		put(out, "<li>", lines[i], "</li>\n");
	if (count)
		out_puts(out, "</ul>\n");
}

/* What a change opens and closes. */
static void put_changes(struct out *out, struct view *v)
{
	const struct vck_report *r = v->report;

	out_puts(out, "<h2>Flows that change</h2>\n");
	if (!r->n_changes) {
		out_puts(out, "<p>None.</p>\n");
		return;
	}
	out_puts(out, "<table><tr><th>from<th>to<th>opened<th>closed</tr>\n");
	for (size_t i = 0; i < r->n_changes; i++) {
		const struct vck_change *c = &r->changes[i];
		put(out, "<tr><td>", c->source.title, "");
		put(out, "<td>", c->destination.title, c->family == 6 ? " over IPv6" : "");
		put(out, "<td class=\"partial\">", change_opened(v, c), "");
		put(out, "<td class=\"block\">", change_closed(v, c), "</tr>\n");
	}
	out_puts(out, "</table>\n");
}

void render_html(struct out *out, struct view *v)
{
	const struct vck_report *r = v->report;

	out_puts(out, head);
	if (!str_empty(r->subject))
		put(out, "<p>", r->subject, "</p>\n");
	put_counts(out, r);
	if (r->is_diff)
		put_changes(out, v);
	if (r->is_diff && r->n_findings)
		out_puts(out, "<h2>New findings</h2>\n");
	for (size_t i = 0; i < r->n_findings; i++)
		put_finding(out, v, &r->findings[i]);
	if (r->n_flows)
		out_puts(out, "<h2>Flows</h2>\n");
	for (size_t i = 0; i < r->n_flows; i++)
		put_flow(out, v, &r->flows[i]);
	put_lines(out, r->is_diff ? "Gone findings" : "Gone since the baseline", r->gone,
		  r->n_gone);
	put_lines(out, "Not looked for again", r->unconfirmed, r->n_unconfirmed);
	put_lines(out, "Notes", r->notes, r->n_notes);
	if (!str_empty(r->caveat))
		put(out, "<p>", r->caveat, "</p>\n");
	out_puts(out, "</body>\n</html>\n");
}
