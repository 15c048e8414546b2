/* render_matrix.c - rows of a matrix: a table, JSON, CSV, pictures. */
#include "render/render.h"

#include <string.h>

#include "base/banned.h"

/* ---- words ---- */

static void end_text(struct buf *b, const struct vck_matrix_end *e)
{
	const char *id = e->primary ? e->instance : e->id;
	bool address = str_eq(e->kind, "address");

	if (str_eq(e->kind, "internet") || str_eq(e->kind, "on-premises") ||
	    str_eq(e->kind, "eic")) {
		buf_puts(b, e->kind);
		return;
	}
	if (address)
		buf_puts(b, e->address);
	if (address && id)
		buf_puts(b, " of ");
	if (!address || id)
		buf_puts(b, id ? id : "?");
	if (e->instance && !e->primary)
		buf_printf(b, " of %s", e->instance);
	if (!str_empty(e->name)) {
		buf_puts(b, e->load_balancer ? " (load balancer " : " (");
		buf_puts(b, e->name);
		buf_putc(b, ')');
	}
	if (str_eq(e->kind, "class"))
		buf_printf(b, " +%lu alike", e->members - 1);
}

static void list_text(struct buf *b, const char *const *items, size_t n)
{
	if (!n)
		buf_puts(b, "-");
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_puts(b, ", ");
		buf_puts(b, items[i]);
	}
}

static const char *family_name(const struct vck_matrix_row *r)
{
	return r->family == 6 ? "ipv6" : "ipv4";
}

/* "tcp/443", but not "tcp", "tcp/80-90", "icmp/any": of those one pair may pass more than another. */
static bool is_single(const char *packets)
{
	return strchr(packets, '/') && !strchr(packets, '-') && !strstr(packets, "any");
}

static bool same_lists(const char *const *a, size_t n, const char *const *b, size_t m)
{
	for (size_t i = 0; i < n && n == m; i++)
		if (!str_eq(a[i], b[i]))
			return false;
	return n == m;
}

static void more_text(struct buf *b, const char *what, const char *const *items, size_t n)
{
	if (!n)
		return;
	buf_puts(b, what);
	list_text(b, items, n);
}

/* Does a row say nothing beside its answer: of all pairs, of all hosts? */
static bool says_answer_alone(const struct vck_matrix_row *r)
{
	return (r->reached == r->pairs || !r->n_passes) && !r->n_ranges;
}

static unsigned long answer_number(const struct vck_matrix_row *r)
{
	return says_answer_alone(r) ? r->answer : 0;
}

/* What passes, how much of a group it is true of, and of which hosts. */
static void passes_text(struct buf *b, const struct vck_matrix_row *r)
{
	list_text(b, r->passes, r->n_passes);
	if (r->reached < r->pairs && r->n_passes)
		buf_printf(b, "  (%lu of %lu pairs%s)", r->reached, r->pairs,
			   r->n_passes == 1 && is_single(r->passes[0]) ? "" : ", at least in part");
	else if (!same_lists(r->all, r->n_all, r->passes, r->n_passes))
		buf_puts(b, "  (not the same for every pair)");
	more_text(b, "  for some client ports alone: ", r->partial, r->n_partial);
	more_text(b, "  unknown: ", r->unknown, r->n_unknown);
	more_text(b, "  for ", r->ranges, r->n_ranges);
	if (r->family == 6)
		buf_puts(b, "  over IPv6");
}

/* ---- text: columns that grow with what they hold; a stream can't know its widest row ---- */

enum { COLUMN = 44 };

static void text_cell(struct out *out, const char *text, unsigned width)
{
	unsigned used = utf8_columns(text);

	out_escaped(out, escape_plain, text);
	out_repeat(out, ' ', used < width ? width - used : 1);
	out_puts(out, " ");
}

static void text_begin(struct out *out, struct matrix_state *s)
{
	(void)s;
	text_cell(out, "SOURCE", COLUMN);
	text_cell(out, "DESTINATION", COLUMN);
	out_puts(out, "PASSES\n");
}

static void text_of_end(struct out *out, const void *end)
{
	struct buf cell = BUF_INIT;

	end_text(&cell, end);
	text_cell(out, buf_str(&cell), COLUMN);
	buf_free(&cell);
}

static void text_of_answer(struct out *out, const void *row)
{
	struct buf cell = BUF_INIT;

	passes_text(&cell, row);
	out_escaped(out, escape_plain, buf_str(&cell));
	out_puts(out, "\n");
	buf_free(&cell);
}

static void text_row(struct out *out, struct matrix_state *s, const struct vck_matrix_row *r)
{
	pieces_put(&s->ends, out, r->source.number, text_of_end, &r->source);
	pieces_put(&s->ends, out, r->destination.number, text_of_end, &r->destination);
	pieces_put(&s->answers, out, answer_number(r), text_of_answer, r);
}

static void text_end(struct out *out, struct matrix_state *s)
{
	if (!s->rows)
		out_puts(out, "nothing reaches anything\n");
}

const struct matrix_format matrix_text = {text_begin, text_row, text_end};

/* ---- json ---- */

static void json_of_end(struct out *out, const void *end)
{
	const struct vck_matrix_end *e = end;
	struct jsonw w = {.out = out, .compact = true};

	jw_object(&w, NULL);
	jw_string(&w, "kind", e->kind);
	jw_string_if(&w, "id", e->id);
	jw_string_if(&w, "name", e->name);
	jw_string_if(&w, "instance", e->instance);
	jw_string_if(&w, "loadBalancer", e->load_balancer);
	jw_string_if(&w, "address", e->address);
	jw_string_if(&w, "vpc", e->vpc);
	jw_string_if(&w, "subnet", e->subnet);
	jw_number(&w, "members", e->members);
	jw_end(&w);
}

static void json_list(struct jsonw *w, const char *key, const char *const *items, size_t n)
{
	jw_array(w, key);
	for (size_t i = 0; i < n; i++)
		jw_string(w, NULL, items[i]);
	jw_end(w);
}

static void json_begin(struct out *out, struct matrix_state *s)
{
	(void)s;
	out_puts(out, "{\"version\": 1, \"tool\": {\"name\": \"vpccheck\", \"version\": "
		      "\"" VPCCHECK_VERSION "\"}, \"rows\": [");
}

/* The members of a row from its verdict to what is unknown. */
static void json_of_answer(struct out *out, const void *row)
{
	const struct vck_matrix_row *r = row;
	struct jsonw w = jw_within(out);

	jw_string(&w, "verdict", vck_verdict_name(r->verdict));
	json_list(&w, "passes", r->passes, r->n_passes);
	json_list(&w, "all", r->all, r->n_all);
	json_list(&w, "partial", r->partial, r->n_partial);
	json_list(&w, "unknown", r->unknown, r->n_unknown);
}

static void json_row(struct out *out, struct matrix_state *s, const struct vck_matrix_row *r)
{
	struct jsonw w = jw_within(out);

	out_puts(out, s->rows ? ",\n{\"source\": " : "\n{\"source\": ");
	pieces_put(&s->ends, out, r->source.number, json_of_end, &r->source);
	out_puts(out, ", \"destination\": ");
	pieces_put(&s->ends, out, r->destination.number, json_of_end, &r->destination);
	pieces_put(&s->answers, out, r->answer, json_of_answer, r);
	json_list(&w, "ranges", r->ranges, r->n_ranges);
	jw_number(&w, "pairs", r->pairs);
	jw_number(&w, "reached", r->reached);
	jw_string(&w, "family", family_name(r));
	jw_end(&w);
}

static void json_finish(struct out *out, struct matrix_state *s)
{
	out_puts(out, s->rows ? "\n]}\n" : "]}\n");
}

const struct matrix_format matrix_json = {json_begin, json_row, json_finish};

/* ---- csv ---- */

static void csv_begin(struct out *out, struct matrix_state *s)
{
	out_puts(out, s->pairs
			      ? "source,source_address,destination,destination_address,protocol\r\n"
			      : "source,source_members,destination,destination_members,verdict,"
				"passes,unknown,"
				"ranges,pairs,reached,family,partial\r\n");
}

static const char *csv_id(const struct vck_matrix_end *e)
{
	if (str_eq(e->kind, "address"))
		return e->address;
	return e->id ? e->id : e->kind;
}

static void csv_list(struct out *out, const char *const *items, size_t n)
{
	struct buf cell = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_putc(&cell, ' ');
		buf_puts(&cell, items[i]);
	}
	out_escaped(out, escape_csv, buf_str(&cell));
	buf_free(&cell);
}

static void csv_of_address(struct out *out, const void *end)
{
	const struct vck_matrix_end *e = end;

	out_escaped(out, escape_csv, csv_id(e));
	out_puts(out, ",");
	out_escaped(out, escape_csv, e->address);
	out_puts(out, ",");
}

/* Hosts outside have the addresses that the row speaks of; none: it speaks of all. */
static void csv_hosts(struct out *out, const struct vck_matrix_end *e,
		      const struct vck_matrix_row *r)
{
	out_escaped(out, escape_csv, csv_id(e));
	out_puts(out, ",");
	csv_list(out, r->ranges, r->n_ranges);
	out_puts(out, ",");
}

static void csv_end(struct out *out, struct matrix_state *s, const struct vck_matrix_end *e,
		    const struct vck_matrix_row *r)
{
	if (e->address)
		pieces_put(&s->ends, out, e->number, csv_of_address, e);
	else
		csv_hosts(out, e, r);
}

static void csv_of_passes(struct out *out, const void *row)
{
	const struct vck_matrix_row *r = row;

	csv_list(out, r->passes, r->n_passes);
	out_puts(out, "\r\n");
}

static void csv_pair(struct out *out, struct matrix_state *s, const struct vck_matrix_row *r)
{
	csv_end(out, s, &r->source, r);
	csv_end(out, s, &r->destination, r);
	pieces_put(&s->answers, out, r->answer, csv_of_passes, r);
}

static void csv_of_end(struct out *out, const void *end)
{
	const struct vck_matrix_end *e = end;

	out_escaped(out, escape_csv, csv_id(e));
	out_puts(out, ",");
	out_number(out, e->members);
	out_puts(out, ",");
}

/* What stands before the ranges of a row, and what behind its numbers. */
static void csv_of_answer(struct out *out, const void *row)
{
	const struct vck_matrix_row *r = row;

	out_puts(out, vck_verdict_name(r->verdict));
	out_puts(out, ",");
	csv_list(out, r->passes, r->n_passes);
	out_puts(out, ",");
	csv_list(out, r->unknown, r->n_unknown);
	out_puts(out, ",");
}

static void csv_of_rest(struct out *out, const void *row)
{
	const struct vck_matrix_row *r = row;

	out_puts(out, ",");
	out_puts(out, family_name(r));
	out_puts(out, ",");
	csv_list(out, r->partial, r->n_partial);
	out_puts(out, "\r\n");
}

static void csv_row(struct out *out, struct matrix_state *s, const struct vck_matrix_row *r)
{
	if (s->pairs) {
		csv_pair(out, s, r);
		return;
	}
	pieces_put(&s->ends, out, r->source.number, csv_of_end, &r->source);
	pieces_put(&s->ends, out, r->destination.number, csv_of_end, &r->destination);
	pieces_put(&s->answers, out, r->answer, csv_of_answer, r);
	if (r->n_ranges)
		csv_list(out, r->ranges, r->n_ranges);
	else
		out_puts(out, "\"\"");
	out_puts(out, ",");
	out_number(out, r->pairs);
	out_puts(out, ",");
	out_number(out, r->reached);
	pieces_put(&s->rests, out, r->answer, csv_of_rest, r);
}

static void nothing_more(struct out *out, struct matrix_state *s)
{
	(void)out;
	(void)s;
}

const struct matrix_format matrix_csv = {csv_begin, csv_row, nothing_more};

/* ---- pictures: a node for each end, an arrow for each row ---- */

/* The number of an end; *fresh: it was not met before. A class goes by its first interface, which may be
 * that of others: of whom is asked from them, of whom to them, or of whom over IPv6. */
static unsigned long node_of(struct matrix_state *s, const struct vck_matrix_end *e,
			     const struct vck_matrix_row *r, bool *fresh)
{
	bool class = str_eq(e->kind, "class");
	struct buf *id = &s->cell;

	buf_clear(id);
	buf_printf(id, "%s %s %lu %u", csv_id(e), e->id ? e->id : "", class ? e->members : 0,
		   class ? r->family : 0);

	if (!s->nodes.arena)
		s->nodes = map_init(&s->arena);
	unsigned long *n = map_get_str(&s->nodes, buf_str(id));
	*fresh = !n;
	if (!n) {
		n = arena_new(&s->arena, unsigned long);
		*n = map_count(&s->nodes) + 1;
		map_put_str(&s->nodes, arena_strdup(&s->arena, buf_str(id)), n);
	}
	return *n;
}

static unsigned long drawn(const struct matrix_state *s, const struct vck_matrix_end *e)
{
	return e->number < s->drawn.len ? s->drawn.items[e->number] : 0;
}

static void note_drawn(struct matrix_state *s, const struct vck_matrix_end *e, unsigned long node)
{
	if (!e->number || e->number > MAX_PIECES)
		return;
	while (s->drawn.len <= e->number)
		vec_push(&s->drawn, 0);
	s->drawn.items[e->number] = node;
}

static unsigned long draw_node(struct out *out, struct matrix_state *s,
			       const struct vck_matrix_row *r, const struct vck_matrix_end *e,
			       bool dot)
{
	if (drawn(s, e))
		return drawn(s, e);

	bool fresh;
	unsigned long n = node_of(s, e, r, &fresh);

	if (fresh) {
		struct buf label = BUF_INIT;
		end_text(&label, e);
		out_printf(out, "  n%lu%s", n, dot ? " [label=\"" : "[\"");
		out_escaped(out, dot ? escape_dot : escape_mermaid, buf_str(&label));
		out_puts(out, dot ? "\"];\n" : "\"]\n");
		buf_free(&label);
	}
	note_drawn(s, e, n);
	return n;
}

static void draw_answer(struct out *out, const struct vck_matrix_row *r, escape_fn *escape)
{
	struct buf label = BUF_INIT;

	passes_text(&label, r);
	out_escaped(out, escape, buf_str(&label));
	buf_free(&label);
}

static void put_node(struct out *out, const char *before, unsigned long n)
{
	out_puts(out, before);
	out_number(out, n);
}

static void dot_begin(struct out *out, struct matrix_state *s)
{
	(void)s;
	out_puts(out, "digraph vpccheck {\n  rankdir=LR;\n  node [shape=box];\n");
}

static void dot_of_answer(struct out *out, const void *row)
{
	const struct vck_matrix_row *r = row;

	draw_answer(out, r, escape_dot);
	out_puts(out, r->n_passes ? "\"];\n" : "\", style=dashed];\n");
}

static void dot_row(struct out *out, struct matrix_state *s, const struct vck_matrix_row *r)
{
	unsigned long from = draw_node(out, s, r, &r->source, true);
	unsigned long to = draw_node(out, s, r, &r->destination, true);

	put_node(out, "  n", from);
	put_node(out, " -> n", to);
	out_puts(out, " [label=\"");
	pieces_put(&s->answers, out, answer_number(r), dot_of_answer, r);
}

static void dot_end(struct out *out, struct matrix_state *s)
{
	(void)s;
	out_puts(out, "}\n");
}

const struct matrix_format matrix_dot = {dot_begin, dot_row, dot_end};

static void mermaid_begin(struct out *out, struct matrix_state *s)
{
	(void)s;
	out_puts(out, "flowchart LR\n");
}

static void mermaid_of_answer(struct out *out, const void *row)
{
	draw_answer(out, row, escape_mermaid);
}

static void mermaid_row(struct out *out, struct matrix_state *s, const struct vck_matrix_row *r)
{
	unsigned long from = draw_node(out, s, r, &r->source, false);
	unsigned long to = draw_node(out, s, r, &r->destination, false);

	put_node(out, "  n", from);
	out_puts(out, " -->|\"");
	pieces_put(&s->answers, out, answer_number(r), mermaid_of_answer, r);
	put_node(out, "\"| n", to);
	out_puts(out, "\n");
}

const struct matrix_format matrix_mermaid = {mermaid_begin, mermaid_row, nothing_more};
