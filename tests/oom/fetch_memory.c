/*
 * fetch_memory.c - fetch_memory FOLDER [N]: a fetch on a machine that runs out of memory, at each
 * allocation in turn, whoever asks for it: this program, OpenSSL, expat, cJSON or the C library.
 *
 * malloc and its like are this program's own. At each allocation of a whole fetch the process
 * forks: in the child that one fails, and the child goes on to whatever end that brings. It may end
 * in the handler of base/mem.h, in an error, or in the very dump that is written when nothing
 * fails. A crash, a loop, or a dump that differs and does not say so are failures. With N, that one
 * fails in this very process (for a debugger), which says where it was. AWS is a table of XML
 * bodies (testdata/ec2-server/...).
 */
#include "base/mem.h"
#include "base/str.h"
#include "fetch/transport.h"

#include <vpccheck/fetch.h>

#include <dirent.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IN_HANDLER = 42, SAME_DUMP, ANOTHER_DUMP, ERROR };
enum { PLENTY = 200 };

/* ---- memory that fails once ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);

static bool armed, in_child;
static unsigned long allocations, failed, only, wrong, ended[ERROR + 1];

static void judge(pid_t child)
{
	int status = 0;
	waitpid(child, &status, 0);
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	if (code >= IN_HANDLER && code <= ERROR)
		ended[code]++;
	if (code == IN_HANDLER || code == SAME_DUMP || code == ERROR)
		return;
	wrong++;
	char line[120];
	int n = snprintf(line, sizeof line, "allocation %lu fails: the fetch ends with %d%s\n",
			 allocations, WIFEXITED(status) ? code : -WTERMSIG(status),
			 code == ANOTHER_DUMP ? ", another dump than it should be" : "");
	if (write(2, line, (size_t)n) < 0)
		wrong++;
}

/* Loops allocate at the same place again and again: each way to an allocation counts three times.
 */
static bool seen_enough(void)
{
	enum { DEPTH = 16, SLOTS = 1 << 14, OFTEN = 3 };
	static struct {
		uint64_t hash;
		unsigned count;
	} ways[SLOTS];
	void *stack[DEPTH];
	uint64_t hash = 0xcbf29ce484222325u;
	int depth = backtrace(stack, DEPTH);
	for (int i = 0; i < depth; i++)
		hash = (hash ^ (uintptr_t)stack[i]) * 0x100000001b3u;
	size_t at = hash % SLOTS;
	while (ways[at].count && ways[at].hash != hash)
		at = (at + 1) % SLOTS;
	ways[at].hash = hash;
	return ways[at].count++ >= OFTEN;
}

/* What a child writes must not reach the files that its parent has open. */
static void leave_files_alone(void)
{
	int nowhere = open("/dev/null", O_WRONLY);
	for (int fd = 3; fd < 64; fd++) {
		int flags = fcntl(fd, F_GETFL);
		if (fd != nowhere && flags >= 0 && (flags & O_ACCMODE) != O_RDONLY)
			dup2(nowhere, fd);
	}
}

/* True in a child, once: there this allocation fails. */
static bool fails(void)
{
	if (!armed || in_child)
		return false;
	allocations++;
	if (only && allocations == only) {
		void *stack[16];
		armed = false;
		backtrace_symbols_fd(stack, backtrace(stack, 16), 2);
		return true;
	}
	if (only)
		return false;
	armed = false; /* what follows may allocate */
	if (seen_enough()) {
		armed = true;
		return false;
	}
	failed++;
	pid_t child = fork();
	if (child == 0) {
		in_child = true;
		leave_files_alone();
		alarm(30); /* a loop is a failure, too */
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		return chdir("child") == 0; /* its dump is another one */
	}
	if (child > 0)
		judge(child);
	armed = true;
	return false;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}

static void handler(size_t wanted)
{
	(void)wanted;
	_exit(IN_HANDLER);
}

/* ---- AWS, as a table ---- */

static struct {
	char *name;
	char *body;
} answers[PLENTY];
static size_t answer_count;

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;
	if (!f || getdelim(&text, &size, '\0', f) < 0)
		text = NULL;
	if (f)
		fclose(f);
	return text;
}

static bool read_answers(const char *folder)
{
	DIR *d = opendir(folder);
	for (struct dirent *e; d && (e = readdir(d)) && answer_count < PLENTY;) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		answers[answer_count].body = e->d_name[0] == '.' ? NULL : slurp(path);
		if (answers[answer_count].body)
			answers[answer_count++].name = strdup(e->d_name);
	}
	if (d)
		closedir(d);
	return answer_count > 10;
}

/* "GetManagedPrefixListEntries.pl-1.xml" answers for any prefix list. */
static const char *answer_of(const char *operation)
{
	size_t len = strlen(operation);
	for (size_t i = 0; i < answer_count; i++) {
		const char *name = answers[i].name;
		if (strncmp(name, "sts-", 4) == 0)
			name += 4;
		if (strncmp(name, operation, len) == 0 && name[len] == '.')
			return answers[i].body;
	}
	if (strcmp(operation, "AssumeRole") == 0)
		return "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE</"
		       "AccessKeyId>"
		       "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</"
		       "SessionToken><Expiration>"
		       "2026-01-01T01:00:00Z</Expiration></Credentials></AssumeRoleResult>"
		       "</AssumeRoleResponse>";
	return "<Response><Errors><Error><Code>InvalidAction</Code></Error></Errors></Response>";
}

static void start(void *ctx, struct exchange *x)
{
	char operation[80] = "";
	(void)ctx;
	sscanf(x->body, "Action=%79[A-Za-z]", operation);
	const char *body = answer_of(operation);
	buf_puts(&x->answer, body);
	x->status = strncmp(body, "<Response>", 10) == 0 ? 400 : 200;
	snprintf(x->content_type, sizeof x->content_type, "text/xml");
	x->done = true;
}

static void drive(void *ctx, unsigned timeout_ms)
{
	(void)ctx, (void)timeout_ms;
}

static void cancel(void *ctx, struct exchange *x)
{
	(void)ctx, (void)x;
}

static void no_free(void *ctx)
{
	(void)ctx;
}

/* ---- one fetch ---- */

static const char *env(void *ctx, const char *name)
{
	static const char *const set[][2] = {{"AWS_PROFILE", "lab"},
					     {"AWS_CONFIG_FILE", "config"},
					     {"AWS_SHARED_CREDENTIALS_FILE", "none"},
					     {"AWS_EC2_METADATA_DISABLED", "true"}};
	(void)ctx;
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		if (strcmp(set[i][0], name) == 0)
			return set[i][1];
	return NULL;
}

static int64_t now_ms(void *ctx)
{
	(void)ctx;
	return 1767225600000;
}

static enum vck_status fetch(struct vck_fetch_summary *summary)
{
	static struct transport transport = {NULL, start, drive, cancel, no_free};
	struct vck_error err;
	const struct vck_fetch_options options = {
		.overwrite = true,
		.redact = VCK_REDACT_TAGS | VCK_REDACT_ADDRESSES | VCK_REDACT_ACCOUNTS,
		.redact_key = "the same each time",
		.world = {.env = env, .now_ms = now_ms, .transport = &transport}};
	return vck_fetch_to_file(&options, "dump.json", summary, &err);
}

static bool prepare(void)
{
	char folder[] = "/tmp/fetch-memory-XXXXXX";
	FILE *f;
	if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("child", 0700) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		f = fopen(i ? "child/config" : "config", "w");
		if (!f)
			return false;
		fputs("[profile lab]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/r\n"
		      "source_profile = base\n[profile base]\naws_access_key_id = AKIDSERVER\n"
		      "aws_secret_access_key = the-servers-secret\n",
		      f);
		fclose(f);
	}
	return true;
}

static void clean_up(void)
{
	static const char *const files[] = {"child/config", "child/dump.json", "config",
					    "dump.json", "first.json"};
	char folder[4096];
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(files[i]);
	if (getcwd(folder, sizeof folder) && rmdir("child") == 0)
		rmdir(folder);
}

static bool same_dump(const char *a, const char *b)
{
	char *x = slurp(a), *y = slurp(b);
	bool same = x && y && strcmp(x, y) == 0;
	free(x);
	free(y);
	return same;
}

/* The whole work; in a child, what it came to. */
static int work(void)
{
	struct vck_fetch_summary summary;
	enum vck_status st = fetch(&summary);
	if (!in_child)
		return (int)st;
	if (st || summary.incomplete)
		return ERROR; /* said so */
	return same_dump("dump.json", "../first.json") ? SAME_DUMP : ANOTHER_DUMP;
}

int main(int argc, char **argv)
{
	if (argc < 2 || !read_answers(argv[1]) || !prepare())
		return 2;
	mem_set_oom_handler(handler);
	struct vck_fetch_summary summary;
	if (fetch(&summary) || summary.incomplete || rename("dump.json", "first.json") != 0) {
		fprintf(stderr, "the fetch fails even with memory\n");
		return 1;
	}
	only = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	armed = true;
	int st = work();
	armed = false;
	if (in_child)
		_exit(st);
	bool same = st == VCK_OK && same_dump("dump.json", "first.json");
	clean_up();
	printf("%lu of %lu allocations failed in turn: %lu ended in the handler, %lu in an error, "
	       "%lu in "
	       "the same dump, "
	       "%lu wrong\n",
	       failed, allocations, ended[IN_HANDLER], ended[ERROR], ended[SAME_DUMP], wrong);
	return same && allocations > 100 && !wrong ? 0 : 1;
}
