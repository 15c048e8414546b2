/*
 * terminal.h - the two streams, and who reads them.
 *
 * Results go to standard output, everything else to standard error; this is the only place of the
 * program that writes there. Colour and progress appear on a terminal alone, unless the user says
 * otherwise: --color, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal that can.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <vpccheck/error.h>

#include <stdbool.h>
#include <stddef.h>

struct terminal {
	bool color, error_color; /* of standard output, of standard error */
	bool progress;           /* may standard error show what is going on? */
	bool quiet;
	unsigned width; /* columns of standard output */
};

/* `color`: "auto", "always", "never" or NULL. */
void terminal_open(struct terminal *, const char *color, int verbosity);

/* "vpccheck: error: …" and its kin, one line each; controls in them are made visible. */
void terminal_error(const struct terminal *, const struct vck_error *);
void terminal_warn(const struct terminal *, const char *text);
void terminal_note(const struct terminal *, const char *text); /* not with -q */

/* A line that the next one replaces; NULL takes it away. Nothing where nobody watches. */
void terminal_progress(const struct terminal *, const char *text);

/*
 * What takes longer than half a second says so, in such a line: "reading, 312 of 766 MB",
 * "checking, 3 s". busy() says what begins, with() how far it is (bytes; total 0: nobody knows),
 * idle() that it ended. Rows that go to the same terminal end it, too.
 */
void terminal_busy(const struct terminal *, const char *what);
void terminal_busy_with(const struct terminal *, unsigned long long done, unsigned long long total);
void terminal_idle(const struct terminal *);

/* From now on SIGINT and SIGTERM end the program in order: status 130, a clean line. */
void terminal_catch_signals(void);
/* ... and unlink this file, which is half written; NULL: there is none. */
void terminal_unfinished(const char *path);

/* Standard output as a sink of renderers. Its first failure is kept for terminal_flush(). */
void terminal_write(void *ctx, const char *bytes, size_t len);
enum vck_status terminal_flush(struct vck_error *);

#endif
