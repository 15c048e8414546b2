/*
 * dump_file.c - a whole snapshot as one file (or on standard output): a list of accounts in Regions,
 * each with the outcome of its calls and the lists that are known.
 */
#include "fetch/snapshot.h"

#include <string.h>

/* Two calls may fill one list; it is written where the first of them stands. */
static bool is_first_of_list(const struct call *call)
{
	for (const struct call *c = calls; c < call; c++)
		if (strcmp(c->list_key, call->list_key) == 0)
			return false;
	return true;
}

static void write_outcomes(struct snapshot *s, const struct place *p, unsigned indent,
			   struct writer *w)
{
	struct buf out = BUF_INIT;
	buf_putc(&out, '[');
	for (size_t i = 0; i < p->outcomes.len; i++) {
		buf_printf(&out, "%s\n%*s", i ? "," : "", (int)indent + 4, "");
		text_outcome(s, &p->outcomes.items[i], false, indent + 4, &out);
	}
	buf_printf(&out, "\n%*s]", (int)indent, "");
	writer_buf(w, &out);
	buf_free(&out);
}

static void write_place(struct snapshot *s, const struct place *p, struct writer *w)
{
	struct buf out = BUF_INIT;
	buf_puts(&out, "{\n            ");
	if (*p->account) {
		buf_puts(&out, "\"AccountId\": ");
		text_account(s, p->account, &out);
		buf_puts(&out, ",\n            ");
	}
	if (*p->region)
		buf_printf(&out, "\"Region\": \"%s\",\n            ", p->region);
	buf_puts(&out, "\"Calls\": ");
	writer_buf(w, &out);
	write_outcomes(s, p, 12, w);
	for (size_t i = 0; i < call_count; i++) {
		if (!is_first_of_list(&calls[i]) || !place_knows_list(p, calls[i].list_key))
			continue;
		buf_printf(&out, ",\n            \"%s\": ", calls[i].list_key);
		writer_buf(w, &out);
		text_list(s, p, calls[i].list_key, NULL, 12, w);
	}
	writer_puts(w, "\n        }");
	buf_free(&out);
}

static enum vck_status write_file(struct snapshot *s, const char *path, struct vck_error *err)
{
	struct writer w;
	struct buf out = BUF_INIT;
	enum vck_status st = writer_open(&w, path, err);
	if (st)
		return st;
	text_header(&out);
	buf_puts(&out, ",\n    \"Snapshots\": [");
	writer_buf(&w, &out);
	for (size_t i = 0; i < s->places.len; i++) {
		writer_puts(&w, i ? ",\n        " : "\n        ");
		write_place(s, s->places.items[i], &w);
	}
	writer_puts(&w, s->places.len ? "\n    ]\n}\n" : "]\n}\n");
	buf_free(&out);
	return writer_commit(&w, NULL, err);
}

enum vck_status vck_fetch_to_file(const struct vck_fetch_options *options, const char *path,
				  struct vck_fetch_summary *summary, struct vck_error *err)
{
	struct snapshot s = {.options = options};
	memset(summary, 0, sizeof *summary);
	enum vck_status st = writer_check(path, options->overwrite, err);
	if (st)
		return st;
	st = snapshot_gather(&s, summary, err);
	if (snapshot_is_worth_writing(st, summary)) {
		struct vck_error why;
		enum vck_status written = write_file(&s, path, &why);
		if (written) {
			st = written;
			if (err)
				*err = why;
		}
	}
	snapshot_close(&s);
	return st;
}
