#include "base/barrier.h"
#include "base/vec.h"

#include <string.h>

static const struct barrier barriers[] = {
	{"service control policy", "whoever administers the organization"},
	{"resource control policy", "whoever administers the organization"},
	{"permissions boundary", "whoever set the permissions boundary of the user or role"},
	{"session policy", "whoever starts the session"},
	{"VPC endpoint policy", "whoever owns the VPC endpoint that the call went through"},
	{"resource-based policy", "whoever owns that policy"},
};

const struct barrier *barrier_of(const char *message)
{
	for (size_t i = 0; i < COUNT_OF(barriers); i++)
		if (strstr(message, barriers[i].policy))
			return &barriers[i];
	return NULL;
}

bool barrier_is_explicit(const char *message)
{
	return strstr(message, "explicit deny") != NULL;
}
