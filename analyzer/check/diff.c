/*
 * diff.c - vck_diff(): what a change opens, closes, breaks and mends.
 *
 * Both networks are checked; the report is that of the later one, with the findings that the
 * earlier one did not have. A failed expectation is old news only where all that breaks it did so
 * before.
 */
#include "query/diff.h"
#include "check/basis.h"
#include "check/breaks.h"
#include "check/finding.h"
#include "check/report.h"

#include <string.h>

/* ---- findings ---- */

static struct map by_fingerprint(struct arena *a, const struct vck_report *r)
{
	struct map m = map_init(a);
	for (size_t i = 0; i < r->n_findings; i++)
		map_put_str(&m, r->findings[i].fingerprint, &r->findings[i]);
	return m;
}

/* What of a finding is news: all of it, a copy that says what is, or NULL. */
static const struct vck_finding *news_of(struct arena *a, const struct map *before,
					 const struct vck_finding *f)
{
	const struct vck_finding *old = map_get_str(before, f->fingerprint);
	if (!old || old->suppressed || old->severity < f->severity)
		return f;
	return f->n_breaks ? breaks_news(a, f, (const char *const *)old->breaks, old->n_breaks)
			   : NULL;
}

static void count(struct vck_report *r)
{
	unsigned long *const counts[] = {
		[VCK_SEVERITY_NONE] = &r->finding_counts.info,
		[VCK_SEVERITY_INFO] = &r->finding_counts.info,
		[VCK_SEVERITY_WARNING] = &r->finding_counts.warning,
		[VCK_SEVERITY_ERROR] = &r->finding_counts.error,
	};
	memset(&r->finding_counts, 0, sizeof r->finding_counts);
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].suppressed)
			r->finding_counts.suppressed++;
		else
			++*counts[r->findings[i].severity];
}

static void keep_new(struct arena *a, const struct vck_report *before, struct vck_report *after)
{
	struct map known = by_fingerprint(a, before);
	size_t n = 0;
	for (size_t i = 0; i < after->n_findings; i++) {
		const struct vck_finding *news = news_of(a, &known, &after->findings[i]);
		if (news)
			after->findings[n++] = *news;
	}
	after->n_findings = n;
	count(after);
	map_free(&known);
}

static struct earlier earlier_of(const struct vck_finding *f)
{
	return (struct earlier){.code = vck_code_info(f->code)->code,
				.id = f->resource.id,
				.account = f->resource.account,
				.region = f->resource.region,
				.message = f->message,
				.flows = f->flows,
				.n_flows = f->n_flows};
}

/* Before keep_new(): what is neither new nor gone is in both. */
static void list_gone(struct arena *a, const struct vck_report *before, struct vck_report *after)
{
	struct map now = by_fingerprint(a, after);
	struct basis basis;
	struct gone gone = {0};
	basis_compare(a, before->read, before->n_read, after, &basis);
	for (size_t i = 0; i < before->n_findings; i++) {
		const struct vck_finding *f = &before->findings[i];
		const struct earlier e = earlier_of(f);
		if (!map_get_str(&now, f->fingerprint) && !f->suppressed)
			gone_add(&gone, a, &basis, &e);
	}
	gone_tell(&gone, a, after);
	map_free(&now);
}

/* ---- flows ---- */

static const char *host_title(struct arena *a, const struct network_interface *n)
{
	const struct instance *i = n->instance;
	const char *id = i && i->primary == n ? i->o.id : n->o.id;
	const char *name = i && name_tag(&i->o) ? name_tag(&i->o) : name_tag(&n->o);
	return name ? arena_printf(a, "%s (%s)", name, id) : arena_strdup(a, id);
}

static struct vck_change_end end_told(struct arena *a, const struct diff_end *e)
{
	enum { NAMED = 3 };
	struct vck_change_end t = {.outside = e->outside};
	struct buf b = BUF_INIT;
	if (e->outside)
		buf_puts(&b, str_eq(e->outside, "internet") ? "the internet" : "on premises");
	if (e->ranges.len) {
		t.ranges = arena_strdup(a, e->ranges.items[0]);
		buf_printf(&b, " (%s)", t.ranges);
	}
	t.n_interfaces = e->interfaces.len;
	t.interfaces = arena_array(a, const char *, e->interfaces.len + 1);
	for (size_t i = 0; i < e->interfaces.len; i++) {
		t.interfaces[i] = arena_strdup(a, e->interfaces.items[i]->o.id);
		if (i < NAMED)
			buf_printf(&b, "%s%s", i ? ", " : "",
				   host_title(a, e->interfaces.items[i]));
	}
	if (e->interfaces.len > NAMED)
		buf_printf(&b, " and %zu more", e->interfaces.len - NAMED);
	t.title = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return t;
}

static void add_note(struct arena *a, struct vck_report *r, const char *note)
{
	const char **notes = arena_array(a, const char *, r->n_notes + 1);
	for (size_t i = 0; i < r->n_notes; i++)
		notes[i] = r->notes[i];
	notes[r->n_notes++] = note;
	r->notes = notes;
}

/* R2: an interface that one snapshot alone shows need not be new, or gone. */
static void note_missing(struct arena *a, struct vck_report *r, const char *shown_by,
			 const char *lacked_by, unsigned long count,
			 const struct network_interface *one)
{
	if (!count)
		return;
	const char *region = one->o.region ? arena_printf(a, " in %s", one->o.region) : "";
	const char *account =
		one->o.account ? arena_printf(a, " of account %s", one->o.account) : "";
	const char *more = count > 1 ? arena_printf(a, " and %lu more", count - 1) : "";
	add_note(a, r,
		 arena_printf(a,
			      "what changes for %s%s%s%s is not known: the %s snapshot shows %s, "
			      "the %s one has no network interfaces from there (aws ec2 "
			      "describe-network-interfaces)",
			      one->o.id, account, region, more, shown_by, count > 1 ? "them" : "it",
			      lacked_by));
}

/* R2: packets may come to anybody there. */
static void note_lost(struct arena *a, struct vck_report *r,
		      const struct diff_lost lost[LOST_KINDS])
{
	static const char *const who[LOST_KINDS] = {
		[LOST_BEFORE] = "the earlier snapshot does not tell",
		[LOST_AFTER] = "the later snapshot does not tell",
		[LOST_BOTH] = "neither snapshot tells",
	};
	for (int k = 0; k < LOST_KINDS; k++)
		if (lost[k].vpcs)
			add_note(a, r,
				 arena_printf(a,
					      "from %lu VPC%s %s all that gets through to others, "
					      "as from %s to %s: it is not known where routes lead",
					      lost[k].vpcs, lost[k].vpcs > 1 ? "s" : "", who[k],
					      lost[k].from, lost[k].to));
}

static void note_strays(struct arena *a, struct vck_report *r,
			const struct diff_strays strays[LOST_KINDS])
{
	static const char *const who[LOST_KINDS] = {
		[LOST_BEFORE] = "the earlier snapshot lacks",
		[LOST_AFTER] = "the later snapshot lacks",
		[LOST_BOTH] = "both snapshots lack",
	};
	for (int k = 0; k < LOST_KINDS; k++) {
		const struct diff_strays *s = &strays[k];
		const char *more =
			s->count > 1 ? arena_printf(a, " and %lu more", s->count - 1) : "";
		if (s->count)
			add_note(a, r,
				 arena_printf(a,
					      "what gets through to and from %s%s is not known: "
					      "%s %s (aws ec2 describe-vpcs)",
					      s->one->o.id, more, who[k],
					      s->one->vpc_id && s->count == 1 ? s->one->vpc_id
					      : s->count == 1                 ? "its VPC"
									      : "their VPCs"));
	}
}

/* Which of the clients' ports they are is not compared, but by what may have changed them. */
static void note_partial(struct arena *a, struct vck_report *r, const struct diff *d)
{
	const char *more = d->acls > 1 ? arena_printf(a, " and %lu more", d->acls - 1) : "";
	if (d->acls)
		add_note(a, r,
			 arena_printf(
				 a,
				 "what passed to a part of the clients' ports and still does may "
				 "pass to another part of them: network ACL%s %s%s changed, and "
				 "path tells the ports",
				 d->acls > 1 ? "s" : "", label(a, &d->acl->o), more));
}

static void tell_changes(const struct net *before, const struct net *after, unsigned jobs,
			 struct arena *a, struct vck_report *r)
{
	struct arena scratch = ARENA_INIT;
	struct diff d;
	query_diff(before, after, jobs, &scratch, &d);
	r->changes = arena_array(a, struct vck_change, d.len + 1);
	r->n_changes = d.len;
	for (size_t i = 0; i < d.len; i++) {
		struct vck_change *c = &r->changes[i];
		c->source = end_told(a, &d.items[i].source);
		c->destination = end_told(a, &d.items[i].destination);
		c->n_opened = pktset_texts(a, d.items[i].delta.opened, &c->opened);
		c->n_closed = pktset_texts(a, d.items[i].delta.closed, &c->closed);
		c->n_partial = pktset_texts(a, d.items[i].delta.partial, &c->partial);
		c->n_was_partial = pktset_texts(a, d.items[i].delta.was_partial, &c->was_partial);
		c->family = d.items[i].family == IPV6 ? 6 : 4;
	}
	note_partial(a, r, &d);
	note_missing(a, r, "later", "earlier", d.missing_before, d.missing_from_before);
	note_missing(a, r, "earlier", "later", d.missing_after, d.missing_from_after);
	note_lost(a, r, d.lost);
	note_strays(a, r, d.strays);
	if (d.unknown)
		add_note(a, r,
			 arena_printf(a,
				      "between %lu pairs of classes of interfaces one of the "
				      "snapshots does not tell what gets through",
				      d.unknown));
	arena_free(&scratch);
}

/* ---- together ---- */

/* Where the configuration's groups are not in the earlier network, its other rules still hold. */
static enum vck_status check_before(const struct vck_net *before,
				    const struct vck_check_options *options,
				    struct vck_report **out, struct vck_error *why,
				    struct vck_error *err)
{
	enum vck_status status = vck_check(before, options, out, why);
	if (status && err)
		*err = *why;
	if (status != VCK_E_CONFIG || !options->config)
		return status;
	struct vck_config bare = *options->config;
	struct vck_check_options without = *options;
	bare.expect.len = 0;
	without.config = &bare;
	return vck_check(before, &without, out, err);
}

enum vck_status vck_diff(const struct vck_net *before, const struct vck_net *after,
			 const struct vck_check_options *options, struct vck_report **out,
			 struct vck_error *err)
{
	static const struct vck_check_options defaults = {0};
	struct vck_report *old = NULL;
	struct vck_error why = {0};
	options = options ? options : &defaults;
	enum vck_status status = vck_check(after, options, out, err);
	if (!status)
		status = check_before(before, options, &old, &why, err);
	if (status) {
		vck_report_free(*out);
		*out = NULL;
		return status;
	}
	struct vck_report *r = *out;
	struct arena *a = &((struct owned_report *)r)->arena;
	r->is_diff = true;
	if (why.status)
		add_note(a, r,
			 arena_printf(a, "the earlier snapshot can't be asked: %s", why.text));
	list_gone(a, old, r);
	keep_new(a, old, r);
	tell_changes((const struct net *)before, (const struct net *)after, options->jobs, a, r);
	vck_report_free(old);
	return VCK_OK;
}
