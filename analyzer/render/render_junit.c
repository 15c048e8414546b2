/*
 * render_junit.c - JUnit's XML, as test reports of pipelines read it.
 *
 * A suite for each kind of question, a case for each flow, and a suite for what is wrong whatever
 * is asked. What fails is what the threshold says: a flow that is blocked by something that counts
 * as info passes, with a word about it. Unknown is skipped, or an error where unknown is to fail.
 */
#include "render/render.h"

#include "base/vec.h"

#include <string.h>

#include "base/banned.h"

enum result { RESULT_PASS, RESULT_FAIL, RESULT_SKIP, RESULT_ERROR, RESULT_COUNT };

struct verdict {
	enum result result;
	const struct vck_finding *cause; /* the worst, or NULL */
	const char *text;                /* why, or NULL */
};

static enum vck_severity threshold(const struct view *v)
{
	return v->options->fail_on ? v->options->fail_on : VCK_SEVERITY_ERROR;
}

/* The worst of a flow's findings, of equals that of its expectation; `suppressed`: of those that
 * are silenced. */
static const struct vck_finding *worst_cause(const struct view *v, const struct vck_flow *f,
					     bool suppressed)
{
	const struct vck_finding *worst = NULL;

	for (size_t i = 0; i < f->n_findings; i++) {
		const struct vck_finding *finding = view_finding(v, f->findings[i]);
		if (finding && !finding->suppressed == !suppressed &&
		    (!worst || finding->severity > worst->severity ||
		     (finding->severity == worst->severity &&
		      finding->code == VCK_EXPECTATION_FAILED)))
			worst = finding;
	}
	return worst;
}

/* Has it a finding that is not told? An earlier report holds that already. */
static bool is_old_news(const struct view *v, const struct vck_flow *f)
{
	for (size_t i = 0; i < f->n_findings; i++)
		if (!view_finding(v, f->findings[i]))
			return true;
	return false;
}

static struct verdict judge_flow(const struct view *v, const struct vck_flow *f)
{
	const struct vck_finding *cause = worst_cause(v, f, false);
	const struct vck_finding *silenced = worst_cause(v, f, true);
	bool stopped = f->verdict == VCK_BLOCKED || f->verdict == VCK_PARTIAL;

	if (cause && cause->severity >= threshold(v) &&
	    (f->verdict != VCK_UNKNOWN || cause->code == VCK_EXPECTATION_FAILED))
		return (struct verdict){RESULT_FAIL, cause, cause->message};
	if (f->verdict == VCK_UNKNOWN)
		return (struct verdict){v->options->fail_on_unknown ? RESULT_ERROR : RESULT_SKIP,
					cause, "the snapshot does not say"};
	if (is_old_news(v, f))
		return (struct verdict){RESULT_SKIP, cause, "it is not new"};
	if (stopped && !cause && silenced)
		return (struct verdict){RESULT_SKIP, silenced, silenced->suppressed};
	if (stopped && !f->probe)
		return (struct verdict){RESULT_FAIL, cause,
					cause ? cause->message : vck_verdict_name(f->verdict)};
	return (struct verdict){RESULT_PASS, cause, cause ? cause->message : f->note};
}

static struct verdict judge_finding(const struct view *v, const struct vck_finding *f)
{
	if (f->suppressed)
		return (struct verdict){RESULT_SKIP, f, f->suppressed};
	return (struct verdict){f->severity >= threshold(v) ? RESULT_FAIL : RESULT_PASS, f,
				f->message};
}

/* ---- what belongs to which suite ---- */

static const char *suite_of(const struct vck_flow *f)
{
	return f->probe ? f->probe : "path";
}

static bool is_lint(const struct vck_finding *f)
{
	return !f->n_flows && !f->flow_count;
}

static void count(unsigned long counts[RESULT_COUNT], const struct view *v, const char *suite)
{
	const struct vck_report *r = v->report;

	for (size_t i = 0; i < r->n_flows; i++)
		if (!suite || str_eq(suite_of(&r->flows[i]), suite))
			counts[judge_flow(v, &r->flows[i]).result]++;
	for (size_t i = 0; i < r->n_findings; i++)
		if (is_lint(&r->findings[i]) && (!suite || str_eq(suite, "lint")))
			counts[judge_finding(v, &r->findings[i]).result]++;
}

/* ---- writing ---- */

static void put_attribute(struct out *out, const char *name, const char *value)
{
	out_printf(out, " %s=\"", name);
	out_escaped(out, escape_xml, value);
	out_puts(out, "\"");
}

static void put_counts(struct out *out, const unsigned long counts[RESULT_COUNT], bool skipped)
{
	out_printf(out, " tests=\"%lu\" failures=\"%lu\" errors=\"%lu\"",
		   counts[RESULT_PASS] + counts[RESULT_FAIL] + counts[RESULT_SKIP] +
			   counts[RESULT_ERROR],
		   counts[RESULT_FAIL], counts[RESULT_ERROR]);
	if (skipped)
		out_printf(out, " skipped=\"%lu\"", counts[RESULT_SKIP]);
	out_puts(out, ">\n");
}

static void put_evidence(struct out *out, const struct vck_finding *f)
{
	for (size_t i = 0; f && i < f->n_evidence; i++) {
		out_escaped(out, escape_xml, f->evidence[i].text);
		out_puts(out, "\n");
	}
}

static void put_fix(struct out *out, const struct vck_finding *f)
{
	if (!f || !f->fix.proposal.summary)
		return;
	out_puts(out, "fix: ");
	out_escaped(out, escape_xml, f->fix.proposal.summary);
	out_puts(out, "\n");
	for (size_t i = 0; i < f->fix.proposal.n_commands; i++) {
		out_puts(out, "  ");
		out_escaped(out, escape_xml, f->fix.proposal.commands[i]);
		out_puts(out, "\n");
	}
}

/* The evidence of the worst cause, and what mends each. */
static void put_details(struct out *out, const struct view *v, const struct vck_flow *flow,
			const struct vck_finding *cause)
{
	put_evidence(out, cause);
	put_fix(out, cause);
	for (size_t i = 0; flow && i < flow->n_findings; i++) {
		const struct vck_finding *f = view_finding(v, flow->findings[i]);
		if (f == cause || !f || f->suppressed)
			continue;
		out_escaped(out, escape_xml, code_name(f->code));
		out_puts(out, ": ");
		out_escaped(out, escape_xml, f->message);
		out_puts(out, "\n");
		put_evidence(out, f);
		put_fix(out, f);
	}
}

static void put_result(struct out *out, const struct view *v, const struct vck_flow *flow,
		       struct verdict verdict)
{
	static const char *const elements[] = {
		[RESULT_PASS] = "system-out",
		[RESULT_FAIL] = "failure",
		[RESULT_SKIP] = "skipped",
		[RESULT_ERROR] = "error",
	};
	const char *element = elements[verdict.result];

	if (!verdict.text)
		return;
	out_printf(out, "      <%s", element);
	if (verdict.result != RESULT_PASS)
		put_attribute(out, "message", verdict.text);
	if (verdict.result == RESULT_FAIL || verdict.result == RESULT_ERROR)
		put_attribute(out, "type",
			      verdict.cause ? code_name(verdict.cause->code) : "unknown");
	out_puts(out, ">");
	if (verdict.result == RESULT_PASS)
		out_escaped(out, escape_xml, verdict.text);
	else if (verdict.result != RESULT_SKIP)
		put_details(out, v, flow, verdict.cause);
	out_printf(out, "</%s>\n", element);
}

struct place {
	const char *file; /* NULL: nowhere */
	unsigned line;
};

static void put_case(struct out *out, struct view *v, const char *name, const char *suite,
		     struct place place, const struct vck_flow *flow, struct verdict verdict)
{
	out_puts(out, "    <testcase");
	put_attribute(out, "name", name);
	put_attribute(out, "classname", arena_printf(&v->arena, "vpccheck.%s", suite));
	if (place.file) {
		put_attribute(out, "file", view_path(v, place.file));
		out_printf(out, " line=\"%u\"", line_or_one(place.line));
	}
	out_puts(out, ">\n");
	put_result(out, v, flow, verdict);
	out_puts(out, "    </testcase>\n");
}

/* Names are what a report of tests knows a case by: unique, and the same in the next run. */
static const char *case_name(struct view *v, const struct vck_flow *f)
{
	size_t prefix = f->probe ? strlen(f->probe) : 0;

	if (!f->probe && f->id)
		return f->id;
	if (f->expectation && str_starts(f->id, f->probe) && f->id[prefix] == ':')
		return f->id + prefix + 1; /* its own name, and the protocol */
	return flow_title(v, f);
}

static void put_flow_case(struct out *out, struct view *v, const struct vck_flow *f)
{
	struct verdict verdict = judge_flow(v, f);
	struct place place = {f->file, f->line};

	if (!place.file && verdict.cause)
		place = (struct place){verdict.cause->resource.file, verdict.cause->resource.line};
	put_case(out, v, case_name(v, f), suite_of(f), place, f, verdict);
}

static void put_suite(struct out *out, struct view *v, const char *suite)
{
	const struct vck_report *r = v->report;
	unsigned long counts[RESULT_COUNT] = {0};

	count(counts, v, suite);
	out_puts(out, "  <testsuite");
	put_attribute(out, "name", suite);
	put_counts(out, counts, true);
	for (size_t i = 0; i < r->n_flows; i++)
		if (str_eq(suite_of(&r->flows[i]), suite))
			put_flow_case(out, v, &r->flows[i]);
	for (size_t i = 0; i < r->n_findings && str_eq(suite, "lint"); i++) {
		const struct vck_finding *f = &r->findings[i];
		if (is_lint(f))
			put_case(out, v,
				 arena_printf(&v->arena, "%s: %s", code_name(f->code),
					      resource_title(v, &f->resource)),
				 suite, (struct place){f->resource.file, f->resource.line}, NULL,
				 judge_finding(v, f));
	}
	out_puts(out, "  </testsuite>\n");
}

/* The kinds of question in the order in which they first come. */
static size_t list_suites(const struct vck_report *r, const char **suites, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_flows; i++) {
		size_t k = 0;
		while (k < n && !str_eq(suites[k], suite_of(&r->flows[i])))
			k++;
		if (k == n && n < most)
			suites[n++] = suite_of(&r->flows[i]);
	}
	return n;
}

void render_junit(struct out *out, struct view *v)
{
	unsigned long counts[RESULT_COUNT] = {0};
	const char *suites[16];
	size_t n = list_suites(v->report, suites, COUNT_OF(suites));

	count(counts, v, NULL);
	out_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"vpccheck\"");
	put_counts(out, counts, false);
	for (size_t i = 0; i < n; i++)
		put_suite(out, v, suites[i]);
	if (!v->report->is_path)
		put_suite(out, v, "lint");
	out_puts(out, "</testsuites>\n");
}
