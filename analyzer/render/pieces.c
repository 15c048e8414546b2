#include "render/pieces.h"

#include <string.h>

#include "base/banned.h"

static void take(void *ctx, const char *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
}

static const struct piece *make(struct pieces *p, piece_fn *write, const void *what)
{
	struct buf text = BUF_INIT;
	struct out out = {.write = take, .ctx = &text};

	write(&out, what);
	out_close(&out);
	struct piece *piece = arena_alloc(&p->arena, sizeof *piece + text.len);
	piece->len = text.len;
	if (text.len)
		memcpy(piece->text, text.data, text.len);
	buf_free(&text);
	return piece;
}

static const struct piece **slot_of(struct pieces *p, unsigned long number)
{
	if (number >= p->items.len) {
		vec_reserve(&p->items, number + 1);
		while (p->items.len <= number)
			p->items.items[p->items.len++] = NULL;
	}
	return &p->items.items[number];
}

void pieces_put(struct pieces *p, struct out *out, unsigned long number, piece_fn *write,
		const void *what)
{
	if (!number || number > MAX_PIECES) {
		write(out, what);
		return;
	}
	const struct piece **slot = slot_of(p, number);
	if (!*slot)
		*slot = make(p, write, what);
	out_add(out, (*slot)->text, (*slot)->len);
}

void pieces_free(struct pieces *p)
{
	arena_free(&p->arena);
	vec_free(&p->items);
}
