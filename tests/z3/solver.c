/* solver.c - a child process and two pipes. */
#include "z3/solver.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool spawn(struct solver *s, int in, int out)
{
	static char name[] = "z3", from_stdin[] = "-in", limit[] = "-t:4000";
	char *const argv[] = {name, from_stdin, limit, NULL};
	posix_spawn_file_actions_t actions;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	bool ok = !posix_spawnp(&s->pid, name, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return ok;
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

bool solver_start(struct solver *s)
{
	int to[2], from[2];

	memset(s, 0, sizeof *s);
	if (!two_pipes(to, from))
		return false;
	bool ok = spawn(s, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	if (!ok) {
		close(to[1]);
		close(from[0]);
		return false;
	}
	signal(SIGPIPE, SIG_IGN);
	s->to = fdopen(to[1], "w");
	s->from = fdopen(from[0], "r");
	return s->to && s->from;
}

/* Everything that z3 has said up to a mark of ours: answers come in the order of the commands. */
static void read_reply(struct solver *s, struct buf *out)
{
	static const char mark[] = "=end=";
	char line[4096];

	fprintf(s->to, "(echo \"%s\")\n", mark);
	fflush(s->to);
	while (fgets(line, sizeof line, s->from)) {
		if (str_starts(line, mark))
			return;
		buf_puts(out, line);
	}
	buf_puts(out, "(error \"z3 ended\")");
}

/* z3 says nothing but what is wrong with it; that is read, lest two full pipes wait for each other.
 */
void solver_put(struct solver *s, const char *text)
{
	fputs(text, s->to);
	read_reply(s, &s->error);
}

void solver_send(struct solver *s, const char *text)
{
	fputs(text, s->to);
}

void solver_tell(struct solver *s, const char *command, struct buf *out)
{
	fputs(command, s->to);
	read_reply(s, out);
}

void solver_push(struct solver *s)
{
	fputs("(push 1)\n", s->to);
}

void solver_pop(struct solver *s)
{
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
	fputs("(check-sat)\n", s->to);
	read_reply(s, &reply);
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
	size_t from = out->len, to = from;

	fprintf(s->to, "(get-value (%s))\n", names);
	read_reply(s, out);
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] != '\n')
			out->data[to++] = out->data[i];
	out->len = to;
	if (out->data)
		out->data[to] = '\0';
}

void solver_end(struct solver *s)
{
	if (s->to)
		fclose(s->to);
	if (s->from)
		fclose(s->from);
	while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
		;
	buf_free(&s->error);
}
