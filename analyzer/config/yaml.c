/* yaml.c - libyaml's tree of nodes, walked by tables; the only file that knows how it is made. */
#include "config/reader.h"

#include <string.h>

/* ---- from bytes to a document ---- */

static enum vck_status fail_parser(struct reader *r, const yaml_parser_t *p)
{
	const yaml_mark_t *mark = &p->problem_mark;
	bool placed = p->error == YAML_SCANNER_ERROR || p->error == YAML_PARSER_ERROR ||
		      p->error == YAML_COMPOSER_ERROR;
	struct where where = {.file = r->config->file};
	if (placed) {
		where.line = (unsigned)mark->line + 1;
		where.column = (unsigned)mark->column + 1;
	}
	return vck_fail(r->err, VCK_E_CONFIG, &where, "is not YAML: %s%s%s",
			p->problem ? p->problem : "it can't be read",
			placed && p->context ? ", " : "", placed && p->context ? p->context : "");
}

static enum vck_status expect_end(struct reader *r, yaml_parser_t *p)
{
	yaml_document_t more;
	enum vck_status status = VCK_OK;
	if (!yaml_parser_load(p, &more))
		return fail_parser(r, p);
	const yaml_node_t *root = yaml_document_get_root_node(&more);
	if (root)
		status = fail_node(r, root, "a second document begins here: one is enough");
	yaml_document_delete(&more);
	return status;
}

enum vck_status yaml_read(struct reader *r, const char *bytes, size_t len)
{
	yaml_parser_t p;
	enum vck_status status = VCK_OK;
	if (!yaml_parser_initialize(&p))
		abort(); /* out of memory */
	yaml_parser_set_input_string(&p, (const unsigned char *)bytes, len);
	r->document = mem_zalloc(sizeof *r->document);
	if (!yaml_parser_load(&p, r->document)) {
		status = fail_parser(r, &p);
		free(r->document);
		r->document = NULL;
	} else if (yaml_document_get_root_node(r->document)) {
		status = expect_end(r, &p);
	}
	yaml_parser_delete(&p);
	return status;
}

void yaml_end(struct reader *r)
{
	if (r->document)
		yaml_document_delete(r->document);
	free(r->document);
	r->document = NULL;
}

/* ---- nodes ---- */

const yaml_node_t *node_at(struct reader *r, int index)
{
	return yaml_document_get_node(r->document, index);
}

unsigned node_line(const yaml_node_t *n)
{
	return (unsigned)n->start_mark.line + 1;
}

unsigned node_column(const yaml_node_t *n)
{
	return (unsigned)n->start_mark.column + 1;
}

enum vck_status fail_node(struct reader *r, const yaml_node_t *n, const char *fmt, ...)
{
	struct where where = {
		.file = r->config->file, .line = node_line(n), .column = node_column(n)};
	struct buf text = BUF_INIT;
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	vck_fail(r->err, VCK_E_CONFIG, &where, "%s", buf_str(&text));
	buf_free(&text);
	return VCK_E_CONFIG;
}

const char *node_text(const yaml_node_t *n)
{
	return n->type == YAML_SCALAR_NODE ? (const char *)n->data.scalar.value : NULL;
}

bool node_is_null(const yaml_node_t *n)
{
	const char *text = node_text(n);
	return text && n->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       (!*text || str_eq(text, "~") || str_eq(text, "null"));
}

const char *node_noun(const yaml_node_t *n)
{
	if (node_is_null(n))
		return "nothing";
	return n->type == YAML_SCALAR_NODE     ? "a text"
	       : n->type == YAML_SEQUENCE_NODE ? "a list"
					       : "a mapping";
}

/* ---- mappings and lists ---- */

enum vck_status each_pair(struct reader *r, const yaml_node_t *n, pair_fn *each, void *ctx)
{
	enum vck_status status = VCK_OK;
	if (n->type != YAML_MAPPING_NODE)
		return fail_node(r, n, "a mapping (key: value) is expected here, not %s",
				 node_noun(n));
	const yaml_node_pair_t *first = n->data.mapping.pairs.start;
	for (const yaml_node_pair_t *p = first; p < n->data.mapping.pairs.top && !status; p++) {
		const yaml_node_t *key = node_at(r, p->key);
		const char *name = node_text(key);
		if (!name || !*name)
			return fail_node(r, key, "a key is expected here, not %s", node_noun(key));
		for (const yaml_node_pair_t *q = first; q < p; q++) {
			const yaml_node_t *earlier = node_at(r, q->key);
			if (str_eq(node_text(earlier), name))
				return fail_node(r, key, "\"%s\" stands in line %u already", name,
						 node_line(earlier));
		}
		status = each(r, key, node_at(r, p->value), ctx);
	}
	return status;
}

enum vck_status each_item(struct reader *r, const yaml_node_t *n, item_fn *each, void *ctx)
{
	enum vck_status status = VCK_OK;
	if (n->type != YAML_SEQUENCE_NODE)
		return fail_node(r, n, "a list is expected here, not %s", node_noun(n));
	for (const yaml_node_item_t *i = n->data.sequence.items.start;
	     i < n->data.sequence.items.top && !status; i++)
		status = each(r, node_at(r, *i), ctx);
	return status;
}

struct taking {
	const struct section *section;
	char *into;
};

static enum vck_status unknown_key(struct reader *r, const struct section *s,
				   const yaml_node_t *key)
{
	VEC(const char *) names = VEC_INIT;
	struct buf all = BUF_INIT;
	for (size_t i = 0; i < s->len; i++) {
		vec_push(&names, s->keys[i].name);
		buf_printf(&all, "%s%s", i ? ", " : "", s->keys[i].name);
	}
	const char *near = str_nearest(node_text(key), names.items, names.len);
	if (near)
		fail_node(r, key, "%s has no key \"%s\"; did you mean \"%s\"?", s->noun,
			  node_text(key), near);
	else
		fail_node(r, key, "%s has no key \"%s\"; there are %s", s->noun, node_text(key),
			  buf_str(&all));
	vec_free(&names);
	buf_free(&all);
	return VCK_E_CONFIG;
}

static enum vck_status take_pair(struct reader *r, const yaml_node_t *key, const yaml_node_t *value,
				 void *ctx)
{
	const struct taking *t = ctx;
	const struct section *s = t->section;
	for (size_t i = 0; i < s->len; i++)
		if (str_eq(s->keys[i].name, node_text(key)))
			return s->keys[i].take(r, value, t->into + s->keys[i].offset);
	return unknown_key(r, s, key);
}

enum vck_status take_section(struct reader *r, const struct section *s, const yaml_node_t *n,
			     void *into)
{
	struct taking t = {.section = s, .into = into};
	if (n->type != YAML_MAPPING_NODE)
		return fail_node(r, n, "%s is a mapping (key: value), not %s", s->noun,
				 node_noun(n));
	return each_pair(r, n, take_pair, &t);
}
