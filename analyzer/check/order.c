/* order.c - worst first, then code, resource, direction, cause: never where or when it was found.
 */
#include "check/finding.h"

#include <stdlib.h>

static int cmp_drafts(const void *pa, const void *pb)
{
	const struct draft *a = *(struct draft *const *)pa, *b = *(struct draft *const *)pb;
	int c = (int)b->severity - (int)a->severity;
	if (!c)
		c = str_cmp(vck_code_info(a->code)->code, vck_code_info(b->code)->code);
	if (!c)
		c = str_cmp(a->id, b->id);
	if (!c)
		c = str_cmp(a->direction, b->direction);
	return c ? c : str_cmp(a->cause, b->cause);
}

void order(struct checker *c)
{
	if (c->drafts.len)
		qsort(c->drafts.items, c->drafts.len, sizeof *c->drafts.items, cmp_drafts);
}
