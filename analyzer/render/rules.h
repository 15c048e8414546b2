/*
 * rules.h - every finding code at length.
 *
 * One source, docs/rules/CODE.md, compiled in by cmake/rules.cmake: `vpccheck rules CODE`, the help
 * in SARIF and the manual page all read it. The files keep to a corner of Markdown: a title, "##"
 * headings, paragraphs, lists of "- " and code that is indented by four spaces; `code` in
 * backticks, links in angle brackets.
 */
#ifndef RENDER_RULES_H
#define RENDER_RULES_H

#include "base/str.h"

#include <vpccheck/finding.h>

struct rule_text {
	const char *code;
	const unsigned char *markdown; /* UTF-8, ends with a NUL */
};
extern const struct rule_text rule_texts[]; /* sorted; ends with a NULL code */

const char *rule_markdown(enum vck_code); /* "" when there is none */

/* The first paragraph below "## heading", on one line; "" when there is none. */
void rule_section(struct buf *, enum vck_code, const char *heading);

/* Folded to `width` columns for a terminal; as mdoc, a subsection of its own. */
void rule_show(struct buf *, enum vck_code, unsigned width);
void rule_mdoc(struct buf *, enum vck_code);
void roff_paragraph(struct buf *, const char *text); /* mdoc text: sentences, short lines */

#endif
