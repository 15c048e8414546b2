#include "fetch/outcome.h"

#include "base/barrier.h"

void outcome_count(struct vck_fetch_summary *s, enum vck_fetch_outcome outcome)
{
	unsigned *const counters[] = {
		[VCK_FETCH_OK] = &s->ok,
		[VCK_FETCH_DENIED] = &s->denied,
		[VCK_FETCH_UNSUPPORTED] = &s->unsupported,
		[VCK_FETCH_THROTTLED] = &s->throttled,
		[VCK_FETCH_FAILED] = &s->failed,
		[VCK_FETCH_SKIPPED] = &s->skipped,
	};
	++*counters[outcome];
	s->calls++;
	if (outcome != VCK_FETCH_OK && outcome != VCK_FETCH_UNSUPPORTED)
		s->incomplete = true;
}

const char *vck_fetch_outcome_name(enum vck_fetch_outcome outcome)
{
	static const char *const names[] = {
		[VCK_FETCH_OK] = "ok",
		[VCK_FETCH_DENIED] = "denied",
		[VCK_FETCH_UNSUPPORTED] = "unsupported",
		[VCK_FETCH_THROTTLED] = "throttled",
		[VCK_FETCH_FAILED] = "error",
		[VCK_FETCH_SKIPPED] = "skipped",
	};
	return outcome < sizeof names / sizeof *names ? names[outcome] : "?";
}

enum vck_fetch_outcome outcome_of(const struct answer *a)
{
	switch (a->kind) {
	case ANSWER_OK:
		return VCK_FETCH_OK;
	case ANSWER_THROTTLED:
		return VCK_FETCH_THROTTLED;
	case ANSWER_DENIED:
	case ANSWER_REFUSED:
	case ANSWER_EXPIRED:
	case ANSWER_CLOCK:
		return VCK_FETCH_DENIED;
	case ANSWER_UNSUPPORTED:
		return VCK_FETCH_UNSUPPORTED;
	case ANSWER_TRANSIENT:
	case ANSWER_TOKEN:
	case ANSWER_ERROR:
		break;
	}
	return VCK_FETCH_FAILED;
}

bool outcome_line(const struct vck_fetch_call *done, struct buf *out)
{
	if (*done->account || *done->region)
		buf_printf(out, "%s %s: ", done->account, done->region);
	buf_printf(out, "%s:%s%s%s: %s%s%s%s%s", done->service, done->operation,
		   done->resource ? " for " : "", done->resource ? done->resource : "",
		   vck_fetch_outcome_name(done->outcome), *done->code ? ", " : "", done->code,
		   *done->message ? ": " : "", done->message);
	return done->outcome != VCK_FETCH_OK && done->outcome != VCK_FETCH_UNSUPPORTED &&
	       done->outcome != VCK_FETCH_SKIPPED;
}

const char *outcome_barrier(const char *message)
{
	const struct barrier *b = barrier_of(message);
	if (b)
		return b->policy;
	return barrier_is_explicit(message) ? "policy that denies it explicitly" : NULL;
}
