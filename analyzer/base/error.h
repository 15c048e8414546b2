/* error.h - filling a struct vck_error. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <vpccheck/error.h>

#include <stdarg.h>

/* Where something was found. Any member may be empty. */
struct where {
	const char *file;
	const char *pointer; /* JSON pointer inside the file, or NULL */
	unsigned line, column;
};

/* Fill *err (when not NULL) and return status. `where` may be NULL. */
enum vck_status vck_fail(struct vck_error *err, enum vck_status status, const struct where *where,
			 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Put "prefix: " before the text of an error that is passed up. Returns its status. */
enum vck_status vck_fail_prefix(struct vck_error *err, const char *prefix);

#endif
