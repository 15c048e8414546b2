/* finding.c - a hop that stops a flow becomes a problem, equal problems become one finding. */
#include "check/finding.h"

#include <string.h>

static const struct {
	identify_fn *identify;
	explain_fn *explain;
} causes[VCK_CODE_COUNT] = {
#define CAUSE(symbol, identify_, explain_) [VCK_##symbol] = {identify_, explain_},
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

static const char *fingerprint(struct arena *a, enum vck_code code, const char *id,
			       const char *direction, const char *cause)
{
	uint64_t h = 0xcbf29ce484222325u;
	h = hash_text(h, vck_code_info(code)->code);
	h = hash_text(h, id);
	h = hash_text(h, direction);
	h = hash_text(h, cause);
	return arena_printf(a, "%016llx", (unsigned long long)h);
}

/* ---- drafts ---- */

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
	d->cause = cause ? cause : "";
	d->fingerprint = fingerprint(c->arena, code, d->id, direction, d->cause);
	vec_push(&c->drafts, d);
	map_put_str(&c->by_fingerprint, d->fingerprint, d);
	return d;
}

struct draft *finding_lint_id(struct checker *c, enum vck_code code, enum vck_severity severity,
			      const struct object *object, const char *id, const char *cause)
{
	const char *print = fingerprint(c->arena, code, id, NULL, cause);
	if (map_get_str(&c->by_fingerprint, print))
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
	const char *print = fingerprint(c->arena, VCK_EXPECTATION_FAILED, name, NULL, "");
	struct draft *d = map_get_str(&c->by_fingerprint, print);
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
	const char *print = fingerprint(c->arena, p->code, p->id, p->direction, p->cause);
	struct draft *d = map_get_str(&c->by_fingerprint, print);
	if (!d && worth(p) == VCK_SEVERITY_INFO && !c->is_path)
		d = crowd_find(c, p);
	if (d)
		return d;
	d = draft_new(c, p->code, p->object, p->id, p->direction, p->cause);
	crowd_add(c, d, p);
	if (p->vpc)
		d->vpc = p->vpc;
	d->about = p->about;
	d->interface = p->hop->interface;
	d->detail = where_it_matters(c->arena, p);
	causes[p->code].explain(d, p);
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
		if (out->items.items[i] == d->fingerprint)
			return;
	vec_push(&out->items, d->fingerprint);
	vec_push(&out->counts, count);
}

void prints_free(struct prints *p)
{
	vec_free(&p->items);
	vec_free(&p->counts);
}

void finding_flows(struct checker *c, const struct ask *ask, const struct prints *prints,
		   bool named)
{
	for (size_t i = 0; i < prints->counts.len; i++) {
		struct draft *d = map_get_str(&c->by_fingerprint, prints->items.items[i]);
		if (!d || has_flow(d, ask->id))
			continue;
		if (named)
			vec_push(&d->flows, arena_strdup(c->arena, ask->id));
		d->flow_count += prints->counts.items[i];
	}
}

/* ---- problems ---- */

/* Codes that say "we don't know": beside a certain failure they add nothing. */
static bool is_doubt(enum vck_code code)
{
	return code == VCK_DATA_MISSING || code == VCK_UNSUPPORTED_COMPONENT ||
	       code == VCK_ROUTE_AMBIGUOUS;
}

static bool permits_ssh(const struct hop *h)
{
	const struct network_interface *n = h->interface;
	for (size_t g = 0; n && g < n->groups.len; g++)
		for (size_t i = 0; i < n->groups.items[g]->ingress.len; i++) {
			const struct ip_permission *r = &n->groups.items[g]->ingress.items[i];
			bool tcp22 = r->protocol == PROTO_ANY ||
				     (r->protocol == PROTO_TCP && r->from_port <= 22 &&
				      22 <= r->to_port);
			if (tcp22 && (r->ip_ranges.len || r->ipv6_ranges.len ||
				      r->prefix_lists.len || r->group_pairs.len))
				return true;
		}
	return false;
}

/* R73: SSH is open, though not to the service that asks. */
static enum vck_code code_of(const struct problem *p)
{
	const struct point *s = &p->question->source;
	bool service = s->kind == POINT_EIC || s->eice;
	if (p->hop->code == VCK_SG_INGRESS_DENIED && service && !p->hop->reply &&
	    pktset_has(p->question->packets, 0x060016) && permits_ssh(p->hop))
		return VCK_EIC_SOURCE_NOT_ALLOWED;
	return p->hop->code;
}

/* A way that is looked at: of an ask, or of one pair of its sets. */
struct way {
	struct checker *c;
	const struct ask *ask;
	const struct part *part; /* NULL: the ask's own ends */
	const struct answer *answer;
	const struct trace *trace;
	struct prints *out;
};

static void take_hop(const struct way *w, const struct hop *h)
{
	const struct ask *ask = w->ask;
	struct problem p = {.c = w->c, .ask = ask, .hop = h, .object = h->object};
	p.question = &ask->question;
	p.trace = w->trace;
	p.answer = w->answer;
	struct question q = ask->question;
	if (w->part) {
		q.source = w->part->source;
		q.destination = w->part->destination;
		p.question = &q;
	}
	if (is_doubt(h->code) && p.answer->verdict != VCK_UNKNOWN)
		return;
	if (ask->expects && ask->expects->denies && !is_doubt(h->code))
		return; /* what stops it is what was wanted */
	p.code = code_of(&p);
	if (!causes[p.code].identify)
		return;
	causes[p.code].identify(&p);
	add_cause(&p, draft_of(&p), w->part ? 1 : ask->count, w->out);
}

/* Where the blocks overlap, that is why the request failed: told beside its state (R32). */
static void take_overlap(const struct way *w, const struct hop *h)
{
	struct cidr x, y;
	const struct vpc_peering_connection *p = (const void *)h->object;
	if (h->code != VCK_PEERING_NOT_ACTIVE || !peering_overlap(p, &x, &y))
		return;
	struct hop beside = *h;
	beside.code = VCK_PEERING_CIDR_OVERLAP;
	take_hop(w, &beside);
}

/* Which of the tied routes AWS keeps decides: that is the finding, not what one of them meets. */
static void take_ambiguous(const struct way *w, const struct hop *h)
{
	struct hop tied = *h;
	tied.code = VCK_ROUTE_AMBIGUOUS;
	if (h->ambiguous)
		take_hop(w, &tied);
}

/* What gets there and back by different connections works, and is worth knowing (R29). */
static void take_other_way(const struct way *w)
{
	enum vck_verdict verdict = w->answer->verdict;
	const struct hop *h = verdict == VCK_REACHABLE || verdict == VCK_PARTIAL
				      ? trace_other_way(w->trace)
				      : NULL;
	if (!h || h->outcome != VCK_PASS)
		return;
	struct hop beside = *h;
	beside.code = VCK_ROUTE_ASYMMETRIC;
	take_hop(w, &beside);
}

static void take_way(const struct way *w)
{
	for (size_t i = 0; i < w->trace->hops.len; i++) {
		const struct hop *h = &w->trace->hops.items[i];
		take_ambiguous(w, h);
		if (h->ambiguous && w->answer->different)
			return;
		if (h->code == VCK_NO_CODE || h->again || hop_is_absorbed(w->trace, h))
			continue;
		take_hop(w, h);
		take_overlap(w, h);
	}
	take_other_way(w);
}

/* IMDS off: the network verdict stands, but the service's key does not get to the host (R71). */
static void take_metadata(const struct way *w)
{
	const struct point *s = &w->ask->question.source, *d = &w->ask->question.destination;
	bool service = s->kind == POINT_EIC || s->eice;
	const struct instance *i = d->interface ? d->interface->instance : NULL;
	if (!service || !i || !str_eq(i->http_endpoint, "disabled"))
		return;
	struct hop h = {.component = COMPONENT_INSTANCE,
			.object = &i->o,
			.id = i->o.id,
			.code = VCK_EIC_METADATA_DISABLED,
			.interface = d->interface};
	take_hop(w, &h);
}

void finding_from_ask(struct checker *c, const struct ask *ask, struct trace *room,
		      struct prints *out)
{
	const struct way whole = {c, ask, NULL, &ask->answer, &ask->trace, out};
	if (!ask->parts.len)
		take_way(&whole);
	for (size_t i = 0; i < ask->parts.len; i++) {
		const struct part *p = &ask->parts.items[i];
		const struct way way = {c, ask, p, &p->answer, room, out};
		if (!p->untold)
			continue;
		arena_reset(room->arena);
		query_explain_part(c->reach, ask, p, room);
		take_way(&way);
	}
	if (!ask->expects || !ask->expects->denies)
		take_metadata(&whole);
	expectation_judge(c, ask, out);
}
