/*
 * mutate.c - what is fuzzed next, for targets that read JSON: some edits of the document, or now and
 * then of its bytes.
 */
#include "fuzz/fuzz.h"
#include "fuzz/shape.h"

#include <string.h>

enum { MOST_EDITS = 4, BYTES_ONE_IN = 8 };

/* One edit of data[size], which has room for `max`; 0: there is none, or it is too long. */
static size_t edit(struct chance *c, uint8_t *data, size_t size, size_t max)
{
	struct shape s;
	char *text = NULL;
	size_t len = 0;
	if (shape_read(&s, (const char *)data, size)) {
		s.chance.state = chance_next(c);
		if (shape_edit(&s, chance_below(c, s.places.len), chance_below(c, shape_edits)))
			text = cJSON_PrintUnformatted(s.root);
	}
	if (text && strlen(text) <= max) {
		len = strlen(text);
		memcpy(data, text, len);
	}
	cJSON_free(text);
	shape_free(&s);
	return len;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	struct chance c = {seed};
	bool edited = false;
	if (chance_below(&c, BYTES_ONE_IN))
		for (size_t n = 1 + chance_below(&c, MOST_EDITS); n; n--) {
			size_t len = edit(&c, data, size, max);
			edited = edited || len;
			size = len ? len : size;
		}
	return edited ? size : LLVMFuzzerMutate(data, size, max);
}
