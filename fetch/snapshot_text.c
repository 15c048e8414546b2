/*
 * snapshot_text.c - what stands in a dump: elements, lists and the outcomes of calls as JSON text, the
 * same bytes for the same answers, and pseudonyms where they are asked for.
 */
#include "base/json.h"
#include "fetch/json_text.h"
#include "fetch/snapshot.h"
#include "fetch/timestamp.h"

#include <string.h>

/* What we wrote ourselves parses; if not, memory has run out. */
static const cJSON *tree_of(struct arena *scratch, const struct element *e)
{
	cJSON *json = NULL;
	if (json_parse(scratch, e->id, e->text, strlen(e->text), &json, NULL))
		mem_oom(strlen(e->text));
	return json;
}

static void each_element(struct snapshot *s,
			 void (*each)(struct redact *, const char *, const cJSON *))
{
	struct arena scratch = ARENA_INIT;
	for (size_t i = 0; i < s->places.len; i++)
		for (size_t j = 0; j < s->places.items[i]->elements.len; j++) {
			const struct element *e = &s->places.items[i]->elements.items[j];
			each(&s->redact, e->call->list_key, tree_of(&scratch, e));
			arena_reset(&scratch);
		}
	arena_free(&scratch);
}

void text_prepare(struct snapshot *s)
{
	const struct vck_fetch_options *o = s->options;
	if (!o->redact)
		return;
	redact_open(&s->redact, o->redact, o->redact_key);
	for (size_t i = 0; i < o->keep_cidr_count; i++)
		redact_keep(&s->redact, o->keep_cidrs[i], true);
	each_element(s, redact_learn);
	each_element(s, redact_learn_entries);
}

/* The element's text at the given indent, under its pseudonyms. */
static void put_element(struct snapshot *s, const struct element *e, unsigned indent,
			struct buf *out)
{
	struct arena scratch = ARENA_INIT;
	if (!s->options->redact) {
		json_text_shift(out, e->text, indent);
		return;
	}
	cJSON *own =
		json_made(cJSON_Duplicate(tree_of(&scratch, e), 1)); /* its strings will change */
	redact_element(&s->redact, own);
	json_text(out, own, indent);
	cJSON_Delete(own);
	arena_free(&scratch);
}

static void put_text(struct snapshot *s, const char *text, struct buf *out)
{
	struct buf plain = BUF_INIT;
	if (s->options->redact)
		redact_text(&s->redact, text, &plain);
	else
		buf_puts(&plain, text);
	json_text_string(out, buf_str(&plain));
	buf_free(&plain);
}

void text_account_name(struct snapshot *s, const char *account, struct buf *out)
{
	if (s->options->redact & VCK_REDACT_ACCOUNTS)
		redact_account(&s->redact, account, out);
	else
		buf_puts(out, account);
}

void text_account(struct snapshot *s, const char *account, struct buf *out)
{
	struct buf plain = BUF_INIT;
	text_account_name(s, account, &plain);
	json_text_string(out, buf_str(&plain));
	buf_free(&plain);
}

static void member(struct buf *out, unsigned indent, const char *name)
{
	buf_printf(out, ",\n%*s\"%s\": ", (int)indent, "", name);
}

static void put_time(struct buf *out, unsigned indent, const char *name, int64_t ms)
{
	member(out, indent, name);
	buf_putc(out, '"');
	timestamp_wire(out, ms / 1000);
	buf_putc(out, '"');
}

void text_outcome(struct snapshot *s, const struct outcome *o, bool with_place, unsigned indent,
		  struct buf *out)
{
	const struct vck_fetch_call *d = &o->done;
	unsigned in = indent + 4;
	bool fine = d->outcome == VCK_FETCH_OK;
	buf_printf(out, "{\n%*s\"Service\": \"%s\"", (int)in, "", d->service);
	if (with_place) {
		member(out, in, "AccountId");
		text_account(s, d->account, out);
		member(out, in, "Region");
		json_text_string(out, d->region);
	}
	member(out, in, "Operation");
	buf_printf(out, "\"%s\"", d->operation);
	member(out, in, "Status");
	buf_printf(out, "\"%s\"", vck_fetch_outcome_name(d->outcome));
	if (d->resource) {
		member(out, in, "Resource");
		put_text(s, d->resource, out);
	}
	if (d->http) {
		member(out, in, "Http");
		buf_printf(out, "%ld", d->http);
	}
	if (*d->code) {
		member(out, in, "Code");
		json_text_string(out, d->code);
	}
	if (*d->message) {
		member(out, in, "Message");
		put_text(s, d->message, out);
	}
	if (!fine) {
		member(out, in, "Action");
		buf_printf(out, "\"%s:%s\"", d->service, d->operation);
	}
	member(out, in, "Pages");
	buf_printf(out, "%u", d->pages);
	member(out, in, "Items");
	buf_printf(out, "%u", d->items);
	if (s->options->times && d->began_ms) {
		put_time(out, in, "StartedAt", d->began_ms);
		put_time(out, in, "EndedAt", d->ended_ms);
	}
	buf_printf(out, "\n%*s}", (int)indent, "");
}

void text_header(struct buf *out)
{
	buf_puts(out, "{\n    \"vpccheck\": {\n        \"format\": 1,\n        \"tool\": "
		      "\"" VPCCHECK_VERSION "\"\n    }");
}

/* ---- lists ---- */

static bool is_of(const struct element *e, const char *list_key, const struct call *call)
{
	return call ? e->call == call : strcmp(e->call->list_key, list_key) == 0;
}

/* What AWS shows as an object and no list: there is one. */
static void put_object(struct snapshot *s, const struct place *p, const char *list_key,
		       const struct call *call, unsigned indent, struct buf *out)
{
	for (size_t i = 0; i < p->elements.len; i++)
		if (is_of(&p->elements.items[i], list_key, call)) {
			put_element(s, &p->elements.items[i], indent, out);
			return;
		}
	buf_puts(out, "{}");
}

void text_list(struct snapshot *s, const struct place *p, const char *list_key,
	       const struct call *call, unsigned indent, struct writer *w)
{
	struct buf out = BUF_INIT;
	unsigned count = 0;
	if (strcmp(list_key, "VpcBlockPublicAccessOptions") == 0) {
		put_object(s, p, list_key, call, indent, &out);
		writer_buf(w, &out);
		buf_free(&out);
		return;
	}
	writer_puts(w, "[");
	for (size_t i = 0; i < p->elements.len; i++) {
		const struct element *e = &p->elements.items[i];
		if (!is_of(e, list_key, call))
			continue;
		buf_printf(&out, "%s\n%*s", count++ ? "," : "", (int)indent + 4, "");
		put_element(s, e, indent + 4, &out);
		writer_buf(w, &out);
	}
	if (count)
		buf_printf(&out, "\n%*s", (int)indent, "");
	buf_puts(&out, "]");
	writer_buf(w, &out);
	buf_free(&out);
}
