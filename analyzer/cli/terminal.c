/* terminal.c - colour, width, progress, signals, and the two streams. */
#include "cli/terminal.h"

#include "base/error.h"
#include "base/str.h"
#include "cli/cli.h"
#include "render/out.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/banned.h"

#define PIPE_WIDTH 100 /* columns where no terminal says otherwise */

static bool is_dumb(void)
{
	const char *term = getenv("TERM");

	return str_empty(term) || str_eq(term, "dumb");
}

static bool wants_color(const char *when, int fd)
{
	if (str_eq(when, "always"))
		return true;
	if (str_eq(when, "never") || !str_empty(getenv("NO_COLOR")))
		return false;
	if (!str_empty(getenv("FORCE_COLOR")))
		return !str_eq(getenv("FORCE_COLOR"), "0");
	return isatty(fd) && !is_dumb();
}

static unsigned columns_of(int fd)
{
	unsigned long long columns;
	struct winsize size = {0};

	if (str_u64(getenv("COLUMNS") ? getenv("COLUMNS") : "", 10000, &columns) && columns)
		return (unsigned)columns;
	if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return PIPE_WIDTH;
}

void terminal_open(struct terminal *t, const char *color, int verbosity)
{
	t->color = wants_color(color, STDOUT_FILENO);
	t->error_color = wants_color(color, STDERR_FILENO);
	t->quiet = verbosity < 0;
	t->progress = isatty(STDERR_FILENO) && !is_dumb() && !t->quiet;
	t->width = columns_of(STDOUT_FILENO);
}

/* ---- standard error ---- */

static void put_line(const struct terminal *t, const char *style, const char *label,
		     const char *text)
{
	struct buf line = BUF_INIT;

	terminal_idle(t);
	terminal_progress(t, NULL);
	buf_printf(&line, "vpccheck: %s%s%s", t->error_color ? style : "", label,
		   t->error_color ? "\x1b[0m" : "");
	escape_plain(&line, text);
	fprintf(stderr, "%s\n", buf_str(&line));
	buf_free(&line);
}

void terminal_error(const struct terminal *t, const struct vck_error *err)
{
	char text[sizeof err->where + sizeof err->text + 64];

	put_line(t, "\x1b[1;31m", "error: ", vck_error_string(err, text, sizeof text));
}

void terminal_warn(const struct terminal *t, const char *text)
{
	put_line(t, "\x1b[1;33m", "warning: ", text);
}

void terminal_note(const struct terminal *t, const char *text)
{
	if (!t->quiet)
		put_line(t, "", "", text);
}

#define ERASE "\r\x1b[K"

static volatile sig_atomic_t progress_shown; /* set before it is: a signal may come in between */

void terminal_progress(const struct terminal *t, const char *text)
{
	struct buf line = BUF_INIT;

	if (!t->progress || (!text && !progress_shown))
		return;
	escape_plain(&line, text ? text : "");
	if (text)
		progress_shown = 1;
	fprintf(stderr, ERASE "%.*s", (int)t->width - 1, buf_str(&line));
	fflush(stderr);
	if (!text)
		progress_shown = 0;
	buf_free(&line);
}

/* ---- what takes long: a thread that looks at the clock ---- */

#define PATIENCE_MS 500 /* nothing is said before that … */
#define EVERY_MS    200 /* … and not more often than that */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t ended;
	pthread_t thread;
	bool running, end;
	bool rows; /* results go to a terminal, too */
	const struct terminal *terminal;
	const char *what;
	struct timespec began;
	atomic_ullong done, total;
	atomic_bool drawing, interrupted; /* between the thread and the handler of signals */
} busy = {.lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER};

static struct timespec after(struct timespec t, long ms)
{
	long ns = t.tv_nsec + ms * 1000000;

	return (struct timespec){t.tv_sec + ns / 1000000000, ns % 1000000000};
}

static void show_busy(const struct timespec *now)
{
	unsigned long long done = busy.done, total = busy.total;
	struct buf line = BUF_INIT;

	buf_puts(&line, busy.what);
	if (done && total)
		buf_printf(&line, ", %llu of %llu MB", done / 1000000, total / 1000000);
	else if (done)
		buf_printf(&line, ", %llu MB", done / 1000000);
	else
		buf_printf(&line, ", %lld s", (long long)(now->tv_sec - busy.began.tv_sec));
	busy.drawing = true;
	if (!busy.interrupted)
		terminal_progress(busy.terminal, buf_str(&line));
	busy.drawing = false;
	buf_free(&line);
}

static void *watch_clock(void *ctx)
{
	struct timespec next = after(busy.began, PATIENCE_MS);

	(void)ctx;
	pthread_mutex_lock(&busy.lock);
	while (!busy.end)
		if (pthread_cond_timedwait(&busy.ended, &busy.lock, &next) == ETIMEDOUT) {
			show_busy(&next);
			next = after(next, EVERY_MS);
		}
	terminal_progress(busy.terminal, NULL);
	pthread_mutex_unlock(&busy.lock);
	return NULL;
}

/* Signals go to other threads: their handler waits for what this one draws. */
static bool start_watching(void)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool started = pthread_create(&busy.thread, NULL, watch_clock, NULL) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

void terminal_busy(const struct terminal *t, const char *what)
{
	terminal_idle(t);
	if (!t->progress)
		return;
	busy.terminal = t;
	busy.what = what;
	busy.end = false;
	busy.rows = isatty(STDOUT_FILENO);
	busy.done = busy.total = 0;
	clock_gettime(CLOCK_REALTIME, &busy.began);
	busy.running = start_watching();
}

void terminal_busy_with(const struct terminal *t, unsigned long long done, unsigned long long total)
{
	(void)t;
	busy.done = done;
	busy.total = total;
}

void terminal_idle(const struct terminal *t)
{
	(void)t;
	if (!busy.running)
		return;
	pthread_mutex_lock(&busy.lock);
	busy.end = true;
	pthread_cond_signal(&busy.ended);
	pthread_mutex_unlock(&busy.lock);
	pthread_join(busy.thread, NULL);
	busy.running = false;
}

/* ---- signals ---- */

static char unfinished[4096];
static volatile sig_atomic_t has_unfinished;

void terminal_unfinished(const char *path)
{
	has_unfinished = 0;
	if (path && snprintf(unfinished, sizeof unfinished, "%s", path) < (int)sizeof unfinished)
		has_unfinished = 1;
}

/* Nothing is drawn from now on; a line that is being drawn has a moment to end. */
static void end_drawing(void)
{
	busy.interrupted = true;
	for (int ms = 0; busy.drawing && ms < 100; ms++)
		poll(NULL, 0, 1);
}

static void on_signal(int number)
{
	ssize_t ignored = 0;

	(void)number;
	end_drawing();
	if (progress_shown)
		ignored = write(STDERR_FILENO, ERASE, sizeof ERASE - 1);
	(void)ignored;
	if (has_unfinished)
		unlink(unfinished);
	_exit(EXIT_INTERRUPTED);
}

void terminal_catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* ---- standard output ---- */

static int write_errno; /* of the first write that failed */

void terminal_write(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	if (busy.running && busy.rows)
		terminal_idle(busy.terminal);
	if (!write_errno && fwrite(bytes, 1, len, stdout) != len)
		write_errno = errno ? errno : EIO;
}

enum vck_status terminal_flush(struct vck_error *err)
{
	if (fflush(stdout) != 0 && !write_errno)
		write_errno = errno ? errno : EIO;
	if (!write_errno)
		return VCK_OK;
	return vck_fail(err, VCK_E_IO, NULL, "can't write to standard output: %s",
			strerror(write_errno));
}
