/* render_text.c - a report for people: what it is of, findings, flows, and the closing lines. */
#include "render/text.h"

#include "base/vec.h"

#include "base/banned.h"

#define FEW_FLOWS 20 /* as many of a path's are shown hop by hop without -v */

/* ---- the closing lines ---- */

struct tally {
	unsigned long count;
	const char *noun;
};

/* "1 reachable, 2 blocked": what is 0 is left out. `plural`: "2 errors". */
static const char *tallies(struct text *t, const struct tally *list, size_t count, bool plural)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < count; i++)
		if (list[i].count)
			buf_printf(&b, "%s%lu %s%s", b.len ? ", " : "", list[i].count, list[i].noun,
				   plural && list[i].count > 1 ? "s" : "");
	const char *copy = arena_strdup(&t->v->arena, buf_str(&b));
	buf_free(&b);
	return copy;
}

static const char *flow_tally(struct text *t, unsigned long *total)
{
	const struct vck_report *r = t->v->report;
	const struct tally list[] = {
		{r->flow_counts.reachable, "reachable"},
		{r->flow_counts.partial, "partial"},
		{r->flow_counts.blocked, "blocked"},
		{r->flow_counts.unknown, "unknown"},
	};
	*total = r->flow_counts.reachable + r->flow_counts.partial + r->flow_counts.blocked +
		 r->flow_counts.unknown;
	return tallies(t, list, COUNT_OF(list), false);
}

static const char *finding_tally(struct text *t)
{
	const struct vck_report *r = t->v->report;
	const struct tally severities[] = {
		{r->finding_counts.error, "error"},
		{r->finding_counts.warning, "warning"},
	};
	const struct tally rest[] = {
		{r->finding_counts.info, "info"},
		{r->finding_counts.suppressed, "suppressed"},
	};
	const char *worse = tallies(t, severities, COUNT_OF(severities), true);
	const char *others = tallies(t, rest, COUNT_OF(rest), false);

	if (!*worse && !*others)
		return "Nothing found";
	return arena_printf(&t->v->arena, "%s%s%s", worse, *worse && *others ? ", " : "", others);
}

static void put_summary(struct text *t)
{
	struct buf b = BUF_INIT;
	unsigned long flows;
	const char *verdicts = flow_tally(t, &flows);

	if (flows)
		buf_printf(&b, "%s: %s.", count_noun(t->v, flows, "flow"), verdicts);
	if (!t->v->report->is_path || t->v->report->n_findings)
		buf_printf(&b, "%s%s.", b.len ? "  " : "", finding_tally(t));
	if (!str_empty(t->v->report->caveat) && !t->quiet)
		buf_printf(&b, "%s%s", b.len ? "  " : "", t->v->report->caveat);
	put_paragraph(t, "", "", buf_str(&b));
	buf_free(&b);
}

static void put_notes(struct text *t)
{
	const struct vck_report *r = t->v->report;

	for (size_t i = 0; i < r->n_notes && !t->quiet; i++)
		put_paragraph(t, "note: ", "      ", r->notes[i]);
	for (size_t i = 0; i < r->n_gone; i++)
		put_paragraph(t, "gone: ", "      ", r->gone[i]);
	for (size_t i = 0; i < r->n_unconfirmed; i++)
		put_paragraph(t, "not looked for again: ", "      ", r->unconfirmed[i]);
	if ((r->n_notes && !t->quiet) || r->n_gone || r->n_unconfirmed)
		out_puts(t->out, "\n");
}

static void put_subject(struct text *t)
{
	if (str_empty(t->v->report->subject) || t->quiet)
		return;
	put_paragraph(t, "", "", t->v->report->subject);
	out_puts(t->out, "\n");
}

/* ---- what a change opens and closes ---- */

static void put_change_parts(struct text *t, enum style style, const char *word, const char *parts)
{
	if (!*parts)
		return;
	out_puts(t->out, "  ");
	put_styled(t, style, word);
	out_puts(t->out, " ");
	put_folded(t, utf8_columns(word) + 3, "          ", parts);
}

static void put_changes(struct text *t)
{
	const struct vck_report *r = t->v->report;

	for (size_t i = 0; i < r->n_changes; i++) {
		const struct vck_change *c = &r->changes[i];
		put_paragraph(t, "", "    ", change_title(t->v, c));
		put_change_parts(t, YELLOW, "opened:", change_opened(t->v, c));
		put_change_parts(t, RED, "closed:", change_closed(t->v, c));
	}
	if (r->is_diff && !r->n_changes && !t->quiet)
		out_puts(t->out, "No flow is opened or closed.\n");
	if (r->n_changes || (r->is_diff && !t->quiet))
		out_puts(t->out, "\n");
}

/* ---- the two kinds of report ---- */

void render_text(struct out *out, struct view *v)
{
	struct text t = text_of(out, v);

	put_subject(&t);
	put_changes(&t);
	text_findings(&t);
	if (t.verbose)
		text_flows(&t, false);
	put_notes(&t);
	put_summary(&t);
}

void render_text_path(struct out *out, struct view *v)
{
	struct text t = text_of(out, v);

	text_flows(&t, !t.quiet && (t.verbose || v->report->n_flows <= FEW_FLOWS));
	text_findings(&t);
	put_notes(&t);
	put_summary(&t);
}
