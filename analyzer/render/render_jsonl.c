/*
 * render_jsonl.c - one line for each flow, so that readers need no whole document.
 *
 * A line of `path` is the flow of the JSON report with its causes in it. A check adds its findings
 * after its flows; the members tell them apart ("verdict", "severity", or "opened" of a diff).
 */
#include "render/render.h"

#include "base/banned.h"

static void put_flows(struct out *out, struct view *v, bool causes)
{
	for (size_t i = 0; i < v->report->n_flows; i++) {
		struct jsonw w = {.out = out, .compact = true};
		json_flow(&w, v, &v->report->flows[i], causes);
		jw_newline(&w);
	}
}

void render_jsonl(struct out *out, struct view *v)
{
	put_flows(out, v, false);
	for (size_t i = 0; i < v->report->n_changes; i++) {
		struct jsonw w = {.out = out, .compact = true};
		json_change(&w, &v->report->changes[i]);
		jw_newline(&w);
	}
	for (size_t i = 0; i < v->report->n_findings; i++) {
		struct jsonw w = {.out = out, .compact = true};
		json_finding(&w, v, &v->report->findings[i]);
		jw_newline(&w);
	}
}

void render_jsonl_path(struct out *out, struct view *v)
{
	put_flows(out, v, true);
}
