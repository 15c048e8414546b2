/* render_json.c - the JSON report, the machine interface (share/vpccheck-report.schema.json). New members
 * may come, these stay. */
#include "render/render.h"

#include "base/banned.h"

#ifndef VPCCHECK_VERSION
#error "the build names the version"
#endif

static void json_endpoint(struct jsonw *w, const char *key, const struct vck_endpoint *e)
{
	jw_flat_object(w, key);
	jw_string(w, "kind", e->kind);
	jw_string(w, "id", e->id);
	jw_string_if(w, "name", e->name);
	jw_string_if(w, "interface", e->interface);
	jw_string_if(w, "address", e->address);
	jw_string_if(w, "publicAddress", e->public_address);
	jw_string_if(w, "subnet", e->subnet);
	jw_string_if(w, "vpc", e->vpc);
	jw_string_if(w, "vpcName", e->vpc_name);
	jw_string_if(w, "account", e->account);
	jw_string_if(w, "region", e->region);
	jw_end(w);
}

static void json_hops(struct jsonw *w, const char *key, const struct vck_hop *hops, size_t count,
		      bool legs)
{
	jw_array(w, key);
	for (size_t i = 0; i < count; i++) {
		const struct vck_hop *h = &hops[i];
		jw_flat_object(w, NULL);
		jw_string(w, "component", h->component);
		jw_string(w, "id", h->id);
		jw_string_if(w, "name", h->name);
		jw_string_if(w, "direction", h->direction);
		jw_string(w, "outcome", vck_outcome_name(h->outcome));
		jw_string(w, "detail", h->detail);
		jw_string_if(w, "source", h->source);
		jw_string_if(w, "destination", h->destination);
		jw_string_if(w, "code", h->code);
		if (legs)
			jw_number(w, "leg", h->leg);
		jw_end(w);
	}
	jw_end(w);
}

/* Of a flow that load balancers send on. */
static void json_legs(struct jsonw *w, const struct vck_flow *f)
{
	if (!f->n_legs)
		return;
	jw_array(w, "legs");
	for (size_t i = 0; i < f->n_legs; i++) {
		const struct vck_leg *l = &f->legs[i];
		jw_flat_object(w, NULL);
		jw_string(w, "source", l->source);
		jw_string(w, "destination", l->destination);
		jw_string_if(w, "protocol", l->protocol);
		jw_string_if(w, "loadBalancer", l->balancer);
		jw_string_if(w, "targetGroup", l->target_group);
		jw_string_if(w, "target", l->target);
		jw_string_if(w, "rule", l->rule);
		if (l->target)
			jw_bool(w, "keepsClientAddress", l->keeps_client);
		jw_string_if(w, "detail", l->detail);
		jw_end(w);
	}
	jw_end(w);
}

static void json_location(struct jsonw *w, struct view *v, const char *file, unsigned line)
{
	if (!view_file(v, file))
		return;
	jw_flat_object(w, "location");
	jw_string(w, "file", view_file(v, file));
	if (line && file)
		jw_number(w, "line", line);
	jw_end(w);
}

/* Where a flow stands alone: what its fingerprints mean. */
static void json_causes(struct jsonw *w, struct view *v, const struct vck_flow *f)
{
	jw_array(w, "causes");
	for (size_t i = 0; i < f->n_findings; i++) {
		const struct vck_finding *finding = view_finding(v, f->findings[i]);
		if (!finding)
			continue;
		jw_flat_object(w, NULL);
		jw_string(w, "code", code_name(finding->code));
		jw_string(w, "severity", vck_severity_name(finding->severity));
		jw_string(w, "resource", finding->resource.id);
		jw_string(w, "message", finding->message);
		jw_end(w);
	}
	jw_end(w);
}

void json_flow(struct jsonw *w, struct view *v, const struct vck_flow *f, bool causes)
{
	jw_object(w, NULL);
	jw_string(w, "id", f->id);
	jw_string_if(w, "probe", f->probe);
	json_endpoint(w, "source", &f->source);
	json_endpoint(w, "destination", &f->destination);
	jw_string(w, "protocol", f->protocol);
	jw_string(w, "verdict", vck_verdict_name(f->verdict));
	jw_strings(w, "passes", f->passes, f->n_passes);
	jw_strings(w, "blocked", f->blocked, f->n_blocked);
	if (f->n_unknown)
		jw_strings(w, "unknown", f->unknown, f->n_unknown);
	jw_strings(w, "findings", f->findings, f->n_findings);
	if (causes)
		json_causes(w, v, f);
	json_legs(w, f);
	json_hops(w, "forward", f->forward, f->n_forward, f->n_legs);
	json_hops(w, "return", f->reply, f->n_reply, f->n_legs);
	jw_string_if(w, "note", f->note);
	if (f->count > 1)
		jw_number(w, "count", f->count);
	jw_string_if(w, "expectation", f->expectation);
	jw_string_if(w, "expects", f->expects);
	if (f->file)
		json_location(w, v, f->file, f->line);
	jw_end(w);
}

static void json_resource(struct jsonw *w, const struct vck_resource *r)
{
	jw_flat_object(w, "resource");
	jw_string(w, "type", r->type);
	jw_string(w, "id", r->id);
	jw_string_if(w, "name", r->name);
	jw_string_if(w, "account", r->account);
	jw_string_if(w, "region", r->region);
	jw_string_if(w, "vpc", r->vpc);
	jw_string_if(w, "detail", r->detail);
	jw_end(w);
}

static void json_evidence(struct jsonw *w, const struct vck_finding *f)
{
	jw_array(w, "evidence");
	for (size_t i = 0; i < f->n_evidence; i++) {
		jw_flat_object(w, NULL);
		jw_string_if(w, "resource", f->evidence[i].resource);
		jw_string(w, "text", f->evidence[i].text);
		jw_end(w);
	}
	jw_end(w);
}

static void json_proposal(struct jsonw *w, const struct vck_proposal *p)
{
	jw_string(w, "summary", p->summary);
	jw_array(w, "commands");
	for (size_t i = 0; i < p->n_commands; i++)
		jw_string(w, NULL, p->commands[i]);
	jw_end(w);
	jw_bool(w, "verified", p->verified);
	jw_string_if(w, "unverified", p->unverified);
}

static void json_fix(struct jsonw *w, const struct vck_fix *fix)
{
	if (!fix->proposal.summary)
		return;
	jw_object(w, "fix");
	json_proposal(w, &fix->proposal);
	jw_array(w, "alternatives");
	for (size_t i = 0; i < fix->n_alternatives; i++) {
		jw_object(w, NULL);
		json_proposal(w, &fix->alternatives[i]);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

static void json_suppression(struct jsonw *w, const struct vck_finding *f)
{
	if (!f->suppressed)
		return;
	jw_flat_object(w, "suppressed");
	jw_string(w, "reason", f->suppressed);
	jw_string_if(w, "until", f->suppressed_until);
	jw_end(w);
}

void json_finding(struct jsonw *w, struct view *v, const struct vck_finding *f)
{
	jw_object(w, NULL);
	jw_string(w, "code", code_name(f->code));
	jw_string(w, "severity", vck_severity_name(f->severity));
	if (!str_empty(f->aws_code))
		jw_string(w, "awsCode", f->aws_code);
	jw_string_if(w, "direction", f->direction);
	json_resource(w, &f->resource);
	json_location(w, v, f->resource.file, f->resource.line);
	jw_string(w, "message", f->message);
	json_evidence(w, f);
	jw_strings(w, "flows", f->flows, f->n_flows);
	if (f->flow_count > f->n_flows)
		jw_number(w, "flowCount", f->flow_count);
	if (f->likewise)
		jw_number(w, "likewise", f->likewise);
	if (f->n_breaks)
		jw_strings(w, "breaks", f->breaks, f->n_breaks);
	json_fix(w, &f->fix);
	json_suppression(w, f);
	jw_string(w, "fingerprint", f->fingerprint);
	jw_end(w);
}

static void json_summary(struct jsonw *w, const struct vck_report *r)
{
	jw_object(w, "summary");
	jw_string_if(w, "subject", r->subject);
	jw_flat_object(w, "flows");
	jw_number(w, "reachable", r->flow_counts.reachable);
	jw_number(w, "partial", r->flow_counts.partial);
	jw_number(w, "blocked", r->flow_counts.blocked);
	jw_number(w, "unknown", r->flow_counts.unknown);
	jw_end(w);
	jw_flat_object(w, "findings");
	jw_number(w, "error", r->finding_counts.error);
	jw_number(w, "warning", r->finding_counts.warning);
	jw_number(w, "info", r->finding_counts.info);
	jw_number(w, "suppressed", r->finding_counts.suppressed);
	jw_end(w);
	jw_end(w);
}

void json_header(struct jsonw *w, const struct vck_report *r)
{
	jw_number(w, "version", 1);
	jw_flat_object(w, "tool");
	jw_string(w, "name", "vpccheck");
	jw_string(w, "version", VPCCHECK_VERSION);
	jw_end(w);
	json_summary(w, r);
}

static void json_lines(struct jsonw *w, const char *key, const char *const *lines, size_t n)
{
	if (!n)
		return;
	jw_array(w, key);
	for (size_t i = 0; i < n; i++)
		jw_string(w, NULL, lines[i]);
	jw_end(w);
}

static void json_read(struct jsonw *w, const struct vck_report *r)
{
	if (!r->n_read)
		return;
	jw_array(w, "read");
	for (size_t i = 0; i < r->n_read; i++) {
		jw_object(w, NULL);
		jw_strings(w, "places", r->read[i].places, r->read[i].n_places);
		jw_strings(w, "lists", r->read[i].lists, r->read[i].n_lists);
		jw_end(w);
	}
	jw_end(w);
}

void json_trailer(struct jsonw *w, const struct vck_report *r)
{
	jw_array(w, "notes");
	for (size_t i = 0; i < r->n_notes; i++)
		jw_string(w, NULL, r->notes[i]);
	jw_end(w);
	jw_string_if(w, "caveat", r->caveat);
	json_lines(w, "gone", r->gone, r->n_gone);
	json_lines(w, "unconfirmed", r->unconfirmed, r->n_unconfirmed);
	if (r->n_asked)
		jw_strings(w, "asked", r->asked, r->n_asked);
	json_read(w, r);
}

static void json_change_end(struct jsonw *w, const char *key, const struct vck_change_end *e)
{
	jw_object(w, key);
	jw_string(w, "title", e->title);
	jw_string_if(w, "outside", e->outside);
	jw_string_if(w, "ranges", e->ranges);
	if (e->n_interfaces)
		jw_strings(w, "interfaces", e->interfaces, e->n_interfaces);
	jw_end(w);
}

void json_change(struct jsonw *w, const struct vck_change *c)
{
	jw_object(w, NULL);
	json_change_end(w, "source", &c->source);
	json_change_end(w, "destination", &c->destination);
	jw_strings(w, "opened", c->opened, c->n_opened);
	jw_strings(w, "closed", c->closed, c->n_closed);
	if (c->n_partial)
		jw_strings(w, "partial", c->partial, c->n_partial);
	if (c->n_was_partial)
		jw_strings(w, "wasPartial", c->was_partial, c->n_was_partial);
	if (c->family)
		jw_string(w, "family", c->family == 6 ? "ipv6" : "ipv4");
	jw_end(w);
}

static void json_changes(struct jsonw *w, const struct vck_report *r)
{
	jw_array(w, "changes");
	for (size_t i = 0; i < r->n_changes; i++)
		json_change(w, &r->changes[i]);
	jw_end(w);
}

void render_json(struct out *out, struct view *v)
{
	const struct vck_report *r = v->report;
	struct jsonw w = {.out = out};

	jw_object(&w, NULL);
	json_header(&w, r);
	jw_array(&w, "flows");
	for (size_t i = 0; i < r->n_flows; i++)
		json_flow(&w, v, &r->flows[i], false);
	jw_end(&w);
	jw_array(&w, "findings");
	for (size_t i = 0; i < r->n_findings; i++)
		json_finding(&w, v, &r->findings[i]);
	jw_end(&w);
	if (r->is_diff)
		json_changes(&w, r);
	json_trailer(&w, r);
	jw_end(&w);
	jw_newline(&w);
}
