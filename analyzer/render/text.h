/*
 * text.h - lines for people: styled where the terminal shows it, folded to its width.
 *
 * Sentences are folded, commands never: they are there to be copied. render_text.c puts a report together
 * from what text_findings.c and text_flows.c print.
 */
#ifndef RENDER_TEXT_H
#define RENDER_TEXT_H

#include "render/render.h"

enum style { PLAIN, BOLD, DIM, RED, YELLOW, CYAN, GREEN };

struct text {
	struct out *out;
	struct view *v;
	unsigned width;
	bool verbose, quiet;
	bool accounts; /* there are several: whose a resource is matters */
};

struct text text_of(struct out *, struct view *); /* as the view's options say */

void style_on(struct text *, enum style);
void style_off(struct text *, enum style);
void put_styled(struct text *, enum style, const char *);

/*
 * Words from column `at` on; a line that is full goes on under `rest`. A word that is longer than a
 * line stays whole: ids and rules are there to be copied, too. No line begins with "::", which a
 * runner of GitHub would take for a command.
 */
void put_words(struct text *, unsigned at, const char *rest, const char *words);
void put_folded(struct text *, unsigned at, const char *rest,
		const char *words); /* and a line end */
void put_paragraph(struct text *, const char *first, const char *rest, const char *words);

void text_findings(struct text *); /* the worse in full, infos and suppressed ones in short */
void text_flows(struct text *, bool hops); /* hop by hop, or a line each */

#endif
