/*
 * snapshot.c - the dump: what run.h hands over, sorted and written down.
 *
 * Everything is gathered first, since a list is sorted by id and an account's ranges must be known
 * before addresses get pseudonyms. Elements wait as text, which is what they will be in the file.
 */
#include "base/file.h"
#include "base/json.h"
#include "fetch/json_text.h"
#include "fetch/redact.h"
#include "fetch/run.h"
#include "fetch/timestamp.h"
#include "fetch/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct element {
	const char *id, *text;
	const struct call *call;
};

struct outcome {
	const struct call *call; /* NULL: none of the list, like a role that was refused */
	struct vck_fetch_call done;
};

struct place {
	const char *account, *region;
	VEC(struct element) elements;
	VEC(struct outcome) outcomes;
};

struct snapshot {
	const struct vck_fetch_options *options;
	struct arena arena;
	VEC(struct place *) places;
	struct redact redact;
};

/* ---- gathering ---- */

static struct place *place_of(struct snapshot *s, const char *account, const char *region)
{
	for (size_t i = s->places.len; i-- > 0;)
		if (str_eq(s->places.items[i]->account, account) &&
		    str_eq(s->places.items[i]->region, region))
			return s->places.items[i];
	struct place *p = arena_new(&s->arena, struct place);
	p->account = arena_strdup(&s->arena, account);
	p->region = arena_strdup(&s->arena, region);
	vec_push(&s->places, p);
	return p;
}

static enum vck_status take_scope(void *ctx, const char *account, const char *region,
				  struct vck_error *err)
{
	(void)err;
	place_of(ctx, account, region);
	return VCK_OK;
}

static enum vck_status take_element(void *ctx, const char *account, const char *region,
				    const struct call *call, const char *id, const char *text,
				    struct vck_error *err)
{
	struct snapshot *s = ctx;
	struct place *p = place_of(s, account, region);
	(void)err;
	vec_push(&p->elements, ((struct element){arena_strdup(&s->arena, id),
						 arena_strdup(&s->arena, text), call}));
	return VCK_OK;
}

static enum vck_status take_outcome(void *ctx, const struct call *call,
				    const struct vck_fetch_call *done, struct vck_error *err)
{
	struct snapshot *s = ctx;
	struct place *p = place_of(s, done->account, done->region);
	struct vck_fetch_call copy = *done;
	(void)err;
	copy.account = p->account;
	copy.region = p->region;
	copy.code = arena_strdup(&s->arena, done->code);
	copy.message = arena_strdup(&s->arena, done->message);
	copy.resource = done->resource ? arena_strdup(&s->arena, done->resource) : NULL;
	vec_push(&p->outcomes, ((struct outcome){call, copy}));
	return VCK_OK;
}

/* ---- order ---- */

static int by_place(const void *a, const void *b)
{
	const struct place *x = *(struct place *const *)a, *y = *(struct place *const *)b;
	int order = strcmp(x->account, y->account);
	return order ? order : strcmp(x->region, y->region);
}

static int by_element(const void *a, const void *b)
{
	const struct element *x = a, *y = b;
	int order = strcmp(x->call->list_key, y->call->list_key);
	if (!order)
		order = strcmp(x->id, y->id);
	return order ? order : strcmp(x->text, y->text);
}

static int by_outcome(const void *a, const void *b)
{
	const struct outcome *x = a, *y = b;
	if (!x->call || !y->call) {
		int order = (x->call != NULL) - (y->call != NULL);
		if (!order)
			order = strcmp(x->done.operation, y->done.operation);
		return order ? order : str_cmp(x->done.resource, y->done.resource);
	}
	size_t i = call_index(x->call), j = call_index(y->call);
	if (i != j)
		return i < j ? -1 : 1;
	return str_cmp(x->done.resource, y->done.resource);
}

/* All resources of one call that went well are one row; those that did not have a row each. */
static void join_outcomes(struct place *p)
{
	size_t kept = 0;
	for (size_t i = 0; i < p->outcomes.len; i++) {
		struct outcome *o = &p->outcomes.items[i];
		struct outcome *last = kept ? &p->outcomes.items[kept - 1] : NULL;
		if (last && o->call && last->call == o->call && !last->done.resource &&
		    !o->done.resource && last->done.outcome == o->done.outcome) {
			last->done.pages += o->done.pages;
			last->done.items += o->done.items;
			if (o->done.began_ms < last->done.began_ms)
				last->done.began_ms = o->done.began_ms;
			if (o->done.ended_ms > last->done.ended_ms)
				last->done.ended_ms = o->done.ended_ms;
		} else {
			p->outcomes.items[kept++] = *o;
		}
	}
	p->outcomes.len = kept;
}

static void sort_all(struct snapshot *s)
{
	if (s->places.len)
		qsort(s->places.items, s->places.len, sizeof *s->places.items, by_place);
	for (size_t i = 0; i < s->places.len; i++) {
		struct place *p = s->places.items[i];
		if (p->elements.len)
			qsort(p->elements.items, p->elements.len, sizeof *p->elements.items,
			      by_element);
		if (p->outcomes.len)
			qsort(p->outcomes.items, p->outcomes.len, sizeof *p->outcomes.items,
			      by_outcome);
		join_outcomes(p);
	}
}

/* ---- what stands in the file ---- */

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

static void prepare_redaction(struct snapshot *s)
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

static void put_account(struct snapshot *s, const char *account, struct buf *out)
{
	struct buf plain = BUF_INIT;
	if (s->options->redact & VCK_REDACT_ACCOUNTS)
		redact_account(&s->redact, account, &plain);
	else
		buf_puts(&plain, account);
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

static void put_outcome(struct snapshot *s, const struct outcome *o, bool with_place,
			unsigned indent, struct buf *out)
{
	const struct vck_fetch_call *d = &o->done;
	unsigned in = indent + 4;
	bool fine = d->outcome == VCK_FETCH_OK;
	buf_printf(out, "{\n%*s\"Service\": \"%s\"", (int)in, "", d->service);
	if (with_place) {
		member(out, in, "AccountId");
		put_account(s, d->account, out);
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

static void put_header(const struct snapshot *s, struct buf *out)
{
	(void)s;
	buf_puts(out, "{\n    \"vpccheck\": {\n        \"format\": 1,\n        \"tool\": "
		      "\"" VPCCHECK_VERSION "\"\n    }");
}

/* ---- lists ---- */

/* Did a call that fills this list go well? Then it is known, even when it is empty. */
static bool list_is_known(const struct place *p, const char *list_key)
{
	for (size_t i = 0; i < p->outcomes.len; i++) {
		const struct outcome *o = &p->outcomes.items[i];
		if (o->call && o->done.outcome == VCK_FETCH_OK &&
		    strcmp(o->call->list_key, list_key) == 0)
			return true;
	}
	return false;
}

static bool call_went_well(const struct place *p, const struct call *call)
{
	for (size_t i = 0; i < p->outcomes.len; i++)
		if (p->outcomes.items[i].call == call &&
		    p->outcomes.items[i].done.outcome == VCK_FETCH_OK)
			return true;
	return false;
}

/* Two calls may fill one list; it is written where the first of them stands. */
static bool is_first_of_list(const struct call *call)
{
	for (const struct call *c = calls; c < call; c++)
		if (strcmp(c->list_key, call->list_key) == 0)
			return false;
	return true;
}

/* The elements of a list; `call` narrows it to one call's, or is NULL. */
static void write_list(struct snapshot *s, const struct place *p, const char *list_key,
		       const struct call *call, unsigned indent, struct writer *w)
{
	struct buf out = BUF_INIT;
	bool object = strcmp(list_key, "VpcBlockPublicAccessOptions") == 0;
	unsigned count = 0;
	if (!object)
		writer_puts(w, "[");
	for (size_t i = 0; i < p->elements.len; i++) {
		const struct element *e = &p->elements.items[i];
		if (call ? e->call != call : strcmp(e->call->list_key, list_key) != 0)
			continue;
		if (object && count)
			break; /* there is one */
		if (!object)
			buf_printf(&out, "%s\n%*s", count ? "," : "", (int)indent + 4, "");
		put_element(s, e, object ? indent : indent + 4, &out);
		writer_buf(w, &out);
		count++;
	}
	if (object && !count)
		writer_puts(w, "{}");
	if (!object) {
		if (count)
			buf_printf(&out, "\n%*s", (int)indent, "");
		buf_puts(&out, "]");
		writer_buf(w, &out);
	}
	buf_free(&out);
}

/* ---- one file ---- */

static void write_outcomes(struct snapshot *s, const struct place *p, unsigned indent,
			   struct writer *w)
{
	struct buf out = BUF_INIT;
	buf_putc(&out, '[');
	for (size_t i = 0; i < p->outcomes.len; i++) {
		buf_printf(&out, "%s\n%*s", i ? "," : "", (int)indent + 4, "");
		put_outcome(s, &p->outcomes.items[i], false, indent + 4, &out);
	}
	buf_printf(&out, "\n%*s]", (int)indent, "");
	writer_buf(w, &out);
	buf_free(&out);
}

static void write_place(struct snapshot *s, const struct place *p, struct writer *w)
{
	struct buf out = BUF_INIT;
	buf_puts(&out, "{\n            \"AccountId\": ");
	put_account(s, p->account, &out);
	if (*p->region)
		buf_printf(&out, ",\n            \"Region\": \"%s\"", p->region);
	buf_puts(&out, ",\n            \"Calls\": ");
	writer_buf(w, &out);
	write_outcomes(s, p, 12, w);
	for (size_t i = 0; i < call_count; i++) {
		if (!is_first_of_list(&calls[i]) || !list_is_known(p, calls[i].list_key))
			continue;
		buf_printf(&out, ",\n            \"%s\": ", calls[i].list_key);
		writer_buf(w, &out);
		write_list(s, p, calls[i].list_key, NULL, 12, w);
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
	put_header(s, &out);
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

/* ---- a folder ---- */

static enum vck_status make_folder(const char *path, struct vck_error *err)
{
	if (mkdir(path, 0700) == 0 || (errno == EEXIST && file_is_folder(path)))
		return VCK_OK;
	return vck_fail(err, VCK_E_IO, &(struct where){.file = path}, "can't be made: %s",
			strerror(errno));
}

struct folder {
	struct snapshot *s;
	const char *path;
	int lock;
	struct buf files; /* rows of the manifest */
};

static enum vck_status write_call(struct folder *f, const struct place *p, const struct call *call,
				  const char *below, struct vck_error *err)
{
	struct arena *a = &f->s->arena;
	struct writer w;
	char hash[65];
	const char *name = arena_printf(a, "%s/%s.json", below, call_cli_name(a, call->operation));
	const char *path = arena_printf(a, "%s/%s", f->path, name);
	const char *key = call->parent ? call->list_key : call->answer_key;
	enum vck_status st = writer_open(&w, path, err);
	if (st)
		return st;
	writer_puts(&w, arena_printf(a, "{\n    \"%s\": ", key));
	write_list(f->s, p, call->list_key, call, 4, &w);
	writer_puts(&w, "\n}\n");
	st = writer_commit(&w, hash, err);
	buf_printf(&f->files, "%s\n        {\n            \"Path\": ", f->files.len ? "," : "");
	json_text_string(&f->files, name);
	buf_printf(&f->files, ",\n            \"Sha256\": \"%s\"\n        }", hash);
	return st;
}

static enum vck_status write_region(struct folder *f, const struct place *p, struct vck_error *err)
{
	struct arena *a = &f->s->arena;
	struct buf account = BUF_INIT;
	if (f->s->options->redact & VCK_REDACT_ACCOUNTS)
		redact_account(&f->s->redact, p->account, &account);
	else
		buf_puts(&account, p->account);
	const char *outer = arena_printf(a, "accounts/%s", buf_str(&account));
	const char *below = arena_printf(a, "%s/%s", outer, p->region);
	buf_free(&account);
	enum vck_status st = make_folder(arena_printf(a, "%s/%s", f->path, outer), err);
	if (!st)
		st = make_folder(arena_printf(a, "%s/%s", f->path, below), err);
	for (size_t i = 0; i < call_count && !st; i++)
		if (call_went_well(p, &calls[i]))
			st = write_call(f, p, &calls[i], below, err);
	return st;
}

static enum vck_status write_manifest(struct folder *f, struct vck_error *err)
{
	struct snapshot *s = f->s;
	struct writer w;
	struct buf out = BUF_INIT;
	bool any = false;
	enum vck_status st =
		writer_open(&w, arena_printf(&s->arena, "%s/manifest.json", f->path), err);
	if (st)
		return st;
	put_header(s, &out);
	buf_puts(&out, ",\n    \"Calls\": [");
	for (size_t i = 0; i < s->places.len; i++)
		for (size_t j = 0; j < s->places.items[i]->outcomes.len; j++) {
			buf_puts(&out, any ? ",\n        " : "\n        ");
			put_outcome(s, &s->places.items[i]->outcomes.items[j], true, 8, &out);
			any = true;
		}
	buf_printf(&out, "\n    ],\n    \"Files\": [%s\n    ]\n}\n", buf_str(&f->files));
	writer_buf(&w, &out);
	buf_free(&out);
	return writer_commit(&w, NULL, err);
}

/* What an earlier snapshot left here must not pass for this one's. */
static void remove_old(struct folder *f)
{
	struct arena *a = &f->s->arena;
	struct buf text = BUF_INIT;
	const char *manifest = arena_printf(a, "%s/manifest.json", f->path);
	cJSON *json = NULL;
	const cJSON *file;
	if (access(manifest, F_OK) == 0 && !file_read(manifest, 256u << 20, &text, NULL))
		json_parse(a, manifest, buf_str(&text), text.len, &json, NULL);
	cJSON_ArrayForEach(file, json_get(json, "Files"))
	{
		const char *path = json_string(file, "Path");
		if (path && str_starts(path, "accounts/") && !strstr(path, ".."))
			unlink(arena_printf(a, "%s/%s", f->path, path));
	}
	if (json)
		unlink(manifest);
	buf_free(&text);
}

static enum vck_status lock_folder(struct folder *f, struct vck_error *err)
{
	f->lock = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (f->lock < 0)
		return vck_fail(err, VCK_E_IO, &(struct where){.file = f->path},
				"can't be opened: %s", strerror(errno));
	if (flock(f->lock, LOCK_EX | LOCK_NB) != 0)
		return vck_fail(err, VCK_E_IO, &(struct where){.file = f->path},
				"another fetch is writing there");
	return VCK_OK;
}

static enum vck_status write_folder(struct folder *f, struct vck_error *err)
{
	remove_old(f);
	enum vck_status st = make_folder(arena_printf(&f->s->arena, "%s/accounts", f->path), err);
	for (size_t i = 0; i < f->s->places.len && !st; i++)
		if (*f->s->places.items[i]->region)
			st = write_region(f, f->s->places.items[i], err);
	return st ? st : write_manifest(f, err);
}

/* ---- both ---- */

static void close_snapshot(struct snapshot *s)
{
	for (size_t i = 0; i < s->places.len; i++) {
		vec_free(&s->places.items[i]->elements);
		vec_free(&s->places.items[i]->outcomes);
	}
	vec_free(&s->places);
	redact_close(&s->redact);
	arena_free(&s->arena);
}

/* An interrupted run is written too, when it has something: its manifest says what is missing. */
static enum vck_status gather(struct snapshot *s, struct vck_fetch_summary *summary,
			      struct vck_error *err)
{
	struct run_sink sink = {s, take_scope, take_element, take_outcome};
	enum vck_status st = run_all(s->options, &sink, summary, err);
	sort_all(s);
	prepare_redaction(s);
	return st;
}

static bool worth_writing(enum vck_status st, const struct vck_fetch_summary *summary)
{
	return st == VCK_OK || (st == VCK_E_INTERRUPTED && summary->ok);
}

enum vck_status vck_fetch_to_file(const struct vck_fetch_options *options, const char *path,
				  struct vck_fetch_summary *summary, struct vck_error *err)
{
	struct snapshot s = {.options = options};
	memset(summary, 0, sizeof *summary);
	enum vck_status st = writer_check(path, options->overwrite, err);
	if (st)
		return st;
	st = gather(&s, summary, err);
	if (worth_writing(st, summary)) {
		struct vck_error why;
		enum vck_status written = write_file(&s, path, &why);
		if (written) {
			st = written;
			if (err)
				*err = why;
		}
	}
	close_snapshot(&s);
	return st;
}

static enum vck_status check_folder(struct folder *f, bool overwrite, struct vck_error *err)
{
	enum vck_status st = make_folder(f->path, err);
	if (!st)
		st = lock_folder(f, err);
	if (!st)
		st = writer_check(arena_printf(&f->s->arena, "%s/manifest.json", f->path),
				  overwrite, err);
	return st;
}

enum vck_status vck_fetch_to_folder(const struct vck_fetch_options *options, const char *path,
				    struct vck_fetch_summary *summary, struct vck_error *err)
{
	struct snapshot s = {.options = options};
	struct folder f = {.s = &s, .lock = -1};
	memset(summary, 0, sizeof *summary);
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	f.path = arena_strndup(&s.arena, path, len);
	enum vck_status st = check_folder(&f, options->overwrite, err);
	if (!st)
		st = gather(&s, summary, err);
	if (f.lock >= 0 && summary->calls && worth_writing(st, summary)) {
		struct vck_error why;
		enum vck_status written = write_folder(&f, &why);
		if (written) {
			st = written;
			if (err)
				*err = why;
		}
	}
	if (f.lock >= 0)
		close(f.lock);
	buf_free(&f.files);
	close_snapshot(&s);
	return st;
}
