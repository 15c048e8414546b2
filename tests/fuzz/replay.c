/*
 * replay.c - a fuzz target over files: replay FOLDER|FILE...
 *
 * Each file is run as it is, and cut at a few places, so that a corpus of whole documents also
 * holds broken ones.
 */
#include "fuzz/fuzz.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void run_exact(const char *bytes, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1);
	if (!exact)
		abort();
	if (len)
		memcpy(exact, bytes, len);
	LLVMFuzzerTestOneInput(exact, len);
	free(exact);
}

static enum vck_status replay(void *ctx, const char *path, struct vck_error *err)
{
	struct buf b = BUF_INIT;
	enum vck_status st = file_read(path, 16u << 20, &b, err);
	if (!st) {
		run_exact(buf_str(&b), b.len);
		for (size_t part = 1; part < 8; part++)
			run_exact(buf_str(&b), b.len * part / 8);
		++*(size_t *)ctx;
	}
	buf_free(&b);
	return st;
}

int main(int argc, char **argv)
{
	size_t files = 0;
	struct vck_error err;
	char text[2048];
	for (int i = 1; i < argc; i++)
		if (file_walk(argv[i], replay, &files, &err)) {
			fprintf(stderr, "%s\n", vck_error_string(&err, text, sizeof text));
			return 1;
		}
	printf("%zu files replayed\n", files);
	return files ? 0 : 1;
}
