#include "reach/fates.h"

/* Its sets are of the pool. */
static const struct fate *fate_of(struct fates *f, const struct answer *a)
{
	bool fresh;
	uintptr_t key[] = {(uintptr_t)a->passes, (uintptr_t)a->partial, (uintptr_t)a->blocked,
			   (uintptr_t)a->unknown};
	struct fate *fate = cons_find(&f->all, &f->arena, key, &fresh);
	if (fresh) {
		fate->passes = a->passes;
		fate->partial = a->partial;
		fate->blocked = a->blocked;
		fate->unknown = a->unknown;
		fate->verdict = answer_verdict(a);
	}
	return fate;
}

const struct fate *fate_of_answer(struct fates *f, const struct answer *a)
{
	struct answer kept = {.passes = pktpool_keep(f->pool, a->passes),
			      .partial = pktpool_keep(f->pool, a->partial),
			      .blocked = pktpool_keep(f->pool, a->blocked),
			      .unknown = pktpool_keep(f->pool, a->unknown)};
	return fate_of(f, &kept);
}

static const struct fate *combine(struct fates *f, const struct gate_sets *out,
				  const struct gate_sets *in, const struct passage *way)
{
	struct pktpool *pool = f->pool;
	const struct pktset *possible = pktpool_and(pool, out->possible, in->possible);
	const struct pktset *certain = pktpool_and(pool, out->certain, in->certain);
	possible = pktpool_and(pool, possible, way->request.possible);
	certain = pktpool_and(pool, certain, way->request.certain);
	if (pktset_is_empty(possible))
		return f->blocked;
	struct answer a = {
		.passes = pktpool_and(pool, certain, way->reply.pass),
		.partial = pktpool_and(pool, certain, way->reply.partial),
		.blocked = pktpool_or(pool, pktpool_minus(pool, f->packets, possible),
				      way->reply.blocked),
	};
	const struct pktset *rest = pktpool_minus(pool, f->packets, a.passes);
	rest = pktpool_minus(pool, rest, a.partial);
	a.unknown = pktpool_minus(pool, rest, a.blocked);
	return fate_of(f, &a);
}

const struct combined *fate_combined(struct fates *f, const struct gate_sets *out,
				     const struct gate_sets *in, const struct passage *way)
{
	uintptr_t key[] = {(uintptr_t)out, (uintptr_t)in, (uintptr_t)way};
	uint64_t mixed = (key[0] ^ key[1] << 20 ^ key[2] << 40) * UINT64_C(0x9e3779b97f4a7c15);
	const struct combined **recent = &f->recent[(mixed >> 32) % RECENTLY_COMBINED];
	if (*recent && combined_of(*recent, out, in, way))
		return *recent;
	bool fresh;
	struct combined *c = cons_find(&f->combined, &f->arena, key, &fresh);
	if (fresh)
		c->fate = combine(f, out, in, way);
	return *recent = c;
}

void fates_open(struct fates *f, struct pktpool *pool, const struct pktset *packets)
{
	*f = (struct fates){.pool = pool, .packets = packets};
	f->all = (struct cons){.words = 4, .size = sizeof(struct fate)};
	f->combined = (struct cons){.words = 3, .size = sizeof(struct combined)};
	f->blocked = fate_of(f, &(struct answer){.passes = pktset_empty,
						 .partial = pktset_empty,
						 .blocked = packets,
						 .unknown = pktset_empty});
}

void fates_close(struct fates *f)
{
	cons_free(&f->all);
	cons_free(&f->combined);
	arena_free(&f->arena);
}
