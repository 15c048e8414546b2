/* finding.c - equal problems become one finding. */
#include "check/finding.h"

#include <string.h>

static explain_fn *const explain[VCK_CODE_COUNT] = {
#define CAUSE(symbol, identify, explain_) [VCK_##symbol] = explain_,
#include "check/causes.def"
#undef CAUSE
};

/* ---- fingerprints ---- */

/* FNV-1a, 64 bits: short, and the same everywhere. Fields are kept apart by a zero byte. */
static uint64_t hash_text(uint64_t h, const char *s)
{
	for (; s && *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h * 0x100000001b3u;
}

uint64_t finding_print(enum vck_code code, const char *id, const char *direction, const char *cause)
{
	uint64_t h = 0xcbf29ce484222325u;
	h = hash_text(h, vck_code_info(code)->code);
	h = hash_text(h, id);
	h = hash_text(h, direction);
	return hash_text(h, cause);
}

/* ---- drafts ---- */

static struct draft *draft_find(const struct checker *c, uint64_t print)
{
	return map_get(&c->by_print, &print, sizeof print);
}

static struct draft *draft_new(struct checker *c, enum vck_code code, const struct object *object,
			       const char *id, const char *direction, const char *cause)
{
	struct draft *d = arena_new(c->arena, struct draft);
	d->code = code;
	d->object = object;
	d->vpc = vpc_of(object);
	d->id = id ? arena_strdup(c->arena, id) : "";
	d->name = object_name(object);
	d->direction = direction;
	d->cause = cause ? arena_strdup(c->arena, cause) : "";
	d->print = finding_print(code, d->id, direction, d->cause);
	d->fingerprint = arena_printf(c->arena, "%016llx", (unsigned long long)d->print);
	vec_push(&c->drafts, d);
	map_put(&c->by_print, &d->print, sizeof d->print, d);
	return d;
}

struct draft *finding_lint_id(struct checker *c, enum vck_code code, enum vck_severity severity,
			      const struct object *object, const char *id, const char *cause)
{
	if (draft_find(c, finding_print(code, id, NULL, cause)))
		return NULL; /* a flow has told it, or another lint */
	struct draft *d = draft_new(c, code, object, id, NULL, cause);
	d->lint = true;
	d->severity = policy_lint(c, code, severity);
	return d;
}

struct draft *finding_lint(struct checker *c, enum vck_code code, enum vck_severity severity,
			   const struct object *object, const char *cause)
{
	return finding_lint_id(c, code, severity, object, object->id, cause);
}

struct draft *finding_expectation(struct checker *c, const char *name)
{
	struct draft *d = draft_find(c, finding_print(VCK_EXPECTATION_FAILED, name, NULL, ""));
	return d ? d : draft_new(c, VCK_EXPECTATION_FAILED, NULL, name, NULL, NULL);
}

static const char *where_it_matters(struct arena *a, const struct problem *p)
{
	const struct hop *h = p->hop;
	if (h->component == COMPONENT_SECURITY_GROUP && h->interface)
		return arena_printf(a, "on %s", where_words(a, h->interface));
	if (h->component == COMPONENT_NETWORK_INTERFACE && h->interface && h->interface->instance)
		return arena_printf(a, "of %s%s%s", label(a, &h->interface->instance->o),
				    h->interface->subnet ? ", " : "",
				    h->interface->subnet ? label(a, &h->interface->subnet->o) : "");
	if ((h->component == COMPONENT_NETWORK_ACL || h->component == COMPONENT_ROUTE_TABLE) &&
	    h->subnet)
		return arena_printf(a, "of %s", label(a, &h->subnet->o));
	return NULL;
}

/* What it is worth for this flow. */
static enum vck_severity worth(const struct problem *p)
{
	enum vck_severity severity = policy_severity(p->c, p->ask, p->code);
	if (p->answer->different && severity > VCK_SEVERITY_WARNING)
		severity = VCK_SEVERITY_WARNING; /* it stops one of several ways */
	if (p->code == VCK_ROUTE_ASYMMETRIC && p->hop->outcome == VCK_PASS)
		severity = VCK_SEVERITY_INFO; /* it arrives all the same */
	return severity;
}

static struct draft *draft_of(struct problem *p)
{
	struct checker *c = p->c;
	struct draft *d = draft_find(c, p->print);
	if (!d && worth(p) == VCK_SEVERITY_INFO && !c->is_path)
		d = crowd_find(c, p);
	if (d)
		return d;
	d = draft_new(c, p->code, p->object, p->id, p->direction, p->cause);
	crowd_add(c, d, p);
	p->id = d->id; /* the problem's own ends with its way */
	if (p->vpc)
		d->vpc = p->vpc;
	d->about = p->about;
	d->interface = p->hop->interface;
	d->detail = where_it_matters(c->arena, p);
	explain[p->code](d, p);
	if (p->ask->note)
		d->message = arena_printf(c->arena, "%s (%s)", d->message, p->ask->note);
	return d;
}

static bool has_flow(const struct draft *d, const char *id)
{
	return d->flows.len && str_eq(d->flows.items[d->flows.len - 1], id);
}

static void add_cause(struct problem *p, struct draft *d, unsigned long count, struct prints *out)
{
	enum vck_severity severity = worth(p);
	if (severity > d->severity)
		d->severity = severity;
	if (!d->likewise) /* else it may be of another resource */
		prove(d, p);
	for (size_t i = 0; i < out->items.len; i++)
		if (out->items.items[i] == d)
			return;
	vec_push(&out->items, d);
	vec_push(&out->counts, count);
}

void prints_free(struct prints *p)
{
	vec_free(&p->items);
	vec_free(&p->counts);
}

void finding_from_way(struct checker *c, struct way *way, struct prints *out)
{
	for (size_t i = 0; i < way->problems.len; i++) {
		struct problem *p = &way->problems.items[i];
		p->c = c;
		add_cause(p, draft_of(p), way->part ? 1 : way->ask->count, out);
	}
}

void finding_flows(struct checker *c, const struct ask *ask, const struct prints *prints,
		   bool named)
{
	for (size_t i = 0; i < prints->counts.len; i++) {
		struct draft *d = prints->items.items[i];
		if (has_flow(d, ask->id))
			continue;
		if (named)
			vec_push(&d->flows, arena_strdup(c->arena, ask->id));
		d->flow_count += prints->counts.items[i];
	}
}
