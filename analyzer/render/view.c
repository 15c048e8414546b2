/* view.c - the ways into a report, and the phrases that several formats share. */
#include "render/render.h"

#include "base/vec.h"

#include <string.h>

#include "base/banned.h"

void view_open(struct view *v, const struct vck_report *report,
	       const struct vck_render_options *options)
{
	*v = (struct view){.report = report, .options = options};
	v->findings = map_init(&v->arena);
	v->flows = map_init(&v->arena);
	for (size_t i = 0; i < report->n_findings; i++)
		if (report->findings[i].fingerprint)
			map_put_str(&v->findings, report->findings[i].fingerprint,
				    &report->findings[i]);
	for (size_t i = 0; i < report->n_flows; i++)
		if (report->flows[i].id)
			map_put_str(&v->flows, report->flows[i].id, &report->flows[i]);
}

void view_close(struct view *v)
{
	map_free(&v->findings);
	map_free(&v->flows);
	arena_free(&v->arena);
}

const struct vck_finding *view_finding(const struct view *v, const char *fingerprint)
{
	return fingerprint ? map_get_str(&v->findings, fingerprint) : NULL;
}

const struct vck_flow *view_flow(const struct view *v, const char *id)
{
	return id ? map_get_str(&v->flows, id) : NULL;
}

void view_warn(const struct view *v, const char *text)
{
	if (v->options->warn)
		v->options->warn(v->options->warn_ctx, text);
}

/* ---- places ---- */

/* The rest of `file` below the folder `root`, or NULL. */
static const char *below(const char *file, const char *root)
{
	size_t len = root ? strlen(root) : 0;

	while (len && root[len - 1] == '/')
		len--;
	if (!len || strncmp(file, root, len) != 0 || file[len] != '/')
		return NULL;
	return file + len;
}

/* "/a/./b/../c" -> "/a/c", by its letters alone; what climbs out of the top is dropped. */
static const char *normal_path(struct view *v, const char *path)
{
	struct buf b = BUF_INIT;

	for (const char *s = path; *s;) {
		s += strspn(s, "/");
		size_t len = strcspn(s, "/");
		if (len == 2 && s[0] == '.' && s[1] == '.') {
			while (b.len && b.data[b.len - 1] != '/')
				b.data[--b.len] = '\0';
			if (b.len)
				b.data[--b.len] = '\0';
		} else if (len && !(len == 1 && *s == '.')) {
			buf_putc(&b, '/');
			buf_add(&b, s, len);
		}
		s += len;
	}
	const char *normal = arena_strdup(&v->arena, buf_str(&b));
	buf_free(&b);
	return normal;
}

/* Standard input, and what AWS answered. */
static bool is_no_file(const char *file)
{
	return str_empty(file) || str_eq(file, "-") || *file == '<';
}

const char *view_file(const struct view *v, const char *file)
{
	return is_no_file(file) && v->options->report_path ? v->options->report_path : file;
}

const char *view_path(struct view *v, const char *file)
{
	if (is_no_file(file))
		file = v->options->report_path;
	if (str_empty(file))
		return "snapshot.json"; /* live data, and nobody said where it would lie */
	if (*file != '/' && v->options->folder)
		file = arena_printf(&v->arena, "%s/%s", v->options->folder, file);
	file = normal_path(v, file);
	const char *inside = below(file, v->options->root);
	file = (inside ? inside : file) + strspn(inside ? inside : file, "/");
	return *file ? file : "snapshot.json";
}

unsigned line_or_one(unsigned line)
{
	return line ? line : 1;
}

/* ---- phrases ---- */

const char *code_name(enum vck_code code)
{
	const struct vck_code_info *info = vck_code_info(code);

	return info ? info->code : "unknown-code";
}

/* Long, and of no use to a reader where a name is known. */
static bool is_arn(const char *id)
{
	return str_starts(id, "arn:");
}

const char *endpoint_title(struct view *v, const struct vck_endpoint *e)
{
	struct buf b = BUF_INIT;

	if (str_eq(e->kind, "internet"))
		buf_puts(&b, "the internet");
	else if (str_eq(e->kind, "eic"))
		buf_puts(&b, "EC2 Instance Connect");
	else if (is_arn(e->id) && !str_empty(e->name))
		buf_printf(&b, "%s %s", component_noun(e->kind), e->name);
	else if (!str_empty(e->id))
		buf_puts(&b, e->id);
	else
		buf_puts(&b, str_empty(e->kind) ? "?" : e->kind);
	if (!str_empty(e->name) && !str_eq(e->name, e->id) && !is_arn(e->id))
		buf_printf(&b, " (%s)", e->name);
	if (!str_empty(e->address) && !str_eq(e->address, e->id))
		buf_printf(&b, " %s", e->address);
	const char *title = arena_strdup(&v->arena, buf_str(&b));
	buf_free(&b);
	return title;
}

const char *flow_title(struct view *v, const struct vck_flow *f)
{
	return arena_printf(&v->arena, "%s -> %s, %s", endpoint_title(v, &f->source),
			    endpoint_title(v, &f->destination), f->protocol ? f->protocol : "any");
}

const char *resource_title(struct view *v, const struct vck_resource *r)
{
	const char *id = str_empty(r->id) ? (str_empty(r->type) ? "?" : r->type) : r->id;

	if (str_empty(r->name))
		return id;
	return arena_printf(&v->arena, "%s (%s)", id, r->name);
}

static const char *partition(const char *region)
{
	if (str_starts(region, "cn-"))
		return "aws-cn";
	return str_starts(region, "us-gov-") ? "aws-us-gov" : "aws";
}

/* The ARN's service and type where they differ from "ec2" and vpccheck's word for it. */
static const struct arn_form {
	const char *type, *arn_type;
} arn_forms[] = {
	{"route", "route-table"},
	{"instance-connect-endpoint", "instance-connect-endpoint"},
	{"nat-gateway", "natgateway"},
	{"network-acl", "network-acl"},
};

const char *resource_arn(struct view *v, const struct vck_resource *r)
{
	static const char *const no_arn[] = {"resource-kind", "expectation", "resource"};
	const char *type = r->type;

	if (str_empty(r->id))
		return str_empty(type) ? "?" : type;
	if (str_starts(r->id, "arn:") || str_empty(r->account) || str_empty(r->region) ||
	    str_empty(type))
		return r->id;
	for (size_t i = 0; i < COUNT_OF(no_arn); i++)
		if (str_eq(type, no_arn[i]))
			return r->id;
	for (size_t i = 0; i < COUNT_OF(arn_forms); i++)
		if (str_eq(type, arn_forms[i].type))
			type = arn_forms[i].arn_type;
	return arena_printf(&v->arena, "arn:%s:ec2:%s:%s:%s/%s", partition(r->region), r->region,
			    r->account, type, r->id);
}

const char *component_noun(const char *component)
{
	static const struct {
		const char *component, *noun;
	} nouns[] = {
		{"security-group", "security group"},
		{"network-acl", "network ACL"},
		{"route-table", "route table"},
		{"vpc-peering-connection", "peering connection"},
		{"internet-gateway", "internet gateway"},
		{"nat-gateway", "NAT gateway"},
		{"network-interface", "interface"},
		{"elastic-ip", "Elastic IP"},
		{"vpc", "VPC"},
		{"transit-gateway", "transit gateway"},
		{"transit-gateway-attachment", "transit gateway attachment"},
		{"transit-gateway-route-table", "transit gateway route table"},
		{"vpc-endpoint", "VPC endpoint"},
		{"load-balancer", "load balancer"},
		{"target-group", "target group"},
		{"instance-connect-endpoint", "EC2 Instance Connect Endpoint"},
		{"egress-only-internet-gateway", "egress-only internet gateway"},
		{"virtual-private-gateway", "virtual private gateway"},
		{"resource-kind", "data"},
	};
	for (size_t i = 0; i < COUNT_OF(nouns); i++)
		if (str_eq(component, nouns[i].component))
			return nouns[i].noun;
	return component ? component : "";
}

const char *hop_title(struct view *v, const struct vck_hop *h)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, component_noun(h->component));
	bool name_alone = is_arn(h->id) && !str_empty(h->name);
	if (!str_empty(h->id) && !name_alone)
		buf_printf(&b, "%s%s", b.len ? " " : "", h->id);
	if (!str_empty(h->name))
		buf_printf(&b, name_alone ? " %s" : " (%s)", h->name);
	if (!str_empty(h->direction))
		buf_printf(&b, ", %s", h->direction);
	const char *title = arena_strdup(&v->arena, buf_str(&b));
	buf_free(&b);
	return title;
}

/* "there", or of a flow with legs "there, web -> api-1, tcp/8080 (target group api, …)". */
const char *leg_title(struct view *v, const struct vck_flow *f, unsigned leg, bool reply)
{
	const char *way = reply ? "back" : "there";

	if (leg >= f->n_legs)
		return way;
	const struct vck_leg *l = &f->legs[leg];
	return arena_printf(
		&v->arena, "%s, %s -> %s%s%s%s%s%s", way, reply ? l->destination : l->source,
		reply ? l->source : l->destination, !reply && l->protocol ? ", " : "",
		!reply && l->protocol ? l->protocol : "", !reply && l->detail ? " (" : "",
		!reply && l->detail ? l->detail : "", !reply && l->detail ? ")" : "");
}

unsigned leg_length(const struct vck_hop *hops, size_t count)
{
	unsigned n = 0;

	while (n < count && hops[n].leg == hops[0].leg)
		n++;
	return n;
}

const char *count_noun(struct view *v, unsigned long count, const char *noun)
{
	return arena_printf(&v->arena, "%lu %s%s", count, noun, count == 1 ? "" : "s");
}

const char *join(struct view *v, const char **items, size_t count, const char *between)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s%s", i ? between : "", items[i]);
	const char *joined = arena_strdup(&v->arena, buf_str(&b));
	buf_free(&b);
	return joined;
}

/* ---- changes ---- */

#define FOR_SOME_PORTS "for some client ports alone"

static const char *with_partial(struct view *v, const char *whole, const char *word,
				const char **partial, size_t count)
{
	if (!count)
		return whole;
	return arena_printf(&v->arena, "%s%s%s: %s", whole, *whole ? "; " : "", word,
			    join(v, partial, count, ", "));
}

const char *change_opened(struct view *v, const struct vck_change *c)
{
	return with_partial(v, join(v, c->opened, c->n_opened, ", "), FOR_SOME_PORTS, c->partial,
			    c->n_partial);
}

const char *change_closed(struct view *v, const struct vck_change *c)
{
	return with_partial(v, join(v, c->closed, c->n_closed, ", "), "no longer " FOR_SOME_PORTS,
			    c->was_partial, c->n_was_partial);
}

const char *change_title(struct view *v, const struct vck_change *c)
{
	return arena_printf(&v->arena, "%s -> %s%s", c->source.title, c->destination.title,
			    c->family == 6 ? " over IPv6" : "");
}
