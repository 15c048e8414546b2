#include "fetch/writer.h"
#include "base/mem.h"

#include <openssl/evp.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum vck_status fail(const char *path, const char *what, struct vck_error *err)
{
	return vck_fail(err, VCK_E_IO, &(struct where){.file = path}, "can't be written: %s", what);
}

enum vck_status writer_check(const char *path, bool overwrite, struct vck_error *err)
{
	struct stat st;
	if (strcmp(path, "-") == 0 || lstat(path, &st) != 0)
		return VCK_OK;
	if (S_ISLNK(st.st_mode))
		return fail(path, "it is a symbolic link", err);
	if (!S_ISREG(st.st_mode))
		return fail(path, "it is no plain file", err);
	if (!overwrite)
		return fail(path, "it exists; --force replaces it", err);
	return VCK_OK;
}

enum vck_status writer_open(struct writer *w, const char *path, struct vck_error *err)
{
	memset(w, 0, sizeof *w);
	w->path = path;
	w->hash = EVP_MD_CTX_new();
	if (!w->hash || !EVP_DigestInit_ex(w->hash, EVP_sha256(), NULL))
		mem_oom(64);
	if (strcmp(path, "-") == 0) {
		w->file = stdout;
		return VCK_OK;
	}
	enum vck_status st = writer_check(path, true, err);
	struct buf name = BUF_INIT;
	buf_printf(&name, "%s.XXXXXX", path);
	int fd = st ? -1 : mkstemp(name.data); /* mode 0600 */
	if (!st && fd < 0)
		st = fail(path, strerror(errno), err);
	if (fd >= 0) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		w->file = fdopen(fd, "w");
		w->temporary = name.data;
		name.data = NULL;
		if (!w->file)
			mem_oom(4096);
	}
	buf_free(&name);
	if (st)
		writer_abandon(w);
	return st;
}

static void put(struct writer *w, const char *bytes, size_t len)
{
	if (!EVP_DigestUpdate(w->hash, bytes, len))
		mem_oom(len);
	errno = 0;
	if (fwrite(bytes, 1, len, w->file) != len && !w->failed)
		w->failed = errno ? errno : EIO;
}

void writer_puts(struct writer *w, const char *text)
{
	put(w, text, strlen(text));
}

void writer_buf(struct writer *w, struct buf *b)
{
	put(w, buf_str(b), b->len);
	buf_clear(b);
}

static void hex_digest(struct writer *w, char out[65])
{
	unsigned char digest[32];
	unsigned len = sizeof digest;
	if (!EVP_DigestFinal_ex(w->hash, digest, &len))
		mem_oom(len);
	for (unsigned i = 0; i < 32; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/* A step of the end: what failed first is what the user is told. */
static void step(struct writer *w, bool ok)
{
	if (!ok && !w->failed)
		w->failed = errno ? errno : EIO;
}

enum vck_status writer_commit(struct writer *w, char sha256[65], struct vck_error *err)
{
	step(w, fflush(w->file) == 0);
	if (sha256)
		hex_digest(w, sha256);
	if (w->temporary) {
		step(w, w->failed || fsync(fileno(w->file)) == 0);
		step(w, fclose(w->file) == 0);
		w->file = NULL;
		step(w, w->failed || rename(w->temporary, w->path) == 0);
	}
	enum vck_status st = w->failed ? fail(w->path, strerror(w->failed), err) : VCK_OK;
	if (!st && w->temporary) {
		free(w->temporary);
		w->temporary = NULL;
	}
	writer_abandon(w);
	return st;
}

void writer_abandon(struct writer *w)
{
	EVP_MD_CTX_free(w->hash);
	w->hash = NULL;
	if (w->file && w->file != stdout)
		fclose(w->file);
	w->file = NULL;
	if (w->temporary) {
		unlink(w->temporary);
		free(w->temporary);
		w->temporary = NULL;
	}
}
