/* cites.c - which rules walks hung on. */
#include "oracle/walk.h"

#include <stdlib.h>
#include <string.h>

enum { RULES = 128 };

static _Thread_local bool cited[RULES];

void rule_cite(unsigned rule)
{
	cited[rule % RULES] = true;
}

/* "R10, R12: the sender is not up" */
void rules_cite(const char *why)
{
	char *end;

	while (*why == 'R') {
		unsigned long rule = strtoul(why + 1, &end, 10);
		if (end == why + 1)
			return;
		rule_cite((unsigned)rule);
		why = end + strspn(end, ", ");
	}
}

bool oracle_cited(unsigned rule)
{
	return cited[rule % RULES];
}

void oracle_forget_cites(void)
{
	memset(cited, 0, sizeof cited);
}
