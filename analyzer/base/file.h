/* file.h - files and folders, with errors that name them. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Read a whole file (or standard input for "-") into buf; more than `limit` bytes is an error. */
enum vck_status file_read(const char *path, size_t limit, struct buf *out, struct vck_error *err);

/* Open for reading; "-" is standard input. The caller closes *fd. */
enum vck_status file_open(const char *path, int *fd, struct vck_error *err);

/*
 * Call each(ctx, path) for every regular file below `path` whose name does not begin with a dot,
 * folder by folder, each in byte order of its names. A plain file is its own only member. Folders
 * that come round again (links) are an error, as is anything that can't be read.
 */
typedef enum vck_status file_each_fn(void *ctx, const char *path, struct vck_error *err);
enum vck_status file_walk(const char *path, file_each_fn *each, void *ctx, struct vck_error *err);

bool file_is_folder(const char *path);
unsigned long long file_size(const char *path); /* 0 where that is not known: a pipe */

/* Write atomically: a temporary file beside `path`, mode 0600, fsync, rename. To a pipe or a device as
 * it comes. */
enum vck_status file_write(const char *path, const char *bytes, size_t len, struct vck_error *err);

/*
 * The same piece by piece, so that it needs no memory. What fails first is told at the end. `keep`
 * false: what was there before stays, and nothing of this.
 */
struct file_writer;
struct file_writer *file_writer_open(const char *path);
void file_writer_add(void *writer, const char *bytes, size_t len); /* a sink of renderers, too */
enum vck_status file_writer_end(struct file_writer *, bool keep, struct vck_error *err);
/* What to unlink when the program ends before that; NULL: nothing. */
const char *file_writer_temporary(const struct file_writer *);

#endif
