/* text.c - styles and folding. */
#include "render/text.h"

#include <string.h>

#include "base/banned.h"

#define DEFAULT_WIDTH 100
#define LEAST_WIDTH   40

static const char *const style_codes[] = {
	[PLAIN] = "",           [BOLD] = "\x1b[1m",      [DIM] = "\x1b[2m",
	[RED] = "\x1b[1;31m",   [YELLOW] = "\x1b[1;33m", [CYAN] = "\x1b[1;36m",
	[GREEN] = "\x1b[1;32m",
};

/* Is it another account than the one that was met before? */
static bool is_another(const char **known, const char *account)
{
	if (str_empty(account))
		return false;
	if (!*known)
		*known = account;
	return !str_eq(*known, account);
}

/* Commands are run by whoever may do so: of several accounts it is said which. */
static bool has_accounts(const struct vck_report *r)
{
	const char *known = NULL;
	for (size_t i = 0; i < r->n_findings; i++)
		if (is_another(&known, r->findings[i].resource.account))
			return true;
	for (size_t i = 0; i < r->n_flows; i++)
		if (is_another(&known, r->flows[i].source.account) ||
		    is_another(&known, r->flows[i].destination.account))
			return true;
	return false;
}

struct text text_of(struct out *out, struct view *v)
{
	unsigned width = v->options->width ? v->options->width : DEFAULT_WIDTH;

	return (struct text){
		.out = out,
		.v = v,
		.width = width < LEAST_WIDTH ? LEAST_WIDTH : width,
		.verbose = v->options->verbosity > 0,
		.quiet = v->options->verbosity < 0,
		.accounts = v->report && has_accounts(v->report),
	};
}

void style_on(struct text *t, enum style style)
{
	if (t->v->options->color)
		out_puts(t->out, style_codes[style]);
}

void style_off(struct text *t, enum style style)
{
	if (t->v->options->color && style != PLAIN)
		out_puts(t->out, "\x1b[0m");
}

void put_styled(struct text *t, enum style style, const char *s)
{
	style_on(t, style);
	out_escaped(t->out, escape_plain, s);
	style_off(t, style);
}

/* Escaped first, measured then: what is measured is what is shown. */
static const char *plain(struct text *t, const char *s)
{
	struct buf b = BUF_INIT;

	escape_plain(&b, s ? s : "");
	const char *copy = arena_strdup(&t->v->arena, buf_str(&b));
	buf_free(&b);
	return copy;
}

void put_words(struct text *t, unsigned at, const char *rest, const char *text)
{
	const char *s = plain(t, text);
	unsigned indent = utf8_columns(rest), gap = 0;

	while (*s) {
		size_t len = strcspn(s, " ");
		const char *word = arena_strndup(&t->v->arena, s, len);
		unsigned columns = utf8_columns(word);
		if (gap && at + gap + columns > t->width && !str_starts(word, "::")) {
			out_printf(t->out, "\n%s", rest);
			at = indent;
		} else {
			out_repeat(t->out, ' ', gap);
			at += gap;
		}
		out_puts(t->out, word);
		at += columns;
		s += len;
		gap = (unsigned)strspn(s, " ");
		s += gap;
	}
}

void put_folded(struct text *t, unsigned at, const char *rest, const char *text)
{
	put_words(t, at, rest, text);
	out_puts(t->out, "\n");
}

void put_paragraph(struct text *t, const char *first, const char *rest, const char *text)
{
	out_puts(t->out, first);
	put_folded(t, utf8_columns(first), rest, text);
}
