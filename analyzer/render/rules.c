/* rules.c - the texts of docs/rules, read line by line and shown in two ways. */
#include "render/rules.h"

#include "render/out.h"

#include <string.h>

#include "base/banned.h"

const char *rule_markdown(enum vck_code code)
{
	const struct vck_code_info *info = vck_code_info(code);

	for (const struct rule_text *t = rule_texts; info && t->code; t++)
		if (str_eq(t->code, info->code))
			return (const char *)t->markdown;
	return "";
}

/* ---- the corner of Markdown ---- */

enum block { BLOCK_END, BLOCK_TITLE, BLOCK_HEADING, BLOCK_TEXT, BLOCK_ITEM, BLOCK_CODE };

static enum block line_block(const char *line)
{
	if (!*line)
		return BLOCK_END;
	if (str_starts(line, "# "))
		return BLOCK_TITLE;
	if (str_starts(line, "## "))
		return BLOCK_HEADING;
	if (str_starts(line, "- "))
		return BLOCK_ITEM;
	return str_starts(line, "    ") ? BLOCK_CODE : BLOCK_TEXT;
}

static const char *line_next(const char *line, size_t *len)
{
	*len = strcspn(line, "\n");
	return line + *len + (line[*len] == '\n');
}

/*
 * The next block of `*s` into `text`: a heading or a line of code as it stands, a paragraph or an
 * item with its lines joined.
 */
static enum block block_next(const char **s, struct buf *text)
{
	size_t len;

	while (**s == '\n')
		++*s;
	enum block block = line_block(*s);
	static const unsigned marks[] = {0, 2, 3, 0, 2, 4};
	const char *line = *s;
	*s = line_next(line, &len);
	buf_clear(text);
	buf_add(text, line + marks[block], len - (block == BLOCK_END ? len : marks[block]));
	while (block == BLOCK_TEXT || block == BLOCK_ITEM) {
		line = *s;
		const char *next = line_next(line, &len);
		size_t indent = strspn(line, " ");
		enum block more = line_block(line + (block == BLOCK_ITEM ? indent : 0));
		if (!len || more != BLOCK_TEXT)
			break;
		buf_putc(text, ' ');
		buf_add(text, line + indent, len - indent);
		*s = next;
	}
	return block;
}

void rule_section(struct buf *out, enum vck_code code, const char *heading)
{
	const char *s = rule_markdown(code);
	struct buf text = BUF_INIT;
	bool inside = false;

	for (enum block block; (block = block_next(&s, &text)) != BLOCK_END;) {
		if (block == BLOCK_HEADING)
			inside = str_eq(buf_str(&text), heading);
		else if (inside && block == BLOCK_TEXT)
			break;
	}
	if (inside)
		buf_puts(out, buf_str(&text));
	buf_free(&text);
}

/* ---- for a terminal ---- */

static void put_folded(struct buf *b, unsigned indent, const char *first, const char *text,
		       unsigned width)
{
	buf_printf(b, "%*s", (int)(indent - strlen(first)), "");
	buf_puts(b, first);
	buf_fold(b, indent, width, text);
}

static void put_facts(struct buf *b, const struct vck_code_info *info)
{
	buf_printf(b, "%s: %s.\n\n", info->code, info->summary);
	buf_printf(b, "Severity where it stops a flow: %s; as a lint: %s. Found on: %s.\n",
		   vck_severity_name(info->severity), vck_severity_name(info->lint),
		   info->resource_type);
	if (*info->aws_code)
		buf_printf(b, "Reachability Analyzer calls it %s.\n", info->aws_code);
}

void rule_show(struct buf *out, enum vck_code code, unsigned width)
{
	const char *s = rule_markdown(code);
	struct buf text = BUF_INIT;
	enum block last = BLOCK_END;

	width = width > 100 ? 100 : width < 40 ? 40 : width;
	put_facts(out, vck_code_info(code));
	for (enum block block; (block = block_next(&s, &text)) != BLOCK_END; last = block) {
		if (block == BLOCK_TITLE)
			continue;
		if (!(block == last && (block == BLOCK_CODE || block == BLOCK_ITEM)))
			buf_putc(out, '\n');
		if (block == BLOCK_HEADING)
			buf_printf(out, "%s\n", buf_str(&text));
		else if (block == BLOCK_CODE)
			buf_printf(out, "      %s\n", buf_str(&text));
		else
			put_folded(out, block == BLOCK_ITEM ? 4 : 2,
				   block == BLOCK_ITEM ? "- " : "", buf_str(&text), width);
	}
	buf_free(&text);
}

/* ---- for a manual page ---- */

/*
 * mdoc wants each sentence on a line of its own, and lines of at most 80 bytes. A word that begins
 * a line like a macro is escaped.
 */
static bool ends_sentence(const char *text, const char *end)
{
	if (end - text < 2 || !strchr(".?!", end[-1]) || end[0] != ' ')
		return false;
	return end[1] >= 'A' && end[1] <= 'Z';
}

void roff_paragraph(struct buf *out, const char *text)
{
	struct buf word = BUF_INIT;
	size_t at = 0;

	for (const char *s = text; *s;) {
		size_t len = strcspn(s, " ");
		struct buf plain = BUF_INIT;
		buf_add(&plain, s, len);
		buf_clear(&word);
		escape_roff(&word, buf_str(&plain));
		buf_free(&plain);
		if (at && at + 1 + word.len > 78) {
			buf_putc(out, '\n');
			at = 0;
		} else if (at) {
			buf_putc(out, ' ');
			at++;
		}
		buf_add(out, buf_str(&word), word.len);
		at += word.len;
		s += len;
		if (ends_sentence(text, s)) {
			buf_putc(out, '\n');
			at = 0;
		}
		s += strspn(s, " ");
	}
	if (at)
		buf_putc(out, '\n');
	buf_free(&word);
}

static void put_mdoc_block(struct buf *b, enum block block, enum block last, const char *text)
{
	if (last == BLOCK_CODE && block != BLOCK_CODE)
		buf_puts(b, ".Ed\n");
	if (last == BLOCK_ITEM && block != BLOCK_ITEM)
		buf_puts(b, ".El\n");
	if (block == BLOCK_CODE && last != BLOCK_CODE)
		buf_puts(b, ".Bd -literal -offset indent\n");
	if (block == BLOCK_ITEM && last != BLOCK_ITEM)
		buf_puts(b, ".Bl -bullet\n");
	if (block == BLOCK_ITEM)
		buf_puts(b, ".It\n");
	if (block == BLOCK_HEADING) {
		buf_puts(b, ".Pp\n.Em ");
		escape_roff(b, text);
		buf_putc(b, '\n');
	} else if (block == BLOCK_TEXT || block == BLOCK_ITEM) {
		if (block == BLOCK_TEXT)
			buf_puts(b, ".Pp\n");
		roff_paragraph(b, text);
	} else if (block == BLOCK_CODE) {
		escape_roff(b, text);
		buf_putc(b, '\n');
	}
}

void rule_mdoc(struct buf *out, enum vck_code code)
{
	const struct vck_code_info *info = vck_code_info(code);
	const char *s = rule_markdown(code);
	struct buf text = BUF_INIT;
	enum block last = BLOCK_END;

	buf_printf(out, ".Ss %s\n", info->code);
	buf_printf(&text, "%s.", info->summary);
	roff_paragraph(out, buf_str(&text));
	buf_printf(out, "Severity where it stops a flow: %s; as a lint: %s.\n",
		   vck_severity_name(info->severity), vck_severity_name(info->lint));
	for (enum block block; (block = block_next(&s, &text)) != BLOCK_END; last = block)
		if (block != BLOCK_TITLE)
			put_mdoc_block(out, block, last, buf_str(&text));
	put_mdoc_block(out, BLOCK_END, last, "");
	buf_free(&text);
}
