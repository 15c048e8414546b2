/*
 * load.c - any bytes as a snapshot: an error or a network, and never anything else; the same whether one
 * thread reads it, or two that share out the least bit of it; and no other objects when it is read twice.
 */
#include "fuzz/fuzz.h"

#include "base/str.h"
#include "load/loader.h"

#include <assert.h>
#include <string.h>

enum { GRAIN = 16 }; /* bytes */

/* The network of the first of these files; or NULL, and *err tells why. */
static struct net *load(unsigned jobs, size_t files, const uint8_t *data, size_t size,
			struct vck_error *err)
{
	static const char *const called[] = {FUZZ_SNAPSHOT, "again-" FUZZ_SNAPSHOT};
	struct loader *l = loader_new_with(&(struct vck_load_options){.jobs = jobs});
	struct net *net = NULL;
	l->grain = GRAIN;
	memset(err, 0, sizeof *err);
	enum vck_status st = VCK_OK;
	for (size_t i = 0; i < files && !st; i++)
		st = loader_add_memory(l, called[i], (const char *)data, size, err);
	if (st)
		loader_free(l);
	else
		st = loader_finish(l, &net, err);
	assert(err->status == st && !net == !!st);
	return net;
}

static void check_error(const struct vck_error *one, const struct vck_error *two)
{
	assert(*one->text && !strchr(one->text, '\n'));
	assert(str_starts(one->where, FUZZ_SNAPSHOT) && (one->line || strchr(one->where, '/')));
	assert(one->status == two->status && str_eq(one->text, two->text) &&
	       str_eq(one->where, two->where) && one->line == two->line &&
	       one->column == two->column);
}

static void check_same_warnings(const struct net *one, const struct net *two)
{
	assert(one->warnings.len == two->warnings.len);
	for (size_t i = 0; i < one->warnings.len; i++)
		assert(str_eq(one->warnings.items[i], two->warnings.items[i]));
}

static void check_same_objects(const struct net *one, const struct net *two)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		size_t count, same;
		const struct object *const *a = net_all(one, kind, &count);
		const struct object *const *b = net_all(two, kind, &same);
		assert(count == same);
		for (size_t i = 0; i < count; i++)
			assert(str_eq(a[i]->id, b[i]->id) && a[i]->line == b[i]->line &&
			       a[i]->index == b[i]->index && a[i]->members == b[i]->members &&
			       str_eq(a[i]->account, b[i]->account) &&
			       str_eq(a[i]->region, b[i]->region));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vck_error why_one, why_two, why_twice;
	struct net *one = load(1, 1, data, size, &why_one);
	struct net *two = load(2, 1, data, size, &why_two);
	struct net *twice = load(1, 2, data, size, &why_twice);
	assert(!one == !two);
	if (one) {
		check_same_warnings(one, two);
		check_same_objects(one, two);
	} else {
		check_error(&why_one, &why_two);
	}
	if (one && twice)
		check_same_objects(one, twice);
	net_free(one);
	net_free(two);
	net_free(twice);
	return 0;
}
