/*
 * json_piece.c - long arrays, cut into runs of whole elements that others walk (json.h).
 *
 * Who owns the stream only looks for the cuts (json_cut.h) and gives its buffer away with the
 * piece; who walks a piece does all the rest, and says of mistakes what the owner would have said.
 */
#include "base/json_cut.h"
#include "base/json_walk.h"
#include "base/mem.h"

#include <string.h>

enum { PIECE_LEAST = 4 }; /* grains that must lie ahead for a piece to be worth its while */

/* Memory that others have read is warm; what the system gives anew, it has to clear. */
static char *next_buffer(const struct walk *w)
{
	char *spare = w->v->spare ? w->v->spare(w->v->ctx, w->s->cap) : NULL;
	return spare ? spare : mem_alloc(w->s->cap);
}

/* Cut `taken` bytes out of the stream: with the buffer itself, or as a copy when they are few. */
static void cut_out(struct walk *w, size_t taken, struct json_piece *piece)
{
	struct json_source *s = w->s;
	size_t tail = s->len - s->pos - taken;
	if (!s->owns_buf || taken < tail) {
		piece->memory = mem_alloc(taken);
		memcpy(piece->memory, s->buf + s->pos, taken);
		piece->bytes = piece->memory;
		s->pos += taken;
		return;
	}
	piece->memory = s->buf;
	piece->room = s->cap;
	piece->bytes = s->buf + s->pos;
	s->buf = next_buffer(w);
	memcpy(s->buf, piece->bytes + taken, tail);
	s->consumed += s->pos + taken;
	s->len = tail;
	s->pos = s->keep = 0;
}

long json_hand_over_piece(struct walk *w, const char *key, long index, enum vck_status *st)
{
	struct json_source *s = w->s;
	size_t least = PIECE_LEAST * w->v->grain;
	while (s->len - s->pos < least && json_refill(s))
		;
	if (s->len - s->pos < least)
		return 0;
	struct json_cut cut = json_cut(s->buf + s->pos, s->len - s->pos);
	if (!cut.elements)
		return 0;
	struct json_piece piece = {.name = s->name,
				   .key = key,
				   .index = index,
				   .len = cut.taken,
				   .line = s->line,
				   .offset = s->consumed + s->pos,
				   .line_from = s->line_from};
	cut_out(w, cut.taken, &piece);
	s->line += cut.lines;
	if (cut.lines)
		s->line_from = piece.offset + cut.line_from;
	*st = w->v->piece(w->v->ctx, &piece, w->err);
	return (long)cut.elements;
}

static enum vck_status walk_piece(struct walk *w, const char *key, long index)
{
	struct json_source *s = w->s;
	for (enum vck_status st;; index++) {
		if (json_peek(s) < 0)
			return json_fail_here(s, w->err, "expected a value");
		st = json_hand_over(w, key, index);
		if (st)
			return st;
		int c = json_peek(s);
		if (c < 0)
			return VCK_OK;
		if (c != ',')
			return json_fail_here(s, w->err, "expected \",\" or \"]\"");
		s->pos++;
	}
}

enum vck_status json_walk_piece(const struct json_piece *piece, const struct json_visitor *v,
				struct vck_error *err)
{
	struct json_source s = json_source_memory(piece->name, piece->bytes, piece->len);
	s.line = piece->line;
	s.consumed = piece->offset;
	s.line_from = piece->line_from;
	struct walk w = {.s = &s, .v = v, .scratch = ARENA_INIT, .err = err};
	w.shape = v->shape ? v->shape(v->ctx, piece->key) : NULL;
	enum vck_status st = walk_piece(&w, piece->key, piece->index);
	arena_free(&w.scratch);
	return st;
}
