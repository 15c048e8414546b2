/*
 * denial.c - who can change that a call was refused.
 *
 * AWS says which policy decided: "... with an explicit deny in a service control policy", "... because no
 * permissions boundary allows the ec2:DescribeSubnets action" (IAM user guide, access denied error messages).
 * Only where the credentials' own policies are silent does it help to allow the call in them.
 */
#include "check/finding.h"

#include <string.h>

static const struct {
	const char *policy; /* in AWS's words */
	const char *who;    /* has to change it */
} barriers[] = {
	{"service control policy", "whoever administers the organization"},
	{"resource control policy", "whoever administers the organization"},
	{"permissions boundary", "whoever set the permissions boundary of the user or role"},
	{"session policy", "whoever starts the session"},
	{"VPC endpoint policy", "whoever owns the VPC endpoint that the call went through"},
	{"resource-based policy", "whoever owns that policy"},
};

static const char *way_of(const struct refusal *r)
{
	return strstr(r->text, "explicit deny") ? "denies it explicitly" : "does not allow it";
}

/* A policy that is not the credentials' own, or denies: to allow the call changes nothing. */
static const char *who_decides(struct arena *a, const struct refusal *r)
{
	for (size_t i = 0; i < COUNT_OF(barriers); i++)
		if (strstr(r->text, barriers[i].policy))
			return arena_printf(a,
					    "ask %s to let the credentials have %s: a %s %s, "
					    "whatever their own policies allow",
					    barriers[i].who, r->action, barriers[i].policy,
					    way_of(r));
	if (strstr(r->text, "explicit deny"))
		return arena_printf(a,
				    "take away what denies %s to the credentials: a policy%s "
				    "denies it explicitly, whatever others allow",
				    r->action,
				    strstr(r->text, "identity-based policy")
					    ? " of their user, group or role"
					    : "");
	return NULL;
}

const char *denial_remedy(struct arena *a, const struct refusal *r)
{
	const char *who = who_decides(a, r);
	if (who)
		return arena_printf(a,
				    "%s; or add the output of this command, run by somebody who "
				    "may, to the snapshot",
				    who);
	return arena_printf(a,
			    "allow %s to the credentials that the snapshot is made with, or add "
			    "the output of this command to it",
			    r->action);
}
