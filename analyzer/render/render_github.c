/*
 * render_github.c - annotations, as GitHub's runner reads them from a step's output.
 *
 * GitHub shows ten errors and ten warnings of a step, so the worst come first; the whole report
 * goes to the step's summary (the command line appends it there).
 */
#include "render/render.h"

#include "base/banned.h"

static void put_message(struct buf *b, const struct vck_finding *f)
{
	buf_puts(b, f->message);
	for (size_t i = 0; i < f->n_evidence; i++)
		buf_printf(b, "\n- %s", f->evidence[i].text);
	if (!f->fix.proposal.summary)
		return;
	buf_printf(b, "\nfix: %s", f->fix.proposal.summary);
	for (size_t i = 0; i < f->fix.proposal.n_commands; i++)
		buf_printf(b, "\n  %s", f->fix.proposal.commands[i]);
}

static void put_annotation(struct out *out, struct view *v, const struct vck_finding *f)
{
	static const char *const levels[] = {
		[VCK_SEVERITY_NONE] = "notice",
		[VCK_SEVERITY_INFO] = "notice",
		[VCK_SEVERITY_WARNING] = "warning",
		[VCK_SEVERITY_ERROR] = "error",
	};
	unsigned line = line_or_one(f->resource.line);
	struct buf message = BUF_INIT;

	put_message(&message, f);
	out_printf(out, "::%s file=", levels[f->severity]);
	out_escaped(out, escape_github_property, view_path(v, f->resource.file));
	out_printf(out, ",line=%u,endLine=%u,title=", line, line);
	out_escaped(out, escape_github_property,
		    arena_printf(&v->arena, "%s: %s", code_name(f->code),
				 resource_title(v, &f->resource)));
	out_puts(out, "::");
	out_escaped(out, escape_github_data, buf_str(&message));
	out_puts(out, "\n");
	buf_free(&message);
}

#define MOST_NOTICES 10 /* that GitHub shows of a step */

static void put_notice(struct out *out, struct view *v, const struct vck_change *c,
		       const char *word, const char *parts)
{
	if (!*parts)
		return;
	out_puts(out, "::notice title=");
	out_escaped(out, escape_github_property,
		    arena_printf(&v->arena, "%s: %s", word, change_title(v, c)));
	out_puts(out, "::");
	out_escaped(out, escape_github_data, parts);
	out_puts(out, "\n");
}

/* What a change opens and closes lies in no file. */
static void put_changes(struct out *out, struct view *v)
{
	const struct vck_report *r = v->report;
	size_t n = r->n_changes < MOST_NOTICES ? r->n_changes : MOST_NOTICES;

	for (size_t i = 0; i < n; i++) {
		put_notice(out, v, &r->changes[i], "opened", change_opened(v, &r->changes[i]));
		put_notice(out, v, &r->changes[i], "closed", change_closed(v, &r->changes[i]));
	}
	if (r->is_diff)
		out_printf(out, "vpccheck: flows change between %s of ends\n",
			   count_noun(v, r->n_changes, "pair"));
}

/* Lines of the log: they begin with our name, so that none is taken for a command. */
static void put_lines(struct out *out, const char *word, const char **lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		out_printf(out, "vpccheck: %s: ", word);
		out_escaped(out, escape_plain, lines[i]);
		out_puts(out, "\n");
	}
}

void render_github(struct out *out, struct view *v)
{
	const struct vck_report *r = v->report;

	for (int severity = VCK_SEVERITY_ERROR; severity >= VCK_SEVERITY_NONE; severity--)
		for (size_t i = 0; i < r->n_findings; i++)
			if ((int)r->findings[i].severity == severity && !r->findings[i].suppressed)
				put_annotation(out, v, &r->findings[i]);
	put_changes(out, v);
	put_lines(out, "gone", r->gone, r->n_gone);
	put_lines(out, "not looked for again", r->unconfirmed, r->n_unconfirmed);
	put_lines(out, "note", r->notes, r->n_notes);
	out_printf(out, "vpccheck: %lu reachable, %lu partial, %lu blocked, %lu unknown; ",
		   r->flow_counts.reachable, r->flow_counts.partial, r->flow_counts.blocked,
		   r->flow_counts.unknown);
	out_printf(out, "%s, %s, %lu info, %lu suppressed\n",
		   count_noun(v, r->finding_counts.error, "error"),
		   count_noun(v, r->finding_counts.warning, "warning"), r->finding_counts.info,
		   r->finding_counts.suppressed);
}
