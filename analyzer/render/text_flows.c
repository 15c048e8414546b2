/* text_flows.c - a flow, hop by hop or as a line. */
#include "render/text.h"

#include "base/banned.h"

#define FEW_PARTS  4  /* more parts of one flow that are blocked are "everything else" */
#define MANY_PARTS 12 /* as many parts of a set are shown without -v */

static enum style verdict_style(enum vck_verdict verdict)
{
	static const enum style styles[] = {
		[VCK_REACHABLE] = GREEN,
		[VCK_PARTIAL] = YELLOW,
		[VCK_BLOCKED] = RED,
		[VCK_UNKNOWN] = CYAN,
	};
	return styles[verdict];
}

static void put_hop(struct text *t, const struct vck_hop *h)
{
	static const struct {
		const char *word;
		enum style style;
	} marks[] = {
		[VCK_PASS] = {"pass   ", GREEN},
		[VCK_PASS_PARTLY] = {"partly ", YELLOW},
		[VCK_STOP] = {"STOP   ", RED},
		[VCK_NOT_KNOWN] = {"unknown", CYAN},
	};
	out_puts(t->out, "    ");
	put_styled(t, marks[h->outcome].style, marks[h->outcome].word);
	out_puts(t->out, "  ");
	const char *title = hop_title(t->v, h);
	put_folded(t, 13, "             ",
		   str_empty(h->detail) ? title
					: arena_printf(&t->v->arena, "%s: %s", title, h->detail));
}

static void put_leg(struct text *t, const char *title, const struct vck_hop *hops, size_t count)
{
	put_paragraph(t, "  ", "    ", title);
	for (size_t i = 0; i < count; i++) {
		bool moved = i && hops[i].source && hops[i].destination &&
			     (!str_eq(hops[i].source, hops[i - 1].source) ||
			      !str_eq(hops[i].destination, hops[i - 1].destination));
		if ((!i || moved) && hops[i].source && hops[i].destination)
			put_paragraph(t, "    from ", "      ",
				      arena_printf(&t->v->arena, "%s to %s", hops[i].source,
						   hops[i].destination));
		put_hop(t, &hops[i]);
	}
}

static void put_hops(struct text *t, const struct vck_flow *f, bool reply)
{
	const struct vck_hop *hops = reply ? f->reply : f->forward;
	size_t count = reply ? f->n_reply : f->n_forward;

	for (size_t i = 0, n; i < count; i += n) {
		n = leg_length(hops + i, count - i);
		put_leg(t, leg_title(t->v, f, hops[i].leg, reply), hops + i, n);
	}
}

static bool is_set(const struct vck_flow *f)
{
	return str_eq(f->source.kind, "set") || str_eq(f->destination.kind, "set");
}

/* Of a set a line for each part; of one flow the parts in a row. */
static void put_parts(struct text *t, const struct vck_flow *f, const char *label,
		      const char **parts, size_t count)
{
	size_t shown = t->verbose || count <= MANY_PARTS ? count : MANY_PARTS;
	if (!count)
		return;
	if (!is_set(f)) {
		bool rest =
			count > FEW_PARTS && !t->verbose && parts == f->blocked && !f->n_unknown;
		put_paragraph(t, label, "           ",
			      rest ? "everything else" : join(t->v, parts, count, ", "));
		return;
	}
	for (size_t i = 0; i < shown; i++)
		put_paragraph(t, i ? "           " : label, "             ", parts[i]);
	if (shown < count)
		put_paragraph(
			t, "           ", "             ",
			arena_printf(&t->v->arena, "and %zu more (-v shows them)", count - shown));
}

static void put_flow_line(struct text *t, const struct vck_flow *f)
{
	const char *verdict = vck_verdict_name(f->verdict);

	put_styled(t, verdict_style(f->verdict), verdict);
	out_puts(t->out, ": ");
	put_folded(t, utf8_columns(verdict) + 2, "    ",
		   f->count > 1 ? arena_printf(&t->v->arena,
					       is_set(f) ? "%s (%lu pairs)"
							 : "%s (stands for %lu equal ones)",
					       flow_title(t->v, f), f->count)
				: flow_title(t->v, f));
}

static void put_flow(struct text *t, const struct vck_flow *f)
{
	put_flow_line(t, f);
	if (f->verdict == VCK_PARTIAL || f->n_unknown) {
		put_parts(t, f, "  passes:  ", f->passes, f->n_passes);
		put_parts(t, f, "  blocked: ", f->blocked, f->n_blocked);
		put_parts(t, f, "  unknown: ", f->unknown, f->n_unknown);
	}
	if (is_set(f) && f->count > 1 && f->n_forward)
		out_puts(t->out, "  one of the pairs:\n");
	put_hops(t, f, false);
	put_hops(t, f, true);
	if (!str_empty(f->note))
		put_paragraph(t, "  note: ", "        ", f->note);
	out_puts(t->out, "\n");
}

void text_flows(struct text *t, bool hops)
{
	const struct vck_report *r = t->v->report;

	for (size_t i = 0; i < r->n_flows; i++)
		if (hops)
			put_flow(t, &r->flows[i]);
		else
			put_flow_line(t, &r->flows[i]);
	if (r->n_flows && !hops)
		out_puts(t->out, "\n");
}
