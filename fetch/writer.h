/*
 * writer.h - a file that is there whole, or not at all.
 *
 * Bytes go to a temporary file beside the target, mode 0600; writer_commit() syncs and renames it,
 * and writer_abandon() leaves nothing behind. A target that is a symbolic link is refused: the dump
 * holds a network's plan and goes where it was meant to. "-" is standard output, with no second
 * thoughts.
 */
#ifndef FETCH_WRITER_H
#define FETCH_WRITER_H

#include "base/error.h"
#include "base/str.h"

#include <openssl/types.h>

#include <stdbool.h>
#include <stdio.h>

struct writer {
	FILE *file;
	const char *path;
	char *temporary; /* NULL: standard output */
	EVP_MD_CTX *hash;
	int failed; /* errno of the first write that did not succeed */
};

/* Would writer_open() work? Asked before AWS is. */
enum vck_status writer_check(const char *path, bool overwrite, struct vck_error *);

enum vck_status writer_open(struct writer *, const char *path, struct vck_error *);
void writer_puts(struct writer *, const char *text);
void writer_buf(struct writer *, struct buf *); /* and empties it */
enum vck_status writer_commit(struct writer *, char sha256[65], struct vck_error *);
void writer_abandon(struct writer *);

#endif
