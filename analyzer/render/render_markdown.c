/*
 * render_markdown.c - for pull requests and step summaries: a table, then a section per finding.
 *
 * Commands stand in fenced blocks whose fence is longer than any run of backticks inside.
 */
#include "render/render.h"

#include <string.h>

#include "base/banned.h"

#define MOST_FLOWS 50 /* listed below one finding */

static void put(struct out *out, const char *before, const char *text, const char *after)
{
	out_puts(out, before);
	out_escaped(out, escape_markdown, text);
	out_puts(out, after);
}

static void put_code(struct out *out, const char *before, const char *text, const char *after)
{
	out_puts(out, before);
	out_puts(out, "`");
	out_escaped(out, escape_code_span, text);
	out_puts(out, "`");
	out_puts(out, after);
}

static unsigned longest_run(const char *s, char c)
{
	unsigned longest = 0, run = 0;

	for (; *s; s++) {
		run = *s == c ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void put_fenced(struct out *out, const char *language, const char **lines, size_t count)
{
	unsigned fence = 3;

	for (size_t i = 0; i < count; i++)
		if (longest_run(lines[i], '`') >= fence)
			fence = longest_run(lines[i], '`') + 1;
	out_puts(out, "\n");
	out_repeat(out, '`', fence);
	out_printf(out, "%s\n", language);
	for (size_t i = 0; i < count; i++) {
		out_escaped(out, escape_plain, lines[i]);
		out_puts(out, "\n");
	}
	out_repeat(out, '`', fence);
	out_puts(out, "\n");
}

/* ---- the summary ---- */

static void put_tables(struct out *out, const struct vck_report *r)
{
	out_puts(out, "| flows | reachable | partial | blocked | unknown |\n"
		      "|---|---:|---:|---:|---:|\n");
	out_printf(out, "| %lu | %lu | %lu | %lu | %lu |\n\n",
		   r->flow_counts.reachable + r->flow_counts.partial + r->flow_counts.blocked +
			   r->flow_counts.unknown,
		   r->flow_counts.reachable, r->flow_counts.partial, r->flow_counts.blocked,
		   r->flow_counts.unknown);
	out_puts(out, "| findings | errors | warnings | info | suppressed |\n"
		      "|---|---:|---:|---:|---:|\n");
	out_printf(out, "| %lu | %lu | %lu | %lu | %lu |\n\n",
		   r->finding_counts.error + r->finding_counts.warning + r->finding_counts.info,
		   r->finding_counts.error, r->finding_counts.warning, r->finding_counts.info,
		   r->finding_counts.suppressed);
}

/* ---- a finding ---- */

static void put_place(struct out *out, struct view *v, const struct vck_finding *f)
{
	const struct vck_resource *r = &f->resource;

	put_code(out, "", r->id ? r->id : r->type, "");
	if (!str_empty(r->name))
		put(out, " (", r->name, ")");
	if (!str_empty(r->detail))
		put(out, " ", r->detail, "");
	if (!str_empty(r->account) || !str_empty(r->region)) {
		put(out, ", ", r->account ? r->account : "", "");
		put(out, " ", r->region ? r->region : "", "");
	}
	if (r->file)
		put_code(out, ", ",
			 arena_printf(&v->arena, "%s:%u", view_path(v, r->file),
				      line_or_one(r->line)),
			 "");
	out_puts(out, "\n");
}

static void put_proposal(struct out *out, const char *label, const struct vck_proposal *p)
{
	out_printf(out, "\n**%s:** ", label);
	put(out, "", p->summary, p->verified ? " (verified)\n" : "\n");
	if (p->unverified)
		put(out, "\nBut: ", p->unverified, "\n");
	if (p->n_commands)
		put_fenced(out, "sh", p->commands, p->n_commands);
}

static void put_flows(struct out *out, struct view *v, const struct vck_finding *f)
{
	if (!f->n_flows)
		return;
	out_printf(out, "\n<details><summary>%s</summary>\n\n",
		   count_noun(v, f->flow_count > f->n_flows ? f->flow_count : f->n_flows, "flow"));
	for (size_t i = 0; i < f->n_flows && i < MOST_FLOWS; i++) {
		const struct vck_flow *flow = view_flow(v, f->flows[i]);
		put(out, "- ", flow ? flow_title(v, flow) : f->flows[i], "");
		out_printf(out, "%s%s\n", flow ? ": " : "",
			   flow ? vck_verdict_name(flow->verdict) : "");
	}
	if (f->n_flows > MOST_FLOWS)
		out_printf(out, "- and %zu more\n", f->n_flows - MOST_FLOWS);
	out_puts(out, "\n</details>\n");
}

/* The first flow of it that is stopped, as a picture. */
static void put_picture(struct out *out, struct view *v, const struct vck_finding *f)
{
	for (size_t i = 0; i < f->n_flows && i < MOST_FLOWS; i++) {
		const struct vck_flow *flow = view_flow(v, f->flows[i]);
		if (!flow || !flow->n_forward || flow->verdict == VCK_REACHABLE)
			continue;
		out_puts(out, "\n```mermaid\n");
		mermaid_flow(out, v, flow, "n");
		out_puts(out, "```\n");
		return;
	}
}

static void put_finding(struct out *out, struct view *v, const struct vck_finding *f)
{
	out_printf(out, "### %s: %s\n\n", vck_severity_name(f->severity), code_name(f->code));
	put(out, "", f->message, "\n\n");
	put_place(out, v, f);
	if (f->suppressed) {
		put(out, "\nSuppressed: ", f->suppressed, "");
		put(out, f->suppressed_until ? ", until " : "", f->suppressed_until, "\n");
	}
	if (f->n_evidence)
		out_puts(out, "\n");
	for (size_t i = 0; i < f->n_evidence; i++)
		put(out, "- ", f->evidence[i].text, "\n");
	if (f->fix.proposal.summary)
		put_proposal(out, "Fix", &f->fix.proposal);
	for (size_t i = 0; i < f->fix.n_alternatives; i++)
		put_proposal(out, "Or", &f->fix.alternatives[i]);
	put_picture(out, v, f);
	put_flows(out, v, f);
	out_puts(out, "\n");
}

/* ---- a flow of `path` ---- */

static void put_parts(struct out *out, struct view *v, const char *label, const char **parts,
		      size_t count)
{
	if (count)
		put(out, label, join(v, parts, count, ", "), "\n");
}

static void put_leg(struct out *out, struct view *v, const char *title, const struct vck_hop *hops,
		    size_t count)
{
	put(out, "\n| ", title, " | | |\n|---|---|---|\n");
	for (size_t i = 0; i < count; i++) {
		bool bold = hops[i].outcome != VCK_PASS;
		out_printf(out, "| %s%s%s ", bold ? "**" : "", vck_outcome_name(hops[i].outcome),
			   bold ? "**" : "");
		put(out, "| ", hop_title(v, &hops[i]), " ");
		put(out, "| ", hops[i].detail, " |\n");
	}
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
	put(out, "### ", flow_title(v, f), "");
	out_printf(out, ": %s\n\n", vck_verdict_name(f->verdict));
	put_parts(out, v, "- passes: ", f->passes, f->n_passes);
	put_parts(out, v, "- blocked: ", f->blocked, f->n_blocked);
	put_parts(out, v, "- unknown: ", f->unknown, f->n_unknown);
	if (!str_empty(f->note))
		put(out, "- note: ", f->note, "\n");
	put_hops(out, v, f, false);
	put_hops(out, v, f, true);
	out_puts(out, "\n");
}

/* ---- the report ---- */

static void put_lines(struct out *out, const char *title, const char **lines, size_t count)
{
	if (!count)
		return;
	out_printf(out, "## %s\n\n", title);
	for (size_t i = 0; i < count; i++)
		put(out, "- ", lines[i], "\n");
	out_puts(out, "\n");
}

/* What a change opens and closes. */
static void put_changes(struct out *out, struct view *v)
{
	const struct vck_report *r = v->report;

	out_puts(out, "## Flows that change\n\n");
	if (!r->n_changes) {
		out_puts(out, "None.\n\n");
		return;
	}
	out_puts(out, "| from | to | opened | closed |\n|---|---|---|---|\n");
	for (size_t i = 0; i < r->n_changes; i++) {
		const struct vck_change *c = &r->changes[i];
		put(out, "| ", c->source.title, " ");
		put(out, "| ", c->destination.title, c->family == 6 ? " over IPv6 " : " ");
		put(out, "| ", change_opened(v, c), " ");
		put(out, "| ", change_closed(v, c), " |\n");
	}
	out_puts(out, "\n");
}

static void put_report(struct out *out, struct view *v, bool flows)
{
	const struct vck_report *r = v->report;

	out_puts(out, "# vpccheck\n\n");
	if (!str_empty(r->subject))
		put(out, "", r->subject, "\n\n");
	put_tables(out, r);
	if (r->is_diff)
		put_changes(out, v);
	if (flows && r->n_flows)
		out_puts(out, "## Flows\n\n");
	for (size_t i = 0; flows && i < r->n_flows; i++)
		put_flow(out, v, &r->flows[i]);
	if (r->n_findings)
		out_puts(out, r->is_diff ? "## New findings\n\n" : "## Findings\n\n");
	for (int suppressed = 0; suppressed < 2; suppressed++)
		for (size_t i = 0; i < r->n_findings; i++)
			if (!r->findings[i].suppressed == !suppressed)
				put_finding(out, v, &r->findings[i]);
	put_lines(out, r->is_diff ? "Gone findings" : "Gone since the baseline", r->gone,
		  r->n_gone);
	put_lines(out, "Not looked for again", r->unconfirmed, r->n_unconfirmed);
	put_lines(out, "Notes", r->notes, r->n_notes);
	if (!str_empty(r->caveat))
		put(out, "", r->caveat, "\n");
}

void render_markdown(struct out *out, struct view *v)
{
	put_report(out, v, false);
}

void render_markdown_path(struct out *out, struct view *v)
{
	put_report(out, v, true);
}
