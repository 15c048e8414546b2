#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum vck_status fail_errno(const char *path, const char *what, struct vck_error *err)
{
	return vck_fail(err, VCK_E_INPUT, &(struct where){.file = path}, "%s: %s", what,
			strerror(errno));
}

bool file_is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

unsigned long long file_size(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (unsigned long long)st.st_size : 0;
}

enum vck_status file_open(const char *path, int *fd, struct vck_error *err)
{
	*fd = str_eq(path, "-") ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd < 0)
		return fail_errno(path, "can't be opened", err);
	struct stat st;
	if (fstat(*fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(*fd);
		*fd = -1;
		return vck_fail(err, VCK_E_INPUT, &(struct where){.file = path},
				"is a folder; a file was expected");
	}
	return VCK_OK;
}

enum vck_status file_read(const char *path, size_t limit, struct buf *out, struct vck_error *err)
{
	int fd;
	enum vck_status st = file_open(path, &fd, err);
	if (st)
		return st;
	char block[65536];
	size_t most = 0;
	for (;;) {
		ssize_t n = read(fd, block, sizeof block);
		if (n > (ssize_t)most)
			most = (size_t)n;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			st = fail_errno(path, "can't be read", err);
		if (n <= 0)
			break;
		buf_add(out, block, (size_t)n);
		if (out->len > limit) {
			st = vck_fail(err, VCK_E_LIMIT, &(struct where){.file = path},
				      "has more than %zu bytes", limit);
			break;
		}
	}
	mem_wipe(block, most); /* the file may be one of keys */
	close(fd);
	return st;
}

/* ---- folders ---- */

struct folder { /* the folders that we stand in, to notice one that comes round again */
	dev_t dev;
	ino_t ino;
	const struct folder *above;
	unsigned depth;
};

struct walker {
	file_each_fn *each;
	void *ctx;
	struct vck_error *err;
	size_t files;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum vck_status walk_path(struct walker *w, const char *path, const struct folder *above);

static enum vck_status walk_names(struct walker *w, const char *path, char **names, size_t count,
				  const struct folder *here)
{
	enum vck_status st = VCK_OK;
	struct buf child = BUF_INIT;
	for (size_t i = 0; i < count && !st; i++) {
		buf_clear(&child);
		buf_printf(&child, "%s%s%s", path, str_ends(path, "/") ? "" : "/", names[i]);
		st = walk_path(w, buf_str(&child), here);
	}
	buf_free(&child);
	return st;
}

static enum vck_status walk_folder(struct walker *w, const char *path, const struct folder *here)
{
	DIR *dir = opendir(path);
	if (!dir)
		return fail_errno(path, "can't be opened", w->err);
	VEC(char *) names = VEC_INIT;
	errno = 0;
	for (struct dirent *e; (e = readdir(dir)); errno = 0)
		if (e->d_name[0] != '.') {
			size_t len = strlen(e->d_name) + 1;
			vec_push(&names, memcpy(mem_alloc(len), e->d_name, len));
		}
	enum vck_status st = errno ? fail_errno(path, "can't be read", w->err) : VCK_OK;
	closedir(dir);
	if (names.len)
		qsort(names.items, names.len, sizeof *names.items, by_name);
	if (!st)
		st = walk_names(w, path, names.items, names.len, here);
	for (size_t i = 0; i < names.len; i++)
		free(names.items[i]);
	vec_free(&names);
	return st;
}

static enum vck_status walk_path(struct walker *w, const char *path, const struct folder *above)
{
	struct stat s;
	struct where where = {.file = path};
	if (stat(path, &s) != 0)
		return fail_errno(path, "can't be read", w->err);
	if (!S_ISDIR(s.st_mode)) {
		if (above && !S_ISREG(s.st_mode))
			return VCK_OK; /* sockets and the like in a folder are nobody's snapshot */
		if (++w->files > LIMIT_SNAPSHOT_FILES)
			return vck_fail(w->err, VCK_E_LIMIT, &where, "more than %d files",
					LIMIT_SNAPSHOT_FILES);
		return w->each(w->ctx, path, w->err);
	}
	for (const struct folder *f = above; f; f = f->above)
		if (f->dev == s.st_dev && f->ino == s.st_ino)
			return vck_fail(w->err, VCK_E_INPUT, &where,
					"this folder holds itself (a link?)");
	struct folder here = {s.st_dev, s.st_ino, above, above ? above->depth + 1 : 0};
	if (here.depth > LIMIT_FOLDER_DEPTH)
		return vck_fail(w->err, VCK_E_LIMIT, &where, "folders nest deeper than %d levels",
				LIMIT_FOLDER_DEPTH);
	return walk_folder(w, path, &here);
}

enum vck_status file_walk(const char *path, file_each_fn *each, void *ctx, struct vck_error *err)
{
	struct walker w = {.each = each, .ctx = ctx, .err = err};
	if (str_eq(path, "-"))
		return each(ctx, path, err);
	return walk_path(&w, path, NULL);
}

/* ---- writing ---- */

struct file_writer {
	char *path;
	struct buf temporary; /* empty: a pipe or a device, which can't be replaced by a rename */
	FILE *stream;         /* NULL: it could not be opened */
	int failure;          /* errno of the first thing that failed */
};

static bool is_special(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode);
}

static int open_temporary(struct file_writer *w)
{
	buf_printf(&w->temporary, "%s.XXXXXX", w->path);
	int fd = mkstemp(w->temporary.data); /* mode 0600 */
	if (fd < 0)
		buf_clear(&w->temporary);
	return fd;
}

struct file_writer *file_writer_open(const char *path)
{
	struct file_writer *w = mem_zalloc(sizeof *w);
	size_t size = strlen(path) + 1;
	w->path = memcpy(mem_alloc(size), path, size);
	int fd = is_special(path) ? open(path, O_WRONLY | O_CLOEXEC) : open_temporary(w);
	w->stream = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!w->stream)
		w->failure = errno;
	if (!w->stream && fd >= 0)
		close(fd);
	return w;
}

void file_writer_add(void *writer, const char *bytes, size_t len)
{
	struct file_writer *w = writer;
	if (!w->failure && fwrite(bytes, 1, len, w->stream) != len)
		w->failure = errno ? errno : EIO;
}

const char *file_writer_temporary(const struct file_writer *w)
{
	return w->temporary.len ? buf_str(&w->temporary) : NULL;
}

static void keep_failure(struct file_writer *w, bool ok)
{
	if (!ok && !w->failure)
		w->failure = errno ? errno : EIO;
}

enum vck_status file_writer_end(struct file_writer *w, bool keep, struct vck_error *err)
{
	enum vck_status st = VCK_OK;
	const char *temporary = file_writer_temporary(w);
	struct where where = {.file = w->path};
	if (w->stream && keep)
		keep_failure(w, fflush(w->stream) == 0 &&
					(!temporary || fsync(fileno(w->stream)) == 0));
	if (w->stream)
		keep_failure(w, fclose(w->stream) == 0);
	if (temporary && keep && !w->failure)
		keep_failure(w, rename(temporary, w->path) == 0);
	if (temporary && (!keep || w->failure))
		unlink(temporary);
	if (keep && w->failure)
		st = vck_fail(err, VCK_E_IO, &where, "can't be written: %s", strerror(w->failure));
	buf_free(&w->temporary);
	free(w->path);
	free(w);
	return st;
}

enum vck_status file_write(const char *path, const char *bytes, size_t len, struct vck_error *err)
{
	struct file_writer *w = file_writer_open(path);
	file_writer_add(w, bytes, len);
	return file_writer_end(w, true, err);
}
