/* solver.c - a child process and two pipes. */
#include "z3/solver.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* In the child. Nobody ends z3 when who asks it was killed: it has to see to that itself. */
static void run_z3(int in, int out, pid_t parent)
{
	static char name[] = "z3", from_stdin[] = "-in", limit[] = "-t:4000";
	char *const argv[] = {name, from_stdin, limit, NULL};

#ifdef __linux__
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
		_exit(127);
#else
	(void)parent;
#endif
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execvp(name, argv);
	_exit(127);
}

static bool spawn(struct solver *s, int in, int out)
{
	pid_t parent = getpid();

	s->pid = fork();
	if (!s->pid)
		run_z3(in, out, parent);
	return s->pid > 0;
}

/* Of pipes that the child must not keep but for the ends that it is given. */
static bool two_pipes(int to[2], int from[2])
{
	if (pipe2(to, O_CLOEXEC))
		return false;
	if (!pipe2(from, O_CLOEXEC))
		return true;
	close(to[0]);
	close(to[1]);
	return false;
}

static bool begin(struct solver *s)
{
	int to[2], from[2];

	if (!two_pipes(to, from))
		return false;
	bool ok = spawn(s, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	s->to = fdopen(to[1], "w");
	s->from = from[0];
	return ok && s->to;
}

static void end(struct solver *s)
{
	if (s->to)
		fclose(s->to);
	if (s->from >= 0)
		close(s->from);
	s->to = NULL;
	s->from = -1;
	while (s->pid > 0 && waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
		;
	s->pid = 0;
}

bool solver_start(struct solver *s)
{
	struct buf version = BUF_INIT;

	memset(s, 0, sizeof *s);
	s->seconds = SOLVER_SECONDS;
	s->from = -1;
	signal(SIGPIPE, SIG_IGN);
	if (begin(s))
		solver_tell(s, "(get-info :version)\n", &version);
	bool ok = str_starts(buf_str(&version), "(:version");
	buf_free(&version);
	if (!ok)
		solver_end(s);
	return ok;
}

static const char mark[] = "=end=\n";
enum { MARK = sizeof mark - 1 };

static bool is_whole(const struct buf *reply, size_t from)
{
	return reply->len >= from + MARK && str_eq(reply->data + reply->len - MARK, mark);
}

/* Milliseconds, by a clock that nobody sets. */
static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

enum heard { HEARD, LATE, CLOSED };

static enum heard hear(struct solver *s, long long until, struct buf *out)
{
	struct pollfd ready = {.fd = s->from, .events = POLLIN};
	long long left = until - now();
	char chunk[4096];

	int n = poll(&ready, 1, left > 0 ? (int)left : 0);
	if (!n)
		return LATE;
	if (n < 0)
		return errno == EINTR ? HEARD : CLOSED;
	ssize_t got = read(s->from, chunk, sizeof chunk);
	if (got <= 0)
		return CLOSED;
	buf_add(out, chunk, (size_t)got);
	return HEARD;
}

/* Another process, told what this one was. It is quick at that: nothing of it asks. */
static void begin_anew(struct solver *s)
{
	s->ended++;
	kill(s->pid, SIGKILL);
	end(s);
	if (begin(s))
		fputs(buf_str(&s->told), s->to);
	else
		buf_puts(&s->error, "(error \"z3 does not start again\")");
}

static void cut(struct buf *b, size_t len)
{
	b->len = len;
	if (b->data)
		b->data[len] = '\0';
}

/* Everything that z3 has said up to a mark of ours: answers come in the order of the commands. False:
 * it took too long. */
static bool read_reply(struct solver *s, struct buf *out)
{
	long long until = now() + s->seconds * 1000LL;
	size_t from = out->len;
	enum heard heard = CLOSED;

	if (s->to) {
		fputs("(echo \"=end=\")\n", s->to);
		fflush(s->to);
		do
			heard = hear(s, until, out);
		while (heard == HEARD && !is_whole(out, from));
	}
	cut(out, heard == HEARD ? out->len - MARK : from);
	if (heard == CLOSED)
		buf_puts(out, "(error \"z3 ended\")");
	if (heard == LATE)
		begin_anew(s);
	return heard != LATE;
}

/* z3 says nothing but what is wrong with it; that is read, lest two full pipes wait for each other.
 */
void solver_put(struct solver *s, const char *text)
{
	solver_send(s, text);
	read_reply(s, &s->error); /* one that took too long: the next one was told the same */
}

void solver_send(struct solver *s, const char *text)
{
	buf_puts(&s->told, text);
	if (s->to)
		fputs(text, s->to);
}

bool solver_tell(struct solver *s, const char *command, struct buf *out)
{
	if (s->to)
		fputs(command, s->to);
	return read_reply(s, out);
}

void solver_allow(struct solver *s, unsigned seconds)
{
	s->until = now() + seconds * 1000LL;
}

void solver_push(struct solver *s)
{
	s->pushed[s->depth++] = s->told.len;
	solver_send(s, "(push 1)\n");
}

void solver_pop(struct solver *s)
{
	cut(&s->told, s->pushed[--s->depth]);
	if (s->to)
		fputs("(pop 1)\n", s->to);
}

enum smt_answer solver_check(struct solver *s)
{
	static const char *const answers[] = {
		[SMT_UNSAT] = "unsat\n", [SMT_SAT] = "sat\n", [SMT_UNDECIDED] = "unknown\n"};
	struct buf reply = BUF_INIT;
	enum smt_answer answer = SMT_ERROR;

	if (s->error.len)
		return SMT_ERROR;
	if (s->until && now() > s->until)
		return SMT_UNDECIDED;
	if (s->to)
		fputs("(check-sat)\n", s->to);
	if (!read_reply(s, &reply))
		buf_puts(&reply, "timeout\n");
	for (unsigned i = 0; i < sizeof answers / sizeof *answers; i++)
		if (str_eq(buf_str(&reply), answers[i]))
			answer = (enum smt_answer)i;
	if (str_eq(buf_str(&reply), "timeout\n"))
		answer = SMT_UNDECIDED;
	if (answer == SMT_ERROR)
		buf_puts(&s->error, buf_str(&reply));
	buf_free(&reply);
	return answer;
}

void solver_values(struct solver *s, const char *names, struct buf *out)
{
	struct buf command = BUF_INIT;
	size_t from = out->len, to = from;

	buf_printf(&command, "(get-value (%s))\n", names);
	solver_tell(s, buf_str(&command), out);
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] != '\n')
			out->data[to++] = out->data[i];
	cut(out, to);
	buf_free(&command);
}

void solver_end(struct solver *s)
{
	end(s);
	buf_free(&s->told);
	buf_free(&s->error);
}
