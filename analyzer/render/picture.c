/*
 * picture.c - flows drawn: Mermaid's and Graphviz's languages.
 *
 * A flow is a chain of nodes from its source over its hops to its destination, and a dotted one
 * back. What stops it is red, what nobody knows is dashed. Of a diff the flows that change are
 * drawn: each end once, what is opened and what is closed. Both languages get the same nodes.
 */
#include "render/render.h"

#include "base/vec.h"

#include "base/banned.h"

#define MOST_DRAWN 25          /* flows in one picture */
#define MOST_EDGES 480         /* Mermaid refuses more than 500, */
#define MOST_BYTES (48u << 10) /* and texts of more than 50,000 */

static const char *const outcome_classes[] = {
	[VCK_PASS] = "pass",
	[VCK_PASS_PARTLY] = "partly",
	[VCK_STOP] = "stop",
	[VCK_NOT_KNOWN] = "unknown",
};

/* The nodes PREFIX0, PREFIX1 … of hops, between two that stand already. */
struct chain {
	const char *prefix;
	const struct vck_hop *hops;
	size_t count;
	const char *from, *to;
};

static struct chain chain_there(struct view *v, const struct vck_flow *f, const char *prefix)
{
	return (struct chain){.prefix = arena_printf(&v->arena, "%sf", prefix),
			      .hops = f->forward,
			      .count = f->n_forward,
			      .from = arena_printf(&v->arena, "%ss", prefix),
			      .to = arena_printf(&v->arena, "%sd", prefix)};
}

static struct chain chain_back(struct view *v, const struct vck_flow *f, const char *prefix)
{
	struct chain there = chain_there(v, f, prefix);

	return (struct chain){.prefix = arena_printf(&v->arena, "%sr", prefix),
			      .hops = f->reply,
			      .count = f->n_reply,
			      .from = there.to,
			      .to = there.from};
}

/* ---- Mermaid ---- */

static void mermaid_node(struct out *out, const char *id, const char *text, const char *more,
			 const char *class)
{
	out_printf(out, "  %s[\"", id);
	out_escaped(out, escape_mermaid, text);
	if (!str_empty(more)) {
		out_puts(out, "<br/>");
		out_escaped(out, escape_mermaid, more);
	}
	out_puts(out, "\"]");
	if (class)
		out_printf(out, ":::%s", class);
	out_puts(out, "\n");
}

static void mermaid_chain(struct out *out, struct view *v, const struct chain *c, const char *arrow)
{
	const char *from = c->from;

	for (size_t i = 0; i < c->count; i++) {
		const struct vck_hop *h = &c->hops[i];
		const char *id = arena_printf(&v->arena, "%s%zu", c->prefix, i);
		mermaid_node(out, id, hop_title(v, h), h->outcome == VCK_PASS ? NULL : h->detail,
			     outcome_classes[h->outcome]);
		out_printf(out, "  %s %s %s\n", from, arrow, id);
		from = id;
	}
	if (c->count)
		out_printf(out, "  %s %s %s\n", from, arrow, c->to);
}

static void mermaid_classes(struct out *out)
{
	out_puts(out, "  classDef pass fill:#e6f4ea,stroke:#1e8e3e,color:#000\n"
		      "  classDef partly fill:#fef7e0,stroke:#f9ab00,color:#000\n"
		      "  classDef stop fill:#fce8e6,stroke:#d93025,color:#000,stroke-width:3px\n"
		      "  classDef unknown fill:#f1f3f4,stroke:#5f6368,color:#000,"
		      "stroke-dasharray:4\n");
}

static void mermaid_body(struct out *out, struct view *v, const struct vck_flow *f,
			 const char *prefix)
{
	const struct chain there = chain_there(v, f, prefix), back = chain_back(v, f, prefix);

	mermaid_node(out, there.from, endpoint_title(v, &f->source), NULL, NULL);
	mermaid_node(out, there.to, endpoint_title(v, &f->destination), NULL, NULL);
	mermaid_chain(out, v, &there, "-->");
	mermaid_chain(out, v, &back, "-.->");
	if (!f->n_forward) {
		out_printf(out, "  %s %s|\"", there.from,
			   f->verdict == VCK_BLOCKED ? "--x" : "-->");
		out_escaped(out, escape_mermaid, f->protocol);
		out_printf(out, " %s\"| %s\n", vck_verdict_name(f->verdict), there.to);
	}
}

void mermaid_flow(struct out *out, struct view *v, const struct vck_flow *f, const char *prefix)
{
	out_puts(out, "flowchart LR\n");
	mermaid_body(out, v, f, prefix);
	mermaid_classes(out);
}

/* ---- Graphviz ---- */

static const char *const outcome_colors[] = {
	[VCK_PASS] = "#1e8e3e",
	[VCK_PASS_PARTLY] = "#f9ab00",
	[VCK_STOP] = "#d93025",
	[VCK_NOT_KNOWN] = "#5f6368",
};

static void dot_node(struct out *out, const char *id, const char *text, const char *more,
		     const char *attributes)
{
	out_printf(out, "    %s [label=\"", id);
	out_escaped(out, escape_dot, text);
	if (!str_empty(more)) {
		out_puts(out, "\\n");
		out_escaped(out, escape_dot, more);
	}
	out_printf(out, "\"%s];\n", attributes);
}

static const char *dot_attributes(struct view *v, enum vck_outcome outcome)
{
	return arena_printf(&v->arena, ", color=\"%s\"%s", outcome_colors[outcome],
			    outcome == VCK_STOP        ? ", penwidth=3"
			    : outcome == VCK_NOT_KNOWN ? ", style=dashed"
						       : "");
}

static void dot_chain(struct out *out, struct view *v, const struct chain *c, const char *arrow)
{
	const char *from = c->from;

	for (size_t i = 0; i < c->count; i++) {
		const struct vck_hop *h = &c->hops[i];
		const char *id = arena_printf(&v->arena, "%s%zu", c->prefix, i);
		dot_node(out, id, hop_title(v, h), h->outcome == VCK_PASS ? NULL : h->detail,
			 dot_attributes(v, h->outcome));
		out_printf(out, "    %s -> %s%s;\n", from, id, arrow);
		from = id;
	}
	if (c->count)
		out_printf(out, "    %s -> %s%s;\n", from, c->to, arrow);
}

static void dot_flow(struct out *out, struct view *v, const struct vck_flow *f, size_t number)
{
	const char *prefix = arena_printf(&v->arena, "n%zu", number);
	const struct chain there = chain_there(v, f, prefix), back = chain_back(v, f, prefix);

	out_printf(out, "  subgraph cluster_%zu {\n    label=\"", number);
	out_escaped(out, escape_dot, flow_title(v, f));
	out_printf(out, ": %s\";\n", vck_verdict_name(f->verdict));
	dot_node(out, there.from, endpoint_title(v, &f->source), NULL, ", style=bold");
	dot_node(out, there.to, endpoint_title(v, &f->destination), NULL, ", style=bold");
	dot_chain(out, v, &there, "");
	dot_chain(out, v, &back, " [style=dotted]");
	if (!f->n_forward)
		out_printf(out, "    %s -> %s [color=\"%s\"];\n", there.from, there.to,
			   f->verdict == VCK_BLOCKED ? "#d93025" : "#1e8e3e");
	out_puts(out, "  }\n");
}

/* ---- pictures of several flows ---- */

/* What does not pass comes first. */
static size_t choose_flows(const struct vck_report *r, const struct vck_flow *chosen[MOST_DRAWN])
{
	static const enum vck_verdict order[] = {VCK_BLOCKED, VCK_PARTIAL, VCK_UNKNOWN,
						 VCK_REACHABLE};
	size_t n = 0;

	for (size_t o = 0; o < COUNT_OF(order); o++)
		for (size_t i = 0; i < r->n_flows && n < MOST_DRAWN; i++)
			if (r->flows[i].verdict == order[o])
				chosen[n++] = &r->flows[i];
	return n;
}

/* Of very many the rest is left out, and said so. */
static void warn_of_rest(struct view *v, size_t drawn, size_t all, const char *what)
{
	if (drawn < all)
		view_warn(v, arena_printf(&v->arena, "the picture shows %zu of %zu %s", drawn, all,
					  what));
}

static void add_bytes(void *ctx, const char *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
}

static void mermaid_subgraph(struct out *out, struct view *v, const struct vck_flow *f,
			     size_t number)
{
	const char *prefix = arena_printf(&v->arena, "n%zu", number);

	out_printf(out, "  subgraph %s[\"", prefix);
	out_escaped(out, escape_mermaid, flow_title(v, f));
	out_printf(out, "#58; %s\"]\n", vck_verdict_name(f->verdict));
	mermaid_body(out, v, f, prefix);
	out_puts(out, "  end\n");
}

static size_t edges_of(const struct vck_flow *f)
{
	return f->n_forward + f->n_reply + 2;
}

/* As many as Mermaid takes. */
static size_t mermaid_flows(struct out *out, struct view *v, const struct vck_flow **chosen,
			    size_t n)
{
	size_t edges = 0, bytes = 0, i;

	for (i = 0; i < n; i++) {
		struct buf text = BUF_INIT;
		struct out one = {.write = add_bytes, .ctx = &text};
		mermaid_subgraph(&one, v, chosen[i], i);
		out_close(&one);
		edges += edges_of(chosen[i]);
		bytes += text.len;
		bool fits = edges <= MOST_EDGES && bytes <= MOST_BYTES;
		if (fits)
			out_puts(out, buf_str(&text));
		buf_free(&text);
		if (!fits)
			break;
	}
	return i;
}

/* ---- the flows that change ---- */

struct change_picture {
	struct out *out;
	struct view *v;
	struct map nodes; /* title -> id */
	size_t n_nodes, n_edges;
	void (*node)(struct out *, const char *id, const char *text);
	void (*edge)(struct out *, const char *from, const char *to, const char *text, bool opened,
		     size_t number);
};

static const char *node_of(struct change_picture *p, const char *title)
{
	const char *id = map_get_str(&p->nodes, title);

	if (id)
		return id;
	id = arena_printf(&p->v->arena, "e%zu", p->n_nodes++);
	map_put_str(&p->nodes, title, (void *)(uintptr_t)id);
	p->node(p->out, id, title);
	return id;
}

static void draw_change(struct change_picture *p, const struct vck_change *c, bool opened)
{
	const char *parts = opened ? change_opened(p->v, c) : change_closed(p->v, c);

	if (!*parts)
		return;
	const char *from = node_of(p, c->source.title), *to = node_of(p, c->destination.title);
	const char *text = arena_printf(&p->v->arena, "%s%s %s", opened ? "opened" : "closed",
					c->family == 6 ? " over IPv6:" : ":", parts);
	p->edge(p->out, from, to, text, opened, p->n_edges++);
}

static void draw_changes(struct change_picture *p)
{
	const struct vck_report *r = p->v->report;
	size_t i;

	p->nodes = map_init(&p->v->arena);
	for (i = 0; i < r->n_changes; i++) {
		if (p->n_edges + 2 > MOST_EDGES || p->out->total + p->out->buf.len > MOST_BYTES / 2)
			break;
		draw_change(p, &r->changes[i], true);
		draw_change(p, &r->changes[i], false);
	}
	if (!r->n_changes)
		p->node(p->out, "nothing", "no flow is opened or closed");
	map_free(&p->nodes);
	warn_of_rest(p->v, i, r->n_changes, "changes");
}

static void mermaid_end(struct out *out, const char *id, const char *text)
{
	mermaid_node(out, id, text, NULL, NULL);
}

static void mermaid_edge(struct out *out, const char *from, const char *to, const char *text,
			 bool opened, size_t number)
{
	out_printf(out, "  %s %s|\"", from, opened ? "-->" : "--x");
	out_escaped(out, escape_mermaid, text);
	out_printf(out, "\"| %s\n  linkStyle %zu stroke:%s\n", to, number,
		   opened ? "#f9ab00" : "#d93025");
}

static void dot_end(struct out *out, const char *id, const char *text)
{
	dot_node(out, id, text, NULL, "");
}

static void dot_edge(struct out *out, const char *from, const char *to, const char *text,
		     bool opened, size_t number)
{
	(void)number;
	out_printf(out, "    %s -> %s [label=\"", from, to);
	out_escaped(out, escape_dot, text);
	out_printf(out, "\", color=\"%s\"%s];\n", opened ? "#f9ab00" : "#d93025",
		   opened ? "" : ", arrowhead=tee");
}

/* ---- whole pictures ---- */

void render_mermaid(struct out *out, struct view *v)
{
	const struct vck_flow *chosen[MOST_DRAWN];
	size_t n = choose_flows(v->report, chosen);

	out_puts(out, "flowchart LR\n");
	if (v->report->is_diff) {
		struct change_picture p = {
			.out = out, .v = v, .node = mermaid_end, .edge = mermaid_edge};
		draw_changes(&p);
		return;
	}
	n = mermaid_flows(out, v, chosen, n);
	warn_of_rest(v, n, v->report->n_flows, "flows, those that are stopped first");
	if (!n)
		out_puts(out, "  nothing[\"no flow was asked\"]\n");
	mermaid_classes(out);
}

void render_dot(struct out *out, struct view *v)
{
	const struct vck_flow *chosen[MOST_DRAWN];
	size_t n = choose_flows(v->report, chosen);

	out_puts(out,
		 "digraph vpccheck {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];"
		 "\n");
	if (v->report->is_diff) {
		struct change_picture p = {.out = out, .v = v, .node = dot_end, .edge = dot_edge};
		draw_changes(&p);
	} else {
		for (size_t i = 0; i < n; i++)
			dot_flow(out, v, chosen[i], i);
		warn_of_rest(v, n, v->report->n_flows, "flows, those that are stopped first");
	}
	out_puts(out, "}\n");
}
