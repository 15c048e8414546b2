/*
 * render_jsonl.c - one line for each flow, so that readers need no whole document.
 *
 * A line of `path` is the flow of the JSON report with its causes in it. A check adds its findings
 * after its flows; the members tell them apart ("verdict" or "severity").
 */
#include "render/render.h"

#include "base/banned.h"

static void put_line(struct out *out, struct view *v, const struct vck_flow *flow,
		     const struct vck_finding *finding)
{
	struct jsonw w = {.out = out, .compact = true};

	if (flow)
		json_flow(&w, v, flow);
	else
		json_finding(&w, v, finding);
	jw_newline(&w);
}

void render_jsonl(struct out *out, struct view *v)
{
	const struct vck_report *r = v->report;

	for (size_t i = 0; i < r->n_flows; i++)
		put_line(out, v, &r->flows[i], NULL);
	for (size_t i = 0; i < r->n_findings; i++)
		put_line(out, v, NULL, &r->findings[i]);
}

void render_jsonl_path(struct out *out, struct view *v)
{
	const struct vck_report *r = v->report;

	for (size_t i = 0; i < r->n_flows; i++)
		put_line(out, v, &r->flows[i], NULL);
}
