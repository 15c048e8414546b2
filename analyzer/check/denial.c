/*
 * denial.c - who can change that a call was refused.
 *
 * Only where the credentials' own policies are silent does it help to allow the call in them
 * (base/barrier.h).
 */
#include "check/finding.h"

#include "base/barrier.h"

#include <string.h>

/* A policy that is not the credentials' own, or denies: to allow the call changes nothing. */
static const char *who_decides(struct arena *a, const struct refusal *r)
{
	const struct barrier *b = barrier_of(r->text);
	bool explicit = barrier_is_explicit(r->text);
	if (b)
		return arena_printf(a,
				    "ask %s to let the credentials have %s: a %s %s, whatever "
				    "their own policies allow",
				    b->who, r->action, b->policy,
				    explicit ? "denies it explicitly" : "does not allow it");
	if (explicit)
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
