/* file.h - bytes as a file that can be opened by its name, and is nowhere. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FILE_NAME_SIZE = 64 };

/* The caller closes what it returns. */
static inline int file_of(const uint8_t *data, size_t size, char name[FILE_NAME_SIZE])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	assert(fd >= 0);
	for (size_t at = 0; at < size;) {
		ssize_t n = write(fd, data + at, size - at);
		assert(n > 0);
		at += (size_t)n;
	}
	snprintf(name, FILE_NAME_SIZE, "/proc/self/fd/%d", fd);
	return fd;
}

#endif
