/*
 * from_cli.c - what aws-cli prints, in files, folders and streams; and vpccheck's own dumps.
 *
 * A document is an object whose members are the lists of describe calls. A dump is one whose
 * "Snapshots" are such objects, each with its account, Region and the calls that were made.
 */
#include "load/loader.h"

#include "base/file.h"
#include "base/str.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum special { SPECIAL_NONE, CALLS, ACCOUNT, REGION, IDENTITY, NEXT_TOKEN, BPA };

struct document {
	struct part **part;         /* what is filled */
	struct loader *loader;      /* whose own part that is; NULL: another thread fills it */
	struct json_source *source; /* the loader's; how far it is, was said up to `reported` */
	uint64_t reported;
	const atomic_bool *unwanted;    /* another thread says so, meanwhile; or NULL */
	struct element_origin file;     /* what the path tells */
	struct element_origin snapshot; /* what the element of "Snapshots" around us tells */
	char within[48];                /* its JSON pointer */
	struct element_origin lists[KIND_COUNT]; /* where the document holds them; file NULL: not */
	bool cut;                                /* it has a NextToken */
	enum special special;                    /* what the member is that is being read */
};

static const struct {
	const char *key;
	enum special special;
	enum json_want want;
} specials[] = {
	{"Calls", CALLS, JSON_ELEMENTS},       {"AccountId", ACCOUNT, JSON_VALUE},
	{"Region", REGION, JSON_VALUE},        {"Account", IDENTITY, JSON_VALUE},
	{"NextToken", NEXT_TOKEN, JSON_VALUE}, {"VpcBlockPublicAccessOptions", BPA, JSON_VALUE},
};

static enum special special_of(const char *key, enum json_want *want)
{
	for (size_t i = 0; i < COUNT_OF(specials); i++)
		if (str_eq(specials[i].key, key)) {
			*want = specials[i].want;
			return specials[i].special;
		}
	return SPECIAL_NONE;
}

static enum json_want want_member(void *ctx, const char *key, unsigned depth)
{
	struct document *d = ctx;
	enum json_want want = JSON_SKIP;
	bool bare;
	d->special = SPECIAL_NONE;
	if (depth == 0 && str_eq(key, "Snapshots"))
		return JSON_OBJECTS;
	d->special = special_of(key, &want);
	if (d->special)
		return want;
	if (!loader_reads(key, &bare))
		return JSON_SKIP;
	if (bare && !id_from_file((*d->part)->desk, key, d->file.file)) {
		part_warn(*d->part,
			  "%s: \"%s\" is not read, because neither it nor the file's name says "
			  "whose they are",
			  d->file.file, key);
		return JSON_SKIP;
	}
	return JSON_ELEMENTS;
}

/* ---- a row of "Calls" ---- */

/* Without these nobody knows what else there would have been to ask. */
static void warn_of_missing(struct part *part, const char *file, const struct call_outcome *call)
{
	static const char *const first[] = {"GetCallerIdentity", "AssumeRole", "DescribeRegions"};
	for (size_t i = 0; i < COUNT_OF(first); i++)
		if (str_eq(call->operation, first[i]))
			part_warn(part, "%s: accounts or Regions are missing: %s%s%s", file,
				  call->operation, str_empty(call->message) ? "" : ": ",
				  str_empty(call->message) ? "" : call->message);
}

static void take_call(struct document *d, const cJSON *row, struct element_origin origin)
{
	const struct call_outcome call = {.service = json_string(row, "Service"),
					  .operation = json_string(row, "Operation"),
					  .resource = json_string(row, "Resource"),
					  .status = json_string(row, "Status"),
					  .code = json_string(row, "Code"),
					  .message = json_string(row, "Message")};
	const char *account = json_string(row, "AccountId"), *region = json_string(row, "Region");
	if (!call.operation || str_empty(call.status) || str_eq(call.status, "ok"))
		return;
	if (!str_empty(account))
		origin.account = account;
	if (!str_empty(region))
		origin.region = region;
	warn_of_missing(*d->part, d->file.file, &call);
	part_refused(*d->part, &call, &origin);
}

/* ---- the walk ---- */

static enum vck_status want_text(const struct document *d, const struct json_place *place,
				 const cJSON *v, const char **out, struct vck_error *err)
{
	if (cJSON_IsNull(v))
		return VCK_OK;
	if (!cJSON_IsString(v)) {
		struct where where = {d->file.file, NULL, place->line, place->column};
		return vck_fail(err, VCK_E_INPUT, &where, "%s: expected a string, found %s",
				place->key, json_type_name(v));
	}
	if (*v->valuestring)
		*out = intern_str(&(*d->part)->desk->strings, v->valuestring);
	return VCK_OK;
}

static enum vck_status take_special(struct document *d, const struct json_place *place,
				    const cJSON *v, struct vck_error *err)
{
	enum special special = d->special;
	const char *text = NULL;
	struct element_origin here = d->snapshot;
	here.line = place->line;
	enum vck_status st = VCK_OK;
	if (special == CALLS) {
		take_call(d, v, here);
		return VCK_OK;
	}
	if (special == BPA)
		return cJSON_IsNull(v) ? VCK_OK : part_bpa(*d->part, v, &here, err);
	st = want_text(d, place, v, &text, err);
	if (st || !text)
		return st;
	if (special == ACCOUNT)
		d->snapshot.account = text;
	if (special == REGION)
		d->snapshot.region = text;
	if (special == IDENTITY)
		part_identity(*d->part, text, &here);
	if (special == NEXT_TOKEN) {
		d->cut = true;
		part_warn(*d->part,
			  "%s is cut: it ends with a NextToken, so there is more than it holds",
			  d->file.file);
	}
	return VCK_OK;
}

static void report_progress(struct document *d, uint64_t done)
{
	if (done <= d->reported) /* what was read ahead has been counted */
		return;
	loader_progress(d->loader, done - d->reported);
	d->reported = done;
}

static enum vck_status take_value(void *ctx, const struct json_place *place, const cJSON *v,
				  struct vck_error *err)
{
	struct document *d = ctx;
	if (d->unwanted && atomic_load_explicit(d->unwanted, memory_order_relaxed))
		return VCK_E_INPUT;
	if (d->special)
		return take_special(d, place, v, err);
	struct element_origin origin = d->snapshot;
	origin.line = place->line;
	origin.index = (unsigned)place->index;
	origin.members = place->members;
	enum vck_status st = part_sink(*d->part, place->key, v, &origin, err);
	if (st || !d->loader)
		return st;
	report_progress(d, d->source->consumed);
	return loader_settle(d->loader, err);
}

static struct json_shape *want_shape(void *ctx, const char *key)
{
	struct document *d = ctx;
	return d->special ? NULL : desk_shape((*d->part)->desk, key);
}

static void end_document(void *ctx)
{
	struct document *d = ctx;
	for (unsigned kind = 0; kind < KIND_COUNT; kind++)
		if (d->lists[kind].file)
			part_ended(*d->part, (enum kind)kind, d->cut, &d->lists[kind]);
	memset(d->lists, 0, sizeof d->lists);
	d->cut = false;
}

static enum vck_status begin_list(void *ctx, const struct json_place *place, struct vck_error *err)
{
	struct document *d = ctx;
	(void)err;
	struct element_origin origin = d->snapshot;
	origin.line = place->line;
	enum kind kind = kind_of_list(place->key);
	if (kind < KIND_COUNT)
		d->lists[kind] = origin;
	part_known(*d->part, place->key, &origin);
	return VCK_OK;
}

static enum vck_status enter_snapshot(void *ctx, const struct json_place *place,
				      struct vck_error *err)
{
	struct document *d = ctx;
	(void)err;
	d->snapshot = d->file;
	snprintf(d->within, sizeof d->within, "/Snapshots/%ld", place->index);
	d->snapshot.within = d->within;
	return VCK_OK;
}

static enum vck_status leave_snapshot(void *ctx, const struct json_place *place,
				      struct vck_error *err)
{
	struct document *d = ctx;
	(void)place;
	(void)err;
	d->snapshot = d->file;
	return VCK_OK;
}

static const struct json_visitor visitor = {.member = want_member,
					    .value = take_value,
					    .enter = enter_snapshot,
					    .leave = leave_snapshot,
					    .shape = want_shape,
					    .array = begin_list,
					    .document = end_document};

/* ---- what other threads may read: pieces, and stretches ahead of the walk ---- */

struct share {
	struct document document;
	const struct loader *loader;
	char *key;
	union {
		struct json_piece piece;
		struct json_stretch stretch;
	};
	atomic_bool unwanted;
};

static struct share *share_new(const struct document *d, const char *key)
{
	struct share *s = mem_zalloc(sizeof *s);
	size_t len = strlen(key) + 1;
	s->document = *d;
	s->document.loader = NULL;
	s->document.source = NULL;
	if (d->snapshot.within)
		s->document.snapshot.within = s->document.within;
	s->loader = d->loader;
	s->key = memcpy(mem_alloc(len), key, len);
	return s;
}

static void drop_share(void *ctx)
{
	struct share *s = ctx;
	free(s->key);
	free(s);
}

static enum vck_status run_piece(void *ctx, struct part *part, struct vck_error *err)
{
	struct share *s = ctx;
	struct json_visitor v = visitor;
	s->document.part = &part;
	v.ctx = &s->document;
	enum vck_status st = json_walk_piece(&s->piece, &v, err);
	if (s->piece.room) {
		crew_give_buffer(s->loader->crew, s->piece.memory, s->piece.room);
		s->piece.memory = NULL;
	}
	return st;
}

static char *spare_buffer(void *ctx, size_t room)
{
	struct document *d = ctx;
	return crew_take_buffer(d->loader, room);
}

static void drop_piece(void *ctx)
{
	struct share *s = ctx;
	free(s->piece.memory);
	drop_share(s);
}

static enum vck_status hand_out_piece(void *ctx, const struct json_piece *json,
				      struct vck_error *err)
{
	struct document *d = ctx;
	struct share *s = share_new(d, json->key);
	s->piece = *json;
	s->piece.key = s->key;
	report_progress(d, d->source->consumed);
	return crew_hand_out(d->loader, (struct work){run_piece, drop_piece, s}, err);
}

static void run_stretch(void *ctx, struct part *part)
{
	struct share *s = ctx;
	struct json_visitor v = visitor;
	s->document.part = &part;
	s->document.unwanted = &s->unwanted;
	v.ctx = &s->document;
	json_walk_stretch(&s->stretch, &v);
}

static void stop_stretch(void *ctx)
{
	struct share *s = ctx;
	atomic_store_explicit(&s->unwanted, true, memory_order_relaxed);
}

static bool ask_for_stretch(void *ctx, const struct json_stretch *json)
{
	struct document *d = ctx;
	if (d->special || !crew_may_guess(d->loader))
		return false;
	struct share *s = share_new(d, json->key);
	s->stretch = *json;
	s->stretch.key = s->key;
	crew_guess(d->loader, (struct guess){run_stretch, stop_stretch, drop_share, s});
	return true;
}

static const struct json_stretch *oldest_stretch(void *ctx)
{
	struct document *d = ctx;
	const struct share *s = crew_oldest_guess(d->loader);
	return s ? &s->stretch : NULL;
}

static enum vck_status take_stretch(void *ctx, unsigned line, long index, struct vck_error *err)
{
	struct document *d = ctx;
	const struct share *s = crew_oldest_guess(d->loader);
	report_progress(d, s->stretch.last.offset);
	return crew_take_guess(d->loader, line, (unsigned)index, err);
}

static void drop_stretch(void *ctx)
{
	struct document *d = ctx;
	crew_drop_guess(d->loader);
}

static void drop_stretches(void *ctx)
{
	struct document *d = ctx;
	crew_drop_guesses(d->loader);
}

/* loader: whose own part it is, or NULL. */
static enum vck_status read_source(struct loader *l, struct part **part, struct json_source *source,
				   const struct element_origin *file, struct vck_error *err)
{
	struct document d = {
		.part = part, .loader = l, .source = source, .file = *file, .snapshot = *file};
	struct json_visitor v = visitor;
	v.ctx = &d;
	struct json_readers ahead = {.ask = ask_for_stretch,
				     .oldest = oldest_stretch,
				     .take = take_stretch,
				     .drop = drop_stretch,
				     .drop_all = drop_stretches};
	if (l && crew_size(l) > 1) {
		v.piece = hand_out_piece;
		v.spare = spare_buffer;
		v.readers = &ahead;
		ahead.most = crew_most_guesses(l);
		v.grain = l->grain;
	}
	enum vck_status st = json_walk(source, &v, err);
	if (l && !st)
		report_progress(&d, source->consumed + source->pos);
	json_source_free(source);
	return st;
}

/* ---- paths ---- */

/* The path component that ends before *end; moves *end to its beginning. */
static size_t component_before(const char *path, size_t *end)
{
	size_t to = *end;
	while (to && path[to - 1] == '/')
		to--;
	size_t from = to;
	while (from && path[from - 1] != '/')
		from--;
	*end = from;
	return to - from;
}

/* aws_configs/accounts/123456789012/us-east-1/Vpcs.json tells the account and the Region. */
static struct element_origin origin_of_path(struct intern *strings, const char *path)
{
	struct element_origin o = {.file = intern_str(strings, path)};
	size_t at = strlen(path), len;
	component_before(path, &at);
	len = component_before(path, &at);
	const char *name = intern(strings, path + at, len);
	if (is_region(name, len)) {
		o.region = name;
		len = component_before(path, &at);
		name = intern(strings, path + at, len);
	}
	if (is_account(name, len))
		o.account = name;
	return o;
}

static enum vck_status read_file(struct loader *l, struct part **part, const char *path,
				 struct vck_error *err)
{
	int fd;
	bool is_stdin = str_eq(path, "-");
	enum vck_status st = file_open(path, &fd, err);
	if (st)
		return st;
	struct element_origin origin = {.file = "<standard input>"};
	if (!is_stdin)
		origin = origin_of_path(&(*part)->desk->strings, path);
	struct json_source source = json_source_fd(origin.file, fd);
	st = read_source(l, part, &source, &origin, err);
	close(fd);
	return st;
}

/* ---- a folder's files ---- */

#define SMALL_FILE (512ull << 10) /* bytes of a file that is read by one thread */
#define SMALL_TREE (1ull << 20)   /* bytes of a folder whose files are read by one thread */

struct file {
	const char *path;
	unsigned long long size;
};
typedef VEC(struct file) files;

struct tree {
	struct loader *loader;
	struct arena arena;
	files now, later;
	unsigned long long size;
};

static enum vck_status run_file(void *ctx, struct part *part, struct vck_error *err)
{
	return read_file(NULL, &part, ctx, err);
}

static enum vck_status read_files(struct loader *l, const struct tree *t, const files *list,
				  struct vck_error *err)
{
	enum vck_status st = VCK_OK;
	bool many = crew_size(l) > 1 && t->size > SMALL_TREE;
	for (size_t i = 0; i < list->len && !st; i++) {
		const struct file *f = &list->items[i];
		if (!many || f->size > SMALL_FILE) {
			st = read_file(l, &l->now, f->path, err);
			continue;
		}
		size_t len = strlen(f->path) + 1;
		char *path = memcpy(mem_alloc(len), f->path, len);
		loader_progress(l, f->size);
		st = crew_hand_out(l, (struct work){run_file, free, path}, err);
	}
	return st;
}

/* Instances show their interfaces once more, which is not kept where those came before. */
static bool comes_later(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	return strstr(name, "instances") || strstr(name, "Instances") ||
	       strstr(name, "Reservations");
}

static bool is_packed(const char *path)
{
	static const char *const endings[] = {".json.gz", ".json.bz2", ".json.xz", ".json.zst"};
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		if (str_ends(path, endings[i]))
			return true;
	return false;
}

static enum vck_status note_if_json(void *ctx, const char *path, struct vck_error *err)
{
	struct tree *t = ctx;
	(void)err;
	if (is_packed(path))
		loader_warn(t->loader, "%s is compressed, and not read: unpack it first", path);
	if (!str_ends(path, ".json"))
		return VCK_OK;
	struct file f = {arena_strdup(&t->arena, path), file_size(path)};
	t->size += f.size;
	if (comes_later(path))
		vec_push(&t->later, f);
	else
		vec_push(&t->now, f);
	return VCK_OK;
}

static enum vck_status read_folder(struct loader *l, const char *path, struct vck_error *err)
{
	struct tree t = {.loader = l};
	struct vck_error walking = {0};
	enum vck_status walked = file_walk(path, note_if_json, &t, &walking);
	l->total += t.size;
	enum vck_status st = read_files(l, &t, &t.now, err);
	if (!st && walked) { /* what came before it had no error */
		st = walked;
		if (err)
			*err = walking;
	}
	if (!st)
		st = read_files(l, &t, &t.later, err);
	vec_free(&t.now);
	vec_free(&t.later);
	arena_free(&t.arena);
	return st;
}

/* Work that was handed out before `st` has the first say. */
static enum vck_status end_input(struct loader *l, enum vck_status st, struct vck_error *err)
{
	struct vck_error earlier = {0};
	enum vck_status before = crew_wait(l, &earlier);
	if (before && err)
		*err = earlier;
	return before ? before : st;
}

enum vck_status loader_add_path(struct loader *l, const char *path, struct vck_error *err)
{
	enum vck_status st;
	if (file_is_folder(path)) {
		st = read_folder(l, path, err);
	} else {
		l->total += file_size(path);
		st = read_file(l, &l->now, path, err);
	}
	return end_input(l, st, err);
}

enum vck_status loader_add_memory(struct loader *l, const char *name, const char *bytes, size_t len,
				  struct vck_error *err)
{
	struct json_source source = json_source_memory(name, bytes, len);
	struct element_origin origin = {.file = intern_str(&l->desk->strings, name)};
	return end_input(l, read_source(l, &l->now, &source, &origin, err), err);
}
