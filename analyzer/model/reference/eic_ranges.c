/* eic_ranges.c - look-up in the table that make_eic_ranges.py writes. */
#include "model/reference/eic_ranges.h"

#include "base/str.h"
#include "base/vec.h"

static const struct {
	const char *region, *range;
} ranges[] = {
#include "model/reference/eic_ranges.def"
};

size_t eic_reference(struct arena *arena, const char *region, uint8_t family, struct cidr **out)
{
	VEC(struct cidr) found = VEC_INIT;
	for (size_t i = 0; i < COUNT_OF(ranges); i++) {
		struct cidr c;
		if (str_eq(ranges[i].region, region) && cidr_parse(ranges[i].range, &c) &&
		    c.family == family)
			vec_push(&found, c);
	}
	size_t count = found.len;
	*out = vec_move(&found, arena);
	vec_free(&found);
	return count;
}

const char *eic_reference_range(size_t i)
{
	return i < COUNT_OF(ranges) ? ranges[i].range : NULL;
}
