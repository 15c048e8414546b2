/* check_other.c - NACL entries out of reach, Elastic IPs out of use, references to what is gone,
 * calls that were refused. */
#include "check/checks.h"

/* ---- network ACLs ---- */

enum { FINAL_ENTRY = 32767 };

/* Every packet of this entry meets an earlier one. An ACL has at most 40 entries a direction. */
static bool is_shadowed(struct arena *a, const struct network_acl *acl, size_t at)
{
	const struct network_acl_entry *e = &acl->entries.items[at];
	const struct pktset *left = entry_set(a, e);
	for (size_t i = 0; i < at && !pktset_is_empty(left); i++) {
		const struct network_acl_entry *before = &acl->entries.items[i];
		if (before->egress == e->egress && cidr_contains(before->cidr, e->cidr))
			left = pktset_minus(a, left, entry_set(a, before));
	}
	return pktset_is_empty(left);
}

static void lint_acl(struct checker *c, const struct network_acl *acl)
{
	struct arena scratch = ARENA_INIT;
	struct draft *d = NULL;
	for (size_t i = 0; i < acl->entries.len; i++) {
		const struct network_acl_entry *e = &acl->entries.items[i];
		if (e->rule_number >= FINAL_ENTRY || !e->cidr.family ||
		    pktset_is_empty(entry_set(&scratch, e)) || !is_shadowed(&scratch, acl, i))
			continue;
		if (!d)
			d = finding_lint(c, VCK_NACL_RULE_SHADOWED, VCK_SEVERITY_INFO, &acl->o, "");
		if (!d)
			break;
		say(d, c, "network ACL %s has entries that no packet can reach",
		    label(c->arena, &acl->o));
		say_evidence(d, c, acl->o.id, "%s entry %ld: earlier ones take all that it matches",
			     e->egress ? "outbound" : "inbound", e->rule_number);
		if (!d->proposals.len)
			say_fix(d, c, "remove them, or move them before what hides them");
		say_command(d, c, &acl->o,
			    "delete-network-acl-entry --network-acl-id %s --%s --rule-number %ld",
			    acl->o.id, e->egress ? "egress" : "ingress", e->rule_number);
	}
	arena_free(&scratch);
}

void check_acl_shadowed(struct checker *c)
{
	for (size_t i = 0; i < c->net->network_acls.len; i++)
		lint_acl(c, c->net->network_acls.items[i]);
}

/* ---- Elastic IPs ---- */

void check_address_unused(struct checker *c)
{
	for (size_t i = 0; i < c->net->addresss.len; i++) {
		const struct address *e = c->net->addresss.items[i];
		if (e->association_id || e->network_interface_id || e->instance_id ||
		    e->service_managed)
			continue;
		struct draft *d =
			finding_lint(c, VCK_EIP_UNASSOCIATED, VCK_SEVERITY_INFO, &e->o, "");
		if (!d)
			continue;
		say(d, c, "Elastic IP %s (%s) is associated with nothing, and costs money",
		    label(c->arena, &e->o), ip_words(c->arena, e->public_ip));
		say_fix(d, c, "associate or release it");
		say_command(d, c, &e->o, "release-address --allocation-id %s", e->o.id);
	}
}

/* ---- references ---- */

void check_dangling(struct checker *c)
{
	for (size_t i = 0; i < c->net->danglings.len; i++) {
		const struct dangling *g = &c->net->danglings.items[i];
		struct draft *d =
			finding_lint(c, VCK_REFERENCE_DANGLING, VCK_SEVERITY_INFO, g->from, g->id);
		if (!d)
			continue;
		say(d, c, "%s names %s %s, which the snapshot does not hold",
		    label(c->arena, g->from), kind_info[g->kind].noun, g->id);
		say_evidence(d, c, g->from->id, "%s is %s", g->member, g->id);
		say_fix(d, c, "remove the reference; if %s is there, take the snapshot anew",
			g->id);
	}
}

/* ---- calls that were refused ---- */

enum { PLACES_TOLD = 5 };

/* What a flow's finding tells already, by the sentence. */
static struct map told_already(struct checker *c, struct arena *scratch)
{
	struct map told = map_init(scratch);
	for (size_t i = 0; i < c->drafts.len; i++) {
		struct draft *d = c->drafts.items[i];
		for (size_t e = 0; d->code == VCK_DATA_MISSING && e < d->evidence.len; e++)
			map_put_str(&told, d->evidence.items[e].text, d);
	}
	return told;
}

static bool matters(const struct map *told, const struct refusal *r, enum kind kind)
{
	return r->kind == kind && !r->unsupported && !map_get_str(told, r->text);
}

static void lint_refused(struct checker *c, const struct map *told, enum kind kind)
{
	const struct refusal *first = NULL;
	struct draft *d = NULL;
	size_t count = 0;
	bool one_place = true;
	for (size_t i = 0; i < c->net->refusals.len; i++) {
		const struct refusal *r = &c->net->refusals.items[i];
		if (!matters(told, r, kind))
			continue;
		if (!count++)
			first = r;
		one_place = one_place && str_eq(r->account, first->account) &&
			    str_eq(r->region, first->region);
	}
	if (!first)
		return;
	const char *account = one_place ? first->account : NULL,
		   *region = one_place ? first->region : NULL;
	d = finding_lint_id(c, VCK_DATA_MISSING, VCK_SEVERITY_WARNING, NULL,
			    kind_words(c->arena, kind, account, region), "");
	if (!d)
		return;
	say_missing(d, c, "the snapshot may lack", kind, account, region);
	size_t said = 0;
	for (size_t i = 0; i < c->net->refusals.len && said < PLACES_TOLD; i++)
		if (matters(told, &c->net->refusals.items[i], kind) && ++said)
			say_evidence(d, c, NULL, "%s", c->net->refusals.items[i].text);
	if (count > said)
		say_evidence(d, c, NULL, "and %zu more calls", count - said);
}

/* One finding per kind: what hangs on it may not even have been asked about. */
void check_refused(struct checker *c)
{
	struct arena scratch = ARENA_INIT;
	struct map told = told_already(c, &scratch);
	for (unsigned kind = 0; kind < KIND_COUNT && c->net->refusals.len; kind++)
		lint_refused(c, &told, (enum kind)kind);
	map_free(&told);
	arena_free(&scratch);
}
