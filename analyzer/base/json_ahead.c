/*
 * json_ahead.c - long arrays of files, read in many places at once (json.h, struct json_stretch).
 *
 * To cut an array where its elements end, somebody has to go through all of it first. So the cuts
 * are guessed: what aws-cli and others put between two elements of an array, with the indentation
 * that it has there, stands nowhere else in it.
 *
 *	\n        },\n        {\n            "
 *	                      ^ here an element begins, by the looks of it
 *
 * A guess is never trusted. The walk follows the elements as it would alone: a stretch counts when
 * the one before it, or the walk itself, ends where it begins, and then it holds what the walk would
 * have found there. Else it is dropped, and the walk goes on by itself. So it does where a stretch has
 * a mistake in it, and says what it would have said.
 *
 * How long an array is nobody knows before its end. Not much more is read ahead of the walk than lies
 * behind it: behind a short array there is little that was read in vain.
 */
#include "base/json_walk.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the look of a place between two elements ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static const char *before_spaces(const char *from, const char *p)
{
	while (p > from && is_space(p[-1]))
		p--;
	return p;
}

/* Where the line begins that p is indented in, with the newline; else p. */
static const char *before_indent(const char *from, const char *p)
{
	const char *q = p;
	while (q > from && (q[-1] == ' ' || q[-1] == '\t'))
		q--;
	return q > from && q[-1] == '\n' ? q - 1 : p;
}

/* The end of the object before the one at `here`; NULL: there is none, or it is not all there. */
static const char *end_before(const char *from, const char *here)
{
	const char *p = before_spaces(from, here);
	if (p == from || *--p != ',')
		return NULL;
	p = before_spaces(from, p);
	return p > from && *--p == '}' ? before_indent(from, p) : NULL;
}

/* Behind the quote that begins the first member's name; NULL: that is something else. */
static const char *first_name(const char *here, const char *end)
{
	if (here == end || *here++ != '{')
		return NULL;
	while (here < end && is_space(*here))
		here++;
	return here < end && *here == '"' ? here + 1 : NULL;
}

/* The source stands where an element begins. Without newlines others than an array's elements follow
 * each other like that; the first name tells them apart, mostly. */
static struct json_look look_around(const struct json_source *s)
{
	struct json_look look = {.len = 0};
	const char *here = s->buf + s->pos, *end = s->buf + s->len;
	const char *from = end_before(s->buf, here), *to = first_name(here, end);
	if (!from || !to)
		return look;
	if (!memchr(from, '\n', (size_t)(to - from)))
		to = memchr(to, '"', (size_t)(end - to));
	if (!to || (size_t)(to - from) > sizeof look.text)
		return look;
	look.len = (unsigned)(to - from);
	look.behind = (unsigned)(here - from);
	memcpy(look.text, from, look.len);
	return look;
}

/* ---- a stretch is walked ---- */

static uint64_t offset_of(const struct json_source *s)
{
	return s->consumed + s->pos;
}

static struct json_mark mark_of(const struct json_source *s)
{
	return (struct json_mark){offset_of(s), s->line, s->line_from};
}

/* The same bytes from there on, and a line to count from. */
static struct json_source source_at(const struct json_source *s, uint64_t offset)
{
	struct json_source at;
	if (s->fd < 0) {
		size_t skip = (size_t)(offset - s->consumed);
		at = json_source_memory(s->name, s->buf + skip, s->len - skip);
	} else {
		at = json_source_fd(s->name, s->fd);
		at.by_place = true;
		at.start = s->start;
	}
	at.consumed = offset;
	at.line = 0;
	return at;
}

/* Go to the first element, by the looks of it. */
static bool find_element(struct json_source *s, const struct json_stretch *t)
{
	const struct json_look *look = &t->look;
	for (;;) {
		if (s->len - s->pos >= look->len) {
			const char *from = s->buf + s->pos;
			const char *at = memmem(from, s->len - s->pos, look->text, look->len);
			s->pos = at ? (size_t)(at - s->buf) + look->behind : s->len - look->len + 1;
			s->keep = s->pos;
			if (at || offset_of(s) + look->behind >= t->to)
				return at && offset_of(s) < t->to;
		}
		if (!json_refill(s))
			return false;
	}
}

static enum vck_status walk_elements(struct walk *w, struct json_stretch *t)
{
	struct json_source *s = w->s;
	for (;;) {
		enum vck_status st = json_hand_over(w, t->key, t->elements);
		if (st)
			return st;
		t->elements++;
		t->last = mark_of(s);
		t->goes_on = json_peek(s) == ',';
		if (!t->goes_on)
			return VCK_OK;
		s->pos++;
		t->goes_on = json_peek(s) >= 0;
		t->next = mark_of(s);
		if (!t->goes_on || t->next.offset >= t->to)
			return VCK_OK;
	}
}

void json_walk_stretch(struct json_stretch *t, const struct json_visitor *v)
{
	struct json_source s = source_at(&t->source, t->from - t->look.behind);
	struct walk w = {.s = &s, .v = v, .scratch = ARENA_INIT};
	w.shape = v->shape ? v->shape(v->ctx, t->key) : NULL;
	t->elements = 0;
	bool found = find_element(&s, t);
	t->begin = found ? offset_of(&s) : t->to;
	if (found && walk_elements(&w, t))
		t->elements = 0;
	arena_free(&w.scratch);
	json_source_free(&s);
}

/* ---- the walk's side ---- */

enum {
	FIRST = 2, /* grains of an array that the walk reads before others read ahead */
	LAST = 4,  /* … before it stops looking for a look */
	MOST = 16, /* grains of a stretch */
	TRIES = 3, /* looks that may be wrong, of one array */
};

void json_ahead_open(struct walk *w)
{
	w->ahead = (struct ahead){.state = w->v->readers ? AHEAD_LATER : AHEAD_NEVER,
				  .begin = offset_of(w->s)};
}

void json_ahead_close(struct walk *w)
{
	if (w->ahead.state == AHEAD_GOING)
		w->v->readers->drop_all(w->v->ctx);
	w->ahead.state = AHEAD_NEVER;
}

/* There was a place that looked like that and was none. */
static void look_again(struct walk *w, uint64_t here)
{
	unsigned tries = w->ahead.tries + 1;
	json_ahead_close(w);
	if (tries == TRIES)
		return;
	w->ahead = (struct ahead){.state = AHEAD_LATER, .begin = here, .tries = tries};
}

/* The end of the stream, if others can read it beside the walk; else 0. */
static uint64_t end_of(struct json_source *s)
{
	struct stat st;
	if (s->fd < 0)
		return s->consumed + s->len;
	off_t at = lseek(s->fd, 0, SEEK_CUR);
	if (at < 0 || fstat(s->fd, &st) || !S_ISREG(st.st_mode) || st.st_size < at)
		return 0;
	s->start = (uint64_t)at - s->consumed - s->len;
	return (uint64_t)st.st_size - s->start;
}

static void begin(struct walk *w, uint64_t here)
{
	struct ahead *a = &w->ahead;
	size_t grain = w->v->grain;
	if (here - a->begin < FIRST * grain)
		return;
	a->look = look_around(w->s);
	if (!a->look.len) {
		if (here - a->begin > LAST * grain)
			a->state = AHEAD_NEVER;
		return;
	}
	a->end = end_of(w->s);
	a->next = here;
	a->state = a->end ? AHEAD_GOING : AHEAD_NEVER;
}

static uint64_t stretch_length(const struct walk *w, uint64_t here)
{
	const struct ahead *a = &w->ahead;
	uint64_t least = w->v->grain, most = MOST * least;
	uint64_t read = here - a->begin, left = a->end - a->next;
	uint64_t length = (read < left ? read : left) / w->v->readers->most;
	length = length < least ? least : length > most ? most : length;
	return left < length + least ? left : length;
}

static void ask_for_more(struct walk *w, const char *key, uint64_t here)
{
	struct ahead *a = &w->ahead;
	while (a->next < a->end) {
		struct json_stretch t = {.key = key,
					 .source = *w->s,
					 .look = a->look,
					 .from = a->next,
					 .to = a->next + stretch_length(w, here)};
		if (!w->v->readers->ask(w->v->ctx, &t))
			return;
		a->next = t.to;
	}
}

static struct json_mark join(struct json_mark a, struct json_mark b)
{
	return (struct json_mark){b.offset, a.lines + b.lines, b.lines ? b.line_from : a.line_from};
}

static void go_to(struct json_source *s, struct json_mark to)
{
	s->line += to.lines;
	s->line_from = to.line_from;
	if (to.offset - s->consumed <= s->len) {
		s->keep = s->pos = (size_t)(to.offset - s->consumed);
		return;
	}
	lseek(s->fd, (off_t)(s->start + to.offset), SEEK_SET);
	s->consumed = to.offset;
	s->len = s->pos = s->keep = 0;
	s->eof = false;
}

/* The oldest stretch, when the walk has come to where it begins; NULL: there is nothing to take. */
static const struct json_stretch *stretch_at(struct walk *w, const char *key, uint64_t here)
{
	const struct json_readers *r = w->v->readers;
	for (;;) {
		ask_for_more(w, key, here);
		const struct json_stretch *t = r->oldest(w->v->ctx);
		if (!t) { /* the others are not for this array, or all of the stream is read */
			json_ahead_close(w);
			return NULL;
		}
		w->ahead.wait = t->begin;
		if (here < t->begin)
			return NULL;
		if (t->begin < here && t->begin < t->to) {
			look_again(w, here);
			return NULL;
		}
		if (t->elements)
			return t;
		r->drop(w->v->ctx);
	}
}

static long take_over(struct walk *w, const char *key, long index, enum vck_status *st)
{
	struct json_source *s = w->s;
	struct json_mark here = {offset_of(s), 0, s->line_from}, last = here;
	const struct json_stretch *t;
	long n = 0;
	while (w->ahead.state == AHEAD_GOING && (t = stretch_at(w, key, here.offset)) != NULL) {
		unsigned line = s->line + here.lines;
		last = join(here, t->last);
		here = join(here, t->next);
		long elements = t->elements;
		bool goes_on = t->goes_on;
		*st = w->v->readers->take(w->v->ctx, line, index + n, w->err);
		n += elements;
		if (*st || !goes_on)
			json_ahead_close(w);
	}
	if (n)
		go_to(s, last);
	return n;
}

long json_ahead(struct walk *w, const char *key, long index, enum vck_status *st)
{
	struct ahead *a = &w->ahead;
	uint64_t here = offset_of(w->s);
	if (a->state == AHEAD_LATER)
		begin(w, here);
	if (a->state != AHEAD_GOING || here < a->wait)
		return 0;
	return take_over(w, key, index, st);
}
