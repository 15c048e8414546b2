/*
 * dump_folder.c - a snapshot as a folder: accounts/ACCOUNT/REGION/describe-vpcs.json, as a shell loop
 * over the aws command would leave it, and manifest.json with the outcome of each call and the hash
 * of each file. A lock keeps a second fetch out; what an earlier one left does not pass for this
 * one's.
 */
#include "base/file.h"
#include "base/json.h"
#include "fetch/json_text.h"
#include "fetch/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

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
	text_list(f->s, p, call->list_key, call, 4, &w);
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
	text_account_name(f->s, p->account, &account);
	const char *outer = arena_printf(a, "accounts/%s", buf_str(&account));
	const char *below = arena_printf(a, "%s/%s", outer, p->region);
	buf_free(&account);
	enum vck_status st = make_folder(arena_printf(a, "%s/%s", f->path, outer), err);
	if (!st)
		st = make_folder(arena_printf(a, "%s/%s", f->path, below), err);
	for (size_t i = 0; i < call_count && !st; i++)
		if (place_answered(p, &calls[i]))
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
	text_header(&out);
	buf_puts(&out, ",\n    \"Calls\": [");
	for (size_t i = 0; i < s->places.len; i++)
		for (size_t j = 0; j < s->places.items[i]->outcomes.len; j++) {
			buf_puts(&out, any ? ",\n        " : "\n        ");
			text_outcome(s, &s->places.items[i]->outcomes.items[j], true, 8, &out);
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
		st = snapshot_gather(&s, summary, err);
	if (f.lock >= 0 && summary->calls && snapshot_is_worth_writing(st, summary)) {
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
	snapshot_close(&s);
	return st;
}
