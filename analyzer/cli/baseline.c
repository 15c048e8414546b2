/* baseline.c - what an earlier report holds already is not said again. */
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "check/basis.h"
#include "check/breaks.h"
#include "cli/report.h"

#include <errno.h>
#include <unistd.h>

#include "base/banned.h"

#define LIMIT_REPORT (1u << 30) /* bytes of a JSON report; 25,000 findings have some 50 MB */

struct baseline {
	struct arena *arena;
	struct map known; /* fingerprint -> the finding in the earlier report */
	VEC(const cJSON *) findings;
	VEC(struct vck_read) read; /* for the earlier report */
};

static enum vck_status add_finding(struct baseline *b, const char *path, const cJSON *finding,
				   struct vck_error *err)
{
	const struct where where = {.file = path, .pointer = "/findings"};
	const char *fingerprint = json_string(finding, "fingerprint");

	if (!fingerprint)
		return vck_fail(err, VCK_E_INPUT, &where, "a finding has no fingerprint");
	if (json_get(finding, "suppressed")) /* its rule may expire: then it is new */
		return VCK_OK;
	map_put_str(&b->known, fingerprint, (void *)(uintptr_t)finding);
	vec_push(&b->findings, finding);
	return VCK_OK;
}

static size_t add_texts(struct arena *a, const cJSON *list, const char ***out)
{
	size_t n = 0;
	const cJSON *item;

	*out = arena_array(a, const char *, (size_t)cJSON_GetArraySize(list) + 1);
	cJSON_ArrayForEach(item, list) if (cJSON_IsString(item))(*out)[n++] = item->valuestring;
	return n;
}

static void add_read(struct baseline *b, const cJSON *read)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, read)
	{
		struct vck_read r = {0};
		r.n_lists = add_texts(b->arena, json_get(item, "lists"), &r.lists);
		r.n_places = add_texts(b->arena, json_get(item, "places"), &r.places);
		vec_push(&b->read, r);
	}
}

static enum vck_status read_report(struct baseline *b, const char *path, struct buf *bytes,
				   struct vck_error *err)
{
	const struct where where = {.file = path};
	cJSON *root;

	enum vck_status status = file_read(path, LIMIT_REPORT, bytes, err);
	if (!status)
		status = json_parse(b->arena, path, buf_str(bytes), bytes->len, &root, err);
	if (status)
		return status;
	const cJSON *findings = json_get(root, "findings");
	if (!cJSON_IsArray(findings) || !json_get(root, "version"))
		return vck_fail(err, VCK_E_INPUT, &where,
				"is no report of vpccheck (--format json makes one)");
	for (const cJSON *f = findings->child; f && !status; f = f->next)
		status = add_finding(b, path, f, err);
	add_read(b, json_get(root, "read"));
	return status;
}

static void count_findings(struct vck_report *r)
{
	unsigned long counts[VCK_SEVERITY_ERROR + 1] = {0}, suppressed = 0;

	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].suppressed)
			suppressed++;
		else
			counts[r->findings[i].severity]++;
	r->finding_counts.error = counts[VCK_SEVERITY_ERROR];
	r->finding_counts.warning = counts[VCK_SEVERITY_WARNING];
	r->finding_counts.info = counts[VCK_SEVERITY_INFO];
	r->finding_counts.suppressed = suppressed;
}

static const struct vck_finding *expectation_news(struct baseline *b, const struct vck_finding *f,
						  const cJSON *old)
{
	VEC(const char *) before = VEC_INIT;
	const cJSON *item;

	cJSON_ArrayForEach(item, json_get(old, "breaks")) if (cJSON_IsString(item))
		vec_push(&before, item->valuestring);
	const struct vck_finding *news =
		breaks_news(b->arena, f, (const char *const *)before.items, before.len);
	vec_free(&before);
	return news;
}

static enum vck_severity severity_of(const cJSON *finding)
{
	const char *name = json_string(finding, "severity");

	for (int s = VCK_SEVERITY_ERROR; s > VCK_SEVERITY_NONE; s--)
		if (str_eq(name, vck_severity_name((enum vck_severity)s)))
			return (enum vck_severity)s;
	return VCK_SEVERITY_NONE;
}

/* What of a finding the earlier report does not hold: all of it, a copy that says what, or NULL. */
static const struct vck_finding *news_of(struct baseline *b, const struct vck_finding *f)
{
	const cJSON *old = f->suppressed ? NULL : map_get_str(&b->known, f->fingerprint);

	if (!old || severity_of(old) < f->severity)
		return f;
	return f->n_breaks ? expectation_news(b, f, old) : NULL;
}

/* The findings that are not known, in an array of their own; the report we got stays as it is. */
static size_t leave_out(struct baseline *b, struct vck_report *r)
{
	struct vck_finding *kept = arena_array(b->arena, struct vck_finding, r->n_findings + 1);
	size_t n = 0, all = r->n_findings;

	for (size_t i = 0; i < all; i++) {
		const struct vck_finding *news = news_of(b, &r->findings[i]);
		if (news)
			kept[n++] = *news;
	}
	r->findings = kept;
	r->n_findings = n;
	count_findings(r);
	return all - n;
}

static struct earlier earlier_of(struct baseline *b, const cJSON *f)
{
	const cJSON *resource = json_get(f, "resource");
	const char **flows;
	struct earlier e = {.code = json_string(f, "code"),
			    .id = json_string(resource, "id"),
			    .account = json_string(resource, "account"),
			    .region = json_string(resource, "region"),
			    .message = json_string(f, "message")};

	e.n_flows = add_texts(b->arena, json_get(f, "flows"), &flows);
	e.flows = flows;
	return e;
}

static void list_gone(struct baseline *b, const struct vck_report *all, struct vck_report *r)
{
	struct map now = map_init(b->arena);
	struct basis basis;
	struct gone gone = {0};

	basis_compare(b->arena, b->read.items, b->read.len, all, &basis);
	for (size_t i = 0; i < all->n_findings; i++)
		map_put_str(&now, all->findings[i].fingerprint, &all->findings[i]);
	for (size_t i = 0; i < b->findings.len; i++) {
		const cJSON *f = b->findings.items[i];
		const struct earlier e = earlier_of(b, f);
		if (!map_get_str(&now, json_string(f, "fingerprint")))
			gone_add(&gone, b->arena, &basis, &e);
	}
	gone_tell(&gone, b->arena, r);
	map_free(&now);
}

static void add_note(struct baseline *b, struct vck_report *r, const char *note)
{
	const char **notes = arena_array(b->arena, const char *, r->n_notes + 1);

	for (size_t i = 0; i < r->n_notes; i++)
		notes[i] = r->notes[i];
	notes[r->n_notes++] = note;
	r->notes = notes;
}

static void add_bytes(void *ctx, const char *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
}

static enum vck_status write_report(const char *path, const struct vck_report *all,
				    struct vck_error *err)
{
	struct buf text = BUF_INIT;
	enum vck_status status = vck_render_report(all, "json", NULL, add_bytes, &text, err);

	if (!status)
		status = cli_write_file(path, &text, err);
	buf_free(&text);
	return status;
}

static enum vck_status compare(struct baseline *b, const char *path, struct vck_report *r,
			       struct vck_error *err)
{
	const struct vck_report all = *r;
	struct buf bytes = BUF_INIT;
	enum vck_status status = read_report(b, path, &bytes, err);

	buf_free(&bytes);
	if (status)
		return status;
	size_t known = leave_out(b, r);
	list_gone(b, &all, r);
	if (r->n_gone && !b->read.len)
		add_note(b, r,
			 arena_printf(
				 b->arena,
				 "%s does not say what was read for it: what is gone may not have "
				 "been looked for; --update-baseline writes it anew",
				 path));
	if (known)
		add_note(b, r,
			 arena_printf(b->arena, "%zu finding%s not shown: %s holds %s already",
				      known, known == 1 ? "" : "s", path,
				      known == 1 ? "it" : "them"));
	return VCK_OK;
}

enum vck_status report_baseline(const struct options *o, struct arena *arena,
				struct vck_report *report, struct vck_error *err)
{
	struct baseline b = {.arena = arena};
	const struct vck_report all = *report;
	enum vck_status status = VCK_OK;

	if (!o->baseline)
		return VCK_OK;
	b.known = map_init(arena);
	bool is_new = o->update_baseline && access(o->baseline, F_OK) != 0 && errno == ENOENT;
	if (!is_new)
		status = compare(&b, o->baseline, report, err);
	if (!status && o->update_baseline)
		status = write_report(o->baseline, &all, err);
	map_free(&b.known);
	vec_free(&b.findings);
	vec_free(&b.read);
	return status;
}
