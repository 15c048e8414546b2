/*
 * render_sarif.c - SARIF 2.1.0 as GitHub code scanning takes it.
 *
 * GitHub refuses a whole file for one result without a relative, non-empty location, so each has
 * one; it knows a result again by partialFingerprints.primaryLocationLineHash alone, so ours stands
 * there. Its limits: 25,000 results a run, 1,000 locations a result, 10 MB gzipped. Findings are
 * sorted worst first, so what is cut is the least; what was cut is told.
 */
#include "render/render.h"
#include "render/rules.h"

#include "base/banned.h"

#define MOST_RESULTS   25000
#define MOST_LOCATIONS 1000
#define MOST_HOP_BYTES (48u << 20) /* of output, until hops are left out; it gzips to a tenth */

static const char *level_of(enum vck_severity severity)
{
	static const char *const levels[] = {
		[VCK_SEVERITY_NONE] = "note",
		[VCK_SEVERITY_INFO] = "note",
		[VCK_SEVERITY_WARNING] = "warning",
		[VCK_SEVERITY_ERROR] = "error",
	};
	return levels[severity];
}

static void put_text(struct jsonw *w, const char *key, const char *text)
{
	jw_flat_object(w, key);
	jw_string(w, "text", text ? text : "");
	jw_end(w);
}

/* ---- rules ---- */

static void put_help(struct jsonw *w, enum vck_code code)
{
	const char *markdown = rule_markdown(code);
	struct buf text = BUF_INIT;

	rule_show(&text, code, 80);
	jw_object(w, "help");
	jw_string(w, "text", buf_str(&text));
	jw_string(w, "markdown", *markdown ? markdown : buf_str(&text));
	jw_end(w);
	buf_free(&text);
}

static void put_rule(struct jsonw *w, enum vck_code code)
{
	const struct vck_code_info *info = vck_code_info(code);
	struct buf full = BUF_INIT;

	rule_section(&full, code, "What it means");
	jw_object(w, NULL);
	jw_string(w, "id", info->code);
	jw_object(w, "shortDescription");
	struct buf summary = BUF_INIT;
	buf_printf(&summary, "%s.", info->summary);
	jw_string(w, "text", buf_str(&summary));
	jw_end(w);
	put_text(w, "fullDescription", full.len ? buf_str(&full) : buf_str(&summary));
	put_help(w, code);
	jw_flat_object(w, "defaultConfiguration");
	jw_string(w, "level", level_of(info->severity));
	jw_end(w);
	jw_flat_object(w, "properties");
	jw_string(w, "precision", "very-high");
	jw_string(w, "problem.severity",
		  info->severity == VCK_SEVERITY_ERROR     ? "error"
		  : info->severity == VCK_SEVERITY_WARNING ? "warning"
							   : "recommendation");
	if (code == VCK_SG_OPEN_TO_WORLD)
		jw_string(w, "security-severity", "7.5");
	jw_flat_array(w, "tags");
	jw_string(w, NULL, code == VCK_SG_OPEN_TO_WORLD ? "security" : "network");
	jw_end(w);
	jw_end(w);
	jw_end(w);
	buf_free(&full);
	buf_free(&summary);
}

/* The rules that results name, in the order of the catalogue; index[] tells each one's place. */
static void put_rules(struct jsonw *w, const struct vck_report *r, unsigned index[VCK_CODE_COUNT])
{
	bool used[VCK_CODE_COUNT] = {false};
	unsigned n = 0;

	for (size_t i = 0; i < r->n_findings; i++)
		if ((unsigned)r->findings[i].code < VCK_CODE_COUNT)
			used[r->findings[i].code] = true;
	jw_array(w, "rules");
	for (int code = VCK_NO_CODE + 1; code < VCK_CODE_COUNT; code++)
		if (used[code]) {
			index[code] = n++;
			put_rule(w, (enum vck_code)code);
		}
	jw_end(w);
}

static void put_tool(struct jsonw *w, const struct vck_report *r, unsigned index[VCK_CODE_COUNT])
{
	jw_object(w, "tool");
	jw_object(w, "driver");
	jw_string(w, "name", "vpccheck");
	jw_string(w, "fullName", "vpccheck " VPCCHECK_VERSION);
	jw_string(w, "version", VPCCHECK_VERSION);
	jw_string(w, "semanticVersion", VPCCHECK_VERSION);
	put_rules(w, r, index);
	jw_end(w);
	jw_end(w);
}

/* ---- locations ---- */

static void put_physical(struct jsonw *w, struct view *v, const char *file, unsigned line)
{
	struct buf uri = BUF_INIT;

	escape_uri(&uri, view_path(v, file));
	jw_object(w, "physicalLocation");
	jw_flat_object(w, "artifactLocation");
	jw_string(w, "uri", buf_str(&uri));
	jw_string(w, "uriBaseId", "%SRCROOT%");
	jw_end(w);
	jw_flat_object(w, "region");
	jw_number(w, "startLine", line_or_one(line));
	jw_end(w);
	jw_end(w);
	buf_free(&uri);
}

static void put_logical(struct jsonw *w, const char *name, const char *kind)
{
	jw_flat_array(w, "logicalLocations");
	jw_flat_object(w, NULL);
	jw_string(w, "fullyQualifiedName", name);
	jw_string(w, "kind", str_empty(kind) ? "resource" : kind);
	jw_end(w);
	jw_end(w);
}

static void put_locations(struct jsonw *w, struct view *v, const struct vck_finding *f)
{
	jw_array(w, "locations");
	jw_object(w, NULL);
	put_physical(w, v, f->resource.file, f->resource.line);
	put_logical(w, resource_arn(v, &f->resource), f->resource.type);
	jw_end(w);
	jw_end(w);
}

/* GitHub wants a place for everything: the finding's stands in for what has none of its own. */
static void put_place(struct jsonw *w, struct view *v, const struct vck_finding *f,
		      const char *file, unsigned line)
{
	put_physical(w, v, file ? file : f->resource.file, file ? line : f->resource.line);
}

/* The other objects that were looked at. */
static void put_related(struct jsonw *w, struct view *v, const struct vck_finding *f)
{
	if (!f->n_evidence)
		return;
	jw_array(w, "relatedLocations");
	for (size_t i = 0; i < f->n_evidence && i < MOST_LOCATIONS - 1; i++) {
		const struct vck_evidence *e = &f->evidence[i];
		jw_object(w, NULL);
		jw_number(w, "id", i + 1);
		put_place(w, v, f, e->file, e->line);
		if (!str_empty(e->resource))
			put_logical(w, e->resource, NULL);
		put_text(w, "message", e->text);
		jw_end(w);
	}
	jw_end(w);
}

static void put_hops(struct jsonw *w, struct view *v, const struct vck_finding *f,
		     const struct vck_hop *hops, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		jw_object(w, NULL);
		jw_object(w, "location");
		put_place(w, v, f, hops[i].file, hops[i].line);
		put_logical(w,
			    str_empty(hops[i].id) ? component_noun(hops[i].component) : hops[i].id,
			    hops[i].component);
		put_text(w, "message",
			 arena_printf(&v->arena, "%s: %s%s%s", vck_outcome_name(hops[i].outcome),
				      hop_title(v, &hops[i]), hops[i].detail ? ": " : "",
				      hops[i].detail ? hops[i].detail : ""));
		jw_end(w);
		jw_end(w);
	}
}

static void put_thread(struct jsonw *w, struct view *v, const struct vck_finding *f, const char *id,
		       const struct vck_hop *hops, size_t count)
{
	if (!count)
		return;
	jw_object(w, NULL);
	jw_string(w, "id", id);
	jw_array(w, "locations");
	put_hops(w, v, f, hops, count);
	jw_end(w);
	jw_end(w);
}

/* The hops of the first flow that it stops. */
static void put_code_flow(struct jsonw *w, struct view *v, const struct vck_finding *f)
{
	const struct vck_flow *flow = f->n_flows ? view_flow(v, f->flows[0]) : NULL;

	if (!flow || flow->n_forward + flow->n_reply == 0)
		return;
	jw_array(w, "codeFlows");
	jw_object(w, NULL);
	put_text(w, "message", flow_title(v, flow));
	jw_array(w, "threadFlows");
	put_thread(w, v, f, "there", flow->forward, flow->n_forward);
	put_thread(w, v, f, "back", flow->reply, flow->n_reply);
	jw_end(w);
	jw_end(w);
	jw_end(w);
}

/* ---- results ---- */

static void put_message(struct jsonw *w, const struct vck_finding *f)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s.", f->message);
	if (f->fix.proposal.summary)
		buf_printf(&b, "\nFix: %s.", f->fix.proposal.summary);
	for (size_t i = 0; i < f->fix.proposal.n_commands; i++)
		buf_printf(&b, "\n%s", f->fix.proposal.commands[i]);
	put_text(w, "message", buf_str(&b));
	buf_free(&b);
}

static void put_suppressions(struct jsonw *w, const struct vck_finding *f)
{
	jw_array(w, "suppressions"); /* an empty one says: not suppressed */
	if (f->suppressed) {
		jw_flat_object(w, NULL);
		jw_string(w, "kind", "external");
		jw_string(w, "status", "accepted");
		jw_string(w, "justification", f->suppressed);
		jw_end(w);
	}
	jw_end(w);
}

static void put_result(struct jsonw *w, struct view *v, const struct vck_finding *f, unsigned rule,
		       bool hops)
{
	jw_object(w, NULL);
	jw_string(w, "ruleId", code_name(f->code));
	jw_number(w, "ruleIndex", rule);
	jw_string(w, "level", level_of(f->severity));
	put_message(w, f);
	put_locations(w, v, f);
	jw_flat_object(w, "partialFingerprints");
	jw_string(w, "primaryLocationLineHash", f->fingerprint);
	jw_string(w, "vpccheck/v1", f->fingerprint);
	jw_end(w);
	if (hops)
		put_code_flow(w, v, f);
	put_related(w, v, f);
	put_suppressions(w, f);
	jw_end(w);
}

static void put_results(struct jsonw *w, struct view *v, const unsigned index[VCK_CODE_COUNT])
{
	const struct vck_report *r = v->report;
	size_t n = r->n_findings < MOST_RESULTS ? r->n_findings : MOST_RESULTS, bare = 0;

	jw_array(w, "results");
	for (size_t i = 0; i < n; i++) {
		bool hops = w->out->total + w->out->buf.len < MOST_HOP_BYTES;
		unsigned code = (unsigned)r->findings[i].code;
		put_result(w, v, &r->findings[i], index[code < VCK_CODE_COUNT ? code : 0], hops);
		bare += !hops;
	}
	jw_end(w);
	if (n < r->n_findings)
		view_warn(v, arena_printf(&v->arena,
					  "sarif: %zu findings were left out, the least severe: "
					  "GitHub takes %d results",
					  r->n_findings - n, MOST_RESULTS));
	if (bare)
		view_warn(v, arena_printf(&v->arena,
					  "sarif: %zu findings stand without their hops: GitHub "
					  "takes 10 MB gzipped",
					  bare));
}

void render_sarif(struct out *out, struct view *v)
{
	struct jsonw w = {.out = out};
	unsigned index[VCK_CODE_COUNT] = {0};

	jw_object(&w, NULL);
	jw_string(&w, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	jw_string(&w, "version", "2.1.0");
	jw_array(&w, "runs");
	jw_object(&w, NULL);
	put_tool(&w, v->report, index);
	jw_string(&w, "columnKind", "utf16CodeUnits");
	put_results(&w, v, index);
	jw_end(&w);
	jw_end(&w);
	jw_end(&w);
	jw_newline(&w);
}
