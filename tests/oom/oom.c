/*
 * oom.c - oom SNAPSHOT: what happens when the machine runs out of memory, at each allocation in
 * turn?
 *
 * Linked with --wrap for malloc, calloc and realloc. The work is done once to count its
 * allocations; then it is done again for each of them, in a process of its own in which that one
 * fails. Each must end in the one handler of base/mem.h, and nowhere else: a NULL that somebody
 * uses, a loop, a silent success are failures.
 */
#include "base/mem.h"

#include <vpccheck/vpccheck.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IN_HANDLER = 42, NO_FAILURE = 43, ERROR = 44 };

static unsigned long allocations, fails_at; /* 0: none fails */

static bool fails(void)
{
	return ++allocations == fails_at;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

static void handler(size_t wanted)
{
	(void)wanted;
	_exit(IN_HANDLER);
}

static void drop(void *ctx, const char *bytes, size_t len)
{
	(void)ctx, (void)bytes, (void)len;
}

static enum vck_status work_on(const struct vck_net *net, struct vck_error *err)
{
	static const struct vck_render_options plain = {.width = 100};
	struct vck_report *report = NULL;
	enum vck_status st = vck_check(net, &(struct vck_check_options){.jobs = 1}, &report, err);
	if (!st)
		st = vck_render_report(report, "text", &plain, drop, NULL, err);
	if (!st)
		st = vck_render_report(report, "json", &plain, drop, NULL, err);
	vck_report_free(report);
	return st;
}

static enum vck_status work(const char *path)
{
	struct vck_net *net = NULL;
	struct vck_error err;
	enum vck_status st = vck_net_load(&path, 1, &net, &err);
	if (!st)
		st = work_on(net, &err);
	vck_net_free(net);
	return st;
}

static int work_apart(const char *path, unsigned long fail_at)
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		alarm(60); /* a loop is a failure, too */
		allocations = 0;
		fails_at = fail_at;
		_exit(work(path) ? ERROR : NO_FAILURE);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	mem_set_oom_handler(handler);
	if (work(argv[1])) {
		fprintf(stderr, "%s can't be read\n", argv[1]);
		return 1;
	}
	unsigned long count = allocations, wrong = 0;
	for (unsigned long i = 1; i <= count; i++) {
		int ended = work_apart(argv[1], i);
		if (ended == IN_HANDLER)
			continue;
		fprintf(stderr, "allocation %lu of %lu fails: the program ends with %d\n", i, count,
			ended);
		wrong++;
	}
	printf("%lu allocations failed in turn, %lu did not end in the handler\n", count, wrong);
	return count && !wrong ? 0 : 1;
}
