/* values.c - what may stand behind a key. */
#include "config/reader.h"

#include "net/proto.h"

#include <string.h>

/* ---- texts ---- */

enum vck_status take_text(struct reader *r, const yaml_node_t *n, void *out)
{
	const char *text = node_text(n);
	if (!text || !*text || node_is_null(n))
		return fail_node(r, n, "a text is expected here, not %s",
				 text && !node_is_null(n) ? "an empty one" : node_noun(n));
	if (strlen(text) != n->data.scalar.length)
		return fail_node(r, n, "this text holds a NUL character");
	*(const char **)out = arena_strdup(r->arena, text);
	return VCK_OK;
}

struct texts_in_making {
	VEC(const char *) items;
	take_fn *check; /* of one; NULL: any text */
};

static enum vck_status take_one(struct reader *r, const yaml_node_t *n, void *ctx)
{
	struct texts_in_making *t = ctx;
	const char *text = NULL;
	enum vck_status status = take_text(r, n, &text);
	if (!status && t->check)
		status = t->check(r, n, &text);
	if (!status)
		vec_push(&t->items, text);
	return status;
}

/* One, or a list of at least one. */
static enum vck_status take_texts(struct reader *r, const yaml_node_t *n, take_fn *check,
				  struct texts *out)
{
	struct texts_in_making t = {.check = check};
	enum vck_status status;
	if (n->type == YAML_SEQUENCE_NODE)
		status = each_item(r, n, take_one, &t);
	else
		status = take_one(r, n, &t);
	if (!status && !t.items.len)
		status = fail_node(r, n, "this list is empty");
	out->items = vec_move(&t.items, r->arena);
	out->len = t.items.len;
	vec_free(&t.items);
	return status;
}

static enum vck_status fail_word(struct reader *r, const yaml_node_t *n, const char *what,
				 const char *const *words, size_t count)
{
	const char *near = str_nearest(node_text(n), words, count);
	struct buf all = BUF_INIT;
	if (near) {
		fail_node(r, n, "there is no %s \"%s\"; did you mean \"%s\"?", what, node_text(n),
			  near);
	} else {
		for (size_t i = 0; i < count; i++)
			buf_printf(&all, "%s%s", i ? ", " : "", words[i]);
		fail_node(r, n, "there is no %s \"%s\"; there are %s", what, node_text(n),
			  buf_str(&all));
	}
	buf_free(&all);
	return VCK_E_CONFIG;
}

/* ---- groups ---- */

static struct criterion *criterion_new(struct reader *r, struct group *g, enum criterion_key key,
				       const yaml_node_t *n)
{
	size_t len = g->criteria.len;
	struct criterion *all = arena_array(r->arena, struct criterion, len + 1);
	if (len)
		memcpy(all, g->criteria.items, len * sizeof *all);
	g->criteria.items = all;
	g->criteria.len = len + 1;
	all[len] = (struct criterion){.key = key, .line = node_line(n), .column = node_column(n)};
	return &all[len];
}

static enum vck_status take_criterion(struct reader *r, const yaml_node_t *n, struct group *g,
				      enum criterion_key key, take_fn *check)
{
	return take_texts(r, n, check, &criterion_new(r, g, key, n)->values);
}

enum vck_status take_vpc(struct reader *r, const yaml_node_t *n, void *out)
{
	return take_criterion(r, n, out, BY_VPC, NULL);
}

enum vck_status take_subnet(struct reader *r, const yaml_node_t *n, void *out)
{
	return take_criterion(r, n, out, BY_SUBNET, NULL);
}

enum vck_status take_security_group(struct reader *r, const yaml_node_t *n, void *out)
{
	return take_criterion(r, n, out, BY_SECURITY_GROUP, NULL);
}

enum vck_status take_name(struct reader *r, const yaml_node_t *n, void *out)
{
	return take_criterion(r, n, out, BY_NAME, NULL);
}

enum vck_status take_ids(struct reader *r, const yaml_node_t *n, void *out)
{
	return take_criterion(r, n, out, BY_SELECTOR, NULL);
}

static enum vck_status check_cidr(struct reader *r, const yaml_node_t *n, void *out)
{
	struct cidr c;
	struct ip ip;
	const char *text = *(const char **)out;
	if (cidr_parse(text, &c) || ip_parse(text, &ip))
		return VCK_OK;
	return fail_node(r, n, "\"%s\" is no CIDR block, as 10.0.0.0/16 is one", text);
}

enum vck_status take_cidr(struct reader *r, const yaml_node_t *n, void *out)
{
	return take_criterion(r, n, out, BY_CIDR, check_cidr);
}

static enum vck_status take_tag_pair(struct reader *r, const yaml_node_t *key,
				     const yaml_node_t *value, void *ctx)
{
	struct criterion *c = criterion_new(r, ctx, BY_TAG, key);
	if (strchr(node_text(key), '='))
		return fail_node(r, key, "a tag's key can't hold \"=\" here");
	c->tag = arena_strdup(r->arena, node_text(key));
	return take_texts(r, value, NULL, &c->values);
}

enum vck_status take_tag(struct reader *r, const yaml_node_t *n, void *out)
{
	struct group *g = out;
	size_t before = g->criteria.len;
	enum vck_status status = each_pair(r, n, take_tag_pair, g);
	if (!status && g->criteria.len == before)
		status = fail_node(r, n, "which tag? For example {Role: web}");
	return status;
}

static const char *const selector_words[] = {"internet", "on-premises", "eic"};

static enum vck_status take_group(struct reader *r, const yaml_node_t *key,
				  const yaml_node_t *value, void *ctx)
{
	struct group g = {.line = node_line(key), .column = node_column(key)};
	enum vck_status status = take_text(r, key, &g.name);
	(void)ctx;
	for (size_t i = 0; i < COUNT_OF(selector_words) && !status; i++)
		if (str_eq(g.name, selector_words[i]))
			status = fail_node(r, key,
					   "\"%s\" has a meaning of its own: choose another name",
					   g.name);
	if (status)
		return status;
	if (value->type == YAML_MAPPING_NODE)
		status = take_section(r, &section_group, value, &g);
	else
		status = take_criterion(r, value, &g, BY_SELECTOR, NULL);
	if (!status && !g.criteria.len)
		status =
			fail_node(r, value, "the group \"%s\" says nothing of its members", g.name);
	if (!status)
		vec_push(&r->groups, g);
	return status;
}

enum vck_status take_groups(struct reader *r, const yaml_node_t *n, void *out)
{
	(void)out;
	return node_is_null(n) ? VCK_OK : each_pair(r, n, take_group, NULL);
}

/* ---- expectations ---- */

static enum vck_status check_protocol(struct reader *r, const yaml_node_t *n, void *out)
{
	struct proto_spec spec;
	struct vck_error why;
	if (proto_parse(*(const char **)out, &spec, &why))
		return VCK_OK;
	return fail_node(r, n, "%s", why.text);
}

static enum vck_status take_protocols(struct reader *r, const yaml_node_t *n, struct expectation *e,
				      bool denies)
{
	if (e->protocols.len)
		return fail_node(r, n, "an expectation has either allow or deny: make two of it");
	e->denies = denies;
	return take_texts(r, n, check_protocol, &e->protocols);
}

enum vck_status take_allow(struct reader *r, const yaml_node_t *n, void *out)
{
	return take_protocols(r, n, out, false);
}

enum vck_status take_deny(struct reader *r, const yaml_node_t *n, void *out)
{
	return take_protocols(r, n, out, true);
}

static const char *usual_name(struct reader *r, const struct expectation *e)
{
	struct buf b = BUF_INIT;
	buf_printf(&b, "%s %s %s", e->from, e->denies ? "does not reach" : "reaches", e->to);
	for (size_t i = 0; i < e->protocols.len; i++)
		if (!str_eq(e->protocols.items[i], "any"))
			buf_printf(&b, "%s %s", i ? "," : " on", e->protocols.items[i]);
	const char *name = arena_strdup(r->arena, buf_str(&b));
	buf_free(&b);
	return name;
}

static enum vck_status check_expectation(struct reader *r, const yaml_node_t *n,
					 struct expectation *e)
{
	const char *lacks = !e->from            ? "from"
			    : !e->to            ? "to"
			    : !e->protocols.len ? "allow (or deny)"
						: NULL;
	if (lacks)
		return fail_node(r, n, "an expectation needs %s", lacks);
	if (!e->name)
		e->name = usual_name(r, e);
	for (size_t i = 0; i < r->expect.len; i++)
		if (str_eq(r->expect.items[i].name, e->name))
			return fail_node(r, n,
					 "the expectation in line %u is called \"%s\", too: give "
					 "this one another name",
					 r->expect.items[i].line, e->name);
	return VCK_OK;
}

/* Where its ends stand: an error about one of them names its place. */
static enum vck_status note_place(struct reader *r, const yaml_node_t *key,
				  const yaml_node_t *value, void *ctx)
{
	struct expectation *e = ctx;
	(void)r;
	if (str_eq(node_text(key), "from")) {
		e->from_line = node_line(value);
		e->from_column = node_column(value);
	} else if (str_eq(node_text(key), "to")) {
		e->to_line = node_line(value);
		e->to_column = node_column(value);
	}
	return VCK_OK;
}

static enum vck_status take_expectation(struct reader *r, const yaml_node_t *n, void *ctx)
{
	struct expectation e = {.line = node_line(n), .column = node_column(n)};
	(void)ctx;
	enum vck_status status = take_section(r, &section_expect, n, &e);
	if (!status)
		status = each_pair(r, n, note_place, &e);
	if (!status)
		status = check_expectation(r, n, &e);
	if (!status)
		vec_push(&r->expect, e);
	return status;
}

enum vck_status take_expect(struct reader *r, const yaml_node_t *n, void *out)
{
	(void)out;
	if (node_is_null(n))
		return VCK_OK;
	r->config->says_expect = true;
	return each_item(r, n, take_expectation, NULL);
}

/* ---- probes ---- */

static enum vck_status check_probe(struct reader *r, const yaml_node_t *n, void *out)
{
	const char *const *names;
	size_t count = query_probe_names(&names);
	for (size_t i = 0; i < count; i++)
		if (str_eq(*(const char **)out, names[i]))
			return VCK_OK;
	return fail_word(r, n, "probe", names, count);
}

static const char *joined(struct reader *r, const struct texts *t)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < t->len; i++)
		buf_printf(&b, "%s%s", i ? "," : "", t->items[i]);
	const char *text = arena_strdup(r->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

/* "default": as without a configuration; "none", or an empty list; else names. */
enum vck_status take_probes(struct reader *r, const yaml_node_t *n, void *out)
{
	struct texts t = {NULL, 0};
	bool empty = n->type == YAML_SEQUENCE_NODE &&
		     n->data.sequence.items.top == n->data.sequence.items.start;
	(void)out;
	if (node_is_null(n))
		return VCK_OK;
	r->config->says_probes = true;
	r->config->probes = NULL;
	if (str_eq(node_text(n), "default"))
		return VCK_OK;
	r->config->probes = "none";
	if (empty || str_eq(node_text(n), "none"))
		return VCK_OK;
	enum vck_status status = take_texts(r, n, check_probe, &t);
	if (!status)
		r->config->probes = joined(r, &t);
	return status;
}

/* ---- severities and ignores ---- */

enum vck_status take_code(struct reader *r, const yaml_node_t *n, void *out)
{
	const char *text = NULL, *names[VCK_CODE_COUNT];
	enum vck_status status = take_text(r, n, &text);
	enum vck_code code = status ? VCK_NO_CODE : vck_code_of(text);
	if (status || code != VCK_NO_CODE) {
		*(enum vck_code *)out = code;
		return status;
	}
	for (int i = 1; i < VCK_CODE_COUNT; i++)
		names[i - 1] = vck_code_info((enum vck_code)i)->code;
	const char *near = str_nearest(text, names, VCK_CODE_COUNT - 1);
	if (near)
		return fail_node(r, n, "there is no code \"%s\"; did you mean \"%s\"?", text, near);
	return fail_node(r, n, "there is no code \"%s\": vpccheck rules lists them", text);
}

static enum vck_status take_code_severity(struct reader *r, const yaml_node_t *key,
					  const yaml_node_t *value, void *ctx)
{
	static const char *const names[] = {"error", "warning", "info"};
	enum vck_code code;
	const char *text = NULL;
	(void)ctx;
	enum vck_status status = take_code(r, key, &code);
	if (!status)
		status = take_text(r, value, &text);
	if (status)
		return status;
	for (int s = VCK_SEVERITY_INFO; s <= VCK_SEVERITY_ERROR; s++)
		if (str_eq(text, vck_severity_name((enum vck_severity)s))) {
			r->config->severity[code] = (enum vck_severity)s;
			return VCK_OK;
		}
	return fail_word(r, value, "severity", names, COUNT_OF(names));
}

enum vck_status take_severity(struct reader *r, const yaml_node_t *n, void *out)
{
	(void)out;
	return node_is_null(n) ? VCK_OK : each_pair(r, n, take_code_severity, NULL);
}

static bool digits(const char *s, size_t len, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + (unsigned)(s[i] - '0');
	}
	return true;
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

/* "2027-01-31". Such texts sort as the days do. */
static bool is_date(const char *s)
{
	unsigned year, month, day;
	return strlen(s) == 10 && s[4] == '-' && s[7] == '-' && digits(s, 4, &year) &&
	       digits(s + 5, 2, &month) && digits(s + 8, 2, &day) && month >= 1 && month <= 12 &&
	       day >= 1 && day <= days_in(year, month);
}

enum vck_status take_date(struct reader *r, const yaml_node_t *n, void *out)
{
	const char *text = NULL;
	enum vck_status status = take_text(r, n, &text);
	if (!status && !is_date(text))
		status = fail_node(r, n, "\"%s\" is no date, as 2027-01-31 is one", text);
	*(const char **)out = text;
	return status;
}

static enum vck_status take_one_ignore(struct reader *r, const yaml_node_t *n, void *ctx)
{
	struct ignore i = {.line = node_line(n), .column = node_column(n)};
	(void)ctx;
	enum vck_status status = take_section(r, &section_ignore, n, &i);
	if (!status && i.code == VCK_NO_CODE)
		status = fail_node(r, n, "an ignore needs code");
	if (!status)
		vec_push(&r->ignores, i);
	return status;
}

enum vck_status take_ignore(struct reader *r, const yaml_node_t *n, void *out)
{
	(void)out;
	return node_is_null(n) ? VCK_OK : each_item(r, n, take_one_ignore, NULL);
}
