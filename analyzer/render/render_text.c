/*
 * render_text.c - for people: as a good compiler would say it.
 *
 *	error[sg-ingress-denied]: ping from web-1 to web-2 is stopped by sg-0b2 (web-2)
 *	  --> sg-0b2 (web-2) on eni-0b2 of i-0b2, vpc-2 [lab.json:120]
 *	   | no inbound rule allows icmp echo request from 10.1.1.10
 *	   = fix: allow echo requests from VPC 1
 *	       aws ec2 authorize-security-group-ingress --group-id sg-0b2 …
 *
 * Sentences are folded to the terminal's width, commands never: they are there to be copied.
 */
#include "render/render.h"

#include "base/vec.h"

#include <string.h>

#include "base/banned.h"

#define DEFAULT_WIDTH 100
#define LEAST_WIDTH   40
#define FEW_INFOS     3  /* as many are shown in full without -v */
#define FEW_OF_A_CODE 20 /* as many worse ones of a code are; the rest by their message alone */
#define FEW_FLOWS     20 /* as many of a path's are shown hop by hop without -v */
#define FEW_PARTS     4  /* more parts of one flow that are blocked are "everything else" */
#define MANY_PARTS    12 /* as many parts of a set are shown without -v */

enum style { PLAIN, BOLD, DIM, RED, YELLOW, CYAN, GREEN };

static const char *const style_codes[] = {
	[PLAIN] = "",           [BOLD] = "\x1b[1m",      [DIM] = "\x1b[2m",
	[RED] = "\x1b[1;31m",   [YELLOW] = "\x1b[1;33m", [CYAN] = "\x1b[1;36m",
	[GREEN] = "\x1b[1;32m",
};

struct text {
	struct out *out;
	struct view *v;
	unsigned width;
	bool verbose, quiet;
};

static struct text text_of(struct out *out, struct view *v)
{
	unsigned width = v->options->width ? v->options->width : DEFAULT_WIDTH;

	return (struct text){
		.out = out,
		.v = v,
		.width = width < LEAST_WIDTH ? LEAST_WIDTH : width,
		.verbose = v->options->verbosity > 0,
		.quiet = v->options->verbosity < 0,
	};
}

static void style_on(struct text *t, enum style style)
{
	if (t->v->options->color)
		out_puts(t->out, style_codes[style]);
}

static void style_off(struct text *t, enum style style)
{
	if (t->v->options->color && style != PLAIN)
		out_puts(t->out, "\x1b[0m");
}

static void put_styled(struct text *t, enum style style, const char *s)
{
	style_on(t, style);
	out_escaped(t->out, escape_plain, s);
	style_off(t, style);
}

/* Escaped first, measured then: what is measured is what is shown. */
static const char *plain(struct text *t, const char *s)
{
	struct buf b = BUF_INIT;

	escape_plain(&b, s ? s : "");
	const char *copy = arena_strdup(&t->v->arena, buf_str(&b));
	buf_free(&b);
	return copy;
}

/*
 * Words from column `at` on; a line that is full goes on under `rest`. A word that is longer than a
 * line stays whole: ids and rules are there to be copied, too. No line begins with "::", which a
 * runner of GitHub would take for a command.
 */
static void fold(struct text *t, unsigned at, const char *rest, const char *text)
{
	const char *s = plain(t, text);
	unsigned indent = utf8_columns(rest), gap = 0;

	while (*s) {
		size_t len = strcspn(s, " ");
		const char *word = arena_strndup(&t->v->arena, s, len);
		unsigned columns = utf8_columns(word);
		if (gap && at + gap + columns > t->width && !str_starts(word, "::")) {
			out_printf(t->out, "\n%s", rest);
			at = indent;
		} else {
			out_repeat(t->out, ' ', gap);
			at += gap;
		}
		out_puts(t->out, word);
		at += columns;
		s += len;
		gap = (unsigned)strspn(s, " ");
		s += gap;
	}
}

static void put_folded(struct text *t, unsigned at, const char *rest, const char *text)
{
	fold(t, at, rest, text);
	out_puts(t->out, "\n");
}

static void put_paragraph(struct text *t, const char *first, const char *rest, const char *text)
{
	out_puts(t->out, first);
	put_folded(t, utf8_columns(first), rest, text);
}

/* ---- a finding ---- */

static enum style severity_style(enum vck_severity severity)
{
	static const enum style styles[] = {
		[VCK_SEVERITY_NONE] = PLAIN,
		[VCK_SEVERITY_INFO] = CYAN,
		[VCK_SEVERITY_WARNING] = YELLOW,
		[VCK_SEVERITY_ERROR] = RED,
	};
	return styles[severity];
}

static void put_headline(struct text *t, const struct vck_finding *f)
{
	const char *label = arena_printf(&t->v->arena, "%s[%s]", vck_severity_name(f->severity),
					 code_name(f->code));

	put_styled(t, severity_style(f->severity), label);
	out_puts(t->out, ": ");
	style_on(t, BOLD);
	fold(t, utf8_columns(label) + 2, "    ", f->message);
	style_off(t, BOLD);
	out_puts(t->out, "\n");
}

static void put_place(struct text *t, const struct vck_resource *r)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, resource_title(t->v, r));
	if (!str_empty(r->detail))
		buf_printf(&b, " %s", r->detail);
	if (!str_empty(r->vpc) && !str_eq(r->vpc, r->id) &&
	    !(r->detail && strstr(r->detail, r->vpc)))
		buf_printf(&b, ", %s", r->vpc);
	const char *file = view_file(t->v, r->file);
	if (!str_empty(file) && r->line)
		buf_printf(&b, " [%s:%u]", file, r->line);
	else if (!str_empty(file))
		buf_printf(&b, " [%s]", file);
	put_paragraph(t, "  --> ", "      ", buf_str(&b));
	buf_free(&b);
}

/* The flows it stops: counted, and with -v listed. One alone is in the message. */
static void put_stopped(struct text *t, const struct vck_finding *f)
{
	unsigned long count = f->flow_count > f->n_flows ? f->flow_count : f->n_flows;

	if (count > 1)
		put_paragraph(
			t, "   | ", "   |   ",
			arena_printf(&t->v->arena, "concerns %s", count_noun(t->v, count, "flow")));
	for (size_t i = 0; t->verbose && i < f->n_flows; i++) {
		const struct vck_flow *flow = view_flow(t->v, f->flows[i]);
		put_paragraph(t, "   |   ", "   |     ",
			      flow ? flow_title(t->v, flow) : f->flows[i]);
	}
}

static void put_proposal(struct text *t, const char *label, const struct vck_proposal *p)
{
	put_paragraph(t, label, "          ",
		      p->verified ? arena_printf(&t->v->arena, "%s (verified)", p->summary)
				  : p->summary);
	if (p->unverified)
		put_paragraph(t, "       but: ", "         ", p->unverified);
	for (size_t i = 0; i < p->n_commands; i++) {
		out_puts(t->out, "       ");
		put_styled(t, CYAN, p->commands[i]);
		out_puts(t->out, "\n");
	}
}

static void put_finding(struct text *t, const struct vck_finding *f)
{
	put_headline(t, f);
	put_place(t, &f->resource);
	for (size_t i = 0; i < f->n_evidence; i++)
		put_paragraph(t, "   | ", "   |   ", f->evidence[i].text);
	put_stopped(t, f);
	if (f->suppressed)
		put_paragraph(t, "   = suppressed: ", "     ",
			      f->suppressed_until ? arena_printf(&t->v->arena, "%s (until %s)",
								 f->suppressed, f->suppressed_until)
						  : f->suppressed);
	if (f->fix.proposal.summary)
		put_proposal(t, "   = fix: ", &f->fix.proposal);
	for (size_t i = 0; i < f->fix.n_alternatives; i++)
		put_proposal(t, "   = or:  ", &f->fix.alternatives[i]);
	out_puts(t->out, "\n");
}

/* ---- findings that are only counted ---- */

/* "3 infos not shown: 2 eip-unassociated, 1 peering-dns-off (-v shows them)" */
static void put_counted(struct text *t, const char *what, bool (*match)(const struct vck_finding *))
{
	unsigned long counts[VCK_CODE_COUNT] = {0}, total = 0;
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < t->v->report->n_findings; i++) {
		const struct vck_finding *f = &t->v->report->findings[i];
		if (match(f)) {
			counts[(unsigned)f->code < VCK_CODE_COUNT ? f->code : VCK_NO_CODE]++;
			total++;
		}
	}
	if (!total)
		return;
	buf_printf(&b, "%lu %s: ", total, what);
	for (unsigned code = 0, n = 0; code < VCK_CODE_COUNT; code++)
		if (counts[code])
			buf_printf(&b, "%s%lu %s", n++ ? ", " : "", counts[code],
				   code_name((enum vck_code)code));
	buf_puts(&b, " (-v shows them)");
	put_paragraph(t, "", "    ", buf_str(&b));
	out_puts(t->out, "\n");
	buf_free(&b);
}

static bool is_suppressed(const struct vck_finding *f)
{
	return f->suppressed;
}

static bool is_info(const struct vck_finding *f)
{
	return !f->suppressed && f->severity <= VCK_SEVERITY_INFO;
}

static bool is_worse(const struct vck_finding *f)
{
	return !f->suppressed && f->severity > VCK_SEVERITY_INFO;
}

static size_t count_matching(const struct vck_report *r, bool (*match)(const struct vck_finding *))
{
	size_t count = 0;

	for (size_t i = 0; i < r->n_findings; i++)
		count += match(&r->findings[i]);
	return count;
}

static void put_matching(struct text *t, bool (*match)(const struct vck_finding *))
{
	const struct vck_report *r = t->v->report;

	for (size_t i = 0; i < r->n_findings; i++)
		if (match(&r->findings[i]))
			put_finding(t, &r->findings[i]);
}

/* ---- the worse ones: of a code the first in full ---- */

static void put_in_short(struct text *t, const struct vck_finding *const *list, size_t count)
{
	const char *label =
		arena_printf(&t->v->arena, "%s[%s]", vck_severity_name(list[0]->severity),
			     code_name(list[0]->code));

	put_styled(t, severity_style(list[0]->severity), label);
	out_puts(t->out, ": ");
	put_folded(t, utf8_columns(label) + 2, "    ",
		   arena_printf(&t->v->arena, "%zu more (-v shows them in full)", count));
	for (size_t i = 0; i < count; i++)
		put_paragraph(t, "   | ", "   |   ", list[i]->message);
	out_puts(t->out, "\n");
}

/* Findings of one code and severity, which stand together. */
static void put_run(struct text *t, const struct vck_finding *const *list, size_t count)
{
	size_t few = t->verbose || count <= FEW_OF_A_CODE ? count : FEW_OF_A_CODE;

	for (size_t i = 0; i < few; i++)
		put_finding(t, list[i]);
	if (few < count)
		put_in_short(t, list + few, count - few);
}

static void put_worse(struct text *t)
{
	const struct vck_report *r = t->v->report;
	VEC(const struct vck_finding *) list = VEC_INIT;

	for (size_t i = 0; i < r->n_findings; i++)
		if (is_worse(&r->findings[i]))
			vec_push(&list, &r->findings[i]);
	for (size_t i = 0, end; i < list.len; i = end) {
		for (end = i + 1; end < list.len && list.items[end]->code == list.items[i]->code &&
				  list.items[end]->severity == list.items[i]->severity;)
			end++;
		put_run(t, list.items + i, end - i);
	}
	vec_free(&list);
}

static void put_findings(struct text *t)
{
	put_worse(t);
	if (t->verbose || (!t->quiet && count_matching(t->v->report, is_info) <= FEW_INFOS))
		put_matching(t, is_info);
	else
		put_counted(t, "more of severity info", is_info);
	if (t->verbose)
		put_matching(t, is_suppressed);
	else
		put_counted(t, "suppressed", is_suppressed);
}

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
	if ((r->n_notes && !t->quiet) || r->n_gone)
		out_puts(t->out, "\n");
}

static void put_subject(struct text *t)
{
	if (str_empty(t->v->report->subject) || t->quiet)
		return;
	put_paragraph(t, "", "", t->v->report->subject);
	out_puts(t->out, "\n");
}

/* ---- a flow, hop by hop ---- */

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

static void put_flows(struct text *t, bool hops)
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

/* ---- what a change opens and closes ---- */

static void put_change_parts(struct text *t, enum style style, const char *word, const char **parts,
			     size_t count)
{
	if (!count)
		return;
	out_puts(t->out, "  ");
	put_styled(t, style, word);
	out_puts(t->out, " ");
	put_folded(t, utf8_columns(word) + 3, "          ", join(t->v, parts, count, ", "));
}

static void put_changes(struct text *t)
{
	const struct vck_report *r = t->v->report;

	for (size_t i = 0; i < r->n_changes; i++) {
		const struct vck_change *c = &r->changes[i];
		put_paragraph(t, "", "    ",
			      arena_printf(&t->v->arena, "%s -> %s", c->source.title,
					   c->destination.title));
		put_change_parts(t, YELLOW, "opened:", c->opened, c->n_opened);
		put_change_parts(t, RED, "closed:", c->closed, c->n_closed);
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
	put_findings(&t);
	if (t.verbose)
		put_flows(&t, false);
	put_notes(&t);
	put_summary(&t);
}

void render_text_path(struct out *out, struct view *v)
{
	struct text t = text_of(out, v);

	put_flows(&t, !t.quiet && (t.verbose || v->report->n_flows <= FEW_FLOWS));
	put_findings(&t);
	put_notes(&t);
	put_summary(&t);
}
