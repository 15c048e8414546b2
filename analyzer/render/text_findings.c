/*
 * text_findings.c - a finding as a good compiler would say it.
 *
 *	error[sg-ingress-denied]: ping from web-1 to web-2 is stopped by sg-0b2 (web-2)
 *	  --> sg-0b2 (web-2) on eni-0b2 of i-0b2, vpc-2 [lab.json:120]
 *	   | no inbound rule allows icmp echo request from 10.1.1.10
 *	   = fix: allow echo requests from VPC 1
 *	       aws ec2 authorize-security-group-ingress --group-id sg-0b2 …
 */
#include "render/text.h"

#include "base/vec.h"

#include <string.h>

#include "base/banned.h"

#define FEW_INFOS     3  /* as many are shown in full without -v */
#define MOST_IN_SHORT 50 /* messages alone, of a code; the rest are counted */
#define FEW_OF_A_CODE 20 /* as many worse ones of a code are; the rest by their message alone */

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
	put_words(t, utf8_columns(label) + 2, "    ", f->message);
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
	if (t->accounts && !str_empty(r->account))
		buf_printf(&b, ", account %s", r->account);
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
	unsigned long counts[VCK_CODE_COUNT] = {0}, total = 0, told = 0;
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < t->v->report->n_findings; i++) {
		const struct vck_finding *f = &t->v->report->findings[i];
		if (match(f)) {
			counts[(unsigned)f->code < VCK_CODE_COUNT ? f->code : VCK_NO_CODE] +=
				1 + f->likewise;
			total += 1 + f->likewise;
			told++;
		}
	}
	if (!total)
		return;
	buf_printf(&b, "%lu %s", told, what);
	if (told < total)
		buf_printf(&b, ", which stand for %lu", total);
	buf_puts(&b, ": ");
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
	for (size_t i = 0; i < count && i < MOST_IN_SHORT; i++)
		put_paragraph(t, "   | ", "   |   ", list[i]->message);
	if (count > MOST_IN_SHORT)
		put_paragraph(
			t, "   | ", "   |   ",
			arena_printf(&t->v->arena, "... and %zu more", count - MOST_IN_SHORT));
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

void text_findings(struct text *t)
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
