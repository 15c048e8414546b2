/* check_other.c - NACL entries out of reach, Elastic IPs out of use, references to what is gone. */
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
	}
}
