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

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

enum vck_status file_write(const char *path, const char *bytes, size_t len, struct vck_error *err)
{
	struct buf tmp = BUF_INIT;
	buf_printf(&tmp, "%s.XXXXXX", path);
	int fd = mkstemp(tmp.data); /* mode 0600 */
	bool ok = fd >= 0 && write_all(fd, bytes, len) && fsync(fd) == 0;
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	if (ok && rename(tmp.data, path) != 0)
		ok = false;
	enum vck_status st = ok ? VCK_OK : fail_errno(path, "can't be written", err);
	if (!ok && fd >= 0)
		unlink(tmp.data);
	if (st && err)
		err->status = VCK_E_IO;
	buf_free(&tmp);
	return st ? VCK_E_IO : VCK_OK;
}
