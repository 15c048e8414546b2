/* credential_process: a program of the user's that prints credentials. Split like a shell, run
 * without. */
#include "base/json.h"
#include "base/vec.h"
#include "fetch/creds.h"
#include "fetch/secret.h"

#include <openssl/crypto.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

#define OUTPUT_LIMIT (256u << 10)

struct words {
	char **items;
	size_t len, cap;
};

/* As Python's shlex: quotes, and backslashes outside of single quotes. False: a quote does not end.
 */
static bool split(struct arena *a, const char *s, struct words *out)
{
	struct buf word = BUF_INIT;
	bool in_word = false, ok = true;
	char quote = '\0';
	for (; *s; s++) {
		bool escapes = *s == '\\' && quote != '\'' && s[1] &&
			       (!quote || s[1] == '"' || s[1] == '\\');
		if (escapes) {
			buf_putc(&word, *++s);
			in_word = true;
		} else if (quote ? *s == quote : (*s == '"' || *s == '\'')) {
			quote = quote ? '\0' : *s;
			in_word = true;
		} else if (!quote && strchr(" \t\r\n", *s)) {
			if (in_word)
				vec_push(out, arena_strdup(a, buf_str(&word)));
			buf_clear(&word);
			in_word = false;
		} else {
			buf_putc(&word, *s);
			in_word = true;
		}
	}
	if (in_word)
		vec_push(out, arena_strdup(a, buf_str(&word)));
	ok = !quote;
	buf_free(&word);
	return ok;
}

struct child {
	pid_t pid;
	int out, err; /* read ends */
	int status;
	bool ended;
};

static bool spawn(char **argv, struct child *child)
{
	int out[2], errs[2];
	posix_spawn_file_actions_t actions;
	if (pipe2(out, O_CLOEXEC) != 0)
		return false;
	if (pipe2(errs, O_CLOEXEC) != 0) {
		close(out[0]);
		close(out[1]);
		return false;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, errs[1], STDERR_FILENO);
	int rc = posix_spawnp(&child->pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(out[1]);
	close(errs[1]);
	child->out = out[0];
	child->err = errs[0];
	if (rc != 0) {
		close(out[0]);
		close(errs[0]);
		errno = rc;
	}
	return rc == 0;
}

/* One block; false at the end of the stream. */
static bool take(int fd, struct buf *into)
{
	char block[4096];
	ssize_t n = read(fd, block, sizeof block);
	if (n > 0 && into->len < OUTPUT_LIMIT)
		buf_add(into, block, (size_t)n);
	OPENSSL_cleanse(block, sizeof block);
	return n > 0 || (n < 0 && errno == EINTR);
}

static bool has_ended(struct child *child)
{
	child->ended = child->ended || waitpid(child->pid, &child->status, WNOHANG) == child->pid;
	return child->ended;
}

/* Read both streams to their ends, or, since it may leave a server behind that holds them open, until
 * the program has ended and no more comes. False: interrupted. */
static bool listen_to(struct shared *s, struct child *child, struct buf *out, struct buf *errs)
{
	struct pollfd fds[2] = {{child->out, POLLIN, 0}, {child->err, POLLIN, 0}};
	struct buf *into[2] = {out, errs};
	while ((fds[0].fd >= 0 || fds[1].fd >= 0) && !shared_interrupted(s)) {
		bool ended = has_ended(child); /* before what is left is read */
		int ready = poll(fds, 2, 100);
		if (ready < 0 && errno != EINTR)
			return false;
		if (ready == 0 && ended)
			break;
		for (size_t i = 0; i < 2; i++)
			if (fds[i].fd >= 0 && fds[i].revents && !take(fds[i].fd, into[i]))
				fds[i].fd = -1;
	}
	return !shared_interrupted(s);
}

static void await_end(struct child *child)
{
	while (!child->ended && waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
		;
	child->ended = true;
}

/* It is asked to end, and after a second it has no choice. */
static void end_child(struct child *child)
{
	if (has_ended(child))
		return;
	kill(child->pid, SIGTERM);
	for (int i = 0; i < 50 && !has_ended(child); i++)
		nanosleep(&(struct timespec){.tv_nsec = 20 * 1000000}, NULL);
	if (!child->ended)
		kill(child->pid, SIGKILL);
	await_end(child);
}

static enum vck_status run(struct shared *s, char **argv, struct buf *out, struct vck_error *err)
{
	struct child child = {.pid = -1};
	struct buf errs = BUF_INIT;
	enum vck_status st = VCK_OK;
	if (!spawn(argv, &child))
		return vck_fail(err, VCK_E_AWS, NULL, "credential_process: %s can't be run: %s",
				argv[0], strerror(errno));
	bool heard = listen_to(s, &child, out, &errs);
	close(child.out);
	close(child.err);
	if (!heard)
		end_child(&child);
	await_end(&child);
	int status = child.status;
	if (!heard)
		st = vck_fail(err, VCK_E_INTERRUPTED, NULL, "interrupted");
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		st = vck_fail(err, VCK_E_AWS, NULL,
			      "credential_process: %s ended with status %d: %.500s", argv[0],
			      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
			      buf_str(&errs));
	buf_free(&errs);
	return st;
}

static enum vck_status read_output(struct client *c, const char *program, const struct buf *out,
				   struct credentials *k, struct vck_error *err)
{
	cJSON *json;
	if (json_parse(&c->arena, program, buf_str(out), out->len, &json, NULL))
		return vck_fail(err, VCK_E_AWS, NULL, "credential_process: %s printed no JSON",
				program);
	const cJSON *version = json_get(json, "Version");
	if (!cJSON_IsNumber(version) || version->valueint != 1)
		return vck_fail(
			err, VCK_E_AWS, NULL,
			"credential_process: %s printed no \"Version\": 1, the only one known",
			program);
	if (!creds_from_json(c, json, k))
		return vck_fail(err, VCK_E_AWS, NULL,
				"credential_process: %s printed no AccessKeyId and SecretAccessKey",
				program);
	if (k->expires_s && k->expires_s <= shared_aws_now_s(c->shared))
		return vck_fail(err, VCK_E_AWS, NULL,
				"credential_process: what %s printed has expired", program);
	k->source = arena_printf(&c->arena, "credential_process %s", program);
	return VCK_OK;
}

enum creds_outcome creds_process(struct creds_chain *chain, struct credentials *out,
				 struct buf *why, struct vck_error *err)
{
	struct client *c = chain->client;
	const char *command = config_get(chain->section, "credential_process");
	struct words words = VEC_INIT;
	struct buf output = BUF_INIT;
	enum vck_status st = VCK_OK;
	if (str_empty(command)) {
		buf_printf(why, "profile %s has no credential_process", chain->profile);
		return CREDS_NONE;
	}
	bool ends = split(&c->arena, command, &words);
	if (!ends || !words.len)
		st = vck_fail(err, VCK_E_AWS, NULL,
			      "profile %s: a quote in credential_process does not end",
			      chain->profile);
	vec_push(&words, NULL);
	if (!st)
		st = run(c->shared, words.items, &output, err);
	if (!st)
		st = read_output(c, words.items[0], &output, out, err);
	secret_free(&output);
	vec_free(&words);
	return st ? CREDS_FAILED : CREDS_FOUND;
}
