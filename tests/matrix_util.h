/* matrix_util.h - rows of a matrix as text, a line each, for the tests of what it says. */
#ifndef TESTS_MATRIX_UTIL_H
#define TESTS_MATRIX_UTIL_H

#include "load_util.h"

#include <vpccheck/matrix.h>
#include <vpccheck/net.h>

struct table {
	struct buf text;
	size_t rows;
};

static inline bool take(void *ctx, const struct vck_matrix_row *r)
{
	struct table *t = ctx;
	buf_printf(&t->text, "%s>%s", r->source.id ? r->source.id : r->source.kind,
		   r->destination.id ? r->destination.id : r->destination.kind);
	for (size_t i = 0; i < r->n_passes; i++)
		buf_printf(&t->text, " %s", r->passes[i]);
	for (size_t i = 0; i < r->n_all; i++)
		buf_printf(&t->text, " =%s", r->all[i]);
	buf_printf(&t->text, " %lu/%lu v%u\n", r->reached, r->pairs, r->family);
	t->rows++;
	return true;
}

static inline struct table rows_of(const struct net *net, struct vck_matrix_options o)
{
	struct vck_error err;
	struct table t = {0};
	ck_assert_int_eq(vck_matrix((const struct vck_net *)net, &o, take, &t, &err), VCK_OK);
	return t;
}

#endif
