/*
 * render - a report as text in one of many formats.
 *
 * Question: how does this answer look to a person, to a pipeline, to another program? A format is a
 * row of formats.def and a file render_<format>.c; a NULL in the row says that it cannot show that
 * kind of result, and callers derive the message from the table.
 *
 * Invariants
 * - A format sees a report (include/vpccheck/finding.h) and the options, nothing else: no network,
 *   no clock, no environment, no locale. Same report, same bytes.
 * - The whole report is shown whatever the threshold; "fail" is the caller's business, except where
 *   a format has a word for it (JUnit), and then it comes as an option.
 * - Every string of a report may be hostile: it is written through an escape_fn (out.h) or not at
 *   all.
 *
 *	view = finding by fingerprint and flow by id, made once for all formats
 *	i-0a1… (web) 10.1.1.10 -> i-0b2… 10.2.1.10: flow_title()
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "base/arena.h"
#include "base/map.h"
#include "render/jsonw.h"
#include "render/out.h"
#include "render/pieces.h"

#include <vpccheck/render.h>

/* A report with the ways into it. */
struct view {
	const struct vck_report *report;
	const struct vck_render_options *options;
	struct arena arena;
	struct map findings; /* fingerprint -> const struct vck_finding * */
	struct map flows;    /* id -> const struct vck_flow * */
};

typedef void render_fn(struct out *, struct view *);

/* What a format of rows keeps between them. */
struct matrix_state {
	bool pairs;
	unsigned width;
	unsigned long rows;
	struct arena arena;                 /* of nodes */
	struct map nodes;                   /* pictures: ends that were drawn already */
	struct buf cell;                    /* what is put together before it is written */
	struct pieces ends, answers, rests; /* of rows, by their numbers */
	VEC(unsigned long) drawn;           /* [number of an end]: its node; 0: not drawn yet */
};

struct matrix_format {
	void (*begin)(struct out *, struct matrix_state *);
	void (*row)(struct out *, struct matrix_state *, const struct vck_matrix_row *);
	void (*end)(struct out *, struct matrix_state *);
};
extern const struct matrix_format matrix_text, matrix_json, matrix_csv, matrix_dot, matrix_mermaid;

struct format {
	const char *name;
	const char *summary;
	render_fn *check;                   /* a report of `check`, or NULL */
	render_fn *path;                    /* a report of `path`, or NULL */
	const struct matrix_format *matrix; /* rows of `matrix`, or NULL */
};
const struct format *format_find(const char *name); /* NULL: there is none of that name */

void view_open(struct view *, const struct vck_report *, const struct vck_render_options *);
void view_close(struct view *);
const struct vck_finding *view_finding(const struct view *, const char *fingerprint);
const struct vck_flow *view_flow(const struct view *, const char *id);
void view_warn(const struct view *, const char *text); /* what the user should hear on stderr */

/* Where a finding or flow stands, relative to options->root; never NULL nor empty. */
const char *view_path(struct view *, const char *file);
/* The same as the user named it: the file, else options->report_path, else "<standard input>" … */
const char *view_file(const struct view *, const char *file);
unsigned line_or_one(unsigned line);

const char *code_name(enum vck_code); /* "peering-missing" */

/* "i-0a1 (web) 10.1.1.10", "the internet"; a whole flow "A -> B, tcp/22". In the view's arena. */
const char *endpoint_title(struct view *, const struct vck_endpoint *);
const char *flow_title(struct view *, const struct vck_flow *);
const char *resource_title(struct view *, const struct vck_resource *); /* "sg-1 (web)" */
const char *resource_arn(struct view *, const struct vck_resource *);   /* or its id */
const char *hop_title(struct view *,
		      const struct vck_hop *); /* "security group sg-1 (web), egress" */
/* "there", "back"; of a flow with legs also from where to where. */
const char *leg_title(struct view *, const struct vck_flow *, unsigned leg, bool reply);
unsigned leg_length(const struct vck_hop *, size_t count); /* of the first hop's leg */
const char *component_noun(const char *component);         /* "security group" */
const char *count_noun(struct view *, unsigned long count, const char *noun); /* "3 flows" */
const char *join(struct view *, const char **items, size_t count, const char *between);

/* Of a change: "tcp/22; for some client ports alone: tcp/443"; "": nothing. */
const char *change_opened(struct view *, const struct vck_change *);
const char *change_closed(struct view *, const struct vck_change *);
const char *change_title(struct view *, const struct vck_change *); /* "web-1 -> db-1" */

/* The finding and flow objects of the JSON report, for the formats that hold them. */
void json_flow(struct jsonw *, struct view *, const struct vck_flow *, bool causes);
void json_finding(struct jsonw *, struct view *, const struct vck_finding *);
void json_change(struct jsonw *, const struct vck_change *);
void json_header(struct jsonw *, const struct vck_report *);  /* version, tool, summary */
void json_trailer(struct jsonw *, const struct vck_report *); /* notes, caveat, gone … */

/* A flow drawn in Mermaid's language, without fences. */
void mermaid_flow(struct out *, struct view *, const struct vck_flow *, const char *prefix);

render_fn render_text, render_text_path;
render_fn render_json, render_jsonl, render_jsonl_path, render_sarif, render_junit;
render_fn render_github, render_gitlab, render_markdown, render_markdown_path;
render_fn render_csv, render_csv_path, render_dot, render_mermaid, render_html;

#endif
